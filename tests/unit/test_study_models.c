/* test_study_models.c - experiments put together into models: names, settings, traits. */
#include "study_help.h"

static void what_was_not_recorded_is_left_out(void **state)
{
    (void)state;
    lab l = {0};
    put(&l, "a", 0, 0.5)->training_took = (double)NAN;
    put(&l, "a", 1, 0.6);
    put(&l, "b", 0, 0.3);
    lmev_experiment *x = put(&l, "c", 0, 0.4);
    x->training_took = x->predict_took = (double)NAN;
    x->dim = 0;
    set(&x->device, "");
    x->normalization = -1;
    put(&l, "a", 2, 0.55);
    set(&l.e.at[4].device, "loom");
    lmev__study *s = study(&l);
    assert_sound(s);
    assert_int_equal(s->model[0].training.n, 2);
    assert_near(s->model[0].training.mean, 11.5, 1e-12);
    assert_string_equal(s->model[2].name, "b");
    assert_true(isnan(s->model[1].training.mean) && isnan(s->model[1].params));
    assert_string_equal(s->model[1].level[LMEV__BY_DIM], "");
    assert_string_equal(s->model[1].level[LMEV__BY_NORMALIZATION], "");
    assert_int_equal(s->grouping[LMEV__BY_DEVICE].n, 2);
    assert_int_equal(s->n_timings, 3); /* a twice, b; c's device is not known */
    lmev__study_free(s);
    free_lab(&l);
}

static void names_are_clean_and_unique(void **state)
{
    (void)state;
    lab l = {0};
    put(&l, "x\x01y\x1b[31m\x7f", 0, 0.9);
    put(&l, "xy\x02[31m", 0, 0.8);
    put(&l, "xy[31m #2", 0, 0.7);
    put(&l, "\xff\xc2\x85<script>", 0, 0.6);
    put(&l, "", 0, 0.5);
    put(&l, "m", 0, 0.4);
    put(&l, "m", 0, 0.3)->dim = 128;
    put(&l, "m", 0, 0.2)->n_train = 20000;
    set(&put(&l, "m", 0, 0.1)->data_set, "other.csv");
    set(&put(&l, "m", 1, 0.41)->data_set,
        "elsewhere/titles.csv"); /* the same file name */
    set(&put(&l, "n", 0, 0.05)->precision, "f32");
    set(&put(&l, "n", 0, 0.04)->precision, "bf16");
    lmev__study *s = study(&l);
    assert_sound(s);
    assert_string_equal(s->model[0].name, "xy[31m");
    model_named(s, "xy[31m #2");
    model_named(s, "\xEF\xBF\xBD<script>");
    model_named(s, "?");
    assert_int_equal(model_named(s, "m (dim 50, n = 1000, titles.csv)")->n, 2);
    model_named(s, "m (dim 128, n = 1000, titles.csv)");
    model_named(s, "m (dim 50, n = 20000, titles.csv)");
    model_named(s, "m (dim 50, n = 1000, other.csv)");
    model_named(s, "n (f32)");
    model_named(s, "n (bf16)");
    lmev__study_free(s);
    free_lab(&l);
}

/* A setting of the training is named of all models, in the words of a spec. */
static void settings_part_the_trials_of_a_model(void **state)
{
    (void)state;
    lab l = {0};
    for (int t = 0; t < 6; t++) {
        lmev_experiment *x = put(&l, "a", t / 2, t % 2 ? 0.7 : 0.9);
        x->dropout = t % 2 ? 0.95 : 0.25;
        x->learning_rate = 0.001; /* alike: not named */
        x = put(&l, "b", t, 0.5);
        x->dropout = 0.25;
    }
    put(&l, "b", 6, 0.5); /* what is not known is another level where it varies */
    lmev__study *s = study(&l);
    assert_sound(s);
    assert_int_equal(s->n_models, 4);
    assert_string_equal(s->model[0].name, "a (dropout 0.25)");
    assert_string_equal(s->model[0].settings, "dropout 0.25");
    assert_int_equal(s->model[0].n, 3);
    assert_true(fabs(s->model[0].bac.mean - 0.9) < 1e-12);
    assert_string_equal(s->model[1].name, "a (dropout 0.95)");
    assert_true(fabs(s->model[1].bac.mean - 0.7) < 1e-12);
    assert_int_equal(model_named(s, "b (dropout 0.25)")->n, 6);
    assert_int_equal(model_named(s, "b (dropout ?)")->n, 1);
    assert_int_equal(lmev__pair_of(s, 0, 1)->setting, LMEV__SET_DROPOUT);
    assert_int_equal(lmev__pair_of(s, 0, 2)->setting, LMEV__SETTINGS);
    lmev__study_free(s);
    free_lab(&l);
}

