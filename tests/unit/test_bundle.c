/* test_bundle.c - the wire format, snappy, sorted tables and TensorFlow's checkpoints.
 *
 * The two index files are real ones: half_plus_two_v1 of tensorflow/hub's test data, and
 * saved_model_half_plus_two_tf2_cpu of tensorflow/serving's, whose data block is
 * compressed. */
#include <inttypes.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/format/wire.h"
#include "base/mem.h"
#include "bundle_help.h"
#include "lm/tfhub/bundle.h"
#include "lm/tfhub/snappy.h"

#define COUNT(array) (sizeof(array) / sizeof *(array))

static const char hub_index[] = "00000608011a02080100010b61080112002804350638271f00010d62"
                                "08011200200428043510fd784f000000"
                                "0001000000006c129ef3000000000100000000c0f2a1b00001026300"
                                "3100000000010000000054f2762d3608"
                                "430e0000000000000000000000000000000000000000000000000000"
                                "0000000000000000000057fb808b2475"
                                "47db";
static const char serving_index[] = "c001f06d00000608011a020801001c0e5f434845434b504f494e"
                                    "5441424c455f4f424a4543545f4752415048"
                                    "0807120020"
                                    "0c28eb043590d1b747001c0b612f2e415454524942555445532f"
                                    "5641524941424c455f56414c554508011200"
                                    "2804350638271f001c0d622f2e4154545249425554522a003420"
                                    "0428043510fd784f001c0d632f7656004020"
                                    "08280435efd682c3000000000100000001fd7ecf880000000001"
                                    "00000000c0f2a1b000010364009901000000"
                                    "000100000000e8ae73ba9e0108ab010f00000000000000000000"
                                    "0000000000000000000000000000000000000"
                                    "0000000000057fb808b247547db";

static size_t from_hex(const char *hex, uint8_t *out, size_t room)
{
    const size_t n = strlen(hex) / 2;
    assert_true(n <= room);
    for (size_t i = 0; i < n; i++) {
        const char two[3] = {hex[2 * i], hex[2 * i + 1], 0};
        out[i] = (uint8_t)strtoul(two, NULL, 16);
    }
    return n;
}

/* A copy on the heap of just this size, so that a sanitizer sees what reads past it. */
static lmev_status parse(lmev__bundle *b, const void *at, size_t n, char **copy,
                         lmev_error *err)
{
    *copy = malloc(n ? n : 1);
    assert_non_null(*copy);
    if (n) memcpy(*copy, at, n);
    return lmev__bundle_parse(b, (lmev_str){*copy, n}, "x.index", err);
}

static void refused(const void *at, size_t n, const char *why)
{
    lmev__bundle b;
    lmev_error err = {0};
    char *copy;
    const long live = lmev__test_live_blocks();
    const lmev_status s = parse(&b, at, n, &copy, &err);
    free(copy);
    assert_int_equal(s, LMEV_ERR_FORMAT);
    if (why && !strstr(err.text, why)) fail_msg("expected '%s', got '%s'", why, err.text);
    assert_int_equal(lmev__test_live_blocks(), live);
}

static void is_entry(const lmev__bundle *b, size_t i, const char *key, uint32_t type,
                     uint64_t offset, uint64_t n, uint32_t crc)
{
    const lmev_str k = b->table.entry[i].key;
    if (k.n != strlen(key) || memcmp(k.at, key, k.n) != 0)
        fail_msg("entry %zu is '%.*s'", i, (int)k.n, k.at);
    const lmev__tensor t = lmev__bundle_entry(b, i);
    assert_int_equal(t.type, type);
    assert_int_equal(t.n_dims, 0);
    assert_int_equal(t.offset, offset);
    assert_int_equal(t.n_bytes, n);
    assert_int_equal(t.crc, crc);
    assert_int_equal(t.shard, 0);
    assert_int_equal(lmev__bundle_find(b, k), i);
}

