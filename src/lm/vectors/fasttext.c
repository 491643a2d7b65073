/* fasttext.c - the kind of lm of fastText models: rows of words and of n-grams.
 *
 * A word w has its own row, if it is known, and those of the n-grams of characters of
 * "<w>" (min_n..max_n long, hashed into buckets); its vector is their mean. "</s>" has no
 * n-grams. The vector of a text, as getSentenceVector of fastText (0.9) has it for a
 * line:
 *   cbow, skipgram  the mean of the words' vectors, each divided by its Euclidean norm; words
 *                   whose vector is zero do not count. That is a weighted sum of rows
 *                   whose weights depend on the rows: such an lm cannot be trained, one
 *                   with another combiner can.
 *   supervised      the mean of all rows of all words, of "</s>", and of the n-grams of
 *                   words; labels are left out.
 * A text with line feeds, which fastText refuses, is read as one line: they are white
 * space.
 *
 * The row of a word gets the same weight as those of its n-grams, 1 / norm of their sum;
 * norms of known words are remembered, by whichever thread comes first. Cost: 10 ns an
 * n-gram. Not here: the files (fasttext_file.c). */
#include "lm/vectors/fasttext.h"

#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "base/mem.h"
#include "base/utf8.h"
#include "lm/text/punct.h"

#define END_OF_LINE "</s>"
#define LABELS_MOST 1000000 /* that a config may name */

enum { WORK_WORD, WORK_HASHES, WORK_VECTOR }; /* buffers of the bag's work room */

/* ---- hashes ---- */

static uint32_t hash_more(uint32_t h, char c)
{
    return (h ^ (uint32_t)(int8_t)c) * 16777619u;
}

#define HASH_BEGIN 2166136261u

uint32_t lmev__fasttext_hash(const char *at, size_t n)
{
    uint32_t h = HASH_BEGIN;
    for (size_t i = 0; i < n; i++) h = hash_more(h, at[i]);
    return h;
}

/* ---- a word to rows ---- */

/* Add the row of a bucket, if it has one. */
static bool add_bucket(const lmev__fasttext *f, lmev_bag *bag, uint32_t bucket)
{
    if (!f->pruned) return lmev__bag_add(bag, (uint32_t)f->words.n + bucket, 1);
    if (f->n_kept == 0) return true;
    uint32_t low = f->first[bucket >> f->shift],
             high = f->first[(bucket >> f->shift) + 1];
    while (low < high) {
        const uint32_t mid = low + (high - low) / 2;
        if ((uint32_t)f->kept[mid].bucket < bucket)
            low = mid + 1;
        else
            high = mid;
    }
    if (low == f->n_kept || (uint32_t)f->kept[low].bucket != bucket) return true;
    return lmev__bag_add(bag, (uint32_t)f->words.n + (uint32_t)f->kept[low].row, 1);
}

static bool is_inside(char c) /* of a character of UTF-8, not its first byte */
{
    return (c & 0xC0) == 0x80;
}

/* The n-grams of w, which has its angle brackets. A bracket alone is none. */
static bool add_ngrams(const lmev__fasttext *f, lmev_bag *bag, const char *w, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        if (is_inside(w[i])) continue;
        uint32_t h = HASH_BEGIN;
        size_t j = i;
        for (uint32_t chars = 1; j < n && chars <= f->max_n; chars++) {
            do h = hash_more(h, w[j++]);
            while (j < n && is_inside(w[j]));
            if (chars < f->min_n || (chars == 1 && (i == 0 || j == n))) continue;
            if (!add_bucket(f, bag, h % f->buckets)) return false;
        }
    }
    return true;
}

static bool is_end_of_line(lmev_str w)
{
    return w.n == strlen(END_OF_LINE) && !memcmp(w.at, END_OF_LINE, w.n);
}

static uint32_t row_of(const lmev__vocab *v, lmev_str w)
{
    return lmev__vocab_find(v, lmev_fingerprint64(w.at, w.n), w.at, w.n);
}

