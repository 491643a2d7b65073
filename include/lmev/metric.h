/* lmev/metric.h - labels and predictions in, numbers out. Pure functions, doubles inside.
 *
 * C = number of classes. Every definition is scikit-learn's with its defaults, unless said.
 * Means over no rows are NaN. Nothing here allocates but counts and confusion.
 */
#ifndef LMEV_METRIC_H
#define LMEV_METRIC_H

#include "lmev/base.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Per-class counts; the base of all other figures. truth and predicted hold ids < n_classes,
 * checked (ERR_PARAM; both may be NULL when n is 0). Counts are [C] arrays owned by the struct. */
typedef struct lmev_counts {
    size_t n_classes;
    uint64_t n;
    uint64_t *truth;     /* rows of the class              */
    uint64_t *predicted; /* rows predicted to be the class */
    uint64_t *hit;       /* rows of the class predicted so */
} lmev_counts;

lmev_status lmev_counts_new(lmev_counts **out, const uint32_t *truth, const uint32_t *predicted,
                            size_t n, size_t n_classes, lmev_error *err);
void lmev_counts_free(lmev_counts *c);

/* Mean over the classes present in the truth of hit/truth. */
double lmev_balanced_accuracy(const lmev_counts *c);
double lmev_accuracy(const lmev_counts *c);
double lmev_recall(const lmev_counts *c, size_t k);    /* 0 where undefined, as sklearn zero_division=0 */
double lmev_class_precision(const lmev_counts *c, size_t k); /* lmev_precision is a type of nn.h */
double lmev_f1(const lmev_counts *c, size_t k);
/* Mean of F1 over the classes in truth or prediction; F1 of the pooled counts, which equals
 * the accuracy where each row has one label. */
double lmev_f1_macro(const lmev_counts *c);
double lmev_f1_micro(const lmev_counts *c);

/* Share of rows whose true class is among the k best scores; score is [n, C] row-major. A
 * tie with the true class's score counts by class id: a lower id ranks higher (scikit-learn:
 * a higher one). A true class >= C or with a NaN score is a miss. */
double lmev_top_k(const float *score, const uint32_t *truth, size_t n, size_t n_classes, size_t k);
/* The same from ranks: rank[i] = number of classes that rank before the true one. */
double lmev_top_k_ranks(const uint32_t *rank, size_t n, size_t k);
/* Mean of -log p(true class), natural; p is clipped to [eps, 1-eps] with the float32 eps.
 * p_true: [n]. NaN when any p is. */
double lmev_log_loss(const float *p_true, size_t n);

/* The non-zero cells of the confusion matrix, sorted by truth, then predicted. */
typedef struct lmev_confusion_cell {
    uint32_t truth, predicted;
    uint64_t n;
} lmev_confusion_cell;
lmev_status lmev_confusion(lmev_confusion_cell **out, size_t *n_cells, const uint32_t *truth,
                           const uint32_t *predicted, size_t n, lmev_error *err);
void lmev_confusion_free(lmev_confusion_cell *cells);

#ifdef __cplusplus
}
#endif
#endif
