/* models.c - experiments put together into models: the trials of one language model under the
 * same conditions, with their name, traits and numbers.
 *
 * The conditions are name, dimension, training rows, data set (by file name) and precision. The
 * number of classes is none of them: the 2020 study's varies between trials of one model, which
 * saw different rows. Cost: a sort of the experiments. Not here: anything between models. */
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/error.h"
#include "base/mem.h"
#include "base/text.h"
#include "report/parts.h"

#define REPLACEMENT "\xEF\xBF\xBD"

char *lmev__clean(const char *text)
{
    lmev__buf b = LMEV__BUF_INIT;
    size_t n = strlen(text);
    for (size_t i = 0; i < n;) {
        uint32_t c = 0;
        int k = lmev__utf8_next(text + i, n - i, &c);
        if (k == 0)
            lmev__buf_puts(&b, REPLACEMENT);
        else if (c >= 0xA0 || (c >= 0x20 && c < 0x7F))
            lmev__buf_add(&b, text + i, (size_t)k);
        i += k ? (size_t)k : 1;
    }
    return lmev__buf_text(&b);
}

const char *lmev__base_name(const char *path)
{
    size_t n = strlen(path);
    while (n && path[n - 1] != '/' && path[n - 1] != '\\') n--;
    return path + n;
}

/* ---- Which experiments belong together ------------------------------------------------------ */

static int order(uint64_t a, uint64_t b)
{
    return (a > b) - (a < b);
}

/* The conditions after the name, in the order in which a name shows them. */
enum { BY_DIM, BY_ROWS, BY_FILE, BY_PRECISION, CONDITIONS };

static int compare_condition(const lmev_experiment *a, const lmev_experiment *b,
                             int which)
{
    switch (which) {
    case BY_DIM:
        return order(a->dim, b->dim);
    case BY_ROWS:
        return order(a->n_train, b->n_train);
    case BY_FILE:
        return strcmp(lmev__base_name(a->data_set), lmev__base_name(b->data_set));
    default:
        return strcmp(a->precision, b->precision);
    }
}

static int compare_models(const lmev_experiment *a, const lmev_experiment *b)
{
    int c = strcmp(a->model, b->model);
    for (int k = 0; k < CONDITIONS && c == 0; k++) c = compare_condition(a, b, k);
    return c;
}

static int by_model_and_trial(const void *a, const void *b, void *all)
{
    const lmev_experiment *at = ((const lmev_experiments *)all)->at;
    size_t i = *(const size_t *)a, j = *(const size_t *)b;
    int c = compare_models(&at[i], &at[j]);
    if (c == 0) c = (at[i].trial > at[j].trial) - (at[i].trial < at[j].trial);
    return c ? c : order(i, j);
}

/* ---- Names ---------------------------------------------------------------------------------- */

static void put_condition(lmev__buf *b, const lmev_experiment *x, int which)
{
    const char *file = lmev__base_name(x->data_set), *between = b->n ? ", " : "";
    if (which == BY_DIM && x->dim) lmev__buf_printf(b, "%sdim %u", between, x->dim);
    if (which == BY_ROWS && x->n_train)
        lmev__buf_printf(b, "%sn = %" PRIu64, between, x->n_train);
    if (which == BY_FILE && *file) lmev__buf_printf(b, "%s%s", between, file);
    if (which == BY_PRECISION && *x->precision)
        lmev__buf_printf(b, "%s%s", between, x->precision);
}

/* The name of x's model, with those of its conditions in brackets in which its namesakes
 * differ. */
static char *name_of(const lmev_experiment *x, const bool differs[CONDITIONS])
{
    lmev__buf conditions = LMEV__BUF_INIT, whole = LMEV__BUF_INIT;
    for (int k = 0; k < CONDITIONS; k++)
        if (differs[k]) put_condition(&conditions, x, k);
    lmev__buf_puts(&whole, *x->model ? x->model : "?");
    if (conditions.n) {
        lmev__buf_puts(&whole, " (");
        lmev__buf_add(&whole, conditions.at, conditions.n);
        lmev__buf_putc(&whole, ')');
    }
    if (conditions.failed) whole.failed = true;
    lmev__buf_free(&conditions);
    char *text = lmev__buf_text(&whole), *clean = text ? lmev__clean(text) : NULL;
    lmev__free(text);
    return clean;
}

