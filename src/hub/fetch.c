/* fetch.c - the only user of libcurl; see fetch.h.
 *
 * One request is one curl_easy_perform. After a request that failed comes a pause, longer
 * when it brought no byte. The body is written, hashed (SHA-256) and checksummed
 * (CRC-32C) as it arrives, so only what an earlier process left is read again.
 *
 * Resuming: Range from the bytes in the file, If-Range with their validator (a strong
 * ETag, else Last-Modified). 206 continues the file; 200 means that it has changed or
 * that the server cannot resume, and starts it again.
 *
 * Trust: certificates and host names are checked; redirects stay with https and end after
 * ten; the token is sent to no other host (libcurl's rule); lengths are limits, never
 * allocations. A checksum that the server states (Google's x-goog-hash, the X-Linked-Etag
 * of Hugging Face's large files) is compared too; it finds accidents, not attacks.
 *
 * Cost: some hundred KB of memory. Not here: what the file means. */
#include "hub/fetch.h"

#include <curl/curl.h>
#include <errno.h>
#include <inttypes.h>
#include <math.h>
#include <poll.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "base/format/json.h"
#include "base/hash.h"
#include "base/io/filetype.h"
#include "base/io/io.h"
#include "base/machine.h"
#include "base/mem.h"
#include "hub/http_header.h"

#define FRUITLESS_MOST 5 /* tries in a row without a byte */
#define TRIES_MOST     1000
#define REDIRECTS_MOST 10
#define REPORT_SECONDS 0.1
#define BLOCK          ((size_t)256 << 10)

typedef struct response { /* headers of the response that is coming in */
    char etag[200], modified[64];
    bool ranged;
    uint64_t from, total; /* of Content-Range; total 0: unknown */
    bool has_crc;
    uint32_t crc;
    long retry_after; /* seconds */
    bool html;
} response;

typedef struct job {
    const lmev__fetch *f;
    lmev__fetched *out;
    CURL *curl;
    char why[CURL_ERROR_SIZE];
    char *folder;      /* of the file */
    lmev__log *log;    /* the file, open while bytes come */
    lmev__sha256 hash; /* of the bytes in it */
    uint32_t crc;
    uint64_t have, all;           /* all 0: unknown */
    uint64_t had;                 /* when the request began */
    uint64_t most;                /* at any time, also of what was discarded */
    char etag[200], modified[64]; /* of what is in the file; "": unknown */
    char linked[65];              /* sha256 stated by a redirect; "": none */
    bool has_crc;
    uint32_t want_crc;
    response r;
    char *head; /* [LMEV__FETCH_HEAD] the first bytes of a file, until they are judged */
    size_t n_head;
    bool begun;         /* the body of this request */
    lmev_status failed; /* a fault of ours inside a callback */
    lmev_error error;
    double reported;
} job;

/* ---- the file ---- */

static void forget(job *j)
{
    lmev__sha256_begin(&j->hash);
    j->crc = 0;
    j->have = j->all = 0;
    j->etag[0] = j->modified[0] = '\0';
    j->has_crc = false;
    j->out->resumed = false;
}

static lmev_status close_log(job *j, lmev_error *err)
{
    lmev__log *log = j->log;
    j->log = NULL;
    return lmev__log_close(log, err);
}

/* Remove the file and start again. */
static lmev_status discard(job *j, lmev_error *err)
{
    forget(j);
    (void)close_log(j, NULL);
    lmev_status s = lmev__remove_file(j->f->to, err);
    return s == LMEV_OK ? lmev__remove_file(j->f->info, err) : s;
}

static void add(job *j, const char *at, size_t n)
{
    lmev__sha256_add(&j->hash, at, n);
    j->crc = lmev__crc32c(j->crc, at, n);
    j->have += n;
    if (j->have > j->most) j->most = j->have;
}

