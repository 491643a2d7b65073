/* filetype.h - what a file is that no reader here takes, by its first bytes, and what its
 * owner can do. Every refusal of a foreign file speaks from this one table. */
#ifndef LMEV__BASE_IO_FILETYPE_H
#define LMEV__BASE_IO_FILETYPE_H
#include "base/io/io.h"

#define LMEV__FILETYPE_BYTES 4096 /* of a file's beginning: more are not looked at */

typedef struct lmev__filetype {
    const char *what;   /* with its article: "a zip archive" */
    const char *advice; /* what to do, as a hint; never NULL */
    /* it stands where another file is meant to be: a Git LFS pointer, a web page
     * instead of a download */
    bool stand_in;
} lmev__filetype;

/* The type of a file that begins with these n bytes (n 0: it is empty); NULL: not in the
 * table. What lmev reads itself is not in it, save where a part of a model is given for
 * the whole: ask before a reader refuses, not before it tries. */
const lmev__filetype *lmev__filetype_of(const char *at, size_t n);

/* ERR_FORMAT "not WANTED, but a zip archive" and the advice where the type is known,
 * LMEV_OK and err untouched otherwise. wanted has its article. The second does so for
 * stand-ins alone, which no reader can take for its own. */
lmev_status lmev__refuse_foreign(const char *at, size_t n, const char *wanted,
                                 const char *source, lmev_error *err);
lmev_status lmev__refuse_stand_in(const char *at, size_t n, const char *wanted,
                                  const char *source, lmev_error *err);
/* lmev__map_open of a file that belongs to a model, and no stand-in for it. */
lmev_status lmev__map_part(lmev__map *m, const char *path, const char *wanted,
                           lmev_error *err);
#endif
