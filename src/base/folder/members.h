/* members.h - the files of a model by their names, whether they lie in a folder or in
 * memory.
 *
 * A reader that takes its files from here reads both. Where the model is one file, its
 * name is NULL. */
#ifndef LMEV__BASE_FOLDER_MEMBERS_H
#define LMEV__BASE_FOLDER_MEMBERS_H
#include "base/format/json.h"
#include "base/io/io.h"
#include "base/io/stream.h"

typedef struct lmev__members {
    const char *path;          /* the folder or the file; "" where they are in memory */
    const lmev_member *member; /* [n] borrowed; NULL: they lie at path */
    size_t n;
} lmev__members;

/* Those at a path, which is borrowed. */
static inline lmev__members lmev__members_at(const char *path)
{
    return (lmev__members){.path = path};
}

/* Those in memory. ERR_PARAM: none, or a name that is absent or stands twice. The name of
 * a member that is alone may be NULL. */
lmev_status lmev__members_in(lmev__members *m, const lmev_member *member, size_t n,
                             lmev_error *err);

/* Is it a folder (several files), or one file? */
bool lmev__members_is_folder(const lmev__members *m);
/* Is there a file of this name? */
bool lmev__members_has(const lmev__members *m, const char *name);
/* What messages call it: "PATH/NAME", in memory its name. NULL: out of memory. lmev__free
 * it. */
char *lmev__members_path(const lmev__members *m, const char *name);

/* The bytes of a file, mapped or borrowed from the member: close the map in any case.
 * wanted ("a vocabulary"): a Git LFS pointer and the like instead of the file is refused
 * with ERR_FORMAT; NULL: it is not. ERR_NOTFOUND, ERR_IO. */
lmev_status lmev__members_map(lmev__map *map, const lmev__members *m, const char *name,
                              const char *wanted, lmev_error *err);
lmev_status lmev__members_json(lmev__json **out, const lmev__members *m, const char *name,
                               lmev_error *err);
/* The one file, unpacked where it is packed. */
lmev_status lmev__members_stream(lmev__stream **out, const lmev__members *m,
                                 lmev_error *err);
/* Names of the files in a folder inside ("assets"), without that folder's; sorted on
 * disk, in the caller's order in memory. lmev__free_names. */
lmev_status lmev__members_list(char ***names, size_t *n, const lmev__members *m,
                               const char *folder, lmev_error *err);
#endif
