/* test_grid.c - a tiny study from spec to table: resume, skip, failures, honesty. */
#include "grid_help.h"

#include "base/hash.h"
#include "base/machine.h"
#include "grid/tokenized.h"
#include "remove_tree.h"

static study the;
static char *expected; /* fingerprint of the study that was never interrupted */

static int begin(void **state)
{
    (void)state;
    study_begin(&the);
    char *out = study_out(&the);
    study_done(&the, out, NULL);
    expected = fingerprint(out);
    lmev__free(out);
    return expected ? 0 : 1;
}

static int end(void **state)
{
    (void)state;
    lmev__free(expected);
    study_end(&the);
    return 0;
}

/* ---- pure functions ---- */

static void patience_is_that_of_keras(void **state)
{
    (void)state;
    static const struct {
        double val_loss[8];
        uint32_t n, patience, best, wait;
        bool over;
    } cases[] = {
        {{0}, 0, 3, 0, 0, false},
        {{1.0}, 1, 3, 1, 0, false},
        {{1.0, 0.9, 0.8}, 3, 1, 3, 0, false},
        {{1.0, 1.1}, 2, 1, 1, 1, true}, /* patience 1: the first that is not better */
        {{1.0, 1.1}, 2, 2, 1, 1, false},
        {{1.0, 1.1, 1.2}, 3, 2, 1, 2, true},
        {{1.0, 1.0, 1.0, 1.0}, 4, 3, 1, 3, true},        /* equal is not better */
        {{1.0, 1.2, 0.9, 0.95, 0.9}, 5, 3, 3, 2, false}, /* the first of equals */
        {{1.0, 1.2, 0.9, 0.95, 0.8, 0.9, 0.9, 0.9}, 8, 3, 5, 3, true},
        {{NAN, 2.0, NAN, NAN}, 4, 2, 2, 2, true}, /* what is no number is never better */
        {{NAN, NAN}, 2, 2, 0, 2, true},
        {{INFINITY, 3.0}, 2, 1, 2, 0, false},
        {{1.0, 0.5}, 2, 0, 2, 0, false}, /* patience 0 stops as 1 does */
        {{1.0, 1.5}, 2, 0, 1, 1, true},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        lmev__patience p =
            lmev__patience_of(cases[i].val_loss, cases[i].n, cases[i].patience);
        assert_int_equal(p.best, cases[i].best);
        assert_int_equal(p.wait, cases[i].wait);
        assert_int_equal(p.over, cases[i].over);
    }
}

static void position_survives_its_note(void **state)
{
    (void)state;
    lmev__position p, q;
    char *text = NULL, *again = NULL;
    lmev_error err = {0};
    assert_int_equal(lmev__position_init(&p, 3, NULL), LMEV_OK);
    assert_int_equal(lmev__position_init(&q, 3, NULL), LMEV_OK);
    p.at = (lmev_epoch){2, 17, 1.0 / 3 * 1e7, 68 * 4096};
    p.curve.crc = 0xfedcba98u;
    p.started_at = 1583345737.25;
    p.n_resumed = 4;
    p.seconds.all = 12.5;
    q.curve.crc = p.curve.crc; /* its file is test_curves.c's matter */
    assert_int_equal(lmev__position_text(&p, "key", &text, NULL), LMEV_OK);
    assert_int_equal(lmev__position_read(&q, "key", text, "note", NULL, &err), LMEV_OK);
    assert_memory_equal(&p.at, &q.at, sizeof p.at);
    assert_int_equal(q.n_resumed, 4);
    assert_int_equal(lmev__position_text(&q, "key", &again, NULL), LMEV_OK);
    assert_string_equal(text, again);

    /* Another experiment's, one with more epochs than ours may have, one whose curves are
     * gone, and damaged ones. */
    assert_int_equal(lmev__position_read(&q, "kez", text, "note", NULL, &err),
                     LMEV_ERR_MISMATCH);
    assert_int_equal(lmev__position_read(&q, "key", text, "note", "/nowhere", &err),
                     LMEV_ERR_FORMAT);
    lmev__position small;
    assert_int_equal(lmev__position_init(&small, 1, NULL), LMEV_OK);
    assert_int_equal(lmev__position_read(&small, "key", text, "note", NULL, &err),
                     LMEV_ERR_FORMAT);
    for (size_t cut = 0; cut + 1 < strlen(text); cut += 7) {
        char *part = lmev__strndup(text, cut);
        assert_int_equal(lmev__position_read(&q, "key", part, "note", NULL, &err),
                         LMEV_ERR_FORMAT);
        lmev__free(part);
    }
    static const char *const wrong[] = {
        "null",
        "[]",
        "{}",
        "{\"key\":\"key\",\"epoch\":-1}",
        "{\"key\":\"key\",\"epoch\":1e3}",
        "{\"key\":\"key\",\"epoch\":0,\"step\":0,\"rows_seen\":0,\"n_resumed\":0,"
        "\"loss_sum\":0.0}",
        "{\"key\":\"key\",\"epoch\":0,\"step\":0,\"rows_seen\":0,\"n_resumed\":0,"
        "\"loss_sum\":0.0,\"curves_crc32c\":4294967296}"};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        assert_int_equal(lmev__position_read(&q, "key", wrong[i], "note", NULL, &err),
                         LMEV_ERR_FORMAT);
    assert_int_equal(q.at.step, 17); /* untouched by all of these */
    lmev__free(text);
    lmev__free(again);
    lmev__position_release(&p);
    lmev__position_release(&q);
    lmev__position_release(&small);
}

