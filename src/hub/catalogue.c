/* catalogue.c - the models that lmev knows by name, and the reading of handles and URLs.
 *
 * TF-Hub's NNLM family has regular names, so its handles are parsed rather than listed:
 *
 *   https://tfhub.dev/google/nnlm-es-dim50/2                           TF2 SavedModel
 *   https://tfhub.dev/google/nnlm-es-dim50/1                           NAME-tf1, TF1 format
 *   https://tfhub.dev/google/tf2-preview/nnlm-es-dim50/1               NAME-preview
 *   https://www.kaggle.com/models/google/nnlm/tensorFlow2/es-dim50/1   the first, moved
 *
 * Kaggle counts the versions of each variation from 1, whatever TF-Hub's number was.
 * fastText's vectors have regular names too (fasttext_names.c). For any other name the
 * error suggests the nearest one, or says why there is none (suggest.c).
 *
 * Not here: whether a model is on this machine (cache.c), downloading it (pull.c). */
#include "hub/catalogue.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "base/buf.h"
#include "base/error.h"
#include "base/io/io.h"
#include "base/mem.h"

#define TFHUB   "https://tfhub.dev/"
#define STORAGE "https://storage.googleapis.com/tfhub-modules/"
#define KAGGLE  "https://www.kaggle.com/models/"
#define HF      "https://huggingface.co/"

/* The eight modules of the study first, then the static models of Hugging Face, then
 * fastText's vectors of the languages that are asked for most; those of other languages
 * have names of the same form. */
const char *const lmev__catalogue[] = {
    "nnlm-es-dim50",
    "nnlm-es-dim50-with-normalization",
    "nnlm-es-dim128",
    "nnlm-es-dim128-with-normalization",
    "nnlm-en-dim50",
    "nnlm-en-dim50-with-normalization",
    "nnlm-en-dim128",
    "nnlm-en-dim128-with-normalization",
    "potion-base-2M",
    "potion-base-4M",
    "potion-base-8M",
    "potion-base-32M",
    "potion-retrieval-32M",
    "potion-multilingual-128M",
    "static-similarity-mrl-multilingual-v1",
    "static-retrieval-mrl-en-v1",
    "cc.es.300",
    "cc.es.300.vec",
    "wiki.es",
    "wiki.es.vec",
    "cc.en.300",
    "cc.pt.300",
};
const size_t lmev__n_catalogue = sizeof lmev__catalogue / sizeof *lmev__catalogue;

static const struct repository {
    const char *owner, *name, *language;
    uint32_t dim;
} repositories[] = {
    {"minishlab", "potion-base-2M", "en", 64},
    {"minishlab", "potion-base-4M", "en", 128},
    {"minishlab", "potion-base-8M", "en", 256},
    {"minishlab", "potion-base-32M", "en", 512},
    {"minishlab", "potion-retrieval-32M", "en", 512},
    {"minishlab", "potion-multilingual-128M", "mul", 256},
    {"sentence-transformers", "static-similarity-mrl-multilingual-v1", "mul", 1024},
    {"sentence-transformers", "static-retrieval-mrl-en-v1", "en", 1024},
};
#define N_REPOSITORIES (sizeof repositories / sizeof *repositories)

/* Rows of the published tables, vocabulary and buckets together. */
static const struct rows {
    const char *language;
    uint32_t dim, rows;
} published[] = {
    {"es", 50, 976640},  {"es", 128, 976640}, {"en", 50, 963812},
    {"en", 128, 973771}, {"zh", 128, 971177},
};

void lmev__ref_release(lmev__ref *r)
{
    if (!r) return;
    lmev__free(r->name);
    lmev__free(r->handle);
    lmev__free(r->spelled);
    lmev__free(r->path);
    lmev__free(r->kaggle);
    lmev__free(r->repo);
    lmev__free(r->language);
    lmev__free(r->file);
    lmev__free(r->member);
    *r = (lmev__ref){0};
}

__attribute__((format(printf, 1, 2))) static char *text(const char *format, ...)
{
    va_list args;
    va_start(args, format);
    const int n = vsnprintf(NULL, 0, format, args);
    va_end(args);
    char *made = n >= 0 ? lmev__alloc((size_t)n + 1) : NULL;
    va_start(args, format);
    if (made) (void)vsnprintf(made, (size_t)n + 1, format, args);
    va_end(args);
    return made;
}

/* s without the prefix, or NULL. */
static const char *after(const char *s, const char *prefix)
{
    size_t n = strlen(prefix);
    return strncmp(s, prefix, n) == 0 ? s + n : NULL;
}

