/* test_tfhub_write.c - TF2 SavedModels that we write: the wire format, the checkpoint,
 * whole modules that our own reader takes back, what is refused, and faults on the way.
 *
 * That TensorFlow takes them is asked of TensorFlow:
 * tests/interop/check_savedmodel.py. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka wants the four above first */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "base/error.h"
#include "base/format/wire_write.h"
#include "base/hash.h"
#include "base/mem.h"
#include "lm/lm_impl.h"
#include "lm/tfhub/bundle_write.h"
#include "remove_tree.h"
#include "scratch.h"

#define COUNT(array) (sizeof(array) / sizeof *(array))
#define LIT(text)    ((lmev_str){text, sizeof text - 1})

static void assert_file(const char *path, const void *at, size_t n)
{
    char *text;
    size_t size;
    assert_int_equal(lmev__read_file(&text, &size, path, 1 << 20, NULL), LMEV_OK);
    assert_int_equal(size, n);
    assert_memory_equal(text, at, n);
    lmev__free(text);
}

static void assert_same_file(const char *a, const char *b, const char *name)
{
    char *path_a = lmev__path_join(a, name), *path_b = lmev__path_join(b, name), *text;
    size_t n;
    assert_int_equal(lmev__read_file(&text, &n, path_a, 1 << 20, NULL), LMEV_OK);
    assert_file(path_b, text, n);
    lmev__free(text);
    lmev__free(path_a);
    lmev__free(path_b);
}

/* ---- the wire ---- */

static void test_wire(void **state)
{
    (void)state;
    lmev__buf b = LMEV__BUF_INIT;
    lmev__put_int(&b, 1, 300);
    lmev__put_int(&b, 2, -2);
    lmev__put_fixed32(&b, 6, 0x1f273806);
    lmev__put_text(&b, 16, "a");
    lmev__put_close(&b, lmev__put_open(&b, 3));
    static const char expect[] = "\x08\xac\x02"
                                 "\x10\xfe\xff\xff\xff\xff\xff\xff\xff\xff\x01"
                                 "\x35\x06\x38\x27\x1f"
                                 "\x82\x01\x01"
                                 "a"
                                 "\x1a\x00";
    assert_int_equal(b.n, sizeof expect - 1);
    assert_memory_equal(b.at, expect, b.n);

    /* Lengths of one and of two bytes, one message within the other. */
    lmev__buf_reset(&b);
    char text[126];
    memset(text, 'x', sizeof text);
    const size_t outer = lmev__put_open(&b, 1), inner = lmev__put_open(&b, 2);
    lmev__put_bytes(&b, 3, text, 120);
    lmev__put_close(&b, inner);
    lmev__put_bytes(&b, 3, text, 126);
    lmev__put_close(&b, outer);
    assert_int_equal(b.n, 3 + 2 + 122 + 128);
    assert_memory_equal(b.at, "\x0a\xfc\x01\x12\x7a\x1a\x78xxx", 10);
    assert_memory_equal(b.at + 127, "\x1a\x7exxx", 5);
    lmev__buf_free(&b);
}

/* ---- the checkpoint ---- */

/* variables.index of TensorFlow Hub's test module half_plus_two_v1: a = 0.5, b = 2. */
static const char half_plus_two[] =
    "\x00\x00\x06\x08\x01\x1a\x02\x08\x01\x00\x01\x0b"
    "a\x08\x01\x12\x00\x28\x04\x35\x06\x38\x27\x1f\x00\x01\x0d"
    "b\x08\x01\x12\x00\x20\x04\x28\x04\x35\x10\xfd\x78\x4f\x00\x00\x00\x00\x01\x00\x00"
    "\x00"
    "\x00\x6c\x12\x9e\xf3\x00\x00\x00\x00\x01\x00\x00\x00\x00\xc0\xf2\xa1\xb0\x00\x01\x02"
    "c\x00\x31\x00\x00\x00\x00\x01\x00\x00\x00\x00\x54\xf2\x76\x2d\x36\x08\x43\x0e"
    "\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"
    "\x57\xfb\x80\x8b\x24\x75\x47\xdb";

