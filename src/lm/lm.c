/* lm.c - what all language models share: the object, its table, bags of one text and of
 * many.
 *
 * How text becomes a bag is the business of the kinds (words.c, fasttext.c, static.c).
 * Many texts are done in runs of a fixed number of texts, each into a block of its own;
 * when all are done and counted, the blocks are copied to their places. So the result
 * does not depend on the threads. Kept: 4 bytes a token (8 with weights), 8 a text; for a
 * moment the ids exist twice. Not here: vectors (embed.c), files (open.c, save.c). */
#include "lm/lm_impl.h"

#include <omp.h>
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

lmev_status lmev__lm_add_file(lmev_lm *made, const char *path, lmev_error *err)
{
    if (!lmev__grow(&made->file, &made->files_room, made->n_files + 1,
                    sizeof *made->file) ||
        !(made->file[made->n_files] = lmev__strdup(path)))
        return lmev__nomem(err, path);
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

bool lmev_lm_weighted(const lmev_lm *lm)
{
    return lm->weighted;
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

const char *lmev_lm_format(const lmev_lm *lm)
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

lmev_status lmev_lm_table_private(const lmev_lm *lm, lmev_table **out, lmev_error *err)
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

lmev__work *lmev__bag_work(lmev_bag *bag)
{
    if (!bag->work) bag->work = lmev__calloc(1, sizeof *bag->work);
    return bag->work;
}

void lmev_bag_release(lmev_bag *bag)
{
    lmev__free(bag->id);
    lmev__free(bag->weight);
    if (bag->work)
        for (int i = 0; i < LMEV__WORK_BUFS; i++) lmev__buf_free(&bag->work->buf[i]);
    lmev__free(bag->work);
    *bag = (lmev_bag){0};
}

lmev_status lmev_lm_bag(const lmev_lm *lm, lmev_str text, lmev_bag *bag, lmev_error *err)
{
    if (text.n == 0) text.at = ""; /* it may be NULL */
    bag->n = 0;
    return lm->kind->bag(lm, text, bag, err);
}

int lmev__lm_threads(int wanted, size_t n)
{
    const size_t useful =
        n / 1024 + 1; /* fewer texts are done before a thread wakes up */
    const int threads = lmev_threads(wanted);
    return (size_t)threads < useful ? threads : (int)useful;
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
    lmev_status status;
    lmev_error err;
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

/* All runs: to[i+1] receives the size of the bag of text i. Of several faults the one of
 * the earliest run is told; after a stop the runs that are left are passed over. */
static lmev_status run_all(run *runs, const lmev_lm *lm, const char *text,
                           const uint64_t *at, size_t n, uint64_t *to, int team,
                           const lmev_watch *watch, lmev_error *err)
{
    const size_t n_runs = n / RUN + (n % RUN != 0);
    lmev__stop stop = {.watch = watch};
#pragma omp parallel num_threads(team)
    {
        lmev_bag bag = {0};
#pragma omp for schedule(dynamic, 1)
        for (size_t k = 0; k < n_runs; k++) {
            if (lmev__stop_seen(&stop, omp_get_thread_num())) continue;
            run *r = &runs[k];
            const size_t end = n - k * RUN < RUN ? n : (k + 1) * RUN;
            for (size_t i = k * RUN; i < end && r->status == LMEV_OK; i++) {
                const lmev_str one = {text + at[i], at[i + 1] - at[i]};
                r->status = lmev_lm_bag(lm, one, &bag, &r->err);
                if (r->status == LMEV_OK && !run_add(r, lm, &bag))
                    r->status = lmev__nomem(&r->err, "row ids");
                to[i + 1] = bag.n;
            }
        }
        lmev_bag_release(&bag);
    }
    for (size_t k = 0; k < n_runs; k++)
        if (runs[k].status != LMEV_OK) {
            if (err) *err = runs[k].err;
            return runs[k].status;
        }
    return atomic_load(&stop.seen) ? LMEV_STOPPED : LMEV_OK;
}

lmev_status lmev_lm_tokenize(const lmev_lm *lm, const char *text, const uint64_t *at,
                             size_t n, int threads, lmev_ids **out,
                             const lmev_watch *watch, lmev_error *err)
{
    const size_t n_runs = n / RUN + (n % RUN != 0);
    const int team = lmev__lm_threads(threads, n);
    lmev_status s = LMEV_ERR_NOMEM;
    run *runs = lmev__calloc(n_runs, sizeof *runs);
    lmev_ids *ids = lmev__calloc(1, sizeof *ids);
    if (!runs || !ids || !(ids->at = lmev__realloc(NULL, n + 1, sizeof *ids->at)))
        goto fail;
    uint64_t *to = ids->at;
    to[0] = 0;
    if ((s = run_all(runs, lm, text, at, n, to, team, watch, err)) != LMEV_OK) goto fail;
    s = LMEV_ERR_NOMEM;
    for (size_t i = 0; i < n; i++) to[i + 1] += to[i];
    if (!(ids->id = lmev__realloc(NULL, to[n], sizeof *ids->id))) goto fail;
    if (lm->weighted && !(ids->weight = lmev__realloc(NULL, to[n], sizeof *ids->weight)))
        goto fail;
#pragma omp parallel for num_threads(team) schedule(static)
    for (size_t k = 0; k < n_runs; k++) {
        const size_t m = runs[k].n;
        if (m) memcpy(ids->id + to[k * RUN], runs[k].id, m * sizeof *ids->id);
        if (m && ids->weight)
            memcpy(ids->weight + to[k * RUN], runs[k].weight, m * sizeof *ids->weight);
        run_free(&runs[k]);
    }
    lmev__free(runs);
    ids->bags = (lmev_bags){n, to, ids->id, ids->weight};
    *out = ids;
    return LMEV_OK;
fail:
    for (size_t k = 0; runs && k < n_runs; k++) run_free(&runs[k]);
    lmev__free(runs);
    lmev_ids_free(ids);
    return s == LMEV_ERR_NOMEM ? lmev__nomem(err, "row ids") : s;
}
