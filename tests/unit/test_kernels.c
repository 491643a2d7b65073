/* test_kernels.c - the loss of a row of scores, which may have several labels, against doubles,
 * by every build of the kernels that this processor runs. */
#include "help.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "nn/kernels.h"

enum { C_MAX = 600 };

/* The builds that run here; each processor that has one has those before it. */
static int builds(const lmev__kernels **to)
{
    const lmev__kernels *best = lmev__kernels_best();
    int n = 0;
    to[n++] = &lmev__kernels_base;
#if defined(__x86_64__)
    if (best != to[0]) to[n++] = &lmev__kernels_v3;
    if (best == &lmev__kernels_v4) to[n++] = &lmev__kernels_v4;
#endif
    assert_ptr_equal(to[n - 1], best);
    return n;
}

static float value(const void *act, bool wide, size_t i)
{
    if (wide) return ((const float *)act)[i];
    const uint32_t u = (uint32_t)((const uint16_t *)act)[i] << 16;
    float f;
    memcpy(&f, &u, sizeof f);
    return f;
}

typedef struct row {
    size_t C, n_labels;
    uint32_t label[LMEV__LABELS_MAX];
    float s[C_MAX], db[C_MAX], scale;
} row;

/* Scores of some nats, labels from few places, so that they repeat, among them one whose
 * probability is nearly 1: what is left of it must not be lost in the rounding to bf16. */
static row row_make(uint64_t *chance, size_t C, size_t n_labels)
{
    row r = {.C = C, .n_labels = n_labels, .scale = 1.0f / 37};
    for (size_t j = 0; j < C; j++) {
        r.s[j] = toss_real(chance, 3);
        r.db[j] = toss_real(chance, 0.1f);
    }
    for (size_t k = 0; k < n_labels; k++)
        r.label[k] = (uint32_t)((toss(chance) % 5) * (C - 1) / 4);
    if (toss(chance) % 2) r.s[r.label[0]] = 15;
    return r;
}

/* exp is good to 2e-7 and a sum of positive terms to little more, so n softmax(s) - labels to
 * some 1e-6 of n; bf16 adds half a place in 2^8 of the value itself. */
static void check(const row *r, double loss, const void *d, bool wide, const float *db)
{
    double sum = 0, want = 0;
    for (size_t j = 0; j < r->C; j++) sum += exp((double)r->s[j]);
    for (size_t k = 0; k < r->n_labels; k++) want += log(sum) - (double)r->s[r->label[k]];
    const double n = (double)r->n_labels, slack = 1e-6 * n * (double)r->scale;
    assert_true(fabs(loss - want) < 2e-6 * n);
    for (size_t j = 0; j < r->C; j++) {
        double g = n * exp((double)r->s[j]) / sum;
        for (size_t k = 0; k < r->n_labels; k++) g -= r->label[k] == j;
        g *= (double)r->scale;
        const double rounding = wide ? 0 : fabs(g) / 256;
        assert_true(fabs((double)value(d, wide, j) - g) <= slack + rounding);
        assert_true(fabs((double)db[j] - (double)r->db[j] - g) <= slack + 1e-7);
    }
}

static void loss_of_several_labels(void **state)
{
    (void)state;
    const size_t widths[] = {2, 15, 16, 64, 113, C_MAX};
    const lmev__kernels *build[3];
    const int n_builds = builds(build);
    uint64_t chance = 11;
    for (size_t w = 0; w < sizeof widths / sizeof *widths; w++)
        for (size_t n = 1; n <= LMEV__LABELS_MAX; n++)
            for (int wide = 0; wide < 2; wide++) {
                const row r = row_make(&chance, widths[w], n);
                const size_t bytes = r.C * (wide ? sizeof(float) : sizeof(uint16_t));
                float d[3][C_MAX], db[3][C_MAX], s[C_MAX];
                double loss[3];
                for (int b = 0; b < n_builds; b++) {
                    memcpy(s, r.s, sizeof s);
                    memcpy(db[b], r.db, sizeof db[b]);
                    loss[b] = build[b]->loss(s, wide ? NULL : (uint16_t *)d[b], db[b], r.C, r.label,
                                             n, r.scale);
                    if (wide) memcpy(d[b], s, bytes);
                    check(&r, loss[b], d[b], wide, db[b]);
                    /* all builds: the same bits */
                    assert_memory_equal(d[b], d[0], bytes);
                    assert_memory_equal(db[b], db[0], sizeof db[b]);
                    assert_true(loss[b] == loss[0]);
                }
            }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(loss_of_several_labels),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
