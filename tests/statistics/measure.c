/* measure.c - see measure.h.
 *
 * Claims are of models, or of trained networks where each model has one trial: each is
 * held against the true value of what its scope names. */
#include "measure.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define LEVEL 0.95
#define ALPHA 0.05

/* Of more models the report compares but the highest with each other one. */
#define PAIRED_MODELS_MAX 64

struct meter {
    size_t K, n, full;
    double *weight;       /* [n] */
    double *mean, *truth; /* [K] */
    size_t *order;        /* [K] models in descending order of their means */
    lmev_test *pair;      /* [K (K - 1) / 2] in that order */
    lmev_standing *standing;
};

meter *meter_new(const setting *s)
{
    meter *m = room_for(1, sizeof *m);
    const size_t K = m->K = s->K;
    m->full = K > PAIRED_MODELS_MAX ? 1 : K;
    for (size_t k = 0; k < K; k++) m->n += study_trials_of(s, k);
    m->weight = room_for(m->n, sizeof(double));
    m->mean = room_for(K, sizeof(double));
    m->truth = room_for(K, sizeof(double));
    m->order = room_for(K, sizeof(size_t));
    m->pair = room_for(K * (K - 1) / 2, sizeof *m->pair);
    m->standing = room_for(K, sizeof *m->standing);
    return m;
}

void meter_free(meter *m)
{
    free(m->weight);
    free(m->mean);
    free(m->truth);
    free(m->order);
    free(m->pair);
    free(m->standing);
    free(m);
}

static void must(lmev_status st, const lmev_error *err)
{
    if (st == LMEV_OK) return;
    fprintf(stderr, "simulate: %s\n", err->text);
    exit(1);
}

/* ---- Weights ---- */

static void no_weights(meter *m)
{
    memset(m->weight, 0, m->n * sizeof *m->weight);
}

/* by / T on each trial of a model. */
static void weigh(meter *m, const study *s, size_t model, double by)
{
    for (size_t i = 0; i < m->n; i++)
        if (s->t.model[i] == model)
            m->weight[i] += by / (double)study_trials_of(s->s, model);
}

static lmev_estimate contrast(const meter *m, lmev_design *d)
{
    lmev_error err;
    lmev_estimate e;
    must(lmev_design_contrast(&e, d, m->weight, LEVEL, &err), &err);
    return e;
}

static bool excludes(const lmev_test *t, double value)
{
    return t->low > value || t->high < value;
}

/* A false finding where nothing is, else an interval beside the truth. */
static bool is_missed(const lmev_test *t, double truth)
{
    return fabs(truth) < 1e-12 ? t->p < ALPHA : excludes(t, truth);
}

/* ---- Models and pairs ---- */

static void measure_models(double *out, meter *m, const study *s, lmev_design *d)
{
    double held = 0, held_model = 0, next = 0, highest = -1;
    for (size_t k = 0; k < m->K; k++) {
        lmev_error err;
        lmev_test one_more;
        no_weights(m);
        weigh(m, s, k, 1);
        const lmev_estimate e = contrast(m, d);
        const bool networks = e.scope == LMEV_SCOPE_NETWORKS;
        m->mean[k] = e.test.difference;
        m->truth[k] = networks ? s->network_bac[k] : s->model_bac[k];
        const bool holds = !excludes(&e.test, m->truth[k]);
        held += holds / (double)m->K;
        held_model += !excludes(&e.test, s->model_bac[k]) / (double)m->K;
        if (m->mean[k] > highest) out[HEADLINE_HIGHEST] = holds;
        highest = fmax(highest, m->mean[k]);
        must(lmev_design_next_trial(&one_more, d, k, LEVEL, &err), &err);
        next += isnan(one_more.se) ? (double)NAN
                                   : !excludes(&one_more, s->next_bac[k]) / (double)m->K;
        if (networks) out[HEADLINE_MODEL] = 0;
    }
    out[HEADLINE] = held;
    out[NEXT] = next;
    if (!isnan(out[HEADLINE_MODEL])) out[HEADLINE_MODEL] = held_model;
}

static int by_mean(const void *a, const void *b, void *means)
{
    const double *x_of = means, x = x_of[*(const size_t *)a],
                 y = x_of[*(const size_t *)b];
    return (x < y) - (x > y);
}

