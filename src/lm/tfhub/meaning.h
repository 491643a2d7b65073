/* meaning.h - what the values of a graph are, in terms of texts and rows. One module in
 * three files, meaning.c, meaning_text.c and meaning_rows.c, for recipe.c.
 *
 * The value of an output is found from the op that makes it and from what its inputs are,
 * back to the texts, the vocabulary and the table; a call is entered, with its inputs as
 * the function's arguments. A value is one of the meanings below or LMEV__UNKNOWN, with
 * the node where understanding ended. An op is understood for certain meanings of its
 * inputs, one by one (meaning_text.c, meaning_rows.c), and what comes of it has a meaning
 * of its own; an op that is not listed makes an unknown value of all that passes through
 * it. So nothing that changes texts, ids or vectors is missed, wherever it stands; and
 * what does not come into the output (saving, restoring, a layer that is not used) does
 * not matter.
 *
 * All tokens of all texts make a stream, one after the other. It is described by how they
 * were cut and what was done since; two values of streams of equal description belong
 * together, since there is but one input that they can come from.
 *
 * Every value is found once: time and memory are bounded by limits of their own, so that
 * a graph made to be slow is refused. */
#ifndef LMEV__LM_TFHUB_MEANING_H
#define LMEV__LM_TFHUB_MEANING_H
#include "lm/tfhub/recipe.h"

typedef enum lmev__meaning {
    LMEV__UNKNOWN,
    LMEV__CONSTANT,   /* of a Const: .node */
    LMEV__MEASURE,    /* a shape, a count: made only from sizes and places */
    LMEV__VOCABULARY, /* the look-up table */
    LMEV__N_LINES,    /* its size */
    LMEV__VARIABLE,   /* the table of rows, or a part of it */
    LMEV__TEXTS,      /* [N] the input, punctuation perhaps removed */
    LMEV__TOKENS,     /* [T] a stream */
    LMEV__PLACES,     /* [T, 2] of each token: its text, its number there */
    LMEV__TEXT_OF,    /* [T] of each token: its text */
    LMEV__N_TOKENS,   /* [N] of each text: how many */
    LMEV__ENDS,       /* [N] the sums of these */
    LMEV__BOUNDS,     /* [N + 1] the same with 0 before */
    LMEV__EMPTY,      /* [N] or [N, D]: has the text no token? */
    LMEV__LINES,      /* [T] line in the vocabulary, or -1 */
    LMEV__KNOWN,      /* [T] is it a line? */
    LMEV__KNOWN_AT,   /* the numbers of those that are */
    LMEV__HASHES,     /* [T] bucket */
    LMEV__BUCKETS,    /* [T] row of that bucket */
    LMEV__ROW_IDS,    /* [T] row of each token */
    LMEV__UNIQUE,     /* each of these rows once */
    LMEV__UNIQUE_AT,  /* [T] where in it */
    LMEV__ROWS,       /* [., D] rows of the table */
    LMEV__VECTORS,    /* [N, D] rows combined */
    LMEV__ZEROS,      /* [N, D] */
    /* of a table in parts, by TensorFlow's partition_strategy: */
    LMEV__MODULO_OF,   /* ids mod a number */
    LMEV__QUOTIENT_OF, /* ids / a number */
    LMEV__REST_OF,     /* ids less a number */
    LMEV__RANGE_OF,    /* the part in whose range they are */
    LMEV__LOW_RANGE,   /* is it one of the larger parts? */
    LMEV__RANGE_AT,    /* the place in that part */
    LMEV__PART_IDS,    /* those in part .part */
    LMEV__PART_AT,     /* and where they stood */
} lmev__meaning;

/* What was done to a stream since it was cut. */
enum {
    LMEV__KEEPS = 1,  /* empty words were kept, but none of an empty text */
    LMEV__FILLED = 2, /* a text without tokens has got "" */
    LMEV__PRUNED = 4, /* unknown tokens have left */
    LMEV__PADDED = 8, /* a text without tokens has got row 0 */
    LMEV__SINGLE = 16 /* it is not a text but the constant "" */
};

typedef struct lmev__token_stream {
    lmev__split split;
    lmev__strip strip;
    unsigned done;
} lmev__token_stream;

#define LMEV__WHOLE UINT32_MAX

/* The last number of a shape: that of the vectors, not known, or (from 1 on) this. */
enum { LMEV__SAME_WIDTH = -1, LMEV__ANY_WIDTH = 0 };

