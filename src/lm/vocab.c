/* vocab.c - growing a vocabulary; finding is in vocab.h, where it is inlined.
 *
 * Adding a token: find it or the free slot where the search ended, append its bytes, fill
 * the slot. When half the slots are taken they are laid out anew in twice the number; the
 * slots themselves hold the tags needed for that, so tokens are not hashed again.
 *
 * Fingerprint64 has no secret, so a hostile file can hold tokens that all share one hash.
 * A search that passes PROBES_MAX slots is refused: honest vocabularies of a million
 * tokens stay below some hundred. Cost: 16 to 32 bytes of slots, 8 bytes of offset and
 * its own bytes for each token. */
#include "lm/vocab.h"

#include "base/error.h"
#include "base/mem.h"

#define PROBES_MAX 4096
#define TOKENS_MAX ((size_t)1 << 30) /* so that the slots can be counted with 32 bits */

lmev_status lmev__vocab_init(lmev__vocab *v, size_t n, lmev_error *err)
{
    *v = (lmev__vocab){0};
    if (n > TOKENS_MAX) n = TOKENS_MAX;
    size_t slots = 64;
    while (slots < 2 * n) slots *= 2;
    v->slot = lmev__aligned(slots, sizeof *v->slot);
    v->at = lmev__alloc(sizeof *v->at);
    if (!v->slot || !v->at) {
        lmev__vocab_release(v);
        return lmev__nomem(err, "the vocabulary");
    }
    v->mask = (uint32_t)(slots - 1);
    v->room_at = 1;
    v->at[0] = 0;
    return LMEV_OK;
}

void lmev__vocab_release(lmev__vocab *v)
{
    lmev__free(v->at);
    lmev__free(v->bytes);
    lmev__free(v->slot);
    *v = (lmev__vocab){0};
}

lmev_status lmev__vocab_reserve(lmev__vocab *v, size_t n, size_t n_bytes, lmev_error *err)
{
    if (n > TOKENS_MAX) n = TOKENS_MAX;
    if (lmev__grow(&v->at, &v->room_at, v->n + n + 1, sizeof *v->at) &&
        lmev__vocab_room(v, n_bytes))
        return LMEV_OK;
    return lmev__nomem(err, "the vocabulary");
}

static bool grow_slots(lmev__vocab *v)
{
    const size_t slots = 2 * ((size_t)v->mask + 1);
    lmev__slot *slot = lmev__aligned(slots, sizeof *slot);
    if (!slot) return false;
    const uint32_t mask = (uint32_t)(slots - 1);
    for (size_t i = 0; i <= v->mask; i++) {
        if (!v->slot[i].next) continue;
        uint32_t place = v->slot[i].tag & mask;
        while (slot[place].next) place = (place + 1) & mask;
        slot[place] = v->slot[i];
    }
    lmev__free(v->slot);
    v->slot = slot;
    v->mask = mask;
    return true;
}

char *lmev__vocab_room(lmev__vocab *v, size_t n)
{
    const size_t used = v->at[v->n];
    /* One byte more, so that bytes is not NULL when the first token is the empty one. */
    if (n >= SIZE_MAX - used || !lmev__grow(&v->bytes, &v->room_bytes, used + n + 1, 1))
        return NULL;
    return v->bytes + used;
}

lmev_status lmev__vocab_put(lmev__vocab *v, uint64_t hash, const char *at, size_t n,
                            uint32_t *row, lmev_error *err)
{
    const uint32_t tag = (uint32_t)(hash >> 32);
    uint32_t place = lmev__vocab_place(v, hash);
    for (int probes = 0; v->slot[place].next; probes++) {
        const lmev__slot s = v->slot[place];
        if (s.tag == tag) {
            const lmev_str t = lmev__vocab_token(v, s.next - 1);
            if (t.n == n && memcmp(t.at, at, n) == 0) {
                *row = s.next - 1;
                return LMEV_OK;
            }
        }
        if (probes == PROBES_MAX)
            return lmev__fail(err, LMEV_ERR_FORMAT, NULL, 0,
                              "too many tokens share one hash, as if made to");
        place = (place + 1) & v->mask;
    }
    if (v->n == TOKENS_MAX)
        return lmev__fail(err, LMEV_ERR_FORMAT, NULL, 0, "more than %zu different tokens",
                          TOKENS_MAX);
    char *to = lmev__vocab_room(v, n);
    if (!to || !lmev__grow(&v->at, &v->room_at, v->n + 2, sizeof *v->at))
        return lmev__nomem(err, "the vocabulary");
    if (to != at && n > 0) memcpy(to, at, n);
    if (2 * (v->n + 1) > v->mask) {
        if (!grow_slots(v)) return lmev__nomem(err, "the vocabulary");
        place = tag & v->mask;
        while (v->slot[place].next) place = (place + 1) & v->mask;
    }
    v->slot[place] = (lmev__slot){tag, (uint32_t)v->n + 1};
    *row = (uint32_t)v->n;
    v->at[v->n + 1] = v->at[v->n] + n;
    v->n++;
    return LMEV_OK;
}
