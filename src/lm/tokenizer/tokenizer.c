/* tokenizer.c - a whole tokenizer.json: added tokens, normalizer, pre-tokenizer, model.
 *
 * Added tokens are cut out first, the leftmost and of these the longest: those that are
 * not "normalized" from the text as it came, then the others, which were normalized
 * themselves, from what the normalizer makes of the rest. A token may ask for no word
 * character beside it (single_word) or take the white space beside it along (lstrip,
 * rstrip). What remains goes through pre-tokenizer and model. Their ids in the file are
 * ignored and assigned again, as the library does: a token of the model keeps its id,
 * others are numbered after the vocabulary.
 *
 * Pieces repeat often in texts, so the ids of short ones are cached in tables of fixed
 * size, one per working thread, which the tokenizer keeps between texts (512 KB each).
 *
 * Not here: padding, post-processor, decoder; the ids are returned without special
 * tokens, all of them. The caller cuts them (model2vec.c), given "truncation". */
#include "lm/tokenizer/tokenizer.h"

#include <stdlib.h>

#include "base/error.h"
#include "base/mem.h"
#include "base/utf8.h"
#include "lm/text/unicode.h"
#include "lm/tokenizer/piece_cache.h"
#include "lm/tokenizer/subword.h"

/* The buffers of a run. Model and normalizer do not run at the same time. */
enum { CLEAN, NORMAL, BYTES, SPANS, WORK, WORK_2, IDS, BUFS };
_Static_assert(BUFS == LMEV__TOKENIZER_BUFS, "there is a buffer for each purpose");

typedef struct added {
    uint32_t id;
    bool single_word, lstrip, rstrip, normalized, special;
} added;

struct lmev__tokenizer {
    lmev__normalizer *normalizer;
    lmev__pretokenizer *pretokenizer;
    lmev__subword *model;
    lmev__vocab names;      /* contents of the added tokens, in the order of the file */
    added *added;           /* [names.n] */
    lmev__token_id *by_id;  /* [names.n] sorted by id */
    lmev__trie raw, normal; /* -> place in added, see add_pattern */
    uint64_t most;          /* "truncation": ids kept; UINT64_MAX: all */
    bool from_left;         /* ... the last ones, not the first */
    uint32_t unknown;
    uint64_t n; /* largest id + 1 */
    lmev__piece_caches *caches;
};

/* ---- reading ---- */

static bool flag(const lmev__json *o, const char *name)
{
    return lmev__json_bool(lmev__json_get(o, name));
}

/* The library's rule for the id of a token that the model does not know. */
static uint64_t new_id(const lmev__tokenizer *t, uint64_t largest)
{
    const uint64_t listed = lmev__subword_listed(t->model);
    if (t->names.n == 0) return listed;
    return largest >= listed || listed == 0 ? largest + 1 : listed;
}

static lmev_status read_added(lmev__tokenizer *t, const lmev__json *list,
                              const char *source, lmev_error *err)
{
    const size_t n = lmev__json_size(list);
    if (lmev__json_kind(list) != LMEV__JSON_NULL &&
        lmev__json_kind(list) != LMEV__JSON_ARRAY)
        return lmev__fail(err, LMEV_ERR_FORMAT, source, 0,
                          "'added_tokens' is not an array");
    lmev_status s = lmev__vocab_init(&t->names, n, err);
    if (s != LMEV_OK) return s;
    if (!(t->added = lmev__realloc(NULL, n, sizeof *t->added)))
        return lmev__nomem(err, "the added tokens");
    uint64_t largest = 0;
    for (size_t i = 0; i < n; i++) {
        const lmev__json *o = lmev__json_at(list, i);
        size_t length;
        const char *content = lmev__json_string(lmev__json_get(o, "content"), &length);
        if (!content || length > LMEV__TOKEN_MOST)
            return lmev__fail(
                err, LMEV_ERR_FORMAT, source, 0,
                "entry %zu of 'added_tokens' has no 'content' of at most %d "
                "bytes",
                i, LMEV__TOKEN_MOST);
        if (length == 0) continue;
        const uint64_t hash = lmev_fingerprint64(content, length);
        uint64_t id = lmev__subword_find(t->model, (lmev_str){content, length});
        const uint32_t known = lmev__vocab_find(&t->names, hash, content, length);
        if (known != LMEV__NO_ROW)
            id = t->added[known].id;
        else if (id == LMEV__NO_TOKEN)
            id = new_id(t, largest);
        if (id >= UINT32_MAX - 1)
            return lmev__fail(err, LMEV_ERR_FORMAT, source, 0,
                              "no id is left for the added token '%s'",
                              lmev__brief_of(content).at);
        if (id > largest) largest = id;
        uint32_t row;
        lmev_error why;
        s = lmev__vocab_put(&t->names, hash, content, length, &row, &why);
        if (s == LMEV_ERR_NOMEM) return lmev__nomem(err, "the added tokens");
        if (s != LMEV_OK) return lmev__fail(err, s, source, 0, "%s", why.text);
        t->added[row] =
            (added){(uint32_t)id,      flag(o, "single_word"), flag(o, "lstrip"),
                    flag(o, "rstrip"), flag(o, "normalized"),  flag(o, "special")};
    }
    return LMEV_OK;
}