static void what_was_not_recorded_parts_nothing(void **state)
{
    (void)state;
    lab l = {0};
    put(&l, "a", 0, 0.5);
    put(&l, "a", 1, 0.5)->dropout = 0.25;
    put(&l, "a", 2, 0.5)->max_epochs = 10;
    lmev__study *s = study(&l);
    assert_int_equal(s->n_models, 1);
    assert_string_equal(s->model[0].name, "a");
    assert_string_equal(s->model[0].settings, "");
    lmev__study_free(s);
    free_lab(&l);
}

/* Whether it was asked for or not, there is no early stopping without validation rows. */
static void early_stopping_without_validation_rows_is_none(void **state)
{
    (void)state;
    for (int rows = 0; rows < 2; rows++) {
        lab l = {0};
        for (int t = 0; t < 2; t++) {
            lmev_experiment *x = put(&l, "a", t, 0.5);
            x->max_epochs = 10;
            x->patience = t ? 3 : 0;
            x->restores_best = t;
            x->n_validation = rows;
        }
        lmev__study *s = study(&l);
        assert_int_equal(s->n_models, rows ? 2 : 1);
        model_named(s, rows ? "a (patience none)" : "a");
        lmev__study_free(s);
        free_lab(&l);
    }
}

/* Each setting alone parts two trials, and its word is in the name. */
static void every_setting_is_named(void **state)
{
    (void)state;
    static const char *const want[LMEV__SETTINGS] = {
        [LMEV__SET_DIM] = "a (dim 128)",
        [LMEV__SET_TRAIN_ROWS] = "a (n = 7)",
        [LMEV__SET_FILE] = "a (x)",
        [LMEV__SET_VALIDATION_FILE] = "a (validation x)",
        [LMEV__SET_TEST_FILE] = "a (test x)",
        [LMEV__SET_WHERE] = "a (where x)",
        [LMEV__SET_PRECISION] = "a (x)",
        [LMEV__SET_HANDLE] = "a (x)",
        [LMEV__SET_LM_FILES] = "a (sha256 x)",
        [LMEV__SET_NORMALIZE] = "a (normalize true)",
        [LMEV__SET_LOWER] = "a (lower true)",
        [LMEV__SET_COMBINER] = "a (combiner x)",
        [LMEV__SET_MIN_COUNT] = "a (min_count 7)",
        [LMEV__SET_OOV_BUCKETS] = "a (oov_buckets 7)",
        [LMEV__SET_UNITS] = "a (units x)",
        [LMEV__SET_ACTIVATION] = "a (activation x)",
        [LMEV__SET_DROPOUT] = "a (dropout 1e-07)",
        [LMEV__SET_LM_TRAINABLE] = "a (lm_trainable true)",
        [LMEV__SET_OPTIMIZER] = "a (x)",
        [LMEV__SET_LEARNING_RATE] = "a (learning_rate 1e-07)",
        [LMEV__SET_BETA_1] = "a (beta_1 1e-07)",
        [LMEV__SET_BETA_2] = "a (beta_2 1e-07)",
        [LMEV__SET_EPSILON] = "a (epsilon 1e-07)",
        [LMEV__SET_BATCH_SIZE] = "a (batch_size 7)",
        [LMEV__SET_EPOCHS] = "a (epochs 7)",
        [LMEV__SET_STOPPING] = "a (patience 7)",
        [LMEV__SET_RESTORE] = "a (restore_best_weights true)",
        [LMEV__SET_VALIDATION_SPLIT] = "a (validation_split 1e-07)",
    };
    for (lmev__setting k = 0; k < LMEV__SETTINGS; k++) {
        lab l = {0};
        for (int t = 0; t < 2; t++) {
            lmev_experiment *x = put(&l, "a", t, 0.5);
            char **text[] = {&x->data_set,      &x->validation_file, &x->test_file,
                             &x->filter,        &x->precision,       &x->handle,
                             &x->lm_files_hash, &x->combiner,        &x->units,
                             &x->activation,    &x->optimizer};
            for (size_t i = 0; i < sizeof text / sizeof *text; i++) set(text[i], "w");
            x->dim = x->batch_size = x->max_epochs = x->patience = 6;
            x->n_train = 6;
            x->min_count = x->oov_buckets = 6;
            x->normalization = x->lower = x->lm_trainable = x->restores_best = 0;
            x->dropout = x->learning_rate = x->beta_1 = x->beta_2 = 0;
            x->epsilon = x->validation_split = 0;
        }
        lmev_experiment *x = &l.e.at[1];
        if (k == LMEV__SET_DIM) x->dim = 128;
        if (k == LMEV__SET_TRAIN_ROWS) x->n_train = 7;
        if (k == LMEV__SET_FILE) set(&x->data_set, "/w/x");
        if (k == LMEV__SET_VALIDATION_FILE) set(&x->validation_file, "/w/x");
        if (k == LMEV__SET_TEST_FILE) set(&x->test_file, "/w/x");
        if (k == LMEV__SET_WHERE) set(&x->filter, "x");
        if (k == LMEV__SET_PRECISION) set(&x->precision, "x");
        if (k == LMEV__SET_HANDLE) {
            set(&x->handle, "x");
            set(&x->lm_files_hash, ""); /* known files say more */
        }
        if (k == LMEV__SET_LM_FILES) set(&x->lm_files_hash, "x");
        if (k == LMEV__SET_NORMALIZE) x->normalization = 1;
        if (k == LMEV__SET_LOWER) x->lower = 1;
        if (k == LMEV__SET_COMBINER) set(&x->combiner, "x");
        if (k == LMEV__SET_MIN_COUNT) x->min_count = 7;
        if (k == LMEV__SET_OOV_BUCKETS) x->oov_buckets = 7;
        if (k == LMEV__SET_UNITS) set(&x->units, "x");
        if (k == LMEV__SET_ACTIVATION) set(&x->activation, "x");
        if (k == LMEV__SET_DROPOUT) x->dropout = 1e-7;
        if (k == LMEV__SET_LM_TRAINABLE) x->lm_trainable = 1;
        if (k == LMEV__SET_OPTIMIZER) set(&x->optimizer, "x");
        if (k == LMEV__SET_LEARNING_RATE) x->learning_rate = 1e-7;
        if (k == LMEV__SET_BETA_1) x->beta_1 = 1e-7;
        if (k == LMEV__SET_BETA_2) x->beta_2 = 1e-7;
        if (k == LMEV__SET_EPSILON) x->epsilon = 1e-7;
        if (k == LMEV__SET_BATCH_SIZE) x->batch_size = 7;
        if (k == LMEV__SET_EPOCHS) x->max_epochs = 7;
        if (k == LMEV__SET_STOPPING) x->patience = 7;
        if (k == LMEV__SET_RESTORE) x->restores_best = 1;
        if (k == LMEV__SET_VALIDATION_SPLIT) x->validation_split = 1e-7;
        lmev__study *s = study(&l);
        assert_int_equal(s->n_models, 2);
        model_named(s, want[k]);
        assert_int_equal(lmev__pair_of(s, 0, 1)->setting, k);
        lmev__study_free(s);
        free_lab(&l);
    }
}

