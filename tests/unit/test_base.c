/* test_base.c - the ground floor: memory, buffer, errors, texts, chance, digests, files.
 * The document formats and streams are in test_base_formats.c. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka wants the four above first */
#include <errno.h>
#include <fcntl.h>
#include <locale.h>
#include <math.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>
#include <cmocka.h>

#include "base/buf.h"
#include "base/error.h"
#include "base/hash.h"
#include "base/intern.h"
#include "base/io/io.h"
#include "base/machine.h"
#include "base/mem.h"
#include "base/number.h"
#include "base/rng.h"
#include "base/utf8.h"
#include "remove_tree.h"
#include "scratch.h"

/* ---- memory and buffer ---- */

static void test_memory_counts_and_fails(void **state)
{
    (void)state;
    long before = lmev__test_live_blocks();
    void *a = lmev__alloc(0), *b = lmev__calloc(3, 5), *c = lmev__aligned(7, 100);
    assert_non_null(a);
    assert_non_null(b);
    assert_int_equal((uintptr_t)c % 64, 0);
    for (int i = 0; i < 700; i++) assert_int_equal(((char *)c)[i], 0);
    assert_int_equal(lmev__test_live_blocks(), before + 3);
    b = lmev__realloc(b, 100, 10); /* still one block */
    assert_int_equal(lmev__test_live_blocks(), before + 3);

    lmev__test_fail_alloc(1, false); /* the second from now, and only that */
    void *d = lmev__alloc(1);
    assert_non_null(d);
    assert_null(lmev__realloc(d, 5, 5));
    d = lmev__realloc(d, 5, 5);
    assert_non_null(d);
    lmev__test_fail_alloc(0, true);
    assert_null(lmev__calloc(1, 1));
    assert_null(lmev__strdup("x"));
    lmev__test_fail_alloc(-1, false);

    lmev__free(a);
    lmev__free(b);
    lmev__free(c);
    lmev__free(d);
    lmev__free(NULL);
    assert_int_equal(lmev__test_live_blocks(), before);
}

static void test_memory_refuses_overflow(void **state)
{
    (void)state;
    assert_null(lmev__calloc(SIZE_MAX / 2, 3));
    assert_null(lmev__realloc(NULL, SIZE_MAX / 2, 3));
    assert_null(lmev__aligned(SIZE_MAX / 2, 3));
    assert_null(lmev__strndup("x", SIZE_MAX));
    int *array = NULL;
    size_t room = 0;
    assert_false(lmev__grow(&array, &room, SIZE_MAX / 2, sizeof *array));
    assert_int_equal(room, 0);
    assert_true(lmev__grow(&array, &room, 9, sizeof *array));
    assert_true(room >= 9);
    lmev__free(array);
}

static void test_large_aligned_block_is_zeroed(void **state)
{
    (void)state;
    size_t n = (size_t)5 << 20;
    unsigned char *p = lmev__aligned(n, 1);
    assert_non_null(p);
    unsigned any = 0;
    for (size_t i = 0; i < n; i++) any |= p[i];
    assert_int_equal(any, 0);
    lmev__free(p);
}

static void test_buffer(void **state)
{
    (void)state;
    lmev__buf b = LMEV__BUF_INIT;
    lmev__buf_puts(&b, "ab");
    lmev__buf_putc(&b, 'c');
    lmev__buf_add(&b, NULL, 0);
    lmev__buf_printf(&b, "-%d-%s", 42, "a text longer than the first room of the buffer");
    char *text = lmev__buf_text(&b);
    assert_string_equal(text, "abc-42-a text longer than the first room of the buffer");
    assert_int_equal(b.n, 0);
    lmev__free(text);

    long before = lmev__test_live_blocks();
    lmev__buf_puts(&b, "0123456789");
    lmev__test_fail_alloc(0, false);
    lmev__buf_add(&b, "0123456789", 10); /* fails, and is remembered */
    lmev__buf_puts(&b, "later");
    assert_true(b.failed);
    assert_null(lmev__buf_text(&b));
    assert_int_equal(lmev__test_live_blocks(), before);
}

/* ---- errors ---- */

