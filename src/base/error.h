/* error.h - filling the public error object. */
#ifndef LMEV__BASE_ERROR_H
#define LMEV__BASE_ERROR_H
#include "lmev/base.h"

/* Fill err (may be NULL) and return status, so that `return lmev__fail(...)` reads well.
 * source may be NULL; line 0: none. The hint is cleared. */
lmev_status lmev__fail(lmev_error *err, lmev_status status, const char *source, long line,
                       const char *format, ...) __attribute__((format(printf, 5, 6)));
/* The same for a failed system call: appends ": " and the text of errno. ENOENT and
 * ENOTDIR give ERR_NOTFOUND, all others ERR_IO. */
lmev_status lmev__fail_errno(lmev_error *err, int errnum, const char *source,
                             const char *what);
lmev_status lmev__nomem(lmev_error *err, const char *what);
void lmev__hint(lmev_error *err, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
/* Report to a listener; watch and its members may be NULL. */
void lmev__say(const lmev_watch *watch, lmev_level level, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
bool lmev__asked_to_stop(const lmev_watch *watch);
void lmev__report(const lmev_watch *watch, const char *task, uint64_t done, uint64_t all,
                  const char *unit, double loss);
/* The nearest of n names to `name` by edit distance (two neighbours swapped count as one
 * edit), at most a third of the length or 1; else the only one that `name`, three bytes
 * or more, is the beginning of; else NULL. */
const char *lmev__nearest(const char *name, const char *const *names, size_t n);
#endif
