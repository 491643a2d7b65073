/* step.c - one training step; its stages are described in net.h. */
#include <math.h>
#include <string.h>

#include "base/error.h"
#include "base/mem.h"
#include "nn/net.h"

#define ROWS_PIECE 128 /* touched rows per piece of work */

/* ---- which rows a batch touches ---- */

static size_t n_tokens(const lmev_bags *bags, const uint32_t *row, size_t n)
{
    size_t tokens = 0;
    for (size_t i = 0; i < n; i++) tokens += bags->at[row[i] + 1] - bags->at[row[i]];
    return tokens;
}

static bool touched_room(lmev__touched *t, size_t tokens)
{
    if (t->at && tokens <= t->room_tokens) return true; /* a batch may have no tokens */
    const size_t room = tokens + tokens / 4 + 1024;
    uint32_t **array[4] = {&t->row, &t->at, &t->place, &t->slot};
    for (int i = 0; i < 4; i++) {
        uint32_t *grown = lmev__realloc(*array[i], room + 1, sizeof *grown);
        if (!grown) return false;
        *array[i] = grown;
    }
    float *weight = lmev__realloc(t->weight, room, sizeof *weight);
    if (!weight) return false;
    t->weight = weight;
    t->room_tokens = room;
    return true;
}

/* Counting sort of the batch's tokens by row: rows numbered by first occurrence, places
 * in order. The arrays are large enough already; net->slot_of is restored. */
static void touched_fill(lmev__touched *t, uint32_t *slot_of, const lmev_bags *bags,
                         const uint32_t *row, size_t n)
{
    size_t rows = 0, k = 0;
    for (size_t i = 0; i < n; i++)
        for (uint64_t j = bags->at[row[i]]; j < bags->at[row[i] + 1]; j++, k++) {
            const uint32_t id = bags->id[j];
            uint32_t s = slot_of[id];
            if (s == UINT32_MAX) {
                s = slot_of[id] = (uint32_t)rows;
                t->row[rows] = id;
                t->at[++rows] = 0;
            }
            t->slot[k] = s;
            t->at[s + 1]++;
        }
    t->n = rows;
    t->at[0] = 0;
    for (size_t s = 0; s < rows; s++) {
        t->at[s + 1] += t->at[s];
        slot_of[t->row[s]] = UINT32_MAX;
    }
    k = 0;
    for (size_t i = 0; i < n; i++)
        for (uint64_t j = bags->at[row[i]]; j < bags->at[row[i] + 1]; j++, k++) {
            const uint32_t to = t->at[t->slot[k]]++;
            t->place[to] = (uint32_t)i;
            if (bags->weight) t->weight[to] = bags->weight[j];
        }
    memmove(t->at + 1, t->at, rows * sizeof *t->at);
    t->at[0] = 0;
}

/* ---- stage 1 and 3 on the table ---- */

static void replay_rows(lmev_net *net, const lmev__touched *t, size_t first, size_t end)
{
    for (size_t i = first; i < end; i++) {
        if (i + 2 < end) lmev__adam_rows_prefetch(&net->table, t->row[i + 2]);
        lmev__adam_rows_replay(&net->table, &net->adam, net->kern, t->row[i], false);
    }
}

/* The gradient of each row, the sum over its occurrences of scale * weight * dx; then
 * Adam's step, or the gradient goes to table_grad. */
static void update_rows(lmev_net *net, const lmev__touched *t, bool weighted,
                        size_t first, size_t end, float *sum, float *table_grad)
{
    const size_t D = net->p.dim;
    for (size_t i = first; i < end; i++) {
        if (i + 1 < end) lmev__adam_rows_prefetch(&net->table, t->row[i + 1]);
        memset(sum, 0, D * sizeof *sum);
        for (uint32_t k = t->at[i]; k < t->at[i + 1]; k++) {
            const size_t b = t->place[k];
            const float w = weighted ? t->weight[k] : 1;
            net->kern->add_scaled(sum, net->dx + b * D, D, net->scale[b] * w);
        }
        if (table_grad)
            memcpy(table_grad + t->row[i] * D, sum, D * sizeof *sum);
        else
            lmev__adam_rows_update(&net->table, &net->adam, net->kern, t->row[i], sum);
    }
}

