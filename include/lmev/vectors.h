/* lmev/vectors.h - many vectors into one file, row after row, for numpy, pandas and
 * others.
 *
 * The number of vectors need not be known before: it is written into the file's head at
 * the end, so memory stays constant. A file appears complete or not at all. */
#ifndef LMEV_VECTORS_H
#define LMEV_VECTORS_H

#include "lmev/base.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef enum lmev_vectors_format {
    LMEV_VECTORS_NPY, /* numpy.load: float32 [n, dim] */
    /* header v0,v1,...; the shortest decimals that read back as the same float32 */
    LMEV_VECTORS_CSV,
    /* one tensor "embeddings", F32 [n, dim] */
    LMEV_VECTORS_SAFETENSORS,
} lmev_vectors_format;

typedef struct lmev_vectors_params {
    lmev_vectors_format format;
    uint32_t dim; /* at least 1 */
    /* file to appear (a device is written as it is), or NULL and ... */
    const char *path;
    /* ... CSV only: takes the bytes; false ends it with ERR_IO */
    bool (*write)(void *self, const char *at, size_t n);
    void *self;
} lmev_vectors_params;

typedef struct lmev_vectors lmev_vectors;

/* Begin a file; params is copied. ERR_PARAM: dim 0, an unknown format, or a binary format
 * that cannot go back to its head (no path, or that of a device or pipe). ERR_IO,
 * ERR_NOTFOUND. */
LMEV_API lmev_status lmev_vectors_begin(lmev_vectors **out,
                                        const lmev_vectors_params *params,
                                        lmev_error *err);

/* Most bytes that one vector takes in the file. */
LMEV_API size_t lmev_vectors_row_max(const lmev_vectors *w);
/* n vectors [n, dim] as bytes of the file, to the caller's room of n * row_max; returns
 * how many bytes they take. Touches nothing else: any number of threads may encode at
 * once. */
LMEV_API size_t lmev_vectors_encode(const lmev_vectors *w, const float *vector, size_t n,
                                    char *to);
/* Append n encoded vectors, n_bytes in all. One thread at a time. */
LMEV_API lmev_status lmev_vectors_put(lmev_vectors *w, const char *at, size_t n_bytes,
                                      size_t n, lmev_error *err);
/* Both: append vector [n, dim]. */
LMEV_API lmev_status lmev_vectors_add(lmev_vectors *w, const float *vector, size_t n,
                                      lmev_error *err);

/* Finish the head and publish. Takes w, also on failure; the file is then not there (or
 * is the one that was there before). */
LMEV_API lmev_status lmev_vectors_publish(lmev_vectors *w, lmev_error *err);
LMEV_API void lmev_vectors_abort(lmev_vectors *w); /* NULL is fine */

#ifdef __cplusplus
}
#endif
#endif
