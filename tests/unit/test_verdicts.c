/* test_verdicts.c - what a study says of its models: on which rows they were, which may
 * be the best, what other weights and validation rows say, and what would find more.
 *
 * That the contrasts themselves are right, test_contrast.c and test_study2020.c say; here
 * that the right trials go into them. Effects: test_effects.c. */
#include "study_help.h"

#include "base/format/json.h"

/* ---- The 2020 study, against statsmodels ---- */

/* Both have all digits of the file. */
#define FILE_DIGITS 1e-9

static double real_of(const lmev__json *j, const char *key)
{
    return lmev__json_real(lmev__json_get(j, key));
}

static void assert_effect(const lmev__json *j, const lmev_test *t)
{
    assert_non_null(j);
    assert_near(t->difference, real_of(j, "estimate"), FILE_DIGITS);
    assert_near(t->low, real_of(j, "low"), FILE_DIGITS);
    assert_near(t->high, real_of(j, "high"), FILE_DIGITS);
    assert_near(t->p, real_of(j, "p"), FILE_DIGITS);
}

static const struct {
    const char *name, *a, *with_a;
    lmev__trait trait, with;
} found[] = {
    {"language", "es", NULL, LMEV__BY_LANGUAGE, LMEV__TRAITS},
    {"dimension", "128", NULL, LMEV__BY_DIM, LMEV__TRAITS},
    {"normalization", "1", NULL, LMEV__BY_NORMALIZATION, LMEV__TRAITS},
    {"language x dimension", "es", "128", LMEV__BY_LANGUAGE, LMEV__BY_DIM},
    {"language x normalization", "es", "1", LMEV__BY_LANGUAGE, LMEV__BY_NORMALIZATION},
    {"dimension x normalization", "128", "1", LMEV__BY_DIM, LMEV__BY_NORMALIZATION},
};

static void check_verdict(const lmev__study *s, const lmev__verdict *v,
                          const lmev__json *j)
{
    const lmev__json *models = lmev__json_get(j, "models");
    assert_non_null(v->mean);
    for (size_t i = 0; i < sizeof found / sizeof *found; i++) {
        size_t at = 0;
        const lmev__effect *e =
            effect_of(s, &at, found[i].trait, found[i].with, LMEV__SETTINGS, found[i].a);
        if (found[i].with_a) assert_string_equal(e->with_a, found[i].with_a);
        assert_int_equal(e->n_models, 8);
        assert_int_equal(e->n_contexts, found[i].with_a ? 2 : 4);
        assert_effect(lmev__json_get(lmev__json_get(j, "effects"), found[i].name),
                      &v->effect[at].test);
        if (!found[i].with_a)
            assert_effect(
                lmev__json_get(lmev__json_get(j, "matched_models"), found[i].name),
                &v->general[at]);
    }
    assert_int_equal(lmev__json_size(models), 8);
    for (size_t i = 0; i < 8; i++) {
        const lmev__json *m = lmev__json_at(models, i);
        const size_t k =
            (size_t)(model_named(s, lmev__json_string(lmev__json_get(m, "model"), NULL)) -
                     s->model);
        assert_near(v->mean[k], real_of(m, "mean"), FILE_DIGITS);
        assert_near(v->model[k].test.low, real_of(m, "low"), FILE_DIGITS);
        assert_near(v->model[k].test.high, real_of(m, "high"), FILE_DIGITS);
        assert_int_equal(v->standing[k].among_best,
                         lmev__json_bool(lmev__json_get(m, "among_best")));
    }
    assert_near(v->pooled[LMEV_REPEATS_OTHER_ROWS].bartlett, real_of(j, "bartlett"),
                FILE_DIGITS);
}

