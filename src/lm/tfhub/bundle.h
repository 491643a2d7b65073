/* bundle.h - TensorBundle, TensorFlow's checkpoint files: an index and its data shards.
 *
 *   <prefix>.index                     an SSTable: name of a tensor -> type, shape, place
 *   <prefix>.data-00001-of-00003 ...   the shards: raw little-endian numbers
 *
 * The index is read whole and checked once: footer, every block's CRC-32C, order of keys,
 * every entry against its shape. Shards are mapped when something in them is asked for. A
 * variable saved in slices has an entry for the whole and one for each slice.
 *
 * Not here: big-endian bundles, slices along other dimensions than the first, strings. */
#ifndef LMEV__LM_TFHUB_BUNDLE_H
#define LMEV__LM_TFHUB_BUNDLE_H
#include "base/buf.h"
#include "base/folder/members.h"
#include "lm/tfhub/sstable.h"

#define LMEV__BUNDLE_DIMS 8

/* Numbers of TensorFlow's types that we read. */
enum {
    LMEV__DT_FLOAT = 1,
    LMEV__DT_DOUBLE = 2,
    LMEV__DT_BFLOAT16 = 14,
    LMEV__DT_HALF = 19
};

typedef struct lmev__tensor {
    uint32_t type; /* TensorFlow's number */
    int n_dims;    /* -1: more than LMEV__BUNDLE_DIMS */
    uint64_t dim[LMEV__BUNDLE_DIMS];
    uint32_t shard;
    uint64_t offset, n_bytes;
    uint32_t crc;    /* as stored, masked */
    size_t n_slices; /* not 0: shard, offset, n_bytes and crc say nothing */
} lmev__tensor;

typedef struct lmev__bundle {
    const lmev__members *from; /* borrowed: where the files are */
    const char *prefix;        /* borrowed: of their names */
    const char *source;        /* path of the index, for messages */
    /* entry 0 is the header; the others' values are protobuf messages */
    lmev__sstable table;
    uint32_t n_shards;
    lmev__map file;
    char *path; /* source, where it was opened */
} lmev__bundle;

/* Parse the bytes of an index, which must outlive the bundle. ERR_FORMAT with the byte
 * where it goes wrong, ERR_NOMEM. Close takes zeroed and half-built bundles. */
lmev_status lmev__bundle_parse(lmev__bundle *b, lmev_str index, const char *source,
                               lmev_error *err);
/* PREFIX.index of a folder or of members in memory, both borrowed. */
lmev_status lmev__bundle_open(lmev__bundle *b, const lmev__members *from,
                              const char *prefix, lmev_error *err);
void lmev__bundle_close(lmev__bundle *b);

/* Position of a key, or b->table.n. */
size_t lmev__bundle_find(const lmev__bundle *b, lmev_str key);

/* Entry 1 <= i < n. It was checked when the index was parsed: this does not fail. */
lmev__tensor lmev__bundle_entry(const lmev__bundle *b, size_t i);

/* Entry i in pieces along dimension 0, ordered, covering each of its rows exactly once:
 * the tensor itself, or its slices. *part is to be freed. ERR_FORMAT also for slices
 * along other dimensions, which are not supported. */
typedef struct lmev__part {
    uint64_t row, n_rows;
    lmev__tensor at;
} lmev__part;
lmev_status lmev__bundle_parts(const lmev__bundle *b, size_t i, lmev__part **part,
                               size_t *n, lmev_error *err);

/* Map a shard; refused when one of the index's tensors would reach past its end. name: of
 * the shard's file, to be freed (written on failure too, when it could be made). */
lmev_status lmev__bundle_shard(const lmev__bundle *b, uint32_t shard, lmev__map *map,
                               char **name, lmev_error *err);

/* Does a tensor in its shard have the checksum of its entry? ERR_MISMATCH when not. */
lmev_status lmev__bundle_verify(const lmev__tensor *t, const lmev__map *shard,
                                const char *source, lmev_error *err);

/* Bytes of one number of this type, 0: of no fixed size or unknown. */
size_t lmev__bundle_width(uint32_t type);

/* Append the key of a slice: of a variable's name and of start and length in each of
 * n_dims dimensions (length -1: all of it), in TensorFlow's ordered code. */
void lmev__slice_key(lmev__buf *out, lmev_str name, const int64_t *start,
                     const int64_t *length, size_t n_dims);
#endif
