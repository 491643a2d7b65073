/* nnlm_step.c - one step of pretraining; its stages are described in nnlm.h.
 *
 * Cost: 6 D U_1 operations a part and 6 (U_1 U_2 + .. + U D + S D) a context in the
 * matmuls; the rest is one exponential a score, moving the [B, S] gradients of the scores
 * (in bf16 2 bytes each, written once and read twice), and rows of the tables. */
#include <math.h>
#include <omp.h>
#include <string.h>

#include "base/error.h"
#include "pretrain/nnlm.h"

#define ROWS_PIECE 128 /* touched rows in one piece of work */

static size_t least(size_t a, size_t b)
{
    return a < b ? a : b;
}

/* ---- stage 1: rows up to date ---- */

static void replay_input(lmev__nnlm *net, const lmev__nnlm_batch *b, size_t first,
                         size_t end)
{
    for (size_t i = first; i < end; i++) {
        if (i + 2 < end) lmev__adam_rows_prefetch(&net->input, b->touched[i + 2]);
        lmev__adam_rows_replay(&net->input, &net->adam, net->kern, b->touched[i], false);
    }
}

/* Candidates [first, end) as rows of the matrix [S, D], and their corrected biases. */
static void copy_candidates(lmev__nnlm *net, const lmev__nnlm_batch *b, size_t first,
                            size_t end)
{
    const size_t D = net->p.dim, E = D + 1;
    const lmev__candidates *c = &b->candidates;
    for (size_t i = first; i < end; i++) {
        const size_t row = c->class_of[i];
        if (i + 2 < end) lmev__adam_rows_prefetch(&net->output, c->class_of[i + 2]);
        lmev__adam_rows_replay(&net->output, &net->adam, net->kern, row, false);
        const float *w = net->output.w + row * E;
        net->kern->put(lmev__act(&net->dense, net->rows_out, i * net->ld_q),
                       net->dense.wide, w, D, 1);
        net->bias_out[i] = w[D] - c->log_e[i];
    }
}

/* ---- stage 3: tiles ---- */

void lmev__nnlm_tile_forward(lmev__nnlm *net, int me, const uint32_t *context,
                             size_t some, const void *x, void *const *h, void *q,
                             const lmev__drop *drop)
{
    lmev__nnlm_worker *w = &net->worker[me];
    const lmev__kernels *kern = net->kern;
    const lmev__dense *dense = &net->dense;
    const size_t D = net->p.dim, n = net->p.context, T = dense->T;
    if (!lmev__dense_forward(dense, me, x, h, w->q, drop)) w->failed = true;
    if (net->p.direct)
        for (size_t i = 0; i < some; i++)
            for (size_t k = 0; k < n; k++)
                kern->add_scaled(w->q + i * net->ld_q,
                                 net->input.w + context[i * n + k] * D, D, 1);
    kern->put(q, dense->wide, w->q, T * net->ld_q, 1);
}

/* Loss of the contexts of the tile that exist; gradients of the others are zero. */
static void tile_loss(lmev__nnlm *net, int me, const lmev__nnlm_batch *b, size_t tile)
{
    const lmev__dense *dense = &net->dense;
    const size_t T = dense->T, first = tile * T, S = net->S;
    float *d_bias = net->d_bias + tile * S;
    /* in f32 scores are where their gradients will be */
    float *score =
        dense->wide ? (float *)net->d_score + first * net->ld_s : net->worker[me].score;
    double sum = 0;
    memset(d_bias, 0, S * sizeof *d_bias);
    if (!lmev__matmul_run(net->score, me, lmev__act(dense, net->q, first * net->ld_q),
                          net->rows_out, net->bias_out, score))
        net->worker[me].failed = true;
    for (size_t i = 0; i < T; i++) {
        void *d = lmev__act(dense, net->d_score, (first + i) * net->ld_s);
        const uint32_t *at = b->first + first + i;
        if (first + i < b->n_rows)
            sum += net->kern->loss(score + i * net->ld_s, dense->wide ? NULL : d, d_bias,
                                   S, b->label + at[0], at[1] - at[0],
                                   b->n_own[first + i], 1.0f / (float)b->n);
        else
            memset(d, 0, S * lmev__act_size(dense));
    }
    net->tile_loss[tile] = sum;
}

