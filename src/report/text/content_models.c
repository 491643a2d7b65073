/* content_models.c - the sections about each model: its scores, its training, its
 * cost. */
#include <math.h>
#include <string.h>

#include "report/text/content.h"

/* that get a column of the table of models; all stand in the table of times */
#define DEVICES_MOST 4
#define TRIALS_MOST  8 /* whose epochs are listed one by one */

/* ---- Models ---- */

/* Epochs of each trial, "10 10 9 10"; of many trials the range, "7-10". */
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

/* The mean training time of model m on a device; NaN: it did not run on it. */
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

/* "training_seconds_tesla_t4": the device in characters that the name of a data frame's
 * column may have. A name equal to an earlier one gets its number appended. */
static const char *device_key(lmev__draft *c, size_t device, const lmev__field *before)
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

static bool is_among_best(const lmev__draft *c, const void *record)
{
    const lmev__study_model *m = record;
    return m->standing.among_best && c->s->n_pairs > 0;
}

static void fill_among_best(const lmev__spot *x)
{
    if (!is_among_best(x->c, x->record)) return;
    x->cell->text = lmev__word(x->c->language, T_("yes"));
    x->cell->code = "yes";
}

/* The distance to the best, and the ranks; empty when there is one model. */
enum { BEHIND, FIRST, LAST };
static void fill_standing(const lmev__spot *x)
{
    const lmev_standing *s = &((const lmev__study_model *)x->record)->standing;
    const double value[] = {s->behind, (double)s->first, (double)s->last};
    if (x->c->s->n_pairs > 0) x->cell->value = value[x->arg];
}

static void fill_epochs(const lmev__spot *x)
{
    x->cell->text = epochs_of(x->c, x->record);
}

static void fill_training_on(const lmev__spot *x)
{
    const lmev__study *s = x->c->s;
    const size_t model = (size_t)((const lmev__study_model *)x->record - s->model);
    x->cell->value = training_on(s, model, x->arg);
}

static double in_mib(double bytes)
{
    return bytes / (1 << 20);
}

/* clang-format off */
#define ROW lmev__study_model
static const lmev__field model_fields[] = {
    {"model", T_("Model"), NULL, THIS_MODEL, .bold = true, .brief = true},
    {"among_best", T_("May be best"),
     T_("No other model is shown to be better: the best is one of these in 95% of studies."),
     TEXT(fill_among_best)},
    {"n", T_("Trials"), NULL, COUNT(n), .brief = true},
    {"bac_mean", T_("BAC"), T_("Mean balanced accuracy of the weights that the experiments kept."),
     REAL(4, bac.mean), .bold = true, .brief = true},
    {"bac_sd", T_("sd"), T_("Standard deviation of the BAC over trials."), REAL(4, bac.sd), .brief = true},
    {"mean_low", T_("95% CI, from"),
     T_("Of the mean BAC, over other seeds and other test rows as far as the trials say."),
     REAL(4, low), .brief = true},
    {"mean_high", T_("to"),
     T_("Of the mean BAC, over other seeds and other test rows as far as the trials say."),
     REAL(4, high), .brief = true},
    {"next_low", T_("One more, from"),
     T_("One more training, on other test rows, scores in this interval in 95% of cases."),
     REAL(4, next_low)},
    {"next_high", T_("to"),
     T_("One more training, on other test rows, scores in this interval in 95% of cases."),
     REAL(4, next_high)},
    {"behind", T_("At most behind"),
     T_("By how much, at most, it scores below the best; true of all models at once in 95% of studies."),
     REAL_BY(4, fill_standing), .arg = BEHIND},
    {"rank_first", T_("Rank, from"), T_("Ranks that it can have; true of all models at once in 95% of studies."),
     COUNT_BY(fill_standing), .arg = FIRST},
    {"rank_last", T_("to"), T_("Ranks that it can have; true of all models at once in 95% of studies."),
     COUNT_BY(fill_standing), .arg = LAST},
    {"bac_val_mean", T_("BAC, validation"),
     T_("Mean BAC on validation rows of the weights that the experiments kept."), REAL(4, bac_val.mean)},
    {"bac_best_mean", T_("BAC, best epoch"),
     T_("Mean BAC of the weights of the epoch with the lowest val_loss."), REAL(4, bac_best.mean)},
    {"bac_last_mean", T_("BAC, last epoch"), T_("Mean BAC of the weights of the last epoch."),
     REAL(4, bac_last.mean)},
    {"min_val_loss_mean", T_("Min val_loss"), T_("Lowest validation loss of an epoch, mean over trials."),
     REAL(4, min_val_loss.mean), .brief = true},
    {"last_val_loss_mean", T_("Last val_loss"), T_("Validation loss of the last epoch, mean over trials."),
     REAL(4, last_val_loss.mean)},
    {"epochs", T_("Epochs"), T_("Of each trial."), TEXT(fill_epochs), .brief = true},
    {"epochs_mean", T_("Epochs, mean"), NULL, REAL(1, epochs.mean)},
    {"training_seconds_mean", T_("Training, s"), T_("Seconds, mean over trials on all devices."),
     REAL(1, training.mean), .brief = true},
    {"prediction_seconds_mean", T_("Prediction, s"), T_("Seconds for the test rows, mean over trials."),
     REAL(2, prediction.mean)},
    {"params", T_("Parameters"), T_("Numbers that training changes."), .kind = LMEV__COUNT, REAL_MEMBER(params)},
    {"lm_rows", T_("Rows of the lm"), T_("Words or pieces that the language model has a vector for."),
     .kind = LMEV__COUNT, REAL_MEMBER(lm_rows)},
    {"memory_mib", T_("Memory, MiB"), T_("Peak memory of the process."), REAL(1, memory), .change = in_mib},
};
#undef ROW
/* clang-format on */

