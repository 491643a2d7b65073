/* fasttext_file.c - fastText's .bin and .ftz: little-endian, unaligned, without
 * checksums.
 *
 *   0    int32 magic 793712314, version (at most 12)
 *   8    12 x int32: dim, ws, epoch, minCount, neg, wordNgrams, loss, model (1 cbow, 2
 *        skipgram, 3 supervised), bucket, minn, maxn, lrUpdateRate; double t
 *   64   int32 size, words, labels; int64 tokens, pruned (-1: no; else: pairs)
 *   92   size times: the word, NUL, int64 count, int8 type (0 word, 1 label); words first
 *   .    pruned times: int32 bucket, int32 row
 *   .    uint8 quantised; the matrix of rows; then the output layer, which is not read
 *
 * A plain matrix (int64 rows, dim; float32) stays in the mapping where it lies aligned,
 * and is copied otherwise. A quantised one (.ftz) becomes float32 at once, refused where
 * that takes more than GROWTH_MOST times the file: each part of a row is one of 256
 * centroids, and the norm of the row, when quantised apart, one of 256 more. Cost of
 * opening: one pass over the words, 0.1 us each, and over the matrix if not mapped. */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/error.h"
#include "base/io/filetype.h"
#include "base/mem.h"
#include "base/utf8.h"
#include "lm/vectors/fasttext.h"

#define MAGIC        793712314
#define VERSION_MOST 12
#define GROWTH_MOST  64 /* dim 300 with 2 numbers a code: 8 times */
#define CENTROIDS    256
#define DIM_MOST     65536
#define ENTRY_LEAST  10 /* bytes of a word in the file */

enum { CBOW = 1, SKIPGRAM, SUPERVISED };

/* ---- a place in the file ---- */

typedef struct cursor {
    const char *at;
    size_t pos, n, from; /* from: where what was read last begins, for messages */
    const char *source;
    lmev_error *err;
} cursor;

__attribute__((format(printf, 2, 3))) static lmev_status bad(const cursor *c,
                                                             const char *format, ...)
{
    char why[256];
    va_list args;
    va_start(args, format);
    (void)vsnprintf(why, sizeof why, format, args);
    va_end(args);
    lmev__fail(c->err, LMEV_ERR_FORMAT, c->source, 0, "at byte %zu: %s", c->from, why);
    lmev__hint(c->err, "get the file again and compare its size with the source's");
    return LMEV_ERR_FORMAT;
}

/* Copy n bytes to out (NULL: skip them). */
static lmev_status get(cursor *c, void *out, size_t n)
{
    c->from = c->pos;
    if (n > c->n - c->pos) {
        bad(c, "the file ends where %zu bytes more are needed", n);
        return LMEV_ERR_FORMAT; /* said here, where the compiler sees it */
    }
    if (out) memcpy(out, c->at + c->pos, n);
    c->pos += n;
    return LMEV_OK;
}

/* ---- head and dictionary ---- */

typedef struct head {
    int32_t dim, ws, epoch, min_count, neg, word_ngrams, loss, model, bucket, minn, maxn,
        rate;
} head;

typedef struct model {
    lmev__fasttext *f;
    uint32_t dim;
    uint64_t rows;
    bool supervised, quantised;
    size_t matrix; /* where the numbers of a plain matrix begin */
    float *own;    /* of a quantised one */
} model;

static lmev_status read_head(model *m, cursor *c)
{
    head h;
    int32_t magic, version;
    _Static_assert(sizeof h == 12 * sizeof(int32_t), "no holes");
    lmev_status s = get(c, &magic, sizeof magic);
    if (s != LMEV_OK) return s;
    if (magic != MAGIC) return bad(c, "not a fastText model");
    if ((s = get(c, &version, sizeof version)) != LMEV_OK) return s;
    if (version < 1 || version > VERSION_MOST) {
        bad(c, "version '%d', this reads up to %d", version, VERSION_MOST);
        lmev__hint(c->err, "its .vec file is read");
        return LMEV_ERR_FORMAT;
    }
    if ((s = get(c, &h, sizeof h)) != LMEV_OK) return s;
    if (h.model < CBOW || h.model > SUPERVISED)
        return bad(c, "unknown model '%d'", h.model);
    if (h.dim < 1 || h.dim > DIM_MOST) return bad(c, "dimension '%d'", h.dim);
    if (h.bucket < 0 || h.minn < 0 || h.maxn < 0 || h.word_ngrams < 0)
        return bad(c, "negative: bucket '%d', minn '%d', maxn '%d', wordNgrams '%d'",
                   h.bucket, h.minn, h.maxn, h.word_ngrams);
    m->supervised = h.model == SUPERVISED;
    m->dim = (uint32_t)h.dim;
    m->f->buckets = (uint32_t)h.bucket;
    m->f->min_n = (uint32_t)h.minn;
    /* Supervised models had no n-grams of characters then, whatever they say. */
    m->f->max_n = m->supervised && version == 11 ? 0 : (uint32_t)h.maxn;
    m->f->word_n = m->supervised ? (uint32_t)h.word_ngrams : 0;
    return get(c, NULL, sizeof(double));
}

