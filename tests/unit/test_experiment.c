/* test_experiment.c - what a run leaves behind: metadata, test-results.csv, event
 * files. */
#include "experiment_help.h"

#include <math.h>

#include "base/format/json.h"
#include "base/hash.h"
#include "runs/results.h"
#include "runs/session/events.h"

static const char *kind_name(const lmev__json *j)
{
    static const char *const names[] = {"null",   "bool",  "int",   "real",
                                        "string", "array", "object"};
    return names[lmev__json_kind(j)];
}

static lmev__json *toy_metadata(void)
{
    lmev_spec *spec = toy_spec();
    lmev__run_record r = toy_record(spec, "toy-v9-231114_221320-1", folder);
    char *text = NULL;
    lmev__json *j = NULL;
    assert_ok(lmev__metadata_text(&r, &text, err));
    assert_ok(lmev__json_parse(&j, text, strlen(text), "metadata", 0, err));
    lmev__free(text);
    lmev_spec_free(spec);
    return j;
}

/* tests/golden/make_seed_keys.py wrote the list from the study's 32 files. */
static void metadata_have_the_studys_keys(void **state)
{
    (void)state;
    lmev__json *j = toy_metadata();
    char *path = source_file("tests/golden/seed_keys.txt"), *text = NULL, *rest = NULL;
    size_t n = 0, n_keys = 0;
    void *it = lmev__json_first(j);
    assert_ok(lmev__read_file(&text, &n, path, 1 << 16, err));
    for (char *line = strtok_r(text, "\n", &rest); line;
         line = strtok_r(NULL, "\n", &rest)) {
        char *space = strchr(line, ' ');
        assert_non_null(space);
        *space = '\0';
        assert_non_null(it);
        assert_string_equal(lmev__json_it_key(it), line); /* in the study's order, too */
        if (strcmp(kind_name(lmev__json_it_value(it)), space + 1))
            fail_msg("%s is %s, expected %s", line, kind_name(lmev__json_it_value(it)),
                     space + 1);
        it = lmev__json_next(j, it);
        n_keys++;
    }
    assert_int_equal(n_keys, 42);
    lmev__free(text);
    lmev__free(path);
    lmev__json_free(j);
}

static double at(lmev__json *j, const char *key)
{
    return lmev__json_real(lmev__json_get(j, key));
}

static const char *str(lmev__json *j, const char *key)
{
    return lmev__json_string(lmev__json_get(j, key), NULL);
}

static void metadata_say_what_happened(void **state)
{
    (void)state;
    lmev__json *j = toy_metadata();
    lmev__json *history = lmev__json_at(lmev__json_get(j, "RESULTS-HISTORIES"), 0);
    lmev__json *where = lmev__json_get(j, "EXPERIMENT-ENVIRONMENT");
    lmev__json *skips = lmev__json_get(j, "LMEV-SKIPPED_ROWS");
    assert_string_equal(str(j, "EXPERIMENT-RUNID"), "toy-v9-231114_221320-1");
    assert_string_equal(str(j, "DATA-DATASET_FN"), "/data/titles.csv");
    assert_string_equal(str(j, "TFHUB-EMB_MODEL"), "scratch50n");
    assert_string_equal(str(j, "LMEV-STATE"), "finished");
    assert_string_equal(str(j, "LMEV-PRECISION"), "f32");
    assert_string_equal(str(j, "EXPERIMENT-BEST_MODEL_FN"), "");
    assert_same(at(j, "DATA-TRAINING_SET_SIZE"), 1000);
    assert_same(at(j, "DATA-TEST_SET_SIZE"), 25);
    assert_same(at(j, "LMEV-SEED"), 77);
    assert_same(at(j, "LMEV-TRIAL"), 1);
    assert_same(at(j, "LMEV-BEST_EPOCH"), 2);
    assert_same(at(j, "EXPERIMENT-TRAINING_TOOK"), 10.25);
    assert_same(at(j, "LMEV-TOP5"), 0.875);
    assert_int_equal(lmev__json_size(lmev__json_get(history, "loss")), 3);
    assert_same(lmev__json_real(lmev__json_at(lmev__json_get(history, "val_loss"), 1)),
                2.0);
    /* the study's analysis reads the device at these two places */
    assert_string_equal(lmev__json_string(lmev__json_at(where, 4), NULL),
                        "GPU: not used");
    assert_memory_equal(lmev__json_string(lmev__json_at(where, 5), NULL), "CPU 0: ", 7);
    assert_same(at(skips, "records"), 1030);
    assert_same(at(skips, "ENCODING"), 5);
    lmev__json_free(j);
}

