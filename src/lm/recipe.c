/* recipe.c - from a graph to what it does with text.
 *
 * A module is seen as four chains, each walked against the current:
 *   KEYS   what the vocabulary is asked for  <- split <- \pP removed <- the text
 *   IDS    what the combiner is asked for    <- empty rows filled <- look-up, or hash
 *   ROWS   what the combiner sums            <- gather <- the table
 *   OUT    what the function returns         <- the combiner
 * On a chain only ops whose meaning is known may stand, so that nothing that changes
 * text, ids or vectors is missed; those off the chains (saving, restoring, shapes) do not
 * matter. A chain that reaches an argument of a function goes on at all its callers, one
 * that reaches a call goes on at the function's result. The walk is given a budget of
 * bytes, in proportion to the file, so that a graph made to be slow is refused.
 *
 * Where a graph has several such chains (it may have been traced more than once) all of
 * them must tell the same. */
#include "lm/recipe.h"

#include <string.h>

#include "base/error.h"

typedef enum chain { KEYS = 1, IDS = 2, ROWS = 4, OUT = 8 } chain;

/* A point on a chain, and what was met on the way to it. */
typedef struct point {
    uint32_t scope;
    lmev_str input;
    chain chain;
    bool cut, bare; /* the split, the removal of punctuation */
    lmev__split split;
    lmev__strip strip;
} point;

#define POINTS_MAX 256

typedef struct walker {
    lmev__graph *g;
    lmev_error *err;
    lmev__recipe *r;
    int64_t budget;
    size_t n;
    point point[POINTS_MAX];
    bool any_text, any_combiner, any_rows; /* what in *r is known already */
    bool hash, plain_lookup; /* ids come from a table with buckets, from one without */
    bool fills, zeroes;      /* empty texts become "", or zeros */
    bool keeps;              /* empty words are kept, but those of an empty text not */
} walker;

#define SHOWN(s) (s).n < 100 ? (int)(s).n : 100, (s).at

/* Refuse because of a node. */
static lmev_status refuse(walker *w, const lmev__node *node, const char *why)
{
    lmev__fail(w->err, LMEV_ERR_FORMAT, w->g->source, 0,
               "%s: node '%.*s', op %.*s, at byte %zu", why, SHOWN(node->name),
               SHOWN(node->op), (size_t)(node->body.at - w->g->file.at));
    lmev__hint(w->err,
               "only modules that split text into words and combine their rows are "
               "read, as TF-Hub's NNLM are");
    return LMEV_ERR_FORMAT;
}

static lmev_status refuse_all(walker *w, const char *why)
{
    return lmev__fail(w->err, LMEV_ERR_FORMAT, w->g->source, 0, "%s", why);
}

static bool is(const lmev__node *node, const char *op)
{
    return lmev__str_is(node->op, op);
}

/* Push a point: the input of a node, the rest as in `from`. */
static lmev_status go(walker *w, const point *from, uint32_t scope, lmev_str input)
{
    if (w->n == POINTS_MAX)
        return refuse_all(w, "graph in which one value has too many sources");
    point p = *from;
    p.scope = scope;
    p.input = input;
    w->point[w->n++] = p;
    return LMEV_OK;
}

static lmev_status go_input(walker *w, const point *from, const lmev__node *node, int k)
{
    const lmev_str input = lmev__node_input(w->g, node, k);
    if (input.n == 0) return refuse(w, node, "an input is missing");
    return go(w, from, node->scope, input);
}

/* The node that an input names, or NULL; *port is what follows the first colon. */
static const lmev__node *source_of(walker *w, uint32_t scope, lmev_str input,
                                   lmev_str *port)
{
    const char *colon = input.n ? memchr(input.at, ':', input.n) : NULL;
    const size_t n = colon ? (size_t)(colon - input.at) : input.n;
    *port = colon ? (lmev_str){colon + 1, input.n - n - 1} : (lmev_str){0};
    const lmev__node *node = lmev__graph_node(w->g, scope, (lmev_str){input.at, n});
    if (node) w->budget -= (int64_t)node->body.n;
    return node;
}

