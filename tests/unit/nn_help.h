/* nn_help.h - what the tests of nn share: toy bags, comparing weights, and a plain
 * network.
 *
 * The plain network is the one of lmev/nn.h written in doubles with one loop a formula.
 * It is slow and obvious; the tests compare the fast one with it. It knows no dropout. */
#ifndef LMEV_TESTS_NN_HELP_H
#define LMEV_TESTS_NN_HELP_H
#include "help.h"
#include "lmev/nn.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* n bags of 1..longest rows (repeats allowed); the label follows from the first row. */
typedef struct toy {
    lmev_bags bags;
    uint64_t *at;
    uint32_t *id, *label, *row; /* row: 0..n-1 */
    float *weight;              /* NULL; see toy_weigh */
} toy;

static inline toy toy_new(size_t n, uint32_t rows, uint32_t classes, uint32_t longest,
                          uint64_t seed)
{
    toy t = {0};
    t.at = malloc((n + 1) * sizeof *t.at);
    t.id = malloc((n * longest + 1) * sizeof *t.id);
    t.label = malloc((n + 1) * sizeof *t.label);
    t.row = malloc((n + 1) * sizeof *t.row);
    assert_true(t.at && t.id && t.label && t.row);
    t.at[0] = 0;
    for (size_t i = 0; i < n; i++) {
        uint32_t length = 1 + toss(&seed) % longest;
        t.at[i + 1] = t.at[i] + length;
        for (uint32_t k = 0; k < length; k++) t.id[t.at[i] + k] = toss(&seed) % rows;
        t.label[i] = t.id[t.at[i]] % classes;
        t.row[i] = (uint32_t)i;
    }
    t.bags = (lmev_bags){n, t.at, t.id, NULL};
    return t;
}

/* Give each place a weight in +-1, and empty bag number `empty`. */
static inline void toy_weigh(toy *t, size_t empty, uint64_t seed)
{
    const uint64_t gone = t->at[empty + 1] - t->at[empty], all = t->at[t->bags.n];
    memmove(t->id + t->at[empty], t->id + t->at[empty + 1],
            (size_t)(all - t->at[empty + 1]) * sizeof *t->id);
    for (size_t i = empty + 1; i <= t->bags.n; i++) t->at[i] -= gone;
    t->weight = malloc((size_t)all * sizeof *t->weight);
    assert_non_null(t->weight);
    for (uint64_t k = 0; k < all; k++) t->weight[k] = toss_real(&seed, 1);
    t->bags.weight = t->weight;
}

static inline void toy_free(toy *t)
{
    free(t->at), free(t->id), free(t->label), free(t->row), free(t->weight);
    *t = (toy){0};
}

static inline lmev_net_params toy_params(uint32_t rows, uint32_t dim, uint32_t u1,
                                         uint32_t u2, uint32_t classes)
{
    lmev_net_params p = lmev_net_params_default();
    p.rows = rows;
    p.dim = dim;
    p.n_hidden = u1 == 0 ? 0 : u2 == 0 ? 1 : 2;
    p.units[0] = u1;
    p.units[1] = u2;
    p.classes = classes;
    p.combiner = LMEV_COMBINER_SQRTN;
    p.dropout = 0;
    p.lm_trainable = true;
    p.precision = LMEV_PRECISION_F32;
    p.threads = 1;
    p.batch_size = 32;
    p.learning_rate = 0.001;
    p.beta_1 = 0.9;
    p.beta_2 = 0.999;
    p.epsilon = 1e-7;
    p.seed = 7;
    return p;
}

static inline size_t tensor_size(const lmev_tensor *t)
{
    return (size_t)(t->shape[0] * (t->n_dims > 1 ? t->shape[1] : 1));
}

/* All weights in one row of floats, tensor after tensor; free it. */
static inline float *weights_of(lmev_net *net, size_t *n_all)
{
    size_t n = 0;
    for (size_t i = 0; i < lmev_net_n_tensors(net); i++) {
        lmev_tensor t = lmev_net_tensor(net, i);
        n += tensor_size(&t);
    }
    float *all = malloc(n * sizeof *all), *to = all;
    assert_non_null(all);
    for (size_t i = 0; i < lmev_net_n_tensors(net); i++) {
        lmev_tensor t = lmev_net_tensor(net, i);
        memcpy(to, t.at, tensor_size(&t) * sizeof *to);
        to += tensor_size(&t);
    }
    if (n_all) *n_all = n;
    return all;
}

