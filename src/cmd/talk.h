/* talk.h - everything the program says on stderr: faults, hints, notes and progress.
 *
 * One conversation a process, so its state is talk.c's own. On a terminal progress is a
 * bar, redrawn at most ten times a second and wiped before anything else is said;
 * elsewhere it is a plain line about every ten seconds and when a task that took a while
 * ends. --quiet leaves warnings and faults. NO_COLOR and TERM=dumb are honoured. */
#ifndef LMEV__CMD_TALK_H
#define LMEV__CMD_TALK_H
#include "lmev/base.h"

void talk_begin(const char *verb); /* borrowed; names the speaker: "lmev VERB: ..." */
void talk_quiet(void);
void talk_no_progress(void); /* when stdout shares the terminal with the bar */

/* The fault in err (or the status' own meaning), its place and its hint; returns the exit
 * code of the status. */
int talk_fault(lmev_status status, const lmev_error *err);
/* A fault of the command line; hint may be NULL. Returns 2. */
int talk_usage(const char *hint, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
void talk_plain_fault(const char *format, ...) __attribute__((format(printf, 1, 2)));
void talk_warn(const char *format, ...) __attribute__((format(printf, 1, 2)));
void talk_say(const char *format, ...) __attribute__((format(printf, 1, 2)));

void talk_progress(const lmev_progress *p);
void talk_progress_end(void);

/* The listener for the library: messages and progress as above, stop by signal. */
const lmev_watch *talk_watch(void);

/* From now on SIGINT, SIGTERM, SIGHUP (unless it is ignored, as by nohup) and SIGUSR1 ask
 * for a stop. What has not ended by itself half a second later, or gets a second signal,
 * is left at once: what has a temporary name is removed first. The exit code is 128 + the
 * signal's number. SIGBUS, which a mapped file sends when it was made shorter, ends with
 * 1 and a message. */
void talk_catch_signals(void);
/* From now on what is stopped can be gone on with by the same command: the exit code is
 * 75, and reaching the next checkpoint may take five seconds. A second signal leaves as
 * before. */
void talk_goes_on(void);
bool talk_stopped(void);

/* 1234567 as "1,234,567"; to has room for 32 bytes and is returned. */
char *talk_grouped(char to[32], uint64_t n);
double talk_clock(void); /* seconds, monotonic */
#endif
