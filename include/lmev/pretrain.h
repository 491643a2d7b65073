/* lmev/pretrain.h - a language model of one's own: an NNLM trained on plain texts.
 *
 * Y. Bengio, R. Ducharme, P. Vincent, C. Jauvin: A neural probabilistic language model
 * (JMLR 3, 2003): the next token of a sentence is predicted from the n tokens before it,
 *   x     = [e(t-1) .. e(t-n)]                     e: rows of the table; a begin row before the text
 *   q     = W_L relu(.. relu(W_1 x + b_1) ..) + b_L  (+ sum of the e(t-i): direct)     [D]
 *   P(w)  = softmax over all w of o_w . q + c_w     w: tokens, the unknown one, the end
 * and what is kept is the table e, as the lm of TF-Hub's NNLM family: whole words,
 * unknown ones in hash buckets, combiner sqrtn. Knows corpora, lms and matrices; labels
 * never. */
#ifndef LMEV_PRETRAIN_H
#define LMEV_PRETRAIN_H

#include "lmev/data.h"
#include "lmev/lm.h"
#include "lmev/nn.h"

#ifdef __cplusplus
extern "C" {
#endif

/* What the row of a hash bucket is made of when the model is written. */
typedef enum lmev_bucket_rule {
    /* the row that unknown tokens trained, and the folded tokens of the bucket,
     * weighted by how often each was seen */
    LMEV_BUCKETS_TRAINED,
    LMEV_BUCKETS_KEPT /* the mean of the kept rows whose tokens hash there, as published */
} lmev_bucket_rule;

#define LMEV_CONTEXT_MAX 64

typedef struct lmev_pretrain_params {
    /* the texts */
    const char *const *corpus; /* [n_corpus] files, "-" is stdin; borrowed */
    size_t n_corpus;
    /* label is not looked at; with the format AUTO a file that is not called .csv,
     * .jsonl or .ndjson has lines, unless text or where name columns */
    lmev_reader_params reader;
    double held_out;       /* share of the sentences for perplexity, in (0, 0.5] */
    uint64_t held_out_max; /* at most so many of them */
    /* the tokens */
    bool normalize;     /* remove code points of \pP before splitting at spaces */
    uint32_t min_count; /* tokens seen less often are unknown */
    uint64_t max_vocab; /* at most so many tokens are known; 0: no limit */
    /* at least 1 */
    uint32_t oov_buckets;
    /* share of the known tokens, the rarest ones, that the written model has in its
     * buckets, in [0, 1) */
    double fold;
    lmev_bucket_rule buckets;
    /* the written table is scaled to this root mean square; 0: as it was trained */
    double rms;
    /* the network */
    uint32_t dim, context; /* D, n: up to LMEV_CONTEXT_MAX */
    uint32_t n_hidden;     /* hidden layers with relu before the last, of width D */
    uint32_t units[LMEV_LAYERS_MAX];
    bool direct;   /* add the context's rows to q */
    float dropout; /* after each relu, in [0, 1) */
    lmev_precision precision;
    int threads; /* 0: all; the result does not depend on it */
    /* the training */
    uint32_t batch_size; /* predictions a step */
    uint32_t samples;    /* classes a step scores; at least batch_size */
    double power;        /* classes are drawn by count^power beside the batch's own */
    /* of Adam; falls linearly to a twentieth in the last step */
    double learning_rate;
    uint32_t epochs;
    uint32_t patience; /* epochs without a better perplexity before the end; 0: never */
    uint64_t seed;
    /* the result */
    /* borrowed; the model, with pretrain.json in it */
    const char *folder;
    bool native; /* write our own layout into folder */
    /* write a TF2 SavedModel: into folder, or with native into folder + "-tfhub" */
    bool tfhub;
    const char *ids; /* write the token ids of both parts here too (see corpus.c); NULL */
    /* of the program, for pretrain.json; NULL: the library's */
    const char *version;
} lmev_pretrain_params;

/* As the published family: dim up to 64 has two hidden layers, more has three. */
LMEV_API lmev_pretrain_params lmev_pretrain_params_default(uint32_t dim);
/* OK, or ERR_PARAM with the parameter that is out of range and the range. */
LMEV_API lmev_status lmev_pretrain_params_check(const lmev_pretrain_params *p,
                                                lmev_error *err);

typedef struct lmev_pretrain_result {
    uint64_t sentences, tokens; /* of training; tokens without sentence ends */
    uint64_t held_sentences, held_tokens;
    uint64_t known;              /* tokens with a row of their own while training */
    uint64_t kept;               /* and in the written model */
    uint32_t epochs, best_epoch; /* 1-based */
    double perplexity;           /* of the held-out part, ends of sentences counted */
    double seconds;              /* of all sessions */
    double words_per_second;     /* predictions, while training; of the last session */
    uint32_t resumed;            /* how often it went on after a stop */
} lmev_pretrain_result;

/* Read, train, write. On a stop (LMEV_STOPPED) and after each epoch the state goes to
 * folder + ".state"; the same call goes on there with the same result, bit for bit, and
 * the state is removed when the model is written. ERR_MISMATCH when the state there is of
 * other parameters or texts. ERR_FORMAT: no usable text; ERR_PARAM: see
 * lmev_pretrain_params_ok. Memory: the texts until they are tokenised, then 4 bytes a
 * token twice, and 24 bytes a token of the vocabulary and D. */
LMEV_API lmev_status lmev_pretrain(const lmev_pretrain_params *params,
                                   lmev_pretrain_result *result, const lmev_watch *watch,
                                   lmev_error *err);

#ifdef __cplusplus
}
#endif
#endif
