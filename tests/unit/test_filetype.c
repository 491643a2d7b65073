/* test_filetype.c - the beginnings of files that lmev does not read, and of some that it
 * does: as gensim, NumPy, PyTorch, Keras and the others write them, cut behind what tells
 * them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka wants the four above first */
#include <string.h>
#include <cmocka.h>

#include "base/io/filetype.h"

typedef struct beginning {
    const char *at;
    size_t n;
    const char *what; /* NULL: none of the table's */
} beginning;

#define B(text, what) {text, sizeof text - 1, what}
#define TAR_NAME      "vectors.txt\0\0\0\0\0"
#define ZEROS_16      "\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"
#define ZEROS_64      ZEROS_16 ZEROS_16 ZEROS_16 ZEROS_16
#define ZIP(name_length, name) \
    "PK\3\4\24\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0" name_length "\0\0\0" name
/* dim 10, ws 5, epoch 1, minCount 1, neg 5, wordNgrams 1, loss 2, model 2, bucket 100,
 * minn 3, maxn 6, lrUpdateRate 100 */
#define ARGUMENTS                                                                       \
    "\12\0\0\0\5\0\0\0\1\0\0\0\1\0\0\0\5\0\0\0\1\0\0\0\2\0\0\0\2\0\0\0\144\0\0\0\3\0\0" \
    "\0"                                                                                \
    "\6\0\0\0\144\0\0\0"
#define T "\x2d\x43\x1c\xeb\xe2\x36\x1a\x3f" /* 1e-4 */

static const beginning foreign[] = {
    B("", "an empty file"),
    B("version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 12345\n",
      "Git LFS"),
    B("<!DOCTYPE html>\n<html>", "web page"),
    B("\n  <HTML lang=\"en\">", "web page"),
    B("<html>\r\n<head><title>404 Not Found</title>", "web page"),
    B("<?xml version=\"1.0\"?><Error><Code>AccessDenied", "XML"),
    B(ZIP("\5", "0.npy"), ".npz"),
    B(ZIP("\20", "archive/data.pkl"), "PyTorch"),
    B(ZIP("\15", "metadata.json") "{\"keras_version\": \"3.1\"", "Keras"),
    B(ZIP("\15", "glove.6B.txt."), "zip archive"),
    B("PK\5\6" ZEROS_16, "zip archive"),
    B(TAR_NAME ZEROS_64 ZEROS_64 ZEROS_64 ZEROS_16 ZEROS_16 ZEROS_16 "\0ustar  \0",
      "tar"),
    B("7z\xBC\xAF\x27\x1C\0\4", "7z"),
    B("Rar!\x1A\x07\x01\0", "RAR"),
    B("\x80\x04\x95\x3d\0\0\0\0\0\0\0\x8c\x1bgensim.models.keyedvectors\x94", "gensim"),
    B("\x80\x02"
      "cgensim.models.word2vec\nWord2Vec\n",
      "gensim"),
    B("\x80\x02\x8a\x0a\x6c\xfc\x9c\x46\xf9\x20\x6a\xa8\x50\x19.", "PyTorch"),
    B("\x80\x04\x95\x0b\0\0\0\0\0\0\0}\x94", "Python pickle"),
    B("\x93NUMPY\x01\0v\0{'descr': '<f4'", ".npy"),
    B("\x89HDF\r\n\x1A\n\0\0", "HDF5"),
    B("GGUF\3\0\0\0\1\0\0\0", "GGUF"),
    B("\x08\x08\x12\x07pytorch\x1a\x05"
      "2.1.0",
      "ONNX"),
    B("\x08\x07\x3a\xa0\x01\x0a", "ONNX"),
    B("\x1c\0\0\0TFL3\x14\0", "TensorFlow Lite"),
    B("\x08\x01\x12\xa0\x1f\x0a", "SavedModel"),
    B("\x0a\x0e\x0a\x05<unk>\x15\0\0\0\0\x18\x02\x0a\x0c", "SentencePiece"),
    B("\x40\0\0\0\0\0\0\0{\"embeddings\":{\"dtype\"", "safetensors"),
    B("\xBA\x16\x4F\x2F\x0c\0\0\0" ARGUMENTS "\1\0\0\0\2\0\0\0" T, "floret"),
    B(ARGUMENTS T ZEROS_16, "before 2017"),
    B("SQLite format 3\0\x10\0", "SQLite"),
    B("PAR1\x15\4\x15", "Parquet"),
    B("ARROW1\0\0\xff\xff", "Arrow"),
    B("%PDF-1.7\n%\xe2", "PDF"),
    B("\x7F"
      "ELF\2\1\1",
      "program"),
    B("\x89PNG\r\n\x1A\n\0", "PNG"),
    B("\xFF\xD8\xFF\xE0\0\x10JFIF", "JPEG"),
    B("(dp0\nVw0\np1\n", "Python pickle"),
    B("\xFF\xFE"
      "2\0 \0"
      "3\0",
      "UTF-16"),
    B("\xFE\xFF\0"
      "2\0 ",
      "UTF-16"),
    B("\xEF\xBB\xBF"
      "2 3\n",
      "byte order mark"),
    B("\xEF\xBB\xBF<!doctype html>", "web page"),
    B("{\n  \"version\": \"1.0\",", "JSON"),
    B("[{\"idx\": 0, \"name\"", "JSON"),
    B("[\"de\", \"la\"", "JSON"),
};

