/* test_owned.c - the rule of base/folder/owned.h by itself: what is foreign is named and
 * stays, what is ours goes, the mark last; and the names that folder.c uses beside a
 * folder. */
#include "help.h"

#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/folder/folder.h"
#include "base/folder/owned.h"
#include "base/io/io.h"
#include "base/mem.h"
#include "base/utf8.h"
#include "scratch.h"

static bool ours(const char *name, const char *path)
{
    static const char *const names[] = {"mark.json",   "table",    "deep/", "deep/er/",
                                        "deep/er/one", "deep/two", NULL};
    (void)path;
    return lmev__is_listed(name, names);
}

static const lmev__owned kind = {.what = "thing",
                                 .ours = ours,
                                 .mark = "mark.json",
                                 .key = "format",
                                 .value = "thing"};

static void put(const char *name, const char *text)
{
    lmev_error e = {0};
    char *dir = lmev__path_dir(in_folder(name));
    assert_int_equal(lmev__mkdirs(dir, &e), LMEV_OK);
    if (lmev__write_file(in_folder(name), text, strlen(text), &e) != LMEV_OK)
        fail_msg("%s: %s", name, e.text);
    lmev__free(dir);
}

static void put_mark(void)
{
    put("it/mark.json", "{\"format\": \"thing\"}");
}

static void put_whole(void)
{
    put("it/table", "1");
    put("it/deep/two", "2");
    put("it/deep/er/one", "3");
    put_mark();
}

static bool is_there(const char *name)
{
    struct stat st;
    return lstat(in_folder(name), &st) == 0;
}

static void expect_refused(const char *said)
{
    lmev_error e = {0};
    assert_int_equal(lmev__owned_check(&kind, in_folder("it"), false, &e), LMEV_ERR_IO);
    if (!strstr(e.text, said)) fail_msg("'%s' is not in '%s'", said, e.text);
    assert_true(e.hint[0] != '\0');
}

static void expect_accepted(bool unfinished)
{
    lmev_error e = {0};
    if (lmev__owned_check(&kind, in_folder("it"), unfinished, &e) != LMEV_OK)
        fail_msg("%s: %s", e.source, e.text);
}

static void remove_it(void)
{
    lmev_error e = {0};
    assert_int_equal(lmev__owned_remove(&kind, in_folder("it"), &e), LMEV_OK);
}

static void what_is_whole_is_ours_and_goes(void **state)
{
    (void)state;
    expect_accepted(false); /* absent */
    remove_it();
    assert_int_equal(lmev__mkdirs(in_folder("it"), NULL), LMEV_OK);
    expect_accepted(false); /* empty */
    put_whole();
    put("it/.lmev.tmp-1-2", "half a table");
    put("it/deep/er/.lmev.tmp-3-4", "");
    expect_accepted(false);
    remove_it();
    assert_false(is_there("it"));
}

static void a_folder_without_its_mark_is_refused(void **state)
{
    (void)state;
    static const char *const others[] = {NULL,
                                         "",
                                         "{",
                                         "[]",
                                         "{\"format\": 1}",
                                         "{\"format\": \"other\"}",
                                         "{\"Format\": \"thing\"}"};
    put("it/table", "1");
    for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
        if (others[i]) put("it/mark.json", others[i]);
        expect_refused("no 'mark.json' says that lmev wrote the thing");
    }
    /* By its other mark only where that counts. */
    put("it/" LMEV__UNFINISHED, "");
    expect_refused("no 'mark.json'");
    expect_accepted(true);
    /* A link is no mark, wherever it leads. */
    put("mine.json", "{\"format\": \"thing\"}");
    assert_int_equal(unlink(in_folder("it/" LMEV__UNFINISHED)), 0);
    assert_int_equal(unlink(in_folder("it/mark.json")), 0);
    assert_int_equal(symlink("../mine.json", in_folder("it/mark.json")), 0);
    expect_refused("holds 'mark.json'");
    remove_it();
    assert_true(is_there("it/mark.json") && is_there("mine.json"));
    assert_int_equal(unlink(in_folder("it/mark.json")), 0);
    remove_it();
    assert_int_equal(unlink(in_folder("mine.json")), 0);
}

