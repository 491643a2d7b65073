/* meaning_rows.c - what ops make of the table, its rows and vectors, and of shapes
 * (meaning.h).
 *
 *   table -> rows of ids -> combined by text -> zeros where a text has no token
 *
 * A table in parts is put together first, or the ids are shared among the parts, looked
 * up there, and stitched (partition_strategy). Of shapes only the last number matters: as
 * long as it is the width of the vectors, a Reshape leaves each vector as it is. */
#include <string.h>

#include "lm/tfhub/meaning.h"

static const char no_parts[] = "the rows of the parts are not known";

static lmev__value no_place(const lmev__value *v, const lmev__node *node, const char *why)
{
    return v->is == LMEV__UNKNOWN ? *v : lmev__unknown(node, why);
}

/* ---- parts of a table ---- */

/* "embeddings/part_3" is part 3 of embeddings: cut the end off. */
static bool is_part(lmev_str *name, uint32_t wanted)
{
    static const char mark[] = "/part_";
    uint64_t number = 0;
    size_t digits = 0, scale = 1;
    while (digits < name->n && digits < 6) {
        const char c = name->at[name->n - 1 - digits];
        if (c < '0' || c > '9') break;
        number += (uint64_t)(c - '0') * scale;
        scale *= 10;
        digits++;
    }
    const size_t n = sizeof mark - 1;
    if (digits == 0 || name->n < digits + n ||
        memcmp(name->at + name->n - digits - n, mark, n) != 0 || number != wanted)
        return false;
    name->n -= digits + n;
    return true;
}

static bool same_name(lmev_str a, lmev_str b)
{
    return a.n == b.n && (a.n == 0 || memcmp(a.at, b.at, a.n) == 0);
}

/* Parts one after the other, all of one variable. */
static lmev__value concat_parts(lmev__reader *r, uint32_t frame, const lmev__node *node)
{
    lmev__value whole = {0};
    const int n = lmev__node_inputs(r->g, node) - 1;
    for (int k = 0; k < n; k++) {
        lmev__value v = lmev__input_of(r, frame, node, k);
        if (v.is != LMEV__VARIABLE || !is_part(&v.name, (uint32_t)k) ||
            (k && !same_name(v.name, whole.name)))
            return no_place(&v, node, "rows pass through an op that is not known");
        whole = v;
    }
    const lmev__value axis = lmev__input_of(r, frame, node, n);
    if (!lmev__is_number(r, &axis, 0)) return lmev__unknown(node, no_parts);
    whole.n_parts = (uint32_t)n;
    whole.spread = LMEV__IN_TURN;
    return whole;
}

/* ids of one part, or where those stood: of "mod" or of "div". */
static lmev__value partition(lmev__reader *r, uint32_t frame, const lmev__node *node,
                             lmev_str port)
{
    const lmev__value data = lmev__input_of(r, frame, node, 0);
    lmev__value v = lmev__input_of(r, frame, node, 1);
    const uint32_t n = (uint32_t)lmev__node_int(r->g, node, "num_partitions", 0);
    const bool modulo = v.is == LMEV__MODULO_OF;
    if ((!modulo && v.is != LMEV__RANGE_OF) || (modulo && v.n_parts != n))
        return no_place(&v, node, no_parts);
    if (data.is == LMEV__MEASURE)
        v.is = LMEV__PART_AT;
    else if (data.is == (modulo ? LMEV__QUOTIENT_OF : LMEV__RANGE_AT))
        v.is = LMEV__PART_IDS;
    else
        return no_place(&data, node, no_parts);
    v.spread = modulo ? LMEV__MODULO : LMEV__RANGES;
    v.part = (uint32_t)lmev__port_number(port);
    v.n_parts = n;
    return v;
}

