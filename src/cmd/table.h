/* table.h - a small table of results, as aligned text, CSV or a JSON array of objects. */
#ifndef LMEV__CMD_TABLE_H
#define LMEV__CMD_TABLE_H
#include <stddef.h>

typedef enum table_format { TABLE_TEXT, TABLE_CSV, TABLE_JSON } table_format;
extern const char *const table_formats[]; /* for OPT_CHOICE */

typedef struct table {
    size_t n_columns, n;      /* cells added so far */
    const char *const *key;   /* [n_columns] names in CSV and JSON */
    const char *const *title; /* [n_columns] heads of the text */
    const char *kinds;        /* [n_columns] 's': text, left; 'n': a number, right */
    char **cell;
} table;

void table_begin(table *t, size_t n_columns, const char *const *key,
                 const char *const *title, const char *kinds);
/* Add the next cell, row by row; "" is an empty cell (null in JSON). */
void table_cell(table *t, const char *format, ...)
    __attribute__((format(printf, 2, 3), nonnull(2)));
void table_real(table *t, const char *format, double v)
    __attribute__((format(printf, 2, 0)));
void table_end(table *t, table_format format); /* written with out.h, and freed */
#endif
