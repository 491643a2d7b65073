/* test_experiments.c - experiments and predictions as analyses load them: the study's and
 * ours, each once, whatever else lies beside them.
 *
 * Runs are written without fsync here; there are hundreds of them. */
#include "experiment_help.h"

#include <math.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/format/json.h"
#include "remove_tree.h"
#include "runs/results.h"

static void put_bytes(const char *dir, const char *name, const char *at, size_t n)
{
    char *path = lmev__path_join(dir, name);
    FILE *f = fopen(path, "wb");
    assert_non_null(f);
    assert_int_equal(fwrite(at, 1, n, f), n);
    assert_int_equal(fclose(f), 0);
    lmev__free(path);
}

/* folder/below, made; valid until the next call. */
static const char *dir_of(const char *below)
{
    static char dir[512];
    snprintf(dir, sizeof dir, "%s/%s", folder, below);
    assert_ok(lmev__mkdirs(dir, err));
    return dir;
}

/* Write the metadata of r to folder/below; its id is the last part of the path. */
static void write_run(lmev__run_record *r, const char *below)
{
    const char *dir = dir_of(below);
    char *text = NULL;
    r->run_id = strrchr(dir, '/') + 1;
    r->run_dir = dir;
    assert_ok(lmev__metadata_text(r, &text, err));
    put_bytes(dir, LMEV__METADATA_FILE, text, strlen(text));
    lmev__free(text);
}

/* A finished run of ours, of an experiment of its own. */
static void make_run(const char *below, uint32_t trial, double started_at)
{
    char own[64];
    lmev_spec *spec = toy_spec();
    lmev__run_record r = toy_record(spec, "", "");
    const char *slash = strrchr(below, '/');
    snprintf(own, sizeof own, "%s-%u-%g", slash ? slash + 1 : below, trial, started_at);
    r.experiment_key = r.weights_sha256 = own;
    r.trial = trial;
    r.started_at = started_at;
    write_run(&r, below);
    lmev_spec_free(spec);
}

static lmev_experiments *load(const char *const *folders, size_t n)
{
    lmev_experiments *e = NULL;
    assert_ok(lmev_experiments_load(&e, folders, n, NULL, err));
    return e;
}

static lmev_experiments *load_folder(void)
{
    const char *const folders[] = {folder};
    return load(folders, 1);
}

/* ---- the study's ---- */

/* The metadata, and empty results where there are some. False: they are not here. */
static bool copy_study(void)
{
    char *root = source_file("../shared/data/seed-experiments"), **versions = NULL,
         **runs = NULL;
    size_t n_versions = 0, n = 0;
    const bool here = lmev__is_dir(root);
    if (!here) print_message("no ../shared/data/seed-experiments: skipped\n");
    if (here) assert_ok(lmev__list_dir(&versions, &n_versions, root, err));
    for (size_t v = 0; v < n_versions; v++) {
        char *version = lmev__path_join(root, versions[v]);
        if (!lmev__is_dir(version)) { /* an index */
            lmev__free(version);
            continue;
        }
        assert_ok(lmev__list_dir(&runs, &n, version, err));
        for (size_t i = 0; i < n; i++) {
            char *from = lmev__path_join(version, runs[i]), *text = NULL, below[256];
            char *metadata = lmev__path_join(from, LMEV__METADATA_FILE);
            char *results = lmev__path_join(from, LMEV__RESULTS_FILE);
            size_t bytes = 0;
            snprintf(below, sizeof below, "%s/%s", versions[v], runs[i]);
            assert_ok(lmev__read_file(&text, &bytes, metadata, 1 << 20, err));
            put_bytes(dir_of(below), LMEV__METADATA_FILE, text, bytes);
            if (lmev__is_file(results))
                put_bytes(dir_of(below), LMEV__RESULTS_FILE, "", 0);
            lmev__free(text);
            lmev__free(metadata);
            lmev__free(results);
            lmev__free(from);
        }
        lmev__free_names(runs, n);
        lmev__free(version);
    }
    lmev__free_names(versions, n_versions);
    lmev__free(root);
    return here;
}

static double min_of(const double *x, size_t n)
{
    double least = INFINITY;
    for (size_t i = 0; i < n; i++) least = fmin(least, x[i]);
    return least;
}

