/* test_runs.c - list, show and verify over hundreds of runs, and an index of an earlier
 * version. */
#include "experiment_help.h"

#include <fcntl.h>
#include <math.h>
#include <unistd.h>

#include "base/hash.h"
#include "remove_tree.h"

static const char results[] =
    "title,category,predicted\na,x,x\nb,x,y\nc,y,y\n"; /* BAC 0.75 */

static char *run_dir(const char *id)
{
    char name[128];
    snprintf(name, sizeof name, "experiments/v9/%s", id);
    char *dir = lmev__path_join(folder, name);
    assert_ok(lmev__mkdirs(dir, err));
    return dir;
}

static void make_run(const lmev_spec *spec, const char *id, double started_at)
{
    char *dir = run_dir(id), hex[65], *path = lmev__path_join(dir, LMEV__RESULTS_FILE);
    lmev__run_record r = toy_record(spec, id, dir);
    put_file(dir, LMEV__RESULTS_FILE, results);
    assert_ok(lmev__sha256_file(path, hex, err));
    r.results_sha256 = hex;
    r.started_at = started_at;
    r.bac = 0.75;
    assert_ok(lmev__metadata_write(&r, err));
    lmev__free(path);
    lmev__free(dir);
}

/* A listing as one text, to be compared. */
static char *listing(void)
{
    lmev_runs *runs = NULL;
    assert_ok(lmev_runs_list(&runs, folder, NULL, err));
    size_t room = 512 * (runs->n + 1), used = 0;
    char *text = lmev__calloc(room, 1);
    for (size_t i = 0; i < runs->n; i++) {
        const lmev_run *r = &runs->run[i];
        used += (size_t)snprintf(
            text + used, room - used, "%s %s %s %s %s %s %lld %g %g %g %g %.2f%.200s\n",
            r->run_id, r->name, r->version, r->model, r->state, r->path + strlen(folder),
            (long long)r->trial, r->bac, r->bac_best, r->bac_last, r->seconds,
            r->started_at, r->why);
        assert_true(used < room);
    }
    lmev_runs_free(runs);
    return text;
}

static size_t n_lines(const char *text)
{
    size_t n = 0;
    for (; (text = strchr(text, '\n')); text++) n++;
    return n;
}

typedef struct heard {
    int n_warnings;
    char last[600];
} heard;

static void hear(void *self, lmev_level level, const char *text)
{
    heard *h = self;
    h->n_warnings += level == LMEV_LEVEL_WARNING;
    snprintf(h->last, sizeof h->last, "%s", text);
}

static void hundreds_are_listed(void **state)
{
    (void)state;
    lmev_spec *spec = toy_spec();
    char id[64];
    lmev_runs *runs = NULL;
    heard h = {0};
    const lmev_watch watch = {.self = &h, .message = hear};
    for (int i = 0; i < 300; i++) {
        snprintf(id, sizeof id, "toy-v9-%03d", i);
        make_run(spec, id, 1700000000.0 + (i * 37) % 300);
    }
    for (int i = 0; i < 20; i++) { /* damaged in twenty ways never hide the others */
        char text[64] =
            "{\"EXPERIMENT-RUNID\": \"a\", \"RESULTS-BALANCED_ACCURACY\": 0.5}";
        snprintf(id, sizeof id, "bad-%02d", i);
        char *dir = run_dir(id);
        text[i * 3] = i % 2 ? '\0' : '\x01';
        put_file(dir, LMEV__METADATA_FILE, text);
        lmev__free(dir);
    }
    char *open_run = run_dir("open/checkpoint"), *mark = run_dir("open"),
         *deep = run_dir("a/b/c/d/e");
    put_file(open_run, "experiment.json",
             "{\"key\": \"k\", \"model\": \"m\", \"trial\": 4}");
    put_file(deep, LMEV__SPEC_FILE, "name: a\n"); /* seven deep: beyond the walk */
    char *first = listing();
    assert_int_equal(n_lines(first), 321);
    assert_non_null(strstr(first, "open  v9 m running /experiments/v9/open 4 nan"));
    assert_non_null(strstr(first, "bad-00  v9  unreadable"));
    assert_non_null(strstr(first, "line 1: not valid JSON")); /* and why */
    assert_memory_equal(first, "toy-v9-000 ", 11); /* by start, runs without one last */

    for (int i = 0; i < 3; i++) { /* the same with any number of threads at any time */
        char *again = listing();
        assert_string_equal(first, again);
        lmev__free(again);
    }
    assert_ok(lmev_runs_list(&runs, folder, &watch, err));
    assert_int_equal(runs->n, 321);
    assert_int_equal(h.n_warnings, 1); /* what is too deep */
    lmev_runs_free(runs);
    lmev__free(first);
    lmev__free(open_run);
    lmev__free(mark);
    lmev__free(deep);
    lmev_spec_free(spec);
}

