/* test_lm.c - language models: the scratch vocabulary, tokens.txt, texts to row ids.
 *
 * What lies below (fingerprint, punctuation, cutting) is tested in test_lm_text.c and
 * used here as known. The reference of all ids is `expect`: strip the whole text, split
 * it, look each token up in the list of tokens. */
#include "help.h"
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/hash.h"
#include "base/machine.h"
#include "base/mem.h"
#include "lm/text/punct.h"
#include "lm/text/vocab.h"
#include "lm_help.h"
#include "lmev/data.h"

#define COUNT(array) (sizeof(array) / sizeof *(array))
#define LIT(text)    ((lmev_str){text, sizeof text - 1})

/* Texts as the functions take them: one after another, with offsets. */
typedef struct texts {
    lmev__buf text;
    uint64_t *at;
    size_t n, room;
} texts;

static void texts_add(texts *t, const char *at, size_t n)
{
    if (t->n == 0) {
        assert_true(lmev__grow(&t->at, &t->room, 1, sizeof *t->at));
        t->at[0] = 0;
    }
    lmev__buf_add(&t->text, at, n);
    assert_true(lmev__grow(&t->at, &t->room, t->n + 2, sizeof *t->at));
    t->at[++t->n] = t->text.n;
}

static void texts_free(texts *t)
{
    lmev__buf_free(&t->text);
    lmev__free(t->at);
}

static texts texts_of(const char *const *line, size_t n)
{
    texts t = {0};
    for (size_t i = 0; i < n; i++) texts_add(&t, line[i], strlen(line[i]));
    return t;
}

static lmev_scratch_params params(bool normalize, uint32_t min_count)
{
    return (lmev_scratch_params){
        .dim = 8, .normalize = normalize, .min_count = min_count, .oov_buckets = 7};
}

static lmev_lm *scratch(const texts *t, lmev_scratch_params p, int threads)
{
    lmev_lm *lm = NULL;
    lmev_error err = {0};
    if (lmev_lm_scratch(&lm, &p, t->text.at, t->at, t->n, threads, NULL, &err) != LMEV_OK)
        fail_msg("%s", err.text);
    return lm;
}

/* The content of tokens.txt. */
static lmev_str lines_of(const lmev_lm *lm)
{
    lmev__buf b = LMEV__BUF_INIT;
    for (uint64_t row = 0; row < lmev_lm_vocab(lm); row++) {
        const lmev_str t = lmev_lm_token(lm, row);
        lmev__buf_add(&b, t.at, t.n);
        lmev__buf_putc(&b, '\n');
    }
    const size_t n = b.n;
    return (lmev_str){lmev__buf_text(&b), n};
}

static void has_lines(const lmev_lm *lm, const char *want)
{
    const lmev_str got = lines_of(lm);
    assert_string_equal(got.at, want);
    lmev__free((char *)got.at);
}

static lmev_lm *parts(lmev_str tokens, bool normalize)
{
    lmev_lm *lm = NULL;
    lmev_error err = {0};
    if (words_lm(&lm, tokens, "tokens.txt", 8, normalize, 7, LMEV_COMBINER_SQRTN, &err) !=
        LMEV_OK)
        fail_msg("%ld: %s", err.line, err.text);
    return lm;
}

static uint32_t row_by_search(const lmev_lm *lm, const char *at, size_t n)
{
    for (uint64_t row = 0; row < lmev_lm_vocab(lm); row++) {
        const lmev_str t = lmev_lm_token(lm, row);
        if (t.n == n && memcmp(t.at, at, n) == 0) return (uint32_t)row;
    }
    const uint64_t buckets = lmev_lm_rows(lm) - lmev_lm_vocab(lm);
    return (uint32_t)(lmev_lm_vocab(lm) + lmev_fingerprint64(at, n) % buckets);
}

/* Compare the ids of text with the plain way to them. */
static void expect(const lmev_lm *lm, lmev_str text)
{
    char *bare = malloc(text.n + 1);
    uint32_t *want = malloc((text.n + 1) * sizeof *want);
    uint32_t *got = malloc((text.n + 1) * sizeof *got);
    assert_true(bare && want && got);
    size_t n = text.n, n_want = 0;
    memcpy(bare, text.at, n);
    if (lmev_lm_normalizes(lm)) {
        const char *at = text.at;
        n = lmev__punct_strip(bare, text.n + 1, &at, text.at + text.n);
    }
    for (size_t i = 0; i < n; i++) {
        size_t end = i;
        while (end < n && bare[end] != ' ') end++;
        if (end > i) want[n_want++] = row_by_search(lm, bare + i, end - i);
        i = end;
    }
    if (n_want == 0) want[n_want++] = row_by_search(lm, "", 0);
    assert_int_equal(ids_of_text(lm, text, got, text.n + 1), n_want);
    assert_memory_equal(got, want, n_want * sizeof *want);
    free(bare);
    free(want);
    free(got);
}

