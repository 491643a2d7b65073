/* test_figures.c - figures: their data, their shapes and tooltips, axes, PNG and PDF.
 * What needs librsvg is skipped where it is not installed. How figures look no program
 * can say: people looked at them. */
#include <limits.h>
#include <locale.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/io/io.h"
#include "base/io/stream.h"
#include "base/machine.h"
#include "base/mem.h"
#include "base/utf8.h"
#include "figures_help.h"
#include "report/figures/axis.h"
#include "report/figures/canvas.h"
#include "report/figures/figures.h"
#include "report/figures/png.h"
#include "report/figures/raster.h"
#include "scratch.h"

#define ALL_FIGURES 19

static int n_folders;
static char said[4096]; /* what the library reported, one line each */

static void hear(void *self, lmev_level level, const char *text)
{
    (void)self;
    (void)level;
    const size_t n = strlen(said);
    snprintf(said + n, sizeof said - n, "%s\n", text);
}
static const lmev_watch watch = {.message = hear};

/* A fresh folder. */
static const char *fresh_folder(void)
{
    static char path[80];
    snprintf(path, sizeof path, "%s/%d", folder, n_folders++);
    assert_int_equal(mkdir(path, 0700), 0);
    said[0] = '\0';
    return path;
}

static bool there(const char *in, const char *id, const char *kind)
{
    char path[PATH_MAX + 64];
    snprintf(path, sizeof path, "%s/%s.%s", in, id, kind);
    return access(path, F_OK) == 0;
}

static char *contents(const char *in, const char *id, const char *kind)
{
    char path[PATH_MAX + 64], *text;
    size_t n;
    snprintf(path, sizeof path, "%s/%s.%s", in, id, kind);
    assert_int_equal(lmev__read_file(&text, &n, path, 64u << 20, NULL), LMEV_OK);
    return text;
}

/* Is librsvg installed? */
static bool can_print(void)
{
    lmev__raster *r = NULL;
    const bool can = lmev__raster_open(&r, NULL) == LMEV_OK;
    lmev__raster_close(r);
    if (!can) print_message("skipped: librsvg is not installed\n");
    return can;
}

static const char *const plain[] = {"nnlm-es-dim50", "nnlm-en-dim128-with-normalization"};

static lmev__figures write_figures(lmev__study *s, const char *language, const char *to)
{
    lmev__figures f;
    lmev_error err;
    s->options = (lmev_report_options){.language = language, .threads = 2};
    if (lmev__figures_write(&f, s, to, &watch, &err) != LMEV_OK) fail_msg("%s", err.text);
    return f;
}

/* ---- SVG ---- */

static bool in_list(const char *at, size_t n, const char *const *list)
{
    for (; *list; list++)
        if (strlen(*list) == n && memcmp(*list, at, n) == 0) return true;
    return false;
}

/* The value of an attribute, between its quotes: an id of the figure's own; elsewhere
 * numbers, and names of ours. */
static void check_value(const char *name, size_t k, const char *value, size_t n,
                        const char *id)
{
    static const char *const numbers[] = {"viewBox",
                                          "stroke-width",
                                          "stroke-dasharray",
                                          "fill-opacity",
                                          "d",
                                          "cx",
                                          "cy",
                                          "r",
                                          "x",
                                          "y",
                                          "width",
                                          "height",
                                          "font-size",
                                          NULL};
    if (k == 2 && memcmp(name, "id", 2) == 0) assert_memory_equal(value, id, strlen(id));
    if (in_list(name, k, numbers) && strspn(value, "0123456789.- MLHVZ") < n)
        fail_msg("%s: %.*s=\"%.*s\"", id, (int)k, name, (int)n, value);
}

/* Well-formed, of known elements and attributes only, and nothing but numbers where
 * numbers belong. A file has a style sheet, a page's <svg> has none. */