static inline double largest_gap(const float *a, const float *b, size_t n)
{
    double gap = 0;
    for (size_t i = 0; i < n; i++) {
        double d = fabs((double)a[i] - (double)b[i]);
        if (!(d <= gap)) gap = d; /* a NaN stays */
    }
    return gap;
}

/* Weights drawn in +-limit, biases too: no unit sits on the kink of its ReLU. */
static inline void weights_randomise(lmev_net *net, float limit, uint64_t seed)
{
    for (size_t i = 0; i < lmev_net_n_tensors(net); i++) {
        lmev_tensor t = lmev_net_tensor(net, i);
        for (size_t k = 0; k < tensor_size(&t); k++) t.at[k] = toss_real(&seed, limit);
    }
    lmev_net_weights_changed(net);
}

#define PLAIN_WIDEST 64

/* Scores of one bag under the weights w (all tensors, one after another, as weights_of
 * gives them): z [C]. */
static inline void plain_scores(const lmev_net_params *p, const double *w,
                                const uint32_t *id, const float *weight, size_t n,
                                double z[PLAIN_WIDEST])
{
    double h[PLAIN_WIDEST] = {0};
    uint32_t n_in = p->dim;
    for (size_t k = 0; k < n; k++)
        for (uint32_t d = 0; d < p->dim; d++)
            h[d] += w[(size_t)id[k] * p->dim + d] * (weight ? (double)weight[k] : 1);
    double by = p->combiner == LMEV_COMBINER_SUM || n == 0 ? 1
                : p->combiner == LMEV_COMBINER_MEAN        ? (double)n
                                                           : sqrt((double)n);
    double square = 0;
    for (uint32_t d = 0; d < p->dim; d++) {
        h[d] /= by;
        square += h[d] * h[d];
    }
    if (p->unit && n > 0)
        for (uint32_t d = 0; d < p->dim; d++) h[d] /= sqrt(square);
    const double *kernel = w + (size_t)p->rows * p->dim;
    for (uint32_t l = 0; l <= p->n_hidden; l++) {
        uint32_t n_out = l < p->n_hidden ? p->units[l] : p->classes;
        const double *bias = kernel + (size_t)n_in * n_out;
        assert_true(n_in <= PLAIN_WIDEST && n_out <= PLAIN_WIDEST);
        for (uint32_t o = 0; o < n_out; o++) {
            z[o] = bias[o];
            for (uint32_t i = 0; i < n_in; i++)
                z[o] += h[i] * kernel[(size_t)i * n_out + o];
        }
        for (uint32_t o = 0; o < n_out && l < p->n_hidden; o++)
            h[o] = z[o] > 0 ? z[o] : 0;
        kernel = bias + n_out;
        n_in = n_out;
    }
}

static inline void plain_softmax(double *z, uint32_t n)
{
    double top = z[0], sum = 0;
    for (uint32_t c = 1; c < n; c++) top = z[c] > top ? z[c] : top;
    for (uint32_t c = 0; c < n; c++) sum += z[c] = exp(z[c] - top);
    for (uint32_t c = 0; c < n; c++) z[c] /= sum;
}

/* Mean loss of the bags row[0..n). */
static inline double plain_loss(const lmev_net_params *p, const double *w, const toy *t,
                                const uint32_t *row, size_t n)
{
    double sum = 0;
    for (size_t i = 0; i < n; i++) {
        double z[PLAIN_WIDEST];
        uint64_t from = t->at[row[i]], to = t->at[row[i] + 1];
        plain_scores(p, w, t->id + from, t->weight ? t->weight + from : NULL,
                     (size_t)(to - from), z);
        plain_softmax(z, p->classes);
        sum -= log(z[t->label[row[i]]]);
    }
    return sum / (double)n;
}

static inline double *as_doubles(const float *w, size_t n)
{
    double *d = malloc(n * sizeof *d);
    assert_non_null(d);
    for (size_t i = 0; i < n; i++) d[i] = (double)w[i];
    return d;
}
#endif
