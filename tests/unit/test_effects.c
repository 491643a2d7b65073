/* test_effects.c - what a trait, a setting, a device does, all else being equal: which
 * models are alike, what an effect is computed from, how its levels stand. Each expected
 * effect is written down from the means that the test gave its models. */
#include "study_help.h"

static void crossed_traits(void **state)
{
    (void)state;
    lab l = {0};
    size_t at = 0;
    put_crossed(&l);
    lmev__study *s = study(&l);
    assert_sound(s);
    assert_int_equal(s->n_effects, 6); /* three traits, three interactions */
    const lmev__effect *e =
        effect_of(s, &at, LMEV__BY_LANGUAGE, LMEV__TRAITS, LMEV__SETTINGS, "es");
    assert_true(e->n_contexts == 4 && e->n_models == 8 && e->family == 1);
    assert_near(s->kept.effect[at].test.difference, 0.02 - 0.004, SAME);
    assert_near(s->kept.general[at].difference, 0.02 - 0.004, SAME);
    assert_near(s->kept.general[at].df, 3, 1e-9); /* of four contexts */
    effect_of(s, &at, LMEV__BY_DIM, LMEV__TRAITS, LMEV__SETTINGS, "128");
    assert_near(s->kept.effect[at].test.difference, 0.01 - 0.004, SAME);
    e = effect_of(s, &at, LMEV__BY_LANGUAGE, LMEV__BY_DIM, LMEV__SETTINGS, "es");
    assert_string_equal(e->with_a, "128");
    assert_string_equal(e->with_b, "50");
    assert_int_equal(e->n_contexts, 2);
    assert_near(s->kept.effect[at].test.difference, -0.004,
                SAME); /* half of the difference */
    assert_near(s->kept.general[at].difference, -0.004, SAME);
    assert_near(s->kept.effect[at].test.se, s->kept.effect[0].test.se,
                SAME); /* as precise as the effect of a trait */
    effect_of(s, &at, LMEV__BY_DIM, LMEV__BY_NORMALIZATION, LMEV__SETTINGS, "128");
    assert_near(s->kept.effect[at].test.difference, 0, SAME);
    lmev__study_free(s);
    free_lab(&l);
}

static void a_missing_cell_leaves_matched_pairs(void **state)
{
    (void)state;
    lab l = {0};
    size_t at = 0;
    put_model(&l, "es", 50, 0, 0.50);
    put_model(&l, "es", 128, 0, 0.53);
    put_model(&l, "en", 50, 0, 0.44);
    put_model(&l, "en", 64, 0,
              0.80); /* of no other is all else equal but for the dimension */
    lmev__study *s = study(&l);
    assert_sound(s);
    const lmev__effect *e =
        effect_of(s, &at, LMEV__BY_LANGUAGE, LMEV__TRAITS, LMEV__SETTINGS, "es");
    assert_true(e->n_contexts == 1 && e->n_models == 2);
    assert_near(s->kept.effect[at].test.difference, 0.06, SAME);
    assert_true(isnan(s->kept.general[at].difference)); /* one pair is no sample */
    assert_int_equal(count_effects(s, LMEV__BY_DIM, LMEV__SETTINGS),
                     2); /* 128 and 64 meet never */
    effect_of(s, &at, LMEV__BY_DIM, LMEV__TRAITS, LMEV__SETTINGS, "128");
    assert_near(s->kept.effect[at].test.difference, 0.03, SAME);
    assert_int_equal(s->effect[at].family, 3);
    assert_int_equal(s->n_effects, 3); /* no interaction */
    lmev__study_free(s);
    free_lab(&l);
}

/* Three levels; the first model of two contexts is at the level that a pair leaves out,
 * and a cell of one context has two models. */
