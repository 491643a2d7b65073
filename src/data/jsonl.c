/* jsonl.c - see jsonl.h: text and label by name, parsed by base/format/json.h.
 *
 * As strict as that is: valid UTF-8, no duplicate keys. The text is a string; the
 * label, and the columns that a row may also lack (quality, language, those of where),
 * are strings or integers: data sets with numbers for classes are common. An integer
 * becomes its decimal digits. Cost: one document in memory, some microseconds per
 * line. */
#include "data/jsonl.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/error.h"
#include "base/format/json.h"
#include "base/mem.h"
#include "base/utf8.h"

#define DIGITS 24 /* of an int64 with its sign and NUL, rounded up */

struct lmev__jsonl {
    size_t n;
    const char *const *key; /* [n] */
    char (*digits)[DIGITS]; /* [n] */
    lmev__json *doc;        /* of the current line; the slots point into it */
};

lmev_status lmev__jsonl_new(lmev__jsonl **out, const char *const *key, size_t n,
                            lmev_error *err)
{
    lmev__jsonl *j = lmev__calloc(1, sizeof *j);
    if (j) {
        j->n = n;
        j->key = key;
        j->digits = lmev__calloc(n, sizeof *j->digits);
    }
    if (!j || !j->digits) {
        lmev__jsonl_free(j);
        return lmev__nomem(err, "a reader of JSON lines");
    }
    *out = j;
    return LMEV_OK;
}

void lmev__jsonl_free(lmev__jsonl *j)
{
    if (!j) return;
    lmev__json_free(j->doc);
    lmev__free(j->digits);
    lmev__free(j);
}

/* What was wrong with the line, for those who read strictly. */
__attribute__((format(printf, 2, 3))) static void tell(lmev__raw_row *record,
                                                       const char *format, ...)
{
    va_list a;
    va_start(a, format);
    (void)vsnprintf(record->detail, sizeof record->detail, format, a);
    va_end(a);
}

/* The field of slot i; false: not there though it must be, or not of a kind that can be
 * used. */
static bool fill_slot(lmev__jsonl *j, size_t i, lmev__raw_row *record)
{
    lmev_str *slot = &record->slot[i];
    const bool needed = j->key[i] && (i == LMEV__FIELD_TEXT || i == LMEV__FIELD_LABEL);
    *slot = (lmev_str){NULL, 0};
    lmev__json *v = j->key[i] ? lmev__json_get(j->doc, j->key[i]) : NULL;
    if (!v) {
        if (needed) tell(record, " (it has no '%s')", lmev__brief_of(j->key[i]).at);
        return !needed;
    }
    lmev__json_type kind = lmev__json_kind(v);
    if (kind == LMEV__JSON_STRING) {
        slot->at = lmev__json_string(v, &slot->n);
        return true;
    }
    if (kind == LMEV__JSON_INT && i != LMEV__FIELD_TEXT) {
        int n = snprintf(j->digits[i], DIGITS, "%" PRId64, lmev__json_int(v));
        *slot = (lmev_str){j->digits[i], (size_t)n};
        return true;
    }
    if (needed)
        tell(record, " ('%s' must be a text%s)", lmev__brief_of(j->key[i]).at,
             i == LMEV__FIELD_TEXT ? "" : " or a whole number");
    return !needed;
}

lmev_status lmev__jsonl_parse(lmev__jsonl *j, lmev_str line, lmev__raw_row *record,
                              lmev_error *err)
{
    lmev__json_free(j->doc);
    j->doc = NULL;
    if (memchr(line.at, '\0', line.n)) {
        record->fault = LMEV_SKIP_NUL;
        return LMEV_OK;
    }
    if (!lmev__utf8_ok(line.at, line.n)) {
        record->fault = LMEV_SKIP_ENCODING;
        return LMEV_OK;
    }
    lmev_error why; /* not cleared: a line is short, an error is not */
    lmev_status s = lmev__json_parse(&j->doc, line.at, line.n, NULL, 0, &why);
    if (s == LMEV_ERR_NOMEM) return lmev__nomem(err, "a JSON line");
    bool good = s == LMEV_OK && lmev__json_kind(j->doc) == LMEV__JSON_OBJECT;
    if (!good)
        tell(record, " (%s)",
             lmev__brief_of(s == LMEV_OK ? "not an object" : why.text).at);
    for (size_t i = 0; good && i < j->n; i++) good = fill_slot(j, i, record);
    if (!good) record->fault = LMEV_SKIP_SYNTAX;
    return LMEV_OK;
}
