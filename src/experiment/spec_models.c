/* spec_models.c - the list of models of a spec: handles, or mappings that describe one.
 *
 * Every model gets a name, by which results, folders and tables call it, so names are
 * unique. Not here: resolving handles, which is lm's. */
#include <stdio.h>
#include <string.h>

#include "base/mem.h"
#include "experiment/spec_load.h"

#define MODELS_MAX 1000

static void clear(lmev_model_spec *m)
{
    lmev__free(m->name);
    lmev__free(m->handle);
    *m = (lmev_model_spec){0};
}

void lmev__spec_models_clear(lmev_spec *spec)
{
    for (size_t i = 0; i < spec->n_models; i++) clear(&spec->model[i]);
    lmev__free(spec->model);
    spec->model = NULL;
    spec->n_models = 0;
}

static lmev_status read_scratch(lmev__loader *L, lmev_scratch_params *p,
                                const lmev__yaml *map)
{
    if (map->kind != LMEV__YAML_MAP)
        return lmev__spec_wrong(L, map, "scratch", "a mapping");
    for (size_t i = 0; i < map->n; i++) {
        const char *known[8] = {0};
        char name[64];
        size_t k, n = lmev__n_scratch_keys;
        for (k = 0; k < n && strcmp(lmev__scratch_keys[k].path, map->key[i]); k++)
            known[k] = lmev__scratch_keys[k].path; /* all of them when it is unknown */
        lmev_status s;
        if (k == n) {
            s = LMEV__FAULT(L, map->key_line[i], "unknown key '%.80s' in 'scratch'",
                            map->key[i]);
            const char *near = lmev__nearest(map->key[i], known, n);
            if (near) lmev__hint(L->err, "did you mean '%s'?", near);
            return s;
        }
        const lmev__key *key = &lmev__scratch_keys[k];
        snprintf(name, sizeof name, "scratch.%s", key->path);
        s = key->kind == LMEV__KEY_BOOL
                ? lmev__spec_bool(L, p, key, name, map->item[i])
                : lmev__spec_number(L, p, key, name, map->item[i]);
        if (s != LMEV_OK) return s;
    }
    return LMEV_OK;
}

/* A handle as it is given; a path that says so ('./' or '../') becomes relative to the
 * file. */
static lmev_status read_handle(lmev__loader *L, char **handle, const lmev__yaml *node)
{
    const char *s = node->kind == LMEV__YAML_SCALAR ? node->text : "";
    bool path = !strncmp(s, "./", 2) || !strncmp(s, "../", 3);
    return lmev__spec_string(L, handle, path ? LMEV__KEY_PATH : LMEV__KEY_STRING,
                             "models", node);
}

static lmev_status read_mapping(lmev__loader *L, lmev_model_spec *m,
                                const lmev__yaml *map)
{
    static const char *const known[] = {"scratch", "handle", "name"};
    bool scratch = false;
    for (size_t i = 0; i < map->n; i++) {
        const char *key = map->key[i];
        lmev_status s;
        if (!strcmp(key, "scratch")) {
            s = read_scratch(L, &m->scratch, map->item[i]);
            scratch = true;
        } else if (!strcmp(key, "handle")) {
            s = read_handle(L, &m->handle, map->item[i]);
        } else if (!strcmp(key, "name")) {
            s = lmev__spec_string(L, &m->name, LMEV__KEY_NAME, "models name",
                                  map->item[i]);
        } else {
            s = LMEV__FAULT(L, map->key_line[i], "unknown key '%.80s' in a model", key);
            const char *near = lmev__nearest(key, known, 3);
            if (near) lmev__hint(L->err, "did you mean '%s'?", near);
        }
        if (s != LMEV_OK) return s;
    }
    if (scratch == (m->handle != NULL)) {
        lmev_status s =
            LMEV__FAULT(L, map->line,
                        scratch ? "a model has both 'scratch' and 'handle'"
                                : "a model has neither 'scratch' nor 'handle'");
        lmev__hint(L->err,
                   "write {scratch: {dim: 50}, name: mine} or {handle: URL, name: mine}");
        return s;
    }
    return LMEV_OK;
}

/* scratch50n; of a handle its last part that is not a version number. */
static lmev_status default_name(lmev__loader *L, lmev_model_spec *m)
{
    if (!m->handle) {
        char name[64];
        snprintf(name, sizeof name, "scratch%u%s", m->scratch.dim,
                 m->scratch.normalize ? "n" : "");
        m->name = lmev__strdup(name);
        return m->name ? LMEV_OK : lmev__nomem(L->err, L->source);
    }
    size_t end = strlen(m->handle), begin = 0;
    for (int part = 0; part < 2; part++) {
        while (end && m->handle[end - 1] == '/') end--;
        for (begin = end; begin && m->handle[begin - 1] != '/'; begin--)
            ;
        if (begin == 0 || strspn(m->handle + begin, "0123456789") < end - begin) break;
        end = begin;
    }
    char *text = lmev__strndup(m->handle + begin, end - begin);
    if (!text) return lmev__nomem(L->err, L->source);
    const lmev__yaml node = {
        .kind = LMEV__YAML_SCALAR, .quoted = true, .line = m->line, .text = text};
    lmev_status s =
        lmev__spec_string(L, &m->name, LMEV__KEY_NAME, "name made of the handle", &node);
    if (s == LMEV_ERR_FORMAT || s == LMEV_ERR_PARAM)
        lmev__hint(L->err, "name the model: {handle: ..., name: mine}");
    lmev__free(text);
    return s;
}

static lmev_status read_model(lmev__loader *L, lmev_model_spec *m, const lmev__yaml *node)
{
    lmev_status s;
    m->line = L->from_set ? 0 : node->line;
    m->scratch = lmev_scratch_params_default();
    if (node->kind == LMEV__YAML_MAP)
        s = read_mapping(L, m, node);
    else
        s = read_handle(L, &m->handle, node);
    if (s == LMEV_OK && !m->name) s = default_name(L, m);
    return s;
}

lmev_status lmev__spec_models(lmev__loader *L, const lmev__yaml *node)
{
    lmev_spec *spec = L->spec;
    if (node->kind != LMEV__YAML_LIST)
        return lmev__spec_wrong(L, node, "models", "a list");
    if (node->n < 1 || node->n > MODELS_MAX)
        return LMEV__FAULT(L, node->line, "'models' must have 1 to %d entries, found %zu",
                           MODELS_MAX, node->n);
    lmev__spec_models_clear(spec);
    if (!(spec->model = lmev__calloc(node->n, sizeof *spec->model)))
        return lmev__nomem(L->err, L->source);
    for (size_t i = 0; i < node->n; i++) {
        lmev_model_spec *m = &spec->model[i];
        spec->n_models = i + 1;
        lmev_status s = read_model(L, m, node->item[i]);
        if (s != LMEV_OK) return s;
        for (size_t k = 0; k < i; k++) {
            if (strcmp(spec->model[k].name, m->name)) continue;
            s = LMEV__FAULT(L, node->item[i]->line, "two models are called '%.80s'",
                            m->name);
            lmev__hint(L->err,
                       "give one of them another name: {scratch: {...}, name: mine}");
            return s;
        }
    }
    return LMEV_OK;
}
