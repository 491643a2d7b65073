/* table.c - see table.h. Widths count code points, so that "categoría" lines up. */
#include "cmd/table.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/options.h"
#include "cmd/out.h"
#include "lmev/text.h"

const char *const table_formats[] = {"text", "csv", "json", NULL};

void table_begin(table *t, size_t n_columns, const char *const *key,
                 const char *const *title, const char *kinds)
{
    *t = (table){.n_columns = n_columns, .key = key, .title = title, .kinds = kinds};
}

/* The next cell, with room for n bytes and their NUL. */
static char *add(table *t, size_t n)
{
    if (t->n % 64 == 0) t->cell = need(t->cell, t->n + 64, sizeof *t->cell);
    return t->cell[t->n++] = need(NULL, n + 1, 1);
}

void table_cell(table *t, const char *format, ...)
{
    va_list a;
    va_start(a, format);
    const int n = vsnprintf(NULL, 0, format, a);
    va_end(a);
    char *cell = add(t, (size_t)n);
    va_start(a, format);
    vsnprintf(cell, (size_t)n + 1, format, a);
    va_end(a);
}

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral" /* checked where it is called */
void table_real(table *t, const char *format, double v)
{
    const int n = isfinite(v) ? snprintf(NULL, 0, format, v) : 0;
    char *cell = add(t, (size_t)n);
    cell[0] = 0;
    if (isfinite(v)) snprintf(cell, (size_t)n + 1, format, v);
}
#pragma GCC diagnostic pop

static size_t width_of(const char *s)
{
    size_t n = 0;
    for (; *s; s++) n += ((unsigned char)*s & 0xC0) != 0x80;
    return n;
}

static void text_cell(const table *t, size_t column, const char *s, size_t width)
{
    const size_t pad = width - width_of(s);
    const bool last = column + 1 == t->n_columns, right = t->kinds[column] == 'n';
    if (right) out_print("%*s", (int)pad, "");
    out_text(s);
    if (!right && !last) out_print("%*s", (int)pad, "");
    out_text(last ? "\n" : "  ");
}

/* Names from files in a cell must not break the line or steer the terminal. */
static void as_text(table *t)
{
    for (size_t i = 0; i < t->n; i++) {
        const size_t n = strlen(t->cell[i]);
        lmev_text_shown(t->cell[i], n + 1, (lmev_str){t->cell[i], n});
    }
    size_t *width = need(NULL, t->n_columns, sizeof *width);
    for (size_t c = 0; c < t->n_columns; c++) width[c] = width_of(t->title[c]);
    for (size_t i = 0; i < t->n; i++) {
        const size_t w = width_of(*t->cell[i] ? t->cell[i] : "-");
        if (w > width[i % t->n_columns]) width[i % t->n_columns] = w;
    }
    for (size_t c = 0; c < t->n_columns; c++) text_cell(t, c, t->title[c], width[c]);
    for (size_t i = 0; i < t->n; i++)
        text_cell(t, i % t->n_columns, *t->cell[i] ? t->cell[i] : "-",
                  width[i % t->n_columns]);
    free(width);
}

static void as_csv(const table *t)
{
    for (size_t c = 0; c < t->n_columns; c++)
        out_print("%s%c", t->key[c], c + 1 < t->n_columns ? ',' : '\n');
    for (size_t i = 0; i < t->n; i++) {
        out_csv(t->cell[i], strlen(t->cell[i]));
        out_text((i + 1) % t->n_columns ? "," : "\n");
    }
}

static void as_json(const table *t)
{
    out_text("[");
    for (size_t i = 0; i < t->n; i++) {
        const size_t c = i % t->n_columns;
        const char *s = t->cell[i];
        if (c == 0)
            out_text(i ? ",\n  {" : "\n  {");
        else
            out_text(", ");
        out_json(t->key[c], strlen(t->key[c]));
        out_text(": ");
        if (!*s)
            out_text("null");
        else if (t->kinds[c] == 'n')
            out_text(s);
        else
            out_json(s, strlen(s));
        if (c + 1 == t->n_columns) out_text("}");
    }
    out_text(t->n ? "\n]\n" : "]\n");
}

void table_end(table *t, table_format format)
{
    if (format == TABLE_CSV)
        as_csv(t);
    else if (format == TABLE_JSON)
        as_json(t);
    else
        as_text(t);
    for (size_t i = 0; i < t->n; i++) free(t->cell[i]);
    free(t->cell);
    *t = (table){0};
}
