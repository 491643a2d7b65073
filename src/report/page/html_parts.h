/* html_parts.h - what the files that write the page share.
 *
 * html.c: the page, its sections and figures. html_table.c: tables. html_links.c:
 * escaping, and where a number leads to. page.css and page.js: how it looks and what it
 * does; the build turns them into strings (embed.py).
 *
 * Anchors: #ID a section, #t-ID a table, #f-ID a figure, #eN experiment N's row, #rN
 * model N's row among the models, #mN the experiments of model N, #sN another set of
 * experiments. */
#ifndef LMEV__REPORT_PAGE_HTML_PARTS_H
#define LMEV__REPORT_PAGE_HTML_PARTS_H
#include "base/intern.h"
#include "report/page/html.h"

extern const char lmev__page_css[], lmev__page_js[];

/* Tables whose rows are what others link to. */
#define LMEV__MODELS_TABLE      "models"
#define LMEV__EXPERIMENTS_TABLE "experiments"

typedef struct lmev__page {
    lmev__buf *b;
    const lmev__document *d;
    const lmev__figures *f;
    bool *experiment_row; /* [all->n] has a row */
    bool *model_row;      /* [n_models] has a row */
    size_t *place;        /* [all->n] among its model's, from 1 */
    lmev__intern sets;    /* that need an entry: the bytes of lmev__sources.which */
} lmev__page;

/* In the page's language. */
const char *lmev__page_word(const lmev__page *p, const char *english);

/* Text as text, in an element or between the quotes of an attribute. What is no character
 * of HTML (broken UTF-8, control characters) becomes U+FFFD; the marks of document.h
 * too. */
void lmev__html_text(lmev__buf *b, const char *text);
void lmev__html_text_n(lmev__buf *b, const char *text, size_t n);

/* False: no memory, and p->b has failed. */
bool lmev__links_begin(lmev__page *p);
void lmev__links_end(lmev__page *p);
/* The anchor where these sources are listed, "" when nowhere. */
typedef struct lmev__anchor {
    char id[24];
} lmev__anchor;
lmev__anchor lmev__anchor_of(lmev__page *p, lmev__sources s);
/* The section of all entries that anchors were handed out for: last. */
void lmev__html_sources(lmev__page *p);

/* A table below a heading; its own title is for screen readers alone where it says the
 * same. */
void lmev__html_table(lmev__page *p, const lmev__table *t, const char *heading);
#endif
