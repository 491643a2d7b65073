/* fuzz_data.h - what the fuzz targets of data/ share: read a document twice, in one block
 * and in small ones, and insist that nobody can tell the difference.
 *
 * The first two bytes of an input choose: where the block borders are, strict or not, a
 * label or none, a where or none, records of 64 bytes at most or not. The rest is the
 * document. */
#ifndef LMEV_FUZZ_DATA_H
#define LMEV_FUZZ_DATA_H
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/utf8.h"
#include "data/reader.h"
#include "lmev/data.h"

#define INSIST(x) ((x) ? (void)0 : abort())

typedef struct outcome {
    lmev_status status;
    long line;      /* of the error */
    uint64_t bytes; /* a hash of all rows */
    lmev_skips skips;
} outcome;

static inline void mix(uint64_t *h, lmev_str s)
{
    for (size_t i = 0; i < s.n; i++)
        *h = (*h ^ (unsigned char)s.at[i]) * UINT64_C(0x100000001B3);
    *h = (*h ^ s.n) * UINT64_C(0x100000001B3);
}

static inline outcome read_document(const char *at, size_t n, size_t step,
                                    const lmev_reader_params *p)
{
    outcome o = {.bytes = UINT64_C(0xCBF29CE484222325)};
    lmev_reader *r = NULL;
    lmev_error err = {0};
    lmev_row row;
    bool more = true;
    uint64_t index = 0, rows = 0;
    long live = lmev__test_live_blocks();
    o.status = lmev__reader_open_bytes(&r, at, n, step, p, &err);
    while (o.status == LMEV_OK) {
        o.status = lmev_reader_next(r, &row, &more, &err);
        if (o.status != LMEV_OK || !more) break;
        INSIST(lmev__utf8_ok(row.text.at, row.text.n) && row.text.n > 0);
        INSIST(!memchr(row.text.at, '\0', row.text.n));
        INSIST(!p->label || row.label.n > 0);
        INSIST(rows == 0 || row.index > index);
        index = row.index;
        rows++;
        mix(&o.bytes, row.text);
        mix(&o.bytes, row.label);
        mix(&o.bytes, row.quality);
        mix(&o.bytes, row.language);
        o.bytes ^= row.line;
    }
    o.line = err.line;
    if (r) {
        o.skips = *lmev_reader_skips(r);
        uint64_t sum = o.skips.n_used + o.skips.n_filtered;
        for (size_t i = 0; i < LMEV_SKIP_REASONS; i++) sum += o.skips.n[i];
        INSIST(sum == o.skips.n_records && rows == o.skips.n_used);
    }
    lmev_reader_free(r);
    INSIST(lmev__test_live_blocks() == live);
    return o;
}

static inline void compare_blocks(const uint8_t *data, size_t n, lmev_format format)
{
    static const lmev_where where[] = {{"language", "es"}};
    if (n < 2) return;
    size_t step = 1 + data[0] % 61;
    lmev_reader_params p = {.format = format,
                            .text = "t",
                            .label = data[1] & 1 ? NULL : "l",
                            .where = where,
                            .n_where = data[1] & 2 ? 1 : 0,
                            .strict = (data[1] & 4) != 0,
                            .record_max = data[1] & 8 ? 64 : 0};
    const char *document = (const char *)data + 2;
    outcome a = read_document(document, n - 2, n, &p);
    outcome b = read_document(document, n - 2, step, &p);
    INSIST(a.status == b.status && a.line == b.line && a.bytes == b.bytes);
    INSIST(memcmp(&a.skips, &b.skips, sizeof a.skips) == 0);
}
#endif
