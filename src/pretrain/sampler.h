/* sampler.h - which classes a step of training scores: sampled softmax with shared
 * candidates.
 *
 * A batch of B predictions shares one set of S different classes: first its own targets,
 * then classes drawn with probability q until there are S. With u how often a class comes
 * among the targets (lmev__sampler_targets) and T draws, it is in the set with
 * probability about
 *     E = 1 - (1 - u)^B (1 - q)^T
 * and the softmax over the set, of score - log E, has the full softmax's gradient on
 * average (Bengio and Senecal 2008; the same form as TensorFlow's sampled_softmax_loss,
 * where the targets of the batch are no part of the set). Every row's target is in the
 * set once, so there are no accidental hits. That holds if a prediction's own context
 * says nothing about the rest of the set; but predictions with the same context come
 * together, as one row, and the targets of one are likely followers for the others. So a
 * class that is there for one row's targets alone is none of the others' candidates in
 * that row: they go without it. Where S reaches half the classes all are taken: E = 1,
 * and this is the full softmax. */
#ifndef LMEV__PRETRAIN_SAMPLER_H
#define LMEV__PRETRAIN_SAMPLER_H
#include "lmev/base.h"

typedef struct lmev__sampler {
    uint32_t C; /* classes */
    uint32_t S; /* candidates per step: all classes, or a multiple of 32 */
    bool all;
    uint32_t *cut;   /* [C] Walker's alias table: class c keeps a draw below cut[c] ... */
    uint32_t *alias; /* [C] ... and gives the others to alias[c] */
    float *miss_u;   /* [C] log(1 - u), from the last lmev__sampler_targets */
    float *miss_q;   /* [C] log(1 - q) */
    uint32_t *slot_of; /* [C] UINT32_MAX between calls */
    uint64_t seed;
} lmev__sampler;

typedef struct lmev__candidates {
    uint32_t *class_of; /* [S] distinct classes, the batch's targets first */
    float *log_e;       /* [S] */
    uint32_t *slot;     /* [B] place of each target in class_of */
    /* [S] the only row that has the class as a target; UINT32_MAX: the class would be in
     * the set without any one row */
    uint32_t *only;
} lmev__candidates;

/* count [C]: how often each class is a target in an epoch. q is proportional to
 * max(count, 1)^power. samples: S before it is rounded up. */
lmev_status lmev__sampler_init(lmev__sampler *s, const uint64_t *count, uint32_t C,
                               uint32_t samples, double power, uint64_t seed,
                               lmev_error *err);
/* Set u to count [C] / n. Targets that occur together, like the chunks of an epoch's
 * order, count as one: then count is the number of chunks that have the class. */
void lmev__sampler_targets(lmev__sampler *s, const uint64_t *count, uint64_t n);
void lmev__sampler_release(lmev__sampler *s);
/* Draw the candidates of step number `step` for n targets, at most S distinct ones, of
 * rows row_of. */
void lmev__sampler_fill(lmev__sampler *s, lmev__candidates *c, const uint32_t *target,
                        const uint32_t *row_of, size_t n, uint32_t step);
#endif
