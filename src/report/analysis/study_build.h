/* study_build.h - a study under construction, and the steps that compute its parts.
 *
 * study.c calls the steps in the order below. Each fills its part of the study; what a
 * failed step has filled is freed with the study. */
#ifndef LMEV__REPORT_ANALYSIS_STUDY_BUILD_H
#define LMEV__REPORT_ANALYSIS_STUDY_BUILD_H
#include "report/analysis/numbers.h"
#include "report/analysis/study.h"

/* The test rows that some experiments share. */
typedef struct lmev__test_set {
    char rows_hash[65];
    size_t n_rows, n_classes;
    uint32_t *truth; /* [n_rows]; each of the n_classes occurs */
} lmev__test_set;

/* Each model's traits and settings as small numbers (contexts.c). */
typedef struct lmev__model_codes lmev__model_codes;

/* Right and wrong predictions by class, added up trial by trial (classes.c). */
typedef struct lmev__class_counts lmev__class_counts;

typedef struct lmev__study_build {
    lmev__study *s;
    const lmev_watch *watch;
    size_t set_room;
    lmev__test_set *set; /* [s->n_test_sets] */
    uint8_t **hit;       /* [all->n]: [n_rows], 1: right; NULL without predictions */
    lmev_trials trials;  /* by the BAC of the weights kept; owns its arrays */
    lmev__class_counts *counts;
    lmev__model_codes *codes;
    double *x, *y; /* [all->n] scratch of the step that runs */
} lmev__study_build;

lmev_status lmev__build_models(lmev__study_build *m, lmev_error *err); /* models.c */
lmev_status lmev__build_predicted(lmev__study_build *m,
                                  lmev_error *err);                      /* predicted.c */
lmev_status lmev__build_trials(lmev__study_build *m, lmev_error *err);   /* trials.c */
lmev_status lmev__build_groups(lmev__study_build *m, lmev_error *err);   /* groups.c */
lmev_status lmev__build_codes(lmev__study_build *m, lmev_error *err);    /* contexts.c */
lmev_status lmev__build_effects(lmev__study_build *m, lmev_error *err);  /* effects.c */
lmev_status lmev__build_verdicts(lmev__study_build *m, lmev_error *err); /* verdicts.c */
lmev_status lmev__build_simulated(lmev__study_build *m,
                                  lmev_error *err);                      /* simulated.c */
lmev_status lmev__build_timings(lmev__study_build *m, lmev_error *err);  /* groups.c */
lmev_status lmev__build_warnings(lmev__study_build *m, lmev_error *err); /* warnings.c */

/* Add the predictions that one trial of model s->closest made on a test set; *counts
 * NULL: the first ones. */
lmev_status lmev__class_counts_add(lmev__class_counts **counts, const lmev_predictions *p,
                                   size_t test_set, lmev_error *err);
/* Write the classes and the confused pairs to the study, in order. */
lmev_status lmev__class_counts_finish(lmev__class_counts *counts, lmev__study *s,
                                      lmev_error *err);
void lmev__class_counts_free(lmev__class_counts *counts);

/* Judge trials of the study's models. The study's effects must be known. Clear *verdict
 * with lmev__verdict_clear after failure too. watch (may be NULL) may stop it. */
lmev_status lmev__judge(lmev__verdict *verdict, const lmev__study *s,
                        const lmev_trials *trials, const lmev_watch *watch,
                        lmev_error *err);
void lmev__verdict_clear(lmev__verdict *v);
void lmev__effect_clear(lmev__effect *e);
/* Weights of the difference of the means of models a and b: weight [all->n] is 1 / T on
 * the T trials of a and -1 / T on those of b. b LMEV__NONE: of the mean of a. */
void lmev__weigh_experiments(double *weight, const lmev__study *s, size_t a, size_t b);

/* In what models may differ: in one or two traits, or in a setting of one language
 * model. */
typedef struct lmev__factor {
    lmev__trait trait, with; /* LMEV__TRAITS: none */
    lmev__setting setting;   /* LMEV__SETTINGS: none */
} lmev__factor;
/* Find the models that differ in the factor at most: context [n_models] is the first of
 * them; LMEV__NONE: a trait that must be equal is not known. */
void lmev__find_contexts(size_t *context, const lmev__model_codes *codes,
                         const lmev__factor *f);
/* The one trait, the one setting, in which two models differ; see lmev__pair. */
lmev__trait lmev__trait_that_differs(const lmev__study_build *m, size_t a, size_t b);
lmev__setting lmev__setting_that_differs(const lmev__study_build *m, size_t a, size_t b);
void lmev__model_codes_free(lmev__model_codes *codes);

/* A copy without control characters (C0, DEL, C1), and with U+FFFD for bytes that are not
 * UTF-8. NULL: out of memory. */
char *lmev__clean(const char *text);
/* The language that a model's name or handle spells: "es" of nnlm-es-dim50, static; ""
 * when there is none or more than one (language_in_name.c). */
const char *lmev__language_in_name(const char *name, const char *handle);
#endif