/* The study's runs: nnlm-en-dim50 has 963,812 rows. The text is Keras' own. */
static void summary_is_as_keras_prints_it(void **state)
{
    (void)state;
    static const char *const want[] = {
        "Model: \"toy-v9\"",
        "_________________________________________________________________",
        "Layer (type)                 Output Shape              Param #   ",
        "=================================================================",
        "LANG_MODEL (KerasLayer)      (None, 50)                48190600  ",
        "_________________________________________________________________",
        "DEN_1 (Dense)                (None, 512)               26112     ",
        "_________________________________________________________________",
        "DROP_1 (Dropout)             (None, 512)               0         ",
        "_________________________________________________________________",
        "DEN_2 (Dense)                (None, 512)               262656    ",
        "_________________________________________________________________",
        "DROP_2 (Dropout)             (None, 512)               0         ",
        "_________________________________________________________________",
        "DEN_OUT (Dense)              (None, 1571)              805923    ",
        "=================================================================",
        "Total params: 49,285,291",
        "Trainable params: 49,285,291",
        "Non-trainable params: 0",
        "_________________________________________________________________"};
    lmev__json *j = toy_metadata(), *lines = lmev__json_get(j, "MODEL-SUMMARY");
    assert_int_equal(lmev__json_size(lines), sizeof want / sizeof *want);
    for (size_t i = 0; i < sizeof want / sizeof *want; i++)
        assert_string_equal(lmev__json_string(lmev__json_at(lines, i), NULL), want[i]);
    lmev__json_free(j);
}

/* Texts from files may hold any bytes, and seeds all 64 bits. */
static void metadata_survive_odd_values(void **state)
{
    (void)state;
    lmev_spec *spec = toy_spec();
    lmev__run_record r = toy_record(spec, "id \xff\xc3", folder);
    char *text = NULL;
    lmev__json *j = NULL;
    r.seed = UINT64_MAX;
    r.val_loss = (double[]){NAN, NAN, INFINITY};
    r.bac_val = NAN;
    assert_ok(lmev__metadata_text(&r, &text, err));
    assert_null(strchr(text, '\n')); /* one line, as the study wrote it */
    assert_ok(lmev__json_parse(&j, text, strlen(text), "metadata", 0, err));
    assert_string_equal(str(j, "EXPERIMENT-RUNID"), "id \xef\xbf\xbd"
                                                    "ff\xef\xbf\xbd"
                                                    "c3");
    assert_string_equal(str(j, "LMEV-SEED"), "18446744073709551615");
    assert_string_equal(kind_name(lmev__json_get(j, "LMEV-BAC_VAL")), "null");
    lmev__json_free(j);
    lmev__free(text);
    lmev_spec_free(spec);
}

static void metadata_are_read_back(void **state)
{
    (void)state;
    lmev_spec *spec = toy_spec();
    lmev__run_record r = toy_record(spec, "toy-1", folder);
    lmev__facts f = {0};
    bool is_run = false;
    assert_ok(lmev__facts_of(&f, &is_run, folder, err));
    assert_false(is_run);
    /* a failure is noted, and gives way to the metadata */
    lmev_error fault = {
        .status = LMEV_ERR_FAILED, .line = 3, .source = "x\xff", .text = "loss is nan"};
    assert_ok(lmev__failed_write(&r, &fault, err));
    assert_ok(lmev__facts_of(&f, &is_run, folder, err));
    assert_true(is_run);
    assert_string_equal(lmev__run_state_name(f.state), "failed");
    assert_string_equal(f.why, "loss is nan");
    assert_string_equal(f.e.model, "scratch50n");
    assert_int_equal(f.e.trial, 1);
    assert_true(isnan(f.e.bac));
    lmev__facts_clear(&f);
    assert_ok(lmev__metadata_write(&r, err));
    assert_ok(lmev__facts_of(&f, &is_run, folder, err));
    assert_string_equal(lmev__run_state_name(f.state), "finished");
    assert_string_equal(f.why, "");
    assert_string_equal(f.e.run_id, "toy-1");
    assert_string_equal(f.e.version, "v9");
    assert_string_equal(f.e.path, folder);
    assert_string_equal(f.e.experiment_key, "key");
    assert_same(f.e.bac, 0.5);
    assert_same(f.e.bac_last, 0.4375);
    assert_same(f.e.training_took, 10.25);
    assert_same(f.e.started_at, 1700000000.5);
    lmev__facts_clear(&f);
    char *failed = lmev__path_join(folder, LMEV__FAILED_FILE);
    assert_false(lmev__is_file(failed));
    lmev__free(failed);
    lmev_spec_free(spec);
}

