/* test_figures.c - figures: their data, their scripts, gnuplot at work and failing, and
 * SVG for the page. What needs gnuplot is skipped where it is not installed. How figures
 * look no program can say: people looked at them. */
#include <dirent.h>
#include <errno.h>
#include <limits.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/io/io.h"
#include "base/machine.h"
#include "base/mem.h"
#include "base/utf8.h"
#include "figures_help.h"
#include "report/figures/figure.h"
#include "report/figures/gnuplot.h"
#include "report/figures/svg.h"
#include "scratch.h"

#define ALL_FIGURES 19

static int n_folders;
static char said[4096]; /* what the library told, one line each */

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

/* There, and its one line is complete: a shell makes a file before it writes to it. */
static bool told(const char *in, const char *id, const char *kind)
{
    char path[PATH_MAX + 64];
    struct stat st;
    snprintf(path, sizeof path, "%s/%s.%s", in, id, kind);
    return stat(path, &st) == 0 && st.st_size > 0;
}

static char *contents(const char *in, const char *id, const char *kind)
{
    char path[PATH_MAX + 64], *text;
    size_t n;
    snprintf(path, sizeof path, "%s/%s.%s", in, id, kind);
    assert_int_equal(lmev__read_file(&text, &n, path, 64u << 20, NULL), LMEV_OK);
    return text;
}

static const char *gnuplot(void)
{
    static const char *const at[] = {"/usr/bin/gnuplot", "/usr/local/bin/gnuplot",
                                     "/bin/gnuplot"};
    for (int i = 0; i < 3; i++)
        if (access(at[i], X_OK) == 0) return at[i];
    print_message("skipped: gnuplot is not installed\n");
    return NULL;
}

static const char *const plain[] = {"nnlm-es-dim50", "nnlm-en-dim128-with-normalization"};

static lmev__figures write_figures(lmev__study *s, const char *language,
                                   const char *program, const char *to)
{
    lmev__figures f;
    lmev_error err;
    s->options =
        (lmev_report_options){.language = language, .gnuplot = program, .threads = 2};
    if (lmev__figures_write(&f, s, to, &watch, &err) != LMEV_OK) fail_msg("%s", err.text);
    return f;
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
    lmev__figures f = write_figures(s, "en", NULL, to);
    assert_int_equal(f.n, ALL_FIGURES);
    assert_int_equal(f.n_drawn, 0);
    for (size_t i = 0; i < f.n; i++) {
        const char *id = f.at[i].id;
        assert_null(f.at[i].svg);
        assert_true(*f.at[i].title && *f.at[i].caption && *f.at[i].alt);
        assert_true(there(to, id, "tsv") && there(to, id, "gp"));
        assert_false(there(to, id, "svg"));
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
    lmev__figures f = write_figures(s, "es", gnuplot(), fresh_folder());
    static const char *const stay[] = {"models",
                                       "bac-by-model",
                                       "bac-histogram",
                                       "bac-by-experiment",
                                       "bac-by-experiment-sorted",
                                       "curve-bac",
                                       "curve-val-loss"};
    assert_int_equal(f.n, 7);
    for (size_t i = 0; i < 7; i++) assert_non_null(lmev__figure_of(&f, stay[i]));
    if (s->options.gnuplot) assert_int_equal(f.n_drawn, 7);
    lmev__figures_clear(&f);
}

/* Metadata may hold any number, or none. Figures that gnuplot cannot draw are told;
 * nothing else suffers. */
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
        lmev__figures f =
            write_figures(s, "es", turn == n ? gnuplot() : NULL, fresh_folder());
        assert_non_null(lmev__figure_of(&f, "worst-classes"));
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

static bool in_list(const char *at, size_t n, const char *const *list)
{
    for (; *list; list++)
        if (strlen(*list) == n && memcmp(*list, at, n) == 0) return true;
    return false;
}

/* Well-formed, of known elements and attributes only, every id of the figure's own,
 * colours by name. */
static void check_svg(const char *svg, const char *id)
{
    static const char *const elements[] = {"svg",  "title",  "desc", "path",
                                           "text", "circle", NULL};
    static const char *const attributes[] = {"xmlns",
                                             "viewBox",
                                             "role",
                                             "aria-labelledby",
                                             "id",
                                             "fill",
                                             "stroke",
                                             "stroke-width",
                                             "stroke-dasharray",
                                             "fill-opacity",
                                             "d",
                                             "cx",
                                             "cy",
                                             "r",
                                             "x",
                                             "y",
                                             "font-size",
                                             "text-anchor",
                                             "transform",
                                             NULL};
    char open[8][16];
    int depth = 0;
    const char *p = svg;
    assert_true(lmev__utf8_ok(svg, strlen(svg)));
    while (*p) {
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
            if (!in_list(p, k, attributes)) fail_msg("%s: attribute %.*s", id, (int)k, p);
            const bool is_id = k == 2 && p[0] == 'i';
            p += k;
            assert_true(*p++ == '=' && *p++ == '"');
            if (is_id) assert_memory_equal(p, id, strlen(id));
            const size_t v = strcspn(p, "\"<&");
            assert_true(p[v] == '"');
            p += v + 1;
        }
        if (*p == '/') {
            depth--;
            p++;
        }
        assert_true(*p++ == '>');
    }
    assert_int_equal(depth, 0);
    assert_null(strstr(svg, "rgb("));
    assert_memory_equal(svg, "<svg ", 5);
}

