/* test_statistics.c - tests and intervals against SciPy and statsmodels, resamples against
 * scikit-learn, edge cases, and what the seed's 32 experiments say. What has to hold on the
 * average over many experiments is in test_statistics_null.c. */
#include <dirent.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/json.h"
#include "base/mem.h"
#include "lmev/metric.h"
#include "metric/distributions.h"
#include "metric/strata.h"

#include "../golden/statistics.h"

#define COUNT(array) (sizeof(array) / sizeof *(array))

/* Distributions: the promise of distributions.h. */
#define NEAR 1e-12
/* Figures of samples: means of values whose last digit is 1e-10 of their spread at worst (1e4
 * +- 1, the least difference 6e-6 of 0.7), so two ways to sum differ by some 1e-11. */
#define SAMPLE 1e-10

static void near_to(double got, double want, double tolerance, const char *what)
{
    if (isnan(want) ? !isnan(got) : !(got == want || fabs(got - want) <= tolerance))
        fail_msg("%s is %.17g, expected %.17g", what, got, want);
}

/* ---- distributions ------------------------------------------------------------------------ */

static void t_cdf_equals_scipy(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(t_cdf); i++) {
        const double *g = t_cdf[i];
        char what[80];
        snprintf(what, sizeof what, "P(T <= %g) with %g degrees of freedom", g[1], g[0]);
        near_to(lmev_t_cdf(g[1], g[0]), g[2], NEAR, what);
        near_to(lmev_t_cdf(-g[1], g[0]), 1 - g[2], NEAR, what);
        /* The tail relative to itself: p-values of 1e-200 have their digits too. What is
         * least exact there is the normal in place of the t, from 1e7 degrees on: 3e-11. */
        lmev_test test = {.difference = g[1], .se = 1, .df = g[0]};
        lmev__test_finish(&test, 0.95);
        near_to(test.p, g[3], 1e-10 * g[3], what);
    }
    assert_true(isnan(lmev_t_cdf(NAN, 3)));
    assert_true(isnan(lmev_t_cdf(1, NAN)));
    assert_true(isnan(lmev_t_cdf(1, 0)));
    assert_true(isnan(lmev_t_cdf(1, -2)));
    for (double df = 0.1; df < 1e12; df *= 9) {
        assert_true(lmev_t_cdf(INFINITY, df) == 1);
        assert_true(lmev_t_cdf(-INFINITY, df) == 0);
        assert_true(lmev_t_cdf(0, df) == 0.5);
    }
    assert_true(lmev_t_cdf(INFINITY, INFINITY) == 1);
    assert_true(lmev_t_cdf(1e300, 2) == 1);
}

static void t_quantile_equals_scipy(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(t_quantile); i++) {
        const double *g = t_quantile[i];
        char what[80];
        snprintf(what, sizeof what, "quantile %g with %g degrees of freedom", g[1], g[0]);
        near_to(lmev_t_quantile(g[1], g[0]), g[2], NEAR * fmax(1, fabs(g[2])), what);
    }
    assert_true(lmev_t_quantile(0, 4) == -INFINITY);
    assert_true(lmev_t_quantile(1, INFINITY) == INFINITY);
    assert_true(isnan(lmev_t_quantile(NAN, 4)));
    assert_true(isnan(lmev_t_quantile(1.01, 4)));
    assert_true(isnan(lmev_t_quantile(0.5, 0)));
    assert_true(isnan(lmev_t_quantile(0.5, NAN)));
}

/* Across the whole range of doubles: no hang, no NaN, and the way there and back. */
static void t_quantile_inverts_the_cdf(void **state)
{
    (void)state;
    for (double df = 0.3; df < 1e13; df *= 3.7)
        for (double p = 1e-300; p < 0.5; p *= p < 1e-3 ? 1e7 : 1.3) {
            const double t = lmev_t_quantile(p, df);
            assert_true(t < 0);
            if (isinf(t)) continue; /* 1e-300 with 0.3 degrees of freedom */
            /* The error of p by one unit in the last place of t is at most df * 1e-16 * p in
             * the far tail, and z^2 * 1e-16 * p where the tail is the normal's. */
            near_to(lmev_t_cdf(t, df), p, 1e-11 * p, "p there and back");
        }
}