/* What lmev reads, the words being as near to a signature as words can be. */
static const beginning readable[] = {
    B("717 100\nde 0.1 0.2", NULL),
    B("the 0.418 0.24968\n", NULL),
    B("version 0.1 0.2\n", NULL),
    B("<html> 0.1 0.2\n", NULL),
    B("<html 0.1 0.2\n", NULL),
    B("<!doctype 0.1 0.2\n", NULL),
    B("<?xml 0.1 0.2\n", NULL),
    B("GGUF 0.1 0.2\n", NULL),
    B("PAR1 0.1 0.2\n", NULL),
    B("abcdTFL3 0.1 0.2\n", NULL),
    B("%PDF-1.4 0.1 0.2\n", NULL),
    B("(dp0 0.1 0.2\n", NULL),
    B("\xFF\xFE 0.1 0.2\n", NULL),
    B("\xFF\xD8\xFF 0.1 0.2\n", NULL),
    B("{ 0.1 0.2\n", NULL),
    B("{\" 0.1 0.2\n", NULL),
    B("[\"a\" 0.1 0.2\n", NULL),
    B("PK 0.1 0.2\n", NULL),
    B("\xBA\x16\x4F\x2F\x0c\0\0\0" ARGUMENTS T ZEROS_16, NULL),
};

static void each_foreign_beginning_is_named(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof foreign / sizeof *foreign; i++) {
        const beginning *b = &foreign[i];
        const lmev__filetype *type = lmev__filetype_of(b->at, b->n);
        if (!type) fail_msg("no type, expected '%s'", b->what);
        if (!strstr(type->what, b->what)) fail_msg("'%s', not '%s'", type->what, b->what);
        assert_true(strlen(type->advice) > 10);
    }
}

static void what_is_read_is_no_foreign_file(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof readable / sizeof *readable; i++) {
        const lmev__filetype *type = lmev__filetype_of(readable[i].at, readable[i].n);
        if (type) fail_msg("beginning %zu is taken for %s", i, type->what);
    }
}

/* Every prefix of every beginning, in a block of its own size, for AddressSanitizer. */
static void a_beginning_may_end_anywhere(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof foreign / sizeof *foreign; i++)
        for (size_t n = 1; n <= foreign[i].n; n++) {
            char *copy = test_malloc(n);
            memcpy(copy, foreign[i].at, n);
            (void)lmev__filetype_of(copy, n);
            test_free(copy);
        }
    assert_non_null(lmev__filetype_of(NULL, 0));
}

static void a_refusal_says_what_was_wanted_and_what_is_there(void **state)
{
    (void)state;
    const char zip[] = ZIP("\3", "a.b"), page[] = "<!doctype html>";
    lmev_error err = {0};
    assert_int_equal(lmev__refuse_foreign(zip, sizeof zip - 1, "a model", "x.bin", &err),
                     LMEV_ERR_FORMAT);
    assert_string_equal(err.text, "not a model, but a zip archive");
    assert_string_equal(err.source, "x.bin");
    assert_non_null(strstr(err.hint, "unzip"));
    assert_int_equal(lmev__refuse_stand_in(zip, sizeof zip - 1, "a model", "x", NULL),
                     LMEV_OK);
    assert_int_equal(lmev__refuse_stand_in(page, sizeof page - 1, "a model", "x", &err),
                     LMEV_ERR_FORMAT);
    assert_int_equal(lmev__refuse_foreign("de 0.1", 6, "a model", "x", NULL), LMEV_OK);
}

/* No advice is cut by the room of an error. */
static void advice_fits_into_an_error(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof foreign / sizeof *foreign; i++) {
        lmev_error err = {0};
        (void)lmev__refuse_foreign(foreign[i].at, foreign[i].n, "x", "x", &err);
        assert_string_equal(err.hint,
                            lmev__filetype_of(foreign[i].at, foreign[i].n)->advice);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_foreign_beginning_is_named),
        cmocka_unit_test(what_is_read_is_no_foreign_file),
        cmocka_unit_test(a_beginning_may_end_anywhere),
        cmocka_unit_test(a_refusal_says_what_was_wanted_and_what_is_there),
        cmocka_unit_test(advice_fits_into_an_error),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
