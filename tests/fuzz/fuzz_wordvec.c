/* fuzz_wordvec.c - lmev__wordvec_parse on any bytes, which come in pieces of the size
 * that the first byte tells; what it takes has finite rows and its words lead to them.
 *
 * The header promises counts. The mutator below changes header or rows, and in most cases
 * then writes a header that fits the number of fields of the next line. */
#include <float.h>
#include <math.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lm/vectors/wordvec.h"

int LLVMFuzzerTestOneInput(const uint8_t *at, size_t n);

static void check(bool good)
{
    if (!good) abort();
}

/* No byte at which texts are split. */
static bool is_token(lmev_str t)
{
    for (size_t i = 0; i < t.n; i++)
        if (t.at[i] == ' ' || (t.at[i] >= 9 && t.at[i] <= 13)) return false;
    return t.n > 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *at, size_t n)
{
    if (n == 0) return 0;
    lmev_lm *lm;
    lmev_error e = {0};
    const lmev_status s = lmev__wordvec_parse(
        &lm, (const char *)at + 1, n - 1, (size_t)at[0] * at[0] + 1, "input", NULL, &e);
    if (s != LMEV_OK) {
        check(e.status == s && e.text[0] != '\0');
        return 0;
    }
    const uint64_t rows = lmev_lm_rows(lm), dim = lmev_lm_dim(lm);
    check(rows > 0 && dim > 0 && lmev_lm_vocab(lm) == rows);
    for (uint64_t i = 0; i < rows * dim; i++)
        check(fabsf(lmev_lm_table(lm)[i]) <= FLT_MAX);
    lmev_bag bag = {0};
    for (uint64_t i = 0; i < rows; i++) {
        const lmev_str t = lmev_lm_token(lm, i);
        if (!is_token(t)) continue;
        check(lmev_lm_bag(lm, t, &bag, NULL) == LMEV_OK);
        check(bag.n == 1 && bag.id[0] == i);
    }
    lmev_bag_release(&bag);
    lmev_lm_free(lm);
    return 0;
}

#ifdef LMEV_FUZZ
size_t LLVMFuzzerMutate(uint8_t *at, size_t n, size_t room);
size_t LLVMFuzzerCustomMutator(uint8_t *at, size_t n, size_t room, unsigned seed);

/* Write the header over the first line, whose length it gets, padded with spaces. */
static void repair(uint8_t *at, size_t n, unsigned seed)
{
    uint8_t *stop = memchr(at, '\n', n);
    if (!stop || stop - at < 3 || stop - at > 30) return;
    const uint8_t *next = stop + 1, *end = memchr(next, '\n', n - (size_t)(next - at));
    unsigned dim = 0;
    for (const uint8_t *p = next; p < (end ? end : at + n); p++) dim += *p == ' ';
    if (seed % 4 == 0) dim = seed / 4 % 9; /* of a binary file */
    char header[40];
    const int length = snprintf(header, sizeof header, "%u %u", seed / 64 % 20, dim);
    if (length > stop - at) return;
    memset(at, ' ', (size_t)(stop - at));
    memcpy(at, header, (size_t)length);
}

size_t LLVMFuzzerCustomMutator(uint8_t *at, size_t n, size_t room, unsigned seed)
{
    uint8_t *body = n > 1 ? memchr(at + 1, '\n', n - 1) : NULL;
    if (body && seed % 8 < 6 && (size_t)(body + 1 - at) < room) {
        const size_t before = (size_t)(body + 1 - at);
        n = before + LLVMFuzzerMutate(body + 1, n - before, room - before);
    } else {
        n = LLVMFuzzerMutate(at, n, room);
    }
    if (n > 1 && seed / 8 % 4 != 0) repair(at + 1, n - 1, seed / 32);
    return n;
}
#endif
