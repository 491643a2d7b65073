/* meaning_text.c - what ops make of texts, tokens and ids (meaning.h).
 *
 *   texts -> \pP removed -> split -> tokens, with the place of each
 *   texts without tokens get the token "", or the id of it, or row 0
 *   tokens -> line of the vocabulary, or bucket -> ids; ids below 0 leave
 *
 * The places of tokens become the text of each, or counts and bounds and again places
 * (RaggedTensor), which say which tokens belong to which text. */
#include <string.h>

#include "lm/tfhub/meaning.h"

static const char not_filled[] = "empty texts are filled with something unknown";

bool lmev__is_find(const lmev__node *node)
{
    return lmev__is_op(node, "LookupTableFindV2") || lmev__is_op(node, "LookupTableFind");
}

bool lmev__is_number(lmev__reader *r, const lmev__value *v, int64_t number)
{
    int64_t value;
    return v->is == LMEV__CONSTANT && lmev__node_numbers(r->g, v->node, &value, 1) == 1 &&
           value == number;
}

/* Is input k a constant of these n numbers, as far as they matter? */
static bool numbers_are(lmev__reader *r, uint32_t frame, const lmev__node *node, int k,
                        const int64_t *wanted, const bool *matters, int n)
{
    int64_t value[4];
    const lmev__value v = lmev__input_of(r, frame, node, k);
    if (v.is != LMEV__CONSTANT || lmev__node_numbers(r->g, v.node, value, 4) != n)
        return false;
    for (int i = 0; i < n; i++)
        if (matters[i] && value[i] != wanted[i]) return false;
    return true;
}

/* v, become something else. */
static lmev__value made(lmev__value v, lmev__meaning is, const lmev__node *node)
{
    v.is = is;
    v.node = node;
    return v;
}

/* An input that is not understood says so itself; any other is in the wrong place. */
static lmev__value no_place(const lmev__value *v, const lmev__node *node, const char *why)
{
    return v->is == LMEV__UNKNOWN ? *v : lmev__unknown(node, why);
}

/* ---- texts ---- */

static lmev__value regex(lmev__reader *r, uint32_t frame, const lmev__node *node)
{
    lmev__value v = lmev__input_of(r, frame, node, 0);
    lmev_str pattern, rewrite = {0};
    if (lmev__is_op(node, "StaticRegexReplace")) {
        pattern = lmev__node_text(r->g, node, "pattern");
        rewrite = lmev__node_text(r->g, node, "rewrite");
    } else {
        const lmev__value a = lmev__input_of(r, frame, node, 1),
                          b = lmev__input_of(r, frame, node, 2);
        if (a.is != LMEV__CONSTANT || b.is != LMEV__CONSTANT ||
            !lmev__node_string(r->g, a.node, &pattern) ||
            !lmev__node_string(r->g, b.node, &rewrite))
            return lmev__unknown(node, "text is replaced by what is not a constant");
    }
    if (v.is != LMEV__TEXTS)
        return no_place(&v, node, "words are changed after splitting");
    if (v.of.strip != LMEV__STRIP_NONE)
        return lmev__unknown(node, "text is replaced twice");
    if (rewrite.n > 0) return lmev__unknown(node, "text is replaced, not removed");
    if (!lmev__node_bool(r->g, node, "replace_global", true))
        return lmev__unknown(node, "only the first match is removed");
    if (lmev__str_is(pattern, "\\pP") || lmev__str_is(pattern, "\\p{P}"))
        v.of.strip = LMEV__STRIP_PUNCT;
    else if (lmev__str_is(pattern, "[[:punct:]]"))
        v.of.strip = LMEV__STRIP_ASCII_PUNCT;
    else
        return lmev__unknown(node, "what is removed is neither \\pP nor [[:punct:]]");
    return v;
}

