/* test_hub.c - what a model's name means, where it would lie, and what the caches hold.
 * No network: downloads are tests/net/models.py's, archives test_unpack.c's. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka wants the four above first */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <cmocka.h>

#include "base/hash.h"
#include "base/io/io.h"
#include "base/mem.h"
#include "hub/cache.h"
#include "hub/catalogue.h"
#include "hub/pull.h"
#include "hub/repository.h"
#include "remove_tree.h"

#define GOOGLE   "https://tfhub.dev/google/"
#define FASTTEXT "https://dl.fbaipublicfiles.com/fasttext/"

static char top[] = "/tmp/lmev-hub-XXXXXX";

static int make_folder(void **state)
{
    (void)state;
    return mkdtemp(top) && chdir(top) == 0 ? 0 : -1;
}

static int remove_folder(void **state)
{
    (void)state;
    return chdir("/") == 0 && remove_tree(top) ? 0 : -1;
}

static void write_text(const char *path, const char *text)
{
    char *dir = lmev__path_dir(path);
    assert_int_equal(lmev__mkdirs(dir, NULL), LMEV_OK);
    lmev__free(dir);
    assert_int_equal(lmev__write_file(path, text, strlen(text), NULL), LMEV_OK);
}

/* The folders that tensorflow_hub uses for these handles. */
static void test_folder_names(void **state)
{
    (void)state;
    static const char *const known[][2] = {
        {"nnlm-es-dim50/1", "1483580d1780f74ecb1d40d00cff757efb1cbb93"},
        {"nnlm-es-dim50/2", "d7344ad3d15f2ff2eb8e3d89b460461c4f26901c"},
        {"nnlm-es-dim50-with-normalization/1",
         "a88a83b7aa224eddcc2f16d35ea6e2bfb61652d0"},
        {"nnlm-es-dim50-with-normalization/2",
         "ef8a77d97e08c984e79dbabe8e49cea4641bbaa6"},
        {"nnlm-es-dim128/1", "7b678e1bb001bf5ed2a258823e543fb3422618ba"},
        {"nnlm-es-dim128/2", "bce379a623a1a3ca1c88ad5112e5a721b866e452"},
        {"nnlm-es-dim128-with-normalization/1",
         "a7fe827a4e68369aab0fa6a65479cd37c499e0f4"},
        {"nnlm-es-dim128-with-normalization/2",
         "6caf68910ed4498a3acf6aff434907afea0ef2ef"},
        {"tf2-preview/nnlm-es-dim50/1", "954a3c7afa1b535ee9f3225bee09b6e4254c8c81"},
        {"tf2-preview/nnlm-es-dim50-with-normalization/1",
         "6590715e572b66e0a311a796edf2873ac3acde04"},
        {"tf2-preview/nnlm-es-dim128/1", "5befc167df57b723c97badf607f2a8b512398290"},
        {"tf2-preview/nnlm-es-dim128-with-normalization/1",
         "b7f5d37042e5db295f82557008e9bbc35de74fd8"},
        {"nnlm-en-dim50/1", "7f07056e3a4c9f125d5bd920ef3883605d8556a8"},
        {"nnlm-en-dim50/2", "74a841d6eb84e8d93d913d716fb5440d020cc291"},
        {"nnlm-en-dim50-with-normalization/1",
         "b0c953af6c99daf807d6109a5780c31ca8b8ff0f"},
        {"nnlm-en-dim50-with-normalization/2",
         "89372f84accb892aa8bf438f7762756cfc715013"},
        {"nnlm-en-dim128/1", "32f2b2259e1cc8ca58c876921748361283e73997"},
        {"nnlm-en-dim128/2", "29abffb443cb0a0ca9c72e8e3863b76d85028490"},
        {"nnlm-en-dim128-with-normalization/1",
         "2cdbcae1a547f4fb93475d4b7d4140f8590995b7"},
        {"nnlm-en-dim128-with-normalization/2",
         "6c543d9c68cb17154cf7e1a355033863aa6b1dd2"},
        {"tf2-preview/nnlm-en-dim50/1", "82c4aaf4250ffb09088bd48368ee7fd00e5464fe"},
        {"tf2-preview/nnlm-en-dim50-with-normalization/1",
         "587fa31bb5f393453d0a393c7e4bd05ebdfd5450"},
        {"tf2-preview/nnlm-en-dim128/1", "479660ef4c9d0ccd3931ea936612ee24368e86d3"},
        {"tf2-preview/nnlm-en-dim128-with-normalization/1",
         "f4d3ff5fd3f36c50ccad4df175566fc4a6add796"},
        {"tf2-preview/mobilenet_v2/feature_vector/1",
         "1a3f6d786d1e8f0f1ca9ec98ab08ffc76d7fe55b"},
    };
    for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
        char handle[128], want[128];
        lmev__slot slot;
        lmev__ref ref;
        (void)snprintf(handle, sizeof handle, GOOGLE "%s", known[i][0]);
        (void)snprintf(want, sizeof want, "c/%s", known[i][1]);
        assert_int_equal(lmev__resolve(&ref, handle, NULL), LMEV_OK);
        assert_string_equal(ref.handle, handle);
        assert_int_equal(lmev__slot_open(&slot, "c", ref.handle, NULL), LMEV_OK);
        assert_string_equal(slot.folder, want);
        lmev__slot_release(&slot);
        lmev__ref_release(&ref);
    }
    char hex[41];
    lmev__sha1("abc", 3, hex); /* FIPS 180 */
    assert_string_equal(hex, "a9993e364706816aba3e25717850c26c9cd0d89d");
    lmev__sha1("", 0, hex);
    assert_string_equal(hex, "da39a3ee5e6b4b0d3255bfef95601890afd80709");
}

