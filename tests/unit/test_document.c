/* test_document.c - a study in words: what was compared, tables, both languages, the 2020
 * study.
 *
 * The numbers themselves are test_study.c's; here it is asked that they are said right.
 * What may be claimed of models is test_claims.c's, the files of a document
 * test_document_files.c's. */
#include "document_help.h"

#include "report/text/language.h"

/* ---- Words and numbers ---- */

typedef void (*put)(lmev__buf *b, const char *language, double v);

static void put_4(lmev__buf *b, const char *language, double v)
{
    lmev__put_real(b, language, v, 4);
}

static void put_1(lmev__buf *b, const char *language, double v)
{
    lmev__put_real(b, language, v, 1);
}

static void numbers_follow_the_language(void **state)
{
    (void)state;
    static const struct {
        put put;
        double v;
        const char *en, *es;
    } case_[] = {
        {put_4, 0.74337, "0.7434", "0,7434"},
        {put_4, -0.00001, "0.0000", "0,0000"},
        {put_4, -0.5, "-0.5000", "-0,5000"},
        {put_1, 49285291.25, "49,285,291.2", "49.285.291,2"},
        {put_1, 999.96, "1,000.0", "1.000,0"},
        {put_4, (double)NAN, "-", "-"},
        {put_4, (double)INFINITY, "∞", "∞"},
        {put_4, -(double)INFINITY, "-∞", "-∞"},
        {put_4, 1e300, "1.0000e+300", "1,0000e+300"},
        {lmev__put_count, 25000, "25,000", "25.000"},
        {lmev__put_count, 999, "999", "999"},
        {lmev__put_count, 1234567, "1,234,567", "1.234.567"},
        {lmev__put_p, 0.41294, "0.413", "0,413"},
        {lmev__put_p, 0.04123, "0.0412", "0,0412"},
        {lmev__put_p, 0.001234, "0.00123", "0,00123"},
        {lmev__put_p, 0.00099, "<0.001", "<0,001"},
        {lmev__put_p, 0, "<0.001", "<0,001"},
        {lmev__put_p, 1, "1.000", "1,000"},
        {lmev__put_p, (double)NAN, "-", "-"},
    };
    for (size_t i = 0; i < COUNT(case_); i++) {
        for (int es = 0; es < 2; es++) {
            lmev__buf b = LMEV__BUF_INIT;
            case_[i].put(&b, es ? "es" : "en", case_[i].v);
            char *text = lmev__buf_text(&b);
            assert_non_null(text);
            assert_string_equal(text, es ? case_[i].es : case_[i].en);
            lmev__free(text);
        }
    }
}

/* The literal at *at, and those that follow it, decoded; *at is then behind them. */
static bool read_literal(const char **at, lmev__buf *to)
{
    lmev__buf_reset(to);
    const char *s = *at;
    if (*s != '"') return false;
    while (*s == '"') {
        for (s++; *s && *s != '"'; s++) {
            if (*s == '\\' && s[1] == 'x') {
                char hex[3] = {s[2], s[3], 0};
                lmev__buf_putc(to, (char)strtoul(hex, NULL, 16));
                s += 3;
            } else if (*s == '\\' && s[1] == 'u') { /* two bytes: what is below U+0800 */
                char hex[5] = {s[2], s[3], s[4], s[5], 0};
                unsigned long c = strtoul(hex, NULL, 16);
                assert_true(c >= 0x80 && c < 0x800);
                lmev__buf_putc(to, (char)(0xC0 | c >> 6));
                lmev__buf_putc(to, (char)(0x80 | (c & 0x3F)));
                s += 5;
            } else {
                s += *s == '\\';
                lmev__buf_putc(to, *s);
            }
        }
        s++;
        s += strspn(s, " \t\r\n\\"); /* lines of a macro end with a backslash */
    }
    lmev__buf_putc(to, 0);
    *at = s;
    return true;
}

/* The i-th translation of all; NULL: there are no more. */
static const lmev__translation *spanish(size_t i)
{
    if (i < lmev__n_words_es) return &lmev__words_es[i];
    i -= lmev__n_words_es;
    return i < lmev__n_table_words_es ? &lmev__table_words_es[i] : NULL;
}

