/* experiments.c - all experiments below some folders, as analyses want them: each once,
 * in an order that depends on nothing but themselves, and a reason for every run left
 * out.
 *
 * Folders may overlap, so a run directory is told by its place on the device, whatever
 * path led to it. A copied run is another directory with the same run in it; an
 * experiment that was run again, elsewhere or by another version, has the same key, or
 * the same weights from the same data, seed and settings. Either would count twice in
 * every mean: one stays, which is one with results where there is one, and of those the
 * first to begin. Cost: that of reading the runs, and two questions to the file system
 * per run. */
#include <math.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/buf.h"
#include "base/error.h"
#include "base/io/io.h"
#include "base/mem.h"
#include "runs/collect.h"
#include "runs/keys.h"
#include "runs/metadata.h"
#include "runs/settings.h"

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
    lmev_status s = lmev__facts_collect(&runs, folder, watch, err);
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

/* Takes path. False: out of memory. */
static bool leave_out(lmev_experiments *to, char *path, lmev_left_out_reason reason,
                      const char *about)
{
    static const char *const words[][2] = {
        /* before and after what it is about */
        [LMEV_LEFT_OUT_UNREADABLE] = {"", ""},
        [LMEV_LEFT_OUT_FAILED] = {"failed: ", ""},
        [LMEV_LEFT_OUT_UNFINISHED] = {"not finished", ""},
        [LMEV_LEFT_OUT_NO_MODEL] = {"names no model", ""},
        [LMEV_LEFT_OUT_NO_BAC] = {"'" LMEV__META_RESULTS_BALANCED_ACCURACY "' is null",
                                  ""},
        [LMEV_LEFT_OUT_COPY] = {"a copy of ", ""},
        [LMEV_LEFT_OUT_RUN_AGAIN] = {"the same experiment as ", ", run again"},
    };
    lmev__buf b = LMEV__BUF_INIT;
    lmev__buf_puts(&b, words[reason][0]);
    lmev__buf_puts(&b, about);
    lmev__buf_puts(&b, words[reason][1]);
    lmev_left_out *out = &to->left_out[to->n_left_out++];
    *out = (lmev_left_out){.path = path,
                           .why = lmev__buf_text(&b),
                           .reason = reason,
                           .about = lmev__strdup(about)};
    return out->why && out->about;
}

/* Of a run that analyses cannot use; false: they can. */
static bool is_unusable(const lmev__facts *f, lmev_left_out_reason *reason)
{
    static const lmev_left_out_reason of[LMEV__RUN_STATES] = {
        [LMEV__RUN_FAILED] = LMEV_LEFT_OUT_FAILED,
        [LMEV__RUN_RUNNING] = LMEV_LEFT_OUT_UNFINISHED,
        [LMEV__RUN_UNREADABLE] = LMEV_LEFT_OUT_UNREADABLE,
    };
    *reason = f->state != LMEV__RUN_FINISHED ? of[f->state]
              : !*f->e.model                 ? LMEV_LEFT_OUT_NO_MODEL
                                             : LMEV_LEFT_OUT_NO_BAC;
    return f->state != LMEV__RUN_FINISHED || !*f->e.model || isnan(f->e.bac);
}

/* An experiment, or a reason. False: out of memory. */
static bool place(lmev_experiments *to, lmev__facts *f)
{
    lmev_left_out_reason reason;
    char *path = f->e.path;
    if (is_unusable(f, &reason)) {
        f->e.path = NULL;
        return leave_out(to, path, reason, f->why);
    }
    char *results = lmev__path_join(path, LMEV__RESULTS_FILE);
    if (!results) return false;
    f->e.has_results = lmev__is_file(results);
    lmev__free(results);
    to->at[to->n++] = f->e;
    f->e = (lmev_experiment){0};
    return true;
}

/* ---- the same experiment twice ---- */

static bool same_text(const char *a, const char *b)
{
    return *a && !strcmp(a, b);
}

/* No two runs of a program begin in the same microsecond under the same name. */
static bool is_copy(const lmev_experiment *a, const lmev_experiment *b)
{
    return a->started_at <= b->started_at && a->started_at >= b->started_at &&
           a->trial == b->trial && !strcmp(a->run_id, b->run_id) &&
           !strcmp(a->model, b->model);
}

