/* generations.h - the checkpoints of a training in a folder: their names, which of them
 * are kept, and from which one training goes on.
 *
 *   epoch-003.SUFFIX            after 3 whole epochs
 *   epoch-003-0000120.SUFFIX    stopped in the fourth, before its step 120 */
#ifndef LMEV__BASE_FOLDER_GENERATIONS_H
#define LMEV__BASE_FOLDER_GENERATIONS_H
#include "lmev/base.h"

/* What the files of one kind of training have in common. */
typedef struct lmev__generations {
    const char *suffix; /* ".ckpt" */
    size_t keep;        /* the newest ones that are kept besides that of the best epoch */
    bool (*ours)(const char *path); /* by its content; NULL: the name says enough */
} lmev__generations;

/* Is `name`, in a folder, the name of such a file? */
bool lmev__generation_named(const lmev__generations *kind, const char *name);
/* Where a generation lies; lmev__free it. NULL: out of memory. */
char *lmev__generation_path(const lmev__generations *kind, const char *dir,
                            uint32_t epoch, uint64_t step);
/* After the generation (epoch, step) was written: drop those that are neither among the
 * newest `keep` up to it nor the one after `best` whole epochs (0: none). With spare the
 * last one dropped gets that path, for the next generation to be written over its bytes.
 * A file that cannot be dropped stays, without a fault. */
void lmev__generations_prune(const lmev__generations *kind, const char *dir,
                             uint32_t epoch, uint64_t step, uint32_t best,
                             const char *spare);

/* Offer the generations of dir to load, the newest first. load returns OK: training goes
 * on from this one; ERR_FORMAT: it cannot be used, which is reported through watch, and
 * the one before it is offered; anything else ends the search with that status. *found is
 * false when none was good (a folder that is absent has none), *tried how many were
 * offered. */
typedef lmev_status lmev__generation_load(void *self, const char *path, lmev_error *err);
lmev_status lmev__generations_resume(const lmev__generations *kind, const char *dir,
                                     lmev__generation_load *load, void *self, bool *found,
                                     size_t *tried, const lmev_watch *watch,
                                     lmev_error *err);
#endif
