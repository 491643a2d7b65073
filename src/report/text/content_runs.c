/* content_runs.c - the last sections: classes, a row per experiment, the runs that were
 * left out, and the method. */
#include <inttypes.h>
#include <math.h>
#include <string.h>
#include <time.h>

#include "report/text/content.h"

#define CLASSES_SHOWN 25
#define FEW_ROWS      3              /* of a class */
#define LAST_YEAR     253402300800.0 /* seconds to the year 10000: more is no date */

/* ---- Classes ---- */

static lmev__sources sources_of_classes(lmev__draft *c, const void *record)
{
    (void)record;
    return c->closest;
}

/* clang-format off */
#define ROW lmev__class
static const lmev__field class_fields[] = {
    {"class", T_("Class"), NULL, RAW(name)},
    {"test_rows", T_("Rows"),
     T_("Distinct test rows of the class: those of a test set count once, however many trials had it."), COUNT(n)},
    {"trials", T_("Trials"), T_("Those that had test rows of the class."), COUNT(trials)},
    {"recall", T_("Recall"),
     T_("Of each test row the share of its trials that predicted it right; mean over the rows."), REAL(4, recall)},
    {"recall_low", T_("95% CI, from"), T_("Of the recall, over other test rows of the class (Wilson, 1927)."),
     REAL(4, low)},
    {"recall_high", T_("to"), NULL, REAL(4, high)},
};
static const lmev__table_layout classes_table = {
    "classes", T_("Recall of the classes"),
    T_("By the upper end of the interval, the lowest first: of a class of one row a recall of 0 says little."),
    FIELDS(class_fields), .sources = sources_of_classes, .shown = CLASSES_SHOWN};
#undef ROW
/* clang-format on */

typedef struct confused_record {
    const char *truth, *predicted;
    uint64_t n;
    double share;
} confused_record;

/* clang-format off */
#define ROW confused_record
static const lmev__field confused_fields[] = {
    {"truth", T_("Class"), NULL, RAW(truth)},
    {"predicted", T_("taken for"), NULL, RAW(predicted)},
    {"n", T_("Predictions"), T_("Over all trials: a test row counts once per trial."), COUNT(n)},
    {"share", T_("Share"), T_("Of the predictions for the rows of the class."), REAL(4, share)},
};
static const lmev__table_layout confused_layout = {
    "confused", T_("Confused classes"), T_("The most frequent first."),
    FIELDS(confused_fields), .sources = sources_of_classes, .shown = CLASSES_SHOWN};
#undef ROW
/* clang-format on */

static void confused_table(lmev__draft *c)
{
    const lmev__study *s = c->s;
    confused_record *record = lmev__draft_array(c, s->n_confused, sizeof *record);
    for (size_t i = 0; record && i < s->n_confused; i++) {
        const lmev__confused *x = &s->confused[i];
        record[i] = (confused_record){s->class[x->truth].name,
                                      s->class[x->predicted].name, x->n, x->share};
    }
    lmev__table_put(c, &confused_layout, record, s->n_confused);
}

/* "66 (58 of them with at most three rows)": with so few rows a recall of 0 or 1 says
 * little. */
static lmev__arg with_few(lmev__draft *c, size_t n, size_t few)
{
    if (few == 0) return as_count(n);
    return as_phrase(lmev__phrase(c, T_("%1 (%2 of them with at most three rows)"),
                                  as_count(n), as_count(few)));
}

static void claim_classes(lmev__draft *c)
{
    const lmev__study *s = c->s;
    const lmev__sources sources = c->closest;
    const lmev__study_model *m = &s->model[s->closest];
    size_t tested = 0, never = 0, never_few = 0, always = 0, always_few = 0;
    for (size_t i = 0; i < s->n_classes; i++) {
        const lmev__class *k = &s->class[i];
        if (k->n == 0) continue; /* predicted, but without rows */
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
        lmev__plain_sentence(
            c, T_("No predictions for single test rows were found beside the "
                  "experiments, so nothing is said about classes, and no test is "
                  "paired by rows."));
        return;
    }
    c->closest = predicted_of(c, s->closest);
    claim_classes(c);
    lmev__table_put(c, &classes_table, s->class, s->n_classes);
    if (s->n_confused > 0) confused_table(c);
    lmev__section_figure(c, "worst-classes");
    lmev__section_figure(c, "confused");
    lmev__section_figure(c, "class-size");
}

