/* cmd_pretrain.c - lmev pretrain: train a language model on plain texts. */
#include "lmev/pretrain.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/number.h"
#include "cmd/cmd.h"
#include "cmd/input.h"
#include "cmd/options.h"
#include "cmd/talk.h"

/* "512,256" to the units of the hidden layers; "" is none. */
static bool read_units(lmev_pretrain_params *p, const char *text)
{
    p->n_hidden = 0;
    for (bool more = *text != '\0'; more; text++) {
        char *end;
        if (!isdigit((unsigned char)*text) || p->n_hidden == LMEV_LAYERS_MAX)
            return false;
        const unsigned long n = strtoul(text, &end, 10);
        if (n > UINT32_MAX) return false;
        p->units[p->n_hidden++] = (uint32_t)n;
        more = *end == ',';
        if (*end && !more) return false;
        text = end;
    }
    return true;
}

static void tell_result(const lmev_pretrain_params *p, const lmev_pretrain_result *r)
{
    char a[32], b[32], c[32], d[32];
    talk_say("%s tokens of %s texts, %s of them known by name; held out: %s texts",
             lmev__grouped(a, r->tokens), lmev__grouped(b, r->sentences),
             lmev__grouped(c, r->known), lmev__grouped(d, r->held_sentences));
    talk_say(
        "perplexity %.2f after epoch %u of %u; %s words a second, %.0f s", r->perplexity,
        r->best_epoch, r->epochs,
        lmev__grouped(a, (uint64_t)(r->words_per_second > 0 ? r->words_per_second : 0)),
        r->seconds);
    talk_say("%s tokens and %u buckets x %u are in %s", lmev__grouped(a, r->kept),
             p->oov_buckets, p->dim, p->folder);
}

/* Options that are wider than the parameters they set, and those of the texts. */
struct given {
    uint64_t dim, context, min_count, buckets, batch, samples, epochs, patience, threads;
    double dropout;
    bool plain, no_direct;
    int format, rule, precision;
    const char *hidden;
    rows_options rows;
    opt_many corpus;
};

static void take(lmev_pretrain_params *p, const struct given *g,
                 const lmev_pretrain_params *own)
{
    p->dim = (uint32_t)g->dim;
    p->n_hidden = own->n_hidden;
    p->context = (uint32_t)g->context;
    p->min_count = (uint32_t)g->min_count;
    p->oov_buckets = (uint32_t)g->buckets;
    p->batch_size = (uint32_t)g->batch;
    p->samples = (uint32_t)g->samples;
    p->epochs = (uint32_t)g->epochs;
    p->patience = (uint32_t)g->patience;
    p->threads = (int)g->threads;
    p->dropout = (float)g->dropout;
    p->normalize = !g->plain;
    p->direct = !g->no_direct;
    p->buckets = (lmev_bucket_rule)g->rule;
    p->precision = (lmev_precision)g->precision;
    p->native = g->format != 1;
    p->tfhub = g->format != 0;
}

