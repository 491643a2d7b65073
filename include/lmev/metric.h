/* lmev/metric.h - labels and predictions in, numbers out. Pure functions, doubles inside.
 *
 * First what one experiment scored, then what several experiments say together:
 * intervals, tests, where their spread comes from. C = number of classes. Scores are
 * defined as scikit-learn's with its defaults, tests as SciPy's and statsmodels', unless
 * said. What is not defined (a mean over no rows, the sd of one value) is NaN. */
#ifndef LMEV_METRIC_H
#define LMEV_METRIC_H

#include "lmev/base.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Per-class counts; the base of all other figures. truth and predicted hold ids <
 * n_classes, checked (ERR_PARAM; both may be NULL when n is 0). Counts are [C] arrays
 * owned by the struct. */
typedef struct lmev_counts {
    size_t n_classes;
    uint64_t n;
    uint64_t *truth;     /* rows of the class */
    uint64_t *predicted; /* rows predicted to be the class */
    uint64_t *hit;       /* rows of the class predicted so */
} lmev_counts;

LMEV_API lmev_status lmev_counts_new(lmev_counts **out, const uint32_t *truth,
                                     const uint32_t *predicted, size_t n,
                                     size_t n_classes, lmev_error *err);
LMEV_API void lmev_counts_free(lmev_counts *c);

/* Mean over the classes present in the truth of hit/truth. */
LMEV_API double lmev_metric_balanced_accuracy(const lmev_counts *c);
LMEV_API double lmev_metric_accuracy(const lmev_counts *c);
LMEV_API double
lmev_metric_recall(const lmev_counts *c,
                   size_t k); /* 0 where undefined, as sklearn zero_division=0 */
LMEV_API double lmev_metric_precision(const lmev_counts *c,
                                      size_t k); /* lmev_precision is a type of nn.h */
LMEV_API double lmev_metric_f1(const lmev_counts *c, size_t k);
/* Mean of F1 over the classes in truth or prediction; F1 of the pooled counts, which
 * equals the accuracy where each row has one label. */
LMEV_API double lmev_metric_f1_macro(const lmev_counts *c);
LMEV_API double lmev_metric_f1_micro(const lmev_counts *c);

/* Share of n rows whose true class is among the k that score highest. rank: [n], the number
 * of classes that rank before the true one, as lmev_outputs has it: of equal scores the
 * lower class id ranks first (scikit-learn: the higher one). NaN when n is 0. */
LMEV_API double lmev_metric_top_k(const uint32_t *rank, size_t n, size_t k);
/* Mean of -log p(true class), natural; p is clipped to [eps, 1-eps] with the float32 eps.
 * p_true: [n]. NaN when any p is. */
LMEV_API double lmev_metric_log_loss(const float *p_true, size_t n);

/* The non-zero cells of the confusion matrix, sorted by truth, then predicted. */
typedef struct lmev_confusion_cell {
    uint32_t truth, predicted;
    uint64_t n;
} lmev_confusion_cell;
LMEV_API lmev_status lmev_confusion(lmev_confusion_cell **out, size_t *n_cells,
                                    const uint32_t *truth, const uint32_t *predicted,
                                    size_t n, lmev_error *err);
LMEV_API void lmev_confusion_free(lmev_confusion_cell *cells);

/* ---- One number per experiment ---- */

/* A sample of n values; sd divides by n - 1; low and high are the t interval of the mean.
 * A NaN among the values makes all NaN. */
typedef struct lmev_summary {
    size_t n;
    double mean, sd, se, low, high;
} lmev_summary;
LMEV_API lmev_summary lmev_stat_summarize(const double *x, size_t n,
                                          double level); /* level: 0.95 */

/* An estimate with its interval and the two-sided p of its being 0. t is difference / se.
 * Without any spread (se is 0): the interval is the difference alone, p is 1 when it is
 * 0, else 0, and df may be NaN. */
typedef struct lmev_test {
    double difference, se, low, high;
    double t, df, p;
} lmev_test;
/* Set low and high to the interval of another level. */
LMEV_API void lmev_stat_interval(lmev_test *test, double level);

/* Wilson's score interval of a share, hits of n (E. B. Wilson, J. Am. Stat. Assoc. 22,
 * 1927): the shares that a two-sided z test would not reject, so it is never empty, not
 * even of 0 hits, and lies in [0, 1]. hits need not be whole: each of n rows may be right
 * in a part of its trials. Both NaN where n is not finite and above 0, hits not in [0,
 * n], level not in (0, 1). */
LMEV_API void lmev_stat_wilson(double hits, double n, double level, double *low,
                               double *high);

/* n statements at once (Z. Sidak, J. Am. Stat. Assoc. 62, 1967): p of the smallest of n p
 * values being as small as this one, and the level of each interval at which all n hold
 * together in a share `level` of studies. They agree: the p is below 1 - level where that
 * interval excludes 0. The intervals hold at least, also where the estimates depend on
 * each other. */
