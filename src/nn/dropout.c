/* dropout.c - the random numbers of one tile's dropout.
 *
 * Rates that are a whole number of 256ths need one random byte an element, others two. */
#include "nn/dropout.h"

#include <math.h>

void lmev__dropout(const lmev__kernels *kern, void *h, bool wide, size_t n, float rate,
                   const lmev__philox *key, size_t tile)
{
    const double r = (double)rate;
    if (r <= 0) return;
    const bool bytes = r * 256 == floor(r * 256);
    const uint32_t cut = (uint32_t)lrint(r * (bytes ? 256 : 65536));
    const int bits = bytes ? 8 : 16;
    const size_t per_block = 128 / (size_t)bits;
    const uint64_t blocks = (n / per_block / 16 + 1) * 16; /* whole groups of lanes */
    kern->dropout(h, wide, n, key, tile * blocks, bits, cut, (float)(1 / (1 - r)));
}
