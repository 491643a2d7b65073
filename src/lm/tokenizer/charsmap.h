/* charsmap.h - SentencePiece's precompiled_charsmap: strings to strings, in a trie. */
#ifndef LMEV__LM_TOKENIZER_CHARSMAP_H
#define LMEV__LM_TOKENIZER_CHARSMAP_H
#include "base/buf.h"

typedef struct lmev__charsmap lmev__charsmap;
/* text: base64 of a map, as a tokenizer.json holds it. Everything is checked. */
lmev_status lmev__charsmap_new(lmev__charsmap **out, lmev_str text, const char *source,
                               lmev_error *err);
void lmev__charsmap_free(lmev__charsmap *m);
/* Append text (valid UTF-8) to out, with the map applied. */
void lmev__charsmap_run(const lmev__charsmap *m, lmev_str text, lmev__buf *out);
#endif