static void test_error_may_wrap_itself_and_is_fit_to_show(void **state)
{
    (void)state;
    lmev_error e = {0};
    assert_int_equal(
        lmev__fail(&e, LMEV_ERR_FORMAT, "a\x1b[31m.csv", 7, "bad '%s'", "\xff\n\xc2\x9b"),
        LMEV_ERR_FORMAT);
    assert_string_equal(e.source,
                        "a?[31m.csv"); /* no escape sequence reaches a terminal */
    assert_string_equal(e.text, "bad '"
                                "???"
                                "'");
    assert_int_equal(e.line, 7);
    lmev__hint(&e, "do %d", 5);
    assert_string_equal(e.hint, "do 5");
    lmev__fail(&e, LMEV_ERR_IO, e.source, e.line, "while reading: %s", e.text);
    assert_string_equal(e.text, "while reading: bad '"
                                "???"
                                "'");
    assert_string_equal(e.hint, "");
    assert_int_equal(lmev__fail(NULL, LMEV_ERR_IO, NULL, 0, "x"), LMEV_ERR_IO);

    char longer[600];
    for (size_t i = 0; i + 2 < sizeof longer; i += 2) memcpy(longer + i, "\xc3\xb1", 2);
    longer[sizeof longer - 2] = '\0';
    lmev__fail(&e, LMEV_ERR_IO, NULL, 0, "%s", longer);
    assert_int_equal(strlen(e.text), 511); /* 254 n with tilde and three dots */
    assert_true(lmev__utf8_ok(e.text, 511));
    assert_string_equal(e.text + 508, "...");

    assert_int_equal(lmev__fail_errno(&e, ENOSPC, "f", "cannot write"), LMEV_ERR_IO);
    assert_non_null(strstr(e.text, strerror(ENOSPC)));
    assert_non_null(strstr(e.hint, "free some space"));
    assert_int_equal(lmev__fail_errno(&e, ENOENT, "f", "cannot open"), LMEV_ERR_NOTFOUND);
}

static void test_statuses(void **state)
{
    (void)state;
    assert_int_equal(lmev_status_exit(LMEV_OK), 0);
    assert_int_equal(lmev_status_exit(LMEV_ERR_FORMAT), 3);
    assert_int_equal(lmev_status_exit(LMEV_STOPPED), 75);
    assert_string_equal(lmev_status_text(LMEV_ERR_NOTFOUND), "not found");
    /* Programs store these numbers and were compiled with them: they never change. */
    static const struct {
        lmev_status status;
        int number;
    } fixed[] = {
        {LMEV_OK, 0},         {LMEV_ERR_NOMEM, 1},    {LMEV_ERR_IO, 2},
        {LMEV_ERR_BUSY, 3},   {LMEV_ERR_FAILED, 4},   {LMEV_ERR_PARAM, 5},
        {LMEV_ERR_FORMAT, 6}, {LMEV_ERR_NOTFOUND, 7}, {LMEV_ERR_MISMATCH, 8},
        {LMEV_STOPPED, 9},
    };
    for (size_t i = 0; i < sizeof fixed / sizeof *fixed; i++)
        assert_int_equal(fixed[i].status, fixed[i].number);
#define COUNT(name, number, exit_code, meaning) +1
    assert_int_equal(0 LMEV_STATUS_MAP(COUNT), sizeof fixed / sizeof *fixed);
#undef COUNT
}

static void test_real_numbers(void **state)
{
    (void)state;
    static const struct {
        char how;
        int digits;
        double v;
        const char *text;
    } known[] = {
        {'g', 17, 0.1, "0.10000000000000001"},
        {'g', 15, 0.1, "0.1"},
        {'g', 15, 1e300, "1e+300"},
        {'g', 17, -1.1e-9, "-1.0999999999999999e-09"},
        {'g', 3, 1234.5, "1.23e+03"},
        {'f', 0, 2.5, "2"},
        {'f', 4, -0.00001, "-0.0000"},
        {'f', 2, 999999999999999.875, "999999999999999.88"},
        {'f', 4, 1e15, "1.0000e+15"},
        {'e', 4, 0.5, "5.0000e-01"},
        {'g', 15, INFINITY, "inf"},
    };
    /* Where the machine has none of these the numbers are written as in C, twice. */
    static const char *const comma[] = {"es_ES.UTF-8", "de_DE.UTF-8", "pt_BR.UTF-8",
                                        "ps_AF.UTF-8"};
    locale_t other = (locale_t)0;
    for (int turn = 0; turn < 2; turn++) {
        for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
            char text[LMEV__REAL_ROOM];
            const size_t n = lmev__real(text, known[i].how, known[i].digits, known[i].v);
            assert_string_equal(text, known[i].text);
            assert_int_equal(n, strlen(text));
        }
        char text[LMEV__REAL_ROOM];
        double back;
        assert_int_equal(lmev__real_shortest(text, 1, 0.3), 3);
        assert_string_equal(text, "0.3");
        (void)lmev__real_shortest(text, 15, 1.0 / 3);
        assert_string_equal(text, "0.3333333333333333");
        assert_true(lmev__real_read("0.3333333333333333", &back));
        assert_true(back >= 1.0 / 3 && back <= 1.0 / 3);
        (void)lmev__real_shortest(text, 15, 100);
        assert_string_equal(text, "100");
        for (size_t i = 0; i < sizeof comma / sizeof *comma && other == (locale_t)0; i++)
            other = newlocale(LC_ALL_MASK, comma[i], (locale_t)0);
        if (other != (locale_t)0) (void)uselocale(other);
    }
    (void)uselocale(LC_GLOBAL_LOCALE);
    if (other != (locale_t)0) freelocale(other);

    static const char *const none[] = {"",      "-",   "+1",  ".5", "1.",  "1e",
                                       "1e+",   "0x1", "1 ",  " 1", "1,5", "nan",
                                       "1e999", "inf", "--1", "1_0"};
    for (size_t i = 0; i < sizeof none / sizeof *none; i++) {
        double v = 7;
        assert_false(lmev__real_read(none[i], &v));
        assert_true(v >= 7 && v <= 7);
    }
    char to[LMEV__GROUPED_ROOM];
    assert_string_equal(lmev__grouped(to, 0), "0");
    assert_string_equal(lmev__grouped(to, 999), "999");
    assert_string_equal(lmev__grouped(to, 1000), "1,000");
    assert_string_equal(lmev__grouped(to, UINT64_MAX), "18,446,744,073,709,551,615");
}

