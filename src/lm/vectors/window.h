/* window.h - a moving window on the plain bytes of a stream. */
#ifndef LMEV__LM_VECTORS_WINDOW_H
#define LMEV__LM_VECTORS_WINDOW_H
#include "base/io/stream.h"
#include "lmev/base.h"

typedef struct lmev__window {
    const char *source;   /* borrowed, for messages */
    lmev__stream *stream; /* owned */
    size_t size;          /* bytes of lines asked for at once */
    char *block;
    size_t room, first, n; /* ahead of us: block[first] .. block[first + n] */
    uint64_t taken, lines; /* bytes behind us, and line ends among them */
    bool ended;            /* nothing comes after what is ahead */
} lmev__window;

/* Takes the stream. size 0: the usual. */
void lmev__window_on(lmev__window *w, lmev__stream *stream, size_t size,
                     const char *source);
void lmev__window_close(lmev__window *w); /* takes a zeroed one too */

static inline const char *lmev__window_at(const lmev__window *w)
{
    return w->block + w->first;
}

/* Have at least n bytes ahead, or all that there are. ERR_FORMAT: damaged packed data, or
 * such as unpack to a hundred times their size. What was ahead may move. */
lmev_status lmev__window_need(lmev__window *w, size_t n, lmev_error *err);
/* Have whole lines ahead, *n bytes of them; the last may lack its end where the file
 * ends. 0: the end. ERR_FORMAT: a line of more than 8 MB. */
lmev_status lmev__window_lines(lmev__window *w, size_t *n, lmev_error *err);
/* Go on by n bytes of what is ahead. */
void lmev__window_take(lmev__window *w, size_t n);
#endif
