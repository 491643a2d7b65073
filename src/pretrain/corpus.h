/* corpus.h - texts to running token rows: what the network trains on. */
#ifndef LMEV_PRETRAIN_CORPUS_H
#define LMEV_PRETRAIN_CORPUS_H
#include "lmev/pretrain.h"
#include "pretrain/nnlm.h"

typedef struct lmev__pretexts {
    lmev_lm *lm;         /* known tokens, most frequent first, and buckets                  */
    uint32_t *row[2];    /* of training and held-out part: rows of lm, each sentence ended
                            by LMEV__END                                                    */
    size_t n[2], sentences[2];
    uint64_t *count;     /* [V + 2] of training: known tokens, unknown ones, sentence ends  */
    uint64_t *in_bucket; /* [buckets] unknown tokens of training by bucket                  */
    lmev_skips skips;    /* of all files together, lines left out                           */
    char sha256[65];     /* of all texts in order, ended by "\n"                            */
} lmev__pretexts;

lmev_status lmev__pretexts_load(lmev__pretexts **out, const lmev_pretrain_params *p,
                                const lmev_watch *watch, lmev_error *err);
void lmev__pretexts_free(lmev__pretexts *t);
/* The ids for other programs:
 *   "LMEVTOK1", known tokens V, unknown class V, end class V + 1, numbers of training and of
 *   held-out ids (5 x u64), then both as u32 classes, all little-endian. */
lmev_status lmev__pretexts_dump(const lmev__pretexts *t, const char *path, lmev_error *err);

/* The lm of the first n tokens of `from` with so many buckets. table [n + buckets, dim] is
 * taken, also on failure; NULL: none. */
lmev_status lmev__pretrain_lm(lmev_lm **out, const lmev_lm *from, uint64_t n, uint32_t buckets,
                              float *table, lmev_error *err);
#endif
