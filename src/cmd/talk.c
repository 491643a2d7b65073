/* talk.c - see talk.h. A line is put together in memory and written in one call, so that
 * lines of several processes do not interleave; a closed or full stderr is nobody's
 * fault.
 *
 * Signals: the first one sets a flag, which the library and the verbs look at between two
 * pieces of work and in their waits, and starts a timer. When that runs out the work was
 * in a place that does not look (a slow disk, a sort, a reader that takes nothing from
 * our pipe), and the handler leaves from there; but where training is in no checkpoint
 * yet, it gives that more time, once. It is installed without SA_RESTART, so that a wait
 * ends with EINTR. */
#include "cmd/talk.h"

#include <errno.h>
#include <math.h>
#include <poll.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <time.h>
#include <unistd.h>

#include "base/number.h"
#include "lmev/text.h"

#define BAR_SECONDS   0.1 /* between two drawings of the bar */
#define BAR_CELLS     30
#define LINE_SECONDS  10   /* between two plain lines */
#define TASK_SECONDS  2    /* a task that took longer gets an ending line */
#define STOP_MS       500  /* from the first signal until the handler leaves */
#define CHECKPOINT_MS 4000 /* the extra time in which to reach a checkpoint */

static struct {
    const char *verb;
    bool quiet, no_progress, terminal, colour, unicode;
    bool bar;       /* a bar is on the screen */
    bool told;      /* a stop has been acknowledged */
    char task[320]; /* of the progress reports; "": none */
    char unit[16];
    double began, drawn;       /* of the task; of the last bar or line */
    uint64_t first, done, all; /* units at its beginning; last report */
    double loss;
    size_t cells; /* of the bar last drawn for the task */
} t;

static volatile sig_atomic_t stop_signal, goes_on;
static timer_t stop_timer;

/* ---- writing ---- */

static void put(const char *at, size_t n)
{
    while (n > 0) {
        const ssize_t k = write(STDERR_FILENO, at, n);
        if (k <= 0) return;
        at += k;
        n -= (size_t)k;
    }
}

static void wipe_bar(void)
{
    if (t.bar) put("\r\033[K", 4);
    t.bar = false;
}

/* PREFIX in colour, then the text, fit to be shown (it quotes names from files), and a
 * line end. */
static void line(const char *colour, const char *prefix, const char *text)
{
    char all[2048], clean[1536];
    lmev_text_shown(clean, sizeof clean, (lmev_str){text, strlen(text)});
    wipe_bar();
    const int n =
        t.colour && *prefix
            ? snprintf(all, sizeof all, "\033[%sm%s\033[0m%s\n", colour, prefix, clean)
            : snprintf(all, sizeof all, "%s%s\n", prefix, clean);
    if (n > 0 && n < (int)sizeof all)
        put(all, (size_t)n); /* prefixes are short: it fits */
}

__attribute__((format(printf, 3, 0))) static void
format_line(const char *colour, const char *prefix, const char *format, va_list a)
{
    char text[4096]; /* longer than the line, which then ends in dots */
    vsnprintf(text, sizeof text, format, a);
    line(colour, prefix, text);
}

__attribute__((format(printf, 1, 0))) static void fault_line(const char *format,
                                                             va_list a)
{
    char prefix[80];
    snprintf(prefix, sizeof prefix, "lmev%s%s: ", t.verb && *t.verb ? " " : "",
             t.verb ? t.verb : "");
    format_line("1;31", prefix, format, a);
}

void talk_begin(const char *verb)
{
    const char *term = getenv("TERM"), *no_color = getenv("NO_COLOR"),
               *lang = getenv("LC_ALL");
    if (!lang || !*lang) lang = getenv("LC_CTYPE");
    if (!lang || !*lang) lang = getenv("LANG");
    t.verb = verb;
    t.terminal = isatty(STDERR_FILENO) && term && *term && strcmp(term, "dumb") != 0;
    t.colour = t.terminal && !(no_color && *no_color);
    t.unicode = lang && (strstr(lang, "UTF-8") || strstr(lang, "utf8"));
}

void talk_quiet(void)
{
    t.quiet = true;
}

void talk_no_progress(void)
{
    t.no_progress = true;
}

