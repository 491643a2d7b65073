/* classifier_load.c - read a classifier, from a folder or from memory, trusting nothing
 * before it is checked.
 *
 * Order: config.json and its ranges -> size and sha256 of the other files -> structure of
 * the safetensors file -> the lm -> shapes of the tensors against the config -> labels ->
 * the network. Each allocation is thus bounded by the size of a file that
 * is there.
 *
 * The table stays in the mapping of model.safetensors, and the networks of all predictors
 * borrow it; so it is shared with every other process that loaded the classifier. Each
 * predictor has a copy of the dense layers. Cost: one sha256 over the folder, one hash
 * table of the vocabulary. */
#include <math.h>
#include <stdalign.h>
#include <stdio.h>
#include <string.h>

#include "base/error.h"
#include "base/folder/folder.h"
#include "base/format/json.h"
#include "base/hash.h"
#include "base/mem.h"
#include "base/utf8.h"
#include "classifier/classifier_impl.h"
#include "lm/lm_impl.h"

/* Bounds that no honest classifier reaches; within them products fit in 64 bits. */
#define UNITS_MAX   1048576
#define CLASSES_MAX 16777216
#define WHAT        "classifier"

void lmev__about_release(lmev_classifier_about *a)
{
    const char *text[] = {a->name,         a->run_id,         a->text_column,
                          a->label_column, a->experiment_key, a->val_rows};
    for (size_t i = 0; i < sizeof text / sizeof *text; i++) lmev__free((char *)text[i]);
    *a = (lmev_classifier_about){.test_bac = (double)NAN, .val_loss = (double)NAN};
}

void lmev_classifier_free(lmev_classifier *c)
{
    if (!c) return;
    lmev_predictor_free(c->predictor); /* borrows the table: first */
    lmev_lm_free(c->lm);
    lmev__st_close(&c->st);
    lmev__map_close(&c->map);
    lmev__free(c->own);
    lmev__free(c->model);
    lmev_labels_release(&c->labels);
    lmev__about_release(&c->about);
    lmev__free(c);
}

/* ---- config.json ---- */

static lmev_status bad_key(const char *path, const char *key, lmev_error *err)
{
    lmev__fail(err, LMEV_ERR_FORMAT, path, 0,
               "damaged classifier: '%s' is missing, of a wrong type or out of range",
               key);
    lmev__folder_hint(err, WHAT);
    return LMEV_ERR_FORMAT;
}

/* A whole number in [1, max]; 0 when there is none. */
static uint64_t whole(const lmev__json *o, const char *key, uint64_t max)
{
    const lmev__json *j = lmev__json_get(o, key);
    if (!j || lmev__json_kind(j) != LMEV__JSON_INT) return 0;
    const int64_t v = lmev__json_int(j);
    return v >= 1 && (uint64_t)v <= max ? (uint64_t)v : 0;
}

static bool is_text(const lmev__json *o, const char *key, const char *wanted)
{
    const char *s = lmev__json_string(lmev__json_get(o, key), NULL);
    return s && !strcmp(s, wanted);
}

/* The network's part of the config; rows, dim and combiner are the lm's. */
static lmev_status read_shape(lmev_net_params *p, const lmev__json *shape,
                              const char *path, lmev_error *err)
{
    const lmev__json *units = lmev__json_get(shape, "units");
    p->classes = (uint32_t)whole(shape, "classes", CLASSES_MAX);
    if (!p->classes) return bad_key(path, "shape.classes", err);
    const size_t n = units ? lmev__json_size(units) : 0;
    if (!units || lmev__json_kind(units) != LMEV__JSON_ARRAY || n > LMEV_LAYERS_MAX)
        return bad_key(path, "shape.units", err);
    p->n_hidden = (uint32_t)n;
    for (size_t i = 0; i < n; i++) {
        const lmev__json *u = lmev__json_at(units, i);
        const int64_t width =
            lmev__json_kind(u) == LMEV__JSON_INT ? lmev__json_int(u) : 0;
        if (width < 1 || width > UNITS_MAX) return bad_key(path, "shape.units", err);
        p->units[i] = (uint32_t)width;
    }
    return LMEV_OK;
}

static lmev_status read_config(lmev_net_params *p, const lmev__json *o, const char *path,
                               lmev_error *err)
{
    if (!is_text(o, "format", LMEV__CLASSIFIER_FORMAT))
        return lmev__fail(err, LMEV_ERR_FORMAT, path, 0,
                          "not the config of an lmev classifier");
    if (whole(o, "format_version", INT32_MAX) != LMEV__CLASSIFIER_VERSION) {
        lmev_status s = lmev__fail(
            err, LMEV_ERR_FORMAT, path, 0, "classifier format %lld is not known, only %d",
            (long long)lmev__json_int(lmev__json_get(o, "format_version")),
            LMEV__CLASSIFIER_VERSION);
        lmev__hint(
            err,
            "another version of lmev wrote it: use that, or train the classifier anew");
        return s;
    }
    if (!is_text(o, "activation", "relu")) return bad_key(path, "activation", err);
    if (!is_text(o, "labels_escape", "backslash"))
        return bad_key(path, "labels_escape", err);
    if (!lmev__json_get(o, "lm")) return bad_key(path, "lm", err);
    return read_shape(p, lmev__json_get(o, "shape"), path, err);
}

