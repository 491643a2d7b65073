/* json_read.c - JSON texts into memory.
 *
 * Strict RFC 8259: valid UTF-8, no duplicate keys, no NUL in a key, whole numbers within
 * 64 bits, reals within the range of a double, at most 64 levels. Numbers are read with a
 * point whatever the locale is. Cost: one pass; 3 ns per byte. */
#include <stdio.h>
#include <string.h>

#include "base/error.h"
#include "base/format/json_impl.h"
#include "base/io/filetype.h"
#include "base/io/io.h"
#include "base/mem.h"
#include "base/number.h"
#include "base/utf8.h"

#define DEPTH_MOST 64
#define FILE_MOST  ((size_t)64 << 20)

typedef struct parser {
    const char *begin, *at, *end;
    const char *source;
    long before; /* lines before the text */
    bool starved;
    lmev__json_block *blocks;
    lmev_error *err;
} parser;

static lmev__json *parse_value(parser *p, int depth);

static long line_of(const parser *p)
{
    long line = 1;
    for (const char *c = p->begin; c < p->at; c++) line += *c == '\n';
    return p->before + line;
}

/* Always NULL, as a fault of the text. */
static void *wrong(parser *p, const char *what)
{
    lmev__fail(p->err, LMEV_ERR_FORMAT, p->source, line_of(p), "not valid JSON: %s",
               what);
    return NULL;
}

static void *expected(parser *p, const char *what)
{
    char text[192];
    const size_t left = (size_t)(p->end - p->at);
    if (left == 0)
        snprintf(text, sizeof text, "%s expected, found the end", what);
    else
        snprintf(text, sizeof text, "%s expected, found '%s'", what,
                 lmev__brief_n(p->at, left < 16 ? left : 16).at);
    return wrong(p, text);
}

static void *starved(parser *p)
{
    p->starved = true;
    return NULL;
}

static void skip_space(parser *p)
{
    while (p->at < p->end &&
           (*p->at == ' ' || *p->at == '\n' || *p->at == '\r' || *p->at == '\t'))
        p->at++;
}

/* Is the next byte this one? Then it is passed. */
static bool pass(parser *p, char c)
{
    if (p->at == p->end || *p->at != c) return false;
    p->at++;
    return true;
}

/* The four digits of \uXXXX at `at`; -1: they are not there. */
static long hex4(const char *at, const char *end)
{
    long v = 0;
    if (end - at < 4) return -1;
    for (int i = 0; i < 4; i++) {
        const char c = at[i];
        const int digit = c >= '0' && c <= '9'   ? c - '0'
                          : c >= 'a' && c <= 'f' ? c - 'a' + 10
                          : c >= 'A' && c <= 'F' ? c - 'A' + 10
                                                 : -1;
        if (digit < 0) return -1;
        v = 16 * v + digit;
    }
    return v;
}

/* The character of an escape that begins with 'u' at *at; -1: it is not one. *at moves
 * behind it. */
static long escaped_character(const char **at, const char *end)
{
    const long high = hex4(*at + 1, end);
    *at += 5;
    if (high < 0xd800 || high > 0xdfff) return high;
    if (high > 0xdbff || end - *at < 6 || (*at)[0] != '\\' || (*at)[1] != 'u') return -1;
    const long low = hex4(*at + 2, end);
    *at += 6;
    return low >= 0xdc00 && low <= 0xdfff
               ? 0x10000 + ((high - 0xd800) << 10) + (low - 0xdc00)
               : -1;
}

static size_t put_utf8(char *to, long c)
{
    if (c < 0x80) {
        to[0] = (char)c;
        return 1;
    }
    const int more = c < 0x800 ? 1 : c < 0x10000 ? 2 : 3;
    static const unsigned char lead[] = {0, 0xc0, 0xe0, 0xf0};
    for (int i = more; i > 0; i--, c >>= 6) to[i] = (char)(0x80 | (c & 0x3f));
    to[0] = (char)(lead[more] | (unsigned char)c);
    return (size_t)more + 1;
}

/* The text between quotes at..stop with its escapes resolved into `to`, which is no
 * shorter. *n: its bytes. False: an escape is none. */
static bool unescape(char *to, size_t *n, const char *at, const char *stop)
{
    static const char letter[] = "\"\\/bfnrt", meant[] = "\"\\/\b\f\n\r\t";
    size_t used = 0;
    while (at < stop) {
        if (*at != '\\') {
            to[used++] = *at++;
            continue;
        }
        const char *known = at[1] ? strchr(letter, at[1]) : NULL; /* at + 1 < stop */
        if (known) {
            to[used++] = meant[known - letter];
            at += 2;
        } else {
            if (at[1] != 'u') return false;
            at++;
            const long c = escaped_character(&at, stop);
            if (c < 0) return false;
            used += put_utf8(to + used, c);
        }
    }
    *n = used;
    return true;
}