static void test_bundle_of_tensorflow(void **state)
{
    (void)state;
    const float a = 0.5f, b = 2;
    const lmev__bundle_tensor tensors[] = {{.key = "a", .at = &a, .n = 4},
                                           {.key = "b", .at = &b, .n = 4}};
    char prefix[128], path[160];
    snprintf(prefix, sizeof prefix, "%s/half", folder);
    assert_int_equal(lmev__bundle_write(prefix, tensors, 2, NULL), LMEV_OK);
    snprintf(path, sizeof path, "%s.index", prefix);
    assert_file(path, half_plus_two, sizeof half_plus_two - 1);
    snprintf(path, sizeof path, "%s.data-00000-of-00001", prefix);
    assert_file(path, "\0\0\0\x3f\0\0\0\x40", 8);
}

/* A string of 613 bytes: its length and the length's checksum are those that TensorFlow
 * wrote for one (a fixture of TensorFlow Serving); the entry's checksum goes on from
 * there. */
static void test_bundle_of_a_string(void **state)
{
    (void)state;
    char text[613], expect[619], prefix[128], path[160];
    for (size_t i = 0; i < sizeof text; i++) text[i] = (char)(i * 7);
    const lmev__bundle_tensor tensor = {
        .key = "s", .text = true, .at = text, .n = sizeof text};
    snprintf(prefix, sizeof prefix, "%s/string", folder);
    assert_int_equal(lmev__bundle_write(prefix, &tensor, 1, NULL), LMEV_OK);
    memcpy(expect, "\xe5\x04\xb1\xa6\x5e\x36", 6);
    memcpy(expect + 6, text, sizeof text);
    snprintf(path, sizeof path, "%s.data-00000-of-00001", prefix);
    assert_file(path, expect, sizeof expect);

    uint32_t crc = lmev__crc32c(0, "\x65\x02\0\0", 4);
    crc = lmev__crc32c(crc, expect + 2, sizeof expect - 2);
    crc = (crc >> 15 | crc << 17) + 0xa282ead8u;
    char *index;
    size_t n;
    snprintf(path, sizeof path, "%s.index", prefix);
    assert_int_equal(lmev__read_file(&index, &n, path, 1 << 20, NULL), LMEV_OK);
    static const char entry[] =
        "\x00\x01\x0c"
        "s\x08\x07\x12\x00\x28\xeb\x04\x35"; /* STRING, size 619 */
    const size_t at = 9;                     /* after the header's entry */
    assert_memory_equal(index + at, entry, sizeof entry - 1);
    for (int i = 0; i < 4; i++)
        assert_int_equal((uint8_t)index[at + sizeof entry - 1 + (size_t)i],
                         (uint8_t)(crc >> 8 * i));
    lmev__free(index);
}

/* ---- whole modules ---- */

typedef struct recipe {
    lmev__split split;
    lmev__strip strip;
    uint32_t buckets;
    bool fill_empty;
    lmev_combiner combiner;
} recipe;

#define TOKENS "hola\nCasa\nñandú\nx\ty\n!\ndon't\n2\n"
#define DIM    3

static lmev_lm *make_lm(const recipe *r, const char *tokens)
{
    lmev__words w = {.split = r->split,
                     .strip = r->strip,
                     .buckets = r->buckets,
                     .fill_empty = r->fill_empty};
    lmev_lm made = {.format = "scratch", .dim = DIM, .combiner = r->combiner}, *lm;
    const lmev_str text = {tokens, strlen(tokens)};
    assert_int_equal(lmev__words_read(&w.vocab, text, SIZE_MAX, NULL, NULL), LMEV_OK);
    assert_int_equal(lmev__words_lm(&made, &w, NULL), LMEV_OK);
    if (made.rows > 0) {
        made.own = lmev__aligned((size_t)made.rows * DIM, sizeof *made.own);
        assert_non_null(made.own);
        made.table = made.own;
    }
    for (size_t i = 0; i < made.rows * DIM; i++) made.own[i] = (float)i / 7 - 1;
    assert_int_equal(lmev__lm_make(&lm, &made, NULL, NULL), LMEV_OK);
    return lm;
}