/* A copy of a string that may be absent; false when out of memory. */
static bool copy_text(const char **to, const lmev__json *o, const char *key)
{
    const char *s = lmev__json_string(lmev__json_get(o, key), NULL);
    if (!s) return true;
    return (*to = lmev__strdup(s)) != NULL;
}

static lmev_status read_about(lmev_classifier_about *a, const lmev__json *o,
                              lmev_error *err)
{
    const lmev__json *columns = lmev__json_get(o, "columns");
    a->test_bac =
        lmev__json_real(lmev__json_get(o, "test_bac")); /* NaN when null or absent */
    a->val_loss = lmev__json_real(lmev__json_get(o, "val_loss"));
    return copy_text(&a->name, o, "name") && copy_text(&a->run_id, o, "run_id") &&
                   copy_text(&a->experiment_key, o, "experiment_key") &&
                   copy_text(&a->val_rows, o, "val_rows") &&
                   copy_text(&a->text_column, columns, "text") &&
                   copy_text(&a->label_column, columns, "label")
               ? LMEV_OK
               : lmev__nomem(err, "config of a classifier");
}

/* ---- the files ---- */

static lmev_status damaged(lmev_error *err, const char *path, const char *how)
{
    return lmev__folder_damaged(err, path, WHAT, how);
}

/* Read one escaped label of line[0..n) into to (room for n + 1 bytes); false if
 * malformed. */
static bool unescape(char *to, const char *line, size_t n)
{
    size_t k = 0;
    for (size_t i = 0; i < n; i++) {
        if (line[i] == 0) return false;
        if (line[i] != '\\') {
            to[k++] = line[i];
            continue;
        }
        if (++i == n) return false;
        if (line[i] == '\\')
            to[k++] = '\\';
        else if (line[i] == 'n')
            to[k++] = '\n';
        else if (line[i] == 'r')
            to[k++] = '\r';
        else
            return false;
    }
    to[k] = 0;
    return k > 0 && lmev__utf8_ok(to, k);
}

/* labels.txt in memory -> exactly `classes` names in strictly ascending order. They need
 * no more bytes than the file: each line end becomes a NUL, escapes become shorter. */
static lmev_status read_labels(lmev_labels *labels, const lmev__map *m, uint32_t classes,
                               const char *path, lmev_error *err)
{
    if (classes > m->n / 2) return damaged(err, path, "fewer labels than classes");
    labels->name = lmev__alloc(classes * sizeof *labels->name + m->n);
    if (!labels->name) return lmev__nomem(err, path);
    char *to = (char *)(labels->name + classes);
    lmev__sha256 h;
    lmev__sha256_begin(&h);
    const char *at = m->at, *end = m->at + m->n;
    for (uint32_t i = 0; i < classes; i++) {
        const char *stop = at < end ? memchr(at, '\n', (size_t)(end - at)) : NULL;
        if (!stop) return damaged(err, path, "fewer labels than classes");
        if (!unescape(to, at, (size_t)(stop - at)))
            return damaged(err, path, "a label is empty or not well-formed");
        if (i > 0 && strcmp(labels->name[i - 1], to) >= 0)
            return damaged(err, path, "the labels are not sorted");
        labels->name[i] = to;
        to += strlen(to) + 1;
        lmev__sha256_add(&h, labels->name[i], strlen(labels->name[i]));
        lmev__sha256_add(&h, "\n", 1);
        at = stop + 1;
    }
    labels->n = classes;
    lmev__sha256_end(&h, labels->sha256);
    return at == end ? LMEV_OK : damaged(err, path, "more labels than classes");
}

/* ---- the network ---- */

/* The tensor of this name, when it is float32 of shape [rows, columns] (columns 0:
 * [rows]). */
static const lmev__st_tensor *tensor(const lmev__st *st, const char *name, uint64_t rows,
                                     uint64_t columns)
{
    const lmev__st_tensor *t = lmev__st_find(st, name);
    if (!t || strcmp(t->dtype, "F32") || t->n_dims != (columns ? 2 : 1)) return NULL;
    if (t->shape[0] != rows || (columns && t->shape[1] != columns)) return NULL;
    return t;
}

/* Do the tensors of the file fit the shapes of the config? Asked before the net is
 * made. */
