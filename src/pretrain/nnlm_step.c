/* nnlm_step.c - one step of pretraining; its stages are described in nnlm.h.
 *
 * Cost: 6 D U_1 operations a part and 6 (U_1 U_2 + .. + U D + S D) a context in the
 * matmuls; the rest is one exponential a score, moving the [B, S] gradients of the scores
 * (in bf16 2 bytes each, written once and read twice), and rows of the tables. */
#include <math.h>
#include <string.h>

#include "base/error.h"
#include "pretrain/nnlm.h"

#define ROWS_PIECE 128 /* touched rows per piece of work */

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

/* Copy candidates [first, end) as rows of the matrix [S, D], with their corrected
 * biases. */
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

bool lmev__nnlm_tile_forward(lmev__nnlm *net, int me, const uint32_t *context,
                             size_t some, const void *x, void *const *h, void *q,
                             const lmev__drop *drop)
{
    lmev__nnlm_worker *w = &net->worker[me];
    const lmev__kernels *kern = net->kern;
    const lmev__dense *dense = &net->dense;
    const size_t D = net->p.dim, n = net->p.context, T = dense->T;
    const bool ok = lmev__dense_forward(dense, me, x, h, w->q, drop);
    if (net->p.direct)
        for (size_t i = 0; i < some; i++)
            for (size_t k = 0; k < n; k++)
                kern->add_scaled(w->q + i * net->ld_q,
                                 net->input.w + context[i * n + k] * D, D, 1);
    kern->put(q, dense->wide, w->q, T * net->ld_q, 1);
    return ok;
}

/* The loss of the tile's real contexts; padding gets zero gradients. */
static bool tile_loss(lmev__nnlm *net, int me, const lmev__nnlm_batch *b, size_t tile)
{
    const lmev__dense *dense = &net->dense;
    const size_t T = dense->T, first = tile * T, S = net->S;
    float *d_bias = net->d_bias + tile * S;
    /* in f32 the scores stand where their gradients will be */
    float *score =
        dense->wide ? (float *)net->d_score + first * net->ld_s : net->worker[me].score;
    double sum = 0;
    memset(d_bias, 0, S * sizeof *d_bias);
    if (!lmev__matmul_run(net->score, me, lmev__act(dense, net->q, first * net->ld_q),
                          net->rows_out, net->bias_out, score))
        return false;
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
    return true;
}

static bool tile_backward(lmev__nnlm *net, int me, size_t tile)
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
    return lmev__dense_backward(&net->dense, me, tile, NULL, net->p.dropout) && ok;
}

/* ---- stage 5: gradients and updates ---- */

/* Transpose the gradients [D, n_cols] of a piece, one column per candidate, to rows of
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

/* The candidates from number `first` on that make one piece; their bias gradients are in
 * the tiles' d_bias. */
static bool run_candidates(lmev__nnlm *net, int me, const lmev__nnlm_batch *b,
                           size_t first, bool update)
{
    lmev__nnlm_worker *w = &net->worker[me];
    const lmev__dense *dense = &net->dense;
    const size_t tiles = dense->tiles, D = net->p.dim, S = net->S;
    const size_t n = least(S - first, net->each), end = first + n;
    const bool ok =
        lmev__matmuls_run(&net->piece_mm[n != net->each], (int64_t)(tiles * dense->T), me,
                          net->q, lmev__act(dense, net->d_score, first), w->columns);
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
    return ok;
}

/* The gradient of each touched row, the sum over its parts; then Adam's step, or the
 * gradient goes to table_grad. */
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

struct step {
    lmev__nnlm *net;
    lmev__nnlm_batch *b;
    const lmev__running *text;
    const uint32_t *next;
    size_t n_next;
    float *table_grad;
    const lmev__adam_step *now; /* NULL: no weight moves */
};

static lmev_status replay_piece(void *self, size_t i, lmev__team_member *me)
{
    (void)me;
    const struct step *w = self;
    const size_t at = i * ROWS_PIECE;
    replay_input(w->net, w->b, at, least(at + ROWS_PIECE, w->b->n_touched));
    return LMEV_OK;
}

static lmev_status candidates_piece(void *self, size_t i, lmev__team_member *me)
{
    (void)me;
    const struct step *w = self;
    const size_t at = i * ROWS_PIECE;
    copy_candidates(w->net, w->b, at, least(at + ROWS_PIECE, w->net->S));
    return LMEV_OK;
}

static lmev_status parts_piece(void *self, size_t i, lmev__team_member *me)
{
    const struct step *w = self;
    return lmev__matmul_status(lmev__nnlm_parts(w->net, me->number, w->b, i), &me->err);
}

