/* test_html.c - the page: what is escaped, where links lead, what folds, how large it
 * gets.
 *
 * The documents are made by hand, so that each line of the page is asked for here; how a
 * browser takes the page is tests/page's. With LMEV_PAGE set the first document's page is
 * written there. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/hash.h"
#include "base/io/io.h"
#include "base/mem.h"
#include "report/page/html.h"

#define COUNT(array) (sizeof(array) / sizeof *(array))

/* ---- A study and a document made by hand ---- */

#define COLUMNS 4
static lmev__column columns[COLUMNS] = {
    {.key = "model", .title = "Model", .kind = LMEV__COLUMN_TEXT},
    {.key = "n", .title = "Trials", .kind = LMEV__COUNT},
    {.key = "bac",
     .title = "BAC",
     .note = "Mean \"balanced\" accuracy.",
     .kind = LMEV__REAL,
     .digits = 4},
    {.key = "lost", .title = "Lost", .kind = LMEV__REAL, .digits = 1, .empty = true},
};

/* n_models models of n_trials experiments each, all in one block: which[i] is i. */
typedef struct fixture {
    lmev_experiments all;
    lmev__study study;
    size_t *which;
    lmev__table table[3]; /* models, experiments, pairs: each model and the next */
    lmev__paragraph paragraph[3];
    lmev__section section[2];
    const char *figure_id[2];
    lmev__document d;
    lmev__figure figure[2];
    lmev__figures figures;
} fixture;

static lmev__table table_of(const char *id, size_t n_rows)
{
    lmev__table t = {
        .id = id, .title = id, .n_columns = COLUMNS, .n_rows = n_rows, .column = columns};
    t.cell = calloc(n_rows * COLUMNS, sizeof *t.cell);
    t.sources = calloc(n_rows, sizeof *t.sources);
    assert_non_null(t.cell);
    assert_non_null(t.sources);
    for (size_t r = 0; r < n_rows; r++)
        for (size_t k = 0; k < COLUMNS; k++)
            t.cell[r * COLUMNS + k] =
                (lmev__cell){.text = k == 0 ? "plain" : NULL,
                             .value = k == 0 || k == 3 ? NAN : (double)r / 7,
                             .experiment = LMEV__NONE,
                             .model = LMEV__NONE};
    return t;
}

static void make_study(fixture *x, size_t n_models, size_t n_trials)
{
    size_t n = n_models * n_trials;
    x->all = (lmev_experiments){.n = n, .at = calloc(n, sizeof(lmev_experiment))};
    x->which = calloc(n, sizeof *x->which);
    x->study = (lmev__study){.all = &x->all, .n_models = n_models};
    x->study.model = calloc(n_models, sizeof *x->study.model);
    x->study.model_of = calloc(n, sizeof *x->study.model_of);
    assert_true(x->all.at && x->which && x->study.model && x->study.model_of);
    for (size_t i = 0; i < n; i++) {
        x->which[i] = i;
        x->all.at[i].trial = -1;
        x->study.model_of[i] = i / n_trials;
    }
    for (size_t m = 0; m < n_models; m++) {
        x->study.model[m].name = (char *)"model & co";
        x->study.model[m].n = n_trials;
        x->study.model[m].which = x->which + m * n_trials;
    }
}

static void make_tables(fixture *x, size_t n_models, size_t n_trials)
{
    x->table[0] = table_of("models", n_models);
    x->table[1] = table_of("experiments", x->all.n);
    x->table[2] = table_of("pairs", n_models - 1);
    for (size_t m = 0; m < n_models; m++) {
        x->table[0].cell[m * COLUMNS].model = m;
        x->table[0].sources[m] = (lmev__sources){n_trials, x->which + m * n_trials};
    }
    for (size_t i = 0; i < x->all.n; i++) {
        x->table[1].cell[i * COLUMNS].experiment = i;
        x->table[1].sources[i] = (lmev__sources){1, x->which + i};
    }
    for (size_t m = 0; m + 1 < n_models; m++) {
        x->table[2].cell[m * COLUMNS].model = m;
        x->table[2].sources[m] = (lmev__sources){2 * n_trials, x->which + m * n_trials};
    }
    x->table[1].shown = 3;
}

