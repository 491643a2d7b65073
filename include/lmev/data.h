/* lmev/data.h - labelled texts: read, filter, sample, split, synthesise.
 *
 * A reader turns a file, stdin or memory (CSV, JSONL, fastText labels, plain lines;
 * compressed or not) into rows, one at a time and in constant memory. A split reads one
 * or more of them into memory as three data sets that share one list of classes. */
#ifndef LMEV_DATA_H
#define LMEV_DATA_H

#include "lmev/base.h"

#ifdef __cplusplus
extern "C" {
#endif

/* AUTO decides by the file name without .gz, .zst, .xz or .bz2: .jsonl and .ndjson are
 * JSONL; .txt is FASTTEXT when params.label is set, else LINES; all other names, and
 * stdin, are CSV. */
typedef enum lmev_format {
    LMEV_FORMAT_AUTO,
    LMEV_FORMAT_CSV,      /* RFC 4180 with a header line; BOM and CRLF accepted */
    LMEV_FORMAT_JSONL,    /* one object per line */
    LMEV_FORMAT_FASTTEXT, /* "__label__NAME text", first label counts */
    LMEV_FORMAT_LINES     /* one text per line, no label */
} lmev_format;

/* CSV or JSONL if the file name ends in .csv, .jsonl or .ndjson, perhaps followed by .gz,
 * .zst, .xz or .bz2; else AUTO. */
LMEV_API lmev_format lmev_format_of(const char *path);

/* Keep only rows whose column has this value, byte by byte. */
typedef struct lmev_where {
    const char *column;
    const char *value;
} lmev_where;

typedef struct lmev_reader_params {
    lmev_format format;
    const char *text;  /* column of the text; NULL: "title" */
    const char *label; /* column of the label; NULL: rows need no label */
    const lmev_where *where;
    size_t n_where;
    bool strict;       /* an unusable row is an error instead of a count */
    bool any_text;     /* accept texts that are empty, hold NUL, or are not UTF-8 */
    size_t record_max; /* longest record in bytes; 0: 64 MB. Bounds the reader's memory */
    /* For input that must be waited for (a pipe, a terminal). Both are called from the
     * thread that reads. */
    const lmev_watch *watch; /* its stop ends a wait with STOPPED; NULL: wait for ever */
    /* NULL, or called once per wait, when there was no input for some 10 ms: a program
     * may now answer the rows that it has. A status other than OK ends the reading. */
    lmev_status (*pause)(void *self, lmev_error *err);
    void *self;
} lmev_reader_params;

/* Why a row cannot be used.
 *   EMPTY: no bytes, or only spaces, tabs and line ends.
 *   ENCODING, NUL: in the text, label, quality or language of the row.
 *   SYNTAX: in CSV, text after a closing quote; in JSONL, a line that is not an object,
 *   that lacks the text or the label, or has one that is not a string (all fields but the
 *   text may also be integers).
 * A row that `where` rejects counts as filtered, whatever else is wrong with it. */
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

#define LMEV_SKIP_LINES 5 /* line numbers kept per reason */

typedef struct lmev_skips {
    uint64_t n_records;  /* records seen, used or not, header not counted */
    uint64_t n_used;     /* rows delivered */
    uint64_t n_filtered; /* rows that `where` rejected */
    uint64_t n[LMEV_SKIP_REASONS];
    uint64_t line[LMEV_SKIP_REASONS][LMEV_SKIP_LINES]; /* 0: none */
} lmev_skips;

typedef struct lmev_row {
    lmev_str text, label, quality, language; /* absent columns: n == 0 */
    /* 0-based number of the record in its file, unusable records counted */
    uint64_t index;
    uint64_t line; /* 1-based line where the record begins */
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

/* Open path ("-": stdin). Waits for the first bytes of a pipe. ERR_NOTFOUND: no such
 * file. ERR_FORMAT or ERR_IO: an unknown column, an empty file, a folder, damaged
 * compressed data. params is copied; its strings are not and must live until the reader
 * is freed. */
LMEV_API lmev_status lmev_reader_open(lmev_reader **out, const char *path,
                                      const lmev_reader_params *params, lmev_error *err);
/* Open rows in memory, which must live until the reader is freed. Messages call them
 * "memory". For the bytes of a file, format AUTO is CSV. The rows of arrays are checked
 * as those of a file are (empty, not UTF-8, NUL), and `line` is the 1-based number of a
 * row; format, text and label of params are ignored, and a label is needed if there is an
 * array of labels. ERR_PARAM: `where` with arrays, which have no other columns. */
LMEV_API lmev_status lmev_reader_open_rows(lmev_reader **out, const lmev_rows *rows,
                                           const lmev_reader_params *params,
                                           lmev_error *err);
/* Read the next usable row; waits for a pipe. At the end *more is false and *row is
 * untouched. The bytes of a row are borrowed until the next call. ERR_FORMAT: the file
 * ends inside a quote or inside its compressed stream, a record is longer than
 * record_max, or, with strict, a row is unusable (err has source, line and reason). */
LMEV_API lmev_status lmev_reader_next(lmev_reader *reader, lmev_row *row, bool *more,
                                      lmev_error *err);
LMEV_API const lmev_skips *lmev_reader_skips(const lmev_reader *reader); /* borrowed */
/* Bytes read of the file as it lies on disk, and its size; 0: unknown (stdin). For arrays
 * in memory: rows. */
LMEV_API void lmev_reader_position(const lmev_reader *reader, uint64_t *done,
                                   uint64_t *all);
LMEV_API void lmev_reader_free(lmev_reader *reader);

/* Names of classes, sorted bytewise; the id of a class is its place. */
typedef struct lmev_labels {
    size_t n;
    char **name;     /* [n] NUL-terminated; one block with the pointers */
    char sha256[65]; /* of the names, each followed by "\n" */
} lmev_labels;

/* Gives back the names of labels that a function of the library filled in. Labels inside
 * a split belong to it. */
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

/* A size that depends on the file: a fifth of the rows of `file` for the test, at most
 * LMEV_TEST_ROWS; the rest, at most LMEV_TRAIN_ROWS, for training. These are the numbers
 * of the 2020 study. From a file that holds one part: all rows. */
#define LMEV_AUTO_SIZE  UINT64_MAX
#define LMEV_TRAIN_ROWS 1000000
#define LMEV_TEST_ROWS  25000
/* More rows would not help: the recall of a class with 1,000 test rows has a standard
 * error of at most 1.6 % (sqrt(0.25 / 1000)). The memory of a draw grows with it, per
 * class. */
#define LMEV_TEST_PER_CLASS_MAX 1000

/* What to read and how to split it. A size of 0 means all rows. */
typedef struct lmev_split_params {
    /* One file for all parts, or NULL and one file per part; validation may be NULL. */
    const char *file, *train, *validation, *test;
    /* Rows in memory in place of the file of that name. For arrays reader.label may be
     * NULL. */
    const lmev_rows *file_rows, *train_rows, *validation_rows, *test_rows;
    lmev_reader_params reader;
    uint64_t train_size;     /* training + validation rows */
    double validation_split; /* share of train_size, in [0, 1) */
    uint64_t test_size;      /* of file (0: none), or of test (0: all) */
    uint64_t seed;           /* of the draw */
    /* the least number of test rows of each class of file; 0: no such rule */
    uint64_t test_per_class;
    bool any_seed; /* use a number of training rows that every seed has */
} lmev_split_params;

typedef struct lmev_split {
    lmev_labels labels;
    lmev_dataset train, validation, test;
    lmev_skips skips[3];     /* file, or train, validation, test */
    char sha256[65];         /* of the three data sets and the labels */
    char *source[3];         /* the files that were read; NULL: none */
    uint64_t test_per_class; /* as asked for */
    uint64_t test_by_class;  /* test rows that this rule added */
} lmev_split;

/* Read and split. The Philox hash of (seed, index of the row) alone decides about a row:
 * rows are ranked by hash; the first test_size are the test rows, the next train_size the
 * training rows, and the first round(train_size * validation_split) of these the
 * validation rows. So the test set does not change with train_size. Within a part rows
 * keep the order of the file. Rows in memory are drawn as those of a file with the same
 * rows. From a test file, the first test_size by hash are taken. The rows of a validation
 * file are all validation rows; train_size then counts training rows alone, and
 * validation_split is ignored.
 *
 * The classes are those of all usable rows of file (or train), drawn or not. So the list
 * of classes does not change with the sizes either, and a class may have no training row.
 * All labels of a test or validation file must be among them.
 *
 * test_per_class adds test rows: of each class the rows of lowest hash, until the class
 * has test_per_class test rows or half of its rows, rounded down. The training rows are
 * the next train_size rows that are not test rows. The rule never removes a test row, so
 * a larger test_per_class gives a larger set with the same rows in it. It is there
 * because a balanced accuracy is a mean over classes: the rows of the rarest classes
 * decide how well it is known. How many rows it adds depends on the seed, and is at most
 * the sum of those least numbers over all classes. With any_seed this sum is set aside,
 * whatever the seed needs of it, so draws of all seeds have training and validation parts
 * of the same size.
 *
 * Memory: twice the rows kept, however large the file is, and test_per_class rows of each
 * class. ERR_FORMAT: no usable row, `where` rejects all rows, one class only, fewer rows
 * than asked for, no training row left, a label of a test or validation file that train
 * does not have. ERR_PARAM: neither file nor train and test, a file and rows in memory
 * for one part, no label, sizes out of range, test_per_class without file. STOPPED: watch
 * said so. */
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

/* Write the three parts (train, validation, test) as CSV files with the columns title and
 * category into folder, and split.json, which lists them with their sha256. A kill leaves
 * the old parts, the new ones, or some parts missing, never parts of two splits beside
 * each other. ERR_PARAM: a part would replace a file that the split was read from.
 * ERR_IO: a part would replace a file that lmev_split_write did not leave there as it
 * is. */
LMEV_API lmev_status lmev_split_write(const lmev_split *split, const char *folder,
                                      lmev_error *err);

#ifdef __cplusplus
}
#endif
#endif
