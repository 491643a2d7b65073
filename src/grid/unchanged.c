/* unchanged.c - see unchanged.h. A table is mapped, so whoever writes over its file
 * changes the numbers under a training that is noted with the old file's sha256.
 * Comparing the bytes again would cost a reading of the file; comparing what the system
 * says about it costs a call. A writer that sets the old time again is not found. */
#include "grid/unchanged.h"

#include <sys/stat.h>

#include "base/error.h"
#include "base/io/io.h"
#include "base/mem.h"

#define DEPTH_MAX 4

typedef struct mark {
    char *path;
    struct stat st;
} mark;

struct lmev__marks {
    mark *at;
    size_t n, room;
};

/* Takes path. */
static lmev_status add(lmev__marks *m, char *path, int depth, lmev_error *err);

static lmev_status add_folder(lmev__marks *m, const char *path, int depth,
                              lmev_error *err)
{
    char **name = NULL;
    size_t n = 0;
    lmev_status s = lmev__list_dir(&name, &n, path, err);
    for (size_t i = 0; i < n && s == LMEV_OK; i++) {
        char *inside = lmev__path_join(path, name[i]);
        s = inside ? add(m, inside, depth, err) : lmev__nomem(err, path);
    }
    lmev__free_names(name, n);
    return s;
}

static lmev_status add(lmev__marks *m, char *path, int depth, lmev_error *err)
{
    struct stat st;
    lmev_status s = LMEV_OK;
    if (stat(path, &st) == 0 && S_ISREG(st.st_mode)) {
        if (lmev__grow(&m->at, &m->room, m->n + 1, sizeof *m->at)) {
            m->at[m->n++] = (mark){path, st};
            return LMEV_OK;
        }
        s = lmev__nomem(err, path);
    } else if (depth <= DEPTH_MAX && lmev__is_dir(path)) {
        s = add_folder(m, path, depth + 1, err);
    }
    lmev__free(path);
    return s;
}

lmev_status lmev__marks_new(lmev__marks **out, const char *path, lmev_error *err)
{
    lmev__marks *m = lmev__calloc(1, sizeof *m);
    char *top = lmev__strdup(path);
    lmev_status s = m && top ? add(m, top, 0, err) : lmev__nomem(err, path);
    if (!m) lmev__free(top);
    if (s == LMEV_OK)
        *out = m;
    else
        lmev__marks_free(m);
    return s;
}

static bool is_read(const mark *m, const lmev_lm *lm)
{
    bool is = false;
    struct stat st;
    for (size_t i = 0; i < lmev_lm_n_files(lm) && !is; i++)
        is = stat(lmev_lm_file(lm, i), &st) == 0 && st.st_dev == m->st.st_dev &&
             st.st_ino == m->st.st_ino;
    return is;
}

void lmev__marks_narrow(lmev__marks *m, const lmev_lm *lm)
{
    size_t kept = 0;
    for (size_t i = 0; i < m->n; i++) {
        if (is_read(&m->at[i], lm))
            m->at[kept++] = m->at[i];
        else
            lmev__free(m->at[i].path);
    }
    m->n = kept;
}

static bool changed(const struct stat *was, const struct stat *is)
{
    return was->st_size != is->st_size || was->st_mtim.tv_sec != is->st_mtim.tv_sec ||
           was->st_mtim.tv_nsec != is->st_mtim.tv_nsec;
}

lmev_status lmev__marks_compare(const lmev__marks *marks, lmev_error *err)
{
    for (size_t i = 0; marks && i < marks->n; i++) {
        const mark *m = &marks->at[i];
        struct stat st;
        if (stat(m->path, &st) != 0 || st.st_dev != m->st.st_dev ||
            st.st_ino != m->st.st_ino || !changed(&m->st, &st))
            continue;
        lmev__fail(err, LMEV_ERR_FAILED, m->path, 0,
                   "the file was written over since the grid opened the model");
        lmev__hint(err,
                   "run the same command again: the model as it is now is another one");
        return LMEV_ERR_FAILED;
    }
    return LMEV_OK;
}

void lmev__marks_free(lmev__marks *marks)
{
    for (size_t i = 0; marks && i < marks->n; i++) lmev__free(marks->at[i].path);
    if (marks) lmev__free(marks->at);
    lmev__free(marks);
}
