/* test_contrast.c - weighted sums of BACs, their variances and scopes against
 * statsmodels, SciPy and the definitions in NumPy (tests/golden/make_contrasts.py), what
 * must not matter, and bad input. What has to hold on the average over many studies is in
 * tests/statistics. */
#include <string.h>

#include "statistics_help.h"

#include "base/mem.h"

#include "../golden/contrasts.h"

/* Both sides sum some dozens of values of about 1, in different orders; what that leaves
 * is largest where rows x trials nearly cancel: 1e-12. SciPy's quantiles of t have
 * 1e-11. */
#define NEAR 1e-10

static lmev_design *design_of(const lmev_trials *t)
{
    lmev_design *d = NULL;
    lmev_error err = {0};
    if (lmev_design_new(&d, t, &err) != LMEV_OK) fail_msg("%s", err.text);
    return d;
}

static lmev_estimate contrast_of(lmev_design *d, const double *weight, double level)
{
    lmev_estimate e;
    lmev_error err = {0};
    if (lmev_design_contrast(&e, d, weight, level, &err) != LMEV_OK)
        fail_msg("%s", err.text);
    return e;
}

static void parts_near(lmev_parts got, const double want[4], double se, const char *what)
{
    static const char *const name[] = {"rows", "seeds", "both", "df"};
    const double found[4] = {got.rows, got.seeds, got.both, got.df};
    for (size_t k = 0; k < 4; k++) {
        char part[160];
        const double by = k < 3 && se * se > want[k] ? se * se : fabs(want[k]);
        snprintf(part, sizeof part, "%s of %s", name[k], what);
        near_to(found[k], want[k], NEAR * by, part);
    }
}

/* ---- golden ---- */

static void designs_are_told_apart(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(designs); i++) {
        const struct golden_design *g = &designs[i];
        lmev_design *d = design_of(&g->trials);
        for (size_t m = 0; m < g->trials.n_models; m++)
            if (lmev_design_repeats(d, m) != g->kind[m])
                fail_msg("%s: model %zu repeats as %d", g->name, m,
                         lmev_design_repeats(d, m));
        for (lmev_repeats k = 0; k < LMEV_REPEATS_N; k++) {
            const lmev_pooled p = lmev_design_pooled(d, k);
            const double *want = g->pooled[k];
            near_to(p.variance, want[0], NEAR * want[0], g->name);
            near_to(p.df, want[1], 0, g->name);
            near_to(p.bartlett, want[2], NEAR, g->name);
            assert_int_equal(p.own, want[3] != 0);
        }
        lmev_design_free(d);
    }
}

static void contrasts_equal_the_definitions(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(contrasts); i++) {
        const struct golden_contrast *g = &contrasts[i];
        const char *name = designs[g->design].name;
        lmev_design *d = design_of(&designs[g->design].trials);
        const lmev_estimate e = contrast_of(d, g->weight, g->level);
        if (e.scope != g->scope)
            fail_msg("scope of contrast %zu (%s) is %d, expected %d", i, name, e.scope,
                     g->scope);
        test_near(e.test, g->test, NEAR, name);
        parts_near(e.parts, g->parts, g->test[1], name);
        lmev_design_free(d);
    }
}

static void next_trials_equal_the_definitions(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(nexts); i++) {
        const struct golden_next *g = &nexts[i];
        lmev_design *d = design_of(&designs[g->design].trials);
        lmev_error err;
        lmev_test t;
        assert_int_equal(lmev_design_next_trial(&t, d, g->model, 0.95, &err), LMEV_OK);
        test_near(t, g->test, NEAR, designs[g->design].name);
        lmev_design_free(d);
    }
}

static void spreads_equal_the_definitions(void **state)
{
    (void)state;
    static const char *const name[] = {"sd",   "df",    "rows",      "seeds",
                                       "both", "share", "share_low", "share_high"};
    for (size_t i = 0; i < COUNT(designs); i++) {
        const struct golden_design *g = &designs[i];
        lmev_design *d = design_of(&g->trials);
        for (lmev_repeats k = 0; k < LMEV_REPEATS_N; k++) {
            lmev_error err;
            lmev_spread s;
            size_t models = 0;
            for (size_t m = 0; m < g->trials.n_models; m++) models += g->kind[m] == k;
            assert_int_equal(lmev_design_spread(&s, d, k, 0.9, &err), LMEV_OK);
            assert_int_equal(s.n_models, models);
            const double got[] = {s.sd,   s.df,    s.rows,      s.seeds,
                                  s.both, s.share, s.share_low, s.share_high};
            for (size_t j = 0; models > 0 && j < COUNT(got); j++) {
                char what[160];
                const double want = g->spread[k][j];
                snprintf(what, sizeof what, "%s of the spread of %s", name[j], g->name);
                near_to(got[j], want, NEAR * fmax(fabs(want), j > 1 && j < 5 ? 1e-4 : 0),
                        what);
            }
        }
        lmev_design_free(d);
    }
}

