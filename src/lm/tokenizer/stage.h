/* stage.h - what the normalizer and the pre-tokenizer of a tokenizer.json have in
 * common. */
#ifndef LMEV__LM_TOKENIZER_STAGE_H
#define LMEV__LM_TOKENIZER_STAGE_H
#include "base/buf.h"
#include "base/format/json.h"
#include "lm/tokenizer/regex.h"

#define LMEV__SWAP(type, a, b)     \
    do {                           \
        const type swapped_ = (a); \
        (a) = (b);                 \
        (b) = swapped_;            \
    } while (0)

/* The most bytes that a stage may make of n. */
static inline size_t lmev__stage_most(size_t n)
{
    return n > (SIZE_MAX >> 8) ? SIZE_MAX / 2 : 64 * n + (1u << 16);
}

/* ---- text ---- */

/* Append n bytes to out, each maximal sequence that is not UTF-8 as one U+FFFD. */
void lmev__utf8_repair(lmev_str text, lmev__buf *out);
/* Append bytes as characters that can be seen: printable ASCII and Latin-1 as themselves,
 * the other 68 from U+0100 on. */
void lmev__bytes_visible(lmev_str bytes, lmev__buf *out);
/* As lmev__regex_each, for a fixed text of n > 0 bytes. */
void lmev__text_each(lmev_str pattern, lmev_str text, lmev__regex_found found,
                     void *self);

/* ERR_FORMAT for a text that cannot be taken apart, told by its beginning, so that its
 * row can be found. */
lmev_status lmev__text_refused(const char *source, lmev_str text, const char *why,
                               lmev_error *err);

/* ---- JSON ---- */

typedef struct lmev__stage_json {
    const lmev__json *value; /* NULL and null: no steps */
    const char *source;
    const char *stage; /* "normalizer", for messages */
    const char *list;  /* "normalizers": where a Sequence has its own */
} lmev__stage_json;

/* Call add for each step in the order of running, Sequences taken apart: at most 64
 * steps, nested at most 8 deep. */
typedef lmev_status (*lmev__stage_add)(void *self, const char *type,
                                       const lmev__stage_json *j, lmev_error *err);
lmev_status lmev__stage_walk(const lmev__stage_json *j, lmev__stage_add add, void *self,
                             lmev_error *err);
/* Members of j->value. What is absent or null takes the fallback; NULL: it must be
 * there. */
lmev_status lmev__stage_bool(const lmev__stage_json *j, const char *key,
                             const bool *fallback, bool *out, lmev_error *err);
lmev_status lmev__stage_string(const lmev__stage_json *j, const char *key, lmev_str *out,
                               lmev_error *err); /* borrowed */
lmev_status lmev__stage_text(const lmev__stage_json *j, const char *key, lmev_str *out,
                             lmev_error *err); /* a copy */
/* "pattern": {"String": ...} to *text (a copy), {"Regex": ...} or an empty String to
 * *regex. */
lmev_status lmev__stage_pattern(const lmev__stage_json *j, lmev_str *text,
                                lmev__regex **regex, lmev_error *err);
/* The index in names of the string at key; absent: fallback, or refused when that is <
 * 0. */
lmev_status lmev__stage_choice(const lmev__stage_json *j, const char *key,
                               const char *const *names, size_t n, int fallback, int *out,
                               lmev_error *err);
/* Refuse a type that is not in names. */
lmev_status lmev__stage_unknown(const lmev__stage_json *j, const char *type,
                                const char *const *names, size_t n, lmev_error *err);
#endif
