/* fasttext.h - the kind of lm whose words have rows of their own and rows of their
 * n-grams. */
#ifndef LMEV__LM_VECTORS_FASTTEXT_H
#define LMEV__LM_VECTORS_FASTTEXT_H
#include <stdatomic.h>

#include "lm/lm_impl.h"

/* How the rows of a text are weighed. All but ROWS: those of a word count 1/their number,
 * so that they sum to the word's vector; and the words are then put together. */
typedef enum lmev__weigh {
    /* not at all: the lm's combiner over all rows (supervised models) */
    LMEV__WEIGH_ROWS,
    LMEV__WEIGH_SUM,
    LMEV__WEIGH_MEAN,
    LMEV__WEIGH_SQRTN,
    LMEV__WEIGH_UNIT, /* the mean of the words' vectors, each divided by its norm */
} lmev__weigh;

/* The n-grams of bucket `bucket` have row words + row; as the file holds them. */
typedef struct lmev__kept {
    int32_t bucket, row;
} lmev__kept;

typedef struct lmev__fasttext {
    lmev__weigh weigh;
    uint32_t min_n, max_n; /* characters of the n-grams of a word; max_n 0: none */
    uint32_t word_n;       /* words of the longest n-gram of words; at most 1: none */
    uint32_t buckets;      /* n-grams are hashed into so many; 0: none */
    bool pruned;           /* only the kept buckets have rows */
    uint32_t n_kept;
    lmev__kept *kept;   /* [n_kept] sorted by bucket */
    uint32_t *first;    /* kept[first[b >> shift]] .. kept[first[(b >> shift) + 1]] */
    unsigned shift;     /* .. are those that may hold bucket b */
    lmev__vocab words;  /* its rows are the first of the table */
    lmev__vocab labels; /* labels; those that begin with "__label__" are not listed */
    uint32_t end_row;   /* of "</s>", or LMEV__NO_ROW */
    _Atomic float
        *norm; /* [words] of the sum of a word's rows, as far as known; 0: not yet */
} lmev__fasttext;

/* characters or words; fastText's default is 6, cc.*.bin have 5 */
#define LMEV__NGRAM_MOST     255
#define LMEV__FASTTEXT_LABEL "__label__"

/* Complete what members imply (end_row, norm, first) and check what could lead out of the
 * table; kept is sorted. rows: of the table. Release takes half-built ones. */
lmev_status lmev__fasttext_complete(lmev__fasttext *f, uint64_t rows, const char *source,
                                    lmev_error *err);
void lmev__fasttext_free(lmev__fasttext *f);

/* FNV-1a of 32 bits, but bytes count as signed: fastText's hash for words and n-grams. */
uint32_t lmev__fasttext_hash(const char *at, size_t n);
#endif
