/* fuzz_fasttext.c - lmev__open_fasttext on any bytes; what it takes turns texts into
 * rows that the table has, with its own ids and weights, before and after it was taken to
 * parts.
 *
 * Counts and sizes stand all over the file and blind mutation breaks them, so the mutator
 * below changes bytes somewhere and then puts right what follows from the others: the
 * magic, the number of entries, the shape of the matrix. */
#include <math.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "lm/vectors/fasttext.h"

int LLVMFuzzerTestOneInput(const uint8_t *at, size_t n);

static void check(bool good)
{
    if (!good) abort();
}

#define TEXT(s) {s, sizeof(s) - 1}
static const lmev_str texts[] = {
    TEXT(""),
    TEXT("a"),
    TEXT("ñu a </s> b"),
    TEXT("__label__a #b  \t\n a\0b"),
    TEXT("\xff\x80\x80 \xc3 <a> ca\xc3\xb1o la la la"),
};
#define N_TEXTS (sizeof texts / sizeof *texts)

static void same_bag(const lmev_lm *lm, const lmev_lm *other, lmev_bag *a, lmev_bag *b,
                     lmev_str t)
{
    check(lmev_lm_bag(lm, t, a, NULL) == LMEV_OK);
    for (size_t i = 0; i < a->n; i++) {
        check(a->id[i] < lmev_lm_rows(lm));
        check(!lm->weighted || a->weight[i] >= 0);
    }
    if (!other) return;
    check(lmev_lm_bag(other, t, b, NULL) == LMEV_OK && a->n == b->n);
    check(a->n == 0 || memcmp(a->id, b->id, a->n * sizeof *a->id) == 0);
}

/* The same lm by its parts; what a tokens.txt cannot hold has none. */
static bool by_parts(lmev_lm *again, const lmev_lm *lm)
{
    lmev__parts parts = {.config = lmev__json_new_object()};
    lmev__json *config = parts.config;
    bool fine = lmev__lm_to_parts(lm, &parts, NULL) == LMEV_OK;
    if (fine) {
        parts.file[0].view = (lmev_str){
            parts.file[0].bytes.at ? parts.file[0].bytes.at : "", parts.file[0].bytes.n};
        check(lmev__lm_from_parts(again, &parts, "parts", NULL) == LMEV_OK);
        again->table = lmev_lm_table(lm);
    }
    lmev__parts_release(&parts);
    lmev__json_free(config);
    return fine;
}

static void use(const lmev_lm *lm)
{
    lmev_bag a = {0}, b = {0};
    lmev_lm again = {0};
    const bool other = by_parts(&again, lm);
    for (size_t i = 0; i < N_TEXTS; i++)
        same_bag(lm, other ? &again : NULL, &a, &b, texts[i]);
    for (uint64_t i = 0; i < lmev_lm_vocab(lm) && i < 100; i++)
        same_bag(lm, other ? &again : NULL, &a, &b, lmev_lm_token(lm, i));
    volatile float last = lmev_lm_table(lm)[lmev_lm_rows(lm) * lmev_lm_dim(lm) - 1];
    (void)last; /* the table is there to its end */
    lmev_bag_release(&a);
    lmev_bag_release(&b);
    lmev__lm_clear(&again);
}

int LLVMFuzzerTestOneInput(const uint8_t *at, size_t n)
{
    static const char *const combiners[] = {NULL, "sentence", "mean", "sum"};
    const lmev_member file = {"input", {(const char *)at, n}};
    const lmev__members from = {.path = "", .member = &file, .n = 1};
    for (size_t i = 0; i < 4; i += 2) {
        const lmev_lm_options o = {.combiner = combiners[i]};
        lmev_lm *lm;
        lmev_error e = {0};
        const lmev_status s = lmev__open_fasttext(&lm, &from, &o, &e);
        if (s != LMEV_OK) {
            check(e.status == s && e.text[0] != '\0');
            return 0;
        }
        use(lm);
        lmev_lm_free(lm);
    }
    return 0;
}

