/* io.h - the one door to files: reading and mapping them, and writing so that a kill, a
 * full disk or a power cut leaves either the old file or the new one.
 *
 * Publishing: a unique temporary name (temporary.h) in the same folder -> write -> fsync
 * -> close checked -> rename -> fsync of the folder. A failed step removes the temporary
 * file. After a failed fsync the file is thrown away, never synced again. All system
 * calls that can fail go through here, so that tests can fail the k-th of them. */
#ifndef LMEV__BASE_IO_IO_H
#define LMEV__BASE_IO_IO_H
#include <sys/types.h>

#include "lmev/base.h"
#include "lmev/file.h" /* lmev_file_apart, for all rooms */

/* A read-only mapping of a whole regular file (an empty file has n 0). */
typedef struct lmev__map {
    const char *at;
    size_t n;
    int file;      /* the descriptor + 1, kept for private copies; 0: none */
    bool borrowed; /* bytes of the caller's, no mapping: closing leaves them alone */
} lmev__map;
lmev_status lmev__map_open(lmev__map *m, const char *path, lmev_error *err);
/* A second mapping of the same file whose bytes may be written to (through a cast): a
 * page is copied when it is first written, the file stays. False: refused by the
 * system. */
bool lmev__map_private(lmev__map *copy, const lmev__map *m);
/* Drops the resident pages of the mapping (MADV_DONTNEED). They are read from the file
 * again when they are needed. */
void lmev__map_rest(const lmev__map *m);
void lmev__map_close(lmev__map *m);

/* The whole file, NUL-terminated (*n without it); ERR_FORMAT above max bytes. lmev__free
 * it. */
lmev_status lmev__read_file(char **text, size_t *n, const char *path, size_t max,
                            lmev_error *err);

/* The SHA-256 of a file, in hexadecimal digits. */
lmev_status lmev__sha256_file(const char *path, char hex[65], lmev_error *err);

/* A file being written. begin .. write* .. publish, or abort at any moment. */
typedef struct lmev__out lmev__out;
lmev_status lmev__out_begin(lmev__out **out, const char *path, lmev_error *err);
/* The same, over the bytes of a file `old` that is not needed any more (NULL or absent:
 * none), which gets the temporary name. Its pages are in memory, and overwriting them is
 * many times faster than allocating new ones. */
lmev_status lmev__out_begin_over(lmev__out **out, const char *path, const char *old,
                                 lmev_error *err);
lmev_status lmev__out_write(lmev__out *out, const void *at, size_t n,
                            lmev_error *err); /* buffered */
/* For files that appear together: sync each to disk, which shows a full disk before the
 * first is published; then drop the files that they replace. */
lmev_status lmev__out_sync(lmev__out *out, lmev_error *err);
lmev_status lmev__out_drop_old(lmev__out *out, lmev_error *err); /* absent is fine */
/* Rewrite the first n bytes of a file before it is published: a head whose contents are
 * known only at the end. At least n bytes were written, and the file is seekable. */
bool lmev__out_seekable(const lmev__out *out); /* not a device or a pipe */
lmev_status lmev__out_rewrite(lmev__out *out, const void *at, size_t n, lmev_error *err);
/* Takes out, also on failure. The new file gets the mode of the one that it replaces. A
 * symbolic link at the path stays: the file that it points to is replaced or made. A
 * device or a pipe is written to directly. */
lmev_status lmev__out_publish(lmev__out *out, lmev_error *err);
void lmev__out_abort(lmev__out *out); /* NULL is fine */
/* begin, write and publish in one call. */
lmev_status lmev__write_file(const char *path, const void *at, size_t n, lmev_error *err);
/* A file of a folder that nobody reads yet (folder.h): written in place and not brought
 * to disk, which lmev__sync_file_system does for all of them at once: of the 90 files of
 * a report in 0.02 s, where each by itself takes 1 s. */
lmev_status lmev__write_unsynced(const char *path, const void *at, size_t n,
                                 lmev_error *err);
