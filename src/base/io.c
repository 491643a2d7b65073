/* io.c - the file door. Every system call that can fail passes through the seam below, where
 * a test can make the k-th fail (seam.h); the rest of the file is what to do about it.
 *
 * Publishing (unique temporary name, write, fsync, close, rename, fsync of the folder) leaves
 * the old file or the new one at every moment. Removing a temporary file is a clean-up whose
 * failure has no remedy, so it stays outside the seam.
 *
 * Not here: decompression (stream.c), whole new folders (tree.c), record formats (the rooms
 * above). */
#include "base/io.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/error.h"
#include "base/mem.h"
#include "base/seam.h"

#define OUT_ROOM ((size_t)1 << 20) /* bytes gathered before a write */
#define TREE_DEPTH 100             /* folders in folders that remove_tree follows */

/* ---- the seam ------------------------------------------------------------------------- */

static atomic_bool fail_armed, fail_forever;
static atomic_long fail_countdown;
static atomic_int fail_errnum;

void lmev__test_fail_io(long k, int errnum, bool forever)
{
    atomic_store(&fail_armed, false);
    atomic_store(&fail_countdown, k);
    atomic_store(&fail_errnum, errnum);
    atomic_store(&fail_forever, forever);
    atomic_store(&fail_armed, k >= 0);
}

bool lmev__io_must_fail(void)
{
    if (!atomic_load_explicit(&fail_armed, memory_order_relaxed))
        return false;
    long left = atomic_fetch_sub(&fail_countdown, 1);
    if (left > 0 || (left < 0 && !atomic_load(&fail_forever)))
        return false;
    errno = atomic_load(&fail_errnum);
    return true;
}

#define TRY LMEV__TRY

static int open_fd(const char *path, int flags)
{
    int fd = -1;
    do
        fd = TRY(open(path, flags | O_CLOEXEC | O_NOCTTY, 0666));
    while (fd < 0 && errno == EINTR);
    return fd;
}

/* Closing is never repeated: after EINTR Linux has closed the descriptor all the same. */
static int close_fd(int fd)
{
    bool told_to_fail = lmev__io_must_fail();
    int errnum = errno;
    bool fails = close(fd) != 0;
    if (told_to_fail)
        errno = errnum;
    return (fails || told_to_fail) && errno != EINTR ? -1 : 0;
}

static int sync_fd(int fd)
{
    int r;
    do
        r = TRY(fsync(fd));
    while (r != 0 && errno == EINTR);
    return r;
}

/* All n bytes, or -1; *done counts what was written. */
static int write_fd(int fd, const char *at, size_t n, size_t *done)
{
    *done = 0;
    while (*done < n) {
        ssize_t k = TRY(write(fd, at + *done, n - *done));
        if (k < 0 && errno == EINTR)
            continue;
        if (k == 0)
            errno = EIO; /* a device that takes nothing would have us wait for ever */
        if (k <= 0)
            return -1;
        *done += (size_t)k;
    }
    return 0;
}

int lmev__sys_open(const char *path)
{
    return open_fd(path, O_RDONLY);
}

ssize_t lmev__sys_read(int fd, void *at, size_t n)
{
    ssize_t k;
    do
        k = TRY(read(fd, at, n));
    while (k < 0 && errno == EINTR);
    return k;
}

void lmev__sys_close(int fd)
{
    if (fd >= 0)
        (void)close(fd);
}

/* ---- reading -------------------------------------------------------------------------- */

/* Open for reading; a folder is refused by name. O_NONBLOCK: a pipe must not hang open. */
static lmev_status open_file(int *out, struct stat *st, const char *path, int flags,
                             lmev_error *err)
{
    int fd = open_fd(path, O_RDONLY | flags);
    if (fd < 0)
        return lmev__fail_errno(err, errno, path, "cannot open");
    if (TRY(fstat(fd, st)) != 0) {
        lmev_status s = lmev__fail_errno(err, errno, path, "cannot examine");
        lmev__sys_close(fd);
        return s;
    }
    if (S_ISDIR(st->st_mode)) {
        lmev__sys_close(fd);
        return lmev__fail(err, LMEV_ERR_IO, path, 0, "is a folder");
    }
    *out = fd;
    return LMEV_OK;
}

