/* grid.c - models x trials: what of it is finished, what is next, and the table at the
 * end.
 *
 * Trials are the outer loop, so that a grid cut short still compares its models pairwise.
 * Trial t trains with seed + t, for every model; with `split: per-trial` the draw of the
 * rows takes that seed too. What has the key of a finished experiment (key.c) is not run
 * again. One process per version at a time, by a lock. A failed experiment is noted, the
 * grid goes on. Not here: one experiment (trial.c), the directories (rundir.c,
 * saved.c). */
#include <inttypes.h>
#include <math.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include "base/error.h"
#include "base/io/io.h"
#include "base/io/temporary.h"
#include "base/mem.h"
#include "base/utf8.h"
#include "base/work.h"
#include "grid/key.h"
#include "grid/saved.h"
#include "grid/tokenized.h"
#include "grid/trial.h"
#include "lmev/metric.h"
#include "runs/rundir.h"

#define CLASSIFIER_DIR "classifier" /* in a run directory */

typedef enum cell_state { TO_DO, DONE, FAILED } cell_state;

/* One experiment of the grid. */
typedef struct cell {
    char key[65];
    cell_state state;
    char *run_dir; /* of a finished one */
    double bac, bac_best, bac_last, val_loss, training_took;
} cell;

typedef struct job {
    const lmev_spec *spec; /* the caller's; then settled, once the data are read */
    lmev_spec settled;     /* its members are the caller's */
    const lmev_grid_options *options; /* may be NULL */
    const lmev_watch *watch;
    char *experiments, *version_dir, *logs, *saved; /* saved: saved_models/<version> */
    lmev__lock *lock;
    char *lock_path;
    bool new_out, new_experiments, new_version; /* folders that were not there before */
    int threads;
    lmev_precision precision;
    char val_rows
        [65]; /* tells the rows and classes that val_loss is of, of the first trial */
    lmev__rundirs dirs;
    lmev__grid_model *model; /* [n_models] */
    lmev__corpus *corpus;
    cell *cell; /* [trials, n_models] */
    uint32_t n_run, n_skipped, n_failed;
    lmev_error first; /* failure */
} job;

static size_t n_cells(const job *j)
{
    return (size_t)j->spec->trials * j->spec->n_models;
}

static void job_release(job *j)
{
    for (size_t i = 0; j->cell && i < n_cells(j); i++) lmev__free(j->cell[i].run_dir);
    lmev__free(j->cell);
    lmev__corpus_free(j->corpus);
    lmev__grid_models_free(j->model, j->spec->n_models);
    lmev__rundirs_clear(&j->dirs);
    lmev__lock_drop(j->lock);
    lmev__free(j->lock_path);
    lmev__free(j->experiments);
    lmev__free(j->version_dir);
    lmev__free(j->logs);
    lmev__free(j->saved);
}

/* ---- before any work ---- */

static lmev_status check(const lmev_spec *spec, lmev_error *err)
{
    if (spec->n_models == 0 || spec->trials == 0)
        return lmev__fail(err, LMEV_ERR_PARAM, spec->path, 0,
                          "the grid has no experiment");
    return LMEV_OK;
}

static char *join_3(const char *a, const char *b, const char *c)
{
    char *ab = lmev__path_join(a, b), *abc = ab ? lmev__path_join(ab, c) : NULL;
    lmev__free(ab);
    return abc;
}

/* The folders, the lock, and what is there already. */
static lmev_status open_job(job *j, const char *out, lmev_error *err)
{
    const lmev_spec *spec = j->spec;
    j->experiments = lmev__path_join(out, "experiments");
    j->version_dir = join_3(out, "experiments", spec->version);
    j->logs = lmev__path_join(out, "logs");
    j->saved = join_3(out, "saved_models", spec->version);
    j->cell = lmev__calloc(n_cells(j), sizeof *j->cell);
    j->lock_path = j->version_dir ? lmev__path_join(j->version_dir, ".lock") : NULL;
    if (!j->experiments || !j->logs || !j->saved || !j->cell || !j->lock_path)
        return lmev__nomem(err, "grid");
    j->new_out = !lmev__is_dir(out);
    j->new_experiments = !lmev__is_dir(j->experiments);
    j->new_version = !lmev__is_dir(j->version_dir);
    lmev_status s = lmev__mkdirs(j->version_dir, err);
    if (s == LMEV_OK &&
        (s = lmev__lock_take(&j->lock, j->lock_path, err)) == LMEV_ERR_BUSY)
        lmev__hint(err, "another process runs this grid: wait for it to end, or give "
                        "yours another 'version'");
    if (s == LMEV_OK) s = lmev__sweep_temporaries(j->experiments, err);
    if (s == LMEV_OK) s = lmev__sweep_temporaries(j->saved, err);
    if (s == LMEV_OK) s = lmev__rundirs_scan(&j->dirs, j->version_dir, j->watch, err);
    return s;
}