static const lmev__node *input_node(walker *w, const lmev__node *node, int k)
{
    lmev_str port;
    const lmev__node *from = NULL;
    lmev_str input = lmev__node_input(w->g, node, k);
    for (int i = 0; i < 8; i++) { /* through what hands its input on */
        from = source_of(w, node->scope, input, &port);
        if (!from || !(is(from, "Identity") || is(from, "Cast"))) break;
        input = lmev__node_input(w->g, from, 0);
    }
    return from;
}

/* The number of an output: "output:1" and "1" are 1. */
static size_t port_number(lmev_str port)
{
    size_t sum = 0;
    for (size_t i = 0; i < port.n; i++)
        sum = port.at[i] == ':' ? 0
              : port.at[i] >= '0' && port.at[i] <= '9' && sum < 10000
                  ? 10 * sum + (size_t)(port.at[i] - '0')
                  : 0;
    return sum;
}

/* Is it output number i, called name? */
static bool is_port(lmev_str port, const char *name, size_t i)
{
    const size_t n = strlen(name);
    if (port.n > n && memcmp(port.at, name, n) == 0 && port.at[n] == ':') return true;
    return port_number(port) == i &&
           (port.n == 0 || (port.at[0] >= '0' && port.at[0] <= '9'));
}

/* ---- KEYS: the text ---- */

static lmev_status text_ends(walker *w, const point *p)
{
    const lmev__split split = p->cut ? p->split : LMEV__SPLIT_NONE;
    const lmev__strip strip = p->bare ? p->strip : LMEV__STRIP_NONE;
    if (w->any_text && (w->r->split != split || w->r->strip != strip))
        return refuse_all(w, "graph that splits text in more than one way");
    w->any_text = true;
    w->r->split = split;
    w->r->strip = strip;
    return LMEV_OK;
}

static lmev_status read_split(walker *w, point *p, const lmev__node *node)
{
    lmev_str by;
    const lmev__node *with = input_node(w, node, 1);
    if (p->cut) return refuse(w, node, "text is split twice");
    if (p->bare) return refuse(w, node, "punctuation is removed after splitting");
    if (!with || !lmev__node_string(w->g, with, &by))
        return refuse(w, node, "text is split at what is not a constant");
    p->cut = true;
    const bool space = lmev__str_is(by, " ");
    if (is(node, "StringSplitV2")) {
        if (lmev__node_int(w->g, node, "maxsplit", -1) != -1)
            return refuse(w, node, "only a part of the text is split");
        if (!space && by.n > 0) return refuse(w, node, "text is not split at spaces");
        p->split = space ? LMEV__SPLIT_EACH_SPACE : LMEV__SPLIT_WHITE;
    } else {
        if (!space) return refuse(w, node, "text is not split at spaces");
        /* Without skip_empty all but the empty text is split as V2 does; that one has no
         * token, which is the same where empty texts are filled with "" (checked later).
         */
        const bool skip = lmev__node_bool(w->g, node, "skip_empty", true);
        p->split = skip ? LMEV__SPLIT_SPACES : LMEV__SPLIT_EACH_SPACE;
        if (!skip) w->keeps = true;
    }
    return go_input(w, p, node, 0);
}

static lmev_status read_regex(walker *w, point *p, const lmev__node *node)
{
    lmev_str pattern, rewrite = {0};
    if (is(node, "StaticRegexReplace")) {
        pattern = lmev__node_text(w->g, node, "pattern");
        rewrite = lmev__node_text(w->g, node, "rewrite");
    } else {
        const lmev__node *a = input_node(w, node, 1), *b = input_node(w, node, 2);
        if (!a || !b || !lmev__node_string(w->g, a, &pattern) ||
            !lmev__node_string(w->g, b, &rewrite))
            return refuse(w, node, "text is replaced by what is not a constant");
    }
    if (!p->cut) return refuse(w, node, "words are changed after splitting");
    if (p->bare) return refuse(w, node, "text is replaced twice");
    if (rewrite.n > 0) return refuse(w, node, "text is replaced, not removed");
    if (!lmev__node_bool(w->g, node, "replace_global", true))
        return refuse(w, node, "only the first match is removed");
    p->bare = true;
    if (lmev__str_is(pattern, "\\pP") || lmev__str_is(pattern, "\\p{P}"))
        p->strip = LMEV__STRIP_PUNCT;
    else if (lmev__str_is(pattern, "[[:punct:]]"))
        p->strip = LMEV__STRIP_ASCII_PUNCT;
    else
        return refuse(w, node, "what is removed is neither \\pP nor [[:punct:]]");
    return go_input(w, p, node, 0);
}

