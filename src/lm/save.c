/* save.c - write a language model as a folder, in one of the formats that others read.
 *
 * Here is the folder, which appears complete or not at all. Its content comes from
 * native.c, tfhub_write.c and model2vec_write.c. */
#include <string.h>

#include "base/error.h"
#include "base/folder/folder.h"
#include "base/mem.h"
#include "lm/lm_impl.h"

#define WHAT "language model"

/* config.json marks a folder in lmev's format. In the formats of other programs, an extra
 * file of ours does. */
#define EXPORT_FILE    "lmev.json"
#define TFHUB_MARK     "lmev-tfhub"
#define MODEL2VEC_MARK "lmev-model2vec"

static bool native_ours(const char *name, const char *path)
{
    static const char *const names[] = {LMEV__CONFIG_FILE, "model.safetensors",
                                        "tokens.txt",      "tokenizer.json",
                                        LMEV__NOTE_FILE,   NULL};
    (void)path;
    return lmev__is_listed(name, names);
}

static bool tfhub_ours(const char *name, const char *path)
{
    static const char *const names[] = {"saved_model.pb",
                                        "variables/",
                                        "variables/variables.index",
                                        "variables/variables.data-00000-of-00001",
                                        "assets/",
                                        "assets/tokens.txt",
                                        EXPORT_FILE,
                                        LMEV__NOTE_FILE,
                                        NULL};
    (void)path;
    return lmev__is_listed(name, names);
}

static bool model2vec_ours(const char *name, const char *path)
{
    static const char *const names[] = {LMEV__CONFIG_FILE, "model.safetensors",
                                        "tokenizer.json",  EXPORT_FILE,
                                        LMEV__NOTE_FILE,   NULL};
    (void)path;
    return lmev__is_listed(name, names);
}

static const lmev__owned owned[] = {
    [LMEV_LM_FORMAT_LMEV] = {.ours = native_ours,
                             .mark = LMEV__CONFIG_FILE,
                             .value = LMEV__LM_FORMAT,
                             .what = WHAT,
                             .key = "format"},
    [LMEV_LM_FORMAT_TFHUB] = {.ours = tfhub_ours,
                              .mark = EXPORT_FILE,
                              .value = TFHUB_MARK,
                              .what = WHAT,
                              .key = "format"},
    [LMEV_LM_FORMAT_MODEL2VEC] = {.ours = model2vec_ours,
                                  .mark = EXPORT_FILE,
                                  .value = MODEL2VEC_MARK,
                                  .what = WHAT,
                                  .key = "format"},
};

/* The mark of a folder in another program's format. */
static lmev_status write_mark(const lmev__folder *f, const char *mark, lmev_error *err)
{
    char *text = NULL, *path = lmev__path_join(f->fresh, EXPORT_FILE);
    lmev__json *o = lmev__json_new_object();
    if (path && o && lmev__json_set(o, "format", lmev__json_new_string(mark)) &&
        lmev__json_set(o, "lmev_version", lmev__json_new_string(LMEV_VERSION)))
        text = lmev__json_dump(o, 2);
    const lmev_status s = text ? lmev__write_file(path, text, strlen(text), err)
                               : lmev__nomem(err, f->path);
    lmev__json_free(o);
    lmev__free(text);
    lmev__free(path);
    return s;
}

lmev_status lmev__lm_save_place_check(lmev_lm_format format, const char *folder,
                                      lmev_error *err)
{
    return lmev__folder_may(folder, &owned[format], err);
}

lmev_status lmev_lm_save_check(const lmev_lm *lm, lmev_lm_format format, uint64_t *rows,
                               const lmev_watch *watch, lmev_error *err)
{
    uint64_t n = lm->rows;
    lmev_status s = LMEV_OK;
    if ((unsigned)format > LMEV_LM_FORMAT_MODEL2VEC)
        s = lmev__fail(err, LMEV_ERR_PARAM, NULL, 0, "unknown format '%d'", (int)format);
    else if (format == LMEV_LM_FORMAT_TFHUB)
        s = lmev__tfhub_check(lm, err);
    else if (format == LMEV_LM_FORMAT_MODEL2VEC)
        s = lmev__model2vec_check(lm, &n, watch, err);
    if (s == LMEV_OK && rows) *rows = n;
    return s;
}

/* The note of how the model was made goes along into any format. */
static lmev_status write_own_note(lmev__folder *f, const char *note, lmev_error *err)
{
    lmev__buf b = LMEV__BUF_INIT;
    lmev__buf_puts(&b, note);
    const lmev_status s = lmev__folder_text(f, LMEV__NOTE_FILE, &b, err);
    lmev__buf_free(&b);
    return s;
}

lmev_status lmev__lm_save_noted(const lmev_lm *lm, const float *table,
                                lmev_lm_format format, const char *folder,
                                const lmev__buf *note, lmev_error *err)
{
    lmev_status s = lmev_lm_save_check(lm, format, NULL, NULL, err);
    if (s != LMEV_OK) return s;
    if (!table) table = lm->table;
    if (!table)
        return lmev__fail(err, LMEV_ERR_PARAM, folder, 0,
                          "the language model has no table to write");
    lmev__folder f = {0};
    s = lmev__folder_begin(&f, folder, &owned[format], err);
    if (s == LMEV_OK && note) s = lmev__folder_text(&f, LMEV__NOTE_FILE, note, err);
    if (s == LMEV_OK && !note && lm->note) s = write_own_note(&f, lm->note, err);
    if (s == LMEV_OK && format == LMEV_LM_FORMAT_LMEV)
        s = lmev__write_native(lm, table, &f, err);
    else if (s == LMEV_OK && format == LMEV_LM_FORMAT_TFHUB)
        s = lmev__write_tfhub(lm, table, f.fresh, err);
    else if (s == LMEV_OK)
        s = lmev__write_model2vec(lm, table, f.fresh, err);
    if (s == LMEV_OK && format != LMEV_LM_FORMAT_LMEV)
        s = write_mark(&f, format == LMEV_LM_FORMAT_TFHUB ? TFHUB_MARK : MODEL2VEC_MARK,
                       err);
    if (s == LMEV_OK) s = lmev__folder_publish(&f, err);
    lmev__folder_end(&f);
    return s;
}

lmev_status lmev_lm_save(const lmev_lm *lm, const float *table, lmev_lm_format format,
                         const char *folder, lmev_error *err)
{
    return lmev__lm_save_noted(lm, table, format, folder, NULL, err);
}
