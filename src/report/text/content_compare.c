/* content_compare.c - models against each other, what traits do, where the spread comes
 * from, and what would settle what is open. */
#include <math.h>

#include "report/text/content.h"

#define COUNT(array) (sizeof(array) / sizeof *(array))

/* What an estimate is about. */
static void scope_cell(lmev__draft *c, lmev__row *r, lmev_scope scope)
{
    static const char *const name[] = {T_("nothing"), T_("networks"), T_("these rows"),
                                       T_("models")},
                             *const code[] = {"nothing", "networks", "rows", "models"};
    lmev__cell_shown(r, lmev__word(c->language, name[scope]), code[scope]);
}

#define SCOPE_NOTE                                                                    \
    T_("models: other seeds and other test rows; these rows: other seeds; networks: " \
       "other test "                                                                  \
       "rows; nothing: too few trials.")

/* ---- Differences ---- */

static const lmev__column pair_columns[] = {
    {"a", T_("Model"), NULL, LMEV__COLUMN_TEXT, 0, false},
    {"b", T_("against"), NULL, LMEV__COLUMN_TEXT, 0, false},
    {"differs_in", T_("differs in"),
     T_("The one trait or setting in which the two differ; empty: several, or not "
        "known."),
     LMEV__COLUMN_TEXT, 0, false},
    {"difference", T_("Difference"), T_("Of the mean BACs."), LMEV__REAL, 4, false},
    {"joint_low", T_("95% of all, from"),
     T_("Intervals of which all hold at once in 95% of studies; bold: 0 is outside."),
     LMEV__REAL, 4, false},
    {"joint_high", T_("to"),
     T_("Intervals of which all hold at once in 95% of studies; bold: 0 is outside."),
     LMEV__REAL, 4, false},
    {"p_joint", T_("p of all"),
     T_("Corrected for the number of pairs; below 0.05 where the interval of all "
        "excludes 0."),
     LMEV__P, 0, false},
    {"single_low", T_("95% alone, from"), T_("Interval of this difference by itself."),
     LMEV__REAL, 4, false},
    {"single_high", T_("to"), T_("Interval of this difference by itself."), LMEV__REAL, 4,
     false},
    {"t", T_("t"), NULL, LMEV__REAL, 2, false},
    {"df", T_("df"), T_("Degrees of freedom."), LMEV__REAL, 1, false},
    {"p", T_("p"), T_("Two-sided, as it is."), LMEV__P, 0, false},
    {"about", T_("about"), SCOPE_NOTE, LMEV__COLUMN_TEXT, 0, false},
};

static void pair_row(lmev__draft *c, lmev__row *r, const lmev__pair *p)
{
    const bool differ = p->p_joint < LMEV__ALPHA;
    const lmev_test *t = &p->of.test;
    lmev__cell_model(r, p->a);
    lmev__cell_model(r, p->b);
    bool one = p->differs < LMEV__TRAITS;
    const char *word =
        p->setting < LMEV__SETTINGS ? lmev__setting_word(p->setting) : NULL;
    lmev__cell_shown(r, one ? lmev__trait_name(c, p->differs) : word,
                     one ? lmev__trait_code(p->differs) : word);
    lmev__cell_value(r, t->difference)->strong = differ;
    lmev__cell_value(r, p->joint_low)->strong = differ;
    lmev__cell_value(r, p->joint_high)->strong = differ;
    lmev__cell_value(r, p->p_joint)->strong = differ;
    lmev__cell_value(r, t->low);
    lmev__cell_value(r, t->high);
    lmev__cell_value(r, t->t);
    lmev__cell_value(r, t->df);
    lmev__cell_value(r, t->p);
    scope_cell(c, r, p->of.scope);
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
        lmev__tell(
            c,
            T_("All pairs are asked at once here, which takes larger differences than a "
               "question asked by itself: which model is best, what a trait does."));
    lmev__claim_pairs(c);
    lmev__table *t = lmev__table_add(c, "pairs", T_("Pairs of models"),
                                     T_("The model with the higher mean BAC stands "
                                        "first. Bold: shown to differ, with 95% "
                                        "confidence in all statements at once."),
                                     pair_columns, COUNT(pair_columns), s->n_pairs);
    for (size_t i = 0; i < s->n_pairs; i++) {
        const lmev__pair *p = &s->pair[i];
        lmev__row r =
            lmev__row_at(c, t, i,
                         lmev__sources_of_two(c, lmev__sources_of_model(s, p->a),
                                              lmev__sources_of_model(s, p->b)));
        pair_row(c, &r, p);
    }
    lmev__table_end(t);
    lmev__section_figure(c, "differences");
}