static void tile_backward(lmev__nnlm *net, int me, size_t tile)
{
    const lmev__dense *dense = &net->dense;
    const lmev__kernels *kern = net->kern;
    const int last = dense->L - 1;
    const size_t T = dense->T, first = tile * T, D = net->p.dim, ld = net->ld_q;
    float *db = dense->db + tile * dense->n_db, *dq = net->dq + first * ld;
    bool ok = lmev__matmul_run(net->unscore, me,
                               lmev__act(dense, net->d_score, first * net->ld_s),
                               net->rows_out, NULL, dq);
    memset(db, 0, dense->n_db * sizeof *db);
    for (size_t i = 0; i < T; i++)
        kern->add_scaled(db + dense->db_at[last], dq + i * ld, D, 1);
    kern->put(lmev__act(dense, dense->d[last], first * ld), dense->wide, dq, T * ld, 1);
    ok &= lmev__dense_backward(&net->dense, me, tile, NULL, net->p.dropout);
    if (!ok) net->worker[me].failed = true;
}

static void run_tile(lmev__nnlm *net, int me, const lmev__nnlm_batch *b, size_t tile)
{
    const lmev__dense *dense = &net->dense;
    const lmev__drop drop = {net->p.dropout, net->p.seed, net->adam.step, tile};
    const size_t T = dense->T, first = tile * T;
    const size_t some = least(b->n_rows - first, T);
    void *h[LMEV__LAYERS] = {NULL};
    for (int l = 0; l < dense->L - 1; l++)
        h[l] = lmev__act(dense, dense->h[l], first * dense->ld_out[l]);
    lmev__nnlm_add_parts(net, me, b, first, some, h[0]);
    lmev__nnlm_tile_forward(net, me, b->context + first * net->p.context, some, NULL, h,
                            lmev__act(dense, net->q, first * net->ld_q), &drop);
    tile_loss(net, me, b, tile);
    tile_backward(net, me, tile);
}

/* ---- stage 5: gradients and updates ---- */

/* The gradients [D, n_cols] of a piece, a column a candidate, turned into rows of
 * grad_out. */
static void turn(float *rows, const float *columns, size_t n_cols, size_t D)
{
    for (size_t first = 0; first < n_cols; first += 16) {
        const size_t some = n_cols - first < 16 ? n_cols - first : 16;
        for (size_t j = 0; j < D; j++)
            for (size_t k = 0; k < some; k++)
                rows[(first + k) * (D + 1) + j] = columns[j * n_cols + first + k];
    }
}

/* Candidates from number `first` on, as many as a piece has; their bias gradients are in
 * the tiles' d_bias. */
static void run_candidates(lmev__nnlm *net, int me, const lmev__nnlm_batch *b,
                           size_t first, bool update)
{
    lmev__nnlm_worker *w = &net->worker[me];
    const lmev__dense *dense = &net->dense;
    const size_t tiles = dense->tiles, D = net->p.dim, S = net->S;
    const size_t n = least(S - first, net->each), end = first + n;
    if (!lmev__matmuls_run(&net->piece_mm[n != net->each], (int64_t)(tiles * dense->T),
                           me, net->q, lmev__act(dense, net->d_score, first), w->columns))
        w->failed = true;
    turn(net->grad_out + first * (D + 1), w->columns, n, D);
    for (size_t i = first; i < end; i++) {
        float *g = net->grad_out + i * (D + 1), bias = 0;
        for (size_t t = 0; t < tiles; t++) bias += net->d_bias[t * S + i];
        g[D] = bias;
        if (i + 2 < end)
            lmev__adam_rows_prefetch(&net->output, b->candidates.class_of[i + 2]);
        if (update)
            lmev__adam_rows_update(&net->output, &net->adam, net->kern,
                                   b->candidates.class_of[i], g);
    }
}

