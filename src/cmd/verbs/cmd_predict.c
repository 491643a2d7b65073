/* cmd_predict.c - lmev predict: classify titles in the order of the rows, in constant
 * memory.
 *
 * A batch is read, classified and written. Decompression runs ahead in a thread of its
 * own and the network uses all processors, so there is little left to overlap. */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/number.h"
#include "cmd/cmd.h"
#include "cmd/input.h"
#include "cmd/options.h"
#include "cmd/out.h"
#include "cmd/talk.h"
#include "lmev/classifier.h"

enum { AS_CSV, AS_JSONL };

typedef struct predict {
    lmev_classifier *classifier;
    const lmev_labels *labels;
    batch batch;
    const char *column; /* of the texts, in the output */
    size_t *n_label;    /* [classes] lengths, so that each label is measured once */
    uint32_t k;
    int format;
    uint32_t *id; /* [BATCH_ROWS, k] */
    float *p;     /* [BATCH_ROWS, k] */
    uint64_t n;   /* titles done */
    uint64_t n_no_class,
        first_no_class; /* titles whose scores overflow; the first's number */
} predict;

static void put_header(const predict *w)
{
    if (w->format != AS_CSV) return;
    out_csv(w->column, strlen(w->column));
    out_text(",predicted,p");
    for (uint32_t i = 2; i <= w->k; i++) out_print(",predicted_%u,p_%u", i, i);
    out_text("\n");
}

static void put_csv(const predict *w, lmev_str text, const uint32_t *id, const float *p)
{
    out_csv(text.at, text.n);
    for (uint32_t j = 0; j < w->k; j++) {
        out_add(",", 1);
        if (id[0] != LMEV_NO_CLASS) out_csv(w->labels->name[id[j]], w->n_label[id[j]]);
        out_add(",", 1);
        if (id[0] != LMEV_NO_CLASS) out_share(p[j]);
    }
    out_add("\n", 1);
}

static void put_jsonl(const predict *w, lmev_str text, const uint32_t *id, const float *p)
{
    out_add("{", 1);
    out_json(w->column, strlen(w->column));
    out_add(": ", 2);
    out_json(text.at, text.n);
    if (id[0] == LMEV_NO_CLASS) {
        out_text(", \"predicted\": null, \"p\": null");
        out_text(w->k > 1 ? ", \"top\": []}\n" : "}\n");
        return;
    }
    out_text(", \"predicted\": ");
    out_json(w->labels->name[id[0]], w->n_label[id[0]]);
    out_text(", \"p\": ");
    out_share(p[0]);
    if (w->k > 1) {
        out_text(", \"top\": [");
        for (uint32_t j = 0; j < w->k; j++) {
            out_text(j ? ", {\"label\": " : "{\"label\": ");
            out_json(w->labels->name[id[j]], w->n_label[id[j]]);
            out_text(", \"p\": ");
            out_share(p[j]);
            out_add("}", 1);
        }
        out_add("]", 1);
    }
    out_add("}\n", 2);
}

static lmev_status put_batch(predict *w, lmev_error *err)
{
    batch *b = &w->batch;
    if (b->n == 0) return LMEV_OK;
    const lmev_str *texts = batch_texts(b);
    const lmev_status s =
        lmev_classifier_predict(w->classifier, texts, b->n, w->k, w->id, w->p, err);
    if (s != LMEV_OK) return s;
    for (size_t i = 0; i < b->n; i++) {
        const uint32_t *id = w->id + i * w->k;
        const float *p = w->p + i * w->k;
        if (id[0] == LMEV_NO_CLASS && w->n_no_class++ == 0)
            w->first_no_class = w->n + i + 1;
        if (w->format == AS_CSV)
            put_csv(w, texts[i], id, p);
        else
            put_jsonl(w, texts[i], id, p);
    }
    w->n += b->n;
    batch_reset(b);
    return LMEV_OK;
}

/* The input has paused: its writer may be waiting for the answers. */
static lmev_status answer(void *self, lmev_error *err)
{
    const lmev_status s = put_batch(self, err);
    out_flush();
    return s;
}

static lmev_status all_rows(predict *w, lmev_reader *reader, lmev_error *err)
{
    lmev_status s = LMEV_OK;
    bool more = true;
    while (more && s == LMEV_OK && out_open()) {
        lmev_row row;
        s = lmev_reader_next(reader, &row, &more, err);
        if (s == LMEV_OK && more) batch_add(&w->batch, row.text);
        if (s != LMEV_OK || (more && !batch_full(&w->batch))) continue;
        s = put_batch(w, err);
        rows_progress(reader, "predicting");
        if (s == LMEV_OK && more && talk_stopped()) s = LMEV_STOPPED;
    }
    talk_progress_end();
    return s;
}

