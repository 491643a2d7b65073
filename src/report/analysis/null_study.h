/* null_study.h - studies like this one in which all models are equal. */
#ifndef LMEV__REPORT_ANALYSIS_NULL_STUDY_H
#define LMEV__REPORT_ANALYSIS_NULL_STUDY_H
#include "report/analysis/study_build.h"

/* What they are drawn from. */
typedef struct lmev__null_source lmev__null_source;
lmev_status lmev__null_source_new(lmev__null_source **out, const lmev__study_build *m,
                                  lmev_error *err);
void lmev__null_source_free(lmev__null_source *r);

/* Room for one study; trials: as those of the study, its arrays are its own. One thread
 * each. */
typedef struct lmev__null_study {
    lmev_trials trials;
    double bac;   /* the true BAC of all models */
    double *seed; /* [n] what the luck of its seed adds to the BAC of a trial */
    struct lmev__null_study_room *room;
} lmev__null_study;
lmev_status lmev__null_study_new(lmev__null_study **out, const lmev__null_source *r,
                                 lmev_error *err);
void lmev__null_study_free(lmev__null_study *x);
/* Study `number`, the same in any thread and order. */
void lmev__null_study_draw(lmev__null_study *x, uint32_t number);
#endif
