/* parts.c - an lm without its table as config keys, a file of tokens and small tensors,
 * and back.
 *
 * This is what lmev's folders and classifiers store of an lm. Each kind describes itself;
 * here are the keys that all kinds share, and the reading of keys. Not here: folders and
 * their files (native.c, classifier/). */
#include <string.h>

#include "base/error.h"
#include "base/mem.h"
#include "lm/lm_impl.h"

/* no honest lm reaches it; products with rows then fit in 64 bits */
#define DIM_MAX 65536

static const lmev__lm_kind *const kinds[] = {&lmev__kind_words, &lmev__kind_fasttext,
                                             &lmev__kind_pieces};
const char *const lmev__combiner_name[] = {[LMEV_COMBINER_SUM] = "sum",
                                           [LMEV_COMBINER_MEAN] = "mean",
                                           [LMEV_COMBINER_SQRTN] = "sqrtn"};

/* The possible results of lmev_lm_origin: static strings. */
static const char *const formats[] = {
    "scratch", "tfhub-tf1",    "tfhub-tf2",    "word2vec-binary", "word2vec-text",
    "glove",   "fasttext-bin", "fasttext-ftz", "model2vec",       "sentence-transformers",
    "nnlm"};

lmev_status lmev__combiner_named(lmev_combiner *out, const char *name, const char *source,
                                 lmev_error *err)
{
    for (int i = 0; i < 3; i++)
        if (!strcmp(name, lmev__combiner_name[i])) {
            *out = (lmev_combiner)i;
            return LMEV_OK;
        }
    lmev__fail(err, LMEV_ERR_PARAM, source, 0, "unknown combiner '%s'", name);
    lmev__hint(err,
               "combiners are sum, mean and sqrtn; of a fastText model also sentence");
    return LMEV_ERR_PARAM;
}

bool lmev__config_choice(int *out, const lmev__json *o, const char *key,
                         const char *const *names, int n)
{
    const char *s = lmev__json_string(lmev__json_get(o, key), NULL);
    for (int i = 0; s && i < n; i++)
        if (!strcmp(s, names[i])) {
            *out = i;
            return true;
        }
    return false;
}

bool lmev__config_bool(bool *out, const lmev__json *o, const char *key)
{
    const lmev__json *j = lmev__json_get(o, key);
    if (!j || lmev__json_kind(j) != LMEV__JSON_BOOL) return false;
    *out = lmev__json_bool(j);
    return true;
}

bool lmev__config_whole(uint64_t *out, const lmev__json *o, const char *key, uint64_t min,
                        uint64_t max)
{
    const lmev__json *j = lmev__json_get(o, key);
    if (!j || lmev__json_kind(j) != LMEV__JSON_INT) return false;
    const int64_t v = lmev__json_int(j);
    if (v < 0 || (uint64_t)v < min || (uint64_t)v > max) return false;
    *out = (uint64_t)v;
    return true;
}

lmev_status lmev__config_bad(lmev_error *err, const char *source, const char *key)
{
    lmev__fail(err, LMEV_ERR_FORMAT, source, 0,
               "'lm.%s' is missing, of a wrong type or out of range", key);
    lmev__hint(err, "copy or create the folder again");
    return LMEV_ERR_FORMAT;
}

static lmev_status differs(lmev_error *err, const char *source, const char *key,
                           uint64_t said, uint64_t found)
{
    lmev__fail(err, LMEV_ERR_FORMAT, source, 0, "'lm.%s' is %llu, the files have %llu",
               key, (unsigned long long)said, (unsigned long long)found);
    lmev__hint(err, "copy or create the folder again");
    return LMEV_ERR_FORMAT;
}

lmev_str lmev__parts_file(const lmev__parts *parts, const char *name)
{
    for (int i = 0; i < LMEV__PART_FILES; i++)
        if (parts->file[i].name && !strcmp(parts->file[i].name, name))
            return parts->file[i].view;
    return (lmev_str){0};
}

const lmev__st_tensor *lmev__parts_tensor(const lmev__parts *parts, const char *name)
{
    for (size_t i = 0; i < parts->n_tensors; i++)
        if (!strcmp(parts->tensor[i].name, name)) return &parts->tensor[i];
    return NULL;
}

