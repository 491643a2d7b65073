/* cache.h - the caches of this machine: where a model lies, and what was recorded of
 * it. */
#ifndef LMEV__HUB_CACHE_H
#define LMEV__HUB_CACHE_H
#include "base/format/json.h"
#include "hub/catalogue.h"

/* The place of a handle in TF-Hub's cache. S is the sha1 of the handle; where it names a
 * member of a zip (URL#MEMBER), what lies there during the download has the sha1 of the
 * URL alone, so that the other members need no second download. */
typedef struct lmev__slot {
    char *folder;     /* S: there and not empty = complete */
    char *descriptor; /* S.descriptor.txt, as tensorflow_hub writes it */
    char *record;     /* S.lmev.json: where from, digests of the archive and the files */
    char *lock;       /* S.lmev.lock: held while a process fills the slot */
    char *part;       /* S.lmev.part: the download, growing */
    char *part_info;  /* S.lmev.part.json */
    char *small;      /* S.lmev.small: a small file of a repository, while it comes */
    char *small_info; /* S.lmev.small.json */
    char *fresh;      /* S.<32 hex>.tmp: the folder before it has its name */
    char *mark;       /* S.lmev.unfinished: part, small and fresh are ours */
} lmev__slot;
lmev_status lmev__slot_open(lmev__slot *slot, const char *cache_dir, const char *handle,
                            lmev_error *err);
void lmev__slot_release(lmev__slot *slot);
bool lmev__slot_filled(const lmev__slot *slot);

/* Whose is what lies under these names? (slot.c) */

/* May the lock be taken? Before waiting for it. */
lmev_status lmev__slot_check_lock(const lmev__slot *slot, lmev_error *err);
/* May the slot be filled, and what is in its folder replaced? With the lock held. ERR_IO
 * names what is not ours, with a hint. */
lmev_status lmev__slot_check(const lmev__slot *slot, const char *handle, lmev_error *err);
/* What is made from here on is ours. */
lmev_status lmev__slot_begin(const lmev__slot *slot, const char *handle, lmev_error *err);
/* Remove the model in the folder, by its record. Absent is fine. */
lmev_status lmev__slot_vacate(const lmev__slot *slot, const char *handle,
                              lmev_error *err);
/* Remove part, small and fresh, where they are ours. */
lmev_status lmev__slot_clear(const lmev__slot *slot, lmev_error *err);
/* The mark goes when nothing is left that it speaks of, and the lock, which is held. */
void lmev__slot_end(const lmev__slot *slot);
/* What lmev_lm_open takes of a folder: the folder, or the one file that is all it holds
 * (word vectors). Allocated. */
lmev_status lmev__model_in(char **path, const char *folder, lmev_error *err);

const char *lmev__cache_dir(const lmev_hub_options *o); /* with the default */

/* Fill out from the ref and from what the caches hold; path NULL: not here. */
lmev_status lmev__cache_find(lmev_hub_entry *out, const lmev__ref *ref,
                             const lmev_hub_options *o, lmev_error *err);
/* Compare a folder with what its record says. */
lmev_status lmev__cache_verify(const lmev__ref *ref, const lmev_hub_options *o,
                               lmev_error *err);

/* Handles that the caches hold, in no order; free each and the array
 * (lmev__free_names). */
lmev_status lmev__cache_handles(char ***handles, size_t *n, const lmev_hub_options *o,
                                lmev_error *err);

/* S.lmev.json and S.descriptor.txt; files is taken, also on failure. sha256 "": no
 * archive. */
lmev_status lmev__record_write(const lmev__slot *slot, const char *handle,
                               const char *url, const char *sha256, lmev__json *files,
                               lmev_error *err);
#endif
