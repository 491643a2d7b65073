/* content.h - the draft of a document: what content*.c and claims*.c write with.
 *
 * A draft remembers a lack of memory as lmev__buf does: its functions then do nothing or
 * return something harmless, and lmev__document_new checks once at the end. Everything
 * lies in the arena of the document. Parameters named `english` are translated by the
 * function; their literals stand in T_(). Parameters named `raw` come from files and are
 * cleaned by the function. */
#ifndef LMEV__REPORT_TEXT_CONTENT_H
#define LMEV__REPORT_TEXT_CONTENT_H
#include "report/analysis/numbers.h"
#include "report/text/document.h"

typedef struct lmev__draft {
    lmev__document *d;
    const lmev__study *s;
    const char *language;
    lmev__section *section; /* being written */
    lmev__sources all;      /* every experiment */
    lmev__sources closest;  /* those whose predictions the tables of classes count */
    size_t n_devices;       /* that timings know, at least 1 */
    bool failed;            /* no memory */
} lmev__draft;

/* ---- Memory and texts (draft.c) ---- */

/* Zeroed room for count elements, which lives as long as the document. NULL: out of
 * memory, and the draft has failed. */
void *lmev__draft_array(lmev__draft *c, size_t count, size_t size);
/* A text of a file, made fit to be shown (see document.h); "" for NULL, or when memory
 * ran out. */
const char *lmev__draft_clean(lmev__draft *c, const char *raw);
/* The same without a cut, for CSV and JSON. */
const char *lmev__draft_whole(lmev__draft *c, const char *raw);
/* Move the text of b into the arena. Frees b. */
const char *lmev__draft_keep(lmev__draft *c, lmev__buf *b);
void lmev__draft_free_arena(void *arena);

/* ---- Sentences ---- */

/* What %1, %2, ... stand for. */
typedef struct lmev__arg {
    enum {
        LMEV__AS_RAW,
        LMEV__AS_PHRASE,
        LMEV__AS_REAL,
        LMEV__AS_SIGNED,
        LMEV__AS_COUNT,
        LMEV__AS_P,
        LMEV__AS_SHARE,
        LMEV__AS_INTERVAL
    } as;
    const char *text;
    double v, w;
    int digits;
} lmev__arg;
static inline lmev__arg as_raw(const char *text)
{
    return (lmev__arg){.as = LMEV__AS_RAW, .text = text};
}
/* A text that lmev__phrase or lmev__word made, with its marks. */
static inline lmev__arg as_phrase(const char *text)
{
    return (lmev__arg){.as = LMEV__AS_PHRASE, .text = text};
}
static inline lmev__arg as_real(double v, int digits)
{
    return (lmev__arg){.as = LMEV__AS_REAL, .v = v, .digits = digits};
}
/* "+0.0050" */
static inline lmev__arg as_signed(double v, int digits)
{
    return (lmev__arg){.as = LMEV__AS_SIGNED, .v = v, .digits = digits};
}
static inline lmev__arg as_count(size_t n)
{
    return (lmev__arg){.as = LMEV__AS_COUNT, .v = (double)n};
}
/* "p = 0.041" */
static inline lmev__arg as_p(double p)
{
    return (lmev__arg){.as = LMEV__AS_P, .v = p};
}
/* 0.5: "50%" */
static inline lmev__arg as_share(double v)
{
    return (lmev__arg){.as = LMEV__AS_SHARE, .v = v};
}
static inline lmev__arg as_interval(double low, double high, int digits)
{
    return (lmev__arg){.as = LMEV__AS_INTERVAL, .v = low, .w = high, .digits = digits};
}
static inline lmev__arg as_bac(double v)
{
    return as_real(v, 4);
}
int lmev__digits_of(double v); /* decimals that v needs, at most six */
/* An option, with the decimals that it needs: "0.005". */
static inline lmev__arg as_margin(double v)
{
    return as_real(v, lmev__digits_of(v));
}

const char *lmev__phrase_of(lmev__draft *c, const char *english, const lmev__arg *arg,
                            size_t n);
void lmev__sentence_of(lmev__draft *c, lmev__role role, lmev__sources sources,
                       const char *english, const lmev__arg *arg, size_t n);
