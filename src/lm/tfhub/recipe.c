/* recipe.c - from a graph to what it does with text: where to begin, what the value there
 * is (meaning.h), and whether a reader can do the same.
 *
 * The model is what tensorflow_hub.KerasLayer calls: the module itself, or the signature
 * 'default' of a TF1 module. What other functions there are, and layers that do not come
 * into its output, do not matter; only that nothing on the way changes a variable or a
 * table, which TensorFlow does whether its result is used or not. */
#include "lm/tfhub/recipe.h"

#include <stdio.h>
#include <string.h>

#include "base/error.h"
#include "base/mem.h"
#include "base/utf8.h"
#include "lm/tfhub/meaning.h"

static const char general_hint[] =
    "only modules that split text into words and combine their rows are read, as "
    "TF-Hub's NNLM are";

typedef struct reading {
    lmev__graph *g;
    lmev_error *err;
    lmev__reader reader;
    bool known;        /* a first entry has been read: */
    lmev__value found; /* its vectors */
    /* the functions that an entry may call, in the order in which they were met */
    size_t n_reached;
    uint32_t *reach; /* [n_functions] */
    bool *reached;   /* [n_functions + 1] by scope */
} reading;

/* ---- refusing ---- */

static lmev_status refuse(reading *r, const lmev__node *node, const char *why,
                          const char *hint)
{
    if (node)
        lmev__fail(r->err, LMEV_ERR_FORMAT, r->g->source, 0,
                   "%s: node '%s', op %s, at byte %zu", why,
                   lmev__brief_n(node->name.at, node->name.n).at,
                   lmev__brief_n(node->op.at, node->op.n).at,
                   (size_t)(node->body.at - r->g->file.at));
    else
        lmev__fail(r->err, LMEV_ERR_FORMAT, r->g->source, 0, "%s", why);
    lmev__hint(r->err, "%s", hint ? hint : general_hint);
    return LMEV_ERR_FORMAT;
}

static lmev_status refuse_all(reading *r, const char *why)
{
    return refuse(r, NULL, why, NULL);
}

/* ---- what an entry makes of texts ---- */

/* Rows that are looked up for whole texts are vectors: of one row each. */
static void single_rows(lmev__value *v)
{
    if (v->is != LMEV__ROWS || v->of_unique || v->part != LMEV__WHOLE ||
        v->of.split != LMEV__SPLIT_NONE)
        return;
    v->is = LMEV__VECTORS;
    v->combiner = LMEV_COMBINER_SUM;
}

/* Can whole_words.c do this? */
static lmev_status check_vectors(reading *r, const lmev__value *v)
{
    if (r->reader.no_memory) return lmev__nomem(r->err, r->g->source);
    if (v->is == LMEV__UNKNOWN) return refuse(r, v->node, v->why, v->hint);
    if (v->is != LMEV__VECTORS)
        return refuse_all(r, "graph that does not combine the rows of a table");
    if (v->of.done & LMEV__SINGLE)
        return refuse_all(r, "graph whose ids are not made from text, but given");
    if (v->of.done & LMEV__PADDED && !v->zeroed)
        return refuse(r, v->node, "texts without words get a certain row", NULL);
    if (v->of.done & LMEV__KEEPS && !(v->of.done & LMEV__FILLED))
        return refuse_all(r, "graph that keeps empty words, but drops empty texts");
    return LMEV_OK;
}

static bool same_vectors(const lmev__value *a, const lmev__value *b)
{
    return lmev__same_stream(a, b) && a->buckets == b->buckets &&
           a->combiner == b->combiner && a->object == b->object &&
           a->spread == b->spread && a->n_parts == b->n_parts &&
           (a->width <= 0 || b->width <= 0 || a->width == b->width) &&
           a->name.n == b->name.n &&
           (a->name.n == 0 || memcmp(a->name.at, b->name.at, a->name.n) == 0);
}

