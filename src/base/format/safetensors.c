/* safetensors.c - read and write tensor files: u64 N | N bytes of JSON | data.
 *
 * Reading maps the file and copies only names: tensors point into the mapping. All rules
 * of the format are checked before a pointer is handed out, so that whoever computes with
 * a tensor needs no check of its own beyond dtype and shape. Source:
 * github.com/huggingface/safetensors (README.md, safetensors/src/tensor.rs).
 *
 * Cost: reading, the JSON header alone; writing, one pass that also hashes.
 * Not here: conversion between dtypes, alignment (data may begin anywhere: use
 * memcpy). */
#include "base/format/safetensors.h"

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/error.h"
#include "base/format/json.h"
#include "base/hash.h"
#include "base/io/filetype.h"
#include "base/mem.h"

#define HEADER_MOST UINT64_C(100000000)
#define META        "__metadata__"

_Static_assert(__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__,
               "tensors are stored little-endian");

static const struct {
    const char *name;
    unsigned bits;
} dtypes[] = {
    {"BOOL", 8},    {"U8", 8},   {"I8", 8},   {"F8_E5M2", 8}, {"F8_E4M3", 8},
    {"F8_E8M0", 8}, {"I16", 16}, {"U16", 16}, {"F16", 16},    {"BF16", 16},
    {"I32", 32},    {"U32", 32}, {"F32", 32}, {"I64", 64},    {"U64", 64},
    {"F64", 64},    {"C64", 64}, {"F4", 4},   {"F6_E2M3", 6}, {"F6_E3M2", 6},
};

/* Bytes of a tensor of this dtype and shape. NULL, or what is wrong. */
static const char *bytes_of(const lmev__st_tensor *t, uint64_t *n_bytes)
{
    uint64_t n = 0;
    for (size_t i = 0; i < sizeof dtypes / sizeof *dtypes && n == 0; i++)
        if (strcmp(t->dtype, dtypes[i].name) == 0) n = dtypes[i].bits;
    if (n == 0) return "its dtype is not known";
    for (int d = 0; d < t->n_dims; d++)
        if (__builtin_mul_overflow(n, t->shape[d], &n)) return "its shape is too large";
    if (n % 8 != 0) return "it does not fill whole bytes";
    *n_bytes = n / 8;
    return NULL;
}

/* ---- reading ---- */

static lmev_status wrong(const char *source, lmev_error *err, const char *name,
                         const char *why)
{
    return lmev__fail(err, LMEV_ERR_FORMAT, source, 0, "tensor '%s': %s", name, why);
}

static bool is_count(const lmev__json *j)
{
    return j && lmev__json_kind(j) == LMEV__JSON_INT && lmev__json_int(j) >= 0;
}

/* One entry of the header; data begins at `data`, n_data bytes of it. */
static lmev_status read_tensor(lmev__st_tensor *t, const char *name, const lmev__json *j,
                               const char *data, uint64_t n_data, const char *source,
                               lmev_error *err)
{
    if (!(t->name = lmev__strdup(name))) return lmev__nomem(err, "the names of tensors");
    size_t n = 0;
    const char *dtype = lmev__json_string(lmev__json_get(j, "dtype"), &n);
    const lmev__json *shape = lmev__json_get(j, "shape");
    const lmev__json *offsets = lmev__json_get(j, "data_offsets");
    if (!dtype || n >= sizeof t->dtype || strlen(dtype) != n)
        return wrong(source, err, name, "dtype is missing or not known");
    memcpy(t->dtype, dtype, n + 1);
    if (!shape || lmev__json_kind(shape) != LMEV__JSON_ARRAY)
        return wrong(source, err, name, "shape is missing or not a list");
    if (lmev__json_size(shape) > LMEV__ST_DIMS)
        return wrong(source, err, name, "shape has more than 8 dimensions");
    t->n_dims = (int)lmev__json_size(shape);
    for (int d = 0; d < t->n_dims; d++) {
        const lmev__json *size = lmev__json_at(shape, (size_t)d);
        if (!is_count(size))
            return wrong(source, err, name, "shape holds something that is no count");
        t->shape[d] = (uint64_t)lmev__json_int(size);
    }
    if (!offsets || lmev__json_kind(offsets) != LMEV__JSON_ARRAY ||
        lmev__json_size(offsets) != 2 || !is_count(lmev__json_at(offsets, 0)) ||
        !is_count(lmev__json_at(offsets, 1)))
        return wrong(source, err, name, "data_offsets is not a pair of counts");
    uint64_t begin = (uint64_t)lmev__json_int(lmev__json_at(offsets, 0));
    uint64_t end = (uint64_t)lmev__json_int(lmev__json_at(offsets, 1));
    if (begin > end || end > n_data)
        return wrong(source, err, name, "data_offsets lie outside the file");
    const char *why = bytes_of(t, &t->n_bytes);
    if (why) return wrong(source, err, name, why);
    if (t->n_bytes != end - begin)
        return wrong(source, err, name, "data_offsets do not fit dtype and shape");
    t->at = data + begin;
    return LMEV_OK;
}

