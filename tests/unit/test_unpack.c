/* test_unpack.c - archives of people who mean harm: nothing outside the folder, no links,
 * no devices, no more bytes than allowed, and the folder appears only when it is
 * complete.
 *
 * The archives are written here, header by header, since no archiver would make them.
 * Each is unpacked beside a canary; then all that lies around is compared with what was
 * there before. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka wants the four above first */
#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <cmocka.h>

#include "base/buf.h"
#include "base/io/io.h"
#include "base/io/stream.h"
#include "base/mem.h"
#include "hub/unpack.h"
#include "remove_tree.h"

#define MOST ((uint64_t)1 << 20) /* bytes that an archive may unpack to */

static char top[] = "/tmp/lmev-unpack-XXXXXX";
static char archive_path[64], tree_path[64], final_path[64], canary[64];

static int make_folder(void **state)
{
    (void)state;
    if (!mkdtemp(top)) return -1;
    (void)snprintf(archive_path, sizeof archive_path, "%s/archive", top);
    (void)snprintf(canary, sizeof canary, "%s/canary", top);
    (void)snprintf(tree_path, sizeof tree_path, "%s/in/tree.tmp", top);
    (void)snprintf(final_path, sizeof final_path, "%s/in/tree", top);
    char in[64];
    (void)snprintf(in, sizeof in, "%s/in", top);
    return lmev__mkdirs(in, NULL) == LMEV_OK &&
                   lmev__write_file(canary, "sings", 5, NULL) == LMEV_OK
               ? 0
               : -1;
}

static int remove_folder(void **state)
{
    (void)state;
    return remove_tree(top) ? 0 : -1;
}

/* ---- writing tar ---- */

typedef struct member {
    const char *name, *prefix, *link;
    char type; /* 0 stands for '0' */
    const char *body;
    size_t n;      /* of body; 0: strlen */
    uint64_t size; /* in the header; 0: n */
    unsigned mode;
    const char *raw_size; /* 12 bytes instead, base 256 */
    bool bad_sum;
} member;

static void octal(char *at, size_t n, uint64_t v)
{
    for (size_t i = n - 1; i-- > 0; v >>= 3) at[i] = (char)('0' + (v & 7));
}

static void put_field(char *at, size_t room, const char *s)
{
    size_t n = strlen(s);
    memcpy(at, s, n < room ? n : room);
}

static void put(lmev__buf *tar, member m)
{
    char h[512] = "";
    size_t n = m.n ? m.n : m.body ? strlen(m.body) : 0;
    put_field(h, 100, m.name ? m.name : "x");
    octal(h + 100, 8, m.mode ? m.mode : 0644);
    octal(h + 108, 8, 0);
    octal(h + 116, 8, 0);
    octal(h + 124, 12, m.size ? m.size : n);
    if (m.raw_size) memcpy(h + 124, m.raw_size, 12);
    octal(h + 136, 12, 0);
    h[156] = m.type ? m.type : '0';
    put_field(h + 157, 100, m.link ? m.link : "");
    memcpy(h + 257, "ustar\00000", 8);
    octal(h + 329, 8, 1);
    octal(h + 337, 8, 3);
    put_field(h + 345, 155, m.prefix ? m.prefix : "");
    memset(h + 148, ' ', 8);
    unsigned sum = m.bad_sum;
    for (size_t i = 0; i < sizeof h; i++) sum += (unsigned char)h[i];
    octal(h + 148, 7, sum);
    lmev__buf_add(tar, h, sizeof h);
    lmev__buf_add(tar, m.body, n);
    static const char zeros[512];
    lmev__buf_add(tar, zeros, (512 - n % 512) % 512);
}

/* "LENGTH KEY=VALUE\n", LENGTH counting itself */
static void pax_line(lmev__buf *b, const char *key, const char *value, size_t n)
{
    size_t rest = strlen(key) + n + 3, all = rest + 1;
    char digits[24];
    while ((size_t)snprintf(digits, sizeof digits, "%zu", all) + rest != all) all++;
    lmev__buf_printf(b, "%s %s=", digits, key);
    lmev__buf_add(b, value, n);
    lmev__buf_putc(b, '\n');
}

static void put_pax(lmev__buf *tar, char type, const char *key, const char *value,
                    size_t n)
{
    lmev__buf b = LMEV__BUF_INIT;
    pax_line(&b, key, value, n);
    put(tar, (member){.name = "pax", .type = type, .body = b.at, .n = b.n});
    lmev__buf_free(&b);
}

static void put_gnu(lmev__buf *tar, char type, const char *value)
{
    put(tar, (member){.name = "././@LongLink",
                      .type = type,
                      .body = value,
                      .n = strlen(value) + 1});
}

static void put_end(lmev__buf *tar)
{
    static const char zeros[1024];
    lmev__buf_add(tar, zeros, sizeof zeros);
}

static void write_gzip(const lmev__buf *tar)
{
    lmev__out *out;
    lmev__gzip *gzip;
    assert_int_equal(lmev__out_begin(&out, archive_path, NULL), LMEV_OK);
    assert_int_equal(lmev__gzip_begin(&gzip, out, NULL), LMEV_OK);
    assert_int_equal(lmev__gzip_write(gzip, tar->at, tar->n, NULL), LMEV_OK);
    assert_int_equal(lmev__gzip_end(gzip, NULL), LMEV_OK);
    assert_int_equal(lmev__out_publish(out, NULL), LMEV_OK);
}