static bool ends(const char *s, const char *suffix)
{
    size_t n = strlen(s), m = strlen(suffix);
    return n >= m && strcmp(s + n - m, suffix) == 0;
}

/* ---- the NNLM family ---- */

typedef enum form { FORM_TF2, FORM_TF1, FORM_PREVIEW } form;

typedef struct nnlm {
    char language[3];
    uint32_t dim;
    bool normalize;
    form form;
} nnlm;

/* "es-dim50-with-normalization" and what follows it, in *rest. */
static bool read_variation(nnlm *m, const char *s, const char **rest)
{
    if (s[0] < 'a' || s[0] > 'z' || s[1] < 'a' || s[1] > 'z') return false;
    memcpy(m->language, s, 2);
    m->language[2] = '\0';
    const char *dim = after(s + 2, "-dim"), *next;
    if (!dim) return false;
    if ((next = after(dim, "128")))
        m->dim = 128;
    else if ((next = after(dim, "50")))
        m->dim = 50;
    else
        return false;
    const char *normalized = after(next, "-with-normalization");
    m->normalize = normalized != NULL;
    *rest = normalized ? normalized : next;
    return true;
}

/* "google/nnlm-es-dim50/2" */
static bool read_tfhub(nnlm *m, const char *s)
{
    const char *preview = after(s, "google/tf2-preview/nnlm-"), *rest;
    const char *plain = preview ? preview : after(s, "google/nnlm-");
    if (!plain || !read_variation(m, plain, &rest)) return false;
    m->form = preview ? FORM_PREVIEW : strcmp(rest, "/1") == 0 ? FORM_TF1 : FORM_TF2;
    return strcmp(rest, m->form == FORM_TF2 ? "/2" : "/1") == 0;
}

/* "google/nnlm/tensorFlow2/es-dim50/1", or ".../frameworks/F/variations/V/versions/N" */
static bool read_kaggle(nnlm *m, const char *s)
{
    char framework[32], variation[80];
    const char *rest, *tail = after(s, "google/nnlm/");
    int n = 0;
    if (!tail ||
        ((sscanf(tail, "frameworks/%31[^/]/variations/%79[^/]/versions/1%n", framework,
                 variation, &n) != 2 ||
          n == 0) &&
         (sscanf(tail, "%31[^/]/%79[^/]/1%n", framework, variation, &n) != 2 ||
          n == 0)) ||
        (tail[n] != '\0' && strcmp(tail + n, "/") != 0))
        return false;
    const char *preview = after(variation, "tf2-preview-");
    if (!read_variation(m, preview ? preview : variation, &rest) || *rest) return false;
    bool old = strcasecmp(framework, "tensorFlow1") == 0;
    m->form = preview ? FORM_PREVIEW : old ? FORM_TF1 : FORM_TF2;
    return strcasecmp(framework, "tensorFlow2") == 0 || (old && !preview);
}

/* "nnlm-es-dim50", "nnlm-es-dim50-tf1", "nnlm-es-dim50-preview" of the catalogue */
static bool read_name(nnlm *m, const char *s)
{
    const char *rest, *plain = after(s, "nnlm-");
    if (!plain || !read_variation(m, plain, &rest) ||
        (strcmp(m->language, "es") != 0 && strcmp(m->language, "en") != 0))
        return false;
    m->form = strcmp(rest, "-tf1") == 0       ? FORM_TF1
              : strcmp(rest, "-preview") == 0 ? FORM_PREVIEW
                                              : FORM_TF2;
    return m->form != FORM_TF2 || *rest == '\0';
}

static lmev_status from_nnlm(lmev__ref *r, const nnlm *m, const char *spelled,
                             lmev_error *err)
{
    static const char *const suffix[] = {"", "-tf1", "-preview"};
    const char *norm = m->normalize ? "-with-normalization" : "";
    unsigned dim = m->dim;
    r->source = LMEV__SOURCE_ARCHIVE;
    r->dim = m->dim;
    r->normalize = m->normalize;
    r->language = lmev__strdup(m->language);
    r->name = text("nnlm-%s-dim%u%s%s", m->language, dim, norm, suffix[m->form]);
    r->handle = text(TFHUB "google/%snnlm-%s-dim%u%s/%d",
                     m->form == FORM_PREVIEW ? "tf2-preview/" : "", m->language, dim,
                     norm, m->form == FORM_TF2 ? 2 : 1);
    r->spelled = lmev__strdup(spelled ? spelled : r->handle ? r->handle : "");
    r->kaggle =
        text("google/nnlm/tensorFlow%d/%s%s-dim%u%s/1", m->form == FORM_TF1 ? 1 : 2,
             m->form == FORM_PREVIEW ? "tf2-preview-" : "", m->language, dim, norm);
    for (size_t i = 0; i < sizeof published / sizeof *published; i++)
        if (published[i].dim == m->dim && strcmp(published[i].language, m->language) == 0)
            r->bytes = (uint64_t)published[i].rows * m->dim * sizeof(float);
    return r->language && r->name && r->handle && r->spelled && r->kaggle
               ? LMEV_OK
               : lmev__nomem(err, "a model's name");
}