static void assert_same_ids(const lmev_lm *a, const lmev_lm *b)
{
    static const char *const texts[] = {
        "",          " ", "hola Casa", "hola  Casa ",    " hola\tCasa\nzz", "!",
        "... \xff!", "2", "x\ty",      "¿ñandú? (hola)", "don't zz yy",     "a\vb",
    };
    lmev_bag x = {0}, y = {0};
    for (size_t i = 0; i < COUNT(texts); i++) {
        const lmev_str text = {texts[i], strlen(texts[i])};
        assert_int_equal(lmev_lm_bag(a, text, &x, NULL), LMEV_OK);
        assert_int_equal(lmev_lm_bag(b, text, &y, NULL), LMEV_OK);
        assert_int_equal(x.n, y.n);
        if (x.n) assert_memory_equal(x.id, y.id, x.n * sizeof *x.id);
    }
    lmev_bag_release(&x);
    lmev_bag_release(&y);
}

static const recipe recipes[] = {
    {LMEV__SPLIT_SPACES, LMEV__STRIP_PUNCT, 5, true,
     LMEV_COMBINER_SQRTN}, /* the published NNLM */
    {LMEV__SPLIT_SPACES, LMEV__STRIP_NONE, 5, true, LMEV_COMBINER_SQRTN},
    {LMEV__SPLIT_SPACES, LMEV__STRIP_NONE, 1, false, LMEV_COMBINER_SUM},
    {LMEV__SPLIT_SPACES, LMEV__STRIP_ASCII_PUNCT, 0, false, LMEV_COMBINER_MEAN},
    {LMEV__SPLIT_EACH_SPACE, LMEV__STRIP_PUNCT, 1, true,
     LMEV_COMBINER_SQRTN}, /* the export example */
    {LMEV__SPLIT_EACH_SPACE, LMEV__STRIP_NONE, 0, false, LMEV_COMBINER_SUM},
    {LMEV__SPLIT_WHITE, LMEV__STRIP_NONE, 0, false,
     LMEV_COMBINER_MEAN}, /* word vectors */
    {LMEV__SPLIT_WHITE, LMEV__STRIP_PUNCT, 3060, true, LMEV_COMBINER_MEAN},
    {LMEV__SPLIT_NONE, LMEV__STRIP_NONE, 5, false, LMEV_COMBINER_SUM},
};

static void test_round_trip(void **state)
{
    (void)state;
    char dir[128];
    snprintf(dir, sizeof dir, "%s/module", folder);
    for (size_t i = 0; i < COUNT(recipes); i++) {
        lmev_lm *lm = make_lm(&recipes[i], TOKENS), *back;
        lmev_error err = {0};
        assert_int_equal(lmev_lm_save(lm, NULL, LMEV_LM_FORMAT_TFHUB, dir, NULL),
                         LMEV_OK);
        if (lmev_lm_open(&back, dir, NULL, &err) != LMEV_OK)
            fail_msg("recipe %zu: %s: %s", i, err.source, err.text);
        const lmev__words *a = lm->self, *b = back->self;
        assert_string_equal(lmev_lm_origin(back), "tfhub-tf2");
        assert_int_equal(b->split, a->split);
        assert_int_equal(b->strip, a->strip);
        assert_int_equal(b->buckets, a->buckets);
        assert_int_equal(b->fill_empty, a->fill_empty);
        assert_int_equal(back->rows, lm->rows);
        assert_int_equal(back->dim, lm->dim);
        assert_int_equal(lmev_lm_combiner(back), recipes[i].combiner);
        assert_int_equal(b->vocab.n, a->vocab.n);
        for (size_t k = 0; k < a->vocab.n; k++) {
            const lmev_str want = lmev__vocab_token(&a->vocab, k),
                           token = lmev__vocab_token(&b->vocab, k);
            assert_int_equal(token.n, want.n);
            assert_memory_equal(token.at, want.at, want.n);
        }
        assert_memory_equal(lmev_lm_table(back), lmev_lm_table(lm), lm->rows * DIM * 4);
        assert_same_ids(lm, back);
        lmev_lm_free(back);
        lmev_lm_free(lm);
    }
}

