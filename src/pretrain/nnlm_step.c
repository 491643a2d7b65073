/* nnlm_step.c - one step of pretraining; its stages are described in nnlm.h.
 *
 * Cost: 6 (n D U_1 + .. + U D + S D) operations a prediction in the matmuls; the rest is
 * one exponential a score, moving the [B, S] gradients of the scores (2 bytes each,
 * written once and read twice), and rows of the tables. */
#include <math.h>
#include <omp.h>
#include <string.h>

#include "base/error.h"
#include "nn/dropout.h"
#include "pretrain/nnlm.h"

#define ROWS_PIECE 128 /* touched rows in one piece of work */

/* ---- what a batch touches ---- */

void lmev__nnlm_context(const lmev__nnlm *net, uint32_t *context, uint32_t *target,
                        const lmev__running *text, const uint32_t *order, size_t first,
                        size_t n)
{
    const uint32_t begin = net->p.rows - 1, last = net->p.classes - 1,
                   known = net->p.known;
    const size_t width = net->p.context;
    for (size_t i = 0; i < n; i++) {
        size_t at = order ? order[i] : first + i;
        const uint32_t row = text->row[at];
        target[i] = row == LMEV__END ? last : row < known ? row : known;
        size_t k = 0;
        for (; k < width && at > 0 && text->row[at - 1] != LMEV__END; k++)
            context[i * width + k] = text->row[--at];
        for (; k < width; k++) context[i * width + k] = begin;
    }
}

/* A counting sort of the batch's places by row: rows numbered by first occurrence, places
 * in order. */
static void sort_places(lmev__nnlm *net, lmev__nnlm_batch *b)
{
    const size_t places = b->n * net->p.context;
    uint32_t *slot_of = net->slot_of, rows = 0;
    for (size_t k = 0; k < places; k++) {
        const uint32_t r = b->context[k];
        if (slot_of[r] == UINT32_MAX) {
            slot_of[r] = rows;
            b->touched[rows++] = r;
            b->at[rows] = 0;
        }
        b->slot[k] = slot_of[r];
        b->at[slot_of[r] + 1]++;
    }
    b->n_touched = rows;
    b->at[0] = 0;
    for (uint32_t i = 0; i < rows; i++) {
        b->at[i + 1] += b->at[i];
        slot_of[b->touched[i]] = UINT32_MAX;
    }
    for (size_t k = 0; k < places; k++) b->place[b->at[b->slot[k]]++] = (uint32_t)k;
    memmove(b->at + 1, b->at, rows * sizeof *b->at);
    b->at[0] = 0;
}

static void prepare(lmev__nnlm *net, lmev__nnlm_batch *b, const lmev__running *text,
                    const uint32_t *order, size_t n, uint32_t step)
{
    b->n = n;
    lmev__nnlm_context(net, b->context, b->target, text, order, 0, n);
    sort_places(net, b);
    lmev__sampler_fill(&net->sampler, &b->candidates, b->target, n, step);
}

/* ---- stage 1: rows up to date ---- */

static void replay(lmev__nnlm *net, lmev__rows *r, size_t row, bool moments)
{
    const size_t at = row * r->width;
    if (r->last[row])
        lmev__adam_replay(&net->adam, net->kern, r->w + at, r->m + at, r->v + at,
                          r->width, r->last[row], moments);
}

static void prefetch(const lmev__rows *r, size_t row)
{
    const size_t at = row * r->width;
    for (size_t j = 0; j < r->width; j += 16) {
        __builtin_prefetch(r->w + at + j, 1);
        __builtin_prefetch(r->m + at + j, 0);
        __builtin_prefetch(r->v + at + j, 0);
    }
}

static void replay_input(lmev__nnlm *net, const lmev__nnlm_batch *b, size_t first,
                         size_t end)
{
    for (size_t i = first; i < end; i++) {
        if (i + 2 < end) prefetch(&net->input, b->touched[i + 2]);
        replay(net, &net->input, b->touched[i], false);
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
        if (i + 2 < end) prefetch(&net->output, c->class_of[i + 2]);
        replay(net, &net->output, row, false);
        const float *w = net->output.w + row * E;
        net->kern->put(lmev__nnlm_act(net, net->rows_out, i * D), net->wide, w, D, 1);
        net->bias_out[i] = w[D] - c->log_e[i];
    }
}

