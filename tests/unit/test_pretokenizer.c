/* test_pretokenizer.c - pre-tokenizers against what huggingface/tokenizers makes of the same
 * texts (tests/golden/make_tokenizer_stages.py), and what they refuse. */
#include "stage_help.h"

typedef struct room {
    lmev__buf bytes, spans, work[2];
} room;

static void room_free(room *m)
{
    lmev__buf_free(&m->bytes);
    lmev__buf_free(&m->spans);
    lmev__buf_free(&m->work[0]);
    lmev__buf_free(&m->work[1]);
}

/* The pieces of text into out, with `separator` between. */
static lmev_status run(const lmev__pretokenizer *p, lmev_str text, bool first,
                       const char *separator, room *m, lmev__buf *out, lmev_error *err)
{
    size_t n = 99;
    const lmev_status status =
        lmev__pretokenizer_run(p, text, first, &m->bytes, &m->spans, &n, m->work, err);
    if (status != LMEV_OK) return status;
    lmev__buf_reset(out);
    for (size_t i = 0; i < n; i++) {
        lmev__span s;
        memcpy(&s, m->spans.at + i * sizeof s, sizeof s);
        assert_true(s.n > 0 && s.at + s.n <= m->bytes.n);
        if (i) lmev__buf_puts(out, separator);
        lmev__buf_add(out, m->bytes.at + s.at, s.n);
    }
    return out->failed ? LMEV_ERR_NOMEM : LMEV_OK;
}

static lmev_status stage_make(void **out, const lmev__json *spec, lmev_error *err)
{
    lmev__pretokenizer *p = NULL;
    const lmev_status s = lmev__pretokenizer_new(&p, spec, "file", err);
    *out = p;
    return s;
}

static room stage_room;

static lmev_status stage_run(const void *made, lmev_str text, lmev__buf *out, lmev_error *err)
{
    return run(made, text, true, SEPARATOR, &stage_room, out, err);
}

static void stage_drop(void *made)
{
    lmev__pretokenizer_free(made);
    room_free(&stage_room);
}

static const stage pretokenizers = {"pre_tokenizers", 40, stage_make, stage_run, stage_drop};

static void golden_texts_are_equal(void **state)
{
    (void)state;
    all_golden_texts_are_equal(&pretokenizers);
}

/* What the golden texts cannot say: a text that does not begin the whole, and none at all. */
static void only_the_beginning_is_first(void **state)
{
    (void)state;
    static const struct {
        const char *spec, *text;
        bool first;
        const char *want;
    } table[] = {
        {"{\"type\": \"Metaspace\", \"replacement\": \"_\", \"prepend_scheme\": \"first\"}", "a b", true,
         "_a|_b"},
        {"{\"type\": \"Metaspace\", \"replacement\": \"_\", \"prepend_scheme\": \"first\"}", "a b", false,
         "a|_b"},
        {"{\"type\": \"Metaspace\", \"replacement\": \"_\", \"prepend_scheme\": \"always\"}", "a b", false,
         "_a|_b"},
        /* written before there was a prepend_scheme */
        {"{\"type\": \"Metaspace\", \"replacement\": \"_\", \"add_prefix_space\": false}", "a b", true,
         "a|_b"},
        {"null", "a b", true, "a b"},
        {"null", "", true, ""},
    };
    lmev__buf out = LMEV__BUF_INIT;
    room m = {0};
    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        lmev__json *spec = parsed(table[i].spec);
        lmev__pretokenizer *p = NULL;
        assert_int_equal(lmev__pretokenizer_new(&p, spec, "file", NULL), LMEV_OK);
        assert_ok(run(p, (lmev_str){table[i].text, strlen(table[i].text)}, table[i].first, "|",
                      &m, &out, err));
        assert_int_equal(out.n, strlen(table[i].want));
        assert_memory_equal(out.at ? out.at : "", table[i].want, out.n);
        lmev__pretokenizer_free(p);
        lmev__json_free(spec);
    }
    lmev__buf_free(&out);
    room_free(&m);
}

