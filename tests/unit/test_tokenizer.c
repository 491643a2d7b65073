/* test_tokenizer.c - tokenizer.json: ids equal to those of huggingface/tokenizers, what
 * is refused, hostile pieces, memory that runs out.
 *
 * The reference is golden/static/expected.json (make_static.py); the small models below
 * are there for the rules that trained ones never meet, with ids worked out by hand. */
#include "static_help.h"

#include <time.h>

#include "lm/lm_impl.h"
#include "lm/tokenizer/subword.h"
#include "lm/tokenizer/tokenizer.h"
#include "lm/tokenizer/trie.h"

static lmev__tokenizer *tokenizer(const char *json)
{
    lmev__tokenizer *t = NULL;
    lmev_error err = {0};
    if (lmev__tokenizer_new(&t, (lmev_str){json, strlen(json)}, "test", &err) != LMEV_OK)
        fail_msg("%s", err.text);
    return t;
}

static void ids_are(const lmev__tokenizer *t, lmev_bag *bag, lmev_str text,
                    const uint32_t *expected, size_t n_expected)
{
    const uint32_t *id;
    size_t n;
    lmev_error err = {0};
    if (lmev__tokenizer_run(t, text, lmev__bag_workspace(bag)->buf, &id, &n, &err) !=
        LMEV_OK)
        fail_msg("%s", err.text);
    for (size_t i = 0; i < n && i < n_expected; i++)
        if (id[i] != expected[i])
            fail_msg("id %zu of '%.*s' is %u, expected %u", i, (int)text.n, text.at,
                     id[i], expected[i]);
    if (n != n_expected)
        fail_msg("'%.*s' has %zu ids, expected %zu", (int)text.n, text.at, n, n_expected);
}

#define IDS(t, bag, text, ...)                                       \
    do {                                                             \
        const uint32_t expected_[] = {__VA_ARGS__};                  \
        ids_are(t, bag, LIT(text), expected_, sizeof expected_ / 4); \
    } while (0)

/* ---- the golden models ---- */

static void compare(const lmev__tokenizer *t, const char *name,
                    const lmev__json *expected, const lmev__json *lists)
{
    lmev_bag bag = {0};
    lmev__buf room = LMEV__BUF_INIT;
    const size_t n_texts = lmev__json_size(lists);
    for (size_t i = 0; i < 2 * n_texts; i++) { /* the second time from the cache */
        const lmev__json *list = lmev__json_at(lists, i % n_texts);
        const lmev_str text = golden_text(expected, i % n_texts, &room);
        const uint32_t *id;
        size_t n;
        lmev_error err = {0};
        if (lmev__tokenizer_run(t, text, lmev__bag_workspace(&bag)->buf, &id, &n, &err) !=
            LMEV_OK)
            fail_msg("%s: text %zu: %s", name, i % n_texts, err.text);
        const bool whole = lmev__json_kind(list) == LMEV__JSON_ARRAY;
        const size_t n_expected = whole
                                      ? lmev__json_size(list)
                                      : (size_t)lmev__json_int(lmev__json_get(list, "n"));
        if (n != n_expected)
            fail_msg("%s: text %zu has %zu ids, expected %zu", name, i % n_texts, n,
                     n_expected);
        uint32_t hash = 0;
        for (size_t k = 0; k < n; k++) {
            hash = hash * 1000003 + id[k] + 1;
            if (whole && id[k] != lmev__json_int(lmev__json_at(list, k)))
                fail_msg("%s: text %zu: id %zu is %u, expected %lld", name, i % n_texts,
                         k, id[k], (long long)lmev__json_int(lmev__json_at(list, k)));
        }
        if (!whole) assert_int_equal(hash, lmev__json_int(lmev__json_get(list, "hash")));
    }
    lmev_bag_release(&bag);
    lmev__buf_free(&room);
}

static void test_golden(void **state)
{
    (void)state;
    lmev__json *expected = golden_expected();
    const lmev__json *models = lmev__json_get(expected, "models");
    assert_true(lmev__json_size(models) >= 10);
    for (size_t m = 0; m < lmev__json_size(models); m++) {
        const lmev__json *o = lmev__json_at(models, m);
        const char *name = lmev__json_string(lmev__json_get(o, "name"), NULL);
        char *path = golden_tokenizer(name), *json;
        size_t n;
        lmev__tokenizer *t;
        lmev_error err = {0};
        assert_int_equal(lmev__read_file(&json, &n, path, 1 << 20, &err), LMEV_OK);
        if (lmev__tokenizer_new(&t, (lmev_str){json, n}, name, &err) != LMEV_OK)
            fail_msg("%s: %s", name, err.text);
        compare(t, name, expected, lmev__json_get(o, "ids"));
        lmev__tokenizer_free(t);
        lmev__free(json);
        lmev__free(path);
    }
    lmev__json_free(expected);
}

