/* work.c - see work.h.
 *
 * Work between two barriers is a stage. Members take the number of the next piece from
 * one counter; the last one to reach a barrier begins the next stage for all. A waiting
 * member polls for a moment, because the stages of a training step follow one another
 * within microseconds, then it sleeps on a futex. A team that is larger than
 * the number of processors never polls: the member that it waits for may need the
 * processor.
 *
 * OpenMP is not used for this. Its threads, their number and the way they wait belong to
 * the whole process; it ends the process when it cannot start a thread; and
 * ThreadSanitizer does not understand how its threads synchronise. */
#include "base/work.h"

#include <limits.h>
#include <linux/futex.h>
#include <sched.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include "base/error.h"
#include "base/mem.h"

/* How long a member polls before it sleeps: about what falling asleep and waking up
 * cost. */
#define SPIN_NS 5000
/* Address space that the first allocation of a thread reserves, besides its stack. */
#define ARENA ((size_t)64 << 20)

/* Something that happens repeatedly and can be waited for. */
typedef struct event {
    atomic_uint count; /* how often it happened, modulo 2^32; a futex */
    atomic_int asleep;
} event;

typedef struct thread {
    lmev__team_member member;
    lmev__team *team;
    lmev_status status;
    size_t failed; /* the piece that failed; unused while status is LMEV_OK */
    pthread_t id;
} thread;

struct lmev__team {
    int size;
    bool spins;
    pid_t process;      /* that has the threads */
    event stage, end;   /* a stage begins; all work is done */
    atomic_size_t next; /* piece of the stage to hand out   */
    atomic_int arrived; /* members at the end of the stage  */
    atomic_bool failed;
    bool leaves; /* the threads shall end */
    const lmev__team_pieces *list, *list_end;
    void *self;
    thread member[]; /* [size] */
};

static _Thread_local bool at_work; /* this thread runs a piece */
static atomic_long fail_countdown = -1;

/* ---- waiting ---- */

static int64_t now_ns(void)
{
    struct timespec t;
    (void)clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000000000 + t.tv_nsec;
}

static inline void relax(void)
{
#if defined(__x86_64__)
    __builtin_ia32_pause();
#endif
}

/* Wait until the count is no longer `seen`. */
static void event_wait(event *e, const lmev__team *team, unsigned seen)
{
    if (team->spins) {
        const int64_t until = now_ns() + SPIN_NS;
        do {
            for (int i = 0; i < 16; i++) {
                if (atomic_load_explicit(&e->count, memory_order_acquire) != seen) return;
                relax();
            }
        } while (now_ns() < until);
    }
    /* This comes before the count is read; event_post does the two in the other order. */
    atomic_fetch_add(&e->asleep, 1);
    while (atomic_load(&e->count) ==
           seen) /* the kernel compares again before it sleeps */
        (void)syscall(SYS_futex, &e->count, FUTEX_WAIT_PRIVATE, seen, NULL, NULL, 0);
    atomic_fetch_sub(&e->asleep, 1);
}

static void event_post(event *e)
{
    atomic_fetch_add(&e->count, 1);
    if (atomic_load(&e->asleep) > 0)
        (void)syscall(SYS_futex, &e->count, FUTEX_WAKE_PRIVATE, INT_MAX, NULL, NULL, 0);
}

/* ---- one work ---- */

/* The end of the stage that begins at p. */
static const lmev__team_pieces *stage_end(const lmev__team_pieces *p,
                                          const lmev__team_pieces *end)
{
    do p++;
    while (p < end && !p->barrier);
    return p;
}

/* Run pieces of the stage [p, end) until none is left or one fails. A piece whose number
 * was taken is run even if another one failed meanwhile, so the first failing piece
 * always runs. */
