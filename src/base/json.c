/* json.c - the jansson door: parsing, access, making, dumping.
 *
 * jansson allocates through base/mem.h, so tests can starve it; a thread-local note of a
 * refused allocation tells "out of memory" from "malformed" where jansson cannot. Depth is
 * checked by one pass over the bytes before parsing (jansson alone would go 2048 deep).
 * Duplicate keys and invalid UTF-8 are jansson's to refuse.
 *
 * Not here: the meaning of any document. */
#include "base/json.h"

#include <jansson.h>
#include <math.h>
#include <pthread.h>
#include <setjmp.h>
#include <stddef.h>
#include <string.h>

#include "base/buf.h"
#include "base/error.h"
#include "base/io.h"
#include "base/mem.h"
#include "base/text.h"

#define DEPTH_MOST 64
#define FILE_MOST ((size_t)64 << 20)

/* Blocks are chained while a document is parsed: jansson 2.14 does not look whether its text
 * buffer could grow and then writes past it, so a refused allocation must not return to it.
 * It jumps out instead, and the chain tells what to free. */
typedef struct block {
    _Alignas(max_align_t) struct block *prev; /* itself when in no chain */
    struct block *next;
} block;

static _Thread_local struct {
    bool on;
    block chain;
    jmp_buf away;
} parse;
static _Thread_local bool starved; /* an allocation was refused since it was last cleared */
static pthread_once_t once = PTHREAD_ONCE_INIT;

static void *watched_alloc(size_t n)
{
    block *b = n <= SIZE_MAX - sizeof *b ? lmev__alloc(sizeof *b + n) : NULL;
    if (!b) {
        starved = true;
        if (parse.on)
            longjmp(parse.away, 1);
        return NULL;
    }
    b->prev = b->next = b;
    if (parse.on) {
        b->prev = &parse.chain;
        b->next = parse.chain.next;
        b->next->prev = parse.chain.next = b;
    }
    return b + 1;
}

static void watched_free(void *p)
{
    if (!p)
        return;
    block *b = (block *)p - 1;
    b->prev->next = b->next;
    b->next->prev = b->prev;
    lmev__free(b);
}

static void use_our_memory(void)
{
    json_set_alloc_funcs(watched_alloc, watched_free);
}

static void ready(void)
{
    (void)pthread_once(&once, use_our_memory);
}

/* The line (from 1) at which the nesting goes beyond DEPTH_MOST, or 0. Strings are skipped;
 * on malformed input the answer does not matter, the parser finds the fault. */
static long too_deep(const char *at, size_t n)
{
    long line = 1;
    int depth = 0;
    for (size_t i = 0; i < n; i++) {
        switch (at[i]) {
        case '"':
            for (i++; i < n && at[i] != '"'; i++)
                if (at[i] == '\\')
                    i++;
            break;
        case '[':
        case '{':
            if (++depth > DEPTH_MOST)
                return line;
            break;
        case ']':
        case '}':
            depth--;
            break;
        case '\n':
            line++;
            break;
        default:
            break;
        }
    }
    return 0;
}

static json_t *load_or_nothing(const char *at, size_t n, json_error_t *fault)
{
    json_t *volatile j = NULL;
    starved = false;
    parse.chain.prev = parse.chain.next = &parse.chain;
    parse.on = true;
    if (setjmp(parse.away) == 0)
        j = json_loadb(at, n, JSON_REJECT_DUPLICATES | JSON_DECODE_ANY | JSON_ALLOW_NUL, fault);
    parse.on = false;
    for (block *b = parse.chain.next, *next; b != &parse.chain; b = next) {
        next = b->next;
        b->prev = b->next = b;
        if (starved)
            lmev__free(b);
    }
    return j;
}

lmev_status lmev__json_parse(lmev__json **out, const char *at, size_t n, const char *source,
                             long first_line, lmev_error *err)
{
    ready();
    long before = first_line > 0 ? first_line - 1 : 0;
    long deep = too_deep(at, n);
    if (deep)
        return lmev__fail(err, LMEV_ERR_FORMAT, source, before + deep,
                          "JSON is nested more than %d deep", DEPTH_MOST);
    json_error_t fault;
    json_t *j = load_or_nothing(n ? at : "", n, &fault);
    if (j) {
        *out = j;
        return LMEV_OK;
    }
    if (starved)
        return lmev__nomem(err, "a JSON document");
    return lmev__fail(err, LMEV_ERR_FORMAT, source, before + (fault.line > 0 ? fault.line : 1),
                      "not valid JSON: %s", fault.text);
}

