/* stream.c - the zlib door: plain bytes out of a file that may be packed.
 *
 * The first bytes decide. A file that is not packed is read where it is asked for, block
 * by block: the kernel reads ahead by itself. The first blocks of a packed one are
 * unpacked where they are asked for, too; one that is longer, or comes from a pipe, gets
 * a thread that unpacks into a ring of blocks while the caller works on the one before. A
 * mutex guards the ring's two counters, the blocks themselves belong to one side at a
 * time.
 *
 * zstd, xz and bzip2 go through libarchive (archive.c). gzip goes through zlib itself,
 * since libarchive (3.6, 3.7) does not compare the checksum at the end of a gzip member:
 * a damaged .gz would be read as good data.
 *
 * Memory: one block for a plain file, 5 for a packed one, and the unpacker's own window.
 * Not here: archives of several files (.tar.gz, .zip). */
#include "base/io/stream.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <stdatomic.h>
#include <string.h>
#include <strings.h>
#include <sys/eventfd.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>
#define ZLIB_CONST
#include <zlib.h>

#include "base/error.h"
#include "base/io/archive.h"
#include "base/io/io.h"
#include "base/mem.h"
#include "base/work.h"

#define BLOCK LMEV__STREAM_BLOCK
#define RING  4 /* blocks */
/* blocks of a file before a thread is worth it */
#define ALONE       (((size_t)1 << 20) / BLOCK)
#define BZIP2_LEAST 14  /* bytes of nothing, packed */
#define MOMENT      10  /* ms without input that make a pause */
#define TURN        100 /* ms from one question whether to stop to the next */

struct lmev__stream {
    int fd;             /* -1: the input is in memory */
    const char *memory; /* borrowed: the bytes that have not been taken yet */
    size_t n_memory, step;
    int wake;   /* an event that ends a wait for input; -1 for regular files */
    char *path; /* for messages: "stdin" for "-" */
    lmev__stream_waits waits;
    uint64_t size; /* of the file on disk; 0: unknown */
    atomic_uint_fast64_t taken;
    char *head;    /* [BLOCK] the first bytes, then the plain block or the packed input */
    size_t n_head; /* > 0 until the head has been handed on */

    bool packed;
    lmev__archive *archive; /* NULL for gzip, which uses z */
    z_stream z;
    bool has_z, in_member, past_member; /* a gzip file is one member after another */
    bool begun;                         /* the archive has found its file */
    char *ring[RING];                   /* [BLOCK] each */
    size_t length[RING];
    bool has_thread;
    pthread_t thread;
    pthread_mutex_t lock; /* guards what follows */
    pthread_cond_t changed;
    uint64_t made,
        used;   /* blocks filled and blocks given back; block i lies in ring[i % RING] */
    bool holds; /* the caller has block `used` */
    bool ended, stop;
    lmev_status status; /* of the thread, when ended */
    lmev_error error;
};

static lmev_status ask(const lmev__stream *s, lmev_error *err)
{
    return lmev__asked_to_stop(s->waits.watch)
               ? lmev__fail(err, LMEV_STOPPED, s->path, 0, "stopped while reading")
               : LMEV_OK;
}

/* A moment has gone by without input: once in each wait, and never for a regular file,
 * whose input is only slow. */
static lmev_status pause_once(const lmev__stream *s, bool *paused, lmev_error *err)
{
    if (*paused || s->wake < 0 || !s->waits.pause) return LMEV_OK;
    *paused = true;
    return s->waits.pause(s->waits.self, err);
}

/* Wait for input in the reader's own thread; regular files always have some. */
static lmev_status wait_for_input(const lmev__stream *s, lmev_error *err)
{
    lmev_status status = LMEV_OK;
    bool paused = false;
    for (int r = 0; s->wake >= 0 && r <= 0 && status == LMEV_OK;) {
        struct pollfd input = {.fd = s->fd, .events = POLLIN};
        if ((status = ask(s, err)) != LMEV_OK) break;
        r = poll(&input, 1, paused ? TURN : MOMENT);
        if (r < 0 && errno != EINTR)
            return lmev__fail_errno(err, errno, s->path, "cannot wait for input");
        if (r == 0) status = pause_once(s, &paused, err);
    }
    return status;
}

