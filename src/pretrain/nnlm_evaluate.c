/* nnlm_evaluate.c - exact perplexity: the softmax over all classes, for each prediction.
 *
 * All output rows are copied once as act and divided into blocks of S classes; the last
 * block is padded with classes of probability 0. A tile of predictions passes through the
 * blocks one by one with a running maximum and sum. Tiles are added in order, so the
 * result does not depend on the number of threads. Cost: 2 C D operations and C
 * exponentials per prediction. */
#include <math.h>
#include <string.h>

#include "base/error.h"
#include "base/mem.h"
#include "pretrain/nnlm.h"

#define NOBODY (-1e30f) /* bias of the padding classes */
#define ROUND  64       /* tiles between two calls of the listener */

struct evaluation {
    lmev__nnlm *net;
    const lmev__running *text;
    size_t from; /* first tile of the round */
    size_t blocks;
    void *rows;                 /* act [blocks S, ld(D)] */
    float *bias;                /* [blocks S] */
    uint32_t *context, *target; /* [threads][T, n], [threads][T] */
    void *h[LMEV__LAYERS];      /* act [threads][T, ld(U_l)], hidden layers */
    void *x, *q;                /* act [threads][T, ld(n D)], [T, ld(D)] */
    double *tile_sum;           /* [tiles] */
};

static bool evaluation_alloc(struct evaluation *e, size_t tiles)
{
    const lmev__nnlm *net = e->net;
    const lmev__dense *dense = &net->dense;
    const size_t act = lmev__act_size(dense), T = dense->T,
                 threads = (size_t)net->threads;
    e->blocks = (net->output.n + net->S - 1) / net->S;
    e->rows = lmev__aligned(e->blocks * net->S * net->ld_q, act);
    e->bias = lmev__aligned(e->blocks * net->S, sizeof *e->bias);
    e->context = lmev__calloc(threads * T * net->p.context, sizeof *e->context);
    e->target = lmev__calloc(threads * T, sizeof *e->target);
    e->x = lmev__aligned(threads * T * dense->ld_in[0], act);
    e->q = lmev__aligned(threads * T * net->ld_q, act);
    e->tile_sum = lmev__calloc(tiles + 1, sizeof *e->tile_sum);
    for (int l = 0; l < dense->L - 1; l++)
        if (!(e->h[l] = lmev__aligned(threads * T * dense->ld_out[l], act))) return false;
    return e->rows && e->bias && e->context && e->target && e->x && e->q && e->tile_sum;
}

static void evaluation_release(struct evaluation *e)
{
    lmev__free(e->rows);
    lmev__free(e->bias);
    lmev__free(e->context);
    lmev__free(e->target);
    lmev__free(e->x);
    lmev__free(e->q);
    lmev__free(e->tile_sum);
    for (int l = 0; l < LMEV__LAYERS; l++) lmev__free(e->h[l]);
}

#define COPY_PIECE 256 /* classes per piece of work */

static lmev_status copy_piece(void *self, size_t piece, lmev__team_member *me)
{
    (void)me;
    struct evaluation *e = self;
    const lmev__nnlm *net = e->net;
    const size_t D = net->p.dim, C = net->output.n, all = e->blocks * net->S;
    for (size_t c = piece * COPY_PIECE; c < all && c < (piece + 1) * COPY_PIECE; c++) {
        const float *w = net->output.w + (c < C ? c : 0) * (D + 1);
        e->bias[c] = c < C ? w[D] : NOBODY;
        if (c < C)
            net->kern->put(lmev__act(&net->dense, e->rows, c * net->ld_q),
                           net->dense.wide, w, D, 1);
    }
    return LMEV_OK;
}

/* The rows of contexts side by side, to act x [T, ld(n D)]; zeros beyond `some`. */
static void gather_context(const lmev__nnlm *net, const uint32_t *context, size_t some,
                           void *x)
{
    const lmev__dense *dense = &net->dense;
    const size_t D = net->p.dim, n = net->p.context, ld = dense->ld_in[0];
    for (size_t i = 0; i < some; i++)
        for (size_t k = 0; k < n; k++) {
            const uint32_t *row = context + i * n + k;
            if (i + 1 < some)
                for (size_t j = 0; j < D; j += 16)
                    __builtin_prefetch(net->input.w + row[n] * D + j);
            net->kern->put(lmev__act(dense, x, i * ld + k * D), dense->wide,
                           net->input.w + *row * D, D, 1);
        }
    memset(lmev__act(dense, x, some * ld), 0,
           (dense->T - some) * ld * lmev__act_size(dense));
}

