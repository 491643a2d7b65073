/* lm.c - what all language models share: the object, its table, bags of one text and of
 * many.
 *
 * The kinds turn texts into bags (whole_words.c, fasttext.c, model2vec.c). Many texts are
 * done in runs of a fixed number of texts, each into a block of its own; when all are
 * done and counted, the blocks are copied to their places. So the result does not depend
 * on the threads. Memory: 4 bytes per token (8 with weights) and 8 per text; while they
 * are copied, the ids exist twice. Not here: vectors (embed.c), files (open.c,
 * save.c). */
#include "lm/lm_impl.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/error.h"
#include "base/mem.h"
#include "base/utf8.h"
#include "base/work.h"

#define RUN 2048 /* texts that a thread takes at a time (tokenize) */

/* ---- the object ---- */

void lmev__lm_clear(lmev_lm *lm)
{
    if (lm->self) lm->kind->release(lm->self);
    lmev__free(lm->own);
    lmev__free(lm->note);
    lmev__map_close(&lm->map);
    lmev__free_names(lm->file, lm->n_files);
    *lm = (lmev_lm){0};
}

lmev_status lmev__lm_add_file(lmev_lm *made, const lmev__members *from, const char *name,
                              lmev_error *err)
{
    if (from->member) return LMEV_OK;
    if (!lmev__grow(&made->file, &made->files_room, made->n_files + 1,
                    sizeof *made->file) ||
        !(made->file[made->n_files] = lmev__members_path(from, name)))
        return lmev__nomem(err, from->path);
    made->n_files++;
    return LMEV_OK;
}

static lmev_status check(const lmev_lm *lm, const char *source, lmev_error *err)
{
    const lmev_status wrong = LMEV_ERR_PARAM;
    if (lm->dim == 0)
        return lmev__fail(err, wrong, source, 0, "dim must be at least 1, got '0'");
    if (lm->rows == 0)
        return lmev__fail(err, wrong, source, 0, "no rows: neither tokens nor buckets");
    if (lm->rows >= UINT32_MAX)
        return lmev__fail(err, wrong, source, 0, "'%llu' rows are more than ids can name",
                          (unsigned long long)lm->rows);
    if (lm->combiner != LMEV_COMBINER_SUM && lm->combiner != LMEV_COMBINER_MEAN &&
        lm->combiner != LMEV_COMBINER_SQRTN)
        return lmev__fail(err, wrong, source, 0, "unknown combiner '%d'",
                          (int)lm->combiner);
    return LMEV_OK;
}

lmev_status lmev__lm_make(lmev_lm **out, lmev_lm *made, const char *source,
                          lmev_error *err)
{
    lmev_status s = check(made, source, err);
    lmev_lm *lm = NULL;
    if (s == LMEV_OK && !(lm = lmev__calloc(1, sizeof *lm)))
        s = lmev__nomem(err, "the language model");
    if (s != LMEV_OK) {
        lmev__lm_clear(made);
        return s;
    }
    *lm = *made;
    *made = (lmev_lm){0};
    *out = lm;
    return LMEV_OK;
}

void lmev_lm_free(lmev_lm *lm)
{
    if (!lm) return;
    lmev__lm_clear(lm);
    lmev__free(lm);
}

uint32_t lmev_lm_dim(const lmev_lm *lm)
{
    return lm->dim;
}

uint64_t lmev_lm_rows(const lmev_lm *lm)
{
    return lm->rows;
}

uint64_t lmev_lm_vocab(const lmev_lm *lm)
{
    return lm->kind->n_tokens(lm->self);
}

bool lmev_lm_normalizes(const lmev_lm *lm)
{
    return lm->normalize;
}

bool lmev_lm_lowercases(const lmev_lm *lm)
{
    return lm->lower;
}

bool lmev_lm_unit(const lmev_lm *lm)
{
    return lm->unit;
}

bool lmev_lm_trainable(const lmev_lm *lm)
{
    return !lm->fixed;
}

bool lmev_lm_verified(const lmev_lm *lm)
{
    return lm->verified;
}

lmev_combiner lmev_lm_combiner(const lmev_lm *lm)
{
    return lm->combiner;
}

const char *lmev_lm_origin(const lmev_lm *lm)
{
    return lm->format;
}

size_t lmev_lm_n_files(const lmev_lm *lm)
{
    return lm->n_files;
}

const char *lmev_lm_file(const lmev_lm *lm, size_t i)
{
    return lm->file[i];
}

const char *lmev_lm_combiner_name(const lmev_lm *lm)
{
    const char *own = lm->kind->combiner ? lm->kind->combiner(lm->self) : NULL;
    return own ? own : lmev__combiner_name[lm->combiner];
}