static void a_real_index_reads(void **state)
{
    (void)state;
    uint8_t file[256];
    const size_t n = from_hex(hub_index, file, sizeof file);
    assert_int_equal(n, 134);
    lmev__bundle b;
    char *copy;
    assert_int_equal(parse(&b, file, n, &copy, NULL), LMEV_OK);
    assert_int_equal(b.table.n, 3);
    assert_int_equal(b.n_shards, 1);
    is_entry(&b, 1, "a", LMEV__DT_FLOAT, 0, 4, 0x1f273806);
    is_entry(&b, 2, "b", LMEV__DT_FLOAT, 4, 4, 0x4f78fd10);
    assert_int_equal(lmev__bundle_find(&b, (lmev_str){"ab", 2}), 3);
    /* its shard: 0.5 and 2.0, with the checksums above */
    const lmev__map shard = {.at = "\0\0\0\x3f\0\0\0\x40", .n = 8};
    for (size_t i = 1; i < 3; i++) {
        lmev__tensor t = lmev__bundle_entry(&b, i);
        assert_int_equal(lmev__bundle_verify(&t, &shard, "x", NULL), LMEV_OK);
        t.crc ^= 1;
        assert_int_equal(lmev__bundle_verify(&t, &shard, "x", NULL), LMEV_ERR_MISMATCH);
    }
    lmev__bundle_close(&b);
    free(copy);
}

static void a_compressed_index_reads(void **state)
{
    (void)state;
    uint8_t file[256];
    const size_t n = from_hex(serving_index, file, sizeof file);
    assert_int_equal(n, 239);
    lmev__bundle b;
    char *copy;
    assert_int_equal(parse(&b, file, n, &copy, NULL), LMEV_OK);
    assert_int_equal(b.table.n, 5);
    is_entry(&b, 1, "_CHECKPOINTABLE_OBJECT_GRAPH", 7, 12, 619, 0x47b7d190);
    is_entry(&b, 2, "a/.ATTRIBUTES/VARIABLE_VALUE", LMEV__DT_FLOAT, 0, 4, 0x1f273806);
    is_entry(&b, 3, "b/.ATTRIBUTES/VARIABLE_VALUE", LMEV__DT_FLOAT, 4, 4, 0x4f78fd10);
    is_entry(&b, 4, "c/.ATTRIBUTES/VARIABLE_VALUE", LMEV__DT_FLOAT, 8, 4, 0xc382d6ef);
    lmev__bundle_close(&b);
    free(copy);
}

/* Every byte but the footer's padding is under a checksum or a check of its own. */
static void every_damage_is_seen(void **state)
{
    (void)state;
    static const char *const index[] = {hub_index, serving_index};
    uint8_t file[256];
    for (size_t k = 0; k < 2; k++) {
        const size_t n = from_hex(index[k], file, sizeof file);
        size_t footer = n - 48, used = footer;
        while (file[used] || file[used + 1]) used++;
        for (size_t i = 0; i < n; i++)
            for (int bit = 0; bit < 8; bit++) {
                if (i >= used && i < n - 8) continue;
                if (i == used - 1 && bit == 7)
                    continue; /* a varint with an idle byte more */
                file[i] ^= (uint8_t)(1 << bit);
                refused(file, n, NULL);
                file[i] ^= (uint8_t)(1 << bit);
            }
        for (size_t i = 0; i < n; i++) refused(file, i, NULL);
    }
}

static void refused_table(maker *m, const char *why)
{
    end_table(m);
    refused(m->file.at, m->file.n, why);
    free_maker(m);
}

static void wrong_entries_are_refused(void **state)
{
    (void)state;
    maker m = {0};
    add_tensor(&m, "a", &(shaped){1, 1, 1, 0, 0, 4, 0});
    refused_table(&m, "index without header");
    refused_table(&m, "index without header"); /* no entry at all */

    static const struct {
        const char *header;
        size_t n;
        const char *why;
    } headers[] = {
        {"\x08\x01\x10\x01\x1a\x02\x08\x01", 8, "big-endian"},
        {"\x08\x01\x1a\x04\x08\x02\x10\x02", 8, "newer reader"},
        {"\x08\x01\x1a\x04\x08\x01\x18\x01", 8, "newer reader"},
        {"\x08\x01\x1a\x06\x08\x01\x1a\x02\x05\x01", 10, "newer reader"},
        {"\x1a\x02\x08\x01", 4, "number of shards"},
        {"\x08\x01\x1a\x7f", 4, "field longer"},
    };
    for (size_t i = 0; i < COUNT(headers); i++) {
        add_pair(&m, "", 0, headers[i].header, headers[i].n);
        refused_table(&m, headers[i].why);
    }
    static const struct {
        shaped t;
        const char *why;
    } tensors[] = {
        {{1, 2, 3, 0, 0, 20, 0}, "not that of its shape"},
        {{1, 2, 3, 0, 0, 28, 0}, "not that of its shape"},
        {{2, 2, 3, 0, 0, 24, 0}, "not that of its shape"},
        {{0, 2, 3, 0, 0, 24, 0}, "known type"},
        {{1, 2, 3, 2, 0, 24, 0}, "header does not count"},
        {{1, 2, 3, 0, UINT64_MAX - 8, 24, 0}, "impossible place"},
        {{1, UINT64_C(1) << 40, UINT64_C(1) << 40, 0, 0, 0, 0}, "impossibly many"},
        {{1, UINT64_C(1) << 62, 4, 0, 0, 0, 0}, "impossibly many"},
        {{1, UINT64_C(1) << 63, 0, 0, 0, 0, 0}, "impossibly many"},
    };
    for (size_t i = 0; i < COUNT(tensors); i++) {
        add_header(&m, 2);
        add_tensor(&m, "a", &tensors[i].t);
        refused_table(&m, tensors[i].why);
    }
}

