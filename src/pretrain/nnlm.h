/* nnlm.h - the network of pretraining: n rows of a table to a softmax over all classes.
 *
 * B = predictions of a batch, padded to whole tiles   T = contexts of a tile
 * D = width of both tables   n = tokens of context   E = D + 1: an output row with its bias
 * C = classes   S = candidates   the dense layers lead from n D to D
 * "act" arrays hold bf16 bits, or float when the net is wide (f32), as in nn/dense.h.
 *
 * Predictions with the same context, as all first words of texts, go through the network
 * once, as one row with several targets: an epoch's order puts them together
 * (nnlm_order.c), and 2,048 predictions in titles are some 1,500 rows.
 *
 * What the first layer gives is a sum over the places k of a context: a table row e by a
 * block W_k of the kernel. Such a product is called a part. It is the same for all
 * contexts that have the row at this place, and 1,500 contexts of five places have some
 * 4,300 different ones: they are made once, and contexts add them up.
 *
 * A step is organised like the classifier's (nn/net.h), in lists of pieces that threads
 * take as they come free, with a barrier after each:
 *   1  rows of both tables that the batch touches are brought up to date; the candidates'
 *      output rows are copied side by side as one matrix [S, D];
 *   2  parts, T at a time;
 *   3  tiles of T contexts go forward, through the softmax over the candidates, and back;
 *   4  gradients of parts, T at a time, and from them those of their rows;
 *   5  gradients: of the candidates' rows and of the dense layers by blocks, each followed at
 *      once by its Adam update, and the touched input rows; one piece prepares the next
 *      batch.
 * Pieces and the order of additions depend on shapes alone: neither do results on
 * threads. */
#ifndef LMEV__PRETRAIN_NNLM_H
#define LMEV__PRETRAIN_NNLM_H
#include "lmev/nn.h"
#include "nn/adam.h"
#include "nn/adam_rows.h"
#include "nn/dense.h"
#include "nn/kernels.h"
#include "nn/matmul.h"
#include "pretrain/sampler.h"

typedef struct lmev__nnlm_params {
    uint32_t rows;    /* of the input table; the last one stands before every sentence */
    uint32_t classes; /* the last one is the end of a sentence */
    /* below this number rows and classes are the same tokens; the rows from here on all
     * have the class `known` */
    uint32_t known;
    uint32_t dim, context; /* context: up to LMEV_CONTEXT_MAX of lmev/pretrain.h */
    uint32_t n_hidden, units[LMEV_LAYERS_MAX]; /* relu layers; one of width D follows */
    bool direct;
    float dropout;
    lmev_precision precision; /* AUTO: bf16 where the processor has it */
    int threads;
    uint32_t batch_size, samples;
    double power, learning_rate, beta_1, beta_2, epsilon;
    uint64_t seed;
} lmev__nnlm_params;

/* Token rows of sentences, one after another, each ended by LMEV__END. */
#define LMEV__END UINT32_MAX
typedef struct lmev__running {
    const uint32_t *row; /* [n] */
    size_t n;            /* at most UINT32_MAX - 1 */
} lmev__running;

/* An epoch's order puts predictions with the same context together, as one row of the
 * network. It does so within windows of LMEV__WINDOW predictions (16 bytes of work space
 * each). A group has as many predictions as a batch would have by chance, at least two
 * and at most this many: one row has one dropout mask, and hundreds of first words under
 * one mask would make a noisy gradient. */
#define LMEV__TOGETHER 16
#define LMEV__WINDOW   ((size_t)1 << 23)

