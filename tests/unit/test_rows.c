/* test_rows.c - rows that the caller has in memory: as arrays and as the bytes of a file.
 *
 * Reader and split give what they give for a file with the same rows; every refusal;
 * every allocation failed once. */
#include "data_help.h"

#include "base/io/io.h"
#include "base/io/stream.h"

enum { N = 1000, CLASSES = 12 };

/* The same rows four times. */
typedef struct sample {
    char doc[N * 32];
    size_t n_doc;
    char bytes[N][32]; /* text and label of a row */
    lmev_str text[N], label[N];
    lmev_rows arrays, file;
    const char *path;
} sample;

static sample *make_sample(void)
{
    sample *s = calloc(1, sizeof *s);
    assert_non_null(s);
    s->n_doc = (size_t)sprintf(s->doc, "title,category\n");
    for (size_t i = 0; i < N; i++) {
        const int k = sprintf(s->bytes[i], "t%zu,C%zu\n", i, i * i % CLASSES);
        memcpy(s->doc + s->n_doc, s->bytes[i], (size_t)k);
        s->n_doc += (size_t)k;
        const size_t comma = (size_t)(strchr(s->bytes[i], ',') - s->bytes[i]);
        s->text[i] = (lmev_str){s->bytes[i], comma};
        s->label[i] = (lmev_str){s->bytes[i] + comma + 1, (size_t)k - comma - 2};
    }
    s->arrays = (lmev_rows){.n = N, .text = s->text, .label = s->label};
    s->file = (lmev_rows){.file = {s->doc, s->n_doc}};
    s->path = put("same.csv", s->doc, s->n_doc);
    return s;
}

static void assert_same(const lmev_split *a, const lmev_split *b)
{
    const lmev_dataset *x[] = {&a->train, &a->validation, &a->test};
    const lmev_dataset *y[] = {&b->train, &b->validation, &b->test};
    assert_string_equal(a->sha256, b->sha256);
    assert_string_equal(a->labels.sha256, b->labels.sha256);
    for (size_t i = 0; i < 3; i++) {
        assert_int_equal(x[i]->n, y[i]->n);
        assert_memory_equal(x[i]->row, y[i]->row, x[i]->n * sizeof *x[i]->row);
        assert_memory_equal(&a->skips[i].n, &b->skips[i].n, sizeof a->skips[i].n);
        assert_int_equal(a->skips[i].n_used, b->skips[i].n_used);
    }
}

/* Load p's rows from memory and from the file, and compare. */
static void draws_the_same(lmev_split_params p, const sample *rows)
{
    lmev_split *want, *got;
    p.reader.label = "category";
    p.file = rows->path;
    assert_int_equal(lmev_split_load(&want, &p, NULL, NULL), LMEV_OK);
    assert_non_null(want->source[0]);
    p.file = NULL;
    p.file_rows = &rows->file;
    assert_int_equal(lmev_split_load(&got, &p, NULL, NULL), LMEV_OK);
    assert_same(want, got);
    assert_null(got->source[0]);
    lmev_split_free(got);
    p.reader.label = NULL; /* arrays have no columns */
    p.file_rows = &rows->arrays;
    assert_int_equal(lmev_split_load(&got, &p, NULL, NULL), LMEV_OK);
    assert_same(want, got);
    lmev_split_free(got);
    lmev_split_free(want);
    assert_no_leak();
}

static void a_draw_from_memory_is_that_from_a_file(void **state)
{
    (void)state;
    sample *s = make_sample();
    draws_the_same(
        (lmev_split_params){
            .train_size = 600, .validation_split = 0.1, .test_size = 150, .seed = 7},
        s);
    draws_the_same((lmev_split_params){.train_size = LMEV_AUTO_SIZE,
                                       .test_size = LMEV_AUTO_SIZE,
                                       .validation_split = 0.25,
                                       .test_per_class = 30},
                   s);
    free(s);
}

/* A part each, some from memory and some from files. */
static void parts_come_from_memory_and_files(void **state)
{
    (void)state;
    sample *s = make_sample();
    lmev_split *want, *got;
    lmev_split_params p = {.train = s->path,
                           .validation = s->path,
                           .test = s->path,
                           .test_size = 100,
                           .reader = {.label = "category"}};
    assert_int_equal(lmev_split_load(&want, &p, NULL, NULL), LMEV_OK);
    p.train = p.test = NULL;
    p.train_rows = &s->arrays;
    p.test_rows = &s->file;
    assert_int_equal(lmev_split_load(&got, &p, NULL, NULL), LMEV_OK);
    assert_same(want, got);
    assert_null(got->source[0]);
    assert_string_equal(got->source[1], s->path);
    lmev_split_free(want);
    lmev_split_free(got);

    lmev_error err = {0};
    const lmev_str text = {"x", 1}, label = {"strange", 7};
    const lmev_rows other = {.n = 1, .text = &text, .label = &label};
    p.test_rows = &other;
    p.test_size = 0;
    assert_int_equal(lmev_split_load(&got, &p, NULL, &err), LMEV_ERR_FORMAT);
    assert_string_equal(err.source, "test rows");
    assert_int_equal(err.line, 1);
    assert_has(err.text, "label 'strange' does not occur");
    assert_has(err.hint, "'training rows'");
    free(s);
    assert_no_leak();
}

