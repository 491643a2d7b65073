/* effects.c - which effects of traits, settings and devices the models allow, all else
 * being equal, and by what weights they are estimated.
 *
 * Models that are equal in all but one trait are a context of that trait. The effect of
 * one level instead of another is the mean over the contexts that have both: in a crossed
 * design that is least squares with all interactions, in any other the mean over matched
 * pairs; where no two models match there is none. An interaction is half the difference
 * of two such effects, over contexts that have all four cells. The contexts of devices
 * are the models that ran on both. Cost: pairs of models in a context. Not here: which
 * models are equal (contexts.c), how large an effect is (verdicts.c). */
#include <string.h>

#include "base/buf.h"
#include "base/error.h"
#include "base/mem.h"
#include "report/analysis/study_build.h"

/* ---- Cells and weights ---- */

#define CELLS 5 /* of a context; cell 0: no part of the effect */

typedef struct laying {
    lmev__study_build *m;
    size_t room;
    /* [n_models], of the factor that is laid out: */
    size_t *context;
    size_t *level;          /* of a model, or LMEV__NONE */
    const char **name;      /* of the levels */
    size_t *n_at;           /* models at a level */
    bool *beside;           /* levels that share a context with a given one */
    size_t (*count)[CELLS]; /* models of a context by cell */
} laying;

/* Add an effect with its arrays, of which no model is part yet. NULL: out of memory. */
static lmev__effect *add(laying *l, const lmev__factor *f, const char *a, const char *b,
                         size_t family)
{
    lmev__study *s = l->m->s;
    if (!lmev__grow(&s->effect, &l->room, s->n_effects + 1, sizeof *s->effect))
        return NULL;
    lmev__effect *e = &s->effect[s->n_effects++];
    *e = (lmev__effect){.trait = f->trait,
                        .setting = f->setting,
                        .with = f->with,
                        .a = lmev__strdup(a),
                        .b = lmev__strdup(b),
                        .family = family,
                        .weight = lmev__calloc(s->all->n, sizeof *e->weight),
                        .context = lmev__calloc(s->n_models, sizeof *e->context),
                        .cell = lmev__calloc(s->n_models, 1)};
    if (!e->a || !e->b || !e->weight || !e->context || !e->cell) return NULL;
    for (size_t i = 0; i < s->n_models; i++) e->context[i] = LMEV__NONE;
    return e;
}

static void drop_last(lmev__study *s)
{
    lmev__effect_clear(&s->effect[--s->n_effects]);
}

/* Keep the contexts that have all cells of the effect, and weigh their experiments.
 * Without such a context the models stay in their cells, outside any context. */
static void weigh(laying *l, lmev__effect *e)
{
    const lmev__study *s = l->m->s;
    const bool two = e->with < LMEV__TRAITS;
    memset(l->count, 0, s->n_models * sizeof *l->count);
    for (size_t i = 0; i < s->n_models; i++)
        if (l->context[i] != LMEV__NONE) l->count[l->context[i]][(int)e->cell[i]]++;
    for (size_t k = 0; k < s->n_models; k++) {
        size_t *n = l->count[k];
        n[0] = n[1] && n[2] && (!two || (n[3] && n[4])); /* has it all cells? */
        e->n_contexts += n[0];
    }
    for (size_t i = 0; i < s->n_models; i++) {
        const int cell = e->cell[i];
        const size_t k = l->context[i];
        if (cell == 0) continue;
        e->n_models += e->n_contexts == 0;
        if (k == LMEV__NONE || !l->count[k][0]) continue;
        e->n_models++;
        e->context[i] = k;
        const double sign = (cell == 1 || cell == 4 ? 1 : -1) * (two ? 0.5 : 1);
        for (size_t t = 0; t < s->model[i].n; t++)
            e->weight[s->model[i].which[t]] = sign / (double)e->n_contexts /
                                              (double)l->count[k][cell] /
                                              (double)s->model[i].n;
    }
}

/* ---- Levels of a trait or a setting ---- */

/* Set l->beside: which levels share a context with level a. */
static void find_beside(laying *l, size_t a, size_t n_levels)
{
    const size_t n = l->m->s->n_models;
    memset(l->beside, 0, n_levels * sizeof *l->beside);
    for (size_t i = 0; i < n; i++) {
        if (l->level[i] != a || l->context[i] == LMEV__NONE) continue;
        for (size_t j = l->context[i]; j < n; j++)
            if (l->context[j] == l->context[i] && l->level[j] != LMEV__NONE)
                l->beside[l->level[j]] = true;
    }
}

/* Lay out the pairs of the n_levels in l->name that share a context; of traits also those
 * with two models at each level, a sample that tells something of models in general. */
