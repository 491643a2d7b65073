/* meaning.c - finding what a value is (meaning.h): through calls and arguments, each
 * value once.
 *
 * A value that is asked for while it is being found is made from itself, and unknown. An
 * op that no rule knows gives an unknown value, which says why that matters. */
#include "lm/tfhub/meaning.h"

#include <string.h>

#include "base/mem.h"

#define KNOWN_MAX    ((size_t)1 << 14) /* values; a text module has some hundred */
#define INPUTS_ASKED 16                /* of an op that is not known */

void lmev__reader_begin(lmev__reader *r, uint32_t scope, lmev_str function,
                        lmev_str input)
{
    r->function = function;
    r->input = input;
    r->n_frames = 1;
    r->frame[0] = (lmev__frame){.scope = scope};
    r->n_known = 0;
    r->depth = 0;
    if (r->room) memset(r->known, 0, r->room * sizeof *r->known);
}

void lmev__reader_end(lmev__reader *r)
{
    lmev__free(r->known);
    r->known = NULL;
    r->room = r->n_known = 0;
}

lmev__value lmev__unknown(const lmev__node *node, const char *why)
{
    return (lmev__value){.is = LMEV__UNKNOWN, .node = node, .why = why};
}

size_t lmev__port_number(lmev_str port)
{
    size_t sum = 0;
    for (size_t i = 0; i < port.n; i++)
        sum = port.at[i] == ':' ? 0
              : port.at[i] >= '0' && port.at[i] <= '9' && sum < 10000
                  ? 10 * sum + (size_t)(port.at[i] - '0')
                  : 0;
    return sum;
}

bool lmev__is_port(lmev_str port, const char *name, size_t i)
{
    const size_t n = strlen(name);
    if (port.n > n && memcmp(port.at, name, n) == 0 && port.at[n] == ':') return true;
    return lmev__port_number(port) == i &&
           (port.n == 0 || (port.at[0] >= '0' && port.at[0] <= '9'));
}

/* ---- what was found ---- */

static bool same_text(lmev_str a, lmev_str b)
{
    return a.n == b.n && (a.n == 0 || memcmp(a.at, b.at, a.n) == 0);
}

static lmev__memo *slot_of(lmev__memo *known, size_t room, uint32_t frame,
                           const lmev__node *node, lmev_str port)
{
    uint64_t key = (uint64_t)(uintptr_t)node + frame * 7919u;
    for (size_t i = 0; i < port.n; i++) key = key * 31 + (uint8_t)port.at[i];
    size_t i = (size_t)(key * 0x9E3779B97F4A7C15u >> 32) & (room - 1);
    while (known[i].node && (known[i].node != node || known[i].frame != frame ||
                             !same_text(known[i].port, port)))
        i = (i + 1) & (room - 1);
    return &known[i];
}

/* Room for one more. */
static bool make_room(lmev__reader *r)
{
    if (2 * (r->n_known + 1) <= r->room) return true;
    const size_t room = r->room ? 2 * r->room : 256;
    lmev__memo *known = lmev__calloc(room, sizeof *known);
    if (!known) return false;
    for (size_t i = 0; i < r->room; i++)
        if (r->known[i].node)
            *slot_of(known, room, r->known[i].frame, r->known[i].node, r->known[i].port) =
                r->known[i];
    lmev__free(r->known);
    r->known = known;
    r->room = room;
    return true;
}

/* ---- calls and arguments ---- */

/* The frame of a call, made when it is entered first; 0: there are too many. */
static uint32_t enter(lmev__reader *r, uint32_t parent, const lmev__node *call,
                      uint32_t scope)
{
    for (uint32_t i = 1; i < r->n_frames; i++)
        if (r->frame[i].call == call && r->frame[i].parent == parent) return i;
    if (r->n_frames == LMEV__FRAMES_MAX) return 0;
    r->frame[r->n_frames] = (lmev__frame){scope, parent, call};
    return (uint32_t)r->n_frames++;
}