/* ---- models by hand ---- */

#define BPE(fields, vocab, merges)                                                     \
    "{\"model\":{\"type\":\"BPE\"," fields "\"vocab\":{" vocab "},\"merges\":[" merges \
    "]}}"

static void test_bpe_rules(void **state)
{
    (void)state;
    lmev_bag bag = {0};
    /* The lowest rank first, the leftmost of equals: aaa is (aa)a, and b waits for c. */
    lmev__tokenizer *t =
        tokenizer(BPE("", "\"a\":0,\"b\":1,\"c\":2,\"aa\":3,\"bc\":4,\"ab\":5",
                      "\"a a\",[\"b\",\"c\"],\"a b\""));
    IDS(t, &bag, "aaa", 3, 0);
    IDS(t, &bag, "aabc", 3, 4);
    IDS(t, &bag, "ab", 5);
    IDS(t, &bag, "abc", 0, 4);
    IDS(t, &bag, "axb", 5); /* no unknown token: x is nothing, a and b are neighbours */
    ids_are(t, &bag, LIT(""), NULL, 0);
    assert_int_equal(lmev__tokenizer_unknown(t), LMEV__NO_TOKEN);
    lmev__tokenizer_free(t);
    /* Bytes of a character go before an unknown token that is pending. */
    t = tokenizer(BPE("\"unk_token\":\"?\",\"byte_fallback\":true,\"fuse_unk\":true,",
                      "\"?\":7,\"a\":1,\"<0xC3>\":2,\"<0xB1>\":3", ""));
    IDS(t, &bag, "a\xC3\xB1", 1, 2, 3);
    IDS(t, &bag, "xxa", 7, 1);
    IDS(t, &bag, "x\xC3\xB1", 2, 3, 7);
    assert_int_equal(lmev__tokenizer_unknown(t), 7);
    assert_int_equal(lmev__tokenizer_n(t), 8);
    assert_int_equal(lmev__tokenizer_token(t, 4).n, 0);
    assert_int_equal(lmev__tokenizer_token(t, 7).at[0], '?');
    lmev__tokenizer_free(t);
    /* Of a pair that comes twice the later rank counts. */
    t = tokenizer(
        BPE("", "\"a\":0,\"b\":1,\"c\":2,\"ab\":3,\"bc\":4", "\"a b\",\"b c\",\"a b\""));
    IDS(t, &bag, "abc", 0, 4);
    lmev__tokenizer_free(t);
    lmev_bag_release(&bag);
}

/* Merges that were made to collide are searched instead of hashed: the same ids. */
static void test_bpe_without_hashing(void **state)
{
    (void)state;
    char *path = golden_tokenizer("st-root");
    lmev__json *o;
    lmev__subword *hashed, *searched;
    lmev__buf ids[2] = {{0}}, work[2] = {{0}};
    assert_int_equal(lmev__json_read(&o, path, NULL), LMEV_OK);
    const lmev__json *model = lmev__json_get(o, "model");
    assert_int_equal(lmev__subword_new(&hashed, model, "test", NULL), LMEV_OK);
    assert_int_equal(lmev__subword_new(&searched, model, "test", NULL), LMEV_OK);
    assert_non_null(searched->merge_slot);
    lmev__free(searched->merge_slot);
    searched->merge_slot = NULL;
    uint32_t dice = 1;
    for (int i = 0; i < 2000; i++) {
        char word[24];
        for (size_t k = 0; k < sizeof word; k++) {
            dice = dice * 1664525 + 1013904223;
            word[k] = "aeioulnsrtcmdp"[(dice >> 16) % 14];
        }
        const lmev_str piece = {word, 1 + dice % sizeof word};
        ids[0].n = ids[1].n = 0;
        assert_int_equal(lmev__subword_run(hashed, piece, &ids[0], work, NULL), LMEV_OK);
        assert_int_equal(lmev__subword_run(searched, piece, &ids[1], work, NULL),
                         LMEV_OK);
        assert_int_equal(ids[0].n, ids[1].n);
        assert_memory_equal(ids[0].at, ids[1].at, ids[0].n);
    }
    for (int i = 0; i < 2; i++) lmev__buf_free(&ids[i]), lmev__buf_free(&work[i]);
    lmev__subword_free(hashed);
    lmev__subword_free(searched);
    lmev__json_free(o);
    lmev__free(path);
}