/* ---- samples -------------------------------------------------------------------------------- */

static void test_near(lmev_test got, const double want[7], const char *what)
{
    const double found[7] = {got.difference, got.se, got.low, got.high,
                             got.t,          got.df, got.p};
    for (size_t k = 0; k < 7; k++)
        near_to(found[k], want[k], SAMPLE * fmax(1, fabs(want[k])), what);
    near_to(got.se, want[1], 1e-8 * want[1], what); /* se are small numbers */
}

static void samples_equal_scipy(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(samples); i++) {
        const struct golden_sample *g = &samples[i];
        const lmev_summary s = lmev_summarize(g->a, g->n_a, g->level);
        const double got[5] = {s.mean, s.sd, s.se, s.low, s.high};
        assert_int_equal(s.n, g->n_a);
        for (size_t k = 0; k < 5; k++)
            near_to(got[k], g->summary[k], SAMPLE * fmax(1, fabs(g->summary[k])),
                    "a summary");
        test_near(lmev_welch(g->a, g->n_a, g->b, g->n_b, g->level), g->welch,
                  "Welch's test");
        if (g->n_a == g->n_b)
            test_near(lmev_paired(g->a, g->b, g->n_a, g->level), g->paired,
                      "the paired test");
    }
}

static void small_samples(void **state)
{
    (void)state;
    const double same[] = {0.1, 0.1, 0.1}, other[] = {0.3, 0.3, 0.3}, bad[] = {1, NAN, 2};
    lmev_summary s = lmev_summarize(NULL, 0, 0.95);
    assert_true(s.n == 0 && isnan(s.mean) && isnan(s.sd) && isnan(s.se) && isnan(s.low));
    s = lmev_summarize(same, 1, 0.95);
    assert_true(s.mean == 0.1 && isnan(s.sd) && isnan(s.se) && isnan(s.low) &&
                isnan(s.high));
    s = lmev_summarize(same, 3, 0.95);
    assert_true(s.mean == 0.1 && s.sd == 0 && s.se == 0 && s.low == 0.1 && s.high == 0.1);
    s = lmev_summarize(bad, 3, 0.95);
    assert_true(isnan(s.mean) && isnan(s.sd) && isnan(s.low));
    s = lmev_summarize(samples[0].a, 4, NAN);
    assert_true(s.sd > 0 && isnan(s.low));

    lmev_test t = lmev_welch(same, 3, same, 2, 0.95);
    assert_true(t.difference == 0 && t.p == 1 && t.t == 0 && t.low == 0 && t.high == 0);
    t = lmev_welch(same, 3, other, 3, 0.95);
    assert_true(t.p == 0 && t.t == -INFINITY && t.low == t.difference);
    t = lmev_welch(same, 1, other, 3, 0.95);
    near_to(t.difference, -0.2, NEAR, "the difference");
    assert_true(isnan(t.se) && isnan(t.p) && isnan(t.df) && isnan(t.low) && isnan(t.t));
    t = lmev_welch(NULL, 0, other, 3, 0.95);
    assert_true(isnan(t.difference) && isnan(t.p));
    t = lmev_welch(bad, 3, other, 3, 0.95);
    assert_true(isnan(t.difference) && isnan(t.p));
    t = lmev_welch(same, 3, samples[0].a, 4, 0.95); /* only one of the two has a spread */
    near_to(t.df, 3, NEAR, "degrees of freedom");

    t = lmev_paired(NULL, NULL, 0, 0.95);
    assert_true(isnan(t.difference) && isnan(t.p) && isnan(t.df));
    t = lmev_paired(same, other, 1, 0.95);
    assert_true(t.difference < 0 && isnan(t.p) && isnan(t.df));
    t = lmev_paired(same, other, 3, 0.95);
    assert_true(t.p == 0);
    t = lmev_paired(bad, other, 3, 0.95);
    assert_true(isnan(t.p));
}