static void wrong_tables_are_refused(void **state)
{
    (void)state;
    maker m = {0};
    const shaped t = {1, 1, 1, 0, 0, 4, 0};
    add_header(&m, 1);
    add_tensor(&m, "b", &t);
    add_tensor(&m, "a", &t);
    refused_table(&m, "ascending order");
    add_header(&m, 1);
    add_tensor(&m, "a", &t);
    end_block(&m);
    add_tensor(&m, "a", &t);
    refused_table(&m, "ascending order");
    add_header(&m, 1);
    put_entry(&m.block, 1, "a", 1, "", 0); /* shares more than there is */
    refused_table(&m, "broken entry");
    add_header(&m, 1);
    put_varint(&m.block, 0);
    put_varint(&m.block, UINT64_MAX);
    put_varint(&m.block, 2);
    refused_table(&m, "broken entry");
    /* the same block twice */
    add_header(&m, 1);
    end_block(&m);
    put_entry(&m.index, 0, "z", 1, "\x00\x0f", 2);
    refused_table(&m, "overlaps");
    /* a block that is compressed with something else */
    add_header(&m, 1);
    lmev__buf handle = LMEV__BUF_INIT;
    put_restarts(&m.block);
    put_block(&m, m.block.at, m.block.n, 2, &handle);
    put_entry(&m.index, 0, "", 0, handle.at, handle.n);
    m.block.n = 0;
    refused_table(&m, "unknown compression");
    /* more restart offsets than the block has room for */
    handle.n = 0;
    put32(&m.block, 0);
    put32(&m.block, 0x40000001);
    put_block(&m, m.block.at, m.block.n, 0, &handle);
    put_entry(&m.index, 0, "", 0, handle.at, handle.n);
    m.block.n = 0;
    refused_table(&m, "restart offsets");
    lmev__buf_free(&handle);
}

/* Keys that share all but their end: 200 KB of file that would be 40 GB of keys. */
static void shared_keys_cannot_fill_the_memory(void **state)
{
    (void)state;
    maker m = {0};
    char key[200000];
    memset(key, 'k', sizeof key);
    add_header(&m, 1);
    put_entry(&m.block, 0, key, sizeof key, "", 0);
    for (size_t n = sizeof key; n < sizeof key + 200000; n++)
        put_entry(&m.block, n, "k", 1, "", 0);
    refused_table(&m, "many times the file");
    for (int i = 0; i < 500; i++) add_pair(&m, "", 0, "", 0); /* three bytes each */
    refused_table(&m, "more entries than");
}

