/* settings.h - what models were trained with: the one list of what makes two experiments
 * trials of one model, or trials of two.
 *
 * The seed and the draw of the rows are no settings: they are what trials differ in.
 * Words are those of a spec, alike in all languages. What an experiment did not record is
 * not known, and that is no difference. */
#ifndef LMEV__RUNS_SETTINGS_H
#define LMEV__RUNS_SETTINGS_H
#include "base/buf.h"
#include "lmev/runs.h"

/* In the order in which a name shows them. */
typedef enum lmev__setting {
    LMEV__SET_DIM,
    LMEV__SET_TRAIN_ROWS,
    LMEV__SET_FILE,
    LMEV__SET_VALIDATION_FILE,
    LMEV__SET_TEST_FILE,
    LMEV__SET_WHERE,
    LMEV__SET_PRECISION,
    LMEV__SET_HANDLE,
    LMEV__SET_LM_FILES,
    LMEV__SET_NORMALIZE,
    LMEV__SET_LOWER,
    LMEV__SET_COMBINER,
    LMEV__SET_MIN_COUNT,
    LMEV__SET_OOV_BUCKETS,
    LMEV__SET_LM_LAST = LMEV__SET_OOV_BUCKETS,
    /* From here on of the whole grid: where they vary, they do so for all models. */
    LMEV__SET_UNITS,
    LMEV__SET_ACTIVATION,
    LMEV__SET_DROPOUT,
    LMEV__SET_LM_TRAINABLE,
    LMEV__SET_OPTIMIZER,
    LMEV__SET_LEARNING_RATE,
    LMEV__SET_BETA_1,
    LMEV__SET_BETA_2,
    LMEV__SET_EPSILON,
    LMEV__SET_BATCH_SIZE,
    LMEV__SET_EPOCHS,
    LMEV__SET_STOPPING,
    LMEV__SET_RESTORE,
    LMEV__SET_VALIDATION_SPLIT,
    LMEV__SETTINGS
} lmev__setting;

/* Is it one of the whole grid, not of a language model or its data? */
bool lmev__setting_of_grid(lmev__setting k);
/* Is it one of the data and the arithmetic? */
bool lmev__setting_of_data(lmev__setting k);
/* Is it the name of a file of rows? */
bool lmev__setting_of_file(lmev__setting k);
bool lmev__setting_known(const lmev_experiment *x, lmev__setting k);
/* Append word and value, "dropout 0.25"; "dropout ?" where it is not known. Some values
 * say it all without a word, and nothing where they are not known. */
void lmev__setting_put(lmev__buf *b, const lmev_experiment *x, lmev__setting k);
/* Do both know it, and differ? A handle is none where both know the files that it stands
 * for. */
bool lmev__setting_differs(const lmev_experiment *a, const lmev_experiment *b,
                           lmev__setting k);
/* Its word, "dropout", static. */
const char *lmev__setting_word(lmev__setting k);
/* The part of a path after the last '/' or '\\'. */
const char *lmev__base_name(const char *path);
#endif
