/* figure.h - figures: their data, the scripts that draw them, and gnuplot, which does. */
#ifndef LMEV__REPORT_FIGURES_FIGURE_H
#define LMEV__REPORT_FIGURES_FIGURE_H
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
    /* for the page, or NULL when not drawn: an <svg> element with a viewBox and no
     * size, no scripts, handlers or outside references, ids unlike any other figure's,
     * colours as classes or custom properties that the page's style sets (light and
     * dark), <title> elements as tooltips of points */
    char *svg;
} lmev__figure;

typedef struct lmev__figures {
    size_t n;
    lmev__figure *at; /* those for which the study has data, in the order of figures.c */
    size_t n_drawn;
} lmev__figures;

/* Write ID.tsv and ID.gp for each figure into folder (which is there), and draw ID.svg,
 * .png and .pdf with gnuplot (options.gnuplot of the study) when it is not NULL: at most
 * `threads` at a time. A gnuplot that fails is told to watch with the last line of what
 * it said; the figure then counts as not drawn, and none of its picture files is left.
 * Scripts run where they lie: `gnuplot ID.gp` draws all three again. Texts of the study
 * never enter a script, only data files. */
lmev_status lmev__figures_write(lmev__figures *out, const lmev__study *s,
                                const char *folder, const lmev_watch *watch,
                                lmev_error *err);
void lmev__figures_clear(lmev__figures *f);
/* Is ID.KIND a file that lmev__figures_write or gnuplot writes? */
bool lmev__figure_file(const char *id, const char *kind);
/* The title and caption of a figure by id, or NULL. */
const lmev__figure *lmev__figure_of(const lmev__figures *f, const char *id);
#endif
