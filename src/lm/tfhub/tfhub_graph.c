/* tfhub_graph.c - what a TF2 SavedModel computes: text to vector with TensorFlow's ops.
 *
 * The function __call__ is the lm: strip, split, look up, add hash buckets or leave
 * unknown tokens out, gather rows, combine. It uses the ops of the published NNLM modules
 * (StringSplit, StringToHashBucketFast, SparseFillEmptyRows, SparseSegmentSqrtN), which
 * give the same ids as whole_words.c, and all have gradients up to the rows, so that the
 * table can be trained. Around it stand the functions that make, fill and drop the
 * vocabulary's table, and a graph for those who load without Python: restoring the table,
 * filling the vocabulary, one signature.
 *
 * A node is written by one call that reads like its line in the graph's text: name, op,
 * inputs, attributes. Inputs are "node:output:index" in functions and "node" or
 * "node:index" in the graph; "^node" is a wait. Attributes equal to an op's default are
 * left out. */
#include "lm/tfhub/tfhub_graph.h"

#include "base/format/wire_write.h"

/* ---- nodes ---- */

typedef enum attr_type {
    A_BYTES,  /* text */
    A_INT,    /* number */
    A_TYPE,   /* number */
    A_TYPES,  /* list[number] */
    A_SHAPE,  /* list[number] */
    A_TENSOR, /* a scalar: number, its type in list[0]; a string in text */
    A_FUNC,   /* text */
} attr_type;

typedef struct attr {
    const char *name; /* NULL ends a list */
    attr_type type;
    const char *text;
    int64_t number;
    int64_t list[4];
} attr;

/* clang-format off */
#define IN(...)          ((const char *const[]){__VA_ARGS__, NULL})
#define NO_INPUT         ((const char *const[]){NULL})
#define ATTRS(...)       ((const attr[]){__VA_ARGS__, {0}})
#define NO_ATTRS         ((const attr[]){{0}})
#define BYTES(n, t)      {.name = n, .type = A_BYTES, .text = t}
#define INT(n, v)        {.name = n, .type = A_INT, .number = v}
#define TYPE(n, v)       {.name = n, .type = A_TYPE, .number = LMEV__TF_##v}
#define TYPES(n, c, ...) {.name = n, .type = A_TYPES, .number = c, .list = {__VA_ARGS__}}
#define SHAPE(n, c, ...) {.name = n, .type = A_SHAPE, .number = c, .list = {__VA_ARGS__}}
#define FUNC(n, t)       {.name = n, .type = A_FUNC, .text = t}
/* clang-format on */

void lmev__tf_shape(lmev__buf *b, unsigned field, const int64_t *dim, unsigned n)
{
    const size_t shape = lmev__put_open(b, field);
    for (unsigned i = 0; i < n; i++) {
        const size_t d = lmev__put_open(b, 2);
        if (dim[i]) lmev__put_int(b, 1, dim[i]);
        lmev__put_close(b, d);
    }
    lmev__put_close(b, shape);
}

/* TensorProto of a scalar; with list[1] set, of a vector with the one string. */
static void put_tensor(lmev__buf *b, const attr *a)
{
    const size_t tensor = lmev__put_open(b, 8);
    const int64_t type = a->list[0], one = 1;
    lmev__put_int(b, 1, type);
    lmev__tf_shape(b, 2, &one, a->list[1] ? 1 : 0);
    if (type == LMEV__TF_STRING)
        lmev__put_text(b, 8, a->text);
    else
        lmev__put_int(b, type == LMEV__TF_INT64 ? 10 : 7, a->number);
    lmev__put_close(b, tensor);
}

/* AttrValue. */
static void put_value(lmev__buf *b, const attr *a)
{
    size_t inner;
    switch (a->type) {
    case A_BYTES:
        lmev__put_text(b, 2, a->text);
        break;
    case A_INT:
        lmev__put_int(b, 3, a->number);
        break;
    case A_TYPE:
        lmev__put_int(b, 6, a->number);
        break;
    case A_SHAPE:
        lmev__tf_shape(b, 7, a->list, (unsigned)a->number);
        break;
    case A_TENSOR:
        put_tensor(b, a);
        break;
    case A_TYPES:
        inner = lmev__put_open(b, 1);
        for (int64_t i = 0; i < a->number; i++) lmev__put_int(b, 6, a->list[i]);
        lmev__put_close(b, inner);
        break;
    case A_FUNC:
        inner = lmev__put_open(b, 10);
        lmev__put_text(b, 1, a->text);
        lmev__put_close(b, inner);
        break;
    }
}