/* ---- Hugging Face ---- */

static bool word(const char *s, size_t n)
{
    if (n == 0 || n > 96 || s[0] == '.' || s[0] == '-') return false;
    for (size_t i = 0; i < n; i++) {
        bool ok = (s[i] >= 'a' && s[i] <= 'z') || (s[i] >= 'A' && s[i] <= 'Z') ||
                  (s[i] >= '0' && s[i] <= '9') || s[i] == '.' || s[i] == '-' ||
                  s[i] == '_';
        if (!ok || (s[i] == '.' && i + 1 < n && s[i + 1] == '.')) return false;
    }
    return true;
}

/* OWNER/NAME, and nothing after it but '/' or "/tree/main". */
static bool is_repository(const char *s, size_t *n)
{
    size_t owner = strcspn(s, "/");
    if (s[owner] != '/') return false;
    size_t name = strcspn(s + owner + 1, "/");
    const char *rest = s + owner + 1 + name;
    *n = owner + 1 + name;
    return word(s, owner) && word(s + owner + 1, name) &&
           (*rest == '\0' || strcmp(rest, "/") == 0 || strcmp(rest, "/tree/main") == 0);
}

static lmev_status from_repository(lmev__ref *r, const char *repo, size_t n,
                                   lmev_error *err)
{
    r->source = LMEV__SOURCE_HF;
    r->normalize = -1;
    if (!(r->repo = lmev__strndup(repo, n))) return lmev__nomem(err, repo);
    r->name = lmev__strdup(strchr(r->repo, '/') + 1);
    r->handle = text(HF "%s", r->repo);
    r->spelled = lmev__strdup(r->handle ? r->handle : "");
    for (size_t i = 0; i < N_REPOSITORIES; i++) {
        const struct repository *known = &repositories[i];
        size_t owner = strlen(known->owner);
        if (strncmp(r->repo, known->owner, owner) != 0 || r->repo[owner] != '/' ||
            strcmp(r->repo + owner + 1, known->name) != 0)
            continue;
        r->dim = known->dim;
        if (!(r->language = lmev__strdup(known->language))) return lmev__nomem(err, repo);
    }
    return r->name && r->handle && r->spelled ? LMEV_OK : lmev__nomem(err, repo);
}

/* ---- URLs ---- */

/* s ends in the suffix before its n-th byte: the length without it, else n. */
static size_t without(const char *s, size_t n, const char *suffix)
{
    const size_t m = strlen(suffix);
    return n > m && memcmp(s + n - m, suffix, m) == 0 ? n - m : n;
}

/* The last part of a path or URL that says something: no version number, no ".tar.gz"; of
 * a URL no ".gz" or ".zip" either. */
static char *short_name(const char *s)
{
    const bool url = strstr(s, "://") != NULL;
    size_t n = strcspn(s, "?#");
    for (;;) {
        while (n > 0 && s[n - 1] == '/') n--;
        size_t from = n;
        while (from > 0 && s[from - 1] != '/') from--;
        size_t k = n - from, digits = 0;
        while (digits < k && s[from + digits] >= '0' && s[from + digits] <= '9') digits++;
        if (digits == k && from > 0 && url) {
            n = from;
            continue;
        }
        static const char *const endings[] = {".tar.gz", ".tgz", ".gz", ".zip"};
        for (size_t i = 0; i < (url ? 4 : 2); i++) {
            const size_t left = without(s + from, k, endings[i]);
            if (left < k) return lmev__strndup(s + from, left);
        }
        return k > 0 ? lmev__strndup(s + from, k) : lmev__strdup("model");
    }
}

/* The handle without a query for the format and slashes at the end. */
static char *tidy_handle(const char *s)
{
    size_t n = strlen(s);
    static const char *const query[] = {"?tf-hub-format=compressed",
                                        "&tf-hub-format=compressed"};
    for (size_t i = 0; i < 2; i++)
        if (ends(s, query[i])) n -= strlen(query[i]);
    while (n > 0 && s[n - 1] == '/') n--;
    return lmev__strndup(s, n);
}