static void check_svg(const char *svg, const char *id, bool file)
{
    static const char *const elements[] = {"svg",  "title", "desc",   "path",
                                           "text", "rect",  "circle", NULL};
    static const char *const attributes[] = {"xmlns",
                                             "viewBox",
                                             "role",
                                             "aria-labelledby",
                                             "id",
                                             "class",
                                             "fill",
                                             "stroke-width",
                                             "stroke-dasharray",
                                             "fill-opacity",
                                             "d",
                                             "cx",
                                             "cy",
                                             "r",
                                             "x",
                                             "y",
                                             "width",
                                             "height",
                                             "font-size",
                                             "text-anchor",
                                             NULL};
    static const char declaration[] = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";
    char open[8][16];
    int depth = 0;
    const char *p = svg;
    assert_true(lmev__utf8_ok(svg, strlen(svg)));
    if (file) {
        assert_memory_equal(p, declaration, sizeof declaration - 1);
        p += sizeof declaration - 1;
    }
    assert_memory_equal(p, "<svg ", 5);
    while (*p) {
        if (file && strncmp(p, "<style>", 7) == 0) {
            p = strstr(p, "</style>");
            assert_non_null(p);
            p += 8;
            continue;
        }
        if (*p == '&') {
            assert_true(!strncmp(p, "&amp;", 5) || !strncmp(p, "&lt;", 4) ||
                        !strncmp(p, "&gt;", 4) || !strncmp(p, "&quot;", 6) ||
                        !strncmp(p, "&#39;", 5));
            p++;
            continue;
        }
        if (*p != '<') {
            assert_true(*p != '>' && ((unsigned char)*p >= ' ' || *p == '\n'));
            p++;
            continue;
        }
        const bool closes = p[1] == '/';
        p += 1 + closes;
        const size_t n = strcspn(p, " />");
        assert_true(in_list(p, n, elements));
        if (closes) {
            assert_true(depth > 0 && strlen(open[depth - 1]) == n);
            assert_memory_equal(open[--depth], p, n);
            p += n;
            assert_true(*p++ == '>');
            continue;
        }
        assert_true(depth < 8);
        memcpy(open[depth], p, n);
        open[depth++][n] = '\0';
        p += n;
        while (*p == ' ') {
            const size_t k = strcspn(++p, "=");
            const char *name = p;
            if (!in_list(p, k, attributes)) fail_msg("%s: attribute %.*s", id, (int)k, p);
            p += k;
            assert_true(*p++ == '=' && *p++ == '"');
            const size_t v = strcspn(p, "\"<&");
            assert_true(p[v] == '"');
            check_value(name, k, p, v, id);
            p += v + 1;
        }
        if (*p == '/') {
            depth--;
            p++;
        }
        assert_true(*p++ == '>');
    }
    assert_int_equal(depth, 0);
}

static size_t count_of(const char *text, const char *what)
{
    size_t n = 0;
    for (; (text = strstr(text, what)); text++) n++;
    return n;
}

/* ---- Data ---- */

/* The number in a column, by name, of the row-th row of a block. */
static double number_in(const char *tsv, int block, const char *column, int row)
{
    const char *p = tsv;
    for (int i = 0; i < block; i++) {
        p = strstr(p, "\n\n\n");
        assert_non_null(p);
        p += 3;
    }
    int at = 0;
    for (const char *c = p;; at++) {
        const size_t n = strcspn(c, "\t\n");
        if (n == strlen(column) && memcmp(c, column, n) == 0) break;
        if (c[n] != '\t') fail_msg("no column %s", column);
        c += n + 1;
    }
    for (int i = 0; i <= row; i++) p = strchr(p, '\n') + 1;
    for (int i = 0; i < at; i++) p = strchr(p, '\t') + 1;
    return strtod(p, NULL); /* the C locale: no test sets another */
}

