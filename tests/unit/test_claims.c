/* test_claims.c - what is claimed of models follows from the intervals that stand beside
 * it.
 *
 * Text, table and figure have one verdict; a sentence says what it holds for (networks,
 * these rows, models), and where too little is known it says so instead. Sentences are
 * looked through for numbers and names, in both languages; the numbers themselves are
 * test_study.c's. */
#include "document_help.h"

#include "report/figures/figures.h"

/* ---- Text, table and figure agree ---- */

/* The last interval in a sentence, "[-0.0084, 0.0179]" or "[-0,0084; 0,0179]". */
static bool last_interval(const char *text, double *low, double *high)
{
    const char *at = strrchr(text, '[');
    char copy[64], *end;
    if (!at || strcspn(at, "]") >= sizeof copy || !strchr(at, ']')) return false;
    const bool spanish = strchr(at, ';') && strchr(at, ';') < strchr(at, ']');
    snprintf(copy, sizeof copy, "%.*s", (int)strcspn(at, "]"), at + 1);
    for (char *c = copy; spanish && *c; c++)
        if (*c == ',') *c = '.';
    *low = strtod(copy, &end);
    if (end == copy || (*end != ',' && *end != ';')) return false;
    const char *second = end + 1;
    *high = strtod(second, &end);
    return end != second;
}

static bool excludes_0(double low, double high)
{
    return low > 0 || high < 0;
}

/* Nothing is called open beside an interval without 0. How many sentences call something
 * so. */
static size_t check_sentences(const lmev__document *d)
{
    const char *open = strcmp(d->language, "es") == 0 ? "sin resolver" : "not settled";
    size_t n_open = 0;
    for (size_t i = 0; i < d->n_sections; i++)
        for (size_t k = 0; k < d->section[i].n_paragraphs; k++) {
            char *text = plain(d->section[i].paragraph[k].text);
            double low, high;
            if (strstr(text, open) && last_interval(text, &low, &high)) {
                n_open++;
                if (excludes_0(low, high)) fail_msg("called open: %s", text);
            }
            lmev__free(text);
        }
    return n_open;
}

static void check_pairs_table(const lmev__table *t)
{
    for (size_t r = 0; r < t->n_rows; r++) {
        const lmev__cell *low = cell_of(t, r, "joint_low"),
                         *high = cell_of(t, r, "joint_high");
        const double p = cell_of(t, r, "p_joint")->value;
        const bool shown = excludes_0(low->value, high->value);
        assert_true((p < 0.05) == shown); /* NaN: neither */
        assert_true(low->strong == shown && high->strong == shown);
        assert_true(cell_of(t, r, "difference")->strong == shown);
        if (isnan(p)) {
            assert_string_equal(cell_of(t, r, "about")->code, "nothing");
            assert_true(isnan(low->value) && isnan(high->value));
            continue;
        }
        /* What holds for all pairs together is no narrower than what holds for one. */
        assert_true(low->value <= cell_of(t, r, "single_low")->value);
        assert_true(high->value >= cell_of(t, r, "single_high")->value);
        assert_true(p >= cell_of(t, r, "p")->value);
    }
}

static void check_effects_table(const lmev__table *t)
{
    for (size_t r = 0; r < t->n_rows; r++) {
        const lmev__cell *low = cell_of(t, r, "low"), *high = cell_of(t, r, "high"),
                         *difference = cell_of(t, r, "difference");
        const bool shown = excludes_0(low->value, high->value);
        assert_true(low->strong == shown && high->strong == shown);
        assert_true(difference->strong == shown);
        assert_true((cell_of(t, r, "p")->value < 0.05) == shown);
        /* Two things are never nearer to each other than they were seen. */
        if (!isnan(low->value))
            assert_true(cell_of(t, r, "within")->value >= fabs(difference->value));
    }
}

/* The figure of differences has a dot where the table is bold, and its caption counts the
 * pairs. */
