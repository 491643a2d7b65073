/* folder.h - write a model's folder so that it appears complete or not at all, and check
 * its files by a config.json with the size and sha256 of each.
 *
 * All files are written and synced in the sibling folder .NAME.new. If NAME does not
 * exist, .NAME.new is renamed to it. If it does, .NAME.new becomes .NAME.old, the two
 * names are swapped atomically, and the old folder is removed. A NAME that is too long
 * for its siblings is cut, with a digest for its end. The sibling names are fixed, so the
 * next writing clears what a kill left. A lock on .NAME.new keeps a second writer out.
 * Only files that lmev wrote (base/folder/owned.h) are replaced or removed under any of
 * the three names. If NAME is a link to a folder, that folder is meant and the link
 * stays. For a folder whose files come from an archive, see tree.h. */
#ifndef LMEV__BASE_FOLDER_FOLDER_H
#define LMEV__BASE_FOLDER_FOLDER_H
#include "base/buf.h"
#include "base/folder/members.h"
#include "base/folder/owned.h"
#include "base/format/json.h"
#include "base/io/io.h"

#define LMEV__CONFIG_FILE "config.json"

typedef struct lmev__folder {
    const lmev__owned *owned; /* what such a folder may hold; borrowed */
    char *path;               /* where it is to appear, no slash at the end */
    char *fresh, *old;        /* .NAME.new and .NAME.old beside it */
    lmev__lock *lock;         /* on fresh, held until the end */
    lmev__json *files;        /* name -> {bytes, sha256} of what was recorded */
} lmev__folder;

/* May a folder of this kind be written to path? For callers that work for hours before
 * they begin to write. */
lmev_status lmev__folder_may(const char *path, const lmev__owned *owned, lmev_error *err);
/* Begin: makes fresh, empty but for its mark. An existing folder that lmev wrote is
 * replaced at the end, and the new one gets its mode. ERR_IO: the folder or a sibling
 * holds files that are not lmev's. ERR_BUSY: another process is writing it. */
lmev_status lmev__folder_begin(lmev__folder *f, const char *path,
                               const lmev__owned *owned, lmev_error *err);
/* A file of fresh, written from b (which may have failed) and recorded. */
lmev_status lmev__folder_text(lmev__folder *f, const char *name, const lmev__buf *b,
                              lmev_error *err);
/* Record a finished file of fresh: its size and sha256 will be in files. */
lmev_status lmev__folder_record(lmev__folder *f, const char *name, lmev_error *err);
/* Add the recorded files to config and write it, as the last file. config is not
 * taken. */
lmev_status lmev__folder_config(lmev__folder *f, lmev__json *config, lmev_error *err);
/* Put fresh in place of path. */
lmev_status lmev__folder_publish(lmev__folder *f, lmev_error *err);
/* Call it in any case, at the end: removes fresh if it was not published, releases f. */
void lmev__folder_end(lmev__folder *f);

/* Map file `name` of a folder or of a set in memory, and compare its size, and with hash
 * its sha256, with files[name]. ERR_FORMAT: "damaged <what>". */
lmev_status lmev__folder_map(lmev__map *m, const lmev__members *from, const char *name,
                             const char *what, const lmev__json *files, bool hash,
                             lmev_error *err);
/* Set the hint for a damaged folder. */
void lmev__folder_hint(lmev_error *err, const char *what);
/* "damaged <what>: <how>" with that hint; returns ERR_FORMAT. */
lmev_status lmev__folder_damaged(lmev_error *err, const char *file, const char *what,
                                 const char *how);
#endif