static void the_study_is_loaded(void **state)
{
    (void)state;
    /* The table of ../shared/data/README.md, by model; epochs in the order of start. */
    static const struct {
        const char *model, *bac, *sd, *epochs, *val_loss, *on_t4, *on_p100;
        int normalization;
    } want[] = {
        {"nnlm-en-dim128", "0.7173", "0.0046", "10 10 10 10", "1.1152", "230.4", "144.7",
         0},
        {"nnlm-en-dim128-with-normalization", "0.7307", "0.0055", "10 10 10 10", "1.0493",
         "232.9", "153.3", 1},
        {"nnlm-en-dim50", "0.7047", "0.0037", "10 10 10 10", "1.1710", "138.9", "104.3",
         0},
        {"nnlm-en-dim50-with-normalization", "0.7235", "0.0050", "10 10 10 10", "1.0880",
         "141.7", "110.6", 1},
        {"nnlm-es-dim128", "0.7379", "0.0036", "9 9 9 9", "1.0066", "211.8", "137.1", 0},
        {"nnlm-es-dim128-with-normalization", "0.7489", "0.0088", "8 9 9 8", "0.9464",
         "202.4", "134.5", 1},
        {"nnlm-es-dim50", "0.7331", "0.0031", "10 10 10 10", "1.0417", "135.6", "105.1",
         0},
        {"nnlm-es-dim50-with-normalization", "0.7536", "0.0060", "10 10 10 10", "0.9827",
         "143.9", "118.2", 1},
    };
    if (!copy_study()) skip();
    lmev_experiments *all = load_folder();
    size_t of_last = 0, of_best = 0, of_both = 0, n_results = 0;
    bool classes[4] = {0};
    assert_int_equal(all->n, 32);
    assert_int_equal(all->n_left_out, 0);
    for (size_t m = 0; m < 8; m++) {
        double sum = 0, squares = 0, val_loss = 0, seconds[2] = {0, 0};
        size_t n_on[2] = {0, 0};
        char epochs[64] = "", text[32];
        for (size_t i = 4 * m; i < 4 * m + 4; i++) {
            const lmev_experiment *e = &all->at[i];
            const bool p100 = !strcmp(e->device, "Tesla P100-PCIE-16GB");
            assert_string_equal(e->model, want[m].model);
            assert_true(p100 || !strcmp(e->device, "Tesla T4"));
            sum += e->bac;
            val_loss += min_of(e->val_loss, e->n_epochs) / 4;
            seconds[p100] += e->training_took;
            n_on[p100]++;
            snprintf(epochs + strlen(epochs), 8, "%s%u", epochs[0] ? " " : "",
                     e->n_epochs);
            /* the curves are float32, which keeps a BAC to 3e-8 */
            const bool last = fabs(e->bac - e->bac_last) < 1e-7;
            const bool best = fabs(e->bac - e->bac_best) < 1e-7;
            assert_true(last || best);
            of_last += last;
            of_best += best && !last;
            of_both += best && last;
            n_results += e->has_results;
            assert_in_range(e->n_classes, 1571, 1574);
            classes[e->n_classes - 1571] = true;
            assert_int_equal(e->n_train, 1000000);
            assert_int_equal(e->n_test, 25000);
            assert_int_equal(e->dim, strstr(e->model, "50") ? 50 : 128);
            assert_int_equal(e->normalization, want[m].normalization);
            assert_int_equal(e->batch_size, 4096);
            assert_int_equal(e->max_epochs, 10);
            assert_int_equal(e->patience, 3);
            assert_int_equal(e->trial, -1);
            assert_int_equal(e->threads, 0);
            assert_true(isnan(e->accuracy) && e->predict_took > 1 &&
                        e->predict_took < 10);
            assert_string_equal(e->data_set, "../data/es-train.csv");
            assert_string_equal(e->format, "");
            assert_string_equal(e->seed, "");
            assert_memory_equal(e->host, "None_", 5);
        }
        for (size_t i = 4 * m; i < 4 * m + 4; i++)
            squares += (all->at[i].bac - sum / 4) * (all->at[i].bac - sum / 4);
        snprintf(text, sizeof text, "%.4f", sum / 4);
        assert_string_equal(text, want[m].bac);
        snprintf(text, sizeof text, "%.4f", sqrt(squares / 3));
        assert_string_equal(text, want[m].sd);
        snprintf(text, sizeof text, "%.4f", val_loss);
        assert_string_equal(text, want[m].val_loss);
        snprintf(text, sizeof text, "%.1f", seconds[0] / (double)n_on[0]);
        assert_string_equal(text, want[m].on_t4);
        snprintf(text, sizeof text, "%.1f", seconds[1] / (double)n_on[1]);
        assert_string_equal(text, want[m].on_p100);
        assert_string_equal(epochs, want[m].epochs);
    }
    assert_int_equal(of_last, 20);
    assert_int_equal(of_best, 12);
    assert_int_equal(of_both, 9);
    assert_int_equal(n_results, 4);
    assert_true(classes[0] && classes[1] && classes[2] && classes[3]);
    /* "Total params: 125,778,341" of its summary, in 1,571 to 1,574 classes */
    assert_in_range(all->at[0].n_params, 125770000, 125780000);
    lmev_experiments_free(all);
}

