/* test_spec.c - the spec: defaults, every key, --set, the written form, and a table of
 * bad ones.
 *
 * A bad spec must be refused with the line of the fault and a text that names it; nothing
 * may leak on the way, whichever allocation fails. */
#include <float.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/io/io.h"
#include "base/mem.h"
#include "grid/trial.h"
#include "runs/spec/spec_keys.h"

#define MINIMAL "models: [{scratch: {}}]\ndata: {file: a.csv}\n"

static lmev_status parse(lmev_spec **spec, const char *text, const char *set,
                         lmev_error *err)
{
    return lmev_spec_parse(spec, text, strlen(text), "dir/s.yaml", &set, set ? 1 : 0,
                           err);
}

static lmev_spec *good(const char *text, const char *set)
{
    lmev_error err = {0};
    lmev_spec *spec = NULL;
    if (parse(&spec, text, set, &err) != LMEV_OK)
        fail_msg("%s:%ld: %s", err.source, err.line, err.text);
    return spec;
}

/* Literals on both sides come out of the same decimal digits, so they are the same
 * doubles. */
#define assert_same(a, b) assert_true(!((a) < (b)) && !((a) > (b)))

static void test_defaults(void **state)
{
    (void)state;
    lmev_spec *s = good(MINIMAL, NULL);
    assert_string_equal(s->name, "lmev");
    assert_string_equal(s->version, "v1");
    assert_int_equal(s->trials, 4);
    assert_int_equal(s->n_models, 1);
    assert_string_equal(s->model[0].name, "scratch128n");
    assert_null(s->model[0].handle);
    assert_int_equal(s->model[0].scratch.dim, 128);
    assert_int_equal(s->model[0].scratch.min_count, 2);
    assert_int_equal(s->model[0].scratch.oov_buckets, 3060);
    assert_int_equal(s->model[0].line, 1);
    assert_string_equal(s->data.file, "dir/a.csv");
    assert_string_equal(s->data.text, "title");
    assert_string_equal(s->data.label, "category");
    assert_true(s->data.train_size == LMEV_AUTO_SIZE);
    assert_true(s->data.test_size == LMEV_AUTO_SIZE);
    assert_int_equal(s->data.test_per_class, 0);
    assert_same(s->data.validation_split, 0.05);
    assert_false(s->data.per_trial || s->data.strict);
    assert_int_equal(s->network.n_units, 2);
    assert_int_equal(s->network.units[0], 512);
    assert_int_equal(s->network.units[1], 512);
    assert_same(s->network.dropout, 0.25);
    assert_true(s->network.lm_trainable);
    assert_same(s->train.learning_rate, 0.001);
    assert_same(s->train.beta_1, 0.9);
    assert_same(s->train.beta_2, 0.999);
    assert_same(s->train.epsilon, 1e-7);
    assert_true(s->train.batch_size == LMEV_AUTO_BATCH);
    assert_int_equal(s->train.epochs, 10);
    assert_true(s->train.early_stopping && s->train.restore_best_weights);
    assert_int_equal(s->train.patience, 3);
    assert_int_equal(s->train.precision, LMEV_PRECISION_AUTO);
    assert_int_equal(s->train.seed, 1);
    assert_int_equal(s->train.threads, 0);
    assert_int_equal(s->save, LMEV_SAVE_BEST);
    lmev_spec_free(s);

    s = good("models: [{scratch: {}}]\ndata: {train: a, test: b}\n", NULL);
    assert_int_equal(s->data.train_size, 0); /* all rows of the files */
    assert_int_equal(s->data.test_size, 0);
    assert_same(s->data.validation_split, 0.05);
    lmev_spec_free(s);
    s = good("models: [{scratch: {}}]\ndata: {train: a, test: b, train_size: auto}\n",
             NULL);
    assert_int_equal(s->data.train_size, 0); /* a file a part: the same */
    lmev_spec_free(s);
    s = good("models: [{scratch: {}}]\ndata: {train: a, test: b, validation: c}\n", NULL);
    assert_same(s->data.validation_split, 0);
    lmev_spec_free(s);
}

