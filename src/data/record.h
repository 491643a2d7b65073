/* record.h - a record as a format finds it, before the reader judges it. */
#ifndef LMEV__DATA_RECORD_H
#define LMEV__DATA_RECORD_H
#include "base/utf8.h"
#include "lmev/data.h"

/* Places of a record that the reader looks at. Those of params.where follow. */
enum {
    LMEV__FIELD_TEXT,
    LMEV__FIELD_LABEL,
    LMEV__FIELD_QUALITY,
    LMEV__FIELD_LANGUAGE,
    LMEV__FIELD_WHERE
};

typedef struct lmev__raw_row {
    /* [LMEV__FIELD_WHERE + n_where] at NULL: the record has no such field */
    lmev_str *slot;
    uint64_t line;
    lmev_skip fault; /* LMEV_SKIP_REASONS: none so far; slots are set only then */
    /* what is wrong in particular, for strict reading; or "" */
    char detail[sizeof(lmev__brief) + 64];
} lmev__raw_row;
#endif
