/* curves.h - the curves of an experiment: in memory, and as a file that only grows.
 *
 * <run dir>/checkpoint/curves.bin is a record of 48 bytes per epoch, little-endian:
 *    0  loss, val_loss, val_bac, test_bac, wall    5 x f64
 *   40  epoch, from 1 on                           u32
 *   44  CRC-32C of the bytes 0 .. 43 of this record, begun with that of the record before
 * so that the last checksum speaks for all records up to it. A checkpoint keeps its
 * number of epochs and that checksum; what lies behind those records does not count. */
#ifndef LMEV__RUNS_SESSION_CURVES_H
#define LMEV__RUNS_SESSION_CURVES_H
#include "base/io/io.h"

#define LMEV__CURVES_FILE "curves.bin"

/* An entry per epoch; [room], of which the first n are filled. */
typedef struct lmev__curves {
    double *loss, *val_loss, *val_bac, *test_bac, *wall; /* one block, from loss on */
    uint32_t n, room;
    uint32_t crc; /* of the record of epoch n; 0 without any */
} lmev__curves;

lmev_status lmev__curves_init(lmev__curves *c, uint32_t epochs, lmev_error *err);
void lmev__curves_release(lmev__curves *c); /* zeroed is fine */

/* Fill *c with the first n records of the file, the last of which has the checksum crc.
 * ERR_FORMAT: it is absent, too short or damaged; *c is then empty. n is at most room. */
lmev_status lmev__curves_read(lmev__curves *c, const char *path, uint32_t n, uint32_t crc,
                              lmev_error *err);
/* Open the file to append to it, cut to the records of *c. */
lmev_status lmev__curves_open(lmev__log **log, const lmev__curves *c, const char *path,
                              lmev_error *err);
/* Append what the members hold at index n, as epoch n + 1, and bring it to disk. */
lmev_status lmev__curves_add(lmev__curves *c, lmev__log *log, lmev_error *err);
#endif