static lmev_status read_meta(lmev__st *st, lmev__json *j, const char *source,
                             lmev_error *err)
{
    if (lmev__json_kind(j) != LMEV__JSON_OBJECT)
        return lmev__fail(err, LMEV_ERR_FORMAT, source, 0, META " is not a mapping");
    size_t n = lmev__json_size(j);
    st->meta_key = lmev__calloc(n, sizeof *st->meta_key);
    st->meta_value = lmev__calloc(n, sizeof *st->meta_value);
    if (!st->meta_key || !st->meta_value)
        return lmev__nomem(err, "the metadata of a tensor file");
    for (void *it = lmev__json_first(j); it; it = lmev__json_next(j, it)) {
        size_t length;
        const char *key = lmev__json_it_key(it);
        const char *value = lmev__json_string(lmev__json_it_value(it), &length);
        if (!value || strlen(value) != length)
            return lmev__fail(err, LMEV_ERR_FORMAT, source, 0, META " '%s' is not a text",
                              key);
        size_t i =
            st->n_meta++; /* counted first: the arrays are zeroed, free takes halves */
        if (!(st->meta_key[i] = lmev__strdup(key)) ||
            !(st->meta_value[i] = lmev__strdup(value)))
            return lmev__nomem(err, "the metadata of a tensor file");
    }
    return LMEV_OK;
}

/* By place; of tensors at one place the empty ones come first. */
static int by_place(const void *a, const void *b)
{
    const lmev__st_tensor *x = a, *y = b;
    if (x->at != y->at) return x->at < y->at ? -1 : 1;
    if (x->n_bytes != y->n_bytes) return x->n_bytes < y->n_bytes ? -1 : 1;
    return strcmp(x->name, y->name);
}

/* Sorted, the tensors must tile the data without hole, overlap or rest. */
static lmev_status check_tiling(const lmev__st *st, const char *data, uint64_t n_data,
                                const char *source, lmev_error *err)
{
    const char *expected = data;
    for (size_t i = 0; i < st->n; i++) {
        const lmev__st_tensor *t = &st->tensor[i];
        if (t->at != expected)
            return wrong(source, err, t->name,
                         t->at < expected ? "its data overlap another tensor's"
                                          : "there is a hole before its data");
        expected += t->n_bytes;
    }
    if ((uint64_t)(expected - data) != n_data)
        return lmev__fail(err, LMEV_ERR_FORMAT, source, 0,
                          "%llu bytes follow the last tensor",
                          (unsigned long long)(n_data - (uint64_t)(expected - data)));
    return LMEV_OK;
}

static lmev_status read_header(lmev__st *st, lmev__json *header, const char *data,
                               uint64_t n_data, const char *source, lmev_error *err)
{
    st->tensor = lmev__calloc(lmev__json_size(header), sizeof *st->tensor);
    if (!st->tensor) return lmev__nomem(err, "the names of tensors");
    for (void *it = lmev__json_first(header); it; it = lmev__json_next(header, it)) {
        const char *name = lmev__json_it_key(it);
        lmev__json *j = lmev__json_it_value(it);
        lmev_status s =
            strcmp(name, META) == 0
                ? read_meta(st, j, source, err)
                : read_tensor(&st->tensor[st->n++], name, j, data, n_data, source, err);
        if (s != LMEV_OK) return s;
    }
    if (st->n > 1) qsort(st->tensor, st->n, sizeof *st->tensor, by_place);
    return check_tiling(st, data, n_data, source, err);
}

