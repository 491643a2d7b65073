/* figures_classes.c - the figure of classes by size: how the recall of the model that is
 * looked at closely depends on how many test rows a class has. */
#include <math.h>
#include <stdlib.h>

#include "base/mem.h"
#include "report/figures/figures.h"
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
static size_t put_classes(lmev__sketch *k, const lmev__class **c, size_t n, double *mean,
                          size_t *of)
{
    size_t unlike = 0, points = 0;
    for (size_t i = 0; i < n; i++) unlike += is_new(c, i);
    const size_t stride = 1 + unlike / CLASSES;
    unlike = 0;
    for (size_t i = 0; i < n; i++) {
        int e = 0;
        (void)frexp((double)c[i]->n, &e); /* n in [2^(e-1), 2^e) */
        e = e < SIZES ? e : SIZES - 1;
        mean[e] += c[i]->recall;
        of[e]++;
        if (!is_new(c, i) || unlike++ % stride) continue;
        lmev__cell_count(k, c[i]->n);
        lmev__cell_real(k, c[i]->recall);
        lmev__cell_text(k, c[i]->name);
        lmev__row_end(k);
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

bool lmev__draw_class_size(lmev__sketch *k)
{
    const lmev__study *s = k->s;
    double mean[SIZES] = {0};
    size_t of[SIZES] = {0}, n = 0;
    if (s->closest == LMEV__NONE || s->n_classes < 3) return false;
    const lmev__class **c = lmev__calloc(s->n_classes, sizeof *c);
    if (!c) {
        k->failed = true;
        return true;
    }
    for (size_t i = 0; i < s->n_classes; i++)
        if (s->class[i].n > 0) c[n++] = &s->class[i];
    if (n < 3) {
        lmev__free((void *)c);
        return false;
    }
    qsort(c, n, sizeof *c, by_size);
    const lmev__axis x = lmev__axis_log((double)c[0]->n, (double)c[n - 1]->n);
    const lmev__axis y = {.low = -0.04, .high = 1.04, .step = 0.2, .digits = 1};
    lmev__sketch_begin(k, BOTTOM + 48, T_("Recall by size of the class"));
    lmev__pane(k, LEFT, RIGHT, TOP, BOTTOM);
    lmev__set_x(k, &x, T_("distinct test rows of the class"));
    lmev__set_y(k, &y, T_("share of the class found (recall)"));
    lmev__set(k, "ytics 0,0.2,1");
    lmev__block(k, "rows\trecall\tclass");
    const size_t points = put_classes(k, c, n, mean, of);
    lmev__plot(k, 0,
               "using 1:2 with points pointtype 7 pointsize 0.5 linecolor rgb '#8c8c8c'");
    const size_t block =
        lmev__block(k, "rows_about\trecall_mean\tclasses\trows_from\trows_below");
    lmev__plot(k, block,
               "using 1:2 with lines linewidth 2 linecolor rgb '" LMEV__BEST "'");
    const size_t marks = lmev__plot(k, block,
                                    "using 1:2 with points pointtype 13 pointsize 1.2 "
                                    "linecolor rgb '" LMEV__BEST "'");
    double small = NAN, large = NAN;
    for (int e = 0; e < SIZES; e++) {
        if (of[e] == 0) continue;
        const double from = ldexp(0.5, e), v = mean[e] / (double)of[e];
        const double about = fmin(fmax(from * sqrt(2), x.low), x.high);
        lmev__cell_real(k, about);
        lmev__cell_real(k, v);
        lmev__cell_count(k, of[e]);
        lmev__cell_real(k, from);
        lmev__cell_real(k, 2 * from);
        lmev__row_end(k);
        if (isnan(small)) small = v;
        large = v;
        lmev__buf b = LMEV__BUF_INIT;
        lmev__put_count(&b, k->language, from);
        lmev__buf_puts(&b, " \xE2\x80\x93 ");
        lmev__put_count(&b, k->language, 2 * from - 1);
        lmev__buf_puts(&b, ": ");
        lmev__put_real(&b, k->language, v, 3);
        lmev__tip(k, marks, &b);
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
    lmev__free((void *)c);
    return true;
}
