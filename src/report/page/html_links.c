/* html_links.c - escaping, and the targets of links.
 *
 * Each number of the page links to the experiments that it was computed from: one
 * experiment to its row, all of a model to the model's entry below "Sources", another set
 * to an entry of its own. Equal sets share one entry. In a large study the entries name
 * whole models instead of their trials, so the page grows with the number of distinct
 * sets, not with numbers x experiments. Cost: the indices of each row and paragraph are
 * read once. */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/mem.h"
#include "report/figures/markup.h"
#include "report/page/html_parts.h"

#define LINKS_MOST 200 /* of one entry */
#define SPELL_MOST 256 /* experiments; with more, entries name whole models */

const char *lmev__page_word(const lmev__page *p, const char *english)
{
    return lmev__word(p->d->language, english);
}

/* ---- Escaping ---- */

void lmev__html_text(lmev__buf *b, const char *text)
{
    if (text) lmev__put_markup(b, text, strlen(text));
}

void lmev__html_put(lmev__buf *b, const char *html, ...)
{
    va_list text;
    va_start(text, html);
    for (size_t n; n = strcspn(html, "~"), lmev__buf_add(b, html, n), html[n];) {
        lmev__html_text(b, va_arg(text, const char *));
        html += n + 1;
    }
    va_end(text);
}

/* ---- What can be linked to ---- */

/* Find the experiments and models that have a row in the table. */
static void find_rows(lmev__page *p, const lmev__table *t)
{
    const lmev__study *s = p->d->study;
    bool models = strcmp(t->id, LMEV__MODELS_TABLE) == 0;
    bool experiments = strcmp(t->id, LMEV__EXPERIMENTS_TABLE) == 0;
    if (!models && !experiments) return;
    for (size_t i = 0; i < t->n_rows * t->n_columns; i++) {
        if (experiments && t->cell[i].experiment < s->all->n)
            p->experiment_row[t->cell[i].experiment] = true;
        if (models && t->cell[i].model < s->n_models)
            p->model_row[t->cell[i].model] = true;
    }
}

bool lmev__links_begin(lmev__page *p)
{
    const lmev__study *s = p->d->study;
    p->experiment_row = lmev__calloc(s->all->n + 1, sizeof *p->experiment_row);
    p->model_row = lmev__calloc(s->n_models + 1, sizeof *p->model_row);
    p->place = lmev__calloc(s->all->n + 1, sizeof *p->place);
    if (!p->experiment_row || !p->model_row || !p->place) {
        p->b->failed = true;
        return false;
    }
    for (size_t m = 0; m < s->n_models; m++)
        for (size_t i = 0; i < s->model[m].n; i++) p->place[s->model[m].which[i]] = i + 1;
    for (size_t i = 0; i < p->d->n_sections; i++)
        for (size_t k = 0; k < p->d->section[i].n_tables; k++)
            find_rows(p, &p->d->section[i].table[k]);
    return true;
}

void lmev__links_end(lmev__page *p)
{
    lmev__free(p->experiment_row);
    lmev__free(p->model_row);
    lmev__free(p->place);
    lmev__intern_release(&p->sets);
}

/* ---- Sets ---- */

/* The number of a set, given to it at its first use: equal sets are one. */
static size_t number_of(lmev__page *p, lmev__sources s)
{
    const lmev_str key = {(const char *)s.which, s.n * sizeof *s.which};
    uint32_t id;
    if (lmev__intern_borrow(&p->sets, key, &id)) return id;
    p->b->failed = true;
    return 0;
}

/* How many experiments of x, from index `from` on, belong to one model. */
static size_t run_of_model(const lmev__study *s, lmev__sources x, size_t from)
{
    size_t n = 1;
    while (from + n < x.n && s->model_of[x.which[from + n]] == s->model_of[x.which[from]])
        n++;
    return n;
}

lmev__anchor lmev__anchor_of(lmev__page *p, lmev__sources x)
{
    const lmev__study *s = p->d->study;
    lmev__anchor a = {{0}};
    if (x.n == 0 || (x.n == 1 && !p->experiment_row[x.which[0]])) return a;
    size_t model = s->model_of[x.which[0]];
    if (x.n == 1)
        (void)snprintf(a.id, sizeof a.id, "e%zu", x.which[0]);
    else if (x.n == s->model[model].n && run_of_model(s, x, 0) == x.n)
        (void)snprintf(a.id, sizeof a.id, "m%zu", model);
    else
        (void)snprintf(a.id, sizeof a.id, "s%zu", number_of(p, x));
    return a;
}

