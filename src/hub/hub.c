/* hub.c - the public functions of lmev/hub.h, put together from the files beside it:
 * catalogue.c says what a name means, cache.c where the model lies, pull.c downloads
 * it. */
#include "lmev/hub.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/error.h"
#include "base/io/io.h"
#include "base/mem.h"
#include "hub/cache.h"
#include "hub/catalogue.h"
#include "hub/pull.h"

void lmev_hub_entry_release(lmev_hub_entry *e)
{
    if (!e) return;
    lmev__free(e->name);
    lmev__free(e->handle);
    lmev__free(e->path);
    lmev__free(e->language);
    *e = (lmev_hub_entry){0};
}

static lmev_status find(lmev_hub_entry *out, const lmev__ref *ref,
                        const lmev_hub_options *o, const char *model, lmev_error *err)
{
    lmev_status s = lmev__cache_find(out, ref, o, err);
    if (s != LMEV_OK || out->path) return s;
    lmev__fail(err, LMEV_ERR_NOTFOUND, NULL, 0, "the model '%s' is not on this machine",
               model);
    lmev__hint(err, "pull the model, which downloads it");
    return LMEV_ERR_NOTFOUND;
}

static const lmev_hub_options no_options;

lmev_status lmev_hub_find(lmev_hub_entry *out, const char *model,
                          const lmev_hub_options *o, lmev_error *err)
{
    lmev__ref ref;
    *out = (lmev_hub_entry){.normalize = -1};
    lmev_status s = lmev__resolve(&ref, model, err);
    if (s != LMEV_OK) return s;
    s = find(out, &ref, o ? o : &no_options, model, err);
    lmev__ref_release(&ref);
    return s;
}

/* Was the model unpacked from the archive that the caller wants? Other programs record no
 * digest of what they put into the caches; their models are not taken on trust. */
static lmev_status check_digest(const lmev_hub_entry *e, const char *wanted,
                                lmev_error *err)
{
    if (strcasecmp(wanted, e->sha256) == 0) return LMEV_OK;
    if (e->sha256[0])
        lmev__fail(err, LMEV_ERR_MISMATCH, e->path, 0,
                   "is here, but was unpacked from an archive with sha256 %s", e->sha256);
    else
        lmev__fail(err, LMEV_ERR_MISMATCH, e->path, 0,
                   "is here, but the sha256 of its archive was not recorded");
    lmev__hint(err, e->sha256[0] ? "pull the model with the option 'again'"
                                 : "move the folder away, then pull the model");
    return LMEV_ERR_MISMATCH;
}

static lmev_status pull(lmev_hub_entry *out, const lmev__ref *ref, const char *model,
                        const lmev_hub_options *o, const lmev_watch *watch,
                        lmev_error *err)
{
    const bool path = ref->source == LMEV__SOURCE_PATH;
    if (o->sha256 && ref->source != LMEV__SOURCE_ARCHIVE)
        return lmev__fail(err, LMEV_ERR_PARAM, NULL, 0,
                          "'%s' is not an archive, so it has no sha256", model);
    lmev_status s = find(out, ref, o, model, err);
    if (s == LMEV_OK && !path && !o->again)
        lmev__pull_tidy(ref, o);
    else if (s == LMEV_ERR_NOTFOUND || (s == LMEV_OK && !path)) {
        lmev_hub_entry_release(out);
        s = lmev__pull(ref, o, watch, err);
        if (s == LMEV_OK) s = find(out, ref, o, model, err);
    }
    return s == LMEV_OK && o->sha256 ? check_digest(out, o->sha256, err) : s;
}

lmev_status lmev_hub_pull(lmev_hub_entry *out, const char *model,
                          const lmev_hub_options *o, const lmev_watch *watch,
                          lmev_error *err)
{
    lmev__ref ref;
    *out = (lmev_hub_entry){.normalize = -1};
    lmev_status s = lmev__resolve(&ref, model, err);
    if (s != LMEV_OK) return s;
    s = pull(out, &ref, model, o ? o : &no_options, watch, err);
    lmev__ref_release(&ref);
    return s;
}

lmev_status lmev_hub_verify(const char *model, const lmev_hub_options *o, lmev_error *err)
{
    lmev__ref ref;
    lmev_status s = lmev__resolve(&ref, model, err);
    if (s != LMEV_OK) return s;
    s = lmev__cache_verify(&ref, o ? o : &no_options, err);
    lmev__ref_release(&ref);
    return s;
}

/* ---- the list ---- */

typedef struct entries {
    lmev_hub_entry *at;
    size_t n, room;
} entries;

static lmev_status add(entries *e, const char *model, const lmev_hub_options *o,
                       lmev_error *err)
{
    lmev__ref ref;
    lmev_hub_entry found;
    lmev_status s = lmev__resolve(&ref, model, err);
    if (s != LMEV_OK) return s;
    s = lmev__cache_find(&found, &ref, o, err);
    lmev__ref_release(&ref);
    if (s != LMEV_OK) return s;
    if (!lmev__grow(&e->at, &e->room, e->n + 1, sizeof *e->at)) {
        lmev_hub_entry_release(&found);
        return lmev__nomem(err, "the list of models");
    }
    e->at[e->n++] = found;
    return LMEV_OK;
}

static bool listed(const entries *e, const char *handle)
{
    for (size_t i = 0; i < e->n; i++)
        if (strcmp(e->at[i].handle, handle) == 0) return true;
    return false;
}

static int by_name(const void *a, const void *b)
{
    const lmev_hub_entry *x = a, *y = b;
    int order = strcmp(x->name, y->name);
    return order ? order : strcmp(x->handle, y->handle);
}

lmev_status lmev_hub_list(lmev_hub_entry **out, size_t *n,
                          const lmev_hub_options *options, lmev_error *err)
{
    const lmev_hub_options *o = options ? options : &no_options;
    entries e = {0};
    char **handles = NULL;
    size_t n_handles = 0;
    lmev_status s = LMEV_OK;
    for (size_t i = 0; s == LMEV_OK && i < lmev__n_catalogue; i++)
        s = add(&e, lmev__catalogue[i], o, err);
    if (s == LMEV_OK) s = lmev__cache_handles(&handles, &n_handles, o, err);
    for (size_t i = 0; s == LMEV_OK && i < n_handles; i++) {
        lmev__ref ref;
        if (lmev__resolve(&ref, handles[i], NULL) != LMEV_OK)
            continue; /* a cache may hold what we could not have put there */
        bool old = listed(&e, ref.handle);
        lmev__ref_release(&ref);
        if (!old) s = add(&e, handles[i], o, err);
    }
    lmev__free_names(handles, n_handles);
    if (s != LMEV_OK) {
        lmev_hub_list_free(e.at, e.n);
        return s;
    }
    qsort(e.at, e.n, sizeof *e.at, by_name);
    *out = e.at;
    *n = e.n;
    return LMEV_OK;
}

void lmev_hub_list_free(lmev_hub_entry *list, size_t n)
{
    for (size_t i = 0; i < n; i++) lmev_hub_entry_release(&list[i]);
    lmev__free(list);
}