typedef struct meaning {
    const char *model, *name, *handle;
    lmev__source source;
} meaning;

static void test_names(void **state)
{
    (void)state;
    write_text("here/model.vec", "x");
    write_text("minishlab/own", "x");
    write_text("wiki.pt.vec", "x");
    write_text("nnlm-es-dim50", "a file of that name");
    static const meaning known[] = {
        {"nnlm-es-dim50", "nnlm-es-dim50", GOOGLE "nnlm-es-dim50/2",
         LMEV__SOURCE_ARCHIVE},
        {"./nnlm-es-dim50", "nnlm-es-dim50", NULL, LMEV__SOURCE_PATH},
        {"nnlm-en-dim128-with-normalization-tf1", "nnlm-en-dim128-with-normalization-tf1",
         GOOGLE "nnlm-en-dim128-with-normalization/1", LMEV__SOURCE_ARCHIVE},
        {"nnlm-es-dim50-preview", "nnlm-es-dim50-preview",
         GOOGLE "tf2-preview/nnlm-es-dim50/1", LMEV__SOURCE_ARCHIVE},
        {GOOGLE "nnlm-es-dim50/2?tf-hub-format=compressed", "nnlm-es-dim50",
         GOOGLE "nnlm-es-dim50/2", LMEV__SOURCE_ARCHIVE},
        {"http://tfhub.dev/google/nnlm-es-dim50/1/", "nnlm-es-dim50-tf1",
         GOOGLE "nnlm-es-dim50/1", LMEV__SOURCE_ARCHIVE},
        {"google/tf2-preview/nnlm-en-dim50/1", "nnlm-en-dim50-preview",
         GOOGLE "tf2-preview/nnlm-en-dim50/1", LMEV__SOURCE_ARCHIVE},
        {GOOGLE "nnlm-zh-dim128-with-normalization/2",
         "nnlm-zh-dim128-with-normalization",
         GOOGLE "nnlm-zh-dim128-with-normalization/2", LMEV__SOURCE_ARCHIVE},
        {"https://www.kaggle.com/models/google/nnlm/tensorFlow1/en-dim50/1",
         "nnlm-en-dim50-tf1", GOOGLE "nnlm-en-dim50/1", LMEV__SOURCE_ARCHIVE},
        {"https://www.kaggle.com/models/google/nnlm/frameworks/tensorFlow2/variations/"
         "es-dim128/versions/1",
         "nnlm-es-dim128", GOOGLE "nnlm-es-dim128/2", LMEV__SOURCE_ARCHIVE},
        {"google/nnlm/TensorFlow2/tf2-preview-es-dim50-with-normalization/1",
         "nnlm-es-dim50-with-normalization-preview",
         GOOGLE "tf2-preview/nnlm-es-dim50-with-normalization/1", LMEV__SOURCE_ARCHIVE},
        {"https://storage.googleapis.com/tfhub-modules/google/nnlm-en-dim50/2.tar.gz",
         "nnlm-en-dim50", GOOGLE "nnlm-en-dim50/2", LMEV__SOURCE_ARCHIVE},
        {"https://tfhub.dev/acme/emb/3", "emb", "https://tfhub.dev/acme/emb/3",
         LMEV__SOURCE_ARCHIVE},
        {"https://example.com/a/titles.tar.gz", "titles",
         "https://example.com/a/titles.tar.gz", LMEV__SOURCE_ARCHIVE},
        {"potion-base-8M", "potion-base-8M",
         "https://huggingface.co/minishlab/potion-base-8M", LMEV__SOURCE_HF},
        {"acme/tiny", "tiny", "https://huggingface.co/acme/tiny", LMEV__SOURCE_HF},
        {"https://huggingface.co/acme/tiny/tree/main", "tiny",
         "https://huggingface.co/acme/tiny", LMEV__SOURCE_HF},
        {"cc.es.300", "cc.es.300", FASTTEXT "vectors-crawl/cc.es.300.bin.gz",
         LMEV__SOURCE_ARCHIVE},
        {"cc.es.300.bin", "cc.es.300", FASTTEXT "vectors-crawl/cc.es.300.bin.gz",
         LMEV__SOURCE_ARCHIVE},
        {"cc.gl.300.vec", "cc.gl.300.vec", FASTTEXT "vectors-crawl/cc.gl.300.vec.gz",
         LMEV__SOURCE_ARCHIVE},
        {"wiki.es", "wiki.es", FASTTEXT "vectors-wiki/wiki.es.zip", LMEV__SOURCE_ARCHIVE},
        {"wiki.zh_yue.vec", "wiki.zh_yue.vec", FASTTEXT "vectors-wiki/wiki.zh_yue.vec",
         LMEV__SOURCE_ARCHIVE},
        {FASTTEXT "vectors-crawl/cc.es.300.vec.gz", "cc.es.300.vec",
         FASTTEXT "vectors-crawl/cc.es.300.vec.gz", LMEV__SOURCE_ARCHIVE},
        {FASTTEXT "vectors-wiki/wiki.es.zip#wiki.es.vec", "wiki.es.vec",
         FASTTEXT "vectors-wiki/wiki.es.zip#wiki.es.vec", LMEV__SOURCE_ARCHIVE},
        {"https://example.com/sbw.bin.gz?x=1", "sbw.bin",
         "https://example.com/sbw.bin.gz?x=1", LMEV__SOURCE_ARCHIVE},
        {"wiki.pt.vec", "wiki.pt.vec", NULL, LMEV__SOURCE_PATH}, /* a file of that name */
        {"minishlab/own", "own", NULL, LMEV__SOURCE_PATH},
        {"here/model.vec", "model.vec", NULL, LMEV__SOURCE_PATH},
        {"here", "here", NULL, LMEV__SOURCE_PATH},
        {"here/", "here", NULL, LMEV__SOURCE_PATH},
    };
    for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
        lmev_error e = {0};
        lmev__ref ref = {0};
        if (lmev__resolve(&ref, known[i].model, &e) != LMEV_OK)
            fail_msg("%s: %s", known[i].model, e.text);
        assert_int_equal(ref.source, known[i].source);
        assert_string_equal(ref.name, known[i].name);
        assert_string_equal(ref.handle ? ref.handle : "",
                            known[i].handle ? known[i].handle : "");
        lmev__ref_release(&ref);
    }
}

