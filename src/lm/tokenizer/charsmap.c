/* charsmap.c - the normalizer Precompiled: a SentencePiece charsmap.
 *
 * The map is LE32 size of the trie in bytes, the trie, then NUL-terminated replacements
 * that the trie's values point at. The trie is a Darts double array; a unit holds
 *   bit 31 is 1  a value, in the other 31 bits
 *   bit 31 is 0  a node: bits 0-7 its label; bit 8 whether a value hangs on it; bits 10-30
 *                the distance to its children, times 256 when bit 9 is set
 *
 * Applied as huggingface/tokenizers does, which is not how SentencePiece itself does: a
 * text is taken grapheme by grapheme; one of less than 6 bytes is replaced as a whole
 * when the map knows any prefix of it (by the replacement of the shortest), otherwise its
 * characters are looked up one by one, and those not found stay.
 *
 * Cost: a walk of at most 6 units a grapheme; ASCII goes through a table made beforehand.
 * Values and distances of a file may be anything: each step is checked against the
 * array. */
#include "lm/tokenizer/charsmap.h"

#include <string.h>

#include "base/error.h"
#include "base/mem.h"
#include "lm/text/unicode.h"

#define NONE UINT32_MAX

struct lmev__charsmap {
    uint32_t *unit; /* [n_units] the trie */
    size_t n_units;
    const char *replacement; /* [n_bytes] in own; a last NUL may be missing */
    size_t n_bytes;
    uint8_t *own;
    uint32_t ascii[128]; /* replacement of each character, or NONE: it stays */
};

/* ---- base64, as RFC 4648 says: padded, nothing but its alphabet ---- */

static int digit(char c)
{
    if (c >= 'A' && c <= 'Z') return c - 'A';
    if (c >= 'a' && c <= 'z') return c - 'a' + 26;
    if (c >= '0' && c <= '9') return c - '0' + 52;
    return c == '+' ? 62 : c == '/' ? 63 : -1;
}

/* Into out, which has room for text.n / 4 * 3 bytes; SIZE_MAX in *wrong, or where it
 * is. */
static size_t decode(uint8_t *out, lmev_str text, size_t *wrong)
{
    size_t to = 0;
    *wrong = SIZE_MAX;
    for (size_t i = 0; i < text.n; i += 4) {
        uint32_t group = 0;
        int kept = 4;
        for (int j = 0; j < 4; j++) {
            const char c = i + j < text.n ? text.at[i + j] : '\0';
            const bool padding = c == '=' && j >= 2 && i + 4 == text.n;
            if (padding && kept == 4) kept = j;
            const int d = padding ? 0 : digit(c);
            if (d < 0 || (!padding && kept < 4)) return *wrong = i + j, 0;
            group = group << 6 | (uint32_t)d;
        }
        if ((kept == 2 && (group & 0xFFFF)) || (kept == 3 && (group & 0xFF)))
            return *wrong = i + 3, 0; /* bits left over */
        for (int j = 0; j < kept - 1; j++) out[to++] = (uint8_t)(group >> (16 - 8 * j));
    }
    return to;
}

/* ---- the trie ---- */

static uint32_t distance(uint32_t unit)
{
    return (unit >> 10) << ((unit & (1u << 9)) >> 6);
}

/* Where the replacement of the shortest known prefix of key begins, or NONE. */
static uint32_t find(const lmev__charsmap *m, const char *key, size_t n)
{
    size_t node = 0;
    node ^= distance(m->unit[0]);
    for (size_t i = 0; i < n; i++) {
        const uint8_t label = (uint8_t)key[i];
        if (label == 0) return NONE;
        node ^= label;
        if (node >= m->n_units) return NONE;
        const uint32_t unit = m->unit[node];
        if ((unit & (1u << 31 | 0xFF)) != label) return NONE;
        node ^= distance(unit);
        if (unit >> 8 & 1) {
            const uint32_t value = node < m->n_units ? m->unit[node] & 0x7FFFFFFF : NONE;
            /* never into the middle of a character */
            return value < m->n_bytes && ((uint8_t)m->replacement[value] & 0xC0) != 0x80
                       ? value
                       : NONE;
        }
    }
    return NONE;
}

