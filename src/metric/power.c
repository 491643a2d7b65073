/* power.c - which difference a study can find, and how many trials or test rows would
 * find one.
 *
 * A t exceeds c where its numerator, shifted by the difference over its standard error,
 * exceeds c times its denominator: the share of studies is a mean over either of them,
 * exactly that of the noncentral t. Its degrees of freedom are those of the contrast:
 * without its weights for few of them, two trials of two models promised 80 % and found
 * 69. The wrong sign is not counted as found. Numbers wanted are searched by doubling,
 * then halving the interval. Cost: some hundred of those means, up to a tenth of a second
 * with few degrees of freedom. */
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

/* Of studies whose difference is `by` standard errors. With few degrees of freedom the
 * critical value is far out, and what is found changes over a part 1 / by of the
 * denominator, too steep for lmev__over_scale: then the mean is taken over the
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

/* With `times` as many trials, degrees of freedom in their place, and the rows' variance
 * x rows. */
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
    /* With one trial each, degrees of freedom would have to come from others. */
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
        if (high > 1e9) return INFINITY; /* the test rows alone say no more */
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
        if (high > 0x1p40) return INFINITY; /* these trials say no more */
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
