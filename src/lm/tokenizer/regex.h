/* regex.h - the patterns of a tokenizer.json: the Oniguruma door.
 *
 * huggingface/tokenizers uses the same engine with the same syntax, so that patterns mean
 * the same. A file is not to be trusted: patterns are bounded in length, groups and
 * repetitions, know no callouts and no calls of groups, and a search that goes astray is
 * given up. */
#ifndef LMEV__LM_TOKENIZER_REGEX_H
#define LMEV__LM_TOKENIZER_REGEX_H
#include "lmev/base.h"

/* The pattern of ByteLevel, GPT-2's. It is matched by a loop, in no memory, whatever the
 * length of the text; the engine keeps a note for each character of a repetition. */
#define LMEV__GPT2 \
    "'s|'t|'re|'ve|'m|'ll|'d| ?\\p{L}+| ?\\p{N}+| ?[^\\s\\p{L}\\p{N}]+|\\s+(?!\\S)|\\s+"

typedef struct lmev__regex lmev__regex;
lmev_status lmev__regex_new(lmev__regex **out, lmev_str pattern, const char *source,
                            lmev_error *err);
void lmev__regex_free(lmev__regex *r);

/* Tell `found` of all matches in valid UTF-8, from left to right, without overlap; an
 * empty match directly behind the last match is none. It may return false to end the
 * search. Any number of threads may search with one regex. */
typedef bool (*lmev__regex_found)(void *self, size_t begin, size_t end);
lmev_status lmev__regex_each(const lmev__regex *r, lmev_str text, lmev__regex_found found,
                             void *self, lmev_error *err);
#endif
