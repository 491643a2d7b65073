/* test_pretrain_net.c - the NNLM: its candidates and contexts, its gradients, its lazy rows, its
 * state. */
#include "help.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/io.h"
#include "base/mem.h"
#include "pretrain/nnlm.h"

/* --- a toy --------------------------------------------------------------------------- */

enum { KNOWN = 113, BUCKETS = 3, ROWS = KNOWN + BUCKETS + 1, CLASSES = KNOWN + 2, TOKENS = 900 };

typedef struct toy {
    uint32_t row[TOKENS], order[TOKENS];
    uint64_t count[CLASSES];
    lmev__running text;
} toy;

static void toy_make(toy *t, uint64_t seed)
{
    memset(t, 0, sizeof *t);
    for (int i = 0; i < TOKENS; i++) {
        const bool end = i == TOKENS - 1 || toss(&seed) % 6 == 0;
        const uint32_t r = toss(&seed) % (KNOWN + BUCKETS), skewed = toss(&seed) % 2 ? r : r % 9;
        t->row[i] = end ? LMEV__END : skewed;
        t->order[i] = (uint32_t)i;
        t->count[end ? CLASSES - 1 : skewed < KNOWN ? skewed : KNOWN]++;
    }
    t->text = (lmev__running){t->row, TOKENS};
}

/* Every other of the first 40 predictions becomes a first word: one context for more of them than
 * a row takes, with different targets and (from the ninth on the same again) equal ones. */
static void toy_crowd(toy *t)
{
    uint32_t first[8], n = 0;
    for (uint32_t i = 0; n < 8; i++)
        if (i == 0 || t->row[i - 1] == LMEV__END) first[n++] = i;
    for (uint32_t i = 0; i < 20; i++) t->order[2 * i] = first[i % 8];
}

/* The n rows before prediction number `at`, the nearest first. */
static void toy_context(uint32_t *context, const lmev__running *text, size_t at,
                        uint32_t n)
{
    bool begun = false;
    for (uint32_t k = 0; k < n; k++) {
        begun = begun || at == 0 || text->row[at - 1] == LMEV__END;
        context[k] = begun ? ROWS - 1 : text->row[--at];
    }
}

static lmev__nnlm_params toy_params(void)
{
    return (lmev__nnlm_params){
        .rows = ROWS, .classes = CLASSES, .known = KNOWN, .dim = 6, .context = 3, .n_hidden = 2,
        .units = {10, 7}, .direct = true, .precision = LMEV_PRECISION_F32, .threads = 2,
        .batch_size = 40, .samples = 64, .power = 0.75, .learning_rate = 0.01, .beta_1 = 0.9,
        .beta_2 = 0.999, .epsilon = 1e-7, .seed = 5};
}

/* Biases begin at zero, where nobody sees whether they are used, and where relu's kinks are: these
 * are mostly far from it. */
static void toss_biases(lmev__nnlm *net)
{
    uint64_t chance = 31;
    for (int l = 0; l < net->dense.L; l++)
        for (uint32_t i = 0; i < net->dense.out[l]; i++)
            net->dense.block[net->dense.b_at[l] + i] = toss_real(&chance, 0.6f);
}

/* -log P of each of the predictions order[0..n), summed: the network of lmev/pretrain.h in
 * doubles, one loop a formula. With d_out [CLASSES][D + 1], its gradient there is added up. */
