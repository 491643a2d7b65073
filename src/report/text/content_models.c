/* content_models.c - what is said of each model: its scores, its training, its cost. */
#include <math.h>
#include <string.h>

#include "report/text/content.h"

/* that get a column of the table of models; all stand in the table of times */
#define DEVICES_MOST 4
#define TRIALS_MOST  8 /* whose epochs are listed one by one */

/* ---- Models ---- */

/* Epochs of each trial, "10 10 9 10"; the range, "7-10", where there are too many. */
static const char *epochs_of(lmev__draft *c, const lmev__study_model *m)
{
    lmev__buf b = LMEV__BUF_INIT;
    uint32_t low = UINT32_MAX, high = 0;
    for (size_t i = 0; i < m->n; i++) {
        uint32_t n = c->s->all->at[m->which[i]].n_epochs;
        low = n < low ? n : low;
        high = n > high ? n : high;
        if (m->n <= TRIALS_MOST)
            lmev__buf_printf(&b, "%s%u", i > 0 ? " " : "", (unsigned)n);
    }
    if (m->n > TRIALS_MOST)
        lmev__buf_printf(&b, low == high ? "%u" : "%u-%u", (unsigned)low, (unsigned)high);
    return lmev__draft_keep(c, &b);
}

/* The mean training time of model m on a device; NaN: it did not run there. */
static double training_on(const lmev__study *s, size_t m, size_t device)
{
    size_t low = 0, high = s->n_timings; /* sorted by model, then device */
    while (low < high) {
        size_t mid = low + (high - low) / 2;
        const lmev__timing *t = &s->timing[mid];
        if (t->model < m || (t->model == m && t->device < device))
            low = mid + 1;
        else
            high = mid;
    }
    const lmev__timing *t = &s->timing[low];
    return low < s->n_timings && t->model == m && t->device == device ? t->training.mean
                                                                      : NAN;
}

/* "training_seconds_tesla_t4": the device in letters that a column of a data frame may
 * have. Names that come out like one of those before (they differ in signs alone) get
 * their number behind. */
static const char *device_key(lmev__draft *c, size_t device, const lmev__column *before)
{
    lmev__buf b = LMEV__BUF_INIT;
    const char *name = c->s->grouping[LMEV__BY_DEVICE].level[device].name;
    bool again = false;
    lmev__buf_puts(&b, "training_seconds_");
    for (size_t i = 0; name[i] && i < 40; i++) {
        bool plain =
            (name[i] >= 'a' && name[i] <= 'z') || (name[i] >= '0' && name[i] <= '9');
        bool capital = name[i] >= 'A' && name[i] <= 'Z';
        lmev__buf_putc(&b, plain ? name[i] : capital ? (char)(name[i] - 'A' + 'a') : '_');
    }
    const char *key = lmev__draft_keep(c, &b);
    for (size_t k = 0; k < device; k++) again |= strcmp(before[k].key, key) == 0;
    if (!again) return key;
    lmev__buf_printf(&b, "%s_%zu", key, device + 1);
    return lmev__draft_keep(c, &b);
}

