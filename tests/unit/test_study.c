/* test_study.c - experiments in, the numbers of a report out: tables of the 2020 study,
 * correlations, classes, cautions, and what goes wrong.
 *
 * What is said of models and effects: test_verdicts.c; names and settings:
 * test_study_models.c. */
#include "study_help.h"

#include "../golden/correlation.h"

static const lmev__warning *warned(const lmev__study *s, const char *key)
{
    for (size_t i = 0; i < s->n_warnings; i++)
        if (strcmp(s->warning[i].key, key) == 0) return &s->warning[i];
    return NULL;
}

static size_t count_of(const lmev__warning *w, const char *value)
{
    for (size_t i = 0; i < w->n_values; i++)
        if (strcmp(w->value[i], value) == 0) return w->count[i];
    return 0;
}

/* ---- The 2020 study ---- */

static int by_size(const void *a, const void *b)
{
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
    return (x > y) - (x < y);
}

/* Printed as the table in the data's README prints it, so that every digit must agree;
 * epochs ascending, as the README does not say in which order its trials are. */
static void seed_table(const lmev__study *s)
{
    static const char *const rows[8] = {
        "nnlm-es-dim50-with-normalization 0.7536 0.0060 10 10 10 10 0.9827 143.9 118.2",
        "nnlm-es-dim128-with-normalization 0.7489 0.0088 8 8 9 9 0.9464 202.4 134.5",
        "nnlm-es-dim128 0.7379 0.0036 9 9 9 9 1.0066 211.8 137.1",
        "nnlm-es-dim50 0.7331 0.0031 10 10 10 10 1.0417 135.6 105.1",
        "nnlm-en-dim128-with-normalization 0.7307 0.0055 10 10 10 10 1.0493 232.9 153.3",
        "nnlm-en-dim50-with-normalization 0.7235 0.0050 10 10 10 10 1.0880 141.7 110.6",
        "nnlm-en-dim128 0.7173 0.0046 10 10 10 10 1.1152 230.4 144.7",
        "nnlm-en-dim50 0.7047 0.0037 10 10 10 10 1.1710 138.9 104.3"};
    const lmev__grouping *device = &s->grouping[LMEV__BY_DEVICE];
    assert_int_equal(s->n_models, 8);
    assert_int_equal(device->n, 2);
    for (size_t k = 0; k < 8; k++) {
        const lmev__study_model *m = &s->model[k];
        double took[2] = {0};
        for (size_t i = 0; i < s->n_timings; i++) {
            const lmev__timing *t = &s->timing[i];
            bool p100 = strstr(device->level[t->device].name, "P100") != NULL;
            if (t->model == k) took[p100] = t->training.mean;
        }
        lmev__buf b = LMEV__BUF_INIT;
        lmev__buf_printf(&b, "%s %.4f %.4f", m->name, m->bac.mean, m->bac.sd);
        assert_int_equal(m->n, 4);
        uint32_t epochs[4];
        for (size_t i = 0; i < 4; i++) epochs[i] = s->all->at[m->which[i]].n_epochs;
        qsort(epochs, 4, sizeof *epochs, by_size);
        for (size_t i = 0; i < 4; i++) lmev__buf_printf(&b, " %u", epochs[i]);
        lmev__buf_printf(&b, " %.4f %.1f %.1f", m->min_val_loss.mean, took[0], took[1]);
        char *row = lmev__buf_text(&b);
        assert_string_equal(row, rows[k]);
        lmev__free(row);
    }
}

/* Models of a lower validation loss score higher; trials of one model do not. NumPy's
 * figures. */
static void loss_and_bac_of_2020(const lmev__study *s)
{
    double loss[32], bac[32];
    for (size_t i = 0; i < 32; i++) {
        loss[i] = lmev__min_val_loss(&s->all->at[i]);
        bac[i] = s->all->at[i].bac;
    }
    lmev__correlation c;
    assert_true(lmev__correlate(&c, loss, bac, s->model_of, 32, s->n_models));
    assert_near(c.all, -0.906341839665465, 1e-12);
    assert_near(c.between, -0.974523756606173, 1e-12);
    assert_near(c.within, 0.370705559164163, 1e-12);
    assert_near(c.low, -0.02861709, 5e-9);
    assert_near(c.high, 0.667991, 5e-7);
}

