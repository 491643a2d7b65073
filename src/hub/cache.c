/* cache.c - the caches of this machine.
 *
 * TF-Hub's: <sha1 of the handle>/ with <sha1>.descriptor.txt beside it, as tensorflow_hub
 * writes and reads them. Our own files are called <sha1>.lmev.*, which it ignores.
 * kagglehub's: models/OWNER/MODEL/FRAMEWORK/VARIATION/VERSION/ with VERSION.complete.
 * Hugging Face's: hub/models--OWNER--NAME/{refs/main, snapshots/REVISION/, blobs/}, where
 * a large file of a snapshot is a link to a blob named by its sha256.
 *
 * Cost: finding takes a few stat calls and the sizes of the folder's files; verifying
 * reads all of them. Not here: downloading (pull.c). */
#include "hub/cache.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/error.h"
#include "base/folder/owned.h"
#include "base/hash.h"
#include "base/io/io.h"
#include "base/mem.h"
#include "hub/repository.h"

#define WALK_DEPTH        32
#define FILES_MOST        10000 /* of a model, as in unpack.c */
#define RECORD_SUFFIX     ".lmev.json"
#define DESCRIPTOR_SUFFIX ".descriptor.txt"
/* "lmev" and zeros where tensorflow_hub has a random number: the lock makes one enough,
 * and what a killed process left is found by its name. */
#define FRESH_SUFFIX ".6c6d6576000000000000000000000000.tmp"

const char *lmev__cache_dir(const lmev_hub_options *o)
{
    return o->cache_dir ? o->cache_dir : "cache/tfhub";
}

/* ---- places ---- */

/* dir/name and suffix; NULL when out of memory. */
static char *place(const char *dir, const char *name, const char *suffix)
{
    lmev__buf b = LMEV__BUF_INIT;
    lmev__buf_puts(&b, dir);
    lmev__buf_putc(&b, '/');
    lmev__buf_puts(&b, name);
    lmev__buf_puts(&b, suffix);
    return lmev__buf_text(&b);
}

void lmev__slot_release(lmev__slot *s)
{
    if (!s) return;
    lmev__free(s->folder);
    lmev__free(s->descriptor);
    lmev__free(s->record);
    lmev__free(s->lock);
    lmev__free(s->part);
    lmev__free(s->part_info);
    lmev__free(s->small);
    lmev__free(s->small_info);
    lmev__free(s->fresh);
    lmev__free(s->mark);
    *s = (lmev__slot){0};
}

lmev_status lmev__slot_open(lmev__slot *slot, const char *cache_dir, const char *handle,
                            lmev_error *err)
{
    char sha1[41], url[41];
    lmev__sha1(handle, strlen(handle), sha1);
    lmev__sha1(handle, strcspn(handle, "#"), url);
    lmev__slot s = {.folder = place(cache_dir, sha1, ""),
                    .descriptor = place(cache_dir, sha1, DESCRIPTOR_SUFFIX),
                    .record = place(cache_dir, sha1, RECORD_SUFFIX),
                    .lock = place(cache_dir, url, ".lmev.lock"),
                    .part = place(cache_dir, url, ".lmev.part"),
                    .part_info = place(cache_dir, url, ".lmev.part.json"),
                    .small = place(cache_dir, url, ".lmev.small"),
                    .small_info = place(cache_dir, url, ".lmev.small.json"),
                    .fresh = place(cache_dir, url, FRESH_SUFFIX),
                    .mark = place(cache_dir, url, ".lmev.unfinished")};
    if (!s.folder || !s.descriptor || !s.record || !s.lock || !s.part || !s.part_info ||
        !s.small || !s.small_info || !s.fresh || !s.mark) {
        lmev__slot_release(&s);
        return lmev__nomem(err, handle);
    }
    *slot = s;
    return LMEV_OK;
}

/* A folder that is not empty and not partly removed. */
static bool filled(const char *path)
{
    char **names = NULL;
    size_t n = 0;
    bool whole = true;
    if (!path || !lmev__is_dir(path) || lmev__list_dir(&names, &n, path, NULL) != LMEV_OK)
        return false;
    for (size_t i = 0; i < n; i++) whole &= strcmp(names[i], LMEV__UNFINISHED) != 0;
    lmev__free_names(names, n);
    return n > 0 && whole;
}

