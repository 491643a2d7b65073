/* test_model.c - the classifier folder: the same answers after a round trip, every damage
 * found and named, complete or absent whatever fails while it is written. */
#include <errno.h>
#include <math.h>
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/io/io.h"
#include "base/mem.h"
#include "lmev/classifier.h"
#include "remove_tree.h"

static char folder[64];
static char path[80];
static lmev_error error;
static lmev_error *err = &error;

#define assert_ok(call)                                                            \
    do {                                                                           \
        const lmev_status s_ = (call);                                             \
        if (s_ != LMEV_OK) fail_msg("%s: %s (%s)", #call, err->text, err->source); \
    } while (0)

static const char *const texts[] = {
    "celular samsung galaxy",      "funda celular samsung", "zapatillas nike talle 40",
    "zapatillas adidas, talle 41", "mesa de luz",           "mesa ratona de pino"};
enum { TEXTS = sizeof texts / sizeof *texts };

/* Labels with all that labels.txt must escape, in bytewise order. */
static char *names[] = {(char *)"A\nB", (char *)"A\\nB", (char *)"Ñandú"};

typedef struct parts {
    lmev_lm *lm;
    lmev_net *net;
    lmev_labels labels;
} parts;

/* A small classifier with weights from chance; seed tells one from another. */
static parts make(uint64_t seed)
{
    parts p = {.labels = {.n = 3, .name = names}};
    char text[256];
    uint64_t at[TEXTS + 1] = {0};
    for (int i = 0; i < TEXTS; i++) {
        memcpy(text + at[i], texts[i], strlen(texts[i]));
        at[i + 1] = at[i] + strlen(texts[i]);
    }
    lmev_scratch_params scratch = {
        .dim = 5, .normalize = true, .min_count = 2, .oov_buckets = 4};
    assert_ok(lmev_lm_scratch(&p.lm, &scratch, text, at, TEXTS, 1, NULL, err));
    lmev_net_params n = lmev_net_params_default();
    n.rows = lmev_lm_rows(p.lm);
    n.dim = 5;
    n.n_hidden = 2;
    n.units[0] = 7;
    n.units[1] = 6;
    n.classes = 3;
    n.combiner = lmev_lm_combiner(p.lm);
    n.precision = LMEV_PRECISION_F32;
    n.threads = 1;
    n.seed = seed;
    assert_ok(lmev_net_new(&p.net, &n, NULL, false, err));
    for (size_t t = 0; t < lmev_net_n_tensors(p.net);
         t++) { /* biases too, and far from equal */
        const lmev_tensor w = lmev_net_tensor(p.net, t);
        const uint64_t size = w.shape[0] * (w.n_dims == 2 ? w.shape[1] : 1);
        for (uint64_t i = 0; i < size; i++)
            w.at[i] = 0.8f * sinf((float)(7 * t + 3 * i + 11 * seed + 1));
    }
    lmev_net_weights_changed(p.net);
    return p;
}

static void release(parts *p)
{
    lmev_net_free(p->net);
    lmev_lm_free(p->lm);
}

static lmev_status save(const parts *p, const char *run_id)
{
    const lmev_classifier_about about = {"scratch5", run_id, "title", "category",
                                         0.75,       "key",  "rows",  0.5};
    return lmev_classifier_save(path, p->lm, p->net, &p->labels, &about, err);
}

static lmev_status load(lmev_classifier **c)
{
    return lmev_classifier_load(c, path, 1, LMEV_PRECISION_F32, err);
}

static int open_folder(void **state)
{
    (void)state;
    /* in memory where that can be: the loops over faults sync hundreds of folders */
    snprintf(folder, sizeof folder, "/dev/shm/lmev_model_XXXXXX");
    if (!mkdtemp(folder)) {
        snprintf(folder, sizeof folder, "/tmp/lmev_model_XXXXXX");
        if (!mkdtemp(folder)) return -1;
    }
    snprintf(path, sizeof path, "%s/best", folder);
    return 0;
}

static int close_folder(void **state)
{
    (void)state;
    return remove_tree(folder) ? 0 : -1;
}

static int fresh(void **state)
{
    (void)state;
    lmev__test_fail_io(-1, 0, false);
    lmev__test_fail_alloc(-1, false);
    remove_tree(folder);
    return lmev__mkdirs(folder, NULL) == LMEV_OK ? 0 : -1;
}

/* How many names are in the parent folder: 1 is the classifier alone. */
static size_t siblings(void)
{
    char **name;
    size_t n;
    assert_ok(lmev__list_dir(&name, &n, folder, err));
    lmev__free_names(name, n);
    return n;
}

/* ---- round trip ---- */

static void a_loaded_classifier_answers_as_its_parts(void **state)
{
    (void)state;
    parts p = make(1);
    assert_ok(save(&p, "run-1"));
    assert_int_equal(siblings(), 1);
    lmev_classifier *c = NULL;
    assert_ok(load(&c));

    const lmev_classifier_about *about = lmev_classifier_about_of(c);
    assert_string_equal(about->name, "scratch5");
    assert_string_equal(about->run_id, "run-1");
    assert_string_equal(about->text_column, "title");
    assert_string_equal(about->label_column, "category");
    assert_true(about->test_bac == 0.75);
    const lmev_labels *labels = lmev_classifier_labels(c);
    assert_int_equal(labels->n, 3);
    for (int i = 0; i < 3; i++) assert_string_equal(labels->name[i], names[i]);

    /* Against the parts themselves: same kernels, same order of sums, so the same
     * bits. */
    lmev_str s[TEXTS];
    uint32_t id[3 * TEXTS], rank[TEXTS], best[TEXTS], label[TEXTS];
    float prob[3 * TEXTS], p_true[TEXTS];
    for (int i = 0; i < TEXTS; i++) s[i] = (lmev_str){texts[i], strlen(texts[i])};
    assert_ok(lmev_classifier_predict(c, s, TEXTS, 3, id, prob, err));
    for (int i = 0; i < TEXTS; i++) label[i] = (uint32_t)i % 3;
    lmev_outputs out = {.best = best, .p_true = p_true, .rank = rank};
    assert_ok(lmev_classifier_evaluate(c, s, label, TEXTS, &out, err));
    for (int i = 0; i < TEXTS; i++) {
        const uint64_t at[2] = {0, s[i].n};
        uint32_t wanted[3];
        float wanted_p[3];
        lmev_ids *ids = NULL;
        assert_ok(lmev_lm_tokenize(p.lm, s[i].at, at, 1, 1, &ids, NULL, err));
        lmev_outputs w = {.top_k = 3, .top = wanted, .top_p = wanted_p};
        assert_ok(lmev_net_evaluate(p.net, &ids->bags, NULL, &w, NULL, NULL, err));
        lmev_ids_free(ids);
        assert_memory_equal(wanted, id + 3 * i, sizeof wanted);
        assert_memory_equal(wanted_p, prob + 3 * i, sizeof wanted_p);
        /* ... and evaluate tells the same story: the label stands at its rank. */
        assert_int_equal(best[i], wanted[0]);
        assert_int_equal(wanted[rank[i]], label[i]);
        assert_float_equal(p_true[i], wanted_p[rank[i]], 1e-6);
        assert_float_equal(wanted_p[0] + wanted_p[1] + wanted_p[2], 1, 1e-6);
    }
    lmev_classifier_free(c);
    release(&p);
}

static void many_texts_go_through_in_blocks(void **state)
{
    (void)state;
    enum { N = 20000 }; /* more than two blocks of texts, and of bytes */
    parts p = make(2);
    assert_ok(save(&p, NULL));
    lmev_classifier *c = NULL;
    assert_ok(load(&c));
    const size_t n_long = 17u << 20;
    char *longest = malloc(n_long);
    lmev_str *s = malloc(N * sizeof *s);
    uint32_t *id = malloc(N * sizeof *id);
    float *prob = malloc(N * sizeof *prob);
    assert_true(longest && s && id && prob);
    memset(longest, ' ', n_long);
    for (size_t i = 0; i < N; i++)
        s[i] = i % 7 == 6 ? (lmev_str){NULL, 0}
                          : (lmev_str){texts[i % 7], strlen(texts[i % 7])};
    s[9000] = (lmev_str){longest, n_long}; /* spaces only: the same as the empty text */
    assert_ok(lmev_classifier_predict(c, s, N, 1, id, prob, err));
    for (size_t i = 7; i < N; i++) {
        const size_t like = i == 9000 ? 6 : i % 7;
        assert_int_equal(id[i], id[like]);
        assert_true(prob[i] == prob[like]);
    }
    assert_int_equal(lmev_classifier_predict(c, s, 1, 4, id, prob, err), LMEV_ERR_PARAM);
    assert_int_equal(lmev_classifier_predict(c, s, 1, 0, id, prob, err), LMEV_ERR_PARAM);
    uint32_t label = 3;
    lmev_outputs out = {.best = id};
    assert_int_equal(lmev_classifier_evaluate(c, s, &label, 1, &out, err),
                     LMEV_ERR_PARAM);
    assert_ok(lmev_classifier_predict(c, s, 0, 1, id, prob, err));
    free(longest);
    free(s);
    free(id);
    free(prob);
    lmev_classifier_free(c);
    release(&p);
}

/* ---- threads and memory ---- */

enum { SHARED = 2000, SHARERS = 4 };

typedef struct sharer {
    const lmev_classifier *c;
    const lmev_str *texts;
    int threads;
    uint32_t id[2 * SHARED];
    float prob[2 * SHARED];
    lmev_status s;
} sharer;

/* A predictor of its own, and the texts in pieces of another size for each thread. */
static void *predict_shared(void *self)
{
    sharer *t = self;
    lmev_predictor *p = NULL;
    t->s = lmev_predictor_new(&p, t->c, t->threads, NULL);
    for (size_t i = 0, n; t->s == LMEV_OK && i < SHARED; i += n) {
        n = 37 * (size_t)(t->threads + 1);
        if (n > SHARED - i) n = SHARED - i;
        t->s = lmev_predictor_predict(p, t->texts + i, n, 2, t->id + 2 * i,
                                      t->prob + 2 * i, NULL);
    }
    lmev_predictor_free(p);
    return NULL;
}

static void threads_share_a_classifier(void **state)
{
    (void)state;
    parts p = make(1);
    assert_ok(save(&p, "run-1"));
    lmev_classifier *c = NULL;
    assert_ok(load(&c));
    lmev_str *s = malloc(SHARED * sizeof *s);
    sharer *t = calloc(SHARERS, sizeof *t), *alone = calloc(1, sizeof *alone);
    pthread_t thread[SHARERS];
    assert_true(s && t && alone);
    for (size_t i = 0; i < SHARED; i++)
        s[i] = (lmev_str){texts[i * 13 % TEXTS], strlen(texts[i * 13 % TEXTS])};
    assert_ok(lmev_classifier_predict(c, s, SHARED, 2, alone->id, alone->prob, err));
    for (int i = 0; i < SHARERS; i++) {
        t[i] = (sharer){.c = c, .texts = s, .threads = 1 + i % 2};
        assert_int_equal(pthread_create(&thread[i], NULL, predict_shared, &t[i]), 0);
    }
    for (int i = 0; i < SHARERS; i++) pthread_join(thread[i], NULL);
    for (int i = 0; i < SHARERS; i++) {
        assert_ok(t[i].s);
        assert_memory_equal(t[i].id, alone->id, sizeof alone->id);
        assert_memory_equal(t[i].prob, alone->prob, sizeof alone->prob);
    }
    free(s);
    free(t);
    free(alone);
    lmev_classifier_free(c);
    release(&p);
}

static void a_classifier_from_memory_is_the_same(void **state)
{
    (void)state;
    static const char *const files[] = {"config.json", "model.safetensors", "tokens.txt",
                                        "labels.txt"};
    parts p = make(1);
    assert_ok(save(&p, "run-1"));
    lmev_classifier *from_folder = NULL, *c = NULL;
    lmev_member member[4] = {{0}};
    assert_ok(load(&from_folder));
    for (int i = 0; i < 4; i++) {
        char *file = lmev__path_join(path, files[i]), *text = NULL;
        size_t n = 0;
        assert_ok(lmev__read_file(&text, &n, file, 1u << 20, err));
        member[i] = (lmev_member){files[i], {text, n}};
        lmev__free(file);
    }
    assert_ok(lmev_classifier_open_memory(&c, member, 4, 1, LMEV_PRECISION_F32, err));
    lmev_str s[TEXTS];
    uint32_t id[2][3 * TEXTS];
    float prob[2][3 * TEXTS];
    for (int i = 0; i < TEXTS; i++) s[i] = (lmev_str){texts[i], strlen(texts[i])};
    assert_ok(lmev_classifier_predict(from_folder, s, TEXTS, 3, id[0], prob[0], err));
    assert_ok(lmev_classifier_predict(c, s, TEXTS, 3, id[1], prob[1], err));
    assert_memory_equal(id[0], id[1], sizeof id[0]);
    assert_memory_equal(prob[0], prob[1], sizeof prob[0]);
    lmev_classifier_free(c);
    c = NULL;
    /* a file that is missing, and one that is damaged */
    lmev_error fault = {0};
    assert_int_equal(
        lmev_classifier_open_memory(&c, member + 1, 3, 1, LMEV_PRECISION_F32, &fault),
        LMEV_ERR_NOTFOUND);
    assert_int_equal(
        lmev_classifier_open_memory(&c, member, 3, 1, LMEV_PRECISION_F32, &fault),
        LMEV_ERR_FORMAT);
    ((char *)member[2].bytes.at)[0] ^= 1;
    assert_int_equal(
        lmev_classifier_open_memory(&c, member, 4, 1, LMEV_PRECISION_F32, &fault),
        LMEV_ERR_FORMAT);
    assert_non_null(strstr(fault.source, "tokens.txt"));
    assert_null(c);
    for (int i = 0; i < 4; i++) lmev__free((char *)member[i].bytes.at);
    lmev_classifier_free(from_folder);
    release(&p);
}

/* ---- damage ---- */

static const char *const file_names[] = {"model.safetensors", "tokens.txt", "labels.txt"};

static void read_whole(const char *name, char **text, size_t *n)
{
    char *file = lmev__path_join(path, name);
    assert_ok(lmev__read_file(text, n, file, 1u << 20, err));
    lmev__free(file);
}

static void write_whole(const char *name, const char *text, size_t n)
{
    char *file = lmev__path_join(path, name);
    assert_ok(lmev__write_file(file, text, n, err));
    lmev__free(file);
}

static void assert_damaged(const char *name)
{
    lmev_classifier *c = NULL;
    *err = (lmev_error){0};
    assert_int_equal(load(&c), LMEV_ERR_FORMAT);
    assert_null(c);
    assert_non_null(strstr(err->source, name));
    assert_int_equal(lmev__test_live_blocks(), 0);
}

static void damage_is_found_and_the_file_named(void **state)
{
    (void)state;
    parts p = make(3);
    assert_ok(save(&p, "run"));
    release(&p);
    for (int f = 0; f < 3; f++) {
        char *text;
        size_t n;
        read_whole(file_names[f], &text, &n);
        char *copy = malloc(n + 1);
        assert_non_null(copy);
        memcpy(copy, text, n + 1);
        lmev__free(text);
        for (size_t i = 0; i < n; i += n / 40 + 1) { /* a bit here and there */
            copy[i] ^= 4;
            write_whole(file_names[f], copy, n);
            copy[i] ^= 4;
            assert_damaged(file_names[f]);
        }
        write_whole(file_names[f], copy, n - 1);
        assert_damaged(file_names[f]);
        write_whole(file_names[f], copy, n + 1);
        assert_damaged(file_names[f]);
        write_whole(file_names[f], "", 0);
        assert_damaged(file_names[f]);
        char *file = lmev__path_join(path, file_names[f]);
        assert_ok(lmev__remove_file(file, err));
        lmev__free(file);
        assert_damaged(file_names[f]);
        write_whole(file_names[f], copy, n);
        free(copy);
    }
    lmev_classifier *c = NULL;
    assert_ok(load(&c)); /* all is as it was */
    lmev_classifier_free(c);
}

/* Replace `from` by `to` (of any length) in config.json and load. */
static void assert_config_refused(const char *config, const char *from, const char *to)
{
    char text[4096];
    const char *at = strstr(config, from);
    assert_non_null(at);
    const int n = snprintf(text, sizeof text, "%.*s%s%s", (int)(at - config), config, to,
                           at + strlen(from));
    assert_in_range(n, 1, sizeof text - 1);
    write_whole("config.json", text, (size_t)n);
    lmev_classifier *c = NULL;
    *err = (lmev_error){0};
    assert_int_equal(load(&c), LMEV_ERR_FORMAT);
    assert_true(err->text[0] && err->source[0]);
    assert_int_equal(lmev__test_live_blocks(), 0);
}

static void a_config_that_lies_is_refused(void **state)
{
    (void)state;
    static const char *const lie[][2] = {
        {"lmev-classifier", "something-else"},
        {"\"format_version\": 2", "\"format_version\": 1"},
        {"\"lm\"", "\"ml\""},
        {"\"kind\": \"words\"", "\"kind\": \"sounds\""},
        {"\"format\": \"scratch\"", "\"format\": \"itch\""},
        {"\"split\": \"space\"", "\"split\": \"tab\""},
        {"\"strip\": \"punctuation\"", "\"strip\": true"},
        {"\"lower\": false", "\"lower\": 0"},
        {"\"unit\": false", "\"unit\": null"},
        {"\"rows\": ", "\"rows\": 1"},
        {"\"vocabulary\": ", "\"vocabulary\": 1"},
        {"\"oov_buckets\": 4", "\"oov_buckets\": 0"},
        {"\"oov_buckets\": 4", "\"oov_buckets\": 4294967295"},
        {"\"sqrtn\"", "\"median\""},
        {"\"relu\"", "\"tanh\""},
        {"\"dim\": 5", "\"dim\": 65536"},
        {"\"dim\": 5", "\"dim\": -5"},
        {"\"dim\": 5", "\"dim\": 5.0"},
        {"\"classes\": 3", "\"classes\": 2"},
        {"\"classes\": 3", "\"classes\": 16777216"},
        {"\"units\": [", "\"units\": [1048576,"},
        {"\"units\": [", "\"units\": [0,"},
        {"\"units\": [", "\"units\": [1,1,1,1,1,1,1,1,1,"},
        {"\"shape\"", "\"form\""},
        {"\"files\"", "\"datas\""},
        {"\"backslash\"", "\"none\""},
        {"}", ""},
    };
    parts p = make(4);
    assert_ok(save(&p, "run"));
    release(&p);
    char *text;
    size_t n;
    read_whole("config.json", &text, &n);
    char config[4096];
    assert_true(n < sizeof config);
    memcpy(config, text, n + 1);
    lmev__free(text);
    for (size_t i = 0; i < sizeof lie / sizeof *lie; i++)
        assert_config_refused(config, lie[i][0], lie[i][1]);
    /* A flip either does not matter (in a name) or is refused; nothing leaks. */
    for (size_t i = 0; i < n; i += 7) {
        config[i] ^= 2;
        write_whole("config.json", config, n);
        config[i] ^= 2;
        lmev_classifier *c = NULL;
        const lmev_status s = load(&c);
        assert_true(s == LMEV_OK || s == LMEV_ERR_FORMAT);
        lmev_classifier_free(c);
        assert_int_equal(lmev__test_live_blocks(), 0);
    }
}

static void what_is_not_there_is_not_found(void **state)
{
    (void)state;
    lmev_classifier *c = NULL;
    assert_int_equal(load(&c), LMEV_ERR_NOTFOUND);
    assert_ok(lmev__mkdirs(path, err));
    assert_int_equal(load(&c), LMEV_ERR_NOTFOUND);
    assert_non_null(strstr(err->text, "config.json"));
}

/* ---- saving ---- */

static void only_a_classifier_is_replaced(void **state)
{
    (void)state;
    parts p = make(5);
    assert_ok(lmev__mkdirs(path, err));
    assert_ok(save(&p, "into an empty folder"));
    assert_ok(save(&p, "over a classifier"));
    assert_int_equal(siblings(), 1);
    write_whole("thesis.tex", "years of work", 13);
    assert_int_equal(save(&p, "over more"), LMEV_ERR_IO);
    assert_non_null(strstr(err->text, "thesis.tex"));
    assert_int_equal(siblings(), 1);
    char *text;
    size_t n;
    read_whole("thesis.tex", &text, &n);
    assert_string_equal(text, "years of work");
    lmev__free(text);

    assert_true(remove_tree(path));
    assert_ok(lmev__write_file(path, "x", 1, err));
    assert_int_equal(save(&p, "over a file"), LMEV_ERR_IO);
    assert_true(lmev__is_file(path));
    assert_int_equal(lmev_classifier_save("", p.lm, p.net, &p.labels, NULL, err),
                     LMEV_ERR_PARAM);
    p.labels.n = 2;
    assert_int_equal(save(&p, "two labels"), LMEV_ERR_PARAM);
    release(&p);
}

/* The run id of the classifier at path, as the number behind "run-"; -1: none loads. */
static int which(void)
{
    lmev_classifier *c = NULL;
    if (load(&c) != LMEV_OK) return -1;
    const int n = lmev_classifier_about_of(c)->run_id[4] - '0';
    lmev_classifier_free(c);
    return n;
}

static void a_failed_save_leaves_the_old_classifier(void **state)
{
    (void)state;
    static const int number[] = {ENOSPC, EIO};
    parts a = make(1), b = make(2);
    for (int e = 0; e < 2; e++) {
        lmev_status s = LMEV_ERR_IO;
        long k = 0, failures = 0;
        for (; k < 10000; k++) {
            if (which() != 1) assert_ok(save(&a, "run-1"));
            lmev__test_fail_io(k, number[e], false);
            s = save(&b, "run-2");
            lmev__test_fail_io(-1, 0, false);
            if (s != LMEV_OK) {
                /* The old one, or the new one where only its folder's sync failed. */
                failures++;
                const int n = which();
                assert_true(n == 1 || n == 2);
                assert_true(err->text[0]);
            } else {
                assert_int_equal(which(), 2);
                if (siblings() == 1)
                    break; /* no fault was swallowed by the clearing up */
            }
        }
        assert_int_equal(s, LMEV_OK);
        assert_true(failures > 20);
    }
    release(&a);
    release(&b);
}

static void a_disk_that_stays_full_leaves_nothing_half_made(void **state)
{
    (void)state;
    parts p = make(1);
    for (long k = 0; k < 10000; k++) {
        remove_tree(folder);
        assert_ok(lmev__mkdirs(folder, err));
        lmev__test_fail_io(k, ENOSPC, true);
        const lmev_status s = save(&p, "run-1");
        lmev__test_fail_io(-1, 0, false);
        if (s == LMEV_OK) break;
        if (lmev__is_dir(path)) assert_int_equal(which(), 1); /* complete, or not there */
        assert_ok(save(&p, "run-1")); /* and what lies about does not disturb */
        assert_int_equal(which(), 1);
        assert_int_equal(siblings(), 1);
    }
    release(&p);
}

static void memory_may_run_out_anywhere(void **state)
{
    (void)state;
    parts p = make(6);
    assert_ok(save(&p, "run-1"));
    const long before = lmev__test_live_blocks();
    lmev_status s = LMEV_ERR_NOMEM;
    for (long k = 0; s != LMEV_OK; k++) {
        lmev__test_fail_alloc(k, false);
        s = save(&p, "run-2");
        lmev__test_fail_alloc(-1, false);
        assert_true(s == LMEV_OK || s == LMEV_ERR_NOMEM);
        assert_int_equal(lmev__test_live_blocks(), before);
        const int n = which(); /* 2 on failure: only the sync of its folder failed */
        assert_true(n == 2 || (n == 1 && s != LMEV_OK && siblings() == 1));
    }
    release(&p);
    assert_int_equal(lmev__test_live_blocks(), 0);
    s = LMEV_ERR_NOMEM;
    for (long k = 0; s != LMEV_OK; k++) {
        lmev_classifier *c = NULL;
        uint32_t id;
        float prob;
        const lmev_str text = {"mesa", 4};
        lmev__test_fail_alloc(k, false);
        s = load(&c);
        if (s == LMEV_OK) s = lmev_classifier_predict(c, &text, 1, 1, &id, &prob, err);
        lmev__test_fail_alloc(-1, false);
        assert_true(s == LMEV_OK || s == LMEV_ERR_NOMEM);
        lmev_classifier_free(c);
        assert_int_equal(lmev__test_live_blocks(), 0);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(a_loaded_classifier_answers_as_its_parts, fresh),
        cmocka_unit_test_setup(many_texts_go_through_in_blocks, fresh),
        cmocka_unit_test_setup(threads_share_a_classifier, fresh),
        cmocka_unit_test_setup(a_classifier_from_memory_is_the_same, fresh),
        cmocka_unit_test_setup(damage_is_found_and_the_file_named, fresh),
        cmocka_unit_test_setup(a_config_that_lies_is_refused, fresh),
        cmocka_unit_test_setup(what_is_not_there_is_not_found, fresh),
        cmocka_unit_test_setup(only_a_classifier_is_replaced, fresh),
        cmocka_unit_test_setup(a_failed_save_leaves_the_old_classifier, fresh),
        cmocka_unit_test_setup(a_disk_that_stays_full_leaves_nothing_half_made, fresh),
        cmocka_unit_test_setup(memory_may_run_out_anywhere, fresh),
    };
    return cmocka_run_group_tests(tests, open_folder, close_folder);
}
