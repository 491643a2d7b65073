/* lmev/vectors.h - write vectors into one file, row by row, for numpy, pandas and others.
 *
 * The number of vectors need not be known in advance: it is written into the head of the
 * file at the end. Memory is constant. A file appears complete or not at all. */
#ifndef LMEV_VECTORS_H
#define LMEV_VECTORS_H

#include "lmev/base.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef enum lmev_vectors_format {
    LMEV_VECTORS_NPY, /* numpy.load: float32 [n, dim] */
    /* header v0,v1,...; each number is the shortest that reads back as the same
     * float32 */
    LMEV_VECTORS_CSV,
    /* one tensor "embeddings", F32 [n, dim] */
    LMEV_VECTORS_SAFETENSORS,
} lmev_vectors_format;

typedef struct lmev_vectors_params {
    lmev_vectors_format format;
    uint32_t dim; /* at least 1 */
    /* the file (a device is written to directly), or NULL and ... */
    const char *path;
    /* ... for CSV alone, a function that takes the bytes; false: fail with ERR_IO */
    bool (*write)(void *self, const char *at, size_t n);
    void *self;
} lmev_vectors_params;

typedef struct lmev_vectors lmev_vectors;

/* Begin a file; params is copied. ERR_PARAM: dim is 0, the format is unknown, or a binary
 * format is to go where its head cannot be rewritten (no path, a device, a pipe). ERR_IO,
 * ERR_NOTFOUND: the file cannot be made. */
LMEV_API lmev_status lmev_vectors_begin(lmev_vectors **out,
                                        const lmev_vectors_params *params,
                                        lmev_error *err);

/* The most bytes that one vector takes in the file. */
LMEV_API size_t lmev_vectors_row_max(const lmev_vectors *w);
/* Encode n vectors [n, dim] as bytes of the file into `to`, which has room for
 * n * row_max bytes. Returns the number of bytes. Any number of threads may encode at the
 * same time. */
LMEV_API size_t lmev_vectors_encode(const lmev_vectors *w, const float *vector, size_t n,
                                    char *to);
/* Append n encoded vectors, n_bytes in all. One thread at a time. */
LMEV_API lmev_status lmev_vectors_put(lmev_vectors *w, const char *at, size_t n_bytes,
                                      size_t n, lmev_error *err);
/* Encode and append vector [n, dim]. */
LMEV_API lmev_status lmev_vectors_add(lmev_vectors *w, const float *vector, size_t n,
                                      lmev_error *err);

/* Write the head and give the file its name. Takes w, also on failure; then a file that
 * was there before is unchanged. */
LMEV_API lmev_status lmev_vectors_publish(lmev_vectors *w, lmev_error *err);
LMEV_API void lmev_vectors_abort(lmev_vectors *w); /* NULL is fine */

#ifdef __cplusplus
}
#endif
#endif
