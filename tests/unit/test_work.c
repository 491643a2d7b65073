/* test_work.c - teams: every piece once, stages in order, who sleeps costs nothing, and
 * what happens where threads are not to be had. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka wants the four above first */
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>
#include <cmocka.h>

#include "base/error.h"
#include "base/mem.h"
#include "base/work.h"

#define MOST 5000 /* pieces */

static long live_before;

static int note_live(void **state)
{
    (void)state;
    live_before = lmev__test_live_blocks();
    return 0;
}

static int no_leak(void **state)
{
    (void)state;
    lmev__test_fail_thread(-1);
    assert_int_equal(lmev__test_live_blocks(), live_before);
    return 0;
}

static lmev__team *team_of(int size)
{
    lmev__team *team = NULL;
    assert_int_equal(lmev__team_new(&team, size, NULL), LMEV_OK);
    assert_int_equal(lmev__team_size(team), size);
    return team;
}

static void rest(int ms)
{
    const struct timespec t = {ms / 1000, ms % 1000 * 1000000};
    (void)nanosleep(&t, NULL);
}

/* ---- every piece once ---- */

typedef struct count {
    int size;
    atomic_int done[MOST], by[8]; /* times a piece was run; pieces of a member */
    atomic_bool strange;          /* a member that the team does not have */
} count;

static lmev_status count_piece(void *self, size_t i, lmev__team_member *me)
{
    count *c = self;
    if (me->number < 0 || me->number >= c->size)
        atomic_store(&c->strange, true);
    else
        atomic_fetch_add(&c->by[me->number], 1);
    atomic_fetch_add(&c->done[i], 1);
    return LMEV_OK;
}

static void every_piece_is_run_once(void **state)
{
    (void)state;
    static const size_t sizes[] = {0, 1, 2, 3, 7, 8, 9, 101, MOST};
    static const int members[] = {1, 2, 3, 8};
    for (size_t m = 0; m < sizeof members / sizeof *members; m++) {
        lmev__team *team = team_of(members[m]);
        for (int repeat = 0; repeat < 20; repeat++)
            for (size_t k = 0; k < sizeof sizes / sizeof *sizes; k++) {
                count *c = calloc(1, sizeof *c);
                assert_non_null(c);
                c->size = members[m];
                assert_int_equal(lmev__team_each(team, sizes[k], count_piece, c, NULL),
                                 LMEV_OK);
                for (size_t i = 0; i < MOST; i++)
                    assert_int_equal(c->done[i], i < sizes[k]);
                assert_false(c->strange);
                free(c);
            }
        lmev__team_free(team);
    }
}

static lmev_status slow_piece(void *self, size_t i, lmev__team_member *me)
{
    rest(5);
    return count_piece(self, i, me);
}

static void all_members_work(void **state)
{
    (void)state;
    count *c = calloc(1, sizeof *c);
    assert_non_null(c);
    lmev__team *team = team_of(c->size = 3);
    assert_int_equal(lmev__team_each(team, 30, slow_piece, c, NULL), LMEV_OK);
    for (int i = 0; i < 3; i++) assert_true(c->by[i] > 0);
    lmev__team_free(team);
    free(c);
}

static void no_team_is_the_caller_alone(void **state)
{
    (void)state;
    count *c = calloc(1, sizeof *c);
    assert_non_null(c);
    c->size = 1;
    assert_int_equal(lmev__team_size(NULL), 1);
    assert_int_equal(lmev__team_each(NULL, 9, count_piece, c, NULL), LMEV_OK);
    assert_int_equal(c->by[0], 9);
    assert_int_equal(lmev__team_run(NULL, NULL, 0, NULL, NULL), LMEV_OK);
    lmev__team_free(NULL);
    free(c);
}

/* ---- stages ---- */

/* Pieces of three stages, the middle one of two lists; each looks at what has ended. */
enum { FIRST = 37, LEFT = 5, RIGHT = 12, LAST = 3 };

