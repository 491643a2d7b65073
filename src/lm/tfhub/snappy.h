/* snappy.h - the snappy door: raw (unframed) blocks, as TensorBundle indexes hold
 * them. */
#ifndef LMEV__LM_TFHUB_SNAPPY_H
#define LMEV__LM_TFHUB_SNAPPY_H
#include "base/buf.h"

#define LMEV__SNAPPY_MAX ((size_t)64 << 20) /* bytes that a block may unfold into */

/* Append what `block` unfolds into to out. NULL, or what is wrong (static text); out is
 * then as before. An announced length that so few bytes cannot reach is refused before
 * memory is taken. Out of memory shows in out->failed. */
const char *lmev__unsnappy(lmev__buf *out, lmev_str block);
#endif