void lmev__phrase_add(lmev__phrase *p, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    const int n = vsnprintf(p->at + p->n, p->room - p->n, format, args);
    va_end(args);
    if (n > 0) p->n += (size_t)n < p->room - p->n ? (size_t)n : p->room - p->n - 1;
}

void lmev_lm_describe(const lmev_lm *lm, char *text, size_t room)
{
    lmev__phrase p = {.at = text, .room = room};
    if (room == 0) return;
    text[0] = '\0';
    lm->kind->describe(lm->self, &p);
}

lmev_str lmev_lm_token(const lmev_lm *lm, uint64_t i)
{
    return lm->kind->token(lm->self, i);
}

const float *lmev_lm_table(const lmev_lm *lm)
{
    return lm->table;
}

/* ---- a table to write to ---- */

struct lmev_table {
    float *rows;
    lmev__map map; /* private pages of the file, or empty: rows are a block */
};

lmev_status lmev_table_new(lmev_table **out, const lmev_lm *lm, lmev_error *err)
{
    if (!lm->table)
        return lmev__fail(err, LMEV_ERR_PARAM, NULL, 0,
                          "the language model has no table of its own");
    lmev_table *t = lmev__calloc(1, sizeof *t);
    if (!t) return lmev__nomem(err, "a table");
    const size_t n = (size_t)lm->rows * lm->dim;
    if (lm->map.at && lmev__map_private(&t->map, &lm->map)) {
        t->rows = (float *)(void *)((char *)t->map.at + lm->map_offset);
    } else if ((t->rows = lmev__aligned(n, sizeof *t->rows))) {
        memcpy(t->rows, lm->table, n * sizeof *t->rows);
    } else {
        lmev__free(t);
        return lmev__nomem(err, "a table");
    }
    *out = t;
    return LMEV_OK;
}

float *lmev_table_rows(lmev_table *table)
{
    return table->rows;
}

void lmev_table_free(lmev_table *table)
{
    if (!table) return;
    if (table->map.at)
        lmev__map_close(&table->map);
    else
        lmev__free(table->rows);
    lmev__free(table);
}

/* ---- bags ---- */

bool lmev__bag_grow(lmev_bag *bag)
{
    const size_t room = bag->room ? 2 * bag->room : 32;
    uint32_t *id = lmev__realloc(bag->id, room, sizeof *id);
    if (!id) return false;
    bag->id = id;
    float *weight = lmev__realloc(bag->weight, room, sizeof *weight);
    if (!weight) return false;
    bag->weight = weight;
    bag->room = room;
    return true;
}

lmev__workspace *lmev__bag_workspace(lmev_bag *bag)
{
    if (!bag->workspace) bag->workspace = lmev__calloc(1, sizeof *bag->workspace);
    return bag->workspace;
}

void lmev_bag_release(lmev_bag *bag)
{
    lmev__free(bag->id);
    lmev__free(bag->weight);
    if (bag->workspace)
        for (int i = 0; i < LMEV__WORKSPACE_BUFS; i++)
            lmev__buf_free(&bag->workspace->buf[i]);
    lmev__free(bag->workspace);
    *bag = (lmev_bag){0};
}

lmev_status lmev_lm_bag(const lmev_lm *lm, lmev_str text, lmev_bag *bag, lmev_error *err)
{
    if (text.n == 0) text.at = ""; /* it may be NULL */
    bag->n = 0;
    return lm->kind->bag(lm, text, bag, err);
}

lmev_status lmev__lm_team(lmev__team **team, int wanted, size_t n, lmev_error *err)
{
    const size_t useful =
        n / 1024 + 1; /* fewer texts are done before a thread wakes up */
    const int threads = lmev__thread_count(wanted);
    const int size = (size_t)threads < useful ? threads : (int)useful;
    *team = NULL;
    return size > 1 ? lmev__team_new(team, size, err) : LMEV_OK;
}

void lmev_ids_free(lmev_ids *ids)
{
    if (!ids) return;
    lmev__free(ids->at);
    lmev__free(ids->id);
    lmev__free(ids->weight);
    lmev__free(ids);
}

/* The bags of a run of texts, before the place of the run in the whole is known. */
typedef struct run {
    uint32_t *id;
    float *weight;
    size_t n, room;
} run;

static void run_free(run *r)
{
    lmev__free(r->id);
    lmev__free(r->weight);
    *r = (run){0};
}

