/* graph.c - parsing a SavedModel's graph, see graph.h. Time n log n in the nodes. */
#include "lm/tfhub/graph.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "base/mem.h"

#define NODES_MAX ((size_t)1 << 20) /* the largest models published have some 10^5 */

/* Numbers of the fields that are looked at (FORMATS:
 * tensorflow/core/{protobuf,framework}). */
enum {
    MODEL_META = 2,
    META_INFO = 1,
    META_GRAPH = 2,
    INFO_TAGS = 4,
    GRAPH_NODE = 1,
    GRAPH_LIBRARY = 2,
    LIBRARY_FUNCTION = 1,
    FUNCTION_SIGNATURE = 1,
    FUNCTION_NODE = 3,
    FUNCTION_RET = 4,
    SIGNATURE_NAME = 1,
    SIGNATURE_INPUT = 2,
    SIGNATURE_OUTPUT = 3,
    ARGUMENT_NAME = 1,
    ARGUMENT_TYPE = 3,
    NODE_NAME = 1,
    NODE_OP = 2,
    NODE_INPUT = 3,
    NODE_ATTR = 5,
    MAP_KEY = 1,
    MAP_VALUE = 2,
    ATTR_LIST = 1,
    ATTR_S = 2,
    ATTR_I = 3,
    ATTR_B = 5,
    ATTR_TYPE = 6,
    ATTR_TENSOR = 8,
    ATTR_FUNC = 10,
    LIST_FUNC = 9,
    FUNC_NAME = 1,
    TENSOR_SHAPE = 2,
    TENSOR_CONTENT = 4,
    TENSOR_INT = 7,
    TENSOR_STRING = 8,
    TENSOR_INT64 = 10,
    SHAPE_DIM = 2,
    DIM_SIZE = 1,
    TYPE_INT32 = 3,
    TYPE_STRING = 7,
    TYPE_INT64 = 9,
};

static int compare(lmev_str a, lmev_str b)
{
    const size_t n = a.n < b.n ? a.n : b.n;
    const int order = n ? memcmp(a.at, b.at, n) : 0;
    return order ? order : (a.n > b.n) - (a.n < b.n);
}

static int compare_nodes(const void *a, const void *b)
{
    const lmev__node *x = a, *y = b;
    if (x->scope != y->scope) return x->scope < y->scope ? -1 : 1;
    return compare(x->name, y->name);
}

static int compare_functions(const void *a, const void *b)
{
    return compare(((const lmev__function *)a)->name, ((const lmev__function *)b)->name);
}

static lmev_status bad(const lmev__graph *g, const char *at, const char *why,
                       lmev_error *err)
{
    return lmev__fail(err, LMEV_ERR_FORMAT, g->source, 0, "%s, at byte %zu", why,
                      (size_t)(at - g->file.at));
}

/* ---- which meta graph ---- */

static lmev_status choose_meta(lmev__graph *g, lmev_error *err)
{
    lmev__wire w = lmev__wire_of(g->file, &g->fault);
    lmev__wire_field meta, tag;
    size_t n = 0, n_bare = 0;
    lmev_str bare = {0}, any = {0};
    bool serve = false;
    while (!serve && lmev__wire_seek(&w, MODEL_META, LMEV__WIRE_BYTES, &meta)) {
        const lmev_str info = lmev__wire_bytes(meta.bytes, META_INFO, &g->fault);
        lmev__wire tags = lmev__wire_of(info, &g->fault);
        bool tagged = false;
        while (lmev__wire_seek(&tags, INFO_TAGS, LMEV__WIRE_BYTES, &tag)) {
            tagged = true;
            serve = serve || lmev__str_is(tag.bytes, "serve");
        }
        any = meta.bytes;
        n++;
        if (!tagged) {
            bare = meta.bytes;
            n_bare++;
        }
    }
    if (g->fault.why) return bad(g, g->fault.at, g->fault.why, err);
    if (n == 0) return bad(g, g->file.at, "no graph in the file", err);
    if (!serve && n > 1 && n_bare != 1)
        return bad(g, g->file.at, "several graphs, none of them tagged 'serve'", err);
    g->meta = serve || n == 1 ? any : bare;
    return LMEV_OK;
}

