/* test_lm_native.c - our own folder of a language model, the opening of any, tables to
 * write to. What the kinds are is tested elsewhere; here an lm of words stands for
 * all. */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/mem.h"
#include "lm_help.h"
#include "remove_tree.h"

#define COUNT(a)  (sizeof(a) / sizeof *(a))
#define LIT(text) ((lmev_str){text, sizeof(text) - 1})
#define DIM       5
#define TOKENS    "hola\nmundo\nni\xc3\xb1o\nc++\n"
#define ROWS      (4 + 3)

static char folder[64], path[96];

static int enter(void **state)
{
    (void)state;
    snprintf(folder, sizeof folder, "/tmp/lmev_native_XXXXXX");
    if (!mkdtemp(folder)) return 1;
    snprintf(path, sizeof path, "%s/lm", folder);
    return 0;
}

static int leave(void **state)
{
    (void)state;
    return !remove_tree(folder);
}

static const char *file(const char *name)
{
    static char at[160];
    snprintf(at, sizeof at, "%s/%s", path, name);
    return at;
}

/* row r, column c: 10 r + c, and a half */
static void fill(float *table)
{
    for (int i = 0; i < ROWS * DIM; i++)
        table[i] = (float)(10 * (i / DIM) + i % DIM) + 0.5f;
}

static void save(lmev_combiner combiner)
{
    lmev_lm *lm = NULL;
    float table[ROWS * DIM];
    lmev_error err = {0};
    fill(table);
    assert_int_equal(words_lm(&lm, LIT(TOKENS), "t", DIM, true, 3, combiner, &err),
                     LMEV_OK);
    if (lmev_lm_save(lm, table, LMEV_LM_FORMAT_LMEV, path, &err) != LMEV_OK)
        fail_msg("%s: %s", err.source, err.text);
    lmev_lm_free(lm);
}

static void a_saved_lm_comes_back(void **state)
{
    (void)state;
    const long before = lmev__test_live_blocks();
    for (int c = LMEV_COMBINER_SUM; c <= LMEV_COMBINER_SQRTN;
         c++) { /* each over the one before */
        save((lmev_combiner)c);
        lmev_lm *lm = NULL;
        lmev_error err = {0};
        const lmev_lm_options verify = {.verify = true};
        if (lmev_lm_open(&lm, path, c ? &verify : NULL, &err) != LMEV_OK)
            fail_msg("%s: %s", err.source, err.text);
        assert_int_equal(lmev_lm_rows(lm), ROWS);
        assert_int_equal(lmev_lm_vocab(lm), 4);
        assert_int_equal(lmev_lm_dim(lm), DIM);
        assert_int_equal(lmev_lm_combiner(lm), c);
        assert_true(lmev_lm_normalizes(lm) && lmev_lm_trainable(lm));
        assert_false(lm->weighted || lmev_lm_unit(lm));
        assert_string_equal(lmev_lm_origin(lm), "scratch");
        float want[ROWS * DIM];
        fill(want);
        assert_memory_equal(lmev_lm_table(lm), want, sizeof want);
        uint32_t id[4];
        assert_int_equal(ids_of_text(lm, LIT("mundo, ni\xc3\xb1o! adios"), id, 4), 3);
        assert_int_equal(id[0], 1);
        assert_int_equal(id[1], 2);
        assert_int_equal(id[2], 4 + lmev_fingerprint64("adios", 5) % 3);
        assert_int_equal(ids_of_text(lm, LIT(""), id, 4), 1);
        lmev_lm_free(lm);
    }
    assert_int_equal(lmev__test_live_blocks(), before);
}

