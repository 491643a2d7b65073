/* repository.c - can a Hugging Face repository be used? See repository.h.
 *
 * The rules are those of the reader (lm/model2vec/model2vec.c): modules.json names
 * StaticEmbedding, then perhaps Normalize; without modules.json, config.json is that of
 * Model2Vec or absent. Nearly all other repositories are transformers, whose config.json
 * has a model_type or architectures. Where these files do not decide, the model is
 * downloaded, and opened before it is kept. */
#include "hub/repository.h"

#include <stdio.h>
#include <string.h>

#include "base/error.h"
#include "base/io/filetype.h"
#include "base/io/io.h"
#include "base/mem.h"
#include "hub/catalogue.h"

/* ---- the list ---- */

size_t lmev__repository_n(const lmev__json *list)
{
    return lmev__json_size(lmev__json_get(list, "siblings"));
}

const char *lmev__repository_file(const lmev__json *list, size_t k)
{
    return lmev__json_string(
        lmev__json_get(lmev__json_at(lmev__json_get(list, "siblings"), k), "rfilename"),
        NULL);
}

/* In the top folder, or in that of a module ("0_Static..."). */
lmev__stage lmev__stage_of(const char *name)
{
    static const struct {
        const char *name;
        lmev__stage stage;
    } files[] = {{"modules.json", LMEV__STAGE_DECIDES},
                 {"config.json", LMEV__STAGE_DECIDES},
                 {"config_sentence_transformers.json", LMEV__STAGE_DECIDES},
                 {"tokenizer_config.json", LMEV__STAGE_DECIDES},
                 {"tokenizer.json", LMEV__STAGE_TOKENIZER},
                 {"model.safetensors", LMEV__STAGE_TABLE}};
    const char *slash = strchr(name, '/'), *base = slash ? slash + 1 : name;
    if (slash &&
        (slash - name > 64 || name[0] < '0' || name[0] > '9' || name[1] != '_' ||
         strspn(name,
                "0123456789_ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz") !=
             (size_t)(slash - name)))
        return LMEV__STAGE_NONE;
    for (size_t i = 0; i < sizeof files / sizeof *files; i++)
        if (strcmp(base, files[i].name) == 0) return files[i].stage;
    return LMEV__STAGE_NONE;
}

static bool has_stage(const lmev__json *list, lmev__stage stage)
{
    for (size_t i = 0; i < lmev__repository_n(list); i++) {
        const char *name = lmev__repository_file(list, i);
        if (name && lmev__stage_of(name) == stage) return true;
    }
    return false;
}

/* A file of fastText in the top folder, which can be downloaded by its URL. */
static const char *vectors_in(const lmev__json *list)
{
    static const char *const ends[] = {".bin", ".ftz", ".vec", ".bin.gz", ".vec.gz"};
    for (size_t i = 0; i < lmev__repository_n(list); i++) {
        const char *name = lmev__repository_file(list, i);
        if (!name || strchr(name, '/') || strncmp(name, "pytorch", 7) == 0) continue;
        for (size_t k = 0; k < sizeof ends / sizeof *ends; k++) {
            const size_t n = strlen(name), m = strlen(ends[k]);
            if (n > m && strcmp(name + n - m, ends[k]) == 0) return name;
        }
    }
    return NULL;
}

lmev_status lmev__judge_names(const lmev__json *list, const char *repo, lmev_error *err)
{
    const bool table = has_stage(list, LMEV__STAGE_TABLE);
    if (table && has_stage(list, LMEV__STAGE_TOKENIZER)) return LMEV_OK;
    lmev__fail(err, LMEV_ERR_FORMAT, repo, 0, "has no %s",
               table ? "tokenizer.json" : "model.safetensors");
    const char *vectors = vectors_in(list);
    if (vectors)
        lmev__hint(err,
                   "its word vectors can be pulled: "
                   "https://huggingface.co/%.80s/resolve/main/%.60s",
                   repo, vectors);
    else
        lmev__hint(err, "of repositories, those with a static model (Model2Vec, "
                        "StaticEmbedding) can be pulled");
    return LMEV_ERR_FORMAT;
}

/* ---- kinds of models ---- */

