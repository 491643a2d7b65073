/* test_pretrain_net.c - the NNLM: its gradients, its lazy rows, its state. */
#include "pretrain_help.h"
#include <stdio.h>
#include <unistd.h>

#include "base/io/io.h"

/* ---- a plain network ---- */

/* Biases begin at zero, where nobody sees whether they are used, and where relu's kinks
 * are: these are mostly far from it. */
static void toss_biases(lmev__nnlm *net)
{
    uint64_t chance = 31;
    for (int l = 0; l < net->dense.L; l++)
        for (uint32_t i = 0; i < net->dense.out[l]; i++)
            net->dense.block[net->dense.b_at[l] + i] = toss_real(&chance, 0.6f);
}

/* What is taken off the scores of prediction i, [CLASSES]: log E of what it is scored
 * among, and infinity for other classes. b NULL: it is scored among all. */
static void plain_candidates(double *less, const lmev__nnlm *net,
                             const lmev__nnlm_batch *b, size_t i)
{
    for (int c = 0; c < CLASSES; c++) less[c] = b ? INFINITY : 0;
    for (uint32_t k = 0; b && k < net->S; k++) {
        const uint32_t c = b->candidates.class_of[k], only = b->candidates.only[k];
        if (only == UINT32_MAX || only != b->row_of[i] || c == b->target[i])
            less[c] = (double)b->candidates.log_e[k];
    }
}

/* -log P of each of the predictions order[0..n), summed: the network of lmev/pretrain.h
 * in doubles, one loop a formula. With d_out [CLASSES][D + 1], its gradient there is
 * added up. */
static double plain_loss(const lmev__nnlm *net, const lmev__running *text,
                         const uint32_t *order, size_t n, const lmev__nnlm_batch *b,
                         double *d_out)
{
    const uint32_t D = net->p.dim;
    double all = 0;
    for (size_t i = 0; i < n; i++) {
        double x[64] = {0}, y[64], q[16] = {0}, s[CLASSES], less[CLASSES], sum = 0;
        uint32_t context[8];
        toy_context(context, text, order[i], net->p.context);
        for (uint32_t k = 0; k < net->p.context; k++)
            for (uint32_t j = 0; j < D; j++) {
                x[k * D + j] = (double)net->input.w[context[k] * D + j];
                if (net->p.direct) q[j] += x[k * D + j];
            }
        for (int l = 0; l < net->dense.L; l++) {
            for (uint32_t o = 0; o < net->dense.out[l]; o++) {
                double v = (double)net->dense.block[net->dense.b_at[l] + o];
                for (uint32_t k = 0; k < net->dense.in[l]; k++)
                    v +=
                        x[k] * (double)net->dense
                                   .block[net->dense.w_at[l] + k * net->dense.out[l] + o];
                y[o] = l < net->dense.L - 1 && v < 0 ? 0 : v;
            }
            memcpy(x, y, sizeof x);
        }
        for (uint32_t j = 0; j < D; j++) q[j] += x[j];
        plain_candidates(less, net, b, i);
        for (int c = 0; c < CLASSES; c++) {
            const float *o = net->output.w + c * (D + 1);
            s[c] = (double)o[D] - less[c];
            for (uint32_t j = 0; j < D; j++) s[c] += q[j] * (double)o[j];
            sum += exp(s[c]);
        }
        const uint32_t r = text->row[order[i]];
        const uint32_t target = r == LMEV__END ? CLASSES - 1 : r < KNOWN ? r : KNOWN;
        all += log(sum) - s[target];
        for (int c = 0; d_out && c < CLASSES; c++) {
            const double g = exp(s[c]) / sum - ((uint32_t)c == target);
            for (uint32_t j = 0; j < D; j++) d_out[c * (int)(D + 1) + (int)j] += g * q[j];
            d_out[c * (int)(D + 1) + (int)D] += g;
        }
    }
    return all;
}

/* ---- gradients ---- */

