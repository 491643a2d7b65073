/* vocab.c - growing a vocabulary; finding is in vocab.h, where it is inlined.
 *
 * Adding a token: find it or the free slot where the search ended, add an entry, fill the
 * slot. When half the slots are taken they are laid out again in twice the number: all
 * tokens are hashed again, once or twice each in total.
 *
 * Fingerprint64 has no secret key, so a hostile file can hold tokens that share one hash.
 * A search that passes PROBES_MAX slots is refused: honest vocabularies of a million
 * tokens stay below some hundred. Cost: 8 to 16 bytes of slots and an entry of 16
 * for each token, and its own bytes for a long one. */
#include "lm/text/vocab.h"

#include "base/error.h"
#include "base/mem.h"

#define PROBES_MAX 4096
#define TOKENS_MAX ((size_t)1 << 30) /* so that the slots can be counted with 32 bits */
#define AHEAD      16                /* tokens hashed before they are put */

lmev_status lmev__vocab_init(lmev__vocab *v, size_t n, lmev_error *err)
{
    *v = (lmev__vocab){0};
    if (n > TOKENS_MAX) n = TOKENS_MAX;
    size_t slots = 64;
    while (slots < 2 * n) slots *= 2;
    v->slot = lmev__aligned(slots, sizeof *v->slot);
    if (!v->slot) return lmev__nomem(err, "the vocabulary");
    v->mask = (uint32_t)(slots - 1);
    return LMEV_OK;
}

void lmev__vocab_release(lmev__vocab *v)
{
    lmev__free(v->entry);
    lmev__free(v->bytes);
    lmev__free(v->slot);
    *v = (lmev__vocab){0};
}

/* Entries into a larger block. */
static bool move_entries(lmev__vocab *v, lmev__vocab_entry *to, size_t room)
{
    if (!to) return false;
    if (v->n > 0) memcpy(to, v->entry, v->n * sizeof *to);
    lmev__free(v->entry);
    v->entry = to;
    v->room_entry = room;
    return true;
}

/* Not lmev__grow: what was reserved lies in large pages and cannot be reallocated. */
static bool one_more_entry(lmev__vocab *v)
{
    if (v->n < v->room_entry) return true;
    const size_t room = v->n < 8 ? 16 : 2 * v->n;
    return move_entries(v, lmev__realloc(NULL, room, sizeof *v->entry), room);
}

lmev_status lmev__vocab_reserve(lmev__vocab *v, size_t n, size_t n_bytes, lmev_error *err)
{
    const size_t room = v->n + (n > TOKENS_MAX ? TOKENS_MAX : n);
    if (room > v->room_entry &&
        !move_entries(v, lmev__aligned(room, sizeof *v->entry), room))
        return lmev__nomem(err, "the vocabulary");
    return lmev__vocab_room(v, n_bytes) ? LMEV_OK : lmev__nomem(err, "the vocabulary");
}

/* The slot where this token will be, its place taken. */
static void fill_slot(lmev__vocab *v, uint32_t place, uint32_t tag, size_t row)
{
    while (v->slot[place]) place = (place + 1) & v->mask;
    v->slot[place] = (tag & ~v->mask) | ((uint32_t)row + 1);
}

static bool grow_slots(lmev__vocab *v)
{
    const size_t slots = 2 * ((size_t)v->mask + 1);
    uint32_t *slot = lmev__aligned(slots, sizeof *slot);
    if (!slot) return false;
    lmev__free(v->slot);
    v->slot = slot;
    v->mask = (uint32_t)(slots - 1);
    for (size_t from = 0; from < v->n; from += AHEAD) {
        uint64_t hash[AHEAD];
        const size_t some = v->n - from < AHEAD ? v->n - from : AHEAD;
        for (size_t i = 0; i < some; i++) {
            const lmev_str t = lmev__vocab_token(v, from + i);
            hash[i] = lmev_fingerprint64(t.at, t.n);
            lmev__vocab_fetch_slot(v, hash[i]);
        }
        for (size_t i = 0; i < some; i++)
            fill_slot(v, lmev__vocab_place(v, hash[i]), (uint32_t)(hash[i] >> 32),
                      from + i);
    }
    return true;
}

char *lmev__vocab_room(lmev__vocab *v, size_t n)
{
    if (n >= SIZE_MAX - v->n_bytes ||
        !lmev__grow(&v->bytes, &v->room_bytes, v->n_bytes + n + 1, 1))
        return NULL;
    return v->bytes + v->n_bytes;
}

lmev_status lmev__vocab_put(lmev__vocab *v, uint64_t hash, const char *at, size_t n,
                            uint32_t *row, lmev_error *err)
{
    const uint32_t tag = (uint32_t)(hash >> 32);
    uint32_t place = lmev__vocab_place(v, hash);
    for (int probes = 0; v->slot[place]; probes++) {
        const uint32_t s = v->slot[place];
        if (((s ^ tag) & ~v->mask) == 0) {
            *row = (s & v->mask) - 1;
            if (lmev__vocab_is(v, *row, at, n)) return LMEV_OK;
        }
        if (probes == PROBES_MAX)
            return lmev__fail(err, LMEV_ERR_FORMAT, NULL, 0,
                              "too many tokens share one hash, as if on purpose");
        place = (place + 1) & v->mask;
    }
    if (v->n == TOKENS_MAX)
        return lmev__fail(err, LMEV_ERR_FORMAT, NULL, 0, "more than %zu different tokens",
                          TOKENS_MAX);
    if (n > UINT32_MAX)
        return lmev__fail(err, LMEV_ERR_FORMAT, NULL, 0, "a token of %zu bytes", n);
    if (!one_more_entry(v)) return lmev__nomem(err, "the vocabulary");
    if (2 * (v->n + 1) > v->mask) {
        if (!grow_slots(v)) return lmev__nomem(err, "the vocabulary");
        place = lmev__vocab_place(v, hash);
    }
    lmev__vocab_entry *e = &v->entry[v->n];
    if (n <= LMEV__ENTRY_SHORT) {
        lmev__copy_short(e->at, at, n);
    } else {
        char *to = lmev__vocab_room(v, n);
        if (!to) return lmev__nomem(err, "the vocabulary");
        if (to != at) memcpy(to, at, n);
        const uint64_t begin = v->n_bytes;
        memcpy(e->at, &begin, sizeof begin);
        v->n_bytes += n;
    }
    e->n = (uint32_t)n;
    fill_slot(v, place, tag, v->n);
    *row = (uint32_t)v->n;
    v->n++;
    return LMEV_OK;
}
