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

/* What a piece of a text of others is when it is shown. */
typedef enum lmev__glyph {
    LMEV__GLYPH_PLAIN,
    LMEV__GLYPH_CONTROL, /* C0, DEL, C1, a line or paragraph separator */
    LMEV__GLYPH_TURN,    /* turns the direction in which the text behind it is read */
    LMEV__GLYPH_NONE,    /* U+FDD0 and its like: no character, in well-formed UTF-8 */
    LMEV__GLYPH_BROKEN,  /* one byte that is not part of well-formed UTF-8 */
} lmev__glyph;
/* The piece at at[0..n), n > 0: a code point, or a byte that is not part of one. *take is
 * its length in bytes. */
lmev__glyph lmev__glyph_next(const char *at, size_t n, uint32_t *code_point,
                             size_t *take);

/* A text of others as a message quotes it: fit to be shown (lmev/text.h), and cut to a
 * length that leaves room for the rest of the message: printf("%s",
 * lmev__brief_of(text).at) */
typedef struct lmev__brief {
    char at[128];
} lmev__brief;
lmev__brief lmev__brief_of(const char *text);
lmev__brief lmev__brief_n(const char *at, size_t n);
#endif
