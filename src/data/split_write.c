/* split_write.c - the parts of a split as files: train.csv, validation.csv, test.csv, and
 * split.json, the record that they are lmev's.
 *
 * Anybody may use these names, so a file with the name of a part is replaced only if the
 * record lists it with the sha256 that it has. All four files are complete and on disk
 * before an old one is removed. Then the old parts are removed, the new record replaces
 * the old one, and the new parts get their names. So a kill leaves parts missing, never
 * parts of two draws beside each other, and every part that is there is in the
 * record. */
#include <stdio.h>
#include <string.h>

#include "base/buf.h"
#include "base/error.h"
#include "base/format/json.h"
#include "base/hash.h"
#include "base/io/io.h"
#include "base/io/temporary.h"
#include "base/mem.h"
#include "data/dataset.h"
#include "lmev/data.h"

#define PARTS  3
#define RECORD "split.json"
#define FORMAT "lmev-split"

static const char *const part_name[PARTS] = {"train.csv", "validation.csv", "test.csv"};

typedef struct writing {
    char *path[PARTS + 1]; /* of the parts, then of the record */
    lmev__out *out[PARTS + 1];
    lmev__json *parts; /* name -> {rows, sha256} */
} writing;

/* ---- what is there ---- */

static lmev_status not_ours(const char *path, lmev_error *err)
{
    lmev__fail(err, LMEV_ERR_IO, path, 0,
               "has the name of a part, and is not as lmev wrote it");
    lmev__hint(err, "name another folder, or move the file away");
    return LMEV_ERR_IO;
}

/* The sha256 that the record in folder has of a part; NULL: none, or no record of
 * ours. */
static const char *recorded(const lmev__json *record, const char *name)
{
    const char *format = lmev__json_string(lmev__json_get(record, "format"), NULL);
    if (!format || strcmp(format, FORMAT) != 0) return NULL;
    const lmev__json *part = lmev__json_get(lmev__json_get(record, "parts"), name);
    return lmev__json_string(lmev__json_get(part, "sha256"), NULL);
}

/* May the files at w->path be replaced? */
static lmev_status may_replace(const writing *w, lmev_error *err)
{
    lmev__json *record = NULL;
    lmev_status s = LMEV_OK;
    if (lmev__is_file(w->path[PARTS])) {
        s = lmev__json_read(&record, w->path[PARTS], err);
        if (s == LMEV_ERR_NOMEM) return s;
        const char *format = lmev__json_string(lmev__json_get(record, "format"), NULL);
        s = format && !strcmp(format, FORMAT) ? LMEV_OK : not_ours(w->path[PARTS], err);
    }
    for (size_t i = 0; s == LMEV_OK && i < PARTS; i++) {
        char hex[65];
        if (!lmev__is_file(w->path[i])) continue;
        const char *wanted = recorded(record, part_name[i]);
        if (!wanted)
            s = not_ours(w->path[i], err);
        else if ((s = lmev__sha256_file(w->path[i], hex, err)) == LMEV_OK &&
                 strcmp(hex, wanted) != 0)
            s = not_ours(w->path[i], err);
    }
    lmev__json_free(record);
    return s;
}

/* The paths, none of which is a file that the split was read from. */
static lmev_status find_places(writing *w, const lmev_split *split, const char *folder,
                               lmev_error *err)
{
    lmev_status s = LMEV_OK;
    for (size_t i = 0; s == LMEV_OK && i <= PARTS; i++) {
        w->path[i] = lmev__path_join(folder, i < PARTS ? part_name[i] : RECORD);
        if (!w->path[i]) s = lmev__nomem(err, "a path");
        for (size_t k = 0; s == LMEV_OK && k < 3; k++)
            if (split->source[k]) s = lmev_file_apart(w->path[i], split->source[k], err);
    }
    return s;
}

/* ---- writing ---- */

static lmev_status write_rows(lmev__out *out, lmev__sha256 *h, const lmev_dataset *d,
                              const lmev_labels *labels, lmev_error *err)
{
    lmev__buf b = LMEV__BUF_INIT;
    lmev_status s = LMEV_OK;
    lmev__buf_puts(&b, "title,category\n");
    for (size_t i = 0; s == LMEV_OK && i <= d->n; i++) {
        if (i < d->n) {
            lmev_str text = lmev_dataset_text(d, i);
            const char *name = labels->name[d->label[i]];
            lmev__buf_csv(&b, text.at, text.n);
            lmev__buf_putc(&b, ',');
            lmev__buf_csv(&b, name, strlen(name));
            lmev__buf_putc(&b, '\n');
        }
        if (b.failed) {
            s = lmev__nomem(err, "a row to write");
        } else if (b.n >= 65536 || i == d->n) {
            lmev__sha256_add(h, b.at, b.n);
            s = lmev__out_write(out, b.at, b.n, err);
            lmev__buf_reset(&b);
        }
    }
    lmev__buf_free(&b);
    return s;
}