static void data_holds_the_numbers_of_the_study(void **state)
{
    (void)state;
    lmev__study *s = make_study(8, 4, plain, 2);
    const char *to = fresh_folder();
    lmev__figures f = write_figures(s, "en", to);
    assert_int_equal(f.n, ALL_FIGURES);
    assert_int_equal(f.n_printed, can_print() ? ALL_FIGURES : 0);
    for (size_t i = 0; i < f.n; i++) {
        const char *id = f.at[i].id;
        assert_non_null(f.at[i].svg);
        assert_true(*f.at[i].title && *f.at[i].caption && *f.at[i].alt);
        assert_true(there(to, id, "tsv") && there(to, id, "svg"));
        assert_int_equal(there(to, id, "png"), f.at[i].printed);
        assert_int_equal(there(to, id, "pdf"), f.at[i].printed);
        assert_ptr_equal(lmev__figure_of(&f, id), &f.at[i]);
    }
    assert_null(lmev__figure_of(&f, "nothing"));
    char *t = contents(to, "models", "tsv");
    for (int m = 0; m < 8; m++) {
        assert_true(number_in(t, 0, "bac_mean", m) == s->model[m].bac.mean);
        assert_true(number_in(t, 0, "mean_low", m) == s->model[m].low);
        assert_true(number_in(t, 0, "mean_high", m) == s->model[m].high);
        assert_true(number_in(t, 0, "next_low", m) == s->model[m].next_low);
        assert_true(number_in(t, 0, "next_high", m) == s->model[m].next_high);
        assert_true(number_in(t, 0, "among_best", m) == s->model[m].standing.among_best);
    }
    lmev__free(t);
    t = contents(to, "differences", "tsv"); /* row 0: cells (0,1), (0,2), ... */
    for (int b = 1; b < 8; b++) {
        const lmev__pair *p = lmev__pair_of(s, 0, (size_t)b);
        assert_true(number_in(t, 0, "difference", b - 1) == p->of.test.difference);
        assert_true(number_in(t, 0, "p_joint", b - 1) == p->p_joint);
    }
    assert_true(number_in(t, 0, "difference", 7) ==
                -lmev__pair_of(s, 0, 1)->of.test.difference);
    lmev__free(t);
    t = contents(to, "bac-val-loss", "tsv");
    assert_true(number_in(t, 0, "min_val_loss", 3) == s->model[3].min_val_loss.mean);
    lmev__free(t);
    t = contents(to, "curve-val-loss", "tsv"); /* model 0, epoch 6: all trials alike */
    assert_true(fabs(number_in(t, 0, "mean", 5) - 2.5 / 6) < 1e-12);
    lmev__free(t);
    t = contents(to, "confused", "tsv");
    assert_true(number_in(t, 0, "predictions", 2) == (double)s->confused[2].n);
    lmev__free(t);
    t = contents(to, "worst-classes", "tsv");
    assert_true(number_in(t, 0, "recall", 2) == s->class[2].recall);
    assert_true(number_in(t, 0, "recall_low", 2) == s->class[2].low);
    assert_true(number_in(t, 0, "recall_high", 2) == s->class[2].high);
    assert_true(number_in(t, 0, "rows", 2) == (double)s->class[2].n);
    lmev__free(t);
    t = contents(to, "bac-by-experiment-sorted", "tsv");
    for (int i = 1; i < 32; i++)
        assert_true(number_in(t, 0, "bac", i) <= number_in(t, 0, "bac", i - 1));
    lmev__free(t);
    t = contents(to, "bac-histogram", "tsv");
    double total = 0;
    const char *line = strchr(t, '\n');
    for (int i = 0; line && line[1]; line = strchr(line + 1, '\n'))
        total += number_in(t, 0, "experiments", i++);
    assert_true(total == 32);
    lmev__free(t);
    lmev__figures_clear(&f);
}

static void what_is_not_known_gives_no_figure(void **state)
{
    (void)state;
    lmev__study *s = make_study(1, 1, plain, 1);
    s->closest = LMEV__NONE;
    s->n_pairs = 0;
    s->model[0].params = s->model[0].memory = NAN;
    s->grouping[LMEV__BY_LANGUAGE].n = s->grouping[LMEV__BY_DEVICE].n = 0;
    s->n_timings = 1;
    lmev__figures f = write_figures(s, "es", fresh_folder());
    static const char *const stay[] = {"models",
                                       "bac-by-model",
                                       "bac-histogram",
                                       "bac-by-experiment",
                                       "bac-by-experiment-sorted",
                                       "curve-bac",
                                       "curve-val-loss"};
    assert_int_equal(f.n, 7);
    for (size_t i = 0; i < 7; i++) assert_non_null(lmev__figure_of(&f, stay[i]));
    lmev__figures_clear(&f);
}

/* Metadata may hold any number, or none: what cannot be drawn is left out, and no
 * coordinate is anything but a number. */
static void odd_numbers_do_no_harm(void **state)
{
    (void)state;
    static const double odd[] = {NAN, 0, -1, 1e-300, 1e300, 5e-324, 1e15};
    const size_t n = sizeof odd / sizeof *odd;
    for (size_t turn = 0; turn <= n; turn++) {
        lmev__study *s = make_study(n, 2, plain, 2);
        for (size_t i = 0; i < 2 * n; i++) {
            lmev_experiment *x = (lmev_experiment *)&s->all->at[i];
            x->training_took = odd[turn < n ? turn : i / 2];
            if (turn == 0) x->bac = x->started_at = x->val_loss[0] = NAN;
            if (turn == 1) x->n_epochs = (uint32_t)i % 3;
            x->val_loss[i % 6] = odd[i % n];
        }
        for (size_t m = 0; m < n; m++) {
            s->model[m].params = s->model[m].memory = odd[turn < n ? turn : m];
            if (turn == 0) s->model[m].bac = (lmev_summary){0, NAN, NAN, NAN, NAN, NAN};
            if (turn == 2) s->class[m].n = UINT64_MAX >> m, s->class[m].low = NAN;
        }
        lmev__figures f = write_figures(s, "es", fresh_folder());
        assert_non_null(lmev__figure_of(&f, "worst-classes"));
        for (size_t i = 0; i < f.n; i++) check_svg(f.at[i].svg, f.at[i].id, false);
        assert_string_equal(said, "");
        lmev__figures_clear(&f);
    }
}