static lmev_status lay_levels(laying *l, const lmev__factor *f, size_t n_levels,
                              lmev_error *err)
{
    const lmev__study *s = l->m->s;
    size_t n_laid = 0;
    lmev__find_contexts(l->context, l->m->codes, f);
    memset(l->n_at, 0, s->n_models * sizeof *l->n_at);
    for (size_t i = 0; i < s->n_models; i++)
        if (l->level[i] != LMEV__NONE) l->n_at[l->level[i]]++;
    for (size_t a = 0; a < n_levels && n_laid < LMEV__EFFECTS_MAX; a++) {
        find_beside(l, a, n_levels);
        for (size_t b = a + 1; b < n_levels && n_laid < LMEV__EFFECTS_MAX; b++) {
            const bool sample =
                f->trait < LMEV__TRAITS && l->n_at[a] > 1 && l->n_at[b] > 1;
            if (!l->beside[b] && !sample) continue;
            lmev__effect *e = add(l, f, l->name[a], l->name[b], lmev__pairs_of(n_levels));
            if (!e) return lmev__nomem(err, "effects of traits and settings");
            for (size_t i = 0; i < s->n_models; i++)
                e->cell[i] = l->level[i] == a ? 1 : l->level[i] == b ? 2 : 0;
            weigh(l, e);
            n_laid++;
        }
    }
    return LMEV_OK;
}

static lmev_status lay_trait(laying *l, lmev__trait t, lmev_error *err)
{
    const lmev__study *s = l->m->s;
    const lmev__grouping *g = &s->grouping[t];
    const lmev__factor f = {t, LMEV__TRAITS, LMEV__SETTINGS};
    if (g->n < 2) return LMEV_OK;
    for (size_t i = 0; i < s->n_models; i++) l->level[i] = LMEV__NONE;
    for (size_t a = 0; a < g->n; a++) {
        l->name[a] = g->level[a].name;
        for (size_t i = 0; i < g->level[a].n; i++)
            l->level[s->model_of[g->level[a].which[i]]] = a;
    }
    return lay_levels(l, &f, g->n, err);
}

/* text: [n_models] scratch, NULLs before and after. */
static lmev_status lay_setting(laying *l, lmev__setting k, char **text, lmev_error *err)
{
    const lmev__study *s = l->m->s;
    const lmev__factor f = {LMEV__TRAITS, LMEV__TRAITS, k};
    lmev_status st = LMEV_OK;
    size_t n_levels = 0;
    for (size_t i = 0; i < s->n_models && st == LMEV_OK; i++) {
        const lmev_experiment *x = &s->all->at[s->model[i].which[0]];
        l->level[i] = LMEV__NONE;
        if (!lmev__setting_known(x, k)) continue;
        lmev__buf b = LMEV__BUF_INIT;
        lmev__buf_puts(&b, "");
        lmev__setting_put(&b, x, k);
        char *raw = lmev__buf_text(&b), *clean = raw ? lmev__clean(raw) : NULL;
        lmev__free(raw);
        if (!clean) st = lmev__nomem(err, "effects of settings");
        for (size_t a = 0; clean && *clean && a < n_levels && l->level[i] == LMEV__NONE;
             a++)
            if (strcmp(text[a], clean) == 0) l->level[i] = a;
        if (clean && *clean && l->level[i] == LMEV__NONE) {
            l->level[i] = n_levels;
            l->name[n_levels] = text[n_levels] = clean;
            n_levels++;
        } else {
            lmev__free(clean);
        }
    }
    if (st == LMEV_OK && n_levels > 1) st = lay_levels(l, &f, n_levels, err);
    for (size_t a = 0; a < n_levels; a++) {
        lmev__free(text[a]);
        text[a] = NULL;
    }
    return st;
}

/* ---- Interactions ---- */

/* Lay out the interaction of effects x and y of two traits. */
static lmev_status lay_interaction(laying *l, const lmev__factor *f, size_t x, size_t y,
                                   size_t family, lmev_error *err)
{
    lmev__study *s = l->m->s;
    lmev__effect *e = add(l, f, s->effect[x].a, s->effect[x].b, family);
    if (!e) return lmev__nomem(err, "effects of traits");
    e->with_a = lmev__strdup(s->effect[y].a);
    e->with_b = lmev__strdup(s->effect[y].b);
    if (!e->with_a || !e->with_b) return lmev__nomem(err, "effects of traits");
    for (size_t i = 0; i < s->n_models; i++) {
        const int a = s->effect[x].cell[i], b = s->effect[y].cell[i];
        e->cell[i] = (signed char)(a && b ? a + 2 * (b - 1) : 0);
    }
    weigh(l, e);
    if (e->n_contexts == 0) drop_last(s);
    return LMEV_OK;
}

/* A context with all four cells is a context of both traits too, so only effects that
 * have contexts are tried. n: the effects of traits. */
static lmev_status lay_interactions(laying *l, lmev__trait t, lmev__trait u, size_t n,
                                    lmev_error *err)
{
    const lmev__study *s = l->m->s;
    const size_t left = s->grouping[t].n, right = s->grouping[u].n, before = s->n_effects;
    const lmev__factor f = {t, u, LMEV__SETTINGS};
    if (left < 2 || right < 2) return LMEV_OK;
    lmev__find_contexts(l->context, l->m->codes, &f);
    for (size_t x = 0; x < n; x++)
        for (size_t y = x + 1; y < n && s->n_effects - before < LMEV__EFFECTS_MAX; y++) {
            if (s->effect[x].trait != t || s->effect[y].trait != u) continue;
            if (!s->effect[x].n_contexts || !s->effect[y].n_contexts) continue;
            lmev_status st = lay_interaction(
                l, &f, x, y, lmev__pairs_of(left) * lmev__pairs_of(right), err);
            if (st != LMEV_OK) return st;
        }
    return LMEV_OK;
}

