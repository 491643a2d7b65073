/* test_curves.c - the file of the curves: what is appended is read back, and nothing else
 * is taken for it. */
#include "help.h"

#include <errno.h>
#include <math.h>
#include <string.h>

#include "base/mem.h"
#include "runs/session/checkpoint.h"
#include "scratch.h"

#define EPOCHS 5
#define RECORD 48

static void put_epoch(lmev__curves *c, uint32_t i)
{
    c->loss[i] = 1.0 / (i + 3);
    c->val_loss[i] = i == 1 ? NAN : nextafter(0.1, 1) * i;
    c->val_bac[i] = 5e-324 * i;
    c->test_bac[i] = 1 - 0.1 * i;
    c->wall[i] = 1583345737.7046661 + i;
}

/* A file of `epochs` epochs, and what its checkpoint keeps of it. */
static uint32_t write_curves(const char *path, uint32_t epochs)
{
    lmev__curves c;
    lmev__log *log = NULL;
    assert_ok(lmev__curves_init(&c, EPOCHS, err));
    assert_ok(lmev__curves_open(&log, &c, path, err));
    for (uint32_t i = 0; i < epochs; i++) {
        put_epoch(&c, i);
        assert_ok(lmev__curves_add(&c, log, err));
    }
    assert_ok(lmev__log_close(log, err));
    const uint32_t crc = c.crc;
    assert_int_equal(c.n, epochs);
    lmev__curves_release(&c);
    return crc;
}

static lmev_status read_curves(lmev__curves *c, const char *path, uint32_t n,
                               uint32_t crc)
{
    assert_ok(lmev__curves_init(c, EPOCHS, err));
    return lmev__curves_read(c, path, n, crc, NULL);
}

static void curves_are_read_back_bit_for_bit(void **state)
{
    (void)state;
    const char *path = in_folder("curves.bin");
    lmev__curves c, wanted;
    assert_ok(lmev__curves_init(&wanted, EPOCHS, err));
    for (uint32_t i = 0; i < EPOCHS; i++) put_epoch(&wanted, i);
    const uint32_t crc = write_curves(path, EPOCHS);
    assert_ok(read_curves(&c, path, EPOCHS, crc));
    assert_memory_equal(c.loss, wanted.loss, 5 * EPOCHS * sizeof(double));
    assert_int_equal(c.n, EPOCHS);
    assert_int_equal(c.crc, crc);
    lmev__curves_release(&c);
    lmev__curves_release(&wanted);
    assert_ok(read_curves(&c, in_folder("absent"), 0, 0)); /* nothing is wanted of it */
    lmev__curves_release(&c);
}

static void records_behind_those_that_count_are_cut_off(void **state)
{
    (void)state;
    const char *path = in_folder("curves.bin");
    const uint32_t two = write_curves(in_folder("two"), 2);
    lmev__curves c;
    lmev__log *log = NULL;
    char *text = NULL, *again = NULL;
    size_t n = 0, n_again = 0;
    const uint32_t crc = write_curves(path, 4);
    assert_ok(lmev__log_open(&log, path, err));
    assert_ok(lmev__log_write(log, "half of a record", 16, err)); /* the killed write */
    assert_ok(lmev__log_close(log, err));
    assert_ok(lmev__read_file(&text, &n, path, 4096, err));
    assert_ok(read_curves(&c, path, 2, two));
    assert_ok(lmev__curves_open(&log, &c, path, err));
    for (uint32_t i = 2; i < 4; i++) {
        put_epoch(&c, i);
        assert_ok(lmev__curves_add(&c, log, err));
    }
    assert_ok(lmev__log_close(log, err));
    assert_int_equal(c.crc, crc);
    assert_ok(lmev__read_file(&again, &n_again, path, 4096, err));
    assert_int_equal(n, n_again + 16);
    assert_memory_equal(text, again, n_again);
    lmev__free(text);
    lmev__free(again);
    lmev__curves_release(&c);
}