static lmev_status not_tensors(const char *at, size_t n, const char *source,
                               const char *why, lmev_error *err)
{
    const lmev_status s = lmev__refuse_foreign(at, n, "a safetensors file", source, err);
    if (s != LMEV_OK) return s;
    return lmev__fail(err, LMEV_ERR_FORMAT, source, 0, "not a safetensors file%s", why);
}

lmev_status lmev__st_parse(lmev__st *out, const char *at, size_t n, const char *source,
                           lmev_error *err)
{
    uint64_t n_header;
    if (n < sizeof n_header) return not_tensors(at, n, source, ": it is too short", err);
    memcpy(&n_header, at, sizeof n_header);
    const char *text = at + sizeof n_header;
    if (n_header == 0 || n_header > HEADER_MOST || n == sizeof n_header || text[0] != '{')
        return not_tensors(at, n, source, ": its header does not begin with '{'", err);
    if (n_header > n - sizeof n_header)
        return lmev__fail(err, LMEV_ERR_FORMAT, source, 0,
                          "cut off: a header of %llu bytes in a file of %zu",
                          (unsigned long long)n_header, n);
    const char *data = text + n_header;
    lmev__json *header;
    lmev_status s = lmev__json_parse(&header, text, (size_t)n_header, source, 0, err);
    if (s != LMEV_OK) return s;
    lmev__st st = {0};
    s = read_header(&st, header, data, n - sizeof n_header - n_header, source, err);
    lmev__json_free(header);
    if (s != LMEV_OK) {
        lmev__st_close(&st);
        return s;
    }
    *out = st;
    return LMEV_OK;
}

lmev_status lmev__st_open(lmev__st *st, const char *path, lmev_error *err)
{
    lmev__map map;
    lmev_status s = lmev__map_open(&map, path, err);
    if (s != LMEV_OK) return s;
    lmev__st parsed;
    if ((s = lmev__st_parse(&parsed, map.at, map.n, path, err)) != LMEV_OK) {
        lmev__map_close(&map);
        return s;
    }
    parsed.map = map;
    *st = parsed;
    return LMEV_OK;
}

const lmev__st_tensor *lmev__st_find(const lmev__st *st, const char *name)
{
    for (size_t i = 0; i < st->n; i++)
        if (strcmp(st->tensor[i].name, name) == 0) return &st->tensor[i];
    return NULL;
}

void lmev__st_close(lmev__st *st)
{
    if (!st) return;
    for (size_t i = 0; i < st->n; i++) lmev__free(st->tensor[i].name);
    for (size_t i = 0; i < st->n_meta; i++) {
        lmev__free(st->meta_key[i]);
        lmev__free(st->meta_value[i]);
    }
    lmev__free(st->tensor);
    lmev__free(st->meta_key);
    lmev__free(st->meta_value);
    lmev__map_close(&st->map);
    *st = (lmev__st){0};
}

/* ---- writing ---- */

static lmev__json *entry_of(const lmev__st_tensor *t, uint64_t begin)
{
    lmev__json *entry = lmev__json_new_object(), *shape = lmev__json_new_array();
    lmev__json *offsets = lmev__json_new_array();
    bool ok = entry && shape && offsets;
    for (int d = 0; ok && d < t->n_dims; d++)
        ok = lmev__json_append(shape, lmev__json_new_int((int64_t)t->shape[d]));
    ok = ok && lmev__json_append(offsets, lmev__json_new_int((int64_t)begin)) &&
         lmev__json_append(offsets, lmev__json_new_int((int64_t)(begin + t->n_bytes)));
    if (!ok) {
        lmev__json_free(shape);
        lmev__json_free(offsets);
        lmev__json_free(entry);
        return NULL;
    }
    ok = lmev__json_set(entry, "dtype", lmev__json_new_string(t->dtype));
    ok = lmev__json_set(entry, "shape", shape) &&
         ok; /* both are taken, whatever happens */
    ok = lmev__json_set(entry, "data_offsets", offsets) && ok;
    if (ok) return entry;
    lmev__json_free(entry);
    return NULL;
}

