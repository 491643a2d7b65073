/* gather.c - see gather.h. Built with LMEV_ISA = base, v3, v4.
 *
 * The order of additions is TensorFlow's for sparse segments: up to nine rows one after
 * another; of more, first n mod 8 (8 for 0, 9 for 1), then groups of eight, each added up
 * on its own and then to the rest. Long texts lose fewer bits that way than one by one,
 * and where the other side adds in this order too, sums agree to the last bit.
 *
 * A block of columns and its group stay in registers while the rows pass.
 * Cost: the cache misses of the rows, which the caller prefetches. */
#include "lm/gather.h"

#include <stdbool.h>
#include <string.h>

#define PASTE_(a, b) a##b
#define PASTE(a, b)  PASTE_(a, b)

#define INLINE inline __attribute__((always_inline))

#if defined(__AVX512F__)
#define LANES 16 /* floats of a register */
#elif defined(__AVX__)
#define LANES 8
#else
#define LANES 4
#endif
#define WIDEST 4 /* registers of a block */
typedef float lanes
    __attribute__((vector_size(LANES * sizeof(float)), aligned(4), may_alias));

typedef struct bag {
    const float *table;
    const uint32_t *id;
    const float *weight;
    size_t n, D;
    float scale;
} bag;

/* Rows that are added before the groups of eight. */
static inline size_t first_group(size_t n)
{
    if (n < 10) return n;
    const size_t rest = n % 8;
    return rest == 0 ? 8 : rest == 1 ? 9 : rest;
}

static INLINE void add_row(lanes *sum, const bag *b, size_t i, size_t j, int width,
                           bool weighted, bool first)
{
    const lanes *row = (const lanes *)(b->table + (size_t)b->id[i] * b->D + j);
    for (int k = 0; k < width; k++) {
        lanes x = row[k];
        if (weighted) x *= b->weight[i];
        if (!first) x += sum[k];
        sum[k] = x;
    }
}

/* sum[0..width) = rows from .. to (at least one) of the columns at j, one after
 * another. */
static INLINE void add_rows(lanes *sum, const bag *b, size_t j, int width, bool weighted,
                            size_t from, size_t to)
{
    add_row(sum, b, from, j, width, weighted, true);
    for (size_t i = from + 1; i < to; i++) add_row(sum, b, i, j, width, weighted, false);
}

static INLINE void columns(float *y, const bag *b, size_t j, int width, bool weighted)
{
    lanes all[WIDEST], group[WIDEST];
    size_t at = first_group(b->n);
    add_rows(all, b, j, width, weighted, 0, at);
    for (; at < b->n; at += 8) {
        add_rows(group, b, j, width, weighted, at, at + 8);
        for (int k = 0; k < width; k++) all[k] += group[k];
    }
    for (int k = 0; k < width; k++) ((lanes *)(y + j))[k] = all[k] * b->scale;
}

/* One column, in the same order. */
static float column(const bag *b, size_t j)
{
    float all = 0, group = 0;
    for (size_t i = 0, end = first_group(b->n); i < b->n; end += 8) {
        const size_t from = i;
        for (; i < end; i++) {
            const float x =
                b->table[(size_t)b->id[i] * b->D + j] * (b->weight ? b->weight[i] : 1);
            group = i == from ? x : group + x;
        }
        all = from == 0 ? group : all + group;
    }
    return all * b->scale;
}

static INLINE void gather(float *y, const bag *b, bool weighted)
{
    size_t j = 0;
    for (; j + WIDEST * LANES <= b->D; j += WIDEST * LANES)
        columns(y, b, j, WIDEST, weighted);
    for (; j + LANES <= b->D; j += LANES) columns(y, b, j, 1, weighted);
    if (j == b->D) return;
    if (b->D >=
        LANES) /* the rest with some columns before it: they get the same sums again */
        columns(y, b, b->D - LANES, 1, weighted);
    else
        for (; j < b->D; j++) y[j] = column(b, j);
}

lmev__gather PASTE(lmev__gather_, LMEV_ISA);
void PASTE(lmev__gather_, LMEV_ISA)(float *y, const float *table, const uint32_t *id,
                                    const float *weight, size_t n, size_t D, float scale)
{
    const bag b = {table, id, weight, n, D, scale};
    if (weight)
        gather(y, &b, true);
    else
        gather(y, &b, false);
}