/* Two data blocks, the second one compressed: a literal of 60 bytes and more. */
static void several_blocks_read(void **state)
{
    (void)state;
    maker m = {0};
    add_header(&m, 1);
    add_tensor(&m, "a", &(shaped){14, 3, 5, 0, 7, 30, 9});
    end_block(&m);
    add_tensor(&m, "b", &(shaped){19, 3, 5, 0, 37, 30, 9});
    add_tensor(&m, "c", &(shaped){2, 0, 5, 0, 0, 0, 9});
    put_restarts(&m.block);
    lmev__buf folded = LMEV__BUF_INIT, handle = LMEV__BUF_INIT;
    put_varint(&folded, m.block.n);
    lmev__buf_putc(&folded, (char)(60 << 2));
    lmev__buf_putc(&folded, (char)(m.block.n - 1));
    lmev__buf_add(&folded, m.block.at, m.block.n);
    put_block(&m, folded.at, folded.n, 1, &handle);
    put_entry(&m.index, 0, "c", 1, handle.at, handle.n);
    m.block.n = 0;
    end_table(&m);
    lmev__bundle b;
    char *copy;
    lmev_error err = {0};
    if (parse(&b, m.file.at, m.file.n, &copy, &err) != LMEV_OK) fail_msg("%s", err.text);
    assert_int_equal(b.table.n, 4);
    const lmev__tensor t = lmev__bundle_entry(&b, 2);
    assert_true(t.type == LMEV__DT_HALF && t.n_dims == 2 && t.dim[0] == 3 &&
                t.dim[1] == 5);
    assert_true(t.offset == 37 && t.n_bytes == 30 && t.crc == 9);
    lmev__bundle_close(&b);
    free(copy);
    lmev__buf_free(&folded);
    lmev__buf_free(&handle);
    free_maker(&m);
}

/* ---- slices ---- */

static void slice_keys_are_ordered_code(void **state)
{
    (void)state;
    static const struct {
        int64_t v;
        const char *hex;
    } number[] = {{0x424242, "f0424242"},
                  {-0x800, "3800"},
                  {0, "80"},
                  {-1, "7f"},
                  {63, "bf"},
                  {64, "c040"},
                  {128, "c080"},
                  {488320, "e77380"},
                  {-64, "40"},
                  {-65, "3fbf"},
                  {INT64_MAX, "ffc07fffffffffffffff"},
                  {INT64_MIN, "003f8000000000000000"},
                  {INT64_C(1) << 61, "ffa000000000000000"}};
    static const int64_t start[2][2] = {{0, 0}, {488320, 0}};
    static const int64_t length[2] = {488320, 128};
    static const char *const whole[2] = {
        "00656d62656464696e67730001010280e7738080c080",
        "00656d62656464696e677300010102e77380e7738080c080"};
    uint8_t want[64];
    lmev__buf key = LMEV__BUF_INIT;
    for (size_t i = 0; i < COUNT(number); i++) {
        key.n = 0;
        lmev__slice_key(&key, (lmev_str){"", 0}, &number[i].v, &number[i].v, 1);
        const size_t n = from_hex(number[i].hex, want, sizeof want);
        if (key.n != 5 + 2 * n || memcmp(key.at + 5, want, n) != 0 ||
            memcmp(key.at + 5 + n, want, n) != 0)
            fail_msg("%" PRId64, number[i].v);
    }
    for (size_t i = 0; i < 2; i++) {
        key.n = 0;
        lmev__slice_key(&key, (lmev_str){"embeddings", 10}, start[i], length, 2);
        assert_int_equal(key.n, from_hex(whole[i], want, sizeof want));
        assert_memory_equal(key.at, want, key.n);
    }
    key.n = 0;
    lmev__slice_key(&key, (lmev_str){"a\0b\xff", 4}, NULL, NULL, 0);
    assert_int_equal(key.n, from_hex("006100ff62ff00000100", want, sizeof want));
    assert_memory_equal(key.at, want, key.n);
    lmev__buf_free(&key);
}

/* A float table of rows x 2 called "t" in slices (first row, rows); -1 ends them. listed:
 * how many of the slices the entry names. */
