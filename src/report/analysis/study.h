/* study.h - the numbers of a report: experiments grouped into models, compared, and asked
 * where their spread comes from. No words and no pictures here: content.c and figures.c
 * have those.
 *
 * Everything is a function of the experiments and the options, in a fixed order, so the
 * same files give the same report. */
#ifndef LMEV__REPORT_ANALYSIS_STUDY_H
#define LMEV__REPORT_ANALYSIS_STUDY_H
#include "lmev/metric.h"
#include "lmev/report.h"
#include "lmev/runs.h"
#include "runs/settings.h"

#define LMEV__NONE SIZE_MAX
/* More models than this are not all compared with each other, but with the best alone;
 * the family of statements is that of all pairs, as the best is chosen by the data. */
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
    /* unique: the model's name, and what tells it from its namesakes, as "scratch50
     * (dropout 0.5)", alike in all languages; control characters removed */
    char *name;
    /* those in the name that are not of the language model: "dropout 0.5"; "" without
     * any */
    char *settings;
    /* the model's level of each trait; "" unknown, or not the same in all its
     * experiments; static, or dim_text */
    const char *level[LMEV__BY_DEVICE];
    char dim_text[12];
    size_t n;
    size_t *which; /* [n] experiments, by trial */
    uint32_t dim;
    /* Over the trials that recorded the number. */
    lmev_summary bac, bac_best, bac_last, bac_val, min_val_loss, last_val_loss;
    lmev_summary epochs, training, prediction; /* seconds */
    double params, memory, lm_rows; /* means; NaN where not recorded; memory in bytes */
    size_t n_predicted;             /* trials with per-row predictions */
    lmev_repeats repeats;
    lmev_scope scope; /* of the interval of the mean */
    double low,
        /* its mean BAC over other seeds and other test rows, cut at 0 and 1; what scope
         * says else */
        high;
    double next_low, next_high; /* one more trial on other test rows; NaN: not known */
    lmev_spread spread;         /* rows and both of one trial; NaN without predictions */
    lmev_standing standing;     /* among the models */
} lmev__study_model;

/* Two models; a is the one with the higher mean BAC (the lower index). */
typedef struct lmev__pair {
    size_t a, b;
    lmev_estimate of; /* the difference of the means, at 95 % by itself */
    double p_joint;   /* over all pairs of the study */
    double joint_low,
        /* intervals that hold for all pairs together; they exclude 0 where p_joint is
         * below 0.05 */
        joint_high;
    /* the one trait in which a and b differ, all others being known and equal (two
     * scratch models have no language, which is equal too); LMEV__TRAITS: none or
     * several, or other rows or another precision */
    lmev__trait differs;
    /* the one in which two models of one name differ; LMEV__SETTINGS: other names, none
     * or several */
    lmev__setting setting;
    double smallest,
        /* differences found in 80 % of studies, alone and among all pairs; these and
         * below NaN unless options.power */
        smallest_joint;
    double trials_for,
        /* to find options.difference among all pairs; of b = a + 1 alone, else NaN */
        rows_for;
} lmev__pair;

/* What one thing does to the BAC, all else being equal: a level of a trait, of a setting
 * or a device instead of another, or how much that differs between two levels of a second
 * trait. Models that are alike in all else are a context; an effect is its mean over
 * contexts. */
typedef struct lmev__effect {
    lmev__trait trait; /* LMEV__TRAITS: of a setting */
    lmev__setting setting;
    lmev__trait with; /* the second trait of an interaction, else LMEV__TRAITS */
    char *a, *b; /* levels: the estimate is a - b, not negative but in interactions */
    char *with_a, *with_b; /* (a - b at with_a) - (a - b at with_b), halved */
    size_t n_contexts;     /* 0: no two models are alike in all else */
    size_t n_models;       /* in those contexts, or at the levels */
    size_t family;         /* statements that hold together: pairs of levels of a trait */
    double *weight;        /* [all->n] of each experiment; 0 without contexts */
    size_t *context;       /* [n_models of the study]; LMEV__NONE: in none */
    signed char
        *cell; /* likewise: 1 a, 2 b; of interactions 3 and 4 at with_b; 0: no part */
} lmev__effect;

/* What trials say, by one kind of BAC: everything that is judged goes through
 * lmev__judge. */
typedef struct lmev__verdict {
    double *mean;            /* [n_models] */
    size_t best;             /* of the highest mean */
    lmev_estimate *model;    /* [n_models] of the means */
    lmev_estimate *pair;     /* [n_pairs] at 95 % each */
    lmev_standing *standing; /* [n_models] */
    double optimism; /* of the mean of the best, by being the best; of the kept alone */
    lmev_estimate *effect; /* [n_effects] at 95 % for the family */
    /* [n_effects] models in general: the contexts, or where there are none the models,
     * are a sample; NaN: fewer than two */
    lmev_test *general;
    lmev_pooled pooled[LMEV_REPEATS_N];
} lmev__verdict;

/* All experiments of one level of a trait. */
typedef struct lmev__level {
    char *name; /* "es"; control characters removed */
    size_t n;
    size_t *which; /* [n] experiments, ascending */
    lmev_summary bac, training;
} lmev__level;

typedef struct lmev__grouping {
    lmev__trait trait;
    size_t n;           /* 0 or at least 2: a trait with one level is no grouping */
    lmev__level *level; /* by mean BAC, descending */
} lmev__grouping;

