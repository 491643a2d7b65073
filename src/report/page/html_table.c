/* html_table.c - a table of the page: complete as it is, sortable with the script.
 *
 * Cells carry the exact value of their number, so that the script sorts "1,234" and
 * "<0.001" as numbers. Each number links to its sources; a row that is itself a source
 * (of the experiments, of the models) has an anchor instead. All rows are in the file:
 * only the script folds those beyond `shown`, so paper and browsers without it show
 * all. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "report/figures/markup.h"
#include "report/page/html_parts.h"

#define WIDE_COLUMNS 11 /* a table with more is printed in landscape */

/* A number as scripts read it. */
static void put_value(lmev__buf *b, double v)
{
    if (isinf(v))
        lmev__buf_puts(b, v < 0 ? "-Infinity" : "Infinity");
    else
        lmev__buf_real(b, 'g', 15, v);
}

static bool is_empty(const lmev__column *c, const lmev__cell *cell)
{
    return c->kind == LMEV__COLUMN_TEXT ? !cell->text || *cell->text == 0
                                        : isnan(cell->value);
}

/* ---- Head ---- */

static void put_head(lmev__page *p, const lmev__table *t)
{
    lmev__buf *b = p->b;
    lmev__buf_puts(b, "<thead><tr>");
    for (size_t k = 0; k < t->n_columns; k++) {
        const lmev__column *c = &t->column[k];
        if (c->empty) continue;
        lmev__buf_puts(b, "<th scope=\"col\"");
        if (c->kind != LMEV__COLUMN_TEXT) lmev__buf_puts(b, " class=\"n\"");
        if (c->note) lmev__html_put(b, " title=\"~\"", c->note);
        lmev__html_put(b, "><span>~</span></th>", c->title);
    }
    lmev__buf_puts(b, "</tr></thead>\n");
}

/* The notes of the columns as text, for readers without a mouse. */
static void put_notes(lmev__page *p, const lmev__table *t)
{
    lmev__buf *b = p->b;
    bool any = false;
    for (size_t k = 0; k < t->n_columns; k++) {
        const lmev__column *c = &t->column[k];
        if (!c->note || c->empty) continue;
        if (!any)
            lmev__html_put(b, "<details class=\"notes\"><summary>~</summary>\n<dl>\n",
                           lmev__page_word(p, T_("What the columns mean")));
        any = true;
        lmev__html_put(b, "<dt>~</dt><dd>~</dd>\n", c->title, c->note);
    }
    if (any) lmev__buf_puts(b, "</dl></details>\n");
}

/* ---- Body ---- */

/* The anchor of the experiment or the model that a cell names; "": it names none. */
static lmev__anchor named(const lmev__page *p, const lmev__cell *cell)
{
    const lmev__study *s = p->d->study;
    lmev__anchor a = {{0}};
    if (cell->experiment < s->all->n && p->experiment_row[cell->experiment])
        (void)snprintf(a.id, sizeof a.id, "e%zu", cell->experiment);
    else if (cell->model < s->n_models && p->model_row[cell->model])
        (void)snprintf(a.id, sizeof a.id, "r%zu", cell->model);
    return a;
}

/* The anchor of row r, if it is a target of links. */
static lmev__anchor own_anchor(const lmev__page *p, const lmev__table *t, size_t r)
{
    bool models = strcmp(t->id, LMEV__MODELS_TABLE) == 0;
    bool experiments = strcmp(t->id, LMEV__EXPERIMENTS_TABLE) == 0;
    for (size_t k = 0; k < t->n_columns && (models || experiments); k++) {
        lmev__cell cell = t->cell[r * t->n_columns + k];
        if (models)
            cell.experiment = LMEV__NONE;
        else
            cell.model = LMEV__NONE;
        lmev__anchor a = named(p, &cell);
        if (*a.id) return a;
    }
    return (lmev__anchor){{0}};
}

