/* adam_rows.c - see adam_rows.h. */
#include "nn/adam_rows.h"

#include "base/mem.h"

bool lmev__adam_rows_alloc(lmev__adam_rows *r)
{
    size_t all;
    if (__builtin_mul_overflow(r->n, r->width, &all)) return false;
    if (!r->w) r->w = lmev__aligned(all, sizeof *r->w);
    r->m = lmev__aligned(all, sizeof *r->m);
    r->v = lmev__aligned(all, sizeof *r->v);
    r->last = lmev__aligned(r->n, sizeof *r->last);
    return r->w && r->m && r->v && r->last;
}

void lmev__adam_rows_free(lmev__adam_rows *r)
{
    lmev__free(r->w);
    lmev__free(r->m);
    lmev__free(r->v);
    lmev__free(r->last);
}

void lmev__adam_rows_prefetch(const lmev__adam_rows *r, size_t row)
{
    const size_t at = row * r->width;
    for (size_t j = 0; j < r->width; j += 16) {
        __builtin_prefetch(r->w + at + j, 1);
        __builtin_prefetch(r->m + at + j, 0);
        __builtin_prefetch(r->v + at + j, 0);
    }
}

void lmev__adam_rows_replay(lmev__adam_rows *r, const lmev__adam *adam,
                            const lmev__kernels *kern, size_t row, bool moments)
{
    const size_t at = row * r->width;
    if (r->last[row])
        lmev__adam_replay(adam, kern, r->w + at, r->m + at, r->v + at, r->width,
                          r->last[row], moments);
}

void lmev__adam_rows_update(lmev__adam_rows *r, const lmev__adam *adam,
                            const lmev__kernels *kern, size_t row, const float *g)
{
    const size_t at = row * r->width;
    const uint32_t gap = r->last[row] ? adam->step - 1 - r->last[row] : 0;
    const lmev__adam_step now = lmev__adam_now(adam, gap);
    kern->adam(r->w + at, r->m + at, r->v + at, g, r->width, &now);
    r->last[row] = adam->step;
}

#define SETTLE_PIECE 1024 /* rows per piece of work */

struct settle {
    lmev__adam_rows *r;
    const lmev__adam *adam;
    const lmev__kernels *kern;
};

static lmev_status settle_piece(void *self, size_t piece, lmev__team_member *me)
{
    (void)me;
    const struct settle *s = self;
    lmev__adam_rows *r = s->r;
    const size_t first = piece * SETTLE_PIECE;
    for (size_t i = first; i < r->n && i < first + SETTLE_PIECE; i++) {
        if (r->last[i] == 0 || r->last[i] == s->adam->step) continue;
        lmev__adam_rows_replay(r, s->adam, s->kern, i, true);
        r->last[i] = s->adam->step;
    }
    return LMEV_OK;
}

void lmev__adam_rows_settle(lmev__adam_rows *r, const lmev__adam *adam,
                            const lmev__kernels *kern, lmev__team *team)
{
    (void)lmev__team_each(team, (r->n + SETTLE_PIECE - 1) / SETTLE_PIECE, settle_piece,
                          &(struct settle){r, adam, kern}, NULL);
}
