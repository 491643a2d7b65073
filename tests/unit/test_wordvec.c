/* test_wordvec.c - numbers, and files of word vectors: what is read, which word gets
 * which row, what is refused and where. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka wants the four above first */
#include <float.h>
#include <locale.h>
#include <cmocka.h>

#include "golden_vectors.h"

#include "base/buf.h"
#include "base/io/stream.h"
#include "base/number.h"
#include "base/rng.h"
#include "lm/vectors/wordvec.h"
#include "remove_tree.h"

#define ANY_STEP 0

/* ---- numbers ---- */

/* The C locale's strtof, which glibc rounds correctly, is the judge. */
static void compare_with_libc(const char *text)
{
    char *stop;
    const float want = strtof(text, &stop);
    float got = -1;
    const char *p = text;
    const bool fine = lmev__float_read(&p, text + strlen(text), &got);
    if (isinf(want)) {
        if (fine) fail_msg("'%s' is beyond float32, got %a", text, (double)got);
        return;
    }
    if (!fine || memcmp(&want, &got, sizeof got) != 0 || p != stop)
        fail_msg("'%s' is %a, got %a", text, (double)want, (double)got);
}

static void test_numbers(void **state)
{
    (void)state;
    static const char *const texts[] = {
        "0",
        "-0",
        "+0.0",
        "1",
        "-1.5",
        ".5",
        "5.",
        "1e3",
        "1E-3",
        "1e+03",
        "0.1",
        "-0.0",
        "123456789012345678901234567890",
        "0.000000000000000000000000000000000001234567",
        "3.4028234e38",
        "3.4028235677973362e38",
        "3.4028235677973366e38",
        "3.5e38",
        "1e39",
        "1e99999999999999999999",
        "-1e-99999999999999999999",
        "1.1754943e-38",
        "1.4e-45",
        "7e-46",
        "7.006492321624085e-46",
        "7.0064923216240854e-46",
        "0e99999999999999999999",
        "1e",
        "1e+",
        "1.5e-",
        "16777217",
        "16777219",
        "16777217.0000000000000000000000000000000000000001",
        "0.30000001192092896",
        "2.3509885615147286e-38",
        "1x",
        "1.2.3",
        "1e5.5"};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) compare_with_libc(texts[i]);
    static const char *const none[] = {"",         "-",    "+",   ".",   "-.",
                                       "e5",       "x",    " 1",  "nan", "inf",
                                       "infinity", "-nan", "--1", "+-1", ",5"};
    for (size_t i = 0; i < sizeof none / sizeof *none; i++) {
        const char *p = none[i];
        float f;
        assert_false(lmev__float_read(&p, none[i] + strlen(none[i]), &f));
        assert_ptr_equal(p, none[i]);
    }
    const char *hex = "0x10", *p = hex; /* no hexadecimal: zero, and the rest stays */
    float f;
    assert_true(lmev__float_read(&p, hex + 4, &f) && p == hex + 1);
}

/* Numbers near the middle of two float32, of all magnitudes, and of many digits. */
static void test_random_numbers(void **state)
{
    (void)state;
    const lmev__philox chance = lmev__philox_key(1, LMEV__DRAW_SYNTH, 0, 0);
    uint64_t draws = 0;
    char text[512];
    for (int i = 0; i < 200000; i++) {
        uint32_t bits = (uint32_t)lmev__philox_u64(&chance, draws++) & 0x7fffffff;
        float a, b;
        if (bits >= 0x7f7fffff) continue;
        memcpy(&a, &bits, sizeof a);
        bits++;
        memcpy(&b, &bits, sizeof b);
        const double middle = ((double)a + (double)b) / 2;
        const uint64_t head = lmev__philox_u64(&chance, draws++);
        const int digits = (int)(lmev__philox_u64(&chance, draws++) % 90);
        switch (i % 5) {
        case 0:
            snprintf(text, sizeof text, "%.9g", (double)a);
            break;
        case 1:
            snprintf(text, sizeof text, "%.*g", digits % 30 + 5, middle);
            break;
        case 2:
            snprintf(text, sizeof text, "-%.150e", middle);
            break;
        case 3:
            snprintf(text, sizeof text, "%.*f", digits % 30, (double)a * 1e30);
            break;
        default:
            snprintf(text, sizeof text, "%llue%d", (unsigned long long)head, digits - 68);
        }
        compare_with_libc(text);
    }
}

