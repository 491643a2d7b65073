/* test_document.c - a study in words: claims, tables, both languages, and the files of
 * texts.
 *
 * The numbers themselves are test_study.c's; here it is asked that they are said right,
 * that nothing that a file says can act in a report, and that what is written reads
 * back. */
#include "document_help.h"

#include "base/json.h"
#include "base/text.h"
#include "report/words.h"

/* ---- Words and numbers ---------------------------------------------------------------------- */

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
            } else {
                s += *s == '\\';
                lmev__buf_putc(to, *s);
            }
        }
        s++;
        s += strspn(s, " \t\r\n");
    }
    lmev__buf_putc(to, 0);
    *at = s;
    return true;
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
            for (size_t i = 0; i < lmev__n_words_es; i++)
                if (strcmp(lmev__words_es[i].english, text.at) == 0)
                    known = used[i] = true;
            if (!known) {
                print_error("%s: no Spanish for \"%s\"\n", file, text.at);
                missing++;
            }
        }
    }
    lmev__buf_free(&text);
    return missing;
}

static void every_text_has_a_spanish_one(void **state)
{
    (void)state;
    char *dir = source_file("src/report"), **name = NULL;
    bool *used = lmev__calloc(lmev__n_words_es, sizeof *used);
    size_t n = 0, missing = 0;
    assert_non_null(used);
    assert_ok(lmev__list_dir(&name, &n, dir, err));
    for (size_t i = 0; i < n; i++) {
        size_t length = strlen(name[i]), bytes;
        if (length < 2 || strcmp(name[i] + length - 2, ".c") != 0 ||
            strcmp(name[i], "words_es.c") == 0)
            continue;
        char *path = lmev__path_join(dir, name[i]), *source = NULL;
        assert_ok(lmev__read_file(&source, &bytes, path, 1 << 20, err));
        missing += look_up(source, name[i], used);
        lmev__free(source);
        lmev__free(path);
    }
    assert_int_equal(missing, 0);
    for (size_t i = 0; i < lmev__n_words_es; i++)
        if (!used[i]) fail_msg("nobody says \"%s\"", lmev__words_es[i].english);
    lmev__free_names(name, n);
    lmev__free(used);
    lmev__free(dir);
}

/* A sentence may lose no number on its way into Spanish, and no entry may hide another. */
static void spanish_keeps_the_placeholders(void **state)
{
    (void)state;
    for (size_t i = 0; i < lmev__n_words_es; i++) {
        const lmev__entry *e = &lmev__words_es[i];
        for (char k = '1'; k <= '9'; k++) {
            char mark[] = {'%', k, 0};
            if (!strstr(e->english, mark) != !strstr(e->other, mark))
                fail_msg("%s in one of: %s / %s", mark, e->english, e->other);
        }
        for (size_t j = 0; j < i; j++)
            assert_string_not_equal(e->english, lmev__words_es[j].english);
        assert_true(lmev__utf8_ok(e->other, strlen(e->other)));
    }
    assert_string_equal(lmev__word("es", "Summary"), "Resumen");
    assert_string_equal(lmev__word("en", "Summary"), "Summary");
    assert_string_equal(lmev__word("es", "no such text"), "no such text");
}

/* ---- Studies of a lab ----------------------------------------------------------------------- */

typedef struct work {
    lab lab;
    lmev__study *study;
    lmev__document *d;
} work;

static void make(work *w, const char *language)
{
    lmev_report_options o = {
        .language = language, .draws = 50, .power = true, .threads = 1};
    assert_ok(lmev__study_new(&w->study, &w->lab.e, &o, NULL, err));
    assert_ok(lmev__document_new(&w->d, w->study, err));
}

static void drop(work *w)
{
    lmev__document_free(w->d);
    lmev__study_free(w->study);
    free_lab(&w->lab);
}

/* Two languages and two sizes, of which size makes no difference; three trials each, on
 * two devices, the second of which takes twice as long. */