static int by_number(const void *a, const void *b)
{
    const lmev__token_id *x = a, *y = b;
    return (x->id > y->id) - (x->id < y->id);
}

static lmev_status number_added(lmev__tokenizer *t, lmev_error *err)
{
    const size_t n = t->names.n;
    t->n = lmev__subword_n(t->model);
    if (!(t->by_id = lmev__realloc(NULL, n, sizeof *t->by_id)))
        return lmev__nomem(err, "the added tokens");
    for (size_t i = 0; i < n; i++)
        t->by_id[i] = (lmev__token_id){t->added[i].id, (uint32_t)i};
    if (n) qsort(t->by_id, n, sizeof *t->by_id, by_number);
    if (n && t->by_id[n - 1].id >= t->n) t->n = (uint64_t)t->by_id[n - 1].id + 1;
    return LMEV_OK;
}

/* Patterns that became equal by normalization: special tokens come first, then the order
 * of the file. So the value is the place in the file, behind all others for common
 * tokens. */
static void add_pattern(const lmev__tokenizer *t, lmev__trie_key *to, lmev_str pattern,
                        size_t i)
{
    *to = (lmev__trie_key){pattern, (uint32_t)(t->added[i].special ? i : i + t->names.n)};
}

static lmev_status build_patterns(lmev__tokenizer *t, const char *source, lmev_error *err)
{
    const size_t n = t->names.n;
    lmev_status s = LMEV_OK;
    lmev__buf all = LMEV__BUF_INIT, one = LMEV__BUF_INIT, work = LMEV__BUF_INIT;
    size_t n_raw = 0, n_normal = 0;
    lmev__trie_key *raw = lmev__realloc(NULL, n, sizeof *raw);
    lmev__trie_key *normal = lmev__realloc(NULL, n, sizeof *normal);
    if (!raw || !normal) s = lmev__nomem(err, "the added tokens");
    for (size_t i = 0; s == LMEV_OK && i < n; i++) {
        const lmev_str name = lmev__vocab_token(&t->names, i);
        if (!t->added[i].normalized) {
            add_pattern(t, &raw[n_raw++], name, i);
            continue;
        }
        s = lmev__normalizer_run(t->normalizer, name, &one, &work, err);
        if (s == LMEV_OK && one.n == 0)
            s = lmev__fail(err, LMEV_ERR_FORMAT, source, 0,
                           "the normalizer leaves nothing of the added token '%s'",
                           lmev__brief_n(name.at, name.n).at);
        if (s == LMEV_OK && one.n > 16 * LMEV__TOKEN_MOST)
            s = lmev__fail(err, LMEV_ERR_FORMAT, source, 0,
                           "the normalizer makes %zu bytes of the added token '%s'",
                           one.n, lmev__brief_n(name.at, name.n).at);
        if (s == LMEV_OK) /* `all` may still move: pointers are set below */
            add_pattern(t, &normal[n_normal++], (lmev_str){NULL, one.n}, i);
        lmev__buf_add(&all, one.at, one.n);
        if (s == LMEV_OK && all.failed) s = lmev__nomem(err, "the added tokens");
    }
    const char *at = all.at;
    for (size_t i = 0; s == LMEV_OK && i < n_normal; at += normal[i++].bytes.n)
        normal[i].bytes.at = at;
    if (s == LMEV_OK) s = lmev__trie_build(&t->raw, raw, n_raw, err);
    if (s == LMEV_OK) s = lmev__trie_build(&t->normal, normal, n_normal, err);
    lmev__free(raw);
    lmev__free(normal);
    lmev__buf_free(&all);
    lmev__buf_free(&one);
    lmev__buf_free(&work);
    return s;
}

