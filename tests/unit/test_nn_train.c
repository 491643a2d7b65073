/* test_nn_train.c - how weights change: lazy Adam against a dense sweep, epochs, threads,
 * bf16. */
#include "base/mem.h"
#include "nn/net.h"
#include "nn_help.h"
#include <unistd.h>

/* ---- lazy Adam ---- */

/* The optimizer as Keras writes it, over every weight in every step, in doubles. */
typedef struct sweep {
    size_t n;
    double *w, *m, *v;
    double path; /* how far the farthest-travelled weight went, back and forth */
    double *travelled;
} sweep;

static void sweep_step(sweep *s, const lmev_net_params *p, const float *g, uint32_t step)
{
    double rate =
        p->learning_rate * sqrt(1 - pow(p->beta_2, step)) / (1 - pow(p->beta_1, step));
    for (size_t i = 0; i < s->n; i++) {
        double gi = (double)g[i];
        s->m[i] = p->beta_1 * s->m[i] + (1 - p->beta_1) * gi;
        s->v[i] = p->beta_2 * s->v[i] + (1 - p->beta_2) * gi * gi;
        double move = rate * s->m[i] / (sqrt(s->v[i]) + p->epsilon);
        s->w[i] -= move;
        s->travelled[i] += fabs(move);
        s->path = fmax(s->path, s->travelled[i]);
    }
}

enum { STEPS = 2000, BATCH = 8, ROWS = 60, DIM = 4 };

/* Rows of a step: 0-9 all the time, 10-19 each about every fiftieth step, 20-29 in step 1
 * only, 30-39 in steps 1 and 1500, 40-44 in the last but one, 45-59 never. */
static void fill_batch(toy *t, uint32_t step, uint64_t *chance)
{
    uint64_t at = 0;
    for (uint32_t i = 0; i < BATCH; i++) {
        t->at[i] = at;
        t->id[at++] = toss(chance) % 10;
        t->id[at++] = toss(chance) % 10;
        if (toss(chance) % 40 < 8) t->id[at++] = 10 + toss(chance) % 10;
        if (step == 1) t->id[at++] = 20 + i, t->id[at++] = 30 + i;
        if (step == 1 && i < 2) t->id[at++] = 28 + i, t->id[at++] = 38 + i;
        if (step == 1500) t->id[at++] = 30 + i;
        if (step == 1500 && i < 2) t->id[at++] = 38 + i;
        if (step == STEPS - 1 && i < 5) t->id[at++] = 40 + i;
        t->label[i] = (t->id[t->at[i]] + (toss(chance) % 4 == 0)) % 5;
    }
    t->at[BATCH] = at;
}

/* To be asked for gradients a network brings all its rows up to date, which is just what
 * the one under test must not do. So a second one, the probe, that has taken as many
 * steps gets the weights and moments of the first and is asked. */
static void copy_state(lmev_net *to, const lmev_net *from)
{
    const size_t table = (size_t)from->p.rows * from->p.dim * sizeof(float);
    const size_t block = from->dense.n_block * sizeof(float);
    memcpy(to->table.w, from->table.w, table);
    memcpy(to->table.m, from->table.m, table);
    memcpy(to->table.v, from->table.v, table);
    memcpy(to->table.last, from->table.last, from->table.n * sizeof *to->table.last);
    memcpy(to->dense.block, from->dense.block, block);
    memcpy(to->dense.block_m, from->dense.block_m, block);
    memcpy(to->dense.block_v, from->dense.block_v, block);
    lmev__net_refresh(to);
}

/* The sweep takes the gradients of the network at its own weights, so that the two cannot
 * drift apart by chaos: what differs is Adam alone.
 *
 * Weights that move in every step are rounded to float32 in every step: half an ulp of a
 * number below 1 is 3e-8, and 2000 of them, signs by chance, come to 1.3e-6, four times
 * that at the far end of hundreds of weights. Rows touched in few steps are rounded only
 * then, whatever lies between: a few half ulps, and 1e-6 of their way. */
