/* test_fasttext.c - fastText models: hashes, n-grams, sentence vectors, and files that
 * are not what they say. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka wants the four above first */
#include <cmocka.h>

#include "golden_vectors.h"

#include "base/buf.h"
#include "lm/vectors/fasttext.h"

/* ---- the hash ---- */

/* Computed from the definition in Python; agrees with the values in gensim's own tests.
 * Plain FNV-1a differs in all that are not ASCII. */
static const struct {
    const char *text;
    uint32_t hash;
} hashes[] = {
    {"hola", 0xb2c65197},        {"<ho", 0x3d8b0c72},      {"ola>", 0x35b273d1},
    {"niño", 0x1e9a601d},        {"<ni", 0x43912612},      {"niñ", 0x1babe5e0},
    {"iño>", 0x6a82d055},        {"ñ", 0x24fa42f9},        {"año", 0xd0041251},
    {"camión", 0x22a3ee91},      {"ción>", 0x78438d57},    {"é", 0x3cfa68c1},
    {"España", 0xdb752c09},      {"команда", 1725507386u}, {"北海道", 4096045468u},
    {"mysterious", 1903186891u},
};

static void test_hash(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof hashes / sizeof *hashes; i++)
        assert_int_equal(lmev__fasttext_hash(hashes[i].text, strlen(hashes[i].text)),
                         hashes[i].hash);
}

/* ---- the libraries' own vectors ---- */

static void test_golden(void **state)
{
    (void)state;
    golden_check(true);
}

/* ---- models made by hand ---- */

typedef struct spec {
    int32_t version, dim, word_ngrams, model, bucket, minn, maxn, size, words, labels;
    int64_t pruned, rows, cols;
    int32_t kept[4][2];
    uint8_t quantised;
    bool types_swapped;
    const char *entry[6];
} spec;

/* "ñu" and "</s>" known, no n-grams of characters, 2 of them pruned away in some. */
static const spec plain = {.version = 12,
                           .dim = 2,
                           .word_ngrams = 1,
                           .model = 3,
                           .bucket = 4,
                           .minn = 0,
                           .maxn = 0,
                           .size = 3,
                           .words = 2,
                           .labels = 1,
                           .pruned = -1,
                           .rows = 6,
                           .cols = 2,
                           .entry = {"</s>", "ñu", "__label__a"}};

static void add_i32(lmev__buf *b, int32_t v)
{
    lmev__buf_add(b, &v, sizeof v);
}

static void add_i64(lmev__buf *b, int64_t v)
{
    lmev__buf_add(b, &v, sizeof v);
}

/* The file of a spec; number k of the matrix is k + 1. */
static void build(lmev__buf *b, const spec *m)
{
    lmev__buf_reset(b);
    const int32_t head[] = {793712314, m->version, m->dim,         5,  1,
                            1,         5,          m->word_ngrams, 3,  m->model,
                            m->bucket, m->minn,    m->maxn,        100};
    lmev__buf_add(b, head, sizeof head);
    add_i64(b, 0); /* t */
    add_i32(b, m->size);
    add_i32(b, m->words);
    add_i32(b, m->labels);
    add_i64(b, 99);
    add_i64(b, m->pruned);
    for (int i = 0; i < m->size && i < 6 && m->entry[i]; i++) {
        lmev__buf_add(b, m->entry[i], strlen(m->entry[i]) + 1);
        add_i64(b, 1);
        lmev__buf_putc(b, (i >= m->words) ^ m->types_swapped);
    }
    for (int64_t i = 0; i < m->pruned && i < 4; i++) {
        add_i32(b, m->kept[i][0]);
        add_i32(b, m->kept[i][1]);
    }
    lmev__buf_putc(b, (char)m->quantised);
    add_i64(b, m->rows);
    add_i64(b, m->cols);
    for (int64_t i = 0; i < m->rows * m->cols && i < 4096; i++) {
        const float x = (float)(i + 1);
        lmev__buf_add(b, &x, sizeof x);
    }
    assert_false(b->failed);
}

/* The lm of a file in memory, which it borrows. */
static lmev_status parse(lmev_lm **lm, const char *at, size_t n, const lmev_lm_options *o,
                         lmev_error *e)
{
    const lmev_member file = {"made", {at, n}};
    const lmev__members from = {.path = "", .member = &file, .n = 1};
    return lmev__open_fasttext(lm, &from, o, e);
}

static lmev__buf made; /* the file of the last lm */