static void test_intern(void **state)
{
    (void)state;
    const long before = lmev__test_live_blocks();
    lmev__intern t = {0};
    uint32_t id;
    assert_int_equal(lmev__intern_find(&t, (lmev_str){"a", 1}), LMEV__NOT_INTERNED);
    /* Names of all lengths about a word, with NUL bytes, and one longer than a block. */
    static char longer[40000], name[16];
    memset(longer, 'x', sizeof longer);
    assert_true(lmev__intern_add(&t, (lmev_str){NULL, 0}, &id) && id == 0);
    assert_true(lmev__intern_add(&t, (lmev_str){longer, sizeof longer}, &id) && id == 1);
    const char *kept = t.name[1].at;
    for (uint32_t i = 0; i < 5000; i++) {
        const int n = snprintf(name, sizeof name, "%u", i * 7919);
        name[0] = (char)(name[0] == '5' ? '\0' : name[0]);
        assert_true(lmev__intern_add(&t, (lmev_str){name, (size_t)n}, &id));
        assert_int_equal(id, i + 2);
    }
    assert_int_equal(t.n, 5002);
    assert_ptr_equal(t.name[1].at, kept); /* names never move */
    assert_memory_equal(kept, longer, sizeof longer);
    for (uint32_t i = 0; i < 5000; i++) {
        const int n = snprintf(name, sizeof name, "%u", i * 7919);
        name[0] = (char)(name[0] == '5' ? '\0' : name[0]);
        assert_int_equal(lmev__intern_find(&t, (lmev_str){name, (size_t)n}), i + 2);
        assert_true(lmev__intern_add(&t, (lmev_str){name, (size_t)n}, &id));
        assert_int_equal(id, i + 2);
        assert_int_equal(t.name[id].at[n], '\0');
    }
    assert_int_equal(lmev__intern_find(&t, (lmev_str){"", 0}), 0);
    assert_int_equal(lmev__intern_find(&t, (lmev_str){longer, 39999}),
                     LMEV__NOT_INTERNED);

    static const char mine[] = "borrowed";
    assert_true(lmev__intern_borrow(&t, (lmev_str){mine, 8}, &id) && id == 5002);
    assert_ptr_equal(t.name[id].at, mine);

    char **list = lmev__intern_list(&t);
    assert_string_equal(list[0], "");
    assert_string_equal(list[2], "0");
    assert_string_equal(list[3], "7919");
    assert_string_equal(list[5002], "borrowed");
    lmev__free(list);
    lmev__intern_release(&t);
    assert_int_equal(lmev__test_live_blocks(), before);
    for (long k = 0; k < 5; k++) {
        lmev__test_fail_alloc(k, true);
        const bool known = lmev__intern_add(&t, (lmev_str){"a", 1}, &id);
        lmev__test_fail_alloc(-1, false);
        assert_int_equal(known, k == 4); /* slots, names, hashes, a block: four */
        assert_int_equal(t.n, known);
        lmev__intern_release(&t);
        assert_int_equal(lmev__test_live_blocks(), before);
    }
}

static void test_nearest_name(void **state)
{
    (void)state;
    static const char *const names[] = {"learning_rate", "batch", "epochs", "label"};
    assert_string_equal(lmev__nearest("learnig_rate", names, 4), "learning_rate");
    assert_string_equal(lmev__nearest("lable", names, 4),
                        "label"); /* two swapped: one edit */
    assert_string_equal(lmev__nearest("epoch", names, 4), "epochs");
    assert_null(lmev__nearest("colour", names, 4));
    assert_string_equal(lmev__nearest("learn", names, 4), "learning_rate"); /* begun */
    assert_null(lmev__nearest("le", names, 4)); /* two bytes begin too much */
    static const char *const tests[] = {"test_size", "test_per_class"};
    assert_null(lmev__nearest("test", tests, 2)); /* which of them? */
    assert_null(lmev__nearest("", names, 4));
}

/* ---- texts ---- */

