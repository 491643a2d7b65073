/* adam_rows.h - rows of a table with Adam's moments, updated lazily.
 *
 * last[] holds the step up to which the moments of a row are current. The updates of
 * later steps are computed when the row is needed (adam.h), so that the cost of a step is
 * that of the rows it touches. Distinct rows may be processed in parallel. */
#ifndef LMEV__NN_ADAM_ROWS_H
#define LMEV__NN_ADAM_ROWS_H
#include "base/work.h"
#include "nn/adam.h"
#include "nn/kernels.h"

typedef struct lmev__adam_rows {
    size_t n, width;
    float *w, *m, *v; /* [n, width] */
    uint32_t *last;   /* [n] step of the moments; 0: never */
} lmev__adam_rows;

/* Allocate m, v and last, zeroed, and also w unless it is set. False when out of memory;
 * call lmev__adam_rows_free in any case. */
bool lmev__adam_rows_alloc(lmev__adam_rows *r);
void lmev__adam_rows_free(lmev__adam_rows *r);

/* Prefetch what the next functions read of a row. */
void lmev__adam_rows_prefetch(const lmev__adam_rows *r, size_t row);
/* Bring w of the row up to Adam's target; with `moments` also m and v. */
void lmev__adam_rows_replay(lmev__adam_rows *r, const lmev__adam *adam,
                            const lmev__kernels *kern, size_t row, bool moments);
/* Apply the current step with gradient g[width] to a row that was replayed. */
void lmev__adam_rows_update(lmev__adam_rows *r, const lmev__adam *adam,
                            const lmev__kernels *kern, size_t row, const float *g);
/* Bring all rows and moments up to Adam's step. Call lmev__adam_settle first. */
void lmev__adam_rows_settle(lmev__adam_rows *r, const lmev__adam *adam,
                            const lmev__kernels *kern, lmev__team *team);
#endif
