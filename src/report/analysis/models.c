/* models.c - experiments grouped into models, the trials of one language model with the
 * same settings; their names, traits and numbers.
 *
 * runs/settings.h lists the settings. The number of classes is not one: in the 2020 study
 * it varies between the trials of a model, which saw different rows. Nothing is averaged
 * over different settings: they make different models, which name them in brackets. Cost:
 * two sorts of the experiments, a short text per experiment. Not here: comparisons. */
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/error.h"
#include "base/mem.h"
#include "base/utf8.h"
#include "report/analysis/study_build.h"

#define REPLACEMENT "\xEF\xBF\xBD"

char *lmev__clean(const char *text)
{
    lmev__buf b = LMEV__BUF_INIT;
    size_t n = strlen(text);
    for (size_t i = 0; i < n;) {
        uint32_t c;
        size_t take;
        const lmev__glyph glyph = lmev__glyph_next(text + i, n - i, &c, &take);
        if (glyph == LMEV__GLYPH_BROKEN)
            lmev__buf_puts(&b, REPLACEMENT);
        else if (glyph != LMEV__GLYPH_CONTROL)
            lmev__buf_add(&b, text + i, take);
        i += take;
    }
    return lmev__buf_text(&b);
}

/* ---- Which experiments belong together ---- */

static int order(uint64_t a, uint64_t b)
{
    return (a > b) - (a < b);
}

/* Experiments that are to be cut into models. A label holds the settings that the name
 * shows; the trials of one model have equal labels. */
typedef struct sorting {
    const lmev_experiment *at; /* [n] */
    char **label;              /* [n] */
    char **common;             /* [n] the label without those of the language model */
    size_t n, *by;             /* [n] by model, label, trial */
} sorting;

#define BETWEEN '\x1f' /* separates the settings of a label; clean texts lack it */

static int compare_models(const sorting *o, size_t i, size_t j)
{
    int c = strcmp(o->at[i].model, o->at[j].model);
    return c ? c : strcmp(o->label[i], o->label[j]);
}

static int by_model_and_trial(const void *a, const void *b, void *sorting_of)
{
    const sorting *o = sorting_of;
    size_t i = *(const size_t *)a, j = *(const size_t *)b;
    int c = o->label[i] && o->label[j] ? compare_models(o, i, j)
                                       : strcmp(o->at[i].model, o->at[j].model);
    if (c == 0) c = (o->at[i].trial > o->at[j].trial) - (o->at[i].trial < o->at[j].trial);
    return c ? c : order(i, j);
}

/* Find the settings in which those of n experiments differ that recorded them. */
static void find_varying(bool varies[LMEV__SETTINGS], const lmev_experiment *at,
                         const size_t *which, size_t n)
{
    for (lmev__setting k = 0; k < LMEV__SETTINGS; k++) {
        const lmev_experiment *first = NULL; /* that knows it */
        varies[k] = false;
        for (size_t i = 0; i < n && !varies[k]; i++) {
            const lmev_experiment *x = &at[which[i]];
            if (!first && lmev__setting_known(x, k)) first = x;
            varies[k] = first && lmev__setting_differs(first, x, k);
        }
    }
}

static char *label_of(const lmev_experiment *x, const bool named[LMEV__SETTINGS])
{
    lmev__buf b = LMEV__BUF_INIT;
    lmev__buf_puts(&b, "");
    for (lmev__setting k = 0; k < LMEV__SETTINGS; k++) {
        const size_t before = b.n;
        if (!named[k]) continue;
        if (before) lmev__buf_putc(&b, BETWEEN);
        const size_t begun = b.n;
        lmev__setting_put(&b, x, k);
        if (b.n == begun) b.n = before; /* nothing to say */
    }
    return lmev__buf_text(&b);
}

/* Every name shows the settings of the grid that vary among the experiments. Settings of
 * a language model and of its data are shown where models of that name differ in them. */
static lmev_status label_all(sorting *o, lmev_error *err)
{
    bool everywhere[LMEV__SETTINGS], named[LMEV__SETTINGS];
    find_varying(everywhere, o->at, o->by, o->n);
    for (size_t i = 0, end; i < o->n; i = end) {
        const char *model = o->at[o->by[i]].model;
        for (end = i + 1; end < o->n && strcmp(o->at[o->by[end]].model, model) == 0;)
            end++;
        find_varying(named, o->at, o->by + i, end - i);
        for (lmev__setting k = 0; k < LMEV__SETTINGS; k++)
            named[k] |= lmev__setting_of_grid(k) && everywhere[k];
        for (size_t k = i; k < end; k++)
            if (!(o->label[o->by[k]] = label_of(&o->at[o->by[k]], named)))
                return lmev__nomem(err, "names of models");
        for (lmev__setting k = 0; k < LMEV__SETTINGS; k++)
            named[k] &= lmev__setting_of_grid(k) || lmev__setting_of_data(k);
        for (size_t k = i; k < end; k++)
            if (!(o->common[o->by[k]] = label_of(&o->at[o->by[k]], named)))
                return lmev__nomem(err, "names of models");
    }
    return LMEV_OK;
}