/* ---- nodes and functions ---- */

static lmev_status add_node(lmev__graph *g, lmev_str body, uint32_t scope, size_t *room,
                            lmev_error *err)
{
    const lmev__node node = {lmev__wire_bytes(body, NODE_NAME, &g->fault),
                             lmev__wire_bytes(body, NODE_OP, &g->fault), body, scope};
    if (node.name.n == 0 || node.op.n == 0)
        return bad(g, body.at, "node without name or op", err);
    if (g->n_nodes == NODES_MAX) return bad(g, body.at, "too many nodes", err);
    if (!lmev__grow(&g->node, room, g->n_nodes + 1, sizeof node))
        return lmev__nomem(err, g->source);
    g->node[g->n_nodes++] = node;
    return LMEV_OK;
}

static lmev_status add_nodes(lmev__graph *g, lmev_str message, uint32_t number,
                             uint32_t scope, size_t *room, lmev_error *err)
{
    lmev__wire w = lmev__wire_of(message, &g->fault);
    lmev__wire_field f;
    lmev_status s = LMEV_OK;
    while (s == LMEV_OK && lmev__wire_seek(&w, number, LMEV__WIRE_BYTES, &f))
        s = add_node(g, f.bytes, scope, room, err);
    return s;
}

static lmev_status add_functions(lmev__graph *g, lmev_str library, lmev_error *err)
{
    lmev__wire w = lmev__wire_of(library, &g->fault);
    lmev__wire_field f;
    size_t room = 0;
    while (lmev__wire_seek(&w, LIBRARY_FUNCTION, LMEV__WIRE_BYTES, &f)) {
        const lmev_str sig = lmev__wire_bytes(f.bytes, FUNCTION_SIGNATURE, &g->fault);
        const lmev__function each = {lmev__wire_bytes(sig, SIGNATURE_NAME, &g->fault),
                                     sig, f.bytes};
        if (each.name.n == 0) return bad(g, f.bytes.at, "function without a name", err);
        if (g->n_functions == NODES_MAX)
            return bad(g, f.bytes.at, "too many functions", err);
        if (!lmev__grow(&g->function, &room, g->n_functions + 1, sizeof each))
            return lmev__nomem(err, g->source);
        g->function[g->n_functions++] = each;
    }
    if (g->n_functions)
        qsort(g->function, g->n_functions, sizeof *g->function, compare_functions);
    return LMEV_OK;
}

static lmev_status no_twins(const lmev__graph *g, lmev_error *err)
{
    for (size_t i = 1; i < g->n_nodes; i++)
        if (compare_nodes(&g->node[i - 1], &g->node[i]) == 0)
            return bad(g, g->node[i].body.at, "two nodes of one name", err);
    for (size_t i = 1; i < g->n_functions; i++)
        if (compare_functions(&g->function[i - 1], &g->function[i]) == 0)
            return bad(g, g->function[i].body.at, "two functions of one name", err);
    return LMEV_OK;
}

lmev_status lmev__graph_read(lmev__graph *g, lmev_str file, const char *source,
                             lmev_error *err)
{
    *g = (lmev__graph){.source = source, .file = file};
    lmev_status s = choose_meta(g, err);
    if (s != LMEV_OK) return s;
    const lmev_str graph = lmev__wire_bytes(g->meta, META_GRAPH, &g->fault);
    const lmev_str library = lmev__wire_bytes(graph, GRAPH_LIBRARY, &g->fault);
    size_t room = 0;
    s = add_functions(g, library, err);
    if (s == LMEV_OK) s = add_nodes(g, graph, GRAPH_NODE, 0, &room, err);
    for (size_t i = 0; s == LMEV_OK && i < g->n_functions; i++)
        s = add_nodes(g, g->function[i].body, FUNCTION_NODE, (uint32_t)i + 1, &room, err);
    if (s == LMEV_OK && g->n_nodes)
        qsort(g->node, g->n_nodes, sizeof *g->node, compare_nodes);
    if (s == LMEV_OK) s = no_twins(g, err);
    if (s == LMEV_OK) s = lmev__objects_read(g, err);
    if (s == LMEV_OK && g->fault.why) s = bad(g, g->fault.at, g->fault.why, err);
    if (s != LMEV_OK) lmev__graph_release(g);
    return s;
}

