/* find.h - run directories below a folder, and a stamp of each that tells when to read it
 * again. */
#ifndef LMEV__RUNS_FIND_H
#define LMEV__RUNS_FIND_H
#include "lmev/base.h"

#define LMEV__STAMP_ROOM 128

typedef struct lmev__found {
    char *below; /* path from the folder; "." for the folder itself */
    char stamp[LMEV__STAMP_ROOM];
    bool known; /* for the index */
} lmev__found;

typedef struct lmev__found_list {
    size_t n, room;
    lmev__found *at; /* by path, bytewise */
} lmev__found_list;

/* All run directories below folder, at most 6 levels deep, each once: behind a link too,
 * which may lead in a circle or out of the folder. A folder that cannot be read and
 * folders that are deeper are reported to watch. */
lmev_status lmev__find_runs(lmev__found_list *out, const char *folder,
                            const lmev_watch *watch, lmev_error *err);
void lmev__found_clear(lmev__found_list *list);
#endif
