/* gnuplot.c - runs gnuplot over scripts, a few processes at a time.
 *
 * One process for each script: starting one takes 20 ms, and a script that fails or
 * hangs takes no other with it. Each process leads a group of its own, which is killed
 * as a whole when the process ends, takes too long or the user stops, so that nothing it
 * started stays. Only our own children are waited for, by their ids: the program that
 * uses the library may have others.
 *
 * Not here: what scripts say (sketch.c). Cost: about 0.1 s of processor time a figure. */
#include "report/figures/gnuplot.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <math.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/error.h"
#include "base/io/io.h"
#include "base/io/unfinished.h"
#include "base/machine.h"
#include "base/mem.h"

#define AT_ONCE_MAX 16
#define SAID_MAX    4096 /* bytes kept of what a process says; the end counts */
#define TURN        50   /* ms between looks at processes that say nothing */

const char *const lmev__picture_kinds[LMEV__PICTURES] = {"svg", "png", "pdf"};

/* A process at work. */
typedef struct worker {
    pid_t pid; /* 0: none */
    int pipe;  /* its standard error; -1: closed */
    size_t which;
    double until;
    char said[SAID_MAX];
    size_t n;
} worker;

typedef struct crew {
    const lmev__gnuplot *g;
    const char *folder, *program;
    char *const *environment;
    const char *const *id;
    bool *drawn;
    const lmev_watch *watch;
    bool given_up; /* no more are started */
    worker at[AT_ONCE_MAX];
} crew;

/* ---- Pictures ---- */

/* The path of ID.kind, or NULL. */
static char *picture(const crew *c, size_t which, const char *kind)
{
    lmev__buf b = LMEV__BUF_INIT;
    lmev__buf_printf(&b, "%s/%s.%s", c->folder, c->id[which], kind);
    return lmev__buf_text(&b);
}

static bool pictures_there(const crew *c, size_t which)
{
    for (int k = 0; k < LMEV__PICTURES; k++) {
        char *path = picture(c, which, lmev__picture_kinds[k]);
        struct stat st;
        const bool there =
            path && stat(path, &st) == 0 && S_ISREG(st.st_mode) && st.st_size > 0;
        lmev__free(path);
        if (!there) return false;
    }
    return true;
}

static void remove_pictures(const crew *c, size_t which)
{
    for (int k = 0; k < LMEV__PICTURES; k++) {
        char *path = picture(c, which, lmev__picture_kinds[k]);
        if (path) lmev__remove_file(path, NULL);
        lmev__free(path);
    }
}

/* ---- One process ---- */

/* 0, or the errno of what failed. */
static int start(crew *c, worker *w, const char *script)
{
    int ends[2];
    pid_t pid = 0;
    posix_spawn_file_actions_t files;
    posix_spawnattr_t as;
    sigset_t none, all;
    char *const argv[] = {(char *)"gnuplot", (char *)"-d", (char *)script, NULL};
    if (pipe2(ends, O_CLOEXEC | O_NONBLOCK) != 0) return errno;
    sigemptyset(&none);
    sigfillset(&all);
    int e = posix_spawn_file_actions_init(&files);
    if (e != 0) goto no_files;
    if ((e = posix_spawnattr_init(&as)) != 0) goto no_attributes;
    if (!e) e = posix_spawn_file_actions_addchdir_np(&files, c->folder);
    if (!e) e = posix_spawn_file_actions_addopen(&files, 0, "/dev/null", O_RDONLY, 0);
    if (!e) e = posix_spawn_file_actions_addopen(&files, 1, "/dev/null", O_WRONLY, 0);
    if (!e) e = posix_spawn_file_actions_adddup2(&files, ends[1], 2);
    if (!e) e = posix_spawnattr_setpgroup(&as, 0);
    if (!e) e = posix_spawnattr_setsigmask(&as, &none);
    if (!e) e = posix_spawnattr_setsigdefault(&as, &all);
    if (!e)
        e = posix_spawnattr_setflags(&as, POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK |
                                              POSIX_SPAWN_SETSIGDEF);
    if (!e) {
        /* no handler may leave between the beginning of a child and its note */
        sigset_t before;
        pthread_sigmask(SIG_BLOCK, &all, &before);
        e = posix_spawnp(&pid, c->program, &files, &as, argv, c->environment);
        if (!e) lmev__unfinished_child(pid);
        pthread_sigmask(SIG_SETMASK, &before, NULL);
    }
    posix_spawnattr_destroy(&as);
no_attributes:
    posix_spawn_file_actions_destroy(&files);
no_files:
    close(ends[1]);
    if (e != 0) {
        close(ends[0]);
        return e;
    }
    w->pid = pid;
    w->pipe = ends[0];
    w->n = 0;
    w->until = lmev__monotonic() + c->g->limit;
    return 0;
}

