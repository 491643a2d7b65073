/* pull.c - a model from the network into the cache.
 *
 *   lock -> download into S.lmev.part -> unpack into S.<hex>.tmp, each file synced
 *        -> record and descriptor -> rename to S -> remove the download -> unlock
 *
 * The rename is the moment at which the model is there. Before it a kill leaves a part
 * that the next call goes on with and a tmp that it clears; after it, a part that it
 * removes. Another process of ours waits at the lock; tensorflow_hub, which knows nothing
 * of it, may bring the same folder meanwhile: whose rename is second finds the name taken
 * and uses what is there.
 *
 * A Hugging Face repository is the same with several files: its list is asked for, then
 * the files that a static model has are got one by one, of one revision, the table last.
 *
 * Not here: HTTP (fetch.c), what an archive may hold (unpack.c), where things lie
 * (cache.c). */
#include <inttypes.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>

#include "base/buf.h"
#include "base/error.h"
#include "base/hash.h"
#include "base/io.h"
#include "base/mem.h"
#include "base/temporary.h"
#include "base/tree.h"
#include "hub/cache.h"
#include "hub/fetch.h"
#include "hub/pull.h"
#include "hub/unpack.h"

#define UNPACKED_MOST ((uint64_t)8 << 30)
#define STALL_SECONDS 60
#define LIST_MOST     ((uint64_t)16 << 20) /* a repository's list of files */
#define FILES_MOST    32

typedef struct pull {
    const lmev__ref *ref;
    const lmev_hub_options *o;
    const lmev_watch *watch;
    lmev__slot slot;
    uint64_t max_bytes;
    char task[96];
} pull;

static lmev_status wait_for_lock(lmev__lock **lock, const pull *p, lmev_error *err)
{
    bool told = false;
    for (;;) {
        lmev_status s = lmev__lock_take(lock, p->slot.lock, err);
        if (s != LMEV_ERR_BUSY) return s;
        if (!told)
            lmev__say(p->watch, LMEV_INFO,
                      "another process is getting '%s'; waiting for it", p->ref->name);
        told = true;
        if (lmev__asked_to_stop(p->watch))
            return lmev__fail(err, LMEV_STOPPED, p->ref->name, 0,
                              "stopped while another process gets it");
        (void)poll(NULL, 0, 100);
    }
}

/* All but the model and its record; the lock is held. */
static lmev_status clear(const pull *p, lmev_error *err)
{
    const lmev__slot *slot = &p->slot;
    const char *const file[] = {slot->part, slot->part_info, slot->small,
                                slot->small_info};
    lmev_status s = LMEV_OK;
    for (size_t i = 0; s == LMEV_OK && i < sizeof file / sizeof *file; i++)
        s = lmev__remove_file(file[i], err);
    if (s == LMEV_OK) s = lmev__sweep_temporaries(lmev__cache_dir(p->o), err);
    return s == LMEV_OK ? lmev__remove_tree(slot->fresh, err) : s;
}

static lmev__fetch fetch_of(const pull *p, const char *url)
{
    const lmev_hub_options *o = p->o;
    return (lmev__fetch){.url = url,
                         .to = p->slot.part,
                         .info = p->slot.part_info,
                         .task = p->task,
                         .ca_file = o->ca_file,
                         .max_bytes = p->max_bytes,
                         .stall_seconds =
                             o->stall_seconds ? o->stall_seconds : STALL_SECONDS,
                         .watch = p->watch};
}

/* Takes tree and files. */
static lmev_status publish(const pull *p, lmev__tree *tree, lmev__json *files,
                           const char *url, const char *sha256, lmev_error *err)
{
    lmev_status s = lmev__record_write(&p->slot, p->ref->handle, url, sha256, files, err);
    if (s == LMEV_OK && p->o->again) s = lmev__remove_tree(p->slot.folder, err);
    if (s != LMEV_OK) {
        lmev__tree_abort(tree);
        return s;
    }
    s = lmev__tree_publish(tree, p->slot.folder, err);
    return s != LMEV_OK && lmev__slot_filled(&p->slot) ? LMEV_OK
                                                       : s; /* another program's */
}

