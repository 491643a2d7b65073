/* cmd_run.c - lmev run: run the grid of a spec, resuming what was stopped, and print its
 * table. */
#include <fcntl.h>
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <unistd.h>

#include "cmd/cmd.h"
#include "cmd/lm_arg.h"
#include "cmd/options.h"
#include "cmd/out.h"
#include "cmd/table.h"
#include "cmd/talk.h"

static void grid_table(const lmev_grid *grid, int format)
{
    static const char *const key[] = {"model",          "trials", "failed",
                                      "bac_mean",       "bac_sd", "bac_best_epoch",
                                      "bac_last_epoch", "seconds"};
    static const char *const title[] = {"model", "trials",     "failed",     "BAC mean",
                                        "sd",    "best epoch", "last epoch", "seconds"};
    table t;
    table_begin(&t, 8, key, title, "snnnnnnn");
    for (size_t i = 0; i < grid->n; i++) {
        const lmev_grid_row *r = &grid->row[i];
        table_cell(&t, "%s", r->model);
        table_cell(&t, "%" PRIu32, r->n_trials);
        table_cell(&t, "%" PRIu32, r->n_failed);
        const double none = r->n_trials ? 1 : NAN; /* no finished trial, no figures */
        table_real(&t, "%.4f", none * r->bac_mean);
        table_real(&t, "%.4f", r->n_trials > 1 ? r->bac_sd : NAN);
        table_real(&t, "%.4f", none * r->bac_best_mean);
        table_real(&t, "%.4f", none * r->bac_last_mean);
        table_real(&t, "%.1f", none * r->seconds_mean);
    }
    table_end(&t, (table_format)format);
}

/* Count the peak of this process's memory anew (clear_refs in proc(5)), so that each
 * experiment records its own, whatever ran before it. Without effect where the system
 * refuses. */
static void restart_peak(void *self)
{
    (void)self;
    const int fd = open("/proc/self/clear_refs", O_WRONLY | O_CLOEXEC);
    if (fd < 0) return;
    const ssize_t ignored = write(fd, "5", 1);
    (void)ignored;
    (void)close(fd);
}

int grid_of_spec(const lmev_spec *spec, const char *out_folder, bool pull, int format,
                 lmev_grid **grid)
{
    lmev_error err = {0};
    lmev_hub_options hub = {0};
    lm_arg_hub(&hub);
    const lmev_grid_options options = {
        .hub = &hub, .pull = pull, .before_experiment = restart_peak};
    *grid = NULL;
    talk_goes_on();
    const lmev_status s =
        lmev_grid_run(grid, spec, out_folder, &options, talk_watch(), &err);
    talk_progress_end();
    if (*grid && s != LMEV_STOPPED) grid_table(*grid, format);
    for (size_t i = 0; s == LMEV_ERR_NOTFOUND && i < spec->n_models; i++)
        if (spec->model[i].handle && lm_arg_hint(&err, spec->model[i].handle, &hub))
            break;
    if (s == LMEV_ERR_FAILED && !err.hint[0])
        snprintf(err.hint, sizeof err.hint,
                 "'lmev runs list' shows them; the same command tries them again");
    return s == LMEV_OK ? 0 : talk_fault(s, &err);
}

/* A spec that is not there, most likely because nobody has written one yet. */
static void hint_at_a_first_spec(lmev_error *err)
{
    if (err->hint[0]) return;
    snprintf(
        err->hint, sizeof err->hint,
        "a spec can be two lines, 'models: [{scratch: {dim: 50}}]' and 'data: {file: "
        "titles.csv, text: title, label: category}'; 'lmev demo' writes one, "
        "demo/demo.yaml, and titles for it");
}

int cmd_run(int argc, char **argv)
{
    const char *args[1], *folder = ".";
    opt_many set = {0};
    int format = TABLE_TEXT;
    bool pull = false;
    const opt opts[] = {
        OPT("set", 's', OPT_MANY, &set, "KEY=VALUE",
            "set a key of the spec, as in train.epochs=3; may be repeated"),
        OPT("out", 'o', OPT_TEXT, &folder, "DIR",
            "folder for the results (default: the current one)"),
        OPT("pull", 0, OPT_FLAG, &pull, NULL,
            "download pretrained models that are missing"),
        OPT("format", 0, OPT_CHOICE, &format, NULL, "of the table",
            .choice = table_formats),
    };
    const usage u = {
        .verb = "run",
        .operands = "SPEC.yaml",
        .summary = "Run the grid of a spec; finished experiments are not run again.",
        .more =
            "The table shows the balanced accuracy (BAC) of the kept weights, over\n"
            "the finished trials of each model. An interrupted run (exit code 75)\n"
            "is resumed by the same command.\n"
            "\n"
            "examples:\n"
            "  lmev run examples/meli-es.yaml\n"
            "  lmev run study.yaml --set trials=2 --set train.epochs=3 --out /tmp/try",
        .opts = opts,
        .n_opts = OPT_COUNT(opts),
        .min_args = 1,
        .max_args = 1,
    };
    int code = options_parse(&u, argc, argv, args, NULL);
    if (code != OPTIONS_GO) return code;

    lmev_error err = {0};
    lmev_spec *spec = NULL;
    const lmev_status s = lmev_spec_load(&spec, args[0], set.at, set.n, &err);
    if (s == LMEV_ERR_NOTFOUND) hint_at_a_first_spec(&err);
    if (s != LMEV_OK) return talk_fault(s, &err);
    lmev_grid *grid = NULL;
    out_begin(NULL);
    code = out_end(grid_of_spec(spec, folder, pull, format, &grid));
    if (grid && code != 75) {
        talk_say("%u run, %u already finished, %u failed; all of it is in %s",
                 grid->n_run, grid->n_skipped, grid->n_failed, grid->folder);
        if (grid->best_classifier) talk_say("best classifier: %s", grid->best_classifier);
    }
    lmev_grid_free(grid);
    lmev_spec_free(spec);
    return code;
}
