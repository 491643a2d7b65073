/* lmev/metric.h - scores of one experiment, and statistics of several.
 *
 * lmev_metric_*: scores of predictions; definitions are those of scikit-learn's defaults.
 * lmev_stat_*:   summaries, intervals, tests; definitions are those of SciPy and statsmodels.
 * lmev_design_*: experiments as trials of models, and estimates from them.
 *
 * Exceptions to these definitions are stated. All functions compute in double and have no
 * state. C is the number of classes. An undefined result (a mean over no rows, the
 * standard deviation of one value) is NaN. */
#ifndef LMEV_METRIC_H
#define LMEV_METRIC_H

#include "lmev/base.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Counts per class, from which the scores below are computed. The arrays are [C] and
 * belong to the struct. */
typedef struct lmev_counts {
    size_t n_classes;
    uint64_t n;
    uint64_t *truth;     /* rows whose true class it is */
    uint64_t *predicted; /* rows whose predicted class it is */
    uint64_t *hit;       /* rows where both are it */
} lmev_counts;

/* truth, predicted: [n] class ids below n_classes; both may be NULL when n is 0.
 * ERR_PARAM: an id is out of range. */
LMEV_API lmev_status lmev_counts_new(lmev_counts **out, const uint32_t *truth,
                                     const uint32_t *predicted, size_t n,
                                     size_t n_classes, lmev_error *err);
LMEV_API void lmev_counts_free(lmev_counts *c);

/* Mean recall over the classes that have rows. */
LMEV_API double lmev_metric_balanced_accuracy(const lmev_counts *c);
LMEV_API double lmev_metric_accuracy(const lmev_counts *c);
/* Of class k; 0 where undefined, as with scikit-learn's zero_division=0. */
LMEV_API double lmev_metric_recall(const lmev_counts *c, size_t k);
LMEV_API double lmev_metric_precision(const lmev_counts *c, size_t k);
LMEV_API double lmev_metric_f1(const lmev_counts *c, size_t k);
/* Mean of F1 over the classes that occur as true or predicted class. */
LMEV_API double lmev_metric_f1_macro(const lmev_counts *c);
/* F1 of the pooled counts. It equals the accuracy, since each row has one label. */
LMEV_API double lmev_metric_f1_micro(const lmev_counts *c);

/* Share of n rows whose true class is among the k that score highest. rank: [n], the
 * number of classes that rank before the true one, as lmev_outputs has it: of equal
 * scores the lower class id ranks first (scikit-learn: the higher one). NaN when n is
 * 0. */
LMEV_API double lmev_metric_top_k(const uint32_t *rank, size_t n, size_t k);
/* Mean of -log p (natural logarithm), p being the probability of the true class, clipped
 * to [eps, 1 - eps] with the eps of float32. p_true: [n]. NaN when any of them is NaN. */
LMEV_API double lmev_metric_log_loss(const float *p_true, size_t n);

/* One cell of the confusion matrix. */
typedef struct lmev_confusion_cell {
    uint32_t truth, predicted;
    uint64_t n;
} lmev_confusion_cell;
/* The cells that are not zero, by true class, then by predicted class. Free them with
 * lmev_confusion_free. */
LMEV_API lmev_status lmev_confusion(lmev_confusion_cell **out, size_t *n_cells,
                                    const uint32_t *truth, const uint32_t *predicted,
                                    size_t n, lmev_error *err);
LMEV_API void lmev_confusion_free(lmev_confusion_cell *cells);

/* ---- One number per experiment ---- */

/* A sample of n values: mean, standard deviation (divided by n - 1), standard error of
 * the mean, and the t interval of the mean. All are NaN when one value is. */
typedef struct lmev_summary {
    size_t n;
    double mean, sd, se, low, high;
} lmev_summary;
/* level: of the interval, such as 0.95. */
LMEV_API lmev_summary lmev_stat_summarize(const double *x, size_t n, double level);

