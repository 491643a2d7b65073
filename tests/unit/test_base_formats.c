/* test_base_formats.c - JSON, YAML, tensor files and packed streams: what is taken, what
 * is refused and with which words, and that starving a parser of memory leaks nothing. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka wants the four above first */
#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <cmocka.h>

#include "base/buf.h"
#include "base/error.h"
#include "base/format/json.h"
#include "base/format/safetensors.h"
#include "base/format/yaml.h"
#include "base/hash.h"
#include "base/io/io.h"
#include "base/io/stream.h"
#include "base/mem.h"
#include "scratch.h"

static void assert_holds(const char *text, const char *part)
{
    if (!strstr(text, part)) fail_msg("'%s' is not in '%s'", part, text);
}

/* ---- JSON ---- */

static void test_json_values(void **state)
{
    (void)state;
    static const char text[] =
        "{\"b\": [1, -2.5, true, null], \"a\": \"n\\u00fa\\u0000m\", \"c\": {}}";
    long before = lmev__test_live_blocks();
    lmev__json *j;
    lmev_error e;
    assert_int_equal(lmev__json_parse(&j, text, sizeof text - 1, "f", 0, &e), LMEV_OK);
    lmev__json *b = lmev__json_get(j, "b");
    assert_int_equal(lmev__json_kind(b), LMEV__JSON_ARRAY);
    assert_int_equal(lmev__json_size(b), 4);
    assert_int_equal(lmev__json_int(lmev__json_at(b, 0)), 1);
    assert_true(lmev__json_real(lmev__json_at(b, 0)) == 1.0);
    assert_true(lmev__json_real(lmev__json_at(b, 1)) == -2.5);
    assert_true(lmev__json_bool(lmev__json_at(b, 2)));
    assert_int_equal(lmev__json_kind(lmev__json_at(b, 3)), LMEV__JSON_NULL);
    assert_null(lmev__json_at(b, 4));
    size_t n;
    const char *s = lmev__json_string(lmev__json_get(j, "a"), &n);
    assert_int_equal(n, 5);
    assert_memory_equal(s, "n\xc3\xba\0m", 5);
    assert_int_equal(lmev__json_size(lmev__json_get(j, "c")), 0);
    /* of a wrong type, or nothing at all */
    assert_null(lmev__json_get(b, "x"));
    assert_null(lmev__json_string(b, &n));
    assert_int_equal(n, 0);
    assert_int_equal(lmev__json_int(NULL), 0);
    assert_true(isnan(lmev__json_real(NULL)));
    assert_false(lmev__json_bool(NULL));
    assert_null(lmev__json_get(NULL, "x"));
    assert_int_equal(lmev__json_size(NULL), 0);
    char keys[8] = "";
    for (void *it = lmev__json_first(j); it; it = lmev__json_next(j, it))
        strncat(keys, lmev__json_it_key(it), 2);
    assert_string_equal(keys, "bac"); /* the order of the file */
    lmev__json_free(j);
    lmev__json_free(NULL);
    assert_int_equal(lmev__test_live_blocks(), before);
}

static void test_json_refuses(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        long line;
        const char *says;
    } bad[] = {
        {"", 1, "JSON"},
        {"{", 1, "JSON"},
        {"{\"a\":1,\n\"a\":2}", 2, "duplicate"},
        {"[1]\n[2]", 2, "JSON"},
        {"\"\xff\"", 1, "not UTF-8"},
        {"[NaN]", 1, "JSON"},
        {"{\"a\\u0000\":1}", 1, "JSON"},
        {"[1e999]", 1, "JSON"},
        {"[99999999999999999999]", 1, "too large"},
        {"\"\xc0\xae\"", 1, "not UTF-8"},
        {"[01]", 1, "JSON"},
        {"'a'", 1, "JSON"},
        {"[1.]", 1, "JSON"},
        {"[-]", 1, "JSON"},
        {"[1, ]", 1, "a value expected, found ']'"},
        {"\"\\x\"", 1, "escape"},
        {"\"\\ud800\"", 1, "escape"},
        {"\"a\tb\"", 1, "control character"},
        {"[9223372036854775808]", 1, "too large"},
        {"{\"a\" 1}", 1, "':' expected"},
        {"{1: 2}", 1, "a key expected"},
        {"{\"a\": 1", 1, "',' or '}' expected, found the end"},
    };
    lmev__json *j = NULL;
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        lmev_error e = {0};
        assert_int_equal(
            lmev__json_parse(&j, bad[i].text, strlen(bad[i].text), "f", 0, &e),
            LMEV_ERR_FORMAT);
        assert_int_equal(e.line, bad[i].line);
        assert_holds(e.text, bad[i].says);
        assert_null(j);
    }
    lmev_error e;
    assert_int_equal(lmev__json_parse(&j, "{", 1, "rows.jsonl", 41, &e), LMEV_ERR_FORMAT);
    assert_int_equal(e.line,
                     41); /* the one line of this document is line 41 of the file */
}

