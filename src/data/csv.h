/* csv.h - records of a CSV file, one at a time, fields in place where possible. */
#ifndef LMEV__DATA_CSV_H
#define LMEV__DATA_CSV_H
#include "data/feed.h"

/* Bounds the memory that a hostile header can ask for. */
#define LMEV__CSV_COLUMNS_MAX 65536

typedef struct lmev__csv {
    lmev__feed *feed;    /* borrowed */
    size_t n_columns;    /* of the header */
    const char **column; /* [n_columns] their names, NUL-terminated */
    /* The current record. */
    lmev_str *field; /* [n_columns] the first n_fields of them are set */
    size_t n_fields; /* may be more than n_columns: the fields beyond are only counted */
    uint64_t line;   /* where it begins */
    bool malformed;  /* text after a closing quote */

    size_t room;      /* of field */
    char *names;      /* bytes of the column names */
    lmev__buf record; /* bytes of a record that cannot be read in place */
    uint64_t quote_line;
    bool quoted, growing;
    int state;
} lmev__csv;

/* csv must be zeroed but for feed. Reads the header line. ERR_FORMAT: nothing but blank
 * lines, a malformed header. close takes half-built objects. */
lmev_status lmev__csv_open(lmev__csv *c, lmev_error *err);
/* The next record, blank lines left out; *more false: the end. Fields are borrowed until
 * the next call. */
lmev_status lmev__csv_next(lmev__csv *c, bool *more, lmev_error *err);
void lmev__csv_close(lmev__csv *c);
#endif
