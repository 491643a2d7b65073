/* spec.c - the spec file: YAML to lmev_spec, with every fault named by its line.
 *
 * A loop over the table in spec_keys.c: defaults, file and --set go through the same
 * setter, so that all three obey the same checks. Numbers and booleans are read strictly,
 * since a setting that is silently something else costs a night of training. Cost:
 * nothing to speak of. Not here: the models (spec_models.c), writing (spec_yaml.c). */
#include "runs/spec/spec_load.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/io/io.h"
#include "base/mem.h"
#include "base/number.h"
#include "base/utf8.h"

#define START_HINT                                                   \
    "a spec can be two lines, 'models: [{scratch: {dim: 50}}]' and " \
    "'data: {file: titles.csv, text: title, label: category}'"
#define STRING_MAX     4096
#define NAME_MAX_BYTES 100
#define WHERE_MAX      64
#define COLUMN_MAX     128 /* escaped it is still a YAML key, which ends at 1,024 */

lmev_status lmev__spec_wrong(lmev__loader *L, const lmev__yaml *node, const char *key,
                             const char *wanted)
{
    if (node->kind == LMEV__YAML_LIST)
        return LMEV__FAULT(L, node->line, "'%s' must be %s, found a list", key, wanted);
    if (node->kind == LMEV__YAML_MAP)
        return LMEV__FAULT(L, node->line, "'%s' must be %s, found a mapping", key,
                           wanted);
    if (lmev__spec_null(node))
        return LMEV__FAULT(L, node->line, "'%s' must be %s, found nothing", key, wanted);
    return LMEV__FAULT(L, node->line, "'%s' must be %s, found '%s'", key, wanted,
                       lmev__brief_of(node->text).at);
}

bool lmev__spec_null(const lmev__yaml *node)
{
    return node->kind == LMEV__YAML_SCALAR && !node->quoted &&
           (!strcmp(node->text, "") || !strcmp(node->text, "~") ||
            !strcmp(node->text, "null"));
}

/* Decimal digits; false beyond 2^64. */
static bool read_whole(const char *s, uint64_t *value)
{
    uint64_t v = 0;
    for (; *s; s++)
        if (__builtin_mul_overflow(v, 10, &v) ||
            __builtin_add_overflow(v, (uint64_t)(*s - '0'), &v))
            return false;
    *value = v;
    return true;
}

static const char *digits(const char *s)
{
    while (*s >= '0' && *s <= '9') s++;
    return s;
}

static lmev_status out_of_range(lmev__loader *L, const lmev__yaml *node, const char *name,
                                const lmev__key *key)
{
    if (key->high == 0)
        return LMEV__FAULT(L, node->line, "'%s' must be below 2^64, found '%s'", name,
                           lmev__brief_of(node->text).at);
    if (key->low_open || key->high_open)
        return LMEV__FAULT(L, node->line,
                           "'%s' must be %s %.15g and %s %.15g, found '%s'", name,
                           key->low_open ? "above" : "at least", key->low,
                           key->high_open ? "below" : "at most", key->high,
                           lmev__brief_of(node->text).at);
    return LMEV__FAULT(L, node->line, "'%s' must be %.16g to %.16g, found '%s'", name,
                       key->low, key->high, lmev__brief_of(node->text).at);
}

static bool in_range(const lmev__key *key, double v)
{
    if (key->high == 0) return true;
    return (key->low_open ? v > key->low : v >= key->low) &&
           (key->high_open ? v < key->high : v <= key->high);
}

