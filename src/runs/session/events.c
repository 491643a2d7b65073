/* events.c - training curves as TensorBoard event files.
 *
 * A file is TFRecords: u64 length, masked CRC-32C of it, the bytes of an Event message,
 * masked CRC-32C of them, all little-endian. The first event holds the version; then
 * comes one per curve and epoch. Format: tensorflow/core/lib/io/record_writer.h,
 * tensorflow/core/util/event.proto. */
#include "runs/session/events.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <string.h>
#include <sys/utsname.h>

#include "base/buf.h"
#include "base/error.h"
#include "base/format/wire_write.h"
#include "base/hash.h"
#include "base/io/io.h"
#include "base/mem.h"

#define PREFIX "events.out.tfevents."

/* Numbers of fields in TensorFlow's event.proto and summary.proto. */
enum {
    EVENT_WALL_TIME = 1,
    EVENT_STEP = 2,
    EVENT_FILE_VERSION = 3,
    EVENT_SUMMARY = 5,
    SUMMARY_VALUE = 1,
    VALUE_TAG = 1,
    VALUE_SIMPLE = 2
};

static void put_le(char *to, uint64_t v, int n_bytes)
{
    for (int i = 0; i < n_bytes; i++) to[i] = (char)(unsigned char)(v >> (8 * i));
}

static uint32_t masked_crc(const void *at, size_t n)
{
    return lmev__crc32c_masked(lmev__crc32c(0, at, n));
}

/* Begins a record with the wall time of its event; end_record takes what it returns. */
static size_t begin_record(lmev__buf *b, double wall)
{
    static const char head[12]; /* length and checksum, known at the end */
    lmev__buf_add(b, head, sizeof head);
    const size_t begin = b->n;
    lmev__put_double(b, EVENT_WALL_TIME, wall);
    return begin;
}

static void end_record(lmev__buf *b, size_t begin)
{
    char head[12];
    if (b->failed) return;
    const size_t n = b->n - begin;
    put_le(head, n, 8);
    put_le(head + 8, masked_crc(head, 8), 4);
    memcpy(b->at + begin - sizeof head, head, sizeof head);
    put_le(head, masked_crc(b->at + begin, n), 4);
    lmev__buf_add(b, head, 4);
}

static void put_scalar(lmev__buf *b, double wall, size_t step, const char *tag, double v)
{
    const float single = (float)v;
    uint32_t bits;
    memcpy(&bits, &single, sizeof bits);
    if (isnan(v)) return;
    const size_t record = begin_record(b, wall);
    if (step) lmev__put_int(b, EVENT_STEP, (int64_t)step);
    const size_t summary = lmev__put_open(b, EVENT_SUMMARY);
    const size_t value = lmev__put_open(b, SUMMARY_VALUE);
    lmev__put_text(b, VALUE_TAG, tag);
    lmev__put_fixed32(b, VALUE_SIMPLE, bits);
    lmev__put_close(b, value);
    lmev__put_close(b, summary);
    end_record(b, record);
}

static void put_version(lmev__buf *b, double wall)
{
    const size_t record = begin_record(b, wall);
    lmev__put_text(b, EVENT_FILE_VERSION, "brain.Event:2");
    end_record(b, record);
}

/* The file of this experiment, whose folder it is: the one that is there, or a new
 * name. */
static lmev_status choose_name(char **path, const char *folder, double started_at,
                               lmev_error *err)
{
    char fresh[256];
    char **names = NULL;
    size_t n = 0;
    struct utsname u = {0};
    lmev_status s = lmev__list_dir(&names, &n, folder, err);
    if (s != LMEV_OK) return s;
    uname(&u);
    snprintf(fresh, sizeof fresh, PREFIX "%010" PRId64 ".%s", (int64_t)started_at,
             u.nodename[0] ? u.nodename : "localhost");
    const char *name = fresh;
    for (size_t i = 0; i < n && name == fresh; i++)
        if (!strncmp(names[i], PREFIX, strlen(PREFIX))) name = names[i];
    char *made = lmev__path_join(folder, name);
    lmev__free_names(names, n);
    if (!made) return lmev__nomem(err, folder);
    *path = made;
    return LMEV_OK;
}

static void put_epoch(lmev__buf *b, const lmev__event_epoch *epoch, size_t i)
{
    put_scalar(b, epoch->wall, i, "loss", epoch->loss);
    put_scalar(b, epoch->wall, i, "val_loss", epoch->val_loss);
    put_scalar(b, epoch->wall, i, "test_bac", epoch->test_bac);
}

lmev_status lmev__events_open(lmev__log **log, const char *folder, double started_at,
                              const lmev__event_epoch *epoch, size_t n, lmev_error *err)
{
    lmev__buf b = LMEV__BUF_INIT;
    char *path = NULL;
    lmev_status s = lmev__mkdirs(folder, err);
    if (s == LMEV_OK) s = choose_name(&path, folder, started_at, err);
    if (s != LMEV_OK) return s;
    put_version(&b, started_at);
    for (size_t i = 0; i < n; i++) put_epoch(&b, &epoch[i], i);
    s = b.failed ? lmev__nomem(err, path) : lmev__write_file(path, b.at, b.n, err);
    if (s == LMEV_OK) s = lmev__log_open(log, path, err);
    lmev__buf_free(&b);
    lmev__free(path);
    return s;
}

lmev_status lmev__events_add(lmev__log *log, const lmev__event_epoch *epoch, size_t i,
                             lmev_error *err)
{
    lmev__buf b = LMEV__BUF_INIT;
    put_epoch(&b, epoch, i);
    const lmev_status s =
        b.failed ? lmev__nomem(err, "events") : lmev__log_write(log, b.at, b.n, err);
    lmev__buf_free(&b);
    return s;
}