static void refuses(const lmev_split_params *p, const char *text)
{
    lmev_split *s = NULL;
    lmev_error err = {0};
    assert_int_equal(lmev_split_load(&s, p, NULL, &err), LMEV_ERR_PARAM);
    assert_null(s);
    assert_has(err.text, text);
    assert_no_leak();
}

static void rows_in_memory_that_cannot_be_split(void **state)
{
    (void)state;
    sample *s = make_sample();
    lmev_rows none = s->arrays;
    none.label = NULL;
    refuses(&(lmev_split_params){.file_rows = &none, .reader = {.label = "category"}},
            "rows have no labels");
    refuses(&(lmev_split_params){.file_rows = &s->file}, "rows have no labels");
    refuses(&(lmev_split_params){.file = s->path,
                                 .file_rows = &s->arrays,
                                 .reader = {.label = "category"}},
            "as a file and as rows in memory");
    refuses(&(lmev_split_params){.file_rows = &s->arrays, .test_rows = &s->arrays},
            "not both");
    refuses(&(lmev_split_params){.train_rows = &s->arrays}, "without 'test'");
    free(s);
}

/* Each usable row as "text|label|index|line ". */
static lmev_status list_rows(char got[256], lmev_reader *r, lmev_error *err)
{
    lmev_row row;
    bool more = true;
    size_t at = 0;
    lmev_status s;
    got[0] = '\0';
    while ((s = lmev_reader_next(r, &row, &more, err)) == LMEV_OK && more)
        at += (size_t)snprintf(got + at, 256 - at, "%.*s|%.*s|%d|%d ", (int)row.text.n,
                               row.text.at, (int)row.label.n, row.label.at,
                               (int)row.index, (int)row.line);
    return s;
}

static void a_reader_judges_arrays_as_it_does_files(void **state)
{
    (void)state;
    const lmev_str text[] = {{"one", 3}, {" \t", 2},   {"caf\xe9", 4}, {"a\0b", 3},
                             {"two", 3}, {"three", 5}, {NULL, 0},      {"four", 4}};
    const lmev_str label[] = {{"X", 1}, {"X", 1}, {"X", 1}, {"X", 1},
                              {"", 0},  {"Y", 1}, {"Y", 1}, {"Z", 1}};
    const lmev_rows rows = {.n = 8, .text = text, .label = label};
    lmev_reader_params p = {0};
    lmev_reader *r = NULL;
    lmev_error err = {0};
    char got[256];
    uint64_t done, all;
    assert_int_equal(lmev_reader_open_rows(&r, &rows, &p, NULL), LMEV_OK);
    lmev_reader_position(r, &done, &all);
    assert_true(done == 0 && all == 8);
    assert_int_equal(list_rows(got, r, NULL), LMEV_OK);
    assert_string_equal(got, "one|X|0|1 three|Y|5|6 four|Z|7|8 ");
    const lmev_skips *skips = lmev_reader_skips(r);
    assert_int_equal(skips->n_records, 8);
    assert_int_equal(skips->n[LMEV_SKIP_EMPTY_TEXT], 2);
    assert_int_equal(skips->n[LMEV_SKIP_ENCODING], 1);
    assert_int_equal(skips->n[LMEV_SKIP_NUL], 1);
    assert_int_equal(skips->n[LMEV_SKIP_EMPTY_LABEL], 1);
    assert_int_equal(skips->line[LMEV_SKIP_EMPTY_LABEL][0], 5);
    lmev_reader_position(r, &done, &all);
    assert_true(done == 8 && all == 8);
    lmev_reader_free(r);

    const lmev_rows texts = {.n = 8, .text = text}; /* none has a label, none needs one */
    assert_int_equal(lmev_reader_open_rows(&r, &texts, &p, NULL), LMEV_OK);
    assert_int_equal(list_rows(got, r, NULL), LMEV_OK);
    assert_string_equal(got, "one||0|1 two||4|5 three||5|6 four||7|8 ");
    lmev_reader_free(r);

    p.strict = true;
    assert_int_equal(lmev_reader_open_rows(&r, &rows, &p, NULL), LMEV_OK);
    assert_int_equal(list_rows(got, r, &err), LMEV_ERR_FORMAT);
    assert_string_equal(err.source, "memory");
    assert_int_equal(err.line, 2);
    lmev_reader_free(r);

    const lmev_where where = {"language", "spanish"};
    p = (lmev_reader_params){.where = &where, .n_where = 1};
    assert_int_equal(lmev_reader_open_rows(&r, &rows, &p, &err), LMEV_ERR_PARAM);
    assert_has(err.text, "where needs columns");
    const lmev_rows absent = {.n = 3};
    p = (lmev_reader_params){0};
    assert_int_equal(lmev_reader_open_rows(&r, &absent, &p, &err), LMEV_ERR_PARAM);
    const lmev_rows no_row = {0};
    assert_int_equal(lmev_reader_open_rows(&r, &no_row, &p, NULL), LMEV_OK);
    assert_int_equal(list_rows(got, r, NULL), LMEV_OK);
    assert_string_equal(got, "");
    lmev_reader_free(r);
    assert_no_leak();
}

