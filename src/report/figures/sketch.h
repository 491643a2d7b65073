/* sketch.h - what figures are made with: a canvas in pixels, rows of data, a script,
 * tooltips.
 *
 * A sketch remembers a lack of memory; figures.c asks once. Coordinates are pixels of a
 * canvas whose origin is at the top left, as SVG has it. Texts of the study go into the
 * data alone; the script holds texts of ours, translated, and numbers. "english" is
 * translated here. */
#ifndef LMEV__REPORT_FIGURES_SKETCH_H
#define LMEV__REPORT_FIGURES_SKETCH_H
#include "base/buf.h"
#include "report/analysis/study.h"

#define LMEV__CANVAS 480 /* px wide: what a phone shows at three quarters of it */
#define LMEV__FONT   14  /* px */
#define LMEV__SMALL  12.5
#define LMEV__CROP   30 /* px at the top that hold the title, which a page shows itself */
#define LMEV__STYLES 12 /* colours with shapes and dashes; style 0 is grey */
#define LMEV__MARKED 13 /* the style of those on a front: a diamond */
#define LMEV__LISTED 12 /* models that have a style of their own */

typedef struct lmev__sketch {
    const char *id, *language;
    const lmev__study *s;
    double height;                   /* of the canvas */
    double left, right, top, bottom; /* of the pane that is drawn in */
    lmev__buf title, caption, alt;
    lmev__buf data, script;
    size_t n_blocks, n_cells; /* of the data; of the row that is being written */
    size_t n_panes, n_in_pane, n_plots, n_labels;
    size_t n_tips, tip_room, plot_room;
    size_t *tip_plot;
    char **tip; /* [n_tips] owned */
    size_t n_kept, kept_room;
    char **kept; /* texts that live as long as the sketch */
    bool failed;
} lmev__sketch;

void lmev__sketch_clear(lmev__sketch *k);

/* ---- Texts ---- */

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
/* Text cut in its middle to so many columns of 0.6 times the font's size: names differ in
 * their ends. At least 4. */
void lmev__put_cut(lmev__buf *b, const char *text, size_t columns);

/* ---- Data ---- */

/* A block of rows: names of its columns, with tabs between. Plots address it by its
 * number. */
size_t lmev__block(lmev__sketch *k, const char *columns);
void lmev__cell_text(lmev__sketch *k, const char *text);
void lmev__cell_cut(lmev__sketch *k, const char *text, size_t columns);
void lmev__cell_real(lmev__sketch *k, double v); /* to the last bit */
void lmev__cell_count(lmev__sketch *k, size_t v);
void lmev__row_end(lmev__sketch *k);

/* ---- Script ---- */

typedef struct lmev__axis {
    double low, high, step;
    int digits;
    bool log;
} lmev__axis;
/* That holds [low, high] with round tics, about `parts` of them. */
lmev__axis lmev__axis_of(double low, double high, int parts);
lmev__axis lmev__axis_log(double low, double high); /* both > 0 */
/* Where v is in a pane from `from` to `to` pixels. */
double lmev__axis_at(const lmev__axis *a, double v, double from, double to);
double lmev__axis_back(const lmev__axis *a, double px, double from, double to);

/* Begin a picture of that height, with its title. */
void lmev__sketch_begin(lmev__sketch *k, double height, const char *english);
/* Begin a pane; nothing is set in it. */
void lmev__pane(lmev__sketch *k, double left, double right, double top, double bottom);
void lmev__set(lmev__sketch *k, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
/* Axes of the pane, with grid lines and names: x below its right end, y above its left
 * one. */
void lmev__set_x(lmev__sketch *k, const lmev__axis *a, const char *english);
void lmev__set_y(lmev__sketch *k, const lmev__axis *a, const char *english);
/* A text of ours; anchor "left", "right", "center". */
void lmev__label(lmev__sketch *k, const char *text, double x, double y,
                 const char *anchor, double size, const char *colour);
/* What gnuplot is to plot of a block: "using 1:2 with points". Returns its number for
 * tips. */
size_t lmev__plot(lmev__sketch *k, size_t block, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
/* The tooltip of the next mark of a plot; plots in ascending order. Takes b. */
void lmev__tip(lmev__sketch *k, size_t plot, lmev__buf *b);

/* A key: what a style stands for. Height of one of so many entries, its block and its
 * pane. */
typedef enum lmev__legend_kind {
    LMEV__KEY_POINTS,
    LMEV__KEY_LINES,
    LMEV__KEY_NUMBERS
} lmev__legend_kind;
typedef struct lmev__entry_of {
    size_t style, number; /* number 0: none */
    bool open;            /* an outline */
    const char *label;
} lmev__entry_of;
double lmev__key_height(size_t n);
void lmev__key(lmev__sketch *k, const lmev__entry_of *entry, size_t n, double top,
               lmev__legend_kind kind);
/* The same for the first models, at most LMEV__LISTED, and how many those are; the
 * caption tells where others are grey. */
size_t lmev__n_listed(const lmev__sketch *k);
void lmev__key_of_models(lmev__sketch *k, double top, lmev__legend_kind kind);

/* Where to write the numbers of n points so that they cover neither points nor each
 * other: pixels in, pixels out. number[i] 0: none wanted. */
typedef struct lmev__place {
    double x, y; /* of the point */
    size_t number;
    double at_x, at_y; /* of the middle of the number */
} lmev__place;
void lmev__place_numbers(const lmev__sketch *k, lmev__place *p, size_t n);

/* The whole script; call once, at the end. */
void lmev__sketch_script(lmev__sketch *k, lmev__buf *to);

/* 1 .. LMEV__STYLES, or 0 for models that have no style of their own. */
size_t lmev__style_of(size_t model);
const char *lmev__dash_of(size_t style);
const char *lmev__hue_of(size_t style);

#define LMEV__FG    "#1a1a1a"
#define LMEV__MUTED "#5f5f5f"
#define LMEV__GRID  "#d9d9d9"
#define LMEV__BEST  "#0072b2"
#endif