static lmev_status read_key(walker *w, point *p, const lmev__node *node, lmev_str port)
{
    lmev_str text;
    const bool v1 = is(node, "StringSplit");
    if (v1 || is(node, "StringSplitV2"))
        return is_port(port, "values", 1)
                   ? read_split(w, p, node)
                   : refuse(w, node, "its other output is looked up");
    if (is(node, "StaticRegexReplace") || is(node, "RegexReplace"))
        return read_regex(w, p, node);
    if (is(node, "RaggedTensorToSparse")) return go_input(w, p, node, -1);
    if (is(node, "Placeholder")) return text_ends(w, p);
    if (is(node, "SparseFillEmptyRows")) {
        const lmev__node *with = input_node(w, node, 3);
        if (!is_port(port, "output_values", 1) || p->cut || !with ||
            !lmev__node_string(w->g, with, &text) || text.n > 0)
            return refuse(w, node, "empty texts are filled with something unknown");
        w->fills = true;
        return go_input(w, p, node, 1);
    }
    if (lmev__node_string(w->g, node, &text)) {
        if (text.n > 0 || p->cut) return refuse(w, node, "a constant is looked up");
        return LMEV_OK; /* the row of "", for empty texts */
    }
    return refuse(w, node, "text passes through an op that is not known");
}

/* ---- IDS: from the combiner back to the look-up ---- */

static bool is_find(const lmev__node *node)
{
    return node && (is(node, "LookupTableFindV2") || is(node, "LookupTableFind"));
}

/* table size + hash */
static bool is_bucket(walker *w, const lmev__node *node)
{
    if (!node || !(is(node, "Add") || is(node, "AddV2"))) return false;
    const lmev__node *a = input_node(w, node, 0), *b = input_node(w, node, 1);
    if (!a || !b) return false;
    const lmev__node *hash = is(a, "StringToHashBucketFast") ? a : b;
    const lmev__node *size = hash == a ? b : a;
    return is(hash, "StringToHashBucketFast") &&
           (is(size, "LookupTableSizeV2") || is(size, "LookupTableSize"));
}

/* The number that a look-up gives to what is not in the table: -1, or it is not known. It
 * may be an argument, bound to a constant of the graph: then all of those must be -1. */
static bool finds_or_minus_one(walker *w, const lmev__node *node)
{
    int64_t number;
    const lmev__node *absent = input_node(w, node, 2);
    if (absent) return lmev__node_number(w->g, absent, &number) && number == -1;
    for (size_t i = 0; i < w->g->n_nodes && w->g->node[i].scope == 0; i++)
        if (lmev__node_number(w->g, &w->g->node[i], &number) && number != -1)
            return false;
    return true;
}

/* What stands for the ids of a text without tokens: the id of "", or a number that the
 * combiner's rows are then zeroed for (the third output says where). */
static lmev_status read_filling(walker *w, const lmev__node *node)
{
    int64_t number;
    const lmev__node *with = input_node(w, node, 3);
    if (with && (is(with, "SelectV2") || is(with, "Select")))
        with = input_node(w, with, 1);
    if (is_find(with)) {
        lmev_str text;
        const lmev__node *key = input_node(w, with, 1);
        if (key && lmev__node_string(w->g, key, &text) && text.n == 0) {
            w->fills = true;
            return LMEV_OK;
        }
    }
    if (with && lmev__node_number(w->g, with, &number) && number == 0)
        for (size_t i = 0; i < w->g->n_nodes; i++) {
            const lmev__node *reshape = &w->g->node[i];
            if (reshape->scope != node->scope || !is(reshape, "Reshape")) continue;
            lmev_str port;
            const lmev_str input = lmev__node_input(w->g, reshape, 0);
            w->budget -= (int64_t)reshape->body.n;
            if (source_of(w, node->scope, input, &port) == node &&
                is_port(port, "empty_row_indicator", 2)) {
                w->zeroes = true;
                return LMEV_OK;
            }
        }
    return refuse(w, node, "empty texts are filled with something unknown");
}