static lmev__value stitch(lmev__reader *r, uint32_t frame, const lmev__node *node)
{
    lmev__value whole = {0};
    const uint32_t n = (uint32_t)lmev__node_inputs(r->g, node) / 2;
    for (uint32_t k = 0; k < n; k++) {
        const lmev__value at = lmev__input_of(r, frame, node, (int)k);
        lmev__value v = lmev__input_of(r, frame, node, (int)(n + k));
        if (at.is != LMEV__PART_AT) return no_place(&at, node, no_parts);
        if (v.is != LMEV__ROWS || v.n_parts != n || v.part != k || at.part != k ||
            at.n_parts != n || at.spread != v.spread || !is_part(&v.name, k) ||
            (k && (!same_name(v.name, whole.name) || v.spread != whole.spread)))
            return no_place(&v, node, no_parts);
        whole = v;
    }
    if (n == 0) return lmev__unknown(node, no_parts);
    whole.part = LMEV__WHOLE;
    return whole;
}

/* Arithmetic that shares ids among parts. */
static bool share_op(lmev__reader *r, uint32_t frame, const lmev__node *node,
                     lmev__value *v)
{
    static const struct {
        const char *op;
        lmev__meaning from, to;
    } rules[] = {
        {"FloorMod", LMEV__UNIQUE, LMEV__MODULO_OF},
        {"FloorMod", LMEV__ROW_IDS, LMEV__MODULO_OF},
        {"FloorMod", LMEV__REST_OF, LMEV__MODULO_OF},
        {"FloorDiv", LMEV__UNIQUE, LMEV__QUOTIENT_OF},
        {"FloorDiv", LMEV__ROW_IDS, LMEV__QUOTIENT_OF},
        {"FloorDiv", LMEV__REST_OF, LMEV__QUOTIENT_OF},
        {"Sub", LMEV__UNIQUE, LMEV__REST_OF},
        {"Sub", LMEV__ROW_IDS, LMEV__REST_OF},
        {"Less", LMEV__RANGE_OF, LMEV__LOW_RANGE},
        {"Maximum", LMEV__QUOTIENT_OF, LMEV__RANGE_OF},
    };
    for (size_t i = 0; i < sizeof rules / sizeof *rules; i++) {
        if (!lmev__is_op(node, rules[i].op)) continue;
        *v = lmev__input_of(r, frame, node, 0);
        if (v->is != rules[i].from) continue;
        const lmev__value by = lmev__input_of(r, frame, node, 1);
        int64_t number = 0;
        if (rules[i].to == LMEV__RANGE_OF
                ? by.is != LMEV__QUOTIENT_OF
                : by.is != LMEV__CONSTANT && by.is != LMEV__MEASURE)
            return false;
        if (v->is != LMEV__RANGE_OF && v->is != LMEV__QUOTIENT_OF &&
            v->is != LMEV__REST_OF)
            v->of_unique = v->is == LMEV__UNIQUE;
        if (by.is == LMEV__CONSTANT && lmev__node_numbers(r->g, by.node, &number, 1) == 1)
            v->n_parts = number > 0 && number < UINT32_MAX ? (uint32_t)number : 0;
        v->is = rules[i].to;
        return true;
    }
    return false;
}

/* ---- rows and vectors ---- */

/* Rows of the table, or of a part of it. */
static bool gather_op(lmev__reader *r, uint32_t frame, const lmev__node *node,
                      lmev__value *v)
{
    const lmev__value table = lmev__input_of(r, frame, node, 0);
    if (table.is != LMEV__VARIABLE) return false;
    *v = lmev__input_of(r, frame, node, 1);
    const bool whole = v->is == LMEV__UNIQUE || v->is == LMEV__ROW_IDS;
    if (v->is == LMEV__LINES) {
        *v = lmev__unknown(node, "unknown words have no row");
        return true;
    }
    if (!whole && v->is != LMEV__PART_IDS) return false;
    if (lmev__is_op(node, "GatherV2")) {
        const lmev__value axis = lmev__input_of(r, frame, node, 2);
        if (!lmev__is_number(r, &axis, 0)) return false;
    }
    if (lmev__node_int(r->g, node, "batch_dims", 0) != 0) return false;
    if (whole) {
        v->of_unique = v->is == LMEV__UNIQUE;
        v->part = LMEV__WHOLE;
        v->n_parts = table.n_parts;
        v->spread = table.spread;
    }
    v->object = table.object;
    v->name = table.name;
    v->is = LMEV__ROWS;
    v->node = node;
    return true;
}

