/* components.c - where the spread of a balanced accuracy comes from, and what that says of two
 * models.
 *
 * The hits of T trials on the n rows of a class are a two-way table with one value a cell. Its
 * analysis of variance gives the mean square within (rows x trials: `both`) and, from the mean
 * of each row over the trials, rows + both / T. Classes are independent and weigh alike, so
 * their variances add with the squares of their shares. The trials' part comes from the BACs
 * themselves: their variance is trials + both. It is not taken from the classes, as a trial may
 * be better at one class and worse at another.
 *
 * lmev_compare does not add up the components as they are told. Each is cut off at zero, and
 * where the trials' is small that makes the variance too large on the average: without any effect
 * of trials a true null was rejected in 2.5 % of cases. Trials and both together need no
 * cutting, as they are the variance of the BACs over the trials; only the rows of the difference
 * are estimated by subtraction. The degrees of freedom (Satterthwaite, Biometrics 2, 1946) are
 * those of the realised sum, the rows' share in it counted with the rows' many. Simulated
 * (tests/unit/test_statistics_null.c) a true null is rejected at 5 % in 3.5 to 6 % of studies of
 * three trials and more, whatever the proportions of the components; in less where the whole
 * study is a few classes of one or two rows. Two trials tell a spread too badly to do as well: 2
 * to 7.5 %, and 9 % where one model's trials vary ten times as much as the other's (with four
 * trials, 6 %).
 *
 * Cost: one pass over rows x trials, sums in integers. Not here: power.c, bootstrap.c. */
#include <math.h>

#include "base/error.h"
#include "base/mem.h"
#include "metric/distributions.h"
#include "metric/strata.h"

/* NaN stays. */
static double cut(double x)
{
    return x < 0 ? 0 : x;
}

/* A variance of a mean over strata, being collected. */
typedef struct within {
    double variance;    /* sum of share^2 * mean square / n           */
    double squares;     /* sum of the squares of those, each / its df */
    double mean_square; /* sum of share * mean square                 */
    double share;       /* sum                                        */
    double lone;        /* square of the share of a stratum of one row */
} within;

/* A stratum of n rows with this sum of squares around their mean. */
static void within_add(within *w, double share, double n, double sum_of_squares)
{
    if (n < 2) {
        w->lone = share * share;
        return;
    }
    const double mean_square = sum_of_squares / (n - 1);
    const double part = share * share * mean_square / n;
    w->variance += part;
    w->squares += part * part / (n - 1);
    w->mean_square += share * mean_square;
    w->share += share;
}

/* One row alone tells no spread: it gets that of the others. Without others: NaN. */
static void within_close(within *w)
{
    if (w->lone > 0) w->variance += w->lone * (w->mean_square / w->share);
}

/* One model: T trials. */
typedef struct model {
    const size_t *which; /* [T] columns of the hits         */
    size_t T;
    within both;         /* its variance: of one trial      */
    double bac, spread;  /* mean and variance over trials   */
} model;

/* Trials of the model that got the row right. */
static uint64_t right_of(const lmev_hits *h, uint32_t row, const model *m)
{
    const uint8_t *hit = h->hit + (size_t)row * h->n_experiments;
    uint64_t sum = 0;
    for (size_t t = 0; t < m->T; t++) sum += hit[m->which[t]] != 0;
    return sum;
}

/* Fill in both, bac and spread. T values of room at bac, and at column. */
static void analyse(model *m, const lmev_hits *h, const lmev__strata *s, double *bac,
                    uint64_t *column)
{
    const double T = (double)m->T;
    for (size_t t = 0; t < m->T; t++) bac[t] = 0;
    for (size_t k = 0; k < s->n_strata; k++) {
        const double n = (double)(s->start[k + 1] - s->start[k]), share = s->share[k];
        uint64_t all = 0, rows = 0; /* sums of hits, and of squares of sums by row */
        for (size_t t = 0; t < m->T; t++) column[t] = 0;
        for (size_t i = s->start[k]; i < s->start[k + 1]; i++) {
            const uint8_t *hit = h->hit + (size_t)s->row[i] * h->n_experiments;
            uint64_t sum = 0;
            for (size_t t = 0; t < m->T; t++) {
                const uint64_t one = hit[m->which[t]] != 0;
                column[t] += one;
                sum += one;
            }
            all += sum;
            rows += sum * sum;
        }
        double trials = 0;
        for (size_t t = 0; t < m->T; t++) {
            bac[t] += share * (double)column[t] / n;
            trials += (double)column[t] * (double)column[t];
        }
        /* n T times the sum of squares that neither rows nor trials explain: all integers. */
        const double rest = n * T * (double)all - n * (double)rows - T * trials +
                            (double)all * (double)all;
        if (m->T > 1) within_add(&m->both, share, n, rest / (n * T) / (T - 1));
    }
    within_close(&m->both);
    const lmev_summary sum = lmev_summarize(bac, m->T, 0.5);
    m->bac = sum.mean;
    m->spread = sum.sd * sum.sd;
}

/* Of the mean over a's trials of a row's hits, less that of b's (b without trials: nothing). */
static within spread_of_rows(const lmev_hits *h, const lmev__strata *s, const model *a,
                             const model *b)
{
    within w = {0};
    const double Ta = (double)a->T, Tb = b->T > 0 ? (double)b->T : 1;
    for (size_t k = 0; k < s->n_strata; k++) {
        const double n = (double)(s->start[k + 1] - s->start[k]);
        double sum = 0, squares = 0; /* of Ta Tb times the difference: integers */
        for (size_t i = s->start[k]; i < s->start[k + 1]; i++) {
            const double d = Tb * (double)right_of(h, s->row[i], a) -
                             Ta * (double)right_of(h, s->row[i], b);
            sum += d;
            squares += d * d;
        }
        within_add(&w, s->share[k], n,
                   (n * squares - sum * sum) / n / (Ta * Ta * Tb * Tb));
    }
    within_close(&w);
    return w;
}