static void the_2020_study_comes_out(void **state)
{
    (void)state;
    lmev_experiments *e = seed_experiments();
    lmev__study *s = NULL;
    assert_ok(lmev__study_new(&s, e, NULL, NULL, err));
    assert_sound(s);
    seed_table(s);
    loss_and_bac_of_2020(s);

    const lmev__grouping *language = &s->grouping[LMEV__BY_LANGUAGE];
    assert_int_equal(language->n, 2);
    assert_string_equal(language->level[0].name, "es");
    assert_int_equal(language->level[0].n, 16);
    assert_near(language->level[0].bac.mean, 0.743377, 5e-7);
    assert_string_equal(language->level[1].name, "en");
    assert_near(language->level[1].bac.mean, 0.719046, 5e-7);
    assert_int_equal(s->grouping[LMEV__BY_DIM].n, 2);
    assert_int_equal(s->grouping[LMEV__BY_NORMALIZATION].n, 2);
    assert_int_equal(s->grouping[LMEV__BY_ORIGIN].n, 0); /* all are pretrained */

    const lmev__warning *w = warned(s, "DATA-OUTPUT_DIM");
    assert_non_null(w);
    assert_int_equal(w->n_values, 4);
    assert_string_equal(w->value[0], "1572");
    assert_int_equal(w->count[0], 13);
    assert_non_null(w = warned(s, "device"));
    assert_int_equal(w->n_values, 2);
    assert_non_null(w = warned(s, "weights"));
    assert_int_equal(count_of(w, "last"), 20);
    assert_int_equal(count_of(w, "best"), 12);
    assert_int_equal(s->n_warnings, 3);
    size_t both = 0;
    for (size_t i = 0; i < e->n; i++) both += lmev__weights_of(&e->at[i]) == 'e';
    assert_int_equal(both, 9);

    /* Four runs have predictions, of test rows of their own. */
    size_t predicted = 0;
    assert_int_equal(s->n_test_sets, 4);
    for (size_t k = 0; k < s->n_models; k++) {
        predicted += s->model[k].n_predicted;
        assert_int_equal(isnan(s->model[k].spread.rows), s->model[k].n_predicted == 0);
    }
    assert_int_equal(predicted, 4);
    assert_true(s->closest != LMEV__NONE && s->n_classes > 1400);
    size_t never = 0, few = 0;
    for (size_t k = 0; k < s->n_classes; k++) {
        never += s->class[k].recall == 0;
        few += s->class[k].recall == 0 && s->class[k].n <= 3;
    }
    assert_int_equal(never, 66);
    assert_int_equal(few, 58);
    lmev__study_free(s);
    lmev_experiments_free(e);
}

/* ---- Correlations ---- */

/* Values of 0.7 that differ by 0.004 have 1e-14 of their spread as last digit; sums of 16
 * of them may differ by some hundred of those, and atanh and tanh keep that. */
#define CORRELATION 1e-11

