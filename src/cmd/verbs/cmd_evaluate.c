/* cmd_evaluate.c - lmev evaluate: evaluate a classifier on labelled rows.
 *
 * Rows whose label the classifier has not learned are counted and reported, but not
 * evaluated. Memory: 16 bytes per row. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/number.h"
#include "cmd/cmd.h"
#include "cmd/input.h"
#include "cmd/name_counts.h"
#include "cmd/options.h"
#include "cmd/out.h"
#include "cmd/table.h"
#include "cmd/talk.h"
#include "lmev/classifier.h"
#include "lmev/metric.h"
#include "lmev/text.h"

typedef struct evaluation {
    lmev_classifier *classifier;
    const lmev_labels *labels;
    uint32_t *truth, *best, *rank; /* [room] */
    float *p_true;                 /* [room] */
    size_t n, room;
    names unknown; /* labels that the classifier has not learned */
    uint64_t n_unknown;
    uint64_t n_unusable, n_filtered;
} evaluation;

typedef struct figures {
    double bac, accuracy, top_5, f1_macro, f1_micro, log_loss;
    size_t classes_seen;
} figures;

/* The class of a name, or -1. Names are sorted bytewise. */
static int64_t class_of(const lmev_labels *labels, lmev_str name)
{
    size_t low = 0, high = labels->n;
    while (low < high) {
        const size_t middle = low + (high - low) / 2;
        const char *m = labels->name[middle];
        const size_t n = strlen(m), least = n < name.n ? n : name.n;
        int order = memcmp(m, name.at, least);
        if (order == 0) order = n < name.n ? -1 : n > name.n;
        if (order == 0) return (int64_t)middle;
        if (order < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return -1;
}

static void make_room(evaluation *e, size_t more)
{
    if (e->n + more <= e->room) return;
    e->room = 2 * (e->n + more);
    e->truth = need(e->truth, e->room, sizeof *e->truth);
    e->best = need(e->best, e->room, sizeof *e->best);
    e->rank = need(e->rank, e->room, sizeof *e->rank);
    e->p_true = need(e->p_true, e->room, sizeof *e->p_true);
}

static lmev_status score_batch(evaluation *e, batch *b, lmev_error *err)
{
    make_room(e, b->n);
    lmev_outputs out = {
        .best = e->best + e->n, .p_true = e->p_true + e->n, .rank = e->rank + e->n};
    const lmev_status s = lmev_classifier_evaluate(e->classifier, batch_texts(b),
                                                   b->label, b->n, &out, err);
    if (s != LMEV_OK) return s;
    memcpy(e->truth + e->n, b->label, b->n * sizeof *b->label);
    e->n += b->n;
    batch_reset(b);
    return LMEV_OK;
}

static lmev_status all_rows(evaluation *e, lmev_reader *reader, lmev_error *err)
{
    lmev_status s = LMEV_OK;
    bool more = true;
    batch b;
    batch_init(&b);
    while (more && s == LMEV_OK) {
        lmev_row row;
        s = lmev_reader_next(reader, &row, &more, err);
        if (s == LMEV_OK && more) {
            const int64_t class_id = class_of(e->labels, row.label);
            if (class_id >= 0) {
                b.label[b.n] = (uint32_t)class_id;
                batch_add(&b, row.text);
            } else {
                names_add(&e->unknown, row.label);
                e->n_unknown++;
            }
        }
        if (s != LMEV_OK || (more && !batch_full(&b))) continue;
        if (b.n) s = score_batch(e, &b, err);
        rows_progress(reader, "evaluating");
        if (s == LMEV_OK && more && talk_stopped()) s = LMEV_STOPPED;
    }
    batch_release(&b);
    talk_progress_end();
    const lmev_skips *skips = lmev_reader_skips(reader);
    for (int r = 0; r < LMEV_SKIP_REASONS; r++) e->n_unusable += skips->n[r];
    e->n_filtered = skips->n_filtered;
    return s;
}

static void compute(figures *f, const evaluation *e, const lmev_counts *c)
{
    f->bac = lmev_metric_balanced_accuracy(c);
    f->accuracy = lmev_metric_accuracy(c);
    f->top_5 = lmev_metric_top_k(e->rank, e->n, 5);
    f->f1_macro = lmev_metric_f1_macro(c);
    f->f1_micro = lmev_metric_f1_micro(c);
    f->log_loss = lmev_metric_log_loss(e->p_true, e->n);
    f->classes_seen = 0;
    for (size_t k = 0; k < c->n_classes; k++) f->classes_seen += c->truth[k] > 0;
}

/* ---- classes, the worst first ---- */

static const lmev_counts *sorting; /* qsort has no room for it */

static int worst_first(const void *a, const void *b)
{
    const uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
    const double rx = lmev_metric_recall(sorting, x), ry = lmev_metric_recall(sorting, y);
    if (rx != ry) return rx < ry ? -1 : 1;
    if (sorting->truth[x] != sorting->truth[y])
        return sorting->truth[x] > sorting->truth[y] ? -1 : 1;
    return x < y ? -1 : 1;
}

/* For each class the wrong class that is predicted most often; UINT32_MAX: none. */
static lmev_status usual_mistakes(uint32_t **out, const evaluation *e, size_t n_classes,
                                  lmev_error *err)
{
    lmev_confusion_cell *cell = NULL;
    size_t n = 0;
    const lmev_status s = lmev_confusion(&cell, &n, e->truth, e->best, e->n, err);
    if (s != LMEV_OK) return s;
    uint32_t *most = need(NULL, n_classes, sizeof *most);
    uint64_t *times = need(NULL, n_classes, sizeof *times);
    for (size_t k = 0; k < n_classes; k++) most[k] = UINT32_MAX, times[k] = 0;
    for (size_t i = 0; i < n; i++) {
        const uint32_t k = cell[i].truth;
        if (cell[i].predicted == k || cell[i].n <= times[k]) continue;
        times[k] = cell[i].n;
        most[k] = cell[i].predicted;
    }
    lmev_confusion_free(cell);
    free(times);
    *out = most;
    return LMEV_OK;
}

static lmev_status put_classes(const evaluation *e, const lmev_counts *c, uint64_t limit,
                               table_format format, lmev_error *err)
{
    static const char *const key[] = {"class",     "rows", "recall",
                                      "precision", "f1",   "taken_for"};
    static const char *const title[] = {"class",     "rows", "recall",
                                        "precision", "F1",   "most often taken for"};
    uint32_t *most = NULL, *order = need(NULL, c->n_classes, sizeof *order);
    const lmev_status s = usual_mistakes(&most, e, c->n_classes, err);
    if (s != LMEV_OK) {
        free(order);
        return s;
    }
    size_t n = 0;
    for (size_t k = 0; k < c->n_classes; k++)
        if (c->truth[k]) order[n++] = (uint32_t)k;
    sorting = c;
    if (n > 1) qsort(order, n, sizeof *order, worst_first);
    if (limit && limit < n) n = (size_t)limit;
    table t;
    table_begin(&t, 6, key, title, "snnnns");
    for (size_t i = 0; i < n; i++) {
        const uint32_t k = order[i];
        table_cell(&t, "%s", e->labels->name[k]);
        table_cell(&t, "%llu", (unsigned long long)c->truth[k]);
        table_real(&t, "%.4f", lmev_metric_recall(c, k));
        table_real(&t, "%.4f", lmev_metric_precision(c, k));
        table_real(&t, "%.4f", lmev_metric_f1(c, k));
        table_cell(&t, "%s", most[k] == UINT32_MAX ? "" : e->labels->name[most[k]]);
    }
    table_end(&t, format);
    free(order);
    free(most);
    return LMEV_OK;
}

/* ---- output ---- */

static void put_name(const name_count *c, bool more)
{
    char a[32];
    out_text(more ? ", " : "");
    out_shown(c->name, c->n_name);
    out_print(" (%s)", lmev__grouped(a, c->n));
}

static void put_text(const evaluation *e, const figures *f)
{
    char a[32], b[32];
    out_print("balanced accuracy  %.4f\n", f->bac);
    out_print("accuracy           %.4f\n", f->accuracy);
    out_print("top-5 accuracy     %.4f\n", f->top_5);
    out_print("macro F1           %.4f\n", f->f1_macro);
    out_print("micro F1           %.4f\n", f->f1_micro);
    out_print("log loss           %.4f\n", f->log_loss);
    out_print("rows               %s\n", lmev__grouped(a, e->n));
    out_print("classes            %s of %s\n", lmev__grouped(a, f->classes_seen),
              lmev__grouped(b, e->labels->n));
    if (e->n_unusable)
        out_print("rows unusable      %s\n", lmev__grouped(a, e->n_unusable));
    if (e->n_filtered)
        out_print("rows filtered out  %s\n", lmev__grouped(a, e->n_filtered));
    if (!e->n_unknown) return;
    out_print("unknown labels     %s rows, left out: ", lmev__grouped(a, e->n_unknown));
    for (size_t i = 0; i < e->unknown.n && i < 5; i++) put_name(&e->unknown.at[i], i > 0);
    out_text(e->unknown.n > 5 ? ", ...\n" : "\n");
}

static void put_json(const evaluation *e, const figures *f)
{
    const struct {
        const char *key;
        double v;
    } real[] = {{"balanced_accuracy", f->bac}, {"accuracy", f->accuracy},
                {"top_5_accuracy", f->top_5},  {"f1_macro", f->f1_macro},
                {"f1_micro", f->f1_micro},     {"log_loss", f->log_loss}};
    out_text("{");
    for (size_t i = 0; i < sizeof real / sizeof *real; i++) {
        out_print("%s\n  \"%s\": ", i ? "," : "", real[i].key);
        out_json_real(real[i].v, "%.17g");
    }
    out_print(",\n  \"rows\": %zu,\n  \"rows_unusable\": %llu,\n  \"rows_filtered_out\": "
              "%llu,\n"
              "  \"rows_unknown_label\": %llu,\n  \"classes\": %zu,\n  "
              "\"classes_in_rows\": %zu,\n"
              "  \"unknown_labels\": {",
              e->n, (unsigned long long)e->n_unusable, (unsigned long long)e->n_filtered,
              (unsigned long long)e->n_unknown, e->labels->n, f->classes_seen);
    for (size_t i = 0; i < e->unknown.n; i++) {
        out_text(i ? ", " : "");
        out_json(e->unknown.at[i].name, e->unknown.at[i].n_name);
        out_print(": %llu", (unsigned long long)e->unknown.at[i].n);
    }
    out_text("}");
}

static lmev_status put_all(evaluation *e, bool per_class, uint64_t worst, int format,
                           lmev_error *err)
{
    figures f;
    lmev_counts *c = NULL;
    lmev_status s = lmev_counts_new(&c, e->truth, e->best, e->n, e->labels->n, err);
    if (s != LMEV_OK) return s;
    compute(&f, e, c);
    names_sort(&e->unknown);
    if (format == TABLE_JSON) {
        put_json(e, &f);
        out_text(per_class ? ",\n  \"per_class\": " : "\n");
        if (per_class) s = put_classes(e, c, worst, TABLE_JSON, err);
        out_text("}\n");
    } else {
        put_text(e, &f);
        if (per_class) out_text("\n");
        if (per_class) s = put_classes(e, c, worst, TABLE_TEXT, err);
    }
    lmev_counts_free(c);
    return s;
}

static int no_row(const evaluation *e, const char *file, const char *label)
{
    lmev_error err = {0};
    const char *const name[] = {label, e->labels->name[0],
                                e->labels->name[e->labels->n - 1]};
    char brief[3][61];
    for (int i = 0; i < 3; i++)
        lmev_text_shown(brief[i], sizeof brief[i], (lmev_str){name[i], strlen(name[i])});
    snprintf(err.text, sizeof err.text, "no row of '%s' can be used", rows_name(file));
    if (e->n_unknown)
        snprintf(err.hint, sizeof err.hint,
                 "is '%s' the column of the label? The classifier knows '%s', '%s', ...",
                 brief[0], brief[1], brief[2]);
    return talk_fault(LMEV_ERR_FORMAT, &err);
}

/* Scores would mean nothing if some rows had no class. i counts usable rows. */
static int no_class(size_t i, const char *file)
{
    char a[32];
    lmev_error err = {0};
    snprintf(err.text, sizeof err.text,
             "usable row %s has no class: its scores are no finite numbers",
             lmev__grouped(a, i + 1));
    snprintf(err.source, sizeof err.source, "%s", rows_name(file));
    snprintf(err.hint, sizeof err.hint,
             "the numbers of the classifier's language model are too large for float32");
    return talk_fault(LMEV_ERR_FAILED, &err);
}

static int evaluate_file(evaluation *e, const char *file,
                         const lmev_reader_params *params, bool per_class, uint64_t worst,
                         int format)
{
    lmev_error err = {0};
    lmev_reader *reader = NULL;
    const int code = out_apart(NULL, file);
    if (code != -1) return code;
    e->labels = lmev_classifier_labels(e->classifier);
    lmev_status s = lmev_reader_open(&reader, file, params, &err);
    if (s != LMEV_OK) return talk_fault(s, &err);
    s = all_rows(e, reader, &err);
    if (s == LMEV_OK) rows_tell_skips(lmev_reader_skips(reader), file);
    lmev_reader_free(reader);
    if (s != LMEV_OK) return talk_fault(s, &err);
    if (e->n_unknown)
        talk_warn("%llu row%s left out: a label that the classifier does not know",
                  (unsigned long long)e->n_unknown, e->n_unknown == 1 ? "" : "s");
    if (e->n == 0) return no_row(e, file, params->label);
    for (size_t i = 0; i < e->n; i++)
        if (e->best[i] == LMEV_NO_CLASS) return no_class(i, file);
    out_begin(NULL);
    s = put_all(e, per_class, worst, format, &err);
    return out_end(s == LMEV_OK ? 0 : talk_fault(s, &err));
}

int cmd_evaluate(int argc, char **argv)
{
    static const char *const formats[] = {"text", "json", NULL};
    static const char *const precisions[] = {"auto", "bf16", "f32", NULL};
    const char *args[2];
    uint64_t worst = UINT64_MAX, threads = 0;
    int format = 0, precision = LMEV_PRECISION_AUTO;
    rows_options rows = {0};
    evaluation e = {0};
    const opt opts[] = {
        OPT("format", 0, OPT_CHOICE, &format, NULL, "of the output (default: text)",
            .choice = formats),
        OPT("per-class", 0, OPT_WHOLE, &worst, "N",
            "also the N classes with the lowest recall; 0: all", .max = 1e7),
        ROWS_OPTIONS(rows, "the classifier's"),
        ROWS_LABEL_OPTION(rows, "the classifier's"),
        OPT("threads", 0, OPT_WHOLE, &threads, "N", "default: all processors",
            .max = LMEV_THREADS_MAX),
        OPT("precision", 0, OPT_CHOICE, &precision, NULL, "of the network",
            .choice = precisions),
    };
    const usage u = {
        .verb = "evaluate",
        .operands = "CLASSIFIER FILE",
        .summary = "Scores of a classifier on labelled rows.",
        .more = "Balanced accuracy is the mean, over the classes present in the rows,\n"
                "of the recall. The columns default to those that the classifier was\n"
                "trained on.",
        .opts = opts,
        .n_opts = OPT_COUNT(opts),
        .min_args = 2,
        .max_args = 2,
    };
    int code = options_parse(&u, argc, argv, args, NULL);
    if (code != OPTIONS_GO) return code;

    lmev_error err = {0};
    lmev_reader_params params;
    lmev_status s = lmev_classifier_load(&e.classifier, args[0], (int)threads,
                                         (lmev_precision)precision, &err);
    if (s != LMEV_OK) return talk_no_classifier(s, &err);
    const lmev_classifier_about *about = lmev_classifier_about_of(e.classifier);
    code = rows_params(&params, &rows, about->text_column,
                       about->label_column ? about->label_column : "category");
    if (code == OPTIONS_GO && !params.label)
        code = talk_usage(NULL, "plain lines have no labels to evaluate against");
    if (code == OPTIONS_GO)
        code = evaluate_file(&e, args[1], &params, worst != UINT64_MAX,
                             worst == UINT64_MAX ? 0 : worst,
                             format ? TABLE_JSON : TABLE_TEXT);
    lmev_classifier_free(e.classifier);
    names_free(&e.unknown);
    free(e.truth);
    free(e.best);
    free(e.rank);
    free(e.p_true);
    return code;
}