#define LMEV__ARGS(...)               \
    (const lmev__arg[]){__VA_ARGS__}, \
        sizeof((const lmev__arg[]){__VA_ARGS__}) / sizeof(lmev__arg)
/* A part of a sentence; a paragraph of the section. */
#define lmev__phrase(c, english, ...) lmev__phrase_of(c, english, LMEV__ARGS(__VA_ARGS__))
#define lmev__sentence(c, role, sources, english, ...) \
    lmev__sentence_of(c, role, sources, english, LMEV__ARGS(__VA_ARGS__))
/* A plain paragraph without numbers. */
void lmev__plain_sentence(lmev__draft *c, const char *english);
/* "a, b and 3 more": at most `most` of the n items, which item(self, i) names. */
typedef const char *(*lmev__item)(lmev__draft *c, const void *self, size_t i);
const char *lmev__list(lmev__draft *c, lmev__item item, const void *self, size_t n,
                       size_t most);

/* ---- Sections, tables, sources (draft.c, draft_table.c) ---- */

void lmev__section_begin(lmev__draft *c, const char *id, const char *english);
void lmev__section_figure(lmev__draft *c, const char *id);      /* static */
void lmev__section_table(lmev__draft *c, const lmev__table *t); /* copied */

/* A text of a cell, and its code in CSV and JSON (NULL: the text). */
typedef struct lmev__label {
    const char *text, *code;
} lmev__label;

/* The cell that a filler writes, and what it is written from; arg is that of the
 * field. */
typedef struct lmev__spot {
    lmev__draft *c;
    const void *record;
    size_t arg;
    lmev__cell *cell;
} lmev__spot;
typedef void lmev__filler(const lmev__spot *x);

/* One column of a table, and where its values come from: a number of the record by its
 * place there; anything else by `fill`. The macros below write the members from `kind`
 * on. */
typedef struct lmev__field {
    const char *key;          /* in CSV and JSON */
    const char *title, *note; /* in English; note NULL: none */
    lmev__column_kind kind;
    int digits;
    size_t at;                /* of the member in the record, where fill is NULL */
    size_t width;             /* of an integer: 4 or 8 bytes; 0: a double */
    bool zero_is_unknown;     /* of a count */
    double (*change)(double); /* of a double: what is shown of it; NULL: itself */
    lmev__filler *fill;
    size_t arg;
    bool bold;  /* in the rows that the table sets in bold */
    bool brief; /* shown in a terminal as well */
} lmev__field;

/* Each row of a table is written from one record of an array. */
typedef struct lmev__table_layout {
    const char *id;              /* "models": file name, anchor */
    const char *title, *caption; /* in English; caption NULL: none */
    const lmev__field *field;
    size_t n_fields;
    size_t record_size;
    /* Of a record; NULL: all experiments; no row is bold; every record has a row. */
    lmev__sources (*sources)(lmev__draft *c, const void *record);
    bool (*bold)(const lmev__draft *c, const void *record);
    bool (*has_row)(const lmev__draft *c, const void *record);
    size_t shown; /* rows that a page shows at first; 0: the usual number */
} lmev__table_layout;

/* How a field says where its values come from. ROW is the type of the record; a member of
 * another type does not compile. REAL_MEMBER alone takes a count that is kept as a
 * double, NaN where it is not known. */
#define REAL_MEMBER(member) \
    .at = _Generic(((ROW *)0)->member, double: offsetof(ROW, member))
#define REAL(decimals, member) \
    .kind = LMEV__REAL, .digits = (decimals), REAL_MEMBER(member)
#define REAL_BY(decimals, filler) \
    .kind = LMEV__REAL, .digits = (decimals), .fill = (filler)
#define PROBABILITY(member) .kind = LMEV__P, REAL_MEMBER(member)
#define COUNT(member)                                 \
    .kind = LMEV__COUNT, .at = offsetof(ROW, member), \
    .width = _Generic(((ROW *)0)->member, uint32_t: 4, uint64_t: 8)
