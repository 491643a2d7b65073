/* catalogue.h - what a model's name means: its handle, its repository, what is known of
 * it. */
#ifndef LMEV__HUB_CATALOGUE_H
#define LMEV__HUB_CATALOGUE_H
#include "lmev/hub.h"

typedef enum lmev__source {
    LMEV__SOURCE_PATH, /* a file or folder of this machine */
    /* one file, by a handle of TF-Hub or a URL: a .tar.gz, or word vectors, packed or
     * not */
    LMEV__SOURCE_ARCHIVE,
    LMEV__SOURCE_HF /* files of a Hugging Face repository */
} lmev__source;

typedef struct lmev__ref {
    lmev__source source;
    char *name;     /* short */
    char *handle;   /* names the folder in the cache; NULL: a path */
    char *spelled;  /* the handle as it was given (tensorflow_hub hashes that) */
    char *path;     /* LMEV__SOURCE_PATH */
    char *kaggle;   /* google/nnlm/tensorFlow2/es-dim50/1; NULL: none known */
    char *repo;     /* OWNER/NAME of Hugging Face; NULL: none */
    char *file;     /* file name of word vectors behind the URL; NULL: only a tar */
    char *member;   /* of a zip, by name (URL#NAME); NULL: the one that is there */
    char *language; /* NULL: not known */
    uint32_t dim;   /* 0: not known */
    int normalize;  /* -1: not known */
    uint64_t bytes; /* of the table; 0: not known */
} lmev__ref;

/* ERR_NOTFOUND: not one of these; the hint is the nearest name. ERR_PARAM: a URL that is
 * not https, or that contains a password. */
lmev_status lmev__resolve(lmev__ref *out, const char *model, lmev_error *err);
void lmev__ref_release(lmev__ref *ref);

/* The names of the catalogue, in the order in which they are listed. */
extern const char *const lmev__catalogue[];
extern const size_t lmev__n_catalogue;

/* ---- fasttext_names.c ---- */

#define LMEV__FASTTEXT_URL "https://dl.fbaipublicfiles.com/fasttext/"

typedef struct lmev__fasttext_published {
    size_t set; /* which of the published collections */
    char language[16];
} lmev__fasttext_published;
/* Is it one of the published vectors, by its name or its address? */
bool lmev__fasttext_by_name(lmev__fasttext_published *m, const char *name);
bool lmev__fasttext_by_url(lmev__fasttext_published *m, const char *url);
/* Has the name that form, but a language of which there are none? *language: that, n
 * bytes. */
bool lmev__fasttext_unpublished(const char *name, const char **language, size_t *n);
lmev_status lmev__fasttext_ref(lmev__ref *r, const lmev__fasttext_published *m,
                               lmev_error *err);

/* ---- suggest.c ---- */

/* ERR_NOTFOUND: no model of that name, with what may have been meant as hint. */
lmev_status lmev__unknown_model(const char *model, lmev_error *err);
/* Is a part of the name that of a well-known family (bert, e5, LaBSE)? */
bool lmev__is_transformer_name(const char *name);
/* Returns status: "'NAME' is a transformer WHY, which ...". */
lmev_status lmev__refuse_transformer(const char *name, const char *why,
                                     lmev_status status, lmev_error *err);

/* ---- addresses ---- */

/* The k-th address to try for an archive: allocated; "" after the last one; NULL: no
 * memory. */
char *lmev__ref_url(const lmev__ref *ref, const char *endpoint, size_t k);
#endif
