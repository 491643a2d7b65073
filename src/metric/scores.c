/* scores.c - scores from counts of classes, ranks and probabilities.
 *
 * Plain sums in double, in the order of classes or rows. A mean over no rows is NaN, so
 * that a missing result cannot pass for a bad one. Recall, precision and F1 of a class
 * that does not occur are 0, as in scikit-learn. A NaN among the probabilities (of a
 * network that diverged) makes the loss NaN. */
#include <math.h>

#include "lmev/metric.h"

static double ratio(uint64_t part, uint64_t all)
{
    return all ? (double)part / (double)all : 0;
}

static double mean(double sum, uint64_t n)
{
    return n ? sum / (double)n : (double)NAN;
}

double lmev_metric_recall(const lmev_counts *c, size_t k)
{
    return ratio(c->hit[k], c->truth[k]);
}

double lmev_metric_precision(const lmev_counts *c, size_t k)
{
    return ratio(c->hit[k], c->predicted[k]);
}

/* 2 P R / (P + R) with P = hit/predicted and R = hit/truth. */
double lmev_metric_f1(const lmev_counts *c, size_t k)
{
    return ratio(2 * c->hit[k], c->truth[k] + c->predicted[k]);
}

double lmev_metric_balanced_accuracy(const lmev_counts *c)
{
    double sum = 0;
    uint64_t present = 0;
    for (size_t k = 0; k < c->n_classes; k++) {
        if (c->truth[k] > 0) {
            sum += lmev_metric_recall(c, k);
            present++;
        }
    }
    return mean(sum, present);
}

double lmev_metric_accuracy(const lmev_counts *c)
{
    uint64_t hits = 0;
    for (size_t k = 0; k < c->n_classes; k++) hits += c->hit[k];
    return mean((double)hits, c->n);
}

double lmev_metric_f1_macro(const lmev_counts *c)
{
    double sum = 0;
    uint64_t present = 0;
    for (size_t k = 0; k < c->n_classes; k++) {
        if (c->truth[k] + c->predicted[k] > 0) {
            sum += lmev_metric_f1(c, k);
            present++;
        }
    }
    return mean(sum, present);
}

/* Each row has one true and one predicted class, so the pooled counts are 2 hits / (n +
 * n). */
double lmev_metric_f1_micro(const lmev_counts *c)
{
    return lmev_metric_accuracy(c);
}

double lmev_metric_top_k(const uint32_t *rank, size_t n, size_t k)
{
    size_t hits = 0;
    for (size_t i = 0; i < n; i++) hits += rank[i] < k;
    return mean((double)hits, n);
}

double lmev_metric_log_loss(const float *p_true, size_t n)
{
    const double eps = 0x1p-23; /* of float32 */
    double sum = 0;
    for (size_t i = 0; i < n; i++) {
        const double p = p_true[i];
        sum -= log(p < eps ? eps : p > 1 - eps ? 1 - eps : p); /* NaN passes through */
    }
    return mean(sum, n);
}
