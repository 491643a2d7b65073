/* subword.h - what the models of a tokenizer.json share, for subword.c, bpe.c and
 * unigram.c.
 *
 * A model numbers its tokens twice: by row, in the order of the file, which is how its
 * own structures point to them, and by id, which is what the file says and the callers
 * see. Ids may have gaps, of any size: nothing is allocated by them. */
#ifndef LMEV__LM_TOKENIZER_SUBWORD_H
#define LMEV__LM_TOKENIZER_SUBWORD_H
#include "lm/text/vocab.h"
#include "lm/tokenizer/tokenizer.h"
#include "lm/tokenizer/trie.h"

/* Longest token that a trie takes: what bounds the time of a search from one place. The
 * trained ones of published models stay below 300 bytes. */
#define LMEV__TOKEN_MOST 1024
/* Longest prefix or suffix that marks pieces of words ("##", "</w>"). */
#define LMEV__AFFIX_MOST 64

typedef struct lmev__subword_model {
    const char *name;
    lmev_status (*read)(lmev__subword *m, const lmev__json *spec, const char *source,
                        lmev_error *err);
    lmev_status (*run)(const lmev__subword *m, lmev_str piece, lmev__buf *ids,
                       lmev__buf work[2], lmev_error *err);
} lmev__subword_model;

extern const lmev__subword_model lmev__subword_bpe,
    lmev__subword_unigram; /* the others: subword.c */

typedef struct lmev__affix {
    char at[LMEV__AFFIX_MOST];
    size_t n;
} lmev__affix;

typedef struct lmev__token_id {
    uint32_t id, row;
} lmev__token_id;

/* The place of id among n sorted ones; n: it is not there. */
static inline size_t lmev__find_id(const lmev__token_id *by_id, size_t n, uint64_t id)
{
    size_t from = 0, to = n;
    while (from < to) {
        const size_t middle = from + (to - from) / 2;
        if (by_id[middle].id < id)
            from = middle + 1;
        else
            to = middle;
    }
    return from < n && by_id[from].id == id ? from : n;
}

typedef struct lmev__merge { /* of (left, right) to a new token; rank: the lower the
                                sooner */
    uint32_t left, right, rank, made;
} lmev__merge;

struct lmev__subword {
    const lmev__subword_model *model;
    lmev__vocab vocab;     /* rows */
    uint32_t *id;          /* [vocab.n] by row */
    lmev__token_id *by_id; /* [vocab.n] sorted by id */
    uint64_t n_listed;     /* entries of the vocabulary (Unigram may repeat tokens) */
    uint32_t unk, unk_id;  /* row and id of the unknown token; LMEV__NO_ROW: none */

    lmev__trie trie;              /* WordPiece, Unigram: token -> row */
    bool continues;               /* WordPiece: is there any token with prefix? */
    uint32_t continuation;        /* WordPiece: the node of the prefix */
    uint64_t max_chars;           /* WordPiece */
    lmev__affix prefix, suffix;   /* WordPiece, BPE */
    bool byte_fallback;           /* BPE, Unigram */
    bool fuse_unk, ignore_merges; /* BPE */
    uint32_t byte_row[256];       /* of "<0x41>"; LMEV__NO_ROW: not there */
    lmev__merge *merge;           /* BPE: sorted by left, right */
    uint32_t *merges_of;          /* BPE: [vocab.n+1] first merge with this left */
    uint32_t *merge_slot;         /* BPE: by hash of left and right, place in merge + 1 */
    uint32_t merge_mask;
    uint32_t *char_row; /* BPE: [2048] of characters of one or two bytes */
    double *score;      /* Unigram: [vocab.n] */
    double unk_score;   /* Unigram */
};

/* "model.<field> ..." */
lmev_status lmev__subword_bad(lmev_error *err, const char *source, const char *field,
                              const char *what);
/* Fields of the model; absent and null leave *out as it is. */
lmev_status lmev__subword_flag(bool *out, const lmev__json *spec, const char *field,
                               const char *source, lmev_error *err);
lmev_status lmev__subword_affix(lmev__affix *out, const lmev__json *spec,
                                const char *field, const char *source, lmev_error *err);
/* The object "vocab" into vocab and id. */
lmev_status lmev__subword_vocab(lmev__subword *m, const lmev__json *spec,
                                const char *source, lmev_error *err);
/* The row of "unk_token", which must be in the vocabulary; absent: none, or
 * `otherwise`. */
lmev_status lmev__subword_unk_token(lmev__subword *m, const lmev__json *spec,
                                    const char *otherwise, const char *source,
                                    lmev_error *err);
/* Fill the trie with the vocabulary, and byte_row. */
lmev_status lmev__subword_trie(lmev__subword *m, const char *source, lmev_error *err);
void lmev__subword_byte_rows(lmev__subword *m);

static inline uint32_t lmev__subword_row(const lmev__subword *m, const char *at, size_t n)
{
    return lmev__vocab_find(&m->vocab, lmev_fingerprint64(at, n), at, n);
}

static inline void lmev__subword_emit(const lmev__subword *m, lmev__buf *ids,
                                      uint32_t row)
{
    const uint32_t id = row == m->unk ? m->unk_id : m->id[row];
    lmev__buf_add(ids, &id, sizeof id);
}

/* Bytes of the UTF-8 character that begins with this byte, in valid text. */
static inline size_t lmev__char_bytes(char c)
{
    const uint8_t b = (uint8_t)c;
    return b < 0x80 ? 1 : b < 0xE0 ? 2 : b < 0xF0 ? 3 : 4;
}
#endif
