/* figures_classes.c - the figure of classes by size: how the recall of the model that is
 * looked at closely depends on how many test rows a class has. */
#include <math.h>
#include <stdlib.h>

#include "base/mem.h"
#include "report/figures/makers.h"
#include "report/text/document.h"

#define TOP    66
#define LEFT   56
#define RIGHT  (LMEV__CANVAS - 22)
#define BOTTOM 316

#define SIZES   24  /* stretches of class sizes, each a factor of two */
#define CLASSES 700 /* points */

static int by_size(const void *a, const void *b)
{
    const lmev__class *x = *(const lmev__class *const *)a,
                      *y = *(const lmev__class *const *)b;
    if (x->n != y->n) return x->n < y->n ? -1 : 1;
    return x->recall < y->recall ? -1 : x->recall > y->recall;
}

static bool is_new(const lmev__class **c, size_t i)
{
    return i == 0 || c[i]->n != c[i - 1]->n || c[i]->recall != c[i - 1]->recall;
}

/* Points of the same size and recall are one. */
static size_t put_classes(lmev__sketch *k, const lmev__class **c, size_t n, double *sum,
                          size_t *of)
{
    static const lmev__mark dot = {LMEV__CIRCLE, .radius = LMEV__RADIUS / 2,
                                   .colour = LMEV__GREY};
    size_t unlike = 0, points = 0;
    lmev__data_begin(k, "rows\trecall\tclass");
    for (size_t i = 0; i < n; i++) unlike += is_new(c, i);
    const size_t stride = 1 + unlike / CLASSES;
    unlike = 0;
    for (size_t i = 0; i < n; i++) {
        int e = 0;
        (void)frexp((double)c[i]->n, &e); /* n in [2^(e-1), 2^e) */
        e = e < SIZES ? e : SIZES - 1;
        sum[e] += c[i]->recall;
        of[e]++;
        if (!is_new(c, i) || unlike++ % stride) continue;
        lmev__data_count(k, c[i]->n);
        lmev__data_real(k, c[i]->recall);
        lmev__data_text(k, c[i]->name);
        lmev__data_row_end(k);
        lmev__draw_mark(&k->canvas, &dot, lmev__x(k, (double)c[i]->n),
                        lmev__y(k, c[i]->recall), NULL);
        points++;
    }
    return points;
}

void lmev__say_closest(lmev__sketch *k)
{
    const lmev__study_model *m = &k->s->model[k->s->closest];
    lmev__caption(k, T_("Model: %1; trials with predictions: %2."),
                  LMEV__WITH(m->name, lmev__sketch_count(k, (double)m->n_predicted)));
}

/* "8 - 15: 0.612" */
static lmev__buf stretch_tip(const lmev__sketch *k, double from, double v)
{
    lmev__buf b = LMEV__BUF_INIT;
    lmev__put_count(&b, k->language, from);
    lmev__buf_puts(&b, " \xE2\x80\x93 ");
    lmev__put_count(&b, k->language, 2 * from - 1);
    lmev__buf_puts(&b, ": ");
    lmev__put_real(&b, k->language, v, 3);
    return b;
}

/* Mean recall of stretches of sizes: a line, and a mark for each. */
static void put_means(lmev__sketch *k, const double *sum, const size_t *of)
{
    static const lmev__look look = {.colour = LMEV__BLUE, .width = 2};
    static const lmev__mark mark = {LMEV__DIAMOND, .radius = 1.2 * LMEV__RADIUS,
                                    .colour = LMEV__BLUE};
    lmev__pen line = {0};
    lmev__buf marks = LMEV__BUF_INIT; /* above the line */
    lmev__data_begin(k, "rows_about\trecall_mean\tclasses\trows_from\trows_below");
    for (int e = 0; e < SIZES; e++) {
        if (of[e] == 0) continue;
        const double from = ldexp(0.5, e), v = sum[e] / (double)of[e];
        const double about = fmin(fmax(from * sqrt(2), k->x.low), k->x.high);
        lmev__data_real(k, about);
        lmev__data_real(k, v);
        lmev__data_count(k, of[e]);
        lmev__data_real(k, from);
        lmev__data_real(k, 2 * from);
        lmev__data_row_end(k);
        lmev__buf tip = stretch_tip(k, from, v);
        lmev__pen_to(&line, lmev__x(k, about), lmev__y(k, v));
        lmev__draw_mark(&marks, &mark, lmev__x(k, about), lmev__y(k, v), &tip);
    }
    lmev__draw_path(&k->canvas, &line, &look, NULL);
    lmev__buf_add(&k->canvas, marks.at, marks.n);
    k->failed |= marks.failed;
    lmev__buf_free(&marks);
}

/* What is seen, of n classes of which `points` have a point of their own. */
static void describe(lmev__sketch *k, const double *sum, const size_t *of, size_t n,
                     size_t points)
{
    double small = NAN, large = NAN;
    for (int e = 0; e < SIZES; e++) {
        if (of[e] == 0) continue;
        large = sum[e] / (double)of[e];
        if (isnan(small)) small = large;
    }
    const char *const *arg =
        LMEV__WITH(lmev__sketch_count(k, (double)n), lmev__sketch_real(k, small, 3),
                   lmev__sketch_real(k, large, 3));
    lmev__caption(
        k,
        T_("Each point is one of %1 classes. Diamonds: mean recall of classes of similar "
           "size, from %2 of the smallest to %3 of the largest."),
        arg);
    if (points < n)
        lmev__caption(k, T_("Classes that fall on each other are one point."), NULL);
    lmev__say_closest(k);
    lmev__alt(k, T_("Recall against rows of %1 classes; the mean goes from %2 to %3."),
              arg);
}

bool lmev__draw_class_size(lmev__sketch *k)
{
    const lmev__study *s = k->s;
    double sum[SIZES] = {0};
    size_t of[SIZES] = {0}, n = 0;
    if (s->closest == LMEV__NONE || s->n_classes < 3) return false;
    const lmev__class **c = lmev__calloc(s->n_classes, sizeof *c);
    if (!c) {
        k->failed = true;
        return true;
    }
    for (size_t i = 0; i < s->n_classes; i++)
        if (s->class[i].n > 0) c[n++] = &s->class[i];
    if (n >= 3) {
        qsort(c, n, sizeof *c, by_size);
        const lmev__axis x = lmev__axis_log((double)c[0]->n, (double)c[n - 1]->n);
        const lmev__axis y = {.low = -0.04, .high = 1.04, .step = 0.2, .digits = 1};
        lmev__sketch_begin(k, BOTTOM + 48, T_("Recall by size of the class"));
        lmev__pane(k, LEFT, RIGHT, TOP, BOTTOM);
        lmev__set_x(k, &x, T_("distinct test rows of the class"));
        lmev__set_y(k, &y, T_("share of the class found (recall)"));
        const size_t points = put_classes(k, c, n, sum, of);
        put_means(k, sum, of);
        describe(k, sum, of, n, points);
    }
    lmev__free((void *)c);
    return n >= 3;
}