/* ---- the whole ---- */

static void stat_metadata(const char *run_dir, struct stat *st)
{
    char *path = lmev__path_join(run_dir, LMEV__METADATA_FILE);
    assert_int_equal(stat(path, st), 0);
    lmev__free(path);
}

static void grid_leaves_everything_behind(void **state)
{
    (void)state;
    static const char *const files[] = {LMEV__METADATA_FILE, LMEV__RESULTS_FILE,
                                        LMEV__SPEC_FILE};
    char *out = study_out(&the);
    lmev_grid *g = NULL;
    lmev_error err = {0};
    ear e = {.stop_at = -1};
    assert_int_equal(study_run(&the, out, NULL, &e, &g, &err), LMEV_OK);
    assert_int_equal(g->n, 2);
    assert_int_equal(g->n_run, 4);
    assert_int_equal(g->n_skipped + g->n_failed, 0);
    assert_string_equal(g->row[0].model, "a");
    assert_string_equal(g->row[1].model, "b");
    assert_true(ear_heard(&e, "experiment 1/4 a trial 0: begins"));
    assert_true(ear_heard(&e, "experiment 2/4 b trial 0: BAC 0."));
    assert_true(ear_heard(&e, "experiment 3/4 a trial 1: BAC 0."));

    found_run run[8];
    assert_int_equal(study_runs(out, run, 8), 4);
    double bac[4];
    for (size_t i = 0; i < 4; i++) {
        for (size_t k = 0; k < 3; k++) {
            char *path = lmev__path_join(run[i].path, files[k]);
            assert_true(lmev__is_file(path));
            lmev__free(path);
        }
        lmev__json *j = metadata_of(run[i].path);
        bac[i] = lmev__json_real(lmev__json_get(j, "RESULTS-BALANCED_ACCURACY"));
        assert_true(bac[i] > 0.5 &&
                    bac[i] < 1); /* chance is 0.2, perfection impossible */
        int64_t best = lmev__json_int(lmev__json_get(j, "LMEV-BEST_EPOCH"));
        const lmev__json *h = lmev__json_at(lmev__json_get(j, "RESULTS-HISTORIES"), 0);
        const lmev__json *test_bac = lmev__json_get(h, "test_bac");
        size_t n = lmev__json_size(test_bac);
        assert_true(best >= 1 && (size_t)best <= n);
        assert_true(bac[i] == lmev__json_real(lmev__json_at(test_bac, (size_t)best - 1)));
        assert_true(lmev__json_real(lmev__json_get(j, "LMEV-BAC_BEST")) == bac[i]);
        assert_true(lmev__json_real(lmev__json_get(j, "LMEV-BAC_LAST")) ==
                    lmev__json_real(lmev__json_at(test_bac, n - 1)));
        char *logs = lmev__path_join(out, "logs");
        char *log = lmev__path_join(
            logs, lmev__json_string(lmev__json_get(j, "EXPERIMENT-RUNID"), NULL));
        assert_true(lmev__is_dir(log));
        lmev__free(logs);
        lmev__free(log);
        /* Trial t of every model has the same seed and the same rows. */
        assert_int_equal(lmev__json_int(lmev__json_get(j, "LMEV-SEED")),
                         3 + lmev__json_int(lmev__json_get(j, "LMEV-TRIAL")));
        lmev__json_free(j);
    }
    assert_true(fabs(g->row[0].bac_mean - (bac[0] + bac[1]) / 2) < 1e-15);
    assert_true(fabs(g->row[1].bac_sd - fabs(bac[2] - bac[3]) / sqrt(2)) < 1e-12);
    char *saved = lmev__path_join(out, "saved_models/t1/a/config.json");
    assert_true(lmev__is_file(saved));
    assert_non_null(g->best_classifier);
    lmev__free(saved);
    assert_same_study(out, expected);

    /* Again: nothing is run, nothing is touched, and the table is the same. */
    struct stat before[4], after;
    for (size_t i = 0; i < 4; i++) stat_metadata(run[i].path, &before[i]);
    lmev_grid *again = NULL;
    assert_int_equal(study_run(&the, out, NULL, NULL, &again, &err), LMEV_OK);
    assert_int_equal(again->n_skipped, 4);
    assert_int_equal(again->n_run + again->n_failed, 0);
    for (size_t m = 0; m < 2; m++) {
        assert_true(again->row[m].bac_mean == g->row[m].bac_mean);
        assert_true(again->row[m].bac_sd == g->row[m].bac_sd);
        assert_int_equal(again->row[m].n_trials, 2);
    }
    assert_string_equal(again->best_classifier, g->best_classifier);
    for (size_t i = 0; i < 4; i++) {
        stat_metadata(run[i].path, &after);
        assert_true(after.st_ino == before[i].st_ino);
        assert_true(after.st_mtim.tv_nsec == before[i].st_mtim.tv_nsec);
    }
    lmev_grid_free(again);
    lmev_grid_free(g);
    lmev__buf_free(&e.heard);
    lmev__free(out);
}