static void what_is_foreign_is_named_and_stays(void **state)
{
    (void)state;
    static const char *const names[] = {"notes",         "deep/notes",  "deep/er/notes",
                                        "deep/er/table", "other/table", "deep/er/est/one",
                                        "table2"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        char name[64];
        (void)snprintf(name, sizeof name, "it/%s", names[i]);
        put_whole();
        put(name, "mine");
        expect_refused("which is no part of a thing");
        remove_it();
        assert_true(is_there(name));
        assert_false(is_there("it/table") || is_there("it/mark.json"));
        assert_int_equal(unlink(in_folder(name)), 0);
        (void)rmdir(in_folder("it/deep/er/est"));
        (void)rmdir(in_folder("it/other"));
        remove_it();
        assert_false(is_there("it"));
    }
}

/* A name of ours does not make what is no file, or no folder, ours. */
static void links_and_folders_under_our_names_stay(void **state)
{
    (void)state;
    put("mine/table", "mine");
    put_whole();
    assert_int_equal(unlink(in_folder("it/table")), 0);
    assert_int_equal(symlink("../mine/table", in_folder("it/table")), 0);
    expect_refused("'table'");
    remove_it();
    assert_true(is_there("it/table") && is_there("mine/table"));
    assert_int_equal(unlink(in_folder("it/table")), 0);

    put_whole();
    assert_int_equal(unlink(in_folder("it/deep/er/one")), 0);
    assert_int_equal(rmdir(in_folder("it/deep/er")), 0);
    assert_int_equal(symlink("../../mine", in_folder("it/deep/er")), 0);
    expect_refused("'deep/er'");
    remove_it();
    assert_true(is_there("it/deep/er") && is_there("mine/table"));
    assert_int_equal(unlink(in_folder("it/deep/er")), 0);

    put_whole();
    assert_int_equal(unlink(in_folder("it/table")), 0);
    assert_int_equal(mkdir(in_folder("it/table"), 0755), 0);
    expect_refused("'table/'");
    remove_it();
    assert_true(is_there("it/table"));
    assert_int_equal(rmdir(in_folder("it/table")), 0);
    remove_it();

    assert_int_equal(symlink("mine", in_folder("it")), 0);
    expect_refused("a link stands where the thing is to go");
    remove_it();
    assert_true(is_there("it") && is_there("mine/table"));
    assert_int_equal(unlink(in_folder("it")), 0);
    put("it", "mine");
    expect_refused("a file stands where the thing is to go");
    remove_it();
    assert_true(is_there("it"));
    assert_int_equal(unlink(in_folder("it")), 0);
    assert_int_equal(unlink(in_folder("mine/table")), 0);
    assert_int_equal(rmdir(in_folder("mine")), 0);
}

/* Whatever fails, nothing is left, or what still is known as ours. */
static void a_removal_that_fails_can_be_repeated(void **state)
{
    (void)state;
    const long live = lmev__test_live_blocks();
    for (int memory = 0; memory < 2; memory++)
        for (int forever = 0; forever < 2; forever++)
            for (long k = 0;; k++) {
                lmev_error e = {0};
                put_whole();
                if (memory)
                    lmev__test_fail_alloc(k, forever);
                else
                    lmev__test_fail_io(k, EIO, forever);
                const lmev_status s = lmev__owned_remove(&kind, in_folder("it"), &e);
                lmev__test_fail_alloc(-1, false);
                lmev__test_fail_io(-1, 0, false);
                assert_int_equal(lmev__test_live_blocks(), live);
                if (s != LMEV_OK)
                    assert_int_equal(s, memory ? LMEV_ERR_NOMEM : LMEV_ERR_IO);
                expect_accepted(false); /* so the mark is there, where any file is */
                const bool gone = !is_there("it");
                remove_it();
                assert_false(is_there("it"));
                if (s == LMEV_OK && gone) break;
                assert_true(k < 200);
            }
}

