/* remove_tree.h - a folder of the test's own goes with all that is in it. The library
 * cannot do that: it removes what it knows as its own, file by file
 * (base/folder/owned.h). */
#ifndef LMEV_TESTS_REMOVE_TREE_H
#define LMEV_TESTS_REMOVE_TREE_H
#include <ftw.h>
#include <stdbool.h>
#include <stdio.h>
#include <sys/stat.h>

static inline int remove_one(const char *path, const struct stat *st, int kind,
                             struct FTW *at)
{
    (void)st, (void)kind, (void)at;
    return remove(path);
}

/* Links are removed, not followed; absent is fine. */
static inline bool remove_tree(const char *path)
{
    struct stat st;
    return lstat(path, &st) != 0 || nftw(path, remove_one, 16, FTW_DEPTH | FTW_PHYS) == 0;
}
#endif
