/* content_compare.c - the sections that compare: pairs of models, traits, the sources of
 * the spread, the power of the study, and simulated studies of equal models. */
#include <math.h>

#include "report/text/content.h"

/* What an estimate is about. */
static lmev__label scope_label(lmev__draft *c, lmev_scope scope)
{
    static const char *const name[] = {T_("nothing"), T_("networks"), T_("these rows"),
                                       T_("models")},
                             *const code[] = {"nothing", "networks", "rows", "models"};
    return (lmev__label){lmev__word(c->language, name[scope]), code[scope]};
}

/* clang-format off */
#define SCOPE_NOTE \
    T_("models: other seeds and other test rows; these rows: other seeds; networks: other test rows; " \
       "nothing: too few trials.")
/* clang-format on */

/* ---- Differences ---- */

typedef struct pair_record {
    lmev__pair of;
    lmev__label differs; /* the one trait or the one setting in which the models do */
    lmev__label about;
} pair_record;

static bool is_shown_to_differ(const lmev__draft *c, const void *record)
{
    (void)c;
    return ((const pair_record *)record)->of.p_joint < LMEV__ALPHA;
}

static lmev__sources sources_of_pair(lmev__draft *c, const void *record)
{
    const lmev__pair *p = record; /* the first member of a pair_record */
    return lmev__sources_of_two(c, lmev__sources_of_model(c->s, p->a),
                                lmev__sources_of_model(c->s, p->b));
}

/* clang-format off */
#define ROW pair_record
static const lmev__field pair_fields[] = {
    {"a", T_("Model"), NULL, MODEL(of.a)},
    {"b", T_("against"), NULL, MODEL(of.b)},
    {"differs_in", T_("differs in"),
     T_("The one trait or setting in which the two differ; empty: several, or not known."), LABEL(differs)},
    {"difference", T_("Difference"), T_("Of the mean BACs."), REAL(4, of.of.test.difference), .bold = true},
    {"joint_low", T_("95% of all, from"),
     T_("Intervals of which all hold at once in 95% of studies; bold: 0 is outside."),
     REAL(4, of.joint_low), .bold = true},
    {"joint_high", T_("to"), T_("Intervals of which all hold at once in 95% of studies; bold: 0 is outside."),
     REAL(4, of.joint_high), .bold = true},
    {"p_joint", T_("p of all"),
     T_("Corrected for the number of pairs; below 0.05 where the interval of all excludes 0."),
     PROBABILITY(of.p_joint), .bold = true},
    {"single_low", T_("95% alone, from"), T_("Interval of this difference by itself."), REAL(4, of.of.test.low)},
    {"single_high", T_("to"), T_("Interval of this difference by itself."), REAL(4, of.of.test.high)},
    {"t", T_("t"), NULL, REAL(2, of.of.test.t)},
    {"df", T_("df"), T_("Degrees of freedom."), REAL(1, of.of.test.df)},
    {"p", T_("p"), T_("Two-sided, not corrected."), PROBABILITY(of.of.test.p)},
    {"about", T_("about"), SCOPE_NOTE, LABEL(about)},
};
static const lmev__table_layout pairs_layout = {
    "pairs", T_("Pairs of models"),
    T_("The model with the higher mean BAC stands first. Bold: shown to differ, with 95% confidence "
       "in all statements at once."),
    FIELDS(pair_fields), .sources = sources_of_pair, .bold = is_shown_to_differ};
#undef ROW
/* clang-format on */

static void pairs_table(lmev__draft *c)
{
    const lmev__study *s = c->s;
    pair_record *record = lmev__draft_array(c, s->n_pairs, sizeof *record);
    for (size_t i = 0; record && i < s->n_pairs; i++) {
        const lmev__pair *p = &s->pair[i];
        record[i] = (pair_record){*p, lmev__trait_label(c, p->differs),
                                  scope_label(c, p->of.scope)};
        if (p->differs == LMEV__TRAITS && p->setting < LMEV__SETTINGS)
            record[i].differs.text = lmev__setting_word(p->setting);
    }
    lmev__table_put(c, &pairs_layout, record, s->n_pairs);
}