static void resume_equals_not_stopping(void **state)
{
    (void)state;
    /* Stop at the k-th question, go on, stop at the k-th again, ... until the grid is
     * done. An epoch has 6 batches and 4 tiles to evaluate: some of these fall inside
     * epochs, some in evaluations, some between, some between experiments. Below 12 a
     * session that begins with an evaluation would not come to its end. */
    static const long every[] = {12, 13, 14, 17, 26, 39};
    for (size_t i = 0; i < sizeof every / sizeof *every; i++) {
        char *out = study_out(&the);
        lmev_status s = LMEV_STOPPED;
        lmev_error err = {0};
        int sessions = 0;
        for (; s == LMEV_STOPPED; sessions++) {
            ear e = {.stop_at = every[i]};
            assert_true(sessions < 200);
            s = study_run(&the, out, NULL, &e, NULL, &err);
            lmev__buf_free(&e.heard);
        }
        assert_int_equal(s, LMEV_OK);
        assert_true(sessions > 1);
        assert_same_study(out, expected);
        lmev__free(out);
    }
}

static void failure_is_noted_and_the_grid_goes_on(void **state)
{
    (void)state;
    char *out = study_out(&the);
    lmev_grid *g = NULL;
    lmev_error err = {0};
    /* While a is trained somebody puts what is no classifier where a's belongs. */
    char *dir = lmev__path_join(out, "saved_models/t1/a");
    char *file = lmev__path_join(dir, "thesis.txt");
    ear e = {.stop_at = -1, .foreign = dir, .foreign_at = 10};
    assert_int_equal(study_run(&the, out, NULL, &e, &g, &err), LMEV_ERR_FAILED);
    assert_true(lmev__is_file(file));
    assert_non_null(g);
    assert_int_equal(g->n_run, 2);
    assert_int_equal(g->n_failed, 2);
    assert_int_equal(g->row[0].n_failed, 2);
    assert_int_equal(g->row[1].n_trials, 2);
    assert_true(isnan(g->row[0].bac_mean));
    assert_non_null(strstr(err.text, "2 of 4 experiments failed"));
    assert_true(ear_heard(&e, "warning: experiment 1/4 a trial 0: failed: "));
    found_run run[8];
    assert_int_equal(study_runs(out, run, 8), 4);
    assert_string_equal(run[0].order, "a 000 failed");
    assert_string_equal(run[3].order, "b 001 finished");
    lmev_grid_free(g);

    /* The reason gone, the same call runs those two alone, and their training is not
     * repeated. */
    assert_true(remove_tree(dir));
    lmev__buf_reset(&e.heard);
    e.foreign = NULL;
    assert_int_equal(study_run(&the, out, NULL, &e, &g, &err), LMEV_OK);
    assert_int_equal(g->n_run, 2);
    assert_int_equal(g->n_skipped, 2);
    assert_true(ear_heard(&e, "experiment 1/4 a trial 0: goes on after its training"));
    lmev_grid_free(g);
    assert_same_study(out, expected);
    lmev__buf_free(&e.heard);
    lmev__free(dir);
    lmev__free(file);
    lmev__free(out);
}

