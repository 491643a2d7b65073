/* lmev/file.h - output files that appear complete or not at all, and never replace the
 * input that they are made from.
 *
 * A file is written under a temporary name beside its place, .lmev.tmp-PID-N, and renamed
 * at the end. A kill, a full disk or a fault leaves the old file, so that nobody reads
 * half a file. */
#ifndef LMEV_FILE_H
#define LMEV_FILE_H

#include "lmev/base.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct lmev__out lmev_file;

/* Begin a file at path (copied). A new file gets the mode of the one that it replaces. A
 * symbolic link stays: the file that it points to is replaced or made. A device or a pipe
 * is written to directly. ERR_NOTFOUND: its folder does not exist. ERR_IO: path is a
 * folder, or cannot be written. */
LMEV_API lmev_status lmev_file_begin(lmev_file **out, const char *path, lmev_error *err);
/* Append n bytes, buffered. After an error (ERR_IO: the disk is full, ...) only abort may
 * follow. */
LMEV_API lmev_status lmev_file_write(lmev_file *file, const void *at, size_t n,
                                     lmev_error *err);
/* Bring the file to disk and give it its name. Takes file, also on failure. */
LMEV_API lmev_status lmev_file_publish(lmev_file *file, lmev_error *err);
LMEV_API void lmev_file_abort(lmev_file *file); /* NULL is fine */

/* Check that writing output (NULL: stdout) does not touch input ("-": stdin). ERR_PARAM:
 *   - both are the same file or folder, under whatever names (another path, a symbolic or
 *     a hard link);
 *   - output is a folder that holds input;
 *   - output is a file inside the folder input; for stdout this is allowed, as a listing
 *     of a folder may be written into it.
 * A path that does not exist, a pipe and a device pass every check. */
LMEV_API lmev_status lmev_file_apart(const char *output, const char *input,
                                     lmev_error *err);

#ifdef __cplusplus
}
#endif
#endif
