/* lmev/base.h - what every part of the library speaks: statuses, errors, texts,
 * listeners.
 *
 * Rules that hold for all headers of lmev and are not repeated:
 *   - a function that can fail returns lmev_status and takes lmev_error *err last; err
 *     may be NULL, and is written only on failure, complete enough to be shown as it is;
 *   - an out parameter is written only on success, unless its comment says otherwise;
 *   - X_new/X_open/X_load pairs with X_free/X_close, which accept NULL and half-built
 *     objects;
 *   - "borrowed" means: do not free it, it lives as long as the object it came from;
 *   - const objects may be shared by threads; other objects belong to one thread at a
 *     time;
 *   - the library never prints, never leaves the process, and installs no signal handler;
 *   - what waits for input, a lock or another machine and takes a watch asks watch->stop
 *     some ten times a second; a signal whose handler was installed without SA_RESTART
 *     ends such a wait at once. */
#ifndef LMEV_BASE_H
#define LMEV_BASE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* What liblmev.so exports: the functions of these headers and nothing else. */
#if defined(__GNUC__)
#define LMEV_API __attribute__((visibility("default")))
#else
#define LMEV_API
#endif

/* The version of these headers; lmev_version() returns that of the library at run time. */
#define LMEV_VERSION       "0.2.0"
#define LMEV_VERSION_MAJOR 0
#define LMEV_VERSION_MINOR 2
#define LMEV_VERSION_PATCH 0

#define LMEV_THREADS_MAX 1024 /* that any call may be asked to use */

/* One list of all statuses: name, number, exit code of the program, meaning. Numbers are
 * fixed for ever: a new status takes the next one, wherever its line stands. */
#define LMEV_STATUS_MAP(X)                                 \
    X(OK, 0, 0, "done")                                    \
    X(ERR_NOMEM, 1, 1, "out of memory")                    \
    X(ERR_IO, 2, 1, "file cannot be read or written")      \
    X(ERR_BUSY, 3, 1, "in use by another process")         \
    X(ERR_FAILED, 4, 1, "part of the work failed")         \
    X(ERR_PARAM, 5, 2, "parameter out of range")           \
    X(ERR_FORMAT, 6, 3, "file does not follow its format") \
    X(ERR_NOTFOUND, 7, 4, "not found")                     \
    X(ERR_MISMATCH, 8, 5, "verification failed")           \
    X(STOPPED, 9, 75, "stopped on request")

typedef enum lmev_status {
#define LMEV_STATUS_ENUM(name, number, exit_code, meaning) LMEV_##name = (number),
    LMEV_STATUS_MAP(LMEV_STATUS_ENUM)
#undef LMEV_STATUS_ENUM
} lmev_status;

/* The meaning, lower case, and the exit code of the program for a status. */
LMEV_API const char *lmev_status_text(lmev_status s);
LMEV_API int lmev_status_exit(lmev_status s);

/* What went wrong, where, and how to repair it. Plain struct: copy it as you like. */
typedef struct lmev_error {
    lmev_status status;
    long line;        /* 1-based line in source; 0: no line known */
    char source[512]; /* file or object; "" : none */
    char text[512];   /* the fault, lower case, no full stop */
    char hint[256];   /* a command or act that repairs it; or "" */
} lmev_error;

/* Give back a string that a function of the library made; NULL is fine. */
LMEV_API void lmev_text_free(char *text);

/* Bytes, not NUL-terminated; at may be NULL when n is 0. */
typedef struct lmev_str {
    const char *at;
    size_t n;
} lmev_str;

/* A file in memory. A set of them stands for a folder. */
typedef struct lmev_member {
    const char *name; /* inside the folder: "config.json", "assets/tokens.txt" */
    lmev_str bytes;
} lmev_member;

/* Texts as bags of row ids, in CSR form: text i holds id[at[i]] .. id[at[i+1]-1], and may
 * be empty. What lm/ produces and nn/ consumes. */
typedef struct lmev_bags {
    size_t n;            /* texts */
    const uint64_t *at;  /* [n+1] offsets into id, at[0] == 0 */
    const uint32_t *id;  /* [at[n]] row ids, duplicates counted */
    const float *weight; /* [at[n]] factor of each row; NULL: all are one */
} lmev_bags;

/* How the rows of a bag become one vector: sum, sum/n, sum/sqrt(n). */
typedef enum lmev_combiner {
    LMEV_COMBINER_SUM,
    LMEV_COMBINER_MEAN,
    LMEV_COMBINER_SQRTN
} lmev_combiner;

typedef enum lmev_level { LMEV_LEVEL_INFO, LMEV_LEVEL_WARNING } lmev_level;

/* One report of progress. Rates are left to the listener, who has the clock. */
typedef struct lmev_progress {
    const char *task; /* "epoch 3/10", "reading titles"; changes when a new task begins */
    uint64_t done, all; /* units done and to do; all is 0 when it is not known */
    const char *unit;   /* "rows", "bytes" */
    double loss;        /* NaN where there is none */
} lmev_progress;

/* A listener to a long operation. Any member may be NULL; a NULL listener hears nothing.
 * Called from the thread that called the library, at most some hundred times a second. */
typedef struct lmev_watch {
    void *self;
    void (*message)(void *self, lmev_level level, const char *text);
    void (*progress)(void *self, const lmev_progress *p);
    bool (*stop)(void *self); /* true: checkpoint and return LMEV_STOPPED */
} lmev_watch;

/* Give up what the library is in the midst of, in a process that is about to leave:
 * remove its files and folders that still have temporary names. Finished files and checkpoints stay. Async-signal-safe, so that a signal handler may
 * call it; the process must then end (_exit), as the library cannot be used any more. */
LMEV_API void lmev_abandon(void);

/* Is there training that a stop would still bring into a checkpoint? Who leaves while it
 * is false loses nothing that the same call does not do again. Async-signal-safe. */
LMEV_API bool lmev_unsaved(void);

/* How many threads a call works with that is asked for `wanted`: as many, or as many as
 * this process has processors when wanted is 0; but 1 where the system refuses to start so
 * many (limits on memory or processes). Results are the same for any number. Threads end
 * with the call or the object that they work for, and block all signals. */
LMEV_API int lmev_threads(int wanted);

LMEV_API const char *lmev_version(void); /* "0.2.0" */

#ifdef __cplusplus
}
#endif
#endif