static void correlations_equal_numpy(void **state)
{
    (void)state;
    const double *const x = correlated_x, *const y = correlated_y;
    const size_t *const group = correlated_group;
    lmev__correlation c;
    assert_true(lmev__correlate(&c, x, y, group, CORRELATED, CORRELATED_GROUPS + 1));
    assert_true(c.n == CORRELATED && c.n_groups == CORRELATED_GROUPS);
    const double got[] = {c.all, c.between, c.within, c.low, c.high};
    for (size_t k = 0; k < sizeof got / sizeof *got; k++)
        assert_near(got[k], correlation[k], CORRELATION);

    /* A group each: means are the values, and nothing is left within. */
    size_t own[CORRELATED], one[CORRELATED] = {0};
    for (size_t i = 0; i < CORRELATED; i++) own[i] = i;
    assert_true(lmev__correlate(&c, x, y, own, CORRELATED, CORRELATED));
    assert_near(c.between, correlation[0], CORRELATION);
    assert_true(isnan(c.within) && isnan(c.low) && isnan(c.high));
    /* One group: within is all, and its interval that of n pairs. */
    assert_true(lmev__correlate(&c, x, y, one, CORRELATED, 1));
    assert_near(c.within, correlation[0], CORRELATION);
    assert_near(atanh(c.high) - atanh(c.within),
                lmev_stat_t_quantile(0.975, INFINITY) / sqrt(CORRELATED - 3),
                CORRELATION);
    assert_true(isnan(c.between));
    /* Three trials more than groups are the least, and two means are no correlation. */
    const size_t two[] = {0, 1, 0, 1, 0, 1};
    assert_true(lmev__correlate(&c, x, y, two, 5, 2));
    assert_true(isfinite(c.within) && isfinite(c.low) && isnan(c.between));
    assert_true(lmev__correlate(&c, x, y, two, 4, 2));
    assert_true(isnan(c.within) && isnan(c.low) && isfinite(c.all));
    /* On a line, and where one of them is always the same. */
    const double line[] = {0.3, 0.1, 0.7, 0.2, 0.9, 0.4},
                 same[] = {.1, .1, .1, .1, .1, .1};
    assert_true(lmev__correlate(&c, line, line, two, 6, 2));
    assert_near(c.within, 1, CORRELATION);
    assert_true(lmev__correlate(&c, line, same, two, 6, 2));
    assert_true(isnan(c.all) && isnan(c.within) && isnan(c.low));
    assert_true(lmev__correlate(&c, NULL, NULL, NULL, 0, 0));
    assert_true(c.n == 0 && c.n_groups == 0 && isnan(c.all) && isnan(c.within));
}

/* ---- Classes ---- */

/* Three models of four trials on test set 7; hit[model][trial][row]. */
static void three_models(lab *l, uint8_t hit[3][4][ROWS])
{
    static const char *const name[3] = {"good", "fair", "poor"};
    static const double chance[3] = {0.8, 0.78, 0.5};
    for (uint32_t k = 0; k < 3; k++)
        for (uint32_t t = 0; t < 4; t++)
            predict(put(l, name[k], t, 0), 7, chance[k], 10 * k + t, hit[k][t]);
}

static void classes_are_put_together_by_name(void **state)
{
    (void)state;
    lab l = {0};
    uint8_t hit[2][ROWS];
    /* Other rows and other numbers of the classes in each file, the same names. */
    predict(put(&l, "a", 0, 0), 1, 0.6, 1, hit[0]);
    predict(put(&l, "a", 1, 0), 2, 0.6, 2, hit[1]);
    put(&l, "b", 0, 0.01);
    lmev__study *s = study(&l);
    assert_sound(s);
    assert_int_equal(s->closest, 0);
    assert_int_equal(s->n_classes, CLASSES);
    uint64_t confused = 0, missed = 0;
    for (size_t k = 0; k < s->n_classes; k++) {
        uint64_t n = 0, hits = 0;
        for (size_t f = 0; f < 2; f++)
            for (size_t r = 0; r < ROWS; r++) {
                char name[16];
                snprintf(name, sizeof name, "class %zu", (r + f + 1) % CLASSES);
                bool mine = strcmp(name, s->class[k].name) == 0;
                n += mine;
                hits += mine && hit[f][r];
            }
        const lmev__class *c = &s->class[k];
        double low, high;
        lmev_stat_wilson((double)hits, (double)n, LMEV__LEVEL, &low, &high);
        assert_int_equal(c->n, n);
        assert_int_equal(c->trials, 2);
        assert_int_equal(c->predictions, n); /* each row was in one trial */
        assert_true(c->recall == (double)hits / (double)n);
        assert_true(c->low == low && c->high == high);
        missed += n - hits;
        if (k) assert_true(s->class[k - 1].high <= c->high);
    }
    for (size_t i = 0; i < s->n_confused; i++) {
        const lmev__confused *c = &s->confused[i];
        confused += c->n;
        assert_int_not_equal(c->truth, c->predicted);
        assert_near(c->share, (double)c->n / (double)s->class[c->truth].n, 1e-15);
        if (i) assert_true(s->confused[i - 1].n >= c->n);
    }
    assert_int_equal(confused, missed);
    assert_true(s->model[0].spread.rows > 0);
    lmev__study_free(s);
    free_lab(&l);
}