static void spreads_of_models_equal_the_definitions(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(designs); i++) {
        const struct golden_design *g = &designs[i];
        lmev_design *d = design_of(&g->trials);
        for (size_t m = 0; m < g->trials.n_models; m++) {
            lmev_error err;
            lmev_spread s;
            assert_int_equal(lmev_design_spread_of_model(&s, d, m, &err), LMEV_OK);
            near_to(s.rows, g->one[m][0], NEAR * 1e-4, g->name); /* variances of 1e-3 */
            near_to(s.both, g->one[m][1], NEAR * 1e-4, g->name);
            assert_true(isnan(s.sd) && isnan(s.seeds) && isnan(s.share));
        }
        lmev_design_free(d);
    }
}

static void more_rows_equal_the_definitions(void **state)
{
    (void)state;
    static const size_t least[] = {2, 7};
    for (size_t i = 0; i < COUNT(contrasts); i++) {
        const struct golden_contrast *g = &contrasts[i];
        lmev_design *d = design_of(&designs[g->design].trials);
        for (size_t k = 0; k < COUNT(least); k++) {
            double factor, added;
            lmev_error err;
            assert_int_equal(
                lmev_stat_rows_at_least(&factor, &added, d, g->weight, least[k], &err),
                LMEV_OK);
            near_to(factor, g->least[k][0], NEAR, designs[g->design].name);
            near_to(added, g->least[k][1], NEAR, designs[g->design].name);
        }
        lmev_design_free(d);
    }
}

/* ---- what must not matter ---- */

/* A design with copies of all its arrays, to change. */
typedef struct copy {
    lmev_trials t;
    double bac[32], weight[32];
    size_t model[32], set[32];
    const uint8_t *hit[32];
} copy;

static const struct golden_contrast *golden_of(const char *design)
{
    for (size_t i = 0; i < COUNT(contrasts); i++)
        if (strcmp(designs[contrasts[i].design].name, design) == 0) return &contrasts[i];
    fail_msg("no contrast of '%s'", design);
    return NULL;
}

static void copy_of(copy *c, const struct golden_contrast *g)
{
    c->t = designs[g->design].trials;
    for (size_t i = 0; i < c->t.n; i++) {
        c->bac[i] = c->t.bac[i];
        c->model[i] = c->t.model[i];
        c->set[i] = c->t.test_set[i];
        c->hit[i] = c->t.hit ? c->t.hit[i] : NULL;
        c->weight[i] = g->weight[i];
    }
    c->t.bac = c->bac;
    c->t.model = c->model;
    c->t.test_set = c->set;
    if (c->t.hit) c->t.hit = c->hit;
}

static lmev_estimate estimate_of(const copy *c, double level)
{
    lmev_design *d = design_of(&c->t);
    const lmev_estimate e = contrast_of(d, c->weight, level);
    lmev_design_free(d);
    return e;
}

static const char *const KINDS[] = {"own rows, 2 to 5 trials",
                                    "own rows, own variances, 4, 7, 5 trials",
                                    "blocks, 3 models x 3 sets, hits known",
                                    "one set, 1, 2, 4 trials, one without hits",
                                    "two sets, 3 trials on one and 1 on the other",
                                    "one set, and two models in blocks"};

/* Sums in another order: a few last digits. */
#define REORDERED 1e-12