/* Mark the words that a source file asks for; count those that Spanish lacks. */
static size_t look_up(const char *source, const char *file, bool *used)
{
    static const char *const ask[] = {"T_(", "lmev__word(", "lmev__sketch_word("};
    lmev__buf text = LMEV__BUF_INIT;
    size_t missing = 0;
    for (size_t k = 0; k < COUNT(ask); k++) {
        const char *at = source;
        while ((at = strstr(at, ask[k]))) {
            at += strlen(ask[k]);
            if (k > 0) /* the language comes first */
                at += strcspn(at, ",)\n;") + 1;
            at += strspn(at, " \t\r\n");
            if (!read_literal(&at, &text)) continue;
            bool known = false;
            for (size_t i = 0; spanish(i); i++)
                if (strcmp(spanish(i)->english, text.at) == 0) known = used[i] = true;
            if (!known) {
                print_error("%s: no Spanish for \"%s\"\n", file, text.at);
                missing++;
            }
        }
    }
    lmev__buf_free(&text);
    return missing;
}

/* Texts without Spanish in the sources of one room of the report. */
static size_t look_in(const char *room, bool *used)
{
    char *dir = source_file(room), **name = NULL;
    size_t n = 0, missing = 0;
    assert_ok(lmev__list_dir(&name, &n, dir, err));
    for (size_t i = 0; i < n; i++) {
        size_t length = strlen(name[i]), bytes;
        if (length < 2 || strcmp(name[i] + length - 2, ".c") != 0 ||
            strncmp(name[i], "language_es", strlen("language_es")) == 0)
            continue;
        char *path = lmev__path_join(dir, name[i]), *source = NULL;
        assert_ok(lmev__read_file(&source, &bytes, path, 1 << 20, err));
        missing += look_up(source, name[i], used);
        lmev__free(source);
        lmev__free(path);
    }
    lmev__free_names(name, n);
    lmev__free(dir);
    return missing;
}

static void every_text_has_a_spanish_one(void **state)
{
    (void)state;
    static const char *const room[] = {"src/report", "src/report/analysis",
                                       "src/report/text", "src/report/figures",
                                       "src/report/page"};
    bool *used = lmev__calloc(lmev__n_words_es + lmev__n_table_words_es, sizeof *used);
    size_t missing = 0;
    assert_non_null(used);
    for (size_t k = 0; k < COUNT(room); k++) missing += look_in(room[k], used);
    assert_int_equal(missing, 0);
    for (size_t i = 0; spanish(i); i++)
        if (!used[i]) fail_msg("nobody says \"%s\"", spanish(i)->english);
    lmev__free(used);
}

/* A sentence may lose no number on its way into Spanish, and no entry may hide
 * another. */
static void spanish_keeps_the_numbered_parts(void **state)
{
    (void)state;
    for (size_t i = 0; spanish(i); i++) {
        const lmev__translation *e = spanish(i);
        for (char k = '1'; k <= '9'; k++) {
            char mark[] = {'%', k, 0};
            if (!strstr(e->english, mark) != !strstr(e->other, mark))
                fail_msg("%s in one of: %s / %s", mark, e->english, e->other);
        }
        for (size_t j = 0; j < i; j++)
            assert_string_not_equal(e->english, spanish(j)->english);
        assert_true(lmev__utf8_ok(e->other, strlen(e->other)));
    }
    assert_string_equal(lmev__word("es", "Summary"), "Resumen");
    assert_string_equal(lmev__word("en", "Summary"), "Summary");
    assert_string_equal(lmev__word("es", "no such text"), "no such text");
}

/* ---- What was compared ---- */

static void the_study_is_described(void **state)
{
    (void)state;
    static const char *const sentence[2][4] = {
        {"12 experiments of 4 models (trials of each: 3).",
         "Rows to train on: 25,000; to test on: 1,000; classes: 20.",
         "Training took 2.00 times as long on sand clock as on abacus (4 models).",
         "All 12 BACs are of the weights of the best epoch."},
        {"12 experimentos de 4 modelos (repeticiones de cada uno: 3).",
         "Filas de entrenamiento: 25.000; de prueba: 1.000; clases: 20.",
         "El entrenamiento en sand clock tardó 2,00 veces lo que en abacus (4 modelos).",
         "Los 12 BAC son de los pesos de la mejor época."}};
    for (int es = 0; es < 2; es++) {
        work w = {0};
        four_models(&w);
        make(&w, es ? "es" : "en");
        assert_says(w.d, "summary", sentence[es][0]);
        assert_says(w.d, "summary", sentence[es][1]);
        assert_says(w.d, "cost", sentence[es][2]);
        assert_says(w.d, "training", sentence[es][3]);
        assert_holds(w.d, "summary", "abacus (8)", "sand clock (4)");
        assert_string_equal(section(w.d, "method")->heading, es ? "Método" : "Method");
        assert_string_equal(cell_of(table(w.d, "groups"), 0, "level")->text,
                            es ? "español" : "Spanish");
        assert_string_equal(cell_of(table(w.d, "groups"), 0, "level")->code, "es");
        const lmev__section *s = section(w.d, "summary");
        for (size_t i = 0; i < s->n_paragraphs; i++)
            if (s->paragraph[i].role == LMEV__CLAIM)
                assert_true(s->paragraph[i].sources.n > 0);
        drop(&w);
    }
}

