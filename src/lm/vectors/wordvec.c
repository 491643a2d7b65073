/* wordvec.c - files of word vectors: word2vec binary and text, fastText .vec, GloVe.
 *
 *   word2vec binary  "V D\n", then V times: word, 0x20, D float32; newlines before a word
 *                    are skipped
 *   text             "V D\n", then a line a word: word and D numbers, each after one 0x20
 *   GloVe            the same lines without the first
 *
 * The content decides which one it is: a first line of two whole numbers is the header,
 * and what follows it is a line of text or else binary. Without a header D is the number
 * of numbers at the end of the first line; there must be two at least, and some word must
 * be a name, or it is a table of something else. Words end at 0x20 alone (fastText's
 * hold no-break spaces), and GloVe's may even contain it: where a line does not read as
 * one field and D numbers, the last D fields are the numbers and the one before them must
 * be none. A file with fewer than V words was cut off. Bytes after V words are ignored
 * in text, and refused in a binary file. Of equal words the first counts. Words that
 * no text can hold after splitting (empty, with a line end) are left out.
 *
 * The file comes as a stream, packed or not, and is cut into windows of whole lines; the
 * lines of a window are read by all threads, its words are then added by one. Cost: 0.5
 * GB of text a second and thread; memory: the table, the words, one window. A packed file
 * that grows more than RATIO_MOST times is refused. */
#include "lm/vectors/wordvec.h"

#include <float.h>
#include <math.h>
#include <string.h>

#include "base/error.h"
#include "base/io/filetype.h"
#include "base/mem.h"
#include "base/number.h"
#include "base/utf8.h"
#include "base/work.h"
#include "lm/vectors/window.h"

#define SHARE       ((size_t)256 << 10) /* bytes for which a thread is worth waking */
#define TEAM_MOST   64
#define DIM_MOST    65536
#define NUMBER_MOST 64                 /* bytes of a number: more than anybody prints */
#define WORD_MOST   ((size_t)64 << 10) /* bytes of a word of a binary file */
#define AGAIN       "get the file again and compare its size with the source's"
#define EXPECTED                                                                   \
    "expected word2vec, GloVe, fastText or one of ours: 'V D', or a word and its " \
    "numbers with spaces between, on the first line"

/* ---- one line ---- */

typedef struct line {
    const char *at, *end; /* without the line end and the spaces before it */
    const char *next;
} line;

static line line_at(const char *at, const char *end)
{
    const char *stop = memchr(at, '\n', (size_t)(end - at));
    line l = {at, stop ? stop : end, stop ? stop + 1 : end};
    while (l.end > at && (l.end[-1] == ' ' || l.end[-1] == '\r')) l.end--;
    return l;
}

/* Take the last field off [at, *end); false when there is none. */
static bool last_field(const char *at, const char **end, lmev_str *field)
{
    const char *stop = *end;
    while (stop > at && stop[-1] == ' ') stop--;
    if (stop == at) return false;
    const char *space = memrchr(at, ' ', (size_t)(stop - at)),
               *from = space ? space + 1 : at;
    *field = (lmev_str){from, (size_t)(stop - from)};
    *end = from;
    return true;
}

static bool is_number(lmev_str field)
{
    const char *p = field.at, *end = p + field.n;
    float value;
    return lmev__float_read(&p, end, &value) && p == end;
}

/* Is it the name of something, and not one more number of a table? Whole numbers may be
 * names, of products and the like, before numbers that are not whole. */
static bool is_name(lmev_str word, const float *row, uint32_t dim)
{
    for (size_t i = 0; i < word.n; i++)
        if (word.at[i] < '0' || word.at[i] > '9') return !is_number(word);
    for (uint32_t i = 0; i < dim; i++)
        if (row[i] != truncf(row[i])) return true;
    return false;
}

/* dim numbers, each after a space, that fill [p, end). */
static bool read_numbers(const char *p, const char *end, float *row, uint32_t dim)
{
    for (uint32_t i = 0; i < dim; i++) {
        if (p == end || *p != ' ') return false;
        while (*p == ' ') p++; /* no space ends the line */
        if (!lmev__float_read(&p, end, &row[i])) return false;
    }
    return p == end;
}

