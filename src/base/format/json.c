/* json.c - JSON documents in memory: access, making, writing.
 *
 * Writing keeps the order of insertion. Reals have 17 digits, so that they read back as
 * the same doubles, and a point whatever the locale is.
 *
 * A library did this before (jansson): it took 16 ns per byte to read, so that thousands
 * of run directories needed an index; its allocator belongs to the whole process; and its
 * version 2.14 wrote past a buffer that could not grow. Here a byte takes 3 ns, and all
 * memory comes from base/mem.h.
 *
 * Cost: 32 bytes per value and its text; a table of the keys where an object has more
 * than eight. Not here: reading (json_read.c), the meaning of any
 * document. */
#include "base/format/json.h"

#include <inttypes.h>
#include <math.h>
#include <string.h>

#include "base/buf.h"
#include "base/format/json_impl.h"
#include "base/mem.h"
#include "base/number.h"
#include "lmev/text.h"

#define FEW         8 /* members of an object that need no table */
#define INDENT_MAX  31
#define BLOCK_LEAST ((size_t)8 << 10)
#define BLOCK_MOST  ((size_t)1 << 20)

/* The first block stays the first: it is found by its value. The second is the one that
 * is being filled. */
void *lmev__json_take(lmev__json_block **blocks, size_t n)
{
    lmev__json_block *first = *blocks, *b = first && first->next ? first->next : first;
    if (n > SIZE_MAX / 2) return NULL;
    n = (n + 7) & ~(size_t)7;
    if (!b || b->room - b->used < n) {
        size_t room = !b ? BLOCK_LEAST : b->room < BLOCK_MOST ? 2 * b->room : b->room;
        if (room < n) room = n;
        if (!(b = lmev__alloc(sizeof *b + room))) return NULL;
        *b = (lmev__json_block){.next = first ? first->next : NULL, .room = room};
        if (first)
            first->next = b;
        else
            *blocks = b;
    }
    b->used += n;
    return (char *)(b + 1) + b->used - n;
}

void lmev__json_drop(lmev__json_block *blocks)
{
    for (lmev__json_block *next; blocks; blocks = next) {
        next = blocks->next;
        lmev__free(blocks);
    }
}

lmev__json *lmev__json_new_value(lmev__json_block **blocks, lmev__json_type kind,
                                 size_t more)
{
    lmev__json *j = NULL;
    if (more < SIZE_MAX - sizeof *j)
        j = blocks ? lmev__json_take(blocks, sizeof *j + more)
                   : lmev__alloc(sizeof *j + more);
    if (j) *j = (lmev__json){.kind = (uint8_t)kind, .in_block = blocks != NULL};
    return j;
}

lmev__json *lmev__json_new_parent(lmev__json_block **blocks, lmev__json_type kind)
{
    lmev__json *j = lmev__json_new_value(blocks, kind, sizeof(lmev__json_children));
    if (!j) return NULL;
    j->is.many = (lmev__json_children *)(void *)(j + 1);
    *j->is.many = (lmev__json_children){0};
    return j;
}

lmev__json *lmev__json_new_text(lmev__json_block **blocks, size_t n)
{
    lmev__json *j =
        n < SIZE_MAX ? lmev__json_new_value(blocks, LMEV__JSON_STRING, n + 1) : NULL;
    if (!j) return NULL;
    j->is.text.at = (char *)(j + 1);
    j->is.text.n = n;
    j->is.text.at[n] = '\0';
    return j;
}

static bool is_parent(const lmev__json *j)
{
    return j && (j->kind == LMEV__JSON_ARRAY || j->kind == LMEV__JSON_OBJECT);
}

static bool is_kind(const lmev__json *j, lmev__json_type kind)
{
    return j && j->kind == kind;
}