static void test_names_that_are_none(void **state)
{
    (void)state;
    static const struct {
        const char *model;
        lmev_status s;
        const char *said;
    } bad[] = {
        {"", LMEV_ERR_NOTFOUND, "no model"},
        {"nnlm-es-dim51", LMEV_ERR_NOTFOUND, "nnlm-es-dim50"},
        {"nnlm-fr-dim50", LMEV_ERR_NOTFOUND, "nnlm-e"},
        {"BETO", LMEV_ERR_NOTFOUND, "'BETO' is a transformer, which lmev cannot read"},
        {"LaBSE", LMEV_ERR_NOTFOUND, "is a transformer"},
        {"multilingual-e5-small", LMEV_ERR_NOTFOUND, "is a transformer"},
        {"bert-base-spanish-wwm-cased", LMEV_ERR_NOTFOUND, "is a transformer"},
        {"gpt2", LMEV_ERR_NOTFOUND, "potion-multilingual-128M"},
        {"alberto", LMEV_ERR_NOTFOUND, "no model 'alberto'"},
        {"cc.es", LMEV_ERR_NOTFOUND, "did you mean 'cc.es.300'"},
        {"cc-es-300", LMEV_ERR_NOTFOUND, "did you mean 'cc.es.300'"},
        {"cc.spanish.300", LMEV_ERR_NOTFOUND, "no vectors of a language 'spanish'"},
        {"cc.xx.300", LMEV_ERR_NOTFOUND, "no vectors of a language 'xx'"},
        {"cc.xx.300", LMEV_ERR_NOTFOUND, "cc.LANGUAGE.300"},
        {"wiki.xx.vec", LMEV_ERR_NOTFOUND, "no vectors of a language 'xx'"},
        {"wiki.", LMEV_ERR_NOTFOUND, "wiki.LANGUAGE"},
        {"fasttext-spanish", LMEV_ERR_NOTFOUND, "cc.LANGUAGE.300"},
        {"potion-base", LMEV_ERR_NOTFOUND, "did you mean 'potion-base-"},
        {"some-vectors", LMEV_ERR_NOTFOUND, "OWNER/NAME (minishlab/potion-base-8M)"},
        {"google/nnlm/tensorFlow2/es-dim50", LMEV_ERR_NOTFOUND,
         "did you mean 'google/nnlm/tensorFlow2/es-dim50/1'"},
        {"https://www.kaggle.com/models/google/nnlm/TensorFlow2/es-dim50/",
         LMEV_ERR_NOTFOUND,
         "did you mean "
         "'https://www.kaggle.com/models/google/nnlm/TensorFlow2/es-dim50/1'"},
        {"google/nnlm/frameworks/tensorFlow2/variations/es-dim128", LMEV_ERR_NOTFOUND,
         "variations/es-dim128/versions/1'"},
        {"google/nnlm-es-dim50", LMEV_ERR_NOTFOUND,
         "did you mean 'google/nnlm-es-dim50/2'"},
        {GOOGLE "nnlm-es-dim50", LMEV_ERR_NOTFOUND,
         "did you mean '" GOOGLE "nnlm-es-dim50/2'"},
        {"../up/there", LMEV_ERR_NOTFOUND, "no model"},
        {"a/..", LMEV_ERR_NOTFOUND, "no model"},
        {"a/b/c", LMEV_ERR_NOTFOUND, "no model"},
        {"google/nnlm/tensorFlow2/es-dim50/2", LMEV_ERR_NOTFOUND, "no model"},
        {"http://example.com/x.tar.gz", LMEV_ERR_PARAM, "not an https address"},
        {"file:///etc/passwd", LMEV_ERR_PARAM, "not an https address"},
        {"https://", LMEV_ERR_PARAM, "not an https address"},
        {"https://me:secret@example.com/x.tar.gz", LMEV_ERR_PARAM, "password"},
        {"https://example.com/x y", LMEV_ERR_PARAM, "blanks"},
        {"https://example.com/x\r\nHost: y", LMEV_ERR_PARAM, "blanks"},
    };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        lmev_error e = {0};
        lmev__ref ref;
        assert_int_equal(lmev__resolve(&ref, bad[i].model, &e), bad[i].s);
        if (!strstr(e.text, bad[i].said) && !strstr(e.hint, bad[i].said))
            fail_msg("%s: %s; %s", bad[i].model, e.text, e.hint);
        assert_null(strstr(e.text, "secret"));
    }
    static char endless[5000];
    lmev__ref ref;
    memset(endless, 'a', sizeof endless - 1);
    assert_int_equal(lmev__resolve(&ref, endless, NULL), LMEV_ERR_PARAM);
}