/* A grid that fails before its first experiment leaves nothing behind. */
static void leave_no_trace(const job *j, const char *out)
{
    char **names = NULL;
    size_t n = 0;
    if (j->lock && lmev__lock_holds(j->lock, j->lock_path) &&
        lmev__list_dir(&names, &n, j->version_dir, NULL) == LMEV_OK) {
        lmev__free_names(names, n);
        if (j->new_version && n == 1) (void)lmev__remove_file(j->lock_path, NULL);
    }
    if (j->new_version) lmev__remove_empty_dir(j->version_dir);
    if (j->new_experiments) lmev__remove_empty_dir(j->experiments);
    if (j->new_out) lmev__remove_empty_dir(out);
}

/* ---- data ---- */

/* The data of trial t into j->corpus: once for all trials, or one draw per trial. */
static lmev_status load_data(job *j, uint32_t t, lmev_error *err)
{
    const lmev_spec *spec = j->spec;
    if (j->corpus && !spec->data.per_trial) return LMEV_OK;
    lmev__corpus_free(j->corpus);
    j->corpus = NULL;
    uint64_t seed = spec->train.seed + (spec->data.per_trial ? t : 0);
    lmev_status s = lmev__corpus_load(&j->corpus, spec, seed, j->watch, err);
    if (s != LMEV_OK) return s;
    if (t == 0) {
        lmev__key_val_rows(j->val_rows, j->corpus->split, spec->data.per_trial);
        j->settled = *spec;
        j->spec = &j->settled;
        lmev__corpus_settle(&j->settled, j->corpus);
        lmev__corpus_report(j->corpus, spec, j->spec->train.batch_size, j->watch);
    }
    return LMEV_OK;
}

/* ---- what is finished ---- */

static cell *cell_at(const job *j, uint32_t t, size_t m)
{
    return &j->cell[(size_t)t * j->spec->n_models + m];
}

/* Key the experiments of trial t, and take over the finished ones. */
static lmev_status look_up(job *j, uint32_t t, lmev_error *err)
{
    for (size_t m = 0; m < j->spec->n_models; m++) {
        cell *c = cell_at(j, t, m);
        lmev_status s = lmev__key_make(c->key, j->spec, &j->model[m], j->corpus->split,
                                       j->spec->train.seed + t, j->precision, err);
        if (s != LMEV_OK) return s;
        const lmev__rundir *d = lmev__rundirs_find(&j->dirs, c->key);
        if (!d || !d->finished) continue;
        if (!(c->run_dir = lmev__strdup(d->path))) return lmev__nomem(err, d->path);
        c->state = DONE;
        c->bac = d->bac;
        c->bac_best = d->bac_best;
        c->bac_last = d->bac_last;
        c->val_loss = d->val_loss;
        c->training_took = d->training_took;
        j->n_skipped++;
    }
    return LMEV_OK;
}

/* ---- one experiment ---- */

static bool is_text(const char *a, const char *b)
{
    return a && b && strcmp(a, b) == 0;
}

/* The lowest val_loss of model m that this trial has to beat: of the finished experiments
 * of the grid, and of all of the version whose val_loss is of the same rows. *any: there
 * is one, be it without validation rows. */
static double bar_of(const job *j, size_t m, const char *key, bool *any)
{
    const char *name = j->spec->model[m].name;
    double bar = NAN;
    for (uint32_t k = 0; k < j->spec->trials; k++) {
        const cell *c = cell_at(j, k, m);
        if (c->state != DONE) continue;
        *any = true;
        bar = fmin(bar, c->val_loss); /* NaN gives way */
    }
    for (size_t i = 0; i < j->dirs.n; i++) {
        const lmev__rundir *d = &j->dirs.dir[i];
        if (!d->finished || !is_text(d->model, name) ||
            !is_text(d->val_rows, j->val_rows) || is_text(d->key, key))
            continue;
        *any = true;
        bar = fmin(bar, d->val_loss);
    }
    return bar;
}

