/* kernels.c - see kernels.h. Built with LMEV_ISA = base, v3, v4.
 *
 * libm is used only for logarithms in the value of a loss. exp is a polynomial, so that
 * it vectorises and gives the same bits everywhere. sqrtf and division are correctly
 * rounded by the processor. */
#include "nn/kernels.h"

#include <math.h>
#include <string.h>

#define LANES        16
#define PASTE_(a, b) a##b
#define PASTE(a, b)  PASTE_(a, b)

static inline float from_bf16(uint16_t b)
{
    uint32_t u = (uint32_t)b << 16;
    float f;
    memcpy(&f, &u, sizeof f);
    return f;
}

/* Round to nearest, ties to even. Weights and activations are finite; a NaN stays a NaN
 * unless its payload is all in the lower bits, and the loss check finds it anyway. */
static inline uint16_t to_bf16(float f)
{
    uint32_t u;
    memcpy(&u, &f, sizeof u);
    return (uint16_t)((u + 0x7fffu + ((u >> 16) & 1u)) >> 16);
}

/* e^x for x <= 0 in float: 2^k * p(r), x = k ln2 + r, |r| <= ln2/2; p is the Taylor
 * polynomial of degree 6 (truncation below 2e-7 relative). Below -87 the result is 0. */
static inline float exp_negative(float x)
{
    x = x > -100.0f
            ? x
            : -100.0f; /* keeps k in range; a NaN shows in the loss all the same */
    const float k = rintf(x * 1.44269504f);
    const float r = (x - k * 0.693359375f) + k * 2.12194440e-4f;
    float p = 1.0f / 720;
    p = p * r + 1.0f / 120;
    p = p * r + 1.0f / 24;
    p = p * r + 1.0f / 6;
    p = p * r + 0.5f;
    p = p * r + 1.0f;
    p = p * r + 1.0f;
    int32_t e = (int32_t)k + 127;
    e = e < 1 ? 0 : e;
    const uint32_t u = (uint32_t)e << 23;
    float two_k;
    memcpy(&two_k, &u, sizeof two_k);
    return p * two_k;
}

static inline float lanes_sum(const float *a)
{
    float s8[8], s4[4];
    for (int i = 0; i < 8; i++) s8[i] = a[i] + a[i + 8];
    for (int i = 0; i < 4; i++) s4[i] = s8[i] + s8[i + 4];
    return (s4[0] + s4[2]) + (s4[1] + s4[3]);
}

static inline float lanes_max(const float *a)
{
    float m = a[0];
    for (int i = 1; i < LANES; i++) m = a[i] > m ? a[i] : m;
    return m;
}

static void gather(float *restrict sum, const float *table, const uint32_t *id,
                   const float *weight, size_t n, size_t D)
{
    const float *first = table + (size_t)id[0] * D;
    const float w0 = weight ? weight[0] : 1;
    for (size_t j = 0; j < D; j++) sum[j] = first[j] * w0;
    for (size_t t = 1; t < n; t++) {
        const float *restrict row = table + (size_t)id[t] * D;
        if (weight) {
            const float w = weight[t];
            for (size_t j = 0; j < D; j++) sum[j] += row[j] * w;
        } else {
            for (size_t j = 0; j < D; j++) sum[j] += row[j];
        }
    }
}

static float sum_squares(const float *x, size_t D)
{
    float part[LANES] = {0};
    size_t j = 0;
    for (; j + LANES <= D; j += LANES)
        for (int l = 0; l < LANES; l++) part[l] += x[j + l] * x[j + l];
    for (int l = 0; j < D; j++, l++) part[l] += x[j] * x[j];
    return lanes_sum(part);
}

#define AS_IS(x) (x)
#define PROJECT(T, load)                                                          \
    do {                                                                          \
        const T *restrict u = x;                                                  \
        size_t j = 0;                                                             \
        for (; j + LANES <= D; j += LANES)                                        \
            for (int l = 0; l < LANES; l++) part[l] += d[j + l] * load(u[j + l]); \
        for (int l = 0; j < D; j++, l++) part[l] += d[j] * load(u[j]);            \
        const float dot = lanes_sum(part);                                        \
        for (j = 0; j < D; j++) d[j] -= dot * load(u[j]);                         \
    } while (0)

