/* model2vec.c - static models with a tokenizer.json: Model2Vec and sentence-transformers.
 *
 *   Model2Vec              config.json, tokenizer.json, model.safetensors ("embeddings")
 *   sentence-transformers  tokenizer.json, model.safetensors ("embedding.weight")
 *
 * A modules.json, where present, decides: it may list only StaticEmbedding and Normalize,
 * and the files lie in the folder that it names for the first. Tensors other than the
 * table, "weights" and "mapping" belong to another kind of model, and are refused.
 *
 * Both take the mean of the rows of a text's tokens. They differ in which tokens count:
 *   Model2Vec  cuts the text at max_length (512) times the median length of its tokens'
 *              names, in characters; keeps the first max_length ids; drops those of the
 *              unknown token; row = mapping[id], weight = weights[id] where the file has
 *              these tensors
 *   the other  all ids, or as many as "truncation" in tokenizer.json says
 * "normalize" of config.json, or a Normalize module, divides the vector by its norm. A
 * config.json beside "embedding.weight" is ignored. int8 tables have no scale: their
 * numbers are used as they are. Meaning: model2vec 0.10,
 * sentence-transformers 3; docs/FORMATS.md.
 *
 * Memory: a float32 table stays in the mapping; tokenizer.json is parsed into a tree of
 * some ten times its size, which is freed before the table is touched. */
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/error.h"
#include "base/io/filetype.h"
#include "base/mem.h"
#include "base/utf8.h"
#include "lm/model2vec/model2vec.h"

#define JSON_MOST      ((size_t)128 << 20) /* bytes of a tokenizer.json */
#define DEFAULT_LENGTH 512                 /* of model2vec */
_Static_assert(LMEV__TOKENIZER_BUFS <= LMEV__WORKSPACE_BUFS, "a tokenizer's buffers fit");

#define MODULES "modules.json"

/* ---- text to bag ---- */

static lmev_status pieces_bag(const lmev_lm *lm, lmev_str text, lmev_bag *bag,
                              lmev_error *err)
{
    const lmev__pieces *p = lm->self;
    lmev__workspace *work = lmev__bag_workspace(bag);
    if (!work) return lmev__nomem(err, "pieces of words");
    const uint32_t *id;
    size_t n;
    const lmev_status s = lmev__tokenizer_run(
        p->tokenizer, lmev__text_head(text, p->max_chars), work->buf, &id, &n, err);
    if (s != LMEV_OK) return s;
    if (n > p->max_tokens) {
        if (p->keep_last) id += n - p->max_tokens;
        n = (size_t)p->max_tokens;
    }
    const uint32_t drop =
        p->drop_unknown ? lmev__tokenizer_unknown(p->tokenizer) : LMEV__NO_TOKEN;
    for (size_t i = 0; i < n; i++) {
        if (id[i] == drop) continue;
        const uint32_t row = p->mapping ? p->mapping[id[i]] : id[i];
        if (!lmev__bag_add(bag, row, p->weight ? p->weight[id[i]] : 1))
            return lmev__nomem(err, "row ids");
    }
    return LMEV_OK;
}

static uint64_t pieces_n(const void *self)
{
    return lmev__tokenizer_n(((const lmev__pieces *)self)->tokenizer);
}

static lmev_str pieces_token(const void *self, uint64_t i)
{
    return lmev__tokenizer_token(((const lmev__pieces *)self)->tokenizer, i);
}

static void pieces_describe(const void *self, lmev__phrase *p)
{
    const lmev__pieces *q = self;
    lmev__phrase_add(p, "%s tokens of its tokenizer.json",
                     lmev__tokenizer_kind(q->tokenizer));
    if (lmev__tokenizer_unknown(q->tokenizer) != LMEV__NO_TOKEN)
        lmev__phrase_add(p, "; the unknown token %s",
                         q->drop_unknown ? "is dropped" : "counts");
    if (q->max_chars != UINT64_MAX)
        lmev__phrase_add(p, "; of the first %" PRIu64 " characters", q->max_chars);
    if (q->max_tokens != UINT64_MAX)
        lmev__phrase_add(p, "; the %s %" PRIu64 " tokens",
                         q->keep_last ? "last" : "first", q->max_tokens);
    if (q->n_mapping > 0) lmev__phrase_add(p, "; several tokens share a row");
    if (q->n_weight > 0) lmev__phrase_add(p, "; each token has a weight");
}