/* The value of an entry, which must be the same for all. `as`: how the module is used. */
static lmev_status add_entry(reading *r, lmev__value v, const char *as)
{
    char why[200];
    single_rows(&v);
    lmev_status s = check_vectors(r, &v);
    if (s == LMEV_OK && r->known && !same_vectors(&v, &r->found)) {
        snprintf(why, sizeof why, "%s gives other vectors than calling the module", as);
        s = refuse(
            r, v.node, why,
            "save the module with the one that is meant, as its __call__ and as its "
            "only signature");
    }
    if (s != LMEV_OK) return s;
    r->found = v;
    r->known = true;
    return LMEV_OK;
}

/* ---- what may not happen on the way ---- */

/* An op that changes a variable or a table. */
static bool changes(const lmev__node *node)
{
    static const char *const begin[] = {"Assign",
                                        "ResourceScatter",
                                        "Scatter",
                                        "ResourceApply",
                                        "Apply",
                                        "MutableHash",
                                        "LookupTableInsert",
                                        "LookupTableImport",
                                        "LookupTableRemove",
                                        "MutableDenseHash"};
    for (size_t i = 0; i < sizeof begin / sizeof *begin; i++) {
        const size_t n = strlen(begin[i]);
        if (node->op.n >= n && memcmp(node->op.at, begin[i], n) == 0 &&
            !lmev__is_op(node, "ScatterNd"))
            return true;
    }
    return false;
}

static void reach(void *arg, uint32_t scope)
{
    reading *r = arg;
    if (r->reached[scope]) return;
    r->reached[scope] = true;
    r->reach[r->n_reached++] = scope;
}

/* A node of the graph itself, with what must have run before it: those are put on the
 * stack. Time linear in the bytes of all nodes, as each is looked at once. */
static lmev_status visit_main(reading *r, lmev_str output)
{
    lmev__graph *g = r->g;
    size_t n, depth = 0, room = 0;
    const lmev__node *main_nodes = lmev__graph_scope(g, 0, &n), **stack = NULL;
    uint8_t *seen = lmev__calloc(n + 1, 1);
    lmev_status s = seen ? LMEV_OK : lmev__nomem(r->err, g->source);
    lmev_str input = output;
    lmev__wire w = {0};
    while (s == LMEV_OK) {
        if (input.n && input.at[0] == '^') input = (lmev_str){input.at + 1, input.n - 1};
        const char *colon = input.n ? memchr(input.at, ':', input.n) : NULL;
        if (colon) input.n = (size_t)(colon - input.at);
        const lmev__node *node = lmev__graph_node(g, 0, input);
        if (node && !seen[node - main_nodes]) {
            seen[node - main_nodes] = 1;
            lmev__node_functions(g, node, reach, r);
            if (changes(node))
                s = refuse(r, node, "the module changes itself when it is called", NULL);
            else if (!lmev__grow(&stack, &room, depth + 1, sizeof(*stack)))
                s = lmev__nomem(r->err, g->source);
            else
                stack[depth++] = node;
        }
        lmev__wire_field f;
        while (s == LMEV_OK && !(w.at && lmev__wire_seek(&w, 3, LMEV__WIRE_BYTES, &f))) {
            if (depth == 0) goto done;
            w = lmev__wire_of(stack[--depth]->body, &g->fault);
        }
        if (s == LMEV_OK) input = f.bytes;
    }
done:
    lmev__free(stack);
    lmev__free(seen);
    return s;
}

/* All functions that an entry may call, and what these call: none changes anything. */
static lmev_status check_functions(reading *r)
{
    lmev__graph *g = r->g;
    for (size_t k = 0; k < r->n_reached; k++) {
        size_t n;
        const lmev__node *node = lmev__graph_scope(g, r->reach[k], &n);
        for (size_t i = 0; i < n; i++) {
            if (changes(&node[i]))
                return refuse(r, &node[i], "the module changes itself when it is called",
                              NULL);
            lmev__node_functions(g, &node[i], reach, r);
        }
    }
    return LMEV_OK;
}

/* ---- TF2: functions that objects name ---- */

/* A function whose first argument is the texts and which has no other that is not bound;
 * or one that it is not: *fits false. called: the SavedFunction that it is a way of
 * calling. */