static void project(float *restrict d, const void *x, bool wide, size_t D)
{
    float part[LANES] = {0};
    if (wide)
        PROJECT(float, AS_IS);
    else
        PROJECT(uint16_t, from_bf16);
}

static void put(void *x, bool wide, const float *restrict sum, size_t D, float scale)
{
    if (wide) {
        float *restrict y = x;
        for (size_t j = 0; j < D; j++) y[j] = sum[j] * scale;
    } else {
        uint16_t *restrict y = x;
        for (size_t j = 0; j < D; j++) y[j] = to_bf16(sum[j] * scale);
    }
}

static void put_relu(void *x, bool wide, const float *restrict sum, size_t D)
{
    if (wide) {
        float *restrict y = x;
        for (size_t j = 0; j < D; j++) y[j] = sum[j] > 0 ? sum[j] : 0;
    } else {
        uint16_t *restrict y = x;
        for (size_t j = 0; j < D; j++) y[j] = to_bf16(sum[j] > 0 ? sum[j] : 0);
    }
}

/* LANES Philox blocks at once: block l is number first + l. Words are laid out so that
 * out[w * LANES + l] is word w of block l; the order is part of the results. */
static inline void philox_lanes(uint32_t *restrict out, const lmev__philox *p,
                                uint64_t first)
{
    uint32_t c0[LANES], c1[LANES], c2[LANES], c3[LANES];
    uint32_t k0 = p->key[0], k1 = p->key[1];
    for (int l = 0; l < LANES; l++) {
        const uint64_t i = first + (uint64_t)l;
        c0[l] = (uint32_t)i;
        c1[l] = (uint32_t)(i >> 32);
        c2[l] = p->ctr[0];
        c3[l] = p->ctr[1];
    }
    for (int round = 0; round < 10; round++) {
        for (int l = 0; l < LANES; l++) {
            const uint64_t a = (uint64_t)c0[l] * 0xD2511F53u;
            const uint64_t b = (uint64_t)c2[l] * 0xCD9E8D57u;
            const uint32_t y0 = (uint32_t)(b >> 32) ^ c1[l] ^ k0;
            const uint32_t y2 = (uint32_t)(a >> 32) ^ c3[l] ^ k1;
            c1[l] = (uint32_t)b;
            c3[l] = (uint32_t)a;
            c0[l] = y0;
            c2[l] = y2;
        }
        k0 += 0x9E3779B9u;
        k1 += 0xBB67AE85u;
    }
    memcpy(out, c0, sizeof c0);
    memcpy(out + LANES, c1, sizeof c1);
    memcpy(out + 2 * LANES, c2, sizeof c2);
    memcpy(out + 3 * LANES, c3, sizeof c3);
}

#define DROPOUT_LOOP(T, word, load, store)                              \
    do {                                                                \
        T *restrict y = (T *)h + row * ld + col;                        \
        const word *restrict u = (const word *)numbers + used;          \
        for (size_t i = 0; i < some; i++)                               \
            y[i] = u[i] < (word)cut ? (T)0 : store(load(y[i]) * scale); \
    } while (0)

static void dropout(void *h, bool wide, size_t B, size_t U, size_t ld,
                    const lmev__philox *key, uint64_t first, int bits, uint32_t cut,
                    float scale)
{
    uint32_t numbers[4 * LANES];
    const size_t per = sizeof numbers * 8 / (size_t)bits;
    size_t used = per; /* of the numbers: a row may end among them */
    for (size_t row = 0; row < B; row++)
        for (size_t col = 0, some; col < U; col += some, used += some) {
            if (used == per) {
                philox_lanes(numbers, key, first);
                first += LANES;
                used = 0;
            }
            some = U - col < per - used ? U - col : per - used;
            if (bits == 8 && wide)
                DROPOUT_LOOP(float, uint8_t, AS_IS, AS_IS);
            else if (bits == 8)
                DROPOUT_LOOP(uint16_t, uint8_t, from_bf16, to_bf16);
            else if (wide)
                DROPOUT_LOOP(float, uint16_t, AS_IS, AS_IS);
            else
                DROPOUT_LOOP(uint16_t, uint16_t, from_bf16, to_bf16);
        }
}