static lmev__value call_op(lmev__reader *r, uint32_t frame, const lmev__node *node,
                           lmev_str port)
{
    lmev_str value = {0}, func = {0}, result = {0};
    uint32_t scope = 0, inner = 0;
    if (lmev__node_attr(r->g, node, "f", &value))
        func = lmev__wire_bytes(value, 10, &r->g->fault);
    if (func.n)
        scope = lmev__graph_function(r->g, lmev__wire_bytes(func, 1, &r->g->fault));
    if (scope) {
        r->budget -= (int64_t)r->g->function[scope - 1].body.n;
        result = lmev__graph_result(r->g, scope, lmev__port_number(port));
    }
    if (result.n == 0)
        return lmev__unknown(node, "a function is called that is not there");
    if (!(inner = enter(r, frame, node, scope)))
        return lmev__unknown(node, "too many calls to follow");
    return lmev__value_of(r, inner, result);
}

/* An argument that an object of the module stands for. */
static lmev__value bound_value(lmev__reader *r, size_t i)
{
    lmev_str body;
    const int64_t object = lmev__function_bound_to(r->g, r->function, i);
    if (lmev__object_is(r->g, object, LMEV__OBJECT_VARIABLE, &body))
        return (lmev__value){.is = LMEV__VARIABLE, .object = object};
    if (lmev__object_is(r->g, object, LMEV__OBJECT_RESOURCE, &body))
        return (lmev__value){.is = LMEV__VOCABULARY};
    if (lmev__object_is(r->g, object, LMEV__OBJECT_CONSTANT, &body)) {
        const lmev_str name = lmev__wire_bytes(body, 1, &r->g->fault);
        const lmev__node *node = lmev__graph_node(r->g, 0, name);
        if (node && lmev__is_op(node, "Const"))
            return (lmev__value){.is = LMEV__CONSTANT, .node = node};
    }
    return lmev__unknown(NULL, "graph that uses an object of an unknown kind");
}

static lmev__value argument(lmev__reader *r, uint32_t frame, lmev_str name)
{
    const lmev__frame *f = &r->frame[frame];
    const int i = lmev__graph_argument(r->g, f->scope, name);
    if (f->scope) r->budget -= (int64_t)r->g->function[f->scope - 1].signature.n;
    if (i < 0)
        return lmev__unknown(NULL, "graph in which an input is named that is not there");
    if (frame) return lmev__input_of(r, f->parent, f->call, i);
    const size_t n = lmev__graph_arguments(r->g, f->scope);
    const size_t n_bound = lmev__function_bound(r->g, r->function);
    r->budget -= (int64_t)r->function.n;
    const size_t first = n_bound < n ? n - n_bound : 0;
    if ((size_t)i >= first) return bound_value(r, (size_t)i - first);
    if (same_text(r->input, name))
        return (lmev__value){.is = LMEV__TEXTS, .of = {.split = LMEV__SPLIT_NONE}};
    return lmev__unknown(NULL, "graph with another input than the texts");
}

/* ---- ops ---- */

/* The variable, the table and the input of a graph itself. */
static bool main_op(const lmev__reader *r, const lmev__node *node, lmev__value *v)
{
    *v = (lmev__value){.node = node, .object = LMEV__NO_OBJECT};
    if (node->scope != 0) return false;
    if (lmev__is_op(node, "HashTableV2") || lmev__is_op(node, "HashTable")) {
        v->is = LMEV__VOCABULARY;
        return true;
    }
    if (lmev__is_op(node, "VarHandleOp") || lmev__is_op(node, "VariableV2") ||
        lmev__is_op(node, "Variable")) {
        v->is = LMEV__VARIABLE;
        v->name = node->name;
        return true;
    }
    if (lmev__is_op(node, "Placeholder") || lmev__is_op(node, "PlaceholderWithDefault")) {
        if (same_text(r->input, node->name)) {
            v->is = LMEV__TEXTS;
            v->of.split = LMEV__SPLIT_NONE;
        } else {
            *v = lmev__unknown(node, "graph with another input than the texts");
        }
        return true;
    }
    return false;
}

static const char *passes(lmev__meaning is)
{
    switch (is) {
    case LMEV__TEXTS:
        return "text passes through an op that is not known";
    case LMEV__TOKENS:
        return "words pass through an op that is not known";
    case LMEV__VECTORS:
    case LMEV__ZEROS:
    case LMEV__EMPTY:
        return "vectors pass through an op that is not known";
    case LMEV__VARIABLE:
    case LMEV__ROWS:
        return "rows pass through an op that is not known";
    case LMEV__UNKNOWN:
    case LMEV__CONSTANT:
    case LMEV__MEASURE:
    case LMEV__VOCABULARY:
        return NULL;
    default:
        return "ids come from an op that is not known";
    }
}