/* ---- Names ---- */

/* A label as it is read: "dropout 0.25, epochs 3". */
static void put_label(lmev__buf *b, const char *label)
{
    for (const char *at = label; *at; at++)
        if (*at == BETWEEN)
            lmev__buf_puts(b, ", ");
        else
            lmev__buf_putc(b, *at);
}

/* The text of b without control characters; frees b. NULL: out of memory. */
static char *clean_text(lmev__buf *b)
{
    char *text = lmev__buf_text(b), *clean = text ? lmev__clean(text) : NULL;
    lmev__free(text);
    return clean;
}

/* "small (dropout 0.25, epochs 3)", and the settings alone. */
static bool name_model(lmev__study_model *m, const sorting *o, size_t i)
{
    lmev__buf name = LMEV__BUF_INIT, settings = LMEV__BUF_INIT;
    const char *model = o->at[i].model;
    lmev__buf_puts(&name, *model ? model : "?");
    if (*o->label[i]) {
        lmev__buf_puts(&name, " (");
        put_label(&name, o->label[i]);
        lmev__buf_putc(&name, ')');
    }
    put_label(&settings, o->common[i]);
    m->name = clean_text(&name);
    m->settings = clean_text(&settings);
    return m->name && m->settings;
}

static int by_name(const void *a, const void *b, void *models)
{
    const lmev__study_model *m = models;
    size_t i = *(const size_t *)a, j = *(const size_t *)b;
    int c = strcmp(m[i].name, m[j].name);
    return c ? c : order(i, j);
}

/* Number the names that are still equal, as models differ in control characters or in
 * something unrecorded. A number may make a name that exists already, hence the rounds;
 * they end, as names only grow. */
static lmev_status number_namesakes(lmev__study *s, lmev_error *err)
{
    size_t *by = lmev__alloc(s->n_models * sizeof *by);
    if (!by) return lmev__nomem(err, "names of models");
    lmev_status st = LMEV_OK;
    for (bool again = true; again && st == LMEV_OK;) {
        again = false;
        for (size_t i = 0; i < s->n_models; i++) by[i] = i;
        qsort_r(by, s->n_models, sizeof *by, by_name, s->model);
        for (size_t i = 0, end; i < s->n_models && st == LMEV_OK; i = end) {
            for (end = i + 1; end < s->n_models; end++)
                if (strcmp(s->model[by[i]].name, s->model[by[end]].name) != 0) break;
            for (size_t k = i + 1; k < end && st == LMEV_OK; k++) {
                lmev__buf b = LMEV__BUF_INIT;
                lmev__buf_printf(&b, "%s #%zu", s->model[by[k]].name, k - i + 1);
                char *name = lmev__buf_text(&b);
                if (!name) {
                    st = lmev__nomem(err, "names of models");
                    break;
                }
                lmev__free(s->model[by[k]].name);
                s->model[by[k]].name = name;
                again = true;
            }
        }
    }
    lmev__free(by);
    return st;
}

/* ---- Traits and numbers ---- */

static const char *trait_of(const lmev_experiment *x, lmev__trait trait)
{
    switch (trait) {
    case LMEV__BY_LANGUAGE:
        return lmev__language_in_name(x->model, x->handle);
    case LMEV__BY_NORMALIZATION:
        return x->normalization < 0 ? "" : x->normalization ? "1" : "0";
    default:
        return strcmp(x->format, "scratch") == 0 ? "scratch" : "pretrained";
    }
}

/* m must not move afterwards: a level may point into it. */
static void set_traits(lmev__study_model *m, const lmev_experiment *at)
{
    if (m->dim) snprintf(m->dim_text, sizeof m->dim_text, "%u", m->dim);
    for (lmev__trait t = 0; t < LMEV__BY_DEVICE; t++) {
        if (t == LMEV__BY_DIM) {
            m->level[t] = m->dim_text;
            continue;
        }
        m->level[t] = trait_of(&at[m->which[0]], t);
        for (size_t i = 1; i < m->n; i++)
            if (strcmp(m->level[t], trait_of(&at[m->which[i]], t)) != 0) m->level[t] = "";
    }
}

static double bac_val(const lmev_experiment *x)
{
    return x->bac_val;
}

static double number(double v)
{
    return v > 0 ? v : (double)NAN;
}

static double epochs(const lmev_experiment *x)
{
    return number(x->n_epochs);
}

