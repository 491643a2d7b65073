/* figures_rows.c - figures with a row for each name: the name above, its value at the
 * right, and below them an interval, the trials or a bar.
 *
 * Names stand in lines of their own because those of models and classes are long and
 * phones narrow. A row is 42 px, whatever their number. */
#include <math.h>
#include <string.h>

#include "report/figures/figures.h"
#include "report/text/document.h"
#include "report/text/language.h"

#define ROW          42 /* px */
#define TOP          48
#define LEFT         20
#define RIGHT        (LMEV__CANVAS - 22)
#define NAME_COLUMNS 46         /* what fits beside a value */
#define LINE         "($1-0.2)" /* where in its row the name is, and the mark */
#define MARK         "($1+0.15)"

/* Begin n rows over an axis. */
static void begin(lmev__sketch *k, size_t n, const lmev__axis *x, const char *title,
                  const char *english)
{
    const double bottom = TOP + ROW * (double)n;
    lmev__sketch_begin(k, bottom + 44, title);
    lmev__pane(k, LEFT, RIGHT, TOP, bottom);
    lmev__set_x(k, x, english);
    lmev__set(k, "yrange [%g:-0.5]", (double)n - 0.5);
}

/* Names and values; text columns of a block are counted from 1. */
static void plot_names(lmev__sketch *k, size_t block, const lmev__axis *x, int label,
                       int value)
{
    lmev__plot(k, block,
               "using (%.17g):" LINE ":%d with labels left font ',%g' textcolor rgb '%s'",
               x->low, label, LMEV__SMALL + 0.5, LMEV__FG);
    lmev__plot(k, block,
               "using (%.17g):" LINE
               ":%d with labels right font ',%g' textcolor rgb '%s'",
               x->high, value, LMEV__SMALL + 0.5, LMEV__FG);
}

void lmev__trial_tip(lmev__sketch *k, size_t plot, size_t experiment, const char *english,
                     double value, int digits)
{
    const lmev_experiment *x = &k->s->all->at[experiment];
    lmev__buf b = LMEV__BUF_INIT;
    lmev__put_cut(&b, k->s->model[k->s->model_of[experiment]].name, 200);
    lmev__buf_putc(&b, '\n');
    lmev__put_cut(&b, x->run_id, 80);
    lmev__buf_puts(&b, "\nBAC ");
    lmev__put_real(&b, k->language, x->bac, 4);
    if (english) {
        lmev__buf_printf(&b, "\n%s ", lmev__sketch_word(k, english));
        lmev__put_real(&b, k->language, value, digits);
    }
    lmev__tip(k, plot, &b);
}

/* " [0.7440, 0.7632]", or nothing. */
static void put_interval(lmev__buf *b, const char *language, double low, double high,
                         int digits)
{
    if (!isfinite(low)) return;
    lmev__buf_puts(b, " [");
    lmev__put_real(b, language, low, digits);
    lmev__buf_puts(b, lmev__writing_of(language)->between);
    lmev__put_real(b, language, high, digits);
    lmev__buf_putc(b, ']');
}

/* A thin line with ends, in block 0 between two of its columns. */
static void plot_interval(lmev__sketch *k, int low, int high)
{
    lmev__plot(k, 0,
               "using %d:" MARK ":($%d-$%d):(0) with vectors nohead linewidth 1 "
               "linecolor rgb '" LMEV__FG "'",
               low, high, low);
    for (int end = 0; end < 2; end++)
        lmev__plot(k, 0,
                   "using %d:($1+0.05):(0):(0.2) with vectors nohead linewidth 1 "
                   "linecolor rgb '" LMEV__FG "'",
                   end ? high : low);
}

/* "name\nBAC 0.7536 [0.7440, 0.7632]\nn = 4" */
static void summary_tip(lmev__sketch *k, size_t plot, const char *name, double mean,
                        double low, double high, size_t n)
{
    lmev__buf b = LMEV__BUF_INIT;
    lmev__put_cut(&b, name, 200);
    lmev__buf_puts(&b, "\nBAC ");
    lmev__put_real(&b, k->language, mean, 4);
    put_interval(&b, k->language, low, high, 4);
    lmev__buf_printf(&b, "\nn = %zu", n);
    lmev__tip(k, plot, &b);
}

