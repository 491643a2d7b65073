/* owned.c - the rule of owned.h: two walks over a folder, one that looks and one that
 * removes.
 *
 * The second looks again at each name, so what somebody puts into the folder between the
 * two stays as well. Cost: an lstat per file. */
#include "base/folder/owned.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "base/error.h"
#include "base/io/io.h"
#include "base/io/temporary.h"
#include "base/mem.h"
#include "base/utf8.h"

#define DEPTH_MAX 32 /* folders in folders, as in an archive (tree.c) */

bool lmev__is_listed(const char *name, const char *const *list)
{
    for (; *list; list++)
        if (strcmp(name, *list) == 0) return true;
    return false;
}

bool lmev__is_regular(const char *path)
{
    struct stat st;
    return lstat(path, &st) == 0 && S_ISREG(st.st_mode);
}

/* A folder is a member when a file in it is. */
static bool is_member(lmev__json *files, const char *name)
{
    const size_t n = strlen(name);
    if (n > 0 && name[n - 1] != '/') return lmev__json_get(files, name);
    for (void *it = lmev__json_first(files); it; it = lmev__json_next(files, it))
        if (strncmp(lmev__json_it_key(it), name, n) == 0) return true;
    return false;
}

static bool is_known(const lmev__owned *o, const char *name, const char *path)
{
    return o->ours ? o->ours(name, path) : is_member(o->listed, name);
}

/* Also a file that is being written, under its temporary name. */
static bool is_ours(const lmev__owned *o, const char *name, const char *path)
{
    const char *slash = strrchr(name, '/');
    return strcmp(name, LMEV__UNFINISHED) == 0 ||
           lmev__is_temporary(slash ? slash + 1 : name) || is_known(o, name, path);
}

typedef struct walk {
    const lmev__owned *o;
    const char *top;
    size_t n_files, n_temporary; /* all, and those with a temporary name */
    bool remove;
} walk;

/* The last to go: without it what is left of a folder would be nobody's. */
static bool is_mark(const walk *w, const char *name)
{
    return strcmp(name, LMEV__UNFINISHED) == 0 ||
           (w->o->mark && strcmp(name, w->o->mark) == 0);
}

static lmev_status foreign(const walk *w, const char *name, lmev_error *err)
{
    lmev__fail(err, LMEV_ERR_IO, w->top, 0,
               "the folder holds '%s', which is no part of a %s", lmev__brief_of(name).at,
               w->o->what);
    lmev__hint(err, "name another folder, or move what is not lmev's out of this one");
    return LMEV_ERR_IO;
}

static lmev_status visit_folder(walk *w, const char *inside, const char *path, int depth,
                                lmev_error *err);

/* The entry `name` of the folder `inside` ("": the top), which is path. */
static lmev_status visit(walk *w, const char *inside, const char *name, const char *path,
                         int depth, lmev_error *err)
{
    struct stat st;
    const size_t room = strlen(inside) + strlen(name) + 2;
    char *relative = lmev__alloc(room);
    if (!relative) return lmev__nomem(err, w->top);
    lmev_status s = LMEV_OK;
    (void)snprintf(relative, room, "%s%s", inside, name);
    if (lstat(path, &st) != 0) {
        if (errno != ENOENT) s = lmev__fail_errno(err, errno, path, "cannot examine");
    } else if (S_ISDIR(st.st_mode)) {
        (void)snprintf(relative, room, "%s%s/", inside, name);
        if (depth > 0 && is_known(w->o, relative, NULL))
            s = visit_folder(w, relative, path, depth - 1, err);
        else if (!w->remove)
            s = foreign(w, relative, err);
    } else if (S_ISREG(st.st_mode) && is_ours(w->o, relative, path)) {
        w->n_files++;
        w->n_temporary += lmev__is_temporary(name);
        if (w->remove && !is_mark(w, relative)) s = lmev__remove_file(path, err);
    } else if (!w->remove) {
        s = foreign(w, relative, err);
    }
    lmev__free(relative);
    return s;
}