/* What a study would find with more of something: the typical pair of models, whose parts
 * are the mean over those pairs whose estimates hold for most. */
#define LMEV__PLANS 5
typedef struct lmev__plan {
    double trials;                   /* per model, as a factor on those of now */
    double rows;                     /* test rows, likewise */
    size_t least;                    /* test rows per class, 0: as now */
    double smallest, smallest_joint; /* differences found in 80 % of studies */
} lmev__plan;

/* Findings that can be false, where studies like this one are drawn from equal models. */
typedef enum lmev__false_kind {
    LMEV__FALSE_PAIR, /* some pair is shown to differ, among all pairs */
    /* of pairs: p alone is below 0.05; not where only those with the best are compared */
    LMEV__FALSE_ALONE,
    LMEV__FALSE_EFFECT,  /* some effect or interaction of these models is shown */
    LMEV__FALSE_EFFECTS, /* of effects: it is */
    LMEV__FALSE_GENERAL, /* of effects: it is, of models in general */
    LMEV__FALSE_BEST,    /* of models, each as good as the best: not among the best */
    LMEV__FALSE_MEAN,    /* of models: the interval of the mean leaves out the truth */
    LMEV__FALSE_KINDS
} lmev__false_kind;
typedef struct lmev__false_share {
    double share,
        se; /* mean over studies, its standard error; NaN: nothing of the kind */
} lmev__false_share;

/* Training seconds of one model on one device. */
typedef struct lmev__timing {
    size_t model,
        /* device: a level of the device grouping, or 0 when there is one device; where
         * there are several, experiments that recorded none are in no timing */
        device;
    lmev_summary training, prediction, per_epoch;
    size_t n;
    size_t *which;
} lmev__timing;

/* Things that should be equal and are not. What an experiment did not record is no
 * value. */
typedef struct lmev__warning {
    /* a metadata key, "DATA-OUTPUT_DIM", or a word: "data set", "device"; "weights"
     * (values "best", "last", "neither": whose BAC was reported; a best epoch that was
     * also the last counts as last where others do); "trial" (values are models that
     * hold a trial twice), "run id" (that repeat) */
    const char *key;
    size_t n_values; /* at most LMEV__VALUES_MAX */
    size_t n_more;   /* distinct values beyond those */
    /* [n_values], the most frequent first; of digests the first 12 digits */
    char **value;
    size_t *count; /* [n_values] experiments that have it */
} lmev__warning;

/* A class of the test sets, over the trials of the model that is looked at closely. Those
 * of its trials count that have predictions. */
typedef struct lmev__class {
    char *name; /* control characters removed */
    /* distinct test rows: those of a test set once, however many trials had it; 0: only
     * ever predicted */
    uint64_t n;
    uint64_t trials;      /* that had rows of it */
    uint64_t predictions; /* of its rows: a row counts once per trial */
    /* of a row the share of its trials that predicted it right, mean over the rows:
     * with one test set the mean over trials; NaN without rows */
    double recall;
    double low, high; /* Wilson's interval of it over other rows of the class */
} lmev__class;
typedef struct lmev__confused {
    size_t truth, predicted; /* classes */
    uint64_t n;              /* predictions: a row counts once per trial */
    double share;            /* of the predictions of truth's rows */
} lmev__confused;

typedef struct lmev__study {
    const lmev_experiments *all; /* borrowed */
    lmev_report_options options; /* with defaults filled in; strings borrowed */
    size_t n_models;
    lmev__study_model *model; /* by mean BAC, descending, then name */
    size_t *model_of;         /* [all->n] */
    size_t n_pairs;
    lmev__pair *pair; /* by a, then b */
    lmev__grouping grouping[LMEV__TRAITS];
    size_t n_effects;
    lmev__effect *effect; /* by trait, then interactions, then settings, then devices */
    lmev__verdict kept, by_best,
        /* by the BACs of the weights kept, and of those of the best and of the last
         * epoch for all (mean NULL: not recorded, or those kept) */
        by_last;
    lmev_spread spread[LMEV_REPEATS_N];
    /* the model of the highest mean validation BAC; LMEV__NONE: not recorded by all */
    size_t chosen;
    size_t saved; /* the experiment of it whose classifier was saved, or LMEV__NONE */
    double saved_low, saved_high; /* of its BAC on other test rows; NaN: not known */
    size_t n_plans;
    /* with options.power: what would find smaller differences */
    lmev__plan plan[LMEV__PLANS];
    lmev__false_share simulated[LMEV__FALSE_KINDS]; /* with options.simulate */
    size_t n_timings;
    lmev__timing *timing; /* by model, then device */
    size_t n_warnings;
    lmev__warning *warning;
    /* the model whose classes are shown: the best with predictions; LMEV__NONE */
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

/* ERR_NOTFOUND when there is no finished experiment, ERR_PARAM when one has no BAC (those
 * that were loaded have one). A test-results.csv that cannot be read, or does not give
 * the BAC that its run recorded, is reported to watch, and its experiment goes on without
 * predictions. */
lmev_status lmev__study_new(lmev__study **out, const lmev_experiments *all,
                            const lmev_report_options *options, const lmev_watch *watch,
                            lmev_error *err);
void lmev__study_free(lmev__study *s);

/* The pair of models a < b, or NULL. */
const lmev__pair *lmev__pair_of(const lmev__study *s, size_t a, size_t b);
#endif
