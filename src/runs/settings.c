/* settings.c - the values of the settings of an experiment, as text.
 *
 * Two values are equal when their texts are. Reals are written with as few digits as read
 * back as the same double, and with a point in every locale. Cost: some hundred bytes per
 * experiment. Not here: where values come from (facts.c), names of models
 * (report/models.c). */
#include "runs/settings.h"

#include <inttypes.h>
#include <math.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/number.h"
#include "runs/facts.h"

#define OF(member) offsetof(lmev_experiment, member)

static const struct setting {
    const char *word;
    lmev__fact_kind kind;
    size_t at; /* offset in lmev_experiment */
    bool bare; /* the value says it all, without the word */
} settings[LMEV__SETTINGS] = {
    [LMEV__SET_DIM] = {"dim", LMEV__FACT_COUNT4, OF(dim), false},
    [LMEV__SET_TRAIN_ROWS] = {"n", LMEV__FACT_COUNT, OF(n_train), false},
    [LMEV__SET_FILE] = {"file", LMEV__FACT_TEXT, OF(data_set), true},
    [LMEV__SET_VALIDATION_FILE] = {"validation", LMEV__FACT_TEXT, OF(validation_file),
                                   false},
    [LMEV__SET_TEST_FILE] = {"test", LMEV__FACT_TEXT, OF(test_file), false},
    [LMEV__SET_WHERE] = {"where", LMEV__FACT_TEXT, OF(filter), false},
    [LMEV__SET_PRECISION] = {"precision", LMEV__FACT_TEXT, OF(precision), true},
    [LMEV__SET_HANDLE] = {"handle", LMEV__FACT_TEXT, OF(handle), true},
    [LMEV__SET_LM_FILES] = {"sha256", LMEV__FACT_TEXT, OF(lm_files_hash), false},
    [LMEV__SET_NORMALIZE] = {"normalize", LMEV__FACT_FLAG, OF(normalization), false},
    [LMEV__SET_LOWER] = {"lower", LMEV__FACT_FLAG, OF(lower), false},
    [LMEV__SET_COMBINER] = {"combiner", LMEV__FACT_TEXT, OF(combiner), false},
    [LMEV__SET_MIN_COUNT] = {"min_count", LMEV__FACT_NUMBER, OF(min_count), false},
    [LMEV__SET_OOV_BUCKETS] = {"oov_buckets", LMEV__FACT_NUMBER, OF(oov_buckets), false},
    [LMEV__SET_UNITS] = {"units", LMEV__FACT_TEXT, OF(units), false},
    [LMEV__SET_ACTIVATION] = {"activation", LMEV__FACT_TEXT, OF(activation), false},
    [LMEV__SET_DROPOUT] = {"dropout", LMEV__FACT_REAL, OF(dropout), false},
    [LMEV__SET_LM_TRAINABLE] = {"lm_trainable", LMEV__FACT_FLAG, OF(lm_trainable), false},
    [LMEV__SET_OPTIMIZER] = {"optimizer", LMEV__FACT_TEXT, OF(optimizer), true},
    [LMEV__SET_LEARNING_RATE] = {"learning_rate", LMEV__FACT_REAL, OF(learning_rate),
                                 false},
    [LMEV__SET_BETA_1] = {"beta_1", LMEV__FACT_REAL, OF(beta_1), false},
    [LMEV__SET_BETA_2] = {"beta_2", LMEV__FACT_REAL, OF(beta_2), false},
    [LMEV__SET_EPSILON] = {"epsilon", LMEV__FACT_REAL, OF(epsilon), false},
    [LMEV__SET_BATCH_SIZE] = {"batch_size", LMEV__FACT_COUNT4, OF(batch_size), false},
    [LMEV__SET_EPOCHS] = {"epochs", LMEV__FACT_COUNT4, OF(max_epochs), false},
    [LMEV__SET_STOPPING] = {"patience", LMEV__FACT_COUNT4, OF(patience), false},
    [LMEV__SET_RESTORE] = {"restore_best_weights", LMEV__FACT_FLAG, OF(restores_best),
                           false},
    [LMEV__SET_VALIDATION_SPLIT] = {"validation_split", LMEV__FACT_REAL,
                                    OF(validation_split), false},
};

const char *lmev__base_name(const char *path)
{
    size_t n = strlen(path);
    while (n && path[n - 1] != '/' && path[n - 1] != '\\') n--;
    return path + n;
}

const char *lmev__setting_word(lmev__setting k)
{
    return settings[k].word;
}

bool lmev__setting_of_data(lmev__setting k)
{
    return k >= LMEV__SET_TRAIN_ROWS && k <= LMEV__SET_PRECISION;
}

