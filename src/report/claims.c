/* claims.c - sentences that the numbers make: which words are used depends on what was
 * found.
 *
 * Two things are "told apart" when the p that Holm's correction gives is below 0.05,
 * "cannot be told apart" when it is not, and too little is said where no test was
 * possible. Each claim names the experiments behind it. A claim for which there is no
 * data is not made. Not here: the tables behind them (content_*.c), any statistics
 * (study.c). */
#include <math.h>
#include <string.h>

#include "report/content.h"

#define NAMES_MOST  4  /* models named in one sentence         */
#define VALUES_MOST 6  /* values named in one warning          */
#define CLAIMS_MOST 16 /* sentences about pairs; the rest is in the table */

static bool told_apart(double p_holm)
{
    return p_holm < LMEV__ALPHA;
}

/* ---- The best ------------------------------------------------------------------------------- */

/* Some of the models. */
typedef struct chosen {
    size_t n;
    size_t *model; /* [n] */
} chosen;

/* The best model and those not told apart from it. */
static chosen best_group(lmev__draft *c)
{
    const lmev__study *s = c->s;
    chosen group = {0, lmev__draft_array(c, s->n_models, sizeof *group.model)};
    for (size_t m = 0; group.model && m < s->n_models; m++)
        if (m == 0 || s->model[m].best_group) group.model[group.n++] = m;
    return group;
}

static const char *chosen_name(lmev__draft *c, const void *self, size_t i)
{
    const chosen *some = self;
    return lmev__draft_clean(c, c->s->model[some->model[i]].name);
}

/* Models that could not be compared with the best. */
static size_t untested(const lmev__study *s)
{
    size_t n = 0;
    for (size_t i = 0; i < s->n_pairs; i++)
        n += s->pair[i].a == 0 && s->pair[i].method == LMEV__UNTESTED;
    return n;
}

void lmev__claim_best(lmev__draft *c)
{
    const lmev__study *s = c->s;
    const lmev__model *best = &s->model[0];
    lmev__sources sources = lmev__sources_of_model(s, 0);
    lmev__arg name = as_raw(best->name), bac = as_bac(best->bac.mean);
    bool alone = s->n_models < 2; /* the best of one is no news */
    if (best->n < 2)
        lmev__sentence(c, LMEV__CLAIM, sources,
                       alone ? T_("%1: BAC %2, of a single trial.")
                             : T_("The best model is %1: BAC %2, of a single trial."),
                       name, bac);
    else
        lmev__sentence(c, LMEV__CLAIM, sources,
                       alone ? T_("%1: BAC %2, 95% CI %3, %4 trials.")
                             : T_("The best model is %1: BAC %2, 95% CI %3, %4 trials."),
                       name, bac, as_interval(best->bac.low, best->bac.high, 4),
                       as_count(best->n));
    if (alone) return;
    chosen group = best_group(c);
    if (c->failed) return;
    chosen ties = {group.n - 1, group.model + 1};
    size_t others = s->n_models - 1, open = untested(s);
    if (open == others)
        lmev__sentence(
            c, LMEV__CLAIM, c->all,
            T_("There are too few trials to tell it apart from the other models (%1)."),
            as_count(others));
    else if (ties.n == 0 && open == 0)
        lmev__sentence(
            c, LMEV__CLAIM, c->all,
            T_("It is told apart from every other model (%1) after Holm's correction."),
            as_count(others));
    else if (ties.n > 0)
        lmev__sentence(c, LMEV__CLAIM, lmev__sources_of_models(c, group.model, group.n),
                       ties.n == 1 ? T_("One model cannot be told apart from it: %2.")
                                   : T_("%1 models cannot be told apart from it: %2."),
                       as_count(ties.n),
                       as_phrase(lmev__list(c, chosen_name, &ties, ties.n, NAMES_MOST)));
    if (open > 0 && open < others)
        lmev__sentence(
            c, LMEV__CLAIM, c->all,
            T_("Told apart from it after Holm's correction: %1; too few trials to tell: "
               "%2."),
            as_count(others - ties.n - open), as_count(open));
}

