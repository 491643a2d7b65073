/* test_split.c - splits.
 *
 * Shares, determinism and the draw against a brute-force ranking, with a least number of
 * test rows per class too; every refusal; every allocation failed once; what is written
 * is read back. The real titles are read where they are. */
#include <errno.h>
#include <unistd.h>

#include "data_help.h"

#include "base/rng.h"
#include "data/lowest.h"

/* title,category with n rows: texts "t<i>", labels "C<i mod classes>". */
static const char *put_rows(const char *name, size_t n, size_t classes)
{
    char *doc = malloc(n * 32 + 32);
    assert_non_null(doc);
    size_t at = (size_t)sprintf(doc, "title,category\n");
    for (size_t i = 0; i < n; i++)
        at += (size_t)sprintf(doc + at, "t%zu,C%zu\n", i, i % classes);
    const char *path = put(name, doc, at);
    free(doc);
    return path;
}

static lmev_split *load_ok(const lmev_split_params *p)
{
    lmev_split *s = NULL;
    lmev_error err = {0};
    if (lmev_split_load(&s, p, NULL, &err) != LMEV_OK)
        print_error("%s:%ld: %s\n", err.source, err.line, err.text);
    assert_non_null(s);
    return s;
}

static void assert_same(const lmev_dataset *a, const lmev_dataset *b)
{
    assert_int_equal(a->n, b->n);
    assert_string_equal(a->sha256, b->sha256);
    assert_memory_equal(a->row, b->row, a->n * sizeof *a->row);
    assert_memory_equal(a->label, b->label, a->n * sizeof *a->label);
    assert_memory_equal(a->text, b->text, a->text_at[a->n]);
}

/* Texts and labels are those of the rows, in file order, marked in `seen` once. */
static void assert_content(const lmev_split *s, const lmev_dataset *d, size_t classes,
                           unsigned char *seen)
{
    char want[32];
    for (size_t i = 0; i < d->n; i++) {
        (void)sprintf(want, "t%d", (int)d->row[i]);
        assert_str(lmev_dataset_text(d, i), want);
        (void)sprintf(want, "C%d", (int)(d->row[i] % classes));
        assert_string_equal(s->labels.name[d->label[i]], want);
        assert_true(i == 0 || d->row[i - 1] < d->row[i]);
        assert_int_equal(seen[d->row[i]]++, 0);
    }
}

static void split_shares_out_by_hash(void **state)
{
    (void)state;
    enum { N = 1000, CLASSES = 12 };
    unsigned char seen[N] = {0};
    lmev_split_params p = {.file = put_rows("rows.csv", N, CLASSES),
                           .reader = {.label = "category"},
                           .train_size = 600,
                           .validation_split = 0.1,
                           .test_size = 150,
                           .seed = 7};
    lmev_split *a = load_ok(&p), *b = load_ok(&p);
    assert_int_equal(a->train.n, 540);
    assert_int_equal(a->validation.n, 60);
    assert_int_equal(a->test.n, 150);
    assert_content(a, &a->train, CLASSES, seen);
    assert_content(a, &a->validation, CLASSES, seen);
    assert_content(a, &a->test, CLASSES, seen); /* disjoint: no row was seen twice */
    assert_int_equal(a->skips[0].n_used, N);
    assert_null(a->train.reliable);
    assert_int_equal(a->labels.n, CLASSES);
    for (size_t i = 1; i < CLASSES; i++) /* C0 C1 C10 C11 C2 .. */
        assert_true(strcmp(a->labels.name[i - 1], a->labels.name[i]) < 0);

    assert_same(&a->train, &b->train);
    assert_same(&a->test, &b->test);
    assert_string_equal(a->sha256, b->sha256);
    lmev_split_free(b);
    /* as it was before test_per_class: experiments of then are found by it */
    assert_string_equal(
        a->sha256, "4b73f6f5d7d23012a4e3344ec54b9e809d337137bc011e5b90744dda93de4971");

    p.train_size = 100; /* the test rows and the classes stay */
    b = load_ok(&p);
    assert_same(&a->test, &b->test);
    assert_string_equal(a->labels.sha256, b->labels.sha256);
    assert_string_not_equal(a->sha256, b->sha256);
    for (size_t i = 0, k = 0; i < b->train.n; i++) { /* fewer rows are a part of more */
        while (k < a->train.n && a->train.row[k] < b->train.row[i]) k++;
        bool in_train = k < a->train.n && a->train.row[k] == b->train.row[i],
             in_val = false;
        for (size_t j = 0; j < a->validation.n; j++)
            in_val |= a->validation.row[j] == b->train.row[i];
        assert_true(in_train || in_val);
    }
    lmev_split_free(b);

    p.train_size = 0; /* all the rest */
    b = load_ok(&p);
    assert_same(&a->test, &b->test);
    assert_int_equal(b->train.n + b->validation.n, N - 150);
    assert_int_equal(b->validation.n, 85);
    lmev_split_free(b);

    p.seed = 8;
    b = load_ok(&p);
    assert_string_not_equal(a->test.sha256, b->test.sha256);
    lmev_split_free(b);
    lmev_split_free(a);

    p.test_size = 0;
    p.validation_split = 0;
    a = load_ok(&p);
    assert_int_equal(a->train.n, N);
    assert_int_equal(a->test.n + a->validation.n, 0);
    lmev_split_free(a);
    assert_no_leak();
}

