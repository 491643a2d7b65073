/* folder.c - folders that appear complete or not at all; see folder.h.
 *
 * Cost: the files are written once and read once for their sha256. Not here: what the files
 * mean (lm/native.c, model/save.c). */
#include "base/folder.h"

#include <stdio.h>
#include <string.h>

#include "base/error.h"
#include "base/filetype.h"
#include "base/hash.h"
#include "base/mem.h"
#include "base/text.h"
#include "base/unfinished.h"

/* dir/.BASEsuffix, or NULL when out of memory. */
static char *sibling(const char *path, const char *suffix)
{
    const char *slash = strrchr(path, '/');
    lmev__buf b = LMEV__BUF_INIT;
    if (slash) lmev__buf_add(&b, path, (size_t)(slash - path) + 1);
    lmev__buf_putc(&b, '.');
    lmev__buf_puts(&b, slash ? slash + 1 : path);
    lmev__buf_puts(&b, suffix);
    return lmev__buf_text(&b);
}

static bool listed(const char *name, const char *const *ours)
{
    for (; *ours; ours++)
        if (!strcmp(name, *ours)) return true;
    return false;
}

lmev_status lmev__folder_may(const char *path, const char *what, const char *const *ours,
                             lmev_error *err)
{
    if (!lmev__is_dir(path)) {
        if (!lmev__is_file(path)) return LMEV_OK;
        lmev__fail(err, LMEV_ERR_IO, path, 0, "a file stands where the %s is to go", what);
        lmev__hint(err, "name another folder, or remove the file");
        return LMEV_ERR_IO;
    }
    char **name = NULL;
    size_t n = 0;
    lmev_status s = lmev__list_dir(&name, &n, path, err);
    if (s != LMEV_OK) return s;
    for (size_t i = 0; i < n && s == LMEV_OK; i++)
        if (!listed(name[i], ours)) {
            s = lmev__fail(err, LMEV_ERR_IO, path, 0,
                           "the folder holds '%s', which is no part of a %s",
                           lmev__brief_of(name[i]).at,
                           what);
            lmev__hint(err, "name another folder, or empty this one");
        }
    lmev__free_names(name, n);
    return s;
}

/* The folder is there and locked. Its name may go to another place between our two calls:
 * that of another writer, who has just published it. */
static lmev_status take_fresh(lmev__lock **lock, const char *fresh, lmev_error *err)
{
    lmev_status s = LMEV_OK;
    if (!lmev__is_dir(fresh)) s = lmev__remove_tree(fresh, err); /* a file or a link */
    for (int tries = 0; s == LMEV_OK && tries < 100; tries++) {
        if ((s = lmev__mkdirs(fresh, err)) != LMEV_OK) break;
        s = lmev__lock_folder(lock, fresh, err);
        if (s != LMEV_ERR_NOTFOUND) break;
        s = LMEV_OK;
    }
    if (s == LMEV_OK && !*lock)
        s = lmev__fail(err, LMEV_ERR_BUSY, fresh, 0, "is in use by another process");
    if (s != LMEV_OK && s != LMEV_ERR_BUSY) lmev__remove_empty_dir(fresh);
    return s;
}

/* Remove what a killed writer has left in the folder. */
static lmev_status empty(const char *folder, lmev_error *err)
{
    char **name = NULL;
    size_t n = 0;
    lmev_status s = lmev__list_dir(&name, &n, folder, err);
    for (size_t i = 0; i < n && s == LMEV_OK; i++) {
        char *path = lmev__path_join(folder, name[i]);
        s = path ? lmev__remove_tree(path, err) : lmev__nomem(err, folder);
        lmev__free(path);
    }
    lmev__free_names(name, n);
    return s;
}

lmev_status lmev__folder_begin(lmev__folder *f, const char *path, const char *what,
                               const char *const *ours, lmev_error *err)
{
    *f = (lmev__folder){.what = what};
    size_t n = strlen(path);
    while (n > 1 && path[n - 1] == '/') n--;
    if (n == 0 || (n == 1 && path[0] == '/'))
        return lmev__fail(err, LMEV_ERR_PARAM, path, 0, "a %s needs a folder's name", what);
    lmev_status s = LMEV_OK;
    char *given = lmev__strndup(path, n);
    char *own = given ? lmev__followed(given) : NULL; /* a link stays, what it leads to is replaced */
    lmev__free(given);
    f->path = own;
    if (own) {
        f->old = sibling(own, ".old");
        f->files = lmev__json_new_object();
    }
    if (!f->old || !f->files) s = lmev__nomem(err, path);
    if (s == LMEV_OK) s = lmev__folder_may(own, what, ours, err);
    /* fresh is named last: lmev__folder_end removes it, and only what we may remove. */
    char *fresh = s == LMEV_OK ? sibling(own, ".new") : NULL;
    if (s == LMEV_OK && !fresh) s = lmev__nomem(err, path);
    if (s == LMEV_OK) s = take_fresh(&f->lock, fresh, err);
    if (f->lock) {
        f->fresh = fresh;
        lmev__unfinished_add(fresh);
    } else
        lmev__free(fresh);
    return s == LMEV_OK ? empty(f->fresh, err) : s;
}