static lmev_status read_id(walker *w, point *p, const lmev__node *node, lmev_str port)
{
    if (is(node, "Unique"))
        return is_port(port, "idx", 1) || is_port(port, "y", 0)
                   ? go_input(w, p, node, 0)
                   : refuse(w, node, "ids come from an op that is not known");
    if (is(node, "GatherV2") || is(node, "Gather")) /* ids below 0 are left out */
        return go_input(w, p, node, 0);
    if (is(node, "RaggedTensorToSparse")) return go_input(w, p, node, -1);
    if (is(node, "SparseFillEmptyRows")) {
        const lmev_status s =
            is_port(port, "output_values", 1)
                ? read_filling(w, node)
                : refuse(w, node, "ids come from an op that is not known");
        return s == LMEV_OK ? go_input(w, p, node, 1) : s;
    }
    if (is(node, "SelectV2") || is(node, "Select")) {
        if (!is_find(input_node(w, node, 1)) || !is_bucket(w, input_node(w, node, 2)))
            return refuse(w, node, "ids are chosen in a way that is not known");
        w->hash = true;
        return LMEV_OK;
    }
    if (is_find(node)) {
        if (!finds_or_minus_one(w, node))
            return refuse(w, node, "unknown words become a certain row");
        w->plain_lookup = true;
        return LMEV_OK;
    }
    return refuse(w, node, "ids come from an op that is not known");
}

/* ---- ROWS: from the combiner back to the table ---- */

static lmev_status set_spread(walker *w, const lmev__node *node, lmev__spread spread)
{
    if (w->any_rows && w->r->spread != spread)
        return refuse(w, node, "the parts are used in more than one way");
    w->any_rows = true;
    w->r->spread = spread;
    return LMEV_OK;
}

/* partition = id mod P, or the range in which id lies? */
static lmev_status read_spread(walker *w, const lmev__node *stitch)
{
    bool modulo = false, div = false;
    for (size_t i = 0; i < w->g->n_nodes; i++) {
        const lmev__node *node = &w->g->node[i];
        if (node->scope != stitch->scope || !is(node, "DynamicPartition")) continue;
        w->budget -= (int64_t)node->body.n;
        const lmev__node *part = input_node(w, node, 1);
        modulo = modulo || (part && is(part, "FloorMod"));
        div = div || (part && is(part, "Maximum"));
    }
    if (modulo == div) return refuse(w, stitch, "the rows of the parts are not known");
    return set_spread(w, stitch, modulo ? LMEV__MODULO : LMEV__RANGES);
}

static bool is_gather(const lmev__node *node)
{
    return is(node, "ResourceGather") || is(node, "GatherV2") || is(node, "Gather");
}

static bool is_stitch(const lmev__node *node)
{
    return is(node, "ParallelDynamicStitch") || is(node, "DynamicStitch");
}

static bool is_variable(const lmev__node *node)
{
    return is(node, "VarHandleOp") || is(node, "VariableV2") || is(node, "Variable") ||
           is(node, "Placeholder");
}

static lmev_status read_row(walker *w, point *p, const lmev__node *node)
{
    if (is_stitch(node)) return read_spread(w, node);
    if (is_variable(node)) return LMEV_OK;
    if (is_gather(node) || is(node, "ReadVariableOp")) return go_input(w, p, node, 0);
    if (is(node, "ConcatV2")) { /* the parts one after the other */
        const lmev_status s = set_spread(w, node, LMEV__IN_TURN);
        return s == LMEV_OK ? go_input(w, p, node, 0) : s;
    }
    return refuse(w, node, "rows pass through an op that is not known");
}

/* ---- OUT: from the result back to the combiner ---- */

