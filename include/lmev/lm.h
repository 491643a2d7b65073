/* lmev/lm.h - language models: text -> row ids and weights, a table of rows, a combiner.
 *
 * A static text embedding has four parts: a tokenizer (text -> tokens), a vocabulary
 * (token -> row id; an unknown token goes to a hash bucket, to pieces, or is left out), a
 * table [rows, dim] and a combiner (bag of rows -> one vector). A scratch lm takes its
 * vocabulary from training texts and has no table: its rows start at random. A pretrained
 * lm comes from files: TF-Hub modules, word2vec, GloVe, fastText, Model2Vec,
 * sentence-transformers, lmev's own.
 *
 *   vector(text) = c(n) * sum_i weight_i * table[id_i]
 *
 * where c is 1, 1/n or 1/sqrt(n) by the combiner, and 0 when n = 0. Some models then
 * divide the vector by its Euclidean norm (lmev_lm_unit). */
#ifndef LMEV_LM_H
#define LMEV_LM_H

#include "lmev/base.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct lmev_lm lmev_lm;

/* ---- making one from texts ---- */

typedef struct lmev_scratch_params {
    uint32_t dim;
    bool normalize;       /* remove code points of \pP before splitting */
    uint32_t min_count;   /* rarer tokens go to the buckets; at least 1 */
    uint32_t oov_buckets; /* at least 1 */
} lmev_scratch_params;

LMEV_API lmev_scratch_params lmev_scratch_params_default(void); /* 128, true, 2, 3060 */

/* A scratch lm of the n texts text[at[i]]..text[at[i+1]]. Its vocabulary holds the tokens
 * that occur min_count times or more, the most frequent first, equal counts in byte
 * order. The empty token is never in it. threads: 0 = all processors; the result does not
 * depend on it. watch (may be NULL) is asked whether to stop every few thousand texts, by
 * the calling thread: STOPPED. */
LMEV_API lmev_status lmev_lm_scratch(lmev_lm **out, const lmev_scratch_params *params,
                                     const char *text, const uint64_t *at, size_t n,
                                     int threads, const lmev_watch *watch,
                                     lmev_error *err);

/* An lm with the same tokens and row ids as lm, whose rows have another width. Both share
 * one vocabulary and may be freed in any order, by any threads. ERR_PARAM: lm has a
 * table, or dim is 0. */
LMEV_API lmev_status lmev_lm_with_dim(lmev_lm **out, const lmev_lm *lm, uint32_t dim,
                                      lmev_error *err);

/* ---- opening one from files ---- */

typedef enum lmev_choice {
    LMEV_CHOICE_AS_FILE,
    LMEV_CHOICE_YES,
    LMEV_CHOICE_NO
} lmev_choice;

/* How to read what a format leaves open. Zeroed: as the file says, or else as the
 * format's own library does. What a format fixes cannot be overruled (ERR_PARAM). */
typedef struct lmev_lm_options {
    /* word vectors: remove code points of \pP before splitting */
    lmev_choice normalize;
    lmev_choice lower; /* word vectors: lower case */
    /* "sum", "mean", "sqrtn", for fastText also "sentence"; NULL: the model's own */
    const char *combiner;
    /* compare the checksum of the table too, where the format has one (TF-Hub, lmev's
     * folders): reads the whole table */
    bool verify;
} lmev_lm_options;

/* Open a pretrained lm. path is a file or a folder; its content decides the format:
 *   folder  saved_model.pb          TF-Hub module, TF2 SavedModel or TF1 hub format
 *           model.safetensors with tokenizer.json or modules.json: Model2Vec,
 *           StaticEmbedding
 *           config.json of lmev     what lmev_lm_save writes; the lm of a classifier
 *   file    word2vec binary and text, GloVe, fastText .vec .bin .ftz; the texts may be
 *           compressed (gzip, zstd, xz, bzip2)
 * A float32 table that lies aligned in its file is mapped, not read. While the lm is
 * open, that file may be renamed or removed; but truncating it raises SIGBUS at a later
 * access, and writing to it changes the table. options may be NULL. Memory is bounded by
 * a small multiple of the file sizes. Errors: ERR_NOTFOUND; ERR_FORMAT (with file, byte
 * offset and reason; also a damaged folder of lmev); ERR_MISMATCH (the table of a TF-Hub
 * module does not have its checksum); ERR_PARAM (an option does not fit the format);
 * ERR_NOMEM. */