/* The pool is thinned out many times here (4,096 candidates at most): the rows kept must
 * still be those that a full ranking puts first. */
static void split_equals_a_full_ranking(void **state)
{
    (void)state;
    enum { N = 60000, TEST_ROWS = 300, TRAIN_ROWS = 700 };
    lmev_split_params p = {.file = put_rows("many.csv", N, 5),
                           .reader = {.label = "category"},
                           .train_size = TRAIN_ROWS,
                           .test_size = TEST_ROWS,
                           .seed = 3};
    lmev_split *s = load_ok(&p);
    lmev__philox draw = lmev__philox_key(3, LMEV__DRAW_SPLIT, 0, 0);
    uint64_t *hash = malloc(N * sizeof *hash);
    assert_non_null(hash);
    for (size_t i = 0; i < N; i++) hash[i] = lmev__philox_u64(&draw, i);
    const lmev_dataset *set[] = {&s->test, &s->train};
    const size_t lowest[] = {0, TEST_ROWS},
                 highest[] = {TEST_ROWS, TEST_ROWS + TRAIN_ROWS};
    for (size_t k = 0; k < 2; k++) {
        assert_int_equal(set[k]->n, highest[k] - lowest[k]);
        for (size_t i = 0; i < set[k]->n; i++) {
            size_t rank = 0;
            for (size_t j = 0; j < N; j++) rank += hash[j] < hash[set[k]->row[i]];
            assert_true(rank >= lowest[k] && rank < highest[k]);
        }
    }
    free(hash);
    unsigned char *seen = calloc(N, 1);
    assert_non_null(seen);
    assert_content(s, &s->train, 5, seen);
    assert_content(s, &s->test, 5, seen);
    free(seen);
    lmev_split_free(s);
    assert_no_leak();
}

/* ---- a least number of test rows per class ---- */

/* By hash, then by place: the rank that the draw gives a row. */
typedef struct ranked {
    uint64_t hash;
    size_t row;
} ranked;

static int by_rank(const void *a, const void *b)
{
    const ranked *x = a, *y = b;
    if (x->hash != y->hash) return x->hash < y->hash ? -1 : 1;
    return (x->row > y->row) - (x->row < y->row);
}

enum { SKEWED = 30000, SKEWED_CLASSES = 12 };
/* Rows of each class; the last has the rest. */
static const size_t skewed_rows[SKEWED_CLASSES] = {1,  2,  3,  5,   9,    10,
                                                   11, 40, 41, 400, 5000, 24478};
static size_t skewed_class[SKEWED]; /* of each row */

static const char *put_skewed(void)
{
    size_t order[SKEWED], n = 0, at = 0;
    for (size_t i = 0; i < SKEWED; i++) order[i] = i * 7919 % SKEWED; /* 7919: a prime */
    for (size_t c = 0; c < SKEWED_CLASSES; c++)
        for (size_t i = 0; i < skewed_rows[c]; i++) skewed_class[order[n++]] = c;
    assert_int_equal(n, SKEWED);
    char *doc = malloc(SKEWED * 16 + 32);
    assert_non_null(doc);
    at += (size_t)sprintf(doc, "title,category\n");
    for (size_t i = 0; i < SKEWED; i++)
        at += (size_t)sprintf(doc + at, "t%zu,C%zu\n", i, skewed_class[i]);
    const char *path = put("skewed.csv", doc, at);
    free(doc);
    return path;
}

/* The part of each row by the words of lmev/data.h, from a list of all rows in order of
 * rank; n_train: training and validation rows. */
static void part_by_rank(char part[SKEWED], const lmev_split_params *p, size_t n_train)
{
    static ranked all[SKEWED];
    size_t of_class[SKEWED_CLASSES] = {0}, n_test = 0;
    const lmev__philox draw = lmev__philox_key(p->seed, LMEV__DRAW_SPLIT, 0, 0);
    for (size_t i = 0; i < SKEWED; i++) all[i] = (ranked){lmev__philox_u64(&draw, i), i};
    qsort(all, SKEWED, sizeof *all, by_rank);
    memset(part, '-', SKEWED);
    for (; n_test < p->test_size; n_test++) {
        part[all[n_test].row] = 't';
        of_class[skewed_class[all[n_test].row]]++;
    }
    for (size_t i = n_test; i < SKEWED; i++) {
        const size_t c = skewed_class[all[i].row];
        if (of_class[c] >= p->test_per_class || of_class[c] + 1 > skewed_rows[c] / 2)
            continue;
        part[all[i].row] = 't';
        of_class[c]++;
    }
    const size_t n_validation = (size_t)((double)n_train * p->validation_split + 0.5);
    for (size_t i = 0, n = 0; i < SKEWED && n < n_train; i++)
        if (part[all[i].row] == '-') part[all[i].row] = n++ < n_validation ? 'v' : 'l';
}

