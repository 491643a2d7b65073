/* gather.h - the inner loop of embedding: rows of a table to one vector.
 *
 * gather.c is built for x86-64, x86-64-v3 (AVX2) and x86-64-v4 (AVX-512); embed.c picks
 * when the program runs. Every number of a vector is its own sum in one written order and
 * products are not contracted, so all builds give the same bits. */
#ifndef LMEV__LM_GATHER_H
#define LMEV__LM_GATHER_H
#include <stddef.h>
#include <stdint.h>

/* y[j] = scale * sum over i of weight[i] * table[id[i]][j], for j < D and n >= 1.
 * table [rows, D], id [n], weight [n] or NULL: all are one. */
typedef void lmev__gather(float *y, const float *table, const uint32_t *id,
                          const float *weight, size_t n, size_t D, float scale);

lmev__gather lmev__gather_base, lmev__gather_v3, lmev__gather_v4;
lmev__gather *lmev__gather_best(void);
#endif
