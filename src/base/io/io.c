/* io.c - the file door. Every system call that can fail passes through the seam below,
 * where a test can make the k-th fail (seam.h); the rest of the file is what to do about
 * it.
 *
 * Here: descriptors, reading and mapping, logs, locks. Not here: publishing a file
 * (publish.c), folders and names (dirs.c), whole new folders (tree.c), decompression
 * (stream.c). */
#include "base/io/io.h"

#include <errno.h>
#include <fcntl.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/error.h"
#include "base/hash.h"
#include "base/io/seam.h"
#include "base/mem.h"

/* ---- the seam ---- */

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
    if (!atomic_load_explicit(&fail_armed, memory_order_relaxed)) return false;
    long left = atomic_fetch_sub(&fail_countdown, 1);
    if (left > 0 || (left < 0 && !atomic_load(&fail_forever))) return false;
    errno = atomic_load(&fail_errnum);
    return true;
}

#define TRY        LMEV__TRY
#define FILE_BLOCK ((size_t)256 << 10) /* bytes of a file that are hashed at a time */

int lmev__fd_open(const char *path, int flags)
{
    int fd = -1;
    do fd = TRY(open(path, flags | O_CLOEXEC | O_NOCTTY, 0666));
    while (fd < 0 && errno == EINTR);
    return fd;
}

/* Closing is never repeated: after EINTR Linux has closed the descriptor all the same. */
int lmev__close_checked(int fd)
{
    bool told_to_fail = lmev__io_must_fail();
    int errnum = errno;
    bool fails = close(fd) != 0;
    if (told_to_fail) errno = errnum;
    return (fails || told_to_fail) && errno != EINTR ? -1 : 0;
}

int lmev__fd_sync(int fd)
{
    int r;
    do r = TRY(fsync(fd));
    while (r != 0 && errno == EINTR);
    return r;
}

/* All n bytes, or -1; *done counts what was written. */
int lmev__fd_write(int fd, const char *at, size_t n, size_t *done)
{
    *done = 0;
    while (*done < n) {
        ssize_t k = TRY(write(fd, at + *done, n - *done));
        if (k < 0 && errno == EINTR) continue;
        if (k == 0)
            errno = EIO; /* a device that takes nothing would have us wait for ever */
        if (k <= 0) return -1;
        *done += (size_t)k;
    }
    return 0;
}

int lmev__sys_open(const char *path)
{
    return lmev__fd_open(path, O_RDONLY);
}

int lmev__sys_open_pipe(const char *path)
{
    const int fd = lmev__fd_open(path, O_RDONLY | O_NONBLOCK);
    const int flags = fd >= 0 ? fcntl(fd, F_GETFL) : -1;
    if (flags >= 0) (void)fcntl(fd, F_SETFL, flags & ~O_NONBLOCK);
    return fd;
}

ssize_t lmev__sys_read(int fd, void *at, size_t n)
{
    ssize_t k;
    do k = TRY(read(fd, at, n));
    while (k < 0 && errno == EINTR);
    return k;
}

void lmev__close_quietly(int fd)
{
    if (fd >= 0) (void)close(fd);
}

/* ---- reading ---- */

/* Open for reading; a folder is refused by name. O_NONBLOCK: a pipe must not hang
 * open. */
