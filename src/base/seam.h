/* seam.h - where a test reaches into the file door: io.c and tree.c alone include this. */
#ifndef LMEV_BASE_SEAM_H
#define LMEV_BASE_SEAM_H
#include <stdbool.h>

/* Shall the system call that is due fail? Then errno is set as lmev__test_fail_io asked. */
bool lmev__io_must_fail(void);

/* The call, or -1 with the errno that a test asked for. */
#define LMEV__TRY(call) (lmev__io_must_fail() ? -1 : (call))
#endif
