/* sstable.h - immutable sorted tables as LevelDB and TensorFlow's checkpoints write them.
 *
 *   [data block][trailer] ... [metaindex block][trailer] [index block][trailer] [footer]
 *
 *   block    entries, then LE32 restart offsets, then their number as LE32. An entry is
 *            three varints (bytes shared with the previous key, further bytes of the key,
 *            bytes of the value), then the bytes of key and value
 *   trailer  1 byte: 0 as is, 1 snappy; LE32 masked CRC-32C of the stored block and of
 *            that byte
 *   index    an entry for each data block: a key not before its last one -> its offset
 *            and size
 *   footer   48 bytes: places of metaindex and index, zeros, LE64 0xdb4775248b80fb57
 *
 * Everything is read in the order of the file and checked: no binary search, since our
 * files have few entries. Data blocks must lie one after another, so that no byte is read
 * twice. A key costs its length although the file shares its beginning; files in which
 * that comes to many times what is stored are refused. Memory: at most some 90 times the
 * file, were all of it as compressed as snappy can; 20 times without compression. */
#ifndef LMEV__LM_TFHUB_SSTABLE_H
#define LMEV__LM_TFHUB_SSTABLE_H
#include "base/buf.h"

typedef struct lmev__sst_entry {
    lmev_str key, value; /* borrowed from the table or the file */
} lmev__sst_entry;

typedef struct lmev__sstable {
    size_t n;
    lmev__sst_entry *entry; /* [n], keys ascending, all different */
    char *keys;             /* the bytes of all keys */
    lmev__buf loose;        /* what compressed blocks unfold into */
} lmev__sstable;

/* Read a whole table; the file's bytes must outlive it. ERR_FORMAT with the byte of the
 * block where it goes wrong, ERR_NOMEM. Release takes zeroed and half-built ones. */
lmev_status lmev__sstable_read(lmev__sstable *t, lmev_str file, const char *source,
                               lmev_error *err);
void lmev__sstable_release(lmev__sstable *t);

/* Position of a key, or t->n. */
size_t lmev__sstable_find(const lmev__sstable *t, lmev_str key);
#endif
