/* test_study.c - experiments in, the numbers of a report out.
 *
 * The 2020 study's own experiments, whose numbers are known, and made-up ones of every awkward
 * shape. Numbers that the library's statistics compute are not tested here (test_statistics.c),
 * but that the right rows and trials go into them. */
#include "base/buf.h"
#include "base/rng.h"
#include "lab_help.h"
#include "report/parts.h"
#include "report/study.h"

#include "../golden/correlation.h"

/* cmocka's are of floats. */
#define assert_near(a, b, within) assert_true(fabs((a) - (b)) <= (within))

#define ROWS    240
#define CLASSES 6

/* ---- Experiments that never were ------------------------------------------------------------ */

/* An experiment with nothing but a model, a trial and a BAC; what else it needs is set by the
 * test. The pointer lives until the next one is added. */
static lmev_experiment *put(lab *l, const char *model, int64_t trial, double bac)
{
    lmev_experiment *x = add(l, model, trial, bac);
    set(&x->path, folder);
    set(&x->format, "scratch");
    x->normalization = 1;
    x->dim = 50;
    x->n_train = 1000;
    x->n_test = ROWS;
    x->n_classes = 0;
    x->bac_best = x->bac_last = (double)NAN;
    x->started_at = 0;
    return x;
}

/* Write predictions for x on test set `set`, right with the given chance, by trial and seed. Each
 * set starts its classes elsewhere, so their numbers differ from file to file. hit may be NULL. */
static void predict(lmev_experiment *x, uint32_t test_set, double chance, uint32_t seed,
                    uint8_t hit[ROWS])
{
    lmev__buf b = LMEV__BUF_INIT;
    lmev__philox hard = lmev__philox_key(test_set, LMEV__DRAW_SYNTH, 1, 0),
                 luck = lmev__philox_key(seed, LMEV__DRAW_SYNTH, 2, test_set);
    size_t right[CLASSES] = {0}, all[CLASSES] = {0};
    lmev__buf_puts(&b, "title,category,predicted\n");
    for (size_t r = 0; r < ROWS; r++) {
        size_t truth = (r + test_set) % CLASSES;
        double p = 0.5 * lmev__philox_unit(&hard, r) + 0.5 * lmev__philox_unit(&luck, r);
        bool good = p < chance;
        size_t other = (truth + 1 + lmev__philox_u64(&luck, ROWS + r) % 2) % CLASSES;
        lmev__buf_printf(&b, "row %zu of %u,class %zu,class %zu\n", r, test_set, truth,
                         good ? truth : other);
        all[truth]++;
        right[truth] += good;
        if (hit) hit[r] = good;
    }
    x->bac = 0;
    for (size_t k = 0; k < CLASSES; k++)
        x->bac += (double)right[k] / (double)all[k] / CLASSES;
    char *text = lmev__buf_text(&b), *dir = lmev__path_join(folder, x->run_id);
    assert_ok(lmev__mkdirs(dir, err));
    put_file(dir, "test-results.csv", text);
    lmev__free(x->path);
    x->path = dir;
    x->has_results = true;
    lmev__free(text);
}

static lmev__study *study(const lab *l)
{
    static const lmev_report_options few = {.draws = 200, .threads = 1, .power = true};
    lmev__study *s = NULL;
    assert_ok(lmev__study_new(&s, &l->e, &few, NULL, err));
    return s;
}

static const lmev__model *model_named(const lmev__study *s, const char *name)
{
    for (size_t k = 0; k < s->n_models; k++)
        if (strcmp(s->model[k].name, name) == 0) return &s->model[k];
    fail_msg("no model '%s'", name);
    return NULL;
}

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

