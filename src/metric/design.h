/* design.h - the inside of lmev_design: the analysis of a design (design.c) and the
 * variance due to its test rows (within.c). */
#ifndef LMEV__METRIC_DESIGN_H
#define LMEV__METRIC_DESIGN_H
#include "metric/strata.h"

/* The trials of one model on one test set: experiments by[first] .. by[end - 1]. */
typedef struct lmev__design_cell {
    size_t first, end;
    /* Variance of one trial due to rows whose hit depends on the trial; NaN with fewer
     * than two trials with hits, or when no hit varies. */
    double both;
} lmev__design_cell;

struct lmev_design {
    lmev_trials t;
    size_t *by; /* [n] experiments by test set, model, number */
    size_t n_cells;
    lmev__design_cell *cell;
    lmev_repeats *repeats; /* [K] */
    double *variance, *df; /* [K] of the model's own trials; of SAME_ROWS within cells */
    lmev_pooled pooled[LMEV_REPEATS_N];
    lmev_pooled blocks;    /* of a block's mean, times the number of models */
    lmev__strata **strata; /* [n_test_sets]; NULL: rows not known, or none of them hit */
    double *row;           /* scratch: the rows of a set */
    double *square, *weight; /* scratch: per model, per experiment */
};

/* Accumulates the variance of a mean over strata. */
typedef struct lmev__within {
    double variance; /* sum of share^2 * mean square / n */
    double squares;  /* sum of the squares of those, each / its degrees of freedom */
    double mean_square, share; /* sums, of share * mean square and of share */
    double lone;               /* square of the share of a stratum of one row */
} lmev__within;

/* Add a stratum of n rows with this sum of squares around their mean. lmev__within_close
 * ends the sum: a stratum of one row, which has no spread of its own, gets that of the
 * others (NaN when there is none). */
void lmev__within_add(lmev__within *w, double share, double n, double sum_of_squares);
void lmev__within_close(lmev__within *w);

/* The variance due to the rows of one test set in a weighted sum of experiments. */
typedef struct lmev__rows_spread {
    /* of the observed sum: rows, and what changes with the trial */
    lmev__within all;
    double both; /* the part of it that changes with the trial, where known */
    /* known: each cell with a weight has hits, and the set has more than one row; any:
     * some weight is not 0 */
    bool known, any;
} lmev__rows_spread;
/* For the cells of the models that repeat in the way `kind`, in test set k: cell[first ..
 * end - 1]. */
lmev__rows_spread lmev__rows_spread_of(lmev_design *d, size_t k, lmev_repeats kind,
                                       const double *weight, size_t first, size_t end);
/* From what lmev__rows_spread_of left in d->row: add its variance to *now, the variance
 * if each class had at least `least` rows to *then, and the number of rows needed for
 * that to *more. */
void lmev__rows_if(const lmev_design *d, size_t k, size_t least, double *now,
                   double *then, double *more);
/* The index after the last cell that has the test set of cell c. */
size_t lmev__cells_end(const lmev_design *d, size_t c);
/* The member `both` of a cell. */
double lmev__both_of(lmev_design *d, const lmev__design_cell *cell);
#endif
