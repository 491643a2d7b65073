/* effects.c - which models differ in one thing alone, and what follows: the effect of a trait, of a
 * setting, of a device, all else being equal.
 *
 * Models that are alike in all but one trait are a context of it. The effect of a level instead
 * of another is the mean over the contexts that have both: in a crossed design that is least
 * squares with all interactions, in another the mean over matched pairs, and where no two models
 * match there is none. An interaction is half the difference of two such effects, over contexts
 * that have all four cells. Of devices the contexts are the models that ran on both. Here
 * effects are laid out, as weights; lmev__judge says how large they are. Cost: pairs of models. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/error.h"
#include "base/mem.h"
#include "report/parts.h"

/* ---- Alike in all else ---------------------------------------------------------------------- */

/* What may differ: one or two traits, or a setting of one language model. */
typedef struct factor {
    lmev__trait trait, with; /* LMEV__TRAITS: none */
    lmev__setting setting;   /* LMEV__SETTINGS: none */
} factor;

static const lmev_experiment *first_of(const lmev__study *s, size_t model)
{
    return &s->all->at[s->model[model].which[0]];
}

static bool is_scratch(const lmev__model *m)
{
    return strcmp(m->level[LMEV__BY_ORIGIN], "scratch") == 0;
}

/* Is the trait known to be the same? Two scratch models have no language, which is equal too. */
static bool same_trait(const lmev__model *a, const lmev__model *b, lmev__trait t)
{
    if (strcmp(a->level[t], b->level[t]) != 0) return false;
    return *a->level[t] || (t == LMEV__BY_LANGUAGE && is_scratch(a) && is_scratch(b));
}

static bool alike(const lmev__study *s, size_t a, size_t b, const factor *f)
{
    const lmev_experiment *x = first_of(s, a), *y = first_of(s, b);
    const bool of_setting = f->setting < LMEV__SETTINGS;
    if (of_setting && strcmp(x->model, y->model) != 0) return false;
    for (lmev__setting k = 0; k < LMEV__SETTINGS; k++)
        if (k != f->setting &&
            (of_setting || lmev__setting_of_grid(k) || lmev__setting_of_data(k)) &&
            lmev__setting_differs(x, y, k))
            return false;
    for (lmev__trait t = 0; t < LMEV__BY_DEVICE && !of_setting; t++)
        if (t != f->trait && t != f->with && !same_trait(&s->model[a], &s->model[b], t))
            return false;
    return true;
}

static bool differ_in_trait(const lmev__study *s, size_t a, size_t b, lmev__trait t)
{
    const char *x = s->model[a].level[t], *y = s->model[b].level[t];
    return *x && *y && strcmp(x, y) != 0;
}

lmev__trait lmev__differs(const lmev__study *s, size_t a, size_t b)
{
    for (lmev__trait t = 0; t < LMEV__BY_DEVICE; t++) {
        const factor f = {t, LMEV__TRAITS, LMEV__SETTINGS};
        if (differ_in_trait(s, a, b, t) && alike(s, a, b, &f)) return t;
    }
    return LMEV__TRAITS;
}

lmev__setting lmev__differs_in_setting(const lmev__study *s, size_t a, size_t b)
{
    for (lmev__setting k = 0; k < LMEV__SETTINGS; k++) {
        const factor f = {LMEV__TRAITS, LMEV__TRAITS, k};
        if (lmev__setting_differs(first_of(s, a), first_of(s, b), k) && alike(s, a, b, &f))
            return k;
    }
    return LMEV__SETTINGS;
}

/* ---- Laying out ----------------------------------------------------------------------------- */

typedef struct laying {
    lmev__making *m;
    size_t room;
    size_t *context; /* [n_models] of the factor at hand: the first model alike, or LMEV__NONE */
    char **text;     /* [n_models] levels of the setting at hand                              */
} laying;

static void find_contexts(const laying *l, const factor *f)
{
    const lmev__study *s = l->m->s;
    for (size_t i = 0; i < s->n_models; i++) {
        l->context[i] = alike(s, i, i, f) ? i : LMEV__NONE;
        for (size_t k = 0; k < i && l->context[i] == i; k++)
            if (l->context[k] == k && alike(s, k, i, f)) l->context[i] = k;
    }
}

