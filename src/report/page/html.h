/* html.h - the page: one file that requests nothing. */
#ifndef LMEV__REPORT_PAGE_HTML_H
#define LMEV__REPORT_PAGE_HTML_H
#include "report/figures/figures.h"
#include "report/text/document.h"

/* Append the whole page to b. Every text is escaped here. */
void lmev__html(lmev__buf *b, const lmev__document *d, const lmev__figures *f);
#endif