static void pieces_release(void *self)
{
    lmev__pieces *p = self;
    lmev__tokenizer_free(p->tokenizer);
    lmev__free((char *)p->json.at);
    lmev__free(p->mapping);
    lmev__free(p->weight);
    lmev__free(p);
}

/* ---- small tensors ---- */

static lmev_status bad_tensor(lmev_error *err, const char *source,
                              const lmev__st_tensor *t, const char *what)
{
    return lmev__fail(err, LMEV_ERR_FORMAT, source, 0, "tensor '%s' %s", t->name, what);
}

static bool number_of(lmev__number_type *type, const char *dtype)
{
    static const struct {
        const char *name;
        lmev__number_type type;
    } known[] = {{"F32", LMEV__F32},
                 {"F64", LMEV__F64},
                 {"F16", LMEV__F16},
                 {"BF16", LMEV__BF16},
                 {"I8", LMEV__I8}};
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if (strcmp(dtype, known[i].name) == 0) {
            *type = known[i].type;
            return true;
        }
    return false;
}

/* One entry for each id of the tokenizer; more are not used. */
static lmev_status check_length(const lmev__st_tensor *t, uint64_t ids,
                                const char *source, lmev_error *err)
{
    if (t->n_dims != 1 || t->shape[0] < ids)
        return lmev__fail(
            err, LMEV_ERR_FORMAT, source, 0,
            "tensor '%s' is not a list of a number for each of the %llu token "
            "ids",
            t->name, (unsigned long long)ids);
    return LMEV_OK;
}

static lmev_status read_weights(lmev__pieces *p, const lmev__st_tensor *t, uint64_t ids,
                                const char *source, lmev_error *err)
{
    lmev__number_type type;
    const lmev_status s = check_length(t, ids, source, err);
    if (s != LMEV_OK) return s;
    if (!number_of(&type, t->dtype) || type == LMEV__I8)
        return bad_tensor(err, source, t, "has a type other than F32, F64, F16 and BF16");
    p->n_weight = (size_t)t->shape[0];
    if (!(p->weight = lmev__realloc(NULL, p->n_weight, sizeof *p->weight)))
        return lmev__nomem(err, "the weights");
    lmev__to_float(p->weight, t->at, type, p->n_weight);
    return LMEV_OK;
}

static lmev_status read_mapping(lmev__pieces *p, const lmev__st_tensor *t, uint64_t ids,
                                uint64_t rows, const char *source, lmev_error *err)
{
    const lmev_status s = check_length(t, ids, source, err);
    const bool wide = strcmp(t->dtype, "I64") == 0;
    if (s != LMEV_OK) return s;
    if (!wide && strcmp(t->dtype, "I32") != 0)
        return bad_tensor(err, source, t, "has a type other than I32 and I64");
    p->n_mapping = (size_t)t->shape[0];
    if (!(p->mapping = lmev__realloc(NULL, p->n_mapping, sizeof *p->mapping)))
        return lmev__nomem(err, "the mapping");
    for (size_t i = 0; i < p->n_mapping; i++) {
        int64_t row = 0;
        int32_t narrow;
        if (wide)
            memcpy(&row, t->at + 8 * i, 8);
        else
            memcpy(&narrow, t->at + 4 * i, 4), row = narrow;
        if (row < 0 || (uint64_t)row >= rows)
            return lmev__fail(
                err, LMEV_ERR_FORMAT, source, 0,
                "tensor '%s' sends token %zu to row %lld of a table of %llu", t->name, i,
                (long long)row, (unsigned long long)rows);
        p->mapping[i] = (uint32_t)row;
    }
    return LMEV_OK;
}

/* weights and mapping, and whether each id has its row. Either tensor may be NULL. */
static lmev_status read_tensors(lmev__pieces *p, uint64_t rows,
                                const lmev__st_tensor *weights,
                                const lmev__st_tensor *mapping, const char *source,
                                lmev_error *err)
{
    const uint64_t ids = lmev__tokenizer_n(p->tokenizer);
    lmev_status s = LMEV_OK;
    if (!mapping && ids > rows)
        return lmev__fail(
            err, LMEV_ERR_FORMAT, source, 0,
            "the tokenizer has ids up to %llu, but the table only %llu rows",
            (unsigned long long)ids - 1, (unsigned long long)rows);
    if (weights) s = read_weights(p, weights, ids, source, err);
    if (s == LMEV_OK && mapping) s = read_mapping(p, mapping, ids, rows, source, err);
    return s;
}

/* ---- parts ---- */

