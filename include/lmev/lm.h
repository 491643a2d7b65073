/* lmev/lm.h - language models: text -> row ids and weights, a table of rows, a combiner.
 *
 * Every static text embedding is seen as four parts: a tokenizer (text -> tokens), a
 * vocabulary (token -> row id; unknown tokens to hash buckets, to pieces, or to nothing),
 * a table [rows, dim] and a combiner (bag of rows -> one vector). The scratch lm takes
 * its vocabulary from training texts and its rows from chance; pretrained ones come from
 * files: TF-Hub modules, word2vec, GloVe, fastText, Model2Vec, sentence-transformers, our
 * own.
 *
 * vector(text) = c(n) * sum_i weight_i * table[id_i]      c: 1, 1/n or 1/sqrt(n), 0 when n = 0
 * divided by its Euclidean norm where the model says so (lmev_lm_unit). */
#ifndef LMEV_LM_H
#define LMEV_LM_H

#include "lmev/base.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct lmev_lm lmev_lm;

/* ---- making ---- */

typedef struct lmev_scratch_params {
    uint32_t dim;
    bool normalize;       /* remove code points of \pP before splitting */
    uint32_t min_count;   /* tokens seen less often go to the buckets; at least 1 */
    uint32_t oov_buckets; /* at least 1 */
} lmev_scratch_params;

LMEV_API lmev_scratch_params lmev_scratch_params_default(void); /* 128, true, 2, 3060 */

/* Vocabulary of the n texts text[at[i]]..text[at[i+1]]: tokens seen min_count times or
 * more, the most frequent first, ties bytewise. The empty token is never in the
 * vocabulary. threads: 0 = all. Same result for any number of threads. watch (may be
 * NULL) is asked for a stop per some thousand texts, by the calling thread: STOPPED. */
LMEV_API lmev_status lmev_lm_scratch(lmev_lm **out, const lmev_scratch_params *params,
                                     const char *text, const uint64_t *at, size_t n,
                                     int threads, const lmev_watch *watch,
                                     lmev_error *err);

/* An lm without a table whose rows have another width: the same tokens, the same row ids.
 * Both share one vocabulary and may be freed in any order, by any threads. ERR_PARAM: lm
 * has a table, or dim is 0. */
LMEV_API lmev_status lmev_lm_with_dim(lmev_lm **out, const lmev_lm *lm, uint32_t dim,
                                      lmev_error *err);

/* How to read a file that leaves something open. Zeroed: as the file, or else its
 * format's own library, says. What a format fixes cannot be overruled (ERR_PARAM). */
typedef enum lmev_choice {
    LMEV_CHOICE_AS_FILE,
    LMEV_CHOICE_YES,
    LMEV_CHOICE_NO
} lmev_choice;
typedef struct lmev_lm_options {
    /* words: remove code points of \pP before splitting */
    lmev_choice normalize;
    lmev_choice lower; /* words: lower case (word vectors only) */
    /* "sum", "mean", "sqrtn", fastText also "sentence"; NULL: own */
    const char *combiner;
    /* compare the checksum of the table too, where the format has one (TF-Hub, our own
     * folders): reads it whole */
    bool verify;
} lmev_lm_options;

/* Open a pretrained lm; path is a file or a folder, its format found by its content:
 *   folder  saved_model.pb          TF-Hub module, TF2 SavedModel or TF1 hub format
 *           model.safetensors + tokenizer.json (or modules.json): Model2Vec, StaticEmbedding
 *           config.json of ours     what lmev_lm_save writes; a classifier's lm
 *   file    word2vec binary and text, GloVe, fastText .vec .bin .ftz; text ones compressed too
 * A float32 table that lies aligned in its file is mapped, not read: while the lm is
 * open, that file may be renamed or removed, but a file that is cut raises SIGBUS where
 * its end is read, and one that is written over changes the table. options may be NULL.
 * ERR_NOTFOUND, ERR_FORMAT (with file, byte offset and reason; damaged folders of ours
 * too), ERR_MISMATCH (a TF-Hub module's table is not that of its checksum), ERR_PARAM (an
 * option does not fit the format), ERR_NOMEM. Memory is bounded by a small multiple of
 * the files' sizes. */
