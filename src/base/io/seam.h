/* seam.h - the file door from inside: where a test reaches in, and what io.c, publish.c,
 * dirs.c and tree.c share. */
#ifndef LMEV__BASE_IO_SEAM_H
#define LMEV__BASE_IO_SEAM_H
#include "lmev/base.h"
#include <stdbool.h>
#include <stddef.h>

/* Shall the system call that is due fail? Then errno is set as lmev__test_fail_io
 * asked. */
bool lmev__io_must_fail(void);

/* The call, or -1 with the errno that a test asked for. */
#define LMEV__TRY(call) (lmev__io_must_fail() ? -1 : (call))

/* Open (O_CLOEXEC, never a terminal, again after EINTR); close, whose result counts;
 * fsync. */
int lmev__fd_open(const char *path, int flags);
int lmev__close_checked(int fd);
int lmev__fd_sync(int fd);
/* All n bytes, or -1; *done counts what was written. */
int lmev__fd_write(int fd, const char *at, size_t n, size_t *done);
/* fsync of the folder that path lies in. */
lmev_status lmev__sync_parent(const char *path, lmev_error *err);
#endif
