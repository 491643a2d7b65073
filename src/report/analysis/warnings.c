/* warnings.c - values that should be equal in all experiments and are not.
 *
 * A comparison of models is meaningful only where the rest is equal. Each recorded value
 * is checked by itself; an unrecorded one is no difference. Settings of the training are
 * not checked: where they vary, the names of models say so (models.c). Cost: a sort of
 * the experiments per value. Not here: the words of the warnings
 * (text/claims_study.c). */
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "base/mem.h"
#include "report/analysis/study_build.h"

#define SHOWN_DIGITS 12 /* of a digest */
#define NUMBER_ROOM  24

/* A recorded value as text: borrowed from x or written to room; NULL when not
 * recorded. */
typedef const char *(*value_of)(const lmev_experiment *x, char room[NUMBER_ROOM]);

static const char *text(const char *s)
{
    return *s ? s : NULL;
}

static const char *count(uint64_t n, char room[NUMBER_ROOM])
{
    snprintf(room, NUMBER_ROOM, "%" PRIu64, n);
    return n ? room : NULL;
}

#define VALUE(name, expression)                                               \
    static const char *name(const lmev_experiment *x, char room[NUMBER_ROOM]) \
    {                                                                         \
        (void)room;                                                           \
        return expression;                                                    \
    }
VALUE(data_set, text(lmev__base_name(x->data_set)))
VALUE(data_hash, text(x->data_hash))
VALUE(split_hash, text(x->split_hash))
VALUE(classes_hash, text(x->classes_hash))
VALUE(n_classes, count(x->n_classes, room))
VALUE(n_train, count(x->n_train, room))
VALUE(n_test, count(x->n_test, room))
VALUE(device, text(x->device))
VALUE(precision, text(x->precision))
VALUE(threads, count(x->threads, room))
#undef VALUE

/* ---- Counting values ---- */

typedef struct tally {
    const char *value;
    size_t n;
} tally;

static int by_value(const void *a, const void *b)
{
    return strcmp(((const tally *)a)->value, ((const tally *)b)->value);
}

static int by_count(const void *a, const void *b)
{
    const tally *x = a, *y = b;
    if (x->n != y->n) return x->n > y->n ? -1 : 1;
    return strcmp(x->value, y->value);
}

/* Merge equal neighbours of n sorted values; returns how many are left. */
static size_t merge(tally *t, size_t n)
{
    size_t kept = 0;
    for (size_t i = 1; i < n; i++) {
        if (strcmp(t[kept].value, t[i].value) == 0)
            t[kept].n += t[i].n;
        else
            t[++kept] = t[i];
    }
    return n ? kept + 1 : 0;
}

/* Add a warning of n different values, for which the study has room. Sorts t. */
static lmev_status warn(lmev__study *s, const char *key, tally *t, size_t n,
                        size_t shown_digits, lmev_error *err)
{
    qsort(t, n, sizeof *t, by_count);
    size_t shown = n < LMEV__VALUES_MAX ? n : LMEV__VALUES_MAX;
    lmev__warning *w = &s->warning[s->n_warnings++];
    w->key = key;
    w->n_values = shown;
    w->n_more = n - shown;
    w->value = lmev__calloc(shown, sizeof *w->value);
    w->count = lmev__calloc(shown, sizeof *w->count);
    if (!w->value || !w->count) return lmev__nomem(err, "warnings");
    for (size_t i = 0; i < shown; i++) {
        char *value = lmev__clean(t[i].value);
        if (!value) return lmev__nomem(err, "warnings");
        if (shown_digits && strlen(value) > shown_digits) value[shown_digits] = '\0';
        w->value[i] = value;
        w->count[i] = t[i].n;
    }
    return LMEV_OK;
}

/* What is checked, in the order in which it is reported. */
static const struct {
    const char *key;
    value_of of;
    size_t digits;
    /* follows from the draw of the rows, which a spec may ask for trial by trial */
    bool drawn;
} things[] = {
    {"data set", data_set, 0, false},
    {"LMEV-DATA_SHA256", data_hash, SHOWN_DIGITS, true},
    {"LMEV-SPLIT_SHA256", split_hash, SHOWN_DIGITS, true},
    {"LMEV-CLASSES_SHA256", classes_hash, SHOWN_DIGITS, true},
    {"DATA-OUTPUT_DIM", n_classes, 0, true},
    {"DATA-TRAINING_SET_SIZE", n_train, 0, true},
    {"DATA-TEST_SET_SIZE", n_test, 0, true},
    {"device", device, 0, false},
    {"LMEV-PRECISION", precision, 0, false},
    {"LMEV-THREADS", threads, 0, false},
};
#define N_THINGS (sizeof things / sizeof *things)

/* ---- Drawn trial by trial ---- */

typedef struct drawn {
    int64_t trial;
    size_t model;
    const char *value;
} drawn;

