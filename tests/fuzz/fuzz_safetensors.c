/* fuzz_safetensors.c - lmev__st_parse on any bytes; what it takes is used to the last
 * byte.
 *
 * The first eight bytes are the length of the header. Blind mutation nearly always breaks
 * it, so the mutator below changes header or data and then puts the length right
 * again. */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/format/safetensors.h"

int LLVMFuzzerTestOneInput(const uint8_t *at, size_t n);

static void check(bool good)
{
    if (!good) abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *at, size_t n)
{
    lmev__st st;
    lmev_error e = {0};
    lmev_status s = lmev__st_parse(&st, (const char *)at, n, "input", &e);
    if (s != LMEV_OK) {
        check(e.status == s && e.text[0] != '\0');
        return 0;
    }
    /* The promise: sorted, the tensors tile the bytes between header and end. */
    uint64_t n_header;
    memcpy(&n_header, at, sizeof n_header);
    const char *expected = (const char *)at + sizeof n_header + n_header;
    unsigned sum = 0;
    for (size_t i = 0; i < st.n; i++) {
        const lmev__st_tensor *t = &st.tensor[i];
        check(t->at == expected && t->n_dims >= 0 && t->n_dims <= LMEV__ST_DIMS);
        for (uint64_t k = 0; k < t->n_bytes; k++) sum += (unsigned char)t->at[k];
        expected += t->n_bytes;
        check(strcmp(lmev__st_find(&st, t->name)->name, t->name) == 0);
    }
    check(expected == (const char *)at + n);
    for (size_t i = 0; i < st.n_meta; i++)
        sum += (unsigned)(strlen(st.meta_key[i]) + strlen(st.meta_value[i]));
    volatile unsigned seen = sum; /* the reads above happen */
    (void)seen;
    lmev__st_close(&st);
    return 0;
}

#ifdef LMEV_FUZZ
size_t LLVMFuzzerMutate(uint8_t *at, size_t n, size_t room);
size_t LLVMFuzzerCustomMutator(uint8_t *at, size_t n, size_t room, unsigned seed);

size_t LLVMFuzzerCustomMutator(uint8_t *at, size_t n, size_t room, unsigned seed)
{
    uint64_t n_header;
    if (n < 9 || room < 9 || seed % 8 == 0) return LLVMFuzzerMutate(at, n, room);
    memcpy(&n_header, at, sizeof n_header);
    if (n_header > n - 8) n_header = n - 8;
    uint8_t *text = at + 8;
    size_t n_data = n - 8 - (size_t)n_header;
    if (seed % 8 == 1) {
        n_data = LLVMFuzzerMutate(text + n_header, n_data, room - 8 - (size_t)n_header);
    } else { /* the header has the room that the data leave */
        uint8_t *data = malloc(n_data + 1);
        if (!data) return n;
        memcpy(data, text + n_header, n_data);
        n_header = LLVMFuzzerMutate(text, (size_t)n_header, room - 8 - n_data);
        memcpy(text + n_header, data, n_data);
        free(data);
    }
    memcpy(at, &n_header, sizeof n_header);
    return 8 + (size_t)n_header + n_data;
}
#endif
