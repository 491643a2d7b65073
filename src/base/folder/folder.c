/* folder.c - folders that appear complete or not at all; see folder.h.
 *
 * Cost: the files are written once and read once for their sha256. Not here: what the
 * files mean (lm/native.c, classifier/classifier_save.c). */
#include "base/folder/folder.h"

#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "base/error.h"
#include "base/hash.h"
#include "base/io/filetype.h"
#include "base/io/unfinished.h"
#include "base/mem.h"
#include "base/utf8.h"

#define DIGEST 16 /* hex digits that stand for the rest of a long name */

/* dir/.BASEsuffix, or NULL when out of memory. A BASE that leaves no room for the rest is
 * cut after a character, and the beginning of its sha256 tells it from others. */
static char *sibling(const char *path, const char *suffix)
{
    const char *slash = strrchr(path, '/'), *base = slash ? slash + 1 : path;
    const size_t n = strlen(base), most = NAME_MAX - 1 - strlen(suffix);
    size_t kept = n;
    lmev__buf b = LMEV__BUF_INIT;
    if (slash) lmev__buf_add(&b, path, (size_t)(base - path));
    lmev__buf_putc(&b, '.');
    if (n > most)
        for (kept = most - 1 - DIGEST; kept > 0 && (base[kept] & 0xC0) == 0x80;) kept--;
    lmev__buf_add(&b, base, kept);
    if (n > most) {
        char hex[65];
        lmev__sha256 h;
        lmev__sha256_begin(&h);
        lmev__sha256_add(&h, base, n);
        lmev__sha256_end(&h, hex);
        lmev__buf_printf(&b, "-%.*s", DIGEST, hex);
    }
    lmev__buf_puts(&b, suffix);
    return lmev__buf_text(&b);
}

/* path without slashes at its end and, where it is a link, what that leads to. */
static lmev_status place_of(char **place, const char *path, const char *what,
                            lmev_error *err)
{
    size_t n = strlen(path);
    while (n > 1 && path[n - 1] == '/') n--;
    if (n == 0 || (n == 1 && path[0] == '/'))
        return lmev__fail(err, LMEV_ERR_PARAM, path, 0, "a %s needs a folder's name",
                          what);
    char *given = lmev__strndup(path, n);
    *place = given ? lmev__followed(given) : NULL;
    lmev__free(given);
    return *place ? LMEV_OK : lmev__nomem(err, path);
}

/* fresh or old: only what we left there may go. */
static lmev_status check_sibling(const char *sibling, const char *path,
                                 const lmev__owned *owned, lmev_error *err)
{
    const lmev_status s = lmev__owned_check(owned, sibling, true, err);
    if (s == LMEV_ERR_IO)
        lmev__hint(err, "move it away: lmev needs this name while it writes '%s'",
                   lmev__brief_of(path).at);
    return s;
}

/* The folder that is meant by `asked`, and its siblings; after a failure some may be
 * NULL. */
static lmev_status names_of(char **path, char **fresh, char **old, const char *asked,
                            const char *what, lmev_error *err)
{
    const lmev_status s = place_of(path, asked, what, err);
    if (s != LMEV_OK) return s;
    *fresh = sibling(*path, ".new");
    *old = sibling(*path, ".old");
    return *fresh && *old ? LMEV_OK : lmev__nomem(err, asked);
}

static lmev_status check_all(const char *path, const char *fresh, const char *old,
                             const lmev__owned *owned, lmev_error *err)
{
    lmev_status s = lmev__owned_check(owned, path, false, err);
    if (s == LMEV_OK) s = check_sibling(old, path, owned, err);
    return s == LMEV_OK ? check_sibling(fresh, path, owned, err) : s;
}

/* Those above it that are there are folders. */
static lmev_status check_above(const char *path, lmev_error *err)
{
    struct stat st;
    char *at = lmev__path_dir(path), *up = NULL;
    while (at && stat(at, &st) != 0 && (up = lmev__path_dir(at)) && strcmp(up, at) != 0) {
        lmev__free(at);
        at = up;
        up = NULL;
    }
    lmev_status s = at ? LMEV_OK : lmev__nomem(err, path);
    if (s == LMEV_OK && stat(at, &st) == 0 && !S_ISDIR(st.st_mode)) {
        s = lmev__fail(err, LMEV_ERR_IO, at, 0,
                       "is a file, and a folder in it is to be made");
        lmev__hint(err, "name another folder, or move the file away");
    }
    lmev__free(at);
    lmev__free(up);
    return s;
}

lmev_status lmev__folder_may(const char *path, const lmev__owned *owned, lmev_error *err)
{
    char *place = NULL, *fresh = NULL, *old = NULL;
    lmev_status s = names_of(&place, &fresh, &old, path, owned->what, err);
    if (s == LMEV_OK) s = check_above(place, err);
    if (s == LMEV_OK) s = check_all(place, fresh, old, owned, err);
    lmev__free(place);
    lmev__free(fresh);
    lmev__free(old);
    return s;
}

