/* store.h - the index over run directories: SQLite, the sqlite3 door.
 *
 * The directories are the truth; the index only spares reading thousands of JSON files
 * again. It lies at <folder>/index.sqlite; where it cannot be written, or a file that is
 * not ours has the name, the index is kept in memory. */
#ifndef LMEV__RUNS_STORE_H
#define LMEV__RUNS_STORE_H
#include "runs/facts.h"

/* What is known of all runs below folder, by start, then path. The index is made anew
 * when it is absent or, being ours, damaged, and brought up to date: only metadata whose
 * file changed are read. watch hears of what is wrong with it. ERR_NOTFOUND: no such
 * folder. */
lmev_status lmev__store_facts(lmev__facts_list *out, const char *folder,
                              const lmev_watch *watch, lmev_error *err);
/* Remove the index files below folder; absent is fine. ERR_IO when they are not ours. */
lmev_status lmev__store_remove(const char *folder, lmev_error *err);
#endif
