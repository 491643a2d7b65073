/* unicode.c - characters as tokenizers see them, from utf8proc and a table of
 * differences.
 *
 * huggingface/tokenizers takes categories, marks and normal forms from libraries whose
 * Unicode is older than ours: marks and punctuation added later are none there, and some
 * characters never (de)compose. unicode_table.h lists them, measured on the library
 * itself, so that both give the same bytes; lower case and numbers follow utf8proc alone.
 *
 * Cost: a two-stage look-up in utf8proc, and a binary search in some 200 ranges behind
 * the first of them (U+061D). Normal forms copy ASCII and take the rest a segment at a
 * time: a segment ends where nothing can be combined across. Its marks are ordered in
 * linear time, also when somebody stacked a million on one letter. */
#include "lm/text/unicode.h"

#include <string.h>

#include <utf8proc.h>

enum {
    OTHER = LMEV__OTHER,
    MARK = LMEV__MARK,
    NONSPACING = LMEV__NONSPACING,
    PUNCT = LMEV__PUNCT,
    WORD = LMEV__WORD,
    WHOLE = 256,     /* has no decomposition, and is none's composition */
    UNORDERED = 512, /* combining class 0 */
};

static const struct difference {
    uint32_t first, last;
    uint16_t known, held; /* bits that are given here, and their values */
} differences[] = {
#include "lm/text/unicode_table.h"
};

static const struct difference *find(uint32_t c)
{
    size_t low = 0, high = sizeof differences / sizeof *differences;
    if (c < differences[0].first) return NULL;
    while (low < high) {
        const size_t middle = (low + high) / 2;
        if (differences[middle].last < c)
            low = middle + 1;
        else
            high = middle;
    }
    if (low == sizeof differences / sizeof *differences || differences[low].first > c)
        return NULL;
    return &differences[low];
}

static bool differs(uint32_t c, unsigned bit)
{
    const struct difference *d = find(c);
    return d && (d->held & bit);
}

/* clang-format off */
enum { c_ = OTHER, cw = OTHER | LMEV__WHITE, w_ = LMEV__WHITE, p_ = PUNCT, n_ = LMEV__NUMBER | WORD,
       l_ = WORD, pw = PUNCT | WORD };
const uint8_t lmev__ascii_class[128] = {
    c_, c_, c_, c_, c_, c_, c_, c_, c_, cw, cw, cw, cw, cw, c_, c_,
    c_, c_, c_, c_, c_, c_, c_, c_, c_, c_, c_, c_, c_, c_, c_, c_,
    w_, p_, p_, p_, p_, p_, p_, p_, p_, p_, p_, p_, p_, p_, p_, p_,
    n_, n_, n_, n_, n_, n_, n_, n_, n_, n_, p_, p_, p_, p_, p_, p_,
    p_, l_, l_, l_, l_, l_, l_, l_, l_, l_, l_, l_, l_, l_, l_, l_,
    l_, l_, l_, l_, l_, l_, l_, l_, l_, l_, l_, p_, p_, p_, p_, pw,
    p_, l_, l_, l_, l_, l_, l_, l_, l_, l_, l_, l_, l_, l_, l_, l_,
    l_, l_, l_, l_, l_, l_, l_, l_, l_, l_, l_, p_, p_, p_, p_, c_,
};
/* clang-format on */

static bool is_white(uint32_t c)
{
    return c == 0x85 || c == 0xA0 || c == 0x1680 || (c >= 0x2000 && c <= 0x200A) ||
           c == 0x2028 || c == 0x2029 || c == 0x202F || c == 0x205F || c == 0x3000;
}

static unsigned by_category(utf8proc_category_t category)
{
    switch (category) {
    case UTF8PROC_CATEGORY_LU:
    case UTF8PROC_CATEGORY_LL:
    case UTF8PROC_CATEGORY_LT:
    case UTF8PROC_CATEGORY_LM:
    case UTF8PROC_CATEGORY_LO:
        return WORD;
    case UTF8PROC_CATEGORY_MN:
        return MARK | NONSPACING | WORD;
    case UTF8PROC_CATEGORY_MC:
    case UTF8PROC_CATEGORY_ME:
        return MARK | WORD;
    case UTF8PROC_CATEGORY_ND:
    case UTF8PROC_CATEGORY_NL:
        return LMEV__NUMBER | WORD;
    case UTF8PROC_CATEGORY_NO:
        return LMEV__NUMBER;
    case UTF8PROC_CATEGORY_PC:
        return PUNCT | WORD;
    case UTF8PROC_CATEGORY_PD:
    case UTF8PROC_CATEGORY_PS:
    case UTF8PROC_CATEGORY_PE:
    case UTF8PROC_CATEGORY_PI:
    case UTF8PROC_CATEGORY_PF:
    case UTF8PROC_CATEGORY_PO:
        return PUNCT;
    case UTF8PROC_CATEGORY_CC:
    case UTF8PROC_CATEGORY_CF:
    case UTF8PROC_CATEGORY_CO:
        return OTHER;
    default:
        return 0; /* symbols, separators, surrogates, what is not assigned */
    }
}

