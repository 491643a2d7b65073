/* trie.h - which keys begin a string: a read-only trie over bytes, flat.
 *
 * Nodes are numbered level by level, so that the children of node i are the nodes
 * first[i] to first[i + 1], in the order of their bytes; a step looks for one byte among
 * their labels. No hashing: a hostile vocabulary cannot make it slow. Cost: 9 bytes a
 * node, at most as many nodes as the keys have bytes. */
#ifndef LMEV__LM_TOKENIZER_TRIE_H
#define LMEV__LM_TOKENIZER_TRIE_H
#include <string.h>

#include "lmev/base.h"

#define LMEV__TRIE_NONE UINT32_MAX

typedef struct lmev__trie {
    size_t n;           /* nodes; node 0 is the root */
    uint32_t *first;    /* [n+1] */
    uint8_t *label;     /* [n] the byte that leads to the node */
    uint32_t *value;    /* [n] of the key that ends here, or LMEV__TRIE_NONE */
    uint32_t root[256]; /* child of the root by byte; 0: none */
} lmev__trie;

typedef struct lmev__trie_key {
    lmev_str bytes;
    uint32_t value;
} lmev__trie_key;

/* Build from n keys, which are sorted in place. An empty key is left out; of equal ones
 * that with the lowest value counts. Release takes zeroed ones. */
lmev_status lmev__trie_build(lmev__trie *t, lmev__trie_key *key, size_t n,
                             lmev_error *err);
void lmev__trie_release(lmev__trie *t);

/* The child of node (not the root) by byte; 0: none, for the root is nobody's child. */
static inline uint32_t lmev__trie_step(const lmev__trie *t, uint32_t node, uint8_t byte)
{
    uint32_t i = t->first[node];
    const uint32_t end = t->first[node + 1];
    if (end - i > 16) {
        const uint8_t *at = memchr(t->label + i, byte, end - i);
        return at ? (uint32_t)(at - t->label) : 0;
    }
    for (; i < end; i++)
        if (t->label[i] == byte) return i;
    return 0;
}

/* The same from any node. */
static inline uint32_t lmev__trie_walk(const lmev__trie *t, uint32_t node, uint8_t byte)
{
    return node ? lmev__trie_step(t, node, byte) : t->root[byte];
}

/* The longest key that begins the n bytes at `at`, searched from node on: its length, and
 * its value; 0 when there is none. */
static inline size_t lmev__trie_longest(const lmev__trie *t, uint32_t node,
                                        const char *at, size_t n, uint32_t *value)
{
    size_t best = 0;
    for (size_t i = 0; i < n; i++) {
        if (!(node = lmev__trie_walk(t, node, (uint8_t)at[i]))) break;
        if (t->value[node] == LMEV__TRIE_NONE) continue;
        *value = t->value[node];
        best = i + 1;
    }
    return best;
}
#endif