static void mcnemar_equals_statsmodels(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(mcnemar); i++) {
        const double *g = mcnemar[i];
        near_to(lmev_mcnemar((uint64_t)g[0], (uint64_t)g[1]), g[2], 1e-10 * g[2],
                "McNemar's p");
    }
    assert_true(lmev_mcnemar(0, 0) == 1);
    assert_true(lmev_mcnemar(UINT64_MAX, UINT64_MAX) == 1);
    assert_true(lmev_mcnemar(0, UINT64_MAX) == 0);
    assert_true(lmev_mcnemar(1000000, 1000001) <= 1);
}

static void wilson_equals_statsmodels(void **state)
{
    (void)state;
    double low, high, other_low, other_high;
    for (size_t i = 0; i < COUNT(wilson); i++) {
        const double *g = wilson[i], hits = g[0], n = g[1], level = g[2];
        lmev_wilson(hits, n, level, &low, &high);
        near_to(low, g[3], NEAR, "the low end of Wilson's interval");
        near_to(high, g[4], NEAR, "the high end of Wilson's interval");
        assert_true(low >= 0 && low <= hits / n && hits / n <= high && high <= 1);
        assert_int_equal(low == 0, hits == 0);
        assert_int_equal(high == 1, hits == n);
        lmev_wilson(n - hits, n, level, &other_low, &other_high);
        near_to(other_low, 1 - high, NEAR, "the low end of the misses");
        near_to(other_high, 1 - low, NEAR, "the high end of the misses");
    }
    static const double none[][3] = {{0, 0, 0.95},    {-1, 4, 0.95},  {5, 4, 0.95},
                                     {1, -4, 0.95},   {NAN, 4, 0.95}, {1, NAN, 0.95},
                                     {1, INFINITY, 0.95}, {1, 4, 0},  {1, 4, 1},
                                     {1, 4, NAN}};
    for (size_t i = 0; i < COUNT(none); i++) {
        low = high = 0;
        lmev_wilson(none[i][0], none[i][1], none[i][2], &low, &high);
        assert_true(isnan(low) && isnan(high));
    }
}

static void holm_equals_statsmodels(void **state)
{
    (void)state;
    const struct {
        const double (*p)[2];
        size_t n;
    } family[] = {{holm_0, COUNT(holm_0)},
                  {holm_1, COUNT(holm_1)},
                  {holm_2, COUNT(holm_2)},
                  {holm_3, COUNT(holm_3)}};
    lmev_error err;
    double p[64];
    for (size_t f = 0; f < COUNT(family); f++) {
        const size_t n = family[f].n;
        /* In place, and with NaN among them that must not count. */
        for (size_t i = 0; i < n; i++) p[2 * i] = family[f].p[i][0], p[2 * i + 1] = NAN;
        assert_int_equal(lmev_holm(p, p, 2 * n, &err), LMEV_OK);
        for (size_t i = 0; i < n; i++) {
            near_to(p[2 * i], family[f].p[i][1], NEAR, "an adjusted p");
            assert_true(isnan(p[2 * i + 1]));
        }
    }
    assert_int_equal(lmev_holm(NULL, NULL, 0, &err), LMEV_OK);
    const double wrong[] = {0.5, 1.5};
    p[0] = 7;
    assert_int_equal(lmev_holm(p, wrong, 2, &err), LMEV_ERR_PARAM);
    assert_true(p[0] == 7);
}

static void quantiles_equal_numpy(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(quantile); i++) {
        const double *g = quantile[i];
        near_to(lmev_quantile(values, (size_t)g[0], g[1]), g[2], 1e-15, "a quantile");
    }
    const double ends[] = {-INFINITY, -INFINITY, INFINITY, INFINITY};
    assert_true(lmev_quantile(ends, 4, 0.1) == -INFINITY);
    assert_true(lmev_quantile(ends, 4, 0.9) == INFINITY);
    assert_true(isnan(lmev_quantile(ends, 0, 0.5)));
    assert_true(isnan(lmev_quantile(values, 3, NAN)));
    assert_true(isnan(lmev_quantile(values, 3, -0.1)));
    assert_true(isnan(lmev_quantile(values, 3, 1.1)));
}