/* ---- looking around ---- */

/* Everything below path, with kinds, modes and sizes; times and places do not matter. */
static void look(lmev__buf *b, const char *path)
{
    char **names;
    size_t n;
    assert_int_equal(lmev__list_dir(&names, &n, path, NULL), LMEV_OK);
    for (size_t i = 0; i < n; i++) {
        struct stat st;
        char *below = lmev__path_join(path, names[i]);
        assert_int_equal(lstat(below, &st), 0);
        lmev__buf_printf(b, "%s %o %ld\n", below, (unsigned)st.st_mode,
                         S_ISDIR(st.st_mode) ? 0 : (long)st.st_size);
        if (S_ISDIR(st.st_mode)) look(b, below);
        lmev__free(below);
    }
    lmev__free_names(names, n);
}

/* Only folders and plain files without special bits. */
static void assert_tame(const char *path, uint64_t *bytes)
{
    char **names;
    size_t n;
    assert_int_equal(lmev__list_dir(&names, &n, path, NULL), LMEV_OK);
    for (size_t i = 0; i < n; i++) {
        struct stat st;
        char *below = lmev__path_join(path, names[i]);
        assert_int_equal(lstat(below, &st), 0);
        assert_true(S_ISREG(st.st_mode) || S_ISDIR(st.st_mode));
        assert_int_equal(st.st_mode & 07000, 0);
        assert_true(S_ISDIR(st.st_mode) || st.st_nlink == 1);
        if (S_ISDIR(st.st_mode))
            assert_tame(below, bytes);
        else
            *bytes += (uint64_t)st.st_size;
        lmev__free(below);
    }
    lmev__free_names(names, n);
}

static size_t n_hostile;

/* What is asked for; `file` NULL: a tar alone. */
static const char *wanted_file, *wanted_member;

static lmev_status unpack_into(lmev__tree *tree, lmev__json *files, lmev_error *e)
{
    const lmev__unpacking job = {.archive = archive_path,
                                 .file = wanted_file,
                                 .member = wanted_member,
                                 .task = "test",
                                 .max_bytes = MOST};
    return lmev__unpack(tree, files, &job, e);
}

/* Unpack the archive that lies there. Around the tree all must be as before; refused
 * archives leave no tree, others a tame one, which is removed. */
static lmev_status unpack(lmev_error *e)
{
    lmev__buf before = LMEV__BUF_INIT, after = LMEV__BUF_INIT;
    lmev__tree *tree;
    lmev__json *files = lmev__json_new_object();
    uint64_t bytes = 0;
    look(&before, top);
    assert_int_equal(lmev__tree_begin(&tree, tree_path, e), LMEV_OK);
    lmev_status s = unpack_into(tree, files, e);
    assert_tame(tree_path, &bytes);
    assert_true(bytes <= MOST);
    assert_false(lmev__is_dir(final_path));
    if (s == LMEV_OK) {
        assert_int_equal(lmev__tree_publish(tree, final_path, e), LMEV_OK);
        assert_false(lmev__is_dir(tree_path));
        assert_true(lmev__json_size(files) > 0);
        assert_true(remove_tree(final_path));
    } else
        lmev__tree_abort(tree);
    lmev__json_free(files);
    look(&after, top);
    assert_int_equal(before.n, after.n);
    assert_memory_equal(before.at, after.at, before.n);
    lmev__buf_free(&before);
    lmev__buf_free(&after);
    return s;
}

static void refuse(const char *what, lmev__buf *tar, bool end)
{
    lmev_error e = {0};
    put(tar, (member){.name = "harmless", .body = "after"});
    if (end) put_end(tar);
    write_gzip(tar);
    lmev__buf_reset(tar);
    if (unpack(&e) != LMEV_ERR_FORMAT) fail_msg("taken: %s (%s)", what, e.text);
    assert_true(e.text[0] != '\0');
    n_hostile++;
}

/* ---- names ---- */

static void test_names(void **state)
{
    (void)state;
    long live = lmev__test_live_blocks();
    static char deep[200], wide[400], long_name[1400];
    for (size_t i = 0; i + 2 < sizeof deep; i += 2) memcpy(deep + i, "d/", 2);
    memset(wide, 'w', sizeof wide - 1);
    for (size_t i = 0; i + 100 < sizeof long_name; i += 100) {
        memset(long_name + i, 'l', 99);
        long_name[i + 99] = '/';
    }
    const char *const names[] = {"/tmp/lmev-evil",
                                 "//evil",
                                 "/",
                                 "..",
                                 "../evil",
                                 "./../evil",
                                 "a/..",
                                 "a/../../evil",
                                 "a/b/../../../evil",
                                 ".//..//evil",
                                 "a/./../../evil",
                                 "../canary",
                                 "../in/tree.tmp/../evil",
                                 "evil\x01",
                                 "evil\nmore",
                                 "\x1b[2Jevil",
                                 "evil\x7f",
                                 "evil\xff\xfe",
                                 "\xc0\xae\xc0\xae/evil",
                                 "evil/../..",
                                 deep,
                                 wide,
                                 long_name};
    lmev__buf tar = LMEV__BUF_INIT;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        const char *name = names[i];
        size_t n = strlen(name);
        if (n <= 100) {
            put(&tar, (member){.name = name, .body = "evil"});
            refuse(name, &tar, true);
            put(&tar, (member){.name = name, .type = '5'});
            refuse(name, &tar, true);
        }
        put_gnu(&tar, 'L', name);
        put(&tar, (member){.name = "short", .body = "evil"});
        refuse(name, &tar, true);
        put_pax(&tar, 'x', "path", name, n);
        put(&tar, (member){.name = "short", .body = "evil"});
        refuse(name, &tar, true);
    }
    /* the prefix of ustar */
    static const char *const prefix[] = {"..", "/tmp", "a/../..", "../in"};
    for (size_t i = 0; i < sizeof prefix / sizeof *prefix; i++) {
        put(&tar, (member){.name = "evil", .prefix = prefix[i], .body = "evil"});
        refuse(prefix[i], &tar, true);
    }
    put(&tar, (member){.name = ".", .body = "evil"});
    refuse("no name", &tar, true);
    lmev__buf_free(&tar);
    assert_int_equal(lmev__test_live_blocks(), live);
}

