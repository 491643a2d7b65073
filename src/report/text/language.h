/* language.h - how a language writes numbers, and its translations. */
#ifndef LMEV__REPORT_TEXT_LANGUAGE_H
#define LMEV__REPORT_TEXT_LANGUAGE_H
#include "report/text/document.h"

/* A smaller p is written "<0.001". */
#define LMEV__P_SMALLEST 0.001

typedef struct lmev__writing {
    const char *code;
    const char *decimal; /* 25,000.5 */
    char group;          /* between groups of three digits */
    const char *between; /* the ends of an interval: not the decimal comma */
    const char *percent; /* after a share, with the space that belongs there */
} lmev__writing;
/* How a language writes; English where it is not known. */
const lmev__writing *lmev__writing_of(const char *language);
/* ERR_PARAM: reports are not written in this language. NULL is English. */
lmev_status lmev__language_check(const char *language, lmev_error *err);

/* %1 .. %9 of a sentence stand for numbers and names, in the order of each language. */
typedef struct lmev__translation {
    const char *english, *other;
} lmev__translation;
/* A text is in one of the two (language_es.c, language_es_tables.c). */
extern const lmev__translation lmev__words_es[], lmev__table_words_es[];
extern const size_t lmev__n_words_es, lmev__n_table_words_es;
#endif
