/* lmev/nn.h - the network over bags of rows and its training. Knows matrices, never text.
 *
 * B = rows in a batch   D = width of the table   U_i = units of hidden layer i   C = classes
 * x[B,D] = combine(weight * table rows of each bag), zero for an empty bag; with unit x / |x|
 * h_i    = dropout(relu(h_{i-1} W_i + b_i))         W_i [U_{i-1}, U_i] (Keras kernel order)
 * p      = softmax(h_last W_out + b_out)            loss = mean over B of -log p[label]
 * Adam is Keras 2's, also for table rows that a batch does not touch (moments of all rows
 * decay and every row with a moment moves), computed lazily. */
#ifndef LMEV_NN_H
#define LMEV_NN_H

#include "lmev/base.h"

#ifdef __cplusplus
extern "C" {
#endif

/* What a network takes at most; a spec takes the same. LMEV_THREADS_MAX is base.h's. */
#define LMEV_LAYERS_MAX  8
#define LMEV_DIM_MAX     16384
#define LMEV_UNITS_MAX   65536
#define LMEV_BATCH_MAX   1048576
#define LMEV_RATE_MAX    10    /* learning rate */
#define LMEV_EPSILON_MIN 1e-30 /* below, a weight without gradients is 0 / 0 as float32 */

typedef enum lmev_precision {
    LMEV_PRECISION_AUTO,
    LMEV_PRECISION_BF16,
    LMEV_PRECISION_F32
} lmev_precision;

typedef struct lmev_net_params {
    uint64_t rows; /* of the table */
    uint32_t dim;  /* D */
    uint32_t n_hidden;
    uint32_t units[LMEV_LAYERS_MAX];
    uint32_t classes;
    lmev_combiner combiner;
    bool unit;     /* x is divided by its Euclidean norm */
    float dropout; /* rate in [0, 1) */
    bool lm_trainable;
    lmev_precision precision; /* AUTO: bf16 where the processor has it */
    int threads;              /* 0: all */
    /* training; ignored by a net that only predicts */
    uint32_t batch_size;
    double learning_rate, beta_1, beta_2, epsilon;
    uint64_t seed; /* of dropout, order and initial weights */
} lmev_net_params;

LMEV_API lmev_net_params lmev_net_params_default(void);
/* OK, or ERR_PARAM with the parameter that is out of range and the range. */
LMEV_API lmev_status lmev_net_params_check(const lmev_net_params *p, lmev_error *err);
LMEV_API bool
lmev_bf16_available(void); /* does this processor have bf16 matrix instructions? */

typedef struct lmev_net lmev_net;

/* A net with Glorot-uniform weights and zero biases from seed. table [rows, dim]:
 *   NULL          rows uniform in +-0.2 from seed;
 *   otherwise     copied when training is asked for, borrowed when not (keep it alive).
 * train: false allocates neither moments nor gradients. */
LMEV_API lmev_status lmev_net_new(lmev_net **out, const lmev_net_params *p,
                                  const float *table, bool train, lmev_error *err);
/* The same for training on the caller's own table, which is written to: nothing is
 * copied. initial [rows, dim] holds the same values and stays as it is, so that
 * checkpoints need only the rows that have moved. Both must live as long as the net. */
LMEV_API lmev_status lmev_net_new_on(lmev_net **out, const lmev_net_params *p,
                                     float *table, const float *initial, lmev_error *err);
LMEV_API void lmev_net_free(lmev_net *net);
LMEV_API const lmev_net_params *
lmev_net_params_of(const lmev_net *net); /* borrowed; AUTO resolved */

/* The weights by number: 0 is the table, then W_1, b_1, ... W_out, b_out. Rows of the
 * table are brought up to date first. Writable and borrowed; a frozen table is not to be
 * written. Call lmev_net_weights_changed after writing. */
typedef struct lmev_tensor {
    /* "embeddings", "dense_1.kernel", "dense_1.bias", ... "dense_out.kernel" */
    const char *name;
    float *at;
    uint64_t shape[2];
    int n_dims;
} lmev_tensor;
LMEV_API size_t lmev_net_n_tensors(const lmev_net *net);
LMEV_API lmev_tensor lmev_net_tensor(lmev_net *net, size_t i);
LMEV_API void lmev_net_weights_changed(lmev_net *net);
/* sha256 over all tensors (name, shape, little-endian float32 bytes). */
LMEV_API void lmev_net_sha256(lmev_net *net, char hex[65]);

/* One pass over the training rows. */
typedef struct lmev_epoch {
    uint32_t epoch;     /* in: 0-based; part of the key of order and dropout */
    uint64_t step;      /* in: step of the epoch to begin at; out: the next step */
    double loss_sum;    /* in/out: sum over rows of the loss so far */
    uint64_t rows_seen; /* in/out */
} lmev_epoch;
/* Returns LMEV_STOPPED, with *e telling where to go on, when watch->stop says so. The
 * order of rows is a permutation keyed by (seed, epoch). ERR_FAILED when the loss is not
 * finite. */
LMEV_API lmev_status lmev_net_epoch(lmev_net *net, const lmev_bags *bags,
                                    const uint32_t *label, lmev_epoch *e,
                                    const lmev_watch *watch, lmev_error *err);
/* Results a row; members that are NULL are not computed. A row of which a score is no
 * finite number, or the vector is not below 2^100 so that sums over it may overflow, has
 * no class: best and top are LMEV_NO_CLASS, the probabilities NaN, rank is the number of
 * classes, and the mean loss is NaN. */
#define LMEV_NO_CLASS UINT32_MAX
typedef struct lmev_outputs {
    uint32_t *best; /* [n] class with the highest score, lowest id on ties */
    float *p_true;  /* [n] probability of the label (needs label) */
    uint32_t *rank; /* [n] classes ranked before the label (needs label) */
    uint32_t top_k; /* with top: how many a row */
    uint32_t *top;  /* [n, top_k] classes, best first */
    float *top_p;   /* [n, top_k] their probabilities */
} lmev_outputs;
/* Forward only, no dropout; label may be NULL. *loss (may be NULL) is the mean loss.
 * watch (may be NULL) is asked for a stop per some hundred rows, by the calling thread:
 * STOPPED, and what out has is not complete. */
LMEV_API lmev_status lmev_net_evaluate(lmev_net *net, const lmev_bags *bags,
                                       const uint32_t *label, lmev_outputs *out,
                                       double *loss, const lmev_watch *watch,
                                       lmev_error *err);

/* Write all of the training state (weights, moments, step counters) to a file, and read it
 * back bit for bit.
 * over: a file that is not needed any more; the state is written over its bytes, which is
 *   several times faster since its pages are in memory, and the file takes the name path.
 *   NULL or absent: a new file. Either way path appears whole or not at all.
 * note: bytes of the caller that are kept in the file.
 * The file carries checksums: damage is ERR_FORMAT, a net of another shape ERR_MISMATCH. A net
 * that was made to predict is ERR_PARAM. */
LMEV_API lmev_status lmev_net_save(lmev_net *net, const char *path, const char *over,
                                   lmev_str note, lmev_error *err);
/* *note (may be NULL) is the note with a NUL after it; free it with lmev_text_free. */
LMEV_API lmev_status lmev_net_load(lmev_net *net, const char *path, char **note,
                                   lmev_error *err);

#ifdef __cplusplus
}
#endif
#endif
