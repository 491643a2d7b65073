/* reader.h - what the formats fill in and the reader judges; constructors for tests. */
#ifndef LMEV__DATA_READER_H
#define LMEV__DATA_READER_H
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

/* What one step of a reader met. */
typedef enum lmev__step { LMEV__STEP_ROW, LMEV__STEP_SKIPPED, LMEV__STEP_END } lmev__step;

/* One record, used or not: the caller gets a word in even where nothing is used. */
lmev_status lmev__reader_step(lmev_reader *r, lmev_row *row, lmev__step *step,
                              lmev_error *err);

/* Read from memory, `step` bytes a block; the bytes are borrowed until close. */
lmev_status lmev__reader_open_bytes(lmev_reader **out, const char *at, size_t n,
                                    size_t step, const lmev_reader_params *params,
                                    lmev_error *err);
#endif
