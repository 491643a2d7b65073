/* content_compare.c - models and groups against each other: differences, where the
 * spread comes from, and what would settle what is open. */
#include <math.h>

#include "report/content.h"

static const char *method_name(lmev__draft *c, lmev__method m)
{
    const char *name = m == LMEV__ROWS    ? T_("rows")
                       : m == LMEV__WELCH ? T_("Welch")
                                          : T_("none");
    return lmev__word(c->language, name);
}

static const char *method_code(lmev__method m)
{
    return m == LMEV__ROWS ? "rows" : m == LMEV__WELCH ? "welch" : "none";
}

/* ---- Differences ---------------------------------------------------------------------------- */

static const lmev__column pair_columns[] = {
    {"a", T_("Model"), NULL, LMEV__TEXT, 0, false},
    {"b", T_("against"), NULL, LMEV__TEXT, 0, false},
    {"differs_in", T_("differs in"),
     T_("The one trait or setting in which the two differ; empty: several, or not known."),
     LMEV__TEXT, 0, false},
    {"difference", T_("Difference"), T_("Of the mean BACs."), LMEV__REAL, 4, false},
    {"low", T_("95% CI, from"), T_("Interval of the difference."), LMEV__REAL, 4, false},
    {"high", T_("to"), T_("Interval of the difference."), LMEV__REAL, 4, false},
    {"rows_low", T_("Other rows, from"),
     T_("95% bootstrap interval of the difference over other test rows, the trials being "
        "as they are."),
     LMEV__REAL, 4, false},
    {"rows_high", T_("to"),
     T_("95% bootstrap interval of the difference over other test rows, the trials being "
        "as they are."),
     LMEV__REAL, 4, false},
    {"t", T_("t"), NULL, LMEV__REAL, 2, false},
    {"df", T_("df"), T_("Degrees of freedom."), LMEV__REAL, 1, false},
    {"p", T_("p"), T_("Two-sided, as it is."), LMEV__P, 0, false},
    {"p_holm", T_("p, Holm"),
     T_("After Holm's correction for all tested pairs; bold: below 0.05."), LMEV__P, 0,
     false},
    {"mcnemar_p", T_("p, McNemar"),
     T_("Of the same test rows; of several trials twice the median p, at most 1."),
     LMEV__P, 0, false},
    {"only_a", T_("only the first"),
     T_("Test rows that only the first model got right, over all trials."), LMEV__COUNT,
     0, false},
    {"only_b", T_("only the second"),
     T_("Test rows that only the second model got right, over all trials."), LMEV__COUNT,
     0, false},
    {"method", T_("Test"),
     T_("rows: same test rows, paired; Welch: over trials; none: too few trials."),
     LMEV__TEXT, 0, false},
};