/* An estimate with its interval and the two-sided p value of the hypothesis that it is 0;
 * t is difference / se. When se is 0 the interval is the difference alone, p is 1 if the
 * difference is 0 and else 0, and df may be NaN. */
typedef struct lmev_test {
    double difference, se, low, high;
    double t, df, p;
} lmev_test;
/* Replaces low and high by the interval of another level. */
LMEV_API void lmev_stat_interval(lmev_test *test, double level);

/* Wilson's score interval of the proportion hits / n (E. B. Wilson, J. Am. Stat. Assoc.
 * 22, 1927). It holds the proportions that a two-sided z test does not reject; it lies in
 * [0, 1] and is not empty even for 0 hits. hits need not be an integer: a row may be
 * right in some of its trials. low and high are NaN unless n is finite and positive, hits
 * is in [0, n] and level is in (0, 1). */
LMEV_API void lmev_stat_wilson(double hits, double n, double level, double *low,
                               double *high);

/* Sidak's correction for n statements made together (Z. Sidak, J. Am. Stat. Assoc. 62,
 * 1967). joint_p: the probability that the smallest of n p values is at most p.
 * joint_level: the level that each of n intervals needs for all of them to cover in a
 * share `level` of studies. The two agree: joint_p is below 1 - level exactly where the
 * wider interval excludes 0. Dependent estimates are covered at least as often. */
LMEV_API double lmev_stat_joint_p(double p, size_t n);
LMEV_API double lmev_stat_joint_level(double level, size_t n);

/* Distribution function and quantile of Student's t with df > 0 degrees of freedom;
 * infinite df is the normal distribution. NaN when df or p is out of range. Absolute
 * error below 1e-12; of quantiles beyond 1, relative error. */
LMEV_API double lmev_stat_t_cdf(double t, double df);
LMEV_API double lmev_stat_t_quantile(double p, double df);
/* The same for chi-squared with finite df > 0. Error below 1e-12 (cdf) and 1e-9
 * (quantile). */
LMEV_API double lmev_stat_chi2_cdf(double x, double df);
LMEV_API double lmev_stat_chi2_quantile(double p, double df);
/* The one-sided critical value of Dunnett's test (C. W. Dunnett, J. Am. Stat. Assoc. 50,
 * 1955): the largest of n t statistics exceeds it with probability alpha. The statistics
 * share one denominator with df degrees of freedom; their numerators have pairwise
 * correlation rho. 0 <= rho < 1, df > 0, 0 < alpha < 0.5. Error below 1e-6. */
LMEV_API double lmev_stat_dunnett_quantile(double alpha, size_t n, double df, double rho);
/* The q-th quantile of n ascending values, interpolated linearly (NumPy's default). NaN
 * when n is 0 or q is outside [0, 1]. */
LMEV_API double lmev_stat_quantile(const double *sorted, size_t n, double q);

/* ---- Several experiments: models, trials and test rows ---- */

/* The rows of a test set, by their true classes. */
typedef struct lmev_test_rows {
    size_t n_rows, n_classes;
    const uint32_t *truth; /* [n_rows] ids < n_classes */
} lmev_test_rows;

/* The test set of an experiment that shares its test rows with no other. */
#define LMEV_OWN_ROWS SIZE_MAX

/* n experiments, each a trial of one of K models. All arrays are borrowed. */
typedef struct lmev_trials {
    size_t n, n_models;
    const double *bac;   /* [n] finite */
    const size_t *model; /* [n] ids < n_models */
    /* [n] ids < n_test_sets, equal where the test rows are the same; or LMEV_OWN_ROWS */
    const size_t *test_set;
    size_t n_test_sets;
    /* [n_test_sets], n_rows 0 where not known; NULL: none is known */
    const lmev_test_rows *rows;
    /* [n] arrays, each [n_rows] of its test set: 1 where the prediction is right, 0 where
     * it is wrong; NULL where not known. hit itself may be NULL */
    const uint8_t *const *hit;
} lmev_trials;