static lmev_status tile_piece(void *self, size_t tile, lmev__team_member *member)
{
    const struct step *w = self;
    lmev__nnlm *net = w->net;
    const lmev__dense *dense = &net->dense;
    const lmev__drop drop = {net->p.dropout, net->p.seed, net->adam.step, tile};
    const int me = member->number;
    const size_t T = dense->T, first = tile * T;
    const size_t some = least(w->b->n_rows - first, T);
    void *h[LMEV__LAYERS] = {NULL};
    for (int l = 0; l < dense->L - 1; l++)
        h[l] = lmev__act(dense, dense->h[l], first * dense->ld_out[l]);
    lmev__nnlm_add_parts(net, me, w->b, first, some, h[0]);
    const bool ok = lmev__nnlm_tile_forward(
                        net, me, w->b->context + first * net->p.context, some, NULL, h,
                        lmev__act(dense, net->q, first * net->ld_q), &drop) &&
                    tile_loss(net, me, w->b, tile) && tile_backward(net, me, tile);
    return lmev__matmul_status(ok, &member->err);
}

static lmev_status parts_backward_piece(void *self, size_t i, lmev__team_member *me)
{
    const struct step *w = self;
    const bool ok = lmev__nnlm_parts_backward(w->net, me->number, w->b, i);
    return lmev__matmul_status(ok, &me->err);
}

static lmev_status prepare_next(void *self, size_t i, lmev__team_member *me)
{
    (void)i, (void)me;
    const struct step *w = self;
    lmev__nnlm_prepare(w->net, &w->net->batch[1], w->text, w->next, w->n_next,
                       w->net->adam.step + 1);
    return LMEV_OK;
}

static lmev_status place_gradient(void *self, size_t place, lmev__team_member *me)
{
    const struct step *w = self;
    const bool ok = lmev__nnlm_place_gradient(w->net, me->number, w->b, place, w->now);
    return lmev__matmul_status(ok, &me->err);
}

static lmev_status weights_piece(void *self, size_t i, lmev__team_member *me)
{
    const struct step *w = self;
    const bool ok = lmev__dense_run_piece(&w->net->dense, me->number, i, NULL, w->now);
    return lmev__matmul_status(ok, &me->err);
}

static lmev_status biases(void *self, size_t i, lmev__team_member *me)
{
    (void)i, (void)me;
    const struct step *w = self;
    lmev__dense_run_biases(&w->net->dense, w->now);
    return LMEV_OK;
}

static lmev_status candidates_gradient(void *self, size_t i, lmev__team_member *me)
{
    const struct step *w = self;
    const bool ok =
        run_candidates(w->net, me->number, w->b, i * w->net->each, w->now != NULL);
    return lmev__matmul_status(ok, &me->err);
}

static lmev_status update_piece(void *self, size_t i, lmev__team_member *me)
{
    const struct step *w = self;
    const size_t at = i * ROWS_PIECE;
    update_input(w->net, w->b, at, least(at + ROWS_PIECE, w->b->n_touched),
                 w->net->worker[me->number].sum, w->table_grad);
    return LMEV_OK;
}

static lmev_status run_stages(lmev__nnlm *net, struct step *w, lmev_error *err)
{
    const size_t parts = lmev__nnlm_part_pieces(net, w->b);
    const size_t rows_in = (w->b->n_touched + ROWS_PIECE - 1) / ROWS_PIECE;
    const lmev__adam_step step = lmev__adam_now(&net->adam, 0);
    const lmev__team_pieces stages[] = {
        {rows_in, replay_piece, .barrier = false},
        {(net->S + ROWS_PIECE - 1) / ROWS_PIECE, candidates_piece, .barrier = false},
        {parts, parts_piece, .barrier = true},
        {net->dense.tiles, tile_piece, .barrier = true},
        {parts, parts_backward_piece, .barrier = true},
        /* first in its stage, since it is one piece that takes a millisecond */
        {w->n_next > 0, prepare_next, .barrier = true},
        {net->p.context, place_gradient, .barrier = false},
        {net->dense.n_pieces, weights_piece, .barrier = false},
        {1, biases, .barrier = false},
        {(net->S + net->each - 1) / net->each, candidates_gradient, .barrier = false},
        {rows_in, update_piece, .barrier = false},
    };
    w->now = w->table_grad ? NULL : &step;
    return lmev__team_run(net->team, stages, sizeof stages / sizeof *stages, w, err);
}

/* Create the products that this batch needs. */
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
    struct step w = {net, &net->batch[0], text, next, n_next, table_grad, NULL};
    if ((s = run_stages(net, &w, err)) != LMEV_OK) return s;
    *loss = 0;
    for (size_t t = 0; t < net->dense.tiles; t++) *loss += net->tile_loss[t];
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
    lmev__adam_rows_settle(&net->input, &net->adam, net->kern, net->team);
    lmev__adam_rows_settle(&net->output, &net->adam, net->kern, net->team);
}