static const lmev__column model_columns[] = {
    {"model", T_("Model"), NULL, LMEV__COLUMN_TEXT, 0, false},
    {"among_best", T_("May be best"),
     T_("No other model is shown to be better: the best is one of these in 95% of "
        "studies."),
     LMEV__COLUMN_TEXT, 0, false},
    {"n", T_("Trials"), NULL, LMEV__COUNT, 0, false},
    {"bac_mean", T_("BAC"),
     T_("Mean balanced accuracy of the weights that the experiments kept."), LMEV__REAL,
     4, false},
    {"bac_sd", T_("sd"), T_("Standard deviation of the BAC over trials."), LMEV__REAL, 4,
     false},
    {"mean_low", T_("95% CI, from"),
     T_("Of the mean BAC, over other seeds and other test rows as far as the trials "
        "say."),
     LMEV__REAL, 4, false},
    {"mean_high", T_("to"),
     T_("Of the mean BAC, over other seeds and other test rows as far as the trials "
        "say."),
     LMEV__REAL, 4, false},
    {"next_low", T_("One more, from"),
     T_("One more training, on other test rows, scores in this interval in 95% of "
        "cases."),
     LMEV__REAL, 4, false},
    {"next_high", T_("to"),
     T_("One more training, on other test rows, scores in this interval in 95% of "
        "cases."),
     LMEV__REAL, 4, false},
    {"behind", T_("At most behind"),
     T_("It scores at most so much less than the best; of all models at once in 95% of "
        "studies."),
     LMEV__REAL, 4, false},
    {"rank_first", T_("Rank, from"),
     T_("Ranks that it can have; of all models at once in 95% of studies."), LMEV__COUNT,
     0, false},
    {"rank_last", T_("to"),
     T_("Ranks that it can have; of all models at once in 95% of studies."), LMEV__COUNT,
     0, false},
    {"bac_val_mean", T_("BAC, validation"),
     T_("Mean BAC on validation rows of the weights that the experiments kept."),
     LMEV__REAL, 4, false},
    {"bac_best_mean", T_("BAC, best epoch"),
     T_("Mean BAC of the weights of the epoch with the lowest val_loss."), LMEV__REAL, 4,
     false},
    {"bac_last_mean", T_("BAC, last epoch"),
     T_("Mean BAC of the weights of the last epoch."), LMEV__REAL, 4, false},
    {"min_val_loss_mean", T_("Min val_loss"),
     T_("Lowest validation loss of an epoch, mean over trials."), LMEV__REAL, 4, false},
    {"last_val_loss_mean", T_("Last val_loss"),
     T_("Validation loss of the last epoch, mean over trials."), LMEV__REAL, 4, false},
    {"epochs", T_("Epochs"), T_("Of each trial."), LMEV__COLUMN_TEXT, 0, false},
    {"epochs_mean", T_("Epochs, mean"), NULL, LMEV__REAL, 1, false},
    {"training_seconds_mean", T_("Training, s"),
     T_("Seconds, mean over trials on all devices."), LMEV__REAL, 1, false},
    {"prediction_seconds_mean", T_("Prediction, s"),
     T_("Seconds for the test rows, mean over trials."), LMEV__REAL, 2, false},
    {"params", T_("Parameters"), T_("Numbers that training changes."), LMEV__COUNT, 0,
     false},
    {"lm_rows", T_("Rows of the lm"),
     T_("Words or pieces that the language model has a vector for."), LMEV__COUNT, 0,
     false},
    {"memory_mib", T_("Memory, MiB"), T_("Peak memory of the process."), LMEV__REAL, 1,
     false},
};
#define N_MODEL_COLUMNS (sizeof model_columns / sizeof *model_columns)

static void model_row(lmev__draft *c, lmev__row *r, size_t m, size_t n_devices)
{
    const lmev__study_model *x = &c->s->model[m];
    const bool several = c->s->n_pairs > 0;
    bool best = x->standing.among_best && several;
    lmev__cell_model(r, m)->strong = best;
    lmev__cell_shown(r, best ? lmev__word(c->language, T_("yes")) : NULL,
                     best ? "yes" : NULL);
    lmev__cell_value(r, (double)x->n);
    lmev__cell_value(r, x->bac.mean)->strong = best;
    lmev__cell_value(r, x->bac.sd);
    lmev__cell_value(r, x->low);
    lmev__cell_value(r, x->high);
    lmev__cell_value(r, x->next_low);
    lmev__cell_value(r, x->next_high);
    lmev__cell_value(r, several ? x->standing.behind : NAN);
    lmev__cell_value(r, several ? (double)x->standing.first : NAN);
    lmev__cell_value(r, several ? (double)x->standing.last : NAN);
    lmev__cell_value(r, x->bac_val.mean);
    lmev__cell_value(r, x->bac_best.mean);
    lmev__cell_value(r, x->bac_last.mean);
    lmev__cell_value(r, x->min_val_loss.mean);
    lmev__cell_value(r, x->last_val_loss.mean);
    lmev__cell_shown(r, epochs_of(c, x), NULL);
    lmev__cell_value(r, x->epochs.mean);
    lmev__cell_value(r, x->training.mean);
    lmev__cell_value(r, x->prediction.mean);
    lmev__cell_value(r, x->params);
    lmev__cell_value(r, x->lm_rows);
    lmev__cell_value(r, x->memory / (1 << 20));
    for (size_t k = 0; k < n_devices; k++) lmev__cell_value(r, training_on(c->s, m, k));
}

