/* sstable.c - sorted tables, see sstable.h.
 *
 * Three passes: the index block gives the places of the data blocks, whose checksums are
 * compared and which are unfolded if need be; then entries and bytes of keys are counted,
 * so that memory is taken once and only when the sum is plausible; then they are filled
 * in. */
#include "lm/tfhub/sstable.h"

#include <string.h>

#include "base/error.h"
#include "base/format/wire.h"
#include "base/hash.h"
#include "base/mem.h"
#include "lm/tfhub/snappy.h"

#define FOOTER  48
#define TRAILER 5
#define MAGIC   UINT64_C(0xdb4775248b80fb57)

#define KEYS_FACTOR 8                 /* keys may be so many times what is stored, ... */
#define FILE_FACTOR 32                /* ... and so many times the file, ... */
#define KEYS_FREE   ((uint64_t)65536) /* ... and so many bytes in any case */
#define ENTRY_LEAST 4 /* bytes of the file for an entry: a checksum is in each */

typedef struct reader {
    lmev_str file;
    const char *source;
    lmev_error *err;
} reader;

/* A block: where it lies in the file, and its bytes. */
typedef struct block {
    uint64_t offset, size;
    bool folded;
    size_t at_loose; /* of folded ones: where in loose ... */
    size_t n;        /* ... and how many bytes */
} block;

static uint32_t le32(const char *at)
{
    uint32_t v;
    memcpy(&v, at, sizeof v);
    return v; /* lmev runs on little-endian machines (base/safetensors.c) */
}

static lmev_status bad(const reader *r, uint64_t byte, const char *why)
{
    return lmev__fail(r->err, LMEV_ERR_FORMAT, r->source, 0, "%s, at byte %llu", why,
                      (unsigned long long)byte);
}

/* Two varints that are the place of a block; its trailer must fit before `limit`. */
static bool handle(block *b, const char **at, const char *end, uint64_t limit)
{
    uint64_t sum;
    *b = (block){0};
    return lmev__varint(at, end, &b->offset) && lmev__varint(at, end, &b->size) &&
           !__builtin_add_overflow(b->offset, b->size, &sum) && sum <= limit &&
           limit - sum >= TRAILER;
}

/* Compare the checksum; unfold into loose when compressed. */
static lmev_status load(const reader *r, block *b, lmev__buf *loose)
{
    const char *at = r->file.at + b->offset;
    const size_t size = (size_t)b->size;
    if (lmev__crc32c_masked(lmev__crc32c(0, at, size + 1)) != le32(at + size + 1))
        return bad(r, b->offset, "block has another checksum than its trailer says");
    const uint8_t kind = (uint8_t)at[size];
    b->n = size;
    if (kind == 0) return LMEV_OK;
    if (kind != 1) return bad(r, b->offset + size, "block of an unknown compression");
    b->folded = true;
    b->at_loose = loose->n;
    const char *why = lmev__unsnappy(loose, (lmev_str){at, size});
    if (why) return bad(r, b->offset, why);
    if (loose->failed) return lmev__nomem(r->err, r->source);
    b->n = loose->n - b->at_loose;
    return LMEV_OK;
}

static lmev_str bytes_of(const reader *r, const block *b, const lmev__buf *loose)
{
    return (lmev_str){b->folded ? loose->at + b->at_loose : r->file.at + b->offset, b->n};
}

/* Cut the restart offsets off. */
static bool entries_of(lmev_str *b)
{
    if (b->n < 8) return false;
    const uint64_t restarts = le32(b->at + b->n - 4);
    if (restarts == 0 || restarts >= b->n / 4) return false;
    b->n -= 4 * ((size_t)restarts + 1);
    return true;
}

typedef struct entry {
    size_t shared, n_key, n_value;
    const char *key, *value;
} entry;

/* The entry at *at; before: bytes of the key before it. */
static bool next_entry(entry *e, const char **at, const char *end, size_t before)
{
    uint64_t shared, n_key, n_value;
    if (!lmev__varint(at, end, &shared) || !lmev__varint(at, end, &n_key) ||
        !lmev__varint(at, end, &n_value))
        return false;
    const size_t left = (size_t)(end - *at);
    if (shared > before || n_key > left || n_value > left - n_key) return false;
    *e = (entry){(size_t)shared, (size_t)n_key, (size_t)n_value, *at, *at + n_key};
    *at = e->value + n_value;
    return true;
}

/* The places of the data blocks, in the order of the file, each loaded. */
static lmev_status read_index(const reader *r, block *index, lmev__sstable *t,
                              block **blocks, size_t *n)
{
    lmev__buf unfolded = LMEV__BUF_INIT;
    size_t room = 0, before = 0;
    uint64_t free_from = 0;
    const char *why = "index block is broken";
    lmev_status s = load(r, index, &unfolded);
    lmev_str all = s == LMEV_OK ? bytes_of(r, index, &unfolded) : (lmev_str){0};
    bool good = s == LMEV_OK && entries_of(&all);
    const char *p = all.at, *end = good ? p + all.n : p;
    while (good && p < end) {
        entry e;
        block b;
        good = next_entry(&e, &p, end, before);
        const char *v = good ? e.value : NULL;
        if (!good || !handle(&b, &v, e.value + e.n_value, index->offset) ||
            b.offset < free_from) {
            why = "index names a block that is not one, or that overlaps another";
            good = false;
            break;
        }
        before = e.shared + e.n_key;
        free_from = b.offset + b.size + TRAILER;
        if ((s = load(r, &b, &t->loose)) != LMEV_OK) break;
        if (!lmev__grow(blocks, &room, *n + 1, sizeof **blocks)) {
            s = lmev__nomem(r->err, r->source);
            break;
        }
        (*blocks)[(*n)++] = b;
    }
    if (s == LMEV_OK && !good) s = bad(r, index->offset, why);
    lmev__buf_free(&unfolded);
    return s;
}

