/* tokenizer.h - the stages of a tokenizer.json: normalizer, pre-tokenizer, model.
 *
 * Meaning: huggingface/tokenizers; docs/FORMATS.md. A text passes through
 *   added tokens are cut out -> normalizer: bytes -> bytes -> pre-tokenizer: bytes ->
 *   pieces -> model: piece -> token ids
 * Each stage is built once from its JSON, refusing by name what it does not know, and is
 * then read-only: any number of threads may run it with buffers of their own. Offsets
 * into the original text, post-processors and decoders are not implemented: only ids are
 * needed. */
#ifndef LMEV__LM_TOKENIZER_TOKENIZER_H
#define LMEV__LM_TOKENIZER_TOKENIZER_H
#include "base/buf.h"
#include "base/format/json.h"
#include "lmev/base.h"

/* A piece of a text: n bytes at `at` of the buffer that holds the pieces' bytes. */
typedef struct lmev__span {
    size_t at, n;
} lmev__span;

/* ---- normalizer.c ---- */
typedef struct lmev__normalizer lmev__normalizer;
/* spec: the JSON value of "normalizer"; NULL or null gives one that copies. */
lmev_status lmev__normalizer_new(lmev__normalizer **out, const lmev__json *spec,
                                 const char *source, lmev_error *err);
void lmev__normalizer_free(lmev__normalizer *z);
/* out is cleared and filled; work is used. text must not lie in either. Invalid UTF-8 in
 * text is read as U+FFFD, one for each maximal bad sequence (Python's
 * errors="replace"). */
lmev_status lmev__normalizer_run(const lmev__normalizer *z, lmev_str text, lmev__buf *out,
                                 lmev__buf *work, lmev_error *err);

/* ---- pretokenizer.c ---- */
typedef struct lmev__pretokenizer lmev__pretokenizer;
lmev_status lmev__pretokenizer_new(lmev__pretokenizer **out, const lmev__json *spec,
                                   const char *source, lmev_error *err);
void lmev__pretokenizer_free(lmev__pretokenizer *p);
/* Cut valid UTF-8 into pieces: their bytes (they may be rewritten: ByteLevel, Metaspace)
 * are put into `bytes`, and an array of lmev__span into `spans`; both are cleared first;
 * returns the number of spans in *n. first: text stands at the beginning of the whole
 * (Metaspace "first"). work: two buffers to be used. */
lmev_status lmev__pretokenizer_run(const lmev__pretokenizer *p, lmev_str text, bool first,
                                   lmev__buf *bytes, lmev__buf *spans, size_t *n,
                                   lmev__buf work[2], lmev_error *err);

/* ---- subword.c: the models ---- */
typedef struct lmev__subword lmev__subword;
lmev_status lmev__subword_new(lmev__subword **out, const lmev__json *model,
                              const char *source, lmev_error *err);
void lmev__subword_free(lmev__subword *m);
#define LMEV__NO_TOKEN UINT32_MAX
/* Append the ids (uint32_t) of one piece to `ids`; work is used. */
lmev_status lmev__subword_run(const lmev__subword *m, lmev_str piece, lmev__buf *ids,
                              lmev__buf work[2], lmev_error *err);
uint32_t
lmev__subword_unknown(const lmev__subword *m); /* id of the unknown token, or NO_TOKEN */
const char *lmev__subword_name(const lmev__subword *m); /* "WordPiece", ... */
uint64_t lmev__subword_n(const lmev__subword *m);       /* largest id + 1 */
uint64_t lmev__subword_listed(const lmev__subword *m);  /* entries of its vocabulary */
uint32_t lmev__subword_find(const lmev__subword *m, lmev_str token); /* id, or NO_TOKEN */
lmev_str lmev__subword_token(const lmev__subword *m, uint64_t id);   /* n 0: no such id */
const struct lmev__vocab *lmev__subword_names(const lmev__subword *m);

/* ---- tokenizer.c: the whole ---- */
typedef struct lmev__tokenizer lmev__tokenizer;
lmev_status lmev__tokenizer_new(lmev__tokenizer **out, lmev_str json, const char *source,
                                lmev_error *err);
void lmev__tokenizer_free(lmev__tokenizer *t);
#define LMEV__TOKENIZER_BUFS 7
/* Ids (uint32_t, in one of the buffers) of a text, without special tokens; *id is
 * borrowed until the next run with the same buffers, which may begin in any state. */
lmev_status lmev__tokenizer_run(const lmev__tokenizer *t, lmev_str text,
                                lmev__buf work[LMEV__TOKENIZER_BUFS], const uint32_t **id,
                                size_t *n, lmev_error *err);
const char *lmev__tokenizer_kind(const lmev__tokenizer *t); /* "WordPiece", "BPE", ... */
uint32_t lmev__tokenizer_unknown(const lmev__tokenizer *t); /* id, or NO_TOKEN */
uint64_t lmev__tokenizer_n(const lmev__tokenizer *t);       /* largest id + 1 */
uint32_t lmev__tokenizer_find(const lmev__tokenizer *t, lmev_str token);
lmev_str lmev__tokenizer_token(const lmev__tokenizer *t, uint64_t id);
/* "truncation" of the file: ids to keep (UINT64_MAX: all); true: the last of them. */
bool lmev__tokenizer_truncation(const lmev__tokenizer *t, uint64_t *most);
/* How many names there are, and their median length in characters, rounded down. */
lmev_status lmev__tokenizer_names(const lmev__tokenizer *t, uint64_t *n, uint64_t *median,
                                  lmev_error *err);
/* The first so many characters of a text, where invalid UTF-8 counts as Python's
 * errors="replace" has it: one character for each maximal bad sequence. */
lmev_str lmev__text_head(lmev_str text, uint64_t chars);
#endif
