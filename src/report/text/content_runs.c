/* content_runs.c - the ends of the report: classes, one row for each experiment, what
 * was left out, and how the numbers came about. */
#include <inttypes.h>
#include <math.h>
#include <string.h>
#include <time.h>

#include "report/analysis/parts.h"
#include "report/text/content.h"

#define CLASSES_SHOWN 25
#define FEW_ROWS      3              /* of a class */
#define LAST_YEAR     253402300800.0 /* seconds to the year 10000: more is no date */

/* ---- Classes ---- */

static const lmev__column class_columns[] = {
    {"class", T_("Class"), NULL, LMEV__COLUMN_TEXT, 0, false},
    {"test_rows", T_("Rows"),
     T_("Distinct test rows of the class: those of a test set count once, however many "
        "trials had it."),
     LMEV__COUNT, 0, false},
    {"trials", T_("Trials"), T_("Those that had test rows of the class."), LMEV__COUNT, 0,
     false},
    {"recall", T_("Recall"),
     T_("Of each test row the share of its trials that predicted it right; mean over the "
        "rows."),
     LMEV__REAL, 4, false},
    {"recall_low", T_("95% CI, from"),
     T_("Of the recall, over other test rows of the class (Wilson, 1927)."), LMEV__REAL,
     4, false},
    {"recall_high", T_("to"), NULL, LMEV__REAL, 4, false},
};

static const lmev__column confused_columns[] = {
    {"truth", T_("Class"), NULL, LMEV__COLUMN_TEXT, 0, false},
    {"predicted", T_("taken for"), NULL, LMEV__COLUMN_TEXT, 0, false},
    {"n", T_("Predictions"), T_("Over all trials: a test row counts once per trial."),
     LMEV__COUNT, 0, false},
    {"share", T_("Share"), T_("Of the predictions for the rows of the class."),
     LMEV__REAL, 4, false},
};

/* "66 (58 of them with at most three rows)": of so few rows a recall of 0 or 1 is no
 * news. */
static lmev__arg with_few(lmev__draft *c, size_t n, size_t few)
{
    if (few == 0) return as_count(n);
    return as_phrase(lmev__phrase(c, T_("%1 (%2 of them with at most three rows)"),
                                  as_count(n), as_count(few)));
}

static void claim_classes(lmev__draft *c, lmev__sources sources)
{
    const lmev__study *s = c->s;
    const lmev__study_model *m = &s->model[s->closest];
    size_t tested = 0, never = 0, never_few = 0, always = 0, always_few = 0;
    for (size_t i = 0; i < s->n_classes; i++) {
        const lmev__class *k = &s->class[i];
        if (k->n == 0) continue; /* only ever predicted */
        tested++;
        never += k->recall == 0;
        never_few += k->recall == 0 && k->n <= FEW_ROWS;
        always += k->recall == 1;
        always_few += k->recall == 1 && k->n <= FEW_ROWS;
    }
    lmev__sentence(c, LMEV__PLAIN, sources,
                   m->n_predicted == 1 ? T_("Classes of %1, one trial.")
                                       : T_("Classes of %1, %2 trials together."),
                   as_raw(m->name), as_count(m->n_predicted));
    lmev__sentence(
        c, LMEV__CLAIM, sources,
        T_("Of %1 classes with test rows, %2 were never predicted right, and %3 always."),
        as_count(tested), with_few(c, never, never_few), with_few(c, always, always_few));
    if (s->n_confused == 0) return;
    const lmev__confused *worst = &s->confused[0];
    lmev__sentence(c, LMEV__CLAIM, sources,
                   T_("Most confused: %1 was taken for %2, in %4 of the predictions for "
                      "its rows (%3)."),
                   as_raw(s->class[worst->truth].name),
                   as_raw(s->class[worst->predicted].name), as_count(worst->n),
                   as_share(worst->share));
}

static void classes_table(lmev__draft *c, lmev__sources sources)
{
    const lmev__study *s = c->s;
    lmev__table *t = lmev__table_add(
        c, "classes", T_("Recall of the classes"),
        T_("By the upper end of the interval, the lowest first: of a class of one row a "
           "recall of 0 says little."),
        class_columns, sizeof class_columns / sizeof *class_columns, s->n_classes);
    if (t) t->shown = CLASSES_SHOWN;
    for (size_t i = 0; i < s->n_classes; i++) {
        const lmev__class *k = &s->class[i];
        lmev__row r = lmev__row_at(c, t, i, sources);
        lmev__cell_raw(&r, k->name);
        lmev__cell_value(&r, (double)k->n);
        lmev__cell_value(&r, (double)k->trials);
        lmev__cell_value(&r, k->recall);
        lmev__cell_value(&r, k->low);
        lmev__cell_value(&r, k->high);
    }
    lmev__table_end(t);
}

