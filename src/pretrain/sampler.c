/* sampler.c - see sampler.h. Drawing uses Walker's alias method (ACM TOMS 3, 1977) with
 * Vose's construction of the table: one look-up per draw, from half a Philox block keyed
 * by the step. Cost: some 20 ns per draw and 30 ns per candidate for its log E. */
#include "pretrain/sampler.h"

#include <math.h>
#include <string.h>

#include "base/error.h"
#include "base/mem.h"
#include "base/rng.h"

/* times S; after that the candidates are filled up with the remaining classes */
#define DRAWS_MAX 64
#define LOG_NEVER (-80.0) /* log of a probability of absence that counts as zero */

void lmev__sampler_release(lmev__sampler *s)
{
    lmev__free(s->cut);
    lmev__free(s->alias);
    lmev__free(s->miss_u);
    lmev__free(s->miss_q);
    lmev__free(s->slot_of);
    *s = (lmev__sampler){0};
}

/* share [C], the shares of the classes times C, is used up; list has room for C indices.
 * Classes below the average are filled up by one above it, which shrinks by as much. */
static void make_alias(lmev__sampler *s, double *share, uint32_t *list)
{
    /* small ones from the front of list, large ones from its end */
    uint32_t small = 0, large = s->C;
    for (uint32_t c = 0; c < s->C; c++) {
        s->alias[c] = c;
        if (share[c] < 1)
            list[small++] = c;
        else
            list[--large] = c;
    }
    while (small > 0 && large < s->C) {
        const uint32_t low = list[--small], high = list[large];
        s->cut[low] = (uint32_t)(share[low] * 4294967295.0);
        s->alias[low] = high;
        share[high] -= 1 - share[low];
        if (share[high] < 1) {
            large++;
            list[small++] = high;
        }
    }
    while (small > 0) s->cut[list[--small]] = UINT32_MAX; /* 1, but for rounding */
    while (large < s->C) s->cut[list[large++]] = UINT32_MAX;
}

lmev_status lmev__sampler_init(lmev__sampler *s, const uint64_t *count, uint32_t C,
                               uint32_t samples, double power, uint64_t seed,
                               lmev_error *err)
{
    *s = (lmev__sampler){.C = C, .seed = seed};
    s->S = (samples + 31) / 32 * 32;
    s->all = (uint64_t)s->S * 2 >= C;
    if (s->all) s->S = C;
    double *share = lmev__calloc(C, sizeof *share);
    uint32_t *list = lmev__calloc(C, sizeof *list);
    s->cut = lmev__calloc(C, sizeof *s->cut);
    s->alias = lmev__calloc(C, sizeof *s->alias);
    s->miss_u = lmev__calloc(C, sizeof *s->miss_u);
    s->miss_q = lmev__calloc(C, sizeof *s->miss_q);
    s->slot_of = lmev__calloc(C, sizeof *s->slot_of);
    lmev_status status = LMEV_OK;
    if (!share || !list || !s->cut || !s->alias || !s->miss_u || !s->miss_q ||
        !s->slot_of) {
        lmev__sampler_release(s);
        status = lmev__nomem(err, "the classes to sample from");
        goto done;
    }
    uint64_t targets = 0;
    double weight = 0;
    for (uint32_t c = 0; c < C; c++) {
        targets += count[c];
        weight += share[c] = pow(count[c] ? (double)count[c] : 1, power);
    }
    for (uint32_t c = 0; c < C; c++) {
        s->miss_q[c] = (float)fmax(log1p(-share[c] / weight), LOG_NEVER);
        share[c] *= (double)C / weight;
    }
    lmev__sampler_targets(s, count, targets);
    make_alias(s, share, list);
    memset(s->slot_of, 0xff, C * sizeof *s->slot_of);
done:
    lmev__free(share);
    lmev__free(list);
    return status;
}

void lmev__sampler_targets(lmev__sampler *s, const uint64_t *count, uint64_t n)
{
    for (uint32_t c = 0; c < s->C; c++)
        s->miss_u[c] =
            (float)fmax(log1p(-(double)count[c] / fmax((double)n, 1)), LOG_NEVER);
}

void lmev__sampler_fill(lmev__sampler *s, lmev__candidates *c, const uint32_t *target,
                        const uint32_t *row_of, size_t n, uint32_t step)
{
    memset(c->only, 0xff, s->S * sizeof *c->only);
    if (s->all) {
        for (uint32_t k = 0; k < s->C; k++) c->class_of[k] = k;
        memset(c->log_e, 0, s->C * sizeof *c->log_e);
        memcpy(c->slot, target, n * sizeof *target);
        return;
    }
    uint32_t filled = 0;
    for (size_t i = 0; i < n; i++) {
        uint32_t *slot = &s->slot_of[target[i]];
        if (*slot == UINT32_MAX) {
            *slot = filled;
            c->only[filled] = row_of[i];
            c->class_of[filled++] = target[i];
        } else if (c->only[*slot] != row_of[i]) {
            c->only[*slot] = UINT32_MAX;
        }
        c->slot[i] = *slot;
    }
    const lmev__philox key = lmev__philox_key(s->seed, LMEV__DRAW_CANDIDATES, step, 0);
    uint64_t draws = 0;
    uint32_t u[4] = {0};
    for (; filled < s->S && draws < DRAWS_MAX * (uint64_t)s->S; draws++) {
        if (draws % 2 == 0) lmev__philox_4(&key, draws / 2, u);
        const uint32_t *pair = &u[draws % 2 * 2];
        uint32_t k = (uint32_t)((uint64_t)pair[0] * s->C >> 32);
        if (pair[1] >= s->cut[k]) k = s->alias[k];
        if (s->slot_of[k] != UINT32_MAX) {
            c->only[s->slot_of[k]] = UINT32_MAX; /* drawn, had it not been a target */
            continue;
        }
        s->slot_of[k] = filled;
        c->class_of[filled++] = k;
    }
    for (uint32_t k = 0; filled < s->S;
         k++) { /* rare: nearly all weight is on few classes */
        if (s->slot_of[k] != UINT32_MAX) continue;
        s->slot_of[k] = filled;
        c->class_of[filled++] = k;
    }
    for (uint32_t i = 0; i < s->S; i++) {
        const uint32_t k = c->class_of[i];
        const float missed = (float)n * s->miss_u[k] + (float)draws * s->miss_q[k];
        c->log_e[i] = logf(-expm1f(missed));
        s->slot_of[k] = UINT32_MAX;
    }
}
