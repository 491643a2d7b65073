/* samples.c - samples of one number per experiment: means, intervals, tests, and
 * corrections for several tests.
 *
 * Means are computed from the differences to the first value, so that equal values have a
 * spread of exactly zero and values that differ in their last digits lose none of them. A
 * NaN among the values makes the results NaN. Not here: distributions (distributions.c),
 * estimates from trials of models (contrast.c). */
#include <math.h>

#include "lmev/metric.h"
#include "metric/distributions.h"

lmev_summary lmev_stat_summarize(const double *x, size_t n, double level)
{
    lmev_summary s = {.n = n, .mean = NAN, .sd = NAN};
    double sum = 0, squares = 0;
    if (n > 0) {
        for (size_t i = 0; i < n; i++) sum += x[i] - x[0];
        const double shift = sum / (double)n; /* of the mean from the first */
        s.mean = x[0] + shift;
        for (size_t i = 0; i < n; i++) {
            const double off = x[i] - x[0] - shift;
            squares += off * off;
        }
    }
    if (n > 1) s.sd = sqrt(squares / (double)(n - 1));
    s.se = s.sd / sqrt((double)n);
    const double half =
        n > 1 ? lmev_stat_t_quantile(0.5 + level / 2, (double)(n - 1)) * s.se
              : (double)NAN;
    s.low = s.mean - half;
    s.high = s.mean + half;
    return s;
}

void lmev_stat_interval(lmev_test *test, double level)
{
    double half = NAN;
    if (test->se > 0)
        half = lmev_stat_t_quantile(0.5 + level / 2, test->df) * test->se;
    else if (test->se == 0)
        half = 0;
    test->low = test->difference - half;
    test->high = test->difference + half;
}

void lmev__test_finish(lmev_test *test, double level)
{
    test->t = test->p = NAN;
    if (test->se > 0) {
        test->t = test->difference / test->se;
        test->p = lmev__t_two_sided(test->t, test->df);
    } else if (test->se == 0 && !isnan(test->difference)) {
        const bool same = test->difference == 0;
        test->t = same ? 0 : copysign(INFINITY, test->difference);
        test->p = same;
    }
    lmev_stat_interval(test, level);
}

void lmev_stat_wilson(double hits, double n, double level, double *low, double *high)
{
    *low = *high = NAN;
    if (!(isfinite(n) && n > 0 && hits >= 0 && hits <= n && level > 0 && level < 1))
        return;
    /* The ends are the roots p of (p - share)^2 = c p (1 - p). */
    const double z = lmev_stat_t_quantile(0.5 + level / 2, INFINITY);
    const double share = hits / n, c = z * z / n;
    const double root = sqrt(c * c + 4 * c * share * (1 - share));
    *high = hits < n ? fmin(1, (2 * share + c + root) / (2 * (1 + c))) : 1;
    /* Computed from their product: a difference would lose the digits of a small end. */
    *low = share * share / ((1 + c) * *high);
}

double lmev__weighed(double v, double df)
{
    return v * (1 + 2 / df);
}

double lmev_stat_joint_p(double p, size_t n)
{
    return -expm1((double)n * log1p(-p));
}

double lmev_stat_joint_level(double level, size_t n)
{
    return pow(level, 1 / (double)n);
}

double lmev_stat_quantile(const double *sorted, size_t n, double q)
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
