/* test_static.c - static models: vectors equal to those of model2vec and
 * sentence-transformers, folders written and read again, what is refused, memory that
 * runs out.
 *
 * The reference is golden/static (make_static.py). Broken models are made from golden
 * ones. */
#include "static_help.h"

#include <math.h>
#include <unistd.h>

#include "lm/lm_impl.h"
#include "remove_tree.h"

static lmev_lm *open_lm(const char *path)
{
    lmev_lm *lm = NULL;
    lmev_error err = {0};
    if (lmev_lm_open(&lm, path, NULL, &err) != LMEV_OK)
        fail_msg("%s: %s", path, err.text);
    return lm;
}

static lmev_lm *open_golden(const char *name)
{
    char *path = golden_path(name, NULL);
    lmev_lm *lm = open_lm(path);
    lmev__free(path);
    return lm;
}

/* ---- vectors ---- */

/* Numbers are of the order of 1 (of 100 for int8 without norm). Both sides add n rows in
 * float32, each in an order of its own: an addition rounds by at most 2^-24 (6e-8) of a
 * partial sum, so the means differ by at most 6e-8 n, and hardly ever by a sixth of that.
 * The expected numbers have seven digits. float16 models come back rounded to float16,
 * twice where normalized. */
static double tolerance(const char *name, size_t n)
{
    return strstr(name, "f16") ? 2e-3 : 1e-6 + 1e-8 * (double)n;
}

static void check_vectors(const lmev_lm *lm, const char *name, const lmev__json *expected,
                          const lmev__json *vectors)
{
    lmev__buf room = LMEV__BUF_INIT;
    lmev_bag bag = {0};
    const uint32_t dim = lmev_lm_dim(lm);
    for (size_t i = 0; i < lmev__json_size(vectors); i++) {
        const lmev__json *v = lmev__json_at(vectors, i);
        const lmev_str text = golden_text(expected, i, &room);
        float got[16];
        lmev_error err = {0};
        assert_true(dim <= 16 && lmev__json_size(v) == dim);
        assert_int_equal(lmev_lm_bag(lm, text, &bag, &err), LMEV_OK);
        if (lmev_lm_embed(lm, &text, 1, got, 1, &err) != LMEV_OK)
            fail_msg("%s", err.text);
        for (uint32_t d = 0; d < dim; d++) {
            const double want = lmev__json_real(lmev__json_at(v, d));
            const double size = fabs(want) > 1 ? fabs(want) : 1;
            if (!(fabs(got[d] - want) <= tolerance(name, bag.n) * size))
                fail_msg("%s: text %zu: [%u] is %.9g, expected %.9g", name, i, d,
                         (double)got[d], want);
        }
    }
    lmev_bag_release(&bag);
    lmev__buf_free(&room);
}

typedef void check(const lmev_lm *lm, const char *name, const lmev__json *expected,
                   const lmev__json *vectors);

static void all_golden(check *f)
{
    lmev__json *expected = golden_expected();
    const lmev__json *models = lmev__json_get(expected, "models");
    for (size_t m = 0; m < lmev__json_size(models); m++) {
        const lmev__json *o = lmev__json_at(models, m);
        const char *name = lmev__json_string(lmev__json_get(o, "name"), NULL);
        lmev_lm *lm = open_golden(name);
        f(lm, name, expected, lmev__json_get(o, "vectors"));
        lmev_lm_free(lm);
    }
    lmev__json_free(expected);
}

static void test_vectors(void **state)
{
    (void)state;
    all_golden(check_vectors);
}

/* ---- what is known about them ---- */

