/* models_convert.c - lmev models convert: a language model in another format.
 *
 * The output appears complete or not at all, and the same model gives the same bytes.
 * What a format cannot hold is refused by the library with the reason; what model2vec's
 * leaves out of a model is said here. */
#include "cmd.h"
#include "lm_arg.h"
#include "models.h"
#include "talk.h"

/* In the order of lmev_lm_format_id. */
static const char *const formats[] = {"lmev", "tfhub", "model2vec", NULL};

/* What model2vec would compute differently. */
static void warn_of_losses(const lmev_lm *lm)
{
    const uint64_t buckets = lmev_lm_rows(lm) - lmev_lm_vocab(lm);
    char n[32];
    if (lmev_lm_vocab(lm) <= lmev_lm_rows(lm) && buckets > 0)
        talk_warn("%s hash buckets are left out: unknown words have no vector there",
                  talk_grouped(n, buckets));
    if (lmev_lm_combiner(lm) != LMEV_MEAN)
        talk_warn("model2vec takes the mean of the rows: same directions, other lengths");
}

int models_convert(int argc, char **argv)
{
    const char *args[1], *to = NULL;
    int format = LMEV_FORMAT_LMEV;
    lm_arg how = {0};
    const opt opts[] = {
        OPT("out", 'o', OPT_TEXT, &to, "DIR", "the folder to write (required)"),
        OPT("to", 0, OPT_CHOICE, &format, NULL, "format (default: lmev)",
            .choice = formats),
        LM_ARG_OPTIONS(how),
    };
    const usage u = {
        .verb = "models convert",
        .operands = "LM",
        .summary =
            "Write a language model as a folder: our own, a TF2 SavedModel, model2vec's.",
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
    if (format == LMEV_FORMAT_MODEL2VEC) warn_of_losses(lm);
    lmev_error err = {0};
    const lmev_status s = lmev_lm_save(lm, NULL, (lmev_lm_format_id)format, to, &err);
    char rows[32];
    if (s == LMEV_OK)
        talk_say("%s: %s rows of %u from %s", to, talk_grouped(rows, lmev_lm_rows(lm)),
                 (unsigned)lmev_lm_dim(lm), lmev_lm_format(lm));
    lmev_lm_free(lm);
    return s == LMEV_OK ? 0 : talk_fault(s, &err);
}