static void four_models(work *w)
{
    static const char *const model[] = {"nnlm-es-dim50", "nnlm-es-dim128",
                                        "nnlm-en-dim50", "nnlm-en-dim128"};
    static const double wobble[] = {-0.002, 0.0005, 0.0015};
    for (size_t m = 0; m < COUNT(model); m++) {
        for (int64_t t = 0; t < 3; t++) {
            lmev_experiment *x =
                add(&w->lab, model[m], t,
                    (m < 2 ? 0.75 : 0.70) + wobble[t] - (double)(m % 2) * 0.0002);
            add_curve(x, 3);
            x->training_took = 100 * (double)(m + 1) * (t == 0 ? 2 : 1);
            if (t == 0) set(&x->device, "sand clock");
        }
    }
}

/* Does a sentence of the summary begin like this? */
static void assert_begins(const lmev__document *d, const char *beginning)
{
    const lmev__section *s = section(d, "summary");
    bool found = false;
    for (size_t i = 0; i < s->n_paragraphs; i++) {
        char *text = plain(s->paragraph[i].text);
        found |= strncmp(text, beginning, strlen(beginning)) == 0;
        lmev__free(text);
    }
    if (!found) fail_msg("nothing begins with: %s", beginning);
}

static void claims_say_what_was_found(void **state)
{
    (void)state;
    work w = {0};
    four_models(&w);
    make(&w, "en");
    assert_says(w.d, "summary", "12 experiments of 4 models (trials of each: 3).");
    assert_says(w.d, "summary", "Data: titles.csv.");
    assert_says(w.d, "summary",
                "Rows to train on: 25,000; to test on: 1,000; classes: 20.");
    assert_says(w.d, "summary",
                "One model cannot be told apart from it: nnlm-es-dim128.");
    assert_says(w.d, "cost",
                "Training took 2.00 times as long on sand clock as on abacus "
                "(4 models).");
    assert_says(w.d, "training", "All 12 BACs are of the weights of the best epoch.");
    assert_says(
        w.d, "training",
        "The weights of the best epoch (lowest val_loss) have a BAC that is higher "
        "than that of the last epoch by 0.0010 on average (experiments: 12).");
    assert_begins(w.d, "Spanish models: 0.7499, English: 0.6999, difference 0.0500 [");
    assert_begins(w.d,
                  "Models of 50 dimensions: 0.7250, of 128: 0.7248; cannot be told apart "
                  "(difference 0.0002 [");
    assert_begins(
        w.d, "Experiments ran on different devices, so their times cannot be compared "
             "as they are: abacus (8) and sand clock (4).");
    const lmev__section *s = section(w.d, "summary");
    for (size_t i = 0; i < s->n_paragraphs; i++)
        if (s->paragraph[i].role == LMEV__CLAIM)
            assert_true(s->paragraph[i].sources.n > 0);
    drop(&w);
}

static void the_same_in_spanish(void **state)
{
    (void)state;
    work w = {0};
    four_models(&w);
    make(&w, "es");
    assert_says(w.d, "summary",
                "12 experimentos de 4 modelos (repeticiones de cada uno: 3).");
    assert_says(w.d, "summary",
                "Filas de entrenamiento: 25.000; de prueba: 1.000; clases: 20.");
    assert_says(w.d, "summary", "Un modelo no se distingue de él: nnlm-es-dim128.");
    assert_says(
        w.d, "cost",
        "El entrenamiento en sand clock tardó 2,00 veces lo que en abacus (4 modelos).");
    assert_string_equal(section(w.d, "method")->heading, "Método");
    assert_string_equal(cell_of(table(w.d, "groups"), 0, "level")->text, "español");
    assert_string_equal(cell_of(table(w.d, "groups"), 0, "level")->code, "es");
    drop(&w);
}