/* Gradient of each touched row: the sum over its parts; then Adam's step, or to
 * table_grad. */
static void update_input(lmev__nnlm *net, const lmev__nnlm_batch *b, size_t first,
                         size_t end, float *sum, float *table_grad)
{
    const size_t D = net->p.dim;
    for (size_t i = first; i < end; i++) {
        if (i + 1 < end) lmev__adam_rows_prefetch(&net->input, b->touched[i + 1]);
        memset(sum, 0, D * sizeof *sum);
        for (uint32_t k = b->touched_at[i]; k < b->touched_at[i + 1]; k++)
            net->kern->add_scaled(sum, net->dx + b->touched_part[k] * D, D, 1);
        if (table_grad)
            memcpy(table_grad + b->touched[i] * D, sum, D * sizeof *sum);
        else
            lmev__adam_rows_update(&net->input, &net->adam, net->kern, b->touched[i],
                                   sum);
    }
}

/* ---- the step ---- */

struct work {
    const lmev__running *text;
    const uint32_t *next;
    size_t n_next;
    float *table_grad;
};

static void run_stages(lmev__nnlm *net, const struct work *w)
{
    lmev__nnlm_batch *b = &net->batch[0];
    lmev__dense *dense = &net->dense;
    const int64_t tiles = (int64_t)dense->tiles, layers = (int64_t)dense->n_pieces;
    const int64_t candidates = (net->S + net->each - 1) / net->each;
    const int64_t places = net->p.context,
                  parts = (int64_t)lmev__nnlm_part_pieces(net, b);
    /* pieces of stage 5: the batch to come, blocks of the first layer, other layers,
     * biases, candidates, input rows */
    const int64_t biases = 1 + places + layers, rows_begin = biases + 1 + candidates;
    const int64_t rows_in = (int64_t)((b->n_touched + ROWS_PIECE - 1) / ROWS_PIECE);
    const int64_t rows_out = (net->S + ROWS_PIECE - 1) / ROWS_PIECE;
    const lmev__adam_step step = lmev__adam_now(&net->adam, 0);
    const lmev__adam_step *now = w->table_grad ? NULL : &step;
#pragma omp parallel num_threads(net->threads)
    {
        const int me = omp_get_thread_num();
#pragma omp for schedule(dynamic, 4)
        for (int64_t i = 0; i < rows_in + rows_out; i++) {
            const size_t at = (size_t)(i < rows_in ? i : i - rows_in) * ROWS_PIECE;
            if (i < rows_in)
                replay_input(net, b, at, least(at + ROWS_PIECE, b->n_touched));
            else
                copy_candidates(net, b, at, least(at + ROWS_PIECE, net->S));
        }
#pragma omp for schedule(dynamic, 1)
        for (int64_t i = 0; i < parts; i++) lmev__nnlm_parts(net, me, b, (size_t)i);
#pragma omp for schedule(dynamic, 1)
        for (int64_t i = 0; i < tiles; i++) run_tile(net, me, b, (size_t)i);
#pragma omp for schedule(dynamic, 1)
        for (int64_t i = 0; i < parts; i++)
            lmev__nnlm_parts_backward(net, me, b, (size_t)i);
#pragma omp for schedule(dynamic, 1)
        for (int64_t i = 0; i < rows_begin + rows_in; i++) {
            if (i == 0) { /* first, since it is one piece of a millisecond */
                if (w->n_next)
                    lmev__nnlm_prepare(net, &net->batch[1], w->text, w->next, w->n_next,
                                       net->adam.step + 1);
            } else if (i <= places) {
                lmev__nnlm_place_gradient(net, me, b, (size_t)(i - 1), now);
            } else if (i < biases) {
                net->worker[me].failed |= !lmev__dense_run_piece(
                    dense, me, (size_t)(i - 1 - places), NULL, now);
            } else if (i == biases) {
                lmev__dense_run_biases(dense, now);
            } else if (i < rows_begin) {
                run_candidates(net, me, b, (size_t)(i - biases - 1) * net->each,
                               now != NULL);
            } else {
                const size_t at = (size_t)(i - rows_begin) * ROWS_PIECE;
                update_input(net, b, at, least(at + ROWS_PIECE, b->n_touched),
                             net->worker[me].sum, w->table_grad);
            }
        }
    }
}

