/* lmev/report.h - what finished experiments show: tables, claims and figures, in a page
 * that holds all of them.
 *
 * Experiments of the same model with the same settings are its trials; models are
 * compared by balanced accuracy (BAC). docs/DESIGN.md explains the statistics. */
#ifndef LMEV_REPORT_H
#define LMEV_REPORT_H

#include "lmev/base.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Every member may be zero. */
typedef struct lmev_report_options {
    const char *language; /* "en" or "es"; NULL: "en" */
    const char *title;    /* of the page; NULL: the name that the experiments share */
    int threads;          /* 0: one per processor that the process may use */
    bool power; /* add which differences this study, and a larger one, would detect */
    /* judge that many simulated studies like this one, in which all models are equal,
     * and add how often something false is found; 0: none */
    size_t simulate;
    /* the smallest difference in BAC that matters: what a cheaper model may lose, what
     * `power` asks for, and within what two things are called the same; 0: 0.005 */
    double difference;
} lmev_report_options;

typedef struct lmev_report_summary {
    size_t n_experiments, n_models;
    size_t n_left_out; /* runs that could not be used */
    size_t n_figures;
    size_t n_printed; /* figures that have a PNG and a PDF; without librsvg none has */
    char *text;       /* the table of models and the claims, as Markdown */
} lmev_report_summary;

/* Load every experiment below the folders and write the report to folder `out`.
 *
 *   report.html              everything, in one file
 *   report.md, report.json   the same without figures
 *   tables/NAME.csv          each table
 *   figures/NAME.{tsv,svg,png,pdf}
 *
 * The folder appears complete or not at all. An older report in its place is replaced; a
 * folder that holds anything else is refused. The same files give the same bytes,
 * whatever the number of threads.
 *
 * options: NULL for the defaults; borrowed during the call. summary: NULL, or written on
 * success; release it with lmev_report_summary_release. watch: NULL, or a listener to the
 * progress and to warnings of files that cannot be used, which may stop the call.
 * Errors: ERR_NOTFOUND: a folder does not exist, or none holds a finished run.
 * ERR_PARAM: the language is unknown. ERR_BUSY: another process writes there. ERR_IO,
 * ERR_NOMEM, STOPPED. */
LMEV_API lmev_status lmev_report_write(const char *out, const char *const *folders,
                                       size_t n_folders,
                                       const lmev_report_options *options,
                                       lmev_report_summary *summary,
                                       const lmev_watch *watch, lmev_error *err);
/* Free what the summary holds, and clear it. */
LMEV_API void lmev_report_summary_release(lmev_report_summary *s);

#ifdef __cplusplus
}
#endif
#endif
