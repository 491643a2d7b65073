/* draft_table.c - tables: each field of a layout becomes a column, each record a row.
 *
 * The title of a column and the place of its values stand in one row of the layout, so a
 * value cannot end up in another column. Cost: linear in the cells. */
#include <math.h>
#include <string.h>

#include "report/text/content.h"

#define ROWS_SHOWN 64 /* of a longer table whose layout does not say */

void lmev__cell_raw(lmev__draft *c, lmev__cell *cell, const char *raw)
{
    const char *whole = lmev__draft_whole(c, raw);
    cell->text = lmev__draft_clean(c, raw);
    cell->code = strcmp(cell->text, whole) != 0 ? whole : NULL;
}

static const void *member_at(const lmev__spot *x)
{
    return (const char *)x->record + x->arg;
}

void lmev__fill_label(const lmev__spot *x)
{
    const lmev__label *label = member_at(x);
    x->cell->text = label->text;
    x->cell->code = label->code;
}

void lmev__fill_raw(const lmev__spot *x)
{
    lmev__cell_raw(x->c, x->cell, *(char *const *)member_at(x));
}

static void fill_model(const lmev__spot *x, size_t model)
{
    lmev__cell_raw(x->c, x->cell, x->c->s->model[model].name);
    x->cell->model = model;
}

void lmev__fill_model(const lmev__spot *x)
{
    fill_model(x, *(const size_t *)member_at(x));
}

void lmev__fill_this_model(const lmev__spot *x)
{
    fill_model(x, (size_t)((const lmev__study_model *)x->record - x->c->s->model));
}

lmev__sources lmev__sources_of_this(lmev__draft *c, const void *model)
{
    const lmev__study_model *m = model;
    return lmev__sources_of_model(c->s, (size_t)(m - c->s->model));
}

static double member_of(const lmev__field *f, const char *record)
{
    if (f->width == 0) {
        const double v = *(const double *)(record + f->at);
        return f->change ? f->change(v) : v;
    }
    const uint64_t n = f->width == 4 ? *(const uint32_t *)(record + f->at)
                                     : *(const uint64_t *)(record + f->at);
    return n == 0 && f->zero_is_unknown ? (double)NAN : (double)n;
}

static void fill_row(lmev__draft *c, const lmev__table_layout *l, const char *record,
                     lmev__cell *cell)
{
    const bool bold = l->bold && l->bold(c, record);
    for (size_t k = 0; k < l->n_fields; k++, cell++) {
        const lmev__field *f = &l->field[k];
        *cell = (lmev__cell){.value = NAN,
                             .experiment = LMEV__NONE,
                             .model = LMEV__NONE,
                             .strong = bold && f->bold};
        if (f->fill)
            f->fill(&(lmev__spot){c, record, f->arg, cell});
        else
            cell->value = member_of(f, record);
    }
}

static bool is_empty(const lmev__table *t, size_t k)
{
    for (size_t r = 0; r < t->n_rows; r++) {
        const lmev__cell *cell = &t->cell[r * t->n_columns + k];
        if (!isnan(cell->value) || (cell->text && *cell->text)) return false;
    }
    return true;
}

static bool make_room(lmev__draft *c, lmev__table *t)
{
    size_t n_cells = 0;
    if (__builtin_mul_overflow(t->n_columns, t->n_rows, &n_cells)) c->failed = true;
    t->column = lmev__draft_array(c, t->n_columns, sizeof *t->column);
    t->cell = lmev__draft_array(c, n_cells, sizeof *t->cell);
    t->sources = lmev__draft_array(c, t->n_rows, sizeof *t->sources);
    return !c->failed;
}

void lmev__table_put(lmev__draft *c, const lmev__table_layout *l, const void *records,
                     size_t n)
{
    const char *record = records;
    lmev__table t = {.id = l->id,
                     .title = lmev__word(c->language, l->title),
                     .caption = l->caption ? lmev__word(c->language, l->caption) : NULL,
                     .n_columns = l->n_fields,
                     .shown = l->shown};
    for (size_t i = 0; i < n; i++)
        t.n_rows += !l->has_row || l->has_row(c, record + i * l->record_size);
    if (!make_room(c, &t)) return;
    for (size_t i = 0, row = 0; i < n; i++, record += l->record_size) {
        if (l->has_row && !l->has_row(c, record)) continue;
        t.sources[row] = l->sources ? l->sources(c, record) : c->all;
        fill_row(c, l, record, &t.cell[t.n_columns * row++]);
    }
    for (size_t k = 0; k < t.n_columns; k++) {
        const lmev__field *f = &l->field[k];
        t.column[k] =
            (lmev__column){.key = f->key,
                           .title = lmev__word(c->language, f->title),
                           .note = f->note ? lmev__word(c->language, f->note) : NULL,
                           .kind = f->kind,
                           .digits = f->digits,
                           .empty = is_empty(&t, k),
                           .brief = f->brief};
    }
    if (t.shown == 0 && t.n_rows > ROWS_SHOWN) t.shown = ROWS_SHOWN;
    lmev__section_table(c, &t);
}