static void order_does_not_matter(void **state)
{
    (void)state;
    for (size_t k = 0; k < COUNT(KINDS); k++) {
        const struct golden_contrast *g = golden_of(KINDS[k]);
        const struct golden_design *from = &designs[g->design];
        const size_t n = from->trials.n, K = from->trials.n_models;
        copy c, r;
        copy_of(&c, g);
        copy_of(&r, g);
        lmev_test_rows rows[4] = {{0}};
        uint32_t *truth[4] = {NULL};
        uint8_t *hit[32] = {NULL};
        for (size_t i = 0; i < n; i++) { /* experiments, models and rows backwards */
            const size_t j = n - 1 - i, set = c.set[j];
            r.bac[i] = c.bac[j];
            r.weight[i] = c.weight[j];
            r.model[i] = K - 1 - c.model[j];
            r.set[i] = set;
            r.hit[i] = NULL;
            if (!c.hit[j]) continue;
            const size_t n_rows = from->trials.rows[set].n_rows;
            r.hit[i] = hit[i] = lmev__alloc(n_rows);
            for (size_t q = 0; q < n_rows; q++) hit[i][q] = c.hit[j][n_rows - 1 - q];
        }
        for (size_t s = 0; from->trials.rows && s < from->trials.n_test_sets; s++) {
            rows[s] = from->trials.rows[s];
            truth[s] = lmev__calloc(rows[s].n_rows + 1, sizeof *truth[s]);
            for (size_t q = 0; q < rows[s].n_rows; q++)
                truth[s][q] = rows[s].truth[rows[s].n_rows - 1 - q];
            rows[s].truth = truth[s];
        }
        if (from->trials.rows) r.t.rows = rows;
        test_near(estimate_of(&r, g->level).test, g->test, NEAR, KINDS[k]);
        const lmev_test a = estimate_of(&c, g->level).test,
                        b = estimate_of(&r, g->level).test;
        near_to(b.se, a.se, REORDERED * a.se, "a standard error, backwards");
        near_to(b.df, a.df, REORDERED * a.df, "degrees of freedom, backwards");
        for (size_t s = 0; s < COUNT(truth); s++) lmev__free(truth[s]);
        for (size_t i = 0; i < COUNT(hit); i++) lmev__free(hit[i]);
    }
}

static void a_factor_on_weights_is_a_factor(void **state)
{
    (void)state;
    for (size_t k = 0; k < COUNT(KINDS); k++) {
        const struct golden_contrast *g = golden_of(KINDS[k]);
        copy c;
        copy_of(&c, g);
        const lmev_estimate one = estimate_of(&c, 0.9);
        for (size_t i = 0; i < c.t.n; i++) c.weight[i] *= -3;
        const lmev_estimate many = estimate_of(&c, 0.9);
        near_to(many.test.difference, -3 * one.test.difference, REORDERED,
                "a difference x -3");
        near_to(many.test.se, 3 * one.test.se, REORDERED * one.test.se, "an se x 3");
        near_to(many.test.low, -3 * one.test.high, REORDERED, "an end x -3");
        near_to(many.test.df, one.test.df, REORDERED * one.test.df, "degrees of freedom");
        near_to(many.test.p, one.test.p, 1e-10 * one.test.p, "p");
        near_to(many.parts.rows, 9 * one.parts.rows, REORDERED, "rows x 9");
    }
}

/* One more model, with rows of its own: it changes the pool of its kind, nothing else. */
static void an_unrelated_model_changes_the_pool_alone(void **state)
{
    (void)state;
    const struct golden_contrast *g = golden_of("own rows, 2 to 5 trials");
    copy c;
    copy_of(&c, g);
    const lmev_test before = estimate_of(&c, g->level).test;
    lmev_design *d = design_of(&c.t);
    const double variance = lmev_design_pooled(d, LMEV_REPEATS_OTHER_ROWS).variance;
    lmev_design_free(d);
    const double more[] = {0.81, 0.83, 0.82};
    for (size_t i = 0; i < COUNT(more); i++) {
        c.bac[c.t.n] = more[i];
        c.model[c.t.n] = 4;
        c.set[c.t.n] = LMEV_OWN_ROWS;
        c.weight[c.t.n++] = 0;
    }
    c.t.n_models++;
    const lmev_test after = estimate_of(&c, g->level).test;
    const double pool = (variance * before.df + 2e-4) / (before.df + 2);
    near_to(after.difference, before.difference, REORDERED, "the difference");
    near_to(after.df, before.df + 2, REORDERED, "degrees of freedom");
    near_to(after.se, before.se * sqrt(pool / variance), REORDERED, "the standard error");

    g = golden_of("two sets, 2 trials of 3 models on each");
    copy_of(&c, g);
    for (size_t i = 0; i < 2; i++) { /* of another kind: not even the pool */
        c.bac[c.t.n] = 0.5 + (double)i;
        c.model[c.t.n] = 3;
        c.set[c.t.n] = LMEV_OWN_ROWS;
        c.hit[c.t.n] = NULL;
        c.weight[c.t.n++] = 0;
    }
    c.t.n_models++;
    test_near(estimate_of(&c, g->level).test, g->test, NEAR, "a design beside another");
}