/* With several devices, but not too many, each has a column. */
static void models_table(lmev__draft *c)
{
    enum { N = sizeof model_fields / sizeof *model_fields };
    const size_t n_devices =
        c->n_devices < 2 || c->n_devices > DEVICES_MOST ? 0 : c->n_devices;
    lmev__field field[N + DEVICES_MOST];
    memcpy(field, model_fields, sizeof model_fields);
    for (size_t k = 0; k < n_devices; k++)
        field[N + k] =
            (lmev__field){device_key(c, k, field + N),
                          lmev__phrase(c, T_("Training on %1, s"),
                                       as_phrase(lmev__device_label(c, k).text)),
                          T_("Seconds, mean over the trials on this device."),
                          REAL_BY(1, fill_training_on),
                          .arg = k,
                          .brief = true};
    const lmev__table_layout models = {
        .id = "models",
        .title = T_("Models"),
        .caption = T_("Highest mean BAC first. Bold: may be the best."),
        .field = field,
        .n_fields = N + n_devices,
        .record_size = sizeof(lmev__study_model),
        .sources = lmev__sources_of_this,
        .bold = is_among_best};
    lmev__table_put(c, &models, c->s->model, c->s->n_models);
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

/* Counts the trials of which lmev__weights_of gives this letter. */
static void fill_kept(const lmev__spot *x)
{
    const lmev__study_model *m = x->record;
    x->cell->value = 0;
    for (size_t i = 0; i < m->n; i++)
        x->cell->value +=
            lmev__weights_of(&x->c->s->all->at[m->which[i]]) == (char)x->arg;
}

/* clang-format off */
#define ROW lmev__study_model
static const lmev__field epoch_fields[] = {
    {"model", T_("Model"), NULL, THIS_MODEL},
    {"n", T_("Trials"), NULL, COUNT(n)},
    {"epochs", T_("Epochs"), T_("Of each trial."), TEXT(fill_epochs)},
    {"bac_mean", T_("BAC kept"), T_("Mean BAC of the weights that the experiments kept."), REAL(4, bac.mean)},
    {"bac_best_mean", T_("BAC, best epoch"),
     T_("Mean BAC of the weights of the epoch with the lowest val_loss."), REAL(4, bac_best.mean)},
    {"bac_best_sd", T_("sd"), NULL, REAL(4, bac_best.sd)},
    {"bac_last_mean", T_("BAC, last epoch"), T_("Mean BAC of the weights of the last epoch."),
     REAL(4, bac_last.mean)},
    {"bac_last_sd", T_("sd"), NULL, REAL(4, bac_last.sd)},
    {"kept_best", T_("Kept: best"), T_("Trials whose BAC is that of their best epoch."),
     COUNT_BY(fill_kept), .arg = 'b'},
    {"kept_last", T_("Kept: last"), T_("Trials whose BAC is that of their last epoch."),
     COUNT_BY(fill_kept), .arg = 'l'},
    {"kept_alike", T_("Both alike"), T_("Trials whose best and last epochs have the same BAC."),
     COUNT_BY(fill_kept), .arg = 'e'},
    {"min_val_loss_mean", T_("Min val_loss"), T_("Lowest validation loss of an epoch, mean over trials."),
     REAL(4, min_val_loss.mean)},
    {"last_val_loss_mean", T_("Last val_loss"), T_("Validation loss of the last epoch, mean over trials."),
     REAL(4, last_val_loss.mean)},
};
static const lmev__table_layout epochs_table = {
    "epochs", T_("Best and last epochs"), NULL, FIELDS(epoch_fields), .sources = lmev__sources_of_this};
#undef ROW
/* clang-format on */

/* By how much the weights of the best epoch do better than those of the last; the models
 * are the sample. */
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
    lmev__table_put(c, &epochs_table, s->model, s->n_models);
    lmev__section_figure(c, "bac-val-loss");
    lmev__section_figure(c, "bac-val-loss-trials");
    lmev__section_figure(c, "curve-bac");
    lmev__section_figure(c, "curve-val-loss");
}

