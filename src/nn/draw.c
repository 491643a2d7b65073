/* draw.c - see draw.h. */
#include "nn/draw.h"

#include <math.h>

static inline float uniform(uint32_t u, float limit)
{
    return ((float)(u >> 8) * 0x1p-23f - 1.0f) * limit;
}

float lmev__draw_one(const lmev__philox *key, uint64_t i, float limit)
{
    uint32_t u[4];
    lmev__philox_4(key, i / 4, u);
    return uniform(u[i % 4], limit);
}

#define DRAW_PIECE 4096 /* blocks of four numbers per piece of work */

struct draw {
    float *w;
    size_t n;
    float limit;
    const lmev__philox *key;
};

static lmev_status draw_piece(void *self, size_t piece, lmev__team_member *me)
{
    (void)me;
    const struct draw *d = self;
    const size_t first = piece * DRAW_PIECE;
    for (size_t b = first; b * 4 < d->n && b < first + DRAW_PIECE; b++) {
        uint32_t u[4];
        lmev__philox_4(d->key, b, u);
        for (size_t k = 0; k < 4 && b * 4 + k < d->n; k++)
            d->w[b * 4 + k] = uniform(u[k], d->limit);
    }
    return LMEV_OK;
}

void lmev__draw_uniform(float *w, size_t n, float limit, const lmev__philox *key,
                        lmev__team *team)
{
    const size_t blocks = (n + 3) / 4;
    (void)lmev__team_each(team, (blocks + DRAW_PIECE - 1) / DRAW_PIECE, draw_piece,
                          &(struct draw){w, n, limit, key}, NULL);
}

/* Fisher-Yates shuffle from the end. Index i draws a number below i + 1 as the high half
 * of a 64 x 64 bit product; the bias is at most 2^-32. */
void lmev__draw_order(uint32_t *order, size_t n, const lmev__philox *key)
{
    for (size_t i = 0; i < n; i++) order[i] = (uint32_t)i;
    for (size_t i = n; i-- > 1;) {
        const uint64_t u = lmev__philox_u64(key, i);
        const size_t j = (size_t)(((unsigned __int128)u * (i + 1)) >> 64);
        const uint32_t swap = order[i];
        order[i] = order[j];
        order[j] = swap;
    }
}

/* Rates that are a whole number of 256ths need one random byte an element, others two. */
void lmev__dropout(const lmev__kernels *kern, void *h, bool wide, size_t B, size_t U,
                   size_t ld, float rate, const lmev__philox *key, size_t tile)
{
    const double r = (double)rate;
    if (r <= 0) return;
    const bool bytes = r * 256 == floor(r * 256);
    const double parts = bytes ? 256 : 65536;
    const uint32_t cut = (uint32_t)fmin(rint(r * parts), parts - 1); /* not all of them */
    const int bits = bytes ? 8 : 16;
    const size_t per_block = 128 / (size_t)bits;
    const uint64_t blocks = (B * U / per_block / 16 + 1) * 16; /* whole groups of lanes */
    kern->dropout(h, wide, B, U, ld, key, tile * blocks, bits, cut, (float)(1 / (1 - r)));
}