/* One entry; labels that fastText knows by their beginning need no place. */
static lmev_status read_entry(model *m, cursor *c, bool label)
{
    const char *word = c->at + c->pos, *stop = memchr(word, 0, c->n - c->pos);
    c->from = c->pos;
    if (!stop) return bad(c, "the file ends in a word");
    const size_t n = (size_t)(stop - word);
    int8_t type;
    lmev_status s = get(c, NULL, n + 1 + sizeof(int64_t));
    if (s == LMEV_OK) s = get(c, &type, sizeof type);
    if (s != LMEV_OK) return s;
    if (type != label)
        return bad(c, "entry of type '%d', expected a %s", type,
                   label ? "label" : "word");
    const size_t prefix = strlen(LMEV__FASTTEXT_LABEL);
    if (label && n >= prefix && !memcmp(word, LMEV__FASTTEXT_LABEL, prefix))
        return LMEV_OK;
    lmev__vocab *v = label ? &m->f->labels : &m->f->words;
    const size_t before = v->n;
    uint32_t row;
    lmev_error why;
    s = lmev__vocab_put(v, lmev_fingerprint64(word, n), word, n, &row, &why);
    if (s == LMEV_ERR_NOMEM) return lmev__nomem(c->err, c->source);
    if (s != LMEV_OK) return bad(c, "%s", why.text);
    if (v->n == before)
        return bad(c, "'%s' occurs twice in the dictionary", lmev__brief_n(word, n).at);
    return LMEV_OK;
}

static lmev_status read_pairs(model *m, cursor *c, int64_t n)
{
    m->f->pruned = n >= 0;
    if (n <= 0) return LMEV_OK;
    if ((uint64_t)n > (c->n - c->pos) / sizeof(lmev__kept) || n > INT32_MAX)
        return bad(c, "'%lld' kept n-grams do not fit in the file", (long long)n);
    m->f->n_kept = (uint32_t)n;
    if (!(m->f->kept = lmev__realloc(NULL, (size_t)n, sizeof *m->f->kept)))
        return lmev__nomem(c->err, c->source);
    return get(c, m->f->kept, (size_t)n * sizeof *m->f->kept);
}

static lmev_status read_dictionary(model *m, cursor *c)
{
    struct {
        int32_t size, words, labels;
    } d;
    int64_t tokens, pruned;
    lmev_status s = get(c, &d, sizeof d);
    if (s == LMEV_OK) s = get(c, &tokens, sizeof tokens);
    if (s == LMEV_OK) s = get(c, &pruned, sizeof pruned);
    if (s != LMEV_OK) return s;
    if (d.words < 0 || d.labels < 0 || (int64_t)d.words + d.labels != d.size ||
        (size_t)d.size > (c->n - c->pos) / ENTRY_LEAST)
        return bad(c,
                   "'%d' words and '%d' labels make no dictionary of '%d' in %zu bytes",
                   d.words, d.labels, d.size, c->n - c->pos);
    if (pruned < -1) return bad(c, "'%lld' kept n-grams", (long long)pruned);
    s = lmev__vocab_init(&m->f->words, (size_t)d.words, c->err);
    if (s == LMEV_OK) s = lmev__vocab_init(&m->f->labels, 0, c->err);
    for (int32_t i = 0; i < d.size && s == LMEV_OK; i++)
        s = read_entry(m, c, i >= d.words);
    return s == LMEV_OK ? read_pairs(m, c, pruned) : s;
}

/* ---- matrices ---- */