/* ---- rows ------------------------------------------------------------------------------------- */

/* hits from lines of '0' and '1'; the caller frees .hit. */
static lmev_hits hits_of(const char *const *line, const uint32_t *truth, size_t n,
                         size_t M, size_t C)
{
    uint8_t *hit = lmev__alloc(n * M);
    for (size_t i = 0; i < n; i++)
        for (size_t m = 0; m < M; m++) hit[i * M + m] = (uint8_t)(line[i][m] - '0');
    return (lmev_hits){n, M, C, truth, hit};
}

static void resamples_equal_scikit_learn(void **state)
{
    (void)state;
    lmev_hits h = hits_of(drawn_hit, drawn_truth, DRAWN_ROWS, DRAWN_EXPERIMENTS, 9);
    lmev__strata *s;
    lmev_error err;
    size_t width, drawn = 0;
    uint32_t at[DRAWN_ROWS], pick[DRAWN_ROWS];
    double bac[DRAWN_EXPERIMENTS];
    assert_int_equal(lmev__strata_new(&s, &h, &err), LMEV_OK);
    uint8_t *packed = lmev__pack_hits(&width, &h, s);
    assert_non_null(packed);
    for (size_t i = 0; i < DRAWN_ROWS; i++) at[s->row[i]] = (uint32_t)i;
    for (size_t k = 0; k < s->n_strata; k++) drawn += lmev__strata_draws(s, k);
    assert_int_equal(drawn * DRAWS, COUNT(drawn_rows));
    for (size_t d = 0; d < DRAWS; d++) {
        for (size_t i = 0; i < drawn; i++) pick[i] = at[drawn_rows[d * drawn + i]];
        lmev__bac_of_picks(bac, DRAWN_EXPERIMENTS, packed, width, s, pick);
        for (size_t m = 0; m < DRAWN_EXPERIMENTS; m++)
            near_to(bac[m], drawn_bac[d * DRAWN_EXPERIMENTS + m], NEAR,
                    "a resampled BAC");
    }
    lmev__free(packed);
    lmev__strata_free(s);
    lmev__free((void *)h.hit);
}

static void components_equal_statsmodels(void **state)
{
    (void)state;
    lmev_hits h = hits_of(anova_hit, anova_truth, ANOVA_ROWS, ANOVA_TRIALS, 4);
    const size_t which[] = {0, 1, 2, 3};
    lmev_components c;
    lmev_error err;
    assert_int_equal(lmev_components_of(&c, &h, which, 4, &err), LMEV_OK);
    near_to(c.rows, anova_components[0], NEAR, "rows");
    near_to(c.trials, anova_components[1], NEAR, "trials");
    near_to(c.both, anova_components[2], NEAR, "both");
    lmev__free((void *)h.hit);
}

/* In one class, with one trial each, the comparison is Student's paired test of the hits. */
static void one_trial_is_the_paired_test(void **state)
{
    (void)state;
    enum { N = 40 };
    static const uint32_t truth[N];
    uint8_t hit[N][2];
    double a[N], b[N];
    for (int i = 0; i < N; i++) {
        a[i] = hit[i][0] = i % 3 != 0;
        b[i] = hit[i][1] = i % 4 != 0 && i < 30;
    }
    const lmev_hits h = {N, 2, 1, truth, hit[0]};
    lmev_test got, want = lmev_paired(a, b, N, 0.9);
    lmev_components c;
    lmev_error err;
    assert_int_equal(
        lmev_compare(&got, &c, &h, (size_t[]){0}, 1, (size_t[]){1}, 1, 0.9, &err),
        LMEV_OK);
    const double all[7] = {want.difference, want.se, want.low, want.high,
                           want.t,          want.df, want.p};
    test_near(got, all, "the comparison");
    near_to(c.rows, want.se * want.se, NEAR, "rows");
    assert_true(isnan(c.trials) && isnan(c.both));
}