static lmev_status write_part(writing *w, size_t i, const lmev_dataset *d,
                              const lmev_labels *labels, lmev_error *err)
{
    lmev__sha256 h;
    char hex[65];
    lmev_status s = lmev__out_begin(&w->out[i], w->path[i], err);
    lmev__sha256_begin(&h);
    if (s == LMEV_OK) s = write_rows(w->out[i], &h, d, labels, err);
    lmev__sha256_end(&h, hex);
    if (s != LMEV_OK) return s;
    lmev__json *part = lmev__json_new_object();
    bool ok = part && lmev__json_set(part, "rows", lmev__json_new_int((int64_t)d->n)) &&
              lmev__json_set(part, "sha256", lmev__json_new_string(hex));
    if (!ok) lmev__json_free(part);
    ok = ok && lmev__json_set(w->parts, part_name[i], part);
    return ok ? LMEV_OK : lmev__nomem(err, "a part");
}

static lmev_status write_record(writing *w, uint64_t test_per_class, lmev_error *err)
{
    lmev__json *record = lmev__json_new_object();
    bool ok = record && lmev__json_set(record, "format", lmev__json_new_string(FORMAT)) &&
              lmev__json_set(record, "lmev", lmev__json_new_string(lmev_version()));
    if (ok) {
        ok = lmev__json_set(record, "parts", w->parts); /* takes it, also on failure */
        w->parts = NULL;
    }
    if (ok && test_per_class)
        ok = lmev__json_set(record, "test_per_class",
                            lmev__json_new_int((int64_t)test_per_class));
    char *text = ok ? lmev__json_dump(record, 2) : NULL;
    lmev__json_free(record);
    if (!text) return lmev__nomem(err, RECORD);
    lmev_status s = lmev__out_begin(&w->out[PARTS], w->path[PARTS], err);
    if (s == LMEV_OK) s = lmev__out_write(w->out[PARTS], text, strlen(text), err);
    if (s == LMEV_OK) s = lmev__out_write(w->out[PARTS], "\n", 1, err);
    lmev__free(text);
    return s;
}

static lmev_status publish(writing *w, size_t i, lmev_error *err)
{
    lmev__out *out = w->out[i];
    w->out[i] = NULL;
    return lmev__out_publish(out, err);
}

static lmev_status replace(writing *w, const char *folder, lmev_error *err)
{
    lmev_status s = LMEV_OK;
    for (size_t i = 0; s == LMEV_OK && i <= PARTS; i++)
        s = lmev__out_sync(w->out[i], err);
    for (size_t i = 0; s == LMEV_OK && i < PARTS; i++)
        s = lmev__out_drop_old(w->out[i], err);
    if (s == LMEV_OK) s = lmev__sync_dir(folder, err);
    if (s == LMEV_OK) s = publish(w, PARTS, err);
    for (size_t i = 0; s == LMEV_OK && i < PARTS; i++) s = publish(w, i, err);
    return s;
}

lmev_status lmev_split_write(const lmev_split *split, const char *folder, lmev_error *err)
{
    const lmev_dataset *set[PARTS] = {&split->train, &split->validation, &split->test};
    writing w = {.parts = lmev__json_new_object()};
    lmev_status s = w.parts ? lmev__mkdirs(folder, err) : lmev__nomem(err, "the split");
    if (s == LMEV_OK) s = find_places(&w, split, folder, err);
    if (s == LMEV_OK) s = may_replace(&w, err);
    if (s == LMEV_OK) s = lmev__sweep_temporaries(folder, err);
    for (size_t i = 0; s == LMEV_OK && i < PARTS; i++)
        s = write_part(&w, i, set[i], &split->labels, err);
    if (s == LMEV_OK) s = write_record(&w, split->test_per_class, err);
    if (s == LMEV_OK) s = replace(&w, folder, err);
    for (size_t i = 0; i <= PARTS; i++) {
        lmev__out_abort(w.out[i]);
        lmev__free(w.path[i]);
    }
    lmev__json_free(w.parts);
    return s;
}
