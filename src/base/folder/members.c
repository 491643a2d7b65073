/* members.c - files by their names, from a folder or from memory, see members.h.
 *
 * A set in memory has a handful of members, so names are looked up one after another. */
#include "base/folder/members.h"

#include <limits.h>
#include <stdio.h>
#include <string.h>

#include "base/error.h"
#include "base/io/filetype.h"
#include "base/mem.h"

#define JSON_MOST ((size_t)64 << 20) /* bytes, as from files */

lmev_status lmev__members_in(lmev__members *m, const lmev_member *member, size_t n,
                             lmev_error *err)
{
    if (n == 0) return lmev__fail(err, LMEV_ERR_PARAM, NULL, 0, "no member to read");
    for (size_t i = 0; i < n && n > 1; i++) {
        if (!member[i].name || !*member[i].name)
            return lmev__fail(err, LMEV_ERR_PARAM, NULL, 0, "member %zu has no name", i);
        for (size_t k = 0; k < i; k++)
            if (!strcmp(member[i].name, member[k].name))
                return lmev__fail(err, LMEV_ERR_PARAM, member[i].name, 0,
                                  "two members have this name");
    }
    *m = (lmev__members){.path = "", .member = member, .n = n};
    return LMEV_OK;
}

bool lmev__members_is_folder(const lmev__members *m)
{
    return m->member ? m->n > 1 : lmev__is_dir(m->path);
}

static const lmev_member *find(const lmev__members *m, const char *name)
{
    if (!name) return &m->member[0];
    for (size_t i = 0; i < m->n && m->n > 1; i++)
        if (!strcmp(m->member[i].name, name)) return &m->member[i];
    return NULL;
}

char *lmev__members_path(const lmev__members *m, const char *name)
{
    if (m->member && !name) name = m->member[0].name ? m->member[0].name : "memory";
    return name ? lmev__path_join(m->path, name) : lmev__strdup(m->path);
}

bool lmev__members_has(const lmev__members *m, const char *name)
{
    if (m->member) return find(m, name) != NULL;
    char path[PATH_MAX]; /* on the stack: this must not fail for want of memory */
    const int n = snprintf(path, sizeof path, "%s/%s", m->path, name);
    return n > 0 && (size_t)n < sizeof path && lmev__is_file(path);
}

static lmev_status borrow(lmev__map *map, const lmev_member *member, const char *wanted,
                          const char *path, lmev_error *err)
{
    if (!member)
        return lmev__fail(err, LMEV_ERR_NOTFOUND, path, 0, "is not among the members");
    const lmev_str b = member->bytes;
    const lmev_status s =
        wanted ? lmev__refuse_stand_in(b.at, b.n, wanted, path, err) : LMEV_OK;
    if (s == LMEV_OK)
        *map = (lmev__map){.at = b.n ? b.at : "", .n = b.n, .borrowed = true};
    return s;
}

lmev_status lmev__members_map(lmev__map *map, const lmev__members *m, const char *name,
                              const char *wanted, lmev_error *err)
{
    char *path = lmev__members_path(m, name);
    if (!path) return lmev__nomem(err, m->path);
    const lmev_status s = m->member ? borrow(map, find(m, name), wanted, path, err)
                          : wanted  ? lmev__map_part(map, path, wanted, err)
                                    : lmev__map_open(map, path, err);
    lmev__free(path);
    return s;
}

lmev_status lmev__members_json(lmev__json **out, const lmev__members *m, const char *name,
                               lmev_error *err)
{
    char *path = lmev__members_path(m, name);
    if (!path) return lmev__nomem(err, m->path);
    lmev__map map = {0};
    lmev_status s = LMEV_OK;
    if (!m->member)
        s = lmev__json_read(out, path, err);
    else if ((s = borrow(&map, find(m, name), "JSON", path, err)) == LMEV_OK)
        s = map.n > JSON_MOST ? lmev__fail(err, LMEV_ERR_FORMAT, path, 0,
                                           "is larger than %zu bytes", JSON_MOST)
                              : lmev__json_parse(out, map.at, map.n, path, 0, err);
    lmev__free(path);
    return s;
}

lmev_status lmev__members_stream(lmev__stream **out, const lmev__members *m,
                                 lmev_error *err)
{
    if (!m->member) return lmev__stream_open(out, m->path, NULL, err);
    char *path = lmev__members_path(m, NULL);
    const lmev_str b = m->member[0].bytes;
    const lmev_status s = path ? lmev__stream_on(out, b.at, b.n, b.n ? b.n : 1, path, err)
                               : lmev__nomem(err, "memory");
    lmev__free(path);
    return s;
}

/* The name without its folder, when it lies directly in that. */
static const char *name_in(const char *name, const char *folder)
{
    const size_t n = strlen(folder);
    if (strncmp(name, folder, n) != 0 || name[n] != '/') return NULL;
    return name[n + 1] && !strchr(name + n + 1, '/') ? name + n + 1 : NULL;
}

lmev_status lmev__members_list(char ***names, size_t *n, const lmev__members *m,
                               const char *folder, lmev_error *err)
{
    if (!m->member) {
        char *path = lmev__members_path(m, folder);
        if (!path) return lmev__nomem(err, m->path);
        const lmev_status s = lmev__list_dir(names, n, path, err);
        lmev__free(path);
        return s;
    }
    char **list = lmev__calloc(m->n, sizeof *list);
    size_t found = 0;
    for (size_t i = 0; list && i < m->n; i++) {
        const char *name = name_in(m->member[i].name, folder);
        if (name && !(list[found++] = lmev__strdup(name))) {
            lmev__free_names(list, found);
            list = NULL;
        }
    }
    if (!list) return lmev__nomem(err, folder);
    *names = list;
    *n = found;
    return LMEV_OK;
}