/* A model got by its handle is the one at a path whose files are the same. */
static void a_handle_parts_nothing_where_the_files_are_known(void **state)
{
    (void)state;
    lab l = {0};
    for (int t = 0; t < 4; t++) {
        lmev_experiment *x = put(&l, "b", t, 0.5);
        set(&x->handle, t % 2 ? "org/b" : "b");
        set(&x->lm_files_hash, t < 3 ? "0123" : "4567");
    }
    lmev__study *s = study(&l);
    assert_sound(s);
    assert_int_equal(s->n_models, 2);
    assert_int_equal(model_named(s, "b (sha256 0123)")->n, 3);
    assert_int_equal(model_named(s, "b (sha256 4567)")->n, 1);
    assert_int_equal(lmev__pair_of(s, 0, 1)->setting, LMEV__SET_LM_FILES);
    lmev__study_free(s);
    free_lab(&l);
}

static void languages_are_parts_of_names(void **state)
{
    (void)state;
    static const struct {
        const char *name, *handle, *language;
    } c[] = {{"nnlm-es-dim50", "", "es"},
             {"nnlm-en-dim128-with-normalization", "", "en"},
             {"cc.pt.300", "", "pt"},
             {"a/es_b", "", "es"},
             {"tests", "", ""},
             {"scratch50", "", ""},
             {"resnet", "https://tfhub.dev/google/nnlm-es-dim50/2", "es"},
             {"mine", "https://models.es/mine", ""}, /* a domain */
             {"es-en-aligned", "", ""},              /* two */
             {"es-es", "", "es"},
             {"all-MiniLM-L6-v2", "", ""},
             {"es_core_news_lg", "", "es"},
             {"no-subwords", "", ""},
             {"-e-s-", "", ""},
             {"", "", ""}};
    for (size_t i = 0; i < sizeof c / sizeof *c; i++)
        assert_string_equal(lmev__language_in_name(c[i].name, c[i].handle),
                            c[i].language);
}