static lmev_status pieces_to_parts(const lmev_lm *lm, lmev__parts *parts, lmev_error *err)
{
    const lmev__pieces *p = lm->self;
    lmev__json *o = parts->config;
    const bool ok =
        lmev__json_set(o, "max_characters",
                       p->max_chars == UINT64_MAX
                           ? lmev__json_new_null()
                           : lmev__json_new_int((int64_t)p->max_chars)) &&
        lmev__json_set(o, "max_tokens",
                       p->max_tokens == UINT64_MAX
                           ? lmev__json_new_null()
                           : lmev__json_new_int((int64_t)p->max_tokens)) &&
        lmev__json_set(o, "keep_last", lmev__json_new_bool(p->keep_last)) &&
        lmev__json_set(o, "drop_unknown", lmev__json_new_bool(p->drop_unknown));
    if (!ok) return lmev__nomem(err, "the config");
    parts->file[0].name = "tokenizer.json";
    lmev__buf_add(&parts->file[0].bytes, p->json.at, p->json.n);
    if (parts->file[0].bytes.failed) return lmev__nomem(err, "tokenizer.json");
    if (p->weight)
        parts->tensor[parts->n_tensors++] =
            (lmev__st_tensor){.name = (char *)"weights", /* only read by st_write */
                              .dtype = "F32",
                              .n_dims = 1,
                              .shape = {p->n_weight},
                              .at = (const char *)p->weight,
                              .n_bytes = p->n_weight * sizeof *p->weight};
    if (p->mapping)
        parts->tensor[parts->n_tensors++] =
            (lmev__st_tensor){.name = (char *)"mapping",
                              .dtype = "I32",
                              .n_dims = 1,
                              .shape = {p->n_mapping},
                              .at = (const char *)p->mapping,
                              .n_bytes = p->n_mapping * sizeof *p->mapping};
    return LMEV_OK;
}

static bool limit_of(uint64_t *out, const lmev__json *o, const char *key)
{
    *out = UINT64_MAX;
    return (lmev__json_get(o, key) &&
            lmev__json_kind(lmev__json_get(o, key)) == LMEV__JSON_NULL) ||
           lmev__config_whole(out, o, key, 0, INT64_MAX);
}

/* self from the bytes of a tokenizer.json, which are copied. */
static lmev_status new_pieces(lmev__pieces **out, lmev_str json, const char *source,
                              lmev_error *err)
{
    lmev__pieces *p = lmev__calloc(1, sizeof *p);
    if (!p) return lmev__nomem(err, source);
    p->max_chars = p->max_tokens = UINT64_MAX;
    p->json = (lmev_str){lmev__strndup(json.n ? json.at : "", json.n), json.n};
    const lmev_status s = p->json.at
                              ? lmev__tokenizer_new(&p->tokenizer, p->json, source, err)
                              : lmev__nomem(err, source);
    if (s == LMEV_OK)
        *out = p;
    else
        pieces_release(p);
    return s;
}

static lmev_status pieces_from_parts(lmev_lm *made, const lmev__parts *parts,
                                     const char *source, lmev_error *err)
{
    const lmev__json *o = parts->config;
    const lmev_str json = lmev__parts_file(parts, "tokenizer.json");
    if (!json.at) return lmev__config_bad(err, source, "files.tokenizer.json");
    lmev__pieces *p;
    lmev_status s = new_pieces(&p, json, "tokenizer.json", err);
    if (s != LMEV_OK) return s;
    const lmev__st_tensor *weights = lmev__parts_tensor(parts, "weights");
    const char *bad = !limit_of(&p->max_chars, o, "max_characters") ? "max_characters"
                      : !limit_of(&p->max_tokens, o, "max_tokens")  ? "max_tokens"
                      : !lmev__config_bool(&p->keep_last, o, "keep_last") ? "keep_last"
                      : !lmev__config_bool(&p->drop_unknown, o, "drop_unknown")
                          ? "drop_unknown"
                      : made->weighted != (weights != NULL) ? "weighted"
                                                            : NULL;
    if (bad)
        s = lmev__config_bad(err, source, bad);
    else
        s = read_tensors(p, made->rows, weights, lmev__parts_tensor(parts, "mapping"),
                         source, err);
    if (s != LMEV_OK) {
        pieces_release(p);
        return s;
    }
    made->kind = &lmev__kind_pieces;
    made->self = p;
    made->normalize = false;
    return LMEV_OK;
}