static void follow_sweep(double beta_1, double beta_2, double epsilon, int threads)
{
    lmev_net_params p = toy_params(ROWS, DIM, 6, 0, 5);
    p.beta_1 = beta_1;
    p.beta_2 = beta_2;
    p.epsilon = epsilon;
    p.threads = threads;
    p.batch_size = BATCH;
    lmev_net *net = NULL, *probe = NULL;
    assert_ok(lmev_net_new(&net, &p, NULL, true, err));
    assert_ok(lmev_net_new(&probe, &p, NULL, true, err));
    weights_randomise(net, 0.5f, 21);
    sweep s = {0};
    float *start = weights_of(net, &s.n), *g = calloc(s.n, sizeof *g), *grad[5];
    s.w = as_doubles(start, s.n);
    s.m = calloc(3 * s.n, sizeof *s.m);
    assert_true(g && s.m);
    s.v = s.m + s.n;
    s.travelled = s.v + s.n;
    float *to = g;
    for (size_t i = 0; i < 5; i++) {
        lmev_tensor t = lmev_net_tensor(net, i);
        grad[i] = to;
        to += tensor_size(&t);
    }
    toy t = toy_new(BATCH, 1, 1, 12, 1);
    uint64_t chance = 5;
    for (uint32_t step = 1; step <= STEPS; step++) {
        double mean;
        float loss;
        fill_batch(&t, step, &chance);
        copy_state(probe, net);
        assert_ok(
            lmev__net_gradients(probe, &t.bags, t.label, t.row, BATCH, &mean, grad, err));
        sweep_step(&s, &p, g, step);
        assert_ok(lmev__net_step(probe, &t.bags, t.label, t.row, BATCH, &loss, err));
        assert_ok(lmev__net_step(net, &t.bags, t.label, t.row, BATCH, &loss, err));
    }
    float *end = weights_of(net, NULL);
    double gap_often = 0, gap_rare = 0, moved = 0;
    for (size_t i = 0; i < s.n; i++) {
        double gap = fabs((double)end[i] - s.w[i]);
        bool rare = i >= 20 * DIM && i < ROWS * DIM;
        double tolerance = rare ? 1.2e-7 + 1e-6 * s.travelled[i] : 1e-5;
        if (!(gap <= tolerance))
            fail_msg(
                "betas %g %g epsilon %g: weight %zu is %.8f, swept %.8f (began at %.8f)",
                beta_1, beta_2, epsilon, i, (double)end[i], s.w[i], (double)start[i]);
        if (rare)
            gap_rare = fmax(gap_rare, gap);
        else
            gap_often = fmax(gap_often, gap);
        if (i >= 20 * DIM && i < 30 * DIM)
            moved = fmax(moved, fabs((double)(end[i] - start[i])));
        if (i >= 45 * DIM && i < ROWS * DIM) assert_true(end[i] == start[i]);
    }
    print_message(
        "betas %g %g epsilon %g: rare rows within %.1e (moved %.3f since step 1), "
        "others within %.1e (way up to %.2f)\n",
        beta_1, beta_2, epsilon, gap_rare, moved, gap_often, s.path);
    assert_true(moved > 1e-4);
    free(start), free(end), free(g), free(s.w), free(s.m);
    toy_free(&t);
    lmev_net_free(net);
    lmev_net_free(probe);
}

static void lazy_adam_equals_a_dense_sweep(void **state)
{
    (void)state;
    follow_sweep(0.9, 0.999, 1e-7, 1);
    follow_sweep(0.9, 0.999, 1e-7, 2);
    follow_sweep(0.9, 0.999, 1e-3, 1);
    follow_sweep(0.95, 0.99, 1e-8, 1);
    follow_sweep(0.5, 0.9, 1e-5, 1);
    follow_sweep(0.99, 0.9999, 1e-7, 1);
    follow_sweep(0.0, 0.99, 1e-7, 1);
    follow_sweep(0.9, 0.9, 1e-4, 1); /* the moments fade equally fast */
    follow_sweep(0.99, 0.95, 1e-4,
                 1); /* the first fades more slowly than the root of the second */
}

/* ---- epochs ---- */

typedef struct stopper {
    int calls, after;
} stopper;