static lmev__value split(lmev__reader *r, uint32_t frame, const lmev__node *node,
                         lmev_str port)
{
    const bool v1 = lmev__is_op(node, "StringSplit");
    lmev__value v = lmev__input_of(r, frame, node, 0);
    const lmev__value with = lmev__input_of(r, frame, node, 1);
    lmev_str by;
    if (v.is == LMEV__TOKENS) return lmev__unknown(node, "text is split twice");
    if (v.is != LMEV__TEXTS) return no_place(&v, node, "what is split is not the text");
    if (with.is != LMEV__CONSTANT || !lmev__node_string(r->g, with.node, &by))
        return lmev__unknown(node, "text is split at what is not a constant");
    const bool space = lmev__str_is(by, " ");
    if (!space && (v1 || by.n > 0))
        return lmev__unknown(node, "text is not split at spaces");
    if (!v1 && lmev__node_int(r->g, node, "maxsplit", -1) != -1)
        return lmev__unknown(node, "only a part of the text is split");
    /* Without skip_empty V1 splits as V2 does all but the empty text, which has no token:
     * the same where empty texts are filled with "" (recipe.c). */
    const bool skip = v1 && lmev__node_bool(r->g, node, "skip_empty", true);
    v.of.split = skip    ? LMEV__SPLIT_SPACES
                 : space ? LMEV__SPLIT_EACH_SPACE
                         : LMEV__SPLIT_WHITE;
    if (v1 && !skip) v.of.done |= LMEV__KEEPS;
    if (lmev__is_port(port, "indices", 0)) return made(v, LMEV__PLACES, node);
    if (lmev__is_port(port, "values", 1)) return made(v, LMEV__TOKENS, node);
    if (lmev__is_port(port, "shape", 2)) return made(v, LMEV__MEASURE, node);
    return lmev__unknown(node, "its other output is looked up");
}

/* ---- places ---- */

/* Column 0 of places: [:, 0]. */
static lmev__value column(lmev__reader *r, uint32_t frame, const lmev__node *node,
                          lmev__value v)
{
    static const int64_t begin[] = {0, 0}, end[] = {0, 1}, step[] = {1, 1};
    static const bool second[] = {false, true}, both[] = {true, true};
    if (lmev__node_int(r->g, node, "begin_mask", 0) % 2 == 1 &&
        lmev__node_int(r->g, node, "end_mask", 0) == 1 &&
        lmev__node_int(r->g, node, "shrink_axis_mask", 0) == 2 &&
        lmev__node_int(r->g, node, "ellipsis_mask", 0) == 0 &&
        lmev__node_int(r->g, node, "new_axis_mask", 0) == 0 &&
        numbers_are(r, frame, node, 1, begin, second, 2) &&
        numbers_are(r, frame, node, 2, end, second, 2) &&
        numbers_are(r, frame, node, 3, step, both, 2))
        return made(v, LMEV__TEXT_OF, node);
    return made(v, LMEV__MEASURE, node);
}

static lmev__value unpack(lmev__reader *r, const lmev__node *node, lmev_str port,
                          lmev__value v)
{
    const int64_t axis = lmev__node_int(r->g, node, "axis", 0);
    if (axis == 1 && lmev__port_number(port) == 0) {
        if (v.is == LMEV__PLACES) return made(v, LMEV__TEXT_OF, node);
        if (v.is == LMEV__KNOWN_AT) return v;
    }
    return v.is == LMEV__PLACES
               ? made(v, LMEV__MEASURE, node)
               : lmev__unknown(node, "ids come from an op that is not known");
}

/* Tokens of each text one after the other, with the place where each text begins. */
static lmev__value to_sparse(lmev__reader *r, uint32_t frame, const lmev__node *node,
                             lmev_str port)
{
    const lmev__value bounds = lmev__input_of(r, frame, node, 0),
                      v = lmev__input_of(r, frame, node, 1);
    if (v.is == LMEV__UNKNOWN) return v;
    if ((v.is != LMEV__TOKENS && v.is != LMEV__ROW_IDS && v.is != LMEV__LINES) ||
        lmev__node_input(r->g, node, 2).n)
        return lmev__unknown(node, "words pass through an op that is not known");
    if (bounds.is != LMEV__BOUNDS || !lmev__same_stream(&bounds, &v))
        return no_place(&bounds, node, "words are shared among the texts in another way");
    if (lmev__is_port(port, "sparse_indices", 0)) return made(v, LMEV__PLACES, node);
    if (lmev__is_port(port, "sparse_values", 1)) return made(v, v.is, node);
    return made(v, LMEV__MEASURE, node);
}

