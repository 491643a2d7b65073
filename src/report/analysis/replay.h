/* replay.h - studies like this one in which all models are equal. */
#ifndef LMEV__REPORT_ANALYSIS_REPLAY_H
#define LMEV__REPORT_ANALYSIS_REPLAY_H
#include "report/analysis/parts.h"

/* What they are drawn from. */
typedef struct lmev__replay lmev__replay;
lmev_status lmev__replay_new(lmev__replay **out, const lmev__making *m, lmev_error *err);
void lmev__replay_free(lmev__replay *r);

/* Room for one study; trials: as those of the study, its arrays are its own. One thread
 * each. */
typedef struct lmev__replayed {
    lmev_trials trials;
    double bac;   /* the true BAC of all models */
    double *seed; /* [n] what the luck of its seed adds to the BAC of a trial */
    struct lmev__replay_room *room;
} lmev__replayed;
lmev_status lmev__replayed_new(lmev__replayed **out, const lmev__replay *r,
                               lmev_error *err);
void lmev__replayed_free(lmev__replayed *x);
/* Study `number`, the same in any thread and order. */
void lmev__replay_draw(lmev__replayed *x, uint32_t number);
#endif
