/* best.c - which of K models can be the best, how far each can be behind it, and its
 * possible ranks.
 *
 * Hsu's multiple comparisons with the best: each model in turn is compared with all
 * others by Dunnett's one-sided test. The test rejects the true best in at most 5 % of
 * studies, so in 95 % the true best is among the models that are not rejected, and no
 * model is further behind it than behind one of those. The differences from one model
 * share its error; their mean correlation follows from the variances of all pairs. Ranks
 * come from the joint two-sided intervals of the pairs.
 *
 * Cost: K quantiles of some milliseconds each (equal ones are computed once), and K^2
 * pairs. */
#include <math.h>

#include "base/error.h"
#include "base/mem.h"
#include "metric/distributions.h"

/* The estimate of the pair (a, b), a != b; NULL: it was not computed. */
static const lmev_test *pair_of(const lmev_ranking *r, size_t a, size_t b)
{
    const size_t low = a < b ? a : b, high = a < b ? b : a, K = r->n_models;
    if (low >= r->full) return NULL;
    const lmev_test *t = &r->pair[low * (2 * K - low - 1) / 2 + high - low - 1];
    return isnan(t->se) ? NULL : t;
}

/* mean(a) - mean(b). */
static double ahead(const lmev_test *t, size_t a, size_t b)
{
    return a < b ? t->difference : -t->difference;
}

/* The mean correlation of the differences from model i, and the smallest degrees of
 * freedom. */
static void family_of(const lmev_ranking *r, size_t i, double *rho, double *df)
{
    double sum = 0, n = 0;
    *df = INFINITY;
    for (size_t j = 0; j < r->n_models; j++) {
        const lmev_test *a = i != j ? pair_of(r, i, j) : NULL;
        if (!a) continue;
        if (a->df < *df) *df = a->df;
        for (size_t k = j + 1; k < r->n_models; k++) {
            const lmev_test *b = i != k ? pair_of(r, i, k) : NULL, *c = pair_of(r, j, k);
            if (!b || !c || !(a->se > 0 && b->se > 0)) continue;
            sum += (a->se * a->se + b->se * b->se - c->se * c->se) / (2 * a->se * b->se);
            n++;
        }
    }
    /* not known: the least favourable value */
    *rho = n > 0 ? fmin(0.95, fmax(0, sum / n)) : 0;
}

/* The critical value of each model when it is taken for the best: [K]. */
static void critical_values(double *critical, const lmev_ranking *r, double level)
{
    double df_before = NAN, rho_before = NAN, made = NAN;
    for (size_t i = 0; i < r->n_models; i++) {
        double rho, df;
        family_of(r, i, &rho, &df);
        if (df != df_before || fabs(rho - rho_before) > 1e-9)
            made = lmev_stat_dunnett_quantile(1 - level, r->n_models - 1, df, rho);
        df_before = df;
        rho_before = rho;
        critical[i] = made;
    }
}

/* Whether no other model is shown to be better than i. */
static bool may_be_best(const lmev_ranking *r, size_t i, double critical)
{
    for (size_t j = 0; j < r->n_models; j++) {
        const lmev_test *t = i != j ? pair_of(r, i, j) : NULL;
        if (!t) continue;
        const double at_most = ahead(t, i, j) + critical * t->se;
        if (at_most < 0 || (at_most == 0 && t->difference != 0)) return false;
    }
    return true;
}

/* How far j can be behind the best, whichever of the possible best it is. The standard
 * error of a pair that was not computed is at most the sum of those of its two pairs with
 * the first model. */
static double behind(const lmev_ranking *r, const lmev_standing *s, size_t j,
                     const double *critical)
{
    double most = 0;
    for (size_t i = 0; i < r->n_models; i++) {
        if (i == j || !s[i].among_best) continue;
        double by;
        if (i < r->full || j < r->full) {
            const lmev_test *t = pair_of(r, i, j);
            if (!t) return NAN;
            by = ahead(t, i, j) + critical[i] * t->se;
        } else { /* neither is the first */
            const lmev_test *a = pair_of(r, 0, i), *b = pair_of(r, 0, j);
            if (!a || !b) return NAN;
            by = b->difference - a->difference + critical[i] * (a->se + b->se);
        }
        most = fmax(most, by);
    }
    return most;
}