/* What must hold of every study. */
static void assert_sound(const lmev__study *s)
{
    size_t n = 0;
    for (size_t k = 0; k < s->n_models; k++) {
        n += s->model[k].n;
        for (size_t i = 0; i < s->model[k].n; i++)
            assert_int_equal(s->model_of[s->model[k].which[i]], k);
        if (k)
            assert_true(
                lmev__higher_first(s->model[k - 1].bac.mean, s->model[k].bac.mean) <= 0);
        for (size_t j = 0; j < k; j++)
            assert_string_not_equal(s->model[k].name, s->model[j].name);
    }
    assert_int_equal(n, s->all->n);
    for (size_t i = 0; i < s->n_pairs; i++) {
        const lmev__pair *p = &s->pair[i];
        assert_true(p->a < p->b);
        assert_ptr_equal(lmev__pair_of(s, p->a, p->b), p);
        assert_int_equal(isnan(p->p_holm), p->method == LMEV__UNTESTED);
        assert_false(p->p_holm < p->test.p);
    }
    for (size_t i = 0; i < s->n_timings; i++) {
        size_t levels = s->grouping[LMEV__BY_DEVICE].n;
        assert_true(s->timing[i].device < (levels ? levels : 1));
        assert_true(s->timing[i].model < s->n_models);
    }
    for (size_t i = 0; i < s->n_confused; i++)
        assert_true(s->confused[i].truth < s->n_classes &&
                    s->confused[i].predicted < s->n_classes);
}

/* ---- The 2020 study ------------------------------------------------------------------------- */

/* Below the temporary folder: loading writes an index, which is not to lie in shared data. */
static void copy_runs(const char *from, const char *to)
{
    char **name = NULL;
    size_t n = 0;
    assert_ok(lmev__mkdirs(to, err));
    assert_ok(lmev__list_dir(&name, &n, from, err));
    for (size_t i = 0; i < n; i++) {
        char *here = lmev__path_join(from, name[i]),
             *there = lmev__path_join(to, name[i]);
        if (lmev__is_dir(here)) {
            copy_runs(here, there);
        } else {
            char *text = NULL;
            size_t size = 0;
            assert_ok(lmev__read_file(&text, &size, here, 64 << 20, err));
            assert_ok(lmev__write_file(there, text, size, err));
            lmev__free(text);
        }
        lmev__free(here);
        lmev__free(there);
    }
    lmev__free_names(name, n);
}

static lmev_experiments *seed_experiments(void)
{
    char *shared = source_file("../shared/data/seed-experiments");
    if (!lmev__is_dir(shared)) {
        lmev__free(shared);
        print_message("../shared/data/seed-experiments is not there: skipped\n");
        skip();
    }
    copy_runs(shared, folder);
    lmev__free(shared);
    const char *const folders[] = {folder};
    lmev_experiments *e = NULL;
    assert_ok(lmev_experiments_load(&e, folders, 1, NULL, err));
    assert_int_equal(e->n, 32);
    return e;
}

static int by_size(const void *a, const void *b)
{
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
    return (x > y) - (x < y);
}

/* Printed as the table in the data's README prints it, so that every digit must agree; epochs
 * ascending, as the README does not say in which order its trials are. */
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
        const lmev__model *m = &s->model[k];
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

/* Models of a lower validation loss score higher; trials of one model do not. NumPy's figures. */
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
    assert_int_equal(s->n_contrasts, 4);

    size_t raw = 0, holm = 0;
    assert_int_equal(s->n_pairs, 28);
    for (size_t i = 0; i < 28; i++) {
        assert_int_equal(s->pair[i].method, LMEV__WELCH);
        raw += s->pair[i].test.p < 0.05;
        holm += s->pair[i].p_holm < 0.05;
        assert_true(isnan(s->pair[i].boot_low) && isnan(s->pair[i].mcnemar));
    }
    assert_int_equal(raw, 21);
    assert_int_equal(holm, 13);
    const lmev__pair *first = lmev__pair_of(s, 0, 1); /* es-50-n, es-128-n */
    assert_near(first->test.p, 0.41, 0.005);
    assert_int_equal(first->differs, LMEV__BY_DIM);
    assert_true(s->model[0].best_group && s->model[1].best_group);
    assert_false(s->model[7].best_group);

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
        const lmev__model *m = &s->model[k];
        predicted += m->n_predicted;
        assert_true(m->test_set == LMEV__NONE);
        assert_int_equal(m->spread_apart, m->n_predicted > 0);
        assert_int_equal(isnan(m->spread.rows), m->n_predicted == 0);
    }
    assert_int_equal(predicted, 4);
    assert_true(s->closest != LMEV__NONE && s->n_classes > 1400);
    size_t never = 0, few = 0;
    for (size_t k = 0; k < s->n_classes; k++) {
        never += s->klass[k].recall == 0;
        few += s->klass[k].recall == 0 && s->klass[k].n <= 3;
    }
    assert_int_equal(never, 66);
    assert_int_equal(few, 58);
    lmev__study_free(s);
    lmev_experiments_free(e);
}