/* ---- Cost ---- */

static void fill_device(const lmev__spot *x)
{
    const lmev__label label =
        lmev__device_label(x->c, ((const lmev__timing *)x->record)->device);
    x->cell->text = label.text;
    x->cell->code = label.code;
}

static lmev__sources sources_of_timing(lmev__draft *c, const void *record)
{
    const lmev__timing *x = record;
    (void)c;
    return (lmev__sources){x->n, x->which};
}

/* clang-format off */
#define ROW lmev__timing
static const lmev__field time_fields[] = {
    {"model", T_("Model"), NULL, MODEL(model)},
    {"device", T_("Device"), NULL, TEXT(fill_device)},
    {"n", T_("Trials"), NULL, COUNT(n)},
    {"training_seconds_mean", T_("Training, s"), T_("Seconds, mean over trials."), REAL(1, training.mean)},
    {"training_seconds_sd", T_("sd"), NULL, REAL(1, training.sd)},
    {"epoch_seconds_mean", T_("One epoch, s"), T_("Training time over the number of epochs."),
     REAL(1, per_epoch.mean)},
    {"prediction_seconds_mean", T_("Prediction, s"), T_("Seconds for the test rows, mean over trials."),
     REAL(2, prediction.mean)},
};
static const lmev__table_layout times_table = {
    "times", T_("Times"), NULL, FIELDS(time_fields), .sources = sources_of_timing};
#undef ROW
/* clang-format on */

void lmev__content_cost(lmev__draft *c)
{
    const lmev__study *s = c->s;
    if (s->n_timings == 0) return;
    lmev__section_begin(c, "cost", T_("Cost"));
    lmev__claim_cheapest(c);
    lmev__claim_devices(c);
    lmev__table_put(c, &times_table, s->timing, s->n_timings);
    lmev__section_figure(c, "bac-time");
    lmev__section_figure(c, "bac-time-trials");
    lmev__section_figure(c, "pareto-time");
    lmev__section_figure(c, "pareto-size");
    lmev__section_figure(c, "pareto-memory");
}