/* ---- ours ---- */

static void ours_are_loaded(void **state)
{
    (void)state;
    make_run("v9/a", 1, 1700000000.5);
    put_bytes(dir_of("v9/a"), LMEV__RESULTS_FILE, "", 0);
    for (int again = 0; again < 2; again++) {
        lmev_experiments *all = load_folder();
        assert_int_equal(all->n, 1);
        assert_int_equal(all->n_left_out, 0);
        const lmev_experiment *e = &all->at[0];
        char path[128];
        snprintf(path, sizeof path, "%s/v9/a", folder);
        assert_string_equal(e->path, path);
        assert_string_equal(e->run_id, "a");
        assert_string_equal(e->name, "toy");
        assert_string_equal(e->version, "v9");
        assert_string_equal(e->description, "scratch50n, trial 2 of 3");
        assert_string_equal(e->model, "scratch50n");
        assert_string_equal(e->handle, "scratch50n");
        assert_string_equal(e->format, "scratch");
        assert_string_equal(e->data_set, "/data/titles.csv");
        assert_string_equal(e->precision, "f32");
        assert_string_equal(e->seed, "77");
        assert_string_equal(e->experiment_key, "a-1-1.7e+09");
        assert_string_equal(e->weights_sha256, "a-1-1.7e+09");
        assert_string_equal(e->units, "[512, 512]");
        assert_string_equal(e->combiner, "sqrtn");
        assert_string_equal(e->optimizer, "Adam");
        assert_string_equal(e->filter, "");
        assert_same(e->dropout, 0.25);
        assert_same(e->learning_rate, 0.001);
        assert_same(e->epsilon, 1e-7);
        assert_int_equal(e->lm_trainable, 1);
        assert_int_equal(e->restores_best, 1);
        assert_int_equal(e->min_count, 2);
        assert_int_equal(e->oov_buckets, 3060);
        assert_int_equal(strlen(e->split_hash), 64);
        assert_true(e->device[0] && strncmp(e->device, "CPU", 3) != 0);
        assert_true(e->host[0] && strncmp(e->host, "Host", 4) != 0);
        assert_int_equal(e->trial, 1);
        assert_int_equal(e->normalization, 0);
        assert_true(e->has_results);
        assert_int_equal(e->dim, 50);
        assert_int_equal(e->threads, 2);
        assert_int_equal(e->n_train, 1000);
        assert_int_equal(e->n_test, 25);
        assert_int_equal(e->n_classes, 1571);
        assert_int_equal(e->n_params, 49285291);
        assert_int_equal(e->lm_rows, 963812);
        assert_int_equal(e->peak_memory, 123456789);
        assert_int_equal(e->max_epochs, 10);
        assert_int_equal(e->patience, 3);
        assert_int_equal(e->batch_size, 4096);
        assert_same(e->bac, 0.5);
        assert_same(e->bac_best, 0.5);
        assert_same(e->bac_last, 0.4375);
        assert_same(e->accuracy, 0.75);
        assert_same(e->top5, 0.875);
        assert_same(e->f1_macro, 0.5);
        assert_same(e->log_loss, 2.0);
        assert_same(e->started_at, 1700000000.5);
        assert_same(e->finished_at, 1700000010.75);
        assert_same(e->training_took, 10.25);
        assert_same(e->predict_took, 0.5);
        assert_int_equal(e->n_epochs, 3);
        assert_same(e->loss[0], 3.5);
        assert_same(e->val_loss[1], 2.0);
        assert_same(e->test_bac[2], 0.4375);
        lmev_experiments_free(all);
    }
}