static float max_of(const float *restrict s, size_t C)
{
    float part[LANES];
    size_t j = 0;
    for (int l = 0; l < LANES; l++) part[l] = -INFINITY;
    for (; j + LANES <= C; j += LANES)
        for (int l = 0; l < LANES; l++) part[l] = s[j + l] > part[l] ? s[j + l] : part[l];
    for (; j < C; j++) part[j % LANES] = s[j] > part[j % LANES] ? s[j] : part[j % LANES];
    return lanes_max(part);
}

static void max_sum(const float *s, size_t C, float *max, float *sum)
{
    const float top = max_of(s, C);
    float part[LANES] = {0};
    size_t j = 0;
    for (; j + LANES <= C; j += LANES)
        for (int l = 0; l < LANES; l++) part[l] += exp_negative(s[j + l] - top);
    for (; j < C; j++) part[j % LANES] += exp_negative(s[j] - top);
    *max = top;
    *sum = lanes_sum(part);
}

/* log(sum + e^t) and 1 / (sum + e^t), without overflow. */
static double log_with(double sum, double t, double *inverse)
{
    const double e = (double)exp_negative((float)-fabs(t));
    const double all = t > 0 ? 1 + sum * e : sum + e; /* the first one in units of e^t */
    *inverse = (t > 0 ? e : 1) / all;
    return fmax(t, 0) + log(all);
}

static double loss(float *restrict s, uint16_t *restrict d, float *restrict db, size_t C,
                   const uint32_t *label, size_t n_labels, size_t n_own, float scale)
{
    const size_t n_all =
        n_labels - n_own; /* labels whose softmax excludes the private classes */
    float part[LANES] = {0}, db_was[LMEV__LABELS_MAX], label_d[LMEV__LABELS_MAX];
    double sum_label = 0, own[LMEV__LABELS_MAX];
    size_t j = 0;
    for (size_t k = 0; k < n_labels; k++) {
        own[k] = (double)s[label[k]];
        sum_label += own[k];
        db_was[k] = db[label[k]];
    }
    for (size_t k = 0; k < n_own; k++) s[label[k]] = -INFINITY;
    const float top = max_of(s, C);
    for (; j + LANES <= C; j += LANES)
        for (int l = 0; l < LANES; l++) {
            const float e = exp_negative(s[j + l] - top);
            s[j + l] = e;
            part[l] += e;
        }
    for (; j < C; j++) {
        s[j] = exp_negative(s[j] - top);
        part[j % LANES] += s[j];
    }
    const float sum = lanes_sum(part);
    double all = (double)n_all * (log((double)sum) + (double)top) - sum_label,
           inverses = 0;
    for (size_t k = 0; k < n_own; k++) {
        double inverse;
        all += log_with((double)sum, own[k] - (double)top, &inverse) + (double)top;
        inverses += inverse;
        own[k] = -(double)sum * inverse; /* its softmax minus 1 */
    }
    float factor = (float)n_all * scale / sum;
    if (n_own) factor += (float)inverses * scale;
    for (size_t k = 0; k < n_labels;
         k++) { /* a repeated label gets the same gradient each time */
        float times = 0;
        for (size_t i = 0; i < n_labels; i++) times += label[i] == label[k];
        label_d[k] = k < n_own ? (float)own[k] * times * scale
                               : s[label[k]] * factor - times * scale;
    }
    if (!d) {
        for (j = 0; j < C; j++) {
            s[j] *= factor;
            db[j] += s[j];
        }
        for (size_t k = 0; k < n_labels; k++) s[label[k]] = label_d[k];
    } else {
        for (j = 0; j < C; j++) {
            const float g = s[j] * factor;
            d[j] = to_bf16(g);
            db[j] += g;
        }
        for (size_t k = 0; k < n_labels; k++) d[label[k]] = to_bf16(label_d[k]);
    }
    for (size_t k = 0; k < n_labels; k++) db[label[k]] = db_was[k] + label_d[k];
    return all;
}

#define RELU_LOOP(T, load, store)                                    \
    do {                                                             \
        T *restrict y = (T *)d + b * ld;                             \
        const T *restrict x = (const T *)h + b * ld;                 \
        for (size_t j = 0; j < U; j++) {                             \
            const float g = load(x[j]) > 0 ? load(y[j]) * scale : 0; \
            y[j] = store(g);                                         \
            db[j] += g;                                              \
        }                                                            \
    } while (0)

