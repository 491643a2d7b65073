/* export.h - make the language model from the trained network, and write it. */
#ifndef LMEV__PRETRAIN_EXPORT_H
#define LMEV__PRETRAIN_EXPORT_H
#include "pretrain/corpus.h"
#include "pretrain/position.h"

/* Make the model with its table: the tokens that are not folded, then the buckets. Lazy
 * updates of the net's rows are made first. */
lmev_status lmev__pretrain_export(lmev_lm **out, const lmev_pretrain_params *p,
                                  const lmev__pretrain_texts *t, lmev__nnlm *net,
                                  lmev_error *err);
/* Check before training whether the model can be written. ERR_IO: the folder holds other
 * things. ERR_PARAM: the folder or the file of ids is a corpus, or holds one. */
lmev_status lmev__pretrain_may_write(const lmev_pretrain_params *p, lmev_error *err);
/* Write the model in the requested formats, each with pretrain.json. */
lmev_status lmev__pretrain_write(const lmev_lm *lm, const lmev_pretrain_params *p,
                                 const lmev__pretrain_texts *t,
                                 const lmev__pretrain_position *at, lmev_error *err);
#endif
