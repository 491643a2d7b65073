/* test_pretrain_batch.c - what a batch of pretraining is: the order of an epoch, contexts
 * that are one row, parts, candidates. */
#include "pretrain_help.h"

/* ---- candidates ---- */

static void candidates_are_the_targets_and_what_is_drawn(void **state)
{
    (void)state;
    enum { C = 2000, S = 320, B = 200, TIMES = 2000 };
    static uint64_t count[C];
    static uint32_t seen[C], target[B], row_of[B], slot[B], class_of[S], only[S];
    static float log_e[S];
    static double expected[C];
    double all = 0;
    for (int c = 0; c < C; c++)
        all += (double)(count[c] = 1 + 30000u / (unsigned)(c + 1));
    lmev__sampler s;
    assert_ok(lmev__sampler_init(&s, count, C, S, 0.75, 9, err));
    assert_false(s.all);
    assert_int_equal(s.S, S);
    lmev__candidates c = {class_of, log_e, slot, only};
    uint64_t chance = 3;
    for (uint32_t step = 1; step <= TIMES; step++) {
        for (int i = 0; i < B; i++) { /* targets by their share */
            double u = (double)toss(&chance) / 2147483648.0 * all;
            uint32_t k = 0;
            while (k < C - 1 && (u -= (double)count[k]) >= 0) k++;
            target[i] = k;
            row_of[i] = (uint32_t)i;
        }
        lmev__sampler_fill(&s, &c, target, row_of, B, step);
        for (int i = 0; i < B; i++) assert_int_equal(class_of[slot[i]], target[i]);
        for (int i = 0; i < S; i++) {
            seen[class_of[i]]++;
            expected[class_of[i]] += exp((double)log_e[i]);
        }
    }
    /* E is the chance to be there: classes of the same rank range together, so that the
     * noise of the counts (1/sqrt(2000 * 0.1 * 100)) stays below 1 %. 4 % of slack is for
     * E's being computed as if the number of draws were no accident. */
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
    static uint32_t class_of[S], slot[B], only[S], seen[C];
    static float log_e[S];
    const uint32_t target[B] = {7, 7, 999, 0}, row_of[B] = {0, 0, 1, 2};
    count[0] = UINT64_C(1) << 60;
    lmev__sampler s;
    assert_ok(lmev__sampler_init(&s, count, C, S - 16, 1, 1, err));
    assert_int_equal(s.S, S);
    lmev__sampler_fill(&s, &(lmev__candidates){class_of, log_e, slot, only}, target,
                       row_of, B, 1);
    for (int i = 0; i < S; i++) {
        assert_int_equal(seen[class_of[i]]++, 0);
        assert_true(isfinite(log_e[i]));
    }
    assert_int_equal(slot[0], slot[1]);
    assert_int_equal(only[slot[0]], 0);
    assert_int_equal(only[slot[2]], 1);
    assert_int_equal(only[slot[3]], UINT32_MAX); /* class 0 is drawn again and again */
    lmev__sampler_release(&s);
}

/* ---- contexts ---- */

