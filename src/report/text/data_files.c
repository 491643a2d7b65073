/* data_files.c - the tables as CSV and JSON, for programs.
 *
 * Only sentences depend on the language of the report. Columns have their English keys;
 * numbers have all their digits and a decimal point in every locale; an unknown value is
 * empty in CSV and null in JSON. Texts are valid UTF-8 without control characters
 * (document.h), so JSON strings need two escapes, and CSV those of RFC 4180. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "report/text/document.h"

static const char *text_of(const lmev__cell *cell)
{
    return cell->code ? cell->code : cell->text;
}

/* ---- CSV ---- */

/* Would a spreadsheet take the field for a formula? It ignores leading spaces. */
static bool is_formula(const char *text)
{
    text += strspn(text, " ");
    return *text != 0 && strchr("=+-@", *text) != NULL;
}

static void put_csv_text(lmev__buf *b, const char *text)
{
    lmev__buf safe = LMEV__BUF_INIT;
    if (is_formula(text)) lmev__buf_putc(&safe, '\'');
    lmev__buf_puts(&safe, text);
    if (safe.failed)
        b->failed = true;
    else
        lmev__buf_csv(b, safe.at, safe.n);
    lmev__buf_free(&safe);
}

void lmev__table_csv(lmev__buf *b, const lmev__table *t)
{
    for (size_t k = 0; k < t->n_columns; k++) {
        if (k > 0) lmev__buf_putc(b, ',');
        put_csv_text(b, t->column[k].key);
    }
    lmev__buf_putc(b, '\n');
    for (size_t r = 0; r < t->n_rows; r++) {
        for (size_t k = 0; k < t->n_columns; k++) {
            const lmev__cell *cell = &t->cell[r * t->n_columns + k];
            if (k > 0) lmev__buf_putc(b, ',');
            if (t->column[k].kind == LMEV__COLUMN_TEXT)
                put_csv_text(b, text_of(cell) ? text_of(cell) : "");
            else if (isinf(cell->value))
                lmev__buf_puts(b, cell->value < 0 ? "-inf" : "inf");
            else if (!isnan(cell->value))
                lmev__buf_real(b, 'g', 17, cell->value);
        }
        lmev__buf_putc(b, '\n');
    }
}

/* ---- JSON ---- */

/* A string without the marks of document.h. */
static void put_string(lmev__buf *b, const char *text)
{
    lmev__buf_putc(b, '"');
    for (const char *at = text; *at; at++) {
        if (*at == LMEV__MARK_ON[0] || *at == LMEV__MARK_OFF[0]) continue;
        if (*at == '"' || *at == '\\') lmev__buf_putc(b, '\\');
        lmev__buf_putc(b, *at);
    }
    lmev__buf_putc(b, '"');
}

static void put_member(lmev__buf *b, const char *key, const char *text)
{
    put_string(b, key);
    lmev__buf_puts(b, ": ");
    put_string(b, text);
}

static void put_value(lmev__buf *b, const lmev__column *c, const lmev__cell *cell)
{
    if (c->kind == LMEV__COLUMN_TEXT && text_of(cell) && *text_of(cell))
        put_string(b, text_of(cell));
    else if (c->kind != LMEV__COLUMN_TEXT && isfinite(cell->value))
        lmev__buf_real(b, 'g', 17, cell->value);
    else
        lmev__buf_puts(b, "null");
}

static void put_table(lmev__buf *b, const lmev__table *t)
{
    lmev__buf_puts(b, "    ");
    put_string(b, t->id);
    lmev__buf_puts(b, ": [");
    for (size_t r = 0; r < t->n_rows; r++) {
        lmev__buf_puts(b, r > 0 ? ",\n      {" : "\n      {");
        for (size_t k = 0; k < t->n_columns; k++) {
            lmev__buf_puts(b, k > 0 ? ", " : "");
            put_string(b, t->column[k].key);
            lmev__buf_puts(b, ": ");
            put_value(b, &t->column[k], &t->cell[r * t->n_columns + k]);
        }
        lmev__buf_putc(b, '}');
    }
    lmev__buf_puts(b, t->n_rows > 0 ? "\n    ]" : "]");
}

/* Has an earlier section the same sentence? The summary repeats those of others. */
static bool was_said(const lmev__document *d, size_t section, size_t paragraph)
{
    const char *text = d->section[section].paragraph[paragraph].text;
    for (size_t i = 0; i < section; i++)
        for (size_t k = 0; k < d->section[i].n_paragraphs; k++)
            if (strcmp(d->section[i].paragraph[k].text, text) == 0) return true;
    return false;
}

/* The distinct sentences of one role. */
static void put_sentences(lmev__buf *b, const lmev__document *d, const char *key,
                          lmev__role role)
{
    bool first = true;
    lmev__buf_puts(b, "  ");
    put_string(b, key);
    lmev__buf_puts(b, ": [");
    for (size_t i = 0; i < d->n_sections; i++) {
        for (size_t k = 0; k < d->section[i].n_paragraphs; k++) {
            const lmev__paragraph *p = &d->section[i].paragraph[k];
            if (p->role != role || was_said(d, i, k)) continue;
            lmev__buf_puts(b, first ? "\n    " : ",\n    ");
            put_string(b, p->text);
            first = false;
        }
    }
    lmev__buf_puts(b, first ? "],\n" : "\n  ],\n");
}

void lmev__tables_json(lmev__buf *b, const lmev__document *d)
{
    bool first = true;
    lmev__buf_puts(b, "{\n  ");
    put_member(b, "title", d->title);
    lmev__buf_puts(b, ",\n  ");
    put_member(b, "subtitle", d->subtitle);
    lmev__buf_puts(b, ",\n  ");
    put_member(b, "language", d->language);
    lmev__buf_puts(b, ",\n  ");
    put_member(b, "lmev", lmev_version());
    lmev__buf_puts(b, ",\n");
    put_sentences(b, d, "claims", LMEV__CLAIM);
    put_sentences(b, d, "warnings", LMEV__CAUTION);
    lmev__buf_puts(b, "  \"tables\": {");
    for (size_t i = 0; i < d->n_sections; i++) {
        for (size_t k = 0; k < d->section[i].n_tables; k++) {
            lmev__buf_puts(b, first ? "\n" : ",\n");
            put_table(b, &d->section[i].table[k]);
            first = false;
        }
    }
    lmev__buf_puts(b, first ? "}\n}\n" : "\n  }\n}\n");
}