/* Another table than the lm's own, and the same bytes each time. */
static void test_same_bytes(void **state)
{
    (void)state;
    lmev_lm *lm = make_lm(&recipes[0], TOKENS), *back;
    char a[128], b[128];
    snprintf(a, sizeof a, "%s/a", folder);
    snprintf(b, sizeof b, "%s/b", folder);
    float *table = lmev__calloc((size_t)lm->rows * DIM, sizeof *table);
    table[4] = 2.5f;
    assert_int_equal(lmev_lm_save(lm, table, LMEV_LM_FORMAT_TFHUB, a, NULL), LMEV_OK);
    assert_int_equal(lmev_lm_save(lm, table, LMEV_LM_FORMAT_TFHUB, b, NULL), LMEV_OK);
    assert_same_file(a, b, "saved_model.pb");
    assert_same_file(a, b, "assets/tokens.txt");
    assert_same_file(a, b, "variables/variables.index");
    assert_same_file(a, b, "variables/variables.data-00000-of-00001");
    assert_int_equal(lmev_lm_open(&back, a, NULL, NULL), LMEV_OK);
    assert_memory_equal(lmev_lm_table(back), table, (size_t)lm->rows * DIM * 4);
    lmev_lm_free(back);
    lmev__free(table);
    lmev_lm_free(lm);
}

/* ---- what is refused ---- */

static void assert_refused(const lmev_lm *lm, const char *why)
{
    char dir[128];
    lmev_error err = {0};
    snprintf(dir, sizeof dir, "%s/refused", folder);
    assert_int_equal(lmev_lm_save(lm, NULL, LMEV_LM_FORMAT_TFHUB, dir, &err),
                     LMEV_ERR_PARAM);
    if (!strstr(err.text, why)) fail_msg("'%s' is not in '%s'", why, err.text);
    assert_false(lmev__is_dir(dir));
}

static void test_refused(void **state)
{
    (void)state;
    lmev_lm *lm = make_lm(&recipes[0], TOKENS);
    lmev__words *w = lm->self;
    w->lower = true;
    assert_refused(lm, "lower case");
    w->lower = false;
    lm->unit = true;
    assert_refused(lm, "normalised");
    lm->unit = false;
    lm->table = NULL;
    assert_refused(lm, "no table");
    lm->table = lm->own;
    uint32_t row;
    assert_int_equal(
        lmev__vocab_put(&w->vocab, lmev_fingerprint64("a\nb", 3), "a\nb", 3, &row, NULL),
        LMEV_OK);
    assert_refused(lm, "line end");
    lmev_lm_free(lm);

    lm = make_lm(&recipes[0], "");
    assert_refused(lm, "empty");
    lmev_lm_free(lm);

    lm = make_lm(&recipes[0], TOKENS);
    const lmev__lm_kind *kind = lm->kind;
    lm->kind = &lmev__kind_pieces;
    assert_refused(lm, "whole words");
    lm->kind = kind;
    lmev_lm_free(lm);
}

/* ---- faults ---- */

static void test_faults(void **state)
{
    (void)state;
    lmev_lm *lm = make_lm(&recipes[3], TOKENS);
    char dir[128];
    snprintf(dir, sizeof dir, "%s/faulty", folder);
    const long before = lmev__test_live_blocks();
    for (int mode = 0; mode < 3; mode++) {
        lmev_status s = LMEV_ERR_NOMEM;
        long k = 0;
        for (; s != LMEV_OK; k++) {
            lmev_error err = {0};
            assert_int_equal(lmev__mkdirs(dir, NULL), LMEV_OK);
            if (mode < 2)
                lmev__test_fail_alloc(k, mode);
            else
                lmev__test_fail_io(k, ENOSPC, false);
            s = lmev__write_tfhub(lm, lm->table, dir, &err);
            lmev__test_fail_alloc(-1, false);
            lmev__test_fail_io(-1, 0, false);
            const lmev_status fault = mode < 2 ? LMEV_ERR_NOMEM : LMEV_ERR_IO;
            assert_true(s == LMEV_OK || s == fault);
            assert_true(s == LMEV_OK || err.text[0]);
            assert_int_equal(lmev__test_live_blocks(), before);
            assert_true(remove_tree(dir));
            assert_true(k < 1000);
        }
        assert_true(k > 20);
    }
    lmev_lm_free(lm);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_wire),
        cmocka_unit_test(test_bundle_of_tensorflow),
        cmocka_unit_test(test_bundle_of_a_string),
        cmocka_unit_test(test_round_trip),
        cmocka_unit_test(test_same_bytes),
        cmocka_unit_test(test_refused),
        cmocka_unit_test(test_faults),
    };
    return cmocka_run_group_tests_name("tfhub_write", tests, make_folder, drop_folder);
}
