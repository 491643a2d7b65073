/* checkpoint.h - where an experiment stands, and its way to disk and back.
 *
 * <run dir>/checkpoint/ holds, while the experiment is not finished:
 *   experiment.json            whose folder this is (rundir.c)
 *   epoch-003.ckpt             after 3 whole epochs
 *   epoch-003-0000120.ckpt     stopped in the fourth, before its step 120
 *   curves.bin                 the curves, of as many epochs or more (curves.h)
 * A checkpoint is lmev_net_save's file, with the position below as its note. Kept are the
 * two newest and that of the best epoch, so weights worth keeping live on disk and never
 * twice in memory. */
#ifndef LMEV__RUNS_SESSION_CHECKPOINT_H
#define LMEV__RUNS_SESSION_CHECKPOINT_H
#include "lmev/nn.h"
#include "runs/session/curves.h"

#define LMEV__CHECKPOINT_DIR  "checkpoint"
#define LMEV__CHECKPOINT_MARK "experiment.json"

typedef struct lmev__position {
    lmev_epoch at; /* at.epoch epochs are done; the rest is inside the one under way */
    lmev__curves curve; /* curve.n is at.epoch */
    double started_at;  /* of the first session, seconds since 1970 */
    uint32_t n_resumed;
    struct {
        double read, tokenize, train, evaluate, checkpoint, all;
    } seconds; /* of all sessions so far; all: the training loop as a whole */
} lmev__position;

lmev_status lmev__position_init(lmev__position *p, uint32_t epochs, lmev_error *err);
void lmev__position_release(lmev__position *p); /* zeroed is fine */
/* Back to before the first epoch; times, started_at and n_resumed stay. */
void lmev__position_rewind(lmev__position *p);
/* The position as JSON text on one line (lmev__free it); of the curves it has the number
 * of epochs and their checksum alone. */
lmev_status lmev__position_text(const lmev__position *p, const char *key, char **text,
                                lmev_error *err);
/* And back, with the curves from the file at curves_path (NULL: they are not wanted).
 * Reading checks everything: ERR_FORMAT for a note or a file of curves that is damaged or
 * does not fit, ERR_MISMATCH for another key. The position needs its room. */
lmev_status lmev__position_read(lmev__position *p, const char *key, const char *text,
                                const char *source, const char *curves_path,
                                lmev_error *err);

/* What early stopping knows after n epochs; a pure function of the curve, so a resumed
 * run cannot disagree. Keras' EarlyStopping on val_loss with min_delta 0: an epoch counts
 * as better only when it is strictly lower (the first of equals stays best), and training
 * is over when max(patience, 1) epochs in a row were not. NaN is never better. */
typedef struct lmev__patience {
    uint32_t best; /* 1-based epoch of the lowest value; 0: none */
    uint32_t wait; /* epochs since */
    bool over;
    double lowest; /* val_loss of the best */
} lmev__patience;
lmev__patience lmev__patience_of(const double *val_loss, uint32_t n, uint32_t patience);
/* What it knows after one epoch more. */
void lmev__patience_add(lmev__patience *p, double val_loss, uint32_t patience);

/* Write the checkpoint of *p into dir, then drop those no longer needed: all but the two
 * newest and the one after `best` whole epochs (0: none). A file that cannot be dropped
 * is no error. */
lmev_status lmev__checkpoint_save(const char *dir, lmev_net *net, const lmev__position *p,
                                  const char *key, uint32_t best, lmev_error *err);
/* Go on from the newest checkpoint that can be used; unusable ones are reported through
 * watch.
 * *found is false when there is none, and *tried how many were there: after a failed try
 * the net holds anything. Fails only when out of memory. */
lmev_status lmev__checkpoint_resume(const char *dir, lmev_net *net, lmev__position *p,
                                    const char *key, bool *found, size_t *tried,
                                    const lmev_watch *watch, lmev_error *err);
/* Only the weights after `epoch` whole epochs; an unusable file is ERR_FORMAT. */
lmev_status lmev__checkpoint_weights(const char *dir, lmev_net *net, const char *key,
                                     uint32_t epoch, lmev_error *err);
/* Remove what a kill left half-written; clear: checkpoints too. The mark stays, and so
 * does what is not ours. */
lmev_status lmev__checkpoint_sweep(const char *dir, lmev_error *err);
lmev_status lmev__checkpoint_clear(const char *dir, lmev_error *err);
/* Remove all that is ours, and the folder if nothing else is in it. */
lmev_status lmev__checkpoint_remove(const char *dir, lmev_error *err);
#endif
