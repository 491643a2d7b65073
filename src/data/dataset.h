/* dataset.h - rows and classes while a file is read, and the data sets made of them. */
#ifndef LMEV__DATA_DATASET_H
#define LMEV__DATA_DATASET_H
#include "base/intern.h"
#include "lmev/data.h"

/* The class of a label, a new one if need be; classes are numbered as they are met.
 * ERR_NOMEM; ERR_FORMAT: too many classes, a line break in a label (lists of labels have
 * one per line); source and line are the caller's. */
lmev_status lmev__class_add(lmev__intern *classes, lmev_str label, uint32_t *id,
                            lmev_error *err);
/* Sorted names, and the place of each class among them (*place [classes->n], lmev__free
 * it). */
lmev_status lmev__labels_of(lmev_labels *labels, const lmev__intern *classes,
                            uint32_t **place, lmev_error *err);

/* Rows in file order. */
typedef struct lmev__file_rows {
    size_t n;
    uint64_t *hash;    /* [n] rank of the row in the draw */
    uint64_t *row;     /* [n] its number in the file */
    uint64_t *at;      /* [n+1] as lmev_dataset.text_at */
    uint32_t *label;   /* [n] in order of meeting */
    uint8_t *reliable; /* [n] */
    char *text;        /* [at[n]] */
    size_t room, room_text;
} lmev__file_rows;

lmev_status lmev__file_rows_add(lmev__file_rows *r, const lmev_row *row, uint32_t label,
                                uint64_t hash, lmev_error *err);
/* Drop all rows i but those with part[i] == which. */
void lmev__rows_keep(lmev__file_rows *r, const uint8_t *part, uint8_t which);
void lmev__file_rows_release(lmev__file_rows *r);

/* A data set of the rows i with part[i] == which (part NULL: of all rows). */
lmev_status lmev__dataset_take(lmev_dataset *d, const lmev__file_rows *r,
                               const uint8_t *part, uint8_t which, const uint32_t *place,
                               const lmev_labels *labels, lmev_error *err);
void lmev__dataset_release(lmev_dataset *d);
#endif
