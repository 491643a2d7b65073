/* chains.c - what the ops on the four chains mean (walker.h); all others are refused. */
#include <string.h>

#include "lm/walker.h"

/* ---- KEYS: the text ---- */

lmev_status lmev__text_ends(lmev__walker *w, const lmev__point *p)
{
    const lmev__split split = p->cut ? p->split : LMEV__SPLIT_NONE;
    const lmev__strip strip = p->bare ? p->strip : LMEV__STRIP_NONE;
    if (w->any_text && (w->r->split != split || w->r->strip != strip))
        return lmev__refuse_all(w, "graph that splits text in more than one way");
    w->any_text = true;
    w->r->split = split;
    w->r->strip = strip;
    return LMEV_OK;
}

static lmev_status read_split(lmev__walker *w, lmev__point *p, const lmev__node *node)
{
    lmev_str by;
    const lmev__node *with = lmev__input_node(w, node, 1);
    if (p->cut) return lmev__refuse(w, node, "text is split twice");
    if (p->bare) return lmev__refuse(w, node, "punctuation is removed after splitting");
    if (!with || !lmev__node_string(w->g, with, &by))
        return lmev__refuse(w, node, "text is split at what is not a constant");
    p->cut = true;
    const bool space = lmev__str_is(by, " ");
    if (is_op(node, "StringSplitV2")) {
        if (lmev__node_int(w->g, node, "maxsplit", -1) != -1)
            return lmev__refuse(w, node, "only a part of the text is split");
        if (!space && by.n > 0)
            return lmev__refuse(w, node, "text is not split at spaces");
        p->split = space ? LMEV__SPLIT_EACH_SPACE : LMEV__SPLIT_WHITE;
    } else {
        if (!space) return lmev__refuse(w, node, "text is not split at spaces");
        /* Without skip_empty all but the empty text is split as V2 does; that one has no
         * token, which is the same where empty texts are filled with "" (checked later).
         */
        const bool skip = lmev__node_bool(w->g, node, "skip_empty", true);
        p->split = skip ? LMEV__SPLIT_SPACES : LMEV__SPLIT_EACH_SPACE;
        if (!skip) w->keeps = true;
    }
    return lmev__go_input(w, p, node, 0);
}

static lmev_status read_regex(lmev__walker *w, lmev__point *p, const lmev__node *node)
{
    lmev_str pattern, rewrite = {0};
    if (is_op(node, "StaticRegexReplace")) {
        pattern = lmev__node_text(w->g, node, "pattern");
        rewrite = lmev__node_text(w->g, node, "rewrite");
    } else {
        const lmev__node *a = lmev__input_node(w, node, 1),
                         *b = lmev__input_node(w, node, 2);
        if (!a || !b || !lmev__node_string(w->g, a, &pattern) ||
            !lmev__node_string(w->g, b, &rewrite))
            return lmev__refuse(w, node, "text is replaced by what is not a constant");
    }
    if (!p->cut) return lmev__refuse(w, node, "words are changed after splitting");
    if (p->bare) return lmev__refuse(w, node, "text is replaced twice");
    if (rewrite.n > 0) return lmev__refuse(w, node, "text is replaced, not removed");
    if (!lmev__node_bool(w->g, node, "replace_global", true))
        return lmev__refuse(w, node, "only the first match is removed");
    p->bare = true;
    if (lmev__str_is(pattern, "\\pP") || lmev__str_is(pattern, "\\p{P}"))
        p->strip = LMEV__STRIP_PUNCT;
    else if (lmev__str_is(pattern, "[[:punct:]]"))
        p->strip = LMEV__STRIP_ASCII_PUNCT;
    else
        return lmev__refuse(w, node, "what is removed is neither \\pP nor [[:punct:]]");
    return lmev__go_input(w, p, node, 0);
}

lmev_status lmev__read_key(lmev__walker *w, lmev__point *p, const lmev__node *node,
                           lmev_str port)
{
    lmev_str text;
    const bool v1 = is_op(node, "StringSplit");
    if (v1 || is_op(node, "StringSplitV2"))
        return lmev__is_port(port, "values", 1)
                   ? read_split(w, p, node)
                   : lmev__refuse(w, node, "its other output is looked up");
    if (is_op(node, "StaticRegexReplace") || is_op(node, "RegexReplace"))
        return read_regex(w, p, node);
    if (is_op(node, "RaggedTensorToSparse")) return lmev__go_input(w, p, node, -1);
    if (is_op(node, "Placeholder")) return lmev__text_ends(w, p);
    if (is_op(node, "SparseFillEmptyRows")) {
        const lmev__node *with = lmev__input_node(w, node, 3);
        if (!lmev__is_port(port, "output_values", 1) || p->cut || !with ||
            !lmev__node_string(w->g, with, &text) || text.n > 0)
            return lmev__refuse(w, node, "empty texts are filled with something unknown");
        w->fills = true;
        return lmev__go_input(w, p, node, 1);
    }
    if (lmev__node_string(w->g, node, &text)) {
        if (text.n > 0 || p->cut) return lmev__refuse(w, node, "a constant is looked up");
        return LMEV_OK; /* the row of "", for empty texts */
    }
    return lmev__refuse(w, node, "text passes through an op that is not known");
}

