/* cmd_runs.c - lmev runs: the experiments on disk. */
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

#include "cmd/cmd.h"
#include "cmd/options.h"
#include "cmd/out.h"
#include "cmd/table.h"
#include "cmd/talk.h"
#include "lmev/runs.h"

#define FOLDER_HELP \
    "the folder that 'lmev run' wrote to, or its experiments/ (default: here)"

/* DIR/experiments where there is one, else DIR itself; room for one path. */
static const char *experiments_of(const char *dir)
{
    static char path[4096];
    struct stat st;
    if (!dir) return "experiments";
    const int n = snprintf(path, sizeof path, "%s/experiments", dir);
    const bool there =
        n > 0 && n < (int)sizeof path && stat(path, &st) == 0 && S_ISDIR(st.st_mode);
    return there ? path : dir;
}

/* What is wrong with a folder of runs, or with one of them. */
static int fault(lmev_status s, lmev_error *err)
{
    if (s == LMEV_ERR_NOTFOUND && !err->hint[0])
        snprintf(err->hint, sizeof err->hint,
                 "name the folder that 'lmev run' wrote to: 'lmev runs list DIR'");
    return talk_fault(s, err);
}

static void date_cell(table *t, double when)
{
    char text[32] = "";
    const time_t seconds = isfinite(when) ? (time_t)when : 0;
    struct tm tm;
    if (seconds > 0 && localtime_r(&seconds, &tm))
        strftime(text, sizeof text, "%Y-%m-%d %H:%M:%S", &tm);
    table_cell(t, "%s", text);
}

static void runs_table(const lmev_runs *runs, const char *model, const char *state,
                       int format)
{
    static const char *const key[] = {
        "run_id",         "state",   "model",      "trial", "bac", "bac_best_epoch",
        "bac_last_epoch", "seconds", "started_at", "path",  "why"};
    static const char *const title[] = {"run",     "state",      "model",      "trial",
                                        "BAC",     "best epoch", "last epoch", "seconds",
                                        "started", "folder",     "why"};
    table t;
    table_begin(&t, 11, key, title, "sssnnnnnsss");
    for (size_t i = 0; i < runs->n; i++) {
        const lmev_run *r = &runs->run[i];
        if (model && (!r->model || strcmp(model, r->model) != 0)) continue;
        if (state && (!r->state || strcmp(state, r->state) != 0)) continue;
        table_cell(&t, "%s", r->run_id ? r->run_id : "");
        table_cell(&t, "%s", r->state ? r->state : "");
        table_cell(&t, "%s", r->model ? r->model : "");
        if (r->trial >= 0)
            table_cell(&t, "%" PRId64, r->trial);
        else
            table_cell(&t, "%s", "");
        table_real(&t, "%.4f", r->bac);
        table_real(&t, "%.4f", r->bac_best);
        table_real(&t, "%.4f", r->bac_last);
        table_real(&t, "%.1f", r->seconds);
        date_cell(&t, r->started_at);
        table_cell(&t, "%s", r->path ? r->path : "");
        table_cell(&t, "%s", r->why ? r->why : "");
    }
    table_end(&t, (table_format)format);
}

static int list(int argc, char **argv)
{
    const char *args[1], *model = NULL, *state = NULL;
    int format = TABLE_TEXT;
    const opt opts[] = {
        OPT("format", 0, OPT_CHOICE, &format, NULL, "of the table",
            .choice = table_formats),
        OPT("model", 0, OPT_TEXT, &model, "NAME", "only runs of this model"),
        OPT("state", 0, OPT_TEXT, &state, "STATE",
            "only runs in this state: finished, failed, running, unreadable"),
    };
    const usage u = {
        .verb = "runs list",
        .operands = "[DIR]",
        .summary = "List the experiments below a folder.",
        .more = "DIR is " FOLDER_HELP ".",
        .opts = opts,
        .n_opts = OPT_COUNT(opts),
        .min_args = 0,
        .max_args = 1,
    };
    const int code = options_parse(&u, argc, argv, args, NULL);
    if (code != OPTIONS_GO) return code;
    lmev_error err = {0};
    lmev_runs *runs = NULL;
    const lmev_status s =
        lmev_runs_list(&runs, experiments_of(args[0]), talk_watch(), &err);
    talk_progress_end();
    if (s != LMEV_OK) return fault(s, &err);
    out_begin(NULL);
    runs_table(runs, model, state, format);
    lmev_runs_free(runs);
    return out_end(0);
}

