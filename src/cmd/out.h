/* out.h - the output of a verb: bytes to stdout, or to a file that appears when it is
 * complete.
 *
 * Output is buffered in large blocks. When the reader of a pipe closes it, the output
 * ends quietly; any other failed write is reported once, by out_end, which then returns
 * 1. After either, adding does nothing; out_open tells long loops to stop. A process has
 * one output. */
#ifndef LMEV__CMD_OUT_H
#define LMEV__CMD_OUT_H
#include "lmev/base.h"

/* path NULL or "-": stdout; otherwise a file (lmev/file.h). Returns -1, or the exit code
 * after a reported fault. */
int out_begin(const char *path);
/* Whether writing to path would replace the input, or append to it while it is read: then
 * 2, after reporting it; otherwise -1. See lmev_file_apart. */
int out_apart(const char *path, const char *input);
bool out_open(void);
/* Write what was added so far, for a reader that waits for it. A signal ends the wait for
 * a reader that takes nothing; out_end then reports it. */
void out_flush(void);
/* Flush and publish. Returns code, or 1 when the output could not be written. With a code
 * other than 0 an unfinished file is removed. */
int out_end(int code);

void out_add(const char *at, size_t n);
void out_text(const char *s);
void out_print(const char *format, ...) __attribute__((format(printf, 1, 2), nonnull(1)));
/* A foreign text for a terminal, without control sequences. Results for programs are
 * written unchanged, with the functions below. */
void out_shown(const char *at, size_t n);
/* A CSV field, quoted where it must be (as pandas does). */
void out_csv(const char *at, size_t n);
/* A JSON string with its quotes; bytes that are not UTF-8 are replaced as by
 * lmev_text_mended. */
void out_json(const char *at, size_t n);
/* A JSON number, or null when it is not finite. */
void out_json_real(double v, const char *format) __attribute__((format(printf, 2, 0)));
void out_share(float p); /* p in [0, 1] with six decimals, fast */
#endif
