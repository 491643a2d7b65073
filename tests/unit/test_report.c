/* test_report.c - a report on a disk that fails: the old report or the new one, never a
 * part.
 *
 * Every call of the system on the way may be the one that fails, once or from then on, as
 * on a full disk. What the report says is for the other tests. */
#include "experiment_help.h"

#include <errno.h>

#include "lmev/report.h"

#define OLD "the old title"
#define NEW "the new title"

static char runs[96], out[96];

/* A finished run of a small experiment. */
static void make_run(const char *id, uint32_t trial)
{
    char dir[160], *text = NULL;
    snprintf(dir, sizeof dir, "%s/%s", runs, id);
    assert_ok(lmev__mkdirs(dir, err));
    lmev_spec *spec = toy_spec();
    lmev__run_record r = toy_record(spec, id, dir);
    r.trial = trial;
    assert_ok(lmev__metadata_text(&r, &text, err));
    put_file(dir, LMEV__METADATA_FILE, text);
    lmev__free(text);
    lmev_spec_free(spec);
}

static int prepare(void **state)
{
    if (make_folder(state) != 0) return -1;
    snprintf(runs, sizeof runs, "%s/runs", folder);
    snprintf(out, sizeof out, "%s/report", folder);
    make_run("toy-v1-200304_120000-0", 0);
    make_run("toy-v1-200304_120100-1", 1);
    return 0;
}

static lmev_status write_titled(const char *title, lmev_error *err)
{
    const char *const folders[] = {runs};
    return lmev_report_write(out, folders, 1,
                             &(lmev_report_options){.title = title, .threads = 1}, NULL,
                             NULL, err);
}

static bool has(const char *name, const char *what)
{
    char *path = lmev__path_join(out, name), *text = NULL;
    size_t n = 0;
    assert_ok(lmev__read_file(&text, &n, path, 8 << 20, err));
    const bool yes = memmem(text, n, what, strlen(what)) != NULL;
    lmev__free(text);
    lmev__free(path);
    return yes;
}

static size_t n_files(const char *dir)
{
    char **names = NULL;
    size_t n = 0;
    assert_ok(lmev__list_dir(&names, &n, dir, err));
    lmev__free_names(names, n);
    return n;
}

/* Every file is of this report. */
static void assert_whole(const char *title, size_t n_tables)
{
    char tables[112];
    snprintf(tables, sizeof tables, "%s/tables", out);
    assert_true(has("report.html", title) && has("report.html", "</html>"));
    assert_true(has("report.md", title));
    assert_int_equal(n_files(out), 5);
    assert_int_equal(n_files(tables), n_tables);
}

/* Beside the report and the runs nothing is left. */
static void assert_tidy(void)
{
    assert_int_equal(n_files(folder), 2);
}

static void test_every_failure(void **state)
{
    (void)state;
    char tables[112];
    snprintf(tables, sizeof tables, "%s/tables", out);
    assert_ok(write_titled(OLD, err));
    const size_t n_tables = n_files(tables);
    const long before = lmev__test_live_blocks();
    long k = 0, failed = 0;
    /* The first calls one by one, later ones in steps: files are written all alike. */
    for (bool through = false; !through; k += 1 + k / 30) {
        assert_true(k < 20000);
        for (int forever = 0; forever < 2; forever++) {
            lmev_error e = {0};
            lmev__test_fail_io(k, ENOSPC, forever);
            const lmev_status s = write_titled(NEW, &e);
            lmev__test_fail_io(-1, 0, false);
            assert_int_equal(lmev__test_live_blocks(), before);
            through = s == LMEV_OK;
            failed += s != LMEV_OK;
            if (s != LMEV_OK) {
                assert_true(e.text[0] != '\0');
                /* in place, though it is not known to be on disk yet */
                assert_whole(has("report.html", NEW) ? NEW : OLD, n_tables);
            } else {
                assert_true(has("report.html", NEW));
            }
            assert_ok(write_titled(OLD, err)); /* all runs are read again */
            assert_whole(OLD, n_tables);
            assert_tidy();
        }
    }
    assert_true(failed > 50);
}

static void test_without_memory(void **state)
{
    (void)state;
    assert_ok(write_titled(OLD, err));
    const long before = lmev__test_live_blocks();
    lmev_status s = LMEV_ERR_NOMEM;
    for (long k = 0; s != LMEV_OK; k += 1 + k / 40) {
        assert_true(k < 1000000);
        lmev_error e = {0};
        lmev__test_fail_alloc(k, true);
        s = write_titled(NEW, &e);
        lmev__test_fail_alloc(-1, false);
        assert_int_equal(lmev__test_live_blocks(), before);
        assert_true(has("report.html", s == LMEV_OK ? NEW : OLD));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_every_failure, prepare, drop_folder),
        cmocka_unit_test_setup_teardown(test_without_memory, prepare, drop_folder),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
