/* claims_models.c - sentences about models: which is the best, what traits do, which
 * pairs differ.
 *
 * The numbers choose the words: a difference is stated where its interval excludes 0, and
 * called not settled where it does not; the interval stands beside it. The scope of an
 * estimate decides what its sentence is about: models, these test rows, or these trained
 * networks. A claim without data is not made. Each claim knows the experiments behind it.
 * Not here: other claims (claims_study.c), tables (content_*.c), statistics
 * (analysis/). */
#include <math.h>
#include <string.h>

#include "report/text/content.h"

#define NAMES_MOST 4    /* models named in one sentence */
#define SAVES      0.05 /* of the training time, at least: less may be chance */
/* sentences about effects, about pairs; the rest is in the tables */
#define CLAIMS_MOST 16

/* Some of the models. */
typedef struct chosen {
    size_t n;
    size_t *model; /* [n] */
} chosen;

static const char *chosen_name(lmev__draft *c, const void *self, size_t i)
{
    const chosen *some = self;
    return lmev__draft_clean(c, c->s->model[some->model[i]].name);
}

static bool excludes_0(double low, double high)
{
    return low > 0 || high < 0;
}

/* ---- The best ---- */

static chosen among_best(lmev__draft *c)
{
    const lmev__study *s = c->s;
    chosen best = {0, lmev__draft_array(c, s->n_models, sizeof *best.model)};
    for (size_t m = 0; best.model && m < s->n_models; m++)
        if (s->model[m].standing.among_best) best.model[best.n++] = m;
    return best;
}

/* By how much model m, which may be the best, may be worse or better than the highest;
 * the interval holds for all pairs at once. */
static void claim_rival(lmev__draft *c, size_t m)
{
    const lmev__pair *p = lmev__pair_of(c->s, 0, m);
    if (!p || isnan(p->joint_low)) return;
    lmev__sentence(
        c, LMEV__CLAIM,
        lmev__sources_of_two(c, lmev__sources_of_model(c->s, 0),
                             lmev__sources_of_model(c->s, m)),
        T_("%1 scored %2 less; it may in truth be anything from %3 worse to %4 better, "
           "so it is not shown to be worse."),
        as_raw(c->s->model[m].name), as_bac(p->of.test.difference), as_bac(p->joint_high),
        as_bac(-p->joint_low));
}

/* The sentence that says which models may be the best. It takes the number of models, the
 * number of those that may be, their names, and the number of models but one. */
static const char *standing_words(lmev_scope scope, size_t n_models, size_t n_best)
{
    if (scope == LMEV_SCOPE_NETWORKS && n_best > 1)
        return T_("Of the trained networks, one per model, any of %2 may be the best: "
                  "%3. To say "
                  "which model is best takes a second seed.");
    if (scope == LMEV_SCOPE_NETWORKS)
        return n_models == 2 ? T_("Its one trained network is shown to beat the other; "
                                  "to say whether the "
                                  "model does takes a second seed.")
                             : T_("Its one trained network is shown to beat the %4 "
                                  "others; to say whether "
                                  "the model does takes a second seed.");
    if (n_best == n_models)
        return n_models == 2 ? T_("Which of the two models is better is not settled.")
                             : T_("Any of the %1 models may be the best.");
    if (n_best > 1) return T_("The best of the %1 models is one of these %2: %3.");
    return n_models == 2 ? T_("It is shown to be the better of the two models.")
                         : T_("It is shown to be the best of the %1 models.");
}

/* The narrowest scope of the comparisons with the highest that could be made. */
static lmev_scope scope_of_best(const lmev__study *s)
{
    lmev_scope least = LMEV_SCOPE_NOTHING;
    for (size_t m = 1; m < s->n_models; m++) {
        const lmev_scope scope = lmev__pair_of(s, 0, m)->of.scope;
        if (scope != LMEV_SCOPE_NOTHING && (least == LMEV_SCOPE_NOTHING || scope < least))
            least = scope;
    }
    return least;
}

