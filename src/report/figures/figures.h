/* figures.h - the figures of a report: data, SVG, PNG and PDF of each. */
#ifndef LMEV__REPORT_FIGURES_FIGURES_H
#define LMEV__REPORT_FIGURES_FIGURES_H
#include "report/analysis/study.h"

/* The ids, in the order of the page. Those of the 2020 study: bac-histogram,
 * bac-by-experiment (as they ran), bac-by-experiment-sorted, bac-by-language,
 * bac-by-model, bac-val-loss (means), bac-val-loss-trials, bac-time (means by model and
 * device), bac-time-trials, curve-bac, curve-val-loss (averaged over trials up to the
 * shortest). Ours: models (intervals, those marked that may be the best), differences (a
 * matrix), pareto-time, pareto-size, pareto-memory (cost against BAC, with the front),
 * worst-classes, confused, class-size (BAC against rows of the class). */
typedef struct lmev__figure {
    const char *id; /* "bac-by-model": file name, anchor; static */
    char *title;    /* in the report's language */
    char *caption;  /* what is to be seen, one or two sentences, with the numbers */
    char *alt;      /* for those who cannot see it */
    /* for the page: an <svg> element with a viewBox and no size, without scripts,
     * handlers or outside references, ids unlike any other figure's, colours as classes
     * that the page's style sets (light and dark), <title> elements as tooltips of
     * marks */
    char *svg;
    bool printed; /* ID.png and ID.pdf are there */
} lmev__figure;

typedef struct lmev__figures {
    size_t n;
    lmev__figure *at; /* those for which the study has data, in the order of figures.c */
    size_t n_printed;
} lmev__figures;

/* Write ID.tsv, ID.svg, ID.png and ID.pdf of each figure into folder, which exists; the
 * caller brings them to disk.
 * Without librsvg there are no PNG and PDF files, and watch hears one warning; where it
 * cannot draw a figure, that one has none, and watch hears why. LMEV_STOPPED when watch
 * asks for it; ERR_NOMEM, ERR_IO. */
lmev_status lmev__figures_write(lmev__figures *out, const lmev__study *s,
                                const char *folder, const lmev_watch *watch,
                                lmev_error *err);
void lmev__figures_clear(lmev__figures *f);
/* Is ID.KIND a file of a figure, of this version or of one before it? */
bool lmev__figure_file(const char *id, const char *kind);
/* The figure of an id, or NULL. */
const lmev__figure *lmev__figure_of(const lmev__figures *f, const char *id);
#endif
