/* evaluate.c - forward passes: tiles of titles to scores, and what the caller asked for.
 *
 * Losses are added tile by tile in order, so they do not depend on the number of
 * threads. */
#include <math.h>
#include <string.h>

#include "base/error.h"
#include "base/mem.h"
#include "base/work.h"
#include "nn/net.h"

/* The k best of s[C], best first, ties by class: insertion into a short sorted list. */
static void best_k(const float *s, size_t C, uint32_t k, uint32_t *top, float *top_s)
{
    uint32_t n = 0;
    for (size_t j = 0; j < C; j++) {
        if (n == k && !(s[j] > top_s[k - 1])) continue;
        uint32_t i = n < k ? n++ : k - 1;
        for (; i > 0 && s[j] > top_s[i - 1]; i--) {
            top_s[i] = top_s[i - 1];
            top[i] = top[i - 1];
        }
        top_s[i] = s[j];
        top[i] = (uint32_t)j;
    }
}

/* Exponents of float32 (bf16 has its upper half): of values that are not finite, and of
 * 2^100, above which sums over a vector could overflow. */
#define NOT_FINITE 255u
#define TOO_LARGE  227u

static bool all_below(const float *s, size_t n, uint32_t exponent)
{
    uint32_t bad = 0, bits;
    for (size_t j = 0; j < n; j++) {
        memcpy(&bits, s + j, sizeof bits);
        bad |= (bits >> 23 & 255u) >= exponent;
    }
    return bad == 0;
}

static bool all_below_bf16(const uint16_t *s, size_t n, uint32_t exponent)
{
    uint32_t bad = 0;
    for (size_t j = 0; j < n; j++) bad |= ((uint32_t)s[j] >> 7 & 255u) >= exponent;
    return bad == 0;
}

/* Whether the vector of row i is safe: finite and below 2^100. A ReLU would turn a NaN
 * into 0, and the scores would look valid. */
static bool fits(const lmev_net *net, const lmev__worker *w, size_t i)
{
    const size_t at = i * net->ld_x, D = net->p.dim;
    return net->dense.wide ? all_below((const float *)w->x + at, D, TOO_LARGE)
                           : all_below_bf16((const uint16_t *)w->x + at, D, TOO_LARGE);
}

/* The outputs of a row without a class; returns its loss. */
static double no_class(size_t C, size_t i, lmev_outputs *o)
{
    if (o->best) o->best[i] = LMEV_NO_CLASS;
    if (o->p_true) o->p_true[i] = NAN;
    if (o->rank) o->rank[i] = (uint32_t)C;
    for (size_t k = i * o->top_k; o->top && k < (i + 1) * o->top_k; k++) {
        o->top[k] = LMEV_NO_CLASS;
        o->top_p[k] = NAN;
    }
    return NAN;
}

/* The outputs of one row of scores; returns its loss, or 0 without a label. */
static double row_outputs(const lmev_net *net, const float *s, size_t i,
                          const uint32_t *label, lmev_outputs *o, bool want_loss)
{
    const size_t C = net->p.classes;
    const bool want_p = label && (o->p_true || want_loss);
    double loss = 0;
    float max = 0, sum = 1;
    if (!all_below(s, C, NOT_FINITE)) return no_class(C, i, o);
    net->kern->max_sum(s, C, &max, &sum);
    if (o->best) o->best[i] = net->kern->place(s, C, max);
    if (want_p) {
        const double log_p = (double)s[label[i]] - (double)max - log((double)sum);
        if (o->p_true) o->p_true[i] = (float)exp(log_p);
        loss = -log_p;
    }
    if (o->rank && label) o->rank[i] = net->kern->rank(s, C, label[i]);
    if (o->top) {
        uint32_t *top = o->top + i * o->top_k;
        float *p = o->top_p + i * o->top_k;
        if (o->top_k == 1) {
            top[0] = net->kern->place(s, C, max);
            p[0] = 1 / sum;
        } else {
            best_k(s, C, o->top_k, top, p);
            for (uint32_t k = 0; k < o->top_k; k++)
                p[k] = (float)(exp((double)p[k] - (double)max) / (double)sum);
        }
    }
    return loss;
}

struct evaluation {
    lmev_net *net;
    const lmev_bags *bags;
    const uint32_t *label;
    lmev_outputs *out;
    bool want_loss;
    double *tile_loss; /* [tiles] */
    lmev__stop stop;
};

static lmev_status run_tile(void *self, size_t tile, lmev__team_member *me)
{
    struct evaluation *e = self;
    lmev_net *net = e->net;
    lmev__worker *w = &net->worker[me->number];
    const size_t T = net->dense.T, first = tile * T;
    const size_t n = e->bags->n - first < T ? e->bags->n - first : T;
    if (lmev__stop_seen(&e->stop, me->number)) return LMEV_STOPPED;
    lmev__gather_rows(net, w, w->x, e->bags, NULL, first, n, NULL);
    void *h[LMEV__LAYERS];
    for (int l = 0; l < LMEV__LAYERS; l++) h[l] = w->h[l % 2];
    if (!lmev__dense_forward(&net->dense, me->number, w->x, h, w->score, NULL))
        return lmev__matmul_status(false, &me->err);
    double loss = 0;
    for (size_t i = 0; i < n; i++)
        loss += fits(net, w, i) ? row_outputs(net, w->score + i * net->ld_score,
                                              first + i, e->label, e->out, e->want_loss)
                                : no_class(net->p.classes, first + i, e->out);
    e->tile_loss[tile] = loss;
    return LMEV_OK;
}

lmev_status lmev_net_evaluate(lmev_net *net, const lmev_bags *bags, const uint32_t *label,
                              lmev_outputs *out, double *loss, const lmev_watch *watch,
                              lmev_error *err)
{
    lmev_outputs none = {0};
    lmev_outputs *o = out ? out : &none;
    if (o->top && (!o->top_p || o->top_k < 1 || o->top_k > net->p.classes))
        return lmev__fail(err, LMEV_ERR_PARAM, NULL, 0,
                          "top_k must be in [1, %u], got %u", net->p.classes, o->top_k);
    if (net->refused) return lmev__matmul_status(false, err);
    const size_t tiles = (bags->n + net->dense.T - 1) / net->dense.T;
    struct evaluation e = {net, bags, label, o, loss != NULL, NULL, {.watch = watch}};
    if (!(e.tile_loss = lmev__calloc(tiles + 1, sizeof *e.tile_loss)))
        return lmev__nomem(err, "evaluation");
    lmev__net_settle(net);
    const lmev_status s = lmev__team_each(net->team, tiles, run_tile, &e, err);
    double sum = 0;
    for (size_t t = 0; t < tiles; t++) sum += e.tile_loss[t];
    lmev__free(e.tile_loss);
    if (s != LMEV_OK) return s;
    if (loss) *loss = bags->n ? sum / (double)bags->n : 0;
    return LMEV_OK;
}