#define UNIGRAM(fields, vocab) \
    "{\"model\":{\"type\":\"Unigram\"," fields "\"vocab\":[" vocab "]}}"

static void test_unigram_rules(void **state)
{
    (void)state;
    lmev_bag bag = {0};
    lmev__tokenizer *t = tokenizer(UNIGRAM(
        "\"unk_id\":0,", "[\"?\",0],[\"a\",-1],[\"b\",-1],[\"ab\",-2],[\"ba\",-1.5]"));
    IDS(t, &bag, "ab", 3); /* a tie: the end was reached from 0 first */
    IDS(t, &bag, "aba", 1, 4);
    IDS(t, &bag, "axyb", 1, 0, 2); /* unknown characters are one */
    IDS(t, &bag, "x?y", 0);        /* and a "?" among them is one of them */
    lmev__tokenizer_free(t);
    /* Two unknown characters may be cheaper than the token they are; its id comes all the
     * same. Lowest score 30, so one unknown costs 20: 40 beats 30. */
    t = tokenizer(UNIGRAM("\"unk_id\":0,", "[\"?\",50],[\"xy\",30]"));
    IDS(t, &bag, "xy", 1);
    IDS(t, &bag, "xyx", 0);
    lmev__tokenizer_free(t);
    t = tokenizer(UNIGRAM("\"unk_id\":0,\"byte_fallback\":true,",
                          "[\"?\",0],[\"<0x78>\",0],[\"<0x79>\",0]"));
    IDS(t, &bag, "xyx", 1, 2, 1);
    IDS(t, &bag, "xyz", 0); /* not all bytes are there */
    lmev__tokenizer_free(t);
    lmev_bag_release(&bag);
}

static void test_wordpiece_rules(void **state)
{
    (void)state;
    lmev_bag bag = {0};
    lmev__tokenizer *t = tokenizer(
        "{\"pre_tokenizer\":{\"type\":\"WhitespaceSplit\"},\"model\":{\"max_input_chars_"
        "per_"
        "word\":5,\"continuing_subword_prefix\":\"##\",\"vocab\":{\"[UNK]\":0,\"ba\":1,"
        "\"##na\":2,\"##n\":3,\"##\":4,\"\xC3\xB1\":5,\"b\":6}}}");
    IDS(t, &bag, "ba bana banan", 1, 1, 2, 1, 2, 3);
    IDS(t, &bag, "na banana", 0, 0); /* no beginning; six characters */
    IDS(t, &bag, "\xC3\xB1nana b##", 5, 2, 2, 0);
    IDS(t, &bag, "## \xC3\xB1\xC3\xB1", 4, 0);
    assert_int_equal(lmev__tokenizer_unknown(t), 0);
    lmev__tokenizer_free(t);
    lmev_bag_release(&bag);
}

#define LEVEL(added, stages)                                                             \
    "{\"added_tokens\":[" added "]," stages                                              \
    "\"model\":{\"type\":\"WordLevel\",\"unk_token\":\"?\",\"vocab\":{\"?\":0,\"ab\":1," \
    "\"cd\":2,"                                                                          \
    "\"x\":5}}}"
#define ADD(content, flags) "{\"id\":99,\"content\":\"" content "\"" flags "}"