/* Of an earlier version: a database with our number, and the files that belong to it. */
static void put_index(const char *number)
{
    char head[128] = "SQLite format 3";
    memcpy(head + 68, number, 4);
    char *path = lmev__path_join(folder, "index.sqlite");
    assert_ok(lmev__write_file(path, head, sizeof head, err));
    lmev__free(path);
    put_file(folder, "index.sqlite-wal", "log");
}

static bool is_there(const char *name)
{
    char *path = lmev__path_join(folder, name);
    const bool is = lmev__is_file(path);
    lmev__free(path);
    return is;
}

static void an_old_index_is_removed(void **state)
{
    (void)state;
    bool removed = true;
    assert_ok(lmev_runs_drop_index(folder, &removed, err));
    assert_false(removed);
    put_file(folder, "index.sqlite-wal", "somebody's");
    assert_ok(lmev_runs_drop_index(folder, &removed, err));
    assert_false(removed);
    assert_true(is_there("index.sqlite-wal")); /* its owner is not known */
    put_index("lmev");
    assert_ok(lmev_runs_drop_index(folder, &removed, err));
    assert_true(removed);
    assert_false(is_there("index.sqlite") || is_there("index.sqlite-wal"));
    put_index("mine");
    assert_int_equal(lmev_runs_drop_index(folder, NULL, NULL), LMEV_ERR_IO);
    assert_true(is_there("index.sqlite") && is_there("index.sqlite-wal"));
    put_file(folder, "index.sqlite", "short");
    assert_int_equal(lmev_runs_drop_index(folder, NULL, NULL), LMEV_ERR_IO);
    char *path = lmev__path_join(folder, "index.sqlite");
    assert_ok(lmev__remove_file(path, err));
    assert_ok(lmev__mkdirs(path, err));
    assert_int_equal(lmev_runs_drop_index(folder, NULL, NULL), LMEV_ERR_IO);
    lmev__free(path);
    assert_int_equal(lmev_runs_drop_index("/nowhere", NULL, NULL), LMEV_ERR_NOTFOUND);
}

static void changes_are_seen(void **state)
{
    (void)state;
    lmev_spec *spec = toy_spec();
    char *a = run_dir("a"), *b = run_dir("b");
    make_run(spec, "a", 1);
    make_run(spec, "b", 2);
    char *text = listing();
    assert_int_equal(n_lines(text), 2);
    lmev__free(text);
    lmev__run_record r =
        toy_record(spec, "a", a); /* written anew: another time, another size */
    r.bac = 0.125;
    assert_ok(lmev__metadata_write(&r, err));
    assert_true(remove_tree(b));
    text = listing();
    assert_int_equal(n_lines(text), 1);
    assert_non_null(strstr(text, " 0.125 "));
    lmev__free(text);
    lmev__free(a);
    lmev__free(b);
    lmev_spec_free(spec);
}

static void link_to(const char *target, const char *name)
{
    char *link = lmev__path_join(folder, name);
    assert_int_equal(symlink(target, link), 0);
    lmev__free(link);
}