static void a_foreign_folder_for_a_classifier_is_refused_before_the_training(void **state)
{
    (void)state;
    static const char *const all[] = {"save.classifier=all", NULL};
    char *out = study_out(&the), *dir = lmev__path_join(out, "saved_models/t1/b");
    char *file = lmev__path_join(dir, "thesis.txt");
    lmev_error err = {0};
    ear e = {.stop_at = -1};
    char *experiments = lmev__path_join(out, "experiments");
    put_foreign(dir);
    assert_int_equal(study_run(&the, out, NULL, &e, NULL, &err), LMEV_ERR_IO);
    assert_non_null(strstr(err.text, "'thesis.txt', which is no part of a classifier"));
    assert_non_null(strstr(err.source, "saved_models/t1/b"));
    assert_false(lmev__is_dir(experiments)); /* nothing was begun */
    assert_true(lmev__is_file(file));
    /* Where nothing is saved there, nothing is refused. */
    assert_int_equal(study_run(&the, out, all, &e, NULL, &err), LMEV_OK);
    assert_true(lmev__is_file(file));
    lmev__buf_free(&e.heard);
    lmev__free(experiments);
    lmev__free(file);
    lmev__free(dir);
    lmev__free(out);
}

static void second_process_is_refused(void **state)
{
    (void)state;
    char *out = study_out(&the), *dir = lmev__path_join(out, "experiments/t1");
    char *path = lmev__path_join(dir, ".lock");
    lmev__lock *lock = NULL;
    lmev_error err = {0};
    assert_int_equal(lmev__mkdirs(dir, NULL), LMEV_OK);
    assert_int_equal(lmev__lock_take(&lock, path, NULL), LMEV_OK);
    assert_int_equal(study_run(&the, out, NULL, NULL, NULL, &err), LMEV_ERR_BUSY);
    assert_true(err.hint[0] != '\0');
    lmev__lock_drop(lock);
    study_done(&the, out, NULL);
    assert_same_study(out, expected);
    lmev__free(path);
    lmev__free(dir);
    lmev__free(out);
}

static void a_missing_module_is_told_before_any_work(void **state)
{
    (void)state;
    char *out = study_out(&the);
    char name[] = "m", handle[] = "https://tfhub.dev/google/nnlm-es-dim50/2",
         path[] = "s.yaml";
    lmev_model_spec model = {.name = name, .handle = handle, .line = 5};
    lmev_spec spec = {.path = path, .trials = 1, .n_models = 1, .model = &model};
    const lmev_hub_options nowhere = {.cache_dir = out};
    const lmev_grid_options o = {.hub = &nowhere};
    lmev_grid *g = NULL;
    lmev_error err = {0};
    assert_int_equal(lmev_grid_run(&g, &spec, out, &o, NULL, &err), LMEV_ERR_NOTFOUND);
    assert_non_null(strstr(err.hint, "pull the model"));
    char *made = lmev__path_join(out, "experiments");
    assert_false(lmev__is_dir(made));
    lmev__free(made);
    lmev__free(out);
}

static void count_call(void *self)
{
    ++*(size_t *)self;
}

/* Who runs a grid hears of each experiment before it begins, and not of a finished one.
 * The peak of the host's memory is the host's: the library does not reset it. */