static const char *signal_name(void)
{
    switch (stop_signal) {
    case SIGINT:
        return "SIGINT";
    case SIGHUP:
        return "SIGHUP";
    case SIGUSR1:
        return "SIGUSR1";
    default:
        return "SIGTERM";
    }
}

static int stop_code(void)
{
    return goes_on ? lmev_status_exit(LMEV_STOPPED) : 128 + stop_signal;
}

static int stopped(const lmev_error *err)
{
    talk_plain_fault("%s (%s)", err && err->text[0] ? err->text : "stopped",
                     signal_name());
    if (goes_on) line("1;36", "hint: ", "run the same command to go on");
    return stop_code();
}

int talk_fault(lmev_status status, const lmev_error *err)
{
    char place[600] = "";
    if (status == LMEV_STOPPED) return stopped(err);
    const char *what = err && err->text[0] ? err->text : lmev_status_text(status);
    if (err && err->source[0] && err->line > 0) {
        snprintf(place, sizeof place, " (%s:%ld)", err->source, err->line);
    } else if (err && err->source[0]) {
        char quoted[600];
        snprintf(quoted, sizeof quoted, "'%s'", err->source);
        if (!strstr(what, quoted)) snprintf(place, sizeof place, " (%s)", err->source);
    }
    talk_plain_fault("%s%s", what, place);
    if (err && err->hint[0]) line("1;36", "hint: ", err->hint);
    return lmev_status_exit(status);
}

int talk_no_classifier(lmev_status s, lmev_error *err)
{
    if ((s == LMEV_ERR_NOTFOUND || s == LMEV_ERR_FORMAT) && !err->hint[0])
        snprintf(err->hint, sizeof err->hint,
                 "'lmev run' leaves classifiers below saved_models/");
    return talk_fault(s, err);
}

int talk_usage(const char *hint, const char *format, ...)
{
    va_list a;
    va_start(a, format);
    fault_line(format, a);
    va_end(a);
    if (hint && *hint) line("1;36", "hint: ", hint);
    return 2;
}

void talk_plain_fault(const char *format, ...)
{
    va_list a;
    va_start(a, format);
    fault_line(format, a);
    va_end(a);
}

void talk_warn(const char *format, ...)
{
    va_list a;
    va_start(a, format);
    format_line("1;33", "warning: ", format, a);
    va_end(a);
}

void talk_say(const char *format, ...)
{
    if (t.quiet) return;
    va_list a;
    va_start(a, format);
    format_line("", "", format, a);
    va_end(a);
}

/* ---- progress ---- */