/* ---- the library's own vectors ---- */

static void test_golden(void **state)
{
    (void)state;
    golden_check(false);
}

/* A locale whose decimal sign is the comma, where the machine has one. */
static void test_comma_locale(void **state)
{
    (void)state;
    static const char *const names[] = {"es_ES.UTF-8", "es_ES.utf8", "de_DE.UTF-8",
                                        "pt_BR.UTF-8"};
    bool found = false;
    for (size_t i = 0; i < 4 && !found; i++) found = setlocale(LC_ALL, names[i]) != NULL;
    if (!found) skip();
    golden_check(false);
    setlocale(LC_ALL, "C");
}

/* ---- small files ---- */

static lmev_status parse(lmev_lm **lm, const char *text, size_t n, size_t step,
                         lmev_error *e)
{
    /* a block of the text's own size, so that a sanitizer sees what is read beyond it */
    char *exact = lmev__alloc(n);
    assert_non_null(exact);
    if (n > 0) memcpy(exact, text, n);
    const lmev_status s = lmev__wordvec_parse(
        lm, exact, n, step == ANY_STEP ? n + 1 : step, "made", NULL, e);
    lmev__free(exact);
    return s;
}

/* Reads as this table of tokens and rows, however the file comes in pieces. */
static void reads(const char *text, size_t n, const char *format,
                  const char *const *token, const float *row, size_t rows, uint32_t dim)
{
    static const size_t steps[] = {ANY_STEP, 1, 3, 7};
    for (size_t k = 0; k < sizeof steps / sizeof *steps; k++) {
        lmev_lm *lm;
        lmev_error e;
        if (parse(&lm, text, n, steps[k], &e) != LMEV_OK)
            fail_msg("line %ld: %s", e.line, e.text);
        assert_string_equal(lmev_lm_origin(lm), format);
        assert_int_equal(lmev_lm_combiner(lm), LMEV_COMBINER_MEAN);
        assert_int_equal(lmev_lm_rows(lm), rows);
        assert_int_equal(lmev_lm_vocab(lm), rows);
        assert_int_equal(lmev_lm_dim(lm), dim);
        for (size_t i = 0; i < rows; i++) {
            const lmev_str t = lmev_lm_token(lm, i);
            assert_int_equal(t.n, strlen(token[i]));
            assert_memory_equal(t.at, token[i], t.n);
        }
        assert_memory_equal(lmev_lm_table(lm), row, rows * dim * sizeof *row);
        lmev_lm_free(lm);
    }
}

#define TOKENS(...) ((const char *const[]){__VA_ARGS__})
#define ROWS(...)   ((const float[]){__VA_ARGS__})
#define READS(text, format, tokens, rows, dim)                                           \
    reads(text, sizeof(text) - 1, format, tokens, rows, sizeof(tokens) / sizeof(char *), \
          dim)

static void test_text(void **state)
{
    (void)state;
    /* as fastText writes it: a space at the end; a no-break space in a word */
    READS("3 2\nla 1 2 \na\u00a0b 3 4 \nñ 5 6 \n", "word2vec-text",
          TOKENS("la", "a\u00a0b", "ñ"), ROWS(1, 2, 3, 4, 5, 6), 2);
    /* no newline at the end, CR LF, empty lines, several spaces */
    READS("2 2\r\nla 1 2\r\n\r\nel  -.5  2e0", "word2vec-text", TOKENS("la", "el"),
          ROWS(1, 2, -.5f, 2), 2);
    /* more lines than the header says */
    READS("2 1\na 1\nb 2\nc 3\nnot a row\n", "word2vec-text", TOKENS("a", "b"),
          ROWS(1, 2), 1);
    /* the first of equal words counts; those that cannot occur do not */
    READS("4 1\na 1\nb 2\na 3\nc 4\n", "word2vec-text", TOKENS("a", "b", "c"),
          ROWS(1, 2, 4), 1);
    READS("3 1\na 1\n 2\nb 3\n", "word2vec-text", TOKENS("a", "b"), ROWS(1, 3), 1);
    /* words that are numbers */
    READS("2 2\n1 2 3\n4 5 6\n", "word2vec-text", TOKENS("1", "4"), ROWS(2, 3, 5, 6), 2);
}

