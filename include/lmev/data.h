/* lmev/data.h - rows of labelled texts: read, filter, sample, split, synthesise.
 *
 * A reader turns a file or stdin (CSV, JSONL, fastText labels, plain lines; compressed or
 * not) into rows, one at a time and in constant memory. A split reads one or more files
 * into memory as three data sets that share one list of classes. */
#ifndef LMEV_DATA_H
#define LMEV_DATA_H

#include "lmev/base.h"

#ifdef __cplusplus
extern "C" {
#endif

/* AUTO goes by the name, without .gz .zst .xz .bz2: .jsonl and .ndjson are JSONL; .txt is
 * FASTTEXT where a label is wanted, else LINES; all others and stdin are CSV. */
typedef enum lmev_format {
    LMEV_FORMAT_AUTO,
    LMEV_FORMAT_CSV,      /* RFC 4180 with a header line; BOM and CRLF accepted */
    LMEV_FORMAT_JSONL,    /* one object a line */
    LMEV_FORMAT_FASTTEXT, /* "__label__NAME text", first label counts */
    LMEV_FORMAT_LINES     /* one text a line, no label */
} lmev_format;

/* CSV or JSONL where the name of the file says so, packed or not; else AUTO. */
LMEV_API lmev_format lmev_format_of(const char *path);

/* Keep only rows whose column has this value; bytes are compared as they are. */
typedef struct lmev_where {
    const char *column;
    const char *value;
} lmev_where;

typedef struct lmev_reader_params {
    lmev_format format;
    const char *text;  /* column of the text; NULL: "title" */
    const char *label; /* column of the label; NULL: rows carry none and need none */
    const lmev_where *where;
    size_t n_where;
    bool strict;       /* an unusable row is an error instead of a count */
    bool any_text;     /* texts may be empty, hold NUL, or be no UTF-8 */
    size_t record_max; /* longest record in bytes; 0: 64 MB. Bounds the reader's memory */
    /* Where input is waited for (a pipe, a terminal); all called from the reading
     * thread. */
    /* its stop ends the wait: STOPPED; NULL: wait without end */
    const lmev_watch *watch;
    /* NULL, or called once in each wait, as soon as no input has come for some 10 ms: the
     * rows had so far may be answered now. What it returns, if not OK, ends the
     * reading. */
    lmev_status (*pause)(void *self, lmev_error *err);
    void *self;
} lmev_reader_params;

/* Why a row cannot be used.
 *   EMPTY: no bytes, or nothing but spaces, tabs and line ends.
 *   ENCODING, NUL: in the text, label, quality or language of the row.
 *   SYNTAX: in CSV, text after a closing quote; in JSONL, a line that is no object,
 *   lacks text or label, or has one that is no string (all but the text may be integers
 *   too).
 * A row that where leaves out is filtered, whatever else is wrong with its fields. */
#define LMEV_SKIP_MAP(X)                \
    X(RAGGED, "wrong number of fields") \
    X(EMPTY_TEXT, "empty text")         \
    X(EMPTY_LABEL, "empty label")       \
    X(ENCODING, "invalid UTF-8")        \
    X(NUL, "NUL byte")                  \
    X(SYNTAX, "malformed")

typedef enum lmev_skip {
#define LMEV_SKIP_ENUM(name, meaning) LMEV_SKIP_##name,
    LMEV_SKIP_MAP(LMEV_SKIP_ENUM)
#undef LMEV_SKIP_ENUM
        LMEV_SKIP_REASONS
} lmev_skip;

LMEV_API const char *lmev_skip_text(lmev_skip reason);

#define LMEV_SKIP_LINES 5 /* how many first line numbers are kept a reason */

typedef struct lmev_skips {
    uint64_t n_records;  /* records seen, used or not, header not counted */
    uint64_t n_used;     /* rows delivered */
    uint64_t n_filtered; /* rows left out by where */
    uint64_t n[LMEV_SKIP_REASONS];
    uint64_t line[LMEV_SKIP_REASONS][LMEV_SKIP_LINES]; /* 0: none */
} lmev_skips;

typedef struct lmev_row {
    lmev_str text, label, quality, language; /* absent columns: n == 0 */
    uint64_t index; /* 0-based number of the record in its file, unusable ones counted */
    uint64_t line;  /* 1-based line where the record begins */
} lmev_row;

/* Rows that the caller has in memory: the bytes of a file, or arrays. Borrowed by what is
 * opened on them. */
typedef struct lmev_rows {
    lmev_str file; /* as it would lie on disk, compressed or not; at NULL: the arrays */
    size_t n;
    const lmev_str *text;  /* [n] */
    const lmev_str *label; /* [n]; NULL: rows carry none */
} lmev_rows;

typedef struct lmev_reader lmev_reader;

/* Open path ("-": stdin); waits for the first bytes of a pipe. Missing file:
 * ERR_NOTFOUND; unknown column, empty file, folder, not a compressed file of its kind:
 * ERR_FORMAT or ERR_IO. params is copied, its strings are not: keep them until close. */
LMEV_API lmev_status lmev_reader_open(lmev_reader **out, const char *path,
                                      const lmev_reader_params *params, lmev_error *err);
/* The same for rows in memory, which must stay until the reader is freed. Messages call
 * them "memory". The bytes of a file: format AUTO is CSV. Arrays: their rows are judged
 * as those of a file are (empty, not UTF-8, NUL); `line` is the 1-based number of a row;
 * format, text and label of params are not looked at, the label is wanted if there is an
 * array of labels. ERR_PARAM: where, since arrays have no other columns. */
LMEV_API lmev_status lmev_reader_open_rows(lmev_reader **out, const lmev_rows *rows,
                                           const lmev_reader_params *params,
                                           lmev_error *err);
/* The next usable row, waited for where the input is a pipe; *more is false at the end of
 * the file, and *row is then untouched. The row's bytes are borrowed until the next call.
 * ERR_FORMAT for a file that ends inside a quote or inside its compressed stream, for a
 * record longer than record_max, and, with strict, for the first unusable row (source,
 * line and reason in err). */
LMEV_API lmev_status lmev_reader_next(lmev_reader *reader, lmev_row *row, bool *more,
                                      lmev_error *err);
LMEV_API const lmev_skips *lmev_reader_skips(const lmev_reader *reader); /* borrowed */
/* Bytes consumed of the file as it lies on disk, and its size; 0: unknown (stdin). Of
 * arrays in memory: rows. */
LMEV_API void lmev_reader_position(const lmev_reader *reader, uint64_t *done,
                                   uint64_t *all);
LMEV_API void lmev_reader_free(lmev_reader *reader);

/* Names of classes, sorted bytewise; the id of a class is its place. */
typedef struct lmev_labels {
    size_t n;
    char **name;     /* [n] NUL-terminated; one block with the pointers */
    char sha256[65]; /* of the names, each followed by "\n" */
} lmev_labels;

/* Gives back the names of labels that a function of the library filled in. */
LMEV_API void lmev_labels_release(lmev_labels *labels);

/* Labelled texts in memory. */
typedef struct lmev_dataset {
    size_t n;
    char *text;        /* all texts, one after another */
    uint64_t *text_at; /* [n+1] text i is text[text_at[i]] .. text_at[i+1] */
    uint32_t *label;   /* [n] class ids */
    uint8_t *reliable; /* [n] 0 unknown, 1 reliable, 2 unreliable; or NULL */
    uint64_t *row;     /* [n] index of the record in its file */
    char sha256[65];   /* of texts and label names in order */
} lmev_dataset;

LMEV_API lmev_str lmev_dataset_text(const lmev_dataset *d, size_t i); /* borrowed */

/* A size that the file decides: of the rows of `file` a fifth for the test, at most
 * LMEV_TEST_ROWS, and the rest, at most LMEV_TRAIN_ROWS, for training. Those are the
 * numbers of the 2020 study. Of files that hold one part each, all rows. */
#define LMEV_AUTO_SIZE  UINT64_MAX
#define LMEV_TRAIN_ROWS 1000000
#define LMEV_TEST_ROWS  25000
/* More are of no use: the recall of a class of 1,000 test rows is known to 1.6 % (one
 * standard error, sqrt(0.25 / 1000)). What a draw keeps in memory grows with it, per
 * class. */
#define LMEV_TEST_PER_CLASS_MAX 1000

/* What to read and how to split it. Sizes of 0 mean "all there is". */
typedef struct lmev_split_params {
    const char *file;                      /* one file for all parts, or NULL and ... */
    const char *train, *validation, *test; /* ... a file a part; validation may be NULL */
    /* Each in place of the file of its name; of arrays reader.label need not be set. */
    const lmev_rows *file_rows, *train_rows, *validation_rows, *test_rows;
    lmev_reader_params reader;
    uint64_t train_size;     /* training + validation rows */
    double validation_split; /* share of train_size, in [0, 1) */
    uint64_t test_size;      /* of file (0: none), or of test (0: all) */
    uint64_t seed;           /* of the draw */
    /* least test rows of each class of file; 0: as they are drawn */
    uint64_t test_per_class;
    bool any_seed; /* training rows as many as every seed leaves */
} lmev_split_params;

typedef struct lmev_split {
    lmev_labels labels;
    lmev_dataset train, validation, test;
    lmev_skips skips[3];     /* file, or train, validation, test */
    char sha256[65];         /* of the three data sets and the labels */
    char *source[3];         /* the files that were read; NULL: none */
    uint64_t test_per_class; /* as asked for */
    uint64_t test_by_class;  /* test rows that are there because of it */
} lmev_split;

/* Read and split. A row belongs to a part by the Philox hash of (seed, its index) alone:
 * rows are ranked by hash; the first test_size are the test rows, the next train_size
 * the training rows, and of these the first round(train_size * validation_split) the
 * validation rows. So the test set stays the same when train_size changes. Within a part
 * rows keep file order. Rows in memory are drawn as those of a file with the same rows.
 * Of a test file, the first test_size by hash; fewer are no error.
 * The rows of a validation file are all validation rows; train_size then counts training
 * rows alone, and validation_split is not looked at.
 *
 * Classes are those of all usable rows of file (or train), drawn or not: the list of
 * classes stays the same too, and a class may have no training row. All labels of a test
 * or validation file must be among them.
 *
 * With test_per_class, of each class the rows of lowest hash are test rows besides, until
 * the class has test_per_class of them or half of its rows, rounded down. Training rows
 * are then the next train_size of those that are no test rows. So the test rows are those
 * of a smaller test_per_class and others: the rule takes nothing out, and never more than
 * half of a class for the test. A balanced accuracy is a mean over classes, so that the
 * rows of its rarest classes decide how well it is known. How many rows the rule adds
 * depends on the seed, and is at most the sum of those least numbers over classes. With
 * any_seed "all the rest" is what that sum leaves, and train_size may be no more: draws
 * of all seeds then have parts for training and validation of the same size.
 *
 * Memory: twice the rows kept, whatever the file holds; test_per_class rows of each class
 * are kept besides. ERR_FORMAT: no usable row, no row kept by where, one class only,
 * fewer rows than asked for, no training row left, a label of a test or validation file
 * that train does not have. ERR_PARAM: neither file nor train and test, no label, sizes
 * out of range, test_per_class without file. STOPPED: watch said so. */
LMEV_API lmev_status lmev_split_load(lmev_split **out, const lmev_split_params *params,
                                     const lmev_watch *watch, lmev_error *err);
LMEV_API void lmev_split_free(lmev_split *split);

/* Synthetic titles. Same parameters, same bytes, on every machine. */
typedef struct lmev_synth_params {
    uint64_t rows;
    uint32_t classes; /* 2 .. lmev_synth_classes_max() */
    uint64_t seed;
    double wrong_labels;  /* share of wrong labels among the unreliable rows */
    double reliable;      /* share of reliable rows */
    const char *language; /* NULL: both; "spanish" or "portuguese" */
} lmev_synth_params;

LMEV_API lmev_synth_params lmev_synth_params_default(void);
LMEV_API uint32_t lmev_synth_classes_max(void);

/* Write CSV with the columns title,label_quality,language,category and a header line
 * through write (which returns false to stop: ERR_IO). Constant memory. */
LMEV_API lmev_status lmev_synth(const lmev_synth_params *params,
                                bool (*write)(void *self, const char *at, size_t n),
                                void *self, const lmev_watch *watch, lmev_error *err);

/* The same into a file; a name ending in .gz is compressed. Published atomically. */
LMEV_API lmev_status lmev_synth_file(const lmev_synth_params *params, const char *path,
                                     const lmev_watch *watch, lmev_error *err);

/* The three parts (train, validation, test) as CSV files title,category in folder, and
 * split.json, which lists them with their sha256. A kill leaves the old parts, the new
 * ones, or some parts missing, never parts of two splits beside each other. ERR_PARAM:
 * one of them would replace a file that the split was read from. ERR_IO: one would
 * replace a file that is not as lmev_split_write left it. */
LMEV_API lmev_status lmev_split_write(const lmev_split *split, const char *folder,
                                      lmev_error *err);

#ifdef __cplusplus
}
#endif
#endif