static void test_added_tokens(void **state)
{
    (void)state;
    lmev_bag bag = {0};
    /* New ids begin at the number of tokens (4), though 5 is taken; then one by one. "cd"
     * is the model's. The longest of the leftmost wins; single_word looks at both
     * sides. */
    lmev__tokenizer *t = tokenizer(LEVEL(
        ADD("<a>", "") "," ADD("<a>b", "") "," ADD("cd", ",\"single_word\":true") "," ADD(
            "<s>", ",\"lstrip\":true,\"rstrip\":true"),
        "\"pre_tokenizer\":{\"type\":\"WhitespaceSplit\"},"));
    IDS(t, &bag, "ab<a>ab", 1, 4, 1);
    IDS(t, &bag, "<a>b<a><a", 5, 4, 0);
    IDS(t, &bag, "cd", 2);
    IDS(t, &bag, "xcd -cd-", 0, 0, 2, 0);
    IDS(t, &bag,
        "\xC3\xB1"
        "cd",
        0);
    IDS(t, &bag, "ab \xE3\x80\x80 <s>\t\n<s> ab", 1, 6, 6, 1);
    assert_int_equal(lmev__tokenizer_n(t), 7);
    assert_int_equal(lmev__tokenizer_find(t, LIT("<s>")), 6);
    assert_int_equal(lmev__tokenizer_token(t, 5).n, 4); /* added before the model's "x" */
    uint64_t names, median;
    assert_int_equal(lmev__tokenizer_names(t, &names, &median, NULL), LMEV_OK);
    assert_int_equal(names, 7); /* ? ab cd x <a> <a>b <s>: 1 1 2 2 3 3 4 */
    assert_int_equal(median, 2);
    lmev__tokenizer_free(t);
    /* normalized: matched, itself in lower case, in what the normalizer made; otherwise
     * in the text as it came. */
    t = tokenizer(
        LEVEL(ADD("AB", ",\"normalized\":true") "," ADD("CD", ",\"normalized\":false"),
              "\"normalizer\":{\"type\":\"Lowercase\"},"));
    IDS(t, &bag, "aB", 4);
    IDS(t, &bag, "CD", 5);
    IDS(t, &bag, "cd", 2);
    IDS(t, &bag, "cdCDab", 2, 5, 4);
    lmev__tokenizer_free(t);
    lmev_bag_release(&bag);
}

/* One cache must not serve two tokenizers. */
static void test_two_tokenizers_one_bag(void **state)
{
    (void)state;
    lmev_bag bag = {0};
    lmev__tokenizer *t = tokenizer(BPE("", "\"a\":0,\"b\":1", ""));
    lmev__tokenizer *u = tokenizer(BPE("", "\"a\":5,\"b\":6", ""));
    for (int i = 0; i < 3; i++) {
        IDS(t, &bag, "ab", 0, 1);
        IDS(u, &bag, "ab", 5, 6);
    }
    lmev__tokenizer_free(t);
    lmev__tokenizer_free(u);
    lmev_bag_release(&bag);
}

/* ---- refusals ---- */

