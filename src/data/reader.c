/* reader.c - one reader for all formats: open, fill a record, filter, judge, count.
 *
 * A format only finds records and fills their slots (text, label, quality, language, the
 * columns of where); whether a row is wanted and usable is decided here, once for all
 * formats: a format's own fault, then where, then bytes, then emptiness. Formats with one
 * record a line and no columns (fastText labels, plain lines) are small enough to live
 * here.
 *
 * Memory: a record of at most record_max bytes and some blocks. */
#include "data/reader.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "base/buf.h"
#include "base/error.h"
#include "base/mem.h"
#include "base/utf8.h"
#include "data/csv.h"
#include "data/feed.h"
#include "data/jsonl.h"
#include "data/record.h"

#define RECORD_MAX ((size_t)64 << 20)
#define NO_COLUMN  SIZE_MAX
#define MEMORY     "memory" /* what messages call rows that are not in a file */

struct lmev_reader {
    lmev_reader_params params;
    lmev_where *where;     /* [n_where] */
    char *source;          /* for messages */
    const lmev_rows *rows; /* arrays to read instead of the feed; or NULL */
    lmev__feed feed;
    lmev__csv csv;
    lmev__jsonl *jsonl;
    size_t n_slots;
    const char **key; /* [n_slots] names of the columns; NULL: none wanted */
    size_t *column;   /* [n_slots] CSV: their places in a record, or NO_COLUMN */
    lmev__raw_row record;
    lmev_skips skips;
};

const char *lmev_skip_text(lmev_skip reason)
{
    static const char *const text[] = {
#define TEXT(name, meaning) meaning,
        LMEV_SKIP_MAP(TEXT)
#undef TEXT
    };
    return (unsigned)reason < LMEV_SKIP_REASONS ? text[reason] : "unknown reason";
}

/* ---- opening ---- */

static bool ends_in(const char *name, size_t n, const char *end)
{
    size_t k = strlen(end);
    return n >= k && strncasecmp(name + n - k, end, k) == 0;
}

/* The length of a name without the ending of a packed file. */
static size_t unpacked(const char *path)
{
    static const char *const packed[] = {".gz", ".zst", ".xz", ".bz2"};
    const size_t n = strlen(path);
    for (size_t i = 0; i < sizeof packed / sizeof *packed; i++)
        if (ends_in(path, n, packed[i])) return n - strlen(packed[i]);
    return n;
}

lmev_format lmev_format_of(const char *path)
{
    const size_t n = unpacked(path);
    if (ends_in(path, n, ".jsonl") || ends_in(path, n, ".ndjson"))
        return LMEV_FORMAT_JSONL;
    return ends_in(path, n, ".csv") ? LMEV_FORMAT_CSV : LMEV_FORMAT_AUTO;
}

static lmev_format format_by_name(const char *path, bool labelled)
{
    const lmev_format told = lmev_format_of(path);
    if (told != LMEV_FORMAT_AUTO) return told;
    if (ends_in(path, unpacked(path), ".txt"))
        return labelled ? LMEV_FORMAT_FASTTEXT : LMEV_FORMAT_LINES;
    return LMEV_FORMAT_CSV;
}

static lmev_status check_params(const lmev_reader_params *p, lmev_format format,
                                const char *source, lmev_error *err)
{
    if ((unsigned)p->format > LMEV_FORMAT_LINES)
        return lmev__fail(err, LMEV_ERR_PARAM, source, 0, "unknown format %d",
                          (int)p->format);
    for (size_t i = 0; i < p->n_where; i++)
        if (!p->where || !p->where[i].column || !p->where[i].value)
            return lmev__fail(err, LMEV_ERR_PARAM, source, 0,
                              "where lacks a column or a value");
    if (format != LMEV_FORMAT_FASTTEXT && format != LMEV_FORMAT_LINES) return LMEV_OK;
    if (p->n_where) {
        lmev__fail(err, LMEV_ERR_PARAM, source, 0,
                   "where needs columns, and text lines have none");
        lmev__hint(err, "use a CSV or JSONL file, or leave where out");
        return LMEV_ERR_PARAM;
    }
    if (format == LMEV_FORMAT_LINES && p->label) {
        lmev__fail(err, LMEV_ERR_PARAM, source, 0, "plain lines carry no labels");
        lmev__hint(err, "lines that begin with __label__NAME have the format 'fasttext'");
        return LMEV_ERR_PARAM;
    }
    return LMEV_OK;
}

