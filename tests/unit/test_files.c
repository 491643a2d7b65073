/* test_files.c - files that are written: their temporary names, links, modes, what a kill
 * leaves, outputs that are inputs; and texts of others, shown and in JSON. */
#include "help.h"

#include <fcntl.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/error.h"
#include "base/format/json.h"
#include "base/io/temporary.h"
#include "base/mem.h"
#include "base/utf8.h"
#include "lmev/file.h"
#include "lmev/text.h"
#include "scratch.h"

static void put(const char *path, const char *text)
{
    assert_ok(lmev__write_file(path, text, strlen(text), err));
}

static void assert_holds(const char *path, const char *wanted)
{
    char *text;
    size_t n;
    assert_ok(lmev__read_file(&text, &n, path, 1 << 20, err));
    assert_string_equal(text, wanted);
    lmev__free(text);
}

/* ---- writing ---- */

static void the_longest_names_can_be_written(void **state)
{
    (void)state;
    char path[64 + 256];
    const int n = snprintf(path, sizeof path, "%s/", folder);
    memset(path + n, 'n', 255);
    path[n + 255] = '\0';
    put(path, "first");
    put(path, "second");
    assert_holds(path, "second");
    assert_ok(lmev__remove_file(path, err));
}

/* In a container the number of the process is always the same: that of one that was
 * killed. */
static void a_file_left_by_a_process_of_our_number_is_no_obstacle(void **state)
{
    (void)state;
    char *name = lmev__temporary_name(in_folder("file")), *at, left[200];
    assert_non_null(name);
    assert_non_null(at = strrchr(name, '-'));
    const long n = strtol(at + 1, NULL, 10);
    for (long i = 1; i <= 5; i++) {
        (void)snprintf(left, sizeof left, "%.*s-%ld", (int)(at - name), name, n + i);
        const int fd = open(left, O_WRONLY | O_CREAT | O_EXCL, 0600);
        assert_true(fd >= 0);
        assert_int_equal(close(fd), 0);
    }
    lmev__free(name);
    lmev_file *out;
    assert_ok(lmev_file_begin(&out, in_folder("file"), err));
    assert_ok(lmev_file_write(out, "text", 4, err));
    assert_ok(lmev_file_publish(out, err));
    assert_holds(in_folder("file"), "text");
    assert_ok(lmev__sweep_temporaries(folder, err));
}

static void a_link_stays_and_its_file_is_replaced(void **state)
{
    (void)state;
    assert_ok(lmev__mkdirs(in_folder("far"), err));
    put(in_folder("far/file"), "old");
    assert_int_equal(chmod(in_folder("far/file"), 0600), 0);
    assert_int_equal(symlink("far/file", in_folder("one")), 0);
    assert_int_equal(symlink("one", in_folder("two")), 0);
    assert_int_equal(symlink("far/none", in_folder("dangling")), 0);
    put(in_folder("two"), "new");
    put(in_folder("dangling"), "made");
    struct stat st;
    assert_int_equal(lstat(in_folder("two"), &st), 0);
    assert_true(S_ISLNK(st.st_mode));
    assert_int_equal(lstat(in_folder("one"), &st), 0);
    assert_true(S_ISLNK(st.st_mode));
    assert_int_equal(lstat(in_folder("far/file"), &st), 0);
    assert_int_equal(st.st_mode & 07777, 0600);
    assert_holds(in_folder("far/file"), "new");
    assert_holds(in_folder("far/none"), "made");
    assert_int_equal(symlink("round", in_folder("round")), 0);
    assert_int_not_equal(lmev__write_file(in_folder("round/x"), "x", 1, NULL), LMEV_OK);
}

static void only_exact_names_are_temporary(void **state)
{
    (void)state;
    char *name = lmev__temporary_name("folder/some file");
    assert_non_null(name);
    assert_memory_equal(name, "folder/", 7);
    assert_true(lmev__is_temporary(name + 7));
    lmev__free(name);
    static const char *const others[] = {"",
                                         "thesis.tmp-2024.txt",
                                         "notes.tmp-old",
                                         ".lmev.tmp-",
                                         ".lmev.tmp-1",
                                         ".lmev.tmp--1",
                                         ".lmev.tmp-1-",
                                         ".lmev.tmp-1-2.txt",
                                         ".lmev.tmp-a-2",
                                         "x.lmev.tmp-1-2",
                                         "notes.tmp-2024-1",
                                         ".lmev.tmp-1-2-3"};
    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        assert_false(lmev__is_temporary(others[i]));
}

/* The number of the process that left it may be anybody's: in a container all begin at
 * 1. */