/* All rows of a word, whose own row may be LMEV__NO_ROW. */
static bool add_word(const lmev__fasttext *f, lmev_bag *bag, lmev_str w, uint32_t row,
                     lmev__buf *room)
{
    if (row != LMEV__NO_ROW && !lmev__bag_add(bag, row, 1)) return false;
    if (f->max_n == 0 || f->buckets == 0 || is_end_of_line(w)) return true;
    lmev__buf_reset(room);
    lmev__buf_putc(room, '<');
    lmev__buf_add(room, w.at, w.n);
    lmev__buf_putc(room, '>');
    return !room->failed && add_ngrams(f, bag, room->at, room->n);
}

/* ---- cbow and skipgram ---- */

/* The Euclidean norm of the sum of n rows; negative: out of memory. */
static double norm_of(const lmev_lm *lm, const uint32_t *id, size_t n, lmev__buf *room)
{
    const size_t dim = lm->dim;
    if (!lmev__grow(&room->at, &room->room, dim * sizeof(float), 1)) return -1;
    float *sum = (float *)(void *)room->at;
    memset(sum, 0, dim * sizeof *sum);
    for (size_t i = 0; i < n; i++) {
        const float *row = lm->table + (size_t)id[i] * dim;
        for (size_t k = 0; k < dim; k++) sum[k] += row[k];
    }
    double squares = 0;
    for (size_t k = 0; k < dim; k++) squares += (double)sum[k] * sum[k];
    return sqrt(squares);
}

/* What each row of a word counts: *weight, 0 when the word does not count. */
static bool weigh(const lmev_lm *lm, const lmev_bag *bag, size_t begin, uint32_t row,
                  lmev__buf *room, double *weight)
{
    const lmev__fasttext *f = lm->self;
    const size_t n = bag->n - begin;
    *weight = n > 0 ? 1 / (double)n : 0;
    if (f->weigh != LMEV__WEIGH_UNIT || n == 0) return true;
    float norm = row == LMEV__NO_ROW
                     ? 0
                     : atomic_load_explicit(&f->norm[row], memory_order_relaxed);
    if (norm == 0) {
        const double exact = norm_of(lm, bag->id + begin, n, room);
        if (exact < 0) return false;
        norm = exact > 0 ? (float)exact : -1; /* known not to count */
        if (row != LMEV__NO_ROW)
            atomic_store_explicit(&f->norm[row], norm, memory_order_relaxed);
    }
    *weight = norm > 0 ? 1 / (double)norm : 0;
    return true;
}

static double words_scale(lmev__weigh weigh, size_t words)
{
    if (words == 0 || weigh == LMEV__WEIGH_SUM) return 1;
    return weigh == LMEV__WEIGH_SQRTN ? 1 / sqrt((double)words) : 1 / (double)words;
}

static bool words_bag(const lmev_lm *lm, lmev_str text, lmev_bag *bag,
                      lmev__workspace *work)
{
    const lmev__fasttext *f = lm->self;
    const char *p = text.at, *end = p + text.n;
    lmev__token t;
    size_t words = 0;
    while (lmev__token_cut(&t, &p, end, LMEV__BYTE_WHITE, 0)) {
        const lmev_str w = {t.at, t.n};
        const size_t begin = bag->n;
        const uint32_t row = row_of(&f->words, w);
        double weight;
        if (!add_word(f, bag, w, row, &work->buf[WORK_WORD]) ||
            !weigh(lm, bag, begin, row, &work->buf[WORK_VECTOR], &weight))
            return false;
        if (!(weight > 0)) {
            bag->n = begin;
            continue;
        }
        words++;
        for (size_t i = begin; i < bag->n; i++) bag->weight[i] = (float)weight;
    }
    const double scale = words_scale(f->weigh, words);
    for (size_t i = 0; i < bag->n; i++) bag->weight[i] = (float)(bag->weight[i] * scale);
    return true;
}

/* ---- supervised ---- */

static bool is_label(const lmev__fasttext *f, lmev_str w)
{
    const size_t n = strlen(LMEV__FASTTEXT_LABEL);
    return (w.n >= n && !memcmp(w.at, LMEV__FASTTEXT_LABEL, n)) ||
           (f->labels.n > 0 && row_of(&f->labels, w) != LMEV__NO_ROW);
}

