/* test_data.c - readers.
 *
 * CSV against Python's csv module (tests/golden/make_csv.py) with block borders at every
 * byte; the other formats; every reason to skip a row; errors with their lines; files. */
#include "data_help.h"

#include "base/format/json.h"
#include "data/csv.h"
#include "data/reader.h"

static const size_t steps[] = {1, 2, 3, 5, 64, 1 << 20}; /* bytes a block */
#define N_STEPS (sizeof steps / sizeof *steps)

/* ---- CSV against Python ---- */

static void compare_case(lmev__json *c, size_t step)
{
    size_t n;
    const char *doc = lmev__json_string(lmev__json_get(c, "doc"), &n);
    lmev__json *header = lmev__json_get(c, "header"),
               *records = lmev__json_get(c, "records");
    const char *wrong = lmev__json_string(lmev__json_get(c, "error"), NULL);
    lmev__feed feed = {.source = "golden", .record_max = 1 << 20};
    lmev__csv csv = {.feed = &feed};
    lmev_error err = {0};
    bool more = true;

    lmev__feed_open_bytes(&feed, doc, n, step);
    assert_int_equal(lmev__csv_open(&csv, &err), LMEV_OK);
    assert_int_equal(csv.n_columns, lmev__json_size(header));
    for (size_t k = 0; k < csv.n_columns; k++)
        assert_string_equal(csv.column[k],
                            lmev__json_string(lmev__json_at(header, k), NULL));
    for (size_t i = 0; i < lmev__json_size(records); i++) {
        lmev__json *want = lmev__json_at(records, i);
        assert_int_equal(lmev__csv_next(&csv, &more, &err), LMEV_OK);
        assert_true(more);
        assert_false(csv.malformed);
        assert_int_equal(csv.n_fields, lmev__json_size(want));
        for (size_t k = 0; k < csv.n_fields && k < csv.n_columns; k++)
            assert_str(csv.field[k], lmev__json_string(lmev__json_at(want, k), NULL));
    }
    lmev_status s = lmev__csv_next(&csv, &more, &err);
    if (!wrong) {
        assert_int_equal(s, LMEV_OK);
        assert_false(more);
    } else if (strcmp(wrong, "text") == 0 && s == LMEV_OK) {
        assert_true(more && csv.malformed);
    } else { /* text after a closing quote may be followed by a quote that never closes */
        assert_int_equal(s, LMEV_ERR_FORMAT);
        assert_has(err.text, "inside the quote");
    }
    lmev__csv_close(&csv);
    lmev__feed_close(&feed);
}

static void csv_reads_as_python_does(void **state)
{
    (void)state;
    char path[1024];
    const char *source = getenv("LMEV_SOURCE");
    (void)snprintf(path, sizeof path, "%s/tests/golden/csv.json", source ? source : ".");
    lmev__json *cases = NULL;
    assert_int_equal(lmev__json_read(&cases, path, NULL), LMEV_OK);
    assert_true(lmev__json_size(cases) > 500);
    for (size_t i = 0; i < lmev__json_size(cases); i++)
        for (size_t k = 0; k < N_STEPS; k++)
            compare_case(lmev__json_at(cases, i), steps[k]);
    lmev__json_free(cases);
    assert_no_leak();
}

/* ---- readers over memory ---- */

/* Read all rows; "text|label|line " of each into got. Returns the status. */
static lmev_status read_all(const char *doc, size_t n, size_t step,
                            const lmev_reader_params *p, char *got, size_t room,
                            lmev_skips *skips, lmev_error *err)
{
    lmev_reader *r = NULL;
    lmev_row row;
    bool more = true;
    size_t at = 0;
    got[0] = '\0';
    lmev_status s = lmev__reader_open_bytes(&r, doc, n, step, p, err);
    while (s == LMEV_OK) {
        s = lmev_reader_next(r, &row, &more, err);
        if (s != LMEV_OK || !more) break;
        at +=
            (size_t)snprintf(got + at, room - at, "%.*s|%.*s|%d ", (int)row.text.n,
                             row.text.at, (int)row.label.n, row.label.at, (int)row.line);
        assert_true(at < room);
    }
    if (r && skips) *skips = *lmev_reader_skips(r);
    lmev_reader_free(r);
    return s;
}

