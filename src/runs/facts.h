/* facts.h - what is known of one run, and the table of all that can be known.
 *
 * The table is the one list: the reader of the metadata fills in what it names, and
 * clearing frees it. A new fact is a member of lmev_experiment
 * and a row of the table in facts.c. */
#ifndef LMEV__RUNS_FACTS_H
#define LMEV__RUNS_FACTS_H
#include "lmev/runs.h"

typedef enum lmev__run_state {
    LMEV__RUN_FINISHED,
    LMEV__RUN_FAILED,
    LMEV__RUN_RUNNING,
    LMEV__RUN_UNREADABLE,
    LMEV__RUN_STATES
} lmev__run_state;

/* A run in any state; of one that is not finished little is known. */
typedef struct lmev__facts {
    /* has_results is left to who needs it: the results change on their own */
    lmev_experiment e;
    lmev__run_state state;
    char *why; /* of a failed or unreadable run; "" otherwise */
} lmev__facts;

typedef enum lmev__fact_kind {
    LMEV__FACT_TEXT,   /* char *              unknown: "" */
    LMEV__FACT_REAL,   /* double                       NaN */
    LMEV__FACT_COUNT,  /* uint64_t                     0 */
    LMEV__FACT_COUNT4, /* uint32_t                     0 */
    LMEV__FACT_NUMBER, /* int64_t                      -1 */
    LMEV__FACT_FLAG,   /* int                          -1 */
    LMEV__FACT_CURVE   /* double *, [e.n_epochs]       NULL without any epoch */
} lmev__fact_kind;

typedef struct lmev__fact {
    const char *name; /* of the member */
    const char *key;  /* of the metadata; NULL: worked out from others */
    lmev__fact_kind kind;
    size_t at;        /* offset in lmev_experiment */
    double low, high; /* of a real */
} lmev__fact;

extern const lmev__fact lmev__fact_table[];
extern const size_t lmev__n_facts;
/* Counts are exact as doubles. */
#define LMEV__COUNT_MAX ((int64_t)1 << 53)
#define LMEV__TEXT_MAX  4096 /* bytes */

const char *lmev__run_state_name(lmev__run_state state);
/* Where the fact of e lies; the type is that of its kind. */
void *lmev__fact_of(lmev_experiment *e, const lmev__fact *fact);
void lmev__facts_init(lmev__facts *f); /* nothing is known; texts and curves are NULL */
/* Texts that are NULL become "", curves that are NULL [n_epochs] NaN. False: out of
 * memory. */
bool lmev__facts_complete(lmev__facts *f);
void lmev__experiment_clear(
    lmev_experiment *e); /* takes half-built ones, as facts_clear */
void lmev__facts_clear(lmev__facts *f);

typedef struct lmev__facts_list {
    size_t n, room;
    lmev__facts *at;
} lmev__facts_list;
void lmev__facts_list_clear(lmev__facts_list *list);
#endif