static void test_json_depth(void **state)
{
    (void)state;
    char text[260];
    lmev__json *j;
    lmev_error e;
    for (int depth = 63; depth <= 66; depth++) {
        memset(text, '[', (size_t)depth);
        memset(text + depth, ']', (size_t)depth);
        lmev_status s = lmev__json_parse(&j, text, 2 * (size_t)depth, "f", 0, &e);
        assert_int_equal(s, depth <= 64 ? LMEV_OK : LMEV_ERR_FORMAT);
        if (s == LMEV_OK)
            lmev__json_free(j);
        else
            assert_holds(e.text, "64 deep");
    }
    memset(text, '[', 200); /* in a string it is no depth, nor after an escaped quote */
    memcpy(text, "[\"\\\"", 4);
    memcpy(text + 200, "\"]", 2);
    assert_int_equal(lmev__json_parse(&j, text, 202, "f", 0, &e), LMEV_OK);
    lmev__json_free(j);
}

static void test_json_making(void **state)
{
    (void)state;
    lmev__json *o = lmev__json_new_object(), *a = lmev__json_new_array();
    assert_true(lmev__json_append(a, lmev__json_new_real(0.1)));
    assert_true(lmev__json_append(a, lmev__json_new_real(1.0)));
    assert_true(lmev__json_append(a, lmev__json_new_real((double)NAN)));
    assert_true(lmev__json_append(a, lmev__json_new_int(INT64_MIN)));
    assert_true(lmev__json_set(o, "z", a));
    assert_true(lmev__json_set(o, "a", lmev__json_new_string("n\xc3\xba\"")));
    assert_true(lmev__json_set(o, "m", lmev__json_new_bool(false)));
    assert_true(lmev__json_set(o, "k", lmev__json_new_string(NULL)));
    assert_false(lmev__json_set(o, "x", NULL));
    assert_false(lmev__json_set(NULL, "x", lmev__json_new_int(1)));
    char *text = lmev__json_dump(o, 0);
    assert_string_equal(text,
                        "{\"z\": [0.10000000000000001, 1.0, null, -9223372036854775808], "
                        "\"a\": \"n\xc3\xba\\\"\", \"m\": false, \"k\": null}");
    lmev__json_free(o);
    lmev__free(text);
}

static void test_json_reals_round_trip(void **state)
{
    (void)state;
    static const double reals[] = {0.1,    1.0 / 3, 1e-320, 1.7976931348623157e308,
                                   5e-324, -0.0,    1e22};
    for (size_t i = 0; i < sizeof reals / sizeof *reals; i++) {
        lmev__json *j = lmev__json_new_real(reals[i]), *back;
        char *text = lmev__json_dump(j, 0);
        assert_int_equal(lmev__json_parse(&back, text, strlen(text), NULL, 0, NULL),
                         LMEV_OK);
        double v = lmev__json_real(back);
        assert_memory_equal(&v, &reals[i], sizeof v);
        lmev__json_free(j);
        lmev__json_free(back);
        lmev__free(text);
    }
}

/* An object with many members has a table of their keys. */
static void test_json_many_members(void **state)
{
    (void)state;
    char key[16], again[64] = "";
    lmev__json *o = lmev__json_new_object(), *back;
    for (int i = 0; i < 1000; i++) {
        snprintf(key, sizeof key, "k%d", i);
        assert_true(lmev__json_set(o, key, lmev__json_new_int(i)));
    }
    assert_true(lmev__json_set(o, "k7", lmev__json_new_int(-7))); /* in its place */
    assert_int_equal(lmev__json_size(o), 1000);
    char *text = lmev__json_dump(o, 0);
    assert_int_equal(lmev__json_parse(&back, text, strlen(text), "f", 0, NULL), LMEV_OK);
    for (int i = 0; i < 1000; i++) {
        snprintf(key, sizeof key, "k%d", i);
        assert_int_equal(lmev__json_int(lmev__json_get(back, key)), i == 7 ? -7 : i);
    }
    assert_null(lmev__json_get(back, "k1000"));
    int n = 0;
    for (void *it = lmev__json_first(back); it; it = lmev__json_next(back, it), n++)
        assert_int_equal(lmev__json_int(lmev__json_it_value(it)), n == 7 ? -7 : n);
    assert_int_equal(n, 1000);
    snprintf(again, sizeof again, ", \"k%d\": 0}", 400);
    char *twice = lmev__alloc(strlen(text) + sizeof again);
    memcpy(twice, text, strlen(text) - 1);
    strcpy(twice + strlen(text) - 1, again);
    lmev_error e = {0};
    assert_int_equal(lmev__json_parse(&back, twice, strlen(twice), "f", 0, &e),
                     LMEV_ERR_FORMAT);
    assert_holds(e.text, "duplicate key");
    lmev__free(twice);
    lmev__free(text);
    lmev__json_free(o);
    lmev__json_free(back);
}