/* As many epochs as a spec may ask for, each number as long as a number can be. */
static void metadata_of_the_longest_run_are_read_back(void **state)
{
    (void)state;
    const uint32_t n = LMEV__EPOCHS_MAX;
    lmev_spec *spec = toy_spec();
    lmev__run_record r = toy_record(spec, "toy-1", folder);
    lmev__facts f = {0};
    double *curve = lmev__alloc(n * sizeof *curve), *loss = lmev__alloc(n * sizeof *loss);
    for (uint32_t i = 0; i < n; i++) {
        curve[i] = 1.2345678901234567e-300 * (1 + 1e-6 * i);
        loss[i] = -curve[i];
    }
    r.n_epochs = n;
    r.loss = r.val_loss = loss;
    r.test_bac = r.val_bac = curve;
    assert_ok(lmev__metadata_write(&r, err));
    assert_ok(lmev__metadata_read(&f, folder, err));
    assert_int_equal(f.e.n_epochs, n);
    assert_memory_equal(f.e.test_bac, curve, n * sizeof *curve);
    assert_memory_equal(f.e.val_loss, loss, n * sizeof *loss);
    lmev__facts_clear(&f);
    lmev__free(curve);
    lmev__free(loss);
    lmev_spec_free(spec);
}

static void damaged_metadata_tell_why(void **state)
{
    (void)state;
    static const struct {
        const char *text, *why;
    } bad[] = {
        {"", "line 1: "},
        {"{", "not valid JSON"},
        {"[]", "is not a JSON object"},
        {"{\"EXPERIMENT-RUNID\": \"a\"}", "'RESULTS-BALANCED_ACCURACY'"},
        {"{\"EXPERIMENT-RUNID\": 3, \"RESULTS-BALANCED_ACCURACY\": 1}",
         "'EXPERIMENT-RUNID'"},
        {"{\"EXPERIMENT-RUNID\": \"a\", \"RESULTS-BALANCED_ACCURACY\": \"1\"}",
         "'RESULTS-BALANCED_ACCURACY'"},
    };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        lmev__facts f = {0};
        bool is_run = false;
        put_file(folder, LMEV__METADATA_FILE, bad[i].text);
        assert_ok(lmev__facts_of(&f, &is_run, folder, err));
        assert_string_equal(lmev__run_state_name(f.state), "unreadable");
        assert_string_equal(f.e.run_id, strrchr(folder, '/') + 1);
        if (!strstr(f.why, bad[i].why)) fail_msg("case %zu: '%s'", i, f.why);
        lmev__facts_clear(&f);
    }
    /* null or absent: not known */
    lmev__facts f = {0};
    put_file(folder, LMEV__METADATA_FILE,
             "{\"EXPERIMENT-RUNID\": \"a\", \"RESULTS-BALANCED_ACCURACY\": 1, "
             "\"LMEV-TRIAL\": null,"
             " \"EXPERIMENT-NAME\": null, \"TFHUB-EMB_MODEL\": "
             "\"https://tfhub.dev/google/nnlm-es-dim50/2\"}");
    assert_ok(lmev__metadata_read(&f, folder, err));
    assert_int_equal(f.e.trial, -1);
    assert_string_equal(f.e.name, "");
    assert_string_equal(f.e.model, "nnlm-es-dim50");
    lmev__facts_clear(&f);
}

/* Every metadata file of the study: the same keys and types as ours, and read as a
 * run. */
