/* test_study2020.c - the 2020 study through lmev_design_contrast and lmev_stat_stand,
 * against statsmodels (tests/golden/make_study2020.py) and the digits that documents
 * quote. */
#include <stdlib.h>
#include <string.h>

#include "statistics_help.h"

#include "base/format/json.h"

/* The file has all digits of both. */
#define NEAR 1e-9

enum { RUNS = 32, STUDIED = 8, PAIRS = STUDIED * (STUDIED - 1) / 2 };

/* The runs as study2020.json has them; traits: 1 for the second level, -1 for the
 * first. */
typedef enum trait { LANGUAGE, DIMENSION, NORMALIZATION, DEVICE, TRAITS } trait;
typedef struct study {
    lmev__json *file;
    lmev_design *design;
    double bac[RUNS];
    size_t model[RUNS], set[RUNS];
    char name[STUDIED][64];
    int is[TRAITS][RUNS];
} study;

static const char *text_of(const lmev__json *j, const char *key)
{
    const char *text = lmev__json_string(lmev__json_get(j, key), NULL);
    assert_non_null(text);
    return text;
}

static double real_of(const lmev__json *j, const char *key)
{
    const lmev__json *value = lmev__json_get(j, key);
    assert_non_null(value);
    return lmev__json_real(value);
}

/* which: kept, best or last. */
static void study_open(study *s, const char *which)
{
    const char *source = getenv("LMEV_SOURCE");
    char path[1024];
    lmev_error err = {0};
    memset(s, 0, sizeof *s);
    snprintf(path, sizeof path, "%s/tests/golden/study2020.json", source ? source : ".");
    if (lmev__json_read(&s->file, path, &err) != LMEV_OK) fail_msg("%s", err.text);
    const lmev__json *runs = lmev__json_get(s->file, "experiments");
    assert_int_equal(lmev__json_size(runs), RUNS);
    size_t known = 0;
    for (size_t i = 0; i < RUNS; i++) {
        const lmev__json *run = lmev__json_at(runs, i);
        const char *name = text_of(run, "model");
        size_t m = 0;
        while (m < known && strcmp(s->name[m], name) != 0) m++;
        assert_true(m < STUDIED);
        if (m == known) snprintf(s->name[known++], sizeof *s->name, "%s", name);
        s->bac[i] = real_of(run, which);
        s->model[i] = m;
        s->set[i] = LMEV_OWN_ROWS;
        s->is[LANGUAGE][i] = strcmp(text_of(run, "language"), "es") == 0 ? 1 : -1;
        s->is[DIMENSION][i] = strstr(name, "dim128") ? 1 : -1;
        s->is[NORMALIZATION][i] = strstr(name, "with-normalization") ? 1 : -1;
        s->is[DEVICE][i] = strcmp(text_of(run, "device"), "Tesla T4") == 0 ? 1 : -1;
    }
    const lmev_trials t = {RUNS, STUDIED, s->bac, s->model, s->set, 0, NULL, NULL};
    assert_int_equal(lmev_design_new(&s->design, &t, &err), LMEV_OK);
}

static void study_close(study *s)
{
    lmev_design_free(s->design);
    lmev__json_free(s->file);
}

static lmev_test contrast_of(const study *s, const double *weight)
{
    lmev_estimate e;
    lmev_error err;
    assert_int_equal(lmev_design_contrast(&e, s->design, weight, 0.95, &err), LMEV_OK);
    assert_int_equal(e.scope, LMEV_SCOPE_MODELS);
    return e.test;
}

/* An effect: traits multiplied, among runs of one language alone where within is 1 or -1.
 * Of an interaction this is half the difference of differences. */
typedef struct effect {
    const char *name;
    bool of[TRAITS];
    int within;
} effect;

static const effect EFFECTS[] = {
    {"language", {[LANGUAGE] = true}, 0},
    {"dimension", {[DIMENSION] = true}, 0},
    {"normalization", {[NORMALIZATION] = true}, 0},
    {"language x dimension", {[LANGUAGE] = true, [DIMENSION] = true}, 0},
    {"language x normalization", {[LANGUAGE] = true, [NORMALIZATION] = true}, 0},
    {"dimension x normalization", {[DIMENSION] = true, [NORMALIZATION] = true}, 0},
    {"dimension in en", {[DIMENSION] = true}, -1},
    {"dimension in es", {[DIMENSION] = true}, 1},
    {"device_within", {[DEVICE] = true}, 0},
};

static lmev_test effect_of(const study *s, const effect *e)
{
    double weight[RUNS] = {0}, n = 0;
    for (size_t i = 0; i < RUNS; i++) {
        if (e->within != 0 && s->is[LANGUAGE][i] != e->within) continue;
        weight[i] = 1;
        for (trait t = 0; t < TRAITS; t++) weight[i] *= e->of[t] ? s->is[t][i] : 1;
        n++;
    }
    for (size_t i = 0; i < RUNS; i++) weight[i] /= n / 2;
    return contrast_of(s, weight);
}

