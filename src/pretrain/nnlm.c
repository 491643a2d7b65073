/* nnlm.c - make the network from its parameters: memory, matmuls, initial weights.
 *
 * Memory: both tables three times (weights and two moments), and the arrays of a batch.
 * The largest of these are the gradients of the scores [B, S] and the parts [n B,
 * U_1]. */
#include "pretrain/nnlm.h"

#include <math.h>
#include <string.h>

#include "base/error.h"
#include "base/mem.h"
#include "base/rng.h"
#include "base/utf8.h"
#include "nn/draw.h"

#define PIECE_OUT 512   /* candidates per piece */
#define RANGE     0.05f /* of the first rows of both tables */

/* ---- memory ---- */

static bool alloc_tables(lmev__nnlm *net)
{
    const size_t rows = net->p.rows, D = net->p.dim;
    net->input = (lmev__adam_rows){.n = rows, .width = D};
    net->output = (lmev__adam_rows){.n = net->p.classes, .width = D + 1};
    net->slot_of = lmev__aligned(rows, sizeof *net->slot_of);
    if (!net->slot_of || !lmev__adam_rows_alloc(&net->input) ||
        !lmev__adam_rows_alloc(&net->output))
        return false;
    memset(net->slot_of, 0xff, rows * sizeof *net->slot_of);
    return true;
}

static bool alloc_prepared(const lmev__nnlm *net, lmev__nnlm_batch *b)
{
    const size_t B = net->dense.B, places = B * net->p.context;
    uint32_t **of_places[] = {&b->context, &b->part_row,   &b->part_of,      &b->at,
                              &b->having,  &b->touched_at, &b->touched_part, &b->touched};
    for (int i = 0; i < 8; i++)
        if (!(*of_places[i] = lmev__calloc(places + 1, sizeof(uint32_t)))) return false;
    uint32_t **of_batch[] = {&b->target, &b->row_of, &b->first,
                             &b->label,  &b->n_own,  &b->candidates.slot};
    for (int i = 0; i < 6; i++)
        if (!(*of_batch[i] = lmev__calloc(B + 1, sizeof(uint32_t)))) return false;
    b->candidates.class_of = lmev__calloc(net->S, sizeof(uint32_t));
    b->candidates.log_e = lmev__calloc(net->S, sizeof(float));
    b->candidates.only = lmev__calloc(net->S, sizeof(uint32_t));
    b->n_parts = lmev__calloc(net->p.context, sizeof(uint32_t));
    return b->n_parts && b->candidates.class_of && b->candidates.log_e &&
           b->candidates.only;
}

static bool alloc_batch(lmev__nnlm *net)
{
    const size_t act = lmev__act_size(&net->dense), B = net->dense.B, T = net->dense.T;
    const size_t S = net->S, D = net->p.dim;
    const size_t parts = B * net->p.context;
    net->x = lmev__aligned(parts * net->ld_q, act);
    net->parts = lmev__aligned(parts * net->ld_in, sizeof(float));
    net->no_bias = lmev__aligned(net->ld_in, sizeof(float));
    net->q = lmev__aligned(B * net->ld_q, act);
    net->dx = lmev__aligned(parts * D, sizeof(float));
    net->dq = lmev__aligned(B * net->ld_q, sizeof(float));
    net->d_score = lmev__aligned(B * net->ld_s, act);
    net->rows_out = lmev__aligned(S * net->ld_q, act);
    net->bias_out = lmev__aligned(S, sizeof(float));
    net->grad_out = lmev__aligned(S * (D + 1), sizeof(float));
    net->d_bias = lmev__aligned(B / T * S, sizeof(float));
    net->tile_loss = lmev__calloc(B / T, sizeof(double));
    if (!net->x || !net->parts || !net->no_bias || !net->q || !net->dx || !net->dq ||
        !net->d_score || !net->rows_out || !net->bias_out || !net->grad_out ||
        !net->d_bias || !net->tile_loss)
        return false;
    if (!(net->worker = lmev__calloc((size_t)net->threads, sizeof *net->worker)))
        return false;
    for (int i = 0; i < net->threads; i++) {
        lmev__nnlm_worker *w = &net->worker[i];
        w->sum_in = lmev__aligned(net->ld_in, sizeof(float));
        w->score = lmev__aligned(T * net->ld_s, sizeof(float));
        w->q = lmev__aligned(T * net->ld_q, sizeof(float));
        w->sum = lmev__aligned(D, sizeof(float));
        w->columns = lmev__aligned(D * (PIECE_OUT + 16), sizeof(float));
        if (!w->sum_in || !w->score || !w->q || !w->sum || !w->columns) return false;
    }
    return alloc_prepared(net, &net->batch[0]) && alloc_prepared(net, &net->batch[1]);
}