static void assert_rows(const char *doc, size_t n, const lmev_reader_params *p,
                        const char *want)
{
    char got[2048];
    lmev_error err;
    for (size_t k = 0; k < N_STEPS; k++) {
        lmev_status s = read_all(doc, n, steps[k], p, got, sizeof got, NULL, &err);
        if (s != LMEV_OK) print_error("%ld: %s\n", err.line, err.text);
        assert_int_equal(s, LMEV_OK);
        assert_string_equal(got, want);
    }
    assert_no_leak();
}
#define ROWS(doc, p, want) assert_rows(doc, sizeof doc - 1, p, want)

static void assert_error(const char *doc, size_t n, const lmev_reader_params *p,
                         long line, const char *text, const char *hint)
{
    char got[2048];
    for (size_t k = 0; k < N_STEPS; k++) {
        lmev_error err = {0};
        lmev_status s = read_all(doc, n, steps[k], p, got, sizeof got, NULL, &err);
        assert_true(s == LMEV_ERR_FORMAT || s == LMEV_ERR_PARAM);
        assert_int_equal(err.status, s);
        assert_int_equal(err.line, line);
        assert_string_equal(err.source, "memory");
        assert_has(err.text, text);
        assert_has(err.hint, hint);
    }
    assert_no_leak();
}
#define FAILS(doc, p, line, text, hint) \
    assert_error(doc, sizeof doc - 1, p, line, text, hint)

static const lmev_reader_params labelled = {.text = "t", .label = "l"};

static void csv_accepts_its_variants(void **state)
{
    (void)state;
    const lmev_reader_params *p = &labelled;
    ROWS("t,l\na,x\nb,y\n", p, "a|x|2 b|y|3 ");
    ROWS("t,l\na,x\nb,y", p, "a|x|2 b|y|3 ");
    ROWS("t,l\r\na,x\r\nb,y\r", p, "a|x|2 b|y|3 ");
    ROWS("\xEF\xBB\xBFt,l\na,x\n", p, "a|x|2 ");
    ROWS("\xEF\xBB\xBF\"t\",l\r\n\"a\",x\r\n", p, "a|x|2 ");
    ROWS("\n\r\nt,l\n\n\na,x\n\r\nb,y\n\n", p, "a|x|6 b|y|8 ");
    ROWS("l,other,t\nx,1,a\ny,2,\"b,\"\"c\"\n", p, "a|x|2 b,\"c|y|3 ");
    ROWS("t,l\n\"a\nb\",x\nc,y\n\"\n\r\nd\",\"z\"\n", p, "a\nb|x|2 c|y|4 \n\r\nd|z|5 ");
    ROWS("t,l\na\rb,x\n", p, "a\rb|x|2 ");
    ROWS("t,l\n a ,x \n", p, " a |x |2 ");
    const lmev_reader_params plain = {.text = "t"}; /* no label wanted, none needed */
    ROWS("t,l\na,\nb,y\n", &plain, "a||2 b||3 ");
    const lmev_reader_params usual = {.label = "category"};
    ROWS("title,category\na,x\n", &usual, "a|x|2 ");
    /* A file that begins like a byte order mark, but does not go on like one. */
    const lmev_reader_params odd = {.text = "\xEF\xBB"};
    ROWS("\xEF\xBB,l\na,x\n", &odd, "a||2 ");
}