void lmev__json_free(lmev__json *j)
{
    if (!j) return;
    if (is_parent(j)) {
        for (size_t i = 0; i < j->is.many->n; i++) lmev__json_free(j->is.many->at[i]);
        lmev__free(j->is.many->at);
        lmev__free(j->is.many->slot);
    }
    if (j->owns_key) lmev__free(j->key);
    if (j->first)
        lmev__json_drop((lmev__json_block *)(void *)j - 1);
    else if (!j->in_block)
        lmev__free(j);
}

/* ---- members of an object ---- */

/* Begins at another value in each process, so that no file can hold keys chosen to
 * collide. */
uint32_t lmev__json_hash(const char *key)
{
    static const char place;
    uint64_t h = 14695981039346656037u ^ (uint64_t)(uintptr_t)&place; /* FNV-1a */
    for (; *key; key++) h = (h ^ (unsigned char)*key) * 1099511628211u;
    return (uint32_t)(h ^ (h >> 32));
}

/* The slot of the key: its member's, or the free one where it would be. */
static uint32_t *probe(const lmev__json_children *c, const char *key, uint32_t hash)
{
    size_t i = hash & (c->n_slots - 1);
    for (; c->slot[i]; i = (i + 1) & (c->n_slots - 1)) {
        const lmev__json *member = c->at[c->slot[i] - 1];
        if (member->hash == hash && !strcmp(member->key, key)) break;
    }
    return &c->slot[i];
}

lmev__json **lmev__json_find(const lmev__json *object, const char *key, uint32_t hash)
{
    const lmev__json_children *c = object->is.many;
    if (c->n_slots) {
        const uint32_t place = *probe(c, key, hash);
        return place ? &c->at[place - 1] : NULL;
    }
    for (size_t i = 0; i < c->n; i++)
        if (c->at[i]->hash == hash && !strcmp(c->at[i]->key, key)) return &c->at[i];
    return NULL;
}

/* Room in the table for one member more. False: out of memory. */
static bool widen(lmev__json_children *c)
{
    if (c->n < FEW || 2 * (c->n + 1) <= c->n_slots) return true;
    const size_t n_slots = c->n_slots ? 2 * c->n_slots : 4 * FEW;
    uint32_t *slot = c->n < UINT32_MAX ? lmev__calloc(n_slots, sizeof *slot) : NULL;
    if (!slot) return false;
    lmev__free(c->slot);
    c->slot = slot;
    c->n_slots = n_slots;
    for (size_t i = 0; i < c->n; i++)
        *probe(c, c->at[i]->key, c->at[i]->hash) = (uint32_t)i + 1;
    return true;
}

bool lmev__json_add(lmev__json *parent, lmev__json *child)
{
    lmev__json_children *c = parent->is.many;
    if (!lmev__grow(&c->at, &c->room, c->n + 1, sizeof(lmev__json *)) ||
        (child->key && !widen(c)))
        return false;
    c->at[c->n++] = child;
    if (c->n_slots) *probe(c, child->key, child->hash) = (uint32_t)c->n;
    return true;
}

/* ---- access ---- */

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

lmev__json_type lmev__json_kind(const lmev__json *j)
{
    return j ? (lmev__json_type)j->kind : LMEV__JSON_NULL;
}

lmev__json *lmev__json_get(const lmev__json *object, const char *key)
{
    if (!is_kind(object, LMEV__JSON_OBJECT)) return NULL;
    lmev__json **member = lmev__json_find(object, key, lmev__json_hash(key));
    if (!member) { /* keys are UTF-8: one that is not may be there mended */
        char *copy;
        utf8_of(key, &copy);
        if (copy) member = lmev__json_find(object, copy, lmev__json_hash(copy));
        lmev__free(copy);
    }
    return member ? *member : NULL;
}

size_t lmev__json_size(const lmev__json *j)
{
    return is_parent(j) ? j->is.many->n : 0;
}

lmev__json *lmev__json_at(const lmev__json *array, size_t i)
{
    return is_kind(array, LMEV__JSON_ARRAY) && i < array->is.many->n
               ? array->is.many->at[i]
               : NULL;
}