static void widen(double *low, double *high, double v)
{
    if (!isfinite(v)) return;
    *low = fmin(*low, v);
    *high = fmax(*high, v);
}

/* An axis on which nothing lies on the edges. */
static lmev__axis roomy(double low, double high)
{
    const double room = 0.02 * (high - low);
    return lmev__axis_of(low - room, high + room, 5);
}

static void say_left_out(lmev__sketch *k, size_t shown, size_t all)
{
    if (shown < all)
        lmev__caption(k, T_("The first %1 of %2 are shown."),
                      LMEV__WITH(lmev__sketch_count(k, (double)shown),
                                 lmev__sketch_count(k, (double)all)));
}

/* ---- Models with their intervals ---- */

static void describe_models(lmev__sketch *k, size_t n, size_t n_best, bool spread,
                            bool next)
{
    const lmev__study *s = k->s;
    const lmev__study_model *best = &s->model[0];
    if (spread)
        lmev__caption(
            k,
            best->scope == LMEV_SCOPE_MODELS
                ? T_("Mean BAC with its 95% interval over other seeds and other test "
                     "rows (thick line).")
            : best->scope == LMEV_SCOPE_ROWS
                ? T_("Mean BAC with its 95% interval over other seeds (thick line).")
                : T_("BAC with its 95% interval over other test rows (thick line)."),
            NULL);
    if (next)
        lmev__caption(k,
                      T_("One more training scores within the thin line with ends in 95% "
                         "of cases."),
                      NULL);
    const char *const *arg =
        LMEV__WITH(best->name, lmev__sketch_real(k, best->bac.mean, 4),
                   lmev__sketch_count(k, (double)n_best - 1));
    if (n_best > 1)
        lmev__caption(k, T_("Highest: %1 (%2). Diamonds: may be the best (%3 more)."),
                      arg);
    else
        lmev__caption(k, T_("Shown to be the best: %1 (%2; diamond)."), arg);
    say_left_out(k, n, s->n_models);
    lmev__alt(k, T_("Models by mean BAC, from %1 (%2) down to %3 (%4)."),
              LMEV__WITH(best->name, lmev__sketch_real(k, best->bac.mean, 4),
                         s->model[s->n_models - 1].name,
                         lmev__sketch_real(k, s->model[s->n_models - 1].bac.mean, 4)));
}

bool lmev__draw_models(lmev__sketch *k)
{
    const lmev__study *s = k->s;
    const size_t n = s->n_models < LMEV__ROWS_SHOWN ? s->n_models : LMEV__ROWS_SHOWN;
    double low = s->model[0].bac.mean, high = low;
    size_t n_best = 0;
    bool next = false, spread = false;
    for (size_t i = 0; i < s->n_models; i++) n_best += s->model[i].standing.among_best;
    for (size_t i = 0; i < n; i++) {
        const lmev__study_model *m = &s->model[i];
        const double of[] = {m->bac.mean, m->low, m->high, m->next_low, m->next_high};
        for (int j = 0; j < 5; j++) widen(&low, &high, of[j]);
        next |= isfinite(m->next_low);
        spread |= isfinite(m->low);
    }
    if (!isfinite(low)) return false;
    const lmev__axis x = roomy(low, high);
    begin(k, n, &x, T_("Models with intervals"), T_("balanced accuracy (BAC)"));
    lmev__block(k,
                "row\tmodel\tlabel\tbac_mean\tmean_low\tmean_high\tnext_low\tnext_high\t"
                "among_best\tvalue\tn");
    for (size_t i = 0; i < n; i++) {
        const lmev__study_model *m = &s->model[i];
        lmev__cell_count(k, i);
        lmev__cell_text(k, m->name);
        lmev__cell_cut(k, m->name, NAME_COLUMNS);
        lmev__cell_real(k, m->bac.mean);
        lmev__cell_real(k, m->low);
        lmev__cell_real(k, m->high);
        lmev__cell_real(k, m->next_low);
        lmev__cell_real(k, m->next_high);
        lmev__cell_count(k, m->standing.among_best);
        lmev__cell_text(k, lmev__sketch_real(k, m->bac.mean, 4));
        lmev__cell_count(k, m->n);
        lmev__row_end(k);
    }
    plot_names(k, 0, &x, 3, 10);
    if (spread)
        lmev__plot(k, 0,
                   "using 5:" MARK ":($6-$5):(0) with vectors nohead linewidth 6 "
                   "linecolor rgb '#8c8c8c'");
    if (next) plot_interval(k, 7, 8);
    for (int best = 1; best >= 0; best--) {
        if (!(best ? n_best > 0 : n_best < n)) continue;
        const size_t plot =
            lmev__plot(k, 0,
                       "using ($9==%d?$4:NaN):" MARK " with points pointtype %d "
                       "pointsize %g linecolor rgb '%s'",
                       best, best ? 13 : 7, best ? 1.3 : 1, best ? LMEV__BEST : LMEV__FG);
        for (size_t i = 0; i < n; i++)
            if (s->model[i].standing.among_best == (best == 1))
                summary_tip(k, plot, s->model[i].name, s->model[i].bac.mean,
                            s->model[i].low, s->model[i].high, s->model[i].n);
    }
    describe_models(k, n, n_best, spread, next);
    return true;
}

