/* talk.h - all output to stderr: faults, hints, notes and progress.
 *
 * A process has one conversation, so its state is in talk.c. On a terminal, progress is a
 * bar, redrawn at most ten times per second and erased before any other message.
 * Elsewhere it is a plain line about every ten seconds, and one when a longer task ends.
 * --quiet leaves warnings and faults. NO_COLOR and TERM=dumb are respected. */
#ifndef LMEV__CMD_TALK_H
#define LMEV__CMD_TALK_H
#include "lmev/base.h"

/* borrowed; the prefix of messages: "lmev VERB: ..." */
void talk_begin(const char *verb);
void talk_quiet(void);
void talk_no_progress(void); /* when the terminal of the bar also shows stdout */

/* Report the fault in err (or the meaning of the status), its place and its hint. Returns
 * the exit code of the status. */
int talk_fault(lmev_status status, const lmev_error *err);
/* The same of a classifier that cannot be loaded, with a hint where there is none. */
int talk_no_classifier(lmev_status s, lmev_error *err);
/* Report a fault of the command line; hint may be NULL. Returns 2. */
int talk_usage(const char *hint, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
void talk_plain_fault(const char *format, ...) __attribute__((format(printf, 1, 2)));
void talk_warn(const char *format, ...) __attribute__((format(printf, 1, 2)));
void talk_say(const char *format, ...) __attribute__((format(printf, 1, 2)));

void talk_progress(const lmev_progress *p);
void talk_progress_end(void);

/* The listener for the library: messages and progress as above, stop by signal. */
const lmev_watch *talk_watch(void);

/* From now on SIGINT, SIGTERM, SIGHUP (unless it is ignored, as by nohup) and SIGUSR1
 * request a stop. Work that has not ended by itself half a second later, or a second
 * signal, ends the process at once, after files with temporary names are removed. The
 * exit code is 128 + the number of the signal. SIGBUS, which a mapped file raises after
 * it was truncated, ends the process with 1 and a message. */
void talk_catch_signals(void);
/* From now on the same command can resume after a stop: the exit code is 75, and reaching
 * the next checkpoint may take five seconds. A second signal ends the process as
 * before. */
void talk_goes_on(void);
bool talk_stopped(void);

double talk_clock(void); /* seconds, monotonic */
#endif
