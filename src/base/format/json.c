/* json.c - the jansson door: parsing, access, making, dumping.
 *
 * jansson's allocation functions belong to the whole process, so they are left alone: a
 * host program may have set its own, and has documents of its own. Three things follow.
 *   - What tests starve are the calls of this door (each asks lmev__alloc_must_fail), not
 *     the allocations inside jansson.
 *   - jansson 2.14 does not look whether its buffer for a token could grow, and then
 *     writes past it. So the memory that a document can need at most is asked for and
 *     given back before parsing: where it is refused, parsing does not begin.
 *   - That bound comes from one pass over the bytes, which counts values and also checks
 *     the depth (jansson alone would go 2048 deep).
 * Duplicate keys and invalid UTF-8 are jansson's to refuse.
 *
 * Not here: the meaning of any document. */
#include "base/format/json.h"

#include <jansson.h>
#include <math.h>
#include <string.h>

#include "base/buf.h"
#include "base/error.h"
#include "base/io/filetype.h"
#include "base/io/io.h"
#include "base/mem.h"
#include "lmev/text.h"

#define DEPTH_MOST 64
#define FILE_MOST  ((size_t)64 << 20)
/* Bytes that jansson allocates for one value beside its text, malloc's own included: at
 * most an object with its hash table of eight buckets and the pair that holds it in
 * another. */
#define VALUE_MOST  512
#define PARSER_MOST 4096 /* its own state */

/* What one pass over a text tells before it is parsed. */
typedef struct outline {
    long too_deep; /* the line, from 1, at which the nesting passes DEPTH_MOST; 0: none */
    size_t values; /* at most so many: each but the first comes after one of , : [ { */
    size_t longest; /* bytes of the longest token */
} outline;

/* Strings are skipped; on malformed input the answer does not matter, the parser finds
 * the fault. */
static outline look_over(const char *at, size_t n)
{
    outline o = {.values = 1};
    long line = 1;
    int depth = 0;
    size_t from = 0; /* where the token begins that is being passed */
    for (size_t i = 0; i < n; i++) {
        switch (at[i]) {
        case '"':
            for (i++; i < n && at[i] != '"'; i++)
                if (at[i] == '\\') i++;
            continue;
        case '[':
        case '{':
            if (++depth > DEPTH_MOST) {
                o.too_deep = line;
                return o;
            }
            break;
        case ']':
        case '}':
            depth--;
            break;
        case ',':
        case ':':
            break;
        case '\n':
            line++;
            continue;
        default:
            continue;
        }
        o.values++;
        if (i - from > o.longest) o.longest = i - from;
        from = i + 1;
    }
    if (n > from && n - from > o.longest) o.longest = n - from;
    return o;
}

/* Is there memory for a document of n bytes? The buffer for a token doubles, and its old
 * and new block are there at once; each text is copied out of it once. */
static bool room_for(const outline *o, size_t n)
{
    size_t most = PARSER_MOST, part;
    if (__builtin_mul_overflow(o->values, (size_t)VALUE_MOST, &part) ||
        __builtin_add_overflow(most, part, &most) ||
        __builtin_mul_overflow(o->longest, (size_t)4, &part) ||
        __builtin_add_overflow(most, part, &most) ||
        __builtin_add_overflow(most, n, &most))
        return false;
    return lmev__room_for(most);
}

lmev_status lmev__json_parse(lmev__json **out, const char *at, size_t n,
                             const char *source, long first_line, lmev_error *err)
{
    long before = first_line > 0 ? first_line - 1 : 0;
    const outline o = look_over(at, n);
    if (o.too_deep)
        return lmev__fail(err, LMEV_ERR_FORMAT, source, before + o.too_deep,
                          "JSON is nested more than %d deep", DEPTH_MOST);
    if (!room_for(&o, n)) return lmev__nomem(err, "a JSON document");
    json_error_t fault;
    json_t *j =
        json_loadb(n ? at : "", n,
                   JSON_REJECT_DUPLICATES | JSON_DECODE_ANY | JSON_ALLOW_NUL, &fault);
    if (j) {
        *out = j;
        return LMEV_OK;
    }
    if (json_error_code(&fault) == json_error_out_of_memory)
        return lmev__nomem(err, "a JSON document");
    return lmev__fail(err, LMEV_ERR_FORMAT, source,
                      before + (fault.line > 0 ? fault.line : 1), "not valid JSON: %s",
                      fault.text);
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

void lmev__json_free(lmev__json *j)
{
    json_decref(j);
}

lmev__json_type lmev__json_kind(const lmev__json *j)
{
    if (!j) return LMEV__JSON_NULL;
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

/* A text as UTF-8 (lmev_text_mended): itself, or *copy, which is to be freed. NULL: no
 * memory. */
static const char *utf8_of(const char *s, char **copy)
{
    const lmev_str text = {s, strlen(s)};
    *copy = NULL;
    if (lmev_text_ok(text)) return s;
    *copy = text.n < SIZE_MAX / 5 ? lmev__alloc(5 * text.n + 1) : NULL;
    if (*copy) (*copy)[lmev_text_mended(*copy, text)] = '\0';
    return *copy;
}

/* ---- access ---- */

lmev__json *lmev__json_get(const lmev__json *object, const char *key)
{
    char *copy;
    const char *name = utf8_of(key, &copy);
    lmev__json *j = json_object_get(object, name);
    lmev__free(copy);
    return j;
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
    if (n) *n = json_string_length(j);
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

/* ---- making ---- */

/* A value that was made, or NULL where a test wants no memory for it. */
static lmev__json *made(lmev__json *j)
{
    if (!lmev__alloc_must_fail()) return j;
    json_decref(j);
    return NULL;
}

lmev__json *lmev__json_new_object(void)
{
    return made(json_object());
}

lmev__json *lmev__json_new_array(void)
{
    return made(json_array());
}

lmev__json *lmev__json_new_string(const char *s)
{
    if (!s) return json_null();
    char *copy;
    const char *text = utf8_of(s, &copy);
    lmev__json *j = made(text ? json_string(text) : NULL);
    lmev__free(copy);
    return j;
}

lmev__json *lmev__json_new_int(int64_t v)
{
    return made(json_integer(v));
}

lmev__json *lmev__json_new_real(double v)
{
    return made(isfinite(v) ? json_real(v) : json_null());
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
    char *copy;
    const char *name = utf8_of(key, &copy);
    /* refuses NULL, and frees value */
    const bool ok = json_object_set_new(object, name, made(value)) == 0;
    lmev__free(copy);
    return ok;
}

bool lmev__json_append(lmev__json *array, lmev__json *value)
{
    return json_array_append_new(array, made(value)) == 0;
}

static int add_to_buf(const char *at, size_t n, void *buf)
{
    lmev__buf_add(buf, at, n);
    return 0; /* the buffer remembers; jansson overlooks some of the answers */
}

char *lmev__json_dump(const lmev__json *j, int indent)
{
    size_t spaces = indent < 0                 ? 0
                    : indent > JSON_MAX_INDENT ? JSON_MAX_INDENT
                                               : (size_t)indent;
    lmev__buf text = LMEV__BUF_INIT;
    if (json_dump_callback(j, add_to_buf, &text,
                           JSON_ENCODE_ANY | JSON_INDENT(spaces) |
                               JSON_REAL_PRECISION(17)) != 0) {
        lmev__buf_free(&text);
        return NULL;
    }
    return lmev__buf_text(&text);
}