static void test_names_that_are_fine(void **state)
{
    (void)state;
    lmev_error e = {0};
    lmev__buf tar = LMEV__BUF_INIT;
    put(&tar, (member){.name = "./", .type = '5', .mode = 0777});
    put(&tar, (member){.name = "./variables/", .type = '5', .mode = 06777});
    put(&tar,
        (member){.name = "./variables/variables.index", .body = "index", .mode = 06777});
    put(&tar, (member){.name = "a//b/./c", .body = "deep"});
    put(&tar, (member){.name = "..a/b..", .body = "dots"});
    put(&tar, (member){.name = "ni\xc3\xb1o", .body = "n"});
    put(&tar, (member){.name = "contiguous", .type = '7', .body = "old"});
    put(&tar, (member){.name = "empty"});
    put_end(&tar);
    write_gzip(&tar);
    lmev__tree *tree;
    lmev__json *files = lmev__json_new_object();
    assert_int_equal(lmev__tree_begin(&tree, tree_path, &e), LMEV_OK);
    assert_int_equal(unpack_into(tree, files, &e), LMEV_OK);
    assert_int_equal(lmev__tree_publish(tree, final_path, &e), LMEV_OK);
    assert_int_equal(lmev__json_size(files), 6);
    lmev__json *file = lmev__json_get(files, "a/b/c");
    assert_int_equal(lmev__json_int(lmev__json_get(file, "bytes")), 4);
    file = lmev__json_get(files, "variables/variables.index"); /* sha256 of "index" */
    assert_string_equal(
        lmev__json_string(lmev__json_get(file, "sha256"), NULL),
        "1bc04b5291c26a46d918139138b992d2de976d6851d0893b0476b85bfbdfc6e6");
    char path[128];
    struct stat st;
    (void)snprintf(path, sizeof path, "%s/variables/variables.index", final_path);
    assert_int_equal(stat(path, &st), 0);
    assert_int_equal(st.st_mode & 07111, 0);
    lmev__json_free(files);
    lmev__buf_free(&tar);
    assert_true(remove_tree(final_path));
    assert_int_equal(unpack(&e), LMEV_OK);
}

/* ---- kinds ---- */

static void test_kinds(void **state)
{
    (void)state;
    lmev__buf tar = LMEV__BUF_INIT;
    static const char *const targets[] = {"/etc/passwd", "../../canary", "harmless", ".",
                                          "/"};
    for (size_t i = 0; i < sizeof targets / sizeof *targets; i++) {
        const char *to = targets[i];
        put(&tar, (member){.name = "link", .type = '2', .link = to});
        refuse("symlink", &tar, true);
        put(&tar, (member){.name = "link", .type = '2', .link = to});
        put(&tar, (member){.name = "link", .body = "through it"});
        refuse("symlink, then a file of its name", &tar, true);
        put(&tar, (member){.name = "link", .type = '2', .link = to});
        put(&tar, (member){.name = "link/below", .body = "through it"});
        refuse("symlink, then a file below it", &tar, true);
        put(&tar, (member){.name = "first", .body = "first"});
        put(&tar, (member){.name = "hard", .type = '1', .link = to});
        refuse("hard link", &tar, true);
        put(&tar, (member){.name = "hard", .type = '1', .link = to, .body = "with data"});
        refuse("hard link with data", &tar, true);
        put_gnu(&tar, 'K', to);
        put(&tar, (member){.name = "link", .type = '2', .link = "x"});
        refuse("GNU long link", &tar, true);
        put_pax(&tar, 'x', "linkpath", to, strlen(to));
        put(&tar, (member){.name = "link", .type = '2', .link = "x"});
        refuse("pax link", &tar, true);
    }
    for (const char *type = "346"; *type; type++) {
        put(&tar, (member){.name = "special", .type = *type});
        refuse("device or pipe", &tar, true);
    }
    /* sparse files, in the ways of GNU tar */
    put_pax(&tar, 'x', "GNU.sparse.map", "0,1,1048576,1", 13);
    put(&tar, (member){.name = "sparse", .body = "ab"});
    refuse("sparse 0.1", &tar, true);
    lmev__buf pax = LMEV__BUF_INIT;
    pax_line(&pax, "GNU.sparse.major", "1", 1);
    pax_line(&pax, "GNU.sparse.minor", "0", 1);
    pax_line(&pax, "GNU.sparse.name", "../evil", 7);
    pax_line(&pax, "GNU.sparse.realsize", "9223372036854775807", 19);
    put(&tar, (member){.name = "pax", .type = 'x', .body = pax.at, .n = pax.n});
    put(&tar, (member){.name = "sparse", .body = "1\n0\n1\n", .size = 1024});
    refuse("sparse 1.0", &tar, true);
    lmev__buf_free(&pax);
    lmev__buf_free(&tar);
}

