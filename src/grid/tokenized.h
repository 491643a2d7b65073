/* tokenized.h - the split in memory, and its texts as row ids, shared by the trials. */
#ifndef LMEV__GRID_TOKENIZED_H
#define LMEV__GRID_TOKENIZED_H
#include "grid/grid_models.h"

/* The three parts as one tokenizer sees them. Scratch models differing in dim alone share
 * it; a pretrained model has its own. */
typedef struct lmev__view {
    const lmev__grid_model *model; /* the first that asked */
    const lmev_lm *lm;             /* the model's, or made from the training rows: own */
    lmev_lm *own;
    lmev_ids *train, *validation, *test;
} lmev__view;

typedef struct lmev__corpus {
    lmev_split *split;
    uint64_t seed; /* of the split */
    size_t n_views;
    lmev__view **view;
    /* Not charged to an experiment yet: the first that uses a part takes its cost. */
    double read_seconds, tokenize_seconds;
} lmev__corpus;

/* ERR_NOTFOUND when a file of the spec's data is not there; nothing is opened. */
lmev_status lmev__corpus_look(const lmev_spec *spec, lmev_error *err);
/* Read the data of spec, drawn with this seed. */
lmev_status lmev__corpus_load(lmev__corpus **out, const lmev_spec *spec, uint64_t seed,
                              const lmev_watch *watch, lmev_error *err);
/* The spec with what it leaves to the data: the sizes of the parts, and the batch. */
void lmev__corpus_settle(lmev_spec *spec, const lmev__corpus *corpus);
/* Tell watch what was read and what was left out, and the batch; spec as it was before it
 * was settled, batch as it is now. */
void lmev__corpus_report(const lmev__corpus *corpus, const lmev_spec *spec,
                         uint32_t batch, const lmev_watch *watch);
/* The batch for so many training rows, see LMEV_AUTO_BATCH. */
uint32_t lmev__batch_for(size_t rows);
/* Tokenise the three parts for a model: the dearest step before training. The result is
 * kept, so that the next trial with the same tokens gets it at once; it is borrowed from
 * the corpus. The model must outlive the corpus. */
lmev_status lmev__corpus_tokenize(lmev__corpus *corpus, const lmev__grid_model *model,
                                  int threads, const lmev__view **view,
                                  const lmev_watch *watch, lmev_error *err);
void lmev__corpus_free(lmev__corpus *corpus);
#endif