/* ---- matmuls ---- */

/* The products of the first layer's parts, of their gradients, and of the gradient of its
 * kernel. */
static lmev_status make_part_matmuls(lmev__nnlm *net, lmev_error *err)
{
    const lmev__dense *dense = &net->dense;
    const lmev__matmul_shape part = {
        .M = dense->T,
        .K = net->p.dim,
        .N = dense->out[0],
        .lda = net->ld_q,
        .ldb = net->ld_in,
        .ldc = net->ld_in,
        .wide = dense->wide,
        .c_wide = true,
        .bias = true,
    };
    const lmev__matmul_shape unpart = {
        .M = dense->T,
        .K = dense->out[0],
        .N = net->p.dim,
        .lda = net->ld_in,
        .ldb = net->ld_in,
        .ldc = net->p.dim,
        .b_transposed = true,
        .wide = dense->wide,
        .c_wide = true,
    };
    const lmev__matmul_shape gradient = {
        .M = net->p.dim,
        .K = dense->B,
        .N = dense->out[0],
        .lda = net->ld_q,
        .ldb = net->ld_in,
        .ldc = dense->out[0],
        .a_transposed = true,
        .wide = dense->wide,
        .c_wide = true,
    };
    lmev_status s = lmev__matmul_new(&net->part, &part, net->threads, err);
    if (s == LMEV_OK) s = lmev__matmul_new(&net->unpart, &unpart, net->threads, err);
    if (s == LMEV_OK)
        s = lmev__matmuls_init(&net->part_mm, &gradient, dense->T, net->threads, err);
    return s;
}

static lmev_status make_matmuls(lmev__nnlm *net, lmev_error *err)
{
    const bool wide = net->dense.wide;
    const lmev__matmul_shape score = {
        .M = net->dense.T,
        .K = net->p.dim,
        .N = net->S,
        .lda = net->ld_q,
        .ldb = net->ld_q,
        .ldc = net->ld_s,
        .b_transposed = true,
        .wide = wide,
        .c_wide = true,
        .bias = true,
    };
    const lmev__matmul_shape unscore = {
        .M = net->dense.T,
        .K = net->S,
        .N = net->p.dim,
        .lda = net->ld_s,
        .ldb = net->ld_q,
        .ldc = net->ld_q,
        .wide = wide,
        .c_wide = true,
    };
    lmev_status s = make_part_matmuls(net, err);
    if (s == LMEV_OK) s = lmev__matmul_new(&net->score, &score, net->threads, err);
    if (s == LMEV_OK) s = lmev__matmul_new(&net->unscore, &unscore, net->threads, err);

    /* Gradients of the candidates' rows, in pieces: the product is [D, candidates] and
     * turned into rows afterwards. oneDNN is a third faster so than with the candidates
     * as rows (bench/SPEED.md). */
    net->each = lmev__columns_each(net->S, PIECE_OUT);
    const uint32_t cols[2] = {net->S < net->each ? 0 : net->each, net->S % net->each};
    for (int i = 0; i < 2 && s == LMEV_OK; i++) {
        if (!cols[i]) continue;
        const lmev__matmul_shape piece = {
            .M = net->p.dim,
            .K = net->dense.B,
            .N = cols[i],
            .lda = net->ld_q,
            .ldb = net->ld_s,
            .ldc = cols[i],
            .a_transposed = true,
            .wide = wide,
            .c_wide = true,
        };
        s = lmev__matmuls_init(&net->piece_mm[i], &piece, net->dense.T, net->threads,
                               err);
    }
    return s;
}

/* ---- initial weights ---- */

/* Rows of both tables begin small, so that what is learned soon outweighs them. Output
 * biases begin at the log of the class's share, which a network without input converges
 * to. */
static void draw_weights(lmev__nnlm *net, const uint64_t *count)
{
    const uint64_t seed = net->p.seed;
    const size_t E = net->output.width, C = net->output.n;
    lmev__dense_draw(&net->dense, seed);
    lmev__nnlm_weights_changed(net);
    const lmev__philox in = lmev__philox_key(seed, LMEV__DRAW_TABLE, 0, 0);
    const lmev__philox out = lmev__philox_key(seed, LMEV__DRAW_TABLE, 1, 0);
    lmev__draw_uniform(net->input.w, net->input.n * net->input.width, RANGE, &in,
                       net->team);
    lmev__draw_uniform(net->output.w, C * E, RANGE, &out, net->team);
    double all = 0;
    for (size_t c = 0; c < C; c++) all += (double)(count[c] ? count[c] : 1);
    for (size_t c = 0; c < C; c++)
        net->output.w[c * E + E - 1] =
            (float)log((double)(count[c] ? count[c] : 1) / all);
}

