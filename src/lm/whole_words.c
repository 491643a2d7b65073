/* whole_words.c - the kind of lm whose tokens are whole words: NNLM, scratch, word
 * vectors.
 *
 * A text is cut into tokens; a token becomes the row of the vocabulary that holds it, or
 * else row V + Fingerprint64(token) mod B, or nothing where there are no buckets. With
 * buckets and fill_empty a text without tokens counts as the one token "". These are the
 * semantics of TF-Hub's NNLM modules (regex_replace \pP, string_split,
 * SparseFillEmptyRows, index table with hash buckets), byte for byte; the graph of a
 * module shows which of them it uses (graph.c).
 *
 * Tokens are collected in a queue and looked up together, so that their cache misses
 * overlap (vocab.h). Short tokens that may hold punctuation are stripped in the queue's
 * room, others in the workspace of the bag. Cost: about 35 ns per token and thread in a
 * vocabulary of a million. Not here: counting words (scratch.c). */
#include <inttypes.h>
#include <string.h>

#include "base/error.h"
#include "base/mem.h"
#include "base/utf8.h"
#include "lm/lm_impl.h"
#include "lm/text/punct.h"
#include "lm/text/unicode.h"

#define SHORT 256 /* bytes of a token that is stripped in the queue's room */
#define QUEUE 64  /* tokens looked up in step */
#define LINES 16  /* of tokens.txt, hashed before they are put */

static const char *const split_name[] = {"space", "each-space", "white-space", "none"};
static const char *const strip_name[] = {"none", "punctuation", "ascii-punctuation"};

/* ---- text to bag ---- */

/* Tokens that are not looked up yet, in their order, of one text or of some. */
typedef struct queue {
    const lmev__words *words;
    lmev_bag *bag; /* of the text that is being cut */
    size_t n;
    struct {
        uint64_t hash;
        lmev_str token;
        lmev_bag *bag;
    } at[QUEUE];
    size_t n_room;
    char room[4 * SHORT]; /* of stripped tokens */
} queue;

/* Look up all tokens of the queue. False: out of memory. */
static bool look_up(queue *q)
{
    const lmev__words *w = q->words;
    uint32_t row[QUEUE];
    for (size_t i = 0; i < q->n; i++)
        row[i] = lmev__vocab_fetch_row(&w->vocab, q->at[i].hash);
    bool fine = true;
    for (size_t i = 0; i < q->n && fine; i++) {
        const uint64_t hash = q->at[i].hash;
        const lmev_str t = q->at[i].token;
        uint32_t id = row[i];
        if (id != LMEV__NO_ROW && !lmev__vocab_is(&w->vocab, id, t.at, t.n))
            id = lmev__vocab_find(&w->vocab, hash, t.at, t.n); /* another of that tag */
        if (id == LMEV__NO_ROW) {
            if (w->buckets == 0) continue;
            id = (uint32_t)w->vocab.n + (uint32_t)(hash % w->buckets);
        }
        fine = lmev__bag_add(q->at[i].bag, id, 1);
    }
    q->n = q->n_room = 0;
    return fine;
}

static bool add_token(queue *q, const char *at, size_t n)
{
    const uint64_t hash = lmev_fingerprint64(at, n);
    lmev__vocab_fetch_slot(&q->words->vocab, hash);
    q->at[q->n].hash = hash;
    q->at[q->n].token = (lmev_str){at, n};
    q->at[q->n++].bag = q->bag;
    return q->n < QUEUE || look_up(q);
}

static size_t strip_signs(char *out, const char *at, size_t n)
{
    size_t k = 0;
    for (size_t i = 0; i < n; i++)
        if (!(lmev__byte_class[(uint8_t)at[i]] & LMEV__BYTE_SIGN)) out[k++] = at[i];
    return k;
}

/* The token without what is stripped, in lower case where asked: in the queue's room, or
 * in the work room of the bag; *waits is then false, since the next token needs it.
 * False: out of memory. */
static bool bare_token(queue *q, lmev__token *t, bool *waits)
{
    const lmev__words *w = q->words;
    lmev__workspace *work = NULL;
    *waits = t->n <= SHORT && !w->lower;
    if (*waits && t->n > sizeof q->room - q->n_room && !look_up(q)) return false;
    char *to = q->room + q->n_room;
    if (!*waits) {
        if (!(work = lmev__bag_workspace(q->bag))) return false;
        lmev__buf *b = &work->buf[0];
        if (!lmev__grow(&b->at, &b->room, t->n ? t->n : 1, 1)) return false;
        to = b->at;
    }
    if (t->strip) {
        const char *p = t->at;
        t->n = w->strip == LMEV__STRIP_PUNCT
                   ? lmev__punct_strip(to, t->n, &p, t->at + t->n)
                   : strip_signs(to, t->at, t->n);
        t->at = to;
        if (*waits) q->n_room += t->n;
    }
    if (!w->lower) return true;
    lmev__buf *lower = &work->buf[1];
    lower->n = 0;
    lmev__unicode_lower(lower, (lmev_str){t->at, t->n});
    t->at = lower->at;
    t->n = lower->n;
    return !lower->failed;
}