typedef struct stages {
    atomic_int first, left, right, last;
    atomic_bool early;
    int plain
        [FIRST]; /* written in the first stage, read by others in the next: no atomics */
    long sum;
} stages;

static lmev_status first_stage(void *self, size_t i, lmev__team_member *me)
{
    (void)me;
    stages *s = self;
    if (s->left + s->right + s->last) atomic_store(&s->early, true);
    s->plain[i] = (int)i + 1;
    atomic_fetch_add(&s->first, 1);
    return LMEV_OK;
}

static lmev_status left_list(void *self, size_t i, lmev__team_member *me)
{
    (void)me;
    stages *s = self;
    if (s->first != FIRST || s->last) atomic_store(&s->early, true);
    if (i == 0)
        for (int k = 0; k < FIRST; k++) s->sum += s->plain[k];
    atomic_fetch_add(&s->left, 1);
    return LMEV_OK;
}

static lmev_status right_list(void *self, size_t i, lmev__team_member *me)
{
    (void)i, (void)me;
    stages *s = self;
    if (s->first != FIRST || s->last) atomic_store(&s->early, true);
    atomic_fetch_add(&s->right, 1);
    return LMEV_OK;
}

static lmev_status last_stage(void *self, size_t i, lmev__team_member *me)
{
    (void)i, (void)me;
    stages *s = self;
    if (s->left != LEFT || s->right != RIGHT) atomic_store(&s->early, true);
    atomic_fetch_add(&s->last, 1);
    return LMEV_OK;
}

static void stages_follow_one_another(void **state)
{
    (void)state;
    static const lmev__team_pieces list[] = {
        {FIRST, first_stage, .barrier = false}, {LEFT, left_list, .barrier = true},
        {0, first_stage, .barrier = false},     {RIGHT, right_list, .barrier = false},
        {0, first_stage, .barrier = true},      {LAST, last_stage, .barrier = true},
    };
    for (int size = 1; size < 5; size++) {
        lmev__team *team = team_of(size);
        for (int repeat = 0; repeat < 300; repeat++) {
            stages s = {0};
            assert_int_equal(lmev__team_run(team, list, 6, &s, NULL), LMEV_OK);
            assert_false(s.early);
            assert_int_equal(s.first, FIRST);
            assert_int_equal(s.left, LEFT);
            assert_int_equal(s.right, RIGHT);
            assert_int_equal(s.last, LAST);
            assert_int_equal(s.sum, FIRST * (FIRST + 1) / 2);
        }
        lmev__team_free(team);
    }
}

/* ---- failures ---- */

typedef struct failing {
    atomic_int run;
    atomic_int later; /* pieces of the next stage */
} failing;

/* Pieces 20 and up fail; those that fail later in the order fail sooner in time. */
static lmev_status fails_from_20(void *self, size_t i, lmev__team_member *me)
{
    failing *f = self;
    atomic_fetch_add(&f->run, 1);
    if (i == 20) rest(2);
    return i < 20
               ? LMEV_OK
               : lmev__fail(&me->err, LMEV_ERR_FORMAT, "list", (long)i, "piece %zu", i);
}

static lmev_status not_reached(void *self, size_t i, lmev__team_member *me)
{
    (void)i, (void)me;
    failing *f = self;
    atomic_fetch_add(&f->later, 1);
    return LMEV_OK;
}

