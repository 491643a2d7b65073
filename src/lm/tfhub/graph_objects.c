/* graph_objects.c - the objects of a TF2 SavedModel, as far as a reader needs them
 * (graph.h).
 *
 * A SavedObject has members (its children, with their names) and is one of several
 * things. What can be called is a function, which has a concrete one for each way of
 * calling it; their descriptions stand in a map beside the objects. A checkpoint's key is
 * the path of names from the root to a variable, so that the variable that a function
 * uses leads to its tensor, and to no other of the same shape. */
#include <string.h>

#include "base/error.h"
#include "base/mem.h"
#include "lm/tfhub/graph.h"

#define OBJECTS_MAX ((size_t)1 << 18) /* the largest models published have some 10^4 */

/* Numbers of the fields that are looked at (FORMATS:
 * tensorflow/core/protobuf/{saved_object_graph,struct}). */
enum {
    META_OBJECTS = 7,
    OBJECTS_NODE = 1,
    OBJECTS_FUNCTION = 2,
    OBJECT_CHILD = 1,
    CHILD_ID = 1,
    CHILD_NAME = 2,
    CONCRETE_BOUND = 2,
    CONCRETE_INPUT = 3,
    FUNCTION_SPEC = 2,
    SPEC_ARGUMENTS = 1,
    VALUE_TEXT = 13,
    VALUE_BOOL = 14,
    VALUE_TENSOR = 33,
    VALUE_LIST = 51,
    VALUE_TUPLE = 52,
    VALUE_DICT = 53,
    VALUE_NAMED = 54,
    VALUES_EACH = 1, /* of a list and a tuple; of a dictionary: pairs */
    NAMED_PAIR = 2,
    PAIR_KEY = 1,
    PAIR_VALUE = 2,
    SPEC_SHAPE = 2,
    SHAPE_DIM = 2,
    DIM_SIZE = 1,
};

static lmev_str objects_of(lmev__graph *g)
{
    return lmev__wire_bytes(g->meta, META_OBJECTS, &g->fault);
}

lmev_status lmev__objects_read(lmev__graph *g, lmev_error *err)
{
    lmev__wire w = lmev__wire_of(objects_of(g), &g->fault);
    lmev__wire_field f;
    size_t room = 0;
    while (lmev__wire_seek(&w, OBJECTS_NODE, LMEV__WIRE_BYTES, &f)) {
        if (g->n_objects == OBJECTS_MAX)
            return lmev__fail(err, LMEV_ERR_FORMAT, g->source, 0,
                              "too many objects, at byte %zu",
                              (size_t)(f.bytes.at - g->file.at));
        if (!lmev__grow(&g->object, &room, g->n_objects + 1, sizeof *g->object))
            return lmev__nomem(err, g->source);
        g->object[g->n_objects++] = f.bytes;
    }
    return LMEV_OK;
}

static bool exists(const lmev__graph *g, int64_t object)
{
    return object >= 0 && (uint64_t)object < g->n_objects;
}

int64_t lmev__object_child(lmev__graph *g, int64_t object, lmev_str name)
{
    if (!exists(g, object)) return LMEV__NO_OBJECT;
    lmev__wire w = lmev__wire_of(g->object[object], &g->fault);
    lmev__wire_field f;
    while (lmev__wire_seek(&w, OBJECT_CHILD, LMEV__WIRE_BYTES, &f)) {
        const lmev_str each = lmev__wire_bytes(f.bytes, CHILD_NAME, &g->fault);
        if (each.n != name.n || (name.n && memcmp(each.at, name.at, name.n) != 0))
            continue;
        const int64_t id = (int64_t)lmev__wire_value(f.bytes, CHILD_ID, 0, &g->fault);
        return exists(g, id) ? id : LMEV__NO_OBJECT;
    }
    return LMEV__NO_OBJECT;
}

/* The next name of a key, as it is called in the object: ".S" stands for a slash and ".."
 * for a dot. n 0: there is none, or it is too long. */
