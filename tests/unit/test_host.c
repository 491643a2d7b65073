/* test_host.c - a program that uses lmev beside libraries of its own keeps its own
 * settings.
 *
 * jansson's allocation functions, the locale and OpenMP's settings belong to the whole
 * process or to the host's threads. A host that has set its own finds them as they were,
 * and gets the same results from lmev. */
#include <dirent.h>
#include <jansson.h>
#include <locale.h>
#include <pthread.h>
#include <stdlib.h>
#include <unistd.h>
#ifdef _OPENMP
#include <omp.h>
#endif

#include "data_help.h"
#include "lmev/lm.h"
#include "lmev/nn.h"
#include "lmev/spec.h"
#include "lmev/vectors.h"

static long host_blocks; /* that the host's own functions have handed out */

/* Each block begins with a mark, so that one from elsewhere is noticed. */
#define MARK 0x686f73742e2e2e2eu

static void *host_alloc(size_t n)
{
    uint64_t *at = malloc(n + 2 * sizeof *at);
    if (!at) return NULL;
    at[0] = MARK;
    host_blocks++;
    return at + 2;
}

static void host_free(void *p)
{
    if (!p) return;
    uint64_t *at = (uint64_t *)p - 2;
    assert_int_equal(at[0], MARK);
    at[0] = 0;
    host_blocks--;
    free(at);
}

/* A call of lmev that parses JSON. */
static void read_two_rows(void)
{
    const char *path =
        put_text("rows.jsonl", "{\"title\": \"a b\", \"category\": \"C\"}\n"
                               "{\"title\": \"c\", \"category\": \"D\"}\n");
    const lmev_reader_params params = {
        .format = LMEV_FORMAT_JSONL, .text = "title", .label = "category"};
    lmev_reader *reader;
    assert_int_equal(lmev_reader_open(&reader, path, &params, NULL), LMEV_OK);
    lmev_row row;
    bool more = true;
    size_t n = 0;
    while (lmev_reader_next(reader, &row, &more, NULL) == LMEV_OK && more) n++;
    assert_int_equal(n, 2);
    lmev_reader_free(reader);
}

static void a_host_frees_its_own_json_after_a_call(void **state)
{
    (void)state;
    json_t *own = json_pack("{s:[i,s]}", "mine", 1, "text");
    assert_non_null(own);
    read_two_rows();
    assert_string_equal(
        json_string_value(json_array_get(json_object_get(own, "mine"), 1)), "text");
    json_decref(own); /* jansson's free, on a block of jansson's malloc */
    char *text = json_dumps(json_true(), JSON_ENCODE_ANY);
    assert_string_equal(text, "true");
    free(text); /* as jansson's manual has it, where nobody has set functions */
}

static void a_host_keeps_its_allocation_functions(void **state)
{
    (void)state;
    json_malloc_t old_alloc, alloc;
    json_free_t old_free, release;
    json_get_alloc_funcs(&old_alloc, &old_free);
    json_set_alloc_funcs(host_alloc, host_free);
    json_t *own = json_pack("{s:[i,s]}", "mine", 1, "text");
    assert_non_null(own);
    assert_true(host_blocks > 0);
    read_two_rows();
    json_get_alloc_funcs(&alloc, &release);
    assert_ptr_equal((void *)alloc, (void *)host_alloc);
    assert_ptr_equal((void *)release, (void *)host_free);
    json_decref(own);
    assert_int_equal(host_blocks, 0); /* lmev's documents came from there, and went */
    json_set_alloc_funcs(old_alloc, old_free);
}

/* ---- OpenMP ---- */

enum { ROWS = 3000, CLASSES = 7 }; /* several tiles, and texts enough for two threads */

/* A language model of made-up texts and an untrained network, with teams of two threads
 * each; the classes that it answers. */
static lmev_status answer_all(uint32_t *best)
{
    char *text = calloc(ROWS, 24);
    uint64_t at[ROWS + 1] = {0};
    lmev_lm *lm = NULL;
    lmev_ids *ids = NULL;
    lmev_net *net = NULL;
    if (!text) return LMEV_ERR_NOMEM;
    for (uint32_t i = 0; i < ROWS; i++)
        at[i + 1] = at[i] + (uint64_t)sprintf(text + at[i], "word%u word%u %u", i % 50,
                                              i * 7 % 91, i % 5);
    const lmev_scratch_params scratch = {
        .dim = 8, .normalize = true, .min_count = 1, .oov_buckets = 1};
    lmev_status s = lmev_lm_scratch(&lm, &scratch, text, at, ROWS, 2, NULL, NULL);
    if (s == LMEV_OK) s = lmev_lm_tokenize(lm, text, at, ROWS, 2, &ids, NULL, NULL);
    if (s == LMEV_OK) {
        lmev_net_params p = lmev_net_params_default();
        p.rows = lmev_lm_rows(lm);
        p.dim = 8;
        p.n_hidden = 1;
        p.units[0] = 16;
        p.classes = CLASSES;
        p.precision = LMEV_PRECISION_F32;
        p.threads = 2;
        s = lmev_net_new(&net, &p, NULL, false, NULL);
    }
    lmev_outputs out = {.best = best};
    if (s == LMEV_OK)
        s = lmev_net_evaluate(net, &ids->bags, NULL, &out, NULL, NULL, NULL);
    lmev_net_free(net);
    lmev_ids_free(ids);
    lmev_lm_free(lm);
    free(text);
    return s;
}

static int threads_of_the_process(void)
{
    DIR *tasks = opendir("/proc/self/task");
    int n = -2; /* "." and ".." */
    assert_non_null(tasks);
    while (readdir(tasks)) n++;
    (void)closedir(tasks);
    return n;
}

static void *nothing(void *self)
{
    return self;
}