/* The next token: NUL parts them too, here alone. */
static bool next_token(lmev_str *t, const char **p, const char *end)
{
    const char *s = *p;
    while (s < end && (*s == 0 || lmev__byte_class[(uint8_t)*s] & LMEV__BYTE_WHITE)) s++;
    t->at = s;
    while (s < end && *s != 0 && !(lmev__byte_class[(uint8_t)*s] & LMEV__BYTE_WHITE)) s++;
    t->n = (size_t)(s - t->at);
    *p = s;
    return t->n > 0;
}

/* Runs of 2 to word_n words, by the hashes of the words: signed, as all of fastText's. */
static bool add_word_ngrams(const lmev__fasttext *f, lmev_bag *bag, const int32_t *hash,
                            size_t n)
{
    for (size_t i = 0; i < n; i++) {
        uint64_t h = (uint64_t)hash[i];
        for (size_t j = i + 1; j < n && j - i < f->word_n; j++) {
            h = h * 116049371u + (uint64_t)hash[j];
            if (!add_bucket(f, bag, (uint32_t)(h % f->buckets))) return false;
        }
    }
    return true;
}

static bool line_bag(const lmev_lm *lm, lmev_str text, lmev_bag *bag,
                     lmev__workspace *work)
{
    static const lmev_str end_of_line = {END_OF_LINE, sizeof END_OF_LINE - 1};
    const lmev__fasttext *f = lm->self;
    const bool runs = f->word_n > 1 && f->buckets > 0;
    const char *p = text.at, *end = p + text.n;
    lmev__buf *hashes = &work->buf[WORK_HASHES];
    lmev__buf_reset(hashes);
    for (bool more = true; more;) {
        lmev_str t;
        if (!next_token(&t, &p, end)) t = end_of_line;
        more = !is_end_of_line(t); /* written out in the text, it ends the line too */
        const uint32_t row = more ? row_of(&f->words, t) : f->end_row;
        if (row == LMEV__NO_ROW && is_label(f, t)) continue;
        if (!add_word(f, bag, t, row, &work->buf[WORK_WORD])) return false;
        const uint32_t h = runs ? lmev__fasttext_hash(t.at, t.n) : 0;
        if (runs) lmev__buf_add(hashes, &h, sizeof h);
    }
    if (hashes->failed) return false;
    return !runs || add_word_ngrams(f, bag, (const int32_t *)(const void *)hashes->at,
                                    hashes->n / sizeof(int32_t));
}

static lmev_status fasttext_bag(const lmev_lm *lm, lmev_str text, lmev_bag *bag,
                                lmev_error *err)
{
    const lmev__fasttext *f = lm->self;
    lmev__workspace *work = lmev__bag_workspace(bag);
    if (text.n == 0) text.at = "";
    if (f->weigh == LMEV__WEIGH_UNIT && !lm->table)
        return lmev__fail(err, LMEV_ERR_PARAM, NULL, 0,
                          "fastText's sentence vectors need the table");
    const bool fine =
        work && (f->weigh == LMEV__WEIGH_ROWS ? line_bag(lm, text, bag, work)
                                              : words_bag(lm, text, bag, work));
    return fine ? LMEV_OK : lmev__nomem(err, "row ids");
}

/* ---- the object ---- */

void lmev__fasttext_free(lmev__fasttext *f)
{
    if (!f) return;
    lmev__vocab_release(&f->words);
    lmev__vocab_release(&f->labels);
    lmev__free(f->kept);
    lmev__free(f->first);
    lmev__free(f->norm);
    lmev__free(f);
}

static int by_bucket(const void *left, const void *right)
{
    const lmev__kept *a = left, *b = right;
    return (a->bucket > b->bucket) - (a->bucket < b->bucket);
}