typedef struct lmev__value {
    lmev__meaning is;
    const lmev__node *node; /* where it was made, or where understanding ended; why ... */
    const char *why, *hint; /* ... and what to do; NULL: nothing special */
    lmev__token_stream of;
    uint32_t buckets; /* 0: unknown tokens have no row */
    /* of ids and rows: of this part, or whole; n_parts 0: of a table in one piece */
    uint32_t part, n_parts;
    lmev__spread spread;
    lmev_combiner combiner;
    bool of_unique;    /* rows: of LMEV__UNIQUE, not of LMEV__ROW_IDS */
    bool counts_texts; /* a measure: N */
    bool zeroed;       /* vectors: zeros for texts without tokens */
    int64_t width;     /* of a measure, and of vectors where an op has named it */
    int64_t object;    /* of a variable: LMEV__NO_OBJECT or its number ... */
    lmev_str name;     /* ... or its name, without the number of the part */
} lmev__value;

typedef struct lmev__frame {
    uint32_t scope, parent; /* parent: of frame 0 itself */
    const lmev__node *call;
} lmev__frame;

typedef struct lmev__memo {
    uint32_t frame;
    const lmev__node *node; /* NULL: free */
    lmev_str port;          /* which output, as it is written */
    lmev__value value;
} lmev__memo;

#define LMEV__FRAMES_MAX 256
#define LMEV__DEPTH_MAX  400

typedef struct lmev__reader {
    lmev__graph *g;
    int64_t budget; /* bytes that may still be looked at, in proportion to the file */
    bool no_memory;
    unsigned depth;
    /* the entry: a function with its bound objects, or outputs of the graph itself */
    lmev_str function;
    lmev_str input; /* name of the argument or of the placeholder that is the texts */
    size_t n_frames;
    lmev__frame frame[LMEV__FRAMES_MAX];
    size_t n_known, room; /* a hash table of what was found; room: a power of two, or 0 */
    lmev__memo *known;
} lmev__reader;

/* ---- meaning.c ---- */

/* Begin at a function of the library, whose last arguments are bound to objects
 * (`function`: its SavedConcreteFunction), or at the graph itself (scope 0). */
void lmev__reader_begin(lmev__reader *r, uint32_t scope, lmev_str function,
                        lmev_str input);
void lmev__reader_end(lmev__reader *r);

/* What an input in a frame is; input k of a node, those that begin with ^ not counted. */
lmev__value lmev__value_of(lmev__reader *r, uint32_t frame, lmev_str input);
lmev__value lmev__input_of(lmev__reader *r, uint32_t frame, const lmev__node *node,
                           int k);

/* Something that is not understood because of a node. */
lmev__value lmev__unknown(const lmev__node *node, const char *why);

/* An output of a node: "values:0" and "1" of an op whose output 1 is called values. */
bool lmev__is_port(lmev_str port, const char *name, size_t i);
size_t lmev__port_number(lmev_str port);

static inline bool lmev__is_op(const lmev__node *node, const char *op)
{
    return lmev__str_is(node->op, op);
}

static inline bool lmev__same_stream(const lmev__value *a, const lmev__value *b)
{
    return a->of.split == b->of.split && a->of.done == b->of.done &&
           a->of.strip == b->of.strip;
}

/* The text of each token where a text is one token: 0, 1, 2 ..., whatever was removed. */
static inline lmev__value *lmev__among(lmev__value *v, const lmev__value *stream)
{
    if (v->is == LMEV__TEXT_OF && v->of.split == LMEV__SPLIT_NONE)
        v->of.strip = stream->of.strip;
    return v;
}

/* ---- meaning_text.c, meaning_rows.c: the value of an op, false: none of theirs ---- */

bool lmev__text_op(lmev__reader *r, uint32_t frame, const lmev__node *node, lmev_str port,
                   lmev__value *v);
bool lmev__row_op(lmev__reader *r, uint32_t frame, const lmev__node *node, lmev_str port,
                  lmev__value *v);
/* Ops that a value passes through, and those that make measures. */
bool lmev__shape_op(lmev__reader *r, uint32_t frame, const lmev__node *node,
                    lmev_str port, lmev__value *v);

/* A constant of this one number? */
bool lmev__is_number(lmev__reader *r, const lmev__value *v, int64_t number);
bool lmev__is_find(const lmev__node *node); /* a look-up in the vocabulary? */
#endif