static ssize_t read_memory(lmev__stream *s, char *at, size_t n)
{
    if (n > s->step) n = s->step;
    if (n > s->n_memory) n = s->n_memory;
    if (n > 0) memcpy(at, s->memory, n);
    s->memory += n;
    s->n_memory -= n;
    atomic_fetch_add_explicit(&s->taken, n, memory_order_relaxed);
    return (ssize_t)n;
}

/* A read that a close can interrupt: input from a pipe may never come. */
static ssize_t read_input(lmev__stream *s, char *at, size_t n)
{
    if (s->fd < 0) return read_memory(s, at, n);
    if (s->wake >= 0) {
        struct pollfd wait[2] = {{.fd = s->fd, .events = POLLIN},
                                 {.fd = s->wake, .events = POLLIN}};
        while (poll(wait, 2, -1) < 0)
            if (errno != EINTR) return -1;
        if (wait[1].revents) return 0;
    }
    ssize_t k = lmev__sys_read(s->fd, at, n);
    if (k > 0) atomic_fetch_add_explicit(&s->taken, (uint64_t)k, memory_order_relaxed);
    return k;
}

/* ---- the unpacking thread ---- */

/* The next packed bytes, in s->head: what opening has read, then the file. */
static ssize_t refill(lmev__stream *s)
{
    if (s->n_head > 0) {
        size_t n = s->n_head;
        s->n_head = 0;
        return (ssize_t)n;
    }
    return read_input(s, s->head, BLOCK);
}

static lmev_status damaged(lmev__stream *s, lmev_error *err, const char *why)
{
    lmev__fail(err, LMEV_ERR_FORMAT, s->path, 0,
               "compressed data are damaged or cut off (%s)", why);
    lmev__hint(err,
               "get the file again and compare its size and checksum with the source's");
    return LMEV_ERR_FORMAT;
}

static lmev_status feed_archive(void *self, const char **at, size_t *n, lmev_error *err)
{
    lmev__stream *s = self;
    ssize_t k = refill(s);
    if (k < 0) return lmev__fail_errno(err, errno, s->path, "cannot read");
    *at = s->head;
    *n = (size_t)k;
    return LMEV_OK;
}

/* Both fill one block with plain bytes; *n is less than BLOCK only at the end or a
 * fault. */
static lmev_status unpack_archive(lmev__stream *s, char *at, size_t *n, lmev_error *err)
{
    while (*n < BLOCK) {
        size_t k = 0;
        lmev_status status = lmev__archive_read(s->archive, at + *n, BLOCK - *n, &k, err);
        if (status != LMEV_OK) return status;
        if (k == 0) break;
        *n += k;
    }
    return LMEV_OK;
}

static lmev_status unpack_gzip(lmev__stream *s, char *at, size_t *n, lmev_error *err)
{
    z_stream *z = &s->z;
    while (*n < BLOCK) {
        if (z->avail_in == 0) {
            ssize_t k = refill(s);
            if (k < 0) return lmev__fail_errno(err, errno, s->path, "cannot read");
            if (k == 0) return s->in_member ? damaged(s, err, "unexpected end") : LMEV_OK;
            z->next_in = (const unsigned char *)s->head;
            z->avail_in = (unsigned)k;
        }
        if (!s->in_member) {
            /* Members may be followed by zeros (tapes, block devices), then by nothing
             * else. */
            if (s->past_member && *z->next_in == 0) {
                z->next_in++;
                z->avail_in--;
                continue;
            }
            (void)inflateReset(z);
            s->in_member = s->past_member = true;
        }
        z->next_out = (unsigned char *)at + *n;
        z->avail_out = (unsigned)(BLOCK - *n);
        int r = inflate(z, Z_NO_FLUSH);
        *n = BLOCK - z->avail_out;
        if (r == Z_STREAM_END)
            s->in_member = false; /* length and CRC-32 were right */
        else if (r == Z_MEM_ERROR)
            return lmev__nomem(err, s->path);
        else if (r != Z_OK && r != Z_BUF_ERROR)
            return damaged(s, err, z->msg ? z->msg : "unknown reason");
    }
    return LMEV_OK;
}