static lmev__value fill(lmev__reader *r, uint32_t frame, const lmev__node *node,
                        lmev_str port)
{
    const lmev__value places = lmev__input_of(r, frame, node, 0),
                      shape = lmev__input_of(r, frame, node, 2),
                      with = lmev__input_of(r, frame, node, 3);
    lmev__value v = lmev__input_of(r, frame, node, 1);
    lmev_str text;
    unsigned filled = 0;
    if (v.is == LMEV__UNKNOWN) return v;
    if (places.is != LMEV__PLACES || !lmev__same_stream(&places, &v))
        return no_place(&places, node, "words are shared among the texts in another way");
    if (shape.is != LMEV__MEASURE) return no_place(&shape, node, not_filled);
    if (v.is == LMEV__TOKENS && with.is == LMEV__CONSTANT &&
        lmev__node_string(r->g, with.node, &text) && text.n == 0)
        filled = LMEV__FILLED;
    else if (v.is == LMEV__ROW_IDS && with.is == LMEV__ROW_IDS &&
             with.of.done == LMEV__SINGLE && with.buckets == v.buckets)
        filled = LMEV__FILLED;
    else if (v.is == LMEV__ROW_IDS && lmev__is_number(r, &with, 0))
        filled = LMEV__PADDED;
    if (!filled || v.of.done & LMEV__PADDED) return no_place(&with, node, not_filled);
    if (lmev__is_port(port, "empty_row_indicator", 2)) return made(v, LMEV__EMPTY, node);
    v.of.done |= filled;
    if (lmev__is_port(port, "output_indices", 0)) return made(v, LMEV__PLACES, node);
    if (lmev__is_port(port, "output_values", 1)) return made(v, v.is, node);
    return lmev__unknown(node, "ids come from an op that is not known");
}

/* ---- ids ---- */

/* Tokens that are looked up: those of a split, whole texts, or the constant "". */
static lmev__value tokens_of(lmev__reader *r, lmev__value v, const lmev__node *node)
{
    lmev_str text;
    if (v.is == LMEV__TOKENS) return v;
    if (v.is == LMEV__TEXTS) return made(v, LMEV__TOKENS, node);
    if (v.is == LMEV__CONSTANT && lmev__node_string(r->g, v.node, &text) && text.n == 0)
        return (lmev__value){.is = LMEV__TOKENS, .of = {.done = LMEV__SINGLE}};
    return no_place(&v, node, "a constant is looked up");
}

static lmev__value find(lmev__reader *r, uint32_t frame, const lmev__node *node)
{
    const lmev__value table = lmev__input_of(r, frame, node, 0),
                      v = tokens_of(r, lmev__input_of(r, frame, node, 1), node),
                      absent = lmev__input_of(r, frame, node, 2);
    if (v.is == LMEV__UNKNOWN) return v;
    if (table.is != LMEV__VOCABULARY)
        return no_place(&table, node, "words are looked up in an unknown table");
    if (!lmev__is_number(r, &absent, -1))
        return no_place(&absent, node, "unknown words become a certain row");
    return made(v, LMEV__LINES, node);
}

static lmev__value hash(lmev__reader *r, uint32_t frame, const lmev__node *node)
{
    lmev__value v = tokens_of(r, lmev__input_of(r, frame, node, 0), node);
    const int64_t n = lmev__node_int(r->g, node, "num_buckets", 0);
    if (v.is == LMEV__UNKNOWN) return v;
    if (n < 1 || n >= UINT32_MAX)
        return lmev__unknown(node, "impossible number of buckets");
    v.buckets = (uint32_t)n;
    return made(v, LMEV__HASHES, node);
}

/* The known ones, or the ids that are none below 0. */
static lmev__value compare(lmev__reader *r, uint32_t frame, const lmev__node *node)
{
    const lmev__value v = lmev__input_of(r, frame, node, 0),
                      with = lmev__input_of(r, frame, node, 1);
    const bool unequal = lmev__is_op(node, "NotEqual");
    if (v.is == LMEV__LINES || (v.is == LMEV__ROW_IDS && !unequal))
        if (lmev__is_number(r, &with, unequal ? -1 : 0))
            return made(v, LMEV__KNOWN, node);
    return no_place(&v, node, "ids come from an op that is not known");
}