/* Sort and check what was kept, and lay out first[]: as many ranges as pairs, about. */
static lmev_status index_kept(lmev__fasttext *f, uint64_t rows, const char *source,
                              lmev_error *err)
{
    const uint32_t n = f->n_kept;
    qsort(f->kept, n, sizeof *f->kept, by_bucket);
    for (uint32_t i = 0; i < n; i++) {
        const lmev__kept k = f->kept[i];
        if (k.bucket < 0 || (uint32_t)k.bucket >= f->buckets || k.row < 0 ||
            (uint64_t)k.row >= rows - f->words.n)
            return lmev__fail(
                err, LMEV_ERR_FORMAT, source, 0,
                "kept n-gram '%d' has row '%d': outside %u buckets or %llu rows",
                k.bucket, k.row, f->buckets, (unsigned long long)(rows - f->words.n));
        if (i > 0 && f->kept[i - 1].bucket == k.bucket)
            return lmev__fail(err, LMEV_ERR_FORMAT, source, 0,
                              "kept n-gram '%d' occurs twice", k.bucket);
    }
    while ((f->buckets - 1) >> f->shift > n) f->shift++;
    const uint32_t ranges = ((f->buckets - 1) >> f->shift) + 1;
    if (!(f->first = lmev__realloc(NULL, (size_t)ranges + 1, sizeof *f->first)))
        return lmev__nomem(err, source);
    uint32_t at = 0;
    for (uint32_t r = 0; r <= ranges; r++) {
        while (at < n && (uint32_t)f->kept[at].bucket >> f->shift < r) at++;
        f->first[r] = at;
    }
    return LMEV_OK;
}

lmev_status lmev__fasttext_complete(lmev__fasttext *f, uint64_t rows, const char *source,
                                    lmev_error *err)
{
    const bool ngrams = f->max_n > 0 || (f->weigh == LMEV__WEIGH_ROWS && f->word_n > 1);
    if (f->max_n > LMEV__NGRAM_MOST || f->word_n > LMEV__NGRAM_MOST)
        return lmev__fail(
            err, LMEV_ERR_FORMAT, source, 0,
            "n-grams of '%u' characters and '%u' words: at most %d are read", f->max_n,
            f->word_n, LMEV__NGRAM_MOST);
    if (!ngrams) f->buckets = 0; /* whatever the file says */
    const uint64_t least = f->words.n + (f->pruned ? 0 : (uint64_t)f->buckets);
    if (rows < least)
        return lmev__fail(err, LMEV_ERR_FORMAT, source, 0,
                          "a table of %llu rows for %zu words and %u buckets",
                          (unsigned long long)rows, f->words.n, f->buckets);
    if (f->pruned && (f->n_kept == 0 || f->buckets == 0)) {
        f->n_kept = 0;
        f->buckets = 0;
    } else if (f->pruned) {
        const lmev_status s = index_kept(f, rows, source, err);
        if (s != LMEV_OK) return s;
    }
    f->end_row = row_of(&f->words, (lmev_str){END_OF_LINE, strlen(END_OF_LINE)});
    if (f->weigh == LMEV__WEIGH_UNIT &&
        !(f->norm = lmev__calloc(f->words.n + 1, sizeof *f->norm)))
        return lmev__nomem(err, source);
    return LMEV_OK;
}

static void fasttext_release(void *self)
{
    lmev__fasttext_free(self);
}

static uint64_t fasttext_n(const void *self)
{
    return ((const lmev__fasttext *)self)->words.n;
}

static lmev_str fasttext_token(const void *self, uint64_t i)
{
    return lmev__vocab_token(&((const lmev__fasttext *)self)->words, i);
}

static void fasttext_describe(const void *self, lmev__phrase *p)
{
    const lmev__fasttext *f = self;
    lmev__phrase_add(p, "words between ASCII white space");
    if (f->max_n > 0 && f->buckets > 0)
        lmev__phrase_add(p,
                         "; n-grams of %" PRIu32 " to %" PRIu32 " characters in %" PRIu32
                         " hash buckets",
                         f->min_n, f->max_n, f->buckets);
    else
        lmev__phrase_add(p, "; unknown ones are left out");
    if (f->word_n > 1)
        lmev__phrase_add(
            p, "; n-grams of up to %" PRIu32 " words in %" PRIu32 " hash buckets",
            f->word_n, f->buckets);
    if (f->pruned) lmev__phrase_add(p, ", of which %" PRIu32 " have rows", f->n_kept);
}

