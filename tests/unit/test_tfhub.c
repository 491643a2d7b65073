/* test_tfhub.c - TF-Hub modules, against what TensorFlow made of the same texts.
 *
 * tests/golden/make_tfhub.py built the modules in tests/golden/tfhub with TensorFlow, and
 * wrote its ids and vectors beside them. Others are made here, in a folder of their own:
 * tables and vocabularies of other shapes (graphs: test_tfhub_graph.c). */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "tfhub_help.h"

static uint32_t take(const char **at)
{
    uint32_t v;
    memcpy(&v, *at, sizeof v);
    *at += sizeof v;
    return v;
}

/* ---- equal to TensorFlow ---- */

/* Vectors: sums of up to some 1,500 float32 numbers of one sign, in the same order as
 * TensorFlow's: 1e-6 is four times what differs (it divides, or multiplies by the
 * reciprocal). A half module gives halves, which are rounded to 11 bits: 2^-11. */
static void same_as_tensorflow(const char *name, double tolerance)
{
    char want_name[64];
    size_t n_texts, n_want;
    snprintf(want_name, sizeof want_name, "%s.want", name);
    char *texts = read_all(golden("texts.bin"), &n_texts);
    char *want = read_all(golden(want_name), &n_want);
    lmev_lm *lm;
    lmev_error err = {0};
    if (lmev_lm_open(&lm, golden(name), &(lmev_lm_options){.verify = true}, &err) !=
        LMEV_OK)
        fail_msg("%s: %s", err.source, err.text);
    const char *t = texts, *w = want;
    const uint32_t dim = take(&w);
    assert_int_equal(lmev_lm_dim(lm), dim);
    assert_int_equal(take(&w), 0);
    lmev_bag bag = {0};
    float *got = malloc(dim * sizeof *got);
    size_t number = 0;
    for (; t < texts + n_texts; number++) {
        const uint32_t length = take(&t);
        const lmev_str text = {t, length};
        t += length;
        assert_int_equal(lmev_lm_bag(lm, text, &bag, NULL), LMEV_OK);
        const uint32_t n = take(&w);
        if (n != bag.n || (n && memcmp(w, bag.id, n * sizeof *bag.id) != 0))
            fail_msg("%s, text %zu: '%.*s'", name, number, (int)length, text.at);
        w += n * sizeof *bag.id;
        assert_int_equal(lmev_lm_embed(lm, &text, 1, got, 1, NULL), LMEV_OK);
        for (uint32_t d = 0; d < dim; d++, w += sizeof(float)) {
            float one;
            memcpy(&one, w, sizeof one);
            if (!(fabs((double)got[d] - one) <= tolerance * fabs((double)one)))
                fail_msg("%s, text %zu: %.9g, not %.9g", name, number, (double)got[d],
                         (double)one);
        }
    }
    assert_int_equal(number, 150);
    assert_ptr_equal(w, want + n_want);
    free(got);
    lmev_bag_release(&bag);
    lmev_lm_free(lm);
    lmev__free(texts);
    lmev__free(want);
}

static void ids_and_vectors_are_tensorflows(void **state)
{
    (void)state;
    static const char *const exact[] = {"published", "export2",    "plain2",
                                        "trained",   "tf1",        "tf1-mod",
                                        "tf1-div",   "tf1-concat", "tf1-tokens"};
    for (size_t i = 0; i < COUNT(exact); i++) same_as_tensorflow(exact[i], 1e-6);
    same_as_tensorflow("published-norm", 0x1p-11);
}

