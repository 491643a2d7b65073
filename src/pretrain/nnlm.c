/* nnlm.c - the network from its parameters: shapes, memory, matmuls, initial weights.
 *
 * Memory: both tables three times (weights and two moments), and what a batch needs, of
 * which the gradients of the scores [B, S] are the largest part. */
#include "pretrain/nnlm.h"

#include <math.h>
#include <string.h>

#include "base/error.h"
#include "base/mem.h"
#include "base/rng.h"
#include "base/text.h"

#define TILE        256     /* predictions: large enough for the matmuls           */
#define TILE_SCORES 524288u /* scores of a tile at most: they should stay in cache */
#define PIECE       400     /* columns of a weight gradient in one piece           */
#define PIECE_OUT   512     /* candidates in one piece                             */
#define RANGE       0.05f   /* of the first rows of both tables                    */

size_t lmev__nnlm_act_size(const lmev__nnlm *net)
{
    return net->wide ? sizeof(float) : sizeof(uint16_t);
}

void *lmev__nnlm_act(const lmev__nnlm *net, void *base, size_t element)
{
    return (char *)base + element * lmev__nnlm_act_size(net);
}

/* ---- shapes and memory ---- */

static size_t padded(size_t n)
{
    return (n + 31) / 32 * 32;
}

static void set_shapes(lmev__nnlm *net)
{
    const lmev__nnlm_params *p = &net->p;
    net->L = (int)p->n_hidden + 1;
    for (int l = 0; l < net->L; l++) {
        net->in[l] = l ? net->out[l - 1] : p->dim * p->context;
        net->out[l] = l < net->L - 1 ? p->units[l] : p->dim;
    }
    net->S = net->sampler.S;
    net->T = TILE;
    while (net->T > 16 && (uint64_t)net->T * net->S > TILE_SCORES) net->T /= 2;
    while (net->T > 16 && net->T / 2 >= p->batch_size) net->T /= 2;
    net->B = (p->batch_size + net->T - 1) / net->T * net->T;
    for (int l = 0; l < net->L; l++) {
        net->w_at[l] = net->n_block;
        net->n_block += padded((size_t)net->in[l] * net->out[l]);
        net->b_at[l] = net->n_block;
        net->n_block += padded(net->out[l]);
        net->db_at[l] = net->n_db;
        net->n_db += padded(net->out[l]);
    }
    net->db_at[net->L] = net->n_db;
    net->n_db += padded(net->S);
}

static bool alloc_rows(lmev__rows *r, size_t n, size_t width)
{
    *r = (lmev__rows){.n = n, .width = width};
    size_t all;
    if (__builtin_mul_overflow(n, width, &all)) return false;
    r->w = lmev__aligned(all, sizeof *r->w);
    r->m = lmev__aligned(all, sizeof *r->m);
    r->v = lmev__aligned(all, sizeof *r->v);
    r->last = lmev__aligned(n, sizeof *r->last);
    return r->w && r->m && r->v && r->last;
}

static bool alloc_weights(lmev__nnlm *net)
{
    const size_t rows = net->p.rows;
    if (!alloc_rows(&net->input, rows, net->p.dim)) return false;
    if (!alloc_rows(&net->output, net->p.classes, (size_t)net->p.dim + 1)) return false;
    net->slot_of = lmev__aligned(rows, sizeof *net->slot_of);
    net->block = lmev__aligned(net->n_block, sizeof(float));
    net->block_m = lmev__aligned(net->n_block, sizeof(float));
    net->block_v = lmev__aligned(net->n_block, sizeof(float));
    net->grad = lmev__aligned(net->n_block, sizeof(float));
    net->half = lmev__aligned(net->n_block, sizeof(uint16_t));
    if (!net->slot_of || !net->block || !net->block_m || !net->block_v || !net->grad ||
        !net->half)
        return false;
    memset(net->slot_of, 0xff, rows * sizeof *net->slot_of);
    return true;
}

