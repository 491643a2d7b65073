/* bundle_write.h - TensorFlow's checkpoints (TensorBundle), written. */
#ifndef LMEV__LM_TFHUB_BUNDLE_WRITE_H
#define LMEV__LM_TFHUB_BUNDLE_WRITE_H
#include "base/buf.h"
#include "lmev/base.h"

/* One tensor: numbers of `dims` dimensions, or one string when text is set. */
typedef struct lmev__bundle_tensor {
    const char *key;
    bool text;     /* a scalar string of n bytes; otherwise float32, n bytes of them */
    unsigned dims; /* at most 2 */
    uint64_t dim[2];
    const void *at;
    size_t n;
} lmev__bundle_tensor;

/* Write PREFIX.data-00000-of-00001 with the tensors in this order, and PREFIX.index with
 * their keys (not empty, all different). The folder exists. */
lmev_status lmev__bundle_write(const char *prefix, const lmev__bundle_tensor *tensors,
                               size_t n, lmev_error *err);
#endif
