/* test_statistics.c - distributions, samples, power and the best of several models
 * against SciPy, statsmodels, mpmath and NumPy (tests/golden/make_statistics.py), and
 * edge cases. Contrasts are in test_contrast.c, what has to hold on the average over many
 * studies in tests/statistics. */
#include <string.h>

#include "statistics_help.h"

#include "base/mem.h"
#include "metric/distributions.h"

#include "../golden/statistics.h"

/* Distributions: the promise of distributions.h. */
#define NEAR 1e-12
/* Figures of samples: means of values whose last digit is 1e-10 of their spread at worst
 * (1e4 +- 1, the least difference 6e-6 of 0.7), so two ways to sum differ by some
 * 1e-11. */
#define SAMPLE 1e-10

/* ---- distributions ---- */

static void t_cdf_equals_scipy(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(t_cdf); i++) {
        const double *g = t_cdf[i];
        char what[80];
        snprintf(what, sizeof what, "P(T <= %g) with %g degrees of freedom", g[1], g[0]);
        near_to(lmev_stat_t_cdf(g[1], g[0]), g[2], NEAR, what);
        near_to(lmev_stat_t_cdf(-g[1], g[0]), 1 - g[2], NEAR, what);
        /* The tail relative to itself: p-values of 1e-200 have their digits too. What is
         * least exact there is the normal in place of the t, from 1e7 degrees on:
         * 3e-11. */
        lmev_test test = {.difference = g[1], .se = 1, .df = g[0]};
        lmev__test_finish(&test, 0.95);
        near_to(test.p, g[3], 1e-10 * g[3], what);
    }
    assert_true(isnan(lmev_stat_t_cdf(NAN, 3)));
    assert_true(isnan(lmev_stat_t_cdf(1, NAN)));
    assert_true(isnan(lmev_stat_t_cdf(1, 0)));
    assert_true(isnan(lmev_stat_t_cdf(1, -2)));
    for (double df = 0.1; df < 1e12; df *= 9) {
        assert_true(lmev_stat_t_cdf(INFINITY, df) == 1);
        assert_true(lmev_stat_t_cdf(-INFINITY, df) == 0);
        assert_true(lmev_stat_t_cdf(0, df) == 0.5);
    }
    assert_true(lmev_stat_t_cdf(INFINITY, INFINITY) == 1);
    assert_true(lmev_stat_t_cdf(1e300, 2) == 1);
}

static void t_quantile_equals_scipy(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(t_quantile); i++) {
        const double *g = t_quantile[i];
        char what[80];
        snprintf(what, sizeof what, "quantile %g with %g degrees of freedom", g[1], g[0]);
        near_to(lmev_stat_t_quantile(g[1], g[0]), g[2], NEAR * fmax(1, fabs(g[2])), what);
    }
    assert_true(lmev_stat_t_quantile(0, 4) == -INFINITY);
    assert_true(lmev_stat_t_quantile(1, INFINITY) == INFINITY);
    assert_true(isnan(lmev_stat_t_quantile(NAN, 4)));
    assert_true(isnan(lmev_stat_t_quantile(1.01, 4)));
    assert_true(isnan(lmev_stat_t_quantile(0.5, 0)));
    assert_true(isnan(lmev_stat_t_quantile(0.5, NAN)));
}

/* Across the whole range of doubles: no hang, no NaN, and the way there and back. */
static void t_quantile_inverts_the_cdf(void **state)
{
    (void)state;
    for (double df = 0.3; df < 1e13; df *= 3.7)
        for (double p = 1e-300; p < 0.5; p *= p < 1e-3 ? 1e7 : 1.3) {
            const double t = lmev_stat_t_quantile(p, df);
            assert_true(t < 0);
            if (isinf(t)) continue; /* 1e-300 with 0.3 degrees of freedom */
            /* The error of p by one unit in the last place of t is at most df * 1e-16 * p
             * in the far tail, and z^2 * 1e-16 * p where the tail is the normal's. */
            near_to(lmev_stat_t_cdf(t, df), p, 1e-11 * p, "p there and back");
        }
}

