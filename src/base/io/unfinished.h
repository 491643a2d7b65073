/* unfinished.h - a list of what lmev_abandon (lmev/base.h) removes when the process ends
 * at once: files and folders under temporary names. Also whether training would be lost
 * that is in no checkpoint yet.
 *
 * The list has a fixed number of places and needs no memory, since a signal handler reads
 * it. lmev_abandon misses what finds no place; the usual clean-up does not. */
#ifndef LMEV__BASE_IO_UNFINISHED_H
#define LMEV__BASE_IO_UNFINISHED_H
#include <stdbool.h>

/* From now on lmev_abandon removes the file or folder at path, which is borrowed until
 * lmev__unfinished_done has been called with the same pointer. */
void lmev__unfinished_add(const char *path);
/* The same for a folder that another process may be writing: it is removed only if it is
 * empty. */
void lmev__unfinished_add_empty(const char *path);
/* NULL and a path that was never added are fine. If lmev_abandon runs in another thread,
 * this never returns: the process is about to end, and the path is being read. */
void lmev__unfinished_done(const char *path);

/* lmev_unsaved is true while any *mine is, of all sessions of training in this
 * process. */
void lmev__unsaved_set(bool *mine, bool is);
#endif
