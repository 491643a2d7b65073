/* contrast.c - the variance of a weighted sum of balanced accuracies: one function for
 * the mean of a model, a difference of two, a trait, an interaction, a device.
 *
 * The variance has three terms. Trials: the variance of one trial x the sum of squared
 * weights. Test rows that trials share: estimated from their hits, minus what changes
 * with the trial, which the first term contains already; never below zero. Blocks: the
 * variance of the test sets x the sum of the weights of a set, so that a difference of
 * models, whose weights cancel in each set, has none.
 *
 * Degrees of freedom are Satterthwaite's (Biometrics 2, 1946): (sum v)^2 / sum(v^2 / df).
 * They compare the terms, but the reciprocal of an estimated variance is too large on
 * average, by the factor df / (df - 2): with two trials of two models a true null
 * hypothesis was rejected in 7.8 % of studies. So the v of trials counts there as v (1 +
 * 2 / df). That is the factor to first order, is defined at one and two degrees of
 * freedom, and cancels when there is one term: a study without shared rows has exactly
 * Student's t. The term of the rows, which has many degrees of freedom, counts unchanged.
 * docs/STATISTICS.md has the simulations.
 *
 * Cost: one pass over the rows of each experiment with a weight. Not here: families of
 * estimates (best.c), power.c. */
#include <math.h>

#include "base/error.h"
#include "metric/design.h"
#include "metric/distributions.h"

#define NO_MODEL SIZE_MAX

/* The terms of a variance: their sum, and the sums that give the degrees of freedom. */
typedef struct terms {
    double sum, weighed, squares;
} terms;

static void add_term(terms *t, double v, double df)
{
    if (!(v > 0)) return; /* a term of zero adds nothing */
    const double weighed = lmev__weighed(v, df);
    t->sum += v;
    t->weighed += weighed;
    t->squares += weighed * weighed / df;
}

/* The part of the variance that is due to rows alone; its sum of squares / df is in
 * `in`. */
static void add_rows(terms *t, double v, const lmev__within *of)
{
    if (!(v > 0)) return;
    const double part = v / of->variance;
    t->sum += v;
    t->weighed += v;
    t->squares += part * part * of->squares;
}

/* An estimate that is being computed. */
typedef struct making {
    lmev_design *d;
    const double *weight;
    size_t next; /* one more trial of this model, or NO_MODEL */
    terms all, trials;
    double both, rows;        /* parts; NaN: not known */
    double next_rows, n_sets; /* summed over the test sets of the model */
    bool no_seeds, no_rows, nothing;
} making;

/* Models of OTHER_ROWS that share some test sets, as in a study that was interrupted,
 * share the luck of those sets. Whatever part of the variance that is, a set adds at most
 * the square of the sum of its weights, when that exceeds the sum of their squares.
 * Returns the factor on the variance; when the sets make most of it, the degrees of
 * freedom are those of the sets. */
static double shared_luck(const making *m, double *df)
{
    const lmev_design *d = m->d;
    double apart = m->next != NO_MODEL, most = apart, common = 0, n_shared = 0;
    for (size_t c = 0, end; c < d->n_cells; c = end) {
        double sum = 0, squares = 0, models = 0;
        end = lmev__cells_end(d, c);
        for (size_t k = c; k < end; k++) {
            const size_t i = d->by[d->cell[k].first];
            if (d->repeats[d->t.model[i]] != LMEV_REPEATS_OTHER_ROWS) continue;
            models++;
            sum += m->weight[i];
            squares += m->weight[i] * m->weight[i];
        }
        apart += squares;
        most += fmax(squares, sum * sum);
        n_shared += models > 1;
        common += models > 1 ? sum * sum : 0;
    }
    *df = common > apart / 2 ? fmax(1, n_shared - 1) : (double)INFINITY;
    return apart > 0 ? most / apart : 1;
}