/* ---- Correlations --------------------------------------------------------------------------- */

/* Values of 0.7 that differ by 0.004 have 1e-14 of their spread as last digit; sums of 16 of them
 * may differ by some hundred of those, and atanh and tanh keep that. */
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
                lmev_t_quantile(0.975, INFINITY) / sqrt(CORRELATED - 3), CORRELATION);
    assert_true(isnan(c.between));
    /* Three trials more than groups are the least, and two means are no correlation. */
    const size_t two[] = {0, 1, 0, 1, 0, 1};
    assert_true(lmev__correlate(&c, x, y, two, 5, 2));
    assert_true(isfinite(c.within) && isfinite(c.low) && isnan(c.between));
    assert_true(lmev__correlate(&c, x, y, two, 4, 2));
    assert_true(isnan(c.within) && isnan(c.low) && isfinite(c.all));
    /* On a line, and where one of them is always the same. */
    const double line[] = {0.3, 0.1, 0.7, 0.2, 0.9, 0.4}, same[] = {.1, .1, .1, .1, .1, .1};
    assert_true(lmev__correlate(&c, line, line, two, 6, 2));
    assert_near(c.within, 1, CORRELATION);
    assert_true(lmev__correlate(&c, line, same, two, 6, 2));
    assert_true(isnan(c.all) && isnan(c.within) && isnan(c.low));
    assert_true(lmev__correlate(&c, NULL, NULL, NULL, 0, 0));
    assert_true(c.n == 0 && c.n_groups == 0 && isnan(c.all) && isnan(c.within));
}

/* ---- The same test rows --------------------------------------------------------------------- */

/* Three models of four trials on test set 7; hit[model][trial][row]. */
static void three_models(lab *l, uint8_t hit[3][4][ROWS])
{
    static const char *const name[3] = {"good", "fair", "poor"};
    static const double chance[3] = {0.8, 0.78, 0.5};
    for (uint32_t k = 0; k < 3; k++)
        for (uint32_t t = 0; t < 4; t++)
            predict(put(l, name[k], t, 0), 7, chance[k], 10 * k + t, hit[k][t]);
}