/* A new effect with its arrays, all models out of it; NULL: no memory. */
static lmev__effect *add(laying *l, const char *a, const char *b)
{
    lmev__study *s = l->m->s;
    if (!lmev__grow(&s->effect, &l->room, s->n_effects + 1, sizeof *s->effect)) return NULL;
    lmev__effect *e = &s->effect[s->n_effects++];
    *e = (lmev__effect){.trait = LMEV__TRAITS,
                        .setting = LMEV__SETTINGS,
                        .with = LMEV__TRAITS,
                        .a = lmev__strdup(a),
                        .b = lmev__strdup(b),
                        .family = 1,
                        .weight = lmev__calloc(s->all->n, sizeof *e->weight),
                        .context = lmev__calloc(s->n_models, sizeof *e->context),
                        .cell = lmev__calloc(s->n_models, 1)};
    return e->a && e->b && e->weight && e->context && e->cell ? e : NULL;
}

/* Models in each cell of a context. */
static void count_cells(const lmev__study *s, const lmev__effect *e, const size_t *context,
                        size_t which, size_t count[5])
{
    for (int c = 0; c < 5; c++) count[c] = 0;
    for (size_t i = which; i < s->n_models; i++)
        if (context[i] == which) count[(int)e->cell[i]]++;
}

/* From cells to contexts that have them all, and weights. Without any the models at the levels stay
 * in their cells, in no context. */
static void weigh(laying *l, lmev__effect *e)
{
    const lmev__study *s = l->m->s;
    const bool two = e->with < LMEV__TRAITS;
    size_t count[5];
    for (size_t i = 0; i < s->n_models; i++) e->context[i] = LMEV__NONE;
    for (size_t i = 0; i < s->n_models; i++) {
        if (l->context[i] != i) continue;
        count_cells(s, e, l->context, i, count);
        if (!count[1] || !count[2] || (two && (!count[3] || !count[4]))) continue;
        e->n_contexts++;
        for (size_t k = i; k < s->n_models; k++)
            if (l->context[k] == i && e->cell[k]) e->context[k] = i;
    }
    for (size_t i = 0; i < s->n_models; i++) {
        const int cell = e->cell[i];
        e->n_models += cell && (e->n_contexts == 0 || e->context[i] != LMEV__NONE);
        if (cell == 0 || e->context[i] == LMEV__NONE) continue;
        count_cells(s, e, e->context, e->context[i], count);
        const double sign = (cell == 1 || cell == 4 ? 1 : -1) * (two ? 0.5 : 1);
        for (size_t t = 0; t < s->model[i].n; t++)
            e->weight[s->model[i].which[t]] = sign / (double)e->n_contexts /
                                              (double)count[cell] / (double)s->model[i].n;
    }
}

static void drop_last(lmev__study *s);

/* Levels a and b of a trait. */
static lmev_status lay_trait(laying *l, const factor *f, const char *a, const char *b,
                             size_t family, lmev_error *err)
{
    lmev__study *s = l->m->s;
    size_t n[3] = {0};
    lmev__effect *e = add(l, a, b);
    if (!e) return lmev__nomem(err, "effects of traits");
    e->trait = f->trait;
    e->family = family;
    for (size_t i = 0; i < s->n_models; i++) {
        const char *level = s->model[i].level[f->trait];
        e->cell[i] = strcmp(level, a) == 0 ? 1 : strcmp(level, b) == 0 ? 2 : 0;
        n[(int)e->cell[i]]++;
    }
    weigh(l, e);
    /* Not matched, a sample of models at least, two at each level. */
    if (e->n_contexts == 0 && (n[1] < 2 || n[2] < 2)) drop_last(s);
    return LMEV_OK;
}