static void test_refused(void **state)
{
    (void)state;
    static const struct {
        const char *json, *why;
    } bad[] = {
        {"", "not valid JSON"},
        {"[]", "no 'model'"},
        {"{}", "no 'model'"},
        {"{\"model\":3}", "'model' is not an object"},
        {"{\"version\":\"2.0\",\"model\":{}}", "version '2.0'"},
        {"{\"model\":{\"type\":\"Magic\"}}", "'Magic'"},
        {"{\"model\":{\"type\":3}}", "'model.type'"},
        {"{\"model\":{\"type\":\"WordLevel\"}}", "'model.vocab' is not an object"},
        {"{\"model\":{\"type\":\"WordLevel\",\"vocab\":{\"a\":0}}}", "'<unk>' is not in"},
        {"{\"model\":{\"type\":\"WordLevel\",\"vocab\":{\"<unk>\":-1}}}",
         "id of '<unk>'"},
        {"{\"model\":{\"type\":\"WordLevel\",\"vocab\":{\"<unk>\":4294967294}}}",
         "id of '<unk>'"},
        {"{\"model\":{\"type\":\"WordLevel\",\"vocab\":{\"<unk>\":0.5}}}",
         "id of '<unk>'"},
        {"{\"model\":{\"type\":\"WordLevel\",\"vocab\":{\"<unk>\":1,\"a\":1}}}",
         "have the id 1"},
        {"{\"model\":{\"type\":\"WordPiece\",\"vocab\":{\"[UNK]\":1},"
         "\"max_input_chars_per_word\":-1}}",
         "max_input_chars_per_word"},
        {"{\"model\":{\"type\":\"WordPiece\",\"vocab\":{\"[UNK]\":1},"
         "\"continuing_subword_prefix\":7}}",
         "not a string"},
        {BPE("\"fuse_unk\":1,", "\"a\":0", ""), "'model.fuse_unk' is neither"},
        {BPE("", "\"a\":0,\"b\":1", "\"a b\""), "joins 'a' and 'b'"},
        {BPE("", "\"a\":0", "\"a\""), "entry 0 of 'model.merges'"},
        {BPE("", "\"a\":0", "\"a a a\""), "entry 0 of 'model.merges'"},
        {BPE("", "\"a\":0", "[\"a\"]"), "entry 0 of 'model.merges'"},
        {BPE("\"unk_token\":\"?\",", "\"a\":0", ""), "'?' is not in"},
        {UNIGRAM("", "[\"a\",0]"), "'model.unk_id'"},
        {UNIGRAM("\"unk_id\":1,", "[\"a\",0]"), "'model.unk_id'"},
        {UNIGRAM("\"unk_id\":0,", "[\"a\",\"b\"]"), "entry 0 of 'model.vocab'"},
        {UNIGRAM("\"unk_id\":0,", "[\"a\",0],3"), "entry 1 of 'model.vocab'"},
        {UNIGRAM("\"unk_id\":0,", ""), "'model.unk_id'"},
        {LEVEL(ADD("a", "") ",3", ""), "entry 1 of 'added_tokens'"},
        {"{\"added_tokens\":3,\"model\":{\"vocab\":{\"<unk>\":0}}}", "'added_tokens'"},
        {"{\"truncation\":{},\"model\":{\"vocab\":{\"<unk>\":0}}}",
         "'truncation.max_length'"},
        {"{\"added_tokens\":[{\"content\":\"a\"},{\"content\":\"b\"}],\"model\":{"
         "\"vocab\":{"
         "\"<unk>\":0,\"a\":4294967293}}}",
         "no id is left"},
        {LEVEL(ADD(" ", ",\"normalized\":true"),
               "\"normalizer\":{\"type\":\"Strip\",\"strip_left\":true,\"strip_right\":"
               "true},"),
         "leaves nothing"},
    };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        lmev__tokenizer *t = NULL;
        lmev_error err = {0};
        const lmev_str json = {bad[i].json, strlen(bad[i].json)};
        assert_int_equal(lmev__tokenizer_new(&t, json, "test", &err), LMEV_ERR_FORMAT);
        if (t || !strstr(err.text, bad[i].why)) fail_msg("%zu: %s", i, err.text);
    }
    /* A token beyond what a trie takes. */
    lmev__buf b = LMEV__BUF_INIT;
    lmev__buf_puts(&b, "{\"model\":{\"type\":\"WordPiece\",\"vocab\":{\"[UNK]\":0,\"");
    for (int i = 0; i < 1025; i++) lmev__buf_putc(&b, 'a');
    lmev__buf_puts(&b, "\":1}}}");
    lmev__tokenizer *t;
    lmev_error err = {0};
    assert_int_equal(lmev__tokenizer_new(&t, (lmev_str){b.at, b.n}, "test", &err),
                     LMEV_ERR_FORMAT);
    assert_non_null(strstr(err.text, "longer than 1024"));
    lmev__buf_free(&b);
}

/* ---- hostile text ---- */

static double seconds(const char *json, const char *unit, size_t n)
{
    lmev__tokenizer *t = tokenizer(json);
    lmev__buf text = LMEV__BUF_INIT;
    lmev_bag bag = {0};
    const uint32_t *id;
    size_t n_ids;
    while (text.n < n) lmev__buf_puts(&text, unit);
    const clock_t begin = clock();
    assert_int_equal(lmev__tokenizer_run(t, (lmev_str){text.at, text.n},
                                         lmev__bag_workspace(&bag)->buf, &id, &n_ids,
                                         NULL),
                     LMEV_OK);
    const clock_t end = clock();
    assert_true(n_ids > 0);
    lmev__tokenizer_free(t);
    lmev__buf_free(&text);
    lmev_bag_release(&bag);
    return (double)(end - begin) / CLOCKS_PER_SEC;
}

/* A megabyte without a break. Steps n log n take far below a second; n * n would take
 * hours. The limit leaves room for sanitizers and busy machines. */