static lmev_lm *make(const spec *m, const char *combiner)
{
    lmev_error e;
    lmev_lm *lm = NULL;
    const lmev_lm_options o = {.combiner = combiner};
    lmev__buf_free(&made);
    build(&made, m);
    if (parse(&lm, made.at, made.n, &o, &e) != LMEV_OK) fail_msg("%s", e.text);
    return lm;
}

/* The ids of a text as "1 2 3", in memory of the caller's. */
static const char *ids(const lmev_lm *lm, const char *text, char *room, size_t size)
{
    lmev_bag bag = {0};
    lmev_error e;
    size_t n = 0;
    assert_int_equal(lmev_lm_bag(lm, (lmev_str){text, strlen(text)}, &bag, &e), LMEV_OK);
    room[0] = 0;
    for (size_t i = 0; i < bag.n && n < size; i++)
        n += (size_t)snprintf(room + n, size - n, "%s%u", i ? " " : "", bag.id[i]);
    lmev_bag_release(&bag);
    return room;
}

static void test_rows_of_words(void **state)
{
    (void)state;
    char room[256];
    lmev_lm *lm = make(&plain, NULL);
    assert_string_equal(lmev_lm_origin(lm), "fasttext-bin");
    assert_int_equal(lmev_lm_vocab(lm), 2);
    assert_int_equal(lmev_lm_rows(lm), 6);
    assert_false(lm->weighted);
    assert_true(lmev_lm_trainable(lm));
    assert_int_equal(lmev_lm_combiner(lm), LMEV_COMBINER_MEAN);
    assert_string_equal(ids(lm, "", room, sizeof room), "0");
    assert_string_equal(ids(lm, "ñu x ñu", room, sizeof room), "1 1 0");
    assert_string_equal(ids(lm, "ñu\n ñu", room, sizeof room), "1 1 0"); /* one line */
    assert_string_equal(ids(lm, "ñu </s> ñu", room, sizeof room), "1 0");
    assert_string_equal(ids(lm, "__label__a ñu", room, sizeof room), "1 0");
    lmev_lm_free(lm);
}

static void test_labels_of_another_prefix(void **state)
{
    (void)state;
    char room[256];
    spec m = plain; /* a label counts as a word by its hash if it is not known as one */
    m.word_ngrams = 2;
    m.entry[2] = "#a";
    lmev_lm *lm = make(&m, NULL);
    const size_t with = strlen(ids(lm, "ñu #a", room, sizeof room));
    const size_t without = strlen(ids(lm, "ñu", room, sizeof room));
    assert_int_equal(with, without);
    assert_true(strlen(ids(lm, "ñu #b", room, sizeof room)) > without);
    lmev_lm_free(lm);
}

static void test_old_supervised_models_have_no_ngrams(void **state)
{
    (void)state;
    char room[256];
    spec m = plain;
    m.minn = 1;
    m.maxn = 2;
    lmev_lm *lm = make(&m, NULL);
    assert_true(strlen(ids(lm, "ñu", room, sizeof room)) > 3);
    lmev_lm_free(lm);
    m.version = 11;
    lm = make(&m, NULL);
    assert_string_equal(ids(lm, "ñu", room, sizeof room), "1 0");
    lmev_lm_free(lm);
}

static void test_pruned(void **state)
{
    (void)state;
    char room[256];
    spec m = plain;
    m.minn = m.maxn = 1; /* the n-grams of "ñu": "ñ" and "u", in these buckets: */
    const uint32_t n = lmev__fasttext_hash("ñ", 2) % 4,
                   u = lmev__fasttext_hash("u", 1) % 4;
    assert_int_not_equal(n, u);
    lmev_lm *lm = make(&m, NULL);
    char want[32];
    snprintf(want, sizeof want, "1 %u %u 0", 2 + n, 2 + u);
    assert_string_equal(ids(lm, "ñu", room, sizeof room), want);
    lmev_lm_free(lm);
    m.pruned = 1; /* only the second is kept, in the last row */
    m.kept[0][0] = (int32_t)u;
    m.kept[0][1] = 3;
    lm = make(&m, NULL);
    assert_string_equal(ids(lm, "ñu", room, sizeof room), "1 5 0");
    lmev_lm_free(lm);
    m.pruned = 0; /* none is */
    lm = make(&m, NULL);
    assert_string_equal(ids(lm, "ñu", room, sizeof room), "1 0");
    lmev_lm_free(lm);
}

