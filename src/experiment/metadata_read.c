/* metadata_read.c - what a run directory says about itself, ours or the 2020 study's.
 *
 * Lenient: of a metadata file only the run id and the balanced accuracy must be there;
 * all else may be absent or of another type. A file that cannot be used makes its run
 * "unreadable" with the reason, and never hides the others. Cost: one JSON file. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/error.h"
#include "base/io.h"
#include "base/json.h"
#include "base/mem.h"
#include "experiment/checkpoint.h"
#include "experiment/metadata.h"

void lmev__run_clear(lmev_run *run)
{
    lmev__free(run->run_id);
    lmev__free(run->name);
    lmev__free(run->version);
    lmev__free(run->model);
    lmev__free(run->state);
    lmev__free(run->path);
    lmev__free(run->why);
    *run = (lmev_run){0};
}

void lmev__facts_clear(lmev__facts *f)
{
    lmev__run_clear(&f->run);
    lmev__free(f->experiment_key);
    lmev__free(f->results_sha256);
    lmev__free(f->weights_sha256);
    lmev__free(f->classifier);
    *f = (lmev__facts){0};
}

static double number(const lmev__json *j, const char *key)
{
    const lmev__json *v = lmev__json_get(j, key);
    lmev__json_type kind = lmev__json_kind(v);
    return v && (kind == LMEV__JSON_INT || kind == LMEV__JSON_REAL) ? lmev__json_real(v)
                                                                    : NAN;
}

static char *text(const lmev__json *j, const char *key)
{
    const char *s = lmev__json_string(lmev__json_get(j, key), NULL);
    return lmev__strdup(s ? s : "");
}

/* The part of a path or handle after the last '/', without a version number behind it:
 * nnlm-es-dim50 of https://tfhub.dev/google/nnlm-es-dim50/2. */
static char *short_handle(const char *handle)
{
    size_t end = strlen(handle), begin = 0;
    for (int part = 0; part < 2; part++) {
        while (end && handle[end - 1] == '/') end--;
        for (begin = end; begin && handle[begin - 1] != '/'; begin--)
            ;
        if (begin == 0 || strspn(handle + begin, "0123456789") < end - begin) break;
        end = begin;
    }
    return lmev__strndup(handle + begin, end - begin);
}

static char *model_of(const lmev__json *j)
{
    const char *name = lmev__json_string(lmev__json_get(j, "LMEV-MODEL"), NULL);
    const char *handle = lmev__json_string(lmev__json_get(j, "TFHUB-EMB_MODEL"), NULL);
    return name && *name ? lmev__strdup(name) : short_handle(handle ? handle : "");
}

static int64_t trial_of(const lmev__json *j, const char *key)
{
    const lmev__json *v = lmev__json_get(j, key);
    int64_t trial = v && lmev__json_kind(v) == LMEV__JSON_INT ? lmev__json_int(v) : -1;
    return trial < 0 ? -1 : trial;
}

/* Everything from a JSON object, whichever of our files it came from. False: out of
 * memory. */
static bool fill(lmev__facts *f, const lmev__json *j, const char *dir, const char *state)
{
    lmev_run *r = &f->run;
    *f = (lmev__facts){0};
    r->trial = trial_of(j, "LMEV-TRIAL");
    r->bac = number(j, "RESULTS-BALANCED_ACCURACY");
    r->bac_best = number(j, "LMEV-BAC_BEST");
    r->bac_last = number(j, "LMEV-BAC_LAST");
    r->started_at = number(j, "EXPERIMENT-STARTED_AT");
    r->seconds = f->training_took = number(j, "EXPERIMENT-TRAINING_TOOK");
    f->accuracy = number(j, "LMEV-ACCURACY");
    return (r->run_id = text(j, "EXPERIMENT-RUNID")) &&
           (r->name = text(j, "EXPERIMENT-NAME")) &&
           (r->version = text(j, "EXPERIMENT-VERSION")) && (r->model = model_of(j)) &&
           (r->state = lmev__strdup(state)) && (r->path = lmev__strdup(dir)) &&
           (r->why = text(lmev__json_get(j, "LMEV-ERROR"), "text")) &&
           (f->experiment_key = text(j, "LMEV-EXPERIMENT_KEY")) &&
           (f->results_sha256 = text(j, "LMEV-RESULTS_SHA256")) &&
           (f->weights_sha256 = text(j, "LMEV-WEIGHTS_SHA256")) &&
           (f->classifier = text(j, "LMEV-CLASSIFIER"));
}

static lmev_status read_json(lmev__json **j, const char *dir, const char *file,
                             lmev_error *err)
{
    char *path = lmev__path_join(dir, file);
    if (!path) return lmev__nomem(err, dir);
    lmev_status s = lmev__json_read(j, path, err);
    lmev__free(path);
    return s;
}