void lmev__graph_release(lmev__graph *g)
{
    lmev__free(g->node);
    lmev__free(g->function);
    lmev__free(g->object);
    *g = (lmev__graph){0};
}

/* ---- looking things up ---- */

const lmev__node *lmev__graph_node(const lmev__graph *g, uint32_t scope, lmev_str name)
{
    const lmev__node key = {.name = name, .scope = scope};
    return g->n_nodes ? bsearch(&key, g->node, g->n_nodes, sizeof key, compare_nodes)
                      : NULL;
}

const lmev__node *lmev__graph_scope(const lmev__graph *g, uint32_t scope, size_t *n)
{
    size_t low = 0, high = g->n_nodes; /* the first whose scope is not below */
    while (low < high) {
        const size_t middle = low + (high - low) / 2;
        if (g->node[middle].scope < scope)
            low = middle + 1;
        else
            high = middle;
    }
    for (*n = 0; low + *n < g->n_nodes && g->node[low + *n].scope == scope;) ++*n;
    return g->node + low;
}

uint32_t lmev__graph_function(const lmev__graph *g, lmev_str name)
{
    const lmev__function key = {.name = name};
    const lmev__function *at =
        name.n && g->n_functions
            ? bsearch(&key, g->function, g->n_functions, sizeof key, compare_functions)
            : NULL;
    return at ? (uint32_t)(at - g->function) + 1 : 0;
}

static void call_named(lmev__graph *g, lmev_str func,
                       void (*each)(void *arg, uint32_t scope), void *arg)
{
    const uint32_t scope =
        lmev__graph_function(g, lmev__wire_bytes(func, FUNC_NAME, &g->fault));
    if (scope) each(arg, scope);
}

void lmev__node_functions(lmev__graph *g, const lmev__node *node,
                          void (*each)(void *arg, uint32_t scope), void *arg)
{
    lmev__wire w = lmev__wire_of(node->body, &g->fault);
    lmev__wire_field attr, func;
    while (lmev__wire_seek(&w, NODE_ATTR, LMEV__WIRE_BYTES, &attr)) {
        const lmev_str value = lmev__wire_bytes(attr.bytes, MAP_VALUE, &g->fault);
        call_named(g, lmev__wire_bytes(value, ATTR_FUNC, &g->fault), each, arg);
        lmev__wire list =
            lmev__wire_of(lmev__wire_bytes(value, ATTR_LIST, &g->fault), &g->fault);
        while (lmev__wire_seek(&list, LIST_FUNC, LMEV__WIRE_BYTES, &func))
            call_named(g, func.bytes, each, arg);
    }
}

bool lmev__node_attr(lmev__graph *g, const lmev__node *node, const char *name,
                     lmev_str *value)
{
    lmev__wire w = lmev__wire_of(node->body, &g->fault);
    lmev__wire_field f;
    while (lmev__wire_seek(&w, NODE_ATTR, LMEV__WIRE_BYTES, &f))
        if (lmev__str_is(lmev__wire_bytes(f.bytes, MAP_KEY, &g->fault), name)) {
            *value = lmev__wire_bytes(f.bytes, MAP_VALUE, &g->fault);
            return true;
        }
    return false;
}

int64_t lmev__node_int(lmev__graph *g, const lmev__node *node, const char *name,
                       int64_t absent)
{
    lmev_str value;
    if (!lmev__node_attr(g, node, name, &value)) return absent;
    return (int64_t)lmev__wire_value(value, ATTR_I, (uint64_t)absent, &g->fault);
}

