/* trial.c - one experiment: epochs with their checkpoints, then the best or the last
 * weights on the test rows, then everything that is left behind, the metadata last.
 *
 * After every epoch: loss, val_loss, BAC on validation and test rows, curves, checkpoint.
 * The test rows are only looked at: nothing that is decided here (when to stop, which
 * weights to keep, whose classifier to save) reads a figure of theirs. Each step may be
 * the last before a kill. What is left to do is derived from the newest checkpoint alone,
 * and doing it again writes the same bytes.
 *
 * Memory: the net with its moments, 12 bytes per row of test or validation. The weights
 * of the best epoch lie on disk. Not here: which experiment is run when (grid.c). */
#include "grid/trial.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/error.h"
#include "base/io/io.h"
#include "base/io/temporary.h"
#include "base/io/unfinished.h"
#include "base/machine.h"
#include "base/mem.h"
#include "base/utf8.h"
#include "lmev/classifier.h"
#include "lmev/metric.h"
#include "runs/metadata.h"
#include "runs/results.h"
#include "runs/rundir.h"
#include "runs/session/checkpoint.h"
#include "runs/session/events.h"

/* The caller's listener, with a task name that tells which experiment it is. */
typedef struct relay {
    const lmev_watch *to;
    char task[256];
} relay;

typedef struct session {
    const lmev__trial *t;
    const lmev__view *view;
    const lmev_split *split;
    lmev_net *net;
    lmev_table *table; /* what net trains on, of a pretrained model */
    lmev__position at;
    lmev__patience patience;
    double began, before; /* training: the clock, and `all` of earlier sessions */
    char *checkpoint_dir, *curves_path;
    lmev__log *curves, *events; /* open while it trains */
    lmev_outputs out;           /* room for the larger of validation and test */
    bool unsaved;               /* steps were done since the last checkpoint */
    relay relay;
    lmev_watch watch;
} session;

/* Figures of one pass over labelled rows. */
typedef struct figures {
    double loss, bac, accuracy, f1_macro;
} figures;

/* ---- listening ---- */

static void relay_message(void *self, lmev_level level, const char *text)
{
    const lmev_watch *to = ((const relay *)self)->to;
    if (to && to->message) to->message(to->self, level, text);
}

static void relay_progress(void *self, const lmev_progress *p)
{
    const relay *r = self;
    if (!r->to || !r->to->progress) return;
    lmev_progress named = *p;
    named.task = r->task;
    r->to->progress(r->to->self, &named);
}

static bool relay_stop(void *self)
{
    return lmev__asked_to_stop(((const relay *)self)->to);
}

/* ---- the session ---- */

static void session_release(session *s)
{
    lmev__unsaved_set(&s->unsaved, false);
    lmev_net_free(s->net);
    lmev_table_free(s->table);
    lmev__position_release(&s->at);
    lmev__free(s->checkpoint_dir);
    lmev__free(s->curves_path);
    lmev__free(s->out.best);
    lmev__free(s->out.p_true);
    lmev__free(s->out.rank);
    *s = (session){0};
}

static uint32_t dim_of(const lmev__grid_model *m)
{
    return m->lm ? lmev_lm_dim(m->lm) : m->spec->scratch.dim;
}

lmev_net_params lmev__net_params_of(const lmev_spec *spec)
{
    lmev_net_params p = lmev_net_params_default();
    p.n_hidden = spec->network.n_units;
    memcpy(p.units, spec->network.units, sizeof p.units);
    /* a rate just below 1 must not be rounded up to it */
    p.dropout = fminf((float)spec->network.dropout, nextafterf(1, 0));
    p.lm_trainable = spec->network.lm_trainable;
    p.precision = spec->train.precision;
    p.threads = (int)spec->train.threads;
    p.batch_size = spec->train.batch_size;
    p.learning_rate = spec->train.learning_rate;
    p.beta_1 = spec->train.beta_1;
    p.beta_2 = spec->train.beta_2;
    p.epsilon = spec->train.epsilon;
    return p;
}