/* Hand on block `made`, or the end. False: the caller wants no more. */
static bool hand_on(lmev__stream *s, size_t n, lmev_status status,
                    const lmev_error *error)
{
    (void)pthread_mutex_lock(&s->lock);
    if (n > 0) {
        s->length[s->made % RING] = n;
        s->made++;
    }
    if (status != LMEV_OK || n < BLOCK) {
        s->ended = true;
        s->status = status;
        if (status != LMEV_OK) s->error = *error;
    }
    (void)pthread_cond_broadcast(&s->changed);
    while (!s->ended && !s->stop && s->made - s->used == RING)
        (void)pthread_cond_wait(&s->changed, &s->lock);
    bool more = !s->ended && !s->stop;
    (void)pthread_mutex_unlock(&s->lock);
    return more;
}

/* Let libarchive find the one "file" in the stream; *empty: there is none. */
static lmev_status open_archive(lmev__stream *s, bool *empty, lmev_error *err)
{
    lmev__member only;
    bool more = false;
    lmev_status status = lmev__archive_begin(s->archive, feed_archive, s, err);
    if (status == LMEV_OK) status = lmev__archive_next(s->archive, &only, &more, err);
    *empty = !more;
    return status;
}

/* The next block, or the end. False: there is no more, or nobody wants it. Only who
 * unpacks moves `made`, and hand_on has waited for room. */
static bool unpack_block(lmev__stream *s)
{
    lmev_error error;
    lmev_status status = LMEV_OK;
    size_t n = 0;
    bool empty = false;
    if (s->archive && !s->begun) {
        s->begun = true;
        status = open_archive(s, &empty, &error);
    }
    char *at = s->ring[s->made % RING];
    if (status == LMEV_OK && !empty)
        status = s->archive ? unpack_archive(s, at, &n, &error)
                            : unpack_gzip(s, at, &n, &error);
    return hand_on(s, n, status, &error);
}

static void *unpack_all(void *self)
{
    while (unpack_block(self));
    return NULL;
}

static lmev_status start_thread(lmev__stream *s, lmev_error *err)
{
    s->has_thread = lmev__thread_start(&s->thread, unpack_all, s);
    return s->has_thread
               ? LMEV_OK
               : lmev__fail(err, LMEV_ERR_FAILED, s->path, 0, "no thread to unpack with");
}

/* ---- opening ---- */

static const struct packing {
    const char *magic;
    size_t n;
    lmev__packing packing;
} packings[] = {
    {"\x1f\x8b", 2, LMEV__PACKING_GZIP},
    {"\x28\xb5\x2f\xfd", 4, LMEV__PACKING_ZSTD},
    {"\xfd"
     "7zXZ\0",
     6, LMEV__PACKING_XZ},
    {"BZh", 3, LMEV__PACKING_BZIP2},
};

/* How a file that begins so is packed. */
static lmev__packing packing_of(const char *at, size_t n)
{
    for (size_t i = 0; i < sizeof packings / sizeof *packings; i++) {
        const struct packing *p = &packings[i];
        if (n >= p->n && memcmp(at, p->magic, p->n) == 0) {
            /* "BZh" might begin a text; bzip2 goes on with its level and 6 fixed
             * bytes. */
            if (p->packing == LMEV__PACKING_BZIP2 &&
                (n < 10 || at[3] < '1' || at[3] > '9' ||
                 (memcmp(at + 4, "\x31\x41\x59\x26\x53\x59", 6) != 0 &&
                  memcmp(at + 4, "\x17\x72\x45\x38\x50\x90", 6) != 0)))
                continue;
            return p->packing;
        }
    }
    return LMEV__PACKING_NONE;
}

/* Could more bytes than these n tell a packed file? 16 tell all. */
static bool may_be_packed(const char *at, size_t n)
{
    for (size_t i = 0; n < 16 && i < sizeof packings / sizeof *packings; i++)
        if (memcmp(at, packings[i].magic, n < packings[i].n ? n : packings[i].n) == 0)
            return true;
    return false;
}

/* A file named as if it were packed, which it is not: a page of excuses instead of a
 * download, more often than a plain file with a wrong name. */
