/* html.h - the page: one file that asks nothing of anybody. */
#ifndef LMEV__REPORT_PAGE_HTML_H
#define LMEV__REPORT_PAGE_HTML_H
#include "report/figures/figure.h"
#include "report/text/document.h"

/* The whole page, appended to b. Every text is escaped here, at the last moment. */
void lmev__html(lmev__buf *b, const lmev__document *d, const lmev__figures *f);
#endif
