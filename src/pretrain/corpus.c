/* corpus.c - files to sentences, sentences to two lists of token rows.
 *
 * Whether a sentence is held out depends on the Philox hash of (seed, its number among
 * the usable ones) alone. The vocabulary is counted on the training part by lm/scratch.c,
 * so texts are split exactly as when the model is used. Memory: all texts until they are
 * tokenised. */
#include "pretrain/corpus.h"

#include <math.h>
#include <string.h>

#include "base/error.h"
#include "base/hash.h"
#include "base/io/io.h"
#include "base/mem.h"
#include "base/rng.h"
#include "lm/lm_impl.h"

/* Texts one after another: text i is bytes[at[i]] .. bytes[at[i + 1]]. */
typedef struct texts {
    char *bytes;
    size_t n_bytes, room_bytes;
    uint64_t *at;
    size_t n, room_at;
} texts;

static bool texts_add(texts *t, lmev_str s)
{
    if (s.n > SIZE_MAX - t->n_bytes ||
        !lmev__grow(&t->bytes, &t->room_bytes, t->n_bytes + s.n + 1, 1) ||
        !lmev__grow(&t->at, &t->room_at, t->n + 2, sizeof *t->at))
        return false;
    if (t->n == 0) t->at[0] = 0;
    if (s.n) memcpy(t->bytes + t->n_bytes, s.at, s.n);
    t->n_bytes += s.n;
    t->at[++t->n] = t->n_bytes;
    return true;
}

static void texts_release(texts *t)
{
    lmev__free(t->bytes);
    lmev__free(t->at);
    *t = (texts){0};
}

/* ---- reading ---- */

struct reading {
    texts part[2];
    uint64_t seen; /* usable sentences */
    lmev__sha256 hash;
    lmev__philox key;
};

static void add_skips(lmev_skips *all, const lmev_skips *one)
{
    all->n_records += one->n_records;
    all->n_used += one->n_used;
    all->n_filtered += one->n_filtered;
    for (int r = 0; r < LMEV_SKIP_REASONS; r++) all->n[r] += one->n[r];
}

static const char *name_of(const char *file)
{
    return strcmp(file, "-") ? file : "stdin";
}

/* Skipped lines are reported per file, so that their numbers are useful. */
static void tell_skips(const lmev_skips *s, const char *file, const lmev_watch *watch)
{
    for (int r = 0; r < LMEV_SKIP_REASONS; r++)
        if (s->n[r] && r != LMEV_SKIP_EMPTY_TEXT)
            lmev__say(watch, LMEV_LEVEL_WARNING,
                      "%s: %llu texts left out: %s (first in line %llu)", name_of(file),
                      (unsigned long long)s->n[r], lmev_skip_text((lmev_skip)r),
                      (unsigned long long)s->line[r][0]);
}

static lmev_status read_file(struct reading *r, const lmev_pretrain_params *p,
                             const char *file, lmev_skips *skips, const lmev_watch *watch,
                             lmev_error *err)
{
    lmev_reader_params how = p->reader;
    how.label = NULL;
    how.watch = watch;
    if (how.format == LMEV_FORMAT_AUTO && !how.text && how.n_where == 0 &&
        lmev_format_of(file) == LMEV_FORMAT_AUTO)
        how.format = LMEV_FORMAT_LINES;
    lmev_reader *reader;
    lmev_status s = lmev_reader_open(&reader, file, &how, err);
    if (s != LMEV_OK) return s;
    for (uint64_t rows = 0;; rows++) {
        lmev_row row;
        bool more;
        if ((s = lmev_reader_next(reader, &row, &more, err)) != LMEV_OK || !more) break;
        const bool held = lmev__philox_unit(&r->key, r->seen++) < p->held_out &&
                          r->part[1].n < p->held_out_max;
        lmev__sha256_add(&r->hash, row.text.at, row.text.n);
        lmev__sha256_add(&r->hash, "\n", 1);
        if (!texts_add(&r->part[held], row.text)) {
            s = lmev__nomem(err, "texts");
            break;
        }
        if (rows % 4096) continue;
        uint64_t done, all;
        lmev_reader_position(reader, &done, &all);
        lmev__report(watch, "reading texts", done, all, "bytes", NAN);
        if (lmev__asked_to_stop(watch)) {
            s = LMEV_STOPPED;
            break;
        }
    }
    if (s == LMEV_OK) {
        add_skips(skips, lmev_reader_skips(reader));
        tell_skips(lmev_reader_skips(reader), file, watch);
    }
    lmev_reader_free(reader);
    return s;
}

