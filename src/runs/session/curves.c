/* curves.c - a record per epoch, appended; an epoch costs the same, be it the first or
 * the hundred-thousandth.
 *
 * An epoch's record is on disk before the checkpoint that counts it is written. A kill
 * between the two leaves a record too many, or a part of one, which the next session cuts
 * off. Not here: the number of epochs that count (checkpoint.c). */
#include "runs/session/curves.h"

#include <string.h>

#include "base/error.h"
#include "base/hash.h"
#include "base/mem.h"

#define RECORD  48
#define CHECKED 44 /* bytes of a record that its checksum covers */

lmev_status lmev__curves_init(lmev__curves *c, uint32_t epochs, lmev_error *err)
{
    double *block = lmev__calloc((size_t)epochs + 1, 5 * sizeof *block);
    if (!block) return lmev__nomem(err, "curves");
    *c = (lmev__curves){.loss = block,
                        .val_loss = block + epochs,
                        .val_bac = block + 2 * (size_t)epochs,
                        .test_bac = block + 3 * (size_t)epochs,
                        .wall = block + 4 * (size_t)epochs,
                        .room = epochs};
    return LMEV_OK;
}

void lmev__curves_release(lmev__curves *c)
{
    lmev__free(c->loss);
    *c = (lmev__curves){0};
}

/* The record of the epoch behind the n that *c has. */
static void put_record(char at[RECORD], const lmev__curves *c)
{
    const uint32_t i = c->n, epoch = i + 1;
    const double value[5] = {c->loss[i], c->val_loss[i], c->val_bac[i], c->test_bac[i],
                             c->wall[i]};
    memcpy(at, value, sizeof value);
    memcpy(at + sizeof value, &epoch, sizeof epoch);
    const uint32_t crc = lmev__crc32c(c->crc, at, CHECKED);
    memcpy(at + CHECKED, &crc, sizeof crc);
}

/* False: it is not the record of the epoch behind those that *c has. */
static bool take_record(lmev__curves *c, const char at[RECORD])
{
    double value[5];
    uint32_t epoch, crc;
    memcpy(value, at, sizeof value);
    memcpy(&epoch, at + sizeof value, sizeof epoch);
    memcpy(&crc, at + CHECKED, sizeof crc);
    if (epoch != c->n + 1 || crc != lmev__crc32c(c->crc, at, CHECKED)) return false;
    double *to[5] = {c->loss, c->val_loss, c->val_bac, c->test_bac, c->wall};
    for (int k = 0; k < 5; k++) to[k][c->n] = value[k];
    c->n++;
    c->crc = crc;
    return true;
}

lmev_status lmev__curves_read(lmev__curves *c, const char *path, uint32_t n, uint32_t crc,
                              lmev_error *err)
{
    /* a killed session leaves at most a record of each epoch; a longer file is not
     * ours */
    const size_t most = ((size_t)c->room + 1) * RECORD;
    char *text = NULL;
    size_t bytes = 0;
    c->n = c->crc = 0;
    if (n == 0) return LMEV_OK;
    lmev_error why = {0};
    lmev_status s = lmev__read_file(&text, &bytes, path, most, &why);
    if (s == LMEV_ERR_NOMEM) return lmev__nomem(err, "curves");
    if (s != LMEV_OK)
        s = lmev__fail(err, LMEV_ERR_FORMAT, path, 0,
                       "'" LMEV__CURVES_FILE "' beside it: %s", why.text);
    while (s == LMEV_OK && c->n < n) {
        const size_t at = (size_t)c->n * RECORD;
        if (bytes - at < RECORD)
            s = lmev__fail(err, LMEV_ERR_FORMAT, path, 0,
                           "'" LMEV__CURVES_FILE "' beside it ends before epoch %u of %u",
                           c->n + 1, n);
        else if (!take_record(c, text + at))
            s = lmev__fail(err, LMEV_ERR_FORMAT, path, 0,
                           "'" LMEV__CURVES_FILE "' beside it is damaged at epoch %u",
                           c->n + 1);
    }
    lmev__free(text);
    if (s == LMEV_OK && c->crc != crc)
        s = lmev__fail(err, LMEV_ERR_FORMAT, path, 0,
                       "'" LMEV__CURVES_FILE "' beside it has other epochs");
    if (s != LMEV_OK) c->n = c->crc = 0;
    return s;
}

lmev_status lmev__curves_open(lmev__log **log, const lmev__curves *c, const char *path,
                              lmev_error *err)
{
    lmev_status s = lmev__log_open(log, path, err);
    if (s != LMEV_OK) return s;
    if ((s = lmev__log_cut(*log, (uint64_t)c->n * RECORD, err)) != LMEV_OK) {
        (void)lmev__log_close(*log, NULL);
        *log = NULL;
    }
    return s;
}

lmev_status lmev__curves_add(lmev__curves *c, lmev__log *log, lmev_error *err)
{
    char record[RECORD];
    put_record(record, c);
    lmev_status s = lmev__log_write(log, record, sizeof record, err);
    if (s == LMEV_OK) s = lmev__log_sync(log, err);
    if (s != LMEV_OK) return s;
    memcpy(&c->crc, record + CHECKED, sizeof c->crc);
    c->n++;
    return LMEV_OK;
}