/* Add the variance of one trial of each model x its squared weights. */
static void add_trials(making *m, lmev_repeats kind)
{
    lmev_design *d = m->d;
    const lmev_pooled *p = &d->pooled[kind];
    double squares = 0, df = INFINITY;
    const double times = kind == LMEV_REPEATS_OTHER_ROWS ? shared_luck(m, &df) : 1;
    for (size_t k = 0; k < d->t.n_models; k++) d->square[k] = 0;
    for (size_t i = 0; i < d->t.n; i++)
        d->square[d->t.model[i]] += m->weight[i] * m->weight[i];
    if (m->next != NO_MODEL) d->square[m->next] += 1;
    for (size_t k = 0; k < d->t.n_models; k++) {
        const double v = d->variance[k] * d->square[k] * times;
        if (d->repeats[k] != kind || d->square[k] == 0) continue;
        if (p->own && d->df[k] > 0) {
            add_term(&m->all, v, fmin(df, d->df[k]));
            add_term(&m->trials, v, fmin(df, d->df[k]));
        } else {
            squares += d->square[k] * times;
        }
    }
    if (squares == 0) return;
    if (!(p->df > 0)) {
        if (kind == LMEV_REPEATS_SAME_ROWS)
            m->no_seeds = true;
        else
            m->nothing = true;
        return;
    }
    add_term(&m->all, p->variance * squares, fmin(df, p->df));
    add_term(&m->trials, p->variance * squares, fmin(df, p->df));
}

/* Randomised blocks: the sum of the weights of a set varies as the sets do. */
static void add_blocks(making *m)
{
    const lmev_design *d = m->d;
    const lmev_pooled *rest = &d->pooled[LMEV_REPEATS_BLOCKS];
    const double K = (double)rest->n_models;
    double squares = 0, left = 0;
    if (rest->n_models == 0) return;
    for (size_t c = 0, end; c < d->n_cells; c = end) {
        double sum = 0;
        end = lmev__cells_end(d, c);
        for (size_t k = c; k < end; k++) {
            const size_t i = d->by[d->cell[k].first];
            if (d->repeats[d->t.model[i]] != LMEV_REPEATS_BLOCKS) continue;
            sum += m->weight[i];
            squares += m->weight[i] * m->weight[i];
        }
        left += sum * sum / K;
    }
    if (m->next != NO_MODEL && d->repeats[m->next] == LMEV_REPEATS_BLOCKS) {
        squares += 1;
        left += 1 / K;
    }
    if (left < 1e-12 * squares) left = 0; /* the weights cancel, except for rounding */
    add_term(&m->all, rest->variance * (squares - left), rest->df);
    add_term(&m->trials, rest->variance * (squares - left), rest->df);
    add_term(&m->all, d->blocks.variance * left, d->blocks.df);
    add_term(&m->trials, d->blocks.variance * left, d->blocks.df);
}

/* Add the variance of the rows of each test set that trials share; of other trials, the
 * part of their variance that is due to rows. */
static void add_all_rows(making *m, lmev_repeats kind)
{
    lmev_design *d = m->d;
    const bool same = kind == LMEV_REPEATS_SAME_ROWS;
    for (size_t c = 0, end; c < d->n_cells; c = end) {
        end = lmev__cells_end(d, c);
        const size_t set = d->t.test_set[d->by[d->cell[c].first]];
        const lmev__rows_spread r = lmev__rows_spread_of(d, set, kind, m->weight, c, end);
        if (!r.any) continue;
        if (!r.known) {
            m->no_rows |= same;
            m->both = NAN;
            continue;
        }
        const double v = r.all.variance - r.both;
        m->both += same ? r.both : r.all.variance;
        if (!same || !(v > 0)) continue;
        double sum = 0;
        for (size_t j = d->cell[c].first; j < d->cell[end - 1].end; j++)
            if (d->repeats[d->t.model[d->by[j]]] == kind) sum += m->weight[d->by[j]];
        add_rows(&m->all, v, &r.all);
        m->rows += v;
        if (sum != 0) {
            m->next_rows += v / (sum * sum);
            m->n_sets++;
        }
    }
    if (m->next != NO_MODEL && same &&
        m->n_sets > 0) /* its rows are like those of the others */
        add_term(&m->all, m->next_rows / m->n_sets, INFINITY);
}

