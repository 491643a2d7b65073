/* spread.c - where the spread of a model's BAC comes from, and how far other test rows would
 * have moved its mean.
 *
 * A model whose trials share their test rows: analysis of variance, rows by trials, and a
 * bootstrap of the rows, drawn once for all models of a test set so that differences of models
 * can be read off the same draws. Where some of its trials have no predictions: the analysis of
 * the others, no bootstrap. A model whose trials had rows of their own: what the rows alone
 * explain is subtracted from the spread of its trials. Cost: the bootstrap, draws x rows x
 * experiments. Not here: models against each other (compare.c). */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "base/mem.h"
#include "report/parts.h"

/* The test set that all trials of a model are on. */
static size_t shared_set(const lmev__study *s, const lmev__model *model)
{
    size_t set = s->test_set_of[model->which[0]];
    for (size_t i = 1; i < model->n; i++)
        if (s->test_set_of[model->which[i]] != set) return LMEV__NONE;
    return set;
}

/* Whether all trials of a model were made on the same division of the data. */
static bool is_one_split(const lmev_experiments *all, const lmev__model *model)
{
    const char *split = all->at[model->which[0]].split_hash;
    bool same = *split != '\0';
    for (size_t i = 1; i < model->n && same; i++)
        same = strcmp(all->at[model->which[i]].split_hash, split) == 0;
    return same;
}

/* Where some trials have no predictions: the test set that the others are on, if it can be
 * believed to be that of all, as several trials are on it or the split is the same. */
static size_t likely_set(const lmev__study *s, const lmev__model *model)
{
    size_t set = LMEV__NONE;
    for (size_t i = 0; i < model->n; i++) {
        size_t k = s->test_set_of[model->which[i]];
        if (k == LMEV__NONE) continue;
        if (set != LMEV__NONE && k != set) return LMEV__NONE;
        set = k;
    }
    return model->n_predicted > 1 || is_one_split(s->all, model) ? set : LMEV__NONE;
}

/* The hits of all models that lie wholly on test set k, side by side. */
static lmev_status join(lmev__making *m, size_t k, lmev_error *err)
{
    const lmev__study *s = m->s;
    lmev__test_set *set = &m->set[k];
    size_t columns = 0, c = 0;
    for (size_t j = 0; j < s->n_models; j++)
        if (s->model[j].test_set == k) columns += s->model[j].n;
    if (columns == 0) return LMEV_OK;
    if (!(set->hits = lmev__calloc(set->n_rows, columns)))
        return lmev__nomem(err, "hits of a test set");
    set->n_columns = columns;
    for (size_t j = 0; j < s->n_models; j++) {
        const lmev__model *model = &s->model[j];
        for (size_t i = 0; model->test_set == k && i < model->n; i++, c++) {
            const uint8_t *hit = m->hit[model->which[i]];
            m->column[model->which[i]] = c;
            for (size_t r = 0; r < set->n_rows; r++) set->hits[r * columns + c] = hit[r];
        }
    }
    return LMEV_OK;
}

lmev_hits lmev__hits_of(const lmev__test_set *set)
{
    return (lmev_hits){.n_rows = set->n_rows,
                       .n_experiments = set->n_columns,
                       .n_classes = set->n_classes,
                       .truth = set->truth,
                       .hit = set->hits};
}

size_t *lmev__columns_of(const lmev__making *m, const lmev__model *model)
{
    size_t *column = lmev__alloc(model->n * sizeof *column);
    for (size_t i = 0; column && i < model->n; i++)
        column[i] = m->column[model->which[i]];
    return column;
}

static lmev_status spread_shared(const lmev__making *m, lmev__model *model,
                                 lmev_error *err)
{
    lmev_hits hits = lmev__hits_of(&m->set[model->test_set]);
    size_t *column = lmev__columns_of(m, model);
    if (!column) return lmev__nomem(err, "spread of a model");
    lmev_status st = lmev_components_of(&model->spread, &hits, column, model->n, err);
    lmev__free(column);
    return st;
}

/* From the trials that have predictions, all on test set k. */
static lmev_status spread_partly(const lmev__making *m, lmev__model *model, size_t k,
                                 lmev_error *err)
{
    lmev_hits hits = lmev__hits_of(&m->set[k]);
    const size_t n = model->n_predicted;
    uint8_t *hit = lmev__calloc(hits.n_rows, n);
    size_t *column = lmev__alloc(n * sizeof *column), c = 0;
    lmev_status st = hit && column ? LMEV_OK : lmev__nomem(err, "spread of a model");
    for (size_t i = 0; i < model->n && st == LMEV_OK; i++) {
        const uint8_t *from = m->hit[model->which[i]];
        if (!from) continue;
        for (size_t r = 0; r < hits.n_rows; r++) hit[r * n + c] = from[r];
        column[c] = c;
        c++;
    }
    hits.hit = hit;
    hits.n_experiments = n;
    if (st == LMEV_OK) st = lmev_components_of(&model->spread, &hits, column, n, err);
    lmev__free(hit);
    lmev__free(column);
    return st;
}

