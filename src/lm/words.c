/* words.c - the kind of lm whose tokens are whole words: NNLM, scratch, word vectors.
 *
 * A text is cut into tokens; a token becomes the row of the vocabulary that holds it, or else
 * row V + Fingerprint64(token) mod B, or nothing where there are no buckets. With buckets and
 * fill_empty a text without tokens counts as the one token "". These are the semantics of
 * TF-Hub's NNLM modules (regex_replace \pP, string_split, SparseFillEmptyRows, index table with
 * hash buckets), byte for byte; which of them a module has, its graph tells (graph.c).
 *
 * Short tokens that may hold punctuation are stripped on the stack, others in the work room of
 * the bag. Cost: about 30 ns a token and thread. Not here: who counts words (scratch.c). */
#include <string.h>

#include "base/error.h"
#include "base/mem.h"
#include "lm/lm.h"
#include "lm/punct.h"

void lmev__unicode_lower(lmev__buf *out, lmev_str text); /* unicode.h, once there */

#define SHORT 256 /* bytes of a token that is stripped on the stack */

static const char *const split_name[] = {"space", "each-space", "white-space", "none"};
static const char *const strip_name[] = {"none", "punctuation", "ascii-punctuation"};

/* ---- text to bag ---- */

static bool add_token(const lmev_lm *lm, const lmev__words *w, lmev_bag *bag,
                      const char *at, size_t n)
{
    const uint64_t hash = lmev_fingerprint64(at, n);
    uint32_t row = lmev__vocab_find(&w->vocab, hash, at, n);
    if (row == LMEV__NO_ROW) {
        if (w->buckets == 0) return true;
        row = (uint32_t)w->vocab.n + (uint32_t)(hash % w->buckets);
    }
    (void)lm;
    return lmev__bag_add(bag, row, 1);
}

static size_t strip_signs(char *out, const char *at, size_t n)
{
    size_t k = 0;
    for (size_t i = 0; i < n; i++)
        if (!(lmev__byte_class[(uint8_t)at[i]] & LMEV__BYTE_SIGN)) out[k++] = at[i];
    return k;
}

/* The token without what is stripped, in lower case where asked: in `room` (SHORT bytes) or in
 * the work room of the bag. False: out of memory. */
static bool bare_token(const lmev__words *w, lmev_bag *bag, lmev__token *t, char *room)
{
    char *to = room;
    lmev__work *work = NULL;
    if (t->n > SHORT || w->lower) {
        if (!(work = lmev__bag_work(bag))) return false;
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
    }
    if (!w->lower) return true;
    lmev__buf *lower = &work->buf[1];
    lower->n = 0;
    lmev__unicode_lower(lower, (lmev_str){t->at, t->n});
    t->at = lower->at;
    t->n = lower->n;
    return !lower->failed;
}

static bool word(const lmev_lm *lm, const lmev__words *w, lmev_bag *bag, lmev__token t,
                 bool keep_empty)
{
    char room[SHORT];
    if ((t.strip || w->lower) && !bare_token(w, bag, &t, room)) return false;
    if (t.n == 0 && !keep_empty) return true;
    return add_token(lm, w, bag, t.n ? t.at : "", t.n);
}

/* At each 0x20 a token ends, empty ones count; the whole text is one that has no space. */
static bool each_space(const lmev_lm *lm, const lmev__words *w, lmev_str text,
                       lmev_bag *bag, unsigned mark)
{
    const char *p = text.at, *end = p + text.n;
    for (;;) {
        const char *stop = p < end ? memchr(p, ' ', (size_t)(end - p)) : NULL;
        if (!stop || w->split == LMEV__SPLIT_NONE) stop = end;
        lmev__token t = {.at = p, .n = (size_t)(stop - p)};
        for (const char *c = p; mark && !t.strip && c < stop; c++)
            t.strip = lmev__byte_class[(uint8_t)*c] & mark;
        if (!word(lm, w, bag, t, true)) return false;
        if (stop == end) return true;
        p = stop + 1;
    }
}

