/* buf.c - a growing byte buffer that remembers failure.
 *
 * Appending never reports; the first failed append sets `failed`, drops what was there
 * and turns all later ones into nothing, so that the writer of a text checks once at its
 * end. Cost: amortised constant per byte (the room doubles). */
#include "base/buf.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/mem.h"
#include "base/number.h"

/* Room for n more bytes. */
static bool make_room(lmev__buf *b, size_t n)
{
    size_t need;
    if (b->failed) return false;
    if (__builtin_add_overflow(b->n, n, &need) ||
        !lmev__grow(&b->at, &b->room, need, 1)) {
        b->failed = true;
        return false;
    }
    return true;
}

void lmev__buf_add(lmev__buf *b, const void *at, size_t n)
{
    if (n == 0 || !make_room(b, n)) return;
    memcpy(b->at + b->n, at, n);
    b->n += n;
}

void lmev__buf_puts(lmev__buf *b, const char *s)
{
    lmev__buf_add(b, s, strlen(s));
}

void lmev__buf_putc(lmev__buf *b, char c)
{
    if (make_room(b, 1)) b->at[b->n++] = c;
}

void lmev__buf_printf(lmev__buf *b, const char *format, ...)
{
    va_list args, again;
    va_start(args, format);
    va_copy(again, args);
    int n = vsnprintf(NULL, 0, format, args);
    va_end(args);
    if (n < 0)
        b->failed = true;
    else if (make_room(b,
                       (size_t)n + 1)) { /* vsnprintf writes a NUL; it is not counted */
        (void)vsnprintf(b->at + b->n, (size_t)n + 1, format, again);
        b->n += (size_t)n;
    }
    va_end(again);
}

void lmev__buf_real(lmev__buf *b, char how, int digits, double v)
{
    char text[LMEV__REAL_ROOM];
    lmev__buf_add(b, text, lmev__real(text, how, digits, v));
}

void lmev__buf_csv(lmev__buf *b, const char *at, size_t n)
{
    bool quote = false;
    for (size_t i = 0; i < n && !quote; i++)
        quote = at[i] == ',' || at[i] == '"' || at[i] == '\n' || at[i] == '\r';
    if (!quote) {
        lmev__buf_add(b, at, n);
        return;
    }
    lmev__buf_putc(b, '"');
    for (const char *end = at + n; at < end;) {
        const char *q = memchr(at, '"', (size_t)(end - at));
        const size_t run = q ? (size_t)(q - at) + 1 : (size_t)(end - at);
        lmev__buf_add(b, at, run);
        if (q) lmev__buf_putc(b, '"');
        at += run;
    }
    lmev__buf_putc(b, '"');
}

void lmev__buf_reset(lmev__buf *b)
{
    b->n = 0;
}

char *lmev__buf_text(lmev__buf *b)
{
    lmev__buf_putc(b, '\0');
    char *text = b->failed ? NULL : b->at;
    if (!text) lmev__free(b->at);
    *b = (lmev__buf)LMEV__BUF_INIT;
    return text;
}

void lmev__buf_free(lmev__buf *b)
{
    if (!b) return;
    lmev__free(b->at);
    *b = (lmev__buf)LMEV__BUF_INIT;
}