lmev_status lmev__spec_number(lmev__loader *L, void *base, const lmev__key *key,
                              const char *name, const lmev__yaml *node)
{
    const char *wanted = key->kind == LMEV__KEY_REAL ? "a number"
                         : key->choice               ? "a whole number or 'auto'"
                                                     : "a whole number";
    char *at = (char *)base + key->offset;
    uint64_t whole = 0;
    double real = 0;
    if (node->kind != LMEV__YAML_SCALAR || node->quoted)
        return lmev__spec_wrong(L, node, name, wanted);
    if (key->kind != LMEV__KEY_REAL && key->choice && !strcmp(node->text, *key->choice)) {
        memset(at, 0xff, key->size);
        return LMEV_OK;
    }
    if (key->kind == LMEV__KEY_REAL) {
        if (!lmev__real_read(node->text, &real))
            return lmev__spec_wrong(L, node, name, wanted);
    } else {
        /* no leading zero: YAML 1.1 would read 010 as eight */
        const char *d = node->text + (*node->text == '-');
        if (!*d || *digits(d) || (d[0] == '0' && d[1]))
            return lmev__spec_wrong(L, node, name, wanted);
        if (d != node->text || !read_whole(d, &whole))
            return out_of_range(L, node, name, key);
        real = (double)whole;
    }
    if (!in_range(key, real)) return out_of_range(L, node, name, key);
    if (key->kind == LMEV__KEY_REAL)
        memcpy(at, &real, sizeof real);
    else if (key->kind == LMEV__KEY_U64)
        memcpy(at, &whole, sizeof whole);
    else
        memcpy(at, &(uint32_t){(uint32_t)whole}, sizeof(uint32_t));
    return LMEV_OK;
}

static bool read_bool(const lmev__yaml *node, bool *value)
{
    if (node->kind != LMEV__YAML_SCALAR || node->quoted) return false;
    *value = !strcmp(node->text, "true");
    return *value || !strcmp(node->text, "false");
}

lmev_status lmev__spec_bool(lmev__loader *L, void *base, const lmev__key *key,
                            const char *name, const lmev__yaml *node)
{
    bool v;
    if (!read_bool(node, &v)) return lmev__spec_wrong(L, node, name, "true or false");
    memcpy((char *)base + key->offset, &v, sizeof v);
    return LMEV_OK;
}

static lmev_status set_choice(lmev__loader *L, const lmev__key *key,
                              const lmev__yaml *node)
{
    char wanted[128] = "";
    size_t n = 0, used = 0;
    while (key->choice[n]) n++;
    for (size_t i = 0; i < n; i++) {
        const char *joint = i == 0 ? "" : i + 1 == n ? " or " : ", ";
        int more = snprintf(wanted + used, sizeof wanted - used, "%s'%s'", joint,
                            key->choice[i]);
        used += more > 0 && (size_t)more < sizeof wanted - used ? (size_t)more : 0;
    }
    if (node->kind != LMEV__YAML_SCALAR)
        return lmev__spec_wrong(L, node, key->path, wanted);
    for (size_t i = 0; i < n; i++) {
        if (strcmp(node->text, key->choice[i])) continue;
        char *at = (char *)L->spec + key->offset;
        if (key->size == sizeof(bool))
            memcpy(at, &(bool){i != 0}, sizeof(bool));
        else if (key->size == sizeof(int))
            memcpy(at, &(int){(int)i}, sizeof(int));
        return LMEV_OK;
    }
    lmev_status s = lmev__spec_wrong(L, node, key->path, wanted);
    const char *near = lmev__nearest(node->text, key->choice, n);
    if (near) lmev__hint(L->err, "did you mean '%s'?", near);
    return s;
}

/* A name becomes a folder: no '/', no leading '.', nothing that a shell or a log would
 * hide. */
static bool name_ok(const char *s)
{
    size_t n = strlen(s);
    if (n == 0 || n > NAME_MAX_BYTES || s[0] == '.' || s[0] == '-' || s[0] == ' ' ||
        s[n - 1] == ' ')
        return false;
    for (; *s; s++)
        if ((unsigned char)*s < 0x20 || *s == 0x7f || *s == '/' || *s == '\\')
            return false;
    return true;
}

