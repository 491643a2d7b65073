/* tfhub.c - TF-Hub text modules: TF2 SavedModels and the TF1 hub format.
 *
 *   saved_model.pb                 the graph: how text becomes rows (recipe.c)
 *   variables/variables.index      where the table is (bundle.c)
 *   variables/variables.data-...   the table
 *   assets/tokens.txt              the vocabulary, one token per line; the graph names
 *                                  the file
 *   tfhub_module.pb                TF1 hub format only
 *
 * Nothing is guessed: rows = lines + buckets must hold exactly, since a vocabulary that
 * is off by one line would shift every unknown word.
 *
 * A float32 table in one piece, at a multiple of four bytes, stays in its mapped file;
 * opening a module then costs only its vocabulary. Comparing its checksum means reading
 * all of it, 0.1 s for 500 MB in memory and seconds from a disk, so that is done only on
 * request (options->verify). Tables that are converted or put together from parts are
 * read anyway, and always checked. */
#include <stdalign.h>
#include <stdio.h>
#include <string.h>

#include "base/error.h"
#include "base/io/filetype.h"
#include "base/mem.h"
#include "base/utf8.h"
#include "lm/lm_impl.h"
#include "lm/tfhub/bundle.h"
#include "lm/tfhub/recipe.h"

#define MODEL     "saved_model.pb"
#define TF1_MARK  "tfhub_module.pb"
#define VARIABLES "variables/variables" /* prefix of the index and its shards */

/* The module while it is being read. */
typedef struct module {
    const lmev__members *from;
    const lmev_lm_options *options;
    lmev_error *err;
    char *model_path, *tokens_path;
    char *tokens; /* name of the vocabulary */
    lmev__map model;
    lmev__graph graph;
    lmev__recipe recipe;
    lmev__bundle bundle;
    lmev__words words;
    size_t n_parts;
    lmev__part *part; /* [n_parts] the table, in the order of its parts */
    uint64_t rows, dim;
    uint32_t type;
    lmev__map *shard; /* [bundle.n_shards], mapped where needed */
    char **shard_name;
} module;

static void release(module *m)
{
    for (uint32_t i = 0; i < m->bundle.n_shards; i++) {
        if (m->shard) lmev__map_close(&m->shard[i]);
        if (m->shard_name) lmev__free(m->shard_name[i]);
    }
    lmev__free(m->shard);
    lmev__free(m->shard_name);
    lmev__free(m->part);
    lmev__vocab_release(&m->words.vocab);
    lmev__bundle_close(&m->bundle);
    lmev__graph_release(&m->graph);
    lmev__map_close(&m->model);
    lmev__free(m->model_path);
    lmev__free(m->tokens_path);
    lmev__free(m->tokens);
}

/* ---- the graph ---- */

static lmev_status check_options(const module *m)
{
    const lmev_lm_options *o = m->options;
    if (!o) return LMEV_OK;
    const bool strips = m->recipe.strip != LMEV__STRIP_NONE;
    const char *what = NULL;
    if (o->normalize != LMEV_CHOICE_AS_FILE &&
        (o->normalize == LMEV_CHOICE_YES) != strips)
        what = strips ? "it removes punctuation" : "it does not remove punctuation";
    else if (o->lower == LMEV_CHOICE_YES)
        what = "it does not change to lower case";
    else if (o->combiner &&
             strcmp(o->combiner, lmev__combiner_name[m->recipe.combiner]) != 0)
        what = "it combines rows in its own way";
    if (!what) return LMEV_OK;
    lmev__fail(m->err, LMEV_ERR_PARAM, m->from->path, 0,
               "option cannot overrule a TF-Hub module: %s", what);
    lmev__hint(m->err, "leave the option out");
    return LMEV_ERR_PARAM;
}

static lmev_status read_graph(module *m)
{
    m->model_path = lmev__members_path(m->from, MODEL);
    if (!m->model_path) return lmev__nomem(m->err, MODEL);
    lmev_status s = lmev__members_map(&m->model, m->from, MODEL, "a SavedModel", m->err);
    if (s == LMEV_OK)
        s = lmev__graph_read(&m->graph, (lmev_str){m->model.at, m->model.n},
                             m->model_path, m->err);
    if (s == LMEV_OK) s = lmev__recipe_read(&m->recipe, &m->graph, m->err);
    return s == LMEV_OK ? check_options(m) : s;
}