void lmev__nnlm_weights_changed(lmev__nnlm *net)
{
    (void)lmev__dense_refresh(&net->dense); /* nothing is packed: it cannot fail */
}

/* ---- life ---- */

lmev_status lmev__nnlm_new(lmev__nnlm **out, const lmev__nnlm_params *p,
                           const uint64_t *count, lmev_error *err)
{
    lmev__nnlm *net = lmev__calloc(1, sizeof *net);
    if (!net) return lmev__nomem(err, "network");
    net->p = *p;
    net->kern = lmev__kernels_best();
    if (p->precision == LMEV_PRECISION_AUTO)
        net->p.precision =
            lmev_bf16_available() ? LMEV_PRECISION_BF16 : LMEV_PRECISION_F32;
    lmev_status s = lmev__team_new(&net->team, p->threads, err);
    if (s != LMEV_OK) goto fail;
    net->p.threads = net->threads = lmev__team_size(net->team);
    s = lmev__sampler_init(&net->sampler, count, p->classes, p->samples, p->power,
                           p->seed, err);
    if (s != LMEV_OK) goto fail;
    net->S = net->sampler.S;
    const lmev__dense_shape shape = {
        .in = p->dim * p->context,
        .n_hidden = p->n_hidden,
        .units = p->units,
        .out = p->dim,
        .scores = net->S,
        .batch_size = p->batch_size,
        .first_elsewhere = true,
        .wide = net->p.precision == LMEV_PRECISION_F32,
        .team = net->team,
    };
    if ((s = lmev__dense_init(&net->dense, &shape, err)) != LMEV_OK) goto fail;
    net->ld_in = net->dense.ld_out[0];
    net->ld_q = lmev__act_ld(&net->dense, p->dim);
    net->ld_s = lmev__act_ld(&net->dense, net->S);
    if (!alloc_tables(net) || !alloc_batch(net)) {
        s = lmev__nomem(err, "network");
        goto fail;
    }
    if ((s = make_matmuls(net, err)) != LMEV_OK) goto fail;
    if ((s = lmev__adam_init(&net->adam, p->learning_rate, p->beta_1, p->beta_2,
                             p->epsilon, err)) != LMEV_OK)
        goto fail;
    draw_weights(net, count);
    *out = net;
    return LMEV_OK;
fail:
    lmev__nnlm_free(net);
    return s;
}

void lmev__nnlm_free(lmev__nnlm *net)
{
    if (!net) return;
    lmev__team_free(net->team);
    lmev__dense_release(&net->dense);
    lmev__matmul_free(net->part);
    lmev__matmul_free(net->unpart);
    lmev__matmuls_release(&net->part_mm);
    lmev__matmuls_release(&net->piece_mm[0]);
    lmev__matmuls_release(&net->piece_mm[1]);
    lmev__matmul_free(net->score);
    lmev__matmul_free(net->unscore);
    for (int i = 0; net->worker && i < net->threads; i++) {
        lmev__free(net->worker[i].sum_in);
        lmev__free(net->worker[i].score);
        lmev__free(net->worker[i].q);
        lmev__free(net->worker[i].sum);
        lmev__free(net->worker[i].columns);
    }
    for (int k = 0; k < 2; k++) {
        lmev__nnlm_batch *b = &net->batch[k];
        void *arrays[] = {b->context,
                          b->target,
                          b->row_of,
                          b->first,
                          b->label,
                          b->n_own,
                          b->n_parts,
                          b->part_row,
                          b->part_of,
                          b->at,
                          b->having,
                          b->touched,
                          b->touched_at,
                          b->touched_part,
                          b->candidates.class_of,
                          b->candidates.log_e,
                          b->candidates.only,
                          b->candidates.slot};
        for (size_t i = 0; i < sizeof arrays / sizeof *arrays; i++) lmev__free(arrays[i]);
    }
    lmev__adam_rows_free(&net->input);
    lmev__adam_rows_free(&net->output);
    lmev__sampler_release(&net->sampler);
    lmev__adam_release(&net->adam);
    void *blocks[] = {net->slot_of,  net->worker,   net->x,        net->parts,
                      net->no_bias,  net->q,        net->d_score,  net->dq,
                      net->rows_out, net->bias_out, net->grad_out, net->dx,
                      net->d_bias,   net->tile_loss};
    for (size_t i = 0; i < sizeof blocks / sizeof *blocks; i++) lmev__free(blocks[i]);
    lmev__free(net);
}
