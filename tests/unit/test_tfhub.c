/* test_tfhub.c - TF-Hub modules, against what TensorFlow made of the same texts.
 *
 * tests/golden/make_tfhub.py built the modules in tests/golden/tfhub with TensorFlow, and
 * wrote its ids and vectors beside them. Damaged ones are made here, in a folder of their own:
 * the graph of a module with its strings replaced, tables and vocabularies of other shapes. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/io.h"
#include "base/mem.h"
#include "bundle_help.h"
#include "lm/bundle.h"
#include "lm/lm.h"
#include "lm/recipe.h"
#include "scratch.h"

#define COUNT(array) (sizeof(array) / sizeof *(array))

static const char *golden(const char *name)
{
    static char path[4096];
    const char *source = getenv("LMEV_SOURCE");
    snprintf(path, sizeof path, "%s/tests/golden/tfhub/%s", source ? source : ".", name);
    return path;
}

static char *read_all(const char *path, size_t *n)
{
    char *text;
    lmev_error err = {0};
    if (lmev__read_file(&text, n, path, (size_t)1 << 26, &err) != LMEV_OK)
        fail_msg("%s: %s", err.source, err.text);
    return text;
}

static uint32_t take(const char **at)
{
    uint32_t v;
    memcpy(&v, *at, sizeof v);
    *at += sizeof v;
    return v;
}

/* ---- equal to TensorFlow ---- */

/* Vectors: sums of up to some 1,500 float32 numbers of one sign, in the same order as
 * TensorFlow's: 1e-6 is four times what differs (it divides, or multiplies by the reciprocal).
 * A half module gives halves, which are rounded to 11 bits: 2^-11. */
static void same_as_tensorflow(const char *name, double tolerance)
{
    char want_name[64];
    size_t n_texts, n_want;
    snprintf(want_name, sizeof want_name, "%s.want", name);
    char *texts = read_all(golden("texts.bin"), &n_texts);
    char *want = read_all(golden(want_name), &n_want);
    lmev_lm *lm;
    lmev_error err = {0};
    if (lmev_lm_open(&lm, golden(name), &(lmev_lm_options){.verify = true}, &err) != LMEV_OK)
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
                fail_msg("%s, text %zu: %.9g, not %.9g", name, number, (double)got[d], (double)one);
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
    static const char *const exact[] = {"published", "export2", "plain2",  "trained",    "tf1",
                                        "tf1-mod",   "tf1-div", "tf1-concat", "tf1-tokens"};
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
        {"published", "tfhub-tf2", false, LMEV_SQRTN, LMEV__SPLIT_SPACES, 3060, true},
        {"published-norm", "tfhub-tf2", true, LMEV_SQRTN, LMEV__SPLIT_SPACES, 3060, false},
        {"export2", "tfhub-tf2", true, LMEV_SQRTN, LMEV__SPLIT_EACH_SPACE, 1, false},
        {"plain2", "tfhub-tf2", false, LMEV_MEAN, LMEV__SPLIT_EACH_SPACE, 7, false},
        {"trained", "tfhub-tf2", true, LMEV_SUM, LMEV__SPLIT_SPACES, 1, true},
        {"tf1", "tfhub-tf1", true, LMEV_SQRTN, LMEV__SPLIT_SPACES, 1, true},
        {"tf1-mod", "tfhub-tf1", true, LMEV_SQRTN, LMEV__SPLIT_SPACES, 5, false},
        {"tf1-tokens", "tfhub-tf1", false, LMEV_SUM, LMEV__SPLIT_NONE, 2, true},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        lmev_lm *lm;
        assert_int_equal(lmev_lm_open(&lm, golden(cases[i].name), NULL, NULL), LMEV_OK);
        const lmev__words *w = lm->self;
        assert_string_equal(lmev_lm_format(lm), cases[i].format);
        assert_int_equal(lmev_lm_normalize(lm), cases[i].normalize);
        assert_int_equal(lmev_lm_combiner(lm), cases[i].combiner);
        assert_int_equal(w->split, cases[i].split);
        assert_int_equal(w->buckets, cases[i].buckets);
        assert_int_equal(lmev_lm_rows(lm), lmev_lm_vocab(lm) + cases[i].buckets);
        assert_true(lmev_lm_trainable(lm) && !lmev_lm_weighted(lm) && !lmev_lm_unit(lm));
        /* a float32 table in one piece stays in its file */
        assert_int_equal(lm->own == NULL && lm->map.at != NULL, cases[i].mapped);
        assert_non_null(lmev_lm_table(lm));
        lmev_lm_free(lm);
    }
}