bool lmev__slot_filled(const lmev__slot *slot)
{
    return filled(slot->folder);
}

lmev_status lmev__model_in(char **path, const char *folder, lmev_error *err)
{
    char **names = NULL, *only = NULL;
    size_t n = 0;
    lmev_status s = lmev__list_dir(&names, &n, folder, err);
    if (s != LMEV_OK) return s;
    if (n == 1 && (only = lmev__path_join(folder, names[0])) && !lmev__is_file(only)) {
        lmev__free(only);
        only = NULL;
    }
    lmev__free_names(names, n);
    *path = only ? only : lmev__strdup(folder);
    return *path ? LMEV_OK : lmev__nomem(err, folder);
}

/* ---- walking a folder ---- */

typedef lmev_status (*visitor)(void *self, const char *path, const char *name,
                               uint64_t bytes, lmev_error *err);

/* Visit every file below top/inside (inside "": top itself); name is relative to top.
 * Links to files are followed (Hugging Face's snapshots are made of them), those to
 * folders are not: two that lead back to their own folder would have no end. */
static lmev_status walk(const char *top, const char *inside, int depth, visitor visit,
                        void *self, lmev_error *err)
{
    char **names = NULL,
         *folder = *inside ? lmev__path_join(top, inside) : lmev__strdup(top);
    size_t n = 0;
    lmev_status s =
        folder ? lmev__list_dir(&names, &n, folder, err) : lmev__nomem(err, top);
    for (size_t i = 0; s == LMEV_OK && i < n; i++) {
        struct stat st, link;
        char *name = *inside ? place(inside, names[i], "") : lmev__strdup(names[i]);
        char *path = lmev__path_join(folder, names[i]);
        if (!name || !path)
            s = lmev__nomem(err, top);
        else if (stat(path, &st) != 0)
            ; /* a link to nothing, or removed in the meantime */
        else if (!S_ISDIR(st.st_mode))
            s = visit(self, path, name, st.st_size > 0 ? (uint64_t)st.st_size : 0, err);
        else if (depth > 0 && lstat(path, &link) == 0 && !S_ISLNK(link.st_mode))
            s = walk(top, name, depth - 1, visit, self, err);
        lmev__free(path);
        lmev__free(name);
    }
    lmev__free_names(names, n);
    lmev__free(folder);
    return s;
}

struct size {
    uint64_t bytes;
    size_t files;
};

static lmev_status add_size(void *self, const char *path, const char *name,
                            uint64_t bytes, lmev_error *err)
{
    struct size *size = self;
    (void)name;
    size->bytes += bytes;
    return ++size->files <= FILES_MOST
               ? LMEV_OK
               : lmev__fail(err, LMEV_ERR_FORMAT, path, 0, "more files than a model has");
}

/* 0: unknown, as for a folder with more files than a model has. */
static uint64_t size_of(const char *path)
{
    struct size size = {0};
    struct stat st;
    if (lmev__is_dir(path))
        return walk(path, "", WALK_DEPTH, add_size, &size, NULL) == LMEV_OK ? size.bytes
                                                                            : 0;
    return stat(path, &st) == 0 && st.st_size > 0 ? (uint64_t)st.st_size : 0;
}

/* ---- the record ---- */

