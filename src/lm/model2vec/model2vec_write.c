/* model2vec_write.c - an lm as a folder that model2vec.StaticModel.from_pretrained loads.
 *
 * Pieces go back as they came: their tokenizer.json, weights and mapping. model2vec
 * always drops the unknown token, which sentence-transformers counts, and cuts long texts
 * in its own way.
 *
 * Whole words become a WordLevel tokenizer: the normalizer removes what the lm strips and
 * lowers what it lowers, the pre-tokenizer splits where it splits, and words are looked
 * up. Words unknown to the vocabulary become a token of their own, whose row is zero and
 * which model2vec drops; so hash buckets are lost, as is the token for empty texts. Words
 * that are not UTF-8 are left out: no text of Python can hold them. The combiner becomes
 * the mean. Each such loss is reported by lmev__model2vec_check.
 *
 *   config.json        normalize, max_length (null for words: no text is cut)
 *   model.safetensors  F32 embeddings; weights, mapping
 *   tokenizer.json */
#include <stdio.h>
#include <string.h>

#include "base/error.h"
#include "base/mem.h"
#include "base/utf8.h"
#include "lm/model2vec/model2vec.h"

/* ---- what is lost ---- */

/* How many characters of a text model2vec looks at: so many tokens of the median
 * length. */
static uint64_t chars_of(uint64_t max_tokens, uint64_t median)
{
    uint64_t chars;
    return max_tokens == UINT64_MAX || __builtin_mul_overflow(max_tokens, median, &chars)
               ? UINT64_MAX
               : chars;
}

static lmev_status report_pieces(const lmev__pieces *p, const lmev_watch *watch,
                                 lmev_error *err)
{
    uint64_t names, median;
    const lmev_status s = lmev__tokenizer_names(p->tokenizer, &names, &median, err);
    if (s != LMEV_OK) return s;
    const uint32_t unknown = lmev__tokenizer_unknown(p->tokenizer);
    if (!p->drop_unknown && unknown != LMEV__NO_TOKEN) {
        const lmev_str name = lmev__tokenizer_token(p->tokenizer, unknown);
        lmev__say(watch, LMEV_LEVEL_WARNING,
                  "model2vec drops the unknown token '%s', which counts here: texts "
                  "with unknown pieces get other vectors",
                  lmev__brief_n(name.at, name.n).at);
    }
    if (p->keep_last && p->max_tokens != UINT64_MAX)
        lmev__say(watch, LMEV_LEVEL_WARNING,
                  "of a text with more than %llu tokens model2vec takes the first, here "
                  "it is the last",
                  (unsigned long long)p->max_tokens);
    const uint64_t chars = chars_of(p->max_tokens, median);
    if (chars < p->max_chars)
        lmev__say(watch, LMEV_LEVEL_WARNING,
                  "model2vec cuts texts after %llu characters: longer ones may get other "
                  "vectors",
                  (unsigned long long)chars);
    else if (chars > p->max_chars)
        lmev__say(watch, LMEV_LEVEL_WARNING,
                  "model2vec does not cut texts after %llu characters: longer ones may "
                  "get other vectors",
                  (unsigned long long)p->max_chars);
    return LMEV_OK;
}

/* Words that a text of Python can hold. */
static size_t count_utf8(const lmev__vocab *v)
{
    size_t n = 0;
    for (size_t i = 0; i < v->n; i++) {
        const lmev_str token = lmev__vocab_token(v, i);
        n += lmev__utf8_ok(token.at, token.n);
    }
    return n;
}

static lmev_status report_words(const lmev_lm *lm, uint64_t *rows,
                                const lmev_watch *watch, lmev_error *err)
{
    const lmev__words *w = lm->self;
    const size_t kept = count_utf8(&w->vocab);
    if (kept == 0) {
        lmev__fail(err, LMEV_ERR_PARAM, NULL, 0,
                   "no word of the vocabulary can occur in a text of model2vec");
        lmev__hint(err, "write it in the format 'lmev'");
        return LMEV_ERR_PARAM;
    }
    if (kept < w->vocab.n)
        lmev__say(watch, LMEV_LEVEL_WARNING,
                  "%zu of %zu words are left out: they are not UTF-8, so no text of "
                  "model2vec can hold them",
                  w->vocab.n - kept, w->vocab.n);
    if (w->buckets > 0)
        lmev__say(watch, LMEV_LEVEL_WARNING,
                  "%u hash buckets are left out: unknown words have no vector there",
                  w->buckets);
    if (lm->combiner != LMEV_COMBINER_MEAN)
        lmev__say(watch, LMEV_LEVEL_WARNING,
                  "model2vec takes the mean of the rows: same directions, other lengths");
    *rows = kept + 1; /* and that of the unknown token */
    return LMEV_OK;
}

lmev_status lmev__model2vec_check(const lmev_lm *lm, uint64_t *rows,
                                  const lmev_watch *watch, lmev_error *err)
{
    if (lm->kind == &lmev__kind_pieces) {
        *rows = lm->rows;
        return report_pieces(lm->self, watch, err);
    }
    if (lm->kind == &lmev__kind_words) return report_words(lm, rows, watch, err);
    lmev__fail(err, LMEV_ERR_PARAM, NULL, 0,
               "model2vec cannot hold n-grams of characters, as this language model has");
    lmev__hint(err, "write it in the format 'lmev'");
    return LMEV_ERR_PARAM;
}

