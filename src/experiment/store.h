/* store.h - the index over run directories: SQLite, the sqlite3 door.
 *
 * The directories are the truth; the index only spares reading thousands of JSON files
 * again. It lies at <folder>/index.sqlite; where it cannot be written the index is kept
 * in memory. */
#ifndef LMEV_EXPERIMENT_STORE_H
#define LMEV_EXPERIMENT_STORE_H
#include "lmev/experiment.h"

typedef struct lmev__store lmev__store;

/* Open the index below folder, made anew when it is absent, damaged or of another
 * program. ERR_NOTFOUND: no such folder. */
lmev_status lmev__store_open(lmev__store **out, const char *folder,
                             const lmev_watch *watch, lmev_error *err);
/* Bring it up to date with the directories (at most 6 levels deep, links not followed):
 * only metadata whose size or time changed are read. *n (may be NULL): runs found. */
lmev_status lmev__store_refresh(lmev__store *store, size_t *n, const lmev_watch *watch,
                                lmev_error *err);
/* All runs, by start, then path. */
lmev_status lmev__store_list(lmev__store *store, lmev_runs **out, lmev_error *err);
void lmev__store_close(lmev__store *store);
/* Remove the index files below folder; absent is fine. */
lmev_status lmev__store_remove(const char *folder, lmev_error *err);
#endif