lmev_status lmev__record_write(const lmev__slot *slot, const char *handle,
                               const char *url, const char *sha256, lmev__json *files,
                               lmev_error *err)
{
    lmev__json *record = lmev__json_new_object();
    bool ok =
        lmev__json_set(record, "handle", lmev__json_new_string(handle)) &&
        lmev__json_set(record, "url", lmev__json_new_string(url)) &&
        lmev__json_set(record, "sha256", lmev__json_new_string(*sha256 ? sha256 : NULL));
    if (!ok) lmev__json_free(files);
    ok = ok && lmev__json_set(record, "files", files);
    char *text = ok ? lmev__json_dump(record, 2) : NULL;
    lmev__json_free(record);
    lmev_status s = text ? lmev__write_file(slot->record, text, strlen(text), err)
                         : lmev__nomem(err, handle);
    lmev__free(text);
    if (s != LMEV_OK) return s;

    char host[256] = "", date[64] = "", *lines;
    time_t now = time(NULL);
    struct tm tm;
    (void)gethostname(host, sizeof host - 1);
    if (localtime_r(&now, &tm))
        (void)strftime(date, sizeof date, "%Y-%m-%d %H:%M:%S", &tm);
    lmev__buf b = LMEV__BUF_INIT;
    lmev__buf_printf(&b,
                     "Module: %s\nDownload Time: %s\nDownloader Hostname: %s (PID:%ld)",
                     handle, date, host, (long)getpid());
    if (!(lines = lmev__buf_text(&b))) return lmev__nomem(err, handle);
    s = lmev__write_file(slot->descriptor, lines, strlen(lines), err);
    lmev__free(lines);
    return s;
}

static bool hex(const char *s, size_t n)
{
    return s && strlen(s) == n && strspn(s, "0123456789abcdef") == n;
}

/* ---- finding ---- */

/* *path: the filled folder of a handle in TF-Hub's cache, and its archive's digest; or
 * NULL. */
static lmev_status find_tfhub(char **path, char sha256[65], const char *cache_dir,
                              const char *handle, lmev_error *err)
{
    lmev__slot slot;
    lmev_status s = lmev__slot_open(&slot, cache_dir, handle, err);
    if (s != LMEV_OK) return s;
    if (lmev__slot_filled(&slot)) {
        lmev__json *record = NULL;
        *path = slot.folder;
        slot.folder = NULL;
        if (lmev__is_file(slot.record) &&
            lmev__json_read(&record, slot.record, NULL) == LMEV_OK) {
            const char *digest =
                lmev__json_string(lmev__json_get(record, "sha256"), NULL);
            if (hex(digest, 64)) memcpy(sha256, digest, 65);
        }
        lmev__json_free(record);
    }
    lmev__slot_release(&slot);
    return LMEV_OK;
}

/* google/nnlm/tensorFlow2/es-dim50/1 in kagglehub's cache, whatever the framework's
 * case. */
static char *find_kaggle(const char *kaggle_dir, const char *name)
{
    char **names = NULL, *found = NULL;
    size_t n = 0, model = strlen("google/nnlm");
    size_t framework = strcspn(name + model + 1, "/");
    lmev__buf b = LMEV__BUF_INIT;
    lmev__buf_printf(&b, "%s/models/%.*s", kaggle_dir, (int)model, name);
    char *folder = lmev__buf_text(&b);
    if (folder && lmev__is_dir(folder) &&
        lmev__list_dir(&names, &n, folder, NULL) == LMEV_OK)
        for (size_t i = 0; i < n && !found; i++) {
            if (strlen(names[i]) != framework ||
                strncasecmp(names[i], name + model + 1, framework) != 0)
                continue;
            char *at = place(folder, names[i], name + model + 1 + framework);
            lmev__buf_printf(&b, "%s.complete", at ? at : "");
            char *mark = lmev__buf_text(&b);
            if (at && mark && filled(at) && lmev__is_file(mark))
                found = at;
            else
                lmev__free(at);
            lmev__free(mark);
        }
    lmev__free_names(names, n);
    lmev__free(folder);
    return found;
}

static bool has(const char *folder, const char *name)
{
    char *path = lmev__path_join(folder, name);
    bool there = path && lmev__is_file(path);
    lmev__free(path);
    return there;
}

static bool has_table(const char *folder)
{
    return has(folder, "model.safetensors") ||
           has(folder, "0_StaticEmbedding/model.safetensors");
}

/* The snapshot of OWNER/NAME that refs/main names, or the only one; NULL: none with a
 * table. */
