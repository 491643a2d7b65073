/* fuzz_bundle.c - lmev__bundle_parse on any bytes, and all that it can be asked
 * afterwards.
 *
 * Every block has a checksum, so blind mutation is refused at once. The mutator below
 * changes a key or a value and writes the table anew, or changes bytes anywhere and then
 * puts right the checksums of the blocks that can still be found. The input is the index;
 * what a shard would hold is the index itself, which is as good as any other bytes. */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "../unit/bundle_help.h"
#include "base/format/wire.h"
#include "base/mem.h"
#include "lm/tfhub/bundle.h"

int LLVMFuzzerTestOneInput(const uint8_t *at, size_t n);

static void check(bool good)
{
    if (!good) abort();
}

static unsigned sum_of(lmev_str s)
{
    unsigned sum = 0;
    for (size_t i = 0; i < s.n; i++) sum += (uint8_t)s.at[i];
    return sum;
}

/* The parts of a tensor cover its rows, each of its own type and width. */
static void ask(const lmev__bundle *b, size_t i, const lmev__map *shard)
{
    lmev_error e = {0};
    const lmev__tensor t = lmev__bundle_entry(b, i);
    check(t.n_slices || t.shard < b->n_shards);
    lmev__part *part;
    size_t n;
    const lmev_status s = lmev__bundle_parts(b, i, &part, &n, &e);
    check(s == LMEV_OK || (s == LMEV_ERR_FORMAT && e.text[0]));
    if (s != LMEV_OK) return;
    uint64_t row = 0;
    for (size_t k = 0; k < n; k++) {
        const lmev__tensor *p = &part[k].at;
        check(part[k].row == row && p->type == t.type && p->n_dims == t.n_dims);
        const size_t width = lmev__bundle_width(p->type);
        uint64_t bytes = width;
        for (int d = 0; width && d < p->n_dims; d++) bytes *= p->dim[d];
        check(p->n_bytes == bytes || !width);
        row += part[k].n_rows;
        if (p->offset <= shard->n && p->n_bytes <= shard->n - p->offset)
            (void)lmev__bundle_verify(p, shard, "shard", &e);
    }
    check(row == t.dim[0]);
    lmev__free(part);
}

int LLVMFuzzerTestOneInput(const uint8_t *at, size_t n)
{
    const long live = lmev__test_live_blocks();
    lmev__bundle b;
    lmev_error e = {0};
    const lmev_status s =
        lmev__bundle_parse(&b, (lmev_str){(const char *)at, n}, "input", &e);
    check(s == LMEV_OK || (s == LMEV_ERR_FORMAT && e.text[0]));
    if (s == LMEV_OK) {
        const lmev__map shard = {.at = (const char *)at, .n = n};
        const lmev__sst_entry *entry = b.table.entry;
        unsigned sum = 0;
        check(b.n_shards > 0 && b.table.n > 0 && entry[0].key.n == 0);
        for (size_t i = 0; i < b.table.n; i++) {
            sum += sum_of(entry[i].key) + sum_of(entry[i].value);
            check(lmev__bundle_find(&b, entry[i].key) == i);
            if (i > 0) ask(&b, i, &shard);
        }
        volatile unsigned seen = sum; /* the reads above happen */
        (void)seen;
        lmev__bundle_close(&b);
    }
    check(lmev__test_live_blocks() == live);
    return 0;
}

#ifdef LMEV_FUZZ
size_t LLVMFuzzerMutate(uint8_t *at, size_t n, size_t room);
size_t LLVMFuzzerCustomMutator(uint8_t *at, size_t n, size_t room, unsigned seed);

#define FOOTER 48

/* Write the checksum of the block whose place stands at *p. */
static bool put_right(uint8_t *at, size_t n, const char **p, const char *end,
                      uint64_t *offset, uint64_t *size)
{
    if (!lmev__varint(p, end, offset) || !lmev__varint(p, end, size) || *offset > n ||
        *size > n - *offset || n - *offset - *size < 5)
        return false;
    uint8_t *block = at + *offset;
    const uint32_t crc = lmev__crc32c_masked(lmev__crc32c(0, block, (size_t)*size + 1));
    memcpy(block + *size + 1, &crc, sizeof crc);
    return true;
}

/* The checksums of all blocks that the footer and an uncompressed index lead to: first
 * those of the data, since the index could lie among them. */
static void repair(uint8_t *at, size_t n)
{
    if (n < FOOTER) return;
    static const uint8_t magic[8] = {0x57, 0xfb, 0x80, 0x8b, 0x24, 0x75, 0x47, 0xdb};
    memcpy(at + n - 8, magic, sizeof magic);
    const char *p = (const char *)at + n - FOOTER, *end = (const char *)at + n - 8;
    uint64_t offset, size, a, b, skip, n_key, n_value;
    if (!put_right(at, n - FOOTER, &p, end, &offset, &size)) return;
    if (!put_right(at, n - FOOTER, &p, end, &offset, &size) || size < 8) return;
    const char *q = (const char *)at + offset, *stop = q + size - 8;
    while (q < stop && lmev__varint(&q, stop, &skip) && lmev__varint(&q, stop, &n_key) &&
           lmev__varint(&q, stop, &n_value) && n_key <= (size_t)(stop - q)) {
        q += n_key;
        if (!put_right(at, n - FOOTER, &q, stop, &a, &b)) break;
    }
    p = (const char *)at + n - FOOTER;
    put_right(at, n - FOOTER, &p, end, &a, &b);
    put_right(at, n - FOOTER, &p, end, &a, &b);
}

/* All entries once more, number `which` with another key or value, in blocks of
 * `length`. */
static size_t rewrite(uint8_t *at, size_t n, size_t room, unsigned seed)
{
    lmev__sstable t;
    char *copy = malloc(n + 1);
    if (!copy) return 0;
    memcpy(copy, at, n);
    maker m = {0};
    size_t made = 0;
    if (lmev__sstable_read(&t, (lmev_str){copy, n}, "input", NULL) == LMEV_OK) {
        const size_t which = t.n ? seed / 16 % t.n : 0, length = 1 + seed / 4096 % 8;
        for (size_t i = 0; i < t.n; i++) {
            uint8_t bytes[300];
            lmev_str key = t.entry[i].key, value = t.entry[i].value;
            lmev_str *change = seed % 4 == 1 ? &key : &value;
            if (i == which && change->n <= sizeof bytes) {
                if (change->n) memcpy(bytes, change->at, change->n);
                *change = (lmev_str){(char *)bytes,
                                     LLVMFuzzerMutate(bytes, change->n, sizeof bytes)};
            }
            if (key.n <= sizeof m.last) add_pair(&m, key.at, key.n, value.at, value.n);
            if (i % length == length - 1) end_block(&m);
        }
        end_table(&m);
        if (!m.file.failed && m.file.n <= room) {
            memcpy(at, m.file.at, m.file.n);
            made = m.file.n;
        }
        lmev__sstable_release(&t);
        free_maker(&m);
    }
    free(copy);
    return made;
}

size_t LLVMFuzzerCustomMutator(uint8_t *at, size_t n, size_t room, unsigned seed)
{
    if (seed % 4 < 3) {
        const size_t made = rewrite(at, n, room, seed);
        if (made) return made;
    }
    n = LLVMFuzzerMutate(at, n, room);
    if (seed % 64 != 63) repair(at, n);
    return n;
}
#endif