const lmev__lm_kind lmev__kind_pieces = {
    .name = "pieces",
    .bag = pieces_bag,
    .n_tokens = pieces_n,
    .token = pieces_token,
    .describe = pieces_describe,
    .to_parts = pieces_to_parts,
    .from_parts = pieces_from_parts,
    .release = pieces_release,
};

/* ---- opening ---- */

/* Where the files of a model of either library are: their names, "" before the folder of
 * the model itself. */
typedef struct layout {
    const lmev__members *from;
    char *folder;                        /* of the model in `from`, or "" */
    char *config, *tensors, *tokenizer;  /* names; config NULL: there is none */
    char *tensors_path, *tokenizer_path; /* for messages */
    bool modules;                        /* there is a modules.json */
    bool unit;                           /* a Normalize module follows */
} layout;

static void layout_release(layout *l)
{
    lmev__free(l->folder);
    lmev__free(l->config);
    lmev__free(l->tensors);
    lmev__free(l->tokenizer);
    lmev__free(l->tensors_path);
    lmev__free(l->tokenizer_path);
}

/* Does the module's type, a dotted Python path, end in this class? */
static bool is_class(const char *type, const char *name)
{
    const char *dot = strrchr(type, '.');
    return strcmp(dot ? dot + 1 : type, name) == 0;
}

/* A path inside the folder: relative, never up. */
static bool inside(const char *path)
{
    if (*path == '/') return false;
    for (const char *p = path; *p;) {
        const size_t n = strcspn(p, "/");
        if (n == 2 && p[0] == '.' && p[1] == '.') return false;
        p += n + (p[n] == '/');
    }
    return true;
}

__attribute__((format(printf, 4, 5))) static lmev_status
not_static(const layout *l, const char *name, lmev_error *err, const char *format, ...)
{
    char why[256];
    va_list args;
    va_start(args, format);
    (void)vsnprintf(why, sizeof why, format, args);
    va_end(args);
    char *path = *name ? lmev__members_path(l->from, name) : NULL;
    lmev__fail(err, LMEV_ERR_FORMAT, path ? path : l->from->path, 0,
               "not a static model: %s", why);
    lmev__hint(err,
               "models that compute more than a mean of rows cannot be read; distill "
               "one with model2vec");
    lmev__free(path);
    return LMEV_ERR_FORMAT;
}

/* modules.json: StaticEmbedding, then perhaps Normalize. */
static lmev_status read_modules(layout *l, lmev_error *err)
{
    lmev__json *list;
    lmev_status s = lmev__members_json(&list, l->from, MODULES, err);
    if (s != LMEV_OK) return s;
    l->modules = true;
    const size_t n = lmev__json_size(list);
    const char *wrong = n == 0 ? "nothing" : NULL;
    for (size_t i = 0; i < n && !wrong; i++) {
        const lmev__json *o = lmev__json_at(list, i);
        const char *type = lmev__json_string(lmev__json_get(o, "type"), NULL);
        const char *at = lmev__json_string(lmev__json_get(o, "path"), NULL);
        if (type && at && i == 0 && is_class(type, "StaticEmbedding") && inside(at)) {
            lmev__free(l->folder);
            l->folder = lmev__strdup(at);
        } else if (type && i == 1 && is_class(type, "Normalize")) {
            l->unit = true;
        } else {
            wrong = type ? type : "an entry without 'type'";
        }
    }
    if (wrong)
        s = not_static(l, MODULES, err,
                       "'%s' where StaticEmbedding and Normalize are expected",
                       lmev__brief_of(wrong).at);
    lmev__json_free(list);
    return s == LMEV_OK && !l->folder ? lmev__nomem(err, MODULES) : s;
}

/* sentence-transformers puts the default prompt, where there is one, before each text. */
static lmev_status no_prompt(const layout *l, lmev_error *err)
{
    static const char file[] = "config_sentence_transformers.json";
    lmev__json *o = NULL;
    lmev_status s = LMEV_OK;
    if (lmev__members_has(l->from, file)) s = lmev__members_json(&o, l->from, file, err);
    const char *name = lmev__json_string(lmev__json_get(o, "default_prompt_name"), NULL);
    const lmev__json *prompts = lmev__json_get(o, "prompts");
    const char *prompt =
        name ? lmev__json_string(lmev__json_get(prompts, name), NULL) : NULL;
    if (prompt && *prompt) {
        char *path = lmev__members_path(l->from, file);
        s = lmev__fail(
            err, LMEV_ERR_FORMAT, path ? path : file, 0,
            "the prompt '%s' stands before each text of this model, which is not "
            "read here",
            lmev__brief_of(prompt).at);
        lmev__hint(err,
                   "make default_prompt_name null, and put the prompt into the texts");
        lmev__free(path);
    }
    lmev__json_free(o);
    return s;
}