static void test_json_starved(void **state)
{
    (void)state;
    static const char text[] =
        "{\"a\": [1, 2.5, \"text\", {\"b\": null}], \"c\": {\"d\": true}}";
    long before = lmev__test_live_blocks();
    lmev_status s = LMEV_ERR_NOMEM;
    for (long k = 0; s != LMEV_OK; k++) {
        assert_true(k < 200);
        lmev__json *j;
        char *dumped = NULL;
        lmev__test_fail_alloc(k, false);
        s = lmev__json_parse(&j, text, sizeof text - 1, "f", 0, NULL);
        if (s == LMEV_OK) {
            if (!(dumped = lmev__json_dump(j, 2))) s = LMEV_ERR_NOMEM;
            lmev__json_free(j);
        }
        lmev__test_fail_alloc(-1, false);
        if (dumped) assert_holds(dumped, "\"c\": {\n    \"d\": true\n  }\n}");
        lmev__free(dumped);
        assert_true(s == LMEV_OK || s == LMEV_ERR_NOMEM);
        assert_int_equal(lmev__test_live_blocks(), before);
    }
}

/* ---- YAML ---- */

static const char spec[] = "# a comment\n"
                           "name: first\n"
                           "models:\n"
                           "  - \"quoted\"\n"
                           "  - lm: a\n"
                           "    rate: 1e-3\n"
                           "n: [1, 2]\n"
                           "text: |\n"
                           "  two\n"
                           "  lines\n"
                           "number: !!str 5\n"
                           "empty:\n";

static lmev__yaml *value_of(const lmev__yaml *map, const char *key)
{
    if (!map || map->kind != LMEV__YAML_MAP) return NULL;
    for (size_t i = 0; i < map->n; i++)
        if (strcmp(map->key[i], key) == 0) return map->item[i];
    return NULL;
}

static void test_yaml_tree(void **state)
{
    (void)state;
    lmev__yaml *y;
    lmev_error e;
    assert_int_equal(lmev__yaml_parse(&y, spec, strlen(spec), "spec", &e), LMEV_OK);
    assert_int_equal(y->kind, LMEV__YAML_MAP);
    assert_int_equal(y->n, 6);
    assert_string_equal(value_of(y, "name")->text, "first");
    assert_false(value_of(y, "name")->quoted);
    lmev__yaml *models = value_of(y, "models");
    assert_int_equal(models->kind, LMEV__YAML_LIST);
    assert_int_equal(models->n, 2);
    assert_true(models->item[0]->quoted);
    assert_int_equal(models->item[0]->line, 4);
    assert_string_equal(value_of(models->item[1], "rate")->text, "1e-3");
    assert_int_equal(models->item[1]->key_line[1], 6);
    assert_int_equal(value_of(y, "n")->n, 2);
    assert_string_equal(value_of(y, "text")->text, "two\nlines\n");
    assert_true(value_of(y, "text")->quoted);
    assert_true(value_of(y, "number")->quoted);
    assert_string_equal(value_of(y, "empty")->text, "");
    assert_null(value_of(y, "absent"));
    assert_null(value_of(models, "absent"));
    lmev__yaml_free(y);
    lmev__yaml_free(NULL);
}

static void test_yaml_refuses(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        long line;
        const char *says;
    } bad[] = {
        {"", 1, "no YAML document"},
        {"# only this\n", 2, "no YAML document"},
        {"a: 1\nb: 2\na: 3\n", 3, "duplicate key 'a', first on line 1"},
        {"a: &x 1\n", 1, "anchor"},
        {"a: 1\nb: *x\n", 2, "alias"},
        {"a: !mine 1\n", 1, "tag"},
        {"a: !!binary aGk=\n", 1, "tag"},
        {"&x {a: 1}\n", 1, "anchor"},
        {"[a, &x [b]]\n", 1, "anchor"},
        {"a: 1\n---\nb: 2\n", 2, "more than one"},
        {"a: 1\n b: 2\n", 2, "not valid YAML"},
        {"a: [1, 2\n", 2, "not valid YAML"},
        {"a: \"x\n", 2, "not valid YAML"},
        {"\ta: 1\n", 1, "not valid YAML"},
        {"a: \xff\n", 0, "UTF-8"},
        {"? [a]\n: 1\n", 1, "simple"},
        {"a: \"x\\0y\"\n", 1, "NUL"},
        {"*a : 1\n", 1, "alias"},
        {"[[[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]]\n", 1, "deeply"},
        {"{a: {a: {a: {a: {a: {a: {a: {a: {a: {a: {a: {a: {a: {a: {a: {a: {a: "
         "1}}}}}}}}}}}}}}}}}\n",
         1, "deeply"},
    };
    long before = lmev__test_live_blocks();
    lmev__yaml *y = NULL;
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        lmev_error e = {0};
        assert_int_equal(
            lmev__yaml_parse(&y, bad[i].text, strlen(bad[i].text), "spec", &e),
            LMEV_ERR_FORMAT);
        assert_string_equal(e.source, "spec");
        assert_holds(e.text, bad[i].says);
        if (bad[i].line) assert_int_equal(e.line, bad[i].line);
        assert_null(y);
    }
    assert_int_equal(lmev__test_live_blocks(), before);
}