static bool alloc_prepared(const lmev__nnlm *net, lmev__nnlm_batch *b)
{
    const size_t B = net->B, places = B * net->p.context;
    uint32_t **array[] = {&b->context, &b->touched, &b->place, &b->slot, &b->at};
    for (int i = 0; i < 5; i++)
        if (!(*array[i] = lmev__calloc(places + 1, sizeof(uint32_t)))) return false;
    b->target = lmev__calloc(B, sizeof *b->target);
    b->candidates.slot = lmev__calloc(B, sizeof(uint32_t));
    b->candidates.class_of = lmev__calloc(net->S, sizeof(uint32_t));
    b->candidates.log_e = lmev__calloc(net->S, sizeof(float));
    return b->target && b->candidates.slot && b->candidates.class_of &&
           b->candidates.log_e;
}

static bool alloc_batch(lmev__nnlm *net)
{
    const size_t act = lmev__nnlm_act_size(net), B = net->B, S = net->S, D = net->p.dim;
    const size_t wide = D * net->p.context;
    net->x = lmev__aligned(B * wide, act);
    net->dx = lmev__aligned(B * wide, sizeof(float));
    net->d_score = lmev__aligned(B * S, act);
    net->rows_out = lmev__aligned(S * D, act);
    net->bias_out = lmev__aligned(S, sizeof(float));
    net->grad_out = lmev__aligned(S * (D + 1), sizeof(float));
    net->db = lmev__aligned(B / net->T * net->n_db, sizeof(float));
    net->tile_loss = lmev__calloc(B / net->T, sizeof(double));
    if (!net->x || !net->dx || !net->d_score || !net->rows_out || !net->bias_out ||
        !net->grad_out || !net->db || !net->tile_loss)
        return false;
    for (int l = 0; l < net->L; l++) {
        if (!(net->h[l] = lmev__aligned(B * net->out[l], act))) return false;
        if (!(net->d[l] = lmev__aligned(B * net->out[l], act))) return false;
    }
    if (!(net->worker = lmev__calloc((size_t)net->threads, sizeof *net->worker)))
        return false;
    for (int i = 0; i < net->threads; i++) {
        lmev__nnlm_worker *w = &net->worker[i];
        w->score = lmev__aligned((size_t)net->T * S, sizeof(float));
        w->q = lmev__aligned((size_t)net->T * D, sizeof(float));
        w->sum = lmev__aligned(D, sizeof(float));
        w->columns = lmev__aligned(D * (PIECE_OUT + 16), sizeof(float));
        if (!w->score || !w->q || !w->sum || !w->columns) return false;
    }
    return alloc_prepared(net, &net->batch[0]) && alloc_prepared(net, &net->batch[1]);
}

/* ---- matmuls ---- */

static lmev_status make_tile_matmuls(lmev__nnlm *net, lmev_error *err)
{
    const bool wide = net->wide;
    lmev_status s = LMEV_OK;
    for (int l = 0; l < net->L && s == LMEV_OK; l++) {
        const bool last = l == net->L - 1;
        const lmev__matmul_shape forward = {
            .M = net->T,
            .K = net->in[l],
            .N = net->out[l],
            .lda = net->in[l],
            .ldb = net->out[l],
            .ldc = net->out[l],
            .wide = wide,
            .c_wide = last || wide,
            .bias = true,
            .relu = !last,
        };
        const lmev__matmul_shape backward = {
            .M = net->T,
            .K = net->out[l],
            .N = net->in[l],
            .lda = net->out[l],
            .ldb = net->out[l],
            .ldc = net->in[l],
            .b_transposed = true,
            .wide = wide,
            .c_wide = l == 0 || wide,
        };
        s = lmev__matmul_new(&net->forward[l], &forward, net->threads, err);
        if (s == LMEV_OK)
            s = lmev__matmul_new(&net->backward[l], &backward, net->threads, err);
    }
    const lmev__matmul_shape score = {
        .M = net->T,
        .K = net->p.dim,
        .N = net->S,
        .lda = net->p.dim,
        .ldb = net->p.dim,
        .ldc = net->S,
        .b_transposed = true,
        .wide = wide,
        .c_wide = true,
        .bias = true,
    };
    const lmev__matmul_shape unscore = {
        .M = net->T,
        .K = net->S,
        .N = net->p.dim,
        .lda = net->S,
        .ldb = net->p.dim,
        .ldc = net->p.dim,
        .wide = wide,
        .c_wide = true,
    };
    if (s == LMEV_OK) s = lmev__matmul_new(&net->score, &score, net->threads, err);
    if (s == LMEV_OK) s = lmev__matmul_new(&net->unscore, &unscore, net->threads, err);
    return s;
}