/* A word with spaces in it: the last dim fields are numbers, the rest is the word. */
static bool read_spaced(line l, float *row, uint32_t dim, lmev_str *word)
{
    const char *end = l.end;
    lmev_str field;
    for (uint32_t i = 0; i < dim; i++)
        if (!last_field(l.at, &end, &field)) return false;
    while (end > l.at && end[-1] == ' ') end--;
    *word = (lmev_str){l.at, (size_t)(end - l.at)};
    const char *stop = end;
    if (!last_field(l.at, &end, &field) || is_number(field)) return false;
    return read_numbers(stop, l.end, row, dim);
}

static bool read_line(line l, float *row, uint32_t dim, lmev_str *word)
{
    const char *stop = memchr(l.at, ' ', (size_t)(l.end - l.at));
    if (!stop) return false;
    *word = (lmev_str){l.at, (size_t)(stop - l.at)};
    return read_numbers(stop, l.end, row, dim) || read_spaced(l, row, dim, word);
}

/* Say what is wrong with a line that read_line refuses. */
static lmev_status bad_line(const lmev__window *in, line l, uint32_t dim, lmev_error *err)
{
    long number = (long)in->lines + 1;
    for (const char *p = lmev__window_at(in); (p = memchr(p, '\n', (size_t)(l.at - p)));
         p++)
        number++;
    size_t fields = 0;
    lmev_str field, bad = {0};
    for (const char *end = l.end; last_field(l.at, &end, &field); fields++)
        if (fields < dim && !is_number(field)) bad = field;
    if (fields != (size_t)dim + 1 || !bad.at)
        lmev__fail(err, LMEV_ERR_FORMAT, in->source, number,
                   "expected a word and %u numbers, found %zu fields", dim, fields);
    else
        lmev__fail(err, LMEV_ERR_FORMAT, in->source, number,
                   "'%s' is not a number that a float32 can hold",
                   lmev__brief_n(bad.at, bad.n).at);
    lmev__hint(err, "%s", number <= 2 ? EXPECTED : AGAIN);
    return LMEV_ERR_FORMAT;
}

/* ---- the table being read ---- */

typedef struct reader {
    lmev__window in;
    lmev__vocab words;
    uint32_t dim;
    uint64_t want, seen; /* rows that the header promises (UINT64_MAX: none), rows read */
    bool named;          /* some word is a name (is_name) */
    float *table;        /* [words.n, dim] */
    size_t room;
    lmev__team *team; /* made for the first window that is worth one */
} reader;

static void reader_release(reader *r)
{
    lmev__window_close(&r->in);
    lmev__vocab_release(&r->words);
    lmev__free(r->table);
    lmev__team_free(r->team);
}

/* Room for n more rows; NULL: out of memory. */
static float *rows_room(reader *r, size_t n)
{
    size_t floats;
    if (__builtin_mul_overflow(r->words.n + n, (size_t)r->dim, &floats) ||
        !lmev__grow(&r->table, &r->room, floats, sizeof(float)))
        return NULL;
    return r->table + r->words.n * r->dim;
}

/* Add a word, whose row lies at `row`, unless it is known or cannot occur. */
static lmev_status add_word(reader *r, lmev_str word, const float *row, lmev_error *err)
{
    const size_t before = r->words.n;
    if (word.n == 0 || memchr(word.at, '\n', word.n) || word.at[word.n - 1] == '\r')
        return LMEV_OK;
    uint32_t at;
    lmev_error why;
    const lmev_status s = lmev__vocab_put(&r->words, lmev_fingerprint64(word.at, word.n),
                                          word.at, word.n, &at, &why);
    if (s == LMEV_ERR_NOMEM) return lmev__nomem(err, r->in.source);
    if (s != LMEV_OK) return lmev__fail(err, s, r->in.source, 0, "%s", why.text);
    float *to = r->table + before * r->dim;
    if (r->words.n > before && to != row) memmove(to, row, r->dim * sizeof *to);
    return LMEV_OK;
}

/* ---- text ---- */

/* What one thread reads of a window: lines that are not empty. */
typedef struct share {
    const char *at, *end;
    size_t first, n; /* rows before these, rows */
    line bad;        /* the first bad one, at: NULL */
    size_t bad_row;
} share;

