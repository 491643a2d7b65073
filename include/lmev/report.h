/* lmev/report.h - what experiments say: tables, claims, figures, and a page with all of
 * it. */
#ifndef LMEV_REPORT_H
#define LMEV_REPORT_H

#include "lmev/base.h"

#ifdef __cplusplus
extern "C" {
#endif

/* All members may be zero. */
typedef struct lmev_report_options {
    const char *language; /* "en", "es"; NULL: en */
    const char *title;    /* of the page; NULL: names of the experiments */
    /* the program's path, which draws the figures; NULL: no pictures, their data and
     * scripts are written all the same */
    const char *gnuplot;
    int threads; /* 0: all */
    bool power;  /* add what it would take to settle a difference */
    /* add what is found in so many simulated studies like this one in which all models
     * are equal */
    size_t simulate;
    /* of BAC, which matters: what a cheaper model may lose, and what power is asked
     * for; 0: 0.005 */
    double difference;
} lmev_report_options;

typedef struct lmev_report_summary {
    size_t n_experiments, n_models, n_left_out, n_figures; /* n_figures: drawn */
    /* table of models and claims as Markdown; free with lmev_report_summary_release */
    char *text;
} lmev_report_summary;

/* Load every experiment below the folders and write the report to folder out, which
 * appears complete or not at all; an older report there is replaced, another folder is
 * refused:
 *   report.html              everything, in one file
 *   report.md, report.json   the same without pictures
 *   tables/NAME.csv          every table
 *   figures/NAME.{tsv,gp,svg,png,pdf}
 * The same files give the same bytes. summary (may be NULL) is written on success.
 * ERR_NOTFOUND: a folder is not there, or nothing finished is in any of them. */
LMEV_API lmev_status lmev_report_write(const char *out, const char *const *folders,
                                       size_t n_folders,
                                       const lmev_report_options *options,
                                       lmev_report_summary *summary,
                                       const lmev_watch *watch, lmev_error *err);
LMEV_API void lmev_report_summary_release(lmev_report_summary *s);

#ifdef __cplusplus
}
#endif
#endif
