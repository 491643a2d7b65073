/* test_grid_faults.c - damaged checkpoints, failing files, failing memory: each ends in
 * one clear message, and the next call ends with the bits of a run that nothing happened
 * to. */
#include "grid_help.h"
#include "remove_tree.h"

#include <errno.h>

static study the;

static int begin(void **state)
{
    (void)state;
    study_begin(&the);
    return 0;
}

static int end(void **state)
{
    (void)state;
    study_end(&the);
    return 0;
}

/* One small experiment, so that every operation of it can be made to fail. */
static const char *const single[] = {
    "models=[{scratch: {dim: 8, min_count: 2, oov_buckets: 20}, name: a}]", "trials=1",
    "train.epochs=3", NULL};

static char *reference(const char *const *sets)
{
    char *out = study_out(&the);
    study_done(&the, out, sets);
    char *print = fingerprint(out);
    assert_non_null(print);
    lmev__free(out);
    return print;
}

/* ---- damaged checkpoints ---- */

/* Files of the only run's checkpoint folder, the newest first; returns how many. */
static size_t checkpoints(const char *out, char path[8][320])
{
    found_run run[4];
    char **names = NULL, *dir;
    size_t n = 0, found = 0;
    assert_int_equal(study_runs(out, run, 4), 1);
    dir = lmev__path_join(run[0].path, LMEV__CHECKPOINT_DIR);
    assert_int_equal(lmev__list_dir(&names, &n, dir, NULL), LMEV_OK);
    /* Bytewise "epoch-002-0000003.ckpt" lies before "epoch-002.ckpt", and is the newer
     * one. */
    for (int pass = 0; pass < 2; pass++)
        for (size_t i = n; i-- > 0;)
            if (strstr(names[i], ".ckpt") && (strlen(names[i]) > 16) == (pass == 0))
                snprintf(path[found++], sizeof path[0], "%s/%s", dir, names[i]);
    lmev__free_names(names, n);
    lmev__free(dir);
    return found;
}

typedef enum damage {
    FLIP_FIRST,
    FLIP_HEADER,
    FLIP_MIDDLE,
    FLIP_LAST,
    HALF,
    EMPTY,
    GONE,
    DAMAGES
} damage;

static void damage_file(const char *path, damage how)
{
    char *text = NULL;
    size_t n = 0;
    assert_int_equal(lmev__read_file(&text, &n, path, (size_t)1 << 30, NULL), LMEV_OK);
    switch (how) {
    case FLIP_FIRST:
        text[0] ^= 4;
        break;
    case FLIP_HEADER:
        text[100] ^= 1;
        break;
    case FLIP_MIDDLE:
        text[n / 2] ^= 0x20;
        break;
    case FLIP_LAST:
        text[n - 1] ^= 1;
        break;
    case HALF:
        n /= 2;
        break;
    case EMPTY:
        n = 0;
        break;
    default:
        break;
    }
    if (how == GONE)
        assert_int_equal(lmev__remove_file(path, NULL), LMEV_OK);
    else
        assert_int_equal(lmev__write_file(path, text, n, NULL), LMEV_OK);
    lmev__free(text);
}

static void damaged_checkpoint_gives_way_to_the_one_before(void **state)
{
    (void)state;
    char *expected = reference(single);
    for (int all = 0; all < 2; all++)
        for (damage how = 0; how < DAMAGES; how++) {
            char *out = study_out(&the), path[8][320];
            lmev_error err = {0};
            ear e = {.stop_at =
                         31}; /* 6 questions before training, 11 an epoch: in the third */
            assert_int_equal(study_run(&the, out, single, &e, NULL, &err), LMEV_STOPPED);
            lmev__buf_reset(&e.heard);
            size_t n = checkpoints(out, path);
            assert_true(n >= 2);
            for (size_t i = 0; i < (all ? n : 1); i++) damage_file(path[i], how);
            e.stop_at = -1;
            assert_int_equal(study_run(&the, out, single, &e, NULL, &err), LMEV_OK);
            assert_int_equal(ear_heard(&e, "cannot be used"), how != GONE);
            assert_int_equal(ear_heard(&e, "going back to the one before"), how != GONE);
            assert_int_equal(ear_heard(&e, "starting over"), all && how != GONE);
            assert_int_equal(ear_heard(&e, "goes on in epoch 3"), !all);
            assert_same_study(out, expected);
            lmev__buf_free(&e.heard);
            lmev__free(out);
        }
    lmev__free(expected);
}

