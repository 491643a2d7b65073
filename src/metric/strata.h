/* strata.h - test rows grouped into strata.
 *
 * A class is a stratum. Classes with a single row together form one stratum, since a
 * single row has no spread within its class and would count as certain. Their common
 * spread includes that between the classes, so it is too large rather than too small. */
#ifndef LMEV__METRIC_STRATA_H
#define LMEV__METRIC_STRATA_H

#include <stdbool.h>

#include "lmev/metric.h"

/* S = n_strata, R = n_rows. Classes come in order, the pooled stratum last. A position is
 * an index into row. A balanced accuracy is the sum over strata of share * (mean hit of
 * its rows). */
typedef struct lmev__strata {
    size_t n_strata, n_rows;
    size_t n_alone; /* rows of the pooled stratum; 0: there is none */
    size_t *start;  /* [S + 1] the positions of stratum s: start[s] .. start[s + 1] - 1 */
    double *share;  /* [S] classes in it / all classes that occur */
    uint32_t *row;  /* [R] rows by position: by stratum, within it as in the test set */
} lmev__strata;

/* ERR_PARAM: a truth >= n_classes, more than 2^32 - 1 rows. */
lmev_status lmev__strata_new(lmev__strata **out, const lmev_test_rows *rows,
                             lmev_error *err);
void lmev__strata_free(lmev__strata *s);

#endif