static void one_trial_claims_little(void **state)
{
    (void)state;
    work w = {0};
    add(&w.lab, "nnlm-es-dim50", 0, 0.75);
    add(&w.lab, "nnlm-es-dim128", 0, 0.74);
    make(&w, "en");
    assert_says(w.d, "summary",
                "The best model is nnlm-es-dim50: BAC 0.7500, of a single trial.");
    assert_says(w.d, "summary",
                "There are too few trials to tell it apart from the other models (1).");
    assert_says(w.d, "differences", "There are too few trials to test any difference.");
    assert_says(w.d, "differences",
                "50 against 128 dimensions: BAC higher by 0.0100; too few "
                "trials to say more.");
    assert_null(section(w.d, "training"));
    assert_null(section(w.d, "spread"));
    assert_null(section(w.d, "left-out"));
    assert_true(table(w.d, "models")->column[4].empty); /* no sd */
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

/* ---- Texts that want to be more than that --------------------------------------------------- */

static const char *const injections[] = {
    "<script>alert(1)</script>",
    "</title><img src=x onerror=alert(1)>",
    "\"><svg/onload=alert(1)>",
    "'; DROP TABLE runs; --",
    "a|b|c",
    "`code` and ``more``",
    "**bold** _under_ ~~gone~~",
    "[link](javascript:alert(1))",
    "![image](http://example.com/x.png)",
    "[ref]: http://example.com",
    "# heading",
    "- item",
    "1. first",
    "&lt;b&gt; &#60;",
    "=HYPERLINK(\"http://example.com\")",
    "@SUM(A1:A9)",
    "  +1-1",
    "line\nbreak\r\n\ttab\x01mark\x02\x7F",
    "\xE2\x80\xAEright to left\xE2\x81\xA6 \xE2\x80\xA8lines\xE2\x80\xA9",
    "\xF0\x9F\x91\xA9\xE2\x80\x8D\xF0\x9F\x9A\x80 emoji, caf\xC3\xA9",
    "broken \xFF\xC0\xAF utf-8 \xED\xA0\x80",
    "$x^2$ %1 %2 \\ %s %n",
};

/* Each string as a model, a device, a run, a file, a folder and a reason. */
static void hostile_lab(work *w)
{
    char longest[801] = "";
    for (int i = 0; i < 200; i++) strcat(longest, "\xC3\xB1<|");
    for (size_t i = 0; i <= COUNT(injections); i++) {
        const char *text = i < COUNT(injections) ? injections[i] : longest;
        for (int64_t t = 0; t < 2; t++) {
            lmev_experiment *x =
                add(&w->lab, text, t, 0.5 + (double)i / 100 + (double)t / 1000);
            add_curve(x, 2);
            set(&x->device, text);
            set(&x->run_id, text);
            set(&x->data_set, text);
            set(&x->path, text);
        }
        leave_out(&w->lab, text, text);
    }
}

static void assert_clean(const char *text, bool marks)
{
    size_t n = strlen(text);
    bool on = false;
    for (size_t i = 0; i < n;) {
        uint32_t u = 0;
        int k = lmev__utf8_next(text + i, n - i, &u);
        assert_true(k > 0);
        if (marks && (u == 1 || u == 2)) {
            assert_true(on == (u == 2));
            on = u == 1;
        } else {
            assert_false(u < 0x20 || (u >= 0x7F && u < 0xA0) || u == 0x2028 ||
                         u == 0x2029);
            assert_false((u >= 0x202A && u <= 0x202E) || (u >= 0x2066 && u <= 0x2069));
        }
        i += (size_t)k;
    }
    assert_false(on);
}

static void texts_are_cleaned_once(void **state)
{
    (void)state;
    work w = {0};
    hostile_lab(&w);
    make(&w, "es");
    assert_clean(w.d->title, false);
    assert_clean(w.d->subtitle, false);
    for (size_t i = 0; i < w.d->n_sections; i++) {
        const lmev__section *s = &w.d->section[i];
        for (size_t k = 0; k < s->n_paragraphs; k++)
            assert_clean(s->paragraph[k].text, true);
        for (size_t k = 0; k < s->n_tables; k++) {
            const lmev__table *t = &s->table[k];
            for (size_t c = 0; c < t->n_columns; c++) {
                assert_clean(t->column[c].key, false);
                assert_clean(t->column[c].title, false);
            }
            for (size_t c = 0; c < t->n_columns * t->n_rows; c++) {
                const lmev__cell *cell = &t->cell[c];
                /* Each cell is of the kind of its column: none was forgotten or doubled. */
                bool is_text = t->column[c % t->n_columns].kind == LMEV__TEXT;
                assert_true(is_text ? isnan(cell->value) : cell->text == NULL);
                if (cell->text) assert_clean(cell->text, false);
            }
        }
    }
    drop(&w);
}

static void a_text_has_an_end(void **state)
{
    (void)state;
    work w = {0};
    char *endless = lmev__calloc(100001, 1);
    assert_non_null(endless);
    memset(endless, 'x', 100000);
    lmev_experiment *x = add(&w.lab, "scratch", 0, 0.5);
    set(&x->run_id, endless);
    make(&w, "en");
    const char *shown = cell_of(table(w.d, "experiments"), 0, "run_id")->text;
    assert_int_equal(strlen(shown), 2000 + strlen("…"));
    lmev__free(endless);
    drop(&w);
}

/* ---- Predictions ---------------------------------------------------------------------------- */

#define ROWS_EACH 6

/* Predictions beside x, whose labels are the strings that are UTF-8: one row in `every`
 * is taken for the next class. Classes are of one size, so the BAC that goes with it is
 * the accuracy. */
static void predict(lmev_experiment *x, const char *name, size_t every)
{
    lmev__buf b = LMEV__BUF_INIT;
    char *dir = lmev__path_join(folder, name);
    size_t right = 0;
    lmev__buf_puts(&b, "title,category,predicted\n");
    for (size_t row = 0; row < 20 * ROWS_EACH; row++) {
        const char *truth = injections[row % 20];
        const char *other = injections[(row + 1) % 20];
        right += (row * 7 + row / 20) % every != 0;
        const char *taken = (row * 7 + row / 20) % every == 0 ? other : truth;
        lmev__buf_printf(&b, "title %zu,", row);
        lmev__buf_csv(&b, truth, strlen(truth));
        lmev__buf_putc(&b, ',');
        lmev__buf_csv(&b, taken, strlen(taken));
        lmev__buf_putc(&b, '\n');
    }
    char *text = lmev__buf_text(&b);
    assert_non_null(text);
    assert_ok(lmev__mkdirs(dir, err));
    put_file(dir, "test-results.csv", text);
    set(&x->path, dir);
    x->has_results = true;
    x->bac = (double)right / (20 * ROWS_EACH);
    lmev__free(text);
    lmev__free(dir);
}

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
                    name, m == 0 ? 3 + t : 11 + t);
        }
    make(&w, "en");
    const lmev__table *classes = table(w.d, "classes"), *pairs = table(w.d, "pairs");
    assert_int_equal(classes->n_rows, 20);
    assert_says(w.d, "classes", "Classes of nnlm-es-dim128, 3 trials together.");
    assert_string_equal(cell_of(pairs, 0, "method")->code, "rows");
    assert_string_equal(cell_of(pairs, 0, "differs_in")->code, "dim");
    assert_false(isnan(cell_of(pairs, 0, "mcnemar_p")->value));
    assert_false(isnan(cell_of(pairs, 0, "rows_low")->value));
    assert_string_equal(cell_of(table(w.d, "spread"), 0, "test_rows")->code, "shared");
    assert_non_null(section(w.d, "power"));
    assert_true(table(w.d, "confused")->n_rows > 0);
    for (size_t r = 0; r < classes->n_rows; r++) {
        assert_clean(cell_of(classes, r, "class")->text, false);
        assert_true(cell_of(classes, r, "n")->value == 3 * ROWS_EACH);
    }
    drop(&w);
}