static void claim_standing(lmev__draft *c)
{
    const lmev__study *s = c->s;
    const lmev_scope scope = scope_of_best(s);
    chosen best = among_best(c);
    if (c->failed) return;
    if (scope == LMEV_SCOPE_NOTHING) {
        lmev__sentence(
            c, LMEV__CLAIM, c->all,
            T_("There are too few trials to say which of the %1 models is best."),
            as_count(s->n_models));
        return;
    }
    lmev__sentence(c, LMEV__CLAIM, lmev__sources_of_models(c, best.model, best.n),
                   standing_words(scope, s->n_models, best.n), as_count(s->n_models),
                   as_count(best.n),
                   as_phrase(lmev__list(c, chosen_name, &best, best.n, NAMES_MOST)),
                   as_count(s->n_models - 1));
    if (scope == LMEV_SCOPE_ROWS)
        lmev__plain_sentence(
            c, T_("This holds for these test rows: which of them each trial got right is "
                  "not known, and so not what other rows would say."));
    for (size_t i = 0; best.n <= NAMES_MOST && i < best.n; i++)
        if (best.model[i] != 0) claim_rival(c, best.model[i]);
}

/* A choice by test rows raises the test BAC of what is chosen; a choice by validation
 * rows does not. */
static void claim_choice(lmev__draft *c)
{
    static const char *const chose[4] = {T_("Validation rows choose %1 instead: its test "
                                            "BAC of %2 is not raised by that choice."),
                                         T_("Validation rows choose %1 instead: its test "
                                            "BAC of %2 %3, over other test rows, is "
                                            "not raised by that choice."),
                                         T_("Validation rows choose %1 instead: its test "
                                            "BAC of %2 %3, over other seeds, is not "
                                            "raised by that choice."),
                                         T_("Validation rows choose %1 instead: its test "
                                            "BAC of %2 %3, over other seeds and other "
                                            "test rows, is not raised by that choice.")};
    const lmev__study *s = c->s;
    if (s->chosen != 0 && s->kept.optimism >= 0.00005)
        lmev__sentence(c, LMEV__CLAIM, c->all,
                       T_("The highest of %1 such BACs is too high by %2 on average."),
                       as_count(s->n_models), as_bac(s->kept.optimism));
    if (s->chosen == LMEV__NONE) return;
    const lmev__study_model *m = &s->model[s->chosen];
    lmev__sentence(c, LMEV__CLAIM, lmev__sources_of_model(s, s->chosen),
                   s->chosen == 0
                       ? T_("Validation rows also choose the highest; a choice by "
                            "them does not raise its test BAC.")
                       : chose[m->scope],
                   as_raw(m->name), as_bac(m->bac.mean), as_interval(m->low, m->high, 4));
}

/* The saved classifier is one trial of the chosen model; if there is only one trial, its
 * BAC has been said already. */
static void claim_saved(lmev__draft *c)
{
    const lmev__study *s = c->s;
    if (s->saved == LMEV__NONE || s->model[s->chosen].n < 2) return;
    const lmev_experiment *x = &s->all->at[s->saved];
    lmev__sentence(
        c, LMEV__CLAIM, lmev__sources_of_one(c, s->saved),
        isnan(s->saved_low)
            ? T_("Its saved classifier has a test BAC of %1.")
            : T_("Its saved classifier has a test BAC of %1 %2 over other test rows."),
        as_bac(x->bac), as_interval(s->saved_low, s->saved_high, 4));
}

void lmev__claim_best(lmev__draft *c)
{
    static const char *const highest[4] = {
        T_("%1 scored highest: BAC %2; too few trials for an interval."),
        T_("%1 scored highest: BAC %2 %3 over other test rows; other seeds are not "
           "covered."),
        T_("%1 scored highest: BAC %2 %3 over other seeds, on these test rows."),
        T_("%1 scored highest: BAC %2 %3 over other seeds and other test rows.")};
    static const char *const alone[4] = {
        T_("%1: BAC %2; too few trials for an interval."),
        T_("%1: BAC %2 %3 over other test rows; other seeds are not covered."),
        T_("%1: BAC %2 %3 over other seeds, on these test rows."),
        T_("%1: BAC %2 %3 over other seeds and other test rows.")};
    const lmev__study *s = c->s;
    const lmev__study_model *x = &s->model[0];
    lmev__sources sources = lmev__sources_of_model(s, 0);
    lmev__sentence(c, LMEV__CLAIM, sources, (s->n_models < 2 ? alone : highest)[x->scope],
                   as_raw(x->name), as_bac(x->bac.mean), as_interval(x->low, x->high, 4));
    if (isfinite(x->next_low))
        lmev__sentence(
            c, LMEV__CLAIM, sources,
            T_("Trained once more and tested on other rows, it would score in %1."),
            as_interval(x->next_low, x->next_high, 4));
    if (s->n_models > 1) {
        claim_standing(c);
        claim_choice(c);
    }
    claim_saved(c);
}

