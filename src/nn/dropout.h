/* dropout.h - which activations of a tile are dropped, for the classifier and for pretraining. */
#ifndef LMEV_NN_DROPOUT_H
#define LMEV_NN_DROPOUT_H
#include "nn/kernels.h"

/* Zero about `rate` of the n activations h (act) and multiply the others by 1 / (1 - rate);
 * nothing happens at rate 0. The draw belongs to the key (of the step and the layer) and the
 * number of the tile alone: every tile has its own blocks of random numbers. */
void lmev__dropout(const lmev__kernels *kern, void *h, bool wide, size_t n, float rate,
                   const lmev__philox *key, size_t tile);
#endif