/* Count the rows. A row takes two bytes a number: what is shorter is not read, so that a
 * window never asks for more than twice its size. */
static void count_rows(share *s, uint32_t dim)
{
    for (const char *p = s->at; p < s->end;) {
        const line l = line_at(p, s->end);
        p = l.next;
        if (l.end == l.at) continue;
        if ((size_t)(l.end - l.at) / 2 < dim) {
            s->bad = l;
            s->bad_row = s->n;
            s->end = l.at;
            return;
        }
        s->n++;
    }
}

static void read_rows(share *s, float *rows, lmev_str *word, size_t most, uint32_t dim)
{
    size_t i = s->first;
    for (const char *p = s->at; p < s->end && i < most;) {
        const line l = line_at(p, s->end);
        p = l.next;
        if (l.end == l.at) continue;
        if (!read_line(l, rows + i * dim, dim, &word[i])) {
            s->bad = l;
            s->bad_row = i - s->first;
            return;
        }
        i++;
    }
}

/* Cut n bytes of whole lines into shares of whole lines, at most `most`; how many. */
static size_t cut(share *shares, size_t most, const char *at, size_t n)
{
    const size_t useful = n / SHARE + 1, parts = useful < most ? useful : most;
    const char *end = at + n;
    size_t k = 0;
    while (k < parts && at < end) {
        const char *stop = k == parts - 1 ? end : at + (size_t)(end - at) / (parts - k);
        if (stop < end && (stop = memchr(stop, '\n', (size_t)(end - stop)))) stop++;
        shares[k] = (share){.at = at, .end = stop ? stop : end};
        at = shares[k++].end;
    }
    return k;
}

typedef struct window_rows {
    share share[TEAM_MOST];
    uint32_t dim;
    size_t n;     /* rows to read */
    float *table; /* [n, dim] */
    lmev_str *word;
} window_rows;

static lmev_status count_share(void *self, size_t k, lmev__team_member *me)
{
    (void)me;
    window_rows *w = self;
    count_rows(&w->share[k], w->dim);
    return LMEV_OK;
}

static lmev_status read_share(void *self, size_t k, lmev__team_member *me)
{
    (void)me;
    window_rows *w = self;
    if (w->share[k].first < w->n)
        read_rows(&w->share[k], w->table, w->word, w->n, w->dim);
    return LMEV_OK;
}

static lmev_status need_team(reader *r, size_t n, lmev_error *err)
{
    const int all = lmev__thread_count(0);
    if (r->team || n < SHARE) return LMEV_OK;
    return lmev__team_new(&r->team, all < TEAM_MOST ? all : TEAM_MOST, err);
}

/* The rows of n bytes of whole lines. */
static lmev_status read_window(reader *r, size_t n, lmev_error *err)
{
    window_rows w = {.dim = r->dim};
    share *shares = w.share;
    lmev_status s = need_team(r, n, err);
    if (s != LMEV_OK) return s;
    const size_t parts =
        cut(shares, (size_t)lmev__team_size(r->team), lmev__window_at(&r->in), n);
    (void)lmev__team_each(r->team, parts, count_share, &w, NULL);
    size_t rows = 0, last = 0; /* last: the share that holds the end of what is read */
    for (; last < parts; last++) {
        shares[last].first = rows;
        rows += shares[last].n;
        if (shares[last].bad.at) break;
    }
    const size_t used = last < parts ? last + 1 : parts;
    const uint64_t left = r->want - r->seen;
    if (rows > left) rows = (size_t)left;
    w.n = rows;
    w.table = rows > 0 ? rows_room(r, rows) : NULL;
    w.word = lmev__realloc(NULL, rows + 1, sizeof *w.word);
    if ((rows > 0 && !w.table) || !w.word) {
        lmev__free(w.word);
        return lmev__nomem(err, r->in.source);
    }
    (void)lmev__team_each(r->team, used, read_share, &w, NULL);
    for (size_t k = 0; k < used && s == LMEV_OK; k++)
        if (shares[k].bad.at && shares[k].first + shares[k].bad_row < left)
            s = bad_line(&r->in, shares[k].bad, r->dim, err);
    for (size_t i = 0; i < rows && s == LMEV_OK; i++) {
        if (!r->named) r->named = is_name(w.word[i], w.table + i * r->dim, r->dim);
        s = add_word(r, w.word[i], w.table + i * r->dim, err);
    }
    lmev__free(w.word);
    r->seen += rows;
    return s;
}