static void test_looks(void **state)
{
    (void)state;
    lmev_lm *lm = open_golden("m2v-quantised-f16");
    assert_string_equal(lmev_lm_origin(lm), "model2vec");
    assert_int_equal(lmev_lm_rows(lm), 64);
    assert_true(lmev_lm_vocab(lm) > 64 && lm->weighted && !lmev_lm_unit(lm));
    assert_true(lmev_lm_trainable(lm));
    assert_int_equal(lmev_lm_combiner(lm), LMEV_COMBINER_MEAN);
    const lmev_str unk = lmev_lm_token(lm, 1);
    assert_true(unk.n == 5 && memcmp(unk.at, "[UNK]", 5) == 0);
    lmev_bag bag = {0};
    assert_int_equal(lmev_lm_bag(lm, LIT("zapato [UNK] rojo"), &bag, NULL), LMEV_OK);
    assert_true(bag.n > 0);
    for (size_t i = 0; i < bag.n; i++)
        assert_true(bag.id[i] < 64 && bag.weight[i] > 0 && bag.weight[i] < 10);
    lmev_bag_release(&bag);
    lmev_lm_free(lm);
    lm = open_golden("st-root");
    assert_string_equal(lmev_lm_origin(lm), "sentence-transformers");
    assert_true(lmev_lm_unit(lm) && !lm->weighted);
    lmev_lm_free(lm);
    lm = open_golden("st-module");
    assert_string_equal(lmev_lm_origin(lm), "sentence-transformers");
    assert_false(lmev_lm_unit(lm));
    lmev_lm_free(lm);
}

static void a_description_is_cut_to_its_room(void **state)
{
    (void)state;
    lmev_lm *lm = open_golden("m2v-quantised-f16");
    char all[512], some[12], none[1];
    lmev_lm_describe(lm, all, sizeof all);
    assert_non_null(strstr(all, "WordPiece tokens"));
    assert_non_null(strstr(all, "the unknown token is dropped"));
    lmev_lm_describe(lm, some, sizeof some);
    assert_int_equal(strlen(some), sizeof some - 1);
    assert_memory_equal(some, all, sizeof some - 1);
    lmev_lm_describe(lm, none, sizeof none);
    assert_string_equal(none, "");
    lmev_lm_describe(lm, NULL, 0);
    lmev_lm_free(lm);
}

/* Options cannot change what the files fix. */
static void test_options(void **state)
{
    (void)state;
    char *path = golden_path("st-root", NULL);
    lmev_lm *lm = NULL;
    lmev_error err = {0};
    lmev_lm_options o = {.combiner = "sum"};
    assert_int_equal(lmev_lm_open(&lm, path, &o, &err), LMEV_ERR_PARAM);
    o = (lmev_lm_options){.lower = LMEV_CHOICE_YES};
    assert_int_equal(lmev_lm_open(&lm, path, &o, &err), LMEV_ERR_PARAM);
    o = (lmev_lm_options){.combiner = "mean"};
    assert_int_equal(lmev_lm_open(&lm, path, &o, &err), LMEV_OK);
    lmev_lm_free(lm);
    lmev__free(path);
}

/* ---- written and read again ---- */

static char scratch[] = "/tmp/lmev-static-XXXXXX";

static char *scratch_path(const char *name)
{
    return lmev__path_join(scratch, name);
}

static void save_as(const lmev_lm *lm, lmev_lm_format format, const char *name)
{
    char *path = scratch_path(name);
    lmev_error err = {0};
    if (lmev_lm_save(lm, NULL, format, path, &err) != LMEV_OK) fail_msg("%s", err.text);
    lmev__free(path);
}

/* Same vocabulary, ids, weights; and the table to the bit. */
static void assert_same(const lmev_lm *a, const lmev_lm *b, const lmev__json *expected)
{
    assert_int_equal(lmev_lm_rows(a), lmev_lm_rows(b));
    assert_int_equal(lmev_lm_vocab(a), lmev_lm_vocab(b));
    assert_int_equal(lmev_lm_unit(a), lmev_lm_unit(b));
    assert_int_equal(a->weighted, b->weighted);
    assert_string_equal(lmev_lm_origin(a), lmev_lm_origin(b));
    assert_memory_equal(lmev_lm_table(a), lmev_lm_table(b),
                        lmev_lm_rows(a) * lmev_lm_dim(a) * sizeof(float));
    lmev__buf room = LMEV__BUF_INIT;
    lmev_bag x = {0}, y = {0};
    for (size_t i = 0; i < lmev__json_size(lmev__json_get(expected, "texts")); i++) {
        const lmev_str text = golden_text(expected, i, &room);
        assert_int_equal(lmev_lm_bag(a, text, &x, NULL), LMEV_OK);
        assert_int_equal(lmev_lm_bag(b, text, &y, NULL), LMEV_OK);
        assert_int_equal(x.n, y.n);
        if (x.n) assert_memory_equal(x.id, y.id, x.n * sizeof *x.id);
        if (x.n && a->weighted)
            assert_memory_equal(x.weight, y.weight, x.n * sizeof *x.weight);
    }
    lmev_bag_release(&x);
    lmev_bag_release(&y);
    lmev__buf_free(&room);
}