static void measure_pairs(double *out, meter *m, const study *s, lmev_design *d)
{
    const size_t K = m->K, n = K * (K - 1) / 2;
    const double joint_level = lmev_stat_joint_level(LEVEL, n);
    double missed = 0, disagree = 0;
    bool any = false;
    for (size_t k = 0; k < K; k++) m->order[k] = k;
    qsort_r(m->order, K, sizeof *m->order, by_mean, m->mean);
    lmev_test *t = m->pair;
    for (size_t i = 0; i < m->full; i++)
        for (size_t j = i + 1; j < K; j++, t++) {
            const size_t a = m->order[i], b = m->order[j];
            const double truth = m->truth[a] - m->truth[b];
            no_weights(m);
            weigh(m, s, a, 1);
            weigh(m, s, b, -1);
            *t = contrast(m, d).test;
            missed += is_missed(t, truth) / (double)n;
            disagree += (t->p < ALPHA) != excludes(t, 0);
            lmev_test joint = *t;
            lmev_stat_interval(&joint, joint_level);
            const double p = lmev_stat_joint_p(t->p, n);
            any |= excludes(&joint, truth);
            disagree += (p < ALPHA) != excludes(&joint, 0);
            if (a + b != 1) continue; /* the first and the second model */
            const bool right = (t->difference > 0) == (a == 0);
            out[FOUND] = right && t->p < ALPHA;
            out[FOUND_JOINTLY] = right && p < ALPHA;
            out[HALF_WIDTH] = (t->high - t->low) / 2;
        }
    if (m->full == K) out[PAIR_MISSED] = missed; /* else of the highest, by choice */
    out[ANY_MISSED] = any;
    out[DISAGREE] = disagree;
}

/* ---- The best ---- */

static void measure_best(double *out, meter *m)
{
    const size_t K = m->K;
    const lmev_ranking r = {K, m->full, m->pair};
    lmev_error err;
    double best = -1, among = 0;
    must(lmev_stat_stand(m->standing, &r, LEVEL, &err), &err);
    for (size_t k = 0; k < K; k++) best = fmax(best, m->truth[k]);
    out[BEHIND_HELD] = out[RANKS_HELD] = 1;
    for (size_t i = 0; i < K; i++) {
        const lmev_standing *st = &m->standing[i];
        const double truth = m->truth[m->order[i]];
        size_t better = 0, worse = 0;
        for (size_t k = 0; k < K; k++) {
            better += m->truth[k] > truth + 1e-12;
            worse += m->truth[k] < truth - 1e-12;
        }
        among += st->among_best;
        if (!(st->behind >= best - truth - 1e-12)) out[BEHIND_HELD] = 0;
        if (st->first > better + 1 || st->last < K - worse) out[RANKS_HELD] = 0;
    }
    for (size_t k = 0; k < K; k++) /* of several that are the best, the first */
        if (m->truth[k] == best) {
            for (size_t i = 0; i < K; i++)
                if (m->order[i] == k) out[BEST_KEPT] = m->standing[i].among_best;
            break;
        }
    out[AMONG_BEST] = among;
    out[OPTIMISM] = m->mean[m->order[0]] - m->truth[m->order[0]];
    must(lmev_stat_optimism(&out[OPTIMISM_SAID], &r, &err), &err);
}

/* ---- Traits ---- */

/* Trait f of model k is bit f of k. */
static double side(size_t k, size_t f)
{
    return k >> f & 1 ? 1 : -1;
}

static double truth_of(const meter *m, const study *s)
{
    double sum = 0;
    for (size_t i = 0; i < m->n; i++) sum += m->weight[i] * s->model_bac[s->t.model[i]];
    return sum;
}

/* The effect of trait f: all models if there are eight, else the mean of the matched
 * pairs. */
static void weigh_main(meter *m, const study *s, size_t f)
{
    size_t n = 0;
    for (size_t k = 0; k < m->K; k++) n += (k ^ (size_t)1 << f) < m->K;
    no_weights(m);
    for (size_t k = 0; k < m->K; k++)
        if ((k ^ (size_t)1 << f) < m->K) weigh(m, s, k, side(k, f) * 2 / (double)n);
}