/* ---- Groups of trials ---- */

typedef struct group {
    const char *name;
    const lmev_summary *bac;
    size_t n;
    const size_t *which;
} group;

/* Every trial of n groups as a point, their means as diamonds. False: no BAC is known. */
static bool draw_groups(lmev__sketch *k, const group *g, size_t n, const char *title)
{
    const lmev_experiment *all = k->s->all->at;
    double low = g[0].bac->mean, high = low;
    size_t total = 0;
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j < g[i].n; j++, total++)
            widen(&low, &high, all[g[i].which[j]].bac);
    if (!isfinite(low)) return false;
    const size_t stride = 1 + total / 500; /* points that a page has room for */
    const lmev__axis x = roomy(low, high);
    begin(k, n, &x, title, T_("balanced accuracy (BAC)"));
    lmev__block(k, "row\tname\tlabel\tbac_mean\tbac_sd\tn\tvalue");
    for (size_t i = 0; i < n; i++) {
        lmev__cell_count(k, i);
        lmev__cell_text(k, g[i].name);
        lmev__cell_cut(k, g[i].name, NAME_COLUMNS);
        lmev__cell_real(k, g[i].bac->mean);
        lmev__cell_real(k, g[i].bac->sd);
        lmev__cell_count(k, g[i].bac->n);
        lmev__cell_text(k, lmev__sketch_real(k, g[i].bac->mean, 4));
        lmev__row_end(k);
    }
    plot_names(k, 0, &x, 3, 7);
    lmev__block(k, "row\tbac\trun_id");
    const size_t dots =
        lmev__plot(k, 1,
                   "using 2:" MARK " with points pointtype 6 pointsize 0.9 "
                   "linecolor rgb '" LMEV__MUTED "'");
    const size_t means = lmev__plot(k, 0,
                                    "using 4:" MARK " with points pointtype 13 pointsize "
                                    "1.2 linecolor rgb '" LMEV__BEST "'");
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j < g[i].n; j += stride) {
            lmev__cell_count(k, i);
            lmev__cell_real(k, all[g[i].which[j]].bac);
            lmev__cell_text(k, all[g[i].which[j]].run_id);
            lmev__row_end(k);
            lmev__trial_tip(k, dots, g[i].which[j], NULL, 0, 0);
        }
    for (size_t i = 0; i < n; i++)
        summary_tip(k, means, g[i].name, g[i].bac->mean, (double)NAN, (double)NAN,
                    g[i].n);
    lmev__caption(
        k,
        T_("Circles: trials; diamonds: their means. Highest: %1 (%2); lowest: %3 (%4)."),
        LMEV__WITH(g[0].name, lmev__sketch_real(k, g[0].bac->mean, 4), g[n - 1].name,
                   lmev__sketch_real(k, g[n - 1].bac->mean, 4)));
    if (stride > 1)
        lmev__caption(k, T_("One trial in %1 is shown."),
                      LMEV__WITH(lmev__sketch_count(k, (double)stride)));
    lmev__alt(k, T_("BAC of each trial in %1 rows, from %2 (%3) to %4 (%5)."),
              LMEV__WITH(lmev__sketch_count(k, (double)n), g[0].name,
                         lmev__sketch_real(k, g[0].bac->mean, 4), g[n - 1].name,
                         lmev__sketch_real(k, g[n - 1].bac->mean, 4)));
    return true;
}

