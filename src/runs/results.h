/* results.h - test-results.csv: a test row a line with what was predicted for it. */
#ifndef LMEV__RUNS_RESULTS_H
#define LMEV__RUNS_RESULTS_H
#include "lmev/data.h"
#include "lmev/runs.h"

/* Write title,category,predicted, byte for byte as pandas' to_csv(index=False) does; rows
 * in the order of the data set. predicted: [test->n] class ids. hex receives the sha256
 * of the file. Published atomically. */
lmev_status lmev__results_write(const char *path, const lmev_dataset *test,
                                const lmev_labels *labels, const uint32_t *predicted,
                                char hex[65], lmev_error *err);

/* Read such a file back: lmev_predictions_load by the file's own path. */
lmev_status lmev__predictions_read(lmev_predictions **out, const char *path,
                                   lmev_error *err);
/* Its balanced accuracy; *n is the number of rows. */
lmev_status lmev__results_bac(const char *path, double *bac, size_t *n, lmev_error *err);
#endif
