/* test_embed.c - texts to vectors and vectors to files.
 *
 * The reference of a vector is its definition in double: c(n) sum_i w_i row_i, over its
 * norm where asked. Float sums of n rows of numbers below 1 differ from it by at most
 * about n 2^-24 for each number; 1e-6 of the largest possible sum is twice that for the
 * longest text here (40 tokens), and a missing or doubled row misses by 1e-2. */
#include "help.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/error.h"
#include "base/format/safetensors.h"
#include "base/io/io.h"
#include "base/mem.h"
#include "base/number.h"
#include "lm/gather.h"
#include "lm/lm_impl.h"
#include "lmev/vectors.h"
#include "scratch.h"

#define COUNT(array) (sizeof(array) / sizeof *(array))

/* ---- a kind of its own: "3 3 7" are rows 3, 3, 7; row r has the weight of r ---- */

static float weight_of(uint32_t row)
{
    return 0.25f + (float)(row % 5);
}

static lmev_status digits_bag(const lmev_lm *lm, lmev_str text, lmev_bag *bag,
                              lmev_error *err)
{
    if (text.n && text.at[0] == '!') {
        if (err) *err = (lmev_error){.status = LMEV_ERR_FORMAT};
        if (err) snprintf(err->text, sizeof err->text, "%.*s", (int)text.n, text.at);
        return LMEV_ERR_FORMAT;
    }
    for (size_t i = 0; i < text.n;) {
        uint32_t row = 0;
        for (; i < text.n && text.at[i] != ' '; i++)
            row = row * 10 + (uint32_t)(text.at[i] - '0');
        i++;
        row %= (uint32_t)lm->rows;
        if (!lmev__bag_add(bag, row, weight_of(row))) return lmev__nomem(err, "row ids");
    }
    return LMEV_OK;
}

static void nothing(void *self)
{
    (void)self;
}

static const lmev__lm_kind digits = {
    .name = "digits", .bag = digits_bag, .release = nothing};

static lmev_lm *make(uint32_t rows, uint32_t dim, lmev_combiner combiner, bool weighted,
                     bool unit)
{
    uint64_t state = 5;
    lmev_lm made = {.kind = &digits,
                    .format = "test",
                    .rows = rows,
                    .dim = dim,
                    .combiner = combiner,
                    .weighted = weighted,
                    .unit = unit,
                    .own = lmev__aligned((size_t)rows * dim, sizeof(float))};
    for (size_t i = 0; i < (size_t)rows * dim; i++) made.own[i] = toss_real(&state, 1);
    made.table = made.own;
    lmev_lm *lm;
    assert_int_equal(lmev__lm_make(&lm, &made, "test", NULL), LMEV_OK);
    return lm;
}

/* n texts of 0 to 40 rows. */
typedef struct texts {
    lmev__buf bytes;
    lmev_str *at;
    size_t n;
} texts;

static texts make_texts(size_t n)
{
    texts t = {.at = lmev__calloc(n, sizeof *t.at), .n = n};
    size_t *begin = lmev__calloc(n + 1, sizeof *begin);
    uint64_t state = 9;
    for (size_t i = 0; i < n; i++) {
        begin[i] = t.bytes.n;
        const uint32_t tokens = i < 41 ? (uint32_t)i : toss(&state) % 41;
        for (uint32_t k = 0; k < tokens; k++)
            lmev__buf_printf(&t.bytes, k ? " %u" : "%u", toss(&state) % 1000);
    }
    begin[n] = t.bytes.n;
    for (size_t i = 0; i < n; i++)
        t.at[i] = (lmev_str){t.bytes.at + begin[i], begin[i + 1] - begin[i]};
    lmev__free(begin);
    return t;
}

static void free_texts(texts *t)
{
    lmev__buf_free(&t->bytes);
    lmev__free(t->at);
}