/* Where nodes go: GraphDef.node or FunctionDef.node_def. */
typedef struct graph {
    lmev__buf *b;
    unsigned field;
} graph;

static void node(graph g, const char *name, const char *op, const char *const *in,
                 const attr *attrs)
{
    lmev__buf *b = g.b;
    const size_t def = lmev__put_open(b, g.field);
    lmev__put_text(b, 1, name);
    lmev__put_text(b, 2, op);
    for (; *in; in++) lmev__put_text(b, 3, *in);
    for (; attrs->name; attrs++) {
        const size_t entry = lmev__put_open(b, 5);
        lmev__put_text(b, 1, attrs->name);
        const size_t value = lmev__put_open(b, 2);
        put_value(b, attrs);
        lmev__put_close(b, value);
        lmev__put_close(b, entry);
    }
    lmev__put_close(b, def);
}

static void number(graph g, const char *name, int64_t type, int64_t value)
{
    const attr a[] = {
        {.name = "dtype", .type = A_TYPE, .number = type},
        {.name = "value", .type = A_TENSOR, .number = value, .list = {type}},
        {0},
    };
    node(g, name, "Const", NO_INPUT, a);
}

/* A string: a scalar, or a vector of one. */
static void string(graph g, const char *name, const char *value, bool vector)
{
    const attr a[] = {
        TYPE("dtype", STRING),
        {.name = "value",
         .type = A_TENSOR,
         .text = value,
         .list = {LMEV__TF_STRING, vector}},
        {0},
    };
    node(g, name, "Const", NO_INPUT, a);
}

/* ---- functions ---- */

typedef struct function {
    graph g;
    size_t def;
} function;

typedef struct arg {
    const char *name; /* NULL ends a list */
    int64_t type;
    bool table; /* the handle of the variable: say what it holds */
} arg;

/* An entry of a map from text to text. */
static void put_pair(lmev__buf *b, unsigned field, const char *key, const char *value)
{
    const size_t entry = lmev__put_open(b, field);
    lmev__put_text(b, 1, key);
    lmev__put_text(b, 2, value);
    lmev__put_close(b, entry);
}

/* FunctionDef, up to its nodes: one output `out`, and a node `act` that must have run (or
 * NULL): a function that is called for it alone would be taken out without that. */
static function function_open(lmev__buf *b, const char *name, const arg *args,
                              const char *out, int64_t out_type, const char *act,
                              const lmev_lm *lm)
{
    function f = {{b, 3}, lmev__put_open(b, 1)};
    const size_t signature = lmev__put_open(b, 1);
    lmev__put_text(b, 1, name);
    for (; args->name; args++) {
        const size_t a = lmev__put_open(b, 2);
        lmev__put_text(b, 1, args->name);
        lmev__put_int(b, 3, args->type);
        if (args->table) {
            const size_t data = lmev__put_open(b, 7);
            lmev__put_int(b, 1, LMEV__TF_FLOAT);
            lmev__tf_shape(b, 2, (const int64_t[]){(int64_t)lm->rows, lm->dim}, 2);
            lmev__put_close(b, data);
        }
        lmev__put_close(b, a);
    }
    const size_t o = lmev__put_open(b, 3);
    lmev__put_text(b, 1, out);
    lmev__put_int(b, 3, out_type);
    lmev__put_close(b, o);
    lmev__put_int(b, 17, 1); /* is_stateful */
    if (act) lmev__put_text(b, 20, act);
    lmev__put_close(b, signature);
    if (act) put_pair(b, 6, act, act);
    return f;
}

/* The output and where it comes from. */
static void function_close(function f, const char *out, const char *from)
{
    put_pair(f.g.b, 4, out, from);
    lmev__put_close(f.g.b, f.def);
}

static const arg no_args[] = {{0}};

static void fn_create(lmev__buf *b, const lmev_lm *lm)
{
    const function f =
        function_open(b, LMEV__FN_CREATE, no_args, "handle", LMEV__TF_RESOURCE, NULL, lm);
    node(f.g, "vocabulary", "HashTableV2", NO_INPUT,
         ATTRS(TYPE("key_dtype", STRING), TYPE("value_dtype", INT64),
               BYTES("shared_name", "vocabulary")));
    function_close(f, "handle", "vocabulary:table_handle:0");
}

/* key_index -2: the whole line; value_index -1: its number. */
#define LINES ATTRS(INT("key_index", -2), INT("value_index", -1))

