/* draft.c - what sections are written with: sentences, and the experiments behind them.
 *
 * A sentence is an English template, "%1 models: %2", that is translated as a whole and
 * then filled in, so that every language puts the parts in its own order. Numbers are
 * written between the two marks of document.h. Text that replaces %1 is not searched for
 * further marks. Arrays grow by doubling inside the arena; their old copies are freed
 * with it. */
#include <math.h>
#include <string.h>

#include "base/mem.h"
#include "report/text/content.h"
#include "report/text/language.h"

/* Room for one more element behind n: the array itself, or a copy twice as large. NULL:
 * out of memory. */
static void *grown(lmev__draft *c, void *old, size_t n, size_t size)
{
    if ((n & (n - 1)) != 0) /* full only at 0, 1, 2, 4, 8, ... */
        return old;
    void *at = lmev__draft_array(c, n == 0 ? 1 : 2 * n, size);
    if (at && n > 0) memcpy(at, old, n * size);
    return at;
}

/* ---- Sentences ---- */

static void put_marked_p(lmev__buf *b, const char *language, double p)
{
    lmev__buf_puts(b, p < LMEV__P_SMALLEST ? "p\u00A0<\u00A0" LMEV__MARK_ON
                                           : "p\u00A0=\u00A0" LMEV__MARK_ON);
    if (p < LMEV__P_SMALLEST)
        lmev__put_real(b, language, LMEV__P_SMALLEST, 3);
    else
        lmev__put_p(b, language, p);
    lmev__buf_puts(b, LMEV__MARK_OFF);
}

static void put_arg(lmev__draft *c, lmev__buf *b, const lmev__arg *a)
{
    const lmev__writing *w = lmev__writing_of(c->language);
    switch (a->as) {
    case LMEV__AS_RAW:
        lmev__buf_puts(b, lmev__draft_clean(c, a->text));
        return;
    case LMEV__AS_PHRASE:
        lmev__buf_puts(b, a->text);
        return;
    case LMEV__AS_P:
        put_marked_p(b, c->language, a->v);
        return;
    default:
        break;
    }
    lmev__buf_puts(b, LMEV__MARK_ON);
    if (a->as == LMEV__AS_REAL || a->as == LMEV__AS_SIGNED) {
        if (a->as == LMEV__AS_SIGNED && a->v > 0) lmev__buf_putc(b, '+');
        lmev__put_real(b, c->language, a->v, a->digits);
    } else if (a->as == LMEV__AS_COUNT) {
        lmev__put_count(b, c->language, a->v);
    } else if (a->as == LMEV__AS_SHARE) {
        lmev__put_real(b, c->language, 100 * a->v, 0);
        lmev__buf_puts(b, w->percent);
    } else {
        lmev__buf_putc(b, '[');
        lmev__put_real(b, c->language, a->v, a->digits);
        lmev__buf_puts(b, w->between);
        lmev__put_real(b, c->language, a->w, a->digits);
        lmev__buf_putc(b, ']');
    }
    lmev__buf_puts(b, LMEV__MARK_OFF);
}

int lmev__digits_of(double v)
{
    int digits = 0;
    for (double x = v; digits < 6 && fabs(x - round(x)) > 1e-6 * fabs(x); x *= 10)
        digits++;
    return digits;
}

const char *lmev__phrase_of(lmev__draft *c, const char *english, const lmev__arg *arg,
                            size_t n)
{
    lmev__buf b = LMEV__BUF_INIT;
    for (const char *at = lmev__word(c->language, english); *at;) {
        size_t plain = strcspn(at, "%");
        lmev__buf_add(&b, at, plain);
        at += plain;
        if (*at == 0) break;
        size_t k = at[1] >= '1' && at[1] <= '9' ? (size_t)(at[1] - '1') : n;
        if (k < n)
            put_arg(c, &b, &arg[k]);
        else
            lmev__buf_putc(&b, '%');
        at += k < n ? 2 : 1;
    }
    return lmev__draft_keep(c, &b);
}