static void confused_table(lmev__draft *c, lmev__sources sources)
{
    const lmev__study *s = c->s;
    lmev__table *t = lmev__table_add(c, "confused", T_("Confused classes"),
                                     T_("The most frequent first."), confused_columns,
                                     sizeof confused_columns / sizeof *confused_columns,
                                     s->n_confused);
    if (t) t->shown = CLASSES_SHOWN;
    for (size_t i = 0; i < s->n_confused; i++) {
        const lmev__confused *x = &s->confused[i];
        lmev__row r = lmev__row_at(c, t, i, sources);
        lmev__cell_raw(&r, s->class[x->truth].name);
        lmev__cell_raw(&r, s->class[x->predicted].name);
        lmev__cell_value(&r, (double)x->n);
        lmev__cell_value(&r, x->share);
    }
    lmev__table_end(t);
}

/* The trials of a model that have predictions. */
static lmev__sources predicted_of(lmev__draft *c, size_t model)
{
    const lmev__study_model *m = &c->s->model[model];
    size_t *which = lmev__draft_array(c, m->n, sizeof *which), n = 0;
    for (size_t i = 0; which && i < m->n; i++)
        if (c->s->test_set_of[m->which[i]] != LMEV__NONE) which[n++] = m->which[i];
    return (lmev__sources){n, which};
}

void lmev__content_classes(lmev__draft *c)
{
    const lmev__study *s = c->s;
    lmev__section_begin(c, "classes", T_("Classes"));
    if (s->closest == LMEV__NONE || s->n_classes == 0) {
        lmev__tell(c, T_("No predictions for single test rows were found beside the "
                         "experiments, so nothing is said about classes, and no test is "
                         "paired by rows."));
        return;
    }
    lmev__sources sources = predicted_of(c, s->closest);
    claim_classes(c, sources);
    classes_table(c, sources);
    if (s->n_confused > 0) confused_table(c, sources);
    lmev__section_figure(c, "worst-classes");
    lmev__section_figure(c, "confused");
    lmev__section_figure(c, "class-size");
}

/* ---- Experiments ---- */

static const lmev__column experiment_columns[] = {
    {"run_id", T_("Run"), NULL, LMEV__COLUMN_TEXT, 0, false},
    {"model", T_("Model"), NULL, LMEV__COLUMN_TEXT, 0, false},
    {"trial", T_("Trial"), NULL, LMEV__COUNT, 0, false},
    {"device", T_("Device"), NULL, LMEV__COLUMN_TEXT, 0, false},
    {"bac", T_("BAC"), T_("Of the weights kept."), LMEV__REAL, 6, false},
    {"bac_best", T_("BAC, best epoch"), T_("Of the epoch with the lowest val_loss."),
     LMEV__REAL, 6, false},
    {"bac_last", T_("BAC, last epoch"), NULL, LMEV__REAL, 6, false},
    {"weights", T_("Weights kept"), T_("Which epoch's weights the BAC is of."),
     LMEV__COLUMN_TEXT, 0, false},
    {"min_val_loss", T_("Min val_loss"), T_("Lowest validation loss of an epoch."),
     LMEV__REAL, 4, false},
    {"epochs", T_("Epochs"), NULL, LMEV__COUNT, 0, false},
    {"training_seconds", T_("Training, s"), NULL, LMEV__REAL, 1, false},
    {"prediction_seconds", T_("Prediction, s"), T_("Seconds for the test rows."),
     LMEV__REAL, 2, false},
    {"train_rows", T_("Training rows"), NULL, LMEV__COUNT, 0, false},
    {"test_rows", T_("Test rows"), NULL, LMEV__COUNT, 0, false},
    {"classes", T_("Classes"), T_("Of the output layer."), LMEV__COUNT, 0, false},
    {"started", T_("Started, UTC"), NULL, LMEV__COLUMN_TEXT, 0, false},
    {"path", T_("Folder"), NULL, LMEV__COLUMN_TEXT, 0, false},
};