static lmev_status read_shape(model *m, cursor *c)
{
    int64_t rows, dim;
    lmev_status s = get(c, &rows, sizeof rows);
    if (s == LMEV_OK) s = get(c, &dim, sizeof dim);
    if (s != LMEV_OK) return s;
    if (dim != m->dim || rows < 1 || rows >= UINT32_MAX)
        return bad(c, "a matrix of %lld x %lld numbers, expected rows of %u",
                   (long long)rows, (long long)dim, m->dim);
    m->rows = (uint64_t)rows;
    return LMEV_OK;
}

/* A product quantiser: where its centroids begin, and the parts of a row. */
typedef struct quantiser {
    int32_t dim, parts, width, last; /* the last part may be narrower */
    size_t centroids;
} quantiser;

static lmev_status read_quantiser(quantiser *q, cursor *c, uint32_t dim)
{
    lmev_status s = get(c, q, 4 * sizeof(int32_t));
    if (s != LMEV_OK) return s;
    const int64_t d = dim, w = q->width;
    if (q->dim != d || w < 1 || w > d || q->parts != (d + w - 1) / w ||
        q->last != d - w * (q->parts - 1))
        return bad(
            c, "a quantiser of %d numbers in %d parts of %d and %d, expected %u numbers",
            q->dim, q->parts, q->width, q->last, dim);
    q->centroids = c->pos;
    return get(c, NULL, (size_t)dim * CENTROIDS * sizeof(float));
}

static void get_centroid(float *out, const cursor *c, const quantiser *q, int32_t part,
                         uint8_t code)
{
    const size_t width = (size_t)(part == q->parts - 1 ? q->last : q->width);
    const size_t from = (size_t)part * CENTROIDS * (size_t)q->width + code * width;
    memcpy(out, c->at + q->centroids + from * sizeof(float), width * sizeof(float));
}

static void expand(model *m, const cursor *c, const quantiser *q, size_t codes,
                   const quantiser *norms, size_t norm_codes)
{
    for (uint64_t r = 0; r < m->rows; r++) {
        float *row = m->own + r * m->dim, norm = 1;
        const char *code = c->at + codes + r * (uint64_t)q->parts;
        for (int32_t p = 0; p < q->parts; p++)
            get_centroid(row + (size_t)p * (size_t)q->width, c, q, p, (uint8_t)code[p]);
        if (!norms) continue;
        get_centroid(&norm, c, norms, 0, (uint8_t)c->at[norm_codes + r]);
        for (uint32_t k = 0; k < m->dim; k++) row[k] *= norm;
    }
}

static lmev_status read_quantised(model *m, cursor *c)
{
    uint8_t has_norms;
    int32_t n_codes;
    quantiser q, norms;
    lmev_status s = get(c, &has_norms, 1);
    if (s == LMEV_OK) s = read_shape(m, c);
    if (s == LMEV_OK) s = get(c, &n_codes, sizeof n_codes);
    if (s != LMEV_OK) return s;
    const size_t codes = c->pos;
    if (n_codes < 0) return bad(c, "'%d' bytes of codes", n_codes);
    if ((s = get(c, NULL, (size_t)n_codes)) != LMEV_OK) return s;
    if ((s = read_quantiser(&q, c, m->dim)) != LMEV_OK) return s;
    if ((uint64_t)n_codes != m->rows * (uint64_t)q.parts)
        return bad(c, "'%d' codes for %llu rows of %d parts", n_codes,
                   (unsigned long long)m->rows, q.parts);
    const size_t norm_codes = c->pos;
    if (has_norms && ((s = get(c, NULL, m->rows)) != LMEV_OK ||
                      (s = read_quantiser(&norms, c, 1)) != LMEV_OK))
        return s;
    const uint64_t bytes = m->rows * m->dim * sizeof(float);
    if (bytes / GROWTH_MOST > c->n)
        return bad(c, "%llu bytes once expanded, more than %d times the file",
                   (unsigned long long)bytes, GROWTH_MOST);
    if (!(m->own = lmev__aligned(m->rows * m->dim, sizeof(float))))
        return lmev__nomem(c->err, c->source);
    expand(m, c, &q, codes, has_norms ? &norms : NULL, norm_codes);
    return LMEV_OK;
}

