/* html.h - the page: one file that asks nothing of anybody. */
#ifndef LMEV_REPORT_HTML_H
#define LMEV_REPORT_HTML_H
#include "report/document.h"
#include "report/figure.h"

/* The whole page, appended to b. Every text is escaped here, at the last moment. */
void lmev__html(lmev__buf *b, const lmev__document *d, const lmev__figures *f);
#endif
