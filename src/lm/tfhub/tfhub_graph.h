/* tfhub_graph.h - the TF2 SavedModel of an lm of whole words, as messages.
 *
 * tfhub_graph.c   GraphDef: what is computed, node by node
 * tfhub_object.c  SavedObjectGraph and TrackableObjectGraph: what Python finds in it
 * tfhub_write.c   the files */
#ifndef LMEV__LM_TFHUB_TFHUB_GRAPH_H
#define LMEV__LM_TFHUB_TFHUB_GRAPH_H
#include "lm/lm_impl.h"

/* DataType of TensorFlow, as far as needed. */
enum lmev__tf_type {
    LMEV__TF_FLOAT = 1,
    LMEV__TF_INT32 = 3,
    LMEV__TF_STRING = 7,
    LMEV__TF_INT64 = 9,
    LMEV__TF_RESOURCE = 20
};

/* The functions of the module; objects and signatures name them. */
#define LMEV__FN_CREATE  "__inference__create_resource"
#define LMEV__FN_INIT    "__inference__initialize"
#define LMEV__FN_DESTROY "__inference__destroy_resource"
#define LMEV__FN_CALL    "__inference___call__"
#define LMEV__FN_SERVE   "__inference_signature_wrapper"

/* Names by which the module is used. */
#define LMEV__HUB_INPUT  "sentences"
#define LMEV__HUB_OUTPUT "outputs"
/* in the checkpoint */
#define LMEV__HUB_VARIABLE "embeddings/.ATTRIBUTES/VARIABLE_VALUE"
#define LMEV__HUB_VOCAB    "tokens.txt"

/* A dimension that is known at run time only. */
#define LMEV__ANY (-1)

/* TensorShapeProto as a field; a scalar has no dimensions. */
void lmev__tf_shape(lmev__buf *b, unsigned field, const int64_t *dim, unsigned n);

/* GraphDef, in a field of MetaGraphDef. The lm is of kind words. */
void lmev__tf_graph(lmev__buf *b, unsigned field, const lmev_lm *lm);
/* SaverDef, signature_def (map) and asset_file_def of the same MetaGraphDef. */
void lmev__tf_uses(lmev__buf *b, const lmev_lm *lm);

/* SavedObjectGraph, in a field of MetaGraphDef. */
void lmev__tf_objects(lmev__buf *b, unsigned field, const lmev_lm *lm);
/* TrackableObjectGraph: the same objects, as the checkpoint knows them. */
void lmev__tf_trackables(lmev__buf *b);
#endif