static void csv_hands_out_quality_language_and_index(void **state)
{
    (void)state;
    const char doc[] =
        "title,label_quality,language,category\na,reliable,spanish,X\nbad\n"
        "b,unreliable,portuguese,Y\n";
    const lmev_reader_params p = {.label = "category"};
    lmev_reader *r = NULL;
    lmev_row row;
    bool more;
    assert_int_equal(lmev__reader_open_bytes(&r, doc, sizeof doc - 1, 7, &p, NULL),
                     LMEV_OK);
    assert_int_equal(lmev_reader_next(r, &row, &more, NULL), LMEV_OK);
    assert_str(row.quality, "reliable");
    assert_str(row.language, "spanish");
    assert_int_equal(row.index, 0);
    assert_int_equal(lmev_reader_next(r, &row, &more, NULL), LMEV_OK);
    assert_true(more);
    assert_str(row.quality, "unreliable");
    assert_int_equal(row.index, 2); /* the ragged record counts */
    assert_int_equal(row.line, 4);
    row.line = 77;
    assert_int_equal(lmev_reader_next(r, &row, &more, NULL), LMEV_OK);
    assert_false(more);
    assert_int_equal(row.line, 77); /* untouched at the end */
    uint64_t done, all;
    lmev_reader_position(r, &done, &all);
    assert_int_equal(done, sizeof doc - 1);
    assert_int_equal(all, sizeof doc - 1);
    lmev_reader_free(r);
    assert_no_leak();
}

static void every_reason_to_skip_is_counted(void **state)
{
    (void)state;
    static const char doc[] = "t,l,language\n"
                              "a,x,es\n"                /*  2 */
                              "a,x\n"                   /*  3 ragged */
                              "a,x,es,more\n"           /*  4 ragged */
                              ",x,es\n"                 /*  5 empty text */
                              " \t ,x,es\n"             /*  6 empty text */
                              "a,,es\n"                 /*  7 empty label */
                              "\"a\n\",\"  \",\n"       /*  8 empty label */
                              "\xFF,x,es\n"             /* 10 encoding */
                              "ok ok ok ok \xC3,x,es\n" /* 11 encoding */
                              "a,x,\xED\xA0\x80\n"      /* 12 encoding: a surrogate */
                              "a\0b,x,es\n"             /* 13 NUL */
                              "a,\"x\0\",es\n"          /* 14 NUL */
                              "\"a\"b,x,es\n"           /* 15 malformed */
                              "b,y,pt\n";               /* 16 */
    for (size_t k = 0; k < N_STEPS; k++) {
        char got[256];
        lmev_skips skips;
        lmev_error err;
        assert_int_equal(read_all(doc, sizeof doc - 1, steps[k], &labelled, got,
                                  sizeof got, &skips, &err),
                         LMEV_OK);
        assert_string_equal(got, "a|x|2 b|y|16 ");
        assert_int_equal(skips.n_records, 14);
        assert_int_equal(skips.n_used, 2);
        assert_int_equal(skips.n_filtered, 0);
        const uint64_t want[LMEV_SKIP_REASONS][4] = {
            [LMEV_SKIP_RAGGED] = {2, 3, 4},      [LMEV_SKIP_EMPTY_TEXT] = {2, 5, 6},
            [LMEV_SKIP_EMPTY_LABEL] = {2, 7, 8}, [LMEV_SKIP_ENCODING] = {3, 10, 11, 12},
            [LMEV_SKIP_NUL] = {2, 13, 14},       [LMEV_SKIP_SYNTAX] = {1, 15},
        };
        for (size_t i = 0; i < LMEV_SKIP_REASONS; i++) {
            assert_int_equal(skips.n[i], want[i][0]);
            for (size_t j = 0; j < 3; j++)
                assert_int_equal(skips.line[i][j], want[i][1 + j]);
        }
    }
    /* More than LMEV_SKIP_LINES of one kind: the count goes on, the lines stop. */
    char got[16];
    lmev_skips skips;
    const char many[] = "t,l\n,\n,\n,\n,\n,\n,\n,\n";
    read_all(many, sizeof many - 1, 9, &labelled, got, sizeof got, &skips, NULL);
    assert_int_equal(skips.n[LMEV_SKIP_EMPTY_TEXT], 7);
    assert_int_equal(skips.line[LMEV_SKIP_EMPTY_TEXT][LMEV_SKIP_LINES - 1], 6);
    for (int i = 0; i < LMEV_SKIP_REASONS; i++)
        assert_true(strlen(lmev_skip_text((lmev_skip)i)) > 3);
    assert_no_leak();
}

