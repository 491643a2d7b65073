/* lmev/model.h - the classifier: lm + network + labels. The only place where text meets
 * network.
 *
 * A classifier is a folder: model.safetensors (all tensors, float32), tokens.txt,
 * labels.txt, config.json (preprocessing, combiner, shapes, sha256 of the other
 * three). */
#ifndef LMEV_CLASSIFIER_H
#define LMEV_CLASSIFIER_H

#include "lmev/base.h"
#include "lmev/data.h"
#include "lmev/lm.h"
#include "lmev/nn.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct lmev_classifier lmev_classifier;

/* What config.json tells besides the parts. All strings may be NULL. */
typedef struct lmev_classifier_about {
    const char *name; /* of the lm, as the spec calls it */
    const char *run_id;
    const char *text_column, *label_column;
    double test_bac; /* NaN: not known */
    const char *experiment_key;
    /* tells the rows and classes that val_loss is of: only where it is equal are two
     * val_loss to be compared */
    const char *val_rows;
    double val_loss; /* NaN: not known */
} lmev_classifier_about;

/* Write a classifier folder; it appears complete or not at all. An existing classifier at
 * folder is replaced; a folder with other content is refused (ERR_IO). */
LMEV_API lmev_status lmev_classifier_save(const char *folder, const lmev_lm *lm,
                                          lmev_net *net, const lmev_labels *labels,
                                          const lmev_classifier_about *about,
                                          lmev_error *err);

/* Load one. Every file is checked against config.json's sha256 (ERR_FORMAT names the
 * damaged one) and the shapes against each other before anything is allocated for
 * them. */
LMEV_API lmev_status lmev_classifier_load(lmev_classifier **out, const char *folder,
                                          int threads, lmev_precision precision,
                                          lmev_error *err);
LMEV_API void lmev_classifier_free(lmev_classifier *c);

LMEV_API const lmev_labels *
lmev_classifier_labels(const lmev_classifier *c); /* borrowed */
LMEV_API const lmev_classifier_about *
lmev_classifier_about_of(const lmev_classifier *c); /* borrowed */
/* Classes and probabilities of n texts, k a text, best first: class_id [n,k], p [n,k].
 * k <= number of classes. A text whose scores overflow has LMEV_NO_CLASS and NaN, see
 * lmev_outputs. */
LMEV_API lmev_status lmev_classifier_predict(lmev_classifier *c, const lmev_str *texts,
                                             size_t n, uint32_t k, uint32_t *class_id,
                                             float *p, lmev_error *err);
/* The same for labelled rows: best, p_true and rank as in lmev_outputs. */
LMEV_API lmev_status lmev_classifier_evaluate(lmev_classifier *c, const lmev_str *texts,
                                              const uint32_t *label, size_t n,
                                              lmev_outputs *out, lmev_error *err);

#ifdef __cplusplus
}
#endif
#endif
