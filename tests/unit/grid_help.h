/* grid_help.h - a tiny study in a folder of its own, for the tests of the grid.
 *
 * 600 rows of 5 classes, two models that share their tokens, networks of 16 units, f32,
 * one thread: an experiment takes some milliseconds. A study's fingerprint tells all that
 * must not depend on how often it was interrupted. */
#ifndef LMEV_TESTS_GRID_HELP_H
#define LMEV_TESTS_GRID_HELP_H
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/buf.h"
#include "base/error.h"
#include "base/format/json.h"
#include "base/io/io.h"
#include "base/mem.h"
#include "base/rng.h"
#include "lmev/grid.h"
#include "remove_tree.h"
#include "runs/metadata.h"
#include "runs/session/checkpoint.h"

typedef struct study {
    char folder[128]; /* holds data and spec; each grid gets a folder below it */
    char spec[160];
    int n_out;
    struct {
        enum { NO_FAULT, FILES, MEMORY } what;
        long k; /* the operation that fails first */
        int errnum;
        bool forever;
    } fault; /* armed for the grid alone, not for its spec */
} study;

/* What a listener heard, and when it asks to stop. */
typedef struct ear {
    lmev__buf heard;
    /* call of stop() that is the first to be answered with yes; < 0: none */
    long stop_at;
    long asked;
    const char *foreign; /* NULL, or a folder where somebody puts a file */
    long foreign_at;     /* at this call of stop() */
} ear;

static inline void ear_message(void *self, lmev_level level, const char *text)
{
    ear *e = self;
    lmev__buf_printf(&e->heard, "%s%s\n", level == LMEV_LEVEL_WARNING ? "warning: " : "",
                     text);
}

static inline void write_text(const char *path, const char *text)
{
    lmev_error err = {0};
    if (lmev__write_file(path, text, strlen(text), &err) != LMEV_OK)
        fail_msg("%s: %s", path, err.text);
}

/* What is not a classifier, and is not replaced. */
static inline void put_foreign(const char *folder)
{
    char *file = lmev__path_join(folder, "thesis.txt");
    assert_int_equal(lmev__mkdirs(folder, NULL), LMEV_OK);
    write_text(file, "not a classifier\n");
    lmev__free(file);
}

static inline bool ear_stop(void *self)
{
    ear *e = self;
    if (e->foreign && e->asked == e->foreign_at) put_foreign(e->foreign);
    return e->asked++ >= e->stop_at && e->stop_at >= 0;
}

static inline lmev_watch ear_watch(ear *e)
{
    return (lmev_watch){.self = e, .message = ear_message, .stop = ear_stop};
}

static inline bool ear_heard(const ear *e, const char *what)
{
    return e->heard.at && memmem(e->heard.at, e->heard.n, what, strlen(what));
}

/* Rows first .. first + n - 1 of an endless file; labels are of the row `turn` rows
 * further. */
static inline void write_rows(const char *path, uint32_t first, uint32_t n, uint32_t turn)
{
    enum { CLASSES = 5, WORDS = 12 };
    lmev__buf b = LMEV__BUF_INIT;
    lmev__philox key = lmev__philox_key(7, LMEV__DRAW_SYNTH, 0, 0);
    lmev__buf_puts(&b, "title,category\n");
    for (uint32_t i = first; i < first + n; i++) {
        uint32_t r[4];
        lmev__philox_4(&key, i, r);
        uint32_t label = (first + (i - first + turn) % n) % CLASSES;
        uint32_t from =
            r[3] % 7 == 0 ? r[3] % CLASSES : i % CLASSES; /* some are misleading */
        lmev__buf_printf(&b, "w%u_%u common%u w%u_%u,class%u\n", from, r[0] % WORDS,
                         r[1] % WORDS, from, r[2] % WORDS, label);
    }
    char *text = lmev__buf_text(&b);
    assert_non_null(text);
    write_text(path, text);
    lmev__free(text);
}

static inline void study_begin(study *s)
{
    char path[160];
    const char *tmp = getenv("TMPDIR");
    if (!tmp) /* in memory where there is such a place: these tests sync thousands of
                 times */
        tmp = access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp";
    *s = (study){0};
    snprintf(s->folder, sizeof s->folder, "%s/lmev-grid-XXXXXX", tmp);
    assert_non_null(mkdtemp(s->folder));
    snprintf(path, sizeof path, "%s/titles.csv", s->folder);
    write_rows(path, 0, 600, 0);
    snprintf(s->spec, sizeof s->spec, "%s/spec.yaml", s->folder);
    write_text(s->spec, "name: tiny\nversion: t1\ntrials: 2\n"
                        "models:\n"
                        "  - {scratch: {dim: 8, normalize: false, min_count: 2, "
                        "oov_buckets: 20}, name: a}\n"
                        "  - {scratch: {dim: 12, normalize: false, min_count: 2, "
                        "oov_buckets: 20}, name: b}\n"
                        "data: {file: titles.csv, train_size: 420, validation_split: "
                        "0.1, test_size: 150}\n"
                        "network: {units: [16], dropout: 0.25}\n"
                        "train:\n"
                        "  optimizer: {learning_rate: 0.02}\n"
                        "  batch_size: 64\n"
                        "  epochs: 4\n"
                        "  early_stopping: {patience: 2}\n"
                        "  precision: f32\n"
                        "  seed: 3\n"
                        "  threads: 1\n");
}

static inline void study_end(study *s)
{
    assert_true(remove_tree(s->folder));
}