/* ---- Groups ---- */

static const lmev__column group_columns[] = {
    {"trait", T_("Trait"), NULL, LMEV__COLUMN_TEXT, 0, false},
    {"level", T_("Group"), NULL, LMEV__COLUMN_TEXT, 0, false},
    {"n", T_("Experiments"), NULL, LMEV__COUNT, 0, false},
    {"bac_mean", T_("BAC"),
     T_("Mean over all experiments of the group, whatever else differs between its "
        "models."),
     LMEV__REAL, 6, false},
    {"bac_sd", T_("sd"),
     T_("Standard deviation over experiments; models of a group differ too."), LMEV__REAL,
     6, false},
    {"training_seconds_mean", T_("Training, s"), T_("Seconds, mean over experiments."),
     LMEV__REAL, 1, false},
};

static void groups_table(lmev__draft *c, size_t n_rows)
{
    lmev__table *table = lmev__table_add(c, "groups", T_("Groups"), NULL, group_columns,
                                         COUNT(group_columns), n_rows);
    size_t row = 0;
    for (lmev__trait t = 0; t < LMEV__TRAITS; t++) {
        const lmev__grouping *g = &c->s->grouping[t];
        for (size_t i = 0; i < g->n; i++) {
            const lmev__level *x = &g->level[i];
            lmev__row r = lmev__row_at(c, table, row++, (lmev__sources){x->n, x->which});
            lmev__cell_shown(&r, lmev__trait_name(c, t), lmev__trait_code(t));
            lmev__cell_shown(&r, lmev__level_name(c, t, x->name),
                             lmev__draft_whole(c, x->name));
            lmev__cell_value(&r, (double)x->n);
            lmev__cell_value(&r, x->bac.mean);
            lmev__cell_value(&r, x->bac.sd);
            lmev__cell_value(&r, x->training.mean);
        }
    }
    lmev__table_end(table);
}

static const lmev__column effect_columns[] = {
    {"trait", T_("Trait"), NULL, LMEV__COLUMN_TEXT, 0, false},
    {"a", T_("Level"), NULL, LMEV__COLUMN_TEXT, 0, false},
    {"b", T_("instead of"), NULL, LMEV__COLUMN_TEXT, 0, false},
    {"with", T_("and"),
     T_("The second trait of an interaction: the effect at its first level less that at "
        "its "
        "second, halved."),
     LMEV__COLUMN_TEXT, 0, false},
    {"with_a", T_("Level"), NULL, LMEV__COLUMN_TEXT, 0, false},
    {"with_b", T_("less that at"), NULL, LMEV__COLUMN_TEXT, 0, false},
    {"contexts", T_("Matched"),
     T_("Pairs of models that are alike in all else (of an interaction: fours)."),
     LMEV__COUNT, 0, false},
    {"difference", T_("These models"), T_("Mean over the matched models."), LMEV__REAL, 4,
     false},
    {"low", T_("95% CI, from"), T_("Bold: 0 is outside."), LMEV__REAL, 4, false},
    {"high", T_("to"), T_("Bold: 0 is outside."), LMEV__REAL, 4, false},
    {"df", T_("df"), T_("Degrees of freedom."), LMEV__REAL, 1, false},
    {"p", T_("p"),
     T_("Two-sided; of several levels of one trait corrected for their pairs."), LMEV__P,
     0, false},
    {"within", T_("Equal within"),
     T_("The least margin on both sides of 0 that holds the whole interval."), LMEV__REAL,
     4, false},
    {"about", T_("about"), SCOPE_NOTE, LMEV__COLUMN_TEXT, 0, false},
    {"general", T_("Models in general"),
     T_("The matched pairs as a sample of models; without any the models of each level."),
     LMEV__REAL, 4, false},
    {"general_low", T_("95% CI, from"), T_("For models in general."), LMEV__REAL, 4,
     false},
    {"general_high", T_("to"), T_("For models in general."), LMEV__REAL, 4, false},
    {"general_p", T_("p"), T_("For models in general."), LMEV__P, 0, false},
    {"best_epoch", T_("Best epoch"),
     T_("These models, with the weights of the best epoch for all."), LMEV__REAL, 4,
     false},
    {"best_epoch_p", T_("p"),
     T_("These models, with the weights of the best epoch for all."), LMEV__P, 0, false},
    {"last_epoch", T_("Last epoch"),
     T_("These models, with the weights of the last epoch for all."), LMEV__REAL, 4,
     false},
    {"last_epoch_p", T_("p"),
     T_("These models, with the weights of the last epoch for all."), LMEV__P, 0, false},
};