/* The products that this batch needs. */
static lmev_status begin(lmev__nnlm *net, const lmev__nnlm_batch *b, lmev_error *err)
{
    lmev_status s = lmev__dense_begin(&net->dense, b->n_rows, err);
    for (int i = 0; i < 2 && s == LMEV_OK; i++)
        if (net->piece_mm[i].mm)
            s = lmev__matmuls_want(&net->piece_mm[i], (int64_t)b->n_rows, err);
    for (size_t k = 0; k < net->p.context && s == LMEV_OK; k++)
        s = lmev__matmuls_want(&net->part_mm, b->n_parts[k], err);
    return s;
}

static lmev_status run_batch(lmev__nnlm *net, const lmev__running *text,
                             const uint32_t *order, size_t n, bool prepared,
                             const uint32_t *next, size_t n_next, float *table_grad,
                             double *loss, lmev_error *err)
{
    if (n < 1 || n > net->p.batch_size)
        return lmev__fail(err, LMEV_ERR_PARAM, NULL, 0,
                          "a batch of %zu predictions, expected 1 to %u", n,
                          net->p.batch_size);
    lmev_status s = lmev__adam_begin(&net->adam, err);
    if (s != LMEV_OK) return s;
    if (!prepared)
        lmev__nnlm_prepare(net, &net->batch[0], text, order, n, net->adam.step);
    if ((s = begin(net, &net->batch[0], err)) != LMEV_OK) {
        net->adam.step--;
        return s;
    }
    run_stages(net, &(struct work){text, next, n_next, table_grad});
    *loss = 0;
    for (size_t t = 0; t < net->dense.tiles; t++) *loss += net->tile_loss[t];
    for (int i = 0; i < net->threads; i++)
        if (net->worker[i].failed)
            return lmev__fail(err, LMEV_ERR_FAILED, "oneDNN", 0,
                              "a matrix product failed");
    if (!isfinite(*loss)) {
        lmev__fail(err, LMEV_ERR_FAILED, NULL, 0, "loss is not finite at step %u",
                   net->adam.step);
        lmev__hint(err, "try a smaller learning rate");
        return LMEV_ERR_FAILED;
    }
    if (n_next) {
        const lmev__nnlm_batch swap = net->batch[0];
        net->batch[0] = net->batch[1];
        net->batch[1] = swap;
    }
    return LMEV_OK;
}

lmev_status lmev__nnlm_step(lmev__nnlm *net, const lmev__running *text,
                            const uint32_t *order, size_t n, bool prepared,
                            const uint32_t *next, size_t n_next, double rate,
                            double *loss, lmev_error *err)
{
    net->adam.lr = rate;
    return run_batch(net, text, order, n, prepared, next, n_next, NULL, loss, err);
}

lmev_status lmev__nnlm_gradients(lmev__nnlm *net, const lmev__running *text,
                                 const uint32_t *order, size_t n, float *table_grad,
                                 double *loss, lmev_error *err)
{
    lmev__nnlm_settle(
        net); /* else rows would be brought up to date, but not their moments */
    memset(table_grad, 0, net->input.n * net->input.width * sizeof *table_grad);
    const lmev_status s =
        run_batch(net, text, order, n, false, NULL, 0, table_grad, loss, err);
    if (s != LMEV_OK) return s;
    net->adam.step--;
    *loss /= (double)n;
    return LMEV_OK;
}

void lmev__nnlm_settle(lmev__nnlm *net)
{
    lmev__adam_settle(&net->adam);
    lmev__adam_rows_settle(&net->input, &net->adam, net->kern, net->threads);
    lmev__adam_rows_settle(&net->output, &net->adam, net->kern, net->threads);
}
