/* unicode.h - properties of characters for tokenizers, from utf8proc.
 *
 * The answers are those of huggingface/tokenizers, whose tables are partly older than
 * utf8proc's; unicode_table.h holds the differences. Everything here is a pure
 * function. */
#ifndef LMEV__LM_TEXT_UNICODE_H
#define LMEV__LM_TEXT_UNICODE_H
#include "base/buf.h"
#include "base/mem.h"
#include "base/utf8.h"

enum {
    LMEV__WHITE = 1,      /* White_Space, as Rust's char::is_whitespace */
    LMEV__OTHER = 2,      /* Cc, Cf, Co: what BertNormalizer's clean_text drops */
    LMEV__MARK = 4,       /* M: what StripAccents drops */
    LMEV__NONSPACING = 8, /* Mn: what BertNormalizer's strip_accents drops */
    LMEV__PUNCT = 16,     /* P, and all ASCII punctuation */
    LMEV__NUMBER = 32,    /* N, as Rust's char::is_numeric */
    LMEV__WORD = 64,      /* \w of Rust's regex crate */
};
/* The set of all the above that hold for c. */
unsigned lmev__char_class(uint32_t c);
extern const uint8_t lmev__ascii_class[128];
static inline unsigned lmev__class_of(uint32_t c)
{
    return c < 0x80 ? lmev__ascii_class[c] : lmev__char_class(c);
}

/* Lower case of one character; two characters only for U+0130. Returns their number. */
int lmev__char_lower(uint32_t c, uint32_t out[2]);

/* Append text to out in lower case, character by character; bytes that are not
 * UTF-8 are copied. A final sigma is not special, as in other tokenizers. */
void lmev__unicode_lower(lmev__buf *out, lmev_str text);

typedef enum lmev__form { LMEV__NFC, LMEV__NFD, LMEV__NFKC, LMEV__NFKD } lmev__form;
#define LMEV__DECOMPOSED 24 /* characters that one may become */
/* Full decomposition of one character, NFD or NFKD, not yet ordered among its neighbours;
 * class[i] (when not NULL) is the canonical combining class of out[i]. Returns their
 * number. */
int lmev__char_decompose(uint32_t c, lmev__form form, uint32_t out[LMEV__DECOMPOSED],
                         uint8_t class[LMEV__DECOMPOSED]);
/* Append the normal form of n bytes of valid UTF-8. work is used; failures are
 * out->failed. */
void lmev__utf8_form(lmev__form form, const char *at, size_t n, lmev__buf *out,
                     lmev__buf *work);

/* Bytes of the extended grapheme cluster that begins valid UTF-8 of n > 0 bytes. */
size_t lmev__grapheme(const char *at, size_t n);

/* ---- UTF-8, written and read ---- */

/* Room for `more` bytes behind those of b; false, and b->failed, when memory is out. */
static inline bool lmev__buf_more(lmev__buf *b, size_t more)
{
    if (b->room - b->n >= more) return !b->failed;
    if (b->failed || b->n + more < more || !lmev__grow(&b->at, &b->room, b->n + more, 1))
        b->failed = true;
    return !b->failed;
}

/* Encode c, at most U+10FFFF; returns the bytes written, at most 4. */
static inline size_t lmev__utf8_put(char *at, uint32_t c)
{
    if (c < 0x80) {
        at[0] = (char)c;
        return 1;
    }
    const size_t n = c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
    for (size_t i = n; i-- > 1; c >>= 6) at[i] = (char)(0x80 | (c & 0x3F));
    at[0] = (char)((0xF00u >> n & 0xF0) | c);
    return n;
}

static inline void lmev__buf_char(lmev__buf *b, uint32_t c)
{
    if (lmev__buf_more(b, 4)) b->n += lmev__utf8_put(b->at + b->n, c);
}

/* The character at valid UTF-8; its bytes are added to *i. */
static inline uint32_t lmev__utf8_get(const char *at, size_t *i)
{
    const uint8_t *s = (const uint8_t *)at + *i;
    if (s[0] < 0x80) return *i += 1, s[0];
    if (s[0] < 0xE0) return *i += 2, (s[0] & 0x1Fu) << 6 | (s[1] & 0x3Fu);
    if (s[0] < 0xF0)
        return *i += 3, (s[0] & 0xFu) << 12 | (s[1] & 0x3Fu) << 6 | (s[2] & 0x3Fu);
    return *i += 4, (s[0] & 7u) << 18 | (s[1] & 0x3Fu) << 12 | (s[2] & 0x3Fu) << 6 |
                        (s[3] & 0x3Fu);
}
#endif