static void relu_backward(void *d, const void *h, bool wide, float *restrict db, size_t B,
                          size_t U, size_t ld, float scale)
{
    for (size_t b = 0; b < B; b++) {
        if (wide)
            RELU_LOOP(float, AS_IS, AS_IS);
        else
            RELU_LOOP(uint16_t, from_bf16, to_bf16);
    }
}

static void adam(float *restrict w, float *restrict m, float *restrict v,
                 const float *restrict g, size_t n, const lmev__adam_step *a)
{
    const lmev__adam_step s = *a;
    for (size_t i = 0; i < n; i++) {
        m[i] = m[i] * s.beta_1 + g[i] * s.gain_1;
        v[i] = v[i] * s.beta_2 + (g[i] * g[i]) * s.gain_2;
        w[i] -= s.lr * m[i] / (sqrtf(v[i]) + s.epsilon);
    }
}

static inline void replay_order(float *restrict w, const float *restrict m,
                                const float *restrict v, size_t n, const float *series,
                                int order, float epsilon)
{
    for (size_t i = 0; i < n; i++) {
        const float root = sqrtf(v[i]), bottom = 1.0f / (root + epsilon),
                    q = root * bottom;
        float sum = series[order - 1];
        for (int p = order - 2; p >= 0; p--) sum = sum * q + series[p];
        w[i] -= m[i] * bottom * sum;
    }
}

static void replay(float *w, float *restrict m, float *restrict v, size_t n,
                   const float *series, int order, float epsilon, float scale_m,
                   float scale_v)
{
    switch (order) { /* known orders unroll; 4 serves the usual betas */
    case 1:
        replay_order(w, m, v, n, series, 1, epsilon);
        break;
    case 2:
        replay_order(w, m, v, n, series, 2, epsilon);
        break;
    case 3:
        replay_order(w, m, v, n, series, 3, epsilon);
        break;
    case 4:
        replay_order(w, m, v, n, series, 4, epsilon);
        break;
    case 5:
        replay_order(w, m, v, n, series, 5, epsilon);
        break;
    default:
        replay_order(w, m, v, n, series, order, epsilon);
        break;
    }
    if (scale_m == 1 && scale_v == 1) return;
    for (size_t i = 0; i < n; i++) {
        m[i] *= scale_m;
        v[i] *= scale_v;
    }
}

static uint32_t place(const float *restrict s, size_t C, float value)
{
    size_t j = 0;
    for (; j + 8 * LANES <= C;
         /* whole blocks vectorise; a search with an early exit does not */
         j += 8 * LANES) {
        int found = 0;
        for (int l = 0; l < 8 * LANES; l++) found |= s[j + l] == value;
        if (found) break;
    }
    for (; j < C; j++)
        if (s[j] == value) return (uint32_t)j;
    return 0;
}

static uint32_t rank(const float *restrict s, size_t C, uint32_t k)
{
    const float own = s[k];
    uint32_t before = 0;
    for (size_t j = 0; j < k; j++) before += s[j] >= own;
    for (size_t j = (size_t)k + 1; j < C; j++) before += s[j] > own;
    return before;
}

static void add_scaled(float *restrict y, const float *restrict x, size_t n, float scale)
{
    for (size_t i = 0; i < n; i++) y[i] += x[i] * scale;
}

static void add(float *restrict y, const void *x, bool wide, size_t n)
{
    if (wide) {
        const float *restrict u = x;
        for (size_t i = 0; i < n; i++) y[i] += u[i];
    } else {
        const uint16_t *restrict u = x;
        for (size_t i = 0; i < n; i++) y[i] += from_bf16(u[i]);
    }
}

const lmev__kernels PASTE(lmev__kernels_, LMEV_ISA) = {
#define STRING_(x) #x
#define STRING(x)  STRING_(x)
    .name = STRING(LMEV_ISA),
    .gather = gather,
    .put = put,
    .put_relu = put_relu,
    .sum_squares = sum_squares,
    .project = project,
    .dropout = dropout,
    .loss = loss,
    .relu_backward = relu_backward,
    .adam = adam,
    .replay = replay,
    .max_sum = max_sum,
    .place = place,
    .rank = rank,
    .add_scaled = add_scaled,
    .add = add,
};
