/* bundle_help.h - SSTables and bundle entries made by hand, right or wrong on purpose. */
#ifndef LMEV_BUNDLE_HELP_H
#define LMEV_BUNDLE_HELP_H
#include <stdint.h>
#include <string.h>

#include "base/buf.h"
#include "base/hash.h"
#include "lm/tfhub/sstable.h"

static inline void put32(lmev__buf *b, uint32_t v)
{
    for (int i = 0; i < 4; i++) lmev__buf_putc(b, (char)(v >> (8 * i) & 0xFF));
}

static inline void put_varint(lmev__buf *b, uint64_t v)
{
    for (; v > 127; v >>= 7) lmev__buf_putc(b, (char)((v & 0x7F) | 0x80));
    lmev__buf_putc(b, (char)v);
}

/* Field `number` as a varint (absent when 0, as proto3 has it), or as bytes. */
static inline void put_int(lmev__buf *b, unsigned number, uint64_t v)
{
    if (v == 0) return;
    put_varint(b, number << 3);
    put_varint(b, v);
}

static inline void put_bytes(lmev__buf *b, unsigned number, const void *at, size_t n)
{
    put_varint(b, number << 3 | 2);
    put_varint(b, n);
    lmev__buf_add(b, at, n);
}

/* A block under construction: keys share no prefix unless asked to. */
typedef struct maker {
    lmev__buf file, index, block;
    char last[300]; /* last key of the block */
    size_t n_last;
} maker;

static inline void put_entry(lmev__buf *block, size_t shared, const void *key,
                             size_t n_key, const void *value, size_t n_value)
{
    put_varint(block, shared);
    put_varint(block, n_key);
    put_varint(block, n_value);
    lmev__buf_add(block, key, n_key);
    lmev__buf_add(block, value, n_value);
}

static inline void add_pair(maker *m, const void *key, size_t n_key, const void *value,
                            size_t n_value)
{
    put_entry(&m->block, 0, key, n_key, value, n_value);
    if (n_key) memcpy(m->last, key, n_key);
    m->n_last = n_key;
}

/* The stored bytes of a block and their trailer; its place as a handle. */
static inline void put_block(maker *m, const void *at, size_t n, uint8_t kind,
                             lmev__buf *handle)
{
    put_varint(handle, m->file.n);
    put_varint(handle, n);
    const size_t begin = m->file.n;
    lmev__buf_add(&m->file, at, n);
    lmev__buf_putc(&m->file, (char)kind);
    put32(&m->file, lmev__crc32c_masked(lmev__crc32c(0, m->file.at + begin, n + 1)));
}

static inline void put_restarts(lmev__buf *b)
{
    put32(b, 0);
    put32(b, 1);
}

/* End the data block and begin another one. */
static inline void end_block(maker *m)
{
    lmev__buf handle = LMEV__BUF_INIT;
    put_restarts(&m->block);
    put_block(m, m->block.at, m->block.n, 0, &handle);
    put_entry(&m->index, 0, m->last, m->n_last, handle.at, handle.n);
    m->block.n = 0;
    lmev__buf_free(&handle);
}

/* The whole file in m->file. */
static inline void end_table(maker *m)
{
    lmev__buf footer = LMEV__BUF_INIT, empty = LMEV__BUF_INIT;
    if (m->block.n) end_block(m);
    put_restarts(&empty);
    put_block(m, empty.at, empty.n, 0, &footer);
    put_restarts(&m->index);
    put_block(m, m->index.at, m->index.n, 0, &footer);
    while (footer.n < 40) lmev__buf_putc(&footer, 0);
    put32(&footer, 0x8b80fb57);
    put32(&footer, 0xdb477524);
    lmev__buf_add(&m->file, footer.at, footer.n);
    lmev__buf_free(&footer);
    lmev__buf_free(&empty);
}

static inline void free_maker(maker *m)
{
    lmev__buf_free(&m->file);
    lmev__buf_free(&m->index);
    lmev__buf_free(&m->block);
    *m = (maker){0};
}

/* The header of a bundle, and an entry of two dimensions (columns 0: of one). */
static inline void add_header(maker *m, unsigned shards)
{
    lmev__buf v = LMEV__BUF_INIT;
    put_int(&v, 1, shards);
    put_bytes(&v, 3, "\x08\x01", 2);
    add_pair(m, "", 0, v.at, v.n);
    lmev__buf_free(&v);
}

typedef struct shaped {
    unsigned type;
    uint64_t rows, columns, shard, offset, bytes;
    uint32_t crc;
} shaped;

static inline void put_shaped(lmev__buf *v, const shaped *t)
{
    lmev__buf shape = LMEV__BUF_INIT, dim = LMEV__BUF_INIT;
    for (int d = 0; d < (t->columns ? 2 : 1); d++) {
        dim.n = 0;
        put_int(&dim, 1, d ? t->columns : t->rows);
        put_bytes(&shape, 2, dim.at, dim.n);
    }
    put_int(v, 1, t->type);
    put_bytes(v, 2, shape.at, shape.n);
    put_int(v, 3, t->shard);
    put_int(v, 4, t->offset);
    put_int(v, 5, t->bytes);
    lmev__buf_putc(v, 6 << 3 | 5);
    put32(v, t->crc);
    lmev__buf_free(&shape);
    lmev__buf_free(&dim);
}

static inline void add_tensor(maker *m, const char *key, const shaped *t)
{
    lmev__buf v = LMEV__BUF_INIT;
    put_shaped(&v, t);
    add_pair(m, key, strlen(key), v.at, v.n);
    lmev__buf_free(&v);
}
#endif