bool lmev__setting_of_grid(lmev__setting k)
{
    return k > LMEV__SET_LM_LAST;
}

bool lmev__setting_of_file(lmev__setting k)
{
    return k >= LMEV__SET_FILE && k <= LMEV__SET_TEST_FILE;
}

/* A value: known, and one of the three. */
typedef struct value {
    enum { UNKNOWN, TEXT, COUNT, REAL } is;
    const char *text;
    size_t n; /* bytes of text that count */
    uint64_t count;
    double real;
} value;

static value of_text(const char *s, size_t most)
{
    const size_t n = strlen(s);
    return (value){.is = n ? TEXT : UNKNOWN, .text = s, .n = n < most ? n : most};
}

static value of_count(uint64_t v, bool known)
{
    return (value){.is = known ? COUNT : UNKNOWN, .count = v};
}

static value of_flag(int v)
{
    return v < 0 ? (value){0} : of_text(v ? "true" : "false", SIZE_MAX);
}

/* Patience 0 is no early stopping, whatever weights it would have restored; and without
 * validation rows nothing stops early. */
static bool is_stopped_early(const lmev_experiment *x)
{
    return x->patience > 0 && x->n_validation != 0;
}

static value of_stopping(const lmev_experiment *x)
{
    if (is_stopped_early(x)) return of_count(x->patience, true);
    return x->max_epochs > 0 ? of_text("none", SIZE_MAX) : (value){0};
}

static value value_of(const lmev_experiment *x, lmev__setting k)
{
    const void *at = (const char *)x + settings[k].at;
    if (lmev__setting_of_file(k))
        return of_text(lmev__base_name(*(char *const *)at), SIZE_MAX);
    switch (k) {
    case LMEV__SET_PRECISION: /* "" is a value: the 2020 study had other arithmetic */
        return (value){.is = TEXT, .text = x->precision, .n = strlen(x->precision)};
    case LMEV__SET_LM_FILES:
        return of_text(x->lm_files_hash, 12);
    case LMEV__SET_STOPPING:
        return of_stopping(x);
    case LMEV__SET_RESTORE:
        return of_flag(is_stopped_early(x) ? x->restores_best : -1);
    default:
        break;
    }
    switch (settings[k].kind) {
    case LMEV__FACT_TEXT:
        return of_text(*(char *const *)at, SIZE_MAX);
    case LMEV__FACT_COUNT:
        return of_count(*(const uint64_t *)at, *(const uint64_t *)at > 0);
    case LMEV__FACT_COUNT4:
        return of_count(*(const uint32_t *)at, *(const uint32_t *)at > 0);
    case LMEV__FACT_NUMBER:
        return of_count((uint64_t)*(const int64_t *)at, *(const int64_t *)at >= 0);
    case LMEV__FACT_FLAG:
        return of_flag(*(const int *)at);
    case LMEV__FACT_REAL:
        return (value){.is = isnan(*(const double *)at) ? UNKNOWN : REAL,
                       .real = *(const double *)at};
    case LMEV__FACT_CURVE: /* is none */
        break;
    }
    return (value){0};
}

static void put_real(lmev__buf *b, double v)
{
    char text[LMEV__REAL_ROOM];
    lmev__buf_add(b, text, lmev__real_shortest(text, 1, v));
}

bool lmev__setting_known(const lmev_experiment *x, lmev__setting k)
{
    return value_of(x, k).is != UNKNOWN;
}

void lmev__setting_put(lmev__buf *b, const lmev_experiment *x, lmev__setting k)
{
    const value v = value_of(x, k);
    const struct setting *s = &settings[k];
    if (!s->bare)
        lmev__buf_printf(b, k == LMEV__SET_TRAIN_ROWS ? "%s = " : "%s ", s->word);
    if (v.is == UNKNOWN && !s->bare) lmev__buf_putc(b, '?');
    if (v.is == TEXT) lmev__buf_add(b, v.text, v.n);
    if (v.is == COUNT) lmev__buf_printf(b, "%" PRIu64, v.count);
    if (v.is == REAL) put_real(b, v.real);
}

bool lmev__setting_differs(const lmev_experiment *a, const lmev_experiment *b,
                           lmev__setting k)
{
    const value x = value_of(a, k), y = value_of(b, k);
    if (k == LMEV__SET_HANDLE && *a->lm_files_hash && *b->lm_files_hash) return false;
    if (x.is == UNKNOWN || y.is == UNKNOWN) return false;
    if (x.is != y.is) return true; /* of early stopping */
    if (x.is == TEXT) return x.n != y.n || memcmp(x.text, y.text, x.n) != 0;
    return x.is == COUNT ? x.count != y.count : x.real < y.real || x.real > y.real;
}
