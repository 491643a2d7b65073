/* test_tfhub_graph.c - graphs of TF-Hub modules that are read, and those that are
 * refused.
 *
 * What TensorFlow does around a text layer stands in tests/golden/tfhub/around, written
 * by make_tfhub.py; other graphs are golden ones with a string replaced. All of them are
 * given the toy's vocabulary and table (tfhub_help.h), whose vectors are known. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "tfhub_help.h"

static void graphs_that_are_not_understood(void **state)
{
    (void)state;
    static const struct {
        const char *module, *from, *to, *why;
    } cases[] = {
        {"export2", "\\pP", "\\pS", "neither \\pP nor"},
        {"export2", "StaticRegexReplace", "StaticRegexRemove!", "passes through an op"},
        {"export2", "StringSplitV2", "StringSplitV3", "passes through an op"},
        {"export2", "StringToHashBucketFast", "StringToHashBucketSlow",
         "words pass through"},
        {"export2", "\x12\x16StringToHashBucketFast", "\x12\x18StringToHashBucketFast",
         ""},
        {"export2", "\x12\x12SparseSegmentSqrtN", "\x12\x12SparseSegmentGreat",
         "not known"},
        {"export2", "\x12\x06Unique", "\x12\x06Uni\x51ue", "ids come from an op"},
        {"export2", "\x12\x0eResourceGather", "\x12\x0eResourceScatte",
         "rows pass through"},
        {"export2", "key_index", "kEy_index", "whole tokens in order"},
        {"export2", "InitializeTableFromTextFileV2", "InitializeTableFromTextFileV9",
         "not read from a file"},
        {"export2", "SelectV2", "SelectV3", "ids come from an op"},
        {"published", "StringSplit/StringSplit:values", "StringSplit/StringSplit:indice",
         "its other output"},
        {"published", "\x12\x0bStringSplit", "\x12\x0bStringJoins",
         "passes through an op"},
        {"published", "num_buckets", "nUm_buckets", "number of buckets"},
        {"tf1", "SparseFillEmptyRows", "SparseFillEmptyCols", "not known"},
        {"tf1", "\\pP", "\\pL", "neither \\pP nor"},
        {"tf1-mod", "FloorMod", "FloorMud", "ids come from an op"},
        {"tf1-mod",
         "\x12\x10"
         "DynamicPartition",
         "\x12\x10"
         "DynamicPartitiom",
         "not known"},
        {"tf1-concat", "ConcatV2", "ConcatV3", "rows pass through"},
    };
    put_toy();
    for (size_t i = 0; i < COUNT(cases); i++) {
        put_graph(cases[i].module, cases[i].from, cases[i].to);
        is_refused(false, cases[i].why);
    }
}

/* A module's table beside another one of the same shape, which the graph does not use. */
static void put_two_tables(const char *key, const char *other)
{
    static const float wrong[4][3] = {{9, 9, 9}, {9, 9, 9}, {9, 9, 9}, {9, 9, 9}};
    char both[2 * sizeof toy];
    maker m = {0};
    shaped t = toy_shape(), w = t;
    memcpy(both, toy, sizeof toy);
    memcpy(both + sizeof toy, wrong, sizeof wrong);
    w.offset = sizeof toy;
    w.crc = lmev__crc32c_masked(lmev__crc32c(0, wrong, sizeof wrong));
    add_header(&m, 1);
    if (strcmp(key, other) > 0) add_tensor(&m, other, &w);
    add_tensor(&m, key, &t);
    if (strcmp(key, other) < 0) add_tensor(&m, other, &w);
    end_table(&m);
    put("variables/variables.index", m.file.at, m.file.n);
    put("variables/variables.data-00000-of-00001", both, sizeof both);
    free_maker(&m);
}

static void put_around(const char *name)
{
    char path[64];
    size_t n;
    const shaped t = toy_shape();
    snprintf(path, sizeof path, "around/%s.pb", name);
    char *model = read_all(golden(path), &n);
    put("saved_model.pb", model, n);
    lmev__free(model);
    put_tokens("cat\ndog\nmouse\n");
    put_table("inner/embeddings/.ATTRIBUTES/VARIABLE_VALUE", &t, toy, sizeof toy);
}

/* Never other vectors than TensorFlow's: what an outer function does to texts or vectors
 * is refused, with the place and what to do; what leaves them as they are is read. */