/* "tfhub-tf1" with a tfhub_module.pb that says format 3, the only one there ever was. */
static lmev_status find_format(const module *m, const char **format)
{
    *format = "tfhub-tf2";
    if (!lmev__members_has(m->from, TF1_MARK)) return LMEV_OK;
    *format = "tfhub-tf1";
    lmev__map map = {0};
    lmev__wire_fault fault = {0};
    lmev_status s =
        lmev__members_map(&map, m->from, TF1_MARK, "the mark of a TF1 module", m->err);
    if (s == LMEV_OK && lmev__wire_value((lmev_str){map.at, map.n}, 1, 0, &fault) != 3) {
        char *path = lmev__members_path(m->from, TF1_MARK);
        s = lmev__fail(m->err, LMEV_ERR_FORMAT, path ? path : TF1_MARK, 0,
                       "module of an unknown format, expected number 3, at byte 0");
        lmev__free(path);
    }
    lmev__map_close(&map);
    return s;
}

/* ---- the vocabulary ---- */

/* A name from the file, to be one folder down and nowhere else. */
static bool plain_name(lmev_str name)
{
    return name.n > 0 && !memchr(name.at, '/', name.n) &&
           !memchr(name.at, '\0', name.n) && !lmev__str_is(name, ".") &&
           !lmev__str_is(name, "..");
}

/* The file that the graph names, or else the only one in assets, or tokens.txt. */
static lmev_status find_tokens(module *m)
{
    lmev_str asset = m->recipe.asset;
    char **names = NULL;
    size_t n = 0;
    lmev_status s = LMEV_OK;
    if (asset.n && !plain_name(asset))
        return lmev__fail(m->err, LMEV_ERR_FORMAT, m->model_path, 0,
                          "name of the vocabulary is not a file name: '%s', at byte %zu",
                          lmev__brief_n(asset.at, asset.n).at,
                          (size_t)(asset.at - m->model.at));
    if (!asset.n) {
        asset = (lmev_str){"tokens.txt", 10};
        s = lmev__members_list(&names, &n, m->from, "assets", m->err);
        if (s == LMEV_OK && n == 1) asset = (lmev_str){names[0], strlen(names[0])};
    }
    lmev__buf name = LMEV__BUF_INIT;
    lmev__buf_puts(&name, "assets/");
    lmev__buf_add(&name, asset.at, asset.n);
    m->tokens = lmev__buf_text(&name);
    if (s == LMEV_OK &&
        (!m->tokens || !(m->tokens_path = lmev__members_path(m->from, m->tokens))))
        s = lmev__nomem(m->err, "the vocabulary");
    lmev__free_names(names, n);
    return s;
}

static lmev_status read_tokens(module *m)
{
    lmev__map map;
    lmev_status s = find_tokens(m);
    if (s == LMEV_OK)
        s = lmev__members_map(&map, m->from, m->tokens, "a vocabulary", m->err);
    if (s != LMEV_OK) return s;
    const int64_t limit = m->recipe.limit;
    s = lmev__words_read(&m->words.vocab, (lmev_str){map.at, map.n},
                         limit < 0 ? SIZE_MAX : (size_t)limit, m->tokens_path, m->err);
    lmev__map_close(&map);
    m->words.split = m->recipe.split;
    m->words.strip = m->recipe.strip;
    m->words.buckets = m->recipe.buckets;
    m->words.fill_empty = m->recipe.fill_empty;
    if (s == LMEV_OK && limit >= 0 && m->words.vocab.n < (uint64_t)limit)
        s = lmev__fail(m->err, LMEV_ERR_FORMAT, m->tokens_path, 0,
                       "%zu tokens, but the graph says %lld", m->words.vocab.n,
                       (long long)limit);
    return s;
}

/* ---- which tensor is the table ---- */

static bool is_table(const lmev__tensor *t)
{
    return t->n_dims == 2 && (t->type == LMEV__DT_FLOAT || t->type == LMEV__DT_DOUBLE ||
                              t->type == LMEV__DT_HALF || t->type == LMEV__DT_BFLOAT16);
}

static bool contains(lmev_str s, const char *text)
{
    return memmem(s.at, s.n, text, strlen(text)) != NULL;
}

/* What optimizers keep beside a table has its shape. */
static bool is_slot(lmev_str key)
{
    return contains(key, ".OPTIMIZER_SLOT/") || contains(key, "/Adam") ||
           contains(key, "/Adagrad") || contains(key, "/Momentum") ||
           contains(key, "/ExponentialMovingAverage") ||
           (key.n >= 10 && memcmp(key.at, "optimizer/", 10) == 0) ||
           (key.n >= 11 && memcmp(key.at, "_optimizer/", 11) == 0);
}