static lmev_status new_net(session *s, lmev_error *err)
{
    const lmev__trial *t = s->t;
    lmev_net_params p = lmev__net_params_of(t->spec);
    p.rows = lmev_lm_rows(s->view->lm);
    p.dim = dim_of(t->model);
    p.classes = (uint32_t)s->split->labels.n;
    p.combiner = lmev_lm_combiner(s->view->lm);
    p.unit = lmev_lm_unit(s->view->lm);
    p.precision = t->precision;
    p.threads = t->threads;
    p.seed = t->seed;
    lmev_net_free(s->net);
    lmev_table_free(s->table);
    s->net = NULL;
    s->table = NULL;
    if (!t->model->lm || !p.lm_trainable)
        return lmev_net_new(&s->net, &p, lmev_lm_table(s->view->lm), true, err);
    const lmev_status st = lmev_table_new(&s->table, t->model->lm, err);
    return st == LMEV_OK ? lmev_net_new_on(&s->net, &p, lmev_table_rows(s->table),
                                           lmev_lm_table(t->model->lm), err)
                         : st;
}

static lmev_status session_init(session *s, const lmev__trial *t, const lmev_watch *watch,
                                lmev_error *err)
{
    *s = (session){.t = t, .split = t->corpus->split, .relay = {.to = watch}};
    snprintf(s->relay.task, sizeof s->relay.task, "%s, tokenizing", t->title);
    s->watch = (lmev_watch){&s->relay, relay_message, relay_progress, relay_stop};
    size_t n = s->split->test.n > s->split->validation.n ? s->split->test.n
                                                         : s->split->validation.n;
    s->out.best = lmev__calloc(n, sizeof *s->out.best);
    s->out.p_true = lmev__calloc(n, sizeof *s->out.p_true);
    s->out.rank = lmev__calloc(n, sizeof *s->out.rank);
    s->checkpoint_dir = lmev__path_join(t->run_dir, LMEV__CHECKPOINT_DIR);
    if (s->checkpoint_dir)
        s->curves_path = lmev__path_join(s->checkpoint_dir, LMEV__CURVES_FILE);
    if (!s->out.best || !s->out.p_true || !s->out.rank || !s->curves_path)
        return lmev__nomem(err, t->run_id);
    lmev_status st = lmev__position_init(&s->at, t->spec->train.epochs, err);
    if (st == LMEV_OK)
        st = lmev__corpus_tokenize(t->corpus, t->model, t->threads, &s->view, &s->watch,
                                   err);
    if (st == LMEV_OK) st = new_net(s, err);
    return st;
}

static bool keeps_best(const lmev_spec *spec)
{
    return spec->train.early_stopping && spec->train.restore_best_weights;
}

/* Without validation rows nothing is ever best. */
static bool stops_early(const session *s)
{
    return s->t->spec->train.early_stopping && s->split->validation.n > 0 &&
           s->patience.over;
}

static bool trained(const session *s)
{
    return s->at.at.epoch >= s->t->spec->train.epochs || stops_early(s);
}

static uint32_t kept_epoch(const session *s)
{
    return keeps_best(s->t->spec) && s->patience.best > 0 ? s->patience.best
                                                          : s->at.at.epoch;
}

/* Where earlier sessions left off, or the beginning. */
static lmev_status pick_up(session *s, lmev_error *err)
{
    bool found = false;
    size_t tried = 0;
    lmev_status st = lmev__checkpoint_sweep(s->checkpoint_dir, err);
    if (st == LMEV_OK)
        st = lmev__checkpoint_resume(s->checkpoint_dir, s->net, &s->at, s->t->key, &found,
                                     &tried, &s->watch, err);
    if (st == LMEV_OK && !found && tried > 0)
        st = new_net(s, err); /* a half-read file may have spoilt the weights */
    if (st != LMEV_OK) return st;
    if (found)
        s->at.n_resumed++;
    else
        s->at.started_at = lmev__wall();
    s->at.seconds.read += s->t->corpus->read_seconds;
    s->at.seconds.tokenize += s->t->corpus->tokenize_seconds;
    s->t->corpus->read_seconds = s->t->corpus->tokenize_seconds = 0;
    s->patience = lmev__patience_of(s->at.curve.val_loss, s->at.at.epoch,
                                    s->t->spec->train.patience);
    if (!found)
        lmev__say(&s->watch, LMEV_LEVEL_INFO, "%s: begins, run '%s'", s->t->title,
                  s->t->run_id);
    else if (trained(s))
        lmev__say(&s->watch, LMEV_LEVEL_INFO, "%s: goes on after its training, run '%s'",
                  s->t->title, s->t->run_id);
    else
        lmev__say(&s->watch, LMEV_LEVEL_INFO, "%s: goes on in epoch %u, run '%s'",
                  s->t->title, s->at.at.epoch + 1, s->t->run_id);
    return LMEV_OK;
}