/* The file name in a URL of word vectors, without ".gz"; NULL: its ending is of no such
 * file. A zip's is not used, but says that it may be one. */
static char *vector_file(const char *url, bool *nomem)
{
    static const char *const endings[] = {".bin", ".vec", ".txt", ".ftz", ".zip"};
    const size_t all = strcspn(url, "?#"), n = without(url, all, ".gz");
    size_t from = n;
    while (from > 0 && url[from - 1] != '/') from--;
    bool known = n < all && without(url, n, ".tar") == n;
    for (size_t i = 0; i < sizeof endings / sizeof *endings; i++)
        known = known || without(url + from, n - from, endings[i]) < n - from;
    char *file = known ? lmev__strndup(url + from, n - from) : NULL;
    *nomem = known && !file;
    return file;
}

static lmev_status check_url(const char *url, lmev_error *err)
{
    const char *host = after(url, "https://");
    size_t n = host ? strcspn(host, "/?#") : 0;
    if (!host || n == 0) {
        lmev__fail(err, LMEV_ERR_PARAM, NULL, 0, "cannot get '%s': not an https address",
                   url);
        lmev__hint(err, "name an address that begins with https://");
        return LMEV_ERR_PARAM;
    }
    if (memchr(host, '@', n)) /* it would be recorded, and shown */
        return lmev__fail(err, LMEV_ERR_PARAM, NULL, 0,
                          "an address may not hold a password");
    for (const char *at = url; *at; at++)
        if ((unsigned char)*at <= 0x20 || *at == 0x7F)
            return lmev__fail(err, LMEV_ERR_PARAM, NULL, 0, "the address '%s' has blanks",
                              url);
    return LMEV_OK;
}

/* A URL of no special kind: its file, or a handle of somebody's own TF-Hub. */
static lmev_status from_url(lmev__ref *r, const char *url, lmev_error *err)
{
    bool nomem;
    const char *fragment = strchr(url, '#');
    const lmev_status s = check_url(url, err);
    if (s != LMEV_OK) return s;
    r->source = LMEV__SOURCE_ARCHIVE;
    r->normalize = -1;
    r->handle = tidy_handle(url);
    r->file = vector_file(url, &nomem);
    if (r->file && fragment && fragment[1]) {
        r->member = lmev__strdup(fragment + 1);
        r->name = r->member ? short_name(r->member) : NULL;
    } else
        r->name = short_name(url);
    return !nomem && r->handle && r->name && (r->spelled = lmev__strdup(r->handle))
               ? LMEV_OK
               : lmev__nomem(err, url);
}

/* A handle of the NNLM family without its version: the hint is the whole one. */
static bool lacks_version(const char *model, lmev_error *err)
{
    static const char *const starts[] = {"", "tfhub.dev/", TFHUB, "http://tfhub.dev/",
                                         KAGGLE};
    static const char *const versions[] = {"/2", "/1", "/versions/1"};
    nnlm m;
    size_t n = strlen(model);
    while (n > 0 && model[n - 1] == '/') n--;
    for (size_t i = 0; i < 5; i++) {
        const char *tail = after(model, starts[i]);
        for (size_t k = 0; tail && k < 3; k++) {
            char *whole =
                text("%.*s%s", (int)(n - (size_t)(tail - model)), tail, versions[k]);
            const bool found = whole && (read_tfhub(&m, whole) || read_kaggle(&m, whole));
            lmev__free(whole);
            if (!found) continue;
            lmev__fail(err, LMEV_ERR_NOTFOUND, NULL, 0,
                       "the handle '%s' lacks its version", model);
            lmev__hint(err, "did you mean '%.*s%s'?", (int)n, model, versions[k]);
            return true;
        }
    }
    return false;
}

static lmev_status resolve_url(lmev__ref *r, const char *url, lmev_error *err)
{
    nnlm m;
    lmev__fasttext_published vectors;
    size_t n;
    lmev_status s;
    if (lacks_version(url, err)) return LMEV_ERR_NOTFOUND;
    char *handle = tidy_handle(url);
    if (!handle) return lmev__nomem(err, url);
    const char *tail = after(handle, TFHUB), *repo = after(url, HF);
    if (!tail) tail = after(handle, "http://tfhub.dev/");
    if (!tail && after(handle, STORAGE) && ends(handle, ".tar.gz")) {
        handle[strlen(handle) - strlen(".tar.gz")] = '\0';
        tail = after(handle, STORAGE);
    }
    const char *kaggle = after(handle, KAGGLE);
    if ((tail && read_tfhub(&m, tail)) || (kaggle && read_kaggle(&m, kaggle)))
        s = from_nnlm(r, &m, tail ? url : NULL, err);
    else if (repo && is_repository(repo, &n))
        s = from_repository(r, repo, n, err);
    else if (lmev__fasttext_by_url(&vectors, url))
        s = lmev__fasttext_ref(r, &vectors, err);
    else
        s = from_url(r, url, err);
    lmev__free(handle);
    return s;
}