static void the_2020_study_is_judged_as_by_statsmodels(void **state)
{
    (void)state;
    lmev_experiments *all = seed_experiments();
    const lmev_report_options options = {.power = true};
    char *path = source_file("tests/golden/study2020.json");
    lmev__json *j = NULL;
    lmev__study *s = NULL;
    size_t at = 0;
    assert_ok(lmev__json_read(&j, path, err));
    assert_ok(lmev__study_new(&s, all, &options, NULL, err));
    assert_sound(s);
    check_verdict(s, &s->kept, lmev__json_get(j, "kept"));
    check_verdict(s, &s->by_best, lmev__json_get(j, "best"));
    check_verdict(s, &s->by_last, lmev__json_get(j, "last"));

    /* The digits that documents quote. */
    const double digits[][3] = {{.0243, .0205, .0282},
                                {.0050, .0011, .0088},
                                {.0159, .0120, .0198},
                                {-.0049, -.0088, -.0010}};
    for (size_t i = 0; i < 4; i++) {
        effect_of(s, &at, found[i].trait, found[i].with, LMEV__SETTINGS, found[i].a);
        const lmev_test *t = &s->kept.effect[at].test;
        assert_near(t->difference, digits[i][0], 5e-5);
        assert_near(t->low, digits[i][1], 5e-5);
        assert_near(t->high, digits[i][2], 5e-5);
    }
    size_t among_best = 0;
    for (size_t k = 0; k < 8; k++) among_best += s->model[k].standing.among_best;
    assert_int_equal(among_best, 2);
    assert_true(s->model[0].standing.among_best && s->model[1].standing.among_best);
    assert_string_equal(s->model[s->kept.best].name, "nnlm-es-dim50-with-normalization");
    assert_string_equal(s->model[s->by_last.best].name,
                        "nnlm-es-dim128-with-normalization");

    assert_int_equal(count_effects(s, LMEV__BY_DEVICE, LMEV__SETTINGS), 1);
    for (at = 0; s->effect[at].trait != LMEV__BY_DEVICE;) at++;
    assert_int_equal(s->effect[at].n_contexts, 8);
    assert_true(s->kept.effect[at].test.low > -.005 &&
                s->kept.effect[at].test.high < .005);
    assert_true(isnan(s->kept.general[at].difference)); /* all models ran on both */

    assert_int_equal(lmev__pair_of(s, 0, 1)->differs, LMEV__BY_DIM);
    for (size_t k = 0; k < 8; k++) {
        assert_int_equal(s->model[k].repeats, LMEV_REPEATS_OTHER_ROWS);
        assert_int_equal(s->model[k].scope, LMEV_SCOPE_MODELS);
    }
    assert_true(s->chosen == LMEV__NONE && s->saved == LMEV__NONE); /* not recorded */
    assert_true(s->n_plans >= 2 && s->plan[1].smallest < s->plan[0].smallest);
    lmev__study_free(s);
    lmev__json_free(j);
    lmev__free(path);
    lmev_experiments_free(all);
}

/* ---- Test sets and kinds of repeats ---- */

static void three_models(lab *l)
{
    static const char *const name[3] = {"good", "fair", "poor"};
    static const double chance[3] = {0.8, 0.78, 0.5};
    for (uint32_t k = 0; k < 3; k++)
        for (uint32_t t = 0; t < 4; t++)
            predict(put(l, name[k], t, 0), 7, chance[k], 10 * k + t, NULL);
}

