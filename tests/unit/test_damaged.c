/* test_damaged.c - metadata that were damaged, or that something else wrote.
 *
 * Hundreds of variants of one sound file lie side by side: each of the damaged must be
 * named with its key or its fault, each of the others loaded, and nothing may crash, hang
 * or be read beyond its end (run it under a sanitizer too). */
#include "experiment_help.h"

#include <sys/stat.h>
#include <unistd.h>

#include "base/format/json.h"

/* The runs of one test: bad-0000, bad-0001, ..., and good-0000, ... */
static struct {
    size_t n_bad, n_good;
    char fault[1024][64]; /* what must be said of each */
} made;
static char *sound; /* the file that all of them come from */

static int begin(void **state)
{
    memset(&made, 0, sizeof made);
    if (make_folder(state) != 0) return -1;
    lmev_spec *spec = toy_spec();
    lmev__run_record r = toy_record(spec, "toy", folder);
    r.experiment_key = r.weights_sha256 =
        ""; /* hundreds of runs, none the same experiment */
    assert_ok(lmev__metadata_text(&r, &sound, err));
    lmev_spec_free(spec);
    return 0;
}

static int end(void **state)
{
    lmev__free(sound);
    return drop_folder(state);
}

static const char *next_bad(const char *fault)
{
    static char dir[128];
    assert_true(made.n_bad < 1024);
    snprintf(made.fault[made.n_bad], sizeof made.fault[0], "%s", fault);
    snprintf(dir, sizeof dir, "%s/bad-%04zu", folder, made.n_bad++);
    assert_int_equal(mkdir(dir, 0777), 0);
    return dir;
}

static const char *next_good(void)
{
    static char dir[128];
    snprintf(dir, sizeof dir, "%s/good-%04zu", folder, made.n_good++);
    assert_int_equal(mkdir(dir, 0777), 0);
    return dir;
}

static void put_bytes(const char *dir, const char *at, size_t n)
{
    char path[192];
    snprintf(path, sizeof path, "%s/%s", dir, LMEV__METADATA_FILE);
    FILE *f = fopen(path, "wb"); /* without fsync: there are hundreds */
    assert_non_null(f);
    assert_int_equal(fwrite(at, 1, n, f), n);
    assert_int_equal(fclose(f), 0);
}

static void bad_text(const char *text, const char *fault)
{
    put_bytes(next_bad(fault), text, strlen(text));
}

/* The sound file, called by its folder's name, with this value (JSON) for the key. */
static char *with(const char *key, const char *value, const char *dir)
{
    lmev__json *j = NULL, *v = NULL;
    assert_ok(lmev__json_parse(&j, sound, strlen(sound), "sound", 0, err));
    assert_ok(lmev__json_parse(&v, value, strlen(value), value, 0, err));
    assert_true(lmev__json_set(j, "EXPERIMENT-RUNID",
                               lmev__json_new_string(strrchr(dir, '/') + 1)));
    assert_true(lmev__json_set(j, key, v));
    char *text = lmev__json_dump(j, 0);
    assert_non_null(text);
    lmev__json_free(j);
    return text;
}

static void bad_value(const char *key, const char *value)
{
    char fault[64];
    snprintf(fault, sizeof fault, "'%s'", key);
    const char *dir = next_bad(fault);
    char *text = with(key, value, dir);
    put_bytes(dir, text, strlen(text));
    lmev__free(text);
}

static void good_value(const char *key, const char *value)
{
    const char *dir = next_good();
    char *text = with(key, value, dir);
    put_bytes(dir, text, strlen(text));
    lmev__free(text);
}

/* The sound file with the first `from` replaced. */
static char *replaced(const char *from, const char *to)
{
    const char *at = strstr(sound, from);
    assert_non_null(at);
    const size_t room = strlen(sound) + strlen(to) + 1;
    char *text = lmev__alloc(room);
    snprintf(text, room, "%.*s%s%s", (int)(at - sound), sound, to, at + strlen(from));
    return text;
}

static void bad_replaced(const char *from, const char *to, const char *fault)
{
    char *text = replaced(from, to);
    bad_text(text, fault);
    lmev__free(text);
}

