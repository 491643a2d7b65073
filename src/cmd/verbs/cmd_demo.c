/* cmd_demo.c - lmev demo: a whole study in a folder of its own, without other software or
 * data.
 *
 * Makes synthetic titles, pretrains a small language model on unlabelled Spanish ones and
 * another on Portuguese ones, writes the spec that compares both with scratch models on
 * labelled Spanish titles, runs it, writes a report, and lists what lies where and what
 * to try next. The same command in the same folder resumes where it was stopped. A
 * pretrained model is kept: the name of its folder says what it was made from.
 *
 * Files of the user are never replaced. All that a demo writes can be written again, byte
 * for byte: only a file that equals what a demo with other options would write is
 * replaced. A demo.yaml that was changed is kept and used; titles that no demo made end
 * the demo with an error. */
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/number.h"
#include "cmd/cmd.h"
#include "cmd/options.h"
#include "cmd/out.h"
#include "cmd/talk.h"
#include "cmd/verbs/cmd_report.h"
#include "lmev/file.h"
#include "lmev/pretrain.h"
#include "lmev/text.h"

#define CORPUS 5 /* unlabelled titles of a language for each labelled one */

static const char *const languages[] = {"spanish", "portuguese"};
#define N_LANGUAGES 2

typedef struct sizes {
    unsigned long long rows, classes, epochs, trials;
} sizes;

typedef struct demo {
    const char *folder;
    sizes now, was; /* of this command; of the existing spec */
    bool other;     /* there is one, unchanged, with other sizes */
    bool kept;      /* there is one that was changed: it stays */
    char *titles, *spec, *corpus[N_LANGUAGES], *lm[N_LANGUAGES];
} demo;

#define SIZES_LINE "# lmev demo --rows %llu --classes %llu --epochs %llu --trials %llu"

/* clang-format off */
static const char spec_text[] =
    "# Spanish titles, few of them with labels. Does it help that the word vectors learned\n"
    "# from other titles before? In the same language, in a related one? Does their width\n"
    "# matter, and punctuation? Change this file, and 'lmev run' it or call 'lmev demo'\n"
    "# again: a file that was changed is kept. Written by\n"
    SIZES_LINE "\n"
    "name: demo\n"
    "version: v1\n"
    "trials: %llu\n"
    "models:\n"
    "  - {scratch: {dim: 50, normalize: false}, name: scratch-dim50}\n"
    "  - {scratch: {dim: 50, normalize: true}, name: scratch-dim50-with-normalization}\n"
    "  - {scratch: {dim: 128, normalize: true}, name: scratch-dim128-with-normalization}\n"
    "  - {path: %s, name: nnlm-es-dim50-with-normalization}\n"
    "  - {path: %s, name: nnlm-pt-dim50-with-normalization}\n"
    "data: {file: titles.csv.gz, text: title, label: category}\n"
    "train: {epochs: %llu}\n"
    "# All else has its default: each experiment's config.yaml says which.\n";
/* clang-format on */

static bool is_there(const char *path)
{
    struct stat st;
    return stat(path, &st) == 0;
}

/* A text that is kept until the process ends. */
__attribute__((format(printf, 1, 2))) static char *print(const char *format, ...)
{
    va_list a;
    va_start(a, format);
    const int n = vsnprintf(NULL, 0, format, a);
    va_end(a);
    char *text = keep((size_t)n + 1, 1);
    va_start(a, format);
    vsnprintf(text, (size_t)n + 1, format, a);
    va_end(a);
    return text;
}

/* Beside the spec. */
static char *lm_name(const sizes *z, size_t language)
{
    return print("lm/%s-%llux%llu", languages[language], CORPUS * z->rows, z->classes);
}

static char *spec_of(const sizes *z)
{
    return print(spec_text, z->rows, z->classes, z->epochs, z->trials, z->trials,
                 lm_name(z, 0), lm_name(z, 1), z->epochs);
}

