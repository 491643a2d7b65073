/* dense.c - see dense.h.
 *
 * Memory: the weights and the copy that matmuls read; for training also two moments, the
 * gradient, and the arrays of a batch, the largest of which is the gradient of the last
 * layer [B, ld(out)]. */
#include "nn/dense.h"

#include <math.h>
#include <string.h>

#include "base/error.h"
#include "base/mem.h"
#include "nn/draw.h"

#define TILE_SCORES 524288u /* most scores of a tile, so that they stay in the cache */
#define PIECE       400     /* columns of a gradient per piece; see bench/SPEED.md */

size_t lmev__act_size(const lmev__dense *s)
{
    return s->wide ? sizeof(float) : sizeof(uint16_t);
}

void *lmev__act(const lmev__dense *s, void *base, size_t element)
{
    return (char *)base + element * lmev__act_size(s);
}

uint32_t lmev__act_ld(const lmev__dense *s, uint32_t n)
{
    const uint32_t line = (uint32_t)(64 / lmev__act_size(s));
    return ((n + line - 1) / line | 1) * line;
}

/* The kernel of layer l in the layout that its matmuls read. */
static const void *kernel_of(const lmev__dense *s, int l)
{
    return s->packed[l] ? s->packed[l] : s->copy[l];
}

/* Copy columns [col, col + n) of row r of a kernel. */
static void copy_row(const lmev__dense *s, int l, size_t r, size_t col, size_t n)
{
    s->kern->put(lmev__act(s, s->copy[l], r * s->ld_out[l] + col), s->wide,
                 s->block + s->w_at[l] + r * s->out[l] + col, n, 1);
}

/* ---- shapes and memory ---- */

static size_t padded(size_t n)
{
    return (n + 31) / 32 * 32;
}

static void set_shapes(lmev__dense *s, const lmev__dense_shape *shape)
{
    s->L = (int)shape->n_hidden + 1;
    for (int l = 0; l < s->L; l++) {
        s->in[l] = l ? s->out[l - 1] : shape->in;
        s->out[l] = l < s->L - 1 ? shape->units[l] : shape->out;
        s->ld_in[l] = lmev__act_ld(s, s->in[l]);
        s->ld_out[l] = lmev__act_ld(s, s->out[l]);
    }
    s->T = LMEV__TILE_MAX;
    while (s->T > 16 && (uint64_t)s->T * shape->scores > TILE_SCORES) s->T /= 2;
    if (s->train) {
        while (s->T > 16 && s->T / 2 >= shape->batch_size) s->T /= 2;
        s->B = (shape->batch_size + s->T - 1) / s->T * s->T;
    }
    for (int l = 0; l < s->L; l++) {
        s->w_at[l] = s->n_block;
        s->n_block += padded((size_t)s->in[l] * s->out[l]);
        s->b_at[l] = s->n_block;
        s->n_block += padded(s->out[l]);
        s->db_at[l] = s->n_db;
        s->n_db += padded(s->out[l]);
    }
}

static bool alloc(lmev__dense *s)
{
    const size_t act = lmev__act_size(s), B = s->B;
    s->block = lmev__aligned(s->n_block, sizeof(float));
    if (!s->block) return false;
    for (int l = 0; l < s->L; l++)
        if (!(s->copy[l] = lmev__aligned((size_t)s->in[l] * s->ld_out[l], act)))
            return false;
    if (!s->train) return true;
    s->block_m = lmev__aligned(s->n_block, sizeof(float));
    s->block_v = lmev__aligned(s->n_block, sizeof(float));
    s->grad = lmev__aligned(s->n_block, sizeof(float));
    s->db = lmev__aligned(B / s->T * s->n_db, sizeof(float));
    if (!s->block_m || !s->block_v || !s->grad || !s->db) return false;
    for (int l = 0; l < s->L; l++) {
        if (l < s->L - 1 && !(s->h[l] = lmev__aligned(B * s->ld_out[l], act)))
            return false;
        if (!(s->d[l] = lmev__aligned(B * s->ld_out[l], act))) return false;
    }
    return true;
}

/* ---- matmuls ---- */

/* A net that only predicts keeps its kernels, so they are packed where oneDNN has a
 * layout of its own. */
static lmev_status make_forward(lmev__dense *s, int l, lmev_error *err)
{
    const bool last = l == s->L - 1;
    lmev__matmul_shape shape = {
        .M = s->T,
        .K = s->in[l],
        .N = s->out[l],
        .lda = s->ld_in[l],
        .ldb = s->ld_out[l],
        .ldc = s->ld_out[l],
        .wide = s->wide,
        .c_wide = last || s->wide,
        .bias = true,
        .relu = !last,
        .b_packed = !s->train,
    };
    lmev_status st = lmev__matmul_new(&s->forward[l], &shape, s->threads, err);
    if (st != LMEV_OK || s->train) return st;
    const size_t room = lmev__matmul_packed_bytes(s->forward[l]);
    if (room)
        return (s->packed[l] = lmev__aligned(room, 1)) ? LMEV_OK
                                                       : lmev__nomem(err, "network");
    lmev__matmul_free(s->forward[l]);
    s->forward[l] = NULL;
    shape.b_packed = false;
    return lmev__matmul_new(&s->forward[l], &shape, s->threads, err);
}