/* ---- tokens ---- */

/* The language model without its table: whole words, as in the published ones. */
lmev_status lmev__pretrain_lm(lmev_lm **out, const lmev_lm *from, uint64_t n,
                              uint32_t buckets, float *table, lmev_error *err)
{
    lmev__words w = {.split = LMEV__SPLIT_SPACES,
                     .strip =
                         lmev_lm_normalizes(from) ? LMEV__STRIP_PUNCT : LMEV__STRIP_NONE,
                     .buckets = buckets,
                     .fill_empty = true};
    lmev_lm made = {.format = "nnlm",
                    .dim = lmev_lm_dim(from),
                    .combiner = LMEV_COMBINER_SQRTN,
                    .own = table,
                    .table = table};
    lmev_status s = lmev__vocab_init(&w.vocab, (size_t)n, err);
    if (s != LMEV_OK) goto fail;
    for (uint64_t i = 0; i < n && s == LMEV_OK; i++) {
        const lmev_str t = lmev_lm_token(from, i);
        uint32_t row;
        s = lmev__vocab_put(&w.vocab, lmev_fingerprint64(t.at, t.n), t.at, t.n, &row,
                            err);
    }
    if (s != LMEV_OK) {
        lmev__vocab_release(&w.vocab);
        goto fail;
    }
    if ((s = lmev__words_lm(&made, &w, err)) != LMEV_OK) goto fail;
    return lmev__lm_make(out, &made, NULL, err);
fail:
    lmev__free(table);
    return s;
}

static lmev_status make_lm(lmev_lm **out, const lmev_pretrain_params *p, const texts *t,
                           const lmev_watch *watch, lmev_error *err)
{
    const lmev_scratch_params scratch = {.dim = p->dim,
                                         .normalize = p->normalize,
                                         .min_count = p->min_count,
                                         .oov_buckets = p->oov_buckets};
    lmev_lm *all = NULL;
    lmev_status s =
        lmev_lm_scratch(&all, &scratch, t->bytes, t->at, t->n, p->threads, watch, err);
    if (s != LMEV_OK) return s;
    const uint64_t found = lmev_lm_vocab(all);
    const uint64_t known = p->max_vocab && p->max_vocab < found ? p->max_vocab : found;
    if (known < 2)
        s = lmev__fail(err, LMEV_ERR_FORMAT, name_of(p->corpus[0]), 0,
                       "only %llu tokens are seen %u times or more, expected at least 2",
                       (unsigned long long)known, p->min_count);
    else
        s = lmev__pretrain_lm(out, all, known, p->oov_buckets, NULL, err);
    lmev_lm_free(all);
    return s;
}

/* One part as running rows. A text without tokens is the token "", which is unknown. */
static lmev_status run_tokens(lmev__pretrain_texts *t, int part, const texts *from,
                              int threads, const lmev_watch *watch, lmev_error *err)
{
    lmev_ids *ids = NULL;
    if (from->n == 0) return LMEV_OK;
    const lmev_status s = lmev_lm_tokenize(t->lm, from->bytes, from->at, from->n, threads,
                                           &ids, watch, err);
    if (s != LMEV_OK) return s;
    const uint64_t all = ids->at[from->n] + from->n;
    uint32_t *row =
        all < UINT32_MAX ? lmev__realloc(NULL, (size_t)all, sizeof *row) : NULL;
    if (!row) {
        lmev_ids_free(ids);
        return all < UINT32_MAX
                   ? lmev__nomem(err, "tokens")
                   : lmev__fail(err, LMEV_ERR_PARAM, NULL, 0, "more than 2^32 tokens");
    }
    size_t n = 0;
    for (size_t i = 0; i < from->n; i++) {
        for (uint64_t k = ids->at[i]; k < ids->at[i + 1]; k++) row[n++] = ids->id[k];
        row[n++] = LMEV__END;
    }
    lmev_ids_free(ids);
    t->row[part] = row;
    t->n[part] = n;
    t->sentences[part] = from->n;
    return LMEV_OK;
}