/* All that was made is where it belongs. */
static void check(void)
{
    const char *const folders[] = {folder};
    for (int again = 0; again < 2; again++) {
        lmev_experiments *all = NULL;
        assert_ok(lmev_experiments_load(&all, folders, 1, NULL, err));
        assert_int_equal(all->n, made.n_good);
        assert_int_equal(all->n_left_out, made.n_bad);
        for (size_t i = 0; i < made.n_bad; i++) {
            char name[32];
            snprintf(name, sizeof name, "/bad-%04zu", i);
            assert_non_null(strstr(all->left_out[i].path, name));
            if (!strstr(all->left_out[i].why, made.fault[i]))
                fail_msg("%s: '%s' is not in '%s'", name, made.fault[i],
                         all->left_out[i].why);
        }
        lmev_experiments_free(all);
    }
}

static void truncated_files(void **state)
{
    (void)state;
    const size_t n = strlen(sound);
    for (size_t i = 0; i < 64;
         i++) /* at the end of every 64th, the last one byte short */
        put_bytes(next_bad("not valid JSON"), sound, i == 63 ? n - 1 : i * n / 64);
    good_value("LMEV-TRIAL", "3");
    check();
}

/* Values that are wrong for a kind; NULL ends them. */
static const char *const wrong_for[][6] = {
    [LMEV__FACT_TEXT] = {"7.5", "{}", "true", "\"a\\u0000b\"", NULL},
    [LMEV__FACT_REAL] = {"\"0.5\"", "[0.5]", "-0.25", "1e308", "false", NULL},
    [LMEV__FACT_COUNT] = {"\"7\"", "7.5", "-1", "1e308", "9223372036854775807", NULL},
    [LMEV__FACT_COUNT4] = {"\"7\"", "7.5", "-1", "1e308", "4294967296", NULL},
    [LMEV__FACT_NUMBER] = {"\"7\"", "7.5", "-1", "{}", NULL},
    [LMEV__FACT_FLAG] = {"\"true\"", "1", "[]", NULL},
    [LMEV__FACT_CURVE] = {NULL},
};

static void values_of_another_kind(void **state)
{
    (void)state;
    for (size_t i = 0; i < lmev__n_facts; i++) {
        const lmev__fact *fact = &lmev__fact_table[i];
        const char *const *value = fact->key ? wrong_for[fact->kind] : NULL;
        for (; value && *value; value++) bad_value(fact->key, *value);
    }
    bad_value("LMEV-MODEL", "7");
    bad_value("LMEV-MODEL", "[\"m\"]");
    bad_value("TFHUB-EMB_MODEL", "{}");
    bad_value("LMEV-SEED", "-1");
    bad_value("LMEV-SEED", "1.5");
    bad_value("LMEV-SEED", "\"0x10\"");
    bad_value("LMEV-SEED", "\"\"");
    bad_value("TRAIN-USE_EARLY_STOPPING", "\"yes\"");
    bad_value("TRAIN-USE_EARLY_STOPPING", "1");
    bad_value("EXPERIMENT-ENVIRONMENT", "\"Host: a\"");
    bad_value("EXPERIMENT-ENVIRONMENT", "[1, 2, 3, 4, 5, 6]");
    bad_value("EXPERIMENT-ENVIRONMENT", "{\"Host\": \"a\"}");
    bad_value("MODEL-SUMMARY", "\"Total params: 5\"");
    bad_value("MODEL-SUMMARY", "[\"Model\", null]");
    bad_value("MODEL-SUMMARY", "[\"Total params: 99,999,999,999,999,999,999\"]");
    assert_true(made.n_bad >= 140);
    check();
}

static void odd_histories(void **state)
{
    (void)state;
    static const char *const bad[] = {
        "7",
        "{}",
        "\"a\"",
        "[7]",
        "[null]",
        "[[]]",
        "[\"a\"]",
        "[{\"loss\": 1}]",
        "[{\"val_loss\": {}}]",
        "[{\"test_bac\": \"a\"}]",
        "[{\"loss\": [1, 2], \"val_loss\": [1]}]",
        "[{\"loss\": [1], \"val_loss\": [1], \"test_bac\": []}]",
        "[{\"loss\": [1, \"2\"]}]",
        "[{\"loss\": [[1], [2]]}]",
        "[{\"loss\": [1e300]}]",
        "[{\"val_loss\": [true]}]",
        "[{\"test_bac\": [0.5, 1.5]}]",
        "[{\"test_bac\": [-0.5]}]",
        "[{\"test_bac\": [{}]}]",
    };
    static const char *const good[] = {
        "[]",
        "[{}]",
        "null",
        "[{\"loss\": []}]",
        "[{\"loss\": null}]",
        "[{\"loss\": [1, 2]}]",
        "[{\"val_loss\": [null, null], \"test_bac\": [0.5, 0.25]}]",
        "[{\"loss\": [1], \"val_loss\": [2], \"test_bac\": [null], \"acc\": \"x\"}]",
        "[{\"loss\": [0.5]}, 7]",
    };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        bad_value("RESULTS-HISTORIES", bad[i]);
    for (size_t i = 0; i < sizeof good / sizeof *good; i++)
        good_value("RESULTS-HISTORIES", good[i]);
    check();
}