/* An op of which nothing is known. Of its inputs the most telling one says why that
 * matters: one in which vectors were lost already, vectors, one that is not understood,
 * and then whatever has to do with the texts. */
static lmev__value other_op(lmev__reader *r, uint32_t frame, const lmev__node *node)
{
    lmev__value reason = lmev__unknown(node, "values come from an op that is not known");
    lmev__value first = {0}; /* of the vectors that come here */
    unsigned best = 0;
    bool several = false;
    for (int k = 0; k < INPUTS_ASKED && lmev__node_input(r->g, node, k).n; k++) {
        const lmev__value v = lmev__input_of(r, frame, node, k);
        const char *why = passes(v.is);
        const bool unknown = v.is == LMEV__UNKNOWN, vectors = v.is == LMEV__VECTORS;
        const unsigned rank = unknown ? (v.hint ? 4 : 2) : vectors ? 3 : why != NULL;
        if (vectors && first.is == LMEV__VECTORS)
            several = several || v.object != first.object || v.name.at != first.name.at;
        if (vectors && first.is != LMEV__VECTORS) first = v;
        if (rank <= best) continue;
        best = rank;
        reason = unknown ? v : lmev__unknown(node, why);
    }
    if (best != 3) return reason;
    if (several) reason.why = "the vectors of several text layers are put together";
    reason.hint = several
                      ? "each text layer is a model by itself: use the modules that the "
                        "layers were made from, one by one"
                      : "the vectors of a text layer itself are read: use the module "
                        "that the layer was made from, and do the rest to its vectors";
    return reason;
}

static lmev__value op_value(lmev__reader *r, uint32_t frame, const lmev__node *node,
                            lmev_str port)
{
    lmev__value v = {0};
    if (lmev__is_op(node, "Const"))
        return (lmev__value){.is = LMEV__CONSTANT, .node = node};
    if (lmev__is_op(node, "PartitionedCall") ||
        lmev__is_op(node, "StatefulPartitionedCall"))
        return call_op(r, frame, node, port);
    if (main_op(r, node, &v) || lmev__text_op(r, frame, node, port, &v) ||
        lmev__row_op(r, frame, node, port, &v) ||
        lmev__shape_op(r, frame, node, port, &v))
        return v;
    return other_op(r, frame, node);
}

/* A node's output, found once. While that is being done it is unknown, for those who come
 * round to it again. */
static lmev__value node_value(lmev__reader *r, uint32_t frame, const lmev__node *node,
                              lmev_str port)
{
    if (!make_room(r)) {
        r->no_memory = true;
        return lmev__unknown(node, "out of memory");
    }
    lmev__memo *slot = slot_of(r->known, r->room, frame, node, port);
    if (slot->node) return slot->value;
    *slot = (lmev__memo){frame, node, port,
                         lmev__unknown(node, "a value is made from itself")};
    r->n_known++;
    r->budget -= (int64_t)node->body.n + 64;
    const lmev__value v = op_value(r, frame, node, port);
    slot_of(r->known, r->room, frame, node, port)->value = v; /* it may have moved */
    return v;
}

lmev__value lmev__value_of(lmev__reader *r, uint32_t frame, lmev_str input)
{
    const char *colon = input.n ? memchr(input.at, ':', input.n) : NULL;
    const size_t n = colon ? (size_t)(colon - input.at) : input.n;
    const lmev_str port = colon ? (lmev_str){colon + 1, input.n - n - 1} : (lmev_str){0};
    const lmev__node *node =
        lmev__graph_node(r->g, r->frame[frame].scope, (lmev_str){input.at, n});
    if (r->depth == LMEV__DEPTH_MAX || r->budget < 0 || r->n_known == KNOWN_MAX)
        return lmev__unknown(NULL, "graph too tangled to follow");
    r->depth++;
    const lmev__value v =
        node ? node_value(r, frame, node, port) : argument(r, frame, input);
    r->depth--;
    return v;
}

lmev__value lmev__input_of(lmev__reader *r, uint32_t frame, const lmev__node *node, int k)
{
    r->budget -= (int64_t)node->body.n;
    const lmev_str input = lmev__node_input(r->g, node, k);
    if (input.n == 0) return lmev__unknown(node, "an input is missing");
    return lmev__value_of(r, frame, input);
}
