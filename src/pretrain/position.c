/* position.c - see position.h. Doubles travel through JSON with 17 digits, which is
 * exact. */
#include "pretrain/position.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/error.h"
#include "base/format/json.h"
#include "base/io/io.h"
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

#define SUFFIX ".state"

static void name_of(char *name, size_t room, uint32_t epoch, uint64_t step)
{
    if (step)
        (void)snprintf(name, room, "epoch-%03u-%07llu" SUFFIX, epoch,
                       (unsigned long long)step);
    else
        (void)snprintf(name, room, "epoch-%03u" SUFFIX, epoch);
}

/* The epoch and step of a file name of ours; false for others, such as the lock. */
static bool name_read(const char *name, uint32_t *epoch, uint64_t *step)
{
    char again[64], *end;
    if (strncmp(name, "epoch-", 6) != 0) return false;
    const unsigned long e = strtoul(name + 6, &end, 10);
    if (e >= UINT32_MAX) return false;
    *epoch = (uint32_t)e;
    *step = *end == '-' ? strtoull(end + 1, NULL, 10) : 0;
    name_of(again, sizeof again, *epoch, *step);
    return strcmp(again, name) == 0;
}

/* The lock is an empty file. */
static bool ours(const char *name, const char *path)
{
    struct stat st;
    uint32_t epoch;
    uint64_t step;
    if (strcmp(name, LMEV__PRELOCK) == 0)
        return !path || (stat(path, &st) == 0 && st.st_size == 0);
    return name_read(name, &epoch, &step) && (!path || lmev__state_begins(path));
}

const lmev__owned lmev__pretrain_position_owned = {.what = "stopped pretraining",
                                                   .ours = ours};

static bool later(uint32_t epoch, uint64_t step, uint32_t than_epoch, uint64_t than_step)
{
    return epoch != than_epoch ? epoch > than_epoch : step > than_step;
}

/* Remove files that are neither p's nor that of the best epoch. When spare is not NULL,
 * leave one in *spare (owned) for the next state to be written over, if there is one. */
static void drop_others(const char *dir, uint32_t keep_epoch, uint64_t keep_step,
                        uint32_t best)
{
    char **names;
    size_t n;
    if (lmev__list_dir(&names, &n, dir, NULL) != LMEV_OK) return;
    for (size_t i = 0; i < n; i++) {
        uint32_t epoch;
        uint64_t step;
        if (!name_read(names[i], &epoch, &step)) continue; /* the lock */
        if ((epoch == keep_epoch && step == keep_step) ||
            (best && epoch == best && step == 0))
            continue;
        char *path = lmev__path_join(dir, names[i]);
        if (path && lmev__state_begins(path)) (void)lmev__remove_file(path, NULL);
        lmev__free(path);
    }
    lmev__free_names(names, n);
}

lmev_status lmev__pretrain_position_save(const char *dir, lmev__nnlm *net,
                                         const lmev__pretrain_position *p,
                                         const char *key, lmev_error *err)
{
    char name[64];
    name_of(name, sizeof name, p->epoch, p->step);
    char *path = lmev__path_join(dir, name), *note = note_text(p, key);
    lmev_status s = path && note ? LMEV_OK : lmev__nomem(err, dir);
    if (s == LMEV_OK)
        s = lmev__nnlm_save(net, path, NULL, (lmev_str){note, strlen(note)}, err);
    if (s == LMEV_OK)
        drop_others(dir, p->epoch, p->step, lmev__pretrain_position_best(p));
    lmev__free(note);
    lmev__free(path);
    return s;
}

static lmev_status load(const char *dir, const char *name, lmev__nnlm *net,
                        lmev__pretrain_position *p, const char *key, lmev_error *err)
{
    char *note = NULL, *path = lmev__path_join(dir, name);
    if (!path) return lmev__nomem(err, dir);
    lmev_status s = lmev__nnlm_load(net, path, &note, err);
    if (s == LMEV_OK && p) s = read_note(p, key, note, path, err);
    lmev__free(note);
    lmev__free(path);
    return s;
}

lmev_status lmev__pretrain_position_resume(const char *dir, lmev__nnlm *net,
                                           lmev__pretrain_position *p, const char *key,
                                           bool *found, const lmev_watch *watch,
                                           lmev_error *err)
{
    char **names = NULL;
    size_t n = 0;
    uint32_t before_epoch = UINT32_MAX;
    uint64_t before_step = 0;
    lmev_status s = lmev__list_dir(&names, &n, dir, err);
    *found = false;
    while (s == LMEV_OK && !*found) {
        const char *newest = NULL;
        uint32_t epoch = 0, e;
        uint64_t step = 0, k;
        for (size_t i = 0; i < n; i++)
            if (name_read(names[i], &e, &k) && later(before_epoch, before_step, e, k) &&
                (!newest || later(e, k, epoch, step)))
                newest = names[i], epoch = e, step = k;
        if (!newest) break;
        lmev_error why = {0};
        s = load(dir, newest, net, p, key, &why);
        *found = s == LMEV_OK;
        before_epoch = epoch;
        before_step = step;
        if (s == LMEV_ERR_FORMAT) { /* an older one may be usable */
            lmev__say(watch, LMEV_LEVEL_WARNING, "%s: %s: left out", newest, why.text);
            s = LMEV_OK;
        } else if (s == LMEV_ERR_MISMATCH) { /* its shapes differ, or its key */
            lmev__fail(err, s, dir, 0,
                       "a pretraining of other texts or settings was stopped here");
            lmev__hint(err, "repeat its command, or remove the folder to begin anew");
        } else if (s != LMEV_OK && err) {
            *err = why;
        }
    }
    lmev__free_names(names, n);
    return s;
}

lmev_status lmev__pretrain_position_weights(const char *dir, lmev__nnlm *net,
                                            uint32_t epoch, lmev_error *err)
{
    char name[64];
    name_of(name, sizeof name, epoch, 0);
    const lmev_status s = load(dir, name, net, NULL, NULL, err);
    if (s == LMEV_ERR_FORMAT ||
        s == LMEV_ERR_NOTFOUND) /* the files after it are of no use */
        lmev__hint(err, "remove the folder '%s' and repeat the command", dir);
    return s;
}
