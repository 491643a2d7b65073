/* fingerprint.h - Fingerprint64 of bytes that come in pieces. */
#ifndef LMEV_LM_FINGERPRINT_H
#define LMEV_LM_FINGERPRINT_H
#include "lmev/lm.h"

/* The running state over 64-byte blocks: four words and two pairs of the algorithm. */
typedef struct lmev__fp_state {
    uint64_t x, y, z, v[2], w[2];
} lmev__fp_state;

typedef struct lmev__fp {
    lmev__fp_state state;
    size_t n;         /* bytes so far                                               */
    size_t have;      /* bytes in the second half of window                         */
    char window[128]; /* [0, 64) the block before, [64, 128) the one being filled */
} lmev__fp;

/* begin, add any number of times, end: what lmev_fingerprint64 gives for all the bytes.
 */
void lmev__fp_begin(lmev__fp *fp);
void lmev__fp_add(lmev__fp *fp, const char *at, size_t n);
uint64_t lmev__fp_end(const lmev__fp *fp);
#endif
