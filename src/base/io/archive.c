/* archive.c - the libarchive door; see archive.h.
 *
 * Format and filter are named to libarchive, never guessed by it: a guess peels layer
 * after layer, so that a packed file holding a packed file would be opened twice, and a
 * damaged head would pass for plain text. Memory: libarchive's own, some hundred KB and a
 * decoder's window.
 *
 * A zip may say of each member how it is packed: deflate and not at all are taken, the
 * others (some of which want memory on the word of a few bytes) are not.
 *
 * Not here: gzip (libarchive 3.6 and 3.7 do not compare its checksums; stream.c does),
 * writing, and any opinion on what may be unpacked to where. */
#include "base/io/archive.h"

#include <archive.h>
#include <archive_entry.h>
#include <errno.h>
#include <string.h>

#include "base/error.h"
#include "base/mem.h"

#define ZIP_BLOCK ((size_t)256 << 10)

struct lmev__archive {
    struct archive *a;
    bool tar, zip;
    const char *source;
    lmev__archive_feed feed;
    void *self;
    /* the feed's fault, kept apart: a filter may replace it by its own words */
    lmev_status fed;
    lmev_error error;
};

void lmev__archive_free(lmev__archive *r)
{
    if (!r) return;
    if (r->a) (void)archive_read_free(r->a);
    lmev__free(r);
}

static lmev_status refused(lmev__archive *r, lmev_error *err)
{
    lmev_status s =
        lmev__fail(err, LMEV_ERR_FAILED, r->source, 0,
                   "cannot be unpacked by libarchive: %s", archive_error_string(r->a));
    lmev__archive_free(r);
    return s;
}

static lmev_status fault(lmev__archive *r, lmev_error *err)
{
    const char *why = archive_error_string(r->a);
    if (r->fed != LMEV_OK) {
        if (err) *err = r->error;
        return r->fed;
    }
    if (archive_errno(r->a) == ENOMEM) return lmev__nomem(err, r->source);
    lmev__fail(err, LMEV_ERR_FORMAT, r->source, 0, "%s damaged or cut off (%s)",
               r->tar || r->zip ? "the archive is" : "compressed data are",
               why ? why : "unexpected end");
    lmev__hint(err,
               "get the file again and compare its size and checksum with the source's");
    return LMEV_ERR_FORMAT;
}

static lmev_status new_reader(lmev__archive **out, const char *source, lmev_error *err)
{
    lmev__archive *r = lmev__calloc(1, sizeof *r);
    if (!r || !(r->a = archive_read_new())) {
        lmev__archive_free(r);
        return lmev__nomem(err, source);
    }
    r->source = source;
    *out = r;
    return LMEV_OK;
}

lmev_status lmev__archive_new(lmev__archive **archive, lmev__packing packing,
                              const char *source, lmev_error *err)
{
    static const int filter[] = {[LMEV__PACKING_NONE] = ARCHIVE_FILTER_NONE,
                                 [LMEV__PACKING_GZIP] = ARCHIVE_FILTER_GZIP,
                                 [LMEV__PACKING_ZSTD] = ARCHIVE_FILTER_ZSTD,
                                 [LMEV__PACKING_XZ] = ARCHIVE_FILTER_XZ,
                                 [LMEV__PACKING_BZIP2] = ARCHIVE_FILTER_BZIP2};
    lmev__archive *r = NULL;
    lmev_status s = new_reader(&r, source, err);
    if (s != LMEV_OK) return s;
    if (archive_read_support_format_raw(r->a) != ARCHIVE_OK ||
        archive_read_support_format_empty(r->a) != ARCHIVE_OK ||
        archive_read_append_filter(r->a, filter[packing]) != ARCHIVE_OK)
        return refused(r, err);
    *archive = r;
    return LMEV_OK;
}

lmev_status lmev__archive_new_tar(lmev__archive **archive, const char *source,
                                  lmev_error *err)
{
    lmev__archive *r = NULL;
    lmev_status s = new_reader(&r, source, err);
    if (s != LMEV_OK) return s;
    r->tar = true;
    if (archive_read_support_format_tar(r->a) != ARCHIVE_OK) return refused(r, err);
    *archive = r;
    return LMEV_OK;
}

