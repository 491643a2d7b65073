/* svg.h - gnuplot's SVG made fit for a page. */
#ifndef LMEV__REPORT_FIGURES_SVG_H
#define LMEV__REPORT_FIGURES_SVG_H
#include "base/buf.h"

/* Tooltips: the marks of plot element plot[i] (0-based, in the order of the script) have
 * the texts text[..] in their order; elements without texts are not there. */
typedef struct lmev__tips {
    size_t n;
    const size_t *plot;      /* [n] ascending */
    const char *const *text; /* [n] "": that mark has none */
} lmev__tips;

typedef struct lmev__svg_frame {
    const char *id, *title, *alt;
    double crop; /* px cut off at the top, with the texts that stand there */
    lmev__tips tips;
} lmev__svg_frame;

/* Append an <svg> element as figure.h promises it. ERR_FORMAT when svg is not what
 * gnuplot writes; b may then hold a part of it. */
lmev_status lmev__svg_clean(lmev__buf *b, const char *svg, size_t n,
                            const lmev__svg_frame *frame, lmev_error *err);
/* Append text escaped for XML and HTML. */
void lmev__svg_escape(lmev__buf *b, const char *text, size_t n);
#endif
