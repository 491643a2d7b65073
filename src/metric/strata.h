/* strata.h - test rows in the groups within which they are drawn.
 *
 * A class is a stratum. Classes of a single row are one stratum together: alone, a row has no
 * spread within its class, and the study would take its luck for certain. (Their common spread
 * includes that between the classes, so it is rather too large than too small.) */
#ifndef LMEV_METRIC_STRATA_H
#define LMEV_METRIC_STRATA_H

#include <stdbool.h>

#include "lmev/metric.h"

/* S = n_strata, R = n_rows. Classes in order, the pooled stratum last. Positions are places in
 * row; a balanced accuracy is the sum over strata of share * (mean of the hits of its rows). */
typedef struct lmev__strata {
    size_t n_strata, n_rows;
    size_t *start; /* [S + 1] the positions of stratum s: start[s] .. start[s + 1] - 1 */
    double *share; /* [S] classes in it / all classes that occur                        */
    uint32_t *row; /* [R] rows by position: by stratum, within it as in the test set    */
} lmev__strata;

/* ERR_PARAM: a truth >= n_classes, more than 2^32 - 1 rows. */
lmev_status lmev__strata_new(lmev__strata **out, const lmev_hits *hits, lmev_error *err);
void lmev__strata_free(lmev__strata *s);

/* Rows that a resample draws of stratum s: one less than it has, but of a lone row that row. */
static inline size_t lmev__strata_draws(const lmev__strata *s, size_t k)
{
    const size_t n = s->start[k + 1] - s->start[k];
    return n > 1 ? n - 1 : n;
}

/* ---- bootstrap.c in parts, for tests that resample by other means --------------------------- */

/* The hits by position, rows padded to a multiple of LMEV__LANES columns with zeros. To be freed
 * with lmev__free. NULL: out of memory. */
#define LMEV__LANES 32
uint8_t *lmev__pack_hits(size_t *width, const lmev_hits *hits, const lmev__strata *s);
/* The positions of one draw, stratum after stratum, lmev__strata_draws of each; pick: room for
 * R. */
void lmev__pick(uint32_t *pick, const lmev__strata *s, uint64_t seed, uint64_t draw);
/* bac: [M], the balanced accuracies of all experiments on the picked rows. */
void lmev__bac_of_picks(double *bac, size_t M, const uint8_t *packed, size_t width,
                        const lmev__strata *s, const uint32_t *pick);

#endif