/* The tensor of the variable that the graph uses, by the path of its objects (TF2) or by
 * its name (TF1); b->table.n when there is none. */
static size_t named_table(module *m)
{
    const lmev__bundle *b = &m->bundle;
    const lmev__recipe *r = &m->recipe;
    int64_t budget = (int64_t)1 << 28; /* of a hostile module; others need some 10^5 */
    if (r->variable.n) return lmev__bundle_find(b, r->variable);
    for (size_t i = 1; i < b->table.n; i++) {
        const lmev_str key = b->table.entry[i].key;
        const lmev__tensor t = lmev__bundle_entry(b, i);
        if (is_table(&t) && r->object != LMEV__NO_OBJECT &&
            lmev__object_of_key(&m->graph, key, &budget) == r->object)
            return i;
    }
    return b->table.n;
}

/* The only tensor with a table's shape; b->table.n when there is none or more than
 * one. */
static size_t only_table(const module *m, size_t *n)
{
    const lmev__bundle *b = &m->bundle;
    const uint64_t rows = (uint64_t)m->words.vocab.n + m->words.buckets;
    size_t found = b->table.n;
    *n = 0;
    for (size_t i = 1; i < b->table.n; i++) {
        const lmev_str key = b->table.entry[i].key;
        const lmev__tensor t = lmev__bundle_entry(b, i);
        if (key.at[0] == '\0' || !is_table(&t) || t.dim[0] != rows || is_slot(key))
            continue;
        found = i;
        ++*n;
    }
    return *n == 1 ? found : b->table.n;
}

/* Variables called NAME/part_0, part_1 ...: all of them, in this order. */
static lmev_status find_numbered(module *m, bool *found)
{
    const lmev__bundle *b = &m->bundle;
    const lmev_str name =
        m->recipe.variable.n ? m->recipe.variable : (lmev_str){"embeddings", 10};
    size_t room = 0;
    *found = false;
    for (uint64_t row = 0;;) {
        char key[256];
        const int n =
            snprintf(key, sizeof key, "%.*s/part_%zu",
                     name.n < sizeof key ? (int)name.n : 0, name.at, m->n_parts);
        if (n < 0 || (size_t)n >= sizeof key) return LMEV_OK;
        const size_t i = lmev__bundle_find(b, (lmev_str){key, (size_t)n});
        if (i == b->table.n) return LMEV_OK;
        const lmev__tensor t = lmev__bundle_entry(b, i);
        if (!is_table(&t) || t.n_slices) return LMEV_OK;
        if (m->n_parts &&
            (t.type != m->part[0].at.type || t.dim[1] != m->part[0].at.dim[1]))
            return lmev__fail(m->err, LMEV_ERR_FORMAT, m->bundle.source, 0,
                              "tensor '%s' differs in type or width from part_0",
                              lmev__brief_of(key).at);
        if (!lmev__grow(&m->part, &room, m->n_parts + 1, sizeof *m->part))
            return lmev__nomem(m->err, m->bundle.source);
        m->part[m->n_parts++] = (lmev__part){row, t.dim[0], t};
        if (__builtin_add_overflow(row, t.dim[0], &row) || row > UINT32_MAX)
            return lmev__fail(m->err, LMEV_ERR_FORMAT, m->bundle.source, 0,
                              "tensor '%s' makes too many rows", lmev__brief_of(key).at);
        m->rows = row;
        m->dim = t.dim[1];
        m->type = t.type;
        *found = true;
    }
}

static lmev_status no_table(const module *m, size_t n)
{
    const unsigned long long rows =
        (unsigned long long)m->words.vocab.n + m->words.buckets;
    lmev__fail(m->err, LMEV_ERR_FORMAT, m->bundle.source, 0,
               n ? "%zu tensors could be the table of %llu rows"
                 : "%zu tensors are a table of %llu rows, the tokens' and the buckets'",
               n, rows);
    lmev__hint(
        m->err,
        "the table is the variable that the graph uses, or the only one of its size");
    return LMEV_ERR_FORMAT;
}

