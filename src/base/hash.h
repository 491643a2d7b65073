/* hash.h - digests: SHA-256, SHA-1 and CRC-32C. The one door to nettle. */
#ifndef LMEV__BASE_HASH_H
#define LMEV__BASE_HASH_H
#include <stddef.h>
#include <stdint.h>

typedef struct lmev__sha256 {
    union {
        char bytes[160];
        uint64_t align;
    } state; /* room for nettle's context, checked in hash.c */
} lmev__sha256;
void lmev__sha256_begin(lmev__sha256 *h);
void lmev__sha256_add(lmev__sha256 *h, const void *at, size_t n);
void lmev__sha256_end(lmev__sha256 *h, char hex[65]); /* NUL-terminated lower-case hex */

/* For names that others derive by SHA-1 (TF-Hub's cache); it proves nothing. */
void lmev__sha1(const void *at, size_t n, char hex[41]);

/* Castagnoli polynomial, as used by TFRecord, TensorBundle, iSCSI; crc of the bytes so
 * far and more bytes. Begin with 0. Uses the processor's instruction where there is
 * one. */
uint32_t lmev__crc32c(uint32_t crc, const void *at, size_t n);
uint32_t lmev__crc32c_portable(uint32_t crc, const void *at, size_t n); /* without it */
/* A CRC-32C as TFRecord and TensorBundle store it: rotated and shifted, so that a
 * checksum of bytes which hold their own checksum is still a good one. */
uint32_t lmev__crc32c_masked(uint32_t crc);
#endif
