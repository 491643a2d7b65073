/* test_pretokenizer.c - pre-tokenizers against what huggingface/tokenizers makes of the
 * same texts (tests/golden/make_tokenizer_stages.py), and what they refuse. */
#include <stdio.h>

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

static lmev_status stage_run(const void *made, lmev_str text, lmev__buf *out,
                             lmev_error *err)
{
    return run(made, text, true, SEPARATOR, &stage_room, out, err);
}

static void stage_drop(void *made)
{
    lmev__pretokenizer_free(made);
    room_free(&stage_room);
}

static const stage pretokenizers = {"pre_tokenizers", 40, stage_make, stage_run,
                                    stage_drop};

static void golden_texts_are_equal(void **state)
{
    (void)state;
    all_golden_texts_are_equal(&pretokenizers);
}

/* What the golden texts cannot say: a text that does not begin the whole, and none at
 * all. */
static void only_the_beginning_is_first(void **state)
{
    (void)state;
    static const struct {
        const char *spec, *text;
        bool first;
        const char *want;
    } table[] = {
        {"{\"type\": \"Metaspace\", \"replacement\": \"_\", \"prepend_scheme\": "
         "\"first\"}",
         "a b", true, "_a|_b"},
        {"{\"type\": \"Metaspace\", \"replacement\": \"_\", \"prepend_scheme\": "
         "\"first\"}",
         "a b", false, "a|_b"},
        {"{\"type\": \"Metaspace\", \"replacement\": \"_\", \"prepend_scheme\": "
         "\"always\"}",
         "a b", false, "_a|_b"},
        /* written before there was a prepend_scheme */
        {"{\"type\": \"Metaspace\", \"replacement\": \"_\", \"add_prefix_space\": false}",
         "a b", true, "a|_b"},
        {"null", "a b", true, "a b"},
        {"null", "", true, ""},
    };
    lmev__buf out = LMEV__BUF_INIT;
    room m = {0};
    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        lmev__json *spec = parsed(table[i].spec);
        lmev__pretokenizer *p = NULL;
        assert_int_equal(lmev__pretokenizer_new(&p, spec, "file", NULL), LMEV_OK);
        assert_ok(run(p, (lmev_str){table[i].text, strlen(table[i].text)}, table[i].first,
                      "|", &m, &out, err));
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
    {"{\"type\": \"Bytelevel\", \"add_prefix_space\": true}",
     "'Bytelevel' is not known here"},
    {"{\"type\": \"ByteLevel\"}", "needs true or false as 'add_prefix_space'"},
    {"{\"type\": \"Digits\"}", "needs true or false as 'individual_digits'"},
    {"{\"type\": \"Punctuation\", \"behavior\": \"removed\"}", "as 'behavior'"},
    {"{\"type\": \"CharDelimiterSplit\", \"delimiter\": \"ab\"}",
     "must be one character, not 'ab'"},
    {"{\"type\": \"CharDelimiterSplit\", \"delimiter\": \"\"}",
     "must be one character, not ''"},
    {"{\"type\": \"Metaspace\"}", "needs a string as 'replacement'"},
    {"{\"type\": \"Metaspace\", \"replacement\": \"_\", \"prepend_scheme\": \"last\"}",
     "as 'prepend_scheme'"},
    {"{\"type\": \"Metaspace\", \"replacement\": \"_\", \"prepend_scheme\": \"always\","
     "\"add_prefix_space\": false}",
     "'add_prefix_space' false, but 'prepend_scheme' 'always'"},
    {"{\"type\": \"Split\", \"pattern\": {\"Regex\": \"[\"}, \"behavior\": \"Removed\", "
     "\"invert\": false}",
     "is not a regex"},
    {"{\"type\": \"Split\", \"pattern\": {\"Regex\": \"a\"}, \"invert\": false}",
     "as 'behavior'"},
    {"{\"type\": \"Split\", \"pattern\": {\"String\": \"a\"}, \"behavior\": \"Removed\"}",
     "as 'invert'"},
    {"{\"type\": \"Sequence\", \"pretokenizers\": {}}",
     "needs an array as 'pretokenizers'"},
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
        lmev__buf_printf(&b,
                         "%s{\"type\": \"ByteLevel\", \"add_prefix_space\": false, "
                         "\"use_regex\": false}",
                         i ? "," : "");
    lmev__buf_puts(&b, "]}");
    char *text = lmev__buf_text(&b);
    lmev__json *spec = parsed(text);
    lmev__pretokenizer *p = NULL;
    room m = {0};
    lmev_error err;
    size_t n;
    assert_int_equal(lmev__pretokenizer_new(&p, spec, "file", &err), LMEV_OK);
    assert_int_equal(lmev__pretokenizer_run(p, (lmev_str){"\xc3\xa9", 2}, true, &m.bytes,
                                            &m.spans, &n, m.work, &err),
                     LMEV_ERR_FORMAT);
    assert_non_null(strstr(err.text, "makes more than"));
    assert_true(m.bytes.room < 8u << 20 && m.work[1].room < 8u << 20);
    lmev__pretokenizer_free(p);
    lmev__json_free(spec);
    lmev__free(text);
    room_free(&m);
}

/* The pieces of a text by both patterns; each equal. */
static void assert_same_pieces(const lmev__pretokenizer *a, const lmev__pretokenizer *b,
                               lmev_str text)
{
    lmev__buf x = LMEV__BUF_INIT, y = LMEV__BUF_INIT;
    room m = {0};
    assert_ok(run(a, text, true, SEPARATOR, &m, &x, err));
    assert_ok(run(b, text, true, SEPARATOR, &m, &y, err));
    assert_int_equal(x.n, y.n);
    if (x.n) assert_memory_equal(x.at, y.at, x.n);
    lmev__buf_free(&x);
    lmev__buf_free(&y);
    room_free(&m);
}

