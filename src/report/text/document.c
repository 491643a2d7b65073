/* document.c - a document is made and freed; its arena; texts of files made fit to be
 * shown.
 *
 * The arena is a list of blocks. A document is written once, read, and freed as a whole,
 * so nothing in it is freed alone. Texts from files (names,
 * labels, paths) are cleaned here, once, so that no writer has to think of control
 * characters, broken UTF-8, text that runs backwards or the marks of document.h; what a
 * page or a table would misread (<, |) each writer escapes for itself. */
#include <string.h>

#include "base/error.h"
#include "base/mem.h"
#include "base/utf8.h"
#include "report/text/content.h"
#include "report/text/language.h"

#define BLOCK_BYTES ((size_t)64 << 10)
#define TEXT_MOST   2000 /* code points of one text that is shown */
#define REPLACEMENT "\xEF\xBF\xBD"
#define ELLIPSIS    "\xE2\x80\xA6"

typedef struct block {
    struct block *before;
    size_t n, room;
    _Alignas(max_align_t) char at[];
} block;

/* n zeroed bytes, aligned for anything. */
static void *take(block **last, size_t n)
{
    const size_t align = _Alignof(max_align_t);
    size_t padded;
    block *b = *last;
    if (__builtin_add_overflow(n, align - 1, &padded)) return NULL;
    padded -= padded % align;
    if (!b || b->room - b->n < padded) {
        size_t room = padded > BLOCK_BYTES ? padded : BLOCK_BYTES, bytes;
        if (__builtin_add_overflow(room, sizeof *b, &bytes) ||
            !(b = lmev__calloc(1, bytes)))
            return NULL;
        b->room = room;
        b->before = *last;
        *last = b;
    }
    void *at = b->at + b->n;
    b->n += padded;
    return at;
}

void lmev__draft_free_arena(void *arena)
{
    for (block *b = arena, *before; b; b = before) {
        before = b->before;
        lmev__free(b);
    }
}

void *lmev__draft_array(lmev__draft *c, size_t count, size_t size)
{
    block *last = c->d->arena;
    size_t bytes;
    void *at = NULL;
    if (!c->failed && !__builtin_mul_overflow(count, size, &bytes))
        at = take(&last, bytes);
    if (!at) c->failed = true;
    c->d->arena = last;
    return at;
}

const char *lmev__draft_keep(lmev__draft *c, lmev__buf *b)
{
    char *at = b->failed ? NULL : lmev__draft_array(c, b->n + 1, 1);
    if (at && b->n > 0) memcpy(at, b->at, b->n);
    c->failed |= b->failed;
    lmev__buf_free(b);
    return at ? at : "";
}

/* At most `most` code points of raw. */
static const char *clean(lmev__draft *c, const char *raw, size_t most)
{
    lmev__buf b = LMEV__BUF_INIT;
    size_t n = raw ? strlen(raw) : 0, points = 0;
    for (size_t i = 0; i < n; points++) {
        if (points == most) {
            lmev__buf_puts(&b, ELLIPSIS);
            break;
        }
        uint32_t point;
        size_t take;
        const lmev__glyph glyph = lmev__glyph_next(raw + i, n - i, &point, &take);
        if (glyph == LMEV__GLYPH_PLAIN)
            lmev__buf_add(&b, raw + i, take);
        else
            lmev__buf_puts(&b, glyph == LMEV__GLYPH_CONTROL ? " " : REPLACEMENT);
        i += take;
    }
    return lmev__draft_keep(c, &b);
}

const char *lmev__draft_clean(lmev__draft *c, const char *raw)
{
    return clean(c, raw, TEXT_MOST);
}

const char *lmev__draft_whole(lmev__draft *c, const char *raw)
{
    return clean(c, raw, SIZE_MAX);
}

/* ---- New, free ---- */

/* The title of the options, else the name that all experiments share. */
static const char *title_of(lmev__draft *c)
{
    const lmev_experiments *all = c->s->all;
    if (c->s->options.title && *c->s->options.title)
        return lmev__draft_clean(c, c->s->options.title);
    const char *name = all->n > 0 ? all->at[0].name : "";
    for (size_t i = 1; i < all->n; i++)
        if (strcmp(all->at[i].name, name) != 0) name = "";
    return *name ? lmev__draft_clean(c, name)
                 : lmev__word(c->language, T_("Comparison of language models"));
}

/* Prepare the draft: the sources of all experiments, the number of devices, the title. */
static void begin(lmev__draft *c)
{
    const lmev__study *s = c->s;
    size_t *which = lmev__draft_array(c, s->all->n, sizeof *which);
    for (size_t i = 0; which && i < s->all->n; i++) which[i] = i;
    c->all = (lmev__sources){which ? s->all->n : 0, which};
    const lmev__grouping *devices = &s->grouping[LMEV__BY_DEVICE];
    c->n_devices = devices->n > 0 ? devices->n : 1;
    c->d->title = title_of(c);
}

lmev_status lmev__document_new(lmev__document **out, const lmev__study *study,
                               lmev_error *err)
{
    lmev_status st = lmev__language_check(study->options.language, err);
    if (st != LMEV_OK) return st;
    lmev__document *d = lmev__calloc(1, sizeof *d);
    if (!d) return lmev__nomem(err, "the report");
    d->language = lmev__writing_of(study->options.language)->code;
    d->study = study;
    lmev__draft c = {.d = d, .s = study, .language = d->language};
    begin(&c);
    lmev__content(&c);
    if (c.failed) {
        lmev__document_free(d);
        return lmev__nomem(err, "the report");
    }
    *out = d;
    return LMEV_OK;
}

void lmev__document_free(lmev__document *d)
{
    if (!d) return;
    lmev__draft_free_arena(d->arena);
    lmev__free(d);
}