static lmev_status read_facts(lmev__facts *out, const char *dir, const char *file,
                              const char *state, lmev_error *err)
{
    lmev__json *j = NULL;
    lmev__facts f = {0};
    lmev_status s = read_json(&j, dir, file, err);
    if (s != LMEV_OK) return s;
    bool finished = !strcmp(file, LMEV__METADATA_FILE);
    const char *id = lmev__json_string(lmev__json_get(j, "EXPERIMENT-RUNID"), NULL);
    const lmev__json *bac = lmev__json_get(j, "RESULTS-BALANCED_ACCURACY");
    const char *missing = NULL;
    if (!id || !*id)
        missing = "EXPERIMENT-RUNID";
    else if (finished && (!bac || (isnan(number(j, "RESULTS-BALANCED_ACCURACY")) &&
                                   lmev__json_kind(bac) != LMEV__JSON_NULL)))
        missing = "RESULTS-BALANCED_ACCURACY";
    if (lmev__json_kind(j) != LMEV__JSON_OBJECT)
        s = lmev__fail(err, LMEV_ERR_FORMAT, dir, 0, "%s is not a JSON object", file);
    else if (missing)
        s = lmev__fail(err, LMEV_ERR_FORMAT, dir, 0, "%s has no '%s'", file, missing);
    else if (!fill(&f, j, dir, state))
        s = lmev__nomem(err, dir);
    lmev__json_free(j);
    if (s == LMEV_OK)
        *out = f;
    else
        lmev__facts_clear(&f);
    return s;
}

lmev_status lmev__metadata_read(lmev__facts *out, const char *run_dir, lmev_error *err)
{
    return read_facts(out, run_dir, LMEV__METADATA_FILE, "finished", err);
}

static bool has(const char *dir, const char *name, bool folder)
{
    char *path = lmev__path_join(dir, name);
    bool is = path && (folder ? lmev__is_dir(path) : lmev__is_file(path));
    lmev__free(path);
    return is;
}

static bool replace(char **at, const char *s)
{
    lmev__free(*at);
    return (*at = lmev__strdup(s)) != NULL;
}

/* A run without a file that could be read: run id and version are the folders' names, and
 * model, trial and key come from the mark that an unfinished experiment has. */
static lmev_status bare_facts(lmev__facts *out, const char *dir, const char *state,
                              lmev_error *err)
{
    lmev__facts f = {0};
    lmev__json *nothing = lmev__json_new_object(), *mark = NULL;
    char *above = lmev__path_dir(dir);
    const char *id = strrchr(dir, '/'), *version = above ? strrchr(above, '/') : NULL;
    bool ok = nothing && above && fill(&f, nothing, dir, state) &&
              replace(&f.run.run_id, id ? id + 1 : dir) &&
              replace(&f.run.version, version ? version + 1 : above);
    if (ok && read_json(&mark, dir, LMEV__CHECKPOINT_DIR "/" LMEV__CHECKPOINT_MARK,
                        NULL) == LMEV_OK) {
        const char *model = lmev__json_string(lmev__json_get(mark, "model"), NULL);
        const char *key = lmev__json_string(lmev__json_get(mark, "key"), NULL);
        f.run.trial = trial_of(mark, "trial");
        ok = (!model || replace(&f.run.model, model)) &&
             (!key || replace(&f.experiment_key, key));
    }
    lmev__json_free(mark);
    lmev__json_free(nothing);
    lmev__free(above);
    if (!ok) {
        lmev__facts_clear(&f);
        return lmev__nomem(err, dir);
    }
    *out = f;
    return LMEV_OK;
}

lmev_status lmev__facts_of(lmev__facts *out, bool *is_run, const char *dir, char *why,
                           size_t room, lmev_error *err)
{
    lmev_error inner = {0};
    lmev_status s;
    why[0] = '\0';
    *is_run = true;
    /* a damaged file must not pass for an absent one, so presence is asked first */
    if (has(dir, LMEV__METADATA_FILE, false)) {
        s = lmev__metadata_read(out, dir, &inner);
    } else if (has(dir, LMEV__FAILED_FILE, false)) {
        s = read_facts(out, dir, LMEV__FAILED_FILE, "failed", &inner);
    } else if (has(dir, LMEV__CHECKPOINT_DIR, true) ||
               has(dir, LMEV__SPEC_FILE, false)) {
        return bare_facts(out, dir, "running", err);
    } else {
        *is_run = false;
        return LMEV_OK;
    }
    if (s == LMEV_OK) return LMEV_OK;
    if (s == LMEV_ERR_NOMEM) return lmev__nomem(err, dir);
    if (inner.line > 0)
        snprintf(why, room, "line %ld: %s", inner.line, inner.text);
    else
        snprintf(why, room, "%s", inner.text);
    if ((s = bare_facts(out, dir, "unreadable", err)) != LMEV_OK) return s;
    if (replace(&out->run.why, why)) return LMEV_OK;
    lmev__facts_clear(out);
    return lmev__nomem(err, dir);
}