static void what_is_done_around_a_text_layer_is_not_ignored(void **state)
{
    (void)state;
    static const char own[] = "the module that the layer was made from";
    static const struct {
        const char *name, *why, *hint; /* NULL: it is read */
    } cases[] = {
        {"nothing", NULL, NULL},
        {"shapes", NULL, NULL},
        {"second-output", NULL, NULL},
        {"training", NULL, NULL},
        {"other-table", NULL, NULL},
        {"first-output",
         "vectors pass through an op that is not known: node 'mul', op Mul", own},
        {"times-two", "vectors pass through an op that is not known: node 'mul', op Mul",
         own},
        {"unit-length", "node 'l2_normalize/Square', op Square", own},
        {"two-numbers", "node 'strided_slice', op StridedSlice", own},
        {"one-number", "rows of 3 numbers, but the graph makes vectors of 1",
         "text layer"},
        {"dense", "node 'MatMul', op MatMul", own},
        {"lower", "text passes through an op that is not known: node 'StringLower'",
         "are read"},
        {"signature", "node 'l2_normalize/Square', op Square", "'serving_default'"},
        {"two-layers", "vectors of several text layers are put together: node 'concat'",
         "one by one"},
        {"changed-table", "changes itself when it is called: node 'AssignAddVariableOp'",
         "are read"},
        {"no-vocabulary", "graph without a vocabulary: no text module",
         "as TF-Hub's NNLM are"},
        {"tf1-times-two",
         "vectors pass through an op that is not known: node 'mul', op Mul", own},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        lmev_lm *lm = NULL;
        lmev_error err = {0};
        put_around(cases[i].name);
        if (!cases[i].why) {
            opens(false);
            continue;
        }
        is_refused(false, cases[i].why);
        assert_int_equal(lmev_lm_open(&lm, folder, NULL, &err), LMEV_ERR_FORMAT);
        if (!strstr(err.hint, cases[i].hint))
            fail_msg("%s: expected hint '%s', got '%s'", cases[i].name, cases[i].hint,
                     err.hint);
    }
}

static void the_table_is_the_variable_that_the_graph_uses(void **state)
{
    (void)state;
    put_around("other-table");
    put_two_tables("inner/embeddings/.ATTRIBUTES/VARIABLE_VALUE",
                   "embeddings/.ATTRIBUTES/VARIABLE_VALUE");
    opens(false);
    put_around("other-table"); /* it is known by its path, not by its name */
    put_two_tables("inner/variables/0/.ATTRIBUTES/VARIABLE_VALUE",
                   "embeddings/.ATTRIBUTES/VARIABLE_VALUE");
    opens(false);
    put_two_tables("inner/nothing/.ATTRIBUTES/VARIABLE_VALUE",
                   "embeddings/.ATTRIBUTES/VARIABLE_VALUE");
    is_refused(false, "2 tensors could be the table");
}

/* What a graph comes to, read from a copy of just its size. */
static lmev_status read_graph(const char *model, size_t n)
{
    lmev__graph g;
    lmev__recipe r;
    lmev_error err = {0};
    char *copy = malloc(n + 1);
    assert_non_null(copy);
    memcpy(copy, model, n);
    lmev_status s = lmev__graph_read(&g, (lmev_str){copy, n}, "x.pb", &err);
    if (s == LMEV_OK) {
        s = lmev__recipe_read(&r, &g, &err);
        lmev__graph_release(&g);
    }
    free(copy);
    assert_true(s == LMEV_OK || (s == LMEV_ERR_FORMAT && err.text[0]));
    return s;
}

/* Every prefix is refused; a changed bit may do no harm (the sanitizers look on). */
static void damaged_graphs_end_well(void **state)
{
    (void)state;
    static const char *const paths[] = {
        "tf1/saved_model.pb", "tf1-mod/saved_model.pb", "published/saved_model.pb",
        "export2/saved_model.pb", "around/second-output.pb"};
    uint32_t chance = 7;
    for (size_t k = 0; k < COUNT(paths); k++) {
        size_t n;
        char *model = read_all(golden(paths[k]), &n);
        const long live = lmev__test_live_blocks();
        for (size_t i = 0; i < n; i += 1 + i % 7) {
            assert_int_equal(read_graph(model, i), LMEV_ERR_FORMAT);
            const char was = model[i];
            chance = chance * 1664525 + 1013904223;
            model[i] = (char)(was ^ (1 << (chance >> 29)));
            (void)read_graph(model, n);
            model[i] = was;
        }
        assert_int_equal(lmev__test_live_blocks(), live);
        lmev__free(model);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(graphs_that_are_not_understood),
        cmocka_unit_test(what_is_done_around_a_text_layer_is_not_ignored),
        cmocka_unit_test(the_table_is_the_variable_that_the_graph_uses),
        cmocka_unit_test(damaged_graphs_end_well),
    };
    return cmocka_run_group_tests(tests, begin, drop_folder);
}