/* Take what there is to read, keeping the last SAID_MAX bytes. */
static void listen_to(worker *w)
{
    char piece[1024];
    ssize_t got;
    while (w->pipe >= 0 && (got = read(w->pipe, piece, sizeof piece)) != 0) {
        if (got < 0 && errno == EINTR) continue;
        if (got < 0 && errno == EAGAIN) return;
        if (got < 0) break;
        const size_t n = (size_t)got;
        if (w->n + n > SAID_MAX) {
            const size_t gone = w->n + n - SAID_MAX;
            memmove(w->said, w->said + gone, w->n - gone);
            w->n -= gone;
        }
        memcpy(w->said + w->n, piece, n);
        w->n += n;
    }
    if (w->pipe >= 0) close(w->pipe);
    w->pipe = -1;
}

/* The last line that is not blank, without control characters, NUL-terminated. */
static const char *last_line(worker *w)
{
    if (w->n == SAID_MAX) w->n--;
    w->said[w->n] = '\0';
    while (w->n > 0 && (unsigned char)w->said[w->n - 1] <= ' ') w->said[--w->n] = '\0';
    char *line = w->said + w->n;
    while (line > w->said && line[-1] != '\n') line--;
    for (char *p = line; *p; p++)
        if ((unsigned char)*p < ' ') *p = ' ';
    while (*line == ' ') line++;
    return line;
}

static bool kill_group(pid_t leader)
{
    return kill(-leader, SIGKILL) == 0 || kill(leader, SIGKILL) == 0;
}

/* Has it ended? Then its status (-1: not known) is in *status, and it and its group are
 * gone. */
static bool ended(worker *w, int *status)
{
    siginfo_t info = {0};
    *status = -1;
    /* A zombie first: its id cannot become another's while its group is killed. */
    if (waitid(P_PID, (id_t)w->pid, &info, WEXITED | WNOHANG | WNOWAIT) != 0)
        return errno != EINTR; /* ECHILD where children are reaped by the system */
    if (info.si_pid == 0) return false;
    kill_group(w->pid);
    lmev__unfinished_child_ends(w->pid);
    while (waitpid(w->pid, status, 0) < 0 && errno == EINTR) {
    }
    return true;
}

static void end_now(worker *w)
{
    if (w->pid > 0) {
        kill_group(w->pid);
        lmev__unfinished_child_ends(w->pid);
        while (waitpid(w->pid, NULL, 0) < 0 && errno == EINTR) {
        }
    }
    if (w->pipe >= 0) close(w->pipe);
    w->pid = 0;
    w->pipe = -1;
}

/* ---- All of them ---- */

static lmev_status hire(crew *c, worker *w, size_t which, lmev_error *err)
{
    lmev__buf b = LMEV__BUF_INIT;
    lmev__buf_printf(&b, "%s.gp", c->id[which]);
    char *script = lmev__buf_text(&b);
    if (!script) return lmev__nomem(err, "gnuplot");
    w->which = which;
    remove_pictures(c, which);
    const int e = start(c, w, script);
    lmev__free(script);
    if (e == 0) return LMEV_OK;
    if (e == ENOMEM) return lmev__nomem(err, "gnuplot");
    lmev__say(c->watch, LMEV_LEVEL_WARNING, "no figures are drawn: cannot run '%s': %s",
              c->g->program, strerrordesc_np(e) ? strerrordesc_np(e) : "unknown error");
    c->given_up = true;
    return LMEV_OK;
}