/* ---- scratch ---- */

static void the_most_frequent_token_comes_first(void **state)
{
    (void)state;
    static const char *const line[] = {"b a  c a", " d b", "a e. \xc3\xa9 e. e", "",
                                       "(e) z zz z zz zz"};
    texts t = texts_of(line, COUNT(line));
    static const struct {
        bool normalize;
        uint32_t min_count;
        const char *lines;
    } table[] = {
        {false, 1, "a\nzz\nb\ne.\nz\n(e)\nc\nd\ne\n\xc3\xa9\n"}, /* ties: bytes */
        {false, 2, "a\nzz\nb\ne.\nz\n"},
        {false, 3, "a\nzz\n"},
        {false, 4, ""},
        {true, 1, "e\na\nzz\nb\nz\nc\nd\n\xc3\xa9\n"},
        {true, 4, "e\n"},
    };
    for (size_t i = 0; i < COUNT(table); i++) {
        lmev_lm *lm = scratch(&t, params(table[i].normalize, table[i].min_count), 1);
        has_lines(lm, table[i].lines);
        lmev_lm_free(lm);
    }
    lmev_lm *lm = scratch(&t, params(true, 2), 0);
    assert_int_equal(lmev_lm_vocab(lm), 5);
    assert_int_equal(lmev_lm_rows(lm), 12);
    assert_int_equal(lmev_lm_dim(lm), 8);
    assert_true(lmev_lm_normalizes(lm));
    assert_int_equal(lmev_lm_combiner(lm), LMEV_COMBINER_SQRTN);
    assert_null(lmev_lm_table(lm));
    lmev_lm_free(lm);
    lmev_lm_free(NULL);
    texts_free(&t);
}

static void ties_are_by_bytes_whatever_the_length(void **state)
{
    (void)state;
    static const char *const line[] = {
        "abcdefgh abcdefghi abcdefg abcdefghh abcdefgh\x01 "
        "\xff \x7f abcdefghabcdefgz abcdefghabcdefga"};
    texts t = texts_of(line, 1);
    lmev_lm *lm = scratch(&t, params(false, 1), 1);
    has_lines(lm, "abcdefg\nabcdefgh\nabcdefgh\x01\nabcdefghabcdefga\nabcdefghabcdefgz\n"
                  "abcdefghh\nabcdefghi\n\x7f\n\xff\n");
    lmev_lm_free(lm);
    texts_free(&t);
}

static void what_tokens_txt_cannot_hold_stays_out(void **state)
{
    (void)state;
    static const char *const line[] = {"a\nb a\nb c\r c\r \rd \rd \r \r e\t e\t"};
    texts t = texts_of(line, 1);
    lmev_lm *lm = scratch(&t, params(false, 2), 1);
    has_lines(lm, "\rd\ne\t\n");
    expect(lm, (lmev_str){line[0], strlen(line[0])});
    lmev_lm_free(lm);
    texts_free(&t);
}

static void scratch_of_nothing_is_all_buckets(void **state)
{
    (void)state;
    const uint64_t at[3] = {0};
    for (size_t n = 0; n < COUNT(at); n++) {
        lmev_lm *lm = NULL;
        const lmev_scratch_params p = params(true, 1);
        assert_int_equal(lmev_lm_scratch(&lm, &p, "", at, n, 2, NULL, NULL), LMEV_OK);
        assert_int_equal(lmev_lm_vocab(lm), 0);
        expect(lm, LIT("a b"));
        lmev_lm_free(lm);
    }
}