static const char everything[] =
    "name: study\nversion: \"2\"\ntrials: 7\n"
    "models:\n"
    "  - https://tfhub.dev/google/nnlm-es-dim50/2\n"
    "  - nnlm-es-dim128-with-normalization\n"
    "  - ./own/module\n"
    "  - {scratch: {dim: 50, normalize: false, min_count: 3, oov_buckets: 10}}\n"
    "  - {scratch: {dim: 50}, name: 'with space: and \"quotes\" \xc3\xb1'}\n"
    "  - {handle: /abs/module, name: other}\n"
    "  - {path: v/cc.es.vec, lower: true, normalize: false, combiner: sqrtn}\n"
    "data:\n"
    "  train: ../t.csv\n  validation: /v.csv\n  test: x.csv.gz\n"
    "  text: text\n  label: \"la\\tbel\"\n"
    "  where: {language: spanish, year: 2019, empty: '', \"odd: key\\u2028\": \"null\", "
    "\"\\ufeff\": \"\\x85\"}\n"
    "  train_size: 10\n  test_size: 0\n  test_per_class: 0\n  split: per-trial\n  "
    "strict: true\n"
    "network: {units: [8, 16, 1], activation: relu, dropout: 0, lm_trainable: false}\n"
    "train:\n"
    "  optimizer: {name: adam, learning_rate: 1e-2, beta_1: 0, beta_2: "
    "0.1234567890123456, epsilon: 1.0E-7}\n"
    "  batch_size: 1\n  epochs: 2\n  early_stopping: {patience: 9, restore_best_weights: "
    "false}\n"
    "  precision: bf16\n  seed: 18446744073709551615\n  threads: 2\n"
    "save: {classifier: all}\n";

static void test_every_key(void **state)
{
    (void)state;
    lmev_spec *s = good(everything, NULL);
    assert_string_equal(s->name, "study");
    assert_string_equal(s->version, "2");
    assert_int_equal(s->trials, 7);
    assert_int_equal(s->n_models, 7);
    assert_string_equal(s->model[0].name, "nnlm-es-dim50");
    assert_string_equal(s->model[0].handle, "https://tfhub.dev/google/nnlm-es-dim50/2");
    assert_string_equal(s->model[1].name, "nnlm-es-dim128-with-normalization");
    assert_null(s->model[2].handle);
    assert_string_equal(s->model[2].path, "dir/./own/module");
    assert_string_equal(s->model[2].name, "module");
    assert_string_equal(s->model[3].name, "scratch50");
    assert_false(s->model[3].scratch.normalize);
    assert_int_equal(s->model[3].scratch.oov_buckets, 10);
    assert_string_equal(s->model[4].name, "with space: and \"quotes\" \xc3\xb1");
    assert_int_equal(s->model[4].line, 9);
    assert_string_equal(s->model[5].path, "/abs/module");
    assert_string_equal(s->model[6].path, "dir/v/cc.es.vec");
    assert_string_equal(s->model[6].name, "cc.es.vec");
    assert_int_equal(s->model[6].lower, LMEV_CHOICE_YES);
    assert_int_equal(s->model[6].normalize, LMEV_CHOICE_NO);
    assert_int_equal(s->model[5].lower, LMEV_CHOICE_AS_FILE);
    assert_string_equal(s->model[6].combiner, "sqrtn");
    assert_string_equal(s->data.train, "dir/../t.csv");
    assert_string_equal(s->data.validation, "/v.csv");
    assert_string_equal(s->data.test, "dir/x.csv.gz");
    assert_null(s->data.file);
    assert_string_equal(s->data.label, "la\tbel");
    assert_int_equal(s->data.n_where, 5);
    assert_string_equal(s->data.where[1].column, "year");
    assert_string_equal(s->data.where[1].value, "2019");
    assert_string_equal(s->data.where[2].value, "");
    assert_string_equal(s->data.where[3].value, "null");
    assert_int_equal(s->data.train_size, 10);
    assert_true(s->data.per_trial && s->data.strict);
    assert_int_equal(s->network.n_units, 3);
    assert_int_equal(s->network.units[2], 1);
    assert_same(s->network.dropout, 0);
    assert_false(s->network.lm_trainable);
    assert_same(s->train.learning_rate, 0.01);
    assert_same(s->train.beta_2, 0.1234567890123456);
    assert_int_equal(s->train.patience, 9);
    assert_true(s->train.early_stopping);
    assert_false(s->train.restore_best_weights);
    assert_int_equal(s->train.precision, LMEV_PRECISION_BF16);
    assert_true(s->train.seed == UINT64_MAX);
    assert_int_equal(s->train.threads, 2);
    assert_int_equal(s->save, LMEV_SAVE_ALL);
    lmev_spec_free(s);
}