static void make(fixture *x, size_t n_models, size_t n_trials)
{
    *x = (fixture){0};
    make_study(x, n_models, n_trials);
    make_tables(x, n_models, n_trials);
    lmev__sources everything = {x->all.n, x->which};
    x->paragraph[0] = (lmev__paragraph){LMEV__CLAIM,
                                        "Best: \x01"
                                        "0.7536\x02.",
                                        everything};
    x->paragraph[1] = (lmev__paragraph){LMEV__CLAIM,
                                        "One: \x01"
                                        "0.7\x02.",
                                        {1, x->which}};
    x->paragraph[2] = (lmev__paragraph){LMEV__CAUTION,
                                        "Nothing <b>\x01"
                                        "1\x02.",
                                        {0}};
    x->figure_id[0] = "one";
    x->figure_id[1] = "two";
    x->section[0] = (lmev__section){.id = "summary",
                                    .heading = "Summary",
                                    .n_paragraphs = 3,
                                    .paragraph = x->paragraph,
                                    .n_tables = 3,
                                    .table = x->table};
    x->section[1] = (lmev__section){
        .id = "figures", .heading = "Figures", .n_figures = 2, .figure = x->figure_id};
    x->d = (lmev__document){.language = "en",
                            .title = "A <study>",
                            .subtitle = "all & sundry",
                            .n_sections = 2,
                            .section = x->section,
                            .study = &x->study};
    x->figure[0] = (lmev__figure){
        .id = "one",
        .title = (char *)"One",
        .caption = (char *)"A caption.",
        .alt = (char *)"Two \"points\".",
        .svg = (char *)"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 640 "
                       "300\"><title>One</title>"
                       "<circle cx=\"100\" cy=\"100\" r=\"9\" "
                       "class=\"c1\"><title>first</title></circle>"
                       "<circle cx=\"200\" cy=\"50\" r=\"9\" "
                       "class=\"c2\"><title>second</title></circle>"
                       "<text x=\"300\" y=\"150\" class=\"fg\">text</text></svg>",
        .printed = true};
    x->figure[1] = (lmev__figure){.id = "two",
                                  .title = (char *)"Two",
                                  .caption = (char *)"Another.",
                                  .alt = (char *)"Nothing.",
                                  .svg = (char *)"<svg></svg>"};
    x->figures = (lmev__figures){.n = 2, .at = x->figure};
}

static void drop(fixture *x)
{
    for (size_t i = 0; i < 3; i++) {
        free(x->table[i].cell);
        free(x->table[i].sources);
    }
    free(x->all.at);
    free(x->which);
    free(x->study.model);
    free(x->study.model_of);
}

static char *page_of(const fixture *x)
{
    lmev__buf b = LMEV__BUF_INIT;
    lmev__html(&b, &x->d, &x->figures);
    char *page = lmev__buf_text(&b);
    assert_non_null(page);
    return page;
}

/* ---- Looking at it ---- */

static size_t occurrences(const char *page, const char *what)
{
    size_t n = 0;
    for (const char *at = page; (at = strstr(at, what)); at++) n++;
    return n;
}

static void has(const char *page, const char *what, size_t n)
{
    if (occurrences(page, what) != n)
        fail_msg("'%s' is %zu times in the page, not %zu", what, occurrences(page, what),
                 n);
}

/* Every href="#x" has its id="x", and no id is there twice. */
static void anchors_resolve(const char *page)
{
    for (const char *at = page; (at = strstr(at, "href=\"#")); at++) {
        char id[80];
        int n = (int)strcspn(at + 7, "\"");
        assert_in_range(snprintf(id, sizeof id, " id=\"%.*s\"", n, at + 7), 7,
                        sizeof id - 1);
        if (occurrences(page, id) != 1)
            fail_msg("%zu elements have%s", occurrences(page, id), id);
    }
}