/* The content of a file of at most max bytes, NUL-terminated; NULL: it cannot be read, or
 * is larger. */
static char *text_of(const char *path, size_t max)
{
    FILE *f = fopen(path, "rb");
    char *text = f ? need(NULL, max + 2, 1) : NULL;
    const size_t n = f ? fread(text, 1, max + 1, f) : 0;
    const bool whole = f && !ferror(f) && n <= max;
    if (f) fclose(f);
    if (whole) text[n] = 0;
    if (whole) return text;
    free(text);
    return NULL;
}

/* Whether the existing spec is a demo's, and unchanged. */
static void look_at_spec(demo *d)
{
    char *text = text_of(d->spec, 65536);
    const char *line = text ? strstr(text, "# lmev demo --rows ") : NULL;
    sizes z = {0};
    const bool told =
        line && sscanf(line, SIZES_LINE, &z.rows, &z.classes, &z.epochs, &z.trials) == 4;
    if (told) d->was = z;
    const bool same = told && !strcmp(text, spec_of(&z));
    d->other = same && memcmp(&z, &d->now, sizeof z) != 0;
    d->kept = is_there(d->spec) && !same;
    free(text);
}

static int write_spec(const demo *d)
{
    lmev_error err = {0};
    lmev_file *f = NULL;
    const char *text = spec_of(&d->now);
    lmev_status s = lmev_file_begin(&f, d->spec, &err);
    if (s != LMEV_OK) return talk_fault(s, &err);
    s = lmev_file_write(f, text, strlen(text), &err);
    if (s == LMEV_OK)
        s = lmev_file_publish(f, &err);
    else
        lmev_file_abort(f);
    return s == LMEV_OK ? 0 : talk_fault(s, &err);
}

static int make_folder(const char *path)
{
    if (mkdir(path, 0777) == 0 || errno == EEXIST) return 0;
    talk_plain_fault("cannot make the folder '%s': %s", path, strerror(errno));
    return errno == ENOENT ? 4 : 1;
}

/* Make the titles of one language; another seed gives other titles of the same kind. */
typedef struct titles {
    const char *language;
    unsigned long long rows, classes, seed;
} titles;

static lmev_status synth(const titles *t, const char *file, lmev_error *err)
{
    lmev_synth_params p = lmev_synth_params_default();
    p.rows = t->rows;
    p.classes = (uint32_t)t->classes;
    p.seed = t->seed;
    p.language = t->language;
    const lmev_status s = lmev_synth_file(&p, file, talk_watch(), err);
    talk_progress_end();
    return s;
}

static bool same_bytes(const char *a, const char *b)
{
    FILE *f = fopen(a, "rb"), *g = fopen(b, "rb");
    int c = EOF, d = 0;
    while (f && g) {
        c = getc(f);
        d = getc(g);
        if (c != d || c == EOF) break;
    }
    const bool same = f && g && c == d && !ferror(f) && !ferror(g);
    if (f) fclose(f);
    if (g) fclose(g);
    return same;
}

/* Whether the file is what the demo writes: it is made again beside it and compared. */
static lmev_status is_made(bool *made, const demo *d, const titles *t, const char *file,
                           lmev_error *err)
{
    const char *again = print("%s/.lmev-demo.csv.gz", d->folder);
    const lmev_status s = synth(t, again, err);
    *made = s == LMEV_OK && same_bytes(again, file);
    if (s == LMEV_OK) remove(again);
    return s;
}

