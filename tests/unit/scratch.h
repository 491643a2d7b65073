/* scratch.h - a folder of the test's own: the setup and teardown of a group, and paths in
 * it. */
#ifndef LMEV_TESTS_SCRATCH_H
#define LMEV_TESTS_SCRATCH_H
#include "base/io/io.h"
#include "remove_tree.h"
#include <stdio.h>
#include <stdlib.h>

static char folder[64];

static inline int make_folder(void **state)
{
    (void)state;
    (void)snprintf(folder, sizeof folder, "/tmp/lmev-test-XXXXXX");
    return mkdtemp(folder) ? 0 : -1;
}

static inline int drop_folder(void **state)
{
    (void)state;
    return remove_tree(folder) ? 0 : -1;
}

/* "folder/name"; the last 32 stay valid. */
static inline const char *in_folder(const char *name)
{
    static char path[32][160];
    static int turn;
    turn = (turn + 1) % 32;
    (void)snprintf(path[turn], sizeof path[turn], "%s/%s", folder, name);
    return path[turn];
}
#endif