/* Threads end with the object or call that they belong to; none stays in the host. The
 * kernel may list a thread for a moment after it was joined. */
static void no_thread_is_left_to_the_host(void **state)
{
    (void)state;
    static uint32_t best[ROWS];
    pthread_t first; /* a sanitizer starts one of its own with the first thread */
    assert_int_equal(pthread_create(&first, NULL, nothing, NULL), 0);
    assert_int_equal(pthread_join(first, NULL), 0);
    (void)usleep(10000);
    const int before = threads_of_the_process();
    assert_int_equal(answer_all(best), LMEV_OK);
    for (int i = 0; i < 200 && threads_of_the_process() > before; i++)
        (void)usleep(10000);
    assert_int_equal(threads_of_the_process(), before);
}

static void a_host_keeps_its_openmp(void **state)
{
    (void)state;
#ifndef _OPENMP
    print_message("built without OpenMP\n");
    skip();
#else
    static uint32_t alone[ROWS], together[4][ROWS];
    lmev_status status[4];
    int wrong = 0;
    omp_set_num_threads(3);
    assert_int_equal(answer_all(alone), LMEV_OK);
    assert_int_equal(omp_get_max_threads(), 3);
#pragma omp parallel for num_threads(4) schedule(static, 1) reduction(+ : wrong)
    for (int i = 0; i < 4; i++) {
        omp_set_num_threads(2 + i);
        status[i] = answer_all(together[i]);
        wrong += omp_get_max_threads() != 2 + i || omp_get_num_threads() != 4;
    }
    assert_int_equal(wrong, 0);
    assert_int_equal(omp_get_max_threads(), 3);
    for (int i = 0; i < 4; i++) {
        assert_int_equal(status[i], LMEV_OK);
        assert_memory_equal(together[i], alone, sizeof alone);
    }
    int team = 0; /* the host's own loops have the host's threads */
#pragma omp parallel reduction(+ : team)
    team++;
    assert_int_equal(team, 3);
#endif
}

/* ---- locale ---- */

static bool take_bytes(void *self, const char *at, size_t n)
{
    char *to = self;
    (void)strncat(to, at, n);
    return true;
}

/* Numbers read from a table of words and from a spec, and written as CSV and as YAML. */
static char *read_and_write_numbers(void)
{
    static const char table[] = "2 3\nmesa 0.25 -1.5e-3 3.75\nsilla 10.125 0.5 -0.0625\n";
    static const char study[] = "name: a\nversion: v1\ntrials: 1\n"
                                "models:\n  - {scratch: {dim: 2}, name: m}\n"
                                "data: {file: x.csv, text: t, label: l}\n"
                                "network: {dropout: 0.125}\n"
                                "train: {optimizer: {learning_rate: 0.0025}}\n";
    char *all = calloc(1, 8192);
    assert_non_null(all);
    lmev_lm *lm = NULL;
    assert_int_equal(lmev_lm_open(&lm, put_text("table.vec", table), NULL, NULL),
                     LMEV_OK);
    const lmev_str texts[] = {{"mesa silla", 10}, {"silla", 5}};
    float vector[2 * 3];
    assert_int_equal(lmev_lm_embed(lm, texts, 2, vector, 1, NULL), LMEV_OK);
    assert_true(vector[3] == 10.125f && vector[5] == -0.0625f);
    const lmev_vectors_params params = {
        .format = LMEV_VECTORS_CSV, .dim = 3, .write = take_bytes, .self = all};
    lmev_vectors *to = NULL;
    assert_int_equal(lmev_vectors_begin(&to, &params, NULL), LMEV_OK);
    assert_int_equal(lmev_vectors_add(to, vector, 2, NULL), LMEV_OK);
    assert_int_equal(lmev_vectors_publish(to, NULL), LMEV_OK);
    lmev_lm_free(lm);
    lmev_spec *spec = NULL;
    char *yaml = NULL;
    assert_int_equal(lmev_spec_load(&spec, put_text("s.yaml", study), NULL, 0, NULL),
                     LMEV_OK);
    assert_int_equal(lmev_spec_yaml(spec, &yaml, NULL), LMEV_OK);
    assert_has(yaml, "learning_rate: 0.0025");
    (void)strcat(all, yaml);
    lmev_text_free(yaml);
    lmev_spec_free(spec);
    return all;
}

static void a_host_keeps_its_locale(void **state)
{
    (void)state;
    static const char *const names[] = {"de_DE.UTF-8", "es_ES.UTF-8", "es_AR.UTF-8",
                                        "fr_FR.UTF-8", "pt_BR.UTF-8", "de_DE.utf8"};
    char *plain = read_and_write_numbers();
    const char *own = NULL;
    for (size_t i = 0; i < sizeof names / sizeof *names && !own; i++)
        own = setlocale(LC_ALL, names[i]);
    if (!own) {
        free(plain);
        print_message("no locale with a decimal comma is installed\n");
        skip();
    }
    char number[16], before[64];
    (void)snprintf(number, sizeof number, "%.1f", 0.5);
    assert_string_equal(number, "0,5");
    (void)snprintf(before, sizeof before, "%s", own);
    char *comma = read_and_write_numbers();
    assert_string_equal(setlocale(LC_ALL, NULL), before);
    assert_non_null(setlocale(LC_ALL, "C"));
    assert_string_equal(comma, plain);
    free(comma);
    free(plain);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_host_frees_its_own_json_after_a_call),
        TEST(a_host_keeps_its_allocation_functions),
        TEST(no_thread_is_left_to_the_host),
        TEST(a_host_keeps_its_openmp),
        TEST(a_host_keeps_its_locale),
    };
    return cmocka_run_group_tests(tests, make_folder, drop_folder);
}