static void chi2_equals_scipy(void **state)
{
    (void)state;
    char what[80];
    for (size_t i = 0; i < COUNT(chi2_cdf); i++) {
        const double *g = chi2_cdf[i];
        snprintf(what, sizeof what, "P(X <= %.17g) with %g degrees of freedom", g[1],
                 g[0]);
        near_to(lmev_stat_chi2_cdf(g[1], g[0]), g[2], NEAR, what);
    }
    for (size_t i = 0; i < COUNT(chi2_quantile); i++) {
        const double *g = chi2_quantile[i];
        snprintf(what, sizeof what, "quantile %g with %g degrees of freedom", g[1], g[0]);
        near_to(lmev_stat_chi2_quantile(g[1], g[0]), g[2], 1e-9 * g[2], what);
    }
    assert_true(lmev_stat_chi2_cdf(-1, 3) == 0 && lmev_stat_chi2_cdf(0, 3) == 0);
    assert_true(lmev_stat_chi2_cdf(INFINITY, 3) == 1);
    assert_true(isnan(lmev_stat_chi2_cdf(NAN, 3)) && isnan(lmev_stat_chi2_cdf(1, 0)));
    assert_true(isnan(lmev_stat_chi2_cdf(1, INFINITY)));
    assert_true(lmev_stat_chi2_quantile(0, 3) == 0 &&
                lmev_stat_chi2_quantile(1, 3) == INFINITY);
    assert_true(isnan(lmev_stat_chi2_quantile(NAN, 3)) &&
                isnan(lmev_stat_chi2_quantile(1.01, 3)));
    assert_true(isnan(lmev_stat_chi2_quantile(0.5, -1)) &&
                isnan(lmev_stat_chi2_quantile(0.5, INFINITY)));
}

static void dunnett_equals_numerical_integration(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(dunnett); i++) {
        const double *g = dunnett[i];
        char what[120];
        snprintf(what, sizeof what,
                 "quantile %g of %g with %g degrees of freedom, rho %g", g[0], g[1], g[2],
                 g[3]);
        near_to(lmev_stat_dunnett_quantile(g[0], (size_t)g[1], g[2], g[3]), g[4],
                1e-6 * fmax(1, g[4]), what);
    }
    assert_true(isnan(lmev_stat_dunnett_quantile(0.05, 0, 5, 0.5)));
    assert_true(isnan(lmev_stat_dunnett_quantile(0.05, 3, 0, 0.5)));
    assert_true(isnan(lmev_stat_dunnett_quantile(0.05, 3, NAN, 0.5)));
    assert_true(isnan(lmev_stat_dunnett_quantile(0.05, 3, 5, 1)));
    assert_true(isnan(lmev_stat_dunnett_quantile(0.05, 3, 5, -0.1)));
    assert_true(isnan(lmev_stat_dunnett_quantile(0.5, 3, 5, 0.5)));
}

/* ---- samples ---- */

static void samples_equal_scipy(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(samples); i++) {
        const struct golden_sample *g = &samples[i];
        const lmev_summary s = lmev_stat_summarize(g->x, g->n, g->level);
        const double got[5] = {s.mean, s.sd, s.se, s.low, s.high};
        assert_int_equal(s.n, g->n);
        for (size_t k = 0; k < 5; k++)
            near_to(got[k], g->summary[k], SAMPLE * fmax(1, fabs(g->summary[k])),
                    "a summary");
        near_to(s.sd, g->summary[1], 1e-8 * g->summary[1], "a small sd");
    }
}

static void small_samples(void **state)
{
    (void)state;
    const double same[] = {0.1, 0.1, 0.1}, bad[] = {1, NAN, 2};
    lmev_summary s = lmev_stat_summarize(NULL, 0, 0.95);
    assert_true(s.n == 0 && isnan(s.mean) && isnan(s.sd) && isnan(s.se) && isnan(s.low));
    s = lmev_stat_summarize(same, 1, 0.95);
    assert_true(s.mean == 0.1 && isnan(s.sd) && isnan(s.se) && isnan(s.low) &&
                isnan(s.high));
    s = lmev_stat_summarize(same, 3, 0.95);
    assert_true(s.mean == 0.1 && s.sd == 0 && s.se == 0 && s.low == 0.1 && s.high == 0.1);
    s = lmev_stat_summarize(bad, 3, 0.95);
    assert_true(isnan(s.mean) && isnan(s.sd) && isnan(s.low));
    s = lmev_stat_summarize(samples[0].x, 4, NAN);
    assert_true(s.sd > 0 && isnan(s.low));
}

