/* test_kernels.c - loops between the matmuls by every build of them that this processor
 * runs: the loss of a row of scores, which may have several labels, against doubles;
 * activations in rows that lie apart. */
#include "help.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "nn/draw.h"
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
    size_t C, n_labels, n_own;
    uint32_t label[LMEV__LABELS_MAX]; /* own ones first */
    float s[C_MAX], db[C_MAX], scale;
} row;

/* Scores of some nats, labels from few places, so that they repeat, among them one whose
 * probability is nearly 1: what is left of it must not be lost in the rounding to bf16.
 * Of the five places the first n_own_places are labels of their own, whose scores may be
 * far away. */
static row row_make(uint64_t *chance, size_t C, size_t n_labels, uint32_t n_own_places)
{
    row r = {.C = C, .n_labels = n_labels, .scale = 1.0f / 37};
    for (size_t j = 0; j < C; j++) {
        r.s[j] = toss_real(chance, 3);
        r.db[j] = toss_real(chance, 0.1f);
    }
    for (size_t k = 0; k < n_labels; k++) {
        const uint32_t place = toss(chance) % 5;
        r.label[k] = (uint32_t)(place * (C - 1) / 4);
        if (place >= n_own_places) continue;
        const uint32_t swap = r.label[k];
        r.label[k] = r.label[r.n_own];
        r.label[r.n_own++] = swap;
    }
    static const float far[] = {0, 15, 15, 300, -300};
    const float s = far[toss(chance) % (r.n_own ? 5 : 3)];
    if (s != 0) r.s[r.label[0]] = s;
    return r;
}

static bool is_own(const row *r, size_t j)
{
    for (size_t k = 0; k < r->n_own; k++)
        if (r->label[k] == j) return true;
    return false;
}

/* exp is good to 2e-7 and a sum of positive terms to little more, so n softmax(s) -
 * labels to some 1e-6 of n; bf16 adds half a place in 2^8 of the value itself. */
static void check(const row *r, double loss, const void *d, bool wide, const float *db)
{
    double common = 0, want = 0, all[LMEV__LABELS_MAX];
    for (size_t j = 0; j < r->C; j++) common += is_own(r, j) ? 0 : exp((double)r->s[j]);
    for (size_t k = 0; k < r->n_labels; k++) {
        const double own = (double)r->s[r->label[k]];
        all[k] = common + (k < r->n_own ? exp(own) : 0);
        want += log(all[k]) - own;
    }
    const double n = (double)r->n_labels, slack = 1e-6 * n * (double)r->scale;
    assert_true(fabs(loss - want) < 2e-6 * n);
    for (size_t j = 0; j < r->C; j++) {
        double g = 0;
        for (size_t k = 0; k < r->n_labels; k++) {
            if (!is_own(r, j) || r->label[k] == j) g += exp((double)r->s[j]) / all[k];
            g -= r->label[k] == j;
        }
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
            for (uint32_t v = 0; v < 8;
                 v++) { /* f32 or bf16, 0 to 3 places of their own */
                const bool wide = v % 2;
                const row r = row_make(&chance, widths[w], n, widths[w] > 5 ? v / 2 : 0);
                const size_t bytes = r.C * (wide ? sizeof(float) : sizeof(uint16_t));
                float d[3][C_MAX], db[3][C_MAX], s[C_MAX];
                double loss[3];
                for (int b = 0; b < n_builds; b++) {
                    memcpy(s, r.s, sizeof s);
                    memcpy(db[b], r.db, sizeof db[b]);
                    loss[b] = build[b]->loss(s, wide ? NULL : (uint16_t *)d[b], db[b],
                                             r.C, r.label, n, r.n_own, r.scale);
                    if (wide) memcpy(d[b], s, bytes);
                    check(&r, loss[b], d[b], wide, db[b]);
                    /* all builds: the same bits */
                    assert_memory_equal(d[b], d[0], bytes);
                    assert_memory_equal(db[b], db[0], sizeof db[b]);
                    assert_true(loss[b] == loss[0]);
                }
            }
}

/* Rows further apart draw the same numbers, and what lies between them is left alone. */
static void dropout_does_not_look_at_the_distance_of_rows(void **state)
{
    (void)state;
    enum { B = 7, U = 83, LD = 112 };
    const lmev__kernels *build[3];
    const int n_builds = builds(build);
    const lmev__philox key = lmev__philox_key(3, LMEV__DRAW_DROPOUT, 7, 0);
    for (int bits = 8; bits <= 16; bits += 8)
        for (int b = 0; b < n_builds; b++) {
            float tight[B * U], apart[B * LD];
            size_t dropped = 0;
            for (size_t i = 0; i < B * U; i++) tight[i] = 1;
            for (size_t i = 0; i < B * LD; i++) apart[i] = -9;
            for (size_t r = 0; r < B; r++)
                for (size_t j = 0; j < U; j++) apart[r * LD + j] = 1;
            const uint32_t cut = 1u << (bits - 2);
            build[b]->dropout(tight, true, B, U, U, &key, 32, bits, cut, 1.25f);
            build[b]->dropout(apart, true, B, U, LD, &key, 32, bits, cut, 1.25f);
            for (size_t r = 0; r < B; r++) {
                assert_memory_equal(apart + r * LD, tight + r * U, U * sizeof *tight);
                for (size_t j = U; j < LD; j++) assert_true(apart[r * LD + j] == -9);
            }
            for (size_t i = 0; i < B * U; i++) {
                assert_true(tight[i] == 0 || tight[i] == 1.25f);
                dropped += tight[i] == 0;
            }
            /* 581 draws at 1/4: 145, standard deviation 10; five of them */
            assert_in_range(dropped, 93, 197);
        }
}

/* The highest rates drop nearly all, not nothing. */
static void a_rate_near_one_drops_nearly_all(void **state)
{
    (void)state;
    enum { B = 100, U = 1000 };
    const lmev__philox key = lmev__philox_key(3, LMEV__DRAW_DROPOUT, 7, 0);
    static float h[B * U];
    size_t kept = 0;
    for (size_t i = 0; i < B * U; i++) h[i] = 1;
    lmev__dropout(lmev__kernels_best(), h, true, B, U, U, 0.999999f, &key, 0);
    for (size_t i = 0; i < B * U; i++) kept += h[i] != 0;
    assert_in_range(kept, 0, 12); /* 1.5 expected */
}

/* To act and back: relu'd, and added up. */
static void activations_are_put_and_added(void **state)
{
    (void)state;
    enum { U = 83 };
    const lmev__kernels *build[3];
    const int n_builds = builds(build);
    uint64_t chance = 4;
    float x[U], act[U], sum[U];
    for (size_t j = 0; j < U; j++) x[j] = toss_real(&chance, 2);
    for (int wide = 0; wide < 2; wide++)
        for (int b = 0; b < n_builds; b++) {
            build[b]->put_relu(act, wide, x, U);
            memcpy(sum, x, sizeof sum);
            build[b]->add(sum, act, wide, U);
            for (size_t j = 0; j < U; j++) {
                const float v = value(act, wide, j), want = x[j] > 0 ? x[j] : 0;
                assert_true(fabsf(v - want) <= (wide ? 0 : want / 256));
                assert_true(sum[j] == x[j] + v);
            }
        }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(loss_of_several_labels),
        cmocka_unit_test(dropout_does_not_look_at_the_distance_of_rows),
        cmocka_unit_test(a_rate_near_one_drops_nearly_all),
        cmocka_unit_test(activations_are_put_and_added),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
