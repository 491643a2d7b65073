/* piece_cache.h - the ids of pieces that were met before.
 *
 * A tokenizer keeps some caches; each run takes one, uses it exclusively, and returns it.
 * Which one a thread gets changes the speed of what follows, never the result. */
#ifndef LMEV__LM_TOKENIZER_PIECE_CACHE_H
#define LMEV__LM_TOKENIZER_PIECE_CACHE_H
#include "lmev/base.h"

/* One line of the processor's cache: longer pieces, and more ids, are not remembered. */
typedef struct lmev__known {
    uint32_t id[9];
    uint8_t n_ids, n;
    char piece[26];
} lmev__known;

typedef struct lmev__piece_cache lmev__piece_cache;
typedef struct lmev__piece_caches lmev__piece_caches;

/* For a vocabulary of so many tokens: small ones get small caches. NULL: out of memory.
 * Free when all were given back. */
lmev__piece_caches *lmev__piece_caches_new(uint64_t tokens);
void lmev__piece_caches_free(lmev__piece_caches *c);

/* Any number of threads. NULL: out of memory, do without. */
lmev__piece_cache *lmev__piece_cache_take(lmev__piece_caches *c);
void lmev__piece_cache_give(lmev__piece_caches *c,
                            lmev__piece_cache *cache); /* NULL is fine */

/* The place of a piece of 1 to 26 bytes. It is this piece's when n and the bytes are the
 * same; else it may be written over. */
lmev__known *lmev__piece_cache_at(lmev__piece_cache *cache, lmev_str piece);
#endif