static lmev_status find_layout(layout *l, const lmev__members *from, lmev_error *err)
{
    *l = (layout){.from = from, .folder = lmev__strdup("")};
    lmev_status s = l->folder ? LMEV_OK : lmev__nomem(err, from->path);
    if (s == LMEV_OK && lmev__members_has(from, MODULES)) s = read_modules(l, err);
    if (s == LMEV_OK) s = no_prompt(l, err);
    if (s != LMEV_OK) return s;
    l->config = lmev__path_join(l->folder, "config.json");
    l->tensors = lmev__path_join(l->folder, "model.safetensors");
    l->tokenizer = lmev__path_join(l->folder, "tokenizer.json");
    if (!l->config || !l->tensors || !l->tokenizer) return lmev__nomem(err, from->path);
    l->tensors_path = lmev__members_path(from, l->tensors);
    l->tokenizer_path = lmev__members_path(from, l->tokenizer);
    if (!l->tensors_path || !l->tokenizer_path) return lmev__nomem(err, from->path);
    if (!lmev__members_has(from, l->config)) {
        lmev__free(l->config);
        l->config = NULL;
    }
    const bool has_tensors = lmev__members_has(from, l->tensors);
    if (has_tensors && lmev__members_has(from, l->tokenizer)) return LMEV_OK;
    return not_static(l, l->folder, err, "no %s in the folder",
                      has_tensors ? "tokenizer.json" : "model.safetensors");
}

/* Model2Vec's config.json, and what follows from the tokenizer. */
static lmev_status read_config(lmev_lm *made, lmev__pieces *p, const layout *l,
                               lmev_error *err)
{
    lmev__json *o;
    lmev_status s = lmev__members_json(&o, l->from, l->config, err);
    if (s != LMEV_OK) return s;
    uint64_t length = DEFAULT_LENGTH, names, median;
    bool unit = false;
    const char *why = NULL;
    if (lmev__json_get(o, "normalize") && !lmev__config_bool(&unit, o, "normalize"))
        why = "'normalize' is neither true nor false";
    else if (lmev__json_get(o, "max_length") && !limit_of(&length, o, "max_length"))
        why = "'max_length' is neither null nor a number from 0 on";
    lmev__json_free(o);
    if (why) {
        char *path = lmev__members_path(l->from, l->config);
        s = lmev__fail(err, LMEV_ERR_FORMAT, path ? path : l->config, 0, "%s", why);
        lmev__free(path);
    }
    if (s == LMEV_OK) s = lmev__tokenizer_names(p->tokenizer, &names, &median, err);
    if (s != LMEV_OK) return s;
    if (unit) made->unit = true;
    p->drop_unknown = true;
    p->max_tokens = length;
    if (length == UINT64_MAX || __builtin_mul_overflow(length, median, &p->max_chars))
        p->max_chars = UINT64_MAX;
    return LMEV_OK;
}

/* Rows, width and type of the table. */
static lmev_status read_shape(lmev_lm *made, lmev__number_type *type,
                              const lmev__st_tensor *t, const char *source,
                              lmev_error *err)
{
    if (t->n_dims != 2)
        return bad_tensor(err, source, t, "is not a table of rows and columns");
    if (t->shape[0] == 0 || t->shape[0] >= UINT32_MAX || t->shape[1] == 0 ||
        t->shape[1] > 65536)
        return bad_tensor(err, source, t, "has a shape beyond 1..4294967294 x 1..65536");
    if (!number_of(type, t->dtype))
        return bad_tensor(err, source, t,
                          "has a type other than F32, F64, F16, BF16 and I8");
    made->rows = t->shape[0];
    made->dim = (uint32_t)t->shape[1];
    return LMEV_OK;
}

static lmev_status read_tokenizer(lmev__pieces **out, const layout *l, lmev_error *err)
{
    lmev__map map;
    const char *path = l->tokenizer_path;
    lmev_status s = lmev__members_map(&map, l->from, l->tokenizer, "a tokenizer", err);
    if (s != LMEV_OK) return s;
    s = map.n > JSON_MOST ? lmev__fail(err, LMEV_ERR_FORMAT, path, 0,
                                       "is larger than %zu bytes", JSON_MOST)
                          : new_pieces(out, (lmev_str){map.at, map.n}, path, err);
    lmev__map_close(&map);
    return s;
}

