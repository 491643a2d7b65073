/* predicted.c - the predictions of all experiments, reduced to one byte per row: right or
 * wrong.
 *
 * Experiments whose files hold the same texts and true labels in the same order share a
 * test set; only those can be compared row by row. Files are read a few at a time, in the
 * order of the models, and dropped; classes.c counts those of the best model that has
 * any. Cost: the reading; n_rows bytes per experiment, 4 n_rows bytes per test set. */
#include <math.h>
#include <string.h>

#include "base/error.h"
#include "base/mem.h"
#include "base/work.h"
#include "report/analysis/study_build.h"

#define AT_ONCE 16 /* files, at most */

/* The true classes of the rows, those that occur numbered without gaps. */
static lmev_status set_truth(lmev__test_set *set, const lmev_predictions *p,
                             const lmev_counts *c, lmev_error *err)
{
    uint32_t *number = lmev__alloc(p->n_names * sizeof *number);
    set->truth = lmev__alloc(p->n * sizeof *set->truth);
    if (!number || !set->truth) {
        lmev__free(number);
        return lmev__nomem(err, "rows of a test set");
    }
    for (size_t k = 0; k < p->n_names; k++) {
        number[k] = (uint32_t)set->n_classes;
        set->n_classes += c->truth[k] > 0;
    }
    for (size_t r = 0; r < p->n; r++) set->truth[r] = number[p->truth[r]];
    lmev__free(number);
    return LMEV_OK;
}

/* Find the test set of these predictions, or add it. */
static lmev_status find_set(lmev__study_build *m, size_t *found,
                            const lmev_predictions *p, const lmev_counts *c,
                            lmev_error *err)
{
    lmev__study *s = m->s;
    for (*found = 0; *found < s->n_test_sets; ++*found) {
        const lmev__test_set *set = &m->set[*found];
        if (set->n_rows == p->n && strcmp(set->rows_hash, p->rows_hash) == 0)
            return LMEV_OK;
    }
    if (!lmev__grow(&m->set, &m->set_room, s->n_test_sets + 1, sizeof *m->set))
        return lmev__nomem(err, "rows of a test set");
    lmev__test_set *set = &m->set[s->n_test_sets++];
    *set = (lmev__test_set){.n_rows = p->n};
    memcpy(set->rows_hash, p->rows_hash, sizeof set->rows_hash);
    return set_truth(set, p, c, err);
}

static lmev_status take_counted(lmev__study_build *m, size_t i, const lmev_predictions *p,
                                const lmev_counts *c, lmev_error *err)
{
    lmev__study *s = m->s;
    size_t k;
    lmev_status st = find_set(m, &k, p, c, err);
    if (st != LMEV_OK) return st;
    uint8_t *hit = m->hit[i] = lmev__alloc(p->n);
    if (!hit) return lmev__nomem(err, "rows of a test set");
    for (size_t r = 0; r < p->n; r++) hit[r] = p->truth[r] == p->predicted[r];
    s->test_set_of[i] = k;
    s->model[s->model_of[i]].n_predicted++;
    if (s->closest == LMEV__NONE) s->closest = s->model_of[i];
    return s->closest == s->model_of[i] ? lmev__class_counts_add(&m->counts, p, k, err)
                                        : LMEV_OK;
}

/* Take the predictions of experiment i if they give its BAC. */
static lmev_status take(lmev__study_build *m, size_t i, const lmev_predictions *p,
                        lmev_error *err)
{
    const lmev_experiment *x = &m->s->all->at[i];
    lmev_counts *c = NULL;
    lmev_status st = lmev_counts_new(&c, p->truth, p->predicted, p->n, p->n_names, err);
    if (st != LMEV_OK) return st;
    double bac = lmev_metric_balanced_accuracy(c);
    if (fabs(bac - x->bac) <= LMEV__SAME_BAC)
        st = take_counted(m, i, p, c, err);
    else
        lmev__say(m->watch, LMEV_LEVEL_WARNING,
                  "%s: test-results.csv gives a BAC of %.6f, the run recorded %.6f; its "
                  "predictions are left out",
                  x->path, bac, x->bac);
    lmev_counts_free(c);
    return st;
}

/* Files that are read at once. */
typedef struct reading {
    const char *path[AT_ONCE];
    lmev_predictions *p[AT_ONCE];
    lmev_status got[AT_ONCE];
    lmev_error fault[AT_ONCE];
} reading;

static lmev_status read_file(void *self, size_t k, lmev__team_member *me)
{
    (void)me;
    reading *r = self;
    r->got[k] = lmev_predictions_load(&r->p[k], r->path[k], &r->fault[k]);
    return LMEV_OK; /* what a fault means is decided in the order of the files */
}

/* Read n files in parallel, then take them one after the other. */
static lmev_status take_some(lmev__study_build *m, lmev__team *team, const size_t *which,
                             size_t n, lmev_error *err)
{
    reading r = {{NULL}, {NULL}, {LMEV_OK}, {{0}}};
    lmev_status st = LMEV_OK;
    for (size_t k = 0; k < n; k++) r.path[k] = m->s->all->at[which[k]].path;
    (void)lmev__team_each(team, n, read_file, &r, NULL);
    for (size_t k = 0; k < n && st == LMEV_OK; k++) {
        const lmev_error *fault = &r.fault[k];
        if (r.got[k] == LMEV_OK) {
            st = take(m, which[k], r.p[k], err);
        } else if (r.got[k] == LMEV_ERR_NOMEM) {
            st = r.got[k];
            if (err) *err = *fault;
        } else {
            lmev__say(m->watch, LMEV_LEVEL_WARNING,
                      "%s: %s; it goes on without predictions",
                      fault->source[0] ? fault->source : r.path[k], fault->text);
        }
    }
    for (size_t k = 0; k < n; k++) lmev_predictions_free(r.p[k]);
    return st;
}

lmev_status lmev__build_predicted(lmev__study_build *m, lmev_error *err)
{
    lmev__study *s = m->s;
    size_t *todo = lmev__alloc(s->all->n * sizeof *todo), n = 0;
    if (!todo) return lmev__nomem(err, "predictions");
    for (size_t k = 0; k < s->n_models; k++)
        for (size_t i = 0; i < s->model[k].n; i++)
            if (s->all->at[s->model[k].which[i]].has_results)
                todo[n++] = s->model[k].which[i];

    size_t step =
        (size_t)s->options.threads < AT_ONCE ? (size_t)s->options.threads : AT_ONCE;
    lmev__team *team = NULL;
    lmev_status st = lmev__team_new(&team, (int)step, err);
    for (size_t i = 0; i < n && st == LMEV_OK; i += step) {
        lmev__report(m->watch, "reading predictions", i, n, "files", (double)NAN);
        st = lmev__asked_to_stop(m->watch)
                 ? LMEV_STOPPED
                 : take_some(m, team, todo + i, n - i < step ? n - i : step, err);
    }
    lmev__team_free(team);
    lmev__free(todo);
    if (st == LMEV_OK && n > 0)
        lmev__report(m->watch, "reading predictions", n, n, "files", (double)NAN);
    if (st == LMEV_OK && m->counts) st = lmev__class_counts_finish(m->counts, s, err);
    if (st != LMEV_OK || s->n_test_sets == 0) return st;
    if (!(s->test_rows = lmev__alloc(s->n_test_sets * sizeof *s->test_rows)))
        return lmev__nomem(err, "test sets");
    for (size_t k = 0; k < s->n_test_sets; k++) s->test_rows[k] = m->set[k].n_rows;
    return LMEV_OK;
}
