/* figures_scatter.c - figures of two quantities: BAC against loss, time, size and
 * memory.
 *
 * Points are numbered by the BAC of their models where they stand for models, and a key
 * below names the numbers: names are long, and beside the points they would lie on each
 * other. */
#include <math.h>
#include <stdlib.h>

#include "base/mem.h"
#include "report/analysis/correlation.h"
#include "report/analysis/numbers.h"
#include "report/figures/makers.h"
#include "report/text/document.h"

#define TOP    66
#define LEFT   56
#define RIGHT  (LMEV__CANVAS - 22)
#define BOTTOM 316

static const char bac_axis[] = T_("balanced accuracy (BAC)");
static const char seconds_axis[] = T_("training time, seconds");

typedef struct dot {
    double x, y;
    size_t style, number;
    bool open;
    size_t model, experiment; /* experiment LMEV__NONE: a mean */
    const char *device;       /* NULL: not said */
} dot;

typedef struct scatter {
    dot *at;
    size_t n;
    const char *x_name, *x_column; /* of the axis (English); of the data */
    const char *tip;               /* name of x in tooltips; English */
    int x_digits;
    bool log;
    bool front; /* those that none beats are marked */
} scatter;

static void span(const scatter *p, double *x0, double *x1, double *y0, double *y1)
{
    *x0 = *y0 = INFINITY;
    *x1 = *y1 = -INFINITY;
    for (size_t i = 0; i < p->n; i++) {
        *x0 = fmin(*x0, p->at[i].x);
        *x1 = fmax(*x1, p->at[i].x);
        *y0 = fmin(*y0, p->at[i].y);
        *y1 = fmax(*y1, p->at[i].y);
    }
}

static lmev__buf tip_of(const lmev__sketch *k, const scatter *p, const dot *d)
{
    if (d->experiment != LMEV__NONE)
        return lmev__trial_tip(k, d->experiment, p->tip, d->x, p->x_digits);
    lmev__buf b = LMEV__BUF_INIT;
    lmev__put_cut(&b, k->s->model[d->model].name, LMEV__TIP);
    if (d->device) {
        lmev__buf_putc(&b, '\n');
        lmev__put_cut(&b, d->device, 80);
    }
    lmev__buf_puts(&b, "\nBAC ");
    lmev__put_real(&b, k->language, d->y, 4);
    lmev__buf_printf(&b, "\n%s ", lmev__sketch_word(k, p->tip));
    lmev__put_real(&b, k->language, d->x, p->x_digits);
    return b;
}

static void draw_numbers(lmev__sketch *k, const scatter *p)
{
    lmev__place *place = lmev__calloc(p->n, sizeof *place);
    if (!place) {
        k->failed = true;
        return;
    }
    for (size_t i = 0; i < p->n; i++)
        place[i] = (lmev__place){.x = lmev__x(k, p->at[i].x),
                                 .y = lmev__y(k, p->at[i].y),
                                 .number = p->at[i].number};
    lmev__place_numbers(k, place, p->n);
    for (size_t i = 0; i < p->n; i++)
        if (place[i].number > 0)
            lmev__draw_text(&k->canvas, lmev__sketch_count(k, (double)place[i].number),
                            place[i].at_x, place[i].at_y, LMEV__MIDDLE, LMEV__FONT - 0.5,
                            LMEV__MUTED);
    lmev__free(place);
}

/* The line of the front: level up to the next of its points, then up to it. */
static void draw_front_line(lmev__sketch *k, const scatter *p)
{
    static const lmev__look look = {.colour = LMEV__BLUE, .width = 1.2};
    lmev__pen line = {0};
    double y = NAN;
    for (size_t i = 0; i < p->n; i++) { /* in the order of their cost */
        if (p->at[i].style != LMEV__MARKED) continue;
        const double x = lmev__x(k, p->at[i].x);
        if (isfinite(y)) lmev__pen_to(&line, x, y);
        y = lmev__y(k, p->at[i].y);
        lmev__pen_to(&line, x, y);
    }
    if (isfinite(y)) lmev__pen_to(&line, k->right, y);
    lmev__draw_path(&k->canvas, &line, &look, NULL);
}

/* Axes and points, and the line of those that are marked; a key of so many entries is to
 * follow. */