/* Trials on one test set see the same rows, in whatever order the sets come. */
static void rows_of_a_class_are_counted_once(void **state)
{
    (void)state;
    enum { TRIALS = 5, EACH = ROWS / CLASSES };
    static const uint32_t set_of[TRIALS] = {1, 2, 1, 1, 2};
    static const double on[] = {0, 3, 2}; /* trials on each set */
    lab l = {0};
    uint8_t hit[TRIALS][ROWS];
    for (uint32_t t = 0; t < TRIALS; t++)
        predict(put(&l, "a", t, 0), set_of[t], 0.5 + 0.1 * t, t, hit[t]);
    lmev__study *s = study(&l);
    assert_sound(s);
    assert_int_equal(s->n_classes, CLASSES);
    for (size_t k = 0; k < CLASSES; k++) {
        const lmev__class *c = &s->class[k];
        double hits = 0, low, high; /* of each row the share of its trials */
        for (size_t t = 0; t < TRIALS; t++)
            for (size_t r = 0; r < ROWS; r++) {
                char name[16];
                snprintf(name, sizeof name, "class %zu", (r + set_of[t]) % CLASSES);
                if (strcmp(name, c->name) == 0) hits += hit[t][r] / on[set_of[t]];
            }
        lmev_stat_wilson(hits, 2 * EACH, LMEV__LEVEL, &low, &high);
        assert_int_equal(c->n, 2 * EACH);
        assert_int_equal(c->trials, TRIALS);
        assert_int_equal(c->predictions, TRIALS * EACH);
        assert_near(c->recall, hits / (2 * EACH), 1e-13); /* sums of 80 shares */
        assert_near(c->low, low, 1e-13);
        assert_near(c->high, high, 1e-13);
    }
    for (size_t i = 0; i < s->n_confused; i++)
        assert_near(s->confused[i].share, (double)s->confused[i].n / (TRIALS * EACH),
                    1e-15);
    lmev__study_free(s);
    free_lab(&l);
}

/* Two trials that predict alike; a row of a class right after as many wrong ones. */
static void classes_shown_to_be_bad_come_first(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        size_t rows, right;
    } class[] = {{"fifty", 50, 5},
                 {"ten", 10, 0},
                 {"one", 1, 0},
                 {"pair", 2, 2},
                 {"sure", 20, 20}}; /* as they are to come */
    enum { TESTED = sizeof class / sizeof *class };
    lab l = {0};
    lmev__buf b = LMEV__BUF_INIT;
    double bac = 0;
    lmev__buf_puts(&b, "title,category,predicted\n");
    for (size_t k = TESTED; k-- > 0;) {
        for (size_t r = 0; r < class[k].rows; r++)
            lmev__buf_printf(&b, "row %zu,%s,%s\n", r, class[k].name,
                             r < class[k].right ? class[k].name : "ghost");
        bac += (double)class[k].right / (double)class[k].rows / TESTED;
    }
    char *text = lmev__buf_text(&b);
    for (uint32_t t = 0; t < 2; t++) {
        lmev_experiment *x = put(&l, "a", t, bac);
        char *dir = lmev__path_join(folder, x->run_id);
        assert_ok(lmev__mkdirs(dir, err));
        put_file(dir, "test-results.csv", text);
        lmev__free(x->path);
        x->path = dir;
        x->has_results = true;
    }
    lmev__free(text);
    lmev__study *s = study(&l);
    assert_sound(s);
    assert_int_equal(s->n_classes, TESTED + 1);
    for (size_t k = 0; k < TESTED; k++) {
        const lmev__class *c = &s->class[k];
        assert_string_equal(c->name, class[k].name);
        assert_int_equal(c->n, class[k].rows);
        assert_int_equal(c->trials, 2);
        assert_int_equal(c->predictions, 2 * class[k].rows);
        assert_true(c->recall == (double)class[k].right / (double)class[k].rows);
        assert_true(c->low <= c->recall && c->recall <= c->high);
    }
    const lmev__class *ghost = &s->class[TESTED];
    assert_string_equal(ghost->name, "ghost");
    assert_true(ghost->n == 0 && ghost->trials == 0 && isnan(ghost->recall) &&
                isnan(ghost->low) && isnan(ghost->high));
    assert_int_equal(s->confused[0].truth, 0); /* fifty for ghost, in both trials */
    assert_int_equal(s->confused[0].predicted, TESTED);
    assert_int_equal(s->confused[0].n, 90);
    assert_near(s->confused[0].share, 0.9, 1e-15);
    lmev__study_free(s);
    free_lab(&l);
}