void lmev__content_differences(lmev__draft *c)
{
    const lmev__study *s = c->s;
    if (s->n_pairs == 0) return;
    lmev__section_begin(c, "differences", T_("Differences between models"));
    if (s->n_models > LMEV__PAIRED_MODELS_MAX)
        lmev__sentence(c, LMEV__PLAIN, c->all,
                       T_("There are %1 models: each is compared with the best alone."),
                       as_count(s->n_models));
    lmev__claim_pair_counts(c);
    if (s->n_models > 2)
        lmev__plain_sentence(
            c,
            T_("All pairs are asked at once here, which takes larger differences than a "
               "question asked by itself: which model is best, what a trait does."));
    lmev__claim_pairs(c);
    pairs_table(c);
    lmev__section_figure(c, "differences");
}

/* ---- Groups ---- */

typedef struct group_record {
    lmev__level of;
    lmev__label trait, level;
} group_record;

static lmev__sources sources_of_group(lmev__draft *c, const void *record)
{
    const group_record *g = record;
    (void)c;
    return (lmev__sources){g->of.n, g->of.which};
}

/* clang-format off */
#define ROW group_record
static const lmev__field group_fields[] = {
    {"trait", T_("Trait"), NULL, LABEL(trait)},
    {"level", T_("Group"), NULL, LABEL(level)},
    {"n", T_("Experiments"), NULL, COUNT(of.n)},
    {"bac_mean", T_("BAC"),
     T_("Mean over all experiments of the group, whatever else differs between its models."),
     REAL(6, of.bac.mean)},
    {"bac_sd", T_("sd"), T_("Standard deviation over experiments; models of a group differ too."),
     REAL(6, of.bac.sd)},
    {"training_seconds_mean", T_("Training, s"), T_("Seconds, mean over experiments."),
     REAL(1, of.training.mean)},
};
static const lmev__table_layout groups_layout = {
    "groups", T_("Groups"), NULL, FIELDS(group_fields), .sources = sources_of_group};
#undef ROW
/* clang-format on */

static void groups_table(lmev__draft *c, size_t n)
{
    group_record *record = lmev__draft_array(c, n, sizeof *record), *r = record;
    for (lmev__trait t = 0; record && t < LMEV__TRAITS; t++)
        for (size_t i = 0; i < c->s->grouping[t].n; i++) {
            const lmev__level *of = &c->s->grouping[t].level[i];
            *r++ = (group_record){*of, lmev__trait_label(c, t),
                                  lmev__level_label(c, t, of->name)};
        }
    lmev__table_put(c, &groups_layout, record, n);
}

/* A row of the table of effects. */
typedef struct effect_record {
    lmev__label trait, a, b, with, with_a, with_b, about;
    size_t n_contexts;
    lmev_test these, general;          /* these models; models in general */
    double p, within;                  /* of these models */
    double best, best_p, last, last_p; /* with the weights of these epochs for all */
} effect_record;

static bool is_effect_shown(const lmev__draft *c, const void *record)
{
    const lmev_test *t = &((const effect_record *)record)->these;
    (void)c;
    return t->low > 0 || t->high < 0;
}

