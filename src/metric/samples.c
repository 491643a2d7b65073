/* samples.c - one number an experiment: summaries, t tests, McNemar, Wilson, Holm, quantiles.
 *
 * Means are taken of the differences to the first value, so that equal values have a spread of
 * exactly zero and those that differ in the last digits lose none of them. NaN among the values
 * makes NaN of the results. Cost: two passes; Holm a sort. Not here: the distributions
 * (distributions.c), and what rows of a test set say (bootstrap.c, components.c). */
#include <math.h>
#include <stdlib.h>

#include "base/error.h"
#include "base/mem.h"
#include "lmev/metric.h"
#include "metric/distributions.h"

/* Mean and unbiased variance; NaN where there are too few values. */
typedef struct moments {
    double mean, variance;
} moments;

/* Of x, or of x - y where y is given: [n] both. */
static moments moments_of(const double *x, const double *y, size_t n)
{
    moments m = {NAN, NAN};
    if (n == 0) return m;
    const double first = y ? x[0] - y[0] : x[0];
    double sum = 0, squares = 0;
    for (size_t i = 0; i < n; i++) sum += (y ? x[i] - y[i] : x[i]) - first;
    const double shift = sum / (double)n; /* of the mean from the first */
    m.mean = first + shift;
    for (size_t i = 0; i < n; i++) {
        const double d = (y ? x[i] - y[i] : x[i]) - first - shift;
        squares += d * d;
    }
    if (n > 1) m.variance = squares / (double)(n - 1);
    return m;
}

lmev_summary lmev_summarize(const double *x, size_t n, double level)
{
    const moments m = moments_of(x, NULL, n);
    lmev_summary s = {.n = n, .mean = m.mean, .sd = sqrt(m.variance)};
    s.se = s.sd / sqrt((double)n);
    const double half =
        n > 1 ? lmev_t_quantile(0.5 + level / 2, (double)(n - 1)) * s.se : (double)NAN;
    s.low = s.mean - half;
    s.high = s.mean + half;
    return s;
}

void lmev__test_finish(lmev_test *test, double level)
{
    double half = NAN;
    test->t = test->p = NAN;
    if (test->se > 0) {
        test->t = test->difference / test->se;
        test->p = lmev__t_two_sided(test->t, test->df);
        half = lmev_t_quantile(0.5 + level / 2, test->df) * test->se;
    } else if (test->se == 0 && !isnan(test->difference)) {
        const bool same = test->difference == 0;
        test->t = same ? 0 : copysign(INFINITY, test->difference);
        test->p = same;
        half = 0;
    }
    test->low = test->difference - half;
    test->high = test->difference + half;
}

lmev_test lmev_welch(const double *a, size_t n_a, const double *b, size_t n_b,
                     double level)
{
    const moments m = moments_of(a, NULL, n_a), k = moments_of(b, NULL, n_b);
    const double va = m.variance / (double)n_a, vb = k.variance / (double)n_b;
    lmev_test test = {.difference = m.mean - k.mean, .se = sqrt(va + vb)};
    /* The larger variance is taken out: squares of small ones would underflow. */
    const double top = va > vb ? va : vb, ra = va / top, rb = vb / top;
    test.df = (ra + rb) * (ra + rb) /
              (ra * ra / ((double)n_a - 1) + rb * rb / ((double)n_b - 1));
    lmev__test_finish(&test, level);
    return test;
}

lmev_test lmev_paired(const double *a, const double *b, size_t n, double level)
{
    const moments m = moments_of(a, b, n);
    lmev_test test = {.difference = m.mean,
                      .se = sqrt(m.variance / (double)n),
                      .df = n > 1 ? (double)(n - 1) : (double)NAN};
    lmev__test_finish(&test, level);
    return test;
}

double lmev_mcnemar(uint64_t only_a, uint64_t only_b)
{
    const uint64_t less = only_a < only_b ? only_a : only_b;
    if (only_a == only_b) return 1; /* the two tails overlap in the middle */
    const double p = 2 * lmev__coin_tail((double)less, (double)only_a + (double)only_b);
    return p < 1 ? p : 1;
}

void lmev_wilson(double hits, double n, double level, double *low, double *high)
{
    *low = *high = NAN;
    if (!(isfinite(n) && n > 0 && hits >= 0 && hits <= n && level > 0 && level < 1))
        return;
    /* The ends are the roots p of (p - share)^2 = c p (1 - p). */
    const double z = lmev_t_quantile(0.5 + level / 2, INFINITY);
    const double share = hits / n, c = z * z / n;
    const double root = sqrt(c * c + 4 * c * share * (1 - share));
    *high = hits < n ? fmin(1, (2 * share + c + root) / (2 * (1 + c))) : 1;
    /* By their product: a difference would lose the digits of a small end. */
    *low = share * share / ((1 + c) * *high);
}

/* A p-value and where it came from. */
typedef struct ranked {
    double p;
    size_t i;
} ranked;

static int by_p(const void *left, const void *right)
{
    const ranked *a = left, *b = right;
    return a->p != b->p ? (a->p > b->p) - (a->p < b->p) : (a->i > b->i) - (a->i < b->i);
}

lmev_status lmev_holm(double *adjusted, const double *p, size_t n, lmev_error *err)
{
    for (size_t i = 0; i < n; i++)
        if (p[i] < 0 || p[i] > 1)
            return lmev__fail(err, LMEV_ERR_PARAM, NULL, 0,
                              "p-value %zu is %g, not between 0 and 1", i, p[i]);
    ranked *sorted = lmev__calloc(n ? n : 1, sizeof *sorted);
    if (!sorted) return lmev__nomem(err, "sorted p-values");
    size_t family = 0;
    for (size_t i = 0; i < n; i++) {
        if (!isnan(p[i])) sorted[family++] = (ranked){p[i], i};
        adjusted[i] = p[i];
    }
    qsort(sorted, family, sizeof *sorted, by_p);
    double least = 0; /* a p-value is never adjusted to less than a smaller one was */
    for (size_t r = 0; r < family; r++) {
        const double q = fmin(1, (double)(family - r) * sorted[r].p);
        least = fmax(least, q);
        adjusted[sorted[r].i] = least;
    }
    lmev__free(sorted);
    return LMEV_OK;
}

double lmev_quantile(const double *sorted, size_t n, double q)
{
    if (n == 0 || !(q >= 0 && q <= 1)) return NAN;
    const double at = q * (double)(n - 1);
    size_t i = (size_t)at;
    if (i >= n - 1) return sorted[n - 1];
    const double part = at - (double)i, low = sorted[i], high = sorted[i + 1];
    if (low == high) return low; /* infinities too */
    /* From the nearer end: exact at both, and never beyond. */
    return part < 0.5 ? low + (high - low) * part : high - (high - low) * (1 - part);
}