static void expect_urls(const char *model, const char *endpoint, const char *const *want)
{
    lmev__ref ref;
    assert_int_equal(lmev__resolve(&ref, model, NULL), LMEV_OK);
    for (size_t k = 0;; k++) {
        char *url = lmev__ref_url(&ref, endpoint, k);
        assert_string_equal(url, want[k]);
        bool last = !*url;
        lmev__free(url);
        if (last) break;
    }
    lmev__ref_release(&ref);
}

static void test_addresses(void **state)
{
    (void)state;
    expect_urls(
        "nnlm-es-dim50", NULL,
        (const char *const[]){
            GOOGLE "nnlm-es-dim50/2?tf-hub-format=compressed",
            "https://storage.googleapis.com/tfhub-modules/google/nnlm-es-dim50/2.tar.gz",
            "https://www.kaggle.com/api/v1/models/google/nnlm/tensorFlow2/es-dim50/1/"
            "download",
            ""});
    expect_urls("nnlm-es-dim50-preview", NULL,
                (const char *const[]){
                    GOOGLE "tf2-preview/nnlm-es-dim50/1?tf-hub-format=compressed",
                    "https://storage.googleapis.com/tfhub-modules/google/tf2-preview/"
                    "nnlm-es-dim50/1.tar.gz",
                    "https://www.kaggle.com/api/v1/models/google/nnlm/tensorFlow2/"
                    "tf2-preview-es-dim50/1/download",
                    ""});
    expect_urls("nnlm-es-dim50-tf1", "https://mirror/hub/",
                (const char *const[]){
                    "https://mirror/hub/google/nnlm-es-dim50/1?tf-hub-format=compressed",
                    "https://mirror/hub/google/nnlm-es-dim50/1.tar.gz", ""});
    expect_urls("https://example.com/a.tar.gz", "https://mirror",
                (const char *const[]){"https://example.com/a.tar.gz", ""});
    expect_urls("cc.es.300", NULL,
                (const char *const[]){FASTTEXT "vectors-crawl/cc.es.300.bin.gz", ""});
    expect_urls(
        "wiki.es", "https://mirror/",
        (const char *const[]){"https://mirror/fasttext/vectors-wiki/wiki.es.zip", ""});
    /* an address of its own is asked as it is, without the name of a member */
    static const char *const files[] = {
        "https://example.com/a.bin", "https://example.com/a.vec?download=1",
        "https://example.com/a.txt.gz", "https://example.com/a.ftz",
        "https://example.com/a.zip"};
    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        char member[80];
        expect_urls(files[i], "https://mirror", (const char *const[]){files[i], ""});
        (void)snprintf(member, sizeof member, "%s#d/b.txt", files[i]);
        expect_urls(member, NULL, (const char *const[]){files[i], ""});
    }
    expect_urls("https://example.com/hub/m/1", NULL,
                (const char *const[]){
                    "https://example.com/hub/m/1?tf-hub-format=compressed", ""});
    expect_urls(
        "https://example.com/m?v=1", NULL,
        (const char *const[]){"https://example.com/m?v=1&tf-hub-format=compressed", ""});
}