static void fn_init(lmev__buf *b, const lmev_lm *lm)
{
    static const arg args[] = {{.name = "filename", .type = LMEV__TF_STRING},
                               {.name = "vocabulary", .type = LMEV__TF_RESOURCE},
                               {0}};
    const function f =
        function_open(b, LMEV__FN_INIT, args, "done", LMEV__TF_INT32, "read", lm);
    node(f.g, "read", "InitializeTableFromTextFileV2", IN("vocabulary", "filename"),
         LINES);
    number(f.g, "one", LMEV__TF_INT32, 1);
    function_close(f, "done", "one:output:0");
}

static void fn_destroy(lmev__buf *b, const lmev_lm *lm)
{
    const function f =
        function_open(b, LMEV__FN_DESTROY, no_args, "done", LMEV__TF_INT32, NULL, lm);
    number(f.g, "one", LMEV__TF_INT32, 1);
    function_close(f, "done", "one:output:0");
}

/* ---- the lm itself ---- */

/* Texts without what is stripped; returns the name of the result. */
static const char *strip_nodes(graph g, lmev__strip strip)
{
    if (strip == LMEV__STRIP_NONE) return LMEV__HUB_INPUT;
    node(g, "bare", "StaticRegexReplace", IN(LMEV__HUB_INPUT),
         ATTRS(BYTES("pattern", strip == LMEV__STRIP_PUNCT ? "\\pP" : "[[:punct:]]"),
               BYTES("rewrite", "")));
    return "bare:output:0";
}

/* The tokens of all texts, one after another, or later their rows; and of each its text.
 * Names of outputs. */
typedef struct stream {
    const char *value, *text;
} stream;

static stream split_nodes(graph g, const lmev__words *w, const char *texts)
{
    if (w->split == LMEV__SPLIT_NONE) {
        number(g, "zero", LMEV__TF_INT64, 0);
        number(g, "one", LMEV__TF_INT64, 1);
        node(g, "text", "Range", IN("zero:output:0", "n_texts:output:0", "one:output:0"),
             ATTRS(TYPE("Tidx", INT64)));
        return (stream){texts, "text:output:0"};
    }
    const bool v1 = w->split == LMEV__SPLIT_SPACES;
    string(g, "separator", w->split == LMEV__SPLIT_WHITE ? "" : " ", false);
    node(g, "split", v1 ? "StringSplit" : "StringSplitV2",
         IN(texts, "separator:output:0"), NO_ATTRS);
    const char *token = "split:values:0", *place = "split:indices:0";
    if (w->fill_empty) {
        string(g, "empty", "", false);
        node(g, "filled", "SparseFillEmptyRows",
             IN(place, token, "split:shape:0", "empty:output:0"),
             ATTRS(TYPE("T", STRING)));
        token = "filled:output_values:0";
        place = "filled:output_indices:0";
    }
    node(g, "text", "Unpack", IN(place),
         ATTRS(INT("axis", 1), INT("num", 2), TYPE("T", INT64)));
    return (stream){token, "text:output:0"};
}

#define GATHER \
    ATTRS(TYPE("Tparams", INT64), TYPE("Tindices", INT64), TYPE("Taxis", INT32))

/* Rows of tokens: an unknown one gets a bucket behind the vocabulary, or leaves. */
static stream row_nodes(graph g, const lmev__words *w, stream tokens)
{
    number(g, "none", LMEV__TF_INT64, -1);
    node(g, "line", "LookupTableFindV2", IN("vocabulary", tokens.value, "none:output:0"),
         ATTRS(TYPE("Tin", STRING), TYPE("Tout", INT64)));
    node(g, "known", "NotEqual", IN("line:values:0", "none:output:0"),
         ATTRS(TYPE("T", INT64)));
    if (w->buckets) {
        node(g, "hash", "StringToHashBucketFast", IN(tokens.value),
             ATTRS(INT("num_buckets", w->buckets)));
        node(g, "n_lines", "LookupTableSizeV2", IN("vocabulary"), NO_ATTRS);
        node(g, "bucket", "AddV2", IN("hash:output:0", "n_lines:size:0"),
             ATTRS(TYPE("T", INT64)));
        node(g, "row", "SelectV2", IN("known:z:0", "line:values:0", "bucket:z:0"),
             ATTRS(TYPE("T", INT64)));
        return (stream){"row:output:0", tokens.text};
    }
    number(g, "axis", LMEV__TF_INT32, 0);
    node(g, "where", "Where", IN("known:z:0"), NO_ATTRS);
    node(g, "place", "Unpack", IN("where:index:0"),
         ATTRS(INT("axis", 1), INT("num", 1), TYPE("T", INT64)));
    node(g, "row", "GatherV2", IN("line:values:0", "place:output:0", "axis:output:0"),
         GATHER);
    node(g, "row_text", "GatherV2", IN(tokens.text, "place:output:0", "axis:output:0"),
         GATHER);
    return (stream){"row:output:0", "row_text:output:0"};
}

