/* simulated.c - how often a study like this one would find something if all models were
 * equal.
 *
 * Studies of equal models (null_study.c) are judged by the same function as the study,
 * lmev__judge; every finding in them is false. Each is drawn from its number, and sums
 * are added in the order of the studies, so the number of threads does not matter. Cost:
 * that of the judgement times the number of studies. */
#include <math.h>

#include "base/error.h"
#include "base/mem.h"
#include "base/work.h"
#include "report/analysis/null_study.h"

#define TOGETHER 64 /* studies between two looks at whether to stop */

static double share(size_t n, size_t of)
{
    return of > 0 ? (double)n / (double)of : (double)NAN;
}

static bool leaves_out(const lmev_test *t, double value)
{
    return t->low > value || t->high < value;
}

static void count_pairs(double out[LMEV__FALSE_KINDS], const lmev__study *s,
                        const lmev__verdict *v)
{
    const size_t n = s->n_models, family = lmev__pairs_of(n);
    const size_t n_pairs = n > LMEV__PAIRED_MODELS_MAX ? n - 1 : family;
    size_t tested = 0, alone = 0, joint = 0;
    for (size_t k = 0; k < n_pairs; k++) {
        const double p = v->pair[k].test.p;
        if (isnan(p)) continue;
        tested++;
        alone += p < LMEV__ALPHA;
        joint += lmev_stat_joint_p(p, family) < LMEV__ALPHA;
    }
    if (n_pairs == family)
        out[LMEV__FALSE_ALONE] = share(alone, tested); /* else of the highest */
    if (tested > 0) out[LMEV__FALSE_PAIR] = joint > 0;
}

static void count_effects(double out[LMEV__FALSE_KINDS], const lmev__study *s,
                          const lmev__verdict *v)
{
    size_t tested = 0, found = 0, general = 0, in_general = 0;
    for (size_t i = 0; i < s->n_effects; i++) {
        const lmev_test *t = &v->effect[i].test, *g = &v->general[i];
        tested += t->se > 0;
        found += t->se > 0 && leaves_out(t, 0);
        general += g->se > 0;
        in_general += g->se > 0 && leaves_out(g, 0);
    }
    out[LMEV__FALSE_EFFECTS] = share(found, tested);
    if (tested > 0) out[LMEV__FALSE_EFFECT] = found > 0;
    out[LMEV__FALSE_GENERAL] = share(in_general, general);
}

/* A claim about trained networks is about BACs that include the part of the seed. */
static void count_models(double out[LMEV__FALSE_KINDS], const lmev__study *s,
                         const lmev__verdict *v, const lmev__null_study *x)
{
    size_t held = 0, missed = 0, lost = 0;
    for (size_t k = 0; k < s->n_models; k++) {
        const lmev_estimate *e = &v->model[k];
        double truth = x->bac;
        for (size_t i = 0; e->scope == LMEV_SCOPE_NETWORKS && i < s->model[k].n; i++)
            truth += x->seed[s->model[k].which[i]] / (double)s->model[k].n;
        held += e->test.se > 0;
        missed += e->test.se > 0 && leaves_out(&e->test, truth);
        lost += !v->standing[k].among_best;
    }
    out[LMEV__FALSE_MEAN] = share(missed, held);
    if (s->n_models > 1 && !isnan(out[LMEV__FALSE_PAIR]))
        out[LMEV__FALSE_BEST] = share(lost, s->n_models);
}

static lmev_status judge_one(double out[LMEV__FALSE_KINDS], const lmev__study *s,
                             lmev__null_study *x, size_t number, lmev_error *err)
{
    lmev__verdict v;
    for (int k = 0; k < LMEV__FALSE_KINDS; k++) out[k] = NAN;
    lmev__null_study_draw(x, (uint32_t)number);
    lmev_status st = lmev__judge(&v, s, &x->trials, NULL, err);
    if (st == LMEV_OK) {
        count_pairs(out, s, &v);
        count_effects(out, s, &v);
        count_models(out, s, &v, x);
    }
    lmev__verdict_clear(&v);
    return st;
}

/* Mean and standard error over the studies in which there was something to test. */
static void average(lmev__false_share *to, const double (*all)[LMEV__FALSE_KINDS],
                    size_t n, int k)
{
    double mean = 0, squares = 0, had = 0;
    for (size_t i = 0; i < n; i++) {
        if (isnan(all[i][k])) continue;
        const double off = all[i][k] - mean;
        had++;
        mean += off / had;
        squares += off * (all[i][k] - mean);
    }
    to->share = had > 0 ? mean : (double)NAN;
    to->se = had > 1 ? sqrt(squares / (had - 1) / had) : (double)NAN;
}

typedef struct judging {
    const lmev__study *s;
    lmev__null_study **room; /* one per member */
    double (*all)[LMEV__FALSE_KINDS];
    size_t first; /* study of piece 0 */
} judging;

static lmev_status judge_piece(void *self, size_t i, lmev__team_member *me)
{
    const judging *j = self;
    const size_t number = j->first + i;
    return judge_one(j->all[number], j->s, j->room[me->number], number, &me->err);
}

static lmev_status judge_all(judging *j, lmev__team *team, const lmev_watch *watch,
                             lmev_error *err)
{
    const size_t n = j->s->options.simulate;
    lmev_status st = LMEV_OK;
    for (; j->first < n && st == LMEV_OK; j->first += TOGETHER) {
        if (lmev__asked_to_stop(watch)) return LMEV_STOPPED;
        const size_t left = n - j->first;
        st =
            lmev__team_each(team, left < TOGETHER ? left : TOGETHER, judge_piece, j, err);
    }
    return st;
}

lmev_status lmev__build_simulated(lmev__study_build *m, lmev_error *err)
{
    lmev__study *s = m->s;
    const size_t n = s->options.simulate;
    if (n == 0) return LMEV_OK;
    lmev__null_source *replay = NULL;
    lmev__team *team = NULL;
    lmev_status st = lmev__team_new(&team, s->options.threads, err);
    if (st != LMEV_OK) return st;
    const size_t size = (size_t)lmev__team_size(team);
    judging j = {.s = s,
                 .room = lmev__calloc(size, sizeof *j.room),
                 .all = lmev__calloc(n, sizeof *j.all)};
    st = j.room && j.all ? lmev__null_source_new(&replay, m, err)
                         : lmev__nomem(err, "simulated studies");
    for (size_t i = 0; i < size && st == LMEV_OK; i++)
        st = lmev__null_study_new(&j.room[i], replay, err);
    if (st == LMEV_OK) st = judge_all(&j, team, m->watch, err);
    for (int k = 0; k < LMEV__FALSE_KINDS && st == LMEV_OK; k++)
        average(&s->simulated[k], (const double(*)[LMEV__FALSE_KINDS])j.all, n, k);
    for (size_t i = 0; j.room && i < size; i++) lmev__null_study_free(j.room[i]);
    lmev__null_source_free(replay);
    lmev__team_free(team);
    lmev__free(j.room);
    lmev__free(j.all);
    return st;
}