static void work_on(thread *me, const lmev__team_pieces *p, const lmev__team_pieces *end)
{
    lmev__team *team = me->team;
    size_t before = 0; /* pieces of the stage's work before p */
    while (!atomic_load_explicit(&team->failed, memory_order_relaxed)) {
        const size_t i = atomic_fetch_add_explicit(&team->next, 1, memory_order_relaxed);
        while (p < end && i - before >= p->n) before += p++->n;
        if (p == end) return;
        me->status = p->run(team->self, i - before, &me->member);
        if (me->status != LMEV_OK) {
            me->failed = i;
            atomic_store(&team->failed, true);
            return;
        }
    }
}

/* All stages; the first has begun. After a failure the remaining stages run no piece. */
static void take_part(thread *me, unsigned *seen)
{
    lmev__team *team = me->team;
    const lmev__team_pieces *p = team->list, *const all_end = team->list_end;
    for (;;) {
        const lmev__team_pieces *end = stage_end(p, all_end);
        ++*seen;
        at_work = true;
        work_on(me, p, end);
        at_work = false;
        const bool last = atomic_fetch_add(&team->arrived, 1) + 1 == team->size;
        if (end == all_end) {
            if (last) event_post(&team->end);
            return;
        }
        if (last) {
            atomic_store(&team->arrived, 0);
            atomic_store(&team->next, 0);
            event_post(&team->stage);
        } else {
            event_wait(&team->stage, team, *seen);
        }
        p = end;
    }
}

static void *be_member(void *self)
{
    thread *me = self;
    unsigned seen = 0;
    for (;;) {
        event_wait(&me->team->stage, me->team, seen);
        if (me->team->leaves) return NULL;
        take_part(me, &seen);
    }
}

static lmev_status run_alone(const lmev__team_pieces *list, const lmev__team_pieces *end,
                             void *self, lmev_error *err)
{
    lmev__team_member me = {0};
    for (const lmev__team_pieces *p = list; p < end; p++)
        for (size_t i = 0; i < p->n; i++) {
            const lmev_status s = p->run(self, i, &me);
            if (s == LMEV_OK) continue;
            if (err) *err = me.err;
            return s;
        }
    return LMEV_OK;
}

/* Is there a stage of more than one piece? */
static bool worth_a_team(const lmev__team_pieces *p, const lmev__team_pieces *end)
{
    size_t n = 0;
    for (; p < end && n < 2; p++) n = p->barrier ? p->n : n + p->n;
    return n > 1;
}

lmev_status lmev__team_run(lmev__team *team, const lmev__team_pieces *list, size_t n,
                           void *self, lmev_error *err)
{
    const lmev__team_pieces *end = list + n;
    if (!team || team->size == 1 || at_work || !worth_a_team(list, end) ||
        team->process != getpid())
        return run_alone(list, end, self, err);
    thread *first = NULL; /* the member whose failed piece has the lowest number */
    unsigned begun = atomic_load(&team->stage.count);
    const unsigned ended = atomic_load(&team->end.count);
    team->list = list;
    team->list_end = end;
    team->self = self;
    atomic_store(&team->next, 0);
    atomic_store(&team->arrived, 0);
    atomic_store(&team->failed, false);
    event_post(&team->stage);
    take_part(&team->member[0], &begun);
    event_wait(&team->end, team, ended);
    for (int i = 0; i < team->size; i++) {
        thread *t = &team->member[i];
        if (t->status != LMEV_OK && (!first || t->failed < first->failed)) first = t;
    }
    if (!first) return LMEV_OK;
    const lmev_status s = first->status;
    if (err) *err = first->member.err;
    for (int i = 0; i < team->size; i++) team->member[i].status = LMEV_OK;
    return s;
}

lmev_status lmev__team_each(lmev__team *team, size_t n, lmev__team_task *run, void *self,
                            lmev_error *err)
{
    return lmev__team_run(team, &(lmev__team_pieces){.n = n, .run = run}, 1, self, err);
}

/* ---- threads ---- */