static lmev_status check_tensors(const char *path, const lmev__st_tensor *tensor,
                                 size_t n, lmev_error *err)
{
    uint64_t all = 0;
    for (size_t i = 0; i < n; i++) {
        const lmev__st_tensor *t = &tensor[i];
        uint64_t n_bytes = 0;
        const char *why = t->n_dims < 0 || t->n_dims > LMEV__ST_DIMS
                              ? "it has too many dimensions"
                              : bytes_of(t, &n_bytes);
        if (!why && n_bytes != t->n_bytes) why = "its size does not fit dtype and shape";
        if (!why && (__builtin_add_overflow(all, n_bytes, &all) || all > INT64_MAX))
            why = "the file would be too large";
        if (!why && strcmp(t->name, META) == 0) why = "the name is taken by the format";
        for (size_t k = 0; !why && k < i; k++)
            if (strcmp(tensor[k].name, t->name) == 0) why = "the name comes twice";
        if (why)
            return lmev__fail(err, LMEV_ERR_PARAM, path, 0, "tensor '%s': %s", t->name,
                              why);
    }
    return LMEV_OK;
}

/* The header as text, without padding; NULL when out of memory. */
static char *header_text(const lmev__st_tensor *tensor, size_t n, const char *const *meta,
                         size_t n_meta)
{
    char *text = NULL;
    lmev__json *pairs = NULL, *header = lmev__json_new_object();
    if (n_meta > 0) {
        bool ok = (pairs = lmev__json_new_object()) != NULL;
        for (size_t i = 0; ok && i < n_meta; i++)
            ok = lmev__json_set(pairs, meta[2 * i],
                                lmev__json_new_string(meta[2 * i + 1]));
        if (!ok) {
            lmev__json_free(pairs);
            goto done;
        }
        if (!lmev__json_set(header, META, pairs)) goto done;
    }
    uint64_t begin = 0;
    for (size_t i = 0; i < n; i++) {
        if (!lmev__json_set(header, tensor[i].name, entry_of(&tensor[i], begin)))
            goto done;
        begin += tensor[i].n_bytes;
    }
    text = lmev__json_dump(header, 0);
done:
    lmev__json_free(header);
    return text;
}

/* Write and hash. */
static lmev_status put(lmev__out *out, lmev__sha256 *h, const void *at, size_t n,
                       lmev_error *err)
{
    if (h) lmev__sha256_add(h, at, n);
    return lmev__out_write(out, at, n, err);
}

lmev_status lmev__st_write(const char *path, const lmev__st_tensor *tensor, size_t n,
                           const char *const *meta, size_t n_meta, char hex[65],
                           lmev_error *err)
{
    return lmev__st_write_over(path, NULL, tensor, n, meta, n_meta, hex, err);
}

lmev_status lmev__st_write_over(const char *path, const char *over,
                                const lmev__st_tensor *tensor, size_t n,
                                const char *const *meta, size_t n_meta, char hex[65],
                                lmev_error *err)
{
    lmev_status s = check_tensors(path, tensor, n, err);
    if (s != LMEV_OK) return s;
    char *text = header_text(tensor, n, meta, n_meta);
    if (!text)
        return lmev__nomem(err, "the header of a tensor file (or a name is not UTF-8)");
    size_t n_text = strlen(text);
    uint64_t n_header =
        (n_text + 7) / 8 * 8; /* padded with spaces: the data begin at 8 k */
    lmev__sha256 state, *h = hex ? &state : NULL; /* hashing costs as much as writing */
    lmev__out *out = NULL;
    lmev__sha256_begin(&state);
    s = lmev__out_begin_over(&out, path, over, err);
    if (s == LMEV_OK) s = put(out, h, &n_header, sizeof n_header, err);
    if (s == LMEV_OK) s = put(out, h, text, n_text, err);
    if (s == LMEV_OK) s = put(out, h, "       ", (size_t)n_header - n_text, err);
    lmev__free(text);
    for (size_t i = 0; s == LMEV_OK && i < n; i++) {
        const lmev__st_tensor *t = &tensor[i];
        const size_t pieces = t->row ? (size_t)t->shape[0] : 1;
        const size_t each = pieces ? (size_t)t->n_bytes / pieces : 0;
        for (size_t k = 0; s == LMEV_OK && k < pieces; k++)
            s = put(out, h, t->at + (t->row ? t->row[k] * each : 0), each, err);
    }
    if (s != LMEV_OK) {
        lmev__out_abort(out);
        return s;
    }
    if ((s = lmev__out_publish(out, err)) == LMEV_OK && hex)
        lmev__sha256_end(&state, hex);
    return s;
}