static void test_one_name_twice(void **state)
{
    (void)state;
    lmev__buf tar = LMEV__BUF_INIT;
    put(&tar, (member){.name = "a", .body = "1"});
    put(&tar, (member){.name = "a", .body = "2"});
    refuse("file, file", &tar, true);
    put(&tar, (member){.name = "a", .body = "1"});
    put(&tar, (member){.name = "./a", .body = "2"});
    refuse("file, ./file", &tar, true);
    put(&tar, (member){.name = "a", .body = "1"});
    put(&tar, (member){.name = "a/", .type = '5'});
    refuse("file, folder", &tar, true);
    put(&tar, (member){.name = "a/", .type = '5'});
    put(&tar, (member){.name = "a", .body = "1"});
    refuse("folder, file", &tar, true);
    put(&tar, (member){.name = "a", .body = "1"});
    put(&tar, (member){.name = "a/b", .body = "2"});
    refuse("file, file below it", &tar, true);
    put(&tar, (member){.name = "a/b/c", .body = "1"});
    put(&tar, (member){.name = "a/b", .body = "2"});
    refuse("file deep, file above it", &tar, true);
    lmev__buf_free(&tar);
}

/* ---- sizes ---- */

static void test_sizes(void **state)
{
    (void)state;
    lmev__buf tar = LMEV__BUF_INIT;
    static const char *const raw[] = {"\x80\0\0\0\x7f\xff\xff\xff\xff\xff\xff\xff",
                                      "\x80\0\0\0\x80\0\0\0\0\0\0\0",
                                      "\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff",
                                      "\xff\xff\xff\xff\x80\0\0\0\0\0\0\0",
                                      "77777777777",
                                      "\x80\0\0\0\0\0\0\1\0\0\0\0"};
    for (size_t i = 0; i < sizeof raw / sizeof *raw; i++) {
        put(&tar, (member){.name = "huge", .body = "small", .raw_size = raw[i]});
        refuse("size field", &tar, true);
    }
    static const char *const sizes[] = {"9223372036854775807", "18446744073709551615",
                                        "-1", "8589934592", "1048577"};
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        put_pax(&tar, 'x', "size", sizes[i], strlen(sizes[i]));
        put(&tar, (member){.name = "huge", .body = "small"});
        refuse(sizes[i], &tar, true);
    }
    /* 1:1000, in one file, in many, and beside all files */
    char *zeros = calloc(1, MOST + 512);
    put(&tar, (member){.name = "bomb", .body = zeros, .n = MOST + 512});
    refuse("bomb", &tar, true);
    for (int i = 0; i < 11; i++) {
        char name[16];
        (void)snprintf(name, sizeof name, "bomb%d", i);
        put(&tar, (member){.name = name, .body = zeros, .n = MOST / 10});
    }
    refuse("bomb of many", &tar, true);
    put(&tar, (member){.name = "a", .body = "a"});
    put_end(&tar);
    for (int i = 0; i < 66; i++) lmev__buf_add(&tar, zeros, MOST);
    refuse("bomb after the end", &tar, false);
    for (int i = 0; i < 10001; i++) {
        char name[16];
        (void)snprintf(name, sizeof name, "%d", i);
        put(&tar, (member){.name = "same/", .type = '5'});
    }
    refuse("many members", &tar, true);
    put_pax(&tar, 'x', "comment", zeros, MOST);
    put_pax(&tar, 'g', "comment", zeros, MOST);
    put(&tar,
        (member){.name = "pax", .type = 'x', .body = "x", .size = (uint64_t)1 << 32});
    refuse("large headers", &tar, true);
    for (int i = 0; i < 2000; i++) put_gnu(&tar, 'L', "chain");
    put(&tar, (member){.name = "x", .type = 'x', .body = "not pax"});
    put(&tar, (member){.name = "../evil", .body = "x"});
    refuse("a chain of long names", &tar, true);
    free(zeros);
    lmev__buf_free(&tar);
}

/* ---- damage ---- */

static void make_good(lmev__buf *tar)
{
    put(tar, (member){.name = "./", .type = '5'});
    put(tar, (member){.name = "./saved_model.pb", .body = "graph"});
    put(tar, (member){.name = "./assets/tokens.txt", .body = "de\nla\n"});
    put_end(tar);
}

static void test_every_beginning_of_an_archive(void **state)
{
    (void)state;
    lmev_error e = {0};
    lmev__buf tar = LMEV__BUF_INIT;
    char *bytes;
    size_t n;
    make_good(&tar);
    write_gzip(&tar);
    assert_int_equal(unpack(&e), LMEV_OK);
    assert_int_equal(lmev__read_file(&bytes, &n, archive_path, 1 << 20, &e), LMEV_OK);
    for (size_t k = 0; k < n; k++) {
        assert_int_equal(lmev__write_file(archive_path, bytes, k, &e), LMEV_OK);
        assert_int_equal(unpack(&e), LMEV_ERR_FORMAT);
        n_hostile++;
    }
    /* the eight bytes at the end are checksum and length */
    for (size_t k = n - 8; k < n; k++) {
        bytes[k] ^= 1;
        assert_int_equal(lmev__write_file(archive_path, bytes, n, &e), LMEV_OK);
        assert_int_equal(unpack(&e), LMEV_ERR_FORMAT);
        bytes[k] ^= 1;
    }
    lmev__free(bytes);
    lmev__buf_free(&tar);
}

