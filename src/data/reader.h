/* reader.h - a reader's steps, and a constructor for tests. */
#ifndef LMEV__DATA_READER_H
#define LMEV__DATA_READER_H
#include "lmev/data.h"

/* The result of one step of a reader. */
typedef enum lmev__step { LMEV__STEP_ROW, LMEV__STEP_SKIPPED, LMEV__STEP_END } lmev__step;

/* Read one record, usable or not, so that the caller can stop or report in between. */
lmev_status lmev__reader_step(lmev_reader *r, lmev_row *row, lmev__step *step,
                              lmev_error *err);

/* Read from memory, `step` bytes a block; the bytes are borrowed until close. */
lmev_status lmev__reader_open_bytes(lmev_reader **out, const char *at, size_t n,
                                    size_t step, const lmev_reader_params *params,
                                    lmev_error *err);
#endif