/* One vector a text, zeros for a text without rows. Rows that occur several times are
 * fetched, and later changed, once. */
static void vector_nodes(graph g, lmev_combiner combiner, stream rows)
{
    static const char *const op[] = {
        [LMEV_COMBINER_SUM] = "SparseSegmentSumWithNumSegments",
        [LMEV_COMBINER_MEAN] = "SparseSegmentMeanWithNumSegments",
        [LMEV_COMBINER_SQRTN] = "SparseSegmentSqrtNWithNumSegments",
    };
    node(g, "distinct", "Unique", IN(rows.value), ATTRS(TYPE("T", INT64)));
    node(g, "rows", "ResourceGather", IN("embeddings", "distinct:y:0"),
         ATTRS(TYPE("Tindices", INT64), TYPE("dtype", FLOAT)));
    node(
        g, "vectors", op[combiner],
        IN("rows:output:0", "distinct:idx:0", rows.text, "n_texts:output:0"),
        ATTRS(TYPE("T", FLOAT), TYPE("Tsegmentids", INT64), TYPE("Tnumsegments", INT64)));
}

static const arg call_args[] = {
    {.name = LMEV__HUB_INPUT, .type = LMEV__TF_STRING},
    {.name = "vocabulary", .type = LMEV__TF_RESOURCE},
    {.name = "embeddings", .type = LMEV__TF_RESOURCE, .table = true},
    {0},
};

static void fn_call(lmev__buf *b, const lmev_lm *lm)
{
    const lmev__words *w = lm->self;
    const function f = function_open(b, LMEV__FN_CALL, call_args, LMEV__HUB_OUTPUT,
                                     LMEV__TF_FLOAT, NULL, lm);
    node(f.g, "n_texts", "Size", IN(LMEV__HUB_INPUT),
         ATTRS(TYPE("T", STRING), TYPE("out_type", INT64)));
    const stream tokens = split_nodes(f.g, w, strip_nodes(f.g, w->strip));
    vector_nodes(f.g, lm->combiner, row_nodes(f.g, w, tokens));
    function_close(f, LMEV__HUB_OUTPUT, "vectors:output:0");
}

#define CALL_TYPES                                                          \
    TYPES("Tin", 3, LMEV__TF_STRING, LMEV__TF_RESOURCE, LMEV__TF_RESOURCE), \
        TYPES("Tout", 1, LMEV__TF_FLOAT)

/* The same under a name of its own: a signature gives a dictionary of outputs. */
static void fn_serve(lmev__buf *b, const lmev_lm *lm)
{
    const function f = function_open(b, LMEV__FN_SERVE, call_args, LMEV__HUB_OUTPUT,
                                     LMEV__TF_FLOAT, NULL, lm);
    node(f.g, "call", "StatefulPartitionedCall",
         IN(LMEV__HUB_INPUT, "vocabulary", "embeddings"),
         ATTRS(CALL_TYPES, FUNC("f", LMEV__FN_CALL)));
    function_close(f, LMEV__HUB_OUTPUT, "call:output:0");
}

/* ---- the graph around, for those who load without Python ---- */

/* Fill the vocabulary, restore and save the table, answer one signature. */
static void main_nodes(graph g, const lmev_lm *lm)
{
    const int64_t rows = (int64_t)lm->rows, dim = lm->dim;
    node(g, "embeddings", "VarHandleOp", NO_INPUT,
         ATTRS(TYPE("dtype", FLOAT), SHAPE("shape", 2, rows, dim),
               BYTES("shared_name", "embeddings")));
    node(g, "vocabulary", "HashTableV2", NO_INPUT,
         ATTRS(TYPE("key_dtype", STRING), TYPE("value_dtype", INT64),
               BYTES("shared_name", "vocabulary")));

    node(g, "asset_filename", "Placeholder", NO_INPUT,
         ATTRS(TYPE("dtype", STRING), SHAPE("shape", 0, 0)));
    node(g, "init", "InitializeTableFromTextFileV2", IN("vocabulary", "asset_filename"),
         LINES);

    node(g, "checkpoint", "Placeholder", NO_INPUT,
         ATTRS(TYPE("dtype", STRING), SHAPE("shape", 0, 0)));
    string(g, "tensor_names", LMEV__HUB_VARIABLE, true);
    string(g, "slices", "", true);
    node(g, "saved", "RestoreV2", IN("checkpoint", "tensor_names", "slices"),
         ATTRS(TYPES("dtypes", 1, LMEV__TF_FLOAT)));
    node(g, "restore", "AssignVariableOp", IN("embeddings", "saved"),
         ATTRS(TYPE("dtype", FLOAT)));
    node(g, "table", "ReadVariableOp", IN("embeddings"), ATTRS(TYPE("dtype", FLOAT)));
    node(g, "save", "SaveV2", IN("checkpoint", "tensor_names", "slices", "table"),
         ATTRS(TYPES("dtypes", 1, LMEV__TF_FLOAT)));
    node(g, "after_save", "Identity", IN("checkpoint", "^save"),
         ATTRS(TYPE("T", STRING)));

    node(g, LMEV__HUB_INPUT, "Placeholder", NO_INPUT,
         ATTRS(TYPE("dtype", STRING), SHAPE("shape", 1, LMEV__ANY)));
    node(g, LMEV__HUB_OUTPUT, "StatefulPartitionedCall",
         IN(LMEV__HUB_INPUT, "vocabulary", "embeddings"),
         ATTRS(CALL_TYPES, FUNC("f", LMEV__FN_SERVE)));
}

