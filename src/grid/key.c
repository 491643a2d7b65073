/* key.c - what tells experiments, and the rows of their val_loss, apart: sha256 over a
 * few lines.
 *
 * An experiment's key holds everything that decides its result, and nothing else: with
 * the same key it is not run again, whatever else changed in the spec. The trial's number
 * is in it by its seed, the data by their contents, the model by what was read of it and
 * by its name, under which its results stand. The number of threads changes no bit of the
 * weights; paths, names of folders, `save` and the version of the program decide nothing.
 * Not here: who looks keys up (grid.c), when two finished experiments are one
 * (experiments.c). */
#include "grid/key.h"

#include <inttypes.h>
#include <string.h>

#include "base/buf.h"
#include "base/error.h"
#include "base/hash.h"

static uint64_t bits(double v)
{
    uint64_t u;
    memcpy(&u, &v, sizeof u);
    return u; /* exact, and free of the locale's decimal point */
}

/* Which rules of computing a result this program has. Raise it when the same spec, data
 * and models give other weights or other predictions than before: then all experiments
 * are run again. A new version of the program alone is no reason. */
#define RULES 2

static void key_model(lmev__buf *b, const lmev__grid_model *model)
{
    const lmev_scratch_params *x = &model->spec->scratch;
    if (model->lm)
        lmev__buf_printf(b, "pretrained %s %d %d %s\n", model->sha256,
                         lmev_lm_normalizes(model->lm), lmev_lm_lowercases(model->lm),
                         lmev__grid_model_combiner(model, model->lm));
    else
        lmev__buf_printf(b, "scratch %u %d %u %u\n", x->dim, x->normalize, x->min_count,
                         x->oov_buckets);
}

static void key_training(lmev__buf *b, const lmev_spec *spec, bool has_validation)
{
    lmev__buf_printf(b, "units %u:", spec->network.n_units);
    for (uint32_t i = 0; i < spec->network.n_units; i++)
        lmev__buf_printf(b, " %u", spec->network.units[i]);
    lmev__buf_printf(b, "\ndropout %" PRIx64 "\nlm_trainable %d\n",
                     bits(spec->network.dropout), spec->network.lm_trainable);
    lmev__buf_printf(b, "adam %" PRIx64 " %" PRIx64 " %" PRIx64 " %" PRIx64 "\n",
                     bits(spec->train.learning_rate), bits(spec->train.beta_1),
                     bits(spec->train.beta_2), bits(spec->train.epsilon));
    lmev__buf_printf(b, "batch %u\nepochs %u\n", spec->train.batch_size,
                     spec->train.epochs);
    /* without validation rows nothing stops early; a patience of 0 is one of 1 */
    if (spec->train.early_stopping && has_validation)
        lmev__buf_printf(b, "stopping %u %d\n",
                         spec->train.patience ? spec->train.patience : 1,
                         spec->train.restore_best_weights);
}

lmev_status lmev__key_make(char key[65], const lmev_spec *spec,
                           const lmev__grid_model *model, const lmev_split *split,
                           uint64_t seed, lmev_precision precision, lmev_error *err)
{
    lmev__buf b = LMEV__BUF_INIT;
    lmev__buf_printf(&b, "lmev experiment, rules %d\nmodel %s\n", RULES,
                     model->spec->name);
    key_model(&b, model);
    lmev__buf_printf(&b, "data %s\n",
                     split->sha256); /* classes and the rows of all parts */
    key_training(&b, spec, split->validation.n > 0);
    lmev__buf_printf(&b, "seed %" PRIu64 "\nprecision %s\n", seed,
                     precision == LMEV_PRECISION_BF16 ? "bf16" : "f32");
    lmev__sha256 h;
    lmev__sha256_begin(&h);
    lmev__sha256_add(&h, b.at, b.n);
    lmev__sha256_end(&h, key);
    lmev_status s = b.failed ? lmev__nomem(err, "experiment key") : LMEV_OK;
    lmev__buf_free(&b);
    return s;
}

void lmev__key_val_rows(char hex[65], const lmev_split *split, bool per_trial)
{
    const char how = per_trial ? 'p' : 'o';
    lmev__sha256 h;
    lmev__sha256_begin(&h);
    lmev__sha256_add(&h, &how, 1);
    lmev__sha256_add(&h, split->validation.sha256, 64);
    lmev__sha256_add(&h, split->labels.sha256, 64);
    lmev__sha256_end(&h, hex);
}