const char *lmev__json_string(const lmev__json *j, size_t *n)
{
    const bool is = is_kind(j, LMEV__JSON_STRING);
    if (n) *n = is ? j->is.text.n : 0;
    return is ? j->is.text.at : NULL;
}

int64_t lmev__json_int(const lmev__json *j)
{
    return is_kind(j, LMEV__JSON_INT) ? j->is.whole : 0;
}

double lmev__json_real(const lmev__json *j)
{
    if (is_kind(j, LMEV__JSON_INT)) return (double)j->is.whole;
    return is_kind(j, LMEV__JSON_REAL) ? j->is.real : (double)NAN;
}

bool lmev__json_bool(const lmev__json *j)
{
    return is_kind(j, LMEV__JSON_BOOL) && j->is.yes;
}

/* An iterator is the place of a member. */
static void *member_at(const lmev__json *object, size_t i)
{
    return is_kind(object, LMEV__JSON_OBJECT) && i < object->is.many->n
               ? &object->is.many->at[i]
               : NULL;
}

void *lmev__json_first(lmev__json *object)
{
    return member_at(object, 0);
}

void *lmev__json_next(lmev__json *object, void *it)
{
    return member_at(object, (size_t)((lmev__json **)it - object->is.many->at) + 1);
}

const char *lmev__json_it_key(void *it)
{
    return (*(lmev__json **)it)->key;
}

lmev__json *lmev__json_it_value(void *it)
{
    return *(lmev__json **)it;
}

/* ---- making ---- */

lmev__json *lmev__json_new_object(void)
{
    return lmev__json_new_parent(NULL, LMEV__JSON_OBJECT);
}

lmev__json *lmev__json_new_array(void)
{
    return lmev__json_new_parent(NULL, LMEV__JSON_ARRAY);
}

lmev__json *lmev__json_new_string(const char *s)
{
    if (!s) return lmev__json_new_null();
    char *copy;
    const char *text = utf8_of(s, &copy);
    lmev__json *j = text ? lmev__json_new_text(NULL, strlen(text)) : NULL;
    if (j) memcpy(j->is.text.at, text, j->is.text.n);
    lmev__free(copy);
    return j;
}

lmev__json *lmev__json_new_int(int64_t v)
{
    lmev__json *j = lmev__json_new_value(NULL, LMEV__JSON_INT, 0);
    if (j) j->is.whole = v;
    return j;
}

lmev__json *lmev__json_new_real(double v)
{
    if (!isfinite(v)) return lmev__json_new_null();
    lmev__json *j = lmev__json_new_value(NULL, LMEV__JSON_REAL, 0);
    if (j) j->is.real = v;
    return j;
}

lmev__json *lmev__json_new_bool(bool v)
{
    lmev__json *j = lmev__json_new_value(NULL, LMEV__JSON_BOOL, 0);
    if (j) j->is.yes = v;
    return j;
}

lmev__json *lmev__json_new_null(void)
{
    return lmev__json_new_value(NULL, LMEV__JSON_NULL, 0);
}

bool lmev__json_set(lmev__json *object, const char *key, lmev__json *value)
{
    char *copy = NULL, *name = NULL;
    if (value && is_kind(object, LMEV__JSON_OBJECT)) {
        const char *text = utf8_of(key, &copy);
        name = copy ? copy : text ? lmev__strdup(text) : NULL;
    }
    if (!name) {
        lmev__json_free(value);
        return false;
    }
    value->key = name;
    value->owns_key = true;
    value->hash = lmev__json_hash(name);
    lmev__json **old = lmev__json_find(object, name, value->hash);
    if (old) {
        lmev__json_free(*old);
        *old = value;
        return true;
    }
    if (lmev__json_add(object, value)) return true;
    lmev__json_free(value);
    return false;
}