static void bootstrap_draws(double *bac, const lmev_hits *h, size_t n, uint64_t seed,
                            int threads)
{
    lmev_error err;
    assert_int_equal(lmev_bootstrap(bac, h, n, seed, threads, &err), LMEV_OK);
}

/* Draws do not depend on threads, on how many are drawn, or on the other experiments. */
static void bootstrap_is_a_function_of_the_seed(void **state)
{
    (void)state;
    enum { DRAWN = 50, M = DRAWN_EXPERIMENTS };
    lmev_hits h = hits_of(drawn_hit, drawn_truth, DRAWN_ROWS, M, 9);
    static double one[DRAWN][M], more[DRAWN][M], other[DRAWN][M], alone[DRAWN];
    bootstrap_draws(one[0], &h, DRAWN, 7, 1);
    for (int threads = 0; threads < 9; threads += 1 + threads) {
        memset(more, 0, sizeof more);
        bootstrap_draws(more[0], &h, DRAWN - threads, 7, threads);
        assert_memory_equal(one, more, (size_t)(DRAWN - threads) * sizeof *one);
    }
    bootstrap_draws(other[0], &h, DRAWN, 8, 2);
    assert_memory_not_equal(one, other, sizeof one);
    uint8_t last[DRAWN_ROWS];
    for (size_t i = 0; i < DRAWN_ROWS; i++) last[i] = h.hit[i * M + M - 1];
    const lmev_hits single = {DRAWN_ROWS, 1, 9, drawn_truth, last};
    bootstrap_draws(alone, &single, DRAWN, 7, 2);
    for (size_t d = 0; d < DRAWN; d++) assert_true(alone[d] == one[d][M - 1]);
    lmev__free((void *)h.hit);
}

/* Every row of a stratum is drawn equally often. 3,000 draws of 4 out of 5 rows: counts of 2,400
 * with a deviation of 44; 4.5 deviations are passed once in 150,000 counts. */
static void picks_are_even(void **state)
{
    (void)state;
    static const uint32_t truth[] = {3, 1, 3, 0, 3, 2, 3, 3, 1}; /* 0 and 2: pooled */
    static const uint8_t hit[COUNT(truth)];
    const lmev_hits h = {COUNT(truth), 1, 4, truth, hit};
    static const uint32_t order[] = {1, 8, 0, 2, 4, 6, 7, 3, 5};
    lmev__strata *s;
    lmev_error err;
    assert_int_equal(lmev__strata_new(&s, &h, &err), LMEV_OK);
    assert_int_equal(s->n_strata, 3);
    assert_memory_equal(s->row, order, sizeof order);
    near_to(s->share[0], 0.25, 0, "the share of a class");
    near_to(s->share[2], 0.5, 0, "the share of two pooled classes");
    double count[COUNT(truth)] = {0};
    for (uint64_t d = 0; d < 3000; d++) {
        uint32_t pick[COUNT(truth)];
        lmev__pick(pick, s, 99, d);
        assert_true(pick[0] < 2 && pick[1] >= 2 && pick[4] < 7 && pick[5] >= 7 &&
                    pick[5] < 9);
        for (int i = 0; i < 6; i++) count[pick[i]]++;
    }
    for (int i = 2; i < 7; i++) near_to(count[i], 2400, 4.5 * 44, "draws of a row");
    near_to(count[0], 1500, 4.5 * 27.4, "draws of a row of two");
    near_to(count[7], 1500, 4.5 * 27.4, "draws of a pooled row");
    lmev__strata_free(s);
}

