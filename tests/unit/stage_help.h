/* stage_help.h - the golden texts and stages of tests/golden/tokenizer_stages.json. */
#ifndef STAGE_HELP_H
#define STAGE_HELP_H
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/buf.h"
#include "base/error.h"
#include "base/hash.h"
#include "base/json.h"
#include "base/mem.h"
#include "base/text.h"
#include "lm/tokenizer.h"

#define SEPARATOR "\xef\xa3\xbf" /* U+F8FF */

static lmev__json *golden;

static int golden_open(void **state)
{
    (void)state;
    lmev_error err;
    lmev__buf path = LMEV__BUF_INIT;
    lmev__buf_printf(&path, "%s/tests/golden/tokenizer_stages.json", getenv("LMEV_SOURCE"));
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
    for (int64_t times = is_long ? lmev__json_int(lmev__json_at(t, 1)) : 1; times > 0; times--)
        lmev__buf_add(out, at, n);
    return is_long;
}

/* Is `got` what row says of text i? Otherwise fails with both. */
static void golden_check(const lmev__json *row, size_t i, const lmev__buf *text, bool is_long,
                         const lmev__buf *got)
{
    size_t n;
    const char *want = lmev__json_string(lmev__json_at(lmev__json_get(row, "out"), i), &n);
    lmev_str wanted = want ? (lmev_str){want, n} : (lmev_str){text->at, text->n};
    char hash[65];
    if (want && is_long) {
        lmev__sha256 h;
        lmev__sha256_begin(&h);
        lmev__sha256_add(&h, got->at, got->n);
        lmev__sha256_end(&h, hash);
        if (strcmp(hash, want) == 0) return;
    } else if (wanted.n == got->n && (got->n == 0 || memcmp(wanted.at, got->at, got->n) == 0)) {
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
#endif