static bool stop_after(void *self)
{
    stopper *s = self;
    return ++s->calls > s->after;
}

static lmev_net *trained(const lmev_net_params *p, const toy *t, uint32_t epochs,
                         double *loss)
{
    lmev_net *net = NULL;
    assert_ok(lmev_net_new(&net, p, NULL, true, err));
    for (uint32_t k = 0; k < epochs; k++) {
        lmev_epoch e = {.epoch = k};
        assert_ok(lmev_net_epoch(net, &t->bags, t->label, &e, NULL, err));
        assert_int_equal(e.rows_seen, t->bags.n);
        if (loss) *loss = e.loss_sum / (double)e.rows_seen;
    }
    return net;
}

/* With a learning rate that moves nothing the losses of an epoch add up to those of all
 * rows: each row was seen once, the rest batch of 500 = 7 x 64 + 52 too. */
static void epoch_sees_each_row_once(void **state)
{
    (void)state;
    lmev_net_params p = toy_params(80, 6, 9, 8, 7);
    p.learning_rate = 1e-30;
    p.batch_size = 64;
    lmev_net *net = NULL;
    assert_ok(lmev_net_new(&net, &p, NULL, true, err));
    weights_randomise(net, 1.5f, 4);
    toy t = toy_new(500, 80, 7, 6, 4);
    for (uint32_t k = 0; k < 3; k++) {
        lmev_epoch e = {.epoch = k};
        double mean = 0;
        assert_ok(lmev_net_epoch(net, &t.bags, t.label, &e, NULL, err));
        assert_ok(lmev_net_evaluate(net, &t.bags, t.label, &(lmev_outputs){0}, &mean,
                                    NULL, err));
        assert_int_equal(e.rows_seen, 500);
        assert_int_equal(e.step, 8);
        assert_true(fabs(e.loss_sum / 500 - mean) < 1e-6 * mean);
    }
    toy_free(&t);
    lmev_net_free(net);
}

/* 500 rows are more than one tile. */
static void a_stop_ends_an_evaluation(void **state)
{
    (void)state;
    lmev_net_params p = toy_params(80, 6, 9, 8, 7);
    p.batch_size = 64;
    p.threads = 1;
    lmev_net *net = NULL;
    assert_ok(lmev_net_new(&net, &p, NULL, true, err));
    toy t = toy_new(500, 80, 7, 6, 4);
    double mean = -1;
    int stopped = 0;
    const long before = lmev__test_live_blocks();
    for (int k = 0; k < 20; k++) {
        stopper s = {.after = k};
        const lmev_watch watch = {.self = &s, .stop = stop_after};
        const lmev_status got = lmev_net_evaluate(
            net, &t.bags, t.label, &(lmev_outputs){0}, &mean, &watch, NULL);
        assert_int_equal(got, s.calls > k ? LMEV_STOPPED : LMEV_OK);
        assert_true((got == LMEV_OK) == (mean >= 0));
        stopped += got == LMEV_STOPPED;
        assert_int_equal(lmev__test_live_blocks(), before);
        mean = -1;
    }
    assert_in_range(stopped, 2, 19);
    toy_free(&t);
    lmev_net_free(net);
}

static void order_depends_on_seed_and_epoch(void **state)
{
    (void)state;
    lmev_net_params p = toy_params(80, 6, 9, 8, 7);
    toy t = toy_new(300, 80, 7, 6, 4);
    char hex[3][65];
    for (uint32_t k = 0; k < 3; k++) {
        lmev_net *net = NULL;
        assert_ok(lmev_net_new(&net, &p, NULL, true, err));
        weights_randomise(net, 0.5f, 1); /* the same, whatever the seed */
        lmev_epoch e = {.epoch = k == 1};
        assert_ok(lmev_net_epoch(net, &t.bags, t.label, &e, NULL, err));
        lmev_net_sha256(net, hex[k]);
        lmev_net_free(net);
        if (k == 1) p.seed++;
    }
    assert_string_not_equal(hex[0], hex[1]);
    assert_string_not_equal(hex[0], hex[2]);
    toy_free(&t);
}

