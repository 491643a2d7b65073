/* lmev/file.h - files that appear complete or not at all, and that are never their own
 * source.
 *
 * A file is written under a temporary name beside its place, .lmev.tmp-PID-N, and renamed
 * at the end: a kill, a full disk or a fault leaves the old file. Nobody reads half of
 * one. */
#ifndef LMEV_FILE_H
#define LMEV_FILE_H

#include "lmev/base.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct lmev__out lmev_file;

/* Begin a file at path (copied). A file that is there hands its mode on; a symbolic link
 * stays, and the file that it leads to is replaced or made; a device or a pipe is written
 * as it is. ERR_NOTFOUND: its folder is absent. ERR_IO: path is a folder, or cannot be
 * written to. */
LMEV_API lmev_status lmev_file_begin(lmev_file **out, const char *path, lmev_error *err);
/* Append n bytes, buffered. ERR_IO: the disk is full, ...; only abort may follow. */
LMEV_API lmev_status lmev_file_write(lmev_file *file, const void *at, size_t n,
                                     lmev_error *err);
/* Bring the file to disk and give it its name. Takes file, also on failure. */
LMEV_API lmev_status lmev_file_publish(lmev_file *file, lmev_error *err);
LMEV_API void lmev_file_abort(lmev_file *file); /* NULL is fine */

/* May output (NULL: stdout) be written when input ("-": stdin) is read? ERR_PARAM when
 * both are the same file or folder, whatever their names are: another path, a symbolic or
 * a hard link; when output is a folder that input lies in; and when output is a file that
 * lies in the folder input (of stdout that is not asked: a list of a folder may go into
 * it). What is absent is apart from everything, and so are pipes and devices. */
LMEV_API lmev_status lmev_file_apart(const char *output, const char *input,
                                     lmev_error *err);

#ifdef __cplusplus
}
#endif
#endif