static void degenerate_rows(void **state)
{
    (void)state;
    static const uint32_t truth[] = {0, 0, 1, 1, 1, 2}, bad[] = {0, 9};
    static const uint8_t all[] = {1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1,
                                  1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1},
                         none[24];
    const size_t a[] = {0, 1}, b[] = {2, 3}, far[] = {4};
    lmev_error err;
    lmev_test t;
    lmev_components c;
    double bac[8];
    for (int right = 0; right < 2; right++) { /* all hits, no hits */
        const lmev_hits h = {6, 4, 3, truth, right ? all : none};
        bootstrap_draws(bac, &h, 2, 1, 0);
        for (int i = 0; i < 8; i++)
            near_to(bac[i], right, NEAR, "the BAC of all or no hits");
        assert_int_equal(lmev_components_of(&c, &h, a, 2, &err), LMEV_OK);
        assert_true(c.rows == 0 && c.trials == 0 && c.both == 0);
        assert_int_equal(lmev_compare(&t, &c, &h, a, 2, b, 2, 0.95, &err), LMEV_OK);
        assert_true(t.difference == 0 && t.p == 1 && t.low == 0 && t.high == 0);
    }
    lmev_hits h = {6, 4, 3, truth, all};
    h.n_rows = 0;
    bootstrap_draws(bac, &h, 2, 1, 0);
    for (int i = 0; i < 8; i++) assert_true(isnan(bac[i]));
    assert_int_equal(lmev_compare(&t, &c, &h, a, 2, b, 2, 0.95, &err), LMEV_OK);
    assert_true(isnan(t.difference) && isnan(t.p) && isnan(c.rows) && isnan(c.trials));
    assert_int_equal(lmev_components_of(&c, &h, a, 1, &err), LMEV_OK);
    assert_true(isnan(c.rows));
    h.n_rows = 1; /* one row in all: nothing can be said of its spread */
    bootstrap_draws(bac, &h, 2, 1, 0);
    assert_true(bac[7] == 1);
    assert_int_equal(lmev_compare(&t, &c, &h, a, 2, b, 2, 0.95, &err), LMEV_OK);
    assert_true(t.difference == 0 && isnan(t.p) && isnan(c.rows));
    bootstrap_draws(bac, &h, 0, 1, 0); /* no draws */

    h.n_rows = 2;
    h.truth = bad;
    assert_int_equal(lmev_bootstrap(bac, &h, 2, 1, 0, &err), LMEV_ERR_PARAM);
    assert_int_equal(lmev_components_of(&c, &h, a, 2, &err), LMEV_ERR_PARAM);
    h.truth = truth;
    assert_int_equal(lmev_components_of(&c, &h, far, 1, &err), LMEV_ERR_PARAM);
    assert_int_equal(lmev_components_of(&c, &h, a, 0, &err), LMEV_ERR_PARAM);
    assert_int_equal(lmev_compare(&t, NULL, &h, a, 2, b, 0, 0.95, &err), LMEV_ERR_PARAM);
    assert_int_equal(lmev_compare(&t, NULL, &h, far, 1, b, 2, 0.95, &err),
                     LMEV_ERR_PARAM);

    /* Every class of one row: one stratum, the paired test over the classes. */
    static const uint32_t single[] = {0, 1, 2, 3, 4, 5};
    static const uint8_t mixed[] = {1, 0, 1, 1, 0, 0, 1, 0, 1, 0, 1, 1};
    const double x[] = {1, 1, 0, 1, 1, 1}, y[] = {0, 1, 0, 0, 0, 1};
    const lmev_hits apart = {6, 2, 6, single, mixed};
    assert_int_equal(lmev_compare(&t, NULL, &apart, a, 1, a + 1, 1, 0.95, &err), LMEV_OK);
    near_to(t.p, lmev_paired(x, y, 6, 0.95).p, NEAR, "p of single rows");
}