static void result_near(lmev_test got, const lmev__json *want, const char *name)
{
    near_to(got.difference, real_of(want, "estimate"), NEAR, name);
    near_to(got.se, real_of(want, "se"), NEAR, name);
    near_to(got.df, real_of(want, "df"), NEAR, name);
    near_to(got.low, real_of(want, "low"), NEAR, name);
    near_to(got.high, real_of(want, "high"), NEAR, name);
    near_to(got.p, real_of(want, "p"), NEAR * real_of(want, "p"), name);
}

static const char *const WEIGHTS[] = {"kept", "best", "last"};

static void effects_equal_statsmodels(void **state)
{
    (void)state;
    for (size_t k = 0; k < COUNT(WEIGHTS); k++) {
        study s;
        study_open(&s, WEIGHTS[k]);
        const lmev__json *want = lmev__json_get(s.file, WEIGHTS[k]);
        const lmev__json *effects = lmev__json_get(want, "effects");
        const lmev_pooled p = lmev_design_pooled(s.design, LMEV_REPEATS_OTHER_ROWS);
        near_to(sqrt(p.variance), real_of(want, "pooled_sd"), NEAR, "the pooled sd");
        near_to(p.df, real_of(want, "pooled_df"), 0, "its degrees of freedom");
        near_to(p.bartlett, real_of(want, "bartlett"), NEAR, "Bartlett's p");
        assert_false(p.own);
        assert_int_equal(lmev__json_size(effects),
                         COUNT(EFFECTS) + 1); /* and device_block */
        for (size_t e = 0; e < COUNT(EFFECTS); e++)
            result_near(effect_of(&s, &EFFECTS[e]),
                        lmev__json_get(effects, EFFECTS[e].name), EFFECTS[e].name);
        study_close(&s);
    }
}

/* What the study showed, to the digits in which it is quoted. */
static void effects_are_as_quoted(void **state)
{
    (void)state;
    static const struct {
        const char *weights;
        size_t effect;
        double estimate, low, high;
    } quoted[] = {
        {"kept", 0, 0.0243, 0.0205, 0.0282},   {"kept", 1, 0.0050, 0.0011, 0.0088},
        {"kept", 2, 0.0159, 0.0120, 0.0198},   {"kept", 3, -0.0049, -0.0088, -0.0010},
        {"kept", 5, -0.0037, -0.0076, 0.0001}, {"kept", 6, 0.0099, 0.0044, 0.0153},
        {"kept", 7, 0.0001, -0.0054, 0.0055},  {"kept", 8, 0.0001, -0.0037, 0.0040},
        {"last", 1, 0.0094, 0.0058, 0.0130},
    };
    for (size_t q = 0; q < COUNT(quoted); q++) {
        study s;
        study_open(&s, quoted[q].weights);
        const lmev_test t = effect_of(&s, &EFFECTS[quoted[q].effect]);
        near_to(t.difference, quoted[q].estimate, 5e-5, EFFECTS[quoted[q].effect].name);
        near_to(t.low, quoted[q].low, 5e-5, EFFECTS[quoted[q].effect].name);
        near_to(t.high, quoted[q].high, 5e-5, EFFECTS[quoted[q].effect].name);
        study_close(&s);
    }
}

/* Add w x the mean of a model. */
static void weigh(double *weight, const study *s, size_t model, double w)
{
    for (size_t i = 0; i < RUNS; i++)
        if (s->model[i] == model) weight[i] += w / (RUNS / STUDIED);
}

/* Models in general: pairs of models are the units. */
static void matched_models_equal_scipy(void **state)
{
    (void)state;
    static const char *const name[] = {"language", "dimension", "normalization"};
    for (size_t k = 0; k < COUNT(WEIGHTS); k++) {
        study s;
        study_open(&s, WEIGHTS[k]);
        const lmev__json *all =
            lmev__json_get(lmev__json_get(s.file, WEIGHTS[k]), "matched_models");
        for (trait t = 0; t < DEVICE; t++) {
            double difference[4] = {0};
            for (size_t i = 0; i < RUNS;
                 i++) { /* a pair has the two other traits in common */
                const trait a = t == LANGUAGE ? DIMENSION : LANGUAGE,
                            b = t == NORMALIZATION ? DIMENSION : NORMALIZATION;
                difference[(s.is[a][i] > 0) * 2 + (s.is[b][i] > 0)] +=
                    s.is[t][i] * s.bac[i] / 4;
            }
            const lmev_summary got = lmev_stat_summarize(difference, 4, 0.95);
            const lmev__json *want = lmev__json_get(all, name[t]);
            near_to(got.mean, real_of(want, "estimate"), NEAR, name[t]);
            near_to(got.low, real_of(want, "low"), NEAR, name[t]);
            near_to(got.high, real_of(want, "high"), NEAR, name[t]);
        }
        study_close(&s);
    }
}