static void models_table(lmev__draft *c)
{
    size_t n_devices = c->n_devices < 2 || c->n_devices > DEVICES_MOST ? 0 : c->n_devices;
    lmev__column column[N_MODEL_COLUMNS + DEVICES_MOST];
    memcpy(column, model_columns, sizeof model_columns);
    for (size_t k = 0; k < n_devices; k++)
        column[N_MODEL_COLUMNS + k] = (lmev__column){
            device_key(c, k, column + N_MODEL_COLUMNS),
            lmev__phrase(c, T_("Training on %1, s"), as_phrase(lmev__device_name(c, k))),
            T_("Seconds, mean over the trials on this device."),
            LMEV__REAL,
            1,
            false};
    lmev__table *t = lmev__table_add(c, "models", T_("Models"),
                                     T_("Highest mean BAC first. Bold: may be the best."),
                                     column, N_MODEL_COLUMNS + n_devices, c->s->n_models);
    for (size_t m = 0; m < c->s->n_models; m++) {
        lmev__row r = lmev__row_at(c, t, m, lmev__sources_of_model(c->s, m));
        model_row(c, &r, m, n_devices);
    }
    lmev__table_end(t);
}

void lmev__content_models(lmev__draft *c)
{
    lmev__section_begin(c, "models", T_("Models"));
    lmev__claim_best(c);
    models_table(c);
    lmev__section_figure(c, "bac-by-model");
    lmev__section_figure(c, "models");
    lmev__section_figure(c, "bac-histogram");
    lmev__section_figure(c, "bac-by-experiment");
    lmev__section_figure(c, "bac-by-experiment-sorted");
}

/* ---- Training ---- */

static const lmev__column epoch_columns[] = {
    {"model", T_("Model"), NULL, LMEV__COLUMN_TEXT, 0, false},
    {"n", T_("Trials"), NULL, LMEV__COUNT, 0, false},
    {"epochs", T_("Epochs"), T_("Of each trial."), LMEV__COLUMN_TEXT, 0, false},
    {"bac_mean", T_("BAC kept"), T_("Mean BAC of the weights that the experiments kept."),
     LMEV__REAL, 4, false},
    {"bac_best_mean", T_("BAC, best epoch"),
     T_("Mean BAC of the weights of the epoch with the lowest val_loss."), LMEV__REAL, 4,
     false},
    {"bac_best_sd", T_("sd"), NULL, LMEV__REAL, 4, false},
    {"bac_last_mean", T_("BAC, last epoch"),
     T_("Mean BAC of the weights of the last epoch."), LMEV__REAL, 4, false},
    {"bac_last_sd", T_("sd"), NULL, LMEV__REAL, 4, false},
    {"kept_best", T_("Kept: best"), T_("Trials whose BAC is that of their best epoch."),
     LMEV__COUNT, 0, false},
    {"kept_last", T_("Kept: last"), T_("Trials whose BAC is that of their last epoch."),
     LMEV__COUNT, 0, false},
    {"kept_alike", T_("Both alike"),
     T_("Trials whose best and last epochs have the same BAC."), LMEV__COUNT, 0, false},
    {"min_val_loss_mean", T_("Min val_loss"),
     T_("Lowest validation loss of an epoch, mean over trials."), LMEV__REAL, 4, false},
    {"last_val_loss_mean", T_("Last val_loss"),
     T_("Validation loss of the last epoch, mean over trials."), LMEV__REAL, 4, false},
};

static void epoch_row(lmev__draft *c, lmev__row *r, size_t m)
{
    const lmev__study_model *x = &c->s->model[m];
    size_t best = 0, last = 0, alike = 0;
    for (size_t i = 0; i < x->n; i++) {
        char w = lmev__weights_of(&c->s->all->at[x->which[i]]);
        best += w == 'b';
        last += w == 'l';
        alike += w == 'e';
    }
    lmev__cell_model(r, m);
    lmev__cell_value(r, (double)x->n);
    lmev__cell_shown(r, epochs_of(c, x), NULL);
    lmev__cell_value(r, x->bac.mean);
    lmev__cell_value(r, x->bac_best.mean);
    lmev__cell_value(r, x->bac_best.sd);
    lmev__cell_value(r, x->bac_last.mean);
    lmev__cell_value(r, x->bac_last.sd);
    lmev__cell_value(r, (double)best);
    lmev__cell_value(r, (double)last);
    lmev__cell_value(r, (double)alike);
    lmev__cell_value(r, x->min_val_loss.mean);
    lmev__cell_value(r, x->last_val_loss.mean);
}

/* By how much the best epoch's weights do better than the last one's: each model is one
 * of a sample. */
