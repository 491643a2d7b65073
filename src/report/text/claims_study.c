/* claims_study.c - sentences about the study: devices, the sources of the spread, what a
 * larger study would detect, which epoch's weights were judged, and cautions. How they
 * are worded: claims_models.c. */
#include <math.h>
#include <string.h>

#include "report/text/content.h"

#define VALUES_MOST 6 /* values named in one warning */
#define CLAIMS_MOST 16

/* ---- Devices ---- */

/* The ratio of the training times on devices a and b: the geometric mean over the models
 * that ran on both. */
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
    /* Of very many devices only the first is compared with the others. */
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
                as_phrase(lmev__device_label(c, swap ? b : a).text),
                as_phrase(lmev__device_label(c, swap ? a : b).text), as_count(n));
            said++;
        }
    }
}

/* ---- Where the spread comes from ---- */

/* "between 40% and 70%"; "between 40% and all". */
static const char *share_words(lmev__draft *c, const lmev_spread *x)
{
    if (x->share_high >= 0.995)
        return lmev__phrase(c, T_("between %1 and all"), as_share(x->share_low));
    return lmev__phrase(c, T_("between %1 and %2"), as_share(x->share_low),
                        as_share(x->share_high));
}

void lmev__claim_spread(lmev__draft *c)
{
    for (lmev_repeats k = 0; k < LMEV_REPEATS_N; k++) {
        const lmev_spread *x = &c->s->spread[k];
        if (x->n_models == 0) continue;
        if (x->share >= 0 && x->sd > 0)
            lmev__sentence(
                c, LMEV__CLAIM, c->all,
                T_("From trial to trial, on other test rows, the BAC of a model varies "
                   "by %1 (sd); %2 of that variance is the luck of the test rows."),
                as_bac(x->sd), as_phrase(share_words(c, x)));
        else if (x->sd > 0 && k != LMEV_REPEATS_SAME_ROWS)
            lmev__sentence(
                c, LMEV__CLAIM, c->all,
                T_("From trial to trial, on other test rows, the BAC of a model varies "
                   "by %1 (sd)."),
                as_bac(x->sd));
        else if (x->rows > 0)
            lmev__sentence(
                c, LMEV__CLAIM, c->all,
                T_("With other test rows the BAC of a trained network varies by %1 "
                   "(sd); what another seed does is not known."),
                as_bac(sqrt(x->rows)));
    }
}

void lmev__claim_pooled(lmev__draft *c)
{
    for (lmev_repeats k = 0; k < LMEV_REPEATS_N; k++) {
        const lmev_pooled *p = &c->s->kept.pooled[k];
        if (isnan(p->bartlett)) continue;
        lmev__sentence(
            c, LMEV__CLAIM, c->all,
            p->own ? T_("Trials of some models vary more than those of others "
                        "(Bartlett's test, %1), so each model has its own variance.")
            : p->bartlett < LMEV__ALPHA
                ? T_("Trials of some models vary more than those of others "
                     "(Bartlett's test, %1); with fewer than four trials a model's own "
                     "variance is known too poorly, and one is used for all.")
                : T_("Trials of all models vary alike as far as is seen (Bartlett's "
                     "test, %1), so one variance is used for all."),
            as_p(p->bartlett));
    }
}

/* ---- Power ---- */

/* " (0.0466 with all pairs asked at once)"; "" where there is one pair. */
static const char *joint_words(lmev__draft *c, double smallest)
{
    if (c->s->n_models == 2) return "";
    return lmev__phrase(c, T_(" (%1 with all %2 pairs asked at once)"), as_bac(smallest),
                        as_count(lmev__pairs_of(c->s->n_models)));
}

static void claim_plan(lmev__draft *c, const lmev__plan *p)
{
    const char *joint = joint_words(c, p->smallest_joint);
    if (p->least > 0 && p->rows - 1 < 0.005)
        return; /* the test set has nearly that many already */
    if (p->least > 0)
        lmev__sentence(
            c, LMEV__CLAIM, c->all,
            T_("With at least %1 test rows per class, %2 more test rows in all: %3%4."),
            as_count(p->least), as_share(p->rows - 1), as_bac(p->smallest),
            as_phrase(joint));
    else
        lmev__sentence(c, LMEV__CLAIM, c->all,
                       p->trials > 1 ? T_("With twice the trials: %1%2.")
                                     : T_("With twice the test rows: %1%2."),
                       as_bac(p->smallest), as_phrase(joint));
}

