/* yaml.c - the libyaml door: one document, event by event, into a tree that knows its
 * lines.
 *
 * The tree is built by descent over libyaml's events; the depth limit bounds the descent
 * and the node limit bounds what a small hostile text can make us allocate (aliases, the
 * usual bomb, are refused). Duplicate keys are found by comparing with the keys before,
 * which the limit on keys keeps cheap.
 *
 * libyaml allocates for itself with malloc, outside base/mem.h; its own failures come
 * back as ERR_NOMEM. Not here: types of scalars and the meaning of keys. */
#include "base/format/yaml.h"

#include <limits.h>
#include <string.h>
#include <yaml.h>

#include "base/error.h"
#include "base/mem.h"

#define DEPTH_MOST 16
#define NODES_MOST 100000
#define KEYS_MOST  4096 /* in one map */

typedef struct reading {
    yaml_parser_t parser;
    const char *text; /* [n_text] */
    size_t n_text;
    const char *source;
    size_t nodes;
    lmev_error *err;
} reading;

static long line_of(yaml_mark_t mark)
{
    return mark.line < (size_t)(LONG_MAX - 1) ? (long)mark.line + 1 : LONG_MAX;
}

/* libyaml's reader faults have a place in bytes, and no line. */
static long line_at(const reading *r, size_t offset)
{
    long line = 1;
    for (size_t i = 0; i < offset && i < r->n_text; i++) line += r->text[i] == '\n';
    return line;
}

/* Is a tab among what indents the line (from 0)? */
static bool tab_leads(const reading *r, size_t line)
{
    size_t i = 0;
    for (; i < r->n_text && line > 0; i++) line -= r->text[i] == '\n';
    while (i < r->n_text && r->text[i] == ' ') i++;
    return i < r->n_text && r->text[i] == '\t';
}

/* The next event, to be deleted by the caller. */
static lmev_status next(reading *r, yaml_event_t *event)
{
    if (yaml_parser_parse(&r->parser, event)) return LMEV_OK;
    const yaml_parser_t *p = &r->parser;
    if (p->error == YAML_MEMORY_ERROR) return lmev__nomem(r->err, "a YAML document");
    const char *problem = p->problem ? p->problem : "unknown fault";
    if (p->error == YAML_READER_ERROR)
        return lmev__fail(r->err, LMEV_ERR_FORMAT, r->source,
                          line_at(r, p->problem_offset), "not valid YAML: %s (byte %zu)",
                          problem, p->problem_offset);
    lmev__fail(r->err, LMEV_ERR_FORMAT, r->source, line_of(p->problem_mark),
               "not valid YAML: %s%s%s", problem, p->context ? ", " : "",
               p->context ? p->context : "");
    if (tab_leads(r, p->problem_mark.line))
        lmev__hint(r->err, "indent with spaces: YAML takes no tabs");
    return LMEV_ERR_FORMAT;
}

static lmev_status refuse(reading *r, const yaml_event_t *event, const char *why)
{
    return lmev__fail(r->err, LMEV_ERR_FORMAT, r->source, line_of(event->start_mark),
                      "%s", why);
}

static lmev_status refuse_name(reading *r, const yaml_event_t *event, const char *why)
{
    refuse(r, event, why);
    lmev__hint(r->err,
               "write the value out in each place; a text with & or * needs quotes");
    return LMEV_ERR_FORMAT;
}

/* Anchors, and tags that are not the one that the node would have anyhow. */
static lmev_status check_marks(reading *r, const yaml_event_t *event,
                               const yaml_char_t *anchor, const yaml_char_t *tag)
{
    static const char core[] = "tag:yaml.org,2002:";
    static const char *const known[] = {"str",  "int", "float", "bool",
                                        "null", "seq", "map"};
    if (anchor) return refuse_name(r, event, "anchors (&name) are not taken");
    if (!tag) return LMEV_OK;
    const char *name = (const char *)tag;
    if (strncmp(name, core, sizeof core - 1) == 0)
        for (size_t i = 0; i < sizeof known / sizeof *known; i++)
            if (strcmp(name + sizeof core - 1, known[i]) == 0) return LMEV_OK;
    return refuse(r, event, "tags (!name) are not taken");
}

