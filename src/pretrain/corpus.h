/* corpus.h - texts to running token rows: what the network trains on. */
#ifndef LMEV__PRETRAIN_CORPUS_H
#define LMEV__PRETRAIN_CORPUS_H
#include "lmev/pretrain.h"
#include "pretrain/nnlm.h"

typedef struct lmev__pretrain_texts {
    lmev_lm *lm; /* known tokens, most frequent first, and buckets */
    /* of training and held-out part: rows of lm, each sentence ended by LMEV__END */
    uint32_t *row[2];
    size_t n[2], sentences[2];
    uint64_t *count; /* [V + 2] of training: known tokens, unknown ones, sentence ends */
    /* [buckets] unknown tokens of training by bucket */
    uint64_t *in_bucket;
    /* of all files together, lines left out */
    lmev_skips skips;
    char sha256[65]; /* of all texts in order, ended by "\n" */
} lmev__pretrain_texts;

lmev_status lmev__pretrain_texts_load(lmev__pretrain_texts **out,
                                      const lmev_pretrain_params *p,
                                      const lmev_watch *watch, lmev_error *err);
void lmev__pretrain_texts_free(lmev__pretrain_texts *t);
/* The ids for other programs:
 *   "LMEVTOK1", known tokens V, unknown class V, end class V + 1, numbers of training and
 *   of held-out ids (5 x u64), then both as u32 classes, all little-endian. */
lmev_status lmev__pretrain_texts_dump(const lmev__pretrain_texts *t, const char *path,
                                      lmev_error *err);

/* The lm of the first n tokens of `from` with so many buckets. table [n + buckets, dim]
 * is taken, also on failure; NULL: none. */
lmev_status lmev__pretrain_lm(lmev_lm **out, const lmev_lm *from, uint64_t n,
                              uint32_t buckets, float *table, lmev_error *err);
#endif
