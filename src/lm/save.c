/* save.c - write a language model as a folder, in one of the formats that others read.
 *
 * Here is only the folder that appears complete or not at all; what goes in, and what does
 * not, is the business of native.c, tfhub_write.c and model2vec_write.c. */
#include "base/error.h"
#include "base/folder.h"
#include "lm/lm.h"

#define WHAT "language model"

/* What a folder of each format may hold, NULL-ended. */
static const char *const ours[][7] = {
    [LMEV_FORMAT_LMEV] = {LMEV__CONFIG_FILE, "model.safetensors", "tokens.txt",
                          "tokenizer.json", LMEV__NOTE_FILE},
    [LMEV_FORMAT_TFHUB] = {"saved_model.pb", "variables", "assets", "fingerprint.pb",
                           LMEV__NOTE_FILE},
    [LMEV_FORMAT_MODEL2VEC] = {LMEV__CONFIG_FILE, "model.safetensors", "tokenizer.json",
                               "README.md", LMEV__NOTE_FILE},
};

lmev_status lmev__lm_may_save(lmev_lm_format_id format, const char *folder,
                              lmev_error *err)
{
    return lmev__folder_may(folder, WHAT, ours[format], err);
}

lmev_status lmev_lm_can_save(const lmev_lm *lm, lmev_lm_format_id format, uint64_t *rows,
                             const lmev_watch *watch, lmev_error *err)
{
    uint64_t n = lm->rows;
    lmev_status s = LMEV_OK;
    if ((unsigned)format > LMEV_FORMAT_MODEL2VEC)
        s = lmev__fail(err, LMEV_ERR_PARAM, NULL, 0, "unknown format '%d'", (int)format);
    else if (format == LMEV_FORMAT_TFHUB)
        s = lmev__tfhub_can_hold(lm, err);
    else if (format == LMEV_FORMAT_MODEL2VEC)
        s = lmev__model2vec_can_hold(lm, &n, watch, err);
    if (s == LMEV_OK && rows) *rows = n;
    return s;
}

/* How the model was made stays true in another format, and in its own place. */
static lmev_status write_own_note(lmev__folder *f, const char *note, lmev_error *err)
{
    lmev__buf b = LMEV__BUF_INIT;
    lmev__buf_puts(&b, note);
    const lmev_status s = lmev__folder_text(f, LMEV__NOTE_FILE, &b, err);
    lmev__buf_free(&b);
    return s;
}

lmev_status lmev__lm_save_noted(const lmev_lm *lm, const float *table,
                                lmev_lm_format_id format, const char *folder,
                                const lmev__buf *note, lmev_error *err)
{
    lmev_status s = lmev_lm_can_save(lm, format, NULL, NULL, err);
    if (s != LMEV_OK) return s;
    if (!table) table = lm->table;
    if (!table)
        return lmev__fail(err, LMEV_ERR_PARAM, folder, 0,
                          "the language model has no table to write");
    lmev__folder f = {0};
    s = lmev__folder_begin(&f, folder, WHAT, ours[format], err);
    if (s == LMEV_OK && note) s = lmev__folder_text(&f, LMEV__NOTE_FILE, note, err);
    if (s == LMEV_OK && !note && lm->note) s = write_own_note(&f, lm->note, err);
    if (s == LMEV_OK && format == LMEV_FORMAT_LMEV)
        s = lmev__write_native(lm, table, &f, err);
    else if (s == LMEV_OK && format == LMEV_FORMAT_TFHUB)
        s = lmev__write_tfhub(lm, table, f.fresh, err);
    else if (s == LMEV_OK)
        s = lmev__write_model2vec(lm, table, f.fresh, err);
    if (s == LMEV_OK) s = lmev__folder_publish(&f, err);
    lmev__folder_end(&f);
    return s;
}

lmev_status lmev_lm_save(const lmev_lm *lm, const float *table, lmev_lm_format_id format,
                         const char *folder, lmev_error *err)
{
    return lmev__lm_save_noted(lm, table, format, folder, NULL, err);
}
