/* temporary.h - names for files while they are written, and removing those that a killed
 * process left. */
#ifndef LMEV__BASE_IO_TEMPORARY_H
#define LMEV__BASE_IO_TEMPORARY_H
#include "lmev/base.h"

/* A new name in the folder of path, .lmev.tmp-PID-N; NULL: out of memory. lmev__free
 * it. */
char *lmev__temporary_name(const char *path);
/* Is this the name (without a folder) of a file that lmev is writing, or was? */
bool lmev__is_temporary(const char *name);
/* Lock the temporary file fd, which was opened at path, until it is closed. False:
 * somebody has removed it in the meantime, or is about to. */
bool lmev__temporary_hold(int fd, const char *path);
/* Remove the temporary files that no living process writes. A folder that is absent or
 * may not be read is fine. */
lmev_status lmev__sweep_temporaries(const char *folder, lmev_error *err);
/* The same for the folder of a file that is about to be written. */
lmev_status lmev__sweep_beside(const char *path, lmev_error *err);
#endif
