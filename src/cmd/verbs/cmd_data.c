/* cmd_data.c - lmev data: make a data set, split one. cmd_data_stats.c describes one. */
#include "cmd/verbs/cmd_data.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>

#include "base/number.h"
#include "cmd/cmd.h"
#include "cmd/input.h"
#include "cmd/options.h"
#include "cmd/out.h"
#include "cmd/talk.h"

static bool to_out(void *self, const char *at, size_t n)
{
    (void)self;
    out_add(at, n);
    return out_open();
}

static int synth(int argc, char **argv)
{
    lmev_synth_params p = lmev_synth_params_default();
    uint64_t classes = p.classes;
    const char *to = NULL;
    const opt opts[] = {
        OPT("rows", 0, OPT_WHOLE, &p.rows, "N", "rows to make", .min = 1),
        OPT("classes", 0, OPT_WHOLE, &classes, "N", "categories", .min = 2,
            .max = lmev_synth_classes_max()),
        OPT("seed", 0, OPT_WHOLE, &p.seed, "N",
            "the same seed gives the same bytes on every machine"),
        OPT("wrong-labels", 0, OPT_REAL, &p.wrong_labels, "SHARE",
            "share of wrong labels among the unreliable rows", .max = 1),
        OPT("reliable", 0, OPT_REAL, &p.reliable, "SHARE", "share of reliable rows",
            .max = 1),
        OPT("language", 0, OPT_TEXT, &p.language, "NAME",
            "spanish or portuguese (default: both)"),
        OPT("out", 'o', OPT_TEXT, &to, "FILE",
            "write here (.gz: compressed) instead of stdout"),
    };
    const usage u = {
        .verb = "data synth",
        .operands = "",
        .summary = "Synthetic titles of products, as CSV.",
        .more = "Columns: title, label_quality, language, category. Memory does not\n"
                "grow with the rows.\n"
                "\n"
                "examples:\n"
                "  lmev data synth --rows 100k --classes 200 -o titles.csv.gz\n"
                "  lmev data synth --rows 20M | lmev data stats -",
        .opts = opts,
        .n_opts = OPT_COUNT(opts),
        .min_args = 0,
        .max_args = 0,
    };
    const int code = options_parse(&u, argc, argv, NULL, NULL);
    if (code != OPTIONS_GO) return code;
    if (p.language && strcmp(p.language, "spanish") != 0 &&
        strcmp(p.language, "portuguese") != 0)
        return talk_usage("known: spanish, portuguese", "--language does not know '%s'",
                          p.language);
    p.classes = (uint32_t)classes;

    lmev_error err = {0};
    lmev_status s = LMEV_OK;
    if (to && strcmp(to, "-") != 0) {
        s = lmev_synth_file(&p, to, talk_watch(), &err);
        talk_progress_end();
        return s == LMEV_OK ? 0 : talk_fault(s, &err);
    }
    out_begin(NULL);
    s = lmev_synth(&p, to_out, NULL, NULL, &err);
    if (!out_open()) return out_end(0); /* a fault of the output, reported there */
    return out_end(s == LMEV_OK ? 0 : talk_fault(s, &err));
}

static int split(int argc, char **argv)
{
    lmev_split_params p = {
        .train_size = LMEV_AUTO_SIZE, .test_size = LMEV_AUTO_SIZE, .seed = 1};
    rows_options rows = {0};
    const char *args[1], *folder = NULL;
    const opt opts[] = {
        OPT("out", 'o', OPT_TEXT, &folder, "DIR",
            "folder for train.csv, validation.csv, test.csv and split.json"),
        OPT("train-size", 0, OPT_WHOLE, &p.train_size, "N",
            "for training and validation (default: the rest, at most 1,000,000)"),
        OPT("validation-split", 0, OPT_REAL, &p.validation_split, "SHARE",
            "of the training rows for validation (default: 0)", .max = 0.999999),
        OPT("test-size", 0, OPT_WHOLE, &p.test_size, "N",
            "for the test (default: a fifth, at most 25,000)"),
        OPT("test-per-class", 0, OPT_WHOLE, &p.test_per_class, "N",
            "add test rows until each class has N, or half of its rows",
            .max = LMEV_TEST_PER_CLASS_MAX),
        OPT("seed", 0, OPT_WHOLE, &p.seed, "N", "of the draw (default: 1)"),
        ROWS_OPTIONS(rows, "title"),
        ROWS_LABEL_OPTION(rows, "category"),
    };
    const usage u = {
        .verb = "data split",
        .operands = "FILE",
        .summary = "Draw training, validation and test rows from a file.",
        .more = "The part of a row depends on the seed and the row's number in the file\n"
                "alone, so the test rows stay the same when --train-size changes.\n"
                "--test-per-class keeps them and adds rows of small classes.\n"
                "\n"
                "example:\n"
                "  lmev data split titles.csv.gz -o parts --test-size 5000",
        .opts = opts,
        .n_opts = OPT_COUNT(opts),
        .min_args = 1,
        .max_args = 1,
    };
    int code = options_parse(&u, argc, argv, args, NULL);
    if (code != OPTIONS_GO) return code;
    if (!folder) return talk_usage("name a folder with -o DIR", "--out is missing");
    code = rows_params(&p.reader, &rows, NULL, "category");
    if (code != OPTIONS_GO) return code;
    if (!p.reader.label)
        return talk_usage("use a CSV, JSONL or fastText file, and --label COLUMN",
                          "rows without labels cannot be split");
    p.file = args[0];

    lmev_error err = {0};
    lmev_split *parts = NULL;
    lmev_status s = lmev_split_load(&parts, &p, talk_watch(), &err);
    talk_progress_end();
    if (s != LMEV_OK) return talk_fault(s, &err);
    rows_tell_skips(&parts->skips[0], args[0]);
    if (mkdir(folder, 0777) != 0 && errno != EEXIST) {
        talk_plain_fault("cannot make the folder '%s': %s", folder, strerror(errno));
        lmev_split_free(parts);
        return errno == ENOENT ? 4 : 1;
    }
    s = lmev_split_write(parts, folder, &err);
    if (s == LMEV_OK) {
        char a[32], b[32], c[32];
        talk_say("%s training, %s validation and %s test rows of %zu classes are in %s",
                 lmev__grouped(a, parts->train.n), lmev__grouped(b, parts->validation.n),
                 lmev__grouped(c, parts->test.n), parts->labels.n, folder);
        if (p.test_per_class)
            talk_say("%s of the test rows are there by --test-per-class",
                     lmev__grouped(a, parts->test_by_class));
    }
    lmev_split_free(parts);
    return s == LMEV_OK ? 0 : talk_fault(s, &err);
}

int cmd_data(int argc, char **argv)
{
    static const verb verbs[] = {
        {"stats", data_stats,
         "rows, classes, lengths, languages and unusable rows of a file"},
        {"synth", synth, "synthetic titles of products in two languages"},
        {"split", split, "draw training, validation and test rows from a file"},
    };
    return verbs_run(verbs, sizeof verbs / sizeof *verbs, "data", argc, argv);
}