static void what_a_killed_process_left_is_swept_and_nothing_else(void **state)
{
    (void)state;
    char left[128];
    assert_ok(lmev__mkdirs(in_folder("sweep"), err));
    (void)snprintf(left, sizeof left, "%s/sweep/.lmev.tmp-%ld-7", folder, (long)getpid());
    put(left, "half");
    put(in_folder("sweep/.lmev.tmp-1-0"), "half");
    put(in_folder("sweep/thesis.tmp-2024-1"), "mine");
    assert_ok(lmev__mkdirs(in_folder("sweep/.lmev.tmp-2-2"), err));
    lmev_file *out;
    assert_ok(lmev_file_begin(&out, in_folder("sweep/file"), err));
    assert_ok(lmev_file_write(out, "whole", 5, err));
    assert_ok(lmev__sweep_temporaries(in_folder("sweep"), err));
    assert_ok(lmev_file_publish(out, err));
    assert_holds(in_folder("sweep/file"), "whole");
    assert_false(lmev__is_file(left));
    assert_false(lmev__is_file(in_folder("sweep/.lmev.tmp-1-0")));
    assert_true(lmev__is_dir(in_folder("sweep/.lmev.tmp-2-2")));
    assert_holds(in_folder("sweep/thesis.tmp-2024-1"), "mine");
    assert_ok(lmev__sweep_temporaries(in_folder("absent"), err));
}

/* ---- an output that is an input ---- */

static void assert_apart(const char *output, const char *input, bool apart)
{
    lmev_error e = {0};
    const lmev_status s = lmev_file_apart(output, input, &e);
    assert_int_equal(s, apart ? LMEV_OK : LMEV_ERR_PARAM);
    if (!apart) assert_non_null(strstr(e.text, "would overwrite what is read"));
}

static void an_output_is_known_as_an_input_by_any_name(void **state)
{
    (void)state;
    assert_ok(lmev__mkdirs(in_folder("apart/in/deep"), err));
    put(in_folder("apart/in/a"), "a");
    put(in_folder("apart/in/deep/b"), "b");
    put(in_folder("apart/c"), "c");
    assert_int_equal(link(in_folder("apart/in/a"), in_folder("apart/hard")), 0);
    assert_int_equal(symlink("in/a", in_folder("apart/soft")), 0);
    assert_int_equal(symlink("in", in_folder("apart/into")), 0);
    const char *a = in_folder("apart/in/a"), *in = in_folder("apart/in");
    assert_apart(a, a, false);
    assert_apart(in_folder("apart/in/../in/a"), a, false);
    assert_apart(in_folder("apart/hard"), a, false);
    assert_apart(in_folder("apart/soft"), a, false);
    assert_apart(in_folder("apart/into/a"), in_folder("apart/hard"), false);
    assert_apart(in_folder("apart/soft"), in,
                 false); /* a file of a folder that is read */
    assert_apart(in_folder("apart/in/deep/b"), in_folder("apart/into"), false);
    assert_apart(in, in_folder("apart/hard"),
                 false); /* a folder that holds what is read */
    assert_apart(in_folder("apart/into"), in, false);
    assert_apart(in_folder("apart/c"), a, true);
    assert_apart(in_folder("apart/c"), in, true);
    assert_apart(in_folder("apart/in/deep"), in, true); /* a folder of its own in one */
    assert_apart(in_folder("apart/new"), a, true);
    assert_apart(a, in_folder("apart/none"), true);
    assert_apart("/dev/null", "/dev/null", true);
}

static void stdout_is_an_output_too(void **state)
{
    (void)state;
    put(in_folder("appended"), "x");
    const int was = dup(STDOUT_FILENO),
              fd = open(in_folder("appended"), O_WRONLY | O_APPEND);
    assert_true(was >= 0 && fd >= 0);
    (void)fflush(stdout);
    assert_true(dup2(fd, STDOUT_FILENO) >= 0);
    lmev_error e = {0};
    const lmev_status same = lmev_file_apart(NULL, in_folder("appended"), &e);
    const lmev_status other = lmev_file_apart(NULL, in_folder("absent"), NULL);
    assert_true(dup2(was, STDOUT_FILENO) >= 0);
    close(was);
    close(fd);
    assert_int_equal(same, LMEV_ERR_PARAM);
    assert_string_equal(e.source, "stdout");
    assert_int_equal(other, LMEV_OK);
}

/* ---- texts ---- */

static void assert_shown(size_t room, const char *text, const char *wanted)
{
    char to[64];
    memset(to, 'x', sizeof to);
    const size_t n = lmev_text_shown(to, room, (lmev_str){text, strlen(text)});
    assert_string_equal(to, wanted);
    assert_int_equal(n, strlen(wanted));
    assert_true(n < room);
    assert_int_equal(to[room], 'x');
}