static void wilson_equals_statsmodels(void **state)
{
    (void)state;
    double low, high, other_low, other_high;
    for (size_t i = 0; i < COUNT(wilson); i++) {
        const double *g = wilson[i], hits = g[0], n = g[1], level = g[2];
        lmev_stat_wilson(hits, n, level, &low, &high);
        near_to(low, g[3], NEAR, "the low end of Wilson's interval");
        near_to(high, g[4], NEAR, "the high end of Wilson's interval");
        assert_true(low >= 0 && low <= hits / n && hits / n <= high && high <= 1);
        assert_int_equal(low == 0, hits == 0);
        assert_int_equal(high == 1, hits == n);
        lmev_stat_wilson(n - hits, n, level, &other_low, &other_high);
        near_to(other_low, 1 - high, NEAR, "the low end of the misses");
        near_to(other_high, 1 - low, NEAR, "the high end of the misses");
    }
    static const double none[][3] = {
        {0, 0, 0.95},   {-1, 4, 0.95},       {5, 4, 0.95}, {1, -4, 0.95}, {NAN, 4, 0.95},
        {1, NAN, 0.95}, {1, INFINITY, 0.95}, {1, 4, 0},    {1, 4, 1},     {1, 4, NAN}};
    for (size_t i = 0; i < COUNT(none); i++) {
        low = high = 0;
        lmev_stat_wilson(none[i][0], none[i][1], none[i][2], &low, &high);
        assert_true(isnan(low) && isnan(high));
    }
}

static void quantiles_equal_numpy(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(quantile); i++) {
        const double *g = quantile[i];
        near_to(lmev_stat_quantile(values, (size_t)g[0], g[1]), g[2], 1e-15,
                "a quantile");
    }
    const double ends[] = {-INFINITY, -INFINITY, INFINITY, INFINITY};
    assert_true(lmev_stat_quantile(ends, 4, 0.1) == -INFINITY);
    assert_true(lmev_stat_quantile(ends, 4, 0.9) == INFINITY);
    assert_true(isnan(lmev_stat_quantile(ends, 0, 0.5)));
    assert_true(isnan(lmev_stat_quantile(values, 3, NAN)));
    assert_true(isnan(lmev_stat_quantile(values, 3, -0.1)));
    assert_true(isnan(lmev_stat_quantile(values, 3, 1.1)));
}

/* ---- several at once ---- */

static void joint_statements_equal_mpmath(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(joint_p); i++) {
        const double *g = joint_p[i];
        near_to(lmev_stat_joint_p(g[0], (size_t)g[1]), g[2], 1e-14 * g[2], "a joint p");
    }
    for (size_t i = 0; i < COUNT(joint_level); i++) {
        const double *g = joint_level[i];
        near_to(lmev_stat_joint_level(g[0], (size_t)g[1]), g[2], 1e-15, "a joint level");
    }
}

/* The p says that 0 is outside exactly where the interval does, at the very edge too. */
static void joint_p_and_level_agree(void **state)
{
    (void)state;
    static const size_t family[] = {1, 2, 28, 2080};
    for (size_t f = 0; f < COUNT(family); f++)
        for (double df = 1; df < 1e4; df *= 2.7) {
            const double level = lmev_stat_joint_level(0.95, family[f]);
            const double edge = lmev_stat_t_quantile(0.5 + level / 2, df);
            for (int side = -1; side <= 1; side += 2) {
                lmev_test t = {.difference = edge * (1 + side * 1e-9), .se = 1, .df = df};
                lmev__test_finish(&t, level);
                assert_true((lmev_stat_joint_p(t.p, family[f]) < 0.05) == (t.low > 0));
                assert_true((t.low > 0) == (side > 0));
            }
        }
}

