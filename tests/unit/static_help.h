/* static_help.h - the models and texts of tests/golden/static, for the tests of
 * tokenizers and of static models. */
#ifndef LMEV_TEST_STATIC_HELP_H
#define LMEV_TEST_STATIC_HELP_H
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/buf.h"
#include "base/format/json.h"
#include "base/io/io.h"
#include "base/mem.h"
#include "lmev/lm.h"

#define LIT(text) ((lmev_str){text, sizeof text - 1})

/* "<sources>/tests/golden/static/<name>[/<more>]"; lmev__free it. */
static inline char *golden_path(const char *name, const char *more)
{
    const char *top = getenv("LMEV_SOURCE");
    char at[1024];
    (void)snprintf(at, sizeof at, "%s/tests/golden/static/%s%s%s", top ? top : ".", name,
                   more ? "/" : "", more ? more : "");
    return lmev__strdup(at);
}

static inline lmev__json *golden_expected(void)
{
    lmev__json *o;
    lmev_error err = {0};
    char *path = golden_path("expected.json", NULL);
    if (lmev__json_read(&o, path, &err) != LMEV_OK) fail_msg("%s: %s", path, err.text);
    lmev__free(path);
    return o;
}

/* Text number i: a string, or {"hex": "..."} for what is no UTF-8. Bytes go to room. */
static inline lmev_str golden_text(const lmev__json *expected, size_t i, lmev__buf *room)
{
    const lmev__json *j = lmev__json_at(lmev__json_get(expected, "texts"), i);
    size_t n;
    const char *at = lmev__json_string(j, &n);
    if (at) return (lmev_str){at, n};
    const char *hex = lmev__json_string(lmev__json_get(j, "hex"), &n);
    assert_non_null(hex);
    lmev__buf_reset(room);
    for (size_t k = 0; k + 1 < n; k += 2) {
        const char pair[3] = {hex[k], hex[k + 1], 0};
        lmev__buf_putc(room, (char)strtoul(pair, NULL, 16));
    }
    return (lmev_str){room->at, room->n};
}

/* Where the tokenizer.json of a golden model lies. */
static inline char *golden_tokenizer(const char *name)
{
    char *path = golden_path(name, "tokenizer.json");
    if (lmev__is_file(path)) return path;
    lmev__free(path);
    return golden_path(name, "0_StaticEmbedding/tokenizer.json");
}
#endif