static void damaged_curves_are_found(void **state)
{
    (void)state;
    const char *path = in_folder("curves.bin"), *bad = in_folder("bad");
    const uint32_t crc = write_curves(path, 3);
    char *text = NULL;
    size_t n = 0;
    lmev__curves c;
    assert_ok(lmev__read_file(&text, &n, path, 4096, err));
    assert_int_equal(n, 3 * RECORD);
    for (size_t bit = 0; bit < 8 * n; bit++) {
        text[bit / 8] ^= (char)(1 << bit % 8);
        assert_ok(lmev__write_file(bad, text, n, err));
        text[bit / 8] ^= (char)(1 << bit % 8);
        assert_int_equal(read_curves(&c, bad, 3, crc), LMEV_ERR_FORMAT);
        assert_int_equal(c.n, 0);
        lmev__curves_release(&c);
    }
    for (size_t cut = 0; cut < n; cut++) {
        assert_ok(lmev__write_file(bad, text, cut, err));
        assert_int_equal(read_curves(&c, bad, 3, crc), LMEV_ERR_FORMAT);
        lmev__curves_release(&c);
    }
    assert_int_equal(read_curves(&c, path, 3, crc ^ 1), LMEV_ERR_FORMAT);
    lmev__curves_release(&c);
    assert_int_equal(read_curves(&c, in_folder("absent"), 3, crc), LMEV_ERR_FORMAT);
    lmev__curves_release(&c);
    assert_int_equal(read_curves(&c, folder, 3, crc), LMEV_ERR_FORMAT);
    lmev__curves_release(&c);
    lmev__free(text);
}

/* What a checkpoint keeps does not grow with the epochs that lie behind it. */
static void note_of_the_last_epoch_is_as_short_as_that_of_the_first(void **state)
{
    (void)state;
    lmev__position p;
    char *first = NULL, *last = NULL;
    assert_ok(lmev__position_init(&p, 100000, err));
    p.at.epoch = p.curve.n = 1;
    assert_ok(lmev__position_text(&p, "key", &first, err));
    p.at.epoch = p.curve.n = 100000;
    assert_ok(lmev__position_text(&p, "key", &last, err));
    assert_int_equal(strlen(last),
                     strlen(first) + 5); /* digits of the number of epochs */
    lmev__free(first);
    lmev__free(last);
    lmev__position_release(&p);
}

static void failing_files_lose_no_epoch(void **state)
{
    (void)state;
    const char *path = in_folder("curves.bin");
    bool done = false;
    for (long k = 0; !done; k++) {
        lmev__curves c;
        lmev__log *log = NULL;
        const uint32_t crc = write_curves(path, 2);
        assert_ok(read_curves(&c, path, 2, crc));
        lmev__test_fail_io(k, ENOSPC, false);
        lmev_status s = lmev__curves_open(&log, &c, path, NULL);
        put_epoch(&c, 2);
        if (s == LMEV_OK) s = lmev__curves_add(&c, log, NULL);
        lmev__test_fail_io(-1, 0, false);
        done = s == LMEV_OK;
        assert_int_equal(c.n, done ? 3 : 2);
        assert_ok(lmev__log_close(log, err));
        assert_ok(lmev__curves_read(&c, path, 2, crc, err));
        lmev__curves_release(&c);
    }
}

int main(void)
{
#define IN_FOLDER(f) cmocka_unit_test_setup_teardown(f, make_folder, drop_folder)
    const struct CMUnitTest tests[] = {
        IN_FOLDER(curves_are_read_back_bit_for_bit),
        IN_FOLDER(records_behind_those_that_count_are_cut_off),
        IN_FOLDER(damaged_curves_are_found),
        IN_FOLDER(note_of_the_last_epoch_is_as_short_as_that_of_the_first),
        IN_FOLDER(failing_files_lose_no_epoch),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