lmev_status lmev__spec_string(lmev__loader *L, char **at, lmev__key_kind kind,
                              const char *name, const lmev__yaml *node)
{
    const char *wanted = kind == LMEV__KEY_PATH ? "a path" : "a text";
    if (node->kind != LMEV__YAML_SCALAR || lmev__spec_null(node))
        return lmev__spec_wrong(L, node, name, wanted);
    if (!*node->text) return LMEV__FAULT(L, node->line, "'%s' is empty", name);
    if (strlen(node->text) > STRING_MAX)
        return LMEV__FAULT(L, node->line, "'%s' is longer than %d bytes", name,
                           STRING_MAX);
    if (kind == LMEV__KEY_NAME && !name_ok(node->text)) {
        lmev_status s = LMEV__FAULT(L, node->line, "'%s' cannot be a folder's name: '%s'",
                                    name, lmev__brief_of(node->text).at);
        lmev__hint(L->err,
                   "use at most %d bytes without '/', and no leading '.', '-' or space",
                   NAME_MAX_BYTES);
        return s;
    }
    char *copy = kind == LMEV__KEY_PATH ? lmev__path_join(L->dir, node->text)
                                        : lmev__strdup(node->text);
    if (!copy) return lmev__nomem(L->err, L->source);
    lmev__free(*at);
    *at = copy;
    return LMEV_OK;
}

static lmev_status set_string(lmev__loader *L, const lmev__key *key,
                              const lmev__yaml *node)
{
    char **at = (char **)(void *)((char *)L->spec + key->offset);
    return lmev__spec_string(L, at, key->kind, key->path, node);
}

static lmev_status set_units(lmev__loader *L, const lmev__key *key,
                             const lmev__yaml *node)
{
    uint32_t unit[LMEV_LAYERS_MAX];
    const lmev__key each = {.kind = LMEV__KEY_U32, .low = key->low, .high = key->high};
    if (node->kind != LMEV__YAML_LIST)
        return lmev__spec_wrong(L, node, key->path, "a list of whole numbers");
    if (node->n < 1 || node->n > LMEV_LAYERS_MAX)
        return LMEV__FAULT(L, node->line, "'%s' must have 1 to %d layers, found %zu",
                           key->path, LMEV_LAYERS_MAX, node->n);
    for (size_t i = 0; i < node->n; i++) {
        lmev_status s = lmev__spec_number(L, &unit[i], &each, key->path, node->item[i]);
        if (s != LMEV_OK) return s;
    }
    memcpy(L->spec->network.units, unit, node->n * sizeof *unit);
    L->spec->network.n_units = (uint32_t)node->n;
    return LMEV_OK;
}

/* One condition; a column named before gets the new value. */
static lmev_status set_condition(lmev__loader *L, const char *column,
                                 const lmev__yaml *node)
{
    char name[sizeof(lmev__brief) + sizeof "data.where."];
    size_t i, n = L->spec->data.n_where;
    lmev_where *w = L->spec->data.where;
    snprintf(name, sizeof name, "data.where.%s", lmev__brief_of(column).at);
    if (!*column) return LMEV__FAULT(L, node->line, "'data.where' names an empty column");
    /* an empty value is a value here, but only when it is written as one: '' */
    if (node->kind != LMEV__YAML_SCALAR || lmev__spec_null(node))
        return lmev__spec_wrong(L, node, name, "a text");
    if (strlen(column) > COLUMN_MAX)
        return LMEV__FAULT(L, node->line, "the column of '%s' is longer than %d bytes",
                           name, COLUMN_MAX);
    if (strlen(node->text) > STRING_MAX)
        return LMEV__FAULT(L, node->line, "'%s' is longer than %d bytes", name,
                           STRING_MAX);
    for (i = 0; i < n && strcmp(w[i].column, column); i++);
    if (i == n) {
        if (n == WHERE_MAX)
            return LMEV__FAULT(L, node->line, "'data.where' has more than %d columns",
                               WHERE_MAX);
        if (!(w = lmev__realloc(w, n + 1, sizeof *w)))
            return lmev__nomem(L->err, L->source);
        L->spec->data.where = w;
        w[n] = (lmev_where){0};
        L->spec->data.n_where = n + 1;
    }
    char *value = lmev__strdup(node->text);
    if (!value || (!w[i].column && !(w[i].column = lmev__strdup(column)))) {
        lmev__free(value);
        return lmev__nomem(L->err, L->source);
    }
    lmev__free((char *)w[i].value);
    w[i].value = value;
    return LMEV_OK;
}