static void save_and_read(const lmev_lm *lm, const char *name, const lmev__json *expected,
                          const lmev__json *vectors)
{
    char *path = scratch_path(name);
    save_as(lm, LMEV_LM_FORMAT_LMEV, name);
    lmev_lm *again = open_lm(path);
    assert_same(lm, again, expected);
    lmev_lm_free(again);
    assert_true(remove_tree(path));
    if (strncmp(name, "m2v", 3) == 0) { /* the other kind loses its unknown token */
        save_as(lm, LMEV_LM_FORMAT_MODEL2VEC, name);
        again = open_lm(path);
        assert_same(lm, again, expected);
        check_vectors(again, name, expected, vectors);
        lmev_lm_free(again);
        assert_true(remove_tree(path));
    }
    lmev__free(path);
}

static void test_saved(void **state)
{
    (void)state;
    all_golden(save_and_read);
}

/* Whole words as Model2Vec: the mean of the words that are known, none lost or found. */
static void test_words_as_model2vec(void **state)
{
    (void)state;
    static const char texts[] = "a, b \"b\" [UNK] [UNK]\tc a, b";
    const uint64_t at[] = {0, sizeof texts - 1};
    static const float table[] = {1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024, 2048};
    const lmev_scratch_params p = {
        .dim = 1, .normalize = false, .min_count = 1, .oov_buckets = 3};
    lmev_lm *lm, *again;
    assert_int_equal(lmev_lm_scratch(&lm, &p, texts, at, 1, 1, NULL, NULL), LMEV_OK);
    assert_int_equal(lmev_lm_vocab(lm), 5); /* b  a,  "b"  [UNK]  [UNK]\tc */
    char *path = scratch_path("words");
    lmev_error err = {0};
    if (lmev_lm_save(lm, table, LMEV_LM_FORMAT_MODEL2VEC, path, &err) != LMEV_OK)
        fail_msg("%s", err.text);
    again = open_lm(path);
    assert_int_equal(lmev_lm_rows(again), 6);
    static const struct {
        const char *text;
        size_t n;
    } known[] = {
        {"b a,", 2}, {"  b  \"b\" x [UNK]", 3}, {"[UNK]\tc", 1}, {"[UNK1]", 0}, {"", 0}};
    lmev_bag x = {0}, y = {0};
    for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
        const lmev_str text = {known[i].text, strlen(known[i].text)};
        assert_int_equal(lmev_lm_bag(again, text, &x, NULL), LMEV_OK);
        assert_int_equal(lmev_lm_bag(lm, text, &y, NULL), LMEV_OK);
        assert_int_equal(x.n, known[i].n);
        for (size_t k = 0, m = 0; k < x.n; k++, m++) { /* y has buckets among them */
            while (y.id[m] >= 5) m++;
            assert_int_equal(x.id[k], y.id[m]);
            assert_true(lmev_lm_table(again)[x.id[k]] == table[x.id[k]]);
        }
    }
    assert_true(lmev_lm_table(again)[5] == 0); /* of the unknown token */
    lmev_bag_release(&x);
    lmev_bag_release(&y);
    lmev_lm_free(lm);
    lmev_lm_free(again);
    lmev__free(path);
}

/* ---- refusals ---- */

/* A folder "bad" with the given files; NULL: left out. */
static char *folder(const char *config, const char *modules, const char *tokenizer,
                    const lmev__st_tensor *tensor, size_t n)
{
    char *path = scratch_path("bad");
    const struct {
        const char *name, *text;
    } file[] = {{"config.json", config},
                {"modules.json", modules},
                {"tokenizer.json", tokenizer}};
    assert_true(remove_tree(path));
    assert_int_equal(lmev__mkdirs(path, NULL), LMEV_OK);
    for (size_t i = 0; i < 3; i++) {
        char *to = lmev__path_join(path, file[i].name);
        if (file[i].text)
            assert_int_equal(
                lmev__write_file(to, file[i].text, strlen(file[i].text), NULL), LMEV_OK);
        lmev__free(to);
    }
    char *to = lmev__path_join(path, "model.safetensors");
    if (n) assert_int_equal(lmev__st_write(to, tensor, n, NULL, 0, NULL, NULL), LMEV_OK);
    lmev__free(to);
    return path;
}