static void test_catalogue(void **state)
{
    (void)state;
    lmev_hub_entry *list;
    size_t n;
    const lmev_hub_options o = {.cache_dir = "nowhere"};
    assert_int_equal(lmev_hub_list(&list, &n, &o, NULL), LMEV_OK);
    assert_int_equal(n, lmev__n_catalogue);
    for (size_t i = 0; i < n; i++) {
        lmev_hub_entry e;
        lmev_error err;
        assert_true(i == 0 || strcmp(list[i - 1].name, list[i].name) < 0);
        assert_true(list[i].dim > 0 && list[i].language && !list[i].path &&
                    list[i].handle);
        assert_int_equal(lmev_hub_find(&e, list[i].name, &o, &err), LMEV_ERR_NOTFOUND);
        assert_string_equal(e.handle,
                            list[i].handle); /* filled although it is not here */
        assert_non_null(strstr(err.hint, "pull the model"));
        lmev_hub_entry_release(&e);
    }
    lmev_hub_list_free(list, n);
    assert_int_equal(lmev_hub_find(&(lmev_hub_entry){0}, "nothing", NULL, NULL),
                     LMEV_ERR_NOTFOUND);
}

static void test_caches(void **state)
{
    (void)state;
    const lmev_hub_options o = {
        .cache_dir = "cache", .hf_home = "hf", .kaggle_dir = "kaggle"};
    lmev_hub_entry e;
    /* tensorflow_hub's own, with and without what we would record */
    write_text("cache/d7344ad3d15f2ff2eb8e3d89b460461c4f26901c/saved_model.pb", "12345");
    write_text("cache/d7344ad3d15f2ff2eb8e3d89b460461c4f26901c/assets/tokens.txt", "678");
    assert_int_equal(lmev_hub_find(&e, "nnlm-es-dim50", &o, NULL), LMEV_OK);
    assert_string_equal(e.path, "cache/d7344ad3d15f2ff2eb8e3d89b460461c4f26901c");
    assert_int_equal(e.bytes, 8);
    assert_string_equal(e.sha256, "");
    lmev_hub_entry_release(&e);
    /* the folder of a handle that was written with a slash at its end */
    char path[160], hex[41];
    static const char spelled[] = GOOGLE "nnlm-es-dim128/2/";
    lmev__sha1(spelled, strlen(spelled), hex);
    (void)snprintf(path, sizeof path, "cache/%s/saved_model.pb", hex);
    write_text(path, "x");
    assert_int_equal(lmev_hub_find(&e, spelled, &o, NULL), LMEV_OK);
    lmev_hub_entry_release(&e);
    assert_int_equal(lmev_hub_find(&e, "nnlm-es-dim128", &o, NULL), LMEV_ERR_NOTFOUND);
    lmev_hub_entry_release(&e);
    /* an empty folder is none */
    assert_int_equal(lmev__mkdirs("cache/29abffb443cb0a0ca9c72e8e3863b76d85028490", NULL),
                     LMEV_OK);
    assert_int_equal(lmev_hub_find(&e, "nnlm-en-dim128", &o, NULL), LMEV_ERR_NOTFOUND);
    lmev_hub_entry_release(&e);
    /* Hugging Face: refs/main decides; it cannot lead out */
    write_text("hf/hub/models--acme--tiny/snapshots/r1/model.safetensors", "t");
    write_text(
        "hf/hub/models--acme--tiny/snapshots/r2/0_StaticEmbedding/model.safetensors",
        "tt");
    assert_int_equal(lmev_hub_find(&e, "acme/tiny", &o, NULL),
                     LMEV_ERR_NOTFOUND); /* which one? */
    lmev_hub_entry_release(&e);
    write_text("hf/hub/models--acme--tiny/refs/main", "r2\n");
    assert_int_equal(lmev_hub_find(&e, "acme/tiny", &o, NULL), LMEV_OK);
    assert_string_equal(e.path, "hf/hub/models--acme--tiny/snapshots/r2");
    lmev_hub_entry_release(&e);
    write_text("hf/hub/models--acme--tiny/refs/main", "../snapshots/r2");
    assert_int_equal(lmev_hub_find(&e, "acme/tiny", &o, NULL), LMEV_ERR_NOTFOUND);
    lmev_hub_entry_release(&e);
    write_text("hf/hub/models--acme--tiny/refs/main", "r2");
    /* a descriptor of another handle than the folder's, and one that is right, are listed
     * so */
    write_text("cache/d7344ad3d15f2ff2eb8e3d89b460461c4f26901c.descriptor.txt",
               "Module: " GOOGLE "nnlm-es-dim50/1\n");
    static const char own[] = "https://example.com/own/1";
    lmev__sha1(own, strlen(own), hex);
    (void)snprintf(path, sizeof path, "cache/%s/saved_model.pb", hex);
    write_text(path, "x");
    (void)snprintf(path, sizeof path, "cache/%s.descriptor.txt", hex);
    write_text(path, "Module: https://example.com/own/1\nDownload Time: now");
    lmev_hub_entry *list;
    size_t n, own_ones = 0, here = 0;
    assert_int_equal(lmev_hub_list(&list, &n, &o, NULL), LMEV_OK);
    for (size_t i = 0; i < n; i++) {
        own_ones += strcmp(list[i].handle, own) == 0;
        here += list[i].path != NULL;
    }
    assert_int_equal(own_ones, 1);
    assert_int_equal(here, 3); /* nnlm-es-dim50, own, acme/tiny */
    assert_int_equal(n, lmev__n_catalogue + 2);
    lmev_hub_list_free(list, n);
}

