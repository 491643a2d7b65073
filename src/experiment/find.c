/* find.c - walking down to the run directories.
 *
 * A run directory is told by the names in it, and what lies below one is its own business.
 * The exception is a lone config.yaml: a run that has only just begun has nothing else, but
 * so may any folder with runs below it. Cost: one stat a run, one to five and a listing for
 * every other folder. */
#include "experiment/find.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/error.h"
#include "base/io.h"
#include "base/mem.h"
#include "experiment/checkpoint.h"
#include "experiment/metadata.h"

#define DEPTH_MAX 6

typedef struct walk {
    lmev__found_list *list;
    const lmev_watch *watch;
    lmev_error *err;
} walk;

/* The file that tells about the run, when it was written and changed, how long it is and
 * which one it is; "" for no run. *weak: it need not be one. False: out of memory. */
static bool stamp_of(char stamp[LMEV__STAMP_ROOM], bool *weak, const char *dir)
{
    static const char *const names[] = {LMEV__METADATA_FILE, LMEV__FAILED_FILE,
                                        LMEV__CHECKPOINT_DIR "/" LMEV__CHECKPOINT_MARK,
                                        LMEV__CHECKPOINT_DIR, LMEV__SPEC_FILE};
    const size_t n = sizeof names / sizeof *names;
    struct stat st;
    stamp[0] = '\0';
    for (size_t i = 0; i < n; i++) {
        char *path = lmev__path_join(dir, names[i]);
        if (!path) return false;
        const bool there = stat(path, &st) == 0 || lstat(path, &st) == 0;
        lmev__free(path);
        if (!there) continue;
        *weak = i == n - 1;
        snprintf(stamp, LMEV__STAMP_ROOM, "%zu %lld.%09ld %lld.%09ld %lld %llu", i,
                 (long long)st.st_mtim.tv_sec, (long)st.st_mtim.tv_nsec,
                 (long long)st.st_ctim.tv_sec, (long)st.st_ctim.tv_nsec,
                 (long long)st.st_size, (unsigned long long)st.st_ino);
        break;
    }
    return true;
}

static bool is_real_dir(const char *path)
{
    struct stat st;
    return lstat(path, &st) == 0 && S_ISDIR(st.st_mode);
}

static lmev_status add(walk *w, const char *below, const char *stamp)
{
    lmev__found_list *list = w->list;
    if (!lmev__grow(&list->at, &list->room, list->n + 1, sizeof *list->at) ||
        !(list->at[list->n].below = lmev__strdup(below)))
        return lmev__nomem(w->err, below);
    lmev__found *found = &list->at[list->n++];
    found->known = false;
    snprintf(found->stamp, sizeof found->stamp, "%s", stamp);
    return LMEV_OK;
}

static lmev_status visit(walk *w, const char *dir, const char *below, int depth);

static lmev_status visit_inside(walk *w, const char *dir, const char *below, int depth)
{
    char **names = NULL;
    size_t n = 0;
    lmev_error inner;
    lmev_status s = lmev__list_dir(&names, &n, dir, &inner);
    if (s == LMEV_ERR_NOMEM) return lmev__nomem(w->err, dir);
    if (s != LMEV_OK) {
        lmev__say(w->watch, LMEV_WARNING, "'%s' is passed over: %s", dir, inner.text);
        return LMEV_OK;
    }
    for (size_t i = 0; i < n && s == LMEV_OK; i++) {
        if (names[i][0] == '.') continue;
        char *path = lmev__path_join(dir, names[i]);
        char *rest = lmev__path_join(strcmp(below, ".") ? below : "", names[i]);
        if (!path || !rest)
            s = lmev__nomem(w->err, dir);
        else if (is_real_dir(path))
            s = visit(w, path, rest, depth + 1);
        lmev__free(path);
        lmev__free(rest);
        if (s == LMEV_OK && lmev__asked_to_stop(w->watch)) s = LMEV_STOPPED;
    }
    lmev__free_names(names, n);
    return s;
}

/* dir is the folder, below its path from the root of the walk. */
static lmev_status visit(walk *w, const char *dir, const char *below, int depth)
{
    char stamp[LMEV__STAMP_ROOM];
    bool weak = false;
    const size_t before = w->list->n;
    if (!stamp_of(stamp, &weak, dir)) return lmev__nomem(w->err, dir);
    if (stamp[0] && !weak) return add(w, below, stamp);
    lmev_status s = depth < DEPTH_MAX ? visit_inside(w, dir, below, depth) : LMEV_OK;
    return s == LMEV_OK && weak && w->list->n == before ? add(w, below, stamp) : s;
}

static int by_path(const void *a, const void *b)
{
    return strcmp(((const lmev__found *)a)->below, ((const lmev__found *)b)->below);
}

lmev_status lmev__find_runs(lmev__found_list *out, const char *folder,
                            const lmev_watch *watch, lmev_error *err)
{
    lmev__found_list list = {0};
    walk w = {.list = &list, .watch = watch, .err = err};
    lmev_status s = visit(&w, folder, ".", 0);
    if (s != LMEV_OK) {
        lmev__found_clear(&list);
        return s;
    }
    if (list.n > 1) qsort(list.at, list.n, sizeof *list.at, by_path);
    *out = list;
    return LMEV_OK;
}

void lmev__found_clear(lmev__found_list *list)
{
    for (size_t i = 0; i < list->n; i++) lmev__free(list->at[i].below);
    lmev__free(list->at);
    *list = (lmev__found_list){0};
}
