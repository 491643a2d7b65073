/* lmev/metric.h - labels and predictions in, numbers out. Pure functions, doubles inside.
 *
 * First what one experiment scored, then what several experiments say together: intervals,
 * tests, where their spread comes from. C = number of classes. Scores are defined as
 * scikit-learn's with its defaults, tests as SciPy's and statsmodels', unless said. What is not
 * defined (a mean over no rows, the sd of one value) is NaN.
 */
#ifndef LMEV_METRIC_H
#define LMEV_METRIC_H

#include "lmev/base.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Per-class counts; the base of all other figures. truth and predicted hold ids < n_classes,
 * checked (ERR_PARAM; both may be NULL when n is 0). Counts are [C] arrays owned by the struct. */
typedef struct lmev_counts {
    size_t n_classes;
    uint64_t n;
    uint64_t *truth;     /* rows of the class              */
    uint64_t *predicted; /* rows predicted to be the class */
    uint64_t *hit;       /* rows of the class predicted so */
} lmev_counts;

lmev_status lmev_counts_new(lmev_counts **out, const uint32_t *truth, const uint32_t *predicted,
                            size_t n, size_t n_classes, lmev_error *err);
void lmev_counts_free(lmev_counts *c);

/* Mean over the classes present in the truth of hit/truth. */
double lmev_balanced_accuracy(const lmev_counts *c);
double lmev_accuracy(const lmev_counts *c);
double lmev_recall(const lmev_counts *c, size_t k);    /* 0 where undefined, as sklearn zero_division=0 */
double lmev_class_precision(const lmev_counts *c, size_t k); /* lmev_precision is a type of nn.h */
double lmev_f1(const lmev_counts *c, size_t k);
/* Mean of F1 over the classes in truth or prediction; F1 of the pooled counts, which equals
 * the accuracy where each row has one label. */
double lmev_f1_macro(const lmev_counts *c);
double lmev_f1_micro(const lmev_counts *c);

/* Share of rows whose true class is among the k best scores; score is [n, C] row-major. A
 * tie with the true class's score counts by class id: a lower id ranks higher (scikit-learn:
 * a higher one). A true class >= C or with a NaN score is a miss. */
double lmev_top_k(const float *score, const uint32_t *truth, size_t n, size_t n_classes, size_t k);
/* The same from ranks: rank[i] = number of classes that rank before the true one. */
double lmev_top_k_ranks(const uint32_t *rank, size_t n, size_t k);
/* Mean of -log p(true class), natural; p is clipped to [eps, 1-eps] with the float32 eps.
 * p_true: [n]. NaN when any p is. */
double lmev_log_loss(const float *p_true, size_t n);

/* The non-zero cells of the confusion matrix, sorted by truth, then predicted. */
typedef struct lmev_confusion_cell {
    uint32_t truth, predicted;
    uint64_t n;
} lmev_confusion_cell;
lmev_status lmev_confusion(lmev_confusion_cell **out, size_t *n_cells, const uint32_t *truth,
                           const uint32_t *predicted, size_t n, lmev_error *err);
void lmev_confusion_free(lmev_confusion_cell *cells);

/* ---- Several experiments: intervals and tests ------------------------------------------- */

/* A sample of n values; sd divides by n - 1; low and high are the t interval of the mean. A NaN
 * among the values makes all NaN, here and in the tests. */
typedef struct lmev_summary {
    size_t n;
    double mean, sd, se, low, high;
} lmev_summary;
lmev_summary lmev_summarize(const double *x, size_t n, double level); /* level: 0.95 */

/* A difference a - b with its interval and the two-sided p of there being none. t is
 * difference / se. Without any spread (se is 0): the interval is the difference alone, p is 1
 * when it is 0, else 0, and df may be NaN. */
typedef struct lmev_test {
    double difference, se, low, high;
    double t, df, p;
} lmev_test;
/* Welch's t test of two independent samples (B. L. Welch, Biometrika 34, 1947). At least two
 * values each, else all but the difference are NaN. */
lmev_test lmev_welch(const double *a, size_t n_a, const double *b, size_t n_b, double level);
/* Student's t test of n pairs; two at least, else all but the difference are NaN. */
lmev_test lmev_paired(const double *a, const double *b, size_t n, double level);

/* McNemar's test, exact and two-sided (binomial), from the rows that only a and only b got
 * right. 1 when there are none. */
double lmev_mcnemar(uint64_t only_a, uint64_t only_b);

/* Wilson's score interval of a share, hits of n (E. B. Wilson, J. Am. Stat. Assoc. 22, 1927): the
 * shares that a two-sided z test would not reject, so it is never empty, not even of 0 hits, and
 * lies in [0, 1]. hits need not be whole: each of n rows may be right in a part of its trials.
 * Both NaN where n is not finite and above 0, hits not in [0, n], level not in (0, 1). */
void lmev_wilson(double hits, double n, double level, double *low, double *high);

/* Holm's step-down adjustment (Scand. J. Statist. 6, 1979): adjusted[i] for p[i], both [n], may
 * be the same array. NaN stays NaN and does not count into the family. ERR_PARAM: a p outside
 * [0, 1]; nothing is written then. */
