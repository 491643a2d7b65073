/* spec_keys.c - every key of the spec: where it lies, what it may be, and its default.
 *
 * One table; reading, --set, defaults and writing are loops over it. Defaults are the
 * settings of the 2020 study, or "auto", which the data decide (corpus.c). Not here: the
 * defaults that depend on other keys (see spec.c). */
#include "runs/spec/spec_keys.h"

#define AT(member) offsetof(lmev_spec, member), sizeof(((lmev_spec *)0)->member)
#define SCRATCH(member) \
    offsetof(lmev_scratch_params, member), sizeof(((lmev_scratch_params *)0)->member)

#define MAP      LMEV__KEY_MAP
#define NAME     LMEV__KEY_NAME
#define STRING   LMEV__KEY_STRING
#define PATH     LMEV__KEY_PATH
#define U32      LMEV__KEY_U32
#define U64      LMEV__KEY_U64
#define REAL     LMEV__KEY_REAL
#define BOOL     LMEV__KEY_BOOL
#define CHOICE   LMEV__KEY_CHOICE
#define MODELS   LMEV__KEY_MODELS
#define WHERE    LMEV__KEY_WHERE
#define UNITS    LMEV__KEY_UNITS
#define STOPPING LMEV__KEY_STOPPING

#define NOWHERE           0, 0
#define ANY               0, 0, false, false
#define WITHIN(low, high) (low), (high), false, false

static const char *const by_data[] = {"auto", NULL}; /* of whole numbers */
static const char *const splits[] = {"fixed", "per-trial", NULL};
static const char *const activations[] = {"relu", NULL};
static const char *const optimizers[] = {"adam", NULL};
/* in the order of lmev_precision, of lmev_save */
static const char *const precisions[] = {"auto", "bf16", "f32", NULL};
static const char *const saves[] = {"best", "all", "none", NULL};

/* 2^53: a whole number up to here is exact as a double. */
#define MANY 9007199254740992.0

/* clang-format off */
const lmev__key lmev__spec_keys[] = {
    {"name", NAME, AT(name), ANY, "lmev", NULL},
    {"version", NAME, AT(version), ANY, "v1", NULL},
    {"trials", U32, AT(trials), WITHIN(1, 10000), "4", NULL},
    {"models", MODELS, NOWHERE, ANY, NULL, NULL},
    {"data", MAP, NOWHERE, ANY, NULL, NULL},
    {"data.file", PATH, AT(data.file), ANY, NULL, NULL},
    {"data.train", PATH, AT(data.train), ANY, NULL, NULL},
    {"data.validation", PATH, AT(data.validation), ANY, NULL, NULL},
    {"data.test", PATH, AT(data.test), ANY, NULL, NULL},
    {"data.text", STRING, AT(data.text), ANY, "title", NULL},
    {"data.label", STRING, AT(data.label), ANY, "category", NULL},
    {"data.where", WHERE, NOWHERE, ANY, NULL, NULL},
    {"data.train_size", U64, AT(data.train_size), WITHIN(0, MANY), "auto", by_data},
    {"data.validation_split", REAL, AT(data.validation_split), 0, 1, false, true, NULL,
     NULL},
    {"data.test_size", U64, AT(data.test_size), WITHIN(0, MANY), "auto", by_data},
    {"data.test_per_class", U64, AT(data.test_per_class), WITHIN(0, LMEV_TEST_PER_CLASS_MAX),
     "0", NULL},
    {"data.split", CHOICE, AT(data.per_trial), ANY, "fixed", splits},
    {"data.strict", BOOL, AT(data.strict), ANY, "false", NULL},
    {"network", MAP, NOWHERE, ANY, NULL, NULL},
    {"network.units", UNITS, NOWHERE, WITHIN(1, LMEV_UNITS_MAX), NULL, NULL},
    {"network.activation", CHOICE, NOWHERE, ANY, "relu", activations},
    {"network.dropout", REAL, AT(network.dropout), 0, 1, false, true, "0.25", NULL},
    {"network.lm_trainable", BOOL, AT(network.lm_trainable), ANY, "true", NULL},
    {"train", MAP, NOWHERE, ANY, NULL, NULL},
    {"train.optimizer", MAP, NOWHERE, ANY, NULL, NULL},
    {"train.optimizer.name", CHOICE, NOWHERE, ANY, "adam", optimizers},
    {"train.optimizer.learning_rate", REAL, AT(train.learning_rate), 0, LMEV_RATE_MAX,
     true, false, "0.001", NULL},
    {"train.optimizer.beta_1", REAL, AT(train.beta_1), 0, 1, false, true, "0.9", NULL},
    {"train.optimizer.beta_2", REAL, AT(train.beta_2), 0, 1, false, true, "0.999", NULL},
    {"train.optimizer.epsilon", REAL, AT(train.epsilon), WITHIN(LMEV_EPSILON_MIN, 1), "1e-7",
     NULL},
    {"train.batch_size", U32, AT(train.batch_size), WITHIN(1, LMEV_BATCH_MAX), "auto",
     by_data},
    {"train.epochs", U32, AT(train.epochs), WITHIN(1, LMEV__EPOCHS_MAX), "10", NULL},
    {"train.early_stopping", STOPPING, NOWHERE, ANY, NULL, NULL},
    {"train.early_stopping.patience", U32, AT(train.patience),
     WITHIN(1, LMEV__EPOCHS_MAX), "3", NULL},
    {"train.early_stopping.restore_best_weights", BOOL, AT(train.restore_best_weights),
     ANY, "true", NULL},
    {"train.precision", CHOICE, AT(train.precision), ANY, "auto", precisions},
    {"train.seed", U64, AT(train.seed), ANY, "1", NULL},
    {"train.threads", U32, AT(train.threads), WITHIN(0, LMEV_THREADS_MAX), "0", NULL},
    {"save", MAP, NOWHERE, ANY, NULL, NULL},
    {"save.classifier", CHOICE, AT(save), ANY, "best", saves},
};
/* clang-format on */
const size_t lmev__n_spec_keys = sizeof lmev__spec_keys / sizeof *lmev__spec_keys;
_Static_assert(sizeof lmev__spec_keys / sizeof *lmev__spec_keys <= LMEV__SPEC_KEYS_MAX,
               "room");

const lmev__key lmev__scratch_keys[] = {
    {"dim", U32, SCRATCH(dim), WITHIN(1, LMEV_DIM_MAX), NULL, NULL},
    {"normalize", BOOL, SCRATCH(normalize), ANY, NULL, NULL},
    {"min_count", U32, SCRATCH(min_count), WITHIN(1, 1000000000), NULL, NULL},
    {"oov_buckets", U32, SCRATCH(oov_buckets), WITHIN(1, 100000000), NULL, NULL},
};
const size_t lmev__n_scratch_keys =
    sizeof lmev__scratch_keys / sizeof *lmev__scratch_keys;
