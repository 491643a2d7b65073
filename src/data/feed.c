/* feed.c - blocks of a stream or of memory, and lines out of blocks.
 *
 * A line inside one block is handed out where it lies; only a line that crosses a block
 * border is copied. The byte order mark is dropped even where a block border cuts it.
 * Memory: the stream's blocks, and one line of at most record_max bytes plus a block. */
#include "data/feed.h"

#include <string.h>

#include "base/error.h"

static const char byte_order_mark[3] = {'\xEF', '\xBB', '\xBF'};

lmev_status lmev__feed_open(lmev__feed *f, const char *path,
                            const lmev__stream_waits *waits, lmev_error *err)
{
    f->line = 1;
    return lmev__stream_open(&f->stream, path, waits, err);
}

lmev_status lmev__feed_open_file_bytes(lmev__feed *f, lmev_str file, lmev_error *err)
{
    f->line = 1;
    return lmev__stream_on(&f->stream, file.at, file.n, LMEV__STREAM_BLOCK, f->source,
                           err);
}

void lmev__feed_open_bytes(lmev__feed *f, const char *at, size_t n, size_t step)
{
    f->line = 1;
    f->bytes = at;
    f->n_bytes = n;
    f->step = step ? step : 1;
}

void lmev__feed_close(lmev__feed *f)
{
    if (f->stream) lmev__stream_close(f->stream);
    f->stream = NULL;
    lmev__buf_free(&f->carry);
}

static lmev_status next_block(lmev__feed *f, const char **at, size_t *n, lmev_error *err)
{
    *at = f->end;
    *n = 0;
    if (f->ended) return LMEV_OK;
    if (f->stream) {
        lmev_status s = lmev__stream_next(f->stream, at, n, err);
        if (s != LMEV_OK) return s;
    } else if (f->taken < f->n_bytes) {
        *at = f->bytes + f->taken;
        *n = f->n_bytes - f->taken < f->step ? f->n_bytes - f->taken : f->step;
        f->taken += *n;
    }
    f->ended = *n == 0;
    return LMEV_OK;
}

/* Drop the mark from the first blocks. Returns false while more bytes are needed. */
static bool drop_mark(lmev__feed *f, const char **at, size_t *n)
{
    size_t k = 0;
    while (k < *n && f->n_mark < 3 && (*at)[k] == byte_order_mark[f->n_mark]) {
        k++;
        f->n_mark++;
    }
    if (f->n_mark == 3) {
        *at += k;
        *n -= k;
        f->begun = true;
        return *n > 0;
    }
    if (k == *n && *n > 0) return false;
    f->begun = true;
    if (f->n_mark > k) { /* the bytes taken from blocks before belong to the text */
        f->held = *at;
        f->n_held = *n;
        *at = byte_order_mark;
        *n = f->n_mark - k;
    }
    return true;
}

lmev_status lmev__feed_more(lmev__feed *f, lmev_error *err)
{
    const char *at = f->held;
    size_t n = f->n_held;
    f->n_held = 0;
    while (n == 0) {
        lmev_status s = next_block(f, &at, &n, err);
        if (s != LMEV_OK) return s;
        if (!f->begun && !drop_mark(f, &at, &n)) {
            n = 0;
            continue;
        }
        if (f->ended) break;
    }
    f->at = at;
    f->end = n ? at + n : at;
    return LMEV_OK;
}

lmev_status lmev__feed_too_long(const lmev__feed *f, uint64_t line, lmev_error *err)
{
    lmev__fail(err, LMEV_ERR_FORMAT, f->source, (long)line,
               "the record that begins here is longer than %zu bytes", f->record_max);
    return LMEV_ERR_FORMAT;
}

static lmev_str without_cr(const char *at, size_t n)
{
    if (n && at[n - 1] == '\r') n--;
    return (lmev_str){at, n};
}

/* A line that does not end in the current block: gather it in carry. */
static lmev_status carry_line(lmev__feed *f, lmev_str *line, lmev_error *err)
{
    lmev__buf_reset(&f->carry);
    for (const char *nl = NULL; !nl;) {
        size_t n = (size_t)(f->end - f->at);
        nl = n ? memchr(f->at, '\n', n) : NULL;
        if (nl) n = (size_t)(nl - f->at);
        lmev__buf_add(&f->carry, f->at, n);
        if (f->carry.failed) return lmev__nomem(err, "a long line");
        if (f->carry.n > f->record_max) return lmev__feed_too_long(f, f->line, err);
        if (nl) {
            f->at = nl + 1;
        } else {
            lmev_status s = lmev__feed_more(f, err);
            if (s != LMEV_OK) return s;
            if (f->at == f->end) break;
        }
    }
    *line = without_cr(f->carry.at ? f->carry.at : "", f->carry.n);
    return LMEV_OK;
}

lmev_status lmev__feed_line(lmev__feed *f, lmev_str *line, uint64_t *number, bool *more,
                            lmev_error *err)
{
    lmev_status s = LMEV_OK;
    if (f->at == f->end) s = lmev__feed_more(f, err);
    if (s != LMEV_OK) return s;
    *more = f->at != f->end;
    if (!*more) return LMEV_OK;

    *number = f->line;
    const char *nl = memchr(f->at, '\n', (size_t)(f->end - f->at));
    if (nl) {
        size_t n = (size_t)(nl - f->at);
        if (n > f->record_max) return lmev__feed_too_long(f, f->line, err);
        *line = without_cr(f->at, n);
        f->at = nl + 1;
    } else {
        s = carry_line(f, line, err);
    }
    f->line++;
    return s;
}

void lmev__feed_position(const lmev__feed *f, uint64_t *done, uint64_t *all)
{
    *done = f->taken;
    *all = f->n_bytes;
    if (f->stream) lmev__stream_position(f->stream, done, all);
}