/* A folder whose look fails is not taken for ours. */
static void a_look_that_fails_accepts_nothing(void **state)
{
    (void)state;
    const long live = lmev__test_live_blocks();
    put_whole();
    put("it/deep/er/notes", "mine");
    for (int memory = 0; memory < 2; memory++)
        for (long k = 0;; k++) {
            lmev_error e = {0};
            if (memory)
                lmev__test_fail_alloc(k, false);
            else
                lmev__test_fail_io(k, EIO, false);
            const lmev_status s = lmev__owned_check(&kind, in_folder("it"), false, &e);
            lmev__test_fail_alloc(-1, false);
            lmev__test_fail_io(-1, 0, false);
            assert_int_equal(lmev__test_live_blocks(), live);
            assert_true(s == LMEV_ERR_IO || s == LMEV_ERR_NOMEM);
            if (strstr(e.text, "which is no part of a thing")) break;
            assert_true(k < 200);
        }
    assert_int_equal(unlink(in_folder("it/deep/er/notes")), 0);
    remove_it();
}

/* The members of an object as the rule. */
static void a_list_of_files_is_a_rule_too(void **state)
{
    (void)state;
    lmev_error e = {0};
    lmev__json *files = lmev__json_new_object();
    assert_true(lmev__json_set(files, "model", lmev__json_new_int(1)));
    assert_true(lmev__json_set(files, "variables/index", lmev__json_new_int(1)));
    const lmev__owned listed = {.what = "model", .listed = files};
    put("it/model", "1");
    put("it/variables/index", "1");
    assert_int_equal(lmev__owned_check(&listed, in_folder("it"), false, &e), LMEV_OK);
    put("it/variables/index2", "mine");
    assert_int_equal(lmev__owned_check(&listed, in_folder("it"), false, &e), LMEV_ERR_IO);
    put("it/vari/index", "mine");
    assert_int_equal(lmev__owned_remove(&listed, in_folder("it"), &e), LMEV_OK);
    assert_true(is_there("it/variables/index2") && is_there("it/vari/index"));
    assert_false(is_there("it/model") || is_there("it/variables/index"));
    assert_int_equal(unlink(in_folder("it/variables/index2")), 0);
    assert_int_equal(unlink(in_folder("it/vari/index")), 0);
    assert_int_equal(rmdir(in_folder("it/vari")), 0);
    assert_int_equal(lmev__owned_remove(&listed, in_folder("it"), &e), LMEV_OK);
    assert_false(is_there("it"));
    lmev__json_free(files);
}

static lmev_status try_folder(const char *table, lmev_error *e)
{
    lmev__folder f;
    lmev__buf text = LMEV__BUF_INIT, mark = LMEV__BUF_INIT;
    lmev__buf_puts(&text, table);
    lmev__buf_puts(&mark, "{\"format\": \"thing\"}");
    lmev_status s = lmev__folder_begin(&f, in_folder("it"), &kind, e);
    if (s == LMEV_OK) s = lmev__folder_text(&f, "table", &text, e);
    if (s == LMEV_OK) s = lmev__folder_text(&f, "mark.json", &mark, e);
    if (s == LMEV_OK) s = lmev__folder_publish(&f, e);
    lmev__folder_end(&f);
    lmev__buf_free(&text);
    lmev__buf_free(&mark);
    return s;
}

/* Each allocation fails: what is reported as not written was not written. */
static void without_memory_the_old_folder_stays(void **state)
{
    (void)state;
    lmev_error e = {0};
    assert_int_equal(try_folder("old", &e), LMEV_OK);
    const long live = lmev__test_live_blocks();
    lmev_status s = LMEV_ERR_NOMEM;
    for (long k = 0; s != LMEV_OK; k++) {
        assert_true(k < 1000);
        lmev__test_fail_alloc(k, true);
        s = try_folder("new", &e);
        lmev__test_fail_alloc(-1, false);
        assert_int_equal(lmev__test_live_blocks(), live);
        char *text = NULL;
        size_t n = 0;
        assert_int_equal(lmev__read_file(&text, &n, in_folder("it/table"), 100, &e),
                         LMEV_OK);
        assert_string_equal(text, s == LMEV_OK ? "new" : "old");
        lmev__free(text);
    }
    remove_it();
    assert_int_equal(lmev__folder_may(in_folder("it"), &kind, &e), LMEV_OK);
}