static lmev_status read_truncation(lmev__tokenizer *t, const lmev__json *o,
                                   const char *source, lmev_error *err)
{
    t->most = UINT64_MAX;
    if (lmev__json_kind(o) == LMEV__JSON_NULL) return LMEV_OK;
    const lmev__json *most = lmev__json_get(o, "max_length");
    const char *direction = lmev__json_string(lmev__json_get(o, "direction"), NULL);
    if (lmev__json_kind(most) != LMEV__JSON_INT || lmev__json_int(most) < 0)
        return lmev__fail(err, LMEV_ERR_FORMAT, source, 0,
                          "'truncation.max_length' is not a number from 0 on");
    t->most = (uint64_t)lmev__json_int(most);
    t->from_left = direction && strcmp(direction, "Left") == 0;
    return LMEV_OK;
}

/* The token of the model's "unk_token" (Unigram: "unk_id"), by name, as model2vec
 * asks. */
static uint32_t unknown_id(const lmev__tokenizer *t, const lmev__json *model)
{
    size_t n;
    const char *token = lmev__json_string(lmev__json_get(model, "unk_token"), &n);
    const uint32_t own = lmev__subword_unknown(t->model);
    return token && own != LMEV__NO_TOKEN ? lmev__tokenizer_find(t, (lmev_str){token, n})
                                          : own;
}

static lmev_status read_parts(lmev__tokenizer *t, const lmev__json *o, const char *source,
                              lmev_error *err)
{
    const lmev__json *model = lmev__json_get(o, "model");
    const char *version = lmev__json_string(lmev__json_get(o, "version"), NULL);
    if (lmev__json_kind(o) != LMEV__JSON_OBJECT || !model)
        return lmev__fail(err, LMEV_ERR_FORMAT, source, 0,
                          "not a tokenizer: there is no 'model'");
    if (version && strcmp(version, "1.0") != 0)
        return lmev__fail(err, LMEV_ERR_FORMAT, source, 0,
                          "tokenizer version '%s', expected '1.0'",
                          lmev__brief_of(version).at);
    lmev_status s = lmev__subword_new(&t->model, model, source, err);
    if (s == LMEV_OK)
        s = lmev__normalizer_new(&t->normalizer, lmev__json_get(o, "normalizer"), source,
                                 err);
    if (s == LMEV_OK)
        s = lmev__pretokenizer_new(&t->pretokenizer, lmev__json_get(o, "pre_tokenizer"),
                                   source, err);
    if (s == LMEV_OK)
        s = read_truncation(t, lmev__json_get(o, "truncation"), source, err);
    if (s == LMEV_OK) s = read_added(t, lmev__json_get(o, "added_tokens"), source, err);
    if (s == LMEV_OK) s = number_added(t, err);
    if (s == LMEV_OK) s = build_patterns(t, source, err);
    if (s != LMEV_OK) return s;
    t->unknown = unknown_id(t, model);
    t->caches = lmev__piece_caches_new(lmev__subword_listed(t->model));
    return t->caches ? LMEV_OK : lmev__nomem(err, "pieces of words");
}

lmev_status lmev__tokenizer_new(lmev__tokenizer **out, lmev_str json, const char *source,
                                lmev_error *err)
{
    lmev__json *o;
    lmev_status s = lmev__json_parse(&o, json.at, json.n, source, 0, err);
    if (s != LMEV_OK) return s;
    lmev__tokenizer *t = lmev__calloc(1, sizeof *t);
    s = t ? read_parts(t, o, source, err) : lmev__nomem(err, source);
    lmev__json_free(o);
    if (s == LMEV_OK)
        *out = t;
    else
        lmev__tokenizer_free(t);
    return s;
}

