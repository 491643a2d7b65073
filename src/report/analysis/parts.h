/* parts.h - what the files that compute a study share while it is being made.
 *
 * Each lmev__make_... fills its part of the study, in the order of the list below; what
 * it has filled when it fails is freed with the whole. */
#ifndef LMEV__REPORT_ANALYSIS_PARTS_H
#define LMEV__REPORT_ANALYSIS_PARTS_H
#include "report/analysis/study.h"

/* Experiments on the same test rows. */
typedef struct lmev__test_set {
    char rows_hash[65];
    size_t n_rows, n_classes;
    uint32_t *truth; /* [n_rows], all of the n_classes occur */
} lmev__test_set;

/* What models are equal in (alike.c). */
typedef struct lmev__likeness lmev__likeness;

/* What was seen of the classes of one model, gathered trial by trial (classes.c). */
typedef struct lmev__tally lmev__tally;

typedef struct lmev__making {
    lmev__study *s;
    const lmev_watch *watch;
    size_t set_room;
    lmev__test_set *set; /* [s->n_test_sets] */
    uint8_t **hit;       /* [all->n]: [n_rows], 1 where right; NULL without predictions */
    lmev_trials trials;  /* of the weights kept; its arrays are ours */
    lmev__tally *tally;
    lmev__likeness *likeness;
    double *x, *y; /* [all->n], for anyone to use and leave */
} lmev__making;

lmev_status lmev__make_models(lmev__making *m, lmev_error *err);    /* models.c */
lmev_status lmev__make_predicted(lmev__making *m, lmev_error *err); /* predicted.c */
lmev_status lmev__make_trials(lmev__making *m, lmev_error *err);    /* trials.c */
lmev_status lmev__make_groups(lmev__making *m, lmev_error *err);    /* groups.c */
lmev_status lmev__make_likeness(lmev__making *m, lmev_error *err);  /* alike.c */
lmev_status lmev__make_effects(lmev__making *m, lmev_error *err);   /* effects.c */
lmev_status lmev__make_verdicts(lmev__making *m, lmev_error *err);  /* verdicts.c */
lmev_status lmev__make_simulated(lmev__making *m, lmev_error *err); /* simulated.c */
lmev_status lmev__make_timings(lmev__making *m, lmev_error *err);   /* groups.c */
lmev_status lmev__make_warnings(lmev__making *m, lmev_error *err);  /* warnings.c */

/* Take in what one trial of s->closest predicted on that test set; put what was gathered
 * into the study, in order; drop it. */
lmev_status lmev__tally_add(lmev__tally **tally, const lmev_predictions *p,
                            size_t test_set, lmev_error *err);
lmev_status lmev__tally_close(lmev__tally *tally, lmev__study *s, lmev_error *err);
void lmev__tally_free(lmev__tally *tally);

/* Judge trials of the study's models: its pairs and effects are known. verdict is cleared
 * by lmev__verdict_clear, also where this fails. STOPPED where watch (may be NULL) asks
 * for it. */
lmev_status lmev__judge(lmev__verdict *verdict, const lmev__study *s,
                        const lmev_trials *trials, const lmev_watch *watch,
                        lmev_error *err);
void lmev__verdict_clear(lmev__verdict *v);
void lmev__effect_clear(lmev__effect *e);
/* weight: [all->n]: 1 / T on the trials of a, -1 / T on those of b, LMEV__NONE for
 * none. */
void lmev__weigh_experiments(double *weight, const lmev__study *s, size_t a, size_t b);

/* What may differ: one or two traits, or a setting of one language model. */
typedef struct lmev__factor {
    lmev__trait trait, with; /* LMEV__TRAITS: none */
    lmev__setting setting;   /* LMEV__SETTINGS: none */
} lmev__factor;
/* context: [n_models] the first of the models that are alike in all else; LMEV__NONE: a
 * trait that is to be equal is not known. */
void lmev__find_contexts(size_t *context, const lmev__likeness *l, const lmev__factor *f);
/* The one trait, the one setting, in which two models differ; see lmev__pair. */
lmev__trait lmev__differs(const lmev__making *m, size_t a, size_t b);
lmev__setting lmev__differs_in_setting(const lmev__making *m, size_t a, size_t b);
void lmev__likeness_free(lmev__likeness *l);

/* BACs nearer than this are the same: the 2020 study recorded curves in float32. */
#define LMEV__SAME_BAC 1e-6

/* A number of an experiment; NaN where it was not recorded. */
typedef double (*lmev__number_of)(const lmev_experiment *x);
double lmev__bac(const lmev_experiment *x);
double lmev__training(const lmev_experiment *x);
double lmev__prediction(const lmev_experiment *x);
double lmev__min_val_loss(const lmev_experiment *x);
/* The recorded ones of n experiments, into to [n]; how many. */
size_t lmev__numbers(double *to, const lmev_experiments *all, const size_t *which,
                     size_t n, lmev__number_of of);
/* Their summary; scratch: [n]. */
lmev_summary lmev__summary_of(double *scratch, const lmev_experiments *all,
                              const size_t *which, size_t n, lmev__number_of of);
/* Which of two means stands first: the higher one, NaN last. As a comparison for
 * qsort. */
int lmev__higher_first(double a, double b);

/* Pearson's correlation of two numbers of n trials (correlation.c). NaN: too few, or one
 * does not vary. */
typedef struct lmev__correlation {
    size_t n, n_groups; /* trials; groups that have any */
    double all;         /* of all trials as they are */
    /* of the means of groups; three of them at least */
    double between;
    /* of the deviations from the group's means; n - n_groups is 3 at least */
    double within;
    double low, high; /* the interval of within: Fisher's, 1 / sqrt(n - n_groups - 2) */
} lmev__correlation;
/* x, y, group_of: [n], groups < n_groups. False: no memory, and *out is as it was. */
bool lmev__correlate(lmev__correlation *out, const double *x, const double *y,
                     const size_t *group_of, size_t n, size_t n_groups);

/* A copy without control characters (C0, DEL, C1), what is not UTF-8 as U+FFFD. NULL: no
 * memory. */
char *lmev__clean(const char *text);
/* "es" of nnlm-es-dim50, static; "" when there is none or more than one (traits.c). */
const char *lmev__language_of(const char *name, const char *handle);
#endif
