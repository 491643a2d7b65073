/* verdicts.c - the estimates of all pairs of models and all effects, which models may be
 * the best, and what a larger study would detect.
 *
 * lmev__judge turns BACs and rows into estimates, each a weighted sum of BACs
 * (lmev_design_contrast). It judges the weights that experiments kept, those of the best
 * and of the last epoch where all experiments recorded them, and the simulated studies.
 * Cost: n (n - 1) / 2 passes over the rows of two models; n - 1 passes where there are
 * more than LMEV__PAIRED_MODELS_MAX models. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "base/mem.h"
#include "report/analysis/study_build.h"

void lmev__weigh_experiments(double *weight, const lmev__study *s, size_t a, size_t b)
{
    for (size_t i = 0; i < s->all->n; i++) weight[i] = 0;
    for (size_t i = 0; i < s->model[a].n; i++)
        weight[s->model[a].which[i]] = 1 / (double)s->model[a].n;
    for (size_t i = 0; b != LMEV__NONE && i < s->model[b].n; i++)
        weight[s->model[b].which[i]] = -1 / (double)s->model[b].n;
}

void lmev__verdict_clear(lmev__verdict *v)
{
    lmev__free(v->mean);
    lmev__free(v->model);
    lmev__free(v->pair);
    lmev__free(v->standing);
    lmev__free(v->effect);
    lmev__free(v->general);
    *v = (lmev__verdict){0};
}

/* ---- Models, pairs, the best ---- */

static size_t full_of(size_t n_models)
{
    return n_models > LMEV__PAIRED_MODELS_MAX ? 1 : n_models;
}

static size_t judged_pairs(size_t n_models)
{
    return full_of(n_models) == 1 ? n_models - 1 : lmev__pairs_of(n_models);
}

static lmev_status judge_pairs(lmev__verdict *v, const lmev__study *s, lmev_design *d,
                               double *weight, const lmev_watch *watch, lmev_error *err)
{
    const size_t n = s->n_models, full = full_of(n);
    lmev_status st = LMEV_OK;
    for (size_t a = 0; a < n && st == LMEV_OK; a++) {
        lmev__weigh_experiments(weight, s, a, LMEV__NONE);
        st = lmev_design_contrast(&v->model[a], d, weight, LMEV__LEVEL, err);
        v->mean[a] = v->model[a].test.difference;
        if (v->mean[a] > v->mean[v->best]) v->best = a;
    }
    for (size_t a = 0, k = 0; a < full; a++) {
        if (st == LMEV_OK && lmev__asked_to_stop(watch)) st = LMEV_STOPPED;
        for (size_t b = a + 1; b < n && st == LMEV_OK; b++, k++) {
            lmev__weigh_experiments(weight, s, a, b);
            st = lmev_design_contrast(&v->pair[k], d, weight, LMEV__LEVEL, err);
        }
    }
    return st;
}

static lmev_status rank(lmev__verdict *v, const lmev__study *s, lmev_error *err)
{
    const size_t n_pairs = judged_pairs(s->n_models);
    lmev_test *test = lmev__calloc(n_pairs + 1, sizeof *test);
    if (!test) return lmev__nomem(err, "ranks of models");
    for (size_t k = 0; k < n_pairs; k++) test[k] = v->pair[k].test;
    const lmev_ranking r = {s->n_models, full_of(s->n_models), test};
    lmev_status st = lmev_stat_stand(v->standing, &r, LMEV__LEVEL, err);
    /* With two models, the best is the better of the pair: the interval of the pair
     * answers both questions. */
    if (st == LMEV_OK && s->n_models == 2 && isfinite(test->low)) {
        v->standing[1].among_best = !(test->low > 0);
        v->standing[0].behind = fmax(0, -test->low);
        v->standing[1].behind = test->high;
    }
    if (st == LMEV_OK && v == &s->kept)
        st = lmev_stat_optimism(&v->optimism, &r, err); /* slow */
    lmev__free(test);
    return st;
}

/* ---- Effects ---- */

/* Models in general: each context is a block with one observation per side; without
 * contexts each model is one observation of its level. */
typedef struct sample {
    double *x, *weight;            /* [2 n_models] */
    size_t *model, *block;         /* likewise */
    double (*sum)[5], (*count)[5]; /* [n_models] of a context by cell */
    size_t n;
} sample;

static void put(sample *o, double x, int side, size_t block)
{
    o->x[o->n] = x;
    o->model[o->n] = (size_t)side;
    o->block[o->n++] = block;
}

