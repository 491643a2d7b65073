/* stage.c - what the normalizer and the pre-tokenizer have in common: reading their JSON,
 * and a few ways with text. A member that is missing or of another kind is refused by its
 * name; unknown members are ignored, as the library that writes these files
 * does. */
#include "lm/tokenizer/stage.h"

#include <string.h>

#include "base/error.h"
#include "base/mem.h"
#include "base/utf8.h"
#include "lm/text/unicode.h"

#define STEPS_MAX 64
#define DEPTH_MAX 8

/* ---- text ---- */

/* Bytes at s of a sequence that could have become a character, at least 1. */
static size_t broken(const uint8_t *s, size_t n)
{
    const uint8_t lead = s[0];
    const size_t length = lead < 0xC2 || lead > 0xF4 ? 1
                          : lead < 0xE0              ? 2
                          : lead < 0xF0              ? 3
                                                     : 4;
    const uint8_t low = lead == 0xE0 ? 0xA0 : lead == 0xF0 ? 0x90 : 0x80;
    const uint8_t high = lead == 0xED ? 0x9F : lead == 0xF4 ? 0x8F : 0xBF;
    size_t i = 1;
    if (i < length && i < n && s[i] >= low && s[i] <= high)
        for (i = 2; i < length && i < n && (s[i] & 0xC0) == 0x80;) i++;
    return i;
}

void lmev__utf8_repair(lmev_str text, lmev__buf *out)
{
    size_t good = 0; /* begin of what is to be copied */
    for (size_t i = 0; i < text.n;) {
        uint32_t c;
        const int n = lmev__utf8_next(text.at + i, text.n - i, &c);
        if (n > 0) {
            i += (size_t)n;
            continue;
        }
        lmev__buf_add(out, text.at + good, i - good);
        lmev__buf_char(out, 0xFFFD);
        i += broken((const uint8_t *)text.at + i, text.n - i);
        good = i;
    }
    lmev__buf_add(out, text.at + good, text.n - good);
}

static uint32_t visible(uint8_t b)
{
    if (b <= 0x20) return 0x100u + b;
    if (b < 0x7F) return b;
    if (b <= 0xA0) return 0x121u + b - 0x7F;
    return b == 0xAD ? 0x143 : b;
}

void lmev__bytes_visible(lmev_str bytes, lmev__buf *out)
{
    if (bytes.n > SIZE_MAX / 2) out->failed = true;
    if (!lmev__buf_more(out, 2 * bytes.n)) return;
    for (size_t i = 0; i < bytes.n; i++)
        out->n += lmev__utf8_put(out->at + out->n, visible((uint8_t)bytes.at[i]));
}

void lmev__text_each(lmev_str pattern, lmev_str text, lmev__regex_found found, void *self)
{
    for (size_t i = 0; i < text.n;) {
        const char *at = memmem(text.at + i, text.n - i, pattern.at, pattern.n);
        if (!at) return;
        i = (size_t)(at - text.at) + pattern.n;
        if (!found(self, i - pattern.n, i)) return;
    }
}

lmev_status lmev__text_refused(const char *source, lmev_str text, const char *why,
                               lmev_error *err)
{
    size_t shown = text.n < 40 ? text.n : 40;
    while (shown && shown < text.n && ((uint8_t)text.at[shown] & 0xC0) == 0x80) shown--;
    const lmev_status s = lmev__fail(err, LMEV_ERR_FORMAT, source, 0,
                                     "%s: %zu bytes that begin with '%.*s'", why, text.n,
                                     (int)shown, text.at);
    lmev__hint(err, "leave the row of that text out, or cut it with spaces");
    return s;
}

/* ---- JSON ---- */

static lmev_status wrong(const lmev__stage_json *j, const char *key, const char *what,
                         lmev_error *err)
{
    const char *type = lmev__json_string(lmev__json_get(j->value, "type"), NULL);
    return lmev__fail(err, LMEV_ERR_FORMAT, j->source, 0, "the %s '%s' needs %s as '%s'",
                      j->stage, type ? type : "?", what, key);
}