/* What the study's analysis (analysis/analysis_utils.py) takes from the metadata, with
 * the type and shape that it relies on:
 *
 *   EXPERIMENT-RUNID, EXPERIMENT-VERSION      text
 *   EXPERIMENT-ENVIRONMENT                    list; [4] is compared with "GPU: available",
 *                                             [5] is cut at '(' and ':' when it is
 *   DATA-DATASET_FN                           text
 *   DATA-ROWS_TO_LOAD                         may be absent: all
 *   DATA-TRAINING_SET_SIZE, -TEST_SET_SIZE    numbers
 *   DATA-OUTPUT_DIM                           number
 *   TFHUB-EMB_MODEL                           text, searched by a pattern
 *   MODEL-HUG_MAX_SEQ_LEN, -BERT_MAX_SEQ_LEN  may be absent
 *   TRAIN-BATCH_SIZE                          number
 *   MODEL-OPTIMIZER_FULL_CONFIG               object with learning_rate, a number
 *   EXPERIMENT-TRAINING_TOOK                  number
 *   RESULTS-BALANCED_ACCURACY                 number; the key must be there
 *   RESULTS-HISTORIES                         list of an object; its val_loss a list of
 *                                             numbers, not empty (min, argmin, last);
 *                                             loss a list of the same length; test_bac a
 *                                             list
 *
 * And the folders: all that lies in experiments/<version>/ as a folder is a run. */
static void the_studys_analysis_finds_what_it_uses(void **state)
{
    (void)state;
    static const struct {
        const char *key;
        lmev__json_type kind, or_kind;
    } used[] = {
        {"EXPERIMENT-RUNID", LMEV__JSON_STRING, LMEV__JSON_STRING},
        {"EXPERIMENT-VERSION", LMEV__JSON_STRING, LMEV__JSON_STRING},
        {"EXPERIMENT-ENVIRONMENT", LMEV__JSON_ARRAY, LMEV__JSON_ARRAY},
        {"DATA-DATASET_FN", LMEV__JSON_STRING, LMEV__JSON_STRING},
        {"DATA-TRAINING_SET_SIZE", LMEV__JSON_INT, LMEV__JSON_INT},
        {"DATA-TEST_SET_SIZE", LMEV__JSON_INT, LMEV__JSON_INT},
        {"DATA-OUTPUT_DIM", LMEV__JSON_INT, LMEV__JSON_INT},
        {"TFHUB-EMB_MODEL", LMEV__JSON_STRING, LMEV__JSON_STRING},
        {"TRAIN-BATCH_SIZE", LMEV__JSON_INT, LMEV__JSON_INT},
        {"MODEL-OPTIMIZER_FULL_CONFIG", LMEV__JSON_OBJECT, LMEV__JSON_OBJECT},
        {"EXPERIMENT-TRAINING_TOOK", LMEV__JSON_REAL, LMEV__JSON_INT},
        {"RESULTS-BALANCED_ACCURACY", LMEV__JSON_REAL, LMEV__JSON_INT},
        {"RESULTS-HISTORIES", LMEV__JSON_ARRAY, LMEV__JSON_ARRAY},
    };
    static const char *const curves[] = {"loss", "val_loss", "test_bac"};
    lmev__json *j = NULL;
    make_run("v9/a", 0, 1);
    char *path = lmev__path_join(dir_of("v9/a"), LMEV__METADATA_FILE);
    assert_ok(lmev__json_read(&j, path, err));
    for (size_t i = 0; i < sizeof used / sizeof *used; i++) {
        const lmev__json_type kind = lmev__json_kind(lmev__json_get(j, used[i].key));
        if (kind != used[i].kind && kind != used[i].or_kind)
            fail_msg("'%s' has another type", used[i].key);
    }
    lmev__json *where = lmev__json_get(j, "EXPERIMENT-ENVIRONMENT");
    assert_true(lmev__json_size(where) >= 6);
    assert_non_null(lmev__json_string(lmev__json_at(where, 4), NULL));
    assert_non_null(strchr(lmev__json_string(lmev__json_at(where, 5), NULL), ':'));
    lmev__json *rate =
        lmev__json_get(lmev__json_get(j, "MODEL-OPTIMIZER_FULL_CONFIG"), "learning_rate");
    assert_int_equal(lmev__json_kind(rate), LMEV__JSON_REAL);
    lmev__json *histories = lmev__json_get(j, "RESULTS-HISTORIES");
    assert_int_equal(lmev__json_size(histories), 1);
    for (size_t c = 0; c < 3; c++) {
        lmev__json *curve = lmev__json_get(lmev__json_at(histories, 0), curves[c]);
        assert_int_equal(lmev__json_kind(curve), LMEV__JSON_ARRAY);
        assert_int_equal(lmev__json_size(curve), 3);
        for (size_t i = 0; i < 3; i++)
            assert_int_equal(lmev__json_kind(lmev__json_at(curve, i)), LMEV__JSON_REAL);
    }
    lmev__json_free(j);
    lmev__free(path);
}