static void widths_share_a_vocabulary(void **state)
{
    (void)state;
    static const char *const line[] = {"b a  c a", " d b", "a e. e"};
    texts t = texts_of(line, COUNT(line));
    const long before = lmev__test_live_blocks();
    lmev_lm *lm = scratch(&t, params(true, 1), 1), *wide = NULL, *narrow = NULL;
    const long one = lmev__test_live_blocks();
    assert_int_equal(lmev_lm_with_dim(&wide, lm, 300, NULL), LMEV_OK);
    assert_int_equal(lmev__test_live_blocks(), one + 1); /* the object alone */
    assert_int_equal(lmev_lm_with_dim(&narrow, wide, 1, NULL), LMEV_OK);
    assert_int_equal(lmev_lm_dim(wide), 300);
    assert_int_equal(lmev_lm_dim(narrow), 1);
    assert_int_equal(lmev_lm_rows(wide), lmev_lm_rows(lm));
    assert_string_equal(lmev_lm_origin(wide), "scratch");
    assert_true(lmev_lm_normalizes(wide));
    assert_ptr_equal(lmev_lm_token(wide, 0).at, lmev_lm_token(lm, 0).at);
    lmev_lm_free(lm); /* in any order */
    has_lines(wide, "a\nb\ne\nc\nd\n");
    expect(wide, LIT("a, x b"));
    lmev_lm *none = NULL;
    assert_int_equal(lmev_lm_with_dim(&none, wide, 0, NULL), LMEV_ERR_PARAM);
    lmev_lm_free(wide);
    expect(narrow, LIT("e c"));
    lmev_lm_free(narrow);
    assert_null(none);
    assert_int_equal(lmev__test_live_blocks(), before);
    texts_free(&t);
}

static void params_out_of_range_are_refused(void **state)
{
    (void)state;
    const lmev_scratch_params good = lmev_scratch_params_default();
    assert_int_equal(good.dim, 128);
    assert_true(good.normalize);
    assert_int_equal(good.min_count, 2);
    assert_int_equal(good.oov_buckets, 3060);
    const uint64_t at[2] = {0, 3};
    const long before = lmev__test_live_blocks();
    lmev_lm *lm = NULL;
    lmev_error err;
    lmev_scratch_params p = good;
    p.dim = 0;
    assert_int_equal(lmev_lm_scratch(&lm, &p, "a a", at, 1, 1, NULL, &err),
                     LMEV_ERR_PARAM);
    assert_string_equal(err.text, "dim must be at least 1, got '0'");
    p = good;
    p.min_count = 0;
    assert_int_equal(lmev_lm_scratch(&lm, &p, "a a", at, 1, 1, NULL, &err),
                     LMEV_ERR_PARAM);
    assert_string_equal(err.text, "min_count must be at least 1, got '0'");
    p = good;
    p.oov_buckets = 0;
    assert_int_equal(lmev_lm_scratch(&lm, &p, "a a", at, 1, 1, NULL, &err),
                     LMEV_ERR_PARAM);
    assert_string_equal(err.text, "oov_buckets must be at least 1, got '0'");
    p.oov_buckets = UINT32_MAX;
    assert_int_equal(lmev_lm_scratch(&lm, &p, "a a", at, 1, 1, NULL, &err),
                     LMEV_ERR_PARAM);
    assert_int_equal(words_lm(&lm, LIT("a"), "t", 8, true, 1, (lmev_combiner)9, &err),
                     LMEV_ERR_PARAM);
    assert_null(lm);
    assert_int_equal(lmev__test_live_blocks(), before);
}

/* ---- tokens.txt ---- */

static void lines_become_rows(void **state)
{
    (void)state;
    static const struct {
        lmev_str tokens;
        const char *lines;
    } table[] = {
        {LIT("a\nb\n"), "a\nb\n"},
        {LIT("a\nb"), "a\nb\n"},
        {LIT("a\r\nb\r\n"), "a\nb\n"},
        {LIT("a\r\r\nb\r"), "a\r\nb\n"},
        {LIT(" a \n\ta\na"), " a \n\ta\na\n"},
        {{NULL, 0}, ""},
    };
    for (size_t i = 0; i < COUNT(table); i++) {
        lmev_lm *lm = parts(table[i].tokens, false);
        has_lines(lm, table[i].lines);
        lmev_lm_free(lm);
    }
    lmev_lm *lm = parts(LIT("\0a\nb\0\n\0\n"), false);
    assert_int_equal(lmev_lm_vocab(lm), 3);
    assert_memory_equal(lmev_lm_token(lm, 1).at, "b\0", 2);
    expect(lm, LIT("\0a b\0 \0 \0\0"));
    lmev_lm_free(lm);
}

