/* state.h - training state in a safetensors file, readable by other tools.
 *
 * Each part is a tensor; the metadata hold a CRC-32C of each part ("crc32c.NAME", eight
 * hexadecimal digits). The classifier (state_save.c) and pretraining (nnlm_state.c) share
 * it. */
#ifndef LMEV__NN_STATE_H
#define LMEV__NN_STATE_H
#include "base/format/safetensors.h"

#define LMEV__STATE_PARTS 16 /* most parts of a file */

typedef struct lmev__state_part {
    const char *name, *dtype; /* name of at most 22 bytes */
    void *at;
    uint64_t shape[2];
    int n_dims;
    size_t bytes;
    /* [shape[0]] ascending: these rows of at; NULL: all of it in one piece */
    const uint32_t *row;
} lmev__state_part;

/* In the order of the file. */
typedef struct lmev__state {
    size_t n;
    lmev__state_part part[LMEV__STATE_PARTS];
} lmev__state;
/* Add a part. cols 0: a vector of `rows` elements of `size` bytes. The caller may change
 * the part. */
lmev__state_part *lmev__state_add(lmev__state *state, const char *name, const char *dtype,
                                  const void *at, uint64_t rows, uint64_t cols,
                                  size_t size);

/* As lmev__st_write_over. */
lmev_status lmev__state_write(const lmev__state *state, const char *path,
                              const char *over, lmev_error *err);
/* Whether a regular file begins as these do. A damaged one usually does; a foreign file
 * with such a name does not. */
bool lmev__state_begins(const char *path);

/* The tensor of that name, of any shape, if undamaged; else ERR_FORMAT. path: for
 * errors. */
lmev_status lmev__state_find(const lmev__st_tensor **t, const lmev__st *st,
                             const char *name, const char *path, lmev_error *err);
/* The same if it has the type and shape of the part; else ERR_MISMATCH. */
lmev_status lmev__state_match(const lmev__st_tensor **t, const lmev__st *st,
                              const lmev__state_part *part, const char *path,
                              lmev_error *err);
/* Copy a tensor that matches into the part. */
void lmev__state_take(const lmev__state_part *part, const lmev__st_tensor *t);
#endif