/* ---- an archive ---- */

/* From the first address that has it; *url is allocated. */
static lmev_status fetch_archive(const pull *p, lmev__fetched *got, char **url,
                                 lmev_error *err)
{
    lmev_error first = {0}, e = {0};
    for (size_t k = 0;; k++) {
        char *at = lmev__ref_url(p->ref, p->o->endpoint, k);
        if (!at) return lmev__nomem(err, p->ref->handle);
        if (!*at) {
            lmev__free(at);
            break;
        }
        lmev__fetch f = fetch_of(p, at);
        f.gzip = true;
        f.sha256 = p->o->sha256;
        if (k > 0)
            lmev__say(p->watch, LMEV_INFO, "%s: %s; trying %s", e.source, e.text, at);
        lmev_status s = lmev__fetch_file(got, &f, &e);
        if (s == LMEV_OK) {
            *url = at;
            return LMEV_OK;
        }
        lmev__free(at);
        /* The first place says most, but that it lacks the file is less than a fault
         * elsewhere. */
        if (k == 0 ||
            (first.status == LMEV_ERR_NOTFOUND && e.status == LMEV_ERR_MISMATCH))
            first = e;
        if (!got->elsewhere) {
            first = e;
            break;
        }
    }
    if (err) *err = first;
    return first.status;
}

static lmev_status unpack_archive(const pull *p, const char *url, const char *sha256,
                                  lmev_error *err)
{
    lmev__tree *tree = NULL;
    char task[sizeof p->task];
    (void)snprintf(task, sizeof task, "unpacking %s", p->ref->name);
    lmev__json *files = lmev__json_new_object();
    lmev_status s =
        files ? lmev__tree_begin(&tree, p->slot.fresh, err) : lmev__nomem(err, url);
    if (s == LMEV_OK)
        s = lmev__unpack(tree, files, p->slot.part, task, p->max_bytes, p->watch, err);
    if (s == LMEV_OK) return publish(p, tree, files, url, sha256, err);
    lmev__json_free(files);
    lmev__tree_abort(tree);
    return s;
}

static lmev_status pull_archive(const pull *p, lmev_error *err)
{
    for (;;) {
        lmev__fetched got = {0};
        char *url = NULL;
        lmev_status s = fetch_archive(p, &got, &url, err);
        if (s != LMEV_OK) return s;
        s = unpack_archive(p, url, got.sha256, err);
        lmev__free(url);
        if (s != LMEV_ERR_FORMAT)
            return s; /* a full disk keeps the download for the next call */
        (void)clear(p, NULL);
        if (!got.resumed) return s;
        lmev__say(p->watch, LMEV_WARNING,
                  "what an earlier download left is damaged; getting all of it again");
    }
}

/* ---- a repository of Hugging Face ---- */

/* Is it a file that a static model has? In the top folder, or in that of a module
 * ("0_Static..."). */
static bool wanted(const char *name)
{
    static const char *const files[] = {
        "config.json",           "config_sentence_transformers.json",
        "modules.json",          "tokenizer.json",
        "tokenizer_config.json", "model.safetensors"};
    const char *slash = strchr(name, '/'), *base = slash ? slash + 1 : name;
    if (slash &&
        (slash - name > 64 || name[0] < '0' || name[0] > '9' || name[1] != '_' ||
         strspn(name,
                "0123456789_ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz") !=
             (size_t)(slash - name)))
        return false;
    for (size_t i = 0; i < sizeof files / sizeof *files; i++)
        if (strcmp(base, files[i]) == 0) return true;
    return false;
}

static bool is_table(const char *name)
{
    const char *slash = strrchr(name, '/');
    return strcmp(slash ? slash + 1 : name, "model.safetensors") == 0;
}

static const char *hf_endpoint(const pull *p)
{
    return p->o->hf_endpoint ? p->o->hf_endpoint : "https://huggingface.co";
}