/* t by address: a struct put on the stack for the call is read back at once, in pieces of
 * another size than it was written, and each such read waits (a tenth of all time). */
static bool word(queue *q, lmev__token *t, bool keep_empty)
{
    bool waits = true;
    if ((t->strip || q->words->lower) && !bare_token(q, t, &waits)) return false;
    if (t->n == 0 && !keep_empty) return true;
    return add_token(q, t->n ? t->at : "", t->n) && (waits || look_up(q));
}

/* At each 0x20 a token ends, empty ones count; the whole text is one that has no
 * space. */
static bool each_space(queue *q, lmev_str text, unsigned mark)
{
    const char *p = text.at, *end = p + text.n;
    for (;;) {
        const char *stop = p < end ? memchr(p, ' ', (size_t)(end - p)) : NULL;
        if (!stop || q->words->split == LMEV__SPLIT_NONE) stop = end;
        lmev__token t = {.at = p, .n = (size_t)(stop - p)};
        for (const char *c = p; mark && !t.strip && c < stop; c++)
            t.strip = lmev__byte_class[(uint8_t)*c] & mark;
        if (!word(q, &t, true)) return false;
        if (stop == end) return true;
        p = stop + 1;
    }
}

static bool cut_text(queue *q, lmev_str text)
{
    static const unsigned marks[] = {0, LMEV__BYTE_PUNCT, LMEV__BYTE_SIGN};
    const lmev__words *w = q->words;
    const unsigned mark = marks[w->strip];
    if (text.n == 0) text.at = ""; /* it may be NULL */
    if (w->split != LMEV__SPLIT_SPACES && w->split != LMEV__SPLIT_WHITE)
        return each_space(q, text, mark);
    const unsigned split =
        w->split == LMEV__SPLIT_SPACES ? LMEV__BYTE_SPACE : LMEV__BYTE_WHITE;
    const char *p = text.at, *end = p + text.n;
    lmev__token t;
    while (lmev__token_cut(&t, &p, end, split, mark))
        if (!word(q, &t, false)) return false;
    return true;
}

static lmev_status words_bags(const lmev_lm *lm, const lmev_str *texts, size_t n,
                              lmev_bag *bags, lmev_error *err)
{
    queue q; /* its large members are written before they are read */
    q.words = lm->self;
    q.n = q.n_room = 0;
    bool fine = true;
    for (size_t i = 0; i < n && fine; i++) {
        q.bag = &bags[i];
        fine = cut_text(&q, texts[i]);
    }
    fine = fine && look_up(&q);
    for (size_t i = 0; i < n && fine && q.words->fill_empty; i++) {
        q.bag = &bags[i];
        if (bags[i].n == 0) fine = add_token(&q, "", 0);
    }
    fine = fine && look_up(&q);
    return fine ? LMEV_OK : lmev__nomem(err, "row ids");
}

static lmev_status words_bag(const lmev_lm *lm, lmev_str text, lmev_bag *bag,
                             lmev_error *err)
{
    return words_bags(lm, &text, 1, bag, err);
}

/* ---- the vocabulary ---- */

/* A line of tokens.txt, without its end. */
typedef struct line {
    const char *at;
    size_t n;
    uint64_t hash;
} line;

static lmev_status add_line(lmev__vocab *v, const line *l, const char *source,
                            long number, lmev_error *err)
{
    if (l->n == 0) {
        lmev__fail(err, LMEV_ERR_FORMAT, source, number, "empty line, expected a token");
        lmev__hint(err, "each line holds one token; delete the line");
        return LMEV_ERR_FORMAT;
    }
    const size_t before = v->n;
    uint32_t row;
    lmev_error why;
    const lmev_status s = lmev__vocab_put(v, l->hash, l->at, l->n, &row, &why);
    if (s == LMEV_ERR_NOMEM) return lmev__nomem(err, "the vocabulary");
    if (s != LMEV_OK) return lmev__fail(err, s, source, number, "%s", why.text);
    if (v->n == before) {
        lmev__fail(err, LMEV_ERR_FORMAT, source, number,
                   "token '%s' is in line %lu already", lmev__brief_n(l->at, l->n).at,
                   (unsigned long)row + 1);
        lmev__hint(err, "tokens must differ, since the line is the row of the table");
        return LMEV_ERR_FORMAT;
    }
    return LMEV_OK;
}