static bool combiner_of(const lmev__node *node, lmev_combiner *c)
{
    static const struct {
        const char *op;
        lmev_combiner combiner;
    } known[] = {
        {"SparseSegmentSqrtN", LMEV_COMBINER_SQRTN},
        {"SparseSegmentMean", LMEV_COMBINER_MEAN},
        {"SparseSegmentSum", LMEV_COMBINER_SUM},
        {"SparseSegmentSqrtNWithNumSegments", LMEV_COMBINER_SQRTN},
        {"SparseSegmentMeanWithNumSegments", LMEV_COMBINER_MEAN},
        {"SparseSegmentSumWithNumSegments", LMEV_COMBINER_SUM},
    };
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if (lmev__is_op(node, known[i].op)) {
            *c = known[i].combiner;
            return true;
        }
    return false;
}

/* May a text of the stream have no token? Then those at the end of a batch are not seen
 * by a combiner that does not know the number of texts. */
static bool may_be_empty(const lmev__token_stream *of)
{
    const bool filled = of->done & LMEV__FILLED && !(of->done & LMEV__PRUNED);
    const bool never =
        (of->split == LMEV__SPLIT_EACH_SPACE || of->split == LMEV__SPLIT_NONE) &&
        !(of->done & (LMEV__KEEPS | LMEV__PRUNED));
    return !(of->done & LMEV__PADDED) && !filled && !never;
}

/* rows [at[t]] of the tokens t of one text, combined: at leads from tokens to unique
 * rows, or rows are the table itself and at are ids. */
static lmev__value combine(lmev__reader *r, uint32_t frame, const lmev__node *node,
                           lmev_combiner combiner)
{
    lmev__value rows = lmev__input_of(r, frame, node, 0),
                at = lmev__input_of(r, frame, node, 1);
    lmev__value text = lmev__input_of(r, frame, node, 2);
    if (rows.is == LMEV__UNKNOWN) return rows;
    if (at.is == LMEV__UNKNOWN) return at;
    if (at.is == LMEV__LINES) return lmev__unknown(node, "unknown words have no row");
    const bool table = rows.is == LMEV__VARIABLE && at.is == LMEV__ROW_IDS;
    const bool unique = rows.is == LMEV__ROWS && rows.of_unique &&
                        rows.part == LMEV__WHOLE && at.is == LMEV__UNIQUE_AT &&
                        lmev__same_stream(&rows, &at);
    if (!table && !unique)
        return lmev__unknown(node, "rows pass through an op that is not known");
    if (text.is != LMEV__TEXT_OF || !lmev__same_stream(lmev__among(&text, &at), &at))
        return no_place(&text, node, "words are shared among the texts in another way");
    if (!lmev__node_input(r->g, node, 3).n) {
        if (may_be_empty(&at.of))
            return lmev__unknown(node,
                                 "the last texts get no vector if they have no word");
    } else {
        const lmev__value n = lmev__input_of(r, frame, node, 3);
        if (n.is != LMEV__MEASURE)
            return no_place(&n, node, "the number of texts is not known");
    }
    rows.of = at.of;
    rows.buckets = at.buckets;
    rows.combiner = combiner;
    rows.is = LMEV__VECTORS;
    rows.node = node;
    return rows;
}

