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

/* The folder for the best classifier of the model of this name, to be freed: MODEL, or
 * where that holds one whose val_loss is of other validation rows or classes, MODEL-<8
 * digits of ours>, of which watch (may be NULL) is told. *is and about say what is in it,
 * and about is to be released whatever is returned. ERR_NOMEM. */
lmev_status lmev__saved_find(char **dir, lmev__occupant *is, lmev_classifier_about *about,
                             const lmev__saved *at, const char *name,
                             const lmev_watch *watch, lmev_error *err);
#endif