static lmev_status find_table(module *m)
{
    const lmev__bundle *b = &m->bundle;
    size_t at = named_table(m), n = 0;
    lmev__tensor t;
    if (at < b->table.n) {
        t = lmev__bundle_entry(b, at);
        if (!is_table(&t)) at = b->table.n;
    }
    if (at == b->table.n) {
        bool found;
        const lmev_status s = find_numbered(m, &found);
        if (s != LMEV_OK || found) return s;
        at = only_table(m, &n);
        if (at == b->table.n) return no_table(m, n);
    }
    t = lmev__bundle_entry(b, at);
    m->rows = t.dim[0];
    m->dim = t.dim[1];
    m->type = t.type;
    return lmev__bundle_parts(b, at, &m->part, &m->n_parts, m->err);
}

static lmev_status check_shape(const module *m)
{
    const uint64_t wanted = (uint64_t)m->words.vocab.n + m->words.buckets;
    if (m->rows != wanted) {
        lmev__fail(m->err, LMEV_ERR_FORMAT, m->bundle.source, 0,
                   "table of %llu rows, but %zu tokens and %u buckets are %llu",
                   (unsigned long long)m->rows, m->words.vocab.n, m->words.buckets,
                   (unsigned long long)wanted);
        lmev__hint(m->err, "'%s' is not the vocabulary of this table", m->tokens_path);
        return LMEV_ERR_FORMAT;
    }
    if (m->rows == 0 || m->rows >= UINT32_MAX)
        return lmev__fail(m->err, LMEV_ERR_FORMAT, m->bundle.source, 0,
                          "table of %llu rows", (unsigned long long)m->rows);
    if (m->dim == 0 || m->dim > UINT32_MAX)
        return lmev__fail(m->err, LMEV_ERR_FORMAT, m->bundle.source, 0,
                          "table with rows of %llu numbers", (unsigned long long)m->dim);
    if (m->recipe.width && m->recipe.width != m->dim) {
        lmev__fail(m->err, LMEV_ERR_FORMAT, m->bundle.source, 0,
                   "table with rows of %llu numbers, but the graph makes vectors of %u",
                   (unsigned long long)m->dim, m->recipe.width);
        lmev__hint(m->err, "use the module that the text layer was made from");
        return LMEV_ERR_FORMAT;
    }
    const uint64_t n = m->n_parts;
    if (m->recipe.spread != LMEV__IN_TURN && m->recipe.n_parts != n)
        return lmev__fail(m->err, LMEV_ERR_FORMAT, m->bundle.source, 0,
                          "table in %zu parts, but the graph uses %u", m->n_parts,
                          m->recipe.n_parts);
    for (uint64_t p = 0; p < n && m->recipe.spread != LMEV__IN_TURN; p++)
        if (m->part[p].n_rows != m->rows / n + (p < m->rows % n))
            return lmev__fail(m->err, LMEV_ERR_FORMAT, m->bundle.source, 0,
                              "table in %zu parts of other sizes than the graph expects",
                              m->n_parts);
    return LMEV_OK;
}

/* ---- the table itself ---- */

static lmev__number_type number_of(uint32_t type)
{
    return type == LMEV__DT_DOUBLE     ? LMEV__F64
           : type == LMEV__DT_HALF     ? LMEV__F16
           : type == LMEV__DT_BFLOAT16 ? LMEV__BF16
                                       : LMEV__F32;
}

/* Map the shards of all parts. Together these must be as large as the table, so that
 * parts that all lie in the same bytes cannot ask for more memory than the files are
 * large. */
static lmev_status map_shards(module *m)
{
    const uint32_t n = m->bundle.n_shards;
    uint64_t mapped = 0, wanted = 0;
    m->shard = lmev__calloc(n, sizeof *m->shard);
    m->shard_name = lmev__calloc(n, sizeof *m->shard_name);
    if (!m->shard || !m->shard_name) return lmev__nomem(m->err, m->bundle.source);
    for (size_t p = 0; p < m->n_parts; p++) {
        const uint32_t i = m->part[p].at.shard;
        wanted += m->part[p].at.n_bytes;
        if (m->shard_name[i]) continue;
        const lmev_status s =
            lmev__bundle_shard(&m->bundle, i, &m->shard[i], &m->shard_name[i], m->err);
        if (s != LMEV_OK) return s;
        mapped += m->shard[i].n;
    }
    if (wanted <= mapped) return LMEV_OK;
    return lmev__fail(m->err, LMEV_ERR_FORMAT, m->bundle.source, 0,
                      "slices of the table lie in the same bytes");
}