/* Those of a stream's values that are known; with buckets all are. */
static lmev__value prune(lmev__value v, const lmev__value *at, const lmev__node *node)
{
    if (!lmev__same_stream(lmev__among(&v, at), at))
        return lmev__unknown(node, "ids are chosen in a way that is not known");
    if (at->buckets == 0) {
        v.of.done |= LMEV__PRUNED;
        if (v.is == LMEV__LINES) v.is = LMEV__ROW_IDS;
    }
    v.node = node;
    return v;
}

static bool is_of_stream(lmev__meaning is)
{
    return is == LMEV__TOKENS || is == LMEV__PLACES || is == LMEV__TEXT_OF ||
           is == LMEV__LINES || is == LMEV__ROW_IDS;
}

/* A line where there is one, a bucket behind the lines otherwise. */
static lmev__value choose(const lmev__value *known, const lmev__value *line,
                          const lmev__value *bucket, const lmev__node *node)
{
    if (line->is == LMEV__UNKNOWN) return *line;
    if (bucket->is == LMEV__UNKNOWN) return *bucket;
    if (line->is != LMEV__LINES || bucket->is != LMEV__BUCKETS ||
        !lmev__same_stream(known, line) || !lmev__same_stream(known, bucket))
        return lmev__unknown(node, "ids are chosen in a way that is not known");
    return made(*bucket, LMEV__ROW_IDS, node);
}

/* ---- ops of which some inputs are ours ---- */

static bool sum_op(lmev__reader *r, uint32_t frame, const lmev__node *node,
                   lmev__value *v)
{
    const lmev__value a = lmev__input_of(r, frame, node, 0),
                      b = lmev__input_of(r, frame, node, 1);
    const bool first = a.is == LMEV__HASHES;
    if (!first && b.is != LMEV__HASHES) return false;
    *v = (first ? b.is : a.is) == LMEV__N_LINES
             ? made(first ? a : b, LMEV__BUCKETS, node)
             : lmev__unknown(node, "the rows of unknown words are not known");
    return true;
}

/* What each text's number of tokens, and the sums of these, are made with. */
static bool bounds_op(lmev__reader *r, uint32_t frame, const lmev__node *node,
                      lmev__value *v)
{
    if (lmev__is_op(node, "DenseBincount") || lmev__is_op(node, "Bincount")) {
        *v = lmev__input_of(r, frame, node, 0);
        const lmev__value size = lmev__input_of(r, frame, node, 1),
                          weights = lmev__input_of(r, frame, node, 2);
        if (v->is != LMEV__TEXT_OF || size.is != LMEV__MEASURE ||
            weights.is != LMEV__CONSTANT ||
            lmev__node_numbers(r->g, weights.node, NULL, 0) != 0 ||
            lmev__node_bool(r->g, node, "binary_output", false))
            return false;
        v->is = LMEV__N_TOKENS;
        return true;
    }
    if (lmev__is_op(node, "Cumsum")) {
        *v = lmev__input_of(r, frame, node, 0);
        const lmev__value axis = lmev__input_of(r, frame, node, 1);
        if (v->is != LMEV__N_TOKENS || !lmev__is_number(r, &axis, 0) ||
            lmev__node_bool(r->g, node, "exclusive", false) ||
            lmev__node_bool(r->g, node, "reverse", false))
            return false;
        v->is = LMEV__ENDS;
        return true;
    }
    if (lmev__is_op(node, "ConcatV2") && !lmev__node_input(r->g, node, 3).n) {
        *v = lmev__input_of(r, frame, node, 1);
        const lmev__value zero = lmev__input_of(r, frame, node, 0);
        if (v->is != LMEV__ENDS || !lmev__is_number(r, &zero, 0)) return false;
        v->is = LMEV__BOUNDS;
        return true;
    }
    if (lmev__is_op(node, "Range")) { /* whole texts: token i is text i */
        const lmev__value zero = lmev__input_of(r, frame, node, 0),
                          n = lmev__input_of(r, frame, node, 1),
                          one = lmev__input_of(r, frame, node, 2);
        if (!n.counts_texts || !lmev__is_number(r, &zero, 0) ||
            !lmev__is_number(r, &one, 1))
            return false;
        *v = (lmev__value){.is = LMEV__TEXT_OF, .of = {.split = LMEV__SPLIT_NONE}};
        return true;
    }
    return false;
}

