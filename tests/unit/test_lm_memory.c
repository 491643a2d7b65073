/* test_lm_memory.c - language models from memory: the golden models of all formats, and
 * our own folder of each, give the same from memory as from disk; what is cut off is
 * refused. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/io/stream.h"
#include "base/mem.h"
#include "lmev/lm.h"
#include "scratch.h"

#define COUNT(a) (sizeof(a) / sizeof *(a))
#define MOST     16 /* members of a model */

/* The files of a model, each in a block of its exact size. */
typedef struct loaded {
    lmev_member member[MOST];
    size_t n;
} loaded;

static void load_file(loaded *l, const char *path, const char *name)
{
    char *text;
    size_t n;
    assert_in_range(l->n, 0, MOST - 1);
    assert_int_equal(lmev__read_file(&text, &n, path, (size_t)1 << 26, NULL), LMEV_OK);
    char *exact = malloc(n);
    assert_non_null(exact);
    memcpy(exact, text, n);
    lmev__free(text);
    l->member[l->n++] = (lmev_member){name ? strdup(name) : NULL, {exact, n}};
}

/* All files of a folder, by their names inside. */
static void load_folder(loaded *l, const char *dir, const char *inside)
{
    char **names;
    size_t n;
    assert_int_equal(lmev__list_dir(&names, &n, dir, NULL), LMEV_OK);
    for (size_t i = 0; i < n; i++) {
        char path[4096], name[256];
        snprintf(path, sizeof path, "%s/%s", dir, names[i]);
        snprintf(name, sizeof name, "%s%s%s", inside, *inside ? "/" : "", names[i]);
        if (lmev__is_dir(path))
            load_folder(l, path, name);
        else
            load_file(l, path, name);
    }
    lmev__free_names(names, n);
}

static void load(loaded *l, const char *path)
{
    *l = (loaded){0};
    if (lmev__is_dir(path))
        load_folder(l, path, "");
    else
        load_file(l, path, NULL);
}

static void drop(loaded *l)
{
    for (size_t i = 0; i < l->n; i++) {
        free((char *)l->member[i].name);
        free((char *)l->member[i].bytes.at);
    }
}

/* Tokens, ids, weights and vectors of some texts and of some tokens. */
static void same(const lmev_lm *a, const lmev_lm *b, const char *what)
{
    static const char *const texts[] = {
        "", "cat dog", "Celular  Samsung, 64gb!", "ni\xc3\xb1o ca\xff\xc3 </s> a\tb\nc",
        "uno dos tres cuatro cinco seis siete ocho nueve diez once doce trece"};
    const size_t dim = lmev_lm_dim(a);
    if (dim != lmev_lm_dim(b) || lmev_lm_rows(a) != lmev_lm_rows(b) ||
        lmev_lm_vocab(a) != lmev_lm_vocab(b) ||
        strcmp(lmev_lm_origin(a), lmev_lm_origin(b)) != 0)
        fail_msg("%s: another model", what);
    const size_t n_tokens = lmev_lm_vocab(a) < 50 ? (size_t)lmev_lm_vocab(a) : 50;
    float *x = malloc(dim * sizeof *x), *y = malloc(dim * sizeof *y);
    for (size_t i = 0; i < COUNT(texts) + n_tokens; i++) {
        lmev_str t = i < COUNT(texts) ? (lmev_str){texts[i], strlen(texts[i])}
                                      : lmev_lm_token(a, i - COUNT(texts));
        assert_int_equal(lmev_lm_embed(a, &t, 1, x, 1, NULL), LMEV_OK);
        if (i >= COUNT(texts)) t = lmev_lm_token(b, i - COUNT(texts));
        assert_int_equal(lmev_lm_embed(b, &t, 1, y, 1, NULL), LMEV_OK);
        if (memcmp(x, y, dim * sizeof *x) != 0) fail_msg("%s: text %zu", what, i);
    }
    free(x);
    free(y);
}

