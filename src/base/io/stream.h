/* stream.h - a file, stdin or memory as blocks of plain bytes, decompressed where it is
 * compressed (gzip, zstd, xz, bzip2, found by the first bytes). The one door to zlib.
 *
 * Decompression of more than a few blocks runs in a thread of its own, some blocks ahead,
 * so that parsing overlaps. */
#ifndef LMEV__BASE_IO_STREAM_H
#define LMEV__BASE_IO_STREAM_H
#include "base/buf.h"

/* Bytes of a block: fits the second-level cache beside the parser's own. Fuzzing makes it
 * small, so that its small inputs cross from block to block. */
#ifndef LMEV__STREAM_BLOCK
#define LMEV__STREAM_BLOCK ((size_t)256 << 10)
#endif

typedef struct lmev__stream lmev__stream;

/* What is called while the stream waits for input (a pipe, a terminal), always from the
 * thread that reads. */
typedef struct lmev__stream_waits {
    const lmev_watch *watch; /* its stop ends the wait with STOPPED; may be NULL */
    /* Called once per wait, when there was no input for a moment; may be NULL. A status
     * other than OK ends the reading. */
    lmev_status (*pause)(void *self, lmev_error *err);
    void *self;
} lmev__stream_waits;

/* path "-": stdin. waits is copied; NULL: wait for ever. ERR_NOTFOUND, ERR_IO
 * ("is a folder", unreadable). */
lmev_status lmev__stream_open(lmev__stream **s, const char *path,
                              const lmev__stream_waits *waits, lmev_error *err);
/* The same on bytes in memory, borrowed, packed or not. name is for messages (copied); at
 * most `step` bytes (at least 1) are taken at a time. */
lmev_status lmev__stream_on(lmev__stream **s, const char *at, size_t n, size_t step,
                            const char *name, lmev_error *err);
/* The next block, borrowed until the next call; n 0: the end. A block of a pipe is what
 * is there now. ERR_FORMAT: damaged or truncated compressed data. */
lmev_status lmev__stream_next(lmev__stream *s, const char **at, size_t *n,
                              lmev_error *err);
/* Bytes taken from the file as it lies on disk; size 0: unknown. */
void lmev__stream_position(const lmev__stream *s, uint64_t *done, uint64_t *size);
void lmev__stream_close(lmev__stream *s);

/* Decompress the beginning of a gzip file from its first n bytes into `room`, of `size`
 * bytes. Returns the number of bytes; damaged data end the output without an error. */
size_t lmev__gzip_head(char *room, size_t size, const char *at, size_t n);

/* Write a file compressed with gzip: begin .. write* .. end. Its owner publishes or
 * aborts the file afterwards. The same bytes give the same file (no time, no name). */
typedef struct lmev__gzip lmev__gzip;
struct lmev__out;
lmev_status lmev__gzip_begin(lmev__gzip **gzip, struct lmev__out *out, lmev_error *err);
lmev_status lmev__gzip_write(lmev__gzip *gzip, const void *at, size_t n, lmev_error *err);
lmev_status lmev__gzip_end(lmev__gzip *gzip,
                           lmev_error *err); /* takes gzip, also on failure */

/* Append n bytes (below 2^32) as a zlib stream (RFC 1950), packed quickly rather than
 * tightly. False without memory. */
bool lmev__zlib_pack(lmev__buf *to, const void *at, size_t n);
/* The CRC-32 of gzip and PNG. */
uint32_t lmev__crc32(const void *at, size_t n);
#endif