static lmev_status fail_column(const lmev_reader *r, size_t slot, const char *problem,
                               lmev_error *err)
{
    const lmev__csv *c = &r->csv;
    const char *name = r->key[slot];
    static const char *const keys[] = {"text", "label"};
    const char *key = slot <= LMEV__FIELD_LABEL ? keys[slot] : "where";
    const char *near = lmev__nearest(name, c->column, c->n_columns);
    char list[320];
    lmev__buf names = LMEV__BUF_INIT;
    for (size_t i = 0; i < c->n_columns && names.n < sizeof list; i++)
        lmev__buf_printf(&names, "%s%s", i ? ", " : "", c->column[i]);
    (void)lmev_text_shown(list, sizeof list, (lmev_str){names.at, names.n});
    lmev__buf_free(&names);

    lmev__fail(err, LMEV_ERR_FORMAT, r->source, (long)c->line,
               "%s '%s'; the columns are: %s", problem, lmev__brief_of(name).at, list);
    if (near && strcmp(near, name) != 0)
        lmev__hint(err, "did you mean '%s'? '%s' names the column", near, key);
    else
        lmev__hint(err, "'%s' names the column", key);
    return LMEV_ERR_FORMAT;
}

/* Find the columns of the slots; only those of quality and language may be absent. */
static lmev_status find_columns(lmev_reader *r, lmev_error *err)
{
    r->column = lmev__calloc(r->n_slots, sizeof *r->column);
    if (!r->column) return lmev__nomem(err, "a reader");
    for (size_t i = 0; i < r->n_slots; i++) {
        r->column[i] = NO_COLUMN;
        if (!r->key[i]) continue;
        for (size_t k = 0; k < r->csv.n_columns; k++) {
            if (strcmp(r->csv.column[k], r->key[i]) != 0) continue;
            if (r->column[i] != NO_COLUMN)
                return fail_column(r, i, "the header has more than one column", err);
            r->column[i] = k;
        }
        if (r->column[i] == NO_COLUMN && i != LMEV__FIELD_QUALITY &&
            i != LMEV__FIELD_LANGUAGE)
            return fail_column(r, i, "no column", err);
    }
    return LMEV_OK;
}

/* Everything but the feed. */
static lmev_status new_reader(lmev_reader **out, const char *name,
                              const lmev_reader_params *p, lmev_error *err)
{
    bool piped = strcmp(name, "-") == 0;
    const char *source = piped ? "stdin" : name;
    lmev_format format = p->format;
    if (format == LMEV_FORMAT_AUTO)
        format = piped ? LMEV_FORMAT_CSV : format_by_name(name, p->label != NULL);
    lmev_status s = check_params(p, format, source, err);
    if (s != LMEV_OK) return s;

    lmev_reader *r = lmev__calloc(1, sizeof *r);
    if (!r) return lmev__nomem(err, "a reader");
    r->params = *p;
    r->params.format = format;
    r->n_slots = LMEV__FIELD_WHERE + p->n_where;
    r->source = lmev__strdup(source);
    r->where = lmev__calloc(p->n_where, sizeof *r->where);
    r->key = lmev__calloc(r->n_slots, sizeof *r->key);
    r->record.slot = lmev__calloc(r->n_slots, sizeof *r->record.slot);
    if (!r->source || !r->where || !r->key || !r->record.slot) {
        lmev_reader_free(r);
        return lmev__nomem(err, "a reader");
    }
    r->params.where = r->where;
    r->key[LMEV__FIELD_TEXT] = p->text ? p->text : "title";
    r->key[LMEV__FIELD_LABEL] = p->label;
    r->key[LMEV__FIELD_QUALITY] = "label_quality";
    r->key[LMEV__FIELD_LANGUAGE] = "language";
    for (size_t i = 0; i < p->n_where; i++) {
        r->where[i] = p->where[i];
        r->key[LMEV__FIELD_WHERE + i] = p->where[i].column;
    }
    r->feed.source = r->source;
    r->feed.record_max = p->record_max ? p->record_max : RECORD_MAX;
    *out = r;
    return LMEV_OK;
}

