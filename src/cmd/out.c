/* out.c - see out.h. A buffer and write(2) rather than stdio: predict writes millions of
 * small fields, and errors are to be seen exactly once. */
#include "out.h"

#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "options.h"
#include "talk.h"

static struct {
    int fd;
    int errnum;       /* of the first failed write; EPIPE is the quiet one */
    const char *name; /* for messages; NULL: stdout                        */
    const char *path; /* to appear, NULL: written as it is                 */
    char *temporary;
    size_t n;
    char buffer[1 << 18];
} o = {.fd = STDOUT_FILENO};

static void flush(void)
{
    const char *at = o.buffer;
    while (o.n > 0 && !o.errnum) {
        const ssize_t k = write(o.fd, at, o.n);
        if (k < 0 && errno == EINTR) continue;
        if (k < 0) o.errnum = errno;
        if (k < 0) break;
        at += k;
        o.n -= (size_t)k;
    }
    o.n = 0;
}

static int cannot_begin(const char *path, int errnum)
{
    lmev_error err = {0};
    snprintf(err.text, sizeof err.text, "cannot write '%s': %s", path,
             errnum == EISDIR ? "it is a folder" : strerror(errnum));
    if (errnum == ENOENT)
        snprintf(err.hint, sizeof err.hint, "make the folder first, with mkdir -p");
    return talk_fault(errnum == ENOENT ? LMEV_ERR_NOTFOUND : LMEV_ERR_IO, &err);
}

int out_begin(const char *path)
{
    struct stat st;
    if (!path || !strcmp(path, "-")) return -1;
    const bool there = stat(path, &st) == 0;
    if (there && S_ISDIR(st.st_mode)) return cannot_begin(path, EISDIR);
    o.name = path;
    if (there && !S_ISREG(st.st_mode)) {
        o.fd = open(path, O_WRONLY | O_CLOEXEC);
    } else {
        const size_t room = strlen(path) + 32;
        o.temporary = need(NULL, room, 1);
        snprintf(o.temporary, room, "%s.%ld.tmp", path, (long)getpid());
        o.fd = open(o.temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
        o.path = path;
    }
    return o.fd >= 0 ? -1 : cannot_begin(path, errno);
}

bool out_open(void)
{
    return o.errnum == 0;
}

/* The folder's entry to disk too; a file system that cannot is no reason to fail. */
static void sync_folder(const char *path)
{
    const char *slash = strrchr(path, '/');
    char *folder = slash ? strndup(path, (size_t)(slash - path) + 1) : strdup(".");
    const int fd = folder ? open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC) : -1;
    if (fd >= 0) {
        fsync(fd);
        close(fd);
    }
    free(folder);
}

int out_end(int code)
{
    flush();
    if (o.path && !o.errnum && code == 0 && fsync(o.fd) != 0) o.errnum = errno;
    /* stdout is closed too: some file systems tell only then that a write was lost. */
    if (close(o.fd) != 0 && !o.errnum && errno != EBADF) o.errnum = errno;
    if (o.path) {
        if (!o.errnum && code == 0 && rename(o.temporary, o.path) != 0) o.errnum = errno;
        if (o.errnum || code != 0)
            unlink(o.temporary);
        else
            sync_folder(o.path);
    }
    free(o.temporary);
    o.temporary = NULL;
    o.fd = -1;
    if (!o.errnum || (o.errnum == EPIPE && !o.path)) return code;
    talk_plain_fault("cannot write '%s': %s", o.name ? o.name : "stdout",
                     strerror(o.errnum));
    return code ? code : 1;
}

void out_add(const char *at, size_t n)
{
    while (n > 0) {
        if (o.errnum) return;
        if (o.n == sizeof o.buffer) flush();
        size_t k = sizeof o.buffer - o.n;
        if (k > n) k = n;
        memcpy(o.buffer + o.n, at, k);
        o.n += k;
        at += k;
        n -= k;
    }
}

void out_text(const char *s)
{
    out_add(s, strlen(s));
}

void out_print(const char *format, ...)
{
    char small[512];
    va_list a;
    va_start(a, format);
    const int n = vsnprintf(small, sizeof small, format, a);
    va_end(a);
    if (n < (int)sizeof small) {
        if (n > 0) out_add(small, (size_t)n);
        return;
    }
    char *large = need(NULL, (size_t)n + 1, 1);
    va_start(a, format);
    vsnprintf(large, (size_t)n + 1, format, a);
    va_end(a);
    out_add(large, (size_t)n);
    free(large);
}

void out_csv(const char *at, size_t n)
{
    bool plain = true;
    for (size_t i = 0; plain && i < n; i++)
        plain = at[i] != ',' && at[i] != '"' && at[i] != '\n' && at[i] != '\r';
    if (plain) {
        out_add(at, n);
        return;
    }
    out_add("\"", 1);
    for (size_t i = 0; i < n;) {
        const char *quote = memchr(at + i, '"', n - i);
        const size_t stop = quote ? (size_t)(quote - at) + 1 : n;
        out_add(at + i, stop - i);
        if (quote) out_add("\"", 1);
        i = stop;
    }
    out_add("\"", 1);
}

void out_json(const char *at, size_t n)
{
    out_add("\"", 1);
    size_t from = 0;
    for (size_t i = 0; i < n; i++) {
        const unsigned char c = (unsigned char)at[i];
        if (c >= 0x20 && c != '"' && c != '\\') continue;
        out_add(at + from, i - from);
        from = i + 1;
        if (c == '"' || c == '\\')
            out_add((const char[2]){'\\', (char)c}, 2);
        else if (c == '\n')
            out_add("\\n", 2);
        else if (c == '\t')
            out_add("\\t", 2);
        else if (c == '\r')
            out_add("\\r", 2);
        else
            out_print("\\u%04x", c);
    }
    out_add(at + from, n - from);
    out_add("\"", 1);
}

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral" /* checked where it is called */
void out_json_real(double v, const char *format)
{
    char text[64];
    snprintf(text, sizeof text, format, v);
    out_text(isfinite(v) ? text : "null");
}
#pragma GCC diagnostic pop

void out_share(float p)
{
    char text[8] = "0.000000";
    unsigned v = p >= 1 ? 1000000u : p > 0 ? (unsigned)((double)p * 1e6 + 0.5) : 0;
    text[0] = (char)('0' + v / 1000000);
    v %= 1000000;
    for (int i = 7; i > 1; i--, v /= 10) text[i] = (char)('0' + v % 10);
    out_add(text, sizeof text);
}