static void test_no_quadratic_time(void **state)
{
    (void)state;
    const size_t n = 1000000;
    assert_true(seconds(BPE("", "\"a\":0,\"aa\":1,\"aaaa\":2", "\"a a\",\"aa aa\""), "a",
                        n) < 20);
    assert_true(seconds(UNIGRAM("\"unk_id\":0,", "[\"?\",0],[\"a\",-1],[\"aaaa\",-2]"),
                        "aab", n) < 20);
    assert_true(seconds("{\"model\":{\"type\":\"WordPiece\",\"max_input_chars_per_word\":"
                        "9000000,\"vocab\":{\"[UNK]\":0,\"a\":1,\"##a\":2,\"##aab\":3}}}",
                        "a", n) < 20);
    assert_true(seconds(LEVEL(ADD(" ", ",\"lstrip\":true,\"rstrip\":true"), ""), " ", n) <
                20);
    assert_true(
        seconds(LEVEL(ADD("aaaaaaaab", "") "," ADD("aa", ",\"single_word\":true"), ""),
                "a", n) < 20);
}

/* ---- memory ---- */

static void test_out_of_memory(void **state)
{
    (void)state;
    static const char *const json[] = {
        BPE("\"unk_token\":\"a\",", "\"a\":0,\"b\":1,\"ab\":2", "\"a b\""),
        UNIGRAM("\"unk_id\":0,", "[\"?\",0],[\"a\",-1],[\"ab\",-1.5]"),
        LEVEL(ADD("<a>", ",\"normalized\":true"),
              "\"normalizer\":{\"type\":\"Lowercase\"},"),
    };
    const long live = lmev__test_live_blocks();
    for (size_t i = 0; i < sizeof json / sizeof *json; i++)
        for (long k = 0, done = 0; !done; k++) {
            lmev__tokenizer *t = NULL;
            lmev_bag bag = {0};
            const uint32_t *id;
            size_t n;
            lmev_error err = {0};
            lmev__test_fail_alloc(k, true);
            lmev_status s = lmev__tokenizer_new(&t, (lmev_str){json[i], strlen(json[i])},
                                                "test", &err);
            lmev__workspace *work = s == LMEV_OK ? lmev__bag_workspace(&bag) : NULL;
            if (work)
                s = lmev__tokenizer_run(t, LIT("ab\xFF <A> ab"), work->buf, &id, &n,
                                        &err);
            lmev__test_fail_alloc(-1, false);
            done = s == LMEV_OK && work;
            if (!done && s != LMEV_OK) assert_int_equal(s, LMEV_ERR_NOMEM);
            lmev__tokenizer_free(t);
            lmev_bag_release(&bag);
            assert_int_equal(lmev__test_live_blocks(), live);
        }
}

/* ---- the trie ---- */

static void test_trie(void **state)
{
    (void)state;
    enum { N = 300 };
    lmev__trie_key key[N];
    char name[N][4];
    lmev__trie t;
    for (uint32_t i = 0; i < N; i++) { /* one to three bytes, with every first byte */
        const size_t n = 1 + i % 3;
        memcpy(name[i], (const char[]){(char)(i * 7), (char)(i / 3), (char)i, 0}, 4);
        key[i] = (lmev__trie_key){{name[i], n}, i};
    }
    assert_int_equal(lmev__trie_build(&t, key, N, NULL), LMEV_OK);
    for (uint32_t i = 0; i < N; i++) { /* the reference: try all keys */
        size_t best = 0;
        uint32_t expected = 0, value = 0;
        for (uint32_t k = N; k-- > 0;)
            if (key[k].bytes.n >= best && key[k].bytes.n <= 3 &&
                memcmp(key[k].bytes.at, name[i], key[k].bytes.n) == 0 &&
                (key[k].bytes.n > best || key[k].value < expected)) {
                best = key[k].bytes.n;
                expected = key[k].value;
            }
        assert_int_equal(lmev__trie_longest(&t, 0, name[i], 3, &value), best);
        assert_int_equal(value, expected);
    }
    lmev__trie_release(&t);
    assert_int_equal(lmev__trie_build(&t, key, 0, NULL), LMEV_OK);
    uint32_t value;
    assert_int_equal(lmev__trie_longest(&t, 0, "a", 1, &value), 0);
    lmev__trie_release(&t);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_trie),
        cmocka_unit_test(test_golden),
        cmocka_unit_test(test_bpe_rules),
        cmocka_unit_test(test_bpe_without_hashing),
        cmocka_unit_test(test_unigram_rules),
        cmocka_unit_test(test_wordpiece_rules),
        cmocka_unit_test(test_added_tokens),
        cmocka_unit_test(test_two_tokenizers_one_bag),
        cmocka_unit_test(test_refused),
        cmocka_unit_test(test_no_quadratic_time),
        cmocka_unit_test(test_out_of_memory),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