/* A batch after one that filled more tiles gives what it gives at first. */
static void tiles_of_the_batch_before_leave_nothing(void **state)
{
    (void)state;
    toy t;
    toy_make(&t, 9);
    toy_crowd(&t);
    lmev__nnlm_params p = toy_params();
    p.batch_size = TOKENS;
    lmev__nnlm *net[2];
    float *table_grad[2];
    double loss[2];
    for (int k = 0; k < 2; k++) {
        assert_ok(lmev__nnlm_new(&net[k], &p, t.count, err));
        table_grad[k] = calloc(ROWS * 6, sizeof **table_grad);
        if (k == 1) {
            assert_ok(lmev__nnlm_gradients(net[k], &t.text, t.order, TOKENS,
                                           table_grad[k], &loss[k], err));
            assert_true(net[k]->dense.tiles >= 2);
        }
        assert_ok(lmev__nnlm_gradients(net[k], &t.text, t.order, 40, table_grad[k],
                                       &loss[k], err));
        assert_int_equal(net[k]->dense.tiles, 1);
    }
    assert_true(loss[0] == loss[1]);
    assert_memory_equal(table_grad[0], table_grad[1], ROWS * 6 * 4);
    assert_memory_equal(net[0]->grad_out, net[1]->grad_out, CLASSES * 7 * 4);
    assert_memory_equal(net[0]->dense.grad, net[1]->dense.grad,
                        net[0]->dense.n_block * 4);
    for (int k = 0; k < 2; k++) {
        free(table_grad[k]);
        lmev__nnlm_free(net[k]);
    }
}

static void candidates_give_the_softmax_over_them(void **state)
{
    (void)state;
    for (int sampled = 0; sampled < 2; sampled++) {
        toy t;
        toy_make(&t, 1);
        toy_crowd(&t);
        lmev__nnlm_params p = toy_params();
        const size_t n = p.batch_size = sampled ? 24 : 40;
        if (sampled) p.samples = 24;
        lmev__nnlm *net;
        assert_ok(lmev__nnlm_new(&net, &p, t.count, err));
        toss_biases(net);
        assert_true(net->sampler.all == !sampled);
        float *table_grad = calloc(ROWS * 6, sizeof *table_grad);
        static double d_out[CLASSES * 7];
        memset(d_out, 0, sizeof d_out);
        double loss;
        assert_ok(lmev__nnlm_gradients(net, &t.text, t.order, n, table_grad, &loss, err));
        const lmev__nnlm_batch *b = &net->batch[0];
        assert_in_range(b->n_rows, 2, n - 18);
        if (sampled) assert_in_range(b->n_own[0], 1, LMEV__TOGETHER - 1);
        const double plain =
            plain_loss(net, &t.text, t.order, n, sampled ? b : NULL, d_out) / (double)n;
        /* float sums of some tens of terms near 1: 1e-6 is ten times their rounding */
        assert_true(fabs(loss - plain) < 1e-6 * plain);
        for (uint32_t i = 0; i < net->S * 7; i++) {
            const uint32_t c = b->candidates.class_of[i / 7];
            assert_true(
                fabs((double)net->grad_out[i] - d_out[c * 7 + i % 7] / (double)n) < 1e-6);
        }
        free(table_grad);
        lmev__nnlm_free(net);
    }
}

/* (f(w + h) - f(w - h)) / 2h in doubles, with the weights in float: h is read back. */
static double slope(lmev__nnlm *net, toy *t, float *w, size_t n,
                    const lmev__nnlm_batch *b)
{
    const float was = *w;
    const double h = 1e-3;
    *w = (float)((double)was + h);
    const double up = plain_loss(net, &t->text, t->order, n, b, NULL), w_up = (double)*w;
    *w = (float)((double)was - h);
    const double down = plain_loss(net, &t->text, t->order, n, b, NULL);
    const double step = w_up - (double)*w;
    *w = was;
    return (up - down) / (double)n / step;
}

/* The plain network agrees in loss (above), so differences of it judge all gradients. The
 * error of a central difference is h^2 f'''/6, below 1e-6 here; relu's kinks within h of
 * a weight can make more of it in a few places of a tensor: those are counted. */
static void judge(lmev__nnlm *net, toy *t, float *w, const float *gradient,
                  size_t n_weights, size_t n, const lmev__nnlm_batch *b)
{
    size_t kinks = 0, moves = 0;
    for (size_t i = 0; i < n_weights; i++) {
        kinks += fabs((double)gradient[i] - slope(net, t, w + i, n, b)) > 1e-5;
        moves += fabsf(gradient[i]) > 1e-4f;
    }
    assert_true(kinks <= 1 + n_weights / 50);
    assert_true(moves > n_weights / 10);
}

