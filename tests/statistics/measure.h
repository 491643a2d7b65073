/* measure.h - what the library says of a study, held against what is true of it. */
#ifndef LMEV_TESTS_MEASURE_H
#define LMEV_TESTS_MEASURE_H
#include "study.h"
#include "tally.h"

enum { PAIRS = 1, TRAITS = 2, SPREAD = 4 }; /* what to measure */

/* Room for one thread's studies of a setting. */
typedef struct meter meter;
meter *meter_new(const setting *s);
void meter_free(meter *m);
/* out: what is not measured is NaN. Ends the program if the library fails. */
void measure_study(double out[MEASURES], meter *m, const study *s, unsigned what);
#endif
