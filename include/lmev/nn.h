/* lmev/nn.h - the classifying network over bags of rows, and its training.
 *
 * B = rows in a batch   D = width of the table   U_i = units of hidden layer i   C = classes
 * x[B,D] = combine(weight * table rows of each bag); an empty bag: 0; with unit: x / |x|
 * h_i    = dropout(relu(h_{i-1} W_i + b_i))         W_i [U_{i-1}, U_i] (Keras kernel order)
 * p      = softmax(h_last W_out + b_out)            loss = mean over B of -log p[label]
 *
 * Adam is that of Keras 2, also for table rows that do not occur in a batch: there the
 * moments of all rows decay, and each row with a moment moves. These updates are made
 * lazily, when a row is needed (src/nn/adam.h). Texts are not known here: see
 * lmev/lm.h. */
#ifndef LMEV_NN_H
#define LMEV_NN_H

#include "lmev/base.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Limits of a network and of a spec; see also LMEV_THREADS_MAX. */
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
    /* Training only. */
    uint32_t batch_size;
    double learning_rate, beta_1, beta_2, epsilon;
    uint64_t seed; /* of initial weights, order of rows, and dropout */
} lmev_net_params;

LMEV_API lmev_net_params lmev_net_params_default(void);
/* OK, or ERR_PARAM with the parameter that is out of range and the range. */
LMEV_API lmev_status lmev_net_params_check(const lmev_net_params *p, lmev_error *err);
/* Whether this processor has AVX-512 bf16 instructions. */
LMEV_API bool lmev_bf16_available(void);

typedef struct lmev_net lmev_net;

/* Make a net with Glorot-uniform weights and zero biases, drawn from the seed.
 *
 * table: [rows, dim], or NULL for rows drawn uniformly from +-0.2. With train it is
 * copied;
 *   otherwise it is borrowed until the net is freed.
 * train: false allocates neither moments nor gradients; the net can then only predict.
 * ERR_PARAM: see lmev_net_params_check, or bf16 is asked for and the processor lacks
 * it. */
LMEV_API lmev_status lmev_net_new(lmev_net **out, const lmev_net_params *p,
                                  const float *table, bool train, lmev_error *err);
/* Make a net that trains the caller's table in place, without a copy.
 *
 * initial: [rows, dim], the same values, which stay unchanged, so that a checkpoint needs
 * only the
 *   rows that have moved. table and initial are borrowed until the net is freed. */
LMEV_API lmev_status lmev_net_new_on(lmev_net **out, const lmev_net_params *p,
                                     float *table, const float *initial, lmev_error *err);
LMEV_API void lmev_net_free(lmev_net *net);
/* The parameters in use, with the precision and the number of threads that were chosen;
 * borrowed. */
LMEV_API const lmev_net_params *lmev_net_params_of(const lmev_net *net);

/* A weight tensor of the net; see lmev_net_tensor. */
typedef struct lmev_tensor {
    /* "embeddings", "dense_1.kernel", "dense_1.bias", ... "dense_out.kernel" */
    const char *name;
    float *at;
    uint64_t shape[2];
    int n_dims;
} lmev_tensor;
LMEV_API size_t lmev_net_n_tensors(const lmev_net *net);
/* Tensor i: 0 is the table, then W_1, b_1, ... W_out, b_out. Lazy updates of the table
 * are made first. The values are borrowed and may be written, except those of a frozen
 * table; call lmev_net_weights_changed after writing. */
LMEV_API lmev_tensor lmev_net_tensor(lmev_net *net, size_t i);
LMEV_API void lmev_net_weights_changed(lmev_net *net);
/* SHA-256 over all tensors: name, shape, little-endian float32 bytes. */
LMEV_API void lmev_net_sha256(lmev_net *net, char hex[65]);

/* The position within one pass over the training rows. Zero-initialise it and set
 * epoch. */
typedef struct lmev_epoch {
    uint32_t epoch;  /* 0-based; the order of rows and dropout depend on it */
    uint64_t step;   /* next step */
    double loss_sum; /* over the rows seen */
    uint64_t rows_seen;
} lmev_epoch;
/* Train from the position *e to the end of the epoch.
 *
 * bags, label: the training rows; label[i] < classes. Their order in the epoch is a
 * permutation
 *   that depends on seed and epoch alone.
 * watch: may be NULL. When watch->stop returns true the call returns LMEV_STOPPED, and *e
 * is the
 *   position to continue from.
 * ERR_FAILED: the loss is not finite. */
LMEV_API lmev_status lmev_net_epoch(lmev_net *net, const lmev_bags *bags,
                                    const uint32_t *label, lmev_epoch *e,
                                    const lmev_watch *watch, lmev_error *err);
/* The id of no class. */
#define LMEV_NO_CLASS UINT32_MAX

/* What lmev_net_evaluate computes per row; a member that is NULL is not computed. A row
 * has no class when one of its scores is not finite, or its vector is not below 2^100
 * (sums over it could overflow): then best and top are LMEV_NO_CLASS, probabilities are
 * NaN, rank is the number of classes, and the mean loss is NaN. */
typedef struct lmev_outputs {
    uint32_t *best; /* [n] class with the highest score, lowest id on ties */
    float *p_true;  /* [n] probability of the label (needs label) */
    uint32_t *rank; /* [n] classes that rank before the label (needs label) */
    uint32_t top_k; /* classes per row in top */
    uint32_t *top;  /* [n, top_k] classes, best first */
    float *top_p;   /* [n, top_k] their probabilities */
} lmev_outputs;
/* Evaluate the net on n bags, without dropout.
 *
 * label: [n], or NULL. loss: the mean loss, or NULL. watch: may be NULL; watch->stop is
 * called every few hundred rows by the calling thread. After
 *   LMEV_STOPPED the contents of out are incomplete. */
LMEV_API lmev_status lmev_net_evaluate(lmev_net *net, const lmev_bags *bags,
                                       const uint32_t *label, lmev_outputs *out,
                                       double *loss, const lmev_watch *watch,
                                       lmev_error *err);

/* Write all of the training state (weights, moments, step counters) to a file, and read
 * it back bit for bit. over: a file that is not needed any more; the state is written
 * over its bytes, which is
 *   several times faster since its pages are in memory, and the file takes the name path.
 *   NULL or absent: a new file. Either way path appears whole or not at all.
 * note: bytes of the caller that are kept in the file. The file carries checksums: damage
 * is ERR_FORMAT, a net of another shape ERR_MISMATCH. A net that was made to predict is
 * ERR_PARAM. */
LMEV_API lmev_status lmev_net_save(lmev_net *net, const char *path, const char *over,
                                   lmev_str note, lmev_error *err);
/* note: NULL, or set to the note with a NUL after it; free it with lmev_text_free. */
LMEV_API lmev_status lmev_net_load(lmev_net *net, const char *path, char **note,
                                   lmev_error *err);

#ifdef __cplusplus
}
#endif
#endif