static void strict_makes_them_errors(void **state)
{
    (void)state;
    const lmev_reader_params p = {.text = "t", .label = "l", .strict = true};
    FAILS("t,l\na,x\nb\n", &p, 3, "wrong number of fields (1 instead of 2)", "strict");
    FAILS("t,l\na,x,y\n", &p, 2, "wrong number of fields (3 instead of 2)", "strict");
    FAILS("t,l\n\"\n\",x\n", &p, 2, "empty text", "strict");
    FAILS("t,l\na,\n", &p, 2, "empty label", "strict");
    FAILS("t,l\n\xC0\x80,x\n", &p, 2, "invalid UTF-8", "strict");
    FAILS("t,l\na\0,x\n", &p, 2, "NUL byte", "strict");
    FAILS("t,l\n\"a\" ,x\n", &p, 2, "malformed", "strict");
}

static void where_keeps_only_its_rows(void **state)
{
    (void)state;
    const lmev_where es[] = {{"language", "spanish"}};
    const lmev_where both[] = {{"language", "spanish"}, {"l", "y,\"z"}};
    const lmev_where nothing[] = {{"language", ""}};
    lmev_reader_params p = {
        .text = "t", .label = "l", .where = es, .n_where = 1, .strict = true};
    /* Strict: what where leaves out is not looked at further. */
    static const char doc[] =
        "t,l,language\na,x,spanish\n,x,portuguese\nb,\"y,\"\"z\",spanish\n"
        "\xFF,x,Spanish\nc,x,spanish2\nd,y,\n";
    ROWS(doc, &p, "a|x|2 b|y,\"z|4 ");
    p.where = both;
    p.n_where = 2;
    ROWS(doc, &p, "b|y,\"z|4 ");
    p.where = nothing;
    p.n_where = 1;
    ROWS(doc, &p, "d|y|7 ");
    char got[64];
    lmev_skips skips;
    p.where = es;
    read_all(doc, sizeof doc - 1, 3, &p, got, sizeof got, &skips, NULL);
    assert_int_equal(skips.n_filtered, 4);
    assert_int_equal(skips.n_used, 2);
    const lmev_where bad[] = {{"langauge", "spanish"}};
    p.where = bad;
    FAILS(doc, &p, 1, "no column 'langauge'", "did you mean 'language'");
}

static void headers_and_ends_fail_well(void **state)
{
    (void)state;
    const lmev_reader_params *p = &labelled;
    const lmev_reader_params title = {.text = "titel", .label = "category"};
    FAILS("title,category\na,x\n", &title, 1,
          "no column 'titel'; the columns are: title, category",
          "did you mean 'title'? 'text'");
    FAILS("t,class\na,x\n", p, 1, "no column 'l'", "'label' names");
    FAILS("t,l,t\na,x,b\n", p, 1, "more than one column 't'", "");
    FAILS("", p, 0, "the file is empty", "");
    FAILS("\n\r\n\n", p, 0, "the file is empty", "");
    FAILS("\xEF\xBB\xBF", p, 0, "the file is empty", "");
    FAILS("t\0,\0l\0\n\0", p, 1, "NUL", "iconv");
    FAILS("\"t\"x,l\n", p, 1, "text after a closing quote", "");
    FAILS("t,l\na,x\n\"b\n\nc,y\n", p, 3, "the file ends inside the quote",
          "close the quote");
    FAILS("t,l\na,\"x\n", p, 2, "the file ends inside the quote", "close the quote");
    FAILS("t,l\n\"a\n\n\",\"x\n", p, 4, "ends inside the quote", ""); /* it opens there */
    FAILS("t,\"l\n", p, 1, "the file ends inside the quote", "close the quote");
    const lmev_where half[] = {{"l", NULL}};
    const lmev_reader_params wrong = {.text = "t", .where = half, .n_where = 1};
    FAILS("t,l\n", &wrong, 0, "lacks a column or a value", "");
}