/* The file ended before its promise was kept: as good as always a download that was cut
 * off at a line end, or in one. */
static lmev_status cut_off(const reader *r, lmev_error *err)
{
    const unsigned long long seen = (unsigned long long)r->seen;
    lmev__fail(err, LMEV_ERR_FORMAT, r->in.source, 0,
               "cut off: the first line says %llu words, and %llu are there",
               (unsigned long long)r->want, seen);
    if (seen > 0)
        lmev__hint(
            err, "%s; of a file shortened on purpose, change the first line to '%llu %u'",
            AGAIN, seen, r->dim);
    else
        lmev__hint(err, "%s", AGAIN);
    return LMEV_ERR_FORMAT;
}

static lmev_status read_text(reader *r, lmev_error *err)
{
    size_t n;
    lmev_status s = LMEV_OK;
    while (r->seen < r->want) {
        if ((s = lmev__window_lines(&r->in, &n, err)) != LMEV_OK) return s;
        if (n == 0) return r->want == UINT64_MAX ? LMEV_OK : cut_off(r, err);
        if ((s = read_window(r, n, err)) != LMEV_OK) return s;
        lmev__window_take(&r->in, n);
    }
    return s;
}

/* ---- binary ---- */

static lmev_status bad_binary(const reader *r, const char *why, lmev_error *err)
{
    lmev__fail(err, LMEV_ERR_FORMAT, r->in.source, 0,
               "at byte %llu: %s (vector %llu of %llu)", (unsigned long long)r->in.taken,
               why, (unsigned long long)r->seen + 1, (unsigned long long)r->want);
    lmev__hint(err, "%s", AGAIN);
    return LMEV_ERR_FORMAT;
}

static lmev_status skip_newlines(reader *r, lmev_error *err)
{
    for (;;) {
        const lmev_status s = lmev__window_need(&r->in, 1, err);
        if (s != LMEV_OK || r->in.n == 0 || *lmev__window_at(&r->in) != '\n') return s;
        lmev__window_take(&r->in, 1);
    }
}

/* The word ahead, without taking it. */
static lmev_status find_word(reader *r, lmev_str *word, lmev_error *err)
{
    for (size_t have = 256;; have *= 4) {
        const lmev_status s = lmev__window_need(&r->in, have, err);
        if (s != LMEV_OK) return s;
        const char *at = lmev__window_at(&r->in), *space = memchr(at, ' ', r->in.n);
        if (space) {
            *word = (lmev_str){at, (size_t)(space - at)};
            return LMEV_OK;
        }
        if (r->in.ended) return bad_binary(r, "the file ends in a word", err);
        if (r->in.n > WORD_MOST) return bad_binary(r, "no space ends the word", err);
    }
}

static bool all_finite(const float *row, uint32_t dim)
{
    for (uint32_t i = 0; i < dim; i++)
        if (!(fabsf(row[i]) <= FLT_MAX)) return false;
    return true;
}

static lmev_status read_binary(reader *r, lmev_error *err)
{
    const size_t bytes = (size_t)r->dim * sizeof(float);
    for (; r->seen < r->want; r->seen++) {
        lmev_str word;
        lmev_status s = skip_newlines(r, err);
        if (s == LMEV_OK) s = find_word(r, &word, err);
        const size_t n = s == LMEV_OK ? word.n : 0;
        if (s == LMEV_OK) s = lmev__window_need(&r->in, n + 1 + bytes, err);
        if (s != LMEV_OK) return s;
        if (r->in.n < n + 1 + bytes)
            return bad_binary(r, "the file ends in a vector", err);
        word.at = lmev__window_at(&r->in); /* it may have moved */
        float *row = rows_room(r, 1);
        if (!row) return lmev__nomem(err, r->in.source);
        memcpy(row, word.at + n + 1, bytes);
        if (!all_finite(row, r->dim))
            return bad_binary(r, "a vector that is not finite", err);
        if ((s = add_word(r, word, row, err)) != LMEV_OK) return s;
        lmev__window_take(&r->in, n + 1 + bytes);
    }
    const lmev_status s = skip_newlines(r, err);
    if (s == LMEV_OK && r->in.n > 0)
        return bad_binary(r, "bytes after the last vector", err);
    return s;
}