static lmev_status read_matrix(model *m, cursor *c)
{
    uint8_t quantised;
    lmev_status s = get(c, &quantised, 1);
    if (s != LMEV_OK) return s;
    if (quantised > 1)
        return bad(c, "'%u' where 0 or 1 is expected (quantised?)", quantised);
    m->quantised = quantised;
    if (m->quantised) return read_quantised(m, c);
    if ((s = read_shape(m, c)) != LMEV_OK) return s;
    m->matrix = c->pos;
    const uint64_t bytes = m->rows * m->dim * sizeof(float); /* below 2^32 * 2^16 * 4 */
    if (bytes > c->n - c->pos)
        return bad(c, "%llu rows of %u numbers do not fit in the file",
                   (unsigned long long)m->rows, m->dim);
    return LMEV_OK;
}

/* ---- options ---- */

static lmev_status choose(model *m, lmev_lm *made, const lmev_lm_options *o,
                          const char *source, lmev_error *err)
{
    static const lmev__weigh of_combiner[] = {[LMEV_COMBINER_SUM] = LMEV__WEIGH_SUM,
                                              [LMEV_COMBINER_MEAN] = LMEV__WEIGH_MEAN,
                                              [LMEV_COMBINER_SQRTN] = LMEV__WEIGH_SQRTN};
    if (o && (o->lower == LMEV_CHOICE_YES || o->normalize == LMEV_CHOICE_YES)) {
        lmev__fail(err, LMEV_ERR_PARAM, source, 0,
                   "a fastText model takes text as it is: no 'lower', no 'normalize'");
        lmev__hint(err, "its .vec file, read as word vectors, takes both");
        return LMEV_ERR_PARAM;
    }
    lmev_combiner combiner = LMEV_COMBINER_MEAN;
    const bool own = !o || !o->combiner || !strcmp(o->combiner, "sentence");
    if (!own) {
        const lmev_status s = lmev__combiner_named(&combiner, o->combiner, source, err);
        if (s != LMEV_OK) return s;
    }
    if (m->supervised) {
        m->f->weigh = LMEV__WEIGH_ROWS;
        made->combiner = combiner;
        return LMEV_OK;
    }
    m->f->weigh = own ? LMEV__WEIGH_UNIT : of_combiner[combiner];
    made->combiner = LMEV_COMBINER_SUM;
    made->weighted = true;
    made->fixed = own;
    return LMEV_OK;
}

/* ---- opening ---- */

static lmev_status parse(lmev_lm **out, lmev__map *map, const char *source,
                         const lmev_lm_options *o, lmev_error *err)
{
    cursor c = {.at = map->at, .n = map->n, .source = source, .err = err};
    model m = {.f = lmev__calloc(1, sizeof *m.f)};
    lmev_lm made = {0};
    if (!m.f) return lmev__nomem(err, source);
    lmev_status s =
        lmev__refuse_foreign(map->at, map->n, "a fastText model", source, err);
    if (s == LMEV_OK) s = read_head(&m, &c);
    if (s == LMEV_OK) s = choose(&m, &made, o, source, err);
    if (s == LMEV_OK) s = read_dictionary(&m, &c);
    if (s == LMEV_OK) s = read_matrix(&m, &c);
    if (s == LMEV_OK) s = lmev__fasttext_complete(m.f, m.rows, source, err);
    if (s == LMEV_OK) {
        made.kind = &lmev__kind_fasttext;
        made.self = m.f;
        made.format = m.quantised ? "fasttext-ftz" : "fasttext-bin";
        made.rows = m.rows;
        made.dim = m.dim;
        made.table = made.own = m.own;
        m.f = NULL;
        m.own = NULL;
    }
    if (s == LMEV_OK && !made.own)
        s = lmev__lm_set_table(&made, map, m.matrix, LMEV__F32, source, err);
    if (s == LMEV_OK) s = lmev__lm_make(out, &made, source, err);
    lmev__lm_clear(&made);
    lmev__fasttext_free(m.f);
    lmev__free(m.own);
    return s;
}

lmev_status lmev__open_fasttext(lmev_lm **out, const lmev__members *from,
                                const lmev_lm_options *o, lmev_error *err)
{
    lmev__map map = {0};
    char *path = lmev__members_path(from, NULL);
    lmev_status s = path ? lmev__members_map(&map, from, NULL, NULL, err)
                         : lmev__nomem(err, from->path);
    if (s == LMEV_OK) s = parse(out, &map, path, o, err);
    lmev__map_close(&map); /* empty when the lm has taken it */
    lmev__free(path);
    return s;
}
