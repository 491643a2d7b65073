/* file.c - the public door to files that are written (publish.c), and the question
 * whether an output is an input.
 *
 * Files are compared by device and inode, so that no name hides one. A folder that is
 * read is looked through, since any of its files may be the one that is about to be
 * replaced; that costs a stat a file, and only where the output is already there. */

#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/error.h"
#include "base/io/io.h"
#include "base/io/temporary.h"
#include "base/mem.h"
#include "base/utf8.h"

#define DEPTH_MOST 16 /* folders in folders that are looked through */

lmev_status lmev_file_begin(lmev_file **out, const char *path, lmev_error *err)
{
    const lmev_status s = lmev__sweep_beside(path, err);
    return s == LMEV_OK ? lmev__out_begin(out, path, err) : s;
}

lmev_status lmev_file_write(lmev_file *file, const void *at, size_t n, lmev_error *err)
{
    return lmev__out_write(file, at, n, err);
}

lmev_status lmev_file_publish(lmev_file *file, lmev_error *err)
{
    return lmev__out_publish(file, err);
}

void lmev_file_abort(lmev_file *file)
{
    lmev__out_abort(file);
}

/* ---- an output that is an input ---- */

static bool same(const struct stat *a, const struct stat *b)
{
    return a->st_dev == b->st_dev && a->st_ino == b->st_ino;
}

/* Is what lies in folder, or below, the file or folder of st? Yes: *found. */
static lmev_status look_in(bool *found, const char *folder, const struct stat *st,
                           int depth, lmev_error *err)
{
    char **name = NULL;
    size_t n = 0;
    if (depth == 0) return LMEV_OK;
    lmev_status s = lmev__list_dir(&name, &n, folder, err);
    for (size_t i = 0; i < n && s == LMEV_OK && !*found; i++) {
        struct stat link, there;
        char *path = lmev__path_join(folder, name[i]);
        if (!path) s = lmev__nomem(err, folder);
        if (path && lstat(path, &link) == 0 && stat(path, &there) == 0) {
            *found = same(&there, st);
            if (!*found && S_ISDIR(link.st_mode))
                s = look_in(found, path, st, depth - 1, err);
        }
        lmev__free(path);
    }
    lmev__free_names(name, n);
    return s;
}

lmev_status lmev_file_apart(const char *output, const char *input, lmev_error *err)
{
    struct stat out, in;
    bool found = false;
    lmev_status s = LMEV_OK;
    const bool from_stdin = !strcmp(input, "-");
    if ((output ? stat(output, &out) : fstat(STDOUT_FILENO, &out)) != 0 ||
        (from_stdin ? fstat(STDIN_FILENO, &in) : stat(input, &in)) != 0)
        return LMEV_OK;
    if (same(&out, &in))
        found = S_ISREG(out.st_mode) || S_ISDIR(out.st_mode);
    else if (output && S_ISDIR(out.st_mode))
        s = look_in(&found, output, &in, DEPTH_MOST, err);
    else if (output && S_ISREG(out.st_mode) && S_ISDIR(in.st_mode))
        s = look_in(&found, input, &out, DEPTH_MOST, err);
    if (s != LMEV_OK || !found) return s;
    lmev__fail(err, LMEV_ERR_PARAM, output ? output : "stdout", 0,
               "the output would overwrite what is read, '%s'",
               from_stdin ? "stdin" : lmev__brief_of(input).at);
    lmev__hint(err, "write to another place");
    return LMEV_ERR_PARAM;
}