static lmev_status make_tile_matmuls(lmev__dense *s, lmev_error *err)
{
    for (int l = 0; l < s->L; l++) {
        lmev_status st = make_forward(s, l, err);
        if (st != LMEV_OK) return st;
        if (!s->train || (l == 0 && !s->inward)) continue;
        const lmev__matmul_shape backward = {
            .M = s->T,
            .K = s->out[l],
            .N = s->in[l],
            .lda = s->ld_out[l],
            .ldb = s->ld_out[l],
            .ldc = l ? s->ld_in[l] : s->in[0],
            .b_transposed = true,
            .wide = s->wide,
            .c_wide = l == 0 || s->wide,
        };
        st = lmev__matmul_new(&s->backward[l], &backward, s->threads, err);
        if (st != LMEV_OK) return st;
    }
    return LMEV_OK;
}

uint32_t lmev__columns_each(uint32_t all, uint32_t piece)
{
    const uint32_t blocks = (all + piece - 1) / piece;
    return ((all + blocks - 1) / blocks + 15) / 16 * 16;
}

static lmev_status add_pieces(lmev__dense *s, int l, lmev_error *err)
{
    const uint32_t N = s->out[l], each = lmev__columns_each(N, PIECE);
    for (uint32_t col = 0; col < N; col += each) {
        const uint32_t cols = N - col < each ? N - col : each;
        lmev__matmuls *mm = &s->piece_mm[l][cols != each];
        if (!mm->mm) {
            const lmev__matmul_shape shape = {
                .M = s->in[l],
                .K = s->B,
                .N = cols,
                .lda = s->ld_in[l],
                .ldb = s->ld_out[l],
                .ldc = N,
                .a_transposed = true,
                .wide = s->wide,
                .c_wide = true,
            };
            const lmev_status st = lmev__matmuls_init(mm, &shape, s->T, s->threads, err);
            if (st != LMEV_OK) return st;
        }
        s->piece[s->n_pieces++] = (lmev__piece){l, col, cols, mm};
    }
    return LMEV_OK;
}

/* Layers with the widest input come first, of equal ones the later: the largest pieces
 * begin first, which leaves the least waiting at the end. */
static lmev_status make_pieces(lmev__dense *s, lmev_error *err)
{
    size_t n = 0;
    for (int l = 0; l < s->L; l++) n += s->out[l] / PIECE + 2;
    if (!(s->piece = lmev__calloc(n, sizeof *s->piece)))
        return lmev__nomem(err, "network");
    bool done[LMEV__LAYERS] = {false};
    lmev_status st = LMEV_OK;
    for (int k = 0; k < s->L && st == LMEV_OK; k++) {
        int next = -1;
        for (int l = 0; l < s->L; l++)
            if (!done[l] && (next < 0 || s->in[l] >= s->in[next])) next = l;
        done[next] = true;
        if (next > 0 || !s->first_elsewhere) st = add_pieces(s, next, err);
    }
    return st;
}

/* ---- life ---- */

lmev_status lmev__dense_init(lmev__dense *s, const lmev__dense_shape *shape,
                             lmev_error *err)
{
    *s = (lmev__dense){
        .kern = lmev__kernels_best(),
        .train = shape->batch_size > 0,
        .wide = shape->wide,
        .inward = shape->inward,
        .first_elsewhere = shape->first_elsewhere,
        .team = shape->team,
        .threads = lmev__team_size(shape->team),
    };
    set_shapes(s, shape);
    if (!alloc(s)) return lmev__nomem(err, "network");
    const lmev_status st = make_tile_matmuls(s, err);
    return st == LMEV_OK && s->train ? make_pieces(s, err) : st;
}

void lmev__dense_release(lmev__dense *s)
{
    for (int l = 0; l < LMEV__LAYERS; l++) {
        lmev__matmul_free(s->forward[l]);
        lmev__matmul_free(s->backward[l]);
        lmev__matmuls_release(&s->piece_mm[l][0]);
        lmev__matmuls_release(&s->piece_mm[l][1]);
        lmev__free(s->copy[l]);
        lmev__free(s->packed[l]);
        lmev__free(s->h[l]);
        lmev__free(s->d[l]);
    }
    void *blocks[] = {s->block, s->block_m, s->block_v, s->grad, s->piece, s->db};
    for (size_t i = 0; i < sizeof blocks / sizeof *blocks; i++) lmev__free(blocks[i]);
}

