/* compare.c - models against each other, two at a time, and which cannot be told from the best.
 *
 * Models on the same test rows are compared row by row (lmev_compare, the bootstrap, McNemar),
 * others over their trials (Welch), to which the rows that the trials of one model share are
 * added. Holm's adjustment covers all pairs of a study. Cost: n (n - 1) / 2 passes over the rows;
 * of more than LMEV__PAIRED_MODELS_MAX models only n - 1. Not here: groups of models (groups.c). */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "base/mem.h"
#include "report/parts.h"

/* ---- Trials in pairs ------------------------------------------------------------------------ */

/* Trials of a model by their number, each once. */
static bool is_numbered(const lmev_experiments *all, const lmev__model *m)
{
    for (size_t i = 0; i < m->n; i++) {
        int64_t trial = all->at[m->which[i]].trial;
        if (trial < 0 || (i && trial == all->at[m->which[i - 1]].trial)) return false;
    }
    return true;
}

/* Trials of a and b that belong together: of the same number, or by order where numbers are not
 * recorded, repeat, or have nothing in common. pair: [min(n_a, n_b)][2] experiments; how many. */
static size_t pair_trials(const lmev_experiments *all, const lmev__model *a,
                          const lmev__model *b, size_t (*pair)[2])
{
    size_t n = 0, least = a->n < b->n ? a->n : b->n;
    if (is_numbered(all, a) && is_numbered(all, b))
        for (size_t i = 0, j = 0; i < a->n && j < b->n;) {
            int64_t s = all->at[a->which[i]].trial, t = all->at[b->which[j]].trial;
            if (s == t) {
                pair[n][0] = a->which[i];
                pair[n++][1] = b->which[j];
            }
            i += s <= t;
            j += t <= s;
        }
    if (n == 0)
        for (; n < least; n++) {
            pair[n][0] = a->which[n];
            pair[n][1] = b->which[n];
        }
    return n;
}

/* Rows that only one of two paired trials got right, over all pairs on the same test rows. Any
 * median of dependent p values, doubled, is a p value (R. Rüger, Metrika 25, 1978). */
static lmev_status mcnemar(const lmev__making *m, lmev__pair *p, lmev_error *err)
{
    const lmev__study *s = m->s;
    const lmev__model *a = &s->model[p->a], *b = &s->model[p->b];
    if (a->n_predicted == 0 || b->n_predicted == 0) return LMEV_OK;
    size_t least = a->n < b->n ? a->n : b->n, n = 0;
    size_t(*pair)[2] = lmev__alloc(least * sizeof *pair);
    double *each = lmev__alloc(least * sizeof *each);
    lmev_status st = pair && each ? LMEV_OK : lmev__nomem(err, "trials in pairs");
    size_t n_pairs = st == LMEV_OK ? pair_trials(s->all, a, b, pair) : 0;
    for (size_t i = 0; i < n_pairs; i++) {
        size_t set = s->test_set_of[pair[i][0]];
        if (set == LMEV__NONE || set != s->test_set_of[pair[i][1]]) continue;
        const uint8_t *hit_a = m->hit[pair[i][0]], *hit_b = m->hit[pair[i][1]];
        uint64_t only_a = 0, only_b = 0;
        for (size_t r = 0; r < m->set[set].n_rows; r++) {
            only_a += hit_a[r] > hit_b[r];
            only_b += hit_a[r] < hit_b[r];
        }
        each[n++] = lmev_mcnemar(only_a, only_b);
        p->only_a += only_a;
        p->only_b += only_b;
    }
    if (n) {
        qsort(each, n, sizeof *each, lmev__ascending);
        double median = lmev_quantile(each, n, 0.5);
        p->mcnemar = n == 1 ? median : fmin(1, 2 * median);
    }
    lmev__free(pair);
    lmev__free(each);
    return st;
}

/* ---- A pair --------------------------------------------------------------------------------- */

static bool is_scratch(const lmev__model *m)
{
    return strcmp(m->level[LMEV__BY_ORIGIN], "scratch") == 0;
}

