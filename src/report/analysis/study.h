/* study.h - the numbers of a report: experiments grouped into models, the models
 * compared, and the sources of the spread between trials.
 *
 * Everything is a function of the experiments and the options, in a fixed order, so the
 * same files give the same report. Not here: words (text/) and pictures (figures/). */
#ifndef LMEV__REPORT_ANALYSIS_STUDY_H
#define LMEV__REPORT_ANALYSIS_STUDY_H
#include "lmev/metric.h"
#include "lmev/report.h"
#include "lmev/runs.h"
#include "runs/settings.h"

#define LMEV__NONE SIZE_MAX
/* With more models than this only the pairs with the best are compared. The family of
 * statements is still that of all pairs, as the data choose the best. */
#define LMEV__PAIRED_MODELS_MAX 64
#define LMEV__EFFECTS_MAX       100 /* of one trait, pair of traits, setting; devices */
#define LMEV__CONFUSED_MAX      200
#define LMEV__VALUES_MAX        16 /* of a warning */
/* Of all intervals; of all claims; of the power that is asked for. */
#define LMEV__LEVEL 0.95
#define LMEV__ALPHA 0.05
#define LMEV__POWER 0.8

/* What models can differ in; the groups of the report. */
typedef enum lmev__trait {
    LMEV__BY_LANGUAGE,      /* "es", "en": from the name, nnlm-es-dim50 */
    LMEV__BY_DIM,           /* "50", "128" */
    LMEV__BY_NORMALIZATION, /* "1", "0" */
    LMEV__BY_ORIGIN,        /* "pretrained", "scratch" */
    LMEV__BY_DEVICE,        /* of experiments, not of models */
    LMEV__TRAITS
} lmev__trait;

/* The trials of one language model with the same settings. */
typedef struct lmev__study_model {
    /* unique: the model's name and the settings in which it differs from its namesakes,
     * "scratch50 (dropout 0.5)"; the same in all languages; no control characters */
    char *name;
    /* the settings of the name that do not belong to the language model: "dropout 0.5";
     * "" when there are none */
    char *settings;
    /* of each trait; "": unknown, or not the same in all experiments; static, or
     * dim_text */
    const char *level[LMEV__BY_DEVICE];
    char dim_text[12];
    size_t n;
    size_t *which; /* [n] experiments, by trial */
    uint32_t dim;
    /* over the trials that recorded the number: */
    lmev_summary bac, bac_best, bac_last, bac_val, min_val_loss, last_val_loss;
    lmev_summary epochs, training, prediction; /* seconds */
    double params, memory, lm_rows; /* means; NaN where not recorded; memory in bytes */
    size_t n_predicted;             /* trials with per-row predictions */
    lmev_repeats repeats;
    lmev_scope scope; /* what the interval of the mean holds for */
    /* 95 % interval of the mean BAC, cut at 0 and 1: over other seeds and other test
     * rows, or what scope says */
    double low, high;
    double next_low, next_high; /* one more trial on other test rows; NaN: not known */
    lmev_spread spread;         /* rows and both of one trial; NaN without predictions */
    lmev_standing standing;     /* among the models */
} lmev__study_model;

/* Two models. Model a has the higher mean BAC, that is the lower index. */
typedef struct lmev__pair {
    size_t a, b;
    lmev_estimate of; /* the difference of the means, with its own 95 % interval */
    double p_joint;   /* corrected for all pairs of the study */
    /* an interval that holds for all pairs at once; it excludes 0 where p_joint is below
     * 0.05 */
    double joint_low, joint_high;
    /* the one trait in which a and b differ, all others being known and equal (two
     * scratch models both have no language, which counts as equal); LMEV__TRAITS: none,
     * several, or a difference in rows or precision */
    lmev__trait differs;
    /* the one setting in which two models of one name differ; LMEV__SETTINGS: none,
     * several, or two names */
    lmev__setting setting;
    /* With options.power, else NaN: the difference that 80 % of studies like this one
     * detect, alone and among all pairs; */
    double smallest, smallest_joint;
    /* and what detects options.difference among all pairs: trials per model, test rows as
     * a factor; of neighbours (b = a + 1) alone. */
    double trials_for, rows_for;
} lmev__pair;