static void no_weight_at_all(void **state)
{
    (void)state;
    for (size_t k = 0; k < COUNT(KINDS); k++) {
        copy c;
        copy_of(&c, golden_of(KINDS[k]));
        memset(c.weight, 0, sizeof c.weight);
        const lmev_estimate e = estimate_of(&c, 0.95);
        assert_true(e.test.difference == 0 && e.test.se == 0 && e.test.p == 1);
        assert_true(e.test.low == 0 && e.test.high == 0);
    }
}

/* ---- bad input ---- */

static void fails(const lmev_trials *t, const char *text)
{
    lmev_design *d = NULL;
    lmev_error err = {0};
    const long before = lmev__test_live_blocks();
    assert_int_equal(lmev_design_new(&d, t, &err), LMEV_ERR_PARAM);
    assert_null(d);
    assert_string_equal(err.text, text);
    assert_int_equal(lmev__test_live_blocks(), before);
}

static void bad_input_is_named(void **state)
{
    (void)state;
    const double bac[] = {0.5, 0.6};
    const size_t model[] = {0, 1}, set[] = {0, 0};
    const uint32_t truth[] = {0, 3};
    const lmev_test_rows rows = {2, 3, truth};
    lmev_trials t = {2, 2, bac, model, set, 1, NULL, NULL};
    lmev_design *d = design_of(&t);
    lmev_error err = {0};
    lmev_estimate e;
    lmev_test next;
    lmev_spread spread;
    double factor, added;
    assert_int_equal(lmev_design_contrast(&e, d, (double[]){1, NAN}, 0.95, &err),
                     LMEV_ERR_PARAM);
    assert_string_equal(err.text, "weight of experiment 1 is nan");
    assert_int_equal(lmev_design_next_trial(&next, d, 2, 0.95, &err), LMEV_ERR_PARAM);
    assert_string_equal(err.text, "model 2 is asked for, there are 2");
    assert_int_equal(lmev_design_spread_of_model(&spread, d, 2, &err), LMEV_ERR_PARAM);
    assert_int_equal(lmev_stat_rows_at_least(&factor, &added, d, bac, 0, &err),
                     LMEV_ERR_PARAM);
    lmev_design_free(d);
    lmev_design_free(NULL);
    t.n_models = 1;
    fails(&t, "experiment 1 is of model 1, there are 1");
    t.n_models = 3;
    fails(&t, "model 2 has no trials");
    t.n_models = 2;
    t.n_test_sets = 0;
    fails(&t, "experiment 0 is on test set 0, there are 0");
    t.n_test_sets = 1;
    t.rows = &rows;
    fails(&t, "true class of row 1 is '3', there are 3 classes");
}

static void memory_runs_out(void **state)
{
    (void)state;
    const lmev_trials *t =
        &designs[golden_of("one set, and two models in blocks")->design].trials;
    const long before = lmev__test_live_blocks();
    lmev_status st = LMEV_ERR_NOMEM;
    long k = 0;
    for (; st != LMEV_OK; k++) {
        lmev_design *d = NULL;
        lmev_error err;
        lmev__test_fail_alloc(k, false);
        st = lmev_design_new(&d, t, &err);
        lmev__test_fail_alloc(-1, false);
        assert_true(st == LMEV_OK || (st == LMEV_ERR_NOMEM && !d));
        lmev_design_free(d);
        assert_int_equal(lmev__test_live_blocks(), before);
    }
    assert_true(
        k >
        20); /* 13 of the design, 5 of each of three test sets, and once none failed */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(designs_are_told_apart),
        cmocka_unit_test(contrasts_equal_the_definitions),
        cmocka_unit_test(next_trials_equal_the_definitions),
        cmocka_unit_test(spreads_equal_the_definitions),
        cmocka_unit_test(spreads_of_models_equal_the_definitions),
        cmocka_unit_test(more_rows_equal_the_definitions),
        cmocka_unit_test(order_does_not_matter),
        cmocka_unit_test(a_factor_on_weights_is_a_factor),
        cmocka_unit_test(an_unrelated_model_changes_the_pool_alone),
        cmocka_unit_test(no_weight_at_all),
        cmocka_unit_test(bad_input_is_named),
        cmocka_unit_test(memory_runs_out),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
