/* numbers.c - the numbers of experiments, one by one and summed up. */
#include "report/analysis/numbers.h"

#include <math.h>

#include "report/analysis/study.h"

double lmev__bac(const lmev_experiment *x)
{
    return x->bac;
}

double lmev__training_time(const lmev_experiment *x)
{
    return x->training_took;
}

double lmev__prediction_time(const lmev_experiment *x)
{
    return x->predict_took;
}

double lmev__bac_best(const lmev_experiment *x)
{
    return x->bac_best;
}

double lmev__bac_last(const lmev_experiment *x)
{
    return x->bac_last;
}

double lmev__min_val_loss(const lmev_experiment *x)
{
    double low = (double)NAN;
    for (uint32_t e = 0; e < x->n_epochs; e++)
        low = fmin(low, x->val_loss[e]); /* of NaN and a number: the number */
    return low;
}

double lmev__last_val_loss(const lmev_experiment *x)
{
    return x->n_epochs ? x->val_loss[x->n_epochs - 1] : (double)NAN;
}

size_t lmev__recorded(double *to, const lmev_experiments *all, const size_t *which,
                      size_t n, lmev__number_of of)
{
    size_t kept = 0;
    for (size_t i = 0; i < n; i++) {
        double v = of(&all->at[which[i]]);
        if (isfinite(v)) to[kept++] = v;
    }
    return kept;
}

lmev_summary lmev__summary_of(double *scratch, const lmev_experiments *all,
                              const size_t *which, size_t n, lmev__number_of of)
{
    return lmev_stat_summarize(scratch, lmev__recorded(scratch, all, which, n, of),
                               LMEV__LEVEL);
}

int lmev__higher_first(double a, double b)
{
    if (isnan(a) || isnan(b)) return isnan(a) - isnan(b);
    return (a < b) - (a > b);
}

char lmev__weights_of(const lmev_experiment *x)
{
    const bool best = fabs(x->bac - x->bac_best) <= LMEV__SAME_BAC,
               last = fabs(x->bac - x->bac_last) <= LMEV__SAME_BAC;
    return best && last ? 'e' : best ? 'b' : last ? 'l' : '?';
}

lmev__kept_weights lmev__count_kept(const lmev_experiments *all)
{
    lmev__kept_weights k = {0};
    size_t equal = 0;
    for (size_t i = 0; i < all->n; i++) {
        const lmev_experiment *x = &all->at[i];
        const char which = lmev__weights_of(x);
        k.best += which == 'b';
        k.last += which == 'l';
        equal += which == 'e';
        if (which == '?')
            ++*(isnan(x->bac_best) || isnan(x->bac_last) ? &k.unknown : &k.neither);
    }
    *(k.last ? &k.last : &k.best) += equal;
    return k;
}
