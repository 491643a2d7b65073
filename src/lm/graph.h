/* graph.h - a SavedModel's graph: nodes, functions, and who calls whom.
 *
 * Only what lies on the way SavedModel -> meta graph -> graph -> {nodes, functions ->
 * nodes} is looked at; no message that may hold itself is entered. Names and bodies are
 * views of the file. Memory: at most some ten times the file, since a node without a name
 * is refused.
 *
 * A scope is a space of names: 0 the graph itself, k > 0 function k - 1. Inside a
 * function an input is written "node:output:number" or is the name of an argument, in the
 * graph it is "node:number" or "node"; one that begins with ^ only orders the work and is
 * passed over. */
#ifndef LMEV_LM_GRAPH_H
#define LMEV_LM_GRAPH_H
#include "lm/wire.h"

typedef struct lmev__node {
    lmev_str name, op, body; /* body: the NodeDef */
    uint32_t scope;
} lmev__node;

typedef struct lmev__function {
    lmev_str name, signature, body; /* OpDef, FunctionDef */
} lmev__function;

/* A node that names a function: a plain call, which hands its inputs on in their order,
 * or something else (a loop, a branch, a gradient). */
typedef struct lmev__call {
    uint32_t node, function;
    bool plain;
} lmev__call;

typedef struct lmev__graph {
    const char *source; /* borrowed: for messages */
    lmev_str file;
    lmev_str meta; /* the MetaGraphDef */
    size_t n_nodes, n_functions, n_calls;
    lmev__node *node; /* [n_nodes], ordered by scope and name */
    lmev__function *function;
    lmev__call *call;
    lmev__wire_fault fault; /* the first broken field seen, also by later look-ups */
} lmev__graph;

/* Parse saved_model.pb, which must outlive the graph: of its meta graphs the one with the
 * tag "serve", or the only one, or the one without tags. ERR_FORMAT, ERR_NOMEM. */
lmev_status lmev__graph_read(lmev__graph *g, lmev_str file, const char *source,
                             lmev_error *err);
void lmev__graph_release(lmev__graph *g);

/* A node of a scope by name, or NULL. */
const lmev__node *lmev__graph_node(const lmev__graph *g, uint32_t scope, lmev_str name);

/* The AttrValue of a node; false: absent, that is, what the op takes by default. */
bool lmev__node_attr(lmev__graph *g, const lmev__node *node, const char *name,
                     lmev_str *value);
int64_t lmev__node_int(lmev__graph *g, const lmev__node *node, const char *name,
                       int64_t absent);
bool lmev__node_bool(lmev__graph *g, const lmev__node *node, const char *name,
                     bool absent);
lmev_str lmev__node_text(lmev__graph *g, const lmev__node *node, const char *name);

/* Input k of a node, those that begin with ^ not counted; k -1: the last. n 0: there is
 * none. */
lmev_str lmev__node_input(lmev__graph *g, const lmev__node *node, int k);

/* The value of a Const of one string, or of one whole number. */
bool lmev__node_string(lmev__graph *g, const lmev__node *node, lmev_str *value);
bool lmev__node_number(lmev__graph *g, const lmev__node *node, int64_t *value);

/* Position of an argument of function k - 1, or -1; the input that is its output number
 * i. */
int lmev__graph_argument(lmev__graph *g, uint32_t scope, lmev_str name);
lmev_str lmev__graph_result(lmev__graph *g, uint32_t scope, size_t i);
#endif