/* clang-format off */
#define ROW effect_record
static const lmev__field effect_fields[] = {
    {"trait", T_("Trait"), NULL, LABEL(trait)},
    {"a", T_("Level"), NULL, LABEL(a)},
    {"b", T_("instead of"), NULL, LABEL(b)},
    {"with", T_("and"),
     T_("The second trait of an interaction: the effect at its first level less that at its second, halved."),
     LABEL(with)},
    {"with_a", T_("Level"), NULL, LABEL(with_a)},
    {"with_b", T_("less that at"), NULL, LABEL(with_b)},
    {"contexts", T_("Matched"), T_("Pairs of models that are alike in all else (of an interaction: fours)."),
     COUNT(n_contexts)},
    {"difference", T_("These models"), T_("Mean over the matched models."),
     REAL(4, these.difference), .bold = true},
    {"low", T_("95% CI, from"), T_("Bold: 0 is outside."), REAL(4, these.low), .bold = true},
    {"high", T_("to"), T_("Bold: 0 is outside."), REAL(4, these.high), .bold = true},
    {"df", T_("df"), T_("Degrees of freedom."), REAL(1, these.df)},
    {"p", T_("p"), T_("Two-sided; of several levels of one trait corrected for their pairs."), PROBABILITY(p)},
    {"within", T_("Equal within"), T_("The least margin on both sides of 0 that holds the whole interval."),
     REAL(4, within)},
    {"about", T_("about"), SCOPE_NOTE, LABEL(about)},
    {"general", T_("Models in general"),
     T_("The matched pairs as a sample of models; without any the models of each level."),
     REAL(4, general.difference)},
    {"general_low", T_("95% CI, from"), T_("For models in general."), REAL(4, general.low)},
    {"general_high", T_("to"), T_("For models in general."), REAL(4, general.high)},
    {"general_p", T_("p"), T_("For models in general."), PROBABILITY(general.p)},
    {"best_epoch", T_("Best epoch"), T_("These models, with the weights of the best epoch for all."),
     REAL(4, best)},
    {"best_epoch_p", T_("p"), T_("These models, with the weights of the best epoch for all."),
     PROBABILITY(best_p)},
    {"last_epoch", T_("Last epoch"), T_("These models, with the weights of the last epoch for all."),
     REAL(4, last)},
    {"last_epoch_p", T_("p"), T_("These models, with the weights of the last epoch for all."),
     PROBABILITY(last_p)},
};
static const lmev__table_layout effects_layout = {
    "effects", T_("What traits, settings and devices do"),
    T_("A level instead of another, all else equal. Each trait is a question of its own: of twenty without an "
       "effect one is bold by chance."),
    FIELDS(effect_fields), .bold = is_effect_shown};
#undef ROW
/* clang-format on */

/* The effect and its p with the weights of other epochs; NaN where not judged. */
static void take_epoch(double *difference, double *p, const lmev__verdict *v, size_t i,
                       size_t family)
{
    *difference = v->mean ? v->effect[i].test.difference : (double)NAN;
    *p = v->mean ? lmev_stat_joint_p(v->effect[i].test.p, family) : (double)NAN;
}

static effect_record effect_of(lmev__draft *c, size_t i)
{
    const lmev__study *s = c->s;
    const lmev__effect *e = &s->effect[i];
    const lmev_test *t = &s->kept.effect[i].test;
    effect_record r = {.trait = lmev__trait_label(c, e->trait),
                       .a = lmev__level_label(c, e->trait, e->a),
                       .b = lmev__level_label(c, e->trait, e->b),
                       .with = lmev__trait_label(c, e->with),
                       .about = scope_label(c, s->kept.effect[i].scope),
                       .n_contexts = e->n_contexts,
                       .these = *t,
                       .general = s->kept.general[i],
                       .p = lmev_stat_joint_p(t->p, e->family),
                       .within = fmax(-t->low, t->high)};
    if (e->trait == LMEV__TRAITS) r.trait.text = lmev__setting_word(e->setting);
    if (e->with_a) r.with_a = lmev__level_label(c, e->with, e->with_a);
    if (e->with_b) r.with_b = lmev__level_label(c, e->with, e->with_b);
    take_epoch(&r.best, &r.best_p, &s->by_best, i, e->family);
    take_epoch(&r.last, &r.last_p, &s->by_last, i, e->family);
    return r;
}

static void effects_table(lmev__draft *c)
{
    effect_record *record = lmev__draft_array(c, c->s->n_effects, sizeof *record);
    for (size_t i = 0; record && i < c->s->n_effects; i++) record[i] = effect_of(c, i);
    lmev__table_put(c, &effects_layout, record, c->s->n_effects);
}

