/* buf.h - a growing byte buffer that remembers failure: append freely, ask once at the
 * end. */
#ifndef LMEV__BASE_BUF_H
#define LMEV__BASE_BUF_H
#include "lmev/base.h"

typedef struct lmev__buf {
    char *at; /* not NUL-terminated unless lmev__buf_text was called */
    size_t n, room;
    bool failed; /* an append ran out of memory; later appends do nothing */
} lmev__buf;
#define LMEV__BUF_INIT {0}

void lmev__buf_add(lmev__buf *b, const void *at, size_t n);
void lmev__buf_puts(lmev__buf *b, const char *s);
void lmev__buf_putc(lmev__buf *b, char c);
void lmev__buf_printf(lmev__buf *b, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
/* lmev__real (base/number.h): "%.*g" and its sisters in every locale. */
void lmev__buf_real(lmev__buf *b, char how, int digits, double v);
/* A CSV field as RFC 4180 wants it: quoted where it holds a comma, a quote or a line end.
 * A lone '\r' too: pandas leaves one bare under older Pythons, and cannot read it
 * back. */
void lmev__buf_csv(lmev__buf *b, const char *at, size_t n);
void lmev__buf_reset(lmev__buf *b); /* n = 0, keeps the room */
/* The bytes with a NUL behind them, owned by the caller; b is empty after that. NULL: an
 * append failed. */
char *lmev__buf_text(lmev__buf *b);
void lmev__buf_free(lmev__buf *b);
#endif
