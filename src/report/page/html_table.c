/* html_table.c - a table of the page: complete and readable as it is, sortable with the
 * script.
 *
 * Numbers carry their exact value beside what is shown, so that the script sorts "1,234"
 * and "<0.001" as what they are. Each links to its sources; a row that is itself a source
 * (of the experiments, of the models) has an anchor instead. Nothing is hidden here: rows
 * beyond `shown` are folded away by the script alone, so paper and browsers without it
 * have them all. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "report/page/html_parts.h"

#define WIDE_COLUMNS 11 /* more than these go on paper turned sideways */

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
        if (c->note) {
            lmev__buf_puts(b, " title=\"");
            lmev__html_text(b, c->note);
            lmev__buf_putc(b, '"');
        }
        lmev__buf_puts(b, "><span>");
        lmev__html_text(b, c->title);
        lmev__buf_puts(b, "</span></th>");
    }
    lmev__buf_puts(b, "</tr></thead>\n");
}

/* What the columns are, for those without a mouse. */
static void put_notes(lmev__page *p, const lmev__table *t)
{
    lmev__buf *b = p->b;
    bool any = false;
    for (size_t k = 0; k < t->n_columns; k++) {
        const lmev__column *c = &t->column[k];
        if (!c->note || c->empty) continue;
        if (!any) {
            lmev__buf_puts(b, "<details class=\"notes\"><summary>");
            lmev__html_text(b, lmev__page_word(p, T_("What the columns mean")));
            lmev__buf_puts(b, "</summary>\n<dl>\n");
        }
        any = true;
        lmev__buf_puts(b, "<dt>");
        lmev__html_text(b, c->title);
        lmev__buf_puts(b, "</dt><dd>");
        lmev__html_text(b, c->note);
        lmev__buf_puts(b, "</dd>\n");
    }
    if (any) lmev__buf_puts(b, "</dl></details>\n");
}

/* ---- Body ---- */

/* The anchor of what a cell names: an experiment's row, a model's row; "" for none. */
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

/* The anchor that row r gets because others link to it; each is given once. */
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
    lmev__html_text_n(b, shown.at, shown.n);
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
    if (strcmp(own.id, to.id) == 0)
        to.id[0] = 0; /* nobody needs a link to where they are */
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

/* What the script's buttons say. */
static void put_folding(lmev__page *p, const lmev__table *t)
{
    lmev__buf *b = p->b;
    if (t->shown == 0 || t->shown >= t->n_rows) return;
    lmev__buf_printf(b, " data-shown=\"%zu\" data-all=\"", t->shown);
    lmev__html_text(b, lmev__page_word(p, T_("Show all rows")));
    lmev__buf_puts(b, " (");
    lmev__put_count(b, p->d->language, (double)t->n_rows);
    lmev__buf_puts(b, ")\" data-few=\"");
    lmev__html_text(b, lmev__page_word(p, T_("Show fewer rows")));
    lmev__buf_putc(b, '"');
}

void lmev__html_table(lmev__page *p, const lmev__table *t, const char *heading)
{
    lmev__buf *b = p->b;
    size_t n_columns = 0;
    for (size_t k = 0; k < t->n_columns; k++) n_columns += !t->column[k].empty;
    if (n_columns == 0 || t->n_rows == 0) return;
    lmev__buf_printf(b, "<div class=\"table%s\" id=\"t-",
                     n_columns > WIDE_COLUMNS ? " wide" : "");
    lmev__html_text(b, t->id);
    lmev__buf_puts(b, "\">\n<h3 id=\"ht-");
    lmev__html_text(b, t->id);
    lmev__buf_puts(b, strcmp(t->title, heading) == 0 ? "\" class=\"unseen\">" : "\">");
    lmev__html_text(b, t->title);
    lmev__buf_puts(b, "</h3>\n<p class=\"caption\">");
    lmev__html_text(b, t->caption);
    lmev__buf_puts(b, " <span class=\"files\"><a href=\"tables/");
    lmev__html_text(b, t->id);
    lmev__buf_puts(
        b, ".csv\">CSV</a></span></p>\n<div class=\"box\" role=\"region\" tabindex=\"0\" "
           "aria-labelledby=\"ht-");
    lmev__html_text(b, t->id);
    lmev__buf_puts(b, "\">\n<table aria-labelledby=\"ht-");
    lmev__html_text(b, t->id);
    lmev__buf_putc(b, '"');
    put_folding(p, t);
    lmev__buf_puts(b, ">\n");
    put_head(p, t);
    lmev__buf_puts(b, "<tbody>\n");
    for (size_t r = 0; r < t->n_rows; r++) put_row(p, t, r);
    lmev__buf_puts(b, "</tbody></table></div>\n");
    put_notes(p, t);
    lmev__buf_puts(b, "</div>\n");
}