static void bad_lines_are_refused_with_their_number(void **state)
{
    (void)state;
    static const struct {
        lmev_str tokens;
        long line;
        const char *text;
    } table[] = {
        {LIT("a\n\nb"), 2, "empty line, expected a token"},
        {LIT("\n"), 1, "empty line, expected a token"},
        {LIT("a\nb\n\r\n"), 3, "empty line, expected a token"},
        {LIT("a\nb\nc\nb\n"), 4, "token 'b' is in line 2 already"},
        {LIT("a\r\nb\r\na"), 3, "token 'a' is in line 1 already"},
        {LIT("\x1b[31m\n\x1b[31m"), 2, "token '?[31m' is in line 1 already"},
    };
    const long before = lmev__test_live_blocks();
    for (size_t i = 0; i < COUNT(table); i++) {
        lmev_lm *lm = NULL;
        lmev_error err;
        assert_int_equal(words_lm(&lm, table[i].tokens, "m/tokens.txt", 8, true, 7,
                                  LMEV_COMBINER_MEAN, &err),
                         LMEV_ERR_FORMAT);
        assert_null(lm);
        assert_string_equal(err.source, "m/tokens.txt");
        assert_int_equal(err.line, table[i].line);
        assert_string_equal(err.text, table[i].text);
        assert_true(err.hint[0] != '\0');
    }
    assert_int_equal(lmev__test_live_blocks(), before);
}

static uint64_t inverse(uint64_t odd)
{
    uint64_t x = odd; /* Newton: each step doubles the number of right bits, from 3 */
    for (int i = 0; i < 5; i++) x *= 2 - odd * x;
    return x;
}

/* 32 bytes whose Fingerprint64 is that of all others made here: two of the four words are
 * free, the other two bring the mixed pair to fixed values. */
static void colliding(char out[32], uint64_t *chance)
{
    const uint64_t k1 = 0xb492b66fbe98f273u, k2 = 0x9ae16a3b2f90404fu, mul = k2 + 64;
#define ROTATE(v, by) ((v) >> (by) | (v) << (64 - (by)))
    do {
        const uint64_t b = (uint64_t)toss(chance) << 32 | toss(chance);
        const uint64_t c = (uint64_t)toss(chance) << 32 | toss(chance);
        const uint64_t a = 1 - ROTATE(b + k2, 18) - c;
        const uint64_t d = 2 - ROTATE(a + b, 43) - ROTATE(c, 30);
        const uint64_t word[4] = {a * inverse(k1), b, d * inverse(k2), c * inverse(mul)};
        for (size_t i = 0; i < 32; i++) out[i] = (char)(word[i / 8] >> i % 8 * 8);
    } while (memchr(out, '\n', 32) || out[31] == '\r');
#undef ROTATE
}

static void tokens_made_to_collide_are_refused_in_time(void **state)
{
    (void)state;
    lmev__buf b = LMEV__BUF_INIT;
    uint64_t chance = 3, hash = 0;
    for (int i = 0; i < 20000; i++) {
        char token[32];
        colliding(token, &chance);
        const uint64_t h = lmev_fingerprint64(token, 32);
        assert_true(i == 0 || h == hash);
        hash = h;
        lmev__buf_add(&b, token, 32);
        lmev__buf_putc(&b, '\n');
    }
    assert_false(b.failed);
    lmev_lm *lm = NULL;
    lmev_error err;
    assert_int_equal(
        words_lm(&lm, (lmev_str){b.at, b.n}, "t", 8, true, 7, LMEV_COMBINER_SUM, &err),
        LMEV_ERR_FORMAT);
    assert_string_equal(err.text, "too many tokens share one hash, as if on purpose");
    assert_in_range(err.line, 4000, 5000);
    /* as many as an attacker may have still work */
    lm = parts((lmev_str){b.at, 33 * 1000}, true);
    assert_int_equal(lmev_lm_vocab(lm), 1000);
    uint32_t id[1];
    lmev_lm *plain = parts((lmev_str){b.at, 33 * 1000}, false);
    for (uint32_t i = 0; i < 1000; i++) {
        if (!memchr(b.at + 33 * i, ' ', 32)) {
            assert_int_equal(ids_of_text(plain, (lmev_str){b.at + 33 * i, 32}, id, 1), 1);
            assert_int_equal(id[0], i);
        }
    }
    lmev_lm_free(plain);
    lmev_lm_free(lm);
    lmev__buf_free(&b);
}

static uint64_t hash_or(bool one_for_all, const char *at, size_t n)
{
    return one_for_all ? 77ull << 32 : lmev_fingerprint64(at, n);
}

/* Tokens of 12 bytes lie in their entries and longer ones elsewhere: all lengths about
 * that. In a vocabulary with its room taken before, under one hash for all, so that every
 * search compares every token; in one that grows, which hashes them again, under their
 * own. */