static void check_figure(const lmev__study *s, const lmev__table *pairs)
{
    char *to = lmev__path_join(folder, "figures"),
         *path = lmev__path_join(to, "differences.tsv"), *text = NULL, want[64];
    lmev__figures f;
    size_t n, shown = 0, dots = 0, cells = 0;
    assert_ok(lmev__mkdirs(to, err));
    assert_ok(lmev__figures_write(&f, s, to, NULL, err));
    assert_ok(lmev__read_file(&text, &n, path, 1 << 20, err));
    const char *line = strchr(text, '\n') + 1;
    for (; *line && *line != '\n'; line = strchr(line, '\n') + 1, cells++) {
        double field[5]; /* row, column, difference, p, p_joint; NaN: empty */
        const char *at = line;
        for (int i = 0; i < 5; i++) {
            field[i] = *at == '\t' ? (double)NAN : strtod(at, NULL);
            at = strchr(at, '\t') + 1;
        }
        const size_t row = (size_t)field[0], column = (size_t)field[1];
        const double joint = field[4];
        const lmev__pair *pair =
            lmev__pair_of(s, row < column ? row : column, row < column ? column : row);
        assert_non_null(pair);
        assert_true((joint < 0.05) == excludes_0(pair->joint_low, pair->joint_high));
        dots += row < column && joint < 0.05;
    }
    for (size_t r = 0; r < pairs->n_rows; r++)
        shown += cell_of(pairs, r, "joint_low")->strong;
    assert_int_equal(cells, s->n_models * (s->n_models - 1));
    assert_int_equal(dots, shown);
    snprintf(want, sizeof want, "%zu %s %zu", shown,
             strcmp(s->options.language, "es") == 0 ? "de los" : "of", s->n_pairs);
    if (!isnan(s->pair[0].p_joint))
        assert_non_null(strstr(lmev__figure_of(&f, "differences")->caption, want));
    lmev__figures_clear(&f);
    lmev__free(text);
    lmev__free(path);
    lmev__free(to);
}

static void check_all(const work *w)
{
    const lmev__table *models = table(w->d, "models");
    for (size_t m = 0; m < w->study->n_models; m++) {
        const bool best = w->study->model[m].standing.among_best;
        assert_true(cell_of(models, m, "bac_mean")->strong == best);
        assert_true((cell_of(models, m, "among_best")->code != NULL) == best);
    }
    check_sentences(w->d);
    check_pairs_table(table(w->d, "pairs"));
    if (w->study->n_effects > 0) check_effects_table(table(w->d, "effects"));
    check_figure(w->study, table(w->d, "pairs"));
}

/* Four models on a test set of their own each trial, but for the last: `gap` below the
 * best. */
static void apart_by(work *w, double gap)
{
    static const char *const model[] = {"nnlm-es-dim128", "nnlm-es-dim50",
                                        "nnlm-es-dim50-with-normalization",
                                        "nnlm-en-dim50"};
    static const double wobble[] = {-0.002, 0.0005, 0.0015};
    for (size_t m = 0; m < COUNT(model); m++)
        for (int64_t t = 0; t < 3; t++)
            add(&w->lab, model[m], t,
                0.75 - gap * (double)m + wobble[(t + (int64_t)m) % 3]);
}

static void text_table_and_figure_agree(void **state)
{
    (void)state;
    static const double gap[] = {0,     0.001, 0.002, 0.003, 0.004,
                                 0.005, 0.006, 0.008, 0.02};
    size_t open[2] = {0}, n_shown = 0;
    for (int es = 0; es < 2; es++)
        for (size_t i = 0; i < COUNT(gap); i++) {
            work w = {0};
            apart_by(&w, gap[i]);
            make(&w, es ? "es" : "en");
            check_all(&w);
            open[es] += check_sentences(w.d);
            for (size_t k = 0; k < w.study->n_pairs; k++)
                n_shown += w.study->pair[k].p_joint < 0.05;
            drop(&w);
        }
    assert_true(open[0] > 10 && open[0] == open[1]); /* both kinds were met */
    assert_true(n_shown > 10);
}

