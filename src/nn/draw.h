/* draw.h - random draws: initial weights, the order of an epoch, dropout.
 *
 * Each number depends on a key and a position alone, so neither the number of threads nor
 * earlier draws change it. The classifier and pretraining share these functions. */
#ifndef LMEV__NN_DRAW_H
#define LMEV__NN_DRAW_H
#include "base/work.h"
#include "nn/kernels.h"

/* Number i of the key's stream, uniform in (-limit, limit): 24 bits. */
float lmev__draw_one(const lmev__philox *key, uint64_t i, float limit);
/* w[i] = number i, for all of w[n]. */
void lmev__draw_uniform(float *w, size_t n, float limit, const lmev__philox *key,
                        lmev__team *team);

/* 0 .. n - 1 in random order. */
void lmev__draw_order(uint32_t *order, size_t n, const lmev__philox *key);

/* Zero about `rate` of the activations h, act [B, U] with rows ld apart, and multiply the
 * others by 1 / (1 - rate). A rate of 0 changes nothing; the largest rate is 65535 /
 * 65536. The draw depends on the key (of the step and the layer) and on the number of the
 * tile alone: each tile has its own blocks of random numbers. */
void lmev__dropout(const lmev__kernels *kern, void *h, bool wide, size_t B, size_t U,
                   size_t ld, float rate, const lmev__philox *key, size_t tile);
#endif
