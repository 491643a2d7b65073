/* open.c - which reader opens a model: its content decides, never its name.
 *
 *   folder with saved_model.pb                     tfhub/tfhub.c
 *   folder with a config.json of ours              native.c (a classifier's folder too)
 *   folder with a tokenizer.json or modules.json   model2vec/model2vec.c
 *   file that begins with fastText's magic number  vectors/fasttext_file.c
 *   any other file                                 vectors/wordvec.c, which distinguishes
 *                                                  several formats */
#include <string.h>

#include "base/error.h"
#include "base/folder/folder.h"
#include "base/mem.h"
#include "lm/lm_impl.h"

#define NOTE_MOST ((size_t)4 << 20) /* bytes of a note: some hundred per epoch */

static const char fasttext_magic[4] = {'\xBA', '\x16', '\x4F', '\x2F'};

/* Is config.json ours? Another program's may be anything, even invalid JSON, which *why
 * then reports. */
static lmev_status is_ours(bool *ours, const lmev__members *from, lmev_error *why,
                           lmev_error *err)
{
    *ours = false;
    *why = (lmev_error){0};
    if (!lmev__members_has(from, LMEV__CONFIG_FILE)) return LMEV_OK;
    lmev__json *o = NULL;
    lmev_error fault = {0};
    const lmev_status s = lmev__members_json(&o, from, LMEV__CONFIG_FILE, &fault);
    if (s == LMEV_OK) {
        const char *format = lmev__json_string(lmev__json_get(o, "format"), NULL);
        *ours = format && !strncmp(format, "lmev-", 5);
    }
    lmev__json_free(o);
    if (s == LMEV_ERR_FORMAT) *why = fault;
    if (s != LMEV_OK && s != LMEV_ERR_FORMAT && err) *err = fault;
    return s == LMEV_ERR_FORMAT ? LMEV_OK : s;
}

static lmev_status open_folder(lmev_lm **out, const lmev__members *from,
                               const lmev_lm_options *o, lmev_error *err)
{
    bool ours;
    lmev_error why;
    if (lmev__members_has(from, "saved_model.pb"))
        return lmev__open_tfhub(out, from, o, err);
    const lmev_status s = is_ours(&ours, from, &why, err);
    if (s != LMEV_OK) return s;
    if (ours) return lmev__open_native(out, from, o, err);
    if (lmev__members_has(from, "tokenizer.json") ||
        lmev__members_has(from, "modules.json"))
        return lmev__open_model2vec(out, from, o, err);
    if (why.status != LMEV_OK) { /* perhaps it was ours */
        if (err) *err = why;
        return why.status;
    }
    lmev__fail(err, LMEV_ERR_FORMAT, from->path, 0, "no language model in this folder");
    lmev__hint(err,
               "expected saved_model.pb, or tokenizer.json and model.safetensors, or "
               "config.json of an lmev model; of word vectors give the file itself");
    return LMEV_ERR_FORMAT;
}

static lmev_status open_file(lmev_lm **out, const lmev__members *from,
                             const lmev_lm_options *o, lmev_error *err)
{
    lmev__map map;
    lmev_status s = lmev__members_map(&map, from, NULL, NULL, err);
    if (s != LMEV_OK) return s;
    const bool fasttext = map.n >= sizeof fasttext_magic &&
                          !memcmp(map.at, fasttext_magic, sizeof fasttext_magic);
    lmev__map_close(&map);
    return fasttext ? lmev__open_fasttext(out, from, o, err)
                    : lmev__open_wordvec(out, from, o, err);
}

/* The note beside a pretrained model, kept for whoever writes the lm again. A file that
 * is too large is not such a note. */
static lmev_status read_note(lmev_lm *lm, const lmev__members *from, lmev_error *err)
{
    if (!lmev__members_has(from, LMEV__NOTE_FILE)) return LMEV_OK;
    lmev__map map;
    const lmev_status s = lmev__members_map(&map, from, LMEV__NOTE_FILE, NULL, err);
    if (s != LMEV_OK) return s;
    const bool fits = map.n <= NOTE_MOST;
    if (fits) lm->note = lmev__strndup(map.at, map.n);
    lmev__map_close(&map);
    return !fits || lm->note ? LMEV_OK : lmev__nomem(err, LMEV__NOTE_FILE);
}

static lmev_status open_members(lmev_lm **out, const lmev__members *from,
                                const lmev_lm_options *o, lmev_error *err)
{
    lmev_lm *lm = NULL;
    const bool folder = lmev__members_is_folder(from);
    lmev_status s =
        folder ? open_folder(&lm, from, o, err) : open_file(&lm, from, o, err);
    if (s == LMEV_OK)
        s = folder ? read_note(lm, from, err) : lmev__lm_add_file(lm, from, NULL, err);
    if (s != LMEV_OK) {
        lmev_lm_free(lm);
        return s;
    }
    if (lm->verified) lmev__map_rest(&lm->map);
    *out = lm;
    return LMEV_OK;
}

lmev_status lmev_lm_open(lmev_lm **out, const char *path, const lmev_lm_options *options,
                         lmev_error *err)
{
    const lmev__members from = lmev__members_at(path);
    return open_members(out, &from, options, err);
}

lmev_status lmev_lm_open_memory(lmev_lm **out, const lmev_member *members, size_t n,
                                const lmev_lm_options *options, lmev_error *err)
{
    lmev__members from;
    const lmev_status s = lmev__members_in(&from, members, n, err);
    return s == LMEV_OK ? open_members(out, &from, options, err) : s;
}