static void options_cannot_overrule(void **state)
{
    (void)state;
    const lmev_lm_options right = {.normalize = LMEV_YES, .lower = LMEV_NO, .combiner = "sqrtn"};
    const lmev_lm_options wrong[] = {
        {.normalize = LMEV_NO}, {.lower = LMEV_YES}, {.combiner = "mean"}, {.combiner = "median"}};
    lmev_lm *lm = NULL;
    assert_int_equal(lmev_lm_open(&lm, golden("tf1"), &right, NULL), LMEV_OK);
    lmev_lm_free(lm);
    lm = NULL;
    for (size_t i = 0; i < COUNT(wrong); i++)
        assert_int_equal(lmev_lm_open(&lm, golden("tf1"), &wrong[i], NULL), LMEV_ERR_PARAM);
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

/* ---- modules made here ---- */

static void put(const char *name, const void *at, size_t n)
{
    FILE *f = fopen(in_folder(name), "wb"); /* not synced: a thousand files of a moment */
    assert_non_null(f);
    assert_int_equal(fwrite(at, 1, n, f), n);
    assert_int_equal(fclose(f), 0);
}

static int begin(void **state)
{
    if (make_folder(state) != 0) return -1;
    return lmev__mkdirs(in_folder("variables"), NULL) != LMEV_OK ||
           lmev__mkdirs(in_folder("assets"), NULL) != LMEV_OK;
}

/* The graph of a golden module, every occurrence of `from` made `to` (of the same length). */
static void put_graph(const char *name, const char *from, const char *to)
{
    char path[64];
    size_t n, seen = 0;
    snprintf(path, sizeof path, "%s/saved_model.pb", name);
    char *model = read_all(golden(path), &n);
    const size_t length = from ? strlen(from) : 0;
    for (char *p = model; from && (p = memmem(p, n - (size_t)(p - model), from, length)); seen++)
        memcpy(p, to, length);
    if (from && !seen) fail_msg("'%s' is not in %s", from, name);
    put("saved_model.pb", model, n);
    lmev__free(model);
}

static void put_tokens(const char *text)
{
    put("assets/tokens.txt", text, strlen(text));
}

/* The toy of hub's export_test.py: three tokens and a bucket of zeros. */
static const float toy[4][3] = {{1.11f, 2.56f, 3.45f}, {1, 2, 3}, {.5f, .1f, .6f}, {0, 0, 0}};

/* A table called `key` in a shard of n bytes, in place of the right one. */
static void put_table(const char *key, const shaped *t, const void *at, size_t n)
{
    maker m = {0};
    add_header(&m, 1);
    add_tensor(&m, key, t);
    end_table(&m);
    put("variables/variables.index", m.file.at, m.file.n);
    put("variables/variables.data-00000-of-00001", at, n);
    free_maker(&m);
}

static shaped toy_shape(void)
{
    return (shaped){1, 4, 3, 0, 0, sizeof toy, lmev__crc_mask(lmev__crc32c(0, toy, sizeof toy))};
}

static void put_toy(void)
{
    const shaped t = toy_shape();
    put_graph("export2", NULL, NULL);
    put_tokens("cat\ndog\nmouse\n");
    put_table("embeddings/.ATTRIBUTES/VARIABLE_VALUE", &t, toy, sizeof toy);
}

static void opens(bool verify)
{
    lmev_lm *lm;
    lmev_error err = {0};
    if (lmev_lm_open(&lm, folder, &(lmev_lm_options){.verify = verify}, &err) != LMEV_OK)
        fail_msg("%s: %s", err.source, err.text);
    static const struct {
        const char *text;
        float vector[3];
    } cases[] = {{"cat cat", {1.57f, 3.62f, 4.88f}},
                 {"lizard. dog", {.70f, 1.41f, 2.12f}},
                 {"cat? dog", {1.49f, 3.22f, 4.56f}},
                 {"", {0, 0, 0}}};
    for (size_t i = 0; i < COUNT(cases); i++) {
        float got[3];
        const lmev_str text = {cases[i].text, strlen(cases[i].text)};
        assert_int_equal(lmev_lm_embed(lm, &text, 1, got, 1, NULL), LMEV_OK);
        for (int d = 0; d < 3; d++) /* the test of tensorflow/hub writes two decimals */
            if (fabsf(got[d] - cases[i].vector[d]) > .01f)
                fail_msg("'%s': %f", cases[i].text, (double)got[d]);
    }
    lmev_lm_free(lm);
}

static void is_refused(bool verify, const char *why)
{
    lmev_lm *lm = NULL;
    lmev_error err = {0};
    const long live = lmev__test_live_blocks();
    const lmev_status s = lmev_lm_open(&lm, folder, &(lmev_lm_options){.verify = verify}, &err);
    if (s == LMEV_OK || !strstr(err.text, why))
        fail_msg("expected '%s', got '%s'", why, s == LMEV_OK ? "an lm" : err.text);
    if (strstr(why, "have their checksum"))
        assert_int_equal(s, LMEV_ERR_MISMATCH);
    else
        assert_true(s == LMEV_ERR_FORMAT || s == LMEV_ERR_NOTFOUND);
    assert_null(lm);
    assert_true(err.source[0] && err.text[0]);
    assert_int_equal(lmev__test_live_blocks(), live);
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

/* Tokens of a text under both split ops: V1 drops empty ones (and fills an empty text with
 * one), V2 keeps them. */
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
        {"cat\ndog\ncat\n", "stands in line 1 already"},
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
    is_refused(false, "no file name");
    const shaped none = {1, 0, 3, 0, 0, 0, lmev__crc_mask(0)};
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
    t = (shaped){2, 4, 3, 0, 0, sizeof f64, lmev__crc_mask(lmev__crc32c(0, f64, sizeof f64))};
    put_table("embeddings/.ATTRIBUTES/VARIABLE_VALUE", &t, f64, sizeof f64);
    opens(false);
    t = (shaped){14, 4, 3, 0, 0, sizeof bf16, lmev__crc_mask(lmev__crc32c(0, bf16, sizeof bf16))};
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
        t[i] = (shaped){1, 2, 3, 0, 24 * i, 24, lmev__crc_mask(lmev__crc32c(0, toy[2 * i], 24))};
    put_toy();
    add_header(&m, 1);
    add_tensor(&m, "embeddings/part_0", &t[0]);
    add_tensor(&m, "embeddings/part_1", &t[1]);
    end_table(&m);
    put("variables/variables.index", m.file.at, m.file.n);
    free_maker(&m);
    opens(false);
}

static void graphs_that_are_not_understood(void **state)
{
    (void)state;
    static const struct {
        const char *module, *from, *to, *why;
    } cases[] = {
        {"export2", "\\pP", "\\pS", "neither \\pP nor"},
        {"export2", "StaticRegexReplace", "StaticRegexRemove!", "passes through an op"},
        {"export2", "StringSplitV2", "StringSplitV3", "passes through an op"},
        {"export2", "StringToHashBucketFast", "StringToHashBucketSlow", "words pass through"},
        {"export2", "\x12\x16StringToHashBucketFast", "\x12\x18StringToHashBucketFast", ""},
        {"export2", "\x12\x12SparseSegmentSqrtN", "\x12\x12SparseSegmentGreat", "not known"},
        {"export2", "\x12\x06Unique", "\x12\x06Uni\x51ue", "ids come from an op"},
        {"export2", "\x12\x0eResourceGather", "\x12\x0eResourceScatte", "rows pass through"},
        {"export2", "key_index", "kEy_index", "whole tokens in order"},
        {"export2", "InitializeTableFromTextFileV2", "InitializeTableFromTextFileV9",
         "not read from a file"},
        {"export2", "SelectV2", "SelectV3", "ids come from an op"},
        {"published", "StringSplit/StringSplit:values", "StringSplit/StringSplit:indice",
         "its other output"},
        {"published", "\x12\x0bStringSplit", "\x12\x0bStringJoins", "passes through an op"},
        {"published", "num_buckets", "nUm_buckets", "number of buckets"},
        {"tf1", "SparseFillEmptyRows", "SparseFillEmptyCols", "not known"},
        {"tf1", "\\pP", "\\pL", "neither \\pP nor"},
        {"tf1-mod", "FloorMod", "FloorMud", "ids come from an op"},
        {"tf1-mod", "\x12\x10" "DynamicPartition", "\x12\x10" "DynamicPartitiom", "not known"},
        {"tf1-concat", "ConcatV2", "ConcatV3", "rows pass through"},
    };
    put_toy();
    for (size_t i = 0; i < COUNT(cases); i++) {
        put_graph(cases[i].module, cases[i].from, cases[i].to);
        is_refused(false, cases[i].why);
    }
}

/* A module's table beside another one of the same shape, which the graph does not use. */
static void put_two_tables(const char *key, const char *other)
{
    static const float wrong[4][3] = {{9, 9, 9}, {9, 9, 9}, {9, 9, 9}, {9, 9, 9}};
    char both[2 * sizeof toy];
    maker m = {0};
    shaped t = toy_shape(), w = t;
    memcpy(both, toy, sizeof toy);
    memcpy(both + sizeof toy, wrong, sizeof wrong);
    w.offset = sizeof toy;
    w.crc = lmev__crc_mask(lmev__crc32c(0, wrong, sizeof wrong));
    add_header(&m, 1);
    if (strcmp(key, other) > 0) add_tensor(&m, other, &w);
    add_tensor(&m, key, &t);
    if (strcmp(key, other) < 0) add_tensor(&m, other, &w);
    end_table(&m);
    put("variables/variables.index", m.file.at, m.file.n);
    put("variables/variables.data-00000-of-00001", both, sizeof both);
    free_maker(&m);
}

static void put_around(const char *name)
{
    char path[64];
    size_t n;
    const shaped t = toy_shape();
    snprintf(path, sizeof path, "around/%s.pb", name);
    char *model = read_all(golden(path), &n);
    put("saved_model.pb", model, n);
    lmev__free(model);
    put_tokens("cat\ndog\nmouse\n");
    put_table("inner/embeddings/.ATTRIBUTES/VARIABLE_VALUE", &t, toy, sizeof toy);
}

/* Never other vectors than TensorFlow's: what an outer function does to texts or vectors is
 * refused, with the place and what to do; what leaves them as they are is read. */
static void what_is_done_around_a_text_layer_is_not_ignored(void **state)
{
    (void)state;
    static const char own[] = "the module that the layer was made from";
    static const struct {
        const char *name, *why, *hint; /* NULL: it is read */
    } cases[] = {
        {"nothing", NULL, NULL},
        {"shapes", NULL, NULL},
        {"second-output", NULL, NULL},
        {"training", NULL, NULL},
        {"other-table", NULL, NULL},
        {"first-output", "vectors pass through an op that is not known: node 'mul', op Mul", own},
        {"times-two", "vectors pass through an op that is not known: node 'mul', op Mul", own},
        {"unit-length", "node 'l2_normalize/Square', op Square", own},
        {"two-numbers", "node 'strided_slice', op StridedSlice", own},
        {"one-number", "rows of 3 numbers, but the graph makes vectors of 1", "text layer"},
        {"dense", "node 'MatMul', op MatMul", own},
        {"lower", "text passes through an op that is not known: node 'StringLower'", "are read"},
        {"signature", "node 'l2_normalize/Square', op Square", "'serving_default'"},
        {"two-layers", "vectors of several text layers are put together: node 'concat'",
         "one by one"},
        {"changed-table", "changes itself when it is called: node 'AssignAddVariableOp'",
         "are read"},
        {"no-vocabulary", "graph without a vocabulary: no text module", "as TF-Hub's NNLM are"},
        {"tf1-times-two", "vectors pass through an op that is not known: node 'mul', op Mul", own},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        lmev_lm *lm = NULL;
        lmev_error err = {0};
        put_around(cases[i].name);
        if (!cases[i].why) {
            opens(false);
            continue;
        }
        is_refused(false, cases[i].why);
        assert_int_equal(lmev_lm_open(&lm, folder, NULL, &err), LMEV_ERR_FORMAT);
        if (!strstr(err.hint, cases[i].hint))
            fail_msg("%s: expected hint '%s', got '%s'", cases[i].name, cases[i].hint, err.hint);
    }
}

static void the_table_is_the_variable_that_the_graph_uses(void **state)
{
    (void)state;
    put_around("other-table");
    put_two_tables("inner/embeddings/.ATTRIBUTES/VARIABLE_VALUE",
                   "embeddings/.ATTRIBUTES/VARIABLE_VALUE");
    opens(false);
    put_around("other-table"); /* it is known by its path, not by its name */
    put_two_tables("inner/variables/0/.ATTRIBUTES/VARIABLE_VALUE",
                   "embeddings/.ATTRIBUTES/VARIABLE_VALUE");
    opens(false);
    put_two_tables("inner/nothing/.ATTRIBUTES/VARIABLE_VALUE",
                   "embeddings/.ATTRIBUTES/VARIABLE_VALUE");
    is_refused(false, "2 tensors could be the table");
}

/* What a graph comes to, read from a copy of just its size. */
static lmev_status read_graph(const char *model, size_t n)
{
    lmev__graph g;
    lmev__recipe r;
    lmev_error err = {0};
    char *copy = malloc(n + 1);
    assert_non_null(copy);
    memcpy(copy, model, n);
    lmev_status s = lmev__graph_read(&g, (lmev_str){copy, n}, "x.pb", &err);
    if (s == LMEV_OK) {
        s = lmev__recipe_read(&r, &g, &err);
        lmev__graph_release(&g);
    }
    free(copy);
    assert_true(s == LMEV_OK || (s == LMEV_ERR_FORMAT && err.text[0]));
    return s;
}

/* Every prefix is refused; a changed bit may do no harm (the sanitizers look on). */
static void damaged_graphs_end_well(void **state)
{
    (void)state;
    static const char *const paths[] = {"tf1/saved_model.pb", "tf1-mod/saved_model.pb",
                                        "published/saved_model.pb", "export2/saved_model.pb",
                                        "around/second-output.pb"};
    uint32_t chance = 7;
    for (size_t k = 0; k < COUNT(paths); k++) {
        size_t n;
        char *model = read_all(golden(paths[k]), &n);
        const long live = lmev__test_live_blocks();
        for (size_t i = 0; i < n; i += 1 + i % 7) {
            assert_int_equal(read_graph(model, i), LMEV_ERR_FORMAT);
            const char was = model[i];
            chance = chance * 1664525 + 1013904223;
            model[i] = (char)(was ^ (1 << (chance >> 29)));
            (void)read_graph(model, n);
            model[i] = was;
        }
        assert_int_equal(lmev__test_live_blocks(), live);
        lmev__free(model);
    }
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
    assert_string_equal(lmev_lm_format(lm), "tfhub-tf1");
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
        cmocka_unit_test(graphs_that_are_not_understood),
        cmocka_unit_test(what_is_done_around_a_text_layer_is_not_ignored),
        cmocka_unit_test(the_table_is_the_variable_that_the_graph_uses),
        cmocka_unit_test(hub_format_has_a_number),
        cmocka_unit_test(damaged_graphs_end_well),
    };
    return cmocka_run_group_tests(tests, begin, drop_folder);
}
