/* table_read.c - convert tables of numbers from files to float32.
 *
 * A float32 table that lies aligned in its file stays there: the lm borrows it from the
 * mapping, pages are read as rows are used, and processes share them. Other tables are
 * converted once, at open. Cost: one pass at the speed of memory; float64 is slower. Not
 * here: quantised rows (fasttext.c), slices (bundle.c). */
#include <stdalign.h>
#include <string.h>

#include "base/error.h"
#include "base/mem.h"
#include "lm/lm_impl.h"

#define BLOCK 4096 /* numbers that are brought to an aligned buffer at a time */

size_t lmev__number_size(lmev__number_type type)
{
    static const uint8_t size[] = {[LMEV__F32] = 4,
                                   [LMEV__F64] = 8,
                                   [LMEV__F16] = 2,
                                   [LMEV__BF16] = 2,
                                   [LMEV__I8] = 1};
    return size[type];
}

static float of_bits(uint32_t bits)
{
    float f;
    memcpy(&f, &bits, sizeof f);
    return f;
}

/* IEEE 754 binary16 to binary32, exact. A subnormal is its fraction times 2^-24. */
static float of_half(uint16_t h)
{
    const uint32_t sign = (uint32_t)(h & 0x8000) << 16;
    const uint32_t exponent = (h >> 10) & 31, fraction = h & 0x3FF;
    if (exponent == 31) return of_bits(sign | 0x7F800000 | fraction << 13);
    if (exponent > 0) return of_bits(sign | (exponent + 112) << 23 | fraction << 13);
    const float magnitude = (float)fraction * 0x1p-24f;
    return sign ? -magnitude : magnitude;
}

void lmev__to_float(float *out, const void *at, lmev__number_type type, size_t n)
{
    const char *from = at;
    union {
        double f64[BLOCK];
        uint16_t u16[BLOCK];
        int8_t i8[BLOCK];
    } b;
    if (type == LMEV__F32) {
        memcpy(out, from, n * sizeof *out);
        return;
    }
    const size_t size = lmev__number_size(type);
    for (size_t done = 0, m; done < n; done += m) {
        m = n - done < BLOCK ? n - done : BLOCK;
        memcpy(&b, from + done * size, m * size);
        float *to = out + done;
        if (type == LMEV__F64)
            for (size_t i = 0; i < m; i++) to[i] = (float)b.f64[i];
        else if (type == LMEV__F16)
            for (size_t i = 0; i < m; i++) to[i] = of_half(b.u16[i]);
        else if (type == LMEV__BF16)
            for (size_t i = 0; i < m; i++) to[i] = of_bits((uint32_t)b.u16[i] << 16);
        else
            for (size_t i = 0; i < m; i++) to[i] = (float)b.i8[i];
    }
}

lmev_status lmev__lm_set_table(lmev_lm *lm, lmev__map *map, size_t offset,
                               lmev__number_type type, const char *source,
                               lmev_error *err)
{
    size_t n, bytes;
    if (__builtin_mul_overflow((size_t)lm->rows, (size_t)lm->dim, &n) ||
        __builtin_mul_overflow(n, lmev__number_size(type), &bytes) || offset > map->n ||
        bytes > map->n - offset)
        return lmev__fail(err, LMEV_ERR_FORMAT, source, 0,
                          "a table of %llu x %u numbers does not fit in the file",
                          (unsigned long long)lm->rows, lm->dim);
    const char *at = map->at + offset;
    if (type == LMEV__F32 && (uintptr_t)at % alignof(float) == 0) {
        lm->table = (const float *)(const void *)at;
        lm->map = *map;
        lm->map_offset = offset;
        *map = (lmev__map){0};
        return LMEV_OK;
    }
    if (!(lm->own = lmev__aligned(n, sizeof *lm->own))) return lmev__nomem(err, source);
    lmev__to_float(lm->own, at, type, n);
    lm->table = lm->own;
    return LMEV_OK;
}
