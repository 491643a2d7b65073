/* native.c - our own folder of a language model: config.json, model.safetensors, and the
 * file of its tokens.
 *
 *   config.json        "format": "lmev-lm", "lm": the keys of parts.c, "files": size and
 *                      sha256 of the others
 *   model.safetensors  float32 "embeddings" [rows, dim], and small tensors of some kinds
 *   tokens.txt         or tokenizer.json
 *
 * A classifier's folder holds the same three and more, under "format": "lmev-classifier";
 * its lm is read here too. The table stays in the mapping of
 * model.safetensors. Not here: publishing the folder (save.c). */
#include <string.h>

#include "base/error.h"
#include "base/folder/folder.h"
#include "base/mem.h"
#include "lm/lm_impl.h"

#define FORMAT  LMEV__LM_FORMAT
#define VERSION 1
#define MODEL   "model.safetensors"
#define WHAT    "language model"

lmev_status lmev__write_native(const lmev_lm *lm, const float *table, lmev__folder *f,
                               lmev_error *err)
{
    static const char *const meta[] = {"producer", "lmev " LMEV_VERSION};
    lmev__parts parts = {.config = lmev__json_new_object()};
    lmev__json *o = lmev__json_new_object();
    char *path = lmev__path_join(f->fresh, MODEL);
    lmev_status s = LMEV_OK;
    if (!parts.config || !o || !path) {
        lmev__json_free(parts.config);
        s = lmev__nomem(err, f->path);
        goto done;
    }
    s = lmev__lm_to_parts(lm, &parts, err);
    const bool ok =
        lmev__json_set(o, "format", lmev__json_new_string(FORMAT)) &&
        lmev__json_set(o, "format_version", lmev__json_new_int(VERSION)) &&
        lmev__json_set(o, "lmev_version", lmev__json_new_string(LMEV_VERSION));
    if (!lmev__json_set(o, "lm", parts.config) || !ok) /* takes it, also on failure */
        s = lmev__nomem(err, f->path);
    lmev__st_tensor t[1 + LMEV__PART_TENSORS] = {
        {.name = (char *)"embeddings", /* only read by st_write */
         .dtype = "F32",
         .n_dims = 2,
         .shape = {lm->rows, lm->dim},
         .at = (const char *)table,
         .n_bytes = lm->rows * lm->dim * sizeof(float)}};
    for (size_t i = 0; i < parts.n_tensors; i++) t[1 + i] = parts.tensor[i];
    if (s == LMEV_OK)
        s = lmev__st_write(path, t, 1 + parts.n_tensors, meta, 1, NULL, err);
    if (s == LMEV_OK) s = lmev__folder_record(f, MODEL, err);
    for (int i = 0; i < LMEV__PART_FILES && s == LMEV_OK; i++)
        if (parts.file[i].name)
            s = lmev__folder_text(f, parts.file[i].name, &parts.file[i].bytes, err);
    if (s == LMEV_OK) s = lmev__folder_config(f, o, err);
done:
    lmev__parts_release(&parts);
    lmev__json_free(o);
    lmev__free(path);
    return s;
}

static lmev_status open_table(lmev_lm *made, const lmev__st *st, lmev__map *model,
                              const char *path, lmev_error *err)
{
    const lmev__st_tensor *e = lmev__st_find(st, "embeddings");
    if (!e || strcmp(e->dtype, "F32") != 0 || e->n_dims != 2 ||
        e->shape[0] != made->rows || e->shape[1] != made->dim)
        return lmev__folder_damaged(err, path, WHAT,
                                    "tensor 'embeddings' does not fit config.json");
    return lmev__lm_set_table(made, model, (size_t)(e->at - model->at), LMEV__F32, path,
                              err);
}

static lmev_status no_choices(const lmev_lm_options *o, const char *path, lmev_error *err)
{
    if (!o || (!o->normalize && !o->lower && !o->combiner)) return LMEV_OK;
    lmev__fail(err, LMEV_ERR_PARAM, path, 0,
               "the folder fixes normalize, lower and combiner");
    lmev__hint(err, "leave these options out");
    return LMEV_ERR_PARAM;
}