static void modules_say_what_they_are(void **state)
{
    (void)state;
    static const struct {
        const char *name, *format;
        bool normalize;
        lmev_combiner combiner;
        lmev__split split;
        uint32_t buckets;
        bool mapped;
    } cases[] = {
        {"published", "tfhub-tf2", false, LMEV_COMBINER_SQRTN, LMEV__SPLIT_SPACES, 3060,
         true},
        {"published-norm", "tfhub-tf2", true, LMEV_COMBINER_SQRTN, LMEV__SPLIT_SPACES,
         3060, false},
        {"export2", "tfhub-tf2", true, LMEV_COMBINER_SQRTN, LMEV__SPLIT_EACH_SPACE, 1,
         false},
        {"plain2", "tfhub-tf2", false, LMEV_COMBINER_MEAN, LMEV__SPLIT_EACH_SPACE, 7,
         false},
        {"trained", "tfhub-tf2", true, LMEV_COMBINER_SUM, LMEV__SPLIT_SPACES, 1, true},
        {"tf1", "tfhub-tf1", true, LMEV_COMBINER_SQRTN, LMEV__SPLIT_SPACES, 1, true},
        {"tf1-mod", "tfhub-tf1", true, LMEV_COMBINER_SQRTN, LMEV__SPLIT_SPACES, 5, false},
        {"tf1-tokens", "tfhub-tf1", false, LMEV_COMBINER_SUM, LMEV__SPLIT_NONE, 2, true},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        lmev_lm *lm;
        assert_int_equal(lmev_lm_open(&lm, golden(cases[i].name), NULL, NULL), LMEV_OK);
        const lmev__words *w = lm->self;
        assert_string_equal(lmev_lm_origin(lm), cases[i].format);
        assert_int_equal(lmev_lm_normalizes(lm), cases[i].normalize);
        assert_int_equal(lmev_lm_combiner(lm), cases[i].combiner);
        assert_int_equal(w->split, cases[i].split);
        assert_int_equal(w->buckets, cases[i].buckets);
        assert_int_equal(lmev_lm_rows(lm), lmev_lm_vocab(lm) + cases[i].buckets);
        assert_true(lmev_lm_trainable(lm) && !lm->weighted && !lmev_lm_unit(lm));
        /* a float32 table in one piece stays in its file */
        assert_int_equal(lm->own == NULL && lm->map.at != NULL, cases[i].mapped);
        assert_non_null(lmev_lm_table(lm));
        lmev_lm_free(lm);
    }
}

static void options_cannot_overrule(void **state)
{
    (void)state;
    const lmev_lm_options right = {
        .normalize = LMEV_CHOICE_YES, .lower = LMEV_CHOICE_NO, .combiner = "sqrtn"};
    const lmev_lm_options wrong[] = {{.normalize = LMEV_CHOICE_NO},
                                     {.lower = LMEV_CHOICE_YES},
                                     {.combiner = "mean"},
                                     {.combiner = "median"}};
    lmev_lm *lm = NULL;
    assert_int_equal(lmev_lm_open(&lm, golden("tf1"), &right, NULL), LMEV_OK);
    lmev_lm_free(lm);
    lm = NULL;
    for (size_t i = 0; i < COUNT(wrong); i++)
        assert_int_equal(lmev_lm_open(&lm, golden("tf1"), &wrong[i], NULL),
                         LMEV_ERR_PARAM);
    assert_null(lm);
}

static void no_memory_no_leak(void **state)
{
    (void)state;
    static const char *const names[] = {"trained", "tf1-div"};
    for (size_t i = 0; i < COUNT(names); i++) {
        char path[4096];
        snprintf(path, sizeof path, "%s", golden(names[i]));
        lmev_status s = LMEV_ERR_NOMEM;
        for (long k = 0; s != LMEV_OK; k++) {
            lmev_lm *lm = NULL;
            const long live = lmev__test_live_blocks();
            lmev__test_fail_alloc(k, false);
            s = lmev_lm_open(&lm, path, NULL, NULL);
            lmev__test_fail_alloc(-1, false);
            assert_true(s == LMEV_OK || (s == LMEV_ERR_NOMEM && lm == NULL));
            lmev_lm_free(lm);
            assert_int_equal(lmev__test_live_blocks(), live);
        }
    }
}

static void the_toy_of_the_export_scripts(void **state)
{
    (void)state;
    put_toy();
    opens(true);
    lmev_lm *lm;
    assert_int_equal(lmev_lm_open(&lm, folder, NULL, NULL), LMEV_OK);
    lmev_bag bag = {0};
    assert_int_equal(lmev_lm_bag(lm, (lmev_str){"", 0}, &bag, NULL), LMEV_OK);
    assert_true(bag.n == 1 && bag.id[0] == 3); /* the bucket of "" */
    lmev_bag_release(&bag);
    lmev_lm_free(lm);
    put_tokens("cat\r\ndog\r\nmouse");
    opens(false);
}

