/* test_nn_save.c - the file of the training state: the same bits back, and damage
 * found. */
#include "base/io/io.h"
#include "base/mem.h"
#include "nn/net.h"
#include "nn_help.h"
#include "scratch.h"
#include <unistd.h>

static char path[80], damaged[80];

static int open_folder(void **state)
{
    if (make_folder(state) != 0) return -1;
    snprintf(path, sizeof path, "%s/state", folder);
    snprintf(damaged, sizeof damaged, "%s/damaged", folder);
    return 0;
}

/* A net of p after a few steps, in the middle of lazy work: most rows lie behind. */
static lmev_net *walked(const lmev_net_params *p, const toy *t, size_t steps)
{
    lmev_net *net = NULL;
    assert_ok(lmev_net_new(&net, p, NULL, true, err));
    for (size_t k = 0; k < steps; k++) {
        float loss;
        assert_ok(lmev__net_step(net, &t->bags, t->label, t->row + 4 * k, 4, &loss, err));
    }
    return net;
}

static lmev_net_params small(void)
{
    lmev_net_params p = toy_params(300, 5, 7, 6, 4);
    p.dropout = 0.2f;
    p.batch_size = 4;
    return p;
}

static void loaded_state_goes_on_with_the_same_bits(void **state)
{
    (void)state;
    for (int variant = 0; variant < 3; variant++) {
        lmev_net_params p = small();
        p.lm_trainable = variant != 1;
        if (variant == 2) p.precision = LMEV_PRECISION_AUTO;
        toy t = toy_new(400, 300, 4, 5, 9);
        lmev_net *a = walked(&p, &t, 50), *b = NULL;
        assert_ok(lmev_net_save(a, path, NULL, (lmev_str){"a\0b", 3},
                                err)); /* bytes, not a string */
        assert_ok(lmev_net_new(&b, &p, NULL, true, err));
        if (p.lm_trainable)
            weights_randomise(b, 1, 3); /* a frozen table is not in the file */
        char *note = NULL;
        assert_ok(lmev_net_load(b, path, &note, err));
        assert_memory_equal(note, "a\0b", 4); /* and a NUL behind them */
        lmev_text_free(note);
        for (size_t k = 50; k < 100; k++) {
            float loss_a = 0, loss_b = 1;
            assert_ok(
                lmev__net_step(a, &t.bags, t.label, t.row + 4 * k, 4, &loss_a, err));
            assert_ok(
                lmev__net_step(b, &t.bags, t.label, t.row + 4 * k, 4, &loss_b, err));
            assert_true(loss_a == loss_b);
        }
        char hex_a[65], hex_b[65];
        lmev_net_sha256(a, hex_a);
        lmev_net_sha256(b, hex_b);
        assert_string_equal(hex_a, hex_b);
        lmev_net_free(a);
        lmev_net_free(b);
        toy_free(&t);
    }
}

/* Back to an earlier state, after batches that moved rows which had not moved then: on
 * the caller's own table, and on one that was drawn. The file holds the moved rows
 * alone. */
static void going_back_takes_back_later_rows(void **state)
{
    (void)state;
    for (int own = 0; own < 2; own++) {
        lmev_net_params p = small();
        toy t = toy_new(400, 300, 4, 5, 9);
        float *initial = malloc(300 * 5 * sizeof *initial),
              *table = malloc(300 * 5 * sizeof *table);
        assert_true(initial && table);
        uint64_t chance = 5;
        for (size_t i = 0; i < 300 * 5; i++)
            table[i] = initial[i] = toss_real(&chance, 1);
        lmev_net *net = NULL;
        assert_ok(own ? lmev_net_new_on(&net, &p, table, initial, err)
                      : lmev_net_new(&net, &p, NULL, true, err));
        float loss;
        for (size_t k = 0; k < 10; k++)
            assert_ok(
                lmev__net_step(net, &t.bags, t.label, t.row + 4 * k, 4, &loss, err));
        assert_ok(lmev_net_save(net, path, NULL, (lmev_str){NULL, 0}, err));
        char *file = NULL;
        size_t n = 0;
        assert_ok(lmev__read_file(&file, &n, path, 1 << 26, err));
        lmev__free(file);
        assert_true(n < 300 * 5 * 3 * sizeof(float)); /* 40 bags cannot touch all rows */
        char before[65], after[65];
        lmev_net_sha256(net, before);
        for (size_t k = 10; k < 90; k++)
            assert_ok(
                lmev__net_step(net, &t.bags, t.label, t.row + 4 * k, 4, &loss, err));
        lmev_net_sha256(net, after);
        assert_string_not_equal(before, after);
        assert_ok(lmev_net_load(net, path, NULL, err));
        lmev_net_sha256(net, after);
        assert_string_equal(before, after);
        lmev_net_free(net);
        free(initial), free(table);
        toy_free(&t);
    }
}

/* Rows that a caller wrote and no batch has touched are in the file, and still in the one
 * that is saved after that was loaded into another net. */
