/* key.h - digests that tell experiments apart, and what their val_loss is of. */
#ifndef LMEV__RUNS_KEY_H
#define LMEV__RUNS_KEY_H
#include "grid/grid_models.h"

/* The key of an experiment, 64 hexadecimal digits and a NUL: of a settled spec (see
 * lmev__corpus_settle) and a precision that is resolved. Nothing is owned; ERR_NOMEM. */
lmev_status lmev__key_make(char key[65], const lmev_spec *spec,
                           const lmev__grid_model *model, const lmev_split *split,
                           uint64_t seed, lmev_precision precision, lmev_error *err);
/* Of the rows and classes that a val_loss is of. The val_loss of trials that draw their
 * own rows are compared too: they are of one grid's draws, which that of the first trial
 * stands for. */
void lmev__key_val_rows(char hex[65], const lmev_split *split, bool per_trial);
#endif
