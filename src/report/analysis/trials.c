/* trials.c - experiments as trials of models: which test rows each has, which of them it
 * got right, and what follows for each model alone.
 *
 * Experiments with the same rows in their predictions share a test set. An experiment
 * without predictions is on the set of those with the same split of the data; where its
 * split was not recorded, on that of the other trials of its model if two or more have
 * the same; else it has a test set of its own. Cost: a sort, a pass over the rows of each
 * experiment. Not here: comparisons of models (verdicts.c). */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "base/mem.h"
#include "report/analysis/study_build.h"

/* 0 where two experiments have the same split of the same rows. */
static int compare_splits(const lmev_experiment *a, const lmev_experiment *b)
{
    const int c = strcmp(a->split_hash, b->split_hash);
    return c ? c : strcmp(a->test_file, b->test_file);
}

static int by_split(const void *a, const void *b, void *experiments)
{
    const lmev_experiment *at = experiments;
    const size_t i = *(const size_t *)a, j = *(const size_t *)b;
    const int c = compare_splits(&at[i], &at[j]);
    return c ? c : (i > j) - (i < j);
}

/* Put experiments without predictions on the test set of their split. Several with one
 * split, none of which has predictions, get a new test set. by: [n] scratch. Returns the
 * number of sets. */
static size_t place_by_split(const lmev_experiments *all, size_t *set, size_t n_sets,
                             size_t *by)
{
    for (size_t i = 0; i < all->n; i++) by[i] = i;
    qsort_r(by, all->n, sizeof *by, by_split, all->at);
    for (size_t i = 0, end; i < all->n; i = end) {
        size_t where = LMEV_OWN_ROWS;
        for (end = i;
             end < all->n && compare_splits(&all->at[by[i]], &all->at[by[end]]) == 0;
             end++)
            if (where == LMEV_OWN_ROWS) where = set[by[end]];
        if (*all->at[by[i]].split_hash == '\0' || end - i < 2) continue;
        if (where == LMEV_OWN_ROWS) where = n_sets++;
        for (size_t j = i; j < end; j++)
            if (set[by[j]] == LMEV_OWN_ROWS) set[by[j]] = where;
    }
    return n_sets;
}

/* Where two or more trials of a model are on one set, and none on another, put its trials
 * of unknown split on that set too. */
static void place_by_model(const lmev__study *s, size_t *set)
{
    for (size_t k = 0; k < s->n_models; k++) {
        const lmev__study_model *model = &s->model[k];
        size_t on = LMEV_OWN_ROWS, n = 0;
        bool one = true;
        for (size_t i = 0; i < model->n; i++) {
            const size_t here = set[model->which[i]];
            if (here == LMEV_OWN_ROWS) continue;
            one &= n == 0 || here == on;
            on = here;
            n++;
        }
        for (size_t i = 0; n > 1 && one && i < model->n; i++)
            if (*s->all->at[model->which[i]].split_hash == '\0')
                set[model->which[i]] = on;
    }
}

/* Fill m->trials, whose arrays are freed with m. */
static lmev_status lay_out(lmev__study_build *m, lmev_error *err)
{
    const lmev__study *s = m->s;
    const size_t n = s->all->n;
    const size_t n_sets = s->n_test_sets;
    size_t *set = lmev__calloc(n, sizeof *set), *by = lmev__calloc(n, sizeof *by);
    lmev_test_rows *rows = lmev__calloc(n + n_sets + 1, sizeof *rows);
    double *bac = lmev__calloc(n, sizeof *bac);
    m->trials = (lmev_trials){.n = n,
                              .n_models = s->n_models,
                              .bac = bac,
                              .model = s->model_of,
                              .test_set = set,
                              .rows = rows,
                              .hit = (const uint8_t *const *)m->hit};
    lmev_status st =
        set && rows && bac && by ? LMEV_OK : lmev__nomem(err, "trials of models");
    for (size_t i = 0; i < n && st == LMEV_OK; i++) {
        bac[i] = s->all->at[i].bac;
        set[i] = s->test_set_of[i] == LMEV__NONE ? LMEV_OWN_ROWS : s->test_set_of[i];
        if (!isfinite(bac[i]))
            st = lmev__fail(err, LMEV_ERR_PARAM, s->all->at[i].path, 0,
                            "the experiment has no balanced accuracy");
    }
    if (st == LMEV_OK) {
        for (size_t k = 0; k < n_sets; k++)
            rows[k] =
                (lmev_test_rows){m->set[k].n_rows, m->set[k].n_classes, m->set[k].truth};
        m->trials.n_test_sets = place_by_split(s->all, set, n_sets, by);
        place_by_model(s, set);
    }
    lmev__free(by);
    return st;
}