/* ---- Markdown ------------------------------------------------------------------------------- */

/* Bars that part cells: those without a backslash before them. */
static size_t bars(const char *line, size_t n)
{
    size_t count = 0;
    for (size_t i = 0; i < n; i++) {
        if (line[i] == '\\')
            i++;
        else
            count += line[i] == '|';
    }
    return count;
}

/* One document's Markdown, line by line. */
static void check_markdown(const char *text)
{
    size_t headings = 0, in_table = 0;
    for (const char *at = text; *at;) {
        size_t n = strcspn(at, "\n"), here = bars(at, n);
        headings += strncmp(at, "# ", 2) == 0;
        if (*at == '|') {
            if (in_table == 0) in_table = here;
            assert_int_equal(here, in_table);
        } else {
            in_table = 0;
        }
        for (size_t i = 0; i < n; i++) {
            bool escaped = i > 0 && at[i - 1] == '\\';
            if (at[i] == '<')
                assert_null(strchr("abcdefghijklmnopqrstuvwxyzST/!?", at[i + 1]));
            if (at[i] == ']' && at[i + 1] == '(' && !escaped)
                assert_memory_equal(at + i + 2, "tables/", 7);
            if (at[i] == '[' && !escaped) /* an interval, or a link of ours */
                assert_true(strchr("-0123456789", at[i + 1]) ||
                            strncmp(at + n - 6, ".csv))", 6) == 0);
            if (at[i] == '`' || at[i] == '~') assert_true(escaped);
        }
        at += n + (at[n] == '\n');
    }
    assert_int_equal(headings, 1);
}

