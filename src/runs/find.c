/* find.c - walking down to the run directories.
 *
 * A run directory is told by the names in it, and what lies below one is its own
 * business. The exception is a lone config.yaml: a run that has only just begun has
 * nothing else, but so may any folder with runs below it.
 *
 * Links are followed after all real folders, and no folder is entered twice: it is known
 * by its place on the device. So a circle ends, and a run has its real path where it has
 * one below the root. Cost: one stat per run, one to five and a listing for every other
 * folder. */
#include "runs/find.h"

#include <string.h>
#include <sys/stat.h>

#include "base/error.h"
#include "base/io/io.h"
#include "base/mem.h"
#include "runs/metadata.h"
#include "runs/session/checkpoint.h"

#define DEPTH_MAX 6

/* A link to a folder, to be followed. */
typedef struct way {
    char *dir, *below;
    int depth;
} way;

typedef struct walk {
    lmev__found *list;
    const lmev_watch *watch;
    lmev_error *err;
    struct place {
        dev_t device;
        ino_t inode;
    } *slot; /* [n_slots] of the folders that were visited: open addressing */
    size_t n_slots, n_seen;
    way *link; /* [n_links] in the order of finding */
    size_t n_links, links_room;
    size_t n_too_deep; /* folders with others in them at the depth where the walk ends */
    char *too_deep;    /* the first of them */
} walk;

typedef enum run_kind {
    NO_RUN,
    PERHAPS, /* a config.yaml alone: any folder with runs below it may have one */
    RUN
} run_kind;

/* False: out of memory. */
static bool look_at(run_kind *is, const char *dir)
{
    static const char *const names[] = {LMEV__METADATA_FILE, LMEV__FAILED_FILE,
                                        LMEV__CHECKPOINT_DIR "/" LMEV__CHECKPOINT_MARK,
                                        LMEV__CHECKPOINT_DIR, LMEV__SPEC_FILE};
    const size_t n = sizeof names / sizeof *names;
    struct stat st;
    *is = NO_RUN;
    for (size_t i = 0; i < n && *is == NO_RUN; i++) {
        char *path = lmev__path_join(dir, names[i]);
        if (!path) return false;
        /* lstat: a link to nothing counts too */
        if (lstat(path, &st) == 0) *is = i == n - 1 ? PERHAPS : RUN;
        lmev__free(path);
    }
    return true;
}

/* ---- which folders were visited ---- */

static struct place *slot_of(const walk *w, struct place p)
{
    size_t i =
        ((size_t)p.inode * 0x9E3779B97F4A7C15u ^ (size_t)p.device) & (w->n_slots - 1);
    while (w->slot[i].inode &&
           (w->slot[i].inode != p.inode || w->slot[i].device != p.device))
        i = (i + 1) & (w->n_slots - 1);
    return &w->slot[i];
}

static bool widen(walk *w)
{
    const size_t n_old = w->n_slots;
    struct place *old = w->slot,
                 *slot = lmev__calloc(n_old ? 2 * n_old : 256, sizeof *slot);
    if (!slot) return false;
    w->slot = slot;
    w->n_slots = n_old ? 2 * n_old : 256;
    for (size_t i = 0; i < n_old; i++)
        if (old[i].inode) *slot_of(w, old[i]) = old[i];
    lmev__free(old);
    return true;
}

/* *first: the folder was not visited before, and is from now on. False: out of memory. */
static bool enter(walk *w, const char *dir, bool *first)
{
    struct stat st;
    *first = stat(dir, &st) == 0 && S_ISDIR(st.st_mode);
    if (!*first) return true;
    if (2 * w->n_seen >= w->n_slots && !widen(w)) return false;
    const struct place p = {st.st_dev, st.st_ino};
    struct place *slot = slot_of(w, p);
    *first = slot->inode == 0; /* no file has inode 0 */
    if (*first) w->n_seen++;
    *slot = p;
    return true;
}

/* ---- the walk ---- */

typedef enum kind { OTHER, FOLDER, LINK } kind;

static kind kind_of(const char *path)
{
    struct stat st;
    if (lstat(path, &st) != 0) return OTHER;
    if (S_ISLNK(st.st_mode))
        return stat(path, &st) == 0 && S_ISDIR(st.st_mode) ? LINK : OTHER;
    return S_ISDIR(st.st_mode) ? FOLDER : OTHER;
}