static void test_utf8(void **state)
{
    (void)state;
    static const struct {
        const char *at;
        int n;
    } good[] = {
        {"", 0},
        {"a\0b", 3},
        {"\xc2\xbf", 2},
        {"\xe2\x80\xa6", 3},
        {"\xef\xbf\xbd", 3},
        {"\xed\x9f\xbf", 3},
        {"\xee\x80\x80", 3},
        {"\xf0\x90\x84\x80", 4},
        {"\xf4\x8f\xbf\xbf", 4},
        {"0123456\xc3\xb1"
         "0123456",
         16},
    };
    static const struct {
        const char *at;
        int n;
    } bad[] = {
        {"\xff,A", 3},
        {"\xc3,", 2},
        {"\xe2\x80", 2},
        {"\xc0\xae", 2},
        {"\xc1\xbf", 2},
        {"\xed\xa0\x80", 3},
        {"\xed\xbf\xbf", 3},
        {"\xf4\x90\x80\x80", 4},
        {"\xc2", 1},
        {"\xbf", 1},
        {"\xe0\x9f\xbf", 3},
        {"\xf0\x8f\xbf\xbf", 4},
        {"\xf5\x80\x80\x80", 4},
        {"\xf0\x90\x84", 3},
        {"0123456789abcdef\x80", 17},
    };
    for (size_t i = 0; i < sizeof good / sizeof *good; i++)
        assert_true(lmev__utf8_ok(good[i].at, (size_t)good[i].n));
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        assert_false(lmev__utf8_ok(bad[i].at, (size_t)bad[i].n));
    uint32_t c = 0;
    assert_int_equal(lmev__utf8_next("\xf0\x90\x84\x80.", 5, &c), 4);
    assert_int_equal(c, 0x10100);
    assert_int_equal(lmev__utf8_next("\xe2\x80\xa6", 3, &c), 3);
    assert_int_equal(c, 0x2026);
    assert_int_equal(lmev__utf8_next("\xe2\x80\xa6", 2, &c), 0);
    assert_int_equal(lmev__utf8_next("", 0, &c), 0);
}

/* All code points there and back: a table of the standard cannot be mistyped this way. */
static void test_glyphs(void **state)
{
    (void)state;
    static const struct {
        const char *at;
        size_t take;
        lmev__glyph glyph;
    } known[] = {
        {"a", 1, LMEV__GLYPH_PLAIN},
        {" ", 1, LMEV__GLYPH_PLAIN},
        {"\n", 1, LMEV__GLYPH_CONTROL},
        {"\x7f", 1, LMEV__GLYPH_CONTROL},
        {"\xC2\x85", 2, LMEV__GLYPH_CONTROL},
        {"\xC2\xA0", 2, LMEV__GLYPH_PLAIN},
        {"\xE2\x80\xA8", 3, LMEV__GLYPH_CONTROL},  /* U+2028 */
        {"\xE2\x80\xAE", 3, LMEV__GLYPH_TURN},     /* U+202E */
        {"\xE2\x80\x8F", 3, LMEV__GLYPH_TURN},     /* U+200F */
        {"\xD8\x9C", 2, LMEV__GLYPH_TURN},         /* U+061C */
        {"\xE2\x81\xA9", 3, LMEV__GLYPH_TURN},     /* U+2069 */
        {"\xEF\xB7\x90", 3, LMEV__GLYPH_NONE},     /* U+FDD0 */
        {"\xF0\x9F\xBF\xBE", 4, LMEV__GLYPH_NONE}, /* U+1FFFE */
        {"\xF0\x9F\x98\x80", 4, LMEV__GLYPH_PLAIN},
        {"\xE9", 1, LMEV__GLYPH_BROKEN},
        {"\xE2\x80", 1, LMEV__GLYPH_BROKEN},
    };
    for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
        uint32_t c;
        size_t take;
        assert_int_equal(lmev__glyph_next(known[i].at, strlen(known[i].at), &c, &take),
                         known[i].glyph);
        assert_int_equal(take, known[i].take);
    }
}

static void test_utf8_every_code_point(void **state)
{
    (void)state;
    for (uint32_t c = 0; c < 0x120000; c++) {
        char s[4];
        int n = c < 0x80 ? 1 : c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
        for (int i = n - 1; i > 0; i--)
            s[i] = (char)(0x80 | (c >> 6 * (n - 1 - i) & 0x3F));
        static const int lead[] = {0, 0, 0xC0, 0xE0, 0xF0};
        s[0] = (char)(lead[n] | (int)(c >> 6 * (n - 1)));
        uint32_t back = ~0u;
        bool valid = c <= 0x10FFFF && !(c >= 0xD800 && c <= 0xDFFF);
        assert_int_equal(lmev__utf8_next(s, (size_t)n, &back), valid ? n : 0);
        assert_true(!valid || back == c);
    }
}

static void test_machine(void **state)
{
    (void)state;
    double a = lmev__monotonic(), b = lmev__monotonic();
    assert_true(b >= a);
    assert_true(lmev__wall() > 1.7e9); /* after 2023 */
    assert_true(lmev__peak_rss() > 1 << 20);
    assert_int_equal(lmev_threads(3), 3);
    assert_true(lmev_threads(0) >= 1);
}

/* ---- chance and digests ---- */