bool lmev__draw_by_model(lmev__sketch *k)
{
    const lmev__study *s = k->s;
    const size_t n = s->n_models < LMEV__ROWS_SHOWN ? s->n_models : LMEV__ROWS_SHOWN;
    group g[LMEV__ROWS_SHOWN];
    for (size_t i = 0; i < n; i++)
        g[i] =
            (group){s->model[i].name, &s->model[i].bac, s->model[i].n, s->model[i].which};
    if (!draw_groups(k, g, n, T_("BAC by model"))) return false;
    say_left_out(k, n, s->n_models);
    return true;
}

bool lmev__draw_by_language(lmev__sketch *k)
{
    const lmev__grouping *by = &k->s->grouping[LMEV__BY_LANGUAGE];
    const size_t n = by->n < LMEV__ROWS_SHOWN ? by->n : LMEV__ROWS_SHOWN;
    group g[LMEV__ROWS_SHOWN];
    if (n < 2) return false;
    for (size_t i = 0; i < n; i++) {
        /* Known languages by name, others by their code. */
        const char *code = by->level[i].name;
        const char *name = strcmp(code, "es") == 0   ? lmev__sketch_word(k, T_("Spanish"))
                           : strcmp(code, "en") == 0 ? lmev__sketch_word(k, T_("English"))
                                                     : code;
        g[i] = (group){name, &by->level[i].bac, by->level[i].n, by->level[i].which};
    }
    return draw_groups(k, g, n, T_("BAC by language of the model"));
}

/* ---- Bars ---- */

/* n rows of one block: row, name, label, value, text. */
static size_t plot_bars(lmev__sketch *k, size_t block, const lmev__axis *x)
{
    lmev__plot(k, block,
               "using ((%.17g+$4)/2):" MARK
               ":(abs($4-%.17g)/2):(0.07) with boxxyerror fillstyle "
               "solid noborder linecolor rgb '" LMEV__BEST "'",
               x->low, x->low);
    const size_t ends = lmev__plot(k, block,
                                   "using 4:" MARK " with points pointtype 7 pointsize "
                                   "0.9 linecolor rgb '" LMEV__BEST "'");
    plot_names(k, block, x, 3, 5);
    return ends;
}

/* "name\nrecall 0.250 [0.071, 0.591]\nn = 8" */
static void class_tip(lmev__sketch *k, size_t plot, const lmev__class *c)
{
    lmev__buf b = LMEV__BUF_INIT;
    lmev__put_cut(&b, c->name, 200);
    lmev__buf_puts(&b, "\nrecall ");
    lmev__put_real(&b, k->language, c->recall, 3);
    put_interval(&b, k->language, c->low, c->high, 3);
    lmev__buf_puts(&b, "\nn = ");
    lmev__put_count(&b, k->language, (double)c->n);
    lmev__tip(k, plot, &b);
}

