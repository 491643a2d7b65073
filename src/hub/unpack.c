/* unpack.c - unpack files into a tree; see unpack.h.
 *
 * base/io/stream.c decompresses gzip and checks its CRC, libarchive reads tar and zip
 * (archive.c), tree.c checks names. Here is the policy: which kinds of members, how many,
 * how large. A member is judged before its first byte is written.
 *
 * A zip is read twice: once to list its members, once up to the chosen member.
 *
 * Cost: about 2 MB of memory for any archive; one pass. */
#include "hub/unpack.h"

#include <errno.h>
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/buf.h"
#include "base/error.h"
#include "base/hash.h"
#include "base/io/archive.h"
#include "base/io/io.h"
#include "base/io/stream.h"
#include "base/mem.h"
#include "base/utf8.h"

#define MEMBERS_MOST  10000
#define BESIDE_FILES  ((uint64_t)64 << 20) /* headers, padding, long names */
#define BLOCK         LMEV__STREAM_BLOCK
#define REPORT_BLOCKS 32

#define HEAD       4096 /* bytes that identify a file */
#define TAR_HEAD   512
#define NAMES_MOST 8 /* of members, in a message */

typedef struct unpacking {
    lmev__tree *tree;
    lmev__json *files;
    const lmev__unpacking *job;
    lmev__stream *stream;
    uint64_t plain, written; /* bytes out of gzip; into files */
    size_t members, n_files, blocks;
    char *block; /* [BLOCK] */
} unpacking;

static lmev_status hostile(const unpacking *u, const char *why, lmev_error *err)
{
    lmev__fail(err, LMEV_ERR_FORMAT, u->job->archive, 0, "the archive is refused: %s",
               why);
    lmev__hint(err, "nothing was unpacked; use an archive from a source that you trust");
    return LMEV_ERR_FORMAT;
}

static lmev_status too_large(const unpacking *u, const char *why, lmev_error *err)
{
    const lmev_status s = hostile(u, why, err);
    lmev__hint(
        err, "nothing was unpacked; if you trust it, set max-bytes higher than %" PRIu64,
        u->job->max_bytes);
    return s;
}

/* Now and then: the progress, and whether to stop. */
static lmev_status look_up(unpacking *u, uint64_t done, uint64_t all, lmev_error *err)
{
    if (++u->blocks % REPORT_BLOCKS != 0) return LMEV_OK;
    lmev__report(u->job->watch, u->job->task, done, all, "bytes", NAN);
    return lmev__asked_to_stop(u->job->watch)
               ? lmev__fail(err, LMEV_STOPPED, u->job->archive, 0,
                            "stopped while unpacking")
               : LMEV_OK;
}