static void records_are_bounded(void **state)
{
    (void)state;
    lmev_reader_params p = {.text = "t", .label = "l", .record_max = 8};
    ROWS("t,l\naaaaaa,x\n", &p, "aaaaaa|x|2 "); /* 8 bytes */
    ROWS("t,l\naaaa,\"x\"\n", &p, "aaaa|x|2 "); /* 8 bytes, quotes counted */
    FAILS("t,l\naaaaaaa,x\n", &p, 2, "longer than 8 bytes", "");
    FAILS("t,l\naaaaa,\"x\"\n", &p, 2, "longer than 8 bytes", "");
    FAILS("t,l\nb,y\n\"a\nbbbbbbbbbbbbbbb", &p, 3, "longer than 8 bytes", "lack its end");
    p.format = LMEV_FORMAT_JSONL;
    FAILS("{}\n{\"t\":\"a\", \"l\": \"b\"}\n", &p, 2, "longer than 8 bytes", "");
    p.format = LMEV_FORMAT_LINES;
    p.label = NULL;
    ROWS("aaaaaaaa\nb", &p, "aaaaaaaa||1 b||2 ");
    FAILS("aaaaaaaaa\nb", &p, 1, "longer than 8 bytes", "");
    FAILS("a\naaaaaaaaa", &p, 2, "longer than 8 bytes", "");

    /* Columns are bounded too: a header of commas only, then a record of as many. */
    size_t n = 100000;
    char *commas = malloc(n);
    assert_non_null(commas);
    memset(commas, ',', n);
    lmev_reader *r = NULL;
    lmev_error err = {0};
    assert_int_equal(lmev__reader_open_bytes(&r, commas, n, n, &labelled, &err),
                     LMEV_ERR_FORMAT);
    assert_has(err.text, "columns");
    memcpy(commas, "t,l\n", 4);
    char got[16];
    lmev_skips skips;
    assert_int_equal(read_all(commas, n, 100, &labelled, got, sizeof got, &skips, &err),
                     LMEV_OK);
    assert_int_equal(skips.n[LMEV_SKIP_RAGGED], 1);
    free(commas);
    assert_no_leak();
}

