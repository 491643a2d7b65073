/* figures_matrix.c - differences of all pairs of models: colour and depth tell which is
 * better by how much, a dot that they are shown to differ, in all statements at once. */
#include <math.h>

#include "report/figures/makers.h"
#include "report/text/document.h"
#include "report/text/language.h"

#define TOP   66
#define LEFT  34
#define SIDE  (LMEV__CANVAS - LEFT - 14)
#define FULL  12 /* so many models on both sides of the diagonal */
#define HALF  24 /* so many on one side: a page has to hold them */
#define WORDS 8  /* so many have the difference written in the cell */

/* "a - b\n0.0243 [0.0193; 0.0293]\np: 0.001" */
static lmev__buf tip_of(const lmev__sketch *k, const lmev__pair *p)
{
    const lmev__study *s = k->s;
    lmev__buf b = LMEV__BUF_INIT;
    lmev__put_cut(&b, s->model[p->a].name, 80);
    lmev__buf_puts(&b, " \xE2\x88\x92 "); /* a minus sign */
    lmev__put_cut(&b, s->model[p->b].name, 80);
    lmev__buf_putc(&b, '\n');
    lmev__put_estimate(&b, k, p->of.test.difference, p->joint_low, p->joint_high, 4);
    if (isfinite(p->p_joint)) {
        lmev__buf_puts(&b, "\np: ");
        lmev__put_p(&b, k->language, p->p_joint);
    }
    return b;
}

/* A cell in the colour of the better model, the deeper the greater the difference; its
 * number where there is room, and the dot. */
static void draw_cell(lmev__sketch *k, size_t row, size_t column, double v, double most,
                      const lmev__pair *p, size_t n)
{
    const double size = (k->right - k->left) / (double)n, half = 0.48 * size;
    const double x = k->left + size * ((double)column + 0.5),
                 y = k->top + size * ((double)row + 0.5);
    const lmev__look look = {.colour = v < 0 ? LMEV__RED : LMEV__BLUE,
                             .opacity = 0.06 + (most > 0 ? 0.59 * fabs(v) / most : 0)};
    lmev__buf tip = tip_of(k, p);
    lmev__draw_box(&k->canvas, x - half, y - half, x + half, y + half, &look, &tip);
    if (n <= WORDS)
        lmev__draw_text(&k->canvas, lmev__sketch_real(k, v, n > 6 ? 3 : 4), x, y,
                        LMEV__MIDDLE, n > 6 ? 11 : 12, LMEV__INK);
    if (p->p_joint < 0.05) {
        const double aside = n <= WORDS ? 0.36 * size : 0;
        const lmev__mark dot = {LMEV__CIRCLE,
                                .radius = LMEV__RADIUS * (n > 16 ? 0.4 : 0.6),
                                .colour = LMEV__INK};
        lmev__draw_mark(&k->canvas, &dot, x + aside, y - aside, NULL);
    }
}

/* Each pair of the first n models once, or from both sides. */
static void put_cells(lmev__sketch *k, size_t n, double most)
{
    const lmev__study *s = k->s;
    lmev__data_begin(k, "row\tcolumn\tdifference\tp\tp_joint\trow_model\tcolumn_model");
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j < n; j++) {
            const lmev__pair *p = i == j || (j < i && n > FULL) ? NULL
                                  : i < j                       ? lmev__pair_of(s, i, j)
                                                                : lmev__pair_of(s, j, i);
            if (!p || !isfinite(p->of.test.difference)) continue;
            const double v = i < j ? p->of.test.difference : -p->of.test.difference;
            lmev__data_count(k, i);
            lmev__data_count(k, j);
            lmev__data_real(k, v);
            lmev__data_real(k, p->of.test.p);
            lmev__data_real(k, p->p_joint);
            lmev__data_text(k, s->model[i].name);
            lmev__data_text(k, s->model[j].name);
            lmev__data_row_end(k);
            draw_cell(k, i, j, v, most, p, n);
        }
}

/* The numbers of models beside rows and columns. */
static void draw_numbers(lmev__sketch *k, size_t n)
{
    const double step = (k->right - k->left) / (double)n;
    const double size = n > 16 ? 9.5 : LMEV__FONT; /* in 18 px */
    for (size_t i = 0; i < n; i++) {
        const double middle = step * ((double)i + 0.5);
        const char *number = lmev__sketch_count(k, (double)i + 1);
        lmev__draw_text(&k->canvas, number, LEFT + middle, TOP - 10, LMEV__MIDDLE, size,
                        LMEV__MUTED);
        lmev__draw_text(&k->canvas, number, LEFT - 8, TOP + middle, LMEV__END, size,
                        LMEV__MUTED);
    }
}

bool lmev__draw_differences(lmev__sketch *k)
{
    const lmev__study *s = k->s;
    const size_t n = s->n_models < HALF ? s->n_models : HALF;
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
    lmev__draw_text(&k->canvas,
                    lmev__sketch_word(k, T_("row − column; dot: shown to differ")), 12,
                    36, LMEV__START, LMEV__FONT, LMEV__MUTED);
    draw_numbers(k, n);
    put_cells(k, n, most);
    lmev__key_entry entry[HALF];
    for (size_t i = 0; i < n; i++)
        entry[i] = (lmev__key_entry){.number = i + 1, .label = s->model[i].name};
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
    lmev__legend(k, entry, n, bottom + 18, LMEV__KEY_NUMBERS);
    return true;
}