static void judge_all(bool direct, bool sampled)
{
    toy t;
    toy_make(&t, 2);
    toy_crowd(&t);
    lmev__nnlm_params p = toy_params();
    p.direct = direct;
    const size_t n = sampled ? 32 : 40;
    if (sampled) p.batch_size = p.samples = 32;
    lmev__nnlm *net;
    assert_ok(lmev__nnlm_new(&net, &p, t.count, err));
    toss_biases(net);
    for (size_t i = 0; i < ROWS * 6; i++)
        net->input.w[i] *= 8; /* away from the flat middle */
    for (size_t i = 0; i < CLASSES * 7; i++) net->output.w[i] *= i % 7 < 6 ? 8 : 1;
    float *table_grad = calloc(ROWS * 6, sizeof *table_grad);
    double loss;
    assert_ok(lmev__nnlm_gradients(net, &t.text, t.order, n, table_grad, &loss, err));
    const lmev__nnlm_batch *b = sampled ? &net->batch[0] : NULL;
    assert_in_range(net->batch[0].n_rows, 2, n - 18); /* the first words are two rows */
    assert_true(!sampled == (net->batch[0].n_own[0] == 0));
    judge(net, &t, net->input.w, table_grad, ROWS * 6, n, b);
    for (int l = 0; l < net->dense.L; l++) {
        const size_t w = net->dense.w_at[l], bias = net->dense.b_at[l];
        judge(net, &t, net->dense.block + w, net->dense.grad + w,
              (size_t)net->dense.in[l] * net->dense.out[l], n, b);
        judge(net, &t, net->dense.block + bias, net->dense.grad + bias, net->dense.out[l],
              n, b);
    }
    free(table_grad);
    lmev__nnlm_free(net);
}

static void gradients_are_slopes(void **state)
{
    (void)state;
    judge_all(false, false);
    judge_all(true, false);
    judge_all(true, true);
}

/* Gradients of a batch are the mean over its predictions: those of many parts, tiles and
 * pieces are the sum of those of batches that fit into one of each. Terms of 1e-3 and
 * less are added in float in another order: 1e-8 of rounding each. */
static void compare_with_small_batches(uint32_t n_hidden, uint32_t context)
{
    enum { WORDS = 700, ALL = WORDS + 2, N = 1500, B = 1000, SMALL = 16, D = 6 };
    static uint32_t row[N], order[N];
    static uint64_t count[ALL];
    static double in[ALL * D], out[ALL * (D + 1)], dense[4096];
    static float g_in[ALL * D];
    uint64_t chance = 12;
    memset(in, 0, sizeof in), memset(out, 0, sizeof out), memset(dense, 0, sizeof dense);
    for (uint32_t i = 0; i < N; i++) {
        const bool end = i == N - 1 || toss(&chance) % 6 == 0;
        row[i] = end ? LMEV__END : toss(&chance) % (WORDS + 1);
        order[i] = i * 7 % N;
        count[end ? ALL - 1 : row[i]]++;
    }
    const lmev__running text = {row, N};
    lmev__nnlm_params p = toy_params();
    p.rows = p.classes = ALL, p.known = WORDS, p.samples = ALL;
    p.n_hidden = n_hidden, p.context = context;
    lmev__nnlm *net[2];
    for (int k = 0; k < 2; k++) {
        p.batch_size = k ? B : SMALL;
        assert_ok(lmev__nnlm_new(&net[k], &p, count, err));
        for (size_t i = 0; i < ALL * D; i++) net[k]->input.w[i] *= 8;
        toss_biases(net[k]);
    }
    assert_true(net[0]->dense.n_block <= sizeof dense / sizeof *dense);
    for (size_t from = 0; from < B; from += SMALL) {
        const size_t n = B - from < SMALL ? B - from : SMALL;
        const double share = (double)n / B;
        double loss;
        assert_ok(lmev__nnlm_gradients(net[0], &text, order + from, n, g_in, &loss, err));
        for (size_t i = 0; i < ALL * D; i++) in[i] += share * (double)g_in[i];
        for (size_t i = 0; i < net[0]->dense.n_block; i++)
            dense[i] += share * (double)net[0]->dense.grad[i];
        for (size_t i = 0; i < ALL * (D + 1); i++)
            out[net[0]->batch[0].candidates.class_of[i / (D + 1)] * (D + 1) +
                i % (D + 1)] += share * (double)net[0]->grad_out[i];
    }
    double loss;
    assert_ok(lmev__nnlm_gradients(net[1], &text, order, B, g_in, &loss, err));
    assert_true(net[1]->batch[0].n_parts[0] > net[1]->dense.T && net[1]->dense.tiles > 1);
    for (size_t i = 0; i < ALL * D; i++)
        assert_true(fabs((double)g_in[i] - in[i]) < 1e-6);
    for (size_t i = 0; i < net[1]->dense.n_block; i++)
        assert_true(fabs((double)net[1]->dense.grad[i] - dense[i]) < 1e-6);
    for (size_t i = 0; i < ALL * (D + 1); i++)
        assert_true(fabs((double)net[1]->grad_out[i] -
                         out[net[1]->batch[0].candidates.class_of[i / (D + 1)] * (D + 1) +
                             i % (D + 1)]) < 1e-6);
    lmev__nnlm_free(net[0]), lmev__nnlm_free(net[1]);
}

