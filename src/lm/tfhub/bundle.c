/* bundle.c - TensorBundle, see bundle.h. The table of the index is sstable.c's work; here
 * its values are understood: the header, entries, slices.
 *
 * A slice's key is made of what the whole's entry lists, and looked up; so slices that no
 * entry names are as absent as for TensorFlow. */
#include "lm/tfhub/bundle.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "base/format/wire.h"
#include "base/hash.h"
#include "base/io/filetype.h"
#include "base/mem.h"
#include "base/utf8.h"

#define VERSION    1     /* of the bundles that we read */
#define SHARDS_MAX 99999 /* the names of shards have five digits */

size_t lmev__bundle_width(uint32_t type)
{
    static const uint8_t width[] = {0, 4, 8, 4, 1, 2, 1,  0, 8, 8, 1, 1,
                                    1, 4, 2, 2, 2, 2, 16, 2, 0, 0, 4, 8};
    return type < sizeof width ? width[type] : 0;
}

/* ---- messages ---- */

static const char *read_shape(lmev_str shape, lmev__tensor *t, uint64_t *n,
                              lmev__wire_fault *fault)
{
    lmev__wire w = lmev__wire_of(shape, fault);
    lmev__wire_field f;
    *n = 1;
    while (lmev__wire_next(&w, &f)) {
        if (f.number == 3 && f.type == LMEV__WIRE_VARINT && f.value)
            return "shape of unknown rank";
        if (f.number != 2 || f.type != LMEV__WIRE_BYTES) continue;
        const uint64_t dim = lmev__wire_value(f.bytes, 1, 0, fault);
        if (dim > INT64_MAX || __builtin_mul_overflow(*n, dim, n))
            return "shape of impossibly many numbers";
        if (t->n_dims >= 0 && t->n_dims < LMEV__BUNDLE_DIMS)
            t->dim[t->n_dims++] = dim;
        else
            t->n_dims = -1;
    }
    return NULL;
}

/* A BundleEntryProto; what is wrong with it, or NULL. */
static const char *read_entry(lmev_str value, lmev__tensor *t)
{
    lmev__wire_fault fault = {0};
    lmev__wire w = lmev__wire_of(value, &fault);
    lmev__wire_field f;
    lmev_str shape = {0};
    uint64_t type = 0, shard = 0, numbers = 0;
    *t = (lmev__tensor){0};
    while (lmev__wire_next(&w, &f)) {
        if (f.number == 1 && f.type == LMEV__WIRE_VARINT) type = f.value;
        if (f.number == 2 && f.type == LMEV__WIRE_BYTES) shape = f.bytes;
        if (f.number == 3 && f.type == LMEV__WIRE_VARINT) shard = f.value;
        if (f.number == 4 && f.type == LMEV__WIRE_VARINT) t->offset = f.value;
        if (f.number == 5 && f.type == LMEV__WIRE_VARINT) t->n_bytes = f.value;
        if (f.number == 6 && f.type == LMEV__WIRE_FIXED32) t->crc = (uint32_t)f.value;
        if (f.number == 7 && f.type == LMEV__WIRE_BYTES) t->n_slices++;
    }
    const char *why = fault.why ? NULL : read_shape(shape, t, &numbers, &fault);
    if (fault.why) return fault.why;
    if (why) return why;
    if (type == 0 || type > 1000) return "entry without a known type";
    if (shard > SHARDS_MAX) return "entry in a shard that cannot be";
    t->type = (uint32_t)type;
    t->shard = (uint32_t)shard;
    uint64_t bytes, end;
    if (t->n_slices) return NULL; /* size and place say nothing then */
    if (__builtin_add_overflow(t->offset, t->n_bytes, &end) || end > INT64_MAX)
        return "entry at an impossible place";
    const size_t width = lmev__bundle_width(t->type);
    if (width && (__builtin_mul_overflow(numbers, width, &bytes) || bytes != t->n_bytes))
        return "entry whose size is not that of its shape";
    return NULL;
}