static void written_rows_outlive_two_files(void **state)
{
    (void)state;
    const lmev_net_params p = small();
    toy t = toy_new(40, 300, 4, 5, 9);
    lmev_net *a = walked(&p, &t, 2), *b = NULL, *c = NULL;
    weights_randomise(a, 1, 3);
    assert_ok(lmev_net_save(a, path, NULL, (lmev_str){NULL, 0}, err));
    assert_ok(lmev_net_new(&b, &p, NULL, true, err));
    assert_ok(lmev_net_load(b, path, NULL, err));
    assert_ok(lmev_net_save(b, path, NULL, (lmev_str){NULL, 0}, err));
    assert_ok(lmev_net_new(&c, &p, NULL, true, err));
    assert_ok(lmev_net_load(c, path, NULL, err));
    char hex_a[65], hex_c[65];
    lmev_net_sha256(a, hex_a);
    lmev_net_sha256(c, hex_c);
    assert_string_equal(hex_a, hex_c);
    lmev_net_free(a);
    lmev_net_free(b);
    lmev_net_free(c);
    toy_free(&t);
}

/* Saving is no change: a run that saves has the bits of one that does not. */
static void saving_changes_nothing(void **state)
{
    (void)state;
    lmev_net_params p = small();
    toy t = toy_new(400, 300, 4, 5, 9);
    lmev_net *a = walked(&p, &t, 60), *b = walked(&p, &t, 30);
    assert_ok(lmev_net_save(b, path, NULL, (lmev_str){NULL, 0}, err));
    for (size_t k = 30; k < 60; k++) {
        float loss;
        assert_ok(lmev__net_step(b, &t.bags, t.label, t.row + 4 * k, 4, &loss, err));
    }
    char hex_a[65], hex_b[65];
    lmev_net_sha256(a, hex_a);
    lmev_net_sha256(b, hex_b);
    assert_string_equal(hex_a, hex_b);
    lmev_net_free(a);
    lmev_net_free(b);
    toy_free(&t);
}

static lmev_status load(const lmev_net_params *p, const char *file)
{
    lmev_net *net = NULL;
    lmev_error fault = {0};
    char *note = NULL;
    assert_ok(lmev_net_new(&net, p, NULL, true, err));
    lmev_status s = lmev_net_load(net, file, &note, &fault);
    assert_true(s == LMEV_OK ? note != NULL
                             : note == NULL && fault.text[0] && fault.source[0]);
    lmev_text_free(note);
    lmev_net_free(net);
    return s;
}

static void write_damaged(const char *at, size_t n)
{
    assert_ok(lmev__write_file(damaged, at, n, err));
}

static void every_damage_is_found(void **state)
{
    (void)state;
    lmev_net_params p = small();
    toy t = toy_new(400, 300, 4, 5, 9);
    lmev_net *net = walked(&p, &t, 20);
    assert_ok(lmev_net_save(net, path, NULL, (lmev_str){"the note", 8}, err));
    lmev_net_free(net);
    toy_free(&t);
    assert_int_equal(load(&p, path), LMEV_OK);

    char *file = NULL;
    size_t n = 0;
    assert_ok(lmev__read_file(&file, &n, path, 1 << 26, err));
    uint64_t chance = 77;
    for (size_t k = 0; k < 400;
         k++) { /* the first 200: each bit of the beginning in turn */
        size_t at = k < 200 ? k / 2 % n : toss(&chance) % n;
        char bit = (char)(1 << (k < 200 ? k % 2 * 7 : toss(&chance) % 8));
        file[at] = (char)(file[at] ^ bit);
        write_damaged(file, n);
        lmev_status s = load(&p, damaged);
        if (s != LMEV_ERR_FORMAT)
            fail_msg("bit %d of byte %zu flipped: status %d", bit, at, s);
        file[at] = (char)(file[at] ^ bit);
    }
    for (size_t k = 0; k < 200; k++) {
        size_t keep = k < 100 ? k * n / 100 : k < 150 ? k - 100 : n - 1 - (k - 150);
        write_damaged(file, keep);
        lmev_status s = load(&p, damaged);
        if (s != LMEV_ERR_FORMAT)
            fail_msg("cut to %zu of %zu bytes: status %d", keep, n, s);
    }
    char *longer = malloc(n + 1);
    assert_non_null(longer);
    memcpy(longer, file, n);
    longer[n] = 0;
    write_damaged(longer, n + 1);
    assert_int_equal(load(&p, damaged), LMEV_ERR_FORMAT);
    write_damaged(file, n);
    assert_int_equal(load(&p, damaged), LMEV_OK); /* undamaged again */
    free(longer);
    lmev__free(file);
}