static void a_reader_takes_the_bytes_of_a_file(void **state)
{
    (void)state;
    static const char csv[] = "\xEF\xBB\xBFtitle,category\r\n\"a,b\",X\r\nc,Y\r\n";
    static const char jsonl[] = "{\"title\": \"a\", \"category\": 7}\n";
    lmev_reader_params p = {.label = "category"};
    lmev_reader *r = NULL;
    lmev_error err = {0};
    char got[256];
    const lmev_rows of_csv = {.file = {csv, sizeof csv - 1}};
    assert_int_equal(lmev_reader_open_rows(&r, &of_csv, &p, NULL), LMEV_OK);
    assert_int_equal(list_rows(got, r, NULL), LMEV_OK);
    assert_string_equal(got, "a,b|X|0|2 c|Y|1|3 ");
    lmev_reader_free(r);

    p.format = LMEV_FORMAT_JSONL;
    const lmev_rows of_jsonl = {.file = {jsonl, sizeof jsonl - 1}};
    assert_int_equal(lmev_reader_open_rows(&r, &of_jsonl, &p, NULL), LMEV_OK);
    assert_int_equal(list_rows(got, r, NULL), LMEV_OK);
    assert_string_equal(got, "a|7|0|1 ");
    lmev_reader_free(r);

    /* Compressed, as it would lie on disk. */
    lmev__out *out;
    lmev__gzip *gzip;
    const char *path = in_folder("packed.csv.gz");
    assert_int_equal(lmev__out_begin(&out, path, NULL), LMEV_OK);
    assert_int_equal(lmev__gzip_begin(&gzip, out, NULL), LMEV_OK);
    assert_int_equal(lmev__gzip_write(gzip, csv, sizeof csv - 1, NULL), LMEV_OK);
    assert_int_equal(lmev__gzip_end(gzip, NULL), LMEV_OK);
    assert_int_equal(lmev__out_publish(out, NULL), LMEV_OK);
    char *packed;
    size_t n;
    assert_int_equal(lmev__read_file(&packed, &n, path, 4096, NULL), LMEV_OK);
    p.format = LMEV_FORMAT_AUTO;
    const lmev_rows of_gz = {.file = {packed, n}};
    assert_int_equal(lmev_reader_open_rows(&r, &of_gz, &p, NULL), LMEV_OK);
    assert_int_equal(list_rows(got, r, NULL), LMEV_OK);
    assert_string_equal(got, "a,b|X|0|2 c|Y|1|3 ");
    lmev_reader_free(r);
    lmev__free(packed);

    const lmev_rows empty = {.file = {"", 0}};
    assert_int_equal(lmev_reader_open_rows(&r, &empty, &p, &err), LMEV_ERR_FORMAT);
    assert_string_equal(err.source, "memory");
    assert_no_leak();
}

static void every_allocation_may_fail(void **state)
{
    (void)state;
    sample *same = make_sample();
    const lmev_rows *rows[] = {&same->arrays, &same->file};
    for (size_t i = 0; i < 2; i++) {
        const lmev_split_params p = {
            .file_rows = rows[i], .test_size = 10, .reader = {.label = "category"}};
        lmev_status s = LMEV_ERR_NOMEM;
        for (long k = 0; s != LMEV_OK; k++) {
            lmev_split *split = NULL;
            lmev__test_fail_alloc(k, false);
            s = lmev_split_load(&split, &p, NULL, NULL);
            lmev__test_fail_alloc(-1, false);
            assert_true(s == LMEV_OK || s == LMEV_ERR_NOMEM);
            assert_int_equal(split != NULL, s == LMEV_OK);
            lmev_split_free(split);
            assert_no_leak();
            assert_true(k < 10000);
        }
    }
    free(same);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_draw_from_memory_is_that_from_a_file),
        TEST(parts_come_from_memory_and_files),
        TEST(rows_in_memory_that_cannot_be_split),
        TEST(a_reader_judges_arrays_as_it_does_files),
        TEST(a_reader_takes_the_bytes_of_a_file),
        TEST(every_allocation_may_fail),
    };
    return cmocka_run_group_tests(tests, make_folder, drop_folder);
}