/* With many of them the sentences about pairs: which are open, which not. */
static void a_pair_is_open_or_shown(void **state)
{
    (void)state;
    for (int far = 0; far < 2; far++) {
        work w = {0};
        char interval[64];
        apart_by(&w, far ? 0.02 : 0.001);
        make(&w, "en");
        const lmev__pair *p =
            lmev__pair_of(w.study, 0, 1); /* 128 against 50 dimensions */
        assert_int_equal(p->differs, LMEV__BY_DIM);
        snprintf(interval, sizeof interval, "[%.4f, %.4f]", p->joint_low, p->joint_high);
        assert_holds(w.d, "differences", "128", "50", "6 comparisons", interval);
        const lmev__section *s = section(w.d, "differences");
        for (size_t i = 0; i < s->n_paragraphs; i++)
            if (strstr(s->paragraph[i].text, "comparisons"))
                assert_true((strstr(s->paragraph[i].text, "not settled") == NULL) ==
                            (far == 1));
        drop(&w);
    }
}

/* ---- What a sentence holds for ---- */

typedef enum lab_kind { NOTHING, NETWORKS, ROWS, MODELS, KINDS } lab_kind;

/* Two models of which can be said what the scope is named after. */
static void two_models(work *w, lab_kind kind)
{
    static const char *const model[] = {"nnlm-es-dim128", "nnlm-es-dim50"};
    const size_t trials = kind == ROWS || kind == MODELS ? 3 : 1;
    for (size_t m = 0; m < 2; m++)
        for (size_t t = 0; t < trials; t++) {
            lmev_experiment *x = add(&w->lab, model[m], (int64_t)t,
                                     0.75 - 0.01 * (double)m + 0.002 * (double)t);
            char name[32];
            snprintf(name, sizeof name, "of-%d-%zu-%zu", (int)kind, m, t);
            if (kind == NETWORKS || kind == MODELS) predict(x, name, m ? 5 : 9, t);
            if (kind == ROWS) set(&x->split_hash, "the same rows");
        }
}

static void each_scope_is_named(void **state)
{
    (void)state;
    static const char *const code[KINDS] = {"nothing", "networks", "rows", "models"};
    static const char *const of_best[2][KINDS] = {
        {"too few trials", "other seeds are not covered", "on these test rows",
         "over other seeds and other test rows"},
        {"muy pocas repeticiones", "otras semillas", "en estas filas de prueba",
         "con otras semillas y otras filas de prueba"}};
    for (int es = 0; es < 2; es++)
        for (lab_kind kind = 0; kind < KINDS; kind++) {
            work w = {0};
            two_models(&w, kind);
            make(&w, es ? "es" : "en");
            const lmev__table *pairs = table(w.d, "pairs"),
                              *models = table(w.d, "models");
            assert_string_equal(cell_of(pairs, 0, "about")->code, code[kind]);
            assert_string_equal(cell_of(table(w.d, "effects"), 0, "about")->code,
                                code[kind]);
            assert_holds(w.d, "summary", "nnlm-es-dim128", of_best[es][kind]);
            assert_true(isnan(cell_of(models, 0, "mean_low")->value) ==
                        (kind == NOTHING));
            /* One more training on other rows is known where both chances are. */
            assert_true(isfinite(cell_of(models, 0, "next_low")->value) ==
                        (kind == MODELS));
            check_all(&w);
            drop(&w);
        }
}

/* What follows from one trained network each is said of networks; of models, that a seed
 * is missing. */
static void networks_are_no_models(void **state)
{
    (void)state;
    for (int es = 0; es < 2; es++) {
        work w = {0};
        two_models(&w, NETWORKS);
        make(&w, es ? "es" : "en");
        assert_holds(w.d, "summary", es ? "hace falta otra semilla" : "second seed");
        assert_holds(w.d, "groups", es ? "redes entrenadas" : "trained networks", "128",
                     "50");
        assert_holds(w.d, "spread", es ? "otra semilla" : "another seed");
        drop(&w);
    }
}

static void one_trial_claims_little(void **state)
{
    (void)state;
    work w = {0};
    two_models(&w, NOTHING);
    make(&w, "en");
    assert_holds(w.d, "summary", "too few trials to say which of the 2 models is best");
    assert_holds(w.d, "differences", "+0.0100", "too few trials to say more");
    assert_null(section(w.d, "training"));
    assert_null(section(w.d, "left-out"));
    assert_true(isnan(cell_of(table(w.d, "models"), 0, "bac_sd")->value));
    drop(&w);
}