/* Of a warning with more values than the study keeps, all are counted. */
static void values_of_a_warning_are_counted(void **state)
{
    (void)state;
    work w = {0};
    for (int i = 0; i < 40; i++) {
        char device[12];
        (void)snprintf(device, sizeof device, "device %d", 10 + i);
        lmev_experiment *x = add(&w.lab, "scratch", i, 0.5 + 0.001 * i);
        lmev__free(x->device);
        x->device = dup(device);
    }
    make(&w, "en");
    assert_says(
        w.d, "summary",
        "Experiments ran on different devices, so their times cannot be compared as "
        "they are: device 10 (1), device 11 (1), device 12 (1), device 13 (1), "
        "device 14 (1), device 15 (1) and 34 more.");
    drop(&w);
}

static void one_experiment_is_a_report_too(void **state)
{
    (void)state;
    work w = {0};
    lmev_experiment *x = add(&w.lab, "scratch", -1, 0.5);
    x->bac_best = x->bac_last = x->predict_took = x->training_took = (double)NAN;
    x->started_at = 1e300;
    make(&w, "en");
    assert_says(w.d, "summary", "One experiment of one model.");
    assert_null(section(w.d, "differences"));
    assert_null(section(w.d, "groups"));
    assert_non_null(section(w.d, "classes")); /* one sentence: no predictions */
    assert_int_equal(section(w.d, "classes")->n_tables, 0);
    assert_string_equal(cell_of(table(w.d, "experiments"), 0, "started")->text, "");
    drop(&w);
}

static void other_languages_are_refused(void **state)
{
    (void)state;
    work w = {0};
    add(&w.lab, "scratch", 0, 0.5);
    lmev_report_options o = {.language = "xx"};
    lmev_error e = {0};
    lmev__document *d = NULL;
    if (lmev__study_new(&w.study, &w.lab.e, &o, NULL, &e) == LMEV_OK) {
        assert_int_equal(lmev__document_new(&d, w.study, &e), LMEV_ERR_PARAM);
        assert_null(d);
        assert_string_equal(e.text, "no reports are written in 'xx'");
    }
    drop(&w);
}

/* ---- Predictions ---- */

static void predictions_bring_classes_and_rows(void **state)
{
    (void)state;
    work w = {0};
    static const char *const model[] = {"nnlm-es-dim50", "nnlm-es-dim128"};
    for (size_t m = 0; m < 2; m++)
        for (size_t t = 0; t < 3; t++) {
            char name[32];
            snprintf(name, sizeof name, "run-%zu-%zu", m, t);
            predict(add(&w.lab, model[m], (int64_t)t,
                        0.7 + (double)m / 10 + (double)t / 1000),
                    name, m == 0 ? 3 : 11, t);
        }
    make(&w, "en");
    const lmev__table *classes = table(w.d, "classes"), *pairs = table(w.d, "pairs");
    assert_int_equal(classes->n_rows, 20);
    assert_says(w.d, "classes", "Classes of nnlm-es-dim128, 3 trials together.");
    assert_string_equal(cell_of(pairs, 0, "about")->code, "models");
    assert_string_equal(cell_of(pairs, 0, "differs_in")->code, "dim");
    assert_false(isnan(cell_of(pairs, 0, "joint_low")->value));
    assert_string_equal(cell_of(table(w.d, "spread"), 0, "test_rows")->code, "shared");
    assert_non_null(section(w.d, "power"));
    assert_true(table(w.d, "confused")->n_rows > 0);
    for (size_t r = 0; r < classes->n_rows; r++) {
        assert_clean(cell_of(classes, r, "class")->text, false);
        assert_true(cell_of(classes, r, "test_rows")->value ==
                    ROWS_EACH); /* of one test set */
        assert_true(cell_of(classes, r, "trials")->value == 3);
        assert_true(cell_of(classes, r, "recall_high")->value >=
                    cell_of(classes, r, "recall")->value);
    }
    drop(&w);
}