static void jsonl_reads_objects(void **state)
{
    (void)state;
    lmev_reader_params p = {.format = LMEV_FORMAT_JSONL, .text = "t", .label = "l"};
    ROWS("{\"t\": \"a\", \"l\": \"x\"}\n\n{\"l\": 7, \"t\": \"\\u00f1\\n\"}\r\n", &p,
         "a|x|1 \xC3\xB1\n|7|3 ");
    ROWS("\xEF\xBB\xBF{\"t\":\"a\",\"l\":-9223372036854775808,\"x\":[1,{}]}", &p,
         "a|-9223372036854775808|1 ");
    static const char doc[] = "{\"t\":\"a\",\"l\":\"x\"}\n" /*  1 */
                              "[1]\n"                       /*  2 malformed */
                              "{\"t\":\"a\"}\n"             /*  3 malformed: no label */
                              "{\"t\":1,\"l\":\"x\"}\n" /*  4 malformed: text no string */
                              "{\"t\":\"a\",\"l\":1.5}\n"      /*  5 malformed */
                              "{\"t\":\"a\",\"l\":\"x\"\n"     /*  6 malformed */
                              "{\"t\":\" \",\"l\":\"x\"}\n"    /*  7 empty text */
                              "{\"t\":\"a\",\"l\":\"\"}\n"     /*  8 empty label */
                              "{\"t\":\"\xFF\",\"l\":\"x\"}\n" /* 9 encoding */
                              "{\"t\":\"\0\",\"l\":\"x\"}\n";  /* 10 NUL */
    char got[64];
    lmev_skips skips;
    assert_int_equal(read_all(doc, sizeof doc - 1, 4, &p, got, sizeof got, &skips, NULL),
                     LMEV_OK);
    assert_string_equal(got, "a|x|1 ");
    assert_int_equal(skips.n_records, 10);
    assert_int_equal(skips.n[LMEV_SKIP_SYNTAX], 5);
    assert_int_equal(skips.line[LMEV_SKIP_SYNTAX][0], 2);
    assert_int_equal(skips.line[LMEV_SKIP_SYNTAX][4], 6);
    assert_int_equal(skips.line[LMEV_SKIP_EMPTY_TEXT][0], 7);
    assert_int_equal(skips.line[LMEV_SKIP_EMPTY_LABEL][0], 8);
    assert_int_equal(skips.line[LMEV_SKIP_ENCODING][0], 9);
    assert_int_equal(skips.line[LMEV_SKIP_NUL][0], 10);

    const lmev_where year[] = {{"year", "2019"}, {"language", "es"}};
    p.where = year;
    p.n_where = 2;
    ROWS("{\"t\":\"a\",\"l\":\"x\",\"year\":2019,\"language\":\"es\"}\n{\"t\":\"b\","
         "\"l\":\"x\"}\n"
         "{\"t\":\"c\",\"l\":\"x\",\"year\":\"2019\",\"language\":\"es\"}\n"
         "{\"t\":\"d\",\"l\":\"x\",\"year\":2020,\"language\":\"es\"}\n",
         &p, "a|x|1 c|x|3 ");
    p.n_where = 0;
    p.strict = true;
    FAILS("{\"t\":\"a\",\"l\":\"x\"}\n{\"t\":\"a\"}\n", &p, 2, "malformed", "strict");
    FAILS("", &p, 0, "empty", "");
}

static void lines_and_fasttext(void **state)
{
    (void)state;
    lmev_reader_params p = {.format = LMEV_FORMAT_FASTTEXT, .label = "any"};
    ROWS("__label__x a b\r\n__label__y __label__z  c __label__w\n  __label__v\td", &p,
         "a b|x|1 c __label__w|y|2 d|v|3 ");
    char got[64];
    lmev_skips skips;
    const char doc[] = "__label__x a\nb\n__label__ c\n__label__x\n\n__label__y d\n";
    read_all(doc, sizeof doc - 1, 2, &p, got, sizeof got, &skips, NULL);
    assert_string_equal(got, "a|x|1 d|y|6 ");
    assert_int_equal(skips.n[LMEV_SKIP_EMPTY_LABEL], 2);
    assert_int_equal(skips.n[LMEV_SKIP_EMPTY_TEXT], 2);
    p.label = NULL;
    ROWS("__label__x a\nb\n", &p, "a||1 b||2 ");

    p.format = LMEV_FORMAT_LINES;
    ROWS("a,\"b\r\n c \nd", &p, "a,\"b||1  c ||2 d||3 ");
    const lmev_where w[] = {{"language", "es"}};
    p.where = w;
    p.n_where = 1;
    FAILS("a\n", &p, 0, "where needs columns", "CSV or JSONL");
    p.n_where = 0;
    p.label = "l";
    FAILS("a\n", &p, 0, "plain lines carry no labels", "fasttext");
}

/* ---- files ---- */

/* gzip's CRC-32, and a gzip file of one stored block. */
static uint32_t crc32_of(const unsigned char *at, size_t n)
{
    uint32_t c = ~0u;
    for (size_t i = 0; i < n; i++) {
        c ^= at[i];
        for (int k = 0; k < 8; k++) c = c >> 1 ^ (c & 1 ? 0xEDB88320u : 0);
    }
    return ~c;
}