bool lmev__json_append(lmev__json *array, lmev__json *value)
{
    if (value && is_kind(array, LMEV__JSON_ARRAY) && lmev__json_add(array, value))
        return true;
    lmev__json_free(value);
    return false;
}

/* ---- writing ---- */

static void put_text(lmev__buf *b, const char *s, size_t n)
{
    static const char letter[] = "\"\\bfnrt", meant[] = "\"\\\b\f\n\r\t";
    size_t from = 0;
    lmev__buf_putc(b, '"');
    for (size_t i = 0; i < n; i++) {
        const unsigned char c = (unsigned char)s[i];
        if (c >= 0x20 && c != '"' && c != '\\') continue;
        lmev__buf_add(b, s + from, i - from);
        from = i + 1;
        const char *known = c ? strchr(meant, (char)c) : NULL;
        if (known)
            lmev__buf_printf(b, "\\%c", letter[known - meant]);
        else
            lmev__buf_printf(b, "\\u%04X", (unsigned)c);
    }
    lmev__buf_add(b, s + from, n - from);
    lmev__buf_putc(b, '"');
}

/* Always with a point or an exponent, so that it is read back as a real; the exponent
 * without a plus and without leading zeros. */
static void put_real(lmev__buf *b, double v)
{
    char text[LMEV__REAL_ROOM];
    lmev__real(text, 'g', 17, v);
    const size_t mantissa = strcspn(text, "e");
    const char *exponent = text + mantissa;
    lmev__buf_add(b, text, mantissa);
    if (*exponent) {
        exponent++;
        lmev__buf_puts(b, *exponent == '-' ? "e-" : "e");
        lmev__buf_puts(b, exponent + strspn(exponent, "+-0"));
    } else if (!strchr(text, '.')) {
        lmev__buf_puts(b, ".0");
    }
}

static void put_break(lmev__buf *b, int indent, int depth)
{
    if (indent <= 0) return;
    lmev__buf_putc(b, '\n');
    for (int i = indent * depth; i > 0; i--) lmev__buf_putc(b, ' ');
}

static void put_value(lmev__buf *b, const lmev__json *j, int indent, int depth)
{
    switch ((lmev__json_type)j->kind) {
    case LMEV__JSON_NULL:
        lmev__buf_puts(b, "null");
        return;
    case LMEV__JSON_BOOL:
        lmev__buf_puts(b, j->is.yes ? "true" : "false");
        return;
    case LMEV__JSON_INT:
        lmev__buf_printf(b, "%" PRId64, j->is.whole);
        return;
    case LMEV__JSON_REAL:
        put_real(b, j->is.real);
        return;
    case LMEV__JSON_STRING:
        put_text(b, j->is.text.at, j->is.text.n);
        return;
    case LMEV__JSON_ARRAY:
    case LMEV__JSON_OBJECT:
        break;
    }
    const lmev__json_children *c = j->is.many;
    lmev__buf_putc(b, j->kind == LMEV__JSON_OBJECT ? '{' : '[');
    for (size_t i = 0; i < c->n; i++) {
        if (i) lmev__buf_puts(b, indent > 0 ? "," : ", ");
        put_break(b, indent, depth + 1);
        if (c->at[i]->key) {
            put_text(b, c->at[i]->key, strlen(c->at[i]->key));
            lmev__buf_puts(b, ": ");
        }
        put_value(b, c->at[i], indent, depth + 1);
    }
    if (c->n) put_break(b, indent, depth);
    lmev__buf_putc(b, j->kind == LMEV__JSON_OBJECT ? '}' : ']');
}

char *lmev__json_dump(const lmev__json *j, int indent)
{
    lmev__buf text = LMEV__BUF_INIT;
    if (!j) return NULL;
    put_value(&text, j, indent > INDENT_MAX ? INDENT_MAX : indent, 0);
    return lmev__buf_text(&text);
}