static size_t count_of(const char *text, const char *what)
{
    size_t n = 0;
    for (; (text = strstr(text, what)); text++) n++;
    return n;
}

static void hostile_names_are_shown_as_text(void **state)
{
    (void)state;
    lmev__study *s = make_study(N_HOSTILE, 2, hostile, N_HOSTILE);
    const char *to = fresh_folder();
    const char *program = gnuplot();
    char pwned[PATH_MAX + 64];
    lmev__figures f = write_figures(s, "es", program, to);
    assert_int_equal(f.n, ALL_FIGURES);
    for (size_t i = 0; i < f.n; i++) {
        char *script = contents(to, f.at[i].id, "gp");
        assert_null(strstr(script, MARK));
        assert_null(strstr(script, "Tesla"));
        lmev__free(script);
        for (const char *p = f.at[i].caption; *p; p++)
            assert_true((unsigned char)*p >= ' ');
    }
    assert_string_equal(said, "");
    snprintf(pwned, sizeof pwned, "%s/pwned", to);
    assert_int_equal(access(pwned, F_OK), -1);
    assert_int_equal(access("pwned", F_OK), -1);
    if (program) {
        assert_int_equal(f.n_drawn, ALL_FIGURES);
        for (size_t i = 0; i < f.n; i++) {
            assert_non_null(f.at[i].svg);
            check_svg(f.at[i].svg, f.at[i].id);
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
    }
    lmev__figures_clear(&f);
}

/* ---- Pictures ---- */

/* Number of tooltips beside the figure's own title. */
static size_t n_tips(const lmev__figures *f, const char *id)
{
    return count_of(lmev__figure_of(f, id)->svg, "<title>");
}

static void points_have_tooltips(void **state)
{
    (void)state;
    if (!gnuplot()) skip();
    lmev__figures f =
        write_figures(make_study(8, 4, plain, 2), "en", gnuplot(), fresh_folder());
    assert_int_equal(f.n_drawn, ALL_FIGURES);
    assert_int_equal(n_tips(&f, "models"), 8);
    assert_int_equal(n_tips(&f, "differences"), 56);
    assert_int_equal(n_tips(&f, "bac-by-model"), 32 + 8);
    assert_int_equal(n_tips(&f, "bac-by-language"), 32 + 2);
    assert_int_equal(n_tips(&f, "bac-by-experiment"), 32);
    assert_int_equal(n_tips(&f, "bac-val-loss"), 8);
    assert_int_equal(n_tips(&f, "bac-val-loss-trials"), 32);
    assert_int_equal(n_tips(&f, "bac-time"), 16);
    assert_int_equal(n_tips(&f, "pareto-size"), 8);
    assert_int_equal(n_tips(&f, "curve-bac"), 8);
    assert_int_equal(n_tips(&f, "worst-classes"), 20);
    assert_int_equal(n_tips(&f, "confused"), 15);
    assert_true(n_tips(&f, "bac-histogram") > 2);
    assert_true(n_tips(&f, "class-size") > 2);
    assert_non_null(
        strstr(lmev__figure_of(&f, "models")->svg,
               "<title>nnlm-es-dim50 0\nBAC 0.7607 [0.7577, 0.7637]\nn = 4</title>"));
    lmev__figures_clear(&f);
}

static void the_same_study_gives_the_same_bytes(void **state)
{
    (void)state;
    static const char *const kinds[] = {"tsv", "gp", "svg", "png", "pdf"};
    if (!gnuplot()) skip();
    lmev__study *s = make_study(3, 2, plain, 2);
    char first[PATH_MAX];
    snprintf(first, sizeof first, "%s", fresh_folder());
    lmev__figures a = write_figures(s, "en", gnuplot(), first);
    sleep(1); /* a clock would show */
    const char *second = fresh_folder();
    lmev__figures b = write_figures(s, "en", gnuplot(), second);
    for (size_t i = 0; i < a.n; i++)
        for (size_t k = 0; k < 5; k++) {
            lmev__map x, y;
            char path[2][PATH_MAX + 64];
            snprintf(path[0], sizeof path[0], "%s/%s.%s", first, a.at[i].id, kinds[k]);
            snprintf(path[1], sizeof path[1], "%s/%s.%s", second, a.at[i].id, kinds[k]);
            assert_int_equal(lmev__map_open(&x, path[0], NULL), LMEV_OK);
            assert_int_equal(lmev__map_open(&y, path[1], NULL), LMEV_OK);
            assert_int_equal(x.n, y.n);
            assert_memory_equal(x.at, y.at, x.n);
            lmev__map_close(&x);
            lmev__map_close(&y);
        }
    lmev__figures_clear(&a);
    lmev__figures_clear(&b);
}

/* A page holds 2 MB: 19 figures of 60 KB leave half of it for tables. */
static void many_models_and_trials_stay_small(void **state)
{
    (void)state;
    static const size_t sizes[][2] = {{40, 250}, {64, 2}, {2, 2}};
    if (!gnuplot()) skip();
    for (int i = 0; i < 3; i++) {
        lmev__study *s = make_study(sizes[i][0], sizes[i][1], plain, 2);
        lmev__figures f = write_figures(s, "es", gnuplot(), fresh_folder());
        assert_string_equal(said, "");
        assert_int_equal(f.n_drawn, ALL_FIGURES);
        for (size_t k = 0; k < f.n; k++) {
            if (strlen(f.at[k].svg) > 60 * 1024)
                fail_msg("%s has %zu bytes", f.at[k].id, strlen(f.at[k].svg));
            check_svg(f.at[k].svg, f.at[k].id);
        }
        lmev__figures_clear(&f);
    }
}

/* ---- gnuplot that fails ---- */

/* A program of our own in the place of gnuplot. */
static const char *fake(const char *in, const char *script)
{
    static char path[PATH_MAX + 64];
    snprintf(path, sizeof path, "%s/fake", in);
    FILE *f = fopen(path, "w");
    assert_non_null(f);
    fprintf(f, "#!/bin/sh\n%s\n", script);
    assert_int_equal(fclose(f), 0);
    assert_int_equal(chmod(path, 0700), 0);
    return path;
}

static const char *const two[] = {"first", "second"};

static lmev_status draw_two(const char *in, const char *program, double limit,
                            bool drawn[2], const lmev_watch *w)
{
    const lmev__gnuplot g = {
        .program = program, .at_once = 2, .limit = limit, .epoch = 1};
    return lmev__gnuplot_draw(&g, in, two, drawn, 2, w, NULL);
}

static void no_picture_is_left(const char *in)
{
    for (int i = 0; i < 2; i++)
        for (int k = 0; k < LMEV__PICTURES; k++)
            assert_false(there(in, two[i], lmev__picture_kinds[k]));
}

static void a_missing_gnuplot_is_told_once(void **state)
{
    (void)state;
    lmev__figures f = write_figures(make_study(2, 2, plain, 2), "en", "/nowhere/gnuplot",
                                    fresh_folder());
    assert_int_equal(f.n, ALL_FIGURES);
    assert_int_equal(f.n_drawn, 0);
    assert_non_null(
        strstr(said, "cannot run '/nowhere/gnuplot': No such file or directory"));
    assert_int_equal(count_of(said, "\n"), 1);
    lmev__figures_clear(&f);
}

static void a_failing_gnuplot_leaves_no_half_picture(void **state)
{
    (void)state;
    bool drawn[2];
    const char *in = fresh_folder();
    const char *program =
        fake(in, "b=${2%.gp}; echo half >$b.svg; echo warning >&2; "
                 "printf '\\n\"x.gp\" line 7: \\033undefined\\n\\n' >&2; exit 1");
    assert_int_equal(draw_two(in, program, 60, drawn, &watch), LMEV_OK);
    assert_false(drawn[0] || drawn[1]);
    no_picture_is_left(in);
    assert_non_null(strstr(said,
                           "figure 'first' is not drawn: gnuplot says: \"x.gp\" line 7: "
                           " undefined\n"));
    assert_int_equal(count_of(said, "\n"), 2);
    /* Content with itself, but a picture is missing or empty. */
    said[0] = '\0';
    program = fake(in, "b=${2%.gp}; echo x >$b.svg; echo x >$b.png; : >$b.pdf");
    assert_int_equal(draw_two(in, program, 60, drawn, &watch), LMEV_OK);
    assert_false(drawn[0] || drawn[1]);
    no_picture_is_left(in);
    assert_int_equal(count_of(said, "failed and said nothing"), 2);
    /* Dies of a signal, after more words than are kept. */
    program = fake(in, "i=0; while [ $i -lt 3000 ]; do echo 'a long complaint' >&2; "
                       "i=$((i+1)); done; echo last >&2; kill -9 $$");
    said[0] = '\0';
    assert_int_equal(draw_two(in, program, 60, drawn, &watch), LMEV_OK);
    assert_int_equal(count_of(said, "gnuplot says: last\n"), 2);
}

static void the_surroundings_are_clean(void **state)
{
    (void)state;
    bool drawn[2];
    const char *in = fresh_folder();
    setenv("GNUPLOT_LIB", "/evil", 1);
    setenv("LANG", "de_DE.UTF-8", 1);
    const char *program = fake(
        in, "b=${2%.gp}; for k in svg png pdf; do env | sort >$b.$k; done; pwd >>$b.svg; "
            "echo \"$1 $2\" >>$b.svg; read x && exit 1; exit 0");
    assert_int_equal(draw_two(in, program, 60, drawn, &watch), LMEV_OK);
    assert_true(drawn[0] && drawn[1]);
    char *t = contents(in, "first", "svg");
    assert_non_null(strstr(t, "LC_ALL=C.UTF-8\n"));
    assert_non_null(strstr(t, "SOURCE_DATE_EPOCH=1\n"));
    assert_non_null(strstr(t, "-d first.gp\n"));
    assert_non_null(strstr(t, in));
    assert_null(strstr(t, "GNUPLOT_LIB"));
    assert_null(strstr(t, "LANG="));
    lmev__free(t);
}

static pid_t pid_in(const char *in, const char *name)
{
    char *t = contents(in, name, "pid");
    const long pid = atol(t);
    lmev__free(t);
    assert_true(pid > 1);
    return (pid_t)pid;
}

/* Gone, or a zombie that init has not yet taken. */
static bool is_gone(pid_t pid)
{
    for (int i = 0; i < 6000; i++) { /* a minute, for a machine that has much to do */
        char path[64], *t = NULL;
        size_t n;
        if (kill(pid, 0) != 0 && errno == ESRCH) return true;
        snprintf(path, sizeof path, "/proc/%ld/stat", (long)pid);
        if (lmev__read_file(&t, &n, path, 4096, NULL) == LMEV_OK) {
            const char *p = strrchr(t, ')');
            const bool zombie = p && p[1] == ' ' && p[2] == 'Z';
            lmev__free(t);
            if (zombie) return true;
        }
        nanosleep(&(struct timespec){.tv_nsec = 10000000}, NULL);
    }
    return false;
}

static const char hangs[] = "b=${2%.gp}; echo half >$b.svg; echo $$ >$b.pid; "
                            "sleep 1000 & echo $! >$b-child.pid; wait";

static bool all_have_begun(void *self)
{
    return told(self, "first", "pid") && told(self, "first-child", "pid") &&
           told(self, "second", "pid") && told(self, "second-child", "pid");
}

static void a_hanging_gnuplot_is_ended_with_its_children(void **state)
{
    (void)state;
    bool drawn[2];
    const char *in = fresh_folder();
    const char *const hanging = fake(in, hangs);
    double limit = 1;
    for (;; limit *= 8) { /* again when a busy machine has not even started all of them */
        const double before = lmev__monotonic();
        said[0] = '\0';
        assert_int_equal(draw_two(in, hanging, limit, drawn, &watch), LMEV_OK);
        assert_true(lmev__monotonic() - before < 500); /* they hang for 1,000 s */
        if (all_have_begun((void *)in)) break;
        assert_true(limit < 60);
    }
    char want[64];
    snprintf(want, sizeof want, "took longer than %g s", limit);
    assert_false(drawn[0] || drawn[1]);
    no_picture_is_left(in);
    assert_true(is_gone(pid_in(in, "first")) && is_gone(pid_in(in, "first-child")));
    assert_true(is_gone(pid_in(in, "second")) && is_gone(pid_in(in, "second-child")));
    assert_non_null(strstr(said, want));
    assert_int_equal(count_of(said, "\n"), 1);
    /* One that ends, but leaves a child behind that holds its standard error. */
    const char *program =
        fake(in, "b=${2%.gp}; for k in svg png pdf; do echo x >$b.$k; done; "
                 "sleep 1000 & echo $! >$b-child.pid");
    assert_int_equal(draw_two(in, program, 60, drawn, &watch), LMEV_OK);
    assert_true(drawn[0] && drawn[1]);
    assert_true(is_gone(pid_in(in, "first-child")));
}

static void a_stop_ends_gnuplot(void **state)
{
    (void)state;
    bool drawn[2];
    const char *in = fresh_folder();
    const lmev_watch stops = {.self = (void *)in, .stop = all_have_begun};
    assert_int_equal(draw_two(in, fake(in, hangs), 60, drawn, &stops), LMEV_STOPPED);
    no_picture_is_left(in);
    assert_true(is_gone(pid_in(in, "first")) && is_gone(pid_in(in, "second-child")));
}

/* ---- SVG ---- */

static lmev_status clean(const char *svg, size_t n, lmev__buf *b)
{
    const lmev__svg_frame frame = {
        .id = "x", .title = "A <b> & \"c\"", .alt = "d", .crop = 10};
    return lmev__svg_clean(b, svg, n, &frame, NULL);
}

#define HEAD "<?xml version=\"1.0\"?>\n<svg viewBox=\"0 0 100 50\">"

static void only_what_is_known_comes_through(void **state)
{
    (void)state;
    static const char svg[] = HEAD
        "<!-- a remark --><script>alert(1)</script><style>p{}</style>"
        "<g onclick='alert(2)' transform=\"translate(10,20)\" fill=\"rgb(0,114,178)\" "
        "font-size=\"12.00\"><text onload='x'>a &lt;b&gt; &#60;c</text></g>"
        "<a xlink:href='http://example.org/'><path stroke='url(http://example.org)' "
        "d='M1.04,2.00 L3.26,4.00 M9,9 L5,5 Z evil'/></a><image "
        "href='file:///etc/passwd'/>"
        "<use xlink:href='#gpPt6' transform='translate(5.00,6.00) scale(4.50)' "
        "color='rgb(213,  94,   0)'/><use xlink:href='http://example.org/#gpPt6'/>"
        "<polygon fill='javascript:x' fill-opacity='0.5' points='1,2 3,4 5,6'/></svg>";
    lmev__buf b = LMEV__BUF_INIT;
    assert_int_equal(clean(svg, sizeof svg - 1, &b), LMEV_OK);
    char *t = lmev__buf_text(&b);
    check_svg(t, "x");
    assert_string_equal(
        t,
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 10 100 40\" role=\"img\" "
        "aria-labelledby=\"x-title x-alt\">\n"
        "<title id=\"x-title\">A &lt;b&gt; &amp; &quot;c&quot;</title>\n"
        "<desc id=\"x-alt\">d</desc>\n"
        "<text x=\"10\" y=\"20\" font-size=\"12\" fill=\"var(--c1)\">a &lt;b&gt; "
        "&amp;#60;c"
        "</text>\n"
        "<path fill=\"none\" stroke=\"var(--fg)\" d=\"M1 2L3.3 4M9 9L5 5Z\"/>\n"
        "<circle fill=\"var(--c2)\" cx=\"5\" cy=\"6\" r=\"4.5\"/>\n"
        "<path fill=\"var(--fg)\" fill-opacity=\".50\" d=\"M1 2L3 4L5 6Z\"/>\n</svg>");
    lmev__free(t);
}

static void what_gnuplot_does_not_write_is_refused(void **state)
{
    (void)state;
    static const char *const bad[] = {"",
                                      "<svg>",
                                      "<svg viewBox=\"0 0 a b\"></svg>",
                                      "<svg viewBox=\"0 0 5 5\"></svg>",
                                      HEAD "</svg></svg>",
                                      HEAD "<g>",
                                      HEAD "<g <g></g></svg>",
                                      HEAD "<g a=b></g></svg>",
                                      HEAD "<g a='b></g></svg>",
                                      HEAD "<",
                                      HEAD "<!DOCTYPE svg [<!ENTITY a 'b'>]></svg>",
                                      HEAD "<![CDATA[<script>]]></svg>",
                                      HEAD "<!-- no end </svg>"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        lmev__buf b = LMEV__BUF_INIT;
        if (clean(bad[i], strlen(bad[i]), &b) != LMEV_ERR_FORMAT)
            fail_msg("taken: %s", bad[i]);
        lmev__buf_free(&b);
    }
    lmev__buf deep = LMEV__BUF_INIT, b = LMEV__BUF_INIT;
    lmev__buf_puts(&deep, HEAD);
    for (int i = 0; i < 100000; i++) lmev__buf_puts(&deep, "<g>");
    assert_int_equal(clean(deep.at, deep.n, &b), LMEV_ERR_FORMAT);
    lmev__buf_free(&deep);
    lmev__buf_free(&b);
}

/* Cut anywhere, or with any byte another: refused or taken, and what is taken is
 * well-formed. */
static void damaged_svg_does_no_harm(void **state)
{
    (void)state;
    if (!gnuplot()) skip();
    const char *to = fresh_folder();
    lmev__figures f = write_figures(make_study(3, 2, plain, 2), "en", gnuplot(), to);
    char *svg = contents(to, "bac-time", "svg");
    const size_t n = strlen(svg);
    for (size_t i = 0; i < n; i += 101) {
        lmev__buf b = LMEV__BUF_INIT;
        assert_int_not_equal(clean(svg, i, &b), LMEV_OK);
        lmev__buf_free(&b);
        const char old = svg[i];
        svg[i] = "<>\"'/&\xff\x01 9"[i % 10];
        if (clean(svg, n, &b) == LMEV_OK) {
            char *t = lmev__buf_text(&b);
            check_svg(t, "x");
            lmev__free(t);
        }
        lmev__buf_free(&b);
        svg[i] = old;
    }
    lmev__free(svg);
    lmev__figures_clear(&f);
}

/* ---- Memory ---- */

static void every_lack_of_memory_is_told(void **state)
{
    (void)state;
    lmev__study *s = make_study(2, 1, plain, 2);
    const char *to = fresh_folder();
    lmev__figures f = {0};
    lmev_status status = LMEV_ERR_NOMEM;
    const long live = lmev__test_live_blocks();
    s->options = (lmev_report_options){.language = "en"};
    /* Every seventh: each run writes files, and the places differ from figure to
     * figure. */
    for (long k = 0; status != LMEV_OK; k += 7) {
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
        cmocka_unit_test(points_have_tooltips),
        cmocka_unit_test(the_same_study_gives_the_same_bytes),
        cmocka_unit_test(many_models_and_trials_stay_small),
        cmocka_unit_test(a_missing_gnuplot_is_told_once),
        cmocka_unit_test(a_failing_gnuplot_leaves_no_half_picture),
        cmocka_unit_test(the_surroundings_are_clean),
        cmocka_unit_test(a_hanging_gnuplot_is_ended_with_its_children),
        cmocka_unit_test(a_stop_ends_gnuplot),
        cmocka_unit_test(only_what_is_known_comes_through),
        cmocka_unit_test(what_gnuplot_does_not_write_is_refused),
        cmocka_unit_test(damaged_svg_does_no_harm),
        cmocka_unit_test(every_lack_of_memory_is_told),
    };
    return cmocka_run_group_tests(tests, make_folder, drop_folder);
}
