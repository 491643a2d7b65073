/* lmev/grid.h - run the models x trials of a spec. */
#ifndef LMEV_GRID_H
#define LMEV_GRID_H

#include "lmev/hub.h"
#include "lmev/spec.h"

#ifdef __cplusplus
extern "C" {
#endif

/* A model and its finished trials: one line of the resulting table. */
typedef struct lmev_grid_row {
    char *model;
    uint32_t n_trials, n_failed;
    double bac_mean, bac_sd; /* of the kept weights; sd is NaN below 2 trials */
    double bac_best_mean, bac_last_mean;
    double seconds_mean; /* of training */
} lmev_grid_row;

typedef struct lmev_grid {
    size_t n;
    lmev_grid_row *row;                  /* in the order of the spec */
    uint32_t n_run, n_skipped, n_failed; /* experiments of this call */
    char *folder;                        /* experiments/<version> below out */
    char *best_classifier;               /* folder, or NULL */
} lmev_grid;

/* All members may be zero. */
typedef struct lmev_grid_options {
    const lmev_hub_options
        *hub;  /* where pretrained models are; NULL: the default cache */
    bool pull; /* download what is missing */
    /* Called in the calling thread before each experiment begins. The peak of memory that
     * an experiment records is that of the process: a program that wants the peak of the
     * experiment alone resets the counter of the process here. */
    void (*before_experiment)(void *self);
    void *self;
} lmev_grid_options;

/* Run the unfinished experiments of a grid.
 *
 * out: the folder for experiments and classifiers; "." is the current folder. options,
 * watch: may be NULL. *grid is also written with ERR_FAILED: an experiment failed, was
 * recorded as failed, and the others ran. LMEV_STOPPED: watch->stop returned true; the
 * same call resumes. ERR_BUSY: another process runs this grid. ERR_NOTFOUND, before any
 * work: a model is not on this machine. */
LMEV_API lmev_status lmev_grid_run(lmev_grid **grid, const lmev_spec *spec,
                                   const char *out, const lmev_grid_options *options,
                                   const lmev_watch *watch, lmev_error *err);
LMEV_API void lmev_grid_free(lmev_grid *grid);

#ifdef __cplusplus
}
#endif
#endif