static lmev_status check_name(const lmev__stream *s, lmev_error *err)
{
    static const char *const ends[] = {".gz", ".zst", ".xz", ".bz2"};
    const char *dot = strrchr(s->path, '.');
    for (size_t i = 0; dot && s->n_head > 0 && i < sizeof ends / sizeof *ends; i++) {
        if (strcasecmp(dot, ends[i]) != 0) continue;
        lmev__fail(err, LMEV_ERR_FORMAT, s->path, 0,
                   "the contents are not compressed as the name says ('%s')", ends[i]);
        lmev__hint(err, "get the file again, or rename it if it is plain text");
        return LMEV_ERR_FORMAT;
    }
    return LMEV_OK;
}

static void *zlib_alloc(void *self, unsigned count, unsigned size)
{
    (void)self;
    return lmev__calloc(count, size);
}

static void zlib_free(void *self, void *p)
{
    (void)self;
    lmev__free(p);
}

static lmev_status begin_unpacking(lmev__stream *s, lmev__packing packing,
                                   lmev_error *err)
{
    s->packed = true;
    for (int i = 0; i < RING; i++)
        if (!(s->ring[i] = lmev__alloc(BLOCK))) return lmev__nomem(err, s->path);
    if (packing == LMEV__PACKING_GZIP) {
        s->z.zalloc = zlib_alloc;
        s->z.zfree = zlib_free;
        if (inflateInit2(&s->z, 15 + 16) !=
            Z_OK) /* any window; gzip's head and tail checked */
            return lmev__nomem(err, s->path);
        s->has_z = true;
    } else {
        if (packing == LMEV__PACKING_BZIP2 && s->n_head < BZIP2_LEAST)
            return damaged(s, err,
                           "unexpected end"); /* libarchive would see an empty file */
        lmev_status status = lmev__archive_new(&s->archive, packing, s->path, err);
        if (status != LMEV_OK) return status;
    }
    return LMEV_OK;
}

/* Fill the head until it is known whether the input is packed: a pipe gives small pieces,
 * and who waits for the answer to a short line writes no more. */
static lmev_status read_head(lmev__stream *s, lmev_error *err)
{
    while (may_be_packed(s->head, s->n_head)) {
        lmev_status status = wait_for_input(s, err);
        if (status != LMEV_OK) return status;
        ssize_t k = read_input(s, s->head + s->n_head, BLOCK - s->n_head);
        if (k < 0) return lmev__fail_errno(err, errno, s->path, "cannot read");
        if (k == 0) break;
        s->n_head += (size_t)k;
    }
    return LMEV_OK;
}

static lmev_status open_input(lmev__stream *s, const char *path, lmev_error *err)
{
    bool is_stdin = strcmp(path, "-") == 0;
    struct stat st;
    if (!(s->path = lmev__strdup(is_stdin ? "stdin" : path)))
        return lmev__nomem(err, path);
    s->fd =
        is_stdin ? fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, 3) : lmev__sys_open_pipe(path);
    if (s->fd < 0 || fstat(s->fd, &st) != 0)
        return lmev__fail_errno(err, errno, s->path, "cannot open");
    if (S_ISDIR(st.st_mode))
        return lmev__fail(err, LMEV_ERR_IO, s->path, 0, "is a folder");
    if (S_ISREG(st.st_mode)) {
        s->size = st.st_size > 0 ? (uint64_t)st.st_size : 0;
        (void)posix_fadvise(s->fd, 0, 0, POSIX_FADV_SEQUENTIAL);
    } else if ((s->wake = eventfd(0, EFD_CLOEXEC)) < 0)
        return lmev__fail_errno(err, errno, s->path, "cannot open");
    return LMEV_OK;
}

static lmev__stream *new_stream(void)
{
    lmev__stream *s = lmev__calloc(1, sizeof *s);
    if (!s) return NULL;
    s->fd = s->wake = -1;
    (void)pthread_mutex_init(&s->lock, NULL); /* neither fails on Linux */
    (void)pthread_cond_init(&s->changed, NULL);
    return s;
}