/* What became of the predictions order[0..n). */
static void check_rows(const lmev__nnlm_batch *b, const toy *t, const uint32_t *order,
                       size_t n)
{
    enum { N = 3 };
    static uint32_t context[TOKENS][N], used[TOKENS];
    size_t rows = 0, run = 0;
    memset(used, 0, sizeof used);
    assert_int_equal(b->n, n);
    for (size_t i = 0; i < n; i++) {
        toy_context(context[i], &t->text, order[i], N);
        const bool same = i > 0 && !memcmp(context[i - 1], context[i], sizeof *context);
        run = same ? run + 1 : 0;
        const uint32_t r = b->row_of[i];
        const bool fresh = run % LMEV__TOGETHER == 0;
        assert_int_equal(r, rows + fresh - 1);
        rows += fresh;
        assert_true(r < rows);
        assert_memory_equal(b->context + r * N, context[i], sizeof *context);
        const uint32_t slot = b->candidates.slot[i];
        assert_int_equal(b->candidates.class_of[slot], b->target[i]);
        used[r]++;
        uint32_t there = 0, times = 0;
        for (uint32_t k = b->first[r]; k < b->first[r + 1]; k++)
            there += b->label[k] == slot;
        for (size_t k = 0; k < n; k++)
            times += b->row_of[k] == r && b->candidates.slot[k] == slot;
        assert_int_equal(there, times);
    }
    assert_int_equal(b->n_rows, rows);
    assert_int_equal(b->first[0], 0);
    for (size_t r = 0; r < rows; r++) {
        assert_in_range(used[r], 1, LMEV__TOGETHER);
        assert_int_equal(b->first[r + 1] - b->first[r], used[r]);
        for (uint32_t k = 0; k < used[r];
             k++) /* all are candidates for all: none is its own */
            assert_int_equal(b->candidates.only[b->label[b->first[r] + k]], UINT32_MAX);
        assert_int_equal(b->n_own[r], 0);
    }
}

/* Each place of each context has a part with its row; parts of a place differ, and so do
 * touched rows; every part is in one list of a row, every context in one list for each
 * place. */
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

static void equal_contexts_in_a_row_are_one_row(void **state)
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
    /* one more prediction of a context than a row takes is two rows */
    uint32_t same[LMEV__TOGETHER + 1];
    for (int i = 0; i <= LMEV__TOGETHER; i++) same[i] = t.order[i % 2];
    for (size_t n = LMEV__TOGETHER; n <= LMEV__TOGETHER + 1; n++) {
        double loss;
        assert_ok(lmev__nnlm_gradients(net, &t.text, same, n, table_grad, &loss, err));
        check_rows(&net->batch[0], &t, same, n);
        check_parts(net, &net->batch[0]);
        assert_int_equal(net->batch[0].n_rows, n - LMEV__TOGETHER + 1);
    }
    free(table_grad);
    lmev__nnlm_free(net);
}

/* ---- the order of an epoch ---- */

static int by_context(const void *a, const void *b)
{
    return memcmp(a, b, 3 * sizeof(uint32_t));
}

/* Neighbours with the same context in a window of an order, and how many there are at
 * least: all of a context but the first of each chunk. */
static void count_neighbours(const toy *t, const uint32_t *order, size_t n, size_t *are,
                             size_t *must)
{
    static uint32_t context[TOKENS][3];
    for (size_t i = 0; i < n; i++) toy_context(context[i], &t->text, order[i], 3);
    for (size_t i = 1; i < n; i++)
        *are += !memcmp(context[i - 1], context[i], sizeof *context);
    qsort(context, n, sizeof *context, by_context);
    for (size_t i = 0, end; i < n; i = end) {
        for (end = i; end < n && !memcmp(context[i], context[end], sizeof *context);)
            end++;
        size_t each = (end - i) * 40 / n; /* predictions in a chunk; a batch is 40 */
        each = each < 2 ? 2 : each < LMEV__TOGETHER ? each : LMEV__TOGETHER;
        *must += end - i - (end - i + each - 1) / each;
    }
}

