/* net.c - make a net from its parameters: memory, initial weights, tensors.
 *
 * Memory: for training three tables (weights and two moments) and the arrays of a batch;
 * a net that only predicts has the dense weights, their copies and one tile per
 * thread. */
#include "nn/net.h"

#include <stdio.h>
#include <string.h>

#include "base/error.h"
#include "base/hash.h"
#include "base/machine.h"
#include "base/mem.h"
#include "base/utf8.h"
#include "nn/draw.h"

#define TABLE_LIMIT 0.2f /* rows of a scratch table begin in +-this; see draw_table */

lmev_net_params lmev_net_params_default(void)
{
    return (lmev_net_params){
        .n_hidden = 2,
        .units = {512, 512},
        .combiner = LMEV_COMBINER_SQRTN,
        .dropout = 0.25f,
        .lm_trainable = true,
        .batch_size = 4096,
        .learning_rate = 0.001,
        .beta_1 = 0.9,
        .beta_2 = 0.999,
        .epsilon = 1e-7,
        .seed = 1,
    };
}

lmev_status lmev_net_params_check(const lmev_net_params *p, lmev_error *err)
{
#define CHECK(ok, ...) \
    if (!(ok)) return lmev__fail(err, LMEV_ERR_PARAM, NULL, 0, __VA_ARGS__)
    CHECK(p->rows >= 1 && p->rows < UINT32_MAX, "rows must be in [1, 2^32 - 2], got %llu",
          (unsigned long long)p->rows);
    CHECK(p->dim >= 1 && p->dim <= LMEV_DIM_MAX, "dim must be in [1, %d], got %u",
          LMEV_DIM_MAX, p->dim);
    CHECK(p->n_hidden <= LMEV_LAYERS_MAX, "at most %d hidden layers, got %u",
          LMEV_LAYERS_MAX, p->n_hidden);
    for (uint32_t i = 0; i < p->n_hidden; i++)
        CHECK(p->units[i] >= 1 && p->units[i] <= LMEV_UNITS_MAX,
              "units must be in [1, %d], got %u", LMEV_UNITS_MAX, p->units[i]);
    CHECK(p->classes >= 2 && p->classes <= 1u << 22,
          "classes must be in [2, 4194304], got %u", p->classes);
    CHECK((unsigned)p->combiner <= LMEV_COMBINER_SQRTN, "unknown combiner %d",
          (int)p->combiner);
    CHECK((unsigned)p->precision <= LMEV_PRECISION_F32, "unknown precision %d",
          (int)p->precision);
    CHECK(p->dropout >= 0 && p->dropout < 1, "dropout must be in [0, 1), got %g",
          (double)p->dropout);
    CHECK(p->threads >= 0 && p->threads <= LMEV_THREADS_MAX,
          "threads must be in [0, %d], got %d", LMEV_THREADS_MAX, p->threads);
    CHECK(p->batch_size >= 1 && p->batch_size <= LMEV_BATCH_MAX,
          "batch_size must be in [1, %d], got %u", LMEV_BATCH_MAX, p->batch_size);
    CHECK(p->learning_rate > 0 && p->learning_rate <= LMEV_RATE_MAX,
          "learning_rate must be in (0, %d], got %g", LMEV_RATE_MAX, p->learning_rate);
    CHECK(p->beta_1 >= 0 && p->beta_1 < 1, "beta_1 must be in [0, 1), got %g", p->beta_1);
    CHECK(p->beta_2 >= 0 && p->beta_2 < 1, "beta_2 must be in [0, 1), got %g", p->beta_2);
    CHECK(p->epsilon >= LMEV_EPSILON_MIN && p->epsilon <= 1,
          "epsilon must be in [%g, 1], got %g", LMEV_EPSILON_MIN, p->epsilon);
    return LMEV_OK;
#undef CHECK
}

bool lmev_bf16_available(void)
{
    return lmev__isa_bf16();
}

/* ---- memory ---- */

static bool alloc_table(lmev_net *net, const float *table, bool in_place)
{
    const size_t rows = net->p.rows, D = net->p.dim;
    const bool moves = net->train && net->p.lm_trainable;
    net->table = (lmev__adam_rows){.n = rows, .width = D};
    net->owns_table = !table || (moves && !in_place);
    if (!net->owns_table)
        net->table.w =
            (float *)(uintptr_t)table; /* borrowed; written in place or never */
    if (!moves)
        return net->table.w || (net->table.w = lmev__aligned(rows * D, sizeof(float)));
    net->slot_of = lmev__aligned(rows, sizeof(uint32_t));
    if (!net->slot_of || !lmev__adam_rows_alloc(&net->table)) return false;
    memset(net->slot_of, 0xff, rows * sizeof *net->slot_of);
    return true;
}