/* The one trait in which two models differ that are otherwise known to be alike. */
static lmev__trait difference(const lmev__study *s, const lmev__model *a,
                              const lmev__model *b)
{
    const lmev_experiment *x = &s->all->at[a->which[0]], *y = &s->all->at[b->which[0]];
    lmev__trait found = LMEV__TRAITS;
    for (lmev__setting k = 0; k < LMEV__SETTINGS; k++)
        if ((lmev__setting_of_grid(k) || lmev__setting_of_data(k)) &&
            lmev__setting_differs(x, y, k))
            return LMEV__TRAITS;
    for (lmev__trait t = 0; t < LMEV__BY_DEVICE; t++) {
        bool known = *a->level[t] && *b->level[t];
        if (strcmp(a->level[t], b->level[t]) == 0) {
            if (known || (t == LMEV__BY_LANGUAGE && is_scratch(a) && is_scratch(b)))
                continue;
            return LMEV__TRAITS;
        }
        if (!known || found != LMEV__TRAITS) return LMEV__TRAITS;
        found = t;
    }
    return found;
}

/* The one setting in which two models of one name differ. */
static lmev__setting one_setting(const lmev__study *s, const lmev__model *a,
                                 const lmev__model *b)
{
    const lmev_experiment *x = &s->all->at[a->which[0]], *y = &s->all->at[b->which[0]];
    lmev__setting found = LMEV__SETTINGS;
    if (strcmp(x->model, y->model) != 0) return LMEV__SETTINGS;
    for (lmev__setting k = 0; k < LMEV__SETTINGS; k++) {
        if (!lmev__setting_differs(x, y, k)) continue;
        if (found != LMEV__SETTINGS) return LMEV__SETTINGS;
        found = k;
    }
    return found;
}

static bool is_spread_known(const lmev__model *m)
{
    return !isnan(m->spread.rows);
}

/* Of one trial of a model, into the components of a difference: what the trials share is rows,
 * what each has of its own is trials or both. */
static void add_spread(lmev_components *c, const lmev__model *m)
{
    if (m->spread_apart) {
        c->trials += m->spread.trials;
        c->both += m->spread.rows;
        return;
    }
    if (is_spread_known(m)) c->rows += m->spread.rows;
    if (!isnan(m->spread.trials)) {
        c->trials += m->spread.trials;
        c->both += m->spread.both;
    } else { /* of no trial or one there are predictions */
        c->trials += m->bac.sd * m->bac.sd;
    }
}

/* Welch's test, the variance of which knows nothing of rows that all trials of a model share:
 * theirs is added where it is known, as of a component with many degrees of freedom. */
static void add_rows(lmev_test *t, double rows)
{
    if (!(rows > 0) || isnan(t->p)) return;
    double trials = t->se * t->se, all = trials + rows;
    double df = trials > 0 ? t->df * (all / trials) * (all / trials) : (double)INFINITY;
    double half = lmev_t_quantile((1 + LMEV__LEVEL) / 2, df);
    t->se = sqrt(all);
    t->t = t->difference / t->se;
    t->df = df;
    t->p = 2 * lmev_t_cdf(-fabs(t->t), df);
    t->low = t->difference - half * t->se;
    t->high = t->difference + half * t->se;
}

lmev_test lmev__welch_of(lmev__making *m, const size_t *a, size_t n_a, const size_t *b,
                         size_t n_b)
{
    n_a = lmev__numbers(m->x, m->s->all, a, n_a, lmev__bac);
    n_b = lmev__numbers(m->y, m->s->all, b, n_b, lmev__bac);
    lmev_test test = lmev_welch(m->x, n_a, m->y, n_b, LMEV__LEVEL);
    if (test.se == 0 && test.difference != 0)
        test.t = test.p = test.low = test.high = (double)NAN;
    return test;
}

static void by_welch(lmev__making *m, lmev__pair *p)
{
    const lmev__model *a = &m->s->model[p->a], *b = &m->s->model[p->b];
    p->test = lmev__welch_of(m, a->which, a->n, b->which, b->n);
    if (isnan(p->test.p)) return;
    p->method = LMEV__WELCH;
    p->components = (lmev_components){0};
    add_spread(&p->components, a);
    add_spread(&p->components, b);
    add_rows(&p->test, p->components.rows);
}

/* The interval of the difference under the resamples of the test rows; x: [draws]. */
static void resampled(const lmev__making *m, lmev__pair *p, double *x)
{
    const double *a = m->draw[p->a], *b = m->draw[p->b];
    size_t draws = m->s->options.draws;
    for (size_t d = 0; d < draws; d++) x[d] = a[d] - b[d];
    lmev__interval_of(x, draws, &p->boot_low, &p->boot_high);
}