static bool combiner_of(const lmev__node *node, lmev_combiner *c)
{
    static const struct {
        const char *op;
        lmev_combiner combiner;
    } known[] = {
        {"SparseSegmentSqrtN", LMEV_SQRTN},
        {"SparseSegmentMean", LMEV_MEAN},
        {"SparseSegmentSum", LMEV_SUM},
        {"SparseSegmentSqrtNWithNumSegments", LMEV_SQRTN},
        {"SparseSegmentMeanWithNumSegments", LMEV_MEAN},
        {"SparseSegmentSumWithNumSegments", LMEV_SUM},
    };
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if (is(node, known[i].op)) {
            *c = known[i].combiner;
            return true;
        }
    return false;
}

static lmev_status read_combiner(walker *w, point *p, const lmev__node *node,
                                 lmev_combiner c)
{
    if (w->any_combiner && w->r->combiner != c)
        return refuse(w, node, "rows are combined in more than one way");
    w->any_combiner = true;
    w->r->combiner = c;
    const int ids = is_stitch(node) ? -1 : 1;
    p->chain = ROWS;
    lmev_status s = go_input(w, p, node, 0);
    p->chain = IDS;
    if (s == LMEV_OK && ids > 0) s = go_input(w, p, node, ids);
    return s;
}

/* Rows for single tokens, from parts: the ids are what the first partition op splits. */
static lmev_status read_stitch(walker *w, point *p, const lmev__node *node)
{
    w->any_combiner = true;
    w->r->combiner = LMEV_SUM;
    for (size_t i = 0; i < w->g->n_nodes; i++) {
        const lmev__node *part = &w->g->node[i];
        if (part->scope != node->scope || !is(part, "DynamicPartition")) continue;
        const lmev__node *place =
            input_node(w, part, 0); /* id / P, or one of 0, 1, 2 ... */
        if (!place || !is(place, "FloorDiv")) continue;
        p->chain = IDS;
        const lmev_status s = go_input(w, p, place, 0);
        return s == LMEV_OK ? read_spread(w, node) : s;
    }
    return refuse(w, node, "the rows of the parts are not known");
}

static lmev_status read_out(walker *w, point *p, const lmev__node *node)
{
    lmev_combiner c;
    if (combiner_of(node, &c)) return read_combiner(w, p, node, c);
    if (is_gather(node)) return read_combiner(w, p, node, LMEV_SUM); /* single tokens */
    if (is_stitch(node)) return read_stitch(w, p, node);
    if (is(node, "Select") || is(node, "SelectV2")) { /* zeros for texts without tokens */
        const lmev__node *zeros = input_node(w, node, 1);
        if (zeros && is(zeros, "ZerosLike")) return go_input(w, p, node, 2);
    }
    return refuse(w, node, "vectors pass through an op that is not known");
}

/* ---- walking ---- */

static lmev_status go_callers(walker *w, const point *p, int argument, bool *any)
{
    w->budget -= (int64_t)(w->g->n_calls * sizeof *w->g->call);
    for (size_t i = 0; i < w->g->n_calls; i++) {
        const lmev__call *c = &w->g->call[i];
        if (c->function + 1 != p->scope) continue;
        const lmev__node *node = &w->g->node[c->node];
        if (!c->plain)
            return refuse(w, node, "the module's function is called by an unknown op");
        *any = true;
        const lmev_status s = go_input(w, p, node, argument);
        if (s != LMEV_OK) return s;
    }
    return LMEV_OK;
}

/* The input is no node: an argument of the function. */
static lmev_status at_argument(walker *w, const point *p)
{
    const int argument = lmev__graph_argument(w->g, p->scope, p->input);
    if (argument < 0)
        return lmev__fail(w->err, LMEV_ERR_FORMAT, w->g->source, 0,
                          "graph has no node '%.*s', which is somebody's input",
                          SHOWN(p->input));
    if (p->chain == ROWS) return LMEV_OK; /* a variable, captured */
    w->budget -= (int64_t)w->g->function[p->scope - 1].signature.n;
    bool any = false;
    const lmev_status s = go_callers(w, p, argument, &any);
    if (s != LMEV_OK || any) return s;
    if (p->chain == KEYS) return text_ends(w, p);
    return refuse_all(w, "graph whose ids are not made from text, but given");
}