static void tokens_of_all_lengths_are_kept_apart(void **state)
{
    (void)state;
    enum { LONGEST = 40 };
    for (int reserved = 0; reserved < 2; reserved++) {
        lmev__vocab v;
        lmev_error err;
        assert_int_equal(lmev__vocab_init(&v, reserved ? LONGEST + 1 : 0, &err), LMEV_OK);
        if (reserved)
            assert_int_equal(lmev__vocab_reserve(&v, LONGEST / 2, 100, &err), LMEV_OK);
        char token[2][LONGEST];
        memset(token[0], 'a', LONGEST);
        memset(token[1], 'a', LONGEST);
        for (int round = 0; round < 2; round++) /* the second adds nothing */
            for (uint32_t n = 0; n <= LONGEST; n++) {
                uint32_t row = 0;
                assert_int_equal(lmev__vocab_put(&v, hash_or(reserved, token[0], n),
                                                 token[0], n, &row, &err),
                                 LMEV_OK);
                assert_int_equal(row, n);
            }
        assert_int_equal(v.n, LONGEST + 1);
        for (uint32_t n = 0; n <= LONGEST; n++) {
            assert_int_equal(lmev__vocab_token(&v, n).n, n);
            assert_memory_equal(lmev__vocab_token(&v, n).at, token[0], n);
            assert_int_equal(
                lmev__vocab_find(&v, hash_or(reserved, token[0], n), token[0], n), n);
            for (uint32_t k = 0; k < n; k++) { /* any byte may be the one that differs */
                token[1][k] = 'b';
                const uint64_t hash = hash_or(reserved, token[1], n);
                assert_int_equal(lmev__vocab_find(&v, hash, token[1], n), LMEV__NO_ROW);
                token[1][k] = 'a';
            }
        }
        lmev__vocab_release(&v);
    }
}

/* ---- ids ---- */

static void texts_become_rows_as_in_tf_hub(void **state)
{
    (void)state;
    lmev_lm *lm = parts(LIT("cat\ndog\nmouse\n"), true);
    static const struct {
        lmev_str text;
        size_t n;
        uint32_t id[3]; /* 99: a bucket */
    } table[] = {
        {LIT("cat cat"), 2, {0, 0}},        {LIT("lizard. dog"), 2, {99, 1}},
        {LIT("cat? dog"), 2, {0, 1}},       {LIT("  mouse   dog  "), 2, {2, 1}},
        {LIT("c.a.t, - d'o'g"), 2, {0, 1}}, {LIT("Cat\tdog dog"), 2, {99, 1}},
    };
    for (size_t i = 0; i < COUNT(table); i++) {
        uint32_t id[3] = {0};
        assert_int_equal(ids_of_text(lm, table[i].text, id, 3), table[i].n);
        for (size_t k = 0; k < table[i].n; k++)
            assert_int_equal(id[k] < 3 ? id[k] : 99, table[i].id[k]);
        expect(lm, table[i].text);
    }
    /* no token: the one token "", whose fingerprint mod 7 is its bucket */
    static const lmev_str none[] = {{NULL, 0}, LIT(""), LIT("   "), LIT(" . ¿? ...")};
    for (size_t i = 0; i < COUNT(none); i++) {
        uint32_t id = 0;
        assert_int_equal(ids_of_text(lm, none[i], &id, 1), 1);
        assert_int_equal(id, 3 + 0x9ae16a3b2f90404fu % 7);
    }
    lmev_lm_free(lm);
}

/* A text of words, punctuation, letters of all lengths and bytes that are no UTF-8; now
 * and then a token much longer than what is held at once. */
static void random_text(lmev__buf *b, uint64_t *chance)
{
    static const char *const piece[] = {
        " ",      " ",      "a",    "b",    "cd",     ".",          ",",
        "\u00f1", "\u00bf", "\xff", "\xe2", "\x80",   "\xa6",       "\u2026",
        "\u65e5", "$",      "(",    "\xf0", "\u00ab", "\U0001F600", "\U00010100"};
    for (uint32_t n = toss(chance) % 12; n > 0; n--) {
        const char *s = piece[toss(chance) % COUNT(piece)];
        const uint32_t times = toss(chance) % 300 == 0 ? 100 + toss(chance) % 500 : 1;
        for (uint32_t k = 0; k < times; k++) lmev__buf_puts(b, s);
    }
}