/* Pieces of one weight gradient: `all` columns in blocks of about `piece`. For the
 * candidates (layer L) the product is [D, candidates] and turned into rows afterwards:
 * oneDNN is a third faster so than with the candidates as rows (bench/SPEED.md). */
static lmev_status add_pieces(lmev__nnlm *net, int layer, uint32_t all, uint32_t piece,
                              lmev_error *err)
{
    const bool out = layer == net->L;
    const uint32_t blocks = (all + piece - 1) / piece;
    const uint32_t each = ((all + blocks - 1) / blocks + 15) / 16 * 16;
    for (uint32_t col = 0; col < all; col += each) {
        const uint32_t cols = all - col < each ? all - col : each;
        lmev__matmul **mm = &net->piece_mm[layer][cols != each];
        if (!*mm) {
            lmev__matmul_shape shape = {
                .K = net->B, .a_transposed = true, .wide = net->wide, .c_wide = true};
            if (out) {
                shape.M = shape.lda = net->p.dim;
                shape.N = shape.ldc = cols;
                shape.ldb = net->S;
            } else {
                shape.M = net->in[layer], shape.N = cols;
                shape.lda = net->in[layer], shape.ldb = shape.ldc = net->out[layer];
            }
            const lmev_status s = lmev__matmul_new(mm, &shape, net->threads, err);
            if (s != LMEV_OK) return s;
        }
        net->piece[net->n_pieces++] = (lmev__nnlm_piece){layer, col, cols, *mm};
    }
    return LMEV_OK;
}

static lmev_status make_pieces(lmev__nnlm *net, lmev_error *err)
{
    size_t n = net->S / PIECE_OUT + 2;
    for (int l = 0; l < net->L; l++) n += net->out[l] / PIECE + 2;
    if (!(net->piece = lmev__calloc(n, sizeof *net->piece)))
        return lmev__nomem(err, "network");
    lmev_status s = add_pieces(net, net->L, net->S, PIECE_OUT, err);
    for (int l = 0; l < net->L && s == LMEV_OK; l++)
        s = add_pieces(net, l, net->out[l], PIECE, err);
    return s;
}

/* ---- initial weights ---- */

/* w[i] uniform in (-limit, limit), from number i of the key's stream: 24 bits each. */
static void draw_uniform(float *w, size_t n, float limit, const lmev__philox *key,
                         int threads)
{
    const int64_t blocks = (int64_t)((n + 3) / 4);
#pragma omp parallel for schedule(static) num_threads(threads)
    for (int64_t b = 0; b < blocks; b++) {
        uint32_t u[4];
        lmev__philox_4(key, (uint64_t)b, u);
        for (size_t k = 0; k < 4 && (size_t)b * 4 + k < n; k++)
            w[(size_t)b * 4 + k] = ((float)(u[k] >> 8) * 0x1p-23f - 1.0f) * limit;
    }
}

/* Kernels after Glorot and Bengio 2010; rows of both tables small, so that what is
 * learned soon outweighs them; output biases at log share, where a network that knows
 * nothing ends. */
static void draw_weights(lmev__nnlm *net, const uint64_t *count)
{
    const uint64_t seed = net->p.seed;
    const size_t E = net->output.width, C = net->output.n;
    for (int l = 0; l < net->L; l++) {
        const lmev__philox key =
            lmev__philox_key(seed, LMEV__DRAW_WEIGHTS, (uint32_t)l, 0);
        const double fan = (double)net->in[l] + net->out[l];
        draw_uniform(net->block + net->w_at[l], (size_t)net->in[l] * net->out[l],
                     (float)sqrt(6 / fan), &key, net->threads);
    }
    lmev__nnlm_weights_changed(net);
    const lmev__philox in = lmev__philox_key(seed, LMEV__DRAW_TABLE, 0, 0);
    const lmev__philox out = lmev__philox_key(seed, LMEV__DRAW_TABLE, 1, 0);
    draw_uniform(net->input.w, net->input.n * net->input.width, RANGE, &in, net->threads);
    draw_uniform(net->output.w, C * E, RANGE, &out, net->threads);
    double all = 0;
    for (size_t c = 0; c < C; c++) all += (double)(count[c] ? count[c] : 1);
    for (size_t c = 0; c < C; c++)
        net->output.w[c * E + E - 1] =
            (float)log((double)(count[c] ? count[c] : 1) / all);
}