static void expect_vector(const lmev_lm *lm, lmev_str text, const float *v)
{
    lmev_bag bag = {0};
    assert_int_equal(lmev_lm_bag(lm, text, &bag, NULL), LMEV_OK);
    const double n = (double)bag.n;
    const double c = lm->combiner == LMEV_COMBINER_SUM    ? 1
                     : lm->combiner == LMEV_COMBINER_MEAN ? 1 / n
                                                          : 1 / sqrt(n);
    double *sum = calloc(lm->dim, sizeof *sum), squares = 0;
    for (size_t i = 0; i < bag.n; i++)
        for (uint32_t j = 0; j < lm->dim; j++)
            sum[j] += c * (lm->weighted ? (double)bag.weight[i] : 1) *
                      (double)lm->table[(size_t)bag.id[i] * lm->dim + j];
    for (uint32_t j = 0; j < lm->dim; j++) squares += sum[j] * sum[j];
    const double norm = lm->unit && bag.n ? sqrt(squares) + 1e-32 : 1;
    const double largest = bag.n == 0 ? 0
                           : lm->unit ? 1
                                      : c * n * (lm->weighted ? 4.25 : 1);
    for (uint32_t j = 0; j < lm->dim; j++)
        if (fabs(sum[j] / norm - (double)v[j]) > 1e-6 * largest)
            fail_msg("dim %u, %zu tokens, column %u: %.9g, not %.9g", lm->dim, bag.n, j,
                     (double)v[j], sum[j] / norm);
    free(sum);
    lmev_bag_release(&bag);
}

static void vectors_follow_their_definition(void **state)
{
    (void)state;
    static const uint32_t dims[] = {1, 2, 3, 15, 16, 17, 31, 50, 64, 100, 128, 131, 300};
    texts t = make_texts(300);
    for (size_t d = 0; d < COUNT(dims); d++)
        for (int way = 0; way < 12; way++) {
            lmev_lm *lm =
                make(97, dims[d], (lmev_combiner)(way % 3), way / 3 & 1, way / 6);
            float *v = lmev__calloc(t.n * dims[d], sizeof *v);
            assert_int_equal(lmev_lm_embed(lm, t.at, t.n, v, 1, NULL), LMEV_OK);
            for (size_t i = 0; i < t.n; i++) expect_vector(lm, t.at[i], v + i * dims[d]);
            lmev__free(v);
            lmev_lm_free(lm);
        }
    free_texts(&t);
}

static void threads_do_not_show(void **state)
{
    (void)state;
    texts t = make_texts(5000);
    lmev_lm *lm = make(997, 50, LMEV_COMBINER_SQRTN, false, true);
    float *one = lmev__calloc(t.n * 50, sizeof *one),
          *many = lmev__calloc(t.n * 50, sizeof *many);
    assert_int_equal(lmev_lm_embed(lm, t.at, t.n, one, 1, NULL), LMEV_OK);
    for (int threads = 0; threads < 8; threads += 3) {
        memset(many, 0xff, t.n * 50 * sizeof *many);
        assert_int_equal(lmev_lm_embed(lm, t.at, t.n, many, threads, NULL), LMEV_OK);
        assert_memory_equal(one, many, t.n * 50 * sizeof *many);
    }
    /* nor does what stands before a text */
    for (size_t i = 0; i < t.n; i += 611) {
        assert_int_equal(lmev_lm_embed(lm, t.at + i, 1, many, 1, NULL), LMEV_OK);
        assert_memory_equal(one + i * 50, many, 50 * sizeof *many);
    }
    assert_int_equal(lmev_lm_embed(lm, NULL, 0, NULL, 0, NULL), LMEV_OK);
    lmev__free(one);
    lmev__free(many);
    lmev_lm_free(lm);
    free_texts(&t);
}

/* TensorFlow's order for segments, written out: bits, not tolerances. */
static void sums_are_taken_in_the_order_of_tensorflow(void **state)
{
    (void)state;
    enum { ROWS = 61, DIM = 37 };
    uint64_t chance = 3;
    lmev_lm *lm = make(ROWS, DIM, LMEV_COMBINER_SQRTN, false, false);
    uint32_t id[50];
    for (size_t i = 0; i < COUNT(id); i++) id[i] = toss(&chance) % ROWS;
    for (size_t n = 1; n <= COUNT(id); n++) {
        float want[DIM], got[DIM];
        const float scale = 1.0f / sqrtf((float)n);
        for (size_t j = 0; j < DIM; j++) {
            size_t at = n < 10 ? n : n % 8 < 2 ? n % 8 + 8 : n % 8;
            volatile float all =
                lm->table[id[0] * DIM + j]; /* volatile: no wider registers */
            for (size_t i = 1; i < at; i++) all += lm->table[id[i] * DIM + j];
            for (; at < n; at += 8) {
                volatile float group = lm->table[id[at] * DIM + j];
                for (size_t i = 1; i < 8; i++) group += lm->table[id[at + i] * DIM + j];
                all += group;
            }
            want[j] = all * scale;
        }
        lmev__gather_best()(got, lm->table, id, NULL, n, DIM, scale);
        assert_memory_equal(got, want, sizeof want);
        lmev__gather_base(got, lm->table, id, NULL, n, DIM, scale);
        assert_memory_equal(got, want, sizeof want);
    }
    lmev_lm_free(lm);
}

