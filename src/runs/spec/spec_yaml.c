/* spec_yaml.c - the expanded spec as YAML, as every run directory keeps it.
 *
 * The same table as for reading, in its order. Paths come out absolute, so that the text
 * means the same wherever it lies; strings are quoted whenever a YAML reader could take
 * them for something else. Loading the text and writing it again gives the same bytes. */
#include <errno.h>
#include <inttypes.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/error.h"
#include "base/io/io.h"
#include "base/mem.h"
#include "base/number.h"
#include "base/utf8.h"
#include "runs/spec/spec_load.h"

/* Letters, digits and a few signs, not to be taken for null, a boolean or a number. */
static bool plain_ok(const char *s)
{
    static const char *const words[] = {"null", "true", "false", "yes", "no", "on",
                                        "off",  "y",    "n",     "inf", "nan"};
    if (!((*s >= 'a' && *s <= 'z') || (*s >= 'A' && *s <= 'Z'))) return false;
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (!strcasecmp(s, words[i])) return false;
    return s[strspn(
               s,
               "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_./-")] ==
           '\0';
}

static void put_string(lmev__buf *b, const char *s)
{
    size_t n = strlen(s);
    if (plain_ok(s)) {
        lmev__buf_puts(b, s);
        return;
    }
    lmev__buf_putc(b, '"');
    for (size_t i = 0; i < n;) {
        uint32_t c = 0;
        int len = lmev__utf8_next(s + i, n - i, &c);
        if (len == 0) { /* cannot come out of a YAML file */
            len = 1;
            c = '?';
        }
        if (c == '"' || c == '\\')
            lmev__buf_printf(b, "\\%c", (char)c);
        else if (c < 0x20 || (c >= 0x7f && c <= 0xa0))
            lmev__buf_printf(b, "\\x%02x", c);
        else if (c == 0x2028 || c == 0x2029 || c == 0xfeff || c == 0xfffe || c == 0xffff)
            lmev__buf_printf(b, "\\u%04x",
                             c); /* line breaks and non-characters of YAML */
        else if (c < 0x80 && len == 1)
            lmev__buf_putc(b, (char)c);
        else
            lmev__buf_add(b, s + i, (size_t)len);
        i += (size_t)len;
    }
    lmev__buf_putc(b, '"');
}

/* The shortest digits that read back as the same number. */
static void put_real(lmev__buf *b, double v)
{
    char text[LMEV__REAL_ROOM];
    lmev__buf_add(b, text, lmev__real_shortest(text, 15, v));
}

static lmev_status put_path(lmev__buf *b, const char *path, lmev_error *err)
{
    char folder[PATH_MAX];
    if (*path == '/') {
        put_string(b, path);
        return LMEV_OK;
    }
    if (!getcwd(folder, sizeof folder))
        return lmev__fail_errno(err, errno, ".", "cannot tell the current folder");
    char *whole = lmev__path_join(folder, path);
    if (!whole) return lmev__nomem(err, path);
    put_string(b, whole);
    lmev__free(whole);
    return LMEV_OK;
}

static void put_choice(lmev__buf *b, const char *key, lmev_choice c)
{
    if (c != LMEV_CHOICE_AS_FILE)
        lmev__buf_printf(b, "    %s: %s\n", key, c == LMEV_CHOICE_YES ? "true" : "false");
}

static lmev_status put_models(lmev__buf *b, const lmev_spec *spec, lmev_error *err)
{
    lmev__buf_puts(b, "\n");
    for (size_t i = 0; i < spec->n_models; i++) {
        const lmev_model_spec *m = &spec->model[i];
        lmev_status s = LMEV_OK;
        lmev__buf_puts(b, "  - name: ");
        put_string(b, m->name);
        lmev__buf_puts(b, "\n    ");
        if (m->handle) {
            lmev__buf_puts(b, "handle: ");
            put_string(b, m->handle);
        } else if (m->path) {
            lmev__buf_puts(b, "path: ");
            s = put_path(b, m->path, err);
        } else {
            lmev__buf_printf(b,
                             "scratch: {dim: %" PRIu32
                             ", normalize: %s, min_count: %" PRIu32
                             ", oov_buckets: %" PRIu32 "}",
                             m->scratch.dim, m->scratch.normalize ? "true" : "false",
                             m->scratch.min_count, m->scratch.oov_buckets);
        }
        if (s != LMEV_OK) return s;
        lmev__buf_puts(b, "\n");
        put_choice(b, "normalize", m->normalize);
        put_choice(b, "lower", m->lower);
        if (m->combiner) lmev__buf_printf(b, "    combiner: %s\n", m->combiner);
    }
    return LMEV_OK;
}