/* ---- Devices ---- */

/* Lay out devices a and b. Least squares of models and device: a model that ran n times
 * on one and k times on the other has weight n k / (n + k). */
static lmev_status lay_device(laying *l, const lmev__level *a, const lmev__level *b,
                              size_t family, lmev_error *err)
{
    static const lmev__factor f = {LMEV__BY_DEVICE, LMEV__TRAITS, LMEV__SETTINGS};
    lmev__study *s = l->m->s;
    lmev__effect *e = add(l, &f, a->name, b->name, family);
    if (!e) return lmev__nomem(err, "effects of devices");
    double *on[2] = {lmev__calloc(s->n_models, sizeof **on),
                     lmev__calloc(s->n_models, sizeof **on)};
    const lmev__level *of[2] = {a, b};
    double all = 0;
    lmev_status st = on[0] && on[1] ? LMEV_OK : lmev__nomem(err, "effects of devices");
    for (int d = 0; d < 2 && st == LMEV_OK; d++)
        for (size_t i = 0; i < of[d]->n; i++) on[d][s->model_of[of[d]->which[i]]]++;
    for (size_t k = 0; k < s->n_models && st == LMEV_OK; k++) {
        if (!(on[0][k] > 0 && on[1][k] > 0)) continue;
        e->n_contexts++;
        e->n_models++;
        all += on[0][k] * on[1][k] / (on[0][k] + on[1][k]);
    }
    for (int d = 0; d < 2 && st == LMEV_OK && all > 0; d++)
        for (size_t i = 0; i < of[d]->n; i++) {
            const size_t k = s->model_of[of[d]->which[i]];
            if (on[1 - d][k] > 0)
                e->weight[of[d]->which[i]] =
                    (d == 0 ? 1 : -1) * on[1 - d][k] / (on[0][k] + on[1][k]) / all;
        }
    if (e->n_contexts == 0) drop_last(s);
    lmev__free(on[0]);
    lmev__free(on[1]);
    return st;
}

static lmev_status lay_devices(laying *l, lmev_error *err)
{
    const lmev__study *s = l->m->s;
    const lmev__grouping *g = &s->grouping[LMEV__BY_DEVICE];
    const size_t before = s->n_effects;
    lmev_status st = LMEV_OK;
    for (size_t a = 0; a < g->n && st == LMEV_OK; a++)
        for (size_t b = a + 1; b < g->n && st == LMEV_OK; b++)
            if (s->n_effects - before < LMEV__EFFECTS_MAX)
                st = lay_device(l, &g->level[a], &g->level[b], lmev__pairs_of(g->n), err);
    return st;
}

/* ---- All of it ---- */

void lmev__effect_clear(lmev__effect *e)
{
    lmev__free(e->a);
    lmev__free(e->b);
    lmev__free(e->with_a);
    lmev__free(e->with_b);
    lmev__free(e->weight);
    lmev__free(e->context);
    lmev__free(e->cell);
}

lmev_status lmev__build_effects(lmev__study_build *m, lmev_error *err)
{
    const size_t n = m->s->n_models;
    laying l = {.m = m,
                .context = lmev__calloc(n, sizeof *l.context),
                .level = lmev__calloc(n, sizeof *l.level),
                .name = lmev__calloc(n, sizeof *l.name),
                .n_at = lmev__calloc(n, sizeof *l.n_at),
                .beside = lmev__calloc(n, sizeof *l.beside),
                .count = lmev__calloc(n, sizeof *l.count)};
    char **text = lmev__calloc(n, sizeof *text);
    lmev_status st =
        l.context && l.level && l.name && l.n_at && l.beside && l.count && text
            ? LMEV_OK
            : lmev__nomem(err, "effects of traits and settings");
    for (lmev__trait t = 0; t < LMEV__BY_DEVICE && st == LMEV_OK; t++)
        st = lay_trait(&l, t, err);
    const size_t n_of_traits = m->s->n_effects;
    for (lmev__trait t = 0; t < LMEV__BY_DEVICE; t++)
        for (lmev__trait u = t + 1; u < LMEV__BY_DEVICE && st == LMEV_OK; u++)
            st = lay_interactions(&l, t, u, n_of_traits, err);
    for (lmev__setting k = 0; k < LMEV__SETTINGS && st == LMEV_OK; k++)
        st = lay_setting(&l, k, text, err);
    if (st == LMEV_OK) st = lay_devices(&l, err);
    lmev__free(l.context);
    lmev__free(l.level);
    lmev__free(l.name);
    lmev__free(l.n_at);
    lmev__free(l.beside);
    lmev__free(l.count);
    lmev__free(text);
    return st;
}