static size_t gzip_stored(unsigned char *to, const char *text)
{
    static const unsigned char head[] = {0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 255, 1};
    size_t n = strlen(text), at = sizeof head;
    uint32_t tail[2] = {crc32_of((const unsigned char *)text, n), (uint32_t)n};
    memcpy(to, head, at);
    to[at++] = (unsigned char)n;
    to[at++] = (unsigned char)(n >> 8);
    to[at++] = (unsigned char)~n;
    to[at++] = (unsigned char)(~n >> 8);
    memcpy(to + at, text, n);
    at += n;
    for (int i = 0; i < 8; i++) to[at++] = (unsigned char)(tail[i / 4] >> 8 * (i % 4));
    return at;
}

static uint64_t count_rows(const char *path, const lmev_reader_params *p, lmev_error *err)
{
    lmev_reader *r = NULL;
    lmev_row row;
    bool more = true;
    uint64_t n = 0;
    *err = (lmev_error){0};
    lmev_status s = lmev_reader_open(&r, path, p, err);
    while (s == LMEV_OK) {
        s = lmev_reader_next(r, &row, &more, err);
        if (s != LMEV_OK || !more) break;
        n++;
    }
    lmev_reader_free(r);
    assert_int_equal(err->status, s);
    assert_no_leak();
    return n;
}

static void files_open_by_name(void **state)
{
    (void)state;
    lmev_error err;
    unsigned char gz[512];
    const lmev_reader_params plain = {.text = "t"};
    assert_int_equal(count_rows(put_text("a.csv", "t,l\na,x\nb,y\n"), &labelled, &err),
                     2);
    assert_int_equal(count_rows(put_text("noname", "t,l\na,x\nb,y\n"), &labelled, &err),
                     2);
    assert_int_equal(
        count_rows(put_text("a.jsonl", "{\"t\":\"a\",\"l\":\"x\"}\n"), &labelled, &err),
        1);
    assert_int_equal(
        count_rows(put_text("a.NDJSON", "{\"t\":\"a\",\"l\":\"x\"}\n"), &labelled, &err),
        1);
    assert_int_equal(count_rows(put_text("a.txt", "a\nb\nc\n"), &plain, &err), 3);
    assert_int_equal(count_rows(put_text("b.txt", "__label__x a\nb\n"), &labelled, &err),
                     1);
    size_t n = gzip_stored(gz, "a\nb\nc\nd\n");
    assert_int_equal(count_rows(put("a.txt.gz", (char *)gz, n), &plain, &err), 4);
    n = gzip_stored(gz, "t,l\na,x\nb,y\nc,z\n");
    assert_int_equal(count_rows(put("a.csv.gz", (char *)gz, n), &labelled, &err), 3);
    assert_int_equal(err.status, LMEV_OK);

    count_rows(put("cut.csv.gz", (char *)gz, n - 12), &labelled, &err); /* truncated */
    assert_int_equal(err.status, LMEV_ERR_FORMAT);
    assert_has(err.source, "cut.csv.gz");
    gz[n - 6] ^= 1; /* wrong checksum */
    count_rows(put("bad.csv.gz", (char *)gz, n), &labelled, &err);
    assert_int_equal(err.status, LMEV_ERR_FORMAT);
    count_rows(in_folder("absent.csv"), &labelled, &err);
    assert_int_equal(err.status, LMEV_ERR_NOTFOUND);
    assert_has(err.source, "absent.csv");
    count_rows(folder, &labelled, &err);
    assert_true(err.status == LMEV_ERR_IO || err.status == LMEV_ERR_FORMAT);
    assert_has(err.text, "folder");
    count_rows(put_text("empty.csv", ""), &labelled, &err);
    assert_int_equal(err.status, LMEV_ERR_FORMAT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(csv_reads_as_python_does),
        TEST(csv_accepts_its_variants),
        TEST(csv_hands_out_quality_language_and_index),
        TEST(every_reason_to_skip_is_counted),
        TEST(strict_makes_them_errors),
        TEST(where_keeps_only_its_rows),
        TEST(headers_and_ends_fail_well),
        TEST(records_are_bounded),
        TEST(jsonl_reads_objects),
        TEST(lines_and_fasttext),
        TEST(files_open_by_name),
    };
    return cmocka_run_group_tests(tests, make_folder, drop_folder);
}
