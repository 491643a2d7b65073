/* pretrain.c - pretraining: read texts, train epochs with held-out perplexity and early
 * stopping, export.
 *
 * An epoch is one pass over all predictions in an order drawn for (seed, epoch)
 * (nnlm_order.c); a resumed run draws it again. The learning rate falls linearly over all
 * planned steps, which gives most of the gain of a smaller rate without a schedule to
 * tune. Not here: a step (nnlm_step.c), the files of a state (position.c), the written
 * model (export.c). */
#include "lmev/pretrain.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/error.h"
#include "base/hash.h"
#include "base/io/io.h"
#include "base/io/unfinished.h"
#include "base/machine.h"
#include "base/mem.h"
#include "base/utf8.h"
#include "base/work.h"
#include "pretrain/corpus.h"
#include "pretrain/export.h"
#include "pretrain/position.h"

#define RATE_END     0.05 /* of the learning rate, at the last step */
#define SAVE_SECONDS 600  /* between two states within an epoch */

struct session {
    const lmev_pretrain_params *p;
    const lmev_watch *watch;
    lmev__pretrain_texts *texts;
    lmev__nnlm *net;
    lmev__pretrain_position at;
    lmev__lock *lock;
    char *state;      /* folder of the state */
    char *lock_path;  /* in it */
    char key[65];     /* hash of all that the result depends on */
    uint32_t *order;  /* [predictions] */
    double begun;     /* monotonic */
    double before;    /* seconds of earlier sessions */
    double saved;     /* monotonic, of the last state */
    bool unsaved;     /* steps were done since then */
    double training;  /* seconds in steps, this session */
    uint64_t trained; /* predictions in them */
};

/* ---- the state ---- */

/* The parameters of the network, once the texts are read. */
static lmev__nnlm_params net_params(const struct session *s)
{
    const lmev_pretrain_params *p = s->p;
    const lmev_net_params adam =
        lmev_net_params_default(); /* the house's betas and epsilon */
    const uint64_t known = lmev_lm_vocab(s->texts->lm);
    lmev__nnlm_params n = {
        .rows = (uint32_t)(lmev_lm_rows(s->texts->lm) + 1),
        .classes = (uint32_t)known + 2,
        .known = (uint32_t)known,
        .dim = p->dim,
        .context = p->context,
        .n_hidden = p->n_hidden,
        .direct = p->direct,
        .dropout = p->dropout,
        .precision = p->precision,
        .threads = lmev__threads_or_warn(p->threads, s->watch),
        .batch_size = p->batch_size,
        .samples = p->samples,
        .power = p->power,
        .learning_rate = p->learning_rate,
        .beta_1 = adam.beta_1,
        .beta_2 = adam.beta_2,
        .epsilon = adam.epsilon,
        .seed = p->seed,
    };
    memcpy(n.units, p->units, sizeof n.units);
    return n;
}

/* The key of a state: a hash of the texts and of all settings that training depends
 * on. */
static void make_key(struct session *s)
{
    const lmev_pretrain_params *p = s->p;
    const lmev__nnlm_params *n = &s->net->p;
    char text[1024];
    int at =
        snprintf(text, sizeof text,
                 "2 %s %.17g %llu %d %u %llu %u dim %u context %u direct %d drop %.9g "
                 "precision %d batch %u samples %u power %.17g rate %.17g epochs %u "
                 "patience %u seed %llu hidden",
                 s->texts->sha256, p->held_out, (unsigned long long)p->held_out_max,
                 p->normalize, p->min_count, (unsigned long long)p->max_vocab,
                 p->oov_buckets, n->dim, n->context, n->direct, (double)n->dropout,
                 (int)n->precision, n->batch_size, n->samples, n->power, n->learning_rate,
                 p->epochs, p->patience, (unsigned long long)p->seed);
    for (uint32_t i = 0; i < n->n_hidden; i++)
        at += snprintf(text + at, sizeof text - (size_t)at, " %u", n->units[i]);
    lmev__sha256 h;
    lmev__sha256_begin(&h);
    lmev__sha256_add(&h, text, (size_t)at);
    lmev__sha256_end(&h, s->key);
}

static double seconds_so_far(const struct session *s)
{
    return s->before + lmev__monotonic() - s->begun;
}

/* If the lock was removed, another process may train in the folder by now. */
static lmev_status save(struct session *s, lmev_error *err)
{
    if (!lmev__lock_holds(s->lock, s->lock_path)) {
        lmev__fail(err, LMEV_ERR_BUSY, s->lock_path, 0,
                   "was removed during the training");
        lmev__hint(err, "repeat the command, and leave '%s' alone meanwhile",
                   lmev__brief_of(s->state).at);
        return LMEV_ERR_BUSY;
    }
    s->at.seconds = seconds_so_far(s);
    const lmev_status status =
        lmev__pretrain_position_save(s->state, s->net, &s->at, s->key, err);
    if (status == LMEV_OK) lmev__unsaved_set(&s->unsaved, false);
    s->saved = lmev__monotonic();
    return status;
}