static void an_order_has_every_prediction_once_and_equal_contexts_together(void **state)
{
    (void)state;
    toy t;
    toy_make(&t, 10);
    lmev__nnlm_params p = toy_params();
    static uint32_t order[4][TOKENS], seen[TOKENS];
    for (size_t window = 7; window <= 7000; window *= 10) {
        for (int k = 0; k < 4; k++) { /* two threads, one, another epoch, another seed */
            lmev__nnlm *net;
            p.threads = k == 1 ? 1 : 2;
            p.seed = k == 3 ? 6 : 5;
            assert_ok(lmev__nnlm_new(&net, &p, t.count, err));
            assert_ok(
                lmev__nnlm_order(net, &t.text, k == 2, window, order[k], NULL, err));
            lmev__nnlm_free(net);
            memset(seen, 0, sizeof seen);
            for (int i = 0; i < TOKENS; i++) {
                assert_true(order[k][i] < TOKENS);
                assert_int_equal(seen[order[k][i]]++, 0);
            }
            size_t are = 0, must = 0;
            for (size_t from = 0; from < TOKENS; from += window)
                count_neighbours(&t, order[k] + from,
                                 TOKENS - from < window ? TOKENS - from : window, &are,
                                 &must);
            /* a sixth of the text are first words: their chunks meet by chance */
            assert_in_range(are, must, must + TOKENS / 20);
            if (window > TOKENS) assert_true(must > TOKENS / 6);
        }
        assert_memory_equal(order[0], order[1], sizeof *order);
        for (int k = 2; k < 4; k++) {
            int same = 0;
            for (int i = 0; i < TOKENS; i++) same += order[0][i] == order[k][i];
            assert_true(same < 20);
        }
    }
}

/* Texts of two words: the second is one of two that belong to the first. Where they are
 * targets they come in chunks, so a batch has them less often than their share says, and
 * often together. E must still be the chance of a class to be there, and also its chance
 * to be a candidate for those predictions that it is a likely follower for. */
enum {
    PAIRS = 1500,
    TEXTS = 120000,
    N_TWO = 3 * TEXTS,
    C_TWO = 2 * PAIRS + 2,
    B_TWO = 900
};

static uint32_t follower(uint32_t first, uint32_t which)
{
    return PAIRS + (2 * first + which) % PAIRS;
}

/* A row's labels are its targets, those that are there for it alone first; one label has
 * no need. */
static void check_labels(const lmev__nnlm_batch *b)
{
    uint32_t next = 0;
    for (uint32_t r = 0; r < b->n_rows; r++) {
        const uint32_t *label = b->label + b->first[r], n = b->first[r + 1] - b->first[r];
        uint64_t sum = 0, want = 0; /* of squares: the same numbers in another order */
        for (uint32_t k = 0; k < n; k++) {
            const uint64_t its = label[k], slot = b->candidates.slot[next + k];
            assert_int_equal(b->row_of[next + k], r);
            sum += its * its, want += slot * slot;
            assert_true((k < b->n_own[r]) == (n > 1 && b->candidates.only[its] == r));
        }
        assert_true(sum == want);
        next += n;
    }
    assert_int_equal(next, b->n);
}

typedef struct tally {
    uint32_t seen[C_TWO];   /* how often a class was there */
    double expected[C_TWO]; /* the sum of its E, where it was */
    uint32_t tried[C_TWO],
        /* predictions that it may follow and does not; those that it was a candidate
         * for */
        met[C_TWO];
} tally;

static void tally_batch(tally *t, const lmev__nnlm *net, const lmev__nnlm_batch *b)
{
    static uint32_t slot_of[C_TWO];
    const lmev__candidates *c = &b->candidates;
    memset(slot_of, 0xff, sizeof slot_of);
    for (uint32_t i = 0; i < net->S; i++) {
        t->seen[c->class_of[i]]++;
        t->expected[c->class_of[i]] += exp((double)c->log_e[i]);
        slot_of[c->class_of[i]] = i;
    }
    check_labels(b);
    for (uint32_t i = 0; i < B_TWO; i++) {
        const uint32_t *before = b->context + b->row_of[i] * 3;
        if (before[0] >= PAIRS) continue; /* no second word */
        for (uint32_t which = 0; which < 2; which++) {
            const uint32_t y = follower(before[0], which);
            if (y == b->target[i]) continue;
            t->tried[y]++;
            t->met[y] += slot_of[y] != UINT32_MAX && c->only[slot_of[y]] != b->row_of[i];
        }
    }
}