static lmev_status hash_what_is_there(job *j, lmev_error *err)
{
    const char *path = j->f->to;
    int fd = lmev__sys_open(path);
    if (fd < 0)
        return errno == ENOENT ? LMEV_OK
                               : lmev__fail_errno(err, errno, path, "cannot open");
    char *block = lmev__alloc(BLOCK);
    lmev_status s = block ? LMEV_OK : lmev__nomem(err, path);
    while (s == LMEV_OK) {
        ssize_t n = lmev__sys_read(fd, block, BLOCK);
        if (n < 0) s = lmev__fail_errno(err, errno, path, "cannot read");
        if (n <= 0) break;
        add(j, block, (size_t)n);
        if (lmev__asked_to_stop(j->f->watch))
            s = lmev__fail(err, LMEV_STOPPED, j->f->url, 0, "stopped");
    }
    lmev__free(block);
    lmev__close_quietly(fd);
    return s;
}

/* The text of a JSON object's member, when it fits. */
static void copy_text(char *room, size_t size, const lmev__json *object, const char *key)
{
    size_t n = 0;
    const char *s = lmev__json_string(lmev__json_get(object, key), &n);
    room[0] = '\0';
    if (s && n < size && strlen(s) == n) memcpy(room, s, n + 1);
}

/* Resume what an earlier call left, if it is the beginning of this file. */
static lmev_status take_up(job *j, lmev_error *err)
{
    lmev__json *info = NULL;
    bool same = false;
    forget(j);
    if (lmev__is_file(j->f->info) &&
        lmev__json_read(&info, j->f->info, NULL) == LMEV_OK) {
        const char *url = lmev__json_string(lmev__json_get(info, "url"), NULL);
        same = url && strcmp(url, j->f->url) == 0;
        copy_text(j->etag, sizeof j->etag, info, "etag");
        copy_text(j->modified, sizeof j->modified, info, "modified");
        copy_text(j->linked, sizeof j->linked, info, "linked");
        int64_t all = lmev__json_int(lmev__json_get(info, "bytes"));
        j->all = all > 0 ? (uint64_t)all : 0;
    }
    lmev__json_free(info);
    if (!same || (!j->etag[0] && !j->modified[0])) {
        j->linked[0] = '\0';
        return discard(j, err);
    }
    lmev_status s = hash_what_is_there(j, err);
    if (s == LMEV_OK && ((j->all && j->have > j->all) || j->have > j->f->max_bytes))
        s = discard(j, err);
    j->out->resumed = j->have > 0;
    return s;
}

static lmev_status write_info(const job *j, lmev_error *err)
{
    lmev__json *info = lmev__json_new_object();
    bool ok = lmev__json_set(info, "url", lmev__json_new_string(j->f->url)) &&
              lmev__json_set(info, "etag", lmev__json_new_string(j->etag)) &&
              lmev__json_set(info, "modified", lmev__json_new_string(j->modified)) &&
              lmev__json_set(info, "linked", lmev__json_new_string(j->linked)) &&
              lmev__json_set(info, "bytes", lmev__json_new_int((int64_t)j->all));
    char *text = ok ? lmev__json_dump(info, 0) : NULL;
    lmev__json_free(info);
    lmev_status s = text ? lmev__write_file(j->f->info, text, strlen(text), err)
                         : lmev__nomem(err, j->f->info);
    lmev__free(text);
    return s;
}

/* ---- headers ---- */

