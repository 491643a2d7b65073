/* archive.h - decompress zstd, xz and bzip2 (for stream.c), and list and unpack tar and
 * zip archives (for downloads). It reads the bytes that it is given and opens no file.
 * The one door to libarchive. */
#ifndef LMEV__BASE_IO_ARCHIVE_H
#define LMEV__BASE_IO_ARCHIVE_H
#include "lmev/base.h"

typedef struct lmev__archive lmev__archive;

/* Gives the next bytes, borrowed until the next call; *n 0: the end. An error ends the
 * reading and is returned. */
typedef lmev_status (*lmev__archive_feed)(void *self, const char **at, size_t *n,
                                          lmev_error *err);
typedef enum lmev__packing {
    LMEV__PACKING_NONE,
    LMEV__PACKING_GZIP,
    LMEV__PACKING_ZSTD,
    LMEV__PACKING_XZ,
    LMEV__PACKING_BZIP2
} lmev__packing;

/* A reader of one packed stream (not gzip: see stream.c), or of a plain tar; source is
 * borrowed and stands in messages. Nothing is read yet. */
lmev_status lmev__archive_new(lmev__archive **archive, lmev__packing packing,
                              const char *source, lmev_error *err);
lmev_status lmev__archive_new_tar(lmev__archive **archive, const char *source,
                                  lmev_error *err);
/* A zip of n bytes at `at`, which stay as they are while it is read; begun already. Its
 * members are those of the directory at its end. */
lmev_status lmev__archive_open_zip(lmev__archive **archive, const char *at, size_t n,
                                   const char *source, lmev_error *err);
void lmev__archive_free(lmev__archive *archive); /* NULL is fine */

/* Begin to read. Then, for each member: next, read until *n is 0 (or not at all). A
 * packed stream is one member, or none when it is empty. ERR_FORMAT: damaged or cut
 * off. */
lmev_status lmev__archive_begin(lmev__archive *archive, lmev__archive_feed feed,
                                void *self, lmev_error *err);

typedef struct lmev__member {
    /* as it is written, borrowed until the next call; NULL: not readable */
    const char *path;
    bool is_file, is_folder;
    const char *other; /* "a symbolic link", "encrypted", ... when it is neither */
    uint64_t size;
} lmev__member;
lmev_status lmev__archive_next(lmev__archive *archive, lmev__member *member, bool *more,
                               lmev_error *err);
lmev_status lmev__archive_read(lmev__archive *archive, char *at, size_t room, size_t *n,
                               lmev_error *err);
#endif
