/* axis.h - scales of figures: where a value lies, and which values get a label. */
#ifndef LMEV__REPORT_FIGURES_AXIS_H
#define LMEV__REPORT_FIGURES_AXIS_H
#include <stdbool.h>
#include <stddef.h>

typedef struct lmev__axis {
    double low, high;
    double step; /* between ticks of a linear axis */
    int digits;  /* after the point, of its labels */
    bool log;
} lmev__axis;

/* A linear axis that holds [low, high] and begins and ends with a round tick; it has
 * about `parts` of them. Where low is not below high, some room around low. */
lmev__axis lmev__axis_of(double low, double high, int parts);
/* A logarithmic axis with a quarter more on each side; both > 0. */
lmev__axis lmev__axis_log(double low, double high);
/* Where v lies when low is at `from` and high at `to`. */
double lmev__axis_at(const lmev__axis *a, double v, double from, double to);

#define LMEV__TICKS 64
typedef struct lmev__tick {
    double at;
    int digits; /* after the point */
} lmev__tick;
/* The ticks in ascending order, at most LMEV__TICKS; returns how many. Of a logarithmic
 * axis: 1, 2 and 5 of each power of ten, and the powers alone where it spans more than a
 * factor of 500. */
size_t lmev__axis_ticks(const lmev__axis *a, lmev__tick *tick);
#endif