static void draw(lmev__sketch *k, const scatter *p, const char *title, size_t n_key)
{
    const lmev__study *s = k->s;
    double x0, x1, y0, y1;
    span(p, &x0, &x1, &y0, &y1);
    const double room_y = 0.06 * (y1 - y0), room_x = 0.04 * (x1 - x0);
    const lmev__axis x =
        p->log
            ? lmev__axis_log(x0, x1)
            : lmev__axis_of(fmax(x0 - room_x, x0 >= 0 ? 0 : x0 - room_x), x1 + room_x, 5);
    const lmev__axis y = lmev__axis_of(y0 - room_y, y1 + room_y, 5);
    lmev__sketch_begin(k, BOTTOM + 48 + lmev__key_height(n_key), title);
    lmev__pane(k, LEFT, RIGHT, TOP, BOTTOM);
    lmev__set_x(k, &x, p->x_name);
    lmev__set_y(k, &y, bac_axis);
    draw_front_line(k, p);
    lmev__buf head = LMEV__BUF_INIT;
    lmev__buf_printf(&head, "%s\tbac\tmodel\trun_id\tdevice%s", p->x_column,
                     p->front ? "\ton_front" : "");
    lmev__data_begin(k, lmev__sketch_keep(k, &head));
    for (size_t i = 0; i < 2 * p->n; i++) {
        const dot *d = &p->at[i % p->n];
        /* the marked ones last: on top of the others */
        if ((d->style == LMEV__MARKED) != (i >= p->n)) continue;
        const lmev_experiment *e =
            d->experiment == LMEV__NONE ? NULL : &s->all->at[d->experiment];
        const lmev__mark mark = lmev__mark_of(d->style, d->open, 1.1 * LMEV__RADIUS);
        lmev__data_real(k, d->x);
        lmev__data_real(k, d->y);
        lmev__data_text(k, s->model[d->model].name);
        lmev__data_text(k, e ? e->run_id : "");
        lmev__data_text(k, d->device ? d->device : e ? e->device : "");
        if (p->front) lmev__data_count(k, d->style == LMEV__MARKED);
        lmev__data_row_end(k);
        lmev__buf tip = tip_of(k, p, d);
        lmev__draw_mark(&k->canvas, &mark, lmev__x(k, d->x), lmev__y(k, d->y), &tip);
    }
    draw_numbers(k, p);
}

static const char *name_of(const lmev__sketch *k, const dot *d)
{
    return k->s->model[d->model].name;
}

/* Where the points lie, for those who do not see them. */
static void describe(lmev__sketch *k, const scatter *p)
{
    double x0, x1, y0, y1;
    span(p, &x0, &x1, &y0, &y1);
    lmev__alt(k, T_("%1 points. BAC: %2 to %3; %4: %5 to %6."),
              LMEV__WITH(lmev__sketch_count(k, (double)p->n), lmev__sketch_real(k, y0, 4),
                         lmev__sketch_real(k, y1, 4), lmev__sketch_word(k, p->x_name),
                         lmev__sketch_real(k, x0, p->x_digits),
                         lmev__sketch_real(k, x1, p->x_digits)));
}

/* Of the points, by model: trials, or one mean each. */
static lmev__correlation correlate(lmev__sketch *k, const scatter *p)
{
    lmev__correlation c = {.between = NAN, .within = NAN};
    double *x = lmev__calloc(p->n, sizeof *x), *y = lmev__calloc(p->n, sizeof *y);
    size_t *model = lmev__calloc(p->n, sizeof *model);
    if (x && y && model) {
        for (size_t i = 0; i < p->n; i++) {
            x[i] = p->at[i].x;
            y[i] = p->at[i].y;
            model[i] = p->at[i].model;
        }
        k->failed |= !lmev__correlate(&c, x, y, model, p->n, k->s->n_models);
    } else {
        k->failed = true;
    }
    lmev__free(x);
    lmev__free(y);
    lmev__free(model);
    return c;
}

static void say_correlation(lmev__sketch *k, const lmev__correlation *c)
{
    if (isfinite(c->between))
        lmev__caption(k, T_("Correlation between the means of %1 models: %2."),
                      LMEV__WITH(lmev__sketch_count(k, (double)c->n_groups),
                                 lmev__sketch_real(k, c->between, 2)));
    if (!isfinite(c->within)) return;
    const char *const *arg =
        LMEV__WITH(lmev__sketch_real(k, c->within, 2), lmev__sketch_real(k, c->low, 2),
                   lmev__sketch_real(k, c->high, 2), lmev__sketch_real(k, c->all, 2));
    lmev__caption(k,
                  T_("Correlation within models, of how far trials are from the mean of "
                     "their model: %1, 95% interval [%2, %3]; it is negative where a "
                     "model's trials with a lower loss score higher."),
                  arg);
    if (isfinite(c->between))
        lmev__caption(k, T_("All trials together, which mixes the two: %4."), arg);
}

