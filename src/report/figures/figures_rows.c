/* figures_rows.c - figures with a row for each name: the name above, its value at the
 * right, and below them an interval, the trials or a bar.
 *
 * Names stand in lines of their own because those of models and classes are long and
 * phones narrow. A row is 42 px, whatever their number. */
#include <math.h>
#include <string.h>

#include "report/figures/makers.h"
#include "report/text/document.h"
#include "report/text/language.h"

#define ROW          42 /* px */
#define TOP          48
#define LEFT         20
#define RIGHT        (LMEV__CANVAS - 22)
#define NAME_COLUMNS 46 /* what fits beside a value */
#define NAME_SIZE    (LMEV__FONT + 0.5)
#define TICK         4.2 /* px: half of the end of an interval */

/* Begin n rows over an axis. */
static void begin(lmev__sketch *k, size_t n, const lmev__axis *x, const char *title,
                  const char *english)
{
    const double bottom = TOP + ROW * (double)n;
    lmev__sketch_begin(k, bottom + 44, title);
    lmev__pane(k, LEFT, RIGHT, TOP, bottom);
    lmev__set_x(k, x, english);
}

/* The height of the mark of a row. */
static double mark_at(size_t row)
{
    return TOP + ROW * ((double)row + 0.65);
}

/* Name and value of a row. */
static void draw_name(lmev__sketch *k, size_t row, const char *name, const char *value)
{
    const double y = TOP + ROW * ((double)row + 0.3);
    lmev__draw_text(&k->canvas, name, LEFT, y, LMEV__START, NAME_SIZE, LMEV__INK);
    lmev__draw_text(&k->canvas, value, RIGHT, y, LMEV__END, NAME_SIZE, LMEV__INK);
}

static const char *cut(lmev__sketch *k, const char *name, size_t columns)
{
    lmev__buf b = LMEV__BUF_INIT;
    lmev__put_cut(&b, name, columns);
    return lmev__sketch_keep(k, &b);
}

lmev__buf lmev__trial_tip(const lmev__sketch *k, size_t experiment, const char *english,
                          double value, int digits)
{
    const lmev_experiment *x = &k->s->all->at[experiment];
    lmev__buf b = LMEV__BUF_INIT;
    lmev__put_cut(&b, k->s->model[k->s->model_of[experiment]].name, LMEV__TIP);
    lmev__buf_putc(&b, '\n');
    lmev__put_cut(&b, x->run_id, 80);
    lmev__buf_puts(&b, "\nBAC ");
    lmev__put_real(&b, k->language, x->bac, 4);
    if (english) {
        lmev__buf_printf(&b, "\n%s ", lmev__sketch_word(k, english));
        lmev__put_real(&b, k->language, value, digits);
    }
    return b;
}

/* A thin line with ends. */
static void draw_interval(lmev__sketch *k, size_t row, double low, double high)
{
    static const lmev__look thin = {.colour = LMEV__INK, .width = 1};
    const double y = mark_at(row), from = lmev__x(k, low), to = lmev__x(k, high);
    lmev__pen line = {0};
    lmev__pen_line(&line, from, y, to, y);
    lmev__pen_line(&line, from, y - TICK, from, y + TICK);
    lmev__pen_line(&line, to, y - TICK, to, y + TICK);
    lmev__draw_path(&k->canvas, &line, &thin, NULL);
}

