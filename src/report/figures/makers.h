/* makers.h - the makers of figures: each fills a sketch from the study. */
#ifndef LMEV__REPORT_FIGURES_MAKERS_H
#define LMEV__REPORT_FIGURES_MAKERS_H
#include "report/figures/sketch.h"

/* False: the study has no data for it. More than so many of a kind are thinned out, and
 * the caption says so: a page has to hold all figures. */
typedef bool lmev__maker(lmev__sketch *k);
#define LMEV__ROWS_SHOWN   60
#define LMEV__POINTS_SHOWN 300

/* figures_rows.c, _trials.c, _scatter.c, _curves.c, _matrix.c and _classes.c: */
lmev__maker lmev__draw_models, lmev__draw_by_model, lmev__draw_by_language,
    lmev__draw_worst_classes, lmev__draw_confused;
lmev__maker lmev__draw_histogram, lmev__draw_as_ran, lmev__draw_sorted;
lmev__maker lmev__draw_val_loss, lmev__draw_val_loss_trials, lmev__draw_time,
    lmev__draw_time_trials, lmev__draw_pareto_time, lmev__draw_pareto_size,
    lmev__draw_pareto_memory;
lmev__maker lmev__draw_curve_bac, lmev__draw_curve_val_loss;
lmev__maker lmev__draw_differences;
lmev__maker lmev__draw_class_size;

/* The tooltip of a trial: model, run, BAC, and one more value unless english is NULL. */
lmev__buf lmev__trial_tip(const lmev__sketch *k, size_t experiment, const char *english,
                          double value, int digits);
#define LMEV__TIP 200 /* columns of a name in a tooltip */
/* Into the caption: whose classes these are, and over how many trials. */
void lmev__say_closest(lmev__sketch *k);
#endif
