/* jsonl.h - records of JSON Lines: one JSON object per line. */
#ifndef LMEV__DATA_JSONL_H
#define LMEV__DATA_JSONL_H
#include "data/record.h"

typedef struct lmev__jsonl lmev__jsonl;

/* key: [n] names of the fields that go to the slots of a record; NULL: none. Borrowed. */
lmev_status lmev__jsonl_new(lmev__jsonl **out, const char *const *key, size_t n,
                            lmev_error *err);
/* Fill the record from a line; slots are borrowed until the next call. A line that is not
 * as it should be is a fault of the record; only ERR_NOMEM is an error. */
lmev_status lmev__jsonl_parse(lmev__jsonl *j, lmev_str line, lmev__raw_row *record,
                              lmev_error *err);
void lmev__jsonl_free(lmev__jsonl *j);
#endif