void lmev__net_settle(lmev_net *net)
{
    if (!net->table.last) return;
    lmev__adam_settle(&net->adam);
    lmev__adam_rows_settle(&net->table, &net->adam, net->kern, net->team);
}

/* ---- stage 2 ---- */

/* Prefetch the rows of the next bag while those of this one are summed. */
static void prefetch_bag(const lmev_net *net, const lmev_bags *bags, size_t r)
{
    const size_t D = net->p.dim;
    for (uint64_t k = bags->at[r]; k < bags->at[r + 1]; k++)
        for (size_t j = 0; j < D; j += 16)
            __builtin_prefetch(net->table.w + (size_t)bags->id[k] * D + j);
}

/* The factor that makes a unit vector of a sum with this square; c is the combiner's
 * factor. A zero sum stays zero and passes no gradient down. */
static float unit_scale(float squares, float c)
{
    const float norm = sqrtf(squares) * c;
    return norm > 0 ? c / (norm + 1e-32f) : 0;
}

void lmev__gather_rows(const lmev_net *net, lmev__worker *w, void *x,
                       const lmev_bags *bags, const uint32_t *row, size_t first, size_t n,
                       float *scale)
{
    const size_t D = net->p.dim;
    for (size_t i = 0; i < n; i++) {
        const size_t r = row ? row[i] : first + i;
        const uint64_t at = bags->at[r];
        if (i + 1 < n) prefetch_bag(net, bags, row ? row[i + 1] : first + i + 1);
        const size_t tokens = (size_t)(bags->at[r + 1] - at);
        float c = 1;
        if (tokens) {
            net->kern->gather(w->sum, net->table.w, bags->id + at,
                              bags->weight ? bags->weight + at : NULL, tokens, D);
            if (net->p.combiner == LMEV_COMBINER_MEAN) c = 1.0f / (float)tokens;
            if (net->p.combiner == LMEV_COMBINER_SQRTN) c = 1.0f / sqrtf((float)tokens);
            if (net->p.unit) c = unit_scale(net->kern->sum_squares(w->sum, D), c);
            net->kern->put(lmev__act(&net->dense, x, i * net->ld_x), net->dense.wide,
                           w->sum, D, c);
        } else {
            memset(lmev__act(&net->dense, x, i * net->ld_x), 0,
                   D * lmev__act_size(&net->dense));
        }
        if (scale) scale[i] = c;
    }
}

/* Scores of a tile: in f32 where their gradients will be. */
static float *scores_of(lmev_net *net, int me, size_t tile)
{
    lmev__dense *dense = &net->dense;
    float *d = dense->d[dense->L - 1];
    return dense->wide ? d + tile * dense->T * net->ld_score : net->worker[me].score;
}

static bool tile_forward(lmev_net *net, int me, size_t tile, const void *x)
{
    const lmev__dense *dense = &net->dense;
    const lmev__drop drop = {net->p.dropout, net->p.seed, net->adam.step, tile};
    void *h[LMEV__LAYERS];
    for (int l = 0; l < dense->L - 1; l++)
        h[l] = lmev__act(dense, dense->h[l], tile * dense->T * dense->ld_out[l]);
    return lmev__dense_forward(dense, me, x, h, scores_of(net, me, tile), &drop);
}

/* The loss of the tile's real rows; padding rows get zero gradients. */
static void tile_loss(lmev_net *net, int me, size_t tile, const uint32_t *label,
                      const uint32_t *row, size_t n)
{
    const lmev__dense *dense = &net->dense;
    const int last = dense->L - 1;
    const size_t first = tile * dense->T, C = net->p.classes, ld = net->ld_score;
    float *db = dense->db + tile * dense->n_db, *score = scores_of(net, me, tile);
    double sum = 0;
    memset(db, 0, dense->n_db * sizeof *db);
    for (size_t i = 0; i < dense->T; i++) {
        void *d = lmev__act(dense, dense->d[last], (first + i) * ld);
        if (first + i < n)
            sum += net->kern->loss(score + i * ld, dense->wide ? NULL : d,
                                   db + dense->db_at[last], C, label + row[first + i], 1,
                                   0, 1.0f / (float)n);
        else
            memset(d, 0, C * lmev__act_size(dense));
    }
    net->tile_loss[tile] = sum;
}