static lmev_status open_file(int *out, struct stat *st, const char *path, int flags,
                             lmev_error *err)
{
    int fd = lmev__fd_open(path, O_RDONLY | flags);
    if (fd < 0) return lmev__fail_errno(err, errno, path, "cannot open");
    if (TRY(fstat(fd, st)) != 0) {
        lmev_status s = lmev__fail_errno(err, errno, path, "cannot examine");
        lmev__close_quietly(fd);
        return s;
    }
    if (S_ISDIR(st->st_mode)) {
        lmev__close_quietly(fd);
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
    if (s != LMEV_OK) return s;
    void *at = NULL;
    size_t n = (size_t)st.st_size;
    if (!S_ISREG(st.st_mode))
        s = lmev__fail(err, LMEV_ERR_IO, path, 0, "is not a regular file");
    else if (n > 0) {
        at = lmev__io_must_fail() ? MAP_FAILED
                                  : mmap(NULL, n, PROT_READ, MAP_PRIVATE, fd, 0);
        if (at == MAP_FAILED) s = lmev__fail_errno(err, errno, path, "cannot map");
    }
    if (s != LMEV_OK || n == 0) {
        lmev__close_quietly(fd);
        fd = -1;
    }
    if (s == LMEV_OK) *m = (lmev__map){.at = n ? at : "", .n = n, .file = fd + 1};
    return s;
}

bool lmev__map_private(lmev__map *copy, const lmev__map *m)
{
    if (m->file == 0 || lmev__io_must_fail()) return false;
    void *at = mmap(NULL, m->n, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_NORESERVE,
                    m->file - 1, 0);
    if (at == MAP_FAILED) return false;
    *copy = (lmev__map){.at = at, .n = m->n};
    return true;
}

/* Its address as the system wants it, which knows no const. */
static void *start_of(const lmev__map *m)
{
    const union {
        const char *from;
        void *to;
    } at = {.from = m->at};
    return at.to;
}

void lmev__map_rest(const lmev__map *m)
{
    if (m->n > 0 && !m->borrowed)
        (void)madvise(start_of(m), m->n,
                      MADV_DONTNEED); /* advice: none taken is no fault */
}

void lmev__map_close(lmev__map *m)
{
    if (m && m->n > 0 && !m->borrowed) (void)munmap(start_of(m), m->n);
    if (m && m->file) lmev__close_quietly(m->file - 1);
    if (m) *m = (lmev__map){0};
}

lmev_status lmev__read_file(char **text, size_t *n, const char *path, size_t max,
                            lmev_error *err)
{
    int fd = -1;
    struct stat st;
    lmev_status s = open_file(&fd, &st, path, 0, err);
    if (s != LMEV_OK) return s;
    /* The size is a hint: files of /proc say 0, pipes have none, a file may grow. */
    char *at = NULL;
    size_t room = 0, have = 0;
    size_t want =
        st.st_size > 0 && (uintmax_t)st.st_size < max ? (size_t)st.st_size + 2 : 4096;
    for (;;) {
        if (!lmev__grow(&at, &room, have + 2 > want ? have + 2 : want, 1)) {
            s = lmev__nomem(err, path);
            break;
        }
        ssize_t k = lmev__sys_read(fd, at + have, room - have - 1);
        if (k < 0) s = lmev__fail_errno(err, errno, path, "cannot read");
        if (k <= 0) break;
        have += (size_t)k;
        if (have > max) {
            s = lmev__fail(err, LMEV_ERR_FORMAT, path, 0, "is larger than %zu bytes",
                           max);
            break;
        }
    }
    lmev__close_quietly(fd);
    if (s != LMEV_OK) {
        lmev__free(at);
        return s;
    }
    at[have] = '\0';
    *text = at;
    *n = have;
    return LMEV_OK;
}

lmev_status lmev__sha256_file(const char *path, char hex[65], lmev_error *err)
{
    char *block = lmev__alloc(FILE_BLOCK);
    if (!block) return lmev__nomem(err, path);
    lmev_status s = LMEV_OK;
    lmev__sha256 h;
    lmev__sha256_begin(&h);
    int fd = lmev__sys_open(path);
    if (fd < 0) s = lmev__fail_errno(err, errno, path, "cannot open");
    while (s == LMEV_OK) {
        ssize_t n = lmev__sys_read(fd, block, FILE_BLOCK);
        if (n < 0) s = lmev__fail_errno(err, errno, path, "cannot read");
        if (n <= 0) break;
        lmev__sha256_add(&h, block, (size_t)n);
    }
    lmev__close_quietly(fd);
    lmev__free(block);
    if (s == LMEV_OK) lmev__sha256_end(&h, hex);
    return s;
}

/* ---- logs ---- */

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
    l->fd = lmev__fd_open(path, O_WRONLY | O_APPEND | O_CREAT);
    if (l->fd < 0)
        s = lmev__fail_errno(err, errno, path, "cannot open for writing");
    else if (TRY(fstat(l->fd, &st)) != 0)
        s = lmev__fail_errno(err, errno, path, "cannot examine");
    else {
        l->end = st.st_size;
        s = is_new ? lmev__sync_parent(path, err) : LMEV_OK;
    }
    if (s != LMEV_OK) {
        lmev__close_quietly(l->fd);
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
    if (lmev__fd_write(log->fd, at, n, &done) == 0) {
        log->end += (off_t)n;
        return LMEV_OK;
    }
    lmev_status s = lmev__fail_errno(err, errno, log->path, "cannot write");
    /* Take a torn record back; a reader that meets one must cope all the same (power
     * cut). */
    if (done > 0 && ftruncate(log->fd, log->end) != 0) log->end += (off_t)done;
    return s;
}

lmev_status lmev__log_cut(lmev__log *log, uint64_t n, lmev_error *err)
{
    if ((uint64_t)log->end <= n) return LMEV_OK;
    if (TRY(ftruncate(log->fd, (off_t)n)) != 0)
        return lmev__fail_errno(err, errno, log->path, "cannot cut to length");
    log->end = (off_t)n;
    return LMEV_OK;
}

lmev_status lmev__log_sync(lmev__log *log, lmev_error *err)
{
    if (lmev__fd_sync(log->fd) != 0 && errno != EINVAL) /* EINVAL: a pipe or device */
        return lmev__fail_errno(err, errno, log->path, "cannot bring to disk");
    return LMEV_OK;
}

lmev_status lmev__log_close(lmev__log *log, lmev_error *err)
{
    if (!log) return LMEV_OK;
    lmev_status s = lmev__log_sync(log, err);
    if (lmev__close_checked(log->fd) != 0 && s == LMEV_OK)
        s = lmev__fail_errno(err, errno, log->path, "cannot close");
    lmev__free(log->path);
    lmev__free(log);
    return s;
}

/* ---- locks ---- */

struct lmev__lock {
    int fd;
};

/* Is the open file fd still the one at path? */
static bool still_at(int fd, const char *path)
{
    struct stat mine, there;
    return fstat(fd, &mine) == 0 && lstat(path, &there) == 0 &&
           mine.st_dev == there.st_dev && mine.st_ino == there.st_ino;
}

/* Open, lock, and look whether it is still the same file: *r as flock has it. */
static int lock_open(const char *path, int flags, int *r)
{
    for (;;) {
        const int fd = lmev__fd_open(path, flags);
        if (fd < 0) return -1;
        do *r = TRY(flock(fd, LOCK_EX | LOCK_NB));
        while (*r != 0 && errno == EINTR);
        if (*r != 0 || still_at(fd, path)) return fd;
        lmev__close_quietly(fd); /* its holder has removed it between our two calls */
    }
}

/* NFS locks nothing that is not open for writing, some file systems nothing at all. */
static bool lockless(int errnum)
{
    return errnum == EBADF || errnum == EINVAL || errnum == ENOLCK ||
           errnum == EOPNOTSUPP;
}

static lmev_status take(lmev__lock **lock, const char *path, bool folder, lmev_error *err)
{
    lmev__lock *l = lmev__alloc(sizeof *l);
    if (!l) return lmev__nomem(err, path);
    int r = 0;
    l->fd = lock_open(
        path, (folder ? O_RDONLY | O_DIRECTORY : O_RDWR | O_CREAT) | O_NOFOLLOW, &r);
    if (l->fd < 0) {
        lmev_status s = lmev__fail_errno(err, errno, path, "cannot open for locking");
        lmev__free(l);
        return s;
    }
    if (r != 0 && !(folder && lockless(errno))) {
        int errnum = errno;
        lmev__close_quietly(l->fd);
        lmev__free(l);
        if (errnum != EWOULDBLOCK)
            return lmev__fail_errno(err, errnum, path, "cannot lock");
        lmev__fail(err, LMEV_ERR_BUSY, path, 0, "is in use by another process");
        lmev__hint(err, "wait until the other process has ended, then try again");
        return LMEV_ERR_BUSY;
    }
    *lock = l;
    return LMEV_OK;
}

lmev_status lmev__lock_take(lmev__lock **lock, const char *path, lmev_error *err)
{
    return take(lock, path, false, err);
}

lmev_status lmev__lock_folder(lmev__lock **lock, const char *path, lmev_error *err)
{
    return take(lock, path, true, err);
}

bool lmev__lock_holds(const lmev__lock *lock, const char *path)
{
    return still_at(lock->fd, path);
}

void lmev__lock_drop(lmev__lock *lock)
{
    if (!lock) return;
    lmev__close_quietly(lock->fd); /* which ends the lock */
    lmev__free(lock);
}