static void shared_rows_are_compared_row_by_row(void **state)
{
    (void)state;
    static uint8_t hit[3][4][ROWS];
    lab l = {0};
    three_models(&l, hit);
    lmev__study *s = study(&l);
    assert_sound(s);
    assert_int_equal(s->n_models, 3);
    assert_int_equal(s->n_test_sets, 1);
    assert_int_equal(s->test_rows[0], ROWS);
    for (size_t k = 0; k < 3; k++) {
        const lmev__model *m = &s->model[k];
        assert_int_equal(m->test_set, 0);
        assert_int_equal(m->n_predicted, 4);
        assert_true(m->boot_low < m->bac.mean && m->bac.mean < m->boot_high);
        assert_true(m->spread.rows > 0 && !isnan(m->spread.trials) && !m->spread_apart);
    }
    assert_string_equal(s->model[2].name, "poor");
    assert_false(s->model[2].best_group);
    assert_int_equal(s->n_pairs, 3);
    for (size_t i = 0; i < 3; i++) {
        const lmev__pair *p = &s->pair[i];
        const lmev__model *a = &s->model[p->a], *b = &s->model[p->b];
        assert_int_equal(p->method, LMEV__ROWS);
        /* Sums of the same hits in another order. */
        assert_near(p->test.difference, a->bac.mean - b->bac.mean, 1e-12);
        assert_true(p->boot_low < p->test.difference &&
                    p->test.difference < p->boot_high);
        assert_true(p->power.smallest > 0);
        uint64_t only_a = 0, only_b = 0;
        size_t h_a = strcmp(a->name, "good") == 0   ? 0
                     : strcmp(a->name, "fair") == 0 ? 1
                                                    : 2;
        size_t h_b = strcmp(b->name, "good") == 0   ? 0
                     : strcmp(b->name, "fair") == 0 ? 1
                                                    : 2;
        for (size_t t = 0; t < 4; t++)
            for (size_t r = 0; r < ROWS; r++) {
                only_a += hit[h_a][t][r] && !hit[h_b][t][r];
                only_b += hit[h_b][t][r] && !hit[h_a][t][r];
            }
        assert_int_equal(p->only_a, only_a);
        assert_int_equal(p->only_b, only_b);
        assert_true(p->mcnemar > 0 && p->mcnemar <= 1);
    }
    assert_true(lmev__pair_of(s, 0, 2)->p_holm < 0.001);
    assert_int_equal(s->n_warnings, 0);
    lmev__study_free(s);
    free_lab(&l);
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
                bool mine = strcmp(name, s->klass[k].name) == 0;
                n += mine;
                hits += mine && hit[f][r];
            }
        const lmev__class *c = &s->klass[k];
        double low, high;
        lmev_wilson((double)hits, (double)n, LMEV__LEVEL, &low, &high);
        assert_int_equal(c->n, n);
        assert_int_equal(c->trials, 2);
        assert_int_equal(c->predictions, n); /* each row was in one trial */
        assert_true(c->recall == (double)hits / (double)n);
        assert_true(c->low == low && c->high == high);
        missed += n - hits;
        if (k) assert_true(s->klass[k - 1].high <= c->high);
    }
    for (size_t i = 0; i < s->n_confused; i++) {
        const lmev__confused *c = &s->confused[i];
        confused += c->n;
        assert_int_not_equal(c->truth, c->predicted);
        assert_near(c->share, (double)c->n / (double)s->klass[c->truth].n, 1e-15);
        if (i) assert_true(s->confused[i - 1].n >= c->n);
    }
    assert_int_equal(confused, missed);
    assert_true(s->model[0].spread_apart && s->model[0].test_set == LMEV__NONE);
    assert_true(isnan(s->model[0].boot_low) && s->model[0].spread.rows > 0);
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
        const lmev__class *c = &s->klass[k];
        double hits = 0, low, high; /* of each row the share of its trials */
        for (size_t t = 0; t < TRIALS; t++)
            for (size_t r = 0; r < ROWS; r++) {
                char name[16];
                snprintf(name, sizeof name, "class %zu", (r + set_of[t]) % CLASSES);
                if (strcmp(name, c->name) == 0) hits += hit[t][r] / on[set_of[t]];
            }
        lmev_wilson(hits, 2 * EACH, LMEV__LEVEL, &low, &high);
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
    } class[] = {{"fifty", 50, 5}, {"ten", 10, 0}, {"one", 1, 0}, {"pair", 2, 2},
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
        const lmev__class *c = &s->klass[k];
        assert_string_equal(c->name, class[k].name);
        assert_int_equal(c->n, class[k].rows);
        assert_int_equal(c->trials, 2);
        assert_int_equal(c->predictions, 2 * class[k].rows);
        assert_true(c->recall == (double)class[k].right / (double)class[k].rows);
        assert_true(c->low <= c->recall && c->recall <= c->high);
    }
    const lmev__class *ghost = &s->klass[TESTED];
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

