/* test_lm_text.c - below the language model: the fingerprint, \pP, the cutting into
 * tokens.
 *
 * Fingerprints were computed with libfarmhash, stripped texts with RE2; the set of \pP is
 * compared with utf8proc's (tests/golden/make_punct.py). */
#include <ctype.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "lm/text/punct.h"
#include "lmev/lm.h"

#include "../golden/punct.h"

#define COUNT(array) (sizeof(array) / sizeof *(array))

/* text, or the first n bytes of a...za...z..., or of (7 i + 3) mod 256 */
enum kind { TEXT, AZ, P };

static const struct {
    const char *text;
    enum kind kind;
    size_t n;
    uint64_t hash;
    unsigned mod_3060;
} vector[] = {
    {"", TEXT, 0, 0x9ae16a3b2f90404f, 1643},
    {"a", TEXT, 1, 0xb3454265b6df75e3, 399},
    {"ab", TEXT, 2, 0xaa8d6e5242ada51e, 682},
    {"abc", TEXT, 3, 0x24a5b3a074e7f369, 1745},
    {"hola", TEXT, 4, 0x0eed15e05fb55c99, 3057},
    {"gato", TEXT, 4, 0x7b0ed6892800eb48, 580},
    {"perro", TEXT, 5, 0xcbbc5afdd03dbdba, 358},
    {"king", TEXT, 4, 0xbaf03afb12b5d66e, 2278},
    {"crimson", TEXT, 7, 0x796de073a969f6d2, 534},
    {"niño", TEXT, 5, 0x74a9f5136554bb0e, 2210},
    {"camión", TEXT, 7, 0xbc54ed7a5c926442, 270},
    {"España", TEXT, 7, 0x0b5d60a55de0a788, 2260},
    {"teléfono", TEXT, 9, 0x61cbf33855ad2843, 2239},
    {"zapatillas", TEXT, 10, 0x72fdae4d08cf849d, 2397},
    {"computación", TEXT, 12, 0x617cb46e71dde8aa, 2522},
    {"teléfono celular", TEXT, 17, 0x2487b91a9b191fee, 66},
    {"electroencefalografista", TEXT, 23, 0x109364e66961e4d3, 2919},
    {"ñandú pingüino cigüeña", TEXT, 27, 0x8bdf69b0f364f82a, 766},
    {"El veloz murciélago hindú comía feliz cardillo y kiwi", TEXT, 56,
     0x62637f03cb478d66, 1354},
    {"El veloz murciélago hindú comía feliz cardillo y kiwi. La cigüeña tocaba el "
     "saxofón",
     TEXT, 89, 0x4646de8a3e7ecba8, 1824},
    {NULL, AZ, 7, 0x3c40c92b1ccb7355, 2329},
    {NULL, AZ, 8, 0xfee9d22990c82909, 2917},
    {NULL, AZ, 9, 0x332c8ed4dae5ba42, 2678},
    {NULL, AZ, 15, 0x687dfc2653bb2c1d, 2137},
    {NULL, AZ, 16, 0x54630bad7705cebd, 121},
    {NULL, AZ, 17, 0x9e2106c72d7793a8, 2660},
    {NULL, AZ, 31, 0x642de83168d3f4d0, 1448},
    {NULL, AZ, 32, 0xff96b8a54087359a, 650},
    {NULL, AZ, 33, 0x1bd257e2fc3da812, 1814},
    {NULL, AZ, 63, 0xd52b7a8646a91b9e, 1446},
    {NULL, AZ, 64, 0x9c4a595c23bb9bfa, 2058},
    {NULL, AZ, 65, 0x2434d8917886fe2a, 1254},
    {NULL, AZ, 127, 0x6c3178e9f2707fa3, 899},
    {NULL, AZ, 128, 0xc3244d5ec8a4474a, 2186},
    {NULL, AZ, 129, 0x9b1ca0571b8cefd4, 2068},
    {NULL, AZ, 192, 0x64856e315b33c277, 2887},
    {NULL, AZ, 200, 0x25d40299e8419af6, 2886},
    {NULL, AZ, 256, 0x29823c92ffa97e39, 1749},
    {NULL, AZ, 1000, 0x3bd1a0a1ed089897, 2667},
    {NULL, P, 1, 0xbec09cc447469d8b, 151},
    {NULL, P, 3, 0x40b4412e33eefd64, 232},
    {NULL, P, 4, 0xf3c7ee05197a7b92, 846},
    {NULL, P, 16, 0x7eda0ed8c837a168, 1604},
    {NULL, P, 17, 0xc9518fe63ebf6127, 2319},
    {NULL, P, 64, 0x0566266cb579eca2, 2738},
    {NULL, P, 65, 0x77e0867714e6b0e4, 1760},
    {NULL, P, 200, 0x6d7105b27cbe2fd7, 471},
};

