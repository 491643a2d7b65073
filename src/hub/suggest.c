/* suggest.c - the error for a name that is not a model: the nearest name of the
 * catalogue, or the reason why there is none. Well-known names of transformers are
 * refused at once, without using the network. */
#include <string.h>
#include <strings.h>

#include "base/error.h"
#include "hub/catalogue.h"

#define TRANSFORMER                                                                 \
    "lmev reads static models: try potion-multilingual-128M, cc.es.300 or another " \
    "name of the catalogue"

/* Families, as words in a name; digits may follow. */
static const char *const transformers[] = {
    "albert", "bart",    "bert",       "beto",   "bge",     "deberta", "distilbert",
    "e5",     "electra", "ernie",      "gemma",  "gpt",     "gte",     "jina",
    "labse",  "llama",   "mbert",      "minilm", "mistral", "mpnet",   "nomic",
    "qwen",   "roberta", "robertuito", "sbert",  "t5",      "xlm",
};

bool lmev__is_transformer_name(const char *name)
{
    static const char parts[] = "-_./ ";
    for (const char *at = name; *at;) {
        const size_t n = strcspn(at, parts);
        for (size_t i = 0; i < sizeof transformers / sizeof *transformers; i++) {
            const size_t k = strlen(transformers[i]);
            if (n >= k && strncasecmp(at, transformers[i], k) == 0 &&
                k + strspn(at + k, "0123456789") >= n)
                return true;
        }
        at += n + (at[n] != '\0');
    }
    return false;
}

lmev_status lmev__refuse_transformer(const char *name, const char *why,
                                     lmev_status status, lmev_error *err)
{
    lmev__fail(err, status, NULL, 0, "'%s' is a transformer%s, which lmev cannot read",
               name, why);
    lmev__hint(err, TRANSFORMER);
    return status;
}

/* A name of the catalogue of which `model` is the beginning: "potion-base", "cc.es". */
static const char *completed(const char *model)
{
    const size_t n = strlen(model);
    for (size_t i = 0; n > 1 && i < lmev__n_catalogue; i++)
        if (strncmp(lmev__catalogue[i], model, n) == 0 &&
            strchr("-.", lmev__catalogue[i][n]))
            return lmev__catalogue[i];
    return NULL;
}

lmev_status lmev__unknown_model(const char *model, lmev_error *err)
{
    const char *language;
    size_t n;
    const char *near = lmev__nearest(model, lmev__catalogue, lmev__n_catalogue);
    if (!near) near = completed(model);
    if (!near && lmev__is_transformer_name(model))
        return lmev__refuse_transformer(model, "", LMEV_ERR_NOTFOUND, err);
    if (lmev__fasttext_unpublished(model, &language, &n)) {
        lmev__fail(err, LMEV_ERR_NOTFOUND, NULL, 0,
                   "no model '%s': fastText has no vectors of a language '%.*s'", model,
                   (int)n, language);
        near = NULL;
    } else
        lmev__fail(err, LMEV_ERR_NOTFOUND, NULL, 0, "no model '%s'", model);
    if (near)
        lmev__hint(err, "did you mean '%s'?", near);
    else if (strncmp(model, "cc.", 3) == 0 || strncmp(model, "wiki.", 5) == 0 ||
             strcasestr(model, "fasttext"))
        lmev__hint(err,
                   "fastText's vectors are called cc.LANGUAGE.300 and wiki.LANGUAGE: "
                   "cc.es.300, wiki.es");
    else
        lmev__hint(
            err,
            "name a file or folder that is here, OWNER/NAME "
            "(minishlab/potion-base-8M), a URL, a handle "
            "(https://tfhub.dev/google/nnlm-es-dim50/2), or a name of the catalogue");
    return LMEV_ERR_NOTFOUND;
}
