/* lmev/pretrain.h - train a language model on texts without labels.
 *
 * The model is an NNLM (Y. Bengio, R. Ducharme, P. Vincent, C. Jauvin, A neural
 * probabilistic language model, JMLR 3, 2003), which predicts the next token of a
 * sentence from the n tokens before it. D is the width of the table.
 *   x     = [e(t-1) .. e(t-n)]    e: rows of the table; a begin row stands before the text
 *   q     = W_L relu(.. relu(W_1 x + b_1) ..) + b_L  (+ sum of the e(t-i): direct)     [D]
 *   P(w)  = softmax over all w of o_w . q + c_w     w: tokens, the unknown one, the end
 * The table e is kept as a language model like TF-Hub's NNLM family: whole words, unknown
 * words in hash buckets, combiner sqrtn. */
#ifndef LMEV_PRETRAIN_H
#define LMEV_PRETRAIN_H

#include "lmev/data.h"
#include "lmev/lm.h"
#include "lmev/nn.h"

#ifdef __cplusplus
extern "C" {
#endif

/* How the row of a hash bucket is computed when the model is written. */
typedef enum lmev_bucket_rule {
    /* The mean of the row that unknown tokens trained and the rows of the tokens folded
     * into the bucket, weighted by their counts. */
    LMEV_BUCKETS_TRAINED,
    /* The mean of the kept rows whose tokens hash into the bucket, as in TF-Hub's
     * modules. */
    LMEV_BUCKETS_KEPT
} lmev_bucket_rule;

#define LMEV_CONTEXT_MAX 64

typedef struct lmev_pretrain_params {
    /* Texts. */
    const char *const *corpus; /* [n_corpus] files, "-" is stdin; borrowed */
    size_t n_corpus;
    /* The label is ignored. With LMEV_FORMAT_AUTO a file without the suffix .csv, .jsonl
     * or .ndjson is read as lines, unless text or where name columns. */
    lmev_reader_params reader;
    double held_out; /* share of the sentences held out for perplexity, in (0, 0.5] */
    uint64_t held_out_max; /* most sentences held out */
    /* Tokens. */
    bool normalize;       /* remove code points of \pP before splitting at spaces */
    uint32_t min_count;   /* tokens with fewer occurrences are unknown */
    uint64_t max_vocab;   /* most known tokens; 0: no limit */
    uint32_t oov_buckets; /* hash buckets for unknown tokens; at least 1 */
    /* The share of the known tokens, the rarest ones, that the written model keeps only
     * in its buckets; in [0, 1). */
    double fold;
    lmev_bucket_rule buckets;
    double rms; /* root mean square that the written table is scaled to; 0: not scaled */
    /* Network. */
    uint32_t dim, context; /* D and n; n is at most LMEV_CONTEXT_MAX */
    uint32_t n_hidden;     /* hidden layers with ReLU; a layer of width D follows them */
    uint32_t units[LMEV_LAYERS_MAX];
    bool direct;   /* add the rows of the context to q */
    float dropout; /* after each ReLU, in [0, 1) */
    lmev_precision precision;
    int threads; /* 0: all; the result is the same for any number */
    /* Training. */
    uint32_t batch_size;  /* predictions per step */
    uint32_t samples;     /* classes scored per step; at least batch_size */
    double power;         /* classes besides the batch's own are drawn by count^power */
    double learning_rate; /* of Adam; falls linearly to a twentieth at the last step */
    uint32_t epochs;
    /* epochs without a lower perplexity before it stops; 0: never stops */
    uint32_t patience;
    uint64_t seed;
    /* Output. */
    const char *folder; /* of the model and its pretrain.json; borrowed */
    bool native;        /* write lmev's own layout into folder */
    /* write a TF2 SavedModel into folder, or with native into folder + "-tfhub" */
    bool tfhub;
    const char *ids; /* file for the token ids of both parts (see corpus.c); NULL: none */
    const char *version; /* of the caller, for pretrain.json; NULL: the library's */
} lmev_pretrain_params;

/* The settings of the published NNLM family: two hidden layers up to dim 64, three
 * above. */
LMEV_API lmev_pretrain_params lmev_pretrain_params_default(uint32_t dim);
/* OK, or ERR_PARAM with the parameter that is out of range and the range. */
LMEV_API lmev_status lmev_pretrain_params_check(const lmev_pretrain_params *p,
                                                lmev_error *err);

typedef struct lmev_pretrain_result {
    uint64_t sentences, tokens; /* trained on; sentence ends are not counted as tokens */
    uint64_t held_sentences, held_tokens;
    uint64_t known;              /* tokens with a row of their own during training */
    uint64_t kept;               /* of those, tokens with a row in the written model */
    uint32_t epochs, best_epoch; /* 1-based */
    double perplexity;           /* of the held-out sentences, their ends included */
    double seconds;              /* of all calls, when it was stopped and resumed */
    double words_per_second; /* predictions per second of training, in the last call */
    uint32_t resumed;        /* how many times it was resumed */
} lmev_pretrain_result;

/* Read the texts, train, and write the model.
 *
 * The state is saved to folder + ".state" after each epoch and on a stop, which returns
 * LMEV_STOPPED. The same call then continues from there and gives the same model, bit for
 * bit. The state is removed when the model is written. ERR_PARAM: see
 * lmev_pretrain_params_check. ERR_FORMAT: the corpus has no usable text. ERR_MISMATCH:
 * the saved state belongs to other parameters or texts. Memory: the texts until they are
 * tokenised, then 8 bytes per token of the corpus, and 24 bytes per value of the
 * table. */
LMEV_API lmev_status lmev_pretrain(const lmev_pretrain_params *params,
                                   lmev_pretrain_result *result, const lmev_watch *watch,
                                   lmev_error *err);

#ifdef __cplusplus
}
#endif
#endif
