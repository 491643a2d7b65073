/* study_help.h - studies of experiments that never were, and of the 2020 study's own. */
#ifndef LMEV_TEST_STUDY_HELP_H
#define LMEV_TEST_STUDY_HELP_H
#include "base/buf.h"
#include "base/rng.h"
#include "lab_help.h"
#include "report/analysis/correlation.h"
#include "report/analysis/study.h"
#include "report/analysis/study_build.h"

/* cmocka's are of floats. */
#define assert_near(a, b, within) assert_true(fabs((a) - (b)) <= (within))

#define IN_FOLDER(f) cmocka_unit_test_setup_teardown(f, make_folder, drop_folder)

/* Sums of some ten numbers of order one, in another order. */
#define SAME 1e-12

#define ROWS    240
#define CLASSES 6

/* An experiment with nothing but a model, a trial and a BAC; what else it needs is set by
 * the test. The pointer lives until the next one is added. */
static inline lmev_experiment *put(lab *l, const char *model, int64_t trial, double bac)
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

/* Write predictions for x on test set `set`, right with the given chance, by trial and
 * seed. Each set starts its classes elsewhere, so their numbers differ from file to file.
 * hit may be NULL. */
static inline void predict(lmev_experiment *x, uint32_t test_set, double chance,
                           uint32_t seed, uint8_t hit[ROWS])
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

static inline lmev__study *study(const lab *l)
{
    static const lmev_report_options options = {.threads = 1, .power = true};
    lmev__study *s = NULL;
    assert_ok(lmev__study_new(&s, &l->e, &options, NULL, err));
    return s;
}

static inline const lmev__study_model *model_named(const lmev__study *s, const char *name)
{
    for (size_t k = 0; k < s->n_models; k++)
        if (strcmp(s->model[k].name, name) == 0) return &s->model[k];
    fail_msg("no model '%s'", name);
    return NULL;
}

/* What must hold of every estimate of a study, by whatever weights. */
static inline void assert_verdict_sound(const lmev__study *s, const lmev__verdict *v)
{
    size_t n_best = 0;
    for (size_t k = 0; k < s->n_models; k++) {
        n_best += v->standing[k].among_best;
        assert_true(v->standing[k].first >= 1 && v->standing[k].last <= s->n_models);
        assert_true(v->standing[k].first <= v->standing[k].last);
        assert_false(v->mean[k] > v->mean[v->best]);
    }
    assert_true(n_best > 0 && v->standing[v->best].among_best);
    for (size_t i = 0; i < s->n_effects; i++)
        if (s->effect[i].n_contexts == 0)
            assert_true(isnan(v->effect[i].test.difference));
}

static inline void assert_effect_sound(const lmev__study *s, size_t which)
{
    const lmev__effect *e = &s->effect[which];
    const bool device = e->trait == LMEV__BY_DEVICE;
    double sum = 0, above = 0;
    size_t n_models = 0, n_contexts = 0;
    for (size_t i = 0; i < s->all->n; i++) {
        sum += e->weight[i];
        above += e->weight[i] > 0 ? e->weight[i] : 0;
    }
    assert_near(sum, 0, 1e-12);
    assert_near(above, e->n_contexts > 0, 1e-12);
    for (size_t k = 0; k < s->n_models; k++) {
        n_models += e->cell[k] && (e->n_contexts == 0 || e->context[k] != LMEV__NONE);
        bool first = e->context[k] != LMEV__NONE;
        for (size_t j = 0; j < k && first; j++) first = e->context[j] != e->context[k];
        n_contexts += first;
    }
    assert_int_equal(e->n_models, device ? e->n_contexts : n_models);
    if (!device) assert_int_equal(e->n_contexts, n_contexts);
    if (e->with == LMEV__TRAITS)
        assert_false((e->n_contexts ? s->kept.effect[which].test : s->kept.general[which])
                         .difference < 0);
}