bool lmev__draw_worst_classes(lmev__sketch *k)
{
    const lmev__study *s = k->s;
    size_t tested = 0; /* others are only predicted; they come last */
    while (tested < s->n_classes && s->class[tested].n > 0) tested++;
    const size_t n = tested < 20 ? tested : 20;
    if (n == 0 || s->closest == LMEV__NONE) return false;
    const lmev__axis x = {.low = 0, .high = 1, .step = 0.2, .digits = 1};
    begin(k, n, &x, T_("Worst classes"), T_("share of the class found (recall)"));
    lmev__block(k, "row\tclass\tlabel\trecall\ttext\trecall_low\trecall_high\trows");
    for (size_t i = 0; i < n; i++) {
        const lmev__class *c = &s->class[i];
        const char *text =
            lmev__sketch_phrase(k, T_("%1%, n = %2"),
                                LMEV__WITH(lmev__sketch_real(k, 100 * c->recall, 1),
                                           lmev__sketch_count(k, (double)c->n)));
        lmev__cell_count(k, i);
        lmev__cell_text(k, c->name);
        lmev__cell_cut(k, c->name, 44);
        lmev__cell_real(k, c->recall);
        lmev__cell_text(k, text);
        lmev__cell_real(k, c->low);
        lmev__cell_real(k, c->high);
        lmev__cell_count(k, c->n);
        lmev__row_end(k);
    }
    const size_t plot = plot_bars(k, 0, &x);
    plot_interval(k, 6, 7);
    for (size_t i = 0; i < n; i++) class_tip(k, plot, &s->class[i]);
    const char *const *arg =
        LMEV__WITH(lmev__sketch_count(k, (double)n),
                   lmev__sketch_count(k, (double)tested), s->class[0].name);
    lmev__caption(k,
                  T_("The %1 of %2 classes whose 95% interval (line) of the recall (bar) "
                     "has the lowest upper end: of a class of one row a recall of 0 says "
                     "little. n: distinct test rows of the class."),
                  arg);
    lmev__say_closest(k);
    lmev__alt(k, T_("Bars of the recall of %1 classes with intervals; the first is %3."),
              arg);
    return true;
}

bool lmev__draw_confused(lmev__sketch *k)
{
    const lmev__study *s = k->s;
    const size_t n = s->n_confused < 15 ? s->n_confused : 15;
    if (n == 0 || s->closest == LMEV__NONE) return false;
    const lmev__axis x = lmev__axis_of(0, (double)s->confused[0].n, 5);
    begin(k, n, &x, T_("Most confused classes"), T_("predictions"));
    lmev__block(k, "row\ttruth\tlabel\tpredictions\ttext\tpredicted\tshare");
    for (size_t i = 0; i < n; i++) {
        const lmev__confused *c = &s->confused[i];
        const char *truth = s->class[c->truth].name,
                   *predicted = s->class[c->predicted].name;
        lmev__buf b = LMEV__BUF_INIT;
        lmev__put_cut(&b, truth, 23);
        lmev__buf_puts(&b, " \xE2\x86\x92 "); /* an arrow */
        lmev__put_cut(&b, predicted, 23);
        lmev__cell_count(k, i);
        lmev__cell_text(k, truth);
        lmev__cell_text(k, lmev__sketch_keep(k, &b));
        lmev__cell_count(k, c->n);
        lmev__cell_text(k, lmev__sketch_count(k, (double)c->n));
        lmev__cell_text(k, predicted);
        lmev__cell_real(k, c->share);
        lmev__row_end(k);
    }
    const size_t plot = plot_bars(k, 0, &x);
    for (size_t i = 0; i < n; i++) {
        const lmev__confused *c = &s->confused[i];
        lmev__buf b = LMEV__BUF_INIT;
        lmev__put_cut(&b, s->class[c->truth].name, 200);
        lmev__buf_puts(&b, " \xE2\x86\x92 ");
        lmev__put_cut(&b, s->class[c->predicted].name, 200);
        lmev__buf_printf(&b, "\n%llu (", (unsigned long long)c->n);
        lmev__put_real(&b, k->language, 100 * c->share, 1);
        lmev__buf_printf(&b, "%s)", lmev__writing_of(k->language)->percent);
        lmev__tip(k, plot, &b);
    }
    const lmev__confused *c = &s->confused[0];
    const char *const *arg = LMEV__WITH(
        s->class[c->truth].name, s->class[c->predicted].name,
        lmev__sketch_count(k, (double)c->n), lmev__sketch_real(k, 100 * c->share, 1));
    lmev__caption(k,
                  T_("True class → predicted one. Most often: %1 taken for %2, %3 "
                     "predictions, %4% of those for its rows."),
                  arg);
    if (s->model[s->closest].n_predicted > 1)
        lmev__caption(k, T_("A test row counts once per trial."), NULL);
    lmev__say_closest(k);
    lmev__alt(k,
              T_("Bars of how often a class is taken for another; most often %1 for %2."),
              arg);
    return true;
}
