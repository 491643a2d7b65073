/* lmev/base.h - types and rules that all headers share: statuses, errors, texts,
 * listeners.
 *
 * These rules hold for all headers of lmev and are not repeated there:
 *   - A function that can fail returns lmev_status and takes lmev_error *err last. err
 *     may be NULL. It is written only on failure, and can be shown as it is.
 *   - An out parameter is written only on success, unless its comment says otherwise.
 *   - X_free gives back an object that X_new, X_open or X_load made. X_release gives back
 *     what a function stored in a struct of the caller. Both accept NULL, or a struct of
 *     zeros.
 *   - "Borrowed" means: do not free it. It lives as long as the object it came from.
 *   - Threads may share const objects. Other objects belong to one thread at a time.
 *   - The library never prints, never ends the process and installs no signal handler.
 *   - A function with a watch that waits for input, a lock or another machine asks
 *     watch->stop about ten times a second. A signal whose handler was installed without
 *     SA_RESTART ends such a wait at once. */
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

/* The version of these headers. lmev_version() returns that of the library at run
 * time. */
#define LMEV_VERSION       "0.2.0"
#define LMEV_VERSION_MAJOR 0
#define LMEV_VERSION_MINOR 2
#define LMEV_VERSION_PATCH 0

#define LMEV_THREADS_MAX 1024 /* the most that a call may be given */

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
 * be empty. Language models make them, networks take them. */
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

/* One report of progress. The listener has the clock and computes rates. */
typedef struct lmev_progress {
    const char *task; /* "epoch 3/10", "reading titles"; changes when a new task begins */
    uint64_t done, all; /* units done and to do; all is 0 when it is not known */
    const char *unit;   /* "rows", "bytes" */
    double loss;        /* NaN where there is none */
} lmev_progress;

/* A listener to a long operation. It and each of its functions may be NULL. They are
 * called from the thread that called the library, at most some hundred times a second. */
typedef struct lmev_watch {
    void *self;
    void (*message)(void *self, lmev_level level, const char *text);
    void (*progress)(void *self, const lmev_progress *p);
    bool (*stop)(void *self); /* true: checkpoint and return LMEV_STOPPED */
} lmev_watch;

/* Clean up in a process that is about to end: removes the files and folders of the
 * library that still have temporary names. Finished files and checkpoints stay. It is
 * async-signal-safe, so a signal handler may call it. After it the library cannot be
 * used; the process must end (_exit). */
LMEV_API void lmev_abandon(void);

/* True while there is training that is in no checkpoint yet, and that watch->stop would
 * bring into one. While it is false, a process that ends loses nothing that the same
 * call would not do again. Async-signal-safe. */
LMEV_API bool lmev_unsaved(void);

/* The number of threads that a call uses when it is asked for `wanted`: that number; for
 * 0, the number of processors of this process; 1 where the system refuses to start so
 * many (limits on memory or processes). Results are the same for any number. Threads end
 * with the call or the object that they work for, and block all signals. */
LMEV_API int lmev_threads(int wanted);

LMEV_API const char *lmev_version(void); /* "0.2.0" */

#ifdef __cplusplus
}
#endif
#endif
