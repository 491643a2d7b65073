/* input.h - what verbs that read rows share: their options, batches, and the report of
 * rows that were skipped. */
#ifndef LMEV__CMD_INPUT_H
#define LMEV__CMD_INPUT_H
#include "cmd/options.h"
#include "lmev/data.h"

typedef struct rows_options {
    const char *text, *label; /* NULL: the default */
    opt_many where;
    bool strict;
    int format; /* lmev_format */
} rows_options;

extern const char *const rows_formats[]; /* by lmev_format */

/* The reading options for a verb's table; column: the default, in words. */
#define ROWS_OPTIONS(r, column)                                                       \
    OPT("text", 0, OPT_TEXT, &(r).text, "COLUMN",                                     \
        "column of the text (default: " column ")"),                                  \
        OPT("where", 0, OPT_MANY, &(r).where, "COLUMN=VALUE",                         \
            "use only these rows; may be repeated"),                                  \
        OPT("strict", 0, OPT_FLAG, &(r).strict, NULL, "an unusable row is an error"), \
        OPT("input-format", 0, OPT_CHOICE, &(r).format, NULL,                         \
            "default: by the file's name", .choice = rows_formats)
#define ROWS_LABEL_OPTION(r, column)                \
    OPT("label", 0, OPT_TEXT, &(r).label, "COLUMN", \
        "column of the label (default: " column ")")

/* Set the reader's parameters. Returns OPTIONS_GO, or 2 after reporting a fault in
 * --where. */
int rows_params(lmev_reader_params *p, const rows_options *o, const char *text,
                const char *label);

/* The name of the file in messages: "stdin" for "-". */
const char *rows_name(const char *file);
/* Warn of the number of skipped rows and the reasons. file is the name in the message. */
void rows_tell_skips(const lmev_skips *s, const char *file);

/* Texts collected for one call of the network. */
typedef struct batch {
    size_t n;
    char *text;
    size_t n_text, room_text;
    size_t *at;      /* [BATCH_ROWS + 1] */
    lmev_str *texts; /* [BATCH_ROWS] as of batch_texts */
    uint32_t *label; /* [BATCH_ROWS] the caller's */
} batch;

#define BATCH_ROWS  16384
#define BATCH_BYTES (32u << 20)

void batch_init(batch *b);
void batch_add(batch *b, lmev_str text);
bool batch_full(const batch *b);
const lmev_str *batch_texts(batch *b); /* borrowed until the next add */
void batch_reset(batch *b);
void batch_release(batch *b);

/* Report the reader's place to the progress bar. */
void rows_progress(const lmev_reader *r, const char *task);
#endif