/* Before anything is trained: can the classifiers that are still to come be saved? */
static lmev_status check_folders(const job *j, lmev_error *err)
{
    const lmev__saved at = {j->saved, j->val_rows};
    lmev_status s = LMEV_OK;
    for (size_t m = 0;
         s == LMEV_OK && j->spec->save == LMEV_SAVE_BEST && m < j->spec->n_models; m++) {
        lmev_classifier_about about = {.val_loss = NAN};
        lmev__occupant is = LMEV__VACANT;
        char *dir = NULL;
        uint32_t t = 0;
        while (t < j->spec->trials && cell_at(j, t, m)->state == DONE) t++;
        if (t == j->spec->trials) continue;
        s = lmev__saved_find(&dir, &is, &about, &at, j->spec->model[m].name, NULL, err);
        if (s == LMEV_OK && is != LMEV__FOREIGN) s = lmev__classifier_may_save(dir, err);
        lmev__about_release(&about);
        lmev__free(dir);
    }
    return s;
}

/* Where the classifier of model m goes. `best` is judged by val_loss, never by a figure
 * of the test rows: the trial must beat the finished ones of the version and what stands
 * in the folder, where they have the same validation rows; the first of equals stays, and
 * without validation rows the first stays. */
static lmev_status aim_classifier(const job *j, size_t m, lmev__trial *t, char **dir,
                                  lmev_error *err)
{
    lmev_classifier_about about = {.val_loss = NAN};
    lmev__occupant is = LMEV__VACANT;
    const lmev__saved at = {j->saved, j->val_rows};
    bool any = false;
    t->val_rows = j->val_rows;
    t->val_loss_bar = NAN;
    if (j->spec->save == LMEV_SAVE_NONE) return LMEV_OK;
    if (j->spec->save == LMEV_SAVE_ALL) {
        t->classifier_dir = *dir = lmev__path_join(t->run_dir, CLASSIFIER_DIR);
        return *dir ? LMEV_OK : lmev__nomem(err, "classifier");
    }
    t->val_loss_bar = bar_of(j, m, t->key, &any);
    lmev_status s =
        lmev__saved_find(dir, &is, &about, &at, j->spec->model[m].name, j->watch, err);
    if (s == LMEV_OK && is == LMEV__SAME_VALIDATION &&
        !is_text(about.experiment_key, t->key)) {
        any = true;
        t->val_loss_bar = fmin(t->val_loss_bar, about.val_loss);
    }
    if (s == LMEV_OK && is == LMEV__FOREIGN)
        lmev__say(j->watch, LMEV_LEVEL_WARNING,
                  "'%s' is no classifier of these rows: none of '%s' "
                  "is saved",
                  *dir, j->spec->model[m].name);
    if (s == LMEV_OK && is != LMEV__FOREIGN && !(any && isnan(t->val_loss_bar)))
        t->classifier_dir = *dir;
    lmev__about_release(&about);
    return s;
}

/* Where an experiment was begun, or a new place. */
static lmev_status place(const job *j, size_t m, lmev__trial *t, char **run_id,
                         char **run_dir, lmev_error *err)
{
    const lmev__rundir *d = lmev__rundirs_find(&j->dirs, t->key);
    if (!d)
        return lmev__rundir_new(run_id, run_dir, j->version_dir, j->spec,
                                j->spec->model[m].name, t->trial, t->key, err);
    *run_id = lmev__strdup(d->run_id);
    *run_dir = lmev__strdup(d->path);
    return *run_id && *run_dir ? LMEV_OK : lmev__nomem(err, d->path);
}