#ifdef LMEV_FUZZ
size_t LLVMFuzzerMutate(uint8_t *at, size_t n, size_t room);
size_t LLVMFuzzerCustomMutator(uint8_t *at, size_t n, size_t room, unsigned seed);

enum { HEAD = 8, DICTIONARY = 64, PRUNED = 84, ENTRIES = 92 };

static int32_t get_i32(const uint8_t *at)
{
    int32_t v;
    memcpy(&v, at, sizeof v);
    return v;
}

static void put_i32(uint8_t *at, int32_t v)
{
    memcpy(at, &v, sizeof v);
}

static void put_i64(uint8_t *at, int64_t v)
{
    memcpy(at, &v, sizeof v);
}

/* Behind the entries, as many of `size` as there are; types are put right. */
static size_t walk_entries(uint8_t *at, size_t n, int32_t words, int32_t *size)
{
    size_t pos = ENTRIES;
    int32_t i = 0;
    for (; i < *size && pos < n; i++) {
        const uint8_t *stop = memchr(at + pos, 0, n - pos);
        if (!stop || n - (size_t)(stop - at) < 10) break;
        pos = (size_t)(stop - at) + 10;
        at[pos - 1] = i >= words;
    }
    *size = i;
    return pos;
}

static void repair(uint8_t *at, size_t n)
{
    if (n < ENTRIES + 32) return;
    put_i32(at, 793712314);
    int32_t words = get_i32(at + DICTIONARY + 4) & 1023;
    int32_t size = words + (get_i32(at + DICTIONARY + 8) & 15);
    size_t pos = walk_entries(at, n, words, &size);
    words = words < size ? words : size;
    put_i32(at + DICTIONARY, size);
    put_i32(at + DICTIONARY + 4, words);
    put_i32(at + DICTIONARY + 8, size - words);
    int64_t pruned = get_i32(at + PRUNED);
    if (pruned < -1 || pruned > 64) pruned &= 7;
    put_i64(at + PRUNED, pruned);
    pos += pruned > 0 ? (size_t)pruned * 8 : 0;
    if (pos + 32 > n) return;
    const int32_t dim = (int32_t)(((uint32_t)get_i32(at + HEAD) - 1) & 7) + 1;
    put_i32(at + HEAD, dim);
    const bool quantised = at[pos] & 1;
    at[pos] = quantised;
    pos += quantised ? 2 : 1;
    const size_t parts = ((size_t)dim + 1) / 2, rest = n - pos;
    const int64_t rows =
        quantised ? get_i32(at + pos) & 63 : (int64_t)((rest - 16) / 4 / (size_t)dim);
    put_i64(at + pos, rows);
    put_i64(at + pos + 8, dim);
    if (!quantised) return;
    const size_t codes = (size_t)rows * parts;
    put_i32(at + pos + 16, (int32_t)codes);
    pos += 20 + codes;
    if (pos > n || n - pos < 16) return;
    put_i32(at + pos, dim);
    put_i32(at + pos + 4, (int32_t)parts);
    put_i32(at + pos + 8, 2);
    put_i32(at + pos + 12, dim % 2 ? 1 : 2);
}

size_t LLVMFuzzerCustomMutator(uint8_t *at, size_t n, size_t room, unsigned seed)
{
    const unsigned act = seed % 8;
    if (act == 1 && n > ENTRIES) { /* a field of the head */
        const size_t field = HEAD + 4 * (seed / 8 % 12);
        (void)LLVMFuzzerMutate(at + field, 4, 4);
    } else if (act == 2 && n > ENTRIES) { /* counts of the dictionary */
        (void)LLVMFuzzerMutate(at + DICTIONARY, ENTRIES - DICTIONARY,
                               ENTRIES - DICTIONARY);
    } else if (act < 6 && n > ENTRIES && room > ENTRIES) { /* anything behind the head */
        n = ENTRIES + LLVMFuzzerMutate(at + ENTRIES, n - ENTRIES, room - ENTRIES);
    } else {
        n = LLVMFuzzerMutate(at, n, room);
    }
    if (seed / 128 % 4 != 0) repair(at, n);
    return n;
}
#endif