/* Takes both names. */
static lmev_status remember(walk *w, char *dir, char *below, int depth)
{
    if (!lmev__grow(&w->link, &w->links_room, w->n_links + 1, sizeof *w->link)) {
        lmev__free(dir);
        lmev__free(below);
        return lmev__nomem(w->err, "links");
    }
    w->link[w->n_links++] = (way){dir, below, depth};
    return LMEV_OK;
}

static lmev_status add(walk *w, const char *below)
{
    lmev__found *list = w->list;
    if (!lmev__grow(&list->below, &list->room, list->n + 1, sizeof *list->below) ||
        !(list->below[list->n] = lmev__strdup(below)))
        return lmev__nomem(w->err, below);
    list->n++;
    return LMEV_OK;
}

static lmev_status visit(walk *w, const char *dir, const char *below, int depth);

/* The folder names[i] of dir, or nothing of ours. */
static lmev_status visit_one(walk *w, const char *dir, const char *below,
                             const char *name, int depth)
{
    char *path = lmev__path_join(dir, name);
    char *rest = lmev__path_join(strcmp(below, ".") ? below : "", name);
    const kind k = path && rest ? kind_of(path) : OTHER;
    lmev_status s = path && rest ? LMEV_OK : lmev__nomem(w->err, dir);
    if (k != OTHER && depth > DEPTH_MAX) {
        if (w->n_too_deep++ == 0 && !(w->too_deep = lmev__strdup(path)))
            s = lmev__nomem(w->err, dir);
    } else if (k == LINK) {
        s = remember(w, path, rest, depth);
        path = rest = NULL;
    } else if (k == FOLDER) {
        s = visit(w, path, rest, depth);
    }
    lmev__free(path);
    lmev__free(rest);
    return s;
}

static lmev_status visit_inside(walk *w, const char *dir, const char *below, int depth)
{
    char **names = NULL;
    size_t n = 0;
    lmev_error inner;
    lmev_status s = lmev__list_dir(&names, &n, dir, &inner);
    if (s == LMEV_ERR_NOMEM) return lmev__nomem(w->err, dir);
    if (s != LMEV_OK) {
        lmev__say(w->watch, LMEV_LEVEL_WARNING, "'%s' is passed over: %s", dir,
                  inner.text);
        return LMEV_OK;
    }
    for (size_t i = 0; i < n && s == LMEV_OK; i++) {
        if (names[i][0] == '.') continue;
        s = visit_one(w, dir, below, names[i], depth + 1);
        if (s == LMEV_OK && lmev__asked_to_stop(w->watch)) s = LMEV_STOPPED;
    }
    lmev__free_names(names, n);
    return s;
}

/* dir is the folder, below its path from the root of the walk. */
static lmev_status visit(walk *w, const char *dir, const char *below, int depth)
{
    run_kind is = NO_RUN;
    bool first = false;
    const size_t before = w->list->n;
    if (!enter(w, dir, &first)) return lmev__nomem(w->err, dir);
    if (!first) return LMEV_OK;
    if (!look_at(&is, dir)) return lmev__nomem(w->err, dir);
    if (is == RUN) return add(w, below);
    lmev_status s = visit_inside(w, dir, below, depth);
    return s == LMEV_OK && is == PERHAPS && w->list->n == before ? add(w, below) : s;
}

static void walk_release(walk *w)
{
    for (size_t i = 0; i < w->n_links; i++) {
        lmev__free(w->link[i].dir);
        lmev__free(w->link[i].below);
    }
    lmev__free(w->link);
    lmev__free(w->slot);
    lmev__free(w->too_deep);
}

lmev_status lmev__find_runs(lmev__found *out, const char *folder, const lmev_watch *watch,
                            lmev_error *err)
{
    lmev__found list = {0};
    walk w = {.list = &list, .watch = watch, .err = err};
    lmev_status s = visit(&w, folder, ".", 0);
    for (size_t i = 0; i < w.n_links && s == LMEV_OK; i++) { /* they may find others */
        const way link = w.link[i];
        s = visit(&w, link.dir, link.below, link.depth);
    }
    if (s == LMEV_OK && w.n_too_deep)
        lmev__say(watch, LMEV_LEVEL_WARNING,
                  "folders more than %d deep are passed over: %zu, the first '%s'",
                  DEPTH_MAX, w.n_too_deep, w.too_deep);
    walk_release(&w);
    if (s != LMEV_OK) {
        lmev__found_release(&list);
        return s;
    }
    *out = list;
    return LMEV_OK;
}

void lmev__found_release(lmev__found *found)
{
    for (size_t i = 0; i < found->n; i++) lmev__free(found->below[i]);
    lmev__free(found->below);
    *found = (lmev__found){0};
}