static lmev_status check(const lmev_hits *h, const size_t *which, size_t n,
                         lmev_error *err)
{
    if (n == 0)
        return lmev__fail(err, LMEV_ERR_PARAM, NULL, 0, "a model without experiments");
    for (size_t i = 0; i < n; i++)
        if (which[i] >= h->n_experiments)
            return lmev__fail(err, LMEV_ERR_PARAM, NULL, 0,
                              "experiment %zu is asked for, there are %zu", which[i],
                              h->n_experiments);
    return LMEV_OK;
}

/* Analyse a, b (may have no trials), and the rows of their difference. Without rows all is NaN. */
static lmev_status analyse_two(model *a, model *b, within *rows, const lmev_hits *h,
                               lmev_error *err)
{
    const size_t most = a->T > b->T ? a->T : b->T;
    lmev__strata *s = NULL;
    lmev_status status = lmev__strata_new(&s, h, err);
    if (status != LMEV_OK) return status;
    double *bac = lmev__calloc(most, sizeof *bac);
    uint64_t *column = lmev__calloc(most, sizeof *column);
    if (!bac || !column)
        status = lmev__nomem(err, "balanced accuracies of trials");
    else if (s->n_rows == 0) {
        a->bac = a->spread = a->both.variance = rows->variance = NAN;
        b->bac = b->spread = b->both.variance = NAN;
    } else {
        analyse(a, h, s, bac, column);
        if (b->T > 0) analyse(b, h, s, bac, column);
        *rows = spread_of_rows(h, s, a, b);
    }
    lmev__free(bac);
    lmev__free(column);
    lmev__strata_free(s);
    return status;
}

lmev_status lmev_components_of(lmev_components *out, const lmev_hits *hits,
                               const size_t *which, size_t n, lmev_error *err)
{
    model m = {.which = which, .T = n}, none = {0};
    within rows = {0};
    lmev_status status = check(hits, which, n, err);
    if (status == LMEV_OK) status = analyse_two(&m, &none, &rows, hits, err);
    if (status != LMEV_OK) return status;
    if (n == 1) {
        *out = (lmev_components){rows.variance, NAN, NAN};
        return LMEV_OK;
    }
    const double both = m.both.variance;
    *out = (lmev_components){cut(rows.variance - both / (double)n), cut(m.spread - both),
                             both};
    return LMEV_OK;
}

lmev_components lmev_components_apart(const double *bac, const double *row_variance,
                                      size_t n)
{
    const double rows = lmev_summarize(row_variance, n, 0.5).mean;
    const double sd = lmev_summarize(bac, n, 0.5).sd;
    return (lmev_components){rows, cut(sd * sd - rows), n > 0 ? 0 : (double)NAN};
}

lmev_status lmev_compare(lmev_test *out, lmev_components *of, const lmev_hits *hits,
                         const size_t *a, size_t n_a, const size_t *b, size_t n_b,
                         double level, lmev_error *err)
{
    model m[2] = {{.which = a, .T = n_a}, {.which = b, .T = n_b}};
    within rows = {0};
    lmev_status status = check(hits, a, n_a, err);
    if (status == LMEV_OK) status = check(hits, b, n_b, err);
    if (status == LMEV_OK) status = analyse_two(&m[0], &m[1], &rows, hits, err);
    if (status != LMEV_OK) return status;

    lmev_test test = {.difference = m[0].bac - m[1].bac};
    lmev_components c = {rows.variance, NAN, NAN};
    double variance = rows.variance, squares = rows.squares;
    if (n_a > 1 || n_b > 1) {
        const double Ta = (double)n_a, Tb = (double)n_b;
        double part_a = 1 / Ta, part_b = 1 / Tb; /* of a model's spread in the variance */
        if (n_a ==
            1) { /* a single trial is taken to vary as those of the other model do */
            m[0].spread = m[0].both.variance = 0;
            part_b += part_a;
        } else if (n_b == 1) {
            m[1].spread = m[1].both.variance = 0;
            part_a += part_b;
        }
        const double from_a = m[0].spread * part_a, from_b = m[1].spread * part_b;
        const double both_a = m[0].both.variance, both_b = m[1].both.variance;
        c.rows = cut(rows.variance - both_a * part_a - both_b * part_b);
        /* The rows' degrees of freedom belong to the rows' part of the variance alone. */
        const double part = rows.variance > 0 ? c.rows / rows.variance : 0;
        squares *= part * part;
        variance = c.rows + from_a + from_b;
        if (n_a > 1) squares += from_a * from_a / (Ta - 1);
        if (n_b > 1) squares += from_b * from_b / (Tb - 1);
        const double lent = n_a == 1 || n_b == 1 ? 2 : 1;
        c.both = lent * (both_a + both_b);
        c.trials = lent * (cut(m[0].spread - both_a) + cut(m[1].spread - both_b));
    }
    test.se = sqrt(variance);
    test.df = variance * variance / squares; /* 0 / 0 without any spread */
    lmev__test_finish(&test, level);
    *out = test;
    if (of) *of = c;
    return LMEV_OK;
}
