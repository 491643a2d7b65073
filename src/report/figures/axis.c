/* axis.c - scales of figures: steps of 1, 2 or 5 times a power of ten, the nice numbers
 * of P. S. Heckbert (Graphics Gems, 1990, "Nice numbers for graph labels"). Values of
 * any size are taken; an axis that floating point cannot divide has no ticks. */
#include "report/figures/axis.h"

#include <math.h>

/* A tick that rounding moved a little beyond the end counts. */
#define SLACK 1e-9

lmev__axis lmev__axis_of(double low, double high, int parts)
{
    if (!(high > low)) {
        const double room = fabs(low) > 0 ? 0.05 * fabs(low) : 1;
        low -= room;
        high += room;
    }
    const double wanted = (high - low) / parts;
    const double unit = pow(10, floor(log10(wanted)));
    const double r = wanted / unit;
    const double step = unit * (r <= 1 ? 1 : r <= 2 ? 2 : r <= 5 ? 5 : 10);
    lmev__axis a = {.low = step * floor(low / step + SLACK),
                    .high = step * ceil(high / step - SLACK),
                    .step = step};
    const double digits = -floor(log10(step) + SLACK);
    a.digits = digits > 0 ? (int)fmin(digits, 9) : 0;
    return a;
}

lmev__axis lmev__axis_log(double low, double high)
{
    return (lmev__axis){.low = low / 1.25, .high = high * 1.25, .log = true};
}

double lmev__axis_at(const lmev__axis *a, double v, double from, double to)
{
    const double share = a->log ? log(v / a->low) / log(a->high / a->low)
                                : (v - a->low) / (a->high - a->low);
    return from + share * (to - from);
}

static size_t linear_ticks(const lmev__axis *a, lmev__tick *tick)
{
    const double first = ceil(a->low / a->step - SLACK),
                 last = floor(a->high / a->step + SLACK);
    size_t n = 0;
    if (!isfinite(first) || !(last - first < LMEV__TICKS)) return 0;
    for (double i = first; i <= last; i++)
        tick[n++] = (lmev__tick){.at = i * a->step, .digits = a->digits};
    return n;
}

static size_t log_ticks(const lmev__axis *a, lmev__tick *tick)
{
    static const double of[] = {1, 2, 5};
    const int parts = a->high / a->low > 500 ? 1 : 3;
    size_t n = 0;
    if (!(a->low > 0) || !isfinite(a->high)) return 0;
    for (int e = (int)floor(log10(a->low)); e <= (int)ceil(log10(a->high)); e++)
        for (int i = 0; i < parts; i++) {
            const double v = of[i] * pow(10, e);
            if (v >= a->low && v <= a->high && n < LMEV__TICKS)
                tick[n++] = (lmev__tick){.at = v, .digits = e < 0 ? -e : 0};
        }
    return n;
}

size_t lmev__axis_ticks(const lmev__axis *a, lmev__tick *tick)
{
    return a->log ? log_ticks(a, tick) : linear_ticks(a, tick);
}