/* A model of a single trial has the variance of the others; intervals of BACs end at 0
 * and 1. */
static void a_single_trial_leans_on_the_others(void **state)
{
    (void)state;
    work w = {0};
    for (int trial = 0; trial < 4; trial++) {
        add(&w.lab, "nnlm-es-dim50", trial, 0.75 + 0.001 * trial);
        add(&w.lab, "nnlm-es-dim128", trial, 0.55 + 0.001 * trial);
    }
    add(&w.lab, "nnlm-en-dim50", 0, 0.74);
    add(&w.lab, "scratch", 0, 0.99);
    add(&w.lab, "scratch", 1, 0.50);
    make(&w, "en");
    const lmev__table *t = table(w.d, "models");
    for (size_t m = 0; m < t->n_rows; m++) {
        assert_true(cell_of(t, m, "mean_low")->value >= 0);
        assert_true(cell_of(t, m, "mean_high")->value <= 1);
        assert_true(cell_of(t, m, "next_low")->value <= cell_of(t, m, "mean_low")->value);
        assert_true(cell_of(t, m, "next_high")->value >=
                    cell_of(t, m, "mean_high")->value);
    }
    check_all(&w);
    drop(&w);
}

/* ---- The best, and cheaper ones ---- */

static void the_best_is_one_or_one_of_some(void **state)
{
    (void)state;
    for (int far = 0; far < 2; far++) {
        work w = {0};
        char n[32];
        size_t best = 0;
        apart_by(&w, far ? 0.02 : 0.001);
        make(&w, "en");
        for (size_t m = 0; m < w.study->n_models; m++)
            best += w.study->model[m].standing.among_best;
        assert_int_equal(best == 1, far);
        snprintf(n, sizeof n, "these %zu", best);
        if (far)
            assert_holds(w.d, "summary", "the best of the 4 models");
        else if (best < 4)
            assert_holds(w.d, "summary", "best of the 4 models", n, "nnlm-es-dim50");
        else
            assert_holds(w.d, "summary", "Any of the 4 models");
        const lmev__table *t = table(w.d, "models");
        for (size_t m = 0; m < t->n_rows;
             m++) /* ranks that it can have hold the one it has */
            assert_true(cell_of(t, m, "rank_first")->value <= (double)m + 1 &&
                        cell_of(t, m, "rank_last")->value >= (double)m + 1);
        drop(&w);
    }
}

/* Of two models there is one question: which is better, and whether they differ. */
static void two_models_have_one_verdict(void **state)
{
    (void)state;
    size_t shown = 0;
    for (int step = 0; step < 40; step++) {
        work w = {0};
        for (int m = 0; m < 2; m++)
            for (int64_t t = 0; t < 3; t++)
                add(&w.lab, m ? "nnlm-es-dim50" : "nnlm-es-dim128", t,
                    0.75 - 0.0002 * step * m + 0.001 * (double)((t + m) % 3));
        make(&w, "en");
        const bool differ = w.study->pair[0].p_joint < 0.05;
        assert_true(w.study->model[1].standing.among_best == !differ);
        assert_true(holds(w.d, "summary",
                          (const char *const[]){"better of the two", NULL}) == differ);
        shown += differ;
        drop(&w);
    }
    assert_true(shown > 5 && shown < 35);
}