static void trials_on_one_test_set(void **state)
{
    (void)state;
    lab l = {0};
    three_models(&l);
    lmev__study *s = study(&l);
    assert_sound(s);
    assert_int_equal(s->n_test_sets, 1);
    assert_int_equal(s->test_rows[0], ROWS);
    for (size_t k = 0; k < 3; k++) {
        assert_int_equal(s->model[k].repeats, LMEV_REPEATS_SAME_ROWS);
        assert_int_equal(s->model[k].scope, LMEV_SCOPE_MODELS);
        assert_true(s->model[k].spread.rows > 0);
    }
    assert_string_equal(s->model[2].name, "poor");
    assert_false(s->model[2].standing.among_best);
    assert_true(s->model[2].standing.behind > 0.1);
    assert_int_equal(s->n_pairs, 3);
    for (size_t i = 0; i < 3; i++) {
        const lmev__pair *p = &s->pair[i];
        assert_near(p->of.test.difference,
                    s->model[p->a].bac.mean - s->model[p->b].bac.mean, SAME);
        assert_true(p->of.parts.rows > 0);
        assert_true(p->smallest > 0 && p->smallest_joint > p->smallest);
        assert_int_equal(isnan(p->trials_for), p->b != p->a + 1);
    }
    assert_true(lmev__pair_of(s, 0, 2)->p_joint < 0.001);
    assert_true(s->spread[LMEV_REPEATS_SAME_ROWS].n_models == 3 &&
                s->spread[LMEV_REPEATS_OTHER_ROWS].n_models == 0);
    lmev__study_free(s);
    free_lab(&l);
}

static lmev_repeats repeats_of(const lmev__study *s, const char *name)
{
    return model_named(s, name)->repeats;
}

static void test_sets_of_each_kind(void **state)
{
    (void)state;
    lab l = {0};
    for (uint32_t t = 0; t < 3; t++) {
        predict(put(&l, "a", t, 0), 10 + t, 0.8, t, NULL); /* blocks */
        predict(put(&l, "b", t, 0), 10 + t, 0.7, 50 + t, NULL);
    }
    lmev__study *s = study(&l);
    assert_sound(s);
    assert_int_equal(s->n_test_sets, 3);
    assert_true(repeats_of(s, "a") == LMEV_REPEATS_BLOCKS &&
                repeats_of(s, "b") == LMEV_REPEATS_BLOCKS);
    lmev__study_free(s);

    predict(put(&l, "b", 3, 0), 20, 0.7, 60, NULL); /* a set that a has not: no blocks */
    predict(put(&l, "on1", 0, 0), 1, 0.6, 1, NULL);
    predict(put(&l, "on1", 1, 0), 1, 0.6, 2, NULL);
    predict(put(&l, "once", 0, 0), 1, 0.5, 3, NULL);
    put(&l, "none", 0, 0.30); /* rows of which nothing is known are its own */
    put(&l, "none", 1, 0.31);
    s = study(&l);
    assert_sound(s);
    assert_int_equal(s->n_test_sets, 5);
    assert_true(repeats_of(s, "a") == LMEV_REPEATS_OTHER_ROWS &&
                repeats_of(s, "b") == LMEV_REPEATS_OTHER_ROWS);
    assert_true(repeats_of(s, "on1") == LMEV_REPEATS_SAME_ROWS &&
                repeats_of(s, "once") == LMEV_REPEATS_SAME_ROWS);
    assert_true(repeats_of(s, "none") == LMEV_REPEATS_OTHER_ROWS);
    lmev__study_free(s);
    free_lab(&l);

    for (uint32_t t = 0; t < 3; t++) { /* nobody's predictions, but recorded divisions */
        char text[8];
        snprintf(text, sizeof text, "%u", t);
        set(&put(&l, "a", t, 0.5 + 0.01 * t)->split_hash, text);
        set(&put(&l, "b", t, 0.4 + 0.01 * t)->split_hash, text);
    }
    s = study(&l);
    assert_sound(s);
    assert_int_equal(s->n_test_sets, 0);
    assert_true(repeats_of(s, "a") == LMEV_REPEATS_BLOCKS &&
                repeats_of(s, "b") == LMEV_REPEATS_BLOCKS);
    lmev__study_free(s);
    for (size_t i = 0; i < l.e.n; i++) set(&l.e.at[i].split_hash, "one");
    s = study(&l);
    assert_sound(s);
    assert_true(repeats_of(s, "a") == LMEV_REPEATS_SAME_ROWS &&
                s->model[0].scope == LMEV_SCOPE_ROWS);
    lmev__study_free(s);
    for (size_t i = 0; i < l.e.n; i += 2)
        set(&l.e.at[i].test_file, "other.csv"); /* a's */
    s = study(&l);
    assert_sound(s);
    assert_true(repeats_of(s, "a") == LMEV_REPEATS_SAME_ROWS &&
                repeats_of(s, "b") == LMEV_REPEATS_SAME_ROWS);
    lmev__study_free(s);
    free_lab(&l);
}