static char *find_snapshot(const char *hf_home, const char *repo)
{
    lmev__buf b = LMEV__BUF_INIT;
    const char *slash = strchr(repo, '/');
    lmev__buf_printf(&b, "%s/hub/models--%.*s--%s", hf_home, (int)(slash - repo), repo,
                     slash + 1);
    char *base = lmev__buf_text(&b),
         *snapshots = base ? lmev__path_join(base, "snapshots") : NULL;
    char *ref = base ? lmev__path_join(base, "refs/main") : NULL, *revision = NULL,
         *found = NULL;
    size_t n = 0;
    if (ref && lmev__is_file(ref) &&
        lmev__read_file(&revision, &n, ref, 200, NULL) == LMEV_OK)
        revision[strcspn(revision, " \t\r\n")] = '\0';
    if (snapshots && !revision && lmev__is_dir(snapshots)) {
        char **names = NULL;
        if (lmev__list_dir(&names, &n, snapshots, NULL) == LMEV_OK) {
            if (n == 1) revision = lmev__strdup(names[0]);
            lmev__free_names(names, n);
        }
    }
    if (snapshots && revision && *revision && *revision != '.' && !strchr(revision, '/'))
        found = lmev__path_join(snapshots, revision);
    if (found && !has_table(found)) {
        lmev__free(found);
        found = NULL;
    }
    lmev__free(revision);
    lmev__free(ref);
    lmev__free(snapshots);
    lmev__free(base);
    return found;
}

static lmev_status locate(char **path, char sha256[65], const lmev__ref *ref,
                          const lmev_hub_options *o, lmev_error *err)
{
    *path = NULL;
    if (ref->source == LMEV__SOURCE_PATH)
        return (*path = lmev__strdup(ref->path)) ? LMEV_OK : lmev__nomem(err, ref->path);
    lmev_status s = find_tfhub(path, sha256, lmev__cache_dir(o), ref->spelled, err);
    if (s == LMEV_OK && !*path && strcmp(ref->spelled, ref->handle) != 0)
        s = find_tfhub(path, sha256, lmev__cache_dir(o), ref->handle, err);
    if (s == LMEV_OK && !*path && ref->kaggle && o->kaggle_dir)
        *path = find_kaggle(o->kaggle_dir, ref->kaggle);
    if (s == LMEV_OK && !*path && ref->repo && o->hf_home)
        *path = find_snapshot(o->hf_home, ref->repo);
    return s;
}

static bool copy(char **to, const char *from)
{
    *to = from ? lmev__strdup(from) : NULL;
    return *to || !from;
}

lmev_status lmev__cache_find(lmev_hub_entry *out, const lmev__ref *ref,
                             const lmev_hub_options *o, lmev_error *err)
{
    lmev_hub_entry e = {
        .dim = ref->dim, .normalize = ref->normalize, .bytes = ref->bytes};
    lmev_status s = locate(&e.path, e.sha256, ref, o, err);
    if (s == LMEV_OK && e.path && ref->source == LMEV__SOURCE_ARCHIVE) {
        char *folder = e.path;
        e.path = NULL;
        s = lmev__model_in(&e.path, folder, err);
        lmev__free(folder);
    }
    if (s == LMEV_OK && (!copy(&e.name, ref->name) || !copy(&e.handle, ref->handle) ||
                         !copy(&e.language, ref->language)))
        s = lmev__nomem(err, ref->name);
    if (s != LMEV_OK) {
        lmev_hub_entry_release(&e);
        return s;
    }
    if (e.path) e.bytes = size_of(e.path);
    *out = e;
    return LMEV_OK;
}

/* ---- verifying ---- */

static lmev_status differs(lmev_error *err, const char *path, const char *how)
{
    lmev__fail(err, LMEV_ERR_MISMATCH, path, 0, "%s", how);
    lmev__hint(err, "pull the model with the option 'again'");
    return LMEV_ERR_MISMATCH;
}

static lmev_status check_file(void *self, const char *path, const char *name,
                              uint64_t bytes, lmev_error *err)
{
    lmev__json *file = lmev__json_get(self, name);
    const char *wanted = lmev__json_string(lmev__json_get(file, "sha256"), NULL);
    char digest[65];
    if (!wanted) {
        const lmev_status s =
            differs(err, path, "was not there when the model was pulled");
        lmev__hint(err, "move it out of the model's folder");
        return s;
    }
    if ((uint64_t)lmev__json_int(lmev__json_get(file, "bytes")) != bytes)
        return differs(err, path, "has another length than when the model was pulled");
    lmev_status s = lmev__sha256_file(path, digest, err);
    if (s != LMEV_OK) return s;
    return strcmp(digest, wanted) == 0
               ? LMEV_OK
               : differs(err, path, "has another sha256 than when the model was pulled");
}

