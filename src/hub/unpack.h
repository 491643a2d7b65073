/* unpack.h - what a packed file of a stranger may put into a new folder. */
#ifndef LMEV__HUB_UNPACK_H
#define LMEV__HUB_UNPACK_H
#include "base/folder/tree.h"
#include "base/format/json.h"

typedef struct lmev__unpacking {
    /* the file */
    const char *archive;
    /* word vectors are welcome: a gzip of one file, which gets this name, or a zip;
     * NULL: only a .tar.gz */
    const char *file;
    /* of a zip, by its name or the last part of it; NULL: see below */
    const char *member;
    /* of the progress */
    const char *task;
    /* in files (and that much of gzip's output, and a bit) */
    uint64_t max_bytes;
    const lmev_watch *watch;
} lmev__unpacking;

/* Unpack into tree. Of a tar all members come in; of a zip one: the one that is named, or
 * the only model of fastText (.bin, .ftz), else the only .vec, else the only .txt,
 * without its folders. Regular files and folders alone, relative names that stay inside,
 * each once, at most 10,000 members, at least one file; that holds for members of a zip
 * that are not taken as well. Modes and owners are not looked at. files, an object, gets
 * NAME -> {bytes, sha256} of each file. A gzip is read to its end, so that its checksum
 * counts. ERR_FORMAT: damaged, or breaks one of these rules. ERR_PARAM: several members
 * of a zip may be meant, or none has the name; ERR_IO: no room on the disk. The tree is
 * then good for abort alone; after ERR_PARAM the archive itself is sound. */
lmev_status lmev__unpack(lmev__tree *tree, lmev__json *files, const lmev__unpacking *job,
                         lmev_error *err);
#endif
