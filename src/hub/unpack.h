/* unpack.h - what a .tar.gz of a stranger may put into a new folder. */
#ifndef LMEV_HUB_UNPACK_H
#define LMEV_HUB_UNPACK_H
#include "base/json.h"
#include "base/tree.h"

/* Unpack the archive into tree. Regular files and folders alone, relative names that stay
 * inside, each once; at most max_bytes in files (and that much of gzip's output, and a bit),
 * at most 10,000 members, at least one file. Modes and owners are not looked at.
 * files, an object, gets NAME -> {bytes, sha256} of each file. The whole archive is read, so
 * that its checksum counts.
 * ERR_FORMAT: damaged, or breaks one of these rules; the tree is then good for abort alone. */
lmev_status lmev__unpack(lmev__tree *tree, lmev__json *files, const char *archive,
                         const char *task, uint64_t max_bytes, const lmev_watch *watch,
                         lmev_error *err);
#endif