/* What is written, before it is. The tables borrow, but for own and identity. */
typedef struct draft {
    lmev__buf tokenizer;
    const float *table; /* [rows, dim] */
    uint64_t rows;
    float *own;         /* the table where rows were left out or added */
    uint32_t *identity; /* [n_mapping] for a table that is larger than its names */
    const uint32_t *mapping;
    const float *weight;
    uint64_t n_mapping, n_weight, max_length;
} draft;

/* ---- pieces ---- */

static lmev_status draft_pieces(draft *d, const lmev_lm *lm, const float *table,
                                lmev_error *err)
{
    const lmev__pieces *p = lm->self;
    uint64_t names, median;
    lmev_status s = lmev__tokenizer_names(p->tokenizer, &names, &median, err);
    if (s != LMEV_OK) return s;
    lmev__buf_add(&d->tokenizer, p->json.at, p->json.n);
    d->table = table;
    d->rows = lm->rows;
    d->mapping = p->mapping;
    d->n_mapping = p->n_mapping;
    d->weight = p->weight;
    d->n_weight = p->n_weight;
    d->max_length = p->max_tokens;
    if (p->mapping || names == lm->rows) return LMEV_OK;
    /* model2vec wants a row for each name, unless there is a mapping. */
    const uint64_t n = lmev__tokenizer_n(p->tokenizer);
    if (!(d->identity = lmev__realloc(NULL, (size_t)n, sizeof *d->identity)))
        return lmev__nomem(err, "the mapping");
    for (uint64_t i = 0; i < n; i++) d->identity[i] = (uint32_t)i;
    d->mapping = d->identity;
    d->n_mapping = n;
    return LMEV_OK;
}

/* ---- words ---- */

static void add_string(lmev__buf *b, lmev_str s)
{
    lmev__buf_putc(b, '"');
    for (size_t i = 0; i < s.n; i++) {
        const char c = s.at[i];
        if (c == '"' || c == '\\')
            lmev__buf_putc(b, '\\'), lmev__buf_putc(b, c);
        else if ((uint8_t)c < 0x20)
            lmev__buf_printf(b, "\\u%04x", (unsigned)c);
        else
            lmev__buf_putc(b, c);
    }
    lmev__buf_putc(b, '"');
}

static const char *const replace[] = {
    [LMEV__STRIP_NONE] = NULL,
    [LMEV__STRIP_PUNCT] = "\\\\p{P}",
    [LMEV__STRIP_ASCII_PUNCT] = "[!-/:-@\\\\[-`{-~]",
};
static const char *const pattern[] = {
    [LMEV__SPLIT_SPACES] = "{\"String\":\" \"}",
    [LMEV__SPLIT_EACH_SPACE] = "{\"String\":\" \"}",
    [LMEV__SPLIT_WHITE] = "{\"Regex\":\"[\\\\t-\\\\r ]+\"}",
    [LMEV__SPLIT_NONE] = NULL,
};

static void add_stages(lmev__buf *b, const lmev__words *w)
{
    const char *strip = replace[w->strip], *split = pattern[w->split];
    lmev__buf_puts(b, "{\"version\":\"1.0\",\"truncation\":null,\"padding\":null,"
                      "\"added_tokens\":[],\"normalizer\":");
    if (strip && w->lower) lmev__buf_puts(b, "{\"type\":\"Sequence\",\"normalizers\":[");
    if (strip)
        lmev__buf_printf(b,
                         "{\"type\":\"Replace\",\"pattern\":{\"Regex\":\"%s\"},"
                         "\"content\":\"\"}",
                         strip);
    if (strip && w->lower) lmev__buf_putc(b, ',');
    if (w->lower) lmev__buf_puts(b, "{\"type\":\"Lowercase\"}");
    if (strip && w->lower) lmev__buf_puts(b, "]}");
    if (!strip && !w->lower) lmev__buf_puts(b, "null");
    lmev__buf_puts(b, ",\"pre_tokenizer\":");
    if (split)
        lmev__buf_printf(b,
                         "{\"type\":\"Split\",\"pattern\":%s,\"behavior\":\"Removed\","
                         "\"invert\":false}",
                         split);
    else
        lmev__buf_puts(b, "null");
    lmev__buf_puts(b, ",\"post_processor\":null,\"decoder\":null,\"model\":");
}

/* A name for the unknown token that no other token has. */
static void name_unknown(char *name, size_t room, const lmev__vocab *v)
{
    for (unsigned i = 0;; i++) {
        (void)snprintf(name, room, i ? "[UNK%u]" : "[UNK]", i);
        const size_t n = strlen(name);
        if (lmev__vocab_find(v, lmev_fingerprint64(name, n), name, n) == LMEV__NO_ROW)
            return;
    }
}