/* ---- IDS: from the combiner back to the look-up ---- */

bool lmev__is_find(const lmev__node *node)
{
    return node && (is_op(node, "LookupTableFindV2") || is_op(node, "LookupTableFind"));
}

/* table size + hash */
static bool is_bucket(lmev__walker *w, const lmev__node *node)
{
    if (!node || !(is_op(node, "Add") || is_op(node, "AddV2"))) return false;
    const lmev__node *a = lmev__input_node(w, node, 0), *b = lmev__input_node(w, node, 1);
    if (!a || !b) return false;
    const lmev__node *hash = is_op(a, "StringToHashBucketFast") ? a : b;
    const lmev__node *size = hash == a ? b : a;
    return is_op(hash, "StringToHashBucketFast") &&
           (is_op(size, "LookupTableSizeV2") || is_op(size, "LookupTableSize"));
}

/* The number that a look-up gives to what is not in the table: -1, or it is not known. It
 * may be an argument, bound to a constant of the graph: then all of those must be -1. */
static bool finds_or_minus_one(lmev__walker *w, const lmev__node *node)
{
    int64_t number;
    const lmev__node *absent = lmev__input_node(w, node, 2);
    if (absent) return lmev__node_number(w->g, absent, &number) && number == -1;
    for (size_t i = 0; i < w->g->n_nodes && w->g->node[i].scope == 0; i++) {
        w->budget -= (int64_t)w->g->node[i].body.n;
        if (lmev__node_number(w->g, &w->g->node[i], &number) && number != -1)
            return false;
    }
    return true;
}

/* What stands for the ids of a text without tokens: the id of "", or a number that the
 * combiner's rows are then zeroed for (the third output says where). */
static lmev_status read_filling(lmev__walker *w, const lmev__node *node)
{
    int64_t number;
    const lmev__node *with = lmev__input_node(w, node, 3);
    if (with && (is_op(with, "SelectV2") || is_op(with, "Select")))
        with = lmev__input_node(w, with, 1);
    if (lmev__is_find(with)) {
        lmev_str text;
        const lmev__node *key = lmev__input_node(w, with, 1);
        if (key && lmev__node_string(w->g, key, &text) && text.n == 0) {
            w->fills = true;
            return LMEV_OK;
        }
    }
    if (with && lmev__node_number(w->g, with, &number) && number == 0)
        for (size_t i = 0; i < w->g->n_nodes; i++) {
            const lmev__node *reshape = &w->g->node[i];
            if (reshape->scope != node->scope || !is_op(reshape, "Reshape")) continue;
            lmev_str port;
            const lmev_str input = lmev__node_input(w->g, reshape, 0);
            w->budget -= (int64_t)reshape->body.n;
            if (lmev__source_of(w, node->scope, input, &port) == node &&
                lmev__is_port(port, "empty_row_indicator", 2)) {
                w->zeroes = true;
                return LMEV_OK;
            }
        }
    return lmev__refuse(w, node, "empty texts are filled with something unknown");
}

lmev_status lmev__read_id(lmev__walker *w, lmev__point *p, const lmev__node *node,
                          lmev_str port)
{
    if (is_op(node, "Unique"))
        return lmev__is_port(port, "idx", 1) || lmev__is_port(port, "y", 0)
                   ? lmev__go_input(w, p, node, 0)
                   : lmev__refuse(w, node, "ids come from an op that is not known");
    if (is_op(node, "GatherV2") || is_op(node, "Gather")) /* ids below 0 are left out */
        return lmev__go_input(w, p, node, 0);
    if (is_op(node, "RaggedTensorToSparse")) return lmev__go_input(w, p, node, -1);
    if (is_op(node, "SparseFillEmptyRows")) {
        const lmev_status s =
            lmev__is_port(port, "output_values", 1)
                ? read_filling(w, node)
                : lmev__refuse(w, node, "ids come from an op that is not known");
        return s == LMEV_OK ? lmev__go_input(w, p, node, 1) : s;
    }
    if (is_op(node, "SelectV2") || is_op(node, "Select")) {
        if (!lmev__is_find(lmev__input_node(w, node, 1)) ||
            !is_bucket(w, lmev__input_node(w, node, 2)))
            return lmev__refuse(w, node, "ids are chosen in a way that is not known");
        w->hash = true;
        return LMEV_OK;
    }
    if (lmev__is_find(node)) {
        if (!finds_or_minus_one(w, node))
            return lmev__refuse(w, node, "unknown words become a certain row");
        w->plain_lookup = true;
        return LMEV_OK;
    }
    return lmev__refuse(w, node, "ids come from an op that is not known");
}

/* ---- ROWS: from the combiner back to the table ---- */