unsigned lmev__char_class(uint32_t c)
{
    if (c < 0x80) return lmev__ascii_class[c];
    unsigned class = by_category(utf8proc_category((utf8proc_int32_t)c));
    const struct difference *d = find(c);
    if (d) class = (class & ~(unsigned)d->known) | (d->held & 0xFF);
    return is_white(c) ? class | LMEV__WHITE : class;
}

int lmev__char_lower(uint32_t c, uint32_t out[2])
{
    if (c ==
        0x130) { /* I with dot above: the one whose lower case is not one character */
        out[0] = 'i';
        out[1] = 0x307;
        return 2;
    }
    out[0] = c < 0x80 ? (c >= 'A' && c <= 'Z' ? c + 32 : c)
                      : (uint32_t)utf8proc_tolower((utf8proc_int32_t)c);
    return 1;
}

void lmev__unicode_lower(lmev__buf *out, lmev_str text)
{
    for (size_t i = 0; i < text.n && lmev__buf_more(out, 8);) {
        uint32_t c = (uint8_t)text.at[i], lower[2];
        const int n = c < 0x80 ? 1 : lmev__utf8_next(text.at + i, text.n - i, &c);
        if (c < 0x80 || n == 0) {
            out->at[out->n++] = (char)(c >= 'A' && c <= 'Z' ? c + 32 : c);
            i++;
            continue;
        }
        const int parts = lmev__char_lower(c, lower);
        for (int j = 0; j < parts; j++)
            out->n += lmev__utf8_put(out->at + out->n, lower[j]);
        i += (size_t)n;
    }
}

static uint8_t combining_class(uint32_t c)
{
    if (c < 0x300) return 0;
    const unsigned k =
        (unsigned)utf8proc_get_property((utf8proc_int32_t)c)->combining_class;
    return k && !differs(c, UNORDERED) ? (uint8_t)k : 0;
}

int lmev__char_decompose(uint32_t c, lmev__form form, uint32_t out[LMEV__DECOMPOSED],
                         uint8_t class[LMEV__DECOMPOSED])
{
    const int options = UTF8PROC_STABLE | UTF8PROC_DECOMPOSE |
                        (form == LMEV__NFKC || form == LMEV__NFKD ? UTF8PROC_COMPAT : 0);
    utf8proc_int32_t part[LMEV__DECOMPOSED];
    utf8proc_ssize_t n = 0;
    if (c >= 0xA0 && !differs(c, WHOLE))
        n = utf8proc_decompose_char((utf8proc_int32_t)c, part, LMEV__DECOMPOSED,
                                    (utf8proc_option_t)options, NULL);
    if (n <= 0 || n > LMEV__DECOMPOSED) { /* none; the longest has 18 */
        part[0] = (utf8proc_int32_t)c;
        n = 1;
    }
    for (int i = 0; i < n; i++) {
        out[i] = (uint32_t)part[i];
        if (class) class[i] = combining_class(out[i]);
    }
    return (int)n;
}

/* ---- normal forms ---- */

/* A character of a segment: its code point below, its combining class in the upper
 * byte. */
static uint32_t code(uint32_t packed)
{
    return packed & 0x1FFFFF;
}
static uint32_t class_of(uint32_t packed)
{
    return packed >> 24;
}

/* Stable sort of the marks seq[0..n) by class; spare has room for n. One pass a class. */
static void order(uint32_t *seq, size_t n, uint32_t *spare)
{
    if (n <= 16) {
        for (size_t i = 1; i < n; i++) {
            const uint32_t c = seq[i];
            size_t j = i;
            for (; j > 0 && class_of(seq[j - 1]) > class_of(c); j--) seq[j] = seq[j - 1];
            seq[j] = c;
        }
        return;
    }
    bool there[256] = {false};
    for (size_t i = 0; i < n; i++) there[class_of(seq[i])] = true;
    size_t to = 0;
    for (uint32_t k = 1; k < 256; k++)
        for (size_t i = 0; there[k] && i < n; i++)
            if (class_of(seq[i]) == k) spare[to++] = seq[i];
    memcpy(seq, spare, n * sizeof *seq);
}