static size_t model_named(const study *s, const char *name)
{
    for (size_t m = 0; m < STUDIED; m++)
        if (strcmp(s->name[m], name) == 0) return m;
    fail_msg("no model '%s'", name);
    return 0;
}

static void standings_equal_the_definitions(void **state)
{
    (void)state;
    for (size_t k = 0; k < COUNT(WEIGHTS); k++) {
        study s;
        study_open(&s, WEIGHTS[k]);
        const lmev__json *want =
            lmev__json_get(lmev__json_get(s.file, WEIGHTS[k]), "models");
        size_t order[STUDIED], n = 0;
        lmev_test pair[PAIRS];
        lmev_standing standing[STUDIED];
        lmev_error err;
        for (size_t m = 0; m < STUDIED; m++)
            order[m] = model_named(&s, text_of(lmev__json_at(want, m), "model"));
        for (size_t a = 0; a < STUDIED; a++)
            for (size_t b = a + 1; b < STUDIED; b++) {
                double weight[RUNS] = {0};
                weigh(weight, &s, order[a], 1);
                weigh(weight, &s, order[b], -1);
                pair[n++] = contrast_of(&s, weight);
            }
        const lmev_ranking r = {STUDIED, STUDIED, pair};
        assert_int_equal(lmev_stat_stand(standing, &r, 0.95, &err), LMEV_OK);
        for (size_t m = 0; m < STUDIED; m++) {
            const lmev__json *w = lmev__json_at(want, m);
            double weight[RUNS] = {0};
            weigh(weight, &s, order[m], 1);
            const lmev_test mean = contrast_of(&s, weight);
            near_to(mean.difference, real_of(w, "mean"), NEAR, "a mean");
            near_to(mean.low, real_of(w, "low"), NEAR, "its low end");
            near_to(mean.high, real_of(w, "high"), NEAR, "its high end");
            assert_int_equal(standing[m].among_best,
                             lmev__json_bool(lmev__json_get(w, "among_best")));
            assert_int_equal(standing[m].first,
                             lmev__json_int(lmev__json_get(w, "first")));
            assert_int_equal(standing[m].last, lmev__json_int(lmev__json_get(w, "last")));
            /* a Dunnett quantile, promised to 1e-6, x an se of .004 */
            near_to(standing[m].behind, real_of(w, "behind"), 1e-8,
                    "how far behind the best");
        }
        study_close(&s);
    }
}

/* The set of the best has two models, the first of which changes with the weights. */
static void the_winner_depends_on_the_weights(void **state)
{
    (void)state;
    static const char *const winner[] = {"nnlm-es-dim50-with-normalization",
                                         "nnlm-es-dim50-with-normalization",
                                         "nnlm-es-dim128-with-normalization"};
    for (size_t k = 0; k < COUNT(WEIGHTS); k++) {
        study s;
        study_open(&s, WEIGHTS[k]);
        const lmev__json *models =
            lmev__json_get(lmev__json_get(s.file, WEIGHTS[k]), "models");
        size_t n = 0;
        for (size_t m = 0; m < STUDIED; m++)
            n += lmev__json_bool(lmev__json_get(lmev__json_at(models, m), "among_best"));
        assert_string_equal(text_of(lmev__json_at(models, 0), "model"), winner[k]);
        assert_int_equal(n, 2);
        study_close(&s);
    }
}

/* Two one-sided tests at the margin, of the device. */
static void devices_are_equivalent(void **state)
{
    (void)state;
    study s;
    study_open(&s, "kept");
    const lmev__json *effects = lmev__json_get(lmev__json_get(s.file, "kept"), "effects");
    const lmev_test t = effect_of(&s, &EFFECTS[COUNT(EFFECTS) - 1]);
    const double margin = real_of(s.file, "margin");
    const double p = lmev_stat_t_cdf((fabs(t.difference) - margin) / t.se, t.df);
    near_to(p, real_of(lmev__json_get(effects, "device_within"), "equivalence_p"), NEAR,
            "p");
    near_to(p, 0.008, 5e-4, "p of equivalence, as quoted");
    lmev_test both = t;
    lmev_stat_interval(&both, 0.90); /* the same test, as an interval */
    assert_true(both.low > -margin && both.high < margin);
    study_close(&s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(effects_equal_statsmodels),
        cmocka_unit_test(effects_are_as_quoted),
        cmocka_unit_test(matched_models_equal_scipy),
        cmocka_unit_test(standings_equal_the_definitions),
        cmocka_unit_test(the_winner_depends_on_the_weights),
        cmocka_unit_test(devices_are_equivalent),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