static void assert_parts(const lmev_split *s, const char part[SKEWED])
{
    const lmev_dataset *set[] = {&s->train, &s->validation, &s->test};
    static char got[SKEWED];
    memset(got, '-', SKEWED);
    for (size_t k = 0; k < 3; k++)
        for (size_t i = 0; i < set[k]->n; i++) got[set[k]->row[i]] = "lvt"[k];
    assert_memory_equal(got, part, SKEWED);
}

/* Each class has as many test rows as were drawn or as many as are asked for, whichever
 * is more; and test rows stay test rows when more are asked for. */
static void assert_least(const lmev_split *none, const lmev_split *s, uint64_t least)
{
    size_t drawn[SKEWED_CLASSES] = {0}, n[SKEWED_CLASSES] = {0};
    for (size_t i = 0; i < none->test.n; i++) drawn[skewed_class[none->test.row[i]]]++;
    for (size_t i = 0; i < s->test.n; i++) n[skewed_class[s->test.row[i]]]++;
    for (size_t c = 0; c < SKEWED_CLASSES; c++) {
        const size_t half = skewed_rows[c] / 2,
                     want = least < half ? (size_t)least : half;
        assert_int_equal(n[c], drawn[c] > want ? drawn[c] : want);
    }
    assert_int_equal(s->test_by_class, s->test.n - none->test.n);
}

static void assert_holds(const lmev_dataset *large, const lmev_dataset *small)
{
    for (size_t i = 0, k = 0; i < small->n; i++) {
        while (k < large->n && large->row[k] < small->row[i]) k++;
        assert_true(k < large->n && large->row[k] == small->row[i]);
    }
}

static void each_class_has_its_least_test_rows(void **state)
{
    (void)state;
    static const uint64_t least[] = {0, 1, 2, 5, 10, 100, LMEV_TEST_PER_CLASS_MAX};
    /* all rows are kept; the pool is thinned out, often; a training set of nearly all */
    static const uint64_t train_size[] = {0, 500, 20000}, test_size[] = {0, 1, 300};
    static char part[SKEWED];
    const char *file = put_skewed();
    for (size_t t = 0; t < 9; t++) {
        lmev_split_params p = {.file = file,
                               .reader = {.label = "category"},
                               .train_size = train_size[t / 3],
                               .test_size = test_size[t % 3],
                               .validation_split = 0.1,
                               .seed = t};
        lmev_split *none = load_ok(&p), *before = NULL;
        for (size_t i = 0; i < sizeof least / sizeof *least; i++) {
            p.test_per_class = least[i];
            lmev_split *s = load_ok(&p);
            part_by_rank(part, &p,
                         p.train_size ? (size_t)p.train_size : SKEWED - s->test.n);
            assert_parts(s, part);
            assert_least(none, s, least[i]);
            if (before) assert_holds(&s->test, &before->test);
            assert_string_equal(s->labels.sha256, none->labels.sha256);
            if (i == 0) assert_string_equal(s->sha256, none->sha256);
            lmev_split_free(before);
            before = s;
        }
        lmev_split_free(before);
        lmev_split_free(none);
    }
    assert_no_leak();
}

/* With any_seed the training and validation rows are as many whatever the seed, and the
 * most that can be asked for is the same. Without, a test set takes what its own draw
 * needs. */
static void draws_of_all_seeds_are_of_one_size(void **state)
{
    (void)state;
    static char part[SKEWED];
    /* of each class 10 or half of its rows: 0 1 1 2 4 5 5 10 ... */
    enum { MOST = 0 + 1 + 1 + 2 + 4 + 5 + 5 + 5 * 10, LEFT = SKEWED - 300 - MOST };
    lmev_split_params p = {.file = put_skewed(),
                           .reader = {.label = "category"},
                           .test_size = 300,
                           .validation_split = 0.1,
                           .test_per_class = 10};
    size_t fewest = SKEWED, most = 0;
    char text[160], hint[80];
    (void)sprintf(text,
                  "30000 usable rows, but %d for training and %d for the test (%d by "
                  "test_per_class) are asked for",
                  LEFT + 1, 300 + MOST, MOST);
    (void)sprintf(hint, "train_size can be %d at most", LEFT);
    for (p.seed = 0; p.seed < 4; p.seed++) {
        p.any_seed = false;
        lmev_split *own = load_ok(&p);
        const size_t n = own->train.n + own->validation.n;
        assert_int_equal(n, SKEWED - own->test.n);
        if (n < fewest) fewest = n;
        if (n > most) most = n;
        p.any_seed = true;
        lmev_split *any = load_ok(&p);
        assert_same(&any->test, &own->test);
        assert_int_equal(any->train.n + any->validation.n, LEFT);
        part_by_rank(part, &p, LEFT);
        assert_parts(any, part);
        p.train_size = LEFT;
        lmev_split *same = load_ok(&p);
        assert_string_equal(same->sha256, any->sha256);
        p.train_size = LEFT + 1;
        lmev_split *s = NULL;
        lmev_error err = {0};
        assert_int_equal(lmev_split_load(&s, &p, NULL, &err), LMEV_ERR_FORMAT);
        assert_string_equal(err.text, text);
        assert_has(err.hint, hint);
        p.train_size = 0;
        lmev_split_free(own);
        lmev_split_free(any);
        lmev_split_free(same);
    }
    assert_true(fewest < most);
    assert_no_leak();
}