/* Models lie in the order of the conditions, so namesakes are neighbours. */
static lmev_status name_models(lmev__study *s, lmev_error *err)
{
    const lmev_experiment *at = s->all->at;
    for (size_t i = 0, end; i < s->n_models; i = end) {
        bool differs[CONDITIONS] = {false};
        const lmev_experiment *first = &at[s->model[i].which[0]];
        for (end = i + 1; end < s->n_models; end++) {
            const lmev_experiment *x = &at[s->model[end].which[0]];
            if (strcmp(x->model, first->model) != 0) break;
            for (int k = 0; k < CONDITIONS; k++)
                if (compare_condition(first, x, k) != 0) differs[k] = true;
        }
        for (size_t k = i; k < end; k++) {
            s->model[k].name = name_of(&at[s->model[k].which[0]], differs);
            if (!s->model[k].name) return lmev__nomem(err, "names of models");
        }
    }
    return LMEV_OK;
}

static int by_name(const void *a, const void *b, void *models)
{
    const lmev__model *m = models;
    size_t i = *(const size_t *)a, j = *(const size_t *)b;
    int c = strcmp(m[i].name, m[j].name);
    return c ? c : order(i, j);
}

/* Names that are still alike (they differed in control characters, or in something not
 * recorded) are numbered. A number may make a name that is there already, hence the rounds;
 * names only grow, so there is an end. */
static lmev_status part_namesakes(lmev__study *s, lmev_error *err)
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

/* ---- Traits and numbers --------------------------------------------------------------------- */

static const char *trait_of(const lmev_experiment *x, lmev__trait trait)
{
    switch (trait) {
    case LMEV__BY_LANGUAGE:
        return lmev__language_of(x->model, x->handle);
    case LMEV__BY_NORMALIZATION:
        return x->normalization < 0 ? "" : x->normalization ? "1" : "0";
    default:
        return strcmp(x->format, "scratch") == 0 ? "scratch" : "pretrained";
    }
}

/* The model lies where it stays: a level may point into it. */
static void set_traits(lmev__model *m, const lmev_experiment *at)
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

double lmev__bac(const lmev_experiment *x)
{
    return x->bac;
}

double lmev__training(const lmev_experiment *x)
{
    return x->training_took;
}

double lmev__prediction(const lmev_experiment *x)
{
    return x->predict_took;
}

static double bac_best(const lmev_experiment *x)
{
    return x->bac_best;
}

static double bac_last(const lmev_experiment *x)
{
    return x->bac_last;
}

double lmev__min_val_loss(const lmev_experiment *x)
{
    double low = (double)NAN;
    for (uint32_t e = 0; e < x->n_epochs; e++)
        low = fmin(low, x->val_loss[e]); /* of NaN and a number: the number */
    return low;
}