static lmev_status verify_record(const char *folder, lmev__json *files, lmev_error *err)
{
    lmev_status s = walk(folder, "", WALK_DEPTH, check_file, files, err);
    for (void *it = lmev__json_first(files); s == LMEV_OK && it;
         it = lmev__json_next(files, it)) {
        char *path = lmev__path_join(folder, lmev__json_it_key(it));
        if (!path)
            s = lmev__nomem(err, folder);
        else if (!lmev__is_file(path))
            s = differs(err, path, "is missing");
        lmev__free(path);
    }
    return s;
}

/* A file of a snapshot whose blob is called by its sha256; the others are git's. */
static lmev_status check_blob(void *self, const char *path, const char *name,
                              uint64_t bytes, lmev_error *err)
{
    char target[4096], digest[65];
    ssize_t n = readlink(path, target, sizeof target - 1);
    (void)name, (void)bytes;
    if (n <= 0) return LMEV_OK;
    target[n] = '\0';
    const char *slash = strrchr(target, '/'), *blob = slash ? slash + 1 : target;
    if (!hex(blob, 64)) return LMEV_OK;
    *(size_t *)self += 1;
    lmev_status s = lmev__sha256_file(path, digest, err);
    if (s != LMEV_OK || strcmp(digest, blob) == 0) return s;
    lmev__fail(err, LMEV_ERR_MISMATCH, path, 0, "its sha256 is not the name of its blob");
    lmev__hint(err, "remove the blob and get it again");
    return LMEV_ERR_MISMATCH;
}

lmev_status lmev__cache_verify(const lmev__ref *ref, const lmev_hub_options *o,
                               lmev_error *err)
{
    char *path = NULL, sha256[65] = "", *record_path = NULL;
    lmev__json *record = NULL;
    size_t n = 0;
    lmev_status s = locate(&path, sha256, ref, o, err);
    if (s != LMEV_OK) return s;
    if (!path) {
        lmev__fail(err, LMEV_ERR_NOTFOUND, NULL, 0, "'%s' is not on this machine",
                   ref->name);
        lmev__hint(err, "pull the model, which downloads it");
        return LMEV_ERR_NOTFOUND;
    }
    lmev__buf b = LMEV__BUF_INIT;
    lmev__buf_puts(&b, path);
    lmev__buf_puts(&b, RECORD_SUFFIX);
    record_path = lmev__buf_text(&b);
    if (!record_path)
        s = lmev__nomem(err, path);
    else if (ref->source != LMEV__SOURCE_PATH && lmev__is_file(record_path)) {
        s = lmev__json_read(&record, record_path, err);
        if (s == LMEV_OK) s = verify_record(path, lmev__json_get(record, "files"), err);
        lmev__json_free(record);
        n = 1;
    } else if (ref->repo)
        s = walk(path, "", WALK_DEPTH, check_blob, &n, err);
    if (s == LMEV_OK && n == 0) {
        s = lmev__fail(err, LMEV_ERR_NOTFOUND, path, 0,
                       "no digests were recorded for it");
        lmev__hint(err, "only models that lmev pulled into the cache can be verified");
    }
    lmev__free(record_path);
    lmev__free(path);
    return s;
}

/* ---- what the caches hold ---- */

typedef struct list {
    char **at;
    size_t n, room;
} list;

static bool append(list *l, char *taken)
{
    if (!taken || !lmev__grow(&l->at, &l->room, l->n + 1, sizeof *l->at)) {
        lmev__free(taken);
        return false;
    }
    l->at[l->n++] = taken;
    return true;
}