/* The table, and nothing that a static model does not have: other tensors are layers that
 * would be left out in silence. */
static lmev_status find_table(const lmev__st_tensor **table, const lmev__st *st,
                              const layout *l, lmev_error *err)
{
    *table = lmev__st_find(st, "embeddings");
    if (!*table || !l->config) {
        const lmev__st_tensor *own = lmev__st_find(st, "embedding.weight");
        if (own) *table = own;
    }
    const char *other = NULL;
    for (size_t i = 0; i < st->n && !other; i++) {
        const char *name = st->tensor[i].name;
        if (&st->tensor[i] != *table && strcmp(name, "weights") &&
            strcmp(name, "mapping"))
            other = name;
    }
    if (!*table)
        return not_static(l, l->tensors, err,
                          "no tensor 'embeddings' or 'embedding.weight'");
    return other ? not_static(l, l->tensors, err, "tensor '%s' does not belong to one",
                              lmev__brief_of(other).at)
                 : LMEV_OK;
}

/* Fill made from the tensors; the map goes over when it holds the table. */
static lmev_status assemble(lmev_lm *made, const layout *l, const lmev__st *st,
                            lmev__map *map, lmev_error *err)
{
    const lmev__st_tensor *table;
    const char *path = l->tensors_path;
    lmev_status s = find_table(&table, st, l, err);
    if (s != LMEV_OK) return s;
    const bool model2vec = l->config && !strcmp(table->name, "embeddings");
    lmev__number_type type = LMEV__F32;
    lmev__pieces *p = NULL;
    s = read_shape(made, &type, table, path, err);
    if (s == LMEV_OK) s = read_tokenizer(&p, l, err);
    if (s != LMEV_OK) return s;
    made->kind = &lmev__kind_pieces;
    made->self = p;
    made->format = model2vec ? "model2vec" : "sentence-transformers";
    made->combiner = LMEV_COMBINER_MEAN;
    made->unit = l->unit;
    const lmev__st_tensor *weights = lmev__st_find(st, "weights");
    made->weighted = weights != NULL;
    s = read_tensors(p, made->rows, weights, lmev__st_find(st, "mapping"), path, err);
    if (s == LMEV_OK && model2vec)
        s = read_config(made, p, l, err);
    else
        p->keep_last = lmev__tokenizer_truncation(p->tokenizer, &p->max_tokens);
    const size_t offset = (size_t)(table->at - map->at);
    return s == LMEV_OK ? lmev__lm_set_table(made, map, offset, type, path, err) : s;
}

/* The files that make the model. */
static lmev_status add_files(lmev_lm *made, const layout *l, lmev_error *err)
{
    const char *const name[] = {l->config, l->modules ? MODULES : NULL, l->tokenizer,
                                l->tensors};
    lmev_status s = LMEV_OK;
    for (size_t i = 0; i < sizeof name / sizeof *name && s == LMEV_OK; i++)
        if (name[i]) s = lmev__lm_add_file(made, l->from, name[i], err);
    return s;
}

lmev_status lmev__open_model2vec(lmev_lm **out, const lmev__members *from,
                                 const lmev_lm_options *o, lmev_error *err)
{
    if (o && (o->normalize != LMEV_CHOICE_AS_FILE || o->lower != LMEV_CHOICE_AS_FILE ||
              (o->combiner && strcmp(o->combiner, "mean") != 0))) {
        lmev__fail(err, LMEV_ERR_PARAM, from->path, 0,
                   "tokenizer.json fixes how text is read, and the combiner is the mean");
        lmev__hint(err, "leave normalize, lower and combiner out");
        return LMEV_ERR_PARAM;
    }
    layout l;
    lmev__map map = {0};
    lmev__st st = {0};
    lmev_lm made = {0};
    lmev_status s = find_layout(&l, from, err);
    if (s == LMEV_OK) s = lmev__members_map(&map, from, l.tensors, NULL, err);
    if (s == LMEV_OK) s = lmev__st_parse(&st, map.at, map.n, l.tensors_path, err);
    if (s == LMEV_OK) s = assemble(&made, &l, &st, &map, err);
    if (s == LMEV_OK) s = add_files(&made, &l, err);
    if (s == LMEV_OK)
        s = lmev__lm_make(out, &made, from->path, err);
    else
        lmev__lm_clear(&made);
    lmev__st_close(&st);
    lmev__map_close(&map);
    layout_release(&l);
    return s;
}