/* ---- folders ---- */

static void each_is_loaded_once(void **state)
{
    (void)state;
    char a[128], b[128], link[128];
    make_run("a/v9/one", 1, 3);
    make_run("a/v9/two", 0, 2);
    make_run("a/v9/three", 0, 1);
    make_run("b/deep/er/four", 0, 1);
    snprintf(a, sizeof a, "%s/a", folder);
    snprintf(b, sizeof b, "%s/b", folder);
    snprintf(link, sizeof link, "%s/link", folder);
    assert_int_equal(symlink("a", link), 0);
    char circle[128]; /* of links: each folder is entered once */
    snprintf(circle, sizeof circle, "%s/b/deep/circle", folder);
    assert_int_equal(symlink(folder, circle), 0);
    const char *const folders[] = {a, folder, b, a, link};
    lmev_experiments *all = load(folders, 5);
    assert_int_equal(all->n, 4);
    assert_int_equal(all->n_left_out, 0);
    /* by trial, start, run id; by the path of the folder that was named first */
    assert_string_equal(all->at[0].run_id, "four");
    assert_string_equal(all->at[1].run_id, "three");
    assert_string_equal(all->at[2].run_id, "two");
    assert_string_equal(all->at[3].run_id, "one");
    assert_memory_equal(all->at[1].path + strlen(a), "/v9/three", 10);
    lmev_experiments_free(all);

    const char *const by_link[] = {link}; /* a folder that is named may be a link */
    all = load(by_link, 1);
    assert_int_equal(all->n, 3);
    lmev_experiments_free(all);

    /* a copy is another folder with the same run; a trial more is none */
    make_run("c/backup/two", 0, 2);
    make_run("c/other/two", 1, 2);
    all = load_folder();
    assert_int_equal(all->n, 5);
    assert_int_equal(all->n_left_out, 1);
    assert_non_null(strstr(all->left_out[0].path, "/c/backup/two"));
    assert_non_null(strstr(all->left_out[0].why, "a copy of "));
    assert_non_null(strstr(all->left_out[0].why, "/a/v9/two"));
    lmev_experiments_free(all);

    /* a run directory itself is left as it is */
    char *run = lmev__strdup(dir_of("a/v9/one")), **names = NULL;
    size_t n_names = 0;
    const char *const itself[] = {run};
    all = load(itself, 1);
    assert_int_equal(all->n, 1);
    assert_string_equal(all->at[0].path, run);
    lmev_experiments_free(all);
    assert_ok(lmev__list_dir(&names, &n_names, run, err));
    assert_int_equal(n_names, 1);
    lmev__free_names(names, n_names);
    lmev__free(run);

    const char *const absent[] = {a, "/nowhere/at/all"};
    lmev_experiments *none = NULL;
    lmev_error err = {0};
    assert_int_equal(lmev_experiments_load(&none, absent, 2, NULL, &err),
                     LMEV_ERR_NOTFOUND);
    assert_string_equal(err.source, "/nowhere/at/all");
    assert_null(none);
    all = load(NULL, 0);
    assert_int_equal(all->n, 0);
    lmev_experiments_free(all);
}