static lmev_status write_config(const session *s, lmev_error *err)
{
    char *text = NULL, *path = lmev__path_join(s->t->run_dir, LMEV__SPEC_FILE);
    lmev_status st =
        path ? lmev_spec_yaml(s->t->spec, &text, err) : lmev__nomem(err, s->t->run_dir);
    if (st == LMEV_OK) st = lmev__write_file(path, text, strlen(text), err);
    lmev_text_free(text);
    lmev__free(path);
    return st;
}

/* ---- training ---- */

static lmev_status evaluate(session *s, const lmev_ids *ids, const lmev_dataset *d,
                            lmev_outputs *out, figures *f, lmev_error *err)
{
    lmev_counts *c = NULL;
    double began = lmev__monotonic();
    lmev_status st =
        lmev_net_evaluate(s->net, &ids->bags, d->label, out, &f->loss, &s->watch, err);
    if (st == LMEV_OK && !isfinite(f->loss)) {
        st = lmev__fail(err, LMEV_ERR_FAILED, NULL, 0,
                        "rows without a class: their scores are no finite numbers");
        lmev__hint(err,
                   "the numbers of the language model are too large, or the training "
                   "diverged: lower train.optimizer.learning_rate");
    }
    if (st == LMEV_OK)
        st = lmev_counts_new(&c, d->label, out->best, d->n, s->split->labels.n, err);
    if (st == LMEV_OK) {
        f->bac = lmev_metric_balanced_accuracy(c);
        f->accuracy = lmev_metric_accuracy(c);
        f->f1_macro = lmev_metric_f1_macro(c);
    }
    lmev_counts_free(c);
    s->at.seconds.evaluate += lmev__monotonic() - began;
    return st;
}

lmev_status lmev__trial_locked(const lmev__lock *lock, const char *lock_path,
                               lmev_error *err)
{
    if (lmev__lock_holds(lock, lock_path)) return LMEV_OK;
    lmev__fail(err, LMEV_ERR_BUSY, lock_path, 0,
               "the lock was removed while the grid ran, and another may work here");
    lmev__hint(err, "let the other one end, or run the same command again");
    return LMEV_ERR_BUSY;
}

/* Asked before each writing: an epoch may take hours. */
static lmev_status still_locked(const session *s, lmev_error *err)
{
    return lmev__trial_locked(s->t->lock, s->t->lock_path, err);
}

static lmev_status save_position(session *s, lmev_error *err)
{
    double began = lmev__monotonic();
    s->at.seconds.all = s->before + began - s->began;
    lmev_status st = lmev__marks_compare(s->t->model->marks, err);
    if (st != LMEV_OK) return st; /* what was learned from another table is not kept */
    st = lmev__checkpoint_save(s->checkpoint_dir, s->net, &s->at, s->t->key,
                               keeps_best(s->t->spec) ? s->patience.best : 0, err);
    if (st == LMEV_OK) lmev__unsaved_set(&s->unsaved, false);
    s->at.seconds.checkpoint += lmev__monotonic() - began;
    return st;
}

static lmev__event_epoch event_of(const lmev__curves *c, uint32_t i)
{
    return (lmev__event_epoch){c->wall[i], c->loss[i], c->val_loss[i], c->test_bac[i]};
}

/* The two files that grow by each epoch, as long as the epochs that are done. */
static lmev_status open_curves(session *s, lmev_error *err)
{
    const lmev__curves *c = &s->at.curve;
    lmev__event_epoch *e = lmev__calloc((size_t)c->n + 1, sizeof *e);
    if (!e) return lmev__nomem(err, "curves");
    for (uint32_t i = 0; i < c->n; i++) e[i] = event_of(c, i);
    lmev_status st =
        lmev__events_open(&s->events, s->t->log_dir, s->at.started_at, e, c->n, err);
    if (st == LMEV_OK) st = lmev__mkdirs(s->checkpoint_dir, err);
    if (st == LMEV_OK) st = lmev__curves_open(&s->curves, c, s->curves_path, err);
    lmev__free(e);
    return st;
}

/* Fails only where st, what came before, did not. */
static lmev_status close_curves(session *s, lmev_status st, lmev_error *err)
{
    lmev__log *log[2] = {s->curves, s->events};
    s->curves = s->events = NULL;
    for (int i = 0; i < 2; i++) {
        const lmev_status closed = lmev__log_close(log[i], st == LMEV_OK ? err : NULL);
        if (st == LMEV_OK) st = closed;
    }
    return st;
}

