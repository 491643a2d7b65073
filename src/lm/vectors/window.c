/* window.c - a moving window on the bytes of a file: what a parser needs lies in one
 * piece.
 *
 * Blocks of a stream are appended to the bytes that are still ahead; the bytes taken are
 * dropped when the next block is appended. Cost: one copy of each byte. Memory: twice
 * what is asked for at once. Not here: unpacking (base/stream.c). */
#include "lm/vectors/window.h"

#include <string.h>

#include "base/error.h"
#include "base/mem.h"

#define SIZE      ((size_t)8 << 20) /* bytes of lines asked for at once */
#define LINE_MOST ((size_t)8 << 20) /* of 65,536 numbers: 128 bytes each */
/* unpacked bytes from which the ratio is checked */
#define GROWN      ((uint64_t)64 << 20)
#define RATIO_MOST 128 /* honest text packs to a third or a fifth */

void lmev__window_on(lmev__window *w, lmev__stream *stream, size_t size,
                     const char *source)
{
    *w = (lmev__window){.source = source, .stream = stream, .size = size ? size : SIZE};
}

void lmev__window_close(lmev__window *w)
{
    lmev__stream_close(w->stream);
    lmev__free(w->block);
    *w = (lmev__window){0};
}

/* A small file must not fill the memory by unpacking to very much. */
static lmev_status check_growth(const lmev__window *w, lmev_error *err)
{
    uint64_t packed, size;
    lmev__stream_position(w->stream, &packed, &size);
    const uint64_t plain = w->taken + w->n;
    if (plain <= GROWN || plain / RATIO_MOST <= packed) return LMEV_OK;
    return lmev__fail(err, LMEV_ERR_FORMAT, w->source, 0,
                      "unpacks to more than %d times its size, as no word vectors do",
                      RATIO_MOST);
}

lmev_status lmev__window_need(lmev__window *w, size_t n, lmev_error *err)
{
    while (w->n < n && !w->ended) {
        const char *at;
        size_t more;
        lmev_status s = lmev__stream_next(w->stream, &at, &more, err);
        if (s != LMEV_OK) return s;
        w->ended = more == 0;
        if (w->first > 0 && w->n > 0) memmove(w->block, lmev__window_at(w), w->n);
        w->first = 0;
        if (more >= SIZE_MAX - w->n ||
            !lmev__grow(&w->block, &w->room, w->n + more + 1, 1))
            return lmev__nomem(err, w->source);
        if (more > 0) memcpy(w->block + w->n, at, more);
        w->n += more;
        if ((s = check_growth(w, err)) != LMEV_OK) return s;
    }
    return LMEV_OK;
}

lmev_status lmev__window_lines(lmev__window *w, size_t *n, lmev_error *err)
{
    for (size_t want = w->size;; want *= 2) {
        const lmev_status s = lmev__window_need(w, want, err);
        if (s != LMEV_OK) return s;
        const char *at = lmev__window_at(w),
                   *stop = w->n ? memrchr(at, '\n', w->n) : NULL;
        *n = w->ended ? w->n : stop ? (size_t)(stop + 1 - at) : 0;
        if (*n > 0 || w->ended) return LMEV_OK;
        if (w->n > LINE_MOST)
            return lmev__fail(err, LMEV_ERR_FORMAT, w->source, (long)w->lines + 1,
                              "a line of more than %zu MB", LINE_MOST >> 20);
    }
}

void lmev__window_take(lmev__window *w, size_t n)
{
    const char *p = lmev__window_at(w), *end = p + n;
    for (; (p = memchr(p, '\n', (size_t)(end - p))); p++) w->lines++;
    w->first += n;
    w->n -= n;
    w->taken += n;
}