/* Stopped: save the position if it is new. The stop is reported, unless saving fails. */
static lmev_status save_stopped(struct session *s, lmev_error *err)
{
    const lmev_status status = s->unsaved ? save(s, err) : LMEV_OK;
    if (status != LMEV_OK) return status;
    lmev__fail(err, LMEV_STOPPED, s->p->folder, 0, "stopped in epoch %u",
               s->at.epoch + 1);
    lmev__hint(err, "the same command goes on from here");
    return LMEV_STOPPED;
}

static lmev_status begin_state(struct session *s, lmev_error *err)
{
    const size_t room = strlen(s->p->folder) + sizeof ".state";
    if (!(s->state = lmev__alloc(room))) return lmev__nomem(err, s->p->folder);
    size_t n = strlen(s->p->folder);
    while (n > 1 && s->p->folder[n - 1] == '/') n--;
    (void)snprintf(s->state, room, "%.*s.state", (int)n, s->p->folder);
    if (!(s->lock_path = lmev__path_join(s->state, LMEV__PRELOCK)))
        return lmev__nomem(err, s->state);
    lmev_status status =
        lmev__owned_check(&lmev__pretrain_position_owned, s->state, false, err);
    if (status == LMEV_OK) status = lmev__mkdirs(s->state, err);
    if (status == LMEV_OK) status = lmev__lock_take(&s->lock, s->lock_path, err);
    return status;
}

/* Remove the state when the model is written, even if nothing was saved in it. The lock
 * file is removed while the lock is held. */
static void end_state(struct session *s, bool done)
{
    if (!s->lock) return;
    if (lmev__lock_holds(s->lock, s->lock_path)) {
        if (done)
            (void)lmev__owned_remove(&lmev__pretrain_position_owned, s->state, NULL);
        else if (lmev__remove_file(s->lock_path, NULL) == LMEV_OK)
            lmev__remove_empty_dir(s->state);
    }
    lmev__lock_drop(s->lock);
}

/* ---- training ---- */

/* Train one epoch, or the rest of it. */
static lmev_status run_epoch(struct session *s, lmev_error *err)
{
    const lmev_pretrain_params *p = s->p;
    const lmev__running text = {s->texts->row[0], s->texts->n[0]};
    const size_t n = text.n, B = p->batch_size;
    const uint64_t steps = (n + B - 1) / B, all = steps * p->epochs;
    char task[32];
    (void)snprintf(task, sizeof task, "epoch %u/%u", s->at.epoch + 1, p->epochs);
    lmev_status status = lmev__nnlm_order(s->net, &text, s->at.epoch, LMEV__WINDOW,
                                          s->order, s->watch, err);
    if (status == LMEV_STOPPED) return save_stopped(s, err);
    if (status != LMEV_OK) return status;
    bool prepared = false;
    const double begun = lmev__monotonic();
    for (size_t from = (size_t)s->at.step * B; from < n; from += B) {
        if (lmev__asked_to_stop(s->watch)) return save_stopped(s, err);
        const size_t some = n - from < B ? n - from : B, rest = n - from - some;
        const double done = (double)(s->at.epoch * steps + s->at.step) / (double)all;
        const double rate = p->learning_rate * (1 - (1 - RATE_END) * done);
        double loss;
        status = lmev__nnlm_step(s->net, &text, s->order + from, some, prepared,
                                 s->order + from + some, rest < B ? rest : B, rate, &loss,
                                 err);
        if (status != LMEV_OK) return status;
        prepared = rest > 0;
        lmev__unsaved_set(&s->unsaved, true);
        s->at.step++;
        s->at.loss_sum += loss;
        s->at.seen += some;
        s->trained += some;
        lmev__report(s->watch, task, from + some, n, "words",
                     s->at.loss_sum / (double)s->at.seen);
        if (lmev__monotonic() - s->saved > SAVE_SECONDS && rest > 0) {
            if ((status = save(s, err)) != LMEV_OK) return status;
        }
    }
    s->training += lmev__monotonic() - begun;
    return LMEV_OK;
}

static bool over(const struct session *s)
{
    const uint32_t best = lmev__pretrain_position_best(&s->at), done = s->at.epoch;
    return done >= s->p->epochs ||
           (s->p->patience && best && done - best >= s->p->patience);
}