static void validation_rows_choose(void **state)
{
    (void)state;
    for (int of = 0; of < 3; of++) { /* not known; the highest; another */
        work w = {0};
        const bool known = of > 0;
        const bool chosen = of == 2;
        apart_by(&w, 0.001);
        for (size_t i = 0; i < w.lab.e.n; i++) {
            lmev_experiment *x = &w.lab.e.at[i];
            const bool second = strcmp(x->model, "nnlm-es-dim50") == 0;
            x->bac_val = known || !second ? (second ? 0.9 : 0.8) : (double)NAN;
            add_curve(x, 3);
            if (second && x->trial == 1) {
                set(&x->classifier, "saved_models/v1/nnlm-es-dim50");
                x->val_loss[1] = 0.5;
                x->bac = chosen ? 0.7321 : 0.7654;
            }
        }
        make(&w, "en");
        if (known) {
            assert_string_equal(w.study->model[w.study->chosen].name, "nnlm-es-dim50");
            assert_int_equal(w.study->chosen == 0, !chosen);
            if (chosen)
                assert_holds(w.d, "summary", "Validation rows", "nnlm-es-dim50", "0.74");
            assert_holds(w.d, "summary", "Validation rows", "not");
            assert_holds(w.d, "summary", "saved", chosen ? "0.7321" : "0.7654");
        } else {
            assert_int_equal(w.study->chosen, LMEV__NONE);
            assert_holds(w.d, "summary", "highest of 4", "0.00");
        }
        drop(&w);
    }
}

/* A cheaper model is recommended where it is shown to lose no more than the margin. */
static void cheaper_is_within_the_margin_or_not_named(void **state)
{
    (void)state;
    for (int wide = 0; wide < 2; wide++)
        for (int es = 0; es < 2; es++) {
            work w = {0};
            char loss[32];
            lmev_report_options o = {.language = es ? "es" : "en",
                                     .threads = 1,
                                     .difference = wide ? 0.05 : 0.0005};
            apart_by(&w, 0.003);
            for (size_t i = 0; i < w.lab.e.n; i++)
                w.lab.e.at[i].training_took =
                    strcmp(w.lab.e.at[i].model, "nnlm-es-dim50") == 0 ? 40 : 80;
            make_with(&w, &o);
            const double behind = w.study->model[1].standing.behind;
            assert_string_equal(w.study->model[1].name, "nnlm-es-dim50");
            assert_true((behind <= o.difference) == wide);
            snprintf(loss, sizeof loss, es ? "0,%04.0f" : "0.%04.0f", behind * 1e4);
            if (wide)
                assert_holds(w.d, "cost", "nnlm-es-dim50", es ? "40,0" : "40.0",
                             es ? "80,0" : "80.0", loss);
            else
                assert_holds(w.d, "cost", es ? "0,0005" : "0.0005", loss);
            const char *const took[] = {"nnlm-es-dim50", es ? "40,0" : "40.0", NULL};
            if (!wide && holds(w.d, "cost", took))
                fail_msg("recommended beyond the margin");
            drop(&w);
        }
}

/* The same device twice makes no difference, and that is said to the margin; a wide
 * interval is not called equal. */
static void equal_is_said_within_a_margin(void **state)
{
    (void)state;
    for (int es = 0; es < 2; es++)
        for (int noisy = 0; noisy < 2; noisy++) {
            work w = {0};
            const double size = noisy ? 0.02 : 0.0002;
            for (int m = 0; m < 3; m++)
                for (int64_t t = 0; t < 4; t++) {
                    static const char *const model[] = {"nnlm-es-dim50", "nnlm-es-dim128",
                                                        "b"};
                    static const double wobble[] = {-1, 1, 1, -1};
                    lmev_experiment *x =
                        add(&w.lab, model[m], t, 0.7 + 0.03 * m + size * wobble[t]);
                    if (t % 2 == 0) set(&x->device, "sand clock");
                }
            make(&w, es ? "es" : "en");
            const lmev__table *t = table(w.d, "effects");
            const size_t r = t->n_rows - 1; /* devices stand last */
            assert_string_equal(cell_of(t, r, "trait")->code, "device");
            assert_true((cell_of(t, r, "within")->value < 0.005) == !noisy);
            const bool said =
                holds(w.d, "groups",
                      (const char *const[]){"sand clock", es ? "margen" : "within",
                                            es ? "0,005" : "0.005", NULL});
            assert_true(said == !noisy);
            if (noisy)
                assert_holds(w.d, "groups", "sand clock",
                             es ? "sin resolver" : "not settled");
            drop(&w);
        }
}

/* ---- Traits, weights of other epochs ---- */

