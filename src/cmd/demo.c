/* demo.c - lmev demo: a whole study in a folder of its own, nothing but lmev needed.
 *
 * Makes synthetic titles, pretrains a small language model on unlabelled Spanish ones and
 * another on Portuguese ones, writes the spec that compares both with scratch ones under
 * a classifier of labelled Spanish titles, runs it, reports what came out, and says what lies
 * where and what to try next. The same command in the same folder goes on where it was stopped: a language
 * model that is there is not made again, its folder's name tells what it was made of. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "cmd.h"
#include "lmev/pretrain.h"
#include "options.h"
#include "out.h"
#include "report.h"
#include "talk.h"

#define CORPUS 5 /* unlabelled titles of a language for each labelled one */

static const char *const languages[] = {"spanish", "portuguese"};
#define N_LANGUAGES 2

typedef struct demo {
    const char *folder;
    uint64_t rows, classes, epochs, trials;
    char titles[1024], spec[1024], corpus[N_LANGUAGES][1024], lm[N_LANGUAGES][1024];
} demo;

/* clang-format off */
static const char spec_text[] =
    "# Spanish titles, few of them with labels. Does it help that the word vectors learned\n"
    "# from other titles before? In the same language, in a related one? Does their width\n"
    "# matter, and punctuation? Written by 'lmev demo'; change it, 'lmev run' it.\n"
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

/* Written with stdio: a file of a few lines that the next run writes again. */
static int write_spec(const demo *d)
{
    const size_t inside = strlen(d->folder) + 1;
    FILE *f = fopen(d->spec, "w");
    if (f) {
        fprintf(f, spec_text, (unsigned long long)d->trials, d->lm[0] + inside,
                d->lm[1] + inside, (unsigned long long)d->epochs);
        if (!ferror(f) && fclose(f) == 0) return 0;
    }
    talk_plain_fault("cannot write '%s': %s", d->spec, strerror(errno));
    return 1;
}

static bool is_there(const char *path)
{
    struct stat st;
    return stat(path, &st) == 0;
}

static int make_folder(const char *path)
{
    if (mkdir(path, 0777) == 0 || errno == EEXIST) return 0;
    talk_plain_fault("cannot make the folder '%s': %s", path, strerror(errno));
    return errno == ENOENT ? 4 : 1;
}

/* Titles of one language; another seed gives other titles of the same kind. */
static int make_titles(const demo *d, const char *file, const char *language,
                       uint64_t rows, uint64_t seed)
{
    lmev_error err = {0};
    lmev_synth_params p = lmev_synth_params_default();
    p.rows = rows;
    p.classes = (uint32_t)d->classes;
    p.seed = seed;
    p.language = language;
    const lmev_status s = lmev_synth_file(&p, file, talk_watch(), &err);
    talk_progress_end();
    return s == LMEV_OK ? 0 : talk_fault(s, &err);
}

/* A language model from titles whose labels it does not look at. Small steps and few
 * scored words a step: the corpus is small, too. */
static int pretrain(const demo *d, size_t language)
{
    lmev_error err = {0};
    lmev_pretrain_result r;
    const char *corpus = d->corpus[language];
    char a[32];
    if (is_there(d->lm[language])) return 0;
    talk_say("pretraining on %s unlabelled %s titles", talk_grouped(a, CORPUS * d->rows),
             language ? "Portuguese" : "Spanish");
    const int code =
        make_titles(d, corpus, languages[language], CORPUS * d->rows, 2 + language);
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

static int prepare(demo *d)
{
    char rows[32], models[1024];
    int code = make_folder(d->folder);
    if (code) return code;
    const unsigned long long corpus = CORPUS * d->rows, classes = d->classes;
    if (strlen(d->folder) > sizeof models - 64)
        return talk_usage(NULL, "--out is too long");
    snprintf(d->titles, sizeof d->titles, "%s/titles.csv.gz", d->folder);
    snprintf(d->spec, sizeof d->spec, "%s/demo.yaml", d->folder);
    snprintf(models, sizeof models, "%s/lm", d->folder);
    for (size_t i = 0; i < N_LANGUAGES; i++) {
        snprintf(d->corpus[i], sizeof d->corpus[i], "%s/corpus-%s.csv.gz", d->folder,
                 languages[i]);
        snprintf(d->lm[i], sizeof d->lm[i], "%s/lm/%s-%llux%llu", d->folder, languages[i],
                 corpus, classes);
    }
    talk_say("making %s synthetic titles of %llu categories, in Spanish",
             talk_grouped(rows, d->rows), classes);
    code = make_titles(d, d->titles, languages[0], d->rows, 1);
    if (!code) code = make_folder(models);
    for (size_t i = 0; i < N_LANGUAGES && !code; i++) code = pretrain(d, i);
    return code ? code : write_spec(d);
}

static void say_where(const demo *d, const lmev_grid *grid)
{
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
        d->folder);
    out_text("\nto try next:\n");
    if (grid->best_classifier) {
        out_print("  echo 'Celular Samsung Galaxy S9 64gb' |\n"
                  "    lmev predict %s --input-format lines --top 3\n",
                  grid->best_classifier);
        /* A title depends on the seed and its number alone: these are new ones. */
        out_print("  lmev data synth --rows %llu --classes %llu --language spanish |\n"
                  "    sed 2,%llud |\n"
                  "    lmev evaluate %s - --per-class 10\n",
                  (unsigned long long)d->rows + 10000, (unsigned long long)d->classes,
                  (unsigned long long)d->rows + 1, grid->best_classifier);
    }
    out_print("  lmev run %s --out %s --set version=v2 --set network.dropout=0.5\n",
              d->spec, d->folder);
    out_print("  lmev models convert %s --to tfhub -o for-tensorflow\n", d->lm[0]);
    out_print("  lmev runs list %s\n", d->folder);
}

/* What the experiments say, beside them. */
static int report(const demo *d)
{
    char from[1024], to[1024];
    const char *folder = from;
    lmev_report_options options = {0};
    snprintf(from, sizeof from, "%s/experiments", d->folder);
    snprintf(to, sizeof to, "%s/report", d->folder);
    return report_of(to, &folder, 1, &options, false);
}

int cmd_demo(int argc, char **argv)
{
    demo d = {.folder = "demo", .rows = 30000, .classes = 200, .epochs = 5, .trials = 2};
    const opt opts[] = {
        OPT("out", 'o', OPT_TEXT, &d.folder, "DIR", "the demo's folder (default: demo)"),
        OPT("rows", 0, OPT_WHOLE, &d.rows, "N", "labelled titles (default: 30000)",
            .min = 600, .max = 1e8),
        OPT("classes", 0, OPT_WHOLE, &d.classes, "N", "categories (default: 200)",
            .min = 2, .max = lmev_synth_classes_max()),
        OPT("epochs", 0, OPT_WHOLE, &d.epochs, "N", "epochs of training (default: 5)",
            .min = 1, .max = 1000),
        OPT("trials", 0, OPT_WHOLE, &d.trials, "N", "trials a model (default: 2)",
            .min = 1, .max = 100),
    };
    const usage u = {
        .verb = "demo",
        .operands = "",
        .summary = "A whole study on synthetic titles, offline, in about a minute.",
        .more =
            "Two language models are pretrained on unlabelled titles, Spanish and\n"
            "Portuguese, and compared by balanced accuracy with three from scratch on\n"
            "labelled Spanish ones.",
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
    talk_catch_signals();
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