static bool tile_backward(lmev_net *net, int me, size_t tile)
{
    const size_t D = net->p.dim, first = tile * net->dense.T;
    if (!lmev__dense_backward(&net->dense, me, tile, net->dx + first * D, net->p.dropout))
        return false;
    if (net->p.lm_trainable &&
        net->p.unit) /* x = s / |s|: ds = (dx - x (x . dx)) / |s| */
        for (size_t i = first; i < first + net->dense.T; i++)
            net->kern->project(net->dx + i * D,
                               lmev__act(&net->dense, net->x, i * net->ld_x),
                               net->dense.wide, D);
    return true;
}

/* ---- the step ---- */

struct step {
    lmev_net *net;
    const lmev_bags *bags;
    const uint32_t *label, *row, *next;
    size_t n, n_next;
    float *table_grad;
    const lmev__adam_step *now; /* NULL: no weight moves */
};

/* The end of the touched rows [first, ..) of one piece. */
static size_t rows_end(const lmev_net *net, size_t first)
{
    const size_t n = net->touched[0].n;
    return first + ROWS_PIECE < n ? first + ROWS_PIECE : n;
}

static lmev_status replay_piece(void *self, size_t i, lmev__team_member *me)
{
    (void)me;
    const struct step *w = self;
    const size_t first = i * ROWS_PIECE;
    replay_rows(w->net, &w->net->touched[0], first, rows_end(w->net, first));
    return LMEV_OK;
}

static lmev_status tile_piece(void *self, size_t tile, lmev__team_member *member)
{
    const struct step *w = self;
    lmev_net *net = w->net;
    const lmev__dense *dense = &net->dense;
    const int me = member->number;
    const size_t T = dense->T, first = tile * T, ld = net->ld_x;
    const size_t some = w->n - first < T ? w->n - first : T;
    void *x = lmev__act(dense, net->x, first * ld);
    lmev__gather_rows(net, &net->worker[me], x, w->bags, w->row + first, 0, some,
                      net->scale + first);
    memset(lmev__act(dense, x, some * ld), 0, (T - some) * ld * lmev__act_size(dense));
    if (!tile_forward(net, me, tile, x)) return lmev__matmul_status(false, &member->err);
    tile_loss(net, me, tile, w->label, w->row, w->n);
    return lmev__matmul_status(tile_backward(net, me, tile), &member->err);
}

static lmev_status weights_piece(void *self, size_t i, lmev__team_member *me)
{
    const struct step *w = self;
    return lmev__matmul_status(
        lmev__dense_run_piece(&w->net->dense, me->number, i, w->net->x, w->now),
        &me->err);
}

static lmev_status biases(void *self, size_t i, lmev__team_member *me)
{
    (void)i, (void)me;
    const struct step *w = self;
    lmev__dense_run_biases(&w->net->dense, w->now);
    return LMEV_OK;
}

static lmev_status prepare_next(void *self, size_t i, lmev__team_member *me)
{
    (void)i, (void)me;
    const struct step *w = self;
    touched_fill(&w->net->touched[1], w->net->slot_of, w->bags, w->next, w->n_next);
    return LMEV_OK;
}

static lmev_status update_piece(void *self, size_t i, lmev__team_member *me)
{
    const struct step *w = self;
    const size_t first = i * ROWS_PIECE;
    update_rows(w->net, &w->net->touched[0], w->bags->weight != NULL, first,
                rows_end(w->net, first), w->net->worker[me->number].sum, w->table_grad);
    return LMEV_OK;
}