static void all_builds_of_the_loop_give_the_same_bits(void **state)
{
    (void)state;
    static const size_t dims[] = {1, 7, 16, 50, 128, 300, 301};
    uint64_t chance = 4;
    float weight[23];
    uint32_t id[23];
    for (size_t i = 0; i < 23; i++) {
        weight[i] = toss_real(&chance, 1);
        id[i] = toss(&chance) % 71;
    }
    for (size_t d = 0; d < COUNT(dims); d++) {
        lmev_lm *lm = make(71, (uint32_t)dims[d], LMEV_COMBINER_SUM, true, false);
        float base[301], best[301];
        for (size_t n = 1; n <= 23; n++)
            for (int weighted = 0; weighted < 2; weighted++) {
                const float *w = weighted ? weight : NULL;
                lmev__gather_base(base, lm->table, id, w, n, dims[d], 0.3f);
                lmev__gather_best()(best, lm->table, id, w, n, dims[d], 0.3f);
                assert_memory_equal(base, best, dims[d] * sizeof *base);
            }
        lmev_lm_free(lm);
    }
}

static void unit_vectors_of_extreme_rows(void **state)
{
    (void)state;
    lmev_lm *lm = make(3, 20, LMEV_COMBINER_MEAN, false, true);
    for (int j = 0; j < 20; j++) {
        lm->own[j] = 1e30f;       /* squares that a float cannot hold */
        lm->own[20 + j] = 0;      /* no direction: stays zero */
        lm->own[40 + j] = 1e-30f; /* squares below all floats */
    }
    float v[60];
    const lmev_str t[] = {{"0", 1}, {"1", 1}, {"2", 1}};
    assert_int_equal(lmev_lm_embed(lm, t, 3, v, 1, NULL), LMEV_OK);
    for (int j = 0; j < 20; j++) {
        assert_float_equal(v[j], 0.2236068f, 1e-6f);
        assert_true(v[20 + j] == 0);
        assert_float_equal(v[40 + j], 0.2236068f, 3e-3f); /* 1e-32 is 2e-3 of the norm */
    }
    lmev_lm_free(lm);
}

static void faults_of_embedding(void **state)
{
    (void)state;
    lmev_lm *lm = make(5, 4, LMEV_COMBINER_SUM, false, false);
    enum { N = 3000 };
    lmev_str *t = lmev__calloc(N, sizeof *t);
    float *v = lmev__calloc(N * 4, sizeof *v);
    for (size_t i = 0; i < N; i++) t[i] = (lmev_str){"1 2", 3};
    t[2500] = (lmev_str){"!late", 5};
    t[700] = (lmev_str){"!early", 6};
    lmev_error err = {0};
    for (int threads = 1; threads < 5; threads++) {
        assert_int_equal(lmev_lm_embed(lm, t, N, v, threads, &err), LMEV_ERR_FORMAT);
        assert_string_equal(err.text, "!early");
        assert_int_equal(lmev_lm_embed(lm, t, N, v, threads, NULL), LMEV_ERR_FORMAT);
    }
    lm->table = NULL;
    assert_int_equal(lmev_lm_embed(lm, t, N, v, 0, &err), LMEV_ERR_PARAM);
    lmev__free(t);
    lmev__free(v);
    lmev_lm_free(lm);
}

/* ---- decimals ---- */

