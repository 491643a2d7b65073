/* error.c - statuses, the error object, and words to a listener.
 *
 * An error is built in a local object and copied at the end, so that a caller may wrap an
 * error in itself (its own text as an argument). What is stored can be shown on a
 * terminal as it is (lmev_text_shown): texts quote file names and contents.
 *
 * Not here: what to do about an error; that is the caller's hint. */
#include "base/error.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/mem.h"
#include "lmev/text.h"

const char *lmev_version(void)
{
    return LMEV_VERSION;
}

void lmev_text_free(char *text)
{
    lmev__free(text);
}

const char *lmev_status_text(lmev_status s)
{
    switch (s) {
#define CASE(name, number, exit_code, meaning) \
    case LMEV_##name:                          \
        return meaning;
        LMEV_STATUS_MAP(CASE)
#undef CASE
    }
    return "unknown status";
}

int lmev_status_exit(lmev_status s)
{
    switch (s) {
#define CASE(name, number, exit_code, meaning) \
    case LMEV_##name:                          \
        return exit_code;
        LMEV_STATUS_MAP(CASE)
#undef CASE
    }
    return 1;
}

/* A formatted text, fit to be shown, to room bytes. */
__attribute__((format(printf, 3, 0))) static void set(char *to, size_t room,
                                                      const char *format, va_list args)
{
    char all[2048]; /* longer than any text is shown */
    int n = vsnprintf(all, sizeof all, format, args);
    if (n < 0) n = 0;
    (void)lmev_text_shown(to, room, (lmev_str){all, strnlen(all, sizeof all)});
}

__attribute__((format(printf, 5, 0))) static lmev_status
fill(lmev_error *err, lmev_status status, const char *source, long line,
     const char *format, va_list args)
{
    lmev_error e = {.status = status, .line = line};
    const lmev_str place = {source, source ? strlen(source) : 0};
    (void)lmev_text_shown(e.source, sizeof e.source, place);
    set(e.text, sizeof e.text, format, args);
    *err = e;
    return status;
}

lmev_status lmev__fail(lmev_error *err, lmev_status status, const char *source, long line,
                       const char *format, ...)
{
    if (!err) return status;
    va_list args;
    va_start(args, format);
    fill(err, status, source, line, format, args);
    va_end(args);
    return status;
}

lmev_status lmev__fail_errno(lmev_error *err, int errnum, const char *source,
                             const char *what)
{
    lmev_status status =
        errnum == ENOENT || errnum == ENOTDIR ? LMEV_ERR_NOTFOUND : LMEV_ERR_IO;
    char room[128];
    const char *why =
        strerror_r(errnum, room, sizeof room); /* the GNU one: returns the text */
    lmev__fail(err, status, source, 0, "%s: %s", what, why);
    if (errnum == ENOSPC || errnum == EDQUOT)
        lmev__hint(err, "free some space and try again");
    else if (errnum == EROFS)
        lmev__hint(err, "choose a folder on a file system that can be written");
    else if (errnum == EACCES || errnum == EPERM)
        lmev__hint(err,
                   "look at the permissions of the file and of the folders above it");
    return status;
}

lmev_status lmev__nomem(lmev_error *err, const char *what)
{
    return lmev__fail(err, LMEV_ERR_NOMEM, NULL, 0, "out of memory for %s", what);
}

void lmev__hint(lmev_error *err, const char *format, ...)
{
    if (!err) return;
    char hint[sizeof err->hint];
    va_list args;
    va_start(args, format);
    set(hint, sizeof hint, format, args);
    va_end(args);
    memcpy(err->hint, hint, sizeof hint);
}

void lmev__say(const lmev_watch *watch, lmev_level level, const char *format, ...)
{
    if (!watch || !watch->message) return;
    char text[1024];
    va_list args;
    va_start(args, format);
    set(text, sizeof text, format, args);
    va_end(args);
    watch->message(watch->self, level, text);
}

bool lmev__asked_to_stop(const lmev_watch *watch)
{
    return watch && watch->stop && watch->stop(watch->self);
}

void lmev__report(const lmev_watch *watch, const char *task, uint64_t done, uint64_t all,
                  const char *unit, double loss)
{
    if (!watch || !watch->progress) return;
    lmev_progress p = {
        .task = task, .done = done, .all = all, .unit = unit, .loss = loss};
    watch->progress(watch->self, &p);
}

#define NAME_MOST 64 /* longer names are never taken for a misspelling */

/* Edits (insert, delete, replace, swap of neighbours) from a to b; both at most
 * NAME_MOST. */
static size_t distance(const char *a, size_t n, const char *b, size_t m)
{
    size_t row[3][NAME_MOST + 1]; /* of the table: i - 2, i - 1, i */
    size_t *before = row[0], *last = row[1], *now = row[2];
    for (size_t j = 0; j <= m; j++) last[j] = j;
    for (size_t i = 1; i <= n; i++) {
        now[0] = i;
        for (size_t j = 1; j <= m; j++) {
            size_t d = last[j - 1] + (a[i - 1] != b[j - 1]);
            if (last[j] + 1 < d) d = last[j] + 1;
            if (now[j - 1] + 1 < d) d = now[j - 1] + 1;
            bool swapped = i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1];
            if (swapped && before[j - 2] + 1 < d) d = before[j - 2] + 1;
            now[j] = d;
        }
        size_t *spare = before;
        before = last;
        last = now;
        now = spare;
    }
    return last[m];
}

const char *lmev__nearest(const char *name, const char *const *names, size_t n)
{
    const size_t length = strlen(name);
    if (length > NAME_MOST) return NULL;
    size_t best = length / 3 > 1 ? length / 3 : 1, n_longer = 0;
    const char *found = NULL, *longer = NULL;
    for (size_t i = 0; i < n; i++) {
        const size_t other = strlen(names[i]);
        if (other > NAME_MOST) continue;
        const size_t d = distance(name, length, names[i], other);
        if (d < best || (d == best && !found)) {
            best = d;
            found = names[i];
        }
        if (length >= 3 && !strncmp(name, names[i], length)) {
            longer = names[i];
            n_longer++;
        }
    }
    return found ? found : n_longer == 1 ? longer : NULL;
}