static void draw(sample *o, const lmev__verdict *v, const lmev__study *s,
                 const lmev__effect *e)
{
    const bool two = e->with < LMEV__TRAITS;
    for (size_t i = 0; i < s->n_models; i++) {
        const int cell = e->cell[i];
        const size_t k = e->context[i];
        if (cell && e->n_contexts == 0) put(o, v->mean[i], cell - 1, LMEV_OWN_ROWS);
        if (k == LMEV__NONE) continue;
        o->sum[k][cell] += v->mean[i];
        o->count[k][cell]++;
    }
    for (size_t k = 0; k < s->n_models; k++)
        for (int side = 0; side < 2 && o->count[k][1] > 0;
             side++) { /* 1 and 4 against 2 and 3 */
            const int c = side + 1, d = 4 - side;
            const double x = o->sum[k][c] / o->count[k][c];
            put(o, two ? (x + o->sum[k][d] / o->count[k][d]) / 2 : x, side, k);
        }
}

static lmev_status judge_sample(lmev_test *out, sample *o, size_t n_blocks,
                                lmev_error *err)
{
    const lmev_trials t = {o->n, 2, o->x, o->model, o->block, n_blocks, NULL, NULL};
    size_t count[2] = {0};
    lmev_design *d = NULL;
    lmev_estimate of;
    for (size_t i = 0; i < o->n; i++) count[o->model[i]]++;
    if (count[0] < 2 || count[1] < 2) return LMEV_OK;
    for (size_t i = 0; i < o->n; i++)
        o->weight[i] = (o->model[i] ? -1 : 1) / (double)count[o->model[i]];
    lmev_status st = lmev_design_new(&d, &t, err);
    if (st == LMEV_OK) st = lmev_design_contrast(&of, d, o->weight, LMEV__LEVEL, err);
    if (st == LMEV_OK) *out = of.test;
    lmev_design_free(d);
    return st;
}

/* The effect e on models in general, at 95 %. *out stays where a side has fewer than two
 * observations. */
static lmev_status judge_in_general(lmev_test *out, const lmev__verdict *v,
                                    const lmev__study *s, const lmev__effect *e,
                                    lmev_error *err)
{
    const size_t n = s->n_models;
    sample o = {.x = lmev__calloc(2 * n, sizeof *o.x),
                .weight = lmev__calloc(2 * n, sizeof *o.weight),
                .model = lmev__calloc(2 * n, sizeof *o.model),
                .block = lmev__calloc(2 * n, sizeof *o.block),
                .sum = lmev__calloc(n, sizeof *o.sum),
                .count = lmev__calloc(n, sizeof *o.count)};
    lmev_status st = LMEV_OK;
    if (o.x && o.weight && o.model && o.block && o.sum && o.count) {
        draw(&o, v, s, e);
        st = judge_sample(out, &o, n, err);
    } else {
        st = lmev__nomem(err, "effects in general");
    }
    lmev__free(o.x);
    lmev__free(o.weight);
    lmev__free(o.model);
    lmev__free(o.block);
    lmev__free(o.sum);
    lmev__free(o.count);
    return st;
}

static lmev_status judge_effects(lmev__verdict *v, const lmev__study *s, lmev_design *d,
                                 lmev_error *err)
{
    const lmev_test none = {NAN, NAN, NAN, NAN, NAN, NAN, NAN};
    lmev_status st = LMEV_OK;
    for (size_t i = 0; i < s->n_effects && st == LMEV_OK; i++) {
        const lmev__effect *e = &s->effect[i];
        v->effect[i] = (lmev_estimate){none, {NAN, NAN, NAN, NAN}, LMEV_SCOPE_NOTHING};
        v->general[i] = none;
        if (e->n_contexts > 0)
            st = lmev_design_contrast(&v->effect[i], d, e->weight,
                                      lmev_stat_joint_level(LMEV__LEVEL, e->family), err);
        if (st == LMEV_OK && e->trait != LMEV__BY_DEVICE)
            st = judge_in_general(&v->general[i], v, s, e, err);
    }
    return st;
}

lmev_status lmev__judge(lmev__verdict *v, const lmev__study *s, const lmev_trials *trials,
                        const lmev_watch *watch, lmev_error *err)
{
    const size_t n = s->n_models, n_pairs = judged_pairs(n), n_effects = s->n_effects + 1;
    lmev_design *d = NULL;
    double *weight = lmev__calloc(s->all->n, sizeof *weight);
    *v = (lmev__verdict){.mean = lmev__calloc(n, sizeof *v->mean),
                         .model = lmev__calloc(n, sizeof *v->model),
                         .pair = lmev__calloc(n_pairs + 1, sizeof *v->pair),
                         .standing = lmev__calloc(n, sizeof *v->standing),
                         .effect = lmev__calloc(n_effects, sizeof *v->effect),
                         .general = lmev__calloc(n_effects, sizeof *v->general)};
    lmev_status st =
        weight && v->mean && v->model && v->pair && v->standing && v->effect && v->general
            ? lmev_design_new(&d, trials, err)
            : lmev__nomem(err, "models of a report");
    if (st == LMEV_OK) st = judge_pairs(v, s, d, weight, watch, err);
    if (st == LMEV_OK) st = rank(v, s, err);
    if (st == LMEV_OK) st = judge_effects(v, s, d, err);
    for (lmev_repeats k = 0; k < LMEV_REPEATS_N && st == LMEV_OK; k++)
        v->pooled[k] = lmev_design_pooled(d, k);
    lmev_design_free(d);
    lmev__free(weight);
    return st;
}