static void the_studys_files_are_read(void **state)
{
    (void)state;
    char *root = source_file("../shared/data/seed-experiments");
    lmev__json *ours = toy_metadata();
    size_t n_runs = 0, n_results = 0;
    if (!lmev__is_dir(root)) {
        lmev__free(root);
        lmev__json_free(ours);
        print_message("no ../shared/data/seed-experiments: skipped\n");
        skip();
    }
    char **versions = NULL, **runs = NULL;
    size_t n_versions = 0, n = 0;
    assert_ok(lmev__list_dir(&versions, &n_versions, root, err));
    for (size_t v = 0; v < n_versions; v++) {
        char *version = lmev__path_join(root, versions[v]);
        if (!lmev__is_dir(version)) { /* an index */
            lmev__free(version);
            continue;
        }
        assert_ok(lmev__list_dir(&runs, &n, version, err));
        for (size_t i = 0; i < n; i++) {
            char *dir = lmev__path_join(version, runs[i]);
            char *meta = lmev__path_join(dir, LMEV__METADATA_FILE);
            char *results = lmev__path_join(dir, LMEV__RESULTS_FILE);
            lmev__facts f = {0};
            lmev__json *j = NULL;
            assert_ok(lmev__metadata_read(&f, dir, err));
            assert_string_equal(f.e.run_id, runs[i]);
            assert_string_equal(f.e.version, versions[v]);
            assert_int_equal(f.e.trial, -1);
            assert_true(f.e.bac > 0.69 && f.e.bac < 0.77 && f.e.training_took > 90);
            assert_ok(lmev__json_read(&j, meta, err));
            for (void *it = lmev__json_first(j); it; it = lmev__json_next(j, it)) {
                lmev__json *own = lmev__json_get(ours, lmev__json_it_key(it));
                assert_non_null(own);
                assert_string_equal(kind_name(own), kind_name(lmev__json_it_value(it)));
            }
            if (lmev__is_file(results)) {
                double bac = 0;
                size_t rows = 0;
                assert_ok(lmev__results_bac(results, &bac, &rows, err));
                assert_int_equal(rows, 25000);
                /* the same mean of recalls; only the order of additions can differ */
                assert_true(fabs(bac - f.e.bac) < 1e-12);
                n_results++;
            }
            n_runs++;
            lmev__json_free(j);
            lmev__facts_clear(&f);
            lmev__free(results);
            lmev__free(meta);
            lmev__free(dir);
        }
        lmev__free_names(runs, n);
        lmev__free(version);
    }
    lmev__free_names(versions, n_versions);
    assert_int_equal(n_runs, 32);
    assert_int_equal(n_results, 4);
    lmev__json_free(ours);
    lmev__free(root);
}

/* tests/golden/make_results.py wrote the rows and pandas' bytes for them. */
static void results_are_as_pandas_writes_them(void **state)
{
    (void)state;
    char *golden = source_file("tests/golden/results.json"),
         *path = lmev__path_join(folder, "r.csv");
    lmev__json *j = NULL;
    assert_ok(lmev__json_read(&j, golden, err));
    lmev__json *labels = lmev__json_get(j, "labels"), *rows = lmev__json_get(j, "rows");
    size_t n = lmev__json_size(rows), want_n = 0, got_n = 0;
    const char *want = lmev__json_string(lmev__json_get(j, "csv"), &want_n);
    char *name[16];
    lmev_labels l = {.n = lmev__json_size(labels), .name = name};
    assert_true(l.n <= 16 && n > 300);
    for (size_t i = 0; i < l.n; i++)
        name[i] = (char *)lmev__json_string(lmev__json_at(labels, i), NULL);
    uint32_t *label = lmev__calloc(n, sizeof *label),
             *predicted = lmev__calloc(n, sizeof *predicted);
    uint64_t *text_at = lmev__calloc(n + 1, sizeof *text_at);
    lmev_dataset test = {
        .n = n, .text = lmev__calloc(1, 1 << 20), .text_at = text_at, .label = label};
    for (size_t i = 0; i < n; i++) {
        lmev__json *row = lmev__json_at(rows, i);
        size_t len = 0;
        const char *title = lmev__json_string(lmev__json_at(row, 0), &len);
        memcpy(test.text + text_at[i], title, len);
        text_at[i + 1] = text_at[i] + len;
        label[i] = (uint32_t)lmev__json_int(lmev__json_at(row, 1));
        predicted[i] = (uint32_t)lmev__json_int(lmev__json_at(row, 2));
    }
    char hex[65] = "", again[65] = "", *got = NULL;
    assert_ok(lmev__results_write(path, &test, &l, predicted, hex, err));
    assert_ok(lmev__read_file(&got, &got_n, path, 1 << 20, err));
    assert_int_equal(got_n, want_n);
    assert_memory_equal(got, want, want_n);
    assert_ok(lmev__sha256_file(path, again, err));
    assert_string_equal(hex, again);
    /* and read back: recall by hand */
    double bac = 0, sum = 0;
    size_t present = 0, n_read = 0;
    for (size_t c = 0; c < l.n; c++) {
        double hit = 0, all = 0;
        for (size_t i = 0; i < n; i++) {
            all += label[i] == c;
            hit += label[i] == c && predicted[i] == c;
        }
        sum += all > 0 ? hit / all : 0;
        present += all > 0;
    }
    assert_ok(lmev__results_bac(path, &bac, &n_read, err));
    assert_int_equal(n_read, n);
    assert_true(fabs(bac - sum / (double)present) < 1e-12);
    /* a lone CR is quoted whatever pandas does: a bare one could not be read back */
    char cr[] = "a\rb";
    lmev_dataset one = {
        .n = 1, .text = cr, .text_at = (uint64_t[]){0, 3}, .label = label};
    assert_ok(lmev__results_write(path, &one, &l, predicted, hex, err));
    lmev__free(got);
    assert_ok(lmev__read_file(&got, &got_n, path, 1 << 20, err));
    assert_non_null(strstr(got, "\"a\rb\","));
    lmev__free(got);
    lmev__free(test.text);
    lmev__free(text_at);
    lmev__free(label);
    lmev__free(predicted);
    lmev__json_free(j);
    lmev__free(path);
    lmev__free(golden);
}

