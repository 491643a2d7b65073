/* publish.c - files that are written: a kill, a full disk or a power cut leaves the old
 * one or the new one.
 *
 * A unique temporary name (temporary.c), write, fsync, close, rename, fsync of the
 * folder. Where the path is a symbolic link, the file that it leads to is replaced and
 * the link stays. Removing a temporary file is a clean-up whose failure has no remedy, so
 * it stays outside the seam. */
#include "base/io/io.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/error.h"
#include "base/io/seam.h"
#include "base/io/temporary.h"
#include "base/io/unfinished.h"
#include "base/mem.h"

#define OUT_ROOM ((size_t)1 << 20) /* bytes gathered before a write */
#define TRY      LMEV__TRY

struct lmev__out {
    int fd;           /* -1: closed */
    char *path, *tmp; /* tmp NULL: written in place (a device or a pipe) */
    bool over;        /* tmp has bytes of an old file behind what was written */
    off_t written;
    char *buffer; /* [OUT_ROOM] */
    size_t n;
};

static void out_free(lmev__out *out)
{
    if (!out) return;
    lmev__close_quietly(out->fd);
    if (out->tmp) (void)unlink(out->tmp);
    lmev__unfinished_done(out->tmp);
    lmev__free(out->path);
    lmev__free(out->tmp);
    lmev__free(out->buffer);
    lmev__free(out);
}

/* Give the old file the temporary name and open it as it is; false: make a new one. */
static bool take_over(lmev__out *out, const char *old)
{
    struct stat st;
    if (!old || TRY(rename(old, out->tmp)) != 0) return false;
    out->fd = lmev__fd_open(out->tmp, O_WRONLY | O_NOFOLLOW);
    out->over = out->fd >= 0 && fstat(out->fd, &st) == 0 && S_ISREG(st.st_mode) &&
                st.st_nlink == 1 && lmev__temporary_hold(out->fd, out->tmp);
    if (out->over) return true;
    if (out->fd >= 0) lmev__close_quietly(out->fd);
    out->fd = -1;
    (void)TRY(unlink(out->tmp));
    return false;
}

static lmev_status cannot_create(const char *path, int errnum, lmev_error *err)
{
    const lmev_status s = lmev__fail_errno(err, errnum, path, "cannot create");
    if (errnum == ENOENT) lmev__hint(err, "make the folder first, with mkdir -p");
    return s;
}

/* A name beside path that nobody has; O_EXCL proves it (a file of a killed process with
 * our number may lie there). */
