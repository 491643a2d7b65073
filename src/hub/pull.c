/* pull.c - download a model into the cache.
 *
 *   lock -> download to S.lmev.part -> unpack into S.<hex>.tmp, each file synced
 *        -> check that it can be used -> record and descriptor -> rename to S
 *        -> remove the download -> unlock
 *
 * The model exists from the rename on. A kill before it leaves a part, which the next
 * call resumes, and a tmp, which it clears; a kill after it leaves a part, which the next
 * call removes. Another process of ours waits for the lock. tensorflow_hub, which ignores
 * the lock, may download the same folder in the meantime: whichever renames second finds
 * the name taken and uses what is there.
 *
 * A Hugging Face repository works the same with several files. Its list of files is
 * requested, then the files of a static model one by one, all of one revision: those that
 * say what it is, its tokenizer, its table. It is judged after each of these steps.
 *
 * Not here: HTTP (fetch.c), what an archive may hold (unpack.c), what a repository must
 * have (repository.c), paths in the cache (cache.c). */
#include <inttypes.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>

#include "base/buf.h"
#include "base/error.h"
#include "base/folder/tree.h"
#include "base/hash.h"
#include "base/io/filetype.h"
#include "base/io/io.h"
#include "base/io/stream.h"
#include "base/io/temporary.h"
#include "base/mem.h"
#include "base/utf8.h"
#include "hub/cache.h"
#include "hub/fetch.h"
#include "hub/pull.h"
#include "hub/repository.h"
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
    char task[sizeof(lmev__brief) + 16];
} pull;

static lmev_status wait_for_lock(lmev__lock **lock, const pull *p, lmev_error *err)
{
    bool reported = false;
    for (;;) {
        lmev_status s = lmev__lock_take(lock, p->slot.lock, err);
        if (s != LMEV_ERR_BUSY) return s;
        if (!reported)
            lmev__say(p->watch, LMEV_LEVEL_INFO,
                      "another process is downloading '%s'; waiting for it",
                      p->ref->name);
        reported = true;
        if (lmev__asked_to_stop(p->watch))
            return lmev__fail(err, LMEV_STOPPED, p->ref->name, 0,
                              "stopped while another process downloads it");
        (void)poll(NULL, 0, 100);
    }
}

/* Remove everything but the model and its record; the lock is held. */
static lmev_status clear(const pull *p, lmev_error *err)
{
    const lmev_status s = lmev__slot_clear(&p->slot, err);
    return s == LMEV_OK ? lmev__sweep_temporaries(lmev__cache_dir(p->o), err) : s;
}

static lmev__fetch fetch_of(const pull *p, const char *url)
{
    const lmev_hub_options *o = p->o;
    return (lmev__fetch){.url = url,
                         .to = p->slot.part,
                         .info = p->slot.part_info,
                         .task = p->task,
                         .what = "a file",
                         .ca_file = o->ca_file,
                         .max_bytes = p->max_bytes,
                         .stall_seconds =
                             o->stall_seconds ? o->stall_seconds : STALL_SECONDS,
                         .watch = p->watch};
}

/* Can the caller use the model at path? Temporary paths do not appear in the error. */
static lmev_status check(const pull *p, const char *path, lmev_error *err)
{
    lmev_error why = {0};
    const lmev_status s = p->o->check ? p->o->check(path, &why) : LMEV_OK;
    if (s == LMEV_OK || !err) return s;
    *err = why;
    (void)snprintf(err->source, sizeof err->source, "%s", p->ref->handle);
    return s;
}

/* The same for an unpacked model. */
static lmev_status check_fresh(const pull *p, lmev_error *err)
{
    char *path = NULL;
    lmev_status s = lmev__model_in(&path, p->slot.fresh, err);
    if (s == LMEV_OK) s = check(p, path, err);
    lmev__free(path);
    return s;
}

/* Takes tree and files. The old model goes by its own record, so before that is
 * replaced. */
