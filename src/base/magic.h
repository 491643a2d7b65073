/* magic.h - what a file is that is no language model of ours, by its first bytes. For whoever gets
 * a file from elsewhere: a download before it goes on, a model's path that no reader knows. */
#ifndef LMEV_BASE_MAGIC_H
#define LMEV_BASE_MAGIC_H
#include "lmev/base.h"

/* So many bytes are enough for all that is known here; fewer, and less is recognised. */
#define LMEV__MAGIC_HEAD 512

typedef struct lmev__magic {
    const char *what; /* "a web page (HTML)": after "is"                    */
    const char *hint; /* the act that helps                                 */
    bool page;        /* what a server says instead of sending a file       */
} lmev__magic;

/* at: the first n bytes of a file. NULL: none of the kinds known here; then it may be text, word
 * vectors, or anything else. Allocates nothing. */
const lmev__magic *lmev__magic_of(const char *at, size_t n);

/* Archives that can be unpacked, which are no kind of the above. */
bool lmev__magic_gzip(const char *at, size_t n);
bool lmev__magic_zip(const char *at, size_t n);
/* A tar by its header's checksum; n >= LMEV__MAGIC_HEAD. */
bool lmev__magic_tar(const char *at, size_t n);
#endif