/* Links that lead to each other, to where they lie, and to nothing. */
static void a_linked_version_is_seen_once(void **state)
{
    (void)state;
    lmev_spec *spec = toy_spec();
    make_run(spec, "a", 1);
    char *moved = lmev__path_join(folder, "moved"),
         *v9 = lmev__path_join(folder, "experiments/v9");
    char *experiments = lmev__path_join(folder, "experiments");
    heard h = {0};
    const lmev_watch watch = {.self = &h, .message = hear};
    assert_ok(lmev__rename(v9, moved, err));
    link_to("../moved", "experiments/v9");
    link_to("v9", "experiments/also");
    link_to("../moved/a", "experiments/run");
    link_to("..", "experiments/circle");
    link_to(".", "experiments/self");
    link_to("absent", "experiments/broken");
    for (int i = 0; i < 2; i++) {
        lmev_runs *runs = NULL;
        assert_ok(lmev_runs_list(&runs, experiments, &watch, err));
        assert_int_equal(runs->n, 1);
        lmev_runs_free(runs);
    }
    char *text = listing(); /* where both are below the root, the real path */
    assert_int_equal(n_lines(text), 1);
    assert_non_null(strstr(text, " /moved/a "));
    lmev__free(text);
    size_t n = 0;
    assert_ok(lmev_runs_verify(experiments, &n, &watch, err));
    assert_int_equal(n, 1);
    assert_int_equal(h.n_warnings, 0);
    lmev__free(moved);
    lmev__free(v9);
    lmev__free(experiments);
    lmev_spec_free(spec);
}

static void folders_too_deep_are_named(void **state)
{
    (void)state;
    heard h = {0};
    const lmev_watch watch = {.self = &h, .message = hear};
    lmev_runs *runs = NULL;
    char *deep = run_dir("3/4/5/6");
    assert_ok(lmev_runs_list(&runs, folder, &watch, err));
    assert_int_equal(h.n_warnings, 0); /* six deep, and nothing in it */
    lmev_runs_free(runs);
    lmev__free(deep);
    deep = run_dir("3/4/5/6/7");
    lmev_spec *spec = toy_spec();
    make_run(spec, "3/4/5/6/7", 1);
    assert_ok(lmev_runs_list(&runs, folder, &watch, err));
    assert_int_equal(runs->n, 0);
    assert_int_equal(h.n_warnings, 1);
    assert_non_null(strstr(h.last, deep));
    lmev_runs_free(runs);
    lmev__free(deep);
    lmev_spec_free(spec);
}

static void runs_are_shown(void **state)
{
    (void)state;
    lmev_spec *spec = toy_spec();
    lmev_error err = {0};
    char *json = NULL, *dir = run_dir("bad-run");
    make_run(spec, "toy-v9-1", 1);
    put_file(dir, LMEV__METADATA_FILE, "{\n\"a\": }");
    assert_int_equal(lmev_runs_show(&json, folder, "toy-v9-1", NULL, &err), LMEV_OK);
    assert_non_null(strstr(json, "\n  \"EXPERIMENT-RUNID\": \"toy-v9-1\""));
    lmev_text_free(json);
    json = NULL;
    assert_int_equal(lmev_runs_show(&json, folder, "toy-v9-2", NULL, &err),
                     LMEV_ERR_NOTFOUND);
    assert_string_equal(err.hint, "did you mean 'toy-v9-1'?");
    assert_int_equal(lmev_runs_show(&json, folder, "bad-run", NULL, &err),
                     LMEV_ERR_FORMAT);
    assert_int_equal(err.line, 2);
    assert_int_equal(lmev_runs_show(&json, "/nowhere", "a", NULL, &err),
                     LMEV_ERR_NOTFOUND);
    assert_null(json);
    lmev__free(dir);
    lmev_spec_free(spec);
}

/* What verify says of run "a" after `name` was given this text (NULL: removed). */
static void expect_fault(const char *name, const char *text, const char *fault)
{
    heard h = {0};
    lmev_error why = {0};
    const lmev_watch watch = {.self = &h, .message = hear};
    size_t n = 0;
    char *dir = run_dir("a"), *path = lmev__path_join(dir, name), *before = NULL;
    size_t size = 0;
    assert_ok(lmev__read_file(&before, &size, path, 1 << 20, err));
    if (text)
        put_file(dir, name, text);
    else
        assert_ok(lmev__remove_file(path, err));
    assert_int_equal(lmev_runs_verify(folder, &n, &watch, &why), LMEV_ERR_MISMATCH);
    assert_int_equal(n, 3);
    assert_int_equal(h.n_warnings, 1);
    if (!strstr(h.last, fault) || !strstr(why.text, "1 of 3 runs"))
        fail_msg("'%s', '%s'", h.last, why.text);
    put_file(dir, name, before);
    lmev__free(before);
    lmev__free(path);
    lmev__free(dir);
}