static void test_no_archive(void **state)
{
    (void)state;
    lmev__buf tar = LMEV__BUF_INIT;
    lmev_error e = {0};
    lmev__buf_puts(&tar, "this is a text and no tar at all\n");
    refuse("text", &tar, false);
    put(&tar, (member){.name = "a", .body = "a", .bad_sum = true});
    refuse("checksum", &tar, true);
    put_end(&tar);
    write_gzip(&tar);
    assert_int_equal(unpack(&e), LMEV_ERR_FORMAT); /* no file */
    lmev__buf_reset(&tar);
    put(&tar, (member){.name = "only/", .type = '5'});
    put_end(&tar);
    write_gzip(&tar);
    assert_int_equal(unpack(&e), LMEV_ERR_FORMAT);
    lmev__buf_reset(&tar);
    write_gzip(&tar);
    assert_int_equal(unpack(&e), LMEV_ERR_FORMAT); /* gzip of nothing */
    put(&tar, (member){.name = "cut", .body = "cut", .size = 5000});
    write_gzip(&tar);
    assert_int_equal(unpack(&e), LMEV_ERR_FORMAT);
    lmev__buf_free(&tar);
    assert_true(n_hostile > 300);
}

/* ---- faults of the machine ---- */

static void test_failing_calls(void **state)
{
    (void)state;
    lmev__buf tar = LMEV__BUF_INIT;
    lmev_error e = {0};
    make_good(&tar);
    write_gzip(&tar);
    lmev__buf_free(&tar);
    long live = lmev__test_live_blocks();
    for (int forever = 0; forever < 2; forever++)
        for (long k = 0;; k++) {
            lmev__tree *tree = NULL;
            lmev__json *files = lmev__json_new_object();
            lmev__test_fail_io(k, ENOSPC, forever);
            lmev_status s = lmev__tree_begin(&tree, tree_path, &e);
            if (s == LMEV_OK && (s = unpack_into(tree, files, &e)) == LMEV_OK)
                s = lmev__tree_publish(tree, final_path, &e);
            else
                lmev__tree_abort(tree);
            lmev__test_fail_io(-1, 0, false);
            lmev__json_free(files);
            assert_int_equal(lmev__test_live_blocks(), live);
            assert_true(remove_tree(tree_path));
            assert_true(remove_tree(final_path));
            if (s == LMEV_OK) break;
            assert_int_equal(s, LMEV_ERR_IO);
        }
    for (long k = 0;; k++) {
        lmev__tree *tree = NULL;
        lmev__json *files = lmev__json_new_object();
        lmev__test_fail_alloc(k, false);
        lmev_status s = lmev__tree_begin(&tree, tree_path, &e);
        if (s == LMEV_OK && (s = unpack_into(tree, files, &e)) == LMEV_OK)
            s = lmev__tree_publish(tree, final_path, &e);
        else
            lmev__tree_abort(tree);
        lmev__test_fail_alloc(-1, false);
        lmev__json_free(files);
        assert_int_equal(lmev__test_live_blocks(), live);
        assert_false(lmev__is_dir(tree_path));
        assert_true(remove_tree(final_path));
        if (s == LMEV_OK && k > 5) break;
    }
}

/* The tree refuses by itself what the archive's reader lets pass. */
static void test_tree(void **state)
{
    (void)state;
    lmev_error e;
    lmev__tree *tree;
    assert_int_equal(lmev__tree_begin(&tree, tree_path, &e), LMEV_OK);
    assert_int_equal(lmev__tree_folder(tree, "a/b", &e), LMEV_OK);
    char path[128];
    (void)snprintf(path, sizeof path, "%s/a/link", tree_path);
    assert_int_equal(symlink(top, path), 0); /* somebody else's doing */
    assert_int_equal(lmev__tree_file(tree, "a/link/evil", &e), LMEV_ERR_FORMAT);
    assert_int_equal(lmev__tree_file(tree, "a/link", &e), LMEV_ERR_FORMAT);
    assert_int_equal(lmev__tree_adopt(tree, canary, "a/link/evil", &e), LMEV_ERR_FORMAT);
    assert_int_equal(lmev__tree_adopt(tree, canary, "a/b", &e), LMEV_ERR_FORMAT);
    assert_int_equal(lmev__tree_adopt(tree, "/nowhere/x", "a/c", &e), LMEV_ERR_IO);
    /* The link is somebody's: it stays, and what it leads to. */
    lmev__tree_abort(tree);
    assert_true(lmev__is_file(canary));
    assert_int_equal(lmev__tree_check(tree_path, &e), LMEV_ERR_IO);
    assert_non_null(strstr(e.text, "'a/link'"));
    assert_int_equal(lmev__tree_begin(&tree, tree_path, &e), LMEV_ERR_IO);
    assert_int_equal(unlink(path), 0);
    assert_int_equal(lmev__tree_check(tree_path, &e), LMEV_OK);
    assert_int_equal(lmev__tree_begin(&tree, tree_path, &e), LMEV_OK);
    lmev__tree_abort(tree);
    assert_false(lmev__is_dir(tree_path));
    lmev__tree_abort(NULL);
}