static char *written(void (*write)(lmev__buf *b, const lmev__document *d),
                     const lmev__document *d)
{
    lmev__buf b = LMEV__BUF_INIT;
    write(&b, d);
    char *text = lmev__buf_text(&b);
    assert_non_null(text);
    return text;
}

static void markdown_shows_texts_as_texts(void **state)
{
    (void)state;
    work w = {0};
    hostile_lab(&w);
    make(&w, "en");
    char *text = written(lmev__markdown, w.d);
    check_markdown(text);
    assert_non_null(strstr(text, "&lt;script\\>alert(1)&lt;/script\\>"));
    assert_non_null(strstr(text, "a\\|b\\|c"));
    assert_non_null(strstr(text, "\\[link\\](javascript:alert(1))"));
    assert_non_null(strstr(text, "line break   tab mark  "));
    assert_non_null(strstr(text, "\xEF\xBF\xBDright to left\xEF\xBF\xBD  lines "));
    assert_non_null(strstr(text, "broken \xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD utf-8 "));
    lmev__free(text);
    drop(&w);
}

static void the_short_text_has_models_and_claims(void **state)
{
    (void)state;
    work w = {0};
    four_models(&w);
    make(&w, "es");
    char *text = written(lmev__summary_text, w.d);
    assert_memory_equal(text, "| Modelo             | Repeticiones |", 37);
    assert_non_null(strstr(text, "| **nnlm-es-dim50**  |            3 | **0,7500** |"));
    assert_non_null(
        strstr(text, "\n- Un modelo no se distingue de él: nnlm-es-dim128.\n"));
    assert_null(strstr(text, LMEV__MARK_ON));
    lmev__free(text);
    drop(&w);
}

/* ---- CSV and JSON --------------------------------------------------------------------------- */

/* The next field of a strict RFC 4180 text with LF, decoded into to; the byte that ends
 * it is returned: ',' or '\n'. */
static char next_field(const char **at, lmev__buf *to)
{
    const char *s = *at;
    lmev__buf_reset(to);
    if (*s == '"') {
        for (s++; *s != '"' || s[1] == '"'; s++) {
            assert_int_not_equal(*s, 0);
            s += *s == '"';
            lmev__buf_putc(to, *s);
        }
        s++;
    } else {
        for (; *s != ',' && *s != '\n'; s++) {
            assert_true(*s != 0 && *s != '"' && *s != '\r');
            lmev__buf_putc(to, *s);
        }
    }
    assert_true(*s == ',' || *s == '\n');
    lmev__buf_putc(to, 0);
    assert_false(to->failed);
    *at = s + 1;
    return *s;
}

static void check_field(const lmev__column *column, const lmev__cell *cell,
                        const char *field)
{
    if (column->kind == LMEV__TEXT) {
        const char *want = cell->code ? cell->code : cell->text ? cell->text : "";
        if (*field == '\'') /* no text of ours begins with one but for a formula */
            assert_true(strchr("=+-@ '", want[0]) != NULL);
        assert_null(strchr("=+-@", *field ? *field : 'x'));
        assert_string_equal(*field == '\'' && *want != '\'' ? field + 1 : field, want);
        return;
    }
    if (isnan(cell->value)) {
        assert_string_equal(field, "");
        return;
    }
    char *end;
    double v = strtod(field, &end); /* tests run in the C locale */
    assert_int_equal(*end, 0);
    assert_true(memcmp(&v, &cell->value, sizeof v) == 0);
}

