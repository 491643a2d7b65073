/* study.h - the numbers of a report: experiments grouped into models, compared, and asked where
 * their spread comes from. No words and no pictures here: content.c and figures.c have those.
 *
 * Everything is a function of the experiments and the options, in a fixed order, so the same
 * files give the same report. */
#ifndef LMEV_REPORT_STUDY_H
#define LMEV_REPORT_STUDY_H
#include "experiment/settings.h"
#include "lmev/experiment.h"
#include "lmev/metric.h"
#include "lmev/report.h"

#define LMEV__NONE SIZE_MAX
/* More models than this are not all compared with each other, but with the best alone. */
#define LMEV__PAIRED_MODELS_MAX 64
#define LMEV__CONFUSED_MAX      200
#define LMEV__VALUES_MAX        16 /* of a warning */
/* Of all intervals; of all claims; of the power that is asked for. */
#define LMEV__LEVEL 0.95
#define LMEV__ALPHA 0.05
#define LMEV__POWER 0.8

/* What models can differ in; the groups of the report. */
typedef enum lmev__trait {
    LMEV__BY_LANGUAGE,      /* "es", "en": from the name, nnlm-es-dim50       */
    LMEV__BY_DIM,           /* "50", "128"                                    */
    LMEV__BY_NORMALIZATION, /* "1", "0"                                       */
    LMEV__BY_ORIGIN,        /* "pretrained", "scratch"                        */
    LMEV__BY_DEVICE,        /* of experiments, not of models                  */
    LMEV__TRAITS
} lmev__trait;

/* The trials of one language model with the same settings. */
typedef struct lmev__model {
    char *name;  /* unique: the model's name, and what tells it from its namesakes, as
                    "scratch50 (dropout 0.5)", alike in all languages; control characters
                    removed                                                      */
    char *settings; /* those in the name that are not of the language model:
                    "dropout 0.5"; "" without any                                 */
    const char *level[LMEV__BY_DEVICE]; /* the model's level of each trait; "" unknown, or
                    not the same in all its experiments; static, or dim_text      */
    char dim_text[12];
    size_t n;
    size_t *which; /* [n] experiments, by trial                                   */
    uint32_t dim;
    /* Over the trials that recorded the number; intervals of BACs are cut at 0 and 1. */
    lmev_summary bac, bac_best, bac_last, min_val_loss, last_val_loss;
    lmev_summary epochs, training, prediction;  /* seconds */
    double params, memory, lm_rows; /* means; NaN where not recorded; memory in bytes */
    size_t test_set;       /* that all its trials share, or LMEV__NONE            */
    size_t n_predicted;    /* trials with per-row predictions                     */
    double boot_low, boot_high; /* interval of the mean BAC over other test rows; NaN: no
                                   shared test set                                */
    lmev_components spread; /* of one trial's BAC; all NaN without predictions    */
    bool spread_apart;      /* its trials had test rows of their own (those without
                               predictions are taken to vary as the others do); false where
                               all that are known, two or of one split, have the same */
    bool best_group;        /* the best, or tested and not told apart from it     */
} lmev__model;

typedef enum lmev__method {
    LMEV__ROWS,   /* same test rows: lmev_compare                                 */
    LMEV__WELCH,  /* otherwise; the variance of rows that all trials of one model share is
                     added where predictions tell it                              */
    LMEV__UNTESTED /* too few trials                                              */
} lmev__method;

/* Two models; a is the one with the higher mean BAC (the lower index). */
typedef struct lmev__pair {
    size_t a, b;
    lmev__method method;
    lmev_test test;             /* of mean BAC, 95 %; p is raw                    */
    double p_holm;              /* over all tested pairs of the study             */
    double boot_low, boot_high; /* of the difference, over other test rows        */
    uint64_t only_a, only_b;    /* rows that only one got right, over paired trials */
    double mcnemar;             /* of several trials twice the median of their p, at most 1 (a
                                   bound that holds however they depend on each other); NaN:
                                   no paired trials on the same test rows        */
    lmev_components components; /* of the difference of one trial each            */
    lmev__trait differs;        /* the one trait in which a and b differ, all others being known and
                                   equal (two scratch models have no language, which is
                                   equal too); LMEV__TRAITS: none or several, or other
                                   rows or another precision                      */
    lmev__setting setting;      /* the one in which two models of one name differ;
                                   LMEV__SETTINGS: other names, none or several         */
    lmev_power power;           /* for options.difference; NaN unless options.power; rows NaN
                                   also where the spread of a or b is not known   */
} lmev__pair;

/* All experiments of one level of a trait. */
typedef struct lmev__level {
    char *name; /* "es"; control characters removed */
    size_t n;
    size_t *which; /* [n] experiments, ascending */
    lmev_summary bac, training;
} lmev__level;

