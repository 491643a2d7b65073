/* correlation.c - the correlation of two numbers of trials, between models and within
 * them.
 *
 * The two may differ, even in sign. A better language model has both a lower loss and a
 * higher BAC, and models differ more than the trials of one model, so the correlation
 * over all trials is nearly that between models. Whether the loss tells the better of a
 * model's trials is a question to the deviations from the model's means alone. Cost:
 * three passes. */
#include "report/analysis/correlation.h"

#include <math.h>

#include "base/mem.h"
#include "report/analysis/study.h"

/* Pearson's r of n pairs; NaN with fewer than three, or where x or y does not vary. Sums
 * are of distances from the first pair, so that equal values have a variance of exactly
 * 0. */
static double pearson(const double *x, const double *y, size_t n)
{
    double mx = 0, my = 0, xx = 0, yy = 0, xy = 0;
    if (n < 3) return NAN;
    for (size_t i = 0; i < n; i++) mx += x[i] - x[0], my += y[i] - y[0];
    mx /= (double)n, my /= (double)n;
    for (size_t i = 0; i < n; i++) {
        const double u = x[i] - x[0] - mx, v = y[i] - y[0] - my;
        xx += u * u, yy += v * v, xy += u * v;
    }
    const double r = xy / (sqrt(xx) * sqrt(yy));
    return isfinite(xx) && isfinite(yy) && isfinite(r) ? fmax(-1, fmin(1, r))
                                                       : (double)NAN;
}

typedef struct group {
    size_t first, n; /* index of its first value; number of values */
} group;

/* The mean of v by group, and the distance of each value from its mean: off [n]. */
static void take_means(double *off, double *mean, const group *g, size_t n_groups,
                       const double *v, const size_t *group_of, size_t n)
{
    for (size_t k = 0; k < n_groups; k++) mean[k] = 0;
    for (size_t i = 0; i < n; i++) {
        const size_t k = group_of[i];
        off[i] = v[i] - v[g[k].first];
        mean[k] += off[i] / (double)g[k].n;
    }
    for (size_t i = 0; i < n; i++) off[i] -= mean[group_of[i]];
    for (size_t k = 0; k < n_groups; k++)
        if (g[k].n > 0) mean[k] += v[g[k].first];
}

/* Fisher's interval: atanh r is nearly normal, with variance 1 / (n - 3) where one mean
 * was subtracted from each number; each further mean takes 1 from n (R. A. Fisher, The
 * distribution of the partial correlation coefficient, Metron 3, 1924). Here there are as
 * many means as groups. */
static void put_interval(lmev__correlation *c)
{
    if (c->n < c->n_groups + 3) {
        c->within = NAN; /* by chance -1, 1 or nearly any number between */
        return;
    }
    const double z = lmev_stat_t_quantile(0.5 + LMEV__LEVEL / 2, INFINITY),
                 half = z / sqrt((double)(c->n - c->n_groups - 2));
    c->low = tanh(atanh(c->within) - half);
    c->high = tanh(atanh(c->within) + half);
}

bool lmev__correlate(lmev__correlation *out, const double *x, const double *y,
                     const size_t *group_of, size_t n, size_t n_groups)
{
    lmev__correlation c = {.n = n, .low = NAN, .high = NAN};
    group *g = lmev__calloc(n_groups + 1, sizeof *g);
    double *room = lmev__calloc(n + n_groups + 1, 2 * sizeof *room);
    if (g && room) {
        double *off_x = room, *off_y = off_x + n, *mean_x = off_y + n,
               *mean_y = mean_x + n_groups;
        for (size_t i = 0; i < n; i++)
            if (g[group_of[i]].n++ == 0) g[group_of[i]].first = i;
        take_means(off_x, mean_x, g, n_groups, x, group_of, n);
        take_means(off_y, mean_y, g, n_groups, y, group_of, n);
        for (size_t k = 0; k < n_groups; k++) {
            if (g[k].n == 0) continue;
            mean_x[c.n_groups] = mean_x[k];
            mean_y[c.n_groups++] = mean_y[k];
        }
        c.all = pearson(x, y, n);
        c.between = pearson(mean_x, mean_y, c.n_groups);
        c.within = pearson(off_x, off_y, n);
        put_interval(&c);
        *out = c;
    }
    const bool done = g && room;
    lmev__free(g);
    lmev__free(room);
    return done;
}
