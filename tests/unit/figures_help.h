/* figures_help.h - a study made by hand, of any size, with names as they should not
 * be. */
#ifndef LMEV_TESTS_FIGURES_HELP_H
#define LMEV_TESTS_FIGURES_HELP_H
#include <math.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "report/analysis/study.h"

/* Blocks that live until the program ends, held by a chain: the tests count the library's
 * alone. */
static void *made(size_t n, size_t size)
{
    static void *last;
    void **p = calloc(1, sizeof(max_align_t) + n * size);
    assert_non_null(p);
    *p = last;
    last = p;
    return (char *)p + sizeof(max_align_t);
}

static char *text_of(const char *format, const char *name, size_t i)
{
    const size_t room = strlen(name) + 64;
    char *t = made(room, 1);
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
    snprintf(t, room, format, name, i);
#pragma GCC diagnostic pop
    return t;
}

static lmev_summary summary_of(double mean, size_t n)
{
    const double half = n > 1 ? 0.004 : NAN;
    return (lmev_summary){.n = n,
                          .mean = mean,
                          .sd = n > 1 ? 0.0025 : NAN,
                          .se = half / 2,
                          .low = mean - half,
                          .high = mean + half};
}

static void make_experiment(lmev_experiment *x, const char *model, size_t m, size_t t,
                            size_t i)
{
    *x = (lmev_experiment){.path = text_of("runs/%s%zu", "x", i),
                           .run_id = text_of("%s run %zu", model, i),
                           .model = (char *)model,
                           .name = (char *)"",
                           .version = (char *)"",
                           .device = (char *)(i % 2 ? "Tesla P100" : "Tesla T4"),
                           .trial = (int64_t)t,
                           .n_epochs = 6};
    x->bac = 0.76 - 0.0031 * (double)m + 0.0007 * (double)(t % 5);
    x->started_at = 1.6e9 + 1000.0 * (double)((i * 7919) % 10007);
    x->training_took = 100 + 13.7 * (double)(m % 11) + (double)t;
    x->val_loss = made(6, sizeof(double));
    x->test_bac = made(6, sizeof(double));
    for (int e = 0; e < 6; e++) {
        x->val_loss[e] = 2.5 / (e + 1) + 0.01 * (double)m;
        x->test_bac[e] = x->bac - 0.3 / (e + 1);
    }
}

static void make_pairs(lmev__study *s)
{
    s->pair = made(s->n_models * s->n_models, sizeof *s->pair);
    for (size_t a = 0; a < s->n_models && s->n_models <= LMEV__PAIRED_MODELS_MAX; a++)
        for (size_t b = a + 1; b < s->n_models; b++) {
            const double d = s->model[a].bac.mean - s->model[b].bac.mean;
            s->pair[s->n_pairs++] = (lmev__pair){.a = a,
                                                 .b = b,
                                                 .p_joint = d > 0.006 ? 0.01 : 0.4,
                                                 .joint_low = d - 0.006,
                                                 .joint_high = d + 0.006,
                                                 .of = {.test = {.difference = d,
                                                                 .low = d - 0.005,
                                                                 .high = d + 0.005,
                                                                 .p = 0.005},
                                                        .scope = LMEV_SCOPE_MODELS}};
        }
}

static void make_classes(lmev__study *s, const char *const *name, size_t n_names)
{
    s->closest = 0;
    s->n_classes = 60;
    s->class = made(s->n_classes, sizeof *s->class);
    for (size_t i = 0; i < s->n_classes; i++)
        s->class[i] = (lmev__class){.name = text_of("%s class %zu", name[i % n_names], i),
                                    .n = 4 + 3 * i,
                                    .trials = 2,
                                    .predictions = 2 * (4 + 3 * i),
                                    .recall = (double)i / 70,
                                    .low = (double)i / 90,
                                    .high = (double)(i + 5) / 75};
    s->n_confused = 20;
    s->confused = made(s->n_confused, sizeof *s->confused);
    for (size_t i = 0; i < s->n_confused; i++)
        s->confused[i] = (lmev__confused){.truth = i,
                                          .predicted = 59 - i,
                                          .n = 40 - i,
                                          .share = 0.5 - 0.01 * (double)i};
}

/* n_models models of n_trials trials; model m is called after name[m % n_names]. */
static lmev__study *make_study(size_t n_models, size_t n_trials, const char *const *name,
                               size_t n_names)
{
    static char *const languages[] = {(char *)"es", (char *)"en"};
    lmev_experiments *all = made(1, sizeof *all);
    lmev__study *s = made(1, sizeof *s);
    all->n = n_models * n_trials;
    all->at = made(all->n, sizeof *all->at);
    s->all = all;
    s->n_models = n_models;
    s->model = made(n_models, sizeof *s->model);
    s->model_of = made(all->n, sizeof *s->model_of);
    s->timing = made(2 * n_models, sizeof *s->timing);
    lmev__grouping *lang = &s->grouping[LMEV__BY_LANGUAGE],
                   *dev = &s->grouping[LMEV__BY_DEVICE];
    *lang = (lmev__grouping){LMEV__BY_LANGUAGE, 2, made(2, sizeof(lmev__level))};
    *dev = (lmev__grouping){LMEV__BY_DEVICE, 2, made(2, sizeof(lmev__level))};
    for (int i = 0; i < 2; i++) {
        lang->level[i] = (lmev__level){.name = languages[i],
                                       .bac = summary_of(0.75 - 0.01 * i, 8),
                                       .which = made(all->n, sizeof(size_t))};
        dev->level[i] = (lmev__level){.name = (char *)(i ? "Tesla P100" : "Tesla T4"),
                                      .bac = summary_of(0.75, 8),
                                      .which = made(all->n, sizeof(size_t))};
    }
    for (size_t m = 0; m < n_models; m++) {
        lmev__study_model *x = &s->model[m];
        *x = (lmev__study_model){.name = text_of("%s %zu", name[m % n_names], m),
                                 .n = n_trials,
                                 .which = made(n_trials, sizeof(size_t)),
                                 .standing.among_best = m < 2,
                                 .params = 1e6 * (double)(1 + m % 7),
                                 .memory = 3e8 + 1e7 * (double)m};
        for (size_t t = 0; t < n_trials; t++) {
            const size_t i = m * n_trials + t;
            make_experiment(&all->at[i], x->name, m, t, i);
            x->which[t] = i;
            s->model_of[i] = m;
            lang->level[m % 2].which[lang->level[m % 2].n++] = i;
            dev->level[i % 2].which[dev->level[i % 2].n++] = i;
        }
        x->bac = summary_of(0.76 - 0.0031 * (double)m + 0.0007, n_trials);
        x->scope = LMEV_SCOPE_MODELS;
        x->low = x->bac.mean - 0.003;
        x->high = x->bac.mean + 0.003;
        x->next_low = n_trials > 1 ? x->bac.mean - 0.006 : (double)NAN;
        x->next_high = n_trials > 1 ? x->bac.mean + 0.006 : (double)NAN;
        x->min_val_loss = summary_of(2.5 / 6 + 0.01 * (double)m, n_trials);
        x->training = summary_of(100 + 13.7 * (double)(m % 11), n_trials);
        for (size_t d = 0; d < 2 && d < n_trials; d++) {
            lmev__timing *t = &s->timing[s->n_timings++];
            *t = (lmev__timing){.model = m,
                                .device = d,
                                .training = x->training,
                                .n = 1,
                                .which = x->which + d};
        }
    }
    make_pairs(s);
    make_classes(s, name, n_names);
    return s;
}
#endif
