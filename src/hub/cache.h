/* cache.h - the caches of this machine: where a model is, and the record of its files. */
#ifndef LMEV__HUB_CACHE_H
#define LMEV__HUB_CACHE_H
#include "base/format/json.h"
#include "hub/catalogue.h"

/* The place of a handle in TF-Hub's cache. S is the sha1 of the handle. Where the handle
 * names a member of a zip (URL#MEMBER), the files of the download use the sha1 of the URL
 * instead, so that other members need no second download. */
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

/* ---- slot.c: who made the files under these names? ---- */

/* May the lock be taken? Ask before waiting for it. */
lmev_status lmev__slot_check_lock(const lmev__slot *slot, lmev_error *err);
/* May the slot be filled, and the content of its folder be replaced? Needs the lock.
 * ERR_IO names a file that is not ours, with a hint. */
lmev_status lmev__slot_check(const lmev__slot *slot, const char *handle, lmev_error *err);
/* Mark the files made from here on as ours. */
lmev_status lmev__slot_begin(const lmev__slot *slot, const char *handle, lmev_error *err);
/* Remove the model in the folder, by its record. Absent is fine. */
lmev_status lmev__slot_vacate(const lmev__slot *slot, const char *handle,
                              lmev_error *err);
/* Remove part, small and fresh, where they are ours. */
lmev_status lmev__slot_clear(const lmev__slot *slot, lmev_error *err);
/* Remove the lock, which is held, and the mark when no file is left that it covers. */
void lmev__slot_end(const lmev__slot *slot);
/* The path in a folder for lmev_lm_open: the folder, or the only file in it (word
 * vectors). Allocated. */
lmev_status lmev__model_in(char **path, const char *folder, lmev_error *err);

const char *lmev__cache_dir(const lmev_hub_options *o); /* with the default */

/* Fill *out from the ref and the caches; path NULL: not here. */
lmev_status lmev__cache_find(lmev_hub_entry *out, const lmev__ref *ref,
                             const lmev_hub_options *o, lmev_error *err);
/* Compare a folder with its record. */
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