static double params(const lmev_experiment *x)
{
    return number((double)x->n_params);
}

static double memory(const lmev_experiment *x)
{
    return number((double)x->peak_memory);
}

static double lm_rows(const lmev_experiment *x)
{
    return number((double)x->lm_rows);
}

static void set_numbers(lmev__study_model *m, const lmev_experiments *all,
                        double *scratch)
{
    const struct {
        lmev_summary *to;
        lmev__number_of of;
    } sum[] = {{&m->bac, lmev__bac},
               {&m->bac_best, lmev__bac_best},
               {&m->bac_last, lmev__bac_last},
               {&m->bac_val, bac_val},
               {&m->min_val_loss, lmev__min_val_loss},
               {&m->last_val_loss, lmev__last_val_loss},
               {&m->epochs, epochs},
               {&m->training, lmev__training_time},
               {&m->prediction, lmev__prediction_time}};
    for (size_t i = 0; i < sizeof sum / sizeof *sum; i++)
        *sum[i].to = lmev__summary_of(scratch, all, m->which, m->n, sum[i].of);
    m->params = lmev__summary_of(scratch, all, m->which, m->n, params).mean;
    m->memory = lmev__summary_of(scratch, all, m->which, m->n, memory).mean;
    m->lm_rows = lmev__summary_of(scratch, all, m->which, m->n, lm_rows).mean;
}

/* ---- All of it ---- */

static int by_bac(const void *a, const void *b)
{
    const lmev__study_model *m = a, *o = b;
    int c = lmev__higher_first(m->bac.mean, o->bac.mean);
    return c ? c : strcmp(m->name, o->name);
}

/* Cut the sorted experiments where the model changes. */
static lmev_status cut(lmev__study *s, const sorting *o, lmev_error *err)
{
    const lmev_experiments *all = s->all;
    size_t n_models = 1;
    for (size_t i = 1; i < o->n; i++)
        n_models += compare_models(o, o->by[i - 1], o->by[i]) != 0;
    if (!(s->model = lmev__calloc(n_models, sizeof *s->model)))
        return lmev__nomem(err, "models of a report");
    s->n_models = n_models;
    for (size_t i = 0, end, k = 0; i < o->n; i = end, k++) {
        const size_t first = o->by[i];
        for (end = i + 1; end < o->n && compare_models(o, first, o->by[end]) == 0;) end++;
        lmev__study_model *m = &s->model[k];
        if (!(m->which = lmev__alloc((end - i) * sizeof *m->which)) ||
            !name_model(m, o, first))
            return lmev__nomem(err, "models of a report");
        memcpy(m->which, o->by + i, (end - i) * sizeof *m->which);
        m->n = end - i;
        m->dim = all->at[first].dim;
    }
    return LMEV_OK;
}

static lmev_status sort_and_cut(lmev__study *s, lmev_error *err)
{
    const size_t n = s->all->n;
    sorting o = {.at = s->all->at, .n = n};
    o.label = lmev__calloc(n, sizeof *o.label);
    o.common = lmev__calloc(n, sizeof *o.common);
    o.by = lmev__alloc(n * sizeof *o.by);
    lmev_status st =
        o.label && o.common && o.by ? LMEV_OK : lmev__nomem(err, "models of a report");
    for (size_t i = 0; i < n && st == LMEV_OK; i++) o.by[i] = i;
    if (st == LMEV_OK) {
        qsort_r(o.by, n, sizeof *o.by, by_model_and_trial, &o); /* namesakes together */
        st = label_all(&o, err);
    }
    if (st == LMEV_OK) {
        qsort_r(o.by, n, sizeof *o.by, by_model_and_trial, &o);
        st = cut(s, &o, err);
    }
    for (size_t i = 0; o.label && i < n; i++) lmev__free(o.label[i]);
    for (size_t i = 0; o.common && i < n; i++) lmev__free(o.common[i]);
    lmev__free(o.label);
    lmev__free(o.common);
    lmev__free(o.by);
    return st;
}

lmev_status lmev__build_models(lmev__study_build *m, lmev_error *err)
{
    lmev__study *s = m->s;
    const lmev_experiments *all = s->all;
    lmev_status st = sort_and_cut(s, err);
    if (st != LMEV_OK || (st = number_namesakes(s, err)) != LMEV_OK) return st;
    for (size_t k = 0; k < s->n_models; k++) set_numbers(&s->model[k], all, m->x);
    qsort(s->model, s->n_models, sizeof *s->model, by_bac);
    for (size_t k = 0; k < s->n_models; k++) {
        set_traits(&s->model[k], all->at);
        for (size_t i = 0; i < s->model[k].n; i++) s->model_of[s->model[k].which[i]] = k;
    }
    return LMEV_OK;
}