/* The first record counts for all checkpoints, the last for the newest alone. */
static void damaged_curves_give_way_to_the_epochs_before(void **state)
{
    (void)state;
    char *expected = reference(single);
    for (damage how = 0; how < DAMAGES; how++) {
        if (how == FLIP_HEADER || how == FLIP_MIDDLE)
            continue; /* as the first, the last */
        char *out = study_out(&the), path[8][320], curves[340];
        lmev_error err = {0};
        ear e = {.stop_at = 28}; /* between the second epoch and the third */
        assert_int_equal(study_run(&the, out, single, &e, NULL, &err), LMEV_STOPPED);
        lmev__buf_reset(&e.heard);
        assert_true(checkpoints(out, path) >= 2);
        char *dir = lmev__path_dir(path[0]);
        snprintf(curves, sizeof curves, "%s/%s", dir, LMEV__CURVES_FILE);
        damage_file(curves, how);
        e.stop_at = -1;
        assert_int_equal(study_run(&the, out, single, &e, NULL, &err), LMEV_OK);
        assert_true(ear_heard(&e, "'curves.bin' beside it"));
        const bool one_left = how == FLIP_LAST || how == HALF; /* of two records */
        assert_int_equal(ear_heard(&e, "goes on in epoch 2"), one_left);
        assert_int_equal(ear_heard(&e, "starting over"), !one_left);
        assert_same_study(out, expected);
        lmev__buf_free(&e.heard);
        lmev__free(dir);
        lmev__free(out);
    }
    lmev__free(expected);
}

static void damaged_best_weights_are_trained_again(void **state)
{
    (void)state;
    static const char *const sets[] = {
        "models=[{scratch: {dim: 8, min_count: 2, oov_buckets: 20}, name: a}]",
        "trials=1", "train.epochs=40", "train.early_stopping.patience=2", NULL};
    char *expected = reference(sets);
    for (damage how = 0; how < DAMAGES; how++) {
        char *out = study_out(&the), path[8][320];
        lmev_error err = {0};
        /* Keep it from finishing, so that it stands after its training. */
        char *dir = lmev__path_join(out, "saved_models/t1/a");
        ear e = {.stop_at = -1, .foreign = dir, .foreign_at = 10};
        assert_int_equal(study_run(&the, out, sets, &e, NULL, &err), LMEV_ERR_FAILED);
        assert_true(remove_tree(dir));
        /* The best epoch is two before the last: the oldest of three files. */
        assert_int_equal(checkpoints(out, path), 3);
        damage_file(path[2], how);
        lmev__buf_reset(&e.heard);
        e.foreign = NULL;
        assert_int_equal(study_run(&the, out, sets, &e, NULL, &err), LMEV_OK);
        assert_true(ear_heard(&e, "goes on after its training"));
        assert_true(ear_heard(&e, "cannot be used"));
        assert_true(ear_heard(&e, "starting over"));
        assert_same_study(out, expected);
        lmev__buf_free(&e.heard);
        lmev__free(dir);
        lmev__free(out);
    }
    lmev__free(expected);
}

static void leavings_of_killed_processes_are_swept(void **state)
{
    (void)state;
    static const char *const files[] = {
        "experiments/t1/.starting/checkpoint/.lmev.tmp-1-0",
        "experiments/t1/.starting/checkpoint/experiment.json"};
    char *expected = reference(single), *out = study_out(&the), path[8][320];
    lmev_error err = {0};
    ear e = {.stop_at = 31};
    assert_int_equal(study_run(&the, out, single, &e, NULL, &err), LMEV_STOPPED);
    assert_true(checkpoints(out, path) >= 2);
    char *dir = lmev__path_join(out, "experiments/t1/.starting/checkpoint");
    assert_int_equal(lmev__mkdirs(dir, NULL), LMEV_OK);
    for (size_t i = 0; i < 2; i++) {
        char *file = lmev__path_join(out, files[i]);
        write_text(file, "{");
        lmev__free(file);
    }
    lmev__free(dir);
    char half[400];
    const int n_folder = (int)(strrchr(path[0], '/') - path[0]);
    snprintf(half, sizeof half, "%.*s/.lmev.tmp-99-1", n_folder, path[0]);
    write_text(half, "half a checkpoint");
    study_done(&the, out, single);
    assert_same_study(out, expected); /* which refuses folders that are no runs */
    lmev__buf_free(&e.heard);
    lmev__free(out);
    lmev__free(expected);
}

