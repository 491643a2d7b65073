/* graph.h - a SavedModel's graph: nodes, functions, and the objects that hold them.
 *
 * Only what lies on the way SavedModel -> meta graph -> {graph -> {nodes, functions ->
 * nodes}, objects} is looked at; no message that may hold itself is entered. Names and
 * bodies are views of the file. Memory: at most some ten times the file, since a node
 * without a name is refused.
 *
 * A scope is a space of names: 0 the graph itself, k > 0 function k - 1. Inside a
 * function an input is written "node:output:number" or is the name of an argument, in the
 * graph it is "node:number" or "node"; one that begins with ^ only orders the work.
 *
 * Objects (graph_objects.c) are what Python finds in a TF2 module: a tree whose edges
 * have names, number 0 the root. A function that can be called names the objects that
 * stand for its last arguments: the variable, the vocabulary. TF1 modules have no
 * objects. */
#ifndef LMEV__LM_TFHUB_GRAPH_H
#define LMEV__LM_TFHUB_GRAPH_H
#include "base/format/wire.h"

typedef struct lmev__node {
    lmev_str name, op, body; /* body: the NodeDef */
    uint32_t scope;
} lmev__node;

typedef struct lmev__function {
    lmev_str name, signature, body; /* OpDef, FunctionDef */
} lmev__function;

typedef struct lmev__graph {
    const char *source; /* borrowed: for messages */
    lmev_str file;
    lmev_str meta; /* the MetaGraphDef */
    size_t n_nodes, n_functions, n_objects;
    lmev__node *node;         /* [n_nodes], ordered by scope and name */
    lmev__function *function; /* [n_functions], ordered by name */
    lmev_str *object;         /* [n_objects] SavedObjects; none in a TF1 module */
    lmev__wire_fault fault;   /* the first broken field seen, also by later look-ups */
} lmev__graph;

/* Parse saved_model.pb, which must outlive the graph: of its meta graphs the one with the
 * tag "serve", or the only one, or the one without tags. ERR_FORMAT, ERR_NOMEM. */
lmev_status lmev__graph_read(lmev__graph *g, lmev_str file, const char *source,
                             lmev_error *err);
void lmev__graph_release(lmev__graph *g);

/* A node of a scope by name, or NULL. */
const lmev__node *lmev__graph_node(const lmev__graph *g, uint32_t scope, lmev_str name);

/* All nodes of a scope: the first, and how many. */
const lmev__node *lmev__graph_scope(const lmev__graph *g, uint32_t scope, size_t *n);

/* The scope of a function by name; 0: there is none. */
uint32_t lmev__graph_function(const lmev__graph *g, lmev_str name);

/* Call each(arg, scope) for every function that an attribute of the node names: what it
 * calls, its branches, the body of its loop. */
void lmev__node_functions(lmev__graph *g, const lmev__node *node,
                          void (*each)(void *arg, uint32_t scope), void *arg);

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

/* How many there are. */
int lmev__node_inputs(lmev__graph *g, const lmev__node *node);

/* The value of a Const of one string; of whole numbers, up to `room` of them (a scalar is
 * one), -1: it is something else or holds more. */
bool lmev__node_string(lmev__graph *g, const lmev__node *node, lmev_str *value);
int lmev__node_numbers(lmev__graph *g, const lmev__node *node, int64_t *value, int room);

/* Position of an argument of function k - 1, or -1; how many there are, the name and the
 * DataType of one; the input that is its output number i (n 0: there is none). */
int lmev__graph_argument(lmev__graph *g, uint32_t scope, lmev_str name);
size_t lmev__graph_arguments(lmev__graph *g, uint32_t scope);
lmev_str lmev__graph_argument_name(lmev__graph *g, uint32_t scope, size_t i);
uint32_t lmev__graph_argument_type(lmev__graph *g, uint32_t scope, size_t i);
lmev_str lmev__graph_result(lmev__graph *g, uint32_t scope, size_t i);

/* ---- graph_objects.c ---- */

enum { LMEV__NO_OBJECT = -1 };

/* What an object is: the field of SavedObject that it has. */
typedef enum lmev__object_kind {
    LMEV__OBJECT_FUNCTION = 6,
    LMEV__OBJECT_VARIABLE = 7,
    LMEV__OBJECT_SIGNATURE = 8,
    LMEV__OBJECT_CONSTANT = 9,
    LMEV__OBJECT_RESOURCE = 10,
} lmev__object_kind;

/* Find the objects of g->meta. ERR_FORMAT, ERR_NOMEM. */
lmev_status lmev__objects_read(lmev__graph *g, lmev_error *err);

/* The member of an object by name, or LMEV__NO_OBJECT. */
int64_t lmev__object_child(lmev__graph *g, int64_t object, lmev_str name);
/* The object that the key of a tensor leads to, "a/b/.ATTRIBUTES/VARIABLE_VALUE", or
 * LMEV__NO_OBJECT; so too when more than *budget bytes would be looked at for it. */
int64_t lmev__object_of_key(lmev__graph *g, lmev_str key, int64_t *budget);
/* Is it of this kind? *body: the message that says what it is. */
bool lmev__object_is(lmev__graph *g, int64_t object, lmev__object_kind kind,
                     lmev_str *body);

/* SavedConcreteFunction of a function by name; n 0: there is none. */
lmev_str lmev__objects_function(lmev__graph *g, lmev_str name);
/* The objects bound to its last arguments: how many; number i. */
size_t lmev__function_bound(lmev__graph *g, lmev_str function);
int64_t lmev__function_bound_to(lmev__graph *g, lmev_str function, size_t i);
/* Was it made for training: is the argument 'training' of what Python calls (`called`:
 * its SavedFunction, n 0: none) True? */
bool lmev__function_trains(lmev__graph *g, lmev_str function, lmev_str called);
/* Has none of its arguments, as declared, a size other than 1 behind the first dimension?
 * [None] and [None, 1] are lists of texts, [None, 2] and [None, None] are not. */
bool lmev__function_takes_a_list(lmev__graph *g, lmev_str function);
#endif
