/* test_metric.c - metrics, against scikit-learn, by hand, and on the results of the 2020
 * study. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/format/json.h"
#include "base/mem.h"
#include "lmev/data.h"
#include "lmev/metric.h"

#include "../golden/metric.h"

#define COUNT(array) (sizeof(array) / sizeof *(array))

/* All figures are sums of at most some thousand quotients in [0, 1], in doubles, divided
 * by the number of terms: two orders of addition differ by less than 1600 * 2^-53
 * = 1.8e-13 relative. A wrong definition misses by a row or a class, more than 1e-6. */
#define NEAR 1e-12

static void near_to(double got, double want, const char *where, const char *what)
{
    if (!(fabs(got - want) <= NEAR * fmax(1, fabs(want))))
        fail_msg("%s: %s is %.17g, expected %.17g", where, what, got, want);
}

static lmev_counts *count(const uint32_t *truth, const uint32_t *predicted, size_t n,
                          size_t C)
{
    lmev_counts *c = NULL;
    lmev_error err;
    assert_int_equal(lmev_counts_new(&c, truth, predicted, n, C, &err), LMEV_OK);
    return c;
}

static void figures_equal_scikit_learn(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(golden); i++) {
        const struct golden *g = &golden[i];
        lmev_counts *c = count(g->truth, g->predicted, g->n, g->C);
        near_to(lmev_metric_balanced_accuracy(c), g->bac, g->name, "balanced accuracy");
        near_to(lmev_metric_accuracy(c), g->accuracy, g->name, "accuracy");
        near_to(lmev_metric_f1_macro(c), g->f1_macro, g->name, "macro F1");
        near_to(lmev_metric_f1_micro(c), g->f1_micro, g->name, "micro F1");
        for (size_t k = 0; k < g->C; k++) {
            near_to(lmev_metric_recall(c, k), g->recall[k], g->name, "recall");
            near_to(lmev_metric_precision(c, k), g->precision[k], g->name, "precision");
            near_to(lmev_metric_f1(c, k), g->f1[k], g->name, "F1");
        }
        lmev_counts_free(c);
    }
}

static void scores_equal_scikit_learn(void **state)
{
    (void)state;
    static const size_t k[3] = {1, 2, 5};
    for (size_t i = 0; i < COUNT(golden); i++) {
        const struct golden *g = &golden[i];
        float *p_true = malloc(g->n * sizeof *p_true);
        uint32_t *rank = calloc(g->n, sizeof *rank);
        assert_true(p_true && rank);
        for (size_t row = 0; row < g->n; row++) {
            const float *p = g->p + row * g->C;
            const uint32_t t = g->truth[row];
            p_true[row] = p[t];
            for (uint32_t j = 0; j < g->C; j++)
                rank[row] += p[j] > p[t] || (p[j] == p[t] && j < t);
        }
        near_to(lmev_metric_log_loss(p_true, g->n), g->log_loss, g->name, "log loss");
        for (size_t j = 0; j < COUNT(k); j++) {
            near_to(lmev_metric_top_k(rank, g->n, k[j]), g->top[j], g->name, "top k");
        }
        free(p_true);
        free(rank);
    }
}

static void confusion_equals_scikit_learn(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(golden); i++) {
        const struct golden *g = &golden[i];
        lmev_confusion_cell *cell = NULL;
        size_t n = 0;
        assert_int_equal(lmev_confusion(&cell, &n, g->truth, g->predicted, g->n, NULL),
                         LMEV_OK);
        assert_int_equal(n, g->n_cells);
        for (size_t j = 0; j < n; j++) {
            assert_int_equal(cell[j].truth, g->cell[j].truth);
            assert_int_equal(cell[j].predicted, g->cell[j].predicted);
            assert_int_equal(cell[j].n, g->cell[j].n);
        }
        lmev_confusion_free(cell);
    }
}

static void one_class_is_no_special_case(void **state)
{
    (void)state;
    const uint32_t zeros[3] = {0};
    lmev_counts *c = count(zeros, zeros, 3, 1);
    assert_true(lmev_metric_balanced_accuracy(c) == 1);
    assert_true(lmev_metric_f1_macro(c) == 1);
    assert_true(lmev_metric_top_k(zeros, 3, 1) == 1);
    lmev_counts_free(c);
}