static const char *fasttext_combiner(const void *self)
{
    static const char *const name[] = {
        [LMEV__WEIGH_SUM] = "sum",
        [LMEV__WEIGH_MEAN] = "mean",
        [LMEV__WEIGH_SQRTN] = "sqrtn",
        [LMEV__WEIGH_UNIT] = "sentence",
    };
    const lmev__fasttext *f = self;
    return f->weigh == LMEV__WEIGH_ROWS ? NULL : name[f->weigh];
}

/* ---- parts ---- */

static const char *const weigh_name[] = {"rows", "sum", "mean", "sqrtn", "unit-mean"};

/* The labels of another prefix than fastText's own, as an array. */
static lmev_status labels_to_json(const lmev__fasttext *f, lmev__json **out,
                                  lmev_error *err)
{
    lmev__json *a = lmev__json_new_array();
    for (size_t i = 0; i < f->labels.n && a; i++) {
        const lmev_str t = lmev__vocab_token(&f->labels, i);
        char *copy = lmev__strndup(t.at, t.n);
        const bool fine = copy && lmev__utf8_ok(t.at, t.n) &&
                          lmev__json_append(a, lmev__json_new_string(copy));
        lmev__free(copy);
        if (fine) continue;
        lmev__json_free(a);
        return lmev__fail(err, LMEV_ERR_PARAM, NULL, 0,
                          "label %zu of the model is not UTF-8 and cannot be written", i);
    }
    *out = a;
    return a ? LMEV_OK : lmev__nomem(err, "the config");
}

static lmev_status fasttext_to_parts(const lmev_lm *lm, lmev__parts *parts,
                                     lmev_error *err)
{
    const lmev__fasttext *f = lm->self;
    lmev__json *o = parts->config, *labels = NULL;
    parts->file[0].name = "tokens.txt";
    lmev_status s = lmev__tokens_text(lm, &parts->file[0].bytes, err);
    if (s == LMEV_OK) s = labels_to_json(f, &labels, err);
    if (s != LMEV_OK) return s;
    const bool ok =
        lmev__json_set(o, "labels", labels) &&
        lmev__json_set(o, "word_weights", lmev__json_new_string(weigh_name[f->weigh])) &&
        lmev__json_set(o, "min_n", lmev__json_new_int(f->min_n)) &&
        lmev__json_set(o, "max_n", lmev__json_new_int(f->max_n)) &&
        lmev__json_set(o, "word_n", lmev__json_new_int(f->word_n)) &&
        lmev__json_set(o, "ngram_buckets", lmev__json_new_int(f->buckets)) &&
        lmev__json_set(o, "pruned", lmev__json_new_bool(f->pruned));
    if (f->n_kept > 0)
        parts->tensor[parts->n_tensors++] =
            (lmev__st_tensor){.name = (char *)"ngram_index", /* only read by st_write */
                              .dtype = "I32",
                              .n_dims = 2,
                              .shape = {f->n_kept, 2},
                              .at = (const char *)f->kept,
                              .n_bytes = (uint64_t)f->n_kept * sizeof *f->kept};
    return ok ? LMEV_OK : lmev__nomem(err, "the config");
}

static lmev_status labels_from_json(lmev__fasttext *f, const lmev__json *a,
                                    const char *source, lmev_error *err)
{
    if (!a || lmev__json_kind(a) != LMEV__JSON_ARRAY || lmev__json_size(a) > LABELS_MOST)
        return lmev__config_bad(err, source, "labels");
    lmev_status s = lmev__vocab_init(&f->labels, lmev__json_size(a), err);
    for (size_t i = 0; i < lmev__json_size(a) && s == LMEV_OK; i++) {
        size_t n;
        uint32_t row;
        const char *t = lmev__json_string(lmev__json_at(a, i), &n);
        if (!t) return lmev__config_bad(err, source, "labels");
        s = lmev__vocab_put(&f->labels, lmev_fingerprint64(t, n), t, n, &row, err);
    }
    return s;
}