/* "2020-03-04" or, with the time, "2020-03-04 18:15:37"; "" where it is not known. */
static const char *date_of(lmev__draft *c, double seconds, bool time)
{
    char text[32] = "";
    struct tm tm;
    if (!(seconds > 0 && seconds < LAST_YEAR)) return "";
    time_t whole = (time_t)seconds;
    if (!gmtime_r(&whole, &tm) ||
        strftime(text, sizeof text, "%Y-%m-%d %H:%M:%S", &tm) == 0)
        return "";
    text[time ? 19 : 10] = 0;
    return lmev__draft_clean(c, text);
}

/* What was not recorded is 0. */
static double known(uint64_t n)
{
    return n > 0 ? (double)n : NAN;
}

static void experiment_row(lmev__draft *c, lmev__row *r, size_t i)
{
    const lmev_experiment *x = &c->s->all->at[i];
    char w = lmev__weights_of(x);
    const char *weights = w == 'b'   ? T_("best")
                          : w == 'l' ? T_("last")
                          : w == 'e' ? T_("both alike")
                                     : NULL;
    lmev__cell_run(r, i);
    lmev__cell_model(r, c->s->model_of[i]);
    lmev__cell_value(r, x->trial >= 0 ? (double)x->trial : NAN);
    lmev__cell_raw(r, x->device);
    lmev__cell_value(r, x->bac);
    lmev__cell_value(r, x->bac_best);
    lmev__cell_value(r, x->bac_last);
    lmev__cell_shown(r, weights ? lmev__word(c->language, weights) : NULL, weights);
    lmev__cell_value(r, lmev__min_val_loss(x));
    lmev__cell_value(r, known(x->n_epochs));
    lmev__cell_value(r, x->training_took);
    lmev__cell_value(r, x->predict_took);
    lmev__cell_value(r, known(x->n_train));
    lmev__cell_value(r, known(x->n_test));
    lmev__cell_value(r, known(x->n_classes));
    lmev__cell_shown(r, date_of(c, x->started_at, true), NULL);
    lmev__cell_raw(r, x->path);
}

void lmev__content_experiments(lmev__draft *c)
{
    size_t n = c->s->all->n;
    lmev__section_begin(c, "experiments", T_("Experiments"));
    lmev__table *t =
        lmev__table_add(c, "experiments", T_("Experiments"), NULL, experiment_columns,
                        sizeof experiment_columns / sizeof *experiment_columns, n);
    for (size_t i = 0; i < n; i++) {
        lmev__row r = lmev__row_at(c, t, i, lmev__sources_of_one(c, i));
        experiment_row(c, &r, i);
    }
    lmev__table_end(t);
}

/* ---- Left out ---- */

static const lmev__column left_out_columns[] = {
    {"path", T_("Folder"), NULL, LMEV__COLUMN_TEXT, 0, false},
    {"why", T_("Why"), NULL, LMEV__COLUMN_TEXT, 0, false},
};

/* NULL: the run's error says it all. */
static const char *reason_words(lmev_left_out_reason reason)
{
    switch (reason) {
    case LMEV_LEFT_OUT_FAILED:
        return T_("failed: %1");
    case LMEV_LEFT_OUT_UNFINISHED:
        return T_("not finished");
    case LMEV_LEFT_OUT_NO_MODEL:
        return T_("names no model");
    case LMEV_LEFT_OUT_NO_BAC:
        return T_("'RESULTS-BALANCED_ACCURACY' is null");
    case LMEV_LEFT_OUT_COPY:
        return T_("a copy of %1");
    case LMEV_LEFT_OUT_RUN_AGAIN:
        return T_("the same experiment as %1, run again");
    case LMEV_LEFT_OUT_UNREADABLE:
        break;
    }
    return NULL;
}

void lmev__content_left_out(lmev__draft *c)
{
    const lmev_experiments *all = c->s->all;
    if (all->n_left_out == 0) return;
    lmev__section_begin(c, "left-out", T_("Left out"));
    lmev__table *t = lmev__table_add(
        c, "left-out", T_("Runs that were not used"), NULL, left_out_columns,
        sizeof left_out_columns / sizeof *left_out_columns, all->n_left_out);
    for (size_t i = 0; i < all->n_left_out; i++) {
        lmev__row r = lmev__row_at(c, t, i, (lmev__sources){0});
        lmev__cell_raw(&r, all->left_out[i].path);
        const lmev_left_out *out = &all->left_out[i];
        const char *words = reason_words(out->reason);
        const char *shown = words ? lmev__phrase(c, words, as_raw(out->about)) : out->why;
        lmev__cell_shown(&r, lmev__draft_clean(c, shown), lmev__draft_clean(c, out->why));
    }
    lmev__table_end(t);
}