static double plain_loss(const lmev__nnlm *net, const lmev__running *text, const uint32_t *order,
                         size_t n, double *d_out)
{
    const uint32_t D = net->p.dim;
    double all = 0;
    for (size_t i = 0; i < n; i++) {
        double x[64] = {0}, y[64], q[16] = {0}, s[CLASSES], sum = 0;
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
                    v += x[k] * (double)net->dense.block[net->dense.w_at[l] + k * net->dense.out[l] + o];
                y[o] = l < net->dense.L - 1 && v < 0 ? 0 : v;
            }
            memcpy(x, y, sizeof x);
        }
        for (uint32_t j = 0; j < D; j++) q[j] += x[j];
        for (int c = 0; c < CLASSES; c++) {
            const float *o = net->output.w + c * (D + 1);
            s[c] = (double)o[D];
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

/* --- candidates ---------------------------------------------------------------------- */

static void candidates_are_the_targets_and_what_is_drawn(void **state)
{
    (void)state;
    enum { C = 2000, S = 320, B = 200, TIMES = 2000 };
    static uint64_t count[C];
    static uint32_t seen[C], target[B], slot[B], class_of[S];
    static float log_e[S];
    static double expected[C];
    double all = 0;
    for (int c = 0; c < C; c++) all += (double)(count[c] = 1 + 30000u / (unsigned)(c + 1));
    lmev__sampler s;
    assert_ok(lmev__sampler_init(&s, count, C, S, 0.75, 9, err));
    assert_false(s.all);
    assert_int_equal(s.S, S);
    lmev__candidates c = {class_of, log_e, slot};
    uint64_t chance = 3;
    for (uint32_t step = 1; step <= TIMES; step++) {
        for (int i = 0; i < B; i++) { /* targets by their share */
            double u = (double)toss(&chance) / 2147483648.0 * all;
            uint32_t k = 0;
            while (k < C - 1 && (u -= (double)count[k]) >= 0) k++;
            target[i] = k;
        }
        lmev__sampler_fill(&s, &c, target, B, step);
        for (int i = 0; i < B; i++) assert_int_equal(class_of[slot[i]], target[i]);
        for (int i = 0; i < S; i++) {
            seen[class_of[i]]++;
            expected[class_of[i]] += exp((double)log_e[i]);
        }
    }
    /* E is the chance to be there: classes of the same rank range together, so that the noise
     * of the counts (1/sqrt(2000 * 0.1 * 100)) stays below 1 %. 4 % of slack is for E's being
     * computed as if the number of draws were no accident. */
    for (int first = 0; first < C; first += 100) {
        double times = 0, mean = 0, n = 0;
        for (int k = first; k < first + 100; k++) {
            times += seen[k];
            if (seen[k]) mean += expected[k] / seen[k], n++;
        }
        assert_true(fabs(times / 100 / TIMES / (mean / n) - 1) < 0.04);
    }
    for (int i = 0; i < S; i++) /* each class at most once a step */
        for (int j = 0; j < i; j++) assert_int_not_equal(class_of[i], class_of[j]);
    lmev__sampler_release(&s);
}

static void candidates_when_nearly_all_weight_is_on_one_class(void **state)
{
    (void)state;
    enum { C = 1000, S = 416, B = 4 };
    static uint64_t count[C];
    static uint32_t class_of[S], slot[B], seen[C];
    static float log_e[S];
    const uint32_t target[B] = {7, 7, 999, 0};
    count[0] = UINT64_C(1) << 60;
    lmev__sampler s;
    assert_ok(lmev__sampler_init(&s, count, C, S - 16, 1, 1, err));
    assert_int_equal(s.S, S);
    lmev__sampler_fill(&s, &(lmev__candidates){class_of, log_e, slot}, target, B, 1);
    for (int i = 0; i < S; i++) {
        assert_int_equal(seen[class_of[i]]++, 0);
        assert_true(isfinite(log_e[i]));
    }
    assert_int_equal(slot[0], slot[1]);
    lmev__sampler_release(&s);
}

/* --- contexts ------------------------------------------------------------------------ */

/* What became of the predictions order[0..n) against a comparison of each with each. */
static void check_rows(const lmev__nnlm_batch *b, const toy *t, const uint32_t *order,
                       size_t n)
{
    enum { N = 3 };
    static uint32_t context[TOKENS][N], used[TOKENS];
    size_t rows = 0;
    memset(used, 0, sizeof used);
    assert_int_equal(b->n, n);
    for (size_t i = 0; i < n; i++) {
        toy_context(context[i], &t->text, order[i], N);
        uint32_t alike = 0;
        for (size_t k = 0; k < i; k++)
            alike += !memcmp(context[k], context[i], sizeof *context);
        const uint32_t r = b->row_of[i];
        const bool fresh = alike % LMEV__ALIKE_MAX == 0;
        if (fresh) assert_int_equal(r, rows);
        rows += fresh;
        assert_true(r < rows);
        assert_memory_equal(b->context + r * N, context[i], sizeof *context);
        const uint32_t slot = b->candidates.slot[i];
        assert_int_equal(b->candidates.class_of[slot], b->target[i]);
        /* in the order of the batch */
        assert_int_equal(b->label[b->first[r] + used[r]++], slot);
    }
    assert_int_equal(b->n_rows, rows);
    assert_int_equal(b->first[0], 0);
    for (size_t r = 0; r < rows; r++) {
        assert_in_range(used[r], 1, LMEV__ALIKE_MAX);
        assert_int_equal(b->first[r + 1] - b->first[r], used[r]);
    }
}

/* Each place of each context has a part with its row; parts of a place differ, and so do touched
 * rows; every part is in one list of a row, every context in one list for each place. */
static void check_parts(const lmev__nnlm *net, const lmev__nnlm_batch *b)
{
    enum { N = 3 };
    const size_t B = net->dense.B;
    size_t all = 0, listed = 0;
    for (size_t k = 0; k < N; k++) {
        assert_in_range(b->n_parts[k], 1, b->n_rows);
        all += b->n_parts[k];
        for (size_t i = k * B; i < k * B + b->n_parts[k]; i++) {
            for (size_t j = k * B; j < i; j++)
                assert_int_not_equal(b->part_row[i], b->part_row[j]);
            assert_true(b->at[i + 1] > b->at[i]);
            listed += b->at[i + 1] - b->at[i];
            for (uint32_t c = b->at[i]; c < b->at[i + 1]; c++)
                assert_int_equal(b->part_of[b->having[c] * N + k], i);
        }
    }
    assert_int_equal(listed, b->n_rows * N);
    for (size_t i = 0; i < b->n_rows * N; i++)
        assert_int_equal(b->part_row[b->part_of[i]], b->context[i]);
    assert_int_equal(b->touched_at[b->n_touched], all);
    for (size_t s = 0; s < b->n_touched; s++) {
        for (size_t other = 0; other < s; other++)
            assert_int_not_equal(b->touched[s], b->touched[other]);
        for (uint32_t k = b->touched_at[s]; k < b->touched_at[s + 1]; k++) {
            assert_int_equal(b->part_row[b->touched_part[k]], b->touched[s]);
            if (k > b->touched_at[s])
                assert_true(b->touched_part[k] > b->touched_part[k - 1]);
        }
    }
}

static void equal_contexts_are_one_row(void **state)
{
    (void)state;
    toy t;
    toy_make(&t, 8);
    toy_crowd(&t);
    lmev__nnlm_params p = toy_params();
    p.batch_size = TOKENS;
    lmev__nnlm *net;
    assert_ok(lmev__nnlm_new(&net, &p, t.count, err));
    float *table_grad = calloc(ROWS * 6, sizeof *table_grad);
    const size_t some[][2] = {{0, TOKENS}, {0, 1}, {0, 40}, {40, 300}}; /* first, n */
    for (int k = 0; k < 4; k++) {
        const uint32_t *order = t.order + some[k][0];
        double loss;
        assert_ok(lmev__nnlm_gradients(net, &t.text, order, some[k][1], table_grad, &loss,
                                       err));
        check_rows(&net->batch[0], &t, order, some[k][1]);
        check_parts(net, &net->batch[0]);
    }
    /* 17 predictions of one context are two rows, 16 are one */
    uint32_t same[17];
    for (int i = 0; i < 17; i++) same[i] = t.order[i % 2 * 2];
    for (size_t n = 16; n <= 17; n++) {
        double loss;
        assert_ok(lmev__nnlm_gradients(net, &t.text, same, n, table_grad, &loss, err));
        check_rows(&net->batch[0], &t, same, n);
        check_parts(net, &net->batch[0]);
        assert_int_equal(net->batch[0].n_rows, n - 15);
    }
    free(table_grad);
    lmev__nnlm_free(net);
}

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

/* --- gradients ----------------------------------------------------------------------- */

static void all_candidates_give_the_full_softmax(void **state)
{
    (void)state;
    toy t;
    toy_make(&t, 1);
    toy_crowd(&t);
    lmev__nnlm_params p = toy_params();
    lmev__nnlm *net;
    assert_ok(lmev__nnlm_new(&net, &p, t.count, err));
    toss_biases(net);
    assert_true(net->sampler.all);
    float *table_grad = calloc(ROWS * 6, sizeof *table_grad);
    static double d_out[CLASSES * 7];
    memset(d_out, 0, sizeof d_out);
    double loss;
    assert_ok(lmev__nnlm_gradients(net, &t.text, t.order, 40, table_grad, &loss, err));
    assert_in_range(net->batch[0].n_rows, 2, 40 - 18);
    const double plain = plain_loss(net, &t.text, t.order, 40, d_out) / 40;
    /* float sums of some tens of terms near 1: 1e-6 is ten times their rounding */
    assert_true(fabs(loss - plain) < 1e-6 * plain);
    for (int i = 0; i < CLASSES * 7; i++)
        assert_true(fabs((double)net->grad_out[i] - d_out[i] / 40) < 1e-6);
    free(table_grad);
    lmev__nnlm_free(net);
}

/* (f(w + h) - f(w - h)) / 2h in doubles, with the weights in float: h is read back. */
static double slope(lmev__nnlm *net, toy *t, float *w)
{
    const float was = *w;
    const double h = 1e-3;
    *w = (float)((double)was + h);
    const double up = plain_loss(net, &t->text, t->order, 40, NULL) / 40, w_up = (double)*w;
    *w = (float)((double)was - h);
    const double down = plain_loss(net, &t->text, t->order, 40, NULL) / 40;
    const double step = w_up - (double)*w;
    *w = was;
    return (up - down) / step;
}

/* The plain network agrees in loss (above), so differences of it judge all gradients. The error
 * of a central difference is h^2 f'''/6, below 1e-6 here; relu's kinks within h of a weight can
 * make more of it in a few places of a tensor: those are counted. */
static void judge(lmev__nnlm *net, toy *t, float *w, const float *gradient, size_t n)
{
    size_t kinks = 0, moves = 0;
    for (size_t i = 0; i < n; i++) {
        kinks += fabs((double)gradient[i] - slope(net, t, w + i)) > 1e-5;
        moves += fabsf(gradient[i]) > 1e-4f;
    }
    assert_true(kinks <= 1 + n / 50);
    assert_true(moves > n / 10);
}

static void gradients_are_slopes(void **state)
{
    (void)state;
    for (int direct = 0; direct < 2; direct++) {
        toy t;
        toy_make(&t, 2);
        toy_crowd(&t);
        lmev__nnlm_params p = toy_params();
        p.direct = direct;
        lmev__nnlm *net;
        assert_ok(lmev__nnlm_new(&net, &p, t.count, err));
        toss_biases(net);
        for (size_t i = 0; i < ROWS * 6; i++) net->input.w[i] *= 8; /* away from the flat middle */
        for (size_t i = 0; i < CLASSES * 7; i++) net->output.w[i] *= i % 7 < 6 ? 8 : 1;
        float *table_grad = calloc(ROWS * 6, sizeof *table_grad);
        double loss;
        assert_ok(lmev__nnlm_gradients(net, &t.text, t.order, 40, table_grad, &loss, err));
        /* the first words are two rows */
        assert_in_range(net->batch[0].n_rows, 2, 40 - 18);
        judge(net, &t, net->input.w, table_grad, ROWS * 6);
        for (int l = 0; l < net->dense.L; l++) {
            const size_t w = net->dense.w_at[l], bias = net->dense.b_at[l];
            judge(net, &t, net->dense.block + w, net->dense.grad + w,
                  (size_t)net->dense.in[l] * net->dense.out[l]);
            judge(net, &t, net->dense.block + bias, net->dense.grad + bias, net->dense.out[l]);
        }
        free(table_grad);
        lmev__nnlm_free(net);
    }
}

/* Gradients of a batch are the mean over its predictions: those of many parts, tiles and pieces
 * are the sum of those of batches that fit into one of each. Terms of 1e-3 and less are added in
 * float in another order: 1e-8 of rounding each. */
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
            out[net[0]->batch[0].candidates.class_of[i / (D + 1)] * (D + 1) + i % (D + 1)] +=
                share * (double)net[0]->grad_out[i];
    }
    double loss;
    assert_ok(lmev__nnlm_gradients(net[1], &text, order, B, g_in, &loss, err));
    assert_true(net[1]->batch[0].n_parts[0] > net[1]->dense.T && net[1]->dense.tiles > 1);
    for (size_t i = 0; i < ALL * D; i++) assert_true(fabs((double)g_in[i] - in[i]) < 1e-6);
    for (size_t i = 0; i < net[1]->dense.n_block; i++)
        assert_true(fabs((double)net[1]->dense.grad[i] - dense[i]) < 1e-6);
    for (size_t i = 0; i < ALL * (D + 1); i++)
        assert_true(
            fabs((double)net[1]->grad_out[i] -
                 out[net[1]->batch[0].candidates.class_of[i / (D + 1)] * (D + 1) + i % (D + 1)]) <
            1e-6);
    lmev__nnlm_free(net[0]), lmev__nnlm_free(net[1]);
}