/* Names what an estimate is about where it is not about models. */
static const char *scope_words(lmev__draft *c, lmev_scope scope)
{
    if (scope == LMEV_SCOPE_NETWORKS)
        return lmev__word(c->language, T_(" (these trained networks)"));
    if (scope == LMEV_SCOPE_ROWS)
        return lmev__word(c->language, T_(" (on these test rows)"));
    return "";
}

/* The fastest model that is shown to lose less than the difference that matters; if there
 * is none, the one that loses least. */
void lmev__claim_cheapest(lmev__draft *c)
{
    const lmev__study *s = c->s;
    size_t fastest = 0, closest = 0;
    if (c->n_devices > 1 || s->n_pairs == 0)
        return; /* times on different machines cannot be compared */
    for (size_t m = 1; m < s->n_models; m++) {
        const lmev__study_model *x = &s->model[m];
        if (!(x->training.mean < (1 - SAVES) * s->model[0].training.mean)) continue;
        if (isnan(x->standing.behind)) continue;
        if (closest == 0 || x->standing.behind < s->model[closest].standing.behind)
            closest = m;
        if (x->standing.behind < s->options.difference &&
            (fastest == 0 || x->training.mean < s->model[fastest].training.mean))
            fastest = m;
    }
    if (closest == 0) return;
    const lmev__study_model *x = &s->model[fastest ? fastest : closest];
    lmev__sentence(
        c, LMEV__CLAIM,
        lmev__sources_of_two(c, lmev__sources_of_model(s, 0),
                             lmev__sources_of_model(s, fastest ? fastest : closest)),
        fastest ? T_("%1 trains in %2 s instead of the %3 s of the highest, and loses "
                     "at most %4 BAC%5.")
                : T_("No model that trains faster is shown to lose less than %6 BAC; "
                     "%1, the closest, may lose up to %4%5."),
        as_raw(x->name), as_real(x->training.mean, 1),
        as_real(s->model[0].training.mean, 1), as_bac(x->standing.behind),
        as_phrase(scope_words(c, s->pair[0].of.scope)), as_margin(s->options.difference));
}

/* ---- Effects ---- */

static lmev__sources sources_of(lmev__draft *c, const lmev__effect *e)
{
    size_t *which = lmev__draft_array(c, c->s->all->n, sizeof *which), n = 0;
    for (size_t i = 0; which && i < c->s->all->n; i++)
        if (e->weight[i] != 0) which[n++] = i;
    return (lmev__sources){n, which};
}

const char *lmev__effect_words(lmev__draft *c, const lmev__effect *e)
{
    const char *template = T_("%1 instead of %2");
    if (e->trait == LMEV__BY_LANGUAGE)
        template = T_("%1 instead of %2 models");
    else if (e->trait == LMEV__BY_DIM)
        template = T_("%1 instead of %2 dimensions");
    else if (e->trait == LMEV__BY_NORMALIZATION)
        template = strcmp(e->a, "1") == 0 ? T_("with instead of without normalization")
                                          : T_("without instead of with normalization");
    else if (e->trait == LMEV__BY_DEVICE)
        template = T_("%1 instead of %2 as the device");
    return lmev__phrase(c, template, as_phrase(lmev__level_name(c, e->trait, e->a)),
                        as_phrase(lmev__level_name(c, e->trait, e->b)));
}

/* At a level of another trait: "in English", "at 50 dimensions". */
static const char *inside_words(lmev__draft *c, lmev__trait t, const char *level)
{
    const char *name = lmev__level_name(c, t, level);
    if (t == LMEV__BY_LANGUAGE) return lmev__phrase(c, T_("in %1"), as_phrase(name));
    if (t == LMEV__BY_DIM)
        return lmev__phrase(c, T_("at %1 dimensions"), as_phrase(name));
    return name;
}

/* The mean over the contexts of an interaction of cell `plus` less cell `minus`. */
static double inside(const lmev__study *s, const lmev__effect *e, int plus, int minus)
{
    double sum = 0;
    for (size_t i = 0; i < s->n_models; i++) {
        double cell[5] = {0}, n[5] = {0};
        if (e->context[i] != i) continue;
        for (size_t k = i; k < s->n_models; k++)
            if (e->context[k] == i) {
                cell[(int)e->cell[k]] += s->kept.mean[k];
                n[(int)e->cell[k]]++;
            }
        sum += cell[plus] / n[plus] - cell[minus] / n[minus];
    }
    return sum / (double)e->n_contexts;
}