/* ---- word vectors: one file in a gzip, one member of a zip ---- */

/* The file that lies in final_path after unpacking is called so and holds that. */
static void take(const char *name, const char *body, size_t n)
{
    lmev_error e = {0};
    lmev__tree *tree;
    lmev__json *files = lmev__json_new_object();
    assert_int_equal(lmev__tree_begin(&tree, tree_path, &e), LMEV_OK);
    if (unpack_into(tree, files, &e) != LMEV_OK) fail_msg("%s: %s", name, e.text);
    assert_int_equal(lmev__tree_publish(tree, final_path, &e), LMEV_OK);
    assert_int_equal(lmev__json_size(files), 1);
    assert_int_equal(lmev__json_int(lmev__json_get(lmev__json_get(files, name), "bytes")),
                     n);
    lmev__json_free(files);
    char *path = lmev__path_join(final_path, name), *text = NULL;
    size_t have = 0;
    assert_int_equal(lmev__read_file(&text, &have, path, MOST, &e), LMEV_OK);
    assert_int_equal(have, n);
    assert_memory_equal(text, body, n);
    lmev__free(text);
    lmev__free(path);
    assert_true(remove_tree(final_path));
}

#define expect(status, said) expect_at(__LINE__, status, said)
static void expect_at(int line, lmev_status status, const char *said)
{
    lmev_error e = {0};
    const lmev_status s = unpack(&e);
    if (s != status || (!strstr(e.text, said) && !strstr(e.hint, said)))
        fail_msg("line %d: %d instead of %d: %s; %s", line, s, status, e.text, e.hint);
}

static void test_a_gzip_of_one_file_is_that_file(void **state)
{
    (void)state;
    static const char vec[] = "2 2\nhola 1 2\nadios 3 4\n";
    lmev__buf b = LMEV__BUF_INIT;
    wanted_file = "cc.es.300.vec";
    lmev__buf_puts(&b, vec);
    write_gzip(&b);
    take("cc.es.300.vec", vec, sizeof vec - 1);
    wanted_file = NULL; /* where a module is meant it is refused */
    expect(LMEV_ERR_FORMAT, "");
    /* a tar is unpacked all the same, and stays under its rules */
    lmev__buf_reset(&b);
    wanted_file = "vectors";
    put(&b, (member){.name = "in/x.vec", .body = vec});
    put_end(&b);
    write_gzip(&b);
    take("in/x.vec", vec, sizeof vec - 1);
    lmev__buf_reset(&b);
    put(&b, (member){.name = "../x.vec", .body = vec});
    refuse("a tar of vectors that leads out", &b, true);
    wanted_file = "../evil";
    lmev__buf_puts(&b, vec);
    write_gzip(&b);
    expect(LMEV_ERR_FORMAT, "leads out");
    lmev__buf_free(&b);
    wanted_file = NULL;
}

static void test_a_gzip_that_is_cut_or_endless_is_refused(void **state)
{
    (void)state;
    lmev__buf b = LMEV__BUF_INIT;
    char *at = NULL;
    size_t n = 0;
    wanted_file = "x.bin";
    for (int i = 0; i < 5000; i++) lmev__buf_printf(&b, "w%d 0.1 0.2\n", i * i);
    write_gzip(&b);
    assert_int_equal(lmev__read_file(&at, &n, archive_path, MOST, NULL), LMEV_OK);
    for (size_t k = 2; k < n; k += 1 + n / 50) {
        assert_int_equal(lmev__write_file(archive_path, at, k, NULL), LMEV_OK);
        expect(LMEV_ERR_FORMAT, "damaged or cut off");
    }
    at[n - 6] ^= 1; /* its checksum */
    assert_int_equal(lmev__write_file(archive_path, at, n, NULL), LMEV_OK);
    expect(LMEV_ERR_FORMAT, "damaged or cut off");
    lmev__free(at);
    lmev__buf_reset(&b);
    for (uint64_t i = 0; i <= MOST; i += 16) lmev__buf_add(&b, "0123456789abcdef", 16);
    write_gzip(&b);
    expect(LMEV_ERR_FORMAT, "set max-bytes higher");
    lmev__buf_free(&b);
    wanted_file = NULL;
}

typedef struct packed {
    const char *name, *body;
    size_t n; /* of body; 0: strlen */
    bool deflate, encrypted, bad_crc;
    unsigned method; /* what the headers say instead; 0: what it is */
    unsigned mode;   /* of Unix; 0: none */
    uint32_t size;   /* what the headers say instead; 0: what it is */
} packed;

static void little(lmev__buf *b, uint64_t v, int n)
{
    for (int i = 0; i < n; i++, v >>= 8) lmev__buf_putc(b, (char)(v & 255));
}

/* Local headers and bodies, then the directory. The packed bytes and the CRC-32 are
 * gzip's. */