lmev_status lmev__map_open(lmev__map *m, const char *path, lmev_error *err)
{
    int fd = -1;
    struct stat st;
    lmev_status s = open_file(&fd, &st, path, O_NONBLOCK, err);
    if (s != LMEV_OK)
        return s;
    void *at = NULL;
    size_t n = (size_t)st.st_size;
    if (!S_ISREG(st.st_mode))
        s = lmev__fail(err, LMEV_ERR_IO, path, 0, "is not a regular file");
    else if (n > 0) {
        at = lmev__io_must_fail() ? MAP_FAILED : mmap(NULL, n, PROT_READ, MAP_PRIVATE, fd, 0);
        if (at == MAP_FAILED)
            s = lmev__fail_errno(err, errno, path, "cannot map");
    }
    if (s != LMEV_OK || n == 0) {
        lmev__sys_close(fd);
        fd = -1;
    }
    if (s == LMEV_OK)
        *m = (lmev__map){.at = n ? at : "", .n = n, .file = fd + 1};
    return s;
}

bool lmev__map_private(lmev__map *copy, const lmev__map *m)
{
    if (m->file == 0 || lmev__io_must_fail())
        return false;
    void *at = mmap(NULL, m->n, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_NORESERVE,
                    m->file - 1, 0);
    if (at == MAP_FAILED)
        return false;
    *copy = (lmev__map){.at = at, .n = m->n};
    return true;
}

void lmev__map_close(lmev__map *m)
{
    if (m && m->n > 0) {
        union { const char *from; void *to; } at = {.from = m->at}; /* munmap wants no const */
        (void)munmap(at.to, m->n);
    }
    if (m && m->file)
        lmev__sys_close(m->file - 1);
    if (m)
        *m = (lmev__map){0};
}

lmev_status lmev__read_file(char **text, size_t *n, const char *path, size_t max, lmev_error *err)
{
    int fd = -1;
    struct stat st;
    lmev_status s = open_file(&fd, &st, path, 0, err);
    if (s != LMEV_OK)
        return s;
    /* The size is a hint: files of /proc say 0, pipes have none, a file may grow. */
    char *at = NULL;
    size_t room = 0, have = 0;
    size_t want = st.st_size > 0 && (uintmax_t)st.st_size < max ? (size_t)st.st_size + 2 : 4096;
    for (;;) {
        if (!lmev__grow(&at, &room, have + 2 > want ? have + 2 : want, 1)) {
            s = lmev__nomem(err, path);
            break;
        }
        ssize_t k = lmev__sys_read(fd, at + have, room - have - 1);
        if (k < 0)
            s = lmev__fail_errno(err, errno, path, "cannot read");
        if (k <= 0)
            break;
        have += (size_t)k;
        if (have > max) {
            s = lmev__fail(err, LMEV_ERR_FORMAT, path, 0, "is larger than %zu bytes", max);
            break;
        }
    }
    lmev__sys_close(fd);
    if (s != LMEV_OK) {
        lmev__free(at);
        return s;
    }
    at[have] = '\0';
    *text = at;
    *n = have;
    return LMEV_OK;
}

/* ---- writing -------------------------------------------------------------------------- */

struct lmev__out {
    int fd;           /* -1: closed */
    char *path, *tmp; /* tmp NULL: written in place (a device or a pipe) */
    bool over;        /* tmp has bytes of an old file behind what was written */
    off_t written;
    char *buffer;     /* [OUT_ROOM] */
    size_t n;
};

static void out_free(lmev__out *out)
{
    if (!out)
        return;
    lmev__sys_close(out->fd);
    if (out->tmp)
        (void)unlink(out->tmp);
    lmev__free(out->path);
    lmev__free(out->tmp);
    lmev__free(out->buffer);
    lmev__free(out);
}

/* A name beside path that nobody has: the process and a counter make it unique, O_EXCL
 * proves it (a file of a killed process with our number may lie there). */