static void from_memory_as_from_disk(const char *path)
{
    loaded l;
    lmev_lm *disk, *memory;
    lmev_error e;
    const lmev_lm_options verify = {.verify = true};
    const long live = lmev__test_live_blocks();
    load(&l, path);
    if (lmev_lm_open(&disk, path, &verify, &e) != LMEV_OK)
        fail_msg("%s: %s", path, e.text);
    if (lmev_lm_open_memory(&memory, l.member, l.n, &verify, &e) != LMEV_OK)
        fail_msg("%s: %s: %s", path, e.source, e.text);
    same(disk, memory, path);
    assert_int_equal(lmev_lm_verified(disk), lmev_lm_verified(memory));
    assert_true(lmev_lm_n_files(disk) > 0);
    assert_int_equal(lmev_lm_n_files(memory), 0);
    lmev_table *own;
    assert_int_equal(lmev_table_new(&own, memory, NULL), LMEV_OK);
    lmev_table_rows(own)[0] += 1; /* of its own: the members do not change */
    same(disk, memory, path);
    lmev_table_free(own);
    lmev_lm_free(memory);
    lmev_lm_free(disk);
    /* Each file cut off in some places, in a block of its size: a fault, and no byte
     * behind its end is read. A file that the model does not need may be cut. */
    size_t refused = 0;
    for (size_t i = 0; i < l.n; i++) {
        const lmev_str whole = l.member[i].bytes;
        for (size_t k = 0; k < 24; k++) {
            const size_t n = k < 8 ? k * (whole.n > 8) : whole.n * (k - 7) / 17;
            if (n >= whole.n) continue;
            char *cut = malloc(n);
            assert_true(cut || n == 0);
            if (n) memcpy(cut, whole.at, n);
            l.member[i].bytes = (lmev_str){cut, n};
            const lmev_status s = lmev_lm_open_memory(&memory, l.member, l.n, NULL, &e);
            if (s == LMEV_OK) {
                lmev_bag bag = {0};
                (void)lmev_lm_bag(memory, (lmev_str){"cat ca", 6}, &bag, NULL);
                lmev_bag_release(&bag);
                lmev_lm_free(memory);
            } else {
                refused++;
                assert_true(s == LMEV_ERR_FORMAT || s == LMEV_ERR_NOTFOUND);
                assert_true(e.text[0]);
            }
            free(cut);
        }
        l.member[i].bytes = whole;
    }
    assert_true(refused > 0);
    drop(&l);
    assert_int_equal(lmev__test_live_blocks(), live);
}

/* The model in our own format too. */
static void both_formats(const char *path)
{
    lmev_lm *lm;
    lmev_error e;
    from_memory_as_from_disk(path);
    assert_int_equal(lmev_lm_open(&lm, path, NULL, &e), LMEV_OK);
    const lmev_status s =
        lmev_lm_save(lm, NULL, LMEV_LM_FORMAT_LMEV, in_folder("lm"), &e);
    if (s == LMEV_OK)
        from_memory_as_from_disk(in_folder("lm"));
    else if (s != LMEV_ERR_PARAM) /* a token that a line cannot hold */
        fail_msg("%s: %s", path, e.text);
    lmev_lm_free(lm);
}

static const char *golden(const char *name)
{
    static char path[4096];
    const char *source = getenv("LMEV_SOURCE");
    snprintf(path, sizeof path, "%s/tests/golden/%s", source ? source : ".", name);
    return path;
}

/* All models in a folder of golden files. */
static void all_of(const char *name, size_t least)
{
    char **names, dir[4096], path[8192];
    size_t n, seen = 0;
    lmev_lm *lm;
    snprintf(dir, sizeof dir, "%s", golden(name));
    assert_int_equal(lmev__list_dir(&names, &n, dir, NULL), LMEV_OK);
    for (size_t i = 0; i < n; i++) {
        snprintf(path, sizeof path, "%s/%s", dir, names[i]);
        if (lmev_lm_open(&lm, path, NULL, NULL) != LMEV_OK) continue;
        lmev_lm_free(lm);
        both_formats(path);
        seen++;
    }
    assert_true(seen >= least);
    lmev__free_names(names, n);
}

static void tfhub_modules(void **state)
{
    (void)state;
    all_of("tfhub", 9);
}

static void static_models(void **state)
{
    (void)state;
    all_of("static", 10);
}