static lmev_status publish(const pull *p, lmev__tree *tree, lmev__json *files,
                           const char *url, const char *sha256, lmev_error *err)
{
    const bool theirs =
        !p->o->again && lmev__slot_filled(&p->slot); /* another program's */
    lmev_status s = theirs ? LMEV_OK : lmev__slot_vacate(&p->slot, p->ref->handle, err);
    if (s != LMEV_OK || theirs) {
        lmev__json_free(files);
        lmev__tree_abort(tree);
        return s;
    }
    s = lmev__record_write(&p->slot, p->ref->handle, url, sha256, files, err);
    if (s != LMEV_OK) {
        lmev__tree_abort(tree);
        return s;
    }
    s = lmev__tree_publish(tree, p->slot.folder, err);
    if (s == LMEV_OK) return s;
    (void)lmev__remove_file(p->slot.record, NULL); /* of a folder that is not there */
    return !p->o->again && lmev__slot_filled(&p->slot) ? LMEV_OK : s;
}

/* Move a correct file into the tree. */
static lmev_status adopt(lmev__tree *tree, lmev__json *files, const char *from,
                         const char *name, const lmev__fetched *got, lmev_error *err)
{
    const lmev_status s = lmev__tree_adopt(tree, from, name, err);
    if (s != LMEV_OK) return s;
    lmev__json *file = lmev__json_new_object();
    bool ok = lmev__json_set(file, "bytes", lmev__json_new_int((int64_t)got->bytes)) &&
              lmev__json_set(file, "sha256", lmev__json_new_string(got->sha256));
    if (!ok) lmev__json_free(file);
    return ok && lmev__json_set(files, name, file) ? LMEV_OK : lmev__nomem(err, name);
}

/* ---- judging a download by its first bytes ---- */

#define TAR_HEAD 512

static bool is_gzip(const char *head, size_t n)
{
    return n >= 2 && head[0] == '\x1f' && head[1] == '\x8b';
}

static bool is_zip(const char *head, size_t n)
{
    return n >= 4 && memcmp(head, "PK\3\4", 4) == 0;
}

/* Plain word vectors: text, word2vec's binary after a line of text, or fastText's. */
static lmev_status judge_plain(const lmev__fetch *f, const char *head, size_t n,
                               lmev_error *err)
{
    static const struct {
        const char *magic;
        size_t n;
    } packed[] = {{"1AY&SY", 6}, {"\3757zXZ", 6}, {"\x28\xb5\x2f\xfd", 4}};
    const lmev_status s = lmev__refuse_foreign(head, n, f->what, f->url, err);
    if (s != LMEV_OK) return s;
    for (size_t i = 0; i < sizeof packed / sizeof *packed; i++) {
        const size_t at = i == 0 ? 4 : 0; /* bzip2: "BZh", its level, and six bytes */
        if (n < at + packed[i].n || memcmp(head + at, packed[i].magic, packed[i].n) != 0)
            continue;
        lmev__fail(err, LMEV_ERR_FORMAT, f->url, 0,
                   "is packed by bzip2, xz or zstd; only gzip and zip are unpacked");
        lmev__hint(err,
                   "download and unpack it, and name its file instead of this model");
        return LMEV_ERR_FORMAT;
    }
    return LMEV_OK;
}

/* The inside of a gzip: a tar, or word vectors. */
static lmev_status judge_gzip(const lmev__fetch *f, const char *head, size_t n,
                              lmev_error *err)
{
    char plain[LMEV__FETCH_HEAD];
    const size_t k = lmev__gzip_head(plain, sizeof plain, head, n);
    const bool tar = k >= TAR_HEAD && memcmp(plain + 257, "ustar", 5) == 0;
    return k == 0 || tar ? LMEV_OK : judge_plain(f, plain, k, err);
}

/* Where a module is expected. */
static lmev_status judge_archive(const lmev__fetch *f, const char *head, size_t n,
                                 lmev_error *err)
{
    if (head[0] == '\x1f') return judge_gzip(f, head, n, err);
    const lmev_status s = lmev__refuse_foreign(head, n, f->what, f->url, err);
    return s != LMEV_OK ? s
                        : lmev__fail(err, LMEV_ERR_FORMAT, f->url, 0,
                                     "the server does not send a gzip archive");
}

