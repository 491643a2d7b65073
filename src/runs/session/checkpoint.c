/* checkpoint.c - the position of an experiment as a note, and the files that carry it.
 *
 * All that chance draws is keyed by (seed, epoch, step), so the position, the curves and
 * the state of the net are the whole state: a run that went through a checkpoint has the
 * bits of one that never stopped. Doubles travel through JSON with 17 digits, which is
 * exact; the curves have a file of their own, so that an epoch does not pay for those
 * before it (curves.c). Cost: one file of 12 bytes per weight and generation; at most
 * three generations, and a spare file for the next one to be written over. Not here: the
 * bytes of the net (nn/), when to write one (trial.c). */
#include "runs/session/checkpoint.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/error.h"
#include "base/folder/generations.h"
#include "base/folder/owned.h"
#include "base/format/json.h"
#include "base/io/io.h"
#include "base/io/temporary.h"
#include "base/mem.h"

#define SPARE "spare" /* a file whose bytes are not needed any more */

/* ---- position ---- */

lmev_status lmev__position_init(lmev__position *p, uint32_t epochs, lmev_error *err)
{
    *p = (lmev__position){0};
    return lmev__curves_init(&p->curve, epochs, err);
}

void lmev__position_release(lmev__position *p)
{
    lmev__curves_release(&p->curve);
    *p = (lmev__position){0};
}

void lmev__position_rewind(lmev__position *p)
{
    p->at = (lmev_epoch){0};
    p->curve.n = p->curve.crc = 0;
}

lmev_status lmev__position_text(const lmev__position *p, const char *key, char **text,
                                lmev_error *err)
{
    lmev__json *o = lmev__json_new_object(), *s = lmev__json_new_object();
    bool ok =
        s && lmev__json_set(s, "read", lmev__json_new_real(p->seconds.read)) &&
        lmev__json_set(s, "tokenize", lmev__json_new_real(p->seconds.tokenize)) &&
        lmev__json_set(s, "train", lmev__json_new_real(p->seconds.train)) &&
        lmev__json_set(s, "evaluate", lmev__json_new_real(p->seconds.evaluate)) &&
        lmev__json_set(s, "checkpoint", lmev__json_new_real(p->seconds.checkpoint)) &&
        lmev__json_set(s, "all", lmev__json_new_real(p->seconds.all));
    if (!ok) {
        lmev__json_free(s);
        s = NULL;
    }
    ok = o &&
         lmev__json_set(o, "seconds",
                        s) && /* takes s also on failure, and fails on NULL */
         lmev__json_set(o, "key", lmev__json_new_string(key)) &&
         lmev__json_set(o, "epoch", lmev__json_new_int(p->at.epoch)) &&
         lmev__json_set(o, "step", lmev__json_new_int((int64_t)p->at.step)) &&
         lmev__json_set(o, "rows_seen", lmev__json_new_int((int64_t)p->at.rows_seen)) &&
         lmev__json_set(o, "loss_sum", lmev__json_new_real(p->at.loss_sum)) &&
         lmev__json_set(o, "started_at", lmev__json_new_real(p->started_at)) &&
         lmev__json_set(o, "n_resumed", lmev__json_new_int(p->n_resumed)) &&
         lmev__json_set(o, "curves_crc32c", lmev__json_new_int(p->curve.crc));
    if (!o) lmev__json_free(s);
    char *t = ok ? lmev__json_dump(o, 0) : NULL;
    lmev__json_free(o);
    if (!t) return lmev__nomem(err, "note of a checkpoint");
    *text = t;
    return LMEV_OK;
}

static bool whole_number(lmev__json *o, const char *name, int64_t max, int64_t *value)
{
    const lmev__json *j = lmev__json_get(o, name);
    *value = lmev__json_int(j);
    return lmev__json_kind(j) == LMEV__JSON_INT && *value >= 0 && *value <= max;
}