bool lmev__node_bool(lmev__graph *g, const lmev__node *node, const char *name,
                     bool absent)
{
    lmev_str value;
    if (!lmev__node_attr(g, node, name, &value)) return absent;
    return lmev__wire_value(value, ATTR_B, absent, &g->fault) != 0;
}

lmev_str lmev__node_text(lmev__graph *g, const lmev__node *node, const char *name)
{
    lmev_str value;
    if (!lmev__node_attr(g, node, name, &value)) return (lmev_str){0};
    return lmev__wire_bytes(value, ATTR_S, &g->fault);
}

lmev_str lmev__node_input(lmev__graph *g, const lmev__node *node, int k)
{
    lmev__wire w = lmev__wire_of(node->body, &g->fault);
    lmev__wire_field f;
    lmev_str last = {0};
    while (lmev__wire_seek(&w, NODE_INPUT, LMEV__WIRE_BYTES, &f)) {
        if (f.bytes.n == 0 || f.bytes.at[0] == '^') continue;
        last = f.bytes;
        if (k-- == 0) return last;
    }
    return k < 0 ? last : (lmev_str){0};
}

int lmev__node_inputs(lmev__graph *g, const lmev__node *node)
{
    lmev__wire w = lmev__wire_of(node->body, &g->fault);
    lmev__wire_field f;
    int n = 0;
    while (n < INT_MAX && lmev__wire_seek(&w, NODE_INPUT, LMEV__WIRE_BYTES, &f))
        n += f.bytes.n > 0 && f.bytes.at[0] != '^';
    return n;
}

/* How many elements a tensor has, by its shape; SIZE_MAX: not known, or too many. */
static size_t n_elements(lmev__graph *g, lmev_str tensor)
{
    const lmev_str shape = lmev__wire_bytes(tensor, TENSOR_SHAPE, &g->fault);
    lmev__wire w = lmev__wire_of(shape, &g->fault);
    lmev__wire_field dim;
    size_t n = 1;
    while (lmev__wire_seek(&w, SHAPE_DIM, LMEV__WIRE_BYTES, &dim)) {
        const uint64_t size = lmev__wire_value(dim.bytes, DIM_SIZE, 0, &g->fault);
        if (__builtin_mul_overflow(n, size, &n)) return SIZE_MAX;
    }
    return n;
}

bool lmev__node_string(lmev__graph *g, const lmev__node *node, lmev_str *value)
{
    lmev_str type, held;
    if (!lmev__str_is(node->op, "Const") || !lmev__node_attr(g, node, "dtype", &type) ||
        lmev__wire_value(type, ATTR_TYPE, 0, &g->fault) != TYPE_STRING ||
        !lmev__node_attr(g, node, "value", &held))
        return false;
    const lmev_str tensor = lmev__wire_bytes(held, ATTR_TENSOR, &g->fault);
    if (n_elements(g, tensor) != 1) return false;
    *value = lmev__wire_bytes(tensor, TENSOR_STRING, &g->fault);
    return true;
}

/* The numbers of a field that is repeated, or packed; how many there were. */
static int listed_numbers(lmev__graph *g, lmev_str tensor, uint32_t number,
                          int64_t *value, int room)
{
    lmev__wire w = lmev__wire_of(tensor, &g->fault);
    lmev__wire_field f;
    int n = 0;
    while (lmev__wire_next(&w, &f)) {
        if (f.number != number) continue;
        if (f.type == LMEV__WIRE_VARINT && n < room) value[n++] = (int64_t)f.value;
        if (f.type != LMEV__WIRE_BYTES) continue;
        const char *p = f.bytes.at, *end = p + f.bytes.n;
        for (uint64_t v; n < room && p < end && lmev__varint(&p, end, &v);)
            value[n++] = (int64_t)v;
    }
    return n;
}

