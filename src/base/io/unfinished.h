/* unfinished.h - what must not stay when the process leaves at once: files and folders
 * under temporary names, which lmev_abandon (lmev/base.h) removes. And what would be
 * lost: training that is in no checkpoint yet.
 *
 * The list has a fixed number of places and needs no memory, since a signal handler reads
 * it. What finds no place is only missed by lmev_abandon, never by the usual clean-up. */
#ifndef LMEV__BASE_IO_UNFINISHED_H
#define LMEV__BASE_IO_UNFINISHED_H
#include <stdbool.h>

/* From now on lmev_abandon removes the file or folder at path, which is borrowed until
 * lmev__unfinished_done has been called with the same pointer. */
void lmev__unfinished_add(const char *path);
/* The same for a folder that may be another writer's: it is removed only when it is
 * empty. */
void lmev__unfinished_add_empty(const char *path);
/* NULL and a path that was never added are fine. Waits for ever once lmev_abandon runs in
 * another thread: the process is about to end, and the path is being read. */
void lmev__unfinished_done(const char *path);

/* lmev_unsaved is true while any *mine is, of all sessions of training in this
 * process. */
void lmev__unsaved_set(bool *mine, bool is);
#endif