static void say_done(const job *j, const lmev__trial *t, const lmev__outcome *o)
{
    if (o->best_epoch == 0)
        lmev__say(j->watch, LMEV_LEVEL_INFO, "%s: BAC %.4f (epoch %u), %.0f s", t->title,
                  o->bac, o->kept_epoch, o->training_took);
    else if (o->kept_epoch == o->best_epoch)
        lmev__say(j->watch, LMEV_LEVEL_INFO,
                  "%s: BAC %.4f (best epoch %u; last epoch %u: %.4f), %.0f s", t->title,
                  o->bac, o->best_epoch, o->n_epochs, o->bac_last, o->training_took);
    else
        lmev__say(j->watch, LMEV_LEVEL_INFO,
                  "%s: BAC %.4f (last epoch %u; best epoch %u: %.4f), %.0f s", t->title,
                  o->bac, o->n_epochs, o->best_epoch, o->bac_best, o->training_took);
}

/* That a classifier is not saved is of interest where no trial of this grid is the better
 * one. */
static void say_not_saved(const job *j, size_t m, const lmev__trial *t, const char *dir,
                          const lmev__outcome *o)
{
    if (!dir || o->classifier) return;
    for (uint32_t k = 0; k < j->spec->trials; k++) {
        const cell *c = cell_at(j, k, m);
        if (c->state == DONE && k != t->trial && !(c->val_loss > o->val_loss)) return;
    }
    lmev__say(j->watch, LMEV_LEVEL_INFO,
              "%s: its classifier is not saved: an earlier run of this "
              "version has one that is as good or better by val_loss ('%s')",
              t->title, dir);
}

static void note_failure(job *j, const lmev__trial *t, cell *c, const lmev_error *why)
{
    lmev_error second = {0};
    char where[64] = "";
    c->state = FAILED;
    if (j->n_failed++ == 0) j->first = *why;
    if (why->line > 0) snprintf(where, sizeof where, ":%ld", why->line);
    lmev__say(j->watch, LMEV_LEVEL_WARNING, "%s: failed: %s%s%s%s", t->title, why->source,
              where, why->source[0] ? ": " : "", why->text);
    if (t->run_dir && lmev__trial_failed(t, why, &second) != LMEV_OK)
        lmev__say(j->watch, LMEV_LEVEL_WARNING, "%s: the failure cannot be noted: %s: %s",
                  t->title, second.source, second.text);
}

/* LMEV_OK also after a failure, which is noted: the grid goes on. ERR_BUSY: without its
 * lock it must not. */
static lmev_status run_cell(job *j, uint32_t t, size_t m, lmev_error *err)
{
    char title[200], *run_id = NULL, *run_dir = NULL, *log_dir = NULL, *classifier = NULL;
    cell *c = cell_at(j, t, m);
    lmev__outcome o;
    lmev_error why = {0};
    snprintf(title, sizeof title, "experiment %zu/%zu %s trial %u",
             (size_t)(c - j->cell) + 1, n_cells(j),
             lmev__brief_of(j->spec->model[m].name).at, t);
    lmev__trial trial = {.spec = j->spec,
                         .model = &j->model[m],
                         .corpus = j->corpus,
                         .trial = t,
                         .seed = j->spec->train.seed + t,
                         .threads = j->threads,
                         .precision = j->precision,
                         .key = c->key,
                         .version_dir = j->version_dir,
                         .lock = j->lock,
                         .lock_path = j->lock_path,
                         .title = title};
    lmev_status s = lmev__trial_locked(j->lock, j->lock_path, &why);
    if (s == LMEV_OK) s = place(j, m, &trial, &run_id, &run_dir, &why);
    if (s == LMEV_OK) {
        trial.run_id = run_id;
        trial.run_dir = run_dir;
        if (!(log_dir = lmev__path_join(j->logs, run_id))) s = lmev__nomem(&why, run_id);
        trial.log_dir = log_dir;
    }
    if (s == LMEV_OK) s = aim_classifier(j, m, &trial, &classifier, &why);
    /* a classifier's folder is a language model, too */
    if (s == LMEV_OK && classifier && trial.model->path)
        s = lmev_file_apart(classifier, trial.model->path, &why);
    if (s == LMEV_OK && trial.classifier_dir) /* again: the others took hours */
        s = lmev__classifier_may_save(trial.classifier_dir, &why);
    if (s == LMEV_OK && j->options && j->options->before_experiment)
        j->options->before_experiment(j->options->self);
    if (s == LMEV_OK) s = lmev__trial_run(&trial, &o, j->watch, &why);
    if (s == LMEV_OK) {
        c->state = DONE;
        c->bac = o.bac;
        c->bac_best = o.bac_best;
        c->bac_last = o.bac_last;
        c->val_loss = o.val_loss;
        c->training_took = o.training_took;
        c->run_dir = run_dir;
        run_dir = NULL;
        j->n_run++;
        say_done(j, &trial, &o);
        say_not_saved(j, m, &trial, classifier, &o);
    } else if (s != LMEV_STOPPED && lmev__lock_holds(j->lock, j->lock_path)) {
        note_failure(j, &trial, c, &why);
        s = LMEV_OK;
    } else if (s !=
               LMEV_STOPPED) { /* whatever failed: its folders are another's by now */
        s = lmev__trial_locked(j->lock, j->lock_path, err);
    }
    lmev__free(run_id);
    lmev__free(run_dir);
    lmev__free(log_dir);
    lmev__free(classifier);
    return s;
}