static void traits_tell_what_differs(void **state)
{
    (void)state;
    lab l = {0};
    for (int t = 0; t < 2; t++) {
        put(&l, "scratch50", t, 0.9 + 0.01 * t);
        put(&l, "scratch128", t, 0.8 + 0.01 * t)->dim = 128;
        lmev_experiment *x = put(&l, "nnlm-es", t, 0.7 + 0.01 * t);
        set(&x->format, "tfhub");
        x = put(&l, "nnlm-en", t, 0.6 + 0.01 * t);
        set(&x->format, "tfhub");
        x = put(&l, "more-en", t, 0.5 + 0.01 * t);
        set(&x->format, "tfhub");
        x->n_train = 5000;
    }
    lmev__study *s = study(&l);
    assert_sound(s);
    assert_int_equal(lmev__pair_of(s, 0, 1)->differs,
                     LMEV__BY_DIM); /* both from scratch */
    assert_int_equal(lmev__pair_of(s, 2, 3)->differs, LMEV__BY_LANGUAGE);
    assert_int_equal(lmev__pair_of(s, 0, 2)->differs, LMEV__TRAITS);
    assert_int_equal(lmev__pair_of(s, 3, 4)->differs, LMEV__TRAITS); /* other rows */
    assert_int_equal(s->grouping[LMEV__BY_ORIGIN].n, 2);
    assert_string_equal(s->grouping[LMEV__BY_ORIGIN].level[0].name, "scratch");
    assert_int_equal(s->grouping[LMEV__BY_LANGUAGE].level[1].n, 4);
    lmev__study_free(s);
    free_lab(&l);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_was_not_recorded_is_left_out),
        cmocka_unit_test(names_are_clean_and_unique),
        cmocka_unit_test(settings_part_the_trials_of_a_model),
        cmocka_unit_test(what_was_not_recorded_parts_nothing),
        cmocka_unit_test(early_stopping_without_validation_rows_is_none),
        cmocka_unit_test(every_setting_is_named),
        cmocka_unit_test(a_handle_parts_nothing_where_the_files_are_known),
        cmocka_unit_test(languages_are_parts_of_names),
        cmocka_unit_test(traits_tell_what_differs),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
