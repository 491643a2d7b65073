/* distributions.h - tails that tests of the library need; the public part is lmev/metric.h. */
#ifndef LMEV_METRIC_DISTRIBUTIONS_H
#define LMEV_METRIC_DISTRIBUTIONS_H

#include "lmev/metric.h"

/* P(|T| > |t|) of Student's t: keeps its relative accuracy where it is small, which 1 - cdf
 * does not. */
double lmev__t_two_sided(double t, double df);
/* P(X <= k) of a binomial with n throws of a fair coin; 0 <= k <= n / 2. */
double lmev__coin_tail(double k, double n);
/* From difference, se and df of *test: t, p and the interval. se of 0 is a sample without any
 * spread: p is 1 or 0; a se of NaN makes all NaN. */
void lmev__test_finish(lmev_test *test, double level);

#endif