/* ---- stage 2: tiles ---- */

static void drop_tile(lmev__nnlm *net, int l, size_t tile, void *h)
{
    const lmev__philox key =
        lmev__philox_key(net->p.seed, LMEV__DRAW_DROPOUT, net->adam.step, (uint32_t)l);
    lmev__dropout(net->kern, h, net->wide, (size_t)net->T * net->out[l], net->p.dropout,
                  &key, tile);
}

/* Kernel of dense layer l as the matmuls read it. */
static const void *kernel_of(const lmev__nnlm *net, int l)
{
    return net->wide ? (const void *)(net->block + net->w_at[l])
                     : (const void *)(net->half + net->w_at[l]);
}

void lmev__nnlm_tile_forward(lmev__nnlm *net, int me, const uint32_t *context,
                             size_t some, void *x, void *const *h, size_t drop)
{
    lmev__nnlm_worker *w = &net->worker[me];
    const lmev__kernels *kern = net->kern;
    const size_t D = net->p.dim, n = net->p.context, act = lmev__nnlm_act_size(net);
    for (size_t i = 0; i < some * n; i++) {
        if (i + n < some * n)
            for (size_t j = 0; j < D; j += 16)
                __builtin_prefetch(net->input.w + context[i + n] * D + j);
        kern->put(lmev__nnlm_act(net, x, i * D), net->wide, net->input.w + context[i] * D,
                  D, 1);
    }
    memset(lmev__nnlm_act(net, x, some * n * D), 0, (net->T - some) * n * D * act);
    const void *in = x;
    for (int l = 0; l < net->L; l++) {
        const bool last = l == net->L - 1;
        if (!lmev__matmul_run(net->forward[l], me, in, kernel_of(net, l),
                              net->block + net->b_at[l], last ? (void *)w->q : h[l]))
            w->failed = true;
        if (!last && drop != SIZE_MAX) drop_tile(net, l, drop, h[l]);
        in = h[l];
    }
    if (net->p.direct)
        for (size_t i = 0; i < some; i++)
            for (size_t k = 0; k < n; k++)
                kern->add_scaled(w->q + i * D, net->input.w + context[i * n + k] * D, D,
                                 1);
    kern->put(h[net->L - 1], net->wide, w->q, net->T * D, 1);
}

/* Loss of the predictions of the tile that exist; gradients of the others are zero. */
static void tile_loss(lmev__nnlm *net, int me, const lmev__nnlm_batch *b, size_t tile)
{
    const size_t first = tile * net->T, S = net->S;
    float *db = net->db + tile * net->n_db;
    float *score = net->worker[me].score;
    double sum = 0;
    memset(db, 0, net->n_db * sizeof *db);
    if (!lmev__matmul_run(net->score, me,
                          lmev__nnlm_act(net, net->h[net->L - 1], first * net->p.dim),
                          net->rows_out, net->bias_out, score))
        net->worker[me].failed = true;
    for (size_t i = 0; i < net->T; i++) {
        void *d = lmev__nnlm_act(net, net->d_score, (first + i) * S);
        if (first + i < b->n)
            sum += net->kern->loss(score + i * S, d, net->wide, db + net->db_at[net->L],
                                   S, b->candidates.slot[first + i], 1.0f / (float)b->n);
        else
            memset(d, 0, S * lmev__nnlm_act_size(net));
    }
    net->tile_loss[tile] = sum;
}