static const char three[] =
    "{\"model\":{\"type\":\"WordLevel\",\"unk_token\":\"?\",\"vocab\":"
    "{\"?\":0,\"a\":1,\"b\":2}}}";

static lmev__st_tensor tensor(const char *name, const char *dtype, const void *at,
                              uint64_t n, uint64_t dim, uint64_t size)
{
    lmev__st_tensor t = {.name = (char *)name,
                         .n_dims = dim ? 2 : 1,
                         .shape = {n, dim},
                         .at = at,
                         .n_bytes = n * (dim ? dim : 1) * size};
    strncpy(t.dtype, dtype, sizeof t.dtype - 1);
    return t;
}

static void refused(const char *config, const char *modules, const char *tokenizer,
                    const lmev__st_tensor *t, size_t n, lmev_status status,
                    const char *why)
{
    char *path = folder(config, modules, tokenizer, t, n);
    lmev_lm *lm = NULL;
    lmev_error err = {0};
    const lmev_status s = lmev_lm_open(&lm, path, NULL, &err);
    if (s != status || lm || !strstr(err.text, why)) fail_msg("%d: %s", (int)s, err.text);
    lmev__free(path);
}

static void test_refused(void **state)
{
    (void)state;
    static const float x[12] = {1, 2, 3};
    static const int32_t map[3] = {0, 1, 3};
    static const int32_t minus[3] = {0, -1, 1};
    const lmev__st_tensor table = tensor("embeddings", "F32", x, 3, 2, 4);
    const lmev__st_tensor small = tensor("embeddings", "F32", x, 2, 2, 4);
    const lmev_status bad = LMEV_ERR_FORMAT;
    refused("{}", NULL, three, NULL, 0, bad, "no model.safetensors in the folder");
    refused(NULL, "[{\"type\":\"a.StaticEmbedding\",\"path\":\"\"}]", NULL, &table, 1,
            bad, "no tokenizer.json in the folder");
    refused("{}", NULL, three, &small, 1, bad, "ids up to 2, but the table only 2 rows");
    refused("[", NULL, three, &table, 1, bad, "not valid JSON");
    refused("{\"normalize\":1}", NULL, three, &table, 1, bad, "'normalize'");
    refused("{\"max_length\":-1}", NULL, three, &table, 1, bad, "'max_length'");
    refused("{\"max_length\":\"x\"}", NULL, three, &table, 1, bad, "'max_length'");
    refused("{}", NULL, "{}", &table, 1, bad, "no 'model'");
    const lmev__st_tensor other = tensor("embedding", "F32", x, 3, 2, 4);
    refused("{}", NULL, three, &other, 1, bad, "no tensor");
    const lmev__st_tensor flat = tensor("embeddings", "F32", x, 3, 0, 4);
    refused("{}", NULL, three, &flat, 1, bad, "is not a table");
    const lmev__st_tensor whole = tensor("embeddings", "I32", x, 3, 2, 4);
    refused("{}", NULL, three, &whole, 1, bad, "has a type other");
    const lmev__st_tensor none = tensor("embeddings", "F32", x, 0, 2, 4);
    refused("{}", NULL, three, &none, 1, bad, "shape");
    const lmev__st_tensor mapped[] = {table, tensor("mapping", "I32", map, 3, 0, 4)};
    refused("{}", NULL, three, mapped, 2, bad, "sends token 2 to row 3 of a table of 3");
    const lmev__st_tensor below[] = {table, tensor("mapping", "I32", minus, 3, 0, 4)};
    refused("{}", NULL, three, below, 2, bad, "sends token 1 to row -1");
    const lmev__st_tensor shorter[] = {table, tensor("mapping", "I32", map, 2, 0, 4)};
    refused("{}", NULL, three, shorter, 2, bad, "for each of the 3 token ids");
    const lmev__st_tensor real[] = {table, tensor("mapping", "F32", map, 3, 0, 4)};
    refused("{}", NULL, three, real, 2, bad, "other than I32 and I64");
    const lmev__st_tensor light[] = {table, tensor("weights", "F32", x, 2, 0, 4)};
    refused("{}", NULL, three, light, 2, bad, "for each of the 3 token ids");
    const lmev__st_tensor whole_weights[] = {table, tensor("weights", "I32", x, 3, 0, 4)};
    refused("{}", NULL, three, whole_weights, 2, bad, "'weights' has a type");
    refused(NULL, "[]", three, &table, 1, bad, "not a static model: 'nothing'");
    refused(NULL,
            "[{\"type\":\"sentence_transformers.models.Transformer\",\"path\":\"\"}]",
            three, &table, 1, bad, "models.Transformer");
    refused(NULL,
            "[{\"type\":\"a.StaticEmbedding\",\"path\":\"\"},{\"type\":\"a.Dense\","
            "\"path\":\"2\"}]",
            three, &table, 1, bad, "'a.Dense'");
    refused(NULL, "[{\"type\":\"a.StaticEmbedding\",\"path\":\"../bad\"}]", three, &table,
            1, bad, "StaticEmbedding");
    refused(NULL, "[{\"type\":\"a.StaticEmbedding\",\"path\":\"x/../../bad\"}]", three,
            &table, 1, bad, "StaticEmbedding");
    /* And what is right, for comparison. */
    char *path = folder("{\"normalize\":true}", NULL, three, &table, 1);
    lmev_lm *lm = open_lm(path);
    assert_true(lmev_lm_unit(lm));
    lmev_lm_free(lm);
    lmev__free(path);
}