/* Known answers published with Random123 (tests/kat_vectors). */
static void test_philox_known_answers(void **state)
{
    (void)state;
    static const struct {
        uint64_t i;
        uint32_t ctr[2], key[2], out[4];
    } known[] = {
        {0, {0, 0}, {0, 0}, {0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8}},
        {UINT64_MAX,
         {~0u, ~0u},
         {~0u, ~0u},
         {0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd}},
        {UINT64_C(0x85a308d3243f6a88),
         {0x13198a2e, 0x03707344},
         {0xa4093822, 0x299f31d0},
         {0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1}},
    };
    for (size_t k = 0; k < sizeof known / sizeof *known; k++) {
        lmev__philox p;
        memcpy(p.key, known[k].key, sizeof p.key);
        memcpy(p.ctr, known[k].ctr, sizeof p.ctr);
        uint32_t out[4];
        lmev__philox_4(&p, known[k].i, out);
        assert_memory_equal(out, known[k].out, sizeof out);
    }
}

static void test_philox_purposes_and_mean(void **state)
{
    (void)state;
    lmev__philox a = lmev__philox_key(1, LMEV__DRAW_ORDER, 0, 0);
    lmev__philox b = lmev__philox_key(1, LMEV__DRAW_DROPOUT, 0, 0);
    lmev__philox c = lmev__philox_key(2, LMEV__DRAW_ORDER, 0, 0);
    assert_int_not_equal(lmev__philox_u64(&a, 0), lmev__philox_u64(&b, 0));
    assert_int_not_equal(lmev__philox_u64(&a, 0), lmev__philox_u64(&c, 0));
    double sum = 0;
    for (uint64_t i = 0; i < 100000; i++) {
        double u = lmev__philox_unit(&a, i);
        assert_true(u >= 0 && u < 1);
        sum += u;
    }
    /* The mean of 100,000 uniform numbers has a deviation of 0.0009; five of them. */
    assert_true(sum / 100000 > 0.4954 && sum / 100000 < 0.5046);
}

static void test_crc32c(void **state)
{
    (void)state;
    assert_int_equal(lmev__crc32c(0, "123456789", 9), 0xe3069283);
    char zeros[32] = {0}; /* RFC 3720, B.4 */
    assert_int_equal(lmev__crc32c(0, zeros, 32), 0x8a9136aa);
    /* In two parts at every place, whatever the steps of eight fall on. */
    const char *text = "a text of some forty bytes to be cut apart";
    uint32_t whole = lmev__crc32c(0, text, strlen(text));
    for (size_t i = 0; i <= strlen(text); i++)
        assert_int_equal(
            lmev__crc32c(lmev__crc32c(0, text, i), text + i, strlen(text) - i), whole);
    for (size_t i = 0; i <= strlen(text); i++)
        for (size_t n = 0; i + n <= strlen(text); n++)
            assert_int_equal(lmev__crc32c(7, text + i, n),
                             lmev__crc32c_portable(7, text + i, n));
}

static void test_sha256(void **state)
{
    (void)state;
    static const char abc[] =
        "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
    char hex[65];
    lmev__sha256 h;
    lmev__sha256_begin(&h);
    lmev__sha256_add(&h, "a", 1);
    lmev__sha256_add(&h, "bc", 2);
    lmev__sha256_end(&h, hex);
    assert_string_equal(hex, abc);
    assert_int_equal(lmev__write_file(in_folder("abc"), "abc", 3, NULL), LMEV_OK);
    memset(hex, 0, sizeof hex);
    assert_int_equal(lmev__sha256_file(in_folder("abc"), hex, NULL), LMEV_OK);
    assert_string_equal(hex, abc);
    assert_int_equal(lmev__sha256_file(in_folder("absent"), hex, NULL),
                     LMEV_ERR_NOTFOUND);
    assert_int_equal(lmev__sha256_file(folder, hex, NULL), LMEV_ERR_IO);
}

/* ---- files ---- */

static void assert_path(char *made, const char *expected)
{
    assert_non_null(made);
    assert_string_equal(made, expected);
    lmev__free(made);
}

static void test_paths(void **state)
{
    (void)state;
    assert_path(lmev__path_join("a", "b"), "a/b");
    assert_path(lmev__path_join("a/", "b"), "a/b");
    assert_path(lmev__path_join("/", "b"), "/b");
    assert_path(lmev__path_join("", "b"), "b");
    assert_path(lmev__path_join(".", "b"), "b");
    assert_path(lmev__path_join("a", "/b"), "/b");
    assert_path(lmev__path_dir("a/b"), "a");
    assert_path(lmev__path_dir("a//b"), "a");
    assert_path(lmev__path_dir("a/b/"), "a");
    assert_path(lmev__path_dir("b"), ".");
    assert_path(lmev__path_dir("/b"), "/");
    assert_path(lmev__path_dir("/"), "/");
    assert_path(lmev__path_dir(""), ".");
}