static void a_page_is_one_file_with_all_of_it(void **state)
{
    (void)state;
    fixture x;
    make(&x, 8, 4);
    char *page = page_of(&x);
    if (getenv("LMEV_PAGE"))
        assert_int_equal(lmev__write_file(getenv("LMEV_PAGE"), page, strlen(page), NULL),
                         LMEV_OK);
    assert_int_equal(strncmp(page, "<!DOCTYPE html>\n<html lang=\"en\">", 32), 0);
    has(page, "<title>A &lt;study&gt;</title>", 1);
    has(page, "<h1>A &lt;study&gt;</h1>", 1);
    has(page, "all &amp; sundry", 1);
    has(page, "<script", 1);
    has(page, "default-src 'none'", 1);
    has(page, "http://www.w3.org/2000/svg",
        2); /* the icon's and the figure's name space */
    has(page, "https:", 0);
    has(page, "file:", 0);
    has(page, "<h2 id=\"h-summary\">Summary</h2>", 1);
    has(page, "<a href=\"#summary\">Summary</a>", 1);
    anchors_resolve(page);

    /* Columns without a value are spared; a folded table has all its rows. */
    has(page, "Lost", 0);
    has(page, "title=\"Mean &quot;balanced&quot; accuracy.\"", 3);
    has(page, "data-shown=\"3\" data-all=\"Show all rows (32)\"", 1);
    has(page, "<tr id=\"e", 32);
    has(page, "<tr id=\"r", 8);

    /* A list of claims, a caution set apart. */
    has(page, "<li>Best: <a class=\"number\" href=\"#s", 1);
    has(page, "<li>One: <a class=\"number\" href=\"#e0\">0.7</a>.</li>", 1);
    has(page, "<p>Nothing &lt;b&gt;<span class=\"number\">1</span>.</p>", 1);

    /* One figure has a PNG and a PDF, the other not; both have SVG and data. */
    has(page, "<div class=\"picture\">", 2);
    has(page, "<a href=\"figures/two.svg\">", 1);
    has(page, "<a href=\"figures/one.png\">", 1);
    has(page, "<a href=\"figures/two.png\">", 0);
    has(page, "<a href=\"figures/two.tsv\">", 1);
    x.figures.n = 1;
    lmev__free(page);
    page = page_of(&x);
    has(page, "id=\"f-two\"", 0);
    lmev__free(page);
    drop(&x);
}

/* The hash in the policy is that of the script: here by another way to base64. */
static void the_policy_knows_the_script(void **state)
{
    (void)state;
    static const char digit[] =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    fixture x;
    make(&x, 2, 2);
    char *page = page_of(&x);
    const char *script = strstr(page, "<script>") + 8, *end = strstr(script, "</script>");
    lmev__sha256 h;
    char hex[65], base64[45] = {0};
    unsigned byte[33] = {0};
    lmev__sha256_begin(&h);
    lmev__sha256_add(&h, script, (size_t)(end - script));
    lmev__sha256_end(&h, hex);
    for (int i = 0; i < 32; i++)
        assert_int_equal(sscanf(hex + 2 * i, "%2x", &byte[i]), 1);
    for (int i = 0; i < 43; i++) {
        int bit = 6 * i;
        unsigned two = byte[bit / 8] << 8 | byte[bit / 8 + 1];
        base64[i] = digit[two >> (10 - bit % 8) & 63];
    }
    base64[43] = '=';
    const char *policy = strstr(page, "script-src 'sha256-");
    assert_non_null(policy);
    assert_memory_equal(policy + 19, base64, 44);
    lmev__free(page);
    drop(&x);
}

