/* spec_models.c - the list of models of a spec: handles, or mappings that describe one.
 *
 * Every model gets a name, by which results, folders and tables call it, so names are
 * unique. Not here: finding and opening models (models.c). */
#include <stdio.h>
#include <string.h>

#include "base/io/io.h"
#include "base/mem.h"
#include "base/utf8.h"
#include "runs/spec/spec_load.h"

#define MODELS_MAX 1000

static void clear(lmev_model_spec *m)
{
    lmev__free(m->name);
    lmev__free(m->handle);
    lmev__free(m->path);
    lmev__free(m->combiner);
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
            s = LMEV__FAULT(L, map->key_line[i], "unknown key '%s' in 'scratch'",
                            lmev__brief_of(map->key[i]).at);
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

/* A model by one text. It is a path when it says so ('./', '../', '/') or when something
 * of that name stands beside the spec; else a name of the catalogue, a handle or a
 * URL. */
static lmev_status read_handle(lmev__loader *L, lmev_model_spec *m,
                               const lmev__yaml *node)
{
    const char *s = node->kind == LMEV__YAML_SCALAR ? node->text : "";
    bool path = *s == '/' || !strncmp(s, "./", 2) || !strncmp(s, "../", 3);
    if (!path && *s && !strstr(s, "://")) {
        char *beside = lmev__path_join(L->dir, s);
        if (!beside) return lmev__nomem(L->err, L->source);
        path = lmev__is_file(beside) || lmev__is_dir(beside);
        lmev__free(beside);
    }
    return path ? lmev__spec_string(L, &m->path, LMEV__KEY_PATH, "models", node)
                : lmev__spec_string(L, &m->handle, LMEV__KEY_STRING, "models", node);
}

static lmev_status read_choice(lmev__loader *L, lmev_choice *choice, const char *name,
                               const lmev__yaml *node)
{
    bool yes = false;
    const lmev__key key = {.kind = LMEV__KEY_BOOL, .size = sizeof yes};
    const lmev_status s = lmev__spec_bool(L, &yes, &key, name, node);
    if (s == LMEV_OK) *choice = yes ? LMEV_CHOICE_YES : LMEV_CHOICE_NO;
    return s;
}

static lmev_status read_combiner(lmev__loader *L, char **combiner, const lmev__yaml *node)
{
    static const char *const known[] = {"sum", "mean", "sqrtn", "sentence"};
    for (int i = 0; node->kind == LMEV__YAML_SCALAR && i < 4; i++)
        if (!strcmp(node->text, known[i]))
            return lmev__spec_string(L, combiner, LMEV__KEY_STRING, "combiner", node);
    return lmev__spec_wrong(L, node, "combiner", "sum, mean, sqrtn or sentence");
}

static lmev_status read_member(lmev__loader *L, lmev_model_spec *m, const char *key,
                               long line, const lmev__yaml *node)
{
    static const char *const known[] = {"scratch", "handle",    "path",    "name",
                                        "lower",   "normalize", "combiner"};
    if (!strcmp(key, "scratch")) return read_scratch(L, &m->scratch, node);
    if (!strcmp(key, "handle")) return read_handle(L, m, node);
    if (!strcmp(key, "path"))
        return lmev__spec_string(L, &m->path, LMEV__KEY_PATH, "models path", node);
    if (!strcmp(key, "name"))
        return lmev__spec_string(L, &m->name, LMEV__KEY_NAME, "models name", node);
    if (!strcmp(key, "lower")) return read_choice(L, &m->lower, "models lower", node);
    if (!strcmp(key, "normalize"))
        return read_choice(L, &m->normalize, "models normalize", node);
    if (!strcmp(key, "combiner")) return read_combiner(L, &m->combiner, node);
    lmev_status s =
        LMEV__FAULT(L, line, "unknown key '%s' in a model", lmev__brief_of(key).at);
    const char *near = lmev__nearest(key, known, sizeof known / sizeof *known);
    if (near) lmev__hint(L->err, "did you mean '%s'?", near);
    return s;
}

static lmev_status read_mapping(lmev__loader *L, lmev_model_spec *m,
                                const lmev__yaml *map)
{
    int scratch = 0, other = 0, options = 0;
    for (size_t i = 0; i < map->n; i++) {
        const lmev_status s =
            read_member(L, m, map->key[i], map->key_line[i], map->item[i]);
        if (s != LMEV_OK) return s;
        scratch += !strcmp(map->key[i], "scratch");
        other += !strcmp(map->key[i], "handle") || !strcmp(map->key[i], "path");
        options += !strcmp(map->key[i], "lower") || !strcmp(map->key[i], "normalize") ||
                   !strcmp(map->key[i], "combiner");
    }
    const int given = scratch + other;
    if (given == 1 && !(scratch && options)) return LMEV_OK;
    lmev_status s = LMEV__FAULT(
        L, map->line,
        given == 1 ? "'lower', 'normalize' and 'combiner' are for pretrained models"
        : given    ? "a model has more than one of 'scratch', 'handle' and 'path'"
                   : "a model has neither 'scratch' nor 'handle' nor 'path'");
    lmev__hint(L->err, given == 1 ? "write {scratch: {dim: 50, normalize: true}}"
                                  : "write {scratch: {dim: 50}, name: mine}, {handle: "
                                    "URL, name: mine} or {path: FILE, name: mine}");
    return s;
}

/* The last part of a handle or path that is no version number. */
static lmev_status last_part(lmev__loader *L, lmev_model_spec *m, const char *from)
{
    size_t end = strlen(from), begin = 0;
    for (int part = 0; part < 2; part++) {
        while (end && from[end - 1] == '/') end--;
        for (begin = end; begin && from[begin - 1] != '/'; begin--);
        if (begin == 0 || strspn(from + begin, "0123456789") < end - begin) break;
        end = begin;
    }
    char *text = lmev__strndup(from + begin, end - begin);
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

/* scratch50n, or the last part of the handle or path. */
static lmev_status default_name(lmev__loader *L, lmev_model_spec *m)
{
    if (m->handle || m->path) return last_part(L, m, m->handle ? m->handle : m->path);
    char name[64];
    snprintf(name, sizeof name, "scratch%u%s", m->scratch.dim,
             m->scratch.normalize ? "n" : "");
    m->name = lmev__strdup(name);
    return m->name ? LMEV_OK : lmev__nomem(L->err, L->source);
}

static lmev_status read_model(lmev__loader *L, lmev_model_spec *m, const lmev__yaml *node)
{
    lmev_status s;
    m->line = L->from_set ? 0 : node->line;
    m->scratch = lmev_scratch_params_default();
    if (node->kind == LMEV__YAML_MAP)
        s = read_mapping(L, m, node);
    else
        s = read_handle(L, m, node);
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
            s = LMEV__FAULT(L, node->item[i]->line, "two models are called '%s'",
                            lmev__brief_of(m->name).at);
            lmev__hint(L->err,
                       "give one of them another name: {scratch: {...}, name: mine}");
            return s;
        }
    }
    return LMEV_OK;
}
