/* document.h - a report as sections of paragraphs, tables and figures, in one language.
 *
 * content.c fills it from a study; the writers (html.c, markdown.c, data_files.c) only
 * render it, so page, Markdown, CSV and JSON cannot disagree. All strings lie in the
 * document's arena and are valid UTF-8. A text of a file is cut to 2,000 code points
 * where people read it; CSV and JSON have all of it. No string holds control characters,
 * those of direction included, except the two marks below; the marks come in pairs, never
 * nested, and only in paragraphs. */
#ifndef LMEV__REPORT_TEXT_DOCUMENT_H
#define LMEV__REPORT_TEXT_DOCUMENT_H
#include "base/buf.h"
#include "report/analysis/study.h"

/* Around each number of a claim, so that a page can link it to its sources. */
#define LMEV__MARK_ON  "\x01"
#define LMEV__MARK_OFF "\x02"

/* Which experiments something was computed from. */
typedef struct lmev__sources {
    size_t n;
    /* [n] indices into the study's experiments; borrowed from the study or the arena */
    const size_t *which;
} lmev__sources;

typedef enum lmev__column_kind {
    LMEV__COLUMN_TEXT,
    LMEV__REAL,  /* `digits` decimals */
    LMEV__COUNT, /* an integer, thousands grouped where shown */
    LMEV__P      /* a probability: three figures; "<0.001" when it is less */
} lmev__column_kind;

typedef struct lmev__column {
    const char *key;   /* in CSV and JSON: "bac_mean", in English */
    const char *title; /* where people read */
    const char *note;  /* explains the column in a sentence; NULL: none */
    lmev__column_kind kind;
    int digits;
    bool empty; /* no row has a value: only CSV and JSON have the column */
    bool brief; /* shown in a terminal as well */
} lmev__column;

typedef struct lmev__cell {
    const char *text; /* of TEXT; NULL: empty */
    /* of TEXT, in CSV and JSON: the same in every language; NULL: text */
    const char *code;
    double value; /* of the other kinds; NaN: empty ("-" where people read) */
    /* TEXT that names an experiment (then it links to it), or LMEV__NONE */
    size_t experiment;
    size_t model; /* TEXT that names a model, or LMEV__NONE */
    bool strong;  /* set in bold: may be the best, or the interval excludes 0 */
} lmev__cell;

typedef struct lmev__table {
    const char *id;              /* "models": file name, anchor */
    const char *title, *caption; /* caption NULL: none */
    size_t n_columns, n_rows;
    lmev__column *column;
    lmev__cell *cell;       /* [n_rows, n_columns] */
    lmev__sources *sources; /* [n_rows] */
    size_t shown;           /* rows that a page shows at first; 0: all */
} lmev__table;

typedef enum lmev__role { LMEV__PLAIN, LMEV__CLAIM, LMEV__CAUTION } lmev__role;
typedef struct lmev__paragraph {
    lmev__role role;
    const char *text; /* with marks */
    lmev__sources sources;
} lmev__paragraph;

typedef struct lmev__section {
    const char *id, *heading;
    size_t n_paragraphs, n_tables, n_figures;
    lmev__paragraph *paragraph;
    lmev__table *table;
    const char **figure; /* ids, of figures.h */
} lmev__section;

typedef struct lmev__document {
    const char *language; /* "en", "es" */
    const char *title, *subtitle;
    size_t n_sections;
    /* summary first; the last ones: experiments, left-out, method */
    lmev__section *section;
    const lmev__study *study;
    void *arena; /* private to document.c */
} lmev__document;

/* Write a study as a document. The study is borrowed for the life of the document.
 * ERR_PARAM: lmev does not write in the language of its options. ERR_NOMEM. */
lmev_status lmev__document_new(lmev__document **out, const lmev__study *study,
                               lmev_error *err);
void lmev__document_free(lmev__document *d);

/* ---- Numbers and words as the language writes them (language.c) ---- */

/* "0.7434" or "0,7434"; "-" for NaN, the sign of infinity. The same in every locale of
 * the process. */
void lmev__put_real(lmev__buf *b, const char *language, double v, int digits);
void lmev__put_count(lmev__buf *b, const char *language, double v); /* 25,000; 25.000 */
void lmev__put_p(lmev__buf *b, const char *language, double p);     /* 0.0412; <0.001 */
void lmev__put_cell(lmev__buf *b, const char *language, const lmev__column *c,
                    const lmev__cell *cell);
/* A text in the language of the report, found by its English original; the original where
 * the language is English or has no translation. A unit test searches the sources of
 * report/ for literals in T_("...") and lmev__word(..., "..."), and fails for each that
 * language_es*.c do not translate. */
const char *lmev__word(const char *language, const char *english);
#define T_(english) english /* marks a text that reaches lmev__word in a variable */

/* ---- Writers ---- */

/* Append a whole document to b, which remembers a lack of memory. */
void lmev__markdown(lmev__buf *b, const lmev__document *d);
void lmev__summary_text(
    lmev__buf *b,
    const lmev__document *d); /* models, claims, false findings, for a terminal */
void lmev__tables_json(lmev__buf *b, const lmev__document *d);
/* Append one table. Text cells that a spreadsheet would take for a formula (= + - @
 * first) are preceded by a '. Numbers are exact, in every language. */
void lmev__table_csv(lmev__buf *b, const lmev__table *t);
#endif