/* Of the keys that name nothing, any may be missing or null. */
static void what_is_absent_is_unknown(void **state)
{
    (void)state;
    static const char *const others[] = {"LMEV-MODEL",
                                         "TFHUB-EMB_MODEL",
                                         "LMEV-SEED",
                                         "RESULTS-HISTORIES",
                                         "MODEL-SUMMARY",
                                         "EXPERIMENT-ENVIRONMENT",
                                         "TRAIN-USE_EARLY_STOPPING"};
    const size_t n_others = sizeof others / sizeof *others;
    for (size_t i = 0; i < lmev__n_facts + n_others; i++) {
        const char *key =
            i < lmev__n_facts ? lmev__fact_table[i].key : others[i - lmev__n_facts];
        if (!key || !strcmp(key, "EXPERIMENT-RUNID") ||
            !strcmp(key, "RESULTS-BALANCED_ACCURACY"))
            continue;
        good_value(key, "null");
        char quoted[64], other[64], *kept = sound; /* the key under another name */
        snprintf(quoted, sizeof quoted, "\"%s\":", key);
        snprintf(other, sizeof other, "\"no %s\":", key);
        sound = replaced(quoted, other);
        good_value("unknown", "1");
        lmev__free(sound);
        sound = kept;
    }
    good_value("EXPERIMENT-ENVIRONMENT", "[]");
    good_value("EXPERIMENT-ENVIRONMENT", "[\"\", \"\", \"\", \"\", \"\", \"GPU 0\"]");
    good_value("EXPERIMENT-ENVIRONMENT",
               "[\"Host:\", \"\", \"\", \"\", \"\", \"GPU : (UUID\"]");
    good_value("MODEL-SUMMARY", "[\"Total params: many\"]");
    good_value("LMEV-SEED", "\"18446744073709551615\"");
    bad_replaced("\"EXPERIMENT-RUNID\"", "\"RUNID\"", "has no 'EXPERIMENT-RUNID'");
    bad_replaced("\"RESULTS-BALANCED_ACCURACY\"", "\"BAC\"",
                 "has no 'RESULTS-BALANCED_ACCURACY'");
    bad_text("{\"EXPERIMENT-RUNID\": \"\", \"RESULTS-BALANCED_ACCURACY\": 0.5}",
             "has no 'EXPERIMENT-RUNID'");
    bad_text("{\"EXPERIMENT-RUNID\": \"a\", \"RESULTS-BALANCED_ACCURACY\": 0.5}",
             "names no model");
    check();
}

static void what_is_no_json(void **state)
{
    (void)state;
    static const char *const bac[] = {"NaN", "Infinity", "-Infinity", "nan",  "1e999",
                                      ".5",  "0x1",      "--1",       "None", "1_0"};
    char value[64];
    for (size_t i = 0; i < sizeof bac / sizeof *bac; i++) {
        snprintf(value, sizeof value, "\"RESULTS-BALANCED_ACCURACY\": %s", bac[i]);
        bad_replaced("\"RESULTS-BALANCED_ACCURACY\": 0.5", value, "not valid JSON");
        snprintf(value, sizeof value, "\"loss\": [%s", bac[i]);
        bad_replaced("\"loss\": [3.5", value, "not valid JSON");
    }
    bad_replaced("\"LMEV-TRIAL\": 1", "\"LMEV-TRIAL\": 1, \"LMEV-TRIAL\": 1",
                 "duplicate");
    bad_replaced("\"LMEV-TRIAL\": 1", "\"LMEV-TRIAL\": 99999999999999999999",
                 "not valid JSON");
    bad_replaced("\"loss\":", "\"loss\": [], \"loss\":", "duplicate");
    bad_replaced("\"LMEV-TRIAL\": 1", "\"LMEV-TRIAL\": \"\xff\xfe\"", "not valid JSON");
    bad_replaced("\"LMEV-TRIAL\": 1", "\"LMEV-TRIAL\": \"\\ud800\"", "not valid JSON");
    bad_replaced("{", "", "not valid JSON");
    bad_replaced("{", "\xef\xbb\xbf{", "not valid JSON");
    bad_text("[]", "is not a JSON object");
    bad_text("7", "is not a JSON object");
    bad_text("null", "is not a JSON object");
    bad_text("", "not valid JSON");
    bad_text("{} {}", "not valid JSON");
    put_bytes(next_bad("not valid JSON"), "{\0}", 3);
    check();
}

