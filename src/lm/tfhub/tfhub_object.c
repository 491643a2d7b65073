/* tfhub_object.c - a TF2 SavedModel as Python sees it: objects, their names, their
 * functions.
 *
 * tf.saved_model.load makes a tree of objects again: the module, its variable, the
 * vocabulary (a table that functions make and fill, with the file of tokens), what can be
 * called and the signatures. The same tree, without functions' details, goes into the
 * checkpoint, which finds its tensors by it. The tree is one table here, and both are
 * written from it.
 *
 * A value of Python (an argument list, a dictionary of outputs) is a StructuredValue;
 * each small function of that part writes one, as the field that it is given. */
#include <string.h>

#include "base/format/wire_write.h"
#include "lm/tfhub/tfhub_graph.h"

/* ---- the tree ---- */

typedef enum object_type {
    USER,
    VARIABLE,
    RESOURCE,
    ASSET,
    FUNCTION,
    SIGNATURE
} object_type;

#define MAX_CHILDREN 7
typedef struct object {
    object_type type;
    const char *name; /* of the class, or of the function */
    struct {
        const char *name;
        int id;
    } child[MAX_CHILDREN];
} object;

enum {
    ROOT,
    TABLE,
    VARIABLES,
    VOCAB,
    TOKENS,
    CREATE,
    INIT,
    DESTROY,
    CALL,
    SIGNATURES,
    SERVE
};

/* variables and trainable_variables are what hub.KerasLayer asks a module for. */
static const object tree[] = {
    [ROOT] = {USER,
              "_generic_user_object",
              {{"embeddings", TABLE},
               {"variables", VARIABLES},
               {"trainable_variables", VARIABLES},
               {"_vocabulary", VOCAB},
               {"__call__", CALL},
               {"signatures", SIGNATURES}}},
    [TABLE] = {VARIABLE, "embeddings", {{0}}},
    [VARIABLES] = {USER, "trackable_list_wrapper", {{"0", TABLE}}},
    [VOCAB] = {RESOURCE,
               NULL,
               {{"_filename", TOKENS},
                {"_create_resource", CREATE},
                {"_initialize", INIT},
                {"_destroy_resource", DESTROY}}},
    [TOKENS] = {ASSET, NULL, {{0}}},
    [CREATE] = {FUNCTION, LMEV__FN_CREATE, {{0}}},
    [INIT] = {FUNCTION, LMEV__FN_INIT, {{0}}},
    [DESTROY] = {FUNCTION, LMEV__FN_DESTROY, {{0}}},
    [CALL] = {FUNCTION, LMEV__FN_CALL, {{0}}},
    [SIGNATURES] = {USER, "signature_map", {{"serving_default", SERVE}}},
    [SERVE] = {SIGNATURE, LMEV__FN_SERVE, {{0}}},
};
#define N_OBJECTS ((int)(sizeof tree / sizeof *tree))

/* ObjectReference: field 1 of SavedObject and of TrackableObject alike. */
static void put_children(lmev__buf *b, const object *o)
{
    for (int i = 0; i < MAX_CHILDREN && o->child[i].name; i++) {
        const size_t child = lmev__put_open(b, 1);
        lmev__put_int(b, 1, o->child[i].id);
        lmev__put_text(b, 2, o->child[i].name);
        lmev__put_close(b, child);
    }
}

void lmev__tf_trackables(lmev__buf *b)
{
    for (int i = 0; i < N_OBJECTS; i++) {
        const size_t at = lmev__put_open(b, 1);
        put_children(b, &tree[i]);
        if (tree[i].type == VARIABLE) {
            const size_t tensor = lmev__put_open(b, 2);
            lmev__put_text(b, 1, "VARIABLE_VALUE");
            lmev__put_text(b, 2, tree[i].name);
            lmev__put_text(b, 3, LMEV__HUB_VARIABLE);
            lmev__put_close(b, tensor);
        }
        lmev__put_close(b, at);
    }
}

/* ---- StructuredValue ---- */

enum {
    V_NONE = 1,
    V_TEXT = 13,
    V_TENSOR = 33,
    V_LIST = 51,
    V_TUPLE = 52,
    V_DICT = 53,
    V_NAMED = 54
};

/* An empty one: none, list, tuple or dictionary. */
static void put_empty(lmev__buf *b, unsigned field, unsigned type)
{
    const size_t value = lmev__put_open(b, field);
    lmev__put_close(b, lmev__put_open(b, type));
    lmev__put_close(b, value);
}