/* ---- failing calls ---- */

/* Run the single experiment while the fault is armed, then without; false once the first
 * run had nothing to tell. With `resumed` the fault meets a run that goes on from a
 * checkpoint. */
static bool survives(const char *expected, bool resumed)
{
    char *out = study_out(&the);
    lmev_error err = {0};
    ear e = {.stop_at = 31};
    __typeof__(the.fault) fault = the.fault;
    the.fault.what = NO_FAULT;
    if (resumed)
        assert_int_equal(study_run(&the, out, single, &e, NULL, &err), LMEV_STOPPED);
    lmev__buf_free(&e.heard);
    e = (ear){.stop_at = -1};
    err = (lmev_error){0};
    the.fault = fault;
    long live = lmev__test_live_blocks(), k = the.fault.k;
    lmev_status s = study_run(&the, out, single, &e, NULL, &err);
    if (lmev__test_live_blocks() != live + (e.heard.at != NULL))
        fail_msg("operation %ld: %ld blocks leaked", k, lmev__test_live_blocks() - live);
    if (s == LMEV_STOPPED || (s != LMEV_OK && !err.text[0]))
        fail_msg("operation %ld: status %d with the text '%s'", k, s, err.text);
    bool told = s != LMEV_OK || ear_heard(&e, "warning: ");
    lmev__buf_free(&e.heard);
    the.fault.what = NO_FAULT;
    study_done(&the, out, single);
    char *got = fingerprint(out);
    if (strcmp(got, expected) != 0)
        fail_msg("operation %ld: the next run ends with other bits", k);
    lmev__free(got);
    assert_true(remove_tree(out));
    lmev__free(out);
    return told;
}

/* Every file operation of a run fails, once or with all that follow, until k is beyond
 * the last; a few of the last ones have no consequence. */
static void fail_files(bool resumed, const char *expected)
{
    static const int errnum[] = {EIO, ENOSPC, EDQUOT, EMFILE, EACCES, EINTR, EROFS};
    long k = 0;
    for (int silent = 0; silent < 12; k++) {
        bool forever = k % 2;
        the.fault.what = FILES;
        the.fault.k = k;
        the.fault.errnum = errnum[k % 7] == EINTR && forever ? EIO : errnum[k % 7];
        the.fault.forever = forever;
        silent = survives(expected, resumed) ? 0 : silent + forever;
        assert_true(k < 5000);
    }
    print_message("[          ] %ld file operations failed\n", k);
    assert_true(k > 100);
}

static void failing_files_end_in_a_message_and_lose_nothing(void **state)
{
    (void)state;
    char *expected = reference(single);
    fail_files(false, expected);
    fail_files(true, expected);
    lmev__free(expected);
}

static void fail_memory(bool resumed, const char *expected)
{
    enum { STRIDE = 23 }; /* a prime, so that all kinds of allocation get their turn */
    long k = 0;
    for (int silent = 0; silent < 4; k += STRIDE) {
        bool forever = k % 2;
        the.fault.what = MEMORY;
        the.fault.k = k;
        the.fault.forever = forever;
        silent = survives(expected, resumed) ? 0 : silent + forever;
        assert_true(k < 200000);
    }
    print_message("[          ] every %dth of %ld allocations failed\n", STRIDE, k);
    assert_true(k > 100);
}

static void failing_memory_ends_in_a_message_and_leaks_nothing(void **state)
{
    (void)state;
    char *expected = reference(single);
    fail_memory(false, expected);
    fail_memory(true, expected);
    lmev__free(expected);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(damaged_checkpoint_gives_way_to_the_one_before),
        cmocka_unit_test(damaged_curves_give_way_to_the_epochs_before),
        cmocka_unit_test(damaged_best_weights_are_trained_again),
        cmocka_unit_test(leavings_of_killed_processes_are_swept),
        cmocka_unit_test(failing_files_end_in_a_message_and_lose_nothing),
        cmocka_unit_test(failing_memory_ends_in_a_message_and_leaks_nothing),
    };
    return cmocka_run_group_tests(tests, begin, end);
}