/* A config.json: of Model2Vec or of ours, or one that says nothing. */
static lmev_status judge_config(const lmev__json *config, const char *repo,
                                lmev_error *err)
{
    char why[128];
    const char *type = lmev__json_string(lmev__json_get(config, "model_type"), NULL);
    const char *format = lmev__json_string(lmev__json_get(config, "format"), NULL);
    const char *architecture = lmev__json_string(
        lmev__json_at(lmev__json_get(config, "architectures"), 0), NULL);
    if ((type && strcmp(type, "model2vec") == 0) ||
        (format && strncmp(format, "lmev-", 5) == 0) || (!type && !architecture))
        return LMEV_OK;
    (void)snprintf(why, sizeof why, " (%.60s in config.json)",
                   architecture ? architecture : type);
    return lmev__refuse_transformer(repo, why, LMEV_ERR_FORMAT, err);
}

static bool is_class(const char *type, const char *name)
{
    const char *dot = strrchr(type, '.');
    return strcmp(dot ? dot + 1 : type, name) == 0;
}

static lmev_status judge_modules(const lmev__json *modules, const char *repo,
                                 lmev_error *err)
{
    const size_t n = lmev__json_size(modules);
    for (size_t i = 0; i < n; i++) {
        const char *type =
            lmev__json_string(lmev__json_get(lmev__json_at(modules, i), "type"), NULL);
        if (!type) type = "nothing";
        if (is_class(type, "Transformer"))
            return lmev__refuse_transformer(repo, " (Transformer in modules.json)",
                                            LMEV_ERR_FORMAT, err);
        if (is_class(type, i == 0 ? "StaticEmbedding" : "Normalize") && i < 2) continue;
        lmev__fail(err, LMEV_ERR_FORMAT, repo, 0,
                   "not a static model: its modules.json has '%.80s'", type);
        lmev__hint(err,
                   "StaticEmbedding alone, or with Normalize behind it, can be read");
        return LMEV_ERR_FORMAT;
    }
    return n > 0 ? LMEV_OK
                 : lmev__fail(err, LMEV_ERR_FORMAT, repo, 0,
                              "its modules.json has no module");
}

lmev_status lmev__judge_list(const lmev__json *list, const char *repo, lmev_error *err)
{
    return judge_config(lmev__json_get(list, "config"), repo, err);
}

/* *object: the JSON file of that name in the folder; NULL: the folder has none. */
static lmev_status read_small(lmev__json **object, const char *folder, const char *name,
                              lmev_error *err)
{
    char *path = lmev__path_join(folder, name);
    *object = NULL;
    const lmev_status s = !path                  ? lmev__nomem(err, folder)
                          : !lmev__is_file(path) ? LMEV_OK
                                                 : lmev__json_read(object, path, err);
    lmev__free(path);
    return s;
}

lmev_status lmev__judge_small(const char *folder, const char *repo, lmev_error *err)
{
    lmev__json *modules = NULL, *config = NULL;
    lmev_status s = read_small(&modules, folder, "modules.json", err);
    if (s == LMEV_OK && modules)
        s = judge_modules(modules, repo, err);
    else if (s == LMEV_OK &&
             (s = read_small(&config, folder, "config.json", err)) == LMEV_OK)
        s = config ? judge_config(config, repo, err) : LMEV_OK;
    lmev__json_free(config);
    lmev__json_free(modules);
    return s;
}

/* ---- the table ---- */

/* A table begins with a length of 8 bytes and a JSON object with the tensors' names. */
lmev_status lmev__judge_table(const lmev__fetch *f, const char *head, size_t n,
                              lmev_error *err)
{
    uint64_t length = 0;
    lmev_status s = lmev__refuse_stand_in(head, n, f->what, f->url, err);
    if (s != LMEV_OK || n < 16)
        return s; /* cut so early that the reader will report it */
    memcpy(&length, head, sizeof length);
    if (head[8] != '{')
        return lmev__fail(err, LMEV_ERR_FORMAT, f->url, 0, "is not a safetensors file");
    if (length > n - 8 || memmem(head + 8, length, "\"embeddings\"", 12) ||
        memmem(head + 8, length, "\"embedding.weight\"", 18))
        return LMEV_OK;
    lmev__fail(err, LMEV_ERR_FORMAT, f->url, 0,
               "has no tensor 'embeddings' or 'embedding.weight', as static models have");
    lmev__hint(err, "models that compute with attention cannot be read; distill one with "
                    "model2vec");
    return LMEV_ERR_FORMAT;
}