/* A BundleHeaderProto. */
static const char *read_header(lmev_str value, uint32_t *n_shards)
{
    lmev__wire_fault fault = {0};
    const uint64_t shards = lmev__wire_value(value, 1, 0, &fault);
    const uint64_t endianness = lmev__wire_value(value, 2, 0, &fault);
    const lmev_str version = lmev__wire_bytes(value, 3, &fault);
    const uint64_t min_consumer = lmev__wire_value(version, 2, 0, &fault);
    lmev__wire w = lmev__wire_of(version, &fault);
    lmev__wire_field f;
    bool refused = min_consumer > VERSION;
    while (lmev__wire_next(&w, &f)) { /* bad_consumers, packed or one by one */
        if (f.number != 3) continue;
        if (f.type == LMEV__WIRE_VARINT) refused = refused || f.value == VERSION;
        const char *p = f.bytes.at, *end = f.bytes.n ? p + f.bytes.n : p;
        uint64_t bad;
        while (f.type == LMEV__WIRE_BYTES && p < end && lmev__varint(&p, end, &bad))
            refused = refused || bad == VERSION;
    }
    if (fault.why) return fault.why;
    if (shards == 0 || shards > SHARDS_MAX) return "impossible number of shards";
    if (endianness != 0) return "big-endian numbers, which are not supported";
    if (refused) return "bundle of a version that wants a newer reader";
    *n_shards = (uint32_t)shards;
    return NULL;
}

/* ---- the index ---- */

lmev_status lmev__bundle_parse(lmev__bundle *b, lmev_str index, const char *source,
                               lmev_error *err)
{
    *b = (lmev__bundle){.source = source};
    lmev_status s = lmev__sstable_read(&b->table, index, source, err);
    if (s != LMEV_OK) return s;
    const lmev__sstable *t = &b->table;
    const char *why = t->n == 0 || t->entry[0].key.n > 0
                          ? "index without header"
                          : read_header(t->entry[0].value, &b->n_shards);
    size_t i = 0;
    while (!why && ++i < t->n) {
        lmev__tensor tensor;
        why = read_entry(t->entry[i].value, &tensor);
        if (!why && !tensor.n_slices && tensor.shard >= b->n_shards)
            why = "entry in a shard that the header does not count";
    }
    if (!why) return LMEV_OK;
    /* Where the entry lies in the file, had it not been compressed; else its number. */
    const char *at = t->n ? t->entry[i].value.at : index.at;
    if ((uintptr_t)at >= (uintptr_t)index.at &&
        (uintptr_t)at <= (uintptr_t)index.at + index.n)
        lmev__fail(err, LMEV_ERR_FORMAT, source, 0, "%s, at byte %zu", why,
                   (size_t)(at - index.at));
    else
        lmev__fail(err, LMEV_ERR_FORMAT, source, 0, "%s, in entry %zu", why, i);
    lmev__sstable_release(&b->table);
    return LMEV_ERR_FORMAT;
}

lmev_status lmev__bundle_open(lmev__bundle *b, const lmev__members *from,
                              const char *prefix, lmev_error *err)
{
    lmev__buf name = LMEV__BUF_INIT;
    lmev__map map = {0};
    *b = (lmev__bundle){0};
    lmev__buf_printf(&name, "%s.index", prefix);
    char *index = lmev__buf_text(&name);
    char *path = index ? lmev__members_path(from, index) : NULL;
    lmev_status s = path
                        ? lmev__members_map(&map, from, index, "an index of tensors", err)
                        : lmev__nomem(err, prefix);
    if (s == LMEV_OK) s = lmev__bundle_parse(b, (lmev_str){map.at, map.n}, path, err);
    lmev__free(index);
    if (s != LMEV_OK) {
        lmev__map_close(&map);
        lmev__free(path);
        return s;
    }
    b->from = from;
    b->prefix = prefix;
    b->path = path;
    b->file = map;
    return LMEV_OK;
}

void lmev__bundle_close(lmev__bundle *b)
{
    lmev__sstable_release(&b->table);
    lmev__map_close(&b->file);
    lmev__free(b->path);
    *b = (lmev__bundle){0};
}

size_t lmev__bundle_find(const lmev__bundle *b, lmev_str key)
{
    return lmev__sstable_find(&b->table, key);
}

lmev__tensor lmev__bundle_entry(const lmev__bundle *b, size_t i)
{
    lmev__tensor t;
    read_entry(b->table.entry[i].value, &t);
    return t;
}

/* ---- slices ---- */

/* v in the fewest bytes, most significant first, after a byte that counts them. */
static void add_number(lmev__buf *out, uint64_t v)
{
    char bytes[9];
    size_t n = 0;
    for (uint64_t rest = v; rest; rest >>= 8) n++;
    bytes[0] = (char)n;
    for (size_t i = n; i > 0; i--, v >>= 8) bytes[i] = (char)(v & 0xFF);
    lmev__buf_add(out, bytes, n + 1);
}

