/* cmd_report.c - lmev report: write the report of experiments, as a page, tables and
 * figures. */
#include "lmev/report.h"

#include "cmd/cmd.h"
#include "cmd/options.h"
#include "cmd/out.h"
#include "cmd/talk.h"
#include "cmd/verbs/cmd_report.h"

static const char *plural(size_t n)
{
    return n == 1 ? "" : "s";
}

int report_of(const char *out, const char *const *folders, size_t n,
              const lmev_report_options *options, bool print)
{
    lmev_error err = {0};
    lmev_report_summary done = {0};
    const lmev_status s =
        lmev_report_write(out, folders, n, options, &done, talk_watch(), &err);
    talk_progress_end();
    if (s != LMEV_OK) return talk_fault(s, &err);
    if (print) out_text(done.text);
    if (done.n_left_out)
        talk_warn("%zu run%s left out; the report says which and why", done.n_left_out,
                  plural(done.n_left_out));
    if (done.n_figures > 0 && done.n_printed == 0)
        talk_say("hint: apt-get install librsvg2-2, then the same command");
    talk_say("%zu experiment%s of %zu model%s, %zu figure%s: %s/report.html",
             done.n_experiments, plural(done.n_experiments), done.n_models,
             plural(done.n_models), done.n_figures, plural(done.n_figures), out);
    lmev_report_summary_release(&done);
    return 0;
}

int cmd_report(int argc, char **argv)
{
    enum { FOLDERS_MAX = 1000 };
    static const char *const languages[] = {"en", "es", NULL};
    static const char *args[FOLDERS_MAX];
    const char *folder = "report";
    int language = 0, n = 0;
    uint64_t simulate = 0;
    lmev_report_options o = {0};
    const opt opts[] = {
        OPT("out", 'o', OPT_TEXT, &folder, "DIR",
            "folder for the report (default: report)"),
        OPT("lang", 'l', OPT_CHOICE, &language, NULL, "of the report (default: en)",
            .choice = languages),
        OPT("title", 0, OPT_TEXT, &o.title, "TEXT", "of the page"),
        OPT("power", 0, OPT_FLAG, &o.power, NULL,
            "add the differences that this study and larger ones detect"),
        OPT("difference", 0, OPT_REAL, &o.difference, "BAC",
            "the least difference that matters, for --power, faster models, \"the same\" "
            "(default: "
            "0.005)",
            .min = 1e-6, .max = 1),
        OPT("simulate", 0, OPT_WHOLE, &simulate, "N",
            "add the findings of N simulated studies in which all models are equal",
            .max = 1000000),
    };
    const usage u = {
        .verb = "report",
        .operands = "DIR...",
        .summary = "Report experiments: tables, conclusions, figures and a page.",
        .more =
            "All experiments below the folders are read, those of lmev and those of\n"
            "the 2020 study; unusable ones are named and left out. The report folder\n"
            "gets report.html (one self-contained page), report.md, report.json, and\n"
            "the tables and figures with their data. The summary goes to stdout.\n"
            "\n"
            "examples:\n"
            "  lmev report demo\n"
            "  lmev report experiments/v1 experiments/v2 --lang es -o informe",
        .opts = opts,
        .n_opts = OPT_COUNT(opts),
        .min_args = 1,
        .max_args = FOLDERS_MAX,
    };
    const int code = options_parse(&u, argc, argv, args, &n);
    if (code != OPTIONS_GO) return code;
    o.language = languages[language];
    o.simulate = (size_t)simulate;
    for (int i = 0; i < n; i++) {
        const int same = out_apart(folder, args[i]);
        if (same != -1) return same;
    }
    out_begin(NULL);
    return out_end(report_of(folder, args, (size_t)n, &o, true));
}