static void a_test_without_spread(void **state)
{
    (void)state;
    lmev_test t = {.difference = 0, .se = 0, .df = NAN};
    lmev__test_finish(&t, 0.95);
    assert_true(t.p == 1 && t.t == 0 && t.low == 0 && t.high == 0);
    t.difference = -0.2;
    lmev__test_finish(&t, 0.95);
    assert_true(t.p == 0 && t.t == -INFINITY && t.low == -0.2 && t.high == -0.2);
    t.se = NAN;
    lmev__test_finish(&t, 0.95);
    assert_true(isnan(t.p) && isnan(t.t) && isnan(t.low) && isnan(t.high));
}

/* ---- power ---- */

/* scipy.stats.nct is exact to some 1e-9 of its argument; shifts are searched to 1e-9. */
#define POWER 1e-7

static void power_equals_noncentral_t(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(smallest_alone); i++) {
        const double *g = smallest_alone[i];
        const lmev_parts parts = {0, 1, 0, g[0]};
        near_to(lmev_stat_smallest(&parts, 3, 3, 1, g[1], g[2]), g[3], POWER * g[3],
                "the smallest difference, of seeds alone");
    }
    for (size_t i = 0; i < COUNT(smallest); i++) {
        const double *g = smallest[i];
        const lmev_parts parts = {g[0], g[1], g[2], g[3]};
        near_to(lmev_stat_smallest(&parts, (size_t)g[4], (size_t)g[5], g[6], g[7], g[8]),
                g[9], POWER * g[9], "the smallest difference");
    }
    for (size_t i = 0; i < COUNT(numbers_for); i++) {
        const double *g = numbers_for[i];
        const lmev_parts parts = {g[0], g[1], g[2], g[3]};
        near_to(lmev_stat_trials_for(&parts, (size_t)g[4], g[5], g[6], g[7]), g[8], 0,
                "trials");
        /* searched to 1e-6 */
        near_to(lmev_stat_rows_for(&parts, (size_t)g[4], g[5], g[6], g[7]), g[9],
                2e-6 * g[9], "the factor on test rows");
    }
}

static void power_by_hand(void **state)
{
    (void)state;
    const double deviates =
        1.959963984540054 + 0.8416212335729143; /* the textbook's, of se */
    /* One trial of each: rows alone, their number alone can change. */
    const lmev_parts rows = {4e-6, NAN, 0, NAN};
    near_to(lmev_stat_smallest(&rows, 1, 1, 1, 0.05, 0.8), deviates * 0.002, 1e-11,
            "of rows");
    near_to(lmev_stat_smallest(&rows, 1, 1, 0.25, 0.05, 0.8), deviates * 0.001, 1e-11,
            "of more rows");
    near_to(lmev_stat_rows_for(&rows, 1, 0.002, 0.05, 0.8), deviates * deviates, 1e-5,
            "rows");
    assert_true(isnan(lmev_stat_smallest(&rows, 1, 2, 1, 0.05, 0.8)));
    assert_true(isnan(lmev_stat_trials_for(&rows, 1, 0.002, 0.05, 0.8)));
    /* Rows of their own, not known: the number of trials alone can change. */
    const lmev_parts own = {0, 5e-5, NAN, 6};
    const double T = lmev_stat_trials_for(&own, 4, 0.002, 0.05, 0.8);
    assert_true(T > deviates * deviates * 5e-5 / 4e-6 * 4 && T < 405);
    assert_true(lmev_stat_smallest(&own, 4, (size_t)T, 1, 0.05, 0.8) <= 0.002);
    assert_true(lmev_stat_smallest(&own, 4, (size_t)T - 1, 1, 0.05, 0.8) > 0.002);
    assert_true(isnan(lmev_stat_smallest(&own, 4, 4, 0.5, 0.05, 0.8)));
    assert_true(isnan(lmev_stat_rows_for(&own, 4, 0.002, 0.05, 0.8)));
    /* No spread was seen at all. */
    const lmev_parts none = {0, 0, 0, NAN};
    assert_true(lmev_stat_smallest(&none, 4, 4, 1, 0.05, 0.8) == 0);
    const lmev_parts unknown = {NAN, 1, 1, 6}, all = {4e-6, 5e-5, 1e-5, 6};
    assert_true(isnan(lmev_stat_smallest(&unknown, 4, 4, 1, 0.05, 0.8)));
    assert_true(isnan(lmev_stat_smallest(&all, 0, 4, 1, 0.05, 0.8)));
    assert_true(isnan(lmev_stat_smallest(&all, 4, 0, 1, 0.05, 0.8)));
    assert_true(isnan(lmev_stat_smallest(&all, 4, 1, 1, 0.05, 0.8)));
    assert_true(isnan(lmev_stat_smallest(&all, 4, 4, 1, 0, 0.8)));
    assert_true(isnan(lmev_stat_smallest(&all, 4, 4, 1, 0.05, 1)));
    assert_true(isnan(lmev_stat_trials_for(&all, 4, 0, 0.05, 0.8)));
    assert_true(isnan(lmev_stat_trials_for(&all, 4, NAN, 0.05, 0.8)));
    assert_true(isnan(lmev_stat_rows_for(&all, 4, 0, 0.05, 0.8)));
    assert_true(lmev_stat_trials_for(&all, 4, 1e3, 0.05, 0.8) == 2);
}

