/* test_host.c - a program that uses lmev beside libraries of its own keeps its own
 * settings.
 *
 * jansson's allocation functions belong to the whole process. A host that has set its
 * own, or has documents made before lmev was called, must be able to free them
 * afterwards. */
#include <jansson.h>
#include <stdlib.h>

#include "data_help.h"

static long host_blocks; /* that the host's own functions have handed out */

/* Each block begins with a mark, so that one from elsewhere is noticed. */
#define MARK 0x686f73742e2e2e2eu

static void *host_alloc(size_t n)
{
    uint64_t *at = malloc(n + 2 * sizeof *at);
    if (!at) return NULL;
    at[0] = MARK;
    host_blocks++;
    return at + 2;
}

static void host_free(void *p)
{
    if (!p) return;
    uint64_t *at = (uint64_t *)p - 2;
    assert_int_equal(at[0], MARK);
    at[0] = 0;
    host_blocks--;
    free(at);
}

/* A call of lmev that parses JSON. */
static void read_two_rows(void)
{
    const char *path =
        put_text("rows.jsonl", "{\"title\": \"a b\", \"category\": \"C\"}\n"
                               "{\"title\": \"c\", \"category\": \"D\"}\n");
    const lmev_reader_params params = {
        .format = LMEV_FORMAT_JSONL, .text = "title", .label = "category"};
    lmev_reader *reader;
    assert_int_equal(lmev_reader_open(&reader, path, &params, NULL), LMEV_OK);
    lmev_row row;
    bool more = true;
    size_t n = 0;
    while (lmev_reader_next(reader, &row, &more, NULL) == LMEV_OK && more) n++;
    assert_int_equal(n, 2);
    lmev_reader_free(reader);
}

static void a_host_frees_its_own_json_after_a_call(void **state)
{
    (void)state;
    json_t *own = json_pack("{s:[i,s]}", "mine", 1, "text");
    assert_non_null(own);
    read_two_rows();
    assert_string_equal(
        json_string_value(json_array_get(json_object_get(own, "mine"), 1)), "text");
    json_decref(own); /* jansson's free, on a block of jansson's malloc */
    char *text = json_dumps(json_true(), JSON_ENCODE_ANY);
    assert_string_equal(text, "true");
    free(text); /* as jansson's manual has it, where nobody has set functions */
}

static void a_host_keeps_its_allocation_functions(void **state)
{
    (void)state;
    json_malloc_t old_alloc, alloc;
    json_free_t old_free, release;
    json_get_alloc_funcs(&old_alloc, &old_free);
    json_set_alloc_funcs(host_alloc, host_free);
    json_t *own = json_pack("{s:[i,s]}", "mine", 1, "text");
    assert_non_null(own);
    assert_true(host_blocks > 0);
    read_two_rows();
    json_get_alloc_funcs(&alloc, &release);
    assert_ptr_equal((void *)alloc, (void *)host_alloc);
    assert_ptr_equal((void *)release, (void *)host_free);
    json_decref(own);
    assert_int_equal(host_blocks, 0); /* lmev's documents came from there, and went */
    json_set_alloc_funcs(old_alloc, old_free);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_host_frees_its_own_json_after_a_call),
        TEST(a_host_keeps_its_allocation_functions),
    };
    return cmocka_run_group_tests(tests, make_folder, drop_folder);
}