/* Where word vectors are expected, packed or not. */
static lmev_status judge_vectors(const lmev__fetch *f, const char *head, size_t n,
                                 lmev_error *err)
{
    const lmev__filetype *type = lmev__filetype_of(head, n);
    if (is_zip(head, n) &&
        type == lmev__filetype_of("PK\3\4", 4)) /* not one of its kinds */
        return LMEV_OK;
    return is_gzip(head, n) ? judge_gzip(f, head, n, err) : judge_plain(f, head, n, err);
}

/* ---- an archive ---- */

/* Download from the first address that has it; *url is allocated. */
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
        f.what = p->ref->file ? "word vectors" : "an archive";
        f.judge = p->ref->file ? judge_vectors : judge_archive;
        f.sha256 = p->o->sha256;
        if (k > 0)
            lmev__say(p->watch, LMEV_LEVEL_INFO, "%s: %s; trying %s", e.source, e.text,
                      at);
        lmev_status s = lmev__fetch_file(got, &f, &e);
        if (s == LMEV_OK) {
            *url = at;
            return LMEV_OK;
        }
        lmev__free(at);
        /* Report the first place's fault, unless it merely lacks the file and another
         * place had a wrong one. */
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

/* Plain word vectors are checked before they are moved into the tree: a kill during the
 * check then keeps the download. */
static lmev_status take_plain(const pull *p, lmev__tree *tree, lmev__json *files,
                              const lmev__fetched *got, lmev_error *err)
{
    if (p->ref->member)
        return lmev__fail(err, LMEV_ERR_PARAM, p->ref->file, 0,
                          "is not a zip archive, so it has no member '%s'",
                          p->ref->member);
    const lmev_status s = check(p, p->slot.part, err);
    return s == LMEV_OK ? adopt(tree, files, p->slot.part, p->ref->file, got, err) : s;
}

static lmev_status unpack(const pull *p, lmev__tree *tree, lmev__json *files,
                          lmev_error *err)
{
    char task[sizeof p->task];
    (void)snprintf(task, sizeof task, "unpacking %s", lmev__brief_of(p->ref->name).at);
    const lmev__unpacking job = {.archive = p->slot.part,
                                 .file = p->ref->file,
                                 .member = p->ref->member,
                                 .task = task,
                                 .max_bytes = p->max_bytes,
                                 .watch = p->watch};
    return lmev__unpack(tree, files, &job, err);
}

static bool is_packed(const char *path)
{
    char head[4] = "";
    const int fd = lmev__sys_open(path);
    const ssize_t n = fd < 0 ? 0 : lmev__sys_read(fd, head, sizeof head);
    lmev__close_quietly(fd);
    return n == 4 && (is_gzip(head, 4) || is_zip(head, 4));
}

/* *damaged: the download is broken, so another one may help. */
static lmev_status keep_archive(const pull *p, const char *url, const lmev__fetched *got,
                                bool *damaged, lmev_error *err)
{
    lmev__tree *tree = NULL;
    lmev__json *files = lmev__json_new_object();
    const bool plain = p->ref->file && !is_packed(p->slot.part);
    lmev_status s =
        files ? lmev__tree_begin(&tree, p->slot.fresh, err) : lmev__nomem(err, url);
    if (s == LMEV_OK)
        s = plain ? take_plain(p, tree, files, got, err) : unpack(p, tree, files, err);
    *damaged = s == LMEV_ERR_FORMAT;
    if (s == LMEV_OK && !plain) s = check_fresh(p, err);
    if (s == LMEV_OK) return publish(p, tree, files, url, got->sha256, err);
    lmev__json_free(files);
    lmev__tree_abort(tree);
    return s;
}

static lmev_status pull_archive(const pull *p, lmev_error *err)
{
    for (;;) {
        lmev__fetched got = {0};
        char *url = NULL;
        bool damaged = false;
        lmev_status s = fetch_archive(p, &got, &url, err);
        if (s != LMEV_OK) return s;
        s = keep_archive(p, url, &got, &damaged, err);
        lmev__free(url);
        if (s != LMEV_ERR_FORMAT && s != LMEV_ERR_MISMATCH)
            /* a full disk, or a member to be named: keep the download for the next
             * call */
            return s;
        (void)clear(p, NULL);
        if (!damaged || !got.resumed) return s;
        lmev__say(
            p->watch, LMEV_LEVEL_WARNING,
            "what an earlier download left is damaged; downloading all of it again");
    }
}

