/* csv.c - RFC 4180 over blocks of bytes.
 *
 * Two ways through a record. A line that lies whole in the block and holds no quote is
 * cut at its commas where it lies (memchr, no copy): nearly every record. All others (a
 * quote, a block border) go byte by byte through five states into `record`, unescaped.
 * Both ways agree on every input, wherever the block borders are; a fuzz target compares
 * them.
 *
 * What RFC 4180 leaves open, and what we do (as Python's csv module in strict mode does):
 *   - lines end in LF or CRLF; a CR elsewhere is a byte of its field;
 *   - a quote opens a quoted field only as its first byte, elsewhere it is plain text;
 *   - text after a closing quote: the record is malformed, and goes on to the next
 *     comma or line end outside of quotes;
 *   - blank lines are no records; the last line needs no line end;
 *   - a file that ends inside a quote is an error that names the line of that quote.
 *
 * Memory: one record of at most record_max bytes plus a block. Time: linear. */
#include "data/csv.h"

#include <string.h>

#include "base/error.h"
#include "base/mem.h"

enum {
    BEGIN,    /* at the first byte of a field */
    PLAIN,    /* inside an unquoted field */
    QUOTED,   /* inside quotes */
    CLOSED,   /* after a quote inside quotes: its end, or half of "" */
    CLOSED_CR /* after that, a CR: half of a line end */
};

static void end_field(lmev__csv *c)
{
    if (c->growing && c->n_fields < LMEV__CSV_COLUMNS_MAX &&
        !lmev__grow(&c->field, &c->room, c->n_fields + 1, sizeof *c->field))
        c->record.failed = true;
    else if (c->n_fields < c->room)
        c->field[c->n_fields].n = c->record.n; /* its end: record may still move */
    c->n_fields++;
    c->state = BEGIN;
}

/* A line end, or the end of the file, after unquoted bytes: drop the CR of a CRLF. */
static void end_plain(lmev__csv *c)
{
    size_t begin = 0;
    if (c->n_fields && c->n_fields <= c->room) begin = c->field[c->n_fields - 1].n;
    if (c->record.n > begin && c->record.at[c->record.n - 1] == '\r') c->record.n--;
    end_field(c);
}

static uint64_t count_lines(const char *p, const char *end)
{
    uint64_t n = 0;
    while (p < end && (p = memchr(p, '\n', (size_t)(end - p))) != NULL) {
        n++;
        p++;
    }
    return n;
}

/* Take the bytes p..end through the states. Returns where the record ended (after its
 * line feed, *done) or end. */
static const char *scan(lmev__csv *c, const char *p, const char *end, bool *done)
{
    const char *q;
    while (p < end) {
        switch (c->state) {
        case BEGIN:
            if (*p == '"') {
                c->state = QUOTED;
                c->quoted = true;
                c->quote_line = c->feed->line;
                p++;
            } else {
                c->state = PLAIN;
            }
            break;
        case PLAIN:
            for (q = p; q < end && *q != ',' && *q != '\n'; q++) continue;
            lmev__buf_add(&c->record, p, (size_t)(q - p));
            p = q;
            if (p == end) break;
            if (*p++ == ',') {
                end_field(c);
                break;
            }
            end_plain(c);
            *done = true;
            return p;
        case QUOTED:
            q = memchr(p, '"', (size_t)(end - p));
            if (!q) q = end;
            lmev__buf_add(&c->record, p, (size_t)(q - p));
            c->feed->line += count_lines(p, q);
            p = q;
            if (p < end) {
                c->state = CLOSED;
                p++;
            }
            break;
        case CLOSED:
            if (*p == '"') {
                lmev__buf_putc(&c->record, '"');
                c->state = QUOTED;
                p++;
                break;
            }
            if (*p == ',') {
                end_field(c);
                p++;
                break;
            }
            if (*p == '\r') {
                c->state = CLOSED_CR;
                p++;
                break;
            }
            /* fall through */
        default:
            if (*p == '\n') {
                end_field(c);
                *done = true;
                return p + 1;
            }
            c->malformed = true;
            c->state = PLAIN;
        }
    }
    return p;
}

static lmev_status fail_open_quote(const lmev__csv *c, lmev_error *err)
{
    lmev__fail(err, LMEV_ERR_FORMAT, c->feed->source, (long)c->quote_line,
               "the file ends inside the quote that opens here");
    lmev__hint(err, "close the quote; a quote that belongs to the text is written twice");
    return LMEV_ERR_FORMAT;
}

static lmev_status fail_too_long(const lmev__csv *c, lmev_error *err)
{
    lmev__feed_too_long(c->feed, c->line, err);
    if (c->state == QUOTED)
        lmev__hint(err, "the quote that opens in line %llu may lack its end",
                   (unsigned long long)c->quote_line);
    return LMEV_ERR_FORMAT;
}

