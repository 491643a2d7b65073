/* counts.c - counts of predictions: rows per class, and cells of the confusion matrix.
 *
 * Three counts per class (true, predicted, both) suffice for accuracy, balanced accuracy,
 * recall, precision and F1. The confusion matrix keeps the cells that are not zero: with
 * 1,573 classes and 25,000 rows that is at most one in a hundred. Cost: counts take one
 * pass; the confusion matrix sorts 8 bytes per row. Not here: the scores (scores.c). */
#include <stdlib.h>

#include "base/error.h"
#include "base/mem.h"
#include "lmev/metric.h"

static lmev_status check_ids(const uint32_t *id, size_t n, size_t n_classes,
                             const char *what, lmev_error *err)
{
    for (size_t i = 0; i < n; i++)
        if (id[i] >= n_classes)
            return lmev__fail(err, LMEV_ERR_PARAM, NULL, 0,
                              "%s class of row %zu is '%u', there are %zu classes", what,
                              i, id[i], n_classes);
    return LMEV_OK;
}

lmev_status lmev_counts_new(lmev_counts **out, const uint32_t *truth,
                            const uint32_t *predicted, size_t n, size_t n_classes,
                            lmev_error *err)
{
    lmev_status s;
    if ((s = check_ids(truth, n, n_classes, "true", err)) != LMEV_OK ||
        (s = check_ids(predicted, n, n_classes, "predicted", err)) != LMEV_OK)
        return s;
    lmev_counts *c = lmev__calloc(1, sizeof *c);
    uint64_t *block = lmev__calloc(n_classes, 3 * sizeof *block);
    if (!c || !block) {
        lmev__free(c);
        lmev__free(block);
        return lmev__nomem(err, "counts of classes");
    }
    c->n_classes = n_classes;
    c->n = n;
    c->truth = block; /* first: freeing it frees all three */
    c->predicted = block + n_classes;
    c->hit = block + 2 * n_classes;
    for (size_t i = 0; i < n; i++) {
        c->truth[truth[i]]++;
        c->predicted[predicted[i]]++;
        c->hit[truth[i]] += truth[i] == predicted[i];
    }
    *out = c;
    return LMEV_OK;
}

void lmev_counts_free(lmev_counts *c)
{
    if (!c) return;
    lmev__free(c->truth);
    lmev__free(c);
}

static int by_key(const void *left, const void *right)
{
    const uint64_t a = *(const uint64_t *)left, b = *(const uint64_t *)right;
    return (a > b) - (a < b);
}

lmev_status lmev_confusion(lmev_confusion_cell **out, size_t *n_cells,
                           const uint32_t *truth, const uint32_t *predicted, size_t n,
                           lmev_error *err)
{
    uint64_t *key = lmev__realloc(NULL, n ? n : 1, sizeof *key);
    if (!key) return lmev__nomem(err, "the confusion of classes");
    for (size_t i = 0; i < n; i++) key[i] = (uint64_t)truth[i] << 32 | predicted[i];
    qsort(key, n, sizeof *key, by_key);
    size_t cells = 0;
    for (size_t i = 0; i < n; i++) cells += i == 0 || key[i] != key[i - 1];
    lmev_confusion_cell *cell = lmev__calloc(cells ? cells : 1, sizeof *cell);
    if (!cell) {
        lmev__free(key);
        return lmev__nomem(err, "the confusion of classes");
    }
    for (size_t i = 0, k = 0; i < n; i++) {
        k += i > 0 && key[i] != key[i - 1];
        cell[k].truth = (uint32_t)(key[i] >> 32);
        cell[k].predicted = (uint32_t)key[i];
        cell[k].n++;
    }
    lmev__free(key);
    *out = cell;
    *n_cells = cells;
    return LMEV_OK;
}

void lmev_confusion_free(lmev_confusion_cell *cells)
{
    lmev__free(cells);
}