static size_t on_header(char *line, size_t size, size_t count, void *self)
{
    job *j = self;
    size_t n = size * count;
    char value[256];
    response *r = &j->r;
    if (n > 5 && memcmp(line, "HTTP/", 5) == 0)
        *r = (response){0}; /* the next one of a chain */
    else if (lmev__http_header(value, sizeof r->etag, line, n, "etag"))
        memcpy(r->etag, value, strlen(value) + 1);
    else if (lmev__http_header(value, sizeof r->modified, line, n, "last-modified"))
        memcpy(r->modified, value, strlen(value) + 1);
    else if (lmev__http_header(value, sizeof value, line, n, "content-range")) {
        uint64_t from, to, total = 0;
        int k = sscanf(value, "bytes %20" SCNu64 "-%20" SCNu64 "/%20" SCNu64, &from, &to,
                       &total);
        r->ranged = k >= 2;
        r->from = k >= 2 ? from : 0;
        r->total = k == 3 ? total : 0;
    } else if (lmev__http_header(value, sizeof value, line, n, "x-goog-hash")) {
        if (lmev__http_crc32c(value, &r->crc)) r->has_crc = true;
    } else if (lmev__http_header(value, sizeof value, line, n, "retry-after"))
        r->retry_after = strtol(value, NULL, 10);
    else if (lmev__http_header(value, sizeof value, line, n, "content-type"))
        r->html = strncasecmp(value, "text/html", 9) == 0;
    else if (lmev__http_header(value, sizeof value, line, n, "x-linked-etag")) {
        size_t quoted = value[0] == '"';
        value[strcspn(value + quoted, "\"") + quoted] = '\0';
        if (lmev__http_is_sha256(value + quoted))
            memcpy(j->linked, value + quoted, sizeof j->linked);
    }
    return n;
}

/* ---- the body ---- */

/* A new file begins with these bytes: is it what was requested? A server may send the
 * right file and still call it a web page. */
static lmev_status judge(job *j, const char *head, size_t n, lmev_error *err)
{
    const lmev__fetch *f = j->f;
    lmev_status s = f->judge ? f->judge(f, head, n, err) : LMEV_OK;
    const lmev__filetype *type = lmev__filetype_of(head, n);
    const bool page = type && type->stand_in;
    if (s == LMEV_OK && (f->judge || (!j->r.html && !page))) return LMEV_OK;
    j->out->elsewhere = true;
    if (s != LMEV_OK && !j->r.html && !page) return s;
    s = lmev__fail(err, LMEV_ERR_FORMAT, f->url, 0,
                   "the server answers with %s instead of %s",
                   page ? type->what : "a web page", f->what);
    lmev__hint(
        err, "%s",
        page && !j->r.html
            ? type->advice
            : "get it in a browser, unpack it, and name its file or folder instead of "
              "this model");
    return s;
}

/* The first bytes of a body have arrived: is it the right file, and from which byte
 * on? */
static lmev_status begin_body(job *j, const char *head, size_t n, lmev_error *err)
{
    const response *r = &j->r;
    long code = 0;
    curl_off_t length = -1;
    (void)curl_easy_getinfo(j->curl, CURLINFO_RESPONSE_CODE, &code);
    (void)curl_easy_getinfo(j->curl, CURLINFO_CONTENT_LENGTH_DOWNLOAD_T, &length);
    if (code != 200 && code != 206)
        return lmev__fail(err, LMEV_ERR_IO, j->f->url, 0, "unexpected response: HTTP %ld",
                          code);
    bool goes_on = code == 206 && r->ranged && r->from == j->have && j->have > 0 &&
                   (!j->all || !r->total || r->total == j->all) &&
                   (!r->etag[0] || !j->etag[0] || strcmp(r->etag, j->etag) == 0);
    lmev_status s = LMEV_OK;
    if (!goes_on && code == 206) { /* a part of another file: what is here is useless */
        s = discard(j, err);
        return s == LMEV_OK ? lmev__fail(err, LMEV_ERR_IO, j->f->url, 0,
                                         "the file changed during the download")
                            : s;
    }
    if (!goes_on) {
        if ((s = judge(j, head, n, err)) != LMEV_OK) return s;
        if ((s = discard(j, err)) != LMEV_OK) return s;
        j->had = 0;
        j->all = length > 0 ? (uint64_t)length : 0;
        if (j->all > j->f->max_bytes) {
            uint64_t all = j->all;
            j->all = 0;
            return lmev__fail(err, LMEV_ERR_FORMAT, j->f->url, 0,
                              "is larger than allowed: %" PRIu64
                              " bytes, at most %" PRIu64,
                              all, j->f->max_bytes);
        }
        s = lmev__check_room(j->folder, j->f->url, j->all, err);
        if (s != LMEV_OK) {
            j->all = 0;
            return s;
        }
        /* A weak ETag promises no equal bytes, and may not be used for ranges. */
        if (strncmp(r->etag, "W/", 2) != 0) memcpy(j->etag, r->etag, sizeof j->etag);
        memcpy(j->modified, r->modified, sizeof j->modified);
        if ((s = write_info(j, err)) != LMEV_OK) return s;
    }
    j->has_crc = r->has_crc;
    j->want_crc = r->crc;
    return lmev__log_open(&j->log, j->f->to, err);
}