static lmev_status words_bag(const lmev_lm *lm, lmev_str text, lmev_bag *bag,
                             lmev_error *err)
{
    static const unsigned marks[] = {0, LMEV__BYTE_PUNCT, LMEV__BYTE_SIGN};
    const lmev__words *w = lm->self;
    const unsigned mark = marks[w->strip];
    bool fine = true;
    if (w->split == LMEV__SPLIT_SPACES || w->split == LMEV__SPLIT_WHITE) {
        const unsigned split =
            w->split == LMEV__SPLIT_SPACES ? LMEV__BYTE_SPACE : LMEV__BYTE_WHITE;
        const char *p = text.at, *end = p + text.n;
        lmev__token t;
        while (fine && lmev__token_cut(&t, &p, end, split, mark))
            fine = word(lm, w, bag, t, false);
    } else {
        fine = each_space(lm, w, text, bag, mark);
    }
    if (fine && bag->n == 0 && w->fill_empty) fine = add_token(lm, w, bag, "", 0);
    return fine ? LMEV_OK : lmev__nomem(err, "row ids");
}

/* ---- the vocabulary ---- */

/* Add line number `line` of source, without its end. */
static lmev_status add_line(lmev__vocab *v, const char *at, size_t n, const char *source,
                            long line, lmev_error *err)
{
    if (n > 0 && at[n - 1] == '\r') n--;
    if (n == 0) {
        lmev__fail(err, LMEV_ERR_FORMAT, source, line, "empty line, expected a token");
        lmev__hint(err, "each line holds one token; delete the line");
        return LMEV_ERR_FORMAT;
    }
    const size_t before = v->n;
    uint32_t row;
    lmev_error why;
    const lmev_status s =
        lmev__vocab_put(v, lmev_fingerprint64(at, n), at, n, &row, &why);
    if (s == LMEV_ERR_NOMEM) return lmev__nomem(err, "the vocabulary");
    if (s != LMEV_OK) return lmev__fail(err, s, source, line, "%s", why.text);
    if (v->n == before) {
        lmev__fail(err, LMEV_ERR_FORMAT, source, line,
                   "token '%.*s' stands in line %lu already", n < 60 ? (int)n : 60, at,
                   (unsigned long)row + 1);
        lmev__hint(err, "tokens must differ, since the line is the row of the table");
        return LMEV_ERR_FORMAT;
    }
    return LMEV_OK;
}

lmev_status lmev__words_read(lmev__vocab *out, lmev_str tokens, size_t limit,
                             const char *source, lmev_error *err)
{
    size_t lines = 0;
    const char *end = tokens.n ? tokens.at + tokens.n : tokens.at;
    for (const char *p = tokens.at; p < end && (p = memchr(p, '\n', (size_t)(end - p)));
         p++)
        lines++;
    lmev__vocab v;
    lmev_status s = lmev__vocab_init(&v, lines < limit ? lines + 1 : limit, err);
    long line = 1;
    for (const char *p = tokens.at; s == LMEV_OK && p < end && v.n < limit; line++) {
        const char *stop = memchr(p, '\n', (size_t)(end - p));
        s = add_line(&v, p, (size_t)((stop ? stop : end) - p), source, line, err);
        p = stop ? stop + 1 : end;
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

static void words_release(void *self)
{
    lmev__words *w = self;
    lmev__vocab_release(&w->vocab);
    lmev__free(w);
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
    made->kind = &lmev__kind_words;
    made->self = w;
    made->rows = (uint64_t)w->vocab.n + w->buckets;
    made->normalize = w->strip != LMEV__STRIP_NONE;
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
        lmev__json_set(o, "unknown_tokens",
                       lmev__json_new_string(w->buckets ? "farmhash-fingerprint64"
                                                        : "left-out")) &&
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
    const lmev_status s =
        lmev__words_read(&w.vocab, tokens, SIZE_MAX, "tokens.txt", err);
    return s == LMEV_OK ? lmev__words_lm(made, &w, err) : s;
}

const lmev__kind lmev__kind_words = {
    .name = "words",
    .bag = words_bag,
    .n_tokens = words_n,
    .token = words_token,
    .to_parts = words_to_parts,
    .from_parts = words_from_parts,
    .release = words_release,
};
