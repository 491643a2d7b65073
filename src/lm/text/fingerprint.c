/* fingerprint.c - Fingerprint64 of farmhash, its "na" variant, from a description of it.
 *
 * The one hash of this folder: TensorFlow defines the bucket of an unknown token by it,
 * and since it is quick for short tokens (two to five multiplications) the vocabulary
 * uses it too. Everything is modulo 2^64; loads are little-endian; the names follow the
 * literature (k0..k2, x y z v w) since the steps have no meaning of their own.
 *
 * Source of the algorithm: github.com/google/farmhash, namespace farmhashna.
 * Cost: about 3 ns for a word, 64 bytes in some 15 ns after that. */
#include <string.h>

#include "lmev/lm.h"

#define K0 0xc3a5c85c97cb3127u
#define K1 0xb492b66fbe98f273u
#define K2 0x9ae16a3b2f90404fu

/* The running state over 64-byte blocks: four words and two pairs of the algorithm. */
typedef struct state {
    uint64_t x, y, z, v[2], w[2];
} state;

static uint64_t load8(const char *s)
{
    uint64_t v;
    memcpy(&v, s, sizeof v);
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
    v = __builtin_bswap64(v);
#endif
    return v;
}

static uint64_t load4(const char *s)
{
    uint32_t v;
    memcpy(&v, s, sizeof v);
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
    v = __builtin_bswap32(v);
#endif
    return v;
}

static uint64_t rotate(uint64_t v, int by) /* to the right, 0 < by < 64 */
{
    return v >> by | v << (64 - by);
}

static uint64_t shift_mix(uint64_t v)
{
    return v ^ v >> 47;
}

static uint64_t hash16(uint64_t u, uint64_t v, uint64_t mul)
{
    uint64_t a = shift_mix((u ^ v) * mul);
    return shift_mix((v ^ a) * mul) * mul;
}

static uint64_t upto16(const char *s, size_t n)
{
    if (n >= 8) {
        const uint64_t mul = K2 + 2 * n, a = load8(s) + K2, b = load8(s + n - 8);
        return hash16(rotate(b, 37) * mul + a, (rotate(a, 25) + b) * mul, mul);
    }
    if (n >= 4) return hash16(n + 8 * load4(s), load4(s + n - 4), K2 + 2 * n);
    if (n > 0) {
        const uint64_t a = (uint8_t)s[0], b = (uint8_t)s[n / 2], c = (uint8_t)s[n - 1];
        return shift_mix((a + 256 * b) * K2 ^ (n + 4 * c) * K0) * K2;
    }
    return K2;
}

static uint64_t upto32(const char *s, size_t n)
{
    const uint64_t mul = K2 + 2 * n, a = load8(s) * K1, b = load8(s + 8),
                   c = load8(s + n - 8) * mul, d = load8(s + n - 16) * K2;
    return hash16(rotate(a + b, 43) + rotate(c, 30) + d, a + rotate(b + K2, 18) + c, mul);
}

static uint64_t upto64(const char *s, size_t n)
{
    const uint64_t mul = K2 + 2 * n, a = load8(s) * K2, b = load8(s + 8),
                   c = load8(s + n - 8) * mul, d = load8(s + n - 16) * K2,
                   y = rotate(a + b, 43) + rotate(c, 30) + d,
                   z = hash16(y, a + rotate(b + K2, 18) + c, mul),
                   e = load8(s + 16) * mul, f = load8(s + 24),
                   g = (y + load8(s + n - 32)) * mul, h = (z + load8(s + n - 24)) * mul;
    return hash16(rotate(e + f, 43) + rotate(g, 30) + h, e + rotate(f + a, 18) + g, mul);
}

/* 32 bytes at s, with two seeds, into a pair. */
static void weak32(uint64_t out[2], const char *s, uint64_t a, uint64_t b)
{
    a += load8(s);
    b = rotate(b + a + load8(s + 24), 21);
    const uint64_t c = a;
    a += load8(s + 8) + load8(s + 16);
    b += rotate(a, 44);
    out[0] = a + load8(s + 24);
    out[1] = b + c;
}

static void long_begin(state *t, const char *s)
{
    t->y = 81 * K1 + 113;
    t->z = shift_mix(t->y * K2 + 113) * K2;
    t->v[0] = t->v[1] = t->w[0] = t->w[1] = 0;
    t->x = 81 * K2 + load8(s);
}

/* Fold in the 64 bytes at s; the tail has its own multiplier and two factors of 9. */
static void long_block(state *t, const char *s, uint64_t mul, uint64_t nine)
{
    uint64_t x = rotate(t->x + t->y + t->v[0] + load8(s + 8), 37) * mul;
    uint64_t y = rotate(t->y + t->v[1] + load8(s + 48), 42) * mul;
    x ^= t->w[1] * nine;
    y += t->v[0] * nine + load8(s + 40);
    const uint64_t z = rotate(t->z + t->w[0], 33) * mul;
    weak32(t->v, s, t->v[1] * mul, x + t->w[0]);
    weak32(t->w, s + 32, z + t->w[1], y + load8(s + 16));
    t->x = z;
    t->y = y;
    t->z = x;
}

/* last: the final 64 bytes; n: of all bytes. */
static uint64_t long_end(state *t, const char *last, size_t n)
{
    const uint64_t mul = K1 + 2 * (t->z & 255);
    t->w[0] += (n - 1) & 63;
    t->v[0] += t->w[0];
    t->w[0] += t->v[0];
    long_block(t, last, mul, 9);
    return hash16(hash16(t->v[0], t->w[0], mul) + shift_mix(t->y) * K0 + t->z,
                  hash16(t->v[1], t->w[1], mul) + t->x, mul);
}

uint64_t lmev_fingerprint64(const void *bytes, size_t n)
{
    const char *s = bytes;
    if (n <= 16) return upto16(s, n);
    if (n <= 32) return upto32(s, n);
    if (n <= 64) return upto64(s, n);
    state t;
    long_begin(&t, s);
    const size_t end = (n - 1) / 64 * 64;
    for (size_t i = 0; i < end; i += 64) long_block(&t, s + i, K1, 1);
    return long_end(&t, s + n - 64, n);
}
