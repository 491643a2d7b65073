/* tally.c - see tally.h. The order of the sums is that of the studies, not of the
 * threads. */
#include "tally.h"

#include <math.h>

mean mean_of(const double (*studies)[MEASURES], size_t n_studies, measure m)
{
    mean x = {0, 0, 0};
    double squares = 0;
    for (size_t i = 0; i < n_studies; i++) {
        if (isnan(studies[i][m])) continue;
        const double off = studies[i][m] - x.value;
        x.n++;
        x.value += off / (double)x.n;
        squares += off * (studies[i][m] - x.value);
    }
    if (x.n == 0) x.value = NAN;
    x.se = x.n > 1 ? sqrt(squares / (double)(x.n - 1) / (double)x.n) : (double)NAN;
    return x;
}

static double slack(mean x, double limit)
{
    const double share = limit > 0 && limit < 1 ? limit * (1 - limit) : 0;
    return 3 * fmax(x.se, sqrt(share / (double)x.n));
}

bool is_within(mean x, double low, double high)
{
    return x.value >= low - slack(x, low) && x.value <= high + slack(x, high);
}