static void files_out_of_all_measure(void **state)
{
    (void)state;
    const size_t much = (size_t)100 << 20;
    char *text = lmev__alloc(much);
    memset(text, '[', much);
    put_bytes(next_bad("nested"), text, 1 << 20);
    put_bytes(next_bad("larger than"), text, much);
    for (size_t i = 0; i < 1 << 20; i++) memcpy(text + 3 * i, "[],", 3);
    text[0] = '[';
    put_bytes(next_bad("not valid JSON"), text, 3 << 20);
    memset(text, ' ', much);
    put_bytes(next_bad("not valid JSON"), text, 1 << 20);
    memset(text, 'a', 8192);
    text[0] = text[5000] = '"';
    text[5001] = '\0';
    bad_value("EXPERIMENT-NAME", text);
    text[4000] = '"';
    text[4001] = '\0';
    good_value("EXPERIMENT-NAME", text);
    lmev__free(text);
    check();
}

/* Whatever has the name of the file: it is said, and nothing is waited for. */
static void what_is_no_file(void **state)
{
    (void)state;
    char path[192], target[192];
    const char *good = next_good();
    char *text = with("LMEV-TRIAL", "1", good);
    put_bytes(good, text, strlen(text));
    snprintf(target, sizeof target, "%s/%s", good, LMEV__METADATA_FILE);
    lmev__free(text);
    for (int what = 0; what < 6; what++) {
        const char *dir = what == 5 ? next_good() : next_bad("not a file");
        snprintf(path, sizeof path, "%s/%s", dir, LMEV__METADATA_FILE);
        switch (what) {
        case 0:
            assert_int_equal(mkfifo(path, 0600), 0);
            break;
        case 1:
            assert_int_equal(mkdir(path, 0700), 0);
            break;
        case 2:
            assert_int_equal(symlink("nowhere", path), 0);
            break;
        case 3:
            assert_int_equal(symlink("/dev/zero", path), 0);
            break;
        case 4:
            assert_int_equal(symlink(LMEV__METADATA_FILE, path), 0);
            break;
        default: /* a link to a sound file is as good, and here another trial */
            text = with("LMEV-TRIAL", "2", dir);
            snprintf(target, sizeof target, "%s/linked.json", folder);
            assert_ok(lmev__write_file(target, text, strlen(text), err));
            assert_int_equal(symlink(target, path), 0);
            lmev__free(text);
        }
    }
    check();
}

/* A folder's name is any bytes; a run id is a text. */
static void folders_whose_names_are_no_text(void **state)
{
    (void)state;
    static const char *const names[] = {"\xff\xfe", "a\nb", "\xc3", "<script>", "'); --"};
    const char *const folders[] = {folder};
    const size_t n = sizeof names / sizeof *names;
    for (size_t i = 0; i < n; i++) {
        char dir[128];
        snprintf(dir, sizeof dir, "%s/%s", folder, names[i]);
        assert_int_equal(mkdir(dir, 0777), 0);
        put_bytes(dir, "{", 1);
    }
    for (int again = 0; again < 2; again++) {
        lmev_experiments *all = NULL;
        assert_ok(lmev_experiments_load(&all, folders, 1, NULL, err));
        assert_int_equal(all->n, 0);
        assert_int_equal(all->n_left_out, n);
        for (size_t i = 0; i < n; i++)
            assert_non_null(strstr(all->left_out[i].why, "not valid JSON"));
        lmev_experiments_free(all);
    }
}

int main(void)
{
#define IN_FOLDER(f) cmocka_unit_test_setup_teardown(f, begin, end)
    const struct CMUnitTest tests[] = {
        IN_FOLDER(truncated_files), IN_FOLDER(values_of_another_kind),
        IN_FOLDER(odd_histories),   IN_FOLDER(what_is_absent_is_unknown),
        IN_FOLDER(what_is_no_json), IN_FOLDER(files_out_of_all_measure),
        IN_FOLDER(what_is_no_file), IN_FOLDER(folders_whose_names_are_no_text),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