static void the_host_is_called_before_each_experiment(void **state)
{
    (void)state;
    const size_t much = (size_t)256 << 20;
    size_t calls = 0;
    char *out = study_out(&the);
    lmev_spec *spec = NULL;
    lmev_error err = {0};
    const lmev_grid_options o = {.before_experiment = count_call, .self = &calls};
    static const char *const sets[] = {"train.epochs=1"};
    char *at = lmev__alloc(much);
    assert_non_null(at);
    memset(at, 1, much);
    lmev__free(at);
    const uint64_t peak = lmev__peak_rss();
    assert_true(peak >= much);
    assert_int_equal(lmev_spec_load(&spec, the.spec, sets, 1, &err), LMEV_OK);
    for (int again = 0; again < 2; again++) {
        lmev_grid *g = NULL;
        assert_int_equal(lmev_grid_run(&g, spec, out, &o, NULL, &err), LMEV_OK);
        assert_int_equal(calls, 4);
        assert_int_equal(g->n_run, again ? 0u : 4u);
        lmev_grid_free(g);
    }
    assert_true(lmev__peak_rss() >= peak);
    lmev_spec_free(spec);
    lmev__free(out);
}

/* ---- what the settings do ---- */

static void stopping_early_keeps_the_best_weights(void **state)
{
    (void)state;
    static const char *const best[] = {
        "train.epochs=40", "train.early_stopping.patience=2", "trials=1", NULL};
    static const char *const last[] = {
        "train.epochs=40", "train.early_stopping.patience=2",
        "train.early_stopping.restore_best_weights=false", "trials=1", NULL};
    const char *const *sets[2] = {best, last};
    int64_t best_epoch[2];
    size_t n[2];
    double bac[2];
    for (int i = 0; i < 2; i++) {
        char *out = study_out(&the);
        found_run run[4];
        study_done(&the, out, sets[i]);
        assert_int_equal(study_runs(out, run, 4), 2);
        lmev__json *j = metadata_of(run[0].path);
        lmev__json *h = lmev__json_at(lmev__json_get(j, "RESULTS-HISTORIES"), 0);
        lmev__json *val = lmev__json_get(h, "val_loss");
        n[i] = lmev__json_size(val);
        best_epoch[i] = lmev__json_int(lmev__json_get(j, "LMEV-BEST_EPOCH"));
        for (size_t k = 0; k < n[i]; k++)
            assert_true(lmev__json_real(lmev__json_at(val, k)) >=
                        lmev__json_real(lmev__json_at(val, (size_t)best_epoch[i] - 1)));
        assert_true(n[i] < 40);
        assert_int_equal(best_epoch[i], (int64_t)n[i] - 2);
        assert_true(lmev__json_bool(lmev__json_get(j, "LMEV-STOPPED_EARLY")));
        bac[i] = lmev__json_real(lmev__json_get(j, "RESULTS-BALANCED_ACCURACY"));
        assert_true(bac[i] == lmev__json_real(lmev__json_get(
                                  j, i == 0 ? "LMEV-BAC_BEST" : "LMEV-BAC_LAST")));
        lmev__json_free(j);
        lmev__free(out);
    }
    assert_int_equal(n[0], n[1]); /* keeping other weights changes nothing in training */
    assert_int_equal(best_epoch[0], best_epoch[1]);
}

static void no_validation_rows_keep_the_last_weights(void **state)
{
    (void)state;
    static const char *const sets[] = {"train.early_stopping=false",
                                       "data.validation_split=0", "trials=2", NULL};
    char *out = study_out(&the);
    found_run run[8];
    lmev_grid *g = NULL;
    lmev_error err = {0};
    assert_int_equal(study_run(&the, out, sets, NULL, &g, &err), LMEV_OK);
    assert_true(isnan(g->row[0].bac_best_mean));
    assert_non_null(g->best_classifier);
    assert_int_equal(study_runs(out, run, 8), 4);
    lmev__json *j = metadata_of(run[0].path);
    assert_int_equal(lmev__json_int(lmev__json_get(j, "LMEV-BEST_EPOCH")), 0);
    assert_true(lmev__json_real(lmev__json_get(j, "RESULTS-BALANCED_ACCURACY")) ==
                lmev__json_real(lmev__json_get(j, "LMEV-BAC_LAST")));
    lmev__json_free(j);
    lmev_grid_free(g);
    lmev__free(out);
}

static char *text_of(const char *run_dir, const char *key)
{
    lmev__json *j = metadata_of(run_dir);
    char *text = lmev__strdup(lmev__json_string(lmev__json_get(j, key), NULL));
    lmev__json_free(j);
    return text;
}