void lmev__claim_cheapest(lmev__draft *c)
{
    const lmev__study *s = c->s;
    size_t fastest = 0;
    if (c->n_devices > 1) return; /* times of different machines do not compare */
    for (size_t m = 1; m < s->n_models; m++)
        if (s->model[m].best_group &&
            s->model[m].training.mean < s->model[fastest].training.mean)
            fastest = m;
    if (fastest == 0) return;
    lmev__sentence(c, LMEV__CLAIM,
                   lmev__sources_of_two(c, lmev__sources_of_model(s, 0),
                                        lmev__sources_of_model(s, fastest)),
                   T_("Of the models that cannot be told apart from the best, %1 trains "
                      "fastest: %2 s, against %3 s of %4."),
                   as_raw(s->model[fastest].name),
                   as_real(s->model[fastest].training.mean, 1),
                   as_real(s->model[0].training.mean, 1), as_raw(s->model[0].name));
}

/* ---- Groups and pairs ----------------------------------------------------------------------- */

/* "Spanish models: 0.7434, English: 0.7190". */
static const char *contrast_words(lmev__draft *c, lmev__trait t, const lmev__level *a,
                                  const lmev__level *b)
{
    const char *template = "";
    switch (t) {
    case LMEV__BY_LANGUAGE:
        template = T_("%1 models: %2, %3: %4");
        break;
    case LMEV__BY_DIM:
        template = T_("Models of %1 dimensions: %2, of %3: %4");
        break;
    case LMEV__BY_NORMALIZATION:
        template = strcmp(a->name, "1") == 0
                       ? T_("Models with normalization: %2, without: %4")
                       : T_("Models without normalization: %2, with: %4");
        break;
    case LMEV__BY_ORIGIN:
        template = strcmp(a->name, "scratch") == 0
                       ? T_("Models trained from scratch: %2, pretrained: %4")
                       : T_("Pretrained models: %2, trained from scratch: %4");
        break;
    default:
        template = T_("Experiments on %1: %2, on %3: %4");
        break;
    }
    return lmev__phrase(c, template, as_phrase(lmev__level_name(c, t, a->name)),
                        as_bac(a->bac.mean), as_phrase(lmev__level_name(c, t, b->name)),
                        as_bac(b->bac.mean));
}

/* Where experiments share their test rows, other rows are no part of what is claimed of
 * groups. */
static bool rows_are_shared(const lmev__study *s)
{
    size_t predicted = 0;
    for (size_t i = 0; i < s->all->n; i++) predicted += s->test_set_of[i] != LMEV__NONE;
    return predicted > s->n_test_sets;
}

static void say_contrast(lmev__draft *c, const lmev__contrast *k)
{
    const lmev__grouping *g = &c->s->grouping[k->trait];
    const lmev__level *a = &g->level[k->a], *b = &g->level[k->b];
    lmev__sources sources = lmev__sources_of_two(c, (lmev__sources){a->n, a->which},
                                                 (lmev__sources){b->n, b->which});
    const char *template = T_("%1, difference %2; too few trials to say more.");
    const char *p = lmev__p_words(c, k->test.p, k->p_holm);
    if (rows_are_shared(c->s))
        p = lmev__phrase(c, T_("%1, for these test rows"), as_phrase(p));
    if (!isnan(k->test.p))
        template = told_apart(k->p_holm)
                       ? T_("%1, difference %2 %3, %4.")
                       : T_("%1; cannot be told apart (difference %2 %3, %4).");
    lmev__sentence(c, LMEV__CLAIM, sources, template,
                   as_phrase(contrast_words(c, k->trait, a, b)),
                   as_bac(k->test.difference), as_interval(k->test.low, k->test.high, 4),
                   as_phrase(p));
}

void lmev__claim_contrasts(lmev__draft *c, bool devices)
{
    size_t said = 0;
    for (size_t i = 0; i < c->s->n_contrasts && said < CLAIMS_MOST; i++) {
        const lmev__contrast *k = &c->s->contrast[i];
        if ((k->trait == LMEV__BY_DEVICE) != devices) continue;
        say_contrast(c, k);
        said++;
    }
}