static void three_levels_and_several_models_in_a_cell(void **state)
{
    (void)state;
    lab l = {0};
    size_t at = 0;
    static const struct {
        const char *language;
        uint32_t dim;
        double bac;
    } m[] = {{"es", 50, 0.90},  {"en", 50, 0.60},  {"pt", 50, 0.50},
             {"es", 128, 0.91}, {"en", 128, 0.66}, {"pt", 128, 0.52}};
    for (size_t i = 0; i < 6; i++) put_model(&l, m[i].language, m[i].dim, 0, m[i].bac);
    for (int t = 0; t < 2; t++) {
        lmev_experiment *x = put(&l, "other-en", t, 0.70 + (t ? 0.001 : -0.001));
        set(&x->format, "nnlm");
        x->dim = 128;
        x->normalization = 0;
    }
    lmev__study *s = study(&l);
    assert_sound(s);
    assert_int_equal(count_effects(s, LMEV__BY_LANGUAGE, LMEV__SETTINGS), 3);
    for (at = 0;
         strcmp(s->effect[at].a, "en") != 0 || strcmp(s->effect[at].b, "pt") != 0;)
        at++;
    const lmev__effect *e = &s->effect[at];
    assert_true(e->n_contexts == 2 && e->n_models == 5 && e->family == 3);
    assert_near(s->kept.effect[at].test.difference, (0.10 + (0.68 - 0.52)) / 2, SAME);
    assert_near(s->kept.general[at].difference, (0.10 + (0.68 - 0.52)) / 2, SAME);
    assert_near(s->kept.general[at].df, 1, 1e-9);
    /* Three pairs of languages, one of dimensions, as many interactions. */
    size_t n = 0;
    for (size_t i = 0; i < s->n_effects; i++)
        if (s->effect[i].with < LMEV__TRAITS) {
            n++;
            assert_int_equal(s->effect[i].family, 3);
            assert_string_equal(s->effect[i].with_a, "128");
        }
    assert_int_equal(n, 3);
    lmev__study_free(s);
    free_lab(&l);
}

/* An interaction's levels stand as in the effects of its traits, however those were
 * turned. */
static void interactions_stand_as_their_traits_do(void **state)
{
    (void)state;
    for (int way = 0; way < 4; way++) {
        lab l = {0};
        const double es = way & 1 ? 0.02 : -0.02, big = way & 2 ? 0.01 : -0.01;
        put_model(&l, "en", 50, 0, 0.5);
        put_model(&l, "es", 50, 0, 0.5 + es);
        put_model(&l, "en", 128, 0, 0.5 + big);
        put_model(&l, "es", 128, 0, 0.5 + es + big + 0.002);
        /* More of them elsewhere: their mean puts the levels in another order at
         * first. */
        put_model(&l, "en", 300, 0, 0.5 + 2 * es);
        put_model(&l, "es", 64, 0, 0.5 + big / 2);
        lmev__study *s = study(&l);
        assert_sound(s);
        size_t at = 0;
        while (at < s->n_effects && s->effect[at].with == LMEV__TRAITS) at++;
        assert_true(at < s->n_effects);
        const lmev__effect *e = &s->effect[at];
        assert_string_equal(e->a, es > 0 ? "es" : "en");
        assert_string_equal(e->with_a, big > 0 ? "128" : "50");
        const double sign = (es > 0 ? 1 : -1) * (big > 0 ? 1 : -1);
        assert_near(s->kept.effect[at].test.difference, sign * 0.001, SAME);
        double from_cells = 0;
        for (size_t k = 0; k < s->n_models; k++)
            if (e->cell[k] && e->context[k] != LMEV__NONE)
                from_cells +=
                    s->kept.mean[k] * (e->cell[k] == 1 || e->cell[k] == 4 ? .5 : -.5);
        assert_near(from_cells, sign * 0.001, SAME);
        lmev__study_free(s);
        free_lab(&l);
    }
}

static void unmatched_levels_speak_of_models_in_general(void **state)
{
    (void)state;
    lab l = {0};
    size_t at = 0;
    put_model(&l, "es", 50, 0, 0.50); /* the dimension goes with the language */
    put_model(&l, "es", 64, 0, 0.54);
    put_model(&l, "en", 100, 0, 0.40);
    put_model(&l, "en", 128, 0, 0.42);
    lmev__study *s = study(&l);
    assert_sound(s);
    const lmev__effect *e =
        effect_of(s, &at, LMEV__BY_LANGUAGE, LMEV__TRAITS, LMEV__SETTINGS, "es");
    assert_true(e->n_contexts == 0 && e->n_models == 4);
    assert_true(isnan(s->kept.effect[at].test.difference));
    assert_near(s->kept.general[at].difference, 0.11, SAME);
    assert_near(s->kept.general[at].df, 2,
                1e-9); /* two models at each level: Student's t */
    assert_near(s->kept.general[at].se, sqrt((0.0008 + 0.0002) / 2), SAME);
    lmev__study_free(s);
    free_lab(&l);
}