static lmev_status check_shapes(const lmev__st *st, const lmev_net_params *p,
                                const char *path, lmev_error *err)
{
    char name[32], how[96];
    if (st->n < 1 + 2 * ((size_t)p->n_hidden + 1) ||
        st->n > 1 + 2 * ((size_t)p->n_hidden + 1) + LMEV__PART_TENSORS)
        return damaged(err, path, "the number of tensors does not fit config.json");
    if (!tensor(st, "embeddings", p->rows, p->dim))
        return damaged(err, path, "tensor 'embeddings' does not fit config.json");
    uint64_t in = p->dim;
    for (uint32_t i = 0; i <= p->n_hidden; i++) {
        const uint64_t width = i < p->n_hidden ? p->units[i] : p->classes;
        char layer[16] = "out";
        if (i < p->n_hidden) snprintf(layer, sizeof layer, "%u", i + 1);
        snprintf(name, sizeof name, "dense_%s.kernel", layer);
        bool ok = tensor(st, name, in, width) != NULL;
        if (ok) {
            snprintf(name, sizeof name, "dense_%s.bias", layer);
            ok = tensor(st, name, width, 0) != NULL;
        }
        if (!ok) {
            snprintf(how, sizeof how, "tensor '%s' does not fit config.json", name);
            return damaged(err, path, how);
        }
        in = width;
    }
    return LMEV_OK;
}

/* The table of the file, where the processor can read it there; else a copy. */
static lmev_status place_table(lmev_classifier *c, lmev_error *err)
{
    const lmev__st_tensor *e = lmev__st_find(&c->st, "embeddings");
    c->table = (const float *)(const void *)e->at;
    if ((uintptr_t)e->at % alignof(float)) { /* never in files of ours */
        c->own = lmev__aligned((size_t)(c->params.rows * c->params.dim), sizeof(float));
        if (!c->own) return lmev__nomem(err, c->model);
        memcpy(c->own, e->at, (size_t)e->n_bytes);
        c->table = c->own;
    }
    c->lm->table = c->table; /* some lms weigh by their rows */
    return LMEV_OK;
}

lmev_status lmev__classifier_net(lmev_net **out, const lmev_classifier *c, int threads,
                                 lmev_error *err)
{
    lmev_net *net = NULL;
    lmev_net_params p = c->params;
    p.threads = threads;
    lmev_status s = lmev_net_new(&net, &p, c->table, false, err);
    if (s != LMEV_OK) return s;
    for (size_t i = 1; i < lmev_net_n_tensors(net); i++) {
        const lmev_tensor w = lmev_net_tensor(net, i);
        const lmev__st_tensor *t =
            tensor(&c->st, w.name, w.shape[0], w.n_dims == 2 ? w.shape[1] : 0);
        if (!t) {
            lmev_net_free(net);
            return damaged(err, c->model, "a tensor of the network is missing");
        }
        memcpy(w.at, t->at, (size_t)t->n_bytes);
    }
    lmev_net_weights_changed(net);
    *out = net;
    return LMEV_OK;
}

/* ---- all of it ---- */

/* The lm from the config and what belongs to it; its table is left to the network. */
static lmev_status load_lm(lmev_classifier *c, const lmev__json *o,
                           const lmev__members *from, const char *path, lmev_error *err)
{
    static const char *const names[LMEV__PART_FILES] = {"tokens.txt", "tokenizer.json"};
    const lmev__json *files = lmev__json_get(o, "files");
    lmev__map map[LMEV__PART_FILES] = {{0}};
    lmev__parts parts = {.config = lmev__json_get(o, "lm"), .folder = from->path};
    lmev_lm made = {0};
    lmev_status s = LMEV_OK;
    for (int i = 0; i < LMEV__PART_FILES && s == LMEV_OK; i++) {
        if (!lmev__json_get(files, names[i])) continue;
        s = lmev__folder_map(&map[i], from, names[i], WHAT, files, true, err);
        parts.file[i].name = names[i];
        parts.file[i].view = (lmev_str){map[i].at, map[i].n};
    }
    lmev__small_tensors(&parts, &c->st);
    if (s == LMEV_OK) s = lmev__lm_from_parts(&made, &parts, path, err);
    if (s == LMEV_OK) s = lmev__lm_make(&c->lm, &made, path, err);
    for (int i = 0; i < LMEV__PART_FILES; i++) lmev__map_close(&map[i]);
    parts.config = NULL;
    lmev__parts_release(&parts);
    return s;
}