static int predict_file(predict *w, const char *file, const char *to,
                        const rows_options *rows, uint64_t top)
{
    lmev_error err = {0};
    lmev_reader *reader = NULL;
    lmev_reader_params params;
    const lmev_classifier_about *about = lmev_classifier_about_of(w->classifier);
    int code = rows_params(&params, rows, about->text_column, NULL);
    if (code != OPTIONS_GO) return code;
    w->labels = lmev_classifier_labels(w->classifier);
    if (top > w->labels->n)
        return talk_usage(NULL, "--top is %llu, the classifier knows %zu classes",
                          (unsigned long long)top, w->labels->n);
    w->k = (uint32_t)top;
    w->column = params.text && *params.text ? params.text : "title";
    w->id = need(NULL, (size_t)BATCH_ROWS * w->k, sizeof *w->id);
    w->p = need(NULL, (size_t)BATCH_ROWS * w->k, sizeof *w->p);
    w->n_label = need(NULL, w->labels->n, sizeof *w->n_label);
    batch_init(&w->batch);
    for (size_t i = 0; i < w->labels->n; i++) w->n_label[i] = strlen(w->labels->name[i]);

    params.pause = answer;
    params.self = w;
    lmev_status s = lmev_reader_open(&reader, file, &params, &err);
    if (s != LMEV_OK) return talk_fault(s, &err);
    code = out_apart(to, file);
    if (code == -1) code = out_begin(to);
    if (code == -1) {
        const double began = talk_clock();
        char n[32], rate[32];
        put_header(w);
        s = all_rows(w, reader, &err);
        if (s == LMEV_OK) rows_tell_skips(lmev_reader_skips(reader), file);
        if (s == LMEV_OK && w->n_no_class)
            talk_warn(
                "%s title%s without a class: the numbers of the model overflow there "
                "(the first is title %s)",
                lmev__grouped(n, w->n_no_class), w->n_no_class == 1 ? "" : "s",
                lmev__grouped(rate, w->first_no_class));
        const double spent = talk_clock() - began;
        if (s == LMEV_OK && out_open())
            talk_say(
                "%s title%s in %.1f seconds, %s a second", lmev__grouped(n, w->n),
                w->n == 1 ? "" : "s", spent,
                lmev__grouped(rate, spent > 0 ? (uint64_t)((double)w->n / spent) : 0));
        code = out_end(s == LMEV_OK ? 0 : talk_fault(s, &err));
    }
    lmev_reader_free(reader);
    return code;
}

int cmd_predict(int argc, char **argv)
{
    static const char *const formats[] = {"csv", "jsonl", NULL};
    static const char *const precisions[] = {"auto", "bf16", "f32", NULL};
    const char *args[2], *to = NULL;
    uint64_t top = 1, threads = 0;
    int precision = LMEV_PRECISION_AUTO;
    rows_options rows = {0};
    predict w = {0};
    const opt opts[] = {
        OPT("top", 'k', OPT_WHOLE, &top, "K",
            "classes per title, the best first (default: 1)", .min = 1, .max = 1e6),
        OPT("format", 0, OPT_CHOICE, &w.format, NULL, "of the output (default: csv)",
            .choice = formats),
        OPT("out", 'o', OPT_TEXT, &to, "FILE", "write to FILE instead of stdout"),
        ROWS_OPTIONS(rows, "the classifier's"),
        OPT("threads", 0, OPT_WHOLE, &threads, "N", "default: all processors",
            .max = LMEV_THREADS_MAX),
        OPT("precision", 0, OPT_CHOICE, &precision, NULL, "of the network",
            .choice = precisions),
    };
    const usage u = {
        .verb = "predict",
        .operands = "CLASSIFIER [FILE|-]",
        .summary = "Classify titles.",
        .more =
            "FILE is CSV with a header, JSONL, fastText or plain lines, compressed or\n"
            "not. '-' or no FILE is stdin, read as CSV unless --input-format is given.\n"
            "The output has the text, its class and the probability of the class;\n"
            "with --top the next classes follow. Class and probability are empty when\n"
            "the model's numbers overflow. When the input is a pipe that pauses, the\n"
            "titles read so far are answered at once.\n"
            "\n"
            "examples:\n"
            "  lmev predict saved/best titles.csv.gz -o predicted.csv\n"
            "  echo 'Celular Samsung S9' | lmev predict saved/best --input-format lines",
        .opts = opts,
        .n_opts = OPT_COUNT(opts),
        .min_args = 1,
        .max_args = 2,
    };
    int code = options_parse(&u, argc, argv, args, NULL);
    if (code != OPTIONS_GO) return code;

    lmev_error err = {0};
    const bool to_stdout = !to || !strcmp(to, "-");
    if (to_stdout && isatty(STDOUT_FILENO)) talk_no_progress();
    if ((code = out_apart(to, args[0])) != -1) return code;
    const lmev_status s = lmev_classifier_load(&w.classifier, args[0], (int)threads,
                                               (lmev_precision)precision, &err);
    if (s != LMEV_OK) return talk_no_classifier(s, &err);
    code = predict_file(&w, args[1] ? args[1] : "-", to, &rows, top);
    batch_release(&w.batch);
    lmev_classifier_free(w.classifier);
    free(w.id);
    free(w.p);
    free(w.n_label);
    return code;
}