static void what_is_not_known_matches_nothing(void **state)
{
    (void)state;
    lab l = {0};
    size_t at = 0;
    for (int t = 0; t < 2;
         t++) { /* scratch models have no language, and are alike in that */
        put(&l, "scratch-small", t, 0.60 + 0.001 * t);
        put(&l, "scratch-large", t, 0.64 + 0.001 * t)->dim = 128;
        lmev_experiment *x =
            put(&l, "vectors", t, 0.50 + 0.001 * t); /* of no language known */
        set(&x->format, "fasttext");
        x = put(&l, "more-vectors", t, 0.45 + 0.001 * t);
        set(&x->format, "fasttext");
        x->dim = 128;
    }
    lmev__study *s = study(&l);
    assert_sound(s);
    const lmev__effect *e =
        effect_of(s, &at, LMEV__BY_DIM, LMEV__TRAITS, LMEV__SETTINGS, "128");
    assert_true(e->n_contexts == 1 && e->n_models == 2);
    assert_near(s->kept.effect[at].test.difference, 0.04, SAME);
    assert_int_equal(lmev__pair_of(s, 0, 1)->differs, LMEV__BY_DIM);
    assert_int_equal(lmev__pair_of(s, 2, 3)->differs, LMEV__TRAITS);
    /* Of the origins no two models are alike in all else: the language of vectors is
     * unknown. */
    assert_int_equal(
        effect_of(s, NULL, LMEV__BY_ORIGIN, LMEV__TRAITS, LMEV__SETTINGS, "scratch")
            ->n_contexts,
        0);
    lmev__study_free(s);
    free_lab(&l);

    for (int t = 0; t < 2;
         t++) { /* all else is not equal where words were cut elsewhere */
        put(&l, "small", t, 0.60 + 0.001 * t)->min_count = 2;
        lmev_experiment *x = put(&l, "large", t, 0.64 + 0.001 * t);
        x->dim = 128;
        x->min_count = 10;
    }
    s = study(&l);
    assert_sound(s);
    assert_true(s->n_effects == 0 && lmev__pair_of(s, 0, 1)->differs == LMEV__TRAITS);
    lmev__study_free(s);
    free_lab(&l);
}

static void settings_have_effects(void **state)
{
    (void)state;
    static const double rate[3] = {0.1, 0.25, 0.5};
    lab l = {0};
    size_t at = 0;
    for (int t = 0; t < 2; t++) {
        for (int k = 0; k < 3; k++) {
            put(&l, "a", t, 0.5 + 0.01 * k + 0.001 * t)->dropout = rate[k];
            if (k < 2) put(&l, "b", t, 0.4 + 0.03 * k + 0.001 * t)->dropout = rate[k];
        }
        put(&l, "a", t,
            0.3 + 0.001 * t); /* its dropout is not known: it is no level, but */
    } /* nothing makes it differ from any */
    lmev__study *s = study(&l);
    assert_sound(s);
    assert_int_equal(s->n_models, 6);
    assert_int_equal(count_effects(s, LMEV__TRAITS, LMEV__SET_DROPOUT), 3);
    const lmev__effect *e =
        effect_of(s, &at, LMEV__TRAITS, LMEV__TRAITS, LMEV__SET_DROPOUT, "dropout 0.25");
    assert_string_equal(e->b, "dropout 0.1");
    assert_true(e->n_contexts == 2 && e->n_models == 4);
    assert_near(s->kept.effect[at].test.difference, (0.01 + 0.03) / 2, SAME);
    effect_of(s, &at, LMEV__TRAITS, LMEV__TRAITS, LMEV__SET_DROPOUT, "dropout 0.5");
    assert_int_equal(s->effect[at].n_contexts, 1); /* only a had it */
    lmev__study_free(s);
    free_lab(&l);

    for (int t = 0; t < 2; t++) /* precision; a line end in a level is not in its name */
        for (int k = 0; k < 2; k++) {
            set(&put(&l, "a", t, 0.5 + 0.01 * k + 0.001 * t)->precision,
                k ? "f32" : "bf16");
            set(&put(&l, "b", t, 0.4 + 0.01 * k)->precision, k ? "f32" : "bf16");
            set(&l.e.at[l.e.n - 1].combiner, "me\nan");
            set(&l.e.at[l.e.n - 2].combiner, "sum");
        }
    s = study(&l);
    assert_sound(s);
    effect_of(s, &at, LMEV__TRAITS, LMEV__TRAITS, LMEV__SET_PRECISION, "f32");
    assert_int_equal(s->effect[at].n_contexts, 2);
    assert_near(s->kept.effect[at].test.difference, 0.01, SAME);
    assert_int_equal(s->n_effects,
                     1); /* a and b are two models: combiners have no effect */
    lmev__study_free(s);
    free_lab(&l);
}

