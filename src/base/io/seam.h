/* seam.h - system calls for the files that write (io.c, publish.c, dirs.c, temporary.c,
 * folder/tree.c), each of which a test can make fail. */
#ifndef LMEV__BASE_IO_SEAM_H
#define LMEV__BASE_IO_SEAM_H
#include "lmev/base.h"
#include <stdbool.h>
#include <stddef.h>

/* Must the next system call fail for a test? Then errno is set as lmev__test_fail_io was
 * told. */
bool lmev__io_must_fail(void);

/* The call, or -1 with the errno that a test asked for. */
#define LMEV__TRY(call) (lmev__io_must_fail() ? -1 : (call))

/* open with O_CLOEXEC and O_NOCTTY, again after EINTR; close of a file that was written,
 * whose result counts; fsync. */
int lmev__fd_open(const char *path, int flags);
int lmev__close_checked(int fd);
int lmev__fd_sync(int fd);
/* All n bytes, or -1; *done counts what was written. */
int lmev__fd_write(int fd, const char *at, size_t n, size_t *done);
/* fsync of the folder that path lies in. */
lmev_status lmev__sync_parent(const char *path, lmev_error *err);
#endif