void lmev__dense_draw(lmev__dense *s, uint64_t seed)
{
    for (int l = 0; l < s->L; l++) {
        const lmev__philox key =
            lmev__philox_key(seed, LMEV__DRAW_WEIGHTS, (uint32_t)l, 0);
        const double fan = (double)s->in[l] + s->out[l];
        lmev__draw_uniform(s->block + s->w_at[l], (size_t)s->in[l] * s->out[l],
                           (float)sqrt(6 / fan), &key, s->team);
    }
}

bool lmev__dense_refresh(lmev__dense *s)
{
    bool ok = true;
    for (int l = 0; l < s->L; l++) {
        for (size_t r = 0; r < s->in[l]; r++) copy_row(s, l, r, 0, s->out[l]);
        if (s->packed[l])
            ok &= lmev__matmul_pack(s->forward[l], s->copy[l], s->packed[l]);
    }
    return ok;
}

/* ---- a batch and its tiles ---- */

lmev_status lmev__dense_begin(lmev__dense *s, size_t rows, lmev_error *err)
{
    lmev_status st = LMEV_OK;
    s->tiles = (rows + s->T - 1) / s->T;
    for (int l = 0; l < s->L; l++)
        for (int i = 0; i < 2 && st == LMEV_OK; i++)
            if (s->piece_mm[l][i].mm)
                st = lmev__matmuls_want(&s->piece_mm[l][i], (int64_t)rows, err);
    return st;
}

bool lmev__dense_forward(const lmev__dense *s, int me, const void *in, void *const *h,
                         void *out, const lmev__drop *drop)
{
    bool ok = true;
    for (int l = 0; l < s->L; l++) {
        void *to = l < s->L - 1 ? h[l] : out;
        if (in)
            ok &= lmev__matmul_run(s->forward[l], me, in, kernel_of(s, l),
                                   s->block + s->b_at[l], to);
        if (drop && l < s->L - 1) {
            const lmev__philox key =
                lmev__philox_key(drop->seed, LMEV__DRAW_DROPOUT, drop->step, (uint32_t)l);
            lmev__dropout(s->kern, to, s->wide, s->T, s->out[l], s->ld_out[l], drop->rate,
                          &key, drop->tile);
        }
        in = to;
    }
    return ok;
}

bool lmev__dense_backward(lmev__dense *s, int me, size_t tile, float *dx, float rate)
{
    const size_t first = tile * s->T;
    const float keep = 1 / (1 - rate);
    bool ok = true;
    for (int l = s->L - 1; l > 0; l--) {
        void *to = lmev__act(s, s->d[l - 1], first * s->ld_in[l]);
        ok &= lmev__matmul_run(s->backward[l], me,
                               lmev__act(s, s->d[l], first * s->ld_out[l]),
                               kernel_of(s, l), NULL, to);
        s->kern->relu_backward(to, lmev__act(s, s->h[l - 1], first * s->ld_in[l]),
                               s->wide, s->db + tile * s->n_db + s->db_at[l - 1], s->T,
                               s->in[l], s->ld_in[l], keep);
    }
    if (s->inward)
        ok &= lmev__matmul_run(s->backward[0], me,
                               lmev__act(s, s->d[0], first * s->ld_out[0]),
                               kernel_of(s, 0), NULL, dx);
    return ok;
}

/* ---- gradients and updates ---- */

void lmev__dense_update(lmev__dense *s, int l, size_t row, size_t n_rows, size_t col,
                        size_t n_cols, const lmev__adam_step *now)
{
    for (size_t r = row; r < row + n_rows; r++) {
        const size_t k = s->w_at[l] + r * s->out[l] + col;
        s->kern->adam(s->block + k, s->block_m + k, s->block_v + k, s->grad + k, n_cols,
                      now);
        copy_row(s, l, r, col, n_cols);
    }
}

bool lmev__dense_run_piece(lmev__dense *s, int me, size_t i, const void *x,
                           const lmev__adam_step *now)
{
    const lmev__piece *c = &s->piece[i];
    const int l = c->layer;
    const size_t at = s->w_at[l] + c->col;
    const bool ok =
        lmev__matmuls_run(c->mm, (int64_t)(s->tiles * s->T), me, l ? s->h[l - 1] : x,
                          lmev__act(s, s->d[l], c->col), s->grad + at);
    if (now) lmev__dense_update(s, l, 0, s->in[l], c->col, c->n_cols, now);
    return ok;
}

void lmev__dense_run_biases(lmev__dense *s, const lmev__adam_step *now)
{
    for (int l = 0; l < s->L; l++) {
        const size_t at = s->b_at[l], n = s->out[l];
        float *g = s->grad + at;
        memset(g, 0, n * sizeof *g);
        for (size_t t = 0; t < s->tiles; t++)
            s->kern->add_scaled(g, s->db + t * s->n_db + s->db_at[l], n, 1);
        if (now)
            s->kern->adam(s->block + at, s->block_m + at, s->block_v + at, g, n, now);
    }
}