static lmev_str next_name(const char **at, const char *end, char *room, size_t size)
{
    size_t n = 0;
    const char *p = *at;
    for (; p < end && *p != '/'; p++) {
        char c = *p;
        if (c == '.' && p + 1 < end && (p[1] == '.' || p[1] == 'S'))
            c = *++p == '.' ? '.' : '/';
        if (n == size) return (lmev_str){0};
        room[n++] = c;
    }
    *at = p < end ? p + 1 : p;
    return (lmev_str){room, n};
}

int64_t lmev__object_of_key(lmev__graph *g, lmev_str key, int64_t *budget)
{
    static const char suffix[] = "/.ATTRIBUTES/VARIABLE_VALUE";
    const size_t n = sizeof suffix - 1;
    if (key.n <= n || memcmp(key.at + key.n - n, suffix, n) != 0) return LMEV__NO_OBJECT;
    const char *at = key.at, *end = key.at + key.n - n;
    int64_t object = 0;
    while (at < end && object != LMEV__NO_OBJECT) {
        char room[256];
        if (exists(g, object)) *budget -= (int64_t)g->object[object].n + 16;
        if (*budget < 0) return LMEV__NO_OBJECT;
        const lmev_str name = next_name(&at, end, room, sizeof room);
        object = name.n ? lmev__object_child(g, object, name) : LMEV__NO_OBJECT;
    }
    return object;
}

bool lmev__object_is(lmev__graph *g, int64_t object, lmev__object_kind kind,
                     lmev_str *body)
{
    lmev__wire_field f;
    if (!exists(g, object) || !lmev__wire_find(g->object[object], (uint32_t)kind,
                                               LMEV__WIRE_BYTES, &f, &g->fault))
        return false;
    *body = f.bytes;
    return true;
}

/* ---- functions ---- */

lmev_str lmev__objects_function(lmev__graph *g, lmev_str name)
{
    lmev__wire w = lmev__wire_of(objects_of(g), &g->fault);
    lmev__wire_field f;
    while (lmev__wire_seek(&w, OBJECTS_FUNCTION, LMEV__WIRE_BYTES, &f)) {
        const lmev_str key = lmev__wire_bytes(f.bytes, 1, &g->fault);
        if (key.n == name.n && name.n && memcmp(key.at, name.at, name.n) == 0)
            return lmev__wire_bytes(f.bytes, 2, &g->fault);
    }
    return (lmev_str){0};
}

/* Number i of the bound objects, which are packed or not; *n: how many there are. */
static int64_t bound(lmev__graph *g, lmev_str function, size_t i, size_t *n)
{
    lmev__wire w = lmev__wire_of(function, &g->fault);
    lmev__wire_field f;
    int64_t found = LMEV__NO_OBJECT;
    *n = 0;
    while (lmev__wire_next(&w, &f)) {
        if (f.number != CONCRETE_BOUND) continue;
        if (f.type == LMEV__WIRE_VARINT && (*n)++ == i) found = (int64_t)f.value;
        if (f.type != LMEV__WIRE_BYTES) continue;
        const char *p = f.bytes.at, *end = p + f.bytes.n;
        for (uint64_t v; p < end && lmev__varint(&p, end, &v);)
            if ((*n)++ == i) found = (int64_t)v;
    }
    return exists(g, found) ? found : LMEV__NO_OBJECT;
}

size_t lmev__function_bound(lmev__graph *g, lmev_str function)
{
    size_t n;
    (void)bound(g, function, SIZE_MAX, &n);
    return n;
}

int64_t lmev__function_bound_to(lmev__graph *g, lmev_str function, size_t i)
{
    size_t n;
    return bound(g, function, i, &n);
}

/* Call each(arg, i, name, value) for all arguments of a function, number i by place, or
 * -1 and by name: the input is a tuple of a tuple and of a dictionary. */