void lmev__content_groups(lmev__draft *c)
{
    size_t n_rows = 0;
    for (lmev__trait t = 0; t < LMEV__TRAITS; t++) n_rows += c->s->grouping[t].n;
    if (n_rows == 0 && c->s->n_effects == 0) return;
    lmev__section_begin(c, "groups", T_("What traits do"));
    lmev__claim_effects(c, false);
    lmev__claim_in_general(c);
    lmev__claim_effects(c, true);
    if (c->s->n_effects > 0)
        effects_table(c);
    else
        lmev__plain_sentence(
            c, T_("No two models are alike in all but one trait, so nothing is said of "
                  "what a trait does."));
    if (n_rows > 0) groups_table(c, n_rows);
    lmev__section_figure(c, "bac-by-language");
}

/* ---- Spread ---- */

#define REPEATS_NOTE                                                                  \
    T_("shared: all trials have the same test rows; own: each has others; by trial: " \
       "trial by trial those of "                                                     \
       "the other models.")

/* The models whose trials have one kind of test sets. */
typedef struct pooled_record {
    lmev__label repeats;
    lmev_spread of;
    double both, bartlett;
} pooled_record;

static double positive(double v)
{
    return v > 0 ? v : (double)NAN;
}

static double in_percent(double share)
{
    return 100 * share;
}

static lmev__label repeats_label(lmev__draft *c, lmev_repeats k)
{
    static const char *const name[] = {T_("shared"), T_("own"), T_("by trial")},
                             *const code[] = {"shared", "own", "blocks"};
    return (lmev__label){lmev__word(c->language, name[k]), code[k]};
}

/* clang-format off */
#define ROW pooled_record
static const lmev__field pooled_fields[] = {
    {"test_rows", T_("Test sets"), REPEATS_NOTE, LABEL(repeats)},
    {"models", T_("Models"), NULL, COUNT(of.n_models)},
    {"sd", T_("sd"), T_("Of the BAC of one more trial on other test rows."), REAL(4, of.sd)},
    {"df", T_("df"), T_("Degrees of freedom of the trials' variance, all models together."),
     REAL(1, of.df), .change = positive},
    {"sd_rows", T_("sd, test rows"), T_("Due to the sample of test rows, of the same classes."),
     REAL(4, of.rows), .change = sqrt},
    {"sd_seed", T_("sd, seed"), T_("Due to the seed of the trial."),
     REAL(4, of.seeds), .change = sqrt},
    {"sd_both", T_("sd, both"), T_("Test rows that one seed gets right and another wrong."),
     REAL(4, both), .change = sqrt},
    {"share_rows", T_("Test rows, %"), T_("Their share of the variance of one trial."),
     REAL(1, of.share), .change = in_percent},
    {"share_low", T_("95% CI, from"), T_("Of the share."), REAL(1, of.share_low), .change = in_percent},
    {"share_high", T_("to"), T_("Of the share."), REAL(1, of.share_high), .change = in_percent},
    {"bartlett_p", T_("p, Bartlett"), T_("Of the hypothesis that all models have the same variance."), PROBABILITY(bartlett)},
};
static const lmev__table_layout pooled_layout = {
    "pooled", T_("Spread of one trial, all models together"), NULL, FIELDS(pooled_fields)};
#undef ROW
/* clang-format on */

static void pooled_table(lmev__draft *c)
{
    pooled_record record[LMEV_REPEATS_N];
    size_t n = 0;
    for (lmev_repeats k = 0; k < LMEV_REPEATS_N; k++) {
        const lmev_spread *x = &c->s->spread[k];
        if (x->n_models > 0)
            record[n++] =
                (pooled_record){repeats_label(c, k), *x,
                                k == LMEV_REPEATS_SAME_ROWS ? x->both : (double)NAN,
                                c->s->kept.pooled[k].bartlett};
    }
    lmev__table_put(c, &pooled_layout, record, n);
}

