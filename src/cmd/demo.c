/* demo.c - lmev demo: a whole study in a folder of its own, nothing but lmev needed.
 *
 * Makes synthetic titles in two languages, writes the spec that compares four scratch
 * language models on them, runs it, and says what lies where and what to try next. The
 * same command in the same folder goes on where it was stopped. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "cmd.h"
#include "options.h"
#include "out.h"
#include "talk.h"

typedef struct demo {
    const char *folder;
    uint64_t rows, classes, epochs, trials;
    char titles[1024], spec[1024];
} demo;

/* clang-format off */
static const char spec_text[] =
    "# Which scratch language model is best under the same classifier? Two sizes, with\n"
    "# and without punctuation removed. Written by 'lmev demo'; change it, 'lmev run' it.\n"
    "name: demo\n"
    "version: v1\n"
    "trials: %llu\n"
    "models:\n"
    "  - {scratch: {dim: 50, normalize: false}, name: scratch-dim50}\n"
    "  - {scratch: {dim: 50, normalize: true}, name: scratch-dim50-with-normalization}\n"
    "  - {scratch: {dim: 128, normalize: false}, name: scratch-dim128}\n"
    "  - {scratch: {dim: 128, normalize: true}, name: scratch-dim128-with-normalization}\n"
    "data:\n"
    "  file: titles.csv.gz\n"
    "  text: title\n"
    "  label: category\n"
    "  train_size: %llu\n"
    "  validation_split: 0.05\n"
    "  test_size: %llu\n"
    "network: {units: [512, 512], dropout: 0.25}\n"
    "train:\n"
    "  batch_size: 1024\n"
    "  epochs: %llu\n"
    "  early_stopping: {patience: 3, restore_best_weights: true}\n"
    "  seed: 1\n"
    "save: {classifier: best}\n";
/* clang-format on */

/* Written with stdio: a file of a few lines that the next run writes again. */
static int write_spec(const demo *d)
{
    const unsigned long long test = d->rows / 6, train = d->rows - test;
    FILE *f = fopen(d->spec, "w");
    if (f) {
        fprintf(f, spec_text, (unsigned long long)d->trials, train, test,
                (unsigned long long)d->epochs);
        if (!ferror(f) && fclose(f) == 0) return 0;
    }
    talk_plain_fault("cannot write '%s': %s", d->spec, strerror(errno));
    return 1;
}

static int prepare(demo *d)
{
    lmev_error err = {0};
    char rows[32];
    if (mkdir(d->folder, 0777) != 0 && errno != EEXIST) {
        talk_plain_fault("cannot make the folder '%s': %s", d->folder, strerror(errno));
        return errno == ENOENT ? 4 : 1;
    }
    const int n = snprintf(d->titles, sizeof d->titles, "%s/titles.csv.gz", d->folder);
    if (n < 0 || n >= (int)sizeof d->titles) return talk_usage(NULL, "--out is too long");
    snprintf(d->spec, sizeof d->spec, "%s/demo.yaml", d->folder);
    talk_say("making %s synthetic titles of %llu categories in Spanish and Portuguese",
             talk_grouped(rows, d->rows), (unsigned long long)d->classes);
    lmev_synth_params p = lmev_synth_params_default();
    p.rows = d->rows;
    p.classes = (uint32_t)d->classes;
    p.seed = 1;
    const lmev_status s = lmev_synth_file(&p, d->titles, talk_watch(), &err);
    talk_progress_end();
    if (s != LMEV_OK) return talk_fault(s, &err);
    return write_spec(d);
}

static void say_where(const demo *d, const lmev_grid *grid)
{
    out_print(
        "\nBAC is the mean over the categories of the share of their test titles found.\n"
        "\nwhat the demo left in %s/:\n"
        "  titles.csv.gz   the titles, with their categories\n"
        "  demo.yaml       the spec of this study\n"
        "  experiments/    a folder for each experiment: metadata and predictions\n"
        "  saved_models/   the best classifier of each model\n"
        "  logs/           curves of loss and BAC for TensorBoard\n",
        d->folder);
    out_text("\nto try next:\n");
    if (grid->best_classifier) {
        out_print("  echo 'Celular Samsung Galaxy S9 64gb' |\n"
                  "    lmev predict %s --input-format lines --top 3\n",
                  grid->best_classifier);
        /* A title depends on the seed and its number alone: these are new ones. */
        out_print("  lmev data synth --rows %llu --classes %llu | sed 2,%llud |\n"
                  "    lmev evaluate %s - --per-class 10\n",
                  (unsigned long long)d->rows + 10000, (unsigned long long)d->classes,
                  (unsigned long long)d->rows + 1, grid->best_classifier);
    }
    out_print("  lmev run %s --out %s --set version=v2 --set network.dropout=0.5\n",
              d->spec, d->folder);
    out_print("  lmev runs list %s\n", d->folder);
}

int cmd_demo(int argc, char **argv)
{
    demo d = {.folder = "demo", .rows = 120000, .classes = 200, .epochs = 5, .trials = 2};
    const opt opts[] = {
        OPT("out", 'o', OPT_TEXT, &d.folder, "DIR", "the demo's folder (default: demo)"),
        OPT("rows", 0, OPT_WHOLE, &d.rows, "N", "titles (default: 120000)", .min = 600,
            .max = 1e8),
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
            "Four scratch language models (50 and 128 dimensions, with and without\n"
            "punctuation removed) are trained and compared by balanced accuracy.",
        .opts = opts, .n_opts = OPT_COUNT(opts),
        .min_args = 0, .max_args = 0,
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
    if (grid && code == 0) {
        say_where(&d, grid);
        talk_say("done in %.0f seconds", talk_clock() - began);
    }
    lmev_grid_free(grid);
    lmev_spec_free(spec);
    return out_end(code);
}