static void decimals_as_python_writes_them(void **state)
{
    (void)state;
    static const struct {
        float v;
        const char *text;
    } known[] = {
        {0, "0.0"},
        {-0.0f, "-0.0"},
        {1, "1.0"},
        {-3, "-3.0"},
        {0.1f, "0.1"},
        {0.3f, "0.3"},
        {1.5e-7f, "1.5e-07"},
        {1e-4f, "0.0001"},
        {9.999e-5f, "9.999e-05"},
        {16777216, "16777216.0"},
        {1e9f, "1e+09"},
        {123456792, "123456790.0"},
        {3.4028235e38f, "3.4028235e+38"},
        {1e-45f, "1e-45"},
        {1.1754944e-38f, "1.1754944e-38"},
        {-1.23456789f, "-1.2345679"},
        {INFINITY, "inf"},
        {-INFINITY, "-inf"},
        {NAN, "nan"},
        {8388608.5f, "8388608.0"},
        {0.00390625f, "0.00390625"},
        {33554432, "33554432.0"},
        {9.5367431640625e-07f, "9.536743e-07"},
    };
    for (size_t i = 0; i < COUNT(known); i++) {
        char text[LMEV__FLOAT_ROOM + 1];
        text[lmev__float_shortest(text, known[i].v)] = 0;
        assert_string_equal(text, known[i].text);
    }
}

/* Reads back as itself, and no decimal of fewer digits does. */
static void decimals_are_shortest(void **state)
{
    (void)state;
    uint64_t chance = 1;
    for (uint32_t i = 0; i < 300000; i++) {
        uint32_t bits = toss(&chance) * 2 + (toss(&chance) & 1);
        if (i < 1024)
            bits = (i / 4) << 23 | ((i % 4 - 1u) & 0x7fffff); /* about powers of two */
        float v;
        memcpy(&v, &bits, sizeof v);
        if (!isfinite(v) || v == 0) continue;
        char text[LMEV__FLOAT_ROOM + 1], other[32];
        const size_t n = lmev__float_shortest(text, v);
        assert_true(n <= LMEV__FLOAT_ROOM);
        text[n] = 0;
        const float back = strtof(text, NULL);
        if (memcmp(&back, &v, sizeof v)) fail_msg("%s is not %.9g", text, (double)v);
        int n_digits = 0, zeros = 0; /* significant ones, and the zeros at their end */
        for (const char *c = text; *c && *c != 'e'; c++) {
            if (*c < '0' || *c > '9' || (*c == '0' && n_digits == 0)) continue;
            n_digits++;
            zeros = *c == '0' ? zeros + 1 : 0;
        }
        n_digits -= zeros;
        if (n_digits == 1) continue;
        snprintf(other, sizeof other, "%.*e", n_digits - 2, (double)v);
        if (strtof(other, NULL) == v) fail_msg("%s is shorter than %s", other, text);
        snprintf(other, sizeof other, "%.*e", n_digits - 1,
                 (double)v); /* the nearest, too */
        if (strtof(other, NULL) == v)
            assert_true(strtod(other, NULL) == strtod(text, NULL));
    }
}

/* ---- files ---- */

static lmev_vectors *begin(const char *path, lmev_vectors_format format, uint32_t dim)
{
    const lmev_vectors_params p = {.format = format, .dim = dim, .path = path};
    lmev_vectors *w = NULL;
    lmev_error err = {0};
    if (lmev_vectors_begin(&w, &p, &err) != LMEV_OK) fail_msg("%s", err.text);
    return w;
}

static void npy_has_its_head_and_its_floats(void **state)
{
    (void)state;
    static const float v[6] = {1, -2.5f, 3e-9f, 0, INFINITY, 7};
    const char *path = in_folder("v.npy");
    char *bytes;
    size_t n;
    lmev_vectors *w = begin(path, LMEV_VECTORS_NPY, 3);
    assert_int_equal(lmev_vectors_add(w, v, 1, NULL), LMEV_OK);
    assert_false(lmev__is_file(path));
    assert_int_equal(lmev_vectors_add(w, v + 3, 1, NULL), LMEV_OK);
    assert_int_equal(lmev_vectors_publish(w, NULL), LMEV_OK);
    assert_int_equal(lmev__read_file(&bytes, &n, path, 1000, NULL), LMEV_OK);
    assert_int_equal(n, 128 + sizeof v);
    assert_memory_equal(
        bytes,
        "\x93NUMPY\x01\x00\x76\x00{'descr': '<f4', 'fortran_order': False, "
        "'shape': (2, 3), }",
        69);
    for (int i = 69; i < 127; i++) assert_int_equal(bytes[i], ' ');
    assert_int_equal(bytes[127], '\n');
    assert_memory_equal(bytes + 128, v, sizeof v);
    lmev__free(bytes);
}