void lmev__nnlm_weights_changed(lmev__nnlm *net)
{
    net->kern->to_bf16(net->half, net->block, net->n_block);
}

/* ---- life ---- */

lmev_status lmev__nnlm_new(lmev__nnlm **out, const lmev__nnlm_params *p,
                           const uint64_t *count, lmev_error *err)
{
    lmev__nnlm *net = lmev__calloc(1, sizeof *net);
    if (!net) return lmev__nomem(err, "network");
    net->p = *p;
    net->kern = lmev__kernels_best();
    net->p.threads = net->threads = lmev__threads(p->threads);
    if (p->precision == LMEV_PRECISION_AUTO)
        net->p.precision =
            lmev_bf16_available() ? LMEV_PRECISION_BF16 : LMEV_PRECISION_F32;
    net->wide = net->p.precision == LMEV_PRECISION_F32;
    lmev_status s = lmev__sampler_init(&net->sampler, count, p->classes, p->samples,
                                       p->power, p->seed, err);
    if (s != LMEV_OK) goto fail;
    set_shapes(net);
    if (!alloc_weights(net) || !alloc_batch(net)) {
        s = lmev__nomem(err, "network");
        goto fail;
    }
    if ((s = make_tile_matmuls(net, err)) != LMEV_OK) goto fail;
    if ((s = make_pieces(net, err)) != LMEV_OK) goto fail;
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

static void free_rows(lmev__rows *r)
{
    lmev__free(r->w);
    lmev__free(r->m);
    lmev__free(r->v);
    lmev__free(r->last);
}

void lmev__nnlm_free(lmev__nnlm *net)
{
    if (!net) return;
    for (int l = 0; l < LMEV__NNLM_LAYERS; l++) {
        lmev__matmul_free(net->forward[l]);
        lmev__matmul_free(net->backward[l]);
        lmev__free(net->h[l]);
        lmev__free(net->d[l]);
    }
    for (int l = 0; l <= LMEV__NNLM_LAYERS; l++) {
        lmev__matmul_free(net->piece_mm[l][0]);
        lmev__matmul_free(net->piece_mm[l][1]);
    }
    lmev__matmul_free(net->score);
    lmev__matmul_free(net->unscore);
    for (int i = 0; net->worker && i < net->threads; i++) {
        lmev__free(net->worker[i].score);
        lmev__free(net->worker[i].q);
        lmev__free(net->worker[i].sum);
        lmev__free(net->worker[i].columns);
    }
    for (int k = 0; k < 2; k++) {
        lmev__nnlm_batch *b = &net->batch[k];
        void *arrays[] = {b->context,
                          b->target,
                          b->touched,
                          b->at,
                          b->place,
                          b->slot,
                          b->candidates.class_of,
                          b->candidates.log_e,
                          b->candidates.slot};
        for (size_t i = 0; i < sizeof arrays / sizeof *arrays; i++) lmev__free(arrays[i]);
    }
    free_rows(&net->input);
    free_rows(&net->output);
    lmev__sampler_release(&net->sampler);
    lmev__adam_release(&net->adam);
    void *blocks[] = {net->slot_of,  net->block,   net->block_m,  net->block_v,
                      net->grad,     net->half,    net->piece,    net->worker,
                      net->x,        net->d_score, net->rows_out, net->bias_out,
                      net->grad_out, net->dx,      net->db,       net->tile_loss};
    for (size_t i = 0; i < sizeof blocks / sizeof *blocks; i++) lmev__free(blocks[i]);
    lmev__free(net);
}
