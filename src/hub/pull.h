/* pull.h - download a model into the cache. */
#ifndef LMEV__HUB_PULL_H
#define LMEV__HUB_PULL_H
#include "hub/catalogue.h"

/* Fill the slot of ref (an archive or a repository); one that is filled stays, unless
 * o->again. */
lmev_status lmev__pull(const lmev__ref *ref, const lmev_hub_options *o,
                       const lmev_watch *watch, lmev_error *err);
/* Remove what a process killed after its work left beside a filled slot. */
void lmev__pull_tidy(const lmev__ref *ref, const lmev_hub_options *o);
#endif
