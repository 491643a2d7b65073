/* stream.h - the zlib door, and streams: a file or stdin, compressed (.gz .zst
 * .xz .bz2, found by its first bytes) or not, as blocks of plain bytes.
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

/* Who is asked while input is waited for (a pipe, a terminal); all from the thread that
 * reads. */
typedef struct lmev__stream_waits {
    const lmev_watch *watch; /* its stop ends the wait with STOPPED; NULL: nobody's */
    /* Called once in each wait, when there has been no input for a moment. What it
     * returns, if not OK, ends the reading. NULL: nothing to do. */
    lmev_status (*pause)(void *self, lmev_error *err);
    void *self;
} lmev__stream_waits;

/* path "-": stdin. waits is copied; NULL: wait as long as it takes. ERR_NOTFOUND, ERR_IO
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

/* The beginning of what a gzip file holds, as far as its first n bytes and the room go;
 * how many bytes that are. No fault: what is damaged ends there. */
size_t lmev__gzip_head(char *room, size_t size, const char *at, size_t n);

/* gzip on the way into a file being written: begin .. write* .. end; the file is
 * published or aborted by its owner afterwards. The same bytes give the same file (no
 * time, no name). */
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
