/* filetype.h - recognise files that no reader here takes, by their first bytes, and say
 * what the user can do. One table serves all such messages. */
#ifndef LMEV__BASE_IO_FILETYPE_H
#define LMEV__BASE_IO_FILETYPE_H
#include "base/io/io.h"

#define LMEV__FILETYPE_BYTES 4096 /* of a file's beginning: more are not looked at */

typedef struct lmev__filetype {
    const char *what;   /* with its article: "a zip archive" */
    const char *advice; /* what to do, as a hint; never NULL */
    /* found in place of the real file: a Git LFS pointer, a web page instead of a
     * download */
    bool stand_in;
} lmev__filetype;

/* The type of a file that begins with these n bytes (n 0: it is empty); NULL: not in the
 * table. Formats that lmev reads are not in the table, except for parts of a model, which
 * people take for the whole: call this after a reader failed, not before it tries. */
const lmev__filetype *lmev__filetype_of(const char *at, size_t n);

/* If the type is known, fail with ERR_FORMAT "not WANTED, but a zip archive" and the
 * advice; else LMEV_OK, err untouched. wanted has its article. The second function does
 * this for stand-ins alone, which no reader can take for its own format. */
lmev_status lmev__refuse_foreign(const char *at, size_t n, const char *wanted,
                                 const char *source, lmev_error *err);
lmev_status lmev__refuse_stand_in(const char *at, size_t n, const char *wanted,
                                  const char *source, lmev_error *err);
/* lmev__map_open of a file of a model; a stand-in is refused. */
lmev_status lmev__map_part(lmev__map *m, const char *path, const char *wanted,
                           lmev_error *err);
#endif