static lmev_status draft_words(draft *d, const lmev_lm *lm, const float *table,
                               lmev_error *err)
{
    const lmev__words *w = lm->self;
    char unknown[24];
    size_t n;
    if (__builtin_mul_overflow(w->vocab.n + 1, (size_t)lm->dim, &n) ||
        !(d->own = lmev__realloc(NULL, n, sizeof *d->own)))
        return lmev__nomem(err, "the table");
    name_unknown(unknown, sizeof unknown, &w->vocab);
    lmev__buf *b = &d->tokenizer;
    add_stages(b, w);
    lmev__buf_puts(b, "{\"type\":\"WordLevel\",\"vocab\":{");
    for (size_t i = 0; i < w->vocab.n; i++) {
        const lmev_str token = lmev__vocab_token(&w->vocab, i);
        if (!lmev__utf8_ok(token.at, token.n)) continue;
        add_string(b, token);
        lmev__buf_printf(b, ":%llu,", (unsigned long long)d->rows);
        memcpy(d->own + d->rows++ * lm->dim, table + i * lm->dim,
               lm->dim * sizeof *table);
    }
    lmev__buf_printf(b, "\"%s\":%llu},\"unk_token\":\"%s\"}}\n", unknown,
                     (unsigned long long)d->rows, unknown);
    memset(d->own + d->rows++ * lm->dim, 0, lm->dim * sizeof *d->own);
    d->table = d->own;
    d->max_length = UINT64_MAX;
    return LMEV_OK;
}

/* ---- files ---- */

static lmev__st_tensor tensor(const char *name, const char *dtype, const void *at,
                              uint64_t rows, uint64_t dim)
{
    lmev__st_tensor t = {.name = (char *)name, /* only read by st_write */
                         .n_dims = dim ? 2 : 1,
                         .shape = {rows, dim},
                         .at = at,
                         .n_bytes = rows * (dim ? dim : 1) * 4};
    strncpy(t.dtype, dtype, sizeof t.dtype - 1);
    return t;
}

static lmev_status write_tensors(const draft *d, uint32_t dim, const char *path,
                                 lmev_error *err)
{
    static const char *const meta[] = {"producer", "lmev " LMEV_VERSION};
    lmev__st_tensor t[3];
    size_t n = 0;
    t[n++] = tensor("embeddings", "F32", d->table, d->rows, dim);
    if (d->weight) t[n++] = tensor("weights", "F32", d->weight, d->n_weight, 0);
    if (d->mapping) t[n++] = tensor("mapping", "I32", d->mapping, d->n_mapping, 0);
    return lmev__st_write(path, t, n, meta, 1, NULL, err);
}

static lmev_status write_config(const draft *d, const lmev_lm *lm, const char *path,
                                lmev_error *err)
{
    lmev__json *o = lmev__json_new_object();
    const bool ok =
        o && lmev__json_set(o, "model_type", lmev__json_new_string("model2vec")) &&
        lmev__json_set(o, "architectures", lmev__json_new_array()) &&
        lmev__json_append(lmev__json_get(o, "architectures"),
                          lmev__json_new_string("StaticModel")) &&
        lmev__json_set(o, "normalize", lmev__json_new_bool(lm->unit)) &&
        lmev__json_set(o, "hidden_dim", lmev__json_new_int(lm->dim)) &&
        lmev__json_set(o, "embedding_dtype", lmev__json_new_string("float32")) &&
        lmev__json_set(o, "max_length",
                       d->max_length == UINT64_MAX
                           ? lmev__json_new_null()
                           : lmev__json_new_int((int64_t)d->max_length)) &&
        (!d->mapping || lmev__json_set(o, "vocabulary_quantization",
                                       lmev__json_new_int((int64_t)d->rows)));
    char *text = ok ? lmev__json_dump(o, 2) : NULL;
    lmev__json_free(o);
    if (!text) return lmev__nomem(err, path);
    const lmev_status s = lmev__write_file(path, text, strlen(text), err);
    lmev__free(text);
    return s;
}

lmev_status lmev__write_model2vec(const lmev_lm *lm, const float *table, const char *dir,
                                  lmev_error *err)
{
    draft d = {0};
    char *config = lmev__path_join(dir, "config.json");
    char *tensors = lmev__path_join(dir, "model.safetensors");
    char *tokenizer = lmev__path_join(dir, "tokenizer.json");
    lmev_status s = config && tensors && tokenizer ? LMEV_OK : lmev__nomem(err, dir);
    if (s == LMEV_OK)
        s = lm->kind == &lmev__kind_pieces ? draft_pieces(&d, lm, table, err)
                                           : draft_words(&d, lm, table, err);
    if (s == LMEV_OK && d.tokenizer.failed) s = lmev__nomem(err, dir);
    if (s == LMEV_OK) s = write_tensors(&d, lm->dim, tensors, err);
    if (s == LMEV_OK) s = lmev__write_file(tokenizer, d.tokenizer.at, d.tokenizer.n, err);
    if (s == LMEV_OK) s = write_config(&d, lm, config, err);
    lmev__buf_free(&d.tokenizer);
    lmev__free(d.own);
    lmev__free(d.identity);
    lmev__free(config);
    lmev__free(tensors);
    lmev__free(tokenizer);
    return s;
}