/* Writing is a fixed point of reading, and nothing that matters changes on the way. */
static void round_trip(const char *text)
{
    lmev_spec *first = good(text, NULL), *second;
    char *once = NULL, *twice = NULL;
    assert_int_equal(lmev_spec_yaml(first, &once, NULL), LMEV_OK);
    second = good(once, NULL);
    assert_int_equal(lmev_spec_yaml(second, &twice, NULL), LMEV_OK);
    assert_string_equal(once, twice);
    assert_string_equal(first->name, second->name);
    assert_int_equal(first->n_models, second->n_models);
    for (size_t i = 0; i < first->n_models; i++) {
        assert_string_equal(first->model[i].name, second->model[i].name);
        assert_memory_equal(&first->model[i].scratch, &second->model[i].scratch,
                            sizeof(lmev_scratch_params));
    }
    assert_int_equal(first->data.n_where, second->data.n_where);
    for (size_t i = 0; i < first->data.n_where; i++) {
        assert_string_equal(first->data.where[i].column, second->data.where[i].column);
        assert_string_equal(first->data.where[i].value, second->data.where[i].value);
    }
    assert_memory_equal(&first->network, &second->network, sizeof first->network);
    assert_memory_equal(&first->train, &second->train, sizeof first->train);
    assert_same(first->data.validation_split, second->data.validation_split);
    assert_int_equal(first->data.train_size, second->data.train_size);
    assert_int_equal(first->data.test_per_class, second->data.test_per_class);
    assert_int_equal(first->save, second->save);
    lmev_text_free(once);
    lmev_text_free(twice);
    lmev_spec_free(first);
    lmev_spec_free(second);
}

static void test_yaml(void **state)
{
    (void)state;
    round_trip(MINIMAL);
    round_trip(everything);
    round_trip(MINIMAL "train: {early_stopping: false}\n");
    round_trip(MINIMAL "train: {early_stopping: true, optimizer: {epsilon: 0.1}}\nsave: "
                       "{classifier: none}\n");
    /* paths come out absolute, so that the text can lie anywhere */
    char *text = NULL, folder[4096], path[5000];
    lmev_spec *s = good(MINIMAL, NULL);
    assert_int_equal(lmev_spec_yaml(s, &text, NULL), LMEV_OK);
    assert_non_null(getcwd(folder, sizeof folder));
    snprintf(path, sizeof path, "%s/dir/a.csv", folder);
    assert_non_null(strstr(text, path));
    lmev_text_free(text);
    lmev_spec_free(s);
}

static void test_early_stopping(void **state)
{
    (void)state;
    lmev_spec *s = good(MINIMAL "train: {early_stopping: false}\n", NULL);
    assert_false(s->train.early_stopping || s->train.restore_best_weights);
    assert_int_equal(s->train.patience, 0);
    lmev_spec_free(s);
    /* no validation rows are fine then, and naming a setting turns it on again */
    s = good("models: [{scratch: {}}]\ndata: {file: a, validation_split: 0}\ntrain: "
             "{early_stopping: false}\n",
             NULL);
    lmev_spec_free(s);
    s = good(MINIMAL "train: {early_stopping: false}\n",
             "train.early_stopping.patience=5");
    assert_true(s->train.early_stopping);
    assert_int_equal(s->train.patience, 5);
    lmev_spec_free(s);
}