#define COUNT_BY(filler) .kind = LMEV__COUNT, .fill = (filler)
#define TEXT(filler)     .kind = LMEV__COLUMN_TEXT, .fill = (filler)
/* A label of the record; a text of a file, `char *`; a model by its number, size_t; the
 * model that is the record. */
#define LABEL(member) TEXT(lmev__fill_label), .arg = offsetof(ROW, member)
#define RAW(member)   TEXT(lmev__fill_raw), .arg = offsetof(ROW, member)
#define MODEL(member) TEXT(lmev__fill_model), .arg = offsetof(ROW, member)
#define THIS_MODEL    TEXT(lmev__fill_this_model)
/* The fields of a layout, and the size of its records. */
#define FIELDS(array)                                              \
    .field = (array), .n_fields = sizeof(array) / sizeof *(array), \
    .record_size = sizeof(ROW)
lmev__filler lmev__fill_label, lmev__fill_raw, lmev__fill_model, lmev__fill_this_model;

/* Add a table to the section, a row for each of the n records. */
void lmev__table_put(lmev__draft *c, const lmev__table_layout *layout,
                     const void *records, size_t n);
void lmev__cell_raw(lmev__draft *c, lmev__cell *cell, const char *raw);
/* The sources of a record that is an lmev__study_model. */
lmev__sources lmev__sources_of_this(lmev__draft *c, const void *model);

lmev__sources lmev__sources_of_model(const lmev__study *s, size_t model);
lmev__sources lmev__sources_of_two(lmev__draft *c, lmev__sources a, lmev__sources b);
/* Of n models at once: adding one after the other would take n^2. */
lmev__sources lmev__sources_of_models(lmev__draft *c, const size_t *model, size_t n);
lmev__sources lmev__sources_of_one(lmev__draft *c, size_t experiment);

/* ---- Names of things (names.c) ---- */

const char *lmev__trait_name(lmev__draft *c, lmev__trait t);
lmev__label lmev__trait_label(lmev__draft *c, lmev__trait t);
/* A level where it stands alone: "Spanish", "50", "with normalization", "Tesla T4". */
const char *lmev__level_name(lmev__draft *c, lmev__trait t, const char *level);
lmev__label lmev__level_label(lmev__draft *c, lmev__trait t, const char *level);
lmev__label lmev__device_label(lmev__draft *c, size_t device);
/* "128 instead of 50 dimensions" (claims_models.c). */
const char *lmev__effect_words(lmev__draft *c, const lmev__effect *e);
/* "50 against 128 dimensions, Spanish with normalization", as a sentence begins. */
const char *lmev__pair_words(lmev__draft *c, const lmev__pair *pair);
const char *lmev__capital(lmev__draft *c, const char *phrase);

/* ---- Claims (claims*.c): each adds the sentences that the numbers support ---- */

void lmev__claim_best(lmev__draft *c);
void lmev__claim_effects(lmev__draft *c, bool devices);
void lmev__claim_in_general(lmev__draft *c);
void lmev__claim_pair_counts(lmev__draft *c);
void lmev__claim_pairs(lmev__draft *c);
void lmev__claim_devices(lmev__draft *c);
void lmev__claim_cheapest(lmev__draft *c);
void lmev__claim_spread(lmev__draft *c);
void lmev__claim_pooled(lmev__draft *c);
void lmev__claim_power(lmev__draft *c);
void lmev__claim_weights(lmev__draft *c);
void lmev__caution_weights(lmev__draft *c);
void lmev__caution_warnings(lmev__draft *c);

/* ---- Sections (content*.c) ---- */

void lmev__content(lmev__draft *c); /* all of them, in order */
void lmev__content_models(lmev__draft *c);
void lmev__content_training(lmev__draft *c);
void lmev__content_cost(lmev__draft *c);
void lmev__content_differences(lmev__draft *c);
void lmev__content_groups(lmev__draft *c);
void lmev__content_spread(lmev__draft *c);
void lmev__content_power(lmev__draft *c);
void lmev__content_simulated(lmev__draft *c);
void lmev__content_classes(lmev__draft *c);
void lmev__content_experiments(lmev__draft *c);
void lmev__content_left_out(lmev__draft *c);
void lmev__content_method(lmev__draft *c);
#endif