static int by_trial(const void *a, const void *b)
{
    const drawn *x = a, *y = b;
    if (x->trial != y->trial) return x->trial < y->trial ? -1 : 1;
    return (x->model > y->model) - (x->model < y->model);
}

/* Does each trial number have one value, and every model a trial of each number? Then all
 * models had the same rows, trial by trial, as `split: per-trial` asks for. A model that
 * lacks a number had other rows than the rest, and the warning stays. d: [all->n] */
static bool is_drawn_by_trial(const lmev__study *s, size_t thing, drawn *d,
                              char (*room)[NUMBER_ROOM])
{
    const size_t n = s->all->n;
    for (size_t i = 0; i < n; i++) {
        const lmev_experiment *x = &s->all->at[i];
        d[i] = (drawn){x->trial, s->model_of[i], things[thing].of(x, room[i])};
        if (d[i].trial < 0 || !d[i].value) return false;
    }
    qsort(d, n, sizeof *d, by_trial);
    for (size_t i = 0, end; i < n; i = end) {
        size_t n_models = 0;
        for (end = i; end < n && d[end].trial == d[i].trial; end++) {
            if (strcmp(d[end].value, d[i].value) != 0) return false;
            n_models += end == i || d[end].model != d[end - 1].model;
        }
        if (n_models < s->n_models) return false;
    }
    return true;
}

static lmev_status look(lmev__study *s, size_t thing, tally *t, drawn *d,
                        char (*room)[NUMBER_ROOM], lmev_error *err)
{
    size_t n = 0;
    if (things[thing].drawn && is_drawn_by_trial(s, thing, d, room)) return LMEV_OK;
    for (size_t i = 0; i < s->all->n; i++) {
        t[n] = (tally){things[thing].of(&s->all->at[i], room[i]), 1};
        n += t[n].value != NULL;
    }
    qsort(t, n, sizeof *t, by_value);
    n = merge(t, n);
    return n < 2 ? LMEV_OK : warn(s, things[thing].key, t, n, things[thing].digits, err);
}

/* Which epoch the weights kept are of, where that is known. */
static lmev_status look_at_weights(lmev__study *s, tally *t, lmev_error *err)
{
    const lmev__kept_weights kept = lmev__count_kept(s->all);
    size_t n = 0;
    if (kept.best) t[n++] = (tally){"best", kept.best};
    if (kept.last) t[n++] = (tally){"last", kept.last};
    if (kept.neither) t[n++] = (tally){"neither", kept.neither};
    return n < 2 ? LMEV_OK : warn(s, "weights", t, n, 0, err);
}

/* ---- Things that should occur once ---- */

static lmev_status look_at_ids(lmev__study *s, tally *t, lmev_error *err)
{
    size_t n = 0, repeated = 0;
    for (size_t i = 0; i < s->all->n; i++)
        if (*s->all->at[i].run_id) t[n++] = (tally){s->all->at[i].run_id, 1};
    qsort(t, n, sizeof *t, by_value);
    n = merge(t, n);
    for (size_t i = 0; i < n; i++)
        if (t[i].n > 1) t[repeated++] = t[i];
    return repeated ? warn(s, "run id", t, repeated, 0, err) : LMEV_OK;
}

/* Trials of a model lie in the order of their numbers. */
static lmev_status look_at_trials(lmev__study *s, tally *t, lmev_error *err)
{
    size_t repeated = 0;
    for (size_t k = 0; k < s->n_models; k++) {
        const lmev__study_model *m = &s->model[k];
        size_t n = 0;
        for (size_t i = 0, end; i < m->n; i = end) {
            int64_t trial = s->all->at[m->which[i]].trial;
            for (end = i + 1; end < m->n && s->all->at[m->which[end]].trial == trial;)
                end++;
            if (trial >= 0 && end - i > 1) n += end - i;
        }
        if (n) t[repeated++] = (tally){m->name, n};
    }
    return repeated ? warn(s, "trial", t, repeated, 0, err) : LMEV_OK;
}

lmev_status lmev__build_warnings(lmev__study_build *m, lmev_error *err)
{
    lmev__study *s = m->s;
    tally *t = lmev__calloc(s->all->n + 3, sizeof *t); /* 3: weights */
    drawn *d = lmev__calloc(s->all->n, sizeof *d);
    char(*room)[NUMBER_ROOM] = lmev__alloc(s->all->n * sizeof *room);
    s->warning = lmev__calloc(N_THINGS + 3, sizeof *s->warning);
    lmev_status st =
        t && d && room && s->warning ? LMEV_OK : lmev__nomem(err, "warnings");
    for (size_t i = 0; i < N_THINGS && st == LMEV_OK; i++)
        st = look(s, i, t, d, room, err);
    if (st == LMEV_OK) st = look_at_weights(s, t, err);
    if (st == LMEV_OK) st = look_at_trials(s, t, err);
    if (st == LMEV_OK) st = look_at_ids(s, t, err);
    lmev__free(t);
    lmev__free(d);
    lmev__free(room);
    return st;
}
