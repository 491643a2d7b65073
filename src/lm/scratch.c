/* scratch.c - a language model without pretraining: its vocabulary from training texts.
 *
 * Each thread counts the tokens of a run of texts of about the same number of bytes, in a
 * growing vocabulary of its own with a count a row; then the counts of all are added up
 * into the first. What is frequent enough is sorted (most frequent first, ties bytewise:
 * an order without ties, so that neither threads nor hash slots show) and becomes the
 * vocabulary. The rows start at random, later, where the network is made.
 *
 * A token that a line of tokens.txt cannot hold is left out: one that contains a newline
 * or ends in a carriage return. It counts as unknown, before saving and after loading.
 * Cost: about 40 ns a token and thread, some 60 bytes a distinct token and thread. */
#include <stdlib.h>

#include "base/error.h"
#include "base/mem.h"
#include "base/work.h"
#include "lm/lm_impl.h"
#include "lm/text/punct.h"

#define ASK_TEXTS 4096 /* between two checks for a stop */

lmev_scratch_params lmev_scratch_params_default(void)
{
    return (lmev_scratch_params){
        .dim = 128, .normalize = true, .min_count = 2, .oov_buckets = 3060};
}

typedef struct tally {
    lmev__vocab vocab;
    uint64_t *count; /* [vocab.n] */
    size_t room;
} tally;

static void tally_release(tally *c)
{
    lmev__vocab_release(&c->vocab);
    lmev__free(c->count);
}

static lmev_status tally_add(tally *c, uint64_t hash, const char *at, size_t n,
                             uint64_t times, lmev_error *err)
{
    const size_t before = c->vocab.n;
    uint32_t row;
    const lmev_status s = lmev__vocab_put(&c->vocab, hash, at, n, &row, err);
    if (s != LMEV_OK) return s;
    if (c->vocab.n > before) {
        if (!lmev__grow(&c->count, &c->room, c->vocab.n, sizeof *c->count))
            return lmev__nomem(err, "token counts");
        c->count[row] = 0;
    }
    c->count[row] += times;
    return LMEV_OK;
}

/* Count the tokens of [p, end), one text. */
static lmev_status tally_text(tally *c, const char *p, const char *end, bool normalize,
                              lmev_error *err)
{
    lmev__token t;
    while (lmev__token_next(&t, &p, end, normalize)) {
        if (t.strip) {
            char *bare = lmev__vocab_room(&c->vocab, t.n);
            if (!bare) return lmev__nomem(err, "the vocabulary");
            const char *q = t.at;
            t.n = lmev__punct_strip(bare, t.n, &q, t.at + t.n);
            t.at = bare;
            if (t.n == 0) continue;
        }
        const lmev_status s =
            tally_add(c, lmev_fingerprint64(t.at, t.n), t.at, t.n, 1, err);
        if (s != LMEV_OK) return s;
    }
    return LMEV_OK;
}

/* The first of n texts that begins at byte `from` or later. */
static size_t text_from(const uint64_t *at, size_t n, uint64_t from)
{
    size_t low = 0, high = n;
    while (low < high) {
        const size_t mid = low + (high - low) / 2;
        if (at[mid] < from)
            low = mid + 1;
        else
            high = mid;
    }
    return low;
}

struct counting {
    const char *text;
    const uint64_t *at;
    size_t n;
    bool normalize;
    size_t parts;
    tally *tally; /* [parts] */
    lmev__stop stop;
};

/* Share `part` of the texts; the shares are of about equal bytes. */
static lmev_status tally_share(void *self, size_t part, lmev__team_member *me)
{
    struct counting *k = self;
    tally *c = &k->tally[part];
    const uint64_t *at = k->at, each = (at[k->n] - at[0]) / k->parts;
    const size_t first = part == 0 ? 0 : text_from(at, k->n, at[0] + each * part);
    const size_t end =
        part == k->parts - 1 ? k->n : text_from(at, k->n, at[0] + each * (part + 1));
    lmev_status s = lmev__vocab_init(&c->vocab, 1u << 14, &me->err);
    for (size_t i = first; i < end && s == LMEV_OK; i++)
        s = (i - first) % ASK_TEXTS == 0 && lmev__stop_seen(&k->stop, me->number)
                ? LMEV_STOPPED
                : tally_text(c, k->text + at[i], k->text + at[i + 1], k->normalize,
                             &me->err);
    return s;
}

/* Add the counts of one to all, in the order of its slots: neighbours there are
 * neighbours in the other table too. */
static lmev_status tally_merge(tally *all, const tally *one, lmev_error *err)
{
    const lmev__vocab *v = &one->vocab;
    for (size_t i = 0; i <= v->mask; i++) {
        if (!v->slot[i]) continue;
        const uint32_t row = (v->slot[i] & v->mask) - 1;
        const lmev_str t = lmev__vocab_token(v, row);
        const lmev_status s = tally_add(all, lmev_fingerprint64(t.at, t.n), t.at, t.n,
                                        one->count[row], err);
        if (s != LMEV_OK) return s;
    }
    return LMEV_OK;
}

