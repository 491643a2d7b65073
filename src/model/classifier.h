/* classifier.h - what save.c, load.c and predict.c share: the folder's layout and the
 * object.
 *
 * A classifier folder, version 1. All texts are UTF-8 with "\n" line ends:
 *   config.json        what the others mean: preprocessing, combiner, shapes, and for
 * each of the other three files its size in bytes and its sha256 model.safetensors
 * float32 tensors: "embeddings" [rows, dim], then for each layer "NAME.kernel" [in, out]
 * and "NAME.bias" [out], as lmev_net_tensor names them: dense_1, dense_2, ..., dense_out
 *   tokens.txt         the vocabulary, one token a line, line i is row i of the table;
 * rows after the vocabulary are hash buckets for unknown tokens labels.txt         the
 * classes sorted bytewise, one a line; a backslash, line feed or carriage return inside a
 * label is written \\, \n, \r */
#ifndef LMEV_MODEL_CLASSIFIER_H
#define LMEV_MODEL_CLASSIFIER_H
#include "base/io.h"
#include "base/safetensors.h"
#include "lmev/model.h"

#define LMEV__CLASSIFIER_FORMAT  "lmev-classifier"
#define LMEV__CLASSIFIER_VERSION 1
#define LMEV__CONFIG_FILE        "config.json"

/* The three files that config.json vouches for. */
enum { LMEV__FILE_MODEL, LMEV__FILE_TOKENS, LMEV__FILE_LABELS, LMEV__FILES };
extern const char *const lmev__classifier_file[LMEV__FILES];
extern const char *const lmev__combiner_name[3]; /* by lmev_combiner */

struct lmev_classifier {
    lmev_lm *lm;
    lmev_net *net;
    lmev_labels labels;
    lmev_classifier_about about; /* its strings are owned */
    int threads;
    lmev__map map; /* model.safetensors: the net borrows its table from here ... */
    float *table;  /* ... or from this copy, when the mapping's is not aligned   */
    /* Room for one block of texts, kept from call to call. */
    char *text; /* [text_room]     the texts of the block, one after another  */
    size_t text_room;
    uint64_t *at; /* [at_room]       where they begin, and the end              */
    size_t at_room;
};
#endif
