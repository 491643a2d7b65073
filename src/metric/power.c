/* power.c - which difference a study can detect, and how many trials or test rows are
 * needed to detect one.
 *
 * A t statistic exceeds c when its numerator, shifted by the difference over its standard
 * error, exceeds c times its denominator. The share of studies is a mean over either of
 * them, exactly that of the noncentral t distribution. The degrees of freedom are those
 * of the contrast before its weighting for few degrees of freedom: with that weighting,
 * two trials of two models promised 80 % and detected 69 %. A significant difference of
 * the wrong sign does not count as detected. Required numbers are found by doubling, then
 * bisection. Cost: some hundred of those means, up to a tenth of a second with few
 * degrees of freedom. */
#include <math.h>

#include "metric/distributions.h"

#define FEW_DF 8

typedef struct aim {
    const lmev_parts *parts;
    double alpha, power;
} aim;

typedef struct shift {
    double by, beyond;
} shift;

static double found(double s, const void *self)
{
    const shift *x = self;
    return lmev__normal_cdf(x->by - x->beyond * s);
}

/* The share of studies that detect a difference of `by` standard errors. With few degrees
 * of freedom the critical value is large, and the result changes over a range 1 / by of
 * the denominator, too steep for lmev__over_scale: then the mean is taken over the
 * numerator. */
static double share_found(double by, double beyond, double df)
{
    const shift x = {by, beyond};
    const double step = 0.125;
    double sum = 0, all = 0;
    if (!(df < FEW_DF)) return lmev__over_scale(df, found, &x);
    for (int i = -68; i <= 68; i++) {
        const double z = i * step, weight = exp(-0.5 * z * z), most = (by + z) / beyond;
        all += weight;
        if (most > 0) sum += weight * lmev_stat_chi2_cdf(df * most * most, df);
    }
    return sum / all;
}

/* The difference, in standard errors. */
static double shift_for(const aim *g, double df)
{
    const double beyond = lmev_stat_t_quantile(1 - g->alpha / 2, df);
    double low = 0, high = 1;
    for (int i = 0; i < 60 && high < 1e9; i++) {
        if (share_found(high, beyond, df) >= g->power) break;
        low = high;
        high *= 2;
    }
    while (high - low > 1e-9 * high) {
        const double middle = (low + high) / 2;
        if (share_found(middle, beyond, df) >= g->power)
            high = middle;
        else
            low = middle;
    }
    return high;
}

/* The parts with `times` as many trials, the degrees of freedom in proportion, and the
 * variance of rows times `rows`. */
static double smallest(const aim *g, double times, double df, double rows)
{
    const lmev_parts *p = g->parts;
    double variance = p->rows * rows;
    if (!isnan(p->seeds)) {
        const double trials = (p->seeds + (isnan(p->both) ? 0 : p->both * rows)) / times;
        const double share =
            lmev__weighed(trials, df) / (variance + lmev__weighed(trials, df));
        variance += trials;
        df = trials > 0 ? df / (share * share) : (double)INFINITY;
    } else {
        df = INFINITY;
    }
    return variance > 0 ? shift_for(g, df) * sqrt(variance) : variance;
}

static bool is_possible(const lmev_parts *p, size_t n, double alpha, double power)
{
    return n > 0 && !isnan(p->rows) && alpha > 0 && alpha < 1 && power > 0 && power < 1;
}

double lmev_stat_smallest(const lmev_parts *parts, size_t n, size_t T, double rows,
                          double alpha, double power)
{
    const aim g = {parts, alpha, power};
    if (!is_possible(parts, n, alpha, power) || T == 0 ||
        (rows != 1 && isnan(parts->both)))
        return NAN;
    if (isnan(parts->seeds))
        return T == n ? smallest(&g, 1, INFINITY, rows) : (double)NAN;
    if (T == n) return smallest(&g, 1, parts->df, rows);
    /* With one trial per model there are no degrees of freedom of its own. */
    const double df =
        n > 1 && T > 1 ? parts->df * ((double)T - 1) / ((double)n - 1) : (double)NAN;
    return isnan(df) ? df : smallest(&g, (double)T / (double)n, df, rows);
}

double lmev_stat_trials_for(const lmev_parts *parts, size_t n, double delta, double alpha,
                            double power)
{
    const aim g = {parts, alpha, power};
    const double one = (double)n - 1;
    if (!is_possible(parts, n, alpha, power) || n < 2 || isnan(parts->seeds) ||
        !(delta > 0))
        return NAN;
    double low = 1, high = 2;
    while (!(smallest(&g, high / (double)n, parts->df * (high - 1) / one, 1) <= delta)) {
        /* no number of trials reduces the variance of the test rows */
        if (high > 1e9) return INFINITY;
        low = high;
        high *= 2;
    }
    while (high - low > 1) {
        const double T = floor((low + high) / 2);
        if (smallest(&g, T / (double)n, parts->df * (T - 1) / one, 1) <= delta)
            high = T;
        else
            low = T;
    }
    return high;
}

double lmev_stat_rows_for(const lmev_parts *parts, size_t n, double delta, double alpha,
                          double power)
{
    const aim g = {parts, alpha, power};
    if (!is_possible(parts, n, alpha, power) || !(delta > 0) ||
        (isnan(parts->both) && !isnan(parts->seeds)))
        return NAN;
    double high = 0x1p-30;
    while (!(smallest(&g, 1, parts->df, 1 / high) <= delta)) {
        /* no number of test rows reduces the variance of these trials */
        if (high > 0x1p40) return INFINITY;
        high *= 2;
    }
    double low = high / 2;
    while (high - low > 1e-6 * high) {
        const double middle = (low + high) / 2;
        if (smallest(&g, 1, parts->df, 1 / middle) <= delta)
            high = middle;
        else
            low = middle;
    }
    return high;
}