static lmev_status read_function(reading *r, lmev_str name, lmev_str called,
                                 const char *as, bool *fits)
{
    lmev__graph *g = r->g;
    const uint32_t scope = lmev__graph_function(g, name);
    const lmev_str function = lmev__objects_function(g, name);
    *fits = false;
    r->reader.budget -= (int64_t)g->meta.n / 8; /* the map was gone through */
    if (r->reader.budget < 0) return refuse_all(r, "graph too tangled to follow");
    if (!scope || !function.n) return LMEV_OK;
    const size_t n = lmev__graph_arguments(g, scope),
                 n_bound = lmev__function_bound(g, function);
    if (n != n_bound + 1 || lmev__graph_argument_type(g, scope, 0) != 7 ||
        lmev__function_trains(g, function, called))
        return LMEV_OK;
    *fits = true;
    if (!lmev__function_takes_a_list(g, function))
        return refuse_all(
            r, "graph whose input is not a list of texts, but a table of them");
    const lmev_str result = lmev__graph_result(g, scope, 0);
    if (!result.n || lmev__graph_result(g, scope, 1).n)
        return refuse_all(r,
                          "graph with several outputs: it is not known which is meant");
    reach(r, scope);
    lmev__reader_begin(&r->reader, scope, function,
                       lmev__graph_argument_name(g, scope, 0));
    return add_entry(r, lmev__value_of(&r->reader, 0, result), as);
}

/* The concrete functions of the module's __call__: those that take a list of texts, and
 * are not for training. */
static lmev_status read_call(reading *r, int64_t call)
{
    lmev_str body;
    lmev__wire_field f;
    bool any = false, fits;
    lmev_status s = LMEV_OK;
    if (!lmev__object_is(r->g, call, LMEV__OBJECT_FUNCTION, &body)) return LMEV_OK;
    lmev__wire w = lmev__wire_of(body, &r->g->fault);
    while (s == LMEV_OK && lmev__wire_seek(&w, 1, LMEV__WIRE_BYTES, &f)) {
        s = read_function(r, f.bytes, body, "another way of calling it", &fits);
        any = any || fits;
    }
    if (s == LMEV_OK && !any)
        return refuse_all(r, "module that is not called with texts alone");
    return s;
}

static lmev_status read_signature(reading *r, int64_t signature)
{
    lmev_str body;
    bool fits = false;
    if (!lmev__object_is(r->g, signature, LMEV__OBJECT_SIGNATURE, &body)) return LMEV_OK;
    const lmev_status s = read_function(r, lmev__wire_bytes(body, 1, &r->g->fault),
                                        (lmev_str){0}, "its main signature", &fits);
    if (s == LMEV_OK && !fits)
        return refuse_all(r, "module whose main signature takes more than texts");
    if (s == LMEV_ERR_FORMAT && r->known)
        lmev__hint(r->err,
                   "it is the signature 'serving_default' that is refused; calling the "
                   "module would do: save it without that signature");
    return s;
}

static lmev_str text_of(const char *text)
{
    return (lmev_str){text, strlen(text)};
}

static lmev_status read_objects(reading *r)
{
    lmev__graph *g = r->g;
    lmev_status s = read_call(r, lmev__object_child(g, 0, text_of("__call__")));
    const int64_t all = lmev__object_child(g, 0, text_of("signatures"));
    int64_t signature = lmev__object_child(g, all, text_of("serving_default"));
    if (signature == LMEV__NO_OBJECT) /* TF1 modules that TF2 has saved again */
        signature = lmev__object_child(g, all, text_of("default"));
    if (s == LMEV_OK) s = read_signature(r, signature);
    if (s == LMEV_OK) s = check_functions(r);
    if (s == LMEV_OK && !r->known)
        return refuse_all(r, "module that cannot be called and has no signature "
                             "'serving_default'");
    return s;
}

/* ---- TF1: signatures of the graph itself ---- */

/* The tensor of an entry of a signature's inputs (field 1) or outputs (2): the one that
 * is called 'default', or the only one. */
