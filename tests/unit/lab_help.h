/* lab_help.h - experiments that never were, made field by field. */
#ifndef LMEV_TEST_LAB_HELP_H
#define LMEV_TEST_LAB_HELP_H
#include "experiment_help.h"

#include <math.h>

#include "lmev/runs.h"
#include "runs/facts.h"

typedef struct lab {
    lmev_experiments e;
    size_t room, left_room;
} lab;

static inline char *dup(const char *s)
{
    char *copy = lmev__strdup(s);
    assert_non_null(copy);
    return copy;
}

static inline void set(char **at, const char *s)
{
    lmev__free(*at);
    *at = dup(s);
}

/* A finished experiment with all that most tests need; the pointer lives until the next
 * one is added. */
static inline lmev_experiment *add(lab *l, const char *model, int64_t trial, double bac)
{
    assert_true(lmev__grow(&l->e.at, &l->room, l->e.n + 1, sizeof *l->e.at));
    lmev_experiment *x = &l->e.at[l->e.n];
    char id[64];
    snprintf(id, sizeof id, "run-%zu", l->e.n++);
    *x = (lmev_experiment){.run_id = dup(id),
                           .path = dup("/runs"),
                           .name = dup("lab"),
                           .version = dup("v1"),
                           .description = dup(""),
                           .model = dup(model),
                           .handle = dup(""),
                           .format = dup(""),
                           .device = dup("abacus"),
                           .host = dup(""),
                           .data_set = dup("/data/titles.csv"),
                           .data_hash = dup(""),
                           .split_hash = dup(""),
                           .classes_hash = dup(""),
                           .precision = dup("f32"),
                           .results_sha256 = dup(""),
                           .experiment_key = dup(""),
                           .trial = trial,
                           .normalization = strstr(model, "normalization") ? 1 : 0,
                           .dim = strstr(model, "128") ? 128 : 50,
                           .n_train = 25000,
                           .n_test = 1000,
                           .n_classes = 20,
                           .bac = bac,
                           .bac_best = bac,
                           .bac_last = bac - 0.001,
                           .bac_val = (double)NAN,
                           .training_took = 10 + (double)trial,
                           .predict_took = 1,
                           .started_at = 1583345737 + 60 * (double)trial};
    for (size_t i = 0; i < lmev__n_facts; i++) { /* nothing else is known */
        const lmev__fact *fact = &lmev__fact_table[i];
        char **text = lmev__fact_of(x, fact);
        if (fact->kind == LMEV__FACT_TEXT && !*text) *text = dup("");
    }
    x->min_count = x->oov_buckets = x->n_validation = -1;
    x->lower = x->lm_trainable = x->restores_best = -1;
    x->dropout = x->validation_split = x->learning_rate = (double)NAN;
    x->beta_1 = x->beta_2 = x->epsilon = (double)NAN;
    return x;
}

/* A learning curve of n epochs, the second one the best. */
static inline void add_curve(lmev_experiment *x, uint32_t n)
{
    x->n_epochs = n;
    x->loss = lmev__calloc(n, sizeof *x->loss);
    x->val_loss = lmev__calloc(n, sizeof *x->val_loss);
    x->test_bac = lmev__calloc(n, sizeof *x->test_bac);
    assert_true(x->loss && x->val_loss && x->test_bac);
    for (uint32_t i = 0; i < n; i++) {
        x->loss[i] = 2.0 / (1 + i);
        x->val_loss[i] = i == 1 ? 1 : 1.5;
        x->test_bac[i] = i == 1 ? x->bac_best : x->bac_last;
    }
}

static inline void leave_out(lab *l, const char *path, const char *why)
{
    assert_true(lmev__grow(&l->e.left_out, &l->left_room, l->e.n_left_out + 1,
                           sizeof *l->e.left_out));
    l->e.left_out[l->e.n_left_out++] =
        (lmev_left_out){.path = dup(path), .why = dup(why)};
}

static inline void free_lab(lab *l)
{
    lmev_experiments *e = lmev__alloc(sizeof *e);
    assert_non_null(e);
    *e = l->e;
    lmev_experiments_free(e);
    *l = (lab){0};
}
#endif
