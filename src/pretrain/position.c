/* position.c - see position.h. Doubles travel through JSON with 17 digits, which is
 * exact. */
#include "pretrain/position.h"

#include <math.h>
#include <string.h>
#include <sys/stat.h>

#include "base/error.h"
#include "base/folder/generations.h"
#include "base/format/json.h"
#include "base/mem.h"
#include "nn/state.h"

lmev_status lmev__pretrain_position_init(lmev__pretrain_position *p, uint32_t epochs,
                                         lmev_error *err)
{
    *p = (lmev__pretrain_position){.room = epochs};
    p->curve = lmev__calloc((size_t)epochs + 1, sizeof *p->curve);
    return p->curve ? LMEV_OK : lmev__nomem(err, "curves");
}

void lmev__pretrain_position_release(lmev__pretrain_position *p)
{
    lmev__free(p->curve);
    *p = (lmev__pretrain_position){0};
}

uint32_t lmev__pretrain_position_best(const lmev__pretrain_position *p)
{
    uint32_t best = 0;
    for (uint32_t i = 0; i < p->epoch; i++)
        if (!best || p->curve[i].perplexity < p->curve[best - 1].perplexity) best = i + 1;
    return best;
}

/* ---- the note ---- */

static bool set_real(lmev__json *o, const char *key, double v)
{
    return lmev__json_set(o, key, lmev__json_new_real(v));
}

static lmev__json *curve_json(const lmev__pretrain_position *p)
{
    lmev__json *a = lmev__json_new_array();
    for (uint32_t i = 0; a && i < p->epoch; i++) {
        const lmev__curve_point *c = &p->curve[i];
        lmev__json *o = lmev__json_new_object();
        const bool ok = o && set_real(o, "loss", c->loss) &&
                        set_real(o, "perplexity", c->perplexity) &&
                        set_real(o, "seconds", c->seconds);
        if (!ok) {
            lmev__json_free(o);
            o = NULL;
        }
        if (!lmev__json_append(a, o)) {
            lmev__json_free(a);
            return NULL;
        }
    }
    return a;
}

static char *note_text(const lmev__pretrain_position *p, const char *key)
{
    char *text = NULL;
    lmev__json *o = lmev__json_new_object();
    if (o && lmev__json_set(o, "key", lmev__json_new_string(key)) &&
        lmev__json_set(o, "epoch", lmev__json_new_int(p->epoch)) &&
        lmev__json_set(o, "step", lmev__json_new_int((int64_t)p->step)) &&
        lmev__json_set(o, "seen", lmev__json_new_int((int64_t)p->seen)) &&
        lmev__json_set(o, "resumed", lmev__json_new_int(p->resumed)) &&
        set_real(o, "loss_sum", p->loss_sum) && set_real(o, "seconds", p->seconds) &&
        lmev__json_set(o, "curve", curve_json(p)))
        text = lmev__json_dump(o, 0);
    lmev__json_free(o);
    return text;
}

static lmev_status read_note(lmev__pretrain_position *p, const char *key,
                             const char *note, const char *path, lmev_error *err)
{
    lmev__json *o;
    lmev_status s = lmev__json_parse(&o, note, strlen(note), path, 0, err);
    if (s != LMEV_OK) return s;
    const char *its = lmev__json_string(lmev__json_get(o, "key"), NULL);
    const int64_t epoch = lmev__json_int(lmev__json_get(o, "epoch"));
    const int64_t step = lmev__json_int(lmev__json_get(o, "step"));
    const int64_t seen = lmev__json_int(lmev__json_get(o, "seen"));
    const int64_t resumed = lmev__json_int(lmev__json_get(o, "resumed"));
    const lmev__json *curve = lmev__json_get(o, "curve");
    if (!its || strcmp(its, key) != 0) {
        s = lmev__fail(err, LMEV_ERR_MISMATCH, path, 0,
                       "another key"); /* reported by resume */
    } else if (epoch < 0 || epoch > p->room || step < 0 || seen < 0 || resumed < 0 ||
               resumed >= UINT32_MAX || lmev__json_size(curve) != (size_t)epoch) {
        s = lmev__fail(err, LMEV_ERR_FORMAT, path, 0, "the note of the state is damaged");
    } else {
        p->epoch = (uint32_t)epoch;
        p->step = (uint64_t)step;
        p->seen = (uint64_t)seen;
        p->resumed = (uint32_t)resumed;
        p->loss_sum = lmev__json_real(lmev__json_get(o, "loss_sum"));
        p->seconds = lmev__json_real(lmev__json_get(o, "seconds"));
        for (size_t i = 0; i < (size_t)epoch; i++) {
            const lmev__json *c = lmev__json_at(curve, i);
            p->curve[i] = (lmev__curve_point){
                .loss = lmev__json_real(lmev__json_get(c, "loss")),
                .perplexity = lmev__json_real(lmev__json_get(c, "perplexity")),
                .seconds = lmev__json_real(lmev__json_get(c, "seconds"))};
        }
    }
    lmev__json_free(o);
    return s;
}

