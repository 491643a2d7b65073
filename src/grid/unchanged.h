/* unchanged.h - whether the files of an opened model are still what they were. */
#ifndef LMEV__GRID_UNCHANGED_H
#define LMEV__GRID_UNCHANGED_H
#include "lmev/lm.h"

typedef struct lmev__marks lmev__marks;

/* Remember device, inode, size and time of change of the file, or of all files of the
 * folder, four folders deep. */
lmev_status lmev__marks_new(lmev__marks **out, const char *path, lmev_error *err);
/* Forget those that lm was not read from. */
void lmev__marks_narrow(lmev__marks *marks, const lmev_lm *lm);
/* ERR_FAILED, with the file's name: one was written over or cut. A file that is gone or
 * has another inode was replaced whole, and what is mapped is still the old one. NULL:
 * LMEV_OK. */
lmev_status lmev__marks_compare(const lmev__marks *marks, lmev_error *err);
void lmev__marks_free(lmev__marks *marks); /* NULL is fine */
#endif