static void the_chance_of_a_candidate_knows_the_order(void **state)
{
    (void)state;
    enum { EPOCHS = 4 };
    static uint32_t row[N_TWO], order[N_TWO];
    static uint64_t count[C_TWO];
    static tally t;
    uint64_t chance = 4;
    for (int i = 0; i < TEXTS; i++) {
        const uint32_t u = toss(&chance) % PAIRS, v = toss(&chance) % PAIRS,
                       k = u < v ? u : v;
        row[3 * i] = k, row[3 * i + 1] = follower(k, toss(&chance) % 3 == 0);
        row[3 * i + 2] = LMEV__END;
        for (int j = 0; j < 3; j++) count[j < 2 ? row[3 * i + j] : C_TWO - 1]++;
    }
    const lmev__running text = {row, N_TWO};
    lmev__nnlm_params p = toy_params();
    p.rows = C_TWO, p.classes = C_TWO, p.known = C_TWO - 2,
    p.batch_size = p.samples = B_TWO;
    lmev__nnlm *net;
    assert_ok(lmev__nnlm_new(&net, &p, count, err));
    assert_false(net->sampler.all);
    uint32_t step = 0;
    for (uint32_t epoch = 0; epoch < EPOCHS; epoch++) {
        assert_ok(lmev__nnlm_order(net, &text, epoch, LMEV__WINDOW, order, NULL, err));
        for (size_t from = 0; from + B_TWO <= N_TWO; from += B_TWO) {
            lmev__nnlm_prepare(net, &net->batch[0], &text, order + from, B_TWO, ++step);
            tally_batch(&t, net, &net->batch[0]);
        }
    }
    /* Hundreds of classes of a kind that are there at least 200 times in 1,600 steps: the
     * noise of their counts is 1/sqrt(200 * 100) at most, and a batch cuts a chunk at
     * each end, one in 225. Followers are tried a third as often as they are there.
     * Without regard to chunks E is a ninth too large; with mates as candidates the
     * chance of followers is twice E. */
    int judged = 0;
    for (int first = 0; first + 100 <= 2 * PAIRS; first += 100) {
        double times = 0, mean = 0, met = 0, tried = 0;
        uint32_t least = UINT32_MAX;
        for (int k = first; k < first + 100; k++) {
            if (t.seen[k] < least) least = t.seen[k];
            if (least < 200) break;
            const double e = t.expected[k] / t.seen[k];
            times += t.seen[k], mean += e;
            met += t.met[k], tried += t.tried[k] * e;
        }
        if (least < 200) continue;
        assert_true(fabs(times / step / mean - 1) < 0.03);
        if (first >= PAIRS) assert_true(fabs(met / tried - 1) < 0.05);
        judged += first >= PAIRS;
    }
    assert_true(judged >= 5);
    lmev__nnlm_free(net);
}

static void memory_for_an_order_may_fail(void **state)
{
    (void)state;
    toy t;
    toy_make(&t, 11);
    const lmev__nnlm_params p = toy_params();
    lmev__nnlm *net;
    assert_ok(lmev__nnlm_new(&net, &p, t.count, err));
    const long before = lmev__test_live_blocks();
    lmev_status s = LMEV_ERR_NOMEM;
    for (long k = 0; s != LMEV_OK; k++) {
        lmev__test_fail_alloc(k, false);
        s = lmev__nnlm_order(net, &t.text, 0, LMEV__WINDOW, t.order, NULL, NULL);
        lmev__test_fail_alloc(-1, false);
        assert_true(s == (k < 3 ? LMEV_ERR_NOMEM : LMEV_OK));
        assert_int_equal(lmev__test_live_blocks(), before);
    }
    lmev__nnlm_free(net);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(candidates_are_the_targets_and_what_is_drawn),
        cmocka_unit_test(candidates_when_nearly_all_weight_is_on_one_class),
        cmocka_unit_test(equal_contexts_in_a_row_are_one_row),
        cmocka_unit_test(an_order_has_every_prediction_once_and_equal_contexts_together),
        cmocka_unit_test(the_chance_of_a_candidate_knows_the_order),
        cmocka_unit_test(memory_for_an_order_may_fail),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