/* From behind the opening quote to the closing one, which is passed: checked, with
 * *escapes true where there are any. NULL: a fault. */
static const char *scan_text(parser *p, bool *escapes)
{
    const char *c = p->at;
    unsigned char any = 0;
    *escapes = false;
    for (; c < p->end && *c != '"'; c++) {
        if ((unsigned char)*c < 0x20) {
            p->at = c;
            return wrong(p, "a control character within a text");
        }
        any |= (unsigned char)*c;
        if (*c == '\\') {
            *escapes = true;
            if (++c == p->end) break;
        }
    }
    if (c >= p->end) {
        p->at = p->end;
        return wrong(p, "a text has no closing quote");
    }
    if (any >= 0x80 && !lmev__utf8_ok(p->at, (size_t)(c - p->at)))
        return wrong(p, "a text is not UTF-8");
    return c;
}

static lmev__json *parse_text(parser *p)
{
    bool escapes;
    const char *stop = scan_text(p, &escapes);
    if (!stop) return NULL;
    lmev__json *j = lmev__json_new_text(&p->blocks, (size_t)(stop - p->at));
    if (!j) return starved(p);
    if (!escapes) {
        memcpy(j->is.text.at, p->at, j->is.text.n);
    } else if (!unescape(j->is.text.at, &j->is.text.n, p->at, stop)) {
        return wrong(p, "an unknown escape within a text");
    }
    j->is.text.at[j->is.text.n] = '\0';
    p->at = stop + 1;
    return j;
}

static char *parse_key(parser *p)
{
    bool escapes;
    if (!pass(p, '"')) return expected(p, "a key");
    const char *stop = scan_text(p, &escapes);
    if (!stop) return NULL;
    size_t n = (size_t)(stop - p->at);
    char *key = lmev__json_take(&p->blocks, n + 1);
    if (!key) return starved(p);
    if (!escapes)
        memcpy(key, p->at, n);
    else if (!unescape(key, &n, p->at, stop))
        return wrong(p, "an unknown escape within a text");
    key[n] = '\0';
    if (strlen(key) != n) return wrong(p, "a key holds a NUL");
    p->at = stop + 1;
    return key;
}

static const char *digits(const char *c, const char *end)
{
    while (c < end && *c >= '0' && *c <= '9') c++;
    return c;
}

/* Behind the number at p->at; NULL: none. *is_real: it has a point or an exponent. */
static const char *end_of_number(const parser *p, bool *is_real)
{
    const char *c = p->at + (*p->at == '-'), *from = c;
    if ((c = digits(c, p->end)) == from || (*from == '0' && c > from + 1)) return NULL;
    *is_real = false;
    if (c < p->end && *c == '.') {
        *is_real = true;
        from = ++c;
        if ((c = digits(c, p->end)) == from) return NULL;
    }
    if (c < p->end && (*c == 'e' || *c == 'E')) {
        *is_real = true;
        c++;
        if (c < p->end && (*c == '+' || *c == '-')) c++;
        from = c;
        if ((c = digits(c, p->end)) == from) return NULL;
    }
    return c;
}

static lmev__json *parse_number(parser *p)
{
    bool is_real = false;
    char text[64], *copy = NULL;
    const char *stop = end_of_number(p, &is_real);
    if (!stop) return expected(p, "a number");
    lmev__json *j =
        lmev__json_new_value(&p->blocks, is_real ? LMEV__JSON_REAL : LMEV__JSON_INT, 0);
    if (!j) return starved(p);
    bool fits = true;
    if (!is_real) {
        int64_t v = 0;
        for (const char *c = p->at + (*p->at == '-'); c < stop && fits; c++)
            fits = !__builtin_mul_overflow(v, 10, &v) &&
                   !__builtin_sub_overflow(v, *c - '0', &v); /* INT64_MIN fits */
        fits = fits && (*p->at == '-' || v != INT64_MIN);
        j->is.whole = *p->at == '-' || !fits ? v : -v;
    } else {
        const size_t n = (size_t)(stop - p->at);
        char *to = n < sizeof text ? text : (copy = lmev__alloc(n + 1));
        if (!to) return starved(p);
        memcpy(to, p->at, n);
        to[n] = '\0';
        fits = lmev__real_read(to, &j->is.real);
        lmev__free(copy);
    }
    if (!fits) return wrong(p, "a number is too large");
    p->at = stop;
    return j;
}

