/* within.c - the variance of a weighted sum of balanced accuracies that is due to the
 * test rows.
 *
 * A class is a stratum of the rows. The sum of weight x hit over experiments is one value
 * per row. Its mean square within a class, divided by the number of rows, is the variance
 * of the class's term, and the terms add up with the squares of their shares. The hits of
 * several trials of one model form a two-way table, rows x trials, whose residual mean
 * square is what changes with the trial. Cost: one pass over the rows for each experiment
 * with a weight. Not here: the variance of a BAC as a whole (contrast.c). */
#include <math.h>
#include <string.h>

#include "metric/design.h"

void lmev__within_add(lmev__within *w, double share, double n, double sum_of_squares)
{
    if (n < 2) {
        w->lone = share * share;
        return;
    }
    const double mean_square = sum_of_squares / (n - 1);
    const double part = share * share * mean_square / n;
    w->variance += part;
    w->squares += part * part / (n - 1);
    w->mean_square += share * mean_square;
    w->share += share;
}

void lmev__within_close(lmev__within *w)
{
    if (w->lone > 0) w->variance += w->lone * (w->mean_square / w->share);
}

size_t lmev__cells_end(const lmev_design *d, size_t c)
{
    const size_t set = d->t.test_set[d->by[d->cell[c].first]];
    if (set == LMEV_OWN_ROWS) return c + 1;
    while (c < d->n_cells && d->t.test_set[d->by[d->cell[c].first]] == set) c++;
    return c;
}

static const uint8_t *hit_of(const lmev_design *d, size_t i)
{
    return d->t.hit ? d->t.hit[i] : NULL;
}

/* Add the cell's experiments to d->row; those without hits pass their weight to the
 * others. False when there is a weight and no experiment with hits to carry it. */
static bool add_cell(lmev_design *d, lmev__rows_spread *out, const lmev__design_cell *c,
                     const double *weight, size_t n_rows)
{
    size_t n_hit = 0;
    double orphan = 0, squares = 0;
    bool any = false;
    for (size_t j = c->first; j < c->end; j++) {
        const double w = weight[d->by[j]];
        any |= w != 0;
        if (hit_of(d, d->by[j]))
            n_hit++;
        else
            orphan += w;
    }
    if (!any) return true;
    out->any = true;
    if (n_hit == 0 || n_rows == 0) return false;
    for (size_t j = c->first; j < c->end; j++) {
        const uint8_t *hit = hit_of(d, d->by[j]);
        const double w = weight[d->by[j]] + orphan / (double)n_hit;
        if (!hit || w == 0) continue;
        squares += w * w;
        for (size_t r = 0; r < n_rows; r++) d->row[r] += hit[r] ? w : 0;
    }
    if (!isnan(c->both)) out->both += squares * c->both;
    return true;
}

/* The sum of squares of d->row around its mean in stratum i, which has n rows. */
static double squares_of(const lmev_design *d, const lmev__strata *s, size_t i)
{
    const double n = (double)(s->start[i + 1] - s->start[i]);
    double sum = 0, squares = 0;
    for (size_t j = s->start[i]; j < s->start[i + 1]; j++) sum += d->row[s->row[j]];
    for (size_t j = s->start[i]; j < s->start[i + 1]; j++) {
        const double off = d->row[s->row[j]] - sum / n;
        squares += off * off;
    }
    return squares;
}

lmev__rows_spread lmev__rows_spread_of(lmev_design *d, size_t k, lmev_repeats kind,
                                       const double *weight, size_t first, size_t end)
{
    lmev__rows_spread out = {.known = true};
    const lmev__strata *s = k == LMEV_OWN_ROWS ? NULL : d->strata[k];
    const size_t n_rows = s ? s->n_rows : 0;
    double scale = 0; /* from rounding, where the weights cancel */
    for (size_t c = first; c < end && scale == 0; c++)
        for (size_t j = d->cell[c].first; j < d->cell[c].end; j++)
            if (d->repeats[d->t.model[d->by[j]]] == kind) scale += fabs(weight[d->by[j]]);
    if (scale == 0) return out; /* the case of most sets */
    scale = 0;
    if (s) memset(d->row, 0, n_rows * sizeof *d->row);
    for (size_t c = first; c < end; c++) {
        if (d->repeats[d->t.model[d->by[d->cell[c].first]]] != kind) continue;
        out.known &= add_cell(d, &out, &d->cell[c], weight, n_rows);
        for (size_t j = d->cell[c].first; j < d->cell[c].end; j++)
            scale += fabs(weight[d->by[j]]);
    }
    if (!out.any || !out.known) return out;
    for (size_t i = 0; i < s->n_strata; i++) {
        const double n = (double)(s->start[i + 1] - s->start[i]);
        double squares = squares_of(d, s, i);
        if (squares < 1e-24 * scale * scale * n) squares = 0;
        lmev__within_add(&out.all, s->share[i], n, squares);
    }
    lmev__within_close(&out.all);
    out.known = !isnan(out.all.variance);
    return out;
}

/* The pooled stratum's classes have one row each; a row of another class tells their
 * spread. */
void lmev__rows_if(const lmev_design *d, size_t k, size_t least, double *now,
                   double *then, double *more)
{
    const lmev__strata *s = d->strata[k];
    lmev__within w = {0};
    double before = 0;
    for (size_t i = 0; i < s->n_strata; i++) {
        const double n = (double)(s->start[i + 1] - s->start[i]);
        const bool alone = i + 1 == s->n_strata && s->n_alone > 0;
        const double has = alone ? 1 : n, wants = fmax(has, (double)least);
        lmev__within_add(&w, s->share[i], n, squares_of(d, s, i));
        if (i + 1 == s->n_strata) lmev__within_close(&w); /* a single row comes last */
        *now += w.variance - before;
        *then += (w.variance - before) * has / wants;
        *more += (wants - has) * (alone ? n : 1);
        before = w.variance;
    }
}

/* Sums of integers: the residual sum of squares, times n T. */
double lmev__both_of(lmev_design *d, const lmev__design_cell *c)
{
    const size_t set = d->t.test_set[d->by[c->first]];
    const lmev__strata *s = set == LMEV_OWN_ROWS ? NULL : d->strata[set];
    lmev__within w = {0};
    size_t T = 0;
    for (size_t j = c->first; j < c->end; j++) T += hit_of(d, d->by[j]) != NULL;
    if (!s || T < 2) return NAN;
    memset(d->row, 0, s->n_rows * sizeof *d->row);
    for (size_t j = c->first; j < c->end; j++) {
        const uint8_t *hit = hit_of(d, d->by[j]);
        for (size_t r = 0; hit && r < s->n_rows; r++) d->row[r] += hit[r] != 0;
    }
    for (size_t i = 0; i < s->n_strata; i++) {
        const double n = (double)(s->start[i + 1] - s->start[i]);
        double all = 0, rows = 0, trials = 0;
        for (size_t j = s->start[i]; j < s->start[i + 1]; j++) {
            const double sum = d->row[s->row[j]];
            all += sum;
            rows += sum * sum;
        }
        for (size_t j = c->first; j < c->end; j++) {
            const uint8_t *hit = hit_of(d, d->by[j]);
            double column = 0;
            for (size_t r = s->start[i]; hit && r < s->start[i + 1]; r++)
                column += hit[s->row[r]] != 0;
            trials += column * column;
        }
        const double rest =
            n * (double)T * all - n * rows - (double)T * trials + all * all;
        lmev__within_add(&w, s->share[i], n, rest / (n * (double)T) / (double)(T - 1));
    }
    lmev__within_close(&w);
    return w.variance;
}
