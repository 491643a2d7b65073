/* test_simulated.c - what a study would find if its models were equal: the shares that
 * its rules aim at, studies with the spread of the one that they replay, and what must
 * not matter. */
#include "study_help.h"

#include "report/analysis/null_study.h"

static lmev__study *simulate(const lab *l, size_t n, int threads)
{
    const lmev_report_options o = {.threads = threads, .simulate = n};
    lmev__study *s = NULL;
    assert_ok(lmev__study_new(&s, &l->e, &o, NULL, err));
    return s;
}

static double of(const lmev__study *s, lmev__false_kind k)
{
    return s->simulated[k].share;
}

/* The tests are exact for normal BACs, and nearly so for hits; three standard errors
 * are what chance gives, and `more` what the rules are allowed to be off. */
static void assert_about(const lmev__study *s, lmev__false_kind k, double more)
{
    const lmev__false_share *x = &s->simulated[k];
    print_message("kind %d: %.4f +- %.4f\n", (int)k, x->share, x->se);
    assert_true(x->se > 0 && fabs(x->share - 0.05) <= 3 * x->se + more);
}

static void assert_at_most(const lmev__study *s, lmev__false_kind k, double more)
{
    const lmev__false_share *x = &s->simulated[k];
    print_message("kind %d: %.4f +- %.4f\n", (int)k, x->share, x->se);
    assert_true(x->se > 0 && x->share <= 0.05 + 3 * x->se + more);
}

/* Models that differ by far more than chance: what is simulated must not know. */
static void without_predictions(void **state)
{
    (void)state;
    static const double off[3] = {-0.004, 0.001, 0.003};
    static const char *const name[4] = {"nnlm-es-dim50", "nnlm-es-dim128",
                                        "nnlm-en-dim50", "nnlm-en-dim128"};
    lab l = {0};
    for (int i = 0; i < 12; i++) {
        lmev_experiment *x = put(&l, name[i / 3], i % 3,
                                 0.6 + 0.1 * (i / 3) + off[i % 3] * (1 + 0.1 * (i / 3)));
        x->dim = i / 3 % 2 ? 128 : 50;
    }
    lmev__study *s = simulate(&l, 800, 2);
    assert_true(s->n_effects >= 3);
    assert_at_most(s, LMEV__FALSE_PAIR, 0);
    assert_about(s, LMEV__FALSE_ALONE, 0);
    assert_about(s, LMEV__FALSE_EFFECTS, 0);
    assert_about(s, LMEV__FALSE_GENERAL, 0.005); /* of the smallest blocks, two by two */
    assert_about(s, LMEV__FALSE_BEST, 0);
    assert_about(s, LMEV__FALSE_MEAN, 0);
    assert_true(of(s, LMEV__FALSE_EFFECT) > of(s, LMEV__FALSE_EFFECTS));
    lmev__study_free(s);
    free_lab(&l);
}

static const size_t MODEL[9] = {0, 0, 0, 1, 1, 1, 2, 2, 2};
static uint8_t hit[9][ROWS];

/* Three models, three trials each, all on the same test rows. */
static void on_the_same_rows(lab *l)
{
    static const char *const name[3] = {"a", "b", "c"};
    for (uint32_t i = 0; i < 9; i++)
        predict(put(l, name[MODEL[i]], i % 3, 0), 1, 0.55 + 0.05 * (double)MODEL[i], i,
                hit[i]);
}

static void with_predictions(void **state)
{
    (void)state;
    lab l = {0};
    on_the_same_rows(&l);
    lmev__study *s = simulate(&l, 500, 2);
    assert_at_most(s, LMEV__FALSE_PAIR, 0.015);
    assert_about(s, LMEV__FALSE_ALONE, 0.015);
    assert_at_most(s, LMEV__FALSE_BEST, 0.015);
    assert_about(s, LMEV__FALSE_MEAN, 0.015);
    lmev__study_free(s);
    free_lab(&l);
}

/* Rows of a class of n are drawn from those n, which have (n - 1) / n of the variance:
 * n is 40. The mean of 400 studies has a deviation of 1 %. */
