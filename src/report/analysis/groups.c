/* groups.c - experiments grouped by trait and by device, and the times of each model on
 * each device.
 *
 * Groups only describe: the effect of a trait on the BAC is estimated from models that
 * differ in it alone (effects.c). Cost: sorts of the experiments. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "base/mem.h"
#include "report/analysis/study_build.h"

/* ---- Levels ---- */

typedef struct entry {
    const char *name;
    size_t i;
} entry;

static int by_name(const void *a, const void *b)
{
    const entry *x = a, *y = b;
    int c = strcmp(x->name, y->name);
    return c ? c : (x->i > y->i) - (x->i < y->i);
}

static int by_bac(const void *a, const void *b)
{
    const lmev__level *x = a, *y = b;
    int c = lmev__higher_first(x->bac.mean, y->bac.mean);
    return c ? c : strcmp(x->name, y->name);
}

static const char *level_of(const lmev__study *s, lmev__trait trait, size_t i)
{
    return trait == LMEV__BY_DEVICE ? s->all->at[i].device
                                    : s->model[s->model_of[i]].level[trait];
}

static lmev_status fill_level(lmev__study_build *m, lmev__level *l, const entry *e,
                              size_t n, lmev_error *err)
{
    l->name = lmev__clean(e[0].name);
    l->which = lmev__alloc(n * sizeof *l->which);
    if (!l->name || !l->which) return lmev__nomem(err, "groups of experiments");
    l->n = n;
    for (size_t i = 0; i < n; i++) l->which[i] = e[i].i;
    l->bac = lmev__summary_of(m->x, m->s->all, l->which, n, lmev__bac);
    l->training = lmev__summary_of(m->x, m->s->all, l->which, n, lmev__training_time);
    return LMEV_OK;
}

/* e: [all->n] scratch. */
static lmev_status group(lmev__study_build *m, lmev__trait trait, entry *e,
                         lmev_error *err)
{
    lmev__study *s = m->s;
    lmev__grouping *g = &s->grouping[trait];
    size_t n = 0, n_levels = 0, k = 0;
    g->trait = trait;
    for (size_t i = 0; i < s->all->n; i++) {
        e[n] = (entry){level_of(s, trait, i), i};
        n += *e[n].name != '\0';
    }
    qsort(e, n, sizeof *e, by_name);
    for (size_t i = 0; i < n; i++)
        n_levels += i == 0 || strcmp(e[i - 1].name, e[i].name) != 0;
    if (n_levels < 2) return LMEV_OK;
    if (!(g->level = lmev__calloc(n_levels, sizeof *g->level)))
        return lmev__nomem(err, "groups of experiments");
    g->n = n_levels;
    for (size_t i = 0, end; i < n; i = end) {
        for (end = i + 1; end < n && strcmp(e[i].name, e[end].name) == 0;) end++;
        lmev_status st = fill_level(m, &g->level[k++], e + i, end - i, err);
        if (st != LMEV_OK) return st;
    }
    qsort(g->level, n_levels, sizeof *g->level, by_bac);
    return LMEV_OK;
}

lmev_status lmev__build_groups(lmev__study_build *m, lmev_error *err)
{
    entry *e = lmev__alloc(m->s->all->n * sizeof *e);
    if (!e) return lmev__nomem(err, "groups of experiments");
    lmev_status st = LMEV_OK;
    for (lmev__trait t = 0; t < LMEV__TRAITS && st == LMEV_OK; t++)
        st = group(m, t, e, err);
    lmev__free(e);
    return st;
}

/* ---- Times of a model on a device ---- */

static double per_epoch(const lmev_experiment *x)
{
    return x->n_epochs ? x->training_took / (double)x->n_epochs : (double)NAN;
}

typedef struct place {
    size_t model, device, i; /* i: index of the experiment among the model's */
} place;

static int by_place(const void *a, const void *b)
{
    const place *x = a, *y = b;
    if (x->model != y->model) return x->model < y->model ? -1 : 1;
    if (x->device != y->device) return x->device < y->device ? -1 : 1;
    return (x->i > y->i) - (x->i < y->i);
}

/* Sort the experiments by model and device, and return their number. device: [all->n]
 * scratch. */
static size_t sort_places(const lmev__study *s, place *at, size_t *device)
{
    const lmev__grouping *g = &s->grouping[LMEV__BY_DEVICE];
    size_t n = 0;
    for (size_t i = 0; i < s->all->n; i++) device[i] = g->n ? LMEV__NONE : 0;
    for (size_t d = 0; d < g->n; d++)
        for (size_t i = 0; i < g->level[d].n; i++) device[g->level[d].which[i]] = d;
    for (size_t k = 0; k < s->n_models; k++)
        for (size_t i = 0; i < s->model[k].n; i++) {
            size_t d = device[s->model[k].which[i]];
            if (d != LMEV__NONE) at[n++] = (place){k, d, i};
        }
    qsort(at, n, sizeof *at, by_place);
    return n;
}

static bool same_place(const place *a, const place *b)
{
    return a->model == b->model && a->device == b->device;
}

static lmev_status fill_timings(lmev__study_build *m, const place *at, size_t n,
                                lmev_error *err)
{
    lmev__study *s = m->s;
    for (size_t i = 0, end, k = 0; i < n; i = end, k++) {
        for (end = i + 1; end < n && same_place(&at[i], &at[end]);) end++;
        lmev__timing *t = &s->timing[k];
        t->model = at[i].model;
        t->device = at[i].device;
        if (!(t->which = lmev__alloc((end - i) * sizeof *t->which)))
            return lmev__nomem(err, "times of models");
        t->n = end - i;
        for (size_t j = 0; j < t->n; j++)
            t->which[j] = s->model[t->model].which[at[i + j].i];
        t->training = lmev__summary_of(m->x, s->all, t->which, t->n, lmev__training_time);
        t->prediction =
            lmev__summary_of(m->x, s->all, t->which, t->n, lmev__prediction_time);
        t->per_epoch = lmev__summary_of(m->x, s->all, t->which, t->n, per_epoch);
    }
    return LMEV_OK;
}

lmev_status lmev__build_timings(lmev__study_build *m, lmev_error *err)
{
    lmev__study *s = m->s;
    place *at = lmev__alloc(s->all->n * sizeof *at);
    size_t *device = lmev__alloc(s->all->n * sizeof *device), n_timings = 0;
    lmev_status st = at && device ? LMEV_OK : lmev__nomem(err, "times of models");
    if (st == LMEV_OK) {
        size_t n = sort_places(s, at, device);
        for (size_t i = 0; i < n; i++)
            n_timings += i == 0 || !same_place(&at[i - 1], &at[i]);
        s->timing = lmev__calloc(n_timings, sizeof *s->timing);
        if (s->timing) s->n_timings = n_timings;
        st =
            s->timing ? fill_timings(m, at, n, err) : lmev__nomem(err, "times of models");
    }
    lmev__free(at);
    lmev__free(device);
    return st;
}
