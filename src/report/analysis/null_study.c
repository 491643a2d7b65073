/* null_study.c - random studies like this one in which all models are equal.
 *
 * Models, trials, test sets and classes are those of the study. Where predictions are
 * known, the probability that a row is predicted right is the share of the experiments on
 * its test set that did so. Test rows are drawn anew from the rows of their class
 * (classes of one row from each other, as they are one stratum, see metric/strata.h), so
 * the true BAC of the set is the mean of those probabilities. The trials of one model
 * partly share the luck of a row: with probability q a trial takes the model's, else its
 * own, so that a share of 1 - q^2 of the variance changes with the trial, as much as the
 * study found. Seeds add a normal with their variance to the BAC of a trial. Where no
 * predictions are known, BACs are normal with the pooled variance; those of a block share
 * a normal with the variance of blocks.
 *
 * Cost: 2 ns per row of each trial. Not here: what is found in such a study
 * (simulated.c). */
#include "report/analysis/null_study.h"

#include <math.h>
#include <string.h>

#include "base/error.h"
#include "base/mem.h"
#include "base/rng.h"
#include "metric/strata.h"

#define SEED 2020  /* of all draws: the same files give the same report */
#define ONE  65536 /* of 16 random bits */

/* A test set whose rows are known. */
typedef struct test_set {
    lmev__strata *strata; /* NULL: not known */
    /* [n_rows] by position: first a count, then a probability in units of 1 / ONE */
    uint32_t *right;
    double bac; /* mean of the probabilities over strata */
} test_set;

struct lmev__null_source {
    const lmev__study_build *m;
    test_set *set; /* [n_test_sets] */
    size_t most;   /* rows of a test set */
    double bac;
    uint32_t same[LMEV_REPEATS_N]; /* q, in units of 1 / ONE */
    double seeds[LMEV_REPEATS_N];  /* sd due to the seed, where rows are known */
    double trial[LMEV_REPEATS_N];  /* sd of a trial, where rows are not known */
    double block;
};

struct lmev__null_study_room {
    const lmev__null_source *r;
    uint32_t *from; /* [most] position of the row that stands at a position */
    uint16_t *luck; /* [most] of the model */
    uint32_t *bits; /* [most + 4] */
    uint8_t **hit;  /* [n] */
    double *bac;    /* [n] */
    uint32_t number, draw;
};

void lmev__null_source_free(lmev__null_source *r)
{
    if (!r) return;
    for (size_t k = 0; r->set && k < r->m->trials.n_test_sets; k++) {
        lmev__strata_free(r->set[k].strata);
        lmev__free(r->set[k].right);
    }
    lmev__free(r->set);
    lmev__free(r);
}

/* Is the test set of experiment i one whose rows are known? */
static bool has_rows(const lmev__null_source *r, size_t i)
{
    const size_t set = r->m->trials.test_set[i];
    return set != LMEV_OWN_ROWS && r->set[set].strata;
}

/* ---- The source ---- */

/* The variance of a BAC, mean of the sets, if each trial had its own luck with every row:
 * by the probabilities of the rows, and by the mean of its class for each row. */
typedef struct variances {
    double rows, classes;
} variances;

/* Count the experiments that had each row right, and all experiments, *n. At least one
 * has predictions, or the rows would not be known. */
static void count_right(test_set *set, const lmev_trials *t, size_t k, double *n)
{
    *n = 0;
    for (size_t i = 0; i < t->n; i++) {
        if (t->test_set[i] != k || !t->hit[i]) continue;
        for (size_t j = 0; j < set->strata->n_rows; j++)
            set->right[j] += t->hit[i][set->strata->row[j]] != 0;
        ++*n;
    }
}

static double mean_right(const test_set *set, size_t i)
{
    const lmev__strata *s = set->strata;
    double sum = 0;
    for (size_t j = s->start[i]; j < s->start[i + 1]; j++) sum += set->right[j];
    return sum / (double)(s->start[i + 1] - s->start[i]);
}

static void add_variances(variances *v, test_set *set, double n)
{
    const lmev__strata *s = set->strata;
    set->bac = 0;
    for (size_t i = 0; i < s->n_strata; i++) {
        const double rows = (double)(s->start[i + 1] - s->start[i]),
                     p = mean_right(set, i) / n;
        double luck = 0;
        for (size_t j = s->start[i]; j < s->start[i + 1]; j++)
            luck += set->right[j] / n * (1 - set->right[j] / n) / rows;
        v->rows += s->share[i] * s->share[i] * luck / rows;
        v->classes += s->share[i] * s->share[i] * p * (1 - p) / rows;
        set->bac += s->share[i] * p;
    }
}

/* From counts to probabilities, shrunk towards the mean of the class. */
static void make_chances(test_set *set, double n, double keep)
{
    const lmev__strata *s = set->strata;
    for (size_t i = 0; i < s->n_strata; i++) {
        const double mean = mean_right(set, i);
        for (size_t j = s->start[i]; j < s->start[i + 1]; j++)
            set->right[j] =
                (uint32_t)lround((mean + keep * (set->right[j] - mean)) / n * ONE);
    }
}

