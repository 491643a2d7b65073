/* saved.h - the folders of the best classifiers of a version. */
#ifndef LMEV__GRID_SAVED_H
#define LMEV__GRID_SAVED_H
#include "classifier/classifier_impl.h"
#include "lmev/grid.h"

/* What is in a folder: nothing, a classifier of the same validation rows and classes, or
 * something else. */
typedef enum lmev__occupant {
    LMEV__VACANT,
    LMEV__SAME_VALIDATION,
    LMEV__FOREIGN
} lmev__occupant;

/* Where a grid's best classifiers go, and the rows that its val_loss is of; both
 * borrowed. */
typedef struct lmev__saved {
    const char *folder;   /* saved_models/<version> */
    const char *val_rows; /* of lmev__key_val_rows */
} lmev__saved;

/* The folder for the best classifier of the model of this name; lmev__free it. It is
 * MODEL. Where that holds a classifier whose val_loss belongs to other validation rows or
 * classes, it is MODEL-<8 digits of ours>, which is reported through watch (may be NULL).
 * *is and about describe what is in it; release about whatever is returned. ERR_NOMEM. */
lmev_status lmev__saved_find(char **dir, lmev__occupant *is, lmev_classifier_about *about,
                             const lmev__saved *at, const char *name,
                             const lmev_watch *watch, lmev_error *err);
#endif
