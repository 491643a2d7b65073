/* threads.c - how many threads there can be. OpenMP ends the process when it cannot start
 * one, with words of its own and whatever was under way; so before a team is asked for,
 * as many threads are started here at once, and ended again. That costs some 20
 * microseconds a thread, once: later calls with as many or fewer know the answer. */
#include "base/threads.h"

#include <pthread.h>
#include <sched.h>
#include <stdbool.h>
#include <sys/mman.h>

#include "base/error.h"

/* A thread's stack is not all: its first allocation reserves address space for an
 * arena. */
#define ARENA ((size_t)64 << 20)
#define MOST  4096

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static int proven = 1; /* so many there were at once; guarded by lock, as is ... */
static pthread_t thread[MOST];

static void *wait_for_the_end(void *hold)
{
    (void)pthread_mutex_lock(hold);
    (void)pthread_mutex_unlock(hold);
    return NULL;
}

/* Could n threads more run now, with room to work in? */
static bool there_are(int n)
{
    pthread_mutex_t hold = PTHREAD_MUTEX_INITIALIZER;
    int begun = 0;
    if (n > MOST) return false;
    (void)pthread_mutex_lock(&hold);
    while (begun < n &&
           pthread_create(&thread[begun], NULL, wait_for_the_end, &hold) == 0)
        begun++;
    bool enough = begun == n;
    void *room = enough ? mmap(NULL, (size_t)n * ARENA, PROT_NONE,
                               MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0)
                        : MAP_FAILED;
    if (room != MAP_FAILED)
        (void)munmap(room, (size_t)n * ARENA);
    else
        enough = false;
    (void)pthread_mutex_unlock(&hold);
    for (int i = 0; i < begun; i++) (void)pthread_join(thread[i], NULL);
    return enough;
}

static int processors(void)
{
    cpu_set_t set;
    const int n = sched_getaffinity(0, sizeof set, &set) == 0 ? CPU_COUNT(&set) : 1;
    return n > 0 ? n : 1;
}

int lmev_threads(int wanted)
{
    const int n = wanted > 0 ? wanted : processors();
    (void)pthread_mutex_lock(&lock);
    if (n > proven && there_are(n - 1)) proven = n;
    const bool enough = n <= proven;
    (void)pthread_mutex_unlock(&lock);
    return enough ? n : 1; /* a smaller team would be one step from the same limit */
}

int lmev__team(int wanted, const lmev_watch *watch)
{
    const int asked = wanted > 0 ? wanted : processors(), n = lmev_threads(wanted);
    if (n < asked)
        lmev__say(watch, LMEV_LEVEL_WARNING,
                  "the system does not start %d threads (a limit on memory or "
                  "processes): %d is "
                  "used",
                  asked, n);
    return n;
}

bool lmev__stop_seen(lmev__stop *stop, int me)
{
    if (me == 0 && !atomic_load(&stop->seen) && lmev__asked_to_stop(stop->watch))
        atomic_store(&stop->seen, true);
    return atomic_load(&stop->seen);
}
