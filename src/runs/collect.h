/* collect.h - what is known of all runs below a folder. */
#ifndef LMEV__RUNS_COLLECT_H
#define LMEV__RUNS_COLLECT_H
#include "runs/facts.h"

/* Read every run below folder; ordered by start (unknown ones last), then path. What is
 * passed over is reported through watch. ERR_NOTFOUND: no such folder. */
lmev_status lmev__facts_collect(lmev__facts_list *out, const char *folder,
                                const lmev_watch *watch, lmev_error *err);
#endif