static void splits_are_shared_as_the_spec_says(void **state)
{
    (void)state;
    static const char *const sets[] = {"data.split=per-trial", "train.epochs=1", NULL};
    for (int per_trial = 0; per_trial < 2; per_trial++) {
        char *out = study_out(&the), *hash[4];
        found_run run[8];
        study_done(&the, out, per_trial ? sets : NULL);
        assert_int_equal(study_runs(out, run, 8), 4); /* a 0, a 1, b 0, b 1 */
        for (int i = 0; i < 4; i++) hash[i] = text_of(run[i].path, "LMEV-SPLIT_SHA256");
        assert_string_equal(hash[0], hash[2]);
        assert_string_equal(hash[1], hash[3]);
        assert_int_equal(strcmp(hash[0], hash[1]) != 0, per_trial);
        for (int i = 0; i < 4; i++) lmev__free(hash[i]);
        lmev__free(out);
    }
}

/* Trials with own test rows, some of them by class, are trained on as many rows: they are
 * trials of one model. What adds no test row is the study without it, and in no
 * record. */
static void test_rows_by_class_leave_trials_of_one_size(void **state)
{
    (void)state;
    static const char *const none[] = {"data.split=per-trial", "data.train_size=auto",
                                       "data.test_size=20", "train.epochs=1", NULL};
    static const char *const least[] = {"data.split=per-trial",  "data.train_size=auto",
                                        "data.test_size=20",     "train.epochs=1",
                                        "data.test_per_class=8", NULL};
    static const char *const again[] = {"data.split=per-trial",  "data.train_size=auto",
                                        "data.test_size=20",     "train.epochs=1",
                                        "data.test_per_class=0", NULL};
    char *out = study_out(&the);
    found_run run[12];
    ear e = {.stop_at = -1};
    lmev_error err = {0};
    lmev_grid *g = NULL;
    assert_int_equal(study_run(&the, out, none, NULL, NULL, &err), LMEV_OK);
    assert_int_equal(study_run(&the, out, least, &e, &g, &err), LMEV_OK);
    assert_int_equal(g->n_run, 4); /* other rows, other experiments */
    assert_true(ear_heard(&e, "of the test rows by test_per_class: 8 of each class"));
    lmev_grid_free(g);
    assert_int_equal(study_run(&the, out, again, NULL, &g, &err), LMEV_OK);
    assert_int_equal(g->n_run, 0);
    lmev_grid_free(g);

    const size_t n = study_runs(out, run, 12);
    const char *by_class = NULL;
    assert_int_equal(n, 8);
    for (size_t i = 0; i < n; i++) {
        lmev__json *j = metadata_of(run[i].path);
        const lmev__json *key = lmev__json_get(j, "LMEV-DATA_TEST_PER_CLASS");
        const int64_t rows = lmev__json_int(lmev__json_get(j, "DATA-TRAINING_SET_SIZE"));
        const int64_t tests = lmev__json_int(lmev__json_get(j, "DATA-TEST_SET_SIZE"));
        if (key) {
            assert_int_equal(lmev__json_int(key), 8);
            assert_int_equal(rows, 600 - 20 - 5 * 8); /* five classes */
            assert_true(tests > 20 && tests <= 20 + 5 * 8);
            by_class = run[i].path;
        } else {
            assert_int_equal(rows, 580);
            assert_int_equal(tests, 20);
        }
        lmev__json_free(j);
    }
    lmev_spec *spec = NULL; /* the config.yaml of a run is the same study */
    assert_non_null(by_class);
    char *path = lmev__path_join(by_class, LMEV__SPEC_FILE);
    assert_int_equal(lmev_spec_load(&spec, path, NULL, 0, &err), LMEV_OK);
    assert_int_equal(lmev_grid_run(&g, spec, out, NULL, NULL, &err), LMEV_OK);
    assert_int_equal(g->n_run, 0);
    lmev_grid_free(g);
    lmev_spec_free(spec);
    lmev__free(path);
    lmev__buf_free(&e.heard);
    lmev__free(out);
}