/* ---- Hostile names ---- */

/* Cut in two so that the names themselves, not their parts, are looked for. */
#define MARK "qzx"
static const char *const hostile[] = {
    MARK "`touch pwned`",
    MARK "$(touch pwned)",
    MARK "\" ; system(\"touch pwned\") ; \"",
    MARK "'; !touch pwned",
    MARK "' . system('touch pwned') . '",
    MARK "<script>alert(1)</script>",
    MARK "]]> <![CDATA[",
    MARK "&amp; &lt; &#x3c;",
    MARK "%s %n %d %%",
    MARK "\\n \\\\ \\042 \\",
    MARK "^a _b {/Bold c} @d &{e}",
    MARK "# remark",
    MARK "\t\n\r\x01\x7f tab",
    MARK "\xff\xfe",
    MARK "\xF0\x9F\x98\x80 \xC3\xB1 \xE4\xB8\xAD\xE6\x96\x87 \xD8\xB9\xD8\xB1",
    "NaN",
    "",
    MARK "\"quoted\"",
    "@" MARK,
    "-",
    MARK "long long long long long long long long long long long long long long long "
         "long long "
         "long long long long long long long long long long long long long long long "
         "long end"};
#define N_HOSTILE (sizeof hostile / sizeof *hostile)

static void hostile_names_are_shown_as_text(void **state)
{
    (void)state;
    lmev__study *s = make_study(N_HOSTILE, 2, hostile, N_HOSTILE);
    const char *to = fresh_folder();
    lmev__figures f = write_figures(s, "es", to);
    assert_int_equal(f.n, ALL_FIGURES);
    assert_string_equal(said, "");
    for (size_t i = 0; i < f.n; i++) {
        char *file = contents(to, f.at[i].id, "svg");
        check_svg(file, f.at[i].id, true);
        check_svg(f.at[i].svg, f.at[i].id, false);
        lmev__free(file);
        for (const char *p = f.at[i].caption; *p; p++)
            assert_true((unsigned char)*p >= ' ');
    }
    const char *svg = lmev__figure_of(&f, "models")->svg;
    static const char *const shown[] = {">" MARK "`touch pwned` 0<",
                                        ">" MARK "$(touch pwned) 1<",
                                        ">" MARK
                                        "&lt;script&gt;alert(1)&lt;/script&gt; 5<",
                                        ">" MARK "%s %n %d %% 8<",
                                        ">" MARK "\\n \\\\ \\042 \\ 9<",
                                        ">" MARK "^a _b {/Bold c} @d &amp;{e} 10<",
                                        ">" MARK "# remark 11<",
                                        ">NaN 15<",
                                        ">" MARK "&quot;quoted&quot; 17<",
                                        ">@" MARK " 18<",
                                        ">" MARK "&amp;amp; &amp;lt; &amp;#x3c; 7<",
                                        MARK "\xF0\x9F\x98\x80 \xC3\xB1"};
    for (size_t i = 0; i < sizeof shown / sizeof *shown; i++)
        if (!strstr(svg, shown[i])) fail_msg("not shown: %s", shown[i]);
    assert_non_null(
        strstr(svg, "long end 20\n")); /* whole in the tooltip, cut beside it */
    assert_non_null(strstr(svg, "\xE2\x80\xA6"));
    lmev__figures_clear(&f);
}

/* ---- Pictures ---- */

/* Number of tooltips beside the figure's own title. */
static size_t n_tips(const lmev__figures *f, const char *id)
{
    return count_of(lmev__figure_of(f, id)->svg, "<title>");
}

/* Rows of all tables of ID.tsv. */
static size_t n_rows(const char *in, const char *id)
{
    char *text = contents(in, id, "tsv");
    size_t rows = 0;
    bool head = true; /* of a table */
    for (const char *p = text; *p; p = strchr(p, '\n') + 1) {
        if (*p == '\n') {
            head = true;
            continue;
        }
        rows += !head;
        head = false;
    }
    lmev__free(text);
    return rows;
}

