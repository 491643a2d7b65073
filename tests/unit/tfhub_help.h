/* tfhub_help.h - TF-Hub modules of a test: the golden ones, and some made in a folder of
 * its own, which is a toy: the graph of a golden module with its strings replaced, three
 * tokens, a table of four rows. */
#ifndef LMEV_TEST_TFHUB_HELP_H
#define LMEV_TEST_TFHUB_HELP_H
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/io/io.h"
#include "base/mem.h"
#include "bundle_help.h"
#include "lm/lm_impl.h"
#include "lm/tfhub/bundle.h"
#include "lm/tfhub/recipe.h"
#include "scratch.h"

#define COUNT(array) (sizeof(array) / sizeof *(array))

static inline const char *golden(const char *name)
{
    static char path[4096];
    const char *source = getenv("LMEV_SOURCE");
    snprintf(path, sizeof path, "%s/tests/golden/tfhub/%s", source ? source : ".", name);
    return path;
}

static inline char *read_all(const char *path, size_t *n)
{
    char *text;
    lmev_error err = {0};
    if (lmev__read_file(&text, n, path, (size_t)1 << 26, &err) != LMEV_OK)
        fail_msg("%s: %s", err.source, err.text);
    return text;
}

static inline void put(const char *name, const void *at, size_t n)
{
    FILE *f = fopen(in_folder(name), "wb"); /* not synced: a thousand files of a moment */
    assert_non_null(f);
    assert_int_equal(fwrite(at, 1, n, f), n);
    assert_int_equal(fclose(f), 0);
}

static inline int begin(void **state)
{
    if (make_folder(state) != 0) return -1;
    return lmev__mkdirs(in_folder("variables"), NULL) != LMEV_OK ||
           lmev__mkdirs(in_folder("assets"), NULL) != LMEV_OK;
}

/* The graph of a golden module, every occurrence of `from` made `to` (of the same
 * length). */
static inline void put_graph(const char *name, const char *from, const char *to)
{
    char path[64];
    size_t n, seen = 0;
    snprintf(path, sizeof path, "%s/saved_model.pb", name);
    char *model = read_all(golden(path), &n);
    const size_t length = from ? strlen(from) : 0;
    for (char *p = model; from && (p = memmem(p, n - (size_t)(p - model), from, length));
         seen++)
        memcpy(p, to, length);
    if (from && !seen) fail_msg("'%s' is not in %s", from, name);
    put("saved_model.pb", model, n);
    lmev__free(model);
}

static inline void put_tokens(const char *text)
{
    put("assets/tokens.txt", text, strlen(text));
}

/* The toy of hub's export_test.py: three tokens and a bucket of zeros. */
static const float toy[4][3] = {
    {1.11f, 2.56f, 3.45f}, {1, 2, 3}, {.5f, .1f, .6f}, {0, 0, 0}};

/* A table called `key` in a shard of n bytes, in place of the right one. */
static inline void put_table(const char *key, const shaped *t, const void *at, size_t n)
{
    maker m = {0};
    add_header(&m, 1);
    add_tensor(&m, key, t);
    end_table(&m);
    put("variables/variables.index", m.file.at, m.file.n);
    put("variables/variables.data-00000-of-00001", at, n);
    free_maker(&m);
}

static inline shaped toy_shape(void)
{
    return (shaped){
        1, 4, 3, 0, 0, sizeof toy, lmev__crc32c_masked(lmev__crc32c(0, toy, sizeof toy))};
}

static inline void put_toy(void)
{
    const shaped t = toy_shape();
    put_graph("export2", NULL, NULL);
    put_tokens("cat\ndog\nmouse\n");
    put_table("embeddings/.ATTRIBUTES/VARIABLE_VALUE", &t, toy, sizeof toy);
}

static inline void opens(bool verify)
{
    lmev_lm *lm;
    lmev_error err = {0};
    if (lmev_lm_open(&lm, folder, &(lmev_lm_options){.verify = verify}, &err) != LMEV_OK)
        fail_msg("%s: %s", err.source, err.text);
    static const struct {
        const char *text;
        float vector[3];
    } cases[] = {{"cat cat", {1.57f, 3.62f, 4.88f}},
                 {"lizard. dog", {.70f, 1.41f, 2.12f}},
                 {"cat? dog", {1.49f, 3.22f, 4.56f}},
                 {"", {0, 0, 0}}};
    for (size_t i = 0; i < COUNT(cases); i++) {
        float got[3];
        const lmev_str text = {cases[i].text, strlen(cases[i].text)};
        assert_int_equal(lmev_lm_embed(lm, &text, 1, got, 1, NULL), LMEV_OK);
        for (int d = 0; d < 3; d++) /* the test of tensorflow/hub writes two decimals */
            if (fabsf(got[d] - cases[i].vector[d]) > .01f)
                fail_msg("'%s': %f", cases[i].text, (double)got[d]);
    }
    lmev_lm_free(lm);
}

static inline void is_refused(bool verify, const char *why)
{
    lmev_lm *lm = NULL;
    lmev_error err = {0};
    const long live = lmev__test_live_blocks();
    const lmev_status s =
        lmev_lm_open(&lm, folder, &(lmev_lm_options){.verify = verify}, &err);
    if (s == LMEV_OK || !strstr(err.text, why))
        fail_msg("expected '%s', got '%s'", why, s == LMEV_OK ? "an lm" : err.text);
    if (strstr(why, "have their checksum"))
        assert_int_equal(s, LMEV_ERR_MISMATCH);
    else
        assert_true(s == LMEV_ERR_FORMAT || s == LMEV_ERR_NOTFOUND);
    assert_null(lm);
    assert_true(err.source[0] && err.text[0]);
    assert_int_equal(lmev__test_live_blocks(), live);
}
#endif