static void training_learns(void **state)
{
    (void)state;
    lmev_net_params p = toy_params(80, 16, 32, 24, 7);
    p.dropout = 0.1f;
    p.learning_rate = 0.01;
    toy t = toy_new(2000, 80, 7, 1, 4);
    double loss = 9;
    lmev_net *net = trained(&p, &t, 12, &loss);
    static uint32_t best[2000];
    assert_ok(lmev_net_evaluate(net, &t.bags, t.label, &(lmev_outputs){.best = best},
                                NULL, NULL, err));
    size_t right = 0;
    for (size_t i = 0; i < 2000; i++) right += best[i] == t.label[i];
    assert_true(right == 2000); /* one row, one label */
    assert_true(loss < 0.2);
    toy_free(&t);
    lmev_net_free(net);
}

/* Stop after 3 steps, keep the state in a file, go on in a new net: the bits of a run
 * that never stopped. */
static void stopped_epoch_goes_on_with_the_same_bits(void **state)
{
    (void)state;
    lmev_net_params p = toy_params(80, 6, 9, 8, 7);
    p.dropout = 0.3f;
    toy t = toy_new(500, 80, 7, 6, 4);
    lmev_net *whole = trained(&p, &t, 2, NULL);
    char expected[65], found[65];
    lmev_net_sha256(whole, expected);
    lmev_net_free(whole);

    char path[] = "/tmp/lmev_nn_state_XXXXXX";
    int fd = mkstemp(path);
    assert_true(fd >= 0);
    close(fd);
    lmev_net *net = NULL;
    assert_ok(lmev_net_new(&net, &p, NULL, true, err));
    lmev_epoch e = {0};
    int stops = 0;
    while (e.epoch < 2) {
        stopper s = {.after = 3};
        lmev_watch watch = {.self = &s, .stop = stop_after};
        lmev_status status = lmev_net_epoch(net, &t.bags, t.label, &e, &watch, NULL);
        if (status == LMEV_OK) {
            e = (lmev_epoch){.epoch = e.epoch + 1};
            continue;
        }
        assert_int_equal(status, LMEV_STOPPED);
        stops++;
        assert_int_equal(e.rows_seen, e.step * p.batch_size);
        assert_ok(lmev_net_save(net, path, NULL, (lmev_str){"mark", 4}, err));
        lmev_net_free(net);
        assert_ok(lmev_net_new(&net, &p, NULL, true, err));
        weights_randomise(net, 1, 99); /* all of it must come from the file */
        char *note = NULL;
        assert_ok(lmev_net_load(net, path, &note, err));
        assert_string_equal(note, "mark");
        lmev_text_free(note);
    }
    assert_true(stops >= 4);
    lmev_net_sha256(net, found);
    assert_string_equal(expected, found);
    lmev_net_free(net);
    remove(path);
    toy_free(&t);
}

static void loss_that_is_not_finite_is_an_error(void **state)
{
    (void)state;
    lmev_net_params p = toy_params(80, 6, 9, 8, 7);
    lmev_net *net = NULL;
    assert_ok(lmev_net_new(&net, &p, NULL, true, err));
    toy t = toy_new(100, 80, 7, 6, 4);
    lmev_net_tensor(net, 6).at[2] = NAN;
    lmev_net_weights_changed(net);
    lmev_epoch e = {0};
    lmev_error err = {0};
    assert_int_equal(lmev_net_epoch(net, &t.bags, t.label, &e, NULL, &err),
                     LMEV_ERR_FAILED);
    assert_true(err.text[0] != '\0');
    toy_free(&t);
    lmev_net_free(net);
}

static void frozen_table_keeps_its_bits(void **state)
{
    (void)state;
    lmev_net_params p = toy_params(80, 6, 9, 8, 7);
    p.lm_trainable = false;
    toy t = toy_new(300, 80, 7, 6, 4);
    float table[80 * 6];
    uint64_t chance = 1;
    for (size_t i = 0; i < 480; i++) table[i] = toss_real(&chance, 1);
    lmev_net *net = NULL;
    assert_ok(lmev_net_new(&net, &p, table, true, err));
    float *before = weights_of(net, NULL);
    lmev_epoch e = {0};
    assert_ok(lmev_net_epoch(net, &t.bags, t.label, &e, NULL, err));
    assert_memory_equal(lmev_net_tensor(net, 0).at, table, sizeof table);
    float *after = weights_of(net, NULL);
    assert_memory_not_equal(before + 480, after + 480, 6 * 9 * sizeof *before);
    free(before), free(after);
    toy_free(&t);
    lmev_net_free(net);
}

