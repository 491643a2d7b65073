/* owned.h - whose file is it? The one rule by which files and folders are removed or
 * replaced.
 *
 * Removed is only what lmev has written, file by file: a regular file whose name (and,
 * where a name does not say enough, whose content) is one of ours or a temporary one
 * (temporary.h), then the folder once it is empty. Replaced is only a folder that carries
 * our mark and holds nothing else at any depth. All else, links too, is somebody's: it
 * stays, and the call says what was found. docs/FORMATS.md lists every path that is
 * written, with its mark. */
#ifndef LMEV__BASE_FOLDER_OWNED_H
#define LMEV__BASE_FOLDER_OWNED_H
#include "base/format/json.h"

/* What a folder of one kind may hold. */
typedef struct lmev__owned {
    const char *what; /* "classifier", for messages */
    /* Is the file `name` of the folder ours? name is relative ("tables/models.csv"); that
     * of a folder ends in '/'. path is where the file lies, for those who look inside;
     * NULL: by its name alone. */
    bool (*ours)(const char *name, const char *path);
    /* Or, where ours is NULL: the files are the members of this object. Borrowed. */
    lmev__json *listed;
    /* The file that says whose the folder is: a JSON object with this member, a string
     * (value NULL: any). mark NULL: the folder needs none, since `ours` knows each file
     * by its content or its place. */
    const char *mark, *key, *value;
} lmev__owned;

/* The first file in a folder, which goes when the folder is to be published. */
#define LMEV__UNFINISHED ".lmev-unfinished"

/* May the folder be replaced? Yes when it is absent, empty, or marked and all ours. With
 * unfinished, LMEV__UNFINISHED is a mark too, and temporary files of ours alone need
 * none: before it has its name it is one of them. ERR_IO names what is foreign, with a
 * hint. */
lmev_status lmev__owned_check(const lmev__owned *o, const char *folder, bool unfinished,
                              lmev_error *err);
/* Remove what is ours, the marks last; what is foreign stays, without a fault. Absent is
 * fine. */
lmev_status lmev__owned_empty(const lmev__owned *o, const char *folder, lmev_error *err);
/* The same, and the folder itself when nothing is left in it. */
lmev_status lmev__owned_remove(const lmev__owned *o, const char *folder, lmev_error *err);

/* Is it in the list, which ends in NULL? */
bool lmev__is_listed(const char *name, const char *const *list);
/* Is it a regular file itself, not by a link? */
bool lmev__is_regular(const char *path);
#endif
