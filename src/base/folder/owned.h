/* owned.h - the one rule that decides which files and folders may be removed or replaced.
 *
 * Only files that lmev wrote are removed, one by one: regular files with a name of ours,
 * or a temporary name (temporary.h), and where the name is not enough, with contents of
 * ours. A folder is removed when it is empty. A folder is replaced only if it carries our
 * mark and holds nothing else at any depth. Everything else, links included, stays, and
 * the error names it. docs/FORMATS.md lists every path that is written, with its mark. */
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

/* The first file in a new folder; it is removed when the folder is published. */
#define LMEV__UNFINISHED ".lmev-unfinished"

/* May the folder be replaced? Yes when it is absent, empty, or marked and all ours. With
 * unfinished, LMEV__UNFINISHED is a mark too, and temporary files of ours alone need
 * none: before it has its name it is one of them. ERR_IO names what is foreign, with a
 * hint. */
lmev_status lmev__owned_check(const lmev__owned *o, const char *folder, bool unfinished,
                              lmev_error *err);
/* Remove the files that are ours, the marks last. Foreign files stay, without an error.
 * The folder need not exist. */
lmev_status lmev__owned_empty(const lmev__owned *o, const char *folder, lmev_error *err);
/* The same, and the folder itself when nothing is left in it. */
lmev_status lmev__owned_remove(const lmev__owned *o, const char *folder, lmev_error *err);

/* Is it in the list, which ends in NULL? */
bool lmev__is_listed(const char *name, const char *const *list);
/* Is path a regular file, and not a link to one? */
bool lmev__is_regular(const char *path);
#endif
