/* temporary.c - the names of files that are being written, and what a kill leaves of
 * them.
 *
 * A temporary file lies in the folder of the file that it will become, for a rename to be
 * possible. Its name does not depend on that file's, which may have all the bytes that a
 * name can have: .lmev.tmp-PID-N. A process number tells nothing about who lives
 * (containers have them all from 1), so the writer holds a lock on the file; a file
 * without one is left over. */
#include "base/io/temporary.h"

#include <errno.h>
#include <fcntl.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/error.h"
#include "base/io/io.h"
#include "base/io/seam.h"
#include "base/mem.h"

#define PREFIX ".lmev.tmp-"

char *lmev__temporary_name(const char *path)
{
    static atomic_ulong counter;
    char name[sizeof PREFIX + 48];
    (void)snprintf(name, sizeof name, PREFIX "%ld-%lu", (long)getpid(),
                   atomic_fetch_add(&counter, 1));
    char *folder = lmev__path_dir(path);
    char *made = folder ? lmev__path_join(folder, name) : NULL;
    lmev__free(folder);
    return made;
}

bool lmev__is_temporary(const char *name)
{
    static const char digits[] = "0123456789";
    if (strncmp(name, PREFIX, strlen(PREFIX)) != 0) return false;
    name += strlen(PREFIX);
    const size_t pid = strspn(name, digits);
    if (pid == 0 || name[pid] != '-') return false;
    name += pid + 1;
    const size_t n = strspn(name, digits);
    return n > 0 && name[n] == '\0';
}

bool lmev__temporary_hold(int fd, const char *path)
{
    struct stat mine, there;
    /* outside the seam: a file system without locks is no fault */
    if (flock(fd, LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK)
        return false; /* somebody is about to remove it */
    return fstat(fd, &mine) == 0 && lstat(path, &there) == 0 &&
           mine.st_dev == there.st_dev && mine.st_ino == there.st_ino;
}

/* Only with the lock: where the file system has none, nobody can know. One that cannot be
 * removed is another user's, and harms nobody. */
static void remove_left(const char *path)
{
    struct stat st;
    if (lstat(path, &st) != 0 || !S_ISREG(st.st_mode)) return;
    const int fd = lmev__fd_open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK);
    if (fd < 0) return; /* gone, or not ours */
    if (flock(fd, LOCK_EX | LOCK_NB) == 0) (void)unlink(path);
    lmev__close_quietly(fd);
}

lmev_status lmev__sweep_temporaries(const char *folder, lmev_error *err)
{
    char **name = NULL;
    size_t n = 0;
    if (!lmev__is_dir(folder) || access(folder, R_OK) != 0) return LMEV_OK;
    lmev_status s = lmev__list_dir(&name, &n, folder, err);
    for (size_t i = 0; i < n && s == LMEV_OK; i++) {
        if (!lmev__is_temporary(name[i])) continue;
        char *path = lmev__path_join(folder, name[i]);
        if (path)
            remove_left(path);
        else
            s = lmev__nomem(err, folder);
        lmev__free(path);
    }
    lmev__free_names(name, n);
    return s;
}

lmev_status lmev__sweep_beside(const char *path, lmev_error *err)
{
    char *file = lmev__followed(path), *folder = file ? lmev__path_dir(file) : NULL;
    const lmev_status s =
        folder ? lmev__sweep_temporaries(folder, err) : lmev__nomem(err, path);
    lmev__free(folder);
    lmev__free(file);
    return s;
}
