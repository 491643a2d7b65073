/* rundir.c - find experiments by their key, and give new ones a directory.
 *
 * An experiment is known by its key, never by its name or its place in the grid. A
 * finished one has it in its metadata, any other in checkpoint/experiment.json, which is
 * there from the first moment: a new run directory is prepared under another name and
 * then renamed. So there is no moment at which a directory cannot be told apart, and
 * nothing is ever left behind by a kill that has to be cleaned up by hand.
 *
 * Cost: a few small JSON files a run directory. */
#include "runs/rundir.h"

#include <math.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "base/error.h"
#include "base/folder/owned.h"
#include "base/format/json.h"
#include "base/io/io.h"
#include "base/machine.h"
#include "base/mem.h"
#include "base/utf8.h"
#include "runs/keys.h"
#include "runs/metadata.h"
#include "runs/session/checkpoint.h"

#define STAGING       ".starting" /* under the lock there is one at most */
#define SECONDS_TRIED 3600

static void rundir_release(lmev__rundir *d)
{
    lmev__free(d->run_id);
    lmev__free(d->model);
    lmev__free(d->path);
    *d = (lmev__rundir){0};
}

void lmev__rundirs_clear(lmev__rundirs *dirs)
{
    for (size_t i = 0; i < dirs->n; i++) rundir_release(&dirs->dir[i]);
    lmev__free(dirs->dir);
    *dirs = (lmev__rundirs){0};
}

const lmev__rundir *lmev__rundirs_find(const lmev__rundirs *dirs, const char *key)
{
    const lmev__rundir *found = NULL;
    for (size_t i = 0; i < dirs->n; i++) {
        const lmev__rundir *d = &dirs->dir[i];
        if (strcmp(d->key, key) == 0 && (!found || (d->finished && !found->finished)))
            found = d;
    }
    return found;
}

static bool copy_key(char key[65], const char *from)
{
    if (!from || strlen(from) != 64) return false;
    memcpy(key, from, 65);
    return true;
}

/* What the metadata of a finished experiment say. *ours: it has a key. */
static lmev_status take_finished(lmev__rundir *d, bool *ours, const char *dir,
                                 lmev_error *err)
{
    lmev__facts f = {0};
    const lmev_status s = lmev__metadata_read(&f, dir, err);
    if (s != LMEV_OK) return s;
    *ours = copy_key(d->key, f.e.experiment_key);
    if (*ours) {
        d->finished = true;
        d->bac = f.e.bac;
        d->bac_best = f.e.bac_best;
        d->bac_last = f.e.bac_last;
        d->training_took = f.e.training_took;
        d->val_loss = f.e.val_loss_kept;
        (void)copy_key(d->val_rows, f.e.val_rows);
        d->model = f.e.model;
        f.e.model = NULL;
    }
    lmev__facts_clear(&f);
    return LMEV_OK;
}

static lmev_status take_key(lmev__rundir *d, bool *ours, const char *path,
                            const char *key, lmev_error *err)
{
    lmev__json *o = NULL;
    const lmev_status s = lmev__json_read(&o, path, err);
    if (s == LMEV_OK)
        *ours = copy_key(d->key, lmev__json_string(lmev__json_get(o, key), NULL));
    lmev__json_free(o);
    return s;
}

/* What lies at path, into *d; *ours is false for anything but a run that can be told
 * apart. A damaged file is reported and passed over; one that cannot be read is an error,
 * since its experiment would otherwise be run twice. */
static lmev_status look(lmev__rundir *d, bool *ours, const char *path,
                        const lmev_watch *watch, lmev_error *err)
{
    static const struct {
        const char *file, *key;
    } of[] = {{LMEV__METADATA_FILE, NULL}, /* decides alone, whatever else lies there */
              {LMEV__FAILED_FILE, LMEV__META_EXPERIMENT_KEY},
              {LMEV__CHECKPOINT_DIR "/" LMEV__CHECKPOINT_MARK, "key"}};
    lmev_status s = LMEV_OK;
    bool stop = false;
    *ours = false;
    for (size_t i = 0; s == LMEV_OK && !*ours && !stop && i < sizeof of / sizeof *of;
         i++) {
        lmev_error why = {0};
        char *name = lmev__path_join(path, of[i].file);
        if (!name) return lmev__nomem(err, path);
        if (lmev__is_file(name)) {
            stop = !of[i].key;
            s = of[i].key ? take_key(d, ours, name, of[i].key, &why)
                          : take_finished(d, ours, path, &why);
            if (s == LMEV_ERR_FORMAT) {
                lmev__say(watch, LMEV_LEVEL_WARNING, "'%s' is not counted: %s", name,
                          why.text);
                s = LMEV_OK;
            } else if (s != LMEV_OK && err) {
                *err = why;
            }
        }
        lmev__free(name);
    }
    return s;
}

static bool staging_ours(const char *name, const char *path)
{
    static const char *const names[] = {
        LMEV__CHECKPOINT_DIR "/", LMEV__CHECKPOINT_DIR "/" LMEV__CHECKPOINT_MARK, NULL};
    (void)path;
    return lmev__is_listed(name, names);
}

/* What a killed process has left of an unborn run directory. */
static lmev_status clear_staging(const char *version_dir, lmev_error *err)
{
    static const lmev__owned owned = {.what = "run directory that begins",
                                      .ours = staging_ours};
    char *path = lmev__path_join(version_dir, STAGING);
    lmev_status s = path ? lmev__owned_check(&owned, path, false, err)
                         : lmev__nomem(err, version_dir);
    if (s == LMEV_ERR_IO)
        lmev__hint(err, "move '%s' away: new run directories begin under this name",
                   lmev__brief_of(path).at);
    if (s == LMEV_OK) s = lmev__owned_remove(&owned, path, err);
    lmev__free(path);
    return s;
}