static void each_row_has_a_mark_with_a_tooltip(void **state)
{
    (void)state;
    const char *to = fresh_folder();
    lmev__figures f = write_figures(make_study(8, 4, plain, 2), "en", to);
    for (size_t i = 0; i < f.n; i++) {
        const char *id = f.at[i].id;
        size_t expected = n_rows(to, id);
        if (strncmp(id, "curve-", 6) == 0) expected = 8;   /* of each line */
        if (strcmp(id, "class-size") == 0) expected -= 60; /* classes: too many */
        if (n_tips(&f, id) != expected)
            fail_msg("%s: %zu tooltips, not %zu", id, n_tips(&f, id), expected);
    }
    assert_int_equal(n_tips(&f, "models"), 8);
    assert_int_equal(n_tips(&f, "differences"), 56);
    assert_int_equal(n_tips(&f, "bac-by-model"), 32 + 8);
    assert_int_equal(n_tips(&f, "bac-by-language"), 32 + 2);
    assert_int_equal(n_tips(&f, "bac-by-experiment"), 32);
    assert_int_equal(n_tips(&f, "bac-val-loss"), 8);
    assert_int_equal(n_tips(&f, "bac-val-loss-trials"), 32);
    assert_int_equal(n_tips(&f, "bac-time"), 16);
    assert_int_equal(n_tips(&f, "pareto-size"), 8);
    assert_int_equal(n_tips(&f, "worst-classes"), 20);
    assert_int_equal(n_tips(&f, "confused"), 15);
    assert_true(n_tips(&f, "bac-histogram") > 2);
    assert_true(n_tips(&f, "class-size") > 2);
    assert_non_null(
        strstr(lmev__figure_of(&f, "models")->svg,
               "<title>nnlm-es-dim50 0\nBAC 0.7607 [0.7577, 0.7637]\nn = 4</title>"));
    lmev__figures_clear(&f);
}

static void same_bytes(const char *a, const char *b, const char *id, const char *kind)
{
    lmev__map x, y;
    char path[2][PATH_MAX + 64];
    snprintf(path[0], sizeof path[0], "%s/%s.%s", a, id, kind);
    snprintf(path[1], sizeof path[1], "%s/%s.%s", b, id, kind);
    assert_int_equal(lmev__map_open(&x, path[0], NULL), LMEV_OK);
    assert_int_equal(lmev__map_open(&y, path[1], NULL), LMEV_OK);
    assert_int_equal(x.n, y.n);
    assert_memory_equal(x.at, y.at, x.n);
    lmev__map_close(&x);
    lmev__map_close(&y);
}

static void the_same_study_gives_the_same_bytes(void **state)
{
    (void)state;
    static const char *const kinds[] = {"tsv", "svg", "png", "pdf"};
    const int n_kinds = can_print() ? 4 : 2;
    lmev__study *s = make_study(3, 2, plain, 2);
    char first[PATH_MAX];
    snprintf(first, sizeof first, "%s", fresh_folder());
    lmev__figures a = write_figures(s, "en", first);
    sleep(1); /* a clock would show */
    const char *second = fresh_folder();
    const char *const comma =
        setlocale(LC_NUMERIC, "de_DE.UTF-8"); /* where there is one */
    lmev__figures b = write_figures(s, "en", second);
    setlocale(LC_NUMERIC, "C");
    if (!comma) print_message("without a locale that writes 0,5\n");
    for (size_t i = 0; i < a.n; i++) {
        for (int k = 0; k < n_kinds; k++) same_bytes(first, second, a.at[i].id, kinds[k]);
        assert_string_equal(a.at[i].svg, b.at[i].svg);
    }
    lmev__figures_clear(&a);
    lmev__figures_clear(&b);
}

/* A page holds 2 MB: 19 figures of 60 KB leave half of it for tables. */
static void many_models_and_trials_stay_small(void **state)
{
    (void)state;
    static const size_t sizes[][2] = {{40, 250}, {64, 2}, {2, 2}};
    for (int i = 0; i < 3; i++) {
        lmev__study *s = make_study(sizes[i][0], sizes[i][1], plain, 2);
        lmev__figures f = write_figures(s, "es", fresh_folder());
        assert_string_equal(said, "");
        assert_int_equal(f.n, ALL_FIGURES);
        for (size_t k = 0; k < f.n; k++) {
            if (strlen(f.at[k].svg) > 60 * 1024)
                fail_msg("%s has %zu bytes", f.at[k].id, strlen(f.at[k].svg));
            check_svg(f.at[k].svg, f.at[k].id, false);
        }
        lmev__figures_clear(&f);
    }
}

static bool at_once(void *self)
{
    (void)self;
    return true;
}

static void a_stop_ends_the_printing(void **state)
{
    (void)state;
    const lmev_watch stops = {.message = hear, .stop = at_once};
    const char *to = fresh_folder();
    lmev__study *s = make_study(2, 2, plain, 2);
    lmev__figures f;
    if (!can_print()) skip();
    s->options = (lmev_report_options){.language = "en", .threads = 1};
    assert_int_equal(lmev__figures_write(&f, s, to, &stops, NULL), LMEV_STOPPED);
    assert_false(there(to, "models", "png"));
}

/* ---- PNG and PDF ---- */

