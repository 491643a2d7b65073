/* utf8.h - strict UTF-8, and texts of others in messages. */
#ifndef LMEV__BASE_UTF8_H
#define LMEV__BASE_UTF8_H
#include "lmev/base.h"
#include "lmev/text.h" /* for all rooms */

/* Strict UTF-8: no overlong forms, surrogates or values above U+10FFFF. */
bool lmev__utf8_ok(const char *at, size_t n);
/* One code point at at[0..n): returns its length in bytes (1-4), or 0 when not
 * well-formed. */
int lmev__utf8_next(const char *at, size_t n, uint32_t *code_point);

/* A text of others as a message quotes it: fit to be shown (lmev/text.h), and cut to a
 * length that leaves room for the rest of the message: printf("%s",
 * lmev__brief_of(text).at) */
typedef struct lmev__brief {
    char at[128];
} lmev__brief;
lmev__brief lmev__brief_of(const char *text);
lmev__brief lmev__brief_n(const char *at, size_t n);
#endif
