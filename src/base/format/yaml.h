/* yaml.h - a YAML document as a tree of nodes with their lines. The one door to libyaml.
 *
 * libyaml rather than libcyaml: the spec has entries that are a string or a mapping, and
 * its messages name the nearest known key; both need the tree with its marks. Anchors,
 * aliases and tags other than the core ones are refused, as are duplicate keys, depth
 * above 16 and several documents. */
#ifndef LMEV__BASE_FORMAT_YAML_H
#define LMEV__BASE_FORMAT_YAML_H
#include "lmev/base.h"

typedef enum lmev__yaml_kind {
    LMEV__YAML_SCALAR,
    LMEV__YAML_LIST,
    LMEV__YAML_MAP
} lmev__yaml_kind;

typedef struct lmev__yaml lmev__yaml;
struct lmev__yaml {
    lmev__yaml_kind kind;
    long line;
    bool quoted;       /* a quoted scalar is always a string */
    char *text;        /* scalar */
    size_t n;          /* children of a list or a map */
    lmev__yaml **item; /* [n] list items, or map values */
    char **key;        /* [n] map keys */
    long *key_line;    /* [n] */
};

lmev_status lmev__yaml_parse(lmev__yaml **out, const char *text, size_t n,
                             const char *source, lmev_error *err);
void lmev__yaml_free(lmev__yaml *y);
#endif