static void test_combiners(void **state)
{
    (void)state;
    spec m = plain;
    m.model = 1;
    m.minn = m.maxn = 1;
    m.kept[0][0] = 0;
    static const struct {
        const char *name;
        bool trainable;
        double scale; /* of the sum of two equal words' vectors */
    } c[] = {{"sum", true, 2},
             {"mean", true, 1},
             {"sqrtn", true, 1.41421356},
             {NULL, false, 0}};
    const lmev_str text = {"ñu ñu", 7};
    for (size_t i = 0; i < sizeof c / sizeof *c; i++) {
        lmev_lm *lm = make(&m, c[i].name);
        const float *t = lmev_lm_table(lm);
        float got[2];
        lmev_error e;
        assert_true(lm->weighted);
        assert_int_equal(lmev_lm_trainable(lm), c[i].trainable);
        assert_int_equal(lmev_lm_combiner(lm), LMEV_COMBINER_SUM);
        assert_int_equal(lmev_lm_embed(lm, &text, 1, got, 1, &e), LMEV_OK);
        const uint32_t n = 2 + lmev__fasttext_hash("ñ", 2) % 4,
                       u = 2 + lmev__fasttext_hash("u", 1) % 4;
        double word[2];
        for (int k = 0; k < 2; k++)
            word[k] =
                ((double)t[2 + k] + (double)t[2 * n + k] + (double)t[2 * u + k]) / 3;
        const double scale =
            c[i].name ? c[i].scale : 1 / sqrt(word[0] * word[0] + word[1] * word[1]);
        for (int k = 0; k < 2; k++) /* a few roundings of float32 */
            assert_true(fabs((double)got[k] - scale * word[k]) <=
                        1e-6 * fabs(scale * word[k]));
        lmev_lm_free(lm);
    }
}

/* ---- files that are not what they say ---- */

static void refused(const spec *m, const char *part)
{
    lmev__buf b = LMEV__BUF_INIT;
    lmev_error e = {0};
    lmev_lm *lm = NULL;
    const long live = lmev__test_live_blocks();
    build(&b, m);
    assert_int_equal(parse(&lm, b.at, b.n, NULL, &e), LMEV_ERR_FORMAT);
    if (!strstr(e.text, part)) fail_msg("'%s' is not in '%s'", part, e.text);
    lmev__buf_free(&b);
    assert_int_equal(lmev__test_live_blocks(), live);
}

#define REFUSED(part, ...) \
    do {                   \
        spec m = plain;    \
        __VA_ARGS__;       \
        refused(&m, part); \
    } while (0)

static void test_refused(void **state)
{
    (void)state;
    REFUSED("at byte 4: version '13'", m.version = 13);
    REFUSED("version '0'", m.version = 0);
    REFUSED("unknown model '4'", m.model = 4);
    REFUSED("dimension '0'", m.dim = 0);
    REFUSED("dimension '-1'", m.dim = -1);
    REFUSED("negative: bucket '-4'", m.bucket = -4);
    REFUSED("make no dictionary", m.size = 4);
    REFUSED("make no dictionary", m.words = -1; m.size = 0);
    REFUSED("make no dictionary", m.size = m.words = INT32_MAX; m.labels = 0);
    REFUSED("entry of type '1', expected a word", m.types_swapped = true);
    REFUSED("twice", m.entry[1] = "</s>");
    REFUSED("'-2' kept n-grams", m.pruned = -2);
    REFUSED("do not fit in the file", m.pruned = INT64_MAX);
    REFUSED("where 0 or 1", m.quantised = 2);
    REFUSED("expected rows of 2", m.cols = 3);
    REFUSED("a matrix of 0 x 2", m.rows = 0);
    REFUSED("a matrix of -1 x 2", m.rows = -1);
    REFUSED("do not fit in the file", m.rows = 100000);
    REFUSED("for 2 words and 5 buckets", m.maxn = 1; m.bucket = 5);
    REFUSED("for 2 words and 2147483647 buckets", m.word_ngrams = 2;
            m.bucket = INT32_MAX);
    REFUSED("at most 255", m.maxn = 256);
    REFUSED("twice", m.maxn = 1; m.pruned = 2; m.kept[0][0] = m.kept[1][0] = 3);
    REFUSED("outside 4 buckets", m.maxn = 1; m.pruned = 1; m.kept[0][0] = 4);
    REFUSED("outside 4 buckets", m.maxn = 1; m.pruned = 1; m.kept[0][0] = -1);
    REFUSED("has row '4'", m.maxn = 1; m.pruned = 1; m.kept[0][1] = 4);
    REFUSED("has row '-1'", m.maxn = 1; m.pruned = 1; m.kept[0][1] = -1);
}