void lmev__claim_pair_counts(lmev__draft *c)
{
    size_t tested = 0, raw = 0, holm = 0, single = 0;
    for (size_t i = 0; i < c->s->n_pairs; i++) {
        tested += !isnan(c->s->pair[i].test.p);
        single +=
            c->s->pair[i].method == LMEV__ROWS && isnan(c->s->pair[i].components.trials);
        raw += c->s->pair[i].test.p < LMEV__ALPHA;
        holm += told_apart(c->s->pair[i].p_holm);
    }
    if (tested > 0)
        lmev__sentence(c, LMEV__CLAIM, c->all,
                       tested == 1 ? T_("One pair was tested; pairs with "
                                        "p\u00A0<\u00A00.05: %2, after Holm's "
                                        "correction: %3.")
                                   : T_("%1 pairs were tested; pairs with "
                                        "p\u00A0<\u00A00.05: %2, after Holm's "
                                        "correction: %3."),
                       as_count(tested), as_count(raw), as_count(holm));
    else
        lmev__tell(c, T_("There are too few trials to test any difference."));
    if (single > 0)
        lmev__sentence(c, LMEV__CLAIM, c->all,
                       T_("Where both models have a single trial (pairs: %1), the test "
                          "covers the chance of test rows, but not that of seeds."),
                       as_count(single));
}

void lmev__claim_pairs(lmev__draft *c)
{
    const lmev__study *s = c->s;
    size_t said = 0;
    for (size_t i = 0; i < s->n_pairs && said < CLAIMS_MOST; i++) {
        const lmev__pair *pair = &s->pair[i];
        if (pair->differs >= LMEV__BY_DEVICE && pair->setting == LMEV__SETTINGS) continue;
        const char *template =
            pair->test.difference > 0
                ? T_("%1: BAC higher by %2; too few trials to say more.")
                : T_("%1: the same BAC; too few trials to say more.");
        if (!isnan(pair->test.p))
            template = told_apart(pair->p_holm)
                           ? T_("%1: BAC higher by %2 %3, %4.")
                           : T_("%1: cannot be told apart (difference %2 %3, %4).");
        lmev__sentence(c, LMEV__CLAIM,
                       lmev__sources_of_two(c, lmev__sources_of_model(s, pair->a),
                                            lmev__sources_of_model(s, pair->b)),
                       template, as_phrase(lmev__pair_words(c, pair)),
                       as_bac(pair->test.difference),
                       as_interval(pair->test.low, pair->test.high, 4),
                       as_phrase(lmev__p_words(c, pair->test.p, pair->p_holm)));
        said++;
    }
}

/* ---- Devices -------------------------------------------------------------------------------- */

/* How often as long training takes on device a as on b: the geometric mean over the
 * models that ran on both. */
static double ratio_of(const lmev__study *s, size_t a, size_t b, size_t *n)
{
    double sum = 0;
    *n = 0;
    for (size_t i = 0, j; i < s->n_timings; i = j) {
        double on_a = NAN, on_b = NAN;
        for (j = i; j < s->n_timings && s->timing[j].model == s->timing[i].model; j++) {
            if (s->timing[j].device == a) on_a = s->timing[j].training.mean;
            if (s->timing[j].device == b) on_b = s->timing[j].training.mean;
        }
        if (on_a > 0 && on_b > 0 && isfinite(on_a) && isfinite(on_b)) {
            sum += log(on_a / on_b);
            ++*n;
        }
    }
    return exp(sum / (double)*n);
}

void lmev__claim_devices(lmev__draft *c)
{
    size_t said = 0;
    /* Of very many devices only the first is set against the others. */
    size_t firsts = c->n_devices > LMEV__PAIRED_MODELS_MAX ? 1 : c->n_devices;
    for (size_t a = 0; a < firsts; a++) {
        for (size_t b = a + 1; b < c->n_devices && said < CLAIMS_MOST; b++) {
            size_t n;
            double ratio = ratio_of(c->s, a, b, &n);
            if (n == 0) continue;
            bool swap = ratio < 1;
            const lmev__level *level = c->s->grouping[LMEV__BY_DEVICE].level;
            lmev__sentence(
                c, LMEV__CLAIM,
                lmev__sources_of_two(c, (lmev__sources){level[a].n, level[a].which},
                                     (lmev__sources){level[b].n, level[b].which}),
                n == 1 ? T_("Training took %1 times as long on %2 as on %3 (1 model).")
                       : T_("Training took %1 times as long on %2 as on %3 (%4 models)."),
                as_real(swap ? 1 / ratio : ratio, 2),
                as_phrase(lmev__device_name(c, swap ? b : a)),
                as_phrase(lmev__device_name(c, swap ? a : b)), as_count(n));
            said++;
        }
    }
}