static void expect_left_out(const char *below, const char *why, const char *of)
{
    lmev_experiments *all = load_folder();
    assert_int_equal(all->n_left_out, 1);
    assert_non_null(strstr(all->left_out[0].path, below));
    assert_non_null(strstr(all->left_out[0].why, why));
    assert_non_null(strstr(all->left_out[0].why, of));
    lmev_experiments_free(all);
}

static size_t n_loaded(void)
{
    lmev_experiments *all = load_folder();
    const size_t n = all->n;
    lmev_experiments_free(all);
    return n;
}

static void an_experiment_run_again_counts_once(void **state)
{
    (void)state;
    lmev_spec *spec = toy_spec();
    lmev__run_record r = toy_record(spec, "", "");
    write_run(&r, "v1/first");
    r.started_at += 60;
    r.weights_sha256 = "another machine's";
    write_run(&r, "v2/again"); /* the same key */
    expect_left_out("/v2/again", "the same experiment as ", "/v1/first, run again");
    assert_int_equal(n_loaded(), 1);
    put_bytes(dir_of("v2/again"), LMEV__RESULTS_FILE, "", 0); /* it tells more */
    expect_left_out("/v1/first", "the same experiment as ", "/v2/again, run again");
    assert_true(remove_tree(dir_of("v2/again")));

    r.weights_sha256 = "w";
    r.experiment_key = "that of an earlier version";
    write_run(&r, "v2/again"); /* the same weights */
    expect_left_out("/v2/again", "the same experiment as ", "/v1/first, run again");
    lmev_spec_free(spec);
}

static void equal_weights_alone_are_not_the_same_experiment(void **state)
{
    (void)state;
    lmev_spec *spec = toy_spec(), *other = toy_spec();
    lmev__run_record r = toy_record(spec, "", "");
    write_run(&r, "v1/first");
    r.experiment_key = "another";
    other->train.epochs++; /* stopped early, either way */
    r.spec = other;
    r.model = other->model;
    write_run(&r, "v1/epochs");
    r.spec = spec;
    r.model = spec->model;
    r.experiment_key = "yet another";
    r.seed++; /* no training at all */
    write_run(&r, "v1/seed");
    r.seed--;
    r.experiment_key = "and another";
    lmev__free(other->model[0].name);
    other->model[0].name = lmev__strdup("other"); /* somebody compares twins */
    other->train.epochs--;
    r.spec = other;
    r.model = other->model;
    write_run(&r, "v1/name");
    assert_int_equal(n_loaded(), 4);
    lmev_spec_free(spec);
    lmev_spec_free(other);
}

/* The study recorded neither keys nor weights. */
static void runs_without_keys_all_count(void **state)
{
    (void)state;
    lmev_spec *spec = toy_spec();
    lmev__run_record r = toy_record(spec, "", "");
    r.experiment_key = r.weights_sha256 = "";
    for (int i = 0; i < 4; i++) {
        char below[16];
        snprintf(below, sizeof below, "v1/%d", i);
        r.started_at++;
        write_run(&r, below);
    }
    assert_int_equal(n_loaded(), 4);
    lmev_spec_free(spec);
}