static lmev_status write_body(job *j, const char *at, size_t n, lmev_error *err)
{
    if (n > j->f->max_bytes - j->have) {
        lmev__fail(err, LMEV_ERR_FORMAT, j->f->url, 0,
                   "is larger than allowed: more than %" PRIu64 " bytes",
                   j->f->max_bytes);
        (void)discard(j, NULL);
        return LMEV_ERR_FORMAT;
    }
    const lmev_status s = lmev__log_write(j->log, at, n, err);
    if (s == LMEV_OK) add(j, at, n);
    return s;
}

/* Judge the first bytes of the file, and write them. */
static lmev_status end_head(job *j, lmev_error *err)
{
    j->begun = true;
    const lmev_status s = begin_body(j, j->head, j->n_head, err);
    return s == LMEV_OK ? write_body(j, j->head, j->n_head, err) : s;
}

static size_t on_body(char *at, size_t size, size_t count, void *self)
{
    job *j = self;
    const size_t n = size * count;
    size_t used = 0;
    if (!j->begun) {
        used = n < LMEV__FETCH_HEAD - j->n_head ? n : LMEV__FETCH_HEAD - j->n_head;
        memcpy(j->head + j->n_head, at, used);
        j->n_head += used;
        if (j->n_head == LMEV__FETCH_HEAD) j->failed = end_head(j, &j->error);
    }
    if (j->failed == LMEV_OK && n > used)
        j->failed = write_body(j, at + used, n - used, &j->error);
    return j->failed == LMEV_OK ? n : 0;
}

static int on_progress(void *self, curl_off_t d_all, curl_off_t d_now, curl_off_t u_all,
                       curl_off_t u_now)
{
    (void)d_all, (void)d_now, (void)u_all, (void)u_now;
    job *j = self;
    double now = lmev__monotonic();
    if (j->begun && now - j->reported >= REPORT_SECONDS) {
        j->reported = now;
        lmev__report(j->f->watch, j->f->task, j->have, j->all, "bytes", NAN);
    }
    return lmev__asked_to_stop(j->f->watch);
}

/* ---- one request ---- */

static pthread_once_t curl_once = PTHREAD_ONCE_INIT;
static bool curl_ready;

static void begin_curl(void)
{
    curl_ready = curl_global_init(CURL_GLOBAL_DEFAULT) == CURLE_OK;
}

#define SET(option, value) \
    (ok = ok && curl_easy_setopt(j->curl, option, value) == CURLE_OK)

