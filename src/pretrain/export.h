/* export.h - from the trained network to the lm that is written. */
#ifndef LMEV__PRETRAIN_EXPORT_H
#define LMEV__PRETRAIN_EXPORT_H
#include "pretrain/corpus.h"
#include "pretrain/position.h"

/* The lm with its table: the tokens that are not folded, then the buckets. The net's rows
 * are brought up to date. */
lmev_status lmev__pretrain_export(lmev_lm **out, const lmev_pretrain_params *p,
                                  const lmev__pretrain_texts *t, lmev__nnlm *net,
                                  lmev_error *err);
/* Can a model be written there? ERR_IO where a folder holds other things, ERR_PARAM where
 * that folder or the file of ids is (or holds) a corpus. Asked before the training, so
 * that nobody waits hours for the answer. */
lmev_status lmev__pretrain_may_write(const lmev_pretrain_params *p, lmev_error *err);
/* Write it in the formats asked for, each with pretrain.json. */
lmev_status lmev__pretrain_write(const lmev_lm *lm, const lmev_pretrain_params *p,
                                 const lmev__pretrain_texts *t,
                                 const lmev__pretrain_position *at, lmev_error *err);
#endif
