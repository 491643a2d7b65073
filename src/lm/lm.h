/* lm.h - the four parts of a language model, for the files of this folder.
 *
 * tokenizer:  runs of bytes other than 0x20, without \pP when normalize
 * vocabulary: vocab, then `buckets` rows for the tokens it does not hold
 * table:      [rows, dim], or NULL
 * combiner:   left to whoever sums the rows
 *
 * A loader of pretrained modules fills vocab and table and calls lmev__lm_new. */
#ifndef LMEV_LM_LM_H
#define LMEV_LM_LM_H
#include "lm/vocab.h"

struct lmev_lm {
    uint32_t dim;
    bool normalize;
    lmev_combiner combiner;
    uint32_t buckets;
    lmev__vocab vocab;
    float *table; /* [vocab.n + buckets, dim], owned, or NULL */
};

/* Check the parts and put them together. vocab is taken (and zeroed), also on failure. */
lmev_status lmev__lm_new(lmev_lm **out, lmev__vocab *vocab, uint32_t dim, bool normalize,
                         uint32_t buckets, lmev_combiner combiner, const char *source,
                         lmev_error *err);

/* How many threads to use for n texts; wanted as in the public functions. */
int lmev__lm_threads(int wanted, size_t n);
#endif
