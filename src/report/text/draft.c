/* draft.c - what sections are written with: sentences, tables, sources.
 *
 * A sentence is a template in English, "%1 models: %2", translated as a whole and then
 * filled in, so that every language puts the parts where they belong. Numbers are
 * written between the two marks of document.h. What stands for %1 is never looked at for
 * a further %1. Arrays grow by doubling inside the arena; what they leave behind
 * is freed with it. */
#include <math.h>
#include <string.h>

#include "base/mem.h"
#include "report/text/content.h"
#include "report/text/language.h"

#define ROWS_SHOWN 64 /* of a longer table, where nothing else is said */

/* An array of n elements that is to get one more: the same, or a copy with twice the
 * room. */
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

void lmev__tell(lmev__draft *c, const char *english)
{
    add_paragraph(c, LMEV__PLAIN, (lmev__sources){0}, lmev__word(c->language, english));
}

const char *lmev__list(lmev__draft *c, lmev__item item, const void *self, size_t n,
                       size_t most)
{
    lmev__buf b = LMEV__BUF_INIT;
    /* One left over is named rather than counted. */
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

/* ---- Sections and tables ---- */

void lmev__section_begin(lmev__draft *c, const char *id, const char *english)
{
    lmev__document *d = c->d;
    lmev__section *s = grown(c, d->section, d->n_sections, sizeof *s);
    if (!s || c->failed) {
        c->failed = true;
        c->section = NULL; /* nobody looks at it in a failed draft */
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

lmev__table *lmev__table_add(lmev__draft *c, const char *id, const char *title,
                             const char *caption, const lmev__column *columns,
                             size_t n_columns, size_t n_rows)
{
    lmev__section *s = c->section;
    size_t n_cells = 0;
    if (c->failed || __builtin_mul_overflow(n_columns, n_rows, &n_cells)) return NULL;
    lmev__table *t = grown(c, s->table, s->n_tables, sizeof *t);
    lmev__column *column = lmev__draft_array(c, n_columns, sizeof *column);
    lmev__cell *cell = lmev__draft_array(c, n_cells, sizeof *cell);
    lmev__sources *sources = lmev__draft_array(c, n_rows, sizeof *sources);
    if (c->failed) return NULL;
    for (size_t k = 0; k < n_columns; k++) {
        column[k] = columns[k];
        column[k].title = lmev__word(c->language, columns[k].title);
        column[k].note =
            columns[k].note ? lmev__word(c->language, columns[k].note) : NULL;
    }
    for (size_t i = 0; i < n_cells; i++)
        cell[i] =
            (lmev__cell){.value = NAN, .experiment = LMEV__NONE, .model = LMEV__NONE};
    s->table = t;
    t = &t[s->n_tables++];
    *t = (lmev__table){.id = id,
                       .title = lmev__word(c->language, title),
                       .caption = caption ? lmev__word(c->language, caption) : NULL,
                       .n_columns = n_columns,
                       .n_rows = n_rows,
                       .column = column,
                       .cell = cell,
                       .sources = sources};
    return t;
}

void lmev__table_end(lmev__table *t)
{
    for (size_t k = 0; t && k < t->n_columns; k++) {
        bool empty = true;
        for (size_t r = 0; r < t->n_rows && empty; r++) {
            const lmev__cell *cell = &t->cell[r * t->n_columns + k];
            empty = isnan(cell->value) && (!cell->text || *cell->text == 0);
        }
        t->column[k].empty = empty;
    }
    if (t && t->shown == 0 && t->n_rows > ROWS_SHOWN) t->shown = ROWS_SHOWN;
}

lmev__row lmev__row_at(lmev__draft *c, lmev__table *t, size_t i, lmev__sources sources)
{
    lmev__row r = {.c = c};
    if (!t || c->failed || i >= t->n_rows) return r;
    t->sources[i] = sources;
    r.next = &t->cell[i * t->n_columns];
    r.end = r.next + t->n_columns;
    return r;
}

static lmev__cell *next_cell(lmev__row *r)
{
    return r->next == r->end ? &r->spare : r->next++;
}

lmev__cell *lmev__cell_shown(lmev__row *r, const char *shown, const char *code)
{
    lmev__cell *cell = next_cell(r);
    cell->text = shown;
    cell->code = code;
    return cell;
}

lmev__cell *lmev__cell_raw(lmev__row *r, const char *raw)
{
    const char *shown = lmev__draft_clean(r->c, raw),
               *whole = lmev__draft_whole(r->c, raw);
    return lmev__cell_shown(r, shown, strcmp(shown, whole) != 0 ? whole : NULL);
}

lmev__cell *lmev__cell_model(lmev__row *r, size_t model)
{
    lmev__cell *cell = lmev__cell_raw(r, r->c->s->model[model].name);
    cell->model = model;
    return cell;
}

lmev__cell *lmev__cell_run(lmev__row *r, size_t experiment)
{
    lmev__cell *cell = lmev__cell_raw(r, r->c->s->all->at[experiment].run_id);
    cell->experiment = experiment;
    return cell;
}

lmev__cell *lmev__cell_value(lmev__row *r, double v)
{
    lmev__cell *cell = next_cell(r);
    cell->value = v;
    return cell;
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