static bool has_same_key(const lmev_experiment *a, const lmev_experiment *b)
{
    return same_text(a->experiment_key, b->experiment_key);
}

/* Keys of earlier versions held more than the result depends on. Models of other names
 * are other models, which somebody wants to compare; what was not recorded is no
 * difference. */
static bool has_same_result(const lmev_experiment *a, const lmev_experiment *b)
{
    bool same = same_text(a->weights_sha256, b->weights_sha256) &&
                same_text(a->split_hash, b->split_hash) && same_text(a->seed, b->seed) &&
                !strcmp(a->data_hash, b->data_hash) &&
                !strcmp(a->classes_hash, b->classes_hash) && !strcmp(a->model, b->model);
    for (lmev__setting k = 0; k < LMEV__SETTINGS && same; k++)
        same = lmev__setting_of_file(k) || !lmev__setting_differs(a, b, k);
    return same;
}

/* What makes two experiments one: of is equal for both, and same says so. */
typedef struct rule {
    size_t of; /* offset of a text in lmev_experiment */
    bool (*same)(const lmev_experiment *a, const lmev_experiment *b);
    lmev_left_out_reason reason;
} rule;

static const char *text_at(const lmev_experiment *e, size_t of)
{
    return *(char *const *)((const char *)e + of);
}

/* By the rule's text, then the one that is to stay first. */
static int by_text(const void *a, const void *b, void *of)
{
    const lmev_experiment *x = *(lmev_experiment *const *)a,
                          *y = *(lmev_experiment *const *)b;
    int order = strcmp(text_at(x, *(const size_t *)of), text_at(y, *(const size_t *)of));
    if (order == 0) order = (int)y->has_results - (int)x->has_results;
    if (order == 0) order = by_start(x->started_at, y->started_at);
    if (order == 0) order = strcmp(x->run_id, y->run_id);
    return order ? order : strcmp(x->path, y->path);
}

/* Leave out all but one of each set of same experiments; e: [n], of which *n stay. False:
 * out of memory. */
static bool thin(lmev_experiments *to, lmev_experiment **e, size_t *n, const rule *r)
{
    bool ok = true;
    size_t kept = 0, first = 0; /* first of those kept that have this text */
    size_t of = r->of;
    if (*n > 1) qsort_r(e, *n, sizeof *e, by_text, &of);
    for (size_t i = 0; i < *n; i++) {
        const lmev_experiment *stays = NULL;
        if (kept == first || strcmp(text_at(e[first], of), text_at(e[i], of)) != 0 ||
            !*text_at(e[i], of))
            first = kept;
        for (size_t k = first; k < kept && !stays && ok; k++)
            if (r->same(e[k], e[i])) stays = e[k];
        if (!stays) {
            e[kept++] = e[i];
            continue;
        }
        ok = leave_out(to, e[i]->path, r->reason, stays->path);
        e[i]->path = NULL; /* it is in the list now */
    }
    *n = kept;
    return ok;
}

/* False: out of memory. */
static bool count_once(lmev_experiments *to)
{
    static const rule rules[] = {
        {offsetof(lmev_experiment, run_id), is_copy, LMEV_LEFT_OUT_COPY},
        {offsetof(lmev_experiment, experiment_key), has_same_key,
         LMEV_LEFT_OUT_RUN_AGAIN},
        {offsetof(lmev_experiment, weights_sha256), has_same_result,
         LMEV_LEFT_OUT_RUN_AGAIN},
    };
    size_t n = to->n, kept = 0;
    lmev_experiment **e = lmev__alloc((n ? n : 1) * sizeof *e);
    bool ok = e != NULL;
    for (size_t i = 0; i < n && ok; i++) e[i] = &to->at[i];
    for (size_t k = 0; k < sizeof rules / sizeof *rules && ok; k++)
        ok = thin(to, e, &n, &rules[k]);
    for (size_t i = 0; i < to->n; i++) {
        if (to->at[i].path)
            to->at[kept++] = to->at[i];
        else
            lmev__experiment_clear(&to->at[i]);
    }
    to->n = kept;
    lmev__free(e);
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
    if (!count_once(to)) goto nomem;
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
        lmev__free(e->left_out[i].about);
    }
    lmev__free(e->at);
    lmev__free(e->left_out);
    lmev__free(e);
}