/* ---- which format? ---- */

/* A whole number and the spaces after it. */
static bool whole(const char **p, const char *end, uint64_t most, uint64_t *out)
{
    const char *q = *p;
    uint64_t v = 0;
    for (; q < end && *q >= '0' && *q <= '9'; q++) {
        v = v * 10 + (uint64_t)(*q - '0');
        if (v > most) return false;
    }
    if (q == *p) return false;
    while (q < end && *q == ' ') q++;
    *p = q;
    *out = v;
    return true;
}

/* "V D" alone on the line? */
static bool is_header(line l, uint64_t *v, uint64_t *d)
{
    const char *p = l.at;
    return whole(&p, l.end, UINT32_MAX, v) && p < l.end && p[-1] == ' ' &&
           whole(&p, l.end, UINT32_MAX, d) && p == l.end;
}

/* Numbers at the end of a line, of which the first field is none. */
static uint32_t numbers_in(line l)
{
    uint32_t n = 0;
    lmev_str field;
    for (const char *end = l.end; n < DIM_MOST && last_field(l.at, &end, &field); n++)
        if (field.at == l.at || !is_number(field)) break;
    return n;
}

/* Is what follows the header a line of text? Otherwise it is binary, if it holds bytes
 * that no printed number has. */
static lmev_status is_text(reader *r, bool *text, lmev_error *err)
{
    const lmev_status s =
        lmev__window_need(&r->in, (size_t)r->dim * NUMBER_MOST + 4096, err);
    if (s != LMEV_OK) return s;
    const char *at = lmev__window_at(&r->in), *end = at + r->in.n;
    const line l = line_at(at, end);
    *text = true;
    if (numbers_in(l) >= r->dim) return LMEV_OK;
    const char *space = memchr(at, ' ', r->in.n);
    const char *p = space ? space + 1 : end;
    const size_t row = (size_t)r->dim * sizeof(float);
    if ((size_t)(end - p) > row) end = p + row;
    for (; p < end && *text; p++) {
        const unsigned char c = (unsigned char)*p;
        *text = (c >= 0x20 && c < 0x7f) || c == '\n' || c == '\r' || c == '\t';
    }
    return LMEV_OK;
}

static lmev_status not_vectors(const lmev__window *in, const char *why, lmev_error *err)
{
    lmev__fail(err, LMEV_ERR_FORMAT, in->source, 1,
               "not a language model that can be read%s", why);
    lmev__hint(err, "%s", EXPECTED);
    return LMEV_ERR_FORMAT;
}

/* Lines without a header. */
static lmev_status read_glove(reader *r, lmev_error *err)
{
    size_t n;
    lmev_status s = lmev__window_lines(&r->in, &n, err);
    if (s != LMEV_OK) return s;
    r->dim = numbers_in(line_at(lmev__window_at(&r->in), lmev__window_at(&r->in) + n));
    if (r->dim == 0) return not_vectors(&r->in, "", err);
    if (r->dim == 1) return not_vectors(&r->in, ": one number is not a vector", err);
    s = read_text(r, err);
    if (s == LMEV_OK && !r->named)
        s = not_vectors(&r->in, ": a table of numbers, without words", err);
    return s;
}

