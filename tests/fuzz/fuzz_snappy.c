/* fuzz_snappy.c - lmev__unsnappy on any bytes, compared with a plain decoder written from
 * the format's description: both take the same blocks, and make the same bytes of them.
 *
 * A block begins with the length of what it unfolds into. The mutator changes the
 * elements behind it, and then in most cases writes the length that they come to. */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/format/wire.h"
#include "lm/tfhub/snappy.h"

int LLVMFuzzerTestOneInput(const uint8_t *at, size_t n);

#define ROOM ((size_t)4 << 20)

static void check(bool good)
{
    if (!good) abort();
}

/* Unfold elements into out; the number of bytes, or SIZE_MAX when they are broken. With
 * out NULL they are only counted. */
static size_t unfold(const uint8_t *p, const uint8_t *end, uint8_t *out, size_t room)
{
    size_t n = 0;
    while (p < end) {
        const unsigned tag = *p++, kind = tag & 3;
        size_t length = kind == 1 ? (tag >> 2 & 7) + 4 : (tag >> 2) + 1, back = 0;
        size_t more = kind == 3 ? 4 : kind,
               high = kind == 1 ? (size_t)(tag >> 5) << 8 : 0;
        if (kind == 0 && length > 60) more = length - 60;
        if ((size_t)(end - p) < more) return SIZE_MAX;
        for (size_t i = 0; i < more; i++) back |= (size_t)p[i] << 8 * i;
        p += more;
        if (kind == 0) {
            if (more) length = back + 1;
            if ((size_t)(end - p) < length || length > room - n) return SIZE_MAX;
            if (out) memcpy(out + n, p, length);
            p += length;
        } else {
            back |= high;
            if (back == 0 || back > n || length > room - n) return SIZE_MAX;
            for (size_t i = 0; out && i < length; i++) out[n + i] = out[n + i - back];
        }
        n += length;
    }
    return n;
}

int LLVMFuzzerTestOneInput(const uint8_t *at, size_t n)
{
    lmev__buf got = LMEV__BUF_INIT;
    lmev__buf_puts(&got, "before");
    const char *why = lmev__unsnappy(&got, (lmev_str){(const char *)at, n});
    check(!got.failed && got.n >= 6 && memcmp(got.at, "before", 6) == 0);
    check(!why || got.n == 6);
    check(got.room <= 2 * (22 * (n + 1) + 64));
    const char *p = (const char *)at;
    uint64_t announced;
    /* the length has 32 bits: at most five bytes */
    if (!lmev__varint(&p, p + n, &announced) || p > (const char *)at + 5 ||
        announced > ROOM) {
        check(why != NULL || announced <= LMEV__SNAPPY_MAX);
    } else {
        uint8_t *out = why ? NULL : malloc((size_t)announced + 1);
        check(why || out);
        const size_t length = unfold((const uint8_t *)p, at + n, out, (size_t)announced);
        check((length == announced) == !why);
        check(why || (got.n == 6 + length && memcmp(got.at + 6, out, length) == 0));
        free(out);
    }
    lmev__buf_free(&got);
    return 0;
}

#ifdef LMEV_FUZZ
size_t LLVMFuzzerMutate(uint8_t *at, size_t n, size_t room);
size_t LLVMFuzzerCustomMutator(uint8_t *at, size_t n, size_t room, unsigned seed);

size_t LLVMFuzzerCustomMutator(uint8_t *at, size_t n, size_t room, unsigned seed)
{
    n = LLVMFuzzerMutate(at, n, room);
    const char *p = (const char *)at;
    uint64_t announced;
    if (seed % 8 == 0 || !lmev__varint(&p, p + n, &announced)) return n;
    const size_t head = (size_t)(p - (const char *)at);
    size_t length = unfold(at + head, at + n, NULL, ROOM);
    if (length == SIZE_MAX) return n;
    uint8_t varint[10];
    size_t k = 0;
    do {
        varint[k++] = (uint8_t)((length & 0x7F) | (length > 127 ? 0x80 : 0));
        length >>= 7;
    } while (length > 0);
    if (n - head + k > room) return n;
    memmove(at + k, at + head, n - head);
    memcpy(at, varint, k);
    return n - head + k;
}
#endif