static void runs_are_verified(void **state)
{
    (void)state;
    lmev_spec *spec = toy_spec();
    size_t n = 0;
    char *failed = run_dir("failed");
    lmev_error fault = {.status = LMEV_ERR_FAILED, .text = "loss is not finite"};
    lmev__run_record r = toy_record(spec, "failed", failed);
    make_run(spec, "a", 1);
    make_run(spec, "b", 2);
    assert_ok(lmev__failed_write(&r, &fault, err)); /* a failure on record is no fault */
    assert_ok(lmev_runs_verify(folder, &n, NULL, err));
    assert_int_equal(n, 3);
    expect_fault(LMEV__RESULTS_FILE, NULL, "is missing");
    expect_fault(LMEV__RESULTS_FILE, "title,category,predicted\na,x,x\nb,x,y\nd,y,y\n",
                 "another sha256");
    expect_fault(LMEV__RESULTS_FILE, "title,category,predicted\na,x,\"x\n",
                 "test-results.csv");
    expect_fault(LMEV__RESULTS_FILE, "", "test-results.csv");
    expect_fault(LMEV__RESULTS_FILE, "title,category\na,x\n", "predicted");
    expect_fault(LMEV__METADATA_FILE, "{", "not valid JSON");
    expect_fault(
        LMEV__METADATA_FILE,
        "{\"EXPERIMENT-RUNID\": \"a\", \"RESULTS-BALANCED_ACCURACY\": 0.7500001}",
        "gives a balanced accuracy of 0.750000000000, recorded is 0.750000100000");
    assert_ok(lmev_runs_verify(folder, &n, NULL, err));
    /* as the study left most runs: neither results nor their digest */
    char *a = run_dir("a"), *path = lmev__path_join(a, LMEV__RESULTS_FILE);
    put_file(a, LMEV__METADATA_FILE,
             "{\"EXPERIMENT-RUNID\": \"a\", \"RESULTS-BALANCED_ACCURACY\": 0.5}");
    assert_ok(lmev__remove_file(path, err));
    assert_ok(lmev_runs_verify(folder, &n, NULL, err));
    lmev__free(path);
    lmev__free(a);
    lmev__free(failed);
    lmev_spec_free(spec);
}

static void every_allocation_may_fail(void **state)
{
    (void)state;
    lmev_spec *spec = toy_spec();
    char *dir = run_dir("open/checkpoint");
    lmev_status s = LMEV_ERR_NOMEM;
    make_run(spec, "a", 1);
    make_run(spec, "b", 2);
    for (long k = 0; s != LMEV_OK; k++) {
        long live = lmev__test_live_blocks();
        lmev_runs *runs = NULL;
        char *json = NULL;
        lmev__test_fail_alloc(k, false);
        s = lmev_runs_list(&runs, folder, NULL, NULL);
        if (s == LMEV_OK) s = lmev_runs_show(&json, folder, "a", NULL, NULL);
        if (s == LMEV_OK) s = lmev_runs_verify(folder, NULL, NULL, NULL);
        if (s == LMEV_OK) s = lmev_runs_drop_index(folder, NULL, NULL);
        lmev__test_fail_alloc(-1, false);
        assert_true(s == LMEV_OK || s == LMEV_ERR_NOMEM);
        lmev_runs_free(runs);
        lmev_text_free(json);
        assert_int_equal(lmev__test_live_blocks(), live);
    }
    lmev__free(dir);
    lmev_spec_free(spec);
}

int main(void)
{
#define IN_FOLDER(f) cmocka_unit_test_setup_teardown(f, make_folder, drop_folder)
    const struct CMUnitTest tests[] = {
        IN_FOLDER(hundreds_are_listed),        IN_FOLDER(an_old_index_is_removed),
        IN_FOLDER(changes_are_seen),           IN_FOLDER(a_linked_version_is_seen_once),
        IN_FOLDER(folders_too_deep_are_named), IN_FOLDER(runs_are_shown),
        IN_FOLDER(runs_are_verified),          IN_FOLDER(every_allocation_may_fail),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