static void claim_epochs(lmev__draft *c)
{
    const lmev__study *s = c->s;
    double *x = lmev__draft_array(c, s->n_models, sizeof *x);
    size_t n = 0;
    for (size_t m = 0; x && m < s->n_models; m++)
        if (s->model[m].bac_best.n > 0 &&
            s->model[m].bac_last.n == s->model[m].bac_best.n)
            x[n++] = s->model[m].bac_best.mean - s->model[m].bac_last.mean;
    if (n == 0) return;
    const lmev_summary mean = lmev_stat_summarize(x, n, LMEV__LEVEL);
    bool differ = false;
    for (size_t k = 0; k < n; k++) differ |= fabs(x[k]) >= 0.00005;
    lmev__sentence(
        c, LMEV__CLAIM, c->all,
        !differ  ? T_("The weights of the best epoch (lowest val_loss) and of the last "
                       "have the same BAC.")
        : n == 1 ? T_("The weights of the best epoch (lowest val_loss) instead of the "
                      "last: %1 BAC.")
                 : T_("The weights of the best epoch (lowest val_loss) instead of the "
                      "last: %1 BAC on average over %3 models; %2 in other such models, "
                      "if these are like a random draw of them."),
        as_signed(mean.mean, 4), as_interval(mean.low, mean.high, 4), as_count(n));
}

void lmev__content_training(lmev__draft *c)
{
    const lmev__study *s = c->s;
    bool curves = false;
    for (size_t i = 0; i < s->all->n; i++) curves |= s->all->at[i].n_epochs > 0;
    if (!curves) return;
    lmev__section_begin(c, "training", T_("Training"));
    lmev__claim_weights(c);
    claim_epochs(c);
    lmev__table *t =
        lmev__table_add(c, "epochs", T_("Best and last epochs"), NULL, epoch_columns,
                        sizeof epoch_columns / sizeof *epoch_columns, s->n_models);
    for (size_t m = 0; m < s->n_models; m++) {
        lmev__row r = lmev__row_at(c, t, m, lmev__sources_of_model(s, m));
        epoch_row(c, &r, m);
    }
    lmev__table_end(t);
    lmev__section_figure(c, "bac-val-loss");
    lmev__section_figure(c, "bac-val-loss-trials");
    lmev__section_figure(c, "curve-bac");
    lmev__section_figure(c, "curve-val-loss");
}

/* ---- Cost ---- */

static const lmev__column time_columns[] = {
    {"model", T_("Model"), NULL, LMEV__COLUMN_TEXT, 0, false},
    {"device", T_("Device"), NULL, LMEV__COLUMN_TEXT, 0, false},
    {"n", T_("Trials"), NULL, LMEV__COUNT, 0, false},
    {"training_seconds_mean", T_("Training, s"), T_("Seconds, mean over trials."),
     LMEV__REAL, 1, false},
    {"training_seconds_sd", T_("sd"), NULL, LMEV__REAL, 1, false},
    {"epoch_seconds_mean", T_("One epoch, s"),
     T_("Training time over the number of epochs."), LMEV__REAL, 1, false},
    {"prediction_seconds_mean", T_("Prediction, s"),
     T_("Seconds for the test rows, mean over trials."), LMEV__REAL, 2, false},
};

void lmev__content_cost(lmev__draft *c)
{
    const lmev__study *s = c->s;
    if (s->n_timings == 0) return;
    lmev__section_begin(c, "cost", T_("Cost"));
    lmev__claim_cheapest(c);
    lmev__claim_devices(c);
    lmev__table *t =
        lmev__table_add(c, "times", T_("Times"), NULL, time_columns,
                        sizeof time_columns / sizeof *time_columns, s->n_timings);
    for (size_t i = 0; i < s->n_timings; i++) {
        const lmev__timing *x = &s->timing[i];
        lmev__row r = lmev__row_at(c, t, i, (lmev__sources){x->n, x->which});
        lmev__cell_model(&r, x->model);
        lmev__cell_shown(&r, lmev__device_name(c, x->device),
                         lmev__device_code(c, x->device));
        lmev__cell_value(&r, (double)x->n);
        lmev__cell_value(&r, x->training.mean);
        lmev__cell_value(&r, x->training.sd);
        lmev__cell_value(&r, x->per_epoch.mean);
        lmev__cell_value(&r, x->prediction.mean);
    }
    lmev__table_end(t);
    lmev__section_figure(c, "bac-time");
    lmev__section_figure(c, "bac-time-trials");
    lmev__section_figure(c, "pareto-time");
    lmev__section_figure(c, "pareto-size");
    lmev__section_figure(c, "pareto-memory");
}