LMEV_API double lmev_stat_joint_p(double p, size_t n);
LMEV_API double lmev_stat_joint_level(double level, size_t n);

/* Distribution function and quantile of Student's t; df > 0, infinity: the normal. NaN
 * where df or p are out of range. Within 1e-12 (absolute; a quantile beyond 1:
 * relative). */
LMEV_API double lmev_stat_t_cdf(double t, double df);
LMEV_API double lmev_stat_t_quantile(double p, double df);
/* The same of chi-squared; df > 0, finite. Within 1e-12 and 1e-9. */
LMEV_API double lmev_stat_chi2_cdf(double x, double df);
LMEV_API double lmev_stat_chi2_quantile(double p, double df);
/* One-sided: the t that the greatest of n t values, of one denominator of df degrees of
 * freedom and with numerators correlated by rho, exceeds in a share `alpha` of cases (C.
 * W. Dunnett, J. Am. Stat. Assoc. 50, 1955). 0 <= rho < 1, df > 0, 0 < alpha < 0.5.
 * Within 1e-6. */
LMEV_API double lmev_stat_dunnett_quantile(double alpha, size_t n, double df, double rho);
/* The q-th quantile of n sorted values, between neighbours in proportion (NumPy's
 * default). NaN of no values and for q outside [0, 1]. */
LMEV_API double lmev_stat_quantile(const double *sorted, size_t n, double q);

/* ---- Several experiments: models, trials and test rows ---- */

/* A set of test rows. */
typedef struct lmev_test_rows {
    size_t n_rows, n_classes;
    const uint32_t *truth; /* [n_rows] ids < n_classes */
} lmev_test_rows;

#define LMEV_OWN_ROWS SIZE_MAX

/* n experiments, each a trial of one of K models. All arrays are borrowed. */
typedef struct lmev_trials {
    size_t n, n_models;
    const double *bac;   /* [n] finite */
    const size_t *model; /* [n] ids < n_models */
    /* [n] ids < n_test_sets: equal ids have the same rows; LMEV_OWN_ROWS: rows that no
     * other experiment has */
    const size_t *test_set;
    size_t n_test_sets;
    /* [n_test_sets]; n_rows 0: not known. NULL: none known */
    const lmev_test_rows *rows;
    /* [n]: [n_rows] of its test set, 0: wrong; NULL: not known. May be NULL as a whole */
    const uint8_t *const *hit;
} lmev_trials;

/* How the trials of a model repeat each other, which decides what their spread
 * measures. */
typedef enum lmev_repeats {
    /* on the same test rows, or it has one trial: the spread is that of seeds, and what
     * other rows would do is found from the rows */
    LMEV_REPEATS_SAME_ROWS,
    /* each on rows of its own: the spread is that of seeds and rows */
    LMEV_REPEATS_OTHER_ROWS,
    /* likewise, but trial by trial on those of the other such models: what all models
     * of a block share cancels in their differences */
    LMEV_REPEATS_BLOCKS,
    LMEV_REPEATS_N
} lmev_repeats;

/* What K models and their trials can say: how each repeats, and the variance of one
 * trial, which is pooled over the models of a kind. Where Bartlett's test (Proc. R. Soc.
 * A 160, 1937) finds at 5 % that they differ, and all have four trials or more, each has
 * its own. */
typedef struct lmev_design lmev_design;

typedef struct lmev_pooled {
    size_t n_models;
    double variance, df; /* of one trial; NaN and 0 where no model has two trials */
    double bartlett;     /* p; NaN below two models with two trials each, and of blocks */
    bool own;            /* models have their own variances */
} lmev_pooled;

/* The trials are borrowed until the design is freed. A design is used by one thread at a
 * time. ERR_PARAM: an id out of range, a model without trials. */
LMEV_API lmev_status lmev_design_new(lmev_design **out, const lmev_trials *trials,
                                     lmev_error *err);
LMEV_API void lmev_design_free(lmev_design *d);
LMEV_API lmev_pooled lmev_design_pooled(const lmev_design *d, lmev_repeats kind);
LMEV_API lmev_repeats lmev_design_repeats(const lmev_design *d, size_t model);

/* What an estimate holds for. */
typedef enum lmev_scope {
    /* too few trials: all but the difference is NaN */
    LMEV_SCOPE_NOTHING,
    /* these trained networks: other test rows, but no other seeds */
    LMEV_SCOPE_NETWORKS,
    /* other seeds, but these test rows */
    LMEV_SCOPE_ROWS,
    LMEV_SCOPE_MODELS /* other seeds and other test rows */
} lmev_scope;