static void test_yaml_limits(void **state)
{
    (void)state;
    lmev__buf b = LMEV__BUF_INIT;
    lmev__yaml *y;
    lmev_error e;
    for (int i = 0; i < 5000; i++) lmev__buf_printf(&b, "k%d: 1\n", i);
    assert_int_equal(lmev__yaml_parse(&y, b.at, b.n, "spec", &e), LMEV_ERR_FORMAT);
    assert_holds(e.text, "too many keys");
    lmev__buf_reset(&b);
    for (int i = 0; i < 100001; i++) lmev__buf_puts(&b, "- a\n");
    assert_int_equal(lmev__yaml_parse(&y, b.at, b.n, "spec", &e), LMEV_ERR_FORMAT);
    assert_holds(e.text, "too many entries");
    lmev__buf_free(&b);
}

static void test_yaml_starved(void **state)
{
    (void)state;
    long before = lmev__test_live_blocks();
    lmev_status s = LMEV_ERR_NOMEM;
    for (long k = 0; s != LMEV_OK; k++) {
        assert_true(k < 200);
        lmev__yaml *y = NULL;
        lmev__test_fail_alloc(k, false);
        s = lmev__yaml_parse(&y, spec, strlen(spec), "spec", NULL);
        lmev__test_fail_alloc(-1, false);
        assert_true(s == LMEV_OK || s == LMEV_ERR_NOMEM);
        lmev__yaml_free(y);
        assert_int_equal(lmev__test_live_blocks(), before);
    }
}

/* ---- tensor files ---- */

/* A file with this header and n_data bytes of data, in a block of its own size, so that a
 * sanitizer sees a read beyond its end. */
static char *st_file(const char *header, size_t n_data, size_t *n)
{
    uint64_t n_header = strlen(header);
    *n = sizeof n_header + (size_t)n_header + n_data;
    char *at = lmev__calloc(*n, 1);
    assert_non_null(at);
    memcpy(at, &n_header, sizeof n_header);
    memcpy(at + sizeof n_header, header, (size_t)n_header);
    return at;
}

#define F32(name, shape, from, to)                                                 \
    "\"" name "\":{\"dtype\":\"F32\",\"shape\":" shape ",\"data_offsets\":[" #from \
    "," #to "]}"

static void test_st_takes(void **state)
{
    (void)state;
    static const struct {
        const char *header;
        size_t n_data, n;
    } good[] = {
        {"{}", 0, 0},
        {"{}      ", 0, 0},
        {"{" F32("a", "[]", 0, 4) "}", 4, 1},
        {"{" F32("b", "[2]", 4, 12) "," F32("a", "[1,1]", 0, 4) "}", 12, 2},
        {"{" F32("a", "[0,7]", 0, 0) "," F32("b", "[1]", 0, 4) "," F32("c", "[0]", 4,
                                                                       4) "}",
         4, 3},
        {"{\"__metadata__\":{\"k\":\"v\"}," F32("a", "[1]", 0, 4) "}", 4, 1},
        {"{\"a\":{\"dtype\":\"F4\",\"shape\":[2],\"data_offsets\":[0,1]}}", 1, 1},
        {"{\"a\":{\"dtype\":\"F6_E2M3\",\"shape\":[4],\"data_offsets\":[0,3]}}", 3, 1},
        {"{\"a\":{\"dtype\":\"C64\",\"shape\":[1,1,1,1,1,1,1,1],\"data_offsets\":[0,8]}}",
         8, 1},
    };
    for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
        size_t n;
        lmev__st st;
        lmev_error e = {0};
        char *at = st_file(good[i].header, good[i].n_data, &n);
        if (lmev__st_parse(&st, at, n, "f", &e) != LMEV_OK)
            fail_msg("'%s': %s", good[i].header, e.text);
        assert_int_equal(st.n, good[i].n);
        const char *data = at + 8 + strlen(good[i].header);
        for (size_t k = 0; k < st.n; k++) {
            assert_true(st.tensor[k].at == data); /* sorted by place */
            data += st.tensor[k].n_bytes;
        }
        assert_true(data == at + n);
        lmev__st_close(&st);
        lmev__free(at);
    }
}