static lmev_status run_stages(lmev_net *net, struct step *w, lmev_error *err)
{
    const size_t row_pieces = (net->touched[0].n + ROWS_PIECE - 1) / ROWS_PIECE;
    const lmev__adam_step step = lmev__adam_now(&net->adam, 0);
    const lmev__team_pieces stages[] = {
        {row_pieces, replay_piece, .barrier = false},
        {net->dense.tiles, tile_piece, .barrier = true},
        {net->dense.n_pieces, weights_piece, .barrier = true},
        {1, biases, .barrier = false},
        {w->n_next > 0, prepare_next, .barrier = false},
        {row_pieces, update_piece, .barrier = false},
    };
    w->now = w->table_grad ? NULL : &step;
    return lmev__team_run(net->team, stages, sizeof stages / sizeof *stages, w, err);
}

lmev_status lmev__net_batch(lmev_net *net, const lmev_bags *bags, const uint32_t *label,
                            const uint32_t *row, size_t n, bool prepared,
                            const uint32_t *next, size_t n_next, float *table_grad,
                            double *loss, lmev_error *err)
{
    if (!net->train)
        return lmev__fail(err, LMEV_ERR_PARAM, NULL, 0, "net was made to predict only");
    if (n < 1 || n > net->p.batch_size)
        return lmev__fail(err, LMEV_ERR_PARAM, NULL, 0,
                          "a batch of %zu rows, expected 1 to %u", n, net->p.batch_size);
    lmev_status s = lmev__dense_begin(&net->dense, n, err);
    if (s == LMEV_OK) s = lmev__adam_begin(&net->adam, err);
    if (s != LMEV_OK) return s;
    struct step w = {net, bags, label, row, next, n, n_next, table_grad, NULL};
    if (!net->slot_of) /* a frozen table: nothing is touched */
        w.n_next = 0;
    else {
        if ((!prepared && !touched_room(&net->touched[0], n_tokens(bags, row, n))) ||
            (n_next && !touched_room(&net->touched[1], n_tokens(bags, next, n_next)))) {
            net->adam.step--;
            return lmev__nomem(err, "batch");
        }
        if (!prepared) touched_fill(&net->touched[0], net->slot_of, bags, row, n);
    }
    if ((s = run_stages(net, &w, err)) != LMEV_OK) return s;

    double sum = 0;
    for (size_t t = 0; t < net->dense.tiles; t++) sum += net->tile_loss[t];
    *loss = sum;
    if (!isfinite(sum)) {
        lmev__fail(err, LMEV_ERR_FAILED, NULL, 0, "loss is not finite at step %u",
                   net->adam.step);
        lmev__hint(err, "try a smaller learning_rate");
        return LMEV_ERR_FAILED;
    }
    if (w.n_next) {
        const lmev__touched swap = net->touched[0];
        net->touched[0] = net->touched[1];
        net->touched[1] = swap;
    }
    return LMEV_OK;
}

lmev_status lmev__net_step(lmev_net *net, const lmev_bags *bags, const uint32_t *label,
                           const uint32_t *row, size_t n, float *loss, lmev_error *err)
{
    double sum = 0;
    const lmev_status s =
        lmev__net_batch(net, bags, label, row, n, false, NULL, 0, NULL, &sum, err);
    if (s == LMEV_OK && loss) *loss = (float)(sum / (double)n);
    return s;
}

lmev_status lmev__net_gradients(lmev_net *net, const lmev_bags *bags,
                                const uint32_t *label, const uint32_t *row, size_t n,
                                double *loss, float *const *grad, lmev_error *err)
{
    double sum = 0;
    lmev__net_settle(
        net); /* else the rows would be brought up to date, but not their moments */
    memset(grad[0], 0, net->p.rows * net->p.dim * sizeof **grad);
    const lmev_status s =
        lmev__net_batch(net, bags, label, row, n, false, NULL, 0, grad[0], &sum, err);
    if (s != LMEV_OK) return s;
    net->adam.step--;
    const lmev__dense *dense = &net->dense;
    for (int l = 0; l < dense->L; l++) {
        memcpy(grad[1 + 2 * l], dense->grad + dense->w_at[l],
               (size_t)dense->in[l] * dense->out[l] * sizeof **grad);
        memcpy(grad[2 + 2 * l], dense->grad + dense->b_at[l],
               dense->out[l] * sizeof **grad);
    }
    *loss = sum / (double)n;
    return LMEV_OK;
}