static void gradients_of_small_batches_add_up(void **state)
{
    (void)state;
    for (uint32_t hidden = 0; hidden <= 2; hidden += 2)
        for (uint32_t context = 1; context <= 3; context += 2)
            compare_with_small_batches(hidden, context);
}

/* --- lazy rows ------------------------------------------------------------------------ */

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

/* A probe with the same weights tells the gradients of each step; Adam over all rows in doubles
 * goes along. Batches of two predictions leave most input rows, and, with sampling, output rows
 * alone for long. */
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
    sweep in = sweep_new(net->input.w, ROWS * 6), out = sweep_new(net->output.w, CLASSES * 7);
    uint64_t chance = 8;
    for (uint32_t step = 1; step <= STEPS; step++) {
        const size_t from = toss(&chance) % (TOKENS - 2);
        const double lr = 0.003 * (1 - 0.5 * step / STEPS);
        double loss;
        /* the probe: the sweep's weights, and as many steps behind it, for the same candidates */
        for (size_t i = 0; i < in.n; i++) probe->input.w[i] = (float)in.w[i];
        for (size_t i = 0; i < out.n; i++) probe->output.w[i] = (float)out.w[i];
        memset(probe->input.last, 0, ROWS * 4);
        memset(probe->output.last, 0, CLASSES * 4);
        memcpy(probe->dense.block, net->dense.block, net->dense.n_block * 4);
        lmev__nnlm_weights_changed(probe);
        assert_ok(lmev__nnlm_gradients(probe, &t.text, t.order + from, 2, g_in, &loss, err));
        memset(g_out, 0, CLASSES * 7 * 4);
        for (uint32_t k = 0; k < probe->S; k++)
            memcpy(g_out + probe->batch[0].candidates.class_of[k] * 7, probe->grad_out + k * 7, 28);
        sweep_step(&in, g_in, step, lr);
        sweep_step(&out, g_out, step, lr);
        assert_ok(lmev__nnlm_step(net, &t.text, t.order + from, 2, false, NULL, 0, lr, &loss, err));
        assert_ok(lmev__adam_goto(&probe->adam, step, err));
    }
    lmev__nnlm_settle(net);
    /* weights travel about 0.3; gradients are floats, so moments differ by 1e-6 of themselves
     * and moves by some 1e-7, over 300 steps. Forgetting the missed steps gives 0.01. */
    assert_true(sweep_gap(&in, net->input.w) < 2e-4);
    assert_true(sweep_gap(&out, net->output.w) < 2e-4);
    sweep_free(&in), sweep_free(&out);
    free(g_in), free(g_out);
    lmev__nnlm_free(net);
    lmev__nnlm_free(probe);
}