static void test_set(void **state)
{
    (void)state;
    static const char *const set[] = {
        "train.epochs=3",
        "train.optimizer.learning_rate=0.5",
        "network.units=[4]",
        "name=other",
        "data.where.language=spanish",
        "data.where={language: portuguese, quality: reliable}",
        "models=[{scratch: {dim: 3}}, a/b/7]",
        "data.file=/x.csv",
        "train.optimizer={beta_1: 0.25}",
        "data.file=below.csv",
        "save.classifier=none",
        "train.early_stopping=false",
        "data.test_per_class=5",
        "data.strict=true"};
    lmev_spec *s = NULL;
    lmev_error err = {0};
    assert_int_equal(lmev_spec_parse(&s, MINIMAL, strlen(MINIMAL), "dir/s.yaml", set,
                                     sizeof set / sizeof *set, &err),
                     LMEV_OK);
    assert_int_equal(s->train.epochs, 3);
    assert_same(s->train.learning_rate, 0.5); /* a mapping sets what it names */
    assert_same(s->train.beta_1, 0.25);
    assert_int_equal(s->network.n_units, 1);
    assert_string_equal(s->name, "other");
    assert_int_equal(s->data.n_where, 2);
    assert_string_equal(s->data.where[0].value, "portuguese");
    assert_int_equal(s->n_models, 2);
    assert_string_equal(s->model[0].name, "scratch3n");
    assert_string_equal(s->model[1].name, "b");
    assert_string_equal(s->data.file,
                        "dir/below.csv"); /* relative to the file, as within it */
    assert_int_equal(s->save, LMEV_SAVE_NONE);
    assert_false(s->train.early_stopping);
    assert_true(s->data.strict);
    assert_int_equal(s->data.test_per_class, 5);
    lmev_spec_free(s);
}

/* clang-format off */
static const struct { const char *set, *text, *hint; } bad_sets[] = {
    {"", "no key and value", "train.epochs=5"},
    {"train.epochs", "no key and value", ""},
    {"=3", "no key and value", ""},
    {"train.epochs=", "has no value", ""},
    {"train.epochs=x", "'train.epochs' must be a whole number, found 'x'", ""},
    {"train.epochs=0", "'train.epochs' must be 1 to 100000, found '0'", ""},
    {"train.epoch=3", "unknown key 'train.epoch'", "'train.epochs'"},
    {"epochs=3", "unknown key 'epochs'", "'train.epochs'"},
    {"models.0.scratch.dim=3", "unknown key", "models=[{"},
    {"train=3", "'train' must be a mapping", ""},
    {"network.units=[4", "value of 'network.units': not valid YAML", ""},
    {"data.where.=x", "empty column", ""},
    {"data.where.a=[b]", "'data.where.a' must be a text, found a list", ""},
    {"data.train=b.csv", "'data.file' excludes", "one file"},
    {"data.test_size=0", "'data.test_size' must be at least 1", ""},
    {"data.test_per_class=-1", "'data.test_per_class' must be", ""},
    {"data.test_per_class=1001", "'data.test_per_class' must be 0 to 1000, found '1001'", ""},
    {"data.test_per_class=auto", "must be a whole number, found 'auto'", ""},
    {"data.label=title", "same column", ""},
    {"data.validation_split=0", "early stopping needs validation rows", "stopping: false"},
};
/* clang-format on */

static void test_bad_sets(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof bad_sets / sizeof *bad_sets; i++) {
        lmev_error err = {0};
        lmev_spec *s = NULL;
        lmev_status status = parse(&s, MINIMAL, bad_sets[i].set, &err);
        /* a clash with the file may be blamed on either */
        if ((status != LMEV_ERR_PARAM && status != LMEV_ERR_FORMAT) || s ||
            !strstr(err.text, bad_sets[i].text) || !strstr(err.hint, bad_sets[i].hint))
            fail_msg("--set %s: status %d, '%s', hint '%s'", bad_sets[i].set, status,
                     err.text, err.hint);
        if (status == LMEV_ERR_PARAM) assert_int_equal(err.line, 0);
    }
}

#define DATA   "data: {file: a.csv}\n" /* one line each */
#define MODELS "models: [{scratch: {}}]\n"