static void test_st_refuses(void **state)
{
    (void)state;
    static const struct {
        const char *header;
        size_t n_data;
        const char *says;
    } bad[] = {
        {"{" F32("a", "[1]", 4, 8) "}", 8, "hole"},
        {"{" F32("a", "[1]", 0, 4) "," F32("b", "[1]", 8, 12) "}", 12, "hole"},
        {"{" F32("a", "[2]", 0, 8) "," F32("b", "[2]", 4, 12) "}", 12, "overlap"},
        {"{" F32("a", "[1]", 0, 4) "," F32("b", "[1]", 0, 4) "}", 4, "overlap"},
        {"{" F32("a", "[1]", 0, 4) "}", 5, "follow the last"},
        {"{}", 1, "follow the last"},
        {"{" F32("a", "[2]", 0, 8) "}", 7, "outside"},
        {"{" F32("a", "[1]", 4, 0) "}", 4, "outside"},
        {"{" F32("a", "[2]", 0, 4) "}", 4, "do not fit"},
        {"{" F32("a", "[1]", 0, 4) "," F32("a", "[1]", 4, 8) "}", 8, "duplicate"},
        {"{" F32("a", "[4294967296,4294967296]", 0, 0) "}", 0, "too large"},
        {"{" F32("a", "[9223372036854775807]", 0, 0) "}", 0, "too large"},
        {"{" F32("a", "[4611686018427387905]", 0, 4) "}", 4, "too large"},
        {"{" F32("a", "[18446744073709551616]", 0, 0) "}", 0, "JSON"},
        {"{" F32("a", "[-1]", 0, 4) "}", 4, "count"},
        {"{" F32("a", "[1.0]", 0, 4) "}", 4, "count"},
        {"{" F32("a", "[\"1\"]", 0, 4) "}", 4, "count"},
        {"{" F32("a", "1", 0, 4) "}", 4, "shape"},
        {"{" F32("a", "[1,1,1,1,1,1,1,1,1]", 0, 4) "}", 4, "8 dimensions"},
        {"{\"a\":{\"dtype\":\"F31\",\"shape\":[1],\"data_offsets\":[0,4]}}", 4, "dtype"},
        {"{\"a\":{\"dtype\":\"F32\\u0000\",\"shape\":[1],\"data_offsets\":[0,4]}}", 4,
         "dtype"},
        {"{\"a\":{\"dtype\":\"a long long name\",\"shape\":[1],\"data_offsets\":[0,4]}}",
         4, "dtype"},
        {"{\"a\":{\"dtype\":32,\"shape\":[1],\"data_offsets\":[0,4]}}", 4, "dtype"},
        {"{\"a\":{\"shape\":[1],\"data_offsets\":[0,4]}}", 4, "dtype"},
        {"{\"a\":{\"dtype\":\"F4\",\"shape\":[1],\"data_offsets\":[0,1]}}", 1,
         "whole bytes"},
        {"{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0]}}", 4, "pair"},
        {"{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4,8]}}", 4, "pair"},
        {"{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[-4,0]}}", 4, "pair"},
        {"{\"a\":{\"dtype\":\"F32\",\"shape\":[1]}}", 4, "pair"},
        {"{\"a\":[1]}", 0, "dtype"},
        {"{\"__metadata__\":{\"k\":1}}", 0, "text"},
        {"{\"__metadata__\":{\"k\":\"a\\u0000b\"}}", 0, "text"},
        {"{\"__metadata__\":[]}", 0, "mapping"},
        {"{\"a\":{\"dtype\":\"F32\"", 0, "JSON"},
        {" {}", 0, "begin"},
        {"[]", 0, "begin"},
        {"", 0, "begin"},
        {"{}x", 0, "JSON"},
    };
    long before = lmev__test_live_blocks();
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        size_t n;
        lmev__st st;
        lmev_error e = {0};
        char *at = st_file(bad[i].header, bad[i].n_data, &n);
        if (lmev__st_parse(&st, at, n, "f", &e) != LMEV_ERR_FORMAT)
            fail_msg("'%s' was taken", bad[i].header);
        assert_holds(e.text, bad[i].says);
        lmev__free(at);
        assert_int_equal(lmev__test_live_blocks(), before);
    }
}

static void test_st_refuses_lengths(void **state)
{
    (void)state;
    static const uint64_t lengths[] = {3,          1000,           100000001,
                                       UINT64_MAX, UINT64_MAX - 7, 1ull << 63};
    for (size_t i = 0; i < sizeof lengths / sizeof *lengths; i++) {
        lmev__st st;
        lmev_error e;
        char at[10] = "........{}";
        memcpy(at, &lengths[i], sizeof lengths[i]);
        assert_int_equal(lmev__st_parse(&st, at, sizeof at, "f", &e), LMEV_ERR_FORMAT);
    }
    /* every prefix of a good file is bad */
    size_t n;
    lmev__st st;
    char *at = st_file("{" F32("a", "[2]", 0, 8) "}", 8, &n);
    for (size_t k = 0; k < n; k++) {
        char *cut = lmev__alloc(k);
        memcpy(cut, at, k);
        assert_int_equal(lmev__st_parse(&st, cut, k, "f", NULL), LMEV_ERR_FORMAT);
        lmev__free(cut);
    }
    lmev__free(at);
}

