/* grid_models.h - the pretrained language models of a grid: found, opened, told apart. */
#ifndef LMEV__GRID_GRID_MODELS_H
#define LMEV__GRID_GRID_MODELS_H
#include "grid/unchanged.h"
#include "lmev/grid.h"

/* One model of the spec. Of a scratch model all but spec is NULL or empty. */
typedef struct lmev__grid_model {
    const lmev_model_spec *spec; /* borrowed */
    char *path;                  /* where it lies on this machine */
    char *handle;                /* NULL: it has none */
    lmev__marks *marks;          /* of its files, when it was opened; NULL: it has none */
    char sha256[65];             /* over the files that it was read from */
    const char *combiner;        /* it was opened with; NULL: its own */
    lmev_lm *lm;
} lmev__grid_model;

/* Find (with o->pull: download) and open all models of spec, before any other work. With
 * a trainable table, a fastText model whose own sentence vectors cannot be trained is
 * opened with the mean of its word vectors; this is reported through watch, and so are
 * models that differ in nothing but their names. ERR_NOTFOUND: a model is not on this
 * machine. *out has spec->n_models entries; free it with lmev__grid_models_free. */
lmev_status lmev__grid_models_open(lmev__grid_model **out, const lmev_spec *spec,
                                   const lmev_grid_options *o, const lmev_watch *watch,
                                   lmev_error *err);
/* Its combiner as a spec names it; lm: of a scratch model the one that its trial made,
 * else m->lm. fastText's are told by the names that the spec has for them: their bags are
 * sums, whose weights do the rest. Static. */
const char *lmev__grid_model_combiner(const lmev__grid_model *m, const lmev_lm *lm);
void lmev__grid_models_free(lmev__grid_model *models, size_t n);
#endif