/* What lies in the cache as one file is that file; a folder of several stays a folder. */
static void test_a_folder_of_one_file_is_the_file(void **state)
{
    (void)state;
    const lmev_hub_options o = {.cache_dir = "single"};
    lmev_hub_entry e;
    lmev__slot slot, member;
    char path[160];
    assert_int_equal(
        lmev__slot_open(&slot, "single", FASTTEXT "vectors-wiki/wiki.es.vec", NULL),
        LMEV_OK);
    (void)snprintf(path, sizeof path, "%s/wiki.es.vec", slot.folder);
    write_text(path, "1 1\nhola 1\n");
    assert_int_equal(lmev_hub_find(&e, "wiki.es.vec", &o, NULL), LMEV_OK);
    assert_string_equal(e.path, path);
    assert_int_equal(e.bytes, 11);
    lmev_hub_entry_release(&e);
    (void)snprintf(path, sizeof path, "%s/more", slot.folder);
    write_text(path, "x");
    assert_int_equal(lmev_hub_find(&e, "wiki.es.vec", &o, NULL), LMEV_OK);
    assert_string_equal(e.path, slot.folder);
    lmev_hub_entry_release(&e);
    lmev__slot_release(&slot);
    /* members of one zip: two folders, one download */
    assert_int_equal(lmev__slot_open(&slot, "c", "https://x/a.zip", NULL), LMEV_OK);
    assert_int_equal(lmev__slot_open(&member, "c", "https://x/a.zip#b.txt", NULL),
                     LMEV_OK);
    assert_string_not_equal(slot.folder, member.folder);
    assert_string_not_equal(slot.record, member.record);
    assert_string_equal(slot.part, member.part);
    assert_string_equal(slot.lock, member.lock);
    lmev__slot_release(&slot);
    lmev__slot_release(&member);
}