static lmev_status walk(const lmev__stage_json *j, int depth, size_t *steps,
                        lmev__stage_add add, void *self, lmev_error *err)
{
    const char *type = lmev__json_string(lmev__json_get(j->value, "type"), NULL);
    if (!type)
        return lmev__fail(err, LMEV_ERR_FORMAT, j->source, 0,
                          "a %s must be an object with a 'type'", j->stage);
    if (++*steps > STEPS_MAX)
        return lmev__fail(err, LMEV_ERR_FORMAT, j->source, 0,
                          "more than %d steps in the %s", STEPS_MAX, j->stage);
    if (strcmp(type, "Sequence") != 0) return add(self, type, j, err);
    if (depth == DEPTH_MAX)
        return lmev__fail(err, LMEV_ERR_FORMAT, j->source, 0,
                          "the %s nests Sequences more than %d deep", j->stage,
                          DEPTH_MAX);
    const lmev__json *list = lmev__json_get(j->value, j->list);
    if (!list || lmev__json_kind(list) != LMEV__JSON_ARRAY)
        return wrong(j, j->list, "an array", err);
    for (size_t i = 0; i < lmev__json_size(list); i++) {
        const lmev__stage_json inner = {lmev__json_at(list, i), j->source, j->stage,
                                        j->list};
        const lmev_status s = walk(&inner, depth + 1, steps, add, self, err);
        if (s != LMEV_OK) return s;
    }
    return LMEV_OK;
}

lmev_status lmev__stage_walk(const lmev__stage_json *j, lmev__stage_add add, void *self,
                             lmev_error *err)
{
    size_t steps = 0;
    if (!j->value || lmev__json_kind(j->value) == LMEV__JSON_NULL) return LMEV_OK;
    return walk(j, 0, &steps, add, self, err);
}

lmev_status lmev__stage_bool(const lmev__stage_json *j, const char *key,
                             const bool *fallback, bool *out, lmev_error *err)
{
    const lmev__json *v = lmev__json_get(j->value, key);
    const bool absent = !v || lmev__json_kind(v) == LMEV__JSON_NULL;
    if (absent && fallback)
        *out = *fallback;
    else if (absent || lmev__json_kind(v) != LMEV__JSON_BOOL)
        return wrong(j, key, "true or false", err);
    else
        *out = lmev__json_bool(v);
    return LMEV_OK;
}

lmev_status lmev__stage_string(const lmev__stage_json *j, const char *key, lmev_str *out,
                               lmev_error *err)
{
    out->at = lmev__json_string(lmev__json_get(j->value, key), &out->n);
    return out->at ? LMEV_OK : wrong(j, key, "a string", err);
}

lmev_status lmev__stage_text(const lmev__stage_json *j, const char *key, lmev_str *out,
                             lmev_error *err)
{
    lmev_str s;
    const lmev_status status = lmev__stage_string(j, key, &s, err);
    if (status != LMEV_OK) return status;
    char *copy = lmev__strndup(s.at, s.n);
    if (!copy) return lmev__nomem(err, j->stage);
    *out = (lmev_str){copy, s.n};
    return LMEV_OK;
}

lmev_status lmev__stage_pattern(const lmev__stage_json *j, lmev_str *text,
                                lmev__regex **regex, lmev_error *err)
{
    lmev__stage_json pattern = *j;
    pattern.value = lmev__json_get(j->value, "pattern");
    lmev_str s;
    if (lmev__stage_string(&pattern, "String", &s, NULL) == LMEV_OK && s.n)
        return lmev__stage_text(&pattern, "String", text, err);
    if (lmev__stage_string(&pattern, "String", &s, NULL) == LMEV_OK ||
        lmev__stage_string(&pattern, "Regex", &s, NULL) == LMEV_OK)
        return lmev__regex_new(regex, s, j->source, err);
    return wrong(j, "pattern", "{\"String\": ...} or {\"Regex\": ...}", err);
}

lmev_status lmev__stage_choice(const lmev__stage_json *j, const char *key,
                               const char *const *names, size_t n, int fallback, int *out,
                               lmev_error *err)
{
    const lmev__json *v = lmev__json_get(j->value, key);
    const char *name = lmev__json_string(v, NULL);
    if (!v && fallback >= 0) {
        *out = fallback;
        return LMEV_OK;
    }
    for (size_t i = 0; name && i < n; i++)
        if (strcmp(name, names[i]) == 0) {
            *out = (int)i;
            return LMEV_OK;
        }
    const lmev_status s = wrong(j, key, "one of its names", err);
    const char *near = name ? lmev__nearest(name, names, n) : NULL;
    lmev__hint(err, near ? "did you mean '%s'" : "such as '%s'", near ? near : names[0]);
    return s;
}

lmev_status lmev__stage_unknown(const lmev__stage_json *j, const char *type,
                                const char *const *names, size_t n, lmev_error *err)
{
    const lmev_status s =
        lmev__fail(err, LMEV_ERR_FORMAT, j->source, 0, "the %s '%s' is not known here",
                   j->stage, lmev__brief_of(type).at);
    const char *near = lmev__nearest(type, names, n);
    if (near) lmev__hint(err, "did you mean '%s'", near);
    return s;
}
