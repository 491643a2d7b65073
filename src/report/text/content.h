/* content.h - the draft of a document: what content*.c and claims.c write with
 * (draft.c).
 *
 * A draft remembers a lack of memory as lmev__buf does: its functions then do nothing or
 * hand out something harmless, and lmev__document_new asks once at the end. Everything
 * lies in the arena of the document. Texts marked "english" are translated here; they
 * stand in T_() where they are written. Texts "raw" come from files and are cleaned
 * here. */
#ifndef LMEV__REPORT_TEXT_CONTENT_H
#define LMEV__REPORT_TEXT_CONTENT_H
#include "report/text/document.h"

typedef struct lmev__draft {
    lmev__document *d;
    const lmev__study *s;
    const char *language;
    lmev__section *section; /* being written */
    lmev__sources all;      /* every experiment */
    size_t n_devices;       /* that timings know, at least 1 */
    bool failed;            /* no memory */
} lmev__draft;

/* ---- Memory and texts (draft.c) ---- */

/* Zeroed room for count elements that lives as long as the document; NULL: no memory,
 * and the draft has failed. */
void *lmev__draft_array(lmev__draft *c, size_t count, size_t size);
/* A text from a file, made fit to be shown (see document.h); "" of NULL or without
 * memory. */
const char *lmev__draft_clean(lmev__draft *c, const char *raw);
/* The same of all of it, for CSV and JSON. */
const char *lmev__draft_whole(lmev__draft *c, const char *raw);
/* What was collected in b, which is freed, as it is. */
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
/* Something that lmev__phrase or lmev__word made: marks and all. */
static inline lmev__arg as_phrase(const char *text)
{
    return (lmev__arg){.as = LMEV__AS_PHRASE, .text = text};
}
static inline lmev__arg as_real(double v, int digits)
{
    return (lmev__arg){.as = LMEV__AS_REAL, .v = v, .digits = digits};
}
static inline lmev__arg as_signed(double v, int digits)
{
    return (lmev__arg){.as = LMEV__AS_SIGNED, .v = v, .digits = digits};
} /* "+0.0050" */
static inline lmev__arg as_count(size_t n)
{
    return (lmev__arg){.as = LMEV__AS_COUNT, .v = (double)n};
}
static inline lmev__arg as_p(double p)
{
    return (lmev__arg){.as = LMEV__AS_P, .v = p};
} /* "p = 0.041" */
static inline lmev__arg as_share(double v)
{
    return (lmev__arg){.as = LMEV__AS_SHARE, .v = v};
} /* 0.5: "50%" */
static inline lmev__arg as_interval(double low, double high, int digits)
{
    return (lmev__arg){.as = LMEV__AS_INTERVAL, .v = low, .w = high, .digits = digits};
}
static inline lmev__arg as_bac(double v)
{
    return as_real(v, 4);
}
int lmev__digits_of(double v); /* behind the point, six at most */
static inline lmev__arg as_margin(double v)
{
    return as_real(v, lmev__digits_of(v));
} /* that was chosen, with no more digits than it has: "0.005" */

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
void lmev__tell(lmev__draft *c, const char *english);
/* "a, b and 3 more": the first `most` of n items that item(self, i) gives. */
typedef const char *(*lmev__item)(lmev__draft *c, const void *self, size_t i);
const char *lmev__list(lmev__draft *c, lmev__item item, const void *self, size_t n,
                       size_t most);

/* ---- Sections, tables, sources ---- */

void lmev__section_begin(lmev__draft *c, const char *id, const char *english);
void lmev__section_figure(lmev__draft *c, const char *id); /* static */
/* A table of the section; columns in English, copied. NULL: no memory. */
lmev__table *lmev__table_add(lmev__draft *c, const char *id, const char *title,
                             const char *caption, const lmev__column *columns,
                             size_t n_columns, size_t n_rows);
/* When its rows are written: finds out which columns are empty, and whether all are
 * shown. */
void lmev__table_end(lmev__table *t);

typedef struct lmev__row {
    lmev__draft *c;
    lmev__cell *next, *end;
    lmev__cell spare; /* takes what does not fit */
} lmev__row;
/* Row i, to be filled from left to right; t may be NULL. */
lmev__row lmev__row_at(lmev__draft *c, lmev__table *t, size_t i, lmev__sources sources);
lmev__cell *lmev__cell_raw(lmev__row *r, const char *raw);
lmev__cell *lmev__cell_shown(lmev__row *r, const char *shown, const char *code);
lmev__cell *lmev__cell_model(lmev__row *r, size_t model);
lmev__cell *lmev__cell_run(lmev__row *r, size_t experiment);
lmev__cell *lmev__cell_value(lmev__row *r, double v);

lmev__sources lmev__sources_of_model(const lmev__study *s, size_t model);
lmev__sources lmev__sources_of_two(lmev__draft *c, lmev__sources a, lmev__sources b);
/* Of n models, in one piece: adding one to the others again and again would take n^2. */
lmev__sources lmev__sources_of_models(lmev__draft *c, const size_t *model, size_t n);
lmev__sources lmev__sources_of_one(lmev__draft *c, size_t experiment);

/* ---- Names of things (names.c) ---- */

const char *lmev__trait_name(lmev__draft *c, lmev__trait t);
const char *lmev__trait_code(lmev__trait t);
/* A level where it stands alone: "Spanish", "50", "with normalization", "Tesla T4". */
const char *lmev__level_name(lmev__draft *c, lmev__trait t, const char *level);
const char *lmev__device_name(lmev__draft *c, size_t device);
const char *lmev__device_code(lmev__draft *c, size_t device); /* in CSV and JSON */
/* "128 instead of 50 dimensions" (claims.c). */
const char *lmev__effect_words(lmev__draft *c, const lmev__effect *e);
/* "50 against 128 dimensions, Spanish with normalization", as a sentence begins. */
const char *lmev__pair_words(lmev__draft *c, const lmev__pair *pair);
const char *lmev__capital(lmev__draft *c, const char *phrase);

/* ---- Claims: each says what the numbers say, or nothing (claims*.c) ---- */

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
