/* power.c - how many trials or test rows would settle a difference.
 *
 * A study finds a difference of (t(1 - alpha/2) + t(power)) standard errors in a share `power`
 * of cases, with the degrees of freedom that lmev_compare has on the average: those of rows are
 * many, those of the trials 2 (T - 1). The number wanted is searched by doubling, then halving
 * the interval. Cost: some 100 quantiles of the t, a millisecond. */
#include <math.h>

#include "lmev/metric.h"

/* What is asked for, apart from the size of the study. */
typedef struct aim {
    double rows, trials,
        both; /* components; trials NaN: seeds are no part of the claim */
    double delta, alpha, power;
} aim;

/* The difference that T trials of each model find on `factor` times the test rows. */
static double smallest(const aim *g, double T, double factor)
{
    double variance = g->rows / factor, df = INFINITY;
    if (!isnan(g->trials)) {
        const double seeds = (g->trials + g->both / factor) / T;
        variance += seeds;
        if (seeds > 0 && T > 1) df = variance / seeds * (variance / seeds) * 2 * (T - 1);
    }
    const double deviates =
        lmev_t_quantile(1 - g->alpha / 2, df) + lmev_t_quantile(g->power, df);
    return deviates * sqrt(variance);
}

/* The fewest trials of each model, two at least. */
static double trials_for(const aim *g)
{
    double low = 1, high = 2;
    while (!(smallest(g, high, 1) <= g->delta)) {
        if (high > 1e12) return INFINITY; /* the test rows alone say no more */
        low = high;
        high *= 2;
    }
    while (high - low > 1) {
        const double middle = floor((low + high) / 2);
        if (smallest(g, middle, 1) <= g->delta)
            high = middle;
        else
            low = middle;
    }
    return high;
}

static double rows_for(const aim *g, double T)
{
    double high = 0x1p-30;
    while (!(smallest(g, T, high) <= g->delta)) {
        if (high > 0x1p60) return INFINITY; /* these trials say no more */
        high *= 2;
    }
    double low = high / 2;
    while (high - low > 1e-9 * high) {
        const double middle = (low + high) / 2;
        if (smallest(g, T, middle) <= g->delta)
            high = middle;
        else
            low = middle;
    }
    return high;
}

lmev_power lmev_power_of(const lmev_components *difference, size_t n_trials, double delta,
                         double alpha, double power)
{
    const lmev_components *c = difference;
    lmev_power p = {NAN, NAN, NAN};
    if (isnan(c->rows) || n_trials == 0 || !(alpha > 0 && alpha < 1) ||
        !(power > 0 && power < 1))
        return p;
    const aim goal = {c->rows,     c->trials, isnan(c->both) ? 0 : c->both,
                      fabs(delta), alpha,     power};
    const double T = (double)n_trials;
    p.smallest = smallest(&goal, T, 1);
    if (isnan(delta)) return p;
    p.rows = rows_for(&goal, T);
    if (!isnan(c->trials)) p.trials = trials_for(&goal);
    return p;
}
