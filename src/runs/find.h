/* find.h - the run directories below a folder. */
#ifndef LMEV__RUNS_FIND_H
#define LMEV__RUNS_FIND_H
#include "lmev/base.h"

/* The paths of run directories, each from the folder on; "." is the folder itself. */
typedef struct lmev__found {
    size_t n, room;
    char **below; /* [n] */
} lmev__found;

/* All run directories below folder, at most 6 levels deep, each once: behind a link too,
 * which may lead in a circle or out of the folder. A folder that cannot be read and
 * folders that are deeper are reported to watch. */
lmev_status lmev__find_runs(lmev__found *out, const char *folder, const lmev_watch *watch,
                            lmev_error *err);
void lmev__found_release(lmev__found *found);
#endif
