/* bundle_write.c - TensorFlow's checkpoints (TensorBundle), written: one shard and an
 * index.
 *
 *   data    the tensors, one after another without gaps, so that the first lies aligned;
 *           a string as its length, a checksum of that, its bytes
 *   index   a sorted table: one block of entries, an empty one, one that names the first,
 *           and a footer. Each block is followed by a type byte and a checksum
 *
 * The layout is that of core/util/tensor_bundle and core/lib/io of TensorFlow. Numbers
 * are little-endian; checksums are CRC-32C, masked (rotated and shifted) as the format
 * wants it. The table goes to its file in pieces, each through the checksum first: it is
 * read once and never copied. Blocks are neither compressed nor split: an index here has
 * a few entries. */
#include "lm/tfhub/bundle_write.h"

#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "base/format/wire_write.h"
#include "base/hash.h"
#include "base/io/io.h"
#include "base/mem.h"

#define PIECE   (1u << 20) /* bytes of a tensor that are checked and written at a time */
#define RESTART 16         /* each so many keys one is written in full */
#define FOOTER  48
#define MAGIC   UINT64_C(0xdb4775248b80fb57)

enum { DT_FLOAT = 1, DT_STRING = 7 };

/* Where a tensor lies, as its entry says. */
typedef struct place {
    const lmev__bundle_tensor *tensor;
    uint64_t offset, size;
    uint32_t crc;
} place;

typedef struct handle {
    uint64_t offset, size;
} handle;

static void add_le32(lmev__buf *b, uint32_t v)
{
    const uint8_t bytes[4] = {(uint8_t)v, (uint8_t)(v >> 8), (uint8_t)(v >> 16),
                              (uint8_t)(v >> 24)};
    lmev__buf_add(b, bytes, sizeof bytes);
}

/* ---- the data ---- */

static lmev_status add_bytes(lmev__out *out, place *p, const void *at, size_t n,
                             lmev_error *err)
{
    const char *from = at;
    lmev_status s = LMEV_OK;
    for (size_t done = 0; done < n && s == LMEV_OK; done += PIECE) {
        const size_t piece = n - done < PIECE ? n - done : PIECE;
        p->crc = lmev__crc32c(p->crc, from + done, piece);
        s = lmev__out_write(out, from + done, piece, err);
    }
    p->size += n;
    return s;
}

/* What stands before the bytes of a string. The checksum in it is that of the length as a
 * number of fixed width; the entry's goes on from there, over that checksum and the
 * bytes. */
static lmev_status add_length(lmev__out *out, place *p, size_t n, lmev_error *err)
{
    lmev__buf head = LMEV__BUF_INIT, fixed = LMEV__BUF_INIT, mask = LMEV__BUF_INIT;
    lmev__put_varint(&head, n);
    add_le32(&fixed, (uint32_t)n);
    if (n > UINT32_MAX) add_le32(&fixed, (uint32_t)((uint64_t)n >> 32));
    const uint32_t crc = lmev__crc32c(0, fixed.at, fixed.n);
    add_le32(&mask, lmev__crc32c_masked(crc));
    lmev_status s = head.failed || fixed.failed || mask.failed
                        ? lmev__nomem(err, "a tensor's length")
                        : lmev__out_write(out, head.at, head.n, err);
    p->size += head.n;
    p->crc = crc;
    if (s == LMEV_OK) s = add_bytes(out, p, mask.at, mask.n, err);
    lmev__buf_free(&head);
    lmev__buf_free(&fixed);
    lmev__buf_free(&mask);
    return s;
}

static lmev_status write_data(const char *path, place *places, size_t n, lmev_error *err)
{
    lmev__out *out = NULL;
    lmev_status s = lmev__out_begin(&out, path, err);
    uint64_t offset = 0;
    for (size_t i = 0; i < n && s == LMEV_OK; i++) {
        place *p = &places[i];
        p->offset = offset;
        if (p->tensor->text) s = add_length(out, p, p->tensor->n, err);
        if (s == LMEV_OK) s = add_bytes(out, p, p->tensor->at, p->tensor->n, err);
        offset += p->size;
    }
    if (s == LMEV_OK) return lmev__out_publish(out, err);
    lmev__out_abort(out);
    return s;
}

/* ---- the index ---- */

/* A block being written: keys in ascending order, each without what it shares with the
 * one before; every RESTART-th in full, and where those begin stands at the end. */
typedef struct block {
    lmev__buf bytes, restarts;
    lmev_str last;
    uint32_t n;
} block;

static void block_add(block *b, lmev_str key, const lmev__buf *value)
{
    size_t shared = 0;
    if (b->n % RESTART == 0)
        add_le32(&b->restarts, (uint32_t)b->bytes.n);
    else
        while (shared < key.n && shared < b->last.n &&
               key.at[shared] == b->last.at[shared])
            shared++;
    lmev__put_varint(&b->bytes, shared);
    lmev__put_varint(&b->bytes, key.n - shared);
    lmev__put_varint(&b->bytes, value->n);
    lmev__buf_add(&b->bytes, key.at + shared, key.n - shared);
    lmev__buf_add(&b->bytes, value->at, value->n);
    if (value->failed) b->bytes.failed = true;
    b->last = key;
    b->n++;
}