/* Two levels of a trait against each other, by Welch over all their trials. The difference is
 * first - second, the first having the higher mean. Of more than LMEV__PAIRED_MODELS_MAX
 * levels only those with the first. */
typedef struct lmev__contrast {
    lmev__trait trait;
    size_t a, b; /* levels of the trait */
    lmev_test test;
    double p_holm; /* over all contrasts */
} lmev__contrast;

typedef struct lmev__grouping {
    lmev__trait trait;
    size_t n; /* 0 or at least 2: a trait with one level is no grouping */
    lmev__level *level; /* by mean BAC, descending */
} lmev__grouping;

/* Training seconds of one model on one device. */
typedef struct lmev__timing {
    size_t model, device; /* device: a level of the device grouping, or 0 when there is one
                             device; where there are several, experiments that recorded none
                             are in no timing */
    lmev_summary training, prediction, per_epoch;
    size_t n;
    size_t *which;
} lmev__timing;

/* Things that should be equal and are not. What an experiment did not record is no value. */
typedef struct lmev__warning {
    const char *key; /* a metadata key, "DATA-OUTPUT_DIM", or a word: "data set", "device";
                        "weights" (values "best", "last", "neither": whose BAC was reported; a
                        best epoch that was also the last counts as last where others do); "trial"
                        (values are models that hold a trial twice), "run id" (that repeat) */
    size_t n_values; /* at most LMEV__VALUES_MAX                                  */
    size_t n_more;   /* distinct values beyond those                              */
    char **value;    /* [n_values], the most frequent first; of digests the first 12 digits */
    size_t *count;   /* [n_values] experiments that have it                       */
} lmev__warning;

/* A class of the test sets, over the trials of the model that is looked at closely. Those of its
 * trials count that have predictions. */
typedef struct lmev__class {
    char *name; /* control characters removed */
    uint64_t n; /* distinct test rows: those of a test set once, however many trials had
                    it; 0: only ever predicted */
    uint64_t trials;      /* that had rows of it                                  */
    uint64_t predictions; /* of its rows: a row counts once per trial             */
    double recall;    /* of a row the share of its trials that predicted it right, mean over
                          the rows: with one test set the mean over trials; NaN without rows */
    double low, high; /* Wilson's interval of it over other rows of the class     */
} lmev__class;
typedef struct lmev__confused {
    size_t truth, predicted; /* classes */
    uint64_t n;   /* predictions: a row counts once per trial */
    double share; /* of the predictions of truth's rows       */
} lmev__confused;

typedef struct lmev__study {
    const lmev_experiments *all; /* borrowed */
    lmev_report_options options; /* with defaults filled in; strings borrowed */
    size_t n_models;
    lmev__model *model; /* by mean BAC, descending, then name */
    size_t *model_of;   /* [all->n] */
    size_t n_pairs;
    lmev__pair *pair;   /* by a, then b */
    lmev__grouping grouping[LMEV__TRAITS];
    size_t n_contrasts;
    lmev__contrast *contrast;
    size_t n_timings;
    lmev__timing *timing; /* by model, then device */
    size_t n_warnings;
    lmev__warning *warning;
    size_t closest;       /* the model whose classes are shown: the best with predictions; LMEV__NONE */
    size_t n_classes;
    lmev__class *klass;   /* by high, ascending, then low, then name; those without rows last */
    size_t n_confused;
    lmev__confused *confused; /* by n, descending; at most LMEV__CONFUSED_MAX */
    size_t n_test_sets;
    size_t *test_set_of;  /* [all->n]; LMEV__NONE without predictions */
    uint64_t *test_rows;  /* [n_test_sets] */
} lmev__study;

/* ERR_NOTFOUND when there is no finished experiment. A test-results.csv that cannot be read, or
 * does not give the BAC that its run recorded, is told to watch, and its experiment goes on
 * without predictions. */
lmev_status lmev__study_new(lmev__study **out, const lmev_experiments *all,
                            const lmev_report_options *options, const lmev_watch *watch,
                            lmev_error *err);
void lmev__study_free(lmev__study *s);

/* Of which weights the study reports its BAC: those kept. best and last epoch's stand beside it;
 * this tells whether experiment i's BAC is that of its 'b'est epoch, its 'l'ast, both alike 'e', or
 * neither '?' (to 1e-6: the 2020 study recorded curves in float32). */
char lmev__weights_of(const lmev_experiment *x);
/* The pair of models a < b, or NULL. */
const lmev__pair *lmev__pair_of(const lmev__study *s, size_t a, size_t b);
#endif
