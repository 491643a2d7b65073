/* null_study.h - random studies like this one in which all models are equal. */
#ifndef LMEV__REPORT_ANALYSIS_NULL_STUDY_H
#define LMEV__REPORT_ANALYSIS_NULL_STUDY_H
#include "report/analysis/study_build.h"

/* What studies are drawn from. */
typedef struct lmev__null_source lmev__null_source;
lmev_status lmev__null_source_new(lmev__null_source **out, const lmev__study_build *m,
                                  lmev_error *err);
void lmev__null_source_free(lmev__null_source *r);

/* One such study. One thread at a time may use it. */
typedef struct lmev__null_study {
    lmev_trials trials; /* laid out as those of the study, with new BACs and hits */
    double bac;         /* the true BAC of every model */
    double *seed;       /* [n] what the seed of a trial adds to its BAC */
    struct lmev__null_study_room *room;
} lmev__null_study;
lmev_status lmev__null_study_new(lmev__null_study **out, const lmev__null_source *r,
                                 lmev_error *err);
void lmev__null_study_free(lmev__null_study *x);
/* Draw study `number`: the same in every thread and order. */
void lmev__null_study_draw(lmev__null_study *x, uint32_t number);
#endif
