/* grid_models.c - the pretrained language models of a grid.
 *
 * All are opened before the first experiment: what is missing or damaged shows at once,
 * not after hours. Opened tables are mapped, so models that wait their turn cost address
 * space alone. The sha256 over the files that a model was read from is part of the keys
 * of its experiments, so that a model that was changed in place is trained anew; it costs
 * one reading of the files. Not here: where models come from (hub/), what they are
 * (lm/). */
#include "grid/grid_models.h"

#include <stdio.h>
#include <string.h>

#include "base/error.h"
#include "base/hash.h"
#include "base/io/io.h"
#include "base/mem.h"

#define ASK_BYTES ((size_t)4 << 20) /* hashed between two looks for a stop */

void lmev__grid_models_free(lmev__grid_model *models, size_t n)
{
    for (size_t i = 0; models && i < n; i++) {
        lmev_lm_free(models[i].lm);
        lmev__marks_free(models[i].marks);
        lmev__free(models[i].path);
        lmev__free(models[i].handle);
    }
    lmev__free(models);
}

/* ---- identity ---- */

static lmev_status add_file(lmev__sha256 *h, const char *path, const lmev_watch *watch,
                            lmev_error *err)
{
    lmev__map m;
    lmev_status s = lmev__map_open(&m, path, err);
    if (s != LMEV_OK) return s;
    const uint64_t n = m.n;
    lmev__sha256_add(h, &n, sizeof n);
    for (size_t at = 0, some; at < m.n && s == LMEV_OK; at += some) {
        some = m.n - at < ASK_BYTES ? m.n - at : ASK_BYTES;
        lmev__sha256_add(h, (const char *)m.at + at, some);
        if (lmev__asked_to_stop(watch)) s = LMEV_STOPPED;
    }
    lmev__map_close(&m);
    return s;
}

/* Of the format and of the files that were read, never of what lies beside them. */
static lmev_status digest(char hex[65], const lmev_lm *lm, const lmev_watch *watch,
                          lmev_error *err)
{
    const char *format = lmev_lm_origin(lm);
    lmev_status s = LMEV_OK;
    lmev__sha256 h;
    lmev__sha256_begin(&h);
    lmev__sha256_add(&h, format, strlen(format) + 1);
    for (size_t i = 0; i < lmev_lm_n_files(lm) && s == LMEV_OK; i++)
        s = add_file(&h, lmev_lm_file(lm, i), watch, err);
    lmev__sha256_end(&h, hex);
    return s;
}

const char *lmev__grid_model_combiner(const lmev__grid_model *m, const lmev_lm *lm)
{
    static const char *const name[] = {"sum", "mean", "sqrtn"};
    if (m->combiner) return m->combiner;
    return lmev_lm_trainable(lm) ? name[lmev_lm_combiner(lm)] : "sentence";
}

/* ---- opening ---- */

/* The model's path; NULL without pull: it can be got. */
static lmev_status find(lmev__grid_model *m, const lmev_grid_options *o, bool pull,
                        const lmev_watch *watch, lmev_error *err)
{
    lmev_hub_entry e = {0};
    if (m->spec->path)
        return (m->path = lmev__strdup(m->spec->path)) ? LMEV_OK
                                                       : lmev__nomem(err, "a model");
    lmev_status s = pull ? lmev_hub_pull(&e, m->spec->handle, o->hub, watch, err)
                         : lmev_hub_find(&e, m->spec->handle, o->hub, err);
    if (s == LMEV_ERR_NOTFOUND && !pull && o->pull && e.handle)
        s = LMEV_OK;
    else if (s == LMEV_OK) {
        m->path = e.path;
        m->handle = e.handle;
        e.path = e.handle = NULL;
    }
    lmev_hub_entry_release(&e);
    return s;
}

