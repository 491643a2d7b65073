/* json_impl.h - a JSON value and its children, as json.c and json_read.c build them. */
#ifndef LMEV__BASE_FORMAT_JSON_IMPL_H
#define LMEV__BASE_FORMAT_JSON_IMPL_H
#include "base/format/json.h"

/* The values of an array or an object, in their order. */
typedef struct lmev__json_children {
    size_t n, room;
    lmev__json **at;
    uint32_t *slot; /* [n_slots] of an object with many members: 1 + the place of a member
                       in at, or 0; open addressing, at most half full */
    size_t n_slots; /* a power of two, or 0 */
} lmev__json_children;

/* Blocks in which the values and keys of one document lie that was read: thousands of
 * small ones cost as much as all the rest. */
typedef struct lmev__json_block {
    struct lmev__json_block *next;
    size_t used, room; /* bytes of what follows this head */
} lmev__json_block;

struct lmev__json {
    uint8_t kind;  /* lmev__json_type */
    bool in_block; /* else it is a block of its own */
    bool first;    /* of a document: the first block begins with it, and goes with it */
    bool owns_key; /* the key is a block of its own */
    uint32_t hash; /* of the key */
    char *key;     /* of a member of an object; NULL otherwise */
    union {
        bool yes;
        int64_t whole;
        double real;
        struct {
            char *at;
            size_t n;
        } text;
        lmev__json_children *many;
    } is; /* what text.at and many point to lies behind this struct, in the same block */
};

/* A value with `more` bytes behind it, which the caller fills; an array or an object;
 * room for a text of n bytes and its NUL. From the blocks at *blocks, or with NULL as a
 * block of its own. NULL: out of memory. */
lmev__json *lmev__json_new_value(lmev__json_block **blocks, lmev__json_type kind,
                                 size_t more);
lmev__json *lmev__json_new_parent(lmev__json_block **blocks, lmev__json_type kind);
lmev__json *lmev__json_new_text(lmev__json_block **blocks, size_t n);
/* n bytes from the blocks. */
void *lmev__json_take(lmev__json_block **blocks, size_t n);
void lmev__json_drop(lmev__json_block *blocks);

/* The member of an object with this key, whose hash is known: its place, or NULL. */
uint32_t lmev__json_hash(const char *key);
lmev__json **lmev__json_find(const lmev__json *object, const char *key, uint32_t hash);
/* Add a child. One of an object has its key and hash already, and the object has none of
 * this key. False: out of memory. */
bool lmev__json_add(lmev__json *parent, lmev__json *child);
#endif