/* A trial that lost its predictions is where its division was, and if that is not known
 * where the other trials of its model were. */
static void trials_that_lost_their_predictions(void **state)
{
    (void)state;
    lab l = {0};
    for (uint32_t t = 0; t < 3; t++) {
        predict(put(&l, "three", t, 0), 1, 0.8, t, NULL);
        set(&put(&l, "split", t, 0.4 + 0.01 * t)->split_hash, "5a17");
        put(&l, "one", t, 0.3 + 0.01 * t);
    }
    put(&l, "three", 3, l.e.at[0].bac);
    lmev_experiment *x = put(&l, "split", 3, 0);
    set(&x->split_hash, "5a17");
    predict(x, 1, 0.5, 7, NULL);
    predict(put(&l, "one", 3, 0), 1, 0.4, 8, NULL);
    lmev__study *s = study(&l);
    assert_sound(s);
    assert_true(repeats_of(s, "three") == LMEV_REPEATS_SAME_ROWS);
    assert_true(repeats_of(s, "split") == LMEV_REPEATS_SAME_ROWS);
    assert_true(repeats_of(s, "one") ==
                LMEV_REPEATS_OTHER_ROWS); /* one trial says nothing of others */
    assert_int_equal(model_named(s, "split")->scope, LMEV_SCOPE_MODELS);
    assert_int_equal(model_named(s, "split")->n_predicted, 1);
    lmev__study_free(s);

    for (size_t i = 0; i < 3; i++) set(&l.e.at[3 * i].split_hash, "b0a7");
    set(&l.e.at[9].split_hash,
        "0ddb"); /* known to be another: it is not with the other three */
    s = study(&l);
    assert_sound(s);
    const lmev__study_model *three = model_named(s, "three");
    assert_int_equal(three->n, 4);
    assert_int_equal(three->repeats,
                     LMEV_REPEATS_SAME_ROWS); /* three of them repeat one another */
    lmev_design *d = NULL;
    const size_t model[4] = {0}, set_of[4] = {0, 0, 0, LMEV_OWN_ROWS};
    double bac[4];
    for (size_t t = 0; t < 4; t++) bac[t] = l.e.at[three->which[t]].bac;
    const lmev_trials trials = {4, 1, bac, model, set_of, 1, NULL, NULL};
    assert_ok(lmev_design_new(&d, &trials, err));
    assert_near(lmev_design_pooled(d, LMEV_REPEATS_SAME_ROWS).df, 2,
                0); /* within the three */
    assert_near(s->kept.pooled[LMEV_REPEATS_SAME_ROWS].df, 2 + 3, 0); /* and "split" */
    lmev_design_free(d);
    lmev__study_free(s);
    free_lab(&l);
}