/* Our config.json to parts->config (borrowed from *o). */
static lmev_status read_config(lmev__json **o, lmev__parts *parts,
                               const lmev__members *from, const char *path,
                               lmev_error *err)
{
    lmev_status s = lmev__members_json(o, from, LMEV__CONFIG_FILE, err);
    if (s == LMEV_ERR_FORMAT) lmev__folder_hint(err, WHAT);
    if (s != LMEV_OK) return s;
    const char *format = lmev__json_string(lmev__json_get(*o, "format"), NULL);
    if (!format || (strcmp(format, FORMAT) && strcmp(format, "lmev-classifier")))
        return lmev__fail(err, LMEV_ERR_FORMAT, path, 0,
                          "not the config of an lmev language model");
    parts->config = lmev__json_get(*o, "lm");
    return parts->config ? LMEV_OK
                         : lmev__folder_damaged(err, path, WHAT, "'lm' is missing");
}

lmev_status lmev__open_native(lmev_lm **out, const lmev__members *from,
                              const lmev_lm_options *opt, lmev_error *err)
{
    static const char *const names[] = {"tokens.txt", "tokenizer.json"};
    lmev__map model = {0}, map[LMEV__PART_FILES] = {{0}};
    lmev__parts parts = {.folder = from->path};
    lmev__st st = {0};
    lmev_lm made = {0};
    lmev__json *o = NULL;
    char *path = lmev__members_path(from, LMEV__CONFIG_FILE);
    char *model_path = lmev__members_path(from, MODEL);
    lmev_status s = path && model_path ? no_choices(opt, from->path, err)
                                       : lmev__nomem(err, from->path);
    if (s == LMEV_OK) s = read_config(&o, &parts, from, path, err);
    const lmev__json *files = s == LMEV_OK ? lmev__json_get(o, "files") : NULL;
    for (int i = 0; i < LMEV__PART_FILES && s == LMEV_OK; i++) {
        if (!lmev__json_get(files, names[i])) continue;
        s = lmev__folder_map(&map[i], from, names[i], WHAT, files, true, err);
        parts.file[i].name = names[i];
        parts.file[i].view = (lmev_str){map[i].at, map[i].n};
    }
    if (s == LMEV_OK)
        s = lmev__folder_map(&model, from, MODEL, WHAT, files, opt && opt->verify, err);
    if (s == LMEV_OK) {
        s = lmev__st_parse(&st, model.at, model.n, model_path, err);
        if (s == LMEV_ERR_FORMAT) lmev__folder_hint(err, WHAT);
    }
    if (s == LMEV_OK) {
        lmev__small_tensors(&parts, &st);
        s = lmev__lm_from_parts(&made, &parts, path, err);
    }
    made.verified = opt && opt->verify;
    if (s == LMEV_OK) s = open_table(&made, &st, &model, model_path, err);
    if (s == LMEV_OK) s = lmev__lm_add_file(&made, from, LMEV__CONFIG_FILE, err);
    if (s == LMEV_OK) s = lmev__lm_add_file(&made, from, MODEL, err);
    for (int i = 0; i < LMEV__PART_FILES && s == LMEV_OK; i++)
        if (parts.file[i].name)
            s = lmev__lm_add_file(&made, from, parts.file[i].name, err);
    if (s == LMEV_OK) s = lmev__lm_make(out, &made, path, err);
    lmev__lm_clear(&made);
    lmev__st_close(&st); /* its bytes are borrowed from the mapping and stay */
    lmev__map_close(&model);
    for (int i = 0; i < LMEV__PART_FILES; i++) lmev__map_close(&map[i]);
    parts.config = NULL;
    lmev__parts_release(&parts);
    lmev__json_free(o);
    lmev__free(model_path);
    lmev__free(path);
    return s;
}
