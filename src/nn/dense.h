/* dense.h - a stack of dense layers, trained tile by tile: relu layers, then a linear
 * one.
 *
 * B = rows of a batch, padded to whole tiles   T = rows of a tile   L = layers
 * U_l = outputs of layer l   "act" arrays hold bf16 bits, or float when the stack is wide (f32)
 * ld(n) = elements from one row of n to the next in what matmuls read, lmev__act_ld: rows
 * whose distance is a multiple of a large power of two meet in the same few places of the
 * cache, which costs products up to half of their speed (bench/SPEED.md).
 *
 * What the classifier (net.h) and pretraining (pretrain/nnlm.h) have in common: each puts
 * its table before the stack and its loss behind it. Pieces of work and the order of
 * additions in them depend on shapes alone, never on the number of threads; so neither do
 * results. Of what a thread calls with its own `me`, different tiles and pieces may run
 * at once. */
#ifndef LMEV__NN_DENSE_H
#define LMEV__NN_DENSE_H
#include "base/work.h"
#include "lmev/nn.h"
#include "nn/adam.h"
#include "nn/kernels.h"
#include "nn/matmul.h"

#define LMEV__LAYERS   (LMEV_LAYERS_MAX + 1)
#define LMEV__TILE_MAX 256 /* rows: enough for the matmuls, few enough for the cache */

typedef struct lmev__dense_shape {
    uint32_t in, n_hidden, out; /* widths of input and output; hidden layers ... */
    const uint32_t *units;      /* [n_hidden] ... and theirs */
    uint32_t scores;            /* values per row between the last layer and its loss */
    uint32_t batch_size;        /* most rows of a batch; 0: forward alone */
    bool inward;                /* trained: compute the gradient of the input */
    bool first_elsewhere;       /* trained: the first layer is the caller's work */
    bool wide;
    lmev__team *team; /* borrowed */
} lmev__dense_shape;

/* A block of columns of one weight matrix: a thread takes one at a time. */
typedef struct lmev__piece {
    int layer;
    uint32_t col, n_cols;
    lmev__matmuls *mm; /* [in, n_cols] = input^T [in, rows] x d[rows, n_cols] */
} lmev__piece;

typedef struct lmev__dense {
    const lmev__kernels *kern;
    bool train, wide, inward, first_elsewhere;
    lmev__team *team;
    int threads; /* of the team */
    int L;
    uint32_t in[LMEV__LAYERS], out[LMEV__LAYERS];
    uint32_t T, B;                                      /* B is 0 unless trained */
    uint32_t ld_in[LMEV__LAYERS], ld_out[LMEV__LAYERS]; /* ld(in), ld(out) */

    size_t w_at[LMEV__LAYERS], b_at[LMEV__LAYERS], n_block;
    float *block, *block_m, *block_v, *grad; /* [n_block] all kernels and biases */
    void *copy[LMEV__LAYERS];                /* act [in, ld(out)] of kernels */
    void *packed[LMEV__LAYERS];              /* kernels for forward alone */

    lmev__matmul *forward[LMEV__LAYERS];  /* tile: h = relu(x W + b); the last in float */
    lmev__matmul *backward[LMEV__LAYERS]; /* tile: dx = d W^T */
    lmev__matmuls piece_mm[LMEV__LAYERS][2]; /* full blocks of a layer, and its last */
    size_t n_pieces;
    lmev__piece *piece;

    /* one batch, trained only */
    size_t tiles;          /* in use */
    void *h[LMEV__LAYERS]; /* act [B, ld(U_l)], hidden layers */
    void *d[LMEV__LAYERS]; /* act [B, ld(U_l)] gradients of the outputs of each layer */
    float *db;             /* [B/T][n_db] bias gradients of each tile */
    size_t n_db, db_at[LMEV__LAYERS];
} lmev__dense;

/* Allocate the stack with zero weights. ERR_NOMEM, or ERR_FAILED when oneDNN refuses;
 * call release in any case. */
lmev_status lmev__dense_init(lmev__dense *s, const lmev__dense_shape *shape,
                             lmev_error *err);
void lmev__dense_release(lmev__dense *s);
/* Draw the kernels uniformly from +-sqrt(6 / (inputs + outputs)) (X. Glorot, Y. Bengio,
 * 2010); biases are zero. */
void lmev__dense_draw(lmev__dense *s, uint64_t seed);
/* Refresh the copies of the weights that matmuls read, after the weights have changed.
 * False when oneDNN refuses. */
bool lmev__dense_refresh(lmev__dense *s);

size_t lmev__act_size(const lmev__dense *s);
/* Elements from one row of n to the next in arrays that matmuls read: an odd number of
 * cache lines. */
uint32_t lmev__act_ld(const lmev__dense *s, uint32_t n);
/* base + element, of act */
void *lmev__act(const lmev__dense *s, void *base, size_t element);

/* How a tile drops activations. The draw depends on all four members and the layer. */
typedef struct lmev__drop {
    float rate;
    uint64_t seed;
    uint32_t step;
    size_t tile;
} lmev__drop;
/* Begin a batch of `rows` <= B. The last of its tiles may be filled with rows of zero
 * gradient; contents of the other tiles are undefined. */
lmev_status lmev__dense_begin(lmev__dense *s, size_t rows, lmev_error *err);
/* Forward pass of a tile: from in, act [T, ld(in)], to h[l], act [T, ld(U_l)] of the
 * hidden layers, and out, float [T, ld(out)]. drop NULL: no dropout. in NULL: the output
 * of the first layer is there already, before dropout. False when oneDNN refuses. */
bool lmev__dense_forward(const lmev__dense *s, int me, const void *in, void *const *h,
                         void *out, const lmev__drop *drop);
/* Backward pass of a tile: from its part of the last d to those of the layers before and,
 * with inward, to dx, float [T, in]. The bias sums of the hidden layers are added to the
 * tile's db, which the caller has zeroed. rate: of the dropout. */
bool lmev__dense_backward(lmev__dense *s, int me, size_t tile, float *dx, float rate);
/* Adam's step on rows [row, row + n_rows) and columns [col, col + n_cols) of kernel l,
 * from its gradient. */
void lmev__dense_update(lmev__dense *s, int l, size_t row, size_t n_rows, size_t col,
                        size_t n_cols, const lmev__adam_step *now);
/* Weight gradient of piece i from x, act [B, ld(in)], and all tiles; then Adam's step
 * unless now is NULL. */
bool lmev__dense_run_piece(lmev__dense *s, int me, size_t i, const void *x,
                           const lmev__adam_step *now);
/* The same for all biases: sums over the tiles in order. */
void lmev__dense_run_biases(lmev__dense *s, const lmev__adam_step *now);

/* Divide `all` columns into blocks of about `piece`, equal except for the last. */
uint32_t lmev__columns_each(uint32_t all, uint32_t piece);
#endif
