/* design.h - what the files that judge models share: a design taken apart (design.c) and
 * the spread of its test rows (rows.c). */
#ifndef LMEV__METRIC_DESIGN_H
#define LMEV__METRIC_DESIGN_H
#include "metric/strata.h"

/* The trials of one model on one test set: by[first .. end - 1]. */
typedef struct lmev__design_cell {
    size_t first, end;
    /* variance of one trial due to rows that change sides with the trial; NaN below two
     * trials with hits, also without a spread to see */
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
    double *row;           /* room for the rows of a set */
    double *square, *weight; /* room for the models, for the experiments */
};

/* A variance of a mean over strata, being collected. */
typedef struct lmev__within {
    double variance; /* sum of share^2 * mean square / n */
    double squares;  /* sum of the squares of those, each / its degrees of freedom */
    double mean_square, share; /* sums, of share * mean square and of share */
    double lone;               /* square of the share of a stratum of one row */
} lmev__within;

/* A stratum of n rows with this sum of squares around their mean; close when all are
 * there: one row alone has no spread, and gets that of the others (without others:
 * NaN). */
void lmev__within_add(lmev__within *w, double share, double n, double sum_of_squares);
void lmev__within_close(lmev__within *w);

/* The rows of one test set in a weighted sum of experiments. */
typedef struct lmev__rows_spread {
    /* of the sum as it came out: rows, and what changes with the trial */
    lmev__within all;
    double both; /* of that the part that changes with the trial, where it is known */
    /* hits are there of every cell that has a weight, and more rows than one; some
     * weight */
    bool known, any;
} lmev__rows_spread;
/* Cells of models of one kind alone, in test set k: cell[first .. end - 1]. */
lmev__rows_spread lmev__rows_spread_of(lmev_design *d, size_t k, lmev_repeats kind,
                                       const double *weight, size_t first, size_t end);
/* What lmev__rows_spread_of left in d->row: add its variance, and what that would be if
 * no class had less than `least` rows, and how many more rows that takes. */
void lmev__rows_if(const lmev_design *d, size_t k, size_t least, double *now,
                   double *then, double *more);
/* The end of the run of cells on the test set of cell c. */
size_t lmev__cells_end(const lmev_design *d, size_t c);
/* Of a cell: see both. */
double lmev__both_of(lmev_design *d, const lmev__design_cell *cell);
#endif