static void check_csv(const lmev__table *t)
{
    lmev__buf b = LMEV__BUF_INIT, field = LMEV__BUF_INIT;
    lmev__table_csv(&b, t);
    char *text = lmev__buf_text(&b);
    assert_non_null(text);
    const char *at = text;
    for (size_t r = 0; r <= t->n_rows; r++) {
        for (size_t k = 0; k < t->n_columns; k++) {
            char end = next_field(&at, &field);
            assert_int_equal(end, k + 1 == t->n_columns ? '\n' : ',');
            if (r == 0)
                assert_string_equal(field.at, t->column[k].key);
            else
                check_field(&t->column[k], &t->cell[(r - 1) * t->n_columns + k],
                            field.at);
        }
    }
    assert_int_equal(*at, 0);
    lmev__buf_free(&field);
    lmev__free(text);
}

static void csv_reads_back(void **state)
{
    (void)state;
    work w = {0};
    hostile_lab(&w);
    make(&w, "es");
    for (size_t i = 0; i < w.d->n_sections; i++)
        for (size_t k = 0; k < w.d->section[i].n_tables; k++)
            check_csv(&w.d->section[i].table[k]);
    drop(&w);
}

static void check_json_table(const lmev__json *rows, const lmev__table *t)
{
    assert_int_equal(lmev__json_kind(rows), LMEV__JSON_ARRAY);
    assert_int_equal(lmev__json_size(rows), t->n_rows);
    for (size_t r = 0; r < t->n_rows; r++) {
        const lmev__json *row = lmev__json_at(rows, r);
        assert_int_equal(lmev__json_size(row), t->n_columns);
        for (size_t k = 0; k < t->n_columns; k++) {
            const lmev__cell *cell = &t->cell[r * t->n_columns + k];
            const lmev__json *v = lmev__json_get(row, t->column[k].key);
            const char *text = cell->code ? cell->code : cell->text;
            assert_non_null(v);
            if (text && *text) {
                assert_string_equal(lmev__json_string(v, NULL), text);
            } else if (isfinite(cell->value)) {
                double got = lmev__json_real(v);
                assert_true(memcmp(&got, &cell->value, sizeof got) == 0);
            } else {
                assert_int_equal(lmev__json_kind(v), LMEV__JSON_NULL);
            }
        }
    }
}

static void json_reads_back(void **state)
{
    (void)state;
    work w = {0};
    hostile_lab(&w);
    make(&w, "en");
    char *text = written(lmev__tables_json, w.d);
    lmev__json *j = NULL;
    assert_ok(lmev__json_parse(&j, text, strlen(text), "report.json", 0, err));
    assert_string_equal(lmev__json_string(lmev__json_get(j, "language"), NULL), "en");
    assert_true(lmev__json_size(lmev__json_get(j, "claims")) > 0);
    assert_true(lmev__json_size(lmev__json_get(j, "warnings")) > 0);
    const lmev__json *tables = lmev__json_get(j, "tables");
    for (size_t i = 0; i < w.d->n_sections; i++)
        for (size_t k = 0; k < w.d->section[i].n_tables; k++) {
            const lmev__table *t = &w.d->section[i].table[k];
            check_json_table(lmev__json_get(tables, t->id), t);
        }
    assert_non_null(lmev__json_get(tables, "left-out"));
    lmev__json_free(j);
    lmev__free(text);
    drop(&w);
}

static void the_same_study_gives_the_same_bytes(void **state)
{
    (void)state;
    work w = {0};
    four_models(&w);
    make(&w, "en");
    lmev__document *again = NULL;
    assert_ok(lmev__document_new(&again, w.study, err));
    char *first = written(lmev__tables_json, w.d),
         *second = written(lmev__tables_json, again);
    assert_string_equal(first, second);
    lmev__free(first);
    lmev__free(second);
    lmev__document_free(again);
    drop(&w);
}

/* ---- Without memory ------------------------------------------------------------------------- */

static lmev_status write_all(const lmev__study *s)
{
    lmev__document *d = NULL;
    lmev_status status = lmev__document_new(&d, s, NULL);
    if (status != LMEV_OK) {
        assert_null(d);
        return status;
    }
    lmev__buf b = LMEV__BUF_INIT;
    lmev__markdown(&b, d);
    lmev__summary_text(&b, d);
    lmev__tables_json(&b, d);
    lmev__table_csv(&b, table(d, "models"));
    status = b.failed ? LMEV_ERR_NOMEM : LMEV_OK;
    lmev__buf_free(&b);
    lmev__document_free(d);
    return status;
}