static void make_sliced(maker *m, uint64_t rows, const int64_t (*slice)[2], size_t listed)
{
    lmev__buf value = LMEV__BUF_INIT, key = LMEV__BUF_INIT, extent = LMEV__BUF_INIT,
              proto = LMEV__BUF_INIT;
    add_header(m, 1);
    const int64_t columns[2] = {0, 2};
    for (size_t i = 0; slice[i][0] >= 0; i++) {
        key.n = value.n = 0;
        lmev__slice_key(&key, (lmev_str){"t", 1},
                        (const int64_t[]){slice[i][0], columns[0]},
                        (const int64_t[]){slice[i][1], columns[1]}, 2);
        put_shaped(&value,
                   &(shaped){1, (uint64_t)slice[i][1], 2, 0, 8 * (uint64_t)slice[i][0],
                             8 * (uint64_t)slice[i][1], 0});
        add_pair(m, key.at, key.n, value.at, value.n);
    }
    value.n = 0;
    put_shaped(&value, &(shaped){1, rows, 2, 0, 0, 0, 0});
    for (size_t i = 0; i < listed; i++) {
        proto.n = 0;
        for (int d = 0; d < 2; d++) {
            extent.n = 0;
            put_int(&extent, 1, d ? 0 : (uint64_t)slice[i][0]);
            put_int(&extent, 2, d ? 2 : (uint64_t)slice[i][1]);
            put_bytes(&proto, 1, extent.at, extent.n);
        }
        put_bytes(&value, 7, proto.at, proto.n);
    }
    add_pair(m, "t", 1, value.at, value.n);
    end_table(m);
    lmev__buf_free(&value);
    lmev__buf_free(&key);
    lmev__buf_free(&extent);
    lmev__buf_free(&proto);
}

static void slices_cover_the_rows_once(void **state)
{
    (void)state;
    static const struct {
        int64_t slice[5][2];
        uint64_t rows;
        size_t listed;
        const char *why;
    } cases[] = {
        {{{0, 4}, {4, 3}, {7, 3}, {-1, 0}}, 10, 3, NULL},
        {{{0, 10}, {-1, 0}}, 10, 1, NULL},
        {{{0, 4}, {4, 3}, {7, 3}, {-1, 0}}, 10, 2, "leave rows out"},
        {{{0, 4}, {5, 5}, {-1, 0}}, 10, 2, "leave rows out"},
        {{{0, 5}, {4, 6}, {-1, 0}}, 10, 2, "overlap"},
        {{{0, 4}, {4, 7}, {-1, 0}}, 10, 2, "another way"},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        maker m = {0};
        make_sliced(&m, cases[i].rows, cases[i].slice, cases[i].listed);
        lmev__bundle b;
        char *copy;
        lmev_error err = {0};
        if (parse(&b, m.file.at, m.file.n, &copy, &err) != LMEV_OK)
            fail_msg("%s", err.text);
        lmev__part *part;
        size_t n;
        const lmev_status s = lmev__bundle_parts(
            &b, lmev__bundle_find(&b, (lmev_str){"t", 1}), &part, &n, &err);
        assert_int_equal(s, cases[i].why ? LMEV_ERR_FORMAT : LMEV_OK);
        if (cases[i].why) {
            if (!strstr(err.text, cases[i].why)) fail_msg("case %zu: %s", i, err.text);
        } else {
            assert_int_equal(n, cases[i].listed);
            for (size_t k = 0; k < n; k++) {
                assert_int_equal(part[k].row, cases[i].slice[k][0]);
                assert_int_equal(part[k].n_rows, cases[i].slice[k][1]);
                assert_int_equal(part[k].at.offset, 8 * part[k].row);
            }
            lmev__free(part);
        }
        lmev__bundle_close(&b);
        free(copy);
        free_maker(&m);
    }
}

/* ---- snappy ---- */

static void snappy_unfolds(void **state)
{
    (void)state;
    static const struct {
        const char *block;
        size_t n;
        const char *want; /* NULL: refused */
    } cases[] = {
        {"\x03\x08"
         "abc",
         5, "abc"},
        {"\x00", 1, ""},
        {"\x0a\x04"
         "ab\x11\x02",
         6, "ababababab"}, /* 1-byte offset: 8 from 2 back */
        {"\x06\x08"
         "abc\x0a\x03\x00",
         8, "abcabc"}, /* 2-byte offset */
        {"\x06\x08"
         "abc\x0b\x03\x00\x00\x00",
         10, "abcabc"}, /* 4-byte offset */
        {"\x05\xf0\x04"
         "vwxyz",
         8, "vwxyz"}, /* length in a byte of its own */
        {"", 0, NULL},
        {"\x03\x08"
         "ab",
         4, NULL}, /* input ends */
        {"\x02\x08"
         "abc",
         5, NULL}, /* more than announced */
        {"\x04\x08"
         "abc",
         5, NULL}, /* less */
        {"\x07\x08"
         "abc\x01\x04",
         7, NULL}, /* from before the beginning */
        {"\x07\x08"
         "abc\x01\x00",
         7, NULL}, /* offset 0 */
        {"\xff\xff\xff\xff\x0f\x00"
         "a",
         7, NULL},
        {"\x80\x80\x80\x20\x00"
         "a",
         6, NULL}, /* 64 MB out of 6 bytes */
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        lmev__buf out = LMEV__BUF_INIT;
        lmev__buf_puts(&out, "before");
        const char *why = lmev__unsnappy(&out, (lmev_str){cases[i].block, cases[i].n});
        if (!why != !!cases[i].want) fail_msg("case %zu: %s", i, why ? why : "taken");
        const char *want = cases[i].want ? cases[i].want : "";
        if (out.n != 6 + strlen(want) || memcmp(out.at + 6, want, out.n - 6) != 0)
            fail_msg("case %zu", i);
        assert_true(out.room < 1000); /* what a block announces is not believed */
        lmev__buf_free(&out);
    }
}

