/* lmev/hub.h - where pretrained models come from: a catalogue, the caches of this
 * machine, downloads.
 *
 * A model is named by
 *   - a name of the catalogue: nnlm-es-dim50; nnlm-es-dim50-tf1 and nnlm-es-dim50-preview
 *     are the same module in TF-Hub's old format and from its preview. A folder of such a
 *     name is written ./NAME;
 *   - a path that exists;
 *   - a handle: https://tfhub.dev/google/nnlm-es-dim50/2, or its place at Kaggle;
 *   - a name of fastText's published vectors: cc.es.300, cc.es.300.vec, wiki.es,
 *     wiki.es.vec, and the same for their other languages;
 *   - the URL of a .tar.gz, or of word vectors (.bin, .vec, .txt, .ftz), plain, in a .gz
 *     or a .zip; URL#NAME for one of several files in a zip; https only;
 *   - OWNER/NAME of a Hugging Face repository with a static model.
 * Only lmev_hub_pull uses the network. Models are looked up in this order: in TF-Hub's
 * cache, which also receives downloads (folder: sha1 of the handle, as tensorflow_hub
 * names it), in kagglehub's cache, in Hugging Face's cache. */
#ifndef LMEV_HUB_H
#define LMEV_HUB_H

#include "lmev/base.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Where to look and how to download; strings are borrowed. The library reads no
 * environment variables for these (libcurl reads those of proxies). */
typedef struct lmev_hub_options {
    /* TF-Hub layout, written by pull; NULL: "cache/tfhub" */
    const char *cache_dir;
    /* read only, its hub/ below; NULL: none */
    const char *hf_home;
    /* read only, its models/ below; NULL: none */
    const char *kaggle_dir;
    /* sent to hf_endpoint only; NULL: none */
    const char *hf_token;
    /* certificates to trust besides the system's; NULL: none */
    const char *ca_file;
    /* instead of https://tfhub.dev and fastText's site; NULL: those */
    const char *endpoint;
    /* instead of https://huggingface.co; NULL: that */
    const char *hf_endpoint;
    const char *sha256; /* pull: expected digest of the archive; NULL: it is recorded */
    bool again;         /* pull: download even if the model is here */
    uint64_t max_bytes; /* most bytes that a model may unpack to; 0: 8 GiB */
    /* give up after so many seconds without a byte; 0: 60 */
    unsigned stall_seconds;
    /* pull: checks that the model at path can be used, before it appears in the cache.
     * Its error becomes pull's, and nothing is kept. NULL: no check. */
    lmev_status (*check)(const char *path, lmev_error *err);
} lmev_hub_options;

/* A model as found. Its strings are owned: release with lmev_hub_entry_release. */
typedef struct lmev_hub_entry {
    char *name;     /* short: nnlm-es-dim50, or the last part of the handle or path */
    char *handle;   /* as in the metadata of experiments; NULL: a plain path */
    char *path;     /* file or folder for lmev_lm_open; NULL: not on this machine */
    char *language; /* "es", "en", ...; NULL: unknown */
    uint32_t dim;   /* 0: unknown */
    int normalize;  /* 1: removes punctuation first; 0: does not; -1: unknown */
    /* of the downloaded archive, as recorded; "": none */
    char sha256[65];
    /* on disk, or of the table when the model is not here; 0: unknown */
    uint64_t bytes;
} lmev_hub_entry;
LMEV_API void lmev_hub_entry_release(lmev_hub_entry *e);

/* Find a model without the network. ERR_NOTFOUND: it is not on this machine; out->handle
 * is then set, and out->path NULL, when the name is known and lmev_hub_pull can download
 * it. *out is written in any case: release it. */
LMEV_API lmev_status lmev_hub_find(lmev_hub_entry *out, const char *model,
                                   const lmev_hub_options *o, lmev_error *err);

/* Find a model, and download it first where it is missing. One process downloads, others
 * wait for it. An interrupted download is resumed, also by a later call. A model appears
 * in the cache when it is complete; a kill at any moment leaves nothing that the next
 * call does not repair.
 *
 * A handle of tfhub.dev is tried at that address (?tf-hub-format=compressed), at Google's
 * storage, and at Kaggle where the catalogue knows its name there; with an endpoint, only
 * at that (the same query, then HANDLE.tar.gz; fastText's vectors at fasttext/...).
 * Unusable models are refused as early as possible: a repository by its small files, a
 * file by its first bytes, its length and the room on the disk.
 *
 * Errors: ERR_NOTFOUND: no place has it. ERR_FORMAT: a web page, a damaged or hostile
 * archive, or a model that cannot be used. ERR_MISMATCH: wrong sha256, or the model is
 * here and the sha256 of its archive was not recorded. ERR_PARAM: a sha256 for what is
 * not an archive, or a zip with several models. ERR_IO; STOPPED. */
LMEV_API lmev_status lmev_hub_pull(lmev_hub_entry *out, const char *model,
                                   const lmev_hub_options *o, const lmev_watch *watch,
                                   lmev_error *err);

/* Compare the files of a cached model with the digests recorded when it was pulled.
 * ERR_MISMATCH names the file; ERR_NOTFOUND: the model is not here, or has no digests. */
LMEV_API lmev_status lmev_hub_verify(const char *model, const lmev_hub_options *o,
                                     lmev_error *err);

/* The catalogue and the other models in the caches, sorted by name; owned. */
LMEV_API lmev_status lmev_hub_list(lmev_hub_entry **out, size_t *n,
                                   const lmev_hub_options *o, lmev_error *err);
LMEV_API void lmev_hub_list_free(lmev_hub_entry *list, size_t n);

#ifdef __cplusplus
}
#endif
#endif
