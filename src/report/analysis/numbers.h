/* numbers.h - the numbers of experiments, and what several experiments say together. */
#ifndef LMEV__REPORT_ANALYSIS_NUMBERS_H
#define LMEV__REPORT_ANALYSIS_NUMBERS_H
#include "lmev/metric.h"
#include "lmev/runs.h"

/* BACs that differ by no more are equal: the 2020 study recorded curves in float32. */
#define LMEV__SAME_BAC 1e-6

/* A number of an experiment; NaN where it was not recorded. */
typedef double (*lmev__number_of)(const lmev_experiment *x);
double lmev__bac(const lmev_experiment *x);      /* of the weights kept */
double lmev__bac_best(const lmev_experiment *x); /* of the epoch of the least val_loss */
double lmev__bac_last(const lmev_experiment *x); /* of the last epoch */
double lmev__training_time(const lmev_experiment *x);   /* seconds */
double lmev__prediction_time(const lmev_experiment *x); /* seconds, all test rows */
double lmev__min_val_loss(const lmev_experiment *x);
double lmev__last_val_loss(const lmev_experiment *x);

/* Write those of the numbers of n experiments that were recorded to to [n], and return
 * how many there are. */
size_t lmev__recorded(double *to, const lmev_experiments *all, const size_t *which,
                      size_t n, lmev__number_of of);
/* Their summary. scratch: [n]. */
lmev_summary lmev__summary_of(double *scratch, const lmev_experiments *all,
                              const size_t *which, size_t n, lmev__number_of of);
/* Compare two means as qsort does: the higher one first, NaN last. */
int lmev__higher_first(double a, double b);

/* Which weights the BAC of an experiment is of: those of the 'b'est epoch, of the 'l'ast,
 * 'e'qual in both, or '?': of neither, or not known. */
char lmev__weights_of(const lmev_experiment *x);
typedef struct lmev__kept_weights {
    size_t best, last;
    size_t neither; /* the BACs of both epochs are known, and it is another one */
    size_t unknown;
} lmev__kept_weights;
/* How many experiments kept which weights. One whose best and last epochs are equal
 * counts as the last where others kept the last, as nothing need have been restored. */
lmev__kept_weights lmev__count_kept(const lmev_experiments *all);

/* Pairs of n things. */
static inline size_t lmev__pairs_of(size_t n)
{
    return n * (n - 1) / 2;
}
#endif