/* The effect on the BAC of one level of a trait, of a setting or of the device instead of
 * another, all else being equal; or an interaction, by how much such an effect differs
 * between two levels of a second trait. Models that are equal in all else are a context;
 * an effect is its mean over contexts. */
typedef struct lmev__effect {
    lmev__trait trait; /* LMEV__TRAITS: the effect of a setting */
    lmev__setting setting;
    lmev__trait with; /* the second trait of an interaction, else LMEV__TRAITS */
    char *a, *b;      /* levels; the estimate is a - b, negative in interactions alone */
    char *with_a, *with_b; /* (a - b at with_a) - (a - b at with_b), halved */
    size_t n_contexts;     /* 0: no two models are equal in all else */
    size_t n_models;       /* in those contexts; without any, at the levels */
    size_t family;         /* statements that hold at once: pairs of levels of a trait */
    double *weight;        /* [all->n] of each experiment; 0 without contexts */
    size_t *context;       /* [n_models of the study]; LMEV__NONE: in none */
    /* [n_models of the study] 1: at a, 2: at b; of interactions 3 and 4 at with_b;
     * 0: none of them */
    signed char *cell;
} lmev__effect;

/* What the trials say by one kind of BAC; lmev__judge computes it. */
typedef struct lmev__verdict {
    double *mean;            /* [n_models] */
    size_t best;             /* of the highest mean */
    lmev_estimate *model;    /* [n_models] of the means */
    lmev_estimate *pair;     /* [n_pairs] at 95 % each */
    lmev_standing *standing; /* [n_models] */
    double optimism; /* by how much the mean of the best is too high, as it was chosen for
                      * being the highest; of the weights kept alone */
    lmev_estimate *effect; /* [n_effects] at 95 % for the family */
    /* [n_effects] in models in general: the contexts, or without any the models, are a
     * sample; NaN: fewer than two */
    lmev_test *general;
    lmev_pooled pooled[LMEV_REPEATS_N];
} lmev__verdict;

/* All experiments of one level of a trait. */
typedef struct lmev__level {
    char *name; /* "es"; no control characters */
    size_t n;
    size_t *which; /* [n] experiments, ascending */
    lmev_summary bac, training;
} lmev__level;

typedef struct lmev__grouping {
    lmev__trait trait;
    size_t n;           /* 0, or 2 and more: one level alone makes no groups */
    lmev__level *level; /* by mean BAC, descending */
} lmev__grouping;

/* What a larger study would detect between a typical pair of models: one with the mean
 * variances of the pairs whose estimates have the widest scope. */
#define LMEV__PLANS 5
typedef struct lmev__plan {
    double trials;                   /* per model, a multiple of the present number */
    double rows;                     /* test rows, likewise */
    size_t least;                    /* test rows per class; 0: as they are */
    double smallest, smallest_joint; /* as of lmev__pair */
} lmev__plan;

/* Findings in simulated studies of equal models, where every finding is false. */
typedef enum lmev__false_kind {
    LMEV__FALSE_PAIR, /* studies in which some pair is shown to differ */
    /* pairs whose own p is below 0.05; only where all pairs are compared */
    LMEV__FALSE_ALONE,
    LMEV__FALSE_EFFECT,  /* studies in which some effect on these models is shown */
    LMEV__FALSE_EFFECTS, /* effects on these models that are shown */
    LMEV__FALSE_GENERAL, /* effects on models in general that are shown */
    LMEV__FALSE_BEST,    /* models that do not count among the best */
    LMEV__FALSE_MEAN,    /* models whose interval does not cover the true mean */
    LMEV__FALSE_KINDS
} lmev__false_kind;
typedef struct lmev__false_share {
    double share, se; /* mean over studies and its standard error; NaN: none to find */
} lmev__false_share;

/* Seconds that one model took on one device. */
typedef struct lmev__timing {
    size_t model;
    /* a level of the device grouping, or 0 when there is one device; where there are
     * several, an experiment that recorded none is in no timing */
    size_t device;
    lmev_summary training, prediction, per_epoch;
    size_t n;
    size_t *which;
} lmev__timing;

/* A value that should be equal in all experiments and is not. Unrecorded values are not
 * counted. */
