/* fetch.h - download one file over HTTPS. */
#ifndef LMEV__HUB_FETCH_H
#define LMEV__HUB_FETCH_H
#include "lmev/base.h"

struct lmev__fetch;
/* Judge a file by its first n bytes (LMEV__FETCH_HEAD, or all): LMEV_OK, or the reason
 * why it is useless. */
typedef lmev_status (*lmev__fetch_judge)(const struct lmev__fetch *f, const char *head,
                                         size_t n, lmev_error *err);
#define LMEV__FETCH_HEAD ((size_t)4096)

typedef struct lmev__fetch {
    const char *url; /* https only, redirects too */
    const char *to;  /* file that grows; its validators are kept in info */
    const char *info;
    const char *task;    /* for progress reports */
    const char *ca_file; /* NULL: only the system's certificates */
    const char *token;   /* sent only to the host of url; NULL: none */
    const char *sha256;  /* expected digest; NULL: any */
    uint64_t max_bytes;
    unsigned stall_seconds; /* without a byte; > 0 */
    const char *what;       /* what is requested, for messages: "an archive" */
    lmev__fetch_judge
        judge; /* before anything is written; NULL: accept all but a web page */
    const lmev_watch *watch;
} lmev__fetch;

typedef struct lmev__fetched {
    char sha256[65];
    uint64_t bytes;
    bool resumed;   /* some bytes are from an earlier call */
    bool elsewhere; /* it failed, and another address may have it; set on failure */
    bool closed;    /* absent or not public (HTTP 401, 403); set on failure */
} lmev__fetched;

/* Download url to `to`. Resumes what is there when info shows that it is the beginning of
 * the same file. Interruptions, stalls and 5xx are tried again after growing pauses,
 * until 5 tries in a row have brought no byte. After a failure the bytes stay for the
 * next call, unless they were wrong. A file that the judge refuses, or that is longer
 * than max_bytes or than the room on the disk, is refused before a byte is written, as
 * far as the server states its length. */
lmev_status lmev__fetch_file(lmev__fetched *out, const lmev__fetch *f, lmev_error *err);
#endif