/* The same for signed numbers: n bytes hold 7 n bits in two's complement; the leading
 * bits of the first (the second too, where n > 8) are turned so that they count n and
 * keep order. */
static void add_signed(lmev__buf *out, int64_t v)
{
    static const uint8_t header[11][2] = {{0, 0},    {0x80, 0},    {0xC0, 0},   {0xE0, 0},
                                          {0xF0, 0}, {0xF8, 0},    {0xFC, 0},   {0xFE, 0},
                                          {0xFF, 0}, {0xFF, 0x80}, {0xFF, 0xC0}};
    const uint64_t bits = (uint64_t)(v < 0 ? ~v : v);
    size_t n = 1;
    while (n < 10 && bits >> (7 * n - 1)) n++;
    const uint64_t sign = v < 0 ? 0xFF : 0;
    uint8_t bytes[10];
    for (size_t i = 0; i < n; i++) { /* from the end; beyond 64 bits comes the sign */
        const unsigned shift = 8 * (unsigned)i;
        bytes[n - 1 - i] = (uint8_t)(shift < 64 ? (uint64_t)v >> shift : sign);
    }
    bytes[0] ^= header[n][0];
    if (n > 1) bytes[1] ^= header[n][1];
    lmev__buf_add(out, bytes, n);
}

void lmev__slice_key(lmev__buf *out, lmev_str name, const int64_t *start,
                     const int64_t *length, size_t n_dims)
{
    add_number(out, 0);
    for (size_t i = 0; i < name.n; i++) {
        const uint8_t c = (uint8_t)name.at[i];
        lmev__buf_putc(out, (char)c);
        if (c == 0x00) lmev__buf_putc(out, (char)0xFF);
        if (c == 0xFF) lmev__buf_putc(out, (char)0x00);
    }
    lmev__buf_add(out, "\x00\x01", 2);
    add_number(out, n_dims);
    for (size_t d = 0; d < n_dims; d++) {
        add_signed(out, start[d]);
        add_signed(out, length[d]);
    }
}

/* A TensorSliceProto: starts and lengths as listed (-1: all), and the shape that they
 * give. Only dimension 0 may be cut. */
static bool read_slice(lmev_str slice, const lmev__tensor *whole, int64_t *start,
                       int64_t *length, uint64_t *dim)
{
    lmev__wire_fault fault = {0};
    lmev__wire w = lmev__wire_of(slice, &fault);
    lmev__wire_field f;
    int d = 0;
    for (; lmev__wire_seek(&w, 1, LMEV__WIRE_BYTES, &f); d++) {
        if (d == whole->n_dims) return false;
        start[d] = (int64_t)lmev__wire_value(f.bytes, 1, 0, &fault);
        length[d] = (int64_t)lmev__wire_value(f.bytes, 2, (uint64_t)-1, &fault);
        const uint64_t all = whole->dim[d];
        if (length[d] == -1) {
            if (start[d] != 0) return false;
            dim[d] = all;
        } else {
            if (start[d] < 0 || length[d] <= 0 || (uint64_t)start[d] > all ||
                (uint64_t)length[d] > all - (uint64_t)start[d])
                return false;
            dim[d] = (uint64_t)length[d];
        }
        if (d > 0 && dim[d] != all) return false;
    }
    return !fault.why && d == whole->n_dims;
}

static int by_row(const void *a, const void *b)
{
    const lmev__part *x = a, *y = b;
    return (x->row > y->row) - (x->row < y->row);
}

/* The entry of one slice. */
static const char *find_part(const lmev__bundle *b, lmev_str name, lmev_str slice,
                             const lmev__tensor *whole, lmev__part *part, lmev__buf *key)
{
    int64_t start[LMEV__BUNDLE_DIMS], length[LMEV__BUNDLE_DIMS];
    uint64_t dim[LMEV__BUNDLE_DIMS];
    if (!read_slice(slice, whole, start, length, dim))
        return "is cut in another way than into runs of rows";
    lmev__buf_reset(key);
    lmev__slice_key(key, name, start, length, (size_t)whole->n_dims);
    if (key->failed) return NULL;
    const size_t at = lmev__bundle_find(b, (lmev_str){key->at, key->n});
    if (at == b->table.n) return "has a slice that is not in the file";
    part->at = lmev__bundle_entry(b, at);
    part->row = (uint64_t)start[0];
    part->n_rows = dim[0];
    if (part->at.n_slices || part->at.type != whole->type ||
        part->at.n_dims != whole->n_dims ||
        memcmp(part->at.dim, dim, (size_t)whole->n_dims * sizeof *dim) != 0)
        return "has a slice of another type or shape";
    return NULL;
}

