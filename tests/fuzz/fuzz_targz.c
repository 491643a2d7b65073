/* fuzz_targz.c - lmev__unpack on any bytes: what comes out is a tame folder or nothing.
 *
 * Blind mutation of a .tar.gz breaks the CRC of the gzip and then the sums of the
 * headers, and no parser behind them would ever be reached. The mutator takes the gzip
 * off, changes the tar, makes the sum of every header right again and packs the result.
 * One input of eight is changed as it is, for the sake of gzip's own reader. An input
 * that begins with P is a zip, and is changed as it is too. */
#include <fcntl.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

#include "base/io/io.h"
#include "base/mem.h"
#include "hub/unpack.h"

#define MOST ((uint64_t)16 << 10) /* bytes that an input may unpack to */

int LLVMFuzzerTestOneInput(const uint8_t *at, size_t n);

static void check(bool good)
{
    if (!good) abort();
}

/* A folder of ours in memory, new for each input; its name stays. */
static const char *folder(void)
{
    static char path[] = "/dev/shm/lmev-fuzz-XXXXXX",
                elsewhere[] = "/tmp/lmev-fuzz-XXXXXX";
    static const char *name;
    if (!name)
        name = mkdtemp(path) ? path : mkdtemp(elsewhere);
    else
        check(mkdir(name, 0700) == 0);
    check(name != NULL);
    return name;
}

/* Folders and files without special bits, and how many bytes. */
static void check_tame(const char *path, uint64_t *bytes, uint64_t *n_files)
{
    char **names;
    size_t n;
    check(lmev__list_dir(&names, &n, path, NULL) == LMEV_OK);
    for (size_t i = 0; i < n; i++) {
        struct stat st;
        char *below = lmev__path_join(path, names[i]);
        check(below && lstat(below, &st) == 0 && (st.st_mode & 07000) == 0);
        check(S_ISDIR(st.st_mode) || (S_ISREG(st.st_mode) && st.st_nlink == 1));
        if (S_ISDIR(st.st_mode))
            check_tame(below, bytes, n_files);
        else {
            *bytes += (uint64_t)st.st_size;
            ++*n_files;
        }
        lmev__free(below);
    }
    lmev__free_names(names, n);
}

int LLVMFuzzerTestOneInput(const uint8_t *at, size_t n)
{
    char archive[64], tmp[64];
    const char *top = folder();
    lmev__tree *tree = NULL;
    lmev__json *files = lmev__json_new_object();
    lmev_error e = {0};
    uint64_t bytes = 0, n_files = 0;
    int fd = memfd_create("archive", MFD_CLOEXEC);
    check(fd >= 0 && write(fd, at, n) == (ssize_t)n);
    (void)snprintf(archive, sizeof archive, "/proc/self/fd/%d", fd);
    (void)snprintf(tmp, sizeof tmp, "%s/tree", top);
    check(files && lmev__tree_begin(&tree, tmp, &e) == LMEV_OK);
    const lmev__unpacking job = {.archive = archive,
                                 .file = n > 0 && at[0] == 'P' ? "x.zip" : NULL,
                                 .task = "fuzz",
                                 .max_bytes = MOST};
    lmev_status s = lmev__unpack(tree, files, &job, &e);
    check_tame(tmp, &bytes, &n_files);
    check(bytes <= MOST);
    if (s == LMEV_OK)
        check(n_files > 0 && lmev__json_size(files) == n_files);
    else /* ERR_PARAM: one of several members is to be chosen */
        check((s == LMEV_ERR_FORMAT || (job.file && s == LMEV_ERR_PARAM)) &&
              e.status == s && e.text[0] != '\0');
    lmev__tree_abort(tree);
    lmev__json_free(files);
    (void)close(fd);
    check(rmdir(top) == 0); /* there was nothing beside the tree */
    return 0;
}

#ifdef LMEV_FUZZ
#define TAR_MOST ((size_t)64 << 10)

size_t LLVMFuzzerMutate(uint8_t *at, size_t n, size_t room);
size_t LLVMFuzzerCustomMutator(uint8_t *at, size_t n, size_t room, unsigned seed);

static size_t inflate_all(uint8_t *tar, const uint8_t *at, size_t n)
{
    z_stream z = {.next_in = (Bytef *)(uintptr_t)at,
                  .avail_in = (uInt)n,
                  .next_out = tar,
                  .avail_out = (uInt)TAR_MOST};
    if (inflateInit2(&z, 15 + 16) != Z_OK) return 0;
    (void)inflate(&z, Z_SYNC_FLUSH);
    (void)inflateEnd(&z);
    return TAR_MOST - z.avail_out;
}

/* Every block that looks like a header gets its sum; bodies follow by their size
 * field. */
static void repair_sums(uint8_t *tar, size_t n)
{
    for (size_t at = 0; at + 512 <= n; at += 512) {
        uint8_t *h = tar + at;
        if (memcmp(h + 257, "ustar", 5) != 0) continue;
        unsigned sum = 8 * ' ';
        for (size_t i = 0; i < 512; i++) sum += i >= 148 && i < 156 ? 0 : h[i];
        char digits[8];
        (void)snprintf(digits, sizeof digits, "%06o", sum & 0777777);
        memcpy(h + 148, digits, 7);
        h[155] = ' ';
    }
}

size_t LLVMFuzzerCustomMutator(uint8_t *at, size_t n, size_t room, unsigned seed)
{
    /* from malloc it would cost more than the test */
    static uint8_t room_for_tar[TAR_MOST];
    uint8_t *tar = seed % 8 ? room_for_tar : NULL;
    size_t k = tar ? inflate_all(tar, at, n) : 0;
    if (k == 0) return LLVMFuzzerMutate(at, n, room);
    k = LLVMFuzzerMutate(tar, k, TAR_MOST);
    if (seed % 8 > 1) repair_sums(tar, k);
    z_stream z = {
        .next_in = tar, .avail_in = (uInt)k, .next_out = at, .avail_out = (uInt)room};
    size_t packed = n;
    if (deflateInit2(&z, 1, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY) == Z_OK) {
        if (deflate(&z, Z_FINISH) == Z_STREAM_END)
            packed = room - z.avail_out;
        else
            packed = LLVMFuzzerMutate(at, n < room ? n : room, room);
        (void)deflateEnd(&z);
    }
    return packed;
}
#endif
