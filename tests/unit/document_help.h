/* document_help.h - experiments that never were, and what a document says of them. */
#ifndef LMEV_TEST_DOCUMENT_HELP_H
#define LMEV_TEST_DOCUMENT_HELP_H
#include "experiment_help.h"

#include <math.h>

#include "base/buf.h"
#include "lmev/experiment.h"
#include "report/document.h"

#define COUNT(array) (sizeof(array) / sizeof *(array))

/* ---- Experiments ---------------------------------------------------------------------------- */

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

/* The pointer lives until the next one is added. */
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
                           .training_took = 10 + (double)trial,
                           .predict_took = 1,
                           .started_at = 1583345737 + 60 * (double)trial};
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
    l->e.left_out[l->e.n_left_out++] = (lmev_left_out){dup(path), dup(why)};
}

static inline void free_lab(lab *l)
{
    for (size_t i = 0; i < l->e.n; i++) {
        lmev_experiment *x = &l->e.at[i];
        char *text[] = {x->run_id,         x->path,          x->name,
                        x->version,        x->description,   x->model,
                        x->handle,         x->format,        x->device,
                        x->host,           x->data_set,      x->data_hash,
                        x->split_hash,     x->classes_hash,  x->precision,
                        x->results_sha256, x->experiment_key};
        for (size_t k = 0; k < COUNT(text); k++) lmev__free(text[k]);
        lmev__free(x->loss);
        lmev__free(x->val_loss);
        lmev__free(x->test_bac);
    }
    for (size_t i = 0; i < l->e.n_left_out; i++) {
        lmev__free(l->e.left_out[i].path);
        lmev__free(l->e.left_out[i].why);
    }
    lmev__free(l->e.at);
    lmev__free(l->e.left_out);
}

/* ---- What a document says ------------------------------------------------------------------- */

static inline const lmev__section *section(const lmev__document *d, const char *id)
{
    for (size_t i = 0; i < d->n_sections; i++)
        if (strcmp(d->section[i].id, id) == 0) return &d->section[i];
    return NULL;
}

static inline const lmev__table *table(const lmev__document *d, const char *id)
{
    for (size_t i = 0; i < d->n_sections; i++)
        for (size_t k = 0; k < d->section[i].n_tables; k++)
            if (strcmp(d->section[i].table[k].id, id) == 0)
                return &d->section[i].table[k];
    fail_msg("there is no table '%s'", id);
    return NULL;
}

static inline const lmev__cell *cell_of(const lmev__table *t, size_t row, const char *key)
{
    for (size_t k = 0; k < t->n_columns; k++)
        if (strcmp(t->column[k].key, key) == 0) return &t->cell[row * t->n_columns + k];
    fail_msg("table '%s' has no column '%s'", t->id, key);
    return NULL;
}

/* A text without the marks; lmev__free it. */
static inline char *plain(const char *text)
{
    char *copy = dup(text), *to = copy;
    for (const char *at = text; *at; at++)
        if (*at != LMEV__MARK_ON[0] && *at != LMEV__MARK_OFF[0]) *to++ = *at;
    *to = 0;
    return copy;
}

/* Does a paragraph of the section say exactly this? */
static inline bool says(const lmev__document *d, const char *id, const char *sentence)
{
    const lmev__section *s = section(d, id);
    bool found = false;
    for (size_t i = 0; s && i < s->n_paragraphs; i++) {
        char *text = plain(s->paragraph[i].text);
        found |= strcmp(text, sentence) == 0;
        lmev__free(text);
    }
    return found;
}

#define assert_says(d, id, sentence)                                                     \
    do {                                                                                 \
        if (!says(d, id, sentence)) fail_msg("%s does not say: %s", id, sentence);       \
    } while (0)

#endif