/* Tokens of a text under both split ops: V1 drops empty ones (and fills an empty text
 * with one), V2 keeps them. */
static void both_splits(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        size_t n1, n2;
        uint32_t id1[3], id2[3]; /* cat 0, dog 1, mouse 2, unknown or empty 3 */
    } cases[] = {
        {"", 1, 1, {3}, {3}},
        {" ", 1, 2, {3}, {3, 3}},
        {" cat", 1, 2, {0}, {3, 0}},
        {"cat  dog", 2, 3, {0, 1}, {0, 3, 1}},
        {"cat dog ", 2, 3, {0, 1}, {0, 1, 3}},
        {"cat - dog", 2, 3, {0, 1}, {0, 3, 1}}, /* punctuation goes first */
        {"cat\tdog mouse", 2, 2, {3, 2}, {3, 2}},
        {"...", 1, 1, {3}, {3}},
    };
    put_toy();
    for (int version = 1; version <= 2; version++) {
        lmev_lm *lm;
        lmev_bag bag = {0};
        put_graph(version == 1 ? "tf1" : "export2", NULL, NULL);
        assert_int_equal(lmev_lm_open(&lm, folder, NULL, NULL), LMEV_OK);
        for (size_t i = 0; i < COUNT(cases); i++) {
            const size_t n = version == 1 ? cases[i].n1 : cases[i].n2;
            const uint32_t *id = version == 1 ? cases[i].id1 : cases[i].id2;
            const lmev_str text = {cases[i].text, strlen(cases[i].text)};
            assert_int_equal(lmev_lm_bag(lm, text, &bag, NULL), LMEV_OK);
            if (bag.n != n || memcmp(bag.id, id, n * sizeof *id) != 0)
                fail_msg("V%d: '%s'", version, cases[i].text);
        }
        lmev_bag_release(&bag);
        lmev_lm_free(lm);
    }
}

static void vocabularies_must_fit(void **state)
{
    (void)state;
    static const struct {
        const char *tokens, *why;
    } cases[] = {
        {"cat\n\nmouse\n", "empty line"},
        {"cat\n\r\nmouse\n", "empty line"},
        {"cat\ndog\ncat\n", "is in line 1 already"},
        {"cat\ndog\n", "table of 4 rows, but 2 tokens and 1 buckets are 3"},
        {"cat\ndog\nmouse\nbird\n", "table of 4 rows, but 4 tokens and 1 buckets are 5"},
        {"", "table of 4 rows"},
    };
    put_toy();
    for (size_t i = 0; i < COUNT(cases); i++) {
        put_tokens(cases[i].tokens);
        is_refused(false, cases[i].why);
    }
    put_toy();
    assert_int_equal(lmev__remove_file(in_folder("assets/tokens.txt"), NULL), LMEV_OK);
    is_refused(false, "");
    put_graph("export2", "\x12\x0atokens.txt", "\x12\x0a../../x.md");
    is_refused(false, "not a file name");
    const shaped none = {1, 0, 3, 0, 0, 0, lmev__crc32c_masked(0)};
    put_graph("plain2", NULL, NULL); /* without buckets */
    put_tokens("");
    put_table("embeddings/.ATTRIBUTES/VARIABLE_VALUE", &none, "", 0);
    is_refused(false, "table of 0 rows");
}

static void tables_of_any_type_and_place(void **state)
{
    (void)state;
    double f64[4][3];
    uint16_t bf16[4][3];
    char shifted[sizeof toy + 3];
    for (int i = 0; i < 12; i++) {
        uint32_t bits;
        f64[i / 3][i % 3] = (double)toy[i / 3][i % 3];
        memcpy(&bits, &toy[i / 3][i % 3], sizeof bits);
        bf16[i / 3][i % 3] = (uint16_t)((bits + 0x8000) >> 16);
    }
    memcpy(shifted + 3, toy, sizeof toy);
    put_toy();
    shaped t = toy_shape();
    t.offset = 3; /* no float stands there: it is copied */
    put_table("embeddings", &t, shifted, sizeof shifted);
    opens(false);
    t = (shaped){
        2, 4, 3, 0, 0, sizeof f64, lmev__crc32c_masked(lmev__crc32c(0, f64, sizeof f64))};
    put_table("embeddings/.ATTRIBUTES/VARIABLE_VALUE", &t, f64, sizeof f64);
    opens(false);
    t = (shaped){14,
                 4,
                 3,
                 0,
                 0,
                 sizeof bf16,
                 lmev__crc32c_masked(lmev__crc32c(0, bf16, sizeof bf16))};
    put_table("a/b", &t, bf16, sizeof bf16);
    opens(false);
    t.crc ^= 1; /* what is copied is always compared */
    put_table("a/b", &t, bf16, sizeof bf16);
    is_refused(false, "do not have their checksum");
}