static void mixed_test_sets(void **state)
{
    (void)state;
    lab l = {0};
    for (uint32_t t = 0; t < 3; t++) {
        predict(put(&l, "on1", t, 0), 1, 0.8, t, NULL);
        predict(put(&l, "on2", t, 0), 2, 0.7, t, NULL);
        predict(put(&l, "own", t, 0), 10 + t, 0.6, t, NULL); /* rows of the trial, */
        predict(put(&l, "own too", t, 0), 10 + t, 0.5, 50 + t, NULL); /* two models' */
        put(&l, "none", t, 0.1 + 0.01 * t);
    }
    lmev__study *s = study(&l);
    assert_sound(s);
    assert_int_equal(s->n_test_sets, 5);
    const size_t on1 = (size_t)(model_named(s, "on1") - s->model),
                 on2 = (size_t)(model_named(s, "on2") - s->model),
                 own = (size_t)(model_named(s, "own") - s->model),
                 too = (size_t)(model_named(s, "own too") - s->model);
    assert_true(s->model[on1].test_set != s->model[on2].test_set);
    assert_true(s->model[on1].boot_low > 0 && s->model[on2].boot_low > 0);

    /* Other rows: over trials, but the rows that all trials of a model share vary as well. */
    const lmev__pair *p = lmev__pair_of(s, on1 < on2 ? on1 : on2, on1 < on2 ? on2 : on1);
    const lmev__model *a = &s->model[p->a], *b = &s->model[p->b];
    assert_int_equal(p->method, LMEV__WELCH);
    assert_true(isnan(p->mcnemar) && isnan(p->boot_low));
    double se2 =
        a->bac.se * a->bac.se + b->bac.se * b->bac.se + a->spread.rows + b->spread.rows;
    assert_near(p->test.se, sqrt(se2), 1e-12);
    assert_true(p->test.df > 2 && p->test.p > 0 && p->test.p <= 1);
    assert_true(p->test.low < p->test.difference && p->test.difference < p->test.high);

    /* Trials of the same number have the same rows here. */
    p = lmev__pair_of(s, own < too ? own : too, own < too ? too : own);
    assert_int_equal(p->method, LMEV__WELCH);
    assert_true(p->mcnemar >= 0 && p->only_a > 0 && p->only_b > 0);
    assert_true(isnan(s->model[own].boot_low) && s->model[own].spread_apart);
    lmev__study_free(s);
    free_lab(&l);
}

/* A trial that lost its file is not taken for one with test rows of its own: the other trials are
 * on the same rows, or the split was the same. */
static void some_trials_without_predictions(void **state)
{
    (void)state;
    lab l = {0}, known = {0};
    for (uint32_t t = 0; t < 3; t++) {
        predict(put(&l, "three", t, 0), 1, 0.8, t, NULL);
        predict(put(&known, "three", t, 0), 1, 0.8, t, NULL);
        set(&put(&l, "split", t, 0.4 + 0.01 * t)->split_hash, "5a17");
        put(&l, "one", t, 0.3 + 0.01 * t);
        put(&l, "none", t, 0.1 + 0.01 * t);
    }
    put(&l, "three", 3, l.e.at[0].bac);
    lmev_experiment *x = put(&l, "split", 3, 0);
    set(&x->split_hash, "5a17");
    predict(x, 1, 0.5, 7, NULL);
    predict(put(&l, "one", 3, 0), 1, 0.4, 8, NULL);
    lmev__study *s = study(&l), *of_known = study(&known);
    assert_sound(s);
    const lmev__model *three = model_named(s, "three"), *split = model_named(s, "split"),
                      *one = model_named(s, "one"), *none = model_named(s, "none");
    assert_int_equal(three->n_predicted, 3);
    assert_true(three->test_set == LMEV__NONE && !three->spread_apart);
    assert_memory_equal(&three->spread, &of_known->model[0].spread, sizeof three->spread);
    assert_true(split->n_predicted == 1 && !split->spread_apart);
    assert_true(split->spread.rows > 0 && isnan(split->spread.trials));
    assert_true(one->spread_apart); /* nothing says otherwise */

    /* Welch's, with the rows that are known to be shared. */
    const lmev__pair *p =
        lmev__pair_of(s, (size_t)(three - s->model), (size_t)(split - s->model));
    assert_int_equal(p->method, LMEV__WELCH);
    assert_near(p->test.se,
                sqrt(three->bac.se * three->bac.se + split->bac.se * split->bac.se +
                     three->spread.rows + split->spread.rows),
                1e-12);
    assert_near(p->components.trials,
                three->spread.trials + split->bac.sd * split->bac.sd, 1e-15);
    assert_true(p->power.rows > 0 && p->power.trials > 0);

    /* What more rows would do is known of two models or of none. */
    p = lmev__pair_of(s, (size_t)(three - s->model), (size_t)(none - s->model));
    assert_true(p->power.trials > 0 && p->power.smallest > 0 && isnan(p->power.rows));
    lmev__study_free(s);
    lmev__study_free(of_known);
    free_lab(&l);
    free_lab(&known);
}