static lmev_status train(struct session *s, lmev_error *err)
{
    const lmev__running held = {s->texts->row[1], s->texts->n[1]};
    while (!over(s)) {
        lmev_status status = run_epoch(s, err);
        if (status != LMEV_OK) return status;
        double mean;
        status = lmev__nnlm_evaluate(s->net, &held, &mean, s->watch, err);
        if (status == LMEV_STOPPED) return save_stopped(s, err);
        if (status != LMEV_OK) return status;
        lmev__curve_point *c = &s->at.curve[s->at.epoch];
        *c = (lmev__curve_point){.loss = s->at.seen ? s->at.loss_sum / (double)s->at.seen
                                                    : NAN,
                                 .perplexity = exp(mean),
                                 .seconds = seconds_so_far(s)};
        s->at.epoch++;
        s->at.step = s->at.seen = 0;
        s->at.loss_sum = 0;
        lmev__say(s->watch, LMEV_LEVEL_INFO,
                  "epoch %u/%u: loss %.4f, held-out perplexity %.2f", s->at.epoch,
                  s->p->epochs, c->loss, c->perplexity);
        if ((status = save(s, err)) != LMEV_OK) return status;
    }
    const uint32_t best = lmev__pretrain_position_best(&s->at);
    return best && best != s->at.epoch
               ? lmev__pretrain_position_weights(s->state, s->net, best, err)
               : LMEV_OK;
}

/* ---- all of it ---- */

static lmev_status prepare(struct session *s, lmev_error *err)
{
    lmev_status status = lmev__pretrain_may_write(s->p, err);
    if (status == LMEV_OK) status = begin_state(s, err);
    if (status == LMEV_OK)
        status = lmev__pretrain_texts_load(&s->texts, s->p, s->watch, err);
    if (status == LMEV_OK && s->p->ids)
        status = lmev__pretrain_texts_dump(s->texts, s->p->ids, err);
    if (status != LMEV_OK) return status;
    if (lmev__asked_to_stop(s->watch)) return LMEV_STOPPED;
    const lmev__nnlm_params n = net_params(s);
    if ((status = lmev__nnlm_new(&s->net, &n, s->texts->count, err)) != LMEV_OK)
        return status;
    make_key(s);
    if ((status = lmev__pretrain_position_init(&s->at, s->p->epochs, err)) != LMEV_OK)
        return status;
    if (!(s->order = lmev__realloc(NULL, s->texts->n[0], sizeof *s->order)))
        return lmev__nomem(err, "order of words");
    bool found;
    size_t tried;
    status = lmev__pretrain_position_resume(s->state, s->net, &s->at, s->key, &found,
                                            &tried, s->watch, err);
    if (status == LMEV_OK && !found &&
        tried > 0) { /* a try may have spoilt the weights */
        lmev__nnlm_free(s->net);
        s->net = NULL;
        status = lmev__nnlm_new(&s->net, &n, s->texts->count, err);
    }
    if (status == LMEV_OK && found) {
        s->at.resumed++;
        s->before = s->at.seconds;
        lmev__say(s->watch, LMEV_LEVEL_INFO, "going on in epoch %u", s->at.epoch + 1);
    }
    return status;
}

static void fill_result(const struct session *s, const lmev_lm *lm,
                        lmev_pretrain_result *r)
{
    const lmev__pretrain_texts *t = s->texts;
    const uint32_t best = lmev__pretrain_position_best(&s->at);
    *r = (lmev_pretrain_result){
        .sentences = t->sentences[0],
        .tokens = t->n[0] - t->sentences[0],
        .held_sentences = t->sentences[1],
        .held_tokens = t->n[1] - t->sentences[1],
        .known = lmev_lm_vocab(t->lm),
        .kept = lmev_lm_vocab(lm),
        .epochs = s->at.epoch,
        .best_epoch = best,
        .perplexity = best ? s->at.curve[best - 1].perplexity : NAN,
        .seconds = s->at.seconds,
        .words_per_second = s->training > 0 ? (double)s->trained / s->training : NAN,
        .resumed = s->at.resumed,
    };
}

lmev_status lmev_pretrain(const lmev_pretrain_params *params,
                          lmev_pretrain_result *result, const lmev_watch *watch,
                          lmev_error *err)
{
    lmev_status status = lmev_pretrain_params_check(params, err);
    if (status != LMEV_OK) return status;
    struct session s = {.p = params, .watch = watch};
    s.begun = s.saved = lmev__monotonic();
    lmev_lm *lm = NULL;
    status = prepare(&s, err);
    if (status == LMEV_OK) status = train(&s, err);
    if (status == LMEV_OK)
        status = lmev__pretrain_export(&lm, params, s.texts, s.net, err);
    s.at.seconds = seconds_so_far(&s);
    if (status == LMEV_OK) status = lmev__pretrain_write(lm, params, s.texts, &s.at, err);
    if (status == LMEV_OK && result) fill_result(&s, lm, result);
    end_state(&s, status == LMEV_OK);
    lmev__unsaved_set(&s.unsaved, false);
    lmev_lm_free(lm);
    lmev__nnlm_free(s.net);
    lmev__pretrain_texts_free(s.texts);
    lmev__pretrain_position_release(&s.at);
    lmev__free(s.order);
    lmev__free(s.state);
    lmev__free(s.lock_path);
    return status;
}