static lmev_status set_where(lmev__loader *L, const lmev__key *key,
                             const lmev__yaml *node)
{
    if (node->kind != LMEV__YAML_MAP)
        return lmev__spec_wrong(L, node, key->path, "a mapping of column: value");
    for (size_t i = 0; i < node->n; i++) {
        lmev_status s = set_condition(L, node->key[i], node->item[i]);
        if (s != LMEV_OK) return s;
    }
    return LMEV_OK;
}

static lmev_status walk(lmev__loader *L, const char *prefix, const lmev__yaml *map);

static lmev_status set_stopping(lmev__loader *L, const lmev__key *key,
                                const lmev__yaml *node)
{
    if (node->kind == LMEV__YAML_MAP) return walk(L, key->path, node);
    if (!read_bool(node, &L->spec->train.early_stopping))
        return lmev__spec_wrong(L, node, key->path, "a mapping, true or false");
    return LMEV_OK;
}

static lmev_status apply(lmev__loader *L, size_t k, const lmev__yaml *node)
{
    const lmev__key *key = &lmev__spec_keys[k];
    L->given[k] = L->from_set ? -1 : node->line > 0 ? node->line : 1;
    /* naming one of its keys turns early stopping on */
    if (!strncmp(key->path, "train.early_stopping.", 21))
        L->spec->train.early_stopping = true;
    switch (key->kind) {
    case LMEV__KEY_MAP:
        if (node->kind != LMEV__YAML_MAP)
            return lmev__spec_wrong(L, node, key->path, "a mapping");
        return walk(L, key->path, node);
    case LMEV__KEY_NAME:
    case LMEV__KEY_STRING:
    case LMEV__KEY_PATH:
        return set_string(L, key, node);
    case LMEV__KEY_U32:
    case LMEV__KEY_U64:
    case LMEV__KEY_REAL:
        return lmev__spec_number(L, L->spec, key, key->path, node);
    case LMEV__KEY_BOOL:
        return lmev__spec_bool(L, L->spec, key, key->path, node);
    case LMEV__KEY_CHOICE:
        return set_choice(L, key, node);
    case LMEV__KEY_MODELS:
        return lmev__spec_models(L, node);
    case LMEV__KEY_WHERE:
        return set_where(L, key, node);
    case LMEV__KEY_UNITS:
        return set_units(L, key, node);
    case LMEV__KEY_STOPPING:
        return set_stopping(L, key, node);
    }
    return LMEV_OK;
}

/* The part of path below prefix when it is directly below it, else NULL. */
static const char *below(const char *path, const char *prefix)
{
    size_t n = strlen(prefix);
    if (n) {
        if (strncmp(path, prefix, n) || path[n] != '.') return NULL;
        path += n + 1;
    }
    return strchr(path, '.') ? NULL : path;
}

static const char *last_part(const char *path)
{
    const char *dot = strrchr(path, '.');
    return dot ? dot + 1 : path;
}

/* The nearest known key: among its sisters first, then anywhere (a key in the wrong
 * mapping). */