static void the_first_piece_that_fails_is_reported(void **state)
{
    (void)state;
    static const lmev__team_pieces list[] = {{1000, fails_from_20, .barrier = false},
                                             {50, not_reached, .barrier = true}};
    for (int size = 1; size < 9; size++) {
        lmev__team *team = team_of(size);
        for (int repeat = 0; repeat < 10; repeat++) {
            failing f = {0};
            lmev_error err = {0};
            assert_int_equal(lmev__team_run(team, list, 2, &f, &err), LMEV_ERR_FORMAT);
            assert_string_equal(err.text, "piece 20");
            assert_int_equal(err.line, 20);
            assert_in_range(f.run, 21, 20 + size);
            assert_int_equal(f.later, 0);
            assert_int_equal(lmev__team_run(team, list, 2, &f, NULL), LMEV_ERR_FORMAT);
        }
        count *c = calloc(1, sizeof *c); /* the team works on */
        assert_non_null(c);
        c->size = size;
        assert_int_equal(lmev__team_each(team, 100, count_piece, c, NULL), LMEV_OK);
        for (int i = 0; i < 100; i++) assert_int_equal(c->done[i], 1);
        free(c);
        lmev__team_free(team);
    }
}

static void where_threads_cannot_be_started_the_caller_works_alone(void **state)
{
    (void)state;
    for (long k = 0; k < 4; k++) {
        lmev__team *team = NULL;
        count *c = calloc(1, sizeof *c);
        assert_non_null(c);
        lmev__test_fail_thread(k);
        assert_int_equal(lmev__team_new(&team, 4, NULL), LMEV_OK);
        lmev__test_fail_thread(-1);
        assert_int_equal(c->size = lmev__team_size(team), k < 3 ? 1 : 4);
        assert_int_equal(lmev__team_each(team, 50, count_piece, c, NULL), LMEV_OK);
        for (int i = 0; i < 50; i++) assert_int_equal(c->done[i], 1);
        assert_false(c->strange);
        lmev__team_free(team);
        lmev__test_fail_thread(k);
        assert_int_equal(lmev_threads(4), k < 3 ? 1 : 4);
        free(c);
    }
    lmev__test_fail_thread(-1);
    lmev__test_fail_alloc(0, false);
    lmev__team *team = NULL;
    assert_int_equal(lmev__team_new(&team, 2, NULL), LMEV_ERR_NOMEM);
    lmev__test_fail_alloc(-1, false);
    assert_null(team);
}

static char said[600];

static void hear(void *self, lmev_level level, const char *text)
{
    (void)self;
    assert_int_equal(level, LMEV_LEVEL_WARNING);
    (void)snprintf(said, sizeof said, "%s", text);
}

static void fewer_threads_than_asked_for_are_warned_of(void **state)
{
    (void)state;
    const lmev_watch watch = {.message = hear};
    said[0] = '\0';
    assert_int_equal(lmev__threads_or_warn(3, &watch), 3);
    assert_string_equal(said, "");
    lmev__test_fail_thread(1);
    assert_int_equal(lmev__threads_or_warn(3, &watch), 1);
    assert_string_equal(said, "the system does not start 3 threads (a limit on memory or "
                              "processes): 1 is used");
    assert_int_equal(lmev__thread_count(3), 3);
    assert_int_equal(lmev__thread_count(0), lmev_threads(0));
}

/* ---- teams inside teams, beside teams, and in a child process ---- */

typedef struct nest {
    lmev__team *team;
    atomic_int done[8][16];
    atomic_bool wrong;
} nest;

typedef struct inner {
    nest *n;
    size_t outer;
    pthread_t thread;
    size_t next;
} inner;

static lmev_status inner_piece(void *self, size_t i, lmev__team_member *me)
{
    inner *in = self;
    if (me->number != 0 || !pthread_equal(in->thread, pthread_self()) || i != in->next++)
        atomic_store(&in->n->wrong, true);
    atomic_fetch_add(&in->n->done[in->outer][i], 1);
    return LMEV_OK;
}

static lmev_status outer_piece(void *self, size_t i, lmev__team_member *me)
{
    (void)me;
    nest *n = self;
    inner in = {n, i, pthread_self(), 0};
    lmev__team *own = NULL;
    if (lmev__team_new(&own, 3, NULL) != LMEV_OK || lmev__team_size(own) != 1)
        atomic_store(&n->wrong, true);
    lmev__team_free(own);
    return lmev__team_each(n->team, 16, inner_piece, &in, NULL);
}