/* ---- the grid ---- */

static lmev_status run_all(job *j, lmev_error *err)
{
    const lmev_spec *spec = j->spec;
    lmev_status s = LMEV_OK;
    /* With one split all keys are known at once, and so are the figures to beat. */
    for (uint32_t t = 0; s == LMEV_OK && !spec->data.per_trial && t < spec->trials; t++)
        if ((s = load_data(j, t, err)) == LMEV_OK) s = look_up(j, t, err);
    if (s == LMEV_OK && j->n_skipped > 0)
        lmev__say(j->watch, LMEV_LEVEL_INFO, "%u of %zu experiments are finished already",
                  j->n_skipped, n_cells(j));
    for (uint32_t t = 0; s == LMEV_OK && t < spec->trials; t++) {
        if (spec->data.per_trial && (s = load_data(j, t, err)) == LMEV_OK)
            s = look_up(j, t, err);
        if (s == LMEV_OK && t == 0) s = check_folders(j, err);
        for (size_t m = 0; s == LMEV_OK && m < spec->n_models; m++) {
            if (cell_at(j, t, m)->state == DONE) continue;
            s = lmev__asked_to_stop(j->watch) ? LMEV_STOPPED : run_cell(j, t, m, err);
        }
    }
    if (s == LMEV_STOPPED) {
        lmev__fail(err, s, NULL, 0,
                   "stopped on request with %u of %zu experiments finished",
                   j->n_skipped + j->n_run, n_cells(j));
        lmev__hint(err, "run the same command to go on");
    }
    return s;
}

/* Mean and spread of one figure of the finished trials of model m; x: room for all. */
static lmev_summary over_trials(double *x, const job *j, size_t m, size_t figure)
{
    size_t n = 0;
    for (uint32_t t = 0; t < j->spec->trials; t++) {
        const cell *c = cell_at(j, t, m);
        if (c->state == DONE) memcpy(&x[n++], (const char *)c + figure, sizeof *x);
    }
    return lmev_stat_summarize(x, n, 0.95);
}

static lmev_status fill_row(lmev_grid_row *row, const job *j, size_t m, lmev_error *err)
{
    double *x = lmev__calloc(j->spec->trials, sizeof *x);
    if (!x || !(row->model = lmev__strdup(j->spec->model[m].name))) {
        lmev__free(x);
        return lmev__nomem(err, "table");
    }
    const lmev_summary bac = over_trials(x, j, m, offsetof(cell, bac));
    row->n_trials = (uint32_t)bac.n;
    row->bac_mean = bac.mean;
    row->bac_sd = bac.sd;
    row->bac_best_mean = over_trials(x, j, m, offsetof(cell, bac_best)).mean;
    row->bac_last_mean = over_trials(x, j, m, offsetof(cell, bac_last)).mean;
    row->seconds_mean = over_trials(x, j, m, offsetof(cell, training_took)).mean;
    for (uint32_t t = 0; t < j->spec->trials; t++)
        row->n_failed += cell_at(j, t, m)->state == FAILED;
    lmev__free(x);
    return LMEV_OK;
}

/* One candidate for the best: *out is it when its val_loss is lower. Takes dir. */
static void take_best(char **out, double *lowest, char *dir, double val_loss)
{
    if (!lmev__is_dir(dir) || (*out && !(val_loss < *lowest))) {
        lmev__free(dir);
        return;
    }
    lmev__free(*out);
    *out = dir;
    *lowest = isnan(val_loss) ? *lowest : val_loss;
}