/* --- threads, state, perplexity ------------------------------------------------------- */

static void take_steps(lmev__nnlm *net, const toy *t, uint32_t first, uint32_t steps)
{
    const size_t B = net->p.batch_size;
    for (uint32_t k = first; k < first + steps; k++) {
        double loss;
        const size_t at = (size_t)k * 37 % (TOKENS - B), next = (size_t)(k + 1) * 37 % (TOKENS - B);
        assert_ok(lmev__nnlm_step(net, &t->text, t->order + at, B, k > first, t->order + next, B,
                                  0.01, &loss, err));
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
    p.samples = p.batch_size = 8; /* candidates of 32 at most: blocks of fewer than the classes */
    p.dropout = 0.3f;
    lmev__nnlm *net;
    assert_ok(lmev__nnlm_new(&net, &p, t.count, err));
    take_steps(net, &t, 0, 50);
    double mean;
    assert_ok(lmev__nnlm_evaluate(net, &t.text, &mean, NULL, err));
    const double plain = plain_loss(net, &t.text, t.order, TOKENS, NULL) / TOKENS;
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
        cmocka_unit_test(candidates_are_the_targets_and_what_is_drawn),
        cmocka_unit_test(candidates_when_nearly_all_weight_is_on_one_class),
        cmocka_unit_test(equal_contexts_are_one_row),
        cmocka_unit_test(tiles_of_the_batch_before_leave_nothing),
        cmocka_unit_test(all_candidates_give_the_full_softmax),
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