static void no_rows_give_nan_not_zero(void **state)
{
    (void)state;
    lmev_counts *c = count(NULL, NULL, 0, 4);
    assert_true(isnan(lmev_metric_balanced_accuracy(c)));
    assert_true(isnan(lmev_metric_accuracy(c)));
    assert_true(isnan(lmev_metric_f1_macro(c)));
    assert_true(isnan(lmev_metric_f1_micro(c)));
    assert_true(lmev_metric_recall(c, 3) == 0);
    assert_true(lmev_metric_precision(c, 3) == 0);
    assert_true(lmev_metric_f1(c, 3) == 0);
    lmev_counts_free(c);
    assert_true(isnan(lmev_metric_log_loss(NULL, 0)));
    assert_true(isnan(lmev_metric_top_k(NULL, 0, 1)));
    lmev_confusion_cell *cell = NULL;
    size_t n = 7;
    assert_int_equal(lmev_confusion(&cell, &n, NULL, NULL, 0, NULL), LMEV_OK);
    assert_int_equal(n, 0);
    lmev_confusion_free(cell);
    lmev_confusion_free(NULL);
    lmev_counts_free(NULL);
}

static void a_diverged_network_is_never_right(void **state)
{
    (void)state;
    const float p[2] = {0.5f, NAN};
    assert_true(isnan(lmev_metric_log_loss(p, 2)));
    const float out_of_range[2] = {-INFINITY, INFINITY};
    near_to(lmev_metric_log_loss(out_of_range, 2), (23 * log(2) - log(1 - 0x1p-23)) / 2,
            "clip", "log loss");
}

static void classes_out_of_range_are_refused(void **state)
{
    (void)state;
    const uint32_t fine[3] = {0, 1, 2}, wrong[3] = {0, 1, 3};
    lmev_counts *c = NULL;
    lmev_error err;
    assert_int_equal(lmev_counts_new(&c, wrong, fine, 3, 3, &err), LMEV_ERR_PARAM);
    assert_string_equal(err.text, "true class of row 2 is '3', there are 3 classes");
    assert_int_equal(lmev_counts_new(&c, fine, wrong, 3, 3, &err), LMEV_ERR_PARAM);
    assert_string_equal(err.text, "predicted class of row 2 is '3', there are 3 classes");
    assert_int_equal(lmev_counts_new(&c, fine, fine, 1, 0, NULL), LMEV_ERR_PARAM);
    assert_null(c);
}

static void survives_every_allocation_failure(void **state)
{
    (void)state;
    const struct golden *g = &golden[0];
    const long before = lmev__test_live_blocks();
    int fine = 0;
    for (long k = 0; fine < 2; k++) {
        assert_true(k < 10);
        fine = 0;
        lmev_counts *c = NULL;
        lmev_confusion_cell *cell = NULL;
        size_t n = 0;
        lmev__test_fail_alloc(k, false);
        const lmev_status s =
            lmev_counts_new(&c, g->truth, g->predicted, g->n, g->C, NULL);
        lmev__test_fail_alloc(k, false);
        const lmev_status t =
            lmev_confusion(&cell, &n, g->truth, g->predicted, g->n, NULL);
        lmev__test_fail_alloc(-1, false);
        assert_true(s == LMEV_OK || (s == LMEV_ERR_NOMEM && !c));
        assert_true(t == LMEV_OK || (t == LMEV_ERR_NOMEM && !cell));
        fine = (s == LMEV_OK) + (t == LMEV_OK);
        lmev_counts_free(c);
        lmev_confusion_free(cell);
        assert_int_equal(lmev__test_live_blocks(), before);
    }
}

/* ---- the results of the 2020 study ---- */

/* Column `category` and column `predicted` of a test-results.csv; name[2 * row +
 * column]. */
typedef struct results {
    char **name;
    size_t n, room;
} results;

