/* number_write.c - numbers as text: floats with the fewest digits, doubles as printf has
 * them but without its locale.
 *
 * Vectors as text are a hundred numbers per title: printf with nine digits takes ten
 * times as long and writes digits that are not needed.
 *
 * A float v = c 2^q stands for all reals between the midpoints to its neighbours. The way
 * to the shortest decimal among them is that of R. Giulietti, "The Schubfach way to
 * render doubles" (2020), in 32 bits: scale the interval by a power of ten 10^-k so that
 * it is a little longer than 1; then a multiple of 10 lies in it, or else one of the two
 * whole numbers around v does. Products keep two bits below the point; what lies below
 * those is only known to be zero or not ("round to odd"), which suffices for all
 * comparisons. Cost: about 25 ns a number. */
#include "base/number.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

/* 10^k for k = -31 .. 45 as 64 bits, the first of them 1, rounded up:
 * ceil(10^k 2^(63 - floor(log2 10^k))). The first entry is that of k = FIRST. */
#define FIRST (-31)
static const uint64_t power_of_10[77] = {
    0x81ceb32c4b43fcf5, 0xa2425ff75e14fc32, 0xcad2f7f5359a3b3f, 0xfd87b5f28300ca0e,
    0x9e74d1b791e07e49, 0xc612062576589ddb, 0xf79687aed3eec552, 0x9abe14cd44753b53,
    0xc16d9a0095928a28, 0xf1c90080baf72cb2, 0x971da05074da7bef, 0xbce5086492111aeb,
    0xec1e4a7db69561a6, 0x9392ee8e921d5d08, 0xb877aa3236a4b44a, 0xe69594bec44de15c,
    0x901d7cf73ab0acda, 0xb424dc35095cd810, 0xe12e13424bb40e14, 0x8cbccc096f5088cc,
    0xafebff0bcb24aaff, 0xdbe6fecebdedd5bf, 0x89705f4136b4a598, 0xabcc77118461cefd,
    0xd6bf94d5e57a42bd, 0x8637bd05af6c69b6, 0xa7c5ac471b478424, 0xd1b71758e219652c,
    0x83126e978d4fdf3c, 0xa3d70a3d70a3d70b, 0xcccccccccccccccd, 0x8000000000000000,
    0xa000000000000000, 0xc800000000000000, 0xfa00000000000000, 0x9c40000000000000,
    0xc350000000000000, 0xf424000000000000, 0x9896800000000000, 0xbebc200000000000,
    0xee6b280000000000, 0x9502f90000000000, 0xba43b74000000000, 0xe8d4a51000000000,
    0x9184e72a00000000, 0xb5e620f480000000, 0xe35fa931a0000000, 0x8e1bc9bf04000000,
    0xb1a2bc2ec5000000, 0xde0b6b3a76400000, 0x8ac7230489e80000, 0xad78ebc5ac620000,
    0xd8d726b7177a8000, 0x878678326eac9000, 0xa968163f0a57b400, 0xd3c21bcecceda100,
    0x84595161401484a0, 0xa56fa5b99019a5c8, 0xcecb8f27f4200f3a, 0x813f3978f8940985,
    0xa18f07d736b90be6, 0xc9f2c9cd04674edf, 0xfc6f7c4045812297, 0x9dc5ada82b70b59e,
    0xc5371912364ce306, 0xf684df56c3e01bc7, 0x9a130b963a6c115d, 0xc097ce7bc90715b4,
    0xf0bdc21abb48db21, 0x96769950b50d88f5, 0xbc143fa4e250eb32, 0xeb194f8e1ae525fe,
    0x92efd1b8d0cf37bf, 0xb7abc627050305ae, 0xe596b7b0c643c71a, 0x8f7e32ce7bea5c70,
    0xb35dbf821ae4f38c,
};

/* floor(log10(2^q)) and floor(log10(3/4 2^q)), floor(log2(10^k)); exact in the ranges
 * used. */
static int log10_of_2(int q)
{
    return (q * 1262611) >> 22;
}

static int log10_of_2_less(int q)
{
    return (q * 1262611 - 524031) >> 22;
}

static int log2_of_10(int k)
{
    return (k * 1741647) >> 19;
}

/* The upper 32 of the 96 bits of g * c; the last bit is set when any below it is. */
static uint32_t round_to_odd(uint64_t g, uint32_t c)
{
    const uint64_t low = (g & UINT32_MAX) * c;
    const uint64_t high = (g >> 32) * c + (low >> 32);
    return (uint32_t)(high >> 32) | ((uint32_t)high > 1);
}

