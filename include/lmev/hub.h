/* lmev/hub.h - where pretrained models come from: catalogue, caches of this machine, download.
 *
 * A model is named by a path, by a name of the catalogue (nnlm-es-dim50), by a handle
 * (https://tfhub.dev/google/nnlm-es-dim50/2) or URL of an archive, or as OWNER/NAME of a Hugging
 * Face repository with a static model. Nothing here touches the network but lmev_hub_pull.
 * Caches: TF-Hub's layout (sha1 of the handle), kagglehub's (read), Hugging Face's.
 */
#ifndef LMEV_HUB_H
#define LMEV_HUB_H

#include "lmev/base.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Where to look and how to fetch; strings are borrowed. The program fills it from the
 * environment (the library reads none): TFHUB_CACHE_DIR, HF_HOME, KAGGLEHUB_CACHE, HF_TOKEN. */
typedef struct lmev_hub_options {
    const char *cache_dir;   /* TF-Hub layout, written by pull; NULL: "cache/tfhub"          */
    const char *hf_home;     /* NULL: none                                                   */
    const char *kaggle_dir;  /* read only; NULL: none                                        */
    const char *hf_token;    /* NULL: none                                                   */
    const char *ca_file;     /* certificates to trust beside the system's; NULL: none        */
    const char *endpoint;    /* instead of https://tfhub.dev (mirrors, tests); NULL: that    */
    const char *hf_endpoint; /* instead of https://huggingface.co; NULL: that                */
    uint64_t max_bytes;      /* most bytes that an archive may unpack to; 0: 8 GiB           */
    unsigned stall_seconds;  /* give up when no byte came for so long; 0: 60                 */
} lmev_hub_options;

/* One model, as resolved. Owned strings: release with lmev_hub_entry_release. */
typedef struct lmev_hub_entry {
    char *name;      /* short: nnlm-es-dim50, or the last part of the handle or path       */
    char *handle;    /* as the seed's metadata name it; NULL: a plain path                 */
    char *path;      /* file or folder on this machine; NULL: not here                     */
    char *language;  /* "es", "en", ...; NULL: not known                                   */
    uint32_t dim;    /* 0: not known                                                       */
    int normalize;   /* 1, 0; -1: not known                                                */
    char sha256[65]; /* of the downloaded archive, as recorded; "": none                   */
    uint64_t bytes;  /* on disk, or to be downloaded when known; 0: not known              */
} lmev_hub_entry;
void lmev_hub_entry_release(lmev_hub_entry *e);

/* Find a model without the network. ERR_NOTFOUND when it is not on this machine; the hint then
 * is the command that gets it ("lmev models pull NAME"), and *out is filled with path NULL when
 * the name is known to the catalogue or is a handle (release it in any case). */
lmev_status lmev_hub_find(lmev_hub_entry *out, const char *model, const lmev_hub_options *o,
                          lmev_error *err);

/* The same, downloading it first where it is missing: one process does it, others wait. */
lmev_status lmev_hub_pull(lmev_hub_entry *out, const char *model, const lmev_hub_options *o,
                          const lmev_watch *watch, lmev_error *err);

/* Compare the files of a cached model with the digests recorded when it was pulled.
 * ERR_MISMATCH names the file; ERR_NOTFOUND: not here, or nothing was recorded. */
lmev_status lmev_hub_verify(const char *model, const lmev_hub_options *o, lmev_error *err);

/* The catalogue and what else the caches hold, sorted by name; owned. */
lmev_status lmev_hub_list(lmev_hub_entry **out, size_t *n, const lmev_hub_options *o,
                          lmev_error *err);
void lmev_hub_list_free(lmev_hub_entry *list, size_t n);

#ifdef __cplusplus
}
#endif
#endif