LMEV_API lmev_status lmev_lm_open(lmev_lm **out, const char *path,
                                  const lmev_lm_options *options, lmev_error *err);
/* The same for files in memory. One member is a model of one file, whatever its name
 * (which may be NULL); several are the files of a folder, by their names inside. The
 * array and the names are read during the call; the bytes are borrowed: they must stay as
 * they are until the lm is freed, and an aligned float32 table is used where it lies.
 * ERR_PARAM: no member, or a name that is absent or stands twice; ERR_NOTFOUND: a file of
 * the model is not among the members; else as above. */
LMEV_API lmev_status lmev_lm_open_memory(lmev_lm **out, const lmev_member *members,
                                         size_t n, const lmev_lm_options *options,
                                         lmev_error *err);
LMEV_API void lmev_lm_free(lmev_lm *lm);

/* ---- looking ---- */

LMEV_API uint32_t lmev_lm_dim(const lmev_lm *lm);
LMEV_API uint64_t lmev_lm_rows(const lmev_lm *lm);
LMEV_API uint64_t lmev_lm_vocab(const lmev_lm *lm);  /* tokens known by name */
LMEV_API bool lmev_lm_normalizes(const lmev_lm *lm); /* does it remove punctuation? */
LMEV_API bool lmev_lm_weighted(const lmev_lm *lm);   /* do its bags carry weights? */
LMEV_API bool
lmev_lm_unit(const lmev_lm *lm); /* are its vectors divided by their norm? */
/* Is the vector a weighted sum of rows with weights that do not depend on the table? Then
 * the table can be trained. (fastText's sentence vectors divide by norms of word
 * vectors.) */
LMEV_API bool lmev_lm_trainable(const lmev_lm *lm);
/* Were checksums of its table compared at open? Asked for by `verify`; formats without
 * any (word vectors, fastText, static models) have nothing to compare. */
LMEV_API bool lmev_lm_verified(const lmev_lm *lm);
LMEV_API lmev_combiner lmev_lm_combiner(const lmev_lm *lm);
LMEV_API bool lmev_lm_lowercases(
    const lmev_lm *lm); /* texts are changed to lower case, by option or by itself */
/* Paths of the files that were read to make it, borrowed; none where it was counted from
 * texts or opened from memory. */
LMEV_API size_t lmev_lm_n_files(const lmev_lm *lm);
LMEV_API const char *lmev_lm_file(const lmev_lm *lm, size_t i);
/* "scratch", "tfhub-tf2", "fasttext-bin", ... */
LMEV_API const char *lmev_lm_format(const lmev_lm *lm);
/* For people: how a text becomes rows, in English, NUL-terminated and cut to room; 512
 * bytes are enough. The wording is no interface. */
LMEV_API void lmev_lm_describe(const lmev_lm *lm, char *text, size_t room);
/* As lmev_lm_options has it: "sum", "mean", "sqrtn", of fastText also "sentence";
 * static. */
LMEV_API const char *lmev_lm_combiner_name(const lmev_lm *lm);
/* Bytes of token number i < vocab (its row, but for Model2Vec with a mapping);
 * borrowed. */
LMEV_API lmev_str lmev_lm_token(const lmev_lm *lm, uint64_t i);
/* The pretrained table [rows, dim], borrowed, or NULL: rows come from chance. */
LMEV_API const float *lmev_lm_table(const lmev_lm *lm);

/* A writable table with the same rows, of its own: pages of a mapped file are copied when
 * they are first written. Release with lmev_table_free. ERR_PARAM when the lm has no
 * table. */
typedef struct lmev_table lmev_table;
LMEV_API lmev_status lmev_lm_table_private(const lmev_lm *lm, lmev_table **out,
                                           lmev_error *err);