/* ---- a repository of Hugging Face ---- */

static const char *hf_endpoint(const pull *p)
{
    return p->o->hf_endpoint ? p->o->hf_endpoint : "https://huggingface.co";
}

/* The hint for what is not public, or absent. */
static void hint_closed(const pull *p, const lmev__json *list, lmev_error *err)
{
    const char *repo = p->ref->repo;
    if (lmev__json_string(lmev__json_get(list, "gated"),
                          NULL)) /* "auto", "manual"; else false */
        lmev__hint(err,
                   p->o->hf_token
                       ? "ask for access at https://huggingface.co/%.100s"
                       : "accept its conditions at https://huggingface.co/%.100s, and "
                         "set HF_TOKEN",
                   repo);
    else if (lmev__is_transformer_name(repo))
        lmev__hint(
            err, "check the spelling; by its name it is a transformer, which lmev cannot "
                 "read");
    else
        lmev__hint(err,
                   p->o->hf_token
                       ? "check the spelling, and what your HF_TOKEN may read"
                       : "check the spelling; for a private repository set HF_TOKEN");
}

/* The list of the repository's files, and its revision. */
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
    /* The list is downloaded each time; a part of the table stays. */
    f.to = p->slot.small;
    f.info = p->slot.small_info;
    (void)lmev__remove_file(f.to, NULL);
    lmev_status s = lmev__fetch_file(&got, &f, err);
    if (s == LMEV_ERR_NOTFOUND) hint_closed(p, NULL, err);
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

/* The files of a repository while they are downloaded. */
typedef struct repository {
    lmev__json *list, *files;
    lmev__tree *tree;
    char revision[65];
    size_t n;      /* files got */
    uint64_t left; /* bytes */
} repository;

static lmev_status fetch_one(const pull *p, repository *r, const char *name, bool table,
                             lmev_error *err)
{
    lmev__buf b = LMEV__BUF_INIT;
    lmev__fetched got;
    lmev__buf_printf(&b, "%s/%s/resolve/%s/%s", hf_endpoint(p), p->ref->repo, r->revision,
                     name);
    char *url = lmev__buf_text(&b);
    if (!url) return lmev__nomem(err, name);
    lmev__fetch f = fetch_of(p, url);
    f.token = p->o->hf_token;
    f.max_bytes = r->left;
    if (table) {
        f.what = "a table (safetensors)";
        f.judge = lmev__judge_table;
    } else { /* small: into its own file, to keep a part of the table */
        f.to = p->slot.small;
        f.info = p->slot.small_info;
    }
    lmev_status s = lmev__fetch_file(&got, &f, err);
    if (s == LMEV_ERR_NOTFOUND && got.closed) {
        /* Where the list shows that it could not be used, that is the error. */
        lmev_error why = {0};
        if (lmev__judge_list(r->list, p->ref->repo, &why) != LMEV_OK ||
            lmev__judge_names(r->list, p->ref->repo, &why) != LMEV_OK) {
            if (err) *err = why;
            s = why.status;
        } else
            hint_closed(p, r->list, err);
    }
    if (s == LMEV_OK) s = adopt(r->tree, r->files, f.to, name, &got, err);
    if (s == LMEV_OK) s = lmev__remove_file(f.info, err);
    lmev__free(url);
    if (s == LMEV_OK) r->left -= got.bytes;
    return s;
}

static lmev_status fetch_stage(const pull *p, repository *r, lmev__stage stage,
                               lmev_error *err)
{
    for (size_t i = 0; i < lmev__repository_n(r->list); i++) {
        const char *name = lmev__repository_file(r->list, i);
        if (!name || lmev__stage_of(name) != stage || lmev__json_get(r->files, name))
            continue;
        if (++r->n > FILES_MOST)
            return lmev__fail(err, LMEV_ERR_FORMAT, p->ref->repo, 0,
                              "has too many files");
        const lmev_status s = fetch_one(p, r, name, stage == LMEV__STAGE_TABLE, err);
        if (s != LMEV_OK) return s;
    }
    return LMEV_OK;
}