/* Zeros for the texts that have got row 0 for want of tokens. */
static bool select_op(lmev__reader *r, uint32_t frame, const lmev__node *node,
                      lmev__value *v)
{
    const lmev__value which = lmev__input_of(r, frame, node, 0),
                      yes = lmev__input_of(r, frame, node, 1);
    *v = lmev__input_of(r, frame, node, 2);
    if (which.is == LMEV__LOW_RANGE && yes.is == LMEV__MODULO_OF &&
        v->is == LMEV__MODULO_OF) {
        v->is = LMEV__RANGE_AT;
        return true;
    }
    if (which.is != LMEV__EMPTY || yes.is != LMEV__ZEROS || v->is != LMEV__VECTORS)
        return false;
    lmev__value before = *v;
    before.of.done &= ~(unsigned)LMEV__PADDED;
    if (!lmev__same_stream(&which, &before)) return false;
    v->zeroed = true;
    return true;
}

bool lmev__row_op(lmev__reader *r, uint32_t frame, const lmev__node *node, lmev_str port,
                  lmev__value *v)
{
    lmev_combiner c;
    if (combiner_of(node, &c)) {
        *v = combine(r, frame, node, c);
        return true;
    }
    if (lmev__is_op(node, "ReadVariableOp")) {
        *v = lmev__input_of(r, frame, node, 0);
        return v->is == LMEV__VARIABLE;
    }
    if (lmev__is_op(node, "ResourceGather") || lmev__is_op(node, "GatherV2") ||
        lmev__is_op(node, "Gather"))
        return gather_op(r, frame, node, v);
    if (lmev__is_op(node, "ZerosLike")) {
        *v = lmev__input_of(r, frame, node, 0);
        if (v->is != LMEV__VECTORS) return false;
        v->is = LMEV__ZEROS;
        return true;
    }
    if (lmev__is_op(node, "Select") || lmev__is_op(node, "SelectV2"))
        return select_op(r, frame, node, v);
    if (lmev__is_op(node, "DynamicPartition")) {
        *v = partition(r, frame, node, port);
        return true;
    }
    if (lmev__is_op(node, "ParallelDynamicStitch") ||
        lmev__is_op(node, "DynamicStitch")) {
        *v = stitch(r, frame, node);
        return true;
    }
    if (lmev__is_op(node, "ConcatV2")) {
        *v = lmev__input_of(r, frame, node, 0);
        if (v->is != LMEV__VARIABLE) return false;
        *v = concat_parts(r, frame, node);
        return true;
    }
    return share_op(r, frame, node, v);
}

/* ---- shapes ---- */

/* The last number of a shape. */
static int64_t width_of(lmev__reader *r, const lmev__value *v)
{
    int64_t number[8];
    if (v->is == LMEV__MEASURE) return v->width;
    const int n =
        v->is == LMEV__CONSTANT ? lmev__node_numbers(r->g, v->node, number, 8) : 0;
    return n > 0 && number[n - 1] > 0 ? number[n - 1] : LMEV__ANY_WIDTH;
}

static bool is_measured(lmev__meaning is)
{
    return is == LMEV__MEASURE || is == LMEV__CONSTANT || is == LMEV__PLACES ||
           is == LMEV__TEXT_OF || is == LMEV__N_TOKENS || is == LMEV__ENDS ||
           is == LMEV__BOUNDS;
}

/* The width of what is made of a shape: a part of it, or several joined. */
static int64_t width_after(lmev__reader *r, uint32_t frame, const lmev__node *node,
                           int n_inputs)
{
    const lmev__value first = lmev__input_of(r, frame, node, 0);
    if (lmev__is_op(node, "Cast")) return width_of(r, &first);
    if (lmev__is_op(node, "Slice")) {
        const lmev__value size = lmev__input_of(r, frame, node, 2);
        return lmev__is_number(r, &size, -1) ? width_of(r, &first) : LMEV__ANY_WIDTH;
    }
    if (lmev__is_op(node, "StridedSlice"))
        return lmev__node_int(r->g, node, "end_mask", 0) == 1 &&
                       lmev__node_int(r->g, node, "shrink_axis_mask", 0) == 0
                   ? width_of(r, &first)
                   : LMEV__ANY_WIDTH;
    const bool concat = lmev__is_op(node, "ConcatV2");
    if (n_inputs > concat && (concat || lmev__is_op(node, "Pack"))) {
        const lmev__value last = lmev__input_of(r, frame, node, n_inputs - 1 - concat);
        return width_of(r, &last);
    }
    return LMEV__ANY_WIDTH;
}

