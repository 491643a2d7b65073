/* events.c - TensorBoard event files: the protobuf-c door of this folder.
 *
 * A file is TFRecords: u64 length, masked crc32c of it, the bytes of an Event message,
 * masked crc32c of them, all little-endian. The first event tells the version; then one a
 * curve and epoch. Messages live on the stack and are packed straight into the buffer.
 * Format: tensorflow/core/lib/io/record_writer.h, tensorflow/core/util/event.proto. */
#include "runs/events.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <string.h>
#include <sys/utsname.h>

#include "base/buf.h"
#include "base/error.h"
#include "base/hash.h"
#include "base/io/io.h"
#include "base/mem.h"
#include "tensorboard.pb-c.h"

#define PREFIX "events.out.tfevents."

static void put_le(lmev__buf *b, uint64_t v, int n_bytes)
{
    for (int i = 0; i < n_bytes; i++)
        lmev__buf_putc(b, (char)(unsigned char)(v >> (8 * i)));
}

static uint32_t masked_crc(const void *at, size_t n)
{
    return lmev__crc32c_masked(lmev__crc32c(0, at, n));
}

static void put_record(lmev__buf *b, const Lmev__Pb__Event *event)
{
    uint8_t bytes[256]; /* our events have below 64 */
    size_t n = lmev__pb__event__get_packed_size(event);
    if (n > sizeof bytes) {
        b->failed = true;
        return;
    }
    lmev__pb__event__pack(event, bytes);
    size_t begin = b->n;
    put_le(b, n, 8);
    if (!b->failed) put_le(b, masked_crc(b->at + begin, 8), 4);
    lmev__buf_add(b, bytes, n);
    put_le(b, masked_crc(bytes, n), 4);
}

static void put_scalar(lmev__buf *b, double wall, size_t step, const char *tag, double v)
{
    if (isnan(v)) return;
    Lmev__Pb__SummaryValue value = LMEV__PB__SUMMARY_VALUE__INIT;
    Lmev__Pb__SummaryValue *values[1] = {&value};
    Lmev__Pb__Summary summary = LMEV__PB__SUMMARY__INIT;
    Lmev__Pb__Event event = LMEV__PB__EVENT__INIT;
    value.tag = (char *)tag;
    value.value_case = LMEV__PB__SUMMARY_VALUE__VALUE_SIMPLE_VALUE;
    value.simple_value = (float)v;
    summary.n_value = 1;
    summary.value = values;
    event.wall_time = wall;
    event.step = (int64_t)step;
    event.what_case = LMEV__PB__EVENT__WHAT_SUMMARY;
    event.summary = &summary;
    put_record(b, &event);
}

static void put_version(lmev__buf *b, double wall)
{
    Lmev__Pb__Event event = LMEV__PB__EVENT__INIT;
    event.wall_time = wall;
    event.what_case = LMEV__PB__EVENT__WHAT_FILE_VERSION;
    event.file_version = (char *)"brain.Event:2";
    put_record(b, &event);
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
