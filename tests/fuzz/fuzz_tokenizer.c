/* fuzz_tokenizer.c - a tokenizer.json and a text; what the tokenizer takes must be safe
 * to run.
 *
 * The input is the JSON, a NUL byte, and the text. Promises: ids lie below the largest
 * plus one; the same text has the same ids, whether from the cache or not, and whatever
 * bag is used; names and ids lead to each other.
 *
 * Blind mutation breaks the JSON nearly always. The mutator below changes one scalar of
 * it, a string so that it stays one, or puts another normalizer, pre-tokenizer or flag
 * in, or changes the text. */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"
#include "lm/lm_impl.h"
#include "lm/tokenizer/tokenizer.h"

int LLVMFuzzerTestOneInput(const uint8_t *at, size_t n);

static void check(bool good)
{
    if (!good) abort();
}

/* The ids of a text twice, the second time from the cache. */
static void run_twice(const lmev__tokenizer *t, lmev_str text, lmev_bag *a, lmev_bag *b)
{
    const uint32_t *x, *y;
    size_t n, m;
    lmev_error e = {0};
    const lmev_status s =
        lmev__tokenizer_run(t, text, lmev__bag_workspace(a)->buf, &x, &n, &e);
    if (s != LMEV_OK) {
        check(e.status == s && e.text[0] != '\0');
        return;
    }
    for (size_t i = 0; i < n; i++) check(x[i] < lmev__tokenizer_n(t));
    check(lmev__tokenizer_run(t, text, lmev__bag_workspace(b)->buf, &y, &m, NULL) ==
          LMEV_OK);
    check(n == m && (n == 0 || memcmp(x, y, n * sizeof *x) == 0));
}

int LLVMFuzzerTestOneInput(const uint8_t *at, size_t n)
{
    const char *json = (const char *)at;
    const char *end = n ? memchr(json, 0, n) : NULL;
    const lmev_str spec = {json, end ? (size_t)(end - json) : n};
    const lmev_str text = end ? (lmev_str){end + 1, n - spec.n - 1} : (lmev_str){"ab", 2};
    lmev__tokenizer *t;
    lmev_error e = {0};
    const lmev_status s = lmev__tokenizer_new(&t, spec, "input", &e);
    if (s != LMEV_OK) {
        check(e.status == s && e.text[0] != '\0');
        return 0;
    }
    lmev_bag a = {0}, b = {0};
    run_twice(t, text, &a, &b);
    run_twice(t, lmev__text_head(text, text.n / 2), &a, &b);
    run_twice(t, (lmev_str){"", 0}, &a, &b);
    const uint64_t ids = lmev__tokenizer_n(t);
    for (uint64_t id = 0; id < ids && id < 32; id++) {
        const lmev_str name = lmev__tokenizer_token(t, id);
        if (name.n == 0) continue;
        check(lmev__tokenizer_find(t, name) < ids);
        run_twice(t, name, &a, &b);
    }
    uint64_t names, median;
    check(lmev__tokenizer_names(t, &names, &median, NULL) == LMEV_OK);
    check(median <= spec.n);
    const uint32_t unknown = lmev__tokenizer_unknown(t);
    check(unknown == LMEV__NO_TOKEN || unknown < ids);
    lmev_bag_release(&a);
    lmev_bag_release(&b);
    lmev__tokenizer_free(t);
    return 0;
}

#ifdef LMEV_FUZZ
size_t LLVMFuzzerMutate(uint8_t *at, size_t n, size_t room);
size_t LLVMFuzzerCustomMutator(uint8_t *at, size_t n, size_t room, unsigned seed);