static void fill_sd_both(const lmev__spot *x)
{
    const lmev__study_model *m = x->record;
    if (m->repeats == LMEV_REPEATS_SAME_ROWS && m->n_predicted > 1)
        x->cell->value = sqrt(m->spread.both);
}

static void fill_repeats(const lmev__spot *x)
{
    const lmev__study_model *m = x->record;
    const lmev__label label = repeats_label(x->c, m->repeats);
    x->cell->text = label.text;
    x->cell->code = label.code;
}

/* clang-format off */
#define ROW lmev__study_model
static const lmev__field spread_fields[] = {
    {"model", T_("Model"), NULL, THIS_MODEL},
    {"n", T_("Trials"), NULL, COUNT(n)},
    {"n_predicted", T_("with predictions"), T_("Trials whose predictions for each test row are on disk."),
     COUNT(n_predicted)},
    {"bac_sd", T_("sd of trials"), T_("Standard deviation of the BAC over trials."), REAL(4, bac.sd)},
    {"sd_rows", T_("sd, test rows"), T_("Due to the sample of test rows, of the same classes."),
     REAL(4, spread.rows), .change = sqrt},
    {"sd_both", T_("sd, both"), T_("Test rows that one seed gets right and another wrong."),
     REAL_BY(4, fill_sd_both)},
    {"test_rows", T_("Test sets"), REPEATS_NOTE, TEXT(fill_repeats)},
};
static const lmev__table_layout spread_layout = {
    "spread", T_("Spread of the trials of each model"), NULL,
    FIELDS(spread_fields), .sources = lmev__sources_of_this};
#undef ROW
/* clang-format on */

void lmev__content_spread(lmev__draft *c)
{
    lmev__section_begin(c, "spread", T_("Where the spread comes from"));
    lmev__claim_spread(c);
    lmev__claim_pooled(c);
    pooled_table(c);
    lmev__table_put(c, &spread_layout, c->s->model, c->s->n_models);
}

/* ---- Power ---- */

static bool are_neighbours(const lmev__draft *c, const void *record)
{
    const lmev__pair *p = record;
    (void)c;
    return p->b == p->a + 1;
}

/* clang-format off */
#define ROW lmev__pair
static const lmev__field power_fields[] = {
    {"a", T_("Model"), NULL, MODEL(a)},
    {"b", T_("against"), NULL, MODEL(b)},
    {"difference", T_("Difference"), T_("Of the mean BACs."), REAL(4, of.test.difference)},
    {"smallest", T_("Smallest found"),
     T_("The difference that 80% of studies like this one would find, asked by itself."), REAL(4, smallest)},
    {"smallest_joint", T_("of all pairs"),
     T_("The same where all pairs are asked at once, as the verdict is."), REAL(4, smallest_joint)},
    {"trials_needed", T_("Trials needed"), T_("Of each model, on the present test rows, all pairs asked at once."),
     REAL(0, trials_for)},
    {"rows_factor", T_("Test rows needed"),
     T_("As a multiple of the present number, with the present trials, all pairs asked at once."), REAL(1, rows_for)},
};
static const lmev__table_layout power_table = {
    "power", T_("Neighbours in the ranking"), NULL,
    FIELDS(power_fields), .sources = sources_of_pair, .has_row = are_neighbours};
#undef ROW
#define ROW lmev__plan
static const lmev__field plan_fields[] = {
    {"trials_factor", T_("Trials"), T_("As a multiple of the present number."), REAL(0, trials)},
    {"rows_factor", T_("Test rows"), T_("As a multiple of the present number."), REAL(3, rows)},
    {"least_per_class", T_("Least per class"),
     T_("Test rows of each class, at least (test_per_class of a spec)."), COUNT(least), .zero_is_unknown = true},
    {"smallest", T_("Smallest found"),
     T_("The difference that 80% of studies like this one would find, asked by itself."), REAL(4, smallest)},
    {"smallest_joint", T_("of all pairs"),
     T_("The same where all pairs are asked at once, as the verdict is."), REAL(4, smallest_joint)},
};
static const lmev__table_layout plans_table = {
    "plans", T_("What a larger study would find"), T_("Between two models, on the average of all pairs."),
    FIELDS(plan_fields)};