static texts random_texts(size_t n)
{
    texts t = {0};
    uint64_t chance = 5;
    lmev__buf b = LMEV__BUF_INIT;
    for (size_t i = 0; i < n; i++) {
        lmev__buf_reset(&b);
        random_text(&b, &chance);
        texts_add(&t, b.n ? b.at : "", b.n);
    }
    assert_false(b.failed || t.text.failed);
    lmev__buf_free(&b);
    return t;
}

static void ids_equal_the_plain_way(void **state)
{
    (void)state;
    texts t = random_texts(3000);
    for (int normalize = 0; normalize < 2; normalize++) {
        lmev_lm *lm = scratch(&t, params(normalize, 2), 1);
        assert_true(lmev_lm_vocab(lm) > 200);
        for (size_t i = 0; i < t.n; i++)
            expect(lm, (lmev_str){t.text.at + t.at[i], t.at[i + 1] - t.at[i]});
        lmev_lm_free(lm);
    }
    texts_free(&t);
}

static void long_tokens_are_found_in_pieces(void **state)
{
    (void)state;
    static const size_t length[] = {255, 256, 257, 258, 511, 512, 513, 768, 1000, 70000};
    lmev__buf tokens = LMEV__BUF_INIT;
    for (size_t i = 0; i < COUNT(length); i++) {
        for (size_t k = 0; k < length[i]; k++)
            lmev__buf_putc(&tokens, (char)('a' + k % 23));
        lmev__buf_putc(&tokens, '\n');
    }
    lmev_lm *lm = parts((lmev_str){tokens.at, tokens.n}, true);
    for (uint32_t i = 0; i < COUNT(length); i++) {
        const lmev_str token = lmev_lm_token(lm, i);
        lmev__buf text = LMEV__BUF_INIT;
        for (size_t k = 0; k < token.n; k++) {
            lmev__buf_putc(&text, token.at[k]);
            if (k % 5 == 0) lmev__buf_puts(&text, k % 10 ? "\u2026" : "-");
        }
        uint32_t id = 0;
        assert_int_equal(ids_of_text(lm, (lmev_str){text.at, text.n}, &id, 1), 1);
        assert_int_equal(id, i);
        expect(lm, (lmev_str){text.at, text.n});
        text.at[text.n / 2] = 'Z'; /* another token now: a bucket */
        expect(lm, (lmev_str){text.at, text.n});
        lmev__buf_putc(&text, 'a');
        expect(lm, (lmev_str){text.at, text.n});
        lmev__buf_free(&text);
    }
    lmev_lm_free(lm);
    lmev__buf_free(&tokens);
}

static void any_number_of_threads_gives_the_same(void **state)
{
    (void)state;
    texts t = random_texts(9000); /* enough for several threads: 1,024 texts each */
    for (int normalize = 0; normalize < 2; normalize++) {
        lmev_lm *one = scratch(&t, params(normalize, 2), 1);
        const lmev_str want = lines_of(one);
        lmev_ids *bags = NULL;
        assert_int_equal(
            lmev_lm_tokenize(one, t.text.at, t.at, t.n, 1, &bags, NULL, NULL), LMEV_OK);
        assert_int_equal(bags->bags.n, t.n);
        assert_int_equal(bags->at[0], 0);
        for (size_t i = 0; i < t.n; i++) {
            uint32_t id[512];
            const lmev_str text = {t.text.at + t.at[i], t.at[i + 1] - t.at[i]};
            const size_t n = ids_of_text(one, text, id, COUNT(id));
            assert_int_equal(bags->at[i + 1] - bags->at[i], n);
            assert_memory_equal(bags->id + bags->at[i], id, n * sizeof *id);
        }
        for (int threads = 0; threads < 9; threads++) {
            lmev_lm *lm = scratch(&t, params(normalize, 2), threads);
            has_lines(lm, want.at);
            lmev_ids *ids = NULL;
            assert_int_equal(
                lmev_lm_tokenize(lm, t.text.at, t.at, t.n, threads, &ids, NULL, NULL),
                LMEV_OK);
            assert_memory_equal(ids->bags.at, bags->at, (t.n + 1) * sizeof *ids->at);
            assert_memory_equal(ids->bags.id, bags->id, bags->at[t.n] * sizeof *ids->id);
            lmev_ids_free(ids);
            lmev_lm_free(lm);
        }
        lmev_lm *saved = parts(want, normalize);
        has_lines(saved, want.at);
        lmev_ids *ids = NULL;
        assert_int_equal(
            lmev_lm_tokenize(saved, t.text.at, t.at, t.n, 2, &ids, NULL, NULL), LMEV_OK);
        assert_memory_equal(ids->id, bags->id, bags->at[t.n] * sizeof *ids->id);
        lmev_ids_free(ids);
        lmev_ids_free(bags);
        lmev_lm_free(saved);
        lmev_lm_free(one);
        lmev__free((char *)want.at);
    }
    texts_free(&t);
}

