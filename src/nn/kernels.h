/* kernels.h - the loops between the matmuls, compiled once per instruction set.
 *
 * kernels.c is plain C that compilers vectorise; meson builds it for x86-64, x86-64-v3
 * (AVX2) and x86-64-v4 (AVX-512), and lmev__kernels() picks at run time. Sums keep LANES
 * partial sums that are added in one written order, and products are not contracted, so
 * all builds give the same bits.
 *
 * B = rows   D = width   C = classes   ld = distance between rows, in elements
 * "act" is the type of activations: bf16 bits in uint16_t when wide is false, float
 * otherwise. */
#ifndef LMEV__NN_KERNELS_H
#define LMEV__NN_KERNELS_H
#include "base/rng.h"
#include "lmev/base.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define LMEV__REPLAY_ORDER 8  /* most terms of the replay series */
#define LMEV__LABELS_MAX   16 /* most labels per row of scores */

/* What Adam does to one element at one step. */
typedef struct lmev__adam_step {
    float lr;             /* with the bias corrections of the step in it */
    float beta_1, beta_2; /* decay of the moments, missed steps included */
    float gain_1, gain_2; /* 1 - beta_1, 1 - beta_2 of one step */
    float epsilon;
} lmev__adam_step;

typedef struct lmev__kernels {
    const char *name;
    /* sum[j] = sum over the n >= 1 ids of table[id][j], each times its weight unless
     * NULL. */
    void (*gather)(float *sum, const float *table, const uint32_t *id,
                   const float *weight, size_t n, size_t D);
    /* x[j] = sum[j] * scale, to act. */
    void (*put)(void *x, bool wide, const float *sum, size_t D, float scale);
    /* x[j] = max(0, sum[j]), to act. */
    void (*put_relu)(void *x, bool wide, const float *sum, size_t D);
    /* The sum of x[j]^2. */
    float (*sum_squares)(const float *x, size_t D);
    /* d[j] -= x[j] * sum_k d[k] x[k]: removes the component along the unit vector x
     * (act). */
    void (*project)(float *d, const void *x, bool wide, size_t D);
    /* For each h[b, j] of [B, U], rows ld apart: multiply by scale, or set to zero when
     * its random number, the (b U + j)th, is below cut. The numbers are bytes (bits 8) or
     * 16-bit words of Philox blocks, beginning with block `first`. */
    void (*dropout)(void *h, bool wide, size_t B, size_t U, size_t ld,
                    const lmev__philox *key, uint64_t first, int bits, uint32_t cut,
                    float scale);
    /* Softmax cross-entropy of one row of scores s[C] (overwritten) with 1 to
     * LMEV__LABELS_MAX labels, which may repeat. Returns the sum over the labels of -log
     * softmax(s)[label]. Writes its gradient, times scale, to d in bf16 (or to s when d
     * is NULL) and adds it to db[C]. The first n_own labels are private classes: the
     * softmax of any other label excludes them, and at least one class must remain for
     * it. */
    double (*loss)(float *s, uint16_t *d, float *db, size_t C, const uint32_t *label,
                   size_t n_labels, size_t n_own, float scale);
    /* Over rows [B, U], ld apart: d[i] = h[i] > 0 ? d[i] * scale : 0, in place, and db[j]
     * += d. */
    void (*relu_backward)(void *d, const void *h, bool wide, float *db, size_t B,
                          size_t U, size_t ld, float scale);
    /* Adam on n elements. */
    void (*adam)(float *w, float *m, float *v, const float *g, size_t n,
                 const lmev__adam_step *a);
    /* w -= m / (sqrt(v) + eps) * sum_p series[p] q^p, q = sqrt(v) / (sqrt(v) + eps);
     * then m *= scale_m, v *= scale_v unless both are 1. See adam.h. */
    void (*replay)(float *w, float *m, float *v, size_t n, const float *series, int order,
                   float epsilon, float scale_m, float scale_v);
    /* The largest of s[C], and the sum of exp(s - max). */
    void (*max_sum)(const float *s, size_t C, float *max, float *sum);
    /* The first index of value in s[C]; 0 when there is none, as among NaNs. */
    uint32_t (*place)(const float *s, size_t C, float value);
    /* The number of scores that rank before s[k]: those that are larger, or equal with a
     * lower index. */
    uint32_t (*rank)(const float *s, size_t C, uint32_t k);
    /* y[j] += scale * x[j] */
    void (*add_scaled)(float *y, const float *x, size_t n, float scale);
    /* y[j] += x[j], of act */
    void (*add)(float *y, const void *x, bool wide, size_t n);
} lmev__kernels;

extern const lmev__kernels lmev__kernels_base, lmev__kernels_v3, lmev__kernels_v4;
const lmev__kernels *lmev__kernels_best(void);
#endif