static void unfinished_runs_are_named(void **state)
{
    (void)state;
    lmev_spec *spec = toy_spec();
    lmev_error fault = {.status = LMEV_ERR_FAILED, .text = "loss is not finite"};
    make_run("v9/a", 0, 1);
    lmev__run_record r = toy_record(spec, "b", dir_of("v9/b"));
    assert_ok(lmev__failed_write(&r, &fault, err));
    put_bytes(dir_of("v9/c/checkpoint"), "experiment.json", "{}", 2);
    put_bytes(dir_of("v9/d"), LMEV__SPEC_FILE, "name: a\n", 8);
    /* a folder with a spec of its own is one of runs when there are some below it */
    put_bytes(dir_of("."), LMEV__SPEC_FILE, "name: a\n", 8);
    put_bytes(dir_of("v9"), LMEV__SPEC_FILE, "name: a\n", 8);
    /* our own without any test rows, and one that does not say which model it is */
    put_file(dir_of("v9/e"), LMEV__METADATA_FILE,
             "{\"EXPERIMENT-RUNID\": \"e\", \"LMEV-MODEL\": \"m\", "
             "\"RESULTS-BALANCED_ACCURACY\": null}");
    put_file(dir_of("v9/f"), LMEV__METADATA_FILE,
             "{\"EXPERIMENT-RUNID\": \"f\", \"RESULTS-BALANCED_ACCURACY\": 0.5}");
    lmev_experiments *all = load_folder();
    static const char *const why[] = {
        "failed: loss is not finite", "not finished", "not finished",
        "'RESULTS-BALANCED_ACCURACY' is null", "names no model"};
    assert_int_equal(all->n, 1);
    assert_int_equal(all->n_left_out, 5);
    for (size_t i = 0; i < 5; i++) {
        assert_int_equal(strrchr(all->left_out[i].path, '/')[1], 'b' + (int)i);
        assert_string_equal(all->left_out[i].why, why[i]);
    }
    lmev_experiments_free(all);
    lmev_spec_free(spec);
}

/* ---- predictions ---- */

static const char rows[] = "title,category,predicted\n"
                           "a,y,x\n"
                           "\"b, \"\"c\"\"\nd\",x,x\n"
                           "\xc3\xb1,\"z,z\",y\n";

static void predictions_are_loaded(void **state)
{
    (void)state;
    /* In Python: h = hashlib.sha256(); for s in ('a', 'y', 'b, "c"\nd', 'x', 'ñ', 'z,z'):
     * s = s.encode(); h.update(len(s).to_bytes(8, 'little') + s) */
    static const char hash[] =
        "8207d8539288bd013e3800abb5aa1374efac473a2e6662b2210095bd51febe7a";
    static const uint32_t truth[] = {0, 1, 2}, predicted[] = {1, 1, 0};
    lmev_predictions *p = NULL, *q = NULL;
    put_bytes(folder, LMEV__RESULTS_FILE, rows, sizeof rows - 1);
    assert_ok(lmev_predictions_load(&p, folder, err));
    assert_int_equal(p->n, 3);
    assert_int_equal(p->n_names, 3);
    assert_memory_equal(p->truth, truth, sizeof truth);
    assert_memory_equal(p->predicted, predicted, sizeof predicted);
    assert_string_equal(p->name[0], "y");
    assert_string_equal(p->name[1], "x");
    assert_string_equal(p->name[2], "z,z");
    assert_string_equal(p->rows_hash, hash);
    /* the digest is of the rows: not of what was predicted, nor of columns beside */
    static const struct {
        const char *text;
        bool same;
    } others[] = {
        {"title,category,predicted\na,y,y\n\"b, \"\"c\"\"\nd\",x,z\n\xc3\xb1,\"z,z\",y\n",
         true},
        {"category,title,predicted,n\r\ny,a,y,1\r\nx,\"b, \"\"c\"\"\nd\",z,2\r\n"
         "\"z,z\",\xc3\xb1,y,3\r\n",
         true},
        {"title,category,predicted\na,x,x\n\"b, \"\"c\"\"\nd\",x,x\n\xc3\xb1,\"z,z\",y\n",
         false},
        {"title,category,predicted\n\"b, \"\"c\"\"\nd\",x,x\na,y,x\n\xc3\xb1,\"z,z\",y\n",
         false},
        {"title,category,predicted\na,y,x\n\"b, \"\"c\"\"\nd\",x,x\n", false},
    };
    for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
        put_bytes(folder, LMEV__RESULTS_FILE, others[i].text, strlen(others[i].text));
        assert_ok(lmev_predictions_load(&q, folder, err));
        assert_int_equal(!strcmp(p->rows_hash, q->rows_hash), others[i].same);
        lmev_predictions_free(q);
    }
    lmev_predictions_free(p);
    lmev_predictions_free(NULL);
}