static void inside_a_team_a_member_works_alone(void **state)
{
    (void)state;
    nest *n = calloc(1, sizeof *n);
    assert_non_null(n);
    n->team = team_of(3);
    assert_int_equal(lmev__team_each(n->team, 8, outer_piece, n, NULL), LMEV_OK);
    assert_false(n->wrong);
    for (int i = 0; i < 8; i++)
        for (int k = 0; k < 16; k++) assert_int_equal(n->done[i][k], 1);
    lmev__team_free(n->team);
    free(n);
}

static void *host_thread(void *self)
{
    (void)self;
    lmev__team *team = NULL;
    if (lmev__team_new(&team, 3, NULL) != LMEV_OK) return (void *)"no team";
    const char *fault = NULL;
    for (int repeat = 0; repeat < 300 && !fault; repeat++) {
        count *c = calloc(1, sizeof *c);
        if (!c) return (void *)"no memory";
        c->size = 3;
        if (lmev__team_each(team, 200, count_piece, c, NULL) != LMEV_OK) fault = "failed";
        for (int i = 0; i < 200; i++)
            if (c->done[i] != 1) fault = "not once";
        if (c->strange) fault = "strange member";
        free(c);
    }
    lmev__team_free(team);
    return (void *)(uintptr_t)fault;
}

static void two_threads_of_a_host_have_teams_at_once(void **state)
{
    (void)state;
    pthread_t other;
    void *fault = NULL;
    assert_int_equal(pthread_create(&other, NULL, host_thread, NULL), 0);
    assert_null(host_thread(NULL));
    assert_int_equal(pthread_join(other, &fault), 0);
    if (fault) fail_msg("%s", (const char *)fault);
}

/* The child has the team, but none of its threads. */
static void a_forked_process_works_alone(void **state)
{
    (void)state;
    lmev__team *team = team_of(3);
    count *c = calloc(1, sizeof *c);
    assert_non_null(c);
    c->size = 3;
    assert_int_equal(lmev__team_each(team, 50, count_piece, c, NULL), LMEV_OK);
    const pid_t child = fork();
    if (child == 0) {
        (void)alarm(20); /* rather than wait for threads that are not there */
        memset(c, 0, sizeof *c);
        c->size = 1;
        bool good = lmev__team_each(team, 50, count_piece, c, NULL) == LMEV_OK;
        for (int i = 0; i < 50; i++) good &= c->done[i] == 1;
        good &= !c->strange;
        lmev__team_free(team);
        _exit(good ? 0 : 1);
    }
    int status = -1;
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 0);
    lmev__team_free(team);
    free(c);
}

/* ---- the host's process ---- */

static double processor_seconds(void)
{
    struct rusage u;
    assert_int_equal(getrusage(RUSAGE_SELF, &u), 0);
    return (double)(u.ru_utime.tv_sec + u.ru_stime.tv_sec) +
           1e-6 * (double)(u.ru_utime.tv_usec + u.ru_stime.tv_usec);
}

/* 200 ms of 8 members that slept cost nothing; one that looked all the time would take
 * 200 ms. 20 ms leave room for the start of threads and for sanitizers. */
static void members_without_work_sleep(void **state)
{
    (void)state;
    count *c = calloc(1, sizeof *c);
    assert_non_null(c);
    c->size = 8;
    lmev__team *team = team_of(8),
               *small = team_of(2); /* the small one may look for a moment */
    assert_int_equal(lmev__team_each(team, 100, count_piece, c, NULL), LMEV_OK);
    assert_int_equal(lmev__team_each(small, 100, count_piece, c, NULL), LMEV_OK);
    rest(20);
    const double before = processor_seconds();
    rest(200);
    const double spent = processor_seconds() - before;
    lmev__team_free(team);
    lmev__team_free(small);
    free(c);
    if (spent > 0.02) fail_msg("%.3f s of processor time in 0.2 s without work", spent);
}

static atomic_int caught_by_others;
static pthread_t host;