/* ---- Cautions ---- */

static void warnings_name_what_differs(void **state)
{
    (void)state;
    lab l = {0};
    char text[80];
    for (int t = 0; t < 20; t++) {
        lmev_experiment *x = put(&l, "a", t / 2, 0.5);
        snprintf(text, sizeof text, "%064d", 0);
        text[0] = (char)('a' + t % 18);
        set(&x->split_hash, text);
        if (t < 19) set(&x->run_id, "the same");
        x->bac_best = 0.5; /* the best epoch's, of three also the last */
        x->bac_last = t < 3 ? 0.5 : 0.4;
    }
    set(&l.e.at[0].data_hash, "abc"); /* others did not record one */
    lmev__study *s = study(&l);
    assert_sound(s);
    assert_null(warned(s, "weights"));
    assert_null(warned(s, "LMEV-DATA_SHA256"));
    assert_null(warned(s, "device"));
    const lmev__warning *w = warned(s, "LMEV-SPLIT_SHA256");
    assert_non_null(w);
    assert_int_equal(w->n_values, LMEV__VALUES_MAX);
    assert_int_equal(w->n_more, 2);
    assert_string_equal(w->value[0], "a00000000000");
    assert_int_equal(w->count[0], 2);
    assert_non_null(w = warned(s, "trial"));
    assert_string_equal(w->value[0], "a");
    assert_int_equal(w->count[0], 20);
    assert_non_null(w = warned(s, "run id"));
    assert_int_equal(count_of(w, "the same"), 19);
    assert_int_equal(w->n_values, 1);
    assert_int_equal(s->n_warnings, 3);
    lmev__study_free(s);

    l.e.at[4].bac_last =
        0.5; /* now three of the last's alone, four alike, one of neither */
    for (int t = 5; t < 8; t++) {
        l.e.at[t].bac_best = 0.6;
        l.e.at[t].bac_last = 0.5;
    }
    l.e.at[8].bac_best = l.e.at[8].bac_last = 0.1;
    s = study(&l);
    assert_non_null(w = warned(s, "weights"));
    assert_int_equal(count_of(w, "best"), 12);
    assert_int_equal(count_of(w, "last"), 7);
    assert_int_equal(count_of(w, "neither"), 1);
    lmev__study_free(s);
    free_lab(&l);
}

/* Three trials of models a and b whose rows were drawn anew for each trial. */
static void draw_by_trial(lab *l)
{
    for (int t = 0; t < 3; t++)
        for (int k = 0; k < 2; k++) {
            lmev_experiment *x = put(l, k ? "b" : "a", t, 0.5 - 0.1 * k);
            char text[8];
            snprintf(text, sizeof text, "%d", t);
            set(&x->split_hash, text);
            set(&x->data_hash, text);
            set(&x->classes_hash, text);
            x->n_classes = 100 + (uint64_t)t;
            x->n_test = 1000 + (uint64_t)t;
        }
}