lmev_status lmev__sync_file_system(const char *folder, lmev_error *err);

/* A file that only grows (event logs): opened or created, each write goes out whole. */
typedef struct lmev__log lmev__log;
lmev_status lmev__log_open(lmev__log **log, const char *path, lmev_error *err);
lmev_status lmev__log_write(lmev__log *log, const void *at, size_t n, lmev_error *err);
/* Cut the file after its first n bytes; a shorter file stays as it is. */
lmev_status lmev__log_cut(lmev__log *log, uint64_t n, lmev_error *err);
lmev_status lmev__log_sync(lmev__log *log, lmev_error *err); /* bring it to disk */
lmev_status lmev__log_close(lmev__log *log,
                            lmev_error *err); /* takes log, also on failure */

lmev_status lmev__mkdirs(const char *path,
                         lmev_error *err); /* like mkdir -p, parents synced */
lmev_status lmev__remove_file(const char *path, lmev_error *err); /* absent is fine */
lmev_status lmev__rename(const char *from, const char *to,
                         lmev_error *err); /* and syncs the folder of `to` */
/* Swap two names in one folder atomically (RENAME_EXCHANGE). Where the file system cannot
 * do that, the two are renamed one after the other through the unused name `spare`. */
lmev_status lmev__exchange(const char *a, const char *b, const char *spare,
                           lmev_error *err);
lmev_status lmev__sync_dir(const char *path, lmev_error *err);
void lmev__remove_empty_dir(const char *path); /* one that is not empty stays, silently */
/* ERR_IO "No space left ..." unless the file system of an existing path has room for so
 * many bytes. */
lmev_status lmev__check_room(const char *path, const char *source, uint64_t bytes,
                             lmev_error *err);
bool lmev__is_file(const char *path);
bool lmev__is_dir(const char *path);
/* Names in a folder, sorted bytewise, without "." and ".."; free each and the array. */
lmev_status lmev__list_dir(char ***names, size_t *n, const char *path, lmev_error *err);
void lmev__free_names(char **names, size_t n);
/* "a/b" from "a" and "b" (b alone when absolute or a is "" or "."); NULL when out of
 * memory. */
char *lmev__path_join(const char *a, const char *b);
char *lmev__path_dir(const char *path); /* "a" of "a/b", "." of "b" */
/* The target of path if its last part is a symbolic link (the target need not exist);
 * else path itself. NULL when out of memory. */
char *lmev__followed(const char *path);

/* An advisory lock on a file, held until close or death. ERR_BUSY when another has it.
 * The holder may remove the file before it drops the lock. */
typedef struct lmev__lock lmev__lock;
lmev_status lmev__lock_take(lmev__lock **lock, const char *path, lmev_error *err);
/* The same on an existing folder, which may be renamed while the lock is held. Where the
 * file system has no such locks (NFS), the lock counts as taken. */
lmev_status lmev__lock_folder(lmev__lock **lock, const char *path, lmev_error *err);
void lmev__lock_drop(lmev__lock *lock);
/* Is the file or folder at path still the one that is locked? If somebody removed or
 * moved it, another process could take a lock at the same path. */
bool lmev__lock_holds(const lmev__lock *lock, const char *path);

/* Plain reading: open for reading (O_CLOEXEC), read (again after EINTR). Results and
 * errno are those of the system calls. */
int lmev__sys_open(const char *path);
/* The same, but does not wait for a writer if path is a named pipe: read after poll has
 * reported input, or a hang-up, which comes after the first writer. */
int lmev__sys_open_pipe(const char *path);
ssize_t lmev__sys_read(int fd, void *at, size_t n);
void lmev__close_quietly(int fd); /* for files that were read: no result, -1 is fine */

/* For tests: the k-th file operation from now fails with errnum (forever: all after it
 * too); k < 0 ends it. */
void lmev__test_fail_io(long k, int errnum, bool forever);
#endif