/* All bytes before the output layer are needed: every cut is reported. */
static void test_every_cut(void **state)
{
    (void)state;
    lmev__buf b = LMEV__BUF_INIT;
    spec m = plain;
    m.maxn = 1;
    m.pruned = 2;
    m.kept[1][0] = 2;
    build(&b, &m);
    const long live = lmev__test_live_blocks();
    for (size_t n = 0; n < b.n; n++) {
        lmev_error e = {0};
        lmev_lm *lm = NULL;
        char *exact = lmev__alloc(n);
        memcpy(exact, b.at, n);
        assert_int_equal(parse(&lm, exact, n, NULL, &e), LMEV_ERR_FORMAT);
        assert_non_null(strstr(e.text, n > 0 ? "at byte " : "an empty file"));
        lmev__free(exact);
    }
    assert_int_equal(lmev__test_live_blocks(), live);
    lmev__buf_free(&b);
}

/* Every byte of the quantised files, changed: refused, or read to the end without
 * harm. */
static void test_every_byte_of_quantised(void **state)
{
    (void)state;
    static const char *const names[] = {"quantised-plain.ftz", "quantised-cut.ftz"};
    for (size_t k = 0; k < 2; k++) {
        char *path = golden_path(names[k]), *text;
        size_t n;
        lmev_error e;
        assert_int_equal(lmev__read_file(&text, &n, path, 1 << 20, &e), LMEV_OK);
        for (size_t i = 0; i < n; i += i < 3000 ? 1 : 7) {
            lmev_lm *lm = NULL;
            lmev_bag bag = {0};
            const char was = text[i];
            text[i] = (char)(was ^ (1 << (i % 8)));
            if (parse(&lm, text, n, NULL, &e) == LMEV_OK)
                assert_int_equal(lmev_lm_bag(lm, (lmev_str){"ca ño é </s", 13}, &bag, &e),
                                 LMEV_OK);
            lmev_bag_release(&bag);
            lmev_lm_free(lm);
            text[i] = was;
        }
        lmev__free(text);
        lmev__free(path);
    }
}

static void test_options(void **state)
{
    (void)state;
    lmev__buf b = LMEV__BUF_INIT;
    lmev_error e;
    lmev_lm *lm;
    build(&b, &plain);
    const lmev_lm_options wrong[] = {
        {.lower = LMEV_CHOICE_YES}, {.normalize = LMEV_CHOICE_YES}, {.combiner = "max"}};
    for (size_t i = 0; i < 3; i++)
        assert_int_equal(parse(&lm, b.at, b.n, &wrong[i], &e), LMEV_ERR_PARAM);
    const lmev_lm_options no = {
        .lower = LMEV_CHOICE_NO, .normalize = LMEV_CHOICE_NO, .combiner = "sum"};
    assert_int_equal(parse(&lm, b.at, b.n, &no, &e), LMEV_OK);
    assert_int_equal(lmev_lm_combiner(lm), LMEV_COMBINER_SUM);
    lmev_lm_free(lm);
    lmev__buf_free(&b);
}

static void test_every_allocation_failure(void **state)
{
    (void)state;
    char *path = golden_path("quantised-cut.ftz"), *text;
    size_t n;
    lmev_error e;
    assert_int_equal(lmev__read_file(&text, &n, path, 1 << 20, &e), LMEV_OK);
    const long live = lmev__test_live_blocks();
    lmev_status s = LMEV_ERR_NOMEM;
    for (long k = 0; s != LMEV_OK; k++) {
        lmev_lm *lm = NULL;
        lmev_bag bag = {0};
        lmev__test_fail_alloc(k, false);
        s = parse(&lm, text, n, NULL, &e);
        if (s == LMEV_OK) s = lmev_lm_bag(lm, (lmev_str){"ca ño", 6}, &bag, &e);
        lmev__test_fail_alloc(-1, false);
        assert_true(s == LMEV_OK || s == LMEV_ERR_NOMEM);
        lmev_bag_release(&bag);
        lmev_lm_free(lm);
        assert_int_equal(lmev__test_live_blocks(), live);
    }
    lmev__free(text);
    lmev__free(path);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_hash),
        cmocka_unit_test(test_golden),
        cmocka_unit_test(test_rows_of_words),
        cmocka_unit_test(test_labels_of_another_prefix),
        cmocka_unit_test(test_old_supervised_models_have_no_ngrams),
        cmocka_unit_test(test_pruned),
        cmocka_unit_test(test_combiners),
        cmocka_unit_test(test_refused),
        cmocka_unit_test(test_every_cut),
        cmocka_unit_test(test_every_byte_of_quantised),
        cmocka_unit_test(test_options),
        cmocka_unit_test(test_every_allocation_failure),
    };
    return cmocka_run_group_tests_name("fasttext", tests, NULL, NULL);
}
