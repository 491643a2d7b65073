/* parts.h - what the files that compute a study share while it is being made.
 *
 * Each lmev__make_... fills its part of the study, in the order of the list below; what it has
 * filled when it fails is freed with the whole. */
#ifndef LMEV_REPORT_PARTS_H
#define LMEV_REPORT_PARTS_H
#include "report/study.h"

/* Experiments on the same test rows. */
typedef struct lmev__test_set {
    char rows_hash[65];
    size_t n_rows, n_classes;
    uint32_t *truth; /* [n_rows], all of the n_classes occur */
    /* Of the models all of whose trials are on this set: */
    size_t n_columns;
    uint8_t *hits; /* [n_rows, n_columns] */
} lmev__test_set;

/* What was seen of the classes of one model, gathered trial by trial (classes.c). */
typedef struct lmev__tally lmev__tally;

typedef struct lmev__making {
    lmev__study *s;
    const lmev_watch *watch;
    size_t set_room;
    lmev__test_set *set; /* [s->n_test_sets] */
    uint8_t **hit;       /* [all->n]: [n_rows], 1 where right; NULL without predictions */
    size_t *column;      /* [all->n] of the hits of the set */
    double **draw; /* [n_models]: [draws] mean BAC under each resample of its test set;
                            NULL without one */
    lmev__tally *tally;
    double *x, *y; /* [all->n], for anyone to use and leave */
} lmev__making;

lmev_status lmev__make_models(lmev__making *m, lmev_error *err);    /* models.c    */
lmev_status lmev__make_predicted(lmev__making *m, lmev_error *err); /* predicted.c */
lmev_status lmev__make_spread(lmev__making *m, lmev_error *err);    /* spread.c    */
lmev_status lmev__make_pairs(lmev__making *m, lmev_error *err);     /* compare.c   */
lmev_status lmev__make_groups(lmev__making *m, lmev_error *err);    /* groups.c    */
lmev_status lmev__make_timings(lmev__making *m, lmev_error *err);   /* groups.c    */
lmev_status lmev__make_warnings(lmev__making *m, lmev_error *err);  /* warnings.c  */

/* Take in what one trial of s->closest predicted on that test set; put what was gathered into the
 * study, in order; drop it. */
lmev_status lmev__tally_add(lmev__tally **tally, const lmev_predictions *p,
                            size_t test_set, lmev_error *err);
lmev_status lmev__tally_close(lmev__tally *tally, lmev__study *s, lmev_error *err);
void lmev__tally_free(lmev__tally *tally);

/* What lies on a test set as the statistics want it; borrowed. */
lmev_hits lmev__hits_of(const lmev__test_set *set);
/* The columns of a model in it: [model->n], to be freed; NULL: no memory. */
size_t *lmev__columns_of(const lmev__making *m, const lmev__model *model);
int lmev__ascending(const void *a, const void *b); /* doubles, for qsort */
/* The middle share LMEV__LEVEL of n draws, which are sorted. */
void lmev__interval_of(double *draw, size_t n, double *low, double *high);

/* BACs nearer than this are the same: the 2020 study recorded curves in float32. */
#define LMEV__SAME_BAC 1e-6

/* A number of an experiment; NaN where it was not recorded. */
typedef double (*lmev__number)(const lmev_experiment *x);
double lmev__bac(const lmev_experiment *x);
double lmev__training(const lmev_experiment *x);
double lmev__prediction(const lmev_experiment *x);
double lmev__min_val_loss(const lmev_experiment *x);
/* The recorded ones of n experiments, into to [n]; how many. */
size_t lmev__numbers(double *to, const lmev_experiments *all, const size_t *which,
                     size_t n, lmev__number of);
/* Their summary; scratch: [n]. */
lmev_summary lmev__summary_of(double *scratch, const lmev_experiments *all,
                              const size_t *which, size_t n, lmev__number of);
/* Welch's test of the BACs of two groups of experiments; p NaN where there are too few, or where
 * means differ and nothing varies, as in copies of one trial: no spread was seen then, which
 * does not say that there is none. */
lmev_test lmev__welch_of(lmev__making *m, const size_t *a, size_t n_a, const size_t *b,
                         size_t n_b);
/* The interval of a mean BAC, cut where there are no BACs: that of two trials runs beyond 0 and
 * 1 easily. */
void lmev__within_unit(lmev_summary *bac);
/* Which of two means stands first: the higher one, NaN last. As a comparison for qsort. */
int lmev__higher_first(double a, double b);

/* Pearson's correlation of two numbers of n trials (correlation.c). NaN: too few, or one does not
 * vary. */
typedef struct lmev__correlation {
    size_t n, n_groups; /* trials; groups that have any                                      */
    double all;         /* of all trials as they are                                         */
    double between;     /* of the means of groups; three of them at least                    */
    double within;      /* of the deviations from the group's means; n - n_groups is 3 at least */
    double low, high;   /* the interval of within: Fisher's, 1 / sqrt(n - n_groups - 2)       */
} lmev__correlation;
/* x, y, group_of: [n], groups < n_groups. False: no memory, and *out is as it was. */
bool lmev__correlate(lmev__correlation *out, const double *x, const double *y,
                     const size_t *group_of, size_t n, size_t n_groups);

/* A copy without control characters (C0, DEL, C1), what is not UTF-8 as U+FFFD. NULL: no memory. */
char *lmev__clean(const char *text);
/* "es" of nnlm-es-dim50, static; "" when there is none or more than one (traits.c). */
const char *lmev__language_of(const char *name, const char *handle);
#endif
