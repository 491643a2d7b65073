/* number_read.c - decimal numbers to the nearest float32, and to doubles, whatever the
 * locale.
 *
 * strtof stops at the point in a Spanish locale and is slow besides. Here the first 19
 * digits become an integer and one double division or multiplication gives a result that
 * is wrong by at most 2 units of a double's last place, plus what the digits left out are
 * worth. Rounding it to a float32 is right unless it lies as near as that to the middle
 * between two float32: one number in fifty million. Those, and tiny ones, are compared
 * with the middles as integers of some 700 bits (after Clinger, "How to read floating
 * point numbers accurately", PLDI 1990).
 *
 * Cost: about 1.5 ns per digit; 1 us for a number that must be compared. */
#include "base/number.h"

#include <locale.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define DIGITS_MOST 128 /* a middle between two float32 has at most 113 digits */
#define LIMBS       32  /* of 32 bits: 128 digits * 10^39 * 2^189 need 22 */
/* Written exponents beyond count as this one. */
#define EXPONENT_MOST ((int64_t)1 << 40)
#define BITS_MOST     0x7f7fffff /* of the largest float32 */

/* Powers of ten that a double holds exactly. */
static const double power[] = {1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,
                               1e8,  1e9,  1e10, 1e11, 1e12, 1e13, 1e14, 1e15,
                               1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22};
#define POWER_MOST 22

typedef struct decimal {
    bool negative;
    const char *at, *end; /* the digits as written, with the point */
    uint64_t head;        /* the first 19 digits, leading zeros left out */
    int64_t exponent;     /* value = (head + something below 1) * 10^this */
} decimal;

/* ---- integers of many bits ---- */

typedef struct big {
    int n; /* limbs in use; the last is not 0 */
    uint32_t limb[LIMBS];
} big;

static void times_plus(big *b, uint32_t factor, uint32_t plus)
{
    uint64_t carry = plus;
    for (int i = 0; i < b->n; i++) {
        carry += (uint64_t)b->limb[i] * factor;
        b->limb[i] = (uint32_t)carry;
        carry >>= 32;
    }
    if (carry) b->limb[b->n++] = (uint32_t)carry;
}

static void times_power(big *b, uint32_t base, int exponent)
{
    for (; exponent > 0; exponent--) times_plus(b, base, 0);
}

static int compare(const big *a, const big *b)
{
    if (a->n != b->n) return a->n < b->n ? -1 : 1;
    for (int i = a->n - 1; i >= 0; i--)
        if (a->limb[i] != b->limb[i]) return a->limb[i] < b->limb[i] ? -1 : 1;
    return 0;
}

/* ---- the slow way ---- */

/* All digits that can matter as one integer; returns its power of ten. */
static int64_t all_digits(const decimal *d, big *b)
{
    int64_t exponent = d->exponent;
    int n = 0;
    bool more = false;
    *b = (big){0};
    for (const char *p = d->at; p < d->end; p++) {
        if (*p == '.') continue;
        if (n == 0 && *p == '0') continue;
        if (n < DIGITS_MOST) {
            times_plus(b, 10, (uint32_t)(*p - '0'));
            if (++n > 19) exponent--;
        } else {
            more = more || *p != '0';
        }
    }
    if (more) { /* a digit that stands for all that follow: the value is not a middle */
        times_plus(b, 10, 1);
        exponent--;
    }
    return exponent;
}

/* Compare digits * 10^exponent with the middle above the float32 of these bits. */
static int compare_middle(const big *digits, int exponent, uint32_t bits)
{
    const uint32_t fraction = bits & 0x7fffff, biased = bits >> 23;
    const uint32_t m = biased ? fraction | 0x800000 : fraction;
    const int two =
        (biased ? (int)biased - 150 : -149) - 1; /* the middle: (2m+1) * 2^two */
    big left = *digits, right = {.n = 1, .limb = {2 * m + 1}};
    times_power(&left, 5, exponent);
    times_power(&right, 5, -exponent);
    times_power(&left, 2, exponent - two);
    times_power(&right, 2, two - exponent);
    return compare(&left, &right);
}

static float of_bits(uint32_t bits)
{
    float f;
    memcpy(&f, &bits, sizeof f);
    return f;
}

