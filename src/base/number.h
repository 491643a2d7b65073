/* number.h - numbers as decimal texts, read and written the same in every locale: the
 * decimal sign is the point. */
#ifndef LMEV__BASE_NUMBER_H
#define LMEV__BASE_NUMBER_H
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Read a decimal number, [+-] digits [. digits] [e [+-] digits], from *at on, before end.
 * True: *out is the nearest float32 (ties to even, tiny numbers to subnormals and zero),
 * *at is behind it. False: none begins here, or it is beyond the largest float32; *at
 * stays. "nan" and "inf" are not numbers. */
bool lmev__float_read(const char **at, const char *end, float *out);

/* The whole text as a double: [-] digits [. digits] [e [+-] digits], each with one digit
 * at least. False: it is anything else, or not finite. */
bool lmev__real_read(const char *text, double *out);

#define LMEV__FLOAT_ROOM   16 /* bytes that lmev__float_shortest writes at most */
#define LMEV__REAL_ROOM    48 /* for lmev__real and lmev__real_shortest, with the NUL */
#define LMEV__GROUPED_ROOM 32 /* for lmev__grouped, with the NUL */

/* Writes v, as Python's repr does for its doubles ("0.1", "-3.0", "1.5e-07", "nan",
 * "-inf"), without a NUL; returns the number of bytes. Of the shortest decimals that
 * round to v the nearest to it; the same on every machine. */
size_t lmev__float_shortest(char to[LMEV__FLOAT_ROOM], float v);

/* As printf's "%.*e", "%.*f" or "%.*g" has it: `how` is 'e', 'f' or 'g', digits 0 to 17.
 * With 'f', numbers of 1e15 and more are written as with 'e'. Returns the length. */
size_t lmev__real(char to[LMEV__REAL_ROOM], char how, int digits, double v);
/* As "%.*g" with the fewest digits, from `digits` on, that read back as v. */
size_t lmev__real_shortest(char to[LMEV__REAL_ROOM], int digits, double v);

/* "1,234,567": returns to. */
char *lmev__grouped(char to[LMEV__GROUPED_ROOM], uint64_t n);
/* The same for n digits as text and any separator: n bytes and one per three at most, and
 * no NUL. Returns the number of bytes. */
size_t lmev__group_digits(char *to, const char *digits, size_t n, char separator);
#endif