static void memory_runs_out(void **state)
{
    (void)state;
    lmev_hits h = hits_of(anova_hit, anova_truth, ANOVA_ROWS, ANOVA_TRIALS, 4);
    const size_t a[] = {0, 1}, b[] = {2, 3};
    double bac[2 * ANOVA_TRIALS], p[] = {0.1, 0.2};
    lmev_components c;
    lmev_test t;
    lmev_error err;
    const long before = lmev__test_live_blocks();
    int failures = 0;
    for (long k = 0; k < 20; k++) {
        const lmev_status got[4] = {
            (lmev__test_fail_alloc(k, false), lmev_bootstrap(bac, &h, 2, 1, 1, &err)),
            (lmev__test_fail_alloc(k, false), lmev_components_of(&c, &h, a, 2, &err)),
            (lmev__test_fail_alloc(k, false),
             lmev_compare(&t, &c, &h, a, 2, b, 2, 0.9, &err)),
            (lmev__test_fail_alloc(k, false), lmev_holm(p, p, 2, &err)),
        };
        lmev__test_fail_alloc(-1, false);
        for (int i = 0; i < 4; i++) {
            assert_true(got[i] == LMEV_OK || got[i] == LMEV_ERR_NOMEM);
            failures += got[i] != LMEV_OK;
        }
        assert_int_equal(lmev__test_live_blocks(), before);
    }
    assert_true(failures >= 20); /* 7 + 7 + 7 + 1 allocations, some of them more */
    lmev__free((void *)h.hit);
}

/* ---- power ------------------------------------------------------------------------------------ */

static void power_by_hand(void **state)
{
    (void)state;
    /* Rows alone: the textbook's (1.959964 + 0.841621) standard errors. */
    const lmev_components rows = {4e-6, NAN, NAN};
    lmev_power p = lmev_power_of(&rows, 1, 0.002, 0.05, 0.8);
    const double deviates = 1.959963984540054 + 0.8416212335729143;
    near_to(p.smallest, deviates * 0.002, 1e-12, "the smallest difference");
    near_to(p.rows, deviates * deviates, 1e-7, "the factor on rows");
    assert_true(isnan(p.trials));
    /* Trials alone: 2 (T - 1) degrees of freedom; at the number told it is enough, below not. */
    const lmev_components trials = {0, 5e-5, 0};
    p = lmev_power_of(&trials, 4, 0.002, 0.05, 0.8);
    assert_true(p.rows == INFINITY);
    assert_true(p.trials > deviates * deviates * 5e-5 / 4e-6 && p.trials < 102);
    assert_true(lmev_power_of(&trials, (size_t)p.trials, 0.002, 0.05, 0.8).smallest <=
                0.002);
    assert_true(lmev_power_of(&trials, (size_t)p.trials - 1, 0.002, 0.05, 0.8).smallest >
                0.002);
    /* Other test rows vary more than the difference: no number of trials is enough. */
    const lmev_components all = {4e-6, 5e-5, 1e-5};
    p = lmev_power_of(&all, 4, 0.002, 0.05, 0.8);
    assert_true(p.trials == INFINITY && p.rows == INFINITY && p.smallest > 0.002);
    p = lmev_power_of(&all, 4, 0.5, 0.05, 0.8);
    assert_true(p.trials == 2 && p.rows < 1e-3);
    p = lmev_power_of(&all, 4, 0, 0.05, 0.8);
    assert_true(p.trials == INFINITY && p.rows == INFINITY);
    p = lmev_power_of(&all, 4, NAN, 0.05, 0.8);
    assert_true(isnan(p.trials) && isnan(p.rows) && p.smallest > 0);
    p = lmev_power_of(&all, 0, 0.1, 0.05, 0.8);
    assert_true(isnan(p.trials) && isnan(p.rows) && isnan(p.smallest));
    p = lmev_power_of(&all, 4, 0.1, 0, 0.8);
    assert_true(isnan(p.smallest));
    const lmev_components unknown = {NAN, 1, 1};
    assert_true(isnan(lmev_power_of(&unknown, 4, 0.1, 0.05, 0.8).smallest));
}

/* ---- the seed's experiments --------------------------------------------------------------------- */

typedef struct study {
    size_t n;
    struct {
        char name[128];
        double bac[8];
        size_t n;
    } model[16];
} study;

