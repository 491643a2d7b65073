/* decimal.h - a float as the shortest decimal that reads back as the same float. */
#ifndef LMEV__BASE_DECIMAL_H
#define LMEV__BASE_DECIMAL_H
#include <stddef.h>

#define LMEV__DECIMAL_ROOM 16 /* bytes that a float takes at most */

/* Writes v, as Python's repr does for its doubles ("0.1", "-3.0", "1.5e-07", "nan",
 * "-inf"), without a NUL; returns the number of bytes. Of the shortest decimals that
 * round to v the nearest to it; the same on every machine and in every locale. */
size_t lmev__decimal(char to[LMEV__DECIMAL_ROOM], float v);
#endif