static void one_trial_each(void **state)
{
    (void)state;
    lab l = {0};
    put(&l, "alone", 0, 0.5);
    lmev__study *s = study(&l);
    assert_sound(s);
    assert_true(s->n_models == 1 && s->n_pairs == 0 && s->n_effects == 0 &&
                s->n_plans == 0);
    assert_true(isnan(s->model[0].low) && s->model[0].scope == LMEV_SCOPE_NOTHING);
    assert_true(s->model[0].standing.among_best && s->model[0].standing.last == 1);
    assert_null(lmev__pair_of(s, 0, 0));
    assert_null(lmev__pair_of(s, 0, 1));
    assert_int_equal(s->n_timings, 1);
    lmev__study_free(s);

    put(&l, "other", 0, 0.4); /* nothing to judge with */
    s = study(&l);
    assert_sound(s);
    assert_true(isnan(s->pair[0].p_joint) && isnan(s->pair[0].joint_low));
    assert_near(s->pair[0].of.test.difference, 0.1, SAME);
    assert_true(isnan(s->model[1].standing.behind) && s->n_plans == 0);
    lmev__study_free(s);
    free_lab(&l);

    predict(put(&l, "a", 0, 0), 1, 0.9, 1, NULL); /* these networks, on other rows */
    predict(put(&l, "b", 0, 0), 1, 0.4, 2, NULL);
    s = study(&l);
    assert_sound(s);
    assert_int_equal(s->pair[0].of.scope, LMEV_SCOPE_NETWORKS);
    assert_true(s->pair[0].p_joint < 0.001);
    assert_true(isnan(s->model[0].next_low)); /* of another seed it says nothing */
    lmev__study_free(s);
    free_lab(&l);
}

static void equal_models_are_not_shown_to_differ(void **state)
{
    (void)state;
    lab l = {0};
    for (int t = 0; t < 3; t++) {
        put(&l, "b", t, 0.5);
        put(&l, "a", t, 0.5);
    }
    lmev__study *s = study(&l);
    assert_sound(s);
    assert_string_equal(s->model[0].name, "a"); /* by name */
    assert_near(s->pair[0].p_joint, 1, 0);
    assert_true(s->model[0].standing.among_best && s->model[1].standing.among_best);
    lmev__study_free(s);

    for (int t = 0; t < 3; t++)
        put(&l, "c", t, 0.4); /* nothing varies: that is no proof */
    s = study(&l);
    assert_sound(s);
    assert_int_equal(lmev__pair_of(s, 0, 2)->of.scope, LMEV_SCOPE_NOTHING);
    assert_true(isnan(lmev__pair_of(s, 0, 2)->p_joint));
    lmev__study_free(s);
    free_lab(&l);
}

static void many_models_are_compared_with_the_best(void **state)
{
    (void)state;
    lab l = {0};
    char name[16];
    for (int k = 0; k < 70; k++)
        for (int t = 0; t < 2; t++) {
            snprintf(name, sizeof name, "m%02d", k);
            put(&l, name, t, 0.5 + 0.001 * k + 0.0001 * t)->dim = 10 + (uint32_t)k;
        }
    lmev__study *s = study(&l);
    assert_sound(s);
    assert_true(s->n_models == 70 && s->n_pairs == 69);
    assert_string_equal(s->model[0].name, "m69");
    assert_null(lmev__pair_of(s, 1, 2));
    const lmev__pair *last = lmev__pair_of(s, 0, 69);
    assert_int_equal(last->b, 69);
    /* The best was chosen by the data: the family is all pairs. */
    assert_near(last->p_joint, lmev_stat_joint_p(last->of.test.p, 70 * 69 / 2), 0);
    assert_false(s->model[69].standing.among_best);
    assert_int_equal(s->grouping[LMEV__BY_DIM].n, 70);
    assert_int_equal(count_effects(s, LMEV__BY_DIM, LMEV__SETTINGS), LMEV__EFFECTS_MAX);
    lmev__study_free(s);
    free_lab(&l);
}

/* ---- Weights, validation, plans ---- */

static void other_weights_may_have_another_winner(void **state)
{
    (void)state;
    lab l = {0};
    for (int t = 0; t < 3; t++)
        for (int k = 0; k < 2; k++) {
            lmev_experiment *x = put(&l, k ? "b" : "a", t, 0.5 + 0.01 * k + 0.001 * t);
            x->bac_best = x->bac;
            x->bac_last = k ? 0.45 + 0.001 * t : 0.5 + 0.001 * t;
        }
    lmev__study *s = study(&l);
    assert_sound(s);
    assert_null(s->by_best.mean); /* those kept */
    assert_non_null(s->by_last.mean);
    assert_string_equal(s->model[s->kept.best].name, "b");
    assert_string_equal(s->model[s->by_last.best].name, "a");
    assert_near(s->by_last.pair[0].test.difference, -0.05,
                SAME); /* pair as kept: b - a */
    lmev__study_free(s);
    l.e.at[0].bac_last = (double)NAN; /* not recorded by all */
    s = study(&l);
    assert_null(s->by_last.mean);
    lmev__study_free(s);
    free_lab(&l);
}