static void rank(lmev_standing *s, const lmev_ranking *r, double level)
{
    const size_t K = r->n_models, n = K * (K - 1) / 2;
    for (size_t i = 0; i < K; i++) {
        s[i].first = 1;
        s[i].last = K;
    }
    for (size_t a = 0; a < r->full && a < K; a++)
        for (size_t b = a + 1; b < K; b++) {
            const lmev_test *t = pair_of(r, a, b);
            if (!t || !(lmev_stat_joint_p(t->p, n) < 1 - level)) continue;
            const bool first = t->difference > 0;
            s[first ? b : a].first++;
            s[first ? a : b].last--;
        }
}

lmev_status lmev_stat_stand(lmev_standing *standing, const lmev_ranking *r, double level,
                            lmev_error *err)
{
    const size_t K = r->n_models;
    double *critical = lmev__calloc(K + 1, sizeof *critical);
    if (!critical) return lmev__nomem(err, "ranks of models");
    if (K > 1) critical_values(critical, r, level);
    for (size_t i = 0; i < K; i++)
        standing[i] = (lmev_standing){.among_best = may_be_best(r, i, critical[i])};
    for (size_t i = 0; i < K; i++) standing[i].behind = behind(r, standing, i, critical);
    rank(standing, r, level);
    lmev__free(critical);
    return LMEV_OK;
}

/* ---- Optimism ---- */

/* Variances of the K means whose sums approximate the variances of the pairs. */
static void own_variances(double *v, const lmev_ranking *r)
{
    const size_t K = r->n_models;
    double all = 0;
    for (size_t i = 0; i < K; i++) {
        v[i] = 0;
        for (size_t j = 0; j < K; j++) {
            const lmev_test *t = i != j ? pair_of(r, i, j) : NULL;
            if (t) v[i] += t->se * t->se;
        }
        all += v[i];
    }
    for (size_t i = 0; i < K; i++) {
        if (r->full < K) /* half the variance of its pair with the first model */
            v[i] = i > 0 ? v[i] / 2 : v[0] / (double)(K - 1) / 2;
        else
            v[i] =
                K > 2 ? (v[i] - all / (double)(K - 1) / 2) / (double)(K - 2) : v[i] / 2;
        if (v[i] < 0) v[i] = 0;
    }
}

/* The sum over models of the mean of (x - mean) over the cases where x, the model's score
 * in another study, is the highest of all. */
lmev_status lmev_stat_optimism(double *out, const lmev_ranking *r, lmev_error *err)
{
    const size_t K = r->n_models;
    const double step = 0.1;
    double sum = K > 1 ? 0 : (double)NAN, *v = lmev__calloc(2 * K + 1, sizeof *v);
    if (!v) return lmev__nomem(err, "the best of models");
    double *mean = v + K;
    own_variances(v, r);
    for (size_t j = 1; j < K; j++) {
        const lmev_test *t = pair_of(r, 0, j);
        mean[j] = t ? -t->difference : (double)NAN;
        if (!t) sum = NAN;
    }
    for (size_t i = 0; i < K && !isnan(sum); i++)
        for (double z = -6; z < 6 + step / 2; z += step) {
            const double x = mean[i] + z * sqrt(v[i]);
            double below = exp(-0.5 * z * z) / sqrt(8 * atan(1)) * step;
            for (size_t j = 0; j < K && below > 1e-12; j++)
                if (j != i && v[j] > 0)
                    below *= lmev__normal_cdf((x - mean[j]) / sqrt(v[j]));
                else if (j != i)
                    below *= x >= mean[j];
            sum += below * z * sqrt(v[i]);
        }
    lmev__free(v);
    *out = sum;
    return LMEV_OK;
}