static void safetensors_reads_what_vectors_wrote(void **state)
{
    (void)state;
    static float v[5000];
    uint64_t chance = 2;
    for (size_t i = 0; i < COUNT(v); i++) v[i] = toss_real(&chance, 1);
    const char *path = in_folder("v.safetensors");
    for (size_t rows = 0; rows <= 1000; rows += 500) {
        lmev_vectors *w = begin(path, LMEV_VECTORS_SAFETENSORS, 5);
        assert_int_equal(lmev_vectors_add(w, v, rows, NULL), LMEV_OK);
        assert_int_equal(lmev_vectors_publish(w, NULL), LMEV_OK);
        lmev__st st;
        assert_int_equal(lmev__st_open(&st, path, NULL), LMEV_OK);
        const lmev__st_tensor *t = lmev__st_find(&st, "embeddings");
        assert_non_null(t);
        assert_string_equal(t->dtype, "F32");
        assert_int_equal(t->n_dims, 2);
        assert_int_equal(t->shape[0], rows);
        assert_int_equal(t->shape[1], 5);
        assert_memory_equal(t->at, v, rows * 5 * sizeof *v);
        lmev__st_close(&st);
    }
}

static bool collect(void *self, const char *at, size_t n)
{
    lmev__buf_add(self, at, n);
    return true;
}

static bool refuse(void *self, const char *at, size_t n)
{
    (void)self, (void)at, (void)n;
    return false;
}

static void csv_goes_to_a_file_or_to_a_listener(void **state)
{
    (void)state;
    static const float v[4] = {0.5f, -1, 1e-20f, 3};
    static const char want[] = "v0,v1\n0.5,-1.0\n1e-20,3.0\n";
    const char *path = in_folder("v.csv");
    char *bytes;
    size_t n;
    lmev_vectors *w = begin(path, LMEV_VECTORS_CSV, 2);
    assert_int_equal(lmev_vectors_add(w, v, 2, NULL), LMEV_OK);
    assert_int_equal(lmev_vectors_publish(w, NULL), LMEV_OK);
    assert_int_equal(lmev__read_file(&bytes, &n, path, 1000, NULL), LMEV_OK);
    assert_string_equal(bytes, want);
    lmev__free(bytes);

    lmev__buf got = LMEV__BUF_INIT;
    lmev_vectors_params p = {
        .format = LMEV_VECTORS_CSV, .dim = 2, .write = collect, .self = &got};
    assert_int_equal(lmev_vectors_begin(&w, &p, NULL), LMEV_OK);
    assert_int_equal(lmev_vectors_add(w, v, 2, NULL), LMEV_OK);
    assert_int_equal(lmev_vectors_publish(w, NULL), LMEV_OK);
    assert_int_equal(got.n, sizeof want - 1);
    assert_memory_equal(got.at, want, got.n);
    lmev__buf_free(&got);
    p.write = refuse;
    assert_int_equal(lmev_vectors_begin(&w, &p, NULL), LMEV_ERR_IO);
}

