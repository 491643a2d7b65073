/* rows.h - rows of a table with Adam's moments, brought up to date only when they are
 * touched.
 *
 * last says with which step the moments of a row are current; what the steps since then
 * would have done to it is made up for when it is wanted (adam.h), so that a step costs
 * what it touches. Different rows may be worked on at once. */
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

/* m, v and last, all zero, and w too unless it is there. False: out of memory; free in
 * any case. */
bool lmev__adam_rows_alloc(lmev__adam_rows *r);
void lmev__adam_rows_free(lmev__adam_rows *r);

/* What the next functions read of a row, on its way into the cache. */
void lmev__adam_rows_prefetch(const lmev__adam_rows *r, size_t row);
/* w of the row up to Adam's target, with moments true m and v too. */
void lmev__adam_rows_replay(lmev__adam_rows *r, const lmev__adam *adam,
                            const lmev__kernels *kern, size_t row, bool moments);
/* The step at work with the gradient g[width], on a row that was replayed. */
void lmev__adam_rows_update(lmev__adam_rows *r, const lmev__adam *adam,
                            const lmev__kernels *kern, size_t row, const float *g);
/* All rows and their moments up to Adam's step; lmev__adam_settle goes before. */
void lmev__adam_rows_settle(lmev__adam_rows *r, const lmev__adam *adam,
                            const lmev__kernels *kern, lmev__team *team);
#endif