static void what_is_drawn_by_trial_is_no_caution(void **state)
{
    (void)state;
    lab l = {0};
    draw_by_trial(&l);
    lmev__study *s = study(&l);
    assert_int_equal(s->n_warnings, 0);
    lmev__study_free(s);

    set(&l.e.at[5].split_hash, "9"); /* one model's trial on other rows: each by itself */
    s = study(&l);
    assert_int_equal(s->n_warnings, 1);
    assert_int_equal(warned(s, "LMEV-SPLIT_SHA256")->n_values, 4);
    lmev__study_free(s);

    set(&l.e.at[5].split_hash, "2");
    set(&l.e.at[5].data_hash, ""); /* not known to be the same */
    s = study(&l);
    assert_int_equal(s->n_warnings, 1);
    assert_non_null(warned(s, "LMEV-DATA_SHA256"));
    lmev__study_free(s);
    free_lab(&l);

    draw_by_trial(&l);
    l.e.at[5].trial = 3; /* each trial has one value, but b was not given what a was */
    s = study(&l);
    assert_non_null(warned(s, "LMEV-SPLIT_SHA256"));
    assert_non_null(warned(s, "LMEV-CLASSES_SHA256"));
    assert_non_null(warned(s, "DATA-OUTPUT_DIM"));
    assert_non_null(warned(s, "DATA-TEST_SET_SIZE"));
    lmev__study_free(s);

    l.e.at[5].trial = 2;
    set(&l.e.at[0].device, "loom"); /* of the draw it is not */
    set(&l.e.at[1].device, "loom");
    s = study(&l);
    assert_int_equal(s->n_warnings, 1);
    assert_non_null(warned(s, "device"));
    lmev__study_free(s);
    free_lab(&l);
}

/* ---- Faults ---- */

typedef struct ear {
    int n;
    char last[1200];
    bool stop;
} ear;

static void hear(void *self, lmev_level level, const char *text)
{
    ear *e = self;
    e->n += level == LMEV_LEVEL_WARNING;
    snprintf(e->last, sizeof e->last, "%s", text);
}

static bool stop(void *self)
{
    return ((ear *)self)->stop;
}

static void predictions_that_do_not_belong_are_told(void **state)
{
    (void)state;
    lab l = {0};
    ear e = {0};
    const lmev_watch watch = {.self = &e, .message = hear, .stop = stop};
    lmev__study *s = NULL;
    predict(put(&l, "a", 0, 0), 1, 0.9, 1, NULL);
    predict(put(&l, "a", 1, 0), 1, 0.9, 2, NULL);
    l.e.at[1].bac += 1e-4; /* of another run, then */
    assert_ok(lmev__study_new(&s, &l.e, NULL, &watch, err));
    assert_sound(s);
    assert_int_equal(e.n, 1);
    assert_non_null(strstr(e.last, "run-1"));
    assert_int_equal(s->model[0].n_predicted, 1);
    assert_true(s->test_set_of[1] == LMEV__NONE && s->test_set_of[0] == 0);
    lmev__study_free(s);

    put_file(l.e.at[0].path, "test-results.csv", "title,category\nx\n");
    lmev__remove_file(l.e.at[1].path, NULL);
    set(&l.e.at[1].path, "/nowhere");
    e.n = 0;
    assert_ok(lmev__study_new(&s, &l.e, NULL, &watch, err));
    assert_int_equal(e.n, 2);
    assert_int_equal(s->n_test_sets, 0);
    assert_true(s->closest == LMEV__NONE);
    lmev__study_free(s);

    e.stop = true;
    lmev__study *none = NULL;
    assert_int_equal(lmev__study_new(&none, &l.e, NULL, &watch, NULL), LMEV_STOPPED);
    assert_null(none);
    for (size_t i = 0; i < l.e.n; i++) l.e.at[i].has_results = false;
    put(&l, "b", 0, 0.4); /* nothing to read, but a pair to judge */
    assert_int_equal(lmev__study_new(&none, &l.e, NULL, &watch, NULL), LMEV_STOPPED);
    assert_null(none);
    free_lab(&l);
}

static void nothing_is_not_found(void **state)
{
    (void)state;
    lmev_experiments e = {0};
    lmev__study *s = NULL;
    lmev_error err = {0};
    assert_int_equal(lmev__study_new(&s, &e, NULL, NULL, &err), LMEV_ERR_NOTFOUND);
    assert_string_equal(err.text, "no finished experiment");
    assert_null(s);
    lmev__study_free(NULL);

    lab l = {0}; /* nor is one without a BAC, which is never loaded, a trial */
    put(&l, "a", 0, 0.5);
    put(&l, "b", 0, (double)NAN);
    assert_int_equal(lmev__study_new(&s, &l.e, NULL, NULL, &err), LMEV_ERR_PARAM);
    assert_string_equal(err.text, "the experiment has no balanced accuracy");
    assert_null(s);
    free_lab(&l);
}

