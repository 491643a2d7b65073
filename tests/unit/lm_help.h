/* lm_help.h - small language models of whole words for tests, and the ids of one text. */
#ifndef LMEV_TESTS_LM_HELP_H
#define LMEV_TESTS_LM_HELP_H
#include <string.h>

#include "lm/lm_impl.h"

/* As a TF-Hub module has them: the lines of tokens, then buckets; no table. */
static inline lmev_status words_lm(lmev_lm **out, lmev_str tokens, const char *source,
                                   uint32_t dim, bool normalize, uint32_t buckets,
                                   lmev_combiner combiner, lmev_error *err)
{
    lmev__words w = {.strip = normalize ? LMEV__STRIP_PUNCT : LMEV__STRIP_NONE,
                     .buckets = buckets,
                     .fill_empty = true};
    lmev_lm made = {.format = "scratch", .dim = dim, .combiner = combiner};
    lmev_status s = lmev__words_read(&w.vocab, tokens, SIZE_MAX, source, err);
    if (s == LMEV_OK) s = lmev__words_lm(&made, &w, err);
    return s == LMEV_OK ? lmev__lm_make(out, &made, source, err) : s;
}

/* The ids of a text, as many as room holds; returns how many there are, SIZE_MAX on
 * failure. */
static inline size_t ids_of_text(const lmev_lm *lm, lmev_str text, uint32_t *id,
                                 size_t room)
{
    lmev_bag bag = {0};
    size_t n = SIZE_MAX;
    if (lmev_lm_bag(lm, text, &bag, NULL) == LMEV_OK) {
        n = bag.n;
        if (n > 0 && room > 0) memcpy(id, bag.id, (n < room ? n : room) * sizeof *id);
    }
    lmev_bag_release(&bag);
    return n;
}
#endif