/* Walk all entries: count them and the bytes of their keys, or, once there is room, fill
 * them in. Both walks see the same bytes. */
static lmev_status walk(const reader *r, lmev__sstable *t, const block *blocks, size_t n,
                        uint64_t *n_entries, uint64_t *n_keys)
{
    *n_entries = *n_keys = 0;
    for (size_t i = 0; i < n; i++) {
        lmev_str all = bytes_of(r, &blocks[i], &t->loose);
        if (!entries_of(&all))
            return bad(r, blocks[i].offset, "block ends before its restart offsets");
        const char *p = all.at, *end = p + all.n, *last = NULL;
        size_t before = 0;
        while (p < end) {
            entry e;
            if (!next_entry(&e, &p, end, before))
                return bad(r, blocks[i].offset, "block holds a broken entry");
            before = e.shared + e.n_key;
            if (t->entry) {
                char *key = t->keys + *n_keys;
                if (e.shared) memcpy(key, last, e.shared);
                if (e.n_key) memcpy(key + e.shared, e.key, e.n_key);
                t->entry[*n_entries] =
                    (lmev__sst_entry){{key, before}, {e.value, e.n_value}};
                last = key;
            }
            ++*n_entries;
            if (__builtin_add_overflow(*n_keys, before, n_keys))
                return bad(r, blocks[i].offset, "block holds impossibly long keys");
        }
    }
    return LMEV_OK;
}

static int compare(lmev_str a, lmev_str b)
{
    const size_t n = a.n < b.n ? a.n : b.n;
    const int order = n ? memcmp(a.at, b.at, n) : 0;
    return order ? order : (a.n > b.n) - (a.n < b.n);
}

static lmev_status fill(const reader *r, lmev__sstable *t, const block *blocks, size_t n)
{
    uint64_t n_entries, n_keys;
    lmev_status s = walk(r, t, blocks, n, &n_entries, &n_keys);
    if (s != LMEV_OK) return s;
    if (n_entries > r->file.n / ENTRY_LEAST)
        return bad(r, 0, "more entries than the file can hold");
    if (n_keys > KEYS_FREE &&
        ((n_keys - KEYS_FREE) / KEYS_FACTOR > r->file.n + t->loose.n ||
         (n_keys - KEYS_FREE) / FILE_FACTOR > r->file.n))
        return bad(r, 0, "keys that share nearly all, many times the file in size");
    t->keys = lmev__alloc((size_t)n_keys);
    t->entry = lmev__calloc((size_t)n_entries, sizeof *t->entry);
    if (!t->keys || !t->entry) return lmev__nomem(r->err, r->source);
    s = walk(r, t, blocks, n, &n_entries, &n_keys);
    t->n = (size_t)n_entries;
    for (size_t i = 1; s == LMEV_OK && i < t->n; i++)
        if (compare(t->entry[i - 1].key, t->entry[i].key) >= 0)
            s = lmev__fail(r->err, LMEV_ERR_FORMAT, r->source, 0,
                           "keys are not in ascending order, at entry %zu", i);
    return s;
}

lmev_status lmev__sstable_read(lmev__sstable *t, lmev_str file, const char *source,
                               lmev_error *err)
{
    *t = (lmev__sstable){0};
    const reader r = {file, source, err};
    if (file.n < FOOTER) return bad(&r, 0, "file is shorter than the footer of a table");
    const size_t end = file.n - FOOTER;
    const char *footer = file.at + end, *p = footer;
    const uint64_t magic = le32(footer + FOOTER - 8) | (uint64_t)le32(footer + FOOTER - 4)
                                                           << 32;
    if (magic != MAGIC) return bad(&r, file.n - 8, "file does not end as a table does");
    block meta, index, *blocks = NULL;
    size_t n = 0;
    if (!handle(&meta, &p, footer + FOOTER - 8, end) ||
        !handle(&index, &p, footer + FOOTER - 8, end))
        return bad(&r, end, "footer names blocks that are not there");
    lmev__buf unused = LMEV__BUF_INIT; /* no metaindex says anything so far */
    lmev_status s = load(&r, &meta, &unused);
    lmev__buf_free(&unused);
    if (s == LMEV_OK) s = read_index(&r, &index, t, &blocks, &n);
    if (s == LMEV_OK) s = fill(&r, t, blocks, n);
    lmev__free(blocks);
    if (s != LMEV_OK) lmev__sstable_release(t);
    return s;
}

void lmev__sstable_release(lmev__sstable *t)
{
    lmev__free(t->entry);
    lmev__free(t->keys);
    lmev__buf_free(&t->loose);
    *t = (lmev__sstable){0};
}

size_t lmev__sstable_find(const lmev__sstable *t, lmev_str key)
{
    size_t low = 0, high = t->n;
    while (low < high) {
        const size_t mid = low + (high - low) / 2;
        const int order = compare(t->entry[mid].key, key);
        if (order == 0) return mid;
        if (order < 0)
            low = mid + 1;
        else
            high = mid;
    }
    return t->n;
}