static lmev_status open_temporary(lmev__out *out, const char *old, lmev_error *err)
{
    for (int tries = 0; tries < 100; tries++) {
        if (!(out->tmp = lmev__temporary_name(out->path)))
            return lmev__nomem(err, out->path);
        lmev__unfinished_add(out->tmp);
        if (take_over(out, old)) return LMEV_OK;
        old = NULL;
        out->fd = lmev__fd_open(out->tmp, O_WRONLY | O_CREAT | O_EXCL);
        if (out->fd >= 0 && lmev__temporary_hold(out->fd, out->tmp)) return LMEV_OK;
        const int errnum = out->fd < 0 ? errno : EEXIST;
        lmev__close_quietly(out->fd);
        out->fd = -1;
        lmev__unfinished_done(out->tmp);
        lmev__free(out->tmp);
        out->tmp = NULL; /* nothing of ours to remove */
        if (errnum != EEXIST) return cannot_create(out->path, errnum, err);
    }
    return cannot_create(out->path, EEXIST, err);
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
    if (!o) return lmev__nomem(err, path);
    o->fd = -1;
    if (!(o->path = lmev__followed(path)) || !(o->buffer = lmev__alloc(OUT_ROOM))) {
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
        o->fd = lmev__fd_open(path, O_WRONLY);
        s = o->fd >= 0 ? LMEV_OK
                       : lmev__fail_errno(err, errno, path, "cannot open for writing");
    } else
        s = open_temporary(o, old, err);
    if (s != LMEV_OK) goto fail;
    if (there &&
        o->tmp) /* what was private stays so; a file system without modes may refuse */
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
    if (n > 0 && lmev__fd_write(out->fd, at, n, &done) != 0)
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

lmev_status lmev__out_sync(lmev__out *out, lmev_error *err)
{
    lmev_status s = flush(out, err);
    if (s == LMEV_OK && out->tmp && lmev__fd_sync(out->fd) != 0)
        s = lmev__fail_errno(err, errno, out->path, "cannot bring to disk");
    return s;
}

lmev_status lmev__out_drop_old(lmev__out *out, lmev_error *err)
{
    return out->tmp ? lmev__remove_file(out->path, err) : LMEV_OK;
}

lmev_status lmev__out_write(lmev__out *out, const void *at, size_t n, lmev_error *err)
{
    if (n > OUT_ROOM - out->n) {
        lmev_status s = flush(out, err);
        if (s != LMEV_OK) return s;
        if (n >= OUT_ROOM) /* large pieces are not copied */
            return put(out, at, n, err);
    }
    if (n > 0) memcpy(out->buffer + out->n, at, n);
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
    if (s != LMEV_OK) return s;
    const char *bytes = at;
    for (size_t done = 0; done < n;) {
        const ssize_t k = TRY(pwrite(out->fd, bytes + done, n - done, (off_t)done));
        if (k < 0 && errno == EINTR) continue;
        if (k <= 0)
            return lmev__fail_errno(err, k < 0 ? errno : EIO, out->path, "cannot write");
        done += (size_t)k;
    }
    return LMEV_OK;
}

lmev_status lmev__out_publish(lmev__out *out, lmev_error *err)
{
    /* Memory is asked for first: a lack of it after the rename would be a failure that
     * was none. */
    char *dir = lmev__path_dir(out->path);
    lmev_status s = dir ? flush(out, err) : lmev__nomem(err, out->path);
    if (s == LMEV_OK && out->over && TRY(ftruncate(out->fd, out->written)) != 0)
        s = lmev__fail_errno(err, errno, out->path, "cannot cut to length");
    if (s == LMEV_OK) s = lmev__out_sync(out, err);
    /* The temporary file's lock lives on in a second descriptor until it has its name. */
    const int lock = out->tmp ? fcntl(out->fd, F_DUPFD_CLOEXEC, 0) : -1;
    int fd = out->fd;
    out->fd = -1;
    if (s != LMEV_OK)
        lmev__close_quietly(fd);
    else if (lmev__close_checked(fd) != 0)
        s = lmev__fail_errno(err, errno, out->path, "cannot close");
    if (s == LMEV_OK && out->tmp) {
        if (TRY(rename(out->tmp, out->path)) != 0)
            s = lmev__fail_errno(err, errno, out->path, "cannot replace");
        else {
            lmev__unfinished_done(out->tmp);
            lmev__free(out->tmp);
            out->tmp = NULL; /* it has its name now; nothing to remove */
            s = lmev__sync_dir(dir, err);
        }
    }
    lmev__free(dir);
    lmev__close_quietly(lock);
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
    if (s != LMEV_OK) return s;
    if ((s = lmev__out_write(out, at, n, err)) != LMEV_OK) {
        lmev__out_abort(out);
        return s;
    }
    return lmev__out_publish(out, err);
}

lmev_status lmev__write_unsynced(const char *path, const void *at, size_t n,
                                 lmev_error *err)
{
    size_t done;
    const int fd = lmev__fd_open(path, O_WRONLY | O_CREAT | O_TRUNC);
    if (fd < 0) return lmev__fail_errno(err, errno, path, "cannot open for writing");
    lmev_status s = LMEV_OK;
    if (n > 0 && lmev__fd_write(fd, at, n, &done) != 0)
        s = lmev__fail_errno(err, errno, path, "cannot write");
    if (lmev__close_checked(fd) != 0 && s == LMEV_OK)
        s = lmev__fail_errno(err, errno, path, "cannot close");
    return s;
}