static lmev__json *parse_word(parser *p)
{
    static const struct {
        const char *word;
        lmev__json_type kind;
        bool yes;
    } known[] = {{"null", LMEV__JSON_NULL, false},
                 {"true", LMEV__JSON_BOOL, true},
                 {"false", LMEV__JSON_BOOL, false}};
    for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
        const size_t n = strlen(known[i].word);
        if ((size_t)(p->end - p->at) < n || memcmp(p->at, known[i].word, n)) continue;
        lmev__json *j = lmev__json_new_value(&p->blocks, known[i].kind, 0);
        if (!j) return starved(p);
        j->is.yes = known[i].yes;
        p->at += n;
        return j;
    }
    return expected(p, "a value");
}

/* One child of parent and what is before it. False: a fault. */
static bool parse_child(parser *p, lmev__json *parent, int depth)
{
    const bool object = parent->kind == LMEV__JSON_OBJECT;
    char *key = object ? parse_key(p) : NULL;
    uint32_t hash = 0;
    if (object) {
        if (!key) return false;
        hash = lmev__json_hash(key);
        if (lmev__json_find(parent, key, hash)) return wrong(p, "duplicate key");
        skip_space(p);
        if (!pass(p, ':')) return expected(p, "':'");
    }
    skip_space(p);
    lmev__json *child = parse_value(p, depth);
    if (!child) return false;
    child->key = key;
    child->hash = hash;
    if (lmev__json_add(parent, child)) return true;
    lmev__json_free(child);
    return starved(p);
}

static lmev__json *parse_children(parser *p, lmev__json_type kind, int depth)
{
    const char close = kind == LMEV__JSON_OBJECT ? '}' : ']';
    if (depth >= DEPTH_MOST) {
        lmev__fail(p->err, LMEV_ERR_FORMAT, p->source, line_of(p),
                   "JSON is nested more than %d deep", DEPTH_MOST);
        return NULL;
    }
    lmev__json *j = lmev__json_new_parent(&p->blocks, kind);
    if (!j) return starved(p);
    skip_space(p);
    if (pass(p, close)) return j;
    for (;;) {
        skip_space(p);
        if (!parse_child(p, j, depth + 1)) break;
        skip_space(p);
        if (pass(p, close)) return j;
        if (!pass(p, ',')) {
            expected(p, kind == LMEV__JSON_OBJECT ? "',' or '}'" : "',' or ']'");
            break;
        }
    }
    lmev__json_free(j); /* the arrays in it; its blocks go at the end */
    return NULL;
}

static lmev__json *parse_value(parser *p, int depth)
{
    const char c = p->at < p->end ? *p->at : '\0';
    if (c == '"') {
        p->at++;
        return parse_text(p);
    }
    if (c == '{' || c == '[') {
        p->at++;
        return parse_children(p, c == '{' ? LMEV__JSON_OBJECT : LMEV__JSON_ARRAY, depth);
    }
    return c == '-' || (c >= '0' && c <= '9') ? parse_number(p) : parse_word(p);
}

lmev_status lmev__json_parse(lmev__json **out, const char *at, size_t n,
                             const char *source, long first_line, lmev_error *err)
{
    if (!n) at = "";
    parser p = {.begin = at,
                .at = at,
                .end = at + n,
                .source = source,
                .before = first_line > 0 ? first_line - 1 : 0,
                .err = err};
    skip_space(&p);
    lmev__json *j = parse_value(&p, 0);
    skip_space(&p);
    if (j && p.at < p.end) {
        lmev__json_free(j);
        j = expected(&p, "the end");
    }
    if (j) {
        j->first = true;
        *out = j;
        return LMEV_OK;
    }
    lmev__json_drop(p.blocks);
    return p.starved ? lmev__nomem(err, "a JSON document") : LMEV_ERR_FORMAT;
}

lmev_status lmev__json_read(lmev__json **out, const char *path, lmev_error *err)
{
    char *text;
    size_t n;
    lmev_status s = lmev__read_file(&text, &n, path, FILE_MOST, err);
    if (s != LMEV_OK) return s;
    s = lmev__refuse_stand_in(text, n, "JSON", path, err);
    if (s == LMEV_OK) s = lmev__json_parse(out, text, n, path, 0, err);
    lmev__free(text);
    return s;
}