void lmev__tokenizer_free(lmev__tokenizer *t)
{
    if (!t) return;
    lmev__normalizer_free(t->normalizer);
    lmev__pretokenizer_free(t->pretokenizer);
    lmev__subword_free(t->model);
    lmev__vocab_release(&t->names);
    lmev__trie_release(&t->raw);
    lmev__trie_release(&t->normal);
    lmev__piece_caches_free(t->caches);
    lmev__free(t->added);
    lmev__free(t->by_id);
    lmev__free(t);
}

/* ---- cutting out added tokens ---- */

static bool is(uint32_t c, unsigned class)
{
    return lmev__class_of(c) & class;
}

/* The code point before text.at[end], and the bytes it takes; end > 0, text is valid. */
static size_t char_before(lmev_str text, size_t end, uint32_t *c)
{
    size_t n = 1;
    while (n < 4 && n < end && ((uint8_t)text.at[end - n] & 0xC0) == 0x80) n++;
    (void)lmev__utf8_next(text.at + end - n, n, c);
    return n;
}

typedef struct cutter {
    const lmev__tokenizer *t;
    const lmev__trie *trie;
    lmev_str text;               /* valid UTF-8 */
    size_t search, done;         /* where to search on; the end of the last token */
    size_t white_from, white_to; /* a stretch known to be white: looked at once */
} cutter;

typedef struct cut {
    size_t from, to;
    uint32_t id;
} cut;

static bool stands_alone(lmev_str text, size_t from, size_t to)
{
    uint32_t c;
    if (from > 0) {
        (void)char_before(text, from, &c);
        if (is(c, LMEV__WORD)) return false;
    }
    return to == text.n || !lmev__utf8_next(text.at + to, text.n - to, &c) ||
           !is(c, LMEV__WORD);
}

static size_t skip_white(cutter *k, size_t at)
{
    if (at >= k->white_from && at < k->white_to) return k->white_to;
    k->white_from = at;
    uint32_t c;
    for (int n; at < k->text.n &&
                (n = lmev__utf8_next(k->text.at + at, k->text.n - at, &c)) &&
                is(c, LMEV__WHITE);)
        at += (size_t)n;
    return k->white_to = at;
}

/* The next added token in the text: leftmost, longest, and alone where it must be. */
static bool next_cut(cutter *k, cut *out)
{
    const lmev__trie *trie = k->trie;
    const lmev_str text = k->text;
    if (trie->n < 2) return false;
    for (size_t i = k->search, n; i < text.n; i += n ? n : 1) {
        uint32_t place;
        n = trie->root[(uint8_t)text.at[i]]
                ? lmev__trie_longest(trie, 0, text.at + i, text.n - i, &place)
                : 0;
        if (n == 0) continue;
        const added *a = &k->t->added[place % k->t->names.n];
        if (a->single_word && !stands_alone(text, i, i + n)) continue;
        *out = (cut){i, i + n, a->id};
        k->search = i + n;
        uint32_t c;
        if (a->lstrip)
            for (size_t m; out->from > k->done &&
                           (m = char_before(text, out->from, &c)) && is(c, LMEV__WHITE);)
                out->from -= m;
        if (out->from < k->done) out->from = k->done;
        if (a->rstrip) out->to = skip_white(k, out->to);
        return true;
    }
    return false;
}

/* ---- running ---- */

typedef struct runner {
    const lmev__tokenizer *t;
    lmev__buf *buf;
    lmev__piece_cache *cache; /* or NULL */
    lmev_error *err;
} runner;

static lmev_status run_piece(const runner *r, lmev_str piece)
{
    lmev__buf *ids = &r->buf[IDS];
    lmev__known *e = NULL;
    if (r->cache && piece.n > 0 && piece.n <= sizeof e->piece) {
        e = lmev__piece_cache_at(r->cache, piece);
        if (e->n == piece.n && memcmp(e->piece, piece.at, piece.n) == 0) {
            lmev__buf_add(ids, e->id, e->n_ids * sizeof *e->id);
            return ids->failed ? lmev__nomem(r->err, "token ids") : LMEV_OK;
        }
    }
    const size_t before = ids->n;
    const lmev_status s =
        lmev__subword_run(r->t->model, piece, ids, &r->buf[WORK], r->err);
    const size_t bytes = ids->n - before;
    if (s == LMEV_OK && e && bytes <= sizeof e->id) {
        e->n = (uint8_t)piece.n;
        e->n_ids = (uint8_t)(bytes / sizeof *e->id);
        memcpy(e->piece, piece.at, piece.n);
        if (bytes) memcpy(e->id, ids->at + before, bytes);
    }
    return s;
}