/* The feed is open: read what stands before the first record. Takes r on failure. */
static lmev_status begin(lmev_reader **out, lmev_reader *r, lmev_error *err)
{
    lmev_status s = LMEV_OK;
    if (r->params.format == LMEV_FORMAT_CSV) {
        r->csv.feed = &r->feed;
        s = lmev__csv_open(&r->csv, err);
        if (s == LMEV_OK) s = find_columns(r, err);
    } else {
        if (r->params.format == LMEV_FORMAT_JSONL)
            s = lmev__jsonl_new(&r->jsonl, r->key, r->n_slots, err);
        if (s == LMEV_OK) s = lmev__feed_more(&r->feed, err);
        if (s == LMEV_OK && r->feed.at == r->feed.end && !r->params.any_text)
            s = lmev__fail(err, LMEV_ERR_FORMAT, r->source, 0, "the file is empty");
    }
    if (s == LMEV_OK)
        *out = r;
    else
        lmev_reader_free(r);
    return s;
}

lmev_status lmev_reader_open(lmev_reader **out, const char *path,
                             const lmev_reader_params *params, lmev_error *err)
{
    lmev_reader *r = NULL;
    lmev_status s = new_reader(&r, path, params, err);
    if (s != LMEV_OK) return s;
    const lmev__stream_waits waits = {
        .watch = params->watch, .pause = params->pause, .self = params->self};
    s = lmev__feed_open(&r->feed, path, &waits, err);
    if (s != LMEV_OK) {
        lmev_reader_free(r);
        return s;
    }
    return begin(out, r, err);
}

/* Rows without a file: the texts and labels of two arrays. */
static lmev_status open_arrays(lmev_reader **out, const lmev_rows *rows,
                               const lmev_reader_params *params, lmev_error *err)
{
    lmev_reader_params p = *params;
    p.format = LMEV_FORMAT_FASTTEXT; /* a text, perhaps a label, no columns */
    p.label = rows->label ? "label" : NULL;
    if (p.n_where)
        return lmev__fail(err, LMEV_ERR_PARAM, MEMORY, 0,
                          "where needs columns, and arrays have none");
    if (rows->n > 0 && !rows->text)
        return lmev__fail(err, LMEV_ERR_PARAM, MEMORY, 0, "there are no texts");
    lmev_reader *r = NULL;
    const lmev_status s = new_reader(&r, MEMORY, &p, err);
    if (s != LMEV_OK) return s;
    r->rows = rows;
    *out = r;
    return LMEV_OK;
}

lmev_status lmev_reader_open_rows(lmev_reader **out, const lmev_rows *rows,
                                  const lmev_reader_params *params, lmev_error *err)
{
    if (!rows->file.at) return open_arrays(out, rows, params, err);
    lmev_reader *r = NULL;
    lmev_status s = new_reader(&r, MEMORY, params, err);
    if (s != LMEV_OK) return s;
    s = lmev__feed_open_file_bytes(&r->feed, rows->file, err);
    if (s != LMEV_OK) {
        lmev_reader_free(r);
        return s;
    }
    return begin(out, r, err);
}

lmev_status lmev__reader_open_bytes(lmev_reader **out, const char *at, size_t n,
                                    size_t step, const lmev_reader_params *params,
                                    lmev_error *err)
{
    lmev_reader *r = NULL;
    lmev_status s = new_reader(&r, MEMORY, params, err);
    if (s != LMEV_OK) return s;
    lmev__feed_open_bytes(&r->feed, at, n, step);
    return begin(out, r, err);
}

void lmev_reader_free(lmev_reader *r)
{
    if (!r) return;
    lmev__csv_close(&r->csv);
    lmev__jsonl_free(r->jsonl);
    lmev__feed_close(&r->feed);
    lmev__free(r->column);
    lmev__free(r->record.slot);
    lmev__free(r->key);
    lmev__free(r->where);
    lmev__free(r->source);
    lmev__free(r);
}

/* ---- records ---- */

