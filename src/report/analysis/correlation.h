/* correlation.h - the correlation of two numbers of trials, between and within models. */
#ifndef LMEV__REPORT_ANALYSIS_CORRELATION_H
#define LMEV__REPORT_ANALYSIS_CORRELATION_H
#include "lmev/base.h"

/* Pearson's r. NaN: too few values, or one of the numbers does not vary. */
typedef struct lmev__correlation {
    size_t n, n_groups; /* trials; groups that have any */
    double all;         /* of the trials as they are */
    double between;     /* of the means of the groups; takes three groups */
    double within;      /* of the deviations from those means; takes n - n_groups >= 3 */
    double low, high;   /* 95 % interval of within: Fisher's, of the standard error
                         * 1 / sqrt(n - n_groups - 2) */
} lmev__correlation;
/* x, y, group_of: [n], groups below n_groups. False: out of memory, *out is untouched. */
bool lmev__correlate(lmev__correlation *out, const double *x, const double *y,
                     const size_t *group_of, size_t n, size_t n_groups);
#endif