static void validation_rows_choose(void **state)
{
    (void)state;
    lab l = {0};
    for (uint32_t t = 0; t < 3; t++)
        for (uint32_t k = 0; k < 2; k++) {
            lmev_experiment *x = put(&l, k ? "b" : "a", t, 0);
            predict(x, 1, k ? 0.7 : 0.8, 10 * k + t, NULL);
            x->bac_val = k ? 0.9 : 0.6;
            x->restores_best = 1;
            if (k == 1 && t > 0) set(&x->classifier, "saved/b");
            if (k == 1) {
                x->bac_best = x->bac_last = x->bac;
                add_curve(x, 3);
                x->val_loss[1] = t == 1 ? 0.5 : 0.7;
                x->val_loss[2] = t == 1 ? 0.9 : 0.8;
            }
        }
    lmev__study *s = study(&l);
    assert_sound(s);
    assert_string_equal(s->model[s->chosen].name,
                        "b"); /* though a is better on test rows */
    assert_string_equal(s->model[0].name, "a");
    const lmev_experiment *x = &l.e.at[s->saved];
    assert_true(x->trial == 1 && strcmp(x->model, "b") == 0);
    assert_true(s->saved_low < x->bac && x->bac < s->saved_high);
    lmev__study_free(s);

    for (size_t i = 0; i < l.e.n; i++)
        l.e.at[i].restores_best = 0; /* the last epoch's then */
    s = study(&l);
    assert_int_equal(l.e.at[s->saved].trial, 2);
    lmev__study_free(s);
    for (uint32_t e = 0; e < 3; e++) l.e.at[5].val_loss[e] = (double)NAN;
    s = study(&l);
    assert_int_equal(l.e.at[s->saved].trial,
                     1); /* a loss that is known before one that is not */
    lmev__study_free(s);
    l.e.at[0].bac_val = (double)NAN;
    s = study(&l);
    assert_true(s->chosen == LMEV__NONE && s->saved == LMEV__NONE && isnan(s->saved_low));
    lmev__study_free(s);
    free_lab(&l);
}

static void plans_find_smaller_differences(void **state)
{
    (void)state;
    lab l = {0};
    three_models(&l);
    lmev__study *s = study(&l);
    assert_int_equal(s->n_plans, LMEV__PLANS);
    for (size_t k = 0; k < s->n_plans; k++) {
        const lmev__plan *p = &s->plan[k];
        assert_true(p->smallest > 0 && p->smallest_joint > p->smallest);
    }
    for (size_t k = 1; k < 3; k++) assert_true(s->plan[k].smallest < s->plan[0].smallest);
    assert_true(s->plan[1].trials > 1 && s->plan[2].rows > 1);
    /* Each class has ROWS / CLASSES = 40 rows: at least 5 or 10 adds none and changes
     * nothing. */
    assert_int_equal(s->plan[3].least, 5);
    assert_near(s->plan[3].rows, 1, 0);
    assert_near(s->plan[4].smallest, s->plan[0].smallest, SAME);
    lmev__study_free(s);

    /* Another pair of which less is known does not spoil it, nor does a size that is not
     * recorded. */
    for (size_t i = 0; i < l.e.n; i++) l.e.at[i].n_test = 0;
    for (int t = 0; t < 2; t++) {
        lmev_experiment *x = put(&l, "elsewhere", t, 0.3 + 0.01 * t);
        set(&x->split_hash, "0ddb");
    }
    s = study(&l);
    assert_sound(s);
    assert_int_equal(model_named(s, "elsewhere")->scope, LMEV_SCOPE_ROWS);
    assert_int_equal(s->n_plans, LMEV__PLANS);
    assert_true(isfinite(s->plan[3].rows) && isfinite(s->plan[2].smallest));
    lmev__study_free(s);

    lmev__study *without = NULL;
    assert_ok(lmev__study_new(&without, &l.e, NULL, NULL, err));
    assert_true(without->n_plans == 0 && isnan(without->pair[0].smallest));
    lmev__study_free(without);
    free_lab(&l);
}