#undef ROW
/* clang-format on */

void lmev__content_power(lmev__draft *c)
{
    const lmev__study *s = c->s;
    if (!s->options.power || s->n_pairs == 0) return;
    lmev__section_begin(c, "power", T_("What would settle a difference"));
    lmev__claim_power(c);
    if (s->n_plans > 0) lmev__table_put(c, &plans_table, s->plan, s->n_plans);
    lmev__sentence(
        c, LMEV__PLAIN, c->all,
        T_("Trials and test rows needed are those that find a difference of %1 BAC "
           "between neighbours in the ranking in 80% of studies."),
        as_margin(s->options.difference));
    lmev__table_put(c, &power_table, s->pair, s->n_pairs);
}

/* ---- Studies without differences ---- */

/* clang-format off */
static const struct {
    const char *code, *name;
    double aim;
} simulated_rows[LMEV__FALSE_KINDS] = {
    {"some_pair", T_("Studies with some pair of models shown to differ"), LMEV__ALPHA},
    {"pairs", T_("Pairs of models whose p alone is below 0.05"), LMEV__ALPHA},
    {"some_effect", T_("Studies with some effect or interaction shown"), NAN},
    {"effects", T_("Effects and interactions shown, these models"), LMEV__ALPHA},
    {"effects_in_general", T_("Effects and interactions shown, models in general"), LMEV__ALPHA},
    {"best", T_("Models, each as good as the best, not among those that may be the best"), LMEV__ALPHA},
    {"means", T_("Intervals of a mean without the true BAC"), LMEV__ALPHA},
};
/* clang-format on */

static size_t kind_of(const lmev__spot *x)
{
    return (size_t)((const lmev__false_share *)x->record - x->c->s->simulated);
}

static void fill_finding(const lmev__spot *x)
{
    x->cell->text = lmev__word(x->c->language, simulated_rows[kind_of(x)].name);
    x->cell->code = simulated_rows[kind_of(x)].code;
}

static void fill_aim(const lmev__spot *x)
{
    x->cell->value = simulated_rows[kind_of(x)].aim;
}

static bool was_simulated(const lmev__draft *c, const void *record)
{
    (void)c;
    return !isnan(((const lmev__false_share *)record)->share);
}

/* clang-format off */
#define ROW lmev__false_share
static const lmev__field simulated_fields[] = {
    {"what", T_("Found, and false"), NULL, TEXT(fill_finding)},
    {"share", T_("Share"), T_("Mean over the simulated studies."), REAL(4, share)},
    {"se", T_("Standard error"), T_("Of the share, by the number of simulated studies."), REAL(4, se)},
    {"aim", T_("Aimed at"), T_("Of studies with some pair, and of the best: at most."), REAL_BY(2, fill_aim)},
};
static const lmev__table_layout simulated_table = {
    "simulated", T_("False findings"), NULL, FIELDS(simulated_fields), .has_row = was_simulated};
#undef ROW
/* clang-format on */

void lmev__content_simulated(lmev__draft *c)
{
    const lmev__study *s = c->s;
    bool any = false;
    for (size_t k = 0; k < LMEV__FALSE_KINDS; k++) any |= !isnan(s->simulated[k].share);
    if (s->options.simulate == 0 || !any) return;
    lmev__section_begin(c, "simulated", T_("If all models were equal"));
    lmev__sentence(c, LMEV__PLAIN, c->all,
                   T_("%1 studies with the models, trials, test sets and spread of this "
                      "one, but with "
                      "models that are all equally good, were drawn by chance and judged "
                      "by the same "
                      "rules: whatever they find is false."),
                   as_count(s->options.simulate));
    lmev__table_put(c, &simulated_table, s->simulated, LMEV__FALSE_KINDS);
}