static void fingerprints_are_farmhash(void **state)
{
    (void)state;
    char bytes[1000];
    for (size_t i = 0; i < COUNT(vector); i++) {
        const char *at = vector[i].text;
        if (vector[i].kind != TEXT) {
            for (size_t j = 0; j < vector[i].n; j++)
                bytes[j] = (char)(vector[i].kind == AZ ? 'a' + j % 26 : 7 * j + 3);
            at = bytes;
        }
        const uint64_t got = lmev_fingerprint64(at, vector[i].n);
        if (got != vector[i].hash || got % 3060 != vector[i].mod_3060)
            fail_msg("vector %zu: %llx", i, (unsigned long long)got);
    }
    /* the example in TensorFlow's documentation of its vocabulary table */
    assert_int_equal(lmev_fingerprint64("king", 4) % 5 + 3, 6);
    assert_int_equal(lmev_fingerprint64("crimson", 7) % 5 + 3, 7);
}

static size_t encode(char *out, uint32_t c)
{
    if (c < 0x80) {
        out[0] = (char)c;
        return 1;
    }
    const size_t n = c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
    for (size_t i = n; i-- > 1; c >>= 6) out[i] = (char)(0x80 | (c & 0x3F));
    out[0] = (char)((0xF00u >> n & 0xF0) | c);
    return n;
}

static void punctuation_is_category_p_of_unicode_15(void **state)
{
    (void)state;
    bool begins[256] = {false};
    size_t all = 0, next = 0;
    for (uint32_t c = 0; c < 0x110000; c++) {
        while (next < COUNT(golden_punct) && golden_punct[next][1] < c) next++;
        const bool want = next < COUNT(golden_punct) && golden_punct[next][0] <= c;
        if (lmev__is_punct(c) != want) fail_msg("U+%04X", c);
        if (c >= 0xD800 && c < 0xE000) continue;
        char utf8[4], out[4];
        const size_t n = encode(utf8, c);
        const char *at = utf8;
        assert_int_equal(lmev__punct_strip(out, sizeof out, &at, utf8 + n), want ? 0 : n);
        assert_ptr_equal(at, utf8 + n);
        if (!want)
            assert_memory_equal(out, utf8, n);
        else
            begins[(uint8_t)utf8[0]] = true;
        all += want;
    }
    assert_int_equal(all, 842);
    assert_false(lmev__is_punct(UINT32_MAX));
    for (size_t i = 0; i < 256; i++)
        assert_int_equal(lmev__byte_class[i],
                         (i == ' ' ? LMEV__BYTE_SPACE : 0) |
                             (begins[i] ? LMEV__BYTE_PUNCT : 0) |
                             (i < 128 && isspace((int)i) ? LMEV__BYTE_WHITE : 0) |
                             (i < 128 && ispunct((int)i) ? LMEV__BYTE_SIGN : 0));
}

/* text is the input; want the output; n bytes each (texts may hold NUL). */
static void strips_to(const char *text, size_t n, const char *want, size_t n_want)
{
    char out[128];
    assert_true(n < sizeof out);
    const char *at = text;
    const size_t got = lmev__punct_strip(out, sizeof out, &at, text + n);
    if (got != n_want || memcmp(out, want, got) != 0)
        fail_msg("'%s' became '%.*s'", text, (int)got, out);
    for (size_t room = 1; room <= 4; room++) { /* in pieces of any size */
        size_t sum = 0, piece;
        at = text;
        while ((piece = lmev__punct_strip(out + sum, room, &at, text + n)) > 0)
            sum += piece;
        assert_int_equal(sum, n_want);
        assert_memory_equal(out, want, n_want);
    }
}

