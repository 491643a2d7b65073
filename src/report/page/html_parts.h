/* html_parts.h - what the files that write the page share.
 *
 * html.c: the page, its sections and figures. html_table.c: tables. html_links.c:
 * escaping and links. page.css and page.js: its looks and its behaviour, which the build
 * turns into strings (embed.py).
 *
 * Anchors: #ID a section, #t-ID a table, #f-ID a figure, #eN experiment N's row, #rN
 * model N's row among the models, #mN the experiments of model N, #sN another set of
 * experiments. */
#ifndef LMEV__REPORT_PAGE_HTML_PARTS_H
#define LMEV__REPORT_PAGE_HTML_PARTS_H
#include "base/intern.h"
#include "report/page/html.h"

extern const char lmev__page_css[], lmev__page_js[];

/* The tables whose rows are targets of links. */
#define LMEV__MODELS_TABLE      "models"
#define LMEV__EXPERIMENTS_TABLE "experiments"

typedef struct lmev__page {
    lmev__buf *b;
    const lmev__document *d;
    const lmev__figures *f;
    bool *experiment_row; /* [all->n] has a row */
    bool *model_row;      /* [n_models] has a row */
    size_t *place;        /* [all->n] of an experiment among its model's, from 1 */
    lmev__intern sets;    /* those with an entry, by the bytes of lmev__sources.which */
} lmev__page;

/* A text in the language of the page. */
const char *lmev__page_word(const lmev__page *p, const char *english);

/* Append text, escaped for an element or a quoted attribute. What HTML cannot hold
 * (broken UTF-8, control characters, the marks of document.h) becomes U+FFFD. NULL:
 * nothing. */
void lmev__html_text(lmev__buf *b, const char *text);
/* Append HTML as it is, except that each ~ stands for the next argument, a text that is
 * escaped. */
void lmev__html_put(lmev__buf *b, const char *html, ...);

/* False: out of memory, and p->b has failed. */
bool lmev__links_begin(lmev__page *p);
void lmev__links_end(lmev__page *p);
/* The anchor that leads to these sources; "": there is none. */
typedef struct lmev__anchor {
    char id[24];
} lmev__anchor;
lmev__anchor lmev__anchor_of(lmev__page *p, lmev__sources s);
/* The section with the entries of all anchors that were given out. Must come last. */
void lmev__html_sources(lmev__page *p);

/* A table below a heading. A title equal to the heading is for screen readers only. */
void lmev__html_table(lmev__page *p, const lmev__table *t, const char *heading);
#endif
