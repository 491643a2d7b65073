/* lm.c - language models: from parts, and from text to row ids.
 *
 * A text is cut into tokens, a token becomes the row of the vocabulary that holds it, or
 * else row V + Fingerprint64(token) mod B. A text without tokens counts as the one token
 * "". These are the semantics of TF-Hub's NNLM modules (regex_replace \pP, string_split,
 * SparseFillEmptyRows, index table with hash buckets), byte for byte.
 *
 * Many texts are done in runs of a fixed number of texts, each into a block of its own;
 * when all are done and counted, the blocks are copied to their places. So the result
 * does not depend on the threads.
 *
 * Tokens that may hold punctuation are stripped into a buffer on the stack. One that is
 * still too long then is hashed and compared in pieces: it costs time, never memory.
 * Cost: about 30 ns a token and thread. Kept: 4 bytes a token, 8 a text; for
 * a moment the ids exist twice. */
#include "lm/lm.h"

#include "base/error.h"
#include "base/mem.h"
#include "base/text.h"
#include "lm/fingerprint.h"
#include "lm/punct.h"

#define PIECE 256  /* bytes of a stripped token held at once         */
#define RUN   2048 /* texts that a thread takes at a time (tokenize) */

static lmev_status check_parts(size_t tokens, uint32_t dim, uint32_t buckets,
                               lmev_combiner combiner, const char *source,
                               lmev_error *err)
{
    const lmev_status wrong = LMEV_ERR_PARAM;
    if (dim == 0)
        return lmev__fail(err, wrong, source, 0, "dim must be at least 1, got '0'");
    if (buckets == 0)
        return lmev__fail(err, wrong, source, 0,
                          "oov_buckets must be at least 1, got '0'");
    if (buckets >= UINT32_MAX - tokens)
        return lmev__fail(
            err, wrong, source, 0,
            "'%u' oov_buckets and %zu tokens are more rows than ids can name", buckets,
            tokens);
    if (combiner != LMEV_SUM && combiner != LMEV_MEAN && combiner != LMEV_SQRTN)
        return lmev__fail(err, wrong, source, 0, "unknown combiner '%d'", (int)combiner);
    return LMEV_OK;
}

lmev_status lmev__lm_new(lmev_lm **out, lmev__vocab *vocab, uint32_t dim, bool normalize,
                         uint32_t buckets, lmev_combiner combiner, const char *source,
                         lmev_error *err)
{
    lmev_status s = check_parts(vocab->n, dim, buckets, combiner, source, err);
    lmev_lm *lm = NULL;
    if (s == LMEV_OK && !(lm = lmev__calloc(1, sizeof *lm)))
        s = lmev__nomem(err, "the language model");
    if (s != LMEV_OK) {
        lmev__vocab_release(vocab);
        return s;
    }
    lm->dim = dim;
    lm->normalize = normalize;
    lm->buckets = buckets;
    lm->combiner = combiner;
    lm->vocab = *vocab;
    *vocab = (lmev__vocab){0};
    *out = lm;
    return LMEV_OK;
}

void lmev_lm_free(lmev_lm *lm)
{
    if (!lm) return;
    lmev__vocab_release(&lm->vocab);
    lmev__free(lm->table);
    lmev__free(lm);
}

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

lmev_status lmev_lm_parts(lmev_lm **out, lmev_str tokens, const char *source,
                          uint32_t dim, bool normalize, uint32_t oov_buckets,
                          lmev_combiner combiner, lmev_error *err)
{
    size_t lines = 0;
    const char *end = tokens.n ? tokens.at + tokens.n : tokens.at;
    for (const char *p = tokens.at; p < end && (p = memchr(p, '\n', (size_t)(end - p)));
         p++)
        lines++;
    lmev__vocab v;
    lmev_status s = lmev__vocab_init(&v, lines + 1, err);
    long line = 1;
    for (const char *p = tokens.at; s == LMEV_OK && p < end; line++) {
        const char *stop = memchr(p, '\n', (size_t)(end - p));
        s = add_line(&v, p, (size_t)((stop ? stop : end) - p), source, line, err);
        p = stop ? stop + 1 : end;
    }
    if (s != LMEV_OK) {
        lmev__vocab_release(&v);
        return s;
    }
    return lmev__lm_new(out, &v, dim, normalize, oov_buckets, combiner, source, err);
}