static lmev_status feed(void *self, const char **at, size_t *n, lmev_error *err)
{
    unpacking *u = self;
    uint64_t done, size;
    lmev_status s = lmev__stream_next(u->stream, at, n, err);
    if (s != LMEV_OK) return s;
    u->plain += *n;
    if (u->plain > u->job->max_bytes && u->plain - u->job->max_bytes > BESIDE_FILES)
        return too_large(u, "it unpacks to more than is allowed", err);
    lmev__stream_position(u->stream, &done, &size);
    return look_up(u, done, size, err);
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

/* ---- one file ---- */

/* The next bytes of a file; *n 0: its end. */
typedef lmev_status (*source)(unpacking *u, void *self, const char **at, size_t *n,
                              lmev_error *err);

static lmev_status from_archive(unpacking *u, void *archive, const char **at, size_t *n,
                                lmev_error *err)
{
    *at = u->block;
    return lmev__archive_read(archive, u->block, BLOCK, n, err);
}

static lmev_status from_gzip(unpacking *u, void *self, const char **at, size_t *n,
                             lmev_error *err)
{
    (void)self;
    return feed(u, at, n, err);
}

static lmev_status write_file(unpacking *u, const char *name, source next, void *self,
                              uint64_t *bytes, lmev_error *err)
{
    char hex[65];
    lmev__sha256 hash;
    /* libarchive's name is valid until the next header, which is long enough. */
    lmev_status s = lmev__tree_file(u->tree, name, err);
    if (s != LMEV_OK) return s;
    lmev__sha256_begin(&hash);
    *bytes = 0;
    for (;;) {
        const char *at;
        size_t n = 0;
        if ((s = next(u, self, &at, &n, err)) != LMEV_OK || n == 0) break;
        if (n > u->job->max_bytes - u->written) {
            s = too_large(u, "its files are larger than is allowed", err);
            break;
        }
        u->written += n;
        *bytes += n;
        lmev__sha256_add(&hash, at, n);
        if ((s = lmev__tree_write(u->tree, at, n, err)) != LMEV_OK) break;
    }
    if (s == LMEV_OK) s = lmev__tree_file_end(u->tree, err);
    if (s != LMEV_OK) return s;
    lmev__sha256_end(&hash, hex);
    return record(u->files, name, *bytes, hex, err);
}

static lmev_status unpack_file(unpacking *u, lmev__archive *archive,
                               const lmev__member *m, const char *name, lmev_error *err)
{
    uint64_t bytes = 0;
    const uint64_t size = m->size; /* m may go with the header */
    lmev_status s = lmev__check_room(u->job->archive, u->job->archive, size, err);
    if (s == LMEV_OK) s = write_file(u, name, from_archive, archive, &bytes, err);
    return s == LMEV_OK && bytes != size
               ? hostile(u, "a member has another length than its header says", err)
               : s;
}

/* ---- members ---- */

/* May a member of this kind be unpacked? */
static lmev_status judge(unpacking *u, const lmev__member *m, lmev_error *err)
{
    char why[512];
    if (!m->path) return hostile(u, "the name of a member cannot be read", err);
    if (!lmev__utf8_ok(m->path, strlen(m->path)))
        return hostile(u, "the name of a member is not UTF-8", err);
    if (++u->members > MEMBERS_MOST)
        return hostile(u, "it has more than 10,000 members", err);
    if (m->other) {
        (void)snprintf(why, sizeof why, "'%s' is %s", lmev__brief_of(m->path).at,
                       m->other);
        return hostile(u, why, err);
    }
    return LMEV_OK;
}

static lmev_status judge_size(const unpacking *u, const lmev__member *m, lmev_error *err)
{
    char why[512];
    if (m->size <= u->job->max_bytes - u->written) return LMEV_OK;
    (void)snprintf(why, sizeof why, "'%s' has %" PRIu64 " bytes, more than is allowed",
                   lmev__brief_of(m->path).at, m->size);
    return too_large(u, why, err);
}

/* ---- a tar ---- */

static lmev_status unpack_tar(unpacking *u, lmev_error *err)
{
    lmev__archive *archive = NULL;
    lmev_status s = lmev__archive_new_tar(&archive, u->job->archive, err);
    if (s == LMEV_OK) s = lmev__archive_begin(archive, feed, u, err);
    for (bool more = true; s == LMEV_OK;) {
        lmev__member m;
        s = lmev__archive_next(archive, &m, &more, err);
        if (s != LMEV_OK || !more) break;
        s = judge(u, &m, err);
        if (s == LMEV_OK) s = judge_size(u, &m, err);
        if (s != LMEV_OK) break;
        u->n_files += !m.is_folder;
        s = m.is_folder ? lmev__tree_folder(u->tree, m.path, err)
                        : unpack_file(u, archive, &m, m.path, err);
    }
    lmev__archive_free(archive);
    /* The end of the tar is not the end of the gzip: its last member's CRC comes after
     * it. */
    for (size_t n = 1; s == LMEV_OK && n > 0;) {
        const char *at;
        s = feed(u, &at, &n, err);
    }
    if (s == LMEV_OK && u->n_files == 0) return hostile(u, "it holds no file", err);
    return s;
}

/* ---- a zip ---- */

#define N_KINDS 3

typedef struct choice { /* of members of one kind */
    size_t n, first;    /* how many, and the place of the first */
} choice;

static const char *base_of(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash ? slash + 1 : path;
}

/* Which kind of model a name is, -1: none. Names that begin with a dot are notes of
 * macOS's Finder. */
static int kind_of(const char *path)
{
    static const struct {
        const char *end;
        int kind;
    } ends[] = {{".bin", 0}, {".ftz", 0}, {".vec", 1}, {".txt", 2}};
    const char *base = base_of(path), *dot = strrchr(base, '.');
    for (size_t i = 0; dot && *base != '.' && i < sizeof ends / sizeof *ends; i++)
        if (strcmp(dot, ends[i].end) == 0) return ends[i].kind;
    return -1;
}

/* Look at all members: those of each kind, or those that are called as wanted (kind 0).
 * Their names go to `names`. */
static lmev_status survey(unpacking *u, lmev__archive *zip, choice found[N_KINDS],
                          lmev__buf names[N_KINDS], lmev_error *err)
{
    const char *wanted = u->job->member;
    for (size_t i = 0;; i++) {
        lmev__member m;
        bool more;
        lmev_status s = lmev__archive_next(zip, &m, &more, err);
        if (s != LMEV_OK || !more) return s;
        if ((s = judge(u, &m, err)) != LMEV_OK) return s;
        const char *why = lmev__tree_name_fault(m.path);
        if (why) {
            char text[512];
            (void)snprintf(text, sizeof text, "the name '%s' %s",
                           lmev__brief_of(m.path).at, why);
            return hostile(u, text, err);
        }
        if (m.is_folder) continue;
        u->n_files++;
        const int kind =
            !wanted ? kind_of(m.path)
            : strcmp(m.path, wanted) == 0 || strcmp(base_of(m.path), wanted) == 0 ? 0
                                                                                  : -1;
        if (kind < 0) continue;
        if (found[kind].n++ == 0) found[kind].first = i;
        if (found[kind].n <= NAMES_MOST)
            lmev__buf_printf(&names[kind], "%s'%s'", found[kind].n > 1 ? ", " : "",
                             lmev__brief_of(m.path).at);
    }
}

/* Several might be meant, or none is there. */
static lmev_status no_choice(const unpacking *u, size_t n, const char *names,
                             lmev_error *err)
{
    const char *first = names ? names + 1 : "";
    if (n == 0 && u->n_files == 0) return hostile(u, "it holds no file", err);
    if (n == 0 && u->job->member)
        return lmev__fail(err, LMEV_ERR_PARAM, u->job->file, 0,
                          "the zip archive has no member '%s'", u->job->member);
    if (n == 0)
        return lmev__fail(err, LMEV_ERR_FORMAT, u->job->file, 0,
                          "the zip archive holds no word vectors (.bin, .vec, .txt)");
    lmev__fail(err, LMEV_ERR_PARAM, u->job->file, 0,
               "the zip archive holds %zu models: %s%s", n, names,
               n > NAMES_MOST ? ", ..." : "");
    if (!u->job->member)
        lmev__hint(err, "add the one that you want to the address: %s#%.*s", u->job->file,
                   (int)strcspn(first, "'"), first);
    return LMEV_ERR_PARAM;
}

static lmev_status choose(unpacking *u, lmev__archive *zip, size_t *place,
                          lmev_error *err)
{
    choice found[N_KINDS] = {0};
    lmev__buf names[N_KINDS] = {LMEV__BUF_INIT, LMEV__BUF_INIT, LMEV__BUF_INIT};
    lmev_status s = survey(u, zip, found, names, err);
    int k = 0;
    while (k < N_KINDS - 1 && found[k].n == 0) k++;
    if (s == LMEV_OK && found[k].n == 1)
        *place = found[k].first;
    else if (s == LMEV_OK) {
        char *text = lmev__buf_text(&names[k]);
        s = text ? no_choice(u, found[k].n, text, err)
                 : lmev__nomem(err, u->job->archive);
        lmev__free(text);
    }
    for (int i = 0; i < N_KINDS; i++) lmev__buf_free(&names[i]);
    return s;
}

static lmev_status unpack_member(unpacking *u, lmev__archive *zip, size_t place,
                                 lmev_error *err)
{
    lmev__member m = {0};
    lmev_status s = LMEV_OK;
    bool more = true;
    for (size_t i = 0; s == LMEV_OK && more && i <= place; i++)
        s = lmev__archive_next(zip, &m, &more, err);
    if (s == LMEV_OK && (!more || !m.path))
        s = hostile(u, "its members changed during the reading", err);
    if (s == LMEV_OK) s = judge_size(u, &m, err);
    return s == LMEV_OK ? unpack_file(u, zip, &m, base_of(m.path), err) : s;
}

static lmev_status unpack_zip(unpacking *u, lmev_error *err)
{
    const char *path = u->job->archive;
    lmev__map map;
    lmev__archive *zip = NULL;
    size_t place = 0;
    lmev_status s = lmev__map_open(&map, path, err);
    if (s != LMEV_OK) return s;
    s = lmev__archive_open_zip(&zip, map.at, map.n, path, err);
    if (s == LMEV_OK) s = choose(u, zip, &place, err);
    lmev__archive_free(zip);
    zip = NULL;
    if (s == LMEV_OK) s = lmev__archive_open_zip(&zip, map.at, map.n, path, err);
    if (s == LMEV_OK) s = unpack_member(u, zip, place, err);
    lmev__archive_free(zip);
    lmev__map_close(&map);
    return s;
}

/* ---- what it is ---- */

static lmev_status unpack_gzip(unpacking *u, const char *head, size_t n, lmev_error *err)
{
    char plain[TAR_HEAD];
    uint64_t bytes;
    const size_t k = lmev__gzip_head(plain, sizeof plain, head, n);
    const bool tar =
        !u->job->file || (k == TAR_HEAD && memcmp(plain + 257, "ustar", 5) == 0);
    lmev_status s = lmev__stream_open(&u->stream, u->job->archive, NULL, err);
    if (s == LMEV_OK)
        s = tar ? unpack_tar(u, err)
                : write_file(u, u->job->file, from_gzip, NULL, &bytes, err);
    lmev__stream_close(u->stream);
    return s;
}

static lmev_status read_head(const char *path, char *head, size_t *n, lmev_error *err)
{
    const int fd = lmev__sys_open(path);
    if (fd < 0) return lmev__fail_errno(err, errno, path, "cannot open");
    const ssize_t k = lmev__sys_read(fd, head, HEAD);
    lmev__close_quietly(fd);
    if (k < 0) return lmev__fail_errno(err, errno, path, "cannot read");
    *n = (size_t)k;
    return LMEV_OK;
}

/* The stream would take off other packings too, and one of them (zstd) takes 128 MB of
 * memory on the word of eight bytes. */
lmev_status lmev__unpack(lmev__tree *tree, lmev__json *files, const lmev__unpacking *job,
                         lmev_error *err)
{
    unpacking u = {.tree = tree, .files = files, .job = job};
    char head[HEAD];
    size_t n = 0;
    lmev_status s = read_head(job->archive, head, &n, err);
    if (s != LMEV_OK) return s;
    if (!(u.block = lmev__alloc(BLOCK))) return lmev__nomem(err, job->archive);
    if (job->file && n >= 4 && memcmp(head, "PK", 2) == 0)
        s = unpack_zip(&u, err);
    else if (n >= 2 && (unsigned char)head[0] == 0x1f && (unsigned char)head[1] == 0x8b)
        s = unpack_gzip(&u, head, n, err);
    else
        s = lmev__fail(err, LMEV_ERR_FORMAT, job->archive, 0,
                       "at byte 0: is not a gzip file");
    lmev__free(u.block);
    return s;
}