/* x: BAC of each trial, y: its variance due to its rows. A trial without predictions is given
 * the mean of the others', whose test sets were drawn as its own was. */
static lmev_status spread_apart(lmev__making *m, lmev__model *model, lmev_error *err)
{
    static const size_t only[1] = {0};
    double sum = 0;
    for (size_t i = 0; i < model->n; i++) {
        size_t which = model->which[i], k = m->s->test_set_of[which];
        m->x[i] = m->s->all->at[which].bac;
        if (k == LMEV__NONE) continue;
        lmev_hits hits = lmev__hits_of(&m->set[k]);
        hits.n_experiments = 1;
        hits.hit = m->hit[which];
        lmev_components alone;
        lmev_status st = lmev_components_of(&alone, &hits, only, 1, err);
        if (st != LMEV_OK) return st;
        sum += m->y[i] = alone.rows;
    }
    for (size_t i = 0; i < model->n; i++)
        if (m->s->test_set_of[model->which[i]] == LMEV__NONE)
            m->y[i] = sum / (double)model->n_predicted;
    model->spread = lmev_components_apart(m->x, m->y, model->n);
    model->spread_apart = true;
    return LMEV_OK;
}

int lmev__ascending(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

void lmev__interval_of(double *draw, size_t n, double *low, double *high)
{
    qsort(draw, n, sizeof *draw, lmev__ascending);
    *low = lmev_quantile(draw, n, (1 - LMEV__LEVEL) / 2);
    *high = lmev_quantile(draw, n, (1 + LMEV__LEVEL) / 2);
}

/* Mean BAC of a model under each resample, and its interval; sorted: [draws]. */
static lmev_status draws_of(lmev__making *m, size_t j, const double *bac, double *sorted,
                            lmev_error *err)
{
    lmev__model *model = &m->s->model[j];
    size_t columns = m->set[model->test_set].n_columns, draws = m->s->options.draws;
    double *draw = m->draw[j] = lmev__calloc(draws, sizeof *draw);
    if (!draw) return lmev__nomem(err, "bootstrap");
    for (size_t d = 0; d < draws; d++) {
        for (size_t i = 0; i < model->n; i++)
            draw[d] += bac[d * columns + m->column[model->which[i]]];
        draw[d] /= (double)model->n;
    }
    memcpy(sorted, draw, draws * sizeof *draw);
    lmev__interval_of(sorted, draws, &model->boot_low, &model->boot_high);
    return LMEV_OK;
}

static lmev_status bootstrap(lmev__making *m, size_t k, lmev_error *err)
{
    const lmev_report_options *o = &m->s->options;
    const lmev__test_set *set = &m->set[k];
    if (set->n_columns == 0) return LMEV_OK;
    lmev_hits hits = lmev__hits_of(set);
    double *bac = lmev__calloc(set->n_columns, (size_t)o->draws * sizeof *bac);
    double *sorted = lmev__calloc(o->draws, sizeof *sorted);
    lmev_status st = bac && sorted
                         ? lmev_bootstrap(bac, &hits, o->draws, o->seed, o->threads, err)
                         : lmev__nomem(err, "bootstrap");
    for (size_t j = 0; j < m->s->n_models && st == LMEV_OK; j++)
        if (m->s->model[j].test_set == k) st = draws_of(m, j, bac, sorted, err);
    lmev__free(bac);
    lmev__free(sorted);
    return st;
}

lmev_status lmev__make_spread(lmev__making *m, lmev_error *err)
{
    lmev__study *s = m->s;
    lmev_status st = LMEV_OK;
    if (!(m->draw = lmev__calloc(s->n_models, sizeof *m->draw)))
        return lmev__nomem(err, "bootstrap");
    for (size_t j = 0; j < s->n_models; j++)
        s->model[j].test_set = shared_set(s, &s->model[j]);
    for (size_t k = 0; k < s->n_test_sets && st == LMEV_OK; k++) st = join(m, k, err);
    for (size_t j = 0; j < s->n_models && st == LMEV_OK; j++) {
        lmev__model *model = &s->model[j];
        const size_t k = likely_set(s, model);
        if (model->test_set != LMEV__NONE)
            st = spread_shared(m, model, err);
        else if (k != LMEV__NONE)
            st = spread_partly(m, model, k, err);
        else if (model->n_predicted > 0)
            st = spread_apart(m, model, err);
    }
    for (size_t k = 0; k < s->n_test_sets && st == LMEV_OK; k++) {
        lmev__report(m->watch, "resampling test rows", k, s->n_test_sets, "test sets",
                     (double)NAN);
        st = lmev__asked_to_stop(m->watch) ? LMEV_STOPPED : bootstrap(m, k, err);
    }
    if (st == LMEV_OK && s->n_test_sets > 0)
        lmev__report(m->watch, "resampling test rows", s->n_test_sets, s->n_test_sets,
                     "test sets", (double)NAN);
    return st;
}