static void write_zip(const packed *m, size_t n)
{
    lmev__buf zip = LMEV__BUF_INIT, directory = LMEV__BUF_INIT;
    for (size_t i = 0; i < n; i++) {
        const size_t size = m[i].n ? m[i].n : strlen(m[i].body), start = zip.n;
        const lmev__buf body = {.at = (char *)(uintptr_t)m[i].body, .n = size};
        const unsigned method = m[i].method ? m[i].method : m[i].deflate ? 8 : 0;
        lmev__buf head = LMEV__BUF_INIT;
        char *gz = NULL;
        size_t n_gz = 0;
        uint32_t crc;
        write_gzip(&body);
        assert_int_equal(lmev__read_file(&gz, &n_gz, archive_path, MOST, NULL), LMEV_OK);
        memcpy(&crc, gz + n_gz - 8, 4);
        const size_t stored = m[i].deflate ? n_gz - 18 : size;
        little(&head, m[i].method || m[i].encrypted ? 51 : 20, 2);
        little(&head, m[i].encrypted, 2);
        little(&head, method, 2);
        little(&head, 0, 4);
        little(&head, crc ^ m[i].bad_crc, 4);
        little(&head, stored, 4);
        little(&head, m[i].size ? m[i].size : size, 4);
        little(&head, strlen(m[i].name), 2);
        little(&head, 0, 2);
        little(&zip, 0x04034b50, 4);
        lmev__buf_add(&zip, head.at, head.n);
        lmev__buf_puts(&zip, m[i].name);
        lmev__buf_add(&zip, m[i].deflate ? gz + 10 : m[i].body, stored);
        little(&directory, 0x02014b50, 4);
        little(&directory, 3 << 8 | 20, 2); /* made on Unix */
        lmev__buf_add(&directory, head.at, head.n);
        little(&directory, 0, 6);
        little(&directory, (uint64_t)m[i].mode << 16, 4);
        little(&directory, start, 4);
        lmev__buf_puts(&directory, m[i].name);
        lmev__buf_free(&head);
        lmev__free(gz);
    }
    const size_t at = zip.n;
    lmev__buf_add(&zip, directory.at, directory.n);
    little(&zip, 0x06054b50, 4);
    little(&zip, 0, 4);
    little(&zip, n, 2);
    little(&zip, n, 2);
    little(&zip, directory.n, 4);
    little(&zip, at, 4);
    little(&zip, 0, 2);
    assert_int_equal(lmev__write_file(archive_path, zip.at, zip.n, NULL), LMEV_OK);
    lmev__buf_free(&zip);
    lmev__buf_free(&directory);
}
#define ZIP(...)                             \
    write_zip((const packed[]){__VA_ARGS__}, \
              sizeof((const packed[]){__VA_ARGS__}) / sizeof(packed))

static void test_the_one_model_of_a_zip_is_taken(void **state)
{
    (void)state;
    static const char bin[] = "\xBA\x16\x4F\x2F model", vec[] = "1 2\nhola 1 2\n";
    long live = lmev__test_live_blocks();
    wanted_file = "wiki.es.zip";
    ZIP({.name = "wiki.es.bin", .body = bin},
        {.name = "wiki.es.vec", .body = vec, .deflate = true});
    take("wiki.es.bin", bin, sizeof bin - 1);
    wanted_member = "wiki.es.vec";
    take("wiki.es.vec", vec, sizeof vec - 1);
    wanted_member = NULL;
    ZIP({.name = "__MACOSX/._v.vec", .body = "x"}, {.name = "README", .body = "x"},
        {.name = "d/", .body = "", .mode = 040755},
        {.name = "d/v.vec", .body = vec, .deflate = true},
        {.name = "LICENSE.txt", .body = "x"});
    take("v.vec", vec, sizeof vec - 1);
    ZIP({.name = "glove.840B.300d.txt", .body = vec});
    take("glove.840B.300d.txt", vec, sizeof vec - 1);
    wanted_file = wanted_member = NULL;
    assert_int_equal(lmev__test_live_blocks(), live);
}

static void test_which_of_several_in_a_zip_is_asked(void **state)
{
    (void)state;
    wanted_file = "glove.6B.zip";
    ZIP({.name = "glove.6B.100d.txt", .body = "a 1"},
        {.name = "glove.6B.200d.txt", .body = "b 2"},
        {.name = "glove.6B.300d.txt", .body = "c 3"},
        {.name = "glove.6B.50d.txt", .body = "d 4"});
    expect(LMEV_ERR_PARAM, "4 models: 'glove.6B.100d.txt', 'glove.6B.200d.txt'");
    expect(LMEV_ERR_PARAM, "glove.6B.zip#glove.6B.100d.txt");
    wanted_member = "glove.6B.300d.txt";
    take("glove.6B.300d.txt", "c 3", 3);
    wanted_member = "glove.6B.30d.txt";
    expect(LMEV_ERR_PARAM, "no member 'glove.6B.30d.txt'");
    wanted_member = NULL;
    ZIP({.name = "a/x.bin", .body = "a 1"}, {.name = "b/x.bin", .body = "b 2"});
    expect(LMEV_ERR_PARAM, "'a/x.bin', 'b/x.bin'");
    wanted_member = "x.bin";
    expect(LMEV_ERR_PARAM, "'a/x.bin', 'b/x.bin'");
    wanted_member = "b/x.bin";
    take("x.bin", "b 2", 3);
    wanted_member = NULL;
    ZIP({.name = "notes.pdf", .body = "x"});
    expect(LMEV_ERR_FORMAT, "holds no word vectors");
    write_zip(NULL, 0);
    expect(LMEV_ERR_FORMAT, "damaged or cut off");
    ZIP({.name = "d/", .body = "", .mode = 040755});
    expect(LMEV_ERR_FORMAT, "it holds no file");
    wanted_file = NULL;
    ZIP({.name = "x.vec", .body = "a 1"});
    expect(LMEV_ERR_FORMAT, "is not a gzip file");
}