static lmev_status at_call(walker *w, const point *p, const lmev__node *node,
                           lmev_str port)
{
    for (size_t i = 0; i < w->g->n_calls; i++) {
        const lmev__call *c = &w->g->call[i];
        if (&w->g->node[c->node] != node || !c->plain) continue;
        const uint32_t scope = c->function + 1;
        w->budget -= (int64_t)w->g->function[c->function].body.n;
        const lmev_str result = lmev__graph_result(w->g, scope, port_number(port));
        if (result.n) return go(w, p, scope, result);
    }
    return refuse(w, node, "a function is called that is not there");
}

static lmev_status step(walker *w, point p)
{
    static const struct {
        const char *op;
        unsigned chains;
    } through[] = {{"Identity", KEYS | IDS | ROWS | OUT},
                   {"StopGradient", KEYS | IDS | ROWS | OUT},
                   {"EnsureShape", KEYS | IDS | ROWS | OUT},
                   {"Cast", IDS | ROWS | OUT},
                   {"Reshape", KEYS | IDS | ROWS | OUT},
                   {"Squeeze", KEYS | IDS | OUT},
                   {"ExpandDims", KEYS | IDS | OUT},
                   {"PlaceholderWithDefault", KEYS}};
    lmev_str port;
    w->budget -= 64;
    const lmev__node *node = source_of(w, p.scope, p.input, &port);
    if (w->budget < 0) return refuse_all(w, "graph too tangled to follow");
    if (!node) return at_argument(w, &p);
    for (size_t i = 0; i < sizeof through / sizeof *through; i++)
        if (through[i].chains & p.chain && is(node, through[i].op))
            return go_input(w, &p, node, 0);
    if (is(node, "PartitionedCall") || is(node, "StatefulPartitionedCall"))
        return at_call(w, &p, node, port);
    switch (p.chain) {
    case KEYS:
        return read_key(w, &p, node, port);
    case IDS:
        return read_id(w, &p, node, port);
    case ROWS:
        return read_row(w, &p, node);
    default:
        return read_out(w, &p, node);
    }
}

static lmev_status walk(walker *w)
{
    lmev_status s = LMEV_OK;
    while (s == LMEV_OK && w->n > 0) s = step(w, w->point[--w->n]);
    return s;
}

/* ---- where the chains begin ---- */

/* All look-ups of strings, and all hashes. */
static lmev_status start_keys(walker *w)
{
    lmev__graph *g = w->g;
    lmev_status s = LMEV_OK;
    bool any = false;
    for (size_t i = 0; i < g->n_nodes && s == LMEV_OK; i++) {
        const lmev__node *node = &g->node[i];
        const point p = {.chain = KEYS};
        if (is(node, "StringToHashBucketStrong") || is(node, "StringToHashBucket"))
            return refuse(w, node,
                          "unknown words are hashed by a function that is not known");
        const bool hash = is(node, "StringToHashBucketFast");
        if (!hash && !is_find(node)) continue;
        any = true;
        if (hash) {
            const int64_t n = lmev__node_int(g, node, "num_buckets", 0);
            if (n < 1 || n >= UINT32_MAX)
                return refuse(w, node, "impossible number of buckets");
            if (w->r->buckets && w->r->buckets != (uint32_t)n)
                return refuse(w, node, "two different numbers of buckets");
            w->r->buckets = (uint32_t)n;
        }
        s = go_input(w, &p, node, hash ? 0 : 1);
        if (s == LMEV_OK) s = walk(w);
    }
    if (s == LMEV_OK && !any)
        return refuse_all(w, "graph without a vocabulary: no text module");
    if (s == LMEV_OK && !w->any_text) return refuse_all(w, "graph that looks up no text");
    return s;
}

/* The results of functions that hold a combiner (a gather, where text is not split), or
 * the outputs of the signatures when it stands in the graph itself. */