static void trials_without_numbers_pair_in_order(void **state)
{
    (void)state;
    lab l = {0};
    uint8_t hit[4][ROWS];
    uint64_t only_a = 0;
    predict(put(&l, "a", -1, 0), 1, 0.9, 1, hit[0]);
    predict(put(&l, "a", -1, 0), 1, 0.9, 2, hit[1]);
    predict(put(&l, "b", 4, 0), 1, 0.5, 3, hit[2]);
    predict(put(&l, "b", 5, 0), 1, 0.5, 4, hit[3]);
    lmev__study *s = study(&l);
    for (size_t r = 0; r < ROWS; r++)
        only_a += (hit[0][r] && !hit[2][r]) + (hit[1][r] && !hit[3][r]);
    assert_int_equal(s->pair[0].only_a, only_a);
    lmev__study_free(s);
    free_lab(&l);
}

/* ---- Awkward ones --------------------------------------------------------------------------- */

static void one_trial_one_model(void **state)
{
    (void)state;
    lab l = {0};
    put(&l, "alone", 0, 0.5);
    lmev__study *s = study(&l);
    assert_sound(s);
    assert_int_equal(s->n_models, 1);
    assert_int_equal(s->n_pairs, 0);
    assert_int_equal(s->model[0].bac.n, 1);
    assert_true(isnan(s->model[0].bac.sd));
    assert_true(s->model[0].best_group);
    assert_null(lmev__pair_of(s, 0, 0));
    assert_null(lmev__pair_of(s, 0, 1));
    assert_int_equal(s->n_timings, 1);
    assert_true(s->closest == LMEV__NONE);
    lmev__study_free(s);

    put(&l, "other", 0, 0.4); /* nothing to test with, so not known to be alike either */
    s = study(&l);
    assert_sound(s);
    assert_int_equal(s->pair[0].method, LMEV__UNTESTED);
    assert_near(s->pair[0].test.difference, 0.1, 1e-15);
    assert_false(s->model[1].best_group);
    lmev__study_free(s);
    free_lab(&l);

    predict(put(&l, "a", 0, 0), 1, 0.9, 1, NULL); /* rows alone can be tested */
    predict(put(&l, "b", 0, 0), 1, 0.4, 2, NULL);
    s = study(&l);
    assert_sound(s);
    assert_int_equal(s->pair[0].method, LMEV__ROWS);
    assert_true(s->pair[0].test.p < 0.001);
    lmev__study_free(s);
    free_lab(&l);
}

static void equal_models_cannot_be_told_apart(void **state)
{
    (void)state;
    lab l = {0};
    for (int t = 0; t < 3; t++) {
        put(&l, "b", t, 0.5);
        put(&l, "a", t, 0.5);
    }
    lmev__study *s = study(&l);
    assert_sound(s);
    assert_string_equal(s->model[0].name, "a"); /* by name */
    assert_same(s->pair[0].test.p, 1.0);
    assert_true(s->model[0].best_group && s->model[1].best_group);
    lmev__study_free(s);

    for (int t = 0; t < 3; t++)
        put(&l, "c", t, 0.4); /* nothing varies: that is no proof */
    s = study(&l);
    assert_sound(s);
    assert_int_equal(lmev__pair_of(s, 0, 2)->method, LMEV__UNTESTED);
    assert_near(lmev__pair_of(s, 0, 2)->test.difference, 0.1, 1e-15);
    assert_false(s->model[2].best_group);
    lmev__study_free(s);
    free_lab(&l);
}

static void what_was_not_recorded_is_left_out(void **state)
{
    (void)state;
    lab l = {0};
    put(&l, "a", 0, 0.5)->training_took = (double)NAN;
    put(&l, "a", 1, 0.6);
    put(&l, "b", 0, (double)NAN);
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
    assert_string_equal(s->model[2].name, "b"); /* NaN stands last */
    assert_int_equal(s->model[2].bac.n, 0);
    assert_true(isnan(s->model[1].training.mean) && isnan(s->model[1].params));
    assert_string_equal(s->model[1].level[LMEV__BY_DIM], "");
    assert_string_equal(s->model[1].level[LMEV__BY_NORMALIZATION], "");
    assert_int_equal(s->grouping[LMEV__BY_DEVICE].n, 2);
    assert_int_equal(s->n_timings, 3); /* a twice, b; c's device is not known */
    lmev__study_free(s);
    free_lab(&l);
}