/* The classifier on disk whose val_loss is lowest, of this grid's validation rows. */
static lmev_status best_classifier(char **out, const job *j, lmev_error *err)
{
    double lowest = INFINITY;
    const lmev__saved at = {j->saved, j->val_rows};
    for (size_t i = 0; j->spec->save == LMEV_SAVE_ALL && i < n_cells(j); i++) {
        const cell *c = &j->cell[i];
        char *dir = c->state == DONE ? lmev__path_join(c->run_dir, CLASSIFIER_DIR) : NULL;
        if (c->state == DONE && !dir) return lmev__nomem(err, "grid");
        if (dir) take_best(out, &lowest, dir, c->val_loss);
    }
    for (size_t m = 0; j->spec->save == LMEV_SAVE_BEST && m < j->spec->n_models; m++) {
        lmev_classifier_about about = {.val_loss = NAN};
        lmev__occupant is = LMEV__VACANT;
        char *dir = NULL;
        const lmev_status s =
            lmev__saved_find(&dir, &is, &about, &at, j->spec->model[m].name, NULL, err);
        const double val_loss = about.val_loss;
        lmev__about_release(&about);
        if (s == LMEV_OK && is == LMEV__SAME_VALIDATION)
            take_best(out, &lowest, dir, val_loss);
        else
            lmev__free(dir);
        if (s != LMEV_OK) return s;
    }
    return LMEV_OK;
}

static lmev_status make_table(lmev_grid **out, const job *j, lmev_error *err)
{
    lmev_status s = LMEV_OK;
    lmev_grid *g = lmev__calloc(1, sizeof *g);
    if (!g || !(g->row = lmev__calloc(j->spec->n_models, sizeof *g->row)) ||
        !(g->folder = lmev__strdup(j->version_dir)))
        s = lmev__nomem(err, "table");
    for (size_t m = 0; s == LMEV_OK && m < j->spec->n_models; m++, g->n++)
        s = fill_row(&g->row[m], j, m, err);
    if (s == LMEV_OK) s = best_classifier(&g->best_classifier, j, err);
    if (s != LMEV_OK) {
        lmev_grid_free(g);
        return s;
    }
    g->n_run = j->n_run;
    g->n_skipped = j->n_skipped;
    g->n_failed = j->n_failed;
    *out = g;
    return LMEV_OK;
}

void lmev_grid_free(lmev_grid *grid)
{
    if (!grid) return;
    for (size_t i = 0; grid->row && i < grid->n; i++) lmev__free(grid->row[i].model);
    lmev__free(grid->row);
    lmev__free(grid->folder);
    lmev__free(grid->best_classifier);
    lmev__free(grid);
}

lmev_status lmev_grid_run(lmev_grid **grid, const lmev_spec *spec, const char *out,
                          const lmev_grid_options *options, const lmev_watch *watch,
                          lmev_error *err)
{
    job j = {.spec = spec, .options = options, .watch = watch};
    lmev_status s = check(spec, err);
    if (s == LMEV_OK && options &&
        options->pull) /* no download for data that are missing */
        s = lmev__corpus_look(spec, err);
    if (s == LMEV_OK) s = lmev__grid_models_open(&j.model, spec, options, watch, err);
    if (s != LMEV_OK) return s;
    j.threads = lmev__threads_or_warn((int)spec->train.threads, watch);
    j.precision = spec->train.precision;
    if (j.precision == LMEV_PRECISION_AUTO)
        j.precision = lmev_bf16_available() ? LMEV_PRECISION_BF16 : LMEV_PRECISION_F32;
    if ((s = open_job(&j, out, err)) == LMEV_OK) s = run_all(&j, err);
    if (s != LMEV_OK) leave_no_trace(&j, out);
    if (s == LMEV_OK) s = make_table(grid, &j, err);
    if (s == LMEV_OK && j.n_failed > 0) {
        s = lmev__fail(err, LMEV_ERR_FAILED, j.first.source, j.first.line,
                       "%u of %zu experiments failed, the first with: %s", j.n_failed,
                       n_cells(&j), j.first.text);
        lmev__hint(err, "%s", j.first.hint);
    }
    job_release(&j);
    return s;
}