/* CRC-32C bit by bit, as no production code would do it. */
static uint32_t slow_masked_crc(const unsigned char *p, size_t n)
{
    uint32_t crc = 0xffffffffu;
    for (size_t i = 0; i < n; i++) {
        crc ^= p[i];
        for (int k = 0; k < 8; k++) crc = (crc >> 1) ^ (crc & 1 ? 0x82f63b78u : 0);
    }
    crc = ~crc;
    return ((crc >> 15) | (crc << 17)) + 0xa282ead8u;
}

static uint64_t get_le(const unsigned char *p, int n)
{
    uint64_t v = 0;
    for (int i = n - 1; i >= 0; i--) v = v << 8 | p[i];
    return v;
}

static uint64_t get_varint(const unsigned char **p)
{
    uint64_t v = 0;
    for (int shift = 0;; shift += 7) {
        unsigned char byte = *(*p)++;
        v |= (uint64_t)(byte & 0x7f) << shift;
        if (!(byte & 0x80)) return v;
    }
}

typedef struct event {
    double wall;
    uint64_t step;
    char version[32], tag[32];
    float value;
} event;

/* Any of the messages, flattened: the field numbers of the levels do not collide as we
 * walk. */
static void read_message(event *e, const unsigned char *p, const unsigned char *end,
                         int level)
{
    while (p < end) {
        uint64_t key = get_varint(&p), n;
        switch (key & 7) {
        case 0:
            e->step = get_varint(&p);
            break;
        case 1:
            memcpy(&e->wall, p, 8), p += 8;
            break;
        case 5:
            memcpy(&e->value, p, 4), p += 4;
            break;
        case 2:
            n = get_varint(&p);
            assert_true(p + n <= end);
            if ((level == 0 && key >> 3 == 5) || (level == 1 && key >> 3 == 1))
                read_message(e, p, p + n, level + 1);
            else if (level == 0 && key >> 3 == 3)
                snprintf(e->version, sizeof e->version, "%.*s", (int)n, (const char *)p);
            else if (level == 2 && key >> 3 == 1)
                snprintf(e->tag, sizeof e->tag, "%.*s", (int)n, (const char *)p);
            else
                fail_msg("unexpected field %d at level %d", (int)(key >> 3), level);
            p += n;
            break;
        default:
            fail_msg("unexpected wire type");
        }
    }
}

static size_t read_events(event *e, size_t room)
{
    char **names = NULL, *bytes = NULL;
    size_t n_names = 0, n = 0, n_events = 0;
    assert_ok(lmev__list_dir(&names, &n_names, folder, err));
    assert_int_equal(n_names, 1);
    assert_memory_equal(names[0], "events.out.tfevents.1700000000.", 31);
    char *path = lmev__path_join(folder, names[0]);
    assert_ok(lmev__read_file(&bytes, &n, path, 1 << 20, err));
    const unsigned char *p = (const unsigned char *)bytes, *end = p + n;
    for (; p < end; n_events++) {
        assert_true(n_events < room && end - p > 16);
        uint64_t len = get_le(p, 8);
        assert_true(len <= (uint64_t)(end - p) - 16);
        assert_int_equal(get_le(p + 8, 4), slow_masked_crc(p, 8));
        assert_int_equal(get_le(p + 12 + len, 4), slow_masked_crc(p + 12, len));
        e[n_events] = (event){0};
        read_message(&e[n_events], p + 12, p + 12 + len, 0);
        p += 16 + len;
    }
    lmev__free(path);
    lmev__free(bytes);
    lmev__free_names(names, n_names);
    return n_events;
}