/* Two languages x two sizes, all matched; size helps in one language alone. */
static void crossed(work *w)
{
    static const struct {
        const char *model;
        double bac, last;
    } cell[] = {{"nnlm-es-dim50", 0.750, 0.700},
                {"nnlm-es-dim128", 0.740, 0.760},
                {"nnlm-en-dim50", 0.700, 0.690},
                {"nnlm-en-dim128", 0.720, 0.690}};
    static const double wobble[] = {-0.0010, 0.0004, 0.0006};
    for (size_t m = 0; m < COUNT(cell); m++)
        for (int64_t t = 0; t < 3; t++) {
            const double off = wobble[(t + (int64_t)m) % 3];
            lmev_experiment *x = add(&w->lab, cell[m].model, t, cell[m].bac + off);
            x->bac_last = cell[m].last + off;
            add_curve(x, 3);
        }
}

static void effects_are_means_of_matched_models(void **state)
{
    (void)state;
    work w = {0};
    crossed(&w);
    make(&w, "en");
    const lmev__table *t = table(w.d, "effects");
    static const struct {
        const char *trait, *with;
        double contexts, difference, last;
    } want[] = {{"language", NULL, 2, 0.035, 0.040},
                {"dim", NULL, 2, 0.005, 0.030},
                {"language", "dim", 1, -0.015, 0.030}};
    assert_int_equal(t->n_rows, COUNT(want));
    for (size_t r = 0; r < t->n_rows; r++) {
        const char *with = cell_of(t, r, "with")->code;
        assert_string_equal(cell_of(t, r, "trait")->code, want[r].trait);
        if (want[r].with)
            assert_string_equal(with, want[r].with);
        else
            assert_true(!with || !*with);
        assert_true(cell_of(t, r, "contexts")->value == want[r].contexts);
        /* Sums of a dozen BACs: 1e-12 is thousands of their rounding errors. */
        assert_true(fabs(cell_of(t, r, "difference")->value - want[r].difference) <
                    1e-12);
        assert_true(fabs(cell_of(t, r, "last_epoch")->value - want[r].last) < 1e-12);
    }
    assert_holds(w.d, "groups", "128", "50", "2 pairs", "+0.0050", "-0.0100", "+0.0200");
    assert_holds(w.d, "groups", "other such models", "2 pairs", "+0.0350");
    drop(&w);
}

static void weights_of_other_epochs_are_asked(void **state)
{
    (void)state;
    for (int es = 0; es < 2; es++) {
        work w = {0};
        crossed(&w);
        make(&w, es ? "es" : "en");
        const char *epoch = es ? "última época" : "last epoch";
        assert_int_equal(w.study->by_last.best, 1);
        assert_holds(w.d, "summary", epoch, "nnlm-es-dim128", "nnlm-es-dim50",
                     es ? "0,7600" : "0.7600", es ? "0,7000" : "0.7000");
        const lmev__section *s = section(w.d, "summary");
        size_t cautions = 0;
        for (size_t i = 0; i < s->n_paragraphs; i++)
            cautions += s->paragraph[i].role == LMEV__CAUTION &&
                        strstr(s->paragraph[i].text, epoch) != NULL;
        assert_true(cautions > 0);
        drop(&w);
    }
    work w = {0}; /* nothing to ask where only one kind of weights is known */
    crossed(&w);
    for (size_t i = 0; i < w.lab.e.n; i++) w.lab.e.at[i].bac_last = (double)NAN;
    make(&w, "en");
    assert_null(w.study->by_last.mean);
    assert_true(isnan(cell_of(table(w.d, "effects"), 0, "last_epoch")->value));
    drop(&w);
}

/* ---- Power, spread, many models ---- */