static void test_read_and_map(void **state)
{
    (void)state;
    const char *path = in_folder("read");
    lmev_error e;
    char *text;
    size_t n;
    assert_int_equal(lmev__write_file(path, "one\ntwo", 7, NULL), LMEV_OK);
    assert_int_equal(lmev__read_file(&text, &n, path, 7, &e), LMEV_OK);
    assert_int_equal(n, 7);
    assert_string_equal(text, "one\ntwo");
    lmev__free(text);
    assert_int_equal(lmev__read_file(&text, &n, path, 6, &e), LMEV_ERR_FORMAT);
    assert_int_equal(lmev__read_file(&text, &n, folder, 6, &e), LMEV_ERR_IO);
    assert_string_equal(e.text, "is a folder");
    assert_int_equal(lmev__read_file(&text, &n, "/proc/self/stat", 1 << 20, &e), LMEV_OK);
    assert_true(n > 10); /* a file whose size is said to be 0 */
    lmev__free(text);

    lmev__map m;
    assert_int_equal(lmev__map_open(&m, path, &e), LMEV_OK);
    assert_int_equal(m.n, 7);
    assert_memory_equal(m.at, "one\ntwo", 7);
    lmev__map_close(&m);
    assert_int_equal(lmev__write_file(path, "", 0, NULL), LMEV_OK);
    assert_int_equal(lmev__map_open(&m, path, &e), LMEV_OK);
    assert_int_equal(m.n, 0);
    lmev__map_close(&m);
    assert_int_equal(lmev__map_open(&m, folder, &e), LMEV_ERR_IO);
    assert_int_equal(lmev__map_open(&m, "/dev/null", &e), LMEV_ERR_IO);
    assert_int_equal(lmev__map_open(&m, in_folder("absent"), &e), LMEV_ERR_NOTFOUND);
}

/* Bytes of the file at path that are in this process, as the kernel counts them. */
static long resident(const char *path)
{
    FILE *f = fopen("/proc/self/smaps", "r");
    assert_non_null(f);
    char line[4096];
    long kb = 0, in_all = 0;
    bool ours = false;
    while (fgets(line, sizeof line, f)) {
        if (strchr(line, '/') || strstr(line, "-p ")) ours = strstr(line, path) != NULL;
        if (ours && sscanf(line, "Rss: %ld kB", &kb) == 1) in_all += kb * 1024;
    }
    fclose(f);
    return in_all;
}

static void test_a_map_that_rests_holds_no_memory(void **state)
{
    (void)state;
    const size_t n = 1 << 20;
    lmev__map m;
    const char *path = in_folder("rests");
    FILE *f = fopen(path, "w");
    assert_non_null(f);
    for (size_t i = 0; i < n; i++) putc((int)(i % 251), f);
    assert_int_equal(fclose(f), 0);
    assert_int_equal(lmev__map_open(&m, path, NULL), LMEV_OK);
    for (int turn = 0; turn < 2; turn++) { /* what has rested is read as before */
        for (size_t i = 0; i < n; i++) assert_true((uint8_t)m.at[i] == i % 251);
        assert_int_equal(resident(path), n);
        lmev__map_rest(&m);
        assert_int_equal(resident(path), 0);
    }
    lmev__map_close(&m);
    lmev__map_rest(&m); /* of nothing */
}

/* The only file in the test's folder `place` is "file", with this content or that. */
static void assert_only(const char *place, const char *file, const char *this,
                        const char *that)
{
    char **names, *text;
    size_t n;
    assert_int_equal(lmev__list_dir(&names, &n, place, NULL), LMEV_OK);
    assert_int_equal(n, 1);
    assert_string_equal(names[0], "file");
    lmev__free_names(names, n);
    assert_int_equal(lmev__read_file(&text, &n, file, 1 << 20, NULL), LMEV_OK);
    assert_true(strcmp(text, this) == 0 || strcmp(text, that) == 0);
    lmev__free(text);
}

static void test_publishing_survives_every_failure(void **state)
{
    (void)state;
    static const int errnums[] = {EIO, ENOSPC, EINTR, EDQUOT, EACCES};
    const char *place = in_folder("publish"), *file = in_folder("publish/file");
    long before = lmev__test_live_blocks();
    assert_int_equal(lmev__mkdirs(place, NULL), LMEV_OK);
    for (int variant = 0; variant < 10; variant++) {
        int errnum = errnums[variant / 2];
        bool forever =
            variant % 2 && errnum != EINTR; /* for ever interrupted: for ever waiting */
        lmev_status s = LMEV_ERR_IO;
        long k = 0;
        for (; s != LMEV_OK || k < 8; k++) {
            assert_true(k < 50);
            assert_int_equal(lmev__write_file(file, "old", 3, NULL), LMEV_OK);
            lmev_error e = {0};
            lmev__test_fail_io(k, errnum, forever);
            s = lmev__write_file(file, "the new content", 15, &e);
            lmev__test_fail_io(-1, 0, false);
            assert_only(place, file, s == LMEV_OK ? "the new content" : "old",
                        "the new content");
            if (s == LMEV_OK) continue;
            assert_int_equal(s, LMEV_ERR_IO);
            assert_non_null(strstr(e.source, place));
            assert_non_null(strstr(e.text, strerror(errnum)));
            assert_int_equal(e.hint[0] != '\0', errnum != EIO && errnum != EINTR);
        }
    }
    assert_int_equal(lmev__test_live_blocks(), before);
}

