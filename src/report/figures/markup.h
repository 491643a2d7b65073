/* markup.h - text as XML and HTML write it. */
#ifndef LMEV__REPORT_FIGURES_MARKUP_H
#define LMEV__REPORT_FIGURES_MARKUP_H
#include "base/buf.h"

/* Append text, in an element or between the quotes of an attribute. What is not a
 * character there (broken UTF-8, control characters) becomes U+FFFD. */
void lmev__put_markup(lmev__buf *b, const char *text, size_t n);
#endif