lmev_status lmev__json_read(lmev__json **out, const char *path, lmev_error *err)
{
    char *text;
    size_t n;
    lmev_status s = lmev__read_file(&text, &n, path, FILE_MOST, err);
    if (s != LMEV_OK)
        return s;
    s = lmev__json_parse(out, text, n, path, 0, err);
    lmev__free(text);
    return s;
}

void lmev__json_free(lmev__json *j)
{
    json_decref(j);
}

lmev__json_type lmev__json_kind(const lmev__json *j)
{
    if (!j)
        return LMEV__JSON_NULL;
    switch (json_typeof(j)) {
    case JSON_OBJECT:
        return LMEV__JSON_OBJECT;
    case JSON_ARRAY:
        return LMEV__JSON_ARRAY;
    case JSON_STRING:
        return LMEV__JSON_STRING;
    case JSON_INTEGER:
        return LMEV__JSON_INT;
    case JSON_REAL:
        return LMEV__JSON_REAL;
    case JSON_TRUE:
    case JSON_FALSE:
        return LMEV__JSON_BOOL;
    case JSON_NULL:
        break;
    }
    return LMEV__JSON_NULL;
}

/* ---- access --------------------------------------------------------------------------- */

lmev__json *lmev__json_get(const lmev__json *object, const char *key)
{
    return json_object_get(object, key);
}

size_t lmev__json_size(const lmev__json *j)
{
    return json_is_object(j) ? json_object_size(j) : json_array_size(j);
}

lmev__json *lmev__json_at(const lmev__json *array, size_t i)
{
    return json_array_get(array, i);
}

const char *lmev__json_string(const lmev__json *j, size_t *n)
{
    if (n)
        *n = json_string_length(j);
    return json_string_value(j);
}

int64_t lmev__json_int(const lmev__json *j)
{
    return json_integer_value(j);
}

double lmev__json_real(const lmev__json *j)
{
    return json_is_number(j) ? json_number_value(j) : NAN;
}

bool lmev__json_bool(const lmev__json *j)
{
    return json_is_true(j);
}

void *lmev__json_first(lmev__json *object)
{
    return json_object_iter(object);
}

void *lmev__json_next(lmev__json *object, void *it)
{
    return json_object_iter_next(object, it);
}

const char *lmev__json_it_key(void *it)
{
    return json_object_iter_key(it);
}

lmev__json *lmev__json_it_value(void *it)
{
    return json_object_iter_value(it);
}

/* ---- making --------------------------------------------------------------------------- */

lmev__json *lmev__json_new_object(void)
{
    ready();
    return json_object();
}

lmev__json *lmev__json_new_array(void)
{
    ready();
    return json_array();
}

lmev__json *lmev__json_new_string(const char *s)
{
    ready();
    return s ? json_string(s) : json_null();
}

lmev__json *lmev__json_new_text(const char *s)
{
    const size_t n = s ? strlen(s) : 0;
    if (!s || lmev__utf8_ok(s, n)) return lmev__json_new_string(s);
    char *copy = lmev__strdup(s);
    for (size_t i = 0; copy && i < n;) {
        uint32_t c;
        const int len = lmev__utf8_next(copy + i, n - i, &c);
        if (len == 0) copy[i] = '?';
        i += len ? (size_t)len : 1;
    }
    lmev__json *j = copy ? lmev__json_new_string(copy) : NULL;
    lmev__free(copy);
    return j;
}

lmev__json *lmev__json_new_int(int64_t v)
{
    ready();
    return json_integer(v);
}

lmev__json *lmev__json_new_real(double v)
{
    ready();
    return isfinite(v) ? json_real(v) : json_null();
}

lmev__json *lmev__json_new_bool(bool v)
{
    return json_boolean(v);
}

lmev__json *lmev__json_new_null(void)
{
    return json_null();
}

bool lmev__json_set(lmev__json *object, const char *key, lmev__json *value)
{
    return json_object_set_new(object, key, value) == 0;
}

bool lmev__json_append(lmev__json *array, lmev__json *value)
{
    return json_array_append_new(array, value) == 0;
}

static int add_to_buf(const char *at, size_t n, void *buf)
{
    lmev__buf_add(buf, at, n);
    return 0; /* the buffer remembers; jansson overlooks some of the answers */
}

char *lmev__json_dump(const lmev__json *j, int indent)
{
    ready();
    size_t spaces = indent < 0 ? 0 : indent > JSON_MAX_INDENT ? JSON_MAX_INDENT : (size_t)indent;
    lmev__buf text = LMEV__BUF_INIT;
    if (json_dump_callback(j, add_to_buf, &text,
                           JSON_ENCODE_ANY | JSON_INDENT(spaces) | JSON_REAL_PRECISION(17)) != 0) {
        lmev__buf_free(&text);
        return NULL;
    }
    return lmev__buf_text(&text);
}
