/* collect.c - reading every run below a folder.
 *
 * The run directories are the only record: there is no index, because reading them all is
 * fast enough. Many runs are read by a team of threads, a few by the caller alone. Cost:
 * some 60 microseconds per run on one thread (metadata of 7 kB), most of it in the file
 * system. Not here: where the runs are (find.c), what their files say
 * (metadata_read.c). */
#include "runs/collect.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "base/io/io.h"
#include "base/mem.h"
#include "base/work.h"
#include "runs/find.h"
#include "runs/metadata.h"

#define THREADS_MOST 8  /* more would wait for the file system */
#define PIECE        64 /* runs that one thread reads in one go */

typedef struct job {
    const char *folder;
    lmev__found found;
    lmev__facts *at; /* [found.n] */
    bool *is_run;    /* [found.n] false: it has gone since it was found */
    lmev__stop stop;
    const lmev_watch *watch;
} job;

static lmev_status read_one(job *j, size_t i, lmev_error *err)
{
    const char *below = j->found.below[i];
    char *dir =
        strcmp(below, ".") ? lmev__path_join(j->folder, below) : lmev__strdup(j->folder);
    if (!dir) return lmev__nomem(err, j->folder);
    const lmev_status s = lmev__facts_of(&j->at[i], &j->is_run[i], dir, err);
    lmev__free(dir);
    return s;
}

static lmev_status read_piece(void *self, size_t piece, lmev__team_member *me)
{
    job *j = self;
    lmev_status s = LMEV_OK;
    if (me->number == 0)
        lmev__report(j->watch, "reading runs", piece * PIECE, j->found.n, "runs",
                     (double)NAN);
    if (lmev__stop_seen(&j->stop, me->number)) return LMEV_STOPPED;
    for (size_t i = piece * PIECE; s == LMEV_OK && i < (piece + 1) * PIECE; i++) {
        if (i == j->found.n) break;
        s = read_one(j, i, &me->err);
    }
    return s;
}

static lmev_status read_all(job *j, lmev_error *err)
{
    const size_t n_pieces = (j->found.n + PIECE - 1) / PIECE;
    const int threads = lmev__thread_count(0);
    const int most = threads < THREADS_MOST ? threads : THREADS_MOST;
    lmev__team *team = NULL;
    lmev_status s = LMEV_OK;
    if (n_pieces > 1) s = lmev__team_new(&team, most, err);
    if (s == LMEV_OK) s = lmev__team_each(team, n_pieces, read_piece, j, err);
    lmev__team_free(team);
    if (s == LMEV_OK && j->found.n)
        lmev__report(j->watch, "reading runs", j->found.n, j->found.n, "runs",
                     (double)NAN);
    return s;
}

static int by_start(const void *a, const void *b)
{
    const lmev_experiment *x = &((const lmev__facts *)a)->e,
                          *y = &((const lmev__facts *)b)->e;
    if (isnan(x->started_at) != isnan(y->started_at))
        return isnan(x->started_at) ? 1 : -1;
    if (x->started_at < y->started_at) return -1;
    return x->started_at > y->started_at ? 1 : strcmp(x->path, y->path);
}

lmev_status lmev__facts_collect(lmev__facts_list *out, const char *folder,
                                const lmev_watch *watch, lmev_error *err)
{
    job j = {.folder = folder, .stop = {.watch = watch}, .watch = watch};
    lmev__facts_list list = {0};
    if (!lmev__is_dir(folder))
        return lmev__fail(err, LMEV_ERR_NOTFOUND, folder, 0, "no such folder");
    lmev_status s = lmev__find_runs(&j.found, folder, watch, err);
    if (s != LMEV_OK) return s;
    const size_t room = j.found.n ? j.found.n : 1;
    j.at = lmev__calloc(room, sizeof *j.at);
    j.is_run = lmev__calloc(room, sizeof *j.is_run);
    s = j.at && j.is_run ? read_all(&j, err) : lmev__nomem(err, folder);
    list.at = j.at;
    for (size_t i = 0; j.at && j.is_run && i < j.found.n; i++)
        if (j.is_run[i]) list.at[list.n++] = j.at[i];
    if (s == LMEV_OK) {
        if (list.n > 1) qsort(list.at, list.n, sizeof *list.at, by_start);
        *out = list;
    } else {
        lmev__facts_list_clear(&list);
    }
    lmev__free(j.is_run);
    lmev__found_release(&j.found);
    return s;
}
