/* test_split.c - splits.
 *
 * Shares, determinism and the draw against a brute-force ranking; every refusal; every
 * allocation failed once; what is written is read back. The real titles are read where
 * they are. */
#include <errno.h>
#include <unistd.h>

#include "data_help.h"

#include "base/rng.h"

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
    p.reader.label = NULL;
    refuses(&p, LMEV_ERR_PARAM, 0, "label", "");
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
    const lmev_split_params p = {
        .train = train,
        .test = test,
        .train_size = 4,
        .validation_split = 0.25,
        .reader = {.label = "category", .where = where, .n_where = 1}};
    for (int forever = 0; forever < 2; forever++) {
        lmev_status s = LMEV_ERR_NOMEM;
        long k = 0;
        for (; s != LMEV_OK; k++) {
            lmev_split *split = NULL;
            lmev_error err = {0};
            lmev__test_fail_alloc(k, forever);
            s = lmev_split_load(&split, &p, NULL, &err);
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
        lmev_reader_close(r);
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
    if (lmev__read_file(&text, &n, in_folder(name), 1 << 20, NULL) != LMEV_OK) return NULL;
    return text;
}

static void parts_of_two_draws_never_lie_beside_each_other(void **state)
{
    (void)state;
    static const char *const name[] = {"mix/train.csv", "mix/validation.csv", "mix/test.csv"};
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

static void the_real_titles(void **state)
{
    (void)state;
    char train[1024], test[1024];
    const char *source = getenv("LMEV_SOURCE");
    (void)snprintf(train, sizeof train, "%s/../shared/data/meli-es/train.csv.gz",
                   source ? source : ".");
    (void)snprintf(test, sizeof test, "%s/../shared/data/meli-es/test.csv.gz",
                   source ? source : ".");
    if (access(train, R_OK) != 0 || access(test, R_OK) != 0) {
        print_message("the real titles are not there: %s\n", train);
        skip();
    }
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

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(split_shares_out_by_hash),
        TEST(split_equals_a_full_ranking),
        TEST(split_of_files),
        TEST(split_takes_its_sizes_from_the_file),
        TEST(split_refuses),
        TEST(split_survives_every_allocation_failure),
        TEST(split_writes_what_it_reads),
        TEST(parts_of_two_draws_never_lie_beside_each_other),
        TEST(a_part_never_replaces_the_file_it_was_drawn_from),
        TEST(split_reports_and_stops),
        TEST(the_real_titles),
    };
    return cmocka_run_group_tests(tests, make_folder, drop_folder);
}
