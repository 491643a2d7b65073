/* punct.h - the code points of \pP, and splitting texts into tokens without them. */
#ifndef LMEV__LM_TEXT_PUNCT_H
#define LMEV__LM_TEXT_PUNCT_H
#include "lmev/base.h"

/* Is the code point of general category P (Pc Pd Ps Pe Pi Pf Po) in Unicode 15.0? */
bool lmev__is_punct(uint32_t code_point);

/* Copy [*at, end) without the code points of \pP to out, until `room` bytes are written
 * or the end is reached; *at moves past what was read. Returns the bytes written, 0 only
 * at the end (room > 0). With room >= end - *at one call does all; otherwise call again.
 * Bytes that are not well-formed UTF-8 are kept, one at a time, as RE2 does. */
size_t lmev__punct_strip(char *out, size_t room, const char **at, const char *end);

/* What a byte can be: the separator 0x20; the first byte of a code point of \pP (for
 * ASCII: is one); ASCII white space (9 to 13 and 32); [[:punct:]] of RE2, the ASCII
 * signs, symbols too. Continuation bytes and the lead bytes of letters alone have none of
 * these. */
enum {
    LMEV__BYTE_SPACE = 1,
    LMEV__BYTE_PUNCT = 2,
    LMEV__BYTE_WHITE = 4,
    LMEV__BYTE_SIGN = 8
};
extern const uint8_t lmev__byte_class[256];

typedef struct lmev__token {
    const char *at;
    size_t n;
    bool strip; /* may hold punctuation: pass it through lmev__punct_strip */
} lmev__token;

/* The next maximal run of bytes without the class bits `split` from *p on; false at the
 * end. t->strip: a byte of the class bits `mark` was seen. Since no separator
 * is part of another code point, stripping token by token equals stripping the text. */
static inline bool lmev__token_cut(lmev__token *t, const char **p, const char *end,
                                   unsigned split, unsigned mark)
{
    const char *s = *p;
    while (s < end && lmev__byte_class[(uint8_t)*s] & split) s++;
    t->at = s;
    unsigned seen = 0;
    for (; s < end; s++) {
        const unsigned class = lmev__byte_class[(uint8_t)*s];
        if (class & split) break;
        seen |= class;
    }
    t->n = (size_t)(s - t->at);
    t->strip = seen & mark;
    *p = s;
    return t->n > 0;
}

/* The same for runs of bytes other than 0x20. */
static inline bool lmev__token_next(lmev__token *t, const char **p, const char *end,
                                    bool normalize)
{
    return lmev__token_cut(t, p, end, LMEV__BYTE_SPACE, normalize ? LMEV__BYTE_PUNCT : 0);
}
#endif