/* Give the old file the temporary name and open it as it is; false: make a new one. */
static bool take_over(lmev__out *out, const char *old)
{
    struct stat st;
    if (!old || TRY(rename(old, out->tmp)) != 0)
        return false;
    out->fd = open_fd(out->tmp, O_WRONLY | O_NOFOLLOW);
    out->over = out->fd >= 0 && fstat(out->fd, &st) == 0 && S_ISREG(st.st_mode) &&
                st.st_nlink == 1;
    if (out->over)
        return true;
    if (out->fd >= 0)
        lmev__sys_close(out->fd);
    out->fd = -1;
    (void)TRY(unlink(out->tmp));
    return false;
}

static lmev_status open_temporary(lmev__out *out, const char *old, lmev_error *err)
{
    static atomic_ulong counter;
    size_t room = strlen(out->path) + 48;
    if (!(out->tmp = lmev__alloc(room)))
        return lmev__nomem(err, out->path);
    int tries = 0;
    do {
        (void)snprintf(out->tmp, room, "%s.tmp-%ld-%lu", out->path, (long)getpid(),
                       atomic_fetch_add(&counter, 1));
        if (take_over(out, old))
            return LMEV_OK;
        old = NULL;
        out->fd = open_fd(out->tmp, O_WRONLY | O_CREAT | O_EXCL);
    } while (out->fd < 0 && errno == EEXIST && ++tries < 100);
    if (out->fd >= 0)
        return LMEV_OK;
    int errnum = errno;
    lmev__free(out->tmp);
    out->tmp = NULL; /* nothing of ours to remove */
    return lmev__fail_errno(err, errnum, out->path, "cannot create");
}

lmev_status lmev__out_begin(lmev__out **out, const char *path, lmev_error *err)
{
    return lmev__out_begin_over(out, path, NULL, err);
}

lmev_status lmev__out_begin_over(lmev__out **out, const char *path, const char *old,
                                 lmev_error *err)
{
    lmev_status s;
    lmev__out *o = lmev__calloc(1, sizeof *o);
    if (!o)
        return lmev__nomem(err, path);
    o->fd = -1;
    if (!(o->path = lmev__strdup(path)) || !(o->buffer = lmev__alloc(OUT_ROOM))) {
        s = lmev__nomem(err, path);
        goto fail;
    }
    struct stat st;
    bool there = stat(path, &st) == 0;
    if (there && S_ISDIR(st.st_mode)) {
        s = lmev__fail(err, LMEV_ERR_IO, path, 0, "is a folder");
        goto fail;
    }
    if (there && !S_ISREG(st.st_mode)) { /* renaming onto /dev/null would replace it */
        o->fd = open_fd(path, O_WRONLY);
        s = o->fd >= 0 ? LMEV_OK : lmev__fail_errno(err, errno, path, "cannot open for writing");
    } else
        s = open_temporary(o, old, err);
    if (s != LMEV_OK)
        goto fail;
    if (there && o->tmp) /* what was private stays so; a file system without modes may refuse */
        (void)fchmod(o->fd, st.st_mode & 0777);
    *out = o;
    return LMEV_OK;
fail:
    out_free(o);
    return s;
}

static lmev_status put(lmev__out *out, const char *at, size_t n, lmev_error *err)
{
    size_t done;
    if (n > 0 && write_fd(out->fd, at, n, &done) != 0)
        return lmev__fail_errno(err, errno, out->path, "cannot write");
    out->written += (off_t)n;
    return LMEV_OK;
}

static lmev_status flush(lmev__out *out, lmev_error *err)
{
    size_t n = out->n;
    out->n = 0;
    return put(out, out->buffer, n, err);
}

lmev_status lmev__out_flush(lmev__out *out, lmev_error *err)
{
    return flush(out, err);
}

lmev_status lmev__out_write(lmev__out *out, const void *at, size_t n, lmev_error *err)
{
    if (n > OUT_ROOM - out->n) {
        lmev_status s = flush(out, err);
        if (s != LMEV_OK)
            return s;
        if (n >= OUT_ROOM) /* large pieces are not copied */
            return put(out, at, n, err);
    }
    if (n > 0)
        memcpy(out->buffer + out->n, at, n);
    out->n += n;
    return LMEV_OK;
}

bool lmev__out_seekable(const lmev__out *out)
{
    return out->tmp != NULL;
}

