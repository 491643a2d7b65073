/* test_nn.c - what the network computes: parameters, gradients, combiners, dropout,
 * results.
 *
 * Everything is compared with the plain network of nn_help.h, which is in doubles. How
 * weights change over many steps is in test_nn_train.c, the file of the state in
 * test_nn_save.c. */
#include "base/mem.h"
#include "nn/net.h"
#include "nn_help.h"

/* ---- parameters ---- */

static void refused(lmev_net_params p, const char *what)
{
    lmev_error err = {0};
    if (lmev_net_params_check(&p, &err) != LMEV_ERR_PARAM) fail_msg("accepted: %s", what);
    if (!err.text[0]) fail_msg("no reason given: %s", what);
    lmev_net *net = NULL;
    err = (lmev_error){0};
    assert_int_equal(lmev_net_new(&net, &p, NULL, true, &err), LMEV_ERR_PARAM);
    assert_null(net);
    assert_true(err.text[0] != '\0');
}

static void params_out_of_range_are_refused(void **state)
{
    (void)state;
    const lmev_net_params good = toy_params(40, 5, 7, 6, 4);
    lmev_error refusal = {0};
    if (lmev_net_params_check(&good, &refusal) != LMEV_OK)
        fail_msg("refused: %s", refusal.text);
#define BAD(change)               \
    do {                          \
        lmev_net_params p = good; \
        p.change;                 \
        refused(p, #change);      \
    } while (0)
    BAD(rows = 0);
    BAD(rows = UINT64_MAX);
    BAD(rows = UINT64_MAX / 8);
    BAD(dim = 0);
    BAD(dim = UINT32_MAX);
    BAD(n_hidden = LMEV_LAYERS_MAX + 1);
    BAD(n_hidden = UINT32_MAX);
    BAD(units[0] = 0);
    BAD(units[1] = 0);
    BAD(units[1] = UINT32_MAX);
    BAD(classes = 0);
    BAD(classes = 1);
    BAD(combiner = (lmev_combiner)3);
    BAD(dropout = -0.1f);
    BAD(dropout = 1.0f);
    BAD(dropout = NAN);
    BAD(precision = (lmev_precision)3);
    BAD(threads = -1);
    BAD(batch_size = 0);
    BAD(learning_rate = 0);
    BAD(learning_rate = -1);
    BAD(learning_rate = NAN);
    BAD(learning_rate = INFINITY);
    BAD(beta_1 = 1);
    BAD(beta_1 = -0.1);
    BAD(beta_1 = NAN);
    BAD(beta_2 = 1);
    BAD(beta_2 = -0.1);
    BAD(beta_2 = NAN);
    BAD(epsilon = -1e-7);
    BAD(epsilon = NAN);
#undef BAD
}

static void new_net_has_its_initial_weights(void **state)
{
    (void)state;
    lmev_net_params p = toy_params(1000, 20, 40, 30, 50);
    lmev_net *net = NULL;
    assert_ok(lmev_net_new(&net, &p, NULL, true, err));
    const char *names[] = {"embeddings",     "dense_1.kernel", "dense_1.bias",
                           "dense_2.kernel", "dense_2.bias",   "dense_out.kernel",
                           "dense_out.bias"};
    const uint64_t shapes[7][2] = {{1000, 20}, {20, 40}, {40, 0}, {40, 30},
                                   {30, 0},    {30, 50}, {50, 0}};
    assert_int_equal(lmev_net_n_tensors(net), 7);
    for (size_t i = 0; i < 7; i++) {
        lmev_tensor t = lmev_net_tensor(net, i);
        assert_string_equal(t.name, names[i]);
        assert_int_equal(t.shape[0], shapes[i][0]);
        assert_int_equal(t.n_dims, shapes[i][1] ? 2 : 1);
        if (t.n_dims == 2) assert_int_equal(t.shape[1], shapes[i][1]);
        double limit = i == 0          ? 0.2
                       : t.n_dims == 1 ? 0
                                       : sqrt(6.0 / (double)(t.shape[0] + t.shape[1]));
        double top = 0, square = 0, n = (double)tensor_size(&t);
        for (size_t k = 0; k < tensor_size(&t); k++) {
            top = fmax(top, fabs((double)t.at[k]));
            square += (double)t.at[k] * (double)t.at[k];
        }
        assert_true(top <= limit * (1 + 1e-6));
        if (t.n_dims == 2) {
            assert_true(top > 0.95 * limit);
            /* The variance of a uniform is limit^2/3; its estimate has a relative
             * standard deviation of sqrt(0.8/n), n >= 800: 5 of them are 0.16. */
            assert_true(fabs(square / n / (limit * limit / 3) - 1) < 5 * sqrt(0.8 / n));
        }
    }
    char a[65], b[65];
    lmev_net_sha256(net, a);
    lmev_net_free(net);
    assert_ok(lmev_net_new(&net, &p, NULL, false, err));
    lmev_net_sha256(net, b);
    assert_string_equal(a, b);
    lmev_net_tensor(net, 3).at[5] += 1e-3f;
    lmev_net_weights_changed(net);
    lmev_net_sha256(net, b);
    assert_string_not_equal(a, b);
    lmev_net_free(net);
    p.seed++;
    assert_ok(lmev_net_new(&net, &p, NULL, false, err));
    lmev_net_sha256(net, b);
    assert_string_not_equal(a, b);
    lmev_net_free(net);
}

static void new_survives_every_allocation_failure(void **state)
{
    (void)state;
    lmev_net_params p = toy_params(40, 5, 7, 6, 4);
    float *table = calloc(200, sizeof *table);
    assert_non_null(table);
    long live = lmev__test_live_blocks();
    for (int variant = 0; variant < 4; variant++) {
        lmev_status s = LMEV_ERR_NOMEM;
        long k = 0;
        for (; s != LMEV_OK && k < 1000; k++) {
            lmev_net *net = NULL;
            lmev__test_fail_alloc(k, variant & 1);
            s = lmev_net_new(&net, &p, variant & 2 ? table : NULL, true, NULL);
            lmev__test_fail_alloc(-1, false);
            assert_true(s == LMEV_OK ? net != NULL : s == LMEV_ERR_NOMEM && net == NULL);
            lmev_net_free(net);
            assert_int_equal(lmev__test_live_blocks(), live);
        }
        assert_int_equal(s, LMEV_OK);
        assert_true(k > 3); /* it did fail some */
    }
    free(table);
    lmev_net_free(NULL);
}

static void table_is_copied_to_train_and_borrowed_to_predict(void **state)
{
    (void)state;
    lmev_net_params p = toy_params(40, 5, 7, 6, 4);
    float *table = calloc(200, sizeof *table);
    assert_non_null(table);
    for (size_t i = 0; i < 200; i++) table[i] = (float)i;
    lmev_net *net = NULL;
    assert_ok(lmev_net_new(&net, &p, table, false, err));
    assert_ptr_equal(lmev_net_tensor(net, 0).at, table);
    lmev_net_free(net);
    assert_ok(lmev_net_new(&net, &p, table, true, err));
    assert_ptr_not_equal(lmev_net_tensor(net, 0).at, table);
    assert_memory_equal(lmev_net_tensor(net, 0).at, table, 200 * sizeof *table);
    free(table);
    assert_true(lmev_net_tensor(net, 0).at[199] == 199.0f);
    lmev_net_free(net);
}

/* ---- gradients ---- */

/* One zeroed block of gradients and a pointer into it a tensor. */
static float *gradient_room(lmev_net *net, float **grad, size_t *n)
{
    free(weights_of(net, n));
    float *block = calloc(*n, sizeof *block), *to = block;
    assert_non_null(block);
    for (size_t i = 0; i < lmev_net_n_tensors(net); i++) {
        lmev_tensor t = lmev_net_tensor(net, i);
        grad[i] = to;
        to += tensor_size(&t);
    }
    return block;
}

/* Gradients of every weight against central differences of the plain loss, in doubles
 * with a step of 1e-6: those are good to about 1e-9 (truncation 1e-12, cancellation
 * 1e-16/1e-6). What remains is the float32 of the network: sums of up to 200 products of
 * size below one, 6e-8 each, measured 5e-8 in all; 2e-6 leaves room. A missing 1/B,
 * 1/sqrt(n) or ReLU mask shows at 1e-2. */
static void check_gradients(lmev_net_params p, uint64_t seed, bool weighted)
{
    lmev_net *net = NULL;
    assert_ok(lmev_net_new(&net, &p, NULL, true, err));
    weights_randomise(net, 0.7f, seed);
    toy t = toy_new(30, (uint32_t)p.rows - 4, p.classes, 6, seed); /* rows 36-39: never */
    t.id[1] = t.id[0]; /* a row twice in a bag */
    if (weighted) toy_weigh(&t, 12, seed + 1);
    const uint32_t row[] = {3, 0, 29, 7, 7, 12, 1, 25, 16}; /* a bag twice in the batch */
    float *grad[2 * LMEV_LAYERS_MAX + 3];
    double loss = 0;
    size_t n;
    float *block = gradient_room(net, grad, &n);
    assert_ok(lmev__net_gradients(net, &t.bags, t.label, row, 9, &loss, grad, err));

    float *w32 = weights_of(net, NULL);
    double *w = as_doubles(w32, n);
    double plain = plain_loss(&p, w, &t, row, 9);
    assert_true(fabs(loss - plain) < 2e-6 * plain);
    double gap = 0, top = 0;
    for (size_t k = 0; k < n; k++) {
        const double h = 1e-6, was = w[k];
        w[k] = was + h;
        double up = plain_loss(&p, w, &t, row, 9);
        w[k] = was - h;
        double slope = (up - plain_loss(&p, w, &t, row, 9)) / (2 * h);
        w[k] = was;
        double d = fabs(slope - (double)block[k]);
        if (!(d < 2e-6))
            fail_msg("weight %zu: gradient %.8f, slope %.8f", k, (double)block[k], slope);
        gap = fmax(gap, d), top = fmax(top, fabs(slope));
    }
    for (size_t k = 36 * p.dim; k < 40 * p.dim; k++) assert_true(block[k] == 0);
    assert_true(top > 1e-2); /* there was something to compare */
    print_message("%u hidden: gradients up to %.2f within %.1e\n", p.n_hidden, top, gap);

    float *w32_after = weights_of(net, NULL); /* and asking moved nothing */
    assert_memory_equal(w32, w32_after, n * sizeof *w32);
    free(w32), free(w32_after), free(w), free(block);
    toy_free(&t);
    lmev_net_free(net);
}

static void gradients_pass_finite_differences(void **state)
{
    (void)state;
    for (int combiner = LMEV_COMBINER_SUM; combiner <= LMEV_COMBINER_SQRTN; combiner++)
        for (int threads = 1; threads <= 2; threads++) {
            lmev_net_params p = toy_params(40, 5, 7, 6, 4);
            p.combiner = (lmev_combiner)combiner;
            p.threads = threads;
            check_gradients(p, 11, false);
            check_gradients(p, 15, true);
            p.unit = true;
            check_gradients(p, 16, true);
        }
    check_gradients(toy_params(40, 17, 33, 0, 19), 12,
                    false); /* one hidden layer, odd sizes */
    lmev_net_params deep = toy_params(40, 6, 9, 8, 5);
    deep.n_hidden = 4;
    deep.units[2] = 7;
    deep.units[3] = 10;
    check_gradients(deep, 13, false);
    lmev_net_params linear = toy_params(40, 6, 0, 0, 5);
    if (lmev_net_params_check(&linear, NULL) == LMEV_OK)
        check_gradients(linear, 14, false);
}

/* Texts without a known word: batches of them alone, as the first ones and later. The
 * dense layers learn, the table stays. */
static void batches_without_tokens_train(void **state)
{
    (void)state;
    lmev_net_params p = toy_params(40, 5, 7, 6, 4);
    p.batch_size = 4;
    const uint64_t at[13] = {0};
    const uint32_t label[12] = {0, 1, 2, 3, 0, 1, 2, 3, 0, 1, 2, 3}, none = 0;
    const float weight = 1;
    for (int weighted = 0; weighted < 2; weighted++) {
        const lmev_bags bags = {12, at, &none, weighted ? &weight : NULL};
        lmev_net *net = NULL;
        assert_ok(lmev_net_new(&net, &p, NULL, true, err));
        const lmev_tensor table = lmev_net_tensor(net, 0);
        float before[40 * 5];
        memcpy(before, table.at, sizeof before);
        lmev_epoch e = {0};
        assert_ok(lmev_net_epoch(net, &bags, label, &e, NULL, err));
        assert_int_equal(e.rows_seen, 12);
        assert_true(isfinite(e.loss_sum));
        assert_memory_equal(lmev_net_tensor(net, 0).at, before, sizeof before);
        uint32_t best[12];
        double loss;
        assert_ok(lmev_net_evaluate(net, &bags, label, &(lmev_outputs){.best = best},
                                    &loss, NULL, err));
        for (int i = 1; i < 12; i++) assert_int_equal(best[i], best[0]);
        lmev_net_free(net);
    }
}

/* A sum of zeros has no direction: its unit vector is zero, and it moves no row, so that
 * a single such text does not end what its rows learn from others. */
static void unit_of_zeros_moves_nothing(void **state)
{
    (void)state;
    lmev_net_params p = toy_params(2, 5, 7, 6, 4);
    p.unit = true;
    float table[2 * 5] = {0, 0, 0, 0, 0, 0.1f, -0.2f, 0.3f, 0.1f, 0.2f};
    lmev_net *net = NULL;
    assert_ok(lmev_net_new(&net, &p, table, true, err));
    const uint64_t at[3] = {0, 1, 3};
    const uint32_t id[3] = {0, 0, 1}, label[2] = {0, 1}, row[2] = {0, 1};
    const lmev_bags bags = {2, at, id, NULL};
    float loss;
    assert_ok(lmev__net_step(net, &bags, label, row, 1, &loss, err));
    assert_memory_equal(lmev_net_tensor(net, 0).at, table, sizeof table);
    assert_ok(lmev__net_step(net, &bags, label, row + 1, 1, &loss, err));
    const float *moved = lmev_net_tensor(net, 0).at;
    for (int i = 0; i < 5; i++) assert_true(isfinite(moved[i]) && fabsf(moved[i]) < 0.1f);
    assert_true(fabsf(moved[0]) > 0);
    lmev_net_free(net);
}

static void step_reports_the_loss_before_it(void **state)
{
    (void)state;
    lmev_net_params p = toy_params(40, 5, 7, 6, 4);
    lmev_net *net = NULL;
    assert_ok(lmev_net_new(&net, &p, NULL, true, err));
    weights_randomise(net, 0.7f, 3);
    toy t = toy_new(30, 40, 4, 6, 3);
    size_t n;
    float *w32 = weights_of(net, &n), loss = 0;
    double *w = as_doubles(w32, n), mean = 0;
    double plain = plain_loss(&p, w, &t, t.row, 30);
    assert_ok(
        lmev_net_evaluate(net, &t.bags, t.label, &(lmev_outputs){0}, &mean, NULL, err));
    assert_true(fabs(mean - plain) < 2e-6 * plain);
    assert_ok(lmev__net_step(net, &t.bags, t.label, t.row, 30, &loss, err));
    assert_true(fabs((double)loss - plain) < 2e-6 * plain);
    assert_ok(
        lmev_net_evaluate(net, &t.bags, t.label, &(lmev_outputs){0}, &mean, NULL, err));
    assert_true(mean < plain); /* and went downhill */
    free(w32), free(w);
    toy_free(&t);
    lmev_net_free(net);
}

/* ---- dropout ---- */

/* W = 0 and b = 1 make every hidden unit 1, so what reaches the next layer is the mask
 * itself; the gradient of a kernel is then (mask of its layer) x (what comes back): with
 * one row in the batch the mask can be read from it. Two hidden layers of U units. */
enum { U = 2000 };

static void masks_of_next_step(lmev_net *net, const toy *t, float *one, float *two)
{
    float *grad[7];
    double loss;
    size_t n;
    float *block = gradient_room(net, grad, &n);
    const uint32_t row = 0;
    assert_ok(lmev__net_gradients(net, &t->bags, t->label, &row, 1, &loss, grad, err));
    /* dW_out[u, c] = mask2[u] (p[c] - y[c]): label 0 of 2 classes */
    float back = 0;
    for (size_t u = 0; u < U; u++) back = fminf(back, grad[5][2 * u]);
    assert_true(back < 0);
    size_t kept = 0;
    for (size_t u = 0; u < U; u++) {
        two[u] = grad[5][2 * u] / back;
        if (two[u] > 0.5f) kept = u;
    }
    back = 0; /* dW_2[u, kept] = mask1[u] x one number */
    for (size_t u = 0; u < U; u++)
        if (fabsf(grad[3][u * U + kept]) > fabsf(back)) back = grad[3][u * U + kept];
    assert_true(fabsf(back) > 0);
    for (size_t u = 0; u < U; u++) one[u] = grad[3][u * U + kept] / back;
    free(block);
}

static double share_kept(const float *mask)
{
    size_t kept = 0;
    for (size_t u = 0; u < U; u++) {
        assert_true(mask[u] == 0 || fabsf(mask[u] - 1) < 1e-5f); /* all or nothing */
        kept += mask[u] > 0;
    }
    return (double)kept / U;
}

static double share_equal(const float *a, const float *b)
{
    size_t same = 0;
    for (size_t u = 0; u < U; u++) same += (a[u] > 0) == (b[u] > 0);
    return (double)same / U;
}

static void dropout_drops_its_share_and_scales_the_rest(void **state)
{
    (void)state;
    const float rate = 0.25f;
    lmev_net_params p = toy_params(4, 2, U, U, 2);
    p.dropout = rate;
    p.learning_rate = 1e-30; /* steps that only count */
    lmev_net *net = NULL;
    assert_ok(lmev_net_new(&net, &p, NULL, true, err));
    for (size_t i = 0; i < 7; i++) {
        lmev_tensor t = lmev_net_tensor(net, i);
        for (size_t k = 0; k < tensor_size(&t); k++)
            t.at[k] = i == 2 || i == 4 ? 1.0f : i == 5 ? (k % 2 ? 1e-3f : -1e-3f) : 0.0f;
    }
    lmev_net_weights_changed(net);
    toy t = toy_new(1, 4, 2, 1, 1);
    t.label[0] = 0;
    float *mask = calloc(6 * (size_t)U, sizeof *mask);
    assert_non_null(mask);
    float *one = mask, *two = mask + U, *again = mask + 2 * U, *two_again = mask + 3 * U;
    float *later = mask + 4 * U, *two_later = mask + 5 * U;
    masks_of_next_step(net, &t, one, two);
    masks_of_next_step(net, &t, again, two_again);
    assert_memory_equal(one, again,
                        2 * (size_t)U * sizeof *mask); /* of the step, not of the call */
    float loss;
    assert_ok(lmev__net_step(net, &t.bags, t.label, t.row, 1, &loss, err));
    masks_of_next_step(net, &t, later, two_later);

    /* Shares of 2000 units: standard deviation sqrt(.25 x .75 / 2000) = 0.0097 of the
     * kept, sqrt(.625 x .375 / 2000) = 0.0108 of the equal where masks are independent
     * (both kept .5625, both dropped .0625). Four of them; the draws are fixed by the
     * seed. */
    assert_true(fabs(share_kept(one) - 0.75) < 0.039);
    assert_true(fabs(share_kept(two) - 0.75) < 0.039);
    assert_true(fabs(share_kept(later) - 0.75) < 0.039);
    assert_true(fabs(share_equal(one, two) - 0.625) < 0.043);
    assert_true(fabs(share_equal(one, later) - 0.625) < 0.043);
    assert_true(fabs(share_equal(two, two_later) - 0.625) < 0.043);

    /* Scale: the score difference of the classes is sum over kept units of 2e-3/(1 -
     * rate), and the loss follows: log(1 + exp(difference)). */
    masks_of_next_step(net, &t, one, two);
    double difference = share_kept(two) * U * 2e-3 / (1 - (double)rate);
    float *grad[7];
    double mean = 0;
    size_t n;
    float *block = gradient_room(net, grad, &n);
    assert_ok(lmev__net_gradients(net, &t.bags, t.label, t.row, 1, &mean, grad, err));
    assert_true(fabs(mean - log1p(exp(difference))) < 1e-3); /* float32 sum of 2000 */
    free(block);

    /* Prediction drops nothing: the difference is 2000 x 2e-3. */
    assert_ok(
        lmev_net_evaluate(net, &t.bags, t.label, &(lmev_outputs){0}, &mean, NULL, err));
    assert_true(fabs(mean - log1p(exp(U * 2e-3))) < 1e-3);
    free(mask);
    toy_free(&t);
    lmev_net_free(net);
}

/* With dropout the plain network cannot help: differences of the network's own float32
 * loss, whose mask is that of the step. The loss is good to 2e-7, with a step of 1e-3 the
 * slope to some 1e-4; a mask that the way back forgets is off by 0.4 of the gradient,
 * 0.01 and more. Weights whose step crosses a kink are few: one in fifty may miss. */
static void gradients_with_dropout_pass_finite_differences(void **state)
{
    (void)state;
    lmev_net_params p = toy_params(40, 5, 9, 8, 4);
    p.dropout = 0.4f;
    lmev_net *net = NULL;
    assert_ok(lmev_net_new(&net, &p, NULL, true, err));
    weights_randomise(net, 0.7f, 5);
    toy t = toy_new(20, 40, 4, 6, 5);
    float *grad[7], *unused[7];
    double loss;
    size_t n, missed = 0, all = 0;
    float *block = gradient_room(net, grad, &n), *scrap = gradient_room(net, unused, &n);
    assert_ok(lmev__net_gradients(net, &t.bags, t.label, t.row, 20, &loss, grad, err));
    for (size_t i = 0; i < 7; i++) {
        lmev_tensor w = lmev_net_tensor(net, i);
        for (size_t k = 0; k < tensor_size(&w); k++, all++) {
            const float h = 1e-3f, was = w.at[k];
            double up, down;
            w.at[k] = was + h;
            lmev_net_weights_changed(net);
            assert_ok(
                lmev__net_gradients(net, &t.bags, t.label, t.row, 20, &up, unused, err));
            w.at[k] = was - h;
            lmev_net_weights_changed(net);
            assert_ok(lmev__net_gradients(net, &t.bags, t.label, t.row, 20, &down, unused,
                                          err));
            w.at[k] = was;
            lmev_net_weights_changed(net);
            missed += !(fabs((up - down) / (2 * (double)h) - (double)grad[i][k]) < 1e-3);
        }
    }
    if (missed > all / 50) fail_msg("%zu of %zu gradients miss", missed, all);
    free(block), free(scrap);
    toy_free(&t);
    lmev_net_free(net);
}

/* ---- results ---- */

/* best, rank, top and p_true of 333 bags, more than a batch, empty ones among them,
 * against sorting the plain scores. Where two scores are closer than float32 can tell,
 * their order is not compared. */
static void check_results(lmev_combiner combiner)
{
    enum { N = 333, C = 13, K = 5 };
    lmev_net_params p = toy_params(60, 9, 12, 11, C);
    p.combiner = combiner;
    p.threads = 2;
    lmev_net *net = NULL;
    assert_ok(lmev_net_new(&net, &p, NULL, false, err));
    weights_randomise(net, 0.9f, 8);
    toy t = toy_new(N, 60, C, 7, 8);
    t.at[201] = t.at[202] = t.at[200]; /* bags 200 and 201 are empty */
    static uint32_t best[N], rank[N], top[N * K];
    static float p_true[N], top_p[N * K];
    lmev_outputs out = {best, p_true, rank, K, top, top_p};
    double mean = 0, sum = 0;
    assert_ok(lmev_net_evaluate(net, &t.bags, t.label, &out, &mean, NULL, err));
    size_t n;
    float *w32 = weights_of(net, &n);
    double *w = as_doubles(w32, n);
    for (size_t i = 0; i < N; i++) {
        double z[PLAIN_WIDEST];
        plain_scores(&p, w, t.id + t.at[i], NULL, (size_t)(t.at[i + 1] - t.at[i]), z);
        plain_softmax(z, C);
        uint32_t before = 0, unsure = 0;
        double highest = 0;
        for (uint32_t c = 0; c < C; c++) {
            highest = fmax(highest, z[c]);
            before += z[c] > z[t.label[i]];
            unsure += c != t.label[i] && fabs(z[c] - z[t.label[i]]) < 1e-6;
        }
        sum -= log(z[t.label[i]]);
        assert_true(z[best[i]] >= highest - 1e-6);
        assert_true(rank[i] + unsure >= before && rank[i] <= before + unsure);
        assert_true(fabs((double)p_true[i] - z[t.label[i]]) < 2e-6);
        assert_int_equal(top[i * K], best[i]);
        for (uint32_t k = 0; k < K; k++) {
            assert_true(top[i * K + k] < C);
            assert_true(fabs((double)top_p[i * K + k] - z[top[i * K + k]]) < 2e-6);
            uint32_t above = 0;
            for (uint32_t c = 0; c < C; c++) above += z[c] > z[top[i * K + k]] + 2e-6;
            assert_true(above <= k);
            for (uint32_t l = 0; l < k; l++)
                assert_true(top[i * K + l] != top[i * K + k]);
        }
    }
    assert_true(fabs(mean - sum / N) < 2e-6 * mean);
    free(w32), free(w);
    toy_free(&t);
    lmev_net_free(net);
}

static void results_are_those_of_the_plain_network(void **state)
{
    (void)state;
    check_results(LMEV_COMBINER_SUM);
    check_results(LMEV_COMBINER_MEAN);
    check_results(LMEV_COMBINER_SQRTN);
}

static void rows_whose_sums_overflow_have_no_class(void **state)
{
    (void)state;
    enum { N = 9, C = 4, K = 2, BOMB = 3 };
    static const lmev_precision precision[] = {LMEV_PRECISION_F32, LMEV_PRECISION_BF16};
    for (int round = 0; round < 6; round++) {
        lmev_net_params p = toy_params(10, 4, 1, 1, C);
        p.combiner = LMEV_COMBINER_SUM;
        p.precision = precision[round % 2];
        lmev_net *net = NULL;
        assert_ok(lmev_net_new(&net, &p, NULL, false, err));
        weights_randomise(net, 0.9f, 5 + (uint64_t)round);
        float *table = lmev_net_tensor(net, 0).at;
        for (int j = 0; j < 4; j++) table[4 * BOMB + j] = j % 2 ? -3e38f : 3e38f;
        lmev_net_weights_changed(net);
        /* row 2: the bomb alone; row 5: twice, so that the sum is infinite */
        const uint32_t id[] = {0, 1, BOMB, 4, 5, BOMB, BOMB, 6, 7, 8};
        const uint64_t at[] = {0, 1, 2, 3, 4, 5, 7, 8, 9, 10};
        const lmev_bags bags = {.n = N, .at = at, .id = id};
        const uint32_t label[N] = {0, 1, 2, 3, 0, 1, 2, 3, 0};
        uint32_t best[N], rank[N], top[N * K];
        float p_true[N], top_p[N * K];
        lmev_outputs out = {best, p_true, rank, K, top, top_p};
        double mean = 0;
        assert_ok(lmev_net_evaluate(net, &bags, label, &out, &mean, NULL, err));
        assert_true(isnan(mean));
        for (int i = 0; i < N; i++) {
            const bool bad = i == 2 || i == 5;
            assert_int_equal(best[i] == LMEV_NO_CLASS, bad);
            assert_int_equal(top[i * K] == LMEV_NO_CLASS, bad);
            assert_int_equal(top[i * K + 1] == LMEV_NO_CLASS, bad);
            assert_int_equal(isnan(p_true[i]) != 0, bad);
            assert_int_equal(isnan(top_p[i * K + 1]) != 0, bad);
            if (bad) assert_int_equal(rank[i], C);
        }
        lmev_net_free(net);
    }
}

static void lowest_class_comes_first_on_ties(void **state)
{
    (void)state;
    lmev_net_params p = toy_params(10, 4, 5, 5, 6);
    lmev_net *net = NULL;
    assert_ok(lmev_net_new(&net, &p, NULL, false, err));
    weights_randomise(net, 0, 1); /* all scores are 0 */
    toy t = toy_new(20, 10, 6, 3, 2);
    uint32_t best[20], rank[20], top[120];
    float p_true[20], top_p[120];
    lmev_outputs out = {best, p_true, rank, 6, top, top_p};
    double mean = 0;
    assert_ok(lmev_net_evaluate(net, &t.bags, t.label, &out, &mean, NULL, err));
    for (size_t i = 0; i < 20; i++) {
        assert_int_equal(best[i], 0);
        assert_int_equal(rank[i], t.label[i]);
        for (uint32_t k = 0; k < 6; k++) {
            assert_int_equal(top[i * 6 + k], k);
            assert_true(fabsf(top_p[i * 6 + k] - 1.0f / 6) < 1e-7f);
        }
    }
    assert_true(fabs(mean - log(6)) < 1e-6);

    t.bags.n = 0; /* nothing to do is fine; without labels too */
    assert_ok(lmev_net_evaluate(net, &t.bags, NULL, &(lmev_outputs){.best = best}, NULL,
                                NULL, err));
    toy_free(&t);
    lmev_net_free(net);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(params_out_of_range_are_refused),
        cmocka_unit_test(new_net_has_its_initial_weights),
        cmocka_unit_test(new_survives_every_allocation_failure),
        cmocka_unit_test(table_is_copied_to_train_and_borrowed_to_predict),
        cmocka_unit_test(gradients_pass_finite_differences),
        cmocka_unit_test(batches_without_tokens_train),
        cmocka_unit_test(unit_of_zeros_moves_nothing),
        cmocka_unit_test(step_reports_the_loss_before_it),
        cmocka_unit_test(dropout_drops_its_share_and_scales_the_rest),
        cmocka_unit_test(gradients_with_dropout_pass_finite_differences),
        cmocka_unit_test(results_are_those_of_the_plain_network),
        cmocka_unit_test(rows_whose_sums_overflow_have_no_class),
        cmocka_unit_test(lowest_class_comes_first_on_ties),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