static void a_private_table_leaves_the_file(void **state)
{
    (void)state;
    save(LMEV_COMBINER_SQRTN);
    lmev_lm *lm = NULL;
    assert_int_equal(lmev_lm_open(&lm, path, NULL, NULL), LMEV_OK);
    for (int refuse = 0; refuse < 2; refuse++) { /* mapped, then as a copy in memory */
        lmev_table *a = NULL, *b = NULL;
        if (refuse) lmev__test_fail_io(0, ENOMEM, true);
        assert_int_equal(lmev_table_new(&a, lm, NULL), LMEV_OK);
        lmev__test_fail_io(-1, 0, false);
        assert_int_equal(lmev_table_new(&b, lm, NULL), LMEV_OK);
        float want[ROWS * DIM];
        fill(want);
        assert_memory_equal(lmev_table_rows(a), want, sizeof want);
        for (int i = 0; i < ROWS * DIM; i++) lmev_table_rows(a)[i] = -1;
        assert_memory_equal(lmev_table_rows(b), want, sizeof want);
        assert_memory_equal(lmev_lm_table(lm), want, sizeof want);
        lmev_table_free(a);
        lmev_table_free(b);
    }
    lmev_lm *wider = NULL;
    assert_int_equal(lmev_lm_with_dim(&wider, lm, 9, NULL), LMEV_ERR_PARAM);
    lmev_lm_free(lm);
    lmev_table_free(NULL);
    lmev_lm *none = NULL;
    lmev_table *t = NULL;
    assert_int_equal(
        words_lm(&none, LIT("a\n"), "t", 2, true, 1, LMEV_COMBINER_SUM, NULL), LMEV_OK);
    assert_int_equal(lmev_table_new(&t, none, NULL), LMEV_ERR_PARAM);
    lmev_lm_free(none);
}

static void refused(lmev_status want, const char *in_text)
{
    lmev_lm *lm = NULL;
    lmev_error err = {0};
    const lmev_lm_options verify = {.verify = true};
    const long before = lmev__test_live_blocks();
    const lmev_status s = lmev_lm_open(&lm, path, &verify, &err);
    if (s != want || lm || !strstr(err.text, in_text) || !err.source[0])
        fail_msg("status %d, '%s' of '%s'; wanted '%s'", s, err.text, err.source,
                 in_text);
    assert_int_equal(lmev__test_live_blocks(), before);
}

static void damage_is_refused(void **state)
{
    (void)state;
    static const char *const names[] = {"config.json", "model.safetensors", "tokens.txt"};
    for (size_t f = 0; f < COUNT(names); f++) {
        assert_true(remove_tree(path)); /* damaged, it is nobody's */
        save(LMEV_COMBINER_MEAN);
        char *at;
        size_t n;
        assert_int_equal(lmev__read_file(&at, &n, file(names[f]), 1 << 20, NULL),
                         LMEV_OK);
        for (size_t i = 0; i < n; i += n / 97 + 1) { /* shorter, and with a bit turned */
            assert_int_equal(lmev__write_file(file(names[f]), at, i, NULL), LMEV_OK);
            refused(LMEV_ERR_FORMAT, "");
            if (f == 0) continue; /* a name in the config may change unseen */
            at[i] = (char)(at[i] ^ 8);
            assert_int_equal(lmev__write_file(file(names[f]), at, n, NULL), LMEV_OK);
            refused(LMEV_ERR_FORMAT, "sha256");
            at[i] = (char)(at[i] ^ 8);
        }
        lmev__free(at);
    }
}

static void a_config_that_lies_is_refused(void **state)
{
    (void)state;
    static const char *const lie[][3] = {
        {"\"kind\": \"words\"", "\"kind\": \"wards\"", "lm.kind"},
        {"\"rows\": 7", "\"rows\": 8", "lm.rows"},
        {"\"rows\": 7", "\"rows\": -7", "lm.rows"},
        {"\"dim\": 5", "\"dim\": 4", "does not fit"},
        {"\"dim\": 5", "\"dim\": 5000000", "lm.dim"},
        {"\"vocabulary\": 4", "\"vocabulary\": 3", "lm.vocabulary"},
        {"\"mean\"", "\"median\"", "lm.combiner"},
        {"\"split\": \"space\"", "\"split\": \"tab\"", "lm.split"},
        {"\"oov_buckets\": 3", "\"oov_buckets\": 0", "lm.unknown_tokens"},
        {"\"fill_empty\": true", "\"fill_empty\": 1", "lm.fill_empty"},
        {"\"lower\": false", "\"upper\": false", "lm.lower"},
        {"\"format\": \"lmev-lm\"", "\"format\": \"lmev-xx\"", "not the config"},
        {"\"lm\":", "\"ml\":", "'lm' is missing"},
        {"\"tokens.txt\":", "\"tokans.txt\":", "tokens.txt"},
    };
    for (size_t i = 0; i < COUNT(lie); i++) {
        assert_true(remove_tree(path));
        save(LMEV_COMBINER_MEAN);
        char *text, *at, out[4096];
        size_t n;
        assert_int_equal(lmev__read_file(&text, &n, file("config.json"), 4000, NULL),
                         LMEV_OK);
        if (!(at = strstr(text, lie[i][0]))) fail_msg("no '%s'", lie[i][0]);
        const int m = snprintf(out, sizeof out, "%.*s%s%s", (int)(at - text), text,
                               lie[i][1], at + strlen(lie[i][0]));
        assert_in_range(m, 1, sizeof out - 1);
        assert_int_equal(lmev__write_file(file("config.json"), out, (size_t)m, NULL),
                         LMEV_OK);
        lmev__free(text);
        refused(LMEV_ERR_FORMAT, lie[i][2]);
    }
}

