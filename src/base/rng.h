/* rng.h - all random numbers of the library: Philox4x32-10, a counter-based generator.
 *
 * No state: a number is a function of (seed, purpose, a, b, i). So a resumed run draws
 * what an uninterrupted one draws, and threads may draw in any order. Source: Salmon,
 * Moraes, Dror, Shaw: Parallel random numbers: as easy as 1, 2, 3 (SC 2011). */
#ifndef LMEV__BASE_RNG_H
#define LMEV__BASE_RNG_H
#include <stdint.h>

/* What a number is for; part of the key, so that purposes never share numbers. */
typedef enum lmev__purpose {
    LMEV__DRAW_SPLIT = 1, /* a = 0, b = 0, i = row */
    LMEV__DRAW_ORDER, /* a = epoch, b = 0: of all, in pretraining b = window: of chunks */
    LMEV__DRAW_DROPOUT, /* a = step, b = layer */
    LMEV__DRAW_WEIGHTS, /* a = tensor */
    LMEV__DRAW_TABLE,
    LMEV__DRAW_SYNTH,      /* a = row */
    LMEV__DRAW_CANDIDATES, /* a = step */
    LMEV__DRAW_STUDIES     /* a = study, b = draw */
} lmev__purpose;

typedef struct lmev__philox {
    uint32_t key[2];
    uint32_t ctr[2]; /* the upper half of the counter; the lower half is i */
} lmev__philox;

lmev__philox lmev__philox_key(uint64_t seed, lmev__purpose purpose, uint32_t a,
                              uint32_t b);
void lmev__philox_4(const lmev__philox *p, uint64_t i, uint32_t out[4]);
uint64_t lmev__philox_u64(const lmev__philox *p, uint64_t i);
double lmev__philox_unit(const lmev__philox *p, uint64_t i); /* [0, 1), 53 bits */
#endif