static void level_cell(lmev__draft *c, lmev__row *r, lmev__trait t, const char *level)
{
    lmev__cell_shown(r, level ? lmev__level_name(c, t, level) : NULL,
                     level ? lmev__draft_whole(c, level) : NULL);
}

static void epoch_cells(lmev__row *r, const lmev__verdict *v, size_t i, size_t family)
{
    const lmev_test *t = v->mean ? &v->effect[i].test : NULL;
    lmev__cell_value(r, t ? t->difference : NAN);
    lmev__cell_value(r, t ? lmev_stat_joint_p(t->p, family) : NAN);
}

static void effect_row(lmev__draft *c, lmev__row *r, size_t i)
{
    const lmev__effect *e = &c->s->effect[i];
    const lmev_estimate *of = &c->s->kept.effect[i];
    const lmev_test *t = &of->test, *general = &c->s->kept.general[i];
    const bool shown = t->low > 0 || t->high < 0, setting = e->trait == LMEV__TRAITS;
    lmev__cell_shown(
        r, setting ? lmev__setting_word(e->setting) : lmev__trait_name(c, e->trait),
        setting ? lmev__setting_word(e->setting) : lmev__trait_code(e->trait));
    level_cell(c, r, e->trait, e->a);
    level_cell(c, r, e->trait, e->b);
    lmev__cell_shown(r, e->with < LMEV__TRAITS ? lmev__trait_name(c, e->with) : NULL,
                     e->with < LMEV__TRAITS ? lmev__trait_code(e->with) : NULL);
    level_cell(c, r, e->with, e->with_a);
    level_cell(c, r, e->with, e->with_b);
    lmev__cell_value(r, (double)e->n_contexts);
    lmev__cell_value(r, e->n_contexts > 0 ? t->difference : NAN)->strong = shown;
    lmev__cell_value(r, t->low)->strong = shown;
    lmev__cell_value(r, t->high)->strong = shown;
    lmev__cell_value(r, t->df);
    lmev__cell_value(r, lmev_stat_joint_p(t->p, e->family));
    lmev__cell_value(r, fmax(-t->low, t->high));
    scope_cell(c, r, of->scope);
    lmev__cell_value(r, general->difference);
    lmev__cell_value(r, general->low);
    lmev__cell_value(r, general->high);
    lmev__cell_value(r, general->p);
    epoch_cells(r, &c->s->by_best, i, e->family);
    epoch_cells(r, &c->s->by_last, i, e->family);
}

static void effects_table(lmev__draft *c)
{
    const lmev__study *s = c->s;
    lmev__table *table =
        lmev__table_add(c, "effects", T_("What traits, settings and devices do"),
                        T_("A level instead of another, all else equal. Each trait is a "
                           "question of its own: of "
                           "twenty without an effect one is bold by chance."),
                        effect_columns, COUNT(effect_columns), s->n_effects);
    for (size_t i = 0; i < s->n_effects; i++) {
        lmev__row r = lmev__row_at(c, table, i, c->all);
        effect_row(c, &r, i);
    }
    lmev__table_end(table);
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
        lmev__tell(
            c, T_("No two models are alike in all but one trait, so nothing is said of "
                  "what a trait does."));
    if (n_rows > 0) groups_table(c, n_rows);
    lmev__section_figure(c, "bac-by-language");
}

/* ---- Spread ---- */