/* How the trials of a model repeat each other, which decides what their spread
 * measures. */
typedef enum lmev_repeats {
    /* All trials have the same test rows, or there is one trial. Their spread comes from
     * random seeds; the effect of other test rows is estimated from the hits. */
    LMEV_REPEATS_SAME_ROWS,
    /* Each trial has other test rows. Their spread comes from seeds and rows. */
    LMEV_REPEATS_OTHER_ROWS,
    /* Likewise, and all such models share the test rows of each trial, which makes the
     * trial a block: the effect of a block cancels in differences of models. */
    LMEV_REPEATS_BLOCKS,
    LMEV_REPEATS_N /* how many there are */
} lmev_repeats;

/* K models with their trials: how the trials of each model repeat each other, and the
 * variance of one trial. The variance is pooled over the models that repeat alike. Each
 * model has its own variance when all of them have four trials or more and Bartlett's
 * test (Proc. R. Soc. A 160, 1937) rejects equal variances at 5 %. */
typedef struct lmev_design lmev_design;

typedef struct lmev_pooled {
    size_t n_models;
    double variance, df; /* of one trial; NaN and 0 when no model has two trials */
    /* p value; NaN for blocks and with fewer than two models of two trials */
    double bartlett;
    bool own; /* each model has its own variance */
} lmev_pooled;

/* The arrays of trials are borrowed until the design is freed. One thread at a time may
 * use a design. ERR_PARAM: an id is out of range, or a model has no trial. */
LMEV_API lmev_status lmev_design_new(lmev_design **out, const lmev_trials *trials,
                                     lmev_error *err);
LMEV_API void lmev_design_free(lmev_design *d);
LMEV_API lmev_pooled lmev_design_pooled(const lmev_design *d, lmev_repeats kind);
LMEV_API lmev_repeats lmev_design_repeats(const lmev_design *d, size_t model);

/* What an estimate generalises to. */
typedef enum lmev_scope {
    /* nothing: too few trials; only the difference is known, all else is NaN */
    LMEV_SCOPE_NOTHING,
    /* other test rows, for these trained networks */
    LMEV_SCOPE_NETWORKS,
    /* other random seeds, on these test rows */
    LMEV_SCOPE_ROWS,
    LMEV_SCOPE_MODELS /* other random seeds and other test rows */
} lmev_scope;

/* The variance of an estimate, split by what makes it smaller. */
typedef struct lmev_parts {
    double rows;  /* more test rows */
    double seeds; /* more trials */
    double both;  /* either; NaN when no hits are known: it is then part of seeds */
    double df;    /* of seeds and both */
} lmev_parts;

typedef struct lmev_estimate {
    lmev_test test;
    lmev_parts parts;
    lmev_scope scope;
} lmev_estimate;

/* Estimates the sum over experiments of weight[i] x BAC[i]; at least one weight is not 0.
 *
 * weight: [n]. Weights 1 / T on the T trials of one model and -1 / T' on those of another
 * give the difference of the two; effects of traits, interactions, devices and the mean
 * of one model are other weights. level: of the interval.
 *
 * The variance has two terms: the variance of one trial x the sum of squared weights, and
 * the variance due to test rows that trials share, counted once for all of them (two-way
 * analysis of variance, rows x trials within classes; classes of one row form one
 * stratum). Blocks are analysed as a randomised block design. Degrees of freedom:
 * Satterthwaite (Biometrics 2, 1946), see src/metric/contrast.c. */
LMEV_API lmev_status lmev_design_contrast(lmev_estimate *out, lmev_design *d,
                                          const double *weight, double level,
                                          lmev_error *err);
/* Predicts the BAC of one more trial of a model on other test rows of the same kind and
 * number: `difference` is the mean of the model, and [low, high] covers the new BAC in a
 * share `level` of cases. NaN unless the scope of the mean is LMEV_SCOPE_MODELS. */