static void test_st_starved(void **state)
{
    (void)state;
    size_t n;
    char *at = st_file("{\"__metadata__\":{\"k\":\"v\",\"l\":\"w\"}," F32(
                           "b", "[2]", 4, 12) "," F32("a", "[1]", 0, 4) "}",
                       12, &n);
    long before = lmev__test_live_blocks();
    lmev_status s = LMEV_ERR_NOMEM;
    for (long k = 0; s != LMEV_OK; k++) {
        assert_true(k < 200);
        lmev__st st = {0};
        lmev__test_fail_alloc(k, false);
        s = lmev__st_parse(&st, at, n, "f", NULL);
        lmev__test_fail_alloc(-1, false);
        assert_true(s == LMEV_OK || s == LMEV_ERR_NOMEM);
        lmev__st_close(&st);
        assert_int_equal(lmev__test_live_blocks(), before);
    }
    lmev__free(at);
}

static void test_st_writes_what_it_reads(void **state)
{
    (void)state;
    char path[128];
    (void)snprintf(path, sizeof path, "%s/w.safetensors", folder);
    const float a[6] = {1, -2, 3.5f, 0, 5, 6};
    const unsigned char b[3] = {1, 2, 3};
    char name_a[] = "dense/\"1\"\xc3\xb1", name_b[] = "b";
    const lmev__st_tensor tensors[] = {
        {.name = name_a,
         .dtype = "F32",
         .n_dims = 2,
         .shape = {2, 3},
         .at = (const char *)a,
         .n_bytes = sizeof a},
        {.name = name_b,
         .dtype = "U8",
         .n_dims = 1,
         .shape = {3},
         .at = (const char *)b,
         .n_bytes = 3},
    };
    const char *const meta[] = {"maker", "lmev", "k\xc3\xb1", "a \"quoted\" text"};
    char hex[65], again[65];
    lmev_error e = {0};
    long before = lmev__test_live_blocks();
    lmev_status s = LMEV_ERR_NOMEM;
    for (long k = 0; s != LMEV_OK; k++) {
        assert_true(k < 300);
        lmev__test_fail_alloc(k, false);
        s = lmev__st_write(path, tensors, 2, meta, 2, hex, &e);
        lmev__test_fail_alloc(-1, false);
        assert_true(s == LMEV_OK || s == LMEV_ERR_NOMEM);
        assert_int_equal(lmev__test_live_blocks(), before);
    }
    assert_int_equal(lmev__sha256_file(path, again, NULL), LMEV_OK);
    assert_string_equal(hex, again);
    lmev__st st;
    assert_int_equal(lmev__st_open(&st, path, &e), LMEV_OK);
    assert_int_equal(st.n, 2);
    const lmev__st_tensor *t = lmev__st_find(&st, name_a);
    assert_non_null(t);
    assert_string_equal(t->dtype, "F32");
    assert_int_equal(t->n_dims, 2);
    assert_int_equal(t->shape[1], 3);
    assert_memory_equal(t->at, a, sizeof a);
    assert_int_equal((t->at - st.map.at) % 8, 0);
    assert_memory_equal(lmev__st_find(&st, "b")->at, b, 3);
    assert_null(lmev__st_find(&st, "c"));
    assert_int_equal(st.n_meta, 2);
    assert_string_equal(st.meta_key[1], meta[2]);
    assert_string_equal(st.meta_value[1], meta[3]);
    lmev__st_close(&st);
    lmev__st_close(&st);

    lmev__st_tensor wrong[2] = {tensors[0], tensors[0]};
    assert_int_equal(lmev__st_write(path, wrong, 2, NULL, 0, NULL, &e), LMEV_ERR_PARAM);
    assert_holds(e.text, "twice");
    wrong[0].n_bytes = 4;
    assert_int_equal(lmev__st_write(path, wrong, 1, NULL, 0, NULL, &e), LMEV_ERR_PARAM);
    assert_holds(e.text, "does not fit");
}

/* ---- streams ---- */

#define LINE    "the same line, again and again\n"
#define N_LINES 100000

static const char *fixture(const char *name)
{
    static char room[512];
    const char *source = getenv("LMEV_SOURCE");
    (void)snprintf(room, sizeof room, "%s/tests/unit/streams/%s", source ? source : ".",
                   name);
    return room;
}

