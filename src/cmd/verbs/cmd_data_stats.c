/* cmd_data_stats.c - lmev data stats: describe a file of titles, in one pass. Memory: the
 * distinct labels, languages and qualities; rows are not kept. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/number.h"
#include "cmd/cmd.h"
#include "cmd/input.h"
#include "cmd/name_counts.h"
#include "cmd/options.h"
#include "cmd/out.h"
#include "cmd/talk.h"
#include "cmd/verbs/cmd_data.h"

typedef struct stats {
    uint64_t rows, words, bytes;
    uint64_t least_words, most_words;
    names labels, languages, qualities;
} stats;

static uint64_t count_words(lmev_str s)
{
    uint64_t n = 0;
    bool inside = false;
    for (size_t i = 0; i < s.n; i++) {
        n += s.at[i] != ' ' && !inside;
        inside = s.at[i] != ' ';
    }
    return n;
}

static void count_row(stats *s, const lmev_row *row, bool labelled)
{
    const uint64_t words = count_words(row->text);
    if (s->rows == 0 || words < s->least_words) s->least_words = words;
    if (words > s->most_words) s->most_words = words;
    s->rows++;
    s->words += words;
    s->bytes += row->text.n;
    if (labelled) names_add(&s->labels, row->label);
    if (row->language.n) names_add(&s->languages, row->language);
    if (row->quality.n) names_add(&s->qualities, row->quality);
}

static lmev_status read_all(stats *s, lmev_reader *reader, bool labelled, lmev_error *err)
{
    for (;;) {
        lmev_row row;
        bool more = true;
        const lmev_status status = lmev_reader_next(reader, &row, &more, err);
        if (status != LMEV_OK || !more) return status;
        count_row(s, &row, labelled);
        if (s->rows % 16384) continue;
        rows_progress(reader, "reading");
        if (talk_stopped()) return LMEV_STOPPED;
    }
}

/* ---- text ---- */

static void put_shares(const char *head, const names *n, uint64_t rows)
{
    char a[32];
    if (!n->n) return;
    out_print("%-13s", head);
    for (size_t i = 0; i < n->n && i < 6; i++) {
        out_text(i ? ", " : "");
        out_shown(n->at[i].name, n->at[i].n_name);
        out_print(" %s (%.1f%%)", lmev__grouped(a, n->at[i].n),
                  100.0 * (double)n->at[i].n / (double)rows);
    }
    out_text(n->n > 6 ? ", ...\n" : "\n");
}

static uint64_t median(const names *n)
{
    return n->n % 2 ? n->at[n->n / 2].n : (n->at[n->n / 2 - 1].n + n->at[n->n / 2].n) / 2;
}

static void put_text(const stats *s, const lmev_skips *skips)
{
    char a[32], b[32], c[32];
    out_print("records      %s\n", lmev__grouped(a, skips->n_records));
    out_print("rows         %s\n", lmev__grouped(a, s->rows));
    if (skips->n_filtered)
        out_print("filtered out %s\n", lmev__grouped(a, skips->n_filtered));
    for (int r = 0; r < LMEV_SKIP_REASONS; r++) {
        if (!skips->n[r]) continue;
        out_print("left out     %s: %s (line", lmev__grouped(a, skips->n[r]),
                  lmev_skip_text((lmev_skip)r));
        for (int i = 0; i < LMEV_SKIP_LINES && skips->line[r][i]; i++)
            out_print("%s %llu", i ? "," : "", (unsigned long long)skips->line[r][i]);
        out_text(skips->n[r] > LMEV_SKIP_LINES ? ", ...)\n" : ")\n");
    }
    if (s->labels.n) {
        out_print("classes      %s\n", lmev__grouped(a, s->labels.n));
        out_print("class sizes  %s to %s rows, median %s\n",
                  lmev__grouped(a, s->labels.at[s->labels.n - 1].n),
                  lmev__grouped(b, s->labels.at[0].n),
                  lmev__grouped(c, median(&s->labels)));
        put_shares("largest", &s->labels, s->rows);
    }
    if (s->rows)
        out_print("words        %.2f a title (%llu to %llu), %.1f bytes a title\n",
                  (double)s->words / (double)s->rows, (unsigned long long)s->least_words,
                  (unsigned long long)s->most_words, (double)s->bytes / (double)s->rows);
    put_shares("language", &s->languages, s->rows);
    put_shares("quality", &s->qualities, s->rows);
}