/* The next line of [*p, end), its slot asked for. */
static line next_line(const lmev__vocab *v, const char **p, const char *end)
{
    const char *stop = memchr(*p, '\n', (size_t)(end - *p));
    line l = {.at = *p, .n = (size_t)((stop ? stop : end) - *p)};
    *p = stop ? stop + 1 : end;
    if (l.n > 0 && l.at[l.n - 1] == '\r') l.n--;
    l.hash = lmev_fingerprint64(l.at, l.n);
    lmev__vocab_fetch_slot(v, l.hash);
    return l;
}

/* A million lines are read when a model is opened: memory is taken once, and some lines
 * are hashed before they are put, so that their slots come meanwhile. */
lmev_status lmev__words_read(lmev__vocab *out, lmev_str tokens, size_t limit,
                             const char *source, lmev_error *err)
{
    const char *end = tokens.n ? tokens.at + tokens.n : tokens.at;
    size_t lines = 1;
    for (size_t i = 0; i < tokens.n; i++) lines += tokens.at[i] == '\n';
    if (lines > limit) lines = limit;
    /* Of tokens below three bytes there are some 65,000: more lines are not believed. */
    if (lines > tokens.n / 4 + 65536) lines = tokens.n / 4 + 65536;
    lmev__vocab v;
    lmev_status s = lmev__vocab_init(&v, lines, err);
    if (s == LMEV_OK) s = lmev__vocab_reserve(&v, lines, tokens.n, err);
    long number = 1;
    for (const char *p = tokens.at; s == LMEV_OK && p < end && v.n < limit;) {
        line some[LINES];
        size_t n = 0;
        while (n < LINES && p < end && v.n + n < limit)
            some[n++] = next_line(&v, &p, end);
        for (size_t i = 0; i < n && s == LMEV_OK; i++)
            s = add_line(&v, &some[i], source, number++, err);
    }
    if (s == LMEV_OK)
        *out = v;
    else
        lmev__vocab_release(&v);
    return s;
}

static uint64_t words_n(const void *self)
{
    return ((const lmev__words *)self)->vocab.n;
}

static lmev_str words_token(const void *self, uint64_t i)
{
    return lmev__vocab_token(&((const lmev__words *)self)->vocab, i);
}

static void words_describe(const void *self, lmev__phrase *p)
{
    const lmev__words *w = self;
    static const char *const strip[] = {
        [LMEV__STRIP_NONE] = "",
        [LMEV__STRIP_PUNCT] = "punctuation is removed; ",
        [LMEV__STRIP_ASCII_PUNCT] = "ASCII punctuation is removed; ",
    };
    static const char *const split[] = {
        [LMEV__SPLIT_SPACES] = "words between spaces",
        [LMEV__SPLIT_EACH_SPACE] = "words between single spaces, empty ones too",
        [LMEV__SPLIT_WHITE] = "words between ASCII white space",
        [LMEV__SPLIT_NONE] = "the whole text is one word",
    };
    lmev__phrase_add(p, "%s%s%s; ", strip[w->strip], w->lower ? "lower case; " : "",
                     split[w->split]);
    if (w->buckets > 0)
        lmev__phrase_add(p, "unknown ones to %" PRIu32 " hash buckets", w->buckets);
    else
        lmev__phrase_add(p, "unknown ones are left out");
    if (w->fill_empty)
        lmev__phrase_add(p, "; a text without words counts as an empty word");
}

static void words_release(void *self)
{
    lmev__words *w = self;
    if (atomic_fetch_sub(&w->users, 1) > 1) return;
    lmev__vocab_release(&w->vocab);
    lmev__free(w);
}

void lmev__words_share(lmev_lm *made, lmev__words *words)
{
    atomic_fetch_add(&words->users, 1);
    made->kind = &lmev__kind_words;
    made->self = words;
    made->rows = (uint64_t)words->vocab.n + words->buckets;
    made->normalize = words->strip != LMEV__STRIP_NONE;
    made->lower = words->lower;
}

