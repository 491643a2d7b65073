/* canvas.h - shapes and texts, written as SVG.
 *
 * A canvas is a buffer that collects elements; whoever owns it asks once whether it
 * failed. Coordinates are pixels from the top left corner and are written to a tenth of
 * a pixel. What has a coordinate that is not a number, or lies far outside, is not drawn.
 * Colours are names: classes of the elements, to which a style sheet gives values. Files
 * carry a style sheet of their own, a page has one for light and dark. */
#ifndef LMEV__REPORT_FIGURES_CANVAS_H
#define LMEV__REPORT_FIGURES_CANVAS_H
#include "base/buf.h"

#define LMEV__CANVAS 480  /* px wide; a phone shows it at three quarters of that */
#define LMEV__FONT   12.5 /* px, of most texts */

#define LMEV__INK   "fg"
#define LMEV__MUTED "muted"
#define LMEV__GRID  "grid"
#define LMEV__BLUE  "c1"
#define LMEV__RED   "c2"
#define LMEV__GREY  "c8"

/* How a path looks. */
typedef struct lmev__look {
    const char *colour;
    double width;     /* of a line; 0: the area is filled */
    const char *dash; /* of a line: "8 3"; NULL: solid */
    double opacity;   /* of an area; 0: opaque */
} lmev__look;

/* The points of a path: "M1 2L3 4". A point that cannot be drawn breaks the line. */
typedef struct lmev__pen {
    lmev__buf d;
    bool open; /* a line can be continued */
} lmev__pen;
void lmev__pen_to(lmev__pen *p, double x, double y); /* begins or continues a line */
void lmev__pen_up(lmev__pen *p);                     /* the next point begins a line */
void lmev__pen_line(lmev__pen *p, double x0, double y0, double x1, double y1);

/* Draw and release the path; nothing where it has no line. tip: the tooltip, which is
 * released; NULL: none. */
void lmev__draw_path(lmev__buf *canvas, lmev__pen *p, const lmev__look *look,
                     lmev__buf *tip);
void lmev__draw_box(lmev__buf *canvas, double x0, double y0, double x1, double y1,
                    const lmev__look *look, lmev__buf *tip);

typedef enum lmev__shape {
    LMEV__CIRCLE,
    LMEV__SQUARE,
    LMEV__TRIANGLE,
    LMEV__DIAMOND,
    LMEV__TRIANGLE_DOWN,
    LMEV__PENTAGON,
    LMEV__SHAPES
} lmev__shape;
typedef struct lmev__mark {
    lmev__shape shape;
    bool open; /* an outline */
    double radius;
    const char *colour;
} lmev__mark;
void lmev__draw_mark(lmev__buf *canvas, const lmev__mark *m, double x, double y,
                     lmev__buf *tip);

/* A text whose middle is at height y; x is its start, middle or end. size: px. */
typedef enum lmev__anchor_at { LMEV__START, LMEV__MIDDLE, LMEV__END } lmev__anchor_at;
void lmev__draw_text(lmev__buf *canvas, const char *text, double x, double y,
                     lmev__anchor_at at, double size, const char *colour);

/* Text cut in its middle to a width of so many times 0.6 of the font's size, at least 4:
 * names differ in their ends. Characters that cannot be shown are replaced. */
void lmev__put_cut(lmev__buf *b, const char *text, size_t columns);
#define LMEV__UNCUT SIZE_MAX
/* An estimate, in px, that is rather too wide. */
double lmev__text_width(const char *text, double size);

/* The canvas as an <svg> element. */
typedef struct lmev__plot_frame {
    const char *id, *title, *alt;
    double height;
} lmev__plot_frame;
/* For a file: with a size, the title, the ground, and colours. */
void lmev__put_svg_file(lmev__buf *b, const lmev__plot_frame *f, const lmev__buf *canvas);
/* For a page, which has a heading and colours: neither title nor size, and without the
 * tooltips unless `tips`. */
void lmev__put_svg_inline(lmev__buf *b, const lmev__plot_frame *f,
                          const lmev__buf *canvas, bool tips);
#endif
