/* draw.h - what is drawn by chance: first weights, the order of an epoch, and which
 * activations of a tile are dropped.
 *
 * Every draw belongs to a key and a place alone, so neither threads nor what was drawn
 * before change it. Shared by the classifier and by pretraining. */
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
 * others by 1 / (1 - rate); nothing happens at rate 0, and the rate is 65535 / 65536 at
 * most. The draw belongs to the key (of the step and the layer) and the number of the
 * tile alone: every tile has its own blocks of random numbers. */
void lmev__dropout(const lmev__kernels *kern, void *h, bool wide, size_t B, size_t U,
                   size_t ld, float rate, const lmev__philox *key, size_t tile);
#endif