/* TensorSpec. */
static void put_spec(lmev__buf *b, unsigned field, const char *name, int64_t type,
                     const int64_t *dim, unsigned n)
{
    const size_t value = lmev__put_open(b, field);
    const size_t spec = lmev__put_open(b, V_TENSOR);
    lmev__put_text(b, 1, name);
    lmev__tf_shape(b, 2, dim, n);
    lmev__put_int(b, 3, type);
    lmev__put_close(b, spec);
    lmev__put_close(b, value);
}

static void put_input_spec(lmev__buf *b, unsigned field)
{
    put_spec(b, field, LMEV__HUB_INPUT, LMEV__TF_STRING, (const int64_t[]){LMEV__ANY}, 1);
}

static void put_output_spec(lmev__buf *b, unsigned field, const lmev_lm *lm)
{
    put_spec(b, field, LMEV__HUB_OUTPUT, LMEV__TF_FLOAT,
             (const int64_t[]){LMEV__ANY, lm->dim}, 2);
}

/* One member of inspect.FullArgSpec: an empty value, or a list of one name. */
static void put_member(lmev__buf *b, const char *key, unsigned type, const char *name)
{
    const size_t pair = lmev__put_open(b, 2);
    lmev__put_text(b, 1, key);
    if (name) {
        const size_t value = lmev__put_open(b, 2);
        const size_t list = lmev__put_open(b, V_LIST);
        const size_t item = lmev__put_open(b, 1);
        lmev__put_text(b, V_TEXT, name);
        lmev__put_close(b, item);
        lmev__put_close(b, list);
        lmev__put_close(b, value);
    } else {
        put_empty(b, 2, type);
    }
    lmev__put_close(b, pair);
}

/* FunctionSpec of a function of one argument, by place or by keyword, or of none. */
static void put_function_spec(lmev__buf *b, unsigned field, const char *arg,
                              const char *keyword)
{
    const size_t spec = lmev__put_open(b, field);
    const size_t value = lmev__put_open(b, 1);
    const size_t named = lmev__put_open(b, V_NAMED);
    lmev__put_text(b, 1, "FullArgSpec");
    put_member(b, "args", V_LIST, arg);
    put_member(b, "varargs", V_NONE, NULL);
    put_member(b, "varkw", V_NONE, NULL);
    put_member(b, "defaults", V_NONE, NULL);
    put_member(b, "kwonlyargs", V_LIST, keyword);
    put_member(b, "kwonlydefaults", V_NONE, NULL);
    put_member(b, "annotations", V_DICT, NULL);
    lmev__put_close(b, named);
    lmev__put_close(b, value);
    if (keyword) {
        put_empty(b, 5, V_NONE);
    } else {
        const size_t signature = lmev__put_open(b, 5);
        const size_t tuple = lmev__put_open(b, V_TUPLE);
        if (arg) put_input_spec(b, 1);
        lmev__put_close(b, tuple);
        lmev__put_close(b, signature);
    }
    lmev__put_close(b, spec);
}

/* ---- SavedObjectGraph ---- */

/* VersionDef of a class: the first. */
static void put_version(lmev__buf *b, unsigned field)
{
    const size_t version = lmev__put_open(b, field);
    lmev__put_int(b, 1, 1);
    lmev__put_int(b, 2, 1);
    lmev__put_close(b, version);
}

static void put_object(lmev__buf *b, const object *o, const lmev_lm *lm)
{
    static const unsigned field[] = {[USER] = 4,  [VARIABLE] = 7, [RESOURCE] = 10,
                                     [ASSET] = 5, [FUNCTION] = 6, [SIGNATURE] = 8};
    const size_t kind = lmev__put_open(b, field[o->type]);
    switch (o->type) {
    case USER:
        lmev__put_text(b, 1, o->name);
        put_version(b, 2);
        break;
    case VARIABLE:
        lmev__put_int(b, 1, LMEV__TF_FLOAT);
        lmev__tf_shape(b, 2, (const int64_t[]){(int64_t)lm->rows, lm->dim}, 2);
        lmev__put_int(b, 3, 1); /* trainable */
        lmev__put_text(b, 6, o->name);
        break;
    case FUNCTION:
        lmev__put_text(b, 1, o->name);
        put_function_spec(b, 2, o == &tree[CALL] ? LMEV__HUB_INPUT : NULL, NULL);
        break;
    case SIGNATURE:
        lmev__put_text(b, 1, o->name);
        lmev__put_text(b, 2, LMEV__HUB_INPUT);
        lmev__put_int(b, 3, 1); /* it may also be given by place */
        put_function_spec(b, 4, NULL, LMEV__HUB_INPUT);
        break;
    case RESOURCE:
    case ASSET:
        break; /* of the only asset: number 0, absent */
    }
    lmev__put_close(b, kind);
}