static lmev_status csv_record(lmev_reader *r, bool *more, lmev_error *err)
{
    lmev__csv *c = &r->csv;
    lmev__raw_row *record = &r->record;
    lmev_status s = lmev__csv_next(c, more, err);
    if (s != LMEV_OK || !*more) return s;
    record->line = c->line;
    if (c->malformed) {
        record->fault = LMEV_SKIP_SYNTAX;
    } else if (c->n_fields != c->n_columns) {
        record->fault = LMEV_SKIP_RAGGED;
        if (r->params.strict)
            (void)snprintf(record->detail, sizeof record->detail, " (%zu instead of %zu)",
                           c->n_fields, c->n_columns);
    } else {
        for (size_t i = 0; i < r->n_slots; i++)
            if (r->column[i] != NO_COLUMN) record->slot[i] = c->field[r->column[i]];
    }
    return LMEV_OK;
}

static lmev_str skip_spaces(lmev_str s)
{
    while (s.n && (*s.at == ' ' || *s.at == '\t')) {
        s.at++;
        s.n--;
    }
    return s;
}

/* "__label__A __label__B text": the labels lead, the first one counts. */
static void fasttext_record(lmev_str line, bool labelled, lmev__raw_row *record)
{
    static const char mark[] = "__label__";
    const size_t n_mark = sizeof mark - 1;
    bool first = true;
    record->slot[LMEV__FIELD_LABEL] = (lmev_str){NULL, 0};
    for (;;) {
        line = skip_spaces(line);
        if (line.n < n_mark || memcmp(line.at, mark, n_mark) != 0) break;
        size_t n = n_mark;
        while (n < line.n && line.at[n] != ' ' && line.at[n] != '\t') n++;
        if (first && labelled)
            record->slot[LMEV__FIELD_LABEL] = (lmev_str){line.at + n_mark, n - n_mark};
        first = false;
        line.at += n;
        line.n -= n;
    }
    record->slot[LMEV__FIELD_TEXT] = line;
}

static void array_record(lmev_reader *r, bool *more)
{
    const lmev_rows *rows = r->rows;
    const size_t i = (size_t)r->skips.n_records;
    *more = i < rows->n;
    if (!*more) return;
    r->record.line = i + 1;
    r->record.slot[LMEV__FIELD_TEXT] = rows->text[i];
    if (rows->label) r->record.slot[LMEV__FIELD_LABEL] = rows->label[i];
}

static lmev_status line_record(lmev_reader *r, bool *more, lmev_error *err)
{
    lmev__raw_row *record = &r->record;
    lmev_format format = r->params.format;
    lmev_str line;
    if (r->rows) {
        array_record(r, more);
        return LMEV_OK;
    }
    do {
        lmev_status s = lmev__feed_line(&r->feed, &line, &record->line, more, err);
        if (s != LMEV_OK || !*more) return s;
    } while (format == LMEV_FORMAT_JSONL && line.n == 0);

    if (format == LMEV_FORMAT_JSONL)
        return lmev__jsonl_parse(r->jsonl, line, record, err);
    if (format == LMEV_FORMAT_FASTTEXT)
        fasttext_record(line, r->params.label != NULL, record);
    else
        record->slot[LMEV__FIELD_TEXT] = line;
    return LMEV_OK;
}

/* ---- judging ---- */

static bool empty(lmev_str s)
{
    for (size_t i = 0; i < s.n; i++)
        if (s.at[i] != ' ' && s.at[i] != '\t' && s.at[i] != '\r' && s.at[i] != '\n')
            return false;
    return true;
}

/* Only bytes 0x01..0x7F? Eight at a time: taking 1 from each borrows where one is 0. */
static bool plain_ascii(lmev_str s)
{
    const uint64_t ones = UINT64_C(0x0101010101010101);
    const uint64_t tops = UINT64_C(0x8080808080808080);
    uint64_t seen = 0, w;
    size_t i = 0;
    for (; s.n - i >= sizeof w; i += sizeof w) {
        memcpy(&w, s.at + i, sizeof w);
        seen |= (w - ones) | w;
    }
    if (i < s.n) {
        w = ones;
        memcpy(&w, s.at + i, s.n - i);
        seen |= (w - ones) | w;
    }
    return (seen & tops) == 0;
}