/* The text of a scalar as a C string. */
static lmev_status scalar_text(reading *r, const yaml_event_t *event, char **text)
{
    const char *at = (const char *)event->data.scalar.value;
    size_t n = event->data.scalar.length;
    if (memchr(at, '\0', n)) return refuse(r, event, "a text holds a NUL character");
    if (!(*text = lmev__strndup(at, n))) return lmev__nomem(r->err, "a YAML document");
    return LMEV_OK;
}

static lmev_status read_node(reading *r, const yaml_event_t *event, int depth,
                             lmev__yaml **out);

static lmev_status read_scalar(reading *r, const yaml_event_t *event, lmev__yaml *y)
{
    const yaml_char_t *tag = event->data.scalar.tag;
    lmev_status s = check_marks(r, event, event->data.scalar.anchor, tag);
    if (s != LMEV_OK) return s;
    y->quoted = event->data.scalar.style != YAML_PLAIN_SCALAR_STYLE ||
                (tag && strcmp((const char *)tag, YAML_STR_TAG) == 0);
    return scalar_text(r, event, &y->text);
}

static lmev_status read_list(reading *r, const yaml_event_t *start, int depth,
                             lmev__yaml *y)
{
    lmev_status s = check_marks(r, start, start->data.sequence_start.anchor,
                                start->data.sequence_start.tag);
    size_t room = 0;
    while (s == LMEV_OK) {
        yaml_event_t event;
        if ((s = next(r, &event)) != LMEV_OK) break;
        bool end = event.type == YAML_SEQUENCE_END_EVENT;
        if (!end && !lmev__grow(&y->item, &room, y->n + 1, sizeof *y->item))
            s = lmev__nomem(r->err, "a YAML document");
        else if (!end && (s = read_node(r, &event, depth, &y->item[y->n])) == LMEV_OK)
            y->n++;
        yaml_event_delete(&event);
        if (end) break;
    }
    return s;
}

/* One key of map y, into y->key[y->n]. */
static lmev_status read_key(reading *r, const yaml_event_t *event, lmev__yaml *y)
{
    if (event->type == YAML_ALIAS_EVENT)
        return refuse_name(r, event, "aliases (*name) are not taken");
    if (event->type != YAML_SCALAR_EVENT)
        return refuse(r, event, "a key must be a simple text");
    lmev_status s =
        check_marks(r, event, event->data.scalar.anchor, event->data.scalar.tag);
    char *key = NULL;
    if (s != LMEV_OK || (s = scalar_text(r, event, &key)) != LMEV_OK) return s;
    for (size_t i = 0; i < y->n; i++)
        if (strcmp(y->key[i], key) == 0) {
            s = lmev__fail(r->err, LMEV_ERR_FORMAT, r->source, line_of(event->start_mark),
                           "duplicate key '%s', first on line %ld", key, y->key_line[i]);
            lmev__free(key);
            return s;
        }
    y->key[y->n] = key;
    y->key_line[y->n] = line_of(event->start_mark);
    return LMEV_OK;
}

/* Room for one more entry; three arrays of which each has its own room. */
static bool room_for_entry(lmev__yaml *y, size_t room[3])
{
    return lmev__grow(&y->item, &room[0], y->n + 1, sizeof *y->item) &&
           lmev__grow(&y->key, &room[1], y->n + 1, sizeof *y->key) &&
           lmev__grow(&y->key_line, &room[2], y->n + 1, sizeof *y->key_line);
}

