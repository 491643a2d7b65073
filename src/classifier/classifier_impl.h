/* classifier_impl.h - what classifier_save.c, classifier_load.c and predict.c share: the
 * folder's layout and the object.
 *
 * A classifier folder, version 2. All texts are UTF-8 with "\n" line ends:
 *   config.json        what the others mean: "lm" describes the language model (lm/parts.c),
 *                      "shape" the network, "files" the size and sha256 of each other
 *                      file
 *   model.safetensors  float32 tensors: "embeddings" [rows, dim], then for each layer
 *                      "NAME.kernel" [in, out] and "NAME.bias" [out], as lmev_net_tensor
 *                      names them (dense_1, dense_2, ..., dense_out); then small tensors
 *                      of the lm
 *   tokens.txt         the vocabulary, one token a line, line i is row i of the table; rows
 *                      after them are hash buckets (lms with a tokenizer have
 *                      tokenizer.json)
 *   labels.txt         the classes sorted bytewise, one a line; a backslash, line feed or
 *                      carriage return inside a label is written \\, \n, \r */
#ifndef LMEV__CLASSIFIER_CLASSIFIER_IMPL_H
#define LMEV__CLASSIFIER_CLASSIFIER_IMPL_H
#include "base/format/safetensors.h"
#include "base/io/io.h"
#include "lmev/classifier.h"

#define LMEV__CLASSIFIER_FORMAT  "lmev-classifier"
#define LMEV__CLASSIFIER_VERSION 2
#define LMEV__MODEL_FILE         "model.safetensors"
#define LMEV__LABELS_FILE        "labels.txt"

/* What the config.json of a folder says besides the parts; nothing else is read. Release
 * it. ERR_NOTFOUND, ERR_FORMAT: not a classifier that can be read. */
lmev_status lmev__about_read(lmev_classifier_about *about, const char *folder,
                             lmev_error *err);
void lmev__about_release(lmev_classifier_about *about);

/* Would lmev_classifier_save refuse the folder? For those who train for hours before
 * it. */
lmev_status lmev__classifier_may_save(const char *folder, lmev_error *err);

struct lmev_classifier {
    lmev_lm *lm;
    lmev_labels labels;
    lmev_classifier_about about; /* its strings are owned */
    lmev_net_params params;      /* of the nets of its predictors */
    lmev__map map;               /* model.safetensors, which has ... */
    lmev__st st;                 /* ... these tensors */
    char *model;                 /* what messages call it */
    const float *table; /* [rows, dim] in map, or own where that is not aligned */
    float *own;
    lmev_predictor *predictor; /* of lmev_classifier_predict and _evaluate */
};

struct lmev_predictor {
    const lmev_classifier *c;
    lmev_net *net; /* borrows the table of c; its dense layers are a copy */
    int threads;
    /* Room for one block of texts, kept from call to call. */
    char *text; /* [text_room]  the texts of the block, one after another */
    size_t text_room;
    uint64_t *at; /* [at_room]    where they begin, and the end */
    size_t at_room;
};

/* A net with the weights of c, for prediction alone. */
lmev_status lmev__classifier_net(lmev_net **out, const lmev_classifier *c, int threads,
                                 lmev_error *err);
#endif
