/* recipe.c - from a graph to what it does with text: the walk along its chains
 * (walker.h).
 *
 * A chain that reaches an argument of a function goes on at all its callers, one that
 * reaches a call goes on at the function's result. Then what is not on a chain: the
 * vocabulary. */
#include "lm/recipe.h"

#include <string.h>

#include "base/error.h"
#include "lm/walker.h"

lmev_status lmev__refuse(lmev__walker *w, const lmev__node *node, const char *why)
{
    lmev__fail(w->err, LMEV_ERR_FORMAT, w->g->source, 0,
               "%s: node '%.*s', op %.*s, at byte %zu", why, LMEV__SHOWN(node->name),
               LMEV__SHOWN(node->op), (size_t)(node->body.at - w->g->file.at));
    lmev__hint(w->err,
               "only modules that split text into words and combine their rows are "
               "read, as TF-Hub's NNLM are");
    return LMEV_ERR_FORMAT;
}

lmev_status lmev__refuse_all(lmev__walker *w, const char *why)
{
    return lmev__fail(w->err, LMEV_ERR_FORMAT, w->g->source, 0, "%s", why);
}

lmev_status lmev__go(lmev__walker *w, const lmev__point *from, uint32_t scope,
                     lmev_str input)
{
    if (w->n == LMEV__POINTS_MAX)
        return lmev__refuse_all(w, "graph in which one value has too many sources");
    lmev__point p = *from;
    p.scope = scope;
    p.input = input;
    w->point[w->n++] = p;
    return LMEV_OK;
}

lmev_status lmev__go_input(lmev__walker *w, const lmev__point *from,
                           const lmev__node *node, int k)
{
    const lmev_str input = lmev__node_input(w->g, node, k);
    if (input.n == 0) return lmev__refuse(w, node, "an input is missing");
    return lmev__go(w, from, node->scope, input);
}

const lmev__node *lmev__source_of(lmev__walker *w, uint32_t scope, lmev_str input,
                                  lmev_str *port)
{
    const char *colon = input.n ? memchr(input.at, ':', input.n) : NULL;
    const size_t n = colon ? (size_t)(colon - input.at) : input.n;
    *port = colon ? (lmev_str){colon + 1, input.n - n - 1} : (lmev_str){0};
    const lmev__node *node = lmev__graph_node(w->g, scope, (lmev_str){input.at, n});
    if (node) w->budget -= (int64_t)node->body.n;
    return node;
}