/* ---- repeatability and precision ---- */

static void same_bits_twice_and_with_any_number_of_threads(void **state)
{
    (void)state;
    /* Wide enough that every loop is divided; odd sizes so that the divisions are
     * uneven. */
    lmev_net_params p = toy_params(3001, 33, 65, 47, 59);
    p.dropout = 0.25f;
    p.batch_size = 257;
    toy t = toy_new(2000, 3001, 59, 9, 4);
    for (int precision = LMEV_PRECISION_BF16; precision <= LMEV_PRECISION_F32;
         precision++) {
        if (precision == LMEV_PRECISION_BF16 && !lmev_bf16_available()) continue;
        p.precision = (lmev_precision)precision;
        char first[65], other[65];
        for (int run = 0; run < 4; run++) {
            p.threads = (int[]){1, 1, 2, 3}[run];
            lmev_net *net = trained(&p, &t, 2, NULL);
            lmev_net_sha256(net, run ? other : first);
            if (run) assert_string_equal(first, other);
            lmev_net_free(net);
        }
    }
    toy_free(&t);
}

/* bf16 keeps 8 bits: a product is off by 2^-8 at most, and errors of hundreds of products
 * cancel. The mean loss of an epoch then differs in the third digit (measured 0.7 %). */
static void bf16_follows_f32(void **state)
{
    (void)state;
    if (!lmev_bf16_available()) {
        print_message("no bf16 on this processor\n");
        skip();
    }
    lmev_net_params p = toy_params(200, 32, 64, 64, 16);
    p.batch_size = 64;
    p.learning_rate = 0.003;
    toy t = toy_new(3000, 200, 16, 3, 4);
    double loss[2][6];
    for (int k = 0; k < 2; k++) {
        p.precision = k ? LMEV_PRECISION_F32 : LMEV_PRECISION_BF16;
        lmev_net *net = NULL;
        assert_ok(lmev_net_new(&net, &p, NULL, true, err));
        assert_int_equal(lmev_net_params_of(net)->precision, p.precision);
        for (uint32_t j = 0; j < 6; j++) {
            lmev_epoch e = {.epoch = j};
            assert_ok(lmev_net_epoch(net, &t.bags, t.label, &e, NULL, err));
            loss[k][j] = e.loss_sum / 3000;
        }
        lmev_net_free(net);
    }
    for (uint32_t j = 0; j < 6; j++) {
        print_message("epoch %u: bf16 %.5f, f32 %.5f\n", j, loss[0][j], loss[1][j]);
        assert_true(fabs(loss[0][j] - loss[1][j]) < 0.02 * loss[1][j]);
    }
    assert_true(loss[1][5] < 0.5 * loss[1][0]); /* it is a task that changes */
    toy_free(&t);

    p.precision = LMEV_PRECISION_AUTO;
    lmev_net *net = NULL;
    assert_ok(lmev_net_new(&net, &p, NULL, false, err));
    assert_int_equal(lmev_net_params_of(net)->precision, LMEV_PRECISION_BF16);
    lmev_net_free(net);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lazy_adam_equals_a_dense_sweep),
        cmocka_unit_test(epoch_sees_each_row_once),
        cmocka_unit_test(a_stop_ends_an_evaluation),
        cmocka_unit_test(order_depends_on_seed_and_epoch),
        cmocka_unit_test(training_learns),
        cmocka_unit_test(stopped_epoch_goes_on_with_the_same_bits),
        cmocka_unit_test(loss_that_is_not_finite_is_an_error),
        cmocka_unit_test(frozen_table_keeps_its_bits),
        cmocka_unit_test(same_bits_twice_and_with_any_number_of_threads),
        cmocka_unit_test(bf16_follows_f32),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
