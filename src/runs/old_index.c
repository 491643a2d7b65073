/* old_index.c - the index that versions before 0.2 kept beside the runs (index.sqlite).
 *
 * Nothing reads it any more. It is removed on request, and only if it is lmev's: a SQLite
 * database is known by the number of its application, which lies at byte 68 of its head,
 * most significant byte first. */
#include <errno.h>
#include <string.h>
#include <sys/stat.h>

#include "base/error.h"
#include "base/io/io.h"
#include "base/mem.h"
#include "lmev/runs.h"

#define APPLICATION "lmev" /* the number as bytes */

static bool is_ours(const char *file)
{
    static const char begin[] = "SQLite format 3";
    enum { HEAD = 100, NUMBER = 68 };
    lmev__map m;
    if (!lmev__is_file(file) || lmev__map_open(&m, file, NULL) != LMEV_OK) return false;
    const bool ours = m.n >= HEAD && !memcmp(m.at, begin, sizeof begin) &&
                      !memcmp(m.at + NUMBER, APPLICATION, strlen(APPLICATION));
    lmev__map_close(&m);
    return ours;
}

lmev_status lmev_runs_drop_index(const char *folder, bool *removed, lmev_error *err)
{
    /* The database last: as long as it is there, the others are known to be its own. */
    static const char *const names[] = {"index.sqlite-wal", "index.sqlite-shm",
                                        "index.sqlite-journal", "index.sqlite"};
    const size_t n = sizeof names / sizeof *names;
    struct stat st;
    if (!lmev__is_dir(folder))
        return lmev__fail(err, LMEV_ERR_NOTFOUND, folder, 0, "no such folder");
    char *path = lmev__path_join(folder, names[n - 1]);
    if (!path) return lmev__nomem(err, folder);
    lmev_status s = LMEV_OK;
    const bool there = lstat(path, &st) == 0;
    if (there && (!S_ISREG(st.st_mode) || !is_ours(path)))
        s = lmev__fail(err, LMEV_ERR_IO, path, 0, "is not an index of lmev's");
    lmev__free(path);
    for (size_t i = 0; there && s == LMEV_OK && i < n; i++) {
        path = lmev__path_join(folder, names[i]);
        s = path ? lmev__remove_file(path, err) : lmev__nomem(err, folder);
        lmev__free(path);
    }
    if (s == LMEV_OK && removed) *removed = there;
    return s;
}
