/* threads.h - the number of threads of a team, with a word where it is fewer than asked
 * for; and how a team is stopped. */
#ifndef LMEV__BASE_THREADS_H
#define LMEV__BASE_THREADS_H
#include <stdatomic.h>

#include "lmev/base.h"

/* As lmev_threads; a warning to watch when the system does not start so many. */
int lmev__team(int wanted, const lmev_watch *watch);

/* A stop as a team hears of it. A watch belongs to one thread, so the team's first
 * thread, which is the caller, asks it, once per piece of work, and the others look at
 * the answer. */
typedef struct lmev__stop {
    const lmev_watch *watch; /* may be NULL */
    atomic_bool seen;
} lmev__stop;
/* Shall the work end? me: number of the calling thread in its team. */
bool lmev__stop_seen(lmev__stop *stop, int me);
#endif