static lmev_status run_pieces(const runner *r, lmev_str text, bool first)
{
    size_t n;
    lmev_status s =
        lmev__pretokenizer_run(r->t->pretokenizer, text, first, &r->buf[BYTES],
                               &r->buf[SPANS], &n, &r->buf[WORK], r->err);
    const lmev__span *span = (const lmev__span *)(const void *)r->buf[SPANS].at;
    for (size_t i = 0; s == LMEV_OK && i < n; i++)
        s = run_piece(r, (lmev_str){r->buf[BYTES].at + span[i].at, span[i].n});
    return s;
}

/* One that overlaps the white space which the token before took along may be empty:
 * none. */
static lmev_status emit(const runner *r, const cut *c)
{
    if (c->from < c->to) lmev__buf_add(&r->buf[IDS], &c->id, sizeof c->id);
    return r->buf[IDS].failed ? lmev__nomem(r->err, "token ids") : LMEV_OK;
}

/* Text between tokens of the first sort. */
static lmev_status run_text(const runner *r, lmev_str text, bool first)
{
    lmev_status s = lmev__normalizer_run(r->t->normalizer, text, &r->buf[NORMAL],
                                         &r->buf[WORK], r->err);
    if (s != LMEV_OK) return s;
    const lmev_str normal = {r->buf[NORMAL].at, r->buf[NORMAL].n};
    cutter k = {.t = r->t, .trie = &r->t->normal, .text = normal};
    for (cut c; s == LMEV_OK && next_cut(&k, &c); k.done = c.to) {
        if (k.done < c.from)
            s = run_pieces(r, (lmev_str){normal.at + k.done, c.from - k.done},
                           first && k.done == 0);
        if (s == LMEV_OK) s = emit(r, &c);
    }
    if (s == LMEV_OK && k.done < normal.n)
        s = run_pieces(r, (lmev_str){normal.at + k.done, normal.n - k.done},
                       first && k.done == 0);
    return s;
}

/* Bytes of the maximal bad sequence that begins the text: what Python replaces by one
 * U+FFFD. A lead byte takes along what could have continued it. */
static size_t bad_bytes(const char *at, size_t n)
{
    const uint8_t lead = (uint8_t)at[0];
    const size_t most = lead >= 0xF0 && lead <= 0xF4   ? 4
                        : lead >= 0xE0 && lead <= 0xEF ? 3
                        : lead >= 0xC2 && lead <= 0xDF ? 2
                                                       : 1;
    uint8_t low = lead == 0xE0 ? 0xA0 : lead == 0xF0 ? 0x90 : 0x80;
    uint8_t high = lead == 0xED ? 0x9F : lead == 0xF4 ? 0x8F : 0xBF;
    size_t i = 1;
    for (; i < most && i < n && (uint8_t)at[i] >= low && (uint8_t)at[i] <= high; i++) {
        low = 0x80;
        high = 0xBF;
    }
    return i;
}

/* Bytes of the next character as Python would decode it; *good: it is well-formed. */
static size_t next_char(lmev_str text, size_t i, bool *good)
{
    uint32_t c;
    const int n = lmev__utf8_next(text.at + i, text.n - i, &c);
    *good = n > 0;
    return n > 0 ? (size_t)n : bad_bytes(text.at + i, text.n - i);
}

lmev_str lmev__text_head(lmev_str text, uint64_t chars)
{
    bool good;
    size_t i = 0;
    if (text.n <= chars) return text;
    for (; chars > 0 && i < text.n; chars--) i += next_char(text, i, &good);
    return (lmev_str){text.at, i};
}

static void clean(lmev__buf *to, lmev_str text)
{
    bool good;
    for (size_t i = 0, n; i < text.n; i += n) {
        n = next_char(text, i, &good);
        lmev__buf_add(to, good ? text.at + i : "\xEF\xBF\xBD", good ? n : 3);
    }
}