LMEV_API lmev_status lmev_lm_open(lmev_lm **out, const char *path,
                                  const lmev_lm_options *options, lmev_error *err);

/* Open a pretrained lm from files in memory. One member is a model of one file; its name
 * does not matter and may be NULL. Several members are the files of a folder, by their
 * names inside it. The array and the names are read during the call. The bytes are
 * borrowed: they must not change until the lm is freed, and an aligned float32 table is
 * used where it lies. Errors as lmev_lm_open, and ERR_PARAM: no member, or a name that is
 * absent or occurs twice; ERR_NOTFOUND: a file of the model is not among the members. */
LMEV_API lmev_status lmev_lm_open_memory(lmev_lm **out, const lmev_member *members,
                                         size_t n, const lmev_lm_options *options,
                                         lmev_error *err);

LMEV_API void lmev_lm_free(lmev_lm *lm);

/* ---- properties ---- */

LMEV_API uint32_t lmev_lm_dim(const lmev_lm *lm);
LMEV_API uint64_t lmev_lm_rows(const lmev_lm *lm);
LMEV_API uint64_t
lmev_lm_vocab(const lmev_lm *lm); /* number of tokens in the vocabulary */
/* Token number i < vocab; borrowed. Its row is i, except in Model2Vec models with a
 * mapping. */
LMEV_API lmev_str lmev_lm_token(const lmev_lm *lm, uint64_t i);
/* The pretrained table [rows, dim]; borrowed; NULL: there is none, as in a scratch lm. */
LMEV_API const float *lmev_lm_table(const lmev_lm *lm);

/* Does it remove punctuation? */
LMEV_API bool lmev_lm_normalizes(const lmev_lm *lm);
/* Does it change texts to lower case, by option or by itself? */
LMEV_API bool lmev_lm_lowercases(const lmev_lm *lm);
/* Are its vectors divided by their norm? */
LMEV_API bool lmev_lm_unit(const lmev_lm *lm);
/* Can its table be trained? Yes where the vector is a sum of rows whose weights do not
 * depend on the table. fastText's sentence vectors divide by norms of word vectors. */
LMEV_API bool lmev_lm_trainable(const lmev_lm *lm);
/* Was the checksum of its table compared at open (`verify`)? Never for word vectors,
 * fastText and static models, which have none. */
LMEV_API bool lmev_lm_verified(const lmev_lm *lm);

LMEV_API lmev_combiner lmev_lm_combiner(const lmev_lm *lm);
/* The name that lmev_lm_options uses: "sum", "mean", "sqrtn", for fastText also
 * "sentence"; static. */
LMEV_API const char *lmev_lm_combiner_name(const lmev_lm *lm);
/* What it was made from: "scratch", "tfhub-tf2", "fasttext-bin", ...; static. */
LMEV_API const char *lmev_lm_origin(const lmev_lm *lm);
/* Paths of the files that make the model, borrowed. There are none for a scratch lm and
 * for one opened from memory. Other files in the same folder are not listed. */
LMEV_API size_t lmev_lm_n_files(const lmev_lm *lm);
LMEV_API const char *lmev_lm_file(const lmev_lm *lm, size_t i);
/* How a text becomes rows, in English, for people: NUL-terminated, cut to `room` bytes
 * (512 are enough). The wording may change between versions. */
LMEV_API void lmev_lm_describe(const lmev_lm *lm, char *text, size_t room);

/* ---- a table to write to ---- */

/* A private, writable copy of an lm's table. Pages of a mapped file are copied when they
 * are first written. ERR_PARAM: the lm has no table. */