/* The epoch that just ended into both, the events first: they count for nothing. */
static lmev_status add_curves(session *s, lmev_error *err)
{
    lmev__curves *c = &s->at.curve;
    const lmev__event_epoch e = event_of(c, c->n);
    lmev_status st = lmev__events_add(s->events, &e, c->n, err);
    return st == LMEV_OK ? lmev__curves_add(c, s->curves, err) : st;
}

/* A stop in the middle of an epoch. When the position cannot be saved nothing is lost but
 * time: the next session goes on from the checkpoint before. */
static lmev_status stop_here(session *s, bool moved)
{
    lmev_error why = {0};
    if (moved && (still_locked(s, &why) != LMEV_OK || save_position(s, &why) != LMEV_OK))
        lmev__say(&s->watch, LMEV_LEVEL_WARNING,
                  "checkpoint cannot be written: '%s' %s; the next run "
                  "goes on from the one before",
                  why.source, why.text);
    return LMEV_STOPPED;
}

/* One epoch to its end: the curves are longer by one entry and the position is saved. */
static lmev_status epoch(session *s, lmev_error *err)
{
    const lmev_split *d = s->split;
    const lmev_spec *spec = s->t->spec;
    lmev_epoch *e = &s->at.at;
    uint32_t i = e->epoch;
    uint64_t first_step = e->step;
    double began = lmev__monotonic();
    snprintf(s->relay.task, sizeof s->relay.task, "%s, epoch %u/%u", s->t->title, i + 1,
             spec->train.epochs);
    lmev__unsaved_set(&s->unsaved, true);
    lmev_status st =
        lmev_net_epoch(s->net, &s->view->train->bags, d->train.label, e, &s->watch, err);
    s->at.seconds.train += lmev__monotonic() - began;
    if (st == LMEV_STOPPED) return stop_here(s, e->step != first_step);
    if (st != LMEV_OK) return st;

    figures validation = {NAN, NAN, NAN, NAN}, test;
    lmev_outputs best_only = {.best = s->out.best};
    if (d->validation.n > 0)
        st = evaluate(s, s->view->validation, &d->validation, &best_only, &validation,
                      err);
    if (st == LMEV_OK) st = evaluate(s, s->view->test, &d->test, &best_only, &test, err);
    if (st == LMEV_STOPPED) return stop_here(s, e->step != first_step);
    if (st != LMEV_OK) return st;
    lmev__curves *c = &s->at.curve;
    c->loss[i] = e->rows_seen ? e->loss_sum / (double)e->rows_seen : NAN;
    c->val_loss[i] = validation.loss;
    c->val_bac[i] = validation.bac;
    c->test_bac[i] = test.bac;
    c->wall[i] = lmev__wall();
    if ((st = still_locked(s, err)) != LMEV_OK) return st;
    if ((st = add_curves(s, err)) != LMEV_OK) return st;
    *e = (lmev_epoch){.epoch = i + 1};
    lmev__patience_add(&s->patience, validation.loss, spec->train.patience);
    return save_position(s, err);
}

/* Train until the epochs are over or the patience is. */
static lmev_status train(session *s, lmev_error *err)
{
    s->began = lmev__monotonic();
    s->before = s->at.seconds.all;
    lmev_status st = open_curves(s, err);
    while (st == LMEV_OK && !trained(s))
        st = lmev__asked_to_stop(&s->watch) ? LMEV_STOPPED : epoch(s, err);
    st = close_curves(s, st, err);
    s->at.seconds.all = s->before + lmev__monotonic() - s->began;
    return st;
}

/* ---- the end ---- */

static lmev_status save_classifier(session *s, double test_bac, double val_loss,
                                   lmev_error *err)
{
    const lmev__trial *t = s->t;
    lmev_lm *own = NULL;
    const lmev_lm *lm = s->view->lm;
    lmev_classifier_about about = {.name = t->model->spec->name,
                                   .run_id = t->run_id,
                                   .text_column = t->spec->data.text,
                                   .label_column = t->spec->data.label,
                                   .test_bac = test_bac,
                                   .experiment_key = t->key,
                                   .val_rows = t->val_rows,
                                   .val_loss = val_loss};
    char *parent = lmev__path_dir(t->classifier_dir);
    lmev_status st =
        parent ? lmev__mkdirs(parent, err) : lmev__nomem(err, t->classifier_dir);
    if (st == LMEV_OK && lmev_lm_dim(lm) != dim_of(t->model)) {
        /* The view was made for a model of another width: the vocabulary is shared. */
        st = lmev_lm_with_dim(&own, lm, dim_of(t->model), err);
        lm = own;
    }
    if (st == LMEV_OK)
        st = lmev_classifier_save(t->classifier_dir, lm, s->net, &s->split->labels,
                                  &about, err);
    lmev_lm_free(own);
    lmev__free(parent);
    return st;
}