/* A key names one column of its table: CSV and JSON are read by it. */
static void keys_of_a_table_are_unique(void **state)
{
    (void)state;
    work w = {0};
    four_models(&w);
    make(&w, "en");
    size_t n_tables = 0;
    for (size_t i = 0; i < w.d->n_sections; i++)
        for (size_t k = 0; k < w.d->section[i].n_tables; k++, n_tables++) {
            const lmev__table *t = &w.d->section[i].table[k];
            for (size_t x = 0; x < t->n_columns; x++)
                for (size_t y = 0; y < x; y++)
                    assert_string_not_equal(t->column[x].key, t->column[y].key);
        }
    assert_true(n_tables > 8);
    drop(&w);
}

/* ---- The experiments of 2020 ---- */

static bool load_2020(work *w, lmev_experiments **all, const char *language)
{
    char *path = source_file("../shared/data/seed-experiments");
    bool there = lmev__is_dir(path);
    if (there) {
        const char *folders[] = {path};
        lmev_report_options o = {.language = language, .threads = 1};
        assert_ok(lmev_experiments_load(all, folders, 1, NULL, err));
        assert_ok(lmev__study_new(&w->study, *all, &o, NULL, err));
        assert_ok(lmev__document_new(&w->d, w->study, err));
    }
    lmev__free(path);
    return there;
}

static void assert_shown(const lmev__document *d, const lmev__table *t, size_t row,
                         const char *key, const char *want)
{
    for (size_t k = 0; k < t->n_columns; k++) {
        if (strcmp(t->column[k].key, key) != 0) continue;
        lmev__buf b = LMEV__BUF_INIT;
        lmev__put_cell(&b, d->language, &t->column[k], &t->cell[row * t->n_columns + k]);
        char *text = lmev__buf_text(&b);
        assert_string_equal(text, want);
        lmev__free(text);
        return;
    }
    fail_msg("no column '%s'", key);
}

/* The table of the data's own notes, to every digit that they print. */
static void the_table_of_2020(void **state)
{
    (void)state;
    static const char *const want[8][6] = {
        {"nnlm-es-dim50-with-normalization", "0.7536", "0.0060", "0.9827", "143.9",
         "118.2"},
        {"nnlm-es-dim128-with-normalization", "0.7489", "0.0088", "0.9464", "202.4",
         "134.5"},
        {"nnlm-es-dim128", "0.7379", "0.0036", "1.0066", "211.8", "137.1"},
        {"nnlm-es-dim50", "0.7331", "0.0031", "1.0417", "135.6", "105.1"},
        {"nnlm-en-dim128-with-normalization", "0.7307", "0.0055", "1.0493", "232.9",
         "153.3"},
        {"nnlm-en-dim50-with-normalization", "0.7235", "0.0050", "1.0880", "141.7",
         "110.6"},
        {"nnlm-en-dim128", "0.7173", "0.0046", "1.1152", "230.4", "144.7"},
        {"nnlm-en-dim50", "0.7047", "0.0037", "1.1710", "138.9", "104.3"},
    };
    static const char *const key[6] = {"model",
                                       "bac_mean",
                                       "bac_sd",
                                       "min_val_loss_mean",
                                       "training_seconds_tesla_t4",
                                       "training_seconds_tesla_p100_pcie_16gb"};
    work w = {0};
    lmev_experiments *all = NULL;
    if (!load_2020(&w, &all, "en")) skip();
    const lmev__table *t = table(w.d, "models");
    assert_int_equal(t->n_rows, 8);
    for (size_t r = 0; r < 8; r++)
        for (size_t k = 0; k < 6; k++) assert_shown(w.d, t, r, key[k], want[r][k]);
    assert_shown(w.d, t, 0, "epochs", "10 10 10 10");
    assert_shown(w.d, table(w.d, "groups"), 0, "bac_mean", "0.743377");
    assert_shown(w.d, table(w.d, "groups"), 1, "bac_mean", "0.719046");
    assert_shown(w.d, table(w.d, "pairs"), 0, "p", "0.220");
    drop(&w);
    lmev_experiments_free(all);
}

/* What the 2020 study shows, as other programs compute it:
 * tests/golden/make_study2020.py. */