/* The primary composite of a and b, or 0. */
static uint32_t composite(uint32_t a, uint32_t b)
{
    if (b < 0x300) return 0;
    utf8proc_int32_t pair[2] = {(utf8proc_int32_t)a, (utf8proc_int32_t)b};
    const utf8proc_ssize_t n = utf8proc_normalize_utf32(
        pair, 2, (utf8proc_option_t)(UTF8PROC_COMPOSE | UTF8PROC_STABLE));
    return n == 1 && !differs((uint32_t)pair[0], WHOLE) ? (uint32_t)pair[0] : 0;
}

/* Compose in place; returns the new length. A mark is blocked from the starter by one of
 * its own class or a higher one between them, and by any starter. */
static size_t compose(uint32_t *seq, size_t n)
{
    size_t to = 0, starter = SIZE_MAX;
    uint32_t before =
        0; /* class of the last that stayed behind the starter; 256: a starter */
    for (size_t i = 0; i < n; i++) {
        const uint32_t k = class_of(seq[i]);
        const bool next_to = starter != SIZE_MAX && starter + 1 == to;
        if (starter != SIZE_MAX && (next_to || (before < k && before != 256))) {
            const uint32_t c = composite(code(seq[starter]), code(seq[i]));
            if (c) {
                seq[starter] = c;
                continue;
            }
        }
        seq[to] = seq[i];
        if (k == 0) starter = to;
        before = k ? k : 256;
        to++;
    }
    return to;
}

/* Characters held back in work: order their marks, compose, and write them. */
static void flush(lmev__form form, lmev__buf *out, lmev__buf *work)
{
    size_t n = work->n / sizeof(uint32_t);
    work->n = 0;
    /* a second half of the same size is the sort's spare room */
    if (!lmev__buf_more(work, 2 * n * sizeof(uint32_t))) {
        out->failed = true;
        return;
    }
    uint32_t *seq = (uint32_t *)(void *)work->at;
    for (size_t i = 0; i < n;) {
        size_t end = i;
        while (end < n && class_of(seq[end])) end++;
        if (end - i > 1) order(seq + i, end - i, seq + n);
        i = end + 1;
    }
    if (form == LMEV__NFC || form == LMEV__NFKC) n = compose(seq, n);
    for (size_t i = 0; i < n; i++) lmev__buf_char(out, code(seq[i]));
}

/* May nothing before this starter combine with it or what follows? */
static bool is_wall(lmev__form form, uint32_t c)
{
    return form == LMEV__NFD || form == LMEV__NFKD || c < 0x300 ||
           (c >= 0x3400 && c < 0xA000);
}

void lmev__utf8_form(lmev__form form, const char *at, size_t n, lmev__buf *out,
                     lmev__buf *work)
{
    work->n = 0;
    for (size_t i = 0; i < n && !out->failed;) {
        size_t end = i; /* ASCII: all but its last character is copied as it is */
        while (end < n && (uint8_t)at[end] < 0x80) end++;
        if (end - i > 1 || (end > i && end == n)) {
            const size_t copied = end == n ? end - i : end - i - 1;
            flush(form, out, work);
            lmev__buf_add(out, at + i, copied);
            i += copied;
            if (i == n) break;
        }
        uint32_t part[LMEV__DECOMPOSED];
        uint8_t class[LMEV__DECOMPOSED];
        const int parts = lmev__char_decompose(lmev__utf8_get(at, &i), form, part, class);
        for (int j = 0; j < parts; j++) {
            if (class[j] == 0 && is_wall(form, part[j])) flush(form, out, work);
            const uint32_t packed = part[j] | (uint32_t)class[j] << 24;
            lmev__buf_add(work, &packed, sizeof packed);
        }
        if (work->failed) out->failed = true;
    }
    flush(form, out, work);
}

size_t lmev__grapheme(const char *at, size_t n)
{
    size_t i = 0;
    utf8proc_int32_t before = (utf8proc_int32_t)lmev__utf8_get(at, &i), state = 0;
    while (i < n) {
        size_t next = i;
        const utf8proc_int32_t c = (utf8proc_int32_t)lmev__utf8_get(at, &next);
        if (utf8proc_grapheme_break_stateful(before, c, &state)) break;
        before = c;
        i = next;
    }
    return i;
}
