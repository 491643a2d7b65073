/* figures_curves.c - learning curves: test BAC and validation loss by epoch, averaged
 * over the trials of a model, up to the shortest of them. */
#include <math.h>

#include "base/mem.h"
#include "report/figures/figures.h"
#include "report/text/document.h"

#define TOP    66
#define LEFT   56
#define RIGHT  (LMEV__CANVAS - 14)
#define BOTTOM 316
#define STEPS  150 /* epochs that are drawn of a curve */
#define LINES  60  /* curves */

typedef struct kind {
    const double *(*of)(const lmev_experiment *);
    const char *title, *axis, *caption, *alt;
} kind;

/* The mean of epoch e (0-based) over the trials of a model; NaN when one has none. */
static double mean_at(const lmev__study *s, const kind *what, size_t model, size_t e)
{
    const lmev__study_model *m = &s->model[model];
    double sum = 0;
    for (size_t i = 0; i < m->n; i++) {
        const double *v = what->of(&s->all->at[m->which[i]]);
        sum += v ? v[e] : NAN;
    }
    return sum / (double)m->n;
}

static size_t shortest(const lmev__study *s, size_t model)
{
    const lmev__study_model *m = &s->model[model];
    size_t least = SIZE_MAX;
    for (size_t i = 0; i < m->n; i++) {
        const size_t n = s->all->at[m->which[i]].n_epochs;
        if (n < least) least = n;
    }
    return m->n ? least : 0;
}

/* The rows of one curve; its last point with a number goes to *end. */
static size_t put_curve(lmev__sketch *k, const kind *what, size_t model, size_t stride,
                        lmev__place *end)
{
    const size_t n = shortest(k->s, model);
    size_t rows = 0;
    for (size_t e = 0; e < n; e++) {
        const double v = mean_at(k->s, what, model, e);
        if (!isfinite(v) || (e % stride && e + 1 != n)) continue;
        lmev__cell_count(k, model);
        lmev__cell_count(k, e + 1);
        lmev__cell_real(k, v);
        lmev__cell_count(k, k->s->model[model].n);
        lmev__cell_text(k, k->s->model[model].name);
        lmev__row_end(k);
        *end = (lmev__place){.x = (double)(e + 1), .y = v, .number = model + 1};
        rows++;
    }
    return rows;
}

/* The number of each curve at the right, at the height of its end or as near as others
 * allow. */
static void plot_numbers(lmev__sketch *k, lmev__place *p, size_t n, double last,
                         const lmev__axis *x, const lmev__axis *y)
{
    size_t order[LMEV__LISTED];
    double at[LMEV__LISTED];
    for (size_t i = 0; i < n; i++) {
        size_t j = i;
        p[i].y = lmev__axis_at(y, p[i].y, k->bottom, k->top);
        for (; j > 0 && p[order[j - 1]].y > p[i].y; j--) order[j] = order[j - 1];
        order[j] = i;
    }
    for (size_t i = 0; i < n; i++) at[i] = p[order[i]].y;
    /* Neighbours push each other away until all have room. */
    for (int turn = 0; turn < 200; turn++)
        for (size_t i = 1; i < n; i++) {
            const double lack = 14 - (at[i] - at[i - 1]);
            if (lack <= 0) continue;
            at[i - 1] = fmax(k->top, at[i - 1] - lack / 2);
            at[i] = fmin(k->bottom, at[i] + lack / 2);
        }
    const size_t block = lmev__block(k, "number_x\tnumber_y\tnumber\tstyle");
    for (size_t i = 0; i < n; i++) {
        const size_t number = p[order[i]].number;
        lmev__cell_real(k, last + 0.3 * (x->high - last));
        lmev__cell_real(k, lmev__axis_back(y, at[i], k->bottom, k->top));
        lmev__cell_count(k, number);
        lmev__cell_count(k, lmev__style_of(number - 1));
        lmev__row_end(k);
    }
    lmev__plot(
        k, block,
        "using 1:2:3:(hue[$4+1]) with labels left font ',%g' textcolor rgb variable",
        (double)LMEV__SMALL);
}

/* Greatest epoch and range of all means; how many models have a curve. */
static size_t measure(const lmev__sketch *k, const kind *what, size_t *epochs,
                      double *low, double *high)
{
    size_t curves = 0;
    *epochs = 0;
    *low = INFINITY;
    *high = -INFINITY;
    for (size_t m = 0; m < k->s->n_models && m < LINES; m++) {
        const size_t n = shortest(k->s, m);
        size_t points = 0;
        for (size_t e = 0; e < n; e++) {
            const double v = mean_at(k->s, what, m, e);
            if (!isfinite(v)) continue;
            *low = fmin(*low, v);
            *high = fmax(*high, v);
            points++;
        }
        curves += points > 0;
        if (points > 0 && n > *epochs) *epochs = n;
    }
    return curves;
}