/* Every allocation among the first 300, every 13th after them: what comes later is more
 * of the same, table after table. */
static void survives_a_lack_of_memory(void **state)
{
    (void)state;
    work w = {0};
    four_models(&w);
    leave_out(&w.lab, "/runs/lost", "it is not there");
    make(&w, "es");
    long before = lmev__test_live_blocks();
    lmev_status status = LMEV_ERR_NOMEM;
    for (long k = 0; status != LMEV_OK; k += k < 300 ? 1 : 13) {
        lmev__test_fail_alloc(k, k % 2 == 1);
        status = write_all(w.study);
        lmev__test_fail_alloc(-1, false);
        assert_true(status == LMEV_OK || status == LMEV_ERR_NOMEM);
        assert_int_equal(lmev__test_live_blocks(), before);
    }
    drop(&w);
}

/* ---- The experiments of 2020 ---------------------------------------------------------------- */

static bool load_2020(work *w, lmev_experiments **all, const char *language)
{
    char *path = source_file("../shared/data/seed-experiments");
    bool there = lmev__is_dir(path);
    if (there) {
        const char *folders[] = {path};
        lmev_report_options o = {.language = language, .draws = 50, .threads = 1};
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
    assert_shown(w.d, table(w.d, "pairs"), 0, "p", "0.413");
    drop(&w);
    lmev_experiments_free(all);
}

static void the_claims_of_2020(void **state)
{
    (void)state;
    work w = {0};
    lmev_experiments *all = NULL;
    if (!load_2020(&w, &all, "en")) skip();
    assert_says(w.d, "summary",
                "Spanish models: 0.7434, English: 0.7190, difference 0.0243 "
                "[0.0169, 0.0318], p < 0.001.");
    assert_says(w.d, "summary",
                "28 pairs were tested; pairs with p < 0.05: 21, after Holm's "
                "correction: 13.");
    assert_says(w.d, "summary",
                "Experiments differ in DATA-OUTPUT_DIM: 1572 (13), 1573 (10), "
                "1571 (8) and 1574 (1).");
    assert_says(w.d, "summary",
                "BACs are of the weights of different epochs: last (20) and best (12).");
    assert_says(
        w.d, "differences",
        "50 against 128 dimensions, Spanish with normalization: cannot be told apart "
        "(difference 0.0047 [-0.0087, 0.0182], p = 0.413).");
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
    assert_says(w.d, "summary",
                "Modelos en español: 0,7434; en inglés: 0,7190; diferencia de "
                "0,0243 [0,0169; 0,0318], p < 0,001.");
    assert_says(w.d, "differences",
                "50 contra 128 dimensiones, español con normalización: no se distinguen "
                "(diferencia de 0,0047 [-0,0087; 0,0182], p = 0,413).");
    drop(&w);
    lmev_experiments_free(all);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(numbers_follow_the_language),
        cmocka_unit_test(every_text_has_a_spanish_one),
        cmocka_unit_test(spanish_keeps_the_placeholders),
        cmocka_unit_test(claims_say_what_was_found),
        cmocka_unit_test(the_same_in_spanish),
        cmocka_unit_test(one_trial_claims_little),
        cmocka_unit_test(one_experiment_is_a_report_too),
        cmocka_unit_test(other_languages_are_refused),
        cmocka_unit_test(texts_are_cleaned_once),
        cmocka_unit_test(a_text_has_an_end),
        cmocka_unit_test(predictions_bring_classes_and_rows),
        cmocka_unit_test(markdown_shows_texts_as_texts),
        cmocka_unit_test(the_short_text_has_models_and_claims),
        cmocka_unit_test(csv_reads_back),
        cmocka_unit_test(json_reads_back),
        cmocka_unit_test(the_same_study_gives_the_same_bytes),
        cmocka_unit_test(survives_a_lack_of_memory),
        cmocka_unit_test(the_table_of_2020),
        cmocka_unit_test(the_claims_of_2020),
        cmocka_unit_test(the_claims_of_2020_in_spanish),
    };
    return cmocka_run_group_tests(tests, make_folder, drop_folder);
}
