/* position.h - where a pretraining stands, and its way to disk and back.
 *
 * <folder>.state/ holds, while the model is not written:
 *   epoch-003.state            after 3 whole epochs
 *   epoch-003-0000120.state    stopped in the fourth, before its step 120
 * A file is lmev__nnlm_save's, with the position as its note. Kept are the newest and
 * that of the best epoch. All that chance draws is keyed by (seed, epoch, step), so the
 * position and the network are the whole state. */
#ifndef LMEV__PRETRAIN_POSITION_H
#define LMEV__PRETRAIN_POSITION_H
#include "base/folder/owned.h"
#include "pretrain/nnlm.h"

#define LMEV__PRELOCK "lock" /* held while a process trains in the folder */

/* The files of such a folder; each is recognised by its content. */
extern const lmev__owned lmev__pretrain_position_owned;

typedef struct lmev__curve_point {
    double loss;       /* mean sampled loss of the epoch's predictions */
    double perplexity; /* of the held-out part after the epoch */
    double seconds;    /* since the beginning, over all sessions */
} lmev__curve_point;

typedef struct lmev__pretrain_position {
    uint32_t epoch; /* epochs completed and evaluated */
    uint64_t step;  /* steps completed in the current epoch */
    double loss_sum;
    uint64_t seen;            /* predictions behind loss_sum */
    lmev__curve_point *curve; /* [room] of which `epoch` are filled */
    uint32_t room, resumed;
    double seconds; /* of all sessions so far */
} lmev__pretrain_position;

lmev_status lmev__pretrain_position_init(lmev__pretrain_position *p, uint32_t epochs,
                                         lmev_error *err);
void lmev__pretrain_position_release(lmev__pretrain_position *p);
/* The 1-based epoch with the lowest perplexity, the first of equals; 0: none yet. */
uint32_t lmev__pretrain_position_best(const lmev__pretrain_position *p);

/* Save into dir, then remove the files that are no longer needed. */
lmev_status lmev__pretrain_position_save(const char *dir, lmev__nnlm *net,
                                         const lmev__pretrain_position *p,
                                         const char *key, lmev_error *err);
/* Resume from the newest usable file; damaged ones are reported through watch. *found is
 * false when there is none, and *tried how many were there: after a failed try the
 * network holds anything. ERR_MISMATCH: it has another key. */
lmev_status lmev__pretrain_position_resume(const char *dir, lmev__nnlm *net,
                                           lmev__pretrain_position *p, const char *key,
                                           bool *found, size_t *tried,
                                           const lmev_watch *watch, lmev_error *err);
/* Load the network as it was after `epoch` epochs. */
lmev_status lmev__pretrain_position_weights(const char *dir, lmev__nnlm *net,
                                            uint32_t epoch, lmev_error *err);
#endif