static void the_claims_of_2020(void **state)
{
    (void)state;
    work w = {0};
    lmev_experiments *all = NULL;
    if (!load_2020(&w, &all, "en")) skip();
    assert_holds(w.d, "summary", "nnlm-es-dim50-with-normalization", "0.7536",
                 "[0.7481, 0.7591]");
    assert_holds(w.d, "summary", "[0.7414, 0.7658]");
    assert_holds(w.d, "summary", "8 models", "these 2");
    assert_holds(w.d, "summary", "0.0007"); /* what being the highest adds */
    assert_holds(w.d, "groups", "Spanish", "English", "+0.0243 ", "[0.0205, 0.0282]");
    assert_holds(w.d, "groups", "normalization", "+0.0159 ", "[0.0120, 0.0198]");
    assert_holds(w.d, "groups", "128", "+0.0050 ", "[0.0011, 0.0088]",
                 "+0.0001 in Spanish", "+0.0099 in English");
    assert_holds(w.d, "groups", "Tesla T4", "+0.0001 ", "[-0.0037, 0.0040]",
                 "within 0.005");
    assert_holds(w.d, "summary", "last epoch", "nnlm-es-dim128-with-normalization",
                 "0.7547");
    assert_holds(w.d, "summary", "1572 (13), 1573 (10), 1571 (8) and 1574 (1)");
    assert_holds(w.d, "summary", "last (20) and best (12)");
    assert_says(w.d, "cost",
                "Training took 1.40 times as long on Tesla T4 as on "
                "Tesla P100-PCIE-16GB (8 models).");
    drop(&w);
    lmev_experiments_free(all);
}

static void the_claims_of_2020_in_spanish(void **state)
{
    (void)state;
    work w = {0};
    lmev_experiments *all = NULL;
    if (!load_2020(&w, &all, "es")) skip();
    assert_holds(w.d, "summary", "nnlm-es-dim50-with-normalization", "0,7536",
                 "[0,7481; 0,7591]");
    assert_holds(w.d, "groups", "+0,0243 ", "[0,0205; 0,0282]");
    assert_holds(w.d, "groups", "128", "+0,0050 ", "[0,0011; 0,0088]",
                 "en español +0,0001", "en inglés +0,0099");
    assert_holds(w.d, "groups", "Tesla T4", "+0,0001 ", "[-0,0037; 0,0040]", "0,005");
    assert_holds(w.d, "summary", "última época", "0,7547");
    drop(&w);
    lmev_experiments_free(all);
}

/* The table of effects: these models, models in general, weights of other epochs. */
static void the_effects_of_2020(void **state)
{
    (void)state;
    static const char *const key[] = {"trait",       "with",         "contexts",
                                      "difference",  "low",          "high",
                                      "general_low", "general_high", "last_epoch"};
    static const char *const want[][COUNT(key)] = {
        {"language", "", "4", "0.0243", "0.0205", "0.0282", "0.0151", "0.0336", "0.0261"},
        {"dimensions", "", "4", "0.0050", "0.0011", "0.0088", "-0.0065", "0.0165",
         "0.0094"},
        {"normalization", "", "4", "0.0159", "0.0120", "0.0198", "0.0088", "0.0231",
         "0.0171"}};
    work w = {0};
    lmev_experiments *all = NULL;
    if (!load_2020(&w, &all, "en")) skip();
    const lmev__table *t = table(w.d, "effects");
    for (size_t r = 0; r < COUNT(want); r++)
        for (size_t k = 0; k < COUNT(key); k++)
            assert_shown(w.d, t, r, key[k], want[r][k]);
    bool found = false;
    for (size_t r = 0; r < t->n_rows; r++) {
        const char *with = cell_of(t, r, "with")->code;
        if (!with || strcmp(with, "dim") != 0) continue;
        found = true;
        assert_string_equal(cell_of(t, r, "trait")->code, "language");
        assert_shown(w.d, t, r, "difference", "-0.0049");
        assert_shown(w.d, t, r, "low", "-0.0088");
        assert_shown(w.d, t, r, "high", "-0.0010");
    }
    assert_true(found);
    drop(&w);
    lmev_experiments_free(all);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(numbers_follow_the_language),
        cmocka_unit_test(every_text_has_a_spanish_one),
        cmocka_unit_test(spanish_keeps_the_numbered_parts),
        cmocka_unit_test(the_study_is_described),
        cmocka_unit_test(values_of_a_warning_are_counted),
        cmocka_unit_test(one_experiment_is_a_report_too),
        cmocka_unit_test(other_languages_are_refused),
        cmocka_unit_test(predictions_bring_classes_and_rows),
        cmocka_unit_test(keys_of_a_table_are_unique),
        cmocka_unit_test(the_table_of_2020),
        cmocka_unit_test(the_claims_of_2020),
        cmocka_unit_test(the_claims_of_2020_in_spanish),
        cmocka_unit_test(the_effects_of_2020),
    };
    return cmocka_run_group_tests(tests, make_folder, drop_folder);
}
