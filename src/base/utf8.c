/* utf8.c - strict UTF-8, and texts of others made fit to be shown.
 *
 * UTF-8 after table 3-7 of the Unicode standard: the second byte alone decides about
 * overlong forms, surrogates and values above U+10FFFF. */
#include "base/utf8.h"

#include <string.h>

int lmev__utf8_next(const char *at, size_t n, uint32_t *code_point)
{
    const unsigned char *s = (const unsigned char *)at;
    if (n == 0) return 0;
    uint32_t lead = s[0];
    if (lead < 0x80) {
        *code_point = lead;
        return 1;
    }
    if (lead < 0xC2 || lead > 0xF4) return 0;
    int length = lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
    if (n < (size_t)length) return 0;
    uint32_t low = lead == 0xE0 ? 0xA0 : lead == 0xF0 ? 0x90 : 0x80;
    uint32_t high = lead == 0xED ? 0x9F : lead == 0xF4 ? 0x8F : 0xBF;
    if (s[1] < low || s[1] > high) return 0;
    uint32_t c = lead & (0x7Fu >> length);
    c = c << 6 | (s[1] & 0x3Fu);
    for (int i = 2; i < length; i++) {
        if ((s[i] & 0xC0) != 0x80) return 0;
        c = c << 6 | (s[i] & 0x3Fu);
    }
    *code_point = c;
    return length;
}

bool lmev__utf8_ok(const char *at, size_t n)
{
    size_t i = 0;
    while (i < n) {
        /* Eight ASCII bytes at once: nearly all of a Spanish or Portuguese title. */
        uint64_t eight;
        if (n - i >= sizeof eight) {
            memcpy(&eight, at + i, sizeof eight);
            if ((eight & UINT64_C(0x8080808080808080)) == 0) {
                i += sizeof eight;
                continue;
            }
        }
        uint32_t c;
        int k = lmev__utf8_next(at + i, n - i, &c);
        if (k == 0) return false;
        i += (size_t)k;
    }
    return true;
}

/* ---- texts of others ---- */

bool lmev_text_ok(lmev_str s)
{
    return lmev__utf8_ok(s.at, s.n);
}

lmev__glyph lmev__glyph_next(const char *at, size_t n, uint32_t *code_point, size_t *take)
{
    const int length = lmev__utf8_next(at, n, code_point);
    *take = length ? (size_t)length : 1;
    if (length == 0) return LMEV__GLYPH_BROKEN;
    const uint32_t c = *code_point;
    if (c < 0x20 || (c >= 0x7F && c < 0xA0) || c == 0x2028 || c == 0x2029)
        return LMEV__GLYPH_CONTROL;
    if (c < 0x61C) return LMEV__GLYPH_PLAIN;
    if (c == 0x61C || c == 0x200E || c == 0x200F || (c >= 0x202A && c <= 0x202E) ||
        (c >= 0x2066 && c <= 0x2069))
        return LMEV__GLYPH_TURN;
    if ((c >= 0xFDD0 && c <= 0xFDEF) || (c & 0xFFFE) == 0xFFFE) return LMEV__GLYPH_NONE;
    return LMEV__GLYPH_PLAIN;
}

size_t lmev_text_shown(char *to, size_t room, lmev_str s)
{
    static const char dots[] = "...";
    size_t n = 0, fits = 0; /* bytes; as many as still leave room for the dots */
    for (size_t i = 0; i < s.n;) {
        uint32_t c;
        size_t take;
        const lmev__glyph glyph = lmev__glyph_next(s.at + i, s.n - i, &c, &take);
        const bool bad = glyph != LMEV__GLYPH_PLAIN && glyph != LMEV__GLYPH_NONE;
        const size_t add = bad ? 1 : take;
        if (n + add >= room) {
            memcpy(to + fits, dots, sizeof dots);
            return fits + sizeof dots - 1;
        }
        if (bad)
            to[n] = '?';
        else
            memmove(to + n, s.at + i, take);
        n += add;
        i += take;
        if (n + sizeof dots <= room) fits = n;
    }
    to[n] = '\0';
    return n;
}

lmev__brief lmev__brief_n(const char *at, size_t n)
{
    lmev__brief b;
    (void)lmev_text_shown(b.at, sizeof b.at, (lmev_str){at, n});
    return b;
}

lmev__brief lmev__brief_of(const char *text)
{
    return lmev__brief_n(text, strlen(text));
}

size_t lmev_text_mended(char *to, lmev_str s)
{
    static const char digit[] = "0123456789abcdef";
    size_t n = 0;
    for (size_t i = 0; i < s.n;) {
        uint32_t c;
        const int k = lmev__utf8_next(s.at + i, s.n - i, &c);
        if (k > 0) {
            memcpy(to + n, s.at + i, (size_t)k);
        } else {
            const unsigned char byte = (unsigned char)s.at[i];
            memcpy(to + n, "\xEF\xBF\xBD", 3);
            to[n + 3] = digit[byte >> 4];
            to[n + 4] = digit[byte & 15];
        }
        n += k > 0 ? (size_t)k : 5;
        i += k > 0 ? (size_t)k : 1;
    }
    return n;
}