/* was: what a demo with other options may have written there, or NULL. */
static int make_titles(const demo *d, const char *file, const titles *t,
                       const titles *was)
{
    lmev_error err = {0};
    lmev_status s = LMEV_OK;
    bool made = false;
    if (is_there(file)) {
        s = is_made(&made, d, t, file, &err);
        if (s == LMEV_OK && made) return 0;
        if (s == LMEV_OK && was) s = is_made(&made, d, was, file, &err);
        if (s == LMEV_OK && !made) {
            snprintf(err.text, sizeof err.text, "is not what 'lmev demo' writes there");
            snprintf(err.source, sizeof err.source, "%s", file);
            snprintf(err.hint, sizeof err.hint,
                     "name another folder with --out, or move the file away");
            s = LMEV_ERR_IO;
        }
    }
    if (s == LMEV_OK) s = synth(t, file, &err);
    return s == LMEV_OK ? 0 : talk_fault(s, &err);
}

/* Pretrain a language model on titles, ignoring their labels. Steps and samples are
 * small, since the corpus is small. */
static int pretrain(const demo *d, size_t language)
{
    lmev_error err = {0};
    lmev_pretrain_result r;
    const char *corpus = d->corpus[language];
    char a[32];
    if (is_there(d->lm[language])) return 0;
    const titles t = {languages[language], CORPUS * d->now.rows, d->now.classes,
                      2 + language};
    talk_say("pretraining on %s unlabelled %s titles", lmev__grouped(a, t.rows),
             language ? "Portuguese" : "Spanish");
    const int code = make_titles(d, corpus, &t, NULL);
    if (code) return code;
    lmev_pretrain_params p = lmev_pretrain_params_default(50);
    p.corpus = &corpus;
    p.n_corpus = 1;
    p.units[0] = 256;
    p.batch_size = p.samples = 1024;
    p.epochs = 3;
    p.folder = d->lm[language];
    const lmev_status s = lmev_pretrain(&p, &r, talk_watch(), &err);
    talk_progress_end();
    return s == LMEV_OK ? 0 : talk_fault(s, &err);
}

/* The names of all files and folders that the demo makes. */
static void name_files(demo *d)
{
    for (size_t i = 0; i < N_LANGUAGES; i++) {
        d->corpus[i] = print("%s/corpus-%s-%llux%llu.csv.gz", d->folder, languages[i],
                             CORPUS * d->now.rows, d->now.classes);
        d->lm[i] = print("%s/%s", d->folder, lm_name(&d->now, i));
    }
}

/* The spec is written before the pretraining, since it identifies the titles as a
 * demo's. */
static int prepare(demo *d)
{
    char rows[32];
    int code = make_folder(d->folder);
    if (code) return code;
    d->titles = print("%s/titles.csv.gz", d->folder);
    d->spec = print("%s/demo.yaml", d->folder);
    look_at_spec(d);
    if (d->kept) {
        talk_say("%s was changed: it is kept, and used as it is", d->spec);
        if (d->was.rows) d->now = d->was; /* for what is missing beside it */
    }
    name_files(d);
    if (!d->kept || !is_there(d->titles)) {
        const titles now = {languages[0], d->now.rows, d->now.classes, 1};
        const titles was = {languages[0], d->was.rows, d->was.classes, 1};
        talk_say("making %s synthetic titles of %llu categories, in Spanish",
                 lmev__grouped(rows, d->now.rows), d->now.classes);
        code = make_titles(d, d->titles, &now, d->other ? &was : NULL);
    }
    if (!code && !d->kept) code = write_spec(d);
    if (!code) code = make_folder(print("%s/lm", d->folder));
    for (size_t i = 0; i < N_LANGUAGES && !code; i++) code = pretrain(d, i);
    return code;
}

/* A path for a terminal. */
static const char *shown(const char *path)
{
    const size_t n = strlen(path);
    char *text = keep(n + 1, 1);
    lmev_text_shown(text, n + 1, (lmev_str){path, n});
    return text;
}