static void tables_must_fit(void **state)
{
    (void)state;
    put_toy();
    shaped t = toy_shape();
    put_table("embeddings", &t, toy, sizeof toy - 1);
    is_refused(false, "before tensor 'embeddings' does");
    t.crc ^= 1;
    put_table("embeddings", &t, toy, sizeof toy);
    opens(false); /* mapped: compared when asked */
    is_refused(true, "do not have their checksum");
    t = (shaped){3, 4, 3, 0, 0, sizeof toy, 0};
    put_table("embeddings", &t, toy, sizeof toy); /* int32 */
    is_refused(false, "0 tensors are a table of 4 rows");
    t = toy_shape();
    put_table("optimizer/m", &t, toy, sizeof toy);
    is_refused(false, "0 tensors are a table of 4 rows");
    maker m = {0};
    add_header(&m, 1);
    add_tensor(&m, "a", &t);
    add_tensor(&m, "b", &t);
    end_table(&m);
    put("variables/variables.index", m.file.at, m.file.n);
    free_maker(&m);
    is_refused(false, "2 tensors could be the table");
}

/* embeddings/part_0 and part_1, variables of their own. */
static void numbered_parts_are_one_table(void **state)
{
    (void)state;
    maker m = {0};
    shaped t[2];
    for (uint64_t i = 0; i < 2; i++)
        t[i] = (shaped){
            1, 2, 3, 0, 24 * i, 24, lmev__crc32c_masked(lmev__crc32c(0, toy[2 * i], 24))};
    put_toy();
    add_header(&m, 1);
    add_tensor(&m, "embeddings/part_0", &t[0]);
    add_tensor(&m, "embeddings/part_1", &t[1]);
    end_table(&m);
    put("variables/variables.index", m.file.at, m.file.n);
    free_maker(&m);
    opens(false);
}

static size_t open_files(void)
{
    char **names;
    size_t n;
    assert_int_equal(lmev__list_dir(&names, &n, "/proc/self/fd", NULL), LMEV_OK);
    lmev__free_names(names, n);
    return n;
}

static void hub_format_has_a_number(void **state)
{
    (void)state;
    put_toy();
    put("tfhub_module.pb", "\x08\x02", 2);
    const size_t open = open_files();
    is_refused(false, "unknown format");
    assert_int_equal(open_files(), open);
    put("tfhub_module.pb", "\x08\x03", 2);
    lmev_lm *lm;
    assert_int_equal(lmev_lm_open(&lm, folder, NULL, NULL), LMEV_OK);
    assert_string_equal(lmev_lm_origin(lm), "tfhub-tf1");
    lmev_lm_free(lm);
    assert_int_equal(lmev__remove_file(in_folder("tfhub_module.pb"), NULL), LMEV_OK);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ids_and_vectors_are_tensorflows),
        cmocka_unit_test(modules_say_what_they_are),
        cmocka_unit_test(options_cannot_overrule),
        cmocka_unit_test(no_memory_no_leak),
        cmocka_unit_test(the_toy_of_the_export_scripts),
        cmocka_unit_test(both_splits),
        cmocka_unit_test(vocabularies_must_fit),
        cmocka_unit_test(tables_of_any_type_and_place),
        cmocka_unit_test(tables_must_fit),
        cmocka_unit_test(numbered_parts_are_one_table),
        cmocka_unit_test(hub_format_has_a_number),
    };
    return cmocka_run_group_tests(tests, begin, drop_folder);
}
