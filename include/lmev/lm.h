/* lmev/lm.h - language models: text -> row ids, a table of rows, and a combiner.
 *
 * Every static text embedding is seen as four parts: a tokenizer (text -> tokens), a
 * vocabulary (token -> row id, unknown tokens to hash buckets), a table [rows, dim] and a
 * combiner. The scratch lm takes its vocabulary from training texts and its rows from chance;
 * pretrained modules fill the same four parts from files.
 */
#ifndef LMEV_LM_H
#define LMEV_LM_H

#include "lmev/base.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct lmev_lm lmev_lm;

typedef struct lmev_scratch_params {
    uint32_t dim;
    bool normalize;       /* remove code points of \pP before splitting            */
    uint32_t min_count;   /* tokens seen less often go to the buckets; at least 1  */
    uint32_t oov_buckets; /* at least 1                                            */
} lmev_scratch_params;

lmev_scratch_params lmev_scratch_params_default(void); /* 128, true, 2, 3060 */

/* Vocabulary of the n texts text[at[i]]..text[at[i+1]]: tokens seen min_count times or more,
 * the most frequent first, ties bytewise. The empty token is never in the vocabulary.
 * threads: 0 = all. Same result for any number of threads. */
lmev_status lmev_lm_scratch(lmev_lm **out, const lmev_scratch_params *params, const char *text,
                            const uint64_t *at, size_t n, int threads, lmev_error *err);

/* From its parts, as a classifier keeps them: tokens is the content of tokens.txt, one token
 * a line (FORMATS: one trailing CR stripped, empty or repeated token refused). source names
 * the file in errors. tokens is copied. */
lmev_status lmev_lm_parts(lmev_lm **out, lmev_str tokens, const char *source, uint32_t dim,
                          bool normalize, uint32_t oov_buckets, lmev_combiner combiner,
                          lmev_error *err);
void lmev_lm_free(lmev_lm *lm);

uint32_t lmev_lm_dim(const lmev_lm *lm);
uint64_t lmev_lm_rows(const lmev_lm *lm);  /* vocabulary + buckets */
uint64_t lmev_lm_vocab(const lmev_lm *lm); /* vocabulary           */
bool lmev_lm_normalize(const lmev_lm *lm);
lmev_combiner lmev_lm_combiner(const lmev_lm *lm);
lmev_str lmev_lm_token(const lmev_lm *lm, uint64_t row); /* borrowed; row < vocab */
/* The pretrained table [rows, dim], borrowed, or NULL: rows come from chance. */
const float *lmev_lm_table(const lmev_lm *lm);

/* Row ids of one text, appended nowhere: written to id (room for `room`), returns how many
 * there are (at least 1, since an empty text is the token ""); more than room: call again
 * with more. Allocates nothing, any number of threads. */
size_t lmev_lm_ids(const lmev_lm *lm, lmev_str text, uint32_t *id, size_t room);

/* Row ids of many texts, in parallel; the result owns its arrays. */
typedef struct lmev_ids {
    lmev_bags bags; /* borrowed view on the two arrays below */
    uint64_t *at;
    uint32_t *id;
} lmev_ids;

lmev_status lmev_lm_tokenize(const lmev_lm *lm, const char *text, const uint64_t *at, size_t n,
                             int threads, lmev_ids **out, lmev_error *err);
void lmev_ids_free(lmev_ids *ids);

/* Fingerprint64 of farmhash (the "na" variant), as TensorFlow uses for hash buckets. */
uint64_t lmev_fingerprint64(const void *bytes, size_t n);

#ifdef __cplusplus
}
#endif
#endif