/* The list of the repository's files, and the revision it is of. */
static lmev_status fetch_list(const pull *p, lmev__json **list, char revision[65],
                              lmev_error *err)
{
    lmev__buf b = LMEV__BUF_INIT;
    lmev__fetched got;
    lmev__buf_printf(&b, "%s/api/models/%s", hf_endpoint(p), p->ref->repo);
    char *url = lmev__buf_text(&b);
    if (!url) return lmev__nomem(err, p->ref->repo);
    lmev__fetch f = fetch_of(p, url);
    f.token = p->o->hf_token;
    f.max_bytes = LIST_MOST;
    /* A list is asked for anew each time, but what there is of the table stays. */
    f.to = p->slot.small;
    f.info = p->slot.small_info;
    (void)lmev__remove_file(f.to, NULL);
    lmev_status s = lmev__fetch_file(&got, &f, err);
    lmev__json *j = NULL;
    if (s == LMEV_OK) s = lmev__json_read(&j, f.to, err);
    (void)lmev__remove_file(f.to, NULL);
    (void)lmev__remove_file(f.info, NULL);
    const char *sha = lmev__json_string(lmev__json_get(j, "sha"), NULL);
    if (s == LMEV_OK && (!sha || strlen(sha) < 7 || strlen(sha) > 64 ||
                         strspn(sha, "0123456789abcdef") != strlen(sha)))
        s = lmev__fail(err, LMEV_ERR_FORMAT, url, 0,
                       "the list of files names no revision");
    lmev__free(url);
    if (s != LMEV_OK) {
        lmev__json_free(j);
        return s;
    }
    memcpy(revision, sha, strlen(sha) + 1);
    *list = j;
    return LMEV_OK;
}

static lmev_status fetch_one(const pull *p, lmev__tree *tree, lmev__json *files,
                             const char *revision, const char *name, uint64_t *left,
                             lmev_error *err)
{
    lmev__buf b = LMEV__BUF_INIT;
    lmev__fetched got;
    lmev__buf_printf(&b, "%s/%s/resolve/%s/%s", hf_endpoint(p), p->ref->repo, revision,
                     name);
    char *url = lmev__buf_text(&b);
    if (!url) return lmev__nomem(err, name);
    lmev__fetch f = fetch_of(p, url);
    f.token = p->o->hf_token;
    f.max_bytes = *left;
    if (!is_table(name)) { /* small, and not to push out what there is of the table */
        f.to = p->slot.small;
        f.info = p->slot.small_info;
    }
    lmev_status s = lmev__fetch_file(&got, &f, err);
    if (s == LMEV_OK) s = lmev__tree_adopt(tree, f.to, name, err);
    if (s == LMEV_OK) s = lmev__remove_file(f.info, err);
    lmev__free(url);
    if (s != LMEV_OK) return s;
    *left -= got.bytes;
    lmev__json *file = lmev__json_new_object();
    bool ok = lmev__json_set(file, "bytes", lmev__json_new_int((int64_t)got.bytes)) &&
              lmev__json_set(file, "sha256", lmev__json_new_string(got.sha256));
    if (!ok) lmev__json_free(file);
    return ok && lmev__json_set(files, name, file) ? LMEV_OK : lmev__nomem(err, name);
}

static lmev_status fetch_files(const pull *p, lmev__tree *tree, lmev__json *files,
                               const lmev__json *list, const char *revision,
                               lmev_error *err)
{
    lmev__json *siblings = lmev__json_get(list, "siblings");
    size_t n = 0, n_tables = 0;
    uint64_t left = p->max_bytes;
    for (int table = 0; table < 2; table++)
        for (size_t i = 0; i < lmev__json_size(siblings); i++) {
            const char *name = lmev__json_string(
                lmev__json_get(lmev__json_at(siblings, i), "rfilename"), NULL);
            if (!name || !wanted(name) || is_table(name) != table ||
                lmev__json_get(files, name))
                continue;
            if (++n > FILES_MOST)
                return lmev__fail(err, LMEV_ERR_FORMAT, p->ref->repo, 0,
                                  "has too many files");
            n_tables += (size_t)table;
            lmev_status s = fetch_one(p, tree, files, revision, name, &left, err);
            if (s != LMEV_OK) return s;
        }
    if (n_tables > 0) return LMEV_OK;
    lmev__fail(err, LMEV_ERR_NOTFOUND, p->ref->handle, 0, "has no model.safetensors");
    lmev__hint(
        err,
        "only repositories of static models (Model2Vec, StaticEmbedding) can be pulled");
    return LMEV_ERR_NOTFOUND;
}