void lmev__tf_graph(lmev__buf *b, unsigned field, const lmev_lm *lm)
{
    const size_t def = lmev__put_open(b, field);
    main_nodes((graph){b, 1}, lm);
    const size_t library = lmev__put_open(b, 2);
    fn_create(b, lm);
    fn_init(b, lm);
    fn_destroy(b, lm);
    fn_call(b, lm);
    fn_serve(b, lm);
    lmev__put_close(b, library);
    const size_t versions = lmev__put_open(b, 4);
    lmev__put_int(b, 1, 561); /* producer: TensorFlow 2.4, which has all of these ops */
    lmev__put_int(b, 2, 12);  /* min_consumer */
    lmev__put_close(b, versions);
    lmev__put_close(b, def);
}

/* One entry of SignatureDef's inputs (1) or outputs (2). */
static void put_tensor_info(lmev__buf *b, unsigned field, const char *key,
                            const char *tensor, int64_t type, const int64_t *dim,
                            unsigned n)
{
    const size_t entry = lmev__put_open(b, field);
    lmev__put_text(b, 1, key);
    const size_t info = lmev__put_open(b, 2);
    lmev__put_text(b, 1, tensor);
    lmev__put_int(b, 2, type);
    lmev__tf_shape(b, 3, dim, n);
    lmev__put_close(b, info);
    lmev__put_close(b, entry);
}

static size_t signature_open(lmev__buf *b, const char *name, size_t *def)
{
    const size_t entry = lmev__put_open(b, 5);
    lmev__put_text(b, 1, name);
    *def = lmev__put_open(b, 2);
    return entry;
}

void lmev__tf_uses(lmev__buf *b, const lmev_lm *lm)
{
    const size_t saver = lmev__put_open(b, 3);
    lmev__put_text(b, 1, "checkpoint:0");
    lmev__put_text(b, 2, "after_save:0");
    lmev__put_text(b, 3, "restore");
    lmev__put_int(b, 7, 2); /* V2: TensorBundle */
    lmev__put_close(b, saver);

    size_t def, entry = signature_open(b, "__saved_model_init_op", &def);
    const size_t out = lmev__put_open(b, 2);
    lmev__put_text(b, 1, "__saved_model_init_op");
    const size_t info = lmev__put_open(b, 2);
    lmev__put_text(b, 1, "init");
    lmev__put_close(b, info);
    lmev__put_close(b, out);
    lmev__put_close(b, def);
    lmev__put_close(b, entry);

    entry = signature_open(b, "serving_default", &def);
    put_tensor_info(b, 1, LMEV__HUB_INPUT, LMEV__HUB_INPUT ":0", LMEV__TF_STRING,
                    (const int64_t[]){LMEV__ANY}, 1);
    put_tensor_info(b, 2, LMEV__HUB_OUTPUT, LMEV__HUB_OUTPUT ":0", LMEV__TF_FLOAT,
                    (const int64_t[]){LMEV__ANY, lm->dim}, 2);
    lmev__put_text(b, 3, "tensorflow/serving/predict");
    lmev__put_close(b, def);
    lmev__put_close(b, entry);

    const size_t asset = lmev__put_open(b, 6);
    const size_t tensor = lmev__put_open(b, 1);
    lmev__put_text(b, 1, "asset_filename:0");
    lmev__put_close(b, tensor);
    lmev__put_text(b, 2, LMEV__HUB_VOCAB);
    lmev__put_close(b, asset);
}