static int show(int argc, char **argv)
{
    const char *args[2];
    const usage u = {
        .verb = "runs show",
        .operands = "RUN [DIR]",
        .summary = "The metadata of one experiment, as JSON.",
        .more = "DIR is " FOLDER_HELP ".\n"
                "Where the classifier that it names is another run's by now, a message "
                "says so.",
        .min_args = 1,
        .max_args = 2,
    };
    const int code = options_parse(&u, argc, argv, args, NULL);
    if (code != OPTIONS_GO) return code;
    lmev_error err = {0};
    char *json = NULL;
    const lmev_status s =
        lmev_runs_show(&json, experiments_of(args[1]), args[0], talk_watch(), &err);
    talk_progress_end();
    struct stat st;
    if (s == LMEV_ERR_NOTFOUND && !err.hint[0] && stat(experiments_of(args[1]), &st) == 0)
        snprintf(err.hint, sizeof err.hint, "'lmev runs list %.200s' names the runs",
                 experiments_of(args[1]));
    if (s != LMEV_OK) return fault(s, &err);
    out_begin(NULL);
    out_text(json);
    const size_t n = strlen(json);
    if (n && json[n - 1] != '\n') out_text("\n");
    lmev_text_free(json);
    return out_end(0);
}

static int verify(int argc, char **argv)
{
    const char *args[1];
    const usage u = {
        .verb = "runs verify",
        .operands = "[DIR]",
        .summary = "Check that every experiment is what it was.",
        .more = "Metadata must be readable, test-results.csv must have its recorded\n"
                "sha256 and give the recorded BAC. Exit code 5 when one does not.\n"
                "Runs whose saved classifier a better one has replaced are named.\n"
                "DIR is " FOLDER_HELP ".",
        .min_args = 0,
        .max_args = 1,
    };
    const int code = options_parse(&u, argc, argv, args, NULL);
    if (code != OPTIONS_GO) return code;
    lmev_error err = {0};
    size_t n = 0;
    const lmev_status s =
        lmev_runs_verify(experiments_of(args[0]), &n, talk_watch(), &err);
    talk_progress_end();
    if (s != LMEV_OK) return fault(s, &err);
    out_begin(NULL);
    out_print("%zu run%s verified\n", n, n == 1 ? "" : "s");
    return out_end(0);
}

/* Of an earlier version, whose scripts may still call it. */
static int reindex(int argc, char **argv)
{
    const char *args[1];
    const usage u = {
        .verb = "runs reindex",
        .operands = "[DIR]",
        .summary = "Remove the index that versions before 0.2 kept.",
        .more = "Runs are read from their folders; there is no index any more.\n"
                "DIR is " FOLDER_HELP ".",
        .min_args = 0,
        .max_args = 1,
    };
    const int code = options_parse(&u, argc, argv, args, NULL);
    if (code != OPTIONS_GO) return code;
    lmev_error err = {0};
    bool removed = false;
    const lmev_status s = lmev_runs_drop_index(experiments_of(args[0]), &removed, &err);
    if (s == LMEV_ERR_IO && !err.hint[0])
        snprintf(err.hint, sizeof err.hint,
                 "move it away, then run the command again; lmev does without an index");
    if (s != LMEV_OK) return fault(s, &err);
    out_begin(NULL);
    out_text(removed ? "the index of an earlier version is removed\n"
                     : "there is no index, and none is needed\n");
    return out_end(0);
}

int cmd_runs(int argc, char **argv)
{
    static const verb verbs[] = {
        {"list", list, "a table of the experiments"},
        {"show", show, "the metadata of one experiment"},
        {"verify", verify, "check results against their recorded hashes and figures"},
        {"reindex", reindex, "remove the index of an earlier version"},
    };
    return verbs_run(verbs, sizeof verbs / sizeof *verbs, "runs", argc, argv);
}