/* ---- wire ---- */

static void wire_faults_are_kept(void **state)
{
    (void)state;
    static const struct {
        const char *at;
        size_t n, where;
    } cases[] = {
        {"\x08\x01\x80", 3, 2},                                      /* tag cut off */
        {"\x08\x80", 2, 0},                                          /* varint cut off */
        {"\x08\xff\xff\xff\xff\xff\xff\xff\xff\xff\x02", 11, 0},     /* 65 bits */
        {"\x08\x80\x80\x80\x80\x80\x80\x80\x80\x80\x80\x00", 12, 0}, /* 11 bytes */
        {"\x12\x03"
         "ab",
         4, 0},                                                  /* longer than there */
        {"\x12\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01", 11, 0}, /* length 2^64 - 1 */
        {"\x0b", 1, 0},
        {"\x0c", 1, 0},
        {"\x0f", 1, 0},
        {"\x0e", 1, 0},     /* groups, 6, 7 */
        {"\x00\x00", 2, 0}, /* field 0 */
        {"\x0d\x00\x00\x00", 4, 0},
        {"\x09\x00", 2, 0}, /* fixed, cut off */
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        lmev__wire_fault fault = {0};
        lmev__wire w = lmev__wire_of((lmev_str){cases[i].at, cases[i].n}, &fault);
        lmev__wire_field f;
        while (lmev__wire_next(&w, &f)) {
        }
        if (!fault.why || fault.at != cases[i].at + cases[i].where)
            fail_msg("case %zu", i);
    }
    lmev__wire_fault fault = {0};
    const lmev_str m = {
        "\x08\xfe\xff\xff\xff\xff\xff\xff\xff\xff\x01\x12\x02hi\x1d\x04\x03\x02\x01"
        "\x08\x07",
        22};
    assert_int_equal(lmev__wire_value(m, 1, 0, &fault), 7); /* the last one counts */
    assert_int_equal(lmev__wire_value(m, 9, 5, &fault), 5);
    assert_true(lmev__str_is(lmev__wire_bytes(m, 2, &fault), "hi"));
    lmev__wire w = lmev__wire_of(m, &fault);
    lmev__wire_field f;
    assert_true(lmev__wire_next(&w, &f) && (int64_t)f.value == -2);
    assert_true(lmev__wire_seek(&w, 3, LMEV__WIRE_FIXED32, &f) && f.value == 0x01020304);
    assert_null(fault.why);
}

static void checksums_are_castagnoli(void **state)
{
    (void)state;
    assert_int_equal(lmev__crc32c(0, "123456789", 9), 0xE3069283);
    assert_int_equal(lmev__crc32c_portable(0, "123456789", 9), 0xE3069283);
    assert_int_equal(lmev__crc32c_masked(lmev__crc32c(0, "\0\0\0\x3f", 4)), 0x1f273806);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(checksums_are_castagnoli),
        cmocka_unit_test(wire_faults_are_kept),
        cmocka_unit_test(snappy_unfolds),
        cmocka_unit_test(a_real_index_reads),
        cmocka_unit_test(a_compressed_index_reads),
        cmocka_unit_test(every_damage_is_seen),
        cmocka_unit_test(wrong_entries_are_refused),
        cmocka_unit_test(wrong_tables_are_refused),
        cmocka_unit_test(shared_keys_cannot_fill_the_memory),
        cmocka_unit_test(several_blocks_read),
        cmocka_unit_test(slice_keys_are_ordered_code),
        cmocka_unit_test(slices_cover_the_rows_once),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