/* Find out how the input is packed; takes s on failure, which status may be already. */
static lmev_status begin(lmev__stream **out, lmev__stream *s, lmev_status status,
                         lmev_error *err)
{
    if (status == LMEV_OK && !(s->head = lmev__alloc(BLOCK)))
        status = lmev__nomem(err, s->path);
    if (status == LMEV_OK) status = read_head(s, err);
    if (status == LMEV_OK) {
        lmev__packing packing = packing_of(s->head, s->n_head);
        if (packing != LMEV__PACKING_NONE)
            status = begin_unpacking(s, packing, err);
        else
            status = check_name(s, err);
    }
    if (status != LMEV_OK) {
        lmev__stream_close(s);
        return status;
    }
    *out = s;
    return LMEV_OK;
}

lmev_status lmev__stream_open(lmev__stream **out, const char *path,
                              const lmev__stream_waits *waits, lmev_error *err)
{
    lmev__stream *s = new_stream();
    if (!s) return lmev__nomem(err, path);
    if (waits) s->waits = *waits;
    return begin(out, s, open_input(s, path, err), err);
}

lmev_status lmev__stream_on(lmev__stream **out, const char *at, size_t n, size_t step,
                            const char *name, lmev_error *err)
{
    lmev__stream *s = new_stream();
    if (!s) return lmev__nomem(err, name);
    s->memory = n > 0 ? at : "";
    s->n_memory = s->size = n;
    s->step = step;
    s->path = lmev__strdup(name);
    return begin(out, s, s->path ? LMEV_OK : lmev__nomem(err, name), err);
}

/* ---- reading ---- */

static lmev_status next_plain(lmev__stream *s, const char **at, size_t *n,
                              lmev_error *err)
{
    size_t have = s->n_head;
    s->n_head = 0;
    if (have == 0) {
        lmev_status status = wait_for_input(s, err);
        if (status != LMEV_OK) return status;
        ssize_t k = read_input(s, s->head, BLOCK);
        if (k < 0) return lmev__fail_errno(err, errno, s->path, "cannot read");
        have = (size_t)k;
    }
    *at = s->head;
    *n = have;
    return LMEV_OK;
}

lmev_status lmev__stream_next(lmev__stream *s, const char **at, size_t *n,
                              lmev_error *err)
{
    if (!s->packed) return next_plain(s, at, n, err);
    if (!s->has_thread && !s->ended) {
        if (s->wake < 0 && s->made < ALONE)
            (void)unpack_block(s);
        else if (start_thread(s, err) != LMEV_OK)
            return LMEV_ERR_FAILED;
    }
    (void)pthread_mutex_lock(&s->lock);
    if (s->holds) {
        s->holds = false;
        s->used++;
        (void)pthread_cond_broadcast(&s->changed);
    }
    lmev_status status = LMEV_OK;
    for (bool paused = false; s->made == s->used && !s->ended && status == LMEV_OK;) {
        struct timespec until;
        (void)clock_gettime(CLOCK_MONOTONIC, &until);
        until.tv_nsec += TURN * 1000000L;
        until.tv_sec += until.tv_nsec / 1000000000L;
        until.tv_nsec %= 1000000000L;
        if (pthread_cond_clockwait(&s->changed, &s->lock, CLOCK_MONOTONIC, &until) == 0)
            continue;
        (void)pthread_mutex_unlock(&s->lock);
        if ((status = ask(s, err)) == LMEV_OK) status = pause_once(s, &paused, err);
        (void)pthread_mutex_lock(&s->lock);
    }
    if (status != LMEV_OK)
        ; /* nobody waits any more */
    else if (s->made >
             s->used) { /* what was unpacked before a fault comes before the fault */
        s->holds = true;
        *at = s->ring[s->used % RING];
        *n = s->length[s->used % RING];
    } else if ((status = s->status) == LMEV_OK) {
        *at = "";
        *n = 0;
    } else if (err)
        *err = s->error;
    (void)pthread_mutex_unlock(&s->lock);
    return status;
}

void lmev__stream_position(const lmev__stream *s, uint64_t *done, uint64_t *size)
{
    *done = atomic_load_explicit(&s->taken, memory_order_relaxed);
    *size = s->size;
}

