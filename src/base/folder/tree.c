/* tree.c - see tree.h.
 *
 * Every name is opened from the top folder, part by part, with O_NOFOLLOW, so that no
 * step can leave the tree, whatever lies on the disk. Files are made with O_EXCL. This
 * works on every kernel and file system; openat2 with RESOLVE_BENEATH does not.
 *
 * Cost: one openat and one close per part of a name; one fsync per file and folder. */
#include "base/folder/tree.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/error.h"
#include "base/folder/owned.h"
#include "base/io/io.h"
#include "base/io/seam.h"
#include "base/io/unfinished.h"
#include "base/mem.h"

#define TRY        LMEV__TRY
#define NAME_MOST  1024
#define PARTS_MOST 32

struct lmev__tree {
    char *tmp;
    int top, file;   /* descriptors; -1: none */
    char *file_name; /* of `file`, for messages */
    char **folder;   /* [n_folders] those made, parents first */
    size_t n_folders, room;
};

const char *lmev__tree_name_fault(const char *name)
{
    size_t n = strlen(name), parts = 0;
    if (n > NAME_MOST) return "is too long";
    if (name[0] == '/') return "is absolute";
    for (const char *at = name; *at;) {
        size_t k = strcspn(at, "/");
        if (k == 2 && at[0] == '.' && at[1] == '.') return "leads out of its folder";
        if (k > 255) return "has a part of more than 255 bytes";
        parts += k > 0;
        at += k + (at[k] == '/');
    }
    for (size_t i = 0; i < n; i++)
        if ((unsigned char)name[i] < 0x20 || name[i] == 0x7F)
            return "has control characters";
    return parts > PARTS_MOST ? "lies too deep" : NULL;
}

/* A system call about `name` inside the tree failed. */
static lmev_status fault(const lmev__tree *t, const char *name, const char *what,
                         lmev_error *err)
{
    int errnum = errno;
    if (errnum == EEXIST)
        return lmev__fail(err, LMEV_ERR_FORMAT, t->tmp, 0, "'%s' is there twice", name);
    if (errnum == ENOTDIR || errnum == ELOOP || errnum == EISDIR)
        return lmev__fail(err, LMEV_ERR_FORMAT, t->tmp, 0, "'%s' is a file and a folder",
                          name);
    char *path = lmev__path_join(t->tmp, name);
    lmev_status s = lmev__fail_errno(err, errnum, path ? path : t->tmp, what);
    lmev__free(path);
    return s == LMEV_ERR_NOTFOUND ? LMEV_ERR_IO : s;
}

static bool remember(lmev__tree *t, const char *name, size_t n)
{
    if (!lmev__grow(&t->folder, &t->room, t->n_folders + 1, sizeof *t->folder) ||
        !(t->folder[t->n_folders] = lmev__strndup(name, n)))
        return false;
    t->n_folders++;
    return true;
}

/* The next part of *name, moved on past it: its start, or NULL at the end; *n its
 * length. */
static const char *next_part(const char **name, size_t *n)
{
    for (;;) {
        *name += strspn(*name, "/");
        const char *at = *name;
        *n = strcspn(at, "/");
        *name += *n;
        if (*n == 0) return NULL;
        if (*n != 1 || *at != '.') return at;
    }
}

static void leave(const lmev__tree *t, int fd)
{
    if (fd != t->top) lmev__close_quietly(fd);
}

/* Open the folder that holds the last part of name, making those on the way; with `whole`
 * the last part is a folder too. last has room for a part and gets the last one, or
 * "". */
static lmev_status walk(lmev__tree *t, const char *name, bool whole, int *out,
                        char last[256], lmev_error *err)
{
    const char *why = lmev__tree_name_fault(name), *rest = name;
    if (why)
        return lmev__fail(err, LMEV_ERR_FORMAT, t->tmp, 0, "the name '%s' %s", name, why);
    int fd = t->top;
    size_t n;
    last[0] = '\0';
    for (const char *part = next_part(&rest, &n); part;) {
        memcpy(last, part, n);
        last[n] = '\0';
        size_t upto = (size_t)(part - name) + n;
        part = next_part(&rest, &n);
        if (!part && !whole) break;
        bool made = TRY(mkdirat(fd, last, 0777)) == 0;
        int next =
            made || errno == EEXIST
                ? TRY(openat(fd, last, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC))
                : -1;
        lmev_status s = LMEV_OK;
        if (next < 0)
            s = fault(t, name, "cannot make the folder", err);
        else if (made && !remember(t, name, upto))
            s = lmev__nomem(err, t->tmp);
        leave(t, fd);
        if (s != LMEV_OK) {
            lmev__close_quietly(next);
            return s;
        }
        fd = next;
    }
    if (!whole && last[0] == '\0')
        return lmev__fail(err, LMEV_ERR_FORMAT, t->tmp, 0, "a file has no name");
    *out = fd;
    return LMEV_OK;
}

