/* trial.h - one experiment in its run directory, from where it stands to its end. */
#ifndef LMEV__GRID_TRIAL_H
#define LMEV__GRID_TRIAL_H
#include "base/io/io.h"
#include "grid/tokenized.h"

typedef struct lmev__trial {
    const lmev_spec *spec;
    const lmev__grid_model *model;
    lmev__corpus *corpus;     /* gives views, and its costs not charged yet */
    uint32_t trial;           /* 0-based */
    uint64_t seed;            /* of weights, order and dropout */
    int threads;              /* resolved */
    lmev_precision precision; /* resolved */
    const char *key, *run_id, *version_dir, *run_dir, *log_dir;
    const lmev__lock *lock; /* of the version, at lock_path: whoever has it writes here */
    const char *lock_path;
    const char *title; /* "experiment 3/8 scratch128n trial 1", for messages */
    /* Where a classifier goes, NULL: nowhere. It is written there when this trial's
     * val_loss is below the bar, or always when the bar is NaN. */
    const char *classifier_dir;
    double val_loss_bar;
    const char *val_rows; /* tells the rows and classes that val_loss is of */
} lmev__trial;

typedef struct lmev__outcome {
    double bac, bac_best, bac_last; /* test rows: weights kept, of best and last epoch */
    double val_loss;                /* of the weights kept */
    double training_took;           /* seconds, over all sessions */
    uint32_t n_epochs, best_epoch, kept_epoch;
    bool classifier; /* written to classifier_dir */
} lmev__outcome;

/* What the spec says of the network and its training; the table, the classes and the seed
 * are the default's. */
lmev_net_params lmev__net_params_of(const lmev_spec *spec);

/* Run it from where it stands, to the end: the metadata are there when this returns
 * LMEV_OK. LMEV_STOPPED: the position is saved. ERR_BUSY: somebody has removed the lock,
 * so that another process may be at this experiment; nothing more is written. After any
 * other failure what was saved stays, and the next call goes on from there; it is the
 * caller who notes the failure (lmev__trial_failed). */
lmev_status lmev__trial_run(const lmev__trial *t, lmev__outcome *out,
                            const lmev_watch *watch, lmev_error *err);
/* Is the lock still there? ERR_BUSY: no. */
lmev_status lmev__trial_locked(const lmev__lock *lock, const char *lock_path,
                               lmev_error *err);
/* Note the failure in the run directory. */
lmev_status lmev__trial_failed(const lmev__trial *t, const lmev_error *why,
                               lmev_error *err);
#endif