static void hint_key(lmev__loader *L, const char *prefix, const char *key)
{
    const char *sister[LMEV__SPEC_KEYS_MAX] = {0}, *any[LMEV__SPEC_KEYS_MAX] = {0};
    size_t n = 0;
    for (size_t k = 0; k < lmev__n_spec_keys; k++) {
        const char *name = below(lmev__spec_keys[k].path, prefix);
        if (name) sister[n++] = name;
        any[k] = last_part(lmev__spec_keys[k].path);
    }
    const char *near = lmev__nearest(key, sister, n);
    if (near) {
        lmev__hint(L->err, "did you mean '%s%s%s'?", prefix, *prefix ? "." : "", near);
        return;
    }
    near = lmev__nearest(key, any, lmev__n_spec_keys);
    for (size_t k = 0; near && k < lmev__n_spec_keys; k++) {
        if (any[k] == near) {
            lmev__hint(L->err, "did you mean '%s'?", lmev__spec_keys[k].path);
            return;
        }
    }
    char list[256] = "";
    size_t used = 0;
    for (size_t i = 0; i < n && used < sizeof list; i++)
        used += (size_t)snprintf(list + used, sizeof list - used, "%s%s", i ? ", " : "",
                                 sister[i]);
    if (n > 0) lmev__hint(L->err, "known here: %s", list);
}

static lmev_status walk(lmev__loader *L, const char *prefix, const lmev__yaml *map)
{
    for (size_t i = 0; i < map->n; i++) {
        size_t k;
        for (k = 0; k < lmev__n_spec_keys; k++) {
            const char *name = below(lmev__spec_keys[k].path, prefix);
            if (name && !strcmp(name, map->key[i])) break;
        }
        lmev_status s;
        if (k == lmev__n_spec_keys) {
            s = LMEV__FAULT(L, map->key_line[i], "unknown key '%s'%s%s%s",
                            lmev__brief_of(map->key[i]).at, *prefix ? " in '" : "",
                            prefix, *prefix ? "'" : "");
            hint_key(L, prefix, map->key[i]);
            return s;
        }
        if ((s = apply(L, k, map->item[i])) != LMEV_OK) return s;
    }
    return LMEV_OK;
}

/* "key.path=value"; the value is YAML, so that lists and mappings can be given too. */
static lmev_status apply_set(lmev__loader *L, const char *set)
{
    char path[256], source[300];
    const char *equals = strchr(set, '=');
    lmev__yaml *node = NULL;
    lmev_error inner;
    snprintf(source, sizeof source, "--set %s", lmev__brief_of(set).at);
    L->source = source;
    L->from_set = true;
    L->bad = LMEV_ERR_PARAM;
    if (equals && (size_t)(equals - set) >= sizeof path) /* longer than any key */
        return LMEV__FAULT(L, 0, "unknown key '%s'",
                           lmev__brief_n(set, (size_t)(equals - set)).at);
    if (!equals || equals == set) {
        lmev_status s = LMEV__FAULT(L, 0, "no key and value");
        lmev__hint(L->err, "write key.path=value, for instance train.epochs=5");
        return s;
    }
    memcpy(path, set, (size_t)(equals - set));
    path[equals - set] = '\0';
    if (!equals[1]) return LMEV__FAULT(L, 0, "'%s' has no value", path);
    lmev_status s =
        lmev__yaml_parse(&node, equals + 1, strlen(equals + 1), source, &inner);
    if (s == LMEV_ERR_FORMAT)
        return LMEV__FAULT(L, 0, "value of '%s': %s", path, inner.text);
    if (s != LMEV_OK) return lmev__nomem(L->err, source);
    size_t k;
    for (k = 0; k < lmev__n_spec_keys && strcmp(lmev__spec_keys[k].path, path); k++);
    if (k < lmev__n_spec_keys) {
        s = apply(L, k, node);
    } else if (!strncmp(path, "data.where.", 11)) {
        s = set_condition(L, path + 11, node);
    } else {
        s = LMEV__FAULT(L, 0, "unknown key '%s'", path);
        char *dot = strrchr(path, '.');
        if (!strncmp(path, "models", 6))
            lmev__hint(L->err, "set the whole list: models=[{scratch: {dim: 50}}]");
        else if (dot)
            *dot = '\0', hint_key(L, path, dot + 1);
        else
            hint_key(L, "", path);
    }
    lmev__yaml_free(node);
    return s;
}