static lmev_status open_lm(lmev__grid_model *m, bool train, const lmev_watch *watch,
                           lmev_error *err)
{
    const lmev_model_spec *k = m->spec;
    lmev_lm_options o = {.normalize = k->normalize,
                         .lower = k->lower,
                         .combiner = k->combiner,
                         .verify = true};
    lmev_status s = lmev_lm_open(&m->lm, m->path, &o, err);
    m->combiner = k->combiner;
    if (s != LMEV_OK || !train || lmev_lm_trainable(m->lm)) return s;
    if (k->combiner) {
        lmev__fail(err, LMEV_ERR_PARAM, NULL, 0,
                   "model '%s': with combiner '%s' its table cannot be trained", k->name,
                   k->combiner);
        lmev__hint(err, "use combiner: mean, or network: {lm_trainable: false}");
        return LMEV_ERR_PARAM;
    }
    lmev_lm_free(m->lm);
    m->lm = NULL;
    m->combiner = o.combiner = "mean";
    s = lmev_lm_open(&m->lm, m->path, &o, err);
    if (s == LMEV_OK)
        lmev__say(
            watch, LMEV_LEVEL_INFO,
            "model '%s': its own sentence vectors cannot be trained; the mean of its "
            "word vectors is used (combiner: mean)",
            k->name);
    if (s != LMEV_ERR_PARAM) return s;
    lmev__fail(
        err, s, NULL, 0,
        "model '%s': its own sentence vectors cannot be trained, and the format it is "
        "in knows no others",
        k->name);
    lmev__hint(err,
               "use the fastText file itself, convert it with --combiner mean, or set "
               "network: {lm_trainable: false}");
    return s;
}

/* Open it and know its files, once its path is known. */
static lmev_status prepare(lmev__grid_model *m, bool train, const lmev_watch *watch,
                           lmev_error *err)
{
    lmev_status s = lmev__marks_new(&m->marks, m->path, err);
    if (s == LMEV_OK) s = open_lm(m, train, watch, err);
    if (s == LMEV_OK) lmev__marks_narrow(m->marks, m->lm);
    return s == LMEV_OK ? digest(m->sha256, m->lm, watch, err) : s;
}

/* A fault that names no file is one of the spec's line. */
static void tell_place(lmev_error *err, const lmev_spec *spec, const lmev_model_spec *m)
{
    if (!err || err->source[0] || !spec->path) return;
    (void)snprintf(err->source, sizeof err->source, "%s", spec->path);
    err->line = m->line;
}

static bool twins(const lmev__grid_model *a, const lmev__grid_model *b)
{
    if (strcmp(a->sha256, b->sha256) != 0) return false;
    if (a->sha256[0])
        return lmev_lm_normalizes(a->lm) == lmev_lm_normalizes(b->lm) &&
               lmev_lm_lowercases(a->lm) == lmev_lm_lowercases(b->lm) &&
               !strcmp(lmev__grid_model_combiner(a, a->lm),
                       lmev__grid_model_combiner(b, b->lm));
    const lmev_scratch_params *x = &a->spec->scratch, *y = &b->spec->scratch;
    return x->dim == y->dim && x->normalize == y->normalize &&
           x->min_count == y->min_count && x->oov_buckets == y->oov_buckets;
}

/* Who compares a model with itself has left an option out, more often than not. */
static void tell_twins(const lmev__grid_model *models, size_t n, const lmev_watch *watch)
{
    for (size_t i = 0; i < n; i++)
        for (size_t k = 0; k < i; k++)
            if (twins(&models[k], &models[i]))
                lmev__say(watch, LMEV_LEVEL_WARNING,
                          "models '%s' and '%s' are the same but for their names",
                          models[k].spec->name, models[i].spec->name);
}

lmev_status lmev__grid_models_open(lmev__grid_model **out, const lmev_spec *spec,
                                   const lmev_grid_options *o, const lmev_watch *watch,
                                   lmev_error *err)
{
    static const lmev_grid_options none = {0};
    lmev__grid_model *models = lmev__calloc(spec->n_models, sizeof *models);
    if (!models) return lmev__nomem(err, "models");
    lmev_status s = LMEV_OK;
    /* First those that are here: what is wrong with them, or with a name, shows before a
     * download. */
    for (int pull = 0; pull < 2; pull++)
        for (size_t i = 0; i < spec->n_models && s == LMEV_OK; i++) {
            lmev__grid_model *m = &models[i];
            m->spec = &spec->model[i];
            if ((!m->spec->handle && !m->spec->path) || m->lm) continue;
            lmev__report(watch, "opening models", i, spec->n_models, "models",
                         __builtin_nan(""));
            s = find(m, o ? o : &none, pull, watch, err);
            if (s == LMEV_OK && m->path)
                s = prepare(m, spec->network.lm_trainable, watch, err);
            if (s != LMEV_OK) tell_place(err, spec, m->spec);
        }
    if (s != LMEV_OK) {
        lmev__grid_models_free(models, spec->n_models);
        return s;
    }
    tell_twins(models, spec->n_models, watch);
    *out = models;
    return LMEV_OK;
}
