/* main.c - the program: finds the verb and runs it. All state is in the verbs. */
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/error.h"
#include "cmd/cmd.h"
#include "cmd/options.h"
#include "cmd/out.h"
#include "cmd/talk.h"

const verb all_verbs[] = {
    {"demo", cmd_demo, "a whole study on synthetic titles, offline, in about a minute"},
    {"run", cmd_run, "run the grid of a spec; finished experiments are not run again"},
    {"pretrain", cmd_pretrain, "train a language model on plain texts"},
    {"report", cmd_report, "report experiments: tables, conclusions, figures, a page"},
    {"predict", cmd_predict, "classify titles"},
    {"evaluate", cmd_evaluate, "scores of a classifier on labelled rows"},
    {"embed", cmd_embed, "vectors of texts, from a language model"},
    {"models", cmd_models, "language models (list, show, pull, verify, convert)"},
    {"data", cmd_data, "describe, make and split data sets (stats, synth, split)"},
    {"runs", cmd_runs, "the experiments on disk (list, show, verify, reindex)"},
    {"help", cmd_help, "this page, or the help of a verb"},
    {"version", cmd_version, "the version of lmev"},
};
const size_t n_all_verbs = sizeof all_verbs / sizeof *all_verbs;

static int verb_list(const verb *verbs, size_t n, const char *prefix)
{
    char command[80];
    const char *gap = *prefix ? " " : "";
    out_begin(NULL);
    out_print("usage: lmev %s%sVERB [OPERAND]... [OPTION]...\n\n", prefix, gap);
    for (size_t i = 0; i < n; i++) {
        snprintf(command, sizeof command, "lmev %s%s%s", prefix, gap, verbs[i].name);
        out_print("  %-20s  %s\n", command, verbs[i].summary);
    }
    out_print("\n'lmev %s%sVERB --help' shows the operands and options of a verb.\n",
              prefix, gap);
    if (!*prefix)
        out_text(
            "\nexit codes: 0 done, 1 failed, 2 usage, 3 bad input file, 4 not found,\n"
            "5 verification mismatch, 75 stopped by a signal (run, pretrain, demo,\n"
            "models pull: the same command resumes), 128 + the number of the signal\n"
            "that stopped any other verb (130 SIGINT, 143 SIGTERM). No output is left\n"
            "half-written.\n");
    return out_end(0);
}

int verbs_run(const verb *verbs, size_t n, const char *prefix, int argc, char **argv)
{
    char hint[160];
    const char *gap = *prefix ? " " : "";
    snprintf(hint, sizeof hint, "'lmev %s%s%s' lists the verbs", *prefix ? "" : "help",
             prefix, *prefix ? " --help" : "");
    talk_begin(prefix);
    if (argc < 2) return talk_usage(hint, "a verb is missing");
    if (!strcmp(argv[1], "--help") || !strcmp(argv[1], "-h"))
        return verb_list(verbs, n, prefix);
    for (size_t i = 0; i < n; i++)
        if (!strcmp(argv[1], verbs[i].name)) return verbs[i].run(argc - 1, argv + 1);
    const char *names[16];
    for (size_t i = 0; i < n; i++) names[i] = verbs[i].name;
    const char *near = lmev__nearest(argv[1], names, n);
    if (near)
        snprintf(hint, sizeof hint, "did you mean 'lmev %s%s%s'?", prefix, gap, near);
    return talk_usage(
        hint, argv[1][0] == '-' ? "unknown option '%s'" : "unknown verb '%s'", argv[1]);
}

int cmd_help(int argc, char **argv)
{
    static char help_option[] = "--help";
    char *next[4] = {argv[0], NULL, NULL, NULL};
    int n = 1;
    if (argc < 2 || argv[1][0] == '-') return verb_list(all_verbs, n_all_verbs, "");
    for (int i = 1; i < argc && n < 3; i++) next[n++] = argv[i];
    next[n++] = help_option;
    return verbs_run(all_verbs, n_all_verbs, "", n, next);
}

int cmd_version(int argc, char **argv)
{
    static const usage u = {
        .verb = "version", .operands = "", .summary = "The version of lmev."};
    const int code = options_parse(&u, argc, argv, NULL, NULL);
    if (code != OPTIONS_GO) return code;
    out_begin(NULL);
    out_print("lmev %s\n", lmev_version());
    return out_end(0);
}

/* If a standard stream is closed, the next file opened would get its number, and results
 * could be written into that file. Placeholders that can be neither read nor written keep
 * the numbers. */
static void guard_streams(void)
{
    static const int mode[3] = {O_WRONLY, O_RDONLY, O_WRONLY};
    for (int fd = 0; fd < 3; fd++)
        if (fcntl(fd, F_GETFD) < 0 && open("/dev/null", mode[fd]) < 0) _exit(1);
}

/* A library below may give up and call exit (OpenMP's runtime, when it is out of
 * memory). */
static bool ended_by_us;

static void on_exit_by_others(void)
{
    if (ended_by_us) return;
    lmev_abandon();
    talk_plain_fault(
        "a library that lmev uses has ended the program, for lack of memory");
}

int main(int argc, char **argv)
{
    static char version[] = "version";
    guard_streams();
    signal(SIGPIPE, SIG_IGN); /* a closed stderr must not end a training; see out.h */
    /* exceeding a file size limit is a failed write like others */
    signal(SIGXFSZ, SIG_IGN);
    talk_catch_signals();
    if (argc > 1 && (!strcmp(argv[1], "--version") || !strcmp(argv[1], "-V")))
        argv[1] = version;
    atexit(on_exit_by_others);
    const int code = verbs_run(all_verbs, n_all_verbs, "", argc, argv);
    ended_by_us = true;
    return code;
}