static lmev_status visit_folder(walk *w, const char *inside, const char *path, int depth,
                                lmev_error *err)
{
    char **names = NULL;
    size_t n = 0;
    lmev_status s = lmev__list_dir(&names, &n, path, err);
    for (size_t i = 0; s == LMEV_OK && i < n; i++) {
        char *at = lmev__path_join(path, names[i]);
        s = at ? visit(w, inside, names[i], at, depth, err) : lmev__nomem(err, path);
        lmev__free(at);
    }
    lmev__free_names(names, n);
    if (s == LMEV_OK && w->remove && *inside) lmev__remove_empty_dir(path);
    return s;
}

/* A mark that cannot be read is a fault, one that is no JSON is none. */
static lmev_status look_for_mark(bool *has, const lmev__owned *o, const char *folder,
                                 bool unfinished, lmev_error *err)
{
    char *begun = lmev__path_join(folder, LMEV__UNFINISHED);
    char *mark = lmev__path_join(folder, o->mark);
    lmev__json *j = NULL;
    lmev_status s = begun && mark ? LMEV_OK : lmev__nomem(err, folder);
    *has = s == LMEV_OK && unfinished && lmev__is_regular(begun);
    if (s == LMEV_OK && !*has && lmev__is_regular(mark)) {
        s = lmev__json_read(&j, mark, err);
        const char *found = lmev__json_string(lmev__json_get(j, o->key), NULL);
        *has = found && (!o->value || strcmp(found, o->value) == 0);
        if (s == LMEV_ERR_FORMAT) s = LMEV_OK;
    }
    lmev__json_free(j);
    lmev__free(begun);
    lmev__free(mark);
    return s;
}

lmev_status lmev__owned_check(const lmev__owned *o, const char *folder, bool unfinished,
                              lmev_error *err)
{
    struct stat st;
    walk w = {.o = o, .top = folder};
    if (lstat(folder, &st) != 0) {
        if (errno == ENOENT || errno == ENOTDIR) return LMEV_OK;
        return lmev__fail_errno(err, errno, folder, "cannot examine");
    }
    if (!S_ISDIR(st.st_mode)) {
        lmev__fail(err, LMEV_ERR_IO, folder, 0, "a %s stands where the %s is to go",
                   S_ISLNK(st.st_mode) ? "link" : "file", o->what);
        lmev__hint(err, "name another folder, or move the %s away",
                   S_ISLNK(st.st_mode) ? "link" : "file");
        return LMEV_ERR_IO;
    }
    bool has_mark = !o->mark;
    lmev_status s = visit_folder(&w, "", folder, DEPTH_MAX, err);
    /* a kill while the first file is written, which is the mark, leaves its temporary
     * name */
    const size_t n_marked = w.n_files - (unfinished ? w.n_temporary : 0);
    if (s == LMEV_OK && n_marked > 0 && o->mark)
        s = look_for_mark(&has_mark, o, folder, unfinished, err);
    if (s != LMEV_OK || n_marked == 0 || has_mark) return s;
    lmev__fail(err, LMEV_ERR_IO, folder, 0,
               "no '%s' says that lmev wrote the %s in the folder", o->mark, o->what);
    lmev__hint(err, "name another folder, or move this one away");
    return LMEV_ERR_IO;
}

static lmev_status remove_mark(const lmev__owned *o, const char *folder, const char *name,
                               lmev_error *err)
{
    char *path = lmev__path_join(folder, name);
    if (!path) return lmev__nomem(err, folder);
    lmev_status s = LMEV_OK;
    if (lmev__is_regular(path) && is_ours(o, name, path))
        s = lmev__remove_file(path, err);
    lmev__free(path);
    return s;
}

lmev_status lmev__owned_empty(const lmev__owned *o, const char *folder, lmev_error *err)
{
    struct stat st;
    walk w = {.o = o, .top = folder, .remove = true};
    if (lstat(folder, &st) != 0 || !S_ISDIR(st.st_mode)) return LMEV_OK;
    lmev_status s = visit_folder(&w, "", folder, DEPTH_MAX, err);
    if (s == LMEV_OK && o->mark) s = remove_mark(o, folder, o->mark, err);
    return s == LMEV_OK ? remove_mark(o, folder, LMEV__UNFINISHED, err) : s;
}

lmev_status lmev__owned_remove(const lmev__owned *o, const char *folder, lmev_error *err)
{
    const lmev_status s = lmev__owned_empty(o, folder, err);
    if (s == LMEV_OK) lmev__remove_empty_dir(folder);
    return s;
}