static bool set_up(job *j)
{
    const lmev__fetch *f = j->f;
    bool ok = true;
    SET(CURLOPT_URL, f->url);
    SET(CURLOPT_USERAGENT, "lmev/" LMEV_VERSION);
#if LIBCURL_VERSION_NUM >= 0x075500
    SET(CURLOPT_PROTOCOLS_STR, "https");
    SET(CURLOPT_REDIR_PROTOCOLS_STR, "https");
#else
    SET(CURLOPT_PROTOCOLS, (long)CURLPROTO_HTTPS);
    SET(CURLOPT_REDIR_PROTOCOLS, (long)CURLPROTO_HTTPS);
#endif
    SET(CURLOPT_FOLLOWLOCATION, 1L);
    SET(CURLOPT_MAXREDIRS, (long)REDIRECTS_MOST);
    SET(CURLOPT_FAILONERROR, 1L);
    SET(CURLOPT_NOSIGNAL, 1L);
    SET(CURLOPT_CONNECTTIMEOUT, (long)(f->stall_seconds < 30 ? f->stall_seconds : 30));
    SET(CURLOPT_LOW_SPEED_LIMIT, 1L);
    SET(CURLOPT_LOW_SPEED_TIME, (long)f->stall_seconds);
    SET(CURLOPT_BUFFERSIZE, (long)BLOCK);
    SET(CURLOPT_ERRORBUFFER, j->why);
    SET(CURLOPT_HEADERFUNCTION, on_header);
    SET(CURLOPT_HEADERDATA, (void *)j);
    SET(CURLOPT_WRITEFUNCTION, on_body);
    SET(CURLOPT_WRITEDATA, (void *)j);
    SET(CURLOPT_NOPROGRESS, 0L);
    SET(CURLOPT_XFERINFOFUNCTION, on_progress);
    SET(CURLOPT_XFERINFODATA, (void *)j);
    if (f->ca_file) SET(CURLOPT_CAINFO, f->ca_file);
    if (f->token) {
        SET(CURLOPT_HTTPAUTH, (long)CURLAUTH_BEARER);
        SET(CURLOPT_XOAUTH2_BEARER, f->token);
    }
    return ok;
}

static CURLcode request(job *j)
{
    struct curl_slist *headers = NULL;
    char range[32], condition[256];
    bool ok = true;
    j->begun = false;
    j->n_head = 0;
    j->failed = LMEV_OK;
    j->had = j->have;
    j->why[0] = '\0';
    j->r = (response){0};
    if (j->have > 0) {
        (void)snprintf(range, sizeof range, "%" PRIu64 "-", j->have);
        (void)snprintf(condition, sizeof condition, "If-Range: %s",
                       j->etag[0] ? j->etag : j->modified);
        headers = curl_slist_append(NULL, condition);
        ok = headers != NULL;
    }
    SET(CURLOPT_RANGE, j->have > 0 ? range : NULL);
    SET(CURLOPT_HTTPHEADER, headers);
    CURLcode code = ok ? curl_easy_perform(j->curl) : CURLE_OUT_OF_MEMORY;
    (void)curl_easy_setopt(j->curl, CURLOPT_HTTPHEADER, NULL);
    curl_slist_free_all(headers);
    if (!j->begun && j->n_head > 0 && j->failed == LMEV_OK) /* a short file, or a cut */
        j->failed = end_head(j, &j->error);
    if (j->log) { /* to disk before anybody relies on it */
        lmev_error e;
        lmev_status s = close_log(j, &e);
        if (s != LMEV_OK && j->failed == LMEV_OK) {
            j->failed = s;
            j->error = e;
        }
    }
    return code;
}

/* ---- what came of it ---- */

static lmev_status refused(job *j, bool *again, lmev_error *err)
{
    const char *url = j->f->url;
    long code = 0;
    (void)curl_easy_getinfo(j->curl, CURLINFO_RESPONSE_CODE, &code);
    *again = code >= 500 || code == 408 || code == 425 || code == 429;
    j->out->elsewhere = true;
    if (code == 416) { /* shorter than what is here: another file */
        *again = true;
        lmev_status s = discard(j, err);
        if (s != LMEV_OK) {
            *again = false;
            return s;
        }
        return lmev__fail(err, LMEV_ERR_IO, url, 0,
                          "is shorter than the server said (HTTP 416)");
    }
    if (code == 404 || code == 410)
        return lmev__fail(err, LMEV_ERR_NOTFOUND, url, 0, "is not there (HTTP %ld)",
                          code);
    if (code == 401 || code == 403) {
        lmev__fail(err, LMEV_ERR_NOTFOUND, url, 0,
                   "is not there, or not for everybody (HTTP %ld)", code);
        j->out->closed = true;
        return LMEV_ERR_NOTFOUND;
    }
    return lmev__fail(err, LMEV_ERR_IO, url, 0, "the server fails (HTTP %ld)", code);
}

