/* dirs.c - folders and names: making, listing, renaming and removing them. */
#include "base/io/io.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "base/error.h"
#include "base/io/seam.h"
#include "base/mem.h"

#define TRY LMEV__TRY

lmev_status lmev__sync_dir(const char *path, lmev_error *err)
{
    int fd = lmev__fd_open(path, O_RDONLY | O_DIRECTORY);
    if (fd < 0) return lmev__fail_errno(err, errno, path, "cannot open the folder");
    lmev_status s = LMEV_OK;
    if (lmev__fd_sync(fd) != 0 && errno != EINVAL &&
        errno != EROFS) /* file systems without it */
        s = lmev__fail_errno(err, errno, path, "cannot bring the folder to disk");
    lmev__close_quietly(fd);
    return s;
}

/* Sync the folder that path lies in, so that its new name survives a power cut. */
lmev_status lmev__sync_parent(const char *path, lmev_error *err)
{
    char *dir = lmev__path_dir(path);
    if (!dir) return lmev__nomem(err, path);
    lmev_status s = lmev__sync_dir(dir, err);
    lmev__free(dir);
    return s;
}

lmev_status lmev__mkdirs(const char *path, lmev_error *err)
{
    char *part = lmev__strdup(path);
    if (!part) return lmev__nomem(err, path);
    lmev_status s = LMEV_OK;
    for (size_t i = 1; s == LMEV_OK && i <= strlen(path); i++) {
        if ((path[i] != '/' && path[i] != '\0') || path[i - 1] == '/') continue;
        part[i] = '\0';
        if (!lmev__is_dir(part)) {
            if (TRY(mkdir(part, 0777)) == 0)
                s = lmev__sync_parent(part, err);
            else if (errno != EEXIST)
                s = lmev__fail_errno(err, errno, part, "cannot make the folder");
            else if (!lmev__is_dir(part)) /* another process may have been first */
                s = lmev__fail(err, LMEV_ERR_IO, part, 0,
                               "cannot make the folder: a file has its name");
        }
        part[i] = path[i];
    }
    lmev__free(part);
    return s;
}

lmev_status lmev__remove_file(const char *path, lmev_error *err)
{
    if (TRY(unlink(path)) == 0 || errno == ENOENT) return LMEV_OK;
    return lmev__fail_errno(err, errno, path, "cannot remove");
}

/* Memory is asked for first: a lack of it changes nothing. */
lmev_status lmev__rename(const char *from, const char *to, lmev_error *err)
{
    char *dir = lmev__path_dir(to);
    if (!dir) return lmev__nomem(err, to);
    const lmev_status s = TRY(rename(from, to)) == 0
                              ? lmev__sync_dir(dir, err)
                              : lmev__fail_errno(err, errno, from, "cannot rename");
    lmev__free(dir);
    return s;
}

static int exchange_by(const char *a, const char *b, const char *spare)
{
    if (TRY(rename(b, spare)) != 0) return -1;
    if (TRY(rename(a, b)) != 0) {
        const int why = errno;
        (void)TRY(rename(spare, b)); /* the first error counts */
        errno = why;
        return -1;
    }
    return TRY(rename(spare, a));
}

lmev_status lmev__exchange(const char *a, const char *b, const char *spare,
                           lmev_error *err)
{
    char *dir = lmev__path_dir(b);
    if (!dir) return lmev__nomem(err, b);
    int done = TRY(renameat2(AT_FDCWD, a, AT_FDCWD, b, RENAME_EXCHANGE));
    if (done != 0 && (errno == EINVAL || errno == ENOSYS || errno == ENOTSUP))
        done = exchange_by(a, b, spare);
    const lmev_status s = done == 0
                              ? lmev__sync_dir(dir, err)
                              : lmev__fail_errno(err, errno, b, "cannot exchange it");
    lmev__free(dir);
    return s;
}

void lmev__remove_empty_dir(const char *path)
{
    (void)TRY(rmdir(path));
}

