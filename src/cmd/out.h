/* out.h - the product: bytes on stdout, or in a file that appears when it is complete.
 *
 * Buffered in large blocks. A reader that leaves (a closed pipe) ends the output quietly;
 * any other failed write is told once, at out_end, which then returns 1. After either,
 * adding does nothing; out_open tells long loops to stop. One output a process. */
#ifndef LMEV__CMD_OUT_H
#define LMEV__CMD_OUT_H
#include "lmev/base.h"

/* path NULL or "-": stdout. Else a file, as lmev/file.h has it. Returns -1, or the exit
 * code after a fault. */
int out_begin(const char *path);
/* Would writing to path (as out_begin takes it) replace input, or go into it while it is
 * read? Then 2, after the fault; else -1. See lmev_file_apart. */
int out_apart(const char *path, const char *input);
bool out_open(void);
/* Hand on what was added so far, for a reader who waits for it. A signal ends the wait
 * for one who takes nothing: out_end then says so. */
void out_flush(void);
/* Flush and publish. Returns code, or 1 when the output could not be written. With a code
 * other than 0 an unfinished file is removed. */
int out_end(int code);

void out_add(const char *at, size_t n);
void out_text(const char *s);
void out_print(const char *format, ...) __attribute__((format(printf, 1, 2), nonnull(1)));
/* A text of others for a terminal: nothing in it steers that. Results for programs go
 * out as they are, with the functions below. */
void out_shown(const char *at, size_t n);
/* A CSV field, quoted where it must be (as pandas does). */
void out_csv(const char *at, size_t n);
/* A JSON string with its quotes; bytes that are no UTF-8 as lmev_text_mended has them. */
void out_json(const char *at, size_t n);
/* A JSON number, or null when it is not finite. */
void out_json_real(double v, const char *format) __attribute__((format(printf, 2, 0)));
void out_share(float p); /* p in [0, 1] with six decimals, fast */
#endif
