/* lmev/classifier.h - classifiers: a language model, a network and labels.
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

/* What config.json holds besides the parts. All strings may be NULL. */
typedef struct lmev_classifier_about {
    const char *name; /* of the lm, as in the spec */
    const char *run_id;
    const char *text_column, *label_column;
    double test_bac; /* NaN: not known */
    const char *experiment_key;
    /* identifies the rows and classes that val_loss is of: two val_loss can be compared
     * only where it is equal */
    const char *val_rows;
    double val_loss; /* NaN: not known */
} lmev_classifier_about;

/* Write a classifier folder. It appears complete or not at all. A classifier at folder is
 * replaced; a folder with other content is refused (ERR_IO). about may be NULL. */
LMEV_API lmev_status lmev_classifier_save(const char *folder, const lmev_lm *lm,
                                          lmev_net *net, const lmev_labels *labels,
                                          const lmev_classifier_about *about,
                                          lmev_error *err);

/* Load a classifier from a folder. threads (0: all processors) are those of
 * lmev_classifier_predict. Every file is compared with its sha256 in config.json, and the
 * shapes with each other, before anything is allocated for them.
 * ERR_NOTFOUND: no such folder, or it has no config.json. ERR_FORMAT: a file is damaged;
 * the error names it. ERR_PARAM: the processor lacks the precision. */
LMEV_API lmev_status lmev_classifier_load(lmev_classifier **out, const char *folder,
                                          int threads, lmev_precision precision,
                                          lmev_error *err);
/* Load a classifier from the n files of its folder in memory, each with its name. The
 * bytes of model.safetensors are borrowed until the classifier is freed. */
LMEV_API lmev_status lmev_classifier_open_memory(lmev_classifier **out,
                                                 const lmev_member *member, size_t n,
                                                 int threads, lmev_precision precision,
                                                 lmev_error *err);
LMEV_API void lmev_classifier_free(lmev_classifier *c);

/* Borrowed from the classifier. */
LMEV_API const lmev_labels *lmev_classifier_labels(const lmev_classifier *c);
LMEV_API const lmev_classifier_about *lmev_classifier_about_of(const lmev_classifier *c);

/* The k best classes of each of n texts and their probabilities, best first: class_id
 * [n,k], p [n,k]. k is 1 to the number of classes (else ERR_PARAM). A text whose scores
 * overflow has LMEV_NO_CLASS and NaN, see lmev_outputs. One thread at a time may call
 * this and lmev_classifier_evaluate: they use the classifier's own predictor. */
LMEV_API lmev_status lmev_classifier_predict(lmev_classifier *c, const lmev_str *texts,
                                             size_t n, uint32_t k, uint32_t *class_id,
                                             float *p, lmev_error *err);
/* The same for labelled rows: best, p_true and rank as in lmev_outputs. label: [n]. */
LMEV_API lmev_status lmev_classifier_evaluate(lmev_classifier *c, const lmev_str *texts,
                                              const uint32_t *label, size_t n,
                                              lmev_outputs *out, lmev_error *err);

/* Lets threads share a classifier: each thread uses a predictor of its own. A predictor
 * borrows the classifier, language model and table included; it has a copy of the dense
 * layers and memory for a block of texts. All predictors of a classifier give the same
 * answers. */
typedef struct lmev_predictor lmev_predictor;

/* threads: those of the predictor, the calling one included; 0: all processors; 1 is
 * right when many threads have a predictor each. The classifier must outlive the
 * predictor. */
LMEV_API lmev_status lmev_predictor_new(lmev_predictor **out, const lmev_classifier *c,
                                        int threads, lmev_error *err);
LMEV_API void lmev_predictor_free(lmev_predictor *p);
/* Like lmev_classifier_predict and lmev_classifier_evaluate. */
LMEV_API lmev_status lmev_predictor_predict(lmev_predictor *p, const lmev_str *texts,
                                            size_t n, uint32_t k, uint32_t *class_id,
                                            float *probability, lmev_error *err);
LMEV_API lmev_status lmev_predictor_evaluate(lmev_predictor *p, const lmev_str *texts,
                                             const uint32_t *label, size_t n,
                                             lmev_outputs *out, lmev_error *err);

#ifdef __cplusplus
}
#endif
#endif
