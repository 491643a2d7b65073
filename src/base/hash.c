/* hash.c - see hash.h.
 *
 * nettle uses the SHA instructions of the processor where it has them (some 1.5 GB/s; 0.3
 * without). CRC-32C takes eight bytes per step: with SSE4.2 by the crc32 instruction
 * (some 8 GB/s), else by eight tables ("slicing by 8", Kounavis and Berry 2005; some 1.5
 * GB/s). */
#include "base/hash.h"

#include <nettle/sha1.h>
#include <nettle/sha2.h>
#include <pthread.h>
#include <string.h>

_Static_assert(sizeof(struct sha256_ctx) <= sizeof(lmev__sha256),
               "room for nettle's context");

static struct sha256_ctx *context(lmev__sha256 *h)
{
    return (struct sha256_ctx *)(void *)h;
}

void lmev__sha256_begin(lmev__sha256 *h)
{
    sha256_init(context(h));
}

void lmev__sha256_add(lmev__sha256 *h, const void *at, size_t n)
{
    if (n > 0) sha256_update(context(h), n, at);
}

/* n bytes as 2 n digits and a NUL */
static void to_hex(char *hex, const uint8_t *sum, size_t n)
{
    static const char digit[] = "0123456789abcdef";
    for (size_t i = 0; i < n; i++) {
        hex[2 * i] = digit[sum[i] >> 4];
        hex[2 * i + 1] = digit[sum[i] & 15];
    }
    hex[2 * n] = '\0';
}

void lmev__sha256_end(lmev__sha256 *h, char hex[65])
{
    uint8_t sum[SHA256_DIGEST_SIZE];
    sha256_digest(context(h), sizeof sum, sum);
    to_hex(hex, sum, sizeof sum);
}

void lmev__sha1(const void *at, size_t n, char hex[41])
{
    struct sha1_ctx h;
    uint8_t sum[SHA1_DIGEST_SIZE];
    sha1_init(&h);
    sha1_update(&h, n, at);
    sha1_digest(&h, sizeof sum, sum);
    to_hex(hex, sum, sizeof sum);
}

#define POLYNOMIAL 0x82F63B78u /* Castagnoli's, bits reversed */

/* table[k][b]: the crc of byte b followed by k zero bytes */
static uint32_t table[8][256];
static pthread_once_t table_once = PTHREAD_ONCE_INIT;

static void make_table(void)
{
    for (uint32_t b = 0; b < 256; b++) {
        uint32_t c = b;
        for (int bit = 0; bit < 8; bit++) c = c >> 1 ^ (c & 1 ? POLYNOMIAL : 0);
        table[0][b] = c;
    }
    for (int k = 1; k < 8; k++)
        for (int b = 0; b < 256; b++)
            table[k][b] = table[k - 1][b] >> 8 ^ table[0][table[k - 1][b] & 255];
}

uint32_t lmev__crc32c_portable(uint32_t crc, const void *at, size_t n)
{
    const unsigned char *s = at;
    (void)pthread_once(&table_once, make_table);
    crc = ~crc;
    for (; n >= 8; s += 8, n -= 8) {
        crc ^= (uint32_t)s[0] | (uint32_t)s[1] << 8 | (uint32_t)s[2] << 16 |
               (uint32_t)s[3] << 24;
        crc = table[7][crc & 255] ^ table[6][crc >> 8 & 255] ^ table[5][crc >> 16 & 255] ^
              table[4][crc >> 24] ^ table[3][s[4]] ^ table[2][s[5]] ^ table[1][s[6]] ^
              table[0][s[7]];
    }
    for (; n > 0; s++, n--) crc = crc >> 8 ^ table[0][(crc ^ *s) & 255];
    return ~crc;
}

#if defined(__x86_64__)
__attribute__((target("sse4.2"))) static uint32_t
crc_by_instruction(uint32_t crc, const unsigned char *s, size_t n)
{
    uint64_t wide = crc;
    for (; n >= 8; s += 8, n -= 8) {
        uint64_t eight;
        memcpy(&eight, s, sizeof eight);
        wide = __builtin_ia32_crc32di(wide, eight);
    }
    crc = (uint32_t)wide;
    for (; n > 0; s++, n--) crc = __builtin_ia32_crc32qi(crc, *s);
    return crc;
}
#endif

uint32_t lmev__crc32c(uint32_t crc, const void *at, size_t n)
{
#if defined(__x86_64__)
    if (__builtin_cpu_supports("sse4.2")) return ~crc_by_instruction(~crc, at, n);
#endif
    return lmev__crc32c_portable(crc, at, n);
}

uint32_t lmev__crc32c_masked(uint32_t crc)
{
    return (crc >> 15 | crc << 17) + UINT32_C(0xa282ead8);
}