#define STATIC \
    "{\"type\":\"sentence_transformers.models.StaticEmbedding\",\"path\":\".\"}"
#define NORMALIZE "{\"type\":\"sentence_transformers.models.Normalize\",\"path\":\"1\"}"

static void config_json_does_not_hide_modules_json(void **state)
{
    (void)state;
    static const float x[6] = {1, 2, 3};
    const lmev__st_tensor table = tensor("embeddings", "F32", x, 3, 2, 4);
    const lmev_status bad = LMEV_ERR_FORMAT;
    refused("{\"model_type\":\"bert\"}",
            "[{\"type\":\"sentence_transformers.models.Transformer\",\"path\":\"\"}]",
            three, &table, 1, bad,
            "not a static model: 'sentence_transformers.models.Transformer'");
    refused("{}", "[" STATIC ",{\"type\":\"a.Dense\",\"path\":\"2\"}]", three, &table, 1,
            bad, "'a.Dense'");
    refused("{}", "[", three, &table, 1, bad, "not valid JSON");
}

/* Of Model2Vec's table, of sentence-transformers' own, and whatever config.json says. */
static void a_normalize_module_beside_config_json_is_applied(void **state)
{
    (void)state;
    static const float x[6] = {1, 2, 3, 4, 0, 0};
    static const struct {
        const char *config, *modules, *table, *format;
        bool unit;
    } c[] = {
        {"{}", "[" STATIC "," NORMALIZE "]", "embeddings", "model2vec", true},
        {"{\"normalize\":false}", "[" STATIC "," NORMALIZE "]", "embeddings", "model2vec",
         true},
        {"{\"normalize\":true}", "[" STATIC "]", "embeddings", "model2vec", true},
        {"{\"normalize\":false}", "[" STATIC "]", "embeddings", "model2vec", false},
        {"{}", "[" STATIC "," NORMALIZE "]", "embedding.weight", "sentence-transformers",
         true},
        {"{}", "[" STATIC "]", "embedding.weight", "sentence-transformers", false},
    };
    for (size_t i = 0; i < sizeof c / sizeof *c; i++) {
        const lmev__st_tensor table = tensor(c[i].table, "F32", x, 3, 2, 4);
        char *path = folder(c[i].config, c[i].modules, three, &table, 1);
        lmev_lm *lm = open_lm(path);
        const lmev_str text = LIT("a");
        float v[2];
        assert_string_equal(lmev_lm_origin(lm), c[i].format);
        assert_int_equal(lmev_lm_embed(lm, &text, 1, v, 1, NULL), LMEV_OK);
        assert_float_equal(v[0], (c[i].unit ? 0.6f : 3), 1e-6f); /* a few roundings */
        assert_float_equal(v[1], (c[i].unit ? 0.8f : 4), 1e-6f);
        lmev_lm_free(lm);
        lmev__free(path);
    }
}