static bool alloc_batch(lmev_net *net)
{
    const size_t B = net->dense.B, tiles = B / net->dense.T;
    net->x = lmev__aligned(B * net->ld_x, lmev__act_size(&net->dense));
    net->dx = lmev__aligned(B * net->p.dim, sizeof(float));
    net->tile_loss = lmev__calloc(tiles, sizeof(double));
    net->scale = lmev__calloc(B, sizeof(float));
    return net->x && net->dx && net->tile_loss && net->scale;
}

static bool alloc_workers(lmev_net *net)
{
    const lmev__dense *dense = &net->dense;
    const size_t act = lmev__act_size(dense), T = dense->T;
    uint32_t widest = 1;
    for (int l = 0; l < dense->L - 1; l++)
        widest = dense->out[l] > widest ? dense->out[l] : widest;
    if (!(net->worker = lmev__calloc((size_t)net->threads, sizeof *net->worker)))
        return false;
    for (int i = 0; i < net->threads; i++) {
        lmev__worker *w = &net->worker[i];
        w->score = lmev__aligned(T * net->ld_score, sizeof(float));
        w->sum = lmev__aligned(net->p.dim, sizeof(float));
        w->x = lmev__aligned(T * net->ld_x, act);
        for (int k = 0; k < 2; k++)
            if (!(w->h[k] = lmev__aligned(T * lmev__act_ld(dense, widest), act)))
                return false;
        if (!w->score || !w->sum || !w->x) return false;
    }
    return true;
}

/* ---- initial weights ---- */

void lmev__net_initial_row(const lmev_net *net, uint64_t r, float *row)
{
    const size_t D = net->p.dim;
    if (net->initial) {
        memcpy(row, net->initial + r * D, D * sizeof *row);
        return;
    }
    const lmev__philox key = lmev__philox_key(net->p.seed, LMEV__DRAW_TABLE, 0, 0);
    for (size_t j = 0; j < D; j++) row[j] = lmev__draw_one(&key, r * D + j, TABLE_LIMIT);
}

static void draw_table(lmev_net *net, const float *table)
{
    if (!net->owns_table) return;
    const size_t n = net->p.rows * net->p.dim;
    if (table) {
        memcpy(net->table.w, table, n * sizeof *table);
        return;
    }
    /* +-0.2, not the +-0.05 that is Keras' default for embeddings: Adam moves an element
     * by about the learning rate a step whatever its size, and rows that begin small are
     * soon all training noise. On the real titles 0.2 is worth 0.02 BAC at the epoch of
     * the best val_loss; 0.5 and more learn too slowly. The figures are in
     * bench/SPEED.md. */
    const lmev__philox key = lmev__philox_key(net->p.seed, LMEV__DRAW_TABLE, 0, 0);
    lmev__draw_uniform(net->table.w, n, TABLE_LIMIT, &key, net->team);
}

/* ---- life ---- */

/* initial: the rows before training of a table that is trained in place; else NULL. */
static lmev_status new_net(lmev_net **out, const lmev_net_params *p, const float *table,
                           bool train, const float *initial, lmev_error *err)
{
    lmev_status s = lmev_net_params_check(p, err);
    if (s != LMEV_OK) return s;
    if (p->precision == LMEV_PRECISION_BF16 && !lmev_bf16_available()) {
        lmev__fail(err, LMEV_ERR_PARAM, NULL, 0,
                   "this processor has no bf16 instructions");
        lmev__hint(err, "use precision: auto or f32");
        return LMEV_ERR_PARAM;
    }
    lmev_net *net = lmev__calloc(1, sizeof *net);
    if (!net) return lmev__nomem(err, "network");
    net->p = *p;
    net->train = train;
    net->initial = initial;
    net->initial_known = initial || !table;
    net->kern = lmev__kernels_best();
    if (p->precision == LMEV_PRECISION_AUTO)
        net->p.precision =
            lmev_bf16_available() ? LMEV_PRECISION_BF16 : LMEV_PRECISION_F32;
    if ((s = lmev__team_new(&net->team, p->threads, err)) != LMEV_OK) goto fail;
    net->p.threads = net->threads = lmev__team_size(net->team);
    const lmev__dense_shape shape = {
        .in = p->dim,
        .n_hidden = p->n_hidden,
        .units = p->units,
        .out = p->classes,
        .scores = p->classes,
        .batch_size = train ? p->batch_size : 0,
        .inward = p->lm_trainable,
        .wide = net->p.precision == LMEV_PRECISION_F32,
        .team = net->team,
    };
    if ((s = lmev__dense_init(&net->dense, &shape, err)) != LMEV_OK) goto fail;
    net->ld_x = net->dense.ld_in[0];
    net->ld_score = net->dense.ld_out[net->dense.L - 1];
    if (!alloc_table(net, table, initial != NULL) || (train && !alloc_batch(net)) ||
        !alloc_workers(net)) {
        s = lmev__nomem(err, "network");
        goto fail;
    }
    if (train && (s = lmev__adam_init(&net->adam, p->learning_rate, p->beta_1, p->beta_2,
                                      p->epsilon, err)) != LMEV_OK)
        goto fail;
    lmev__dense_draw(&net->dense, p->seed);
    lmev__net_refresh(net);
    draw_table(net, table);
    *out = net;
    return LMEV_OK;
fail:
    lmev_net_free(net);
    return s;
}

