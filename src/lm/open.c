/* open.c - which reader opens a path: formats are told by content, never by name.
 *
 *   folder with saved_model.pb              tfhub.c
 *   folder with config.json of ours         native.c (a classifier's folder too)
 *   folder with a tokenizer.json or modules.json   static.c
 *   file that begins with fastText's magic number  fasttext.c
 *   any other file                          wordvec.c, which tells its own formats apart
 */
#include <limits.h>
#include <stdio.h>
#include <string.h>

#include "base/error.h"
#include "base/io/folder.h"
#include "base/mem.h"
#include "lm/lm_impl.h"

#define NOTE_MOST ((size_t)4 << 20) /* bytes of a note: some hundred an epoch */

static const char fasttext_magic[4] = {'\xBA', '\x16', '\x4F', '\x2F'};

static bool holds(const char *dir, const char *name)
{
    char path[PATH_MAX];
    const int n = snprintf(path, sizeof path, "%s/%s", dir, name);
    return n > 0 && (size_t)n < sizeof path && lmev__is_file(path);
}

/* Is config.json ours? Another's may be anything, even no JSON: *why then says so. */
static lmev_status is_ours(bool *ours, const char *dir, lmev_error *why, lmev_error *err)
{
    *ours = false;
    *why = (lmev_error){0};
    if (!holds(dir, LMEV__CONFIG_FILE)) return LMEV_OK;
    char *path = lmev__path_join(dir, LMEV__CONFIG_FILE);
    lmev__json *o = NULL;
    lmev_error fault = {0};
    lmev_status s = path ? lmev__json_read(&o, path, &fault) : lmev__nomem(&fault, dir);
    if (s == LMEV_OK) {
        const char *format = lmev__json_string(lmev__json_get(o, "format"), NULL);
        *ours = format && !strncmp(format, "lmev-", 5);
    }
    lmev__json_free(o);
    lmev__free(path);
    if (s == LMEV_ERR_FORMAT) *why = fault;
    if (s != LMEV_OK && s != LMEV_ERR_FORMAT && err) *err = fault;
    return s == LMEV_ERR_FORMAT ? LMEV_OK : s;
}

static lmev_status open_folder(lmev_lm **out, const char *dir, const lmev_lm_options *o,
                               lmev_error *err)
{
    bool ours;
    lmev_error why;
    if (holds(dir, "saved_model.pb")) return lmev__open_tfhub(out, dir, o, err);
    const lmev_status s = is_ours(&ours, dir, &why, err);
    if (s != LMEV_OK) return s;
    if (ours) return lmev__open_native(out, dir, o, err);
    if (holds(dir, "tokenizer.json") || holds(dir, "modules.json"))
        return lmev__open_static(out, dir, o, err);
    if (why.status != LMEV_OK) { /* one of ours, perhaps */
        if (err) *err = why;
        return why.status;
    }
    lmev__fail(err, LMEV_ERR_FORMAT, dir, 0, "no language model in this folder");
    lmev__hint(err,
               "expected saved_model.pb, or tokenizer.json and model.safetensors, or "
               "a folder of 'lmev pretrain'; of word vectors give the file itself");
    return LMEV_ERR_FORMAT;
}

/* The first bytes of a file; *n of them. */
static lmev_status head(const char *path, char *at, size_t room, size_t *n,
                        lmev_error *err)
{
    lmev__map m;
    const lmev_status s = lmev__map_open(&m, path, err);
    if (s != LMEV_OK) return s;
    *n = m.n < room ? m.n : room;
    memcpy(at, m.at, *n);
    lmev__map_close(&m);
    return LMEV_OK;
}

static lmev_status open_any(lmev_lm **out, const char *path,
                            const lmev_lm_options *options, lmev_error *err)
{
    if (lmev__is_dir(path)) return open_folder(out, path, options, err);
    char at[4];
    size_t n;
    const lmev_status s = head(path, at, sizeof at, &n, err);
    if (s != LMEV_OK) return s;
    if (n == 4 && !memcmp(at, fasttext_magic, 4))
        return lmev__open_fasttext(out, path, options, err);
    return lmev__open_wordvec(out, path, options, err);
}

/* The note of 'lmev pretrain', for those who write the lm again; one too large is none of
 * ours. */
static lmev_status read_note(lmev_lm *lm, const char *dir, lmev_error *err)
{
    size_t n;
    if (!holds(dir, LMEV__NOTE_FILE)) return LMEV_OK;
    char *path = lmev__path_join(dir, LMEV__NOTE_FILE);
    if (!path) return lmev__nomem(err, dir);
    const lmev_status s = lmev__read_file(&lm->note, &n, path, NOTE_MOST, err);
    lmev__free(path);
    return s == LMEV_ERR_FORMAT ? LMEV_OK : s;
}

lmev_status lmev_lm_open(lmev_lm **out, const char *path, const lmev_lm_options *options,
                         lmev_error *err)
{
    lmev_lm *lm = NULL;
    lmev_status s = open_any(&lm, path, options, err);
    if (s == LMEV_OK && !lmev__is_dir(path)) /* loaders of folders have done so */
        s = lmev__lm_add_file(lm, path, err);
    if (s == LMEV_OK) s = read_note(lm, path, err);
    if (s != LMEV_OK) {
        lmev_lm_free(lm);
        return s;
    }
    if (lm->verified) lmev__map_rest(&lm->map);
    *out = lm;
    return LMEV_OK;
}
