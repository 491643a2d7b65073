/* generations.c - see generations.h. The order is that of epochs and steps, not that of
 * the names: "epoch-002-0000003" is newer than "epoch-002". */
#include "base/folder/generations.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "base/folder/owned.h"
#include "base/io/io.h"
#include "base/mem.h"

typedef struct generation {
    uint32_t epoch;
    uint64_t step;
} generation;

static void put_name(char *to, size_t room, const lmev__generations *kind, generation g)
{
    if (g.step)
        (void)snprintf(to, room, "epoch-%03u-%07llu%s", g.epoch,
                       (unsigned long long)g.step, kind->suffix);
    else
        (void)snprintf(to, room, "epoch-%03u%s", g.epoch, kind->suffix);
}

/* A name is one of ours if it is written as we would write it. */
static bool read_name(const char *name, const lmev__generations *kind, generation *g)
{
    char again[96], *end;
    if (strncmp(name, "epoch-", 6) != 0) return false;
    const unsigned long epoch = strtoul(name + 6, &end, 10);
    if (epoch >= UINT32_MAX) return false;
    g->epoch = (uint32_t)epoch;
    g->step = *end == '-' ? strtoull(end + 1, NULL, 10) : 0;
    put_name(again, sizeof again, kind, *g);
    return strcmp(again, name) == 0;
}

bool lmev__generation_named(const lmev__generations *kind, const char *name)
{
    generation g;
    return read_name(name, kind, &g);
}

static char *path_of(const lmev__generations *kind, const char *dir, generation g)
{
    char name[96];
    put_name(name, sizeof name, kind, g);
    return lmev__path_join(dir, name);
}

char *lmev__generation_path(const lmev__generations *kind, const char *dir,
                            uint32_t epoch, uint64_t step)
{
    return path_of(kind, dir, (generation){epoch, step});
}

/* Below 0: a is the newer one. */
static int newest_first(const void *a, const void *b)
{
    const generation *x = a, *y = b;
    if (x->epoch != y->epoch) return x->epoch < y->epoch ? 1 : -1;
    return (x->step < y->step) - (x->step > y->step);
}

/* The generations in dir, the newest first; an absent folder has none. */
static lmev_status list(const lmev__generations *kind, const char *dir, generation **out,
                        size_t *n, lmev_error *err)
{
    char **name = NULL;
    size_t n_names = 0;
    *out = NULL;
    *n = 0;
    if (!lmev__is_dir(dir)) return LMEV_OK;
    lmev_status s = lmev__list_dir(&name, &n_names, dir, err);
    if (s != LMEV_OK) return s;
    generation *g = lmev__calloc(n_names, sizeof *g);
    for (size_t i = 0; g && i < n_names; i++) *n += read_name(name[i], kind, &g[*n]);
    lmev__free_names(name, n_names);
    if (!g) return lmev__nomem(err, "checkpoints");
    qsort(g, *n, sizeof *g, newest_first);
    *out = g;
    return LMEV_OK;
}

void lmev__generations_prune(const lmev__generations *kind, const char *dir,
                             uint32_t epoch, uint64_t step, uint32_t best,
                             const char *spare)
{
    const generation now = {epoch, step};
    generation *g;
    size_t n, kept = 0;
    if (list(kind, dir, &g, &n, NULL) != LMEV_OK) return;
    for (size_t i = 0; i < n; i++) {
        /* One that is newer than now was of no use when training went on. */
        if (newest_first(&g[i], &now) >= 0 && kept++ < kind->keep) continue;
        if (best > 0 && g[i].epoch == best && g[i].step == 0) continue;
        char *path = path_of(kind, dir, g[i]);
        const bool ours =
            path && lmev__is_regular(path) && (!kind->ours || kind->ours(path));
        if (ours && spare)
            (void)lmev__rename(path, spare, NULL);
        else if (ours)
            (void)lmev__remove_file(path, NULL);
        lmev__free(path);
    }
    lmev__free(g);
}

lmev_status lmev__generations_resume(const lmev__generations *kind, const char *dir,
                                     lmev__generation_load *load, void *self, bool *found,
                                     size_t *tried, const lmev_watch *watch,
                                     lmev_error *err)
{
    generation *g;
    size_t n, i = 0;
    bool good = false;
    lmev_status s = list(kind, dir, &g, &n, err);
    for (; s == LMEV_OK && !good && i < n; i++) {
        lmev_error why = {0};
        char *path = path_of(kind, dir, g[i]);
        s = path ? load(self, path, &why) : lmev__nomem(&why, dir);
        good = s == LMEV_OK;
        if (s == LMEV_ERR_FORMAT) { /* going back costs time and changes no bit */
            lmev__say(watch, LMEV_LEVEL_WARNING, "checkpoint '%s' cannot be used: %s; %s",
                      path, why.text,
                      i + 1 < n ? "going back to the one before" : "starting over");
            s = LMEV_OK;
        } else if (s != LMEV_OK && err) {
            *err = why;
        }
        lmev__free(path);
    }
    lmev__free(g);
    if (s != LMEV_OK) return s;
    *found = good;
    *tried = i;
    return LMEV_OK;
}