/* The bad member is not even the one that would be taken. */
static void test_hostile_zips_are_refused(void **state)
{
    (void)state;
    static char zeros[MOST + 1];
    static const char *const names[] = {"../evil", "/tmp/lmev-evil", "a/../../evil",
                                        "evil\x01", "evil\xff\xfe"};
    wanted_file = "x.zip";
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        ZIP({.name = "x.vec", .body = "a 1"}, {.name = names[i], .body = "evil"});
        expect(LMEV_ERR_FORMAT, "");
    }
    ZIP({.name = "x.vec", .body = "a 1"},
        {.name = "link", .body = "/etc/passwd", .mode = 0120777});
    expect(LMEV_ERR_FORMAT, "'link' is a symbolic link");
    ZIP({.name = "x.vec",
         .body = "a 1",
         .mode = 0010644}); /* a pipe: its bytes, as a file */
    take("x.vec", "a 1", 3);
    ZIP({.name = "x.vec", .body = "0123456789ab secret", .encrypted = true});
    expect(LMEV_ERR_FORMAT, "is encrypted");
    ZIP({.name = "x.vec", .body = "BZh9", .method = 12});
    expect(LMEV_ERR_FORMAT, "another method than deflate");
    ZIP({.name = "x.vec", .body = "\x5d", .method = 14});
    expect(LMEV_ERR_FORMAT, "another method than deflate");
    ZIP({.name = "x.vec", .body = "a 1", .bad_crc = true});
    expect(LMEV_ERR_FORMAT, "damaged or cut off");
    ZIP({.name = "x.vec", .body = "a 1 2 3 4 5 6", .deflate = true, .bad_crc = true});
    expect(LMEV_ERR_FORMAT, "damaged or cut off");
    /* more than is allowed, by its word and by its bytes */
    ZIP({.name = "x.vec", .body = zeros, .n = sizeof zeros, .deflate = true});
    expect(LMEV_ERR_FORMAT, "set max-bytes higher");
    ZIP({.name = "x.vec",
         .body = zeros,
         .n = sizeof zeros,
         .deflate = true,
         .size = 100});
    expect(LMEV_ERR_FORMAT, "");
    ZIP({.name = "x.vec", .body = zeros, .n = 1000, .deflate = true, .size = 100});
    expect(LMEV_ERR_FORMAT, "");
    ZIP({.name = "x.vec", .body = "a 1", .size = 100});
    expect(LMEV_ERR_FORMAT, "");
    wanted_file = NULL;
}

static void test_every_beginning_of_a_zip_is_refused(void **state)
{
    (void)state;
    char *at = NULL;
    size_t n = 0;
    wanted_file = "x.zip";
    ZIP({.name = "x.vec", .body = "a 1 2 3\nb 4 5 6\n", .deflate = true},
        {.name = "n", .body = "x"});
    assert_int_equal(lmev__read_file(&at, &n, archive_path, MOST, NULL), LMEV_OK);
    for (size_t k = 0; k < n; k++) {
        assert_int_equal(lmev__write_file(archive_path, at, k, NULL), LMEV_OK);
        expect(LMEV_ERR_FORMAT, "");
    }
    lmev__free(at);
    wanted_file = NULL;
}

static void test_failing_calls_of_a_zip(void **state)
{
    (void)state;
    wanted_file = "x.zip";
    ZIP({.name = "x.vec", .body = "a 1 2 3\nb 4 5 6\n", .deflate = true},
        {.name = "n", .body = "x"});
    long live = lmev__test_live_blocks();
    lmev_status s = LMEV_ERR_IO;
    for (int memory = 0; memory < 2; memory++)
        for (long k = 0;; k++) {
            lmev_error e = {0};
            lmev__tree *tree = NULL;
            lmev__json *files = lmev__json_new_object();
            if (memory)
                lmev__test_fail_alloc(k, false);
            else
                lmev__test_fail_io(k, EIO, false);
            s = lmev__tree_begin(&tree, tree_path, &e);
            if (s == LMEV_OK) s = unpack_into(tree, files, &e);
            lmev__test_fail_alloc(-1, false);
            lmev__test_fail_io(-1, 0, false);
            lmev__tree_abort(tree);
            lmev__json_free(files);
            assert_int_equal(lmev__test_live_blocks(), live);
            assert_false(lmev__is_dir(tree_path));
            if (s == LMEV_OK) break;
            assert_int_equal(s, memory ? LMEV_ERR_NOMEM : LMEV_ERR_IO);
        }
    wanted_file = NULL;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_names),
        cmocka_unit_test(test_names_that_are_fine),
        cmocka_unit_test(test_kinds),
        cmocka_unit_test(test_one_name_twice),
        cmocka_unit_test(test_sizes),
        cmocka_unit_test(test_every_beginning_of_an_archive),
        cmocka_unit_test(test_no_archive),
        cmocka_unit_test(test_failing_calls),
        cmocka_unit_test(test_tree),
        cmocka_unit_test(test_a_gzip_of_one_file_is_that_file),
        cmocka_unit_test(test_a_gzip_that_is_cut_or_endless_is_refused),
        cmocka_unit_test(test_the_one_model_of_a_zip_is_taken),
        cmocka_unit_test(test_which_of_several_in_a_zip_is_asked),
        cmocka_unit_test(test_hostile_zips_are_refused),
        cmocka_unit_test(test_every_beginning_of_a_zip_is_refused),
        cmocka_unit_test(test_failing_calls_of_a_zip),
    };
    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
