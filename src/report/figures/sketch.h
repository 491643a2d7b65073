/* sketch.h - a figure while it is being made: shapes, axes, keys, rows of data, caption.
 *
 * A sketch remembers a lack of memory; figures.c asks once. Coordinates are pixels of a
 * canvas (canvas.h) unless they are called values; lmev__x and lmev__y turn values into
 * pixels. Texts named "english" are translated here. */
#ifndef LMEV__REPORT_FIGURES_SKETCH_H
#define LMEV__REPORT_FIGURES_SKETCH_H
#include "report/analysis/study.h"
#include "report/figures/axis.h"
#include "report/figures/canvas.h"

#define LMEV__LISTED 12 /* models that have a style of their own */
#define LMEV__MARKED 13 /* the style of those on a front: a diamond */

typedef struct lmev__sketch {
    const char *id, *language;
    const lmev__study *s;
    double height;                   /* of the canvas */
    double left, right, top, bottom; /* of the pane that is drawn in */
    lmev__axis x, y;                 /* of the pane */
    lmev__buf title, caption, alt;
    lmev__buf data, canvas;
    size_t n_cells, n_tables; /* of the row that is being written; of the data */
    size_t n_kept, kept_room;
    char **kept; /* texts that live as long as the sketch */
    bool failed;
} lmev__sketch;

void lmev__sketch_clear(lmev__sketch *k);

/* ---- Texts ------------------------------------------------------------------------ */

const char *lmev__sketch_word(const lmev__sketch *k, const char *english);
/* Numbers as the language has them; live as long as the sketch, "" without memory. */
const char *lmev__sketch_real(lmev__sketch *k, double v, int digits);
const char *lmev__sketch_count(lmev__sketch *k, double v);
/* What was collected in b, which is released. */
const char *lmev__sketch_keep(lmev__sketch *k, lmev__buf *b);
/* English with %1 .. %9 for the arguments. */
const char *lmev__sketch_phrase(lmev__sketch *k, const char *english,
                                const char *const *arg);
#define LMEV__WITH(...) ((const char *const[]){__VA_ARGS__})
/* One more sentence for the caption, or for the text alternative. */
void lmev__caption(lmev__sketch *k, const char *english, const char *const *arg);
void lmev__alt(lmev__sketch *k, const char *english, const char *const *arg);
/* "0.7434 [0.7391, 0.7480]"; without the interval where low is not finite. */
void lmev__put_estimate(lmev__buf *b, const lmev__sketch *k, double v, double low,
                        double high, int digits);

/* ---- Data ------------------------------------------------------------------------- */

/* Begin a table: names of its columns, with tabs between. */
void lmev__data_begin(lmev__sketch *k, const char *columns);
void lmev__data_text(lmev__sketch *k, const char *text);
void lmev__data_real(lmev__sketch *k, double v); /* to the last bit */
void lmev__data_count(lmev__sketch *k, uint64_t v);
void lmev__data_row_end(lmev__sketch *k);

/* ---- Pane ------------------------------------------------------------------------- */

/* Begin a figure of that height, with its title. */
void lmev__sketch_begin(lmev__sketch *k, double height, const char *english);
/* Begin the pane. */
void lmev__pane(lmev__sketch *k, double left, double right, double top, double bottom);
/* Give it axes, with grid lines, labels and names: x below its right end, y above its
 * left one. */
void lmev__set_x(lmev__sketch *k, const lmev__axis *a, const char *english);
void lmev__set_y(lmev__sketch *k, const lmev__axis *a, const char *english);
double lmev__x(const lmev__sketch *k, double value);
double lmev__y(const lmev__sketch *k, double value);

/* ---- Styles and keys -------------------------------------------------------------- */

/* Colour, shape and dashes of a style: 1 .. LMEV__LISTED, 0 for models that have none of
 * their own, or LMEV__MARKED. */
size_t lmev__style_of(size_t model);
lmev__mark lmev__mark_of(size_t style, bool open, double radius);
lmev__look lmev__line_of(size_t style, double width);
#define LMEV__RADIUS 5.5 /* px, of a usual mark */

/* A key: what a style stands for. */
typedef enum lmev__legend_kind {
    LMEV__KEY_POINTS,
    LMEV__KEY_LINES,
    LMEV__KEY_NUMBERS
} lmev__legend_kind;
typedef struct lmev__key_entry {
    size_t style, number; /* number 0: none */
    bool open;            /* an outline */
    const char *label;
} lmev__key_entry;
double lmev__key_height(size_t n);
void lmev__legend(lmev__sketch *k, const lmev__key_entry *entry, size_t n, double top,
                  lmev__legend_kind kind);
/* The same for the first models, at most LMEV__LISTED, after n_first entries of another
 * kind; the caption says when others are grey. */
#define LMEV__KEY_FIRST 2
size_t lmev__n_listed(const lmev__sketch *k);
void lmev__key_of_models(lmev__sketch *k, const lmev__key_entry *first, size_t n_first,
                         double top, lmev__legend_kind kind);

/* Where to write the numbers of n points so that they cover neither points nor each
 * other. number[i] 0: none wanted. */
typedef struct lmev__place {
    double x, y; /* of the point */
    size_t number;
    double at_x, at_y; /* of the middle of the number */
} lmev__place;
void lmev__place_numbers(const lmev__sketch *k, lmev__place *p, size_t n);
#endif