lmev_status lmev__folder_record(lmev__folder *f, const char *name, lmev_error *err)
{
    char *path = lmev__path_join(f->fresh, name);
    if (!path) return lmev__nomem(err, name);
    lmev__map m;
    lmev_status s = lmev__map_open(&m, path, err);
    lmev__free(path);
    if (s != LMEV_OK) return s;
    char hex[65];
    lmev__sha256 h;
    lmev__sha256_begin(&h);
    lmev__sha256_add(&h, m.at, m.n);
    lmev__sha256_end(&h, hex);
    const int64_t bytes = (int64_t)m.n;
    lmev__map_close(&m);

    lmev__json *file = lmev__json_new_object();
    bool ok = file && lmev__json_set(file, "bytes", lmev__json_new_int(bytes)) &&
              lmev__json_set(file, "sha256", lmev__json_new_string(hex));
    if (!ok) lmev__json_free(file);
    ok = ok && lmev__json_set(f->files, name, file);
    return ok ? LMEV_OK : lmev__nomem(err, name);
}

static lmev_status write_in_fresh(lmev__folder *f, const char *name, const lmev__buf *b,
                                  lmev_error *err)
{
    if (b->failed) return lmev__nomem(err, name);
    char *path = lmev__path_join(f->fresh, name);
    if (!path) return lmev__nomem(err, name);
    lmev_status s = lmev__write_file(path, b->at, b->n, err);
    lmev__free(path);
    return s;
}

lmev_status lmev__folder_text(lmev__folder *f, const char *name, const lmev__buf *b,
                              lmev_error *err)
{
    lmev_status s = write_in_fresh(f, name, b, err);
    return s == LMEV_OK ? lmev__folder_record(f, name, err) : s;
}

lmev_status lmev__folder_config(lmev__folder *f, lmev__json *config, lmev_error *err)
{
    bool ok = lmev__json_set(config, "files", f->files); /* takes it, also on failure */
    f->files = NULL;
    char *text = ok ? lmev__json_dump(config, 2) : NULL;
    if (!text) return lmev__nomem(err, LMEV__CONFIG_FILE);
    lmev__buf b = LMEV__BUF_INIT;
    lmev__buf_puts(&b, text);
    lmev__buf_putc(&b, '\n');
    lmev_status s = write_in_fresh(f, LMEV__CONFIG_FILE, &b, err);
    lmev__buf_free(&b);
    lmev__free(text);
    return s;
}

lmev_status lmev__folder_publish(lmev__folder *f, lmev_error *err)
{
    lmev_status s = LMEV_OK;
    if (lmev__is_dir(f->path)) {
        /* By way of the name old, since the name fresh may be another writer's from then on. */
        if ((s = lmev__remove_tree(f->old, err)) != LMEV_OK) return s;
        lmev__unfinished_add(f->old);
        s = lmev__rename(f->fresh, f->old, err);
        if (s == LMEV_OK) s = lmev__exchange(f->old, f->path, f->fresh, err);
        lmev__remove_tree(f->old, NULL); /* the next writing would, too */
        lmev__unfinished_done(f->old);
    } else {
        s = lmev__rename(f->fresh, f->path, err);
    }
    if (s != LMEV_OK) return s;
    lmev__unfinished_done(f->fresh);
    lmev__free(f->fresh);
    f->fresh = NULL;
    return LMEV_OK;
}

void lmev__folder_end(lmev__folder *f)
{
    if (f->fresh) lmev__remove_tree(f->fresh, NULL);
    lmev__unfinished_done(f->fresh);
    lmev__lock_drop(f->lock);
    lmev__free(f->path);
    lmev__free(f->fresh);
    lmev__free(f->old);
    lmev__json_free(f->files);
    *f = (lmev__folder){0};
}

void lmev__folder_hint(lmev_error *err, const char *what)
{
    lmev__hint(err, "copy the folder again, or make the %s anew", what);
}

lmev_status lmev__folder_damaged(lmev_error *err, const char *file, const char *what,
                                 const char *how)
{
    lmev__fail(err, LMEV_ERR_FORMAT, file, 0, "damaged %s: %s", what, how);
    lmev__folder_hint(err, what);
    return LMEV_ERR_FORMAT;
}

lmev_status lmev__folder_map(lmev__map *m, const char *folder, const char *name,
                             const char *what, const lmev__json *files, bool hash,
                             lmev_error *err)
{
    const lmev__json *file = lmev__json_get(files, name);
    const lmev__json *bytes = lmev__json_get(file, "bytes");
    const char *wanted = lmev__json_string(lmev__json_get(file, "sha256"), NULL);
    char *path = lmev__path_join(folder, name);
    if (!path) return lmev__nomem(err, folder);
    lmev_status s = LMEV_OK;
    char how[80] = "", hex[65];
    lmev__map map = {0};
    if (!wanted || !bytes || lmev__json_kind(bytes) != LMEV__JSON_INT)
        snprintf(how, sizeof how, "config.json does not tell its size and sha256");
    else
        s = lmev__map_part(&map, path, "the file of config.json", err);
    if (s == LMEV_ERR_NOTFOUND) snprintf(how, sizeof how, "the file is missing");
    if (s == LMEV_OK && !how[0] && (uint64_t)lmev__json_int(bytes) != map.n)
        snprintf(how, sizeof how, "%zu bytes, config.json says %lld", map.n,
                 (long long)lmev__json_int(bytes));
    if (s == LMEV_OK && !how[0] && hash) {
        lmev__sha256 h;
        lmev__sha256_begin(&h);
        lmev__sha256_add(&h, map.at, map.n);
        lmev__sha256_end(&h, hex);
        if (strcmp(hex, wanted) != 0)
            snprintf(how, sizeof how, "its sha256 is not the one in config.json");
    }
    if (how[0]) {
        lmev__map_close(&map);
        s = lmev__folder_damaged(err, path, what, how);
    } else if (s == LMEV_OK) {
        *m = map;
    }
    lmev__free(path);
    return s;
}