/* A prepared batch; the next one is prepared while one is trained. */
typedef struct lmev__nnlm_batch {
    size_t n;         /* predictions */
    uint32_t *target; /* [B] their classes ... */
    uint32_t *row_of; /* [B] ... and the index of each one's context */
    size_t n_rows;    /* contexts: rows of the network, at most n */
    /* [B, n] rows of the table, the nearest token first; neighbours differ, except after
     * LMEV__TOGETHER equal ones */
    uint32_t *context;
    uint32_t *first; /* [B + 1] offsets into label, per context */
    /* [B] indices of the targets among the candidates, context by context ... */
    uint32_t *label;
    uint32_t *n_own;    /* [B] ... those that only this context has come first */
    uint32_t *n_parts;  /* [n] parts of each place k: numbers k B to k B + n_parts[k] */
    uint32_t *part_row; /* [n B] table row of each part */
    uint32_t *part_of;  /* [B, n] part of each place of each context */
    uint32_t *at;       /* [n B + 1] offsets into having, per part */
    uint32_t *having;   /* [B n] contexts that have a part, in order, part by part */
    size_t n_touched;   /* distinct table rows of all parts ... */
    uint32_t *touched;  /* [n B] ... by first occurrence */
    uint32_t *touched_at, *touched_part; /* [n B + 1], [n B] parts of each of them */
    lmev__candidates candidates;
} lmev__nnlm_batch;

typedef struct lmev__nnlm_worker {
    float *sum_in;  /* [ld(U_1)] sum of parts; gradient of one */
    float *score;   /* [T, ld(S)] in bf16, and of an evaluation */
    float *q;       /* [T, ld(D)] before rounding */
    float *sum;     /* [D] gradient of one row */
    float *columns; /* [D, candidates of a piece] gradients of their rows */
} lmev__nnlm_worker;

typedef struct lmev__nnlm {
    lmev__nnlm_params p;
    const lmev__kernels *kern;
    lmev__team *team;
    int threads; /* members of the team */
    uint32_t S;
    lmev__adam_rows input, output; /* [rows, D], [C, E] */
    uint32_t *slot_of;             /* [rows] UINT32_MAX outside of touched */
    lmev__sampler sampler;
    lmev__dense dense;

    uint32_t ld_in, ld_q, ld_s;    /* ld(U_1), ld(D), ld(S) of nn/dense.h */
    lmev__matmul *part, *unpart;   /* T parts: p = e W_k;  de = dp W_k^T */
    lmev__matmuls part_mm;         /* dW_k [D, U_1] = e^T dp */
    lmev__matmul *score, *unscore; /* tile: s = q O^T + c;  dq = d O */
    uint32_t each;                 /* candidates per piece of their gradients */
    lmev__matmuls piece_mm[2];     /* [D, each] = q^T d_score [rows, each]; last */
    lmev__nnlm_worker *worker;     /* [threads] */

    void *x; /* act [n B, ld(D)] row of each part */
    /* [n B, ld(U_1)] the contribution of each part to the first layer, in float; then its
     * gradient, in act, where the gaps between rows may hold anything in bf16 */
    void *parts;
    float *no_bias;            /* [U_1] zeros */
    void *q;                   /* act [B, ld(D)] output of the dense layers */
    void *d_score;             /* act [B, ld(S)] */
    void *rows_out;            /* act [S, ld(D)] output rows of the candidates */
    float *bias_out;           /* [S] their biases minus log E */
    float *grad_out;           /* [S, E] */
    float *dx;                 /* [n B, D] gradients of parts */
    float *dq;                 /* [B, ld(D)] gradients of q */
    float *d_bias;             /* [B/T][S] bias gradients of the candidates */
    double *tile_loss;         /* [B/T] */
    lmev__nnlm_batch batch[2]; /* this one and the next */
    lmev__adam adam;
} lmev__nnlm;

/* count [classes]: how often each class is a target; read only here. Weights are drawn
 * from p->seed; an output bias begins at the log of the share of its class. */
lmev_status lmev__nnlm_new(lmev__nnlm **out, const lmev__nnlm_params *p,
                           const uint64_t *count, lmev_error *err);
void lmev__nnlm_free(lmev__nnlm *net);

/* Write the order of an epoch to order [text->n]: all of text once, as p.seed and the
 * epoch draw it. The sampler learns how often targets occur together in it. window:
 * LMEV__WINDOW, or less in tests. watch->stop is called once per window. ERR_NOMEM,
 * STOPPED. */
lmev_status lmev__nnlm_order(lmev__nnlm *net, const lmev__running *text, uint32_t epoch,
                             size_t window, uint32_t *order, const lmev_watch *watch,
                             lmev_error *err);
/* Train on the predictions text->row[order[0..n)] at this learning rate. next (n_next may
 * be 0) is prepared meanwhile; `prepared` says that this batch was. *loss is the sum of
 * the sampled loss over the batch. ERR_FAILED when it is not finite. */
