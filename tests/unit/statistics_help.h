/* statistics_help.h - compare doubles: NaN with NaN, infinity with infinity. */
#ifndef LMEV_TEST_STATISTICS_HELP_H
#define LMEV_TEST_STATISTICS_HELP_H
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>

#include <cmocka.h>

#include "lmev/metric.h"

#define COUNT(array) (sizeof(array) / sizeof *(array))

static void near_to(double got, double want, double tolerance, const char *what)
{
    if (isnan(want) ? !isnan(got) : !(got == want || fabs(got - want) <= tolerance))
        fail_msg("%s is %.17g, expected %.17g", what, got, want);
}

/* want: difference, se, low, high, t, df, p. Each within `relative` of itself, or of the
 * se where it can be near 0: a difference, and what is computed from it. */
static inline void test_near(lmev_test got, const double want[7], double relative,
                             const char *what)
{
    static const char *const name[] = {"difference", "se", "low", "high", "t", "df", "p"};
    const double found[7] = {got.difference, got.se, got.low, got.high,
                             got.t,          got.df, got.p};
    const double scale = fmax(fabs(want[0]), want[1]);
    for (size_t k = 0; k < 7; k++) {
        char part[160];
        double by = fabs(want[k]);
        if (k != 1 && k < 4 && scale > by) by = scale;
        if (k == 4 && by < 1) by = 1;
        snprintf(part, sizeof part, "%s of %s", name[k], what);
        near_to(found[k], want[k], relative * by, part);
    }
}
#endif