static void power_is_that_of_the_verdict(void **state)
{
    (void)state;
    for (int es = 0; es < 2; es++) {
        work w = {0};
        two_models(&w, MODELS);
        for (size_t t = 0; t < 3; t++) {
            char name[32];
            snprintf(name, sizeof name, "more-%zu", t);
            predict(add(&w.lab, "nnlm-en-dim50", (int64_t)t, 0.7), name, 4, t);
        }
        make(&w, es ? "es" : "en");
        const lmev__table *plans = table(w.d, "plans"), *power = table(w.d, "power");
        const lmev__plan *now = &w.study->plan[0];
        char alone[32], joint[32];
        snprintf(alone, sizeof alone, es ? "0,%04.0f" : "0.%04.0f", now->smallest * 1e4);
        snprintf(joint, sizeof joint, es ? "0,%04.0f" : "0.%04.0f",
                 now->smallest_joint * 1e4);
        assert_true(now->trials == 1 && now->rows == 1 && now->least == 0);
        assert_holds(w.d, "power", alone, joint, es ? "8 de 10" : "8 of 10", "3");
        assert_true(plans->n_rows > 2);
        for (size_t r = 0; r < plans->n_rows;
             r++) { /* no plan finds less than the study */
            assert_true(cell_of(plans, r, "smallest")->value <=
                        now->smallest * (1 + 1e-9));
            assert_true(cell_of(plans, r, "smallest_joint")->value >
                        cell_of(plans, r, "smallest")->value);
        }
        for (size_t r = 0; r < power->n_rows; r++)
            assert_true(cell_of(power, r, "smallest_joint")->value >
                        cell_of(power, r, "smallest")->value);
        drop(&w);
    }
}

/* Shares of the variance come with an interval, and the pooled variance with Bartlett's
 * test. */
static void the_spread_has_an_interval(void **state)
{
    (void)state;
    work w = {0};
    two_models(&w, MODELS);
    make(&w, "en");
    const lmev__table *t = table(w.d, "pooled");
    assert_int_equal(t->n_rows, 1);
    assert_string_equal(cell_of(t, 0, "test_rows")->code, "shared");
    const double share = cell_of(t, 0, "share_rows")->value,
                 low = cell_of(t, 0, "share_low")->value,
                 high = cell_of(t, 0, "share_high")->value;
    assert_true(0 <= low && low < share && share < high && high <= 100);
    assert_true(cell_of(t, 0, "bartlett_p")->value > 0);
    assert_holds(w.d, "spread", "Bartlett");
    char ends[64];
    snprintf(ends, sizeof ends, "%.0f%% and %.0f%%", low, high);
    assert_holds(w.d, "summary", "(sd)", ends);
    drop(&w);
}

static void many_models_are_compared_with_the_best(void **state)
{
    (void)state;
    work w = {0};
    const size_t n = LMEV__PAIRED_MODELS_MAX + 2;
    for (size_t m = 0; m < n; m++)
        for (int64_t t = 0; t < 2; t++) {
            char name[32];
            snprintf(name, sizeof name, "model-%02zu", m);
            add(&w.lab, name, t, 0.7 - 0.002 * (double)m + 0.001 * (double)t);
        }
    make(&w, "en");
    assert_int_equal(table(w.d, "pairs")->n_rows, n - 1);
    /* The best is chosen by the data: the family is that of all pairs. */
    assert_holds(w.d, "differences", "65 other models", "2,145 pairs");
    assert_holds(w.d, "differences", "66 models", "best");
    check_pairs_table(table(w.d, "pairs"));
    check_sentences(w.d);
    drop(&w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(text_table_and_figure_agree),
        cmocka_unit_test(a_pair_is_open_or_shown),
        cmocka_unit_test(each_scope_is_named),
        cmocka_unit_test(networks_are_no_models),
        cmocka_unit_test(one_trial_claims_little),
        cmocka_unit_test(a_single_trial_leans_on_the_others),
        cmocka_unit_test(the_best_is_one_or_one_of_some),
        cmocka_unit_test(two_models_have_one_verdict),
        cmocka_unit_test(validation_rows_choose),
        cmocka_unit_test(cheaper_is_within_the_margin_or_not_named),
        cmocka_unit_test(equal_is_said_within_a_margin),
        cmocka_unit_test(effects_are_means_of_matched_models),
        cmocka_unit_test(weights_of_other_epochs_are_asked),
        cmocka_unit_test(power_is_that_of_the_verdict),
        cmocka_unit_test(the_spread_has_an_interval),
        cmocka_unit_test(many_models_are_compared_with_the_best),
    };
    return cmocka_run_group_tests(tests, make_folder, drop_folder);
}
