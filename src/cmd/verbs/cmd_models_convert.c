/* cmd_models_convert.c - lmev models convert: write a language model in another format.
 *
 * The output appears complete or not at all, and the same model gives the same bytes. The
 * library refuses, with the reason, what a format cannot hold, and warns of what it
 * changes, before anything is written. */
#include "base/number.h"
#include "cmd/cmd.h"
#include "cmd/lm_arg.h"
#include "cmd/talk.h"
#include "cmd/verbs/cmd_models.h"

/* In the order of lmev_lm_format. */
static const char *const formats[] = {"lmev", "tfhub", "model2vec", NULL};

int models_convert(int argc, char **argv)
{
    const char *args[1], *to = NULL;
    int format = LMEV_LM_FORMAT_LMEV;
    lm_arg how = {0};
    const opt opts[] = {
        OPT("out", 'o', OPT_TEXT, &to, "DIR", "folder to write (required)"),
        OPT("to", 0, OPT_CHOICE, &format, NULL, "format (default: lmev)",
            .choice = formats),
        LM_ARG_OPTIONS(how),
    };
    const usage u = {
        .verb = "models convert",
        .operands = "LM",
        .summary = "Write a language model as a folder: lmev's, a TF2 SavedModel, or "
                   "model2vec's.",
        .more =
            "LM is a path, a name of 'lmev models list', a handle or OWNER/NAME. What\n"
            "tfhub writes, tensorflow_hub.KerasLayer(DIR, trainable=True) takes.\n",
        .opts = opts,
        .n_opts = OPT_COUNT(opts),
        .min_args = 1,
        .max_args = 1,
    };
    int code = options_parse(&u, argc, argv, args, NULL);
    if (code != OPTIONS_GO) return code;
    if (!to) return talk_usage("name a folder with -o DIR", "--out is missing");
    lmev_lm *lm = NULL;
    code = lm_arg_open(&lm, args[0], &how);
    if (code != OPTIONS_GO) return code;
    lmev_error err = {0};
    uint64_t rows;
    const lmev_lm_format id = (lmev_lm_format)format;
    lmev_status s = lmev_lm_save_check(lm, id, &rows, talk_watch(), &err);
    if (s == LMEV_OK) s = lmev_lm_save(lm, NULL, id, to, &err);
    char n[32];
    if (s == LMEV_OK)
        talk_say("%s: %s rows of %u from %s", to, lmev__grouped(n, rows),
                 (unsigned)lmev_lm_dim(lm), lmev_lm_origin(lm));
    lmev_lm_free(lm);
    return s == LMEV_OK ? 0 : talk_fault(s, &err);
}
