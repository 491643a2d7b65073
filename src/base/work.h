/* work.h - teams of threads that run the pieces of some work in parallel.
 *
 * A team belongs to the object or the call that needs it; the library has no pool for the
 * whole process. Members sleep while there is nothing to do. The calling thread is member
 * 0, so a team of one starts no thread. Pieces are numbered and handed out in order, one
 * at a time, to the member that is free next. What a piece computes must not depend on
 * the member that runs it; then results do not depend on the number of members. */
#ifndef LMEV__BASE_WORK_H
#define LMEV__BASE_WORK_H
#include <pthread.h>
#include <stdatomic.h>

#include "lmev/base.h"

typedef struct lmev__team lmev__team;

/* The member that runs a piece. */
typedef struct lmev__team_member {
    int number;     /* 0 .. size - 1; 0 is the calling thread */
    lmev_error err; /* written by a piece that fails          */
} lmev__team_member;

/* Runs piece i. A status other than LMEV_OK ends the work; its error is in me->err. */
typedef lmev_status lmev__team_task(void *self, size_t i, lmev__team_member *me);

/* n pieces of one kind. */
typedef struct lmev__team_pieces {
    size_t n;
    lmev__team_task *run;
    bool barrier; /* they begin when all work listed before has ended */
} lmev__team_pieces;

/* A team of `wanted` members, or of as many as this process has processors when it is 0;
 * at most LMEV_THREADS_MAX. It has one member where the system refuses to start so many
 * threads (limits on memory or processes), because a smaller team would be one step from
 * the same limit, and where a member of another team makes it. Errors: ERR_NOMEM. */
lmev_status lmev__team_new(lmev__team **out, int wanted, lmev_error *err);
void lmev__team_free(lmev__team *team);      /* NULL is fine */
int lmev__team_size(const lmev__team *team); /* NULL: 1 */

/* Run all pieces of list[0..n). They are handed out in the order of the list and may run
 * at the same time, except across a barrier. After a failure no further piece begins. If
 * several pieces fail, the error of the first one (in the order of the list) is returned;
 * it is the same for any number of members.
 *
 * The calling thread runs the pieces alone, as member 0, when team is NULL or has one
 * member, when a member of a team calls this, and in a forked process (which has no
 * threads of the team). One thread at a time may use a team; different teams may run at
 * the same time. */
lmev_status lmev__team_run(lmev__team *team, const lmev__team_pieces *list, size_t n,
                           void *self, lmev_error *err);
/* The same for n pieces of one kind. */
lmev_status lmev__team_each(lmev__team *team, size_t n, lmev__team_task *run, void *self,
                            lmev_error *err);

/* The number of threads that `wanted` asks for: itself, or the number of processors of
 * this process when it is 0. */
int lmev__thread_count(int wanted);
/* As lmev_threads, with a warning to watch when the system does not start so many. */
int lmev__threads_or_warn(int wanted, const lmev_watch *watch);

/* Start a thread in which all signals are blocked, so that handlers run in the host's
 * threads; except signals of the thread's own faults (SIGBUS, ...). False: the system
 * refuses. */
bool lmev__thread_start(pthread_t *thread, void *(*run)(void *), void *self);

/* A request to stop, shared by a team. A watch belongs to one thread: member 0, the
 * caller, asks it once per piece; the others read the answer. */
typedef struct lmev__stop {
    const lmev_watch *watch; /* may be NULL */
    atomic_bool seen;
} lmev__stop;
bool lmev__stop_seen(lmev__stop *stop, int member);

/* For tests: the k-th thread from now (0-based) cannot be started; k < 0 ends the
 * failing. */
void lmev__test_fail_thread(long k);
#endif