static void put_cell(lmev__page *p, const lmev__column *c, const lmev__cell *cell,
                     bool heads, const char *to)
{
    lmev__buf *b = p->b, shown = LMEV__BUF_INIT;
    bool number = c->kind != LMEV__COLUMN_TEXT, empty = is_empty(c, cell);
    lmev__buf_puts(b, heads ? "<th scope=\"row\"" : "<td");
    if (number || empty) {
        lmev__buf_puts(b, " class=\"");
        lmev__buf_puts(b, !number ? "none" : empty ? "n none" : "n");
        lmev__buf_putc(b, '"');
    }
    if (number && !empty) {
        lmev__buf_puts(b, " data-value=\"");
        put_value(b, cell->value);
        lmev__buf_putc(b, '"');
    }
    lmev__buf_putc(b, '>');
    if (cell->strong) lmev__buf_puts(b, "<strong>");
    if (*to && !empty) lmev__buf_printf(b, "<a href=\"#%s\">", to);
    lmev__put_cell(&shown, p->d->language, c, cell);
    lmev__put_markup(b, shown.at, shown.n);
    if (*to && !empty) lmev__buf_puts(b, "</a>");
    if (cell->strong) lmev__buf_puts(b, "</strong>");
    lmev__buf_puts(b, heads ? "</th>" : "</td>");
    b->failed |= shown.failed;
    lmev__buf_free(&shown);
}

static void put_row(lmev__page *p, const lmev__table *t, size_t r)
{
    lmev__anchor own = own_anchor(p, t, r), to = lmev__anchor_of(p, t->sources[r]);
    bool first = true;
    if (strcmp(own.id, to.id) == 0) to.id[0] = 0; /* no link from a row to itself */
    if (*own.id)
        lmev__buf_printf(p->b, "<tr id=\"%s\">", own.id);
    else
        lmev__buf_puts(p->b, "<tr>");
    for (size_t k = 0; k < t->n_columns; k++) {
        const lmev__column *c = &t->column[k];
        const lmev__cell *cell = &t->cell[r * t->n_columns + k];
        if (c->empty) continue;
        lmev__anchor name = named(p, cell);
        if (strcmp(own.id, name.id) == 0) name.id[0] = 0;
        put_cell(p, c, cell, first && c->kind == LMEV__COLUMN_TEXT,
                 c->kind == LMEV__COLUMN_TEXT ? name.id : to.id);
        first = false;
    }
    lmev__buf_puts(p->b, "</tr>\n");
}

/* ---- All of it ---- */

/* The texts of the script's button that folds the table. */
static void put_folding(lmev__page *p, const lmev__table *t)
{
    lmev__buf *b = p->b;
    if (t->shown == 0 || t->shown >= t->n_rows) return;
    lmev__buf_printf(b, " data-shown=\"%zu\"", t->shown);
    lmev__html_put(b, " data-all=\"~ (", lmev__page_word(p, T_("Show all rows")));
    lmev__put_count(b, p->d->language, (double)t->n_rows);
    lmev__html_put(b, ")\" data-few=\"~\"", lmev__page_word(p, T_("Show fewer rows")));
}

void lmev__html_table(lmev__page *p, const lmev__table *t, const char *heading)
{
    lmev__buf *b = p->b;
    size_t n_columns = 0;
    for (size_t k = 0; k < t->n_columns; k++) n_columns += !t->column[k].empty;
    if (n_columns == 0 || t->n_rows == 0) return;
    lmev__html_put(b, "<div class=\"table~\" id=\"t-~\">\n",
                   n_columns > WIDE_COLUMNS ? " wide" : "", t->id);
    lmev__html_put(b, "<h3 id=\"ht-~\"", t->id);
    if (strcmp(t->title, heading) == 0) lmev__buf_puts(b, " class=\"unseen\"");
    lmev__html_put(b,
                   ">~</h3>\n<p class=\"caption\">~ <span class=\"files\">"
                   "<a href=\"tables/~.csv\">CSV</a></span></p>\n",
                   t->title, t->caption, t->id);
    lmev__html_put(b,
                   "<div class=\"box\" role=\"region\" tabindex=\"0\" "
                   "aria-labelledby=\"ht-~\">\n<table aria-labelledby=\"ht-~\"",
                   t->id, t->id);
    put_folding(p, t);
    lmev__buf_puts(b, ">\n");
    put_head(p, t);
    lmev__buf_puts(b, "<tbody>\n");
    for (size_t r = 0; r < t->n_rows; r++) put_row(p, t, r);
    lmev__buf_puts(b, "</tbody></table></div>\n");
    put_notes(p, t);
    lmev__buf_puts(b, "</div>\n");
}