static void gradients_of_small_batches_add_up(void **state)
{
    (void)state;
    for (uint32_t hidden = 0; hidden <= 2; hidden += 2)
        for (uint32_t context = 1; context <= 3; context += 2)
            compare_with_small_batches(hidden, context);
}

/* ---- lazy rows ---- */

typedef struct sweep {
    size_t n;
    double *w, *m, *v;
} sweep;

static sweep sweep_new(const float *w, size_t n)
{
    sweep s = {n, calloc(n, 8), calloc(n, 8), calloc(n, 8)};
    for (size_t i = 0; i < n; i++) s.w[i] = (double)w[i];
    return s;
}

static void sweep_step(sweep *s, const float *g, uint32_t step, double lr)
{
    const double rate = lr * sqrt(1 - pow(0.999, step)) / (1 - pow(0.9, step));
    for (size_t i = 0; i < s->n; i++) {
        s->m[i] = 0.9 * s->m[i] + 0.1 * (double)g[i];
        s->v[i] = 0.999 * s->v[i] + 0.001 * (double)g[i] * (double)g[i];
        s->w[i] -= rate * s->m[i] / (sqrt(s->v[i]) + 1e-7);
    }
}

static double sweep_gap(const sweep *s, const float *w)
{
    double gap = 0;
    for (size_t i = 0; i < s->n; i++) gap = fmax(gap, fabs(s->w[i] - (double)w[i]));
    return gap;
}

static void sweep_free(sweep *s)
{
    free(s->w), free(s->m), free(s->v);
}

/* A probe with the same weights tells the gradients of each step; Adam over all rows in
 * doubles goes along. Batches of two predictions leave most input rows, and, with
 * sampling, output rows alone for long. */
