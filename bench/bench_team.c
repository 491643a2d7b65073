/* bench_team.c - what it costs to begin and to end a piece of parallel work.
 *
 *   bench_team [threads]
 *
 * Microseconds, medians of 40 rounds, of a team (base/work.h) beside OpenMP's `parallel
 * for` and beside the floor: a word handed to another thread, which hands it back, both
 * looking at it all the time. "after a pause" lets members fall asleep before each. Run
 * it with OMP_WAIT_POLICY=passive and =active too. */
#include <omp.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "base/work.h"
#include "floor.h"

#define ROUNDS 40

static int threads;
static atomic_int sink[64 * 16]; /* a line each */

static void work(int me, size_t i)
{
    atomic_store_explicit(&sink[me % 64 * 16], (int)i, memory_order_relaxed);
}

static lmev_status piece(void *self, size_t i, lmev__team_member *me)
{
    (void)self;
    work(me->number, i);
    return LMEV_OK;
}

static lmev__team *team;

static void one_of_team(void)
{
    (void)lmev__team_each(team, (size_t)threads, piece, NULL, NULL);
}

static void five_of_team(void)
{
    const size_t n = (size_t)threads;
    const lmev__team_pieces list[5] = {
        {n, piece, .barrier = false}, {n, piece, .barrier = true},
        {n, piece, .barrier = true},  {n, piece, .barrier = true},
        {n, piece, .barrier = true},
    };
    (void)lmev__team_run(team, list, 5, NULL, NULL);
}

static void new_team(void)
{
    lmev__team *made = NULL;
    if (lmev__team_new(&made, threads, NULL) != LMEV_OK) exit(1);
    (void)lmev__team_each(made, (size_t)threads, piece, NULL, NULL);
    lmev__team_free(made);
}

static void one_of_openmp(void)
{
#pragma omp parallel for schedule(dynamic, 1) num_threads(threads)
    for (int i = 0; i < threads; i++) work(omp_get_thread_num(), (size_t)i);
}

static void five_of_openmp(void)
{
#pragma omp parallel num_threads(threads)
    for (int k = 0; k < 5; k++) {
#pragma omp for schedule(dynamic, 1)
        for (int i = 0; i < threads; i++) work(omp_get_thread_num(), (size_t)i);
    }
}

static atomic_int ball;

static void *partner(void *self)
{
    (void)self;
    for (int seen = 0, now; (now = atomic_load(&ball)) >= 0;)
        if (now > seen && now % 2) atomic_store(&ball, seen = now + 1);
    return NULL;
}

static void to_and_fro(void)
{
    const int at = atomic_fetch_add(&ball, 1) + 1;
    while (atomic_load(&ball) == at);
}

static void measure(const char *name, void (*run)(void), int times, long pause_ns)
{
    double us[ROUNDS];
    for (int r = 0; r < ROUNDS; r++) {
        double all = 0;
        for (int i = 0; i < times; i++) {
            if (pause_ns) (void)nanosleep(&(struct timespec){.tv_nsec = pause_ns}, NULL);
            const double begun = bench_now();
            run();
            all += bench_now() - begun;
        }
        us[r] = 1e6 * all / times;
    }
    printf("%-44s %8.2f us\n", name, bench_median(us, ROUNDS));
}

int main(int argc, char **argv)
{
    threads = argc > 1 ? atoi(argv[1]) : lmev_threads(0);
    pthread_t other;
    if (lmev__team_new(&team, threads, NULL) != LMEV_OK ||
        pthread_create(&other, NULL, partner, NULL) != 0)
        return 1;
    measure("floor: a word there and back", to_and_fro, 2000, 0);
    atomic_store(&ball, -1);
    (void)pthread_join(other, NULL);
    measure("team, one stage", one_of_team, 2000, 0);
    measure("OpenMP, one loop", one_of_openmp, 2000, 0);
    measure("team, five stages", five_of_team, 500, 0);
    measure("OpenMP, five loops", five_of_openmp, 500, 0);
    measure("team, one stage after a pause of 1 ms", one_of_team, 20, 1000000);
    measure("OpenMP, one loop after a pause of 1 ms", one_of_openmp, 20, 1000000);
    measure("team, five stages after a pause of 1 ms", five_of_team, 20, 1000000);
    measure("OpenMP, five loops after a pause of 1 ms", five_of_openmp, 20, 1000000);
    measure("a new team, one stage", new_team, 100, 0);
    lmev__team_free(team);
    return 0;
}
