/* out.c - see out.h. A buffer and write(2) rather than stdio: predict writes millions of
 * small fields, and each error must be reported exactly once. */
#include "cmd/out.h"

#include <errno.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/buf.h"
#include "cmd/options.h"
#include "cmd/talk.h"
#include "lmev/file.h"
#include "lmev/text.h"

static struct {
    lmev_file *file;    /* NULL: stdout */
    bool failed;        /* a write has failed; adding does nothing any more */
    int errnum;         /* of stdout's first failed write; EPIPE is the quiet one */
    lmev_status status; /* of the file's */
    lmev_error err;
    size_t n;
    char buffer[1 << 18];
} o;

static void flush_stdout(void)
{
    const char *at = o.buffer;
    while (o.n > 0 && !o.failed) {
        const ssize_t k = write(STDOUT_FILENO, at, o.n);
        if (k > 0) at += k;
        if (k > 0) o.n -= (size_t)k;
        if (k < 0 && errno != EINTR) o.errnum = errno;
        /* The reader took a part or nothing, and may never take the rest. */
        if (o.n > 0 && !o.errnum && talk_stopped()) o.errnum = EINTR;
        o.failed = o.errnum != 0;
    }
}

static void flush(void)
{
    if (!o.file)
        flush_stdout();
    else if (!o.failed)
        o.status = lmev_file_write(o.file, o.buffer, o.n, &o.err);
    if (o.status != LMEV_OK) o.failed = true;
    o.n = 0;
}

void out_flush(void)
{
    flush();
}

int out_begin(const char *path)
{
    lmev_error err = {0};
    if (!path || !strcmp(path, "-")) return -1;
    const lmev_status s = lmev_file_begin(&o.file, path, &err);
    return s == LMEV_OK ? -1 : talk_fault(s, &err);
}

int out_apart(const char *path, const char *input)
{
    lmev_error err = {0};
    if (path && !strcmp(path, "-")) path = NULL;
    const lmev_status s = lmev_file_apart(path, input, &err);
    return s == LMEV_OK ? -1 : talk_fault(s, &err);
}

bool out_open(void)
{
    return !o.failed;
}

static int end_file(int code)
{
    if (o.status == LMEV_OK && code == 0)
        o.status = lmev_file_publish(o.file, &o.err);
    else
        lmev_file_abort(o.file);
    o.file = NULL;
    if (o.status == LMEV_OK) return code;
    const int fault = talk_fault(o.status, &o.err);
    return code ? code : fault;
}

int out_end(int code)
{
    flush();
    if (o.file) return end_file(code);
    /* Closed, since some file systems report a lost write only then. */
    if (close(STDOUT_FILENO) != 0 && !o.errnum && errno != EBADF) o.errnum = errno;
    if (o.errnum == EINTR) return code ? code : talk_fault(LMEV_STOPPED, NULL);
    if (!o.errnum || o.errnum == EPIPE) return code;
    talk_plain_fault("cannot write 'stdout': %s", strerror(o.errnum));
    return code ? code : 1;
}

void out_add(const char *at, size_t n)
{
    while (n > 0) {
        if (o.failed) return;
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

void out_shown(const char *at, size_t n)
{
    char *shown = need(NULL, n + 1, 1);
    out_add(shown, lmev_text_shown(shown, n + 1, (lmev_str){at, n}));
    free(shown);
}

void out_csv(const char *at, size_t n)
{
    static lmev__buf field; /* kept, for there are millions */
    lmev__buf_reset(&field);
    lmev__buf_csv(&field, at, n);
    if (field.failed) out_of_memory();
    out_add(field.at, field.n);
}

void out_json(const char *at, size_t n)
{
    if (!lmev_text_ok((lmev_str){at, n})) {
        char *mended = need(NULL, 5 * n, 1);
        out_json(mended, lmev_text_mended(mended, (lmev_str){at, n}));
        free(mended);
        return;
    }
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