/* The variance of an estimate in parts that do not shrink alike. */
typedef struct lmev_parts {
    /* shrinks with the number of test rows alone */
    double rows;
    /* with the number of trials alone */
    double seeds;
    /* with both; NaN where seeds holds it too, as no rows are known */
    double both;
    double df; /* of seeds and both */
} lmev_parts;

typedef struct lmev_estimate {
    lmev_test test;
    lmev_parts parts;
    lmev_scope scope;
} lmev_estimate;

/* The sum of weight[i] x BAC of experiment i, weight: [n], some of them not 0. A
 * difference of models has 1 / T for each of T trials of the one, -1 / T' for those of
 * the other; traits, interactions and devices are other weights of the same function, and
 * the mean of a model one more. Variance: that of one trial x the sum of squared weights,
 * and the test rows that trials share, once for all of them (two-way analysis of
 * variance, rows x trials within classes; classes of one row are one stratum); of blocks
 * the randomised block design. Degrees of freedom after Satterthwaite (Biometrics 2,
 * 1946), see src/metric/contrast.c. */
LMEV_API lmev_status lmev_design_contrast(lmev_estimate *out, lmev_design *d,
                                          const double *weight, double level,
                                          lmev_error *err);
/* The BAC of one more trial of a model, on other test rows of the same kind and number:
 * `difference` is the mean, low and high hold the new BAC in a share `level` of cases.
 * NaN where the mean is not LMEV_SCOPE_MODELS. */
LMEV_API lmev_status lmev_design_next_trial(lmev_test *out, lmev_design *d, size_t model,
                                            double level, lmev_error *err);

/* Where the spread of one trial's BAC comes from, pooled over the models of a kind. */
typedef struct lmev_spread {
    size_t n_models;
    double sd, df; /* of one trial, rows and seeds together */
    /* variances; below zero is 0; NaN: not known. Of OTHER_ROWS both is part of rows,
     * and 0 */
    double rows, seeds, both;
    double share, share_low,
        share_high; /* of the rows in the variance, with its interval */
} lmev_spread;
LMEV_API lmev_status lmev_design_spread(lmev_spread *out, lmev_design *d,
                                        lmev_repeats kind, double level, lmev_error *err);
/* The same of one model: rows and both alone; sd and seeds are those of the kind. */
LMEV_API lmev_status lmev_design_spread_of_model(lmev_spread *out, lmev_design *d,
                                                 size_t model, lmev_error *err);

/* ---- The best of K models ---- */

/* K models in descending order of their means, with estimates of their differences, a -
 * b: pair (a, b), a < b, is pair[a * (2 K - a - 1) / 2 + b - a - 1], for a < full: K, or
 * 1 where only those with the first were made. A pair with a NaN se was not tested. */
typedef struct lmev_ranking {
    size_t n_models, full;
    const lmev_test *pair;
} lmev_ranking;

/* Multiple comparisons with the best (J. C. Hsu, Annals of Statistics 9, 1981), one-sided
 * at 5 %: all statements hold together in 95 % of studies. */
typedef struct lmev_standing {
    /* no other model is shown to be better */
    bool among_best;
    /* it scores at most so much less than the best; 0: it is the only one among the
     * best; NaN: not tested */
    double behind;
    size_t first, last; /* ranks that it can have, from the pairs' joint intervals */
} lmev_standing;
/* standing: [K]. */
LMEV_API lmev_status lmev_stat_stand(lmev_standing *standing, const lmev_ranking *r,
                                     double level, lmev_error *err);
/* By how much the highest of K means is too high on average, being the highest, if the
 * true means are as far apart as these. NaN of one model, and where a pair with the first
 * was not tested. */
LMEV_API lmev_status lmev_stat_optimism(double *out, const lmev_ranking *r,
                                        lmev_error *err);

/* ---- Power ---- */

/* The difference that is found at `alpha` in a share `power` of studies like the one that
 * gave these parts, but with T trials per model for the n of now, and test rows that make
 * the variance due to rows `rows` times as large. NaN where that is not known. */
LMEV_API double lmev_stat_smallest(const lmev_parts *parts, size_t n, size_t T,
                                   double rows, double alpha, double power);
/* The fewest trials per model, two at least, and the factor on the test rows, that find a
 * difference `delta`; infinity: no number is enough. */
LMEV_API double lmev_stat_trials_for(const lmev_parts *parts, size_t n, double delta,
                                     double alpha, double power);
LMEV_API double lmev_stat_rows_for(const lmev_parts *parts, size_t n, double delta,
                                   double alpha, double power);
/* The factor on the variance due to rows, of a contrast, if each class had at least
 * `least` test rows, and how many rows that adds (mean over test sets). NaN where no rows
 * are known. */
LMEV_API lmev_status lmev_stat_rows_at_least(double *factor, double *added,
                                             lmev_design *d, const double *weight,
                                             size_t least, lmev_error *err);

#ifdef __cplusplus
}
#endif
#endif