static void tree_free(lmev__tree *t)
{
    lmev__close_quietly(t->file);
    lmev__close_quietly(t->top);
    lmev__unfinished_done(t->tmp);
    for (size_t i = 0; i < t->n_folders; i++) lmev__free(t->folder[i]);
    lmev__free(t->folder);
    lmev__free(t->file_name);
    lmev__free(t->tmp);
    lmev__free(t);
}

/* The names are an archive's: any. That the folder is ours the caller knows. */
static bool ours(const char *name, const char *path)
{
    (void)name, (void)path;
    return true;
}

static const lmev__owned owned = {.what = "download", .ours = ours};

lmev_status lmev__tree_check(const char *tmp, lmev_error *err)
{
    return lmev__owned_check(&owned, tmp, true, err);
}

lmev_status lmev__tree_remove(const char *tmp, lmev_error *err)
{
    return lmev__owned_remove(&owned, tmp, err);
}

lmev_status lmev__tree_begin(lmev__tree **tree, const char *tmp, lmev_error *err)
{
    lmev_status s = lmev__tree_remove(tmp, err);
    if (s != LMEV_OK) return s;
    lmev__tree *t = lmev__calloc(1, sizeof *t);
    if (!t) return lmev__nomem(err, tmp);
    t->top = t->file = -1;
    if (!(t->tmp = lmev__strdup(tmp)))
        s = lmev__nomem(err, tmp);
    else if (TRY(mkdir(tmp, 0777)) != 0)
        s = lmev__fail_errno(err, errno, tmp, "cannot make the folder");
    else if ((t->top = TRY(open(tmp, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC))) <
             0) {
        s = lmev__fail_errno(err, errno, tmp, "cannot open the folder");
        (void)rmdir(tmp);
    } else
        lmev__unfinished_add(t->tmp);
    if (s != LMEV_OK) {
        tree_free(t);
        return s;
    }
    *tree = t;
    return LMEV_OK;
}

lmev_status lmev__tree_folder(lmev__tree *t, const char *name, lmev_error *err)
{
    char last[256];
    int fd = -1;
    lmev_status s = walk(t, name, true, &fd, last, err);
    if (s == LMEV_OK) leave(t, fd);
    return s;
}

lmev_status lmev__tree_file(lmev__tree *t, const char *name, lmev_error *err)
{
    char last[256];
    int fd = -1;
    lmev__free(t->file_name);
    if (!(t->file_name = lmev__strdup(name))) return lmev__nomem(err, t->tmp);
    lmev_status s = walk(t, name, false, &fd, last, err);
    if (s != LMEV_OK) return s;
    t->file =
        TRY(openat(fd, last, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0666));
    if (t->file < 0) s = fault(t, name, "cannot create", err);
    leave(t, fd);
    return s;
}

lmev_status lmev__tree_write(lmev__tree *t, const void *at, size_t n, lmev_error *err)
{
    size_t done;
    return lmev__fd_write(t->file, at, n, &done) == 0
               ? LMEV_OK
               : fault(t, t->file_name, "cannot write", err);
}

lmev_status lmev__tree_file_end(lmev__tree *t, lmev_error *err)
{
    lmev_status s = LMEV_OK;
    const int fd = t->file;
    t->file = -1;
    if (lmev__fd_sync(fd) != 0) s = fault(t, t->file_name, "cannot bring to disk", err);
    if (lmev__close_checked(fd) != 0 && s == LMEV_OK)
        s = fault(t, t->file_name, "cannot close", err);
    return s;
}

lmev_status lmev__tree_adopt(lmev__tree *t, const char *from, const char *name,
                             lmev_error *err)
{
    char last[256];
    int fd = -1;
    struct stat st;
    lmev_status s = walk(t, name, false, &fd, last, err);
    if (s != LMEV_OK) return s;
    if (fstatat(fd, last, &st, AT_SYMLINK_NOFOLLOW) == 0) {
        errno = EEXIST;
        s = fault(t, name, "cannot move into its folder", err);
    } else if (TRY(renameat(AT_FDCWD, from, fd, last)) != 0)
        s = fault(t, name, "cannot move into its folder", err);
    leave(t, fd);
    return s;
}

lmev_status lmev__tree_publish(lmev__tree *t, const char *path, lmev_error *err)
{
    lmev_status s = LMEV_OK;
    for (size_t i = t->n_folders;
         s == LMEV_OK && i-- > 0;) { /* what lies deeper comes first */
        char *folder = lmev__path_join(t->tmp, t->folder[i]);
        s = folder ? lmev__sync_dir(folder, err) : lmev__nomem(err, t->tmp);
        lmev__free(folder);
    }
    if (s == LMEV_OK) s = lmev__sync_dir(t->tmp, err);
    if (s == LMEV_OK) s = lmev__rename(t->tmp, path, err);
    if (s != LMEV_OK) (void)lmev__tree_remove(t->tmp, NULL);
    tree_free(t);
    return s;
}

void lmev__tree_abort(lmev__tree *t)
{
    if (!t) return;
    (void)lmev__tree_remove(t->tmp, NULL);
    tree_free(t);
}