/* Its checkpoint has no use any more. That it cannot be removed is nothing that the grid
 * should stop for. */
static void clear_finished(const char *run_dir)
{
    char *path = lmev__path_join(run_dir, LMEV__CHECKPOINT_DIR);
    if (path) (void)lmev__checkpoint_remove(path, NULL);
    lmev__free(path);
}

lmev_status lmev__rundirs_scan(lmev__rundirs *out, const char *version_dir,
                               const lmev_watch *watch, lmev_error *err)
{
    lmev__rundirs r = {0};
    char **names = NULL;
    size_t n = 0;
    lmev_status s = clear_staging(version_dir, err);
    if (s == LMEV_OK) s = lmev__list_dir(&names, &n, version_dir, err);
    for (size_t i = 0; s == LMEV_OK && i < n; i++) {
        lmev__rundir d = {.val_loss = NAN};
        bool ours = false;
        char *path = lmev__path_join(version_dir, names[i]);
        if (!path)
            s = lmev__nomem(err, version_dir);
        else if (lmev__is_dir(path))
            s = look(&d, &ours, path, watch, err);
        if (s == LMEV_OK && ours && d.finished)
            clear_finished(path); /* killed after the metadata and before the end */
        if (s == LMEV_OK && ours) {
            d.path = path;
            path = NULL;
            if (!(d.run_id = lmev__strdup(names[i])) ||
                !lmev__grow(&r.dir, &r.room, r.n + 1, sizeof *r.dir))
                s = lmev__nomem(err, version_dir);
            else {
                r.dir[r.n++] = d;
                d = (lmev__rundir){0};
            }
        }
        rundir_release(&d);
        lmev__free(path);
    }
    lmev__free_names(names, n);
    if (s == LMEV_OK)
        *out = r;
    else
        lmev__rundirs_clear(&r);
    return s;
}

static lmev_status write_mark(const char *dir, const char *run_id, const char *model,
                              uint32_t trial, const char *key, lmev_error *err)
{
    lmev__json *o = lmev__json_new_object();
    char *text = NULL, *path = lmev__path_join(dir, LMEV__CHECKPOINT_MARK);
    if (path && o && lmev__json_set(o, "run_id", lmev__json_new_string(run_id)) &&
        lmev__json_set(o, "begun_at", lmev__json_new_real(lmev__wall())) &&
        lmev__json_set(o, "model", lmev__json_new_string(model)) &&
        lmev__json_set(o, "trial", lmev__json_new_int(trial)) &&
        lmev__json_set(o, "key", lmev__json_new_string(key)))
        text = lmev__json_dump(o, 2);
    lmev_status s =
        text ? lmev__write_file(path, text, strlen(text), err) : lmev__nomem(err, run_id);
    lmev__free(text);
    lmev__free(path);
    lmev__json_free(o);
    return s;
}

/* NAME-VERSION-YYMMDD_HHMMSS-<trial> for a second that nothing in version_dir has yet. */
static lmev_status free_id(char **run_id, char **path, const char *version_dir,
                           const lmev_spec *spec, uint32_t trial, lmev_error *err)
{
    size_t room = strlen(spec->name) + strlen(spec->version) + 48;
    char *id = lmev__alloc(room), *p = NULL;
    time_t now = (time_t)lmev__wall();
    for (int i = 0; id && i < SECONDS_TRIED; i++, now++) {
        struct tm tm;
        if (!localtime_r(&now, &tm)) break;
        snprintf(id, room, "%s-%s-%02d%02d%02d_%02d%02d%02d-%u", spec->name,
                 spec->version, tm.tm_year % 100, tm.tm_mon + 1, tm.tm_mday, tm.tm_hour,
                 tm.tm_min, tm.tm_sec, trial);
        if (!(p = lmev__path_join(version_dir, id))) break;
        if (!lmev__is_dir(p) && !lmev__is_file(p)) {
            *run_id = id;
            *path = p;
            return LMEV_OK;
        }
        lmev__free(p);
        p = NULL;
    }
    lmev_status s = id ? lmev__fail(err, LMEV_ERR_IO, version_dir, 0, "no run id is free")
                       : lmev__nomem(err, version_dir);
    lmev__free(id);
    return s;
}

lmev_status lmev__rundir_new(char **run_id, char **path, const char *version_dir,
                             const lmev_spec *spec, const char *model, uint32_t trial,
                             const char *key, lmev_error *err)
{
    char *id = NULL, *to = NULL, *from = lmev__path_join(version_dir, STAGING);
    char *inside = from ? lmev__path_join(from, LMEV__CHECKPOINT_DIR) : NULL;
    lmev_status s =
        inside ? clear_staging(version_dir, err) : lmev__nomem(err, version_dir);
    if (s == LMEV_OK) s = free_id(&id, &to, version_dir, spec, trial, err);
    if (s == LMEV_OK) s = lmev__mkdirs(inside, err);
    if (s == LMEV_OK) s = write_mark(inside, id, model, trial, key, err);
    if (s == LMEV_OK) s = lmev__rename(from, to, err);
    if (s == LMEV_OK) {
        *run_id = id;
        *path = to;
    } else {
        lmev__free(id);
        lmev__free(to);
    }
    lmev__free(from);
    lmev__free(inside);
    return s;
}