/* ---- JSON ---- */

static void put_counts(const char *key, const names *n)
{
    out_print(",\n  \"%s\": {", key);
    for (size_t i = 0; i < n->n; i++) {
        out_text(i ? ", " : "");
        out_json(n->at[i].name, n->at[i].n_name);
        out_print(": %llu", (unsigned long long)n->at[i].n);
    }
    out_text("}");
}

static void put_json(const stats *s, const lmev_skips *skips)
{
    out_print("{\n  \"records\": %llu,\n  \"rows\": %llu,\n  \"filtered_out\": %llu,\n  "
              "\"left_out\": {",
              (unsigned long long)skips->n_records, (unsigned long long)s->rows,
              (unsigned long long)skips->n_filtered);
    for (int r = 0, k = 0; r < LMEV_SKIP_REASONS; r++) {
        if (!skips->n[r]) continue;
        const char *why = lmev_skip_text((lmev_skip)r);
        out_text(k++ ? ", " : "");
        out_json(why, strlen(why));
        out_print(": {\"rows\": %llu, \"first_lines\": [",
                  (unsigned long long)skips->n[r]);
        for (int i = 0; i < LMEV_SKIP_LINES && skips->line[r][i]; i++)
            out_print("%s%llu", i ? ", " : "", (unsigned long long)skips->line[r][i]);
        out_text("]}");
    }
    out_text("}");
    if (s->rows) {
        out_print(",\n  \"words_a_title\": %.6g,\n  \"words_min\": %llu,\n  "
                  "\"words_max\": %llu",
                  (double)s->words / (double)s->rows, (unsigned long long)s->least_words,
                  (unsigned long long)s->most_words);
        out_print(",\n  \"bytes_a_title\": %.6g", (double)s->bytes / (double)s->rows);
    }
    if (s->labels.n)
        out_print(",\n  \"classes\": %zu,\n  \"class_size_min\": %llu,\n  "
                  "\"class_size_median\": %llu,\n"
                  "  \"class_size_max\": %llu",
                  s->labels.n, (unsigned long long)s->labels.at[s->labels.n - 1].n,
                  (unsigned long long)median(&s->labels),
                  (unsigned long long)s->labels.at[0].n);
    if (s->languages.n) put_counts("languages", &s->languages);
    if (s->qualities.n) put_counts("qualities", &s->qualities);
    if (s->labels.n) put_counts("labels", &s->labels);
    out_text("\n}\n");
}

int data_stats(int argc, char **argv)
{
    static const char *const formats[] = {"text", "json", NULL};
    const char *args[1];
    int format = 0;
    rows_options rows = {0};
    const opt opts[] = {
        OPT("format", 0, OPT_CHOICE, &format, NULL, "of the output (default: text)",
            .choice = formats),
        ROWS_OPTIONS(rows, "title"),
        OPT("label", 0, OPT_TEXT, &rows.label, "COLUMN",
            "column of the label (default: category; '': none)"),
    };
    const usage u = {
        .verb = "data stats",
        .operands = "FILE|-",
        .summary = "Describe a file of titles.",
        .opts = opts,
        .n_opts = OPT_COUNT(opts),
        .min_args = 1,
        .max_args = 1,
    };
    int code = options_parse(&u, argc, argv, args, NULL);
    if (code != OPTIONS_GO) return code;
    lmev_reader_params params;
    code = rows_params(&params, &rows, NULL, "category");
    if (code != OPTIONS_GO) return code;

    lmev_error err = {0};
    lmev_reader *reader = NULL;
    stats s = {0};
    if ((code = out_apart(NULL, args[0])) != -1) return code;
    lmev_status status = lmev_reader_open(&reader, args[0], &params, &err);
    if (status != LMEV_OK) return talk_fault(status, &err);
    status = read_all(&s, reader, params.label != NULL, &err);
    talk_progress_end();
    if (status == LMEV_OK) {
        names_sort(&s.labels);
        names_sort(&s.languages);
        names_sort(&s.qualities);
        out_begin(NULL);
        if (format)
            put_json(&s, lmev_reader_skips(reader));
        else
            put_text(&s, lmev_reader_skips(reader));
        code = out_end(0);
    } else {
        code = talk_fault(status, &err);
    }
    names_free(&s.labels);
    names_free(&s.languages);
    names_free(&s.qualities);
    lmev_reader_free(reader);
    return code;
}
