/* walker.h - following values through a graph, against the current; inside of recipe.c.
 *
 * A module is seen as four chains:
 *   KEYS   what the vocabulary is asked for  <- split <- \pP removed <- the text
 *   IDS    what the combiner is asked for    <- empty rows filled <- look-up, or hash
 *   ROWS   what the combiner sums            <- gather <- the table
 *   OUT    what the function returns         <- the combiner
 * On a chain only ops whose meaning is known may stand (chains.c), so that nothing that
 * changes text, ids or vectors is missed; those off the chains (saving, restoring,
 * shapes) do not matter. Where a graph has several chains of a kind (it may have been
 * traced more than once) all of them must tell the same. */
#ifndef LMEV_LM_WALKER_H
#define LMEV_LM_WALKER_H
#include "lm/recipe.h"

typedef enum lmev__chain {
    LMEV__KEYS = 1,
    LMEV__IDS = 2,
    LMEV__ROWS = 4,
    LMEV__OUT = 8
} lmev__chain;

/* A point on a chain, and what was met on the way to it. */
typedef struct lmev__point {
    uint32_t scope;
    lmev_str input;
    lmev__chain chain;
    bool cut, bare; /* the split, the removal of punctuation */
    lmev__split split;
    lmev__strip strip;
} lmev__point;

#define LMEV__POINTS_MAX 256

typedef struct lmev__walker {
    lmev__graph *g;
    lmev_error *err;
    lmev__recipe *r;
    int64_t budget; /* bytes that may still be looked at: in proportion to the file, so
                       that a graph made to be slow is refused */
    size_t n;
    lmev__point point[LMEV__POINTS_MAX];   /* where the walk is to go on */
    bool any_text, any_combiner, any_rows; /* what in *r is known already */
    bool hash, plain_lookup; /* ids come from a table with buckets, from one without */
    bool fills, zeroes;      /* empty texts become "", or zeros */
    bool keeps;              /* empty words are kept, but those of an empty text not */
} lmev__walker;

#define LMEV__SHOWN(s) (s).n < 100 ? (int)(s).n : 100, (s).at

static inline bool is_op(const lmev__node *node, const char *op)
{
    return lmev__str_is(node->op, op);
}

/* Refuse because of a node, or of the whole. */
lmev_status lmev__refuse(lmev__walker *w, const lmev__node *node, const char *why);
lmev_status lmev__refuse_all(lmev__walker *w, const char *why);

/* Put down where to go on: at an input in a scope, at input k of a node; the rest as in
 * from. */
lmev_status lmev__go(lmev__walker *w, const lmev__point *from, uint32_t scope,
                     lmev_str input);
lmev_status lmev__go_input(lmev__walker *w, const lmev__point *from,
                           const lmev__node *node, int k);

/* The node that an input names, or NULL; *port is what follows the first colon. */
const lmev__node *lmev__source_of(lmev__walker *w, uint32_t scope, lmev_str input,
                                  lmev_str *port);
/* The node whose value input k of a node is, behind those that hand theirs on; or NULL.
 */
const lmev__node *lmev__input_node(lmev__walker *w, const lmev__node *node, int k);
/* The number of an output: "output:1" and "1" are 1. Is it number i, called name? */
size_t lmev__port_number(lmev_str port);
bool lmev__is_port(lmev_str port, const char *name, size_t i);

/* ---- chains.c: what the ops of each chain mean ---- */

lmev_status lmev__read_key(lmev__walker *w, lmev__point *p, const lmev__node *node,
                           lmev_str port);
lmev_status lmev__read_id(lmev__walker *w, lmev__point *p, const lmev__node *node,
                          lmev_str port);
lmev_status lmev__read_row(lmev__walker *w, lmev__point *p, const lmev__node *node);
lmev_status lmev__read_out(lmev__walker *w, lmev__point *p, const lmev__node *node);
lmev_status lmev__text_ends(lmev__walker *w,
                            const lmev__point *p); /* KEYS: it is the input */
bool lmev__is_find(const lmev__node *node);        /* a look-up in the vocabulary? */
bool lmev__combiner_of(const lmev__node *node, lmev_combiner *c);
#endif