/* Read to the end; the bytes seen before are right whatever comes of it. */
static lmev_status drain(const char *path, size_t *n_all, lmev_error *err)
{
    lmev__stream *s;
    lmev_status status = lmev__stream_open(&s, path, NULL, err);
    *n_all = 0;
    if (status != LMEV_OK) return status;
    const char *at;
    size_t n;
    while ((status = lmev__stream_next(s, &at, &n, err)) == LMEV_OK && n > 0) {
        size_t wrong = 0;
        for (size_t i = 0; i < n; i++)
            wrong += at[i] != LINE[(*n_all + i) % strlen(LINE)];
        assert_int_equal(wrong, 0);
        *n_all += n;
    }
    if (status == LMEV_OK) { /* the end stays the end */
        assert_int_equal(lmev__stream_next(s, &at, &n, err), LMEV_OK);
        assert_int_equal(n, 0);
        uint64_t done, size;
        lmev__stream_position(s, &done, &size);
        assert_int_equal(done, size);
    }
    lmev__stream_close(s);
    return status;
}

static const char *const packed[] = {"lines.gz", "lines.zst", "lines.xz", "lines.bz2"};

static void test_stream_unpacks(void **state)
{
    (void)state;
    long before = lmev__test_live_blocks();
    for (int i = 0; i < 4; i++) {
        size_t n;
        lmev_error e = {0};
        if (drain(fixture(packed[i]), &n, &e) != LMEV_OK)
            fail_msg("%s: %s", packed[i], e.text);
        assert_int_equal(n, strlen(LINE) * N_LINES);
        assert_int_equal(lmev__test_live_blocks(), before);
    }
}

static void test_stream_damage(void **state)
{
    (void)state;
    char path[128];
    (void)snprintf(path, sizeof path, "%s/damaged", folder);
    for (int i = 0; i < 4; i++) {
        char *whole;
        size_t n, n_out;
        assert_int_equal(lmev__read_file(&whole, &n, fixture(packed[i]), 1 << 20, NULL),
                         LMEV_OK);
        for (size_t cut = 10; cut < n; cut += cut < 40 || cut + 20 > n ? 1 : n / 7) {
            lmev_error e = {0};
            assert_int_equal(lmev__write_file(path, whole, cut, NULL), LMEV_OK);
            if (drain(path, &n_out, &e) != LMEV_ERR_FORMAT)
                fail_msg("%s cut to %zu bytes was taken", packed[i], cut);
            assert_holds(e.text, "cut off");
            assert_holds(e.hint, "get the file again");
        }
        /* Two files after one another are one stream of both. */
        char *two = lmev__alloc(2 * n);
        memcpy(two, whole, n);
        memcpy(two + n, whole, n);
        assert_int_equal(lmev__write_file(path, two, 2 * n, NULL), LMEV_OK);
        assert_int_equal(drain(path, &n_out, NULL), LMEV_OK);
        assert_int_equal(n_out, 2 * strlen(LINE) * N_LINES);
        lmev__free(two);
        lmev__free(whole);
    }
}

/* The checksum of a gzip member is compared: a file that unpacks well to wrong bytes. */
static void test_stream_gzip_checksum(void **state)
{
    (void)state;
    char path[128], *whole;
    size_t n, n_out;
    lmev_error e;
    (void)snprintf(path, sizeof path, "%s/checksum.gz", folder);
    assert_int_equal(lmev__read_file(&whole, &n, fixture("lines.gz"), 1 << 20, NULL),
                     LMEV_OK);
    whole[n - 6] ^= 1;
    assert_int_equal(lmev__write_file(path, whole, n, NULL), LMEV_OK);
    assert_int_equal(drain(path, &n_out, &e), LMEV_ERR_FORMAT);
    assert_holds(e.text, "incorrect data check");
    whole[n - 6] ^= 1;
    char *padded = lmev__calloc(n + 600, 1); /* zeros behind are let pass, as gzip does */
    memcpy(padded, whole, n);
    assert_int_equal(lmev__write_file(path, padded, n + 600, NULL), LMEV_OK);
    assert_int_equal(drain(path, &n_out, &e), LMEV_OK);
    padded[n + 300] = 'x';
    assert_int_equal(lmev__write_file(path, padded, n + 600, NULL), LMEV_OK);
    assert_int_equal(drain(path, &n_out, &e), LMEV_ERR_FORMAT);
    lmev__free(padded);
    lmev__free(whole);
}

static void test_stream_plain_and_empty(void **state)
{
    (void)state;
    char path[128];
    size_t n;
    lmev_error e;
    (void)snprintf(path, sizeof path, "%s/plain", folder);
    lmev__buf b = LMEV__BUF_INIT;
    for (int i = 0; i < 20000; i++) lmev__buf_puts(&b, LINE);
    assert_int_equal(lmev__write_file(path, b.at, b.n, NULL), LMEV_OK);
    assert_int_equal(drain(path, &n, &e), LMEV_OK);
    assert_int_equal(n, 20000 * strlen(LINE));
    lmev__buf_free(&b);
    assert_int_equal(lmev__write_file(path, "", 0, NULL), LMEV_OK);
    assert_int_equal(drain(path, &n, &e), LMEV_OK);
    assert_int_equal(n, 0);
    static const unsigned char nothing[] = {0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3,
                                            3,    0,    0, 0, 0, 0, 0, 0, 0, 0};
    assert_int_equal(lmev__write_file(path, nothing, sizeof nothing, NULL), LMEV_OK);
    assert_int_equal(drain(path, &n, &e), LMEV_OK); /* nothing, packed by gzip */
    assert_int_equal(n, 0);
    assert_int_equal(drain(folder, &n, &e), LMEV_ERR_IO);
    assert_string_equal(e.text, "is a folder");
    (void)snprintf(path, sizeof path, "%s/absent", folder);
    assert_int_equal(drain(path, &n, &e), LMEV_ERR_NOTFOUND);
}