static bool draw(lmev__sketch *k, const kind *what)
{
    const lmev__study *s = k->s;
    size_t epochs, n_ends = 0, n_listed = lmev__n_listed(k), lengths[LMEV__LISTED];
    double low, high;
    lmev__place end[LMEV__LISTED] = {0};
    if (measure(k, what, &epochs, &low, &high) == 0 || epochs < 2) return false;
    lmev__axis x = lmev__axis_of(1, (double)epochs, 6);
    if (x.step < 1) x.step = 1, x.digits = 0;
    x.low = x.step > 1 ? 0 : 1;
    x.high = (double)epochs + 0.07 * ((double)epochs - x.low); /* for the numbers */
    const lmev__axis y = lmev__axis_of(low, high, 5);
    const size_t stride = 1 + epochs / STEPS;
    lmev__sketch_begin(k, BOTTOM + 48 + lmev__key_height(n_listed), what->title);
    lmev__pane(k, LEFT, RIGHT, TOP, BOTTOM);
    lmev__set_x(k, &x, T_("epoch"));
    lmev__set_y(k, &y, what->axis);
    static const char columns[] = "number\tepoch\tmean\ttrials\tmodel";
    if (s->n_models > n_listed) { /* below the others */
        lmev__place unused;
        size_t rows = 0;
        const size_t block = lmev__block(k, columns);
        for (size_t m = n_listed; m < s->n_models && m < LINES; m++) {
            if (rows > 0) lmev__buf_putc(&k->data, '\n'); /* a blank line ends a line */
            rows += put_curve(k, what, m, stride, &unused);
        }
        if (rows > 0)
            lmev__plot(k, block,
                       "using 2:3 with lines linewidth 1 linecolor rgb '#8c8c8c'");
    }
    const size_t block = lmev__block(k, columns);
    for (size_t m = 0; m < n_listed; m++) {
        lengths[m] = put_curve(k, what, m, stride, &end[n_ends]);
        n_ends += lengths[m] > 0;
    }
    /* The best on top. */
    for (size_t m = n_listed; m-- > 0;) {
        if (lengths[m] == 0) continue;
        const size_t plot =
            lmev__plot(k, block,
                       "using ($1==%zu?$2:NaN):3 with lines linewidth 2 dashtype "
                       "%s linecolor rgb '%s'",
                       m, lmev__dash_of(m + 1), lmev__hue_of(m + 1));
        lmev__buf b = LMEV__BUF_INIT;
        lmev__put_cut(&b, s->model[m].name, 200);
        lmev__tip(k, plot, &b);
    }
    const double first = end[0].y, n_first = end[0].x;
    const size_t best = n_ends ? end[0].number - 1 : 0;
    if (n_ends > 0) plot_numbers(k, end, n_ends, (double)epochs, &x, &y);
    const char *const *arg =
        LMEV__WITH(s->model[best].name, lmev__sketch_real(k, first, 4),
                   lmev__sketch_count(k, n_first));
    if (n_ends > 0) lmev__caption(k, what->caption, arg);
    lmev__key_of_models(k, BOTTOM + 48, LMEV__KEY_LINES);
    if (n_ends > 0) lmev__alt(k, what->alt, arg);
    return true;
}

static const double *test_bac(const lmev_experiment *x)
{
    return x->test_bac;
}
static const double *val_loss(const lmev_experiment *x)
{
    return x->val_loss;
}

bool lmev__draw_curve_bac(lmev__sketch *k)
{
    return draw(
        k, &(kind){.of = test_bac,
                   .title = T_("Test BAC by epoch"),
                   .axis = T_("balanced accuracy (BAC)"),
                   .caption =
                       T_("Means over trials, up to the shortest. %1 has %2 after epoch "
                          "%3."),
                   .alt = T_("Curves of test BAC by epoch; %1 ends at %2.")});
}

bool lmev__draw_curve_val_loss(lmev__sketch *k)
{
    return draw(
        k, &(kind){.of = val_loss,
                   .title = T_("Validation loss by epoch"),
                   .axis = T_("validation loss"),
                   .caption =
                       T_("Means over trials, up to the shortest. %1 has %2 after epoch "
                          "%3."),
                   .alt = T_("Curves of validation loss by epoch; %1 ends at %2.")});
}