static void put(const lmev__charsmap *m, uint32_t value, lmev__buf *out)
{
    const char *at = m->replacement + value;
    lmev__buf_add(out, at, strnlen(at, m->n_bytes - value));
}

/* ---- the normalizer ---- */

void lmev__charsmap_run(const lmev__charsmap *m, lmev_str text, lmev__buf *out)
{
    for (size_t i = 0; i < text.n;) {
        const char *at = text.at + i;
        const uint8_t c = (uint8_t)at[0];
        const uint8_t next = i + 1 < text.n ? (uint8_t)at[1] : 0;
        if (c < 0x80 && next < 0x80 && c != '\r') { /* a grapheme of its own */
            if (m->ascii[c] == NONE)
                lmev__buf_putc(out, (char)c);
            else
                put(m, m->ascii[c], out);
            i++;
            continue;
        }
        const size_t n = lmev__grapheme(at, text.n - i);
        uint32_t value = n < 6 ? find(m, at, n) : NONE;
        if (value != NONE) put(m, value, out);
        for (size_t j = 0; value == NONE && j < n;) {
            const size_t from = j;
            lmev__utf8_get(at, &j);
            const uint32_t one = find(m, at + from, j - from);
            if (one == NONE)
                lmev__buf_add(out, at + from, j - from);
            else
                put(m, one, out);
        }
        i += n;
    }
}

void lmev__charsmap_free(lmev__charsmap *m)
{
    if (!m) return;
    lmev__free(m->own);
    lmev__free(m->unit);
    lmev__free(m);
}

lmev_status lmev__charsmap_new(lmev__charsmap **out, lmev_str text, const char *source,
                               lmev_error *err)
{
    lmev_status s = LMEV_ERR_FORMAT;
    lmev__charsmap *m = lmev__calloc(1, sizeof *m);
    if (!m || !(m->own = lmev__alloc(text.n / 4 * 3 + 3))) goto nomem;
    size_t wrong;
    const size_t n = decode(m->own, text, &wrong);
    if (wrong != SIZE_MAX) {
        lmev__fail(err, s, source, 0,
                   "'precompiled_charsmap' is not base64 at character %zu", wrong + 1);
        goto fail;
    }
    const uint8_t *b = m->own;
    const size_t size = n < 4 ? 0
                              : (size_t)b[0] | (size_t)b[1] << 8 | (size_t)b[2] << 16 |
                                    (size_t)b[3] << 24;
    m->n_units = size / 4;
    if (m->n_units == 0 || m->n_units > (n - 4) / 4) {
        lmev__fail(
            err, s, source, 0,
            "'precompiled_charsmap': at byte 0: a trie of %zu bytes in a map of %zu",
            size, n);
        goto fail;
    }
    m->replacement = (const char *)b + 4 + m->n_units * 4;
    m->n_bytes = n - 4 - m->n_units * 4;
    if (!lmev__utf8_ok(m->replacement, m->n_bytes)) {
        lmev__fail(err, s, source, 0,
                   "'precompiled_charsmap': at byte %zu: replacements are not UTF-8",
                   4 + m->n_units * 4);
        goto fail;
    }
    if (!(m->unit = lmev__alloc(m->n_units * sizeof *m->unit))) goto nomem;
    for (size_t i = 0; i < m->n_units; i++) {
        const uint8_t *p = b + 4 + 4 * i;
        m->unit[i] = (uint32_t)p[0] | (uint32_t)p[1] << 8 | (uint32_t)p[2] << 16 |
                     (uint32_t)p[3] << 24;
    }
    for (int c = 0; c < 128; c++) {
        const char key = (char)c;
        m->ascii[c] = find(m, &key, 1);
    }
    *out = m;
    return LMEV_OK;
nomem:
    s = lmev__nomem(err, "a charsmap");
fail:
    lmev__charsmap_free(m);
    return s;
}
