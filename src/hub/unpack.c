/* unpack.c - a .tar.gz into a tree; see unpack.h.
 *
 * gzip is taken off by base/stream.c (which checks its CRC), the tar is read by
 * libarchive through base/archive.c, names are walked by base/tree.c. Here is the policy:
 * what kinds of members, how many, how large. A member is judged before the first byte of
 * it is written.
 *
 * Cost: memory of about 2 MB whatever the archive says; one pass. */
#include "hub/unpack.h"

#include <errno.h>
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/archive.h"
#include "base/error.h"
#include "base/hash.h"
#include "base/io.h"
#include "base/mem.h"
#include "base/stream.h"
#include "base/text.h"

#define MEMBERS_MOST  10000
#define BESIDE_FILES  ((uint64_t)64 << 20) /* headers, padding, long names */
#define BLOCK         LMEV__STREAM_BLOCK
#define REPORT_BLOCKS 32

typedef struct unpacking {
    lmev__tree *tree;
    lmev__json *files;
    const char *source, *task;
    const lmev_watch *watch;
    lmev__stream *stream;
    uint64_t max_bytes, plain, written; /* bytes out of gzip; into files */
    size_t members, n_files, blocks;
    char *block; /* [BLOCK] */
} unpacking;

static lmev_status hostile(const unpacking *u, const char *why, lmev_error *err)
{
    lmev__fail(err, LMEV_ERR_FORMAT, u->source, 0, "the archive is refused: %s", why);
    lmev__hint(err, "nothing was unpacked; use an archive from a source that you trust");
    return LMEV_ERR_FORMAT;
}

static lmev_status feed(void *self, const char **at, size_t *n, lmev_error *err)
{
    unpacking *u = self;
    lmev_status s = lmev__stream_next(u->stream, at, n, err);
    if (s != LMEV_OK) return s;
    u->plain += *n;
    if (u->plain > u->max_bytes && u->plain - u->max_bytes > BESIDE_FILES)
        return hostile(u, "it unpacks to more than is allowed", err);
    if (++u->blocks % REPORT_BLOCKS == 0) {
        uint64_t done, size;
        lmev__stream_position(u->stream, &done, &size);
        lmev__report(u->watch, u->task, done, size, "bytes", NAN);
        if (lmev__asked_to_stop(u->watch))
            return lmev__fail(err, LMEV_STOPPED, u->source, 0, "stopped while unpacking");
    }
    return LMEV_OK;
}

/* The name as the record of the folder has it: no "./" and no doubled slashes. */
static char *plain_name(const char *path)
{
    char *name = lmev__alloc(strlen(path) + 1), *to = name;
    if (!name) return NULL;
    for (const char *at = path; *at;) {
        size_t k = strcspn(at, "/");
        if (k > 0 && !(k == 1 && *at == '.')) {
            if (to > name) *to++ = '/';
            memcpy(to, at, k);
            to += k;
        }
        at += k + (at[k] == '/');
    }
    *to = '\0';
    return name;
}

static lmev_status record(lmev__json *files, const char *path, uint64_t bytes,
                          const char *hex, lmev_error *err)
{
    char *name = plain_name(path);
    lmev__json *file = lmev__json_new_object();
    bool ok = name && lmev__json_set(file, "bytes", lmev__json_new_int((int64_t)bytes)) &&
              lmev__json_set(file, "sha256", lmev__json_new_string(hex));
    if (ok)
        ok = lmev__json_set(files, name, file);
    else
        lmev__json_free(file);
    lmev__free(name);
    return ok ? LMEV_OK : lmev__nomem(err, path);
}

