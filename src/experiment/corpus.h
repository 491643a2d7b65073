/* corpus.h - the split in memory, and its texts as row ids, shared by the trials. */
#ifndef LMEV_EXPERIMENT_CORPUS_H
#define LMEV_EXPERIMENT_CORPUS_H
#include "lmev/experiment.h"

/* The three parts as one tokenizer sees them. Models differing in dim alone share it. */
typedef struct lmev__view {
    lmev_scratch_params params; /* dim: of the first model that asked */
    lmev_lm *lm;
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

/* Read the data of spec, drawn with this seed. */
lmev_status lmev__corpus_load(lmev__corpus **out, const lmev_spec *spec, uint64_t seed,
                              const lmev_watch *watch, lmev_error *err);
/* The view for a model's tokenizer, made at the first call; borrowed from the corpus. */
lmev_status lmev__corpus_view(lmev__corpus *corpus, const lmev_scratch_params *params,
                              int threads, const lmev__view **view,
                              const lmev_watch *watch, lmev_error *err);
void lmev__corpus_free(lmev__corpus *corpus);
#endif