static void test_glove(void **state)
{
    (void)state;
    READS("la 1 2\n<unk> 3 4", "glove", TOKENS("la", "<unk>"), ROWS(1, 2, 3, 4), 2);
    /* words with spaces, in the first line too */
    READS(". . 1 2\nto name@domain.com 3 4\nx 5 6\n", "glove",
          TOKENS(". .", "to name@domain.com", "x"), ROWS(1, 2, 3, 4, 5, 6), 2);
    READS("7 1 2\n8 3 .5\n", "glove", TOKENS("7", "8"), ROWS(1, 2, 3, .5f), 2);
}

static void test_binary(void **state)
{
    (void)state;
    /* 1 and 2 as float32, with and without newlines; a word of any bytes */
    static const char one[] = "\0\0\x80\x3f", two[] = "\0\0\0\x40";
    lmev__buf b = LMEV__BUF_INIT;
    lmev__buf_puts(&b, "3 2\n");
    const char *const word[] = {"la", "\xff\x01", "ñ"};
    for (int i = 0; i < 3; i++) {
        if (i == 1) lmev__buf_puts(&b, "\n");
        lmev__buf_puts(&b, word[i]);
        lmev__buf_putc(&b, ' ');
        lmev__buf_add(&b, i ? one : two, 4);
        lmev__buf_add(&b, two, 4);
    }
    reads(b.at, b.n, "word2vec-binary", word, ROWS(2, 2, 1, 2, 1, 2), 3, 2);
    lmev__buf_putc(&b, '\n');
    reads(b.at, b.n, "word2vec-binary", word, ROWS(2, 2, 1, 2, 1, 2), 3, 2);
    /* every cut is one */
    const long live = lmev__test_live_blocks();
    for (size_t n = 4; n < b.n - 1; n++) {
        lmev_lm *lm;
        lmev_error e = {0};
        assert_int_equal(parse(&lm, b.at, n, ANY_STEP, &e), LMEV_ERR_FORMAT);
    }
    assert_int_equal(lmev__test_live_blocks(), live);
    lmev__buf_free(&b);
}

static void refused(const char *text, size_t n, long line, const char *part)
{
    const long live = lmev__test_live_blocks();
    for (size_t step = ANY_STEP; step < 6; step += 5) {
        lmev_lm *lm;
        lmev_error e = {0};
        assert_int_equal(parse(&lm, text, n, step, &e), LMEV_ERR_FORMAT);
        if (!strstr(e.text, part)) fail_msg("'%s' is not in '%s'", part, e.text);
        if (e.line != line) fail_msg("'%s' in line %ld, not %ld", e.text, e.line, line);
    }
    assert_int_equal(lmev__test_live_blocks(), live);
}
#define REFUSED(text, line, part) refused(text, sizeof(text) - 1, line, part)

static void test_refused(void **state)
{
    (void)state;
    REFUSED("", 0, "an empty file");
    REFUSED("\n", 1, "not a language model");
    REFUSED("hello\n", 1, "not a language model");
    REFUSED("<!DOCTYPE html>\n<html>\n", 0, "a web page");
    REFUSED("0 5\n", 1, "at least one of each");
    REFUSED("5 0\n", 1, "at least one of each");
    REFUSED("5 65537\na 1\n", 1, "at most 65536");
    REFUSED("3 2\na 1 2\nb 1\n", 3, "expected a word and 2 numbers, found 2 fields");
    REFUSED("3 2\n\na 1 2\nb 1 2 3\n", 4,
            "expected a word and 2 numbers, found 4 fields");
    REFUSED("3 2\na 1 2\nb 1,5 2\n", 3, "'1,5' is not a number");
    REFUSED("3 2\na 1 2\nb nan 2\n", 3, "'nan' is not a number");
    REFUSED("3 2\na 1 2\nb 1e39 2\n", 3, "'1e39' is not a number");
    REFUSED("3 2\na 1 2\nb\t1\t2\n", 3, "found 1 fields");
    REFUSED("a 1 2\nb 1 2\n\nc 1\n", 4, "expected a word and 2 numbers, found 2 fields");
    REFUSED("\xEF\xBB\xBF"
            "2 2\na 1 2\n",
            0, "a byte order mark");
    REFUSED("\xBA\x16\x4F\x2F\x0c\0\0\0", 0, "packed");
    REFUSED("2 1\na \0\0\x80\x3fz \0\0\x80\x7f", 0,
            "at byte 10: a vector that is not finite");
    REFUSED("1 1\na \0\0\x80\x3f"
            "b",
            0, "at byte 10: bytes after the last vector");
}