static lmev_str tensor_of(reading *r, lmev_str signature, uint32_t field, size_t *n)
{
    lmev__wire w = lmev__wire_of(signature, &r->g->fault);
    lmev__wire_field f;
    lmev_str name = {0};
    bool named = false;
    *n = 0;
    while (lmev__wire_seek(&w, field, LMEV__WIRE_BYTES, &f)) {
        const bool is_default =
            lmev__str_is(lmev__wire_bytes(f.bytes, 1, &r->g->fault), "default");
        const lmev_str info = lmev__wire_bytes(f.bytes, 2, &r->g->fault);
        if (is_default || !named) name = lmev__wire_bytes(info, 1, &r->g->fault);
        named = named || is_default;
        ++*n;
    }
    if (named && field == 2) *n = 1;
    return name;
}

/* The signature 'default', or 'serving_default'. */
static lmev_str main_signature(reading *r)
{
    lmev__wire w = lmev__wire_of(r->g->meta, &r->g->fault);
    lmev__wire_field f;
    lmev_str serving = {0};
    while (lmev__wire_seek(&w, 5, LMEV__WIRE_BYTES, &f)) {
        const lmev_str key = lmev__wire_bytes(f.bytes, 1, &r->g->fault);
        const lmev_str value = lmev__wire_bytes(f.bytes, 2, &r->g->fault);
        if (lmev__str_is(key, "default")) return value;
        if (lmev__str_is(key, "serving_default")) serving = value;
    }
    return serving;
}

static lmev_status read_main(reading *r)
{
    size_t n_in, n_out;
    const lmev_str signature = main_signature(r);
    lmev_str input = tensor_of(r, signature, 1, &n_in);
    const lmev_str output = tensor_of(r, signature, 2, &n_out);
    if (signature.n == 0)
        return refuse_all(r, "graph without a signature 'default' or 'serving_default'");
    if (n_in != 1) return refuse_all(r, "graph with another input than the texts");
    if (n_out != 1)
        return refuse_all(r,
                          "graph with several outputs: it is not known which is meant");
    const char *colon = input.n ? memchr(input.at, ':', input.n) : NULL;
    if (colon) input.n = (size_t)(colon - input.at);
    lmev__reader_begin(&r->reader, 0, (lmev_str){0}, input);
    lmev_status s = add_entry(r, lmev__value_of(&r->reader, 0, output), "the signature");
    if (s == LMEV_OK) s = visit_main(r, output);
    return s == LMEV_OK ? check_functions(r) : s;
}

/* ---- the vocabulary ---- */

/* Does the graph look anything up? If not, it is another kind of module altogether. */
static lmev_status check_kind(reading *r)
{
    for (size_t i = 0; i < r->g->n_nodes; i++)
        if (lmev__is_find(&r->g->node[i]) ||
            lmev__is_op(&r->g->node[i], "StringToHashBucketFast"))
            return LMEV_OK;
    return refuse_all(r, "graph without a vocabulary: no text module");
}

/* The table of such an op is filled while the module is used. */
static bool has_mutable(lmev_str op)
{
    return memmem(op.at, op.n, "Mutable", 7) != NULL;
}

static lmev_status read_vocabulary(reading *r, lmev__recipe *out)
{
    lmev__graph *g = r->g;
    bool any = false;
    for (size_t i = 0; i < g->n_nodes; i++) {
        const lmev__node *node = &g->node[i];
        if (lmev__is_op(node, "InitializeTable") ||
            lmev__is_op(node, "InitializeTableV2") ||
            lmev__is_op(node, "LookupTableImportV2") || has_mutable(node->op))
            return refuse(r, node, "the vocabulary is in the graph, not in a file", NULL);
        if (!lmev__is_op(node, "InitializeTableFromTextFileV2") &&
            !lmev__is_op(node, "InitializeTableFromTextFile"))
            continue;
        if (lmev__node_int(g, node, "key_index", 0) != -2 ||
            lmev__node_int(g, node, "value_index", 0) != -1 ||
            lmev__node_int(g, node, "offset", 0) != 0)
            return refuse(r, node,
                          "lines of the vocabulary are not whole tokens in order", NULL);
        const int64_t limit = lmev__node_int(g, node, "vocab_size", -1);
        if (limit < -1 || limit == 0 || (any && limit != out->limit))
            return refuse(r, node, "impossible size of the vocabulary", NULL);
        out->limit = limit;
        any = true;
    }
    return any ? LMEV_OK
               : refuse_all(r, "graph whose vocabulary is not read from a file");
}
/* AssetFileDef.filename; two different ones are refused, since their tables are not told
 * apart. */
