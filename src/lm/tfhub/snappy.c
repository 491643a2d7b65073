/* snappy.c - the snappy door.
 *
 * The library checks each element against both ends, so what is left to do is to not
 * believe the length that a block announces: no element gives more than 64 bytes for 3,
 * so a block of n bytes that announces more than 22 n lies, and is not worth the
 * memory. */
#include "lm/tfhub/snappy.h"

#include <snappy-c.h>

#include "base/mem.h"

#define RATIO 22 /* above 64/3 */

const char *lmev__unsnappy(lmev__buf *out, lmev_str block)
{
    size_t n;
    if (block.n == 0 || snappy_uncompressed_length(block.at, block.n, &n) != SNAPPY_OK)
        return "compressed block without a length";
    if (n > LMEV__SNAPPY_MAX || n / RATIO > block.n)
        return "compressed block announces more bytes than it can hold";
    if (out->failed) return NULL;
    if (!lmev__grow(&out->at, &out->room, out->n + n + 1, 1)) { /* never of no bytes */
        out->failed = true;
        return NULL;
    }
    size_t got = n;
    if (snappy_uncompress(block.at, block.n, out->at + out->n, &got) != SNAPPY_OK ||
        got != n)
        return "compressed block does not unfold";
    out->n += n;
    return NULL;
}