static lmev_status unpack_file(unpacking *u, lmev__archive *archive,
                               const lmev__member *m, lmev_error *err)
{
    char hex[65];
    lmev__sha256 hash;
    uint64_t bytes = 0;
    /* libarchive's name lives until the next header alone, but that is all we need it
     * for. */
    lmev_status s = lmev__tree_file(u->tree, m->path, err);
    if (s != LMEV_OK) return s;
    lmev__sha256_begin(&hash);
    for (;;) {
        size_t n = 0;
        if ((s = lmev__archive_read(archive, u->block, BLOCK, &n, err)) != LMEV_OK ||
            n == 0)
            break;
        if (n > u->max_bytes - u->written) {
            s = hostile(u, "its files are larger than is allowed", err);
            break;
        }
        u->written += n;
        bytes += n;
        lmev__sha256_add(&hash, u->block, n);
        if ((s = lmev__tree_write(u->tree, u->block, n, err)) != LMEV_OK) break;
    }
    if (s == LMEV_OK && bytes != m->size)
        s = hostile(u, "a member has another length than its header says", err);
    if (s == LMEV_OK) s = lmev__tree_file_end(u->tree, err);
    if (s != LMEV_OK) return s;
    lmev__sha256_end(&hash, hex);
    return record(u->files, m->path, bytes, hex, err);
}

static lmev_status unpack_member(unpacking *u, lmev__archive *archive,
                                 const lmev__member *m, lmev_error *err)
{
    char why[512];
    if (!m->path) return hostile(u, "the name of a member cannot be read", err);
    if (!lmev__utf8_ok(m->path, strlen(m->path)))
        return hostile(u, "the name of a member is not UTF-8", err);
    if (++u->members > MEMBERS_MOST)
        return hostile(u, "it has more than 10,000 members", err);
    if (m->other) {
        (void)snprintf(why, sizeof why, "'%.300s' is %s", m->path, m->other);
        return hostile(u, why, err);
    }
    if (m->size > u->max_bytes - u->written) {
        (void)snprintf(why, sizeof why,
                       "'%.300s' has %" PRIu64 " bytes, more than is allowed", m->path,
                       m->size);
        return hostile(u, why, err);
    }
    if (m->is_folder) return lmev__tree_folder(u->tree, m->path, err);
    u->n_files++;
    return unpack_file(u, archive, m, err);
}

static lmev_status unpack_all(unpacking *u, lmev__archive *archive, lmev_error *err)
{
    lmev_status s = lmev__archive_begin(archive, feed, u, err);
    for (bool more = true; s == LMEV_OK;) {
        lmev__member m;
        s = lmev__archive_next(archive, &m, &more, err);
        if (s != LMEV_OK || !more) break;
        s = unpack_member(u, archive, &m, err);
    }
    /* The end of the tar is not the end of the gzip: its last member's CRC comes after
     * it. */
    for (size_t n = 1; s == LMEV_OK && n > 0;) {
        const char *at;
        s = feed(u, &at, &n, err);
    }
    if (s == LMEV_OK && u->n_files == 0) return hostile(u, "it holds no file", err);
    return s;
}

/* The stream would take off other packings too, and one of them (zstd) takes 128 MB of memory on
 * the word of eight bytes. */
static lmev_status check_gzip(const char *path, lmev_error *err)
{
    unsigned char head[2] = {0};
    const int fd = lmev__sys_open(path);
    if (fd < 0) return lmev__fail_errno(err, errno, path, "cannot open");
    const ssize_t n = lmev__sys_read(fd, head, sizeof head);
    lmev__sys_close(fd);
    if (n < 0) return lmev__fail_errno(err, errno, path, "cannot read");
    if (n == 2 && head[0] == 0x1f && head[1] == 0x8b) return LMEV_OK;
    return lmev__fail(err, LMEV_ERR_FORMAT, path, 0, "at byte 0: is no gzip file");
}

lmev_status lmev__unpack(lmev__tree *tree, lmev__json *files, const char *path,
                         const char *task, uint64_t max_bytes, const lmev_watch *watch,
                         lmev_error *err)
{
    unpacking u = {.tree = tree,
                   .files = files,
                   .source = path,
                   .task = task,
                   .watch = watch,
                   .max_bytes = max_bytes};
    lmev__archive *archive = NULL;
    lmev_status s = LMEV_OK;
    if (!(u.block = lmev__alloc(BLOCK))) s = lmev__nomem(err, path);
    if (s == LMEV_OK) s = check_gzip(path, err);
    if (s == LMEV_OK) s = lmev__stream_open(&u.stream, path, NULL, err);
    if (s == LMEV_OK) s = lmev__archive_new_tar(&archive, path, err);
    if (s == LMEV_OK) s = unpack_all(&u, archive, err);
    lmev__archive_free(archive);
    lmev__stream_close(u.stream);
    lmev__free(u.block);
    return s;
}