/* ---- Where the spread comes from ------------------------------------------------------------ */

typedef struct share {
    double rows, trials, both, all;
    chosen models;
    lmev__sources sources;
} share;

/* Mean components over the models whose trials had test rows of their own (apart) or in
 * common. */
static share share_of(lmev__draft *c, bool apart, bool several)
{
    share sum = {.models.model =
                     lmev__draft_array(c, c->s->n_models, sizeof *sum.models.model)};
    for (size_t m = 0; sum.models.model && m < c->s->n_models; m++) {
        const lmev__model *model = &c->s->model[m];
        const lmev_components *v = &model->spread;
        if (model->spread_apart != apart || isnan(v->rows) || isnan(v->trials) == several)
            continue;
        sum.models.model[sum.models.n++] = m;
        sum.rows += v->rows;
        sum.trials += isnan(v->trials) ? 0 : v->trials;
        sum.both += isnan(v->both) ? 0 : v->both;
    }
    sum.sources = lmev__sources_of_models(c, sum.models.model, sum.models.n);
    sum.all = sum.rows + sum.trials + sum.both;
    return sum;
}

static const char *n_models(lmev__draft *c, size_t n)
{
    return lmev__phrase(c, n == 1 ? T_("%1 model") : T_("mean over %1 models"),
                        as_count(n));
}

void lmev__claim_spread(lmev__draft *c)
{
    share shared = share_of(c, false, true);
    if (shared.models.n > 0 && shared.all > 0)
        lmev__sentence(
            c, LMEV__CLAIM, shared.sources,
            T_("Of the variance of one trial's BAC on such a test set (sd %1), %2 comes "
               "from the sample of test rows, %3 from the seed of the trial, and %4 from "
               "rows that change sides with the seed (%5)."),
            as_bac(sqrt(shared.all / (double)shared.models.n)),
            as_share(shared.rows / shared.all), as_share(shared.trials / shared.all),
            as_share(shared.both / shared.all), as_phrase(n_models(c, shared.models.n)));
    share apart = share_of(c, true, true);
    if (apart.models.n > 0 && apart.all > 0)
        lmev__sentence(c, LMEV__CLAIM, apart.sources,
                       T_("Trials had test rows of their own: of the variance of a BAC "
                          "(sd %1), %2 comes from that sample of rows, and %3 from the "
                          "seed and the training rows (%4)."),
                       as_bac(sqrt(apart.all / (double)apart.models.n)),
                       as_share(apart.rows / apart.all),
                       as_share(apart.trials / apart.all),
                       as_phrase(n_models(c, apart.models.n)));
    for (int k = 0; k < 2; k++) {
        share single = share_of(c, k == 1, false);
        if (single.models.n > 0)
            lmev__sentence(c, LMEV__CLAIM, single.sources,
                           T_("The sample of test rows alone gives the BAC of one trial "
                              "an sd of %1 (%2)."),
                           as_bac(sqrt(single.rows / (double)single.models.n)),
                           as_phrase(n_models(c, single.models.n)));
    }
}

void lmev__claim_power(lmev__draft *c)
{
    const lmev__study *s = c->s;
    const lmev__pair *pair = s->n_models > 1 ? lmev__pair_of(s, 0, 1) : NULL;
    if (!pair || !(pair->power.smallest > 0))
        return; /* NaN: unknown; 0: no spread seen */
    lmev__sources sources = lmev__sources_of_two(c, lmev__sources_of_model(s, 0),
                                                 lmev__sources_of_model(s, 1));
    lmev__arg a = as_raw(s->model[0].name), b = as_raw(s->model[1].name);
    lmev__arg delta = as_real(s->options.difference, 4);
    if (pair->power.smallest <= 1) /* no BACs differ by more */
        lmev__sentence(
            c, LMEV__CLAIM, sources,
            T_("Between %1 and %2, as they were compared here, a difference of "
               "%3 would be found in 80% of studies."),
            a, b, as_bac(pair->power.smallest));
    if (isfinite(pair->power.trials))
        lmev__sentence(c, LMEV__CLAIM, sources,
                       T_("To find a difference of %1 as often takes %2 trials of each "
                          "on test rows as now."),
                       delta, as_real(ceil(pair->power.trials), 0));
    else if (isinf(pair->power.trials))
        lmev__sentence(c, LMEV__CLAIM, sources,
                       T_("No number of trials finds a difference of %1 as often on test "
                          "rows as now."),
                       delta);
    if (isfinite(pair->power.rows) && pair->power.rows > 1)
        lmev__sentence(
            c, LMEV__CLAIM, sources,
            T_("With the trials as now, %1 times as many test rows would find it."),
            as_real(pair->power.rows, 1));
}