/* clang-format off: a case a line */
static const struct {
    long line;
    const char *yaml, *text, *hint;
} bad[] = {
    /* not a spec at all */
    {0, "", "", ""},
    {0, "# nothing\n", "", ""},
    {1, "- a\n- b\n", "must be a mapping", ""},
    {1, "just text\n", "must be a mapping", ""},
    {2, "name: a\n\tb: c\n", "not valid YAML", ""},
    {2, "name: a\nname: b\n", "'name'", ""},
    {2, "name: a\nversion: *b\n", "", ""},
    {1, "name: &x a\n", "", ""},
    {0, "name: a\n---\nname: b\n", "", ""},
    {1, "name: \"\xff\"\n", "not valid YAML", ""},
    /* unknown keys */
    {3, MODELS DATA "epochs: 3\n", "unknown key 'epochs'", "'train.epochs'"},
    {3, MODELS DATA "trails: 3\n", "unknown key 'trails'", "'trials'"},
    {4, MODELS DATA "train:\n  epoch: 3\n", "unknown key 'epoch' in 'train'",
     "'train.epochs'"},
    {5, MODELS DATA "train:\n  optimizer:\n    lerning_rate: 3\n", "in 'train.optimizer'",
     "'train.optimizer.learning_rate'"},
    {2, MODELS "data: {flie: a}\n", "unknown key 'flie' in 'data'", "'data.file'"},
    {3, MODELS DATA "save: {clasifier: all}\n", "unknown key 'clasifier'",
     "'save.classifier'"},
    {3, MODELS DATA "zzzzzzzzzz: 1\n", "unknown key 'zzzzzzzzzz'", ""},
    {1, "models: [{scratch: {dims: 3}}]\n" DATA, "unknown key 'dims' in 'scratch'",
     "'dim'"},
    {2, "models:\n  - {scrach: {dim: 3}}\n" DATA, "unknown key 'scrach' in a model",
     "'scratch'"},
    {4, MODELS DATA "train:\n  early_stopping: {patient: 3}\n", "unknown key 'patient'",
     "patience"},
    /* wrong types */
    {3, MODELS DATA "trials: many\n", "'trials' must be a whole number, found 'many'",
     ""},
    {3, MODELS DATA "trials: '3'\n", "'trials' must be a whole number", ""},
    {3, MODELS DATA "trials: 3.0\n", "'trials' must be a whole number", ""},
    {3, MODELS DATA "trials: 1_000\n", "'trials' must be a whole number", ""},
    {3, MODELS DATA "trials: 010\n", "'trials' must be a whole number", ""},
    {3, MODELS DATA "trials: 0x10\n", "'trials' must be a whole number", ""},
    {3, MODELS DATA "trials: +3\n", "'trials' must be a whole number", ""},
    {3, MODELS DATA "trials: [3]\n", "found a list", ""},
    {3, MODELS DATA "trials:\n", "found nothing", ""},
    {3, MODELS DATA "trials: ~\n", "found nothing", ""},
    {3, MODELS DATA "name: [a]\n", "'name' must be a text, found a list", ""},
    {3, MODELS DATA "name: {a: b}\n", "found a mapping", ""},
    {3, MODELS DATA "train: 3\n", "'train' must be a mapping, found '3'", ""},
    {3, MODELS DATA "network: {lm_trainable: yes}\n",
     "must be true or false, found 'yes'", ""},
    {3, MODELS DATA "network: {lm_trainable: True}\n", "must be true or false", ""},
    {3, MODELS DATA "network: {lm_trainable: 1}\n", "must be true or false", ""},
    {3, MODELS DATA "network: {dropout: .5}\n", "'network.dropout' must be a number", ""},
    {3, MODELS DATA "network: {dropout: 1e}\n", "must be a number", ""},
    {3, MODELS DATA "network: {dropout: nan}\n", "must be a number", ""},
    {3, MODELS DATA "network: {dropout: 0x1p-2}\n", "must be a number", ""},
    {3, MODELS DATA "network: {dropout: 1e999}\n", "must be a number", ""},
    {3, MODELS DATA "network: {units: 512}\n", "must be a list of whole numbers", ""},
    {3, MODELS DATA "network: {units: [512, a]}\n",
     "'network.units' must be a whole number", ""},
    {3, MODELS DATA "train: {early_stopping: 3}\n", "must be a mapping, true or false",
     ""},
    {3, MODELS DATA "train: {early_stopping: no}\n", "must be a mapping, true or false",
     ""},
    {3, MODELS DATA "train: {optimizer: adam}\n", "'train.optimizer' must be a mapping",
     ""},
    {2, MODELS "data: a.csv\n", "'data' must be a mapping", ""},
    {2, MODELS "data: {file: [a]}\n", "'data.file' must be a path", ""},
    {2, MODELS "data: {file: a, where: spanish}\n", "must be a mapping of column: value",
     ""},
    {2, MODELS "data: {file: a, where: {l: [a]}}\n", "'data.where.l' must be a text", ""},
    {1, "models: scratch\n" DATA, "'models' must be a list", ""},
    {1, "models: [[a]]\n" DATA, "found a list", ""},
    {1, "models: [{scratch: 50}]\n" DATA, "'scratch' must be a mapping", ""},
    {1, "models: [{scratch: {normalize: 1}}]\n" DATA,
     "'scratch.normalize' must be true or false", ""},
    /* impossible values */
    {3, MODELS DATA "trials: 0\n", "'trials' must be 1 to 10000, found '0'", ""},
    {3, MODELS DATA "trials: -1\n", "'trials' must be 1 to 10000, found '-1'", ""},
    {3, MODELS DATA "trials: 99999999999999999999999\n", "'trials' must be 1 to 10000",
     ""},
    {3, MODELS DATA "network: {dropout: 1}\n", "at least 0 and below 1, found '1'", ""},
    {3, MODELS DATA "network: {dropout: -0.1}\n", "at least 0 and below 1", ""},
    {3, MODELS DATA "network: {units: []}\n", "1 to 8 layers, found 0", ""},
    {3, MODELS DATA "network: {units: [1,1,1,1,1,1,1,1,1]}\n", "1 to 8 layers, found 9",
     ""},
    {3, MODELS DATA "network: {units: [0]}\n", "must be 1 to 65536", ""},
    {3, MODELS DATA "network: {activation: tanh}\n", "must be 'relu', found 'tanh'", ""},
    {3, MODELS DATA "train: {optimizer: {name: sgd}}\n", "must be 'adam', found 'sgd'",
     ""},
    {3, MODELS DATA "train: {optimizer: {learning_rate: 0}}\n", "above 0 and at most 10",
     ""},
    {3, MODELS DATA "train: {optimizer: {beta_2: 1.0}}\n", "below 1, found '1.0'", ""},
    {3, MODELS DATA "train: {precision: fp32}\n", "'auto', 'bf16' or 'f32', found 'fp32'",
     "'f32'"},
    {3, MODELS DATA "train: {seed: 18446744073709551616}\n", "below 2^64", ""},
    {3, MODELS DATA "train: {seed: -1}\n", "below 2^64", ""},
    {3, MODELS DATA "train: {batch_size: 0}\n", "'train.batch_size' must be 1 to 1048576",
     ""},
    {3, MODELS DATA "train: {early_stopping: {patience: 0}}\n", "must be 1 to 100000",
     ""},
    {3, MODELS DATA "save: {classifier: some}\n", "'best', 'all' or 'none'", ""},
    {3, MODELS DATA "name: ''\n", "'name' is empty", ""},
    {3, MODELS DATA "version: ../up\n", "cannot be a folder's name", "without '/'"},
    {3, MODELS DATA "name: .hidden\n", "cannot be a folder's name", ""},
    {3, MODELS DATA "name: \"a\\nb\"\n", "cannot be a folder's name", ""},
    {1, "models: []\n" DATA, "'models' must have 1 to 1000 entries, found 0", ""},
    {1, "models: [{scratch: {dim: 0}}]\n" DATA, "'scratch.dim' must be 1 to", ""},
    {3,
     "models:\n  - {scratch: {dim: 50}}\n  - {scratch: {dim: 50, min_count: 9}}\n" DATA,
     "two models are called 'scratch50n'", "another name"},
    {3, "models:\n  - a\n  - {scratch: {}, name: a}\n" DATA, "two models are called 'a'",
     ""},
    {1, "models: [{name: a}]\n" DATA, "neither 'scratch' nor 'handle'", ""},
    {1, "models: [{scratch: {}, handle: b}]\n" DATA,
     "more than one of 'scratch', 'handle'", ""},
    {1, "models: [{path: a, handle: b}]\n" DATA, "more than one of 'scratch', 'handle'",
     ""},
    {1, "models: [{handle: ./a, path: b, name: c}]\n" DATA, "more than one of 'scratch'",
     ""},
    {1, "models: [{scratch: {}, lower: true}]\n" DATA, "are for pretrained models", ""},
    {1, "models: [{path: a, lower: 3}]\n" DATA, "models lower", ""},
    {1, "models: [{path: a, combiner: max}]\n" DATA, "'combiner' must be", ""},
    {1, "models: [{path: a, lover: true}]\n" DATA, "unknown key 'lover' in a model",
     "'lower'"},
    {1, "models: ['']\n" DATA, "'models' is empty", ""},
    {1, "models: [/]\n" DATA, "is empty", "name the model"},
    {2, MODELS "data: {file: a, split: random}\n", "'fixed' or 'per-trial'", ""},
    {2, MODELS "data: {file: a, validation_split: 1}\n", "below 1", ""},
    {2, MODELS "data: {file: a, text: ''}\n", "'data.text' is empty", ""},
    {2, MODELS "data: {file: a, label: }\n", "'data.label' must be a text, found nothing",
     ""},
    {2, MODELS "data: {file: a, text: x, label: x}\n", "same column", ""},
    {2, MODELS "data: {file: a, where: {'': b}}\n", "empty column", ""},
    /* missing or at odds with each other */
    {0, DATA, "'models' is missing", "models: [{"},
    {0, MODELS, "'data' is missing", "data: {file"},
    {2, MODELS "data: {label: b}\n", "'data' names no file", ""},
    {2, MODELS "data: {train: b}\n", "'data.test' is missing", ""},
    {2, MODELS "data: {test: b}\n", "'data.train' is missing", ""},
    {2, MODELS "data: {file: a, test: b}\n", "'data.file' excludes", ""},
    {2, MODELS "data: {file: a, test_size: 0}\n", "at least 1", ""},
    {2, MODELS "data: {file: a, test_size: 0, test_per_class: 5}\n", "at least 1", ""},
    {2, MODELS "data: {train: a, test: b, test_per_class: 5}\n",
     "'data.test_per_class' is for a draw from 'data.file'", "'data.test'"},
    {2, MODELS "data: {train: a, test: b, validation: c, validation_split: 0.1}\n",
     "exclude each other", ""},
    {2, MODELS "data: {file: a, validation_split: 0}\n",
     "early stopping needs validation rows", ""},
};
/* clang-format on */