static lmev_status pull_repository(const pull *p, lmev_error *err)
{
    char revision[65];
    lmev__json *list = NULL, *files = NULL;
    lmev__tree *tree = NULL;
    lmev_status s = fetch_list(p, &list, revision, err);
    if (s == LMEV_OK && !(files = lmev__json_new_object()))
        s = lmev__nomem(err, p->ref->repo);
    if (s == LMEV_OK) s = lmev__tree_begin(&tree, p->slot.fresh, err);
    if (s == LMEV_OK) s = fetch_files(p, tree, files, list, revision, err);
    lmev__json_free(list);
    if (s == LMEV_OK) {
        lmev__buf b = LMEV__BUF_INIT;
        lmev__buf_printf(&b, "%s/%s/tree/%s", hf_endpoint(p), p->ref->repo, revision);
        char *url = lmev__buf_text(&b);
        if (url) s = publish(p, tree, files, url, "", err);
        lmev__free(url);
        if (url) return s;
        s = lmev__nomem(err, p->ref->repo);
    }
    lmev__json_free(files);
    lmev__tree_abort(tree);
    return s;
}

/* ---- the whole ---- */

static lmev_status fill(const pull *p, lmev_error *err)
{
    lmev__lock *lock = NULL;
    lmev_status s = wait_for_lock(&lock, p, err);
    if (s != LMEV_OK) return s;
    /* Whoever had the lock may have brought it. */
    if (lmev__slot_filled(&p->slot) && !p->o->again)
        s = LMEV_OK;
    else if (p->ref->source == LMEV__SOURCE_HF)
        s = pull_repository(p, err);
    else
        s = pull_archive(p, err);
    if (s == LMEV_OK) s = clear(p, err);
    (void)lmev__remove_file(p->slot.lock, NULL);
    lmev__lock_drop(lock);
    return s;
}

lmev_status lmev__pull(const lmev__ref *ref, const lmev_hub_options *o,
                       const lmev_watch *watch, lmev_error *err)
{
    pull p = {.ref = ref,
              .o = o,
              .watch = watch,
              .max_bytes = o->max_bytes ? o->max_bytes : UNPACKED_MOST};
    (void)snprintf(p.task, sizeof p.task, "getting %s", ref->name);
    lmev_status s = lmev__slot_open(&p.slot, lmev__cache_dir(o), ref->handle, err);
    if (s == LMEV_OK) s = lmev__mkdirs(lmev__cache_dir(o), err);
    if (s == LMEV_OK) s = fill(&p, err);
    lmev__slot_release(&p.slot);
    return s;
}

void lmev__pull_tidy(const lmev__ref *ref, const lmev_hub_options *o)
{
    pull p = {.ref = ref, .o = o};
    lmev__lock *lock = NULL;
    if (lmev__slot_open(&p.slot, lmev__cache_dir(o), ref->handle, NULL) != LMEV_OK)
        return;
    if ((lmev__is_file(p.slot.part) || lmev__is_file(p.slot.lock)) &&
        lmev__slot_filled(&p.slot) &&
        lmev__lock_take(&lock, p.slot.lock, NULL) == LMEV_OK) {
        (void)clear(&p, NULL);
        (void)lmev__remove_file(p.slot.lock, NULL);
        lmev__lock_drop(lock);
    }
    lmev__slot_release(&p.slot);
}
