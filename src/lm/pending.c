/* pending.c - stands in, weakly, for what is being written; goes away with the last of it. */
#pragma GCC diagnostic ignored "-Wunused-parameter"
#include "base/error.h"
#include "lm/lm.h"

#define PENDING(call) __attribute__((weak)) lmev_status call { return lmev__fail(err, LMEV_ERR_PARAM, NULL, 0, "not built yet"); }
PENDING(lmev__open_tfhub(lmev_lm **out, const char *p, const lmev_lm_options *o, lmev_error *err))
PENDING(lmev__open_wordvec(lmev_lm **out, const char *p, const lmev_lm_options *o, lmev_error *err))
PENDING(lmev__open_fasttext(lmev_lm **out, const char *p, const lmev_lm_options *o, lmev_error *err))
PENDING(lmev__open_static(lmev_lm **out, const char *p, const lmev_lm_options *o, lmev_error *err))
PENDING(lmev__write_model2vec(const lmev_lm *lm, const float *t, const char *p, lmev_error *err))
__attribute__((weak)) const lmev__kind lmev__kind_fasttext = {.name = "fasttext"};
__attribute__((weak)) const lmev__kind lmev__kind_pieces = {.name = "pieces"};
void lmev__unicode_lower(lmev__buf *out, lmev_str text);
__attribute__((weak)) void lmev__unicode_lower(lmev__buf *out, lmev_str text) { lmev__buf_add(out, text.at, text.n); }