static void lazy_rows_are_a_dense_sweep(void **state)
{
    (void)state;
    enum { STEPS = 300 };
    toy t;
    toy_make(&t, 3);
    lmev__nnlm_params p = toy_params();
    p.batch_size = p.samples = 2;
    p.learning_rate = 0.003;
    lmev__nnlm *net, *probe;
    assert_ok(lmev__nnlm_new(&net, &p, t.count, err));
    assert_ok(lmev__nnlm_new(&probe, &p, t.count, err));
    if (net->sampler.all) fail_msg("the toy is too small to sample from");
    float *g_in = calloc(ROWS * 6, 4), *g_out = calloc(CLASSES * 7, 4);
    sweep in = sweep_new(net->input.w, ROWS * 6),
          out = sweep_new(net->output.w, CLASSES * 7);
    uint64_t chance = 8;
    for (uint32_t step = 1; step <= STEPS; step++) {
        const size_t from = toss(&chance) % (TOKENS - 2);
        const double lr = 0.003 * (1 - 0.5 * step / STEPS);
        double loss;
        /* the probe: the sweep's weights, and as many steps behind it, for the same
         * candidates */
        for (size_t i = 0; i < in.n; i++) probe->input.w[i] = (float)in.w[i];
        for (size_t i = 0; i < out.n; i++) probe->output.w[i] = (float)out.w[i];
        memset(probe->input.last, 0, ROWS * 4);
        memset(probe->output.last, 0, CLASSES * 4);
        memcpy(probe->dense.block, net->dense.block, net->dense.n_block * 4);
        lmev__nnlm_weights_changed(probe);
        assert_ok(
            lmev__nnlm_gradients(probe, &t.text, t.order + from, 2, g_in, &loss, err));
        memset(g_out, 0, CLASSES * 7 * 4);
        for (uint32_t k = 0; k < probe->S; k++)
            memcpy(g_out + probe->batch[0].candidates.class_of[k] * 7,
                   probe->grad_out + k * 7, 28);
        sweep_step(&in, g_in, step, lr);
        sweep_step(&out, g_out, step, lr);
        assert_ok(lmev__nnlm_step(net, &t.text, t.order + from, 2, false, NULL, 0, lr,
                                  &loss, err));
        assert_ok(lmev__adam_goto(&probe->adam, step, err));
    }
    lmev__nnlm_settle(net);
    /* weights travel about 0.3; gradients are floats, so moments differ by 1e-6 of
     * themselves and moves by some 1e-7, over 300 steps. Forgetting the missed steps
     * gives 0.01. */
    assert_true(sweep_gap(&in, net->input.w) < 2e-4);
    assert_true(sweep_gap(&out, net->output.w) < 2e-4);
    sweep_free(&in), sweep_free(&out);
    free(g_in), free(g_out);
    lmev__nnlm_free(net);
    lmev__nnlm_free(probe);
}

/* ---- threads, state, perplexity ---- */

static void take_steps(lmev__nnlm *net, const toy *t, uint32_t first, uint32_t steps)
{
    const size_t B = net->p.batch_size;
    for (uint32_t k = first; k < first + steps; k++) {
        double loss;
        const size_t at = (size_t)k * 37 % (TOKENS - B),
                     next = (size_t)(k + 1) * 37 % (TOKENS - B);
        assert_ok(lmev__nnlm_step(net, &t->text, t->order + at, B, k > first,
                                  t->order + next, B, 0.01, &loss, err));
    }
}

static bool same_weights(lmev__nnlm *a, lmev__nnlm *b)
{
    lmev__nnlm_settle(a);
    lmev__nnlm_settle(b);
    return !memcmp(a->input.w, b->input.w, a->input.n * a->input.width * 4) &&
           !memcmp(a->output.w, b->output.w, a->output.n * a->output.width * 4) &&
           !memcmp(a->dense.block, b->dense.block, a->dense.n_block * 4);
}

static void threads_do_not_matter(void **state)
{
    (void)state;
    toy t;
    toy_make(&t, 4);
    const lmev_precision precision[2] = {LMEV_PRECISION_F32, LMEV_PRECISION_BF16};
    const uint32_t batch_size[2] = {10, 400}; /* one tile, two */
    for (int k = 0; k < 4; k++) {
        if (k % 2 == 1 && !lmev_bf16_available()) continue;
        lmev__nnlm_params p = toy_params();
        p.dropout = 0.25f;
        p.precision = precision[k % 2];
        p.samples = p.batch_size = batch_size[k / 2];
        lmev__nnlm *a, *b;
        p.threads = 1;
        assert_ok(lmev__nnlm_new(&a, &p, t.count, err));
        p.threads = 3;
        assert_ok(lmev__nnlm_new(&b, &p, t.count, err));
        take_steps(a, &t, 0, 60);
        take_steps(b, &t, 0, 60);
        double one, three;
        assert_ok(lmev__nnlm_evaluate(a, &t.text, &one, NULL, err));
        assert_ok(lmev__nnlm_evaluate(b, &t.text, &three, NULL, err));
        assert_true(one == three);
        assert_true(same_weights(a, b));
        lmev__nnlm_free(a);
        lmev__nnlm_free(b);
    }
}