static void tile_backward(lmev__nnlm *net, int me, size_t tile)
{
    lmev__nnlm_worker *w = &net->worker[me];
    const lmev__kernels *kern = net->kern;
    const int last = net->L - 1;
    const size_t first = tile * net->T, T = net->T, D = net->p.dim, n = net->p.context;
    const float keep = 1 / (1 - net->p.dropout);
    float *db = net->db + tile * net->n_db, *dq = w->q, *dx = net->dx + first * n * D;
    bool ok = lmev__matmul_run(net->unscore, me,
                               lmev__nnlm_act(net, net->d_score, first * net->S),
                               net->rows_out, NULL, dq);
    for (size_t i = 0; i < T; i++)
        kern->add_scaled(db + net->db_at[last], dq + i * D, D, 1);
    kern->put(lmev__nnlm_act(net, net->d[last], first * D), net->wide, dq, T * D, 1);
    for (int l = last; l >= 0; l--) {
        const void *d = lmev__nnlm_act(net, net->d[l], first * net->out[l]);
        void *to =
            l ? lmev__nnlm_act(net, net->d[l - 1], first * net->in[l]) : (void *)dx;
        ok &= lmev__matmul_run(net->backward[l], me, d, kernel_of(net, l), NULL, to);
        if (l)
            kern->relu_backward(to,
                                lmev__nnlm_act(net, net->h[l - 1], first * net->in[l]),
                                net->wide, db + net->db_at[l - 1], T, net->in[l], keep);
    }
    if (net->p.direct)
        for (size_t i = 0; i < T; i++)
            for (size_t k = 0; k < n; k++)
                kern->add_scaled(dx + (i * n + k) * D, dq + i * D, D, 1);
    if (!ok) w->failed = true;
}

static void run_tile(lmev__nnlm *net, int me, const lmev__nnlm_batch *b, size_t tile)
{
    const size_t first = tile * net->T;
    const size_t some = first >= b->n ? 0 : b->n - first < net->T ? b->n - first : net->T;
    void *h[LMEV__NNLM_LAYERS];
    for (int l = 0; l < net->L; l++)
        h[l] = lmev__nnlm_act(net, net->h[l], first * net->out[l]);
    lmev__nnlm_tile_forward(net, me, b->context + first * net->p.context, some,
                            lmev__nnlm_act(net, net->x, first * net->in[0]), h, tile);
    tile_loss(net, me, b, tile);
    tile_backward(net, me, tile);
}

/* ---- stage 3: gradients and updates ---- */

static void update_row(lmev__nnlm *net, lmev__rows *r, size_t row, const float *g)
{
    const uint32_t step = net->adam.step,
                   gap = r->last[row] ? step - 1 - r->last[row] : 0;
    const lmev__adam_step now = lmev__adam_now(&net->adam, gap);
    const size_t at = row * r->width;
    net->kern->adam(r->w + at, r->m + at, r->v + at, g, r->width, &now, NULL);
    r->last[row] = step;
}

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

/* The candidates of one piece; their bias gradients are in the tiles' db. */
static void run_candidates(lmev__nnlm *net, int me, const lmev__nnlm_batch *b,
                           const lmev__nnlm_piece *c, bool update)
{
    lmev__nnlm_worker *w = &net->worker[me];
    const size_t tiles = net->B / net->T, D = net->p.dim,
                 end = (size_t)c->col + c->n_cols;
    if (!lmev__matmul_run(c->mm, me, net->h[net->L - 1],
                          lmev__nnlm_act(net, net->d_score, c->col), NULL, w->columns))
        w->failed = true;
    turn(net->grad_out + c->col * (D + 1), w->columns, c->n_cols, D);
    for (size_t i = c->col; i < end; i++) {
        float *g = net->grad_out + i * (D + 1), bias = 0;
        const float *db = net->db + net->db_at[net->L] + i;
        for (size_t t = 0; t < tiles; t++) bias += db[t * net->n_db];
        g[D] = bias;
        if (i + 2 < end) prefetch(&net->output, b->candidates.class_of[i + 2]);
        if (update) update_row(net, &net->output, b->candidates.class_of[i], g);
    }
}

static void run_piece(lmev__nnlm *net, int me, const lmev__nnlm_batch *b,
                      const lmev__nnlm_piece *c, bool update)
{
    const int l = c->layer;
    if (l == net->L) {
        run_candidates(net, me, b, c, update);
        return;
    }
    const size_t N = net->out[l], at = net->w_at[l] + c->col;
    if (!lmev__matmul_run(c->mm, me, l ? net->h[l - 1] : net->x,
                          lmev__nnlm_act(net, net->d[l], c->col), NULL, net->grad + at))
        net->worker[me].failed = true;
    if (!update) return;
    const lmev__adam_step now = lmev__adam_now(&net->adam, 0);
    for (size_t r = 0; r < net->in[l]; r++) {
        const size_t k = at + r * N;
        net->kern->adam(net->block + k, net->block_m + k, net->block_v + k, net->grad + k,
                        c->n_cols, &now, net->wide ? NULL : net->half + k);
    }
}

