/* experiments.c - all experiments below some folders, as analyses want them: each once, in
 * an order that depends on nothing but themselves, and a reason for every run left out.
 *
 * Folders may overlap, so a run directory is told by its place on the device, whatever path
 * led to it. A copied run is another directory with the same run in it, and would count
 * twice in every mean: the first by path stays. Cost: that of the index, and two questions
 * to the file system a run. */
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/error.h"
#include "base/io.h"
#include "base/mem.h"
#include "experiment/metadata.h"
#include "experiment/store.h"

/* A run of some folder. */
typedef struct seen {
    dev_t device;
    ino_t inode;
    size_t order; /* of finding */
    bool there;
    lmev__facts facts;
} seen;

typedef struct seen_list {
    size_t n, room;
    seen *at;
} seen_list;

static void clear_seen(seen_list *list)
{
    for (size_t i = 0; i < list->n; i++) lmev__facts_clear(&list->at[i].facts);
    lmev__free(list->at);
}

/* The runs of one folder; they move over. */
static lmev_status see(seen_list *list, const char *folder, const lmev_watch *watch,
                       lmev_error *err)
{
    lmev__facts_list runs = {0};
    lmev_status s = lmev__store_facts(&runs, folder, watch, err);
    if (s == LMEV_OK &&
        !lmev__grow(&list->at, &list->room, list->n + runs.n, sizeof(seen)))
        s = lmev__nomem(err, folder);
    for (size_t i = 0; s == LMEV_OK && i < runs.n; i++) {
        struct stat st = {0};
        seen *to = &list->at[list->n];
        const bool there = stat(runs.at[i].e.path, &st) == 0;
        *to = (seen){.device = st.st_dev,
                     .inode = st.st_ino,
                     .order = list->n++,
                     .there = there,
                     .facts = runs.at[i]};
        runs.at[i] = (lmev__facts){0};
    }
    lmev__facts_list_clear(&runs);
    return s;
}

static int by_place(const void *a, const void *b)
{
    const seen *x = a, *y = b;
    if (x->device != y->device) return x->device < y->device ? -1 : 1;
    if (x->inode != y->inode) return x->inode < y->inode ? -1 : 1;
    return (x->order > y->order) - (x->order < y->order);
}

static int by_start(double a, double b) /* unknown ones last */
{
    if (isnan(a) || isnan(b)) return (int)isnan(a) - (int)isnan(b);
    return (a > b) - (a < b);
}

static int by_model(const void *a, const void *b)
{
    const lmev_experiment *x = a, *y = b;
    int order = strcmp(x->model, y->model);
    if (order == 0) order = (x->trial > y->trial) - (x->trial < y->trial);
    if (order == 0) order = by_start(x->started_at, y->started_at);
    if (order == 0) order = strcmp(x->run_id, y->run_id);
    return order ? order : strcmp(x->path, y->path);
}

static int by_path(const void *a, const void *b)
{
    return strcmp(((const lmev_left_out *)a)->path, ((const lmev_left_out *)b)->path);
}

/* Takes path. */
static bool leave_out(lmev_experiments *to, char *path, const char *why, const char *more)
{
    const size_t room = strlen(why) + strlen(more) + 1;
    lmev_left_out *out = &to->left_out[to->n_left_out++];
    *out = (lmev_left_out){.path = path, .why = lmev__calloc(room, 1)};
    if (!out->why) return false;
    memcpy(out->why, why, strlen(why));
    memcpy(out->why + strlen(why), more, strlen(more));
    return true;
}

/* An experiment, or a reason. False: out of memory. */
static bool place(lmev_experiments *to, lmev__facts *f)
{
    static const char *const why[LMEV__RUN_STATES] = {
        [LMEV__RUN_FAILED] = "failed: ",
        [LMEV__RUN_RUNNING] = "not finished",
        [LMEV__RUN_UNREADABLE] = "",
    };
    const char *fault = f->state != LMEV__RUN_FINISHED ? why[f->state]
                        : !*f->e.model                 ? "names no model"
                        : isnan(f->e.bac) ? "'RESULTS-BALANCED_ACCURACY' is null"
                                          : NULL;
    char *path = f->e.path;
    if (fault) {
        f->e.path = NULL;
        return leave_out(to, path, fault, f->why);
    }
    char *results = lmev__path_join(path, LMEV__RESULTS_FILE);
    if (!results) return false;
    f->e.has_results = lmev__is_file(results);
    lmev__free(results);
    to->at[to->n++] = f->e;
    f->e = (lmev_experiment){0};
    return true;
}

/* No two runs of a program begin in the same microsecond under the same name. */
static bool is_copy(const lmev_experiment *a, const lmev_experiment *b)
{
    return a->started_at <= b->started_at && a->started_at >= b->started_at &&
           a->trial == b->trial && !strcmp(a->run_id, b->run_id) &&
           !strcmp(a->model, b->model);
}

/* Copies stand side by side in the order. False: out of memory. */
static bool drop_copies(lmev_experiments *to)
{
    bool ok = true;
    size_t kept = 0;
    for (size_t i = 0; i < to->n; i++) {
        lmev_experiment *e = &to->at[i];
        if (ok && kept && is_copy(&to->at[kept - 1], e)) {
            ok = leave_out(to, e->path, "a copy of ", to->at[kept - 1].path);
            e->path = NULL;
            lmev__experiment_clear(e);
        } else {
            to->at[kept++] = *e;
        }
    }
    to->n = kept;
    return ok;
}

lmev_status lmev_experiments_load(lmev_experiments **out, const char *const *folders,
                                  size_t n_folders, const lmev_watch *watch,
                                  lmev_error *err)
{
    seen_list list = {0};
    lmev_experiments *to = NULL;
    lmev_status s = LMEV_OK;
    for (size_t i = 0; i < n_folders && s == LMEV_OK; i++)
        s = see(&list, folders[i], watch, err);
    if (s != LMEV_OK) goto fail;
    const size_t room = list.n ? list.n : 1;
    if (!(to = lmev__calloc(1, sizeof *to)) ||
        !(to->at = lmev__calloc(room, sizeof *to->at)) ||
        !(to->left_out = lmev__calloc(room, sizeof *to->left_out)))
        goto nomem;
    if (list.n > 1) qsort(list.at, list.n, sizeof *list.at, by_place);
    for (size_t i = 0; i < list.n; i++) {
        const seen *a = i ? &list.at[i - 1] : NULL, *b = &list.at[i];
        if (a && b->there && a->there && a->device == b->device && a->inode == b->inode)
            continue;
        if (!place(to, &list.at[i].facts)) goto nomem;
    }
    if (to->n > 1) qsort(to->at, to->n, sizeof *to->at, by_model);
    if (!drop_copies(to)) goto nomem;
    if (to->n_left_out > 1)
        qsort(to->left_out, to->n_left_out, sizeof *to->left_out, by_path);
    clear_seen(&list);
    *out = to;
    return LMEV_OK;
nomem:
    s = lmev__nomem(err, "the experiments");
fail:
    clear_seen(&list);
    lmev_experiments_free(to);
    return s;
}

void lmev_experiments_free(lmev_experiments *e)
{
    if (!e) return;
    for (size_t i = 0; i < e->n; i++) lmev__experiment_clear(&e->at[i]);
    for (size_t i = 0; i < e->n_left_out; i++) {
        lmev__free(e->left_out[i].path);
        lmev__free(e->left_out[i].why);
    }
    lmev__free(e->at);
    lmev__free(e->left_out);
    lmev__free(e);
}