/* Values to put in whole, after the key that they belong to. */
static const struct {
    const char *key, *value;
} stage[] = {
    {"normalizer", "null"},
    {"normalizer", "{\"type\":\"Lowercase\"}"},
    {"normalizer", "{\"type\":\"NFD\"}"},
    {"normalizer", "{\"type\":\"NFKC\"}"},
    {"normalizer", "{\"type\":\"StripAccents\"}"},
    {"normalizer", "{\"type\":\"Strip\",\"strip_left\":true,\"strip_right\":true}"},
    {"normalizer",
     "{\"type\":\"BertNormalizer\",\"clean_text\":true,\"handle_chinese_chars\":"
     "true,\"strip_accents\":null,\"lowercase\":true}"},
    {"normalizer", "{\"type\":\"Prepend\",\"prepend\":\"_\"}"},
    {"normalizer",
     "{\"type\":\"Replace\",\"pattern\":{\"String\":\"a\"},\"content\":\"bb\"}"},
    {"normalizer",
     "{\"type\":\"Replace\",\"pattern\":{\"Regex\":\"a+|\\\\s\"},\"content\":\"\"}"},
    {"normalizer",
     "{\"type\":\"Sequence\",\"normalizers\":[{\"type\":\"Nmt\"},{\"type\":\"NFC\"}]}"},
    {"pre_tokenizer", "null"},
    {"pre_tokenizer", "{\"type\":\"BertPreTokenizer\"}"},
    {"pre_tokenizer", "{\"type\":\"Whitespace\"}"},
    {"pre_tokenizer", "{\"type\":\"WhitespaceSplit\"}"},
    {"pre_tokenizer",
     "{\"type\":\"ByteLevel\",\"add_prefix_space\":true,\"use_regex\":true}"},
    {"pre_tokenizer",
     "{\"type\":\"Metaspace\",\"replacement\":\"_\",\"prepend_scheme\":\"first\"}"},
    {"pre_tokenizer",
     "{\"type\":\"Split\",\"pattern\":{\"Regex\":\"\\\\w+|.\"},\"behavior\":"
     "\"MergedWithNext\",\"invert\":false}"},
    {"pre_tokenizer", "{\"type\":\"Digits\",\"individual_digits\":true}"},
    {"type", "\"WordLevel\""},
    {"type", "\"WordPiece\""},
    {"type", "\"BPE\""},
    {"type", "\"Unigram\""},
};

static uint32_t toss(uint32_t *state)
{
    *state = *state * 1664525u + 1013904223u;
    return *state >> 8;
}

/* A JSON text of *n bytes in a buffer of `room`: bytes from..to become `with`. */
static bool splice(uint8_t *at, size_t *n, size_t room, size_t from, size_t to,
                   const void *with, size_t n_with)
{
    if (from > to || to > *n || *n - (to - from) + n_with > room) return false;
    memmove(at + from + n_with, at + to, *n - to);
    memcpy(at + from, with, n_with);
    *n += n_with - (to - from);
    return true;
}

/* Behind the value that begins at `at`: balanced brackets, strings, or a bare word. */
static size_t value_end(const uint8_t *s, size_t n, size_t at)
{
    int depth = 0;
    for (size_t i = at; i < n; i++) {
        if (s[i] == '"')
            for (i++; i < n && s[i] != '"'; i++) i += s[i] == '\\';
        else if (s[i] == '{' || s[i] == '[')
            depth++;
        else if ((s[i] == '}' || s[i] == ']' || s[i] == ',') && depth == 0)
            return i;
        else if (s[i] == '}' || s[i] == ']')
            depth--;
        if (depth == 0 && i + 1 < n && strchr(",}]", s[i + 1])) return i + 1;
    }
    return n;
}

static void put_stage(uint8_t *at, size_t *n, size_t room, uint32_t r)
{
    const size_t k = r % (sizeof stage / sizeof *stage);
    char key[24] = "\"";
    strncat(key, stage[k].key, sizeof key - 4);
    strcat(key, "\":");
    const uint8_t *found = memmem(at, *n, key, strlen(key));
    if (found) {
        const size_t from = (size_t)(found - at) + strlen(key);
        (void)splice(at, n, room, from, value_end(at, *n, from), stage[k].value,
                     strlen(stage[k].value));
    } else if (*n && at[0] == '{') {
        strcat(key, stage[k].value[0] == 'n' ? "null," : "{},");
        (void)splice(at, n, room, 1, 1, key, strlen(key));
    }
}

