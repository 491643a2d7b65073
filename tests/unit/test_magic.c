/* test_magic.c - what a file is, by its first bytes: those of the programs that write such
 * files, and of what lmev reads, which must never be taken for one of them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka wants the four above first */
#include <cmocka.h>
#include <stdio.h>
#include <string.h>

#include "base/magic.h"

#define BYTES(s) s, sizeof s - 1

static void test_files_of_other_programs_are_named(void **state)
{
    (void)state;
    static const struct {
        const char *at;
        size_t n;
        const char *what;
        bool page;
    } known[] = {
        {BYTES("<!DOCTYPE html>\n<html>"), "web page", true},
        {BYTES("\xEF\xBB\xBF\r\n <html lang=\"en\">"), "web page", true},
        {BYTES("<?xml version='1.0'?><Error>"), "web page", true},
        {BYTES("version https://git-lfs.github.com/spec/v1\noid "), "Git LFS", true},
        {BYTES("\x80\x02}q\x00"), "pickle", false},
        {BYTES("\x80\x04\x95\x2a\x00"), "pickle", false},
        {BYTES("\x80\x02\x8a\nl\xfc"), "pickle", false},
        {BYTES("\x93NUMPY\x01\x00v\x00{"), "NumPy array", false},
        {BYTES("GGUF\x03\x00\x00\x00"), "GGUF", false},
        {BYTES("\x08\x07\x12\x07pytorch\x1a"), "ONNX", false},
        {BYTES("\x89HDF\r\n\x1a\n\x00"), "HDF5", false},
        {BYTES("\x0a\x0e\x0a\x05<unk>\x15\x00\x00\x00\x00\x18\x02"), "SentencePiece", false},
        {BYTES("\x0a\x0c\x0a\x03<s>\x15\x00\x00\x00\x00\x18\x02"), "SentencePiece", false},
        {BYTES("\x60\x00\x00\x00\x00\x00\x00\x00{\"embeddings\":"), "safetensors", false},
        {BYTES("PK\3\4-\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\7\0\0\0wrd.npy"), "npz", false},
        {BYTES("PK\3\4\0\0\10\10\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\12\0\0\0m/data.pkl"), "PyTorch",
         false},
        {BYTES("PK\3\4\24\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\15\0\0\0metadata.json"),
         "Keras", false},
    };
    for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
        const lmev__magic *m = lmev__magic_of(known[i].at, known[i].n);
        if (!m || !strstr(m->what, known[i].what))
            fail_msg("%zu: %s, wanted %s", i, m ? m->what : "nothing", known[i].what);
        assert_int_equal(m->page, known[i].page);
        assert_true(m->hint && *m->hint);
    }
}

static void test_models_are_not_taken_for_other_files(void **state)
{
    (void)state;
    static const struct {
        const char *at;
        size_t n;
    } ours[] = {
        {BYTES("\xBA\x16\x4F\x2F\x0C\x00\x00\x00\x2C\x01\x00\x00")}, /* fastText */
        {BYTES("<unk> 0.1 0.2 0.3\n")},
        {BYTES("</s> 0.001 0.2\n")},
        {BYTES("<html-tag> 0.1\n")},
        {BYTES("2000000 300\n, -0.02 0.01\n")},
        {BYTES("de 0.1 0.2\n")},
        {BYTES("version 0.1 0.2\n")},
        {BYTES("GGU 1 2\n")},
        {BYTES("{\"model_type\": \"model2vec\"}")},
        {BYTES("\n\n\n")},
        {BYTES("PK\3\4\24\0\0\0\10\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\7\0\0\0w.es.vec")},
        {BYTES("")},
    };
    for (size_t i = 0; i < sizeof ours / sizeof *ours; i++) {
        const lmev__magic *m = lmev__magic_of(ours[i].at, ours[i].n);
        if (m) fail_msg("%zu is taken for %s", i, m->what);
    }
}

/* Whatever the length at which the bytes end, nothing behind them is read (sanitizers see to
 * it: each prefix is a copy of its own). */
static void test_cut_heads_are_read_to_their_end_alone(void **state)
{
    (void)state;
    static const char head[] = "PK\3\4\24\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\377\377\0\0m";
    static const char piece[] = "\x0a\x0e\x0a\x05<unk>";
    char copy[64];
    for (size_t n = 0; n < sizeof head; n++) {
        memcpy(copy, head, n);
        (void)lmev__magic_of(copy, n);
        assert_int_equal(lmev__magic_zip(copy, n), n >= 4);
    }
    for (size_t n = 0; n < sizeof piece - 1; n++) {
        memcpy(copy, piece, n);
        assert_null(lmev__magic_of(copy, n));
    }
}

static void test_a_tar_is_known_by_its_checksum(void **state)
{
    (void)state;
    char tar[LMEV__MAGIC_HEAD] = "name";
    unsigned sum = 8 * ' ';
    assert_false(lmev__magic_tar(tar, sizeof tar));
    for (size_t i = 0; i < sizeof tar; i++) sum += (unsigned char)tar[i];
    (void)snprintf(tar + 148, 8, "%06o", sum);
    tar[155] = ' ';
    assert_true(lmev__magic_tar(tar, sizeof tar));
    assert_false(lmev__magic_tar(tar, sizeof tar - 1));
    tar[0]++;
    assert_false(lmev__magic_tar(tar, sizeof tar));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_files_of_other_programs_are_named),
        cmocka_unit_test(test_models_are_not_taken_for_other_files),
        cmocka_unit_test(test_cut_heads_are_read_to_their_end_alone),
        cmocka_unit_test(test_a_tar_is_known_by_its_checksum),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