static void a_default_prompt_is_refused(void **state)
{
    (void)state;
    static const float x[6] = {1, 2, 3};
    static const struct {
        const char *settings, *why; /* NULL: taken */
    } c[] = {
        {"{\"prompts\":{\"q\":\"query: \"},\"default_prompt_name\":\"q\"}",
         "the prompt 'query: '"},
        {"{\"prompts\":{\"q\":\"query: \"},\"default_prompt_name\":null}", NULL},
        {"{\"prompts\":{\"q\":\"\"},\"default_prompt_name\":\"q\"}", NULL},
        {"{\"prompts\":{},\"default_prompt_name\":\"q\"}", NULL},
        {"{", "not valid JSON"},
    };
    const lmev__st_tensor table = tensor("embedding.weight", "F32", x, 3, 2, 4);
    for (size_t i = 0; i < sizeof c / sizeof *c; i++) {
        char *path = folder(NULL, "[" STATIC "]", three, &table, 1);
        char *file = lmev__path_join(path, "config_sentence_transformers.json");
        lmev_lm *lm = NULL;
        lmev_error err = {0};
        assert_int_equal(
            lmev__write_file(file, c[i].settings, strlen(c[i].settings), NULL), LMEV_OK);
        const lmev_status s = lmev_lm_open(&lm, path, NULL, &err);
        if (s != (c[i].why ? LMEV_ERR_FORMAT : LMEV_OK) ||
            (c[i].why && !strstr(err.text, c[i].why)))
            fail_msg("%s: %s", c[i].settings, err.text);
        lmev_lm_free(lm);
        lmev__free(file);
        lmev__free(path);
    }
}

static void a_nested_module_is_found_beside_config_json(void **state)
{
    (void)state;
    static const float x[6] = {1, 2, 3, 4, 0, 0};
    const lmev__st_tensor table = tensor("embedding.weight", "F32", x, 3, 2, 4);
    char *path = folder(
        "{\"model_type\":\"any\"}",
        "[{\"type\":\"a.StaticEmbedding\",\"path\":\"0_StaticEmbedding\"}," NORMALIZE "]",
        NULL, NULL, 0);
    char *module = lmev__path_join(path, "0_StaticEmbedding");
    assert_int_equal(lmev__mkdirs(module, NULL), LMEV_OK);
    char *tokenizer = lmev__path_join(module, "tokenizer.json");
    char *tensors = lmev__path_join(module, "model.safetensors");
    assert_int_equal(lmev__write_file(tokenizer, three, sizeof three - 1, NULL), LMEV_OK);
    assert_int_equal(lmev__st_write(tensors, &table, 1, NULL, 0, NULL, NULL), LMEV_OK);
    lmev_lm *lm = open_lm(path);
    assert_true(lmev_lm_unit(lm));
    assert_string_equal(lmev_lm_origin(lm), "sentence-transformers");
    lmev_lm_free(lm);
    lmev__free(tokenizer);
    lmev__free(tensors);
    lmev__free(module);
    lmev__free(path);
}

static void tensors_of_a_larger_model_are_refused_by_name(void **state)
{
    (void)state;
    static const float x[6] = {1, 2, 3};
    const lmev__st_tensor lstm[] = {tensor("embedding.weight", "F32", x, 3, 2, 4),
                                    tensor("lstm.weight_ih_l0", "F32", x, 2, 2, 4),
                                    tensor("fc.weight", "F32", x, 1, 2, 4)};
    const lmev__st_tensor two[] = {tensor("embedding.weight", "F32", x, 3, 2, 4),
                                   tensor("embeddings", "F32", x, 3, 2, 4)};
    const lmev_status bad = LMEV_ERR_FORMAT;
    refused(NULL, NULL, three, lstm, 3, bad,
            "tensor 'lstm.weight_ih_l0' does not belong to one");
    refused("{}", NULL, three, lstm, 3, bad,
            "tensor 'lstm.weight_ih_l0' does not belong to one");
    refused("{}", NULL, three, two, 2, bad,
            "tensor 'embedding.weight' does not belong to one");
    refused(NULL, NULL, three, two, 2, bad, "tensor 'embeddings' does not belong to one");
}