/* What a string may hold without breaking the document. */
static size_t tame(uint8_t *at, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (at[i] < 0x20 || at[i] == '"' || at[i] == '\\')
            at[i] = (uint8_t)('a' + at[i] % 26);
    while (!lmev__utf8_ok((const char *)at, n))
        for (size_t i = 0, k; i < n; i += k ? k : 1) {
            uint32_t c;
            k = (size_t)lmev__utf8_next((const char *)at + i, n - i, &c);
            if (k == 0)
                at[i] =
                    (uint8_t)(' ' + at[i] % 64 + (at[i] % 64 == 2) + (at[i] % 64 == 60));
        }
    return n;
}

/* Another content for one string, another number or literal for one of those. */
static void change_scalar(uint8_t *at, size_t *n, size_t room, uint32_t *state)
{
    static const char *const other[] = {
        "0",   "1",    "-1",   "2",     "255",  "4294967293",
        "1e9", "-0.5", "true", "false", "null", "9223372036854775807"};
    if (*n == 0) return;
    const size_t start = toss(state) % *n;
    for (size_t i = start; i < *n; i++) {
        uint8_t part[4096];
        if (at[i] == '"') {
            size_t end = i + 1;
            while (end < *n && at[end] != '"') end += at[end] == '\\' ? 2 : 1;
            if (end >= *n || end - i - 1 > sizeof part / 2) return;
            size_t m = end - i - 1;
            memcpy(part, at + i + 1, m);
            m = tame(part, LLVMFuzzerMutate(part, m, sizeof part / 2));
            (void)splice(at, n, room, i + 1, end, part, m);
            return;
        }
        if (strchr("-0123456789tfn", at[i]) && i > 0 && strchr(":,[", at[i - 1])) {
            const char *with = other[toss(state) % (sizeof other / sizeof *other)];
            (void)splice(at, n, room, i, value_end(at, *n, i), with, strlen(with));
            return;
        }
    }
}

/* One more entry beside another, a copy of it with another scalar. */
static void repeat_entry(uint8_t *at, size_t *n, size_t room, uint32_t *state)
{
    if (*n == 0) return;
    const uint8_t *comma = memchr(at + toss(state) % *n, ',', *n / 2);
    if (!comma || comma >= at + *n) return;
    const size_t from = (size_t)(comma - at), to = value_end(at, *n, from + 1);
    uint8_t copy[2048];
    size_t m = to - from;
    if (m > sizeof copy / 2) return;
    memcpy(copy, comma, m);
    change_scalar(copy, &m, sizeof copy, state);
    (void)splice(at, n, room, to, to, copy, m);
}

size_t LLVMFuzzerCustomMutator(uint8_t *at, size_t n, size_t room, unsigned seed)
{
    uint32_t state = seed * 2654435761u + 1;
    uint8_t *end = n ? memchr(at, 0, n) : NULL;
    if (!end || seed % 16 == 0) return LLVMFuzzerMutate(at, n, room);
    size_t n_json = (size_t)(end - at), n_text = n - n_json - 1;
    if (seed % 4 == 1)
        return n_json + 1 + LLVMFuzzerMutate(end + 1, n_text, room - n_json - 1);
    uint8_t *text = malloc(n_text + 1);
    if (!text) return n;
    memcpy(text, end + 1, n_text);
    const size_t most =
        room - n_text - 1; /* the JSON has the room that the text leaves */
    if (seed % 4 == 2)
        put_stage(at, &n_json, most, toss(&state));
    else if (seed % 8 == 3)
        repeat_entry(at, &n_json, most, &state);
    else
        change_scalar(at, &n_json, most, &state);
    at[n_json] = 0;
    memcpy(at + n_json + 1, text, n_text);
    free(text);
    return n_json + 1 + n_text;
}
#endif