/* Numbers made of shapes and places, and of nothing else. */
static bool measure_op(lmev__reader *r, uint32_t frame, const lmev__node *node,
                       lmev__value *v)
{
    static const char *const ops[] = {
        "Cast",     "Slice",    "StridedSlice", "Pack",         "ConcatV2", "GatherV2",
        "Gather",   "Reshape",  "Fill",         "ExpandDims",   "Squeeze",  "Max",
        "Min",      "Prod",     "Sum",          "Add",          "AddV2",    "Sub",
        "Mul",      "Maximum",  "Minimum",      "Greater",      "Less",     "FloorDiv",
        "FloorMod", "Range",    "Equal",        "GreaterEqual", "NotEqual", "Select",
        "SelectV2", "OnesLike", "ZerosLike"};
    bool known = false;
    for (size_t i = 0; i < sizeof ops / sizeof *ops && !known; i++)
        known = lmev__is_op(node, ops[i]);
    if (!known) return false;
    const int n = lmev__node_inputs(r->g, node);
    for (int k = 0; k < n; k++)
        if (!is_measured(lmev__input_of(r, frame, node, k).is)) return false;
    *v = (lmev__value){.is = LMEV__MEASURE, .node = node};
    v->width = width_after(r, frame, node, n);
    return n > 0;
}

/* The numbers of vectors and rows may become float or double, ids and measures int32 or
 * int64. */
static bool may_be(lmev__reader *r, const lmev__node *node, lmev__meaning is)
{
    lmev_str type;
    if (!lmev__node_attr(r->g, node, "DstT", &type)) return false;
    const uint64_t to = lmev__wire_value(type, 6, 0, &r->g->fault);
    const bool real = is == LMEV__VARIABLE || is == LMEV__ROWS || is == LMEV__VECTORS ||
                      is == LMEV__ZEROS;
    return real ? to == 1 || to == 2 : to == 3 || to == 9;
}

/* May the value be given another shape? Places and counts may not. */
static bool reshapes(lmev__reader *r, uint32_t frame, const lmev__node *node,
                     lmev__value *v)
{
    if (!lmev__is_op(node, "Reshape") ||
        (v->is != LMEV__VECTORS && v->is != LMEV__ROWS && v->is != LMEV__ZEROS))
        return v->is != LMEV__PLACES && v->is != LMEV__VARIABLE && v->is != LMEV__ENDS &&
               v->is != LMEV__BOUNDS;
    const lmev__value shape = lmev__input_of(r, frame, node, 1);
    const int64_t width = width_of(r, &shape);
    if (shape.is == LMEV__UNKNOWN || width == LMEV__ANY_WIDTH ||
        (width > 0 && v->width > 0 && v->width != width))
        return false;
    if (width > 0) v->width = width;
    return true;
}

/* Was v made by this op, in the function where node is? */
static bool is_made_here(const lmev__value *v, const lmev__node *node, const char *op)
{
    return v->node && v->node->scope == node->scope && lmev__is_op(v->node, op);
}

/* The number 1, or, where TensorFlow did not know that there are two dimensions, a number
 * that it counts when it runs. */
static bool may_be_one(lmev__reader *r, const lmev__value *v)
{
    return v->is == LMEV__MEASURE || lmev__is_number(r, v, 1);
}

/* [product of shape[:1], shape[1]], which is what safe_embedding_lookup_sparse writes for
 * the two dimensions that shape has. */