static void test_verify(void **state)
{
    (void)state;
    const lmev_hub_options o = {.cache_dir = "verify"};
    lmev__slot slot;
    lmev_error e;
    assert_int_equal(lmev_hub_verify("nnlm-es-dim50", &o, &e), LMEV_ERR_NOTFOUND);
    assert_int_equal(lmev__slot_open(&slot, "verify", GOOGLE "nnlm-es-dim50/2", NULL),
                     LMEV_OK);
    char path[160];
    (void)snprintf(path, sizeof path, "%s/assets/tokens.txt", slot.folder);
    write_text(path, "abc");
    assert_int_equal(lmev_hub_verify("nnlm-es-dim50", &o, &e), LMEV_ERR_NOTFOUND);
    lmev__json *files = lmev__json_new_object(), *file = lmev__json_new_object();
    assert_true(lmev__json_set(file, "bytes", lmev__json_new_int(3)));
    assert_true(lmev__json_set(
        file, "sha256",
        lmev__json_new_string(
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")));
    assert_true(lmev__json_set(files, "assets/tokens.txt", file));
    assert_int_equal(
        lmev__record_write(&slot, GOOGLE "nnlm-es-dim50/2", "https://x", "", files, &e),
        LMEV_OK);
    assert_int_equal(lmev_hub_verify("nnlm-es-dim50", &o, &e), LMEV_OK);
    write_text(path, "abd");
    assert_int_equal(lmev_hub_verify("nnlm-es-dim50", &o, &e), LMEV_ERR_MISMATCH);
    assert_non_null(strstr(e.source, "tokens.txt"));
    write_text(slot.record, "{broken");
    assert_int_equal(lmev_hub_verify("nnlm-es-dim50", &o, &e), LMEV_ERR_FORMAT);
    lmev__slot_release(&slot);
}

/* ---- repositories ---- */

static void expect_judged(lmev_status s, const lmev_error *e, const char *said)
{
    if (s != (said ? LMEV_ERR_FORMAT : LMEV_OK) ||
        (said && !strstr(e->text, said) && !strstr(e->hint, said)))
        fail_msg("%d: %s; %s, wanted %s", s, e->text, e->hint, said ? said : "nothing");
}

static void test_a_repository_is_judged_by_its_small_files(void **state)
{
    (void)state;
    static const char is_static[] =
        "[{\"type\": \"sentence_transformers.models.StaticEmbedding\", "
        "\"path\": \"0_StaticEmbedding\"}";
    static const char normalize[] =
        ", {\"type\": \"sentence_transformers.models.Normalize\"}";
    static const char pooling[] =
        ", {\"type\": \"sentence_transformers.models.Pooling\"}";
    static const char transformer[] =
        "[{\"type\": \"sentence_transformers.models.Transformer\"}";
    static const char bert[] =
        "{\"model_type\": \"bert\", \"architectures\": [\"BertModel\"]}";
    const struct {
        const char *modules[3], *config, *said;
    } known[] = {
        {{0}, NULL, NULL},
        {{is_static, "]"}, NULL, NULL},
        {{is_static, normalize, "]"}, bert, NULL}, /* modules.json decides */
        {{is_static, pooling, "]"}, NULL, "models.Pooling"},
        {{is_static, normalize, ", {\"type\": \"Normalize\"}]"}, NULL, "Normalize"},
        {{transformer, pooling, "]"}, bert, "(Transformer in modules.json)"},
        {{"[]"}, NULL, "no module"},
        {{"[{}]"}, NULL, "'nothing'"},
        {{"{"}, NULL, ""},
        {{0},
         bert,
         "'o/n' is a transformer (BertModel in config.json), which lmev cannot read"},
        {{0}, "{\"model_type\": \"gemma\"}", "(gemma in config.json)"},
        {{0},
         "{\"model_type\": \"model2vec\", \"architectures\": [\"StaticModel\"]}",
         NULL},
        {{0}, "{\"format\": \"lmev-lm\", \"model_type\": \"x\"}", NULL},
        {{0}, "{\"normalize\": true}", NULL},
    };
    for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
        char text[600];
        lmev_error e = {0};
        assert_true(remove_tree("judged"));
        write_text("judged/README.md", "x");
        (void)snprintf(text, sizeof text, "%s%s%s",
                       known[i].modules[0] ? known[i].modules[0] : "",
                       known[i].modules[1] ? known[i].modules[1] : "",
                       known[i].modules[2] ? known[i].modules[2] : "");
        if (*text) write_text("judged/modules.json", text);
        if (known[i].config) write_text("judged/config.json", known[i].config);
        const lmev_status s = lmev__judge_small("judged", "o/n", &e);
        expect_judged(s, &e, known[i].said);
    }
}

static void test_a_repository_is_judged_by_its_list(void **state)
{
    (void)state;
    static const struct {
        const char *list, *kind, *names;
    } known[] = {
        {"{}", NULL, "has no model.safetensors"},
        {"{\"siblings\": 3, \"config\": []}", NULL, "has no model.safetensors"},
        {"{\"siblings\": [{\"rfilename\": \"model.safetensors\"}, {}, 3]}", NULL,
         "has no tokenizer.json"},
        {"{\"siblings\": [{\"rfilename\": \"x/model.safetensors\"}, {\"rfilename\": "
         "\"tokenizer.json\"}]}",
         NULL, "has no model.safetensors"},
        {"{\"siblings\": [{\"rfilename\": \"0_StaticEmbedding/model.safetensors\"}, "
         "{\"rfilename\": "
         "\"0_StaticEmbedding/tokenizer.json\"}], \"config\": {\"model_type\": "
         "\"model2vec\"}}",
         NULL, NULL},
        {"{\"siblings\": [{\"rfilename\": \"pytorch_model.bin\"}, {\"rfilename\": "
         "\"model.bin\"}], "
         "\"config\": {\"model_type\": \"bert\"}}",
         "is a transformer (bert", "huggingface.co/o/n/resolve/main/model.bin"},
    };
    for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
        lmev_error e = {0};
        lmev__json *list = NULL;
        assert_int_equal(
            lmev__json_parse(&list, known[i].list, strlen(known[i].list), "list", 0, &e),
            LMEV_OK);
        lmev_status s = lmev__judge_list(list, "o/n", &e);
        expect_judged(s, &e, known[i].kind);
        s = lmev__judge_names(list, "o/n", &e);
        expect_judged(s, &e, known[i].names);
        lmev__json_free(list);
    }
}

static void test_a_table_is_judged_by_its_head(void **state)
{
    (void)state;
    static const struct {
        const char *header;
        uint64_t length; /* 0: that of the header */
        const char *said;
    } known[] = {
        {"{\"embeddings\":{\"dtype\":\"F32\"}}", 0, NULL},
        {"{\"embedding.weight\":{\"dtype\":\"F32\"}}", 0, NULL},
        {"{\"embeddings.word_embeddings.weight\":{}}", 0, "no tensor 'embeddings'"},
        {"{\"encoder.layer.0\":{}", 90000, NULL}, /* goes on behind what has come */
        {"<!doctype html><html lang=\"en\">", 0, "safetensors"},
        {"{}", 0, NULL}, /* too short to say */
    };
    const lmev__fetch f = {.url = "https://x/model.safetensors", .what = "a table"};
    for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
        char head[200];
        lmev_error e = {0};
        const size_t n = strlen(known[i].header);
        const uint64_t length = known[i].length ? known[i].length : n;
        memcpy(head, &length, 8);
        memcpy(head + 8, known[i].header, n);
        const lmev_status s = lmev__judge_table(&f, head, n + 8, &e);
        expect_judged(s, &e, known[i].said);
    }
    lmev_error e = {0};
    static const char pointer[] =
        "version https://git-lfs.github.com/spec/v1\noid sha256:00\n";
    const lmev_status s = lmev__judge_table(&f, pointer, sizeof pointer - 1, &e);
    expect_judged(s, &e, "a Git LFS pointer");
}