static const char *const refused[][2] = {
    {"[]", "must be an object with a 'type'"},
    {"{\"type\": \"UnicodeScripts\"}", "'UnicodeScripts' is not known here"},
    {"{\"type\": \"Bytelevel\", \"add_prefix_space\": true}", "'Bytelevel' is not known here"},
    {"{\"type\": \"ByteLevel\"}", "needs true or false as 'add_prefix_space'"},
    {"{\"type\": \"Digits\"}", "needs true or false as 'individual_digits'"},
    {"{\"type\": \"Punctuation\", \"behavior\": \"removed\"}", "as 'behavior'"},
    {"{\"type\": \"CharDelimiterSplit\", \"delimiter\": \"ab\"}", "must be one character, not 'ab'"},
    {"{\"type\": \"CharDelimiterSplit\", \"delimiter\": \"\"}", "must be one character, not ''"},
    {"{\"type\": \"Metaspace\"}", "needs a string as 'replacement'"},
    {"{\"type\": \"Metaspace\", \"replacement\": \"_\", \"prepend_scheme\": \"last\"}",
     "as 'prepend_scheme'"},
    {"{\"type\": \"Metaspace\", \"replacement\": \"_\", \"prepend_scheme\": \"always\","
     "\"add_prefix_space\": false}",
     "'add_prefix_space' false, but 'prepend_scheme' 'always'"},
    {"{\"type\": \"Split\", \"pattern\": {\"Regex\": \"[\"}, \"behavior\": \"Removed\", \"invert\": false}",
     "is no regex"},
    {"{\"type\": \"Split\", \"pattern\": {\"Regex\": \"a\"}, \"invert\": false}", "as 'behavior'"},
    {"{\"type\": \"Split\", \"pattern\": {\"String\": \"a\"}, \"behavior\": \"Removed\"}", "as 'invert'"},
    {"{\"type\": \"Sequence\", \"pretokenizers\": {}}", "needs an array as 'pretokenizers'"},
};

static void what_is_not_known_is_refused(void **state)
{
    (void)state;
    all_are_refused(&pretokenizers, refused, sizeof refused / sizeof *refused);
}

/* 30 ByteLevels would make 2^30 bytes of two. */
static void bombs_do_not_go_off(void **state)
{
    (void)state;
    lmev__buf b = LMEV__BUF_INIT;
    lmev__buf_puts(&b, "{\"type\": \"Sequence\", \"pretokenizers\": [");
    for (int i = 0; i < 30; i++)
        lmev__buf_printf(&b, "%s{\"type\": \"ByteLevel\", \"add_prefix_space\": false, \"use_regex\": false}",
                         i ? "," : "");
    lmev__buf_puts(&b, "]}");
    char *text = lmev__buf_text(&b);
    lmev__json *spec = parsed(text);
    lmev__pretokenizer *p = NULL;
    room m = {0};
    lmev_error err;
    size_t n;
    assert_int_equal(lmev__pretokenizer_new(&p, spec, "file", &err), LMEV_OK);
    assert_int_equal(lmev__pretokenizer_run(p, (lmev_str){"\xc3\xa9", 2}, true, &m.bytes, &m.spans, &n,
                                            m.work, &err),
                     LMEV_ERR_FORMAT);
    assert_non_null(strstr(err.text, "makes more than"));
    assert_true(m.bytes.room < 8u << 20 && m.work[1].room < 8u << 20);
    lmev__pretokenizer_free(p);
    lmev__json_free(spec);
    lmev__free(text);
    room_free(&m);
}

static void memory_may_end_anywhere(void **state)
{
    (void)state;
    memory_ends_anywhere(
        &pretokenizers,
        "{\"type\": \"Sequence\", \"pretokenizers\": [{\"type\": \"BertPreTokenizer\"},"
        "{\"type\": \"Metaspace\", \"replacement\": \"_\"}, {\"type\": \"ByteLevel\","
        "\"add_prefix_space\": true}, {\"type\": \"Digits\", \"individual_digits\": false}]}",
        (lmev_str){"a, b 12x", 8});
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(golden_texts_are_equal),
        cmocka_unit_test(only_the_beginning_is_first),
        cmocka_unit_test(what_is_not_known_is_refused),
        cmocka_unit_test(bombs_do_not_go_off),
        cmocka_unit_test(memory_may_end_anywhere),
    };
    return cmocka_run_group_tests(tests, golden_open, golden_close);
}