/* ---- Of the study ---- */

static void negate(lmev_test *t)
{
    const double low = t->low;
    t->low = -t->high;
    t->high = -low;
    t->difference = -t->difference;
    t->t = -t->t;
}

/* Exchange the levels a and b of effect i, or those of the second trait. */
static void turn(lmev__study *s, size_t i, bool second)
{
    lmev__effect *e = &s->effect[i];
    char **x = second ? &e->with_a : &e->a, **y = second ? &e->with_b : &e->b, *was = *x;
    *x = *y;
    *y = was;
    for (size_t k = 0; k < s->all->n; k++) e->weight[k] = -e->weight[k];
    for (size_t k = 0; k < s->n_models;
         k++) /* cells 1 2 3 4 become 2 1 4 3, or 3 4 1 2 */
        if (e->cell[k])
            e->cell[k] = (signed char)(((e->cell[k] - 1) ^ (second ? 2 : 1)) + 1);
    negate(&s->kept.effect[i].test);
    negate(&s->kept.general[i]);
}

/* Put the level with the higher BAC first; in interactions the order is that of the
 * effect of each trait. */
static void turn_all(lmev__study *s)
{
    for (size_t i = 0; i < s->n_effects; i++) {
        const lmev__effect *e = &s->effect[i];
        const lmev_test *of =
            e->n_contexts > 0 ? &s->kept.effect[i].test : &s->kept.general[i];
        if (e->with == LMEV__TRAITS && of->difference < 0) turn(s, i, false);
        for (size_t k = 0; k < i && e->with < LMEV__TRAITS; k++) {
            const lmev__effect *x = &s->effect[k];
            if (x->with < LMEV__TRAITS) continue;
            if (x->trait == e->trait && !strcmp(x->a, e->b) && !strcmp(x->b, e->a))
                turn(s, i, false);
            if (x->trait == e->with && !strcmp(x->a, e->with_b) &&
                !strcmp(x->b, e->with_a))
                turn(s, i, true);
        }
    }
}

/* Judge the BACs of other weights, where all experiments recorded them and some differ.
 * The hits are those of the weights kept, as no others are on disk: test rows are taken
 * to have the same influence on both BACs. */
static lmev_status judge_weights(lmev__study_build *m, lmev__verdict *v,
                                 lmev__number_of of, lmev_error *err)
{
    lmev__study *s = m->s;
    bool differs = false;
    for (size_t i = 0; i < s->all->n; i++) {
        m->y[i] = of(&s->all->at[i]);
        if (!isfinite(m->y[i])) return LMEV_OK;
        differs |= fabs(m->y[i] - m->trials.bac[i]) > LMEV__SAME_BAC;
    }
    if (!differs) return LMEV_OK;
    lmev_trials t = m->trials;
    t.bac = m->y;
    return lmev__judge(v, s, &t, m->watch, err);
}

static void fill_pair(const lmev__study_build *m, size_t k, size_t a, size_t b)
{
    lmev__study *s = m->s;
    const size_t family = lmev__pairs_of(s->n_models);
    lmev__pair *p = &s->pair[k];
    *p = (lmev__pair){.a = a, .b = b, .of = s->kept.pair[k]};
    p->differs = lmev__trait_that_differs(m, a, b);
    p->setting = lmev__setting_that_differs(m, a, b);
    p->p_joint = lmev_stat_joint_p(p->of.test.p, family);
    lmev_test joint = p->of.test;
    lmev_stat_interval(&joint, lmev_stat_joint_level(LMEV__LEVEL, family));
    p->joint_low = joint.low;
    p->joint_high = joint.high;
    p->smallest = p->smallest_joint = p->trials_for = p->rows_for = (double)NAN;
    if (!s->options.power) return;
    const size_t T = s->model[a].n < s->model[b].n ? s->model[a].n : s->model[b].n;
    const double alpha = 1 - lmev_stat_joint_level(1 - LMEV__ALPHA, family);
    p->smallest = lmev_stat_smallest(&p->of.parts, T, T, 1, LMEV__ALPHA, LMEV__POWER);
    p->smallest_joint = lmev_stat_smallest(&p->of.parts, T, T, 1, alpha, LMEV__POWER);
    if (b != a + 1) return; /* the report shows neighbours */
    p->trials_for =
        lmev_stat_trials_for(&p->of.parts, T, s->options.difference, alpha, LMEV__POWER);
    p->rows_for =
        lmev_stat_rows_for(&p->of.parts, T, s->options.difference, alpha, LMEV__POWER);
}