/* Look after one process; true while it works. */
static bool look_after(crew *c, worker *w)
{
    int status;
    listen_to(w);
    if (ended(w, &status)) {
        listen_to(w);
        const bool well =
            (status == -1 || (WIFEXITED(status) && WEXITSTATUS(status) == 0)) &&
            pictures_there(c, w->which);
        c->drawn[w->which] = well;
        if (!well) {
            const char *why = last_line(w);
            lmev__say(c->watch, LMEV_LEVEL_WARNING,
                      "figure '%s' is not drawn: gnuplot %s%s", c->id[w->which],
                      *why ? "says: " : "failed and said nothing", why);
            remove_pictures(c, w->which);
        }
        w->pid = 0;
        end_now(w); /* the pipe, which others may still hold */
        return false;
    }
    if (lmev__monotonic() < w->until) return true;
    end_now(w);
    remove_pictures(c, w->which);
    if (!c->given_up)
        lmev__say(c->watch, LMEV_LEVEL_WARNING,
                  "figure '%s' is not drawn, nor are those after it: gnuplot took longer "
                  "than %.3g s",
                  c->id[w->which], c->g->limit);
    c->given_up = true;
    return false;
}

static void rest(crew *c)
{
    struct pollfd p[AT_ONCE_MAX];
    nfds_t n = 0;
    for (int i = 0; i < AT_ONCE_MAX; i++)
        if (c->at[i].pid > 0 && c->at[i].pipe >= 0)
            p[n++] = (struct pollfd){.fd = c->at[i].pipe, .events = POLLIN};
    poll(p, n, n ? TURN : 2); /* without a pipe the end is near */
}

static lmev_status work(crew *c, size_t n, lmev_error *err)
{
    const int at_once = c->g->at_once < 1             ? 1
                        : c->g->at_once > AT_ONCE_MAX ? AT_ONCE_MAX
                                                      : c->g->at_once;
    size_t next = 0, done = 0;
    int busy = 0;
    do {
        if (lmev__asked_to_stop(c->watch)) return LMEV_STOPPED;
        for (int i = 0; i < at_once && next < n && !c->given_up; i++) {
            if (c->at[i].pid > 0) continue;
            const lmev_status s = hire(c, &c->at[i], next++, err);
            if (s != LMEV_OK) return s;
            busy += c->at[i].pid > 0;
        }
        if (busy > 0) rest(c);
        for (int i = 0; i < at_once; i++) {
            if (c->at[i].pid == 0 || look_after(c, &c->at[i])) continue;
            busy--;
            lmev__report(c->watch, "drawing", ++done, n, "figures", (double)NAN);
        }
    } while (busy > 0 || (next < n && !c->given_up));
    return LMEV_OK;
}

lmev_status lmev__gnuplot_draw(const lmev__gnuplot *g, const char *folder,
                               const char *const *id, bool *drawn, size_t n,
                               const lmev_watch *watch, lmev_error *err)
{
    /* The script runs in its folder, so a relative path of the program must be made
     * absolute. fontconfig has the system's cache; HOME is nowhere, so nobody's settings
     * are read. */
    char path[PATH_MAX];
    lmev__buf b = LMEV__BUF_INIT;
    lmev__buf_printf(&b, "SOURCE_DATE_EPOCH=%lld",
                     (long long)(g->epoch > 0 ? g->epoch : 0));
    char *date = lmev__buf_text(&b);
    char *const environment[] = {(char *)"LC_ALL=C.UTF-8",
                                 (char *)"PATH=/usr/bin:/bin",
                                 (char *)"HOME=/nonexistent",
                                 (char *)"TZ=UTC",
                                 date,
                                 NULL};
    crew *c = lmev__calloc(1, sizeof *c);
    lmev_status s = LMEV_OK;
    for (size_t i = 0; i < n; i++) drawn[i] = false;
    if (!c || !date) {
        s = lmev__nomem(err, "gnuplot");
        goto end;
    }
    *c = (crew){.g = g,
                .folder = folder,
                .environment = environment,
                .id = id,
                .drawn = drawn,
                .watch = watch};
    for (int i = 0; i < AT_ONCE_MAX; i++) c->at[i].pipe = -1;
    c->program =
        strchr(g->program, '/') && realpath(g->program, path) ? path : g->program;
    s = work(c, n, err);
    for (int i = 0; i < AT_ONCE_MAX; i++) {
        if (c->at[i].pid == 0) continue;
        end_now(&c->at[i]);
        remove_pictures(c, c->at[i].which);
    }
end:
    lmev__free(c);
    lmev__free(date);
    return s;
}