/* Make the variance that changes with the trial the one that the study found. Where the
 * probabilities give more, the trials of a model share a part of their luck; where they
 * give less, the probabilities, each a share of few experiments, differ too much by luck
 * and are shrunk. */
static void match(lmev__null_source *r, double both, variances v, double *keep)
{
    *keep = 1;
    if (!(both >= 0)) return; /* not known, or each row has one trial only */
    if (both <= v.rows && v.rows > 0)
        r->same[LMEV_REPEATS_SAME_ROWS] = (uint32_t)lround(ONE * sqrt(1 - both / v.rows));
    else if (v.classes > v.rows)
        *keep = sqrt(fmax(0, v.classes - both) / (v.classes - v.rows));
}

static lmev_status make_sets(lmev__null_source *r, lmev_error *err)
{
    const lmev_trials *t = &r->m->trials;
    variances v = {0};
    double sets = 0, keep;
    double *n = lmev__calloc(t->n_test_sets + 1, sizeof *n);
    lmev_status st = n ? LMEV_OK : lmev__nomem(err, "simulated studies");
    for (size_t k = 0; k < t->n_test_sets && st == LMEV_OK; k++) {
        test_set *set = &r->set[k];
        if (t->rows[k].n_rows == 0) continue;
        st = lmev__strata_new(&set->strata, &t->rows[k], err);
        if (st != LMEV_OK) break;
        set->right = lmev__calloc(t->rows[k].n_rows, sizeof *set->right);
        if (!set->right) {
            st = lmev__nomem(err, "simulated studies");
            break;
        }
        if (t->rows[k].n_rows > r->most) r->most = t->rows[k].n_rows;
        count_right(set, t, k, &n[k]);
        add_variances(&v, set, n[k]);
        r->bac += set->bac;
        sets++;
    }
    r->bac = sets > 0 ? r->bac / sets : r->m->s->kept.mean[0];
    v.rows /= sets;
    v.classes /= sets;
    match(r, r->m->s->spread[LMEV_REPEATS_SAME_ROWS].both, v, &keep);
    for (size_t k = 0; k < t->n_test_sets && st == LMEV_OK; k++)
        if (r->set[k].strata) make_chances(&r->set[k], n[k], keep);
    lmev__free(n);
    return st;
}

static double known(double variance)
{
    return variance > 0 ? variance : 0; /* not NaN */
}

lmev_status lmev__null_source_new(lmev__null_source **out, const lmev__study_build *m,
                                  lmev_error *err)
{
    lmev__null_source *r = lmev__calloc(1, sizeof *r);
    if (!r) return lmev__nomem(err, "simulated studies");
    r->m = m;
    r->set = lmev__calloc(m->trials.n_test_sets + 1, sizeof *r->set);
    lmev_status st = r->set ? make_sets(r, err) : lmev__nomem(err, "simulated studies");
    for (lmev_repeats k = 0; k < LMEV_REPEATS_N; k++) {
        const lmev_spread *s = &m->s->spread[k];
        const double variance = known(m->s->kept.pooled[k].variance);
        r->seeds[k] = sqrt(known(s->seeds));
        r->trial[k] = sqrt(variance);
        if (k == LMEV_REPEATS_BLOCKS) r->block = sqrt(known(s->sd * s->sd - variance));
    }
    if (st == LMEV_OK)
        *out = r;
    else
        lmev__null_source_free(r);
    return st;
}

/* ---- Memory of one study ---- */

void lmev__null_study_free(lmev__null_study *x)
{
    if (!x) return;
    struct lmev__null_study_room *room = x->room;
    for (size_t i = 0; room && room->hit && i < x->trials.n; i++)
        lmev__free(room->hit[i]);
    if (room) {
        lmev__free(room->hit);
        lmev__free(room->from);
        lmev__free(room->luck);
        lmev__free(room->bits);
        lmev__free(room->bac);
    }
    lmev__free(room);
    lmev__free(x->seed);
    lmev__free(x);
}

static lmev_status make_room(lmev__null_study *x, const lmev__null_source *r,
                             lmev_error *err)
{
    const size_t n = r->m->trials.n;
    struct lmev__null_study_room *room = x->room = lmev__calloc(1, sizeof *room);
    if (!room) return lmev__nomem(err, "simulated studies");
    room->r = r;
    room->from = lmev__calloc(r->most + 1, sizeof *room->from);
    room->luck = lmev__calloc(r->most + 8, sizeof *room->luck);
    room->bits = lmev__calloc(r->most + 4, sizeof *room->bits);
    room->bac = lmev__calloc(n, sizeof *room->bac);
    room->hit = lmev__calloc(n, sizeof *room->hit);
    x->seed = lmev__calloc(n, sizeof *x->seed);
    bool all =
        room->from && room->luck && room->bits && room->bac && room->hit && x->seed;
    for (size_t i = 0; all && i < n; i++)
        if (r->m->trials.hit[i])
            all = (room->hit[i] = lmev__alloc(
                       r->set[r->m->trials.test_set[i]].strata->n_rows)) != NULL;
    return all ? LMEV_OK : lmev__nomem(err, "simulated studies");
}