static double last_val_loss(const lmev_experiment *x)
{
    return x->n_epochs ? x->val_loss[x->n_epochs - 1] : (double)NAN;
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

size_t lmev__numbers(double *to, const lmev_experiments *all, const size_t *which,
                     size_t n, lmev__number of)
{
    size_t kept = 0;
    for (size_t i = 0; i < n; i++) {
        double v = of(&all->at[which[i]]);
        if (isfinite(v)) to[kept++] = v;
    }
    return kept;
}

lmev_summary lmev__summary_of(double *scratch, const lmev_experiments *all,
                              const size_t *which, size_t n, lmev__number of)
{
    return lmev_summarize(scratch, lmev__numbers(scratch, all, which, n, of),
                          LMEV__LEVEL);
}

void lmev__within_unit(lmev_summary *bac)
{
    if (bac->low < 0) bac->low = 0; /* NaN stays */
    if (bac->high > 1) bac->high = 1;
}

static void set_numbers(lmev__model *m, const lmev_experiments *all, double *scratch)
{
    const struct {
        lmev_summary *to;
        lmev__number of;
    } sum[] = {{&m->bac, lmev__bac},
               {&m->bac_best, bac_best},
               {&m->bac_last, bac_last},
               {&m->min_val_loss, lmev__min_val_loss},
               {&m->last_val_loss, last_val_loss},
               {&m->epochs, epochs},
               {&m->training, lmev__training},
               {&m->prediction, lmev__prediction}};
    for (size_t i = 0; i < sizeof sum / sizeof *sum; i++)
        *sum[i].to = lmev__summary_of(scratch, all, m->which, m->n, sum[i].of);
    lmev__within_unit(&m->bac);
    lmev__within_unit(&m->bac_best);
    lmev__within_unit(&m->bac_last);
    m->params = lmev__summary_of(scratch, all, m->which, m->n, params).mean;
    m->memory = lmev__summary_of(scratch, all, m->which, m->n, memory).mean;
    m->lm_rows = lmev__summary_of(scratch, all, m->which, m->n, lm_rows).mean;
}

/* ---- All of it ------------------------------------------------------------------------------ */

int lmev__higher_first(double a, double b)
{
    if (isnan(a) || isnan(b)) return isnan(a) - isnan(b);
    return (a < b) - (a > b);
}

static int by_bac(const void *a, const void *b)
{
    const lmev__model *m = a, *o = b;
    int c = lmev__higher_first(m->bac.mean, o->bac.mean);
    return c ? c : strcmp(m->name, o->name);
}

/* Experiments sorted by model and trial, cut where the model changes. */
static lmev_status cut(lmev__study *s, const size_t *sorted, lmev_error *err)
{
    const lmev_experiments *all = s->all;
    size_t n_models = 1;
    for (size_t i = 1; i < all->n; i++)
        n_models += compare_models(&all->at[sorted[i - 1]], &all->at[sorted[i]]) != 0;
    if (!(s->model = lmev__calloc(n_models, sizeof *s->model)))
        return lmev__nomem(err, "models of a report");
    s->n_models = n_models;
    for (size_t i = 0, end, k = 0; i < all->n; i = end, k++) {
        for (end = i + 1; end < all->n; end++)
            if (compare_models(&all->at[sorted[i]], &all->at[sorted[end]]) != 0) break;
        lmev__model *m = &s->model[k];
        if (!(m->which = lmev__alloc((end - i) * sizeof *m->which)))
            return lmev__nomem(err, "models of a report");
        memcpy(m->which, sorted + i, (end - i) * sizeof *m->which);
        m->n = end - i;
        m->dim = all->at[sorted[i]].dim;
        m->test_set = LMEV__NONE;
        m->boot_low = m->boot_high = (double)NAN;
        m->spread = (lmev_components){(double)NAN, (double)NAN, (double)NAN};
    }
    return LMEV_OK;
}

lmev_status lmev__make_models(lmev__making *m, lmev_error *err)
{
    lmev__study *s = m->s;
    const lmev_experiments *all = s->all;
    size_t *sorted = lmev__alloc(all->n * sizeof *sorted);
    if (!sorted) return lmev__nomem(err, "models of a report");
    for (size_t i = 0; i < all->n; i++) sorted[i] = i;
    qsort_r(sorted, all->n, sizeof *sorted, by_model_and_trial, (void *)(uintptr_t)all);
    lmev_status st = cut(s, sorted, err);
    lmev__free(sorted);
    if (st != LMEV_OK || (st = name_models(s, err)) != LMEV_OK ||
        (st = part_namesakes(s, err)) != LMEV_OK)
        return st;
    for (size_t k = 0; k < s->n_models; k++) set_numbers(&s->model[k], all, m->x);
    qsort(s->model, s->n_models, sizeof *s->model, by_bac);
    for (size_t k = 0; k < s->n_models; k++) {
        set_traits(&s->model[k], all->at);
        for (size_t i = 0; i < s->model[k].n; i++) s->model_of[s->model[k].which[i]] = k;
    }
    return LMEV_OK;
}