/* ---- Experiments ---- */

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

static size_t number_of(const lmev__draft *c, const void *experiment)
{
    return (size_t)((const lmev_experiment *)experiment - c->s->all->at);
}

static lmev__sources sources_of_experiment(lmev__draft *c, const void *record)
{
    return lmev__sources_of_one(c, number_of(c, record));
}

static void fill_run(const lmev__spot *x)
{
    lmev__cell_raw(x->c, x->cell, ((const lmev_experiment *)x->record)->run_id);
    x->cell->experiment = number_of(x->c, x->record);
}

static void fill_model_of_run(const lmev__spot *x)
{
    const size_t model = x->c->s->model_of[number_of(x->c, x->record)];
    lmev__fill_model(&(lmev__spot){x->c, &model, 0, x->cell});
}

static void fill_trial(const lmev__spot *x)
{
    const lmev_experiment *of = x->record;
    if (of->trial >= 0) x->cell->value = (double)of->trial;
}

static void fill_weights(const lmev__spot *x)
{
    const char which = lmev__weights_of(x->record);
    x->cell->code = which == 'b'   ? T_("best")
                    : which == 'l' ? T_("last")
                    : which == 'e' ? T_("both alike")
                                   : NULL;
    if (x->cell->code) x->cell->text = lmev__word(x->c->language, x->cell->code);
}

static void fill_min_val_loss(const lmev__spot *x)
{
    x->cell->value = lmev__min_val_loss(x->record);
}

static void fill_started(const lmev__spot *x)
{
    const lmev_experiment *of = x->record;
    x->cell->text = date_of(x->c, of->started_at, true);
}

/* clang-format off */
#define ROW lmev_experiment
static const lmev__field experiment_fields[] = {
    {"run_id", T_("Run"), NULL, TEXT(fill_run)},
    {"model", T_("Model"), NULL, TEXT(fill_model_of_run)},
    {"trial", T_("Trial"), NULL, COUNT_BY(fill_trial)},
    {"device", T_("Device"), NULL, RAW(device)},
    {"bac", T_("BAC"), T_("Of the weights kept."), REAL(6, bac)},
    {"bac_best", T_("BAC, best epoch"), T_("Of the epoch with the lowest val_loss."), REAL(6, bac_best)},
    {"bac_last", T_("BAC, last epoch"), NULL, REAL(6, bac_last)},
    {"weights", T_("Weights kept"), T_("Which epoch's weights the BAC is of."), TEXT(fill_weights)},
    {"min_val_loss", T_("Min val_loss"), T_("Lowest validation loss of an epoch."), REAL_BY(4, fill_min_val_loss)},
    {"epochs", T_("Epochs"), NULL, COUNT(n_epochs), .zero_is_unknown = true},
    {"training_seconds", T_("Training, s"), NULL, REAL(1, training_took)},
    {"prediction_seconds", T_("Prediction, s"), T_("Seconds for the test rows."), REAL(2, predict_took)},
    {"train_rows", T_("Training rows"), NULL, COUNT(n_train), .zero_is_unknown = true},
    {"test_rows", T_("Test rows"), NULL, COUNT(n_test), .zero_is_unknown = true},
    {"classes", T_("Classes"), T_("Of the output layer."), COUNT(n_classes), .zero_is_unknown = true},
    {"started", T_("Started, UTC"), NULL, TEXT(fill_started)},
    {"path", T_("Folder"), NULL, RAW(path)},
};
static const lmev__table_layout experiments_table = {
    "experiments", T_("Experiments"), NULL, FIELDS(experiment_fields), .sources = sources_of_experiment};
#undef ROW
/* clang-format on */

void lmev__content_experiments(lmev__draft *c)
{
    lmev__section_begin(c, "experiments", T_("Experiments"));
    lmev__table_put(c, &experiments_table, c->s->all->at, c->s->all->n);
}

/* ---- Left out ---- */

/* NULL: the run's error message is shown. */
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

