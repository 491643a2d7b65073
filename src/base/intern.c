/* intern.c - see intern.h. Open addressing with linear probing; a name's hash is kept, so
 * that tables grow and strangers differ without a look at their bytes. Copies lie in
 * blocks that are never moved.
 *
 * Cost: 24 bytes per name besides its own, and 8 to 16 of slots; about a nanosecond for
 * eight bytes of a name that is looked up. */
#include "base/intern.h"

#include <string.h>

#include "base/mem.h"

#define BLOCK_BYTES ((size_t)16 << 10)

typedef struct lmev__intern_block {
    struct lmev__intern_block *next;
    size_t n, room;
    char at[];
} block;

/* Eight bytes per step, rotated, added and multiplied; then the finish of MurmurHash3
 * (Appleby), since the lowest bits choose the slot. */
static uint32_t hash_of(lmev_str s)
{
    const uint64_t factor = UINT64_C(0x9E3779B97F4A7C15); /* odd; 2^64 / golden ratio */
    uint64_t h = s.n, word;
    size_t i = 0;
    for (; s.n - i >= sizeof word; i += sizeof word) {
        memcpy(&word, s.at + i, sizeof word);
        h = ((h << 5 | h >> 59) ^ word) * factor;
    }
    for (word = 0; i < s.n; i++) word = word << 8 | (unsigned char)s.at[i];
    h = ((h << 5 | h >> 59) ^ word) * factor;
    h = (h ^ h >> 33) * UINT64_C(0xFF51AFD7ED558CCD);
    return (uint32_t)(h ^ h >> 32);
}

/* The slot of a name, or the free one where it belongs. */
static size_t probe(const lmev__intern *t, lmev_str name, uint32_t hash)
{
    const size_t mask = t->n_slots - 1;
    size_t i = hash & mask;
    for (; t->slot[i]; i = (i + 1) & mask) {
        const uint32_t id = t->slot[i] - 1;
        if (t->hash[id] != hash || t->name[id].n != name.n) continue;
        if (name.n == 0 || memcmp(t->name[id].at, name.at, name.n) == 0) break;
    }
    return i;
}

static bool widen(lmev__intern *t)
{
    const size_t n_slots = t->n_slots ? t->n_slots * 2 : 64;
    uint32_t *slot = lmev__calloc(n_slots, sizeof *slot);
    if (!slot) return false;
    for (size_t id = 0; id < t->n; id++) {
        size_t i = t->hash[id] & (n_slots - 1);
        while (slot[i]) i = (i + 1) & (n_slots - 1);
        slot[i] = (uint32_t)id + 1;
    }
    lmev__free(t->slot);
    t->slot = slot;
    t->n_slots = n_slots;
    return true;
}

static const char *copy_of(lmev__intern *t, lmev_str name)
{
    block *b = t->block;
    if (!b || b->room - b->n < name.n + 1) {
        const size_t room = name.n < BLOCK_BYTES ? BLOCK_BYTES : name.n + 1;
        if (!(b = lmev__alloc(sizeof *b + room))) return NULL;
        *b = (block){.next = t->block, .room = room};
        t->block = b;
    }
    char *at = b->at + b->n;
    if (name.n) memcpy(at, name.at, name.n);
    at[name.n] = '\0';
    b->n += name.n + 1;
    return at;
}

uint32_t lmev__intern_find(const lmev__intern *t, lmev_str name)
{
    if (t->n == 0) return LMEV__NOT_INTERNED;
    const uint32_t slot = t->slot[probe(t, name, hash_of(name))];
    return slot ? slot - 1 : LMEV__NOT_INTERNED;
}

static bool add(lmev__intern *t, lmev_str name, bool copied, uint32_t *id)
{
    const uint32_t hash = hash_of(name);
    if ((t->n + 1) * 2 > t->n_slots && !widen(t)) return false;
    const size_t i = probe(t, name, hash);
    if (!t->slot[i]) {
        if (t->n == LMEV__NOT_INTERNED - 1 ||
            !lmev__grow(&t->name, &t->room_name, t->n + 1, sizeof *t->name) ||
            !lmev__grow(&t->hash, &t->room_hash, t->n + 1, sizeof *t->hash))
            return false;
        if (copied && !(name.at = copy_of(t, name))) return false;
        t->name[t->n] = name;
        t->hash[t->n] = hash;
        t->slot[i] = (uint32_t)++t->n;
    }
    *id = t->slot[i] - 1;
    return true;
}

bool lmev__intern_add(lmev__intern *t, lmev_str name, uint32_t *id)
{
    return add(t, name, true, id);
}

bool lmev__intern_borrow(lmev__intern *t, lmev_str name, uint32_t *id)
{
    return add(t, name, false, id);
}

char **lmev__intern_list(const lmev__intern *t)
{
    size_t n_bytes = 0;
    for (size_t i = 0; i < t->n; i++) n_bytes += t->name[i].n + 1;
    char **list = lmev__alloc(t->n * sizeof *list + n_bytes);
    if (!list) return NULL;
    char *to = (char *)(list + t->n);
    for (size_t i = 0; i < t->n; i++) {
        list[i] = to;
        if (t->name[i].n) memcpy(to, t->name[i].at, t->name[i].n);
        to[t->name[i].n] = '\0';
        to += t->name[i].n + 1;
    }
    return list;
}

void lmev__intern_release(lmev__intern *t)
{
    for (block *b = t->block, *next; b; b = next) {
        next = b->next;
        lmev__free(b);
    }
    lmev__free(t->name);
    lmev__free(t->hash);
    lmev__free(t->slot);
    *t = (lmev__intern){0};
}