static void damaged_predictions_are_named(void **state)
{
    (void)state;
    static const struct {
        const char *text, *why;
        lmev_status status;
        long line;
    } bad[] = {
        {"", "", LMEV_ERR_FORMAT, 0},
        {"title,category,predicted\n", "holds no row", LMEV_ERR_FORMAT, 0},
        {"title,category\na,b\n", "'predicted'", LMEV_ERR_FORMAT, 1},
        {"category,predicted\na,b\n", "'title'", LMEV_ERR_FORMAT, 1},
        {"title,category,predicted\na,b,c\na,b\n", "2 fields", LMEV_ERR_FORMAT, 3},
        {"title,category,predicted\na,b,c\na,b,c,d\n", "4 fields", LMEV_ERR_FORMAT, 3},
        {"title,category,predicted\na,b,\n", "a name is empty", LMEV_ERR_FORMAT, 2},
        {"title,category,predicted\na,\xff,c\n", "not UTF-8", LMEV_ERR_FORMAT, 2},
        {"title,category,predicted\na,\"b\"b,c\n", "closing quote", LMEV_ERR_FORMAT, 2},
        {"title,category,predicted\na,\"b,c\n", "", LMEV_ERR_FORMAT, 2},
    };
    lmev_predictions *p = NULL;
    lmev_error err = {0};
    assert_int_equal(lmev_predictions_load(&p, folder, &err), LMEV_ERR_NOTFOUND);
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        put_bytes(folder, LMEV__RESULTS_FILE, bad[i].text, strlen(bad[i].text));
        assert_int_equal(lmev_predictions_load(&p, folder, &err), bad[i].status);
        if (!strstr(err.text, bad[i].why) || (bad[i].line && err.line != bad[i].line))
            fail_msg("case %zu: line %ld: '%s'", i, err.line, err.text);
    }
    char *path =
        lmev__path_join(folder, LMEV__RESULTS_FILE); /* a pipe is not waited for */
    assert_int_equal(lmev__remove_file(path, NULL), LMEV_OK);
    assert_int_equal(mkfifo(path, 0600), 0);
    assert_int_equal(lmev_predictions_load(&p, folder, &err), LMEV_ERR_NOTFOUND);
    assert_null(p);
    lmev__free(path);
}

static void every_allocation_may_fail(void **state)
{
    (void)state;
    lmev_status s = LMEV_ERR_NOMEM;
    make_run("a", 0, 1);
    make_run("b", 1, 1);
    put_bytes(dir_of("c/a"), LMEV__METADATA_FILE, "{", 1);
    make_run("d/b", 1, 1);
    put_bytes(folder, LMEV__RESULTS_FILE, rows, sizeof rows - 1);
    const char *const folders[] = {folder, folder};
    for (long k = 0; s != LMEV_OK; k++) {
        const long live = lmev__test_live_blocks();
        lmev_experiments *e = NULL;
        lmev_predictions *p = NULL;
        lmev__test_fail_alloc(k, false);
        s = lmev_experiments_load(&e, folders, 2, NULL, NULL);
        if (s == LMEV_OK) s = lmev_predictions_load(&p, folder, NULL);
        lmev__test_fail_alloc(-1, false);
        assert_true(s == LMEV_OK || s == LMEV_ERR_NOMEM);
        lmev_experiments_free(e);
        lmev_predictions_free(p);
        assert_int_equal(lmev__test_live_blocks(), live);
    }
}

int main(void)
{
#define IN_FOLDER(f) cmocka_unit_test_setup_teardown(f, make_folder, drop_folder)
    const struct CMUnitTest tests[] = {
        IN_FOLDER(the_study_is_loaded),
        IN_FOLDER(ours_are_loaded),
        IN_FOLDER(the_studys_analysis_finds_what_it_uses),
        IN_FOLDER(each_is_loaded_once),
        IN_FOLDER(an_experiment_run_again_counts_once),
        IN_FOLDER(equal_weights_alone_are_not_the_same_experiment),
        IN_FOLDER(runs_without_keys_all_count),
        IN_FOLDER(unfinished_runs_are_named),
        IN_FOLDER(predictions_are_loaded),
        IN_FOLDER(damaged_predictions_are_named),
        IN_FOLDER(every_allocation_may_fail),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