static void what_cannot_be_opened_or_replaced(void **state)
{
    (void)state;
    lmev_lm *lm = NULL;
    lmev_error err = {0};
    snprintf(path, sizeof path, "%s/none", folder);
    refused(LMEV_ERR_NOTFOUND, "");
    assert_int_equal(lmev__mkdirs(path, NULL), LMEV_OK);
    refused(LMEV_ERR_FORMAT, "no language model in this folder");
    assert_int_equal(lmev__write_file(file("mine.txt"), "x", 1, NULL), LMEV_OK);
    float table[ROWS * DIM];
    fill(table);
    assert_int_equal(
        words_lm(&lm, LIT(TOKENS), "t", DIM, true, 3, LMEV_COMBINER_SUM, NULL), LMEV_OK);
    assert_int_equal(lmev_lm_save(lm, table, LMEV_LM_FORMAT_LMEV, path, &err),
                     LMEV_ERR_IO);
    assert_non_null(strstr(err.text, "mine.txt"));
    assert_int_equal(lmev_lm_save(lm, NULL, LMEV_LM_FORMAT_LMEV, path, &err),
                     LMEV_ERR_PARAM);
    lmev_lm_free(lm);
    snprintf(path, sizeof path, "%s/lm", folder);
    save(LMEV_COMBINER_SUM);
    const lmev_lm_options choice[] = {{.lower = LMEV_CHOICE_YES}, {.combiner = "mean"}};
    for (size_t i = 0; i < COUNT(choice); i++)
        assert_int_equal(lmev_lm_open(&lm, path, &choice[i], &err), LMEV_ERR_PARAM);
}

static void memory_and_files_may_fail_anywhere(void **state)
{
    (void)state;
    save(LMEV_COMBINER_SUM);
    const long before = lmev__test_live_blocks();
    for (int files = 0; files < 2; files++) {
        lmev_status s = LMEV_ERR_NOMEM;
        long k = 0;
        for (; s != LMEV_OK; k++) {
            lmev_lm *lm = NULL;
            if (files)
                lmev__test_fail_io(k, EIO, false);
            else
                lmev__test_fail_alloc(k, false);
            s = lmev_lm_open(&lm, path, NULL, NULL);
            lmev__test_fail_io(-1, 0, false);
            lmev__test_fail_alloc(-1, false);
            assert_true((s == LMEV_OK) == (lm != NULL));
            lmev_lm_free(lm);
            assert_int_equal(lmev__test_live_blocks(), before);
        }
        print_message("%ld faults\n", k - 1);
        assert_true(k > 5);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_saved_lm_comes_back, enter, leave),
        cmocka_unit_test_setup_teardown(a_private_table_leaves_the_file, enter, leave),
        cmocka_unit_test_setup_teardown(damage_is_refused, enter, leave),
        cmocka_unit_test_setup_teardown(a_config_that_lies_is_refused, enter, leave),
        cmocka_unit_test_setup_teardown(what_cannot_be_opened_or_replaced, enter, leave),
        cmocka_unit_test_setup_teardown(memory_and_files_may_fail_anywhere, enter, leave),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