lmev_status lmev__out_rewrite(lmev__out *out, const void *at, size_t n, lmev_error *err)
{
    lmev_status s = flush(out, err);
    if (s != LMEV_OK)
        return s;
    const char *bytes = at;
    for (size_t done = 0; done < n;) {
        const ssize_t k = TRY(pwrite(out->fd, bytes + done, n - done, (off_t)done));
        if (k < 0 && errno == EINTR)
            continue;
        if (k <= 0)
            return lmev__fail_errno(err, k < 0 ? errno : EIO, out->path, "cannot write");
        done += (size_t)k;
    }
    return LMEV_OK;
}

/* Sync the folder that path lies in, so that its new name survives a power cut. */
static lmev_status sync_parent(const char *path, lmev_error *err)
{
    char *dir = lmev__path_dir(path);
    if (!dir)
        return lmev__nomem(err, path);
    lmev_status s = lmev__sync_dir(dir, err);
    lmev__free(dir);
    return s;
}

lmev_status lmev__out_publish(lmev__out *out, lmev_error *err)
{
    lmev_status s = flush(out, err);
    if (s == LMEV_OK && out->over && TRY(ftruncate(out->fd, out->written)) != 0)
        s = lmev__fail_errno(err, errno, out->path, "cannot cut to length");
    if (s == LMEV_OK && out->tmp && sync_fd(out->fd) != 0)
        s = lmev__fail_errno(err, errno, out->path, "cannot bring to disk");
    int fd = out->fd;
    out->fd = -1;
    if (s != LMEV_OK)
        lmev__sys_close(fd);
    else if (close_fd(fd) != 0)
        s = lmev__fail_errno(err, errno, out->path, "cannot close");
    if (s == LMEV_OK && out->tmp) {
        if (TRY(rename(out->tmp, out->path)) != 0)
            s = lmev__fail_errno(err, errno, out->path, "cannot replace");
        else {
            lmev__free(out->tmp);
            out->tmp = NULL; /* it has its name now; nothing to remove */
            s = sync_parent(out->path, err);
        }
    }
    out_free(out);
    return s;
}

void lmev__out_abort(lmev__out *out)
{
    out_free(out);
}

lmev_status lmev__write_file(const char *path, const void *at, size_t n, lmev_error *err)
{
    lmev__out *out;
    lmev_status s = lmev__out_begin(&out, path, err);
    if (s != LMEV_OK)
        return s;
    if ((s = lmev__out_write(out, at, n, err)) != LMEV_OK) {
        lmev__out_abort(out);
        return s;
    }
    return lmev__out_publish(out, err);
}

/* ---- logs ----------------------------------------------------------------------------- */

struct lmev__log {
    int fd;
    char *path;
    off_t end; /* after the last record that went out whole */
};

lmev_status lmev__log_open(lmev__log **log, const char *path, lmev_error *err)
{
    lmev_status s;
    lmev__log *l = lmev__calloc(1, sizeof *l);
    if (!l || !(l->path = lmev__strdup(path))) {
        lmev__free(l);
        return lmev__nomem(err, path);
    }
    bool is_new = access(path, F_OK) != 0;
    struct stat st;
    l->fd = open_fd(path, O_WRONLY | O_APPEND | O_CREAT);
    if (l->fd < 0)
        s = lmev__fail_errno(err, errno, path, "cannot open for writing");
    else if (TRY(fstat(l->fd, &st)) != 0)
        s = lmev__fail_errno(err, errno, path, "cannot examine");
    else {
        l->end = st.st_size;
        s = is_new ? sync_parent(path, err) : LMEV_OK;
    }
    if (s != LMEV_OK) {
        lmev__sys_close(l->fd);
        lmev__free(l->path);
        lmev__free(l);
        return s;
    }
    *log = l;
    return LMEV_OK;
}

lmev_status lmev__log_write(lmev__log *log, const void *at, size_t n, lmev_error *err)
{
    size_t done;
    if (write_fd(log->fd, at, n, &done) == 0) {
        log->end += (off_t)n;
        return LMEV_OK;
    }
    lmev_status s = lmev__fail_errno(err, errno, log->path, "cannot write");
    /* Take a torn record back; a reader that meets one must cope all the same (power cut). */
    if (done > 0 && ftruncate(log->fd, log->end) != 0)
        log->end += (off_t)done;
    return s;
}