static bool exactly(const decimal *d, float *out)
{
    big b;
    const int64_t exponent = all_digits(d, &b);
    /* The size of the head tells zero and infinity, so that what follows stays small. */
    int64_t size = d->exponent;
    for (uint64_t h = d->head; h > 0; h /= 10) size++;
    if (size > 39) return false; /* at least 1e39 */
    uint32_t bits = 0;
    if (size > -46) { /* otherwise below 1e-46, less than half the smallest */
        double near = (double)d->head;
        int64_t e = d->exponent;
        for (; e > POWER_MOST; e -= POWER_MOST) near *= power[POWER_MOST];
        for (; e < -POWER_MOST; e += POWER_MOST) near /= power[POWER_MOST];
        near = e < 0 ? near / power[-e] : near * power[e];
        const float guess = near < 0x1.fffffep127 ? (float)near : 0x1.fffffep127F;
        memcpy(&bits, &guess, sizeof bits);
        int side;
        while (bits <= BITS_MOST &&
               ((side = compare_middle(&b, (int)exponent, bits)) > 0 ||
                (side == 0 && bits & 1)))
            bits++;
        while (bits > 0 && bits <= BITS_MOST &&
               ((side = compare_middle(&b, (int)exponent, bits - 1)) < 0 ||
                (side == 0 && bits & 1)))
            bits--;
        if (bits > BITS_MOST) return false;
    }
    *out = of_bits(d->negative ? bits | 0x80000000 : bits);
    return true;
}

/* ---- reading ---- */

static bool is_digit(char c)
{
    return (unsigned char)(c - '0') < 10;
}

/* The digits and the point; false when there is no digit. */
static bool scan_digits(decimal *d, const char *p, const char *end)
{
    uint64_t head = 0;
    int64_t exponent = 0;
    int n = 0; /* digits in head */
    bool any = false;
    d->at = p;
    for (; p < end && is_digit(*p); p++, any = true) {
        if (n < 19) {
            head = head * 10 + (uint64_t)(*p - '0');
            n += head > 0;
        } else {
            exponent++;
        }
    }
    if (p < end && *p == '.')
        for (p++; p < end && is_digit(*p); p++, any = true)
            if (n < 19) {
                head = head * 10 + (uint64_t)(*p - '0');
                n += head > 0;
                exponent--;
            }
    d->head = head;
    d->exponent = exponent;
    d->end = p;
    return any;
}

/* "e", a sign perhaps, digits; what is no exponent is left alone. */
static const char *scan_exponent(decimal *d, const char *p, const char *end)
{
    if (p == end || (*p | 0x20) != 'e') return p;
    const char *q = p + 1;
    bool negative = false;
    if (q < end && (*q == '-' || *q == '+')) negative = *q++ == '-';
    if (q == end || !is_digit(*q)) return p;
    int64_t e = 0;
    for (; q < end && is_digit(*q); q++)
        if (e < EXPONENT_MOST) e = e * 10 + (*q - '0');
    d->exponent += negative ? -e : e;
    return q;
}

/* The nearest float32 to value, known up to 4 units of its last place; false where that
 * does not tell it. */
static bool rounds(double value, float *out)
{
    uint64_t bits;
    memcpy(&bits, &value, sizeof bits);
    const int64_t beyond = (int64_t)(bits & 0x1fffffff) - 0x10000000; /* the middle */
    if ((beyond >= -4 && beyond <= 4) || value < 0x1p-126 || value >= 0x1.fffffep127)
        return false;
    *out = (float)value;
    return true;
}

bool lmev__float_read(const char **at, const char *end, float *out)
{
    decimal d = {0};
    const char *p = *at;
    float value;
    if (p < end && (*p == '-' || *p == '+')) d.negative = *p++ == '-';
    if (!scan_digits(&d, p, end)) return false;
    p = scan_exponent(&d, d.end, end);
    bool known = false;
    if (d.head == 0) {
        value = 0;
        known = true;
    } else if (d.exponent >= -POWER_MOST && d.exponent <= POWER_MOST) {
        const double head = (double)d.head;
        known =
            rounds(d.exponent < 0 ? head / power[-d.exponent] : head * power[d.exponent],
                   &value);
    }
    if (known)
        *out = d.negative ? -value : value;
    else if (!exactly(&d, out))
        return false;
    *at = p;
    return true;
}

/* ---- doubles ---- */

static const char *behind_digits(const char *s)
{
    while (is_digit(*s)) s++;
    return s;
}

bool lmev__real_read(const char *text, double *out)
{
    const char *s = text + (*text == '-'), *end = behind_digits(s);
    if (end == s) return false;
    if (*end == '.') {
        s = end + 1;
        if ((end = behind_digits(s)) == s) return false;
    }
    if ((*end | 0x20) == 'e') {
        s = end + 1;
        s += *s == '-' || *s == '+';
        if ((end = behind_digits(s)) == s) return false;
    }
    if (*end) return false;
    const locale_t c = newlocale(LC_ALL_MASK, "C", (locale_t)0);
    if (c == (locale_t)0) return false;
    const double v = strtod_l(text, NULL, c);
    freelocale(c);
    if (!isfinite(v)) return false;
    *out = v;
    return true;
}
