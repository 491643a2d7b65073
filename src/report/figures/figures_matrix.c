/* figures_matrix.c - differences of all pairs of models: colour and depth tell which is
 * better by how much, a dot that they are shown to differ, in all statements at once. */
#include <math.h>

#include "report/figures/figures.h"
#include "report/text/document.h"
#include "report/text/language.h"

#define TOP   66
#define LEFT  34
#define SIDE  (LMEV__CANVAS - LEFT - 14)
#define FULL  12 /* so many models on both sides of the diagonal */
#define HALF  24 /* so many on one side: a page has to hold them */
#define WORDS 8  /* so many have the difference written in the cell */

/* "a - b\n0.0243 [0.0193; 0.0293]\np = 0.001" */
static void tip(lmev__sketch *k, size_t plot, const lmev__pair *p)
{
    const lmev__study *s = k->s;
    lmev__buf b = LMEV__BUF_INIT;
    lmev__put_cut(&b, s->model[p->a].name, 80);
    lmev__buf_puts(&b, " \xE2\x88\x92 "); /* a minus sign */
    lmev__put_cut(&b, s->model[p->b].name, 80);
    lmev__buf_putc(&b, '\n');
    lmev__put_real(&b, k->language, p->of.test.difference, 4);
    if (isfinite(p->joint_low)) {
        lmev__buf_puts(&b, " [");
        lmev__put_real(&b, k->language, p->joint_low, 4);
        lmev__buf_puts(&b, lmev__writing_of(k->language)->between);
        lmev__put_real(&b, k->language, p->joint_high, 4);
        lmev__buf_putc(&b, ']');
    }
    if (isfinite(p->p_joint)) {
        lmev__buf_puts(&b, "\np: ");
        lmev__put_p(&b, k->language, p->p_joint);
    }
    lmev__tip(k, plot, &b);
}

/* Each pair of the first n models once, or from both sides. */
static void put_cells(lmev__sketch *k, size_t n, size_t plot)
{
    const lmev__study *s = k->s;
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j < n; j++) {
            const lmev__pair *p = i == j || (j < i && n > FULL) ? NULL
                                  : i < j                       ? lmev__pair_of(s, i, j)
                                                                : lmev__pair_of(s, j, i);
            if (!p || !isfinite(p->of.test.difference)) continue;
            const double v = i < j ? p->of.test.difference : -p->of.test.difference;
            lmev__cell_count(k, i);
            lmev__cell_count(k, j);
            lmev__cell_real(k, v);
            lmev__cell_real(k, p->of.test.p);
            lmev__cell_real(k, p->p_joint);
            lmev__cell_text(k, lmev__sketch_real(k, v, n > 6 ? 3 : 4));
            lmev__cell_text(k, s->model[i].name);
            lmev__cell_text(k, s->model[j].name);
            lmev__row_end(k);
            tip(k, plot, p);
        }
}

bool lmev__draw_differences(lmev__sketch *k)
{
    const lmev__study *s = k->s;
    const size_t n = s->n_models <= FULL  ? s->n_models
                     : s->n_models < HALF ? s->n_models
                                          : HALF;
    double most = 0;
    size_t tested = 0, apart = 0, cells = 0;
    for (size_t i = 0; i < s->n_pairs; i++) {
        const lmev__pair *p = &s->pair[i];
        tested += isfinite(p->p_joint);
        apart += isfinite(p->p_joint) && p->p_joint < 0.05;
        if (p->a >= n || p->b >= n || !isfinite(p->of.test.difference)) continue;
        most = fmax(most, fabs(p->of.test.difference));
        cells++;
    }
    if (cells == 0) return false;
    const double side = fmin(SIDE, 90 * (double)n), bottom = TOP + side;
    lmev__sketch_begin(k, bottom + 18 + lmev__key_height(n), T_("Differences of BAC"));
    lmev__pane(k, LEFT, LEFT + side, TOP, bottom);
    lmev__set(k, "xrange [-0.5:%zu.5]", n - 1);
    lmev__set(k, "yrange [%zu.5:-0.5]", n - 1);
    lmev__label(k, lmev__sketch_word(k, T_("row − column; dot: shown to differ")), 12, 36,
                "left", LMEV__SMALL, LMEV__MUTED);
    const double small = n > 16 ? 9.5 : LMEV__SMALL; /* of numbers in 18 px */
    for (size_t i = 0; i < n; i++) {
        const double middle = side / (double)n * ((double)i + 0.5);
        const char *number = lmev__sketch_count(k, (double)i + 1);
        lmev__label(k, number, LEFT + middle, TOP - 10, "center", small, LMEV__MUTED);
        lmev__label(k, number, LEFT - 8, TOP + middle, "right", small, LMEV__MUTED);
    }
    lmev__buf_printf(&k->script,
                     "shade(v) = (v < 0 ? 0xd55e00 : 0x0072b2) + "
                     "0x1000000*int(240-150*abs(v)/%.17g)\n",
                     most > 0 ? most : 1);
    lmev__block(k, "row\tcolumn\tdifference\tp\tp_joint\ttext\trow_model\tcolumn_model");
    const size_t plot = lmev__plot(k, 0,
                                   "using 2:1:(0.48):(0.48):(shade($3)) with boxxyerror "
                                   "fillstyle solid noborder linecolor rgb variable");
    put_cells(k, n, plot);
    if (n <= WORDS)
        lmev__plot(k, 0,
                   "using 2:1:6 with labels center font ',%g' textcolor rgb '" LMEV__FG
                   "'",
                   n > 6 ? 11.0 : 12.0);
    if (apart > 0)
        lmev__plot(k, 0,
                   "using ($5<0.05?$2+%g:NaN):($1-%g) with points pointtype 7 pointsize "
                   "%g linecolor rgb '" LMEV__FG "'",
                   n <= WORDS ? 0.36 : 0.0, n <= WORDS ? 0.36 : 0.0, n > 16 ? 0.4 : 0.6);
    lmev__entry_of entry[HALF];
    for (size_t i = 0; i < n; i++)
        entry[i] = (lmev__entry_of){.number = i + 1, .label = s->model[i].name};
    const char *const *arg = LMEV__WITH(
        lmev__sketch_count(k, (double)apart), lmev__sketch_count(k, (double)tested),
        lmev__sketch_real(k, most, 4), lmev__sketch_count(k, (double)n));
    lmev__caption(
        k,
        T_("Mean BAC of the row's model less that of the column's: blue where the row "
           "is better, orange where the column is. A dot: shown to differ, with 95% "
           "confidence in "
           "all statements at once, as %1 of %2 tested pairs are."),
        arg);
    if (n < s->n_models) lmev__caption(k, T_("The best %4 models are shown."), arg);
    lmev__alt(k,
              T_("Matrix of the differences between models, up to %3; %1 of %2 tested "
                 "pairs are shown to differ."),
              arg);
    lmev__key(k, entry, n, bottom + 18, LMEV__KEY_NUMBERS);
    return true;
}