void lmev__claim_power(lmev__draft *c)
{
    const lmev__study *s = c->s;
    if (s->n_plans == 0 || !(s->plan[0].smallest > 0) || s->plan[0].smallest > 1) return;
    lmev__sentence(
        c, LMEV__CLAIM, c->all,
        s->pair[0].of.scope == LMEV_SCOPE_NETWORKS
            ? T_("Between two trained networks a real difference must be %1 or more to "
                 "be detected in 8 of 10 studies like this one%2.")
            : T_("Between two models a real difference must be %1 or more to be "
                 "detected in 8 of 10 studies like this one%2."),
        as_bac(s->plan[0].smallest),
        as_phrase(joint_words(c, s->plan[0].smallest_joint)));
    for (size_t k = 1; k < s->n_plans; k++) claim_plan(c, &s->plan[k]);
    size_t never = 0;
    for (size_t i = 0; i < s->n_pairs; i++) never += isinf(s->pair[i].trials_for);
    if (never > 0)
        lmev__sentence(
            c, LMEV__CLAIM, c->all,
            T_("For a difference of %1 more trials alone are not enough, between %2 of "
               "%3 neighbours in the ranking: the test set is too small."),
            as_margin(s->options.difference), as_count(never), as_count(s->n_models - 1));
}

/* ---- Which weights ---- */

void lmev__claim_weights(lmev__draft *c)
{
    const lmev__kept_weights kept = lmev__count_kept(c->s->all);
    const size_t best = kept.best, last = kept.last, n = c->s->all->n;
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
            T_("The learning curves do not tell of which epoch the others are (%1)."),
            as_count(n - best - last));
}

/* Say where the weights of one kind of epoch for all models give another answer: of[0]
 * about the best model, of[1] about an effect, of[2] about an interaction that is no
 * longer shown. */
static void compare_weights(lmev__draft *c, const lmev__verdict *v,
                            const char *const of[3])
{
    const lmev__study *s = c->s;
    if (!v->mean) return;
    if (v->best != 0)
        lmev__sentence(c, LMEV__CAUTION, c->all, of[0], as_raw(s->model[v->best].name),
                       as_bac(v->mean[v->best]), as_bac(v->mean[0]),
                       as_raw(s->model[0].name));
    for (size_t i = 0; i < s->n_effects; i++) {
        const lmev__effect *e = &s->effect[i];
        const lmev_test *kept = &s->kept.effect[i].test, *other = &v->effect[i].test;
        const bool shown = kept->low > 0 || kept->high < 0,
                   now = other->low > 0 || other->high < 0;
        if (e->n_contexts == 0 || isnan(kept->low)) continue;
        if (e->with < LMEV__TRAITS && shown && !now)
            lmev__sentence(c, LMEV__CAUTION, c->all, of[2],
                           as_phrase(lmev__trait_name(c, e->trait)),
                           as_phrase(lmev__trait_name(c, e->with)), as_p(other->p));
        if (e->with < LMEV__TRAITS ||
            (shown == now && (!now || other->difference * kept->difference > 0)))
            continue;
        lmev__sentence(
            c, LMEV__CAUTION, c->all, of[1], as_phrase(lmev__effect_words(c, e)),
            as_signed(other->difference, 4), as_interval(other->low, other->high, 4),
            as_signed(kept->difference, 4));
    }
}

void lmev__caution_weights(lmev__draft *c)
{
    static const char *const best[3] = {
        T_("With the weights of the best epoch for all models, %1 scores highest: %2, "
           "against %3 "
           "of %4."),
        T_("With the weights of the best epoch for all models, %1 brings %2 BAC %3 "
           "instead of "
           "%4: another verdict."),
        T_("With the weights of the best epoch for all models, it is not settled whether "
           "the "
           "effects of %1 and %2 depend on each other (%3).")};
    static const char *const last[3] = {
        T_("With the weights of the last epoch for all models, %1 scores highest: %2, "
           "against %3 "
           "of %4."),
        T_("With the weights of the last epoch for all models, %1 brings %2 BAC %3 "
           "instead of "
           "%4: another verdict."),
        T_("With the weights of the last epoch for all models, it is not settled whether "
           "the "
           "effects of %1 and %2 depend on each other (%3).")};
    compare_weights(c, &c->s->by_best, best);
    compare_weights(c, &c->s->by_last, last);
}

/* ---- Cautions ---- */

/* The sentences of warnings whose key is a word. Other keys are those of the metadata,
 * which stand in the sentence as they are. */
static const struct {
    const char *key, *template;
} known_warnings[] = {
    {"data set", T_("Experiments have different data sets: %2.")},
    {"DATA-OUTPUT_DIM", T_("Experiments have different numbers of classes: %2.")},
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
