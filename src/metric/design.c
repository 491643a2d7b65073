/* design.c - analyse n trials of K models: how they repeat each other, and how much one
 * trial varies.
 *
 * Experiments are sorted into cells; a cell holds the trials of one model on one test
 * set. When a cell has two trials or more, their spread comes from seeds (SAME_ROWS).
 * When each trial has other rows, the spread includes the rows (OTHER_ROWS). When all
 * such models have the same test sets, the sets are blocks, and differences of models
 * vary by the residual of models x sets. A mixture of the last two, as in a study that
 * was interrupted, is analysed as OTHER_ROWS: what models share on a set counts as noise
 * where it cancels, and as its upper bound where it adds up (contrast.c), so intervals
 * are too wide rather than too narrow. A model with one trial is analysed like the
 * others. Cost: a sort, and one pass over the rows of each cell. */
#include <math.h>
#include <stdlib.h>

#include "base/error.h"
#include "base/mem.h"
#include "metric/design.h"

/* Least number of trials for which a model's own variance is better than the pooled
 * one. */
#define TRIALS_OF_OWN 4
#define ALPHA         0.05

void lmev_design_free(lmev_design *d)
{
    if (!d) return;
    for (size_t k = 0; d->strata && k < d->t.n_test_sets; k++)
        lmev__strata_free(d->strata[k]);
    lmev__free(d->strata);
    lmev__free(d->by);
    lmev__free(d->cell);
    lmev__free(d->repeats);
    lmev__free(d->variance);
    lmev__free(d->df);
    lmev__free(d->row);
    lmev__free(d->square);
    lmev__free(d->weight);
    lmev__free(d);
}

lmev_pooled lmev_design_pooled(const lmev_design *d, lmev_repeats kind)
{
    return d->pooled[kind];
}

lmev_repeats lmev_design_repeats(const lmev_design *d, size_t model)
{
    return d->repeats[model];
}

/* ---- Cells ---- */

static int by_place(const void *a, const void *b, void *trials)
{
    const lmev_trials *t = trials;
    const size_t i = *(const size_t *)a, j = *(const size_t *)b;
    if (t->test_set[i] != t->test_set[j]) return t->test_set[i] < t->test_set[j] ? -1 : 1;
    if (t->model[i] != t->model[j]) return t->model[i] < t->model[j] ? -1 : 1;
    return (i > j) - (i < j);
}

static bool same_cell(const lmev_trials *t, size_t i, size_t j)
{
    return t->test_set[i] == t->test_set[j] && t->test_set[i] != LMEV_OWN_ROWS &&
           t->model[i] == t->model[j];
}

static void cut_cells(lmev_design *d)
{
    for (size_t i = 0; i < d->t.n; i++) d->by[i] = i;
    qsort_r(d->by, d->t.n, sizeof *d->by, by_place, &d->t);
    for (size_t i = 0, end; i < d->t.n; i = end) {
        for (end = i + 1; end < d->t.n && same_cell(&d->t, d->by[i], d->by[end]);) end++;
        d->cell[d->n_cells++] = (lmev__design_cell){i, end, NAN};
    }
}

/* ---- How trials repeat each other ---- */

/* Whether all models with one trial per test set have the same test sets. count: [K]
 * zeroed, becomes the cells of each model. A set that one of them has must be one that
 * all have. */
static bool are_blocks(const lmev_design *d, const size_t *count)
{
    size_t models = 0, most = 0;
    for (size_t m = 0; m < d->t.n_models; m++)
        if (d->repeats[m] == LMEV_REPEATS_OTHER_ROWS) {
            models++;
            if (most && count[m] != most) return false;
            most = count[m];
        }
    if (models < 2 || most < 2) return false;
    for (size_t c = 0, end; c < d->n_cells; c = end) {
        size_t here = 0;
        end = lmev__cells_end(d, c);
        for (size_t k = c; k < end; k++)
            here += d->repeats[d->t.model[d->by[d->cell[k].first]]] ==
                    LMEV_REPEATS_OTHER_ROWS;
        if (here != 0 && here != models) return false;
    }
    return true;
}

