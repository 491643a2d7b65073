/* fuzz_savedmodel.c - graphs: whatever bytes they are, they are understood or refused,
 * soon.
 *
 * A SavedModel is messages within messages, each with its length in front, so that a byte
 * more or less breaks all around it. The mutator goes down to a field some levels deep,
 * changes, doubles or drops it, and writes the lengths of all that hold it anew. */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "lm/tfhub/recipe.h"

int LLVMFuzzerTestOneInput(const uint8_t *at, size_t n);

static void check(bool good)
{
    if (!good) abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *at, size_t n)
{
    const long live = lmev__test_live_blocks();
    lmev__graph g;
    lmev__recipe r;
    lmev_error e = {0};
    lmev_status s = lmev__graph_read(&g, (lmev_str){(const char *)at, n}, "input", &e);
    check(s == LMEV_OK || (s == LMEV_ERR_FORMAT && e.text[0]));
    if (s == LMEV_OK) {
        check(g.n_nodes + g.n_functions <= n);
        s = lmev__recipe_read(&r, &g, &e);
        check(s == LMEV_OK || (s == LMEV_ERR_FORMAT && e.text[0]));
        if (s == LMEV_OK) {
            check(r.split <= LMEV__SPLIT_NONE && r.strip <= LMEV__STRIP_ASCII_PUNCT);
            check(!r.fill_empty || r.buckets > 0);
            check(r.limit == -1 || r.limit > 0);
            check(r.combiner == LMEV_COMBINER_SUM || r.combiner == LMEV_COMBINER_MEAN ||
                  r.combiner == LMEV_COMBINER_SQRTN);
            check(r.asset.n == 0 || (r.asset.at >= g.file.at &&
                                     r.asset.at + r.asset.n <= g.file.at + g.file.n));
        }
        lmev__graph_release(&g);
    }
    check(lmev__test_live_blocks() == live);
    return 0;
}

#ifdef LMEV_FUZZ
size_t LLVMFuzzerMutate(uint8_t *at, size_t n, size_t room);
size_t LLVMFuzzerCustomMutator(uint8_t *at, size_t n, size_t room, unsigned seed);

#define DEPTH 9

static uint32_t toss(uint32_t *chance)
{
    *chance = *chance * 1664525 + 1013904223;
    return *chance >> 8;
}

/* A field of bytes: where its tag begins, its payload, and its end. */
typedef struct field {
    size_t begin, payload, end;
} field;

/* One of the fields of bytes in [begin, end), by chance; false when there is none, or
 * when this is no message. */
static bool choose(const uint8_t *at, size_t begin, size_t end, uint32_t *chance,
                   field *f)
{
    lmev__wire_fault fault = {0};
    const char *base = (const char *)at;
    lmev__wire w = lmev__wire_of((lmev_str){base + begin, end - begin}, &fault);
    lmev__wire_field each;
    uint32_t n = 0;
    for (const char *from = w.at; lmev__wire_next(&w, &each); from = w.at) {
        if (each.type != LMEV__WIRE_BYTES || toss(chance) % ++n != 0) continue;
        *f = (field){(size_t)(from - base), (size_t)(each.bytes.at - base),
                     (size_t)(w.at - base)};
    }
    return n > 0 && !fault.why;
}

static size_t put_length(uint8_t *to, size_t v)
{
    size_t n = 0;
    do {
        to[n++] = (uint8_t)((v & 0x7F) | (v > 127 ? 0x80 : 0));
        v >>= 7;
    } while (v > 0);
    return n;
}

/* Replace at[from, to) by n bytes; the new size of all, or 0 when there is no room. */
static size_t splice(uint8_t *at, size_t all, size_t room, size_t from, size_t to,
                     const uint8_t *with, size_t n)
{
    if (all - (to - from) + n > room) return 0;
    memmove(at + from + n, at + to, all - to);
    if (n) memcpy(at + from, with, n);
    return all - (to - from) + n;
}

/* The innermost field: another payload (with its length), twice, or not at all. */
static size_t change(uint8_t *at, size_t all, size_t room, const field *f,
                     uint32_t *chance)
{
    uint8_t bytes[4096 + 10];
    const size_t n = f->end - f->payload, whole = f->end - f->begin;
    const unsigned how = toss(chance) % 8;
    if (how == 0) return splice(at, all, room, f->begin, f->end, NULL, 0);
    if (how == 1 && whole <= sizeof bytes) {
        memcpy(bytes, at + f->begin, whole);
        return splice(at, all, room, f->begin, f->begin, bytes, whole);
    }
    if (n > 4096) return 0;
    memcpy(bytes + 10, at + f->payload, n);
    const size_t made = LLVMFuzzerMutate(bytes + 10, n, 4096);
    uint8_t length[10];
    const size_t k = put_length(length, made);
    memcpy(bytes + 10 - k, length, k);
    size_t tag = f->begin; /* the length begins behind the tag */
    while (at[tag] & 0x80) tag++;
    return splice(at, all, room, tag + 1, f->end, bytes + 10 - k, k + made);
}

size_t LLVMFuzzerCustomMutator(uint8_t *at, size_t n, size_t room, unsigned seed)
{
    uint32_t chance = seed;
    field path[DEPTH];
    size_t depth = 0, end = n, begin = 0;
    const size_t deepest = 2 + toss(&chance) % (DEPTH - 1);
    while (depth < deepest && choose(at, begin, end, &chance, &path[depth])) {
        begin = path[depth].payload;
        end = path[depth].end;
        depth++;
    }
    if (depth == 0 || seed % 32 == 0) return LLVMFuzzerMutate(at, n, room);
    size_t all = change(at, n, room, &path[depth - 1], &chance);
    if (all == 0) return LLVMFuzzerMutate(at, n, room);
    for (size_t i = depth - 1; i-- > 0;) { /* all that hold it, from the inside out */
        const ptrdiff_t grown = (ptrdiff_t)all - (ptrdiff_t)n;
        uint8_t length[10];
        const size_t payload =
            (size_t)((ptrdiff_t)(path[i].end - path[i].payload) + grown);
        size_t tag = path[i].begin;
        while (at[tag] & 0x80) tag++;
        const size_t k = put_length(length, payload);
        const size_t more = splice(at, all, room, tag + 1, path[i].payload, length, k);
        if (more == 0) return all;
        all = more;
    }
    return all;
}
#endif