static void test_bad(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        lmev_error err = {0};
        lmev_spec *s = NULL;
        lmev_status status = parse(&s, bad[i].yaml, NULL, &err);
        if (status != LMEV_ERR_FORMAT || s || (bad[i].line && err.line != bad[i].line) ||
            strcmp(err.source, "dir/s.yaml") || !err.text[0] ||
            !strstr(err.text, bad[i].text) || !strstr(err.hint, bad[i].hint))
            fail_msg("case %zu: status %d, line %ld, '%s', hint '%s'\n%s", i, status,
                     err.line, err.text, err.hint, bad[i].yaml);
    }
    assert_true(sizeof bad / sizeof *bad >= 40);
}

/* The lowest and the highest number that a key takes, which may stand just inside a
 * limit. */
static void limits_of(const lmev__key *key, double limit[2])
{
    limit[0] = key->low_open ? nextafter(key->low, key->high) : key->low;
    limit[1] = key->high_open ? nextafter(key->high, key->low) : key->high;
}

/* Any size may be set to 0 where the test rows are given; test_per_class is of those
 * drawn. */
#define LIMITED(data)                             \
    "models: [{scratch: {}}]\ndata: {" data "}\n" \
    "train: {early_stopping: false, batch_size: 16}\n"
#define GIVEN LIMITED("train: a, test: b")
#define DRAWN LIMITED("file: a")