/* The request has failed: report how, and whether to try again. */
static lmev_status fault(job *j, CURLcode code, bool *again, lmev_error *err)
{
    const char *url = j->f->url, *why = j->why[0] ? j->why : curl_easy_strerror(code);
    *again = false;
    if (j->failed != LMEV_OK) { /* ours; begin_body lets one kind be tried again */
        *err = j->error;
        *again = j->failed == LMEV_ERR_IO && j->have == 0 && j->had > 0;
        return j->failed;
    }
    switch (code) {
    case CURLE_ABORTED_BY_CALLBACK:
        lmev__fail(err, LMEV_STOPPED, url, 0, "stopped after %" PRIu64 " bytes", j->have);
        lmev__hint(err, "pull again to go on");
        return LMEV_STOPPED;
    case CURLE_OUT_OF_MEMORY:
        return lmev__nomem(err, url);
    case CURLE_HTTP_RETURNED_ERROR:
        return refused(j, again, err);
    case CURLE_UNSUPPORTED_PROTOCOL:
        if (strncmp(url, "https://", 8) != 0) { /* somebody's endpoint */
            lmev__fail(err, LMEV_ERR_PARAM, url, 0, "is not an https address");
            lmev__hint(err, "name an endpoint that begins with https://");
            return LMEV_ERR_PARAM;
        }
        j->out->elsewhere = true;
        return lmev__fail(err, LMEV_ERR_IO, url, 0,
                          "leads to an address that is not https");
    case CURLE_TOO_MANY_REDIRECTS:
        j->out->elsewhere = true;
        return lmev__fail(err, LMEV_ERR_IO, url, 0,
                          "leads to another address more than %d times", REDIRECTS_MOST);
    case CURLE_URL_MALFORMAT:
        return lmev__fail(err, LMEV_ERR_PARAM, url, 0, "is not an address");
    case CURLE_SSL_CACERT_BADFILE:
        return lmev__fail(err, LMEV_ERR_IO, j->f->ca_file, 0,
                          "cannot be used as certificates: %s", why);
    case CURLE_PEER_FAILED_VERIFICATION:
        j->out->elsewhere = true;
        lmev__fail(err, LMEV_ERR_IO, url, 0, "the server cannot prove who it is: %s",
                   why);
        lmev__hint(err,
                   "name the certificates of your network's proxy (ca_file; the program "
                   "lmev reads LMEV_CA_FILE)");
        return LMEV_ERR_IO;
    case CURLE_OPERATION_TIMEDOUT:
        *again = j->out->elsewhere = true;
        return lmev__fail(err, LMEV_ERR_IO, url, 0, "no byte came for %u seconds",
                          j->f->stall_seconds);
    case CURLE_COULDNT_RESOLVE_HOST:
    case CURLE_COULDNT_RESOLVE_PROXY:
        j->out->elsewhere = true;
        lmev__fail(err, LMEV_ERR_IO, url, 0, "cannot be reached: %s", why);
        lmev__hint(err, "is this machine connected? a proxy is named in https_proxy");
        return LMEV_ERR_IO;
    default:
        *again = j->out->elsewhere = true;
        return lmev__fail(err, LMEV_ERR_IO, url, 0, "cannot be read: %s", why);
    }
}

/* All bytes have arrived: are they right? If they came by several requests, a fault makes
 * one more try from the start. */
