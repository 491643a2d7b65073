/* adam.h - Adam with Keras 2's meaning, and the lazy, exact form of it for table rows.
 *
 * Keras 2 (tf.keras.optimizers.Adam before 2.11; Kingma and Ba 2015, the form with
 * "epsilon hat"): at step s, counted from 1, with gradient g (zero for rows no title of
 * the batch has)
 *     m = b1 m + (1 - b1) g      v = b2 v + (1 - b2) g^2
 *     w = w - lr_s m / (sqrt(v) + eps)       lr_s = lr sqrt(1 - b2^s) / (1 - b1^s)
 * A row last brought up to date at step t0, with G steps missed since, has moved by
 *     - m0 sum_{k=1..G} A_k / (s0 u_k + eps)     A_k = lr_{t0+k} b1^k   u_k = b2^(k/2)
 * where s0 = sqrt(v0). Since u_k stays near 1 while b1^k still counts, write
 *     1 / (s0 u_k + eps) = 1/d * sum_p (q (1 - u_k))^p    d = s0 + eps   q = s0 / d <= 1
 * and the sum over k moves inside: M_p = sum_k A_k (1 - u_k)^p depends on (t0, G) alone,
 * not on the element. So replaying any number of missed steps costs one short polynomial
 * in q.
 *
 * The series is cut where its next term is below 2e-8 of the first (order 4 for the usual
 * betas), and k ends where b1^k < 1e-12: both below the rounding of one float step. Betas
 * for which order 8 does not reach that are replayed step by step. */
#ifndef LMEV__NN_ADAM_H
#define LMEV__NN_ADAM_H
#include "lmev/base.h"
#include "nn/kernels.h"

typedef struct lmev__adam {
    double lr, beta_1, beta_2, epsilon;
    uint32_t step; /* the current step, or the last one completed */
    /* the step that lmev__adam_replay brings a row to */
    uint32_t target;
    int order; /* of the series; 0: replay step by step */
    /* K, the largest k whose term matters */
    uint32_t horizon;
    size_t room;   /* steps that lr_at and far have room for */
    double *lr_at; /* [room] lr_s */
    float *far;    /* [room][LMEV__REPLAY_ORDER] M_p by t0, for gaps of K and more */
    float *near;   /* [K+1][LMEV__REPLAY_ORDER] M_p by gap, up to the target */
    double *power_1, *power_2; /* [K+2] beta^k */
} lmev__adam;

lmev_status lmev__adam_init(lmev__adam *a, double lr, double beta_1, double beta_2,
                            double epsilon, lmev_error *err);
void lmev__adam_release(lmev__adam *a);

/* Begin the next step. Rows are then replayed up to the step before it. */
lmev_status lmev__adam_begin(lmev__adam *a, lmev_error *err);
/* End the step. Rows are then replayed up to and including it. */
void lmev__adam_settle(lmev__adam *a);
/* Set the number of completed steps, after loading a checkpoint. */
lmev_status lmev__adam_goto(lmev__adam *a, uint32_t step, lmev_error *err);

/* Bring w[n] of a row that is current to step t0 <= target up to the target. With
 * `moments` also m and v; otherwise they stay at t0, and the caller accounts for the
 * gap. */
void lmev__adam_replay(const lmev__adam *a, const lmev__kernels *kern, float *w, float *m,
                       float *v, size_t n, uint32_t t0, bool moments);
/* The constants of the current step for a row whose moments are `gap` steps behind it. */
lmev__adam_step lmev__adam_now(const lmev__adam *a, uint32_t gap);
#endif