/* Hashes of few values, so that nearly all are tied: the earlier row is first. */
static void earlier_rows_come_first_among_equals(void **state)
{
    (void)state;
    enum { N = 60, CLASSES = 4 };
    uint64_t hash[N];
    uint32_t label[N];
    uint8_t part[N], want[N];
    for (uint64_t seed = 0; seed < 200; seed++) {
        const lmev__philox draw = lmev__philox_key(seed, LMEV__DRAW_SPLIT, 0, 0);
        for (size_t i = 0; i < N; i++) {
            hash[i] = lmev__philox_u64(&draw, i) % 5;
            label[i] = (uint32_t)(lmev__philox_u64(&draw, i + N) % CLASSES);
            part[i] = want[i] = lmev__philox_u64(&draw, i + 2 * N) % 3 == 0;
        }
        const lmev__file_rows r = {.n = N, .hash = hash, .label = label};
        const uint64_t k = seed % 50;
        uint64_t highest, taken = 0, last = 0;
        for (uint64_t h = 0; h < 5; h++)
            for (size_t i = 0; i < N; i++)
                if (hash[i] == h && want[i] == 0 && taken < k) {
                    want[i] = 7;
                    last = h;
                    taken++;
                }
        assert_int_equal(lmev__rows_lowest(&r, part, 0, 7, k, &highest, NULL), LMEV_OK);
        assert_memory_equal(part, want, N);
        assert_true(highest == (taken < k ? UINT64_MAX : last));

        lmev__stratum stratum[CLASSES] = {{.k = 0}, {.k = 1}, {.k = 7}, {.k = N}};
        for (uint32_t c = 0; c < CLASSES; c++) {
            taken = 0;
            for (uint64_t h = 0; h < 5; h++)
                for (size_t i = 0; i < N; i++)
                    if (hash[i] == h && label[i] == c && taken < stratum[c].k) {
                        want[i] = 9;
                        taken++;
                    }
        }
        assert_int_equal(
            lmev__rows_lowest_of_classes(&r, part, 9, stratum, CLASSES, NULL), LMEV_OK);
        assert_memory_equal(part, want, N);
        assert_true(stratum[0].highest == 0 && stratum[3].highest == UINT64_MAX);
    }
}

static void split_of_files(void **state)
{
    (void)state;
    const char *train =
        put_text("train.csv", "title,category,label_quality\na,X,reliable\nb,Y,\n"
                              "c,X,unreliable\nd,Y,reliable\n");
    const char *test = put_text("test.csv", "title,category\ne,Y\nbad\nf,X\ng,Y\n");
    const char *validation =
        put_text("validation.jsonl", "{\"title\":\"v\",\"category\":\"X\"}\n");
    lmev_split_params p = {.train = train,
                           .test = test,
                           .reader = {.label = "category"},
                           .validation_split = 0.25,
                           .seed = 1};
    lmev_split *s = load_ok(&p);
    assert_int_equal(s->train.n, 3);
    assert_int_equal(s->validation.n, 1);
    assert_int_equal(s->test.n, 3);
    assert_non_null(s->train.reliable);
    assert_null(s->test.reliable);
    assert_int_equal(s->test.row[1], 2);
    assert_int_equal(s->skips[2].n[LMEV_SKIP_RAGGED], 1);
    assert_int_equal(s->skips[0].n_records, 4);
    assert_string_equal(s->labels.name[s->test.label[0]], "Y");
    lmev_split_free(s);

    p.validation = validation; /* then all of train is for training */
    p.test_size = 2;
    s = load_ok(&p);
    assert_int_equal(s->train.n, 4);
    assert_int_equal(s->validation.n, 1);
    assert_int_equal(s->test.n, 2);
    const uint8_t reliable[] = {1, 0, 2, 1};
    assert_memory_equal(s->train.reliable, reliable, 4);
    assert_int_equal(s->skips[1].n_used, 1);
    lmev_split_free(s);
    assert_no_leak();
}

static void refuses(const lmev_split_params *p, lmev_status status, long line,
                    const char *text, const char *hint)
{
    lmev_split *s = (lmev_split *)&status; /* must stay as it is */
    lmev_error err = {0};
    assert_int_equal(lmev_split_load(&s, p, NULL, &err), status);
    assert_ptr_equal(s, &status);
    assert_int_equal(err.status, status);
    assert_int_equal(err.line, line);
    assert_has(err.text, text);
    assert_has(err.hint, hint);
    assert_int_equal(lmev_split_load(&s, p, NULL, NULL), status); /* nobody listens */
    assert_no_leak();
}

