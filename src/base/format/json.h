/* json.h - JSON documents in memory. A value belongs to whoever made it, until it is set
 * into another: lmev__json_set and lmev__json_append take it, also when they fail. */
#ifndef LMEV__BASE_FORMAT_JSON_H
#define LMEV__BASE_FORMAT_JSON_H
#include "lmev/base.h"

typedef struct lmev__json lmev__json;
typedef enum lmev__json_type {
    LMEV__JSON_NULL,
    LMEV__JSON_BOOL,
    LMEV__JSON_INT,
    LMEV__JSON_REAL,
    LMEV__JSON_STRING,
    LMEV__JSON_ARRAY,
    LMEV__JSON_OBJECT
} lmev__json_type;

/* Parse n bytes, all of them one value: strict UTF-8, no duplicate keys, depth at most
 * 64. ERR_FORMAT with source and line (line + first_line when first_line > 0). */
lmev_status lmev__json_parse(lmev__json **out, const char *at, size_t n,
                             const char *source, long first_line, lmev_error *err);
lmev_status lmev__json_read(lmev__json **out, const char *path,
                            lmev_error *err); /* files up to 64 MB */
void lmev__json_free(lmev__json *j);          /* NULL is fine */
lmev__json_type lmev__json_kind(const lmev__json *j);

/* Access; of a wrong type or absent: NULL, 0, false, NaN. All borrowed. */
lmev__json *lmev__json_get(const lmev__json *object, const char *key);
size_t lmev__json_size(const lmev__json *array_or_object);
lmev__json *lmev__json_at(const lmev__json *array, size_t i);
const char *lmev__json_string(const lmev__json *j, size_t *n); /* n may be NULL */
int64_t lmev__json_int(const lmev__json *j);
double lmev__json_real(const lmev__json *j); /* of an int too */
bool lmev__json_bool(const lmev__json *j);
/* Walk an object in file order: for (it = first(o); it; it = next(o, it)). */
void *lmev__json_first(lmev__json *object);
void *lmev__json_next(lmev__json *object, void *it);
const char *lmev__json_it_key(void *it);
lmev__json *lmev__json_it_value(void *it);

/* Making. NULL means out of memory; set and append accept NULL values and then return
 * false. Strings and keys may be any bytes (paths, messages): lmev_text_mended makes
 * UTF-8 of them. */
lmev__json *lmev__json_new_object(void);
lmev__json *lmev__json_new_array(void);
lmev__json *lmev__json_new_string(const char *s); /* NULL gives JSON null */
lmev__json *lmev__json_new_int(int64_t v);
lmev__json *lmev__json_new_real(double v); /* NaN and infinities give JSON null */
lmev__json *lmev__json_new_bool(bool v);
lmev__json *lmev__json_new_null(void);
bool lmev__json_set(lmev__json *object, const char *key, lmev__json *value);
bool lmev__json_append(lmev__json *array, lmev__json *value);
/* As text, in the order of insertion; indent 0: one line. lmev__free the result. */
char *lmev__json_dump(const lmev__json *j, int indent);
#endif