/* All of a text, valid UTF-8. */
static lmev_status run(const runner *r, lmev_str text)
{
    lmev_status s = LMEV_OK;
    cutter k = {.t = r->t, .trie = &r->t->raw, .text = text};
    for (cut c; s == LMEV_OK && next_cut(&k, &c); k.done = c.to) {
        if (k.done < c.from)
            s = run_text(r, (lmev_str){text.at + k.done, c.from - k.done}, k.done == 0);
        if (s == LMEV_OK) s = emit(r, &c);
    }
    if (s == LMEV_OK && k.done < text.n)
        s = run_text(r, (lmev_str){text.at + k.done, text.n - k.done}, k.done == 0);
    return s;
}

lmev_status lmev__tokenizer_run(const lmev__tokenizer *t, lmev_str text,
                                lmev__buf work[LMEV__TOKENIZER_BUFS], const uint32_t **id,
                                size_t *n, lmev_error *err)
{
    for (int i = 0; i < BUFS; i++) work[i].n = 0, work[i].failed = false;
    if (text.n == 0) text.at = "";
    if (!lmev__utf8_ok(text.at, text.n)) {
        clean(&work[CLEAN], text);
        if (work[CLEAN].failed) return lmev__nomem(err, "the text");
        text = (lmev_str){work[CLEAN].at, work[CLEAN].n};
    }
    const runner r = {t, work, lmev__piece_cache_take(t->caches), err};
    const lmev_status s = run(&r, text);
    lmev__piece_cache_give(t->caches, r.cache);
    if (s != LMEV_OK) return s;
    *id = (const uint32_t *)(const void *)work[IDS].at;
    *n = work[IDS].n / sizeof(uint32_t);
    return LMEV_OK;
}

/* ---- looking ---- */

const char *lmev__tokenizer_kind(const lmev__tokenizer *t)
{
    return lmev__subword_name(t->model);
}

uint32_t lmev__tokenizer_unknown(const lmev__tokenizer *t)
{
    return t->unknown;
}

uint64_t lmev__tokenizer_n(const lmev__tokenizer *t)
{
    return t->n;
}

bool lmev__tokenizer_truncation(const lmev__tokenizer *t, uint64_t *most)
{
    *most = t->most;
    return t->from_left;
}

uint32_t lmev__tokenizer_find(const lmev__tokenizer *t, lmev_str token)
{
    const uint32_t row = lmev__vocab_find(
        &t->names, lmev_fingerprint64(token.at, token.n), token.at, token.n);
    return row != LMEV__NO_ROW ? t->added[row].id : lmev__subword_find(t->model, token);
}

lmev_str lmev__tokenizer_token(const lmev__tokenizer *t, uint64_t id)
{
    const size_t i = lmev__find_id(t->by_id, t->names.n, id);
    return i < t->names.n ? lmev__vocab_token(&t->names, t->by_id[i].row)
                          : lmev__subword_token(t->model, id);
}

static int by_size(const void *a, const void *b)
{
    const uint32_t *x = a, *y = b;
    return (*x > *y) - (*x < *y);
}

static uint32_t chars(lmev_str s)
{
    uint32_t n = 0;
    for (size_t i = 0; i < s.n; i++) n += ((uint8_t)s.at[i] & 0xC0) != 0x80;
    return n;
}

lmev_status lmev__tokenizer_names(const lmev__tokenizer *t, uint64_t *n, uint64_t *median,
                                  lmev_error *err)
{
    const lmev__vocab *v = lmev__subword_names(t->model);
    uint32_t *size = lmev__realloc(NULL, v->n + t->names.n, sizeof *size);
    if (!size) return lmev__nomem(err, "the vocabulary");
    size_t k = 0;
    for (size_t i = 0; i < v->n; i++) size[k++] = chars(lmev__vocab_token(v, i));
    for (size_t i = 0; i < t->names.n; i++) {
        const lmev_str name = lmev__vocab_token(&t->names, i);
        if (lmev__subword_find(t->model, name) == LMEV__NO_TOKEN) size[k++] = chars(name);
    }
    if (k) qsort(size, k, sizeof *size, by_size);
    *n = k;
    *median = k ? ((uint64_t)size[(k - 1) / 2] + size[k / 2]) / 2 : 0;
    lmev__free(size);
    return LMEV_OK;
}
