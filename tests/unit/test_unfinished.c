/* test_unfinished.c - what a process that leaves at once takes with it: lmev_abandon.
 * Each test abandons in a child of its own, since the library cannot be used
 * afterwards. */
#include "help.h"

#include <signal.h>
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/folder/tree.h"
#include "base/io/io.h"
#include "base/io/unfinished.h"
#include "lmev/base.h"
#include "remove_tree.h"
#include "scratch.h"

static size_t n_names(void)
{
    char **name = NULL;
    size_t n = 0;
    assert_int_equal(lmev__list_dir(&name, &n, folder, NULL), LMEV_OK);
    lmev__free_names(name, n);
    return n;
}

/* The exit code of a child that runs the work. */
static int code_of(int (*work)(void))
{
    const pid_t pid = fork();
    assert_true(pid >= 0);
    if (pid == 0) _exit(work());
    int status = 0;
    while (waitpid(pid, &status, 0) != pid) {
    }
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static int leave_files(void)
{
    lmev__out *one, *two;
    lmev__tree *tree;
    if (lmev__write_file(in_folder("finished"), "text", 4, NULL) != LMEV_OK) return 1;
    if (lmev__out_begin(&one, in_folder("one"), NULL) != LMEV_OK) return 2;
    if (lmev__out_begin(&two, in_folder("two"), NULL) != LMEV_OK) return 3;
    if (lmev__out_publish(two, NULL) != LMEV_OK) return 4;
    if (lmev__tree_begin(&tree, in_folder("tree"), NULL) != LMEV_OK) return 5;
    for (int i = 0; i < 300; i++) { /* more than one reading of a folder gives */
        char name[64];
        (void)snprintf(name, sizeof name, "deep/er/%d", i);
        if (lmev__tree_file(tree, name, NULL) != LMEV_OK) return 6;
        if (lmev__tree_file_end(tree, NULL) != LMEV_OK) return 7;
    }
    if (n_names() != 4) return 8; /* one under a temporary name */
    lmev_abandon();
    return 0;
}

static void temporary_names_go_and_finished_files_stay(void **state)
{
    (void)state;
    assert_int_equal(code_of(leave_files), 0);
    assert_int_equal(n_names(), 2);
    assert_true(lmev__is_file(in_folder("finished")));
    assert_true(lmev__is_file(in_folder("two")));
    assert_int_equal(lmev__remove_file(in_folder("finished"), NULL), LMEV_OK);
    assert_int_equal(lmev__remove_file(in_folder("two"), NULL), LMEV_OK);
}

static int leave_what_was_published(void)
{
    lmev__tree *tree;
    if (lmev__tree_begin(&tree, in_folder("tree"), NULL) != LMEV_OK) return 1;
    if (lmev__tree_publish(tree, in_folder("model"), NULL) != LMEV_OK) return 2;
    lmev_abandon();
    return 0;
}

static void a_published_folder_stays(void **state)
{
    (void)state;
    assert_int_equal(code_of(leave_what_was_published), 0);
    assert_true(lmev__is_dir(in_folder("model")));
    assert_true(remove_tree(in_folder("model")));
    assert_int_equal(n_names(), 0);
}

/* A link in an unfinished folder is removed, and not what it leads to. */
static int leave_a_link(void)
{
    if (symlink(in_folder("kept"), in_folder("tree/link")) != 0) return 1;
    lmev__unfinished_add(in_folder("tree"));
    lmev_abandon();
    return 0;
}

static void links_are_not_followed(void **state)
{
    (void)state;
    assert_int_equal(lmev__mkdirs(in_folder("kept"), NULL), LMEV_OK);
    assert_int_equal(lmev__mkdirs(in_folder("tree"), NULL), LMEV_OK);
    assert_int_equal(lmev__write_file(in_folder("kept/file"), "text", 4, NULL), LMEV_OK);
    assert_int_equal(code_of(leave_a_link), 0);
    assert_false(lmev__is_dir(in_folder("tree")));
    assert_true(lmev__is_file(in_folder("kept/file")));
    assert_true(remove_tree(in_folder("kept")));
}

static void training_without_a_checkpoint_is_unsaved(void **state)
{
    (void)state;
    bool one = false, two = false;
    assert_false(lmev_unsaved());
    lmev__unsaved_set(&one, true);
    lmev__unsaved_set(&one, true);
    lmev__unsaved_set(&two, true);
    assert_true(lmev_unsaved());
    lmev__unsaved_set(&one, false);
    assert_true(lmev_unsaved());
    lmev__unsaved_set(&two, false);
    lmev__unsaved_set(&two, false);
    assert_false(lmev_unsaved());
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(temporary_names_go_and_finished_files_stay),
        cmocka_unit_test(a_published_folder_stays),
        cmocka_unit_test(links_are_not_followed),
        cmocka_unit_test(training_without_a_checkpoint_is_unsaved),
    };
    return cmocka_run_group_tests(tests, make_folder, drop_folder);
}