static void say_where(const demo *d, const lmev_grid *grid)
{
    const char *folder = shown(d->folder);
    out_print(
        "\nBAC is the mean over the categories of the share of their test titles found.\n"
        "\nwhat the demo left in %s/:\n"
        "  titles.csv.gz   the titles, with their categories\n"
        "  corpus-*.gz     the titles that language models were pretrained on\n"
        "  lm/             these language models\n"
        "  demo.yaml       the spec of this study\n"
        "  experiments/    a folder for each experiment: metadata and predictions\n"
        "  report/         what they say: open report.html in a browser\n"
        "  saved_models/   the best classifier of each model\n"
        "  logs/           curves of loss and BAC for TensorBoard\n",
        folder);
    out_text("\nto try next:\n");
    if (grid->best_classifier) {
        const char *best = shown(grid->best_classifier);
        out_print("  echo 'Celular Samsung Galaxy S9 64gb' |\n"
                  "    lmev predict %s --input-format lines --top 3\n",
                  best);
        /* A title depends on the seed and its number alone: these are new ones. */
        out_print("  lmev data synth --rows %llu --classes %llu --language spanish |\n"
                  "    sed 2,%llud |\n"
                  "    lmev evaluate %s - --per-class 10\n",
                  d->now.rows + 10000, d->now.classes, d->now.rows + 1, best);
    }
    out_print("  lmev run %s --out %s --set version=v2 --set network.dropout=0.5\n",
              shown(d->spec), folder);
    out_print("  lmev models convert %s --to tfhub -o for-tensorflow\n", shown(d->lm[0]));
    out_print("  lmev runs list %s\n", folder);
}

/* Write the report beside the experiments. */
static int report(const demo *d)
{
    const char *folder = print("%s/experiments", d->folder);
    lmev_report_options options = {0};
    return report_of(print("%s/report", d->folder), &folder, 1, &options, false);
}

int cmd_demo(int argc, char **argv)
{
    uint64_t rows = 30000, classes = 200, epochs = 5, trials = 2;
    demo d = {.folder = "demo"};
    const opt opts[] = {
        OPT("out", 'o', OPT_TEXT, &d.folder, "DIR", "the demo's folder (default: demo)"),
        OPT("rows", 0, OPT_WHOLE, &rows, "N", "labelled titles (default: 30000)",
            .min = 600, .max = 1e8),
        OPT("classes", 0, OPT_WHOLE, &classes, "N", "categories (default: 200)", .min = 2,
            .max = lmev_synth_classes_max()),
        OPT("epochs", 0, OPT_WHOLE, &epochs, "N", "epochs of training (default: 5)",
            .min = 1, .max = 1000),
        OPT("trials", 0, OPT_WHOLE, &trials, "N", "trials per model (default: 2)",
            .min = 1, .max = 100),
    };
    const usage u = {
        .verb = "demo",
        .operands = "",
        .summary = "A whole study on synthetic titles, offline, in about a minute.",
        .more =
            "Pretrains two language models on unlabelled Spanish and Portuguese titles,\n"
            "and compares them with three models trained from scratch by the balanced\n"
            "accuracy on labelled Spanish titles.",
        .opts = opts,
        .n_opts = OPT_COUNT(opts),
        .min_args = 0,
        .max_args = 0,
    };
    int code = options_parse(&u, argc, argv, NULL, NULL);
    if (code != OPTIONS_GO) return code;

    const double began = talk_clock();
    lmev_error err = {0};
    lmev_spec *spec = NULL;
    lmev_grid *grid = NULL;
    talk_goes_on();
    d.now = (sizes){rows, classes, epochs, trials};
    code = prepare(&d);
    if (code) return code;
    const lmev_status s = lmev_spec_load(&spec, d.spec, NULL, 0, &err);
    if (s != LMEV_OK) return talk_fault(s, &err);
    out_begin(NULL);
    code = grid_of_spec(spec, d.folder, false, 0, &grid);
    if (grid && code == 0) code = report(&d);
    if (grid && code == 0) {
        say_where(&d, grid);
        talk_say("done in %.0f seconds", talk_clock() - began);
    }
    lmev_grid_free(grid);
    lmev_spec_free(spec);
    return out_end(code);
}