static const char *repeats_name(lmev__draft *c, lmev_repeats k)
{
    static const char *const name[] = {T_("shared"), T_("own"), T_("by trial")};
    return lmev__word(c->language, name[k]);
}

static const char *repeats_code(lmev_repeats k)
{
    static const char *const code[] = {"shared", "own", "blocks"};
    return code[k];
}

static const lmev__column pooled_columns[] = {
    {"test_rows", T_("Test sets"),
     T_("shared: all trials have the same test rows; own: each has others; by trial: "
        "trial by "
        "trial those of the other models."),
     LMEV__COLUMN_TEXT, 0, false},
    {"models", T_("Models"), NULL, LMEV__COUNT, 0, false},
    {"sd", T_("sd"), T_("Of the BAC of one more trial on other test rows."), LMEV__REAL,
     4, false},
    {"df", T_("df"),
     T_("Degrees of freedom of the trials' variance, all models together."), LMEV__REAL,
     1, false},
    {"sd_rows", T_("sd, test rows"),
     T_("What another sample of test rows of the same classes would make."), LMEV__REAL,
     4, false},
    {"sd_seed", T_("sd, seed"), T_("What another seed of the trial would make."),
     LMEV__REAL, 4, false},
    {"sd_both", T_("sd, both"),
     T_("Test rows that one seed gets right and another wrong."), LMEV__REAL, 4, false},
    {"share_rows", T_("Test rows, %"), T_("Their share of the variance of one trial."),
     LMEV__REAL, 1, false},
    {"share_low", T_("95% CI, from"), T_("Of the share."), LMEV__REAL, 1, false},
    {"share_high", T_("to"), T_("Of the share."), LMEV__REAL, 1, false},
    {"bartlett_p", T_("p, Bartlett"), T_("Of all models having the same variance."),
     LMEV__P, 0, false},
};

static void pooled_table(lmev__draft *c)
{
    size_t n_rows = 0;
    for (lmev_repeats k = 0; k < LMEV_REPEATS_N; k++)
        n_rows += c->s->spread[k].n_models > 0;
    lmev__table *t =
        lmev__table_add(c, "pooled", T_("Spread of one trial, all models together"), NULL,
                        pooled_columns, COUNT(pooled_columns), n_rows);
    for (lmev_repeats k = 0, row = 0; k < LMEV_REPEATS_N; k++) {
        const lmev_spread *x = &c->s->spread[k];
        if (x->n_models == 0) continue;
        lmev__row r = lmev__row_at(c, t, row++, c->all);
        lmev__cell_shown(&r, repeats_name(c, k), repeats_code(k));
        lmev__cell_value(&r, (double)x->n_models);
        lmev__cell_value(&r, x->sd);
        lmev__cell_value(&r, x->df > 0 ? x->df : NAN);
        lmev__cell_value(&r, sqrt(x->rows));
        lmev__cell_value(&r, sqrt(x->seeds));
        lmev__cell_value(&r, k == LMEV_REPEATS_SAME_ROWS ? sqrt(x->both) : NAN);
        lmev__cell_value(&r, 100 * x->share);
        lmev__cell_value(&r, 100 * x->share_low);
        lmev__cell_value(&r, 100 * x->share_high);
        lmev__cell_value(&r, c->s->kept.pooled[k].bartlett);
    }
    lmev__table_end(t);
}

static const lmev__column spread_columns[] = {
    {"model", T_("Model"), NULL, LMEV__COLUMN_TEXT, 0, false},
    {"n", T_("Trials"), NULL, LMEV__COUNT, 0, false},
    {"n_predicted", T_("with predictions"),
     T_("Trials whose predictions for each test row are on disk."), LMEV__COUNT, 0,
     false},
    {"bac_sd", T_("sd of trials"), T_("Standard deviation of the BAC over trials."),
     LMEV__REAL, 4, false},
    {"sd_rows", T_("sd, test rows"),
     T_("What another sample of test rows of the same classes would make."), LMEV__REAL,
     4, false},
    {"sd_both", T_("sd, both"),
     T_("Test rows that one seed gets right and another wrong."), LMEV__REAL, 4, false},
    {"test_rows", T_("Test sets"),
     T_("shared: all trials have the same test rows; own: each has others; by trial: "
        "trial by "
        "trial those of the other models."),
     LMEV__COLUMN_TEXT, 0, false},
};