static lmev_status load_files(lmev_classifier *c, const lmev__json *o,
                              const lmev__members *from, const char *path,
                              lmev_error *err)
{
    const lmev__json *files = lmev__json_get(o, "files");
    lmev_net_params *p = &c->params;
    lmev__map labels = {0};
    char *label_path = lmev__members_path(from, LMEV__LABELS_FILE);
    c->model = lmev__members_path(from, LMEV__MODEL_FILE);
    lmev_status s = c->model && label_path ? LMEV_OK : lmev__nomem(err, from->path);
    if (s == LMEV_OK)
        s = lmev__folder_map(&c->map, from, LMEV__MODEL_FILE, WHAT, files, true, err);
    if (s == LMEV_OK) {
        s = lmev__st_parse(&c->st, c->map.at, c->map.n, c->model, err);
        if (s == LMEV_ERR_FORMAT) lmev__folder_hint(err, WHAT);
    }
    if (s == LMEV_OK) s = load_lm(c, o, from, path, err);
    if (s == LMEV_OK) {
        p->rows = lmev_lm_rows(c->lm);
        p->dim = lmev_lm_dim(c->lm);
        p->combiner = lmev_lm_combiner(c->lm);
        p->unit = lmev_lm_unit(c->lm);
        s = check_shapes(&c->st, p, c->model, err);
    }
    if (s == LMEV_OK)
        s = lmev__folder_map(&labels, from, LMEV__LABELS_FILE, WHAT, files, true, err);
    if (s == LMEV_OK) s = read_labels(&c->labels, &labels, p->classes, label_path, err);
    lmev_error why;
    if (s == LMEV_OK && lmev_net_params_check(p, &why) != LMEV_OK)
        s = damaged(err, c->model, why.text);
    if (s == LMEV_OK) s = place_table(c, err);
    lmev__map_close(&labels);
    lmev__free(label_path);
    return s;
}

lmev_status lmev__about_read(lmev_classifier_about *about, const char *folder,
                             lmev_error *err)
{
    lmev__json *o = NULL;
    lmev_net_params p = lmev_net_params_default();
    lmev_classifier_about a = {.test_bac = (double)NAN};
    char *path = lmev__path_join(folder, LMEV__CONFIG_FILE);
    lmev_status s = path ? lmev__json_read(&o, path, err) : lmev__nomem(err, folder);
    if (s == LMEV_OK) s = read_config(&p, o, path, err);
    if (s == LMEV_OK) s = read_about(&a, o, err);
    if (s == LMEV_OK)
        *about = a;
    else
        lmev__about_release(&a);
    lmev__json_free(o);
    lmev__free(path);
    return s;
}

static lmev_status load(lmev_classifier **out, const lmev__members *from, int threads,
                        lmev_precision precision, lmev_error *err)
{
    lmev__json *o = NULL;
    char *path = lmev__members_path(from, LMEV__CONFIG_FILE);
    lmev_classifier *c = lmev__calloc(1, sizeof *c);
    lmev_status s = path && c ? lmev__members_json(&o, from, LMEV__CONFIG_FILE, err)
                              : lmev__nomem(err, from->path);
    if (s == LMEV_ERR_NOTFOUND)
        s = lmev__fail(err, LMEV_ERR_NOTFOUND, from->path, 0,
                       from->member || lmev__is_dir(from->path)
                           ? "not a classifier: it has no config.json"
                           : "no such classifier");
    if (s == LMEV_ERR_FORMAT) lmev__folder_hint(err, WHAT);
    if (s == LMEV_OK) {
        c->params = lmev_net_params_default();
        s = read_config(&c->params, o, path, err);
    }
    if (s == LMEV_OK) s = read_about(&c->about, o, err);
    if (s == LMEV_OK) {
        c->params.lm_trainable = false;
        c->params.dropout = 0;
        c->params.precision = precision;
        s = load_files(c, o, from, path, err);
    }
    if (s == LMEV_OK) s = lmev_predictor_new(&c->predictor, c, threads, err);
    if (s == LMEV_OK) {
        *out = c;
        c = NULL;
    }
    lmev_classifier_free(c);
    lmev__json_free(o);
    lmev__free(path);
    return s;
}

lmev_status lmev_classifier_load(lmev_classifier **out, const char *folder, int threads,
                                 lmev_precision precision, lmev_error *err)
{
    const lmev__members from = lmev__members_at(folder);
    return load(out, &from, threads, precision, err);
}

lmev_status lmev_classifier_open_memory(lmev_classifier **out, const lmev_member *member,
                                        size_t n, int threads, lmev_precision precision,
                                        lmev_error *err)
{
    lmev__members from;
    const lmev_status s = lmev__members_in(&from, member, n, err);
    return s == LMEV_OK ? load(out, &from, threads, precision, err) : s;
}

const lmev_labels *lmev_classifier_labels(const lmev_classifier *c)
{
    return &c->labels;
}

const lmev_classifier_about *lmev_classifier_about_of(const lmev_classifier *c)
{
    return &c->about;
}