lmev_status lmev__position_read(lmev__position *p, const char *key, const char *text,
                                const char *source, const char *curves_path,
                                lmev_error *err)
{
    lmev__json *o = NULL;
    lmev_status s = lmev__json_parse(&o, text, strlen(text), source, 0, err);
    if (s != LMEV_OK) return s;
    int64_t epoch, step, rows_seen, n_resumed, crc;
    const char *its_key = lmev__json_string(lmev__json_get(o, "key"), NULL);
    double loss_sum = lmev__json_real(lmev__json_get(o, "loss_sum"));
    const bool ok = whole_number(o, "epoch", p->curve.room, &epoch) &&
                    whole_number(o, "step", INT64_MAX, &step) &&
                    whole_number(o, "rows_seen", INT64_MAX, &rows_seen) &&
                    whole_number(o, "n_resumed", UINT32_MAX - 1, &n_resumed) &&
                    whole_number(o, "curves_crc32c", UINT32_MAX, &crc) &&
                    isfinite(loss_sum) && its_key;
    if (!ok) {
        s = lmev__fail(err, LMEV_ERR_FORMAT, source, 0, "not a note of this program");
    } else if (strcmp(its_key, key) != 0) {
        s = lmev__fail(err, LMEV_ERR_MISMATCH, source, 0,
                       "belongs to another experiment");
    } else if (!curves_path ||
               (s = lmev__curves_read(&p->curve, curves_path, (uint32_t)epoch,
                                      (uint32_t)crc, err)) == LMEV_OK) {
        p->at =
            (lmev_epoch){(uint32_t)epoch, (uint64_t)step, loss_sum, (uint64_t)rows_seen};
        p->started_at = lmev__json_real(lmev__json_get(o, "started_at"));
        p->n_resumed = (uint32_t)n_resumed;
        const lmev__json *t = lmev__json_get(o, "seconds");
        p->seconds.read = lmev__json_real(lmev__json_get(t, "read"));
        p->seconds.tokenize = lmev__json_real(lmev__json_get(t, "tokenize"));
        p->seconds.train = lmev__json_real(lmev__json_get(t, "train"));
        p->seconds.evaluate = lmev__json_real(lmev__json_get(t, "evaluate"));
        p->seconds.checkpoint = lmev__json_real(lmev__json_get(t, "checkpoint"));
        p->seconds.all = lmev__json_real(lmev__json_get(t, "all"));
    }
    lmev__json_free(o);
    return s;
}

void lmev__patience_add(lmev__patience *p, double val_loss, uint32_t patience)
{
    const uint32_t epoch = p->best + p->wait + 1;
    if (val_loss < (p->best ? p->lowest : INFINITY)) {
        p->lowest = val_loss;
        p->best = epoch;
        p->wait = 0;
    } else {
        p->wait++;
    }
    p->over = p->wait > 0 && p->wait >= patience;
}

lmev__patience lmev__patience_of(const double *val_loss, uint32_t n, uint32_t patience)
{
    lmev__patience p = {0};
    for (uint32_t i = 0; i < n; i++) lmev__patience_add(&p, val_loss[i], patience);
    return p;
}

/* ---- files ---- */

static const lmev__generations generations = {.suffix = ".ckpt", .keep = 2};

lmev_status lmev__checkpoint_save(const char *dir, lmev_net *net, const lmev__position *p,
                                  const char *key, uint32_t best, lmev_error *err)
{
    char *note = NULL;
    char *path = lmev__generation_path(&generations, dir, p->at.epoch, p->at.step);
    char *spare = lmev__path_join(dir, SPARE);
    lmev_status s = path && spare ? LMEV_OK : lmev__nomem(err, "path of a checkpoint");
    if (s == LMEV_OK) s = lmev__position_text(p, key, &note, err);
    if (s == LMEV_OK)
        s = lmev_net_save(net, path, spare, (lmev_str){note, strlen(note)}, err);
    if (s == LMEV_OK)
        lmev__generations_prune(&generations, dir, p->at.epoch, p->at.step, best, spare);
    lmev__free(spare);
    lmev__free(note);
    lmev__free(path);
    return s;
}

/* One file into net and *p; the curves stay as they are where curves is NULL. */
static lmev_status load(const char *path, const char *curves, lmev_net *net,
                        lmev__position *p, const char *key, lmev_error *err)
{
    char *note = NULL;
    lmev_status s = lmev_net_load(net, path, &note, err);
    if (s == LMEV_OK)
        s = lmev__position_read(p, key, note ? note : "", path, curves, err);
    lmev_text_free(note);
    return s;
}

