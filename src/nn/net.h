/* net.h - the inside of lmev_net, shared by the files of nn/.
 *
 * B = rows of a batch, padded to whole tiles   T = rows of a tile   D = width of the table
 * C = classes   "act" arrays hold bf16 bits, or float when the net is wide (f32), as in dense.h.
 *
 * A step has three stages with a barrier between them, each a list of pieces that threads
 * take as they come free:
 *   1  rows of the table that the batch touches are brought up to date;
 *   2  tiles of T titles go forward, through the loss, and backward, staying in the cache;
 *   3  weight gradients by blocks of columns, each followed at once by its Adam update, and
 *      the touched rows, each with its gradient and its update.
 * Pieces and the order of additions in them depend on shapes alone, never on the number
 * of threads; so neither do results. */
#ifndef LMEV__NN_NET_H
#define LMEV__NN_NET_H
#include "lmev/nn.h"
#include "nn/adam.h"
#include "nn/adam_rows.h"
#include "nn/dense.h"
#include "nn/kernels.h"

/* The distinct table rows of a batch, and where each occurs. */
typedef struct lmev__touched {
    size_t n;           /* distinct rows */
    uint32_t *row;      /* [n] in order of first occurrence */
    uint32_t *at;       /* [n+1] offsets into place */
    uint32_t *place;    /* [tokens] places in the batch, in order */
    float *weight;      /* [tokens] of each place; unused when bags have no weights */
    uint32_t *slot;     /* [tokens] number in row of each token of the batch */
    size_t room_tokens; /* of place, slot, row, at - 1 */
} lmev__touched;

/* Scratch memory of one thread. */
typedef struct lmev__worker {
    float *score; /* [T, ld(C)] scores of a tile: in bf16, and forward */
    float *sum;   /* [D] */
    void *x;      /* act [T, ld(D)]: forward only */
    void *h[2];   /* act [T, ld(max U)]: forward only */
} lmev__worker;

struct lmev_net {
    lmev_net_params p;
    const lmev__kernels *kern;
    bool train, owns_table;
    /* rows before training, borrowed; NULL: drawn from the seed, or not known */
    const float *initial;
    bool initial_known; /* the rows before training can be computed again */
    bool rewritten;     /* the caller has written weights, so all rows may have moved */
    lmev__team *team;
    int threads;  /* members of the team */
    bool refused; /* weights could not be packed; the next evaluation reports it */
    uint32_t ld_x, ld_score; /* ld(D), ld(C) of dense.h */

    lmev__adam_rows table; /* [rows, D]; moments where it is trained */
    lmev__dense dense;
    lmev__worker *worker; /* [threads] */

    /* one batch, training only */
    void *x;                  /* act [B, ld(D)] */
    float *dx;                /* [B, D] gradient of x */
    double *tile_loss;        /* [B/T] */
    float *scale;             /* [B] what the sum of a bag is multiplied by */
    lmev__touched touched[2]; /* of this batch and of the next one */
    uint32_t *slot_of;        /* [rows] place in touched, UINT32_MAX outside */
    lmev__adam adam;
};

/* Train on one batch. next (n_next may be 0) is prepared meanwhile; when prepared is
 * true, touched[0] has been prepared for row already. *loss is the sum over rows. With
 * table_grad, [rows, D] zeroed by the caller, the gradients are left in net->dense.grad
 * and table_grad, and no weight moves. */
lmev_status lmev__net_batch(lmev_net *net, const lmev_bags *bags, const uint32_t *label,
                            const uint32_t *row, size_t n, bool prepared,
                            const uint32_t *next, size_t n_next, float *table_grad,
                            double *loss, lmev_error *err);
/* Gradients of the mean loss of a batch, for tests: grad[i] has the shape of tensor i of
 * lmev_net_tensor. Dropout is drawn as in the next step; no weight moves. */
lmev_status lmev__net_gradients(lmev_net *net, const lmev_bags *bags,
                                const uint32_t *label, const uint32_t *row, size_t n,
                                double *loss, float *const *grad, lmev_error *err);
/* Refresh the copies of the dense weights that matmuls read, after the weights have
 * changed. */
void lmev__net_refresh(lmev_net *net);
/* Row r as it was before training; initial_known must be true. */
void lmev__net_initial_row(const lmev_net *net, uint64_t r, float *row);
/* Bring all rows of the table and their moments up to the last step. */
void lmev__net_settle(lmev_net *net);

/* x[j] of n bags bags->[row[i]] (row NULL: first + i) into act [n, ld(D)]; scale may be
 * NULL. */
void lmev__gather_rows(const lmev_net *net, lmev__worker *w, void *x,
                       const lmev_bags *bags, const uint32_t *row, size_t first, size_t n,
                       float *scale);
/* Train on the batch of bags row[0..n). *loss is the mean over the batch. */
lmev_status lmev__net_step(lmev_net *net, const lmev_bags *bags, const uint32_t *label,
                           const uint32_t *row, size_t n, float *loss, lmev_error *err);
#endif
