/* vectors.c - many vectors into one .npy, .csv or .safetensors file.
 *
 * The binary formats hold the number of rows before the rows. A head of fixed size is
 * written first, with no rows in it, and rewritten before the file is published; both
 * formats allow white space for padding.
 *
 *   npy          "\x93NUMPY" 1 0, u16 length, the description as a Python literal, spaces
 *                and "\n" up to byte 128, then the floats (numpy.lib.format, version 1.0)
 *   safetensors  u64 length, JSON with one tensor, spaces up to byte 128, then the floats
 *                (the general writer is safetensors.c; it wants all tensors at once)
 *   csv          a line of column names, then one line per vector
 *
 * Floats are little-endian. Cost: a copy for binary files, some 25 ns per number for
 * CSV. */
#include "lmev/vectors.h"

#include <stdio.h>
#include <string.h>

#include "base/buf.h"
#include "base/error.h"
#include "base/io/io.h"
#include "base/mem.h"
#include "base/number.h"

#define HEAD 128 /* bytes before the first vector of a binary file */

struct lmev_vectors {
    lmev_vectors_params params;
    lmev__out *out; /* NULL: params.write takes the bytes */
    uint64_t n;
    char *room; /* [room_n] of lmev_vectors_add */
    size_t room_n;
};

/* ---- heads ---- */

static void npy_head(char head[HEAD], uint64_t n, uint32_t dim)
{
    memset(head, ' ', HEAD);
    memcpy(head, "\x93NUMPY\x01\x00", 8);
    head[8] = (char)(HEAD - 10);
    head[9] = 0;
    const int k =
        snprintf(head + 10, HEAD - 10,
                 "{'descr': '<f4', 'fortran_order': False, 'shape': (%llu, %u), }",
                 (unsigned long long)n, dim);
    head[10 + k] = ' ';
    head[HEAD - 1] = '\n';
}

/* The longest JSON, with 20 digits twice, is 101 bytes long. */
static void safetensors_head(char head[HEAD], uint64_t n, uint32_t dim)
{
    memset(head, ' ', HEAD);
    memset(head, 0, 8);
    head[0] = (char)(HEAD - 8);
    const int k = snprintf(head + 8, HEAD - 8,
                           "{\"embeddings\":{\"dtype\":\"F32\",\"shape\":[%llu,%u],"
                           "\"data_offsets\":[0,%llu]}}",
                           (unsigned long long)n, dim, (unsigned long long)(n * dim * 4));
    head[8 + k] = ' ';
}

static void head_of(const lmev_vectors *w, char head[HEAD])
{
    if (w->params.format == LMEV_VECTORS_NPY)
        npy_head(head, w->n, w->params.dim);
    else
        safetensors_head(head, w->n, w->params.dim);
}

/* ---- writing ---- */

static lmev_status put(lmev_vectors *w, const char *at, size_t n, lmev_error *err)
{
    if (w->out) return lmev__out_write(w->out, at, n, err);
    if (w->params.write(w->params.self, at, n)) return LMEV_OK;
    return lmev__fail(err, LMEV_ERR_IO, NULL, 0, "the vectors cannot be written");
}

static lmev_status put_columns(lmev_vectors *w, lmev_error *err)
{
    lmev__buf line = LMEV__BUF_INIT;
    for (uint32_t j = 0; j < w->params.dim; j++)
        lmev__buf_printf(&line, j ? ",v%u" : "v%u", j);
    lmev__buf_putc(&line, '\n');
    const lmev_status s =
        line.failed ? lmev__nomem(err, "the column names") : put(w, line.at, line.n, err);
    lmev__buf_free(&line);
    return s;
}

static lmev_status put_head(lmev_vectors *w, lmev_error *err)
{
    char head[HEAD];
    if (w->params.format == LMEV_VECTORS_CSV) return put_columns(w, err);
    if (!lmev__out_seekable(w->out)) {
        lmev__fail(err, LMEV_ERR_PARAM, w->params.path, 0,
                   "the format needs a regular file, to write its head last");
        lmev__hint(err, "name a file, or write CSV");
        return LMEV_ERR_PARAM;
    }
    head_of(w, head);
    return put(w, head, HEAD, err);
}