/* Without sizes and batch the data decide, and config.yaml says what they decided. */
static void left_out_sizes_are_settled_and_written_down(void **state)
{
    (void)state;
    static const char *const sets[] = {"data.train_size=auto", "data.test_size=auto",
                                       "train.batch_size=auto", "train.epochs=2", NULL};
    char *out = study_out(&the);
    found_run run[4];
    lmev_error err = {0};
    lmev_grid *g = NULL;
    ear e = {.stop_at = -1};
    assert_int_equal(study_run(&the, out, sets, &e, NULL, &err), LMEV_OK);
    assert_true(ear_heard(&e, "432 training, 48 validation and 120 test rows"));
    assert_true(
        ear_heard(&e, "batches of 16 rows, chosen for 432 training rows: 27 steps"));
    assert_int_equal(study_runs(out, run, 4), 4);

    char *path = lmev__path_join(run[0].path, LMEV__SPEC_FILE), *text = NULL;
    size_t n = 0;
    assert_int_equal(lmev__read_file(&text, &n, path, 1 << 16, &err), LMEV_OK);
    assert_non_null(strstr(text, "batch_size: 16\n"));
    assert_non_null(strstr(text, "train_size: 480\n"));
    assert_non_null(strstr(text, "test_size: 120\n"));
    lmev_spec *spec = NULL;
    assert_int_equal(lmev_spec_load(&spec, path, NULL, 0, &err), LMEV_OK);
    assert_int_equal(lmev_grid_run(&g, spec, out, NULL, NULL, &err), LMEV_OK);
    assert_int_equal(g->n_run, 0); /* the same experiments by their keys */
    assert_int_equal(g->n_skipped, 4);
    lmev_grid_free(g);
    lmev_spec_free(spec);
    lmev__free(text);
    lmev__free(path);
    lmev__buf_free(&e.heard);
    lmev__free(out);
}

static void batches_that_leave_few_steps_are_warned_of(void **state)
{
    (void)state;
    static const struct {
        size_t rows;
        uint32_t batch;
    } chosen[] = {{1, 16},      {228, 16},      {1599, 16},     {1600, 32},
                  {19000, 256}, {204799, 2048}, {204800, 4096}, {950000, 4096}};
    for (size_t i = 0; i < sizeof chosen / sizeof *chosen; i++)
        assert_int_equal(lmev__batch_for(chosen[i].rows), chosen[i].batch);

    /* 378 training rows */
    static const struct {
        const char *set;
        bool warned;
    } cases[] = {{"train.batch_size=75", false}, {"train.batch_size=76", true}};
    for (size_t i = 0; i < 2; i++) {
        const char *sets[] = {"train.epochs=1", "trials=1", cases[i].set, NULL};
        char *out = study_out(&the);
        lmev_error err = {0};
        ear e = {.stop_at = -1};
        assert_int_equal(study_run(&the, out, sets, &e, NULL, &err), LMEV_OK);
        assert_int_equal(ear_heard(&e, "steps per epoch of 378 training rows: little is"),
                         cases[i].warned);
        lmev__buf_free(&e.heard);
        lmev__free(out);
    }
}

static void every_setting_that_matters_makes_another_experiment(void **state)
{
    (void)state;
    /* Each of these changes the result, so each runs beside the others in one folder. */
    static const char *const change[] = {
        "train.seed=4",
        "train.epochs=1",
        "train.batch_size=32",
        "train.optimizer.beta_1=0.8",
        "train.optimizer.epsilon=1e-6",
        "network.dropout=0.1",
        "network.units=[8]",
        "network.lm_trainable=false",
        "data.train_size=400",
        "train.early_stopping.patience=1",
        "models=[{scratch: {dim: 8, min_count: 1}, name: a}]"};
    static const char *const base[] = {"train.epochs=2", "trials=1", NULL};
    enum { N = sizeof change / sizeof *change };
    char *out = study_out(&the);
    study_done(&the, out, base);
    for (size_t i = 0; i < N; i++) {
        const char *sets[] = {"train.epochs=2", "trials=1",
                              "models=[{scratch: {dim: 8, min_count: 2}, name: a}]",
                              change[i], NULL};
        lmev_grid *g = NULL;
        lmev_error err = {0};
        assert_int_equal(study_run(&the, out, sets, NULL, &g, &err), LMEV_OK);
        assert_int_equal(g->n_run, 1);
        lmev_grid_free(g);
    }
    /* And these change nothing: the folder of the results, where the data lie, what is
     * saved. */
    const char *sets[] = {"train.epochs=2", "trials=1", "save.classifier=none",
                          "name=other", NULL};
    lmev_grid *g = NULL;
    lmev_error err = {0};
    assert_int_equal(study_run(&the, out, sets, NULL, &g, &err), LMEV_OK);
    assert_int_equal(g->n_run, 0);
    assert_int_equal(g->n_skipped, 2);
    lmev_grid_free(g);
    lmev__free(out);
}