static lmev_status lay_interaction(laying *l, const factor *f, const char *const a[2],
                                   const char *const b[2], size_t family, lmev_error *err)
{
    lmev__study *s = l->m->s;
    lmev__effect *e = add(l, a[0], a[1]);
    if (!e) return lmev__nomem(err, "effects of traits");
    e->trait = f->trait;
    e->with = f->with;
    e->family = family;
    e->with_a = lmev__strdup(b[0]);
    e->with_b = lmev__strdup(b[1]);
    if (!e->with_a || !e->with_b) return lmev__nomem(err, "effects of traits");
    for (size_t i = 0; i < s->n_models; i++) {
        const char *x = s->model[i].level[f->trait], *y = s->model[i].level[f->with];
        for (int c = 0; c < 4; c++)
            if (strcmp(x, a[c % 2]) == 0 && strcmp(y, b[c / 2]) == 0)
                e->cell[i] = (signed char)(c + 1);
    }
    weigh(l, e);
    if (e->n_contexts == 0) drop_last(s);
    return LMEV_OK;
}

static size_t pairs_of(size_t n)
{
    return n * (n - 1) / 2;
}

static lmev_status lay_traits(laying *l, lmev_error *err)
{
    lmev__study *s = l->m->s;
    lmev_status st = LMEV_OK;
    for (lmev__trait t = 0; t < LMEV__BY_DEVICE; t++) {
        const lmev__grouping *g = &s->grouping[t];
        const factor f = {t, LMEV__TRAITS, LMEV__SETTINGS};
        find_contexts(l, &f);
        for (size_t a = 0; a < g->n; a++)
            for (size_t b = a + 1; b < g->n && s->n_effects < LMEV__EFFECTS_MAX; b++) {
                st = lay_trait(l, &f, g->level[a].name, g->level[b].name, pairs_of(g->n), err);
                if (st != LMEV_OK) return st;
            }
    }
    for (lmev__trait t = 0; t < LMEV__BY_DEVICE; t++)
        for (lmev__trait u = t + 1; u < LMEV__BY_DEVICE; u++) {
            const lmev__grouping *g = &s->grouping[t], *h = &s->grouping[u];
            const factor f = {t, u, LMEV__SETTINGS};
            const size_t family = g->n && h->n ? pairs_of(g->n) * pairs_of(h->n) : 0;
            find_contexts(l, &f);
            for (size_t k = 0; k < family && s->n_effects < LMEV__EFFECTS_MAX; k++) {
                size_t left = k % pairs_of(g->n), right = k / pairs_of(g->n), a = 0, b = 0;
                while (left >= g->n - 1 - a) left -= g->n - 1 - a++;
                while (right >= h->n - 1 - b) right -= h->n - 1 - b++;
                const char *const of[2] = {g->level[a].name, g->level[a + 1 + left].name};
                const char *const in[2] = {h->level[b].name, h->level[b + 1 + right].name};
                st = lay_interaction(l, &f, of, in, family, err);
                if (st != LMEV_OK) return st;
            }
        }
    return LMEV_OK;
}

/* ---- Settings ------------------------------------------------------------------------------- */

static lmev_status lay_setting(laying *l, lmev__setting k, lmev_error *err)
{
    lmev__study *s = l->m->s;
    const factor f = {LMEV__TRAITS, LMEV__TRAITS, k};
    size_t n_levels = 0, *level = lmev__calloc(s->n_models, sizeof *level);
    lmev_status st = level ? LMEV_OK : lmev__nomem(err, "effects of settings");
    for (size_t i = 0; i < s->n_models && st == LMEV_OK; i++) {
        lmev__buf b = LMEV__BUF_INIT;
        lmev__buf_puts(&b, "");
        if (lmev__setting_known(first_of(s, i), k)) lmev__setting_put(&b, first_of(s, i), k);
        char *text = lmev__buf_text(&b);
        l->text[i] = text ? lmev__clean(text) : NULL;
        lmev__free(text);
        if (!l->text[i]) st = lmev__nomem(err, "effects of settings");
        bool known = st != LMEV_OK || *l->text[i] == '\0';
        for (size_t j = 0; j < n_levels && !known; j++)
            known = strcmp(l->text[level[j]], l->text[i]) == 0;
        if (!known) level[n_levels++] = i;
    }
    if (st == LMEV_OK && n_levels > 1) find_contexts(l, &f);
    for (size_t a = 0; a < n_levels && n_levels > 1; a++)
        for (size_t b = a + 1; b < n_levels && st == LMEV_OK; b++) {
            if (s->n_effects >= LMEV__EFFECTS_MAX) break;
            lmev__effect *e = add(l, l->text[level[a]], l->text[level[b]]);
            if (!e) {
                st = lmev__nomem(err, "effects of settings");
                break;
            }
            e->setting = k;
            e->family = pairs_of(n_levels);
            for (size_t i = 0; i < s->n_models; i++)
                e->cell[i] = strcmp(l->text[i], e->a) == 0 ? 1 : strcmp(l->text[i], e->b) == 0 ? 2 : 0;
            weigh(l, e);
            if (e->n_contexts == 0) drop_last(s);
        }
    for (size_t i = 0; i < s->n_models; i++) {
        lmev__free(l->text[i]);
        l->text[i] = NULL;
    }
    lmev__free(level);
    return st;
}