int lmev__node_numbers(lmev__graph *g, const lmev__node *node, int64_t *value, int room)
{
    lmev_str type, held;
    if (!lmev__str_is(node->op, "Const") || !lmev__node_attr(g, node, "dtype", &type) ||
        !lmev__node_attr(g, node, "value", &held))
        return -1;
    const uint64_t kind = lmev__wire_value(type, ATTR_TYPE, 0, &g->fault);
    if (kind != TYPE_INT32 && kind != TYPE_INT64) return -1;
    const lmev_str tensor = lmev__wire_bytes(held, ATTR_TENSOR, &g->fault);
    const size_t n = n_elements(g, tensor), size = kind == TYPE_INT32 ? 4 : 8;
    if (n > (size_t)room) return -1;
    const lmev_str content = lmev__wire_bytes(tensor, TENSOR_CONTENT, &g->fault);
    if (content.n) {
        if (content.n != n * size) return -1;
        for (size_t i = 0; i < n; i++) {
            int32_t small;
            memcpy(&small, content.at + i * size, sizeof small);
            value[i] = small;
            if (size == 8) memcpy(&value[i], content.at + i * size, size);
        }
        return (int)n;
    }
    /* fewer than n: the last one again and again; none: zeros */
    const int said = listed_numbers(
        g, tensor, kind == TYPE_INT32 ? TENSOR_INT : TENSOR_INT64, value, (int)n);
    for (size_t i = (size_t)said; i < n; i++) value[i] = said ? value[said - 1] : 0;
    return (int)n;
}

int lmev__graph_argument(lmev__graph *g, uint32_t scope, lmev_str name)
{
    if (scope == 0) return -1;
    lmev__wire w = lmev__wire_of(g->function[scope - 1].signature, &g->fault);
    lmev__wire_field f;
    for (int i = 0; lmev__wire_seek(&w, SIGNATURE_INPUT, LMEV__WIRE_BYTES, &f); i++)
        if (compare(lmev__wire_bytes(f.bytes, ARGUMENT_NAME, &g->fault), name) == 0)
            return i;
    return -1;
}

size_t lmev__graph_arguments(lmev__graph *g, uint32_t scope)
{
    lmev__wire w = lmev__wire_of(g->function[scope - 1].signature, &g->fault);
    lmev__wire_field f;
    size_t n = 0;
    while (lmev__wire_seek(&w, SIGNATURE_INPUT, LMEV__WIRE_BYTES, &f)) n++;
    return n;
}

/* ArgDef number i; n 0: there is none. */
static lmev_str argument(lmev__graph *g, uint32_t scope, size_t i)
{
    lmev__wire w = lmev__wire_of(g->function[scope - 1].signature, &g->fault);
    lmev__wire_field f;
    for (size_t k = 0; lmev__wire_seek(&w, SIGNATURE_INPUT, LMEV__WIRE_BYTES, &f); k++)
        if (k == i) return f.bytes;
    return (lmev_str){0};
}

lmev_str lmev__graph_argument_name(lmev__graph *g, uint32_t scope, size_t i)
{
    return lmev__wire_bytes(argument(g, scope, i), ARGUMENT_NAME, &g->fault);
}

uint32_t lmev__graph_argument_type(lmev__graph *g, uint32_t scope, size_t i)
{
    return (uint32_t)lmev__wire_value(argument(g, scope, i), ARGUMENT_TYPE, 0, &g->fault);
}

lmev_str lmev__graph_result(lmev__graph *g, uint32_t scope, size_t i)
{
    if (scope == 0) return (lmev_str){0};
    const lmev__function *function = &g->function[scope - 1];
    lmev__wire w = lmev__wire_of(function->signature, &g->fault);
    lmev__wire_field f;
    for (size_t k = 0; k <= i; k++)
        if (!lmev__wire_seek(&w, SIGNATURE_OUTPUT, LMEV__WIRE_BYTES, &f))
            return (lmev_str){0};
    const lmev_str name = lmev__wire_bytes(f.bytes, 1, &g->fault);
    w = lmev__wire_of(function->body, &g->fault);
    while (lmev__wire_seek(&w, FUNCTION_RET, LMEV__WIRE_BYTES, &f))
        if (compare(lmev__wire_bytes(f.bytes, MAP_KEY, &g->fault), name) == 0)
            return lmev__wire_bytes(f.bytes, MAP_VALUE, &g->fault);
    return (lmev_str){0};
}