/* count, trials: [K] zeros. */
static void classify(lmev_design *d, size_t *count, size_t *trials)
{
    const size_t K = d->t.n_models;
    size_t same = 0, other = 0;
    for (size_t c = 0; c < d->n_cells; c++) {
        const size_t m = d->t.model[d->by[d->cell[c].first]];
        count[m]++;
        trials[m] += d->cell[c].end - d->cell[c].first;
    }
    for (size_t m = 0; m < K; m++) {
        d->repeats[m] = trials[m] > 1 && trials[m] == count[m] ? LMEV_REPEATS_OTHER_ROWS
                                                               : LMEV_REPEATS_SAME_ROWS;
        same += trials[m] > 1 && d->repeats[m] == LMEV_REPEATS_SAME_ROWS;
        other += d->repeats[m] == LMEV_REPEATS_OTHER_ROWS;
    }
    for (size_t c = 0; c < d->n_cells; c++) { /* a single trial repeats like the others */
        const size_t i = d->by[d->cell[c].first], m = d->t.model[i];
        if (trials[m] == 1 &&
            (d->t.test_set[i] == LMEV_OWN_ROWS || (other > 0 && same == 0)))
            d->repeats[m] = LMEV_REPEATS_OTHER_ROWS;
    }
    if (are_blocks(d, count))
        for (size_t m = 0; m < K; m++)
            if (d->repeats[m] == LMEV_REPEATS_OTHER_ROWS)
                d->repeats[m] = LMEV_REPEATS_BLOCKS;
}

/* ---- The variance of one trial ---- */

/* Each model's variance and its degrees of freedom, from the sum of squares around the
 * mean of each cell (SAME_ROWS) or of the model. mean: [K]. */
static void own_variances(lmev_design *d, double *mean)
{
    for (size_t m = 0; m < d->t.n_models; m++) mean[m] = d->variance[m] = d->df[m] = 0;
    for (size_t i = 0; i < d->t.n; i++) {
        const size_t m = d->t.model[i];
        d->df[m]++;
        mean[m] += (d->t.bac[i] - mean[m]) / d->df[m];
    }
    for (size_t m = 0; m < d->t.n_models; m++) d->df[m] = 0;
    for (size_t c = 0; c < d->n_cells; c++) {
        const lmev__design_cell *cell = &d->cell[c];
        const size_t m = d->t.model[d->by[cell->first]];
        const bool within = d->repeats[m] == LMEV_REPEATS_SAME_ROWS;
        double center = within ? 0 : mean[m];
        const double first = d->t.bac[d->by[cell->first]],
                     n = (double)(cell->end - cell->first);
        for (size_t j = cell->first; within && j < cell->end; j++)
            center += (d->t.bac[d->by[j]] - first) / n;
        center += within ? first : 0;
        for (size_t j = cell->first; j < cell->end; j++) {
            const double off = d->t.bac[d->by[j]] - center;
            d->variance[m] += off * off;
        }
        d->df[m] += within ? n - 1 : n;
    }
    for (size_t m = 0; m < d->t.n_models; m++) {
        if (d->repeats[m] != LMEV_REPEATS_SAME_ROWS) d->df[m]--;
        d->variance[m] = d->df[m] > 0 ? d->variance[m] / d->df[m] : (double)NAN;
    }
}

static lmev_pooled pool(const lmev_design *d, lmev_repeats kind)
{
    lmev_pooled p = {.bartlett = NAN};
    size_t groups = 0;
    double squares = 0, logs = 0, inverse = 0, least = INFINITY;
    for (size_t m = 0; m < d->t.n_models; m++) {
        if (d->repeats[m] != kind) continue;
        p.n_models++;
        least = fmin(least, d->df[m]);
        if (!(d->df[m] > 0)) continue;
        groups++;
        p.df += d->df[m];
        squares += d->df[m] * d->variance[m];
        logs += d->df[m] * log(d->variance[m]);
        inverse += 1 / d->df[m];
    }
    p.variance = p.df > 0 ? squares / p.df : (double)NAN;
    if (groups < 2 || !isfinite(logs))
        return p; /* a variance of 0: the trials are copies */
    const double correct = 1 + (inverse - 1 / p.df) / (3 * (double)(groups - 1));
    const double statistic = (p.df * log(p.variance) - logs) / correct;
    p.bartlett = 1 - lmev_stat_chi2_cdf(statistic, (double)(groups - 1));
    p.own = p.bartlett < ALPHA && least >= TRIALS_OF_OWN - 1;
    return p;
}

/* Models x test sets without repetition: the mean squares of the residual and of the
 * sets. That of the sets is the variance of their means, times the number of models.
 * mean: [K]. */
static void pool_blocks(lmev_design *d, double *mean)
{
    double n = 0, sets = 0, rest = 0;
    size_t K = 0, B = 0;
    for (size_t m = 0; m < d->t.n_models; m++) {
        mean[m] = 0;
        K += d->repeats[m] == LMEV_REPEATS_BLOCKS;
    }
    if (K == 0) return;
    for (size_t i = 0; i < d->t.n; i++)
        if (d->repeats[d->t.model[i]] == LMEV_REPEATS_BLOCKS) n++;
    B = (size_t)n / K;
    for (size_t i = 0; i < d->t.n; i++)
        if (d->repeats[d->t.model[i]] == LMEV_REPEATS_BLOCKS)
            mean[d->t.model[i]] += d->t.bac[i] / (double)B;
    for (size_t c = 0, end; c < d->n_cells; c = end) {
        double sum = 0, here = 0;
        end = lmev__cells_end(d, c);
        for (int pass = 0; pass < 2; pass++)
            for (size_t k = c; k < end; k++) {
                const size_t i = d->by[d->cell[k].first], m = d->t.model[i];
                if (d->repeats[m] != LMEV_REPEATS_BLOCKS) continue;
                const double off = d->t.bac[i] - mean[m] - (pass ? sum / here : 0);
                if (pass)
                    rest += off * off;
                else {
                    sum += off;
                    here++;
                }
            }
        if (here > 0) sets += sum * sum / here;
    }
    const double df = (double)(K - 1) * (double)(B - 1);
    d->pooled[LMEV_REPEATS_BLOCKS] = (lmev_pooled){K, rest / df, df, NAN, false};
    d->blocks = (lmev_pooled){K, sets / (double)(B - 1), (double)(B - 1), NAN, false};
}

