/* wordvec.h - the reader of word vectors, for tests. */
#ifndef LMEV__LM_VECTORS_WORDVEC_H
#define LMEV__LM_VECTORS_WORDVEC_H
#include "lm/lm_impl.h"

/* The same as lmev__open_wordvec for bytes in memory, handed on `step` (at least 1) at a
 * time as if they were blocks of a stream: for tests and fuzzing. */
lmev_status lmev__wordvec_parse(lmev_lm **out, const char *at, size_t n, size_t step,
                                const char *source, const lmev_lm_options *o,
                                lmev_error *err);
#endif
