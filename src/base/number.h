/* number.h - decimal numbers of text files to float32. */
#ifndef LMEV__BASE_NUMBER_H
#define LMEV__BASE_NUMBER_H
#include <stdbool.h>

/* Read a decimal number, [+-] digits [. digits] [e [+-] digits], from *at on, before end.
 * True: *out is the nearest float32 (ties to even, tiny numbers to subnormals and zero),
 * *at is behind it. False: none begins here, or it is beyond the largest float32; *at
 * stays. The decimal sign is the point in every locale; "nan" and "inf" are no
 * numbers. */
bool lmev__float_read(const char **at, const char *end, float *out);
#endif