static void finish(lmev_estimate *out, const making *m, double level)
{
    const terms *t = &m->all;
    lmev_scope scope = LMEV_SCOPE_MODELS;
    if (m->no_rows) scope = LMEV_SCOPE_ROWS;
    if (m->no_seeds) scope = m->no_rows ? LMEV_SCOPE_NOTHING : LMEV_SCOPE_NETWORKS;
    if (m->nothing || !isfinite(t->sum)) scope = LMEV_SCOPE_NOTHING;
    out->test.se = sqrt(t->sum);
    out->test.df = t->weighed * t->weighed / t->squares; /* 0 / 0 without any spread */
    /* No spread was observed, as in copies of one trial. That does not show that there is
     * none. */
    if (t->sum == 0 && out->test.difference != 0) scope = LMEV_SCOPE_NOTHING;
    out->scope = scope;
    if (scope == LMEV_SCOPE_NOTHING) out->test.se = out->test.df = NAN;
    lmev__test_finish(&out->test, level);
    const double trials = m->no_seeds ? (double)NAN : m->trials.sum;
    const double both = fmin(m->both, trials);
    out->parts = (lmev_parts){m->no_rows ? (double)NAN : m->rows,
                              isnan(m->both) ? trials : trials - both,
                              isnan(m->both) ? (double)NAN : both,
                              m->trials.weighed * m->trials.weighed / m->trials.squares};
}

static void estimate(lmev_estimate *out, lmev_design *d, const double *weight,
                     size_t next, double level)
{
    making m = {.d = d, .weight = weight, .next = next};
    *out = (lmev_estimate){0};
    for (size_t i = 0; i < d->t.n; i++) out->test.difference += weight[i] * d->t.bac[i];
    add_trials(&m, LMEV_REPEATS_SAME_ROWS);
    add_trials(&m, LMEV_REPEATS_OTHER_ROWS);
    add_blocks(&m);
    for (lmev_repeats k = 0; k < LMEV_REPEATS_N; k++) add_all_rows(&m, k);
    finish(out, &m, level);
}

lmev_status lmev_design_contrast(lmev_estimate *out, lmev_design *d, const double *weight,
                                 double level, lmev_error *err)
{
    for (size_t i = 0; i < d->t.n; i++)
        if (!isfinite(weight[i]))
            return lmev__fail(err, LMEV_ERR_PARAM, NULL, 0,
                              "weight of experiment %zu is %g", i, weight[i]);
    estimate(out, d, weight, NO_MODEL, level);
    return LMEV_OK;
}

/* d->weight: 1 / T on the trials of the model. */
static void weigh_model(lmev_design *d, size_t model)
{
    size_t T = 0;
    for (size_t i = 0; i < d->t.n; i++) T += d->t.model[i] == model;
    for (size_t i = 0; i < d->t.n; i++)
        d->weight[i] = d->t.model[i] == model ? 1 / (double)T : 0;
}

lmev_status lmev_design_next_trial(lmev_test *out, lmev_design *d, size_t model,
                                   double level, lmev_error *err)
{
    lmev_estimate e;
    if (model >= d->t.n_models)
        return lmev__fail(err, LMEV_ERR_PARAM, NULL, 0,
                          "model %zu is asked for, there are %zu", model, d->t.n_models);
    weigh_model(d, model);
    estimate(&e, d, d->weight, model, level);
    if (e.scope < LMEV_SCOPE_MODELS) {
        e.test.se = e.test.df = NAN;
        lmev__test_finish(&e.test, level);
    }
    *out = e.test;
    return LMEV_OK;
}

/* ---- Where the spread comes from ---- */

/* Of one trial: the terms rows and both of a model whose trials share their rows, or the
 * mean over its trials of the variance due to their rows. Both are NaN when not known. */
static void rows_of_model(lmev_spread *out, lmev_design *d, size_t model)
{
    const lmev_repeats kind = d->repeats[model];
    double n = 0;
    out->rows = out->both = 0;
    for (size_t c = 0; c < d->n_cells; c++) {
        const lmev__design_cell *cell = &d->cell[c];
        const size_t i = d->by[cell->first], T = cell->end - cell->first;
        if (d->t.model[i] != model) continue;
        for (size_t j = 0; j < d->t.n; j++) d->weight[j] = 0;
        for (size_t j = cell->first; j < cell->end; j++)
            d->weight[d->by[j]] = 1 / (double)T;
        const lmev__rows_spread r =
            lmev__rows_spread_of(d, d->t.test_set[i], kind, d->weight, c, c + 1);
        if (!r.known) continue;
        out->rows += r.all.variance - r.both;
        out->both += isnan(cell->both) ? 0 : cell->both;
        n++;
    }
    out->rows = n > 0 ? out->rows / n : (double)NAN;
    out->both = n > 0 ? out->both / n : (double)NAN;
}