double talk_clock(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

/* 75 -> "1:15", 4000 -> "1:06:40". */
static void clock_text(char *to, size_t room, double seconds)
{
    const unsigned long s =
        seconds > 0 && seconds < 1e8 ? (unsigned long)(seconds + 0.5) : 0;
    if (s >= 3600)
        snprintf(to, room, "%lu:%02lu:%02lu", s / 3600, s / 60 % 60, s % 60);
    else
        snprintf(to, room, "%lu:%02lu", s / 60, s % 60);
}

/* A count of units; bytes in MB. */
static char *amount(char to[32], uint64_t n)
{
    if (strcmp(t.unit, "bytes") != 0) return lmev__grouped(to, n);
    snprintf(to, 32, "%.1f", (double)n * 1e-6);
    return to;
}

/* Append to a text of *n bytes; what does not fit in room is cut. */
__attribute__((format(printf, 4, 5))) static void append(char *to, size_t room, size_t *n,
                                                         const char *format, ...)
{
    va_list a;
    va_start(a, format);
    const int k = vsnprintf(to + *n, room - *n, format, a);
    va_end(a);
    if (k > 0) *n = *n + (size_t)k < room ? *n + (size_t)k : room - 1;
}

/* The text to the right of the bar: "43% 12,000/28,000 rows 51,000/s loss 1.234 0:42
 * left". */
static void figures(char *to, size_t room, double now, bool ended)
{
    char a[32], b[32], c[32], clock[32];
    const bool bytes = !strcmp(t.unit, "bytes");
    const char *unit = bytes ? "MB" : t.unit;
    const double spent = now - t.began;
    const double rate = spent > 0.05 ? (double)(t.done - t.first) / spent : 0;
    size_t n = 0;
    to[0] = 0;
    if (t.all > 0 && !ended)
        append(to, room, &n, "%3.0f%%  %s/%s %s", 100.0 * (double)t.done / (double)t.all,
               amount(a, t.done), amount(b, t.all), unit);
    else
        append(to, room, &n, "%s %s", amount(a, t.done), unit);
    if (rate > 0)
        append(to, room, &n, "  %s%s/s", amount(c, (uint64_t)rate), bytes ? " MB" : "");
    if (isfinite(t.loss)) append(to, room, &n, "  loss %.4f", t.loss);
    if (ended) {
        clock_text(clock, sizeof clock, spent);
        append(to, room, &n, "  in %s", clock);
    } else if (t.all > t.done && rate > 0 && spent > 1) {
        clock_text(clock, sizeof clock, (double)(t.all - t.done) / rate);
        append(to, room, &n, "  %s left", clock);
    }
}

static size_t screen_width(void)
{
    struct winsize w;
    if (ioctl(STDERR_FILENO, TIOCGWINSZ, &w) == 0 && w.ws_col > 0) return w.ws_col;
    return 80;
}

/* The end of a task's name that fits in room bytes, with ".." before it when it is cut:
 * in "experiment 3/8 NAME trial 0, epoch 2/5" the end changes. */
static const char *task_end(size_t room, const char **dots)
{
    const size_t n = strlen(t.task);
    *dots = "";
    if (n <= room || room < 10) return t.task;
    const char *from = t.task + (n - (room - 2));
    while (((unsigned char)*from & 0xC0) == 0x80) from++; /* not within a character */
    *dots = "..";
    return from;
}

static void draw_bar(double now)
{
    enum { NARROWEST = 8 };
    char right[200], out[1024];
    const char *dots;
    figures(right, sizeof right, now, false);
    const size_t width = screen_width() - 1, n_right = strlen(right);
    const char *task = task_end(width > n_right + 2 ? width - n_right - 2 : 0, &dots);
    const size_t taken = strlen(dots) + strlen(task) + n_right + 4;
    size_t cells = t.all > 0 && width > taken ? width - taken : 0;
    /* the bar of a task may become shorter, but not jump */
    if (cells > t.cells) cells = t.cells;
    t.cells = cells;
    if (cells < NARROWEST) cells = 0;
    const double share = t.all > 0 ? fmin(1, (double)t.done / (double)t.all) : 0;
    const size_t full = (size_t)(share * (double)cells);
    size_t n = 0;
    append(out, sizeof out, &n, "\r%s%s  ", dots, task);
    if (t.colour && cells) append(out, sizeof out, &n, "\033[36m");
    for (size_t i = 0; i < cells; i++) {
        if (i == full && t.colour) append(out, sizeof out, &n, "\033[2;37m");
        append(out, sizeof out, &n, "%s",
               t.unicode && t.colour ? "━"
               : i < full            ? "#"
                                     : ".");
    }
    if (cells) append(out, sizeof out, &n, "%s  ", t.colour ? "\033[0m" : "");
    /* What does not fit is cut, since a bar of two lines cannot be wiped. */
    const size_t used = strlen(dots) + strlen(task) + 2 + (cells ? cells + 2 : 0);
    append(out, sizeof out, &n, "%.*s\033[K", width > used ? (int)(width - used) : 0,
           right);
    put(out, n);
    t.bar = true;
    t.drawn = now;
}

static void plain_line(double now, bool ended)
{
    char right[200], text[sizeof t.task + 200];
    figures(right, sizeof right, now, ended);
    snprintf(text, sizeof text, "%s: %s", t.task, right + strspn(right, " "));
    line("", "", text);
    t.drawn = now;
}

void talk_progress_end(void)
{
    const double now = talk_clock();
    wipe_bar();
    if (t.task[0] && !t.terminal && now - t.began >= TASK_SECONDS) plain_line(now, true);
    t.task[0] = 0;
}

void talk_progress(const lmev_progress *p)
{
    if (t.quiet || t.no_progress || !p->task) return;
    const double now = talk_clock();
    char task[sizeof t.task];
    lmev_text_shown(task, sizeof task, (lmev_str){p->task, strlen(p->task)});
    if (strcmp(t.task, task) != 0) {
        talk_progress_end();
        memcpy(t.task, task, sizeof task);
        snprintf(t.unit, sizeof t.unit, "%s", p->unit ? p->unit : "");
        t.began = now;
        t.first = p->done;
        t.cells = BAR_CELLS;
        /* The first bar comes at once; the first plain line after its pause. */
        t.drawn = t.terminal ? 0 : now;
    }
    t.done = p->done;
    t.all = p->all;
    t.loss = p->loss;
    if (t.terminal && now - t.drawn >= BAR_SECONDS) draw_bar(now);
    if (!t.terminal && now - t.drawn >= LINE_SECONDS) plain_line(now, false);
}

/* ---- the library's listener ---- */

static void on_message(void *self, lmev_level level, const char *text)
{
    (void)self;
    if (t.all > 0 && t.done >= t.all)
        talk_progress_end(); /* what the message announces comes after it */
    if (level == LMEV_LEVEL_WARNING)
        talk_warn("%s", text);
    else
        talk_say("%s", text);
}

static void on_progress(void *self, const lmev_progress *p)
{
    (void)self;
    talk_progress(p);
}

static bool on_stop(void *self)
{
    (void)self;
    if (!stop_signal) return false;
    if (!t.told) {
        t.told = true;
        if (goes_on)
            talk_say("stopping at the next safe point; once more leaves at once");
    }
    return true;
}

const lmev_watch *talk_watch(void)
{
    static const lmev_watch watch = {NULL, on_message, on_progress, on_stop};
    return &watch;
}

/* In a handler: no memory, no locks. A full pipe as stderr is not waited for. */
static void say_in_handler(const char *text)
{
    struct pollfd to = {.fd = STDERR_FILENO, .events = POLLOUT};
    if (poll(&to, 1, 0) == 1 && (to.revents & POLLOUT)) put(text, strlen(text));
}

_Noreturn static void leave(const char *why, int code)
{
    lmev_abandon();
    if (t.bar) say_in_handler("\r\033[K");
    say_in_handler("lmev ");
    say_in_handler(t.verb ? t.verb : "");
    say_in_handler(": ");
    say_in_handler(why);
    _exit(code);
}

static void start_timer(long ms)
{
    const struct itimerspec once = {
        .it_value = {.tv_sec = ms / 1000, .tv_nsec = ms % 1000 * 1000000L}};
    timer_settime(stop_timer, 0, &once, NULL);
}

static void on_signal(int number)
{
    const int errnum = errno;
    if (stop_signal) leave("stopped at once, by a second signal\n", 128 + number);
    stop_signal = number;
    start_timer(STOP_MS);
    errno = errnum;
}

static void on_timer(int number)
{
    static volatile sig_atomic_t again;
    const int errnum = errno;
    (void)number;
    if (again || !lmev_unsaved()) leave("stopped by a signal\n", stop_code());
    again = 1;
    start_timer(CHECKPOINT_MS);
    errno = errnum;
}

/* The address is in a mapped file that was truncated before it. */
static void on_bus(int number, siginfo_t *info, void *context)
{
    (void)context;
    if (info->si_code == BUS_ADRERR)
        leave("a file was made shorter by another program while it was read\n"
              "hint: put a new model or data file in place with mv, never write over one "
              "in "
              "use\n",
              1);
    signal(number, SIG_DFL); /* a defect of the program: crash visibly */
}

void talk_catch_signals(void)
{
    static const int which[] = {SIGINT, SIGTERM, SIGHUP, SIGUSR1};
    struct sigevent end = {.sigev_notify = SIGEV_SIGNAL, .sigev_signo = SIGALRM};
    struct sigaction act = {.sa_handler = on_signal}, before;
    sigfillset(&act.sa_mask);
    timer_create(CLOCK_MONOTONIC, &end, &stop_timer);
    for (size_t i = 0; i < sizeof which / sizeof *which; i++) {
        const bool hangs_up = which[i] == SIGHUP && sigaction(SIGHUP, NULL, &before) == 0;
        if (hangs_up && before.sa_handler == SIG_IGN) continue;
        sigaction(which[i], &act, NULL);
    }
    act.sa_handler = on_timer;
    sigaction(SIGALRM, &act, NULL);
    act.sa_flags = SA_SIGINFO;
    act.sa_sigaction = on_bus;
    sigaction(SIGBUS, &act, NULL);
}

void talk_goes_on(void)
{
    goes_on = 1;
}

bool talk_stopped(void)
{
    return on_stop(NULL);
}