/* What must hold of every study. */
static inline void assert_sound(const lmev__study *s)
{
    size_t n = 0;
    for (size_t k = 0; k < s->n_models; k++) {
        const lmev__study_model *m = &s->model[k];
        n += m->n;
        for (size_t i = 0; i < m->n; i++) assert_int_equal(s->model_of[m->which[i]], k);
        if (k)
            assert_true(lmev__higher_first(s->model[k - 1].bac.mean, m->bac.mean) <= 0);
        for (size_t j = 0; j < k; j++) assert_string_not_equal(m->name, s->model[j].name);
        assert_int_equal(isnan(m->low), m->scope == LMEV_SCOPE_NOTHING);
        assert_false(m->low > m->bac.mean || m->high < m->bac.mean);
        assert_false(m->next_low > m->low || m->next_high < m->high);
    }
    assert_int_equal(n, s->all->n);
    assert_verdict_sound(s, &s->kept);
    if (s->by_best.mean) assert_verdict_sound(s, &s->by_best);
    if (s->by_last.mean) assert_verdict_sound(s, &s->by_last);
    for (size_t i = 0; i < s->n_pairs; i++) {
        const lmev__pair *p = &s->pair[i];
        assert_true(p->a < p->b);
        assert_ptr_equal(lmev__pair_of(s, p->a, p->b), p);
        assert_int_equal(isnan(p->p_joint), p->of.scope == LMEV_SCOPE_NOTHING);
        if (isnan(p->p_joint)) continue;
        assert_true(p->p_joint >= p->of.test.p);
        assert_true(p->joint_low <= p->of.test.low && p->of.test.high <= p->joint_high);
        assert_int_equal(p->p_joint < LMEV__ALPHA, p->joint_low > 0 || p->joint_high < 0);
    }
    for (size_t i = 0; i < s->n_effects; i++) assert_effect_sound(s, i);
    for (size_t i = 0; i < s->n_timings; i++) {
        size_t levels = s->grouping[LMEV__BY_DEVICE].n;
        assert_true(s->timing[i].device < (levels ? levels : 1));
        assert_true(s->timing[i].model < s->n_models);
    }
    for (size_t i = 0; i < s->n_confused; i++)
        assert_true(s->confused[i].truth < s->n_classes &&
                    s->confused[i].predicted < s->n_classes);
}

/* Below the temporary folder: loading writes an index, which is not to lie in shared
 * data. */
static inline void copy_runs(const char *from, const char *to)
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

static inline lmev_experiments *seed_experiments(void)
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

/* The effect of level a, and where it is (at may be NULL). */
static inline const lmev__effect *effect_of(const lmev__study *s, size_t *at,
                                            lmev__trait trait, lmev__trait with,
                                            lmev__setting setting, const char *a)
{
    for (size_t i = 0; i < s->n_effects; i++) {
        const lmev__effect *e = &s->effect[i];
        if (e->trait != trait || e->with != with || e->setting != setting) continue;
        if (strcmp(e->a, a) != 0) continue;
        if (at) *at = i;
        return e;
    }
    fail_msg("no effect of '%s'", a);
    return NULL;
}

static inline size_t count_effects(const lmev__study *s, lmev__trait trait,
                                   lmev__setting setting)
{
    size_t n = 0;
    for (size_t i = 0; i < s->n_effects; i++)
        n += s->effect[i].trait == trait && s->effect[i].setting == setting &&
             s->effect[i].with == LMEV__TRAITS;
    return n;
}

/* Two trials of a model of these traits; the BAC is what it is on average. */
static inline void put_model(lab *l, const char *language, uint32_t dim, int normalized,
                             double bac)
{
    char name[40];
    snprintf(name, sizeof name, "m-%s-%u-%d", language, dim, normalized);
    for (int t = 0; t < 2; t++) {
        lmev_experiment *x = put(l, name, t, bac + (t ? 0.001 : -0.001));
        set(&x->format, "nnlm");
        x->dim = dim;
        x->normalization = normalized;
    }
}

static inline void put_crossed(lab *l)
{
    for (int k = 0; k < 8; k++) /* es .02, 128 .01, 1 .03; es with 128 another -.008 */
        put_model(l, k & 1 ? "es" : "en", k & 2 ? 128 : 50, (k & 4) != 0,
                  0.5 + 0.02 * (k & 1) + 0.005 * (k & 2) + 0.0075 * (k & 4) -
                      0.008 * ((k & 3) == 3));
}
#endif