/* Append the block and its trailer to the file; b is empty afterwards. */
static handle block_end(block *b, lmev__buf *file)
{
    if (b->n == 0) add_le32(&b->restarts, 0);
    const uint32_t n_restarts = (uint32_t)(b->restarts.n / 4);
    lmev__buf_add(&b->bytes, b->restarts.at, b->restarts.n);
    add_le32(&b->bytes, n_restarts);
    const handle h = {file->n, b->bytes.n};
    lmev__buf_putc(&b->bytes, 0); /* type: as it is, not compressed */
    if (b->restarts.failed) b->bytes.failed = true;
    if (b->bytes.failed)
        file->failed = true;
    else
        add_le32(&b->bytes,
                 lmev__crc32c_masked(lmev__crc32c(0, b->bytes.at, b->bytes.n)));
    lmev__buf_add(file, b->bytes.at, b->bytes.n);
    lmev__buf_free(&b->bytes);
    lmev__buf_free(&b->restarts);
    *b = (block){0};
    return h;
}

static void add_handle(lmev__buf *b, handle h)
{
    lmev__put_varint(b, h.offset);
    lmev__put_varint(b, h.size);
}

/* BundleHeaderProto: one shard, little-endian (absent), version 1. */
static void add_header(lmev__buf *value)
{
    lmev__put_int(value, 1, 1);
    const size_t version = lmev__put_open(value, 3);
    lmev__put_int(value, 1, 1);
    lmev__put_close(value, version);
}

/* BundleEntryProto; what is zero is absent. */
static void add_entry(lmev__buf *value, const place *p)
{
    lmev__put_int(value, 1, p->tensor->text ? DT_STRING : DT_FLOAT);
    const size_t shape = lmev__put_open(value, 2);
    for (unsigned d = 0; d < p->tensor->dims; d++) {
        const size_t dim = lmev__put_open(value, 2);
        if (p->tensor->dim[d]) lmev__put_int(value, 1, (int64_t)p->tensor->dim[d]);
        lmev__put_close(value, dim);
    }
    lmev__put_close(value, shape);
    if (p->offset) lmev__put_int(value, 4, (int64_t)p->offset);
    if (p->size) lmev__put_int(value, 5, (int64_t)p->size);
    lmev__put_fixed32(value, 6, lmev__crc32c_masked(p->crc));
}

static int by_key(const void *left, const void *right)
{
    const place *a = left, *b = right;
    return strcmp(a->tensor->key, b->tensor->key);
}

/* The shortest key that is not less than any with this first byte: the byte after it. One
 * of 0xff bytes alone has none and stands for itself. */
static lmev_str beyond(lmev_str key, char to[1])
{
    if (key.n == 0 || (uint8_t)key.at[0] == 0xff) return key;
    to[0] = (char)((uint8_t)key.at[0] + 1);
    return (lmev_str){to, 1};
}

/* The whole file; places are put into the order of their keys. */
static void make_index(lmev__buf *file, place *places, size_t n)
{
    block b = {0};
    lmev__buf value = LMEV__BUF_INIT;
    add_header(&value);
    block_add(&b, (lmev_str){"", 0}, &value);
    qsort(places, n, sizeof *places, by_key);
    lmev_str key = {"", 0};
    for (size_t i = 0; i < n; i++) {
        lmev__buf_reset(&value);
        add_entry(&value, &places[i]);
        key = (lmev_str){places[i].tensor->key, strlen(places[i].tensor->key)};
        block_add(&b, key, &value);
    }
    const handle data = block_end(&b, file);
    const handle meta = block_end(&b, file);
    char first;
    lmev__buf_reset(&value);
    add_handle(&value, data);
    block_add(&b, beyond(key, &first), &value);
    const handle index = block_end(&b, file);
    lmev__buf_reset(&value);
    add_handle(&value, meta);
    add_handle(&value, index);
    while (value.n < FOOTER - 8 && !value.failed) lmev__buf_putc(&value, 0);
    add_le32(&value, (uint32_t)MAGIC);
    add_le32(&value, (uint32_t)(MAGIC >> 32));
    if (value.failed) file->failed = true;
    lmev__buf_add(file, value.at, value.n);
    lmev__buf_free(&value);
}

static char *with_end(const char *prefix, const char *end)
{
    lmev__buf b = LMEV__BUF_INIT;
    lmev__buf_puts(&b, prefix);
    lmev__buf_puts(&b, end);
    return lmev__buf_text(&b);
}

lmev_status lmev__bundle_write(const char *prefix, const lmev__bundle_tensor *tensors,
                               size_t n, lmev_error *err)
{
    lmev__buf index = LMEV__BUF_INIT;
    char *data_path = with_end(prefix, ".data-00000-of-00001");
    char *index_path = with_end(prefix, ".index");
    place *places = lmev__calloc(n + 1, sizeof *places);
    lmev_status s = LMEV_OK;
    if (!data_path || !index_path || !places) s = lmev__nomem(err, prefix);
    for (size_t i = 0; i < n && s == LMEV_OK; i++) places[i].tensor = &tensors[i];
    if (s == LMEV_OK) s = write_data(data_path, places, n, err);
    if (s == LMEV_OK) {
        make_index(&index, places, n);
        s = index.failed ? lmev__nomem(err, index_path)
                         : lmev__write_file(index_path, index.at, index.n, err);
    }
    lmev__buf_free(&index);
    lmev__free(places);
    lmev__free(index_path);
    lmev__free(data_path);
    return s;
}