/* A download that broke off: at a line end, in a line's last number, after the header. */
static void a_text_with_fewer_words_than_it_says_is_cut_off(void **state)
{
    (void)state;
    REFUSED("9 1\na 1\nb 2\n", 0,
            "cut off: the first line says 9 words, and 2 are there");
    REFUSED("3 2\na 1 2\nb 1 2.2", 0, "says 3 words, and 2 are there");
    REFUSED("3 2\n", 0, "says 3 words, and 0 are there");
    REFUSED("3 2", 1, "not a language model");
    lmev_lm *lm;
    lmev_error e = {0};
    assert_int_equal(parse(&lm, "9 1\na 1\nb 2\n", 12, ANY_STEP, &e), LMEV_ERR_FORMAT);
    assert_non_null(strstr(e.hint, "get the file again"));
    assert_non_null(
        strstr(e.hint, "'2 1'")); /* the first line of a file that was meant so */
}

static void tables_of_numbers_are_no_glove_vectors(void **state)
{
    (void)state;
    REFUSED("casa 12\nperro 7\n", 1, "one number is not a vector");
    REFUSED("0.5 1.5\n2.5 3.5\n", 1, "one number is not a vector");
    REFUSED("0.5 1.5 1\n2.5 3.5 2\n", 1, "a table of numbers, without words");
    REFUSED("-1 2 3\n1e3 3 4\n", 1, "a table of numbers, without words");
    REFUSED("7 1 2\n8 3 4\n", 1, "a table of numbers, without words");
    READS("0.5 1 2\nx 3 4\n", "glove", TOKENS("0.5", "x"), ROWS(1, 2, 3, 4), 2);
    READS("2 1\na 1\nb 2\n", "word2vec-text", TOKENS("a", "b"), ROWS(1, 2), 1);
}

static void test_options(void **state)
{
    (void)state;
    static const char text[] = "2 1\nla 2\nñu 4\n";
    static const struct {
        lmev_lm_options o;
        const char *text;
        float value;
    } c[] = {
        {{0}, "la ñu\tLA la!", 3},
        {{.lower = LMEV_CHOICE_YES}, "la ÑU la!", 3},
        {{.normalize = LMEV_CHOICE_YES}, "¡la! ÑU la,", 2},
        {{.lower = LMEV_CHOICE_YES, .normalize = LMEV_CHOICE_YES}, "LA, ÑU", 3},
        {{.combiner = "sum"}, "la ñu x", 6},
        {{.combiner = "sqrtn"}, "la la la la", 4},
    };
    for (size_t i = 0; i < sizeof c / sizeof *c; i++) {
        lmev_lm *lm;
        lmev_error e;
        float got;
        assert_int_equal(
            lmev__wordvec_parse(&lm, text, sizeof text - 1, 64, "made", &c[i].o, &e),
            LMEV_OK);
        assert_int_equal(lmev_lm_normalizes(lm), c[i].o.normalize == LMEV_CHOICE_YES);
        const lmev_str t = {c[i].text, strlen(c[i].text)};
        assert_int_equal(lmev_lm_embed(lm, &t, 1, &got, 1, &e), LMEV_OK);
        if (got != c[i].value) fail_msg("'%s': %g", c[i].text, (double)got);
        lmev_lm_free(lm);
    }
    const lmev_lm_options wrong = {.combiner = "sentence"};
    lmev_lm *lm;
    lmev_error e;
    assert_int_equal(
        lmev__wordvec_parse(&lm, text, sizeof text - 1, 64, "made", &wrong, &e),
        LMEV_ERR_PARAM);
    /* the option is told first, before what may be gigabytes is read */
    assert_int_equal(lmev__wordvec_parse(&lm, "2 1\na ?\n", 8, 64, "made", &wrong, &e),
                     LMEV_ERR_PARAM);
}

