/* events.h - training curves as a TensorBoard event file. */
#ifndef LMEV__RUNS_SESSION_EVENTS_H
#define LMEV__RUNS_SESSION_EVENTS_H
#include "base/io/io.h"

typedef struct lmev__event_epoch {
    double wall;                     /* end of the epoch, seconds since 1970 */
    double loss, val_loss, test_bac; /* NaN: left out */
} lmev__event_epoch;

/* Write folder/events.out.tfevents.<started_at>.<host> with scalars loss, val_loss and
 * test_bac of epochs 0 .. n-1 (step = epoch, 0-based), and leave it open for those to
 * come. The file is written anew and published atomically, so that whatever a killed
 * session left in it is mended. The folder is the experiment's own, made if need be; an
 * event file that is there is the one, also when the host has another name by now, or
 * training had to start over. */
lmev_status lmev__events_open(lmev__log **log, const char *folder, double started_at,
                              const lmev__event_epoch *epoch, size_t n, lmev_error *err);
/* Append the scalars of epoch i, 0-based. */
lmev_status lmev__events_add(lmev__log *log, const lmev__event_epoch *epoch, size_t i,
                             lmev_error *err);
#endif