/* The handle that a record or descriptor names, if it is that of the folder sha1. */
static char *handle_of(const char *dir, const char *name, size_t stem)
{
    char *path = lmev__path_join(dir, name), *text = NULL, *handle = NULL, sha1[41];
    lmev__json *record = NULL;
    size_t n = 0;
    if (path && strcmp(name + stem, RECORD_SUFFIX) == 0) {
        if (lmev__json_read(&record, path, NULL) == LMEV_OK) {
            const char *s = lmev__json_string(lmev__json_get(record, "handle"), NULL);
            handle = s ? lmev__strdup(s) : NULL;
        }
    } else if (path && lmev__read_file(&text, &n, path, 65536, NULL) == LMEV_OK &&
               strncmp(text, "Module: ", 8) == 0)
        handle = lmev__strndup(text + 8, strcspn(text + 8, "\r\n"));
    if (handle) lmev__sha1(handle, strlen(handle), sha1);
    if (handle && (strncmp(sha1, name, 40) != 0)) {
        lmev__free(handle);
        handle = NULL;
    }
    lmev__json_free(record);
    lmev__free(text);
    lmev__free(path);
    return handle;
}

static lmev_status list_tfhub(list *l, const char *dir, lmev_error *err)
{
    char **names = NULL;
    size_t n = 0;
    if (!lmev__is_dir(dir)) return LMEV_OK;
    lmev_status s = lmev__list_dir(&names, &n, dir, err);
    for (size_t i = 0; s == LMEV_OK && i < n; i++) {
        size_t stem = strcspn(names[i], ".");
        if (stem != 40 || (strcmp(names[i] + stem, RECORD_SUFFIX) != 0 &&
                           strcmp(names[i] + stem, DESCRIPTOR_SUFFIX) != 0))
            continue;
        char sha1[41];
        memcpy(sha1, names[i], 40);
        sha1[40] = '\0';
        char *folder = lmev__path_join(dir, sha1), *handle = NULL;
        if (filled(folder) && (handle = handle_of(dir, names[i], stem)) &&
            !append(l, handle))
            s = lmev__nomem(err, dir);
        lmev__free(folder);
    }
    lmev__free_names(names, n);
    return s;
}

static lmev_status list_hf(list *l, const char *hf_home, lmev_error *err)
{
    static const char prefix[] = "models--";
    char **names = NULL, *hub = lmev__path_join(hf_home, "hub");
    size_t n = 0;
    if (!hub) return lmev__nomem(err, hf_home);
    lmev_status s = lmev__is_dir(hub) ? lmev__list_dir(&names, &n, hub, err) : LMEV_OK;
    for (size_t i = 0; s == LMEV_OK && i < n; i++) {
        char *gap = strncmp(names[i], prefix, sizeof prefix - 1) == 0
                        ? strstr(names[i] + sizeof prefix - 1, "--")
                        : NULL;
        if (!gap) continue;
        lmev__buf b = LMEV__BUF_INIT;
        lmev__buf_add(&b, names[i] + sizeof prefix - 1,
                      (size_t)(gap - names[i]) - (sizeof prefix - 1));
        lmev__buf_printf(&b, "/%s", gap + 2);
        char *repo = lmev__buf_text(&b),
             *snapshot = repo ? find_snapshot(hf_home, repo) : NULL;
        if (snapshot && lmev__judge_small(snapshot, repo, NULL) == LMEV_OK) {
            lmev__buf_printf(&b, "https://huggingface.co/%s", repo);
            if (!append(l, lmev__buf_text(&b))) s = lmev__nomem(err, hub);
        }
        lmev__free(snapshot);
        lmev__free(repo);
    }
    lmev__free_names(names, n);
    lmev__free(hub);
    return s;
}

lmev_status lmev__cache_handles(char ***handles, size_t *n, const lmev_hub_options *o,
                                lmev_error *err)
{
    list l = {0};
    lmev_status s = list_tfhub(&l, lmev__cache_dir(o), err);
    if (s == LMEV_OK && o->hf_home) s = list_hf(&l, o->hf_home, err);
    if (s != LMEV_OK) {
        lmev__free_names(l.at, l.n);
        return s;
    }
    *handles = l.at;
    *n = l.n;
    return LMEV_OK;
}