/* A new folder for results; lmev__free it. */
static inline char *study_out(study *s)
{
    char name[32];
    snprintf(name, sizeof name, "out%d", s->n_out++);
    char *out = lmev__path_join(s->folder, name);
    assert_non_null(out);
    assert_int_equal(lmev__mkdirs(out, NULL), LMEV_OK);
    return out;
}

/* One call of lmev_grid_run; sets is a NULL-terminated list or NULL, e may be NULL. */
static inline lmev_status study_run(const study *s, const char *out,
                                    const char *const *sets, ear *e, lmev_grid **grid,
                                    lmev_error *err)
{
    lmev_spec *spec = NULL;
    lmev_grid *g = NULL;
    lmev_error mine = {0};
    size_t n = 0;
    while (sets && sets[n]) n++;
    if (lmev_spec_load(&spec, s->spec, sets, n, &mine) != LMEV_OK)
        fail_msg("spec: %s:%ld: %s", mine.source, mine.line, mine.text);
    lmev_watch w = {0};
    if (e) w = ear_watch(e);
    if (s->fault.what == FILES)
        lmev__test_fail_io(s->fault.k, s->fault.errnum, s->fault.forever);
    if (s->fault.what == MEMORY) lmev__test_fail_alloc(s->fault.k, s->fault.forever);
    lmev_status st = lmev_grid_run(&g, spec, out, NULL, e ? &w : NULL, err);
    lmev__test_fail_io(-1, 0, false);
    lmev__test_fail_alloc(-1, false);
    lmev_spec_free(spec);
    if (grid)
        *grid = g;
    else
        lmev_grid_free(g);
    return st;
}

static inline void study_done(const study *s, const char *out, const char *const *sets)
{
    lmev_error err = {0};
    lmev_status st = study_run(s, out, sets, NULL, NULL, &err);
    if (st != LMEV_OK) fail_msg("%s: %s", err.source, err.text);
}

/* Paths of the run directories of version t1, sorted by their JSON's "model trial". */
typedef struct found_run {
    char path[256], order[64];
} found_run;

static inline int by_order(const void *a, const void *b)
{
    return strcmp(((const found_run *)a)->order, ((const found_run *)b)->order);
}

static inline size_t study_runs(const char *out, found_run *run, size_t room)
{
    char **names = NULL;
    size_t n = 0, found = 0;
    char *dir = lmev__path_join(out, "experiments/t1");
    assert_int_equal(lmev__list_dir(&names, &n, dir, NULL), LMEV_OK);
    for (size_t i = 0; i < n; i++) {
        lmev__facts f = {0};
        bool is_run = false;
        char *path = lmev__path_join(dir, names[i]);
        if (lmev__is_dir(path)) {
            assert_int_equal(lmev__facts_of(&f, &is_run, path, NULL), LMEV_OK);
            assert_true(is_run); /* nothing else may be left in the version's folder */
            assert_true(found < room);
            snprintf(run[found].path, sizeof run->path, "%s", path);
            snprintf(run[found].order, sizeof run->order, "%s %03d %s", f.e.model,
                     (int)f.e.trial, lmev__run_state_name(f.state));
            found++;
            lmev__facts_clear(&f);
        }
        lmev__free(path);
    }
    lmev__free_names(names, n);
    lmev__free(dir);
    qsort(run, found, sizeof *run, by_order);
    return found;
}

static inline lmev__json *metadata_of(const char *run_dir)
{
    lmev__json *j = NULL;
    char *path = lmev__path_join(run_dir, LMEV__METADATA_FILE);
    lmev_error err = {0};
    if (lmev__json_read(&j, path, &err) != LMEV_OK) fail_msg("%s: %s", path, err.text);
    lmev__free(path);
    return j;
}

/* Everything that must be the same however the grid got there, as text; lmev__free it. */
static inline char *fingerprint(const char *out)
{
    static const char *const same[] = {"LMEV-WEIGHTS_SHA256",
                                       "LMEV-RESULTS_SHA256",
                                       "LMEV-EXPERIMENT_KEY",
                                       "RESULTS-HISTORIES",
                                       "RESULTS-BALANCED_ACCURACY",
                                       "LMEV-BAC_BEST",
                                       "LMEV-BAC_LAST",
                                       "LMEV-BAC_VAL",
                                       "LMEV-ACCURACY",
                                       "LMEV-TOP5",
                                       "LMEV-F1_MACRO",
                                       "LMEV-LOG_LOSS",
                                       "LMEV-BEST_EPOCH",
                                       "LMEV-STOPPED_EARLY",
                                       "LMEV-VAL_BAC"};
    found_run run[16];
    lmev__buf b = LMEV__BUF_INIT;
    size_t n = study_runs(out, run, 16);
    for (size_t i = 0; i < n; i++) {
        lmev__json *j = metadata_of(run[i].path);
        lmev__buf_printf(&b, "%s\n", run[i].order);
        for (size_t k = 0; k < sizeof same / sizeof *same; k++) {
            char *text = lmev__json_dump(lmev__json_get(j, same[k]), 0);
            lmev__buf_printf(&b, "  %s %s\n", same[k], text ? text : "absent");
            lmev__free(text);
        }
        lmev__json_free(j);
        char *left = lmev__path_join(run[i].path, LMEV__CHECKPOINT_DIR);
        assert_false(lmev__is_dir(left));
        lmev__free(left);
    }
    return lmev__buf_text(&b);
}

static inline void assert_same_study(const char *out, const char *expected)
{
    char *got = fingerprint(out);
    assert_string_equal(got, expected);
    lmev__free(got);
}
#endif