LMEV_API lmev_status lmev_design_next_trial(lmev_test *out, lmev_design *d, size_t model,
                                            double level, lmev_error *err);

/* Where the spread of one trial's BAC comes from. */
typedef struct lmev_spread {
    size_t n_models;
    double sd, df; /* of one trial, from rows and seeds together */
    /* Variances. Negative estimates are reported as 0, unknown ones as NaN. With
     * LMEV_REPEATS_OTHER_ROWS both is 0, since it is part of rows. */
    double rows, seeds, both;
    /* The share of the test rows in the variance, with its interval. */
    double share, share_low, share_high;
} lmev_spread;
/* Pooled over the models that repeat in the way `kind`. */
LMEV_API lmev_status lmev_design_spread(lmev_spread *out, lmev_design *d,
                                        lmev_repeats kind, double level, lmev_error *err);
/* The same with rows and both estimated from one model alone; sd and seeds stay
 * pooled. */
LMEV_API lmev_status lmev_design_spread_of_model(lmev_spread *out, lmev_design *d,
                                                 size_t model, lmev_error *err);

/* ---- The best of K models ---- */

/* K models in descending order of their means, with the estimates of their differences.
 * Pair (a, b), a < b, the difference a - b, is pair[a * (2 K - a - 1) / 2 + b - a - 1].
 * Only pairs with a < full are there: full is K, or 1 when only pairs with the first
 * model were estimated. A pair whose se is NaN was not tested. */
typedef struct lmev_ranking {
    size_t n_models, full;
    const lmev_test *pair;
} lmev_ranking;

/* The result of multiple comparisons with the best (J. C. Hsu, Annals of Statistics 9,
 * 1981), one-sided: at level 0.95 all statements hold together in 95 % of studies. */
typedef struct lmev_standing {
    bool among_best; /* no other model is shown to be better */
    /* Its score is at most so much below the best one; 0: it is the only one that can be
     * the best; NaN: not tested. */
    double behind;
    size_t first, last; /* its possible ranks, from the joint intervals of the pairs */
} lmev_standing;
/* standing: [K]. */
LMEV_API lmev_status lmev_stat_stand(lmev_standing *standing, const lmev_ranking *r,
                                     double level, lmev_error *err);
/* The optimism of the highest of K means: by how much it exceeds the true mean of its
 * model on average because it was chosen as the highest, if the true means are as far
 * apart as the observed ones. NaN for one model, and when a pair with the first was not
 * tested. */
LMEV_API lmev_status lmev_stat_optimism(double *out, const lmev_ranking *r,
                                        lmev_error *err);

/* ---- Power ---- */

/* The smallest difference that studies like this one detect, at significance level alpha,
 * in a share `power` of cases. parts: of an estimate of this study, which has n trials
 * per model. T: trials per model of the other study. rows: the factor on its variance due
 * to test rows. NaN when the parts needed are not known. */
LMEV_API double lmev_stat_smallest(const lmev_parts *parts, size_t n, size_t T,
                                   double rows, double alpha, double power);
/* The least number of trials per model (at least two), and the least factor on the number
 * of test rows, with which a difference `delta` is detected; infinity when no number
 * suffices. */
LMEV_API double lmev_stat_trials_for(const lmev_parts *parts, size_t n, double delta,
                                     double alpha, double power);
LMEV_API double lmev_stat_rows_for(const lmev_parts *parts, size_t n, double delta,
                                   double alpha, double power);
/* If each class had at least `least` test rows: the factor on the variance of a contrast
 * that is due to rows, and the number of rows added (mean over test sets). NaN when no
 * test rows are known. */
LMEV_API lmev_status lmev_stat_rows_at_least(double *factor, double *added,
                                             lmev_design *d, const double *weight,
                                             size_t least, lmev_error *err);

#ifdef __cplusplus
}
#endif
#endif