static lmev_status apply_defaults(lmev__loader *L)
{
    for (size_t k = 0; k < lmev__n_spec_keys; k++) {
        const char *text = lmev__spec_keys[k].initial;
        lmev_status s;
        /* a scalar is borrowed by the setters, never kept or written */
        const lmev__yaml node = {.kind = LMEV__YAML_SCALAR, .text = (char *)text};
        if (text && (s = apply(L, k, &node)) != LMEV_OK) return s;
        L->given[k] = 0;
    }
    L->spec->network.n_units = 2;
    L->spec->network.units[0] = L->spec->network.units[1] = 512;
    L->spec->train.early_stopping = true;
    return LMEV_OK;
}

static long given(const lmev__loader *L, const char *path)
{
    for (size_t k = 0; k < lmev__n_spec_keys; k++)
        if (!strcmp(lmev__spec_keys[k].path, path)) return L->given[k];
    return 0;
}

/* A fault between keys: blamed on --set where the named key came from there. */
static lmev_status clash(lmev__loader *L, const char *key, const char *text,
                         const char *hint)
{
    long line = given(L, key);
    lmev_status s =
        line < 0 ? lmev__fail(L->err, LMEV_ERR_PARAM, "--set", 0, "%s", text)
                 : lmev__fail(L->err, LMEV_ERR_FORMAT, L->spec->path, line, "%s", text);
    lmev__hint(L->err, "%s", hint);
    return s;
}

/* What a spec must have, what excludes each other, and the defaults that follow from
 * it. */
static lmev_status settle(lmev__loader *L)
{
    lmev_spec *spec = L->spec;
    if (spec->n_models == 0)
        return clash(L, "models", "'models' is missing",
                     "name at least one: models: [{scratch: {dim: 128}}]");
    if (!given(L, "data") && !spec->data.file && !spec->data.train)
        return clash(L, "data", "'data' is missing",
                     "data: {file: titles.csv, label: category}");
    if (spec->data.file && (spec->data.train || spec->data.test || spec->data.validation))
        return clash(
            L,
            given(L, "data.train") < 0        ? "data.train"
            : given(L, "data.validation") < 0 ? "data.validation"
            : given(L, "data.test") < 0       ? "data.test"
                                              : "data.file",
            "'data.file' excludes 'data.train', 'data.validation' and 'data.test'",
            "name one file to be split, or a file for each part");
    if (!spec->data.file && !(spec->data.train && spec->data.test))
        return clash(L,
                     spec->data.train  ? "data.train"
                     : spec->data.test ? "data.test"
                                       : "data",
                     spec->data.train  ? "'data.test' is missing"
                     : spec->data.test ? "'data.train' is missing"
                                       : "'data' names no file",
                     "name 'file', or 'train' and 'test'");
    if (!strcmp(spec->data.text, spec->data.label))
        return clash(L, given(L, "data.label") ? "data.label" : "data.text",
                     "'data.text' and 'data.label' name the same column",
                     "name two columns");
    if (!spec->data.file && spec->data.train_size == LMEV_AUTO_SIZE)
        spec->data.train_size = 0;
    if (!spec->data.file && spec->data.test_size == LMEV_AUTO_SIZE)
        spec->data.test_size = 0;
    if (spec->data.file && spec->data.test_size == 0)
        return clash(L, "data.test_size",
                     "'data.test_size' must be at least 1 with 'data.file'",
                     "the test rows are drawn from the file: say how many");
    if (!spec->data.file && spec->data.test_per_class > 0)
        return clash(L, "data.test_per_class",
                     "'data.test_per_class' is for a draw from 'data.file'",
                     "the rows of 'data.test' are the test rows: leave it out");
    if (!given(L, "data.validation_split"))
        spec->data.validation_split = spec->data.validation ? 0 : 0.05;
    else if (spec->data.validation && spec->data.validation_split > 0)
        return clash(L, "data.validation_split",
                     "'data.validation_split' and 'data.validation' exclude each other",
                     "drop one of them");
    if (spec->train.early_stopping && !spec->data.validation &&
        spec->data.validation_split == 0)
        return clash(L,
                     given(L, "train.early_stopping") ? "train.early_stopping"
                                                      : "data.validation_split",
                     "early stopping needs validation rows",
                     "early_stopping: false, or a validation_split above 0");
    if (!spec->train.early_stopping) { /* then both say nothing, and must not differ */
        spec->train.patience = 0;
        spec->train.restore_best_weights = false;
    }
    return LMEV_OK;
}