/* Sizes left to the file give the parts that the same numbers, written out, give. */
static void split_takes_its_sizes_from_the_file(void **state)
{
    (void)state;
    static const struct {
        int rows;
        uint64_t train_size, test_size; /* asked for */
        size_t train, test;             /* got; train with validation */
    } cases[] = {
        {1000, LMEV_AUTO_SIZE, LMEV_AUTO_SIZE, 800, 200},
        {1003, 0, LMEV_AUTO_SIZE, 803, 200},
        {1000, 300, LMEV_AUTO_SIZE, 300, 200},
        {1000, LMEV_AUTO_SIZE, 50, 950, 50},
        {1000, LMEV_AUTO_SIZE, 0, 1000, 0},
        {4, LMEV_AUTO_SIZE, LMEV_AUTO_SIZE, 3, 1},
        {126000, 1000, LMEV_AUTO_SIZE, 1000, 25000},
        {126000, LMEV_AUTO_SIZE, LMEV_AUTO_SIZE, 101000, 25000},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        lmev_split_params p = {.file = put_rows("auto.csv", cases[i].rows, 2),
                               .reader = {.label = "category"},
                               .train_size = cases[i].train_size,
                               .test_size = cases[i].test_size,
                               .validation_split = 0.1,
                               .seed = 3};
        lmev_split *a = load_ok(&p);
        assert_int_equal(a->train.n + a->validation.n, cases[i].train);
        assert_int_equal(a->test.n, cases[i].test);
        p.train_size = cases[i].train;
        p.test_size = cases[i].test;
        lmev_split *b = load_ok(&p);
        assert_string_equal(a->sha256, b->sha256);
        lmev_split_free(a);
        lmev_split_free(b);
    }
    lmev_split_params p = {.train = put_rows("train.csv", 30, 2),
                           .test = put_rows("test.csv", 20, 2),
                           .reader = {.label = "category"},
                           .train_size = LMEV_AUTO_SIZE,
                           .test_size = LMEV_AUTO_SIZE};
    lmev_split *a = load_ok(&p); /* files of their own: all rows */
    assert_int_equal(a->train.n, 30);
    assert_int_equal(a->test.n, 20);
    lmev_split_free(a);
    p = (lmev_split_params){.file = p.train,
                            .reader = p.reader,
                            .train_size = 25,
                            .test_size = LMEV_AUTO_SIZE};
    refuses(&p, LMEV_ERR_FORMAT, 0,
            "30 usable rows, but 25 for training and 6 for the test",
            "train_size can be 24 at most");
    assert_no_leak();
}

static void split_refuses(void **state)
{
    (void)state;
    const lmev_split_params base = {.file = put_rows("ten.csv", 10, 2),
                                    .reader = {.label = "category"}};
    lmev_split_params p = base;
    p.train_size = 8;
    p.test_size = 3;
    refuses(&p, LMEV_ERR_FORMAT, 0,
            "10 usable rows, but 8 for training and 3 for the test",
            "train_size can be 7 at most");
    p.test_size = 12;
    refuses(&p, LMEV_ERR_FORMAT, 0, "10 usable rows", "to 10 together");
    p.train_size = 0;
    refuses(&p, LMEV_ERR_FORMAT, 0, "10 usable rows, but 12 for the test",
            "test_size can be 9 at most");
    p.test_size = 10;
    refuses(&p, LMEV_ERR_FORMAT, 0, "no training row is left", "lower test_size");
    p.test_size = 9;
    p.validation_split = 0.9;
    refuses(&p, LMEV_ERR_FORMAT, 0, "no training row is left", "validation_split");

    p = base;
    p.file = put_rows("one.csv", 10, 1);
    refuses(&p, LMEV_ERR_FORMAT, 0, "all rows are of one class, 'C0'",
            "column of the label");
    p.file = put_text("header.csv", "title,category\n");
    refuses(&p, LMEV_ERR_FORMAT, 0, "no rows", "");
    p.file = put_text("unusable.csv", "title,category\n,x\na\n,y\n");
    refuses(&p, LMEV_ERR_FORMAT, 2, "none of the 3 rows is usable; 2 of them: empty text",
            "");
    p.file = put_text("breaks.csv", "title,category\na,x\nb,\"x\ny\"\n");
    refuses(&p, LMEV_ERR_FORMAT, 3, "line break", "column of the label");
    p.file = in_folder("absent.csv");
    refuses(&p, LMEV_ERR_NOTFOUND, 0, "", "");
    const lmev_where where[] = {{"category", "c0"}, {"title", "t1"}};
    p = base;
    p.reader.where = where;
    p.reader.n_where = 2;
    refuses(&p, LMEV_ERR_FORMAT, 0, "none of the 10 rows is kept by where",
            "category = 'c0', title = 't1'");

    p = (lmev_split_params){.train = base.file, .reader = base.reader};
    p.test = put_text("other.csv", "title,category\na,C1\nb,\"C\x1B\"\n");
    refuses(&p, LMEV_ERR_FORMAT, 3, "label 'C?' does not occur in the training file",
            "ten.csv");
    p.test = NULL;
    refuses(&p, LMEV_ERR_PARAM, 0, "without 'test'", "");
    p.train = NULL;
    refuses(&p, LMEV_ERR_PARAM, 0, "neither 'file' nor 'train'", "");
    p = base;
    p.test = base.file;
    refuses(&p, LMEV_ERR_PARAM, 0, "not both", "");
    p = base;
    p.validation_split = 1;
    refuses(&p, LMEV_ERR_PARAM, 0, "validation_split", "");
    p.validation_split = 0.0 / 0.0;
    refuses(&p, LMEV_ERR_PARAM, 0, "validation_split", "");
    p = base;
    p.train_size = LMEV_AUTO_SIZE - 1;
    refuses(&p, LMEV_ERR_PARAM, 0, "out of range", "");
    p = base;
    p.test_per_class = LMEV_TEST_PER_CLASS_MAX + 1;
    refuses(&p, LMEV_ERR_PARAM, 0, "test_per_class is out of range", "");
    p = (lmev_split_params){.train = base.file, .test = base.file, .reader = base.reader};
    p.test_per_class = 1;
    refuses(&p, LMEV_ERR_PARAM, 0, "test_per_class is for a draw from 'file'", "");
    p = base; /* of 5 rows each, 2 for the test: what is drawn besides one row decides */
    p.test_size = 1;
    p.test_per_class = 2;
    p.train_size = 7;
    refuses(&p, LMEV_ERR_FORMAT, 0,
            "10 usable rows, but 7 for training and 4 for the test (3 by test_per_class)",
            "train_size can be 6 at most");
    p.file = put_rows("four.csv", 4, 2);
    p.train_size = 2;
    p.test_size = 2;
    p.seed = 0; /* both test rows of one class: another by the other */
    refuses(&p, LMEV_ERR_FORMAT, 0, "3 for the test (1 by test_per_class)",
            "lower train_size, test_size or test_per_class");
    p.train_size = 0;
    p.validation_split = 0.9;
    refuses(&p, LMEV_ERR_FORMAT, 0, "no training row is left",
            "lower test_size, test_per_class or validation_split");
    p.test_size = 3;
    p.any_seed = true; /* two by class at most, of which one is left */
    refuses(&p, LMEV_ERR_FORMAT, 0,
            "no training row is left: 4 usable rows, 5 for the test",
            "lower test_size, test_per_class or validation_split");
    p = base;
    p.reader.label = NULL;
    refuses(&p, LMEV_ERR_PARAM, 0, "label", "");
}