/* ---- Means of models ---- */

/* Room for n dots, or NULL and the sketch has failed. */
static dot *room_for(lmev__sketch *k, size_t n)
{
    dot *d = lmev__calloc(n ? n : 1, sizeof *d);
    if (!d) k->failed = true;
    return d;
}

static dot mean_of(size_t model, double x, double y)
{
    const size_t style = lmev__style_of(model);
    return (dot){.x = x,
                 .y = y,
                 .style = style,
                 .number = style ? model + 1 : 0,
                 .model = model,
                 .experiment = LMEV__NONE};
}

bool lmev__draw_val_loss(lmev__sketch *k)
{
    const lmev__study *s = k->s;
    scatter p = {.x_name = T_("lowest validation loss, mean of trials"),
                 .x_column = "min_val_loss",
                 .tip = T_("lowest validation loss"),
                 .x_digits = 4};
    if (!(p.at = room_for(k, s->n_models))) return true;
    for (size_t i = 0; i < s->n_models; i++)
        if (isfinite(s->model[i].min_val_loss.mean) && isfinite(s->model[i].bac.mean))
            p.at[p.n++] = mean_of(i, s->model[i].min_val_loss.mean, s->model[i].bac.mean);
    const bool any = p.n > 1;
    if (any) {
        draw(k, &p, T_("BAC against validation loss, means"), lmev__n_listed(k));
        lmev__caption(k, T_("Each point is a model: means over its trials."), NULL);
        const lmev__correlation c = correlate(k, &p);
        say_correlation(k, &c);
        lmev__key_of_models(k, NULL, 0, BOTTOM + 48, LMEV__KEY_POINTS);
        describe(k, &p);
    }
    lmev__free(p.at);
    return any;
}

/* Keys of devices: filled or an outline. */
static size_t device_entries(const lmev__sketch *k, lmev__key_entry *entry)
{
    const lmev__grouping *by = &k->s->grouping[LMEV__BY_DEVICE];
    size_t n = 0;
    for (size_t i = 0; i < by->n && i < LMEV__KEY_FIRST; i++)
        entry[n++] =
            (lmev__key_entry){.style = 0, .open = i > 0, .label = by->level[i].name};
    return n;
}

static void key_with_devices(lmev__sketch *k)
{
    lmev__key_entry entry[LMEV__KEY_FIRST];
    const size_t n = device_entries(k, entry);
    lmev__key_of_models(k, entry, n, BOTTOM + 48, LMEV__KEY_POINTS);
    if (k->s->grouping[LMEV__BY_DEVICE].n > 2)
        lmev__caption(k, T_("Devices from the second on are outlines."), NULL);
}

static bool wide(const scatter *p)
{
    double x0, x1, y0, y1;
    span(p, &x0, &x1, &y0, &y1);
    return x0 > 1e-3 && x1 < 1e15 && x1 / x0 > 8;
}

bool lmev__draw_time(lmev__sketch *k)
{
    const lmev__study *s = k->s;
    const lmev__grouping *by = &s->grouping[LMEV__BY_DEVICE];
    scatter p = {.x_name = seconds_axis,
                 .x_column = "training_seconds",
                 .tip = T_("seconds"),
                 .x_digits = 1};
    if (!(p.at = room_for(k, s->n_timings))) return true;
    for (size_t i = 0; i < s->n_timings; i++) {
        const lmev__timing *t = &s->timing[i];
        double sum = 0;
        for (size_t j = 0; j < t->n; j++) sum += s->all->at[t->which[j]].bac;
        if (t->n == 0 || !isfinite(t->training.mean) || !isfinite(sum)) continue;
        dot d = mean_of(t->model, t->training.mean, sum / (double)t->n);
        d.open = by->n > 1 && t->device > 0;
        d.device = by->n > 1 ? by->level[t->device].name : NULL;
        p.at[p.n++] = d;
    }
    const bool any = p.n > 1;
    if (any) {
        lmev__key_entry none[LMEV__KEY_FIRST];
        p.log = wide(&p);
        draw(k, &p, T_("BAC against training time, means"),
             lmev__n_listed(k) + device_entries(k, none));
        lmev__caption(k,
                      by->n > 1
                          ? T_("Each point is a model on one device: means over its "
                               "trials there.")
                          : T_("Each point is a model: means over its trials."),
                      NULL);
        key_with_devices(k);
        describe(k, &p);
    }
    lmev__free(p.at);
    return any;
}