/* "; +0.0099 in English and +0.0001 in Spanish, which lie 0.0098 [..] apart" for each
 * interaction of e that is shown. The interaction is half the difference of the two. */
static const char *where_it_differs(lmev__draft *c, const lmev__effect *e)
{
    const lmev__study *s = c->s;
    const char *text = "";
    for (size_t i = 0; i < s->n_effects; i++) {
        const lmev__effect *x = &s->effect[i];
        const lmev_test *t = &s->kept.effect[i].test;
        if (x->with == LMEV__TRAITS || !excludes_0(t->low, t->high)) continue;
        const bool first = x->trait == e->trait, second = x->with == e->trait;
        const char *a = first ? x->a : x->with_a, *b = first ? x->b : x->with_b;
        const bool same = strcmp(a, e->a) == 0 && strcmp(b, e->b) == 0;
        const bool turned = strcmp(a, e->b) == 0 && strcmp(b, e->a) == 0;
        if (!(first || second) || !(same || turned)) continue;
        const lmev__trait in = first ? x->with : x->trait;
        const double sign = same ? 1 : -1;
        const double one = sign * inside(s, x, 1, first ? 2 : 3),
                     two = sign * (first ? inside(s, x, 3, 4) : inside(s, x, 2, 4));
        const bool up = t->difference >= 0;
        text = lmev__phrase(
            c, T_("%1; %2 %3 and %4 %5, which lie %6 %7 apart"), as_phrase(text),
            as_signed(one, 4), as_phrase(inside_words(c, in, first ? x->with_a : x->a)),
            as_signed(two, 4), as_phrase(inside_words(c, in, first ? x->with_b : x->b)),
            as_bac(2 * fabs(t->difference)),
            as_interval(2 * (up ? t->low : -t->high), 2 * (up ? t->high : -t->low), 4));
    }
    return text;
}

/* What follows from the interval. */
static const char *verdict_words(lmev__draft *c, const lmev_estimate *of)
{
    const bool shown = excludes_0(of->test.low, of->test.high);
    if (of->test.se > 0 && fmax(-of->test.low, of->test.high) < c->s->options.difference)
        return lmev__phrase(c,
                            shown ? T_(": a difference, but less than %1")
                                  : T_(": the same within %1"),
                            as_margin(c->s->options.difference));
    return shown ? "" : lmev__word(c->language, T_(": not settled"));
}

static void say_effect(lmev__draft *c, size_t i)
{
    const lmev__effect *e = &c->s->effect[i];
    const lmev_estimate *of = &c->s->kept.effect[i];
    const lmev_test *t = &of->test;
    static const char *const of_what[3][2] = {
        {T_("%1, all else equal (one pair of models): %3 BAC %4%5%6%7."),
         T_("%1, all else equal (%2 pairs of models): %3 BAC %4%5%6%7.")},
        {T_("%1, all else equal (one pair of trained networks): %3 BAC %4%5%7."),
         T_("%1, all else equal (%2 pairs of trained networks): %3 BAC %4%5%7.")},
        {T_("%1, in the same model: %3 BAC %4%5%6%7."),
         T_("%1, in the same %2 models: %3 BAC %4%5%6%7.")}};
    const int what = e->trait == LMEV__BY_DEVICE ? 2 : of->scope == LMEV_SCOPE_NETWORKS;
    if (of->scope == LMEV_SCOPE_NOTHING) return;
    lmev__sentence(c, LMEV__CLAIM, sources_of(c, e), of_what[what][e->n_contexts > 1],
                   as_phrase(lmev__capital(c, lmev__effect_words(c, e))),
                   as_count(e->n_contexts), as_signed(t->difference, 4),
                   as_interval(t->low, t->high, 4), as_phrase(verdict_words(c, of)),
                   as_phrase(scope_words(c, of->scope)),
                   as_phrase(where_it_differs(c, e)));
}

void lmev__claim_effects(lmev__draft *c, bool devices)
{
    size_t said = 0;
    for (size_t i = 0; i < c->s->n_effects && said < CLAIMS_MOST; i++) {
        const lmev__effect *e = &c->s->effect[i];
        if (e->with < LMEV__TRAITS || e->n_contexts == 0) continue;
        if ((e->trait == LMEV__BY_DEVICE) != devices) continue;
        say_effect(c, i);
        said++;
    }
}