static bool is_same_shape(lmev__reader *r, uint32_t frame, const lmev__node *node,
                          const lmev__value *pack, const lmev__value *shape)
{
    if (pack->is != LMEV__MEASURE || shape->is != LMEV__MEASURE ||
        !is_made_here(pack, node, "Pack") || lmev__node_inputs(r->g, pack->node) != 2)
        return false;
    const lmev__value product = lmev__input_of(r, frame, pack->node, 0),
                      second = lmev__input_of(r, frame, pack->node, 1);
    if (!is_made_here(&product, node, "Prod") || !is_made_here(&second, node, "GatherV2"))
        return false;
    const lmev__value slice = lmev__input_of(r, frame, product.node, 0),
                      other = lmev__input_of(r, frame, second.node, 0),
                      one = lmev__input_of(r, frame, second.node, 1);
    if (!is_made_here(&slice, node, "Slice") || other.node != shape->node ||
        !may_be_one(r, &one))
        return false;
    const lmev__value sliced = lmev__input_of(r, frame, slice.node, 0),
                      begin = lmev__input_of(r, frame, slice.node, 1),
                      size = lmev__input_of(r, frame, slice.node, 2);
    return sliced.node == shape->node && lmev__is_number(r, &begin, 0) &&
           may_be_one(r, &size);
}

bool lmev__shape_op(lmev__reader *r, uint32_t frame, const lmev__node *node,
                    lmev_str port, lmev__value *v)
{
    static const char *const same[] = {"Identity",      "StopGradient",    "EnsureShape",
                                       "CheckNumerics", "PreventGradient", "Snapshot"};
    if (lmev__is_op(node, "SparseReshape")) { /* to two dimensions, which they have */
        const lmev__value was = lmev__input_of(r, frame, node, 1),
                          becomes = lmev__input_of(r, frame, node, 2);
        *v = lmev__input_of(r, frame, node, 0);
        if (v->is != LMEV__PLACES || !is_same_shape(r, frame, node, &becomes, &was))
            return false;
        if (lmev__is_port(port, "output_shape", 1)) v->is = LMEV__MEASURE;
        return true;
    }
    if (lmev__is_op(node, "IdentityN")) {
        *v = lmev__input_of(r, frame, node, (int)lmev__port_number(port));
        return true;
    }
    for (size_t i = 0; i < sizeof same / sizeof *same; i++)
        if (lmev__is_op(node, same[i])) {
            *v = lmev__input_of(r, frame, node, 0);
            return true;
        }
    const bool reshape = lmev__is_op(node, "Reshape") || lmev__is_op(node, "Squeeze") ||
                         lmev__is_op(node, "ExpandDims");
    const bool cast = lmev__is_op(node, "Cast");
    *v = lmev__input_of(r, frame, node, 0);
    if (v->is == LMEV__UNKNOWN || v->is == LMEV__VOCABULARY) return false;
    /* places that get another type or shape stay what they are */
    if (((!reshape && !cast) || v->is == LMEV__MEASURE || v->is == LMEV__CONSTANT) &&
        measure_op(r, frame, node, v))
        return true;
    *v = lmev__input_of(r, frame, node, 0);
    if (lmev__is_op(node, "Shape") || lmev__is_op(node, "Size") ||
        lmev__is_op(node, "Rank")) {
        const bool size = !lmev__is_op(node, "Shape");
        const bool wide = v->is == LMEV__VECTORS || v->is == LMEV__ROWS;
        *v = (lmev__value){.is = LMEV__MEASURE,
                           .node = node,
                           .counts_texts =
                               v->is == LMEV__TEXTS && lmev__is_op(node, "Size"),
                           .width = wide && !size ? LMEV__SAME_WIDTH : LMEV__ANY_WIDTH};
        return true;
    }
    if (cast) return may_be(r, node, v->is);
    if (lmev__is_op(node, "Tile")) { /* of one column, to as many as the vectors have */
        const lmev__value times = lmev__input_of(r, frame, node, 1);
        return v->is == LMEV__EMPTY && times.is == LMEV__MEASURE;
    }
    return reshape && reshapes(r, frame, node, v);
}