/* ---- names ---- */

static lmev_status from_path(lmev__ref *r, const char *path, lmev_error *err)
{
    r->source = LMEV__SOURCE_PATH;
    r->normalize = -1;
    r->path = lmev__strdup(path);
    r->name = short_name(path);
    return r->path && r->name ? LMEV_OK : lmev__nomem(err, path);
}

static lmev_status resolve(lmev__ref *r, const char *model, lmev_error *err)
{
    nnlm m;
    lmev__fasttext_published vectors;
    size_t n;
    if (strstr(model, "://")) return resolve_url(r, model, err);
    if (read_name(&m, model)) return from_nnlm(r, &m, NULL, err);
    for (size_t i = 0; i < N_REPOSITORIES; i++)
        if (strcmp(model, repositories[i].name) == 0) {
            char *repo = text("%s/%s", repositories[i].owner, repositories[i].name);
            lmev_status s = repo ? from_repository(r, repo, strlen(repo), err)
                                 : lmev__nomem(err, model);
            lmev__free(repo);
            return s;
        }
    if (lmev__is_file(model) || lmev__is_dir(model)) return from_path(r, model, err);
    /* After the paths: a file may have such a name. */
    if (lmev__fasttext_by_name(&vectors, model))
        return lmev__fasttext_ref(r, &vectors, err);
    if (lacks_version(model, err)) return LMEV_ERR_NOTFOUND;
    const char *tail = after(model, "tfhub.dev/");
    if (read_tfhub(&m, tail ? tail : model) || read_kaggle(&m, model))
        return from_nnlm(r, &m, NULL, err);
    if (is_repository(model, &n) && model[n] == '\0')
        return from_repository(r, model, n, err);
    return lmev__unknown_model(model, err);
}

lmev_status lmev__resolve(lmev__ref *out, const char *model, lmev_error *err)
{
    lmev__ref r = {0};
    lmev_status s = strlen(model) > 900 ? lmev__fail(err, LMEV_ERR_PARAM, NULL, 0,
                                                     "the name of the model is too long")
                                        : resolve(&r, model, err);
    if (s != LMEV_OK)
        lmev__ref_release(&r);
    else
        *out = r;
    return s;
}

/* ---- where to get an archive ---- */

/* An address of its own: a file, or somebody's TF-Hub, which is asked for an archive. */
static char *own_url(const lmev__ref *r)
{
    const char *url = r->handle;
    const size_t path = strcspn(url, "?#"), all = strcspn(url, "#");
    const bool file = r->file || without(url, path, ".gz") < path ||
                      without(url, path, ".tgz") < path ||
                      without(url, path, "/download") < path;
    return text("%.*s%s", (int)all, url,
                file          ? ""
                : path == all ? "?tf-hub-format=compressed"
                              : "&tf-hub-format=compressed");
}

char *lmev__ref_url(const lmev__ref *r, const char *endpoint, size_t k)
{
    const char *tail = after(r->handle, TFHUB),
               *vectors = after(r->handle, LMEV__FASTTEXT_URL);
    size_t n = endpoint ? strlen(endpoint) : 0;
    while (n > 0 && endpoint[n - 1] == '/') n--;
    if (vectors && !r->member &&
        endpoint) /* a mirror of both sites, distinguished by the path */
        return k == 0 ? text("%.*s/fasttext/%s", (int)n, endpoint, vectors)
                      : lmev__strdup("");
    if (!tail) return k == 0 ? own_url(r) : lmev__strdup("");
    if (endpoint)
        return k == 0   ? text("%.*s/%s?tf-hub-format=compressed", (int)n, endpoint, tail)
               : k == 1 ? text("%.*s/%s.tar.gz", (int)n, endpoint, tail)
                        : lmev__strdup("");
    switch (k) {
    case 0:
        return text("%s?tf-hub-format=compressed", r->handle);
    case 1:
        return text(STORAGE "%s.tar.gz", tail);
    case 2:
        if (r->kaggle)
            return text("https://www.kaggle.com/api/v1/models/%s/download", r->kaggle);
        break;
    default:
        break;
    }
    return lmev__strdup("");
}
