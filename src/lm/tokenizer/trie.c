/* trie.c - building a flat trie, level by level, from sorted keys.
 *
 * A node of level d stands for the run of sorted keys that share its first d bytes;
 * cutting the run at each change of byte d gives its children. Time is linear in the
 * bytes of the keys after sorting, and memory in the nodes. */
#include "lm/tokenizer/trie.h"

#include <stdlib.h>

#include "base/error.h"
#include "base/mem.h"

/* The keys from `from` to `to` (exclusive), which share the bytes that led to a node. */
typedef struct run {
    size_t from, to;
} run;

typedef struct level {
    run *run;
    size_t n, room;
} level;

static int by_bytes(const void *a, const void *b)
{
    const lmev__trie_key *x = a, *y = b;
    const size_t n = x->bytes.n < y->bytes.n ? x->bytes.n : y->bytes.n;
    const int order = n ? memcmp(x->bytes.at, y->bytes.at, n) : 0;
    if (order) return order;
    if (x->bytes.n != y->bytes.n) return x->bytes.n < y->bytes.n ? -1 : 1;
    return (x->value > y->value) - (x->value < y->value);
}

/* A new node behind the others; its children are not known yet. */
static bool add_node(lmev__trie *t, size_t *room, uint8_t label)
{
    if (t->n + 1 >= *room) { /* first is one longer */
        const size_t more = *room ? 2 * *room : 1024;
        void *first = lmev__realloc(t->first, more, sizeof *t->first);
        if (first) t->first = first;
        void *names = lmev__realloc(t->label, more, sizeof *t->label);
        if (names) t->label = names;
        void *value = lmev__realloc(t->value, more, sizeof *t->value);
        if (value) t->value = value;
        if (!first || !names || !value) return false;
        *room = more;
    }
    t->label[t->n] = label;
    t->value[t->n++] = LMEV__TRIE_NONE;
    return true;
}

/* The children of a node for keys of length >= depth, and their runs into the next
 * level. */
static bool add_children(lmev__trie *t, size_t *room, const lmev__trie_key *key, run r,
                         size_t depth, level *next)
{
    while (r.from < r.to) {
        const uint8_t byte = (uint8_t)key[r.from].bytes.at[depth];
        size_t end = r.from + 1;
        while (end < r.to && (uint8_t)key[end].bytes.at[depth] == byte) end++;
        if (!lmev__grow(&next->run, &next->room, next->n + 1, sizeof *next->run) ||
            !add_node(t, room, byte))
            return false;
        next->run[next->n++] = (run){r.from, end};
        r.from = end;
    }
    return true;
}

lmev_status lmev__trie_build(lmev__trie *t, lmev__trie_key *key, size_t n,
                             lmev_error *err)
{
    lmev__trie made = {0};
    level now = {0}, next = {0};
    size_t room = 0;
    if (n) qsort(key, n, sizeof *key, by_bytes);
    if (!lmev__grow(&now.run, &now.room, 1, sizeof *now.run) ||
        !add_node(&made, &room, 0))
        goto nomem;
    now.run[now.n++] = (run){0, n};
    for (size_t depth = 0, node = 0; now.n; depth++) {
        next.n = 0;
        for (size_t i = 0; i < now.n; i++, node++) {
            run r = now.run[i];
            if (r.from < r.to && key[r.from].bytes.n == depth) {
                if (depth) made.value[node] = key[r.from].value;
                while (r.from < r.to && key[r.from].bytes.n == depth) r.from++;
            }
            if (made.n > UINT32_MAX / 2)
                goto nomem; /* more nodes than a file in memory can hold keys for */
            made.first[node] = (uint32_t)made.n;
            if (!add_children(&made, &room, key, r, depth, &next)) goto nomem;
        }
        const level swap = now;
        now = next;
        next = swap;
    }
    made.first[made.n] = (uint32_t)made.n;
    for (uint32_t i = made.first[0]; i < made.first[1]; i++) made.root[made.label[i]] = i;
    lmev__free(now.run);
    lmev__free(next.run);
    *t = made;
    return LMEV_OK;
nomem:
    lmev__free(now.run);
    lmev__free(next.run);
    lmev__trie_release(&made);
    return lmev__nomem(err, "the vocabulary");
}

void lmev__trie_release(lmev__trie *t)
{
    lmev__free(t->first);
    lmev__free(t->label);
    lmev__free(t->value);
    *t = (lmev__trie){0};
}