bool lmev__thread_start(pthread_t *id, void *(*run)(void *), void *self)
{
    static const int own[] = {SIGBUS, SIGFPE, SIGILL, SIGSEGV, SIGSYS, SIGTRAP};
    sigset_t others, before;
    if (atomic_load(&fail_countdown) >= 0 && atomic_fetch_sub(&fail_countdown, 1) == 0)
        return false;
    (void)sigfillset(&others);
    for (size_t i = 0; i < sizeof own / sizeof *own; i++)
        (void)sigdelset(&others, own[i]);
    (void)pthread_sigmask(SIG_SETMASK, &others, &before);
    const bool started = pthread_create(id, NULL, run, self) == 0;
    (void)pthread_sigmask(SIG_SETMASK, &before, NULL);
    return started;
}

void lmev__test_fail_thread(long k)
{
    atomic_store(&fail_countdown, k);
}

static int processors(void)
{
    cpu_set_t set;
    const int n = sched_getaffinity(0, sizeof set, &set) == 0 ? CPU_COUNT(&set) : 1;
    return n > 0 ? n : 1;
}

int lmev__thread_count(int wanted)
{
    return wanted > 0 ? wanted : processors();
}

int lmev_threads(int wanted)
{
    lmev__team *team = NULL;
    if (lmev__team_new(&team, wanted, NULL) != LMEV_OK) return 1;
    const int n = team->size;
    lmev__team_free(team);
    return n;
}

int lmev__threads_or_warn(int wanted, const lmev_watch *watch)
{
    const int asked = lmev__thread_count(wanted), n = lmev_threads(wanted);
    if (n < asked)
        lmev__say(watch, LMEV_LEVEL_WARNING,
                  "the system does not start %d threads (a limit on memory or "
                  "processes): %d is used",
                  asked, n);
    return n;
}

bool lmev__stop_seen(lmev__stop *stop, int member)
{
    if (member == 0 && !atomic_load(&stop->seen) && lmev__asked_to_stop(stop->watch))
        atomic_store(&stop->seen, true);
    return atomic_load(&stop->seen);
}

/* ---- teams ---- */

static void end_threads(lmev__team *team, int n)
{
    team->leaves = true;
    event_post(&team->stage);
    for (int i = 1; i < n; i++) (void)pthread_join(team->member[i].id, NULL);
}

/* Start all threads; check that there is address space for what they will allocate. */
static bool start_threads(lmev__team *team)
{
    int n = 1;
    while (n < team->size &&
           lmev__thread_start(&team->member[n].id, be_member, &team->member[n]))
        n++;
    const size_t room = (size_t)(n - 1) * ARENA;
    const int kind = MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE;
    if (n == team->size) {
        void *at = mmap(NULL, room, PROT_NONE, kind, -1, 0);
        if (at != MAP_FAILED && munmap(at, room) == 0) return true;
    }
    end_threads(team, n);
    return false;
}

lmev_status lmev__team_new(lmev__team **out, int wanted, lmev_error *err)
{
    const int asked = at_work ? 1 : lmev__thread_count(wanted);
    const int size = asked < LMEV_THREADS_MAX ? asked : LMEV_THREADS_MAX;
    lmev__team *team =
        lmev__calloc(1, sizeof *team + (size_t)size * sizeof *team->member);
    if (!team) return lmev__nomem(err, "threads");
    team->size = size;
    team->spins = size <= processors();
    team->process = getpid();
    for (int i = 0; i < size; i++) {
        team->member[i].team = team;
        team->member[i].member.number = i;
    }
    if (size > 1 && !start_threads(team)) team->size = 1;
    *out = team;
    return LMEV_OK;
}

void lmev__team_free(lmev__team *team)
{
    if (!team) return;
    if (team->process == getpid()) end_threads(team, team->size); /* else it has none */
    lmev__free(team);
}

int lmev__team_size(const lmev__team *team)
{
    return team ? team->size : 1;
}