static void refused_and_aborted_files_leave_nothing(void **state)
{
    (void)state;
    lmev_vectors *w = NULL;
    lmev_error err = {0};
    lmev_vectors_params p = {.format = LMEV_VECTORS_NPY, .dim = 4, .path = "/dev/null"};
    assert_int_equal(lmev_vectors_begin(&w, &p, &err), LMEV_ERR_PARAM);
    p.path = in_folder("none");
    p.dim = 0;
    assert_int_equal(lmev_vectors_begin(&w, &p, &err), LMEV_ERR_PARAM);
    p.dim = 4;
    p.format = (lmev_vectors_format)9;
    assert_int_equal(lmev_vectors_begin(&w, &p, &err), LMEV_ERR_PARAM);
    p = (lmev_vectors_params){.format = LMEV_VECTORS_NPY, .dim = 4, .write = collect};
    assert_int_equal(lmev_vectors_begin(&w, &p, &err), LMEV_ERR_PARAM);
    lmev_vectors_abort(begin(in_folder("none"), LMEV_VECTORS_NPY, 4));
    lmev_vectors_abort(NULL);
    assert_false(lmev__is_file(in_folder("none")));

    /* every file operation fails once: the old file stays, or the new one is whole */
    static const float v[8] = {1, 2, 3, 4, 5, 6, 7, 8};
    assert_int_equal(lmev__write_file(in_folder("old.npy"), "old", 3, NULL), LMEV_OK);
    lmev_status s = LMEV_ERR_IO;
    for (long k = 0; k < 40 && s != LMEV_OK; k++) {
        lmev__test_fail_io(k, 28 /* ENOSPC */, false);
        p = (lmev_vectors_params){
            .format = LMEV_VECTORS_NPY, .dim = 4, .path = in_folder("old.npy")};
        s = lmev_vectors_begin(&w, &p, NULL);
        if (s == LMEV_OK && (s = lmev_vectors_add(w, v, 2, NULL)) != LMEV_OK)
            lmev_vectors_abort(w);
        else if (s == LMEV_OK)
            s = lmev_vectors_publish(w, NULL);
        lmev__test_fail_io(-1, 0, false);
        char *bytes;
        size_t n;
        assert_int_equal(lmev__read_file(&bytes, &n, in_folder("old.npy"), 1000, NULL),
                         LMEV_OK);
        assert_true(n == 3 || n == 128 + sizeof v);
        lmev__free(bytes);
    }
    assert_int_equal(s, LMEV_OK);
    char **names;
    size_t n;
    assert_int_equal(lmev__list_dir(&names, &n, folder, NULL), LMEV_OK);
    for (size_t i = 0; i < n; i++) assert_null(strstr(names[i], ".tmp"));
    lmev__free_names(names, n);
}

static void memory_may_fail_anywhere(void **state)
{
    (void)state;
    lmev_lm *lm = make(11, 6, LMEV_COMBINER_MEAN, true, false);
    texts t = make_texts(20);
    float v[20 * 6];
    lmev_status s = LMEV_ERR_NOMEM;
    for (long k = 0; k < 100 && s != LMEV_OK; k++) {
        const long blocks = lmev__test_live_blocks();
        lmev__test_fail_alloc(k, false);
        s = lmev_lm_embed(lm, t.at, t.n, v, 1, NULL);
        if (s == LMEV_OK) {
            lmev_vectors *w;
            const lmev_vectors_params p = {
                .format = LMEV_VECTORS_CSV, .dim = 6, .path = in_folder("memory.csv")};
            s = lmev_vectors_begin(&w, &p, NULL);
            if (s == LMEV_OK && (s = lmev_vectors_add(w, v, 20, NULL)) != LMEV_OK)
                lmev_vectors_abort(w);
            else if (s == LMEV_OK)
                s = lmev_vectors_publish(w, NULL);
        }
        lmev__test_fail_alloc(-1, false);
        assert_int_equal(lmev__test_live_blocks(), blocks);
        assert_true(s == LMEV_OK || s == LMEV_ERR_NOMEM);
    }
    assert_int_equal(s, LMEV_OK);
    free_texts(&t);
    lmev_lm_free(lm);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(vectors_follow_their_definition),
        cmocka_unit_test(threads_do_not_show),
        cmocka_unit_test(sums_are_taken_in_the_order_of_tensorflow),
        cmocka_unit_test(all_builds_of_the_loop_give_the_same_bits),
        cmocka_unit_test(unit_vectors_of_extreme_rows),
        cmocka_unit_test(faults_of_embedding),
        cmocka_unit_test(decimals_as_python_writes_them),
        cmocka_unit_test(decimals_are_shortest),
        cmocka_unit_test(npy_has_its_head_and_its_floats),
        cmocka_unit_test(safetensors_reads_what_vectors_wrote),
        cmocka_unit_test(csv_goes_to_a_file_or_to_a_listener),
        cmocka_unit_test(refused_and_aborted_files_leave_nothing),
        cmocka_unit_test(memory_may_fail_anywhere),
    };
    return cmocka_run_group_tests(tests, make_folder, drop_folder);
}
