/* params.c - the settings of pretraining: defaults and their check. */
#include "base/error.h"
#include "lmev/pretrain.h"

lmev_pretrain_params lmev_pretrain_params_default(uint32_t dim)
{
    return (lmev_pretrain_params){
        .held_out = 0.01,
        .held_out_max = 20000,
        .normalize = true,
        .min_count = 2,
        .oov_buckets = 3060,
        .fold = 0.025,
        .buckets = LMEV_BUCKETS_KEPT,
        .rms = 0.5,
        .dim = dim,
        .context = 5,
        .n_hidden = dim <= 64 ? 1 : 2,
        .units = {512, 256},
        .direct = true,
        .dropout = 0.25f,
        .batch_size = 2048,
        .samples = 4096,
        .power = 0.75,
        .learning_rate = 0.001,
        .epochs = 5,
        .patience = 1,
        .seed = 1,
        .native = true,
    };
}

lmev_status lmev_pretrain_params_check(const lmev_pretrain_params *p, lmev_error *err)
{
#define CHECK(ok, ...) \
    if (!(ok)) return lmev__fail(err, LMEV_ERR_PARAM, NULL, 0, __VA_ARGS__)
    CHECK(p->corpus && p->n_corpus >= 1, "no corpus is named");
    CHECK(p->folder && *p->folder, "no folder for the model is named");
    CHECK(p->native || p->tfhub, "no format to write is named");
    CHECK(p->held_out > 0 && p->held_out <= 0.5, "held_out must be in (0, 0.5], got %g",
          p->held_out);
    CHECK(p->held_out_max >= 1, "held_out_max must be at least 1");
    CHECK(p->min_count >= 1, "min_count must be at least 1");
    CHECK(p->max_vocab == 0 || p->max_vocab >= 2, "max_vocab must be at least 2, or 0");
    CHECK(p->oov_buckets >= 1 && p->oov_buckets <= 1u << 28,
          "oov_buckets must be in [1, 2^28], got %u", p->oov_buckets);
    CHECK(p->fold >= 0 && p->fold < 1, "fold must be in [0, 1), got %g", p->fold);
    CHECK((unsigned)p->buckets <= LMEV_BUCKETS_KEPT, "unknown rule of buckets");
    CHECK(p->rms >= 0 && p->rms <= 1000, "rms must be in [0, 1000], got %g", p->rms);
    CHECK(p->dim >= 1 && p->dim <= 4096, "dim must be in [1, 4096], got %u", p->dim);
    CHECK(p->context >= 1 && p->context <= LMEV_CONTEXT_MAX,
          "context must be in [1, %d], got %u", LMEV_CONTEXT_MAX, p->context);
    CHECK(p->n_hidden <= LMEV_LAYERS_MAX,
          "at most %d hidden layers before the last, got %u", LMEV_LAYERS_MAX,
          p->n_hidden);
    for (uint32_t i = 0; i < p->n_hidden; i++)
        CHECK(p->units[i] >= 1 && p->units[i] <= 65536,
              "units must be in [1, 65536], got %u", p->units[i]);
    CHECK(p->dropout >= 0 && p->dropout < 1, "dropout must be in [0, 1), got %g",
          (double)p->dropout);
    CHECK((unsigned)p->precision <= LMEV_PRECISION_F32, "unknown precision");
    CHECK(p->batch_size >= 1 && p->batch_size <= 1u << 20,
          "batch_size must be in [1, 1048576], got %u", p->batch_size);
    CHECK(p->samples >= p->batch_size && p->samples <= 1u << 22,
          "samples must be in [batch_size, 4194304], got %u", p->samples);
    CHECK(p->power >= 0 && p->power <= 1, "power must be in [0, 1], got %g", p->power);
    CHECK(p->learning_rate > 0 && p->learning_rate <= 1,
          "learning_rate must be in (0, 1], got %g", p->learning_rate);
    CHECK(p->epochs >= 1 && p->epochs <= 10000, "epochs must be in [1, 10000], got %u",
          p->epochs);
    return LMEV_OK;
#undef CHECK
}