/* Read one record by states from where the feed stands. *blank: a line without bytes. */
static lmev_status read_by_states(lmev__csv *c, bool *blank, lmev_error *err)
{
    lmev__feed *f = c->feed;
    bool done = false;
    uint64_t bytes = 0;

    lmev__buf_reset(&c->record);
    c->state = BEGIN;
    c->quoted = c->malformed = false;
    c->n_fields = 0;
    c->line = f->line;
    while (!done) {
        if (f->at == f->end) {
            lmev_status s = lmev__feed_more(f, err);
            if (s != LMEV_OK) return s;
            if (f->at == f->end) break;
        }
        const char *p = scan(c, f->at, f->end, &done);
        bytes += (uint64_t)(p - f->at) - (done ? 1 : 0);
        f->at = p;
        if (c->record.failed) return lmev__nomem(err, "a CSV record");
        if (bytes > f->record_max) return fail_too_long(c, err);
    }
    if (done)
        f->line++;
    else if (c->state == QUOTED)
        return fail_open_quote(c, err);
    else if (c->state == PLAIN)
        end_plain(c);
    else
        end_field(c);
    if (c->record.failed) return lmev__nomem(err, "a CSV record");

    *blank = c->n_fields == 1 && c->record.n == 0 && !c->quoted;
    const char *at = c->record.at ? c->record.at : "";
    size_t begin = 0;
    for (size_t i = 0; i < c->n_fields && i < c->room; i++) {
        size_t end = c->field[i].n;
        c->field[i] = (lmev_str){at + begin, end - begin};
        begin = end;
    }
    return LMEV_OK;
}

/* Cut a line without quotes at its commas, where it lies. */
static void read_in_place(lmev__csv *c, const char *p, const char *end)
{
    size_t n = 0;
    for (;;) {
        const char *comma = memchr(p, ',', (size_t)(end - p));
        const char *stop = comma ? comma : end;
        if (n < c->n_columns) c->field[n] = (lmev_str){p, (size_t)(stop - p)};
        n++;
        if (!comma) break;
        p = comma + 1;
    }
    c->n_fields = n;
    c->malformed = false;
}

lmev_status lmev__csv_next(lmev__csv *c, bool *more, lmev_error *err)
{
    lmev__feed *f = c->feed;
    lmev_status s;
    for (;;) {
        if (f->at == f->end) {
            if ((s = lmev__feed_more(f, err)) != LMEV_OK) return s;
            *more = f->at != f->end;
            if (!*more) return LMEV_OK;
        }
        *more = true;
        const char *p = f->at;
        const char *nl = memchr(p, '\n', (size_t)(f->end - p));
        if (!nl || memchr(p, '"', (size_t)(nl - p))) {
            bool blank = false;
            if ((s = read_by_states(c, &blank, err)) != LMEV_OK) return s;
            if (blank) continue;
            return LMEV_OK;
        }
        c->line = f->line;
        if ((size_t)(nl - p) > f->record_max) return lmev__feed_too_long(f, f->line, err);
        f->at = nl + 1;
        f->line++;
        const char *end = nl > p && nl[-1] == '\r' ? nl - 1 : nl;
        if (end == p) continue;
        read_in_place(c, p, end);
        return LMEV_OK;
    }
}

static lmev_status fail_header(const lmev__csv *c, const char *what, const char *hint,
                               lmev_error *err)
{
    lmev__fail(err, LMEV_ERR_FORMAT, c->feed->source, (long)c->line, "%s", what);
    if (hint) lmev__hint(err, "%s", hint);
    return LMEV_ERR_FORMAT;
}

lmev_status lmev__csv_open(lmev__csv *c, lmev_error *err)
{
    bool blank = true;
    c->growing = true;
    while (blank) {
        if (c->feed->at == c->feed->end) {
            lmev_status s = lmev__feed_more(c->feed, err);
            if (s != LMEV_OK) return s;
            if (c->feed->at == c->feed->end) {
                lmev__fail(err, LMEV_ERR_FORMAT, c->feed->source, 0, "the file is empty");
                return LMEV_ERR_FORMAT;
            }
        }
        lmev_status s = read_by_states(c, &blank, err);
        if (s != LMEV_OK) return s;
    }
    c->growing = false;

    if (c->record.n && memchr(c->record.at, '\0', c->record.n))
        return fail_header(c, "the header holds a NUL byte",
                           "UTF-16 text is converted by 'iconv -f UTF-16 -t UTF-8'", err);
    if (c->malformed)
        return fail_header(c, "the header has text after a closing quote", NULL, err);
    if (c->n_fields > LMEV__CSV_COLUMNS_MAX)
        return fail_header(c, "the header has more than 65536 columns", NULL, err);

    size_t n = c->n_columns = c->n_fields;
    c->names = lmev__calloc(c->record.n + n, 1);
    c->column = lmev__calloc(n, sizeof *c->column);
    if (!c->names || !c->column) return lmev__nomem(err, "the names of the columns");
    char *at = c->names;
    for (size_t i = 0; i < n; i++) {
        memcpy(at, c->field[i].at, c->field[i].n);
        c->column[i] = at;
        at += c->field[i].n + 1;
    }
    c->room = n; /* field may be larger, but more than n are never kept from now on */
    return LMEV_OK;
}

void lmev__csv_close(lmev__csv *c)
{
    lmev__free(c->names);
    lmev__free(c->column);
    lmev__free(c->field);
    lmev__buf_free(&c->record);
    *c = (lmev__csv){0};
}