lmev_status lmev_holm(double *adjusted, const double *p, size_t n, lmev_error *err);

/* Distribution function and quantile of Student's t; df > 0, infinity: the normal. NaN where
 * df or p are out of range. Within 1e-12 (absolute; a quantile beyond 1: relative). */
double lmev_t_cdf(double t, double df);
double lmev_t_quantile(double p, double df);
/* The q-th quantile of n sorted values, between neighbours in proportion (NumPy's default). NaN
 * of no values and for q outside [0, 1]. */
double lmev_quantile(const double *sorted, size_t n, double q);

/* ---- Several experiments on the same test rows ------------------------------------------ */

/* Which of the rows each of M experiments got right. All arrays are borrowed. The functions below
 * give ERR_PARAM for a truth >= n_classes, for an experiment >= M, for a model without any, and
 * NaN for all figures when there are no rows. */
typedef struct lmev_hits {
    size_t n_rows, n_experiments, n_classes;
    const uint32_t *truth; /* [n_rows] ids < n_classes          */
    const uint8_t *hit;    /* [n_rows, M] row-major, 0: wrong   */
} lmev_hits;

/* Balanced accuracies of all experiments under n_draws resamples of the test rows, drawn within
 * each class; bac: [n_draws, M]. Of a class with n_k > 1 rows n_k - 1 are drawn, with
 * replacement, which makes the variance of a recall unbiased (with n_k it is too small by
 * (n_k - 1) / n_k, and classes of five rows are common; McCarthy & Snowden, The bootstrap and
 * finite population sampling, 1985). Classes of one row are drawn as one stratum together, since
 * a row alone has no spread to draw from; where only one class is such, its row stays. Draws
 * are a function of seed, whatever the number of threads (0: all). All experiments see the same
 * draws, so differences of columns are draws of the difference. */
lmev_status lmev_bootstrap(double *bac, const lmev_hits *hits, size_t n_draws, uint64_t seed,
                           int threads, lmev_error *err);

/* Where the spread of a BAC (or of a difference of two) comes from: variances of what ONE trial
 * scores on ONE such test set. The mean over T trials has rows + (trials + both) / T. Estimates
 * below zero are told as zero. */
typedef struct lmev_components {
    double rows;   /* another sample of test rows of the same classes            */
    double trials; /* another seed of the trial; NaN: below two trials           */
    double both;   /* rows that change sides with the seed; NaN: below two trials */
} lmev_components;

/* Of the n experiments which[i] (trials of one model): two-way analysis of variance, rows x
 * trials within each class. Classes of one row are pooled as one stratum; where only one class is
 * such, its row varies as those of the others do on the average. With one trial rows holds
 * rows + both. */
lmev_status lmev_components_of(lmev_components *out, const lmev_hits *hits, const size_t *which,
                               size_t n, lmev_error *err);
/* The same where every trial had test rows of its own: bac and the variance of each that is due
 * to its rows (components_of with that trial alone), both [n]. rows is the mean variance, both
 * 0 (part of rows), trials what is left of the spread of bac. Here the mean over T trials has
 * (rows + trials) / T. */
lmev_components lmev_components_apart(const double *bac, const double *row_variance, size_t n);

/* Models a and b, each several trials on the same test rows: is the difference of their mean
 * BACs more than other rows and other seeds would make? Rows are paired, trials are not.
 * Variance: rows of the difference + (trials + both) / T of each model; degrees of freedom
 * after Satterthwaite (Biometrics 2, 1946). With one trial each only the rows count: another
 * seed is then not part of the claim. A single trial against several is taken to vary as they
 * do. a and b share no experiment. *of (may be NULL): the components of the difference.
 * Where there is no difference p < 0.05 comes in 3.5 to 6 % of studies; with two trials in 2 to
 * 9 %, as nothing is known of a spread by then (src/metric/components.c). */
lmev_status lmev_compare(lmev_test *out, lmev_components *of, const lmev_hits *hits,
                         const size_t *a, size_t n_a, const size_t *b, size_t n_b, double level,
                         lmev_error *err);

/* What would settle a difference: find it in share `power` of studies by lmev_compare at `alpha`
 * (standard errors of t(1 - alpha/2) + t(power), degrees of freedom as Satterthwaite's of
 * these components). Without trials and both (NaN) the rows alone count, as in lmev_compare with
 * one trial each. For models whose trials share no test rows: rows 0, both the sum of the rows
 * of components_apart, trials the sum of theirs. */
typedef struct lmev_power {
    double trials; /* of each model on test rows as now, 2 or more; infinity: no number is enough;
                      NaN: components of trials unknown                                        */
    double rows;   /* factor on the test rows with the trials as now; infinity likewise        */
    double smallest; /* difference that the study as it is would find                          */
} lmev_power;
lmev_power lmev_power_of(const lmev_components *difference, size_t n_trials, double delta,
                         double alpha, double power);

#ifdef __cplusplus
}
#endif
#endif