void lmev__stream_close(lmev__stream *s)
{
    if (!s) return;
    if (s->has_thread) {
        (void)pthread_mutex_lock(&s->lock);
        s->stop = true;
        (void)pthread_cond_broadcast(&s->changed);
        (void)pthread_mutex_unlock(&s->lock);
        if (s->wake >= 0) (void)eventfd_write(s->wake, 1);
        (void)pthread_join(s->thread, NULL);
    }
    lmev__archive_free(s->archive);
    if (s->has_z) (void)inflateEnd(&s->z);
    (void)pthread_mutex_destroy(&s->lock);
    (void)pthread_cond_destroy(&s->changed);
    lmev__close_quietly(s->fd);
    lmev__close_quietly(s->wake);
    for (int i = 0; i < RING; i++) lmev__free(s->ring[i]);
    lmev__free(s->head);
    lmev__free(s->path);
    lmev__free(s);
}

size_t lmev__gzip_head(char *room, size_t size, const char *at, size_t n)
{
    z_stream z = {.zalloc = zlib_alloc, .zfree = zlib_free};
    if (inflateInit2(&z, 15 + 16) != Z_OK) return 0;
    z.next_in = (const unsigned char *)at;
    z.avail_in = (unsigned)(n < BLOCK ? n : BLOCK);
    z.next_out = (unsigned char *)room;
    z.avail_out = (unsigned)(size < BLOCK ? size : BLOCK);
    const size_t left = z.avail_out;
    (void)inflate(&z, Z_SYNC_FLUSH);
    const size_t made = left - z.avail_out;
    (void)inflateEnd(&z);
    return made;
}

/* ---- writing gzip ---- */

struct lmev__gzip {
    lmev__out *out;
    z_stream z;
    char room[65536];
};

lmev_status lmev__gzip_begin(lmev__gzip **gzip, lmev__out *out, lmev_error *err)
{
    lmev__gzip *g = lmev__calloc(1, sizeof *g);
    if (!g) return lmev__nomem(err, "gzip");
    g->out = out;
    g->z.zalloc = zlib_alloc;
    g->z.zfree = zlib_free;
    /* level 4: titles come to 45 % of their size at a third of the time of the usual 6 */
    if (deflateInit2(&g->z, 4, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY) != Z_OK) {
        lmev__free(g);
        return lmev__nomem(err, "gzip");
    }
    *gzip = g;
    return LMEV_OK;
}

static lmev_status deflate_all(lmev__gzip *g, int flush, lmev_error *err)
{
    int r = Z_OK;
    do {
        g->z.next_out = (Bytef *)g->room;
        g->z.avail_out = sizeof g->room;
        r = deflate(&g->z, flush);
        lmev_status s =
            lmev__out_write(g->out, g->room, sizeof g->room - g->z.avail_out, err);
        if (s != LMEV_OK) return s;
    } while (flush == Z_FINISH ? r != Z_STREAM_END
                               : g->z.avail_in > 0 || g->z.avail_out == 0);
    return LMEV_OK;
}

lmev_status lmev__gzip_write(lmev__gzip *g, const void *at, size_t n, lmev_error *err)
{
    const char *from = at;
    while (n > 0) {
        size_t some = n < 1u << 30 ? n : 1u << 30; /* zlib counts in unsigned int */
        g->z.next_in = (Bytef *)(uintptr_t)from;
        g->z.avail_in = (uInt)some;
        lmev_status s = deflate_all(g, Z_NO_FLUSH, err);
        if (s != LMEV_OK) return s;
        from += some;
        n -= some;
    }
    return LMEV_OK;
}

lmev_status lmev__gzip_end(lmev__gzip *g, lmev_error *err)
{
    lmev_status s = deflate_all(g, Z_FINISH, err);
    (void)deflateEnd(&g->z);
    lmev__free(g);
    return s;
}

bool lmev__zlib_pack(lmev__buf *to, const void *at, size_t n)
{
    uLongf room = compressBound(n);
    Bytef *packed = lmev__alloc(room);
    const bool well = packed && compress2(packed, &room, at, n, 3) == Z_OK;
    if (well) lmev__buf_add(to, packed, room);
    lmev__free(packed);
    return well && !to->failed;
}

uint32_t lmev__crc32(const void *at, size_t n)
{
    return (uint32_t)crc32(0, at, (uInt)n);
}