/* ---- Trials ---- */

static size_t device_of(const lmev__study *s, size_t experiment)
{
    const lmev__grouping *by = &s->grouping[LMEV__BY_DEVICE];
    for (size_t i = 0; i < by->n; i++)
        for (size_t j = 0; j < by->level[i].n; j++)
            if (by->level[i].which[j] == experiment) return i;
    return 0;
}

/* Every trial that has both numbers, or every so-manieth; the correlation is of all. */
static bool draw_trials(lmev__sketch *k, scatter *p,
                        double (*x_of)(const lmev_experiment *), bool devices,
                        const char *title)
{
    const lmev__study *s = k->s;
    size_t usable = 0;
    for (size_t i = 0; i < s->all->n; i++)
        usable += isfinite(x_of(&s->all->at[i])) && isfinite(s->all->at[i].bac);
    const size_t stride = 1 + usable / (LMEV__POINTS_SHOWN + 1);
    if (usable < 2) return false;
    if (!(p->at = room_for(k, usable))) return true;
    for (size_t i = 0; i < s->all->n; i++) {
        const double x = x_of(&s->all->at[i]), y = s->all->at[i].bac;
        if (!isfinite(x) || !isfinite(y)) continue;
        p->at[p->n++] = (dot){.x = x,
                              .y = y,
                              .style = lmev__style_of(s->model_of[i]),
                              .open = devices && device_of(s, i) > 0,
                              .model = s->model_of[i],
                              .experiment = i};
    }
    const lmev__correlation c = correlate(k, p);
    p->n = 0;
    for (size_t i = 0; i < usable; i += stride) p->at[p->n++] = p->at[i];
    lmev__key_entry none[LMEV__KEY_FIRST];
    if (devices) p->log = wide(p);
    draw(k, p, title, lmev__n_listed(k) + (devices ? device_entries(k, none) : 0));
    lmev__caption(k, T_("Each point is a trial."), NULL);
    if (!devices) say_correlation(k, &c);
    if (stride > 1)
        lmev__caption(k, T_("One trial in %1 is shown."),
                      LMEV__WITH(lmev__sketch_count(k, (double)stride)));
    if (devices)
        key_with_devices(k);
    else
        lmev__key_of_models(k, NULL, 0, BOTTOM + 48, LMEV__KEY_POINTS);
    describe(k, p);
    lmev__free(p->at);
    return true;
}

static double training(const lmev_experiment *x)
{
    return x->training_took;
}

bool lmev__draw_val_loss_trials(lmev__sketch *k)
{
    scatter p = {.x_name = T_("lowest validation loss"),
                 .x_column = "min_val_loss",
                 .tip = T_("lowest validation loss"),
                 .x_digits = 4};
    return draw_trials(k, &p, lmev__min_val_loss, false,
                       T_("BAC against validation loss, trials"));
}

bool lmev__draw_time_trials(lmev__sketch *k)
{
    scatter p = {.x_name = seconds_axis,
                 .x_column = "training_seconds",
                 .tip = T_("seconds"),
                 .x_digits = 1};
    return draw_trials(k, &p, training, true, T_("BAC against training time, trials"));
}

/* ---- Cost against BAC ---- */

static int cheaper(const void *a, const void *b)
{
    const dot *x = a, *y = b;
    if (x->x != y->x) return x->x < y->x ? -1 : 1;
    if (x->y != y->y) return x->y > y->y ? -1 : 1;
    return x->model < y->model ? -1 : x->model > y->model;
}

/* Mark those that none beats in both, and give them the key's first entries. */
static size_t find_front(scatter *p)
{
    size_t n = 0;
    double best = -INFINITY;
    qsort(p->at, p->n, sizeof *p->at, cheaper);
    for (size_t i = 0; i < p->n; i++) {
        const bool on = p->at[i].y > best;
        best = fmax(best, p->at[i].y);
        p->at[i].style = on ? LMEV__MARKED : 0;
        n += on;
    }
    return n;
}

static int by_rank(const void *a, const void *b)
{
    const dot *x = *(dot *const *)a, *y = *(dot *const *)b;
    if (x->style != y->style) return x->style > y->style ? -1 : 1; /* the front first */
    return x->model < y->model ? -1 : x->model > y->model;
}