static void survives_every_allocation_failure(const lmev_split_params *p)
{
    for (int forever = 0; forever < 2; forever++) {
        lmev_status s = LMEV_ERR_NOMEM;
        long k = 0;
        for (; s != LMEV_OK; k++) {
            lmev_split *split = NULL;
            lmev_error err = {0};
            lmev__test_fail_alloc(k, forever);
            s = lmev_split_load(&split, p, NULL, &err);
            lmev__test_fail_alloc(-1, false);
            if (s != LMEV_OK) {
                if (s != LMEV_ERR_NOMEM) print_error("allocation %ld: %s\n", k, err.text);
                assert_int_equal(s, LMEV_ERR_NOMEM);
                assert_null(split);
            }
            lmev_split_free(split);
            assert_no_leak();
            assert_true(k < 10000);
        }
        assert_true(k > 30);
    }
}

static void split_survives_every_allocation_failure(void **state)
{
    (void)state;
    /* Quotes and JSON, so that every way through the readers allocates. */
    const char *train =
        put_text("oom.csv", "title,category,language\n\"a\nb\",X,es\nc,Y,es\n"
                            "d,X,es\ne,Y,es\nf,\"Z,\",es\n");
    const char *test = put_text(
        "oom.jsonl", "{\"title\":\"v\",\"category\":\"X\",\"language\":\"es\"}\n");
    const lmev_where where[] = {{"language", "es"}};
    lmev_split_params p = {.train = train,
                           .test = test,
                           .train_size = 4,
                           .validation_split = 0.25,
                           .reader = {.label = "category", .where = where, .n_where = 1}};
    survives_every_allocation_failure(&p);
    p.train = p.test = NULL;
    p.file = train;
    p.train_size = p.test_size = p.test_per_class = 1;
    survives_every_allocation_failure(&p);
}

static void split_writes_what_it_reads(void **state)
{
    (void)state;
    const char *path =
        put_text("odd.csv", "title,category\n\"say \"\"hi\"\"\",\"X,\"\n\"a\r\nb\",Y\n"
                            "\"c,d\",\"\"\"Z\"\n'e,Y\n f ,Y\n");
    lmev_split_params p = {.file = path,
                           .reader = {.label = "category"},
                           .validation_split = 0.2,
                           .test_size = 1,
                           .seed = 4};
    lmev_split *a = load_ok(&p);
    const char *out = in_folder("deep/out");
    lmev_error err = {0};
    assert_int_equal(lmev_split_write(a, out, &err), LMEV_OK);
    const char *name[] = {"deep/out/train.csv", "deep/out/validation.csv",
                          "deep/out/test.csv"};
    const lmev_dataset *set[] = {&a->train, &a->validation, &a->test};
    for (size_t k = 0; k < 3; k++) {
        const lmev_reader_params rp = {.label = "category", .strict = true};
        lmev_reader *r = NULL;
        lmev_row row;
        bool more;
        assert_int_equal(lmev_reader_open(&r, in_folder(name[k]), &rp, &err), LMEV_OK);
        for (size_t i = 0; i < set[k]->n; i++) {
            assert_int_equal(lmev_reader_next(r, &row, &more, &err), LMEV_OK);
            assert_true(more);
            lmev_str text = lmev_dataset_text(set[k], i);
            assert_int_equal(text.n, row.text.n);
            assert_memory_equal(text.at, row.text.at, text.n);
            assert_str(row.label, a->labels.name[set[k]->label[i]]);
        }
        assert_int_equal(lmev_reader_next(r, &row, &more, &err), LMEV_OK);
        assert_false(more);
        lmev_reader_free(r);
    }
    assert_int_equal(lmev_split_write(a, in_folder("odd.csv"), &err),
                     LMEV_ERR_IO); /* no folder */
    lmev_split_free(a);
    assert_no_leak();
}