static void many_models_are_compared_with_the_best(void **state)
{
    (void)state;
    lab l = {0};
    char name[16];
    for (int k = 0; k < 70; k++)
        for (int t = 0; t < 2; t++) {
            snprintf(name, sizeof name, "m%02d", k);
            lmev_experiment *x = put(&l, name, t, 0.5 + 0.001 * k + 0.0001 * t);
            x->dim = 10 + (uint32_t)k; /* as many levels */
        }
    lmev__study *s = study(&l);
    assert_sound(s);
    assert_int_equal(s->n_models, 70);
    assert_int_equal(s->n_pairs, 69);
    assert_string_equal(s->model[0].name, "m69");
    assert_null(lmev__pair_of(s, 1, 2));
    assert_int_equal(lmev__pair_of(s, 0, 69)->b, 69);
    assert_int_equal(s->grouping[LMEV__BY_DIM].n, 70);
    assert_int_equal(s->n_contrasts, 69);
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
            char **text[] = {&x->data_set, &x->validation_file, &x->test_file, &x->filter,
                             &x->precision, &x->handle, &x->lm_files_hash, &x->combiner,
                             &x->units, &x->activation, &x->optimizer};
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
        assert_string_equal(lmev__language_of(c[i].name, c[i].handle), c[i].language);
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

/* ---- Faults --------------------------------------------------------------------------------- */

typedef struct ear {
    int n;
    char last[1200];
    bool stop;
} ear;

static void hear(void *self, lmev_level level, const char *text)
{
    ear *e = self;
    e->n += level == LMEV_WARNING;
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
}

static void memory_may_run_out_anywhere(void **state)
{
    (void)state;
    static uint8_t hit[3][4][ROWS];
    static const lmev_report_options few = {.draws = 10, .threads = 1};
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
        const lmev_report_options o = {.draws = 100, .threads = i ? 5 : 1};
        assert_ok(lmev__study_new(&s[i], &l.e, &o, NULL, err));
    }
    assert_int_equal(s[0]->n_classes, s[1]->n_classes);
    for (size_t k = 0; k < s[0]->n_classes; k++)
        assert_string_equal(s[0]->klass[k].name, s[1]->klass[k].name);
    for (size_t i = 0; i < s[0]->n_pairs; i++) {
        assert_memory_equal(&s[0]->pair[i].test, &s[1]->pair[i].test, sizeof(lmev_test));
        assert_same(s[0]->pair[i].boot_low, s[1]->pair[i].boot_low);
        assert_true(isnan(s[0]->pair[i].power.smallest)); /* nobody asked */
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
#define IN_FOLDER(f) cmocka_unit_test_setup_teardown(f, make_folder, drop_folder)
    const struct CMUnitTest tests[] = {
        IN_FOLDER(the_2020_study_comes_out),
        cmocka_unit_test(correlations_equal_numpy),
        IN_FOLDER(shared_rows_are_compared_row_by_row),
        IN_FOLDER(classes_are_put_together_by_name),
        IN_FOLDER(rows_of_a_class_are_counted_once),
        IN_FOLDER(classes_shown_to_be_bad_come_first),
        IN_FOLDER(mixed_test_sets),
        IN_FOLDER(some_trials_without_predictions),
        IN_FOLDER(trials_without_numbers_pair_in_order),
        IN_FOLDER(one_trial_one_model),
        cmocka_unit_test(equal_models_cannot_be_told_apart),
        cmocka_unit_test(what_was_not_recorded_is_left_out),
        cmocka_unit_test(many_models_are_compared_with_the_best),
        cmocka_unit_test(names_are_clean_and_unique),
        cmocka_unit_test(settings_part_the_trials_of_a_model),
        cmocka_unit_test(what_was_not_recorded_parts_nothing),
        cmocka_unit_test(early_stopping_without_validation_rows_is_none),
        cmocka_unit_test(every_setting_is_named),
        cmocka_unit_test(a_handle_parts_nothing_where_the_files_are_known),
        cmocka_unit_test(languages_are_parts_of_names),
        cmocka_unit_test(traits_tell_what_differs),
        cmocka_unit_test(warnings_name_what_differs),
        IN_FOLDER(predictions_that_do_not_belong_are_told),
        cmocka_unit_test(nothing_is_not_found),
        IN_FOLDER(memory_may_run_out_anywhere),
        IN_FOLDER(threads_do_not_matter),
        cmocka_unit_test(ten_thousand_experiments),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