LMEV_API float *lmev_table_rows(lmev_table *table); /* [rows, dim], borrowed */
LMEV_API void lmev_table_free(lmev_table *table);

/* ---- text to bags ---- */

/* What one text becomes. Zero-initialise; use it for any number of texts and lms, one
 * thread at a time; its room is kept from text to text. Release once. */
typedef struct lmev_bag {
    size_t n;
    uint32_t *id;  /* [n] */
    float *weight; /* [n], written only when lmev_lm_weighted; otherwise all are 1 */
    size_t room;
    struct lmev__workspace *workspace; /* the tokenizer's */
} lmev_bag;
LMEV_API lmev_status lmev_lm_bag(const lmev_lm *lm, lmev_str text, lmev_bag *bag,
                                 lmev_error *err);
LMEV_API void lmev_bag_release(lmev_bag *bag);

/* Bags of many texts, in parallel; the result owns its arrays. watch (may be NULL) is
 * asked for a stop per some thousand texts, by the calling thread: STOPPED. */
typedef struct lmev_ids {
    lmev_bags bags; /* borrowed view on the arrays below */
    uint64_t *at;
    uint32_t *id;
    float *weight; /* NULL when the lm is not weighted */
} lmev_ids;

LMEV_API lmev_status lmev_lm_tokenize(const lmev_lm *lm, const char *text,
                                      const uint64_t *at, size_t n, int threads,
                                      lmev_ids **out, const lmev_watch *watch,
                                      lmev_error *err);
LMEV_API void lmev_ids_free(lmev_ids *ids);

/* Vectors of n texts: vector [n, dim]. threads 0: all; same bits for any number.
 * ERR_PARAM when the lm has no table. */
LMEV_API lmev_status lmev_lm_embed(const lmev_lm *lm, const lmev_str *texts, size_t n,
                                   float *vector, int threads, lmev_error *err);

/* ---- writing ---- */

/* Write the lm with this table [rows, dim] (NULL: its own) as a folder that appears
 * complete or not at all; an lm of the same format there is replaced, other content
 * refused (ERR_IO).
 *   LMEV_LM_FORMAT_LMEV       config.json, model.safetensors (tensor "embeddings"), and tokens.txt
 *                          or tokenizer.json: every lm
 *   LMEV_LM_FORMAT_TFHUB      TF2 SavedModel as tensorflow_hub.KerasLayer takes it: lms of whole
 *                          words (not subwords or pieces: ERR_PARAM)
 *   LMEV_LM_FORMAT_MODEL2VEC  what model2vec loads: lms of whole words, and those with a
 *                          tokenizer.json; it may compute other vectors
 *                          (lmev_lm_can_save) */
typedef enum lmev_lm_format_id {
    LMEV_LM_FORMAT_LMEV,
    LMEV_LM_FORMAT_TFHUB,
    LMEV_LM_FORMAT_MODEL2VEC
} lmev_lm_format_id;
LMEV_API lmev_status lmev_lm_save(const lmev_lm *lm, const float *table,
                                  lmev_lm_format_id format, const char *folder,
                                  lmev_error *err);

/* Can the lm be written in this format, and what is lost? ERR_PARAM when not, with a hint
 * that names formats that hold it. Otherwise everything for which readers of that format
 * compute other vectors than the lm does is reported to watch (may be NULL) as a warning
 * each, and *rows (may be NULL) becomes the number of rows that lmev_lm_save writes.
 * Touches no file. */
LMEV_API lmev_status lmev_lm_can_save(const lmev_lm *lm, lmev_lm_format_id format,
                                      uint64_t *rows, const lmev_watch *watch,
                                      lmev_error *err);

/* Fingerprint64 of farmhash (the "na" variant), as TensorFlow uses for hash buckets. */
LMEV_API uint64_t lmev_fingerprint64(const void *bytes, size_t n);

#ifdef __cplusplus
}
#endif
#endif
