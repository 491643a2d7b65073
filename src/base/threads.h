/* threads.h - the number of threads of a team, with a word where it is fewer than asked for. */
#ifndef LMEV_BASE_THREADS_H
#define LMEV_BASE_THREADS_H
#include "lmev/base.h"

/* As lmev_threads; a warning to watch when the system does not start so many. */
int lmev__team(int wanted, const lmev_watch *watch);
#endif
