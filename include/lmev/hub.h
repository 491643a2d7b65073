/* lmev/hub.h - where pretrained models come from: catalogue, caches of this machine,
 * download.
 *
 * A model is named by
 *   - a name of the catalogue: nnlm-es-dim50; nnlm-es-dim50-tf1 and nnlm-es-dim50-preview
 *     are the same module in TF-Hub's old format and from its preview (a folder of that
 *     name: ./NAME);
 *   - a path that exists;
 *   - a handle: https://tfhub.dev/google/nnlm-es-dim50/2, or its place at Kaggle;
 *   - a name of fastText's published vectors: cc.es.300, cc.es.300.vec, wiki.es,
 *     wiki.es.vec, and so for their other languages;
 *   - the URL of a .tar.gz, or of word vectors (.bin, .vec, .txt, .ftz), plain, in a .gz
 *     or a .zip; URL#NAME for one of several in a zip; https alone;
 *   - OWNER/NAME of a Hugging Face repository with a static model.
 * Nothing here touches the network but lmev_hub_pull. Where it looks, in this order:
 * TF-Hub's cache, where it also puts what it gets (folder: sha1 of the handle, as
 * tensorflow_hub names it), kagglehub's cache, Hugging Face's cache. */
#ifndef LMEV_HUB_H
#define LMEV_HUB_H

#include "lmev/base.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Where to look and how to fetch; strings are borrowed. The program fills it from the
 * environment (the library reads none; proxies alone are taken from there, by
 * libcurl). */
typedef struct lmev_hub_options {
    /* TF-Hub layout, written by pull; NULL: "cache/tfhub" */
    const char *cache_dir;
    /* read only, its hub/ below; NULL: none */
    const char *hf_home;
    /* read only, its models/ below; NULL: none */
    const char *kaggle_dir;
    /* sent to hf_endpoint alone; NULL: none */
    const char *hf_token;
    /* certificates to trust beside the system's; NULL: none */
    const char *ca_file;
    /* instead of https://tfhub.dev and fastText's site; NULL: those */
    const char *endpoint;
    /* instead of https://huggingface.co; NULL: that */
    const char *hf_endpoint;
    const char *sha256; /* pull: what the archive must have; NULL: it is recorded */
    bool again;         /* pull: get it again although it is here */
    uint64_t max_bytes; /* most bytes that a model may unpack to; 0: 8 GiB */
    /* give up when no byte came for so long; 0: 60 */
    unsigned stall_seconds;
    /* pull: can the model be used whose files lie at path? It is asked before the model
     * appears in the cache; a fault is pull's, and nothing is kept. NULL: whatever came
     * is kept. */
    lmev_status (*check)(const char *path, lmev_error *err);
} lmev_hub_options;

/* One model, as resolved. Owned strings: release with lmev_hub_entry_release. */
typedef struct lmev_hub_entry {
    char *name;   /* short: nnlm-es-dim50, or the last part of the handle or path */
    char *handle; /* as the seed's metadata name it; NULL: a plain path */
    char *path;   /* file or folder that lmev_lm_open takes; NULL: not here */
    /* "es", "en", ...; NULL: not known */
    char *language;
    uint32_t dim; /* 0: not known */
    /* punctuation is removed first: 1, 0; -1: not known */
    int normalize;
    char sha256[65]; /* of the downloaded archive, as recorded; "": none */
    /* on disk, or of its table when it is not here; 0: not known */
    uint64_t bytes;
} lmev_hub_entry;
LMEV_API void lmev_hub_entry_release(lmev_hub_entry *e);

/* Find a model without the network. ERR_NOTFOUND when it is not on this machine; the hint
 * then is the command that gets it ("lmev models pull NAME"), and *out is filled with
 * path NULL when the name is known to the catalogue or is a handle (release it in any
 * case). */
LMEV_API lmev_status lmev_hub_find(lmev_hub_entry *out, const char *model,
                                   const lmev_hub_options *o, lmev_error *err);

/* The same, downloading it first where it is missing: one process does it, others wait. A
 * download that was cut off goes on where it stopped, also in a later call. A model
 * appears in the cache when all of it is there; a kill at any moment leaves nothing that
 * the next call does not repair. For a handle of tfhub.dev the places tried are that
 * address (?tf-hub-format=compressed), Google's storage, and Kaggle where the catalogue
 * knows its name there; with an endpoint, that alone (the same query, then HANDLE.tar.gz;
 * for fastText's vectors fasttext/...). What can be known early is refused early: a
 * repository that holds no static model by its small files, a file by its first bytes,
 * its length and the room on the disk. ERR_NOTFOUND: no place has it; ERR_FORMAT: a web
 * page, a damaged or hostile archive, or a model that cannot be used; ERR_MISMATCH: wrong
 * sha256, or the model is here and its archive's was never recorded; ERR_PARAM: a sha256
 * for what is no archive, or a zip with several models; ERR_IO; STOPPED. */
LMEV_API lmev_status lmev_hub_pull(lmev_hub_entry *out, const char *model,
                                   const lmev_hub_options *o, const lmev_watch *watch,
                                   lmev_error *err);

/* Compare the files of a cached model with the digests recorded when it was pulled.
 * ERR_MISMATCH names the file; ERR_NOTFOUND: not here, or nothing was recorded. */
LMEV_API lmev_status lmev_hub_verify(const char *model, const lmev_hub_options *o,
                                     lmev_error *err);

/* The catalogue and what else the caches hold, sorted by name; owned. */
LMEV_API lmev_status lmev_hub_list(lmev_hub_entry **out, size_t *n,
                                   const lmev_hub_options *o, lmev_error *err);
LMEV_API void lmev_hub_list_free(lmev_hub_entry *list, size_t n);

#ifdef __cplusplus
}
#endif
#endif