/* v = c 2^q as *digits 10^k; narrow: the neighbour below is half as far as that above. */
static int shortest(uint32_t *digits, uint32_t c, int q, bool narrow)
{
    const int k = narrow ? log10_of_2_less(q) : log10_of_2(q);
    const int h = q + log2_of_10(-k) + 1; /* 1 to 4 */
    const uint64_t g = power_of_10[-k - FIRST];
    /* Four times v, and the ends of its interval; they belong to it when c is even. */
    const uint32_t v = round_to_odd(g, (4 * c) << h);
    const uint32_t low = round_to_odd(g, (4 * c - 2 + narrow) << h) + (c & 1);
    const uint32_t high = round_to_odd(g, (4 * c + 2) << h) - (c & 1);
    const uint32_t s = v / 4;
    if (s >= 10) {
        const uint32_t tens = s / 10;
        const bool down = low <= 40 * tens, up = 40 * tens + 40 <= high;
        if (down != up) {
            *digits = tens + up;
            return k + 1;
        }
    }
    const bool down = low <= 4 * s, up = 4 * s + 4 <= high;
    if (down != up)
        *digits = s + up;
    else /* both: the nearer one, and of equals the even */
        *digits = s + (v > 4 * s + 2 || (v == 4 * s + 2 && (s & 1)));
    return k;
}

static char *put_zeros(char *p, int n)
{
    while (n-- > 0) *p++ = '0';
    return p;
}

/* digits 10^k: plainly from 1e-4 to below 1e9, with an exponent elsewhere. */
static char *layout(char *p, uint32_t digits, int k)
{
    char text[10];
    int n = 0;
    while (digits % 10 == 0) {
        digits /= 10;
        k++;
    }
    for (; digits; digits /= 10)
        text[sizeof text - (size_t)++n] = (char)('0' + digits % 10);
    const char *first = text + sizeof text - n;
    const int point = n + k; /* digits before the point */
    if (point > 9 || point < -3) {
        int e = point - 1;
        *p++ = *first;
        if (n > 1) {
            *p++ = '.';
            memcpy(p, first + 1, (size_t)n - 1);
            p += n - 1;
        }
        *p++ = 'e';
        *p++ = e < 0 ? '-' : '+';
        if (e < 0) e = -e;
        *p++ = (char)('0' + e / 10);
        *p++ = (char)('0' + e % 10);
        return p;
    }
    if (point <= 0) {
        *p++ = '0';
        *p++ = '.';
        p = put_zeros(p, -point);
        memcpy(p, first, (size_t)n);
        return p + n;
    }
    const int whole = n < point ? n : point;
    memcpy(p, first, (size_t)whole);
    p = put_zeros(p + whole, point - whole);
    *p++ = '.';
    if (n <= point) return put_zeros(p, 1);
    memcpy(p, first + point, (size_t)(n - point));
    return p + (n - point);
}

size_t lmev__float_shortest(char to[LMEV__FLOAT_ROOM], float v)
{
    uint32_t bits, digits;
    memcpy(&bits, &v, sizeof bits);
    const uint32_t fraction = bits & 0x7fffff, exponent = bits >> 23 & 0xff;
    char *p = to;
    if (exponent == 255 && fraction) {
        memcpy(to, "nan", 3);
        return 3;
    }
    if (bits >> 31) *p++ = '-';
    if (exponent == 255 || (bits << 1) == 0) {
        memcpy(p, exponent ? "inf" : "0.0", 3);
        return (size_t)(p - to) + 3;
    }
    const uint32_t c = exponent ? fraction | 0x800000 : fraction;
    const int q = (exponent ? (int)exponent : 1) - 150;
    const int k = shortest(&digits, c, q, fraction == 0 && exponent > 1);
    return (size_t)(layout(p, digits, k) - to);
}

/* ---- doubles ---- */

/* What stands behind the first digits and is no exponent is the point of a locale, one
 * character of one or more bytes. */
static size_t with_point(char *text)
{
    static const char digit[] = "0123456789";
    char *at = text + (*text == '-');
    const size_t whole = strspn(at, digit);
    at += whole;
    if (whole > 0 && *at && *at != 'e') {
        const size_t n = strcspn(at, digit);
        memmove(at + 1, at + n, strlen(at + n) + 1);
        *at = '.';
    }
    return strlen(text);
}

size_t lmev__real(char to[LMEV__REAL_ROOM], char how, int digits, double v)
{
    if (how == 'g')
        (void)snprintf(to, LMEV__REAL_ROOM, "%.*g", digits, v);
    else if (how == 'f' && fabs(v) < 1e15)
        (void)snprintf(to, LMEV__REAL_ROOM, "%.*f", digits, v);
    else
        (void)snprintf(to, LMEV__REAL_ROOM, "%.*e", digits, v);
    return with_point(to);
}

size_t lmev__real_shortest(char to[LMEV__REAL_ROOM], int digits, double v)
{
    double back;
    size_t n;
    do n = lmev__real(to, 'g', digits, v);
    while (++digits <= 17 && lmev__real_read(to, &back) && (back < v || back > v));
    return n;
}

/* ---- groups of three digits ---- */

size_t lmev__group_digits(char *to, const char *digits, size_t n, char separator)
{
    char *at = to;
    for (size_t i = 0; i < n; i++) {
        if (i > 0 && (n - i) % 3 == 0) *at++ = separator;
        *at++ = digits[i];
    }
    return (size_t)(at - to);
}

char *lmev__grouped(char to[LMEV__GROUPED_ROOM], uint64_t n)
{
    char digits[24];
    const int k = snprintf(digits, sizeof digits, "%llu", (unsigned long long)n);
    to[lmev__group_digits(to, digits, (size_t)k, ',')] = '\0';
    return to;
}
