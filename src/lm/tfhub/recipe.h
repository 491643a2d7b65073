/* recipe.h - how a TF-Hub text module turns text into rows, read from its graph. */
#ifndef LMEV__LM_TFHUB_RECIPE_H
#define LMEV__LM_TFHUB_RECIPE_H
#include "lm/lm_impl.h"
#include "lm/tfhub/graph.h"

/* Where the rows of a table are when it is stored in parts (TensorFlow's
 * partition_strategy). The last two expect parts of R / P rows, the first R mod P of them
 * one row longer. */
typedef enum lmev__spread {
    LMEV__IN_TURN, /* one part after the other, of any size */
    LMEV__RANGES,  /* the same, found by arithmetic: "div" */
    LMEV__MODULO,  /* row r is row r / P of part r mod P: "mod" */
} lmev__spread;

typedef struct lmev__recipe {
    lmev__split split;
    lmev__strip strip;
    bool fill_empty;
    uint32_t buckets; /* 0: no hash in the graph */
    lmev_combiner combiner;
    lmev__spread spread;
    uint32_t n_parts;  /* of the table, as the graph uses it; 0: in one piece */
    uint32_t width;    /* of the vectors, where the graph names it; 0: it does not */
    int64_t object;    /* the table: an object of the module (TF2), or ... */
    lmev_str variable; /* ... the name of a variable, a view of the model (TF1) */
    int64_t limit;     /* so many lines of the vocabulary are used; -1: all */
    lmev_str asset;    /* name of the vocabulary's file, a view of the model; n 0: none */
} lmev__recipe;

/* Find what the module makes of texts: calling it, where it can be called, as
 * tensorflow_hub.KerasLayer does; its signature 'default' (TF1) or 'serving_default',
 * which must make the same of them where there are both. From that output everything back
 * to the texts must be understood; what is not is refused, ERR_FORMAT with the node and
 * the byte of its description: no vector rather than a wrong one. */
lmev_status lmev__recipe_read(lmev__recipe *r, lmev__graph *g, lmev_error *err);
#endif