static lmev_status set_spread(lmev__walker *w, const lmev__node *node,
                              lmev__spread spread)
{
    if (w->any_rows && w->r->spread != spread)
        return lmev__refuse(w, node, "the parts are used in more than one way");
    w->any_rows = true;
    w->r->spread = spread;
    return LMEV_OK;
}

/* partition = id mod P, or the range in which id lies? */
static lmev_status read_spread(lmev__walker *w, const lmev__node *stitch)
{
    bool modulo = false, div = false;
    for (size_t i = 0; i < w->g->n_nodes; i++) {
        const lmev__node *node = &w->g->node[i];
        if (node->scope != stitch->scope || !is_op(node, "DynamicPartition")) continue;
        w->budget -= (int64_t)node->body.n;
        const lmev__node *part = lmev__input_node(w, node, 1);
        modulo = modulo || (part && is_op(part, "FloorMod"));
        div = div || (part && is_op(part, "Maximum"));
    }
    if (modulo == div)
        return lmev__refuse(w, stitch, "the rows of the parts are not known");
    return set_spread(w, stitch, modulo ? LMEV__MODULO : LMEV__RANGES);
}

static bool is_gather(const lmev__node *node)
{
    return is_op(node, "ResourceGather") || is_op(node, "GatherV2") ||
           is_op(node, "Gather");
}

static bool is_stitch(const lmev__node *node)
{
    return is_op(node, "ParallelDynamicStitch") || is_op(node, "DynamicStitch");
}

static bool is_variable(const lmev__node *node)
{
    return is_op(node, "VarHandleOp") || is_op(node, "VariableV2") ||
           is_op(node, "Variable") || is_op(node, "Placeholder");
}

lmev_status lmev__read_row(lmev__walker *w, lmev__point *p, const lmev__node *node)
{
    if (is_stitch(node)) return read_spread(w, node);
    if (is_variable(node)) return LMEV_OK;
    if (is_gather(node) || is_op(node, "ReadVariableOp"))
        return lmev__go_input(w, p, node, 0);
    if (is_op(node, "ConcatV2")) { /* the parts one after the other */
        const lmev_status s = set_spread(w, node, LMEV__IN_TURN);
        return s == LMEV_OK ? lmev__go_input(w, p, node, 0) : s;
    }
    return lmev__refuse(w, node, "rows pass through an op that is not known");
}

/* ---- OUT: from the result back to the combiner ---- */

bool lmev__combiner_of(const lmev__node *node, lmev_combiner *c)
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
        if (is_op(node, known[i].op)) {
            *c = known[i].combiner;
            return true;
        }
    return false;
}

static lmev_status read_combiner(lmev__walker *w, lmev__point *p, const lmev__node *node,
                                 lmev_combiner c)
{
    if (w->any_combiner && w->r->combiner != c)
        return lmev__refuse(w, node, "rows are combined in more than one way");
    w->any_combiner = true;
    w->r->combiner = c;
    const int ids = is_stitch(node) ? -1 : 1;
    p->chain = LMEV__ROWS;
    lmev_status s = lmev__go_input(w, p, node, 0);
    p->chain = LMEV__IDS;
    if (s == LMEV_OK && ids > 0) s = lmev__go_input(w, p, node, ids);
    return s;
}

/* Rows for single tokens, from parts: the ids are what the first partition op splits. */
static lmev_status read_stitch(lmev__walker *w, lmev__point *p, const lmev__node *node)
{
    w->any_combiner = true;
    w->r->combiner = LMEV_SUM;
    for (size_t i = 0; i < w->g->n_nodes; i++) {
        const lmev__node *part = &w->g->node[i];
        if (part->scope != node->scope || !is_op(part, "DynamicPartition")) continue;
        const lmev__node *place =
            lmev__input_node(w, part, 0); /* id / P, or one of 0, 1, 2 ... */
        if (!place || !is_op(place, "FloorDiv")) continue;
        p->chain = LMEV__IDS;
        const lmev_status s = lmev__go_input(w, p, place, 0);
        return s == LMEV_OK ? read_spread(w, node) : s;
    }
    return lmev__refuse(w, node, "the rows of the parts are not known");
}

lmev_status lmev__read_out(lmev__walker *w, lmev__point *p, const lmev__node *node)
{
    lmev_combiner c;
    if (lmev__combiner_of(node, &c)) return read_combiner(w, p, node, c);
    if (is_gather(node)) return read_combiner(w, p, node, LMEV_SUM); /* single tokens */
    if (is_stitch(node)) return read_stitch(w, p, node);
    if (is_op(node, "Select") ||
        is_op(node, "SelectV2")) { /* zeros for texts without tokens */
        const lmev__node *zeros = lmev__input_node(w, node, 1);
        if (zeros && is_op(zeros, "ZerosLike")) return lmev__go_input(w, p, node, 2);
    }
    return lmev__refuse(w, node, "vectors pass through an op that is not known");
}
