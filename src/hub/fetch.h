/* fetch.h - one file over HTTPS: the libcurl door. */
#ifndef LMEV__HUB_FETCH_H
#define LMEV__HUB_FETCH_H
#include "lmev/base.h"

struct lmev__fetch;
/* What is coming, by its first n bytes (LMEV__FETCH_HEAD, or all): LMEV_OK, or the reason
 * why it is of no use. */
typedef lmev_status (*lmev__fetch_judge)(const struct lmev__fetch *f, const char *head,
                                         size_t n, lmev_error *err);
#define LMEV__FETCH_HEAD ((size_t)4096)

typedef struct lmev__fetch {
    const char *url; /* https alone, as are all that it redirects to */
    const char *to;  /* file that grows; what is known of it lies in info */
    const char *info;
    const char *task;    /* of the progress */
    const char *ca_file; /* NULL: the system's certificates alone */
    const char *token;   /* to the host of url alone; NULL: none */
    const char *sha256;  /* what it must have; NULL: anything */
    uint64_t max_bytes;
    unsigned stall_seconds;  /* without a byte; > 0 */
    const char *what;        /* is asked for, in messages: "an archive" */
    lmev__fetch_judge judge; /* before anything is written; NULL: all but a web page */
    const lmev_watch *watch;
} lmev__fetch;

typedef struct lmev__fetched {
    char sha256[65];
    uint64_t bytes;
    bool resumed;   /* some bytes are from an earlier call */
    bool elsewhere; /* it failed, and another address may have it; set on failure */
    bool closed;    /* not there, or not for everybody (HTTP 401, 403); on failure */
} lmev__fetched;

/* Get url into `to`, going on behind what lies there when info says that it is the
 * beginning of the same file. Cuts, stalls and 5xx are tried again, with growing pauses,
 * until 5 in a row have brought no byte. On failure what came stays for the next call,
 * unless it was wrong. A file that the judge refuses, is longer than max_bytes or than
 * the room on the disk, is refused before a byte of it is written, as far as the server
 * says what comes. */
lmev_status lmev__fetch_file(lmev__fetched *out, const lmev__fetch *f, lmev_error *err);
#endif