lmev_status lmev_design_spread_of_model(lmev_spread *out, lmev_design *d, size_t model,
                                        lmev_error *err)
{
    if (model >= d->t.n_models)
        return lmev__fail(err, LMEV_ERR_PARAM, NULL, 0,
                          "model %zu is asked for, there are %zu", model, d->t.n_models);
    *out = (lmev_spread){1, NAN, NAN, NAN, NAN, NAN, NAN, NAN, NAN};
    rows_of_model(out, d, model);
    if (out->rows < 0) out->rows = 0;
    return LMEV_OK;
}

/* The share of the rows, when the variance of trials is the estimate, or an end of its
 * interval. */
static double share(const lmev_spread *s, lmev_repeats kind, double trials)
{
    if (kind != LMEV_REPEATS_SAME_ROWS) return fmin(1, s->rows / trials);
    return s->rows / (s->rows + fmax(trials, s->both));
}

lmev_status lmev_design_spread(lmev_spread *out, lmev_design *d, lmev_repeats kind,
                               double level, lmev_error *err)
{
    const bool same = kind == LMEV_REPEATS_SAME_ROWS;
    lmev_spread s = {.rows = 0};
    lmev_pooled p = d->pooled[kind];
    size_t known = 0;
    double rows = 0, both = 0;
    (void)err;
    for (size_t m = 0; m < d->t.n_models; m++) {
        lmev_spread one = {0};
        if (d->repeats[m] != kind) continue;
        s.n_models++;
        rows_of_model(&one, d, m);
        if (isnan(one.rows)) continue;
        known++;
        rows += one.rows;
        both += one.both;
    }
    if (kind == LMEV_REPEATS_BLOCKS &&
        s.n_models > 0) { /* of one trial: the block and the rest */
        const double K = (double)s.n_models;
        terms t = {0};
        add_term(&t, p.variance * (1 - 1 / K), p.df);
        add_term(&t, d->blocks.variance / K, d->blocks.df);
        p.variance = t.sum;
        p.df = t.weighed * t.weighed / t.squares;
    }
    s.rows = known > 0 ? fmax(0, rows / (double)known) : (double)NAN;
    s.both = known > 0 ? both / (double)known : (double)NAN;
    s.df = p.df;
    s.seeds = fmax(0, p.variance - (same ? s.both : s.rows));
    if (isnan(p.variance) || isnan(s.rows)) s.seeds = NAN;
    if (!(p.df > 0) && same) s.both = NAN; /* no model has two trials */
    s.sd = sqrt(same ? s.rows + p.variance : p.variance);
    s.share = s.share_low = s.share_high = NAN;
    if (s.seeds >= 0) {
        const double most =
            p.df * p.variance / lmev_stat_chi2_quantile((1 - level) / 2, p.df);
        const double least =
            p.df * p.variance / lmev_stat_chi2_quantile((1 + level) / 2, p.df);
        s.share = share(&s, kind, p.variance);
        s.share_low = share(&s, kind, most);
        s.share_high = share(&s, kind, least);
    }
    *out = s;
    return LMEV_OK;
}

/* ---- More test rows of the small classes ---- */

lmev_status lmev_stat_rows_at_least(double *factor, double *added, lmev_design *d,
                                    const double *weight, size_t least, lmev_error *err)
{
    double now = 0, then = 0, more = 0, sets = 0;
    if (least == 0)
        return lmev__fail(err, LMEV_ERR_PARAM, NULL, 0, "at least no test rows");
    for (lmev_repeats kind = 0; kind < LMEV_REPEATS_N; kind++)
        for (size_t c = 0, end; c < d->n_cells; c = end) {
            end = lmev__cells_end(d, c);
            const size_t set = d->t.test_set[d->by[d->cell[c].first]];
            const lmev__rows_spread r =
                lmev__rows_spread_of(d, set, kind, weight, c, end);
            if (!r.any || !r.known) continue;
            lmev__rows_if(d, set, least, &now, &then, &more);
            sets++;
        }
    *factor = now > 0 ? then / now : (double)NAN;
    *added = sets > 0 ? more / sets : (double)NAN;
    return LMEV_OK;
}
