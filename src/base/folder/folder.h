/* folder.h - folders of files that belong together: written so that they appear complete
 * or not at all, and vouched for by a config.json with the size and sha256 of each.
 *
 * Writing: all files go into the sibling folder .NAME.new, each synced; then that becomes
 * NAME, or .NAME.old, which changes places with NAME and is removed: there is always one
 * of the two at NAME. Where that name is too long for it, a digest stands for its end.
 * The two sibling names are fixed, so what a kill left behind is cleared by the next
 * writing. A lock on .NAME.new itself keeps a second writer out. Nothing but what is ours
 * (base/folder/owned.h) is ever replaced or removed under any of the three names. Where NAME is
 * a link to a folder, that folder is meant, and the link stays. */
#ifndef LMEV__BASE_FOLDER_FOLDER_H
#define LMEV__BASE_FOLDER_FOLDER_H
#include "base/buf.h"
#include "base/format/json.h"
#include "base/io/io.h"
#include "base/folder/members.h"
#include "base/folder/owned.h"

#define LMEV__CONFIG_FILE "config.json"

typedef struct lmev__folder {
    const lmev__owned *owned; /* what such a folder may hold; borrowed */
    char *path;               /* where it is to appear, no slash at the end */
    char *fresh, *old;        /* .NAME.new and .NAME.old beside it */
    lmev__lock *lock;         /* on fresh, held until the end */
    lmev__json *files;        /* name -> {bytes, sha256} of what was recorded */
} lmev__folder;

/* May a folder of this kind be written to path, which is as below? For those who would
 * work for hours before they begin. */
lmev_status lmev__folder_may(const char *path, const lmev__owned *owned, lmev_error *err);
/* Begin: fresh is there and empty but for its mark. An existing folder that is marked and
 * holds nothing else is replaced at the end, and hands its mode on; any other is refused
 * (ERR_IO), as are siblings that are not ours. ERR_BUSY: another process is writing
 * it. */
lmev_status lmev__folder_begin(lmev__folder *f, const char *path,
                               const lmev__owned *owned, lmev_error *err);
/* A file of fresh, written from b (which may have failed) and recorded. */
lmev_status lmev__folder_text(lmev__folder *f, const char *name, const lmev__buf *b,
                              lmev_error *err);
/* Record a finished file of fresh: its size and sha256 will be in files. */
lmev_status lmev__folder_record(lmev__folder *f, const char *name, lmev_error *err);
/* Take files for the config, and write it: last, with it the folder becomes what it is.
 * config is not taken. */
lmev_status lmev__folder_config(lmev__folder *f, lmev__json *config, lmev_error *err);
/* Put fresh in the place of path. */
lmev_status lmev__folder_publish(lmev__folder *f, lmev_error *err);
/* Always, at the end: removes fresh when it was not published, and releases. */
void lmev__folder_end(lmev__folder *f);

/* Map file `name` of a folder, or of one in memory, and compare its size, and its sha256 where hash, with
 * files[name]: ERR_FORMAT "damaged <what>". */
lmev_status lmev__folder_map(lmev__map *m, const lmev__members *from, const char *name,
                             const char *what, const lmev__json *files, bool hash,
                             lmev_error *err);
/* The hint that suits a damaged folder. */
void lmev__folder_hint(lmev_error *err, const char *what);
/* "damaged <what>: <how>" with that hint; returns ERR_FORMAT. */
lmev_status lmev__folder_damaged(lmev_error *err, const char *file, const char *what,
                                 const char *how);
#endif
