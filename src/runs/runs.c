/* runs.c - the runs on disk as the program shows them: list, show, verify. */
#include <float.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/error.h"
#include "base/format/json.h"
#include "base/hash.h"
#include "base/io/io.h"
#include "base/mem.h"
#include "base/utf8.h"
#include "classifier/classifier_impl.h"
#include "runs/collect.h"
#include "runs/metadata.h"
#include "runs/results.h"
#include "runs/session/checkpoint.h"

/* The metadata hold 17 digits, so that only the order of additions can make a difference:
 * a mean of at most 10^5 recalls of at most 1 is exact to below this. */
#define BAC_TOLERANCE 1e-12

static void clear_run(lmev_run *run)
{
    lmev__free(run->run_id);
    lmev__free(run->name);
    lmev__free(run->version);
    lmev__free(run->model);
    lmev__free(run->state);
    lmev__free(run->path);
    lmev__free(run->why);
}

void lmev_runs_free(lmev_runs *runs)
{
    if (!runs) return;
    for (size_t i = 0; i < runs->n; i++) clear_run(&runs->run[i]);
    lmev__free(runs->run);
    lmev__free(runs);
}

static char *move(char **from)
{
    char *s = *from;
    *from = NULL;
    return s;
}

/* The texts move over. False: out of memory. */
static bool to_run(lmev_run *run, lmev__facts *f)
{
    *run = (lmev_run){.run_id = move(&f->e.run_id),
                      .name = move(&f->e.name),
                      .version = move(&f->e.version),
                      .model = move(&f->e.model),
                      .state = lmev__strdup(lmev__run_state_name(f->state)),
                      .path = move(&f->e.path),
                      .why = move(&f->why),
                      .trial = f->e.trial,
                      .bac = f->e.bac,
                      .bac_best = f->e.bac_best,
                      .bac_last = f->e.bac_last,
                      .seconds = f->e.training_took,
                      .started_at = f->e.started_at};
    return run->state != NULL;
}

lmev_status lmev_runs_list(lmev_runs **out, const char *folder, const lmev_watch *watch,
                           lmev_error *err)
{
    lmev__facts_list all = {0};
    lmev_status s = lmev__facts_collect(&all, folder, watch, err);
    if (s != LMEV_OK) return s;
    lmev_runs *runs = lmev__calloc(1, sizeof *runs);
    bool ok = runs && (runs->run = lmev__calloc(all.n ? all.n : 1, sizeof *runs->run));
    for (size_t i = 0; ok && i < all.n; i++)
        ok = to_run(&runs->run[runs->n++], &all.at[i]);
    lmev__facts_list_clear(&all);
    if (!ok) {
        lmev_runs_free(runs);
        return lmev__nomem(err, folder);
    }
    *out = runs;
    return LMEV_OK;
}

/* The run with this id, or NULL with the nearest one as a hint. */
static const lmev_run *find(const lmev_runs *runs, const char *folder, const char *run_id,
                            lmev_error *err)
{
    for (size_t i = 0; i < runs->n; i++)
        if (!strcmp(runs->run[i].run_id, run_id) || !strcmp(runs->run[i].path, run_id))
            return &runs->run[i];
    const char **ids = lmev__calloc(runs->n ? runs->n : 1, sizeof *ids);
    for (size_t i = 0; ids && i < runs->n; i++) ids[i] = runs->run[i].run_id;
    const char *near = ids ? lmev__nearest(run_id, ids, runs->n) : NULL;
    lmev__fail(err, LMEV_ERR_NOTFOUND, folder, 0, "no run is called '%s'",
               lmev__brief_of(run_id).at);
    if (near) lmev__hint(err, "did you mean '%s'?", near);
    lmev__free(ids);
    return NULL;
}

/* The text of the file that says most of a run. */
static lmev_status dump(char **json, const lmev_run *run, lmev_error *err)
{
    static const char *const names[] = {LMEV__METADATA_FILE, LMEV__FAILED_FILE,
                                        LMEV__CHECKPOINT_DIR "/" LMEV__CHECKPOINT_MARK};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        char *path = lmev__path_join(run->path, names[i]);
        if (!path) return lmev__nomem(err, run->path);
        const bool is_there = lmev__is_file(path);
        lmev__json *j = NULL;
        lmev_status s = is_there ? lmev__json_read(&j, path, err) : LMEV_OK;
        if (j && !(*json = lmev__json_dump(j, 2))) s = lmev__nomem(err, path);
        lmev__json_free(j);
        lmev__free(path);
        if (is_there) return s;
    }
    return lmev__fail(err, LMEV_ERR_NOTFOUND, run->path, 0,
                      "the run has no metadata yet");
}

/* A better run of the version takes the folder over; that is no fault. */
static lmev_status report_replaced(const lmev_experiment *e, const lmev_watch *watch,
                                   lmev_error *err)
{
    lmev_classifier_about about = {.test_bac = (double)NAN};
    if (!*e->classifier) return LMEV_OK;
    const lmev_status s = lmev__about_read(&about, e->classifier, NULL);
    if (s == LMEV_OK && about.run_id && strcmp(about.run_id, e->run_id) != 0)
        lmev__say(watch, LMEV_LEVEL_INFO,
                  "'%s': its classifier has been replaced, '%s' is that of run '%s'",
                  e->path, e->classifier, about.run_id);
    lmev__about_release(&about);
    return s == LMEV_ERR_NOMEM ? lmev__nomem(err, e->path) : LMEV_OK;
}