static lmev_status by_rows(lmev__making *m, lmev__pair *p, double *draws, lmev_error *err)
{
    const lmev__model *a = &m->s->model[p->a], *b = &m->s->model[p->b];
    lmev_hits hits = lmev__hits_of(&m->set[a->test_set]);
    size_t *column_a = lmev__columns_of(m, a), *column_b = lmev__columns_of(m, b);
    lmev_status st = column_a && column_b
                         ? lmev_compare(&p->test, &p->components, &hits, column_a, a->n,
                                        column_b, b->n, LMEV__LEVEL, err)
                         : lmev__nomem(err, "two models");
    lmev__free(column_a);
    lmev__free(column_b);
    if (st != LMEV_OK) return st;
    if (!isnan(p->test.p)) p->method = LMEV__ROWS;
    resampled(m, p, draws);
    return LMEV_OK;
}

static lmev_status compare(lmev__making *m, lmev__pair *p, double *draws, lmev_error *err)
{
    const lmev__model *a = &m->s->model[p->a], *b = &m->s->model[p->b];
    p->method = LMEV__UNTESTED;
    p->p_holm = p->mcnemar = p->boot_low = p->boot_high = (double)NAN;
    p->components = (lmev_components){(double)NAN, (double)NAN, (double)NAN};
    p->power = (lmev_power){(double)NAN, (double)NAN, (double)NAN};
    p->differs = difference(m->s, a, b);
    p->setting = one_setting(m->s, a, b);
    lmev_status st = LMEV_OK;
    if (a->test_set != LMEV__NONE && a->test_set == b->test_set)
        st = by_rows(m, p, draws, err);
    else
        by_welch(m, p);
    if (m->s->options.power && p->method != LMEV__UNTESTED) /* a millisecond */
        p->power = lmev_power_of(&p->components, a->n < b->n ? a->n : b->n,
                                 m->s->options.difference, LMEV__ALPHA, LMEV__POWER);
    /* What more rows would do is not known where the rows' part is not. */
    if (!is_spread_known(a) || !is_spread_known(b)) p->power.rows = (double)NAN;
    return st == LMEV_OK ? mcnemar(m, p, err) : st;
}

/* ---- All pairs ------------------------------------------------------------------------------ */

/* Holm's adjustment over all pairs; what was not tested counts into no family. */
static lmev_status adjust(lmev__study *s, lmev_error *err)
{
    double *p = lmev__alloc(s->n_pairs * sizeof *p);
    if (!p) return lmev__nomem(err, "pairs of models");
    for (size_t i = 0; i < s->n_pairs; i++)
        p[i] = s->pair[i].method == LMEV__UNTESTED ? (double)NAN : s->pair[i].test.p;
    lmev_status st = lmev_holm(p, p, s->n_pairs, err);
    for (size_t i = 0; i < s->n_pairs && st == LMEV_OK; i++) s->pair[i].p_holm = p[i];
    lmev__free(p);
    return st;
}

lmev_status lmev__make_pairs(lmev__making *m, lmev_error *err)
{
    lmev__study *s = m->s;
    size_t n = s->n_models, rows = n > LMEV__PAIRED_MODELS_MAX ? 1 : n, k = 0;
    s->model[0].best_group = !isnan(s->model[0].bac.mean);
    if (n < 2) return LMEV_OK;
    size_t n_pairs = rows == 1 ? n - 1 : n * (n - 1) / 2;
    double *draws = lmev__calloc(s->options.draws, sizeof *draws);
    s->pair = lmev__calloc(n_pairs, sizeof *s->pair);
    lmev_status st = s->pair && draws ? LMEV_OK : lmev__nomem(err, "pairs of models");
    if (st == LMEV_OK) s->n_pairs = n_pairs;
    for (size_t a = 0; a < rows && st == LMEV_OK; a++)
        for (size_t b = a + 1; b < n && st == LMEV_OK; b++, k++) {
            s->pair[k].a = a;
            s->pair[k].b = b;
            st = lmev__asked_to_stop(m->watch) ? LMEV_STOPPED
                                               : compare(m, &s->pair[k], draws, err);
        }
    lmev__free(draws);
    if (st == LMEV_OK) st = adjust(s, err);
    /* A model that could not be tested is not known to be alike: it is left unmarked. */
    for (size_t b = 1; b < n && st == LMEV_OK; b++)
        s->model[b].best_group = s->pair[b - 1].p_holm >= LMEV__ALPHA;
    return st;
}