static void fill_reason(const lmev__spot *x)
{
    const lmev_left_out *out = x->record;
    const char *words = reason_words(out->reason);
    const char *shown = words ? lmev__phrase(x->c, words, as_raw(out->about)) : out->why;
    x->cell->text = lmev__draft_clean(x->c, shown);
    x->cell->code = lmev__draft_clean(x->c, out->why);
}

static lmev__sources no_sources(lmev__draft *c, const void *record)
{
    (void)c, (void)record;
    return (lmev__sources){0};
}

#define ROW lmev_left_out
static const lmev__field left_out_fields[] = {
    {"path", T_("Folder"), NULL, RAW(path)},
    {"why", T_("Why"), NULL, TEXT(fill_reason)},
};
static const lmev__table_layout left_out_table = {
    "left-out", T_("Runs that were not used"), NULL, FIELDS(left_out_fields),
    .sources = no_sources};
#undef ROW

void lmev__content_left_out(lmev__draft *c)
{
    const lmev_experiments *all = c->s->all;
    if (all->n_left_out == 0) return;
    lmev__section_begin(c, "left-out", T_("Left out"));
    lmev__table_put(c, &left_out_table, all->left_out, all->n_left_out);
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

/* What the intervals hold for, given the test rows of the trials. */
static void tell_rows(lmev__draft *c)
{
    const lmev_spread *of = c->s->spread;
    if (of[LMEV_REPEATS_SAME_ROWS].n_models > 0)
        lmev__plain_sentence(
            c,
            T_("Where trials share their test rows, the luck of the rows is found from "
               "which rows each trial got right, class by class; classes of one row "
               "are taken together. The training rows are one sample too: a claim "
               "holds for them."));
    if (of[LMEV_REPEATS_OTHER_ROWS].n_models > 0)
        lmev__plain_sentence(
            c, T_("Where each trial has test rows of its own, the spread of the trials "
                  "holds the luck of their test rows, of seeds, and of the training rows "
                  "where these were drawn anew."));
    if (of[LMEV_REPEATS_BLOCKS].n_models > 0)
        lmev__plain_sentence(
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
    lmev__plain_sentence(
        c, T_("BAC, balanced accuracy, is the mean of the recalls of all classes "
              "that have test rows. The best epoch is the one with the lowest "
              "val_loss."));
    lmev__plain_sentence(
        c, T_("Every interval is that of a weighted sum of BACs. Its variance is that of "
              "one trial, taken over all models together (unless Bartlett's test finds "
              "at 5% "
              "that they differ, and all have four trials or more), times the squared "
              "weights, and the luck of the test rows that trials share; degrees of "
              "freedom after "
              "Satterthwaite (Biometrics 2, 1946)."));
    tell_rows(c);
    if (s->closest != LMEV__NONE)
        lmev__plain_sentence(
            c, T_("Intervals of the recall of a class are Wilson's (Journal of the "
                  "American Statistical Association 22, 1927), of its distinct test "
                  "rows: they cover other rows of the class, not other seeds. More "
                  "trials on the same rows do not narrow them. Each is of one "
                  "class: of many classes about one in twenty has a recall outside "
                  "its own, most often one that looked very bad or very good."));
    if (s->n_pairs > 0) {
        lmev__plain_sentence(
            c,
            T_("Intervals of all pairs hold at once (\u0160id\u00E1k, Journal of the "
               "American Statistical Association 62, 1967), and two models are shown "
               "to differ where that of their difference excludes 0. Which of three "
               "models or more may be the best, and how far each is at most behind it, "
               "is Hsu's multiple "
               "comparison with the best (Annals of Statistics 9, 1981)."));
        lmev__plain_sentence(
            c, T_("That two models are not shown to differ does not say that they are "
                  "equal: the interval says how far they may be apart. Two things are "
                  "called the same within a margin only where the whole interval lies "
                  "within it."));
    }
    if (s->n_effects > 0)
        lmev__plain_sentence(
            c,
            T_("What a trait does is found from models that are alike in all else, and "
               "is said of these models. Models in general are another question: "
               "there each matched pair is one observation."));
    if (settings)
        lmev__plain_sentence(
            c, T_("Experiments with different settings are trials of different "
                  "models: the settings that vary stand behind the names."));
    tell_dates(c);
    lmev__sentence(c, LMEV__PLAIN, (lmev__sources){0}, T_("Made by lmev %1."),
                   as_raw(lmev_version()));
}