static void numbers_lead_to_their_sources(void **state)
{
    (void)state;
    fixture x;
    make(&x, 8, 4);
    size_t another[8];
    for (size_t i = 0; i < 8; i++) another[i] = i;
    x.table[2].sources[1] = (lmev__sources){8, another}; /* the same set as row 0's */
    char *page = page_of(&x);
    /* A model's numbers lead to its entry, an experiment's own row leads nowhere. */
    has(page,
        "<th scope=\"row\">plain</th><td class=\"n\" data-value=\"0\"><a "
        "href=\"#m0\">0</a></td>",
        1);
    has(page,
        "<tr id=\"e0\"><th scope=\"row\">plain</th><td class=\"n\" "
        "data-value=\"0\">0</td>",
        1);
    /* Among the pairs model 3's name leads to its row, the numbers to a set of two
     * models. */
    has(page, "<th scope=\"row\"><a href=\"#r3\">plain</a></th>", 1);
    /* Seven pairs, of which two share a set; and everything. */
    has(page, "<li id=\"s", 7);
    has(page, "<li id=\"m", 8);
    has(page,
        "<li id=\"m1\"><b>model &amp; co</b>: <a href=\"#e4\">1</a> <a "
        "href=\"#e5\">2</a> "
        "<a href=\"#e6\">3</a> <a href=\"#e7\">4</a></li>",
        1);
    anchors_resolve(page);
    lmev__free(page);

    /* Recorded numbers of trials are shown as recorded. */
    for (size_t i = 0; i < x.all.n; i++) x.all.at[i].trial = 70 + (int64_t)i;
    page = page_of(&x);
    has(page, "<a href=\"#e4\">74</a>", 3); /* model 1, models 0 and 1, everything */
    lmev__free(page);

    /* Without a table of experiments nothing can lead to them, and nothing does. */
    x.section[0].n_tables = 1;
    page = page_of(&x);
    has(page, "href=\"#e", 0);
    anchors_resolve(page);
    lmev__free(page);
    drop(&x);
}

static void values_are_exact_and_nothing_is_last(void **state)
{
    (void)state;
    fixture x;
    make(&x, 3, 2);
    lmev__cell *cell = x.table[2].cell;
    cell[1].value = 25000;
    cell[2].value = NAN;
    cell[COLUMNS].text = NULL;
    cell[COLUMNS + 1].value = 1e9;
    cell[COLUMNS + 2].value = INFINITY;
    cell[COLUMNS + 2].strong = true;
    x.d.language = "es";
    char *page = page_of(&x);
    has(page, "data-value=\"25000\"><a href=\"#s1\">25.000</a>", 1);
    has(page, "<td class=\"n none\">-</td>", 1);
    has(page, "<th scope=\"row\" class=\"none\">", 1);
    has(page, "data-value=\"1000000000\"", 1);
    has(page, "data-value=\"Infinity\"><strong><a href", 1);
    has(page, "data-value=\"0.142857142857143\"", 4);
    has(page, "<html lang=\"es\">", 1);
    lmev__free(page);
    drop(&x);
}