static bool wants_classifier(const lmev__trial *t, double val_loss)
{
    return t->classifier_dir && (isnan(t->val_loss_bar) || val_loss < t->val_loss_bar);
}

static const char *handle_of(const lmev__grid_model *m)
{
    return m->handle ? m->handle : m->spec->name;
}

static void fill_record(lmev__run_record *r, const session *s)
{
    const lmev__trial *t = s->t;
    const lmev_lm *lm = s->view->lm;
    *r = (lmev__run_record){
        .spec = t->spec,
        .model = t->model->spec,
        .run_id = t->run_id,
        .version_dir = t->version_dir,
        .run_dir = t->run_dir,
        .log_dir = t->log_dir,
        .experiment_key = t->key,
        .val_rows = t->val_rows,
        .trial = t->trial,
        .seed = t->seed,
        .split_seed = t->corpus->seed,
        .threads = t->threads,
        .precision = t->precision,
        .early_stopped = s->at.at.epoch < t->spec->train.epochs,
        .n_resumed = s->at.n_resumed,
        .split = s->split,
        .dim = dim_of(t->model),
        .lm_rows = lmev_lm_rows(lm),
        .lm_vocab = lmev_lm_vocab(lm),
        .lm_handle = handle_of(t->model),
        .lm_format = lmev_lm_origin(lm),
        .lm_combiner = lmev__grid_model_combiner(t->model, lm),
        .lm_sha256 = t->model->sha256,
        .lm_normalize = lmev_lm_normalizes(lm),
        .lm_lower = lmev_lm_lowercases(lm),
        .n_epochs = s->at.at.epoch,
        .loss = s->at.curve.loss,
        .val_loss = s->at.curve.val_loss,
        .test_bac = s->at.curve.test_bac,
        .val_bac = s->at.curve.val_bac,
        .best_epoch = s->patience.best,
        .started_at = s->at.started_at,
        .training_took = s->at.seconds.all,
    };
}

/* The weights to keep into the net. ERR_FORMAT: their file is damaged or gone. */
static lmev_status restore(session *s, lmev_error *err)
{
    uint32_t kept = kept_epoch(s);
    if (kept == s->at.at.epoch) return LMEV_OK;
    double began = lmev__monotonic();
    lmev_status st =
        lmev__checkpoint_weights(s->checkpoint_dir, s->net, s->t->key, kept, err);
    s->at.seconds.checkpoint += lmev__monotonic() - began;
    return st;
}

/* To the weights to keep. When the file of the best epoch is damaged, all that came after
 * it is of no use, so training starts over, once, and gives the same bits. */
static lmev_status learn(session *s, lmev_error *err)
{
    for (int i = 0;; i++) {
        lmev_status st = train(s, err);
        if (st != LMEV_OK) return st;
        st = restore(s, err);
        if (st != LMEV_ERR_FORMAT || i == 1) return st;
        lmev__say(&s->watch, LMEV_LEVEL_WARNING,
                  "checkpoint '%s' cannot be used: %s; starting over", err->source,
                  err->text);
        if ((st = lmev__checkpoint_clear(s->checkpoint_dir, err)) != LMEV_OK ||
            (st = new_net(s, err)) != LMEV_OK)
            return st;
        lmev__position_rewind(&s->at);
        s->patience = (lmev__patience){0};
    }
}