static lmev_status check(job *j, bool *again, lmev_error *err)
{
    lmev__sha256 h = j->hash;
    const char *want = j->f->sha256 ? j->f->sha256 : j->linked[0] ? j->linked : NULL;
    lmev__sha256_end(&h, j->out->sha256);
    j->out->bytes = j->have;
    *again = false;
    bool good = (!want || strcasecmp(want, j->out->sha256) == 0) &&
                (!j->has_crc || j->crc == j->want_crc);
    if (good) return LMEV_OK;
    char hex[65];
    memcpy(hex, j->out->sha256, sizeof hex);
    *again = j->out->resumed || j->had > 0;
    lmev_status s = discard(j, err);
    if (s != LMEV_OK) return s;
    j->out->elsewhere = true;
    if (want)
        lmev__fail(err, LMEV_ERR_MISMATCH, j->f->url, 0, "its sha256 is %s, wanted %s",
                   hex, want);
    else
        lmev__fail(err, LMEV_ERR_MISMATCH, j->f->url, 0,
                   "its checksum is not the one that the server states");
    lmev__hint(err, "nothing was kept; try again later, or from another place");
    return LMEV_ERR_MISMATCH;
}

/* False: stopped while waiting. */
static bool pause_before(const job *j, int fruitless)
{
    double seconds = 0.125 * (double)(1 << (fruitless < 6 ? fruitless : 6));
    if (j->r.retry_after > 0)
        seconds = j->r.retry_after < 30 ? (double)j->r.retry_after : 30;
    for (double end = lmev__monotonic() + seconds; lmev__monotonic() < end;) {
        if (lmev__asked_to_stop(j->f->watch)) return false;
        (void)poll(NULL, 0, 50);
    }
    return true;
}

static lmev_status get(job *j, lmev_error *err)
{
    bool again = false, from_start = false;
    int fruitless = 0;
    uint64_t most = j->most = j->have;
    lmev_status s;
    for (int tries = 0;; tries++) {
        CURLcode code = CURLE_OK;
        bool whole =
            j->all > 0 && j->have == j->all; /* an earlier call was killed late */
        j->out->elsewhere = false;
        if (!whole && (code = request(j)) == CURLE_OK && j->failed == LMEV_OK &&
            (j->have < j->all || j->have == 0)) /* 206 of nothing, or an empty body */
            code = j->have == 0 ? CURLE_GOT_NOTHING : CURLE_PARTIAL_FILE;
        if (code == CURLE_OK && j->failed == LMEV_OK) {
            s = check(j, &again, err);
            if (s != LMEV_ERR_MISMATCH || !again || from_start) return s;
            from_start = true;
            continue;
        }
        s = fault(j, code, &again, err);
        /* Bytes received again do not count as progress; a stall counts twice. */
        fruitless =
            j->most > most ? 0 : fruitless + (code == CURLE_OPERATION_TIMEDOUT ? 2 : 1);
        most = j->most;
        if (!again || fruitless >= FRUITLESS_MOST || tries >= TRIES_MOST) return s;
        if (fruitless == 1)
            lmev__say(j->f->watch, LMEV_LEVEL_INFO, "%s; trying again", err->text);
        if (!pause_before(j, fruitless))
            return fault(j, CURLE_ABORTED_BY_CALLBACK, &again, err);
    }
}

lmev_status lmev__fetch_file(lmev__fetched *out, const lmev__fetch *f, lmev_error *err)
{
    lmev_error ignored;
    *out = (lmev__fetched){0};
    (void)pthread_once(&curl_once, begin_curl);
    job *j = lmev__calloc(1, sizeof *j);
    if (!j) return lmev__nomem(err, f->url);
    j->f = f;
    j->out = out;
    lmev_status s = LMEV_OK;
    if (!curl_ready || !(j->curl = curl_easy_init()) || !set_up(j))
        s = lmev__fail(err, LMEV_ERR_FAILED, NULL, 0, "libcurl cannot be used");
    else if (!(j->head = lmev__alloc(LMEV__FETCH_HEAD)) ||
             !(j->folder = lmev__path_dir(f->to)))
        s = lmev__nomem(err, f->url);
    else if ((s = take_up(j, err)) == LMEV_OK)
        s = get(j, err ? err : &ignored);
    if (j->curl) curl_easy_cleanup(j->curl);
    (void)close_log(j, NULL);
    lmev__free(j->folder);
    lmev__free(j->head);
    lmev__free(j);
    return s;
}