static void measure_crossed(double *out, meter *m, const study *s, lmev_design *d)
{
    double missed = 0, between = 0;
    for (size_t f = 0; f < 3; f++) {
        weigh_main(m, s, f);
        const lmev_test t = contrast(m, d).test;
        missed += is_missed(&t, truth_of(m, s)) / 3.0;
        if (f == 2) out[MAIN_FOUND] = t.p < ALPHA && t.difference > 0;
    }
    out[MAIN_MISSED] = missed;
    for (size_t f = 0; m->K == 8 && f < 3; f++) {
        no_weights(m);
        for (size_t k = 0; k < 8; k++)
            weigh(m, s, k, side(k, f) * side(k, (f + 1) % 3) / 4);
        const lmev_test t = contrast(m, d).test;
        between += is_missed(&t, truth_of(m, s)) / 3.0;
    }
    out[BETWEEN_MISSED] = m->K == 8 ? between : (double)NAN;
}

/* The first of n values against the others, or the mean of all (n_first 0): values are
 * units. */
static lmev_test of_units(const double *value, size_t n, size_t n_first)
{
    size_t level[8] = {0}, rows[8];
    double weight[8];
    lmev_error err;
    lmev_design *d = NULL;
    lmev_estimate e;
    for (size_t i = 0; i < n; i++) {
        level[i] = n_first > 0 && i >= n_first;
        rows[i] = LMEV_OWN_ROWS;
        weight[i] = n_first == 0 ? 1 / (double)n
                    : level[i]   ? -1 / (double)(n - n_first)
                                 : 1 / (double)n_first;
    }
    const lmev_trials t = {n, n_first > 0 ? 2 : 1, value, level, rows, 0, NULL, NULL};
    must(lmev_design_new(&d, &t, &err), &err);
    must(lmev_design_contrast(&e, d, weight, LEVEL, &err), &err);
    lmev_design_free(d);
    return e.test;
}

/* Models as a sample of models: their own effects, of sd tau, are chance here. */
static void measure_general(double *out, const meter *m)
{
    const size_t n_pairs = m->K / 2;
    double difference[4];
    for (size_t i = 0; i < n_pairs; i++)
        difference[i] = m->mean[2 * i + 1] - m->mean[2 * i];
    out[GENERAL_MISSED] = of_units(difference, n_pairs, 0).p < ALPHA;
    out[LEVELS_MISSED] = of_units(m->mean, m->K, 4).p < ALPHA;
    out[ONE_AGAINST_MISSED] = of_units(m->mean, 5, 1).p < ALPHA;
}

/* ---- Spread ---- */

static void measure_spread(double *out, meter *m, const study *s, lmev_design *d)
{
    const lmev_repeats kind = lmev_design_repeats(d, 0);
    lmev_error err;
    lmev_spread v;
    must(lmev_design_spread(&v, d, kind, LEVEL, &err), &err);
    out[VARIANCE_ROWS] = v.rows;
    out[VARIANCE_SEEDS] = v.seeds;
    out[VARIANCE_BOTH] = v.both;
    out[SHARE_LOW] = v.share_low;
    out[SHARE_HIGH] = v.share_high;
    out[POOLED_OWN] = lmev_design_pooled(d, kind).own;
    no_weights(m);
    weigh(m, s, 0, 1);
    weigh(m, s, 1, -1);
    const lmev_estimate e = contrast(m, d);
    out[PART_ROWS] = e.parts.rows;
    out[PART_SEEDS] = e.parts.seeds;
    out[PART_BOTH] = e.parts.both;
    out[PART_DF] = e.parts.df;
}

void measure_study(double out[MEASURES], meter *m, const study *s, unsigned what)
{
    lmev_error err;
    lmev_design *d = NULL;
    for (size_t i = 0; i < MEASURES; i++) out[i] = NAN;
    must(lmev_design_new(&d, &s->t, &err), &err);
    measure_models(out, m, s, d);
    if (what & PAIRS) {
        measure_pairs(out, m, s, d);
        measure_best(out, m);
    }
    if (what & TRAITS) {
        measure_crossed(out, m, s, d);
        if (s->s->tau > 0) measure_general(out, m);
    }
    if (what & SPREAD) measure_spread(out, m, s, d);
    lmev_design_free(d);
}