lmev_status lmev__check_room(const char *path, const char *source, uint64_t bytes,
                             lmev_error *err)
{
    struct statvfs v;
    if (statvfs(path, &v) != 0 ||
        v.f_blocks == 0) /* some network file systems do not say */
        return LMEV_OK;
    const uint64_t room = (uint64_t)v.f_bavail * (uint64_t)v.f_frsize;
    if (bytes <= room) return LMEV_OK;
    lmev__fail(err, LMEV_ERR_IO, source, 0,
               "No space left: %" PRIu64 " bytes are to be written, %" PRIu64 " are free",
               bytes, room);
    lmev__hint(err, "free some space there, or choose another disk");
    return LMEV_ERR_IO;
}

bool lmev__is_file(const char *path)
{
    struct stat st;
    return stat(path, &st) == 0 && S_ISREG(st.st_mode);
}

bool lmev__is_dir(const char *path)
{
    struct stat st;
    return stat(path, &st) == 0 && S_ISDIR(st.st_mode);
}

static int by_name(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

lmev_status lmev__list_dir(char ***names, size_t *n, const char *path, lmev_error *err)
{
    DIR *dir = lmev__io_must_fail() ? NULL : opendir(path);
    if (!dir) return lmev__fail_errno(err, errno, path, "cannot read the folder");
    char **list = NULL;
    size_t have = 0, room = 0;
    lmev_status s = LMEV_OK;
    struct dirent *entry;
    while ((errno = 0, entry = readdir(dir))) {
        if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0) continue;
        if (!lmev__grow(&list, &room, have + 1, sizeof *list) ||
            !(list[have] = lmev__strdup(entry->d_name))) {
            s = lmev__nomem(err, path);
            break;
        }
        have++;
    }
    if (s == LMEV_OK && errno != 0)
        s = lmev__fail_errno(err, errno, path, "cannot read the folder");
    (void)closedir(dir);
    if (s != LMEV_OK) {
        lmev__free_names(list, have);
        return s;
    }
    if (have > 1) qsort(list, have, sizeof *list, by_name);
    *names = list;
    *n = have;
    return LMEV_OK;
}

void lmev__free_names(char **names, size_t n)
{
    for (size_t i = 0; i < n; i++) lmev__free(names[i]);
    lmev__free(names);
}

char *lmev__path_join(const char *a, const char *b)
{
    if (b[0] == '/' || a[0] == '\0' || strcmp(a, ".") == 0) return lmev__strdup(b);
    size_t n = strlen(a), m = strlen(b);
    while (n > 1 && a[n - 1] == '/') n--;
    bool slash = a[n - 1] != '/';
    char *path = lmev__alloc(n + slash + m + 1);
    if (!path) return NULL;
    memcpy(path, a, n);
    if (slash) path[n] = '/';
    memcpy(path + n + slash, b, m + 1);
    return path;
}

char *lmev__path_dir(const char *path)
{
    size_t n = strlen(path);
    while (n > 1 && path[n - 1] == '/') /* "a/b/" names what "a/b" names */
        n--;
    while (n > 0 && path[n - 1] != '/') n--;
    if (n == 0) return lmev__strdup(".");
    while (n > 1 && path[n - 1] == '/') n--;
    return lmev__strndup(path, n);
}

#define LINKS_MOST 40 /* symbolic links in a row, as in the kernel */

/* The text of the link at path, or NULL: not a link, or out of memory. */
static char *link_text(const char *path)
{
    char text[PATH_MAX];
    const ssize_t n = readlink(path, text, sizeof text);
    return n > 0 && (size_t)n < sizeof text ? lmev__strndup(text, (size_t)n) : NULL;
}

char *lmev__followed(const char *path)
{
    char *at = lmev__strdup(path), *text;
    for (int i = 0; at && i < LINKS_MOST && (text = link_text(at)); i++) {
        char *dir = lmev__path_dir(at);
        lmev__free(at);
        at = dir ? lmev__path_join(dir, text) : NULL;
        lmev__free(dir);
        lmev__free(text);
    }
    return at;
}

lmev_status lmev__sync_file_system(const char *folder, lmev_error *err)
{
    const int fd = lmev__fd_open(folder, O_RDONLY | O_DIRECTORY);
    if (fd < 0) return lmev__fail_errno(err, errno, folder, "cannot open the folder");
    const lmev_status s =
        TRY(syncfs(fd)) == 0
            ? LMEV_OK
            : lmev__fail_errno(err, errno, folder, "cannot bring its files to disk");
    lmev__close_quietly(fd);
    return s;
}
