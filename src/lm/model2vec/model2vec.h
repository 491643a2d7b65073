/* model2vec.h - the kind of lm whose tokens are pieces of a tokenizer.json. */
#ifndef LMEV__LM_MODEL2VEC_MODEL2VEC_H
#define LMEV__LM_MODEL2VEC_MODEL2VEC_H
#include "lm/lm_impl.h"
#include "lm/tokenizer/tokenizer.h"

typedef struct lmev__pieces {
    lmev__tokenizer *tokenizer;
    lmev_str json;      /* tokenizer.json as it was read; owned */
    uint64_t max_chars; /* the text is cut behind so many characters; UINT64_MAX: never */
    uint64_t max_tokens; /* then so many ids are kept; UINT64_MAX: all */
    bool keep_last;      /* ... the last ones */
    bool drop_unknown;   /* then ids of the unknown token go */
    size_t n_mapping;    /* ids with an entry in mapping; 0: the id is the row */
    uint32_t *mapping;
    size_t n_weight; /* ids with a weight; 0: all are 1 */
    float *weight;
} lmev__pieces;
#endif