typedef struct lmev_table lmev_table;
LMEV_API lmev_status lmev_table_new(lmev_table **out, const lmev_lm *lm, lmev_error *err);
LMEV_API float *lmev_table_rows(lmev_table *table); /* [rows, dim], borrowed */
LMEV_API void lmev_table_free(lmev_table *table);

/* ---- text to bags ---- */

/* What one text becomes. Zero-initialise it; use it for any number of texts and lms, in
 * one thread at a time. It keeps its memory from text to text; release it once. */
typedef struct lmev_bag {
    size_t n;
    uint32_t *id;  /* [n] rows */
    float *weight; /* [n] factors of the rows */
    size_t room;
    struct lmev__workspace *workspace; /* the tokenizer's */
} lmev_bag;
LMEV_API lmev_status lmev_lm_bag(const lmev_lm *lm, lmev_str text, lmev_bag *bag,
                                 lmev_error *err);
LMEV_API void lmev_bag_release(lmev_bag *bag);

/* The bags of many texts. */
typedef struct lmev_ids {
    lmev_bags bags; /* a view of the arrays below, which this object owns */
    uint64_t *at;
    uint32_t *id;
    float *weight; /* NULL: all weights of this lm are 1 */
} lmev_ids;

/* Tokenize the n texts text[at[i]]..text[at[i+1]] in parallel. threads: 0 = all
 * processors; the result does not depend on it. watch (may be NULL) is asked whether to
 * stop every few thousand texts, by the calling thread: STOPPED. */
LMEV_API lmev_status lmev_lm_tokenize(const lmev_lm *lm, const char *text,
                                      const uint64_t *at, size_t n, int threads,
                                      lmev_ids **out, const lmev_watch *watch,
                                      lmev_error *err);
LMEV_API void lmev_ids_free(lmev_ids *ids);

/* Vectors of n texts into vector [n, dim]. threads: 0 = all processors; the bits do not
 * depend on it. ERR_PARAM: the lm has no table. */
LMEV_API lmev_status lmev_lm_embed(const lmev_lm *lm, const lmev_str *texts, size_t n,
                                   float *vector, int threads, lmev_error *err);

/* ---- writing ---- */

typedef enum lmev_lm_format {
    /* config.json, model.safetensors (tensor "embeddings"), and tokens.txt or
     * tokenizer.json. Holds every lm. */
    LMEV_LM_FORMAT_LMEV,
    /* TF2 SavedModel as tensorflow_hub.KerasLayer takes it. Holds lms of whole words; not
     * subwords or pieces (ERR_PARAM). */
    LMEV_LM_FORMAT_TFHUB,
    /* What the Python package model2vec loads. Holds lms of whole words and those with a
     * tokenizer.json; it may compute other vectors (lmev_lm_save_check). */
    LMEV_LM_FORMAT_MODEL2VEC
} lmev_lm_format;

/* Write the lm with this table [rows, dim] (NULL: its own) as a folder that appears
 * complete or not at all. A folder with an lm of the same format is replaced; one with
 * other content is refused (ERR_IO). */
LMEV_API lmev_status lmev_lm_save(const lmev_lm *lm, const float *table,
                                  lmev_lm_format format, const char *folder,
                                  lmev_error *err);

/* Check that the lm can be written in this format. ERR_PARAM when not, with a hint that
 * names formats that can hold it. Each reason why readers of that format compute other
 * vectors than the lm does is reported to watch (may be NULL) as a warning. *rows (may be
 * NULL) becomes the number of rows that lmev_lm_save writes. No file is read or
 * written. */
LMEV_API lmev_status lmev_lm_save_check(const lmev_lm *lm, lmev_lm_format format,
                                        uint64_t *rows, const lmev_watch *watch,
                                        lmev_error *err);

/* Fingerprint64 of farmhash (the "na" variant), with which TensorFlow chooses hash
 * buckets. Source: github.com/google/farmhash, namespace farmhashna. */
LMEV_API uint64_t lmev_fingerprint64(const void *bytes, size_t n);

#ifdef __cplusplus
}
#endif
#endif