static bool lists(const lmev__json *list, const char *wanted)
{
    for (size_t i = 0; i < lmev__repository_n(list); i++) {
        const char *name = lmev__repository_file(list, i);
        if (name && strcmp(name, wanted) == 0) return true;
    }
    return false;
}

/* Each step is taken only if what is known by then allows it. */
static lmev_status fetch_files(const pull *p, repository *r, lmev_error *err)
{
    lmev_status s = lists(r->list, "modules.json")
                        ? LMEV_OK
                        : lmev__judge_list(r->list, p->ref->repo, err);
    if (s == LMEV_OK) s = fetch_stage(p, r, LMEV__STAGE_DECIDES, err);
    if (s == LMEV_OK) s = lmev__judge_small(p->slot.fresh, p->ref->repo, err);
    if (s == LMEV_OK) s = lmev__judge_names(r->list, p->ref->repo, err);
    for (lmev__stage k = LMEV__STAGE_TOKENIZER; s == LMEV_OK && k < LMEV__N_STAGES; k++)
        s = fetch_stage(p, r, k, err);
    return s == LMEV_OK ? check_fresh(p, err) : s;
}

static lmev_status pull_repository(const pull *p, lmev_error *err)
{
    repository r = {.left = p->max_bytes};
    char *url = NULL;
    lmev_status s = fetch_list(p, &r.list, r.revision, err);
    if (s != LMEV_OK) return s;
    lmev__buf b = LMEV__BUF_INIT;
    lmev__buf_printf(&b, "%s/%s/tree/%s", hf_endpoint(p), p->ref->repo, r.revision);
    if (!(url = lmev__buf_text(&b)) || !(r.files = lmev__json_new_object()))
        s = lmev__nomem(err, p->ref->repo);
    if (s == LMEV_OK) s = lmev__tree_begin(&r.tree, p->slot.fresh, err);
    if (s == LMEV_OK) s = fetch_files(p, &r, err);
    lmev__json_free(r.list);
    if (s == LMEV_OK)
        s = publish(p, r.tree, r.files, url, "", err);
    else {
        lmev__json_free(r.files);
        lmev__tree_abort(r.tree);
        if (s == LMEV_ERR_FORMAT || s == LMEV_ERR_MISMATCH) (void)clear(p, NULL);
    }
    lmev__free(url);
    return s;
}

/* ---- the whole ---- */

static lmev_status fill(const pull *p, lmev_error *err)
{
    lmev__lock *lock = NULL;
    lmev_status s = lmev__slot_check_lock(&p->slot, err);
    if (s == LMEV_OK) s = wait_for_lock(&lock, p, err);
    if (s != LMEV_OK) return s;
    /* The last holder of the lock may have downloaded it. */
    if (!lmev__slot_filled(&p->slot) || p->o->again) {
        s = lmev__slot_check(&p->slot, p->ref->handle, err);
        if (s == LMEV_OK) s = lmev__slot_begin(&p->slot, p->ref->handle, err);
        if (s == LMEV_OK)
            s = p->ref->source == LMEV__SOURCE_HF ? pull_repository(p, err)
                                                  : pull_archive(p, err);
    }
    if (s == LMEV_OK) s = clear(p, err);
    lmev__slot_end(&p->slot);
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
    (void)snprintf(p.task, sizeof p.task, "downloading %s", lmev__brief_of(ref->name).at);
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
    if ((lmev__is_file(p.slot.mark) || lmev__is_file(p.slot.lock)) &&
        lmev__slot_filled(&p.slot) && lmev__slot_check_lock(&p.slot, NULL) == LMEV_OK &&
        lmev__lock_take(&lock, p.slot.lock, NULL) == LMEV_OK) {
        (void)clear(&p, NULL);
        lmev__slot_end(&p.slot);
        lmev__lock_drop(lock);
    }
    lmev__slot_release(&p.slot);
}
