/* test_normalizer.c - normalizers against what huggingface/tokenizers makes of the same
 * texts (tests/golden/make_tokenizer_stages.py), and what they refuse. Equality is of
 * bytes. */
#include "stage_help.h"

#include "lm/text/unicode.h"

static void run(const lmev__normalizer *z, const char *at, size_t n, lmev__buf *out,
                lmev__buf *work)
{
    lmev_error err;
    if (lmev__normalizer_run(z, (lmev_str){at, n}, out, work, &err) != LMEV_OK)
        fail_msg("%s", err.text);
}

static lmev_status stage_make(void **out, const lmev__json *spec, lmev_error *err)
{
    lmev__normalizer *z = NULL;
    const lmev_status s = lmev__normalizer_new(&z, spec, "file", err);
    *out = z;
    return s;
}

static lmev__buf stage_work;

static lmev_status stage_run(const void *made, lmev_str text, lmev__buf *out,
                             lmev_error *err)
{
    return lmev__normalizer_run(made, text, out, &stage_work, err);
}

static void stage_drop(void *made)
{
    lmev__normalizer_free(made);
    lmev__buf_free(&stage_work);
}

static const stage normalizers = {"normalizers", 30, stage_make, stage_run, stage_drop};

static void golden_texts_are_equal(void **state)
{
    (void)state;
    all_golden_texts_are_equal(&normalizers);
}

static void bad_utf8_is_replaced_as_python_does(void **state)
{
    (void)state;
    static const char *const table[][2] = {
        /* bytes.decode(errors="replace"), U+FFFD written ? */
        {"a\xff"
         "b",
         "a?b"},
        {"\xc3", "?"},
        {"\xc3(", "?("},
        {"\xe2\x80", "?"},
        {"\xe2\x80x\xe2", "?x?"},
        {"\xf0\x9f\x98", "?"},
        {"\xf0\x9f\x98\xf0\x9f\x98\x80", "?\xf0\x9f\x98\x80"},
        {"\xed\xa0\x80", "???"},
        {"\xc0\xaf", "??"},
        {"\xf4\x90\x80\x80", "????"},
        {"\xe0\x80", "??"},
        {"\x80\xbf\xc3\xa9", "??\xc3\xa9"},
    };
    lmev__buf out = LMEV__BUF_INIT, work = LMEV__BUF_INIT, want = LMEV__BUF_INIT;
    lmev__normalizer *z = NULL;
    assert_int_equal(lmev__normalizer_new(&z, NULL, "none", NULL), LMEV_OK);
    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        lmev__buf_reset(&want);
        for (const char *p = table[i][1]; *p; p++)
            if (*p == '?')
                lmev__buf_puts(&want, "\xef\xbf\xbd");
            else
                lmev__buf_putc(&want, *p);
        run(z, table[i][0], strlen(table[i][0]), &out, &work);
        assert_int_equal(out.n, want.n);
        assert_memory_equal(out.at, want.at, want.n);
    }
    run(z, NULL, 0, &out, &work);
    assert_int_equal(out.n, 0);
    lmev__normalizer_free(z);
    lmev__buf_free(&out);
    lmev__buf_free(&work);
    lmev__buf_free(&want);
}

/* The fast way of BertNormalizer and the slow one must agree: marks that stay take the
 * slow. */
static void marks_of_any_number_are_ordered(void **state)
{
    (void)state;
    lmev__buf text = LMEV__BUF_INIT, out = LMEV__BUF_INIT, work = LMEV__BUF_INIT;
    lmev__json *spec = parsed("{\"type\": \"NFD\"}");
    lmev__normalizer *z = NULL;
    assert_int_equal(lmev__normalizer_new(&z, spec, "nfd", NULL), LMEV_OK);
    enum { MARKS = 200000 };
    lmev__buf_puts(&text, "a");
    for (int i = 0; i < MARKS; i++) lmev__buf_char(&text, i % 2 ? 0x323 : 0x301);
    run(z, text.at, text.n, &out, &work); /* quadratic sorting would take minutes */
    assert_int_equal(out.n, text.n);
    for (size_t i = 1; i < out.n;) {
        const bool first_half = i <= MARKS;
        assert_int_equal(lmev__utf8_get(out.at, &i), first_half ? 0x323 : 0x301);
    }
    lmev__normalizer_free(z);
    lmev__json_free(spec);
    lmev__buf_free(&text);
    lmev__buf_free(&out);
    lmev__buf_free(&work);
}

static const char *const refused[][2] = {
    {"3", "must be an object with a 'type'"},
    {"{}", "must be an object with a 'type'"},
    {"{\"type\": \"NFX\"}", "'NFX' is not known here"},
    {"{\"type\": \"BertNormalizer\"}", "needs true or false as 'clean_text'"},
    {"{\"type\": \"Strip\", \"strip_left\": 1}", "needs true or false as 'strip_left'"},
    {"{\"type\": \"Sequence\"}", "needs an array as 'normalizers'"},
    {"{\"type\": \"Sequence\", \"normalizers\": [null]}", "must be an object"},
    {"{\"type\": \"Prepend\"}", "needs a string as 'prepend'"},
    {"{\"type\": \"Replace\", \"content\": \"\"}", "as 'pattern'"},
    {"{\"type\": \"Replace\", \"content\": \"\", \"pattern\": {\"Regex\": \"(\"}}",
     "is not a regex"},
    {"{\"type\": \"Replace\", \"content\": \"\", \"pattern\": {\"Regex\": "
     "\"(?<a>x)\\\\g<a>\"}}",
     "calls a group"},
    {"{\"type\": \"Replace\", \"content\": \"\", \"pattern\": {\"Regex\": \"(?{x})\"}}",
     "is not a regex"},
    {"{\"type\": \"Replace\", \"content\": \"\", \"pattern\": {\"Regex\": "
     "\"((a{99}){99}){99}\"}}",
     "repeats more than"},
    {"{\"type\": \"Precompiled\"}", "needs a string as 'precompiled_charsmap'"},
    {"{\"type\": \"Precompiled\", \"precompiled_charsmap\": \"\"}", "a trie of 0 bytes"},
    {"{\"type\": \"Precompiled\", \"precompiled_charsmap\": \"AAA\"}",
     "not base64 at character 4"},
    {"{\"type\": \"Precompiled\", \"precompiled_charsmap\": \"A=AA\"}",
     "not base64 at character 2"},
    {"{\"type\": \"Precompiled\", \"precompiled_charsmap\": \"/////wAAAAA=\"}",
     "a trie of 4294967295 bytes in a map of 8"},
    {"{\"type\": \"Precompiled\", \"precompiled_charsmap\": \"BAAAAAAAAAD/\"}",
     "at byte 8: replacements are not UTF-8"},
};