typedef struct resuming {
    lmev_net *net;
    lmev__position *p;
    const char *key, *curves;
} resuming;

static lmev_status offer(void *self, const char *path, lmev_error *err)
{
    const resuming *r = self;
    const lmev_status s = load(path, r->curves, r->net, r->p, r->key, err);
    /* Whatever else keeps it from being read, the one before may do. */
    return s == LMEV_OK || s == LMEV_ERR_NOMEM ? s : LMEV_ERR_FORMAT;
}

lmev_status lmev__checkpoint_resume(const char *dir, lmev_net *net, lmev__position *p,
                                    const char *key, bool *found, size_t *tried,
                                    const lmev_watch *watch, lmev_error *err)
{
    lmev_error why = {0};
    char *curves = lmev__path_join(dir, LMEV__CURVES_FILE);
    if (!curves) return lmev__nomem(err, "checkpoints");
    resuming r = {net, p, key, curves};
    *found = false;
    *tried = 0;
    lmev_status s =
        lmev__generations_resume(&generations, dir, offer, &r, found, tried, watch, &why);
    lmev__free(curves);
    if (s == LMEV_ERR_NOMEM) return lmev__nomem(err, "checkpoint");
    if (s != LMEV_OK) /* a folder that cannot be read is one without checkpoints */
        lmev__say(watch, LMEV_LEVEL_WARNING, "'%s' cannot be read: %s", dir, why.text);
    return LMEV_OK;
}

lmev_status lmev__checkpoint_weights(const char *dir, lmev_net *net, const char *key,
                                     uint32_t epoch, lmev_error *err)
{
    lmev__position p = {0};
    char *path = lmev__generation_path(&generations, dir, epoch, 0);
    lmev_status s = path ? lmev__position_init(&p, epoch, err)
                         : lmev__nomem(err, "path of a checkpoint");
    if (s == LMEV_OK && (s = load(path, NULL, net, &p, key, err)) == LMEV_OK &&
        p.at.epoch != epoch)
        s = lmev__fail(err, LMEV_ERR_FORMAT, path, 0,
                       "holds another epoch than its name says");
    if (s == LMEV_ERR_NOTFOUND || s == LMEV_ERR_IO || s == LMEV_ERR_MISMATCH) {
        s = LMEV_ERR_FORMAT; /* for the caller all the same: the weights are gone */
        if (err) err->status = s;
    }
    lmev__position_release(&p);
    lmev__free(path);
    return s;
}

/* The folder has no mark but its place: it lies in a run directory, which has the key. */
static bool ours(const char *name, const char *path)
{
    (void)path;
    return lmev__generation_named(&generations, name) ||
           strcmp(name, LMEV__CHECKPOINT_MARK) == 0 ||
           strcmp(name, LMEV__CURVES_FILE) == 0 || strcmp(name, SPARE) == 0;
}

static const lmev__owned owned = {.what = "checkpoint", .ours = ours};

lmev_status lmev__checkpoint_remove(const char *dir, lmev_error *err)
{
    return lmev__owned_remove(&owned, dir, err);
}

lmev_status lmev__checkpoint_sweep(const char *dir, lmev_error *err)
{
    char *spare = lmev__path_join(dir, SPARE);
    lmev_status s = spare ? lmev__remove_file(spare, err) : lmev__nomem(err, dir);
    lmev__free(spare);
    return s == LMEV_OK ? lmev__sweep_temporaries(dir, err) : s;
}

lmev_status lmev__checkpoint_clear(const char *dir, lmev_error *err)
{
    char **names = NULL;
    size_t n = 0;
    lmev_status s = lmev__checkpoint_sweep(dir, err);
    if (s == LMEV_OK && lmev__is_dir(dir)) s = lmev__list_dir(&names, &n, dir, err);
    for (size_t i = 0; s == LMEV_OK && i < n; i++) {
        if (!ours(names[i], NULL) || strcmp(names[i], LMEV__CHECKPOINT_MARK) == 0)
            continue;
        char *path = lmev__path_join(dir, names[i]);
        s = path ? lmev__remove_file(path, err) : lmev__nomem(err, dir);
        lmev__free(path);
    }
    lmev__free_names(names, n);
    return s;
}