static void pair_row(lmev__draft *c, lmev__row *r, const lmev__pair *p)
{
    bool apart = p->p_holm < LMEV__ALPHA, mcnemar = !isnan(p->mcnemar);
    lmev__cell_model(r, p->a);
    lmev__cell_model(r, p->b);
    bool one = p->differs < LMEV__TRAITS;
    const char *word =
        p->setting < LMEV__SETTINGS ? lmev__setting_word(p->setting) : NULL;
    lmev__cell_shown(r, one ? lmev__trait_name(c, p->differs) : word,
                     one ? lmev__trait_code(p->differs) : word);
    lmev__cell_value(r, p->test.difference)->strong = apart;
    lmev__cell_value(r, p->test.low);
    lmev__cell_value(r, p->test.high);
    lmev__cell_value(r, p->boot_low);
    lmev__cell_value(r, p->boot_high);
    lmev__cell_value(r, p->test.t);
    lmev__cell_value(r, p->test.df);
    lmev__cell_value(r, p->test.p);
    lmev__cell_value(r, p->p_holm)->strong = apart;
    lmev__cell_value(r, p->mcnemar);
    lmev__cell_value(r, mcnemar ? (double)p->only_a : NAN);
    lmev__cell_value(r, mcnemar ? (double)p->only_b : NAN);
    lmev__cell_shown(r, method_name(c, p->method), method_code(p->method));
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
    lmev__claim_pairs(c);
    lmev__table *t = lmev__table_add(
        c, "pairs", T_("Pairs of models"),
        T_("The model with the higher mean BAC stands first. Bold: told apart after "
           "Holm's correction."),
        pair_columns, sizeof pair_columns / sizeof *pair_columns, s->n_pairs);
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

/* ---- Groups --------------------------------------------------------------------------------- */

static const lmev__column group_columns[] = {
    {"trait", T_("Trait"), NULL, LMEV__TEXT, 0, false},
    {"level", T_("Group"), NULL, LMEV__TEXT, 0, false},
    {"n", T_("Experiments"), NULL, LMEV__COUNT, 0, false},
    {"bac_mean", T_("BAC"), T_("Mean over all experiments of the group."), LMEV__REAL, 6,
     false},
    {"bac_sd", T_("sd"),
     T_("Standard deviation over experiments; models of a group differ too."), LMEV__REAL,
     6, false},
    {"bac_se", T_("se"), NULL, LMEV__REAL, 6, false},
    {"bac_low", T_("95% CI, from"),
     T_("Student's t interval of the mean, cut at 0 and 1."), LMEV__REAL, 6, false},
    {"bac_high", T_("to"), T_("Student's t interval of the mean, cut at 0 and 1."),
     LMEV__REAL, 6, false},
    {"training_seconds_mean", T_("Training, s"), T_("Seconds, mean over experiments."),
     LMEV__REAL, 1, false},
};

static const lmev__column contrast_columns[] = {
    {"trait", T_("Trait"), NULL, LMEV__TEXT, 0, false},
    {"a", T_("Group"), NULL, LMEV__TEXT, 0, false},
    {"b", T_("against"), NULL, LMEV__TEXT, 0, false},
    {"difference", T_("Difference"), T_("Of the mean BACs."), LMEV__REAL, 6, false},
    {"low", T_("95% CI, from"), T_("Interval of the difference."), LMEV__REAL, 6, false},
    {"high", T_("to"), T_("Interval of the difference."), LMEV__REAL, 6, false},
    {"t", T_("t"), NULL, LMEV__REAL, 2, false},
    {"df", T_("df"), T_("Degrees of freedom."), LMEV__REAL, 1, false},
    {"p", T_("p"), T_("Two-sided, as it is."), LMEV__P, 0, false},
    {"p_holm", T_("p, Holm"),
     T_("After Holm's correction for all pairs of groups; bold: below 0.05."), LMEV__P, 0,
     false},
};

static void level_cell(lmev__draft *c, lmev__row *r, lmev__trait t,
                       const lmev__level *level)
{
    lmev__cell_shown(r, lmev__level_name(c, t, level->name),
                     lmev__draft_whole(c, level->name));
}

static void groups_table(lmev__draft *c, size_t n_rows)
{
    lmev__table *table =
        lmev__table_add(c, "groups", T_("Groups"), NULL, group_columns,
                        sizeof group_columns / sizeof *group_columns, n_rows);
    size_t row = 0;
    for (lmev__trait t = 0; t < LMEV__TRAITS; t++) {
        const lmev__grouping *g = &c->s->grouping[t];
        for (size_t i = 0; i < g->n; i++) {
            const lmev__level *x = &g->level[i];
            lmev__row r = lmev__row_at(c, table, row++, (lmev__sources){x->n, x->which});
            lmev__cell_shown(&r, lmev__trait_name(c, t), lmev__trait_code(t));
            level_cell(c, &r, t, x);
            lmev__cell_value(&r, (double)x->n);
            lmev__cell_value(&r, x->bac.mean);
            lmev__cell_value(&r, x->bac.sd);
            lmev__cell_value(&r, x->bac.se);
            lmev__cell_value(&r, x->bac.low);
            lmev__cell_value(&r, x->bac.high);
            lmev__cell_value(&r, x->training.mean);
        }
    }
    lmev__table_end(table);
}

static void contrasts_table(lmev__draft *c)
{
    const lmev__study *s = c->s;
    lmev__table *table = lmev__table_add(
        c, "contrasts", T_("Groups against each other"),
        T_("Welch's test over all experiments of the two groups; where they share test "
           "rows, it is about these rows. Bold: told apart after Holm's correction."),
        contrast_columns, sizeof contrast_columns / sizeof *contrast_columns,
        s->n_contrasts);
    for (size_t i = 0; i < s->n_contrasts; i++) {
        const lmev__contrast *k = &s->contrast[i];
        const lmev__level *a = &s->grouping[k->trait].level[k->a];
        const lmev__level *b = &s->grouping[k->trait].level[k->b];
        bool apart = k->p_holm < LMEV__ALPHA;
        lmev__row r =
            lmev__row_at(c, table, i,
                         lmev__sources_of_two(c, (lmev__sources){a->n, a->which},
                                              (lmev__sources){b->n, b->which}));
        lmev__cell_shown(&r, lmev__trait_name(c, k->trait), lmev__trait_code(k->trait));
        level_cell(c, &r, k->trait, a);
        level_cell(c, &r, k->trait, b);
        lmev__cell_value(&r, k->test.difference)->strong = apart;
        lmev__cell_value(&r, k->test.low);
        lmev__cell_value(&r, k->test.high);
        lmev__cell_value(&r, k->test.t);
        lmev__cell_value(&r, k->test.df);
        lmev__cell_value(&r, k->test.p);
        lmev__cell_value(&r, k->p_holm)->strong = apart;
    }
    lmev__table_end(table);
}

void lmev__content_groups(lmev__draft *c)
{
    size_t n_rows = 0;
    for (lmev__trait t = 0; t < LMEV__TRAITS; t++) n_rows += c->s->grouping[t].n;
    if (n_rows == 0) return;
    lmev__section_begin(c, "groups", T_("Groups"));
    lmev__tell(
        c,
        T_("Groups are compared as they are: what else differs between their models is "
           "not taken out."));
    lmev__claim_contrasts(c, false);
    lmev__claim_contrasts(c, true);
    groups_table(c, n_rows);
    if (c->s->n_contrasts > 0) contrasts_table(c);
    lmev__section_figure(c, "bac-by-language");
}

/* ---- Spread --------------------------------------------------------------------------------- */

static const lmev__column spread_columns[] = {
    {"model", T_("Model"), NULL, LMEV__TEXT, 0, false},
    {"n", T_("Trials"), NULL, LMEV__COUNT, 0, false},
    {"n_predicted", T_("with predictions"),
     T_("Trials whose predictions for each test row are on disk."), LMEV__COUNT, 0,
     false},
    {"bac_sd", T_("sd of trials"), T_("Standard deviation of the BAC over trials."),
     LMEV__REAL, 4, false},
    {"sd_rows", T_("sd, test rows"),
     T_("What another sample of test rows of the same classes would make."), LMEV__REAL,
     4, false},
    {"sd_seed", T_("sd, seed"), T_("What another seed of the trial would make."),
     LMEV__REAL, 4, false},
    {"sd_both", T_("sd, both"), T_("Rows that change sides with the seed."), LMEV__REAL,
     4, false},
    {"share_rows", T_("Test rows, %"),
     T_("Share of the test rows in the variance of one trial."), LMEV__REAL, 1, false},
    {"test_rows", T_("Test sets"),
     T_("shared: all trials have the same test rows; own: each has others."), LMEV__TEXT,
     0, false},
};

static void spread_row(lmev__draft *c, lmev__row *r, size_t m)
{
    const lmev__model *x = &c->s->model[m];
    const lmev_components *v = &x->spread;
    double all = v->rows + v->trials + v->both;
    const char *test = x->spread_apart ? T_("own") : T_("shared");
    lmev__cell_model(r, m);
    lmev__cell_value(r, (double)x->n);
    lmev__cell_value(r, (double)x->n_predicted);
    lmev__cell_value(r, x->bac.sd);
    lmev__cell_value(r, sqrt(v->rows));
    lmev__cell_value(r, sqrt(v->trials));
    lmev__cell_value(r, x->spread_apart ? NAN : sqrt(v->both));
    lmev__cell_value(r, all > 0 ? 100 * v->rows / all : NAN);
    lmev__cell_shown(r, lmev__word(c->language, test),
                     x->spread_apart ? "own" : "shared");
}

void lmev__content_spread(lmev__draft *c)
{
    const lmev__study *s = c->s;
    size_t n_rows = 0;
    for (size_t m = 0; m < s->n_models; m++) n_rows += !isnan(s->model[m].spread.rows);
    if (n_rows == 0) return;
    lmev__section_begin(c, "spread", T_("Where the spread comes from"));
    lmev__claim_spread(c);
    lmev__table *t = lmev__table_add(
        c, "spread", T_("Spread of the BAC of one trial"), NULL, spread_columns,
        sizeof spread_columns / sizeof *spread_columns, n_rows);
    for (size_t m = 0, row = 0; m < s->n_models; m++) {
        if (isnan(s->model[m].spread.rows)) continue;
        lmev__row r = lmev__row_at(c, t, row++, lmev__sources_of_model(s, m));
        spread_row(c, &r, m);
    }
    lmev__table_end(t);
}

/* ---- Power ---------------------------------------------------------------------------------- */

static const lmev__column power_columns[] = {
    {"a", T_("Model"), NULL, LMEV__TEXT, 0, false},
    {"b", T_("against"), NULL, LMEV__TEXT, 0, false},
    {"difference", T_("Difference"), T_("Of the mean BACs."), LMEV__REAL, 4, false},
    {"smallest", T_("Smallest found"),
     T_("The difference that 80% of studies like this one would find at "
        "p\u00A0<\u00A00.05."),
     LMEV__REAL, 4, false},
    {"trials_needed", T_("Trials needed"), T_("Of each model, on test rows as now."),
     LMEV__REAL, 0, false},
    {"rows_factor", T_("Test rows needed"),
     T_("As many times as now, with the trials as now."), LMEV__REAL, 1, false},
};

void lmev__content_power(lmev__draft *c)
{
    const lmev__study *s = c->s;
    size_t n_rows = 0;
    for (size_t i = 0; i < s->n_pairs; i++) n_rows += s->pair[i].b == s->pair[i].a + 1;
    if (!s->options.power || n_rows == 0) return;
    lmev__section_begin(c, "power", T_("What would settle a difference"));
    lmev__sentence(
        c, LMEV__PLAIN, c->all,
        T_("What it takes to find a difference of %1 BAC between neighbours "
           "in the ranking in 80% of studies, at p\u00A0<\u00A00.05 and before any "
           "correction."),
        as_real(s->options.difference, 4));
    lmev__claim_power(c);
    lmev__table *t =
        lmev__table_add(c, "power", T_("Neighbours in the ranking"), NULL, power_columns,
                        sizeof power_columns / sizeof *power_columns, n_rows);
    for (size_t i = 0, row = 0; i < s->n_pairs; i++) {
        const lmev__pair *p = &s->pair[i];
        if (p->b != p->a + 1) continue;
        lmev__row r =
            lmev__row_at(c, t, row++,
                         lmev__sources_of_two(c, lmev__sources_of_model(s, p->a),
                                              lmev__sources_of_model(s, p->b)));
        lmev__cell_model(&r, p->a);
        lmev__cell_model(&r, p->b);
        lmev__cell_value(&r, p->test.difference);
        lmev__cell_value(&r, p->power.smallest);
        lmev__cell_value(&r, ceil(p->power.trials));
        lmev__cell_value(&r, p->power.rows);
    }
    lmev__table_end(t);
}