static void put_where(lmev__buf *b, const lmev_spec *spec)
{
    lmev__buf_puts(b, spec->data.n_where ? "\n" : "{}\n");
    for (size_t i = 0; i < spec->data.n_where; i++) {
        lmev__buf_puts(b, "    ");
        put_string(b, spec->data.where[i].column);
        lmev__buf_puts(b, ": ");
        put_string(b, spec->data.where[i].value);
        lmev__buf_puts(b, "\n");
    }
}

static void put_units(lmev__buf *b, const lmev_spec *spec)
{
    for (uint32_t i = 0; i < spec->network.n_units; i++)
        lmev__buf_printf(b, "%s%" PRIu32, i ? ", " : "[", spec->network.units[i]);
    lmev__buf_puts(b, "]\n");
}

static lmev_status put_value(lmev__buf *b, const lmev_spec *spec, const lmev__key *key,
                             lmev_error *err)
{
    const char *at = (const char *)spec + key->offset;
    union {
        char *s;
        uint32_t u32;
        uint64_t u64;
        double real;
        bool yes;
        int word;
    } v = {0};
    memcpy(&v, at, key->size < sizeof v ? key->size : sizeof v);
    if ((key->kind == LMEV__KEY_U32 && key->choice && v.u32 == UINT32_MAX) ||
        (key->kind == LMEV__KEY_U64 && key->choice && v.u64 == UINT64_MAX)) {
        lmev__buf_printf(b, "%s\n", *key->choice);
        return LMEV_OK;
    }
    switch (key->kind) {
    case LMEV__KEY_NAME:
    case LMEV__KEY_STRING:
        put_string(b, v.s);
        break;
    case LMEV__KEY_PATH: {
        lmev_status s = put_path(b, v.s, err);
        if (s != LMEV_OK) return s;
        break;
    }
    case LMEV__KEY_U32:
        lmev__buf_printf(b, "%" PRIu32, v.u32);
        break;
    case LMEV__KEY_U64:
        lmev__buf_printf(b, "%" PRIu64, v.u64);
        break;
    case LMEV__KEY_REAL:
        put_real(b, v.real);
        break;
    case LMEV__KEY_BOOL:
        lmev__buf_puts(b, v.yes ? "true" : "false");
        break;
    case LMEV__KEY_CHOICE:
        lmev__buf_puts(b, key->choice[key->size == 0              ? 0
                                      : key->size == sizeof(bool) ? v.yes
                                                                  : v.word]);
        break;
    case LMEV__KEY_MODELS:
        return put_models(b, spec, err);
    case LMEV__KEY_WHERE:
        put_where(b, spec);
        return LMEV_OK;
    case LMEV__KEY_UNITS:
        put_units(b, spec);
        return LMEV_OK;
    case LMEV__KEY_STOPPING:
        lmev__buf_puts(b, spec->train.early_stopping ? "" : "false");
        break;
    case LMEV__KEY_MAP:
        break;
    }
    lmev__buf_puts(b, "\n");
    return LMEV_OK;
}

/* Files that are not named, and the settings of early stopping where there is none. */
static bool left_out(const lmev_spec *spec, const lmev__key *key)
{
    char *path = NULL;
    if (key->kind == LMEV__KEY_PATH)
        memcpy(&path, (const char *)spec + key->offset, sizeof path);
    return (key->kind == LMEV__KEY_PATH && !path) ||
           (!spec->train.early_stopping &&
            !strncmp(key->path, "train.early_stopping.", 21));
}

lmev_status lmev_spec_yaml(const lmev_spec *spec, char **text, lmev_error *err)
{
    lmev__buf b = LMEV__BUF_INIT;
    for (size_t k = 0; k < lmev__n_spec_keys; k++) {
        const lmev__key *key = &lmev__spec_keys[k];
        const char *name = key->path;
        if (left_out(spec, key)) continue;
        for (const char *dot; (dot = strchr(name, '.')); name = dot + 1)
            lmev__buf_puts(&b, "  ");
        /* what goes on in lines below ends with the colon, the rest with a value after
         * it */
        bool block = key->kind == LMEV__KEY_MAP || key->kind == LMEV__KEY_MODELS ||
                     (key->kind == LMEV__KEY_STOPPING && spec->train.early_stopping) ||
                     (key->kind == LMEV__KEY_WHERE && spec->data.n_where);
        lmev__buf_printf(&b, "%s:%s", name, block ? "" : " ");
        lmev_status s = put_value(&b, spec, key, err);
        if (s != LMEV_OK) {
            lmev__buf_free(&b);
            return s;
        }
    }
    char *made = lmev__buf_text(&b);
    if (!made) {
        lmev__buf_free(&b);
        return lmev__nomem(err, "the expanded spec");
    }
    *text = made;
    return LMEV_OK;
}