static void test_stream_closed_early(void **state)
{
    (void)state;
    long before = lmev__test_live_blocks();
    for (int i = 0; i < 4; i++)
        for (int reads = 0; reads < 8;
             reads++) { /* a thread unpacks from the fifth block on */
            lmev__stream *s;
            const char *at;
            size_t n;
            assert_int_equal(lmev__stream_open(&s, fixture(packed[i]), NULL, NULL),
                             LMEV_OK);
            for (int k = 0; k < reads; k++)
                assert_int_equal(lmev__stream_next(s, &at, &n, NULL), LMEV_OK);
            lmev__stream_close(s);
            assert_int_equal(lmev__test_live_blocks(), before);
        }
    lmev__stream_close(NULL);
}

/* A pipe as stdin: recognised in small pieces, and closable while the writer keeps
 * silent. */
static void test_stream_stdin(void **state)
{
    (void)state;
    char *whole;
    size_t n, n_out;
    int ends[2], kept = dup(STDIN_FILENO);
    assert_int_equal(lmev__read_file(&whole, &n, fixture("lines.zst"), 1 << 20, NULL),
                     LMEV_OK);
    assert_int_equal(pipe(ends), 0);
    assert_int_equal(write(ends[1], whole, n), n); /* less than a pipe holds */
    assert_int_equal(dup2(ends[0], STDIN_FILENO), STDIN_FILENO);
    lmev__stream *s;
    const char *at;
    assert_int_equal(lmev__stream_open(&s, "-", NULL, NULL), LMEV_OK);
    assert_int_equal(lmev__stream_next(s, &at, &n_out, NULL), LMEV_OK);
    assert_true(n_out > 0);
    lmev__stream_close(s); /* must not wait for the writer */
    close(ends[1]);
    close(ends[0]);
    assert_int_equal(dup2(kept, STDIN_FILENO), STDIN_FILENO);
    close(kept);
    lmev__free(whole);
}

static void test_stream_failing_reads(void **state)
{
    (void)state;
    long before = lmev__test_live_blocks();
    for (int i = 0; i < 4; i++) {
        lmev_status s = LMEV_ERR_IO;
        for (long k = 0; s != LMEV_OK; k++) {
            assert_true(k < 20);
            size_t n;
            lmev_error e = {0};
            lmev__test_fail_io(k, EIO, false);
            s = drain(fixture(packed[i]), &n, &e);
            lmev__test_fail_io(-1, 0, false);
            assert_true(s == LMEV_OK || s == LMEV_ERR_IO);
            assert_int_equal(lmev__test_live_blocks(), before);
        }
        s = LMEV_ERR_NOMEM;
        for (long k = 0; s != LMEV_OK; k++) {
            assert_true(k < 40);
            size_t n;
            lmev__test_fail_alloc(k, false);
            s = drain(fixture(packed[i]), &n, NULL);
            lmev__test_fail_alloc(-1, false);
            assert_true(s == LMEV_OK || s == LMEV_ERR_NOMEM);
            assert_int_equal(lmev__test_live_blocks(), before);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_json_values),
        cmocka_unit_test(test_json_refuses),
        cmocka_unit_test(test_json_depth),
        cmocka_unit_test(test_json_making),
        cmocka_unit_test(test_json_reals_round_trip),
        cmocka_unit_test(test_json_many_members),
        cmocka_unit_test(test_json_starved),
        cmocka_unit_test(test_yaml_tree),
        cmocka_unit_test(test_yaml_refuses),
        cmocka_unit_test(test_yaml_limits),
        cmocka_unit_test(test_yaml_starved),
        cmocka_unit_test(test_st_takes),
        cmocka_unit_test(test_st_refuses),
        cmocka_unit_test(test_st_refuses_lengths),
        cmocka_unit_test(test_st_starved),
        cmocka_unit_test(test_st_writes_what_it_reads),
        cmocka_unit_test(test_stream_unpacks),
        cmocka_unit_test(test_stream_damage),
        cmocka_unit_test(test_stream_gzip_checksum),
        cmocka_unit_test(test_stream_plain_and_empty),
        cmocka_unit_test(test_stream_closed_early),
        cmocka_unit_test(test_stream_stdin),
        cmocka_unit_test(test_stream_failing_reads),
    };
    return cmocka_run_group_tests(tests, make_folder, drop_folder);
}