lmev_status lmev_vectors_begin(lmev_vectors **out, const lmev_vectors_params *params,
                               lmev_error *err)
{
    const bool binary = params->format != LMEV_VECTORS_CSV;
    if (params->dim == 0)
        return lmev__fail(err, LMEV_ERR_PARAM, NULL, 0,
                          "vectors need at least one number");
    if ((unsigned)params->format > LMEV_VECTORS_SAFETENSORS)
        return lmev__fail(err, LMEV_ERR_PARAM, NULL, 0, "unknown format '%d'",
                          (int)params->format);
    if (!params->path && (binary || !params->write))
        return lmev__fail(err, LMEV_ERR_PARAM, NULL, 0, "the format needs a file");
    lmev_vectors *w = lmev__calloc(1, sizeof *w);
    if (!w) return lmev__nomem(err, "a file of vectors");
    w->params = *params;
    lmev_status s = params->path ? lmev_file_begin(&w->out, params->path, err) : LMEV_OK;
    if (s == LMEV_OK) s = put_head(w, err);
    if (s != LMEV_OK) {
        lmev_vectors_abort(w);
        return s;
    }
    w->params.path = NULL; /* the caller's; the file knows its own */
    *out = w;
    return LMEV_OK;
}

size_t lmev_vectors_row_max(const lmev_vectors *w)
{
    const size_t each = w->params.format == LMEV_VECTORS_CSV ? LMEV__FLOAT_ROOM + 1 : 4;
    return each * w->params.dim;
}

static size_t encode_csv(const float *v, size_t n, uint32_t dim, char *to)
{
    char *p = to;
    for (size_t i = 0; i < n; i++)
        for (uint32_t j = 0; j < dim; j++) {
            p += lmev__float_shortest(p, *v++);
            *p++ = j + 1 < dim ? ',' : '\n';
        }
    return (size_t)(p - to);
}

size_t lmev_vectors_encode(const lmev_vectors *w, const float *vector, size_t n, char *to)
{
    const uint32_t dim = w->params.dim;
    if (w->params.format == LMEV_VECTORS_CSV) return encode_csv(vector, n, dim, to);
    const size_t n_bytes = n * dim * sizeof *vector;
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
    for (size_t i = 0; i < n * dim; i++) {
        uint32_t bits;
        memcpy(&bits, vector + i, sizeof bits);
        bits = __builtin_bswap32(bits);
        memcpy(to + i * sizeof bits, &bits, sizeof bits);
    }
#else
    if (n_bytes) memcpy(to, vector, n_bytes);
#endif
    return n_bytes;
}

lmev_status lmev_vectors_put(lmev_vectors *w, const char *at, size_t n_bytes, size_t n,
                             lmev_error *err)
{
    w->n += n;
    return put(w, at, n_bytes, err);
}

lmev_status lmev_vectors_add(lmev_vectors *w, const float *vector, size_t n,
                             lmev_error *err)
{
    const size_t each = lmev_vectors_row_max(w);
    const size_t some = each < 65536 ? 65536 / each : 1; /* rows at a time */
    if (!lmev__grow(&w->room, &w->room_n, some * each, 1))
        return lmev__nomem(err, "encoded vectors");
    lmev_status s = LMEV_OK;
    for (size_t i = 0; i < n && s == LMEV_OK; i += some) {
        const size_t k = n - i < some ? n - i : some;
        const float *v = vector + i * w->params.dim;
        s = lmev_vectors_put(w, w->room, lmev_vectors_encode(w, v, k, w->room), k, err);
    }
    return s;
}

/* ---- ending ---- */

static void release(lmev_vectors *w)
{
    lmev__free(w->room);
    lmev__free(w);
}

lmev_status lmev_vectors_publish(lmev_vectors *w, lmev_error *err)
{
    lmev_status s = LMEV_OK;
    lmev__out *out = w->out;
    if (w->params.format != LMEV_VECTORS_CSV) {
        char head[HEAD];
        head_of(w, head);
        s = lmev__out_rewrite(out, head, HEAD, err);
    }
    release(w);
    if (s == LMEV_OK && out) return lmev__out_publish(out, err);
    if (out) lmev__out_abort(out);
    return s;
}

void lmev_vectors_abort(lmev_vectors *w)
{
    if (!w) return;
    lmev__out_abort(w->out);
    release(w);
}