/* The text of a part, or NULL: it is not there. */
static char *read_part(const char *name)
{
    char *text = NULL;
    size_t n;
    if (lmev__read_file(&text, &n, in_folder(name), 1 << 20, NULL) != LMEV_OK)
        return NULL;
    return text;
}

static void parts_of_two_draws_never_lie_beside_each_other(void **state)
{
    (void)state;
    static const char *const name[] = {"mix/train.csv", "mix/validation.csv",
                                       "mix/test.csv"};
    lmev_split_params p = {.file = put_rows("mix.csv", 300, 3),
                           .reader = {.label = "category"},
                           .validation_split = 0.2,
                           .test_size = 100,
                           .seed = 1};
    lmev_split *draw[2] = {load_ok(&p), NULL};
    p.seed = 2;
    draw[1] = load_ok(&p);
    char *whole[2][3];
    for (int d = 0; d < 2; d++) {
        assert_int_equal(lmev_split_write(draw[d], in_folder("mix"), NULL), LMEV_OK);
        for (int k = 0; k < 3; k++) assert_non_null(whole[d][k] = read_part(name[k]));
    }
    for (int k = 0; k < 3; k++) assert_string_not_equal(whole[0][k], whole[1][k]);
    lmev_status s = LMEV_ERR_IO;
    int halves = 0;
    for (long k = 0; s != LMEV_OK; k++) {
        assert_true(k < 200);
        assert_int_equal(lmev_split_write(draw[0], in_folder("mix"), NULL), LMEV_OK);
        lmev__test_fail_io(k, EIO, true); /* as a kill: nothing more happens */
        s = lmev_split_write(draw[1], in_folder("mix"), NULL);
        lmev__test_fail_io(-1, 0, false);
        int n[2] = {0, 0};
        for (int part = 0; part < 3; part++) {
            char *text = read_part(name[part]);
            for (int d = 0; text && d < 2; d++) n[d] += !strcmp(text, whole[d][part]);
            lmev__free(text);
        }
        assert_true(n[0] == 0 || n[1] == 0);
        if (s == LMEV_OK) assert_int_equal(n[1], 3);
        halves += n[1] > 0 && n[1] < 3;
    }
    assert_true(halves > 0); /* the window was met */
    for (int d = 0; d < 2; d++) {
        for (int k = 0; k < 3; k++) lmev__free(whole[d][k]);
        lmev_split_free(draw[d]);
    }
    assert_no_leak();
}

static void a_part_never_replaces_the_file_it_was_drawn_from(void **state)
{
    (void)state;
    char own[160];
    assert_int_equal(lmev__mkdirs(in_folder("self"), NULL), LMEV_OK);
    (void)snprintf(own, sizeof own, "%s", put_rows("self/train.csv", 200, 3));
    assert_int_equal(link(own, in_folder("hard.csv")), 0);
    assert_int_equal(symlink("self/train.csv", in_folder("soft.csv")), 0);
    const char *const from[] = {own, in_folder("hard.csv"), in_folder("soft.csv")};
    char *before = read_part("self/train.csv");
    for (int i = 0; i < 3; i++) {
        const lmev_split_params p = {
            .file = from[i], .reader = {.label = "category"}, .test_size = 20, .seed = 1};
        lmev_split *s = load_ok(&p);
        lmev_error err = {0};
        assert_int_equal(lmev_split_write(s, in_folder("self"), &err), LMEV_ERR_PARAM);
        assert_has(err.text, "would overwrite what is read");
        lmev_split_free(s);
        char *after = read_part("self/train.csv");
        assert_string_equal(after, before);
        lmev__free(after);
    }
    lmev__free(before);
    assert_no_leak();
}

/* ---- listeners ---- */

typedef struct listener {
    int reports, stop_at;
    uint64_t done, all;
    char task[64];
} listener;

static void hear(void *self, const lmev_progress *p)
{
    listener *l = self;
    assert_true(p->done >= l->done);
    assert_string_equal(p->unit, "bytes");
    assert_true(p->loss != p->loss);
    l->done = p->done;
    l->all = p->all;
    (void)snprintf(l->task, sizeof l->task, "%s", p->task);
    l->reports++;
}

static bool wants_stop(void *self)
{
    listener *l = self;
    return l->stop_at && l->reports >= l->stop_at;
}