/* The folder is there and locked. Its name may go to another place between our two calls:
 * that of another writer, who has just published it. */
static lmev_status take_fresh(lmev__lock **lock, const char *fresh, lmev_error *err)
{
    lmev_status s = LMEV_OK;
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

/* The file that makes fresh ours while it is not complete. */
static lmev_status mark_fresh(const lmev__folder *f, lmev_error *err)
{
    char *path = lmev__path_join(f->fresh, LMEV__UNFINISHED);
    const lmev_status s =
        path ? lmev__write_file(path, "", 0, err) : lmev__nomem(err, f->path);
    lmev__free(path);
    return s;
}

lmev_status lmev__folder_begin(lmev__folder *f, const char *path,
                               const lmev__owned *owned, lmev_error *err)
{
    char *fresh = NULL;
    *f = (lmev__folder){.owned = owned};
    lmev_status s = names_of(&f->path, &fresh, &f->old, path, owned->what, err);
    if (s == LMEV_OK && !(f->files = lmev__json_new_object())) s = lmev__nomem(err, path);
    if (s == LMEV_OK) s = check_all(f->path, fresh, f->old, owned, err);
    if (s == LMEV_OK) {
        lmev__unfinished_add_empty(fresh);
        s = take_fresh(&f->lock, fresh, err);
        if (s == LMEV_OK)
            s = check_sibling(fresh, f->path, owned, err); /* nobody writes it now */
        lmev__unfinished_done(fresh);
    }
    /* fresh is named last: lmev__folder_end removes it, and only what we may remove. */
    if (s == LMEV_OK) {
        f->fresh = fresh;
        lmev__unfinished_add(fresh);
    } else
        lmev__free(fresh);
    if (s == LMEV_OK) s = lmev__owned_empty(owned, f->fresh, err);
    return s == LMEV_OK ? mark_fresh(f, err) : s;
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

/* The mark of an unfinished folder goes; from here on it is told by its own. */
static lmev_status unmark_fresh(const lmev__folder *f, lmev_error *err)
{
    char *path = lmev__path_join(f->fresh, LMEV__UNFINISHED);
    const lmev_status s = path ? lmev__remove_file(path, err) : lmev__nomem(err, f->path);
    lmev__free(path);
    return s;
}

lmev_status lmev__folder_publish(lmev__folder *f, lmev_error *err)
{
    struct stat st;
    if (!lmev__lock_holds(f->lock, f->fresh)) {
        lmev__fail(err, LMEV_ERR_IO, f->fresh, 0,
                   "was moved or removed while it was written");
        lmev__hint(err, "write it again, and leave its folder alone meanwhile");
        return LMEV_ERR_IO;
    }
    /* Hours may have passed since the beginning: what is there now counts. */
    lmev_status s = lmev__owned_check(f->owned, f->path, false, err);
    if (s == LMEV_OK) s = unmark_fresh(f, err);
    if (s == LMEV_OK && stat(f->path, &st) == 0) {
        (void)chmod(f->fresh, st.st_mode & 0777); /* what was private stays so */
        /* By way of the name old, since the name fresh may be another writer's from then
         * on. */
        s = check_sibling(f->old, f->path, f->owned, err);
        if (s == LMEV_OK) s = lmev__owned_remove(f->owned, f->old, err);
        if (s != LMEV_OK) return s;
        lmev__unfinished_add(f->old);
        s = lmev__rename(f->fresh, f->old, err);
        if (s == LMEV_OK) s = lmev__exchange(f->old, f->path, f->fresh, err);
        (void)lmev__owned_remove(f->owned, f->old,
                                 NULL); /* the next writing would, too */
        lmev__unfinished_done(f->old);
    } else if (s == LMEV_OK) {
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
    if (f->fresh && lmev__lock_holds(f->lock, f->fresh))
        (void)lmev__owned_remove(f->owned, f->fresh, NULL);
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

lmev_status lmev__folder_map(lmev__map *m, const lmev__members *from, const char *name,
                             const char *what, const lmev__json *files, bool hash,
                             lmev_error *err)
{
    const lmev__json *file = lmev__json_get(files, name);
    const lmev__json *bytes = lmev__json_get(file, "bytes");
    const char *wanted = lmev__json_string(lmev__json_get(file, "sha256"), NULL);
    char *path = lmev__members_path(from, name);
    if (!path) return lmev__nomem(err, from->path);
    lmev_status s = LMEV_OK;
    char how[80] = "", hex[65];
    lmev__map map = {0};
    if (!wanted || !bytes || lmev__json_kind(bytes) != LMEV__JSON_INT)
        snprintf(how, sizeof how, "config.json does not hold its size and sha256");
    else
        s = lmev__members_map(&map, from, name, "the file of config.json", err);
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
