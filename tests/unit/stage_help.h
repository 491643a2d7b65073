/* stage_help.h - the golden texts and stages of tests/golden/tokenizer_stages.json, and
 * the tests that every kind of stage has to pass. */
#ifndef STAGE_HELP_H
#define STAGE_HELP_H
#include "help.h"
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/error.h"
#include "base/format/json.h"
#include "base/hash.h"
#include "base/mem.h"
#include "base/utf8.h"
#include "lm/tokenizer/tokenizer.h"

#define SEPARATOR "\xef\xa3\xbf" /* U+F8FF */

static lmev__json *golden;

static int golden_open(void **state)
{
    (void)state;
    lmev_error err;
    lmev__buf path = LMEV__BUF_INIT;
    lmev__buf_printf(&path, "%s/tests/golden/tokenizer_stages.json",
                     getenv("LMEV_SOURCE"));
    char *text = lmev__buf_text(&path);
    const lmev_status s = lmev__json_read(&golden, text, &err);
    if (s != LMEV_OK) print_error("%s\n", err.text);
    lmev__free(text);
    return s != LMEV_OK;
}

static int golden_close(void **state)
{
    (void)state;
    lmev__json_free(golden);
    return lmev__test_live_blocks() != 0;
}

/* Text i into out; true: it is a long one, whose result is kept as a hash. */
static bool golden_text(size_t i, lmev__buf *out)
{
    lmev__json *t = lmev__json_at(lmev__json_get(golden, "texts"), i);
    lmev__buf_reset(out);
    const bool is_long = lmev__json_kind(t) == LMEV__JSON_ARRAY;
    size_t n;
    const char *at = lmev__json_string(is_long ? lmev__json_at(t, 0) : t, &n);
    assert_non_null(at);
    for (int64_t times = is_long ? lmev__json_int(lmev__json_at(t, 1)) : 1; times > 0;
         times--)
        lmev__buf_add(out, at, n);
    return is_long;
}

/* Is `got` what row says of text i? Otherwise fails with both. */
static void golden_check(const lmev__json *row, size_t i, const lmev__buf *text,
                         bool is_long, const lmev__buf *got)
{
    size_t n;
    const char *want =
        lmev__json_string(lmev__json_at(lmev__json_get(row, "out"), i), &n);
    lmev_str wanted = want ? (lmev_str){want, n} : (lmev_str){text->at, text->n};
    char hash[65];
    if (want && is_long) {
        lmev__sha256 h;
        lmev__sha256_begin(&h);
        lmev__sha256_add(&h, got->at, got->n);
        lmev__sha256_end(&h, hash);
        if (strcmp(hash, want) == 0) return;
    } else if (wanted.n == got->n &&
               (got->n == 0 || memcmp(wanted.at, got->at, got->n) == 0)) {
        return;
    }
    char *spec = lmev__json_dump(lmev__json_get(row, "spec"), 0);
    fail_msg("%.200s\nof '%.*s'\nmade '%.*s'\nnot  '%.*s'", spec, (int)text->n, text->at,
             (int)got->n, got->at, (int)wanted.n, wanted.at);
}

static lmev__json *parsed(const char *text)
{
    lmev__json *j = NULL;
    lmev_error err;
    if (lmev__json_parse(&j, text, strlen(text), "spec", 0, &err) != LMEV_OK)
        fail_msg("%s: %s", text, err.text);
    return j;
}

/* A kind of stage as the tests below see it; drop takes NULL too. */
typedef struct stage {
    const char *golden; /* the name of its rows in the golden file */
    size_t at_least;    /* so many rows */
    lmev_status (*make)(void **out, const lmev__json *spec, lmev_error *err);
    lmev_status (*run)(const void *made, lmev_str text, lmev__buf *out, lmev_error *err);
    void (*drop)(void *made);
} stage;

static void all_golden_texts_are_equal(const stage *z)
{
    lmev__json *rows = lmev__json_get(golden, z->golden);
    const size_t texts = lmev__json_size(lmev__json_get(golden, "texts"));
    lmev__buf text = LMEV__BUF_INIT, out = LMEV__BUF_INIT;
    assert_true(lmev__json_size(rows) > z->at_least && texts > 150);
    for (size_t r = 0; r < lmev__json_size(rows); r++) {
        lmev__json *row = lmev__json_at(rows, r);
        void *made = NULL;
        lmev_error err;
        if (z->make(&made, lmev__json_get(row, "spec"), &err) != LMEV_OK)
            fail_msg("%s", err.text);
        for (size_t i = 0; i < texts; i++) {
            const bool is_long = golden_text(i, &text);
            if (z->run(made, (lmev_str){text.at, text.n}, &out, &err) != LMEV_OK)
                fail_msg("%s", err.text);
            golden_check(row, i, &text, is_long, &out);
        }
        z->drop(made);
    }
    lmev__buf_free(&text);
    lmev__buf_free(&out);
}

/* Each specification is refused with words that hold these. */
static void all_are_refused(const stage *z, const char *const (*bad)[2], size_t n)
{
    for (size_t i = 0; i < n; i++) {
        lmev__json *spec = parsed(bad[i][0]);
        void *made = NULL;
        lmev_error err = {0};
        assert_int_equal(z->make(&made, spec, &err), LMEV_ERR_FORMAT);
        if (!strstr(err.text, bad[i][1])) fail_msg("%s: %s", bad[i][0], err.text);
        assert_null(made);
        lmev__json_free(spec);
    }
}

/* Every allocation of a build and a run fails once: nothing leaks, nothing half-built is
 * kept, and the run that gets through makes what it makes without faults. */
static void memory_ends_anywhere(const stage *z, const char *spec, lmev_str text)
{
    lmev__json *parts = parsed(spec);
    lmev__buf want = LMEV__BUF_INIT;
    void *made = NULL;
    assert_ok(z->make(&made, parts, err));
    assert_ok(z->run(made, text, &want, err));
    z->drop(made);
    const long before = lmev__test_live_blocks();
    bool whole = false;
    for (long k = 0; k < 200 && !whole; k++) {
        lmev__buf out = LMEV__BUF_INIT;
        lmev__test_fail_alloc(k, false);
        lmev_status s = z->make(&made, parts, NULL);
        assert_int_equal(s == LMEV_OK, made != NULL);
        if (s == LMEV_OK) s = z->run(made, text, &out, NULL);
        lmev__test_fail_alloc(-1, false);
        whole = s == LMEV_OK;
        assert_true(whole ? k > 10 : s == LMEV_ERR_NOMEM);
        if (whole) assert_int_equal(out.n, want.n);
        if (whole) assert_memory_equal(out.at, want.at, want.n);
        z->drop(made);
        lmev__buf_free(&out);
        assert_int_equal(lmev__test_live_blocks(), before);
    }
    assert_true(whole);
    lmev__buf_free(&want);
    lmev__json_free(parts);
}
#endif