static void update_biases(lmev__nnlm *net, bool update)
{
    const lmev__adam_step now = lmev__adam_now(&net->adam, 0);
    for (int l = 0; l < net->L; l++) {
        const size_t at = net->b_at[l], n = net->out[l];
        float *g = net->grad + at;
        memset(g, 0, n * sizeof *g);
        for (size_t t = 0; t < net->B / net->T; t++)
            net->kern->add_scaled(g, net->db + t * net->n_db + net->db_at[l], n, 1);
        if (update)
            net->kern->adam(net->block + at, net->block_m + at, net->block_v + at, g, n,
                            &now, NULL);
    }
}

/* Gradient of each touched row: the sum over its places; then Adam's step, or to
 * table_grad. */
static void update_input(lmev__nnlm *net, const lmev__nnlm_batch *b, size_t first,
                         size_t end, float *sum, float *table_grad)
{
    const size_t D = net->p.dim;
    for (size_t i = first; i < end; i++) {
        if (i + 1 < end) prefetch(&net->input, b->touched[i + 1]);
        memset(sum, 0, D * sizeof *sum);
        for (uint32_t k = b->at[i]; k < b->at[i + 1]; k++)
            net->kern->add_scaled(sum, net->dx + b->place[k] * D, D, 1);
        if (table_grad)
            memcpy(table_grad + b->touched[i] * D, sum, D * sizeof *sum);
        else
            update_row(net, &net->input, b->touched[i], sum);
    }
}

/* ---- the step ---- */

struct work {
    const lmev__running *text;
    const uint32_t *next;
    size_t n_next;
    float *table_grad;
};

static size_t least(size_t a, size_t b)
{
    return a < b ? a : b;
}

static void run_stages(lmev__nnlm *net, const struct work *w)
{
    lmev__nnlm_batch *b = &net->batch[0];
    const int64_t tiles = net->B / net->T, pieces = (int64_t)net->n_pieces;
    const int64_t rows_in = (int64_t)((b->n_touched + ROWS_PIECE - 1) / ROWS_PIECE);
    const int64_t rows_out = (net->S + ROWS_PIECE - 1) / ROWS_PIECE;
    const bool update = !w->table_grad;
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
        for (int64_t i = 0; i < tiles; i++) run_tile(net, me, b, (size_t)i);
#pragma omp for schedule(dynamic, 1)
        for (int64_t i = 0; i < 2 + pieces + rows_in; i++) {
            if (i == 0) { /* first, since it is one piece of a millisecond */
                if (w->n_next)
                    prepare(net, &net->batch[1], w->text, w->next, w->n_next,
                            net->adam.step + 1);
            } else if (i <= pieces) {
                run_piece(net, me, b, &net->piece[i - 1], update);
            } else if (i == pieces + 1) {
                update_biases(net, update);
            } else {
                const size_t at = (size_t)(i - pieces - 2) * ROWS_PIECE;
                update_input(net, b, at, least(at + ROWS_PIECE, b->n_touched),
                             net->worker[me].sum, w->table_grad);
            }
        }
    }
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
    const lmev_status s = lmev__adam_begin(&net->adam, err);
    if (s != LMEV_OK) return s;
    if (!prepared) prepare(net, &net->batch[0], text, order, n, net->adam.step);
    run_stages(net, &(struct work){text, next, n_next, table_grad});
    *loss = 0;
    for (size_t t = 0; t < net->B / net->T; t++) *loss += net->tile_loss[t];
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

static void settle_rows(lmev__nnlm *net, lmev__rows *r)
{
#pragma omp parallel for schedule(static) num_threads(net->threads)
    for (int64_t i = 0; i < (int64_t)r->n; i++) {
        if (r->last[i] == 0 || r->last[i] == net->adam.step) continue;
        replay(net, r, (size_t)i, true);
        r->last[i] = net->adam.step;
    }
}

void lmev__nnlm_settle(lmev__nnlm *net)
{
    lmev__adam_settle(&net->adam);
    settle_rows(net, &net->input);
    settle_rows(net, &net->output);
}