lmev_status lmev_net_new(lmev_net **out, const lmev_net_params *p, const float *table,
                         bool train, lmev_error *err)
{
    return new_net(out, p, table, train, NULL, err);
}

lmev_status lmev_net_new_on(lmev_net **out, const lmev_net_params *p, float *table,
                            const float *initial, lmev_error *err)
{
    return new_net(out, p, table, true, initial, err);
}

void lmev_net_free(lmev_net *net)
{
    if (!net) return;
    lmev__dense_release(&net->dense);
    for (int i = 0; net->worker && i < net->threads; i++) {
        lmev__worker *w = &net->worker[i];
        lmev__free(w->score);
        lmev__free(w->sum);
        lmev__free(w->x);
        lmev__free(w->h[0]);
        lmev__free(w->h[1]);
    }
    for (int k = 0; k < 2; k++) {
        lmev__free(net->touched[k].row);
        lmev__free(net->touched[k].at);
        lmev__free(net->touched[k].place);
        lmev__free(net->touched[k].weight);
        lmev__free(net->touched[k].slot);
    }
    lmev__adam_release(&net->adam);
    lmev__team_free(net->team);
    if (!net->owns_table) net->table.w = NULL;
    lmev__adam_rows_free(&net->table);
    void *blocks[] = {net->worker, net->slot_of,   net->x,
                      net->dx,     net->tile_loss, net->scale};
    for (size_t i = 0; i < sizeof blocks / sizeof *blocks; i++) lmev__free(blocks[i]);
    lmev__free(net);
}

const lmev_net_params *lmev_net_params_of(const lmev_net *net)
{
    return &net->p;
}

/* ---- tensors ---- */

size_t lmev_net_n_tensors(const lmev_net *net)
{
    return 1 + 2 * (size_t)net->dense.L;
}

lmev_tensor lmev_net_tensor(lmev_net *net, size_t i)
{
    static const char *const kernel[LMEV__LAYERS] = {
        "dense_1.kernel", "dense_2.kernel", "dense_3.kernel",
        "dense_4.kernel", "dense_5.kernel", "dense_6.kernel",
        "dense_7.kernel", "dense_8.kernel", "dense_out.kernel"};
    static const char *const bias[LMEV__LAYERS] = {
        "dense_1.bias", "dense_2.bias", "dense_3.bias", "dense_4.bias",  "dense_5.bias",
        "dense_6.bias", "dense_7.bias", "dense_8.bias", "dense_out.bias"};
    if (i == 0) {
        lmev__net_settle(net);
        return (lmev_tensor){"embeddings", net->table.w, {net->p.rows, net->p.dim}, 2};
    }
    const lmev__dense *dense = &net->dense;
    const int l = (int)(i - 1) / 2, name = l == dense->L - 1 ? LMEV__LAYERS - 1 : l;
    if (i % 2)
        return (lmev_tensor){kernel[name],
                             dense->block + dense->w_at[l],
                             {dense->in[l], dense->out[l]},
                             2};
    return (lmev_tensor){
        bias[name], dense->block + dense->b_at[l], {dense->out[l], 1}, 1};
}

void lmev_net_weights_changed(lmev_net *net)
{
    net->rewritten = true;
    lmev__net_refresh(net);
}

void lmev__net_refresh(lmev_net *net)
{
    if (!lmev__dense_refresh(&net->dense)) net->refused = true;
}

void lmev_net_sha256(lmev_net *net, char hex[65])
{
    lmev__sha256 h;
    lmev__sha256_begin(&h);
    for (size_t i = 0; i < lmev_net_n_tensors(net); i++) {
        const lmev_tensor t = lmev_net_tensor(net, i);
        lmev__sha256_add(&h, t.name, strlen(t.name) + 1);
        lmev__sha256_add(&h, t.shape, (size_t)t.n_dims * sizeof *t.shape);
        lmev__sha256_add(&h, t.at, t.shape[0] * t.shape[1] * sizeof *t.at);
    }
    lmev__sha256_end(&h, hex);
}