static void what_is_not_known_is_refused(void **state)
{
    (void)state;
    all_are_refused(&normalizers, refused, sizeof refused / sizeof *refused);
}

/* n times open, once core, n times close. */
static lmev__json *nested(size_t n, const char *core)
{
    lmev__buf b = LMEV__BUF_INIT;
    for (size_t i = 0; i < n; i++)
        lmev__buf_puts(&b, "{\"type\": \"Sequence\", \"normalizers\": [");
    lmev__buf_puts(&b, core);
    for (size_t i = 0; i < n; i++) lmev__buf_puts(&b, "]}");
    char *text = lmev__buf_text(&b);
    lmev__json *j = parsed(text);
    lmev__free(text);
    return j;
}

static void bombs_do_not_go_off(void **state)
{
    (void)state;
    static const char doubling[] =
        "{\"type\": \"Replace\", \"pattern\": {\"String\": \"a\"}, \"content\": \"aa\"}";
    lmev__buf list = LMEV__BUF_INIT, out = LMEV__BUF_INIT, work = LMEV__BUF_INIT;
    for (int i = 0; i < 60; i++) {
        if (i) lmev__buf_putc(&list, ',');
        lmev__buf_puts(&list, doubling);
    }
    char *text = lmev__buf_text(&list);
    lmev__json *spec = nested(1, text);
    lmev__normalizer *z = NULL;
    lmev_error err;
    assert_int_equal(lmev__normalizer_new(&z, spec, "file", &err), LMEV_OK);
    assert_int_equal(lmev__normalizer_run(z, (lmev_str){"a", 1}, &out, &work, &err),
                     LMEV_ERR_FORMAT);
    assert_non_null(strstr(err.text, "makes more than"));
    assert_true(out.room < 8u << 20 && work.room < 8u << 20);
    lmev__normalizer_free(z);
    lmev__json_free(spec);
    lmev__free(text);

    spec = nested(8, "{\"type\": \"NFC\"}");
    assert_int_equal(lmev__normalizer_new(&z, spec, "file", &err), LMEV_OK);
    lmev__normalizer_free(z);
    lmev__json_free(spec);
    spec = nested(9, "{\"type\": \"NFC\"}");
    assert_int_equal(lmev__normalizer_new(&z, spec, "file", &err), LMEV_ERR_FORMAT);
    lmev__json_free(spec);

    /* exponential backtracking is given up, not sat out */
    spec = parsed("{\"type\": \"Replace\", \"pattern\": {\"Regex\": \"(a|aa)+$\"}, "
                  "\"content\": \"\"}");
    assert_int_equal(lmev__normalizer_new(&z, spec, "file", &err), LMEV_OK);
    char many[101];
    memset(many, 'a', sizeof many);
    many[100] = 'b';
    assert_int_equal(lmev__normalizer_run(z, (lmev_str){many, 101}, &out, &work, &err),
                     LMEV_ERR_FORMAT);
    assert_non_null(strstr(err.text, "takes too long"));
    assert_non_null(strstr(err.text, "101 bytes that begin with 'aaaa")); /* which row */
    assert_non_null(strstr(err.hint, "row"));
    lmev__normalizer_free(z);
    lmev__json_free(spec);
    lmev__buf_free(&out);
    lmev__buf_free(&work);
}

static void memory_may_end_anywhere(void **state)
{
    (void)state;
    static const char text[] = "\xc3\x89 b\xff\xe3\x82\x9a \xe1\xac\xb5\xe1\xad\x84";
    memory_ends_anywhere(
        &normalizers,
        "{\"type\": \"Sequence\", \"normalizers\": [{\"type\": \"BertNormalizer\", "
        "\"clean_text\": true,"
        "\"handle_chinese_chars\": true, \"strip_accents\": true, \"lowercase\": true},"
        "{\"type\": \"NFKC\"}, {\"type\": \"Replace\", \"pattern\": {\"Regex\": \"b\"}, "
        "\"content\": \"c\"},"
        "{\"type\": \"Prepend\", \"prepend\": \"_\"}, {\"type\": \"ByteLevel\"},"
        "{\"type\": \"Precompiled\", \"precompiled_charsmap\": \"BAAAAAAAAAA=\"}]}",
        (lmev_str){text, sizeof text - 1});
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(golden_texts_are_equal),
        cmocka_unit_test(bad_utf8_is_replaced_as_python_does),
        cmocka_unit_test(marks_of_any_number_are_ordered),
        cmocka_unit_test(what_is_not_known_is_refused),
        cmocka_unit_test(bombs_do_not_go_off),
        cmocka_unit_test(memory_may_end_anywhere),
    };
    return cmocka_run_group_tests(tests, golden_open, golden_close);
}