/* ---- the best ---- */

enum { MOST = 6, MOST_PAIRS = MOST * (MOST - 1) / 2 };

static double optimism_of(const lmev_ranking *r)
{
    double v = 0;
    lmev_error fault = {0};
    if (lmev_stat_optimism(&v, r, &fault) != LMEV_OK) fail_msg("%s", fault.text);
    return v;
}

static void pairs_of(lmev_test *pair, const struct golden_ranking *g)
{
    size_t n = 0;
    for (size_t a = 0; a < g->K; a++)
        for (size_t b = a + 1; b < g->K; b++) {
            pair[n] = (lmev_test){.difference = g->mean[a] - g->mean[b],
                                  .se = hypot(g->se[a], g->se[b]),
                                  .df = g->df};
            lmev__test_finish(&pair[n++], 0.95);
        }
}

static void standings_equal_the_definitions(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(rankings); i++) {
        const struct golden_ranking *g = &rankings[i];
        lmev_test pair[MOST_PAIRS];
        lmev_standing standing[MOST];
        lmev_error err;
        pairs_of(pair, g);
        const lmev_ranking r = {g->K, g->K, pair};
        assert_int_equal(lmev_stat_stand(standing, &r, 0.95, &err), LMEV_OK);
        for (size_t m = 0; m < g->K; m++) {
            assert_int_equal(standing[m].among_best, g->among[m] != 0);
            assert_int_equal(standing[m].first, (size_t)g->first[m]);
            assert_int_equal(standing[m].last, (size_t)g->last[m]);
            /* a quantile promised to 1e-6 x an se of .01 at most */
            near_to(standing[m].behind, g->behind[m], 1e-8, "how far behind the best");
        }
        /* Five standard errors of the Monte Carlo: passed once in a million. */
        near_to(optimism_of(&r), g->optimism[0], 5 * g->optimism[1], "optimism");
    }
}

/* Of models with equal errors the pairs with the first say the same about the best, and
 * less about ranks. */
static void pairs_with_the_first_alone(void **state)
{
    (void)state;
    const struct golden_ranking *g = &rankings[1];
    lmev_test pair[MOST_PAIRS];
    lmev_standing standing[MOST];
    lmev_error err;
    pairs_of(pair, g);
    const lmev_ranking r = {g->K, 1, pair}; /* the first K - 1 are those with the first */
    assert_int_equal(lmev_stat_stand(standing, &r, 0.95, &err), LMEV_OK);
    for (size_t m = 0; m < g->K; m++) {
        /* Of pairs that were not made the least favourable is taken: never more is
         * said. */
        assert_true(standing[m].among_best || g->among[m] == 0);
        assert_true(standing[m].behind >= g->behind[m] - 1e-8);
        assert_true(standing[m].behind < 2 * g->behind[m] + 0.01);
        assert_int_equal(standing[m].first, m > 0 && g->first[m] > 1 ? 2 : 1);
        assert_int_equal(standing[m].last, m == 0 ? (size_t)g->last[0] : g->K);
    }
    near_to(optimism_of(&r), g->optimism[0], 5 * g->optimism[1], "optimism");
}