static void no_texts_give_no_bags(void **state)
{
    (void)state;
    lmev_lm *lm = parts(LIT("a"), true);
    const uint64_t at[1] = {0};
    lmev_ids *ids = NULL;
    assert_int_equal(lmev_lm_tokenize(lm, "", at, 0, 2, &ids, NULL, NULL), LMEV_OK);
    assert_int_equal(ids->bags.n, 0);
    assert_int_equal(ids->bags.at[0], 0);
    lmev_ids_free(ids);
    lmev_ids_free(NULL);
    lmev_lm_free(lm);
}

/* ---- memory ---- */

static lmev_status all_of_it(const texts *t, int threads)
{
    lmev_lm *lm = NULL, *saved = NULL;
    lmev_ids *ids = NULL;
    const lmev_scratch_params p = params(true, 1);
    lmev_error err;
    lmev_status s =
        lmev_lm_scratch(&lm, &p, t->text.at, t->at, t->n, threads, NULL, &err);
    assert_true((s == LMEV_OK) == (lm != NULL));
    if (s == LMEV_OK) {
        s = lmev_lm_tokenize(lm, t->text.at, t->at, t->n, threads, &ids, NULL, &err);
        assert_true((s == LMEV_OK) == (ids != NULL));
    }
    if (s == LMEV_OK) {
        s = words_lm(&saved, LIT("a\nb\nc\nd\n"), "t", 1, true, 1, LMEV_COMBINER_SUM,
                     &err);
        assert_true((s == LMEV_OK) == (saved != NULL));
    }
    lmev_lm_free(saved);
    lmev_ids_free(ids);
    lmev_lm_free(lm);
    if (s == LMEV_ERR_NOMEM) assert_int_equal(err.status, LMEV_ERR_NOMEM);
    return s;
}

static void survives_every_allocation_failure(void **state)
{
    (void)state;
    texts t = random_texts(3000);
    const long before = lmev__test_live_blocks();
    for (int mode = 0; mode < 4; mode++) { /* one or two threads; once or from then on */
        lmev_status s = LMEV_ERR_NOMEM;
        long k = 0;
        for (; s != LMEV_OK; k++) {
            lmev__test_fail_alloc(k, mode & 2);
            s = all_of_it(&t, 1 + (mode & 1));
            lmev__test_fail_alloc(-1, false);
            assert_true(s == LMEV_OK || s == LMEV_ERR_NOMEM);
            assert_int_equal(lmev__test_live_blocks(), before);
            assert_true(k < 1000);
        }
        assert_true(k > 20);
    }
    texts_free(&t);
}

/* ---- stopping ---- */

typedef struct stopper {
    long asked, stop_at;
    pthread_t thread; /* that may ask */
} stopper;

static bool stop_then(void *self)
{
    stopper *s = self;
    if (!pthread_equal(pthread_self(), s->thread)) abort();
    return s->asked++ == s->stop_at; /* once: what was asked for is not forgotten */
}

static void a_stop_ends_the_work_on_many_texts_and_leaves_nothing(void **state)
{
    (void)state;
    texts t = random_texts(20000);
    const lmev_scratch_params p = params(true, 1);
    lmev_lm *known = scratch(&t, p, 1);
    const long before = lmev__test_live_blocks();
    for (int threads = 1; threads < 4; threads++) {
        int stopped[2] = {0};
        for (long k = 0; k < 20; k++) {
            stopper s = {.stop_at = k, .thread = pthread_self()};
            const lmev_watch watch = {.self = &s, .stop = stop_then};
            lmev_lm *lm = NULL;
            lmev_status got =
                lmev_lm_scratch(&lm, &p, t.text.at, t.at, t.n, threads, &watch, NULL);
            assert_int_equal(got, s.asked > k ? LMEV_STOPPED : LMEV_OK);
            assert_true((got == LMEV_OK) == (lm != NULL));
            stopped[0] += got == LMEV_STOPPED;
            lmev_lm_free(lm);
            lmev_ids *ids = NULL;
            s.asked = 0;
            got = lmev_lm_tokenize(known, t.text.at, t.at, t.n, threads, &ids, &watch,
                                   NULL);
            assert_int_equal(got, s.asked > k ? LMEV_STOPPED : LMEV_OK);
            assert_true((got == LMEV_OK) == (ids != NULL));
            stopped[1] += got == LMEV_STOPPED;
            lmev_ids_free(ids);
            assert_int_equal(lmev__test_live_blocks(), before);
        }
        for (int i = 0; i < 2; i++) assert_in_range(stopped[i], threads == 1 ? 5 : 1, 19);
    }
    lmev_lm_free(known);
    texts_free(&t);
}

