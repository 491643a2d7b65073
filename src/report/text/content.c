/* content.c - a study as a document: the order of the sections, and the summary.
 *
 * The summary repeats the main claims of the sections, so that the first screen answers:
 * what was compared, which models are best, what traits do, the cost, and cautions. */
#include <math.h>
#include <string.h>

#include "report/text/content.h"

#define DATA_SETS_MOST 3

/* The least and the greatest value among the experiments; false: none recorded it. */
static bool range_of(const lmev_experiments *all,
                     uint64_t (*of)(const lmev_experiment *x), uint64_t *low,
                     uint64_t *high)
{
    *low = UINT64_MAX;
    *high = 0;
    for (size_t i = 0; i < all->n; i++) {
        uint64_t v = of(&all->at[i]);
        if (v == 0) continue;
        *low = v < *low ? v : *low;
        *high = v > *high ? v : *high;
    }
    return *high > 0;
}

static uint64_t train_rows(const lmev_experiment *x)
{
    return x->n_train;
}
static uint64_t test_rows(const lmev_experiment *x)
{
    return x->n_test;
}
static uint64_t classes(const lmev_experiment *x)
{
    return x->n_classes;
}

/* "25,000" or "1,571 to 1,574"; "-" when not recorded. */
static const char *range_words(lmev__draft *c, uint64_t (*of)(const lmev_experiment *x))
{
    uint64_t low, high;
    if (!range_of(c->s->all, of, &low, &high)) return "-";
    return low == high ? lmev__phrase(c, "%1", as_count(low))
                       : lmev__phrase(c, T_("%1 to %2"), as_count(low), as_count(high));
}

/* The distinct names of the data sets, in the order of the experiments; one more than is
 * shown means that there are more. */
typedef struct names {
    size_t n;
    const char *at[DATA_SETS_MOST + 1];
} names;

static names data_sets(const lmev_experiments *all)
{
    names found = {0};
    for (size_t i = 0; i < all->n && found.n <= DATA_SETS_MOST; i++) {
        const char *name = lmev__base_name(all->at[i].data_set);
        bool known = *name == 0;
        for (size_t k = 0; k < found.n; k++) known |= strcmp(found.at[k], name) == 0;
        if (!known) found.at[found.n++] = name;
    }
    return found;
}

static const char *name_at(lmev__draft *c, const void *self, size_t i)
{
    return lmev__draft_clean(c, ((const names *)self)->at[i]);
}

static void say_data(lmev__draft *c)
{
    names files = data_sets(c->s->all);
    if (files.n > DATA_SETS_MOST)
        lmev__sentence(c, LMEV__PLAIN, c->all, T_("Data: %1, %2, %3 and others."),
                       as_raw(files.at[0]), as_raw(files.at[1]), as_raw(files.at[2]));
    else if (files.n > 0)
        lmev__sentence(
            c, LMEV__PLAIN, c->all, T_("Data: %1."),
            as_phrase(lmev__list(c, name_at, &files, files.n, DATA_SETS_MOST)));
    lmev__sentence(
        c, LMEV__PLAIN, c->all, T_("Rows to train on: %1; to test on: %2; classes: %3."),
        as_phrase(range_words(c, train_rows)), as_phrase(range_words(c, test_rows)),
        as_phrase(range_words(c, classes)));
}

static void say_what(lmev__draft *c)
{
    const lmev__study *s = c->s;
    size_t low = SIZE_MAX, high = 0;
    for (size_t m = 0; m < s->n_models; m++) {
        low = s->model[m].n < low ? s->model[m].n : low;
        high = s->model[m].n > high ? s->model[m].n : high;
    }
    if (s->n_models == 1)
        lmev__sentence(c, LMEV__PLAIN, c->all,
                       s->all->n == 1 ? T_("One experiment of one model.")
                                      : T_("%1 experiments of one model."),
                       as_count(s->all->n));
    else
        lmev__sentence(
            c, LMEV__PLAIN, c->all,
            low == high ? T_("%1 experiments of %2 models (trials of each: %3).")
                        : T_("%1 experiments of %2 models (trials of each: %3 to %4)."),
            as_count(s->all->n), as_count(s->n_models), as_count(low), as_count(high));
    say_data(c);
    lmev__plain_sentence(
        c, s->n_models < 2
               ? T_("Scores are balanced accuracies (BAC), means over trials; brackets "
                    "hold 95% intervals.")
               : T_("Scores are balanced accuracies (BAC), means over trials; brackets "
                    "hold 95% intervals. The more models there are, the less often the "
                    "interval of the highest one covers its true BAC."));
}

static void summary(lmev__draft *c)
{
    const lmev__study *s = c->s;
    lmev__section_begin(c, "summary", T_("Summary"));
    say_what(c);
    lmev__claim_best(c);
    lmev__claim_cheapest(c);
    lmev__claim_effects(c, false);
    lmev__claim_pair_counts(c);
    lmev__claim_spread(c);
    lmev__claim_effects(c, true);
    lmev__claim_devices(c);
    lmev__caution_weights(c);
    lmev__caution_warnings(c);
    if (s->all->n_left_out > 0)
        lmev__sentence(c, LMEV__CAUTION, (lmev__sources){0},
                       s->all->n_left_out == 1
                           ? T_("One run was left out; the section on it says why.")
                           : T_("%1 runs were left out; the section on them says why."),
                       as_count(s->all->n_left_out));
}

/* A number without the marks of a sentence. */
static const char *count_words(lmev__draft *c, size_t n)
{
    lmev__buf b = LMEV__BUF_INIT;
    lmev__put_count(&b, c->language, (double)n);
    return lmev__draft_keep(c, &b);
}

void lmev__content(lmev__draft *c)
{
    c->d->subtitle = lmev__phrase(c, T_("Models: %1, experiments: %2"),
                                  as_phrase(count_words(c, c->s->n_models)),
                                  as_phrase(count_words(c, c->s->all->n)));
    summary(c);
    lmev__content_models(c);
    lmev__content_differences(c);
    lmev__content_groups(c);
    lmev__content_spread(c);
    lmev__content_power(c);
    lmev__content_simulated(c);
    lmev__content_cost(c);
    lmev__content_training(c);
    lmev__content_classes(c);
    lmev__content_experiments(c);
    lmev__content_left_out(c);
    lmev__content_method(c);
}