/* Read the head and what it promises; *format names what was found. */
static lmev_status read_all(reader *r, const char **format, lmev_error *err)
{
    uint64_t v, d;
    lmev_status s = lmev__window_need(&r->in, LMEV__FILETYPE_BYTES, err);
    if (s != LMEV_OK) return s;
    const line l = line_at(lmev__window_at(&r->in), lmev__window_at(&r->in) + r->in.n);
    s = lmev__refuse_foreign(l.at, r->in.n, "a language model that can be read",
                             r->in.source, err);
    if (s != LMEV_OK) return s;
    if (r->in.n >= 4 && !memcmp(l.at, "\xBA\x16\x4F\x2F", 4)) {
        lmev__fail(err, LMEV_ERR_FORMAT, r->in.source, 0, "a fastText model, but packed");
        lmev__hint(err, "unpack the file first (gunzip): it is mapped, not read");
        return LMEV_ERR_FORMAT;
    }
    if (l.next > l.end && is_header(l, &v, &d)) {
        if (v == 0 || d == 0 || d > DIM_MOST)
            return lmev__fail(
                err, LMEV_ERR_FORMAT, r->in.source, 1,
                "'%llu' vectors of '%llu' numbers: at least one of each, and at "
                "most %d numbers",
                (unsigned long long)v, (unsigned long long)d, DIM_MOST);
        r->want = v;
        r->dim = (uint32_t)d;
        lmev__window_take(&r->in, (size_t)(l.next - l.at));
        bool text;
        if ((s = is_text(r, &text, err)) != LMEV_OK) return s;
        *format = text ? "word2vec-text" : "word2vec-binary";
        return text ? read_text(r, err) : read_binary(r, err);
    }
    *format = "glove";
    return read_glove(r, err);
}

/* ---- making the lm ---- */

static lmev_status make(lmev_lm **out, reader *r, const char *format,
                        lmev_combiner combiner, const lmev_lm_options *o, lmev_error *err)
{
    lmev_lm made = {.format = format, .dim = r->dim, .combiner = combiner};
    lmev__words words = {.split = LMEV__SPLIT_WHITE, .vocab = r->words};
    if (r->words.n == 0) return not_vectors(&r->in, "", err);
    if (o && o->normalize == LMEV_CHOICE_YES) words.strip = LMEV__STRIP_PUNCT;
    words.lower = o && o->lower == LMEV_CHOICE_YES;
    /* Give the room for further rows back; an old block is as good, should that fail. */
    float *fit = lmev__realloc(r->table, r->words.n * r->dim, sizeof *fit);
    made.table = made.own = fit ? fit : r->table;
    r->table = NULL;
    r->words = (lmev__vocab){0};
    const lmev_status s = lmev__words_lm(&made, &words, err);
    if (s != LMEV_OK) {
        lmev__lm_clear(&made);
        return s;
    }
    return lmev__lm_make(out, &made, r->in.source, err);
}

/* Takes the stream. */
static lmev_status read_and_make(lmev_lm **out, lmev__stream *stream, size_t window,
                                 const char *source, const lmev_lm_options *o,
                                 lmev_error *err)
{
    reader r = {.want = UINT64_MAX};
    const char *format = NULL;
    lmev_combiner combiner = LMEV_COMBINER_MEAN;
    lmev_status s = LMEV_OK;
    lmev__window_on(&r.in, stream, window, source);
    if (o && o->combiner) /* refused before gigabytes are read */
        s = lmev__combiner_named(&combiner, o->combiner, source, err);
    if (s == LMEV_OK) s = lmev__vocab_init(&r.words, 1024, err);
    if (s == LMEV_OK) s = read_all(&r, &format, err);
    if (s == LMEV_OK) s = make(out, &r, format, combiner, o, err);
    reader_release(&r);
    return s;
}

lmev_status lmev__open_wordvec(lmev_lm **out, const lmev__members *from,
                               const lmev_lm_options *o, lmev_error *err)
{
    lmev__stream *stream;
    char *path = lmev__members_path(from, NULL);
    lmev_status s =
        path ? lmev__members_stream(&stream, from, err) : lmev__nomem(err, from->path);
    if (s == LMEV_OK) s = read_and_make(out, stream, 0, path, o, err);
    lmev__free(path);
    return s;
}

lmev_status lmev__wordvec_parse(lmev_lm **out, const char *at, size_t n, size_t step,
                                const char *source, const lmev_lm_options *o,
                                lmev_error *err)
{
    lmev__stream *stream;
    const lmev_status s = lmev__stream_on(&stream, at, n, step, source, err);
    return s == LMEV_OK ? read_and_make(out, stream, step, source, o, err) : s;
}