uint32_t lmev_lm_dim(const lmev_lm *lm)
{
    return lm->dim;
}

uint64_t lmev_lm_rows(const lmev_lm *lm)
{
    return (uint64_t)lm->vocab.n + lm->buckets;
}

uint64_t lmev_lm_vocab(const lmev_lm *lm)
{
    return lm->vocab.n;
}

bool lmev_lm_normalize(const lmev_lm *lm)
{
    return lm->normalize;
}

lmev_combiner lmev_lm_combiner(const lmev_lm *lm)
{
    return lm->combiner;
}

lmev_str lmev_lm_token(const lmev_lm *lm, uint64_t row)
{
    return lmev__vocab_token(&lm->vocab, row);
}

const float *lmev_lm_table(const lmev_lm *lm)
{
    return lm->table;
}

static uint32_t bucket(const lmev_lm *lm, uint64_t hash)
{
    return (uint32_t)lm->vocab.n + (uint32_t)(hash % lm->buckets);
}

static uint32_t row_of(const lmev_lm *lm, const char *at, size_t n)
{
    const uint64_t hash = lmev_fingerprint64(at, n);
    const uint32_t row = lmev__vocab_find(&lm->vocab, hash, at, n);
    return row != LMEV__NO_ROW ? row : bucket(lm, hash);
}

/* Are the bytes of token t, once stripped, those of known? */
static bool same_stripped(const lmev__token *t, lmev_str known)
{
    char piece[PIECE];
    const char *p = t->at, *end = t->at + t->n;
    size_t n;
    while ((n = lmev__punct_strip(piece, sizeof piece, &p, end)) > 0) {
        if (n > known.n || memcmp(piece, known.at, n) != 0) return false;
        known.at += n;
        known.n -= n;
    }
    return known.n == 0;
}

/* Row of a token whose stripped bytes do not fit a piece. */
static uint32_t row_of_long(const lmev_lm *lm, const lmev__token *t)
{
    char piece[PIECE];
    const char *p = t->at, *end = t->at + t->n;
    lmev__fp fp;
    lmev__fp_begin(&fp);
    size_t n;
    while ((n = lmev__punct_strip(piece, sizeof piece, &p, end)) > 0)
        lmev__fp_add(&fp, piece, n);
    const uint64_t hash = lmev__fp_end(&fp);
    uint32_t place = lmev__vocab_place(&lm->vocab, hash), row;
    while ((row = lmev__vocab_walk(&lm->vocab, hash, &place)) != LMEV__NO_ROW)
        if (same_stripped(t, lmev__vocab_token(&lm->vocab, row))) return row;
    return bucket(lm, hash);
}

size_t lmev_lm_ids(const lmev_lm *lm, lmev_str text, uint32_t *id, size_t room)
{
    if (text.n == 0) text.at = ""; /* it may be NULL */
    const char *p = text.at, *end = text.at + text.n;
    char piece[PIECE];
    lmev__token t;
    size_t n = 0;
    while (lmev__token_next(&t, &p, end, lm->normalize)) {
        bool whole = true;
        lmev__token bare = t;
        if (t.strip) {
            const char *q = t.at;
            bare.at = piece;
            bare.n = lmev__punct_strip(piece, sizeof piece, &q, t.at + t.n);
            if (bare.n == 0) continue;
            whole = bare.n < sizeof piece;
        }
        if (n < room) id[n] = whole ? row_of(lm, bare.at, bare.n) : row_of_long(lm, &t);
        n++;
    }
    if (n > 0) return n;
    if (room > 0) id[0] = bucket(lm, lmev_fingerprint64("", 0));
    return 1;
}