static void another_shape_is_a_mismatch(void **state)
{
    (void)state;
    lmev_net_params p = small(), q;
    toy t = toy_new(400, 300, 4, 5, 9);
    lmev_net *net = walked(&p, &t, 3);
    assert_ok(lmev_net_save(net, path, NULL, (lmev_str){"", 0}, err));
    lmev_net_free(net);
    toy_free(&t);
    q = p, q.rows = 301;
    assert_int_equal(load(&q, path), LMEV_ERR_MISMATCH);
    q = p, q.dim = 6;
    assert_int_equal(load(&q, path), LMEV_ERR_MISMATCH);
    q = p, q.units[1] = 8;
    assert_int_equal(load(&q, path), LMEV_ERR_MISMATCH);
    q = p, q.n_hidden = 1;
    assert_int_equal(load(&q, path), LMEV_ERR_MISMATCH);
    q = p, q.classes = 5;
    assert_int_equal(load(&q, path), LMEV_ERR_MISMATCH);

    char missing[128];
    snprintf(missing, sizeof missing, "%s/missing", folder);
    assert_int_equal(load(&p, missing), LMEV_ERR_NOTFOUND);
    assert_int_not_equal(load(&p, folder), LMEV_OK);
}

/* Every allocation and every file operation of a save fails once: an error, and the state
 * of before is still in the file; and of a load: an error, and no block lost. */
static void save_and_load_survive_every_failure(void **state)
{
    (void)state;
    lmev_net_params p = small();
    toy t = toy_new(400, 300, 4, 5, 9);
    lmev_net *net = walked(&p, &t, 10);
    assert_ok(lmev_net_save(net, path, NULL, (lmev_str){"old", 3}, err));
    long live = lmev__test_live_blocks();
    for (int io = 0; io < 2; io++) {
        lmev_status s = LMEV_ERR_IO;
        long k = 0;
        for (; s != LMEV_OK && k < 1000; k++) {
            if (io)
                lmev__test_fail_io(k, 28 /* ENOSPC */, false);
            else
                lmev__test_fail_alloc(k, false);
            s = lmev_net_save(net, path, NULL, (lmev_str){"new", 3}, NULL);
            lmev__test_fail_io(-1, 0, false);
            lmev__test_fail_alloc(-1, false);
            assert_int_equal(lmev__test_live_blocks(), live);
            assert_true(s == LMEV_OK || s == LMEV_ERR_IO || s == LMEV_ERR_NOMEM);
            assert_int_equal(load(&p, path), LMEV_OK);
        }
        assert_int_equal(s, LMEV_OK);
    }
    for (int io = 0; io < 2; io++) {
        lmev_status s = LMEV_ERR_IO;
        for (long k = 0; s != LMEV_OK && k < 1000; k++) {
            char *note = NULL;
            if (io)
                lmev__test_fail_io(k, 5 /* EIO */, false);
            else
                lmev__test_fail_alloc(k, false);
            s = lmev_net_load(net, path, &note, NULL);
            lmev__test_fail_io(-1, 0, false);
            lmev__test_fail_alloc(-1, false);
            assert_true(s == LMEV_OK ? note != NULL : note == NULL);
            lmev_text_free(note);
            assert_int_equal(lmev__test_live_blocks(), live);
        }
        assert_int_equal(s, LMEV_OK);
    }
    lmev_net_free(net);
    toy_free(&t);
}

/* Steps and results under a failing allocator: an error or not, but never a crash. */
static void steps_survive_every_allocation_failure(void **state)
{
    (void)state;
    lmev_net_params p = small();
    toy t = toy_new(400, 300, 4, 5, 9);
    long live = lmev__test_live_blocks();
    for (int kind = 0; kind < 3; kind++) {
        lmev_status s = LMEV_ERR_NOMEM;
        for (long k = 0; s != LMEV_OK && k < 1000; k++) {
            lmev_net *net = walked(&p, &t, 0);
            float loss = 0;
            lmev_epoch e = {0};
            uint32_t best[400];
            lmev__test_fail_alloc(k, true);
            if (kind == 0)
                s = lmev__net_step(net, &t.bags, t.label, t.row, 4, &loss, NULL);
            else if (kind == 1)
                s = lmev_net_epoch(net, &t.bags, t.label, &e, NULL, NULL);
            else
                s = lmev_net_evaluate(net, &t.bags, t.label,
                                      &(lmev_outputs){.best = best}, NULL, NULL, NULL);
            lmev__test_fail_alloc(-1, false);
            assert_true(s == LMEV_OK || s == LMEV_ERR_NOMEM);
            lmev_net_free(net);
            assert_int_equal(lmev__test_live_blocks(), live);
        }
        assert_int_equal(s, LMEV_OK);
    }
    toy_free(&t);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(loaded_state_goes_on_with_the_same_bits),
        cmocka_unit_test(going_back_takes_back_later_rows),
        cmocka_unit_test(written_rows_outlive_two_files),
        cmocka_unit_test(saving_changes_nothing),
        cmocka_unit_test(every_damage_is_found),
        cmocka_unit_test(another_shape_is_a_mismatch),
        cmocka_unit_test(save_and_load_survive_every_failure),
        cmocka_unit_test(steps_survive_every_allocation_failure),
    };
    return cmocka_run_group_tests(tests, open_folder, drop_folder);
}
