/* embed.c - texts to vectors.
 *
 * Most of the time of a text is spent waiting for memory: for its words in the
 * vocabulary, and for its rows in a table much larger than any cache. So a thread takes a
 * group of texts at a time, looks up their words together, prefetches their rows, and
 * then adds up the rows of the group before, which have arrived in the meantime.
 *
 * Each text is computed by one thread in one way, so the vectors do not depend on the
 * number of threads. Memory: the bags of two groups of texts per thread. */
#include <math.h>
#include <string.h>

#include "base/error.h"
#include "base/machine.h"
#include "base/mem.h"
#include "lm/gather.h"
#include "lm/lm_impl.h"

#define GROUP     8   /* texts whose words are looked up together */
#define RUN       256 /* texts that a thread takes at a time */
#define FETCH_MAX 48  /* rows prefetched per text; the processor prefetches the rest */
#define LINE      64  /* bytes of a cache line */

typedef struct work {
    const lmev_lm *lm;
    lmev__gather *gather;
    lmev_bag bag[2][GROUP]; /* in turns: being looked up, being added up */
} work;

lmev__gather *lmev__gather_best(void)
{
#if defined(__x86_64__)
    const lmev__isa isa = lmev__isa_best();
    if (isa == LMEV__ISA_V4) return lmev__gather_v4;
    if (isa == LMEV__ISA_V3) return lmev__gather_v3;
#endif
    return lmev__gather_base;
}

/* Prefetch the bytes [from, to) of each row of a text. */
static void fetch_rows(const lmev_lm *lm, const lmev_bag *bag, size_t from, size_t to)
{
    const size_t n = bag->n < FETCH_MAX ? bag->n : FETCH_MAX;
    for (size_t i = 0; i < n; i++) {
        const char *row = (const char *)(lm->table + (size_t)bag->id[i] * lm->dim);
        for (size_t at = from; at < to; at += LINE) __builtin_prefetch(row + at);
    }
}

/* v / (|v| + 1e-32), as Model2Vec does it. Eight partial sums in double: squares of
 * floats cannot overflow there. */
static void to_unit(float *v, size_t D)
{
    double part[8] = {0};
    size_t j = 0;
    for (; j + 8 <= D; j += 8)
        for (size_t l = 0; l < 8; l++) part[l] += (double)v[j + l] * (double)v[j + l];
    for (size_t l = 0; j < D; j++, l++) part[l] += (double)v[j] * (double)v[j];
    for (size_t l = 0; l < 4; l++) part[l] += part[l + 4];
    const double squares = (part[0] + part[2]) + (part[1] + part[3]);
    const float norm = (float)sqrt(squares) + 1e-32f;
    for (j = 0; j < D; j++) v[j] /= norm;
}

static float scale_of(lmev_combiner combiner, size_t n)
{
    if (combiner == LMEV_COMBINER_MEAN) return 1.0f / (float)n;
    return combiner == LMEV_COMBINER_SQRTN ? 1.0f / sqrtf((float)n) : 1.0f;
}

static void to_vector(const work *w, const lmev_bag *bag, float *vector)
{
    const lmev_lm *lm = w->lm;
    if (bag->n == 0) {
        memset(vector, 0, lm->dim * sizeof *vector);
        return;
    }
    w->gather(vector, lm->table, bag->id, lm->weighted ? bag->weight : NULL, bag->n,
              lm->dim, scale_of(lm->combiner, bag->n));
    if (lm->unit) to_unit(vector, lm->dim);
}

/* Bags of n texts, with their rows prefetched: the first cache line of each row, then the
 * others. Each row lies in another page. The processor translates several pages at a
 * time, but successive requests in one page all wait for the same translation. */
static lmev_status bags_of(const lmev_lm *lm, const lmev_str *text, size_t n,
                           lmev_bag *bag, lmev_error *err)
{
    lmev_status s = LMEV_OK;
    for (size_t i = 0; i < n; i++) bag[i].n = 0;
    if (lm->kind->bags)
        s = lm->kind->bags(lm, text, n, bag, err);
    else
        for (size_t i = 0; i < n && s == LMEV_OK; i++)
            s = lmev_lm_bag(lm, text[i], &bag[i], err);
    const size_t row_bytes = lm->dim * sizeof(float);
    for (size_t i = 0; i < n && s == LMEV_OK; i++) fetch_rows(lm, &bag[i], 0, LINE);
    for (size_t i = 0; i < n && s == LMEV_OK; i++)
        fetch_rows(lm, &bag[i], LINE, row_bytes);
    return s;
}

static size_t group_of(size_t n, size_t from)
{
    return from >= n ? 0 : n - from < GROUP ? n - from : GROUP;
}

static lmev_status embed_run(work *w, const lmev_str *text, size_t n, float *vector,
                             lmev_error *err)
{
    const size_t D = w->lm->dim;
    lmev_status s = bags_of(w->lm, text, group_of(n, 0), w->bag[0], err);
    for (size_t from = 0, turn = 0; from < n && s == LMEV_OK; from += GROUP, turn ^= 1) {
        const size_t next = from + GROUP;
        s = bags_of(w->lm, text + next, group_of(n, next), w->bag[turn ^ 1], err);
        for (size_t i = 0; i < group_of(n, from) && s == LMEV_OK; i++)
            to_vector(w, &w->bag[turn][i], vector + (from + i) * D);
    }
    return s;
}

typedef struct embedding {
    const lmev_lm *lm;
    const lmev_str *texts;
    size_t n;
    float *vector; /* [n, dim] */
    work *work;    /* one per member */
} embedding;

static lmev_status run_piece(void *self, size_t k, lmev__team_member *me)
{
    const embedding *e = self;
    const size_t from = k * RUN, some = e->n - from < RUN ? e->n - from : RUN;
    return embed_run(&e->work[me->number], e->texts + from, some,
                     e->vector + from * e->lm->dim, &me->err);
}

lmev_status lmev_lm_embed(const lmev_lm *lm, const lmev_str *texts, size_t n,
                          float *vector, int threads, lmev_error *err)
{
    if (!lm->table) {
        lmev__fail(err, LMEV_ERR_PARAM, NULL, 0,
                   "the language model has no table of vectors: its rows are random");
        return LMEV_ERR_PARAM;
    }
    embedding e = {lm, texts, n, vector, NULL};
    lmev__team *team = NULL;
    lmev_status s = lmev__lm_team(&team, threads, n, err);
    if (s != LMEV_OK) return s;
    const size_t size = (size_t)lmev__team_size(team);
    if (!(e.work = lmev__calloc(size, sizeof *e.work))) {
        s = lmev__nomem(err, "vectors");
        goto done;
    }
    lmev__gather *const gather = lmev__gather_best();
    for (size_t m = 0; m < size; m++) e.work[m] = (work){.lm = lm, .gather = gather};
    s = lmev__team_each(team, n / RUN + (n % RUN != 0), run_piece, &e, err);
    for (size_t m = 0; m < size; m++)
        for (int i = 0; i < 2 * GROUP; i++)
            lmev_bag_release(&e.work[m].bag[i / GROUP][i % GROUP]);
done:
    lmev__free(e.work);
    lmev__team_free(team);
    return s;
}