static void add_paragraph(lmev__draft *c, lmev__role role, lmev__sources sources,
                          const char *text)
{
    lmev__section *s = c->section;
    if (c->failed) return;
    lmev__paragraph *p = grown(c, s->paragraph, s->n_paragraphs, sizeof *p);
    if (!p) return;
    s->paragraph = p;
    p[s->n_paragraphs++] = (lmev__paragraph){role, text, sources};
}

void lmev__sentence_of(lmev__draft *c, lmev__role role, lmev__sources sources,
                       const char *english, const lmev__arg *arg, size_t n)
{
    add_paragraph(c, role, sources, lmev__phrase_of(c, english, arg, n));
}

void lmev__plain_sentence(lmev__draft *c, const char *english)
{
    add_paragraph(c, LMEV__PLAIN, (lmev__sources){0}, lmev__word(c->language, english));
}

const char *lmev__list(lmev__draft *c, lmev__item item, const void *self, size_t n,
                       size_t most)
{
    lmev__buf b = LMEV__BUF_INIT;
    /* "and 1 more" would be no shorter than the name. */
    size_t named = n <= most + 1 ? n : most;
    for (size_t i = 0; i < named; i++) {
        if (i > 0)
            lmev__buf_puts(&b, i + 1 == n ? lmev__word(c->language, T_(" and ")) : ", ");
        lmev__buf_puts(&b, item(c, self, i));
    }
    if (named < n)
        lmev__buf_puts(&b, lmev__phrase(c, T_(" and %1 more"), as_count(n - named)));
    return lmev__draft_keep(c, &b);
}

/* ---- Sections ---- */

void lmev__section_begin(lmev__draft *c, const char *id, const char *english)
{
    lmev__document *d = c->d;
    lmev__section *s = grown(c, d->section, d->n_sections, sizeof *s);
    if (!s || c->failed) {
        c->failed = true;
        c->section = NULL; /* not used in a failed draft */
        return;
    }
    d->section = s;
    c->section = &s[d->n_sections++];
    c->section->id = id;
    c->section->heading = lmev__word(c->language, english);
}

void lmev__section_figure(lmev__draft *c, const char *id)
{
    lmev__section *s = c->section;
    if (c->failed) return;
    const char **figure = grown(c, s->figure, s->n_figures, sizeof *figure);
    if (!figure) return;
    s->figure = figure;
    figure[s->n_figures++] = id;
}

void lmev__section_table(lmev__draft *c, const lmev__table *t)
{
    lmev__section *s = c->section;
    if (c->failed) return;
    lmev__table *table = grown(c, s->table, s->n_tables, sizeof *table);
    if (!table) return;
    s->table = table;
    table[s->n_tables++] = *t;
}

/* ---- Sources ---- */

lmev__sources lmev__sources_of_model(const lmev__study *s, size_t model)
{
    return (lmev__sources){s->model[model].n, s->model[model].which};
}

lmev__sources lmev__sources_of_two(lmev__draft *c, lmev__sources a, lmev__sources b)
{
    size_t *which = lmev__draft_array(c, a.n + b.n, sizeof *which);
    if (!which) return (lmev__sources){0};
    for (size_t i = 0; i < a.n + b.n; i++)
        which[i] = i < a.n ? a.which[i] : b.which[i - a.n];
    return (lmev__sources){a.n + b.n, which};
}

lmev__sources lmev__sources_of_models(lmev__draft *c, const size_t *model, size_t n)
{
    size_t all = 0;
    for (size_t i = 0; i < n; i++) all += c->s->model[model[i]].n;
    size_t *which = lmev__draft_array(c, all, sizeof *which);
    if (!which) return (lmev__sources){0};
    lmev__sources out = {all, which};
    for (size_t i = 0; i < n; i++) {
        const lmev__study_model *m = &c->s->model[model[i]];
        memcpy(which, m->which, m->n * sizeof *which);
        which += m->n;
    }
    return out;
}

lmev__sources lmev__sources_of_one(lmev__draft *c, size_t experiment)
{
    size_t *which = lmev__draft_array(c, 1, sizeof *which);
    if (!which) return (lmev__sources){0};
    *which = experiment;
    return (lmev__sources){1, which};
}