/* ---- the files ---- */

static const lmev__generations generations = {
    .suffix = ".state", .keep = 1, .ours = lmev__state_begins};

/* The lock is an empty file. */
static bool ours(const char *name, const char *path)
{
    struct stat st;
    if (strcmp(name, LMEV__PRELOCK) == 0)
        return !path || (stat(path, &st) == 0 && st.st_size == 0);
    return lmev__generation_named(&generations, name) &&
           (!path || lmev__state_begins(path));
}

const lmev__owned lmev__pretrain_position_owned = {.what = "stopped pretraining",
                                                   .ours = ours};

lmev_status lmev__pretrain_position_save(const char *dir, lmev__nnlm *net,
                                         const lmev__pretrain_position *p,
                                         const char *key, lmev_error *err)
{
    char *path = lmev__generation_path(&generations, dir, p->epoch, p->step);
    char *note = note_text(p, key);
    lmev_status s = path && note ? LMEV_OK : lmev__nomem(err, dir);
    if (s == LMEV_OK)
        s = lmev__nnlm_save(net, path, NULL, (lmev_str){note, strlen(note)}, err);
    if (s == LMEV_OK)
        lmev__generations_prune(&generations, dir, p->epoch, p->step,
                                lmev__pretrain_position_best(p), NULL);
    lmev__free(note);
    lmev__free(path);
    return s;
}

typedef struct resuming {
    lmev__nnlm *net;
    lmev__pretrain_position *p; /* NULL: the network alone */
    const char *key;
} resuming;

static lmev_status load(void *self, const char *path, lmev_error *err)
{
    const resuming *r = self;
    char *note = NULL;
    lmev_status s = lmev__nnlm_load(r->net, path, &note, err);
    if (s == LMEV_OK && r->p) s = read_note(r->p, r->key, note, path, err);
    lmev__free(note);
    return s;
}

lmev_status lmev__pretrain_position_resume(const char *dir, lmev__nnlm *net,
                                           lmev__pretrain_position *p, const char *key,
                                           bool *found, size_t *tried,
                                           const lmev_watch *watch, lmev_error *err)
{
    resuming r = {net, p, key};
    const lmev_status s =
        lmev__generations_resume(&generations, dir, load, &r, found, tried, watch, err);
    if (s != LMEV_ERR_MISMATCH) return s; /* else its shapes differ, or its key */
    lmev__fail(err, s, dir, 0,
               "a pretraining of other texts or settings was stopped here");
    lmev__hint(err, "repeat its command, or remove the folder to begin anew");
    return s;
}

lmev_status lmev__pretrain_position_weights(const char *dir, lmev__nnlm *net,
                                            uint32_t epoch, lmev_error *err)
{
    resuming r = {.net = net};
    char *path = lmev__generation_path(&generations, dir, epoch, 0);
    if (!path) return lmev__nomem(err, dir);
    const lmev_status s = load(&r, path, err);
    lmev__free(path);
    if (s == LMEV_ERR_FORMAT ||
        s == LMEV_ERR_NOTFOUND) /* the files after it are of no use */
        lmev__hint(err, "remove the folder '%s' and repeat the command", dir);
    return s;
}