/* What a repository cloned without git-lfs holds in place of its large files. */
static void git_lfs_pointers_in_a_folder_are_named(void **state)
{
    (void)state;
    static const char pointer[] =
        "version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 12345\n";
    static const float x[6] = {1, 2, 3};
    const lmev__st_tensor table = tensor("embeddings", "F32", x, 3, 2, 4);
    static const char *const names[] = {"model.safetensors", "tokenizer.json",
                                        "config.json", "modules.json"};
    for (size_t i = 0; i < 4; i++) {
        char *path = folder("{}", "[" STATIC "]", three, &table, 1);
        char *file = lmev__path_join(path, names[i]);
        lmev_lm *lm = NULL;
        lmev_error err = {0};
        assert_int_equal(lmev__write_file(file, pointer, sizeof pointer - 1, NULL),
                         LMEV_OK);
        assert_int_equal(lmev_lm_open(&lm, path, NULL, &err), LMEV_ERR_FORMAT);
        if (!strstr(err.text, "a Git LFS pointer") || !strstr(err.source, names[i]))
            fail_msg("%s: %s", err.source, err.text);
        assert_non_null(strstr(err.hint, "git lfs pull"));
        lmev__free(file);
        lmev__free(path);
    }
}

/* ---- memory ---- */

static void test_out_of_memory(void **state)
{
    (void)state;
    static const float x[6] = {1, 2, 3};
    static const int64_t map[3] = {0, 1, 2};
    const lmev__st_tensor t[] = {tensor("mapping", "I64", map, 3, 0, 8),
                                 tensor("embeddings", "F32", x, 3, 2, 4),
                                 tensor("weights", "F32", x, 3, 0, 4)};
    char *path = folder("{}", NULL, three, t, 3), *to = scratch_path("starved");
    const long live = lmev__test_live_blocks();
    for (long k = 0, done = 0; !done; k++) {
        lmev_lm *lm = NULL;
        lmev_bag bag = {0};
        lmev_error err = {0};
        assert_true(remove_tree(to));
        lmev__test_fail_alloc(k, true);
        lmev_status s = lmev_lm_open(&lm, path, NULL, &err);
        if (s == LMEV_OK) s = lmev_lm_bag(lm, LIT("a b"), &bag, &err);
        if (s == LMEV_OK) s = lmev_lm_save(lm, NULL, LMEV_LM_FORMAT_MODEL2VEC, to, &err);
        lmev__test_fail_alloc(-1, false);
        done = s == LMEV_OK;
        /* open.c asks which format it is, and takes what it cannot read for another's. */
        if (!done && s != LMEV_ERR_NOMEM && s != LMEV_ERR_FORMAT)
            fail_msg("%s", err.text);
        lmev_lm_free(lm);
        lmev_bag_release(&bag);
        assert_int_equal(lmev__test_live_blocks(), live);
    }
    lmev__free(path);
    lmev__free(to);
}

static int begin(void **state)
{
    (void)state;
    return mkdtemp(scratch) ? 0 : -1;
}

static int end(void **state)
{
    (void)state;
    return remove_tree(scratch) ? 0 : -1;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_vectors),
        cmocka_unit_test(test_looks),
        cmocka_unit_test(a_description_is_cut_to_its_room),
        cmocka_unit_test(test_options),
        cmocka_unit_test(test_saved),
        cmocka_unit_test(test_words_as_model2vec),
        cmocka_unit_test(test_refused),
        cmocka_unit_test(config_json_does_not_hide_modules_json),
        cmocka_unit_test(a_normalize_module_beside_config_json_is_applied),
        cmocka_unit_test(a_default_prompt_is_refused),
        cmocka_unit_test(a_nested_module_is_found_beside_config_json),
        cmocka_unit_test(tensors_of_a_larger_model_are_refused_by_name),
        cmocka_unit_test(git_lfs_pointers_in_a_folder_are_named),
        cmocka_unit_test(test_out_of_memory),
    };
    return cmocka_run_group_tests(tests, begin, end);
}