lmev_status lmev_runs_show(char **json, const char *folder, const char *run_id,
                           const lmev_watch *watch, lmev_error *err)
{
    lmev_runs *runs = NULL;
    char *text = NULL;
    lmev_status s = lmev_runs_list(&runs, folder, watch, err);
    if (s != LMEV_OK) return s;
    const lmev_run *run = find(runs, folder, run_id, err);
    s = run ? dump(&text, run, err) : LMEV_ERR_NOTFOUND;
    if (s == LMEV_OK) {
        lmev__facts f = {0};
        bool is_run = false;
        s = lmev__facts_of(&f, &is_run, run->path, err);
        if (s == LMEV_OK && is_run && f.state == LMEV__RUN_FINISHED)
            s = report_replaced(&f.e, watch, err);
        lmev__facts_clear(&f);
    }
    if (s == LMEV_OK)
        *json = text;
    else
        lmev__free(text);
    lmev_runs_free(runs);
    return s;
}

/* The fault of a finished run's results in text; "" when they are as recorded. Fails only
 * when out of memory. */
static lmev_status check_results(const lmev_experiment *e, char *text, size_t room,
                                 lmev_error *err)
{
    char hex[65];
    double bac = NAN;
    size_t n = 0;
    lmev_error inner = {0};
    char *path = lmev__path_join(e->path, LMEV__RESULTS_FILE);
    lmev_status s;
    text[0] = '\0';
    if (!path) return lmev__nomem(err, e->path);
    if (!lmev__is_file(path)) {
        /* the study did not publish the results of all its runs, and recorded no
         * digest */
        if (e->results_sha256[0]) snprintf(text, room, LMEV__RESULTS_FILE " is missing");
        s = LMEV_OK;
    } else if ((s = lmev__sha256_file(path, hex, &inner)) == LMEV_OK &&
               (s = lmev__results_bac(path, &bac, &n, &inner)) == LMEV_OK) {
        if (e->results_sha256[0] && strcmp(hex, e->results_sha256))
            snprintf(text, room,
                     LMEV__RESULTS_FILE " has another sha256 than was recorded");
        else if (!(fabs(bac - e->bac) <= BAC_TOLERANCE))
            snprintf(text, room,
                     LMEV__RESULTS_FILE
                     " gives a balanced accuracy of %.12f, recorded is %.12f",
                     bac, e->bac);
    }
    lmev__free(path);
    if (s == LMEV_ERR_NOMEM) return lmev__nomem(err, e->path);
    if (s != LMEV_OK) {
        if (inner.line > 0)
            snprintf(text, room, LMEV__RESULTS_FILE " line %ld: %s", inner.line,
                     inner.text);
        else
            snprintf(text, room, LMEV__RESULTS_FILE ": %s", inner.text);
    }
    return LMEV_OK;
}

static lmev_status verify_run(const lmev_run *run, bool *fault, const lmev_watch *watch,
                              lmev_error *err)
{
    lmev__facts f = {0};
    bool is_run = false;
    char text[640]; /* a message and where it comes from */
    *fault = false;
    lmev_status s = lmev__facts_of(&f, &is_run, run->path, err);
    if (s != LMEV_OK || !is_run) return s;
    snprintf(text, sizeof text, "%s", f.state == LMEV__RUN_UNREADABLE ? f.why : "");
    if (f.state == LMEV__RUN_FINISHED) s = check_results(&f.e, text, sizeof text, err);
    if (s == LMEV_OK && f.state == LMEV__RUN_FINISHED)
        s = report_replaced(&f.e, watch, err);
    lmev__facts_clear(&f);
    *fault = s == LMEV_OK && text[0];
    if (*fault) lmev__say(watch, LMEV_LEVEL_WARNING, "'%s': %s", run->path, text);
    return s;
}

lmev_status lmev_runs_verify(const char *folder, size_t *n_checked,
                             const lmev_watch *watch, lmev_error *err)
{
    lmev_runs *runs = NULL;
    size_t n = 0, n_faults = 0;
    lmev_status s = lmev_runs_list(&runs, folder, watch, err);
    if (s != LMEV_OK) return s;
    for (; n < runs->n && s == LMEV_OK; n++) {
        bool fault = false;
        lmev__report(watch, "verifying", n, runs->n, "runs", (double)NAN);
        s = lmev__asked_to_stop(watch) ? LMEV_STOPPED
                                       : verify_run(&runs->run[n], &fault, watch, err);
        n_faults += fault;
    }
    if (s == LMEV_OK) lmev__report(watch, "verifying", n, runs->n, "runs", (double)NAN);
    lmev_runs_free(runs);
    if (s != LMEV_OK) return s;
    if (n_checked) *n_checked = n;
    if (n_faults == 0) return LMEV_OK;
    s = lmev__fail(err, LMEV_ERR_MISMATCH, folder, 0,
                   "%zu of %zu runs are not as they were recorded", n_faults, n);
    lmev__hint(err, "remove a damaged run's folder and run its spec again");
    return s;
}
