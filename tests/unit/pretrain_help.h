/* pretrain_help.h - what the tests of pretraining's network share: a text of 900 tokens,
 * and a network that is small enough for doubles. */
#ifndef LMEV_TESTS_PRETRAIN_HELP_H
#define LMEV_TESTS_PRETRAIN_HELP_H
#include "base/mem.h"
#include "help.h"
#include "pretrain/nnlm.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum {
    KNOWN = 113,
    BUCKETS = 3,
    ROWS = KNOWN + BUCKETS + 1,
    CLASSES = KNOWN + 2,
    TOKENS = 900
};

typedef struct toy {
    uint32_t row[TOKENS], order[TOKENS];
    uint64_t count[CLASSES];
    lmev__running text;
} toy;

static inline void toy_make(toy *t, uint64_t seed)
{
    memset(t, 0, sizeof *t);
    for (int i = 0; i < TOKENS; i++) {
        const bool end = i == TOKENS - 1 || toss(&seed) % 6 == 0;
        const uint32_t r = toss(&seed) % (KNOWN + BUCKETS),
                       skewed = toss(&seed) % 2 ? r : r % 9;
        t->row[i] = end ? LMEV__END : skewed;
        t->order[i] = (uint32_t)i;
        t->count[end ? CLASSES - 1 : skewed < KNOWN ? skewed : KNOWN]++;
    }
    t->text = (lmev__running){t->row, TOKENS};
}

/* The first 40 predictions become 20 first words, one context for more of them than a row
 * takes, with different targets and (from the ninth on the same again) equal ones, and
 * every other one. */
static inline void toy_crowd(toy *t)
{
    uint32_t first[8], n = 0;
    for (uint32_t i = 0; n < 8; i++)
        if (i == 0 || t->row[i - 1] == LMEV__END) first[n++] = i;
    for (uint32_t i = 0; i < 20; i++)
        t->order[i] = first[i % 8], t->order[20 + i] = 2 * i + 1;
}

/* The n rows before prediction number `at`, the nearest first. */
static inline void toy_context(uint32_t *context, const lmev__running *text, size_t at,
                               uint32_t n)
{
    bool begun = false;
    for (uint32_t k = 0; k < n; k++) {
        begun = begun || at == 0 || text->row[at - 1] == LMEV__END;
        context[k] = begun ? ROWS - 1 : text->row[--at];
    }
}

static inline lmev__nnlm_params toy_params(void)
{
    return (lmev__nnlm_params){.rows = ROWS,
                               .classes = CLASSES,
                               .known = KNOWN,
                               .dim = 6,
                               .context = 3,
                               .n_hidden = 2,
                               .units = {10, 7},
                               .direct = true,
                               .precision = LMEV_PRECISION_F32,
                               .threads = 2,
                               .batch_size = 40,
                               .samples = 64,
                               .power = 0.75,
                               .learning_rate = 0.01,
                               .beta_1 = 0.9,
                               .beta_2 = 0.999,
                               .epsilon = 1e-7,
                               .seed = 5};
}
#endif