void lmev__content_spread(lmev__draft *c)
{
    const lmev__study *s = c->s;
    lmev__section_begin(c, "spread", T_("Where the spread comes from"));
    lmev__claim_spread(c);
    lmev__claim_pooled(c);
    pooled_table(c);
    lmev__table *t =
        lmev__table_add(c, "spread", T_("Spread of the trials of each model"), NULL,
                        spread_columns, COUNT(spread_columns), s->n_models);
    for (size_t m = 0; m < s->n_models; m++) {
        const lmev__study_model *x = &s->model[m];
        const bool same = x->repeats == LMEV_REPEATS_SAME_ROWS;
        lmev__row r = lmev__row_at(c, t, m, lmev__sources_of_model(s, m));
        lmev__cell_model(&r, m);
        lmev__cell_value(&r, (double)x->n);
        lmev__cell_value(&r, (double)x->n_predicted);
        lmev__cell_value(&r, x->bac.sd);
        lmev__cell_value(&r, sqrt(x->spread.rows));
        lmev__cell_value(&r, same && x->n_predicted > 1 ? sqrt(x->spread.both) : NAN);
        lmev__cell_shown(&r, repeats_name(c, x->repeats), repeats_code(x->repeats));
    }
    lmev__table_end(t);
}

/* ---- Power ---- */

static const lmev__column power_columns[] = {
    {"a", T_("Model"), NULL, LMEV__COLUMN_TEXT, 0, false},
    {"b", T_("against"), NULL, LMEV__COLUMN_TEXT, 0, false},
    {"difference", T_("Difference"), T_("Of the mean BACs."), LMEV__REAL, 4, false},
    {"smallest", T_("Smallest found"),
     T_("The difference that 80% of studies like this one would find, asked by itself."),
     LMEV__REAL, 4, false},
    {"smallest_joint", T_("of all pairs"),
     T_("The same where all pairs are asked at once, as the verdict is."), LMEV__REAL, 4,
     false},
    {"trials_needed", T_("Trials needed"),
     T_("Of each model, on test rows as now, all pairs asked at once."), LMEV__REAL, 0,
     false},
    {"rows_factor", T_("Test rows needed"),
     T_("As many times as now, with the trials as now, all pairs asked at once."),
     LMEV__REAL, 1, false},
};

static const lmev__column plan_columns[] = {
    {"trials_factor", T_("Trials"), T_("As many times as now."), LMEV__REAL, 0, false},
    {"rows_factor", T_("Test rows"), T_("As many times as now."), LMEV__REAL, 3, false},
    {"least_per_class", T_("Least per class"),
     T_("Test rows of each class, at least (test_per_class of a spec)."), LMEV__COUNT, 0,
     false},
    {"smallest", T_("Smallest found"),
     T_("The difference that 80% of studies like this one would find, asked by itself."),
     LMEV__REAL, 4, false},
    {"smallest_joint", T_("of all pairs"),
     T_("The same where all pairs are asked at once, as the verdict is."), LMEV__REAL, 4,
     false},
};

static void plans_table(lmev__draft *c)
{
    const lmev__study *s = c->s;
    lmev__table *t =
        lmev__table_add(c, "plans", T_("What a larger study would find"),
                        T_("Between two models, on the average of all pairs."),
                        plan_columns, COUNT(plan_columns), s->n_plans);
    for (size_t k = 0; k < s->n_plans; k++) {
        const lmev__plan *p = &s->plan[k];
        lmev__row r = lmev__row_at(c, t, k, c->all);
        lmev__cell_value(&r, p->trials);
        lmev__cell_value(&r, p->rows);
        lmev__cell_value(&r, p->least ? (double)p->least : NAN);
        lmev__cell_value(&r, p->smallest);
        lmev__cell_value(&r, p->smallest_joint);
    }
    lmev__table_end(t);
}