/* Many lines in several windows and shares, packed and not: the row of each word is its
 * own. */
static void test_many_lines(void **state)
{
    (void)state;
    enum { WORDS = 150000 };
    lmev__buf b = LMEV__BUF_INIT;
    lmev__buf_printf(&b, "%d 8\n", WORDS);
    for (int i = 0; i < WORDS; i++) {
        lmev__buf_printf(&b, "w%d", i % 1000 == 999 ? 0 : i); /* some stand twice */
        for (int k = 0; k < 8; k++) lmev__buf_printf(&b, " %d.%d25", i, k);
        lmev__buf_putc(&b, '\n');
    }
    char folder[] = "/tmp/lmev-wordvec-XXXXXX";
    lmev_error e;
    assert_non_null(mkdtemp(folder));
    char *path[2] = {lmev__path_join(folder, "a.vec"),
                     lmev__path_join(folder, "a.vec.gz")};
    assert_int_equal(lmev__write_file(path[0], b.at, b.n, &e), LMEV_OK);
    lmev__out *out;
    lmev__gzip *gzip;
    assert_int_equal(lmev__out_begin(&out, path[1], &e), LMEV_OK);
    assert_int_equal(lmev__gzip_begin(&gzip, out, &e), LMEV_OK);
    assert_int_equal(lmev__gzip_write(gzip, b.at, b.n, &e), LMEV_OK);
    assert_int_equal(lmev__gzip_end(gzip, &e), LMEV_OK);
    assert_int_equal(lmev__out_publish(out, &e), LMEV_OK);
    for (int p = 0; p < 2; p++) {
        lmev_lm *lm;
        if (lmev_lm_open(&lm, path[p], NULL, &e) != LMEV_OK) fail_msg("%s", e.text);
        assert_int_equal(lmev_lm_rows(lm), WORDS - WORDS / 1000);
        const float *table = lmev_lm_table(lm);
        for (size_t i = 0, row = 0; i < WORDS; i++) {
            if (i % 1000 == 999) continue;
            char word[32], number[32];
            const int n = snprintf(word, sizeof word, "w%zu", i);
            const lmev_str t = lmev_lm_token(lm, row);
            assert_int_equal(t.n, n);
            assert_memory_equal(t.at, word, t.n);
            for (int k = 0; k < 8; k += 7) {
                snprintf(number, sizeof number, "%zu.%d25", i, k);
                assert_true(table[row * 8 + (size_t)k] == strtof(number, NULL));
            }
            row++;
        }
        lmev_lm_free(lm);
        lmev__free(path[p]);
    }
    lmev__buf_free(&b);
    assert_true(remove_tree(folder));
}

static void test_every_allocation_failure(void **state)
{
    (void)state;
    static const char *const texts[] = {"2 2\nla 1 2\nñu 3 4\n", "la 1 2\nñu 3 4\n"};
    const long live = lmev__test_live_blocks();
    for (size_t i = 0; i < 2; i++) {
        lmev_status s = LMEV_ERR_NOMEM;
        for (long k = 0; s != LMEV_OK; k++) {
            lmev_lm *lm = NULL;
            lmev_error e;
            lmev__test_fail_alloc(k, false);
            s = lmev__wordvec_parse(&lm, texts[i], strlen(texts[i]), 5, "made", NULL, &e);
            lmev__test_fail_alloc(-1, false);
            assert_true(s == LMEV_OK || s == LMEV_ERR_NOMEM);
            lmev_lm_free(lm);
            assert_int_equal(lmev__test_live_blocks(), live);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_numbers),
        cmocka_unit_test(test_random_numbers),
        cmocka_unit_test(test_golden),
        cmocka_unit_test(test_comma_locale),
        cmocka_unit_test(test_text),
        cmocka_unit_test(test_glove),
        cmocka_unit_test(test_binary),
        cmocka_unit_test(test_refused),
        cmocka_unit_test(a_text_with_fewer_words_than_it_says_is_cut_off),
        cmocka_unit_test(tables_of_numbers_are_no_glove_vectors),
        cmocka_unit_test(test_options),
        cmocka_unit_test(test_many_lines),
        cmocka_unit_test(test_every_allocation_failure),
    };
    return cmocka_run_group_tests_name("wordvec", tests, NULL, NULL);
}