lmev_status lmev__words_lm(lmev_lm *made, const lmev__words *words, lmev_error *err)
{
    lmev__words *w = lmev__alloc(sizeof *w);
    if (!w) {
        lmev__vocab v = words->vocab;
        lmev__vocab_release(&v);
        return lmev__nomem(err, "the vocabulary");
    }
    *w = *words;
    atomic_init(&w->users, 0);
    lmev__words_share(made, w);
    return LMEV_OK;
}

/* ---- parts ---- */

lmev_status lmev__tokens_text(const lmev_lm *lm, lmev__buf *b, lmev_error *err)
{
    const uint64_t n = lmev_lm_vocab(lm);
    for (uint64_t i = 0; i < n; i++) {
        const lmev_str t = lmev_lm_token(lm, i);
        /* Such a token would come back as another one, or as two. */
        if (t.n == 0 || memchr(t.at, '\n', t.n) || t.at[t.n - 1] == '\r')
            return lmev__fail(
                err, LMEV_ERR_PARAM, NULL, 0,
                "token %llu of the vocabulary is empty or contains a line end",
                (unsigned long long)i);
        lmev__buf_add(b, t.at, t.n);
        lmev__buf_putc(b, '\n');
    }
    return b->failed ? lmev__nomem(err, "tokens.txt") : LMEV_OK;
}

static lmev_status words_to_parts(const lmev_lm *lm, lmev__parts *parts, lmev_error *err)
{
    const lmev__words *w = lm->self;
    lmev__json *o = parts->config;
    parts->file[0].name = "tokens.txt";
    const lmev_status s = lmev__tokens_text(lm, &parts->file[0].bytes, err);
    if (s != LMEV_OK) return s;
    const bool ok =
        lmev__json_set(o, "split", lmev__json_new_string(split_name[w->split])) &&
        lmev__json_set(o, "strip", lmev__json_new_string(strip_name[w->strip])) &&
        lmev__json_set(o, "lower", lmev__json_new_bool(w->lower)) &&
        lmev__json_set(
            o, "unknown_tokens",
            lmev__json_new_string(w->buckets ? "farmhash-fingerprint64" : "left-out")) &&
        lmev__json_set(o, "oov_buckets", lmev__json_new_int(w->buckets)) &&
        lmev__json_set(o, "fill_empty", lmev__json_new_bool(w->fill_empty));
    return ok ? LMEV_OK : lmev__nomem(err, "the config");
}

static lmev_status words_from_parts(lmev_lm *made, const lmev__parts *parts,
                                    const char *source, lmev_error *err)
{
    const lmev__json *o = parts->config;
    lmev__words w = {0};
    int split, strip;
    if (!lmev__config_choice(&split, o, "split", split_name, 4))
        return lmev__config_bad(err, source, "split");
    if (!lmev__config_choice(&strip, o, "strip", strip_name, 3))
        return lmev__config_bad(err, source, "strip");
    if (!lmev__config_bool(&w.lower, o, "lower"))
        return lmev__config_bad(err, source, "lower");
    if (!lmev__config_bool(&w.fill_empty, o, "fill_empty"))
        return lmev__config_bad(err, source, "fill_empty");
    uint64_t buckets;
    if (!lmev__config_whole(&buckets, o, "oov_buckets", 0, UINT32_MAX - 1))
        return lmev__config_bad(err, source, "oov_buckets");
    const char *unknown = lmev__json_string(lmev__json_get(o, "unknown_tokens"), NULL);
    if (!unknown || strcmp(unknown, buckets ? "farmhash-fingerprint64" : "left-out") != 0)
        return lmev__config_bad(err, source, "unknown_tokens");
    if (w.fill_empty && !buckets) return lmev__config_bad(err, source, "fill_empty");
    w.split = (lmev__split)split;
    w.strip = (lmev__strip)strip;
    w.buckets = (uint32_t)buckets;
    const lmev_str tokens = lmev__parts_file(parts, "tokens.txt");
    if (!tokens.at) return lmev__config_bad(err, source, "files.tokens.txt");
    char *path = lmev__path_join(parts->folder ? parts->folder : "", "tokens.txt");
    if (!path) return lmev__nomem(err, source);
    const lmev_status s = lmev__words_read(&w.vocab, tokens, SIZE_MAX, path, err);
    lmev__free(path);
    return s == LMEV_OK ? lmev__words_lm(made, &w, err) : s;
}

const lmev__lm_kind lmev__kind_words = {
    .name = "words",
    .bag = words_bag,
    .bags = words_bags,
    .n_tokens = words_n,
    .token = words_token,
    .describe = words_describe,
    .to_parts = words_to_parts,
    .from_parts = words_from_parts,
    .release = words_release,
};