lmev_status lmev__nnlm_step(lmev__nnlm *net, const lmev__running *text,
                            const uint32_t *order, size_t n, bool prepared,
                            const uint32_t *next, size_t n_next, double rate,
                            double *loss, lmev_error *err);
/* Mean of -log P(target) over all of text, by the softmax over all classes, without
 * dropout. */
lmev_status lmev__nnlm_evaluate(lmev__nnlm *net, const lmev__running *text, double *mean,
                                const lmev_watch *watch, lmev_error *err);
/* Bring all rows and moments up to the last step. */
void lmev__nnlm_settle(lmev__nnlm *net);
/* Refresh the rounded copies of the dense weights, after they were written. */
void lmev__nnlm_weights_changed(lmev__nnlm *net);

/* Gradients of the mean loss of a batch, for tests; no weight moves. They are left in
 * net->dense.grad and, for the candidates' rows, net->grad_out; those of the input rows
 * in table_grad [rows, D]. */
lmev_status lmev__nnlm_gradients(lmev__nnlm *net, const lmev__running *text,
                                 const uint32_t *order, size_t n, float *table_grad,
                                 double *loss, lmev_error *err);

/* Write the whole state to a file, and read it back bit for bit. note: the caller's text,
 * kept in the file; free it with lmev__free. ERR_FORMAT: the file is damaged;
 * ERR_MISMATCH: other shapes. */
lmev_status lmev__nnlm_save(lmev__nnlm *net, const char *path, const char *over,
                            lmev_str note, lmev_error *err);
lmev_status lmev__nnlm_load(lmev__nnlm *net, const char *path, char **note,
                            lmev_error *err);

/* shared by nnlm_batch.c, nnlm_step.c and nnlm_evaluate.c */
/* Prepare b for the predictions order[0..n) of step number `step`. One thread at a
 * time. */
void lmev__nnlm_prepare(lmev__nnlm *net, lmev__nnlm_batch *b, const lmev__running *text,
                        const uint32_t *order, size_t n, uint32_t step);
/* The context rows of the predictions order[0..n), or first + i when order is NULL. */
void lmev__nnlm_context(const lmev__nnlm *net, uint32_t *context, uint32_t *target,
                        const lmev__running *text, const uint32_t *order, size_t first,
                        size_t n);
/* The class of a row of running text as a target. */
static inline uint32_t lmev__nnlm_class(const lmev__nnlm *net, uint32_t row)
{
    return row == LMEV__END     ? net->p.classes - 1
           : row < net->p.known ? row
                                : net->p.known;
}
/* Forward pass of T contexts [T, n]: h and q, act with rows ld apart. x act [T, ld(n D)],
 * or NULL when the first layer is there already: in h[0] before dropout or, when it is
 * the only layer, in the worker's q. drop NULL: no dropout. h[l] are the hidden
 * layers. */
bool lmev__nnlm_tile_forward(lmev__nnlm *net, int me, const uint32_t *context,
                             size_t some, const void *x, void *const *h, void *q,
                             const lmev__drop *drop);

/* nnlm_input.c: the first layer by parts. Pieces of T parts are numbered place by
 * place. */
size_t lmev__nnlm_part_pieces(const lmev__nnlm *net, const lmev__nnlm_batch *b);
/* Compute piece i of the parts. Then sum the parts of contexts [first, first + some),
 * with ReLU, to act rows of h[0] or, without a hidden layer, to the worker's q. */
bool lmev__nnlm_parts(lmev__nnlm *net, int me, const lmev__nnlm_batch *b, size_t i);
void lmev__nnlm_add_parts(lmev__nnlm *net, int me, const lmev__nnlm_batch *b,
                          size_t first, size_t some, void *h);
/* Gradients of piece i from those of the first layer and of q. */
bool lmev__nnlm_parts_backward(lmev__nnlm *net, int me, const lmev__nnlm_batch *b,
                               size_t i);
/* Weight gradient of W_k and, unless now is NULL, Adam's step. */
bool lmev__nnlm_place_gradient(lmev__nnlm *net, int me, const lmev__nnlm_batch *b,
                               size_t k, const lmev__adam_step *now);
#endif
