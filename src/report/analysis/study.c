/* study.c - a study is built step by step, and freed.
 *
 * models.c groups experiments into models, predicted.c reads their predictions (and
 * classes.c counts those of the best model), trials.c makes them trials on test sets,
 * groups.c groups them by trait and device, contexts.c and effects.c find models that
 * differ in one thing alone, verdicts.c judges pairs and effects, simulated.c judges
 * studies of equal models likewise, warnings.c finds what should be equal and is not.
 * Cost: reading the predictions, and judging simulated studies; the rest is small. */
#include "report/analysis/study.h"

#include <math.h>

#include "base/error.h"
#include "base/mem.h"
#include "base/utf8.h"
#include "base/work.h"
#include "report/analysis/study_build.h"

#define DIFFERENCE 0.005

/* Pairs lie in the order of a, then b: all of them, or only those with the best. */
const lmev__pair *lmev__pair_of(const lmev__study *s, size_t a, size_t b)
{
    size_t n = s->n_models;
    if (a >= b || b >= n || (n > LMEV__PAIRED_MODELS_MAX && a > 0)) return NULL;
    return &s->pair[a * (2 * n - a - 1) / 2 + (b - a - 1)];
}

static void free_warnings(lmev__study *s)
{
    for (size_t i = 0; s->warning && i < s->n_warnings; i++) {
        lmev__warning *w = &s->warning[i];
        for (size_t k = 0; w->value && k < w->n_values; k++) lmev__free(w->value[k]);
        lmev__free(w->value);
        lmev__free(w->count);
    }
    lmev__free(s->warning);
}

static void free_groupings(lmev__study *s)
{
    for (lmev__trait t = 0; t < LMEV__TRAITS; t++) {
        lmev__grouping *g = &s->grouping[t];
        for (size_t k = 0; g->level && k < g->n; k++) {
            lmev__free(g->level[k].name);
            lmev__free(g->level[k].which);
        }
        lmev__free(g->level);
    }
    for (size_t i = 0; s->timing && i < s->n_timings; i++) lmev__free(s->timing[i].which);
    lmev__free(s->timing);
    for (size_t i = 0; i < s->n_effects; i++) lmev__effect_clear(&s->effect[i]);
    lmev__free(s->effect);
    lmev__verdict_clear(&s->kept);
    lmev__verdict_clear(&s->by_best);
    lmev__verdict_clear(&s->by_last);
}

void lmev__study_free(lmev__study *s)
{
    if (!s) return;
    for (size_t k = 0; s->model && k < s->n_models; k++) {
        lmev__free(s->model[k].name);
        lmev__free(s->model[k].settings);
        lmev__free(s->model[k].which);
    }
    for (size_t k = 0; s->class && k < s->n_classes; k++) lmev__free(s->class[k].name);
    free_warnings(s);
    free_groupings(s);
    lmev__free(s->model);
    lmev__free(s->model_of);
    lmev__free(s->pair);
    lmev__free(s->class);
    lmev__free(s->confused);
    lmev__free(s->test_set_of);
    lmev__free(s->test_rows);
    lmev__free(s);
}

static void making_clear(lmev__study_build *m)
{
    for (size_t k = 0; m->set && k < m->s->n_test_sets; k++) lmev__free(m->set[k].truth);
    for (size_t i = 0; m->hit && i < m->s->all->n; i++) lmev__free(m->hit[i]);
    lmev__free(m->set);
    lmev__free(m->hit);
    lmev__free((void *)m->trials.bac);
    lmev__free((void *)m->trials.test_set);
    lmev__free((void *)m->trials.rows);
    lmev__class_counts_free(m->counts);
    lmev__model_codes_free(m->codes);
    lmev__free(m->x);
    lmev__free(m->y);
}

static lmev_report_options filled(const lmev_report_options *options)
{
    lmev_report_options o = options ? *options : (lmev_report_options){0};
    if (!o.language) o.language = "en";
    if (!(o.difference > 0)) o.difference = DIFFERENCE;
    o.threads = lmev__thread_count(o.threads);
    return o;
}

static lmev_status begin(lmev__study_build *m, lmev_error *err)
{
    size_t n = m->s->all->n;
    m->s->model_of = lmev__calloc(n, sizeof *m->s->model_of);
    m->s->test_set_of = lmev__calloc(n, sizeof *m->s->test_set_of);
    m->hit = lmev__calloc(n, sizeof *m->hit);
    m->x = lmev__calloc(n, sizeof *m->x);
    m->y = lmev__calloc(n, sizeof *m->y);
    if (!m->s->model_of || !m->s->test_set_of || !m->hit || !m->x || !m->y)
        return lmev__nomem(err, "a report");
    for (size_t i = 0; i < n; i++) m->s->test_set_of[i] = LMEV__NONE;
    m->s->closest = LMEV__NONE;
    return LMEV_OK;
}

/* There is no experiment: say why the first run that was found cannot be used. */
static lmev_status nothing(const lmev_experiments *all, lmev_error *err)
{
    lmev_status s = lmev__fail(err, LMEV_ERR_NOTFOUND, NULL, 0, "no finished experiment");
    if (all->n_left_out)
        lmev__hint(err, "runs that cannot be used: %zu, the first '%s': %s",
                   all->n_left_out, lmev__brief_of(all->left_out[0].path).at,
                   lmev__brief_of(all->left_out[0].why).at);
    return s;
}

lmev_status lmev__study_new(lmev__study **out, const lmev_experiments *all,
                            const lmev_report_options *options, const lmev_watch *watch,
                            lmev_error *err)
{
    static lmev_status (*const part[])(lmev__study_build *, lmev_error *) = {
        begin,
        lmev__build_models,
        lmev__build_predicted,
        lmev__build_trials,
        lmev__build_groups,
        lmev__build_codes,
        lmev__build_effects,
        lmev__build_verdicts,
        lmev__build_simulated,
        lmev__build_timings,
        lmev__build_warnings,
    };
    if (all->n == 0) return nothing(all, err);
    lmev__study *s = lmev__calloc(1, sizeof *s);
    if (!s) return lmev__nomem(err, "a report");
    s->all = all;
    s->options = filled(options);
    lmev__study_build m = {.s = s, .watch = watch};
    lmev_status st = LMEV_OK;
    for (size_t i = 0; i < sizeof part / sizeof *part && st == LMEV_OK; i++)
        st = part[i](&m, err);
    making_clear(&m);
    if (st == LMEV_OK)
        *out = s;
    else
        lmev__study_free(s);
    return st;
}