static void stripping_is_that_of_re2(void **state)
{
    (void)state;
    static const char *const table[][2] = {
        {"¿Cómo estás?", "Cómo estás"},
        {"iPhone 8 64GB (nuevo)!", "iPhone 8 64GB nuevo"},
        {"1.200,50 €", "120050 €"},
        {"a_b-c", "abc"},
        {"50% off", "50 off"},
        {"C++ & C#", "C++  C"},
        {"N°5 / Nº 5 / Nª 5", "N°5  Nº 5  Nª 5"},
        {"mail@x.com.ar", "mailxcomar"},
        {"«hola» “mundo” ‘x’", "hola mundo x"},
        {"aire 3000 f/c – split", "aire 3000 fc  split"},
        {"2×4 ± 1", "2×4 ± 1"},
        {"½ kg · 1¼", "½ kg  1¼"},
        {"☕ café…", "☕ café"},
        {"l'eau l’eau", "leau leau"},
        {"#hashtag @user", "hashtag user"},
        {"precio: $1.000", "precio $1000"},
        {"日本、語。", "日本語"},
        {"~`^|<>=+$", "~`^|<>=+$"},
        {"", ""},
        {"¡!", ""},
    };
    for (size_t i = 0; i < COUNT(table); i++)
        strips_to(table[i][0], strlen(table[i][0]), table[i][1], strlen(table[i][1]));
}

static void stripping_keeps_what_is_no_utf8(void **state)
{
    (void)state;
#define ROW(in, out) {in, sizeof in - 1, out, sizeof out - 1}
    static const struct {
        const char *in;
        size_t n_in;
        const char *out;
        size_t n_out;
    } table[] = {
        ROW("\xff\x2c\x41", "\xff\x41"),
        ROW("\xc3\x2c", "\xc3"),
        ROW("\xe2\x80", "\xe2\x80"),
        ROW("\xe2\x80\xa6", ""),
        ROW("\xc0\xae", "\xc0\xae"),
        ROW("\xed\xa0\x80\x2e", "\xed\xa0\x80"),
        ROW("\xf4\x90\x80\x80\x21", "\xf4\x90\x80\x80"),
        ROW("\xf0\x90\x84\x80\x2e", ""),
        ROW("\xc2\xbf", ""),
        ROW("\xc2", "\xc2"),
        ROW("\xbf", "\xbf"),
        ROW("\xef\xbf\xbd\x2e", "\xef\xbf\xbd"),
        ROW("\x00\x2e\x00", "\x00\x00"),
        ROW("\xe2\xe2\x80\xa6\x80\xa6", "\xe2\x80\xa6"), /* one pass: not scanned again */
        ROW("\xe0\x82\xbf", "\xe0\x82\xbf"),             /* an overlong U+00BF */
    };
#undef ROW
    for (size_t i = 0; i < COUNT(table); i++)
        strips_to(table[i].in, table[i].n_in, table[i].out, table[i].n_out);
}

/* The tokens of text, written as [a][b]. */
static const char *cut(const char *text, size_t n, bool normalize)
{
    static char out[256];
    char *to = out;
    const char *p = text;
    lmev__token t;
    while (lmev__token_next(&t, &p, text + n, normalize)) {
        *to++ = '[';
        memcpy(to, t.at, t.n);
        to += t.n;
        if (t.strip) *to++ = '*';
        *to++ = ']';
    }
    *to = '\0';
    assert_ptr_equal(p, text + n);
    return out;
}

static void only_the_space_separates(void **state)
{
    (void)state;
    static const char *const table[][2] = {
        {"", ""},
        {" ", ""},
        {" a", "[a]"},
        {"a  b", "[a][b]"},
        {"a b ", "[a][b]"},
        {"hola\nmundo\t\r\v x", "[hola\nmundo\t\r\v][x]"},
        {"a\u00a0b\u3000c", "[a\u00a0b\u3000c*]"}, /* led by bytes that may begin \pP */
        {"camión, ñandú a.b $5", "[camión,*][ñandú][a.b*][$5]"},
    };
    for (size_t i = 0; i < COUNT(table); i++)
        assert_string_equal(cut(table[i][0], strlen(table[i][0]), true), table[i][1]);
    assert_string_equal(cut("a, b.", 5, false), "[a,][b.]");
    assert_string_equal(cut(NULL, 0, true), "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(fingerprints_are_farmhash),
        cmocka_unit_test(punctuation_is_category_p_of_unicode_15),
        cmocka_unit_test(stripping_is_that_of_re2),
        cmocka_unit_test(stripping_keeps_what_is_no_utf8),
        cmocka_unit_test(only_the_space_separates),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
