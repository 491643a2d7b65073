/* safetensors.h - tensors in a file: 8 bytes length N, N bytes of JSON, data.
 *
 * Rules (github.com/huggingface/safetensors, README): N <= 100,000,000 and within the
 * file; every tensor has dtype, shape, data_offsets; sorted by offset the tensors begin
 * at 0, leave no hole, do not overlap and end with the file; sizes follow from shape and
 * dtype; keys are unique. All is checked against the size of the file at open, before
 * anything is allocated for it. */
#ifndef LMEV__BASE_FORMAT_SAFETENSORS_H
#define LMEV__BASE_FORMAT_SAFETENSORS_H
#include "base/io/io.h"
#include "lmev/base.h"

#define LMEV__ST_DIMS 8

typedef struct lmev__st_tensor {
    char *name;
    char dtype[12]; /* "F32", "BF16", ... */
    int n_dims;
    uint64_t shape[LMEV__ST_DIMS];
    /* in the mapping (reading) or the caller's (writing); may be unaligned */
    const char *at;
    uint64_t n_bytes;
    /* writing: the data are the rows row[0..shape[0]) of at; NULL: all of it in one
     * piece. Zeroed when reading. */
    const uint32_t *row;
} lmev__st_tensor;

typedef struct lmev__st {
    lmev__map map;
    size_t n;
    lmev__st_tensor *tensor; /* sorted by offset */
    size_t n_meta;
    char **meta_key, **meta_value; /* [n_meta] of __metadata__ */
} lmev__st;

lmev_status lmev__st_open(lmev__st *st, const char *path, lmev_error *err);
/* From bytes in memory (for tests and fuzzing); the bytes are borrowed. */
lmev_status lmev__st_parse(lmev__st *st, const char *at, size_t n, const char *source,
                           lmev_error *err);
const lmev__st_tensor *lmev__st_find(const lmev__st *st, const char *name); /* or NULL */
void lmev__st_close(lmev__st *st);

/* Write tensors in the given order (data begin at a multiple of 8), atomically; hex, if
 * not NULL, receives the sha256 of the file. meta: n_meta pairs key, value. over: see
 * lmev__out_begin_over. */
lmev_status lmev__st_write_over(const char *path, const char *over,
                                const lmev__st_tensor *tensor, size_t n,
                                const char *const *meta, size_t n_meta, char hex[65],
                                lmev_error *err);
lmev_status lmev__st_write(const char *path, const lmev__st_tensor *tensor, size_t n,
                           const char *const *meta, size_t n_meta, char hex[65],
                           lmev_error *err);
#endif