/* For each model: the mean with its interval, one more trial, the spread. */
static lmev_status describe(lmev__study_build *m, lmev_design *d, lmev_error *err)
{
    lmev__study *s = m->s;
    lmev_status st = LMEV_OK;
    for (size_t k = 0; k < s->n_models && st == LMEV_OK; k++) {
        lmev__study_model *model = &s->model[k];
        lmev_estimate mean;
        lmev_test next;
        lmev__weigh_experiments(m->x, s, k, LMEV__NONE);
        st = lmev_design_contrast(&mean, d, m->x, LMEV__LEVEL, err);
        if (st == LMEV_OK) st = lmev_design_next_trial(&next, d, k, LMEV__LEVEL, err);
        if (st == LMEV_OK) st = lmev_design_spread_of_model(&model->spread, d, k, err);
        if (st != LMEV_OK) break;
        model->repeats = lmev_design_repeats(d, k);
        model->scope = mean.scope;
        model->low = mean.test.low < 0 ? 0 : mean.test.low; /* NaN stays */
        model->high = mean.test.high > 1 ? 1 : mean.test.high;
        model->next_low = next.low < 0 ? 0 : next.low;
        model->next_high = next.high > 1 ? 1 : next.high;
    }
    for (lmev_repeats k = 0; k < LMEV_REPEATS_N && st == LMEV_OK; k++)
        st = lmev_design_spread(&s->spread[k], d, k, LMEV__LEVEL, err);
    return st;
}

/* ---- The model that validation rows choose ---- */

/* Loss of the weights kept: of the last epoch, unless the best one was restored. */
static double kept_val_loss(const lmev_experiment *x)
{
    const bool last = x->restores_best == 0 && x->n_epochs > 0;
    return last ? x->val_loss[x->n_epochs - 1] : lmev__min_val_loss(x);
}

/* The trial of a model whose classifier is saved: a better one replaces the one before,
 * so that with the least val_loss among those that saved one. */
static size_t saved_of(const lmev__study *s, const lmev__study_model *model)
{
    size_t best = LMEV__NONE;
    double least = NAN;
    for (size_t i = 0; i < model->n; i++) {
        const lmev_experiment *x = &s->all->at[model->which[i]];
        if (*x->classifier == '\0') continue;
        const double loss = kept_val_loss(x);
        if (best == LMEV__NONE || loss < least || (isnan(least) && !isnan(loss))) {
            best = model->which[i];
            least = loss;
        }
    }
    return best;
}

/* The interval of the saved network's BAC over other test rows. */
static lmev_status interval_of_saved(lmev__study_build *m, lmev_error *err)
{
    static const size_t first[1] = {0};
    static const double one[1] = {1};
    lmev__study *s = m->s;
    const size_t set = s->test_set_of[s->saved];
    if (set == LMEV__NONE) return LMEV_OK;
    const uint8_t *hit = m->hit[s->saved];
    const lmev_trials alone = {.n = 1,
                               .n_models = 1,
                               .bac = &m->trials.bac[s->saved],
                               .model = first,
                               .test_set = first,
                               .n_test_sets = 1,
                               .rows = &m->trials.rows[set],
                               .hit = &hit};
    lmev_design *d = NULL;
    lmev_estimate e;
    lmev_status st = lmev_design_new(&d, &alone, err);
    if (st == LMEV_OK) st = lmev_design_contrast(&e, d, one, LMEV__LEVEL, err);
    if (st == LMEV_OK) {
        s->saved_low = e.test.low < 0 ? 0 : e.test.low;
        s->saved_high = e.test.high > 1 ? 1 : e.test.high;
    }
    lmev_design_free(d);
    return st;
}

static lmev_status choose(lmev__study_build *m, lmev_error *err)
{
    lmev__study *s = m->s;
    s->chosen = s->saved = LMEV__NONE;
    s->saved_low = s->saved_high = (double)NAN;
    for (size_t k = 0; k < s->n_models; k++)
        if (s->model[k].bac_val.n < s->model[k].n) return LMEV_OK;
    s->chosen = 0;
    for (size_t k = 1; k < s->n_models; k++)
        if (s->model[k].bac_val.mean > s->model[s->chosen].bac_val.mean) s->chosen = k;
    s->saved = saved_of(s, &s->model[s->chosen]);
    return s->saved == LMEV__NONE ? LMEV_OK : interval_of_saved(m, err);
}

lmev_status lmev__build_trials(lmev__study_build *m, lmev_error *err)
{
    lmev_design *d = NULL;
    lmev_status st = lay_out(m, err);
    if (st == LMEV_OK) st = lmev_design_new(&d, &m->trials, err);
    if (st == LMEV_OK) st = describe(m, d, err);
    if (st == LMEV_OK) st = choose(m, err);
    lmev_design_free(d);
    return st;
}