static void state_goes_on_bit_for_bit(void **state)
{
    (void)state;
    char path[] = "/tmp/lmev-nnlm-XXXXXX";
    close(mkstemp(path));
    toy t;
    toy_make(&t, 5);
    lmev__nnlm_params p = toy_params();
    p.samples = p.batch_size = 8;
    p.dropout = 0.5f;
    lmev__nnlm *a, *b;
    assert_ok(lmev__nnlm_new(&a, &p, t.count, err));
    take_steps(a, &t, 0, 20);
    assert_ok(lmev__nnlm_save(a, path, NULL, (lmev_str){"here", 4}, err));
    take_steps(a, &t, 20, 20);
    p.seed = 99; /* first weights of its own, which must all go */
    assert_ok(lmev__nnlm_new(&b, &p, t.count, err));
    b->p.seed = b->sampler.seed = a->p.seed;
    char *note;
    assert_ok(lmev__nnlm_load(b, path, &note, err));
    assert_string_equal(note, "here");
    lmev__free(note);
    take_steps(b, &t, 20, 20);
    assert_true(same_weights(a, b));

    /* damage is seen wherever it lies in the data; another shape is refused */
    lmev_error told = {0};
    char *bytes;
    size_t n;
    assert_ok(lmev__read_file(&bytes, &n, path, 1 << 24, err));
    for (size_t at = n / 2; at < n; at += n / 7) {
        bytes[at] ^= 16;
        assert_ok(lmev__write_file(path, bytes, n, err));
        assert_int_equal(lmev__nnlm_load(b, path, &note, &told), LMEV_ERR_FORMAT);
        bytes[at] ^= 16;
    }
    assert_ok(lmev__write_file(path, bytes, n, err));
    lmev__free(bytes);
    lmev__nnlm_free(b);
    p.dim = 7;
    assert_ok(lmev__nnlm_new(&b, &p, t.count, err));
    assert_int_equal(lmev__nnlm_load(b, path, &note, &told), LMEV_ERR_MISMATCH);
    lmev__nnlm_free(a);
    lmev__nnlm_free(b);
    remove(path);
}

static void perplexity_is_over_all_classes(void **state)
{
    (void)state;
    toy t;
    toy_make(&t, 6);
    lmev__nnlm_params p = toy_params();
    p.samples = p.batch_size =
        8; /* candidates of 32 at most: blocks of fewer than the classes */
    p.dropout = 0.3f;
    lmev__nnlm *net;
    assert_ok(lmev__nnlm_new(&net, &p, t.count, err));
    take_steps(net, &t, 0, 50);
    double mean;
    assert_ok(lmev__nnlm_evaluate(net, &t.text, &mean, NULL, err));
    const double plain = plain_loss(net, &t.text, t.order, TOKENS, NULL, NULL) / TOKENS;
    assert_true(fabs(mean - plain) < 2e-6 * plain);
    lmev__nnlm_free(net);
}

static void every_allocation_may_fail(void **state)
{
    (void)state;
    toy t;
    toy_make(&t, 7);
    const lmev__nnlm_params p = toy_params();
    const long before = lmev__test_live_blocks();
    lmev_status s = LMEV_ERR_NOMEM;
    for (long k = 0; s != LMEV_OK; k++) {
        lmev__nnlm *net = NULL;
        lmev__test_fail_alloc(k, false);
        s = lmev__nnlm_new(&net, &p, t.count, NULL);
        lmev__test_fail_alloc(-1, false);
        assert_true(s == LMEV_OK || (s == LMEV_ERR_NOMEM && !net));
        lmev__nnlm_free(net);
        assert_int_equal(lmev__test_live_blocks(), before);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(tiles_of_the_batch_before_leave_nothing),
        cmocka_unit_test(candidates_give_the_softmax_over_them),
        cmocka_unit_test(gradients_are_slopes),
        cmocka_unit_test(gradients_of_small_batches_add_up),
        cmocka_unit_test(lazy_rows_are_a_dense_sweep),
        cmocka_unit_test(threads_do_not_matter),
        cmocka_unit_test(state_goes_on_bit_for_bit),
        cmocka_unit_test(perplexity_is_over_all_classes),
        cmocka_unit_test(every_allocation_may_fail),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
