/* open.c - which reader opens a path: formats are told by content, never by name.
 *
 *   folder with saved_model.pb              tfhub.c
 *   folder with config.json of ours         native.c (a classifier's folder too)
 *   folder with a tokenizer.json or modules.json   static.c
 *   file that begins with fastText's magic number  fasttext.c
 *   any other file                          wordvec.c, which tells its own formats apart */
#include <string.h>

#include "base/error.h"
#include "base/folder.h"
#include "base/mem.h"
#include "lm/lm.h"

static const char fasttext_magic[4] = {'\xBA', '\x16', '\x4F', '\x2F'};

static bool holds(const char *dir, const char *name)
{
    char *path = lmev__path_join(dir, name);
    const bool there = path && lmev__is_file(path);
    lmev__free(path);
    return there;
}

/* Is config.json ours? What cannot be read is not. */
static bool is_ours(const char *dir)
{
    if (!holds(dir, LMEV__CONFIG_FILE)) return false;
    char *path = lmev__path_join(dir, LMEV__CONFIG_FILE);
    lmev__json *o = NULL;
    bool ours = false;
    if (path && lmev__json_read(&o, path, NULL) == LMEV_OK) {
        const char *format = lmev__json_string(lmev__json_get(o, "format"), NULL);
        ours = format && !strncmp(format, "lmev-", 5);
    }
    lmev__json_free(o);
    lmev__free(path);
    return ours;
}

static lmev_status open_folder(lmev_lm **out, const char *dir, const lmev_lm_options *o,
                               lmev_error *err)
{
    if (holds(dir, "saved_model.pb")) return lmev__open_tfhub(out, dir, o, err);
    if (is_ours(dir)) return lmev__open_native(out, dir, o, err);
    if (holds(dir, "tokenizer.json") || holds(dir, "modules.json"))
        return lmev__open_static(out, dir, o, err);
    lmev__fail(err, LMEV_ERR_FORMAT, dir, 0, "no language model in this folder");
    lmev__hint(err, "expected saved_model.pb, or tokenizer.json and model.safetensors, or "
                    "a folder of 'lmev pretrain'");
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

lmev_status lmev_lm_open(lmev_lm **out, const char *path, const lmev_lm_options *options,
                         lmev_error *err)
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