static void study_add(study *s, const char *path)
{
    lmev__json *j = NULL;
    lmev_error err;
    if (lmev__json_read(&j, path, &err) != LMEV_OK) return;
    const char *name = lmev__json_string(lmev__json_get(j, "TFHUB-EMB_MODEL"), NULL);
    assert_non_null(name);
    size_t k = 0;
    while (k < s->n && strcmp(s->model[k].name, name) != 0) k++;
    assert_true(k < COUNT(s->model));
    if (k == s->n) s->n++;
    snprintf(s->model[k].name, sizeof s->model[k].name, "%s", name);
    assert_true(s->model[k].n < COUNT(s->model[k].bac));
    s->model[k].bac[s->model[k].n++] =
        lmev__json_real(lmev__json_get(j, "RESULTS-BALANCED_ACCURACY"));
    lmev__json_free(j);
}

/* What ../shared/data/README.md tells of them. */
static void seed_study_gives_its_tests(void **state)
{
    (void)state;
    static const char *const folder[] = {"NNLM_50-v1", "NNLM_128-v1"};
    const char *source = getenv("LMEV_SOURCE");
    static study s;
    for (size_t f = 0; f < COUNT(folder); f++) {
        char path[1024], file[2048];
        snprintf(path, sizeof path, "%s/../shared/data/seed-experiments/%s",
                 source ? source : ".", folder[f]);
        DIR *d = opendir(path);
        if (!d) {
            print_message("no ../shared/data/seed-experiments: skipped\n");
            skip();
        }
        for (struct dirent *e; (e = readdir(d));) {
            snprintf(file, sizeof file, "%s/%s/experiment_metadata.json", path,
                     e->d_name);
            study_add(&s, file);
        }
        closedir(d);
    }
    assert_int_equal(s.n, 8);
    double p[28], adjusted[28], spanish = NAN;
    size_t pairs = 0, raw = 0, held = 0;
    for (size_t i = 0; i < s.n; i++)
        for (size_t j = 0; j < i; j++) {
            const lmev_test t = lmev_welch(s.model[i].bac, s.model[i].n, s.model[j].bac,
                                           s.model[j].n, 0.95);
            assert_int_equal(s.model[i].n, 4);
            if (strstr(s.model[i].name, "es-dim") && strstr(s.model[j].name, "es-dim") &&
                strstr(s.model[i].name, "norm") && strstr(s.model[j].name, "norm"))
                spanish = t.p;
            p[pairs++] = t.p;
        }
    lmev_error err;
    assert_int_equal(pairs, 28);
    assert_int_equal(lmev_holm(adjusted, p, pairs, &err), LMEV_OK);
    for (size_t i = 0; i < pairs; i++) {
        raw += p[i] < 0.05;
        held += adjusted[i] < 0.05;
    }
    near_to(spanish, 0.41, 0.005, "p of Spanish, normalized, 50 against 128");
    assert_int_equal(raw, 21);
    assert_int_equal(held, 13);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(t_cdf_equals_scipy),
        cmocka_unit_test(t_quantile_equals_scipy),
        cmocka_unit_test(t_quantile_inverts_the_cdf),
        cmocka_unit_test(samples_equal_scipy),
        cmocka_unit_test(small_samples),
        cmocka_unit_test(mcnemar_equals_statsmodels),
        cmocka_unit_test(wilson_equals_statsmodels),
        cmocka_unit_test(holm_equals_statsmodels),
        cmocka_unit_test(quantiles_equal_numpy),
        cmocka_unit_test(resamples_equal_scikit_learn),
        cmocka_unit_test(components_equal_statsmodels),
        cmocka_unit_test(one_trial_is_the_paired_test),
        cmocka_unit_test(bootstrap_is_a_function_of_the_seed),
        cmocka_unit_test(picks_are_even),
        cmocka_unit_test(degenerate_rows),
        cmocka_unit_test(memory_runs_out),
        cmocka_unit_test(power_by_hand),
        cmocka_unit_test(seed_study_gives_its_tests),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