void lmev__content_power(lmev__draft *c)
{
    const lmev__study *s = c->s;
    size_t n_rows = 0;
    for (size_t i = 0; i < s->n_pairs; i++) n_rows += s->pair[i].b == s->pair[i].a + 1;
    if (!s->options.power || n_rows == 0) return;
    lmev__section_begin(c, "power", T_("What would settle a difference"));
    lmev__claim_power(c);
    if (s->n_plans > 0) plans_table(c);
    lmev__sentence(
        c, LMEV__PLAIN, c->all,
        T_("Trials and test rows needed are those that find a difference of %1 BAC "
           "between neighbours in the ranking in 80% of studies."),
        as_margin(s->options.difference));
    lmev__table *t = lmev__table_add(c, "power", T_("Neighbours in the ranking"), NULL,
                                     power_columns, COUNT(power_columns), n_rows);
    for (size_t i = 0, row = 0; i < s->n_pairs; i++) {
        const lmev__pair *p = &s->pair[i];
        if (p->b != p->a + 1) continue;
        lmev__row r =
            lmev__row_at(c, t, row++,
                         lmev__sources_of_two(c, lmev__sources_of_model(s, p->a),
                                              lmev__sources_of_model(s, p->b)));
        lmev__cell_model(&r, p->a);
        lmev__cell_model(&r, p->b);
        lmev__cell_value(&r, p->of.test.difference);
        lmev__cell_value(&r, p->smallest);
        lmev__cell_value(&r, p->smallest_joint);
        lmev__cell_value(&r, p->trials_for);
        lmev__cell_value(&r, p->rows_for);
    }
    lmev__table_end(t);
}

/* ---- Studies without differences ---- */

static const lmev__column simulated_columns[] = {
    {"what", T_("Found, and false"), NULL, LMEV__COLUMN_TEXT, 0, false},
    {"share", T_("Share"), T_("Mean over the simulated studies."), LMEV__REAL, 4, false},
    {"se", T_("Standard error"), T_("Of the share, by the number of simulated studies."),
     LMEV__REAL, 4, false},
    {"aim", T_("Aimed at"), T_("Of studies with some pair, and of the best: at most."),
     LMEV__REAL, 2, false},
};

static const struct {
    const char *code, *name;
    double aim;
} simulated_rows[LMEV__FALSE_KINDS] = {
    {"some_pair", T_("Studies with some pair of models shown to differ"), LMEV__ALPHA},
    {"pairs", T_("Pairs of models whose p alone is below 0.05"), LMEV__ALPHA},
    {"some_effect", T_("Studies with some effect or interaction shown"), NAN},
    {"effects", T_("Effects and interactions shown, these models"), LMEV__ALPHA},
    {"effects_in_general", T_("Effects and interactions shown, models in general"),
     LMEV__ALPHA},
    {"best", T_("Models, each as good as the best, not among those that may be the best"),
     LMEV__ALPHA},
    {"means", T_("Intervals of a mean without the true BAC"), LMEV__ALPHA},
};

void lmev__content_simulated(lmev__draft *c)
{
    const lmev__study *s = c->s;
    size_t n_rows = 0, row = 0;
    for (size_t k = 0; k < LMEV__FALSE_KINDS; k++)
        n_rows += !isnan(s->simulated[k].share);
    if (s->options.simulate == 0 || n_rows == 0) return;
    lmev__section_begin(c, "simulated", T_("If all models were equal"));
    lmev__sentence(c, LMEV__PLAIN, c->all,
                   T_("%1 studies with the models, trials, test sets and spread of this "
                      "one, but with "
                      "models that are all equally good, were drawn by chance and judged "
                      "by the same "
                      "rules: whatever they find is false."),
                   as_count(s->options.simulate));
    lmev__table *t = lmev__table_add(c, "simulated", T_("False findings"), NULL,
                                     simulated_columns, COUNT(simulated_columns), n_rows);
    for (size_t k = 0; k < LMEV__FALSE_KINDS; k++) {
        const lmev__false_share *x = &s->simulated[k];
        if (isnan(x->share)) continue;
        lmev__row r = lmev__row_at(c, t, row++, c->all);
        lmev__cell_shown(&r, lmev__word(c->language, simulated_rows[k].name),
                         simulated_rows[k].code);
        lmev__cell_value(&r, x->share);
        lmev__cell_value(&r, x->se);
        lmev__cell_value(&r, simulated_rows[k].aim);
    }
    lmev__table_end(t);
}
