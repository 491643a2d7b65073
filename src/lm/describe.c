/* describe.c - what a language model does, in words for people: how a text becomes rows
 * and rows a vector. Programs ask the other functions of lmev/lm.h; no one reads this
 * text. */
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>

#include "lm/model2vec/model2vec.h"
#include "lm/vectors/fasttext.h"

/* A text in the caller's room, cut where that ends. */
typedef struct phrase {
    char *at;
    size_t n, room;
} phrase;

__attribute__((format(printf, 2, 3))) static void add(phrase *p, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    const int n = vsnprintf(p->at + p->n, p->room - p->n, format, args);
    va_end(args);
    if (n > 0) p->n += (size_t)n < p->room - p->n ? (size_t)n : p->room - p->n - 1;
}

static void describe_words(phrase *p, const lmev__words *w)
{
    static const char *const strip[] = {
        [LMEV__STRIP_NONE] = "",
        [LMEV__STRIP_PUNCT] = "punctuation is removed; ",
        [LMEV__STRIP_ASCII_PUNCT] = "ASCII punctuation is removed; ",
    };
    static const char *const split[] = {
        [LMEV__SPLIT_SPACES] = "words between spaces",
        [LMEV__SPLIT_EACH_SPACE] = "words between single spaces, empty ones too",
        [LMEV__SPLIT_WHITE] = "words between ASCII white space",
        [LMEV__SPLIT_NONE] = "the whole text is one word",
    };
    add(p, "%s%s%s; ", strip[w->strip], w->lower ? "lower case; " : "", split[w->split]);
    if (w->buckets > 0)
        add(p, "unknown ones to %" PRIu32 " hash buckets", w->buckets);
    else
        add(p, "unknown ones are left out");
    if (w->fill_empty) add(p, "; a text without words counts as an empty word");
}

static void describe_fasttext(phrase *p, const lmev__fasttext *f)
{
    add(p, "words between ASCII white space");
    if (f->max_n > 0 && f->buckets > 0)
        add(p,
            "; n-grams of %" PRIu32 " to %" PRIu32 " characters in %" PRIu32
            " hash buckets",
            f->min_n, f->max_n, f->buckets);
    else
        add(p, "; unknown ones are left out");
    if (f->word_n > 1)
        add(p, "; n-grams of up to %" PRIu32 " words in %" PRIu32 " hash buckets",
            f->word_n, f->buckets);
    if (f->pruned) add(p, ", of which %" PRIu32 " have rows", f->n_kept);
}

static void describe_pieces(phrase *p, const lmev__pieces *s)
{
    add(p, "%s tokens of its tokenizer.json", lmev__tokenizer_kind(s->tokenizer));
    if (lmev__tokenizer_unknown(s->tokenizer) != LMEV__NO_TOKEN)
        add(p, "; the unknown token %s", s->drop_unknown ? "is dropped" : "counts");
    if (s->max_chars != UINT64_MAX)
        add(p, "; of the first %" PRIu64 " characters", s->max_chars);
    if (s->max_tokens != UINT64_MAX)
        add(p, "; the %s %" PRIu64 " tokens", s->keep_last ? "last" : "first",
            s->max_tokens);
    if (s->n_mapping > 0) add(p, "; several tokens share a row");
    if (s->n_weight > 0) add(p, "; each token has a weight");
}

void lmev_lm_describe(const lmev_lm *lm, char *text, size_t room)
{
    phrase p = {.at = text, .room = room};
    if (room == 0) return;
    text[0] = '\0';
    if (lm->kind == &lmev__kind_words)
        describe_words(&p, lm->self);
    else if (lm->kind == &lmev__kind_fasttext)
        describe_fasttext(&p, lm->self);
    else
        describe_pieces(&p, lm->self);
}

const char *lmev_lm_combiner_name(const lmev_lm *lm)
{
    static const char *const name[] = {[LMEV_COMBINER_SUM] = "sum",
                                       [LMEV_COMBINER_MEAN] = "mean",
                                       [LMEV_COMBINER_SQRTN] = "sqrtn"};
    static const char *const of_words[] = {
        [LMEV__WEIGH_SUM] = "sum",
        [LMEV__WEIGH_MEAN] = "mean",
        [LMEV__WEIGH_SQRTN] = "sqrtn",
        [LMEV__WEIGH_UNIT] = "sentence",
    };
    if (lm->kind == &lmev__kind_fasttext) {
        const lmev__fasttext *f = lm->self;
        if (f->weigh != LMEV__WEIGH_ROWS) return of_words[f->weigh];
    }
    return name[lm->combiner];
}