static lmev_status add_asset(reading *r, lmev__recipe *out, lmev_str def)
{
    const lmev_str name = lmev__wire_bytes(def, 2, &r->g->fault);
    lmev_str *asset = &out->asset;
    if (asset->n && (asset->n != name.n || memcmp(asset->at, name.at, name.n) != 0))
        return refuse(r, NULL,
                      "module with several vocabularies, as of several text layers",
                      "each text layer is a model by itself: use the modules that the "
                      "layers were made from, one by one");
    *asset = name;
    return LMEV_OK;
}

/* The list of asset files; the TF1 hub format has it in a collection. */
static lmev_status read_assets(reading *r, lmev__recipe *out)
{
    lmev__wire_fault *fault = &r->g->fault;
    lmev__wire meta = lmev__wire_of(r->g->meta, fault);
    lmev__wire_field f, any;
    lmev_status s = LMEV_OK;
    while (s == LMEV_OK && lmev__wire_next(&meta, &f)) {
        if (f.type != LMEV__WIRE_BYTES) continue;
        if (f.number == 6) s = add_asset(r, out, f.bytes);
        if (f.number != 4 ||
            !lmev__str_is(lmev__wire_bytes(f.bytes, 1, fault), "saved_model_assets"))
            continue;
        const lmev_str collection = lmev__wire_bytes(f.bytes, 2, fault);
        lmev__wire list = lmev__wire_of(lmev__wire_bytes(collection, 5, fault), fault);
        while (s == LMEV_OK && lmev__wire_seek(&list, 1, LMEV__WIRE_BYTES, &any))
            s = add_asset(r, out, lmev__wire_bytes(any.bytes, 2, fault));
    }
    return s;
}

static void fill_in(lmev__recipe *out, const reading *r)
{
    const lmev__value *v = &r->found;
    out->split = v->of.split;
    out->strip = v->of.strip;
    out->buckets = v->buckets;
    out->fill_empty = v->of.done & LMEV__FILLED && v->buckets > 0;
    out->combiner = v->combiner;
    out->spread = v->spread;
    out->n_parts = v->n_parts;
    out->width = v->width > 0 && v->width < UINT32_MAX ? (uint32_t)v->width : 0;
    out->object = v->object;
    out->variable = v->name;
}

lmev_status lmev__recipe_read(lmev__recipe *out, lmev__graph *g, lmev_error *err)
{
    lmev__recipe recipe = {.limit = -1};
    const size_t n = g->file.n < ((size_t)1 << 40) ? g->file.n : (size_t)1 << 40;
    reading *r = lmev__calloc(1, sizeof *r);
    lmev_status s = LMEV_OK;
    if (!r || !(r->reached = lmev__calloc(g->n_functions + 1, sizeof *r->reached)) ||
        !(r->reach = lmev__calloc(g->n_functions + 1, sizeof *r->reach))) {
        s = lmev__nomem(err, g->source);
        goto done;
    }
    r->g = r->reader.g = g;
    r->err = err;
    r->reader.budget = (int64_t)n * 64 + ((int64_t)1 << 20);
    s = check_kind(r);
    if (s == LMEV_OK) s = g->n_objects ? read_objects(r) : read_main(r);
    if (s == LMEV_OK) s = read_vocabulary(r, &recipe);
    if (s == LMEV_OK) s = read_assets(r, &recipe);
    if (g->fault.why && s != LMEV_ERR_NOMEM)
        s = lmev__fail(err, LMEV_ERR_FORMAT, g->source, 0, "%s, at byte %zu",
                       g->fault.why, (size_t)(g->fault.at - g->file.at));
    if (s == LMEV_OK) {
        fill_in(&recipe, r);
        *out = recipe;
    }
done:
    if (r) {
        lmev__reader_end(&r->reader);
        lmev__free(r->reached);
        lmev__free(r->reach);
        lmev__free(r);
    }
    return s;
}
