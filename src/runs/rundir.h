/* rundir.h - the run directories of one version: finding them, making new ones. */
#ifndef LMEV__RUNS_RUNDIR_H
#define LMEV__RUNS_RUNDIR_H
#include "lmev/spec.h"

/* A run directory that some grid of ours began. */
typedef struct lmev__rundir {
    char *run_id, *path;
    char *model;       /* of a finished one; may be NULL */
    char val_rows[65]; /* likewise: equal where two val_loss can be compared; or "" */
    char key[65];      /* of the experiment in it */
    bool finished;     /* the figures below are known only then */
    double bac, bac_best, bac_last, training_took;
    double val_loss; /* of the weights kept; NaN: no validation rows */
} lmev__rundir;

typedef struct lmev__rundirs {
    size_t n, room;
    lmev__rundir *dir; /* by name */
} lmev__rundirs;

/* All of version_dir, finished or not. Folders whose JSON is damaged are reported through
 * watch and left out, so that their experiments run again beside them. JSON that cannot
 * be read for any other reason is an error. Call it with the grid's lock held: it removes
 * what a killed process left of an unborn run directory and of finished ones. */
lmev_status lmev__rundirs_scan(lmev__rundirs *out, const char *version_dir,
                               const lmev_watch *watch, lmev_error *err);
/* The one with this key, a finished one rather than another; NULL: none. Borrowed. */
const lmev__rundir *lmev__rundirs_find(const lmev__rundirs *dirs, const char *key);
void lmev__rundirs_clear(lmev__rundirs *dirs);

/* A new run directory NAME-VERSION-YYMMDD_HHMMSS-<trial>, local time, with its checkpoint
 * folder and the mark that says whose it is. It appears complete or not at all. An id
 * that is taken is tried again with the next second. */
lmev_status lmev__rundir_new(char **run_id, char **path, const char *version_dir,
                             const lmev_spec *spec, const char *model, uint32_t trial,
                             const char *key, lmev_error *err);
#endif
