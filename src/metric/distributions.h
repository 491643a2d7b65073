/* distributions.h - tail probabilities and integrals that the tests need; lmev/metric.h
 * has the public part. */
#ifndef LMEV__METRIC_DISTRIBUTIONS_H
#define LMEV__METRIC_DISTRIBUTIONS_H

#include "lmev/metric.h"

/* P(|T| > |t|) of Student's t. It keeps its relative accuracy where it is small, which 1
 * - cdf does not. */
double lmev__t_two_sided(double t, double df);
/* The mean of f(s), where s^2 is chi-squared divided by its df degrees of freedom: the
 * average of a function of a t statistic's denominator. Infinite df: f(1). f must be
 * bounded and change with log s no faster than a normal distribution function with
 * standard deviation 1/16. */
typedef double (*lmev__of_scale)(double s, const void *self);
double lmev__over_scale(double df, lmev__of_scale f, const void *self);
/* The weight of an estimated variance v with df degrees of freedom in Satterthwaite's
 * formula: see contrast.c. */
double lmev__weighed(double v, double df);
/* P(Z <= z) of the normal. */
double lmev__normal_cdf(double z);
/* Compute t, p and the interval from difference, se and df of *test. A se of 0 means a
 * sample without spread: p is 1 or 0. A se of NaN makes all of them NaN. */
void lmev__test_finish(lmev_test *test, double level);

#endif
