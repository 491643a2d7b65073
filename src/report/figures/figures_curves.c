/* figures_curves.c - learning curves: test BAC and validation loss by epoch, averaged
 * over the trials of a model, up to the shortest of them. */
#include <math.h>

#include "base/mem.h"
#include "report/figures/makers.h"
#include "report/text/document.h"

#define TOP     66
#define LEFT    56
#define RIGHT   (LMEV__CANVAS - 14)
#define BOTTOM  316
#define STEPS   150 /* epochs that are drawn of a curve */
#define LINES   60  /* curves */
#define NUMBERS 19  /* px at the right of the pane, for their numbers */

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

/* The rows and the line of one curve; its last point with a number goes to *end. False:
 * it has none. */
static bool put_curve(lmev__sketch *k, const kind *what, size_t model, size_t stride,
                      lmev__pen *line, lmev__place *end)
{
    const size_t n = shortest(k->s, model);
    bool any = false;
    for (size_t e = 0; e < n; e++) {
        const double v = mean_at(k->s, what, model, e);
        if (!isfinite(v) || (e % stride && e + 1 != n)) continue;
        lmev__data_count(k, model);
        lmev__data_count(k, e + 1);
        lmev__data_real(k, v);
        lmev__data_count(k, k->s->model[model].n);
        lmev__data_text(k, k->s->model[model].name);
        lmev__data_row_end(k);
        *end = (lmev__place){
            .x = lmev__x(k, (double)(e + 1)), .y = lmev__y(k, v), .number = model + 1};
        lmev__pen_to(line, end->x, end->y);
        any = true;
    }
    lmev__pen_up(line);
    return any;
}

/* The number of each curve at the right, at the height of its end or as near as others
 * allow. */
static void draw_numbers(lmev__sketch *k, const lmev__place *p, size_t n)
{
    size_t order[LMEV__LISTED];
    double at[LMEV__LISTED];
    for (size_t i = 0; i < n; i++) {
        size_t j = i;
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
    for (size_t i = 0; i < n; i++) {
        const size_t number = p[order[i]].number;
        lmev__draw_text(&k->canvas, lmev__sketch_count(k, (double)number),
                        k->right - NUMBERS, at[i], LMEV__START, LMEV__FONT,
                        lmev__line_of(lmev__style_of(number - 1), 0).colour);
    }
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

/* All curves, the best on top; those without a style of their own below. Returns how
 * many of the listed ones have an end. */
static size_t put_curves(lmev__sketch *k, const kind *what, size_t stride,
                         lmev__place *end)
{
    const lmev__look grey = lmev__line_of(0, 1);
    const size_t listed = lmev__n_listed(k);
    lmev__pen line[LMEV__LISTED] = {0}, others = {0};
    lmev__place unused;
    size_t model[LMEV__LISTED], n = 0;
    for (size_t m = 0; m < k->s->n_models && m < LINES; m++) {
        if (m >= listed) {
            (void)put_curve(k, what, m, stride, &others, &unused);
            continue;
        }
        model[n] = m;
        n += put_curve(k, what, m, stride, &line[n], &end[n]);
    }
    lmev__draw_path(&k->canvas, &others, &grey, NULL);
    for (size_t i = n; i-- > 0;) {
        const lmev__look look = lmev__line_of(lmev__style_of(model[i]), 2);
        lmev__buf tip = LMEV__BUF_INIT;
        lmev__put_cut(&tip, k->s->model[model[i]].name, LMEV__TIP);
        lmev__draw_path(&k->canvas, &line[i], &look, &tip);
    }
    return n;
}

/* The value at the end of a model's curve, after *epoch epochs. */
static double last_of(const lmev__study *s, const kind *what, size_t model, size_t *epoch)
{
    double v = NAN;
    for (*epoch = shortest(s, model); *epoch > 0; --*epoch)
        if (isfinite(v = mean_at(s, what, model, *epoch - 1))) break;
    return v;
}

static bool draw(lmev__sketch *k, const kind *what)
{
    const lmev__study *s = k->s;
    size_t epochs;
    double low, high;
    lmev__place end[LMEV__LISTED] = {0};
    if (measure(k, what, &epochs, &low, &high) == 0 || epochs < 2) return false;
    lmev__axis x = lmev__axis_of(1, (double)epochs, 6);
    if (x.step < 1) x.step = 1, x.digits = 0;
    x.low = x.step > 1 ? 0 : 1;
    x.high = (double)epochs + 0.07 * ((double)epochs - x.low); /* for the numbers */
    const lmev__axis y = lmev__axis_of(low, high, 5);
    const size_t stride = 1 + epochs / STEPS;
    lmev__sketch_begin(k, BOTTOM + 48 + lmev__key_height(lmev__n_listed(k)), what->title);
    lmev__pane(k, LEFT, RIGHT, TOP, BOTTOM);
    lmev__set_x(k, &x, T_("epoch"));
    lmev__set_y(k, &y, what->axis);
    lmev__data_begin(k, "number\tepoch\tmean\ttrials\tmodel");
    const size_t n = put_curves(k, what, stride, end);
    draw_numbers(k, end, n);
    if (n > 0) {
        size_t epoch;
        const size_t best = end[0].number - 1;
        const double last = last_of(s, what, best, &epoch);
        const char *const *arg =
            LMEV__WITH(s->model[best].name, lmev__sketch_real(k, last, 4),
                       lmev__sketch_count(k, (double)epoch));
        lmev__caption(k, what->caption, arg);
        lmev__alt(k, what->alt, arg);
    }
    lmev__key_of_models(k, NULL, 0, BOTTOM + 48, LMEV__KEY_LINES);
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