static void spread_is_that_of_the_study(void **state)
{
    (void)state;
    lab l = {0};
    on_the_same_rows(&l);
    lmev__study *s = simulate(&l, 0, 1);
    uint32_t truth[ROWS];
    for (size_t r = 0; r < ROWS; r++) truth[r] = (uint32_t)((r + 1) % CLASSES);
    const lmev_test_rows rows = {ROWS, CLASSES, truth};
    const uint8_t *const hits[9] = {hit[0], hit[1], hit[2], hit[3], hit[4],
                                    hit[5], hit[6], hit[7], hit[8]};
    const size_t set[9] = {0};
    double bac[9];
    for (size_t i = 0; i < 9; i++) bac[i] = l.e.at[i].bac;
    const lmev__study_build m = {.s = s,
                                 .trials = {9, 3, bac, s->model_of, set, 1, &rows, hits}};
    lmev__null_source *replay = NULL;
    lmev__null_study *x = NULL;
    lmev_spread mean = {0};
    assert_ok(lmev__null_source_new(&replay, &m, err));
    assert_ok(lmev__null_study_new(&x, replay, err));
    for (uint32_t i = 0; i < 400; i++) {
        lmev_design *d = NULL;
        lmev_spread one;
        lmev__null_study_draw(x, i);
        assert_ok(lmev_design_new(&d, &x->trials, err));
        assert_ok(lmev_design_spread(&one, d, LMEV_REPEATS_SAME_ROWS, 0.95, err));
        mean.rows += one.rows / 400;
        mean.both += one.both / 400;
        lmev_design_free(d);
    }
    const lmev_spread *want = &s->spread[LMEV_REPEATS_SAME_ROWS];
    print_message("rows %g of %g, both %g of %g\n", mean.rows, want->rows, mean.both,
                  want->both);
    assert_near(mean.both / want->both, 39.0 / 40, 0.03);
    assert_true(mean.rows > 0.85 * want->rows && mean.rows < 1.2 * want->rows);
    lmev__null_study_free(x);
    lmev__null_source_free(replay);
    lmev__study_free(s);
    free_lab(&l);
}

static void nothing_to_find(void **state)
{
    (void)state;
    lab l = {0};
    put(&l, "a", 0, 0.5); /* one trial each, rows not known */
    put(&l, "b", 0, 0.6);
    lmev__study *s = simulate(&l, 20, 1);
    for (int k = 0; k < LMEV__FALSE_KINDS; k++) assert_true(isnan(of(s, k)));
    lmev__study_free(s);
    free_lab(&l);

    put(&l, "a", 0, 0.5); /* one model: no pairs */
    put(&l, "a", 1, 0.6);
    s = simulate(&l, 200, 1);
    assert_true(isnan(of(s, LMEV__FALSE_PAIR)) && isnan(of(s, LMEV__FALSE_BEST)));
    assert_about(s, LMEV__FALSE_MEAN, 0);
    lmev__study_free(s);
    free_lab(&l);
}

static void threads_do_not_matter(void **state)
{
    (void)state;
    lab l = {0};
    on_the_same_rows(&l);
    lmev__study *one = simulate(&l, 70, 1), *five = simulate(&l, 70, 5);
    for (int k = 0; k < LMEV__FALSE_KINDS; k++) {
        const lmev__false_share *a = &one->simulated[k], *b = &five->simulated[k];
        assert_true(a->share == b->share || (isnan(a->share) && isnan(b->share)));
        assert_true(a->se == b->se || (isnan(a->se) && isnan(b->se)));
    }
    lmev__study_free(one);
    lmev__study_free(five);
    free_lab(&l);
}

static void memory_may_run_out_anywhere(void **state)
{
    (void)state;
    static const lmev_report_options few = {.threads = 1, .simulate = 2};
    lab l = {0};
    on_the_same_rows(&l);
    lmev_status st = LMEV_ERR_NOMEM;
    for (long k = 0; st != LMEV_OK; k++) {
        const long live = lmev__test_live_blocks();
        lmev__study *s = NULL;
        lmev_error fault = {0};
        lmev__test_fail_alloc(k, false);
        st = lmev__study_new(&s, &l.e, &few, NULL, &fault);
        lmev__test_fail_alloc(-1, false);
        assert_true(st == LMEV_OK || (st == LMEV_ERR_NOMEM && !s));
        assert_int_equal(fault.status, st);
        lmev__study_free(s);
        assert_int_equal(lmev__test_live_blocks(), live);
    }
    free_lab(&l);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(without_predictions),  IN_FOLDER(with_predictions),
        IN_FOLDER(spread_is_that_of_the_study), cmocka_unit_test(nothing_to_find),
        IN_FOLDER(threads_do_not_matter),       IN_FOLDER(memory_may_run_out_anywhere),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