static void test_publishing_without_memory(void **state)
{
    (void)state;
    const char *place = in_folder("starve"), *file = in_folder("starve/file");
    assert_int_equal(lmev__mkdirs(place, NULL), LMEV_OK);
    assert_int_equal(lmev__write_file(file, "old", 3, NULL), LMEV_OK);
    lmev_status s = LMEV_ERR_NOMEM;
    for (long k = 0; s != LMEV_OK; k++) {
        assert_true(k < 20);
        long before = lmev__test_live_blocks();
        lmev__test_fail_alloc(k, false);
        s = lmev__write_file(file, "new", 3, NULL);
        lmev__test_fail_alloc(-1, false);
        assert_true(s == LMEV_OK || s == LMEV_ERR_NOMEM);
        assert_int_equal(lmev__test_live_blocks(), before);
        assert_only(place, file, "old", "new");
    }
}

static void test_abort_leaves_nothing(void **state)
{
    (void)state;
    const char *place = in_folder("abort"), *file = in_folder("abort/file");
    lmev__out *out;
    char *big = lmev__calloc(3, 1 << 20);
    assert_int_equal(lmev__mkdirs(place, NULL), LMEV_OK);
    assert_int_equal(lmev__write_file(file, "old", 3, NULL), LMEV_OK);
    assert_int_equal(lmev__out_begin(&out, file, NULL), LMEV_OK);
    assert_int_equal(lmev__out_write(out, "head", 4, NULL), LMEV_OK);
    assert_int_equal(lmev__out_write(out, big, 3 << 20, NULL), LMEV_OK);
    lmev__out_abort(out);
    assert_only(place, file, "old", "old");
    lmev__out_abort(NULL);

    assert_int_equal(lmev__out_begin(&out, file, NULL), LMEV_OK);
    assert_int_equal(lmev__out_write(out, "head", 4, NULL), LMEV_OK);
    assert_int_equal(lmev__out_write(out, big, 3 << 20, NULL), LMEV_OK);
    assert_int_equal(lmev__out_publish(out, NULL), LMEV_OK);
    struct stat st;
    assert_int_equal(stat(file, &st), 0);
    assert_int_equal(st.st_size, 4 + (3 << 20));
    assert_int_equal(chmod(file, 0600), 0); /* what was private stays so */
    assert_int_equal(lmev__write_file(file, "x", 1, NULL), LMEV_OK);
    assert_int_equal(stat(file, &st), 0);
    assert_int_equal(st.st_mode & 0777, 0600);
    lmev__free(big);
}

static void test_devices_and_folders_as_output(void **state)
{
    (void)state;
    lmev_error e;
    struct stat st;
    assert_int_equal(lmev__write_file("/dev/null", "gone", 4, &e), LMEV_OK);
    assert_int_equal(stat("/dev/null", &st), 0);
    assert_true(S_ISCHR(st.st_mode)); /* not replaced by a file */
    assert_int_equal(lmev__write_file(folder, "x", 1, &e), LMEV_ERR_IO);
    assert_int_equal(lmev__write_file(in_folder("no/such/place"), "x", 1, &e),
                     LMEV_ERR_NOTFOUND);
    if (access("/dev/full", W_OK) == 0) {
        assert_int_equal(lmev__write_file("/dev/full", "x", 1, &e), LMEV_ERR_IO);
        assert_non_null(strstr(e.hint, "free some space"));
    }
}

static void test_log_grows_and_takes_torn_records_back(void **state)
{
    (void)state;
    const char *path = in_folder("log");
    lmev__log *log;
    char *text;
    size_t n;
    assert_int_equal(lmev__log_open(&log, path, NULL), LMEV_OK);
    assert_int_equal(lmev__log_write(log, "one ", 4, NULL), LMEV_OK);
    assert_int_equal(lmev__log_close(log, NULL), LMEV_OK);
    assert_int_equal(lmev__log_open(&log, path, NULL), LMEV_OK);
    lmev__test_fail_io(0, EIO, false);
    assert_int_equal(lmev__log_write(log, "lost", 4, NULL), LMEV_ERR_IO);
    assert_int_equal(lmev__log_write(log, "two", 3, NULL), LMEV_OK);
    lmev__test_fail_io(0, EIO, false);
    assert_int_equal(lmev__log_close(log, NULL), LMEV_ERR_IO);
    lmev__test_fail_io(-1, 0, false);
    assert_int_equal(lmev__read_file(&text, &n, path, 100, NULL), LMEV_OK);
    assert_string_equal(text, "one two");
    lmev__free(text);
}