lmev_status lmev__bundle_parts(const lmev__bundle *b, size_t i, lmev__part **part,
                               size_t *n, lmev_error *err)
{
    const lmev__sst_entry *e = &b->table.entry[i];
    const lmev__tensor whole = lmev__bundle_entry(b, i);
    const size_t slices = whole.n_slices;
    lmev__wire_fault fault = {0};
    lmev__wire w = lmev__wire_of(e->value, &fault);
    lmev__buf key = LMEV__BUF_INIT;
    lmev__wire_field f;
    const char *why = NULL;
    uint64_t row = 0;
    lmev__part *p = lmev__calloc(slices ? slices : 1, sizeof *p);
    if (!p) return lmev__nomem(err, b->source);
    if (whole.n_dims < 1) why = "has no rows, or too many dimensions";
    if (!slices) p[0] = (lmev__part){0, whole.dim[0], whole};
    for (size_t k = 0; k < slices && !why; k++)
        if (lmev__wire_seek(&w, 7, LMEV__WIRE_BYTES, &f))
            why = find_part(b, e->key, f.bytes, &whole, &p[k], &key);
    if (slices && !why) qsort(p, slices, sizeof *p, by_row);
    for (size_t k = 0; k < slices && !why; row += p[k++].n_rows)
        if (p[k].row != row) why = "has slices that overlap or leave rows out";
    if (slices && !why && row != whole.dim[0]) why = "has slices that leave rows out";
    const bool full = key.failed;
    lmev__buf_free(&key);
    if (!full && !why) {
        *part = p;
        *n = slices ? slices : 1;
        return LMEV_OK;
    }
    lmev__free(p);
    if (full) return lmev__nomem(err, b->source);
    return lmev__fail(err, LMEV_ERR_FORMAT, b->source, 0, "tensor '%s' %s",
                      lmev__brief_n(e->key.at, e->key.n).at, why);
}

/* ---- shards ---- */

/* Every tensor of the index that lies in the shard ends before the shard does. */
static lmev_status check_shard(const lmev__bundle *b, uint32_t shard,
                               const lmev__map *map, const char *path, lmev_error *err)
{
    for (size_t i = 1; i < b->table.n; i++) {
        const lmev__tensor t = lmev__bundle_entry(b, i);
        if (t.n_slices || t.shard != shard || t.offset + t.n_bytes <= map->n) continue;
        const lmev_str key = b->table.entry[i].key;
        lmev__fail(err, LMEV_ERR_FORMAT, path, 0,
                   "file ends at byte %zu, before tensor '%s' does at byte %" PRIu64,
                   map->n, lmev__brief_n(key.at, key.n).at, t.offset + t.n_bytes);
        lmev__hint(err,
                   "the file was cut off, or belongs to another index; fetch it again");
        return LMEV_ERR_FORMAT;
    }
    return LMEV_OK;
}

lmev_status lmev__bundle_shard(const lmev__bundle *b, uint32_t shard, lmev__map *map,
                               char **name, lmev_error *err)
{
    lmev__buf text = LMEV__BUF_INIT;
    lmev__buf_printf(&text, "%s.data-%05" PRIu32 "-of-%05" PRIu32, b->prefix, shard,
                     b->n_shards);
    *name = lmev__buf_text(&text);
    char *path = *name ? lmev__members_path(b->from, *name) : NULL;
    lmev_status s = path
                        ? lmev__members_map(map, b->from, *name, "a file of tensors", err)
                        : lmev__nomem(err, b->source);
    if (s == LMEV_OK && (s = check_shard(b, shard, map, path, err)) != LMEV_OK)
        lmev__map_close(map);
    lmev__free(path);
    return s;
}

lmev_status lmev__bundle_verify(const lmev__tensor *t, const lmev__map *shard,
                                const char *source, lmev_error *err)
{
    if (lmev__crc32c_masked(lmev__crc32c(0, shard->at + t->offset, (size_t)t->n_bytes)) ==
        t->crc)
        return LMEV_OK;
    lmev__fail(err, LMEV_ERR_MISMATCH, source, 0,
               "the %" PRIu64 " bytes at byte %" PRIu64 " do not have their checksum",
               t->n_bytes, t->offset);
    lmev__hint(err, "the file is damaged; fetch it again");
    return LMEV_ERR_MISMATCH;
}