/* Number the front, and others while there is room; the entries of the key, by rank. */
static size_t list(lmev__sketch *k, scatter *p, lmev__key_entry *entry)
{
    dot **order = lmev__calloc(p->n, sizeof *order);
    size_t n = p->n < LMEV__LISTED ? p->n : LMEV__LISTED;
    if (!order) {
        k->failed = true;
        return 0;
    }
    for (size_t i = 0; i < p->n; i++) order[i] = &p->at[i];
    qsort(order, p->n, sizeof *order, by_rank);
    for (size_t i = 0; i < n; i++) {
        order[i]->number = order[i]->model + 1;
        entry[i] = (lmev__key_entry){.style = order[i]->style,
                                     .number = order[i]->number,
                                     .label = name_of(k, order[i])};
    }
    lmev__free(order);
    return n;
}

static void draw_front(lmev__sketch *k, scatter *p, const char *title)
{
    lmev__key_entry entry[LMEV__LISTED];
    const size_t on = find_front(p), n = list(k, p, entry);
    const dot *cheapest = NULL, *last = NULL;
    p->log = wide(p);
    p->front = true;
    draw(k, p, title, n);
    for (size_t i = 0; i < p->n; i++) {
        if (p->at[i].style != LMEV__MARKED) continue;
        if (!cheapest) cheapest = &p->at[i];
        last = &p->at[i];
    }
    const char *const *arg =
        LMEV__WITH(lmev__sketch_count(k, (double)on), name_of(k, cheapest),
                   lmev__sketch_real(k, cheapest->x, p->x_digits),
                   lmev__sketch_real(k, cheapest->y, 4), name_of(k, last),
                   lmev__sketch_real(k, last->x, p->x_digits),
                   lmev__sketch_real(k, last->y, 4), lmev__sketch_word(k, p->tip));
    if (on == 1)
        lmev__caption(k, T_("%2 is both the cheapest (%3 %8) and the best (BAC %4)."),
                      arg);
    else
        lmev__caption(
            k,
            T_("Diamonds and line: the %1 models that none beats in both cost and BAC, "
               "from %2 (%3 %8; BAC %4) to %5 (%6 %8; BAC %7)."),
            arg);
    if (p->n > n)
        lmev__caption(
            k, T_("Points without a number are named in the data beside the figure."),
            NULL);
    lmev__legend(k, entry, n, BOTTOM + 48, LMEV__KEY_POINTS);
    describe(k, p);
}

static bool pareto(lmev__sketch *k, scatter *p, double (*cost)(const lmev__study_model *),
                   const char *title)
{
    const lmev__study *s = k->s;
    if (!(p->at = room_for(k, s->n_models))) return true;
    for (size_t i = 0; i < s->n_models; i++) {
        const double x = cost(&s->model[i]), y = s->model[i].bac.mean;
        if (!isfinite(x) || !(x > 0) || !isfinite(y)) continue;
        p->at[p->n] = mean_of(i, x, y);
        p->at[p->n++].number = 0;
    }
    const bool any = p->n > 1;
    if (any) draw_front(k, p, title);
    lmev__free(p->at);
    return any;
}

static double cost_time(const lmev__study_model *m)
{
    return m->training.mean;
}
static double cost_size(const lmev__study_model *m)
{
    return m->params / 1e6;
}
static double cost_memory(const lmev__study_model *m)
{
    return m->memory / (1024.0 * 1024);
}

bool lmev__draw_pareto_time(lmev__sketch *k)
{
    scatter p = {.x_name = seconds_axis,
                 .x_column = "training_seconds",
                 .tip = T_("seconds"),
                 .x_digits = 1};
    return pareto(k, &p, cost_time, T_("Training time against BAC"));
}

bool lmev__draw_pareto_size(lmev__sketch *k)
{
    scatter p = {.x_name = T_("parameters, millions"),
                 .x_column = "parameters_millions",
                 .tip = T_("millions of parameters"),
                 .x_digits = 3};
    return pareto(k, &p, cost_size, T_("Size against BAC"));
}

bool lmev__draw_pareto_memory(lmev__sketch *k)
{
    scatter p = {.x_name = T_("peak memory, MiB"),
                 .x_column = "memory_mib",
                 .tip = T_("MiB"),
                 .x_digits = 0};
    return pareto(k, &p, cost_memory, T_("Memory against BAC"));
}