int lmev__lm_threads(int wanted, size_t n)
{
    const size_t useful =
        n / 1024 + 1; /* fewer texts are done before a thread wakes up */
    const int threads = lmev__threads(wanted);
    return (size_t)threads < useful ? threads : (int)useful;
}

void lmev_ids_free(lmev_ids *ids)
{
    if (!ids) return;
    lmev__free(ids->at);
    lmev__free(ids->id);
    lmev__free(ids);
}

/* The ids of a run of texts, before the place of the run in the whole is known. */
typedef struct run {
    uint32_t *id;
    size_t n, room;
} run;

/* Append the ids of one text and tell how many; 0 when out of memory. */
static size_t run_add(run *r, const lmev_lm *lm, lmev_str text)
{
    size_t n = lmev_lm_ids(lm, text, r->id + r->n, r->room - r->n);
    if (n > r->room - r->n) {
        if (!lmev__grow(&r->id, &r->room, r->n + n, sizeof *r->id)) return 0;
        lmev_lm_ids(lm, text, r->id + r->n, n);
    }
    r->n += n;
    return n;
}

/* All runs: to[i+1] receives the number of ids of text i. False when out of memory. */
static bool run_all(run *runs, const lmev_lm *lm, const char *text, const uint64_t *at,
                    size_t n, uint64_t *to, int team)
{
    const size_t n_runs = n / RUN + (n % RUN != 0);
    bool fine = true;
#pragma omp parallel for num_threads(team) schedule(dynamic, 1) reduction(&& : fine)
    for (size_t k = 0; k < n_runs; k++) {
        const size_t end = n - k * RUN < RUN ? n : (k + 1) * RUN;
        runs[k].room = 8 * RUN; /* a title has some eight tokens */
        runs[k].id = lmev__realloc(NULL, runs[k].room, sizeof(uint32_t));
        bool room = runs[k].id != NULL;
        for (size_t i = k * RUN; i < end && room; i++) {
            to[i + 1] =
                run_add(&runs[k], lm, (lmev_str){text + at[i], at[i + 1] - at[i]});
            room = to[i + 1] > 0;
        }
        fine = fine && room;
    }
    return fine;
}

lmev_status lmev_lm_tokenize(const lmev_lm *lm, const char *text, const uint64_t *at,
                             size_t n, int threads, lmev_ids **out, lmev_error *err)
{
    const size_t n_runs = n / RUN + (n % RUN != 0);
    const int team = lmev__lm_threads(threads, n);
    run *runs = lmev__calloc(n_runs, sizeof *runs);
    lmev_ids *ids = lmev__calloc(1, sizeof *ids);
    if (!runs || !ids || !(ids->at = lmev__realloc(NULL, n + 1, sizeof *ids->at)))
        goto nomem;
    uint64_t *to = ids->at;
    to[0] = 0;
    if (!run_all(runs, lm, text, at, n, to, team)) goto nomem;
    for (size_t i = 0; i < n; i++) to[i + 1] += to[i];
    uint32_t *id = ids->id = lmev__realloc(NULL, to[n], sizeof *id);
    if (!id) goto nomem;
#pragma omp parallel for num_threads(team) schedule(static)
    for (size_t k = 0; k < n_runs; k++) {
        memcpy(id + to[k * RUN], runs[k].id, runs[k].n * sizeof *id);
        lmev__free(runs[k].id);
        runs[k].id = NULL;
    }
    lmev__free(runs);
    ids->bags = (lmev_bags){n, to, id};
    *out = ids;
    return LMEV_OK;
nomem:
    for (size_t k = 0; runs && k < n_runs; k++) lmev__free(runs[k].id);
    lmev__free(runs);
    lmev_ids_free(ids);
    return lmev__nomem(err, "row ids");
}