/* ---- Method ---- */

/* The days on which the experiments started, "2020-03-04", first and last. */
static void tell_dates(lmev__draft *c)
{
    double first = INFINITY, last = -INFINITY;
    for (size_t i = 0; i < c->s->all->n; i++) {
        double at = c->s->all->at[i].started_at;
        if (at > 0 && at < LAST_YEAR) {
            first = fmin(first, at);
            last = fmax(last, at);
        }
    }
    if (first > last) return;
    const char *from = date_of(c, first, false), *to = date_of(c, last, false);
    lmev__sentence(c, LMEV__PLAIN, c->all,
                   strcmp(from, to) == 0
                       ? T_("The experiments started on %1 (UTC).")
                       : T_("The experiments started between %1 and %2 (UTC)."),
                   as_phrase(from), as_phrase(to));
}

/* What the test rows of these trials let the intervals say. */
static void tell_rows(lmev__draft *c)
{
    const lmev_spread *of = c->s->spread;
    if (of[LMEV_REPEATS_SAME_ROWS].n_models > 0)
        lmev__tell(
            c,
            T_("Where trials share their test rows, the luck of the rows is found from "
               "which rows each trial got right, class by class; classes of one row "
               "are taken together. The training rows are one sample too: a claim "
               "holds for them."));
    if (of[LMEV_REPEATS_OTHER_ROWS].n_models > 0)
        lmev__tell(
            c, T_("Where each trial has test rows of its own, the spread of the trials "
                  "holds the luck of their test rows, of seeds, and of the training rows "
                  "where these were drawn anew."));
    if (of[LMEV_REPEATS_BLOCKS].n_models > 0)
        lmev__tell(
            c,
            T_("Trials of the same number have the same rows in all models: they are "
               "blocks, and what all models of a block share drops out of "
               "differences. Claims hold for other splits of such data. One variance is "
               "used for all models: where the seeds of many models differ much, "
               "statements about all pairs fail more often than in 5%."));
}

void lmev__content_method(lmev__draft *c)
{
    const lmev__study *s = c->s;
    bool settings = false;
    for (size_t m = 0; m < s->n_models; m++) settings |= *s->model[m].settings != 0;
    lmev__section_begin(c, "method", T_("Method"));
    lmev__tell(c, T_("BAC, balanced accuracy, is the mean of the recalls of all classes "
                     "that have test rows. The best epoch is the one with the lowest "
                     "val_loss."));
    lmev__tell(
        c, T_("Every interval is that of a weighted sum of BACs. Its variance is that of "
              "one trial, taken over all models together (unless Bartlett's test finds "
              "at 5% "
              "that they differ, and all have four trials or more), times the squared "
              "weights, and the luck of the test rows that trials share; degrees of "
              "freedom after "
              "Satterthwaite (Biometrics 2, 1946)."));
    tell_rows(c);
    if (s->closest != LMEV__NONE)
        lmev__tell(c,
                   T_("Intervals of the recall of a class are Wilson's (Journal of the "
                      "American Statistical Association 22, 1927), of its distinct test "
                      "rows: they cover other rows of the class, not other seeds. More "
                      "trials on the same rows do not narrow them. Each is of one "
                      "class: of many classes about one in twenty has a recall outside "
                      "its own, most often one that looked very bad or very good."));
    if (s->n_pairs > 0) {
        lmev__tell(
            c,
            T_("Intervals of all pairs hold at once (\u0160id\u00E1k, Journal of the "
               "American Statistical Association 62, 1967), and two models are shown "
               "to differ where that of their difference excludes 0. Which of three "
               "models or more may be the best, and how far each is at most behind it, "
               "is Hsu's multiple "
               "comparison with the best (Annals of Statistics 9, 1981)."));
        lmev__tell(
            c, T_("That two models are not shown to differ does not say that they are "
                  "equal: the interval says how far they may be apart. Two things are "
                  "called the same within a margin only where the whole interval lies "
                  "within it."));
    }
    if (s->n_effects > 0)
        lmev__tell(
            c,
            T_("What a trait does is found from models that are alike in all else, and "
               "is said of these models. Models in general are another question: "
               "there each matched pair is one observation."));
    if (settings)
        lmev__tell(c, T_("Experiments with different settings are trials of different "
                         "models: the settings that vary stand behind the names."));
    tell_dates(c);
    lmev__sentence(c, LMEV__PLAIN, (lmev__sources){0}, T_("Made by lmev %1."),
                   as_raw(lmev_version()));
}