static void text_stays_text(void **state)
{
    (void)state;
    static const struct {
        const char *text, *shown;
    } hostile[] = {
        {"<script>alert(1)</script>", "&lt;script&gt;alert(1)&lt;/script&gt;"},
        {"\" onclick=\"alert(1)", "&quot; onclick=&quot;alert(1)"},
        {"' onclick='x", "&#39; onclick=&#39;x"},
        {"&lt;", "&amp;lt;"},
        {"]]>-->", "]]&gt;--&gt;"},
        {"\xF0\x9F\x94\xA5 \xC3\xB1", "\xF0\x9F\x94\xA5 \xC3\xB1"},
        {"a\xFF<", "a\xEF\xBF\xBD&lt;"},
        {"\xC3", "\xEF\xBF\xBD"},
        {"a\x01z\x7F", "a\xEF\xBF\xBDz\xEF\xBF\xBD"},
        {"\xC2\x85", "\xEF\xBF\xBD"},
        {"\xEF\xBF\xBE", "\xEF\xBF\xBD"},
        {"\xED\xA0\x80", "\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD"},
    };
    for (size_t i = 0; i < COUNT(hostile); i++) {
        fixture x;
        make(&x, 2, 2);
        const char *text = hostile[i].text;
        lmev__column own[COLUMNS];
        memcpy(own, columns, sizeof own);
        own[0].title = own[0].note = text;
        x.table[0].column = own;
        x.table[0].cell[0].text = text;
        x.table[0].title = x.table[0].caption = text;
        x.d.title = x.d.subtitle = x.section[1].heading = text;
        x.study.model[0].name = (char *)text;
        x.figure[0].title = x.figure[0].caption = x.figure[0].alt = (char *)text;
        char *page = page_of(&x);
        /* title, h1, subtitle, contents, h2, h3, caption, th and its note and title (a
         * column has its title twice and its note twice), cell, three of the figure, its
         * entry, and the sets that name the model */
        if (occurrences(page, hostile[i].shown) < 15)
            fail_msg("'%s' is %zu times in the page", hostile[i].shown,
                     occurrences(page, hostile[i].shown));
        has(page, "onclick=\"", 0);
        has(page, "onclick='", 0);
        has(page, "<script", 1);
        anchors_resolve(page);
        lmev__free(page);
        drop(&x);
    }
}

static void marks_without_their_other_half_do_no_harm(void **state)
{
    (void)state;
    static const char *const text[] = {"\x02", "\x01",
                                       "a\x01"
                                       "b\x01"
                                       "c\x02",
                                       "a\x01"
                                       "b\x02"
                                       "c\x02"};
    for (size_t i = 0; i < COUNT(text); i++) {
        fixture x;
        make(&x, 2, 2);
        x.paragraph[2].text = text[i];
        char *page = page_of(&x);
        size_t opened = occurrences(page, "<span"), closed = occurrences(page, "</span>");
        assert_int_equal(opened, closed);
        lmev__free(page);
        drop(&x);
    }
}

/* 10,000 experiments of 50 models: rows grow with experiments, entries do not. */
static void many_experiments_do_not_explode(void **state)
{
    (void)state;
    fixture x;
    make(&x, 40, 250);
    char *page = page_of(&x);
    /* 10,000 rows of about 150 bytes; 40 entries of 200 links, 39 of two. */
    assert_in_range(strlen(page), 1000000, 3000000);
    has(page, "and more: 50</li>", 40);
    has(page, "<tr id=\"e9999\">", 1);
    lmev__free(page);
    drop(&x);
}

static void equal_documents_give_equal_bytes(void **state)
{
    (void)state;
    fixture x, y;
    make(&x, 5, 3);
    make(&y, 5, 3);
    char *a = page_of(&x), *b = page_of(&y);
    assert_string_equal(a, b);
    lmev__free(a);
    lmev__free(b);
    drop(&x);
    drop(&y);
}

static void a_lack_of_memory_is_remembered(void **state)
{
    (void)state;
    fixture x;
    make(&x, 8, 4);
    bool failed = true;
    for (long k = 0; failed; k++) {
        lmev__buf b = LMEV__BUF_INIT;
        long before = lmev__test_live_blocks();
        lmev__test_fail_alloc(k, false);
        lmev__html(&b, &x.d, &x.figures);
        lmev__test_fail_alloc(-1, false);
        failed = b.failed;
        lmev__buf_free(&b);
        assert_int_equal(lmev__test_live_blocks(), before);
        assert_true(k < 2000);
    }
    drop(&x);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_page_is_one_file_with_all_of_it),
        cmocka_unit_test(the_policy_knows_the_script),
        cmocka_unit_test(numbers_lead_to_their_sources),
        cmocka_unit_test(values_are_exact_and_nothing_is_last),
        cmocka_unit_test(text_stays_text),
        cmocka_unit_test(marks_without_their_other_half_do_no_harm),
        cmocka_unit_test(many_experiments_do_not_explode),
        cmocka_unit_test(equal_documents_give_equal_bytes),
        cmocka_unit_test(a_lack_of_memory_is_remembered),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
