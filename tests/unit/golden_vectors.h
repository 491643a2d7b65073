/* golden_vectors.h - tests/golden/wordvec/vectors.json: the vectors that gensim and
 * fastText give for some texts, compared with ours, before and after a trip through our
 * own folder. */
#ifndef LMEV_TESTS_GOLDEN_VECTORS_H
#define LMEV_TESTS_GOLDEN_VECTORS_H
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/format/json.h"
#include "base/io/io.h"
#include "base/mem.h"
#include "lmev/lm.h"
#include "remove_tree.h"

#define GOLDEN_TEXTS 64
#define GOLDEN_DIM   5

typedef struct golden {
    lmev__json *all;
    lmev_str text[GOLDEN_TEXTS];
    size_t n;
} golden;

static char *golden_path(const char *name)
{
    const char *top = getenv("LMEV_SOURCE");
    char *dir = lmev__path_join(top ? top : ".", "tests/golden/wordvec");
    char *path = lmev__path_join(dir, name);
    lmev__free(dir);
    assert_non_null(path);
    return path;
}

static void golden_open(golden *g)
{
    lmev_error e;
    char *path = golden_path("vectors.json");
    if (lmev__json_read(&g->all, path, &e) != LMEV_OK) fail_msg("%s: %s", path, e.text);
    lmev__free(path);
    const lmev__json *texts = lmev__json_get(g->all, "texts");
    g->n = lmev__json_size(texts);
    assert_in_range(g->n, 1, GOLDEN_TEXTS);
    assert_int_equal(lmev__json_int(lmev__json_get(g->all, "dim")), GOLDEN_DIM);
    for (size_t i = 0; i < g->n; i++)
        g->text[i].at = lmev__json_string(lmev__json_at(texts, i), &g->text[i].n);
}

/* Both sides add float32 rows, up to some hundred for a text, in orders of their own, and
 * divide by counts and norms: each addition is wrong by at most 2^-24 of the sum of
 * magnitudes, which is within 20 times the largest number of the vector here. 1e-5 of
 * that number is asked for (worst seen: 6e-7); one row that is missing or another changes
 * the vector by more than 1e-3. */
static void golden_compare(const golden *g, const lmev_lm *lm, const lmev__json *want,
                           const char *name)
{
    float got[GOLDEN_TEXTS][GOLDEN_DIM];
    lmev_error e;
    assert_int_equal(lmev_lm_dim(lm), GOLDEN_DIM);
    if (lmev_lm_embed(lm, g->text, g->n, got[0], 1, &e) != LMEV_OK)
        fail_msg("%s", e.text);
    for (size_t i = 0; i < g->n; i++) {
        const lmev__json *row = lmev__json_at(want, i);
        double size = 0, gap = 0;
        for (size_t k = 0; k < GOLDEN_DIM; k++) {
            const double w = lmev__json_real(lmev__json_at(row, k));
            size = fmax(size, fabs(w));
            gap = fmax(gap, fabs(w - (double)got[i][k]));
        }
        if (!(gap <= 1e-5 * size))
            fail_msg("%s, text %zu '%.*s': off by %g of %g", name, i, (int)g->text[i].n,
                     g->text[i].at, gap, size);
    }
}

/* The lm written to our own folder and read back: equal bags, equal vectors. */
static void golden_trip(const golden *g, const lmev_lm *lm, const lmev__json *want,
                        const char *name)
{
    char folder[] = "/tmp/lmev-golden-XXXXXX";
    assert_non_null(mkdtemp(folder));
    char *path = lmev__path_join(folder, "lm");
    lmev_lm *again;
    lmev_error e;
    if (lmev_lm_save(lm, NULL, LMEV_LM_FORMAT_LMEV, path, &e) != LMEV_OK ||
        lmev_lm_open(&again, path, NULL, &e) != LMEV_OK)
        fail_msg("%s: %s: %s", name, e.source, e.text);
    golden_compare(g, again, want, name);
    assert_string_equal(lmev_lm_origin(again), lmev_lm_origin(lm));
    assert_int_equal(lmev_lm_trainable(again), lmev_lm_trainable(lm));
    lmev_bag a = {0}, b = {0};
    for (size_t i = 0; i < g->n; i++) {
        assert_int_equal(lmev_lm_bag(lm, g->text[i], &a, &e), LMEV_OK);
        assert_int_equal(lmev_lm_bag(again, g->text[i], &b, &e), LMEV_OK);
        assert_int_equal(a.n, b.n);
        for (size_t k = 0; k < a.n; k++) {
            assert_int_equal(a.id[k], b.id[k]);
            assert_true(a.weight[k] == b.weight[k]);
        }
    }
    lmev_bag_release(&a);
    lmev_bag_release(&b);
    lmev_lm_free(again);
    assert_true(remove_tree(folder));
    lmev__free(path);
}

/* All files of the golden folder that are fastText models, or all others. */
static void golden_check(bool fasttext)
{
    const long live = lmev__test_live_blocks();
    golden g = {0};
    golden_open(&g);
    const lmev__json *models = lmev__json_get(g.all, "models");
    size_t seen = 0;
    for (size_t i = 0; i < lmev__json_size(models); i++) {
        const lmev__json *m = lmev__json_at(models, i);
        const char *name = lmev__json_string(lmev__json_get(m, "file"), NULL);
        const lmev_lm_options o = {
            .combiner = lmev__json_string(lmev__json_get(m, "combiner"), NULL)};
        char *path = golden_path(name);
        lmev_lm *lm;
        lmev_error e;
        if (lmev_lm_open(&lm, path, &o, &e) != LMEV_OK)
            fail_msg("%s: %s", e.source, e.text);
        if (fasttext == !strncmp(lmev_lm_origin(lm), "fasttext-", 9)) {
            seen++;
            assert_int_equal(lmev_lm_trainable(lm),
                             lmev__json_bool(lmev__json_get(m, "trainable")));
            golden_compare(&g, lm, lmev__json_get(m, "vectors"), name);
            golden_trip(&g, lm, lmev__json_get(m, "vectors"), name);
        }
        lmev_lm_free(lm);
        lmev__free(path);
    }
    assert_true(seen >= 4);
    lmev__json_free(g.all);
    assert_int_equal(lmev__test_live_blocks(), live);
}
#endif
