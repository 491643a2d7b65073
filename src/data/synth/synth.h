/* synth.h - inside the synthetic titles: vocabulary, a row, its title, its style.
 *
 *   synth_words*.c    the vocabulary as text
 *   synth_lexicon.c   reads it into lists of words
 *   synth_title.c     puts words together, in lower case with accents
 *   synth_style.c     writes them as sellers do: casing, lost accents, abbreviations, errors
 *   synth.c           chooses category and label of each row, writes CSV
 *
 * All chance of a row comes from lmev__dice, which is Philox keyed by seed and row: a row
 * does not depend on the rows before it. Integers only, so that all machines agree. */
#ifndef LMEV__DATA_SYNTH_SYNTH_H
#define LMEV__DATA_SYNTH_SYNTH_H
#include "base/rng.h"
#include "data/synth/synth_words.h"
#include "lmev/data.h"

#define LMEV__TITLE_ROOM 256 /* of the work space; titles are at most ... */
#define LMEV__TITLE_MAX  96  /* ... so many bytes long */

/* ---- dice ---- */

/* Numbers of one row in the order of asking, 16 bits each, eight a block. */
typedef struct lmev__dice {
    lmev__philox philox;
    uint64_t next; /* block to make */
    uint32_t block[4];
    unsigned left; /* halves not used */
} lmev__dice;

lmev__dice lmev__dice_of(uint64_t seed, uint64_t row);
void lmev__dice_fill(lmev__dice *d);

static inline uint32_t lmev__dice_16(lmev__dice *d)
{
    if (d->left == 0) lmev__dice_fill(d);
    const unsigned i = --d->left;
    return d->block[i >> 1] >> (i & 1 ? 16 : 0) & 0xffff;
}
static inline uint32_t lmev__dice_32(lmev__dice *d)
{
    const uint32_t high = lmev__dice_16(d) << 16;
    return high | lmev__dice_16(d);
}
/* 0 .. n-1; n from 1 to 65536. Uneven by n / 65536 at most, which nothing here can
 * notice. */
static inline uint32_t lmev__dice_below(lmev__dice *d, uint32_t n)
{
    return lmev__dice_16(d) * n >> 16;
}
/* True in so many of a thousand. */
static inline bool lmev__dice_chance(lmev__dice *d, uint32_t thousandth)
{
    return lmev__dice_below(d, 1000) < thousandth;
}
/* 0 .. n-1, small ones more often: of eight the first in 35 %, the last in 6 %. */
static inline uint32_t lmev__dice_skewed(lmev__dice *d, uint32_t n)
{
    const uint32_t x = lmev__dice_16(d);
    return (x * x >> 16) * n >> 16;
}

/* ---- vocabulary ---- */

typedef struct lmev__synth_terms {
    uint32_t first, n; /* of lexicon->word */
} lmev__synth_terms;

/* "350-1200/50w" in tenths, with the ways of writing w in both languages; "8-64/x2gb"
 * doubles. */
typedef struct lmev__unit {
    uint32_t from, steps, step;
    bool doubles;
    lmev__synth_terms form[2];
    lmev_str name;
} lmev__unit;

/* What else a title of the category may have: bit c - 'a' for the letter c. */
#define LMEV__SYNTH_TRAIT(c) (UINT32_C(1) << ((c) - 'a'))
typedef enum lmev__synth_trait {
    LMEV__HAS_BRAND = LMEV__SYNTH_TRAIT('b'),
    LMEV__HAS_MODEL = LMEV__SYNTH_TRAIT('m'),
    LMEV__HAS_COLOUR = LMEV__SYNTH_TRAIT('c'),
    LMEV__HAS_SIZE = LMEV__SYNTH_TRAIT('s'),
    LMEV__HAS_SHOE = LMEV__SYNTH_TRAIT('f'),
    LMEV__HAS_PEOPLE = LMEV__SYNTH_TRAIT('g'),
    LMEV__HAS_AGE = LMEV__SYNTH_TRAIT('y'),
    LMEV__HAS_PACK = LMEV__SYNTH_TRAIT('k'),
    LMEV__HAS_WORK = LMEV__SYNTH_TRAIT('t'), /* books and records: a name of its own */
    LMEV__FOR_PHONE = LMEV__SYNTH_TRAIT('p'),
    LMEV__FOR_CAR = LMEV__SYNTH_TRAIT('a'),
    LMEV__FOR_MOTO = LMEV__SYNTH_TRAIT('o'),
    LMEV__FOR_LAPTOP = LMEV__SYNTH_TRAIT('n'),
    LMEV__FOR_PRINTER = LMEV__SYNTH_TRAIT('i'),
    LMEV__FOR_CONSOLE = LMEV__SYNTH_TRAIT('v'),
    LMEV__IS_ONE = LMEV__SYNTH_TRAIT('z') /* a phone, not a thing made for phones */
} lmev__synth_trait;

#define LMEV__UNITS  3  /* kinds a category may have */
#define LMEV__MODELS 6  /* model codes that come back */
#define LMEV__MODEL  12 /* bytes of a code, NUL included */

typedef struct lmev__category {
    lmev_str name;
    lmev__synth_terms noun[2], attribute[2]; /* Spanish, Portuguese */
    lmev__synth_terms brand;
    uint32_t traits;
    lmev__unit unit[LMEV__UNITS];
    uint32_t n_units;
    char model[LMEV__MODELS][LMEV__MODEL];
} lmev__category;

typedef struct lmev__lexicon {
    lmev_str *word; /* into the constant texts: borrowed by nature */
    size_t n_words, room;
    bool failed; /* memory ran out while reading */
    lmev__category *category;
    uint32_t n; /* categories, whole families */
    lmev__synth_terms shared[LMEV__N_SHARED][2];
} lmev__lexicon;

/* ERR_NOMEM; ERR_FORMAT for a vocabulary that breaks its own form (a test reads it
 * all). */
lmev_status lmev__lexicon_new(lmev__lexicon **out, lmev_error *err);
void lmev__lexicon_free(lmev__lexicon *x);
/* A made-up code such as "gx-450"; at has room for LMEV__MODEL bytes. Returns its
 * length. */
size_t lmev__model_code(lmev__dice *d, char *at);

/* ---- titles ---- */

typedef struct lmev__title {
    char at[LMEV__TITLE_ROOM];
    size_t n;
} lmev__title;

/* A title of the category in language 0 (es) or 1 (pt), lower case, with accents. */
void lmev__title_make(lmev__title *t, const lmev__lexicon *x, uint32_t category,
                      int language, lmev__dice *d);
/* The same words as a seller types them. At most LMEV__TITLE_MAX bytes, valid UTF-8. */
void lmev__title_style(lmev__title *to, const lmev__title *from, int language,
                       lmev__dice *d);

/* ---- rows ---- */

typedef struct lmev__synth lmev__synth;

typedef struct lmev__synth_row {
    lmev__title title;
    uint32_t truth,
        label; /* numbers of categories in the lexicon: what it is, what is said */
    bool reliable;
    int language;
} lmev__synth_row;

lmev_status lmev__synth_new(lmev__synth **out, const lmev_synth_params *params,
                            lmev_error *err);
void lmev__synth_make(const lmev__synth *s, uint64_t row, lmev__synth_row *out);
const lmev__lexicon *lmev__synth_lexicon(const lmev__synth *s);
void lmev__synth_free(lmev__synth *s);
#endif