/* The mean parts of the pairs whose estimates have the widest scope; returns their
 * number. */
static size_t typical_parts(lmev_parts *mean, const lmev__study *s)
{
    lmev_scope most = LMEV_SCOPE_NOTHING;
    size_t n = 0;
    *mean = (lmev_parts){0};
    for (size_t k = 0; k < s->n_pairs; k++)
        if (s->pair[k].of.scope > most) most = s->pair[k].of.scope;
    for (size_t k = 0; k < s->n_pairs && most > LMEV_SCOPE_NOTHING; k++)
        n += s->pair[k].of.scope == most;
    for (size_t k = 0; k < s->n_pairs; k++) {
        const lmev_parts *of = &s->pair[k].of.parts;
        if (n == 0 || s->pair[k].of.scope != most) continue;
        mean->rows += of->rows / (double)n;
        mean->seeds += of->seeds / (double)n;
        mean->both += of->both / (double)n;
        mean->df += of->df / (double)n;
    }
    return n;
}

static double rows_of_a_test_set(const lmev__study *s)
{
    double sum = 0;
    for (size_t k = 0; k < s->n_test_sets; k++) sum += (double)s->test_rows[k];
    return sum / (double)s->n_test_sets;
}

/* Fill the plans: what larger studies would detect between a typical pair. */
static lmev_status plan(lmev__study_build *m, lmev_error *err)
{
    static const lmev__plan plans[LMEV__PLANS] = {{1, 1, 0, 0, 0},
                                                  {2, 1, 0, 0, 0},
                                                  {1, 2, 0, 0, 0},
                                                  {1, 1, 5, 0, 0},
                                                  {1, 1, 10, 0, 0}};
    lmev__study *s = m->s;
    lmev_parts mean;
    size_t T = s->model[0].n;
    lmev_design *d = NULL;
    for (size_t k = 0; k < s->n_models; k++) T = s->model[k].n < T ? s->model[k].n : T;
    if (!s->options.power || typical_parts(&mean, s) == 0) return LMEV_OK;
    const double alpha =
        1 - lmev_stat_joint_level(1 - LMEV__ALPHA, lmev__pairs_of(s->n_models));
    lmev_status st = lmev_design_new(&d, &m->trials, err);
    lmev__weigh_experiments(m->x, s, 0, 1);
    for (size_t k = 0; k < LMEV__PLANS && st == LMEV_OK; k++) {
        lmev__plan *p = &s->plan[s->n_plans];
        double factor = 1, added = 0;
        *p = plans[k];
        if (p->least)
            st = lmev_stat_rows_at_least(&factor, &added, d, m->x, p->least, err);
        if (st != LMEV_OK) break;
        if (p->least) p->rows = 1 + added / rows_of_a_test_set(s);
        const double rows = p->least ? factor : 1 / p->rows;
        const size_t trials = (size_t)p->trials * T;
        p->smallest =
            lmev_stat_smallest(&mean, T, trials, rows, LMEV__ALPHA, LMEV__POWER);
        p->smallest_joint =
            lmev_stat_smallest(&mean, T, trials, rows, alpha, LMEV__POWER);
        s->n_plans += isfinite(p->smallest) || k == 0;
    }
    lmev_design_free(d);
    return st;
}

lmev_status lmev__build_verdicts(lmev__study_build *m, lmev_error *err)
{
    lmev__study *s = m->s;
    const size_t n = s->n_models;
    lmev_status st = lmev__judge(&s->kept, s, &m->trials, m->watch, err);
    if (st != LMEV_OK) return st;
    turn_all(s);
    for (size_t k = 0; k < n; k++) s->model[k].standing = s->kept.standing[k];
    st = judge_weights(m, &s->by_best, lmev__bac_best, err);
    if (st == LMEV_OK) st = judge_weights(m, &s->by_last, lmev__bac_last, err);
    if (st != LMEV_OK || n < 2) return st;
    if (!(s->pair = lmev__calloc(judged_pairs(n), sizeof *s->pair)))
        return lmev__nomem(err, "pairs of models");
    for (size_t a = 0; a < full_of(n); a++)
        for (size_t b = a + 1; b < n; b++) {
            if (lmev__asked_to_stop(m->watch)) return LMEV_STOPPED;
            fill_pair(m, s->n_pairs, a, b);
            s->n_pairs++;
        }
    return plan(m, err);
}
