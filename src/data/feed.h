/* feed.h - the bytes that a format of data/ parses: blocks of a stream, or of memory in
 * steps of any size (so that tests can put a block border at every byte). The byte order
 * mark is removed. */
#ifndef LMEV__DATA_FEED_H
#define LMEV__DATA_FEED_H
#include "base/buf.h"
#include "base/io/stream.h"
#include "lmev/base.h"

typedef struct lmev__feed {
    const char *at, *end; /* bytes of the current block that are not read yet */
    uint64_t line;        /* 1-based line of the byte at `at`; readers count it on */
    const char *source;   /* for messages; borrowed */
    size_t record_max;    /* longest record in bytes, its line feed not counted */

    lmev__stream *stream; /* owned, or NULL and ... */
    const char *bytes;    /* ... memory, borrowed, read in steps */
    size_t n_bytes, step, taken;
    const char *held; /* a block behind n_mark bytes that were no mark after all */
    size_t n_held, n_mark;
    bool begun, ended;
    lmev__buf carry; /* a line that crosses a block border */
} lmev__feed;

/* feed must be zeroed, but for source and record_max. close takes half-built feeds. */
lmev_status lmev__feed_open(lmev__feed *f, const char *path,
                            const lmev__stream_waits *waits,
                            lmev_error *err); /* waits: as for lmev__stream_open */
/* The bytes of a file in memory, compressed or not; borrowed. f->source names them. */
lmev_status lmev__feed_open_file_bytes(lmev__feed *f, lmev_str file, lmev_error *err);
void lmev__feed_open_bytes(lmev__feed *f, const char *at, size_t n, size_t step);
void lmev__feed_close(lmev__feed *f);

/* Make the next block the current one; f->at == f->end afterwards only at the end. What
 * was borrowed from the block before is gone. */
lmev_status lmev__feed_more(lmev__feed *f, lmev_error *err);
/* The next line without its LF or CRLF, borrowed until the next call; *more false: the
 * end. *number is its line. */
lmev_status lmev__feed_line(lmev__feed *f, lmev_str *line, uint64_t *number, bool *more,
                            lmev_error *err);
/* The error of a record longer than record_max that begins in `line`. */
lmev_status lmev__feed_too_long(const lmev__feed *f, uint64_t line, lmev_error *err);
void lmev__feed_position(const lmev__feed *f, uint64_t *done, uint64_t *all);
#endif