typedef struct entry {
    uint64_t count;
    uint64_t head; /* the first 8 bytes as a number, most of what comparing needs */
    lmev_str token;
} entry;

static uint64_t head_of(lmev_str t)
{
    uint64_t head = 0;
    for (size_t i = 0; i < 8; i++) head = head << 8 | (i < t.n ? (uint8_t)t.at[i] : 0);
    return head;
}

static int by_rank(const void *left, const void *right)
{
    const entry *a = left, *b = right;
    if (a->count != b->count) return a->count > b->count ? -1 : 1;
    if (a->head != b->head) return a->head < b->head ? -1 : 1;
    const size_t n = a->token.n < b->token.n ? a->token.n : b->token.n;
    const int differ = memcmp(a->token.at, b->token.at, n);
    return differ ? differ : (a->token.n > b->token.n) - (a->token.n < b->token.n);
}

static bool fits_a_line(lmev_str t)
{
    return t.at[t.n - 1] != '\r' && !memchr(t.at, '\n', t.n);
}

/* The vocabulary of the tokens counted min_count times or more. */
static lmev_status select_tokens(lmev__vocab *out, const tally *c, uint32_t min_count,
                                 lmev_error *err)
{
    entry *e = lmev__realloc(NULL, c->vocab.n + 1, sizeof *e);
    if (!e) return lmev__nomem(err, "the vocabulary");
    size_t n = 0;
    for (size_t row = 0; row < c->vocab.n; row++) {
        const lmev_str t = lmev__vocab_token(&c->vocab, row);
        if (c->count[row] >= min_count && fits_a_line(t))
            e[n++] = (entry){c->count[row], head_of(t), t};
    }
    qsort(e, n, sizeof *e, by_rank);
    lmev__vocab v;
    lmev_status s = lmev__vocab_init(&v, n, err);
    uint32_t row;
    for (size_t i = 0; i < n && s == LMEV_OK; i++)
        s = lmev__vocab_put(&v, lmev_fingerprint64(e[i].token.at, e[i].token.n),
                            e[i].token.at, e[i].token.n, &row, err);
    lmev__free(e);
    if (s == LMEV_OK)
        *out = v;
    else
        lmev__vocab_release(&v);
    return s;
}

lmev_status lmev_lm_scratch(lmev_lm **out, const lmev_scratch_params *params,
                            const char *text, const uint64_t *at, size_t n, int threads,
                            const lmev_watch *watch, lmev_error *err)
{
    if (params->min_count == 0)
        return lmev__fail(err, LMEV_ERR_PARAM, NULL, 0,
                          "min_count must be at least 1, got '0'");
    if (params->oov_buckets == 0)
        return lmev__fail(err, LMEV_ERR_PARAM, NULL, 0,
                          "oov_buckets must be at least 1, got '0'");
    lmev__team *team;
    lmev_status s = lmev__lm_team(&team, threads, n, err);
    if (s != LMEV_OK) return s;
    struct counting k = {.text = text,
                         .at = at,
                         .n = n,
                         .normalize = params->normalize,
                         .parts = (size_t)lmev__team_size(team),
                         .stop = {.watch = watch}};
    k.tally = lmev__calloc(k.parts, sizeof *k.tally);
    s = k.tally ? lmev__team_each(team, k.parts, tally_share, &k, err)
                : lmev__nomem(err, "token counts");
    lmev__team_free(team);
    for (size_t part = 1; part < k.parts && s == LMEV_OK; part++)
        s = tally_merge(&k.tally[0], &k.tally[part], err);
    lmev__words w = {.split = LMEV__SPLIT_SPACES,
                     .strip = params->normalize ? LMEV__STRIP_PUNCT : LMEV__STRIP_NONE,
                     .buckets = params->oov_buckets,
                     .fill_empty = true};
    if (s == LMEV_OK) s = select_tokens(&w.vocab, &k.tally[0], params->min_count, err);
    for (size_t part = 0; k.tally && part < k.parts; part++)
        tally_release(&k.tally[part]);
    lmev__free(k.tally);
    lmev_lm made = {
        .format = "scratch", .dim = params->dim, .combiner = LMEV_COMBINER_SQRTN};
    if (s == LMEV_OK) s = lmev__words_lm(&made, &w, err);
    return s == LMEV_OK ? lmev__lm_make(out, &made, NULL, err) : s;
}

lmev_status lmev_lm_with_dim(lmev_lm **out, const lmev_lm *lm, uint32_t dim,
                             lmev_error *err)
{
    if (lm->table || lm->kind != &lmev__kind_words)
        return lmev__fail(err, LMEV_ERR_PARAM, NULL, 0,
                          "the language model has a table, which fixes its dim");
    lmev_lm made = {.format = lm->format, .dim = dim, .combiner = lm->combiner};
    lmev__words_share(&made, lm->self);
    return lmev__lm_make(out, &made, NULL, err);
}