static void word_vectors(void **state)
{
    (void)state;
    all_of("wordvec", 13);
}

/* A text of word vectors, packed, in memory. */
static void packed_word_vectors(void **state)
{
    (void)state;
    static const char text[] = "cat 1 2.5\ndog -3 4\n";
    lmev__out *out;
    lmev__gzip *gzip;
    assert_int_equal(lmev__out_begin(&out, in_folder("v.gz"), NULL), LMEV_OK);
    assert_int_equal(lmev__gzip_begin(&gzip, out, NULL), LMEV_OK);
    assert_int_equal(lmev__gzip_write(gzip, text, strlen(text), NULL), LMEV_OK);
    assert_int_equal(lmev__gzip_end(gzip, NULL), LMEV_OK);
    assert_int_equal(lmev__out_publish(out, NULL), LMEV_OK);
    from_memory_as_from_disk(in_folder("v.gz"));
}

static void names_of_members(void **state)
{
    (void)state;
    static const lmev_str b = {"x 1 2\n", 6};
    const lmev_member no_name[] = {{"config.json", b}, {NULL, b}},
                      empty[] = {{"", b}, {"config.json", b}},
                      twice[] = {{"a", b}, {"b", b}, {"a", b}},
                      missing[] = {{"saved_model.pb", b}, {"other", b}},
                      nothing[] = {{"model", {NULL, 0}}}, file[] = {{"any.json", b}};
    const struct {
        const lmev_member *member;
        size_t n;
        lmev_status want;
        const char *part;
    } c[] = {{no_name, 0, LMEV_ERR_PARAM, "no member"},
             {no_name, 2, LMEV_ERR_PARAM, "member 1 has no name"},
             {empty, 2, LMEV_ERR_PARAM, "member 0 has no name"},
             {twice, 3, LMEV_ERR_PARAM, "two members have this name"},
             {missing, 2, LMEV_ERR_FORMAT, ""},
             {twice, 2, LMEV_ERR_FORMAT, "no language model"},
             {nothing, 1, LMEV_ERR_FORMAT, "empty file"}};
    for (size_t i = 0; i < COUNT(c); i++) {
        lmev_lm *lm = NULL;
        lmev_error e = {0};
        assert_int_equal(lmev_lm_open_memory(&lm, c[i].member, c[i].n, NULL, &e),
                         c[i].want);
        if (!strstr(e.text, c[i].part)) fail_msg("'%s'", e.text);
        assert_null(lm);
    }
    lmev_lm *lm; /* one member is a file, whatever its name */
    assert_int_equal(lmev_lm_open_memory(&lm, file, 1, NULL, NULL), LMEV_OK);
    assert_int_equal(lmev_lm_dim(lm), 2);
    lmev_lm_free(lm);
}

static void every_allocation_failure(void **state)
{
    (void)state;
    static const char *const names[] = {"tfhub/tf1", "static/st-module",
                                        "wordvec/quantised-cut.ftz"};
    for (size_t i = 0; i < COUNT(names); i++) {
        loaded l;
        lmev_error e;
        load(&l, golden(names[i]));
        const long live = lmev__test_live_blocks();
        lmev_status s = LMEV_ERR_NOMEM;
        for (long k = 0; s != LMEV_OK; k++) {
            lmev_lm *lm = NULL;
            lmev__test_fail_alloc(k, false);
            s = lmev_lm_open_memory(&lm, l.member, l.n, NULL, &e);
            lmev__test_fail_alloc(-1, false);
            if (s != LMEV_OK && s != LMEV_ERR_NOMEM)
                fail_msg("%s, allocation %ld: %s", names[i], k, e.text);
            lmev_lm_free(lm);
            assert_int_equal(lmev__test_live_blocks(), live);
        }
        drop(&l);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(tfhub_modules),    cmocka_unit_test(static_models),
        cmocka_unit_test(word_vectors),     cmocka_unit_test(packed_word_vectors),
        cmocka_unit_test(names_of_members), cmocka_unit_test(every_allocation_failure),
    };
    return cmocka_run_group_tests(tests, make_folder, drop_folder);
}