lmev_status lmev__null_study_new(lmev__null_study **out, const lmev__null_source *r,
                                 lmev_error *err)
{
    lmev__null_study *x = lmev__calloc(1, sizeof *x);
    if (!x) return lmev__nomem(err, "simulated studies");
    x->trials = r->m->trials;
    x->bac = r->bac;
    lmev_status st = make_room(x, r, err);
    if (st != LMEV_OK) {
        lmev__null_study_free(x);
        return st;
    }
    x->trials.bac = x->room->bac;
    x->trials.hit = (const uint8_t *const *)x->room->hit;
    *out = x;
    return LMEV_OK;
}

/* ---- One study ---- */

static lmev__philox next_draw(struct lmev__null_study_room *room)
{
    return lmev__philox_key(SEED, LMEV__DRAW_STUDIES, room->number, room->draw++);
}

static void fill_bits(struct lmev__null_study_room *room, size_t n)
{
    const lmev__philox p = next_draw(room);
    for (size_t i = 0; i < n; i += 4) lmev__philox_4(&p, i / 4, room->bits + i);
}

static double one_normal(struct lmev__null_study_room *room)
{
    const lmev__philox p = next_draw(room);
    return lmev_stat_t_quantile(lmev__philox_unit(&p, 0) + 0x1p-54, INFINITY);
}

static void draw_rows(struct lmev__null_study_room *room, const lmev__strata *s)
{
    fill_bits(room, s->n_rows);
    for (size_t i = 0; i < s->n_strata; i++) {
        const uint64_t first = s->start[i], n = s->start[i + 1] - s->start[i];
        for (size_t j = s->start[i]; j < s->start[i + 1]; j++)
            room->from[j] = (uint32_t)(first + (room->bits[j] * n >> 32));
    }
}

/* The BAC of one trial without the part of its seed. hit may be NULL. */
static double draw_hits(struct lmev__null_study_room *room, const test_set *set,
                        uint32_t same, uint8_t *hit)
{
    const lmev__strata *s = set->strata;
    double bac = 0;
    fill_bits(room, s->n_rows);
    for (size_t i = 0; i < s->n_strata; i++) {
        size_t right = 0;
        for (size_t j = s->start[i]; j < s->start[i + 1]; j++) {
            const uint32_t own = room->bits[j] & 0xffff, which = room->bits[j] >> 16;
            const bool good =
                (which < same ? room->luck[j] : own) < set->right[room->from[j]];
            if (hit) hit[s->row[j]] = good;
            right += good;
        }
        bac += s->share[i] * (double)right / (double)(s->start[i + 1] - s->start[i]);
    }
    return bac;
}

/* Draw all trials on test set k. */
static void draw_set(lmev__null_study *x, size_t k)
{
    struct lmev__null_study_room *room = x->room;
    const lmev__study *s = room->r->m->s;
    const lmev_trials *t = &x->trials;
    const test_set *set = &room->r->set[k];
    draw_rows(room, set->strata);
    for (size_t model = 0; model < s->n_models; model++) {
        bool begun = false;
        for (size_t j = 0; j < s->model[model].n; j++) {
            const size_t i = s->model[model].which[j];
            if (t->test_set[i] != k) continue;
            if (!begun) {
                fill_bits(room, (set->strata->n_rows + 1) / 2);
                memcpy(room->luck, room->bits, set->strata->n_rows * sizeof *room->luck);
            }
            begun = true;
            room->bac[i] = x->bac - set->bac +
                           draw_hits(room, set, room->r->same[s->model[model].repeats],
                                     room->hit[i]);
        }
    }
}

void lmev__null_study_draw(lmev__null_study *x, uint32_t number)
{
    struct lmev__null_study_room *room = x->room;
    const lmev__null_source *r = room->r;
    const lmev_trials *t = &x->trials;
    room->number = number;
    room->draw = 0;
    for (size_t i = 0; i < t->n; i++) room->bac[i] = x->bac;
    for (size_t k = 0; k < t->n_test_sets; k++) {
        const double block = r->block * one_normal(room);
        if (r->set[k].strata) draw_set(x, k);
        for (size_t i = 0; i < t->n && !r->set[k].strata; i++)
            if (t->test_set[i] == k &&
                r->m->s->model[t->model[i]].repeats == LMEV_REPEATS_BLOCKS)
                room->bac[i] += block;
    }
    for (size_t i = 0; i < t->n; i++) {
        const lmev_repeats kind = r->m->s->model[t->model[i]].repeats;
        x->seed[i] =
            (has_rows(r, i) ? r->seeds[kind] : r->trial[kind]) * one_normal(room);
        room->bac[i] += x->seed[i];
    }
}
