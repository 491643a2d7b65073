/* lowest.h - take the rows of lowest hash, of all rows and of each class. */
#ifndef LMEV__DATA_LOWEST_H
#define LMEV__DATA_LOWEST_H
#include "data/dataset.h"

/* Of the rows i with part[i] == from, the k of lowest hash go to part `to`, or all where
 * there are fewer; earlier rows first among equals. part: [r->n]. *highest: the hash of
 * the last of the k; UINT64_MAX: there are fewer. ERR_NOMEM. */
lmev_status lmev__rows_lowest(const lmev__file_rows *r, uint8_t *part, uint8_t from,
                              uint8_t to, uint64_t k, uint64_t *highest, lmev_error *err);

/* The rows of one class. */
typedef struct lmev__stratum {
    uint64_t n_rows;  /* that the file has, kept or not */
    uint64_t k;       /* as above, of the rows of this class */
    uint64_t highest; /* likewise */
} lmev__stratum;

/* The same for each class, whatever part its rows are in. stratum: [number of classes],
 * by r->label; sets highest. ERR_NOMEM. */
lmev_status lmev__rows_lowest_of_classes(const lmev__file_rows *r, uint8_t *part,
                                         uint8_t to, lmev__stratum *stratum,
                                         size_t n_classes, lmev_error *err);
#endif