static void put_utf8(lmev__buf *b, uint32_t c)
{
    if (c < 0x80) {
        lmev__buf_putc(b, (char)c);
        return;
    }
    const int more = c < 0x800 ? 1 : c < 0x10000 ? 2 : 3;
    static const unsigned char head[] = {0, 0xC0, 0xE0, 0xF0};
    lmev__buf_putc(b, (char)(head[more] | c >> (6 * more)));
    for (int i = more; i-- > 0;) lmev__buf_putc(b, (char)(0x80 | (c >> (6 * i) & 0x3F)));
}

static lmev__pretokenizer *splitting_at(const char *regex)
{
    char text[400];
    snprintf(text, sizeof text,
             "{\"type\": \"Split\", \"pattern\": {\"Regex\": \"%s\"}, "
             "\"behavior\": \"Isolated\", \"invert\": false}",
             regex);
    lmev__json *spec = parsed(text);
    lmev__pretokenizer *p = NULL;
    assert_ok(lmev__pretokenizer_new(&p, spec, "file", err));
    lmev__json_free(spec);
    return p;
}

#define GPT2                                            \
    "'s|'t|'re|'ve|'m|'ll|'d| ?\\\\p{L}+| ?\\\\p{N}+| " \
    "?[^\\\\s\\\\p{L}\\\\p{N}]+|\\\\s+(?!\\\\S)|\\\\s+"

/* The loop that stands for GPT-2's pattern, against the engine, which the group makes do
 * it: every character beside others, and random texts over those that the pattern
 * knows. */
static void gpt2_by_hand_cuts_as_the_engine_does(void **state)
{
    (void)state;
    static const uint32_t nasty[] = {
        ' ',    ' ',  '\'', 's',  't',   'r',    'e',     'v',    'm',    'l',    'd',
        '1',    '.',  '\t', '\n', 0x85,  0xA0,   0x1C,    'Z',    0x2003, 0x3000, 0x661,
        0x2167, 0xF1, 0xBD, 'a',  0x301, 0x4E2D, 0x1F600, 0x200D, 0x2019, 0};
    lmev__pretokenizer *hand = splitting_at(GPT2), *engine = splitting_at("(?:" GPT2 ")");
    lmev__buf b = LMEV__BUF_INIT;
    for (uint32_t c = 0; c < 0x30000; c++) {
        if (c >= 0xD800 && c < 0xE000) continue;
        const uint32_t text[] = {'x', c, ' ', c, '7', c, c, ' ', ' ', c};
        lmev__buf_reset(&b);
        for (size_t i = 0; i < sizeof text / sizeof *text; i++) put_utf8(&b, text[i]);
        assert_same_pieces(hand, engine, (lmev_str){b.at, b.n});
    }
    uint64_t draw = 1;
    for (int k = 0; k < 20000; k++) {
        lmev__buf_reset(&b);
        for (size_t n = (draw >> 33) % 24; n > 0; n--) {
            draw = draw * 6364136223846793005u + 1442695040888963407u;
            put_utf8(&b, nasty[(draw >> 40) % (sizeof nasty / sizeof *nasty)]);
        }
        draw = draw * 6364136223846793005u + 1442695040888963407u;
        assert_same_pieces(hand, engine, (lmev_str){b.at ? b.at : "", b.n});
    }
    lmev__buf_free(&b);
    lmev__pretokenizer_free(hand);
    lmev__pretokenizer_free(engine);
}

/* Three million characters without a break: by hand and, for other patterns, by the
 * engine. */
static void a_text_without_a_break_is_one_piece(void **state)
{
    (void)state;
    enum { N = 3000000 };
    static const char *const patterns[] = {
        GPT2, "(?i:'s)|[^\\\\r\\\\p{L}]?\\\\p{L}+|\\\\s+(?!\\\\S)|."};
    char *text = lmev__alloc(N);
    for (size_t i = 0; i < 2; i++) {
        lmev__pretokenizer *p = splitting_at(patterns[i]);
        room m = {0};
        size_t n = 0;
        for (const char *c = "a "; *c; c++) {
            memset(text, *c, N);
            assert_ok(lmev__pretokenizer_run(p, (lmev_str){text, N}, true, &m.bytes,
                                             &m.spans, &n, m.work, err));
            assert_int_equal(n, 1);
        }
        room_free(&m);
        lmev__pretokenizer_free(p);
    }
    lmev__free(text);
}

static void memory_may_end_anywhere(void **state)
{
    (void)state;
    memory_ends_anywhere(
        &pretokenizers,
        "{\"type\": \"Sequence\", \"pretokenizers\": [{\"type\": \"BertPreTokenizer\"},"
        "{\"type\": \"Metaspace\", \"replacement\": \"_\"}, {\"type\": \"ByteLevel\","
        "\"add_prefix_space\": true}, {\"type\": \"Digits\", \"individual_digits\": "
        "false}]}",
        (lmev_str){"a, b 12x", 8});
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(golden_texts_are_equal),
        cmocka_unit_test(only_the_beginning_is_first),
        cmocka_unit_test(what_is_not_known_is_refused),
        cmocka_unit_test(bombs_do_not_go_off),
        cmocka_unit_test(gpt2_by_hand_cuts_as_the_engine_does),
        cmocka_unit_test(a_text_without_a_break_is_one_piece),
        cmocka_unit_test(memory_may_end_anywhere),
    };
    return cmocka_run_group_tests(tests, golden_open, golden_close);
}