/* RELIABILITY R3: the test rows cannot reach what is trained or chosen. */
static void test_labels_change_no_weight_and_no_choice(void **state)
{
    (void)state;
    char *hash[2][2], *chosen[2];
    int64_t epoch[2][2];
    double bac[2][2];
    char path[256];
    for (int i = 0; i < 2; i++) {
        char folder[200];
        snprintf(folder, sizeof folder, "%s/canary%d", the.folder, i);
        assert_int_equal(lmev__mkdirs(folder, NULL), LMEV_OK);
        snprintf(path, sizeof path, "%s/train.csv", folder);
        write_rows(path, 0, 400, 0);
        snprintf(path, sizeof path, "%s/test.csv", folder);
        write_rows(path, 400, 150, i == 0 ? 0 : 73); /* labels turned by 73 rows */
        char spec[256];
        study other = the;
        snprintf(spec, sizeof spec, "%s/spec.yaml", folder);
        write_text(
            spec,
            "name: tiny\nversion: t1\ntrials: 2\n"
            "models: [{scratch: {dim: 8, min_count: 2, oov_buckets: 20}, name: a}]\n"
            "data: {train: train.csv, test: test.csv, validation_split: 0.1}\n"
            "network: {units: [16]}\n"
            "train: {optimizer: {learning_rate: 0.02}, batch_size: 64, precision: f32,"
            " threads: 1, epochs: 30, early_stopping: {patience: 2}}\n");
        memcpy(other.spec, spec, sizeof other.spec);
        char *out = study_out(&the);
        study_done(&other, out, NULL);
        found_run run[4];
        assert_int_equal(study_runs(out, run, 4), 2);
        for (int t = 0; t < 2; t++) {
            lmev__json *j = metadata_of(run[t].path);
            hash[i][t] = text_of(run[t].path, "LMEV-WEIGHTS_SHA256");
            epoch[i][t] = lmev__json_int(lmev__json_get(j, "LMEV-BEST_EPOCH"));
            bac[i][t] = lmev__json_real(lmev__json_get(j, "RESULTS-BALANCED_ACCURACY"));
            lmev__json_free(j);
        }
        /* The weights file shows which trial's classifier was kept. */
        char *model = lmev__path_join(out, "saved_models/t1/a/model.safetensors");
        chosen[i] = lmev__calloc(1, 65);
        assert_int_equal(lmev__sha256_file(model, chosen[i], NULL), LMEV_OK);
        lmev__free(model);
        lmev__free(out);
    }
    for (int t = 0; t < 2; t++) {
        assert_string_equal(hash[0][t], hash[1][t]);
        assert_int_equal(epoch[0][t], epoch[1][t]);
        assert_true(bac[0][t] > bac[1][t] + 0.2); /* the labels did change */
        lmev__free(hash[0][t]);
        lmev__free(hash[1][t]);
    }
    assert_string_equal(chosen[0], chosen[1]);
    lmev__free(chosen[0]);
    lmev__free(chosen[1]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(patience_is_that_of_keras),
        cmocka_unit_test(position_survives_its_note),
        cmocka_unit_test(grid_leaves_everything_behind),
        cmocka_unit_test(resume_equals_not_stopping),
        cmocka_unit_test(failure_is_noted_and_the_grid_goes_on),
        cmocka_unit_test(
            a_foreign_folder_for_a_classifier_is_refused_before_the_training),
        cmocka_unit_test(second_process_is_refused),
        cmocka_unit_test(a_missing_module_is_told_before_any_work),
        cmocka_unit_test(the_host_is_called_before_each_experiment),
        cmocka_unit_test(stopping_early_keeps_the_best_weights),
        cmocka_unit_test(no_validation_rows_keep_the_last_weights),
        cmocka_unit_test(splits_are_shared_as_the_spec_says),
        cmocka_unit_test(test_rows_by_class_leave_trials_of_one_size),
        cmocka_unit_test(left_out_sizes_are_settled_and_written_down),
        cmocka_unit_test(batches_that_leave_few_steps_are_warned_of),
        cmocka_unit_test(every_setting_that_matters_makes_another_experiment),
        cmocka_unit_test(test_labels_change_no_weight_and_no_choice),
    };
    return cmocka_run_group_tests(tests, begin, end);
}