static void write_folder(const char *path)
{
    lmev_error e = {0};
    lmev__folder f;
    lmev__buf text = LMEV__BUF_INIT;
    lmev__buf_puts(&text, "{\"format\": \"thing\"}");
    if (lmev__folder_begin(&f, path, &kind, &e) != LMEV_OK)
        fail_msg("%s: %s", e.source, e.text);
    const char *const names[] = {strrchr(f.fresh, '/') + 1, strrchr(f.old, '/') + 1};
    for (int i = 0; i < 2; i++) {
        assert_true(strlen(names[i]) <= NAME_MAX);
        assert_true(lmev__utf8_ok(names[i], strlen(names[i])));
        assert_int_equal(names[i][0], '.');
    }
    assert_string_not_equal(names[0], names[1]);
    assert_int_equal(lmev__folder_text(&f, "mark.json", &text, &e), LMEV_OK);
    assert_int_equal(lmev__folder_publish(&f, &e), LMEV_OK);
    lmev__folder_end(&f);
    lmev__buf_free(&text);
}

/* Names of 240 to NAME_MAX bytes, also of characters of two bytes; written, and
 * replaced. */
static void a_folder_may_have_all_the_bytes_that_a_name_can_have(void **state)
{
    (void)state;
    for (size_t n = 240; n <= NAME_MAX; n++)
        for (int wide = 0; wide < 2; wide++) {
            char path[64 + NAME_MAX + 2];
            size_t at = (size_t)snprintf(path, sizeof path, "%s/", folder);
            const size_t end = at + n;
            if (wide)
                for (at += n % 2, path[at - 1] = n % 2 ? 'n' : '/'; at < end; at += 2)
                    memcpy(path + at, "\xC3\xB1", 2);
            else
                memset(path + at, 'n', n);
            path[end] = '\0';
            write_folder(path);
            write_folder(path);
            lmev_error e = {0};
            assert_int_equal(lmev__owned_remove(&kind, path, &e), LMEV_OK);
        }
}

static void a_file_above_a_folder_is_found_before_the_work(void **state)
{
    (void)state;
    lmev_error e = {0};
    put("file", "mine");
    const char *const below[] = {"file/it", "file/a/it", "file/a/b/"};
    for (size_t i = 0; i < sizeof below / sizeof *below; i++) {
        assert_int_equal(lmev__folder_may(in_folder(below[i]), &kind, &e), LMEV_ERR_IO);
        assert_string_equal(e.source, in_folder("file"));
    }
    assert_int_equal(lmev__folder_may(in_folder("new/a/it"), &kind, &e), LMEV_OK);
    assert_int_equal(lmev__folder_may("new-here/it", &kind, &e), LMEV_OK);
    assert_int_equal(unlink(in_folder("file")), 0);
}

/* Two long names that differ at their end alone have siblings of their own. */
static void long_names_do_not_share_their_siblings(void **state)
{
    (void)state;
    lmev__folder f[2];
    lmev_error e = {0};
    for (int i = 0; i < 2; i++) {
        char path[64 + NAME_MAX + 2];
        const size_t at = (size_t)snprintf(path, sizeof path, "%s/", folder);
        memset(path + at, 'n', NAME_MAX);
        path[at + NAME_MAX - 1] = (char)('a' + i);
        path[at + NAME_MAX] = '\0';
        assert_int_equal(lmev__folder_begin(&f[i], path, &kind, &e), LMEV_OK);
    }
    assert_string_not_equal(f[0].fresh, f[1].fresh);
    assert_string_not_equal(f[0].old, f[1].old);
    for (int i = 0; i < 2; i++) lmev__folder_end(&f[i]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_whole_is_ours_and_goes),
        cmocka_unit_test(a_folder_without_its_mark_is_refused),
        cmocka_unit_test(what_is_foreign_is_named_and_stays),
        cmocka_unit_test(links_and_folders_under_our_names_stay),
        cmocka_unit_test(a_removal_that_fails_can_be_repeated),
        cmocka_unit_test(a_look_that_fails_accepts_nothing),
        cmocka_unit_test(a_list_of_files_is_a_rule_too),
        cmocka_unit_test(without_memory_the_old_folder_stays),
        cmocka_unit_test(a_folder_may_have_all_the_bytes_that_a_name_can_have),
        cmocka_unit_test(a_file_above_a_folder_is_found_before_the_work),
        cmocka_unit_test(long_names_do_not_share_their_siblings),
    };
    return cmocka_run_group_tests(tests, make_folder, drop_folder);
}