static int by_name(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

static void read_results(results *r, const char *path)
{
    const lmev_reader_params p = {
        .text = "predicted", .label = "category", .strict = true};
    lmev_reader *reader = NULL;
    lmev_error err = {0};
    if (lmev_reader_open(&reader, path, &p, &err) != LMEV_OK)
        fail_msg("%s: %s", path, err.text);
    lmev_row row;
    bool more = true;
    while (true) {
        if (lmev_reader_next(reader, &row, &more, &err) != LMEV_OK)
            fail_msg("%s:%ld: %s", path, err.line, err.text);
        if (!more) break;
        assert_true(lmev__grow(&r->name, &r->room, r->n + 2, sizeof *r->name));
        r->name[r->n++] = lmev__strndup(row.label.at, row.label.n);
        r->name[r->n++] = lmev__strndup(row.text.at, row.text.n);
    }
    lmev_reader_free(reader);
}

static double balanced_accuracy_of(const results *r)
{
    char **sorted = malloc(r->n * sizeof *sorted);
    uint32_t *id = malloc(r->n * sizeof *id); /* [2, n/2] truth, then predicted */
    assert_true(sorted && id);
    memcpy(sorted, r->name, r->n * sizeof *sorted);
    qsort(sorted, r->n, sizeof *sorted, by_name);
    size_t C = 0;
    for (size_t i = 0; i < r->n; i++)
        if (i == 0 || strcmp(sorted[i], sorted[C - 1]) != 0) sorted[C++] = sorted[i];
    const size_t n = r->n / 2;
    for (size_t i = 0; i < r->n; i++) {
        char **at = bsearch(&r->name[i], sorted, C, sizeof *sorted, by_name);
        id[i % 2 * n + i / 2] = (uint32_t)(at - sorted);
    }
    lmev_counts *c = count(id, id + n, n, C);
    const double bac = lmev_metric_balanced_accuracy(c);
    lmev_counts_free(c);
    free(sorted);
    free(id);
    return bac;
}

static void seed_runs_give_their_balanced_accuracy(void **state)
{
    (void)state;
    static const char *const run[4] = {
        "NNLM_50-v1/lmevME-LM-NNLM_50-v1-200304_1740",
        "NNLM_50-v1/lmevME-LM-NNLM_50-v1-200304_2109",
        "NNLM_128-v1/lmevME-LM-NNLM_128-v1-200304_2054",
        "NNLM_128-v1/lmevME-LM-NNLM_128-v1-200304_1845",
    };
    const char *source = getenv("LMEV_SOURCE");
    for (size_t i = 0; i < COUNT(run); i++) {
        char path[1024];
        snprintf(path, sizeof path,
                 "%s/../shared/data/seed-experiments/%s/experiment_metadata.json",
                 source ? source : ".", run[i]);
        lmev__json *j = NULL;
        lmev_error err = {0};
        if (lmev__json_read(&j, path, &err) == LMEV_ERR_NOTFOUND) {
            print_message("no ../shared/data/seed-experiments: skipped\n");
            skip();
        }
        assert_non_null(j);
        const double want =
            lmev__json_real(lmev__json_get(j, "RESULTS-BALANCED_ACCURACY"));
        lmev__json_free(j);
        assert_true(want > 0.5 && want < 1);
        snprintf(strrchr(path, '/'), 32, "/test-results.csv");
        results r = {0};
        read_results(&r, path);
        assert_int_equal(r.n, 2 * 25000);
        near_to(balanced_accuracy_of(&r), want, run[i], "balanced accuracy");
        for (size_t k = 0; k < r.n; k++) lmev__free(r.name[k]);
        lmev__free(r.name);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(figures_equal_scikit_learn),
        cmocka_unit_test(scores_equal_scikit_learn),
        cmocka_unit_test(confusion_equals_scikit_learn),
        cmocka_unit_test(one_class_is_no_special_case),
        cmocka_unit_test(no_rows_give_nan_not_zero),
        cmocka_unit_test(a_diverged_network_is_never_right),
        cmocka_unit_test(classes_out_of_range_are_refused),
        cmocka_unit_test(survives_every_allocation_failure),
        cmocka_unit_test(seed_runs_give_their_balanced_accuracy),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
