/* net.c - a net from its parameters: shapes, memory, matmuls, initial weights; its tensors.
 *
 * Memory while training: three tables (weights and two moments) and what a batch needs; a
 * net that only predicts has the dense weights and a tile a thread. */
#include "nn/net.h"

#include <math.h>
#include <omp.h>
#include <stdio.h>
#include <string.h>

#include "base/error.h"
#include "base/hash.h"
#include "base/mem.h"
#include "base/text.h"

#define TILE 256            /* rows: large enough for the matmuls, small enough for the cache */
#define TILE_SCORES 524288u /* scores of a tile at most, so that wide outputs get smaller tiles */
#define TABLE_LIMIT 0.2f    /* rows of a scratch table begin in +-this; see draw_weights      */
#define PIECE 400           /* columns of a weight gradient in one piece (see bench/SPEED.md)  */

lmev_net_params lmev_net_params_default(void)
{
    return (lmev_net_params){
        .n_hidden = 2,
        .units = {512, 512},
        .combiner = LMEV_SQRTN,
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

bool lmev_net_params_ok(const lmev_net_params *p, char *why, size_t room)
{
#define CHECK(ok, ...)                               \
    do {                                             \
        if (!(ok)) {                                 \
            (void)snprintf(why, room, __VA_ARGS__);  \
            return false;                            \
        }                                            \
    } while (0)
    CHECK(p->rows >= 1 && p->rows < UINT32_MAX, "rows must be in [1, 2^32 - 2], got %llu",
          (unsigned long long)p->rows);
    CHECK(p->dim >= 1 && p->dim <= 16384, "dim must be in [1, 16384], got %u", p->dim);
    CHECK(p->n_hidden <= LMEV_LAYERS_MAX, "at most %d hidden layers, got %u", LMEV_LAYERS_MAX,
          p->n_hidden);
    for (uint32_t i = 0; i < p->n_hidden; i++)
        CHECK(p->units[i] >= 1 && p->units[i] <= 65536, "units must be in [1, 65536], got %u",
              p->units[i]);
    CHECK(p->classes >= 2 && p->classes <= 1u << 22, "classes must be in [2, 4194304], got %u",
          p->classes);
    CHECK((unsigned)p->combiner <= LMEV_SQRTN, "unknown combiner %d", (int)p->combiner);
    CHECK((unsigned)p->precision <= LMEV_PRECISION_F32,
          "unknown precision %d", (int)p->precision);
    CHECK(p->dropout >= 0 && p->dropout < 1, "dropout must be in [0, 1), got %g", (double)p->dropout);
    CHECK(p->threads >= 0 && p->threads <= 1024, "threads must be in [0, 1024], got %d", p->threads);
    CHECK(p->batch_size >= 1 && p->batch_size <= 1u << 20,
          "batch_size must be in [1, 1048576], got %u", p->batch_size);
    CHECK(p->learning_rate > 0 && p->learning_rate <= 10, "learning_rate must be in (0, 10], got %g",
          p->learning_rate);
    CHECK(p->beta_1 >= 0 && p->beta_1 < 1, "beta_1 must be in [0, 1), got %g", p->beta_1);
    CHECK(p->beta_2 >= 0 && p->beta_2 < 1, "beta_2 must be in [0, 1), got %g", p->beta_2);
    CHECK(p->epsilon > 0 && p->epsilon <= 1, "epsilon must be in (0, 1], got %g", p->epsilon);
    return true;
#undef CHECK
}

bool lmev_bf16_available(void)
{
#if defined(__x86_64__)
    __builtin_cpu_init();
#if defined(__clang__) && __clang_major__ < 16
    uint32_t a = 7, b = 0, c = 1, d = 0; /* clang 14 does not know the name of the feature */
    __asm__("cpuid" : "+a"(a), "=b"(b), "+c"(c), "=d"(d));
    return __builtin_cpu_supports("avx512bw") && (a >> 5 & 1);
#else
    return __builtin_cpu_supports("avx512bf16");
#endif
#else
    return false;
#endif
}

size_t lmev__act_size(const lmev_net *net)
{
    return net->wide ? sizeof(float) : sizeof(uint16_t);
}

void *lmev__act(const lmev_net *net, void *base, size_t element)
{
    return (char *)base + element * lmev__act_size(net);
}

static const void *plain_kernel(const lmev_net *net, int l)
{
    return net->wide ? (const void *)(net->block + net->w_at[l])
                     : (const void *)(net->half + net->w_at[l]);
}

const void *lmev__kernel_of(const lmev_net *net, int l)
{
    return net->packed[l] ? net->packed[l] : plain_kernel(net, l);
}

/* ---- shapes ---- */

static void set_shapes(lmev_net *net)
{
    const lmev_net_params *p = &net->p;
    net->L = (int)p->n_hidden + 1;
    for (int l = 0; l < net->L; l++) {
        net->in[l] = l ? net->out[l - 1] : p->dim;
        net->out[l] = l < net->L - 1 ? p->units[l] : p->classes;
    }
    net->ld_score = (p->classes + 31) / 32 * 32;
    net->T = TILE;
    while (net->T > 16 && (uint64_t)net->T * net->ld_score > TILE_SCORES) net->T /= 2;
    if (net->train) {
        while (net->T > 16 && net->T / 2 >= p->batch_size) net->T /= 2;
        net->B = (p->batch_size + net->T - 1) / net->T * net->T;
    }
    for (int l = 0; l < net->L; l++) {
        net->w_at[l] = net->n_block;
        net->n_block += ((size_t)net->in[l] * net->out[l] + 31) / 32 * 32;
        net->b_at[l] = net->n_block;
        net->n_block += (net->out[l] + 31) / 32 * 32;
        net->db_at[l] = net->n_db;
        net->n_db += (net->out[l] + 31) / 32 * 32;
    }
}

/* ---- memory ---- */

static bool alloc_weights(lmev_net *net, const float *table, bool in_place)
{
    const size_t rows = net->p.rows, D = net->p.dim;
    const bool moves = net->train && net->p.lm_trainable;
    net->owns_table = !table || (moves && !in_place);
    if (net->owns_table)
        net->table = lmev__aligned(rows * D, sizeof(float));
    else
        net->table = (float *)(uintptr_t)table; /* borrowed; written in place or never */
    net->block = lmev__aligned(net->n_block, sizeof(float));
    net->half = lmev__aligned(net->n_block, sizeof(uint16_t));
    if (!net->table || !net->block || !net->half) return false;
    if (moves) {
        net->table_m = lmev__aligned(rows * D, sizeof(float));
        net->table_v = lmev__aligned(rows * D, sizeof(float));
        net->last = lmev__aligned(rows, sizeof(uint32_t));
        net->slot_of = lmev__aligned(rows, sizeof(uint32_t));
        if (!net->table_m || !net->table_v || !net->last || !net->slot_of) return false;
        memset(net->slot_of, 0xff, rows * sizeof *net->slot_of);
    }
    if (!net->train) return true;
    net->block_m = lmev__aligned(net->n_block, sizeof(float));
    net->block_v = lmev__aligned(net->n_block, sizeof(float));
    net->grad = lmev__aligned(net->n_block, sizeof(float));
    return net->block_m && net->block_v && net->grad;
}

static bool alloc_batch(lmev_net *net)
{
    const size_t act = lmev__act_size(net), B = net->B, tiles = net->B / net->T;
    if (!(net->x = lmev__aligned(B * net->p.dim, act))) return false;
    if (!(net->dx = lmev__aligned(B * net->p.dim, sizeof(float)))) return false;
    if (!(net->db = lmev__aligned(tiles * net->n_db, sizeof(float)))) return false;
    if (!(net->tile_loss = lmev__calloc(tiles, sizeof(double)))) return false;
    if (!(net->scale = lmev__calloc(B, sizeof(float)))) return false;
    for (int l = 0; l < net->L; l++) {
        const bool last = l == net->L - 1;
        if (!last && !(net->h[l] = lmev__aligned(B * net->out[l], act))) return false;
        if (!(net->d[l] = lmev__aligned(B * (last ? net->ld_score : net->out[l]), act))) return false;
    }
    return true;
}

static bool alloc_workers(lmev_net *net)
{
    uint32_t widest = 1;
    for (int l = 0; l < net->L - 1; l++) widest = net->out[l] > widest ? net->out[l] : widest;
    if (!(net->worker = lmev__calloc((size_t)net->threads, sizeof *net->worker))) return false;
    for (int i = 0; i < net->threads; i++) {
        lmev__worker *w = &net->worker[i];
        const size_t act = lmev__act_size(net);
        w->score = lmev__aligned((size_t)net->T * net->ld_score, sizeof(float));
        w->sum = lmev__aligned(net->p.dim, sizeof(float));
        w->x = lmev__aligned((size_t)net->T * net->p.dim, act);
        for (int k = 0; k < 2; k++)
            if (!(w->h[k] = lmev__aligned((size_t)net->T * widest, act))) return false;
        if (!w->score || !w->sum || !w->x) return false;
    }
    return true;
}

/* ---- matmuls ---- */

static lmev_status make_tile_matmuls(lmev_net *net, lmev_error *err)
{
    for (int l = 0; l < net->L; l++) {
        const bool last = l == net->L - 1;
        const int64_t ld_d = last ? net->ld_score : net->out[l];
        const lmev__matmul_shape forward = {
            .M = net->T, .K = net->in[l], .N = net->out[l],
            .lda = net->in[l], .ldb = net->out[l], .ldc = ld_d,
            .wide = net->wide, .c_wide = last || net->wide, .bias = true, .relu = !last,
            .b_packed = !net->train,
        };
        lmev_status s = lmev__matmul_new(&net->forward[l], &forward, net->threads, err);
        if (s != LMEV_OK) return s;
        if (!net->train &&
            !(net->packed[l] = lmev__aligned(lmev__matmul_packed_bytes(net->forward[l]), 1)))
            return lmev__nomem(err, "network");
        if (!net->train || (l == 0 && !net->p.lm_trainable)) continue;
        const lmev__matmul_shape backward = {
            .M = net->T, .K = net->out[l], .N = net->in[l],
            .lda = ld_d, .ldb = net->out[l], .ldc = net->in[l], .b_transposed = true,
            .wide = net->wide, .c_wide = l == 0 || net->wide,
        };
        s = lmev__matmul_new(&net->backward[l], &backward, net->threads, err);
        if (s != LMEV_OK) return s;
    }
    return LMEV_OK;
}

/* Blocks of about PIECE columns, all of a layer alike but the last. Layers from the last to
 * the first: the largest pieces begin first, which leaves the least waiting at the end. */
static lmev_status make_pieces(lmev_net *net, lmev_error *err)
{
    size_t n = 0;
    for (int l = 0; l < net->L; l++) n += net->out[l] / PIECE + 2;
    if (!(net->piece = lmev__calloc(n, sizeof *net->piece))) return lmev__nomem(err, "network");
    for (int l = net->L - 1; l >= 0; l--) {
        const uint32_t N = net->out[l], blocks = (N + PIECE - 1) / PIECE;
        const uint32_t each = ((N + blocks - 1) / blocks + 15) / 16 * 16;
        const int64_t ld_d = l == net->L - 1 ? net->ld_score : N;
        for (uint32_t col = 0; col < N; col += each) {
            const uint32_t cols = N - col < each ? N - col : each;
            lmev__matmul **mm = &net->piece_mm[l][cols != each];
            if (!*mm) {
                const lmev__matmul_shape shape = {
                    .M = net->in[l], .K = net->B, .N = cols,
                    .lda = net->in[l], .ldb = ld_d, .ldc = N, .a_transposed = true,
                    .wide = net->wide, .c_wide = true,
                };
                const lmev_status s = lmev__matmul_new(mm, &shape, net->threads, err);
                if (s != LMEV_OK) return s;
            }
            net->piece[net->n_pieces++] = (lmev__piece){l, col, cols, *mm};
        }
    }
    return LMEV_OK;
}

/* ---- initial weights ---- */

static inline float uniform(uint32_t u, float limit)
{
    return ((float)(u >> 8) * 0x1p-23f - 1.0f) * limit;
}

/* w[i] uniform in (-limit, limit), from number i of the key's stream: 24 bits each. */
static void draw_uniform(float *w, size_t n, float limit, const lmev__philox *key, int threads)
{
    const int64_t blocks = (int64_t)((n + 3) / 4);
#pragma omp parallel for schedule(static) num_threads(threads)
    for (int64_t b = 0; b < blocks; b++) {
        uint32_t u[4];
        lmev__philox_4(key, (uint64_t)b, u);
        for (size_t k = 0; k < 4 && (size_t)b * 4 + k < n; k++)
            w[(size_t)b * 4 + k] = uniform(u[k], limit);
    }
}

void lmev__net_initial_row(const lmev_net *net, uint64_t r, float *row)
{
    const size_t D = net->p.dim;
    if (net->initial) {
        memcpy(row, net->initial + r * D, D * sizeof *row);
        return;
    }
    const lmev__philox key = lmev__philox_key(net->p.seed, LMEV__DRAW_TABLE, 0, 0);
    for (size_t j = 0; j < D; j++) {
        uint32_t u[4];
        lmev__philox_4(&key, (r * D + j) / 4, u);
        row[j] = uniform(u[(r * D + j) % 4], TABLE_LIMIT);
    }
}

/* Glorot and Bengio 2010: uniform in +-sqrt(6 / (inputs + outputs)); biases are zero. */
static void draw_weights(lmev_net *net, const float *table)
{
    const uint64_t seed = net->p.seed;
    for (int l = 0; l < net->L; l++) {
        const lmev__philox key = lmev__philox_key(seed, LMEV__DRAW_WEIGHTS, (uint32_t)l, 0);
        const double fan = (double)net->in[l] + net->out[l];
        draw_uniform(net->block + net->w_at[l], (size_t)net->in[l] * net->out[l],
                     (float)sqrt(6 / fan), &key, net->threads);
    }
    lmev__net_refresh(net);
    if (!net->owns_table) return;
    const size_t n = net->p.rows * net->p.dim;
    if (table) {
        memcpy(net->table, table, n * sizeof *table);
        return;
    }
    /* +-0.2, not the +-0.05 that is Keras' default for embeddings: Adam moves an element by
     * about the learning rate a step whatever its size, and rows that begin small are soon
     * all training noise. On the real titles 0.2 is worth 0.02 BAC at the epoch of the best
     * val_loss; 0.5 and more learn too slowly. The figures are in bench/SPEED.md. */
    const lmev__philox key = lmev__philox_key(seed, LMEV__DRAW_TABLE, 0, 0);
    draw_uniform(net->table, n, TABLE_LIMIT, &key, net->threads);
}

/* ---- life ---- */

/* initial: table is trained in place, and these are its rows before; NULL: not in place. */
static lmev_status new_net(lmev_net **out, const lmev_net_params *p, const float *table,
                           bool train, const float *initial, lmev_error *err)
{
    char why[160];
    if (!lmev_net_params_ok(p, why, sizeof why))
        return lmev__fail(err, LMEV_ERR_PARAM, NULL, 0, "%s", why);
    if (p->precision == LMEV_PRECISION_BF16 && !lmev_bf16_available()) {
        lmev__fail(err, LMEV_ERR_PARAM, NULL, 0, "this processor has no bf16 instructions");
        lmev__hint(err, "use precision: auto or f32");
        return LMEV_ERR_PARAM;
    }
    lmev_status s;
    lmev_net *net = lmev__calloc(1, sizeof *net);
    if (!net) return lmev__nomem(err, "network");
    net->p = *p;
    net->train = train;
    net->initial = initial;
    net->initial_known = initial || !table;
    net->kern = lmev__kernels_best();
    net->p.threads = net->threads = lmev__threads(p->threads);
    if (p->precision == LMEV_PRECISION_AUTO)
        net->p.precision = lmev_bf16_available() ? LMEV_PRECISION_BF16 : LMEV_PRECISION_F32;
    net->wide = net->p.precision == LMEV_PRECISION_F32;
    set_shapes(net);
    if (!alloc_weights(net, table, initial != NULL) || (train && !alloc_batch(net)) || !alloc_workers(net)) {
        s = lmev__nomem(err, "network");
        goto fail;
    }
    if ((s = make_tile_matmuls(net, err)) != LMEV_OK) goto fail;
    if (train && (s = make_pieces(net, err)) != LMEV_OK) goto fail;
    if (train && (s = lmev__adam_init(&net->adam, p->learning_rate, p->beta_1, p->beta_2,
                                      p->epsilon, err)) != LMEV_OK)
        goto fail;
    draw_weights(net, table);
    *out = net;
    return LMEV_OK;
fail:
    lmev_net_free(net);
    return s;
}

lmev_status lmev_net_new(lmev_net **out, const lmev_net_params *p, const float *table, bool train,
                         lmev_error *err)
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
    for (int l = 0; l < LMEV__LAYERS; l++) {
        lmev__matmul_free(net->forward[l]);
        lmev__matmul_free(net->backward[l]);
        lmev__matmul_free(net->piece_mm[l][0]);
        lmev__matmul_free(net->piece_mm[l][1]);
        lmev__free(net->packed[l]);
        lmev__free(net->h[l]);
        lmev__free(net->d[l]);
    }
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
    if (net->owns_table) lmev__free(net->table);
    void *blocks[] = {net->worker, net->piece, net->table_m, net->table_v, net->last,
                      net->slot_of, net->block, net->block_m, net->block_v, net->grad,
                      net->half, net->x, net->dx, net->db, net->tile_loss, net->scale};
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
    return 1 + 2 * (size_t)net->L;
}

lmev_tensor lmev_net_tensor(lmev_net *net, size_t i)
{
    static const char *const kernel[LMEV__LAYERS] = {
        "dense_1.kernel", "dense_2.kernel", "dense_3.kernel", "dense_4.kernel", "dense_5.kernel",
        "dense_6.kernel", "dense_7.kernel", "dense_8.kernel", "dense_out.kernel"};
    static const char *const bias[LMEV__LAYERS] = {
        "dense_1.bias", "dense_2.bias", "dense_3.bias", "dense_4.bias", "dense_5.bias",
        "dense_6.bias", "dense_7.bias", "dense_8.bias", "dense_out.bias"};
    if (i == 0) {
        lmev__net_settle(net);
        return (lmev_tensor){"embeddings", net->table, {net->p.rows, net->p.dim}, 2};
    }
    const int l = (int)(i - 1) / 2, name = l == net->L - 1 ? LMEV__LAYERS - 1 : l;
    if (i % 2)
        return (lmev_tensor){kernel[name], net->block + net->w_at[l], {net->in[l], net->out[l]}, 2};
    return (lmev_tensor){bias[name], net->block + net->b_at[l], {net->out[l], 1}, 1};
}

void lmev_net_weights_changed(lmev_net *net)
{
    net->rewritten = true;
    lmev__net_refresh(net);
}

void lmev__net_refresh(lmev_net *net)
{
    net->kern->to_bf16(net->half, net->block, net->n_block);
    for (int l = 0; l < net->L; l++)
        if (net->packed[l] &&
            !lmev__matmul_pack(net->forward[l], plain_kernel(net, l), net->packed[l]))
            net->worker[0].failed = true; /* told by the next evaluation */
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