static lmev_status read_map(reading *r, const yaml_event_t *start, int depth,
                            lmev__yaml *y)
{
    lmev_status s = check_marks(r, start, start->data.mapping_start.anchor,
                                start->data.mapping_start.tag);
    size_t room[3] = {0};
    while (s == LMEV_OK) {
        yaml_event_t event;
        if ((s = next(r, &event)) != LMEV_OK) break;
        if (event.type == YAML_MAPPING_END_EVENT) {
            yaml_event_delete(&event);
            break;
        }
        if (y->n == KEYS_MOST)
            s = refuse(r, &event, "too many keys in one mapping");
        else if (!room_for_entry(y, room))
            s = lmev__nomem(r->err, "a YAML document");
        else
            s = read_key(r, &event, y);
        yaml_event_delete(&event);
        if (s != LMEV_OK) break;
        y->item[y->n++] = NULL; /* from here on the key is freed with the map */
        if ((s = next(r, &event)) != LMEV_OK) break;
        s = read_node(r, &event, depth, &y->item[y->n - 1]);
        yaml_event_delete(&event);
    }
    return s;
}

/* The node that begins with event; depth: levels above it. */
static lmev_status read_node(reading *r, const yaml_event_t *event, int depth,
                             lmev__yaml **out)
{
    if (event->type == YAML_ALIAS_EVENT)
        return refuse_name(r, event, "aliases (*name) are not taken");
    if (depth >= DEPTH_MOST) return refuse(r, event, "nested too deeply");
    if (++r->nodes > NODES_MOST) return refuse(r, event, "too many entries");
    lmev__yaml *y = lmev__calloc(1, sizeof *y);
    if (!y) return lmev__nomem(r->err, "a YAML document");
    y->line = line_of(event->start_mark);
    lmev_status s;
    if (event->type == YAML_SCALAR_EVENT) {
        y->kind = LMEV__YAML_SCALAR;
        s = read_scalar(r, event, y);
    } else if (event->type == YAML_SEQUENCE_START_EVENT) {
        y->kind = LMEV__YAML_LIST;
        s = read_list(r, event, depth + 1, y);
    } else {
        y->kind = LMEV__YAML_MAP;
        s = read_map(r, event, depth + 1, y);
    }
    if (s != LMEV_OK) {
        lmev__yaml_free(y);
        return s;
    }
    *out = y;
    return LMEV_OK;
}

/* stream start, document start, node, document end, stream end; nothing else. */
static lmev_status read_stream(reading *r, lmev__yaml **root)
{
    yaml_event_t event;
    for (;;) {
        lmev_status s = next(r, &event);
        if (s != LMEV_OK) return s;
        yaml_event_type_t type = event.type;
        if (type == YAML_STREAM_END_EVENT && !*root)
            s = refuse(r, &event, "holds no YAML document");
        else if (type == YAML_DOCUMENT_START_EVENT && *root)
            s = refuse(r, &event, "holds more than one YAML document");
        else if (type != YAML_STREAM_START_EVENT && type != YAML_STREAM_END_EVENT &&
                 type != YAML_DOCUMENT_START_EVENT && type != YAML_DOCUMENT_END_EVENT)
            s = read_node(r, &event, 0, root);
        yaml_event_delete(&event);
        if (s != LMEV_OK || type == YAML_STREAM_END_EVENT) return s;
    }
}

lmev_status lmev__yaml_parse(lmev__yaml **out, const char *text, size_t n,
                             const char *source, lmev_error *err)
{
    reading r = {.text = text, .n_text = n, .source = source, .err = err};
    if (!yaml_parser_initialize(&r.parser)) return lmev__nomem(err, "a YAML document");
    yaml_parser_set_encoding(&r.parser, YAML_UTF8_ENCODING);
    yaml_parser_set_input_string(&r.parser, (const unsigned char *)(n ? text : ""), n);
    lmev__yaml *root = NULL;
    lmev_status s = read_stream(&r, &root);
    yaml_parser_delete(&r.parser);
    if (s != LMEV_OK) {
        lmev__yaml_free(root);
        return s;
    }
    *out = root;
    return LMEV_OK;
}

void lmev__yaml_free(lmev__yaml *y)
{
    if (!y) return;
    for (size_t i = 0; i < y->n; i++) {
        lmev__yaml_free(y->item[i]);
        if (y->key) lmev__free(y->key[i]);
    }
    lmev__free(y->item);
    lmev__free(y->key);
    lmev__free(y->key_line);
    lmev__free(y->text);
    lmev__free(y);
}