void lmev__claim_in_general(lmev__draft *c)
{
    size_t said = 0;
    for (size_t i = 0; i < c->s->n_effects && said < CLAIMS_MOST; i++) {
        const lmev__effect *e = &c->s->effect[i];
        const lmev_test *t = &c->s->kept.general[i];
        if (e->with < LMEV__TRAITS || e->n_contexts < 2 || isnan(t->low)) continue;
        lmev__sentence(
            c, LMEV__CLAIM, sources_of(c, e),
            excludes_0(t->low, t->high)
                ? T_("In other such models, if these %2 pairs are like a random draw "
                     "of them, %1 brings %3 BAC %4.")
                : T_("In other such models, if these %2 pairs are like a random draw "
                     "of them, %1 brings %3 BAC %4: not settled."),
            as_phrase(lmev__effect_words(c, e)), as_count(e->n_contexts),
            as_signed(t->difference, 4), as_interval(t->low, t->high, 4));
        said++;
    }
}

/* ---- Pairs ---- */

/* How many pairs are shown to differ. With two models claim_standing has said it. */
void lmev__claim_pair_counts(lmev__draft *c)
{
    const lmev__study *s = c->s;
    size_t tested = 0, differ = 0;
    bool networks = false;
    for (size_t i = 0; i < s->n_pairs; i++) {
        tested += s->pair[i].of.scope != LMEV_SCOPE_NOTHING;
        networks |= s->pair[i].of.scope == LMEV_SCOPE_NETWORKS;
        differ += s->pair[i].p_joint < LMEV__ALPHA;
    }
    if (s->n_models < 3) return;
    if (tested == 0) {
        lmev__plain_sentence(c, T_("There are too few trials to test any difference."));
        return;
    }
    lmev__sentence(
        c, LMEV__CLAIM, c->all,
        s->n_models > LMEV__PAIRED_MODELS_MAX
            ? T_("Shown to differ from the highest: %2 of the %1 other models (95% "
                 "confidence, "
                 "as if all %3 pairs were asked at once). Whether the rest are worse is "
                 "open.")
        : networks
            ? T_("Shown to differ: %2 of %1 pairs of trained networks (95% confidence in "
                 "all at once).")
        : differ == tested ? T_("Shown to differ: %2 of %1 pairs of models (95% "
                                "confidence in all at once).")
                           : T_("Shown to differ: %2 of %1 pairs of models (95% "
                                "confidence in all at once). In "
                                "the rest it is open which is better."),
        as_count(tested), as_count(differ), as_count(lmev__pairs_of(s->n_models)));
}

void lmev__claim_pairs(lmev__draft *c)
{
    const lmev__study *s = c->s;
    size_t said = 0;
    for (size_t i = 0; i < s->n_pairs && said < CLAIMS_MOST; i++) {
        const lmev__pair *p = &s->pair[i];
        const bool open = !(p->p_joint < LMEV__ALPHA);
        if (p->differs >= LMEV__BY_DEVICE && p->setting == LMEV__SETTINGS) continue;
        /* Another question has answered this already: it is not the best. */
        if (open && p->a == 0 && s->n_models > 2 && !s->model[p->b].standing.among_best)
            continue;
        const char *template = T_("%1: %2 BAC; too few trials to say more.");
        if (p->of.scope != LMEV_SCOPE_NOTHING && s->n_models == 2)
            template =
                open ? T_("%1: %2 BAC %4: not settled%5.") : T_("%1: %2 BAC %4%5.");
        else if (p->of.scope != LMEV_SCOPE_NOTHING)
            template =
                open
                    ? T_("%1: %2 BAC; as one of %3 comparisons %4: not settled among all "
                         "pairs at once%5.")
                    : T_("%1: %2 BAC; as one of %3 comparisons %4%5.");
        lmev__sentence(c, LMEV__CLAIM,
                       lmev__sources_of_two(c, lmev__sources_of_model(s, p->a),
                                            lmev__sources_of_model(s, p->b)),
                       template, as_phrase(lmev__pair_words(c, p)),
                       as_signed(p->of.test.difference, 4),
                       as_count(lmev__pairs_of(s->n_models)),
                       as_interval(p->joint_low, p->joint_high, 4),
                       as_phrase(scope_words(c, p->of.scope)));
        said++;
    }
}