lmev_status lmev__archive_open_zip(lmev__archive **archive, const char *at, size_t n,
                                   const char *source, lmev_error *err)
{
    lmev__archive *r = NULL;
    lmev_status s = new_reader(&r, source, err);
    if (s != LMEV_OK) return s;
    r->zip = true;
    if (archive_read_support_format_zip_seekable(r->a) != ARCHIVE_OK)
        return refused(r, err);
    if (archive_read_open_memory2(r->a, at, n, ZIP_BLOCK) != ARCHIVE_OK) {
        s = fault(r, err);
        lmev__archive_free(r);
        return s;
    }
    *archive = r;
    return LMEV_OK;
}

static la_ssize_t feed_archive(struct archive *a, void *self, const void **at)
{
    lmev__archive *r = self;
    const char *bytes = "";
    size_t n = 0;
    if (r->fed == LMEV_OK) r->fed = r->feed(r->self, &bytes, &n, &r->error);
    *at = bytes;
    if (r->fed == LMEV_OK) return (la_ssize_t)n;
    archive_set_error(a, EIO, "cannot read");
    return -1;
}

lmev_status lmev__archive_begin(lmev__archive *r, lmev__archive_feed feed, void *self,
                                lmev_error *err)
{
    r->feed = feed;
    r->self = self;
    int status = archive_read_open(r->a, r, NULL, feed_archive, NULL);
    /* A stream cut off in its first bytes opens as an empty one, but leaves a word behind
     * that the next call would clear. */
    return status == ARCHIVE_OK && !archive_error_string(r->a) ? LMEV_OK : fault(r, err);
}

static const char *name_of(struct archive_entry *entry)
{
    if (archive_entry_hardlink(entry)) return "a hard link";
    if (archive_entry_sparse_count(entry) > 0) return "a sparse file";
    switch (archive_entry_filetype(entry)) {
    case AE_IFREG:
    case AE_IFDIR:
        return archive_entry_symlink(entry) ? "a symbolic link" : NULL;
    case AE_IFLNK:
        return "a symbolic link";
    case AE_IFCHR:
    case AE_IFBLK:
        return "a device";
    case AE_IFIFO:
        return "a pipe";
    case AE_IFSOCK:
        return "a socket";
    default:
        return "of an unknown kind";
    }
}

/* Of a zip's member, when it cannot be unpacked. libarchive calls the formats "ZIP 2.0
 * (deflation)" and "ZIP 1.0 (uncompressed)". */
static const char *packing_fault(lmev__archive *r, struct archive_entry *entry)
{
    const char *how = archive_format_name(r->a);
    if (archive_entry_is_encrypted(entry)) return "encrypted";
    if (how && (strstr(how, "(deflation)") || strstr(how, "(uncompressed)"))) return NULL;
    return "packed by another method than deflate";
}

lmev_status lmev__archive_next(lmev__archive *r, lmev__member *m, bool *more,
                               lmev_error *err)
{
    struct archive_entry *entry;
    /* ARCHIVE_RETRY is a fault too: a damaged header at the end would be retried for
     * ever. */
    int status = archive_read_next_header(r->a, &entry);
    if (status != ARCHIVE_EOF && status != ARCHIVE_OK && status != ARCHIVE_WARN)
        return fault(r, err);
    *more = status != ARCHIVE_EOF;
    if (!*more) return LMEV_OK;
    int64_t size = archive_entry_size(entry);
    *m = (lmev__member){.path = archive_entry_pathname(entry),
                        .other = r->tar || r->zip ? name_of(entry) : NULL,
                        .size = size > 0 ? (uint64_t)size : 0};
    if (r->zip && !m->other && archive_entry_filetype(entry) == AE_IFREG)
        m->other = packing_fault(r, entry);
    m->is_folder = !m->other && archive_entry_filetype(entry) == AE_IFDIR;
    m->is_file = !m->other && !m->is_folder;
    return LMEV_OK;
}

lmev_status lmev__archive_read(lmev__archive *r, char *at, size_t room, size_t *n,
                               lmev_error *err)
{
    la_ssize_t k = archive_read_data(r->a, at, room);
    if (k < 0) return fault(r, err);
    *n = (size_t)k;
    return LMEV_OK;
}
