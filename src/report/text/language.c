/* language.c - numbers and words as a language writes them.
 *
 * Numbers do not depend on the locale of the process (base/number.h). Words are looked up
 * by their English text (language_es.c, language_es_tables.c): some hundred comparisons
 * per word, a few thousand words per report. */
#include "report/text/language.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/error.h"
#include "base/number.h"
#include "base/utf8.h"

#define INFINITE "\xE2\x88\x9E" /* U+221E */

static const lmev__writing english = {
    .code = "en", .decimal = ".", .group = ',', .between = ", ", .percent = "%"};
static const lmev__writing spanish = {
    .code = "es", .decimal = ",", .group = '.', .between = "; ", .percent = "\xC2\xA0%"};

const lmev__writing *lmev__writing_of(const char *language)
{
    return language && strcmp(language, spanish.code) == 0 ? &spanish : &english;
}

lmev_status lmev__language_check(const char *language, lmev_error *err)
{
    if (!language || strcmp(language, lmev__writing_of(language)->code) == 0)
        return LMEV_OK;
    lmev__fail(err, LMEV_ERR_PARAM, NULL, 0, "no reports are written in '%s'",
               lmev__brief_of(language).at);
    lmev__hint(err, "the languages are en and es");
    return LMEV_ERR_PARAM;
}

/* A number as the language writes it: its point, its groups of digits. */
static void put_number(lmev__buf *b, const lmev__writing *w, double v, int digits)
{
    if (isnan(v)) {
        lmev__buf_puts(b, "-");
        return;
    }
    if (isinf(v)) {
        lmev__buf_puts(b, v < 0 ? "-" INFINITE : INFINITE);
        return;
    }
    char text[LMEV__REAL_ROOM], grouped[LMEV__REAL_ROOM];
    (void)lmev__real(text, 'f', fabs(v) >= 1e15 ? 4 : digits, v);
    const char *at = text;
    if (*at == '-' && strpbrk(at, "123456789")) /* no "-0.0000" */
        lmev__buf_putc(b, '-');
    at += *at == '-';
    const size_t whole = strspn(at, "0123456789");
    lmev__buf_add(b, grouped, lmev__group_digits(grouped, at, whole, w->group));
    at += whole;
    if (*at != '.') return;
    lmev__buf_puts(b, w->decimal);
    lmev__buf_puts(b, at + 1);
}

void lmev__put_real(lmev__buf *b, const char *language, double v, int digits)
{
    put_number(b, lmev__writing_of(language), v,
               digits < 0    ? 0
               : digits > 12 ? 12
                             : digits);
}

void lmev__put_count(lmev__buf *b, const char *language, double v)
{
    put_number(b, lmev__writing_of(language), v, 0);
}

void lmev__put_p(lmev__buf *b, const char *language, double p)
{
    if (p < LMEV__P_SMALLEST) {
        lmev__buf_putc(b, '<');
        lmev__put_real(b, language, LMEV__P_SMALLEST, 3);
    } else {
        lmev__put_real(b, language, p, p >= 0.1 ? 3 : p >= 0.01 ? 4 : 5);
    }
}

void lmev__put_cell(lmev__buf *b, const char *language, const lmev__column *c,
                    const lmev__cell *cell)
{
    switch (c->kind) {
    case LMEV__COLUMN_TEXT:
        lmev__buf_puts(b, cell->text ? cell->text : "");
        break;
    case LMEV__REAL:
        lmev__put_real(b, language, cell->value, c->digits);
        break;
    case LMEV__COUNT:
        lmev__put_count(b, language, cell->value);
        break;
    case LMEV__P:
        lmev__put_p(b, language, cell->value);
        break;
    }
}

static const char *find(const lmev__translation *words, size_t n, const char *text)
{
    for (size_t i = 0; i < n; i++)
        if (strcmp(words[i].english, text) == 0) return words[i].other;
    return NULL;
}

const char *lmev__word(const char *language, const char *text)
{
    if (lmev__writing_of(language) != &spanish) return text;
    const char *found = find(lmev__words_es, lmev__n_words_es, text);
    if (!found) found = find(lmev__table_words_es, lmev__n_table_words_es, text);
    return found ? found : text;
}
