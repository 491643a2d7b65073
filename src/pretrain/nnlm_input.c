/* nnlm_input.c - the first layer by parts (nnlm.h): the product of a table row with the
 * block of the kernel for its place, once for all contexts of the batch that have the row
 * there.
 *
 * Cost: of the products of this layer the share of parts among places, 0.58 in a batch of
 * titles; each context adds up n parts of U_1 floats, each part the gradients of its
 * contexts. */
#include <string.h>

#include "pretrain/nnlm.h"

/* Piece i: parts [*first, *first + *some) of place *k. */
static void find_piece(const lmev__nnlm *net, const lmev__nnlm_batch *b, size_t i,
                       size_t *k, size_t *first, size_t *some)
{
    const size_t T = net->dense.T;
    *k = 0;
    for (size_t n; i >= (n = (b->n_parts[*k] + T - 1) / T); i -= n) ++*k;
    const size_t left = b->n_parts[*k] - i * T;
    *first = *k * net->dense.B + i * T;
    *some = left < T ? left : T;
}

size_t lmev__nnlm_part_pieces(const lmev__nnlm *net, const lmev__nnlm_batch *b)
{
    size_t pieces = 0;
    for (size_t k = 0; k < net->p.context; k++)
        pieces += (b->n_parts[k] + net->dense.T - 1) / net->dense.T;
    return pieces;
}

/* The block of the first kernel for place k. */
static const void *kernel_of(const lmev__nnlm *net, size_t k)
{
    const lmev__dense *dense = &net->dense;
    return lmev__act(dense, dense->copy[0], k * net->p.dim * dense->ld_out[0]);
}

bool lmev__nnlm_parts(lmev__nnlm *net, int me, const lmev__nnlm_batch *b, size_t i)
{
    const lmev__dense *dense = &net->dense;
    const size_t D = net->p.dim, T = dense->T, ld = net->ld_q;
    size_t k, first, some;
    find_piece(net, b, i, &k, &first, &some);
    for (size_t j = first; j < first + some; j++) {
        if (j + 2 < first + some)
            for (size_t d = 0; d < D; d += 16)
                __builtin_prefetch(net->input.w + b->part_row[j + 2] * D + d);
        net->kern->put(lmev__act(dense, net->x, j * ld), dense->wide,
                       net->input.w + b->part_row[j] * D, D, 1);
    }
    memset(lmev__act(dense, net->x, (first + some) * ld), 0,
           (T - some) * ld * lmev__act_size(dense));
    const float *bias = k ? net->no_bias : dense->block + dense->b_at[0];
    return lmev__matmul_run(net->part, me, lmev__act(dense, net->x, first * ld),
                            kernel_of(net, k), bias,
                            (float *)net->parts + first * net->ld_in);
}

void lmev__nnlm_add_parts(lmev__nnlm *net, int me, const lmev__nnlm_batch *b,
                          size_t first, size_t some, void *h)
{
    lmev__nnlm_worker *w = &net->worker[me];
    const lmev__dense *dense = &net->dense;
    const size_t n = net->p.context, U = dense->out[0], ld = net->ld_in;
    const bool only = dense->L == 1;
    for (size_t i = 0; i < some; i++) {
        float *sum = only ? w->q + i * ld : w->sum_in;
        net->kern->gather(sum, net->parts, b->part_of + (first + i) * n, NULL, n, ld);
        if (!only) net->kern->put_relu(lmev__act(dense, h, i * ld), dense->wide, sum, U);
    }
    if (only)
        memset(w->q + some * ld, 0, (dense->T - some) * ld * sizeof *w->q);
    else
        memset(lmev__act(dense, h, some * ld), 0,
               (dense->T - some) * ld * lmev__act_size(dense));
}

/* The gradient of what a part adds is the sum over its contexts; it takes the part's
 * place. */
bool lmev__nnlm_parts_backward(lmev__nnlm *net, int me, const lmev__nnlm_batch *b,
                               size_t i)
{
    lmev__nnlm_worker *w = &net->worker[me];
    const lmev__dense *dense = &net->dense;
    const size_t D = net->p.dim, T = dense->T, U = dense->out[0], ld = net->ld_in;
    size_t k, first, some;
    find_piece(net, b, i, &k, &first, &some);
    for (size_t j = first; j < first + some; j++) {
        memset(w->sum_in, 0, U * sizeof *w->sum_in);
        for (uint32_t c = b->at[j]; c < b->at[j + 1]; c++)
            net->kern->add(w->sum_in, lmev__act(dense, dense->d[0], b->having[c] * ld),
                           dense->wide, U);
        net->kern->put(lmev__act(dense, net->parts, j * ld), dense->wide, w->sum_in, U,
                       1);
    }
    memset(lmev__act(dense, net->parts, (first + some) * ld), 0,
           (T - some) * ld * lmev__act_size(dense));
    const bool ok =
        lmev__matmul_run(net->unpart, me, lmev__act(dense, net->parts, first * ld),
                         kernel_of(net, k), NULL, net->dx + first * D);
    for (size_t j = first; net->p.direct && j < first + some; j++)
        for (uint32_t c = b->at[j]; c < b->at[j + 1]; c++)
            net->kern->add_scaled(net->dx + j * D, net->dq + b->having[c] * net->ld_q, D,
                                  1);
    return ok;
}

bool lmev__nnlm_place_gradient(lmev__nnlm *net, int me, const lmev__nnlm_batch *b,
                               size_t k, const lmev__adam_step *now)
{
    lmev__dense *dense = &net->dense;
    const size_t D = net->p.dim, U = dense->out[0], first = k * dense->B;
    const bool ok = lmev__matmuls_run(&net->part_mm, b->n_parts[k], me,
                                      lmev__act(dense, net->x, first * net->ld_q),
                                      lmev__act(dense, net->parts, first * net->ld_in),
                                      dense->grad + dense->w_at[0] + k * D * U);
    if (now) lmev__dense_update(dense, 0, k * D, D, 0, U, now);
    return ok;
}