typedef struct lmev__warning {
    /* a key of the metadata, "DATA-OUTPUT_DIM", or a word: "data set", "device";
     * "weights" (values "best", "last", "neither": see lmev__kept_weights); "trial" (the
     * values are models that hold a trial twice); "run id" (those that repeat) */
    const char *key;
    size_t n_values; /* at most LMEV__VALUES_MAX */
    size_t n_more;   /* distinct values beyond those */
    /* [n_values], the most frequent first; of digests the first 12 digits */
    char **value;
    size_t *count; /* [n_values] experiments with that value */
} lmev__warning;

/* A class of the test sets, over those trials of model `closest` that have
 * predictions. */
typedef struct lmev__class {
    char *name; /* no control characters */
    /* distinct test rows: those of a test set count once, however many trials had it;
     * 0: the class was predicted, but has no row */
    uint64_t n;
    uint64_t trials;      /* that had rows of the class */
    uint64_t predictions; /* for its rows: a row counts once per trial */
    /* mean over the rows of the share of trials that predicted the row right; with one
     * test set that is the mean recall of the trials; NaN without rows */
    double recall;
    double low, high; /* Wilson's interval of the recall over other rows of the class */
} lmev__class;
typedef struct lmev__confused {
    size_t truth, predicted; /* classes */
    uint64_t n;              /* predictions: a row counts once per trial */
    double share;            /* of the predictions of truth's rows */
} lmev__confused;

typedef struct lmev__study {
    const lmev_experiments *all; /* borrowed */
    lmev_report_options options; /* defaults are filled in; strings are borrowed */
    size_t n_models;
    lmev__study_model *model; /* by mean BAC, descending, then name */
    size_t *model_of;         /* [all->n] */
    size_t n_pairs;
    lmev__pair *pair; /* by a, then b */
    lmev__grouping grouping[LMEV__TRAITS];
    size_t n_effects;
    lmev__effect *effect; /* by trait, then interactions, then settings, then devices */
    lmev__verdict kept;   /* by the BACs of the weights that the experiments kept */
    /* by those of the best and of the last epoch for all; mean NULL: not recorded by all,
     * or equal to those kept */
    lmev__verdict by_best, by_last;
    lmev_spread spread[LMEV_REPEATS_N];
    /* the model with the highest mean validation BAC; LMEV__NONE: not recorded by all */
    size_t chosen;
    size_t saved; /* its experiment whose classifier was saved, or LMEV__NONE */
    double saved_low, saved_high; /* its BAC on other test rows; NaN: not known */
    size_t n_plans;
    lmev__plan plan[LMEV__PLANS]; /* with options.power; the first: the present study */
    lmev__false_share simulated[LMEV__FALSE_KINDS]; /* with options.simulate */
    size_t n_timings;
    lmev__timing *timing; /* by model, then device */
    size_t n_warnings;
    lmev__warning *warning;
    /* the model whose classes are shown: the best one that has predictions, or
     * LMEV__NONE */
    size_t closest;
    size_t n_classes;
    /* by high, ascending, then low, then name; those without rows last */
    lmev__class *class;
    size_t n_confused;
    lmev__confused *confused; /* by n, descending; at most LMEV__CONFUSED_MAX */
    size_t n_test_sets;
    size_t *test_set_of; /* [all->n]; LMEV__NONE without predictions */
    uint64_t *test_rows; /* [n_test_sets] */
} lmev__study;

/* Compute a study. all is borrowed for the life of the study; options may be NULL.
 * A test-results.csv that cannot be read, or that does not give the BAC that its run
 * recorded, is reported through `watch`, and the experiment counts as one without
 * predictions. Errors: ERR_NOTFOUND: there is no finished experiment. ERR_PARAM: one has
 * no BAC (those that were loaded have one). ERR_NOMEM, STOPPED. */
lmev_status lmev__study_new(lmev__study **out, const lmev_experiments *all,
                            const lmev_report_options *options, const lmev_watch *watch,
                            lmev_error *err);
void lmev__study_free(lmev__study *s);

/* The pair of models a < b, or NULL. */
const lmev__pair *lmev__pair_of(const lmev__study *s, size_t a, size_t b);
#endif