static void nothing_in_a_shown_text_steers_a_terminal(void **state)
{
    (void)state;
    assert_shown(60, "caf\xc3\xa9 \xe2\x82\xac \xf0\x9f\x98\x80",
                 "caf\xc3\xa9 \xe2\x82\xac \xf0\x9f\x98\x80");
    assert_shown(60, "\033[2J\n\t\x7f", "?[2J???");
    assert_shown(60,
                 "\xc2\x9b"
                 "31m\xc2\x80\xc2\x9f\xc2\xa0",
                 "?31m??\xc2\xa0");
    assert_shown(60, "a\xff\xc3",
                 "a?"
                 "?");
    assert_shown(60, "\xed\xa0\x80\xc0\xaf", "?????"); /* a surrogate, an overlong form */
    assert_shown(60,
                 "x\xe2\x80\xae"
                 "txt.exe\xe2\x81\xa6\xe2\x80\xa8\xd8\x9c",
                 "x?txt.exe???");
}

static void a_shown_text_is_cut_between_characters(void **state)
{
    (void)state;
    assert_shown(10, "123456789", "123456789");
    assert_shown(10, "1234567890", "123456...");
    assert_shown(10, "12345\xc3\xa9\xc3\xa9\xc3\xa9", "12345...");
    assert_shown(11, "12345\xc3\xa9\xc3\xa9\xc3\xa9", "12345\xc3\xa9...");
    assert_shown(4, "\xf0\x9f\x98\x80", "...");
    assert_shown(5, "\xf0\x9f\x98\x80", "\xf0\x9f\x98\x80");
    char in_place[] = "\xe2\x80\xae\xe2\x80\xae!";
    assert_int_equal(lmev_text_shown(in_place, sizeof in_place, (lmev_str){in_place, 7}),
                     3);
    assert_string_equal(in_place, "?"
                                  "?!");
}

static void errors_are_cut_between_characters(void **state)
{
    (void)state;
    lmev_error e;
    char text[3000], *w = text;
    for (int i = 0; i < 900; i++, w += 3) memcpy(w, "\xe2\x82\xac", 4);
    lmev__fail(&e, LMEV_ERR_IO, text, 0, "x%s", text);
    const char *const at[] = {e.text, e.source};
    for (int i = 0; i < 2; i++) {
        assert_true(lmev__utf8_ok(at[i], strlen(at[i])));
        assert_true(strlen(at[i]) > 500);
        assert_string_equal(at[i] + strlen(at[i]) - 3, "...");
    }
    assert_string_equal(lmev__brief_of("short").at, "short");
    assert_int_equal(strlen(lmev__brief_of(text).at), sizeof(lmev__brief) - 1 - 1);
}

static void bytes_that_are_no_utf8_can_be_read_back_from_json(void **state)
{
    (void)state;
    char to[64];
    const char *text = "caf\xe9/\xc3\xa9\xff";
    const size_t n = lmev_text_mended(to, (lmev_str){text, strlen(text)});
    to[n] = '\0';
    assert_string_equal(to, "caf\xef\xbf\xbd"
                            "e9/\xc3\xa9\xef\xbf\xbd"
                            "ff");
    assert_true(lmev_text_ok((lmev_str){to, n}));
    assert_false(lmev_text_ok((lmev_str){text, strlen(text)}));

    lmev__json *o = lmev__json_new_object();
    assert_true(lmev__json_set(o, text, lmev__json_new_string(text)));
    char *dump = lmev__json_dump(o, -1);
    assert_non_null(dump);
    assert_non_null(strstr(dump, "\"caf\xef\xbf\xbd"
                                 "e9/\xc3\xa9\xef\xbf\xbd"
                                 "ff\""));
    lmev__json *again;
    assert_ok(lmev__json_parse(&again, dump, strlen(dump), "dump", 1, err));
    assert_string_equal(lmev__json_string(lmev__json_get(again, to), NULL), to);
    lmev__json_free(again);
    lmev__json_free(o);
    lmev__free(dump);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_longest_names_can_be_written),
        cmocka_unit_test(a_file_left_by_a_process_of_our_number_is_no_obstacle),
        cmocka_unit_test(a_link_stays_and_its_file_is_replaced),
        cmocka_unit_test(only_exact_names_are_temporary),
        cmocka_unit_test(what_a_killed_process_left_is_swept_and_nothing_else),
        cmocka_unit_test(an_output_is_known_as_an_input_by_any_name),
        cmocka_unit_test(stdout_is_an_output_too),
        cmocka_unit_test(nothing_in_a_shown_text_steers_a_terminal),
        cmocka_unit_test(a_shown_text_is_cut_between_characters),
        cmocka_unit_test(errors_are_cut_between_characters),
        cmocka_unit_test(bytes_that_are_no_utf8_can_be_read_back_from_json),
    };
    return cmocka_run_group_tests(tests, make_folder, drop_folder);
}