const lmev__node *lmev__input_node(lmev__walker *w, const lmev__node *node, int k)
{
    lmev_str port;
    const lmev__node *from = NULL;
    lmev_str input = lmev__node_input(w->g, node, k);
    for (int i = 0; i < 8; i++) { /* through what hands its input on */
        from = lmev__source_of(w, node->scope, input, &port);
        if (!from || !(is_op(from, "Identity") || is_op(from, "Cast"))) break;
        input = lmev__node_input(w->g, from, 0);
    }
    return from;
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

/* ---- walking ---- */

static lmev_status go_callers(lmev__walker *w, const lmev__point *p, int argument,
                              bool *any)
{
    w->budget -= (int64_t)(w->g->n_calls * sizeof *w->g->call);
    for (size_t i = 0; i < w->g->n_calls; i++) {
        const lmev__call *c = &w->g->call[i];
        if (c->function + 1 != p->scope) continue;
        const lmev__node *node = &w->g->node[c->node];
        if (!c->plain)
            return lmev__refuse(w, node,
                                "the module's function is called by an unknown op");
        *any = true;
        const lmev_status s = lmev__go_input(w, p, node, argument);
        if (s != LMEV_OK) return s;
    }
    return LMEV_OK;
}

/* The input is no node: an argument of the function. */
static lmev_status at_argument(lmev__walker *w, const lmev__point *p)
{
    const int argument = lmev__graph_argument(w->g, p->scope, p->input);
    if (argument < 0)
        return lmev__fail(w->err, LMEV_ERR_FORMAT, w->g->source, 0,
                          "graph has no node '%.*s', which is somebody's input",
                          LMEV__SHOWN(p->input));
    if (p->chain == LMEV__ROWS) return LMEV_OK; /* a variable, captured */
    w->budget -= (int64_t)w->g->function[p->scope - 1].signature.n;
    bool any = false;
    const lmev_status s = go_callers(w, p, argument, &any);
    if (s != LMEV_OK || any) return s;
    if (p->chain == LMEV__KEYS) return lmev__text_ends(w, p);
    return lmev__refuse_all(w, "graph whose ids are not made from text, but given");
}

static lmev_status at_call(lmev__walker *w, const lmev__point *p, const lmev__node *node,
                           lmev_str port)
{
    w->budget -= (int64_t)(w->g->n_calls * sizeof *w->g->call);
    for (size_t i = 0; i < w->g->n_calls; i++) {
        const lmev__call *c = &w->g->call[i];
        if (&w->g->node[c->node] != node || !c->plain) continue;
        const uint32_t scope = c->function + 1;
        w->budget -= (int64_t)w->g->function[c->function].body.n;
        const lmev_str result = lmev__graph_result(w->g, scope, lmev__port_number(port));
        if (result.n) return lmev__go(w, p, scope, result);
    }
    return lmev__refuse(w, node, "a function is called that is not there");
}

static lmev_status step(lmev__walker *w, lmev__point p)
{
    static const struct {
        const char *op;
        unsigned chains;
    } through[] = {{"Identity", LMEV__KEYS | LMEV__IDS | LMEV__ROWS | LMEV__OUT},
                   {"StopGradient", LMEV__KEYS | LMEV__IDS | LMEV__ROWS | LMEV__OUT},
                   {"EnsureShape", LMEV__KEYS | LMEV__IDS | LMEV__ROWS | LMEV__OUT},
                   {"Cast", LMEV__IDS | LMEV__ROWS | LMEV__OUT},
                   {"Reshape", LMEV__KEYS | LMEV__IDS | LMEV__ROWS | LMEV__OUT},
                   {"Squeeze", LMEV__KEYS | LMEV__IDS | LMEV__OUT},
                   {"ExpandDims", LMEV__KEYS | LMEV__IDS | LMEV__OUT},
                   {"PlaceholderWithDefault", LMEV__KEYS}};
    lmev_str port;
    w->budget -= 64;
    const lmev__node *node = lmev__source_of(w, p.scope, p.input, &port);
    if (w->budget < 0) return lmev__refuse_all(w, "graph too tangled to follow");
    if (!node) return at_argument(w, &p);
    for (size_t i = 0; i < sizeof through / sizeof *through; i++)
        if (through[i].chains & p.chain && is_op(node, through[i].op))
            return lmev__go_input(w, &p, node, 0);
    if (is_op(node, "PartitionedCall") || is_op(node, "StatefulPartitionedCall"))
        return at_call(w, &p, node, port);
    switch (p.chain) {
    case LMEV__KEYS:
        return lmev__read_key(w, &p, node, port);
    case LMEV__IDS:
        return lmev__read_id(w, &p, node, port);
    case LMEV__ROWS:
        return lmev__read_row(w, &p, node);
    default:
        return lmev__read_out(w, &p, node);
    }
}

static lmev_status walk(lmev__walker *w)
{
    lmev_status s = LMEV_OK;
    while (s == LMEV_OK && w->n > 0) s = step(w, w->point[--w->n]);
    return s;
}

/* ---- where the chains begin ---- */

/* All look-ups of strings, and all hashes. */
static lmev_status start_keys(lmev__walker *w)
{
    lmev__graph *g = w->g;
    lmev_status s = LMEV_OK;
    bool any = false;
    for (size_t i = 0; i < g->n_nodes && s == LMEV_OK; i++) {
        const lmev__node *node = &g->node[i];
        const lmev__point p = {.chain = LMEV__KEYS};
        if (is_op(node, "StringToHashBucketStrong") || is_op(node, "StringToHashBucket"))
            return lmev__refuse(
                w, node, "unknown words are hashed by a function that is not known");
        const bool hash = is_op(node, "StringToHashBucketFast");
        if (!hash && !lmev__is_find(node)) continue;
        any = true;
        if (hash) {
            const int64_t n = lmev__node_int(g, node, "num_buckets", 0);
            if (n < 1 || n >= UINT32_MAX)
                return lmev__refuse(w, node, "impossible number of buckets");
            if (w->r->buckets && w->r->buckets != (uint32_t)n)
                return lmev__refuse(w, node, "two different numbers of buckets");
            w->r->buckets = (uint32_t)n;
        }
        s = lmev__go_input(w, &p, node, hash ? 0 : 1);
        if (s == LMEV_OK) s = walk(w);
    }
    if (s == LMEV_OK && !any)
        return lmev__refuse_all(w, "graph without a vocabulary: no text module");
    if (s == LMEV_OK && !w->any_text)
        return lmev__refuse_all(w, "graph that looks up no text");
    return s;
}

/* The results of functions that hold a combiner (a gather, where text is not split), or
 * the outputs of the signatures when it stands in the graph itself. */
static lmev_status start_out(lmev__walker *w)
{
    lmev__graph *g = w->g;
    lmev_status s = LMEV_OK;
    lmev_combiner c;
    bool main_graph = false;
    const lmev__point p = {.chain = LMEV__OUT};
    for (size_t i = 0; i < g->n_nodes && s == LMEV_OK;) {
        const uint32_t scope = g->node[i].scope;
        bool here = false;
        for (; i < g->n_nodes && g->node[i].scope == scope; i++)
            here =
                here || lmev__combiner_of(&g->node[i], &c) ||
                (w->r->split == LMEV__SPLIT_NONE && is_op(&g->node[i], "ResourceGather"));
        main_graph = main_graph || (here && scope == 0);
        lmev_str result;
        if (!here || scope == 0) continue;
        for (size_t k = 0; s == LMEV_OK && (result = lmev__graph_result(g, scope, k)).n;
             k++) {
            w->budget -= (int64_t)g->function[scope - 1].body.n;
            if ((s = lmev__go(w, &p, scope, result)) == LMEV_OK) s = walk(w);
        }
    }
    if (s != LMEV_OK || (w->any_combiner && !main_graph)) return s;
    lmev__wire signatures = lmev__wire_of(g->meta, &g->fault);
    lmev__field f, output;
    while (s == LMEV_OK && lmev__wire_seek(&signatures, 5, LMEV__WIRE_BYTES, &f)) {
        const lmev_str def = lmev__wire_bytes(f.bytes, 2, &g->fault);
        lmev__wire outputs = lmev__wire_of(def, &g->fault);
        while (s == LMEV_OK && lmev__wire_seek(&outputs, 2, LMEV__WIRE_BYTES, &output)) {
            const lmev_str info = lmev__wire_bytes(output.bytes, 2, &g->fault);
            const lmev_str name = lmev__wire_bytes(info, 1, &g->fault);
            if (name.n && (s = lmev__go(w, &p, 0, name)) == LMEV_OK) s = walk(w);
        }
    }
    if (s == LMEV_OK && !w->any_combiner)
        return lmev__refuse_all(w, "graph that does not combine the rows of a table");
    return s;
}

/* ---- the vocabulary ---- */

static lmev_status read_vocabulary(lmev__walker *w)
{
    lmev__graph *g = w->g;
    bool any = false;
    for (size_t i = 0; i < g->n_nodes; i++) {
        const lmev__node *node = &g->node[i];
        if (is_op(node, "InitializeTable") || is_op(node, "InitializeTableV2") ||
            is_op(node, "LookupTableImportV2"))
            return lmev__refuse(w, node, "the vocabulary is in the graph, not in a file");
        if (!is_op(node, "InitializeTableFromTextFileV2") &&
            !is_op(node, "InitializeTableFromTextFile"))
            continue;
        if (lmev__node_int(g, node, "key_index", 0) != -2 ||
            lmev__node_int(g, node, "value_index", 0) != -1 ||
            lmev__node_int(g, node, "offset", 0) != 0)
            return lmev__refuse(w, node,
                                "lines of the vocabulary are not whole tokens in order");
        const int64_t limit = lmev__node_int(g, node, "vocab_size", -1);
        if (limit < -1 || limit == 0 || (any && limit != w->r->limit))
            return lmev__refuse(w, node, "impossible size of the vocabulary");
        w->r->limit = limit;
        any = true;
    }
    return any ? LMEV_OK
               : lmev__refuse_all(w, "graph whose vocabulary is not read from a file");
}

/* AssetFileDef.filename; two different ones are refused, since their tables are not told
 * apart. */
static lmev_status add_asset(lmev__walker *w, lmev_str def)
{
    const lmev_str name = lmev__wire_bytes(def, 2, &w->g->fault);
    lmev_str *asset = &w->r->asset;
    if (asset->n && (asset->n != name.n || memcmp(asset->at, name.at, name.n) != 0))
        return lmev__refuse_all(
            w, "module with more than one asset, where one vocabulary is expected");
    *asset = name;
    return LMEV_OK;
}

/* The list of asset files; the TF1 hub format has it in a collection. */
static lmev_status read_assets(lmev__walker *w)
{
    lmev__wire_fault *fault = &w->g->fault;
    lmev__wire meta = lmev__wire_of(w->g->meta, fault);
    lmev__field f, any;
    lmev_status s = LMEV_OK;
    while (s == LMEV_OK && lmev__wire_next(&meta, &f)) {
        if (f.type != LMEV__WIRE_BYTES) continue;
        if (f.number == 6) s = add_asset(w, f.bytes);
        if (f.number != 4 ||
            !lmev__str_is(lmev__wire_bytes(f.bytes, 1, fault), "saved_model_assets"))
            continue;
        const lmev_str collection = lmev__wire_bytes(f.bytes, 2, fault);
        lmev__wire list = lmev__wire_of(lmev__wire_bytes(collection, 5, fault), fault);
        while (s == LMEV_OK && lmev__wire_seek(&list, 1, LMEV__WIRE_BYTES, &any))
            s = add_asset(w, lmev__wire_bytes(any.bytes, 2, fault));
    }
    return s;
}

lmev_status lmev__recipe_read(lmev__recipe *r, lmev__graph *g, lmev_error *err)
{
    lmev__recipe recipe = {.limit = -1};
    lmev__walker w = {.g = g, .err = err, .r = &recipe};
    w.budget =
        (int64_t)(g->file.n < ((size_t)1 << 40) ? g->file.n : (size_t)1 << 40) * 64 +
        ((int64_t)1 << 20);
    lmev_status s = start_keys(&w);
    if (s == LMEV_OK) s = start_out(&w);
    if (s == LMEV_OK) s = read_vocabulary(&w);
    if (s == LMEV_OK) s = read_assets(&w);
    if (s == LMEV_OK && w.hash == w.plain_lookup)
        s = lmev__refuse_all(&w, "graph in which only some words have buckets");
    if (s == LMEV_OK && w.plain_lookup && recipe.buckets)
        s = lmev__refuse_all(&w, "graph that hashes words and does not use it");
    if (s == LMEV_OK && w.keeps && !w.fills)
        s = lmev__refuse_all(&w, "graph that keeps empty words, but drops empty texts");
    if (g->fault.why)
        s = lmev__fail(err, LMEV_ERR_FORMAT, g->source, 0, "%s, at byte %zu",
                       g->fault.why, (size_t)(g->fault.at - g->file.at));
    if (s != LMEV_OK) return s;
    recipe.fill_empty = w.fills && recipe.buckets > 0;
    *r = recipe;
    return LMEV_OK;
}