/* What the spec accepts the network must accept as well, or each experiment fails. */
static void every_limit_of_the_spec_is_accepted_by_the_network(void **state)
{
    (void)state;
    size_t tried = 0;
    char set[128];
    lmev_error refusal;
    double limit[2];
    for (size_t k = 0; k < lmev__n_spec_keys + lmev__n_scratch_keys; k++) {
        const bool scratch = k >= lmev__n_spec_keys;
        const lmev__key *key =
            scratch ? &lmev__scratch_keys[k - lmev__n_spec_keys] : &lmev__spec_keys[k];
        if (key->high == 0) continue;
        limits_of(key, limit);
        for (int i = 0; i < 2; i++, tried++) {
            char number[40];
            snprintf(number, sizeof number, "%.17g", limit[i]);
            if (scratch)
                snprintf(set, sizeof set, "models=[{scratch: {%s: %s}}]", key->path,
                         number);
            else if (key->kind == LMEV__KEY_UNITS)
                snprintf(set, sizeof set, "%s=[%s]", key->path, number);
            else
                snprintf(set, sizeof set, "%s=%s", key->path, number);
            const bool drawn = strcmp(key->path, "data.test_per_class") == 0;
            lmev_spec *s = good(drawn ? DRAWN : GIVEN, set);
            lmev_net_params p = lmev__net_params_of(s);
            p.rows = s->model[0].scratch.oov_buckets;
            p.dim = s->model[0].scratch.dim;
            p.classes = 2;
            if (lmev_net_params_check(&p, &refusal) != LMEV_OK)
                fail_msg("%s: %s", set, refusal.text);
            lmev_spec_free(s);
        }
    }
    assert_true(tried >= 30); /* the table has so many numbers */
}