static lmev_status verify_parts(const module *m)
{
    lmev_status s = LMEV_OK;
    for (size_t p = 0; s == LMEV_OK && p < m->n_parts; p++) {
        const lmev__tensor *t = &m->part[p].at;
        char *path = lmev__members_path(m->from, m->shard_name[t->shard]);
        s = path ? lmev__bundle_verify(t, &m->shard[t->shard], path, m->err)
                 : lmev__nomem(m->err, m->bundle.source);
        lmev__free(path);
    }
    return s;
}

/* The rows of all parts at their places in a block of our own. */
static lmev_status put_together(module *m, lmev_lm *lm)
{
    size_t n;
    if (__builtin_mul_overflow((size_t)m->rows, (size_t)m->dim, &n) ||
        !(lm->own = lmev__aligned(n, sizeof *lm->own)))
        return lmev__nomem(m->err, m->bundle.source);
    const size_t dim = (size_t)m->dim;
    const lmev__number_type type = number_of(m->type);
    for (size_t p = 0; p < m->n_parts; p++) {
        const lmev__part *part = &m->part[p];
        const char *at = m->shard[part->at.shard].at + part->at.offset;
        const size_t rows = (size_t)part->n_rows;
        if (m->recipe.spread != LMEV__MODULO) {
            lmev__to_float(lm->own + (size_t)part->row * dim, at, type, rows * dim);
            continue;
        }
        const size_t bytes = dim * lmev__number_size(type);
        for (size_t r = 0; r < rows; r++)
            lmev__to_float(lm->own + (r * m->n_parts + p) * dim, at + r * bytes, type,
                           dim);
    }
    lm->table = lm->own;
    return LMEV_OK;
}

static lmev_status read_table(module *m, lmev_lm *lm)
{
    lmev_status s = map_shards(m);
    if (s != LMEV_OK) return s;
    const lmev__tensor *first = &m->part[0].at;
    const bool mapped = m->n_parts == 1 && m->type == LMEV__DT_FLOAT &&
                        first->offset % alignof(float) == 0;
    if (!mapped || (m->options && m->options->verify)) s = verify_parts(m);
    if (s != LMEV_OK) return s;
    if (m->n_parts > 1) return put_together(m, lm);
    char *path = lmev__members_path(m->from, m->shard_name[first->shard]);
    s = path ? lmev__lm_set_table(lm, &m->shard[first->shard], (size_t)first->offset,
                                  number_of(m->type), path, m->err)
             : lmev__nomem(m->err, m->bundle.source);
    lmev__free(path);
    return s;
}

/* The files that make the model. */
static lmev_status add_files(const module *m, lmev_lm *made)
{
    lmev_status s = lmev__lm_add_file(made, m->from, MODEL, m->err);
    if (s == LMEV_OK) s = lmev__lm_add_file(made, m->from, m->tokens, m->err);
    if (s == LMEV_OK) s = lmev__lm_add_file(made, m->from, VARIABLES ".index", m->err);
    for (uint32_t i = 0; i < m->bundle.n_shards && s == LMEV_OK; i++)
        if (m->shard_name[i])
            s = lmev__lm_add_file(made, m->from, m->shard_name[i], m->err);
    return s;
}

lmev_status lmev__open_tfhub(lmev_lm **out, const lmev__members *from,
                             const lmev_lm_options *o, lmev_error *err)
{
    module m = {.from = from, .options = o, .err = err};
    lmev_lm made = {0};
    lmev_status s = find_format(&m, &made.format);
    if (s == LMEV_OK) s = read_graph(&m);
    if (s == LMEV_OK) s = lmev__bundle_open(&m.bundle, from, VARIABLES, err);
    if (s == LMEV_OK) s = read_tokens(&m);
    if (s == LMEV_OK) s = find_table(&m);
    if (s == LMEV_OK) s = check_shape(&m);
    if (s == LMEV_OK) {
        s = lmev__words_lm(&made, &m.words, err); /* takes the vocabulary */
        m.words.vocab = (lmev__vocab){0};
    }
    made.dim = (uint32_t)m.dim;
    made.combiner = m.recipe.combiner;
    if (s == LMEV_OK) s = read_table(&m, &made);
    if (s == LMEV_OK) s = add_files(&m, &made);
    made.verified = o && o->verify;
    if (s == LMEV_OK)
        s = lmev__lm_make(out, &made, from->path, err);
    else
        lmev__lm_clear(&made);
    release(&m);
    return s;
}