static void events_are_read_back(void **state)
{
    (void)state;
    const lmev__event_epoch epoch[] = {
        {1700000010.25, 3.5, 3.25, 0.125},
        {1700000020.25, 2.5, NAN, 0.25}, /* no validation rows */
        {1700000030.25, 1e-3, 1e9, 1}};
    static const char *const tag[] = {"loss",     "val_loss", "test_bac", "loss",
                                      "test_bac", "loss",     "val_loss", "test_bac"};
    static const float value[] = {3.5f, 3.25f, 0.125f, 2.5f, 0.25f, 1e-3f, 1e9f, 1};
    static const uint64_t step[] = {0, 0, 0, 1, 1, 2, 2, 2};
    event e[16];
    for (size_t n = 0; n <= 3; n++) { /* as many are there, the others are appended */
        lmev__log *log = NULL;
        assert_ok(lmev__events_open(&log, folder, 1700000000.75, epoch, n, err));
        for (size_t i = n; i < 3; i++)
            assert_ok(lmev__events_add(log, &epoch[i], i, err));
        assert_ok(lmev__log_close(log, err));
        assert_int_equal(read_events(e, 16), 9); /* always one file */
    }
    assert_string_equal(e[0].version, "brain.Event:2");
    assert_same(e[0].wall, 1700000000.75);
    for (size_t i = 0; i < 8; i++) {
        assert_string_equal(e[i + 1].tag, tag[i]);
        assert_same(e[i + 1].value, value[i]);
        assert_int_equal(e[i + 1].step, step[i]);
        assert_same(e[i + 1].wall, epoch[step[i]].wall);
    }
}

static void every_allocation_may_fail(void **state)
{
    (void)state;
    const lmev__event_epoch epoch = {1, 2, 3, 4};
    lmev_spec *spec = toy_spec();
    lmev__run_record r = toy_record(spec, "toy-1", folder);
    lmev_error fault = {.text = "x \xff"};
    lmev_status s = LMEV_ERR_NOMEM;
    for (long k = 0; s != LMEV_OK; k++) {
        long live = lmev__test_live_blocks();
        lmev__facts f = {0};
        lmev__log *log = NULL;
        lmev__test_fail_alloc(k, false);
        s = lmev__failed_write(&r, &fault, NULL);
        if (s == LMEV_OK) s = lmev__metadata_write(&r, NULL);
        if (s == LMEV_OK) s = lmev__metadata_read(&f, folder, NULL);
        if (s == LMEV_OK) s = lmev__events_open(&log, folder, 1, &epoch, 1, NULL);
        if (s == LMEV_OK) s = lmev__events_add(log, &epoch, 1, NULL);
        lmev__test_fail_alloc(-1, false);
        assert_true(s == LMEV_OK || s == LMEV_ERR_NOMEM);
        assert_ok(lmev__log_close(log, err));
        lmev__facts_clear(&f);
        assert_int_equal(lmev__test_live_blocks(), live);
    }
    lmev_spec_free(spec);
}

int main(void)
{
#define IN_FOLDER(f) cmocka_unit_test_setup_teardown(f, make_folder, drop_folder)
    const struct CMUnitTest tests[] = {
        IN_FOLDER(metadata_have_the_studys_keys),
        IN_FOLDER(metadata_say_what_happened),
        IN_FOLDER(summary_is_as_keras_prints_it),
        IN_FOLDER(metadata_survive_odd_values),
        IN_FOLDER(metadata_are_read_back),
        IN_FOLDER(metadata_of_the_longest_run_are_read_back),
        IN_FOLDER(damaged_metadata_tell_why),
        IN_FOLDER(the_studys_files_are_read),
        IN_FOLDER(results_are_as_pandas_writes_them),
        IN_FOLDER(events_are_read_back),
        IN_FOLDER(every_allocation_may_fail),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