static void split_reports_and_stops(void **state)
{
    (void)state;
    const lmev_split_params p = {.file = put_rows("long.csv", 200000, 3),
                                 .reader = {.label = "category"}};
    listener l = {0};
    lmev_watch watch = {.self = &l, .progress = hear, .stop = wants_stop};
    lmev_split *s = NULL;
    assert_int_equal(lmev_split_load(&s, &p, &watch, NULL), LMEV_OK);
    lmev_split_free(s);
    assert_true(l.reports >= 4 && l.reports <= 6);
    assert_true(l.all > 0 && l.done == l.all);
    assert_string_equal(l.task, "reading long.csv");
    l = (listener){.stop_at = 2};
    s = NULL;
    lmev_error err = {0};
    assert_int_equal(lmev_split_load(&s, &p, &watch, &err), LMEV_STOPPED);
    assert_int_equal(err.status, LMEV_STOPPED);
    assert_null(s);
    assert_int_equal(l.reports, 2);

    /* It hears also where nothing is kept. */
    const lmev_where none[] = {{"category", "absent"}};
    lmev_split_params q = p;
    q.reader.where = none;
    q.reader.n_where = 1;
    l = (listener){.stop_at = 2};
    assert_int_equal(lmev_split_load(&s, &q, &watch, NULL), LMEV_STOPPED);
    assert_no_leak();
}

/* ---- the real titles ---- */

/* The path of a file of the real titles; false, with a message: it is not there. */
static bool real_titles(char path[1024], const char *name)
{
    const char *source = getenv("LMEV_SOURCE");
    (void)snprintf(path, 1024, "%s/../shared/data/meli-es/%s", source ? source : ".",
                   name);
    if (access(path, R_OK) == 0) return true;
    print_message("the real titles are not there: %s\n", path);
    return false;
}

static void the_real_titles(void **state)
{
    (void)state;
    char train[1024], test[1024];
    if (!real_titles(train, "train.csv.gz") || !real_titles(test, "test.csv.gz")) skip();
    const lmev_split_params p = {.train = train,
                                 .test = test,
                                 .validation_split = 0.05,
                                 .reader = {.label = "category", .strict = true},
                                 .seed = 1};
    lmev_split *s = load_ok(&p);
    assert_int_equal(s->skips[0].n_used, 719685);
    assert_int_equal(s->skips[0].n_records, 719685);
    assert_int_equal(s->train.n + s->validation.n, 719685);
    assert_int_equal(s->validation.n, 35984); /* 0.05 x 719,685 = 35,984.25 */
    assert_int_equal(s->test.n, 25000);
    assert_int_equal(s->labels.n, 1573);
    lmev_split_free(s);
    assert_no_leak();
}

/* What a least number of test rows per class costs: computed from the rows of each class
 * in the whole file and in the test set without. */
static void the_real_titles_by_class(void **state)
{
    (void)state;
    char file[1024];
    if (!real_titles(file, "train.csv.gz")) skip();
    lmev_split_params p = {
        .file = file, .reader = {.label = "category"}, .test_size = 25000, .seed = 1};
    lmev_split *none = load_ok(&p);
    const size_t n_classes = none->labels.n;
    size_t *n = calloc(n_classes, sizeof *n), *drawn = calloc(n_classes, sizeof *drawn);
    assert_true(n && drawn);
    for (size_t i = 0; i < none->test.n; i++) drawn[none->test.label[i]]++;
    for (size_t i = 0; i < none->train.n; i++) n[none->train.label[i]]++;
    for (size_t c = 0; c < n_classes; c++) n[c] += drawn[c];
    for (p.test_per_class = 5; p.test_per_class <= 10; p.test_per_class += 5) {
        size_t want = 0;
        for (size_t c = 0; c < n_classes; c++) {
            size_t least =
                n[c] / 2 < p.test_per_class ? n[c] / 2 : (size_t)p.test_per_class;
            if (drawn[c] < least) want += least - drawn[c];
        }
        lmev_split *s = load_ok(&p);
        print_message("at least %d test rows per class: %d more than 25,000 (+%.1f %%)\n",
                      (int)p.test_per_class, (int)s->test_by_class,
                      (double)s->test_by_class / 250);
        assert_int_equal(s->test_by_class, want);
        assert_int_equal(s->test.n, 25000 + want);
        lmev_split_free(s);
    }
    free(n);
    free(drawn);
    lmev_split_free(none);
    assert_no_leak();
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(split_shares_out_by_hash),
        TEST(split_equals_a_full_ranking),
        TEST(each_class_has_its_least_test_rows),
        TEST(draws_of_all_seeds_are_of_one_size),
        TEST(earlier_rows_come_first_among_equals),
        TEST(split_of_files),
        TEST(split_takes_its_sizes_from_the_file),
        TEST(split_refuses),
        TEST(split_survives_every_allocation_failure),
        TEST(split_writes_what_it_reads),
        TEST(parts_of_two_draws_never_lie_beside_each_other),
        TEST(a_part_never_replaces_the_file_it_was_drawn_from),
        TEST(split_reports_and_stops),
        TEST(the_real_titles),
        TEST(the_real_titles_by_class),
    };
    return cmocka_run_group_tests(tests, make_folder, drop_folder);
}
