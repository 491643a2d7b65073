/* unfinished.c - the list of what is under way, and its end in a signal handler: see
 * unfinished.h. All of lmev_abandon is async-signal-safe: atomics and system calls, no
 * memory, no locks. Folders are read with getdents64, since opendir allocates. */
#include "base/io/unfinished.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "lmev/base.h"

#define PLACES     64
#define TRIES      20 /* for a folder that another thread still writes into */
#define DEPTH_MOST 16 /* folders in folders; each takes a room of the stack */

static const char *_Atomic path_at[PLACES], *_Atomic empty_at[PLACES];
static atomic_bool leaving;
static atomic_int unsaved;

static void add(const char *_Atomic place[PLACES], const char *path)
{
    for (int i = 0; i < PLACES; i++) {
        const char *none = NULL;
        if (atomic_compare_exchange_strong(&place[i], &none, path)) return;
    }
}

void lmev__unfinished_add(const char *path)
{
    add(path_at, path);
}

void lmev__unfinished_add_empty(const char *path)
{
    add(empty_at, path);
}

void lmev__unfinished_done(const char *path)
{
    for (int i = 0; path && i < PLACES; i++) {
        const char *mine = path, *empty = path;
        if (atomic_compare_exchange_strong(&path_at[i], &mine, NULL) ||
            atomic_compare_exchange_strong(&empty_at[i], &empty, NULL))
            return;
    }
    while (path && atomic_load(&leaving)) (void)pause();
}

void lmev__unsaved_set(bool *mine, bool is)
{
    if (*mine != is) atomic_fetch_add(&unsaved, is ? 1 : -1);
    *mine = is;
}

bool lmev_unsaved(void)
{
    return atomic_load(&unsaved) > 0;
}

/* Links are removed, never followed. */
static void remove_at(int folder, const char *name, int depth)
{
    if (unlinkat(folder, name, 0) == 0 || errno == ENOENT || depth == DEPTH_MOST) return;
    const int fd = openat(folder, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    if (fd < 0) return;
    _Alignas(struct dirent64) char room[2048];
    for (ssize_t n; (n = getdents64(fd, room, sizeof room)) > 0;)
        for (ssize_t i = 0; i < n;) {
            const struct dirent64 *entry = (const void *)(room + i);
            if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0)
                remove_at(fd, entry->d_name, depth + 1);
            i += entry->d_reclen;
        }
    (void)close(fd);
    (void)unlinkat(folder, name, AT_REMOVEDIR);
}

/* Once a folder is gone nobody can put a file into it. */
static void remove_whole(const char *path)
{
    const struct timespec moment = {.tv_nsec = 5 * 1000000L};
    struct stat st;
    for (int i = 0; i < TRIES && lstat(path, &st) == 0; i++) {
        if (i > 0) (void)nanosleep(&moment, NULL);
        remove_at(AT_FDCWD, path, 0);
    }
}

void lmev_abandon(void)
{
    const int errnum = errno;
    atomic_store(&leaving, true);
    for (int i = 0; i < PLACES; i++) {
        const char *path = atomic_exchange(&path_at[i], NULL);
        if (path) remove_whole(path);
        const char *empty = atomic_exchange(&empty_at[i], NULL);
        if (empty) (void)unlinkat(AT_FDCWD, empty, AT_REMOVEDIR);
    }
    errno = errnum;
}