/* ---- Devices -------------------------------------------------------------------------------- */

/* Levels a and b of the devices. Least squares of models and the device: a model that ran n times on
 * the one and k times on the other counts n k / (n + k). */
static lmev_status lay_device(laying *l, const lmev__level *a, const lmev__level *b,
                              size_t family, lmev_error *err)
{
    lmev__study *s = l->m->s;
    lmev__effect *e = add(l, a->name, b->name);
    if (!e) return lmev__nomem(err, "effects of devices");
    double *on[2] = {lmev__calloc(s->n_models, sizeof **on), lmev__calloc(s->n_models, sizeof **on)};
    const lmev__level *of[2] = {a, b};
    double all = 0;
    lmev_status st = on[0] && on[1] ? LMEV_OK : lmev__nomem(err, "effects of devices");
    e->trait = LMEV__BY_DEVICE;
    e->family = family;
    for (int d = 0; d < 2 && st == LMEV_OK; d++)
        for (size_t i = 0; i < of[d]->n; i++) on[d][s->model_of[of[d]->which[i]]]++;
    for (size_t k = 0; k < s->n_models && st == LMEV_OK; k++) {
        e->context[k] = LMEV__NONE;
        if (!(on[0][k] > 0 && on[1][k] > 0)) continue;
        e->n_contexts++;
        e->n_models++;
        all += on[0][k] * on[1][k] / (on[0][k] + on[1][k]);
    }
    for (int d = 0; d < 2 && st == LMEV_OK && all > 0; d++)
        for (size_t i = 0; i < of[d]->n; i++) {
            const size_t k = s->model_of[of[d]->which[i]];
            if (on[1 - d][k] > 0)
                e->weight[of[d]->which[i]] = (d == 0 ? 1 : -1) * on[1 - d][k] /
                                             (on[0][k] + on[1][k]) / all;
        }
    if (e->n_contexts == 0) drop_last(s);
    lmev__free(on[0]);
    lmev__free(on[1]);
    return st;
}

/* ---- All of it ------------------------------------------------------------------------------ */

static void drop_last(lmev__study *s)
{
    lmev__effect_clear(&s->effect[--s->n_effects]);
}

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

lmev_status lmev__make_effects(lmev__making *m, lmev_error *err)
{
    lmev__study *s = m->s;
    const lmev__grouping *devices = &s->grouping[LMEV__BY_DEVICE];
    laying l = {.m = m};
    l.context = lmev__calloc(s->n_models, sizeof *l.context);
    l.text = lmev__calloc(s->n_models, sizeof *l.text);
    lmev_status st = l.context && l.text ? lay_traits(&l, err)
                                         : lmev__nomem(err, "effects of traits");
    for (lmev__setting k = 0; k < LMEV__SETTINGS && st == LMEV_OK; k++)
        st = lay_setting(&l, k, err);
    for (size_t a = 0; a < devices->n && st == LMEV_OK; a++)
        for (size_t b = a + 1; b < devices->n && st == LMEV_OK; b++)
            if (s->n_effects < LMEV__EFFECTS_MAX)
                st = lay_device(&l, &devices->level[a], &devices->level[b],
                                pairs_of(devices->n), err);
    lmev__free(l.context);
    lmev__free(l.text);
    return st;
}