lmev_status lmev__log_close(lmev__log *log, lmev_error *err)
{
    if (!log)
        return LMEV_OK;
    lmev_status s = LMEV_OK;
    if (sync_fd(log->fd) != 0 && errno != EINVAL) /* EINVAL: a pipe or device */
        s = lmev__fail_errno(err, errno, log->path, "cannot bring to disk");
    if (close_fd(log->fd) != 0 && s == LMEV_OK)
        s = lmev__fail_errno(err, errno, log->path, "cannot close");
    lmev__free(log->path);
    lmev__free(log);
    return s;
}

/* ---- folders and names ---------------------------------------------------------------- */

lmev_status lmev__sync_dir(const char *path, lmev_error *err)
{
    int fd = open_fd(path, O_RDONLY | O_DIRECTORY);
    if (fd < 0)
        return lmev__fail_errno(err, errno, path, "cannot open the folder");
    lmev_status s = LMEV_OK;
    if (sync_fd(fd) != 0 && errno != EINVAL && errno != EROFS) /* file systems without it */
        s = lmev__fail_errno(err, errno, path, "cannot bring the folder to disk");
    lmev__sys_close(fd);
    return s;
}

lmev_status lmev__mkdirs(const char *path, lmev_error *err)
{
    char *part = lmev__strdup(path);
    if (!part)
        return lmev__nomem(err, path);
    lmev_status s = LMEV_OK;
    for (size_t i = 1; s == LMEV_OK && i <= strlen(path); i++) {
        if ((path[i] != '/' && path[i] != '\0') || path[i - 1] == '/')
            continue;
        part[i] = '\0';
        if (!lmev__is_dir(part)) {
            if (TRY(mkdir(part, 0777)) == 0)
                s = sync_parent(part, err);
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

static lmev_status cannot_remove(const char *name, const char *path, lmev_error *err)
{
    int errnum = errno;
    char what[NAME_MAX + 32];
    (void)snprintf(what, sizeof what, "cannot remove '%s' in the folder", name);
    return lmev__fail_errno(err, errnum, path, what);
}

/* Remove what is in the folder fd (taken), which lies at path for the messages. */
static lmev_status remove_inside(int fd, const char *path, int depth, lmev_error *err)
{
    DIR *dir = fdopendir(fd);
    if (!dir) {
        lmev_status s = lmev__fail_errno(err, errno, path, "cannot read the folder");
        lmev__sys_close(fd);
        return s;
    }
    lmev_status s = LMEV_OK;
    struct dirent *entry;
    while (s == LMEV_OK && (errno = 0, entry = readdir(dir))) {
        const char *name = entry->d_name;
        if (strcmp(name, ".") == 0 || strcmp(name, "..") == 0)
            continue;
        if (TRY(unlinkat(fd, name, 0)) == 0 || errno == ENOENT)
            continue;
        if (errno != EISDIR && errno != EPERM) {
            s = cannot_remove(name, path, err);
            break;
        }
        int sub = TRY(openat(fd, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
        if (sub < 0)
            s = cannot_remove(name, path, err);
        else if (depth == 0) {
            lmev__sys_close(sub);
            s = lmev__fail(err, LMEV_ERR_IO, path, 0, "folders lie more than %d deep", TREE_DEPTH);
        } else if ((s = remove_inside(sub, path, depth - 1, err)) == LMEV_OK &&
                   TRY(unlinkat(fd, name, AT_REMOVEDIR)) != 0 && errno != ENOENT)
            s = cannot_remove(name, path, err);
    }
    if (s == LMEV_OK && errno != 0)
        s = lmev__fail_errno(err, errno, path, "cannot read the folder");
    (void)closedir(dir);
    return s;
}

lmev_status lmev__remove_tree(const char *path, lmev_error *err)
{
    int fd = open_fd(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW);
    if (fd < 0) {
        if (errno == ENOTDIR || errno == ELOOP) /* a file or a link: itself goes */
            return lmev__remove_file(path, err);
        return errno == ENOENT ? LMEV_OK : lmev__fail_errno(err, errno, path, "cannot remove");
    }
    lmev_status s = remove_inside(fd, path, TREE_DEPTH, err);
    if (s == LMEV_OK && TRY(rmdir(path)) != 0 && errno != ENOENT)
        s = lmev__fail_errno(err, errno, path, "cannot remove");
    return s;
}

lmev_status lmev__remove_file(const char *path, lmev_error *err)
{
    if (TRY(unlink(path)) == 0 || errno == ENOENT)
        return LMEV_OK;
    return lmev__fail_errno(err, errno, path, "cannot remove");
}

lmev_status lmev__rename(const char *from, const char *to, lmev_error *err)
{
    if (TRY(rename(from, to)) != 0)
        return lmev__fail_errno(err, errno, from, "cannot rename");
    return sync_parent(to, err);
}

void lmev__remove_empty_dir(const char *path)
{
    (void)TRY(rmdir(path));
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
    if (!dir)
        return lmev__fail_errno(err, errno, path, "cannot read the folder");
    char **list = NULL;
    size_t have = 0, room = 0;
    lmev_status s = LMEV_OK;
    struct dirent *entry;
    while ((errno = 0, entry = readdir(dir))) {
        if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0)
            continue;
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
    if (have > 1)
        qsort(list, have, sizeof *list, by_name);
    *names = list;
    *n = have;
    return LMEV_OK;
}

void lmev__free_names(char **names, size_t n)
{
    for (size_t i = 0; i < n; i++)
        lmev__free(names[i]);
    lmev__free(names);
}

char *lmev__path_join(const char *a, const char *b)
{
    if (b[0] == '/' || a[0] == '\0' || strcmp(a, ".") == 0)
        return lmev__strdup(b);
    size_t n = strlen(a), m = strlen(b);
    while (n > 1 && a[n - 1] == '/')
        n--;
    bool slash = a[n - 1] != '/';
    char *path = lmev__alloc(n + slash + m + 1);
    if (!path)
        return NULL;
    memcpy(path, a, n);
    if (slash)
        path[n] = '/';
    memcpy(path + n + slash, b, m + 1);
    return path;
}

char *lmev__path_dir(const char *path)
{
    size_t n = strlen(path);
    while (n > 1 && path[n - 1] == '/') /* "a/b/" names what "a/b" names */
        n--;
    while (n > 0 && path[n - 1] != '/')
        n--;
    if (n == 0)
        return lmev__strdup(".");
    while (n > 1 && path[n - 1] == '/')
        n--;
    return lmev__strndup(path, n);
}

/* ---- locks ---------------------------------------------------------------------------- */

struct lmev__lock {
    int fd;
};

/* Is the open file fd still the one at path? */
static bool still_at(int fd, const char *path)
{
    struct stat mine, there;
    return fstat(fd, &mine) == 0 && stat(path, &there) == 0 && mine.st_dev == there.st_dev &&
           mine.st_ino == there.st_ino;
}

lmev_status lmev__lock_take(lmev__lock **lock, const char *path, lmev_error *err)
{
    lmev__lock *l = lmev__alloc(sizeof *l);
    if (!l)
        return lmev__nomem(err, path);
    int r;
    for (;;) {
        l->fd = open_fd(path, O_RDWR | O_CREAT);
        if (l->fd < 0) {
            lmev_status s = lmev__fail_errno(err, errno, path, "cannot open for locking");
            lmev__free(l);
            return s;
        }
        do
            r = TRY(flock(l->fd, LOCK_EX | LOCK_NB));
        while (r != 0 && errno == EINTR);
        if (r != 0 || still_at(l->fd, path))
            break;
        lmev__sys_close(l->fd); /* its holder has removed it between our two calls */
    }
    if (r != 0) {
        int errnum = errno;
        lmev__sys_close(l->fd);
        lmev__free(l);
        if (errnum != EWOULDBLOCK)
            return lmev__fail_errno(err, errnum, path, "cannot lock");
        lmev__fail(err, LMEV_ERR_BUSY, path, 0, "is in use by another process");
        lmev__hint(err, "wait until the other process has ended, then run the command again");
        return LMEV_ERR_BUSY;
    }
    *lock = l;
    return LMEV_OK;
}

void lmev__lock_drop(lmev__lock *lock)
{
    if (!lock)
        return;
    lmev__sys_close(lock->fd); /* which ends the lock */
    lmev__free(lock);
}