static lmev_status start_out(walker *w)
{
    lmev__graph *g = w->g;
    lmev_status s = LMEV_OK;
    lmev_combiner c;
    bool main_graph = false;
    const point p = {.chain = OUT};
    for (size_t i = 0; i < g->n_nodes && s == LMEV_OK;) {
        const uint32_t scope = g->node[i].scope;
        bool here = false;
        for (; i < g->n_nodes && g->node[i].scope == scope; i++)
            here = here || combiner_of(&g->node[i], &c) ||
                   (w->r->split == LMEV__SPLIT_NONE && is(&g->node[i], "ResourceGather"));
        main_graph = main_graph || (here && scope == 0);
        lmev_str result;
        if (!here || scope == 0) continue;
        w->budget -= (int64_t)g->function[scope - 1].body.n;
        for (size_t k = 0; s == LMEV_OK && (result = lmev__graph_result(g, scope, k)).n;
             k++)
            if ((s = go(w, &p, scope, result)) == LMEV_OK) s = walk(w);
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
            if (name.n && (s = go(w, &p, 0, name)) == LMEV_OK) s = walk(w);
        }
    }
    if (s == LMEV_OK && !w->any_combiner)
        return refuse_all(w, "graph that does not combine the rows of a table");
    return s;
}

/* ---- the vocabulary ---- */

static lmev_status read_vocabulary(walker *w)
{
    lmev__graph *g = w->g;
    bool any = false;
    for (size_t i = 0; i < g->n_nodes; i++) {
        const lmev__node *node = &g->node[i];
        if (is(node, "InitializeTable") || is(node, "InitializeTableV2") ||
            is(node, "LookupTableImportV2"))
            return refuse(w, node, "the vocabulary is in the graph, not in a file");
        if (!is(node, "InitializeTableFromTextFileV2") &&
            !is(node, "InitializeTableFromTextFile"))
            continue;
        if (lmev__node_int(g, node, "key_index", 0) != -2 ||
            lmev__node_int(g, node, "value_index", 0) != -1 ||
            lmev__node_int(g, node, "offset", 0) != 0)
            return refuse(w, node,
                          "lines of the vocabulary are not whole tokens in order");
        const int64_t limit = lmev__node_int(g, node, "vocab_size", -1);
        if (limit < -1 || limit == 0 || (any && limit != w->r->limit))
            return refuse(w, node, "impossible size of the vocabulary");
        w->r->limit = limit;
        any = true;
    }
    return any ? LMEV_OK
               : refuse_all(w, "graph whose vocabulary is not read from a file");
}

/* AssetFileDef.filename; two different ones are refused, since their tables are not told
 * apart. */
static lmev_status add_asset(walker *w, lmev_str def)
{
    const lmev_str name = lmev__wire_bytes(def, 2, &w->g->fault);
    lmev_str *asset = &w->r->asset;
    if (asset->n && (asset->n != name.n || memcmp(asset->at, name.at, name.n) != 0))
        return refuse_all(
            w, "module with more than one asset, where one vocabulary is expected");
    *asset = name;
    return LMEV_OK;
}

/* The list of asset files; the TF1 hub format has it in a collection. */
static lmev_status read_assets(walker *w)
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
    walker w = {.g = g, .err = err, .r = &recipe};
    w.budget =
        (int64_t)(g->file.n < ((size_t)1 << 40) ? g->file.n : (size_t)1 << 40) * 64 +
        ((int64_t)1 << 20);
    lmev_status s = start_keys(&w);
    if (s == LMEV_OK) s = start_out(&w);
    if (s == LMEV_OK) s = read_vocabulary(&w);
    if (s == LMEV_OK) s = read_assets(&w);
    if (s == LMEV_OK && w.hash == w.plain_lookup)
        s = refuse_all(&w, "graph in which only some words have buckets");
    if (s == LMEV_OK && w.plain_lookup && recipe.buckets)
        s = refuse_all(&w, "graph that hashes words and does not use it");
    if (s == LMEV_OK && w.keeps && !w.fills)
        s = refuse_all(&w, "graph that keeps empty words, but drops empty texts");
    if (g->fault.why)
        s = lmev__fail(err, LMEV_ERR_FORMAT, g->source, 0, "%s, at byte %zu",
                       g->fault.why, (size_t)(g->fault.at - g->file.at));
    if (s != LMEV_OK) return s;
    recipe.fill_empty = w.fills && recipe.buckets > 0;
    *r = recipe;
    return LMEV_OK;
}