static bool chosen_op(lmev__reader *r, uint32_t frame, const lmev__node *node,
                      lmev_str port, lmev__value *v)
{
    if (lmev__is_op(node, "StridedSlice") || lmev__is_op(node, "Unpack")) {
        *v = lmev__input_of(r, frame, node, 0);
        const bool places = v->is == LMEV__PLACES;
        if (!places && !(v->is == LMEV__KNOWN_AT && lmev__is_op(node, "Unpack")))
            return false;
        *v = lmev__is_op(node, "Unpack") ? unpack(r, node, port, *v)
                                         : column(r, frame, node, *v);
        return true;
    }
    if (lmev__is_op(node, "GatherV2") || lmev__is_op(node, "Gather")) {
        const lmev__value at = lmev__input_of(r, frame, node, 1);
        *v = lmev__input_of(r, frame, node, 0);
        if (!is_of_stream(v->is) || at.is != LMEV__KNOWN_AT) return false;
        if (lmev__is_op(node, "GatherV2")) {
            const lmev__value axis = lmev__input_of(r, frame, node, 2);
            if (!lmev__is_number(r, &axis, 0)) return false;
        }
        *v = prune(*v, &at, node);
        return true;
    }
    if (lmev__is_op(node, "SelectV2") || lmev__is_op(node, "Select")) {
        const lmev__value known = lmev__input_of(r, frame, node, 0),
                          line = lmev__input_of(r, frame, node, 1),
                          bucket = lmev__input_of(r, frame, node, 2);
        if (known.is != LMEV__KNOWN && line.is != LMEV__LINES) return false;
        *v = known.is == LMEV__KNOWN
                 ? choose(&known, &line, &bucket, node)
                 : no_place(&known, node, "ids are chosen in a way that is not known");
        return true;
    }
    return false;
}

bool lmev__text_op(lmev__reader *r, uint32_t frame, const lmev__node *node, lmev_str port,
                   lmev__value *v)
{
    if (lmev__is_op(node, "StaticRegexReplace") || lmev__is_op(node, "RegexReplace"))
        *v = regex(r, frame, node);
    else if (lmev__is_op(node, "StringSplit") || lmev__is_op(node, "StringSplitV2"))
        *v = split(r, frame, node, port);
    else if (lmev__is_op(node, "RaggedTensorToSparse"))
        *v = to_sparse(r, frame, node, port);
    else if (lmev__is_op(node, "SparseFillEmptyRows"))
        *v = fill(r, frame, node, port);
    else if (lmev__is_find(node))
        *v = find(r, frame, node);
    else if (lmev__is_op(node, "StringToHashBucketFast"))
        *v = hash(r, frame, node);
    else if (lmev__is_op(node, "StringToHashBucketStrong") ||
             lmev__is_op(node, "StringToHashBucket"))
        *v = lmev__unknown(node,
                           "unknown words are hashed by a function that is not known");
    else if (lmev__is_op(node, "NotEqual") || lmev__is_op(node, "GreaterEqual")) {
        *v = lmev__input_of(r, frame, node, 0);
        if (v->is == LMEV__MEASURE || v->is == LMEV__CONSTANT) return false;
        *v = compare(r, frame, node);
    } else if (lmev__is_op(node, "LookupTableSizeV2") ||
               lmev__is_op(node, "LookupTableSize")) {
        *v = lmev__input_of(r, frame, node, 0);
        *v = v->is == LMEV__VOCABULARY
                 ? made(*v, LMEV__N_LINES, node)
                 : no_place(v, node, "words are looked up in an unknown table");
    } else if (lmev__is_op(node, "Where")) {
        *v = lmev__input_of(r, frame, node, 0);
        if (v->is != LMEV__KNOWN) return false;
        v->is = LMEV__KNOWN_AT;
    } else if (lmev__is_op(node, "Unique")) {
        *v = lmev__input_of(r, frame, node, 0);
        if (v->is != LMEV__ROW_IDS) return false;
        v->is = lmev__is_port(port, "y", 0) ? LMEV__UNIQUE : LMEV__UNIQUE_AT;
    } else if (lmev__is_op(node, "Add") || lmev__is_op(node, "AddV2"))
        return sum_op(r, frame, node, v);
    else
        return bounds_op(r, frame, node, v) || chosen_op(r, frame, node, port, v);
    return true;
}