/* ---- the real titles ---- */

static bool real_titles(texts *t)
{
    const char *source = getenv("LMEV_SOURCE");
    char path[1024];
    snprintf(path, sizeof path, "%s/../shared/data/meli-es/train.csv.gz",
             source ? source : ".");
    const lmev_reader_params p = {.text = "title", .label = "category"};
    lmev_reader *reader = NULL;
    if (lmev_reader_open(&reader, path, &p, NULL) != LMEV_OK) return false;
    lmev_row row;
    bool more = true;
    while (lmev_reader_next(reader, &row, &more, NULL) == LMEV_OK && more)
        texts_add(t, row.text.at, row.text.n);
    assert_false(more);
    lmev_reader_free(reader);
    return true;
}

/* The expected figures come from a count in Python: str.split(' ') and
 * collections.Counter, and for the second row unicodedata.category; the digest is that of
 * tokens.txt. */
static void real_titles_give_the_known_vocabulary(void **state)
{
    (void)state;
    static const struct {
        size_t n;
        const char *sha256;
        uint64_t ids; /* the tokens and, normalized, two titles without any */
    } want[2] = {
        {133070, "6f7b08e1a4a6086175cd989b65341b985223e41404e9e4e7dd90f00c2ba8c075",
         5442881},
        {117471, "789f2139a970317611536a9712f7bd17d01129413395a86c671a90184de31476",
         5328265},
    };
    texts t = {0};
    if (!real_titles(&t)) {
        print_message("no ../shared/data/meli-es: skipped\n");
        skip();
    }
    assert_int_equal(t.n, 719685);
    for (int normalize = 0; normalize < 2; normalize++) {
        const double begin = lmev__monotonic();
        lmev_lm *lm = scratch(&t, params(normalize, 2), 0);
        const double counted = lmev__monotonic();
        lmev_ids *ids = NULL;
        assert_int_equal(lmev_lm_tokenize(lm, t.text.at, t.at, t.n, 0, &ids, NULL, NULL),
                         LMEV_OK);
        print_message("%s: vocabulary %.3f s, ids %.3f s\n",
                      normalize ? "normalized" : "plain", counted - begin,
                      lmev__monotonic() - counted);
        assert_int_equal(lmev_lm_vocab(lm), want[normalize].n);
        assert_int_equal(ids->at[t.n], want[normalize].ids);
        const lmev_str lines = lines_of(lm);
        char hex[65];
        lmev__sha256 h;
        lmev__sha256_begin(&h);
        lmev__sha256_add(&h, lines.at, lines.n);
        lmev__sha256_end(&h, hex);
        assert_string_equal(hex, want[normalize].sha256);
        lmev__free((char *)lines.at);
        lmev_ids_free(ids);
        lmev_lm_free(lm);
    }
    texts_free(&t);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_most_frequent_token_comes_first),
        cmocka_unit_test(ties_are_by_bytes_whatever_the_length),
        cmocka_unit_test(what_tokens_txt_cannot_hold_stays_out),
        cmocka_unit_test(scratch_of_nothing_is_all_buckets),
        cmocka_unit_test(widths_share_a_vocabulary),
        cmocka_unit_test(params_out_of_range_are_refused),
        cmocka_unit_test(lines_become_rows),
        cmocka_unit_test(bad_lines_are_refused_with_their_number),
        cmocka_unit_test(tokens_made_to_collide_are_refused_in_time),
        cmocka_unit_test(tokens_of_all_lengths_are_kept_apart),
        cmocka_unit_test(texts_become_rows_as_in_tf_hub),
        cmocka_unit_test(ids_equal_the_plain_way),
        cmocka_unit_test(long_tokens_are_found_in_pieces),
        cmocka_unit_test(any_number_of_threads_gives_the_same),
        cmocka_unit_test(no_texts_give_no_bags),
        cmocka_unit_test(survives_every_allocation_failure),
        cmocka_unit_test(a_stop_ends_the_work_on_many_texts_and_leaves_nothing),
        cmocka_unit_test(real_titles_give_the_known_vocabulary),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