static void test_files(void **state)
{
    (void)state;
    lmev_error err = {0};
    lmev_spec *s = NULL;
    assert_int_equal(lmev_spec_load(&s, "/nowhere/s.yaml", NULL, 0, &err),
                     LMEV_ERR_NOTFOUND);
    assert_int_equal(lmev_spec_load(&s, "/", NULL, 0, &err), LMEV_ERR_IO);
    assert_null(s);
    lmev_spec_free(NULL);
    lmev_text_free(NULL);
}

/* Each allocation of a load and a write fails once: no crash, no leak, nothing handed
 * out. libyaml's own allocations are outside the door. */
static void test_memory(void **state)
{
    (void)state;
    static const char *const set[] = {"data.where.a=b", "models=[x, {scratch: {}}]"};
    lmev_status status = LMEV_ERR_NOMEM;
    for (long k = 0; status != LMEV_OK; k++) {
        lmev_spec *s = NULL;
        char *text = NULL;
        long live = lmev__test_live_blocks();
        lmev__test_fail_alloc(k, false);
        status = lmev_spec_parse(&s, everything, sizeof everything - 1, "dir/s.yaml", set,
                                 2, NULL);
        if (status == LMEV_OK) status = lmev_spec_yaml(s, &text, NULL);
        lmev__test_fail_alloc(-1, false);
        if (status != LMEV_OK) {
            assert_int_equal(status, LMEV_ERR_NOMEM);
            assert_null(text);
        }
        lmev_text_free(text);
        lmev_spec_free(s);
        assert_int_equal(lmev__test_live_blocks(), live);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_defaults),
        cmocka_unit_test(test_every_key),
        cmocka_unit_test(test_yaml),
        cmocka_unit_test(test_early_stopping),
        cmocka_unit_test(test_set),
        cmocka_unit_test(test_bad_sets),
        cmocka_unit_test(test_bad),
        cmocka_unit_test(every_limit_of_the_spec_is_accepted_by_the_network),
        cmocka_unit_test(test_files),
        cmocka_unit_test(test_memory),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