/* ---- Faults ---- */

static void memory_may_run_out_anywhere(void **state)
{
    (void)state;
    static const lmev_report_options options = {.threads = 1, .power = true};
    lab l = {0};
    put_crossed(&l); /* interactions; below a setting, devices, curves, rows */
    for (uint32_t t = 0; t < 2; t++) {
        put(&l, "x", t, 0.5 + 0.01 * t)->dropout = 0.1;
        put(&l, "x", t, 0.4 + 0.01 * t)->dropout = 0.2;
        predict(put(&l, "y", t, 0), 1, 0.6, t, NULL);
    }
    set(&l.e.at[0].device, "loom");
    set(&l.e.at[l.e.n - 1].classifier, "saved/y");
    for (size_t i = 0; i < l.e.n; i++) {
        lmev_experiment *x = &l.e.at[i];
        x->bac_best = x->bac;
        x->bac_last = x->bac - 0.001 * (double)(i % 3);
        x->bac_val = strcmp(x->model, "y") == 0 ? 0.9 : 0.5;
    }
    lmev__study *whole = study(&l);
    assert_true(whole->saved != LMEV__NONE && whole->by_last.mean &&
                whole->n_effects > 7);
    lmev_status st = LMEV_ERR_NOMEM;
    long k = 0;
    for (; st != LMEV_OK; k++) {
        long live = lmev__test_live_blocks();
        lmev__study *s = NULL;
        lmev_error fault = {0};
        lmev__test_fail_alloc(k, false);
        st = lmev__study_new(&s, &l.e, &options, NULL, &fault);
        lmev__test_fail_alloc(-1, false);
        assert_true(st == LMEV_OK || (st == LMEV_ERR_NOMEM && !s));
        assert_int_equal(fault.status, st);
        if (s) {
            assert_sound(s);
            assert_int_equal(isnan(s->kept.optimism), isnan(whole->kept.optimism));
        }
        lmev__study_free(s);
        assert_int_equal(lmev__test_live_blocks(), live);
    }
    assert_true(k > 100); /* it did fail */
    lmev__study_free(whole);
    free_lab(&l);
}

static bool stop_now(void *asked)
{
    return ++*(int *)asked > 0;
}

static void a_stop_is_heard_while_pairs_are_judged(void **state)
{
    (void)state;
    lab l = {0};
    int asked = 0;
    const lmev_watch watch = {.self = &asked, .stop = stop_now};
    lmev__study *s = NULL;
    put_crossed(&l);
    assert_int_equal(lmev__study_new(&s, &l.e, NULL, &watch, NULL), LMEV_STOPPED);
    assert_int_equal(asked, 1);
    assert_null(s);
    free_lab(&l);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_FOLDER(the_2020_study_is_judged_as_by_statsmodels),
        IN_FOLDER(trials_on_one_test_set),
        IN_FOLDER(test_sets_of_each_kind),
        IN_FOLDER(trials_that_lost_their_predictions),
        IN_FOLDER(one_trial_each),
        cmocka_unit_test(equal_models_are_not_shown_to_differ),
        cmocka_unit_test(many_models_are_compared_with_the_best),
        cmocka_unit_test(other_weights_may_have_another_winner),
        IN_FOLDER(validation_rows_choose),
        IN_FOLDER(plans_find_smaller_differences),
        IN_FOLDER(memory_may_run_out_anywhere),
        cmocka_unit_test(a_stop_is_heard_while_pairs_are_judged),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
