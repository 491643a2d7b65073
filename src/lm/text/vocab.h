/* vocab.h - the vocabulary: tokens to rows and back.
 *
 * Entries of 16 bytes lie in the order of their rows, so that a vocabulary sorted by
 * frequency keeps its busiest tokens together in the cache. A token of up to 12 bytes,
 * which most are, lies in its entry; longer ones lie one after another in a single block.
 * A table of slots with open addressing and linear probing, never more than half full,
 * leads from the upper half of a token's Fingerprint64 to its row. Nothing is ever
 * removed.
 *
 * A slot is 32 bits, half of what row and hash would take, since the table is what a
 * large vocabulary waits for. Where there are 2^k slots, the lower k bits of the hash say
 * where the search begins and the others are the tag, in their place in the slot; rows
 * plus one are at most 2^(k-1) and lie below them. */
#ifndef LMEV__LM_TEXT_VOCAB_H
#define LMEV__LM_TEXT_VOCAB_H
#include <string.h>

#include "lmev/lm.h"

#define LMEV__NO_ROW UINT32_MAX

#define LMEV__ENTRY_SHORT 12 /* bytes */

typedef struct lmev__vocab_entry {
    uint32_t n;                 /* bytes of the token */
    char at[LMEV__ENTRY_SHORT]; /* the token, or where it begins in bytes: 64 bits */
} lmev__vocab_entry;

typedef struct lmev__vocab {
    size_t n;                 /* tokens */
    lmev__vocab_entry *entry; /* [room_entry], n in use */
    char *bytes;              /* longer tokens */
    uint32_t *slot;           /* [mask+1], a power of two: tag | row + 1; 0: free */
    uint32_t mask;
    size_t room_entry, n_bytes, room_bytes;
} lmev__vocab;

/* Begin an empty vocabulary with slots for n tokens; it grows when there are more.
 * Release takes zeroed and half-built ones. */
lmev_status lmev__vocab_init(lmev__vocab *v, size_t n, lmev_error *err);
/* Room for n tokens of n_bytes in all, so that putting them does not move anything. */
lmev_status lmev__vocab_reserve(lmev__vocab *v, size_t n, size_t n_bytes,
                                lmev_error *err);
void lmev__vocab_release(lmev__vocab *v);

/* Room for n more bytes behind the tokens, or NULL: a token may be laid there and then
 * put without copying. Valid until the next put or room. */
char *lmev__vocab_room(lmev__vocab *v, size_t n);

/* *row of the token with this hash, its Fingerprint64 (the upper half counts; a growing
 * vocabulary works it out again); it is added when new, and
 * *row is then the old v->n. at may be what lmev__vocab_room gave. ERR_NOMEM, or
 * ERR_FORMAT for more tokens than ids can count, for tokens made to collide or of more
 * than 4 GB. */
lmev_status lmev__vocab_put(lmev__vocab *v, uint64_t hash, const char *at, size_t n,
                            uint32_t *row, lmev_error *err);

/* Valid until the next put. */
static inline lmev_str lmev__vocab_token(const lmev__vocab *v, size_t row)
{
    const lmev__vocab_entry *e = &v->entry[row];
    if (e->n <= LMEV__ENTRY_SHORT) return (lmev_str){e->at, e->n};
    uint64_t begin;
    memcpy(&begin, e->at, sizeof begin);
    return (lmev_str){v->bytes + begin, e->n};
}

/* Walk the rows whose tag is that of hash: start with *place = lmev__vocab_place(v, hash)
 * and call until LMEV__NO_ROW. The caller compares bytes. */
static inline uint32_t lmev__vocab_place(const lmev__vocab *v, uint64_t hash)
{
    return (uint32_t)(hash >> 32) & v->mask;
}

static inline uint32_t lmev__vocab_walk(const lmev__vocab *v, uint64_t hash,
                                        uint32_t *place)
{
    const uint32_t tag = (uint32_t)(hash >> 32);
    for (;;) {
        const uint32_t s = v->slot[*place];
        if (s == 0) return LMEV__NO_ROW;
        *place = (*place + 1) & v->mask;
        if (((s ^ tag) & ~v->mask) == 0) return (s & v->mask) - 1;
    }
}

/* A large vocabulary lies outside the caches, and a search reads two places, one after
 * another. A caller with many tokens prefetches them: the slots of all, then the entries
 * of all (fetch_row returns the row where the search ends, unless tags collide). The
 * bytes of long tokens are not prefetched. */
static inline void lmev__vocab_fetch_slot(const lmev__vocab *v, uint64_t hash)
{
    __builtin_prefetch(&v->slot[lmev__vocab_place(v, hash)]);
}

static inline uint32_t lmev__vocab_fetch_row(const lmev__vocab *v, uint64_t hash)
{
    uint32_t place = lmev__vocab_place(v, hash);
    const uint32_t row = lmev__vocab_walk(v, hash, &place);
    if (row != LMEV__NO_ROW) __builtin_prefetch(&v->entry[row]);
    return row;
}

/* memcmp(a, b, n) == 0, without the call: most tokens have at most 16 bytes, and two
 * words that overlap cover 8 to 16, or 4 to 7. */
static inline bool lmev__same_bytes(const char *a, const char *b, size_t n)
{
    if (n > 16) return memcmp(a, b, n) == 0;
    if (n >= 8) {
        uint64_t x, y, z, w;
        memcpy(&x, a, 8);
        memcpy(&y, b, 8);
        memcpy(&z, a + n - 8, 8);
        memcpy(&w, b + n - 8, 8);
        return ((x ^ y) | (z ^ w)) == 0;
    }
    if (n >= 4) {
        uint32_t x, y, z, w;
        memcpy(&x, a, 4);
        memcpy(&y, b, 4);
        memcpy(&z, a + n - 4, 4);
        memcpy(&w, b + n - 4, 4);
        return ((x ^ y) | (z ^ w)) == 0;
    }
    return n == 0 || (a[0] == b[0] && a[n / 2] == b[n / 2] && a[n - 1] == b[n - 1]);
}

/* memcpy(to, at, n) of at most 16 bytes, in the same way. */
static inline void lmev__copy_short(char *to, const char *at, size_t n)
{
    if (n >= 8) {
        uint64_t x, y;
        memcpy(&x, at, 8);
        memcpy(&y, at + n - 8, 8);
        memcpy(to, &x, 8);
        memcpy(to + n - 8, &y, 8);
    } else if (n >= 4) {
        uint32_t x, y;
        memcpy(&x, at, 4);
        memcpy(&y, at + n - 4, 4);
        memcpy(to, &x, 4);
        memcpy(to + n - 4, &y, 4);
    } else if (n > 0) {
        const char middle = at[n / 2], last = at[n - 1];
        to[0] = at[0];
        to[n / 2] = middle;
        to[n - 1] = last;
    }
}

/* Does this row hold the token? */
static inline bool lmev__vocab_is(const lmev__vocab *v, uint32_t row, const char *at,
                                  size_t n)
{
    const lmev_str t = lmev__vocab_token(v, row);
    return t.n == n && lmev__same_bytes(t.at, at, n);
}

/* Row of a token, or LMEV__NO_ROW. */
static inline uint32_t lmev__vocab_find(const lmev__vocab *v, uint64_t hash,
                                        const char *at, size_t n)
{
    uint32_t place = lmev__vocab_place(v, hash), row;
    do row = lmev__vocab_walk(v, hash, &place);
    while (row != LMEV__NO_ROW && !lmev__vocab_is(v, row, at, n));
    return row;
}
#endif