int cmd_pretrain(int argc, char **argv)
{
    static const char *const formats[] = {"lmev", "tfhub", "both", NULL};
    static const char *const rules[] = {"trained", "kept", NULL};
    static const char *const precisions[] = {"auto", "bf16", "f32", NULL};
    lmev_pretrain_params p = lmev_pretrain_params_default(128);
    struct given g = {.dim = p.dim,
                      .context = p.context,
                      .min_count = p.min_count,
                      .buckets = p.oov_buckets,
                      .batch = p.batch_size,
                      .samples = p.samples,
                      .epochs = p.epochs,
                      .patience = p.patience,
                      .rule = (int)p.buckets,
                      .dropout = (double)p.dropout};
    const char *args[64];
    int n_args = 0;
    const opt opts[] = {
        OPT("out", 'o', OPT_TEXT, &p.folder, "DIR", "folder for the model (required)"),
        OPT("format", 0, OPT_CHOICE, &g.format, NULL,
            "lmev's layout, TF2 SavedModel, or both: DIR and DIR-tfhub (default: lmev)",
            .choice = formats),
        OPT("dim", 0, OPT_WHOLE, &g.dim, "N", "width of the vectors (default: 128)",
            .min = 1, .max = 4096),
        OPT("plain", 0, OPT_FLAG, &g.plain, NULL, "keep punctuation (default: removed)"),
        OPT("min-count", 0, OPT_WHOLE, &g.min_count, "N",
            "tokens with fewer occurrences are unknown (default: 2)", .min = 1,
            .max = 4294967295.0),
        OPT("max-vocab", 0, OPT_WHOLE, &p.max_vocab, "N",
            "most known tokens (default: no limit)"),
        OPT("fold", 0, OPT_REAL, &p.fold, "SHARE",
            "share of the rarest tokens that only buckets represent in the model "
            "(default: 0.025)",
            .max = 0.999999),
        OPT("oov-buckets", 0, OPT_WHOLE, &g.buckets, "N",
            "rows for unknown tokens (default: 3060)", .min = 1, .max = 268435456),
        OPT("buckets", 0, OPT_CHOICE, &g.rule, NULL,
            "these rows: as trained, or the mean of kept ones (default: kept)",
            .choice = rules),
        OPT("rms", 0, OPT_REAL, &p.rms, "SIZE",
            "root mean square of the written table (default: 0.5; 0: as it was trained)",
            .max = 1000),
        OPT("context", 'n', OPT_WHOLE, &g.context, "N",
            "tokens from which the next one is predicted (default: 5)", .min = 1,
            .max = 64),
        OPT("hidden", 0, OPT_TEXT, &g.hidden, "N,N",
            "hidden layers before the layer of width dim (default: 512, from dim 65 on "
            "512,256)"),
        OPT("no-direct", 0, OPT_FLAG, &g.no_direct, NULL,
            "leave out the sum of the context beside the hidden layers"),
        OPT("dropout", 0, OPT_REAL, &g.dropout, "RATE",
            "after each hidden layer (default: 0.25)", .max = 0.999999),
        OPT("epochs", 'e', OPT_WHOLE, &g.epochs, "N",
            "passes over the texts (default: 5)", .min = 1, .max = 10000),
        OPT("patience", 0, OPT_WHOLE, &g.patience, "N",
            "stop after N epochs without a lower perplexity (default: 1; 0: never)",
            .max = 10000),
        OPT("learning-rate", 0, OPT_REAL, &p.learning_rate, "RATE",
            "initial rate of Adam (default: 0.001)", .max = 1),
        OPT("batch-size", 0, OPT_WHOLE, &g.batch, "N",
            "predictions per step (default: 2048)", .min = 1, .max = 1048576),
        OPT("samples", 0, OPT_WHOLE, &g.samples, "N",
            "tokens scored per step (default: 4096)", .min = 1, .max = 4194304),
        OPT("held-out", 0, OPT_REAL, &p.held_out, "SHARE",
            "share of the texts for perplexity (default: 0.01)", .max = 0.5),
        OPT("seed", 0, OPT_WHOLE, &p.seed, "N", "of all random draws (default: 1)"),
        OPT("precision", 0, OPT_CHOICE, &g.precision, NULL,
            "of the matrix products (default: auto, bf16 where the processor has it)",
            .choice = precisions),
        OPT("threads", 0, OPT_WHOLE, &g.threads, "N",
            "default: all; the result is the same for any number",
            .max = LMEV_THREADS_MAX),
        OPT("dump-ids", 0, OPT_TEXT, &p.ids, "FILE",
            "also write both parts as token ids"),
        ROWS_OPTIONS(g.rows, "title"),
    };
    const usage u = {
        .verb = "pretrain",
        .operands = "CORPUS...",
        .summary =
            "Train a language model: a neural network that predicts the next word.",
        .more =
            "A corpus has one sentence per line, or is a CSV or JSONL file by its name;\n"
            "all may be compressed, and - is stdin. An interrupted training (exit\n"
            "code 75) is resumed by the same command.\n"
            "\n"
            "examples:\n"
            "  lmev pretrain wiki.es.txt.zst -o lm/wiki --dim 50\n"
            "  lmev pretrain train.csv.gz --text title -o lm/titles --format both",
        .opts = opts,
        .n_opts = OPT_COUNT(opts),
        .min_args = 1,
        .max_args = 64,
    };
    int code = options_parse(&u, argc, argv, args, &n_args);
    if (code != OPTIONS_GO) return code;
    if (!p.folder) return talk_usage("name a folder with -o DIR", "--out is missing");
    const lmev_pretrain_params own = lmev_pretrain_params_default((uint32_t)g.dim);
    take(&p, &g, &own);
    if (g.hidden && !read_units(&p, g.hidden))
        return talk_usage("write --hidden 512,256", "--hidden does not understand '%s'",
                          g.hidden);
    if ((code = rows_params(&p.reader, &g.rows, NULL, NULL)) != OPTIONS_GO) return code;
    p.corpus = args;
    p.n_corpus = (size_t)n_args;
    lmev_error err = {0};
    if (lmev_pretrain_params_check(&p, &err) != LMEV_OK)
        return talk_usage(NULL, "%s", err.text);

    lmev_pretrain_result r;
    talk_goes_on();
    const lmev_status s = lmev_pretrain(&p, &r, talk_watch(), &err);
    talk_progress_end();
    if (s != LMEV_OK) return talk_fault(s, &err);
    tell_result(&p, &r);
    return 0;
}