/* Evaluate a tile, given its number in the round. */
static lmev_status run_tile(void *self, size_t number, lmev__team_member *member)
{
    struct evaluation *e = self;
    const size_t tile = e->from + number;
    const int me = member->number;
    lmev__nnlm *net = e->net;
    lmev__nnlm_worker *w = &net->worker[me];
    const lmev__dense *dense = &net->dense;
    const size_t T = dense->T, S = net->S, first = tile * T;
    const size_t some = e->text->n - first < T ? e->text->n - first : T;
    uint32_t *context = e->context + (size_t)me * T * net->p.context;
    uint32_t *target = e->target + (size_t)me * T;
    double top[LMEV__TILE_MAX], sum[LMEV__TILE_MAX], own[LMEV__TILE_MAX];
    const size_t mine = (size_t)me * T;
    void *h[LMEV__LAYERS], *q = lmev__act(dense, e->q, mine * net->ld_q);
    void *x = lmev__act(dense, e->x, mine * dense->ld_in[0]);
    for (int l = 0; l < dense->L - 1; l++)
        h[l] = lmev__act(dense, e->h[l], mine * dense->ld_out[l]);
    lmev__nnlm_context(net, context, target, e->text, NULL, first, some);
    gather_context(net, context, some, x);
    bool ok = lmev__nnlm_tile_forward(net, me, context, some, x, h, q, NULL);
    for (size_t i = 0; i < some; i++) top[i] = -INFINITY, sum[i] = own[i] = 0;
    for (size_t b = 0; b < e->blocks && ok; b++) {
        ok = lmev__matmul_run(net->score, me, q,
                              lmev__act(dense, e->rows, b * S * net->ld_q),
                              e->bias + b * S, w->score);
        for (size_t i = 0; i < some; i++) {
            const float *s = w->score + i * net->ld_s;
            float max, part;
            net->kern->max_sum(s, S, &max, &part);
            const double higher = fmax(top[i], (double)max);
            sum[i] =
                sum[i] * exp(top[i] - higher) + (double)part * exp((double)max - higher);
            top[i] = higher;
            if (target[i] / S == b) own[i] = (double)s[target[i] % S];
        }
    }
    double all = 0;
    for (size_t i = 0; i < some; i++) all += top[i] + log(sum[i]) - own[i];
    e->tile_sum[tile] = all;
    return lmev__matmul_status(ok, &member->err);
}

lmev_status lmev__nnlm_evaluate(lmev__nnlm *net, const lmev__running *text, double *mean,
                                const lmev_watch *watch, lmev_error *err)
{
    struct evaluation e = {.net = net, .text = text};
    const size_t tiles = (text->n + net->dense.T - 1) / net->dense.T;
    lmev_status s = LMEV_OK;
    if (!evaluation_alloc(&e, tiles)) {
        s = lmev__nomem(err, "perplexity");
        goto done;
    }
    lmev__nnlm_settle(net);
    (void)lmev__team_each(net->team, (e.blocks * net->S + COPY_PIECE - 1) / COPY_PIECE,
                          copy_piece, &e, NULL);
    for (; e.from < tiles && s == LMEV_OK; e.from += ROUND) {
        if (lmev__asked_to_stop(watch)) {
            s = LMEV_STOPPED;
            break;
        }
        lmev__report(watch, "perplexity", e.from * net->dense.T, text->n, "words", NAN);
        s = lmev__team_each(net->team, tiles - e.from < ROUND ? tiles - e.from : ROUND,
                            run_tile, &e, err);
    }
    double sum = 0;
    for (size_t t = 0; t < tiles && s == LMEV_OK; t++) sum += e.tile_sum[t];
    if (s == LMEV_OK) *mean = text->n ? sum / (double)text->n : 0;
done:
    evaluation_release(&e);
    return s;
}