static lmev_status count_rows(lmev__pretrain_texts *t, lmev_error *err)
{
    const uint64_t known = lmev_lm_vocab(t->lm), rows = lmev_lm_rows(t->lm);
    t->count = lmev__calloc((size_t)known + 2, sizeof *t->count);
    t->in_bucket = lmev__calloc((size_t)(rows - known), sizeof *t->in_bucket);
    if (!t->count || !t->in_bucket) return lmev__nomem(err, "token counts");
    for (size_t i = 0; i < t->n[0]; i++) {
        const uint32_t r = t->row[0][i];
        if (r == LMEV__END)
            t->count[known + 1]++;
        else if (r < known)
            t->count[r]++;
        else {
            t->count[known]++;
            t->in_bucket[r - known]++;
        }
    }
    return LMEV_OK;
}

lmev_status lmev__pretrain_texts_load(lmev__pretrain_texts **out,
                                      const lmev_pretrain_params *p,
                                      const lmev_watch *watch, lmev_error *err)
{
    struct reading r = {.key = lmev__philox_key(p->seed, LMEV__DRAW_SPLIT, 0, 0)};
    lmev__pretrain_texts *t = lmev__calloc(1, sizeof *t);
    if (!t) return lmev__nomem(err, "texts");
    lmev__sha256_begin(&r.hash);
    lmev_status s = LMEV_OK;
    for (size_t i = 0; i < p->n_corpus && s == LMEV_OK; i++)
        s = read_file(&r, p, p->corpus[i], &t->skips, watch, err);
    if (s != LMEV_OK) goto done;
    lmev__sha256_end(&r.hash, t->sha256);
    if (r.part[0].n == 0 || r.part[1].n == 0) {
        s = lmev__fail(
            err, LMEV_ERR_FORMAT, name_of(p->corpus[0]), 0,
            "%zu usable texts are too few to train on some and hold out others",
            r.part[0].n + r.part[1].n);
        goto done;
    }
    lmev__report(watch, "tokenizing", 0, r.part[0].n, "rows", NAN);
    if ((s = make_lm(&t->lm, p, &r.part[0], watch, err)) != LMEV_OK) goto done;
    for (int k = 0; k < 2 && s == LMEV_OK; k++) {
        s = run_tokens(t, k, &r.part[k], p->threads, watch, err);
        texts_release(&r.part[k]);
    }
    if (s == LMEV_OK) s = count_rows(t, err);
done:
    texts_release(&r.part[0]);
    texts_release(&r.part[1]);
    if (s == LMEV_OK)
        *out = t;
    else
        lmev__pretrain_texts_free(t);
    return s;
}

void lmev__pretrain_texts_free(lmev__pretrain_texts *t)
{
    if (!t) return;
    lmev_lm_free(t->lm);
    lmev__free(t->row[0]);
    lmev__free(t->row[1]);
    lmev__free(t->count);
    lmev__free(t->in_bucket);
    lmev__free(t);
}

lmev_status lmev__pretrain_texts_dump(const lmev__pretrain_texts *t, const char *path,
                                      lmev_error *err)
{
    const uint64_t known = lmev_lm_vocab(t->lm);
    const uint64_t head[5] = {known, known, known + 1, t->n[0], t->n[1]};
    lmev__out *out = NULL;
    lmev_status s = lmev_file_begin(&out, path, err);
    if (s != LMEV_OK) return s;
    s = lmev__out_write(out, "LMEVTOK1", 8, err);
    if (s == LMEV_OK) s = lmev__out_write(out, head, sizeof head, err);
    for (int k = 0; k < 2; k++)
        for (size_t i = 0; i < t->n[k] && s == LMEV_OK; i++) {
            const uint32_t r = t->row[k][i];
            const uint32_t c = (uint32_t)(r == LMEV__END ? known + 1
                                          : r < known    ? r
                                                         : known);
            s = lmev__out_write(out, &c, sizeof c, err);
        }
    if (s != LMEV_OK) {
        lmev__out_abort(out);
        return s;
    }
    return lmev__out_publish(out, err);
}