/* ---- Which weights -------------------------------------------------------------------------- */

/* An epoch that is both the best and the last counts as the last where others kept the
 * last: nothing need have been restored. */
void lmev__claim_weights(lmev__draft *c)
{
    size_t best = 0, last = 0, alike = 0, n = c->s->all->n;
    for (size_t i = 0; i < n; i++) {
        char w = lmev__weights_of(&c->s->all->at[i]);
        best += w == 'b';
        last += w == 'l';
        alike += w == 'e';
    }
    *(last > 0 ? &last : &best) += alike;
    if (best > 0 && last > 0)
        lmev__sentence(c, LMEV__CLAIM, c->all,
                       T_("Of the %1 BACs %2 are of the weights of the last epoch and %3 "
                          "of those of the best; the table has both for every model."),
                       as_count(n), as_count(last), as_count(best));
    else if (best == n)
        lmev__sentence(c, LMEV__CLAIM, c->all,
                       n == 1 ? T_("The BAC is of the weights of the best epoch.")
                              : T_("All %1 BACs are of the weights of the best epoch."),
                       as_count(n));
    else if (last == n)
        lmev__sentence(c, LMEV__CLAIM, c->all,
                       n == 1 ? T_("The BAC is of the weights of the last epoch.")
                              : T_("All %1 BACs are of the weights of the last epoch."),
                       as_count(n));
    else if (best + last > 0)
        lmev__sentence(
            c, LMEV__CLAIM, c->all,
            best > 0 ? T_("Of the %1 BACs %2 are of the weights of the best epoch.")
                     : T_("Of the %1 BACs %2 are of the weights of the last epoch."),
            as_count(n), as_count(best + last));
    if (best + last > 0 && best + last < n)
        lmev__sentence(
            c, LMEV__CLAIM, c->all,
            T_("Of which epoch the others are (%1) the learning curves do not tell."),
            as_count(n - best - last));
}

/* ---- Cautions ------------------------------------------------------------------------------- */

/* What study.c found, in words. Other keys are those of the metadata, and stay as they
 * are. */
static const struct {
    const char *key, *template;
} known_warnings[] = {
    {"data set", T_("Experiments have different data sets: %2.")},
    {"device",
     T_("Experiments ran on different devices, so their times cannot be compared as they "
        "are: %2.")},
    {"weights", T_("BACs are of the weights of different epochs: %2.")},
    {"trial", T_("Trials of one model have the same number: %2.")},
    {"run id", T_("Experiments have the same run id: %2.")},
};

static const char *weights_word(const lmev__draft *c, const char *value)
{
    static const char *const known[] = {T_("best"), T_("last"), T_("neither")};
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if (strcmp(value, known[i]) == 0) return lmev__word(c->language, known[i]);
    return value;
}

/* "1573 (12)". */
static const char *value_name(lmev__draft *c, const void *self, size_t i)
{
    const lmev__warning *w = self;
    const char *value = w->value[i];
    if (strcmp(w->key, "weights") == 0) value = weights_word(c, value);
    return lmev__phrase(c, "%1 (%2)", as_raw(value), as_count(w->count[i]));
}

void lmev__caution_warnings(lmev__draft *c)
{
    for (size_t i = 0; i < c->s->n_warnings; i++) {
        const lmev__warning *w = &c->s->warning[i];
        const char *template = T_("Experiments differ in %1: %2.");
        for (size_t k = 0; k < sizeof known_warnings / sizeof *known_warnings; k++)
            if (strcmp(w->key, known_warnings[k].key) == 0)
                template = known_warnings[k].template;
        lmev__sentence(c, LMEV__CAUTION, c->all, template, as_raw(w->key),
                       as_phrase(lmev__list(c, value_name, w, w->n_values + w->n_more,
                                            VALUES_MOST)));
    }
}