#define SQUARE                                                                      \
    "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 10 20\" width=\"10\" " \
    "height=\"20\"><path fill=\"#f00\" d=\"M0 0H10V20H0Z\"/></svg>"

static uint32_t be32(const char *at)
{
    const unsigned char *p = (const unsigned char *)at;
    return (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 | (uint32_t)p[2] << 8 | p[3];
}

static void svg_becomes_png_and_pdf(void **state)
{
    (void)state;
    static const char *const bad[] = {"", "no picture", "<svg", "<html/>", SQUARE "<"};
    lmev__raster *r;
    lmev__buf png = LMEV__BUF_INIT, pdf = LMEV__BUF_INIT;
    lmev_error err;
    if (!can_print()) skip();
    assert_int_equal(lmev__raster_open(&r, NULL), LMEV_OK);
    assert_int_equal(lmev__raster_draw(r, &png, &pdf, SQUARE, sizeof SQUARE - 1, 10, 20,
                                       1000000000, &err),
                     LMEV_OK);
    assert_memory_equal(png.at, "\x89PNG\r\n\x1a\n\0\0\0\rIHDR", 16);
    assert_int_equal(be32(png.at + 16), 20); /* twice the size */
    assert_int_equal(be32(png.at + 20), 40);
    assert_memory_equal(pdf.at, "%PDF-", 5);
    for (int later = 0; later < 2; later++) { /* the date alone makes a difference */
        lmev__buf again = LMEV__BUF_INIT;
        assert_int_equal(lmev__raster_draw(r, &png, &again, SQUARE, sizeof SQUARE - 1, 10,
                                           20, 1000000000 + later, &err),
                         LMEV_OK);
        assert_int_equal(again.n == pdf.n && memcmp(again.at, pdf.at, pdf.n) == 0,
                         !later);
        lmev__buf_free(&again);
    }
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        assert_int_equal(
            lmev__raster_draw(r, &png, &pdf, bad[i], strlen(bad[i]), 10, 20, 0, &err),
            LMEV_ERR_FORMAT);
    /* Larger than cairo's pictures. */
    assert_int_equal(
        lmev__raster_draw(r, &png, &pdf, SQUARE, sizeof SQUARE - 1, 10, 1e5, 0, &err),
        LMEV_ERR_FORMAT);
    lmev__raster_close(r);
    lmev__buf_free(&png);
    lmev__buf_free(&pdf);
}

/* Against the file that the standard's own example would be: two pixels. */
static void pixels_become_png(void **state)
{
    (void)state;
    const uint32_t pixel[] = {0x123456, 0xabcdef, 0, 0xffffff, 0x00ff00, 0};
    static const char end[] =
        "\0\0\0\0IEND\xae\x42\x60\x82"; /* its CRC is in the standard */
    lmev__buf b = LMEV__BUF_INIT;
    lmev__put_png(&b, (const unsigned char *)pixel, 3 * sizeof *pixel, 2, 2);
    assert_false(b.failed);
    assert_memory_equal(b.at, "\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\2\0\0\0\2\x08\2\0\0\0",
                        29);
    assert_int_equal(be32(b.at + 29), lmev__crc32(b.at + 12, 17));
    assert_memory_equal(b.at + 37, "IDAT", 4);
    assert_memory_equal(b.at + b.n - (sizeof end - 1), end, sizeof end - 1);
    lmev__buf_free(&b);
}

/* ---- Canvas ---- */

static void what_cannot_be_drawn_is_left_out(void **state)
{
    (void)state;
    static const lmev__look look = {.colour = LMEV__BLUE, .width = 2};
    static const lmev__mark mark = {LMEV__CIRCLE, .radius = 5, .colour = LMEV__INK};
    static const double bad[] = {NAN, INFINITY, -INFINITY, 1e9};
    lmev__buf b = LMEV__BUF_INIT;
    for (int i = 0; i < 4; i++) {
        lmev__buf tip = LMEV__BUF_INIT;
        lmev__pen pen = {0};
        lmev__buf_puts(&tip, "t");
        lmev__draw_mark(&b, &mark, 1, bad[i], &tip);
        lmev__buf_puts(&tip, "t");
        lmev__draw_box(&b, 1, 2, bad[i], 4, &look, &tip);
        lmev__draw_text(&b, "text", bad[i], 1, LMEV__START, 12, LMEV__INK);
        lmev__pen_line(&pen, 1, 2, 3, bad[i]);
        lmev__buf_puts(&tip, "t");
        lmev__draw_path(&b, &pen, &look, &tip);
        assert_int_equal(b.n, 0);
        lmev__pen_to(&pen, 1, 2);
        lmev__pen_to(&pen, bad[i], 2); /* breaks the line */
        lmev__pen_to(&pen, 3, 4);
        lmev__pen_to(&pen, 5.04, -6.26);
        lmev__draw_path(&b, &pen, &look, NULL);
        lmev__buf_putc(&b, 0);
        assert_string_equal(
            b.at, "<path class=\"c1 line\" stroke-width=\"2\" d=\"M1 2M3 4L5 -6.3\"/>\n");
        lmev__buf_reset(&b);
    }
    lmev__buf_free(&b);
}

static void texts_are_escaped_once(void **state)
{
    (void)state;
    static const lmev__mark mark = {LMEV__CIRCLE, .radius = 5, .colour = LMEV__INK};
    const lmev__plot_frame frame = {
        .id = "x", .title = "A <b> & \"c\"", .alt = "<title>", .height = 50};
    lmev__buf canvas = LMEV__BUF_INIT, b = LMEV__BUF_INIT, tip = LMEV__BUF_INIT;
    lmev__buf_puts(&tip, "</title>&amp;");
    lmev__draw_mark(&canvas, &mark, 1.25, 2, &tip);
    lmev__draw_text(&canvas, "<title>\x01", 3, 4, LMEV__END, 10, LMEV__INK);
    lmev__put_svg_inline(&b, &frame, &canvas, true);
    lmev__buf_putc(&b, 0);
    check_svg(b.at, "x", false);
    static const char head[] =
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 30 480 20\" role=\"img\" "
        "aria-labelledby=\"x-title x-alt\">\n"
        "<title id=\"x-title\">A &lt;b&gt; &amp; &quot;c&quot;</title>\n"
        "<desc id=\"x-alt\">&lt;title&gt;</desc>\n";
    static const char text[] =
        "<text class=\"fg\" x=\"3\" y=\"7.3\" font-size=\"10\" "
        "text-anchor=\"end\">&lt;title&gt;\xEF\xBF\xBD</text>\n</svg>";
    char want[1024];
    snprintf(want, sizeof want,
             "%s<circle class=\"fg\" cx=\"1.3\" cy=\"2\" "
             "r=\"5\"><title>&lt;/title&gt;&amp;amp;</title></circle>\n%s",
             head, text);
    assert_string_equal(b.at, want);
    lmev__buf_reset(&b);
    lmev__put_svg_inline(&b, &frame, &canvas, false); /* without the tooltip */
    lmev__buf_putc(&b, 0);
    check_svg(b.at, "x", false);
    snprintf(want, sizeof want,
             "%s<circle class=\"fg\" cx=\"1.3\" cy=\"2\" r=\"5\"></circle>\n%s", head,
             text);
    assert_string_equal(b.at, want);
    lmev__buf_reset(&b);
    lmev__put_svg_file(&b, &frame, &canvas);
    lmev__buf_putc(&b, 0);
    check_svg(b.at, "x", true);
    lmev__buf_free(&b);
    lmev__buf_free(&canvas);
}

static void long_names_keep_their_ends(void **state)
{
    (void)state;
    lmev__buf b = LMEV__BUF_INIT;
    lmev__put_cut(&b, "short", 46);
    lmev__buf_putc(&b, '|');
    lmev__put_cut(&b, "a-very-long-name-of-a-model-with-normalization", 12);
    lmev__buf_putc(&b, '|');
    lmev__put_cut(&b, "tab\there\xff", LMEV__UNCUT);
    lmev__buf_putc(&b, 0);
    assert_string_equal(b.at, "short|a-ver\xE2\x80\xA6"
                              "ation|tab here\xEF\xBF\xBD");
    assert_true(lmev__text_width("mmmm", 10) > lmev__text_width("iiii", 10));
    assert_true(lmev__text_width("\xE4\xB8\xAD", 10) > 10);
    lmev__buf_free(&b);
}

/* ---- Axes ---- */

static void ticks_are_round(void **state)
{
    (void)state;
    lmev__tick tick[LMEV__TICKS];
    static const double ends[][2] = {{0.7047, 0.7536}, {0, 1},         {-3, 12345},
                                     {1e-12, 3e-12},   {-7e8, -6.9e8}, {0.5, 0.5},
                                     {0, 0},           {-1e300, 1e300}};
    for (size_t i = 0; i < sizeof ends / sizeof *ends; i++) {
        const lmev__axis a = lmev__axis_of(ends[i][0], ends[i][1], 5);
        const size_t n = lmev__axis_ticks(&a, tick);
        assert_true(a.low <= ends[i][0] && a.high >= ends[i][1]);
        assert_true(n >= 3 && n <= 12);
        const double digit = a.step / pow(10, floor(log10(a.step) + 1e-9));
        assert_true(fabs(digit - 1) < 1e-9 || fabs(digit - 2) < 1e-9 ||
                    fabs(digit - 5) < 1e-9);
        for (size_t k = 1; k < n; k++)
            assert_true(fabs(tick[k].at - tick[k - 1].at - a.step) < 1e-6 * a.step);
        assert_true(fabs(tick[0].at - a.low) < 1e-6 * a.step);
        assert_true(fabs(tick[n - 1].at - a.high) < 1e-6 * a.step);
        assert_true(lmev__axis_at(&a, a.low, 10, 20) == 10 &&
                    lmev__axis_at(&a, a.high, 10, 20) == 20);
    }
    const lmev__axis bac = lmev__axis_of(0.7047, 0.7536, 5);
    assert_int_equal(bac.digits, 2);
    assert_true(fabs(bac.low - 0.70) < 1e-12 && fabs(bac.high - 0.76) < 1e-12);
    const lmev__axis narrow = lmev__axis_log(3, 30), wide = lmev__axis_log(0.02, 4e5);
    const size_t n = lmev__axis_ticks(&narrow, tick);
    static const double at[] = {5, 10, 20}; /* within 2.4 .. 37.5 */
    assert_int_equal(n, 3);
    for (int i = 0; i < 3; i++) assert_true(tick[i].at == at[i] && tick[i].digits == 0);
    assert_int_equal(lmev__axis_ticks(&wide, tick), 7); /* 0.1 .. 100,000 */
    assert_int_equal(tick[0].digits, 1);
    /* What floating point cannot divide. */
    const lmev__axis none = {.low = NAN, .high = 1, .step = 1};
    const lmev__axis many = {.low = 0, .high = 1, .step = 1e-9};
    const lmev__axis zero = {.low = 0, .high = 1, .log = true};
    assert_int_equal(lmev__axis_ticks(&none, tick), 0);
    assert_int_equal(lmev__axis_ticks(&many, tick), 0);
    assert_int_equal(lmev__axis_ticks(&zero, tick), 0);
}

static void files_of_older_versions_are_known(void **state)
{
    (void)state;
    assert_true(lmev__figure_file("models", "tsv") && lmev__figure_file("models", "pdf"));
    assert_true(lmev__figure_file("class-size", "gp"));
    assert_false(lmev__figure_file("models", "txt") || lmev__figure_file("own", "svg"));
}

/* ---- Memory ---- */

static void every_lack_of_memory_is_reported(void **state)
{
    (void)state;
    lmev__study *s = make_study(2, 1, plain, 2);
    const char *to = fresh_folder();
    lmev__figures f = {0};
    lmev_status status = LMEV_ERR_NOMEM;
    const long live = lmev__test_live_blocks();
    s->options = (lmev_report_options){.language = "en"};
    /* Every seventh: each run writes files, and the places differ from figure to figure.
     * PNG and PDF are the same code for all figures. */
    for (long k = 0; status != LMEV_OK; k += there(to, "class-size", "svg") ? 61 : 7) {
        lmev__test_fail_alloc(k, false);
        status = lmev__figures_write(&f, s, to, NULL, NULL);
        lmev__test_fail_alloc(-1, false);
        assert_true(status == LMEV_OK || status == LMEV_ERR_NOMEM);
        if (status != LMEV_OK) assert_int_equal(f.n, 0);
        if (status == LMEV_OK) lmev__figures_clear(&f);
        assert_int_equal(lmev__test_live_blocks(), live);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(data_holds_the_numbers_of_the_study),
        cmocka_unit_test(what_is_not_known_gives_no_figure),
        cmocka_unit_test(odd_numbers_do_no_harm),
        cmocka_unit_test(hostile_names_are_shown_as_text),
        cmocka_unit_test(each_row_has_a_mark_with_a_tooltip),
        cmocka_unit_test(the_same_study_gives_the_same_bytes),
        cmocka_unit_test(many_models_and_trials_stay_small),
        cmocka_unit_test(a_stop_ends_the_printing),
        cmocka_unit_test(svg_becomes_png_and_pdf),
        cmocka_unit_test(pixels_become_png),
        cmocka_unit_test(what_cannot_be_drawn_is_left_out),
        cmocka_unit_test(texts_are_escaped_once),
        cmocka_unit_test(long_names_keep_their_ends),
        cmocka_unit_test(ticks_are_round),
        cmocka_unit_test(files_of_older_versions_are_known),
        cmocka_unit_test(every_lack_of_memory_is_reported),
    };
    return cmocka_run_group_tests(tests, make_folder, drop_folder);
}
