/* figures_trials.c - figures of all experiments: their distribution, and one by one. */
#include <math.h>
#include <stdlib.h>

#include "base/mem.h"
#include "report/figures/makers.h"
#include "report/text/document.h"

#define TOP    66
#define LEFT   50
#define RIGHT  (LMEV__CANVAS - 22)
#define BOTTOM 296
#define BINS   200 /* at most, of a band that stands for many points */

static const char bac_axis[] = T_("balanced accuracy (BAC)");

/* The range of all BACs; false: none is known. */
static bool range(const lmev_experiments *all, double *low, double *high)
{
    *low = INFINITY;
    *high = -INFINITY;
    for (size_t i = 0; i < all->n; i++)
        if (isfinite(all->at[i].bac)) {
            *low = fmin(*low, all->at[i].bac);
            *high = fmax(*high, all->at[i].bac);
        }
    return *high >= *low;
}

bool lmev__draw_histogram(lmev__sketch *k)
{
    enum { MOST = 40 };
    static const lmev__look bar = {.colour = LMEV__BLUE};
    const lmev_experiments *all = k->s->all;
    size_t count[MOST] = {0}, most = 0, peak = 0;
    double low, high;
    if (!range(all, &low, &high)) return false;
    /* As many bins as Sturges would take, rounded to a step that people read. */
    const lmev__axis bins =
        lmev__axis_of(low, high, (int)fmin(24, 2 + log2((double)all->n + 1)));
    const int n = (int)lround((bins.high - bins.low) / bins.step);
    if (n < 1 || n > MOST) return false;
    for (size_t i = 0; i < all->n; i++) {
        if (!isfinite(all->at[i].bac)) continue;
        int bin = (int)floor((all->at[i].bac - bins.low) / bins.step);
        bin = bin < 0 ? 0 : bin >= n ? n - 1 : bin;
        if (++count[bin] > most) most = count[bin], peak = (size_t)bin;
    }
    lmev__axis x = lmev__axis_of(bins.low, bins.high, 6);
    x.low = bins.low;
    x.high = bins.high;
    const lmev__axis tics = lmev__axis_of(0, (double)most, most < 5 ? (int)most : 5);
    lmev__sketch_begin(k, BOTTOM + 48, T_("Distribution of BAC"));
    lmev__pane(k, LEFT, RIGHT, TOP, BOTTOM);
    lmev__set_x(k, &x, bac_axis);
    lmev__set_y(k, &tics, T_("experiments"));
    lmev__data_begin(k, "bac_from\tbac_to\texperiments");
    for (int i = 0; i < n; i++) {
        if (count[i] == 0) continue;
        /* Both from the lowest edge, so that a bin ends at the number where the next
         * begins. */
        const double from = bins.low + i * bins.step;
        const double to = bins.low + (i + 1) * bins.step;
        lmev__data_real(k, from);
        lmev__data_real(k, to);
        lmev__data_count(k, count[i]);
        lmev__data_row_end(k);
        lmev__buf tip = LMEV__BUF_INIT;
        lmev__buf_puts(&tip, "BAC ");
        lmev__put_real(&tip, k->language, from, bins.digits);
        lmev__buf_puts(&tip, " \xE2\x80\x93 ");
        lmev__put_real(&tip, k->language, to, bins.digits);
        lmev__buf_puts(&tip, ": ");
        lmev__put_count(&tip, k->language, (double)count[i]);
        const double gap = 0.04 * bins.step;
        lmev__draw_box(&k->canvas, lmev__x(k, from + gap), lmev__y(k, 0),
                       lmev__x(k, to - gap), lmev__y(k, (double)count[i]), &bar, &tip);
    }
    const double from = bins.low + (double)peak * bins.step;
    const char *const *arg =
        LMEV__WITH(lmev__sketch_count(k, (double)all->n), lmev__sketch_real(k, low, 4),
                   lmev__sketch_real(k, high, 4), lmev__sketch_real(k, from, bins.digits),
                   lmev__sketch_real(k, from + bins.step, bins.digits),
                   lmev__sketch_count(k, (double)most));
    lmev__caption(
        k, T_("%1 experiments, from %2 to %3; the most, %6, between %4 and %5."), arg);
    lmev__alt(k, T_("Histogram of the BAC of %1 experiments, from %2 to %3."), arg);
    return true;
}

/* ---- One by one ---- */

typedef struct place {
    double key; /* what they are ordered by, ascending */
    size_t which;
} place;

static int by_key(const void *a, const void *b)
{
    const place *x = a, *y = b;
    if (x->key != y->key) return x->key < y->key ? -1 : 1;
    return x->which < y->which ? -1 : x->which > y->which;
}

/* So many that points would be a smear: least, mean and greatest of stretches of 20 or
 * more. */
