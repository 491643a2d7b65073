/* contexts.c - which models are equal in all but one thing.
 *
 * Every model is a row of numbers: for each trait, for its name, and for each setting,
 * the number of its value among those that occur; 0 is not known. A trait is equal only
 * where it is known; a setting that was not recorded is no difference (settings.h). So
 * being alike is not transitive (a model that recorded nothing is like two that differ),
 * and a context is a set of models each of which is like every other. Cost: a sort of the
 * models per column; contexts compare each pair of models, some tens of integers. */
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/error.h"
#include "base/mem.h"
#include "report/analysis/study_build.h"

enum { NAME = LMEV__BY_DEVICE, SETTING, COLUMNS = SETTING + LMEV__SETTINGS };

struct lmev__model_codes {
    size_t n_models;
    size_t (*value)[COLUMNS]; /* [n_models] */
};

static const lmev_experiment *first_of(const lmev__study *s, size_t model)
{
    return &s->all->at[s->model[model].which[0]];
}

/* ---- Numbers for values ---- */

/* The value of a model in a column, to be freed; "": not known. NULL: out of memory. */
static char *value_of(const lmev__study *s, size_t model, size_t column)
{
    const lmev__study_model *m = &s->model[model];
    if (column == NAME) return lmev__strdup(first_of(s, model)->model);
    if (column < NAME) { /* scratch models have no language: all the same one */
        const bool none = column == LMEV__BY_LANGUAGE && *m->level[column] == '\0' &&
                          strcmp(m->level[LMEV__BY_ORIGIN], "scratch") == 0;
        return lmev__strdup(none ? "scratch" : m->level[column]);
    }
    const lmev__setting k = (lmev__setting)(column - SETTING);
    lmev__buf b = LMEV__BUF_INIT;
    lmev__buf_puts(&b, lmev__setting_known(first_of(s, model), k) ? "=" : "");
    if (b.n > 0) lmev__setting_put(&b, first_of(s, model), k);
    return lmev__buf_text(&b);
}

static int by_text(const void *a, const void *b, void *texts)
{
    char *const *text = texts;
    return strcmp(text[*(const size_t *)a], text[*(const size_t *)b]);
}

/* text, by: [n_models] scratch; text holds NULLs before and after. */
static lmev_status number_column(lmev__model_codes *l, const lmev__study *s,
                                 size_t column, char **text, size_t *by, lmev_error *err)
{
    const size_t n = l->n_models;
    lmev_status st = LMEV_OK;
    for (size_t i = 0; i < n && st == LMEV_OK; i++) {
        by[i] = i;
        if (!(text[i] = value_of(s, i, column)))
            st = lmev__nomem(err, "contexts of models");
    }
    if (st == LMEV_OK) {
        size_t number = 0;
        qsort_r(by, n, sizeof *by, by_text, text);
        for (size_t i = 0; i < n; i++) {
            const char *here = text[by[i]];
            number += *here && (i == 0 || strcmp(text[by[i - 1]], here) != 0);
            l->value[by[i]][column] = number;
        }
    }
    for (size_t i = 0; i < n; i++) {
        lmev__free(text[i]);
        text[i] = NULL;
    }
    return st;
}

void lmev__model_codes_free(lmev__model_codes *l)
{
    if (!l) return;
    lmev__free(l->value);
    lmev__free(l);
}

lmev_status lmev__build_codes(lmev__study_build *m, lmev_error *err)
{
    const size_t n = m->s->n_models;
    lmev__model_codes *l = m->codes = lmev__calloc(1, sizeof *l);
    char **text = lmev__calloc(n, sizeof *text);
    size_t *by = lmev__calloc(n, sizeof *by);
    if (l) {
        l->n_models = n;
        l->value = lmev__calloc(n, sizeof *l->value);
    }
    lmev_status st =
        l && l->value && text && by ? LMEV_OK : lmev__nomem(err, "contexts of models");
    for (size_t c = 0; c < COLUMNS && st == LMEV_OK; c++)
        st = number_column(l, m->s, c, text, by, err);
    lmev__free(text);
    lmev__free(by);
    return st;
}

/* ---- Alike ---- */

/* The settings that must not differ between models of different names: what they are
 * trained on, and how. How a language model reads text belongs to its origin. */
static bool counts_between_names(lmev__setting k, const lmev__factor *f)
{
    const bool of_origin = f->trait == LMEV__BY_ORIGIN || f->with == LMEV__BY_ORIGIN;
    return lmev__setting_of_grid(k) || lmev__setting_of_data(k) ||
           (!of_origin && k >= LMEV__SET_LOWER && k <= LMEV__SET_LM_LAST);
}

static bool setting_differs(const size_t *x, const size_t *y, lmev__setting k)
{
    const size_t files = SETTING + LMEV__SET_LM_FILES;
    if (k == LMEV__SET_HANDLE && x[files] && y[files])
        return false; /* the handle stands for the files */
    return x[SETTING + k] && y[SETTING + k] && x[SETTING + k] != y[SETTING + k];
}

static bool alike(const lmev__model_codes *l, size_t a, size_t b, const lmev__factor *f)
{
    const size_t *x = l->value[a], *y = l->value[b];
    const bool of_setting = f->setting < LMEV__SETTINGS;
    if (of_setting && x[NAME] != y[NAME]) return false;
    for (lmev__trait t = 0; t < LMEV__BY_DEVICE && !of_setting; t++)
        if (t != f->trait && t != f->with && (x[t] == 0 || x[t] != y[t])) return false;
    for (lmev__setting k = 0; k < LMEV__SETTINGS; k++)
        if (k != f->setting && (of_setting || counts_between_names(k, f)) &&
            setting_differs(x, y, k))
            return false;
    return true;
}

void lmev__find_contexts(size_t *context, const lmev__model_codes *l,
                         const lmev__factor *f)
{
    for (size_t i = 0; i < l->n_models; i++) {
        context[i] = alike(l, i, i, f) ? i : LMEV__NONE;
        for (size_t k = 0; k < i && context[i] == i; k++) {
            if (context[k] != k) continue;
            bool all = true;
            for (size_t j = k; j < i && all; j++)
                all = context[j] != k || alike(l, j, i, f);
            if (all) context[i] = k;
        }
    }
}

lmev__trait lmev__trait_that_differs(const lmev__study_build *m, size_t a, size_t b)
{
    for (lmev__trait t = 0; t < LMEV__BY_DEVICE; t++) {
        const lmev__factor f = {t, LMEV__TRAITS, LMEV__SETTINGS};
        const char *x = m->s->model[a].level[t], *y = m->s->model[b].level[t];
        if (*x && *y && strcmp(x, y) != 0 && alike(m->codes, a, b, &f)) return t;
    }
    return LMEV__TRAITS;
}

lmev__setting lmev__setting_that_differs(const lmev__study_build *m, size_t a, size_t b)
{
    const lmev__model_codes *l = m->codes;
    for (lmev__setting k = 0; k < LMEV__SETTINGS; k++) {
        const lmev__factor f = {LMEV__TRAITS, LMEV__TRAITS, k};
        if (setting_differs(l->value[a], l->value[b], k) && alike(l, a, b, &f)) return k;
    }
    return LMEV__SETTINGS;
}