/* ---- All of it ---- */

static lmev_status check(const lmev_trials *t, const size_t *trials, lmev_error *err)
{
    for (size_t m = 0; m < t->n_models; m++)
        if (trials[m] == 0)
            return lmev__fail(err, LMEV_ERR_PARAM, NULL, 0, "model %zu has no trials", m);
    return LMEV_OK;
}

static lmev_status check_ids(const lmev_trials *t, lmev_error *err)
{
    for (size_t i = 0; i < t->n; i++) {
        if (t->model[i] >= t->n_models)
            return lmev__fail(err, LMEV_ERR_PARAM, NULL, 0,
                              "experiment %zu is of model %zu, there are %zu", i,
                              t->model[i], t->n_models);
        if (t->test_set[i] != LMEV_OWN_ROWS && t->test_set[i] >= t->n_test_sets)
            return lmev__fail(err, LMEV_ERR_PARAM, NULL, 0,
                              "experiment %zu is on test set %zu, there are %zu", i,
                              t->test_set[i], t->n_test_sets);
    }
    return LMEV_OK;
}

static lmev_status sort_rows(lmev_design *d, lmev_error *err)
{
    size_t most = 0;
    for (size_t k = 0; k < d->t.n_test_sets; k++) {
        if (!d->t.rows || d->t.rows[k].n_rows == 0) continue;
        lmev_status st = lmev__strata_new(&d->strata[k], &d->t.rows[k], err);
        if (st != LMEV_OK) return st;
        if (d->t.rows[k].n_rows > most) most = d->t.rows[k].n_rows;
    }
    d->row = lmev__calloc(most + 1, sizeof *d->row);
    return d->row ? LMEV_OK : lmev__nomem(err, "rows of a test set");
}

static lmev_status fill(lmev_design *d, lmev_error *err)
{
    const size_t n = d->t.n + 1, K = d->t.n_models + 1;
    d->by = lmev__calloc(n, sizeof *d->by);
    d->cell = lmev__calloc(n, sizeof *d->cell);
    d->repeats = lmev__calloc(K, sizeof *d->repeats);
    d->variance = lmev__calloc(K, sizeof *d->variance);
    d->df = lmev__calloc(K, sizeof *d->df);
    d->square = lmev__calloc(K, sizeof *d->square);
    d->weight = lmev__calloc(n, sizeof *d->weight);
    d->strata = lmev__calloc(d->t.n_test_sets + 1, sizeof(lmev__strata *));
    size_t *count = lmev__calloc(K, sizeof *count),
           *trials = lmev__calloc(K, sizeof *trials);
    double *mean = lmev__calloc(K, sizeof *mean);
    lmev_status st = d->by && d->cell && d->repeats && d->variance && d->df &&
                             d->square && d->weight && d->strata && count && trials &&
                             mean
                         ? check_ids(&d->t, err)
                         : lmev__nomem(err, "trials of models");
    if (st == LMEV_OK) st = sort_rows(d, err);
    if (st == LMEV_OK) {
        cut_cells(d);
        classify(d, count, trials);
        st = check(&d->t, trials, err);
    }
    if (st == LMEV_OK) {
        for (size_t c = 0; c < d->n_cells; c++)
            d->cell[c].both = lmev__both_of(d, &d->cell[c]);
        own_variances(d, mean);
        for (lmev_repeats k = 0; k < LMEV_REPEATS_N; k++) d->pooled[k] = pool(d, k);
        pool_blocks(d, mean);
    }
    lmev__free(count);
    lmev__free(trials);
    lmev__free(mean);
    return st;
}

lmev_status lmev_design_new(lmev_design **out, const lmev_trials *trials, lmev_error *err)
{
    lmev_design *d = lmev__calloc(1, sizeof *d);
    if (!d) return lmev__nomem(err, "trials of models");
    d->t = *trials;
    lmev_status st = fill(d, err);
    if (st == LMEV_OK)
        *out = d;
    else
        lmev_design_free(d);
    return st;
}