static void draw_band(lmev__sketch *k, const place *p, size_t n)
{
    static const lmev__look pale = {.colour = LMEV__BLUE, .opacity = 0.37};
    static const lmev__look dark = {.colour = LMEV__INK, .width = 2};
    const size_t bins = n / 20 < BINS ? n / 20 : BINS;
    double x[BINS], greatest[BINS];
    lmev__pen band = {0}, mean = {0};
    lmev__data_begin(k, "place\tbac_least\tbac_mean\tbac_greatest\tn");
    for (size_t i = 0; i < bins; i++) {
        const size_t from = n * i / bins, to = n * (i + 1) / bins;
        double least = INFINITY, sum = 0;
        greatest[i] = -INFINITY;
        for (size_t j = from; j < to; j++) {
            const double v = k->s->all->at[p[j].which].bac;
            least = fmin(least, v);
            greatest[i] = fmax(greatest[i], v);
            sum += v;
        }
        x[i] = (double)(from + to + 1) / 2;
        lmev__data_real(k, x[i]);
        lmev__data_real(k, least);
        lmev__data_real(k, sum / (double)(to - from));
        lmev__data_real(k, greatest[i]);
        lmev__data_count(k, to - from);
        lmev__data_row_end(k);
        lmev__pen_to(&mean, lmev__x(k, x[i]), lmev__y(k, sum / (double)(to - from)));
        lmev__pen_to(&band, lmev__x(k, x[i]), lmev__y(k, least));
    }
    for (size_t i = bins; i-- > 0;) /* and back along the greatest */
        lmev__pen_to(&band, lmev__x(k, x[i]), lmev__y(k, greatest[i]));
    lmev__draw_path(&k->canvas, &band, &pale, NULL);
    lmev__draw_path(&k->canvas, &mean, &dark, NULL);
    lmev__caption(
        k,
        T_("So many experiments are drawn as a band from least to greatest, with the "
           "mean as a line, in %1 stretches."),
        LMEV__WITH(lmev__sketch_count(k, (double)bins)));
}

static void draw_points(lmev__sketch *k, const place *p, size_t n)
{
    const lmev__study *s = k->s;
    lmev__data_begin(k, "place\tbac\tmodel\trun_id\tstarted_at");
    for (size_t i = 0; i < n; i++) {
        const lmev_experiment *x = &s->all->at[p[i].which];
        const size_t model = s->model_of[p[i].which];
        const lmev__mark mark = lmev__mark_of(lmev__style_of(model), false, LMEV__RADIUS);
        lmev__data_count(k, i + 1);
        lmev__data_real(k, x->bac);
        lmev__data_text(k, s->model[model].name);
        lmev__data_text(k, x->run_id);
        lmev__data_real(k, x->started_at);
        lmev__data_row_end(k);
        lmev__buf tip = lmev__trial_tip(k, p[i].which, NULL, 0, 0);
        lmev__draw_mark(&k->canvas, &mark, lmev__x(k, (double)(i + 1)),
                        lmev__y(k, x->bac), &tip);
    }
    lmev__key_of_models(k, NULL, 0, BOTTOM + 48, LMEV__KEY_POINTS);
}

static bool one_by_one(lmev__sketch *k, bool sorted)
{
    const lmev_experiments *all = k->s->all;
    double low, high;
    size_t n = 0;
    if (!range(all, &low, &high)) return false;
    place *p = lmev__calloc(all->n, sizeof *p);
    if (!p) {
        k->failed = true;
        return true;
    }
    for (size_t i = 0; i < all->n; i++) {
        const lmev_experiment *x = &all->at[i];
        if (!isfinite(x->bac)) continue;
        const double start = isfinite(x->started_at) ? x->started_at : INFINITY;
        p[n++] = (place){.key = sorted ? -x->bac : start, .which = i};
    }
    qsort(p, n, sizeof *p, by_key);
    const bool band = n > LMEV__POINTS_SHOWN;
    const double room = 0.03 * (high - low);
    const lmev__axis y = lmev__axis_of(low - room, high + room, 5);
    lmev__axis x = lmev__axis_of(0, (double)n, 6);
    if (x.step < 1) x.step = 1;
    x.high = (double)n + fmax(1, 0.02 * (double)n);
    lmev__sketch_begin(k, BOTTOM + 48 + (band ? 0 : lmev__key_height(lmev__n_listed(k))),
                       sorted ? T_("Experiments from best to worst")
                              : T_("Experiments as they ran"));
    lmev__pane(k, LEFT, RIGHT, TOP, BOTTOM);
    lmev__set_x(k, &x,
                sorted ? T_("rank") : T_("experiment, in the order of their start"));
    lmev__set_y(k, &y, bac_axis);
    const lmev_experiment *first = &all->at[p[0].which], *last = &all->at[p[n - 1].which];
    const char *const *arg =
        LMEV__WITH(lmev__sketch_count(k, (double)n), lmev__sketch_real(k, first->bac, 4),
                   lmev__sketch_real(k, last->bac, 4), first->model, last->model);
    if (sorted)
        lmev__caption(k, T_("From %2 (%4) down to %3 (%5)."), arg);
    else
        lmev__caption(
            k, T_("BAC of %1 experiments in the order in which they were started."), arg);
    lmev__alt(k,
              sorted ? T_("BAC of %1 experiments, sorted, from %2 to %3.")
                     : T_("BAC of %1 experiments in the order of their start."),
              arg);
    if (band)
        draw_band(k, p, n);
    else
        draw_points(k, p, n);
    lmev__free(p);
    return true;
}

bool lmev__draw_as_ran(lmev__sketch *k)
{
    return one_by_one(k, false);
}
bool lmev__draw_sorted(lmev__sketch *k)
{
    return one_by_one(k, true);
}
