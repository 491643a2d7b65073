/* distributions.h - tails that tests of the library need; the public part is
 * lmev/metric.h. */
#ifndef LMEV__METRIC_DISTRIBUTIONS_H
#define LMEV__METRIC_DISTRIBUTIONS_H

#include "lmev/metric.h"

/* P(|T| > |t|) of Student's t: keeps its relative accuracy where it is small, which 1 -
 * cdf does not. */
double lmev__t_two_sided(double t, double df);
/* The mean of f(s) where s^2 is chi-squared over its df degrees of freedom: what a
 * function of a t's numerator is on average over its denominator. df infinite: f(1). f is
 * bounded, and changes with log s no faster than a normal's distribution function of
 * deviation 1/16. */
typedef double (*lmev__of_scale)(double s, const void *self);
double lmev__over_scale(double df, lmev__of_scale f, const void *self);
/* What an estimated variance v of df degrees of freedom counts where those of a sum are
 * found from its terms: see contrast.c. */
double lmev__weighed(double v, double df);
/* P(Z <= z) of the normal. */
double lmev__normal_cdf(double z);
/* From difference, se and df of *test: t, p and the interval. se of 0 is a sample without
 * any spread: p is 1 or 0; a se of NaN makes all NaN. */
void lmev__test_finish(lmev_test *test, double level);

#endif