static void memory_may_run_out_anywhere(void **state)
{
    (void)state;
    static uint8_t hit[3][4][ROWS];
    static const lmev_report_options few = {.threads = 1, .power = true};
    lab l = {0};
    three_models(&l, hit);
    predict(put(&l, "own", 0, 0), 2, 0.5, 9, NULL);
    predict(put(&l, "own", 1, 0), 3, 0.5, 9, NULL);
    set(&put(&l, "good", 1, 0.5)->device, "loom"); /* a trial twice, another device */
    l.e.at[0].dim = 128;
    lmev_status st = LMEV_ERR_NOMEM;
    for (long k = 0; st != LMEV_OK; k++) {
        long live = lmev__test_live_blocks();
        lmev__study *s = NULL;
        lmev_error err = {0};
        lmev__test_fail_alloc(k, false);
        st = lmev__study_new(&s, &l.e, &few, NULL, &err);
        lmev__test_fail_alloc(-1, false);
        assert_true(st == LMEV_OK || (st == LMEV_ERR_NOMEM && !s));
        assert_int_equal(err.status, st);
        if (s) assert_sound(s);
        lmev__study_free(s);
        assert_int_equal(lmev__test_live_blocks(), live);
    }
    free_lab(&l);
}

/* Byte for byte the same numbers, whatever the threads. */
static void threads_do_not_matter(void **state)
{
    (void)state;
    static uint8_t hit[3][4][ROWS];
    lab l = {0};
    three_models(&l, hit);
    lmev__study *s[2] = {NULL};
    for (int i = 0; i < 2; i++) {
        const lmev_report_options o = {.threads = i ? 5 : 1};
        assert_ok(lmev__study_new(&s[i], &l.e, &o, NULL, err));
    }
    assert_int_equal(s[0]->n_classes, s[1]->n_classes);
    for (size_t k = 0; k < s[0]->n_classes; k++)
        assert_string_equal(s[0]->class[k].name, s[1]->class[k].name);
    for (size_t i = 0; i < s[0]->n_pairs; i++) {
        assert_memory_equal(&s[0]->pair[i].of, &s[1]->pair[i].of, sizeof(lmev_estimate));
        assert_true(isnan(s[0]->pair[i].smallest)); /* nobody asked */
    }
    lmev__study_free(s[0]);
    lmev__study_free(s[1]);
    free_lab(&l);
}

static void ten_thousand_experiments(void **state)
{
    (void)state;
    lab l = {0};
    char name[32];
    for (int i = 0; i < 10000; i++) {
        snprintf(name, sizeof name, "model-%d", i % 2500);
        put(&l, name, i / 2500, 0.5 + 1e-5 * (i % 997) + 1e-3 * (i / 2500));
    }
    lmev__study *s = study(&l);
    assert_sound(s);
    assert_int_equal(s->n_models, 2500);
    assert_int_equal(s->n_pairs, 2499);
    lmev__study_free(s);
    free_lab(&l);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_FOLDER(the_2020_study_comes_out),
        cmocka_unit_test(correlations_equal_numpy),
        IN_FOLDER(classes_are_put_together_by_name),
        IN_FOLDER(rows_of_a_class_are_counted_once),
        IN_FOLDER(classes_shown_to_be_bad_come_first),
        cmocka_unit_test(warnings_name_what_differs),
        cmocka_unit_test(what_is_drawn_by_trial_is_no_caution),
        IN_FOLDER(predictions_that_do_not_belong_are_told),
        cmocka_unit_test(nothing_is_not_found),
        IN_FOLDER(memory_may_run_out_anywhere),
        IN_FOLDER(threads_do_not_matter),
        cmocka_unit_test(ten_thousand_experiments),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