static lmev_skip judge(const lmev_reader *r)
{
    const lmev_str *slot = r->record.slot;
    const bool any_text = r->params.any_text;
    for (size_t i = any_text ? LMEV__FIELD_TEXT + 1 : 0; i < LMEV__FIELD_WHERE; i++) {
        if (slot[i].n == 0 || plain_ascii(slot[i])) continue;
        if (memchr(slot[i].at, '\0', slot[i].n)) return LMEV_SKIP_NUL;
        if (!lmev__utf8_ok(slot[i].at, slot[i].n)) return LMEV_SKIP_ENCODING;
    }
    if (!any_text && empty(slot[LMEV__FIELD_TEXT])) return LMEV_SKIP_EMPTY_TEXT;
    if (r->params.label && empty(slot[LMEV__FIELD_LABEL])) return LMEV_SKIP_EMPTY_LABEL;
    return LMEV_SKIP_REASONS;
}

static bool wanted(const lmev_reader *r)
{
    for (size_t i = 0; i < r->params.n_where; i++) {
        lmev_str have = r->record.slot[LMEV__FIELD_WHERE + i];
        const char *want = r->where[i].value;
        if (!have.at || have.n != strlen(want) || memcmp(have.at, want, have.n) != 0)
            return false;
    }
    return true;
}

static lmev_status skip(lmev_reader *r, lmev_skip reason, lmev_error *err)
{
    uint64_t k = r->skips.n[reason]++;
    if (k < LMEV_SKIP_LINES) r->skips.line[reason][k] = r->record.line;
    if (!r->params.strict) return LMEV_OK;
    lmev__fail(err, LMEV_ERR_FORMAT, r->source, (long)r->record.line,
               "unusable row: %s%s", lmev_skip_text(reason), r->record.detail);
    lmev__hint(err, "without strict, such rows are counted and left out");
    return LMEV_ERR_FORMAT;
}

lmev_status lmev__reader_step(lmev_reader *r, lmev_row *row, lmev__step *step,
                              lmev_error *err)
{
    lmev__raw_row *record = &r->record;
    bool more = false;
    record->fault = LMEV_SKIP_REASONS;
    record->detail[0] = '\0';
    lmev_status s = r->params.format == LMEV_FORMAT_CSV ? csv_record(r, &more, err)
                                                        : line_record(r, &more, err);
    if (s != LMEV_OK) return s;
    if (!more) {
        *step = LMEV__STEP_END;
        return LMEV_OK;
    }
    uint64_t index = r->skips.n_records++;
    *step = LMEV__STEP_SKIPPED;
    if (record->fault == LMEV_SKIP_REASONS) {
        if (!wanted(r)) {
            r->skips.n_filtered++;
            return LMEV_OK;
        }
        record->fault = judge(r);
    }
    if (record->fault != LMEV_SKIP_REASONS) return skip(r, record->fault, err);

    r->skips.n_used++;
    *step = LMEV__STEP_ROW;
    *row = (lmev_row){.text = record->slot[LMEV__FIELD_TEXT],
                      .label = record->slot[LMEV__FIELD_LABEL],
                      .quality = record->slot[LMEV__FIELD_QUALITY],
                      .language = record->slot[LMEV__FIELD_LANGUAGE],
                      .index = index,
                      .line = record->line};
    return LMEV_OK;
}

lmev_status lmev_reader_next(lmev_reader *r, lmev_row *row, bool *more, lmev_error *err)
{
    lmev__step step;
    do {
        lmev_status s = lmev__reader_step(r, row, &step, err);
        if (s != LMEV_OK) return s;
    } while (step == LMEV__STEP_SKIPPED);
    *more = step == LMEV__STEP_ROW;
    return LMEV_OK;
}

const lmev_skips *lmev_reader_skips(const lmev_reader *r)
{
    return &r->skips;
}

void lmev_reader_position(const lmev_reader *r, uint64_t *done, uint64_t *all)
{
    if (r->rows) {
        *done = r->skips.n_records;
        *all = r->rows->n;
    } else {
        lmev__feed_position(&r->feed, done, all);
    }
}