/* "name\nBAC 0.7536 [0.7440, 0.7632]\nn = 4" */
static lmev__buf summary_tip(const lmev__sketch *k, const char *name, double mean,
                             double low, double high, size_t n)
{
    lmev__buf b = LMEV__BUF_INIT;
    lmev__put_cut(&b, name, LMEV__TIP);
    lmev__buf_puts(&b, "\nBAC ");
    lmev__put_estimate(&b, k, mean, low, high, 4);
    lmev__buf_printf(&b, "\nn = %zu", n);
    return b;
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

/* The rows of the table, names and intervals. */
static void put_models(lmev__sketch *k, size_t n)
{
    static const lmev__look thick = {.colour = LMEV__GREY, .width = 6};
    lmev__data_begin(k, "row\tmodel\tbac_mean\tmean_low\tmean_high\tnext_low\t"
                        "next_high\tamong_best\tn");
    for (size_t i = 0; i < n; i++) {
        const lmev__study_model *m = &k->s->model[i];
        lmev__data_count(k, i);
        lmev__data_text(k, m->name);
        lmev__data_real(k, m->bac.mean);
        lmev__data_real(k, m->low);
        lmev__data_real(k, m->high);
        lmev__data_real(k, m->next_low);
        lmev__data_real(k, m->next_high);
        lmev__data_count(k, m->standing.among_best);
        lmev__data_count(k, m->n);
        lmev__data_row_end(k);
        draw_name(k, i, cut(k, m->name, NAME_COLUMNS),
                  lmev__sketch_real(k, m->bac.mean, 4));
        lmev__pen spread = {0};
        lmev__pen_line(&spread, lmev__x(k, m->low), mark_at(i), lmev__x(k, m->high),
                       mark_at(i));
        lmev__draw_path(&k->canvas, &spread, &thick, NULL);
        draw_interval(k, i, m->next_low, m->next_high);
    }
}

bool lmev__draw_models(lmev__sketch *k)
{
    static const lmev__mark best = {LMEV__DIAMOND, .radius = 1.3 * LMEV__RADIUS,
                                    .colour = LMEV__BLUE};
    static const lmev__mark other = {LMEV__CIRCLE, .radius = LMEV__RADIUS,
                                     .colour = LMEV__INK};
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
    put_models(k, n);
    for (size_t i = 0; i < n; i++) {
        const lmev__study_model *m = &s->model[i];
        lmev__buf tip = summary_tip(k, m->name, m->bac.mean, m->low, m->high, m->n);
        lmev__draw_mark(&k->canvas, m->standing.among_best ? &best : &other,
                        lmev__x(k, m->bac.mean), mark_at(i), &tip);
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

/* Every trial of n groups as a point, or one in `stride`; their means as diamonds. */
static void put_groups(lmev__sketch *k, const group *g, size_t n, size_t stride)
{
    static const lmev__mark dot = {LMEV__CIRCLE, .open = true,
                                   .radius = 0.9 * LMEV__RADIUS, .colour = LMEV__MUTED};
    static const lmev__mark mean = {LMEV__DIAMOND, .radius = 1.2 * LMEV__RADIUS,
                                    .colour = LMEV__BLUE};
    const lmev_experiment *all = k->s->all->at;
    lmev__data_begin(k, "row\tname\tbac_mean\tbac_sd\tn");
    for (size_t i = 0; i < n; i++) {
        lmev__data_count(k, i);
        lmev__data_text(k, g[i].name);
        lmev__data_real(k, g[i].bac->mean);
        lmev__data_real(k, g[i].bac->sd);
        lmev__data_count(k, g[i].bac->n);
        lmev__data_row_end(k);
        draw_name(k, i, cut(k, g[i].name, NAME_COLUMNS),
                  lmev__sketch_real(k, g[i].bac->mean, 4));
    }
    lmev__data_begin(k, "row\tbac\trun_id");
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j < g[i].n; j += stride) {
            const size_t which = g[i].which[j];
            lmev__data_count(k, i);
            lmev__data_real(k, all[which].bac);
            lmev__data_text(k, all[which].run_id);
            lmev__data_row_end(k);
            lmev__buf tip = lmev__trial_tip(k, which, NULL, 0, 0);
            lmev__draw_mark(&k->canvas, &dot, lmev__x(k, all[which].bac), mark_at(i),
                            &tip);
        }
    for (size_t i = 0; i < n; i++) {
        lmev__buf tip =
            summary_tip(k, g[i].name, g[i].bac->mean, (double)NAN, (double)NAN, g[i].n);
        lmev__draw_mark(&k->canvas, &mean, lmev__x(k, g[i].bac->mean), mark_at(i), &tip);
    }
}

/* False: no BAC is known. */
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
    put_groups(k, g, n, stride);
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

/* ---- Bars -------------------------------------------------------------------------- */

/* A bar from the left end of the axis to v, with a mark at its end. */
static void draw_bar(lmev__sketch *k, size_t row, double v, lmev__buf *tip)
{
    static const lmev__look look = {.colour = LMEV__BLUE};
    static const lmev__mark end = {LMEV__CIRCLE, .radius = 0.9 * LMEV__RADIUS,
                                   .colour = LMEV__BLUE};
    const double x = lmev__x(k, v), y = mark_at(row);
    lmev__draw_box(&k->canvas, k->left, y - 3, x, y + 3, &look, NULL);
    lmev__draw_mark(&k->canvas, &end, x, y, tip);
}

/* "name\nrecall 0.250 [0.071, 0.591]\nn = 8" */
static lmev__buf class_tip(const lmev__sketch *k, const lmev__class *c)
{
    lmev__buf b = LMEV__BUF_INIT;
    lmev__put_cut(&b, c->name, LMEV__TIP);
    lmev__buf_puts(&b, "\nrecall ");
    lmev__put_estimate(&b, k, c->recall, c->low, c->high, 3);
    lmev__buf_puts(&b, "\nn = ");
    lmev__put_count(&b, k->language, (double)c->n);
    return b;
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
    lmev__data_begin(k, "row\tclass\trecall\trecall_low\trecall_high\trows");
    for (size_t i = 0; i < n; i++) {
        const lmev__class *c = &s->class[i];
        const char *value =
            lmev__sketch_phrase(k, T_("%1%, n = %2"),
                                LMEV__WITH(lmev__sketch_real(k, 100 * c->recall, 1),
                                           lmev__sketch_count(k, (double)c->n)));
        lmev__data_count(k, i);
        lmev__data_text(k, c->name);
        lmev__data_real(k, c->recall);
        lmev__data_real(k, c->low);
        lmev__data_real(k, c->high);
        lmev__data_count(k, c->n);
        lmev__data_row_end(k);
        draw_name(k, i, cut(k, c->name, 44), value);
        lmev__buf tip = class_tip(k, c);
        draw_bar(k, i, c->recall, &tip);
        draw_interval(k, i, c->low, c->high);
    }
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

static void put_taken_for(lmev__buf *b, const char *truth, const char *predicted,
                          size_t columns)
{
    lmev__put_cut(b, truth, columns);
    lmev__buf_puts(b, " \xE2\x86\x92 "); /* an arrow */
    lmev__put_cut(b, predicted, columns);
}

/* The rows of the table, and bars with their names. */
static void put_confused(lmev__sketch *k, size_t n)
{
    const lmev__study *s = k->s;
    lmev__data_begin(k, "row\ttruth\tpredicted\tpredictions\tshare");
    for (size_t i = 0; i < n; i++) {
        const lmev__confused *c = &s->confused[i];
        const char *truth = s->class[c->truth].name,
                   *predicted = s->class[c->predicted].name;
        lmev__data_count(k, i);
        lmev__data_text(k, truth);
        lmev__data_text(k, predicted);
        lmev__data_count(k, c->n);
        lmev__data_real(k, c->share);
        lmev__data_row_end(k);
        lmev__buf name = LMEV__BUF_INIT, tip = LMEV__BUF_INIT;
        put_taken_for(&name, truth, predicted, 23);
        draw_name(k, i, lmev__sketch_keep(k, &name), lmev__sketch_count(k, (double)c->n));
        put_taken_for(&tip, truth, predicted, LMEV__TIP);
        lmev__buf_printf(&tip, "\n%llu (", (unsigned long long)c->n);
        lmev__put_real(&tip, k->language, 100 * c->share, 1);
        lmev__buf_printf(&tip, "%s)", lmev__writing_of(k->language)->percent);
        draw_bar(k, i, (double)c->n, &tip);
    }
}

bool lmev__draw_confused(lmev__sketch *k)
{
    const lmev__study *s = k->s;
    const size_t n = s->n_confused < 15 ? s->n_confused : 15;
    if (n == 0 || s->closest == LMEV__NONE) return false;
    const lmev__axis x = lmev__axis_of(0, (double)s->confused[0].n, 5);
    begin(k, n, &x, T_("Most confused classes"), T_("predictions"));
    put_confused(k, n);
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