/* Every allocation of finding and listing fails once: an error, and nothing left
 * behind. */
static void test_starving(void **state)
{
    (void)state;
    const lmev_hub_options o = {
        .cache_dir = "cache", .hf_home = "hf", .kaggle_dir = "kaggle"};
    long live = lmev__test_live_blocks();
    for (long k = 0;; k++) {
        lmev_hub_entry e = {0};
        lmev_hub_entry *list = NULL;
        size_t n = 0;
        lmev__test_fail_alloc(k, false);
        lmev_status s = lmev_hub_find(&e, "nnlm-es-dim50", &o, NULL);
        lmev_status t = lmev_hub_list(&list, &n, &o, NULL);
        lmev__test_fail_alloc(-1, false);
        lmev_hub_entry_release(&e);
        if (t == LMEV_OK) lmev_hub_list_free(list, n);
        assert_int_equal(lmev__test_live_blocks(), live);
        assert_true(s == LMEV_OK || s == LMEV_ERR_NOMEM || s == LMEV_ERR_NOTFOUND);
        if (s == LMEV_OK && t == LMEV_OK && k > 2000) break;
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_folder_names),
        cmocka_unit_test(test_names),
        cmocka_unit_test(test_names_that_are_none),
        cmocka_unit_test(test_addresses),
        cmocka_unit_test(test_catalogue),
        cmocka_unit_test(test_caches),
        cmocka_unit_test(test_a_folder_of_one_file_is_the_file),
        cmocka_unit_test(test_verify),
        cmocka_unit_test(test_a_repository_is_judged_by_its_small_files),
        cmocka_unit_test(test_a_repository_is_judged_by_its_list),
        cmocka_unit_test(test_a_table_is_judged_by_its_head),
        cmocka_unit_test(test_starving),
    };
    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