/* text need not end in NUL. */
static bool blank(const char *text, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (text[i] != ' ' && text[i] != '\n') return false;
    return true;
}

lmev_status lmev_spec_parse(lmev_spec **out, const char *text, size_t n, const char *path,
                            const char *const *set, size_t n_set, lmev_error *err)
{
    lmev__loader L = {.err = err, .source = path, .bad = LMEV_ERR_FORMAT};
    lmev__yaml *root = NULL;
    lmev_status s;
    if (!(L.spec = lmev__calloc(1, sizeof *L.spec)) ||
        !(L.spec->path = lmev__strdup(path)) || !(L.dir = lmev__path_dir(path))) {
        s = lmev__nomem(err, path);
        goto fail;
    }
    if ((s = apply_defaults(&L)) != LMEV_OK ||
        (s = lmev__yaml_parse(&root, text, n, path, err)) != LMEV_OK) {
        if (blank(text, n)) lmev__hint(err, START_HINT);
        goto fail;
    }
    if (!root || root->kind != LMEV__YAML_MAP) {
        s = lmev__fail(err, LMEV_ERR_FORMAT, path, root ? root->line : 0,
                       "a spec must be a mapping of keys");
        lmev__hint(err, START_HINT);
        goto fail;
    }
    if ((s = walk(&L, "", root)) != LMEV_OK) goto fail;
    for (size_t i = 0; i < n_set; i++)
        if ((s = apply_set(&L, set[i])) != LMEV_OK) goto fail;
    if ((s = settle(&L)) != LMEV_OK) goto fail;
    lmev__yaml_free(root);
    lmev__free(L.dir);
    *out = L.spec;
    return LMEV_OK;
fail:
    lmev__yaml_free(root);
    lmev__free(L.dir);
    lmev_spec_free(L.spec);
    return s;
}

lmev_status lmev_spec_load(lmev_spec **out, const char *path, const char *const *set,
                           size_t n_set, lmev_error *err)
{
    char *text = NULL;
    size_t n = 0;
    lmev_status s = lmev__read_file(&text, &n, path, LMEV__SPEC_BYTES_MAX, err);
    if (s == LMEV_OK) s = lmev_spec_parse(out, text, n, path, set, n_set, err);
    lmev__free(text);
    return s;
}

void lmev_spec_free(lmev_spec *spec)
{
    if (!spec) return;
    lmev__spec_models_clear(spec);
    for (size_t i = 0; i < spec->data.n_where; i++) {
        lmev__free((char *)spec->data.where[i].column);
        lmev__free((char *)spec->data.where[i].value);
    }
    lmev__free(spec->data.where);
    lmev__free(spec->data.file);
    lmev__free(spec->data.train);
    lmev__free(spec->data.validation);
    lmev__free(spec->data.test);
    lmev__free(spec->data.text);
    lmev__free(spec->data.label);
    lmev__free(spec->name);
    lmev__free(spec->version);
    lmev__free(spec->path);
    lmev__free(spec);
}
