/* experiment_help.h - what the tests of experiment/ share: a folder, a spec, a made-up
 * record. */
#ifndef LMEV_TEST_EXPERIMENT_HELP_H
#define LMEV_TEST_EXPERIMENT_HELP_H
#include "help.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "base/io/io.h"
#include "base/mem.h"
#include "runs/metadata.h"
#include "runs/spec/spec_keys.h"
#include "scratch.h"

/* Literals on both sides come out of the same decimal digits, so they are the same
 * doubles. */
#define assert_same(a, b) assert_true(!((a) < (b)) && !((a) > (b)))

static inline void put_file(const char *dir, const char *name, const char *text)
{
    char *path = lmev__path_join(dir, name);
    assert_ok(lmev__write_file(path, text, strlen(text), err));
    lmev__free(path);
}

static inline char *source_file(const char *name)
{
    const char *source = getenv("LMEV_SOURCE");
    return lmev__path_join(source ? source : ".", name);
}

/* A record of a small run that never was; the caller may change what it likes. */
static inline lmev_spec *toy_spec(void)
{
    static const char text[] =
        "name: toy\nversion: v9\ntrials: 3\n"
        "models: [{scratch: {dim: 50}}]\ndata: {file: /data/titles.csv}\n"
        "train: {batch_size: 4096}\n";
    lmev_spec *spec = NULL;
    assert_ok(lmev_spec_parse(&spec, text, sizeof text - 1, "toy.yaml", NULL, 0, err));
    return spec;
}

static inline lmev__run_record toy_record(const lmev_spec *spec, const char *run_id,
                                          const char *run_dir)
{
    static const double loss[3] = {3.5, 2.25, 1.1}, val_loss[3] = {3.0, 2.0, 2.5},
                        test_bac[3] = {0.25, 0.5, 0.4375};
    static lmev_split split;
    split.labels.n = 1571;
    split.train.n = 950;
    split.validation.n = 50;
    split.test.n = 25;
    split.skips[0].n_records = 1030;
    split.skips[0].n[LMEV_SKIP_ENCODING] = 5;
    snprintf(split.sha256, sizeof split.sha256, "%064d", 7);
    /* clang-format off */
    lmev__run_record r = {
        .spec = spec, .model = &spec->model[0], .run_id = run_id,
        .version_dir = "experiments/v9", .run_dir = run_dir, .log_dir = "logs/toy",
        .classifier_dir = NULL, .experiment_key = "key", .trial = 1, .seed = 77,
        .split_seed = 1, .threads = 2, .precision = LMEV_PRECISION_F32, .split = &split,
        .dim = 50, .lm_handle = "scratch50n", .lm_format = "scratch", .lm_combiner = "sqrtn",
        .lm_sha256 = "", .lm_rows = 963812, .lm_vocab = 960000, .n_epochs = 3, .loss = loss,
        .val_loss = val_loss, .test_bac = test_bac, .best_epoch = 2,
        .started_at = 1700000000.5, .finished_at = 1700000010.75,
        .training_took = 10.25, .predict_took = 0.5, .peak_memory = 123456789,
        .bac = 0.5, .bac_best = 0.5, .bac_last = 0.4375, .bac_val = 0.625,
        .accuracy = 0.75, .top5 = 0.875, .f1_macro = 0.5, .log_loss = 2.0,
        .weights_sha256 = "w", .results_sha256 = ""};
    /* clang-format on */
    return r;
}
#endif