void lmev__small_tensors(lmev__parts *parts, const lmev__st *st)
{
    for (size_t i = 0; i < st->n && parts->n_tensors < LMEV__PART_TENSORS; i++) {
        const char *name = st->tensor[i].name;
        if (strcmp(name, "embeddings") != 0 && strncmp(name, "dense_", 6) != 0)
            parts->tensor[parts->n_tensors++] = st->tensor[i];
    }
}

void lmev__parts_release(lmev__parts *parts)
{
    for (int i = 0; i < LMEV__PART_FILES; i++) lmev__buf_free(&parts->file[i].bytes);
    *parts = (lmev__parts){0};
}

lmev_status lmev__lm_to_parts(const lmev_lm *lm, lmev__parts *parts, lmev_error *err)
{
    lmev__json *o = parts->config;
    const bool ok =
        lmev__json_set(o, "kind", lmev__json_new_string(lm->kind->name)) &&
        lmev__json_set(o, "format", lmev__json_new_string(lm->format)) &&
        lmev__json_set(o, "rows", lmev__json_new_int((int64_t)lm->rows)) &&
        lmev__json_set(o, "dim", lmev__json_new_int(lm->dim)) &&
        lmev__json_set(o, "vocabulary", lmev__json_new_int((int64_t)lmev_lm_vocab(lm))) &&
        lmev__json_set(o, "combiner",
                       lmev__json_new_string(lmev__combiner_name[lm->combiner])) &&
        lmev__json_set(o, "unit", lmev__json_new_bool(lm->unit)) &&
        lmev__json_set(o, "weighted", lmev__json_new_bool(lm->weighted)) &&
        lmev__json_set(o, "weights_follow_table", lmev__json_new_bool(lm->fixed));
    return ok ? lm->kind->to_parts(lm, parts, err) : lmev__nomem(err, "the config");
}

lmev_status lmev__lm_from_parts(lmev_lm *made, const lmev__parts *parts,
                                const char *source, lmev_error *err)
{
    const lmev__json *o = parts->config;
    const char *const names[] = {kinds[0]->name, kinds[1]->name, kinds[2]->name};
    int kind, format, combiner;
    uint64_t rows, dim, vocabulary;
    lmev_lm lm = {0};
    if (!lmev__config_choice(&kind, o, "kind", names, 3))
        return lmev__config_bad(err, source, "kind");
    if (!lmev__config_choice(&format, o, "format", formats,
                             (int)(sizeof formats / sizeof *formats)))
        return lmev__config_bad(err, source, "format");
    if (!lmev__config_whole(&rows, o, "rows", 1, UINT32_MAX - 1))
        return lmev__config_bad(err, source, "rows");
    if (!lmev__config_whole(&dim, o, "dim", 1, DIM_MAX))
        return lmev__config_bad(err, source, "dim");
    if (!lmev__config_whole(&vocabulary, o, "vocabulary", 0, UINT32_MAX))
        return lmev__config_bad(err, source, "vocabulary");
    if (!lmev__config_choice(&combiner, o, "combiner", lmev__combiner_name, 3))
        return lmev__config_bad(err, source, "combiner");
    if (!lmev__config_bool(&lm.unit, o, "unit"))
        return lmev__config_bad(err, source, "unit");
    if (!lmev__config_bool(&lm.weighted, o, "weighted"))
        return lmev__config_bad(err, source, "weighted");
    if (!lmev__config_bool(&lm.fixed, o, "weights_follow_table"))
        return lmev__config_bad(err, source, "weights_follow_table");
    lm.rows = rows;
    lm.dim = (uint32_t)dim;
    lm.combiner = (lmev_combiner)combiner;
    lm.format = formats[format];
    lmev_status s = kinds[kind]->from_parts(&lm, parts, source, err);
    if (s == LMEV_OK && lmev_lm_vocab(&lm) != vocabulary)
        s = differs(err, source, "vocabulary", vocabulary, lmev_lm_vocab(&lm));
    if (s == LMEV_OK && lm.rows != rows) s = differs(err, source, "rows", rows, lm.rows);
    if (s == LMEV_OK)
        *made = lm;
    else
        lmev__lm_clear(&lm);
    return s;
}