/* ---- The entries ---- */

static void put_more(lmev__page *p, size_t n)
{
    lmev__buf_putc(p->b, ' ');
    lmev__html_put(p->b, "~ ", lmev__page_word(p, T_("and more:")));
    lmev__put_count(p->b, p->d->language, (double)n);
}

/* The number of a trial, linked to its row. */
static void put_trial(lmev__page *p, size_t i)
{
    const lmev_experiment *x = &p->d->study->all->at[i];
    unsigned long long trial = x->trial >= 0 ? (unsigned long long)x->trial : p->place[i];
    if (p->experiment_row[i])
        lmev__buf_printf(p->b, " <a href=\"#e%zu\">%llu</a>", i, trial);
    else
        lmev__buf_printf(p->b, " %llu", trial);
}

/* n trials of one model; *left more may be linked. */
static void put_trials(lmev__page *p, const size_t *which, size_t n, size_t *left)
{
    size_t shown = n < *left ? n : *left;
    for (size_t i = 0; i < shown; i++) put_trial(p, which[i]);
    *left -= shown;
    if (shown < n) put_more(p, n - shown);
}

static void put_model_entry(lmev__page *p, size_t m)
{
    const lmev__study_model *model = &p->d->study->model[m];
    size_t left = LINKS_MOST;
    lmev__buf_printf(p->b, "<li id=\"m%zu\">", m);
    lmev__html_put(p->b, "<b>~</b>:", model->name);
    put_trials(p, model->which, model->n, &left);
    lmev__buf_puts(p->b, "</li>\n");
}

static void put_set_entry(lmev__page *p, size_t k)
{
    const lmev__study *s = p->d->study;
    const lmev_str key = p->sets.name[k];
    const lmev__sources x = {.which = (const void *)key.at, .n = key.n / sizeof *x.which};
    size_t left = LINKS_MOST;
    lmev__buf_printf(p->b, "<li id=\"s%zu\">", k);
    for (size_t i = 0, n; i < x.n && left > 0; i += n) {
        size_t m = s->model_of[x.which[i]];
        n = run_of_model(s, x, i);
        if (i > 0) lmev__buf_puts(p->b, "; ");
        lmev__buf_printf(p->b, "<a href=\"#m%zu\">", m);
        lmev__html_put(p->b, "~</a>", s->model[m].name);
        if (n == s->model[m].n && s->all->n > SPELL_MOST) {
            left--;
        } else {
            lmev__buf_putc(p->b, ':');
            put_trials(p, x.which + i, n, &left);
        }
        if (left == 0 && i + n < x.n) put_more(p, x.n - i - n);
    }
    lmev__buf_puts(p->b, "</li>\n");
}

static void begin_list(lmev__page *p, const char *english, size_t n)
{
    lmev__html_put(p->b, "<details><summary>~ (", lmev__page_word(p, english));
    lmev__put_count(p->b, p->d->language, (double)n);
    lmev__buf_puts(p->b, ")</summary>\n<ul class=\"sources\">\n");
}

void lmev__html_sources(lmev__page *p)
{
    const lmev__study *s = p->d->study;
    lmev__html_put(
        p->b,
        "<section id=\"sources\" aria-labelledby=\"h-sources\">\n"
        "<h2 id=\"h-sources\">~</h2>\n<p>~</p>\n",
        lmev__page_word(p, T_("Sources")),
        lmev__page_word(p, T_("Numbers link to what they were computed from: to the row "
                              "of one experiment, or to a list of experiments here. The "
                              "numbers in the lists are those of the trials.")));
    begin_list(p, T_("Models"), s->n_models);
    for (size_t m = 0; m < s->n_models; m++) put_model_entry(p, m);
    lmev__buf_puts(p->b, "</ul></details>\n");
    if (p->sets.n > 0) {
        begin_list(p, T_("Other sets of experiments"), p->sets.n);
        for (size_t k = 0; k < p->sets.n; k++) put_set_entry(p, k);
        lmev__buf_puts(p->b, "</ul></details>\n");
    }
    lmev__buf_puts(p->b, "</section>\n");
}