static lmev_status kept_from_tensor(lmev__fasttext *f, const lmev__parts *parts,
                                    const char *source, lmev_error *err)
{
    const lmev__st_tensor *t = lmev__parts_tensor(parts, "ngram_index");
    if (!f->pruned || !t) return LMEV_OK;
    if (strcmp(t->dtype, "I32") != 0 || t->n_dims != 2 || t->shape[1] != 2 ||
        t->shape[0] > INT32_MAX)
        return lmev__fail(err, LMEV_ERR_FORMAT, source, 0,
                          "tensor 'ngram_index' is not of type I32 and shape [n, 2]");
    f->n_kept = (uint32_t)t->shape[0];
    if (!(f->kept = lmev__realloc(NULL, (size_t)f->n_kept + 1, sizeof *f->kept)))
        return lmev__nomem(err, source);
    memcpy(f->kept, t->at, (size_t)f->n_kept * sizeof *f->kept);
    return LMEV_OK;
}

static lmev_status read_config(lmev__fasttext *f, const lmev_lm *made,
                               const lmev__json *o, const char *source, lmev_error *err)
{
    int weigh;
    uint64_t min_n, max_n, word_n, buckets;
    if (!lmev__config_choice(&weigh, o, "word_weights", weigh_name, 5))
        return lmev__config_bad(err, source, "word_weights");
    if (!lmev__config_whole(&min_n, o, "min_n", 0, UINT32_MAX))
        return lmev__config_bad(err, source, "min_n");
    if (!lmev__config_whole(&max_n, o, "max_n", 0, LMEV__NGRAM_MOST))
        return lmev__config_bad(err, source, "max_n");
    if (!lmev__config_whole(&word_n, o, "word_n", 0, LMEV__NGRAM_MOST))
        return lmev__config_bad(err, source, "word_n");
    if (!lmev__config_whole(&buckets, o, "ngram_buckets", 0, INT32_MAX))
        return lmev__config_bad(err, source, "ngram_buckets");
    if (!lmev__config_bool(&f->pruned, o, "pruned"))
        return lmev__config_bad(err, source, "pruned");
    f->weigh = (lmev__weigh)weigh;
    f->min_n = (uint32_t)min_n;
    f->max_n = (uint32_t)max_n;
    f->word_n = (uint32_t)word_n;
    f->buckets = (uint32_t)buckets;
    if (made->weighted != (f->weigh != LMEV__WEIGH_ROWS))
        return lmev__config_bad(err, source, "weighted");
    if (made->fixed != (f->weigh == LMEV__WEIGH_UNIT))
        return lmev__config_bad(err, source, "weights_follow_table");
    return LMEV_OK;
}

static lmev_status fasttext_from_parts(lmev_lm *made, const lmev__parts *parts,
                                       const char *source, lmev_error *err)
{
    lmev__fasttext *f = lmev__calloc(1, sizeof *f);
    if (!f) return lmev__nomem(err, source);
    const lmev_str tokens = lmev__parts_file(parts, "tokens.txt");
    lmev_status s = read_config(f, made, parts->config, source, err);
    if (s == LMEV_OK && !tokens.at) s = lmev__config_bad(err, source, "files.tokens.txt");
    if (s == LMEV_OK)
        s = lmev__words_read(&f->words, tokens, SIZE_MAX, "tokens.txt", err);
    if (s == LMEV_OK)
        s = labels_from_json(f, lmev__json_get(parts->config, "labels"), source, err);
    if (s == LMEV_OK) s = kept_from_tensor(f, parts, source, err);
    if (s == LMEV_OK) s = lmev__fasttext_complete(f, made->rows, source, err);
    if (s != LMEV_OK) {
        lmev__fasttext_free(f);
        return s;
    }
    made->kind = &lmev__kind_fasttext;
    made->self = f;
    made->normalize = false;
    return LMEV_OK;
}

const lmev__lm_kind lmev__kind_fasttext = {
    .name = "fasttext",
    .bag = fasttext_bag,
    .n_tokens = fasttext_n,
    .token = fasttext_token,
    .describe = fasttext_describe,
    .combiner = fasttext_combiner,
    .to_parts = fasttext_to_parts,
    .from_parts = fasttext_from_parts,
    .release = fasttext_release,
};
