/* rng.c - Philox4x32-10: ten rounds of two 32x32-bit products over a 128-bit counter.
 *
 * Source: Salmon, Moraes, Dror, Shaw, "Parallel random numbers: as easy as 1, 2, 3", SC
 * 2011, section 4.3 and table 2; known answers in tests/unit/test_base.c. Cost: some 5 ns
 * per block. */
#include "base/rng.h"

#define ROUNDS 10

lmev__philox lmev__philox_key(uint64_t seed, lmev__purpose purpose, uint32_t a,
                              uint32_t b)
{
    /* The key is a bijection of seed + purpose * odd: within one seed all purposes have
     * keys of their own, and neighbouring seeds have unrelated ones. The mixer is
     * splitmix64's (Steele, Lea, Flood, OOPSLA 2014). */
    uint64_t k = seed + (uint64_t)purpose * UINT64_C(0x9E3779B97F4A7C15);
    k = (k ^ k >> 30) * UINT64_C(0xBF58476D1CE4E5B9);
    k = (k ^ k >> 27) * UINT64_C(0x94D049BB133111EB);
    k ^= k >> 31;
    return (lmev__philox){.key = {(uint32_t)k, (uint32_t)(k >> 32)}, .ctr = {a, b}};
}

void lmev__philox_4(const lmev__philox *p, uint64_t i, uint32_t out[4])
{
    uint32_t c0 = (uint32_t)i, c1 = (uint32_t)(i >> 32), c2 = p->ctr[0], c3 = p->ctr[1];
    uint32_t k0 = p->key[0], k1 = p->key[1];
    for (int round = 0; round < ROUNDS; round++) {
        uint64_t x = (uint64_t)0xD2511F53u * c0, y = (uint64_t)0xCD9E8D57u * c2;
        uint32_t n0 = (uint32_t)(y >> 32) ^ c1 ^ k0, n2 = (uint32_t)(x >> 32) ^ c3 ^ k1;
        c1 = (uint32_t)y;
        c3 = (uint32_t)x;
        c0 = n0;
        c2 = n2;
        k0 += 0x9E3779B9u; /* the Weyl sequence of the golden ratio ... */
        k1 += 0xBB67AE85u; /* ... and of sqrt(3) - 1 */
    }
    out[0] = c0;
    out[1] = c1;
    out[2] = c2;
    out[3] = c3;
}

uint64_t lmev__philox_u64(const lmev__philox *p, uint64_t i)
{
    uint32_t four[4];
    lmev__philox_4(p, i, four);
    return (uint64_t)four[1] << 32 | four[0];
}

double lmev__philox_unit(const lmev__philox *p, uint64_t i)
{
    return (double)(lmev__philox_u64(p, i) >> 11) * 0x1p-53;
}