static void test_folders(void **state)
{
    (void)state;
    lmev_error e;
    char **names;
    size_t n;
    assert_int_equal(lmev__mkdirs(in_folder("tree/a//b/"), &e), LMEV_OK);
    assert_int_equal(lmev__mkdirs(in_folder("tree/a//b/"), &e), LMEV_OK);
    assert_true(lmev__is_dir(in_folder("tree/a/b")));
    assert_int_equal(lmev__write_file(in_folder("tree/z"), "", 0, &e), LMEV_OK);
    assert_int_equal(lmev__write_file(in_folder("kept"), "", 0, &e), LMEV_OK);
    assert_int_equal(symlink("../kept", in_folder("tree/link")), 0);
    assert_int_equal(symlink("..", in_folder("tree/uplink")), 0);
    assert_int_equal(lmev__mkdirs(in_folder("tree/z/below"), &e), LMEV_ERR_IO);
    assert_int_equal(lmev__list_dir(&names, &n, in_folder("tree"), &e), LMEV_OK);
    assert_int_equal(n, 4);
    assert_string_equal(names[0], "a");
    assert_string_equal(names[3], "z");
    lmev__free_names(names, n);
    assert_int_equal(lmev__rename(in_folder("tree/z"), in_folder("tree/y"), &e), LMEV_OK);
    assert_true(lmev__is_file(in_folder("tree/y")));
    assert_int_equal(lmev__remove_file(in_folder("kept"), &e), LMEV_OK);
    assert_int_equal(lmev__remove_file(in_folder("kept"), &e), LMEV_OK);
}

static bool lies_in(const char *name, const char *where)
{
    char path[256];
    (void)snprintf(path, sizeof path, "%s/%s", in_folder(where), name);
    return lmev__is_file(path);
}

/* EINVAL: as of a file system that cannot exchange, where one rename after another does
 * it. */
static void test_exchange(void **state)
{
    (void)state;
    static const struct {
        int why;
        bool forever, done;
    } with[] = {{0, false, true},
                {EINVAL, false, true},
                {EIO, false, false},
                {EINVAL, true, false}};
    char a[256], b[256], spare[256];
    (void)snprintf(a, sizeof a, "%s", in_folder("a"));
    (void)snprintf(b, sizeof b, "%s", in_folder("b"));
    (void)snprintf(spare, sizeof spare, "%s", in_folder("spare"));
    for (size_t i = 0; i < sizeof with / sizeof *with; i++) {
        lmev_error e;
        assert_int_equal(lmev__mkdirs(a, &e), LMEV_OK);
        assert_int_equal(lmev__mkdirs(b, &e), LMEV_OK);
        assert_int_equal(lmev__write_file(in_folder("a/one"), "", 0, &e), LMEV_OK);
        assert_int_equal(lmev__write_file(in_folder("b/two"), "", 0, &e), LMEV_OK);
        if (with[i].why) lmev__test_fail_io(0, with[i].why, with[i].forever);
        const lmev_status s = lmev__exchange(a, b, spare, &e);
        lmev__test_fail_io(-1, 0, false);
        assert_int_equal(s, with[i].done ? LMEV_OK : LMEV_ERR_IO);
        assert_true(lies_in("one", with[i].done ? "b" : "a"));
        assert_true(lies_in("two", with[i].done ? "a" : "b"));
        assert_false(lmev__is_dir(spare));
        assert_true(remove_tree(a));
        assert_true(remove_tree(b));
    }
}

static void test_lock_has_one_holder(void **state)
{
    (void)state;
    lmev__lock *a, *b;
    lmev_error e;
    assert_int_equal(lmev__lock_take(&a, in_folder("lock"), &e), LMEV_OK);
    assert_int_equal(lmev__lock_take(&b, in_folder("lock"), &e), LMEV_ERR_BUSY);
    lmev__lock_drop(a);
    assert_int_equal(lmev__lock_take(&b, in_folder("lock"), &e), LMEV_OK);
    lmev__lock_drop(b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_memory_counts_and_fails),
        cmocka_unit_test(test_memory_refuses_overflow),
        cmocka_unit_test(test_large_aligned_block_is_zeroed),
        cmocka_unit_test(test_buffer),
        cmocka_unit_test(test_error_may_wrap_itself_and_is_fit_to_show),
        cmocka_unit_test(test_statuses),
        cmocka_unit_test(test_real_numbers),
        cmocka_unit_test(test_intern),
        cmocka_unit_test(test_nearest_name),
        cmocka_unit_test(test_utf8),
        cmocka_unit_test(test_glyphs),
        cmocka_unit_test(test_utf8_every_code_point),
        cmocka_unit_test(test_machine),
        cmocka_unit_test(test_philox_known_answers),
        cmocka_unit_test(test_philox_purposes_and_mean),
        cmocka_unit_test(test_crc32c),
        cmocka_unit_test(test_sha256),
        cmocka_unit_test(test_paths),
        cmocka_unit_test(test_read_and_map),
        cmocka_unit_test(test_a_map_that_rests_holds_no_memory),
        cmocka_unit_test(test_publishing_survives_every_failure),
        cmocka_unit_test(test_publishing_without_memory),
        cmocka_unit_test(test_abort_leaves_nothing),
        cmocka_unit_test(test_devices_and_folders_as_output),
        cmocka_unit_test(test_log_grows_and_takes_torn_records_back),
        cmocka_unit_test(test_folders),
        cmocka_unit_test(test_exchange),
        cmocka_unit_test(test_lock_has_one_holder),
    };
    return cmocka_run_group_tests(tests, make_folder, drop_folder);
}