/* Everything after training, from the weights kept. Doing it twice writes the same. */
static lmev_status finish(session *s, lmev__outcome *out, lmev_error *err)
{
    const lmev__trial *t = s->t;
    const lmev_dataset *test = &s->split->test;
    const lmev__curves *c = &s->at.curve;
    uint32_t n = s->at.at.epoch, kept = kept_epoch(s);
    char weights[65], results[65];
    lmev__run_record r;
    figures f;
    double finished = lmev__wall(), evaluated = s->at.seconds.evaluate;
    lmev_status st = evaluate(s, s->view->test, test, &s->out, &f, err);
    if (st == LMEV_OK) st = lmev__marks_compare(t->model->marks, err);
    if (st != LMEV_OK) return st;
    double predict_took = s->at.seconds.evaluate - evaluated;
    if (f.bac != c->test_bac[kept - 1])
        lmev__say(&s->watch, LMEV_LEVEL_WARNING,
                  "%s: the weights of epoch %u give BAC %.6f now, %.6f "
                  "when they were trained",
                  t->title, kept, f.bac, c->test_bac[kept - 1]);
    lmev_net_sha256(s->net, weights);
    if ((st = still_locked(s, err)) != LMEV_OK) return st;

    double began = lmev__monotonic();
    char *path = lmev__path_join(t->run_dir, LMEV__RESULTS_FILE);
    st = path ? lmev__results_write(path, test, &s->split->labels, s->out.best, results,
                                    err)
              : lmev__nomem(err, t->run_dir);
    lmev__free(path);
    bool classifier = wants_classifier(t, c->val_loss[kept - 1]);
    if (st == LMEV_OK && classifier)
        st = save_classifier(s, f.bac, c->val_loss[kept - 1], err);
    if (st != LMEV_OK) return st;

    fill_record(&r, s);
    r.classifier_dir = classifier ? t->classifier_dir : NULL;
    r.finished_at = finished;
    r.predict_took = predict_took;
    r.seconds.read = s->at.seconds.read;
    r.seconds.tokenize = s->at.seconds.tokenize;
    r.seconds.train = s->at.seconds.train;
    r.seconds.evaluate = s->at.seconds.evaluate;
    r.seconds.checkpoint = s->at.seconds.checkpoint;
    r.seconds.save = lmev__monotonic() - began;
    r.peak_memory = lmev__peak_rss();
    r.bac = f.bac;
    r.bac_best = s->patience.best ? c->test_bac[s->patience.best - 1] : NAN;
    r.bac_last = c->test_bac[n - 1];
    r.bac_val = c->val_bac[kept - 1];
    r.val_loss_kept = c->val_loss[kept - 1];
    r.accuracy = f.accuracy;
    r.top5 = lmev_metric_top_k(s->out.rank, test->n, 5);
    r.f1_macro = f.f1_macro;
    r.log_loss = lmev_metric_log_loss(s->out.p_true, test->n);
    r.weights_sha256 = weights;
    r.results_sha256 = results;
    if ((st = lmev__metadata_write(&r, err)) != LMEV_OK) return st;
    /* It is finished now; a folder left behind is removed when the grid looks next. */
    (void)lmev__checkpoint_remove(s->checkpoint_dir, NULL);
    *out = (lmev__outcome){.bac = r.bac,
                           .bac_best = r.bac_best,
                           .bac_last = r.bac_last,
                           .val_loss = c->val_loss[kept - 1],
                           .training_took = r.training_took,
                           .n_epochs = n,
                           .best_epoch = s->patience.best,
                           .kept_epoch = kept,
                           .classifier = classifier};
    return LMEV_OK;
}

/* The folders of this run, without what a killed process or a failure left in them. */
static lmev_status tidy(session *s, lmev_error *err)
{
    char *failed = lmev__path_join(s->t->run_dir, LMEV__FAILED_FILE);
    lmev_status st =
        failed ? lmev__remove_file(failed, err) : lmev__nomem(err, s->t->run_dir);
    lmev__free(failed);
    if (st == LMEV_OK) st = lmev__sweep_temporaries(s->t->run_dir, err);
    if (st == LMEV_OK) st = lmev__sweep_temporaries(s->t->log_dir, err);
    if (st == LMEV_OK) st = write_config(s, err);
    return st;
}

lmev_status lmev__trial_run(const lmev__trial *t, lmev__outcome *out,
                            const lmev_watch *watch, lmev_error *err)
{
    session s;
    lmev_error local; /* learn() reads it */
    if (!err) err = &local;
    lmev_status st = session_init(&s, t, watch, err);
    if (st == LMEV_OK) st = tidy(&s, err);
    if (st == LMEV_OK) st = lmev__marks_compare(t->model->marks, err);
    if (st == LMEV_OK) st = pick_up(&s, err);
    if (st == LMEV_OK) st = learn(&s, err);
    if (st == LMEV_OK) st = finish(&s, out, err);
    session_release(&s);
    return st;
}

lmev_status lmev__trial_failed(const lmev__trial *t, const lmev_error *why,
                               lmev_error *err)
{
    lmev__run_record r = {.spec = t->spec,
                          .model = t->model->spec,
                          .lm_handle = handle_of(t->model),
                          .run_id = t->run_id,
                          .run_dir = t->run_dir,
                          .experiment_key = t->key,
                          .trial = t->trial,
                          .seed = t->seed,
                          .started_at = lmev__wall()};
    return lmev__failed_write(&r, why, err);
}