static void on_signal(int number)
{
    (void)number;
    if (!pthread_equal(pthread_self(), host)) atomic_fetch_add(&caught_by_others, 1);
}

static lmev_status look_at_mask(void *self, size_t i, lmev__team_member *me)
{
    (void)i;
    atomic_bool *wrong = self;
    sigset_t mask;
    rest(2);
    if (pthread_sigmask(SIG_SETMASK, NULL, &mask) != 0) atomic_store(wrong, true);
    if (me->number > 0 && (!sigismember(&mask, SIGTERM) || !sigismember(&mask, SIGALRM)))
        atomic_store(wrong, true);
    if (sigismember(&mask, SIGBUS) || sigismember(&mask, SIGSEGV))
        atomic_store(wrong, true);
    return LMEV_OK;
}

/* Handlers run in threads of the host; a fault is handled in the thread that made it. */
static void signals_are_for_the_threads_of_the_host(void **state)
{
    (void)state;
    atomic_bool wrong = false;
    struct sigaction a = {.sa_handler = on_signal}, old;
    sigset_t before, after;
    host = pthread_self();
    assert_int_equal(sigaction(SIGUSR1, &a, &old), 0);
    assert_int_equal(pthread_sigmask(SIG_SETMASK, NULL, &before), 0);
    lmev__team *team = team_of(4);
    assert_int_equal(pthread_sigmask(SIG_SETMASK, NULL, &after), 0);
    assert_int_equal(sigismember(&before, SIGUSR1), sigismember(&after, SIGUSR1));
    assert_int_equal(lmev__team_each(team, 40, look_at_mask, &wrong, NULL), LMEV_OK);
    assert_false(wrong);
    for (int i = 0; i < 100; i++) assert_int_equal(kill(getpid(), SIGUSR1), 0);
    rest(5);
    assert_int_equal(caught_by_others, 0);
    lmev__team_free(team);
    assert_int_equal(sigaction(SIGUSR1, &old, NULL), 0);
}

/* ---- stop requests ---- */

typedef struct stopping {
    lmev__stop stop;
    atomic_int asked, run;
} stopping;

static bool ask(void *self)
{
    stopping *s = self;
    if (!pthread_equal(pthread_self(), host)) fail();
    return atomic_fetch_add(&s->asked, 1) == 3;
}

static lmev_status until_stopped(void *self, size_t i, lmev__team_member *me)
{
    (void)i;
    stopping *s = self;
    if (lmev__stop_seen(&s->stop, me->number)) return LMEV_STOPPED;
    atomic_fetch_add(&s->run, 1);
    rest(1);
    return LMEV_OK;
}

static void a_stop_is_asked_for_by_the_caller_alone(void **state)
{
    (void)state;
    host = pthread_self();
    for (int size = 1; size < 4; size++) {
        stopping s = {0};
        const lmev_watch watch = {.self = &s, .stop = ask};
        s.stop.watch = &watch;
        lmev__team *team = team_of(size);
        assert_int_equal(lmev__team_each(team, 5000, until_stopped, &s, NULL),
                         LMEV_STOPPED);
        assert_int_equal(s.asked, 4);
        assert_true(s.run < 1000);
        lmev__team_free(team);
    }
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, note_live, no_leak)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(every_piece_is_run_once),
        TEST(all_members_work),
        TEST(no_team_is_the_caller_alone),
        TEST(stages_follow_one_another),
        TEST(the_first_piece_that_fails_is_reported),
        TEST(where_threads_cannot_be_started_the_caller_works_alone),
        TEST(fewer_threads_than_asked_for_are_warned_of),
        TEST(inside_a_team_a_member_works_alone),
        TEST(two_threads_of_a_host_have_teams_at_once),
        TEST(a_forked_process_works_alone),
        TEST(members_without_work_sleep),
        TEST(signals_are_for_the_threads_of_the_host),
        TEST(a_stop_is_asked_for_by_the_caller_alone),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