static bool run_add(run *r, const lmev_lm *lm, const lmev_bag *bag)
{
    if (r->n + bag->n > r->room || !r->id) {
        const size_t need = r->n + bag->n;
        const size_t room = need > 2 * r->room ? need : 2 * r->room;
        uint32_t *id = lmev__realloc(r->id, room, sizeof *id);
        if (!id) return false;
        r->id = id;
        if (lm->weighted) {
            float *weight = lmev__realloc(r->weight, room, sizeof *weight);
            if (!weight) return false;
            r->weight = weight;
        }
        r->room = room;
    }
    if (bag->n > 0) {
        memcpy(r->id + r->n, bag->id, bag->n * sizeof *r->id);
        if (lm->weighted)
            memcpy(r->weight + r->n, bag->weight, bag->n * sizeof *r->weight);
    }
    r->n += bag->n;
    return true;
}

typedef struct tokenizing {
    const lmev_lm *lm;
    const char *text;
    const uint64_t *at;
    size_t n, n_runs;
    run *runs;
    lmev_bag *bag; /* one per member */
    lmev_ids *ids;
    lmev__stop stop;
} tokenizing;

/* Run k: ids->at[i+1] receives the size of the bag of text i. */
static lmev_status fill_run(void *self, size_t k, lmev__team_member *me)
{
    tokenizing *t = self;
    run *r = &t->runs[k];
    lmev_bag *bag = &t->bag[me->number];
    const size_t end = t->n - k * RUN < RUN ? t->n : (k + 1) * RUN;
    if (lmev__stop_seen(&t->stop, me->number)) return LMEV_STOPPED;
    for (size_t i = k * RUN; i < end; i++) {
        const lmev_str one = {t->text + t->at[i], t->at[i + 1] - t->at[i]};
        const lmev_status s = lmev_lm_bag(t->lm, one, bag, &me->err);
        if (s != LMEV_OK) return s;
        if (!run_add(r, t->lm, bag)) return lmev__nomem(&me->err, "row ids");
        t->ids->at[i + 1] = bag->n;
    }
    return LMEV_OK;
}

/* Run k to its place in the whole. */
static lmev_status place_run(void *self, size_t k, lmev__team_member *me)
{
    (void)me;
    const tokenizing *t = self;
    const lmev_ids *ids = t->ids;
    run *r = &t->runs[k];
    const uint64_t to = ids->at[k * RUN];
    if (r->n) memcpy(ids->id + to, r->id, r->n * sizeof *ids->id);
    if (r->n && ids->weight)
        memcpy(ids->weight + to, r->weight, r->n * sizeof *ids->weight);
    run_free(r);
    return LMEV_OK;
}

static lmev_status tokenize(tokenizing *t, lmev__team *team, lmev_error *err)
{
    lmev_ids *ids = t->ids;
    const int size = lmev__team_size(team);
    ids->at = lmev__realloc(NULL, t->n + 1, sizeof *ids->at);
    t->bag = lmev__calloc((size_t)size, sizeof *t->bag);
    if (!ids->at || !t->bag) return lmev__nomem(err, "row ids");
    ids->at[0] = 0;
    const lmev_status s = lmev__team_each(team, t->n_runs, fill_run, t, err);
    for (int i = 0; i < size; i++) lmev_bag_release(&t->bag[i]);
    if (s != LMEV_OK) return s;
    for (size_t i = 0; i < t->n; i++) ids->at[i + 1] += ids->at[i];
    const uint64_t all = ids->at[t->n];
    if (!(ids->id = lmev__realloc(NULL, all, sizeof *ids->id)) ||
        (t->lm->weighted &&
         !(ids->weight = lmev__realloc(NULL, all, sizeof *ids->weight))))
        return lmev__nomem(err, "row ids");
    (void)lmev__team_each(team, t->n_runs, place_run, t, NULL);
    ids->bags = (lmev_bags){t->n, ids->at, ids->id, ids->weight};
    return LMEV_OK;
}

lmev_status lmev_lm_tokenize(const lmev_lm *lm, const char *text, const uint64_t *at,
                             size_t n, int threads, lmev_ids **out,
                             const lmev_watch *watch, lmev_error *err)
{
    tokenizing t = {.lm = lm, .text = text, .at = at, .n = n, .stop = {.watch = watch}};
    lmev__team *team;
    lmev_status s = lmev__lm_team(&team, threads, n, err);
    if (s != LMEV_OK) return s;
    t.n_runs = n / RUN + (n % RUN != 0);
    t.runs = lmev__calloc(t.n_runs, sizeof *t.runs);
    t.ids = lmev__calloc(1, sizeof *t.ids);
    s = t.runs && t.ids ? tokenize(&t, team, err) : lmev__nomem(err, "row ids");
    lmev__team_free(team);
    for (size_t k = 0; t.runs && k < t.n_runs; k++) run_free(&t.runs[k]);
    lmev__free(t.runs);
    lmev__free(t.bag);
    if (s == LMEV_OK)
        *out = t.ids;
    else
        lmev_ids_free(t.ids);
    return s;
}