static void standings_at_the_edge(void **state)
{
    (void)state;
    lmev_standing s[3];
    lmev_error err;
    const lmev_ranking one = {1, 1, NULL};
    assert_int_equal(lmev_stat_stand(s, &one, 0.95, &err), LMEV_OK);
    assert_true(s[0].among_best && s[0].behind == 0 && s[0].first == 1 && s[0].last == 1);
    /* Pairs that were not tested say nothing. */
    lmev_test pair[3] = {{.difference = 0.1, .se = NAN, .p = NAN},
                         {.difference = 0.2, .se = NAN, .p = NAN},
                         {.difference = 0.1, .se = NAN, .p = NAN}};
    const lmev_ranking r = {3, 3, pair};
    assert_int_equal(lmev_stat_stand(s, &r, 0.95, &err), LMEV_OK);
    for (size_t m = 0; m < 3; m++) {
        assert_true(s[m].among_best && isnan(s[m].behind));
        assert_true(s[m].first == 1 && s[m].last == 3);
    }
    assert_true(isnan(optimism_of(&r)));
    /* Without any spread the order is certain. */
    for (size_t k = 0; k < 3; k++) {
        pair[k].se = 0;
        pair[k].df = NAN;
        lmev__test_finish(&pair[k], 0.95);
    }
    assert_int_equal(lmev_stat_stand(s, &r, 0.95, &err), LMEV_OK);
    assert_true(s[0].among_best && !s[1].among_best && !s[2].among_best);
    for (size_t m = 0; m < 3; m++) assert_true(s[m].first == m + 1 && s[m].last == m + 1);
    assert_true(s[0].behind == 0);
    near_to(s[2].behind, 0.2, NEAR, "how far behind");
    near_to(optimism_of(&r), 0, NEAR, "optimism");
}

static void memory_runs_out(void **state)
{
    (void)state;
    lmev_test pair[MOST_PAIRS];
    lmev_standing standing[MOST];
    lmev_error err;
    const long before = lmev__test_live_blocks();
    pairs_of(pair, &rankings[1]);
    const lmev_ranking r = {rankings[1].K, rankings[1].K, pair};
    lmev__test_fail_alloc(0, false);
    assert_int_equal(lmev_stat_stand(standing, &r, 0.95, &err), LMEV_ERR_NOMEM);
    lmev__test_fail_alloc(0, false);
    double optimism = 1;
    assert_int_equal(lmev_stat_optimism(&optimism, &r, &err), LMEV_ERR_NOMEM);
    assert_true(optimism == 1); /* as it was */
    lmev__test_fail_alloc(-1, false);
    assert_int_equal(lmev__test_live_blocks(), before);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(t_cdf_equals_scipy),
        cmocka_unit_test(t_quantile_equals_scipy),
        cmocka_unit_test(t_quantile_inverts_the_cdf),
        cmocka_unit_test(chi2_equals_scipy),
        cmocka_unit_test(dunnett_equals_numerical_integration),
        cmocka_unit_test(samples_equal_scipy),
        cmocka_unit_test(small_samples),
        cmocka_unit_test(wilson_equals_statsmodels),
        cmocka_unit_test(quantiles_equal_numpy),
        cmocka_unit_test(joint_statements_equal_mpmath),
        cmocka_unit_test(joint_p_and_level_agree),
        cmocka_unit_test(a_test_without_spread),
        cmocka_unit_test(power_equals_noncentral_t),
        cmocka_unit_test(power_by_hand),
        cmocka_unit_test(standings_equal_the_definitions),
        cmocka_unit_test(pairs_with_the_first_alone),
        cmocka_unit_test(standings_at_the_edge),
        cmocka_unit_test(memory_runs_out),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
