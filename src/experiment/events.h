/* events.h - training curves as a TensorBoard event file. */
#ifndef LMEV_EXPERIMENT_EVENTS_H
#define LMEV_EXPERIMENT_EVENTS_H
#include "lmev/base.h"

typedef struct lmev__event_epoch {
    double wall;                     /* end of the epoch, seconds since 1970 */
    double loss, val_loss, test_bac; /* NaN: left out                        */
} lmev__event_epoch;

/* Write folder/events.out.tfevents.<started_at>.<host> with scalars loss, val_loss and
 * test_bac of epochs 0 .. n-1 (step = epoch, 0-based). The whole file is written anew and
 * published atomically, at every epoch: it is some hundred bytes, and a kill never leaves
 * half a record. The folder is made if need be. Call it with the same started_at for all
 * epochs of an experiment, resumed or not: a file with that time is then replaced even
 * when the host has another name by now. */
lmev_status lmev__events_write(const char *folder, double started_at,
                               const lmev__event_epoch *epoch, size_t n, lmev_error *err);
#endif
