/* wordvec.h - what the readers of word vectors share with fastText's and with the
 * tests. */
#ifndef LMEV__LM_VECTORS_WORDVEC_H
#define LMEV__LM_VECTORS_WORDVEC_H
#include "lm/lm_impl.h"

/* The combiner of this name; ERR_PARAM names those there are. */
lmev_status lmev__combiner_named(lmev_combiner *out, const char *name, const char *source,
                                 lmev_error *err);

/* The same as lmev__open_wordvec for bytes in memory, handed on `step` (at least 1) at a
 * time as if they were blocks of a stream: for tests and fuzzing. */
lmev_status lmev__wordvec_parse(lmev_lm **out, const char *at, size_t n, size_t step,
                                const char *source, const lmev_lm_options *o,
                                lmev_error *err);
#endif