static void each_argument(lmev__graph *g, lmev_str function,
                          void (*each)(void *arg, int i, lmev_str name, lmev_str value,
                                       lmev__graph *g),
                          void *arg)
{
    const lmev_str input = lmev__wire_bytes(function, CONCRETE_INPUT, &g->fault);
    lmev__wire both =
        lmev__wire_of(lmev__wire_bytes(input, VALUE_TUPLE, &g->fault), &g->fault);
    lmev__wire_field part, f;
    while (lmev__wire_seek(&both, VALUES_EACH, LMEV__WIRE_BYTES, &part)) {
        lmev__wire w = lmev__wire_of(lmev__wire_bytes(part.bytes, VALUE_TUPLE, &g->fault),
                                     &g->fault);
        for (int i = 0; lmev__wire_seek(&w, VALUES_EACH, LMEV__WIRE_BYTES, &f); i++)
            each(arg, i, (lmev_str){0}, f.bytes, g);
        w = lmev__wire_of(lmev__wire_bytes(part.bytes, VALUE_DICT, &g->fault), &g->fault);
        while (lmev__wire_seek(&w, VALUES_EACH, LMEV__WIRE_BYTES, &f))
            each(arg, -1, lmev__wire_bytes(f.bytes, PAIR_KEY, &g->fault),
                 lmev__wire_bytes(f.bytes, PAIR_VALUE, &g->fault), g);
    }
}

/* Place of the argument 'training' of what Python calls, -1: it has none. */
static int training_place(lmev__graph *g, lmev_str called)
{
    const lmev_str spec = lmev__wire_bytes(called, FUNCTION_SPEC, &g->fault);
    const lmev_str full = lmev__wire_bytes(
        lmev__wire_bytes(spec, SPEC_ARGUMENTS, &g->fault), VALUE_NAMED, &g->fault);
    lmev__wire pairs = lmev__wire_of(full, &g->fault);
    lmev__wire_field pair, f;
    while (lmev__wire_seek(&pairs, NAMED_PAIR, LMEV__WIRE_BYTES, &pair)) {
        if (!lmev__str_is(lmev__wire_bytes(pair.bytes, PAIR_KEY, &g->fault), "args"))
            continue;
        const lmev_str value = lmev__wire_bytes(pair.bytes, PAIR_VALUE, &g->fault);
        lmev__wire list =
            lmev__wire_of(lmev__wire_bytes(value, VALUE_LIST, &g->fault), &g->fault);
        for (int i = 0; lmev__wire_seek(&list, VALUES_EACH, LMEV__WIRE_BYTES, &f);) {
            const lmev_str name = lmev__wire_bytes(f.bytes, VALUE_TEXT, &g->fault);
            if (lmev__str_is(name, "training")) return i;
            i += i > 0 || !lmev__str_is(name, "self");
        }
    }
    return -1;
}

typedef struct training {
    int place;
    bool yes;
} training;

static void is_training(void *arg, int i, lmev_str name, lmev_str value, lmev__graph *g)
{
    training *t = arg;
    if ((i >= 0 ? i == t->place : lmev__str_is(name, "training")) &&
        lmev__wire_value(value, VALUE_BOOL, 0, &g->fault))
        t->yes = true;
}

bool lmev__function_trains(lmev__graph *g, lmev_str function, lmev_str called)
{
    training t = {training_place(g, called), false};
    each_argument(g, function, is_training, &t);
    return t.yes;
}

/* A tensor of which more than the first dimension may have another size than 1. */
static void is_wide(void *arg, int i, lmev_str name, lmev_str value, lmev__graph *g)
{
    bool *wide = arg;
    const lmev_str spec = lmev__wire_bytes(value, VALUE_TENSOR, &g->fault);
    lmev__wire w =
        lmev__wire_of(lmev__wire_bytes(spec, SPEC_SHAPE, &g->fault), &g->fault);
    lmev__wire_field dim;
    (void)i, (void)name;
    for (int k = 0; lmev__wire_seek(&w, SHAPE_DIM, LMEV__WIRE_BYTES, &dim); k++)
        if (k > 0 && lmev__wire_value(dim.bytes, DIM_SIZE, 0, &g->fault) != 1)
            *wide = true;
}

bool lmev__function_takes_a_list(lmev__graph *g, lmev_str function)
{
    bool wide = false;
    each_argument(g, function, is_wide, &wide);
    return !wide;
}