/* One that recorded nothing is like either of two that differ; those are no context
 * together. */
static void the_unknown_joins_no_two_that_differ(void **state)
{
    (void)state;
    lab l = {0};
    size_t at = 0;
    for (int t = 0; t < 2; t++) {
        put(&l, "unknown-50", t, 0.9 + 0.001 * t);
        put(&l, "low-50", t, 0.5 + 0.001 * t)->dropout = 0.1;
        lmev_experiment *x = put(&l, "high-128", t, 0.6 + 0.001 * t);
        x->dropout = 0.5;
        x->dim = 128;
    }
    lmev__study *s = study(&l);
    assert_sound(s);
    const lmev__effect *e =
        effect_of(s, &at, LMEV__BY_DIM, LMEV__TRAITS, LMEV__SETTINGS, "50");
    assert_int_equal(e->n_contexts, 1);
    assert_int_equal(e->n_models, 2);
    assert_near(s->kept.effect[at].test.difference, 0.3, SAME); /* not with low-50 */
    lmev__study_free(s);
    free_lab(&l);
}

static void devices_are_compared_within_models(void **state)
{
    (void)state;
    lab l = {0};
    size_t at = 0;
    for (int t = 0; t < 4;
         t++) { /* a: three on the one, one on the other; b: two and two */
        set(&put(&l, "a", t, 0.9 + (t < 3 ? 0.01 : 0) + 0.001 * t)->device,
            t < 3 ? "fast" : "slow");
        set(&put(&l, "b", t, 0.3 + (t < 2 ? 0.02 : 0))->device, t < 2 ? "fast" : "slow");
        put(&l, "c", t, 0.1); /* ran on neither of them twice over */
    }
    lmev__study *s = study(&l);
    assert_sound(s);
    assert_int_equal(count_effects(s, LMEV__BY_DEVICE, LMEV__SETTINGS), 1);
    while (s->effect[at].trait != LMEV__BY_DEVICE) at++;
    assert_string_equal(s->effect[at].a, "fast");
    assert_int_equal(s->effect[at].n_contexts, 2);
    const double a = 0.01 + (0 + 1 + 2) / 3.0 * 0.001 - 0.003; /* weights 3/4 and 1 */
    assert_near(s->kept.effect[at].test.difference, (0.75 * a + 0.02) / 1.75, SAME);
    lmev__study_free(s);
    free_lab(&l);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(crossed_traits),
        cmocka_unit_test(a_missing_cell_leaves_matched_pairs),
        cmocka_unit_test(three_levels_and_several_models_in_a_cell),
        cmocka_unit_test(interactions_stand_as_their_traits_do),
        cmocka_unit_test(unmatched_levels_speak_of_models_in_general),
        cmocka_unit_test(what_is_not_known_matches_nothing),
        cmocka_unit_test(settings_have_effects),
        cmocka_unit_test(the_unknown_joins_no_two_that_differ),
        cmocka_unit_test(devices_are_compared_within_models),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
