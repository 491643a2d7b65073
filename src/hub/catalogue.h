/* catalogue.h - what a model's name means: which handle, which repository, what is known. */
#ifndef LMEV_HUB_CATALOGUE_H
#define LMEV_HUB_CATALOGUE_H
#include "lmev/hub.h"

typedef enum lmev__source {
    LMEV__SOURCE_PATH,    /* a file or folder of this machine                    */
    LMEV__SOURCE_ARCHIVE, /* a .tar.gz, by a handle of TF-Hub or a URL           */
    LMEV__SOURCE_HF       /* files of a Hugging Face repository                  */
} lmev__source;

typedef struct lmev__ref {
    lmev__source source;
    char *name;     /* short                                                     */
    char *handle;   /* names the folder in the cache; NULL: a path               */
    char *spelled;  /* the handle as it was given (tensorflow_hub hashes that)   */
    char *path;     /* LMEV__SOURCE_PATH                                         */
    char *kaggle;   /* google/nnlm/tensorFlow2/es-dim50/1; NULL: none known      */
    char *repo;     /* OWNER/NAME of Hugging Face; NULL: none                    */
    char *language; /* NULL: not known                                           */
    uint32_t dim;   /* 0: not known                                              */
    int normalize;  /* -1: not known                                             */
    uint64_t bytes; /* of the table; 0: not known                                */
} lmev__ref;

/* ERR_NOTFOUND: it can be none of these, with the nearest name as hint. ERR_PARAM: a URL that
 * is not https, or holds a password. */
lmev_status lmev__resolve(lmev__ref *out, const char *model, lmev_error *err);
void lmev__ref_release(lmev__ref *ref);

/* The names of the catalogue, in the order in which they are listed. */
extern const char *const lmev__catalogue[];
extern const size_t lmev__n_catalogue;

/* The k-th address to try for an archive: allocated; "" after the last one; NULL: no memory. */
char *lmev__ref_url(const lmev__ref *ref, const char *endpoint, size_t k);
#endif