/* What Python passes and gets: (positional, by keyword) and a value. */
typedef enum call_type { C_RESOURCE, C_DONE, C_CALL, C_SERVE } call_type;

static void put_inputs(lmev__buf *b, call_type type)
{
    const size_t value = lmev__put_open(b, 3);
    const size_t both = lmev__put_open(b, V_TUPLE);
    if (type == C_CALL) {
        const size_t first = lmev__put_open(b, 1);
        const size_t tuple = lmev__put_open(b, V_TUPLE);
        put_input_spec(b, 1);
        lmev__put_close(b, tuple);
        lmev__put_close(b, first);
    } else {
        put_empty(b, 1, V_TUPLE);
    }
    const size_t second = lmev__put_open(b, 1);
    const size_t dict = lmev__put_open(b, V_DICT);
    if (type == C_SERVE) {
        const size_t entry = lmev__put_open(b, 1);
        lmev__put_text(b, 1, LMEV__HUB_INPUT);
        put_input_spec(b, 2);
        lmev__put_close(b, entry);
    }
    lmev__put_close(b, dict);
    lmev__put_close(b, second);
    lmev__put_close(b, both);
    lmev__put_close(b, value);
}

static void put_output(lmev__buf *b, call_type type, const lmev_lm *lm)
{
    switch (type) {
    case C_RESOURCE:
        put_spec(b, 4, "handle", LMEV__TF_RESOURCE, NULL, 0);
        break;
    case C_DONE:
        put_spec(b, 4, "done", LMEV__TF_INT32, NULL, 0);
        break;
    case C_CALL:
        put_output_spec(b, 4, lm);
        break;
    case C_SERVE: {
        const size_t value = lmev__put_open(b, 4);
        const size_t dict = lmev__put_open(b, V_DICT);
        const size_t entry = lmev__put_open(b, 1);
        lmev__put_text(b, 1, LMEV__HUB_OUTPUT);
        put_output_spec(b, 2, lm);
        lmev__put_close(b, entry);
        lmev__put_close(b, dict);
        lmev__put_close(b, value);
        break;
    }
    }
}

/* One entry of SavedObjectGraph.concrete_functions; bound: the objects that stand for the
 * function's last arguments, -1 ends the list. */
static void put_function(lmev__buf *b, const char *name, const int *bound, call_type type,
                         const lmev_lm *lm)
{
    const size_t entry = lmev__put_open(b, 2);
    lmev__put_text(b, 1, name);
    const size_t function = lmev__put_open(b, 2);
    for (; *bound >= 0; bound++) lmev__put_int(b, 2, *bound);
    put_inputs(b, type);
    put_output(b, type, lm);
    lmev__put_close(b, function);
    lmev__put_close(b, entry);
}

void lmev__tf_objects(lmev__buf *b, unsigned field, const lmev_lm *lm)
{
    static const int nothing[] = {-1}, file[] = {TOKENS, VOCAB, -1},
                     lookup[] = {VOCAB, TABLE, -1};
    const size_t objects = lmev__put_open(b, field);
    for (int i = 0; i < N_OBJECTS; i++) {
        const size_t at = lmev__put_open(b, 1);
        put_children(b, &tree[i]);
        put_object(b, &tree[i], lm);
        lmev__put_close(b, at);
    }
    put_function(b, LMEV__FN_CREATE, nothing, C_RESOURCE, lm);
    put_function(b, LMEV__FN_INIT, file, C_DONE, lm);
    put_function(b, LMEV__FN_DESTROY, nothing, C_DONE, lm);
    put_function(b, LMEV__FN_CALL, lookup, C_CALL, lm);
    put_function(b, LMEV__FN_SERVE, lookup, C_SERVE, lm);
    lmev__put_close(b, objects);
}
