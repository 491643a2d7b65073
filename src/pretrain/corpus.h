/* corpus.h - the corpus as token rows, which the network trains on. */
#ifndef LMEV__PRETRAIN_CORPUS_H
#define LMEV__PRETRAIN_CORPUS_H
#include "lmev/pretrain.h"
#include "pretrain/nnlm.h"

typedef struct lmev__pretrain_texts {
    lmev_lm *lm; /* known tokens, most frequent first, and buckets */
    /* training and held-out part: rows of lm; LMEV__END ends each sentence */
    uint32_t *row[2];
    size_t n[2], sentences[2];
    /* [V + 2] counts in the training part: known tokens, unknown ones, sentence ends */
    uint64_t *count;
    /* [buckets] unknown tokens of the training part by bucket */
    uint64_t *in_bucket;
    /* over all files: rows that were skipped */
    lmev_skips skips;
    char sha256[65]; /* of all texts in order, each followed by "\n" */
} lmev__pretrain_texts;

lmev_status lmev__pretrain_texts_load(lmev__pretrain_texts **out,
                                      const lmev_pretrain_params *p,
                                      const lmev_watch *watch, lmev_error *err);
void lmev__pretrain_texts_free(lmev__pretrain_texts *t);
/* Write the ids for other programs: "LMEVTOK1", the number of known tokens V, the class
 * of unknown tokens V, the class of sentence ends V + 1, the numbers of training and of
 * held-out ids (5 x u64), then both lists as u32 classes, all little-endian. */
lmev_status lmev__pretrain_texts_dump(const lmev__pretrain_texts *t, const char *path,
                                      lmev_error *err);

/* Make the language model of the first n tokens of `from` with this number of buckets.
 * table, [n + buckets, dim] or NULL, becomes the model's, also on failure. */
lmev_status lmev__pretrain_lm(lmev_lm **out, const lmev_lm *from, uint64_t n,
                              uint32_t buckets, float *table, lmev_error *err);
#endif
