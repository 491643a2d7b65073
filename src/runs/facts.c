/* facts.c - the table of all that can be known of a run, and what follows from it alone:
 * making, completing and clearing a lmev__facts.
 *
 * Not here: where the values come from (metadata_read.c). */
#include "runs/facts.h"

#include <math.h>

#include "base/mem.h"
#include "runs/keys.h"

/* of float32 training: what is beyond is no loss, and sums stay finite */
#define LOSS_MAX 1e38
#define TIME_MAX 1e12 /* seconds */

#define FACT(kind, member, key, low, high) \
    {#member, key, LMEV__FACT_##kind, offsetof(lmev_experiment, member), low, high}

/* clang-format off */
const lmev__fact lmev__fact_table[] = {
    FACT(TEXT, run_id, LMEV__META_EXPERIMENT_RUNID, 0, 0),
    FACT(TEXT, name, LMEV__META_EXPERIMENT_NAME, 0, 0),
    FACT(TEXT, version, LMEV__META_EXPERIMENT_VERSION, 0, 0),
    FACT(TEXT, description, LMEV__META_EXPERIMENT_DESCRIPTION, 0, 0),
    FACT(TEXT, model, NULL, 0, 0),
    FACT(TEXT, handle, NULL, 0, 0),
    FACT(TEXT, format, LMEV__META_LM_FORMAT, 0, 0),
    FACT(TEXT, device, NULL, 0, 0),
    FACT(TEXT, seed, NULL, 0, 0),
    FACT(TEXT, host, NULL, 0, 0),
    FACT(TEXT, data_set, LMEV__META_DATA_DATASET_FN, 0, 0),
    FACT(TEXT, validation_file, LMEV__META_DATA_VALIDATION_FN, 0, 0),
    FACT(TEXT, test_file, LMEV__META_DATA_TEST_FN, 0, 0),
    FACT(TEXT, data_hash, LMEV__META_DATA_SHA256, 0, 0),
    FACT(TEXT, split_hash, LMEV__META_SPLIT_SHA256, 0, 0),
    FACT(TEXT, classes_hash, LMEV__META_CLASSES_SHA256, 0, 0),
    FACT(TEXT, precision, LMEV__META_PRECISION, 0, 0),
    FACT(TEXT, results_sha256, LMEV__META_RESULTS_SHA256, 0, 0),
    FACT(TEXT, weights_sha256, LMEV__META_WEIGHTS_SHA256, 0, 0),
    FACT(TEXT, lm_files_hash, LMEV__META_LM_FILES_SHA256, 0, 0),
    FACT(TEXT, combiner, LMEV__META_LM_COMBINER, 0, 0),
    FACT(TEXT, filter, LMEV__META_DATA_WHERE, 0, 0),
    FACT(TEXT, activation, LMEV__META_MODEL_DENSE_ACTIVATION, 0, 0),
    FACT(TEXT, optimizer, LMEV__META_MODEL_OPTIMIZER, 0, 0),
    FACT(TEXT, units, NULL, 0, 0),
    FACT(TEXT, classifier, LMEV__META_CLASSIFIER, 0, 0),
    FACT(TEXT, experiment_key, LMEV__META_EXPERIMENT_KEY, 0, 0),
    FACT(TEXT, val_rows, LMEV__META_VALIDATION_SHA256, 0, 0),
    FACT(NUMBER, trial, LMEV__META_TRIAL, 0, 0),
    FACT(NUMBER, min_count, LMEV__META_SCRATCH_MIN_COUNT, 0, 0),
    FACT(NUMBER, n_validation, LMEV__META_VALIDATION_ROWS, 0, 0),
    FACT(NUMBER, oov_buckets, LMEV__META_SCRATCH_OOV_BUCKETS, 0, 0),
    FACT(FLAG, normalization, LMEV__META_LM_NORMALIZE, 0, 0),
    FACT(FLAG, lower, LMEV__META_LM_LOWER, 0, 0),
    FACT(FLAG, lm_trainable, LMEV__META_MODEL_LM_IS_TRAINABLE, 0, 0),
    FACT(FLAG, restores_best, LMEV__META_TRAIN_EARLY_STOPPING_RESTORE_BEST_WEIGHTS, 0, 0),
    FACT(COUNT4, dim, LMEV__META_TFHUB_EMB_MODEL_DIM, 0, 0),
    FACT(COUNT4, threads, LMEV__META_THREADS, 0, 0),
    FACT(COUNT, n_train, LMEV__META_DATA_TRAINING_SET_SIZE, 0, 0),
    FACT(COUNT, n_test, LMEV__META_DATA_TEST_SET_SIZE, 0, 0),
    FACT(COUNT, n_classes, LMEV__META_DATA_OUTPUT_DIM, 0, 0),
    FACT(COUNT, n_params, LMEV__META_PARAMS, 0, 0),
    FACT(COUNT, lm_rows, LMEV__META_LM_ROWS, 0, 0),
    FACT(COUNT, peak_memory, LMEV__META_PEAK_MEMORY, 0, 0),
    FACT(COUNT4, max_epochs, LMEV__META_TRAIN_EPOCHS, 0, 0),
    FACT(COUNT4, patience, LMEV__META_TRAIN_EARLY_STOPPING_PATIENCE, 0, 0),
    FACT(COUNT4, batch_size, LMEV__META_TRAIN_BATCH_SIZE, 0, 0),
    FACT(REAL, dropout, LMEV__META_MODEL_DENSE_DROPOUT_RATE, 0, 1),
    FACT(REAL, validation_split, LMEV__META_TRAIN_VALIDATION_SET_SPLIT, 0, 1),
    FACT(REAL, learning_rate, NULL, 0, LOSS_MAX), /* of MODEL-OPTIMIZER_FULL_CONFIG */
    FACT(REAL, beta_1, NULL, 0, 1),
    FACT(REAL, beta_2, NULL, 0, 1),
    FACT(REAL, epsilon, NULL, 0, LOSS_MAX),
    FACT(REAL, bac, LMEV__META_RESULTS_BALANCED_ACCURACY, 0, 1),
    FACT(REAL, bac_best, LMEV__META_BAC_BEST, 0, 1),
    FACT(REAL, bac_last, LMEV__META_BAC_LAST, 0, 1),
    FACT(REAL, bac_val, LMEV__META_BAC_VAL, 0, 1),
    FACT(REAL, val_loss_kept, LMEV__META_VAL_LOSS, 0, LOSS_MAX),
    FACT(REAL, accuracy, LMEV__META_ACCURACY, 0, 1),
    FACT(REAL, top5, LMEV__META_TOP5, 0, 1),
    FACT(REAL, f1_macro, LMEV__META_F1_MACRO, 0, 1),
    FACT(REAL, log_loss, LMEV__META_LOG_LOSS, 0, LOSS_MAX),
    FACT(REAL, started_at, LMEV__META_EXPERIMENT_STARTED_AT, 0, TIME_MAX),
    FACT(REAL, finished_at, LMEV__META_EXPERIMENT_FINISHED_AT, 0, TIME_MAX),
    FACT(REAL, training_took, LMEV__META_EXPERIMENT_TRAINING_TOOK, 0, TIME_MAX),
    FACT(REAL, predict_took, LMEV__META_RESULTS_PREDICT_TOOK, 0, TIME_MAX),
    FACT(COUNT4, n_epochs, NULL, 0, 0), /* before the curves: it is their length */
    /* of RESULTS-HISTORIES, by these names */
    FACT(CURVE, loss, NULL, -LOSS_MAX, LOSS_MAX),
    FACT(CURVE, val_loss, NULL, -LOSS_MAX, LOSS_MAX),
    FACT(CURVE, test_bac, NULL, 0, 1),
};
/* clang-format on */
const size_t lmev__n_facts = sizeof lmev__fact_table / sizeof *lmev__fact_table;

const char *lmev__run_state_name(lmev__run_state state)
{
    static const char *const name[LMEV__RUN_STATES] = {"finished", "failed", "running",
                                                       "unreadable"};
    return (unsigned)state < LMEV__RUN_STATES ? name[state] : "";
}

void *lmev__fact_of(lmev_experiment *e, const lmev__fact *fact)
{
    return (char *)e + fact->at;
}

void lmev__facts_init(lmev__facts *f)
{
    *f = (lmev__facts){0};
    for (size_t i = 0; i < lmev__n_facts; i++) {
        void *at = lmev__fact_of(&f->e, &lmev__fact_table[i]);
        if (lmev__fact_table[i].kind == LMEV__FACT_REAL)
            *(double *)at = NAN;
        else if (lmev__fact_table[i].kind == LMEV__FACT_NUMBER)
            *(int64_t *)at = -1;
        else if (lmev__fact_table[i].kind == LMEV__FACT_FLAG)
            *(int *)at = -1;
    }
}

static bool no_curve(double **curve, uint32_t n)
{
    if (*curve || n == 0) return true;
    if (!(*curve = lmev__calloc(n, sizeof **curve))) return false;
    for (uint32_t i = 0; i < n; i++) (*curve)[i] = NAN;
    return true;
}

bool lmev__facts_complete(lmev__facts *f)
{
    bool ok = true;
    if (!f->why) ok = (f->why = lmev__strdup("")) != NULL;
    for (size_t i = 0; i < lmev__n_facts && ok; i++) {
        void *at = lmev__fact_of(&f->e, &lmev__fact_table[i]);
        char **text = at;
        if (lmev__fact_table[i].kind == LMEV__FACT_CURVE)
            ok = no_curve(at, f->e.n_epochs);
        else if (lmev__fact_table[i].kind == LMEV__FACT_TEXT && !*text)
            ok = (*text = lmev__strdup("")) != NULL;
    }
    return ok;
}

void lmev__experiment_clear(lmev_experiment *e)
{
    for (size_t i = 0; i < lmev__n_facts; i++) {
        void *at = lmev__fact_of(e, &lmev__fact_table[i]);
        if (lmev__fact_table[i].kind == LMEV__FACT_TEXT)
            lmev__free(*(char **)at);
        else if (lmev__fact_table[i].kind == LMEV__FACT_CURVE)
            lmev__free(*(double **)at);
    }
    lmev__free(e->path);
    *e = (lmev_experiment){0};
}

void lmev__facts_clear(lmev__facts *f)
{
    lmev__experiment_clear(&f->e);
    lmev__free(f->why);
    *f = (lmev__facts){0};
}

void lmev__facts_list_clear(lmev__facts_list *list)
{
    for (size_t i = 0; i < list->n; i++) lmev__facts_clear(&list->at[i]);
    lmev__free(list->at);
    *list = (lmev__facts_list){0};
}
